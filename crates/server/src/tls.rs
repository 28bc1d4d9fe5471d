//! TLS from a certificate and a key: versions 1.2 and 1.3, HTTP/2 and HTTP/1.1 by ALPN.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::config::{StartError, TlsFiles};

/// The name HTTP/2 goes by in ALPN.
pub const ALPN_HTTP2: &[u8] = b"h2";

/// Reads both files and checks that they belong together.
pub fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, StartError> {
    let unusable = |what: &str, error: &dyn std::fmt::Display| StartError::Tls(format!("{what}: {error}"));
    let certificates = CertificateDer::pem_slice_iter(&files.certificates_pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| unusable("the certificate file", &error))?;
    if certificates.is_empty() {
        return Err(StartError::Tls("the certificate file holds no certificate".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_slice(&files.private_key_pem)
        .map_err(|error| unusable("the key file", &error))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable("the protocol", &error))?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(|error| unusable("certificate and key", &error))?;
    config.alpn_protocols = vec![ALPN_HTTP2.to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
