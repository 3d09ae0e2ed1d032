//! Where the state is, in the lines that fix what is wrong there: a person copies them as they are.

use rollcall_core::region::Region;

use crate::shell::quoted;

/// What the lines name.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The name of a deployed table; none for a file.
    pub(super) table: Option<String>,
    /// The state file, where there is no table.
    pub(super) file: String,
    pub(super) topic: Option<String>,
    /// Those that the user has named.
    pub(super) regions: Vec<Region>,
    /// The function, if its metrics name it.
    pub(super) observer: Option<String>,
    /// The function, if its metrics name it.
    pub(super) courier: Option<String>,
}

/// The schedules show which of them is missing or disabled.
const SCHEDULES: &str = "aws scheduler list-schedules";

impl Place {
    pub(super) fn is_deployed(&self) -> bool {
        self.table.is_some()
    }

    /// Where a command of Rollcall finds the state.
    pub(super) fn option(&self) -> String {
        match &self.table {
            Some(table) => format!("--table {}", quoted(table)),
            None => format!("--state {}", quoted(&self.file)),
        }
    }

    /// Looks at everything again, once.
    pub(super) fn observe(&self) -> String {
        match (&self.table, &self.observer) {
            (Some(_), Some(function)) => invoke(function),
            (Some(_), None) => SCHEDULES.to_owned(),
            (None, _) => format!("rollcall check {}{}", self.option(), self.regions(" --regions ")),
        }
    }

    /// Looks at enrollments that no run has looked at.
    pub(super) fn observe_more(&self) -> String {
        if self.is_deployed() && !self.regions.is_empty() {
            format!("sam deploy --parameter-overrides {}", self.regions("Regions="))
        } else {
            self.observe()
        }
    }

    /// Makes the observer look regularly again.
    pub(super) fn observe_on_schedule(&self) -> String {
        if self.is_deployed() { SCHEDULES.to_owned() } else { self.observe() }
    }

    /// Makes the courier send what waits.
    pub(super) fn deliver(&self) -> String {
        match (&self.table, &self.courier) {
            (Some(_), Some(function)) => invoke(function),
            (Some(_), None) => SCHEDULES.to_owned(),
            (None, _) => self.retry(),
        }
    }

    /// Sends what waits, without waiting for its next attempt.
    pub(super) fn retry(&self) -> String {
        let topic = match &self.topic {
            Some(topic) => format!(" --topic {}", quoted(topic)),
            None if self.is_deployed() => " --topic ARN".to_owned(),
            None => String::new(),
        };
        format!("rollcall outbox retry {}{topic}", self.option())
    }

    fn regions(&self, option: &str) -> String {
        let regions: Vec<&str> = self.regions.iter().map(Region::as_str).collect();
        if regions.is_empty() { String::new() } else { format!("{option}{}", regions.join(",")) }
    }
}

fn invoke(function: &str) -> String {
    format!(
        "aws lambda invoke --function-name {} --payload '{{}}' --cli-binary-format raw-in-base64-out /dev/stdout",
        quoted(function)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_what_it_is_about() {
        let file = Place { file: "/home/a b/state.db".to_owned(), ..Place::default() };
        assert_eq!(file.observe(), "rollcall check --state '/home/a b/state.db'");
        assert_eq!(file.deliver(), "rollcall outbox retry --state '/home/a b/state.db'");
        let table = Place { table: Some("rollcall".to_owned()), ..Place::default() };
        assert_eq!([table.observe(), table.deliver()], [SCHEDULES, SCHEDULES]);
        assert_eq!(table.retry(), "rollcall outbox retry --table rollcall --topic ARN");
        let known = Place { observer: Some("rollcall-observer".to_owned()), ..table };
        assert!(
            known.observe().starts_with("aws lambda invoke --function-name rollcall-observer --payload '{}'")
        );
        assert_eq!(known.observe_on_schedule(), SCHEDULES);
        let named =
            Place { regions: vec!["us-east-1".parse().unwrap(), "eu-west-1".parse().unwrap()], ..known };
        assert_eq!(named.observe_more(), "sam deploy --parameter-overrides Regions=us-east-1,eu-west-1");
    }
}
