"""An organization: what the state machine does, step by step, and that one account has nothing of it."""

import json

from intrinsics import Scope
from template import EVERYTHING, ORGANIZATION, ROOT

MACHINE = "AWS::StepFunctions::StateMachine"
TIMEOUTS = {"PlannerFunction.Arn": 900, "ObserverFunction.Arn": 900}
HOPELESS = ["Rollcall.InvalidEvent", "Rollcall.InvalidPolicy"]
OF_AN_ORGANIZATION = ["MemberRole", "ExternalId", "ManagementRoleArn", "OrganizationId"]


def machine(stack):
    return stack.of_type(MACHINE)["StateMachine"]


def definition(stack):
    return json.loads(machine(stack)["DefinitionString"])


def observe(states):
    return states["Units"]["ItemProcessor"]["States"]["Observe"]


def tasks(stack):
    """The steps that run a function, by their names."""
    states = definition(stack)["States"]
    return {"Plan": states["Plan"], "Observe": observe(states), "Reconcile": states["Reconcile"]}


def event(name):
    return json.loads((ROOT / "events" / f"{name}.json").read_text())


def the_steps_are_plan_units_reconcile(template):
    states = definition(template.organization)["States"]
    order, step = [], definition(template.organization)["StartAt"]
    while step and step not in order:
        order.append(step)
        step = states[step].get("Next")
    if order != ["Plan", "Units", "Reconcile"] or not states["Reconcile"].get("End"):
        yield f"the steps are {order}"
    if machine(template.organization).get("StateMachineType") != "STANDARD":
        yield "an EXPRESS execution ends after five minutes"


def steps_run_their_function_with_an_event_that_is_tried(template):
    """events/ has what the functions are tried with."""
    plan, unit, reconcile = event("plan"), event("unit"), event("reconcile")
    wanted = {  # the input of a step -> the function, and what it gets
        "Plan": ({"source": "aws.scheduler"}, "PlannerFunction.Arn", plan),
        "Observe": (unit["unit"], "ObserverFunction.Arn", unit),
        "Reconcile": ({"run": reconcile["run"], "units": []}, "PlannerFunction.Arn", reconcile),
    }
    for name, task in tasks(template.organization).items():
        given, function, sent = wanted[name]
        if task["Resource"] != "arn:aws:states:::lambda:invoke":
            yield f"{name} runs {task['Resource']}"
        parameters = filled(task["Parameters"], given)
        if parameters != {"FunctionName": function, "Payload": sent}:
            yield f"{name} runs {parameters}"


def filled(parameters, given):
    """What Step Functions makes of a step's parameters: a key that ends in ".$" has a path as its value."""
    if not isinstance(parameters, dict):
        return parameters
    return {
        key.removesuffix(".$"): at(value, given) if key.endswith(".$") else filled(value, given)
        for key, value in parameters.items()
    }


def at(path, given):
    return given if path == "$" else given[path.removeprefix("$.")]


def a_unit_that_fails_stops_no_other(template):
    units = definition(template.organization)["States"]["Units"]
    wanted = {
        "Type": "Map",
        "Label": "Units",
        "ItemsPath": "$.units",
        "MaxConcurrency": 4,  # 10,000 by default
        "ToleratedFailurePercentage": 100,
        "ResultPath": None,  # Reconcile gets what Plan answered; a state carries 256 KiB
        "Next": "Reconcile",
    }
    found = {key: value for key, value in units.items() if key != "ItemProcessor"}
    if found != wanted:
        yield f"the units are {found}"
    config = units["ItemProcessor"]["ProcessorConfig"]
    if config != {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}:
        yield f"each unit is {config}"


def steps_hand_on_no_more_than_they_must(template):
    outputs = {name: task.get("OutputPath", "$") for name, task in tasks(template.organization).items()}
    if outputs != {"Plan": "$.Payload", "Observe": None, "Reconcile": "$.Payload"}:
        yield f"the steps hand on {outputs}"


