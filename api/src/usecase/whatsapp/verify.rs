//! Proves to WhatsApp that the callback URL is ours.

use pronto_entity::whatsapp_account;
use pronto_protocol::error::ErrorCode;
use sea_orm::EntityTrait;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::{
    context::Context,
    error::{Error, Result},
    usecase::whatsapp_account::{Secret, open},
};

/// Gives back the challenge to whoever knows the number's word.
///
/// # Errors
/// `not_found`, `forbidden`.
pub async fn verify(context: &Context, account_id: Uuid, mode: &str, token: &str, challenge: String) -> Result<String> {
    // The address names the number alone: WhatsApp knows of no organization.
    let account = whatsapp_account::Entity::find_by_id(account_id).one(context.db()).await?;
    let account = account.ok_or_else(Error::not_found)?;
    let known = open(context, &account, Secret::VerifyToken)?;
    let same: bool = known.ct_eq(token.as_bytes()).into();
    if mode != "subscribe" || !same {
        return Err(Error::new(ErrorCode::Forbidden).detail("The verify token is another."));
    }
    Ok(challenge)
}
