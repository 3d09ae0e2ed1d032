"""The functions: alike, bounded, logged, and never failing unseen."""

import json
import re

from template import CHECKS, CONTRACT, listed, logical


def every_check_has_its_function(template):
    found = template.default.of_type("AWS::Lambda::Function")
    if sorted(found) != sorted(f"{logical(check)}Function" for check in CHECKS):
        yield f"the functions are {sorted(found)}"
    for check in CHECKS:
        metadata = template.sam["Resources"][f"{logical(check)}Function"]["Metadata"]
        if metadata != {"BuildMethod": "rust-cargolambda", "BuildProperties": {"Binary": check}}:
            yield f"{check} is built by {metadata}"


def the_checks_sections_are_alike(template):
    """One section is the others with the names changed."""

    def section(check):
        prefix = logical(check)
        found = {name: one for name, one in template.sam["Resources"].items() if name.startswith(prefix)}
        text = json.dumps(found, sort_keys=True).replace(CONTRACT["status_actions"][check], "<action>")
        # "dynamodb" ends like a check.
        return json.loads(re.sub(rf"\b{check}\b", "<check>", text.replace(prefix, "<Check>")))

    first, *others = CHECKS
    for other in others:
        for name in sorted(section(first).keys() | section(other).keys()):
            if section(first).get(name) != section(other).get(name):
                yield f"{name} of {other} is not as that of {first}"


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


def functions_are_told_what_they_read(template):
    own = {name for name in CONTRACT["variables"] if name.startswith("ROLLCALL_")}
    for name, function in template.default.of_type("AWS::Lambda::Function").items():
        found = function["Environment"]["Variables"]
        if found.keys() != own:
            yield f"{name} is told {sorted(found)}"
        if found["ROLLCALL_TOPIC_ARN"] != "Alerts" or found["ROLLCALL_TABLE"] != "rollcall":
            yield f"{name} is told of {found}"


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
    every_check_has_its_function,
    the_checks_sections_are_alike,
    functions_are_bounded,
    functions_are_told_what_they_read,
    every_function_has_its_log_group,
    failures_are_kept,
    everything_is_tagged,
]
