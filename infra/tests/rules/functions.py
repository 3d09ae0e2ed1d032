"""The functions: built from their binaries, bounded, logged, and never failing unseen."""

from template import CONTRACT, FUNCTIONS, listed, logical


def every_function_is_built_from_its_binary(template):
    found = template.default.of_type("AWS::Lambda::Function")
    if sorted(found) != sorted(f"{logical(function)}Function" for function in FUNCTIONS):
        yield f"the functions are {sorted(found)}"
    for function in FUNCTIONS:
        metadata = template.sam["Resources"][f"{logical(function)}Function"]["Metadata"]
        if metadata != {"BuildMethod": "rust-cargolambda", "BuildProperties": {"Binary": function}}:
            yield f"{function} is built by {metadata}"


def functions_are_bounded(template):
    for name, function in template.default.of_type("AWS::Lambda::Function").items():
        if function["Runtime"] != "provided.al2023" or function["Architectures"] != ["arm64"]:
            yield f"{name} runs on {function['Runtime']}, {function['Architectures']}"
        if not 1 <= int(function.get("ReservedConcurrentExecutions", 0)) <= 5:
            yield f"{name} reserves {function.get('ReservedConcurrentExecutions')}"
        if (int(function["MemorySize"]), int(function["Timeout"])) != (128, 60):
            yield f"{name} has {function['MemorySize']} MB and {function['Timeout']} s"
        if function["TracingConfig"]["Mode"] != "Active":
            yield f"{name} is not traced"
    unreserved = template.stack(ReservedConcurrency="0")
    for name, function in unreserved.of_type("AWS::Lambda::Function").items():
        if "ReservedConcurrentExecutions" in function:
            yield f"{name} would never run"


def only_the_observers_timeout_is_a_choice(template):
    """The courier's lease counts on 60 s."""
    functions = template.stack(TimeoutSeconds="900").of_type("AWS::Lambda::Function")
    found = {name: int(function["Timeout"]) for name, function in functions.items()}
    if found != {"ObserverFunction": 900, "CourierFunction": 60}:
        yield f"the timeouts are {found}"


def functions_are_given_what_they_read(template):
    for stack in template.stacks:
        values = {
            "ROLLCALL_POLICY": stack.parameters["Policy"],
            "ROLLCALL_REGIONS": stack.parameters["Regions"],
            "ROLLCALL_TABLE": stack.parameters["TableName"],
            "ROLLCALL_TOPIC_ARN": "Alerts",
        }
        for function in FUNCTIONS:
            read = CONTRACT["functions"][function]["variables"]
            wanted = {name: values[name] for name in read if name.startswith("ROLLCALL_")}
            properties = stack.of_type("AWS::Lambda::Function")[f"{logical(function)}Function"]
            found = properties["Environment"]["Variables"]
            if found != wanted:
                yield f"{function} is given {found}, not {wanted}"


def every_function_has_its_log_group(template):
    groups = template.default.of_type("AWS::Logs::LogGroup")
    for name, function in template.default.of_type("AWS::Lambda::Function").items():
        logging = function.get("LoggingConfig", {})
        group = groups.get(logging.get("LogGroup"))
        if not group or group["LogGroupName"] != f"/aws/lambda/{function['FunctionName']}":
            yield f"{name} has no log group of its own"
        elif not group.get("RetentionInDays"):
            yield f"the logs of {name} are kept for ever"
        if logging.get("LogFormat") != "JSON":
            yield f"the logs of {name} are not JSON"
    # The metrics are lines of the log, at INFO.
    if {"WARN", "ERROR", "FATAL"} & set(template.plain["Parameters"]["LogLevel"]["AllowedValues"]):
        yield "a LogLevel above INFO would take the metrics away"


def failures_are_kept(template):
    for stack in template.stacks:
        functions = stack.of_type("AWS::Lambda::Function")
        kept = {one["FunctionName"]: one for one in stack.of_type("AWS::Lambda::EventInvokeConfig").values()}
        for name in functions:
            config = kept.get(name, {})
            destination = config.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
            if destination != "FailedRuns.Arn":
                yield f"what fails in {name} goes to {destination}"
            if config.get("MaximumRetryAttempts") != 2:
                yield f"{name} is tried again {config.get('MaximumRetryAttempts')} times"


def everything_is_tagged(template):
    untaggable = {
        "AWS::CloudWatch::Dashboard",
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
    only_the_observers_timeout_is_a_choice,
    functions_are_given_what_they_read,
    every_function_has_its_log_group,
    failures_are_kept,
    everything_is_tagged,
]
