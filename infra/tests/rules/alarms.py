"""Who watches the watcher: every alarm can go off, says what to do, and tells somebody."""

from template import CHECKS, CONTRACT, logical

ROLLCALL = CONTRACT["metrics"]["namespace"]

# What a metric's silence means. A check that is silent does not run: that is the alarm. A function
# or topic that is silent has nothing to do. A queue reports nothing once nobody has touched it for
# hours, and a check that does not run says nothing of its alerts: there the last word stands.
MISSING = {
    (ROLLCALL, "RunCompleted"): "breaching",
    (ROLLCALL, "OldestPendingAlertSeconds"): "ignore",
    (ROLLCALL, "AlertsPending"): "ignore",
    ("AWS/Lambda", "Errors"): "notBreaching",
    ("AWS/Lambda", "Throttles"): "notBreaching",
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): "ignore",
    ("AWS/SNS", "NumberOfNotificationsFailed"): "notBreaching",
}
DIMENSION = {ROLLCALL: "check", "AWS/Lambda": "FunctionName", "AWS/SQS": "QueueName", "AWS/SNS": "TopicName"}


def metrics_of(alarm):
    """The metrics that an alarm watches: (namespace, name, {dimension: value}, period)."""
    plain = [alarm] if "MetricName" in alarm else []
    for stat in (one["MetricStat"] for one in alarm.get("Metrics", []) if "MetricStat" in one):
        plain.append({**stat["Metric"], "Period": stat["Period"]})
    for metric in plain:
        dimensions = {one["Name"]: one["Value"] for one in metric.get("Dimensions", [])}
        yield metric["Namespace"], metric["MetricName"], dimensions, int(metric["Period"])


def fault_of_rollcall_metric(name, dimensions):
    """Why the functions write no such metric, or None."""
    written = CONTRACT["metrics"]
    if name not in written["units"]:
        return f"the functions write no metric {name}"
    if sorted(dimensions) not in written["dimensions"]:
        return f"the functions write {name} by {written['dimensions']}, not by {sorted(dimensions)}"
    if not set(dimensions.values()) <= set(CHECKS):
        return f"no check is called {dimensions}"
    return None


def alarms_watch_what_is_written(template):
    for stack in template.stacks:
        known = {
            "AWS/Lambda": set(stack.of_type("AWS::Lambda::Function")),
            "AWS/SQS": {f"{name}.QueueName" for name in stack.of_type("AWS::SQS::Queue")},
            "AWS/SNS": {f"{name}.TopicName" for name in stack.of_type("AWS::SNS::Topic")},
        }
        for alarm_name, alarm in stack.of_type("AWS::CloudWatch::Alarm").items():
            for namespace, name, dimensions, _ in metrics_of(alarm):
                if (namespace, name) not in MISSING:
                    yield f"{alarm_name}: nothing writes {namespace} {name}"
                elif namespace == ROLLCALL:
                    fault = fault_of_rollcall_metric(name, dimensions)
                    if fault:
                        yield f"{alarm_name}: {fault}"
                elif list(dimensions) != [DIMENSION[namespace]]:
                    yield f"{alarm_name}: {namespace} is not by {list(dimensions)}"
                elif not set(dimensions.values()) <= known[namespace]:
                    yield f"{alarm_name}: nothing in the stack is {dimensions}"


def everything_is_watched(template):
    for stack in template.stacks:
        watched = set()
        for alarm in stack.of_type("AWS::CloudWatch::Alarm").values():
            for namespace, name, dimensions, _ in metrics_of(alarm):
                watched |= {(namespace, name, value) for value in dimensions.values()}
        wanted = set()
        for check in CHECKS:
            for name in ("RunCompleted", "OldestPendingAlertSeconds", "AlertsPending"):
                wanted.add((ROLLCALL, name, check))
            for name in ("Errors", "Throttles"):
                wanted.add(("AWS/Lambda", name, f"{logical(check)}Function"))
        for queue in stack.of_type("AWS::SQS::Queue"):
            wanted.add(("AWS/SQS", "ApproximateNumberOfMessagesVisible", f"{queue}.QueueName"))
        for topic in stack.of_type("AWS::SNS::Topic"):
            wanted.add(("AWS/SNS", "NumberOfNotificationsFailed", f"{topic}.TopicName"))
        for one in sorted(wanted - watched):
            yield f"nobody watches {one}"


def alarms_tell_somebody(template):
    for name, alarm in template.default.of_type("AWS::CloudWatch::Alarm").items():
        if alarm.get("AlarmActions") != ["Health"] or alarm.get("OKActions") != ["Health"]:
            yield f"{name} tells {alarm.get('AlarmActions')}, and {alarm.get('OKActions')} when it is over"
        if alarm.get("ActionsEnabled", True) is not True:
            yield f"{name} is silenced"
        if len(alarm.get("AlarmDescription", "").split(". ")) < 2:
            yield f"{name} does not say what it means and what to do"
        if len(alarm.get("AlarmDescription", "")) > 1024:
            yield f"{name}: CloudWatch takes no more than 1,024 characters"


def silence_is_treated_right(template):
    for name, alarm in template.default.of_type("AWS::CloudWatch::Alarm").items():
        wanted = {MISSING.get((namespace, metric)) for namespace, metric, _, _ in metrics_of(alarm)}
        if {alarm.get("TreatMissingData")} != wanted:
            yield f"{name}: missing data is {alarm.get('TreatMissingData')}, not {wanted}"


def a_missing_run_is_noticed_after_two_intervals(template):
    minutes = template.plain["Parameters"]["IntervalMinutes"]["AllowedValues"]
    for stack in (template.stack(IntervalMinutes=one) for one in minutes):
        interval = int(stack.parameters["IntervalMinutes"]) * 60
        for name, alarm in stack.of_type("AWS::CloudWatch::Alarm").items():
            periods = [period for *_, period in metrics_of(alarm)]
            length = max(periods) * alarm["EvaluationPeriods"]
            # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
            if length > (7 if min(periods) >= 3600 else 1) * 86400:
                yield f"{name}: CloudWatch does not look back {length} s"
            if name.endswith("RunMissing"):
                sense = (alarm["Statistic"], alarm["ComparisonOperator"], alarm["Threshold"])
                if length != 2 * interval or sense != ("Sum", "LessThanThreshold", 1):
                    yield f"{name} goes off after {length} s at {sense}, the interval being {interval} s"


def a_late_alert_is_noticed_after_15_minutes(template):
    for check in CHECKS:
        alarms = template.default.of_type("AWS::CloudWatch::Alarm")
        alarm = alarms[f"{logical(check)}AlertLate"]
        sense = (alarm["Statistic"], alarm["ComparisonOperator"], alarm["Threshold"])
        if sense != ("Maximum", "GreaterThanThreshold", 15 * 60):
            yield f"{check}: a late alert is noticed at {sense}"
        piling = alarms[f"{logical(check)}AlertsPiling"]
        shown = [one["Expression"] for one in piling["Metrics"] if one["ReturnData"]]
        if shown != ["IF(pending > 0 AND DIFF(pending) >= 0, 1, 0)"]:
            yield f"{check}: alerts that pile up are {shown}"


RULES = [
    alarms_watch_what_is_written,
    everything_is_watched,
    alarms_tell_somebody,
    silence_is_treated_right,
    a_missing_run_is_noticed_after_two_intervals,
    a_late_alert_is_noticed_after_15_minutes,
]
