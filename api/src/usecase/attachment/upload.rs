//! Uploads a file to a chat: made safe, stored, then named by a row.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{FutureExt, Stream};
use pronto_entity::{attachment, column::Word, organization};
use pronto_protocol::{agent::Permission, attachment::AttachmentView, chat::ChatState, error::ErrorCode};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{discard, receive::receive};
use crate::{
    blob::{PrepareError, Prepared},
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    usecase::message::{Author, Owner},
};

/// Uploads of one person in one chat that wait to be sent; beyond that the oldest go, so that nobody fills the disk.
const UNSENT_MOST: u64 = 20;

/// Uploads a file to a chat the author writes in; it is sent by naming it in a message.
///
/// # Errors
/// `not_found`, `not_participant`, `chat_closed`, `forbidden`, `payload_too_large`, `image_refused`, `invalid_fields` for
/// an empty file, `bad_request`, `timeout` when nothing comes any more, `storage_full`.
pub async fn upload<S, E>(
    context: &Context,
    author: Author<'_>,
    chat_id: Uuid,
    declared_name: &str,
    body: S,
) -> Result<AttachmentView>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let owner = Owner::from(author);
    // Asked before the bytes are read and again inside the change, since the chat may close in between.
    check(context.db(), &owner, chat_id).await?;
    let limit_bytes = limit_bytes(context, owner.organization_id()).await?;
    let bytes = receive(body, limit_bytes, idle(context)).await?;
    let (row, keys) = keep_file(context, &owner, chat_id, bytes, declared_name).await?;
    let added = context
        .ledger
        .commit(owner.organization_id(), move |transaction| add(transaction, owner, chat_id, row).boxed())
        .await;
    match added {
        Ok((view, replaced_keys)) => {
            discard(context, replaced_keys).await;
            Ok(view)
        }
        Err(error) => {
            discard(context, keys).await;
            Err(error)
        }
    }
}

/// The same rule as for sending.
async fn check<C: ConnectionTrait>(database: &C, owner: &Owner, chat_id: Uuid) -> Result<()> {
    match owner {
        Owner::Agent(agent) => {
            let seen = policy::see_chat(database, agent, chat_id).await?;
            policy::need(&agent.card, Permission::Attach)?;
            seen.present()?;
            seen.open()
        }
        Owner::Visitor(visitor) => {
            let chat = policy::own_chat(database, *visitor, chat_id).await?;
            if chat.state.0 == ChatState::Closed { Err(ErrorCode::ChatClosed.into()) } else { Ok(()) }
        }
    }
}

/// The organization's limit, and never more than the server's.
///
/// # Errors
/// A failure of the database.
pub(in crate::usecase) async fn limit_bytes(context: &Context, organization_id: Uuid) -> Result<usize> {
    let organization =
        organization::Entity::find_by_id(organization_id).one(context.db()).await?.ok_or_else(Error::not_found)?;
    let own_bytes = usize::try_from(organization.settings.0.attachment_limit_bytes).unwrap_or(usize::MAX);
    Ok(own_bytes.min(context.config.attachment_limit_bytes))
}

/// How long an upload may go without a byte.
pub(in crate::usecase) fn idle(context: &Context) -> Duration {
    Duration::from_millis(context.config.upload_idle_timeout_ms)
}

/// Makes a file safe and puts it on disk. Gives a row without id and time, and the keys to discard should nothing come of it.
///
/// # Errors
/// `payload_too_large`, `image_refused`, `invalid_fields` for an empty file, `storage_full`.
pub(in crate::usecase) async fn keep_file(
    context: &Context,
    owner: &Owner,
    chat_id: Uuid,
    bytes: Bytes,
    declared_name: &str,
) -> Result<(attachment::ActiveModel, Vec<String>)> {
    let prepared = context.blobs.prepare(bytes, declared_name).await.map_err(refuse)?;
    store(context, owner, chat_id, prepared).await
}

/// Why an upload is not taken, in the words of the table.
pub(in crate::usecase) fn refuse(error: PrepareError) -> Error {
    match error {
        PrepareError::TooLarge { .. } => Error::new(ErrorCode::PayloadTooLarge).detail(error.to_string()),
        PrepareError::ImageRefused => Error::new(ErrorCode::ImageRefused).detail(error.to_string()),
        PrepareError::Empty => Error::field("body", "required", "The file is empty."),
    }
}

/// Puts the bytes on disk first: a row never names a file that is not there.
async fn store(
    context: &Context,
    owner: &Owner,
    chat_id: Uuid,
    prepared: Prepared,
) -> Result<(attachment::ActiveModel, Vec<String>)> {
    let pixels = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let size_bytes = i64::try_from(prepared.bytes.len()).unwrap_or(i64::MAX);
    let blob_key = context.blobs.put(prepared.bytes).await.map_err(unstored)?;
    let mut keys = vec![blob_key.clone()];
    let mut thumbnail_key = None;
    let thumbnail_type = prepared.thumbnail.as_ref().map(|thumbnail| thumbnail.content_type.to_owned());
    if let Some(thumbnail) = prepared.thumbnail {
        match context.blobs.put(thumbnail.bytes).await {
            Ok(key) => {
                keys.push(key.clone());
                thumbnail_key = Some(key);
            }
            Err(error) => {
                discard(context, keys).await;
                return Err(unstored(error));
            }
        }
    }
    let row = attachment::ActiveModel {
        organization_id: Set(owner.organization_id()),
        chat_id: Set(chat_id),
        uploader_kind: Set(Word(owner.kind())),
        uploader_id: Set(owner.id()),
        name: Set(prepared.name),
        content_type: Set(prepared.content_type.to_owned()),
        size_bytes: Set(size_bytes),
        width: Set(prepared.width.map(pixels)),
        height: Set(prepared.height.map(pixels)),
        blob_key: Set(blob_key),
        thumbnail_key: Set(thumbnail_key),
        thumbnail_type: Set(thumbnail_type),
        message_id: Set(None),
        ..Default::default()
    };
    Ok((row, keys))
}

/// A disk that refuses a file is full more often than broken.
pub(in crate::usecase) fn unstored(error: crate::blob::BlobError) -> Error {
    Error::new(ErrorCode::StorageFull).because(error)
}

/// Writes the row; gives the keys of older unsent files that made room.
async fn add(
    transaction: &mut Transaction,
    owner: Owner,
    chat_id: Uuid,
    mut row: attachment::ActiveModel,
) -> Result<(AttachmentView, Vec<String>)> {
    check(transaction.db(), &owner, chat_id).await?;
    let oldest = attachment::Entity::find()
        .filter(attachment::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(attachment::Column::ChatId.eq(chat_id))
        .filter(attachment::Column::UploaderId.eq(owner.id()))
        .filter(attachment::Column::MessageId.is_null())
        .order_by_desc(attachment::Column::CreatedAt)
        .order_by_desc(attachment::Column::Id)
        .offset(UNSENT_MOST - 1)
        .limit(UNSENT_MOST)
        .all(transaction.db())
        .await?;
    if !oldest.is_empty() {
        attachment::Entity::delete_many()
            .filter(attachment::Column::OrganizationId.eq(transaction.organization_id()))
            .filter(attachment::Column::Id.is_in(oldest.iter().map(|file| file.id)))
            .exec(transaction.db())
            .await?;
    }
    row.id = Set(transaction.id());
    row.created_at = Set(transaction.now_ms());
    let view = row.insert(transaction.db()).await?.into();
    let keys = oldest.into_iter().flat_map(|file| std::iter::once(file.blob_key).chain(file.thumbnail_key));
    Ok((view, keys.collect()))
}
