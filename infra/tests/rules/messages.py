"""Topics, queues, subscriptions: encrypted, for those who should, and nothing is dropped."""

TLS = {"Bool": {"aws:SecureTransport": "false"}}


def denials(stack, kind, of):
    """The denials of a topic's or queue's policy: (actions, condition)."""
    for _, resources, statement in stack.statements(kind):
        if of in resources and statement["Effect"] == "Deny" and statement["Principal"] == "*":
            yield statement["Action"], statement["Condition"]


def topics_are_restricted(template):
    for stack in template.stacks:
        for name, topic in stack.of_type("AWS::SNS::Topic").items():
            if topic.get("FifoTopic"):
                yield f"{name} is FIFO, which has no e-mail subscribers"
            found = list(denials(stack, "AWS::SNS::TopicPolicy", name))
            if ("sns:Publish", TLS) not in found:
                yield f"{name} takes messages without TLS"
            if ("sns:Subscribe", {"StringEquals": {"sns:Protocol": "http"}}) not in found:
                yield f"{name} can be subscribed to without TLS"
            foreign = {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}
            if not any("sns:Subscribe" in actions and condition == foreign for actions, condition in found):
                yield f"{name} can be subscribed to from another account"


def only_the_courier_publishes_alerts(template):
    operator = "arn:aws:iam::111122223333:role/operators-*"
    for stack in (template.default, template.stack(OperatorRoleArn=operator)):
        own = ["CourierRole.Arn"]
        own += [operator] if stack.parameters["OperatorRoleArn"] else []
        publishers = {"ArnNotLike": {"aws:PrincipalArn": own}}
        if ("sns:Publish", publishers) not in denials(stack, "AWS::SNS::TopicPolicy", "Alerts"):
            yield f"others than {own} may publish alerts"


def only_alarms_publish_health(template):
    stack = template.default
    people = {"Bool": {"aws:PrincipalIsAWSService": "false"}}
    if ("sns:Publish", people) not in denials(stack, "AWS::SNS::TopicPolicy", "Health"):
        yield "others than AWS's services may publish to Health"
    for name, _, statement in stack.statements("AWS::SNS::TopicPolicy"):
        if statement["Effect"] == "Allow":
            service = statement["Principal"].get("Service")
            account = statement["Condition"].get("StringEquals", {}).get("aws:SourceAccount")
            if (name, service, account) != ("HealthPolicy", "cloudwatch.amazonaws.com", "111122223333"):
                yield f"{name} lets {statement['Principal']} in"


# AWS's own keys, where nothing is given. CloudWatch's alarms cannot publish under SNS's.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
AWS_KEYS = {"Alerts": "alias/aws/sns", "Health": None}


def everything_is_encrypted_as_asked(template):
    for stack in template.stacks:
        own = stack.parameters["KmsKeyArn"] or None
        for name, topic in stack.of_type("AWS::SNS::Topic").items():
            if topic.get("KmsMasterKeyId") != (own or AWS_KEYS[name]):
                yield f"{name} is encrypted with {topic.get('KmsMasterKeyId')}"
        for name, queue in stack.of_type("AWS::SQS::Queue").items():
            found = (queue.get("KmsMasterKeyId"), queue.get("SqsManagedSseEnabled"))
            if found != (own, own is None):
                yield f"{name} is encrypted with {found}"
        for name, group in stack.of_type("AWS::Logs::LogGroup").items():
            if group.get("KmsKeyId") != own:
                yield f"{name} is encrypted with {group.get('KmsKeyId')}"


def queues_keep_what_failed(template):
    for stack in template.stacks:
        for name, queue in stack.of_type("AWS::SQS::Queue").items():
            if queue.get("MessageRetentionPeriod") != 14 * 24 * 3600:
                yield f"{name} does not keep its messages for 14 days"
            if ("sqs:*", TLS) not in denials(stack, "AWS::SQS::QueuePolicy", name):
                yield f"{name} can be used without TLS"


def subscriptions_keep_what_they_could_not_deliver(template):
    for every in template.full:
        topic = every.parameters["ExistingTopicArn"] or "Alerts"
        subscriptions = every.of_type("AWS::SNS::Subscription")
        found = {name: (one["TopicArn"], one["Endpoint"]) for name, one in subscriptions.items()}
        wanted = {
            "AlertsByEmail": (topic, "ops@example.com"),
            "HealthByEmail": ("Health", "platform@example.com"),
        }
        if found != wanted:
            yield f"the subscriptions are {found}"
        for name, subscription in subscriptions.items():
            target = subscription.get("RedrivePolicy", {}).get("deadLetterTargetArn")
            if target != "UndeliveredMessages.Arn":
                yield f"{name} drops what it cannot deliver"
        allowed = {
            (statement["Principal"]["Service"], tuple(statement["Condition"]["ArnEquals"]["aws:SourceArn"]))
            for _, _, statement in every.statements("AWS::SQS::QueuePolicy")
            if statement["Effect"] == "Allow"
        }
        if allowed != {("sns.amazonaws.com", (topic, "Health"))}:
            yield f"the queues take messages from {allowed}"
    alone = template.stack(AlertEmail="ops@example.com").of_type("AWS::SNS::Subscription")
    if alone.get("HealthByEmail", {}).get("Endpoint") != "ops@example.com":
        yield "the address for alerts does not get Rollcall's health"
    if template.default.of_type("AWS::SNS::Subscription"):
        yield "there is a subscription without an address"


RULES = [
    topics_are_restricted,
    everything_is_encrypted_as_asked,
    only_the_courier_publishes_alerts,
    only_alarms_publish_health,
    queues_keep_what_failed,
    subscriptions_keep_what_they_could_not_deliver,
]
