//! The identity providers that somebody who is not signed in may choose from.

use pronto_entity::{identity_provider, organization};
use pronto_protocol::identity_provider::{SignInProviderView, SignInProvidersView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{context::Context, error::Result};

/// Those of an organization that are active, by name; an unknown organization has none.
///
/// # Errors
/// A failure of the database.
pub async fn list(context: &Context, slug: &str) -> Result<SignInProvidersView> {
    let slug = slug.trim().to_lowercase();
    let organization =
        organization::Entity::find().filter(organization::Column::Slug.eq(slug)).one(context.db()).await?;
    let Some(organization) = organization else { return Ok(SignInProvidersView { providers: Vec::new() }) };
    let rows = identity_provider::Entity::find()
        .filter(identity_provider::Column::OrganizationId.eq(organization.id))
        .filter(identity_provider::Column::Active.eq(true))
        .order_by_asc(identity_provider::Column::Name)
        .order_by_asc(identity_provider::Column::Id)
        .all(context.db())
        .await?;
    let providers = rows.into_iter().map(|row| SignInProviderView { id: row.id, name: row.name }).collect();
    Ok(SignInProvidersView { providers })
}
