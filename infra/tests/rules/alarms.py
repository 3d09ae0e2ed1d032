"""Who watches the watcher: every alarm can go off, says what to do, and notifies somebody."""

from template import CONTRACT, ORGANIZATION, logical

ROLLCALL = CONTRACT["namespace"]

# What a metric's silence means. A function whose runs are not heard of does not run: that is the
# alarm. What SNS could not deliver is only written when it happens. A queue reports nothing once it has
# not been used for hours, and a courier that does not run says nothing about alerts: there the last word
# stands.
MISSING = {
    (ROLLCALL, "RunCompleted"): "breaching",
    (ROLLCALL, "CourierCompleted"): "breaching",
    (ROLLCALL, "OldestPendingAlertSeconds"): "ignore",
    (ROLLCALL, "SubscriptionsMissing"): "ignore",
    (ROLLCALL, "Expected"): "breaching",
    (ROLLCALL, "Missing"): "ignore",
    ("AWS/States", "ExecutionsFailed"): "notBreaching",
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): "ignore",
    ("AWS/SNS", "NumberOfNotificationsFailed"): "notBreaching",
}
DIMENSION = {
    ROLLCALL: "function",
    "AWS/SQS": "QueueName",
    "AWS/SNS": "TopicName",
    "AWS/States": "StateMachineArn",
}
# A run that fails or cannot start is missing, or kept in a queue; a channel that fails makes alerts late.
FUNCTION_METRICS = {
    "observer": [(ROLLCALL, "RunCompleted")],
    "courier": [
        (ROLLCALL, "CourierCompleted"),
        (ROLLCALL, "OldestPendingAlertSeconds"),
        (ROLLCALL, "SubscriptionsMissing"),
    ],
    "planner": [(ROLLCALL, "Expected"), (ROLLCALL, "Missing")],
}
# An execution that ends in another way than it should. https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
ENDED_BADLY = ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"]

# When the alarms go off: statistic, comparison, threshold, seconds, how often of how many. One failure
# that comes back with each run must not be an alarm and an all-clear an hour, so deliveries are judged
# by the day.
KEPT = ("Maximum", "GreaterThanThreshold", 0, 300, 1, 1)
UNDELIVERED = ("Sum", "GreaterThanThreshold", 0, 3600, 1, 24)
WHEN = {
    "CourierRunMissing": ("Sum", "LessThanThreshold", 1, 300, 2, 2),
    "AlertLate": ("Maximum", "GreaterThanThreshold", 15 * 60, 60, 1, 1),
    "SubscriptionsMissing": ("Maximum", "GreaterThanThreshold", 0, 3600, 2, 2),
    "MissedRunsKept": KEPT,
    "FailedRunsKept": KEPT,
    "UndeliveredMessagesKept": KEPT,
    "AlertsUndelivered": UNDELIVERED,
    "HealthUndelivered": UNDELIVERED,
    "OrganizationRunFailed": UNDELIVERED,
}
BY_THE_INTERVAL = {
    "ObserverRunMissing": ("Sum", "LessThanThreshold", 1),
    "OrganizationRunMissing": ("SampleCount", "LessThanThreshold", 1),
    "EnrollmentsMissing": ("Maximum", "GreaterThanThreshold", 0),
}


def watched_by(alarm):
    """The metrics whose sum an alarm watches, each as one that it would watch alone."""
    stats = [one["MetricStat"] for one in alarm.get("Metrics", []) if "MetricStat" in one]
    alone = [{**one["Metric"], "Period": one["Period"], "Statistic": one["Stat"]} for one in stats]
    return alone or [alarm]


def metrics_of(alarm):
    """What an alarm watches: (namespace, name, {dimension: value}) of each metric."""
    for one in watched_by(alarm):
        dimensions = {dimension["Name"]: dimension["Value"] for dimension in one["Dimensions"]}
        yield one["Namespace"], one["MetricName"], dimensions


def written(function):
    """The metrics that a function writes, by the names of their dimensions."""
    metrics = CONTRACT["functions"][function]["metrics"]
    return {(tuple(one["dimensions"]), name) for one in metrics for name in one["units"]}


def what_exists(stack):
    """The metrics that something in the stack writes: (namespace, name, value of the dimension)."""
    found = set()
    for function in stack.functions:
        own = f"{logical(function)}Function"
        names = [name for dimensions, name in written(function) if dimensions == ("function",)]
        found |= {(ROLLCALL, name, own) for name in names}
    for queue in stack.of_type("AWS::SQS::Queue"):
        found.add(("AWS/SQS", "ApproximateNumberOfMessagesVisible", f"{queue}.QueueName"))
    for topic in stack.of_type("AWS::SNS::Topic"):
        found.add(("AWS/SNS", "NumberOfNotificationsFailed", f"{topic}.TopicName"))
    for machine in stack.of_type("AWS::StepFunctions::StateMachine"):
        found |= {("AWS/States", name, machine) for name in ENDED_BADLY}
    return found


