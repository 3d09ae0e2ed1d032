//! DynamoDB through its SDK client: the table is there, and the engine answers as AWS does.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Put, ReturnValuesOnConditionCheckFailure};
use aws_sdk_dynamodb::types::{BillingMode, TimeToLiveStatus, TransactWriteItem};
use rollcall_sandbox::{Options, Sandbox};

use crate::clients::{config, sandbox, send};

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

#[tokio::test]
async fn the_table_is_there_with_its_ttl() {
    let options = Options { table: "watch".to_owned(), ..Options::default() };
    let sandbox = Sandbox::start(options).await.unwrap();
    sandbox.create_table("second").unwrap();
    sandbox.create_table("second").unwrap();
    let client = Client::new(&config(&sandbox).await);

    for table in ["watch", "second"] {
        let answer = client.describe_table().table_name(table).send().await.unwrap();
        let described = answer.table().unwrap();
        let keys: Vec<_> = described.key_schema().iter().map(|key| key.attribute_name()).collect();
        assert_eq!(keys, ["pk", "sk"]);
        let billing = described.billing_mode_summary().unwrap();
        assert_eq!(billing.billing_mode(), Some(&BillingMode::PayPerRequest));
        let ttl = client.describe_time_to_live().table_name(table).send().await.unwrap();
        let ttl = ttl.time_to_live_description().unwrap();
        assert_eq!(ttl.time_to_live_status(), Some(&TimeToLiveStatus::Enabled));
        assert_eq!(ttl.attribute_name(), Some("expires_at"));
    }
}

#[tokio::test]
async fn a_lost_transaction_shows_the_item_of_the_winner() {
    let sandbox = sandbox().await;
    let client = Client::new(&config(&sandbox).await);
    let write = |owner: &str| {
        let put = Put::builder()
            .table_name("rollcall")
            .item("pk", text("STATE#odb"))
            .item("sk", text("111122223333#us-east-1"))
            .item("owner", text(owner))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let item = TransactWriteItem::builder().put(put.build().unwrap()).build();
        client.transact_write_items().transact_items(item).send()
    };
    write("first").await.unwrap();
    let error = write("second").await.unwrap_err().into_service_error();
    assert!(error.is_transaction_canceled_exception());
    let aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(error) = error else {
        panic!("{error:?}");
    };
    let reason = &error.cancellation_reasons()[0];
    assert_eq!(reason.code(), Some("ConditionalCheckFailed"));
    assert_eq!(reason.item().unwrap()["owner"], text("first"));
}

#[tokio::test]
async fn what_the_engine_answers_comes_back_whole() {
    let sandbox = sandbox().await;
    let headers =
        [("x-amz-target", "DynamoDB_20120810.ListTables"), ("content-type", "application/x-amz-json-1.0")];
    let answer = send(&sandbox, "POST /", &headers, "{}").await.unwrap();
    assert_eq!(answer.status, 400, "an unsigned request is refused, as by DynamoDB");
    assert!(answer.headers.contains_key("x-amzn-requestid"));
    assert!(answer.headers.contains_key("x-amz-crc32"));
    let kind = answer.json()["__type"].as_str().unwrap().to_owned();
    assert!(kind.ends_with("#MissingAuthenticationTokenException"), "{kind}");
}
