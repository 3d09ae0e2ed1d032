//! The rooms of the house: which crate may depend on which, and that no part of a check is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rollcall_checks::registry;
use rollcall_core::check::CheckRules;
use rollcall_sandbox::Check;
use rollcall_tests::binaries::workspace;
use toml::Table;

/// What each room may depend on, of our own crates. Arrows run downwards only.
const ARROWS: [(&str, &[&str]); 13] = [
    ("rollcall-core", &[]),
    ("rollcall-checks", &["rollcall-core"]),
    ("rollcall-aws", &["rollcall-core"]),
    ("rollcall-channels", &["rollcall-core"]),
    ("rollcall-engine", &["rollcall-core"]),
    ("rollcall-report", &["rollcall-core"]),
    ("rollcall-local", &["rollcall-core"]),
    ("rollcall-sandbox", &["rollcall-core", "rollcall-local"]),
    (
        "rollcall-lambda",
        &["rollcall-aws", "rollcall-channels", "rollcall-checks", "rollcall-core", "rollcall-engine"],
    ),
    ("observer", &["rollcall-checks", "rollcall-lambda"]),
    ("courier", &["rollcall-lambda"]),
    ("planner", &["rollcall-checks", "rollcall-lambda"]),
    (
        "rollcall",
        &[
            "rollcall-aws",
            "rollcall-channels",
            "rollcall-checks",
            "rollcall-core",
            "rollcall-engine",
            "rollcall-local",
            "rollcall-report",
            "rollcall-sandbox",
        ],
    ),
];

/// What the rules may use. The architecture page must say why a new one is needed.
const CORE: [&str; 8] =
    ["jiff", "percent-encoding", "serde", "serde_json", "sha2", "strum", "thiserror", "toml"];

fn manifest(folder: &Path) -> Table {
    std::fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse().unwrap()
}

/// The manifests of all members, by package name.
fn manifests() -> BTreeMap<String, Table> {
    let folders = ["shared", "functions"].map(|room| std::fs::read_dir(workspace().join(room)).unwrap());
    let members = folders.into_iter().flatten().map(|entry| entry.unwrap().path());
    let members = members.filter(|folder| folder.join("Cargo.toml").exists());
    let named = members.map(|folder| manifest(&folder));
    named.map(|table| (table["package"]["name"].as_str().unwrap().to_owned(), table)).collect()
}

fn names(table: &Table, section: &str) -> BTreeSet<String> {
    let section = table.get(section).and_then(toml::Value::as_table);
    section.map(|section| section.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn no_arrow_points_upwards() {
    let manifests = manifests();
    let rooms: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    for (name, table) in &manifests {
        let allowed = rooms.get(name.as_str()).unwrap_or_else(|| panic!("{name} is no room of the house"));
        for section in ["dependencies", "build-dependencies"] {
            let ours = names(table, section).into_iter().filter(|name| manifests.contains_key(name));
            let upwards: Vec<String> = ours.filter(|name| !allowed.contains(&name.as_str())).collect();
            assert_eq!(upwards, Vec::<String>::new(), "{name} may not know these");
        }
    }
    assert_eq!(manifests.len(), rooms.len(), "a room is missing");
}

#[test]
fn the_rules_depend_on_nothing_but_their_list() {
    assert_eq!(names(&manifests()["rollcall-core"], "dependencies"), CORE.map(str::to_owned).into());
}

#[test]
fn only_the_checks_name_the_sdks_of_the_services() {
    let mut manifests = manifests();
    let mut sdks = names(&manifests.remove("rollcall-checks").unwrap(), "dependencies");
    sdks.retain(|name| name.starts_with("aws-sdk-"));
    assert_eq!(sdks.len(), registry::ALL.len(), "{sdks:?}");
    for (name, table) in manifests {
        assert!(names(&table, "dependencies").is_disjoint(&sdks), "{name} names an SDK of {sdks:?}");
    }
}

#[test]
fn only_the_observer_the_planner_and_the_command_ask_the_services() {
    let asks = |table: &Table| {
        let checks = table.get("dependencies").and_then(|all| all.get("rollcall-checks"));
        checks.and_then(|checks| checks.get("features")).is_some()
    };
    let who: Vec<String> =
        manifests().into_iter().filter(|(_, table)| asks(table)).map(|(name, _)| name).collect();
    assert_eq!(who, ["observer", "planner", "rollcall"]);
}

#[test]
fn nothing_of_a_check_is_missing() {
    let mut missing = Vec::new();
    for CheckRules { id, action, .. } in registry::ALL {
        let module = id.replace('-', "_");
        let files = [
            format!("shared/checks/src/{module}.rs"),
            format!("shared/checks/tests/wire/{module}.rs"),
            format!("shared/sandbox/src/status/{module}.rs"),
            format!("events/{id}.json"),
        ];
        missing.extend(files.into_iter().filter(|file| !workspace().join(file).exists()));
        let mentions = [
            ("README.md", format!("| `{id}` |")),
            ("infra/template.yaml", format!("- {action}\n")),
            ("infra/member.yaml", format!("- {action}\n")),
            ("infra/management.yaml", format!("- {action}\n")),
            ("infra/README.md", format!("`{action}`")),
        ];
        let text = |file: &str| std::fs::read_to_string(workspace().join(file)).unwrap();
        let lacks = mentions.into_iter().filter(|(file, mention)| !text(file).contains(mention));
        missing.extend(lacks.map(|(file, mention)| format!("{file}: {mention}")));
    }
    assert_eq!(missing, Vec::<String>::new());
    assert_eq!(Check::ALL.map(Check::as_str), registry::ALL.map(|check| check.id), "in the sandbox");
}

#[test]
fn the_top_level_is_as_it_was_agreed() {
    let agreed = [
        "Cargo.toml",
        "Cargo.lock",
        "functions",
        "shared",
        "infra",
        "events",
        "tests",
        "README.md",
        "LICENSE",
        "target",
    ];
    for entry in std::fs::read_dir(workspace()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.starts_with('.') || agreed.contains(&name.as_str()), "{name}");
    }
}
