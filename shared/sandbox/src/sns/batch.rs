//! PublishBatch: entries succeed and fail one by one, on HTTP 200.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::input::{BatchEntry, PublishBatch};
use super::message::Message;
use super::validation;
use crate::api_error::ApiError;
use crate::cloud::Cloud;
use crate::protocol::Answer;

const ENTRIES_MAX: usize = 10;

/// Publishes the entries that are right, and lists both kinds.
pub(super) fn publish(cloud: &Cloud, batch: PublishBatch) -> Answer {
    let topic = validation::topic(batch.topic_arn.as_deref())?;
    check_whole(&batch.entries)?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for BatchEntry { id, entry } in batch.entries {
        match validation::check(&entry) {
            Ok(()) => {
                let message_id = cloud.publish(Message::new(topic.clone(), entry));
                successful.push(json!({"Id": id, "MessageId": message_id}));
            }
            Err(error) => failed.push(failure(&id, &error)),
        }
    }
    Ok(json!({"Successful": successful, "Failed": failed}))
}

fn failure(id: &str, error: &ApiError) -> Value {
    json!({
        "Id": id,
        "Code": error.code,
        "Message": error.message,
        "SenderFault": error.status < 500,
    })
}

/// What fails the batch as a whole.
fn check_whole(entries: &[BatchEntry]) -> Result<(), ApiError> {
    let refuse = |code: &str, message: &str| Err(ApiError::new(400, code, message));
    if entries.is_empty() {
        return refuse("EmptyBatchRequest", "The batch request doesn't contain any entries.");
    }
    if entries.len() > ENTRIES_MAX {
        let message = "The batch request contains more entries than permissible.";
        return refuse("TooManyEntriesInBatchRequest", message);
    }
    if !entries.iter().all(|entry| is_entry_id(&entry.id)) {
        let message = "The Id of a batch entry in a batch request doesn't abide by the specification.";
        return refuse("InvalidBatchEntryId", message);
    }
    let distinct: HashSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    if distinct.len() < entries.len() {
        let message = "Two or more batch entries in the request have the same Id.";
        return refuse("BatchEntryIdsNotDistinct", message);
    }
    let bytes: usize = entries.iter().map(|entry| validation::bytes(&entry.entry)).sum();
    if bytes > validation::MESSAGE_BYTES_MAX {
        let message = "The length of all the batch messages put together is more than the limit.";
        return refuse("BatchRequestTooLong", message);
    }
    Ok(())
}

fn is_entry_id(id: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=80).contains(&id.len()) && id.bytes().all(legal)
}
