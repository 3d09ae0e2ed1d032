"""EventBridge Scheduler: each function runs when it should, and what could not start is kept."""

import json
import re

from aws_cron_expression_validator.validator import AWSCronExpressionError, AWSCronExpressionValidator

from template import EVERYTHING, ROOT, logical


def fault_of_expression(text):
    """Why EventBridge Scheduler would refuse an expression, or None.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
    """
    if re.fullmatch(r"rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)", text):
        return None
    cron = re.fullmatch(r"cron\((.*)\)", text)
    if not cron:
        return "it is no rate of 1 minute, 2 minutes and so on, and no cron"
    try:
        AWSCronExpressionValidator.validate(cron[1])
    except AWSCronExpressionError as error:
        return str(error)
    return None


def schedule_expressions_parse(template):
    allowed = template.plain["Parameters"]["IntervalMinutes"]["AllowedValues"]
    stacks = [*template.stacks, *(template.stack(IntervalMinutes=minutes) for minutes in allowed)]
    for stack in stacks:
        for name, schedule in stack.of_type("AWS::Scheduler::Schedule").items():
            fault = fault_of_expression(schedule["ScheduleExpression"])
            if fault:
                yield f"{name}: {schedule['ScheduleExpression']}: {fault}"
    pattern = template.plain["Parameters"]["ScheduleExpression"]["AllowedPattern"]
    for text in ("rate(2 minutes)", "rate(1 hour)", "cron(0 8 * * ? *)", EVERYTHING["ScheduleExpression"]):
        if not re.search(pattern, text):
            yield f"ScheduleExpression refuses {text}"
    for text in (
        "1 hour",
        "rate(0 hours)",
        "rate(1 hours)",
        "rate(5 hour)",
        "cron(bogus)",
        "cron(0 8 * * ?)",
    ):
        if re.search(pattern, text):
            yield f"ScheduleExpression takes {text}"


def every_function_is_scheduled(template):
    for stack in template.stacks:
        schedules = stack.of_type("AWS::Scheduler::Schedule")
        # In an organization the state machine runs the observer, and the planner before and after it.
        observer = "StateMachine" if stack.is_organization else "ObserverFunction.Arn"
        targets = {"observer": observer, "courier": "CourierFunction.Arn"}
        if sorted(schedules) != sorted(f"{logical(function)}Schedule" for function in targets):
            yield f"the schedules are {sorted(schedules)}"
        for function, wanted in targets.items():
            target = schedules[f"{logical(function)}Schedule"]["Target"]
            if target["Arn"] != wanted:
                yield f"the schedule of {function} runs {target['Arn']}"
            if target.get("RoleArn") != "ScheduleRole.Arn":
                yield f"the schedule of {function} has the role {target.get('RoleArn')}"
            if target.get("DeadLetterConfig") != {"Arn": "MissedRuns.Arn"}:
                yield f"the schedule of {function} has no dead-letter queue"
            if not target.get("RetryPolicy", {}).get("MaximumRetryAttempts"):
                yield f"the schedule of {function} does not try again"


def the_observers_schedule_takes_the_parameters(template):
    schedule = template.stack(**EVERYTHING).of_type("AWS::Scheduler::Schedule")["ObserverSchedule"]
    found = (schedule["ScheduleExpression"], schedule["ScheduleExpressionTimezone"])
    if found != (EVERYTHING["ScheduleExpression"], EVERYTHING["ScheduleTimezone"]):
        yield f"it runs at {found}"
    if schedule["FlexibleTimeWindow"] != {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": "10"}:
        yield f"it has the window {schedule['FlexibleTimeWindow']}"
    schedule = template.default.of_type("AWS::Scheduler::Schedule")["ObserverSchedule"]
    if schedule["FlexibleTimeWindow"] != {"Mode": "OFF"}:
        yield f"it has the window {schedule['FlexibleTimeWindow']} by default"


def the_courier_runs_every_minute(template):
    for stack in template.stacks:
        schedule = stack.of_type("AWS::Scheduler::Schedule")["CourierSchedule"]
        found = (schedule["ScheduleExpression"], schedule["FlexibleTimeWindow"])
        if found != ("rate(1 minute)", {"Mode": "OFF"}):
            yield f"the courier runs at {found}"


def schedules_send_an_event_that_is_tried(template):
    """events/ has what the functions are tried with."""
    events = [json.loads(path.read_text()) for path in sorted((ROOT / "events").glob("*.json"))]
    tried = [event for event in events if event.get("source") == "aws.scheduler"]
    for name, schedule in template.default.of_type("AWS::Scheduler::Schedule").items():
        sent = schedule["Target"].get("Input", "{}")
        if not any(json.loads(filled(sent, event)) == event for event in tried):
            yield f"no file of events/ is what {name} sends: {sent}"


def filled(sent, event):
    """What EventBridge Scheduler makes of an input, at the time and with the ids of an event.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
    """
    attributes = {
        "execution-id": event["id"],
        "scheduled-time": event["time"],
        "schedule-arn": event["resources"][0],
    }
    for name, value in attributes.items():
        sent = sent.replace(f"<aws.scheduler.{name}>", value)
    return sent


RULES = [
    schedule_expressions_parse,
    every_function_is_scheduled,
    the_observers_schedule_takes_the_parameters,
    the_courier_runs_every_minute,
    schedules_send_an_event_that_is_tried,
]
