//! The report as JUnit XML, as a CI system shows it: a test suite per check, a test case per enrollment.
//!
//! | verdict | result |
//! |---|---|
//! | `COMPLIANT` | passed |
//! | `NON_COMPLIANT` | failure, its type the condition |
//! | `INSUFFICIENT_DATA` while the service is at work, and seen at it | skipped |
//! | `INSUFFICIENT_DATA` while progressing, and seen so | skipped |
//! | `INSUFFICIENT_DATA` otherwise: blind, stale, a status in no table, never seen | error |

use std::collections::BTreeMap;
use std::io;

use quick_xml::Writer;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::name::QName;
use rollcall_core::condition::{Compliance, Condition};
use rollcall_core::text::one_line;
use rollcall_core::time::Time;

use crate::inventory::{KnownAccount, KnownAccounts};
use crate::wording;
use rollcall_core::standing::Standing;

type Xml = Writer<Vec<u8>>;

/// How enrollments stand as JUnit XML. Service text is on one line, and holds only what XML may hold.
pub fn junit(standings: &[Standing], accounts: &KnownAccounts, made_at: Time) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut xml, standings, accounts, made_at).expect("memory takes what is written");
    xml.get_mut().push(b'\n');
    String::from_utf8(xml.into_inner()).expect("names and text are UTF-8")
}

fn write(xml: &mut Xml, standings: &[Standing], accounts: &KnownAccounts, made_at: Time) -> io::Result<()> {
    let mut suites: BTreeMap<&str, Vec<&Standing>> = BTreeMap::new();
    for standing in standings {
        suites.entry(&standing.enrollment.check).or_default().push(standing);
    }
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let tests = count(standings.iter());
    let root = xml.create_element("testsuites").with_attribute(("name", "rollcall"));
    root.with_attributes(attributes(&tests)).write_inner_content(|xml| {
        suites.iter().try_for_each(|(check, standings)| suite(xml, check, standings, accounts, made_at))
    })?;
    Ok(())
}

fn suite(
    xml: &mut Xml,
    check: &str,
    standings: &[&Standing],
    accounts: &KnownAccounts,
    made_at: Time,
) -> io::Result<()> {
    let counts = count(standings.iter().copied());
    // The schema that CI systems share has no place for milliseconds or a zone; it is UTC.
    let made_at = made_at.to_string();
    let suite = xml.create_element("testsuite").with_attribute(("name", allowed(check).as_str()));
    let suite = suite.with_attributes(attributes(&counts)).with_attribute(("timestamp", &made_at[..19]));
    suite
        .write_inner_content(|xml| standings.iter().try_for_each(|standing| case(xml, standing, accounts)))?;
    Ok(())
}

fn case(xml: &mut Xml, standing: &Standing, accounts: &KnownAccounts) -> io::Result<()> {
    let class = format!("rollcall.{}", standing.enrollment.check);
    let name = standing.enrollment.to_string();
    let case = xml.create_element("testcase").with_attribute(("classname", allowed(&class).as_str()));
    let case = case.with_attribute(("name", allowed(&name).as_str())).with_attribute(("time", "0"));
    let account = accounts.get(&standing.enrollment.target.account);
    case.write_inner_content(|xml| match Outcome::of(standing) {
        Outcome::Passed => details(xml, "system-out", None, standing, account),
        Outcome::Failed => details(xml, "failure", Some(type_of(standing)), standing, account),
        Outcome::Unknown => details(xml, "error", Some(type_of(standing)), standing, account),
        Outcome::Skipped => details(xml, "skipped", None, standing, account),
    })?;
    Ok(())
}

/// An element with how the enrollment stands: one line as its message, in full as its text, and whose account
/// it is. The name of a test case has none of that, so that it never changes.
fn details(
    xml: &mut Xml,
    element: &str,
    kind: Option<&str>,
    standing: &Standing,
    account: Option<&KnownAccount>,
) -> io::Result<()> {
    let account = account.and_then(wording::account).map(|account| format!("account {account}"));
    let lines = wording::lines(standing).into_iter().chain(account);
    let lines: Vec<String> = lines.map(|line| allowed(&line)).collect();
    let message = allowed(&wording::headline(standing));
    let is_result = element != "system-out";
    let attributes = [("type", kind), ("message", is_result.then_some(message.as_str()))];
    let known = attributes.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let text = lines.join("\n");
    xml.create_element(element).with_attributes(known).write_text_content(BytesText::new(&text))?;
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Unknown,
    Skipped,
}

impl Outcome {
    fn of(standing: &Standing) -> Self {
        let at_work =
            standing.blind.is_none() && !standing.stale && standing.condition == Some(Condition::Progressing);
        match standing.compliance {
            Compliance::Compliant => Self::Passed,
            Compliance::NonCompliant => Self::Failed,
            Compliance::InsufficientData if at_work => Self::Skipped,
            Compliance::InsufficientData => Self::Unknown,
            Compliance::NotApplicable => Self::Skipped,
        }
    }
}

/// The type of a failure or an error, in a word.
fn type_of(standing: &Standing) -> &'static str {
    match (&standing.blind, standing.condition) {
        (Some(_), _) if standing.compliance == Compliance::InsufficientData => "blind",
        (None, _) if standing.stale && standing.compliance == Compliance::InsufficientData => "stale",
        (_, Some(condition)) => condition.into_str(),
        (_, None) => "unknown",
    }
}

/// The number of test cases, in all and by result.
fn count<'a>(standings: impl Iterator<Item = &'a Standing>) -> [(&'static str, usize); 4] {
    let mut counts = [("tests", 0), ("failures", 0), ("errors", 0), ("skipped", 0)];
    for standing in standings {
        counts[0].1 += 1;
        match Outcome::of(standing) {
            Outcome::Passed => {}
            Outcome::Failed => counts[1].1 += 1,
            Outcome::Unknown => counts[2].1 += 1,
            Outcome::Skipped => counts[3].1 += 1,
        }
    }
    counts
}

fn attributes<'a>(counts: &[(&'a str, usize)]) -> Vec<Attribute<'a>> {
    let attribute =
        |&(name, count): &(&'a str, usize)| Attribute { key: QName(name), value: count.to_string().into() };
    counts.iter().map(attribute).collect()
}

/// The text on one line, without what XML 1.0 cannot hold.
fn allowed(text: &str) -> String {
    one_line(text).replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}")
}
