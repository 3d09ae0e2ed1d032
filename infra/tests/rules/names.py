"""Where and under which names it can be deployed: any stack name, any partition, and a second time."""

import json
import re

from template import ORGANIZATION

# https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html, the pages of each service
STACK_NAME_MAX = 128
LONGEST = {
    ("AWS::CloudWatch::Alarm", "AlarmName"): 255,
    ("AWS::CloudWatch::Dashboard", "DashboardName"): 255,
    ("AWS::DynamoDB::Table", "TableName"): 255,
    ("AWS::Lambda::Function", "FunctionName"): 64,
    ("AWS::Logs::LogGroup", "LogGroupName"): 512,
    ("AWS::SNS::Topic", "TopicName"): 256,
    ("AWS::SQS::Queue", "QueueName"): 80,
    ("AWS::Scheduler::Schedule", "Name"): 64,
    ("AWS::Scheduler::ScheduleGroup", "Name"): 64,
    ("AWS::StepFunctions::StateMachine", "StateMachineName"): 80,
}
PARTITIONS = {
    "aws": ("eu-central-1", "amazonaws.com", "console.aws.amazon.com"),
    "aws-cn": ("cn-north-1", "amazonaws.com.cn", "console.amazonaws.cn"),
    "aws-us-gov": ("us-gov-west-1", "amazonaws.com", "console.amazonaws-us-gov.com"),
}
SCHEDULE = "AWS::Scheduler::Schedule"


def names_fit_every_stack_name(template):
    stack = template.stack_at(ORGANIZATION, StackName="s" * STACK_NAME_MAX)
    for name, resource in stack.resources.items():
        for (kind, key), longest in LONGEST.items():
            found = resource.get("Properties", {}).get(key, "") if resource["Type"] == kind else ""
            if len(found) > longest:
                yield f"{name}: a {key} of {len(found)} characters, where {longest} are allowed"


def arns_and_links_are_of_the_partition(template):
    for partition, (region, suffix, console) in PARTITIONS.items():
        at = {"Partition": partition, "Region": region, "URLSuffix": suffix}
        stack = template.stack_at({**ORGANIZATION, "Dashboard": "yes"}, **at)
        text = json.dumps([stack.resources, stack.outputs])
        for found in sorted(set(re.findall(r"arn:(aws[a-z-]*):", text)) - {partition}):
            yield f"in {partition} there is an ARN of {found}"
        if f"//{region}.{console}/" not in stack.outputs["DashboardUrl"]["Value"]:
            yield f"in {partition} the link is {stack.outputs['DashboardUrl']['Value']}"


def references(node):
    """What a part of the plain template refers to, by logical id."""
    if isinstance(node, list):
        for one in node:
            yield from references(one)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "Ref":
                yield value
            elif key == "Fn::GetAtt":
                yield (value if isinstance(value, list) else value.split("."))[0]
            elif key == "DependsOn":
                yield from [value] if isinstance(value, str) else value
            elif key == "Fn::Sub":
                text, extra = value if isinstance(value, list) else (value, {})
                yield from (found.split(".")[0] for found in re.findall(r"\$\{([\w.]+)\}", text))
                yield from references(extra)
            else:
                yield from references(value)


def made_before(name, resources):
    """All that is made before a resource."""
    found, new = set(), {name}
    while new:
        new = {one for known in new for one in references(resources[known]) if one in resources} - found
        found |= new
    return found


def the_table_is_made_last_but_for_the_schedules(template):
    """A rollback leaves the table behind; a schedule of a rate runs at once, and needs it."""
    resources = template.plain["Resources"]
    schedules = {name for name, one in resources.items() if one["Type"] == SCHEDULE}
    for name in sorted(resources.keys() - {"Table"} - schedules - made_before("Table", resources)):
        yield f"{name} may fail after the table is made"
    for name in sorted(one for one in schedules if "Table" not in made_before(one, resources)):
        yield f"{name} may run before there is a table"
    without_table = {
        name: one for name, one in resources.items() if name != "Table"
    }  # there may be one already
    if "StateMachinePolicy" not in made_before("ObserverSchedule", without_table):
        yield "the state machine may run before it may start its units"


RULES = [
    names_fit_every_stack_name,
    arns_and_links_are_of_the_partition,
    the_table_is_made_last_but_for_the_schedules,
]
