"""EventBridge Scheduler: every check runs when it should, and says so when it cannot."""

import json
import re

from aws_cron_expression_validator.validator import AWSCronExpressionError, AWSCronExpressionValidator

from template import CHECKS, EVERYTHING, ROOT, logical


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


def every_check_is_scheduled(template):
    for stack in template.stacks:
        schedules = stack.of_type("AWS::Scheduler::Schedule")
        if sorted(schedules) != sorted(f"{logical(check)}Schedule" for check in CHECKS):
            yield f"the schedules are {sorted(schedules)}"
        for check in CHECKS:
            prefix = logical(check)
            target = schedules[f"{prefix}Schedule"]["Target"]
            if target["Arn"] != f"{prefix}Function.Arn":
                yield f"the schedule of {check} runs {target['Arn']}"
            if target.get("RoleArn") != f"{prefix}ScheduleRole.Arn":
                yield f"the schedule of {check} has no role of its own"
            if target.get("DeadLetterConfig") != {"Arn": "MissedRuns.Arn"}:
                yield f"the schedule of {check} has no dead-letter queue"
            if not target.get("RetryPolicy", {}).get("MaximumRetryAttempts"):
                yield f"the schedule of {check} does not try again"


def schedules_take_the_parameters(template):
    every = template.stack(**EVERYTHING)
    for name, schedule in every.of_type("AWS::Scheduler::Schedule").items():
        found = (schedule["ScheduleExpression"], schedule["ScheduleExpressionTimezone"])
        if found != (EVERYTHING["ScheduleExpression"], EVERYTHING["ScheduleTimezone"]):
            yield f"{name} runs at {found}"
        if schedule["FlexibleTimeWindow"] != {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": "10"}:
            yield f"{name} has the window {schedule['FlexibleTimeWindow']}"
    for name, schedule in template.default.of_type("AWS::Scheduler::Schedule").items():
        if schedule["FlexibleTimeWindow"] != {"Mode": "OFF"}:
            yield f"{name} has the window {schedule['FlexibleTimeWindow']} by default"


def a_check_can_be_switched_off(template):
    for check in CHECKS:
        prefix = logical(check)
        left = template.stack(**{f"{prefix}Check": "disabled"}).resources
        for name in left:
            if name.startswith(prefix):
                yield f"{name} is there although {check} is disabled"


def schedules_send_the_events_that_are_tried(template):
    for check in CHECKS:
        schedule = template.default.of_type("AWS::Scheduler::Schedule")[f"{logical(check)}Schedule"]
        event = json.loads((ROOT / "events" / f"{check}.json").read_text())
        arn = f"arn:aws:scheduler:us-east-1:111122223333:schedule/rollcall/{schedule['Name']}"
        # https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
        attributes = {"execution-id": event["id"], "scheduled-time": event["time"], "schedule-arn": arn}
        sent = schedule["Target"].get("Input", "{}")
        for name, value in attributes.items():
            sent = sent.replace(f"<aws.scheduler.{name}>", value)
        if json.loads(sent) != event:
            yield f"events/{check}.json is not what the schedule sends: {sent}"


RULES = [
    schedule_expressions_parse,
    every_check_is_scheduled,
    schedules_take_the_parameters,
    a_check_can_be_switched_off,
    schedules_send_the_events_that_are_tried,
]