def alarms_watch_what_is_written(template):
    for stack in template.stacks:
        for alarm_name, alarm in stack.of_type("AWS::CloudWatch::Alarm").items():
            for namespace, name, dimensions in metrics_of(alarm):
                if list(dimensions) != [DIMENSION.get(namespace)]:
                    yield f"{alarm_name}: {namespace} is not by {list(dimensions)}"
                elif (namespace, name, *dimensions.values()) not in what_exists(stack):
                    yield f"{alarm_name}: nothing writes {namespace} {name} of {dimensions}"


def alarms_of_several_metrics_watch_their_sum(template):
    for name, alarm in template.organization.of_type("AWS::CloudWatch::Alarm").items():
        parts = [one["Id"] for one in alarm.get("Metrics", []) if not one.get("ReturnData", True)]
        watched = [one.get("Expression") for one in alarm.get("Metrics", []) if one.get("ReturnData", True)]
        if "Metrics" in alarm and watched != [f"SUM([{', '.join(parts)}])"]:
            yield f"{name} watches {watched} of {parts}"


def everything_is_watched(template):
    for stack in template.stacks:
        found = stack.of_type("AWS::CloudWatch::Alarm").values()
        alarms = [metric for alarm in found for metric in metrics_of(alarm)]
        watched = {(namespace, name, *dimensions.values()) for namespace, name, dimensions in alarms}
        wanted = {
            (namespace, name, f"{logical(function)}Function")
            for function in stack.functions
            for namespace, name in FUNCTION_METRICS[function]
        }
        wanted |= {one for one in what_exists(stack) if one[0] in ("AWS/SQS", "AWS/SNS", "AWS/States")}
        for one in sorted(wanted - watched):
            yield f"nobody watches {one}"


def alarms_notify_somebody(template):
    for name, alarm in template.organization.of_type("AWS::CloudWatch::Alarm").items():
        if alarm.get("AlarmActions") != ["Health"] or alarm.get("OKActions") != ["Health"]:
            yield f"{name} notifies {alarm.get('AlarmActions')}, and {alarm.get('OKActions')} when it is over"
        if alarm.get("ActionsEnabled", True) is not True:
            yield f"{name} is silenced"
        if len(alarm.get("AlarmDescription", "").split(". ")) < 2:
            yield f"{name} does not say what it means and what to do"
        if len(alarm.get("AlarmDescription", "")) > 1024:
            yield f"{name}: CloudWatch takes no more than 1,024 characters"


def silence_is_treated_right(template):
    for name, alarm in template.organization.of_type("AWS::CloudWatch::Alarm").items():
        namespace, metric, _ = next(metrics_of(alarm))
        wanted = MISSING.get((namespace, metric))
        if alarm.get("TreatMissingData") != wanted:
            yield f"{name}: missing data is {alarm.get('TreatMissingData')}, not {wanted}"


def when(alarm):
    [(statistic, period)] = {(one["Statistic"], int(one["Period"])) for one in watched_by(alarm)}
    sense = (statistic, alarm["ComparisonOperator"], alarm["Threshold"])
    periods = alarm["EvaluationPeriods"]
    return (*sense, period, alarm.get("DatapointsToAlarm", periods), periods)


def a_missing_run_is_noticed_after_two_intervals(template):
    minutes = template.plain["Parameters"]["IntervalMinutes"]["AllowedValues"]
    for stack in (template.stack(**ORGANIZATION, IntervalMinutes=one) for one in minutes):
        interval = int(stack.parameters["IntervalMinutes"]) * 60
        for name, sense in BY_THE_INTERVAL.items():
            alarm = stack.of_type("AWS::CloudWatch::Alarm")[name]
            if when(alarm) != (*sense, interval, 2, 2):
                yield f"{name} goes off at {when(alarm)}, the interval being {interval} s"
        # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
        if 2 * interval > (7 if interval >= 3600 else 1) * 86400:
            yield f"CloudWatch does not look back 2 intervals of {interval} s"


def alarms_go_off_in_time(template):
    alarms = template.organization.of_type("AWS::CloudWatch::Alarm")
    if sorted(alarms) != sorted([*WHEN, *BY_THE_INTERVAL]):
        yield f"the alarms are {sorted(alarms)}"
    for name, wanted in WHEN.items():
        if when(alarms[name]) != wanted:
            yield f"{name} goes off at {when(alarms[name])}, not at {wanted}"


RULES = [
    alarms_watch_what_is_written,
    alarms_of_several_metrics_watch_their_sum,
    everything_is_watched,
    alarms_notify_somebody,
    silence_is_treated_right,
    a_missing_run_is_noticed_after_two_intervals,
    alarms_go_off_in_time,
]
