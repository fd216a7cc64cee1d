//! The browser comes back from the identity provider.

use futures_util::FutureExt;
use pronto_entity::{column::Word, identity_provider, provider_sign_in};
use pronto_protocol::{error::ErrorCode, identity_provider::SignInStage};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use url::Url;

use super::{
    begin::{callback_url, refuse, vault_context},
    enter::{Entering, enter},
};
use crate::{
    chance,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    oidc::{Exchange, Expected, Vouched},
    token,
    usecase::identity_provider::vault_context as secret_context,
};

/// What the browser brings in the address.
#[derive(Clone, Debug, Default)]
pub struct Returning {
    /// What it was sent away with.
    pub state: String,
    /// The provider's code.
    pub code: Option<String>,
    /// Why there is none.
    pub error: Option<String>,
    /// Who speaks (RFC 9207).
    pub issuer: Option<String>,
}

/// Where the browser is led to now: back to who began, with a code for it to exchange, or with a readable error.
///
/// # Errors
/// `challenge_invalid` for a sign-in that is not known, has expired or came back already.
pub async fn come_back(context: &Context, returning: Returning) -> Result<String> {
    let invalid = || Error::new(ErrorCode::ChallengeInvalid);
    let state_hash = token::hash(&returning.state).to_vec();
    // Whoever holds the state names its organization by it: 256 bits of chance are no one else's.
    let begun = provider_sign_in::Entity::find_by_id(state_hash.clone()).one(context.db()).await?;
    let begun = begun.ok_or_else(invalid)?;
    let hash = state_hash.clone();
    context.ledger.commit(begun.organization_id, move |transaction| take(transaction, hash).boxed()).await?;
    match vouched(context, &begun, returning).await {
        Ok(code) => led_back(&begun.redirect_uri, &[("code", code.as_str())]),
        Err(error) => {
            tracing::info!(%error, provider_id = %begun.provider_id, "a sign-in at an identity provider failed");
            let detail = error.problem(None).detail.unwrap_or_else(|| error.code().title().to_owned());
            led_back(&begun.redirect_uri, &[("error", error.code().as_str()), ("error_description", detail.as_str())])
        }
    }
}

/// Each sign-in comes back once.
async fn take(transaction: &mut Transaction, state_hash: Vec<u8>) -> Result<()> {
    let taken = provider_sign_in::Entity::update_many()
        .col_expr(provider_sign_in::Column::Stage, Expr::value(Word(SignInStage::Returned)))
        .filter(provider_sign_in::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(provider_sign_in::Column::StateHash.eq(state_hash))
        .filter(provider_sign_in::Column::Stage.eq(Word(SignInStage::Begun)))
        .filter(provider_sign_in::Column::ExpiresAt.gt(transaction.now_ms()))
        .exec(transaction.db())
        .await?;
    if taken.rows_affected == 0 { Err(ErrorCode::ChallengeInvalid.into()) } else { Ok(()) }
}

/// Asks the provider who came, finds the agent, and gives the code that is exchanged for tokens.
async fn vouched(context: &Context, begun: &provider_sign_in::Model, returning: Returning) -> Result<String> {
    let provider = provider_of(context, begun).await?;
    let refused = |why: &str| Error::new(ErrorCode::ProviderRefused).detail(why.to_owned());
    if returning.issuer.is_some_and(|issuer| issuer != provider.issuer) {
        return Err(refused("Another provider answered than the one that was asked."));
    }
    let Some(code) = returning.code.filter(|_| returning.error.is_none()) else {
        return Err(refused("The sign-in was ended at the provider."));
    };
    let who = ask(context, begun, &provider, &code).await?;
    let own_code = chance::secret();
    let password_hash = context.passwords.hash(&chance::secret()).await.map_err(Error::internal)?;
    let entering = Entering {
        state_hash: begun.state_hash.clone(),
        code_hash: token::hash(&own_code).to_vec(),
        provider,
        who,
        password_hash,
    };
    context.ledger.commit(begun.organization_id, move |transaction| enter(transaction, entering).boxed()).await?;
    Ok(own_code)
}

async fn ask(
    context: &Context,
    begun: &provider_sign_in::Model,
    provider: &identity_provider::Model,
    code: &str,
) -> Result<Vouched> {
    let opened = |place: &str, sealed: &[u8]| -> Result<String> {
        let bytes = context.vault.open(place, sealed).map_err(Error::internal)?;
        String::from_utf8(bytes).map_err(Error::internal)
    };
    let place = secret_context(provider.organization_id, provider.id);
    let client_secret = opened(&place, &provider.client_secret)?;
    let verifier = opened(&vault_context(&begun.state_hash), &begun.verifier)?;
    let discovery = context.oidc.discover(&provider.issuer).await.map_err(refuse)?;
    let exchange = Exchange {
        client_id: &provider.client_id,
        client_secret: &client_secret,
        code,
        redirect_uri: &callback_url(context),
        verifier: &verifier,
    };
    let id_token = context.oidc.exchange(&discovery, exchange).await.map_err(refuse)?;
    let expected = Expected { client_id: &provider.client_id, nonce: &begun.nonce };
    context.oidc.verify(&discovery, expected, &id_token).await.map_err(refuse)
}

async fn provider_of(context: &Context, begun: &provider_sign_in::Model) -> Result<identity_provider::Model> {
    identity_provider::Entity::find_by_id(begun.provider_id)
        .filter(identity_provider::Column::OrganizationId.eq(begun.organization_id))
        .filter(identity_provider::Column::Active.eq(true))
        .one(context.db())
        .await?
        .ok_or_else(|| Error::new(ErrorCode::SignInNotAllowed).detail("This provider was switched off."))
}

fn led_back(redirect_uri: &str, told: &[(&str, &str)]) -> Result<String> {
    let mut url = Url::parse(redirect_uri).map_err(Error::internal)?;
    url.query_pairs_mut().extend_pairs(told);
    Ok(url.into())
}
