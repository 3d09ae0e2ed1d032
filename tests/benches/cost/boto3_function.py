"""What a user would write instead of Rollcall's `odb` function: Python with boto3.

It asks for the onboarding status, compares it with the stored one, stores it, and publishes a
change; under Lambda's Runtime API, as the runtime for Python does. It has none of Rollcall's
guarantees: it is here to be measured beside it.
"""

import json
import os
import time
import urllib.request

import boto3

API = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation"
REGION = os.environ["AWS_REGION"]
TABLE = os.environ["ROLLCALL_TABLE"]
TOPIC = os.environ["ROLLCALL_TOPIC_ARN"]

odb = boto3.client("odb", region_name=REGION)
dynamodb = boto3.client("dynamodb", region_name=REGION)
sns = boto3.client("sns", region_name=REGION)


def handle(arn):
    account = arn.split(":")[4]
    key = {"pk": {"S": "PYTHON#odb"}, "sk": {"S": f"{account}#{REGION}"}}
    status = odb.get_oci_onboarding_status()["status"]
    stored = dynamodb.get_item(TableName=TABLE, Key=key, ConsistentRead=True).get("Item")
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    changed = stored is None or stored["status"]["S"] != status
    dynamodb.update_item(
        TableName=TABLE,
        Key=key,
        UpdateExpression="SET #status = :status, seen = :seen",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":status": {"S": status}, ":seen": {"S": now}},
    )
    if changed and stored is not None:
        sns.publish(TopicArn=TOPIC, Subject=f"odb is {status}", Message=json.dumps({"status": status}))
    return {"status": status, "changed": changed}


while True:
    with urllib.request.urlopen(f"{API}/next") as invocation:
        invocation.read()
        request_id = invocation.headers["Lambda-Runtime-Aws-Request-Id"]
        answer = json.dumps(handle(invocation.headers["Lambda-Runtime-Invoked-Function-Arn"])).encode()
    urllib.request.urlopen(urllib.request.Request(f"{API}/{request_id}/response", answer, method="POST")).read()
