//! The sandbox behind TLS, under a certificate of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rollcall_sandbox::Sandbox;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// The certificate authorities that this machine trusts.
const TRUSTED: &str = "/etc/ssl/certs/ca-certificates.crt";

/// A TLS door to the sandbox.
pub(crate) struct Door {
    /// What to set `AWS_ENDPOINT_URL` to.
    pub(crate) url: String,
    /// The machine's own authorities and the door's certificate, in PEM.
    pub(crate) authorities: PathBuf,
}

/// Opens a door, for as long as this program runs. `folder` takes its certificate.
pub(crate) async fn open(sandbox: &Arc<Sandbox>, folder: &Path) -> Door {
    let names = vec!["localhost".to_owned()];
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(names).expect("a certificate can be made");
    let authorities = folder.join("authorities.pem");
    let trusted = std::fs::read_to_string(TRUSTED).unwrap_or_default();
    std::fs::write(&authorities, trusted + &cert.pem()).expect("target/ can be written");
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("a key is a key");
    let config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key);
    let acceptor = TlsAcceptor::from(Arc::new(config.expect("key and certificate belong together")));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port of loopback is free");
    let port = listener.local_addr().expect("it is bound").port();
    let sandbox = Arc::clone(sandbox);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, sandbox) = (acceptor.clone(), Arc::clone(&sandbox));
            tokio::spawn(async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    sandbox.serve_connection(stream).await;
                }
            });
        }
    });
    Door { url: format!("https://localhost:{port}"), authorities }
}
