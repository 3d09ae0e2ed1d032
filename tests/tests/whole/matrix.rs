//! What the matrices of faults share: the ways in which a call goes wrong, and the tables that are written.

use std::time::Duration;

use rollcall_sandbox::{Effect, Fault, FaultId, Sandbox};
use rollcall_tests::binaries::workspace;
use rollcall_tests::function::{Ended, Function};
use serde_json::Value;
use tokio::time::timeout;

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    Fails,
    AnswerIsLost,
    TimesOut,
    KilledBefore,
    KilledAfter,
}

pub(crate) const WAYS: [(Way, &str); 5] = [
    (Way::Fails, "fails before it takes effect"),
    (Way::AnswerIsLost, "takes effect, answer lost"),
    (Way::TimesOut, "times out"),
    (Way::KilledBefore, "process killed just before"),
    (Way::KilledAfter, "process killed just after"),
];

/// One invocation of a function.
pub(crate) struct Step<'a> {
    pub(crate) function: &'a str,
    pub(crate) variables: Vec<(&'static str, String)>,
    pub(crate) arn: String,
    pub(crate) event: Value,
}

impl Way {
    /// Lets every call that `fault` makes of an effect go wrong from now on.
    pub(crate) fn inject(self, sandbox: &Sandbox, fault: impl Fn(Effect) -> Fault) -> FaultId {
        let fault = match self {
            Self::Fails => fault(Effect::InternalError),
            Self::AnswerIsLost => fault(Effect::Cut).after(),
            Self::TimesOut | Self::KilledBefore => fault(Effect::Hang),
            Self::KilledAfter => fault(Effect::Hang).after(),
        };
        sandbox.inject(fault)
    }

    /// One invocation under the fault, to its end or to the moment of the kill: how it ended, unless it was
    /// killed. Then the fault is cleared.
    pub(crate) async fn invoke(self, sandbox: &Sandbox, step: &Step<'_>, fault: FaultId) -> Option<Ended> {
        let Step { function, variables, arn, event } = step;
        let mut function = Function::start(function, variables).await;
        let ended = match self {
            Self::Fails | Self::AnswerIsLost => {
                Some(function.invoke(event, arn, Duration::from_secs(60)).await)
            }
            // It gives up before its deadline, by itself. On a busy machine a short one may pass before the call.
            Self::TimesOut => {
                let mut ended = None;
                for deadline in [1_500, 6_000, 24_000].map(Duration::from_millis) {
                    ended = Some(function.invoke(event, arn, deadline).await);
                    if timeout(Duration::ZERO, sandbox.reached(fault)).await.is_ok() {
                        break;
                    }
                }
                ended
            }
            Self::KilledBefore | Self::KilledAfter => {
                tokio::select! {
                    ended = function.invoke(event, arn, Duration::from_secs(60)) => {
                        panic!("it ended before it could be killed: {ended:?}")
                    }
                    reached = sandbox.reached(fault) => reached.expect("the fault stands"),
                }
                function.kill().await;
                None
            }
        };
        assert!(!matches!(ended, Some(Ended::Died(_))), "{ended:?}");
        let reached = timeout(Duration::ZERO, sandbox.reached(fault)).await;
        reached.expect("the call was made").expect("the fault stands");
        sandbox.clear(fault);
        ended
    }
}

/// A table of calls by the ways in which each went wrong, in Markdown.
pub(crate) fn table<'a>(rows: impl IntoIterator<Item = (&'a str, [String; WAYS.len()])>) -> String {
    let heads = WAYS.map(|(_, name)| name).join(" | ");
    let mut text = format!("| call | {heads} |\n|---|{}\n", "---|".repeat(WAYS.len()));
    for (name, cells) in rows {
        text.push_str(&format!("| {name} | {} |\n", cells.join(" | ")));
    }
    text
}

/// The architecture page must hold the table between its marks; with `ROLLCALL_UPDATE=1` it is written there.
#[expect(clippy::disallowed_methods, reason = "a person asks for the page to be written")]
pub(crate) fn assert_documented(mark: &str, table: &str) {
    let path = workspace().join("shared/ARCHITECTURE.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (format!("<!-- {mark}: begin -->\n"), format!("<!-- {mark}: end -->"));
    let (before, rest) = page.split_once(&begin).expect("the page marks where the table begins");
    let (documented, after) = rest.split_once(&end).expect("the page marks where the table ends");
    if std::env::var("ROLLCALL_UPDATE").is_ok() {
        std::fs::write(&path, format!("{before}{begin}{table}{end}{after}")).unwrap();
    } else {
        assert_eq!(documented, table, "run this test with ROLLCALL_UPDATE=1 to write the table");
    }
}
