//! The status table: one line an enrollment, for a terminal of 80 columns.

use rollcall_core::state::State;
use rollcall_core::text::one_line;

const HEAD: [&str; 3] = ["ENROLLMENT", "COMPLIANCE", "STATUS"];

/// A heading and one line for each state, in the order given.
pub fn table(states: &[State]) -> String {
    let rows: Vec<[String; 3]> =
        std::iter::once(HEAD.map(str::to_owned)).chain(states.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (first, second) = (width(0), width(1));
    let lines = rows.iter().map(|[enrollment, compliance, status]| {
        format!("{enrollment:<first$}  {compliance:<second$}  {status}").trim_end().to_owned() + "\n"
    });
    lines.collect()
}

fn row(state: &State) -> [String; 3] {
    let mut distinct: Vec<String> = state.statuses().values().map(|status| one_line(status)).collect();
    distinct.dedup();
    let blind = state.blind.as_ref().map(|spell| format!(" (not seen for {} runs)", spell.runs));
    [
        state.enrollment.to_string(),
        state.compliance.as_str().to_owned(),
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
        ENROLLMENT                                COMPLIANCE         STATUS
        odb/111122223333/us-east-1                INSUFFICIENT_DATA  ACTIVE
        compute-optimizer/111122223333/us-east-1  INSUFFICIENT_DATA
        ");
    }
}
