//! Changes a queue; what waits in it follows the new rules at once.

use futures_util::FutureExt;
use pronto_entity::{
    chat,
    column::{Json, Word},
};
use pronto_protocol::{
    chat::ChatState,
    event::Change,
    queue::{QueueSettings, QueueView, UpdateQueueRequest},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::{find, settings::check_settings, view};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    hub::Hub,
    ledger::Transaction,
    routing,
    step::{look_after_ms, watch_silence},
    usecase::text::check_name,
};

/// Changes a queue; the caller is an admin. What is left out stays; the same again is no change.
///
/// # Errors
/// `not_found`, `invalid_fields`.
pub async fn update(
    context: &Context,
    admin: &Agent,
    queue_id: Uuid,
    request: UpdateQueueRequest,
) -> Result<QueueView> {
    let name = request.name.map(|name| check_name("name", &name)).transpose()?;
    let settings = request.settings.map(check_settings).transpose()?;
    let hub = context.hub.clone();
    context
        .ledger
        .commit(admin.organization_id(), move |transaction| {
            async move { inner(transaction, &hub, queue_id, name, settings).await }.boxed()
        })
        .await
}

async fn inner(
    transaction: &mut Transaction,
    hub: &Hub,
    queue_id: Uuid,
    name: Option<String>,
    settings: Option<QueueSettings>,
) -> Result<QueueView> {
    let row = find(transaction.db(), transaction.organization_id(), queue_id).await?;
    let name = name.unwrap_or_else(|| row.name.clone());
    let settings = settings.unwrap_or_else(|| row.settings.0.clone());
    if name == row.name && settings == row.settings.0 {
        return view(transaction.db(), row).await;
    }
    let before = view(transaction.db(), row.clone()).await?;
    let watch = look_after_ms(&settings) != look_after_ms(&row.settings.0);
    let mut row = row.into_active_model();
    row.name = Set(name);
    row.settings = Set(Json(settings));
    row.seq = Set(transaction.next_seq());
    let row = row.update(transaction.db()).await?;
    let updated = view(transaction.db(), row).await?;
    transaction.note_changes(&before, &updated);
    transaction.emit(Change::QueueUpdated(updated.clone()));
    routing::member_changed(transaction, hub, queue_id).await?;
    if watch {
        watch_active_chats(transaction, queue_id).await?;
    }
    Ok(updated)
}

/// New rules of silence count for the chats that are active already, from now on.
async fn watch_active_chats(transaction: &mut Transaction, queue_id: Uuid) -> Result<()> {
    let active: Vec<Uuid> = chat::Entity::find()
        .select_only()
        .column(chat::Column::Id)
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::State.eq(Word(ChatState::Active)))
        .filter(chat::Column::QueueId.eq(queue_id))
        .into_tuple()
        .all(transaction.db())
        .await?;
    for chat_id in active {
        watch_silence(transaction, chat_id, queue_id).await?;
    }
    Ok(())
}
