//! The statuses that a check knows, by component and condition.

use rollcall_checks::registry;
use rollcall_core::check::{CheckRules, ComponentRules};
use rollcall_core::condition::Condition;
use rollcall_report::terminal::BOLD;
use rollcall_sandbox::Check;
use strum::VariantArray as _;

pub(super) fn statuses(check: Check) -> String {
    registry::find(check.as_str()).map(listing).unwrap_or_default()
}

fn listing(rules: &'static CheckRules) -> String {
    let components: String = rules.components.iter().map(component).collect();
    let (id, main) = (rules.id, rules.main_component());
    format!(
        "{components}`rollcall sandbox set {id} STATUS` sets {main}, and --component another. \
         Any other word is taken too, and is `unknown`.\n"
    )
}

fn component(component: &ComponentRules) -> String {
    let family = if component.name.ends_with('/') { "…" } else { "" };
    let lines = Condition::VARIANTS.iter().filter_map(|condition| {
        let statuses = component.statuses.iter().filter(|row| row.condition == *condition);
        let statuses: Vec<&str> = statuses.map(|row| row.status).collect();
        let condition = condition.into_str();
        (!statuses.is_empty()).then(|| format!("  {condition:<11}  {}\n", statuses.join(", ")))
    });
    format!("{BOLD}{}{family}{BOLD:#}\n{}", component.name, lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_of_the_sandbox_has_its_listing() {
        for check in Check::ALL {
            assert!(statuses(check).contains("  healthy      "), "{check}");
        }
    }
}
