//! The queues among which a visitor picks.

use pronto_entity::queue;
use pronto_protocol::{
    Timestamp,
    visitor::{EntryListView, EntryQueueView},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entry::organization_of;
use crate::{context::Context, error::Result, usecase};

/// So many are worth picking from.
const LISTED_MOST: usize = 50;

/// The listed queues of an organization, by the word in its address.
///
/// # Errors
/// `not_found`.
pub async fn list_entries(context: &Context, organization_slug: &str) -> Result<EntryListView> {
    let organization = organization_of(context, organization_slug).await?;
    let rows = queue::Entity::find()
        .filter(queue::Column::OrganizationId.eq(organization.id))
        .order_by_asc(queue::Column::Name)
        .order_by_asc(queue::Column::Id)
        .all(context.db())
        .await?;
    let now_ms = context.clock.now_ms();
    let mut queues = Vec::new();
    for queue in rows.into_iter().filter(|row| row.settings.0.listed).take(LISTED_MOST) {
        let opening = usecase::queue::state(context.db(), &queue, now_ms).await?;
        let attended = usecase::queue::attended(context, organization.id, queue.id).await?;
        queues.push(EntryQueueView {
            slug: queue.slug,
            name: queue.name,
            open: opening.reason.is_none(),
            opens_at: opening.opens_at_ms.map(Timestamp::from_unix_ms),
            attended,
        });
    }
    Ok(EntryListView { organization: organization.name, locale: organization.settings.0.locale, queues })
}
