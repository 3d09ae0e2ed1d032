//! How fast a process assumes roles: STS takes some 600 calls a second from all callers of an account together.

use rollcall_sandbox::{AccountRole, Service};
use rollcall_tests::organization::Hub;
use rollcall_tests::place::odb_alone;

/// A second, as one process may fill it.
const ROLES_A_SECOND: usize = 40;
/// As many may be under way, and arrive later than they were sent.
const UNDER_WAY_MAX: usize = 64;
const MEMBERS: usize = 150;

/// Roles that are refused cost nothing else, so that nothing but the pace holds the process up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_assumes_at_most_forty_roles_a_second() {
    let hub = Hub::new(MEMBERS + 1, &odb_alone()).await;
    for id in hub.members() {
        hub.change(&id, |account| account.role(AccountRole::Missing));
    }
    hub.run().await;
    let last = hub.sandbox().requests().last().unwrap().sequence;
    hub.run().await;
    let requests = hub.sandbox().requests().into_iter();
    let roles = requests.filter(|one| one.sequence > last && one.service == Service::Sts);
    let mut arrived: Vec<i64> = roles.map(|one| one.at.as_millisecond()).collect();
    arrived.sort_unstable();
    assert_eq!(arrived.len(), MEMBERS, "one an account");
    for (first, begin) in arrived.iter().enumerate() {
        let within = arrived[first..].iter().take_while(|at| **at < begin + 1000).count();
        assert!(within <= ROLES_A_SECOND + UNDER_WAY_MAX, "{within} within a second");
    }
    let took = usize::try_from(arrived[MEMBERS - 1] - arrived[0]).unwrap();
    let needed = (MEMBERS - 1 - UNDER_WAY_MAX) * 1000 / ROLES_A_SECOND;
    assert!(took >= needed, "{MEMBERS} roles within {took} ms");
}
