"""The template deployed with the SAM CLI: the schedules run the real functions, and people are notified.

One story from the first deployment to a second one on the same table, under the functions' own roles
and the topics' own policies. What infra/smoke proves (test_smoke.py) is not repeated.
"""

import json

import pytest
from botocore.exceptions import ClientError

from deployed import Listener, items, outbox
from emulator import wait_for
from template import CONTRACT, FUNCTIONS_OF_AN_ACCOUNT, logical

COMPLETED = {"observer": "RunCompleted", "courier": "CourierCompleted"}
# Two runs of the observer, two runs of the courier, and what the emulator's clock is late.
UNTIL_AN_ALERT_IS_SENT = 300


def state(aws, table):
    """The state of odb."""
    found = {item["sk"]["S"]: item for item in items(aws, table, "STATE#3")}
    return found["111122223333#odb#us-east-1"]


def newest_entry(aws, table):
    """The newest history item of odb."""
    return items(aws, table, "HISTORY#111122223333#odb#us-east-1")[-1]


def metrics(aws, function):
    """The lines of metrics that a function has printed."""
    logs = aws.client("logs")
    try:
        events = logs.filter_log_events(logGroupName=f"/aws/lambda/rollcall-{function}")["events"]
    except logs.exceptions.ResourceNotFoundException:
        return []
    return [json.loads(event["message"]) for event in events if '"_aws"' in event["message"]]


def runs(aws, function):
    """How often a function has run without a fault."""
    return sum(line.get(COMPLETED[function], 0) for line in metrics(aws, function))


def wait_for_a_run(aws, function):
    done = runs(aws, function)
    wait_for(f"a run of the {function}", lambda: runs(aws, function) > done)


def nothing_is_reported(aws, table, listener):
    """An alert is in the outbox until it has arrived."""
    return not outbox(aws, table) and not listener.messages()


def test_from_deployment_to_removal(aws, sandbox, deploy):
    deploy(AlertEmail="ops@example.com")
    stack = aws.outputs()
    table = stack["TableName"]
    listener = Listener(aws, stack["AlertsTopicArn"])

    # The schedules run both functions, and there is nothing to report.
    for function in FUNCTIONS_OF_AN_ACCOUNT:
        wait_for_a_run(aws, function)
    assert nothing_is_reported(aws, table, listener)

    # A suspension arrives, once, and leaves its receipt.
    sandbox.set("odb", "SUSPENDED")
    (alert,) = wait_for("the alert", listener.messages, UNTIL_AN_ALERT_IS_SENT)
    assert (alert["kind"], alert["severity"]) == ("failure", "critical")
    assert alert["enrollment"] == "odb/111122223333/us-east-1"
    assert [(one["from"], one["to"]) for one in alert["transitions"]] == [("ACTIVE", "SUSPENDED")]
    wait_for("an empty outbox", lambda: not outbox(aws, table))
    entry = newest_entry(aws, table)
    assert json.loads(entry["body"]["S"])
    assert "default" in entry["receipts"]["M"]
    wait_for_a_run(aws, "observer")
    assert nothing_is_reported(aws, table, listener)

    # An update of the stack keeps what is known.
    deploy(AlertEmail="ops@example.com", TimeoutSeconds="30")
    assert timeout(aws, stack["ObserverFunction"]) == 30
    assert timeout(aws, stack["CourierFunction"]) == 60

    metrics_are_as_the_contract_says(aws, stack)
    nobody_else_publishes_alerts(aws, stack)
    a_call_outside_the_role_is_denied(aws, stack)

    # The table outlives the stack, and a new stack goes on with it.
    aws.client("cloudformation").delete_stack(StackName="rollcall")
    aws.client("cloudformation").get_waiter("stack_delete_complete").wait(StackName="rollcall")
    assert aws.client("lambda").list_functions()["Functions"] == []
    before = state(aws, table)
    assert before["version"]
    deploy(TableOrigin="existing")
    wait_for_a_run(aws, "observer")
    assert state(aws, table)["version"] == before["version"], "nothing has changed"


def timeout(aws, function):
    return aws.client("lambda").get_function_configuration(FunctionName=function)["Timeout"]


def metrics_are_as_the_contract_says(aws, stack):
    for function in FUNCTIONS_OF_AN_ACCOUNT:
        written = {}
        checks = set()
        for line in metrics(aws, function):
            assert line["function"] == stack[f"{logical(function)}Function"]
            checks |= {line["check"]} if "check" in line else set()
            for declared in line["_aws"]["CloudWatchMetrics"]:
                assert declared["Namespace"] == CONTRACT["namespace"]
                (dimensions,) = declared["Dimensions"]
                units = {one["Name"]: one["Unit"] for one in declared["Metrics"]}
                written.setdefault(tuple(dimensions), {}).update(units)
        wanted = CONTRACT["functions"][function]["metrics"]
        assert written == {tuple(one["dimensions"]): one["units"] for one in wanted}
        by_check = any("check" in one["dimensions"] for one in wanted)
        assert checks == (set(CONTRACT["status_actions"]) if by_check else set())


def nobody_else_publishes_alerts(aws, stack):
    """Not even the account's administrator."""
    with pytest.raises(ClientError, match="AuthorizationError"):
        aws.client("sns").publish(TopicArn=stack["AlertsTopicArn"], Message="it is tried")


def a_call_outside_the_role_is_denied(aws, stack):
    """The same binary under the same role, given a table that is not its own."""
    kept = CONTRACT["table"]
    names = [kept["partition_key"], kept["sort_key"]]
    aws.client("dynamodb").create_table(
        TableName="elsewhere",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=[
            {"AttributeName": name, "KeyType": kind}
            for name, kind in zip(names, ("HASH", "RANGE"), strict=True)
        ],
    )
    functions = aws.client("lambda")
    for function in FUNCTIONS_OF_AN_ACCOUNT:
        name = stack[f"{logical(function)}Function"]
        own = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        for table, denied in ((own["ROLLCALL_TABLE"], False), ("elsewhere", True)):
            variables = {**own, "ROLLCALL_TABLE": table}
            functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
            functions.get_waiter("function_updated_v2").wait(FunctionName=name)
            answer = functions.invoke(FunctionName=name, Payload=b"{}")
            payload = json.load(answer["Payload"])
            assert ("FunctionError" in answer) is denied, payload
            if denied:
                assert payload["errorType"] == "Rollcall.StoreFailed"
                assert "AccessDenied" in payload["errorMessage"], payload
