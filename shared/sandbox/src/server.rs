//! Listening on loopback, and serving connections until stopped.
//!
//! Used for the sandbox's own port and for the Runtime API; the caller says what is served.

use std::error::Error;
use std::net::Ipv4Addr;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::error::SandboxError;

/// How long connections may take to end after the stop.
const STOP_SECONDS_MAX: u64 = 2;

/// The pause after a failed accept, as when no file descriptor is free.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Listens on 127.0.0.1; port 0 takes a free one.
pub(crate) async fn listen(port: u16) -> Result<(TcpListener, u16), SandboxError> {
    let failed = |source| SandboxError::listen(port, source);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    Ok((listener, port))
}

/// Accepts and serves until `stop`, then lets running requests end, for a limited time.
pub(crate) async fn accept<H, F, E>(listener: TcpListener, handler: H, stop: watch::Receiver<bool>)
where
    H: Fn(Request<Incoming>) -> F + Clone + Send + 'static,
    F: Future<Output = Result<Response<Full<Bytes>>, E>> + Send + 'static,
    E: Into<Box<dyn Error + Send + Sync>> + 'static,
{
    let mut connections = JoinSet::new();
    let ended = stop.clone();
    let mut stopped = pin!(stopped(stop));
    loop {
        tokio::select! {
            () = &mut stopped => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // A socket that refuses this is slower, but works.
                    stream.set_nodelay(true).ok();
                    connections.spawn(serve(stream, handler.clone(), ended.clone()));
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
        }
    }
    let ending = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(Duration::from_secs(STOP_SECONDS_MAX), ending).await.is_err() {
        connections.shutdown().await;
    }
}

/// Serves HTTP/1.1 on one connection. An error of `handler` closes it without an answer.
pub(crate) async fn serve<S, H, F, E>(stream: S, handler: H, stop: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    H: Fn(Request<Incoming>) -> F + Send + 'static,
    F: Future<Output = Result<Response<Full<Bytes>>, E>> + Send + 'static,
    E: Into<Box<dyn Error + Send + Sync>> + 'static,
{
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(handler));
    let mut connection = pin!(connection);
    // The client or a fault decides how a connection ends.
    tokio::select! {
        ended = connection.as_mut() => drop(ended),
        () = stopped(stop) => {
            connection.as_mut().graceful_shutdown();
            drop(connection.await);
        }
    }
}

/// Resolves when serving must end: its owner says so, or is gone.
pub(crate) async fn stopped(mut stop: watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}
