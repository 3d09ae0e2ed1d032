//! A state file through the SDK's own client.
//!
//! The runtime has no I/O driver: code that opens a socket on it panics.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::time::SystemTime;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::types::{AttributeValue, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use rollcall_local::{Access, TABLE, open};

fn without_sockets<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
}

fn client(file: &Path, access: Access) -> Client {
    Client::new(&open(Some(file), access).unwrap())
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

async fn write(client: &Client, name: &str) {
    let put = client.put_item().table_name(TABLE).item("pk", text("STATE#odb"));
    put.item("sk", text(name)).send().await.unwrap();
}

async fn names(client: &Client) -> Vec<String> {
    let query = client.query().table_name(TABLE).key_condition_expression("pk = :pk");
    let answer = query.expression_attribute_values(":pk", text("STATE#odb")).send().await.unwrap();
    answer.items().iter().map(|item| item["sk"].as_s().unwrap().clone()).collect()
}

/// The files of a folder, with their sizes and times.
fn files(folder: &Path) -> Vec<(String, u64, SystemTime)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let look = |entry: std::fs::DirEntry| {
        let metadata = entry.metadata().unwrap();
        (entry.file_name().into_string().unwrap(), metadata.len(), metadata.modified().unwrap())
    };
    let mut files: Vec<_> = entries.map(look).collect();
    files.sort();
    files
}

#[test]
fn what_was_written_is_there_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.db");
    without_sockets(async {
        write(&client(&file, Access::ReadWrite), "one").await;
        write(&client(&file, Access::ReadWrite), "two").await;
        assert_eq!(names(&client(&file, Access::ReadWrite)).await, ["one", "two"]);
    });
}

#[test]
fn reading_leaves_the_file_and_its_folder_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("état ?#%41.db");
    without_sockets(async {
        write(&client(&file, Access::ReadWrite), "one").await;
        let before = files(folder.path());
        assert_eq!(before.len(), 1, "a closed file has nothing beside it: {before:?}");
        let reader = client(&file, Access::ReadOnly);
        assert_eq!(names(&reader).await, ["one"]);
        assert_eq!(files(folder.path()), before);
        let refused = reader.delete_item().table_name(TABLE).key("pk", text("STATE#odb"));
        let error = refused.key("sk", text("one")).send().await.unwrap_err().into_service_error();
        assert_eq!(error.code(), Some("AccessDeniedException"));
        assert_eq!(names(&reader).await, ["one"]);
        assert_eq!(files(folder.path()), before);
    });
}

#[test]
fn a_reader_sees_what_a_writer_has_written_that_is_still_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.db");
    without_sockets(async {
        let writer = client(&file, Access::ReadWrite);
        for (name, expected) in [("one", &["one"][..]), ("two", &["one", "two"])] {
            write(&writer, name).await;
            assert_eq!(names(&client(&file, Access::ReadOnly)).await, expected);
        }
        let other = client(&file, Access::ReadWrite);
        write(&other, "three").await;
        assert_eq!(names(&writer).await, ["one", "three", "two"]);
    });
}

#[test]
fn a_lost_transaction_shows_the_item_of_the_winner() {
    let client = Client::new(&open(None, Access::ReadWrite).unwrap());
    let write = |owner: &str| {
        let put = Put::builder()
            .table_name(TABLE)
            .item("pk", text("STATE#odb"))
            .item("sk", text("one"))
            .item("owner", text(owner))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let item = TransactWriteItem::builder().put(put.build().unwrap()).build();
        client.transact_write_items().transact_items(item).send()
    };
    without_sockets(async {
        write("first").await.unwrap();
        let error = write("second").await.unwrap_err().into_service_error();
        assert!(error.is_transaction_canceled_exception());
        let aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(error) = error else {
            panic!("{error:?}");
        };
        assert_eq!(error.cancellation_reasons()[0].item().unwrap()["owner"], text("first"));
    });
}

#[test]
fn an_empty_file_is_an_empty_state_and_any_other_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.db");
    std::fs::write(&file, "").unwrap();
    without_sockets(async { assert!(names(&client(&file, Access::ReadOnly)).await.is_empty()) });
    std::fs::write(&file, "no database").unwrap();
    for access in [Access::ReadOnly, Access::ReadWrite] {
        let error = open(Some(&file), access).unwrap_err();
        assert_eq!(error.to_string(), format!("cannot open the state {}", file.display()));
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "it is no state of Rollcall");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "no database");
    }
}
