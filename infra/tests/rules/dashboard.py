"""The dashboard: it parses, and shows what the functions write."""

import json
import re

from rules.alarms import ROLLCALL, written
from template import logical

SEARCH = re.compile(
    r"SEARCH\('\{([^,}]+),([^}]+)\} MetricName=\"(\w+)\" function=\"(\w+)\"', '(\w+)', (\d+)\)"
)
OTHERS = {
    ("AWS/DynamoDB", ("TableName",), "ConsumedReadCapacityUnits"),
    ("AWS/DynamoDB", ("TableName",), "ConsumedWriteCapacityUnits"),
}


def body(stack):
    return json.loads(stack.of_type("AWS::CloudWatch::Dashboard")["RollcallDashboard"]["DashboardBody"])


def written_out(metrics):
    """A "." in a metric is what stands at its place in the one before.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
    """
    before = []
    for metric in metrics:
        before = [before[place] if part == "." else part for place, part in enumerate(metric)]
        yield before


def shown(stack):
    """The metrics on the dashboard: (namespace, names of dimensions, name), and the function for its own."""
    widgets = body(stack)["widgets"]
    for metric in (metric for widget in widgets for metric in written_out(widget["properties"]["metrics"])):
        if isinstance(metric[0], str):
            namespace, name, dimension, value = metric[:4]
            found, function = (namespace, (dimension,), name), value
        else:
            search = SEARCH.fullmatch(metric[0]["expression"])
            if not search:
                yield (metric[0]["expression"],)
                continue
            found, function = (search[1], tuple(search[2].split(",")), search[3]), search[4]
        yield found if found in OTHERS else (*found, function)


def the_dashboard_shows_what_is_written(template):
    for stack in template.full:
        wanted = set(OTHERS)
        for function in stack.functions:
            own = f"{logical(function)}Function"
            wanted |= {(ROLLCALL, *metric, own) for metric in written(function)}
            wanted |= {("AWS/Lambda", ("FunctionName",), name, own) for name in ("Invocations", "Duration")}
        found = set(shown(stack))
        for one in sorted(found - wanted):
            yield f"nothing writes {one}"
        for one in sorted(wanted - found):
            yield f"the dashboard does not show {one}"


def the_dashboard_opens_on_a_week(template):
    """By default CloudWatch shows three hours: three points of an hourly run."""
    stack = template.stack(Dashboard="yes")
    if body(stack).get("start") != "-P7D":
        yield f"it opens on {body(stack).get('start')}"
    if template.default.of_type("AWS::CloudWatch::Dashboard"):
        yield "there is one that nobody asked for"


RULES = [the_dashboard_shows_what_is_written, the_dashboard_opens_on_a_week]
