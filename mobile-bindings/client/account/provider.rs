//! Signing in at an identity provider (OpenID Connect): a browser goes there and is led back to the app with a code.

use std::sync::Arc;

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pronto_protocol::{
    agent::MeView,
    device::Platform,
    error::ErrorCode,
    identity_provider::{
        BeginProviderSignInRequest, FinishProviderSignInRequest, ProviderSignInView, SignInProviderView,
        SignInProvidersView,
    },
    session::TokensView,
};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::{
    Account,
    sign_in::{device_key, known_device, new_device},
};
use crate::client::{
    ClientError, Http, Options, SecureStorage,
    http::{Keeper, Kept},
    storage::off_thread,
};

/// Where the sign-in that was begun is kept: a system may end the app while its browser is at the provider.
const BEGUN_KEY: &str = "pronto.provider_sign_in";
/// Length of the secret that only this app knows, in bytes.
const VERIFIER_BYTES: usize = 32;

#[derive(Serialize, Deserialize)]
struct Begun {
    server_url: String,
    organization: String,
    provider_id: Uuid,
    redirect_uri: String,
    verifier: String,
    extra_ca_pem: Option<String>,
}

/// The identity providers of an organization; an unknown one has none.
///
/// # Errors
/// Any [`ClientError`].
pub async fn sign_in_providers(
    server_url: &str,
    organization: &str,
    options: Options,
) -> Result<Vec<SignInProviderView>, ClientError> {
    let http = Http::anonymous(server_url, options)?;
    // As one part of the path, whatever was typed.
    let organization: String = url::form_urlencoded::byte_serialize(organization.trim().as_bytes()).collect();
    let path = format!("v1/organizations/{organization}/sign_in_providers");
    http.get::<SignInProvidersView>(&path).await.map(|view| view.providers)
}

/// Begins a sign-in; gives the address to be opened in a browser. One that was begun before is given up.
///
/// # Errors
/// [`ClientError::Api`] with `invalid_fields` when the provider's entry does not list `redirect_uri`, and any other
/// [`ClientError`].
pub async fn begin_provider_sign_in(
    server_url: &str,
    organization: &str,
    provider_id: Uuid,
    redirect_uri: &str,
    storage: &Arc<dyn SecureStorage>,
    options: Options,
) -> Result<String, ClientError> {
    let mut secret = [0; VERIFIER_BYTES];
    rand::fill(&mut secret).map_err(ClientError::internal)?;
    let begun = Begun {
        server_url: server_url.to_owned(),
        organization: organization.to_owned(),
        provider_id,
        redirect_uri: redirect_uri.to_owned(),
        verifier: URL_SAFE_NO_PAD.encode(secret),
        extra_ca_pem: options.extra_ca_pem.clone(),
    };
    let request = BeginProviderSignInRequest {
        organization: organization.to_owned(),
        provider_id,
        redirect_uri: redirect_uri.to_owned(),
        code_challenge: URL_SAFE_NO_PAD.encode(digest(&SHA256, begun.verifier.as_bytes())),
    };
    let http = Http::anonymous(server_url, options)?;
    let view: ProviderSignInView = http.post("v1/sessions/provider", &request).await?;
    let bytes = serde_json::to_vec(&begun).map_err(ClientError::internal)?;
    off_thread(storage, move |storage| storage.set(BEGUN_KEY, &bytes)).await?;
    Ok(view.authorization_url)
}

impl Account {
    /// Finishes the sign-in that was begun on this device, with the address that the browser was led back to, and keeps the session
    /// in secure storage.
    ///
    /// # Errors
    /// [`ClientError::Api`] with the server's word when the provider or the organization refused, or with `challenge_invalid` when
    /// none was begun here; [`ClientError::BadPayload`] for an address of something else; and any other [`ClientError`].
    pub async fn finish_provider_sign_in(
        led_back_to: &str,
        platform: Platform,
        device: &str,
        storage: Arc<dyn SecureStorage>,
        options: Options,
    ) -> Result<Self, ClientError> {
        let kept = off_thread(&storage, |storage| storage.get(BEGUN_KEY)).await?;
        let kept = kept.ok_or_else(|| refused(ErrorCode::ChallengeInvalid, "no sign-in was begun on this device"))?;
        let begun: Begun = serde_json::from_slice(&kept).map_err(ClientError::bad_payload)?;
        let code = code_of(&begun.redirect_uri, led_back_to)?;
        let options = Options { extra_ca_pem: begun.extra_ca_pem.clone(), ..options };
        let http = Http::anonymous(&begun.server_url, options)?;
        let key = device_key(http.base().as_str(), &begun.organization, &format!("provider.{}", begun.provider_id));
        let device = known_device(&storage, &key, new_device(platform, device)).await?;
        let request = FinishProviderSignInRequest { code, code_verifier: begun.verifier, device };
        let tokens: TokensView = http.post("v1/sessions/provider/code", &request).await?;
        off_thread(&storage, |storage| storage.remove(BEGUN_KEY)).await?;
        let mut kept = Kept {
            server_url: begun.server_url,
            organization: begun.organization,
            email: String::new(),
            tokens: tokens.clone(),
            extra_ca_pem: begun.extra_ca_pem,
        };
        // The provider knows the agent by another name, maybe: the server tells whose session it is.
        let session = http.signed_in(Keeper::new(Arc::clone(&storage), kept.clone()), tokens);
        kept.email = session.get::<MeView>("v1/me").await?.agent.email.unwrap_or_default();
        Self::signed_in(&http, storage, kept, key).await
    }
}

/// The code in the address that the browser was led back to.
fn code_of(redirect_uri: &str, led_back_to: &str) -> Result<String, ClientError> {
    let foreign = || ClientError::bad_payload("not the address that the browser is led back to");
    if !led_back_to.strip_prefix(redirect_uri).is_some_and(|rest| rest.starts_with(['?', '&'])) {
        return Err(foreign());
    }
    let address = Url::parse(led_back_to).map_err(ClientError::bad_payload)?;
    let told = |name: &str| address.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    if let Some(code) = told("code") {
        return Ok(code);
    }
    let word = told("error").ok_or_else(foreign)?;
    let code = serde_json::from_value(word.into()).unwrap_or(ErrorCode::Unknown);
    Err(refused(code, &told("error_description").unwrap_or_default()))
}

fn refused(code: ErrorCode, detail: &str) -> ClientError {
    ClientError::Api { code, status: 401, detail: detail.to_owned(), retry_after_ms: None, fields: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: &str = "app.pronto:/signed-in";

    #[test]
    fn the_code_is_taken_from_ones_own_address_alone() {
        assert_eq!(code_of(APP, &format!("{APP}?code=a%2Bb")), Ok("a+b".to_owned()));
        for foreign in [
            "app.other:/signed-in?code=x",
            APP,
            "app.pronto:/signed-in?other=1",
            "app.pronto:/signed-in.not?code=x",
            "",
            "?",
        ] {
            assert!(matches!(code_of(APP, foreign), Err(ClientError::BadPayload { .. })), "{foreign}");
        }
    }

    #[test]
    fn a_refusal_is_told_in_the_servers_words() {
        let told = format!("{APP}?error=sign_in_not_allowed&error_description=This+account+is+closed.");
        let refusal = code_of(APP, &told).expect_err("refused");
        assert_eq!(refusal, refused(ErrorCode::SignInNotAllowed, "This account is closed."));
        let refusal = code_of(APP, &format!("{APP}?error=from_the_future")).expect_err("refused");
        assert_eq!(refusal.code(), Some(ErrorCode::Unknown));
    }
}
