//! SNS through its SDK client, and in JSON.

use aws_sdk_sns::Client;
use aws_sdk_sns::types::MessageAttributeValue;
use rollcall_core::identity::Target;
use rollcall_sandbox::Attribute;
use serde_json::json;

use crate::clients::{ACCOUNT, TOPIC, config, config_of, sandbox, send};

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

#[tokio::test]
async fn a_topic_that_does_not_exist_is_not_found() {
    let sandbox = sandbox().await;
    let client = Client::new(&config(&sandbox).await);
    for topic in ["arn:aws:sns:us-east-1:111122223333:other", "arn:aws:sns:us-east-1:444455556666:rollcall"] {
        let published = client.publish().topic_arn(topic).message("m").send().await;
        let error = published.unwrap_err();
        assert_eq!(error.raw_response().unwrap().status().as_u16(), 404);
        let error = error.into_service_error();
        assert!(error.is_not_found_exception(), "{error:?}");
        assert_eq!(error.meta().code(), Some("NotFound"));
        assert_eq!(error.meta().message(), Some("Topic does not exist"));
        let counted = client.get_topic_attributes().topic_arn(topic).send().await;
        assert!(counted.unwrap_err().into_service_error().is_not_found_exception());
    }
    assert!(sandbox.messages().is_empty());
}

#[tokio::test]
async fn a_created_topic_is_its_callers_and_takes_messages() {
    let sandbox = sandbox().await;
    let client = Client::new(&config_of(&sandbox, "ASIA444455556666ROLL", "eu-west-1").await);
    let topic = "arn:aws:sns:eu-west-1:444455556666:ops";
    for _ in 0..2 {
        let created = client.create_topic().name("ops").send().await.unwrap();
        assert_eq!(created.topic_arn(), Some(topic));
    }
    client.publish().topic_arn(topic).message("m").send().await.unwrap();
    assert_eq!(sandbox.messages()[0].topic, topic);
    for name in ["", "two words", "ops.fifo", &"x".repeat(257)] {
        let error = client.create_topic().name(name).send().await.unwrap_err().into_service_error();
        assert!(error.is_invalid_parameter_exception(), "{name}: {error:?}");
        assert_eq!(error.meta().message(), Some("Invalid parameter: Topic Name"));
    }
}

#[tokio::test]
async fn a_callers_topics_are_listed_in_pages_of_a_hundred() {
    let sandbox = sandbox().await;
    let target = Target { account: ACCOUNT.parse().unwrap(), region: "eu-west-1".parse().unwrap() };
    let created = (0..201).map(|number| sandbox.create_topic(&target, &format!("t{number:03}")).unwrap());
    let created: Vec<String> = created.collect();
    let client = Client::new(&config_of(&sandbox, "AKIASANDBOX", "eu-west-1").await);
    let (mut listed, mut sizes, mut token) = (Vec::new(), Vec::new(), None);
    loop {
        let page = client.list_topics().set_next_token(token).send().await.unwrap();
        sizes.push(page.topics().len());
        listed.extend(page.topics().iter().map(|topic| topic.topic_arn().unwrap().to_owned()));
        token = page.next_token().map(str::to_owned);
        if token.is_none() {
            break;
        }
    }
    assert_eq!((listed, sizes), (created, vec![100, 100, 1]));

    let home = Client::new(&config(&sandbox).await).list_topics().send().await.unwrap();
    assert_eq!(home.topics()[0].topic_arn(), Some(sandbox.topic()));
    assert_eq!(home.topics().len(), 1);
    let bad = client.list_topics().next_token("2").send().await.unwrap_err().into_service_error();
    assert!(bad.is_invalid_parameter_exception(), "{bad:?}");
}
