//! CloudWatch on this machine, as far as the doctor asks it: metrics of functions, and when each was last
//! above zero. Smithy RPC v2 CBOR over HTTP/1.1, one request a connection.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::{SystemTime, UNIX_EPOCH};

use ciborium::Value;

/// By metric, the functions, and how many seconds ago each completed a run.
pub(crate) type Metrics = BTreeMap<&'static str, Vec<(&'static str, u64)>>;

/// Serves until it is dropped.
pub(crate) struct CloudWatch {
    pub(crate) url: String,
    serving: Option<JoinHandle<()>>,
}

impl CloudWatch {
    /// None denies every call.
    pub(crate) fn start(metrics: Option<Metrics>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serve = move || {
            for stream in listener.incoming().map(Result::unwrap) {
                let Some((path, body)) = request(&stream) else { return };
                let operation = path.rsplit('/').next().unwrap();
                assert_eq!(path, format!("/service/GraniteServiceVersion20100801/operation/{operation}"));
                let (status, answer) = match &metrics {
                    Some(metrics) => ("200 OK", answer(metrics, operation, &body)),
                    None => ("403 Forbidden", denied(operation)),
                };
                respond(stream, status, &answer);
            }
        };
        Self { url, serving: Some(std::thread::spawn(serve)) }
    }
}

/// Ends it by a request without a path.
impl Drop for CloudWatch {
    fn drop(&mut self) {
        let address = self.url.trim_start_matches("http://");
        TcpStream::connect(address).unwrap().write_all(b"\r\n\r\n").unwrap();
        let served = self.serving.take().unwrap().join();
        assert!(std::thread::panicking() || served.is_ok(), "the doctor asks for something else");
    }
}

fn request(stream: &TcpStream) -> Option<(String, Value)> {
    let mut lines = BufReader::new(stream);
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    let path = first.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        match line.trim().to_ascii_lowercase().split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body).unwrap();
    Some((path, ciborium::from_reader(&body[..]).unwrap()))
}

fn respond(mut stream: TcpStream, status: &str, answer: &Value) {
    let mut body = Vec::new();
    ciborium::into_writer(answer, &mut body).unwrap();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nsmithy-protocol: rpc-v2-cbor\r\ncontent-type: application/cbor\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
}

fn answer(metrics: &Metrics, operation: &str, body: &Value) -> Value {
    let metric = member(body, "MetricName");
    let (name, functions) = metrics.get_key_value(metric.as_text().unwrap()).unwrap();
    let of = |function: &str| map([("Name", "function".into()), ("Value", function.into())]);
    match operation {
        "ListMetrics" => {
            let listed = |(function, _): &(&str, u64)| {
                map([
                    ("Namespace", "Rollcall".into()),
                    ("MetricName", (*name).into()),
                    ("Dimensions", Value::Array(vec![of(function)])),
                ])
            };
            map([("Metrics", Value::Array(functions.iter().map(listed).collect()))])
        }
        "GetMetricStatistics" => {
            let dimensions = member(body, "Dimensions");
            let is_asked = |(function, _): &&(&str, u64)| dimensions == &Value::Array(vec![of(function)]);
            let (_, ago) = functions.iter().find(is_asked).unwrap();
            let point = |ago: u64, sum: f64| {
                let at = Value::Tag(1, Box::new(Value::Float((now() - ago) as f64)));
                map([("Timestamp", at), ("Sum", sum.into())])
            };
            // A run that failed is newer.
            map([("Datapoints", Value::Array(vec![point(*ago, 1.0), point(0, 0.0)]))])
        }
        _ => unreachable!("the doctor asks for {operation}"),
    }
}

#[expect(clippy::disallowed_methods, reason = "CloudWatch has a clock of its own")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn denied(operation: &str) -> Value {
    let message = format!("User: arn is not authorized to perform: cloudwatch:{operation}");
    map([("__type", "com.amazonaws.cloudwatch#AccessDenied".into()), ("message", message.into())])
}

fn map<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Map(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

fn member<'a>(value: &'a Value, name: &str) -> &'a Value {
    let members = value.as_map().unwrap();
    members.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value).unwrap()
}
