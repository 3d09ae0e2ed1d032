"""The dashboard: it parses, and shows what the functions write."""

import json
import re

from rules.alarms import ROLLCALL
from template import CONTRACT

SEARCH = re.compile(r"SEARCH\('\{([^,}]+),([^}]+)\} MetricName=\"(\w+)\"( [^']+)?', '(\w+)', (\d+)\)")
OTHERS = {
    ("AWS/Lambda", "FunctionName", "Invocations"),
    ("AWS/Lambda", "FunctionName", "Duration"),
    ("AWS/DynamoDB", "TableName", "ConsumedReadCapacityUnits"),
    ("AWS/DynamoDB", "TableName", "ConsumedWriteCapacityUnits"),
    ("AWS/SNS", "TopicName", "NumberOfMessagesPublished"),
}


def shown(stack):
    """The metrics on the dashboard: (namespace, dimension, name)."""
    body = json.loads(stack.of_type("AWS::CloudWatch::Dashboard")["Dashboard"]["DashboardBody"])
    for widget in body["widgets"]:
        for metric in widget["properties"].get("metrics", []):
            if isinstance(metric[0], str):
                yield metric[0], metric[2], metric[1]
                continue
            expression = metric[0]["expression"]
            search = SEARCH.fullmatch(expression)
            if not search:
                raise ValueError(f"{expression} is no search that is known")
            yield search[1], search[2], search[3]


def the_dashboard_shows_what_is_written(template):
    for stack in template.stacks:
        found = set(shown(stack))
        written = CONTRACT["metrics"]
        own = {
            (ROLLCALL, *dimensions, name) for dimensions in written["dimensions"] for name in written["units"]
        }
        for one in sorted(found - own - OTHERS):
            yield f"nothing writes {one}"
        for one in sorted((own | OTHERS) - found):
            yield f"the dashboard does not show {one}"


RULES = [the_dashboard_shows_what_is_written]
