"""What tests look at in a deployment: the messages of a topic, and the items of a table."""

import json


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


def items(aws, table, pk):
    """What stands in a partition of the table, the oldest first."""
    query = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": {"S": pk}}}
    return aws.client("dynamodb").query(TableName=table, ConsistentRead=True, **query)["Items"]


def outbox(aws, table):
    return [item for digit in range(10) for item in items(aws, table, f"OUTBOX#default#{digit}")]
