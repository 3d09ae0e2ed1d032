"""The template deployed: the schedule runs the real functions, and people are told.

One story from the first deployment to the removal, on the template that `sam build` makes, under
the functions' own roles and the topics' own policies. `patched` says what ministack and this
machine make us change.
"""

import json
import platform

import pytest
from botocore.exceptions import ClientError
from samtranslator.yaml_helper import yaml_parse

from emulator import cloud, sam, statuses, wait_for
from template import CHECKS, CONTRACT, INFRA, ROOT, logical

# Not where `sam build` puts what is deployed for good.
BUILT = ROOT / "target" / "infra" / "built"
STATUS_APIS = ["COMPUTE_OPTIMIZER", "IOTFLEETWISE", "ODB"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("deploy")


@pytest.fixture(scope="module")
def sandbox(folder):
    with statuses(folder) as running:
        yield running


@pytest.fixture(scope="module")
def aws(folder):
    with cloud(folder) as running:
        yield running


def patched(template, aws, sandbox):
    """The built template, as far as it must differ here."""
    # The functions find ministack and the sandbox as they would find any other endpoint.
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    variables |= {"AWS_ENDPOINT_URL": aws.url, "SSL_CERT_FILE": aws.authority}
    variables |= {f"AWS_ENDPOINT_URL_{api}": sandbox.url for api in STATUS_APIS}
    # ministack has no alarms on metric math.
    resources = template["Resources"]
    for name in [name for name, one in resources.items() if "Metrics" in one.get("Properties", {})]:
        del resources[name]
    # aws:PrincipalArn is a role's ARN on AWS, and its session's in ministack.
    for statement in resources["AlertsPolicy"]["Properties"]["PolicyDocument"]["Statement"]:
        if statement["Sid"] == "OnlyRollcallPublishes":
            sessions = "arn:aws:sts::${AWS::AccountId}:assumed-role/${%sRole}/*"
            roles = [{"Fn::Sub": sessions % logical(check)} for check in CHECKS]
            statement["Condition"]["ArnNotLike"]["aws:PrincipalArn"] += roles
    return template


@pytest.fixture(scope="module")
def built(aws, sandbox):
    """The path of the built and patched template, and its architecture."""
    architecture = {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]
    sam("build", "--build-dir", str(BUILT), "--parameter-overrides", f"Architecture={architecture}")
    template = yaml_parse((BUILT / "template.yaml").read_text())
    path = BUILT / "patched.json"
    path.write_text(json.dumps(patched(template, aws, sandbox)))
    return path, architecture


@pytest.fixture(scope="module")
def deploy(aws, built):
    path, architecture = built

    def deploy(**parameters):
        given = {"Architecture": architecture, "ScheduleExpression": '"rate(1 minute)"', **parameters}
        sam(
            "deploy",
            "--template-file",
            str(path),
            "--config-file",
            str(INFRA / "samconfig.toml"),
            "--no-confirm-changeset",
            "--parameter-overrides",
            *(f"{name}={value}" for name, value in given.items()),
            **aws.environment,
        )

    return deploy


class Listener:
    """A queue subscribed to a deployed topic."""

    def __init__(self, aws, topic):
        self.sqs = aws.client("sqs")
        self.url = self.sqs.create_queue(QueueName=f"listener-{topic.split('-')[-1]}")["QueueUrl"]
        wanted = {"QueueUrl": self.url, "AttributeNames": ["QueueArn"]}
        arn = self.sqs.get_queue_attributes(**wanted)["Attributes"]["QueueArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.sqs.set_queue_attributes(QueueUrl=self.url, Attributes={"Policy": policy})
        raw = {"RawMessageDelivery": "true"}
        aws.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=raw)

    def messages(self):
        messages = self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in messages]


def state(aws, table, check):
    key = {"pk": {"S": f"STATE#{check}"}, "sk": {"S": "111122223333#us-east-1"}}
    return aws.client("dynamodb").get_item(TableName=table, Key=key).get("Item")


