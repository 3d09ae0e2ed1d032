//! A sandbox that runs beside a test, and the command as a test runs it.

use std::io::{BufRead as _, BufReader, Lines};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

/// A running `rollcall sandbox` and what it prints.
pub(crate) struct Running {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
    pub(crate) port: String,
}

impl Running {
    pub(crate) fn start(arguments: &[&str]) -> Self {
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
    pub(crate) fn line(&mut self, text: &str) -> String {
        self.lines.find_map(|line| line.ok().filter(|line| line.contains(text))).unwrap()
    }

    /// Runs `rollcall sandbox …` against this one.
    pub(crate) fn tell(&self, arguments: &[&str]) -> Output {
        rollcall(&["sandbox"]).args(arguments).args(["--port", &self.port]).output().unwrap()
    }

    /// Calls an operation such as `Odb.GetOciOnboardingStatus`, and gives the answer. The sandbox checks no
    /// signature.
    pub(crate) fn call(&self, target: &str, body: &str) -> String {
        use std::io::{Read as _, Write as _};
        let headers = [
            ("host", "a"),
            ("connection", "close"),
            ("content-type", "application/x-amz-json-1.0"),
            ("content-length", &body.len().to_string()),
            ("x-amz-target", target),
            ("x-amz-date", "20260101T000000Z"),
            (
                "authorization",
                "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/a/aws4_request, SignedHeaders=host, Signature=a",
            ),
        ];
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let mut stream = std::net::TcpStream::connect(format!("127.0.0.1:{}", self.port)).unwrap();
        write!(stream, "POST / HTTP/1.1\r\n{headers}\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Stores what the inventory knows of an account, in the table `rollcall`.
    pub(crate) fn put_account(&self, id: &str, name: &str, unit: &str, owner: &str) {
        let text = |text: &str| serde_json::json!({"S": text});
        let item = serde_json::json!({
            "pk": text(&format!("ACCOUNT#{}", &id[11..])),
            "sk": text(id),
            "schema": text("rollcall.account/1"),
            "id": text(id),
            "name": text(name),
            "organizational_unit": text(unit),
            "owner": text(owner),
        });
        let body = serde_json::json!({"TableName": "rollcall", "Item": item});
        let answer = self.call("DynamoDB_20120810.PutItem", &body.to_string());
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    /// Ends it with a signal, and gives its exit code.
    pub(crate) fn end(mut self, signal: &str) -> Option<i32> {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        self.process.wait().unwrap().code()
    }
}

/// Ends it with the test, by its own id.
impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _killed = self.process.kill();
        let _ended = self.process.wait();
    }
}

/// The command, without the caller's variables that it reads.
pub(crate) fn rollcall(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rollcall"));
    command.args(arguments);
    for name in
        ["TABLE", "TOPIC_ARN", "REGIONS", "POLICY", "MEMBER_ROLE", "EXTERNAL_ID", "MANAGEMENT_ROLE_ARN"]
    {
        command.env_remove(format!("ROLLCALL_{name}"));
    }
    // A proxy does not lead to this machine.
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        command.env_remove(name);
    }
    command
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A person with a folder of their own, whose AWS is a sandbox.
pub(crate) struct User {
    folder: PathBuf,
    endpoint: String,
}

impl User {
    pub(crate) fn new(sandbox: &Running, name: &str) -> Self {
        Self::at(format!("http://127.0.0.1:{}", sandbox.port), name)
    }

    pub(crate) fn at(endpoint: String, name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("user-{name}"));
        if folder.exists() {
            std::fs::remove_dir_all(&folder).unwrap();
        }
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder, endpoint }
    }

    /// Runs the command with the state in this user's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The command, to be run in this user's folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = rollcall(arguments);
        let variables = [
            ("AWS_ENDPOINT_URL", self.endpoint.as_str()),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "sandbox"),
            ("AWS_SECRET_ACCESS_KEY", "sandbox"),
            ("AWS_CONFIG_FILE", "/dev/null"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
            ("TZ", "UTC"),
        ];
        command.envs(variables).env("XDG_STATE_HOME", &self.folder).current_dir(&self.folder);
        command
    }

    /// Starts the command, to read its standard error.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file, and gives its path.
    pub(crate) fn file(&self, name: &str, content: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}
