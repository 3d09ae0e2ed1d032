"""slack.yaml: it lints where Amazon Q is offered, and its channel may do nothing."""

import json
import subprocess

from samtranslator.yaml_helper import yaml_parse

from linters import BIN
from template import INFRA, Stack

SLACK = INFRA / "slack.yaml"
TOPICS = {
    "AlertsTopicArn": "arn:aws:sns:us-east-1:111122223333:rollcall-alerts",
    "HealthTopicArn": "arn:aws:sns:us-east-1:111122223333:rollcall-health",
}
CHANNEL = {"SlackWorkspaceId": "T012ABCDEFG", "SlackChannelId": "C012ABCDEFG"}


def findings(*regions):
    command = [BIN / "cfn-lint", "--format", "json", "--regions", *regions, "--", SLACK]
    return json.loads(subprocess.run(command, capture_output=True, text=True).stdout or "[]")


def test_it_lints_where_amazon_q_is_offered():
    assert findings("us-east-1", "eu-central-1", "ap-southeast-2") == []


def test_it_is_apart_because_it_is_not_offered_everywhere():
    assert {one["Rule"]["Id"] for one in findings("cn-north-1", "us-gov-west-1")} == {"E3006"}


def test_both_topics_reach_the_channel_and_the_channel_may_do_nothing():
    stack = Stack(yaml_parse(SLACK.read_text()), {**TOPICS, **CHANNEL, "RolePath": "/platform/"})
    channel = stack.resources["Channel"]["Properties"]
    assert channel["SnsTopicArns"] == list(TOPICS.values())
    assert channel["IamRoleArn"] == "Role.Arn"
    role = stack.resources["Role"]["Properties"]
    assert "Policies" not in role and "ManagedPolicyArns" not in role
    assert role["Path"] == "/platform/"
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "111122223333"}}
