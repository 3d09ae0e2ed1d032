"""Least privilege: each role has the actions of its list, on the resources of its list, no more.

The lists are written out here, apart from the template, so that a wider role is a finding.
"""

import json

from template import CONTRACT, listed, logical

# What a function does with the items of the table. A transaction needs all its actions for all its
# items, whether AWS judges it item by item or as a whole: so what is written is one list.
READS = {
    "observer": ["STATE#*", "SETTINGS"],
    "courier": ["OUTBOX#*", "ROUTE"],
    "planner": ["STATE#*", "SETTINGS", "ACCOUNT#*", "LEDGER"],
}
WRITES = {
    "observer": (["dynamodb:PutItem", "dynamodb:UpdateItem"], ["STATE#*", "HISTORY#*", "OUTBOX#*"]),
    "planner": (
        ["dynamodb:PutItem", "dynamodb:UpdateItem"],
        ["STATE#*", "HISTORY#*", "OUTBOX#*", "ACCOUNT#*", "LEDGER"],
    ),
    "courier": (
        ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
        ["HISTORY#*", "OUTBOX#*", "ROUTE"],
    ),
}
# What a function does beyond that in an organization.
MORE_READS = {"observer": ["ACCOUNT#*", "LEDGER"]}
MORE_WRITES = {"observer": ["LEDGER"]}

VPC = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
]
KEY = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"]
TRACE = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
# What the planner asks of an organization, with its own role or with that of management.yaml.
OF_THE_ORGANIZATION = [
    *CONTRACT["organization_actions"].values(),  # of the checks
    "organizations:DescribeOrganizationalUnit",
    "organizations:ListAccounts",
    "tag:GetResources",
]
# https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
DELIVER_LOGS = [
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
]


def grant(actions, resource, condition=None, effect="Allow"):
    condition = json.dumps(condition, sort_keys=True)
    return {(effect, action, resource, condition) for action in listed(actions)}


