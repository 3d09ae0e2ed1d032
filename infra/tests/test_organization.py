"""An organization of forty accounts: the stack as deployed runs it from the plan to the ledger.

ministack has the stack and runs its state machine. Rollcall's sandbox has the accounts: Organizations,
their tags, STS, and the status APIs.
"""

import json
import os
import signal
from pathlib import Path

import pytest
from samtranslator.yaml_helper import yaml_parse

from deployed import Listener, items, outbox
from emulator import ARCHITECTURE, patched, statuses, wait_for
from plain import PLAIN, written
from template import CONTRACT

ACCOUNTS = 40
STACK = "organization"
EXTERNAL_ID = "rollcall-7f3a"
MORE_APIS = ["ORGANIZATIONS", "RESOURCE_GROUPS_TAGGING_API", "STS"]
PARAMETERS = {
    "Architecture": ARCHITECTURE,
    "ArtifactBucket": "organization",
    "ArtifactKey": "rollcall",
    "ExternalId": EXTERNAL_ID,
    "Scope": "organization",
    "ScheduleExpression": "rate(30 days)",  # the tests start it
    "TableName": STACK,
}


@pytest.fixture(scope="module")
def organization(tmp_path_factory):
    options = ["--accounts", str(ACCOUNTS), "--member-role", "rollcall-member", "--external-id", EXTERNAL_ID]
    with statuses(tmp_path_factory.mktemp("organization"), *options) as running:
        running.apis += MORE_APIS
        yield running


@pytest.fixture(scope="module")
def stack(aws, organization, package):
    """The outputs of the stack, which is removed in the end."""
    made = patched(yaml_parse(PLAIN.read_text()), aws, organization)
    for one in made["Parameters"].values():
        del one["Description"]  # makes room for the endpoints
    s3, cloudformation = aws.client("s3"), aws.client("cloudformation")
    s3.create_bucket(Bucket=PARAMETERS["ArtifactBucket"])
    for path in package.glob(f"*-{ARCHITECTURE}.zip"):
        s3.upload_file(str(path), PARAMETERS["ArtifactBucket"], f"{PARAMETERS['ArtifactKey']}/{path.name}")
    given = [{"ParameterKey": name, "ParameterValue": value} for name, value in PARAMETERS.items()]
    wanted = {"TemplateBody": written(made), "Parameters": given, "Capabilities": ["CAPABILITY_IAM"]}
    cloudformation.create_stack(StackName=STACK, **wanted)
    cloudformation.get_waiter("stack_create_complete").wait(StackName=STACK)
    outputs = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["Outputs"]
    yield {one["OutputKey"]: one["OutputValue"] for one in outputs}
    cloudformation.delete_stack(StackName=STACK)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=STACK)


@pytest.fixture(scope="module")
def listener(aws, stack):
    return Listener(aws, stack["AlertsTopicArn"])


def start(aws, stack):
    """The ARN of a run over the organization that has just begun."""
    states = aws.client("stepfunctions")
    return states.start_execution(stateMachineArn=stack["StateMachineArn"])["executionArn"]


def end_of(aws, arn):
    """A run that has ended well."""
    states = aws.client("stepfunctions")

    def ended():
        found = states.describe_execution(executionArn=arn)
        return found if found["status"] != "RUNNING" else None

    found = wait_for("the end of a run", ended, 300)
    assert found["status"] == "SUCCEEDED", f"{found.get('error')}: {found.get('cause')}"
    return found


@pytest.fixture(scope="module")
def execution(aws, stack, listener):
    """One run over the organization, which has ended."""
    return end_of(aws, start(aws, stack))


def kept(aws, pk):
    return items(aws, STACK, pk)


def observers():
    """The processes of the observer, which the emulator runs on this machine."""
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            variables = entry.read_bytes().split(b"\0")
        except OSError:
            continue  # it has ended, or is not ours
        if f"AWS_LAMBDA_FUNCTION_NAME={STACK}-Observer".encode() in b"\0".join(variables):
            yield int(entry.parent.name)


def enrollments(alerts):
    return sorted(alert["enrollment"] for alert in alerts)


