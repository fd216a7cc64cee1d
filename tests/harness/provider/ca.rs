//! A certificate authority made at run time, and a server certificate for this machine under it.

use std::io::Write;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tempfile::NamedTempFile;

/// A TLS configuration for HTTP/2, and the file with the authority to trust.
pub(super) fn server() -> (ServerConfig, NamedTempFile) {
    let (config, authority) = server_speaking(b"h2");
    let mut file = NamedTempFile::new().expect("a temporary file");
    file.write_all(authority.as_bytes()).expect("the authority written");
    (config, file)
}

/// The same for a protocol, and the authority in PEM.
pub(crate) fn server_speaking(protocol: &[u8]) -> (ServerConfig, String) {
    let ca_key = KeyPair::generate().expect("a key");
    let mut ca = CertificateParams::new(Vec::<String>::new()).expect("parameters");
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    let ca_certificate = ca.self_signed(&ca_key).expect("a certificate");
    let issuer = Issuer::new(ca, ca_key);

    let key = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new(vec!["127.0.0.1".to_owned(), "localhost".to_owned()]).expect("parameters");
    let leaf = leaf.signed_by(&key, &issuer).expect("a certificate");
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = rustls::crypto::aws_lc_rs::default_provider().into();
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS versions")
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], private)
        .expect("a certificate with its key");
    config.alpn_protocols = vec![protocol.to_vec()];
    (config, ca_certificate.pem())
}
