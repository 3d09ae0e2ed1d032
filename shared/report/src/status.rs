//! The status table: one line an enrollment, for a terminal of 80 columns.

use rollcall_core::state::State;
use rollcall_core::text::one_line;

const HEAD: [&str; 4] = ["ENROLLMENT", "COMPLIANCE", "SINCE", "STATUS"];

/// A heading and one line for each state, in the order given.
pub fn table(states: &[State]) -> String {
    let rows: Vec<[String; 4]> =
        std::iter::once(HEAD.map(str::to_owned)).chain(states.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (first, second, third) = (width(0), width(1), width(2));
    let lines = rows.iter().map(|[enrollment, compliance, since, status]| {
        format!("{enrollment:<first$}  {compliance:<second$}  {since:<third$}  {status}\n")
    });
    lines.collect()
}

fn row(state: &State) -> [String; 4] {
    let statuses: Vec<String> = state.statuses().values().map(|status| one_line(status)).collect();
    let mut distinct = statuses;
    distinct.dedup();
    let since = state.components.values().map(|component| component.since).max();
    let blind = state.blind.as_ref().map(|spell| format!(" (not seen for {} runs)", spell.runs));
    [
        state.enrollment.to_string(),
        state.compliance.as_str().to_owned(),
        since.map_or_else(|| "-".to_owned(), |since| since.minute()[..10].to_owned()),
        format!("{}{}", distinct.join(", "), blind.unwrap_or_default()),
    ]
}

#[cfg(test)]
mod tests {
    use rollcall_core::state::{ComponentState, State};
    use rollcall_core::time::Time;

    use super::table;

    #[test]
    fn columns_line_up() {
        let now = Time::from_epoch_millis(1_772_438_400_000);
        let mut state = State::new(&"odb/111122223333/us-east-1".parse().unwrap(), now);
        let status = ComponentState { status: "ACTIVE".into(), reason: None, since: now, stuck: false };
        state.components.insert("onboarding".into(), status);
        let unseen = State::new(&"compute-optimizer/111122223333/us-east-1".parse().unwrap(), now);
        insta::assert_snapshot!(table(&[state, unseen]), @r"
        ENROLLMENT                                COMPLIANCE         SINCE       STATUS
        odb/111122223333/us-east-1                INSUFFICIENT_DATA  2026-03-02  ACTIVE
        compute-optimizer/111122223333/us-east-1  INSUFFICIENT_DATA  -           
        ");
    }
}