def keys(patterns):
    return {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": patterns}}


def use_of_the_key(stack, actions, *services):
    """Only with a key of one's own, and only through the services that hold what it encrypts."""
    key = stack.parameters["KmsKeyArn"]
    via = [f"{service}.us-east-1.amazonaws.com*" for service in services]
    via = via if len(via) > 1 else via[0]
    return grant(actions, key, {"StringLike": {"kms:ViaService": via}}) if key else set()


def network(stack):
    if not stack.parameters["VpcSubnetIds"]:
        return set()
    own_code = {"ArnLike": {"lambda:SourceFunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:*"}}
    return grant(VPC, "*") | grant("ec2:*", "*", own_code, "Deny")


def grants_of(function, stack):
    table = f"arn:aws:dynamodb:us-east-1:111122223333:table/{stack.parameters['TableName']}"
    reads, (actions, writes) = READS[function], WRITES[function]
    if stack.is_organization:
        reads, writes = reads + MORE_READS.get(function, []), writes + MORE_WRITES.get(function, [])
    grants = grant(["dynamodb:GetItem", "dynamodb:Query"], table, keys(reads))
    grants |= grant(actions, table, keys(writes))
    grants |= grant(["logs:CreateLogStream", "logs:PutLogEvents"], f"{logical(function)}Logs.Arn")
    grants |= network(stack)
    if stack.parameters["Tracing"] == "Active":
        grants |= grant(TRACE, "*")
    if function == "observer":
        grants |= grant(list(CONTRACT["status_actions"].values()), "*")
        grants |= grant("sqs:SendMessage", "FailedRuns.Arn")
        grants |= use_of_the_key(stack, KEY, "dynamodb", "sqs")
        grants |= use_of_members(stack)
    elif function == "planner":
        management = stack.parameters["ManagementRoleArn"]
        grants |= grant("sts:AssumeRole", management) if management else grant(OF_THE_ORGANIZATION, "*")
        grants |= use_of_the_key(stack, KEY, "dynamodb")
    else:
        topic = stack.parameters["ExistingTopicArn"] or "Alerts"
        grants |= grant(["sns:GetTopicAttributes", "sns:Publish"], topic)
        grants |= use_of_the_key(stack, KEY, "dynamodb", "sns")
    return grants


def use_of_members(stack):
    """Only in an organization: the member role of every account, or of the organization that is given."""
    role = f"arn:aws:iam::*:role/{stack.parameters['MemberRole']}"
    organization = stack.parameters["OrganizationId"]
    within = {"StringEquals": {"aws:ResourceOrgID": organization}} if organization else None
    return grant("sts:AssumeRole", role, within) if stack.is_organization else set()


def grants_of_the_state_machine(stack):
    executions = "arn:aws:states:us-east-1:111122223333:execution:StateMachine.Name*"
    grants = grant(DELIVER_LOGS, "*") | grant("states:StartExecution", "StateMachine")
    grants |= grant(["states:DescribeExecution", "states:StopExecution"], executions)
    for function in ("planner", "observer"):
        grants |= grant("lambda:InvokeFunction", f"{logical(function)}Function.Arn")
    if stack.parameters["Tracing"] == "Active":
        grants |= grant([*TRACE, "xray:GetSamplingRules", "xray:GetSamplingTargets"], "*")
    return grants


def expected(stack):
    """What each role may do, and which service takes it."""
    schedules = grant("sqs:SendMessage", "MissedRuns.Arn")
    schedules |= use_of_the_key(stack, ["kms:Decrypt", "kms:GenerateDataKey"], "sqs")
    schedules |= grant("lambda:InvokeFunction", "CourierFunction.Arn")
    if stack.is_organization:
        schedules |= grant("states:StartExecution", "StateMachine")
    else:
        schedules |= grant("lambda:InvokeFunction", "ObserverFunction.Arn")
    roles = {"ScheduleRole": ("scheduler.amazonaws.com", schedules)}
    if stack.is_organization:
        roles["StateMachineRole"] = ("states.amazonaws.com", grants_of_the_state_machine(stack))
    for function in stack.functions:
        roles[f"{logical(function)}Role"] = ("lambda.amazonaws.com", grants_of(function, stack))
    return roles


def found_grants(name, stack):
    """What a role has, also by policies apart; what a managed one from elsewhere allows is not known."""
    role = stack.of_type("AWS::IAM::Role")[name]
    managed = stack.of_type("AWS::IAM::ManagedPolicy")
    documents = [policy["PolicyDocument"] for policy in role.get("Policies", [])]
    apart = stack.of_type("AWS::IAM::Policy").values()
    documents += [policy["PolicyDocument"] for policy in apart if name in policy["Roles"]]
    for policy in role.get("ManagedPolicyArns", []):
        if policy not in managed:
            yield from grant("anything", policy)
            continue
        documents.append(managed[policy]["PolicyDocument"])
    for statement in (statement for document in documents for statement in document["Statement"]):
        for resource in listed(statement["Resource"]):
            condition, effect = statement.get("Condition"), statement["Effect"]
            yield from grant(statement["Action"], resource, condition, effect)


def roles_have_their_list_and_no_more(template):
    for stack in template.stacks:
        roles, wanted = stack.of_type("AWS::IAM::Role"), expected(stack)
        if roles.keys() != wanted.keys():
            yield f"the roles are {sorted(roles)}"
        for name in roles.keys() & wanted.keys():
            found = set(found_grants(name, stack))
            for one in sorted(found - wanted[name][1]):
                yield f"{name} has {one}"
            for one in sorted(wanted[name][1] - found):
                yield f"{name} lacks {one}"
        for name, policy in stack.of_type("AWS::IAM::Policy").items():
            if not set(policy["Roles"]) <= roles.keys():
                yield f"{name} adds to roles from elsewhere"
        for name, policy in stack.of_type("AWS::IAM::ManagedPolicy").items():
            if policy.get("Roles"):
                yield f"{name} adds to roles"


def roles_are_where_and_bounded_as_asked(template):
    for stack in template.stacks:
        boundary = stack.parameters["PermissionsBoundaryArn"] or None
        for name, policy in stack.of_type("AWS::IAM::ManagedPolicy").items():
            if policy.get("Path") != stack.parameters["RolePath"]:
                yield f"{name} has the path {policy.get('Path')}"
        for name, role in stack.of_type("AWS::IAM::Role").items():
            found = (role.get("Path"), role.get("PermissionsBoundary"))
            if found != (stack.parameters["RolePath"], boundary):
                yield f"{name} has the path and boundary {found}"
            if "RoleName" in role:
                yield f"{name} has a name, which needs CAPABILITY_NAMED_IAM"


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
            machines = "arn:aws:states:us-east-1:111122223333:stateMachine:*"
            found = statements[0].get("Condition", {}).get("ArnLike", {}).get("aws:SourceArn")
            if service == "states.amazonaws.com" and found != machines:
                yield f"{name} can be taken for {found}"
            if service == "scheduler.amazonaws.com" and conditions.get("aws:SourceArn") != "Schedules.Arn":
                yield f"{name} can be taken for another schedule group"


RULES = [
    roles_have_their_list_and_no_more,
    roles_are_where_and_bounded_as_asked,
    roles_are_taken_by_their_service_only,
]
