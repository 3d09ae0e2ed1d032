//! The order in which `rollcall status` shows enrollments.

use crate::running::{Running, User, text};

#[test]
fn status_is_sorted_as_asked() {
    let sandbox = Running::start(&[]);
    let user = User::new(&sandbox, "sorted");
    user.run(&["check", "odb"]);
    sandbox.tell(&["fault", "iot-fleetwise", "access-denied"]);
    user.run(&["check", "iot-fleetwise"]);
    user.run(&["check", "compute-optimizer"]);
    sandbox.tell(&["set", "compute-optimizer", "Failed"]);
    user.run(&["check", "compute-optimizer"]);
    let order = |sort: &str| -> Vec<String> {
        let table = text(&user.run(&["status", "--sort", sort]).stdout);
        let keys = table.lines().filter_map(|line| line.split_whitespace().find(|word| word.contains('/')));
        assert_eq!(table.contains("NON_COMPLIANT\n"), sort == "worst", "{table}");
        keys.map(|key| key.split('/').next().unwrap().to_owned()).collect()
    };
    assert_eq!(order("worst"), ["compute-optimizer", "iot-fleetwise", "odb"]);
    assert_eq!(order("enrollment"), ["compute-optimizer", "iot-fleetwise", "odb"]);
    assert_eq!(order("since"), ["odb", "iot-fleetwise", "compute-optimizer"]);
    assert_eq!(order("seen"), ["iot-fleetwise", "odb", "compute-optimizer"]);
}
