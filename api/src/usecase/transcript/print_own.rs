//! A chat's transcript for its visitor.

use pronto_entity::organization;
use pronto_protocol::error::ErrorCode;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{Transcript, print_for_visitor};
use crate::{
    auth::Visitor,
    context::Context,
    error::{Error, Result},
    policy,
};

/// The transcript of the visitor's own chat as PDF, in the visitor's language.
///
/// # Errors
/// `not_found`, `forbidden` where the organization gives none.
pub async fn print_own(context: &Context, visitor: Visitor, chat_id: Uuid) -> Result<Transcript> {
    let chat = policy::own_chat(context.db(), visitor, chat_id).await?;
    let organization = organization::Entity::find_by_id(visitor.organization_id).one(context.db()).await?;
    if !organization.ok_or_else(Error::not_found)?.settings.0.visitor_transcript {
        return Err(Error::new(ErrorCode::Forbidden).detail("This organization gives visitors no transcript."));
    }
    print_for_visitor(context, chat).await
}
