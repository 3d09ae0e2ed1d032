"""The functions: built from their binaries, bounded, logged, and never failing unseen."""

from template import CONTRACT, FUNCTIONS, listed, logical


def every_function_is_built_from_its_binary(template):
    for stack in template.stacks:
        found = stack.of_type("AWS::Lambda::Function")
        if sorted(found) != sorted(f"{logical(function)}Function" for function in stack.functions):
            yield f"the functions are {sorted(found)}"
    for function in FUNCTIONS:
        source = template.sam["Resources"][f"{logical(function)}Function"]
        code = source["Properties"]["CodeUri"]
        # infra/package has checked what is there; `sam build` would put something else in its place.
        if (code, source["Metadata"]) != (f"../target/package/{function}", {"SkipBuild": True}):
            yield f"{function} is taken from {code}, {source['Metadata']}"


def functions_are_bounded(template):
    for name, function in template.default.of_type("AWS::Lambda::Function").items():
        if function["Runtime"] != "provided.al2023" or function["Architectures"] != ["arm64"]:
            yield f"{name} runs on {function['Runtime']}, {function['Architectures']}"
        # A new account has no concurrency to give away.
        if "ReservedConcurrentExecutions" in function:
            yield f"{name} reserves {function['ReservedConcurrentExecutions']}"
        if (int(function["MemorySize"]), int(function["Timeout"])) != (128, 60):
            yield f"{name} has {function['MemorySize']} MB and {function['Timeout']} s"
    reserved = template.stack(ReservedConcurrency="2")
    for name, function in reserved.of_type("AWS::Lambda::Function").items():
        if function.get("ReservedConcurrentExecutions") != "2":
            yield f"{name} reserves {function.get('ReservedConcurrentExecutions')}"


# A unit has some 500 targets, and the planner lists every account: their sizes are no choice.
SIZES_IN_AN_ORGANIZATION = {
    "ObserverFunction": (512, 900),
    "CourierFunction": (128, 60),
    "PlannerFunction": (512, 900),
}


def an_organizations_functions_have_their_size(template):
    functions = template.organization.of_type("AWS::Lambda::Function")
    found = {name: (int(one["MemorySize"]), int(one["Timeout"])) for name, one in functions.items()}
    if found != SIZES_IN_AN_ORGANIZATION:
        yield f"the sizes are {found}"


def functions_run_in_the_vpc_if_asked(template):
    for stack in template.stacks:
        subnets, groups = (stack.parameters[name] for name in ("VpcSubnetIds", "VpcSecurityGroupIds"))
        wanted = {"SubnetIds": subnets.split(","), "SecurityGroupIds": groups.split(",")} if subnets else None
        for name, function in stack.of_type("AWS::Lambda::Function").items():
            if function.get("VpcConfig") != wanted:
                yield f"{name} runs in {function.get('VpcConfig')}"


def only_the_observers_timeout_is_a_choice(template):
    """The courier's lease counts on 60 s."""
    functions = template.stack(TimeoutSeconds="900").of_type("AWS::Lambda::Function")
    found = {name: int(function["Timeout"]) for name, function in functions.items()}
    if found != {"ObserverFunction": 900, "CourierFunction": 60}:
        yield f"the timeouts are {found}"


def functions_are_given_what_they_read(template):
    for stack in template.stacks:
        values = {
            # An unchanged look at 10,000 accounts is stored four times a day, not every hour.
            "ROLLCALL_POLICY": stack.parameters["Policy"]
            or ('note_every = "6h"' if stack.is_organization else ""),
            "ROLLCALL_REGIONS": stack.parameters["Regions"],
            "ROLLCALL_TABLE": stack.parameters["TableName"],
            "ROLLCALL_TOPIC_ARN": stack.parameters["ExistingTopicArn"] or "Alerts",
            # Empty: other accounts are refused.
            "ROLLCALL_MEMBER_ROLE": stack.parameters["MemberRole"] if stack.is_organization else "",
            "ROLLCALL_EXTERNAL_ID": stack.parameters["ExternalId"] if stack.is_organization else "",
            "ROLLCALL_MANAGEMENT_ROLE_ARN": stack.parameters["ManagementRoleArn"],
        }
        for function in stack.functions:
            read = CONTRACT["functions"][function]["variables"]
            wanted = {name: values[name] for name in read if name.startswith("ROLLCALL_")}
            properties = stack.of_type("AWS::Lambda::Function")[f"{logical(function)}Function"]
            found = properties["Environment"]["Variables"]
            if found != wanted:
                yield f"{function} is given {found}, not {wanted}"


def every_function_has_its_log_group(template):
    groups = template.organization.of_type("AWS::Logs::LogGroup")
    for name, function in template.organization.of_type("AWS::Lambda::Function").items():
        logging = function.get("LoggingConfig", {})
        group = groups.get(logging.get("LogGroup"))
        own = name.removesuffix("Function").lower()
        if not group or group["LogGroupName"] != f"/aws/lambda/rollcall-{own}":
            yield f"{name} has no log group of its own"
        elif not group.get("RetentionInDays"):
            yield f"the logs of {name} are kept for ever"
        if logging.get("LogFormat") != "JSON":
            yield f"the logs of {name} are not JSON"
    # The metrics are lines of the log, at INFO.
    if {"WARN", "ERROR", "FATAL"} & set(template.plain["Parameters"]["LogLevel"]["AllowedValues"]):
        yield "a LogLevel above INFO would take the metrics away"


# How a run that fails is tried again, and where it is kept. The courier's next run is a minute away. The
# state machine waits for the planner's, and for the observer's in an organization.
FAILED = {
    "ObserverFunction": (3600, 2, {"OnFailure": {"Destination": "FailedRuns.Arn"}}),
    "CourierFunction": (60, 0, None),
}


def failures_are_kept(template):
    for stack in template.stacks:
        found = {
            one["FunctionName"]: (
                one["MaximumEventAgeInSeconds"],
                one["MaximumRetryAttempts"],
                one.get("DestinationConfig"),
            )
            for one in stack.of_type("AWS::Lambda::EventInvokeConfig").values()
        }
        if found != FAILED:
            yield f"what fails is kept so: {found}"


def everything_is_tagged(template):
    untaggable = {
        "AWS::CloudWatch::Dashboard",
        "AWS::IAM::Policy",
        "AWS::IAM::ManagedPolicy",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::SNS::Subscription",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueuePolicy",
        "AWS::Scheduler::Schedule",
    }
    for stack in template.stacks:
        for name, resource in stack.resources.items():
            tags = listed(resource.get("Properties", {}).get("Tags", []))
            tagged = {"Key": "Application", "Value": "rollcall"} in tags
            if resource["Type"] not in untaggable and not tagged:
                yield f"{name} is not tagged"


RULES = [
    every_function_is_built_from_its_binary,
    functions_are_bounded,
    an_organizations_functions_have_their_size,
    functions_run_in_the_vpc_if_asked,
    only_the_observers_timeout_is_a_choice,
    functions_are_given_what_they_read,
    every_function_has_its_log_group,
    failures_are_kept,
    everything_is_tagged,
]