def metrics(aws, check):
    """The lines of metrics that a function has printed, one a run."""
    logs = aws.client("logs")
    try:
        events = logs.filter_log_events(logGroupName=f"/aws/lambda/rollcall-{check}")["events"]
    except logs.exceptions.ResourceNotFoundException:
        return []
    return [json.loads(event["message"]) for event in events if '"_aws"' in event["message"]]


def runs(aws, check):
    return len(metrics(aws, check))


def outputs(aws):
    stack = aws.client("cloudformation").describe_stacks(StackName="rollcall")["Stacks"][0]
    return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}


def test_from_deployment_to_removal(aws, sandbox, deploy):
    deploy(AlertEmail="ops@example.com")
    stack = outputs(aws)
    table = stack["TableName"]
    listener = Listener(aws, stack["AlertsTopicArn"])

    # The schedules run all three functions, and there is nothing to report.
    for check in CHECKS:
        wait_for(f"a run of {check}", lambda check=check: runs(aws, check))
    assert listener.messages() == []

    # A suspension arrives, once.
    sandbox.set("odb", "SUSPENDED")
    (alert,) = wait_for("the alert", listener.messages)
    assert (alert["kind"], alert["severity"]) == ("failure", "critical")
    assert alert["enrollment"] == "odb/111122223333/us-east-1"
    assert [(one["from"], one["to"]) for one in alert["transitions"]] == [("ACTIVE", "SUSPENDED")]
    done = runs(aws, "odb")
    wait_for("the next run", lambda: runs(aws, "odb") > done)
    assert listener.messages() == []

    # An update of the stack keeps what is known.
    deploy(AlertEmail="ops@example.com", TimeoutSeconds="30")
    configuration = aws.client("lambda").get_function_configuration(FunctionName=stack["OdbFunction"])
    assert configuration["Timeout"] == 30

    # The recovery arrives, to the updated stack.
    sandbox.set("odb", "ACTIVE")
    (alert,) = wait_for("the recovery", listener.messages)
    assert alert["kind"] == "recovery"

    metrics_are_as_the_contract_says(aws)
    alarms_reach_the_health_topic(aws, stack)
    nobody_else_publishes_alerts(aws, stack)
    a_call_outside_the_role_is_denied(aws, stack)

    # The table outlives the stack, and a new stack goes on with it.
    aws.client("cloudformation").delete_stack(StackName="rollcall")
    aws.client("cloudformation").get_waiter("stack_delete_complete").wait(StackName="rollcall")
    assert aws.client("lambda").list_functions()["Functions"] == []
    before = state(aws, table, "odb")
    assert before["version"]
    done = runs(aws, "odb")
    deploy(TableOrigin="existing")
    wait_for("a run of the new stack", lambda: runs(aws, "odb") > done)
    assert state(aws, table, "odb")["version"] == before["version"], "nothing has changed"


def metrics_are_as_the_contract_says(aws):
    for check in CHECKS:
        line = metrics(aws, check)[0]
        (declared,) = line["_aws"]["CloudWatchMetrics"]
        assert declared["Namespace"] == CONTRACT["metrics"]["namespace"]
        assert {one["Name"]: one["Unit"] for one in declared["Metrics"]} == CONTRACT["metrics"]["units"]
        assert line["check"] == check


def alarms_reach_the_health_topic(aws, stack):
    listener = Listener(aws, stack["HealthTopicArn"])
    alarm = {"AlarmName": "rollcall-odb-run-missing", "StateReason": "it is tried"}
    aws.client("cloudwatch").set_alarm_state(**alarm, StateValue="ALARM")
    (message,) = wait_for("the alarm", listener.messages)
    assert (message["AlarmName"], message["NewStateValue"]) == ("rollcall-odb-run-missing", "ALARM")


def nobody_else_publishes_alerts(aws, stack):
    """Not even the account's administrator."""
    with pytest.raises(ClientError, match="AuthorizationError"):
        aws.client("sns").publish(TopicArn=stack["AlertsTopicArn"], Message="it is tried")


def a_call_outside_the_role_is_denied(aws, stack):
    """The same binary under the same role, told of a table that is not its own."""
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
    for check in CHECKS:
        name = stack[f"{logical(check)}Function"]
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
