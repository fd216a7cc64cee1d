//! Whom an encrypted connection trusts: the device's authorities or those carried along, and the organization's own.

use std::sync::Arc;

use reqwest::{Certificate, ClientBuilder};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};
use webpki_roots::TLS_SERVER_ROOTS;

use crate::client::{ClientError, Options};

/// The builder of a client that checks whom it speaks to.
pub(super) fn encrypted(builder: ClientBuilder, options: &Options) -> Result<ClientBuilder, ClientError> {
    let own = options.extra_ca_pem.as_deref();
    if options.carried_roots {
        return Ok(builder.tls_backend_preconfigured(carried(own)?));
    }
    let Some(pem) = own else { return Ok(builder) };
    let certificates = Certificate::from_pem_bundle(pem.as_bytes()).map_err(ClientError::bad_payload)?;
    Ok(builder.tls_certs_merge(certificates))
}

fn carried(own: Option<&str>) -> Result<ClientConfig, ClientError> {
    let mut roots = RootCertStore { roots: TLS_SERVER_ROOTS.to_vec() };
    for certificate in CertificateDer::pem_slice_iter(own.unwrap_or_default().as_bytes()) {
        roots.add(certificate.map_err(ClientError::bad_payload)?).map_err(ClientError::bad_payload)?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(ClientError::internal)?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
