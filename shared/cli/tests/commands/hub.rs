//! A person with the management account of an organization, whose AWS is a sandbox within the test.

use std::collections::BTreeMap;
use std::process::Output;

use rollcall_aws::DynamoStore;
use rollcall_core::identity::AccountId;
use rollcall_sandbox::{Options, OrganizationAccount, Sandbox, Service};

use crate::running::{User, rollcall, text};

pub(crate) const OWN: &str = "111122223333";

pub(crate) struct Hub {
    pub(crate) sandbox: Sandbox,
    user: User,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) error: String,
}

impl Hub {
    /// An organization of this many accounts, the own one included.
    pub(crate) async fn new(name: &str, accounts: usize) -> Self {
        let options = Options {
            accounts,
            member_role: Some("rollcall-member".to_owned()),
            external_id: Some("rollcall-sandbox".to_owned()),
            ..Options::default()
        };
        let sandbox = Sandbox::start(options).await.unwrap();
        let user = User::at(sandbox.url(), &format!("hub-{name}"));
        Self { sandbox, user }
    }

    /// Runs the command, with the names of the role and the table in variables.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, &[]).await
    }

    /// As [`run`](Self::run), with more variables; an empty one counts as not set.
    pub(crate) async fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        let mut command = self.user.command(arguments);
        command
            .env("ROLLCALL_MEMBER_ROLE", "rollcall-member")
            .env("ROLLCALL_EXTERNAL_ID", "rollcall-sandbox");
        command.env("ROLLCALL_TABLE", "rollcall").envs(variables.iter().copied());
        // The sandbox answers on this thread.
        let ended = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let Output { status, stdout, stderr } = ended;
        Ended { code: status.code(), out: text(&stdout), error: text(&stderr) }
    }

    /// Runs `rollcall sandbox …` against this one.
    pub(crate) async fn tell(&self, arguments: &[&str]) {
        let mut command = rollcall(&["sandbox"]);
        command.args(arguments).args(["--port", &self.sandbox.port().to_string()]);
        let told = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert!(told.status.success(), "{}", text(&told.stderr));
    }

    /// The accounts but for the own one, by id.
    pub(crate) fn members(&self) -> Vec<AccountId> {
        let accounts = self.sandbox.accounts().into_iter().map(|account| account.id);
        accounts.filter(|id| id.as_str() != OWN).collect()
    }

    pub(crate) fn set(
        &self,
        id: &AccountId,
        change: impl FnOnce(OrganizationAccount) -> OrganizationAccount,
    ) {
        self.sandbox.set_account(change(OrganizationAccount::new(id.clone())));
    }

    pub(crate) fn store(&self) -> DynamoStore {
        DynamoStore::new(&rollcall_aws::loopback(&self.sandbox.url(), "us-east-1", OWN), "rollcall")
    }

    /// How many calls wrote to a table so far.
    pub(crate) fn writes(&self) -> u64 {
        let is_read = |operation: &str| matches!(operation, "Query" | "GetItem" | "DescribeTable");
        let counts: BTreeMap<(Service, String), u64> = self.sandbox.counts();
        let is_write =
            |(service, operation): &(Service, String)| *service == Service::Dynamodb && !is_read(operation);
        counts.iter().filter(|(call, _)| is_write(call)).map(|(_, number)| number).sum()
    }

    pub(crate) fn calls(&self, service: Service, operation: &str) -> u64 {
        self.sandbox.counts().get(&(service, operation.to_owned())).copied().unwrap_or_default()
    }

    pub(crate) fn file(&self, name: &str, content: &str) -> String {
        self.user.file(name, content)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.user.path(name)
    }
}
