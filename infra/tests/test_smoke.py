"""infra/smoke, whole, against the emulator: from cloudformation.yaml to nothing left of it.

ministack makes no metrics of log lines, so that step is skipped here.
"""

import os
import subprocess
import sys

from emulator import ARCHITECTURE, TOOLS
from template import INFRA

PROVEN = ["deploy", "listen", "observe", "alert", "recovery", "alarm", "schedule", "remove"]
NAME = "rollcall-smoke"


def smoke(aws, *arguments):
    command = [sys.executable, INFRA / "smoke", "--architecture", ARCHITECTURE, *arguments]
    return subprocess.run(command, env={**os.environ, **aws.environment}, capture_output=True, text=True)


def steps(done, outcome):
    return [line.split()[1] for line in done.stdout.splitlines() if line.startswith(f"{outcome} ")]


def unwrapped(done):
    return " ".join(done.stdout.split())


def test_smoke_proves_each_step_and_leaves_nothing(aws, package, plain_template):
    done = smoke(aws, "--template", plain_template, "--package", package, "--skip", "metrics")
    assert (steps(done, "ok"), done.returncode) == (PROVEN, 0), done.stdout + done.stderr
    assert nothing_is_left(aws)


def test_what_was_there_is_never_removed(aws, package, plain_template):
    key = [{"AttributeName": "pk", "KeyType": "HASH"}]
    names = [{"AttributeName": "pk", "AttributeType": "S"}]
    table = {"TableName": NAME, "KeySchema": key, "AttributeDefinitions": names}
    aws.client("dynamodb").create_table(**table, BillingMode="PAY_PER_REQUEST")
    done = smoke(aws, "--template", plain_template, "--package", package)
    assert (steps(done, "FAILED"), done.returncode) == (["deploy"], 1)
    assert f"there is a table {NAME} already: choose another --stack-name" in unwrapped(done)
    assert NAME in aws.client("dynamodb").list_tables()["TableNames"]
    aws.client("dynamodb").delete_table(TableName=NAME)


def test_a_deployment_that_fails_is_said_and_removed(aws, plain_template):
    done = smoke(aws, "--template", plain_template, "--package", TOOLS / "nothing")
    assert (steps(done, "FAILED"), done.returncode) == (["deploy"], 1)
    assert "has no packages: run infra/package first" in unwrapped(done)
    assert nothing_is_left(aws)


def nothing_is_left(aws):
    stacks = aws.client("cloudformation").describe_stacks()["Stacks"]
    names = [one["StackName"] for one in stacks if one["StackStatus"] != "DELETE_COMPLETE"]
    names += aws.client("dynamodb").list_tables()["TableNames"]
    names += [one["Name"] for one in aws.client("s3").list_buckets()["Buckets"]]
    names += aws.client("sqs").list_queues().get("QueueUrls", [])
    names += [one["TopicArn"] for one in aws.client("sns").list_topics()["Topics"]]
    names += [one["FunctionName"] for one in aws.client("lambda").list_functions()["Functions"]]
    return not [name for name in names if NAME in name]
