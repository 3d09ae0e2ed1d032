//! `rollcall completions` and `rollcall man`: generated from the arguments themselves.

use std::io;

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::exit::{EXIT_CODES, Ending};
use crate::help;
use crate::output::print;
use crate::when;

pub(crate) fn completions(shell: Shell) -> anyhow::Result<Ending> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut help::command(), "rollcall", &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(Ending::Well)
}

pub(crate) fn page() -> anyhow::Result<Ending> {
    print(&manual()?)?;
    Ok(Ending::Well)
}

/// The whole manual: one page with a section for each command.
fn manual() -> anyhow::Result<String> {
    let mut command = help::command().disable_help_subcommand(true);
    command.build();
    let mut page = Vec::new();
    let today = when::local(when::now())[.."2026-11-30".len()].to_owned();
    let man = Man::new(command.clone()).title("ROLLCALL").date(today).manual("Rollcall");
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    for sub in command.get_subcommands() {
        sections(sub, &mut page)?;
    }
    rest(&mut page)?;
    Ok(ascii(&String::from_utf8(page)?))
}

/// Not every formatter reads UTF-8.
fn ascii(page: &str) -> String {
    let escaped = |letter: char| match letter.is_ascii() {
        true => letter.to_string(),
        false => format!("\\[u{:04X}]", u32::from(letter)),
    };
    page.chars().map(escaped).collect()
}

/// The section of a command, and those of its subcommands.
fn sections(command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    Roff::new().control("SH", [name.to_uppercase().as_str()]).to_writer(page)?;
    let man = Man::new(command.clone());
    page.extend(part(|part| man.render_synopsis_section(part))?);
    page.extend(b".PP\n");
    page.extend(part(|part| man.render_description_section(part))?);
    page.extend(part(|part| man.render_options_section(part))?);
    if let Some(after) = command.get_after_help() {
        page.extend(b".PP\n");
        verbatim(after.to_string().replace(EXIT_CODES, "").trim_end(), page)?;
    }
    command.get_subcommands().try_for_each(|sub| sections(sub, page))
}

/// A section of a page of its own as a part of this one: its heading is one of the second level, or none where
/// the text says what it is.
fn part(render: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> io::Result<Vec<u8>> {
    let mut roff = Vec::new();
    render(&mut roff)?;
    let roff = String::from_utf8_lossy(&roff).into_owned();
    let lines = roff.lines().filter(|line| !matches!(*line, ".SH SYNOPSIS" | ".SH DESCRIPTION"));
    let lines = lines.map(|line| format!("{}\n", line.trim_end().replacen(".SH ", ".SS ", 1)));
    // A blank line between two breaks is a space, and nothing else.
    Ok(lines.collect::<String>().replace(".br\n\n.br\n", ".sp\n").into_bytes())
}

/// Lines that are not filled.
fn verbatim(text: &str, page: &mut Vec<u8>) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("nf", []);
    for line in text.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []).to_writer(page)
}

/// What is not of one command.
fn rest(page: &mut Vec<u8>) -> io::Result<()> {
    Roff::new().control("SH", ["EXIT STATUS"]).to_writer(page)?;
    verbatim(EXIT_CODES.trim_start_matches("Exit codes:\n"), page)?;
    let mut roff = Roff::new();
    for (heading, entries) in [("ENVIRONMENT", &ENVIRONMENT[..]), ("FILES", &FILES)] {
        roff.control("SH", [heading]);
        for (name, meaning) in entries {
            roff.control("TP", []).text([bold(*name)]).text([roman(*meaning)]);
        }
    }
    roff.control("SH", ["SEE ALSO"]).text([roman(SEE_ALSO)]).to_writer(page)
}

const ENVIRONMENT: [(&str, &str); 11] = [
    ("ROLLCALL_TABLE", "The deployed table, unless --state or --table names another place."),
    ("ROLLCALL_TOPIC_ARN", "The SNS topic, unless --topic names another."),
    ("ROLLCALL_REGIONS", "The Regions that check asks in, comma-separated, where the policy names none."),
    ("ROLLCALL_MEMBER_ROLE", "The role in other accounts, unless --member-role names another."),
    ("ROLLCALL_EXTERNAL_ID", "What that role demands, unless --external-id names another."),
    (
        "ROLLCALL_MANAGEMENT_ROLE_ARN",
        "The role that lists the organization, unless --management-role names another.",
    ),
    ("ROLLCALL_POLICY", "The policy as TOML text, where none is stored and --policy names none."),
    (
        "AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL",
        "As for every AWS SDK, like the other AWS variables and files.",
    ),
    ("XDG_STATE_HOME", "The folder that the default state file is in, as rollcall/state.db."),
    ("NO_COLOR", "If set, nothing is coloured."),
    ("TZ", "The time zone of tables, and of the times that are typed."),
];

const FILES: [(&str, &str); 2] = [
    ("~/.local/state/rollcall/state.db", "The state, where neither a table nor another file is named."),
    (
        "state.db.lock",
        "Beside the state: held by the process that writes it. It may be deleted when none runs.",
    ),
];

const SEE_ALSO: &str = "README.md in shared/cli of the source: more on filters, times, policies and deployments. \
                        shared/report/schemas describes the JSON.";

#[cfg(test)]
mod tests {
    use super::*;

    fn names(command: &Command) -> Vec<String> {
        let below = command.get_subcommands().flat_map(names);
        std::iter::once(command.get_bin_name().unwrap_or_default().to_uppercase()).chain(below).collect()
    }

    #[test]
    fn the_manual_is_one_page_with_a_section_for_each_command() {
        let page = manual().unwrap();
        assert_eq!(page.matches(".TH ").count(), 1);
        let mut command = help::command().disable_help_subcommand(true);
        command.build();
        let names = names(&command);
        assert!(names.contains(&"ROLLCALL POLICY APPLY".to_owned()), "{names:?}");
        for name in &names[1..] {
            let heading = format!(".SH \"{name}\"\n");
            assert_eq!(page.matches(&heading).count(), 1, "{name}");
        }
        for heading in ["NAME", "SYNOPSIS", "DESCRIPTION", "ENVIRONMENT", "FILES", "\"EXIT STATUS\""] {
            assert_eq!(page.matches(&format!(".SH {heading}\n")).count(), 1, "{heading}");
        }
        let variables = ["ROLLCALL_TABLE", "ROLLCALL_TOPIC_ARN", "ROLLCALL_REGIONS", "ROLLCALL_POLICY"];
        variables.iter().for_each(|name| assert!(page.contains(&format!("\\fB{name}\\fR")), "{name}"));
        assert!(page.is_ascii() && !page.contains(".br\n\n"));
    }
}
