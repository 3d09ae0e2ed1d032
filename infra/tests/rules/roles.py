"""Least privilege: each role has the actions of its list, on the resources of its list, no more.

The lists are written out here, apart from the template, so that a wider role is a finding.
"""

import json

from template import CONTRACT, FUNCTIONS, listed, logical

# What a function does with the items of the table. A transaction needs all its actions for all its
# items, whether AWS judges it item by item or as a whole: so what is written is one list.
READS = {
    "observer": ["STATE#*", "SETTINGS"],
    "courier": ["OUTBOX#*", "ROUTE"],
}
WRITES = {
    "observer": (["dynamodb:PutItem", "dynamodb:UpdateItem"], ["STATE#*", "HISTORY#*", "OUTBOX#*"]),
    "courier": (
        ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
        ["HISTORY#*", "OUTBOX#*", "ROUTE"],
    ),
}


def grant(actions, resource, condition=None):
    return {(action, resource, json.dumps(condition, sort_keys=True)) for action in listed(actions)}


def keys(patterns):
    return {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": patterns}}


def grants_of(function, stack):
    table = f"arn:aws:dynamodb:us-east-1:111122223333:table/{stack.parameters['TableName']}"
    grants = grant(["dynamodb:GetItem", "dynamodb:Query"], table, keys(READS[function]))
    actions, patterns = WRITES[function]
    grants |= grant(actions, table, keys(patterns))
    grants |= grant(["logs:CreateLogStream", "logs:PutLogEvents"], f"{logical(function)}Logs.Arn")
    grants |= grant("sqs:SendMessage", "FailedRuns.Arn")
    if stack.parameters["Tracing"] == "Active":
        grants |= grant(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*")
    if function == "observer":
        grants |= grant(list(CONTRACT["status_actions"].values()), "*")
    else:
        grants |= grant("sns:Publish", "Alerts")
    return grants


def expected(stack):
    """What each role may do, and which service takes it."""
    missed = grant("sqs:SendMessage", "MissedRuns.Arn")
    run = [grant("lambda:InvokeFunction", f"{logical(function)}Function.Arn") for function in FUNCTIONS]
    roles = {"ScheduleRole": ("scheduler.amazonaws.com", missed.union(*run))}
    for function in FUNCTIONS:
        roles[f"{logical(function)}Role"] = ("lambda.amazonaws.com", grants_of(function, stack))
    if stack.parameters["SlackChannelId"]:
        roles["SlackRole"] = ("chatbot.amazonaws.com", set())
    return roles


def found_grants(role):
    for policy in role.get("Policies", []):
        for statement in policy["PolicyDocument"]["Statement"]:
            for resource in listed(statement["Resource"]):
                yield from grant(statement["Action"], resource, statement.get("Condition"))


def roles_have_their_list_and_no_more(template):
    for stack in template.stacks:
        roles, wanted = stack.of_type("AWS::IAM::Role"), expected(stack)
        if roles.keys() != wanted.keys():
            yield f"the roles are {sorted(roles)}"
        for name in roles.keys() & wanted.keys():
            found = set(found_grants(roles[name]))
            for action, resource, condition in sorted(found - wanted[name][1]):
                yield f"{name} may {action} on {resource} where {condition}"
            for action, resource, condition in sorted(wanted[name][1] - found):
                yield f"{name} may not {action} on {resource} where {condition}"
            if roles[name].get("ManagedPolicyArns"):
                yield f"{name} has policies from elsewhere"
        for name, resource in stack.resources.items():
            if resource["Type"] in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
                yield f"{name} adds to a role"


def roles_are_taken_by_their_service_only(template):
    for stack in template.stacks:
        for name, (service, _) in expected(stack).items():
            statements = stack.of_type("AWS::IAM::Role")[name]["AssumeRolePolicyDocument"]["Statement"]
            if [one["Principal"] for one in statements] != [{"Service": service}]:
                yield f"{name} can be taken by {[one['Principal'] for one in statements]}"
            # Lambda takes a role for its own functions only; the others must say for whom.
            conditions = statements[0].get("Condition", {}).get("StringEquals", {})
            if service != "lambda.amazonaws.com" and conditions.get("aws:SourceAccount") != "111122223333":
                yield f"{name} can be taken for another account"
            if service == "scheduler.amazonaws.com" and conditions.get("aws:SourceArn") != "Schedules.Arn":
                yield f"{name} can be taken for another schedule group"


RULES = [roles_have_their_list_and_no_more, roles_are_taken_by_their_service_only]
