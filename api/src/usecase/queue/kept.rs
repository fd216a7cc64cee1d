//! For how long what was said in each queue is kept.

use pronto_entity::{organization, queue};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{context::Context, error::Result};

/// A queue of which not everything is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    /// The organization.
    pub organization_id: Uuid,
    /// The queue.
    pub queue_id: Uuid,
    /// What is older than this (Unix milliseconds) goes.
    pub before_ms: i64,
}

/// The queues of every organization that keep nothing for ever: by their own days, else by the organization's.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn kept(context: &Context) -> Result<Vec<Kept>> {
    let mut all = Vec::new();
    for organization in organization::Entity::find().all(context.db()).await? {
        let queues =
            queue::Entity::find().filter(queue::Column::OrganizationId.eq(organization.id)).all(context.db()).await?;
        for queue in queues {
            let days = queue.settings.0.retention_days.or(organization.settings.0.retention_days);
            let Some(days) = days.filter(|days| *days > 0) else { continue };
            let before_ms = context.clock.now_ms() - i64::from(days) * 86_400_000;
            all.push(Kept { organization_id: organization.id, queue_id: queue.id, before_ms });
        }
    }
    Ok(all)
}
