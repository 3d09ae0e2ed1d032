//! Rollcall's table, as the deployment makes it.

use dynoxide::actions::create_table::CreateTableRequest;
use dynoxide::actions::update_time_to_live::{TimeToLiveSpecification, UpdateTimeToLiveRequest};
use dynoxide::{Database, DynoxideError};
use rollcall_core::table::{PK, SK, TTL_ATTRIBUTE};
use serde_json::json;

use crate::database::Error;

/// Creates the table. If one of that name exists, it is left as it is.
///
/// # Errors
/// When DynamoDB refuses the name, or the file cannot be written.
pub fn create_table(database: &Database, name: &str) -> Result<(), Error> {
    let failed = |source| Error::new(format!("create the table {name}"), source);
    match database.create_table(request(name).map_err(failed)?) {
        Ok(_) => enable_ttl(database, name).map_err(failed),
        Err(DynoxideError::ResourceInUseException(_)) => Ok(()),
        Err(source) => Err(failed(source)),
    }
}

fn request(name: &str) -> Result<CreateTableRequest, DynoxideError> {
    let request = json!({
        "TableName": name,
        "KeySchema": [
            {"AttributeName": PK, "KeyType": "HASH"},
            {"AttributeName": SK, "KeyType": "RANGE"},
        ],
        "AttributeDefinitions": [
            {"AttributeName": PK, "AttributeType": "S"},
            {"AttributeName": SK, "AttributeType": "S"},
        ],
        "BillingMode": "PAY_PER_REQUEST",
    });
    serde_json::from_value(request).map_err(|error| DynoxideError::SerializationException(error.to_string()))
}

fn enable_ttl(database: &Database, name: &str) -> Result<(), DynoxideError> {
    let request = UpdateTimeToLiveRequest {
        table_name: name.to_owned(),
        time_to_live_specification: TimeToLiveSpecification {
            attribute_name: TTL_ATTRIBUTE.to_owned(),
            enabled: true,
        },
    };
    database.update_time_to_live(request).map(drop)
}
