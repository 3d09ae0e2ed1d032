//! Fleets of any size: each enrollment lives through a year of trouble, and some still have it.

use rollcall_checks::compute_optimizer::RULES as OPTIMIZER;
use rollcall_checks::iot_fleetwise::RULES as FLEETWISE;
use rollcall_checks::odb::RULES as ODB;
use rollcall_core::account::Account;
use rollcall_core::observation::Observation;
use rollcall_report::document::Document;
use rollcall_report::inventory::KnownAccounts;

use crate::sample::{Run, account, add, denied, empty, seen, sorted};

const REGIONS: [&str; 5] = ["us-east-1", "us-west-2", "eu-central-1", "ap-northeast-1", "ap-southeast-2"];

/// `count` enrollments over three checks, five Regions and as many accounts as it takes, each
/// with a year of about twelve changes; one in ten ends in trouble.
pub(crate) fn fleet(count: usize) -> Document {
    let mut document = empty();
    document.cover.accounts = accounts(count.div_ceil(15));
    for number in 0..count {
        let place = format!("{}/{}", id(number / 15), REGIONS[number / 3 % 5]);
        let check = [&ODB, &FLEETWISE, &OPTIMIZER][number % 3];
        let runs = year(number);
        add(&mut document, check, &place, &runs, usize::from(number % 30 == 5));
    }
    sorted(document)
}

/// So many accounts with three enrollments each, in 45 organizational units.
pub(crate) fn organization(count: usize) -> Document {
    let mut document = fleet(210);
    document.enrollments.sort_by(|one, other| one.standing().enrollment.cmp(&other.standing().enrollment));
    let samples = std::mem::take(&mut document.enrollments);
    document.cover.accounts = accounts(count);
    for place in 0..count {
        for check in 0..3 {
            let mut one = samples[check * 70 + place * 37 % 70].clone();
            let enrollment = &mut one.explanation.standing.enrollment;
            enrollment.target.account = id(place).parse().unwrap();
            document.enrollments.push(one);
        }
    }
    sorted(document)
}

fn id(place: usize) -> String {
    (100_000_000_000 + place as u64 * 7_919_113).to_string()
}

fn accounts(count: usize) -> KnownAccounts {
    KnownAccounts::of((0..count).map(|place| listed(place, &id(place))))
}

/// An account of an organization: most have an owner, and one in nineteen nothing but a name.
fn listed(place: usize, id: &str) -> Account {
    let branch = ["/prod/data", "/prod/payments", "/prod/web", "/staging", "/sandbox"][place * place % 5];
    let unit = match place % 9 {
        0 => branch.to_owned(),
        team => format!("{branch}/team-{team}"),
    };
    let owner = ["data-platform", "payments", "web", "Cloud Center of Excellence"].get(place % 5).copied();
    let is_known = place % 19 != 18;
    account(
        id,
        &format!("{}-{place:04}", ["payments", "analytics", "shop", "lab"][place % 4]),
        is_known.then_some(unit.as_str()),
        owner.filter(|_| is_known),
    )
}

/// `count` enrollments that changed at least every three days, and were all suspended at last.
pub(crate) fn restless(count: usize) -> Document {
    let reason = "The subscription ended because the invoice was not paid in time. ".repeat(60);
    let spell = |spell: usize| {
        let components = [
            ("onboarding", ["SUSPENDED", "ACTIVE", "ACTIVE_LIMITED"][spell % 3]),
            ("identity-domain", "AVAILABLE"),
            ("iam-role/KmsTde", "AVAILABLE"),
            ("iam-role/SecretsManager", "AVAILABLE"),
        ];
        (spell as i64 * 72, seen(&components, Some(&reason)))
    };
    let mut one = empty();
    let runs: Vec<Run> = (0..120).rev().map(spell).collect();
    add(&mut one, &ODB, "111122223333/us-east-1", &runs, 0);
    let restless = one.enrollments.remove(0);
    let mut document = fleet(count);
    for one in &mut document.enrollments {
        let enrollment = one.standing().enrollment.clone();
        *one = restless.clone();
        one.explanation.standing.enrollment = enrollment;
    }
    document
}

/// Five spells of trouble that end well, and what stands now.
fn year(number: usize) -> Vec<Run> {
    let mut runs = vec![(8700 - (number % 700) as i64, word(number, "good"))];
    let spells = ["waits", "bad", "limited", "bad", "odd"];
    for (place, spell) in spells.into_iter().enumerate() {
        let start = 7600 - place as i64 * 1500 - (number * 37 % 900) as i64;
        runs.push((start, word(number, spell)));
        runs.push((start - 20 - (number * 13 % 200) as i64, word(number, "good")));
    }
    let good = |hours| (hours, word(number, "good"));
    match if number % 10 == 5 { number / 10 % 7 } else { 99 } {
        0 => runs.extend([(90, word(number, "bad")), (1, word(number, "bad"))]),
        1 => runs.extend([(200, word(number, "waits")), (1, word(number, "waits"))]),
        2 => runs.extend([good(40), (30, denied()), (20, denied()), (10, denied())]),
        3 => runs.push(good(100)),
        4 => runs.extend([(50, word(number, "odd")), (1, word(number, "odd"))]),
        5 => runs.extend([(70, word(number, "limited")), (1, word(number, "limited"))]),
        6 => runs.extend([good(150), (140, denied()), (130, denied()), (3, denied())]),
        _ => runs.push(good(1)),
    }
    runs
}

/// What a check's service says when it is good, bad, ….
fn word(number: usize, word: &str) -> Observation {
    let place = ["good", "bad", "waits", "limited", "odd"].iter().position(|known| *known == word).unwrap();
    let reason = [
        "",
        "The role cannot be assumed by the service.",
        "Accept the private offer first.",
        "One Region is not there yet.",
        "",
    ][place];
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    match number % 3 {
        0 => {
            let status =
                ["ACTIVE", "FAILED", "PENDING_CUSTOMER_ACTION", "ACTIVE_LIMITED", "HIBERNATING"][place];
            seen(&[("onboarding", status), ("iam-role/KmsTde", "AVAILABLE")], reason)
        }
        1 => {
            let status = [
                "REGISTRATION_SUCCESS",
                "REGISTRATION_FAILURE",
                "REGISTRATION_PENDING",
                "NOT_REGISTERED",
                "REGISTRATION_PAUSED",
            ][place];
            seen(
                &[
                    ("account", status),
                    ("iam", "REGISTRATION_SUCCESS"),
                    ("timestream", "REGISTRATION_SUCCESS"),
                ],
                reason,
            )
        }
        _ => {
            let status = ["Active", "Failed", "Pending", "Inactive", "Dormant"][place];
            seen(&[("enrollment", status)], reason)
        }
    }
}
