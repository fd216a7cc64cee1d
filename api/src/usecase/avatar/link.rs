//! Gives a short-lived address of an agent's picture.

use pronto_entity::agent;
use pronto_protocol::{Timestamp, agent::AvatarView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    blob::link::{LINK_MOST_MS, Variant, sign},
    context::Context,
    error::{Error, Result},
    usecase::attachment::LINK_KEY,
};

/// The address of a colleague's picture, good for five minutes.
///
/// # Errors
/// `not_found`, also for an agent without a picture.
pub async fn link(context: &Context, asker: &Agent, agent_id: Uuid) -> Result<AvatarView> {
    let row = agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(asker.organization_id()))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)?;
    address_of(context, &row).ok_or_else(Error::not_found)
}

/// The address of the picture in an agent's row, when there is one.
pub(super) fn address_of(context: &Context, row: &agent::Model) -> Option<AvatarView> {
    let avatar_id = row.avatar_id?;
    let expires_at_ms = context.clock.now_ms() + LINK_MOST_MS;
    let token = sign(&context.vault.derive(LINK_KEY), avatar_id, Variant::Original, expires_at_ms);
    Some(AvatarView {
        avatar_id,
        name: row.name.clone(),
        url: format!("{}/v1/files/{avatar_id}/original/{token}", context.config.public_url()),
        expires_at: Timestamp::from_unix_ms(expires_at_ms),
    })
}