def steps_are_tried_again_with_jitter(template):
    for name, task in tasks(template.organization).items():
        hopeless, other = (*task.get("Retry", []), {}, {})[:2]
        if (sorted(hopeless.get("ErrorEquals", [])), hopeless.get("MaxAttempts")) != (HOPELESS, 0):
            yield f"{name} tries {hopeless} again"
        if other.get("ErrorEquals") != ["States.ALL"] or other.get("MaxAttempts", 0) < 2:
            yield f"{name} tries {other} again"
        if other.get("JitterStrategy") != "FULL" or other.get("BackoffRate", 1) <= 1:
            yield f"{name} comes back at the same time as the others: {other}"
        if not other.get("IntervalSeconds", 0) < other.get("MaxDelaySeconds", 0) <= 600:
            yield f"{name} waits for {other.get('MaxDelaySeconds')} s"
        if len(task.get("Retry", [])) > 2 or "Catch" in task:
            yield f"{name} has more for errors than it should"


def no_step_waits_for_ever(template):
    """A step ends after its function has: the function's own error says more."""
    for name, task in tasks(template.organization).items():
        longest = TIMEOUTS[task["Parameters"]["FunctionName"]]
        if not longest < task.get("TimeoutSeconds", 0) <= longest + 60:
            yield f"{name} waits for {task.get('TimeoutSeconds')} s"
    if definition(template.organization).get("TimeoutSeconds") != 4 * 3600:
        yield "an execution may take for ever"


def executions_are_logged_without_their_data(template):
    for stack in template.stacks:
        for name, one in stack.of_type(MACHINE).items():
            group = {"LogGroupArn": "StateMachineLogs.Arn"}
            wanted = {
                "Level": "ERROR",
                "IncludeExecutionData": False,
                "Destinations": [{"CloudWatchLogsLogGroup": group}],
            }
            if one.get("LoggingConfiguration") != wanted:
                yield f"{name} logs {one.get('LoggingConfiguration')}"
            # Step Functions cuts the policy of logs short for groups of this name, which else grows too long.
            logs = stack.of_type("AWS::Logs::LogGroup")["StateMachineLogs"]
            if logs["LogGroupName"] != "/aws/vendedlogs/states/rollcall" or not logs.get("RetentionInDays"):
                yield f"{name} logs to {logs}"
            traced = stack.parameters["Tracing"] == "Active"
            if one.get("TracingConfiguration") != {"Enabled": traced}:
                yield f"{name} is traced: {one.get('TracingConfiguration')}"


def one_account_has_nothing_of_an_organization(template):
    """Whatever is given of it."""
    for stack in (one for one in template.stacks if not one.is_organization):
        found = json.dumps([stack.resources, stack.outputs])
        for name in OF_AN_ORGANIZATION:
            if stack.parameters[name] and stack.parameters[name] in found:
                yield f"{name} is in the stack of one account"
        for text in ("AWS::StepFunctions", "states:", "organizations:", "planner", "Planner", "LEDGER"):
            if text in found:
                yield f"{text} is in the stack of one account"


def an_organization_needs_an_external_id(template):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"""
    rule = template.plain["Rules"]["ExternalIdIsGiven"]
    cases = {"": False, EVERYTHING["ExternalId"]: True}
    for given, taken in cases.items():
        scope = Scope(template.plain, {**ORGANIZATION, "ExternalId": given}, {})
        holds = all(scope.evaluate(one["Assert"]) for one in rule["Assertions"])
        if not scope.evaluate(rule["RuleCondition"]) or holds != taken:
            yield f"the external id {given!r} is {'taken' if holds else 'refused'}"
    if Scope(template.plain, {}, {}).evaluate(rule["RuleCondition"]):
        yield "one account needs an external id"


RULES = [
    the_steps_are_plan_units_reconcile,
    steps_run_their_function_with_an_event_that_is_tried,
    a_unit_that_fails_stops_no_other,
    steps_hand_on_no_more_than_they_must,
    steps_are_tried_again_with_jitter,
    no_step_waits_for_ever,
    executions_are_logged_without_their_data,
    one_account_has_nothing_of_an_organization,
    an_organization_needs_an_external_id,
]
