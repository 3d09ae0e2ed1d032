//! `rollcall sandbox` as a person uses it: started, told what to answer, and ended.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead as _, BufReader, Lines};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

/// A running `rollcall sandbox` and what it prints.
struct Running {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
    port: String,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut command = rollcall(&["sandbox", "--port", "0"]);
        let mut process = command.args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let endpoint = lines.find_map(|line| {
            let line = line.unwrap();
            line.split_once("AWS_ENDPOINT_URL=http://127.0.0.1:").map(|(_, port)| port.to_owned())
        });
        Self { process, lines, port: endpoint.unwrap() }
    }

    /// The next line that contains `text`.
    fn line(&mut self, text: &str) -> String {
        self.lines.find_map(|line| line.ok().filter(|line| line.contains(text))).unwrap()
    }

    /// Runs `rollcall sandbox …` against this one.
    fn tell(&self, arguments: &[&str]) -> Output {
        rollcall(&["sandbox"]).args(arguments).args(["--port", &self.port]).output().unwrap()
    }

    /// Asks what ODB answers, without a signature.
    fn odb(&self) {
        use std::io::{Read as _, Write as _};
        let mut stream = std::net::TcpStream::connect(format!("127.0.0.1:{}", self.port)).unwrap();
        let head = "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 2\r\n";
        write!(stream, "{head}x-amz-target: Odb.GetOciOnboardingStatus\r\n\r\n{{}}").unwrap();
        stream.read_to_string(&mut String::new()).unwrap();
    }

    /// Ends it by a signal, and gives its exit code.
    fn end(mut self, signal: &str) -> Option<i32> {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        self.process.wait().unwrap().code()
    }
}

fn rollcall(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rollcall"));
    command.args(arguments);
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn what_arrives_is_printed() {
    let mut sandbox = Running::start(&[]);
    assert!(sandbox.line("ROLLCALL_TOPIC_ARN").ends_with("=arn:aws:sns:us-east-1:111122223333:rollcall"));
    sandbox.odb();
    assert!(sandbox.line("GetOciOnboardingStatus").ends_with("111122223333 us-east-1    200"));

    let told = sandbox.tell(&["fault", "odb", "throttling", "--times", "1"]);
    assert_eq!(text(&told.stdout), "fault 1: odb throttling; `rollcall sandbox fault --clear` ends it\n");
    sandbox.odb();
    assert!(sandbox.line("GetOciOnboardingStatus").ends_with("400 (fault 1: throttling)"));
    let told = sandbox.tell(&["fault", "--clear"]);
    assert_eq!(text(&told.stdout), "cleared 1 fault\n");
    assert_eq!(sandbox.end("-INT"), Some(0));
}

#[test]
fn a_sandbox_is_told_what_to_answer() {
    let sandbox = Running::start(&[]);
    let told = sandbox.tell(&["set", "odb", "SUSPENDED", "--region", "us-east-1"]);
    assert_eq!(text(&told.stdout), "odb answers SUSPENDED for all accounts in us-east-1\n");
    let told = sandbox.tell(&["set", "odb", "--component", "identity-domain=FAILED"]);
    assert!(told.status.success());

    let told = sandbox.tell(&["set", "odb", "ACTIVE", "--component", "timestream=FAILED"]);
    assert_eq!(told.status.code(), Some(1));
    assert!(text(&told.stderr).contains("odb has no component \"timestream\"; it has onboarding"));
    assert_eq!(sandbox.end("-TERM"), Some(0));
}

#[test]
fn a_port_in_use_and_an_absent_sandbox_are_one_clear_error_each() {
    let sandbox = Running::start(&[]);
    let second = rollcall(&["sandbox", "--port", &sandbox.port]).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    let expected = format!("error: port {} on 127.0.0.1 is in use", sandbox.port);
    assert!(text(&second.stderr).starts_with(&expected));

    let port = sandbox.port.clone();
    assert_eq!(sandbox.end("-INT"), Some(0));
    let told = rollcall(&["sandbox", "fault", "--clear", "--port", &port]).output().unwrap();
    assert_eq!(told.status.code(), Some(1));
    assert!(text(&told.stderr).contains(&format!("start one with `rollcall sandbox --port {port}`")));
}

#[test]
fn a_scenario_is_read_before_anything_starts() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("scenario.toml");
    let path = file.to_str().unwrap();
    std::fs::write(&file, "[[fault]]\nservice = \"odb\"\neffect = \"internal-error\"\n").unwrap();
    let mut sandbox = Running::start(&["--scenario", path]);
    sandbox.odb();
    assert!(sandbox.line("GetOciOnboardingStatus").ends_with("500 (fault 1: internal-error)"));
    assert_eq!(sandbox.end("-INT"), Some(0));

    std::fs::write(&file, "[[status]]\ncheck = \"odb\"\nstate = \"ACTIVE\"\n").unwrap();
    let refused = rollcall(&["sandbox", "--port", "0", "--scenario", path]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let error = text(&refused.stderr);
    assert!(error.contains("scenario.toml") && error.contains("line 3"), "{error}");
}
