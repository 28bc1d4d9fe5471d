//! A certificate authority of our own and a server certificate for this machine, made for one run.

use std::path::{Path, PathBuf};

use anyhow::Result;
use rcgen::KeyUsagePurpose;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
};

use super::write;

/// Three PEM files.
pub struct Certificate {
    /// The certificate authority, which clients must trust
    pub authority: PathBuf,
    /// The server's certificate, for `--tls-cert`
    pub certificate: PathBuf,
    /// The server's private key, for `--tls-key`
    pub key: PathBuf,
}

impl Certificate {
    /// Makes an authority and a certificate for `127.0.0.1` and `localhost` in `folder`.
    pub fn make(folder: &Path) -> Result<Self> {
        let mut authority = CertificateParams::default();
        authority.distinguished_name.push(DnType::CommonName, "funchal tests");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;

        let mut server = CertificateParams::new(["127.0.0.1".to_owned(), "localhost".to_owned()])?;
        server.distinguished_name.push(DnType::CommonName, "localhost");
        server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        server.use_authority_key_identifier_extension = true;
        let server_key = KeyPair::generate()?;
        let signed = server.signed_by(&server_key, &issuer)?;

        let files = Self {
            authority: folder.join("authority.pem"),
            certificate: folder.join("server.pem"),
            key: folder.join("server-key.pem"),
        };
        write(&files.authority, issuer.pem())?;
        write(&files.certificate, signed.pem())?;
        write(&files.key, server_key.serialize_pem())?;
        Ok(files)
    }
}
