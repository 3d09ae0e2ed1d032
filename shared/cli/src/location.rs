//! Where the state is: a deployed table, or a file that an embedded DynamoDB keeps.
//!
//! The commands do not know which: both are read and written through the same adapters.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::builder::NonEmptyStringValueParser;
use rollcall_aws::{DynamoOutbox, DynamoReader, DynamoStore, SdkConfig};
use rollcall_local::Access;

use crate::exit::AwsFailure;
use crate::lock::lock;
use crate::{aws, environment};

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "State")]
pub(crate) struct LocationOptions {
    /// Keep the state in this file [default: ~/.local/state/rollcall/state.db]
    #[arg(long, value_name = "FILE", conflicts_with = "table")]
    state: Option<PathBuf>,
    /// The deployed DynamoDB table [env: ROLLCALL_TABLE]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    table: Option<String>,
}

/// What for, and what to do if the file does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// To read; the file must exist.
    Read,
    /// To read; without a file, from memory, which is empty.
    ReadOrEmpty,
    /// To change; the file must exist.
    Change,
    /// To change; a missing file is created.
    Create,
}

#[derive(Debug)]
pub(crate) struct Location {
    /// For people: `table rollcall in us-east-1`.
    pub(crate) label: String,
    sdk: SdkConfig,
    table: String,
    /// None for a deployed table.
    file: Option<PathBuf>,
}

impl LocationOptions {
    pub(crate) fn in_file(file: PathBuf) -> Self {
        Self { state: Some(file), table: None }
    }

    /// The deployed table, unless a file is named.
    pub(crate) fn deployed_table(&self) -> Option<String> {
        self.table.clone().or_else(environment::table).filter(|_| self.state.is_none())
    }

    /// The state file, where no table is named.
    pub(crate) fn file(&self) -> anyhow::Result<PathBuf> {
        let file = self.state.clone().or_else(environment::state_file);
        file.context("there is no home folder: name a file with --state")
    }

    pub(crate) async fn open(&self, opening: Opening) -> anyhow::Result<Location> {
        if let Some(table) = self.deployed_table() {
            return Location::deployed(aws::load().await, table);
        }
        let file = self.file()?;
        let _lock = match opening {
            // Held until it is open: two processes that create it at once would disturb each other.
            Opening::Create => Some(create_folder_and_lock(&file).await?),
            Opening::Read | Opening::ReadOrEmpty | Opening::Change => None,
        };
        anyhow::ensure!(
            matches!(opening, Opening::ReadOrEmpty | Opening::Create) || file.exists(),
            "there is no state in {}: run `rollcall check` first, or name the table with --table",
            file.display()
        );
        let access = match opening {
            Opening::Read | Opening::ReadOrEmpty => Access::ReadOnly,
            Opening::Change | Opening::Create => Access::ReadWrite,
        };
        let data = Some(file.as_path()).filter(|file| opening != Opening::ReadOrEmpty || file.exists());
        let sdk = rollcall_aws::with_limits(rollcall_local::open(data, access)?);
        let label = format!("file {}", file.display());
        Ok(Location { label, sdk, table: rollcall_local::TABLE.to_owned(), file: Some(file) })
    }
}

async fn create_folder_and_lock(file: &Path) -> anyhow::Result<File> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot create the folder {}", folder.display()))?;
    }
    lock(file).await
}

impl Location {
    /// # Errors
    /// When no Region is configured.
    pub(crate) fn deployed(sdk: SdkConfig, table: String) -> anyhow::Result<Self> {
        let label = format!("table {table} in {}", aws::region(&sdk)?);
        Ok(Self { label, sdk, table, file: None })
    }

    pub(crate) fn reader(&self) -> DynamoReader {
        DynamoReader::new(&self.sdk, &self.table)
    }

    pub(crate) fn store(&self) -> DynamoStore {
        DynamoStore::new(&self.sdk, &self.table)
    }

    pub(crate) fn outbox(&self) -> DynamoOutbox {
        DynamoOutbox::new(&self.sdk, &self.table)
    }

    /// Whether it is a table that the functions write to.
    pub(crate) fn is_deployed(&self) -> bool {
        self.file.is_none()
    }

    /// Who runs the command, for history: the caller's ARN, or the user of this machine.
    pub(crate) async fn author(&self) -> anyhow::Result<String> {
        if self.file.is_some() {
            return Ok(environment::user());
        }
        let (identity, _) = rollcall_aws::inspect::identity(&self.sdk).await;
        Ok(identity.map_err(AwsFailure::from)?.arn)
    }

    /// Keeps other writers of the same file out for as long as the result lives. A table needs no lock.
    pub(crate) async fn lock(&self) -> anyhow::Result<Option<File>> {
        match &self.file {
            Some(file) => Ok(Some(lock(file).await?)),
            None => Ok(None),
        }
    }
}
