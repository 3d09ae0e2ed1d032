"""The sandbox as boto3 sees it. Usage: boto3_check.py http://127.0.0.1:4566

Needs a running sandbox with nothing set, and boto3. Calls all of it once, and says "ok".
"""

import json
import sys
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

ENDPOINT = sys.argv[1].rstrip("/")
TOPIC = "arn:aws:sns:us-east-1:111122223333:rollcall"


def client(service, key="AKIASANDBOX", region="us-east-1"):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name=region,
        aws_access_key_id=key,
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}),
    )


def control(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{ENDPOINT}/_rollcall/{path}", data, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def refused(code, call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response
        return error.response
    raise AssertionError(f"{call} was not refused with {code}")


def healthy():
    answer = client("compute-optimizer").get_enrollment_status()
    assert answer["status"] == "Active", answer
    assert answer["lastUpdatedTimestamp"].year == 2026, answer
    answer = client("iotfleetwise").get_register_account_status()
    assert answer["customerAccountId"] == "111122223333", answer
    assert answer["accountStatus"] == "REGISTRATION_SUCCESS", answer
    assert answer["creationTime"].year == 2026, answer
    answer = client("odb").get_oci_onboarding_status()
    assert answer["status"] == "ACTIVE", answer
    assert answer["ociIdentityDomain"]["status"] == "AVAILABLE", answer


def settings():
    setting = {"check": "odb", "account": "444455556666", "status": "SUSPENDED", "reason": "unpaid"}
    control("PUT", "status", setting | {"components": {"iam-role/KmsTde": {"status": "PROVISION_FAILED"}}})
    answer = client("odb", key="ASIA444455556666ROLL").get_oci_onboarding_status()
    assert answer["status"] == "SUSPENDED", answer
    assert answer["subscriptionErrors"] == [{"errorMessage": "unpaid"}], answer
    assert answer["autonomousDatabaseOciIntegrationIamRoles"][0]["awsIntegration"] == "KmsTde", answer
    assert client("odb").get_oci_onboarding_status()["status"] == "ACTIVE"
    control("PUT", "status", {"check": "iot-fleetwise", "status": "NOT_REGISTERED"})
    refused("ResourceNotFoundException", client("iotfleetwise").get_register_account_status)
    control("PUT", "status", {"check": "iot-fleetwise"})
    try:
        control("PUT", "status", {"check": "odb", "component": {}})
    except urllib.error.HTTPError as error:
        assert error.code == 400 and "unknown field `component`" in json.load(error)["error"]


def faults():
    calls = {
        "compute-optimizer": (client("compute-optimizer").get_enrollment_status, {}, "AccessDeniedException"),
        "iot-fleetwise": (client("iotfleetwise").get_register_account_status, {}, "AccessDeniedException"),
        "odb": (client("odb").get_oci_onboarding_status, {}, "AccessDeniedException"),
        "dynamodb": (client("dynamodb").list_tables, {}, "AccessDeniedException"),
        "sns": (client("sns").publish, {"TopicArn": TOPIC, "Message": "m"}, "AuthorizationError"),
        "sts": (client("sts").get_caller_identity, {}, "AccessDenied"),
    }
    for service, (call, parameters, code) in calls.items():
        control("POST", "faults", {"service": service, "effect": "access-denied", "times": 1})
        response = refused(code, call, **parameters)
        assert response["ResponseMetadata"]["RequestId"], response
        control("POST", "faults", {"service": service, "effect": "cut", "times": 1})
        try:
            call(**parameters)
            raise AssertionError(f"{service} was not cut")
        except ConnectionClosedError:
            pass
        call(**parameters)
    control("DELETE", "faults")


def sns():
    sns = client("sns")
    before = len(control("GET", "messages")["messages"])
    attributes = {
        "check": {"DataType": "String", "StringValue": "odb"},
        "tags": {"DataType": "String.Array", "StringValue": '["a"]'},
        "raw": {"DataType": "Binary", "BinaryValue": b"\x00\x01"},
    }
    texts = json.dumps({"default": "d", "email": "a < b & c\u00e9\nd"})
    answer = sns.publish(
        TopicArn=TOPIC,
        Subject="[INFO] odb",
        Message=texts,
        MessageStructure="json",
        MessageAttributes=attributes,
    )
    message = control("GET", "messages")["messages"][-1]
    assert message["message_id"] == answer["MessageId"], message
    assert message["message"] == texts, message
    assert message["attributes"]["raw"] == {"data_type": "Binary", "value": "AAE="}, message
    refused("InvalidParameter", sns.publish, TopicArn=TOPIC, Message="m", Subject="a\nb")
    refused("InvalidParameter", sns.publish, TopicArn=TOPIC, Message="{}", MessageStructure="json")
    assert len(control("GET", "messages")["messages"]) == before + 1
    other = TOPIC.replace("rollcall", "other")
    refused("NotFound", sns.publish, TopicArn=other, Message="m")
    refused("NotFound", sns.get_topic_attributes, TopicArn=other)
    assert sns.create_topic(Name="boto3")["TopicArn"] == TOPIC.replace("rollcall", "boto3")
    pages = sns.get_paginator("list_topics").paginate()
    assert TOPIC in [topic["TopicArn"] for page in pages for topic in page["Topics"]]


def sts():
    assert client("sts").get_caller_identity()["Account"] == "111122223333"
    role = "arn:aws:iam::444455556666:role/rollcall"
    credentials = client("sts").assume_role(RoleArn=role, RoleSessionName="check")["Credentials"]
    assert credentials["Expiration"].tzinfo is not None, credentials
    identity = client("sts", key=credentials["AccessKeyId"]).get_caller_identity()
    assert identity["Account"] == "444455556666", identity


def dynamodb():
    dynamodb = client("dynamodb")
    table = dynamodb.describe_table(TableName="rollcall")["Table"]
    assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"], table
    ttl = dynamodb.describe_time_to_live(TableName="rollcall")["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}, ttl
    item = {"pk": {"S": "BOTO3"}, "sk": {"S": "1"}}
    put = {"TableName": "rollcall", "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
    dynamodb.delete_item(TableName="rollcall", Key=item)
    dynamodb.transact_write_items(TransactItems=[{"Put": put}])
    refused("TransactionCanceledException", dynamodb.transact_write_items, TransactItems=[{"Put": put}])
    control("POST", "faults", {"service": "dynamodb", "operation": "DeleteItem", "contains": ["BOTO3"],
                               "when": "after", "effect": "internal-error", "times": 1})
    refused("InternalServerError", dynamodb.delete_item, TableName="rollcall", Key=item)
    assert "Item" not in dynamodb.get_item(TableName="rollcall", Key=item)
    control("DELETE", "faults")


for part in (healthy, settings, faults, sns, sts, dynamodb):
    part()
requests = control("GET", "requests")["requests"]
assert {request["service"] for request in requests} >= {"dynamodb", "sns", "sts", "odb"}
print("ok")
