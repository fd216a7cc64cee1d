//! The second step of a sign-in: a code of the authenticator app, or a recovery code.

use std::net::IpAddr;

use pronto_entity::agent;
use pronto_protocol::{
    error::ErrorCode,
    session::{AnswerChallengeRequest, SignInMethod, TokensView},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    credential_limit::Attempt,
    open::{Verified, open, own_device},
    sign_in::password_mark,
};
use crate::{
    auth::ChallengeClaims,
    context::Context,
    error::{Error, Result},
    usecase::totp,
};

/// Opens the session that [`super::sign_in`] refused for want of a code.
///
/// # Errors
/// `challenge_invalid` for one that is not ours, has expired, or whose password was changed since; `wrong_code`;
/// `rate_limited` after too many wrong codes.
pub async fn answer_challenge(context: &Context, request: AnswerChallengeRequest, ip: IpAddr) -> Result<TokensView> {
    let invalid = || Error::new(ErrorCode::ChallengeInvalid);
    let claims: ChallengeClaims = context.tokens.verify(&request.challenge).map_err(|_| invalid())?;
    let agent = agent::Entity::find_by_id(claims.sub)
        .filter(agent::Column::OrganizationId.eq(claims.org))
        .one(context.db())
        .await?
        .filter(|agent| agent.active && password_mark(&agent.password_hash) == claims.pwd)
        .ok_or_else(invalid)?;
    let own_device_id = match claims.device.id {
        Some(device_id) => own_device(context, &agent, device_id).await?,
        None => None,
    };
    let attempt = Attempt::of_code(agent.id, own_device_id, ip);
    attempt.admit(context).await?;
    let Some(spent) = totp::judge(context, claims.org, agent.id, &request.code).await? else {
        attempt.failed(context).await?;
        return Err(ErrorCode::WrongCode.into());
    };
    attempt.succeeded(context).await?;
    let verified = Verified {
        agent_id: agent.id,
        organization_id: claims.org,
        method: SignInMethod::Password,
        password_hash: Some(agent.password_hash),
        spent: Some(spent),
    };
    open(context, verified, claims.device, ip).await
}
