//! `rollcall status --watch`: the table, again and again.

use std::time::Duration;

use anyhow::Context as _;
use console::Term;

use super::{ViewOptions, look};
use crate::exit::{self, Ending};
use crate::output::{Output, print, say};
use crate::watch::until_interrupted;
use crate::when;

/// Shows the table until it is interrupted: in its place on a terminal, else one below the other.
pub(super) async fn watch(view: &ViewOptions, pause: Duration) -> anyhow::Result<Ending> {
    anyhow::ensure!(view.output.output == Output::Table, "--watch shows tables only");
    until_interrupted(repeat(view, pause)).await
}

/// Ends only with what is wrong from the start. What fails later is printed, and tried again.
async fn repeat(view: &ViewOptions, pause: Duration) -> anyhow::Result<Ending> {
    let (terminal, mut between) = (Term::stdout(), "");
    let mut table = look(view).await?.table();
    loop {
        match terminal.is_term() {
            true => terminal.clear_screen().context("cannot print")?,
            false => print(std::mem::replace(&mut between, "\n"))?,
        }
        print(&format!("{}\n{table}", when::local(when::now())))?;
        tokio::time::sleep(pause).await;
        match look(view).await {
            Ok(shown) => table = shown.table(),
            Err(error) => say(exit::told(&error)),
        }
    }
}
