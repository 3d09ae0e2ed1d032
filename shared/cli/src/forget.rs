//! `rollcall forget`: stops watching a part that is gone for good.

use rollcall_core::decide::{Forgetting, forget};
use rollcall_core::ports::{StateWrite, Store as _, Written};
use rollcall_core::text::one_line;

use crate::exit::{AwsFailure, Ending};
use crate::location::Opening;
use crate::output::AnswerOptions;
use crate::pattern::Pattern;
use crate::source::SourceOptions;
use crate::when;

/// The write conflicts after which the command gives up.
const CONFLICTS_MAX: usize = 10;

/// Stop watching a part that is gone for good.
#[derive(Debug, clap::Args)]
pub(crate) struct ForgetOptions {
    /// The enrollment, such as odb/111122223333/us-east-1
    enrollment: Pattern,
    /// The part, such as iam-role/KmsTde; its status must be (gone)
    component: String,
    /// Why, for history
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    output: AnswerOptions,
}

/// Forgets it, with a history entry that says who did it and why.
pub(crate) async fn run(options: ForgetOptions) -> anyhow::Result<Ending> {
    anyhow::ensure!(!options.reason.trim().is_empty(), "--reason must say why");
    let ForgetOptions { enrollment: named, component, reason, source, output } = options;
    let source = source.open(Opening::Change).await?;
    let by = source.location.author().await?;
    let forgetting = Forgetting { component, by, reason };
    let _lock = source.location.lock().await?;
    for _ in 0..CONFLICTS_MAX {
        let previous = source.state(&named).await?;
        let enrollment = &previous.enrollment;
        source.ensure_same_policy(&previous)?;
        let rules = source.rules(&enrollment.check)?;
        let decision = forget(rules, &previous, &forgetting, when::now())?;
        let Some(change) = decision.change() else { break };
        let write = StateWrite { previous: Some(&previous), state: &decision.state, change: Some(change) };
        if source.location.store().write(&write).await.map_err(AwsFailure::from)? == Written::Done {
            let sent =
                if change.alert.is_some() { "; the next courier sends that the problem is over" } else { "" };
            let component = one_line(&forgetting.component);
            let answer = serde_json::json!({
                "schema": "rollcall.forget/1", "enrollment": enrollment, "component": component,
                "alert": change.entry.alert,
            });
            output.print(&format!("forgot {component} of {enrollment}{sent}\n"), &answer)?;
            return Ok(Ending::Well);
        }
    }
    anyhow::bail!("others wrote to {named} first, {CONFLICTS_MAX} times in a row: try again")
}
