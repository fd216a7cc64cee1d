//! The exchange of an authorization code for an ID token.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use serde::Deserialize;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::{Discovery, Oidc, OidcError};

/// What is exchanged.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// What the provider calls this server.
    pub client_id: &'a str,
    /// The secret that belongs to it.
    pub client_secret: &'a str,
    /// The code that the browser brought.
    pub code: &'a str,
    /// Where it was led back to.
    pub redirect_uri: &'a str,
    /// The secret whose challenge was given at the beginning (RFC 7636).
    pub verifier: &'a str,
}

#[derive(Deserialize)]
struct Given {
    id_token: String,
}

impl Oidc {
    /// The ID token, not yet checked. Its access token is of no use here and is dropped.
    ///
    /// # Errors
    /// [`OidcError`].
    pub async fn exchange(&self, discovery: &Discovery, exchange: Exchange<'_>) -> Result<String, OidcError> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let in_body = in_body(discovery);
        if !in_body {
            headers.insert(header::AUTHORIZATION, basic(exchange.client_id, exchange.client_secret)?);
        }
        let body = Bytes::from(form(exchange, in_body));
        let answer = self.egress.send(Method::POST, &discovery.token_endpoint, headers, body).await;
        let answer = answer.map_err(|_| OidcError::Unavailable("The provider cannot be reached."))?;
        match answer.status {
            200 => {}
            400..=499 => return Err(OidcError::Refused("The provider does not take its own code, or our secret.")),
            _ => return Err(OidcError::Unavailable("The provider does not answer as a provider does.")),
        }
        let given: Result<Given, _> = serde_json::from_slice(&answer.body);
        given.map(|given| given.id_token).map_err(|_| OidcError::Refused("The provider gave no ID token."))
    }
}

fn form(exchange: Exchange<'_>, with_secret: bool) -> String {
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", exchange.code)
        .append_pair("redirect_uri", exchange.redirect_uri)
        .append_pair("code_verifier", exchange.verifier);
    if with_secret {
        form.append_pair("client_id", exchange.client_id).append_pair("client_secret", exchange.client_secret);
    }
    form.finish()
}

/// Whether the secret goes into the body: only where the provider takes it there and nowhere else.
fn in_body(discovery: &Discovery) -> bool {
    let takes = |method: &str| {
        discovery.token_endpoint_auth_methods_supported.as_ref().is_some_and(|all| all.iter().any(|one| one == method))
    };
    takes("client_secret_post") && !takes("client_secret_basic")
}

/// RFC 6749, 2.3.1: both are form-encoded first.
fn basic(client_id: &str, client_secret: &str) -> Result<HeaderValue, OidcError> {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = STANDARD.encode(format!("{}:{}", encode(client_id), encode(client_secret)));
    let mut value = HeaderValue::try_from(format!("Basic {pair}"))
        .map_err(|_| OidcError::Unavailable("The provider's secret cannot be sent."))?;
    value.set_sensitive(true);
    Ok(value)
}
