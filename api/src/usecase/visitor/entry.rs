//! Organization and queue behind the words of a page's address.

use pronto_entity::{organization, queue};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    context::Context,
    error::{Error, Result},
};

/// The organization of an address.
pub(super) async fn organization_of(context: &Context, slug: &str) -> Result<organization::Model> {
    organization::Entity::find()
        .filter(organization::Column::Slug.eq(slug))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)
}

/// Organization and queue of an address.
pub(super) async fn queue_of(
    context: &Context,
    organization_slug: &str,
    queue_slug: &str,
) -> Result<(organization::Model, queue::Model)> {
    let organization = organization_of(context, organization_slug).await?;
    let queue = queue::Entity::find()
        .filter(queue::Column::OrganizationId.eq(organization.id))
        .filter(queue::Column::Slug.eq(queue_slug))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)?;
    Ok((organization, queue))
}
