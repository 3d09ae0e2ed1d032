//! A function that cannot start says all that is wrong with its configuration.

use rollcall_tests::function::Function;

#[tokio::test]
async fn a_faulty_configuration_ends_the_start_and_names_every_fault() {
    let variables = [
        ("AWS_REGION", "us-east-1".to_owned()),
        ("ROLLCALL_TOPIC_ARN", "rollcall".to_owned()),
        ("ROLLCALL_REGIONS", "us-east-1,moon".to_owned()),
        ("ROLLCALL_POLICY", "remind_every = \"soon\"".to_owned()),
    ];
    let expected = [
        (
            "observer",
            vec!["ROLLCALL_TABLE is not set", "ROLLCALL_REGIONS: ", "ROLLCALL_POLICY: line 1, column 16"],
        ),
        ("courier", vec!["ROLLCALL_TABLE is not set", "ROLLCALL_TOPIC_ARN: "]),
    ];
    for (name, faults) in expected {
        let mut function = Function::start(name, &variables).await;
        assert!(!function.wait().await.success());
        let printed = function.printed().await;
        let marked = format!("{} fault(s)", faults.len());
        let line = printed.lines().find(|line| line.contains(&marked)).unwrap_or_else(|| panic!("{printed}"));
        for fault in faults {
            assert!(line.contains(fault), "{line}");
        }
    }
}
