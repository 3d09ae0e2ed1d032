"""Parameters and outputs: described, bounded, grouped for the console."""

import re

from template import EVERYTHING


def parameters_say_what_they_take(template):
    groups = template.plain["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    grouped = [name for group in groups for name in group["Parameters"]]
    parameters = template.plain["Parameters"]
    if sorted(grouped) != sorted(parameters):
        yield f"not in one group each: {sorted(set(grouped) ^ set(parameters))}"
    for name, parameter in parameters.items():
        if len(parameter.get("Description", "")) < 20:
            yield f"{name} is not described"
        if not parameter.keys() & {"AllowedValues", "AllowedPattern", "MinValue", "MaxLength"}:
            yield f"{name} takes anything"
        if "Default" not in parameter:
            yield f"{name} has no default"
        pattern = parameter.get("AllowedPattern", "")
        for value in (str(parameter["Default"]), EVERYTHING.get(name, str(parameter["Default"]))):
            if not re.search(pattern, value):
                yield f"{name} refuses {value!r}"


def outputs_say_what_they_are(template):
    outputs = template.organization.outputs
    for name, output in outputs.items():
        if not output.get("Description"):
            yield f"the output {name} is not described"
    needed = {"TableName", "AlertsTopicArn", "HealthTopicArn"}
    needed |= {"ObserverFunction", "CourierFunction", "PlannerFunction", "StateMachineArn"}
    if not needed <= outputs.keys():
        yield f"the outputs lack {sorted(needed - outputs.keys())}"


RULES = [parameters_say_what_they_take, outputs_say_what_they_are]