def test_every_enrollment_is_seen(execution):
    answer = json.loads(execution["output"])
    assert answer["missing"] == []
    assert answer["seen"] == answer["expected"] > ACCOUNTS, answer
    assert answer["blind"] == 0, answer


def test_every_unit_is_an_execution_that_succeeded(aws, execution):
    states = aws.client("stepfunctions")
    [run] = states.list_map_runs(executionArn=execution["executionArn"])["mapRuns"]
    counts = states.describe_map_run(mapRunArn=run["mapRunArn"])["itemCounts"]
    assert counts["succeeded"] == counts["total"] >= 10, "a unit at least for each last digit of an account"


def test_the_table_holds_accounts_states_and_the_ledger(aws, execution):
    accounts = [item["sk"]["S"] for digit in range(10) for item in kept(aws, f"ACCOUNT#{digit}")]
    assert len(set(accounts)) == len(accounts) == ACCOUNTS
    states = [item["sk"]["S"].split("#")[0] for digit in range(10) for item in kept(aws, f"STATE#{digit}")]
    assert len(set(states)) > ACCOUNTS // 2
    assert set(states) <= set(accounts)
    run = json.loads(execution["output"])["run"]
    assert [item["sk"]["S"] for item in kept(aws, "LEDGER") if item["sk"]["S"].startswith(run)]


def test_the_planner_writes_the_metrics_that_are_watched(aws, execution):
    events = aws.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{STACK}-planner")["events"]
    lines = [json.loads(event["message"]) for event in events if '"_aws"' in event["message"]]
    found = {
        metric["Name"]: metric["Unit"]
        for line in lines
        for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
    }
    [wanted] = CONTRACT["functions"]["planner"]["metrics"]
    assert found == wanted["units"]


def test_a_unit_that_crashes_is_run_again_and_three_transitions_arrive_once(
    aws, stack, organization, listener, execution
):
    # Three accounts of one unit: the last answers so late that its observer can be killed meanwhile.
    accounts = [item["sk"]["S"] for digit in range(10) for item in kept(aws, f"ACCOUNT#{digit}")]
    of_digit = {digit: [one for one in accounts if one.endswith(str(digit))] for digit in range(10)}
    changed = next(found for found in of_digit.values() if len(found) >= 3 and "111122223333" not in found)[
        :3
    ]
    for account in changed:
        organization.set("odb", "SUSPENDED", "--account", account)
    organization.call("fault", "odb", "hang", "--account", changed[-1])
    run = start(aws, stack)
    stored = [f"HISTORY#{account}#odb#us-east-1" for account in changed[:2]]
    wait_for("two of three transitions", lambda: all(len(kept(aws, pk)) == 2 for pk in stored))
    killed = list(observers())
    assert killed, "the observer runs"
    for process in killed:
        os.kill(process, signal.SIGKILL)
    organization.call("fault", "--clear")

    answer = json.loads(end_of(aws, run)["output"])
    assert answer["missing"] == [], answer
    assert answer["seen"] == answer["expected"], answer
    units = [item for item in kept(aws, "LEDGER") if item["sk"]["S"].startswith(f"{answer['run']}#")]
    assert sum(int(unit["seen"]["N"]) for unit in units) == answer["seen"], "the ledger adds up"
    arrived = []

    def all_arrived():
        arrived.extend(listener.messages())
        return len(arrived) >= 3 and not outbox(aws, STACK)

    wait_for("three alerts", all_arrived, 300)
    assert enrollments(arrived) == sorted(f"odb/{account}/us-east-1" for account in changed)
    assert {alert["account_name"] is not None for alert in arrived} == {True}
    for account in changed:
        assert len(kept(aws, f"HISTORY#{account}#odb#us-east-1")) == 2, "a baseline and one transition"


def test_a_run_without_changes_is_silent(aws, stack, listener, execution):
    answer = json.loads(end_of(aws, start(aws, stack))["output"])
    assert answer["seen"] == answer["expected"], answer
    assert not outbox(aws, STACK)
    assert listener.messages() == []
