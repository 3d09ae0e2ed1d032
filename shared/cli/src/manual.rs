//! `rollcall completions` and `rollcall man`: generated from the arguments themselves.

use clap::Command;
use clap_complete::Shell;

use crate::exit::Ending;
use crate::output::print;

pub(crate) fn completions(shell: Shell, mut command: Command) -> anyhow::Result<Ending> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "rollcall", &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(Ending::Well)
}

/// Prints the manual page: of the command, and of each subcommand.
pub(crate) fn page(mut command: Command) -> anyhow::Result<Ending> {
    command.build();
    let mut roff = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut roff)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        clap_mangen::Man::new(sub.clone()).render(&mut roff)?;
    }
    print(&String::from_utf8(roff)?)?;
    Ok(Ending::Well)
}
