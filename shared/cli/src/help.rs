//! The help of each command ends with two examples.

use clap::{Command, CommandFactory as _};

use crate::Arguments;

/// By the command's path; the command itself has none.
const EXAMPLES: [(&[&str], [&str; 2]); 30] = [
    (&[], ["rollcall check", "rollcall status --table rollcall"]),
    (
        &["check"],
        [
            "rollcall check odb --regions us-east-1,eu-central-1",
            "rollcall check --organization --member-role rollcall-member --dry-run",
        ],
    ),
    (
        &["status"],
        ["rollcall status --compliance non-compliant", "rollcall status --table rollcall --sort since"],
    ),
    (&["at"], ["rollcall at 2026-03-01", "rollcall at yesterday --check odb --output csv"]),
    (&["diff"], ["rollcall diff --since 7d", "rollcall diff --since 2026-Q3 --until 2026-Q3 --output csv"]),
    (
        &["history"],
        [
            "rollcall history odb/111122223333/us-east-1 --since 90d",
            "rollcall history 'odb/*/us-*' --output json",
        ],
    ),
    (
        &["explain"],
        [
            "rollcall explain odb/111122223333/us-east-1",
            "rollcall explain odb/111122223333/us-east-1 --policy policy.toml",
        ],
    ),
    (
        &["forget"],
        [
            "rollcall forget odb/111122223333/us-east-1 iam-role/KmsTde --reason replaced",
            "rollcall forget 'odb/*/us-east-1' identity-domain --reason 'moved to OCI'",
        ],
    ),
    (&["outbox"], ["rollcall outbox --table rollcall", "rollcall outbox --check odb --output json"]),
    (
        &["outbox", "retry"],
        [
            "rollcall outbox retry",
            "rollcall outbox retry --topic arn:aws:sns:us-east-1:111122223333:rollcall",
        ],
    ),
    (
        &["outbox", "drop"],
        [
            "rollcall outbox drop odb.111122223333.us-east-1.00000007.20261121T032913412Z \\\n    --reason 'a test'",
            "rollcall outbox drop odb.111122223333.us-east-1.00000008.20261121T042913412Z \\\n    --reason 'known to all' --table rollcall",
        ],
    ),
    (
        &["accounts"],
        [
            "rollcall accounts --table rollcall --organizational-unit '/prod*'",
            "rollcall accounts --account-state suspended --output csv",
        ],
    ),
    (
        &["accounts", "list"],
        ["rollcall accounts list --leaving", "rollcall accounts list --retired --owner ann"],
    ),
    (
        &["accounts", "confirm"],
        ["rollcall accounts confirm --dry-run", "rollcall accounts confirm --table rollcall"],
    ),
    (&["coverage"], ["rollcall coverage --table rollcall", "rollcall coverage --runs 30 --output csv"]),
    (
        &["report"],
        [
            "rollcall report --out report.html --open",
            "rollcall report --since 2026-Q1 --until 2026-Q1 --output csv --out 2026-Q1.csv",
        ],
    ),
    (
        &["policy"],
        ["rollcall policy check policy.toml", "rollcall policy apply policy.toml --table rollcall"],
    ),
    (&["policy", "show"], ["rollcall policy show", "rollcall policy show --table rollcall --output json"]),
    (
        &["policy", "check"],
        ["rollcall policy check policy.toml", "rollcall policy check policy.toml --output json"],
    ),
    (
        &["policy", "diff"],
        ["rollcall policy diff policy.toml", "rollcall policy diff policy.toml --table rollcall"],
    ),
    (
        &["policy", "apply"],
        ["rollcall policy apply policy.toml", "rollcall policy apply policy.toml --table rollcall"],
    ),
    (
        &["completions"],
        [
            "rollcall completions bash > ~/.local/share/bash-completion/completions/rollcall",
            "rollcall completions fish > ~/.config/fish/completions/rollcall.fish",
        ],
    ),
    (&["man"], ["rollcall man | man -l -", "rollcall man > ~/.local/share/man/man1/rollcall.1"]),
    (&["doctor"], ["rollcall doctor", "rollcall doctor --table rollcall --output json"]),
    (&["demo"], ["rollcall demo --state demo.db --until yesterday", "rollcall demo --organization"]),
    (
        &["sandbox"],
        [
            "rollcall sandbox --scenario scenario.toml",
            "rollcall sandbox --accounts 200 --port 0 --table watch",
        ],
    ),
    (
        &["sandbox", "set"],
        [
            "rollcall sandbox set odb SUSPENDED --reason 'payment is overdue'",
            "rollcall sandbox set odb --component identity-domain=FAILED --region eu-west-1",
        ],
    ),
    (
        &["sandbox", "fault"],
        [
            "rollcall sandbox fault odb access-denied --times 3",
            "rollcall sandbox fault sns cut --operation Publish --after",
        ],
    ),
    (
        &["sandbox", "account"],
        [
            "rollcall sandbox account 444455556666 --name data-lake --role missing",
            "rollcall sandbox account 444455556666 --gone",
        ],
    ),
    (&["sandbox", "show"], ["rollcall sandbox show", "rollcall sandbox show --output json"]),
];

/// The command with its examples.
pub(crate) fn command() -> Command {
    with_examples(Arguments::command(), &[])
}

fn with_examples(command: Command, path: &[&str]) -> Command {
    let command = command.mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        with_examples(sub, &[path, &[&name]].concat())
    });
    let Some((_, [first, second])) = EXAMPLES.iter().find(|(known, _)| *known == path) else {
        return command;
    };
    let examples = format!("Examples:\n  {first}\n  {second}");
    let after = command.get_after_help().map(|after| format!("\n\n{after}")).unwrap_or_default();
    let long = command.get_after_long_help().map(|long| format!("{long}\n\n{examples}"));
    let command = command.after_help(format!("{examples}{after}"));
    match long {
        Some(long) => command.after_long_help(long),
        None => command,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each command below `command`, with its whole name.
    fn all(command: &Command, name: &str) -> Vec<(String, Command)> {
        let below = command.get_subcommands().flat_map(|sub| all(sub, &format!("{name} {}", sub.get_name())));
        std::iter::once((name.to_owned(), command.clone())).chain(below).collect()
    }

    /// The words of a command line, as a shell splits it, up to a pipe or a redirection.
    fn words(line: &str) -> Vec<String> {
        let mut words = Vec::new();
        for (place, part) in line.split('\'').enumerate() {
            if place % 2 == 1 {
                words.push(part.to_owned());
            } else {
                words.extend(part.split_whitespace().map(str::to_owned));
            }
        }
        words.into_iter().take_while(|word| word != "|" && word != ">").collect()
    }

    #[test]
    fn every_command_has_two_examples_that_can_be_run() {
        for (name, command) in all(&command(), "rollcall") {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let joined = help.replace("\\\n    ", "");
            let examples: Vec<&str> =
                joined.lines().filter(|line| line.starts_with("  rollcall ")).map(str::trim).collect();
            assert_eq!(examples.len(), 2, "{name}: {help}");
            assert!(help.lines().all(|line| line.len() <= 82), "{name}: {help}");
            for example in examples {
                assert!(example.starts_with(&name), "{name}: {example}");
                let parsed = super::command().try_get_matches_from(words(example));
                assert!(parsed.is_ok(), "{example}: {parsed:?}");
            }
        }
    }
}
