//! The rooms of the house: which crate may know which, and that nothing of a check is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rollcall_checks::registry;
use rollcall_tests::binaries::workspace;
use toml::Table;

/// What each room may depend on, of our own crates. Arrows run downwards only.
const ARROWS: [(&str, &[&str]); 8] = [
    ("rollcall-core", &[]),
    ("rollcall-checks", &["rollcall-core"]),
    ("rollcall-aws", &["rollcall-core"]),
    ("rollcall-report", &["rollcall-core"]),
    ("rollcall-local", &["rollcall-core"]),
    ("rollcall-sandbox", &["rollcall-core", "rollcall-local"]),
    ("rollcall-lambda", &["rollcall-aws", "rollcall-checks", "rollcall-core", "rollcall-report"]),
    (
        "rollcall",
        &[
            "rollcall-aws",
            "rollcall-checks",
            "rollcall-core",
            "rollcall-lambda",
            "rollcall-local",
            "rollcall-report",
            "rollcall-sandbox",
        ],
    ),
];

/// What the rules may use. A new one is argued for in the architecture page.
const CORE: [&str; 7] = ["jiff", "percent-encoding", "serde", "serde_json", "sha2", "thiserror", "toml"];

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

fn ids() -> BTreeSet<String> {
    registry::ALL.iter().map(|rules| rules.id.to_owned()).collect()
}

#[test]
fn no_arrow_points_upwards() {
    let manifests = manifests();
    let mut rooms: BTreeMap<&str, BTreeSet<String>> = ARROWS
        .iter()
        .map(|(room, below)| (*room, below.iter().map(|name| (*name).to_owned()).collect()))
        .collect();
    let ids = ids();
    let below = BTreeSet::from(["rollcall-checks".to_owned(), "rollcall-lambda".to_owned()]);
    rooms.extend(ids.iter().map(|id| (id.as_str(), below.clone())));
    for (name, table) in &manifests {
        let allowed = rooms.get(name.as_str()).unwrap_or_else(|| panic!("{name} is no room of the house"));
        for section in ["dependencies", "build-dependencies"] {
            let ours = names(table, section).into_iter().filter(|name| manifests.contains_key(name));
            let upwards: Vec<String> = ours.filter(|name| !allowed.contains(name)).collect();
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
    let sdks = ["aws-sdk-computeoptimizer", "aws-sdk-iotfleetwise", "aws-sdk-odb"];
    for (name, table) in manifests() {
        let named =
            names(&table, "dependencies").into_iter().filter(|name| sdks.contains(&name.as_str())).count();
        assert_eq!(named, if name == "rollcall-checks" { 3 } else { 0 }, "{name}");
    }
}

#[test]
fn a_function_takes_its_own_check_only() {
    for id in ids() {
        let checks = &manifests()[&id]["dependencies"]["rollcall-checks"];
        let features: Vec<&str> =
            checks["features"].as_array().unwrap().iter().map(|feature| feature.as_str().unwrap()).collect();
        assert_eq!(features, [id.as_str()]);
    }
}

#[test]
fn a_check_has_its_file_its_function_its_event_and_its_row() {
    let text = |file: &str| std::fs::read_to_string(workspace().join(file)).unwrap();
    let (readme, template) = (text("README.md"), text("infra/template.yaml"));
    let mut functions: BTreeSet<String> = BTreeSet::new();
    for entry in std::fs::read_dir(workspace().join("functions")).unwrap() {
        functions.insert(entry.unwrap().file_name().into_string().unwrap());
    }
    assert_eq!(functions, ids(), "each function is a check and each check a function");
    for id in ids() {
        let file = format!("shared/checks/src/{}.rs", id.replace('-', "_"));
        assert!(workspace().join(&file).exists(), "{file}");
        assert!(workspace().join(format!("events/{id}.json")).exists(), "events/{id}.json");
        let row = format!("| `{id}` |");
        assert!(readme.lines().any(|line| line.starts_with(&row)), "README.md lacks the row of {id}");
        let built = format!("Binary: {id}");
        assert!(template.lines().any(|line| line.trim() == built), "infra/template.yaml lacks {id}");
    }
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
