//! The settings: the policy that is in force, what stands beside it, and whether the stored states were
//! judged by it.

use std::path::Path;

use rollcall_checks::registry;
use rollcall_core::policy::Policy;
use rollcall_core::ports::StoredPolicy;
use rollcall_core::rules::Rules;
use rollcall_core::state::State;
use rollcall_core::time::Time;
use rollcall_report::finding::Finding;

use super::finding::enrollments;
use super::place::Place;
use super::stored::Stored;
use crate::environment;
use crate::policy::read;
use crate::shell::quoted;

/// The policies that there are, each read or not.
pub(super) struct Settings<'a> {
    /// That of `--policy`.
    named: Option<(&'a Path, anyhow::Result<Policy>)>,
    stored: Option<(&'a StoredPolicy, anyhow::Result<Policy>)>,
    /// That of `ROLLCALL_POLICY`.
    environment: Option<anyhow::Result<Policy>>,
    /// Whether what is stored was read.
    is_read: bool,
}

impl<'a> Settings<'a> {
    /// `stored` is none if it could not be read.
    pub(super) fn read(named: Option<&'a Path>, stored: Option<&'a Stored>) -> Self {
        let policy = stored.and_then(|stored| stored.policy.as_ref());
        Self {
            named: named.map(|file| (file, read::read_file(file).map(|(policy, _)| policy))),
            stored: policy.map(|policy| (policy, read::stored(policy))),
            environment: environment::policy().map(|_| read::of_environment()),
            is_read: stored.is_some(),
        }
    }

    /// The policy that this command goes by; none if it cannot be read.
    pub(super) fn policy(&self) -> Option<Policy> {
        let named = self.named.as_ref().map(|(_, policy)| policy);
        let stored = self.stored.as_ref().map(|(_, policy)| policy);
        match named.or(stored).or(self.environment.as_ref()) {
            None => Some(Policy::default()),
            Some(policy) => policy.as_ref().ok().cloned(),
        }
    }

    pub(super) fn findings(&self, place: &Place, local: fn(Time) -> String) -> Vec<Finding> {
        let stored = match &self.stored {
            Some((stored, policy)) => Some(in_force(stored, policy, place, local)),
            None if self.is_read => Some(Finding::well("policy", "none is stored")),
            None => None,
        };
        let named = self.named.as_ref().map(|(file, policy)| given(file, policy));
        let environment = self.environment.as_ref().map(|policy| self.variable(policy));
        stored.into_iter().chain(named).chain(environment).collect()
    }

    /// Whether states were judged by another policy than this command's. A stored one reaches them with the next
    /// run; any other may never.
    pub(super) fn judged<'s>(
        &self,
        states: impl IntoIterator<Item = &'s State>,
        policy: &Policy,
        place: &Place,
    ) -> Option<Finding> {
        let digest =
            |state: &State| Some(Rules { check: registry::find(&state.enrollment.check)?, policy }.digest());
        let is_other = |state: &&State| digest(state).is_some_and(|digest| digest != state.policy);
        let others = states.into_iter().filter(|state| state.retired_at.is_none()).filter(is_other).count();
        let what = enrollments(others);
        match (&self.named, &self.stored) {
            _ if others == 0 => None,
            _ if !place.is_deployed() => {
                Some(Finding::well(what, "judged by another policy, until the next `rollcall check`"))
            }
            (None, Some(_)) => {
                Some(Finding::well(what, "judged by another policy, until the next run of the observer"))
            }
            (named, _) => {
                let detail = "judged by another policy than this command's, so `rollcall check` is refused";
                let file = named.as_ref().map_or("FILE".into(), |(file, _)| quoted(&file.to_string_lossy()));
                let fix = format!("rollcall policy apply {file} {}", place.option());
                Some(Finding::wrong(what, detail, fix))
            }
        }
    }

    fn variable(&self, policy: &anyhow::Result<Policy>) -> Finding {
        let what = "ROLLCALL_POLICY";
        match (&self.named, &self.stored, policy) {
            (Some(_), ..) => Finding::well(what, "ignored: --policy stands above it"),
            (None, Some(_), _) => Finding::well(what, "ignored: the stored policy stands above it"),
            (None, None, Ok(_)) => Finding::well(what, "stands, since no policy is stored"),
            (None, None, Err(error)) => {
                let fix = "unset ROLLCALL_POLICY, or correct it: `rollcall policy check FILE` lists the faults of a file";
                Finding::wrong(what, format!("{error:#}"), fix)
            }
        }
    }
}

fn in_force(
    stored: &StoredPolicy,
    policy: &anyhow::Result<Policy>,
    place: &Place,
    local: fn(Time) -> String,
) -> Finding {
    let StoredPolicy { version, author, applied_at, .. } = stored;
    match policy {
        Ok(_) => {
            let detail = format!("version {version}, applied {} by {author}", local(*applied_at));
            Finding::well("policy", detail)
        }
        Err(error) => {
            let fix = format!("rollcall policy apply FILE {}, or update Rollcall", place.option());
            Finding::wrong("policy", format!("{error:#}"), fix)
        }
    }
}

