//! Gives a chat its tags.

use std::collections::{BTreeSet, HashMap};

use futures_util::FutureExt;
use pronto_entity::{chat, chat_tag, column::Json, tag};
use pronto_protocol::{
    chat::ChatView,
    tag::{ChatTagView, SetTagsRequest, TAGS_MOST},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::view_of;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    step::emit_chat,
};

/// Gives a chat these tags and no others. The same again is no change.
///
/// # Errors
/// `not_found`, `forbidden`, `not_participant`, `invalid_fields`.
pub async fn set_tags(context: &Context, agent: &Agent, chat_id: Uuid, request: SetTagsRequest) -> Result<ChatView> {
    if request.tag_ids.len() > TAGS_MOST {
        return Err(Error::field("tag_ids", "too_long", format!("At most {TAGS_MOST} tags.")));
    }
    let mut known = BTreeSet::new();
    let tag_ids: Vec<Uuid> = request.tag_ids.into_iter().filter(|id| known.insert(*id)).collect();
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| inner(transaction, agent, chat_id, tag_ids).boxed())
        .await
}

async fn inner(transaction: &mut Transaction, agent: Agent, chat_id: Uuid, tag_ids: Vec<Uuid>) -> Result<ChatView> {
    let organization_id = transaction.organization_id();
    let seen = policy::organize_chat(transaction.db(), &agent, chat_id).await?;
    let mut had: HashMap<Uuid, ChatTagView> = seen.chat.tags.0.iter().map(|tag| (tag.id, tag.clone())).collect();
    let rows = tag::Entity::find()
        .filter(tag::Column::OrganizationId.eq(organization_id))
        .filter(tag::Column::Id.is_in(tag_ids.iter().copied()))
        .filter(tag::Column::Active.eq(true))
        .all(transaction.db())
        .await?;
    let mut active: HashMap<Uuid, ChatTagView> =
        rows.into_iter().map(|row| (row.id, ChatTagView { id: row.id, name: row.name })).collect();
    let mut tags = Vec::with_capacity(tag_ids.len());
    for id in tag_ids {
        let found = had.remove(&id).or_else(|| active.remove(&id));
        tags.push(found.ok_or_else(|| Error::field("tag_ids", "unknown", format!("{id} is not an active tag.")))?);
    }
    if tags == seen.chat.tags.0 {
        return view_of(transaction.db(), seen.chat).await;
    }
    chat_tag::Entity::delete_many()
        .filter(chat_tag::Column::OrganizationId.eq(organization_id))
        .filter(chat_tag::Column::ChatId.eq(chat_id))
        .exec(transaction.db())
        .await?;
    if !tags.is_empty() {
        let rows = tags.iter().map(|tag| chat_tag::ActiveModel {
            chat_id: Set(chat_id),
            tag_id: Set(tag.id),
            organization_id: Set(organization_id),
        });
        chat_tag::Entity::insert_many(rows).exec_without_returning(transaction.db()).await?;
    }
    let mut row: chat::ActiveModel = seen.chat.into_active_model();
    row.tags = Set(Json(tags));
    emit_chat(transaction, row).await
}
