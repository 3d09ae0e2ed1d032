"""The sandbox as boto3 sees it. Usage: boto3_check.py http://127.0.0.1:4566

Needs a running sandbox with nothing set, and boto3. Calls all of it once, and says "ok".
"""

import json
import re
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
    """After `organization`, whose services answer with errors until there is one."""
    calls = {
        "compute-optimizer": (client("compute-optimizer").get_enrollment_status, {}, "AccessDeniedException"),
        "iot-fleetwise": (client("iotfleetwise").get_register_account_status, {}, "AccessDeniedException"),
        "odb": (client("odb").get_oci_onboarding_status, {}, "AccessDeniedException"),
        "dynamodb": (client("dynamodb").list_tables, {}, "AccessDeniedException"),
        "sns": (client("sns").publish, {"TopicArn": TOPIC, "Message": "m"}, "AuthorizationError"),
        "sts": (client("sts").get_caller_identity, {}, "AccessDenied"),
        "organizations": (client("organizations").list_accounts, {}, "AccessDeniedException"),
        "tagging": (client("resourcegroupstaggingapi").get_resources, {}, "AccessDeniedException"),
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


def organization():
    refused("AWSOrganizationsNotInUseException", client("organizations").describe_organization)
    accounts = [{"id": f"{number:012}", "organizational-unit": "/prod/data"} for number in range(1, 45)]
    accounts[0] |= {"name": "data-lake", "state": "SUSPENDED", "owner": "team-data"}
    control("PUT", "accounts", {"accounts": accounts})

    organizations = client("organizations")
    home = organizations.describe_organization()["Organization"]
    assert home["MasterAccountId"] == "111122223333", home
    pages = list(organizations.get_paginator("list_accounts").paginate())
    assert [len(page["Accounts"]) for page in pages] == [20, 2, 0, 20, 3], pages
    account = pages[0]["Accounts"][0]
    assert (account["Id"], account["Name"]) == ("000000000001", "data-lake"), account
    assert account["State"] == "SUSPENDED", account
    assert "Status" not in account and account["JoinedTimestamp"].tzinfo is not None, account
    shape = organizations.meta.service_model.operation_model("ListAccounts").output_shape
    shape = shape.members["Accounts"].member.members
    assert set(account) <= set(shape), account
    assert re.match(shape["Paths"].member.metadata["pattern"], account["Paths"][0]), account
    assert re.match(shape["Arn"].metadata["pattern"], account["Arn"]), account
    *_, prod, data, _, _ = account["Paths"][0].split("/")
    for unit, name in ((prod, "prod"), (data, "data")):
        answer = organizations.describe_organizational_unit(OrganizationalUnitId=unit)
        described = answer["OrganizationalUnit"]
        assert (described["Id"], described["Name"]) == (unit, name), described
    refused("InvalidInputException", organizations.list_accounts, NextToken="x")
    refused("AccessDeniedException", client("organizations", key="AKIA000000000001ROLL").list_accounts)

    tags = [{"Key": "owner", "Value": "team-data"}]
    assert organizations.list_tags_for_resource(ResourceId="000000000001")["Tags"] == tags
    tagged = [{"ResourceARN": account["Arn"], "Tags": tags}]
    for region, expected in (("us-east-1", tagged), ("eu-west-1", [])):
        pages = client("resourcegroupstaggingapi", region=region).get_paginator("get_resources")
        pages = pages.paginate(ResourceTypeFilters=["organizations:account"])
        found = [mapping for page in pages for mapping in page["ResourceTagMappingList"]]
        assert found == expected, found

    optimizer = client("compute-optimizer").get_enrollment_statuses_for_organization()
    statuses = optimizer["accountEnrollmentStatuses"]
    assert len(statuses) == 44, statuses
    assert "000000000001" not in [status["accountId"] for status in statuses], statuses
    assert statuses[0]["lastUpdatedTimestamp"].year == 2026, statuses

    assume = client("sts").assume_role
    role = {"RoleSessionName": "check", "ExternalId": "any"}
    assume(RoleArn="arn:aws:iam::000000000002:role/any", **role)
    for account in ("000000000001", "999999999999"):
        response = refused("AccessDenied", assume, RoleArn=f"arn:aws:iam::{account}:role/any", **role)
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 403, response
        assert "is not authorized to perform: sts:AssumeRole on resource" in response["Error"]["Message"]
    control("PUT", "accounts", {"id": "000000000002", "role": "throttled"})
    refused("Throttling", assume, RoleArn="arn:aws:iam::000000000002:role/any", **role)
    control("POST", "faults", {"service": "organizations", "effect": "throttling", "times": 1})
    refused("TooManyRequestsException", organizations.list_accounts)
    control("DELETE", "accounts/000000000002")
    assert len(control("GET", "accounts")["accounts"]) == 44


for part in (healthy, settings, sns, sts, dynamodb, organization, faults):
    part()
requests = control("GET", "requests")["requests"]
assert {request["service"] for request in requests} >= {
    "dynamodb", "sns", "sts", "odb", "organizations", "tagging"
}
print("ok")