/// The policy of `--policy`.
fn given(file: &Path, policy: &anyhow::Result<Policy>) -> Finding {
    let what = format!("--policy {}", file.display());
    match policy {
        Ok(_) => Finding::well(what, "stands above all others, for this command alone"),
        Err(error) => {
            let fix = format!("rollcall policy check {}", quoted(&file.to_string_lossy()));
            Finding::wrong(what, format!("{error:#}"), fix)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> StoredPolicy {
        StoredPolicy {
            version: 3,
            toml: String::new(),
            author: "arn:aws:iam::111122223333:user/ada".to_owned(),
            applied_at: Time::from_epoch_millis(1_795_230_000_000),
        }
    }

    fn place() -> Place {
        Place { table: Some("rollcall".to_owned()), ..Place::default() }
    }

    fn unreadable() -> anyhow::Result<Policy> {
        Err(anyhow::anyhow!("it is not a valid policy"))
    }

    /// Each finding as text, with its fix.
    fn told(settings: &Settings<'_>) -> Vec<String> {
        let text = |finding: Finding| {
            let fix = finding.fault.map(|fault| format!(" -> {}", fault.fix)).unwrap_or_default();
            format!("{}: {}{fix}", finding.what, finding.detail)
        };
        settings.findings(&place(), |time| time.minute()).into_iter().map(text).collect()
    }

    #[test]
    fn the_policy_in_force_is_named_with_what_stands_beside_it() {
        let (stored, file) = (stored(), Path::new("p.toml"));
        let none = || Settings { named: None, stored: None, environment: None, is_read: true };
        let fine = || Ok(Policy::default());
        let version = "policy: version 3, applied 2026-11-21 03:00 UTC by arn:aws:iam::111122223333:user/ada";
        let nothing = "policy: none is stored";
        let above = "--policy p.toml: stands above all others, for this command alone";
        let cases: [(Settings<'_>, &[&str]); 7] = [
            (none(), &[nothing]),
            (Settings { is_read: false, ..none() }, &[]),
            (Settings { stored: Some((&stored, fine())), ..none() }, &[version]),
            (
                Settings { stored: Some((&stored, fine())), environment: Some(unreadable()), ..none() },
                &[version, "ROLLCALL_POLICY: ignored: the stored policy stands above it"],
            ),
            (
                Settings { environment: Some(fine()), ..none() },
                &[nothing, "ROLLCALL_POLICY: stands, since no policy is stored"],
            ),
            (Settings { named: Some((file, fine())), ..none() }, &[nothing, above]),
            (
                Settings { stored: Some((&stored, unreadable())), ..none() },
                &[
                    "policy: it is not a valid policy -> rollcall policy apply FILE --table rollcall, or update Rollcall",
                ],
            ),
        ];
        for (settings, expected) in cases {
            assert_eq!(told(&settings), expected);
        }
    }

    #[test]
    fn a_policy_that_cannot_be_read_is_none() {
        let (stored, file) = (stored(), Path::new("p.toml"));
        let named =
            Settings { named: Some((file, unreadable())), stored: None, environment: None, is_read: true };
        assert_eq!(named.policy(), None);
        assert_eq!(
            told(&named)[1],
            "--policy p.toml: it is not a valid policy -> rollcall policy check p.toml"
        );
        let stored = Some((&stored, Ok(Policy::default())));
        let ignored = Settings { named: None, stored, environment: Some(unreadable()), is_read: true };
        assert_eq!(ignored.policy(), Some(Policy::default()));
    }

    #[test]
    fn states_that_another_policy_judged_are_counted() {
        let policy = Policy::default();
        let of = |digest: String| State {
            policy: digest,
            ..State::new(&"odb/111122223333/us-east-1".parse().unwrap(), Time::from_epoch_millis(0))
        };
        let same = of(Rules { check: registry::find("odb").unwrap(), policy: &policy }.digest());
        let other = of("another".to_owned());
        let retired = State { retired_at: Some(other.noted_at), ..other.clone() };
        let kept = stored();
        let by = |named, stored| Settings { named, stored, environment: None, is_read: true };
        let own = by(None, Some((&kept, Ok(policy.clone()))));
        let judged = |states: &[State], settings: &Settings<'_>, place: &Place| {
            let found = settings.judged(states, &policy, place)?;
            Some((found.what, found.detail, found.fault.map(|fault| fault.fix)))
        };
        assert_eq!(judged(&[same.clone(), retired], &own, &place()), None);
        let (what, detail, fix) = judged(&[same, other.clone()], &own, &place()).unwrap();
        assert_eq!((what.as_str(), fix), ("1 enrollment", None));
        assert!(detail.ends_with("until the next run of the observer"), "{detail}");
        let fix =
            |settings: &Settings<'_>| judged(std::slice::from_ref(&other), settings, &place()).unwrap().2;
        assert_eq!(fix(&by(None, None)).unwrap(), "rollcall policy apply FILE --table rollcall");
        let named = by(Some((Path::new("p.toml"), Ok(policy.clone()))), None);
        assert_eq!(fix(&named).unwrap(), "rollcall policy apply p.toml --table rollcall");
        let (_, detail, fix) = judged(std::slice::from_ref(&other), &own, &Place::default()).unwrap();
        assert!(detail.ends_with("until the next `rollcall check`") && fix.is_none(), "{detail}");
    }
}
