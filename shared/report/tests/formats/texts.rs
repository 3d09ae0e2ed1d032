//! The formats that are written an item at a time, as whole texts of the samples.

use rollcall_core::change::Change;
use rollcall_core::policy::Policy;
use rollcall_core::standing::{Standing, Totals};
use rollcall_core::time::Time;
use rollcall_report::document::Document;
use rollcall_report::list::List;
use rollcall_report::{csv, json, ocsf};

use crate::samples::{Story, accounts, from, now};

pub(crate) fn status_json(standings: &[Standing]) -> String {
    whole(
        &json::status(Totals::of(standings), now()),
        standings.iter().map(|one| json::standing(one, &accounts())),
    )
}

pub(crate) fn diff_json(changes: &[Change]) -> String {
    whole(&json::diff(from(), now()), changes.iter().map(json::change))
}

pub(crate) fn history_json(story: &Story, from: Time, to: Time) -> String {
    json::history(&story.entries, &story.standing, &Policy::default(), from, to)
}

pub(crate) fn histories_json(stories: &[Story]) -> String {
    let policy = Policy::default();
    let items = stories
        .iter()
        .map(|story| json::history_item(&story.entries, &story.standing, &policy, from(), now()));
    whole(&json::histories(from(), now()), items)
}

pub(crate) fn history_csv(story: &Story, from: Time, to: Time) -> String {
    let rows = csv::history(&story.entries, &story.standing, &Policy::default(), from, to);
    whole(&csv::histories(), [rows].into_iter())
}

pub(crate) fn report_json(document: &Document) -> String {
    let enrollments = document.enrollments.iter();
    let items = enrollments.map(|one| json::enrollment(&document.cover, one));
    whole(&json::report(&document.cover, document.totals(), &document.record()), items)
}

pub(crate) fn report_csv(document: &Document) -> String {
    let Document { cover, enrollments } = document;
    let items = enrollments.iter().map(|one| csv::enrollment(cover, one));
    whole(&csv::report(cover, &document.record()), items)
}

pub(crate) fn status_csv(standings: &[Standing]) -> String {
    whole(&csv::status(), standings.iter().map(|one| csv::standing(one, &accounts(), now())))
}

pub(crate) fn diff_csv(changes: &[Change]) -> String {
    whole(&csv::diff(), changes.iter().map(csv::change))
}

pub(crate) fn ocsf(document: &Document) -> String {
    let enrollments = document.enrollments.iter();
    let items = enrollments.map(|one| ocsf::finding(&document.cover, one.standing()));
    whole(&ocsf::findings(), items)
}

fn whole(list: &List, items: impl Iterator<Item = String>) -> String {
    let mut text = Vec::new();
    list.write(items.map(Ok), &mut text).expect("memory takes what is written");
    String::from_utf8(text).expect("it is text")
}
