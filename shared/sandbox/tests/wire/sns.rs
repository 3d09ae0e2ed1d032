//! SNS through its SDK client, and in JSON.

use aws_sdk_sns::Client;
use aws_sdk_sns::types::MessageAttributeValue;
use rollcall_sandbox::Attribute;
use serde_json::json;

use crate::clients::{TOPIC, config, sandbox, send};

fn text(value: &str) -> MessageAttributeValue {
    let attribute = MessageAttributeValue::builder().data_type("String");
    attribute.string_value(value).build().unwrap()
}

#[tokio::test]
async fn a_published_message_is_kept() {
    let sandbox = sandbox().await;
    let client = Client::new(&config(&sandbox).await);
    let body = json!({"default": "{}", "email": "It is <suspended> & gone.\nCall."}).to_string();
    let answer = client
        .publish()
        .topic_arn(TOPIC)
        .subject("[CRITICAL] odb: ACTIVE -> SUSPENDED")
        .message_structure("json")
        .message(&body)
        .message_attributes("check", text("odb"))
        .send()
        .await
        .unwrap();

    let messages = sandbox.messages();
    assert_eq!(messages.len(), 1);
    let message = &messages[0];
    assert_eq!(Some(message.message_id.as_str()), answer.message_id());
    assert_eq!(message.topic, TOPIC);
    assert_eq!(message.subject.as_deref(), Some("[CRITICAL] odb: ACTIVE -> SUSPENDED"));
    assert_eq!(message.message, body);
    assert_eq!(message.text_for("email"), "It is <suspended> & gone.\nCall.");
    assert_eq!(message.text_for("sqs"), "{}");
    let attribute = Attribute { data_type: "String".into(), value: "odb".into() };
    assert_eq!(message.attributes["check"], attribute);
}

#[tokio::test]
async fn a_bad_publication_is_an_invalid_parameter_and_is_not_kept() {
    let sandbox = sandbox().await;
    let client = Client::new(&config(&sandbox).await);
    let publish = || client.publish().topic_arn(TOPIC).message("m");
    let long = "x".repeat(101);
    let cases = [
        publish().subject("two\nlines"),
        publish().subject(long),
        publish().message_structure("json"),
        publish().message("x".repeat(262_145)),
        publish().topic_arn("rollcall"),
    ];
    for publication in cases {
        let error = publication.send().await.unwrap_err().into_service_error();
        assert!(error.is_invalid_parameter_exception(), "{error:?}");
        assert!(error.meta().message().unwrap().starts_with("Invalid parameter: "));
    }
    assert!(sandbox.messages().is_empty());
}

#[tokio::test]
async fn json_is_taken_too() {
    let sandbox = sandbox().await;
    let headers = [("x-amz-target", "AmazonSimpleNotificationService.Publish")];
    let body = json!({"TopicArn": TOPIC, "Message": "m", "MessageAttributes":
        {"check": {"DataType": "String", "StringValue": "odb"}}});
    let answer = send(&sandbox, "POST /", &headers, body.to_string()).await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["MessageId"], json!(sandbox.messages()[0].message_id));
    assert_eq!(sandbox.messages()[0].attributes["check"].value, "odb");
}
