"""The table: what Rollcall knows outlives mistakes, restores and the stack itself."""

from template import CONTRACT, EVERYTHING


def the_tables_keys_are_the_codes(template):
    table = template.default.of_type("AWS::DynamoDB::Table")["Table"]
    keys = {one["KeyType"]: one["AttributeName"] for one in table["KeySchema"]}
    code = CONTRACT["table"]
    if keys != {"HASH": code["partition_key"], "RANGE": code["sort_key"]}:
        yield f"the keys are {keys}"
    if {one["AttributeType"] for one in table["AttributeDefinitions"]} != {"S"}:
        yield "keys are strings"
    if table.get("TimeToLiveSpecification") != {"AttributeName": code["ttl_attribute"], "Enabled": True}:
        yield f"TTL is {table.get('TimeToLiveSpecification')}"
    if table.get("GlobalSecondaryIndexes") or table.get("LocalSecondaryIndexes"):
        yield "the code uses no index"


def the_table_is_safe(template):
    for name, resource in template.default.resources.items():
        if resource["Type"] != "AWS::DynamoDB::Table":
            continue
        table = resource["Properties"]
        wanted = {
            "BillingMode": "PAY_PER_REQUEST",
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            "SSESpecification": {"SSEEnabled": True},
            "DeletionProtectionEnabled": True,
        }
        for key, value in wanted.items():
            if table.get(key) != value:
                yield f"{name}: {key} is {table.get(key)}"
        for key in ("DeletionPolicy", "UpdateReplacePolicy"):
            if resource.get(key) != "Retain":
                yield f"{name}: {key} is {resource.get(key)}"


def the_table_takes_a_key_if_asked(template):
    key = EVERYTHING["KmsKeyArn"]
    stack = template.stack(KmsKeyArn=key, TableKey="own")
    found = stack.of_type("AWS::DynamoDB::Table")["Table"]["SSESpecification"]
    if found != {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}:
        yield f"the table's encryption is {found}"
    # The key of topics and queues may go; the table outlives the stack.
    alone = template.stack(KmsKeyArn=key).of_type("AWS::DynamoDB::Table")["Table"]["SSESpecification"]
    if alone != {"SSEEnabled": True}:
        yield f"the table's encryption is {alone} although only KmsKeyArn is given"


def an_existing_table_can_be_used(template):
    stack = template.stack(TableOrigin="existing", TableName="rollcall-restored")
    if stack.of_type("AWS::DynamoDB::Table"):
        yield "a table is made although there is one"
    for name, function in stack.of_type("AWS::Lambda::Function").items():
        if function["Environment"]["Variables"]["ROLLCALL_TABLE"] != "rollcall-restored":
            yield f"{name} does not use the existing table"


RULES = [
    the_tables_keys_are_the_codes,
    the_table_is_safe,
    the_table_takes_a_key_if_asked,
    an_existing_table_can_be_used,
]
