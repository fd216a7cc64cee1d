//! Begins a sign-in at an identity provider.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::FutureExt;
use pronto_entity::{column::Word, identity_provider, organization, provider_sign_in};
use pronto_protocol::{
    Timestamp,
    error::ErrorCode,
    identity_provider::{BeginProviderSignInRequest, ProviderSignInView, SignInStage},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use url::Url;

use crate::{
    chance,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    oidc::{Discovery, OidcError},
    token,
    usecase::identity_provider::fits_redirect,
};

/// How long the person may take at the provider.
const LIFE_MS: i64 = 10 * 60 * 1_000;

/// Where a provider leads the browser back to.
#[must_use]
pub fn callback_url(context: &Context) -> String {
    format!("{}/oidc/callback", context.config.public_url())
}

/// What is wrong with a provider, in the words of the table.
pub(super) fn refuse(error: OidcError) -> Error {
    let code = match error {
        OidcError::Unavailable(_) => ErrorCode::ProviderUnavailable,
        OidcError::Refused(_) => ErrorCode::ProviderRefused,
    };
    Error::new(code).detail(error.to_string())
}

/// Where a sealed verifier belongs.
pub(super) fn vault_context(state_hash: &[u8]) -> String {
    format!("provider_sign_in:{}", URL_SAFE_NO_PAD.encode(state_hash))
}

/// Notes a sign-in and gives the address at which the person signs in.
///
/// # Errors
/// `not_found` for an organization or provider that is not there or not active, `invalid_fields` for an address that is not
/// listed, `provider_unavailable`.
pub async fn begin(context: &Context, request: BeginProviderSignInRequest) -> Result<ProviderSignInView> {
    let provider = provider_of(context, &request).await?;
    if !fits_redirect(&context.config.public_url(), &provider.redirect_uris.0, &request.redirect_uri) {
        let detail = "A page of this server, or an address that the provider's entry lists.";
        return Err(Error::field("redirect_uri", "unknown", detail));
    }
    let challenge = URL_SAFE_NO_PAD.decode(&request.code_challenge);
    if !challenge.is_ok_and(|hash| hash.len() == 32) {
        let detail = "base64url of the SHA-256 of a secret of your own (RFC 7636, S256).";
        return Err(Error::field("code_challenge", "malformed", detail));
    }
    let discovery = context.oidc.discover(&provider.issuer).await.map_err(refuse)?;
    let (state, nonce, verifier) = (chance::secret(), chance::secret(), chance::secret());
    let state_hash = token::hash(&state).to_vec();
    let address = address(context, &discovery, &provider, [&state, &nonce, &verifier])?;
    let expires_at_ms = context.clock.now_ms() + LIFE_MS;
    let row = provider_sign_in::ActiveModel {
        organization_id: Set(provider.organization_id),
        provider_id: Set(provider.id),
        redirect_uri: Set(request.redirect_uri),
        code_challenge: Set(request.code_challenge),
        nonce: Set(nonce),
        verifier: Set(context.vault.seal(&vault_context(&state_hash), verifier.as_bytes())),
        state_hash: Set(state_hash),
        stage: Set(Word(SignInStage::Begun)),
        agent_id: Set(None),
        code_hash: Set(None),
        expires_at: Set(expires_at_ms),
    };
    context.ledger.commit(provider.organization_id, move |transaction| write(transaction, row).boxed()).await?;
    Ok(ProviderSignInView { authorization_url: address, expires_at: Timestamp::from_unix_ms(expires_at_ms) })
}

async fn provider_of(context: &Context, request: &BeginProviderSignInRequest) -> Result<identity_provider::Model> {
    let slug = request.organization.trim().to_lowercase();
    let organization =
        organization::Entity::find().filter(organization::Column::Slug.eq(slug)).one(context.db()).await?;
    let organization = organization.ok_or_else(Error::not_found)?;
    identity_provider::Entity::find_by_id(request.provider_id)
        .filter(identity_provider::Column::OrganizationId.eq(organization.id))
        .filter(identity_provider::Column::Active.eq(true))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)
}

fn address(
    context: &Context,
    discovery: &Discovery,
    provider: &identity_provider::Model,
    [state, nonce, verifier]: [&String; 3],
) -> Result<String> {
    let unfit = || refuse(OidcError::Unavailable("The provider names no page at which people sign in."));
    // It is opened by a browser, which would run what is no address of a page.
    let mut url: Url = context.egress.check(&discovery.authorization_endpoint).map_err(|_| unfit())?;
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &provider.client_id)
        .append_pair("redirect_uri", &callback_url(context))
        .append_pair("scope", "openid email profile")
        .append_pair("state", state)
        .append_pair("nonce", nonce)
        .append_pair("code_challenge", &URL_SAFE_NO_PAD.encode(token::hash(verifier)))
        .append_pair("code_challenge_method", "S256");
    Ok(url.into())
}

async fn write(transaction: &mut Transaction, row: provider_sign_in::ActiveModel) -> Result<()> {
    // Those that were never finished are of no use to anybody.
    provider_sign_in::Entity::delete_many()
        .filter(provider_sign_in::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(provider_sign_in::Column::ExpiresAt.lt(transaction.now_ms()))
        .exec(transaction.db())
        .await?;
    row.insert(transaction.db()).await?;
    Ok(())
}
