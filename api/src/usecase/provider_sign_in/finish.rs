//! Exchanges the code that the browser brought back for a session.

use std::net::IpAddr;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::FutureExt;
use pronto_entity::{column::Word, provider_sign_in};
use pronto_protocol::{
    error::ErrorCode,
    identity_provider::{FinishProviderSignInRequest, SignInStage},
    session::TokensView,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    token,
    usecase::session::open_vouched,
};

/// Opens the session, once, for who knows the secret of the beginning.
///
/// # Errors
/// `challenge_invalid` for a code that is unknown, used, older than a minute, or brought by somebody else; `invalid_fields`
/// for the device.
pub async fn finish(context: &Context, request: FinishProviderSignInRequest, ip: IpAddr) -> Result<TokensView> {
    let invalid = || Error::new(ErrorCode::ChallengeInvalid);
    let row = provider_sign_in::Entity::find()
        .filter(provider_sign_in::Column::CodeHash.eq(token::hash(&request.code).to_vec()))
        .filter(provider_sign_in::Column::Stage.eq(Word(SignInStage::Vouched)))
        .filter(provider_sign_in::Column::ExpiresAt.gt(context.clock.now_ms()))
        .one(context.db())
        .await?
        .ok_or_else(invalid)?;
    let shown = URL_SAFE_NO_PAD.encode(token::hash(&request.code_verifier));
    if !token::equal(shown.as_bytes(), row.code_challenge.as_bytes()) {
        return Err(invalid());
    }
    let agent_id = row.agent_id.ok_or_else(invalid)?;
    let (organization_id, state_hash) = (row.organization_id, row.state_hash);
    context.ledger.commit(organization_id, move |transaction| take(transaction, state_hash).boxed()).await?;
    open_vouched(context, organization_id, agent_id, request.device, ip).await
}

async fn take(transaction: &mut Transaction, state_hash: Vec<u8>) -> Result<()> {
    let taken = provider_sign_in::Entity::delete_many()
        .filter(provider_sign_in::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(provider_sign_in::Column::StateHash.eq(state_hash))
        .exec(transaction.db())
        .await?;
    if taken.rows_affected == 0 { Err(ErrorCode::ChallengeInvalid.into()) } else { Ok(()) }
}
