"""An organization of forty accounts: the stack as deployed runs it from the plan to the ledger.

ministack has the stack and runs its state machine. Rollcall's sandbox has the accounts: Organizations,
their tags, STS, and the status APIs.
"""

import json

import pytest
from samtranslator.yaml_helper import yaml_parse

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
def execution(aws, stack):
    """One run over the organization, which has ended."""
    states = aws.client("stepfunctions")
    arn = states.start_execution(stateMachineArn=stack["StateMachineArn"])["executionArn"]

    def ended():
        found = states.describe_execution(executionArn=arn)
        return found if found["status"] != "RUNNING" else None

    found = wait_for("the end of a run", ended, 300)
    assert found["status"] == "SUCCEEDED", f"{found.get('error')}: {found.get('cause')}"
    return found


def items(aws, pk):
    query = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": {"S": pk}}}
    return aws.client("dynamodb").query(TableName=STACK, ConsistentRead=True, **query)["Items"]


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
    accounts = [item["sk"]["S"] for digit in range(10) for item in items(aws, f"ACCOUNT#{digit}")]
    assert len(set(accounts)) == len(accounts) == ACCOUNTS
    states = [item["sk"]["S"].split("#")[0] for digit in range(10) for item in items(aws, f"STATE#{digit}")]
    assert len(set(states)) > ACCOUNTS // 2
    assert set(states) <= set(accounts)
    run = json.loads(execution["output"])["run"]
    assert [item["sk"]["S"] for item in items(aws, "LEDGER") if item["sk"]["S"].startswith(run)]


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
