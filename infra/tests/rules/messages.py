"""Topics, queues, subscriptions: encrypted, for those who should, and nothing is dropped."""

TLS = {"Bool": {"aws:SecureTransport": "false"}}


def denials(stack, kind, of):
    """The denials of a topic's or queue's policy: (actions, condition)."""
    for _, resources, statement in stack.statements(kind):
        if of in resources and statement["Effect"] == "Deny" and statement["Principal"] == "*":
            yield statement["Action"], statement["Condition"]


def topics_are_encrypted_and_restricted(template):
    for stack in template.stacks:
        for name, topic in stack.of_type("AWS::SNS::Topic").items():
            if topic.get("KmsMasterKeyId") not in stack.of_type("AWS::KMS::Key"):
                yield f"{name} is not encrypted with the stack's key"
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


def the_key_serves_topics_and_alarms(template):
    statements = template.default.of_type("AWS::KMS::Key")["Key"]["KeyPolicy"]["Statement"]
    found = {one["Sid"]: (one["Principal"], one.get("Condition")) for one in statements}
    via = {"kms:CallerAccount": "111122223333", "kms:ViaService": "sns.us-east-1.amazonaws.com"}
    wanted = {
        "Administer": ({"AWS": "arn:aws:iam::111122223333:root"}, None),
        "PublishThroughSns": ({"AWS": "*"}, {"StringEquals": via}),
        "PublishAlarms": (
            {"Service": "cloudwatch.amazonaws.com"},
            {"StringEquals": {"aws:SourceAccount": "111122223333"}},
        ),
    }
    if found != wanted:
        yield f"the key is for {found}"
    if template.default.of_type("AWS::KMS::Key")["Key"].get("EnableKeyRotation") is not True:
        yield "the key is not rotated"


def queues_keep_what_failed(template):
    for stack in template.stacks:
        for name, queue in stack.of_type("AWS::SQS::Queue").items():
            if queue.get("SqsManagedSseEnabled") is not True:
                yield f"{name} is not encrypted"
            if queue.get("MessageRetentionPeriod") != 14 * 24 * 3600:
                yield f"{name} does not keep its messages for 14 days"
            if ("sqs:*", TLS) not in denials(stack, "AWS::SQS::QueuePolicy", name):
                yield f"{name} can be used without TLS"


def subscriptions_keep_what_they_could_not_deliver(template):
    every = template.stacks[1]
    subscriptions = every.of_type("AWS::SNS::Subscription")
    found = {name: (one["TopicArn"], one["Endpoint"]) for name, one in subscriptions.items()}
    wanted = {
        "AlertsByEmail": ("Alerts", "ops@example.com"),
        "HealthByEmail": ("Health", "platform@example.com"),
    }
    if found != wanted:
        yield f"the subscriptions are {found}"
    for name, subscription in subscriptions.items():
        target = subscription.get("RedrivePolicy", {}).get("deadLetterTargetArn")
        if target != "UndeliveredMessages.Arn":
            yield f"{name} drops what it cannot deliver"
    alone = template.stack(AlertEmail="ops@example.com").of_type("AWS::SNS::Subscription")
    if alone.get("HealthByEmail", {}).get("Endpoint") != "ops@example.com":
        yield "the address for alerts does not get Rollcall's health"
    if template.default.of_type("AWS::SNS::Subscription"):
        yield "there is a subscription without an address"
    allowed = {
        (statement["Principal"]["Service"], tuple(statement["Condition"]["ArnEquals"]["aws:SourceArn"]))
        for _, _, statement in every.statements("AWS::SQS::QueuePolicy")
        if statement["Effect"] == "Allow"
    }
    if allowed != {("sns.amazonaws.com", ("Alerts", "Health"))}:
        yield f"the queues take messages from {allowed}"


RULES = [
    topics_are_encrypted_and_restricted,
    only_the_courier_publishes_alerts,
    only_alarms_publish_health,
    the_key_serves_topics_and_alarms,
    queues_keep_what_failed,
    subscriptions_keep_what_they_could_not_deliver,
]
