//! Starting, stopping, keeping data, and serving on the caller's own listener.

use std::path::PathBuf;

use aws_sdk_dynamodb::types::AttributeValue;
use rollcall_sandbox::{
    Check, Effect, Event, Fault, Options, Outcome, Sandbox, SandboxError, Service, Setting,
};
use tokio::net::TcpListener;

use crate::clients::{config, sandbox, send};

#[tokio::test]
async fn two_sandboxes_know_nothing_of_each_other() {
    let (one, two) = (sandbox().await, sandbox().await);
    one.set(Setting::new(Check::Odb).status("SUSPENDED")).unwrap();
    for (sandbox, expected) in [(&one, "SUSPENDED"), (&two, "ACTIVE")] {
        let client = aws_sdk_odb::Client::new(&config(sandbox).await);
        let answer = client.get_oci_onboarding_status().send().await.unwrap();
        assert_eq!(answer.status().unwrap().as_str(), expected);
    }
}

#[tokio::test]
async fn a_port_in_use_is_one_clear_error() {
    let first = sandbox().await;
    let options = Options { port: first.port(), ..Options::default() };
    let error = Sandbox::start(options).await.unwrap_err();
    assert!(matches!(error, SandboxError::PortTaken { port } if port == first.port()));
}

#[tokio::test]
async fn a_bad_database_file_is_named() {
    let options = Options { data: Some(PathBuf::from("/nowhere/at/all.db")), ..Options::default() };
    let error = Sandbox::start(options).await.unwrap_err();
    assert!(error.to_string().contains("/nowhere/at/all.db"), "{error}");
}

#[tokio::test]
async fn a_stopped_sandbox_frees_its_port_and_keeps_its_file() {
    let folder = std::env::temp_dir().join(format!("rollcall-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir(&folder).unwrap();
    let options = Options { data: Some(folder.join("data.db")), ..Options::default() };
    let first = Sandbox::start(options.clone()).await.unwrap();
    let client = aws_sdk_dynamodb::Client::new(&config(&first).await);
    let put = client.put_item().table_name("rollcall");
    let put = put.item("pk", AttributeValue::S("pk".into()));
    put.item("sk", AttributeValue::S("sk".into())).send().await.unwrap();
    let port = first.port();
    first.stop().await;

    let options = Options { port, ..options };
    let second = Sandbox::start(options).await.unwrap();
    let client = aws_sdk_dynamodb::Client::new(&config(&second).await);
    let scan = client.scan().table_name("rollcall").send().await.unwrap();
    assert_eq!(scan.count(), 1);
    second.stop().await;
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn stopping_cuts_what_hangs() {
    let sandbox = sandbox().await;
    let client = aws_sdk_odb::Client::new(&config(&sandbox).await);
    let fault = sandbox.inject(Fault::new(Service::Odb, Effect::Hang));
    let stop = async {
        sandbox.reached(fault).await.unwrap();
        sandbox.stop().await;
    };
    let (answer, ()) = tokio::join!(client.get_oci_onboarding_status().send(), stop);
    answer.unwrap_err();
}

#[tokio::test]
async fn a_dropped_sandbox_is_gone() {
    let sandbox = sandbox().await;
    let port = sandbox.port();
    drop(sandbox);
    // The task that held the listener ends when the runtime next looks at it.
    loop {
        match TcpListener::bind(("127.0.0.1", port)).await {
            Ok(_) => break,
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

#[tokio::test]
async fn a_listener_of_the_callers_serves_the_same() {
    let sandbox = sandbox().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serve = async {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(sandbox.serve_connection(stream));
    };
    let config = config(&sandbox).await;
    let config = config.into_builder().endpoint_url(format!("http://{address}")).build();
    let client = aws_sdk_odb::Client::new(&config);
    let (answer, ()) = tokio::join!(client.get_oci_onboarding_status().send(), serve);
    assert_eq!(answer.unwrap().status().unwrap().as_str(), "ACTIVE");
    assert_eq!(sandbox.requests().len(), 1);
}

#[tokio::test]
async fn events_arrive_as_they_happen() {
    let sandbox = sandbox().await;
    let mut events = sandbox.events();
    let sns = aws_sdk_sns::Client::new(&config(&sandbox).await);
    let publish = sns.publish().topic_arn(crate::clients::TOPIC).message("m");
    publish.send().await.unwrap();
    let Event::Message(message) = events.recv().await.unwrap() else {
        panic!("the message comes first");
    };
    assert_eq!(message.message, "m");
    let Event::Request(request) = events.recv().await.unwrap() else {
        panic!("then its request");
    };
    assert_eq!(request.outcome, Outcome::Answered { status: 200 });
    assert!(request.executed);
}

#[tokio::test]
async fn what_is_none_of_ours_is_refused() {
    let sandbox = sandbox().await;
    let answer = send(&sandbox, "GET /bucket/key", &[], "").await.unwrap();
    assert_eq!(answer.status, 404);
    assert!(answer.headers.contains_key("x-amzn-requestid"));
    assert!(sandbox.requests().is_empty());
}
