//! Fetches one file that somebody sent: where it lies, then the file itself, made safe like any upload.

use pronto_entity::{whatsapp_account, whatsapp_message};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;

use super::attach::{attach, give_up, put_off};
use crate::{
    auth::Visitor,
    context::Context,
    error::{Error, Result},
    push::retry::pause,
    usecase::{
        attachment::{discard, keep_file, limit_bytes},
        contact::settings_of,
        message::Owner,
        whatsapp_account::graph,
    },
    whatsapp::failure::{Failure, Remedy},
};

use super::word;

/// The provider keeps files for seven days.
const TRIED_MS: i64 = 6 * 24 * 60 * 60 * 1000;

/// Fetches it. Its message gets the file, or says why there is none.
///
/// # Errors
/// A failure of the database or of the disk: it is tried again.
pub async fn fetch_media(context: &Context, row: whatsapp_message::Model) -> Result<()> {
    match attempt(context, &row).await? {
        Ok(()) => Ok(()),
        Err(failure) => {
            let wait = match failure.remedy {
                Remedy::Later(asked) => pause(row.attempts, asked),
                _ => pause(row.attempts, None),
            };
            let next_ms = context.clock.now_ms() + i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 2);
            tracing::warn!(id = %row.id, code = failure.code, words = failure.words, "a file of WhatsApp was not had");
            if failure.remedy == Remedy::Nothing || next_ms >= row.received_at + TRIED_MS {
                return give_up(context, &row, failure.words).await;
            }
            put_off(context, &row, next_ms).await
        }
    }
}

async fn attempt(context: &Context, row: &whatsapp_message::Model) -> Result<Result<(), Failure>> {
    let organization_id = row.organization_id;
    let locale = settings_of(context.db(), organization_id).await?.locale;
    let account = whatsapp_account::Entity::find_by_id(row.account_id)
        .filter(whatsapp_account::Column::OrganizationId.eq(organization_id))
        .one(context.db())
        .await?;
    let (Some(account), Some(chat_id), Some(media_id)) = (account, row.chat_id, row.media_id.as_deref()) else {
        return Ok(Err(Failure::own(word::no_account(locale))));
    };
    let most_bytes = limit_bytes(context, organization_id).await?;
    let too_large = || {
        let most = format!("{} {most_bytes} bytes", word::say(locale, "maior que", "larger than"));
        Failure::own(most)
    };
    let graph = graph(context, &account)?;
    let found = match graph.find_media(media_id).await {
        Ok(found) => found,
        Err(failure) => return Ok(Err(failure)),
    };
    if size_of(&found.file_size).is_some_and(|size| size > most_bytes as u64) {
        return Ok(Err(too_large()));
    }
    let bytes = match graph.download(&found.url, most_bytes).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Ok(Err(too_large())),
        Err(failure) => return Ok(Err(failure)),
    };
    let chat = pronto_entity::chat::Entity::find_by_id(chat_id)
        .filter(pronto_entity::chat::Column::OrganizationId.eq(organization_id))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let owner = Owner::Visitor(Visitor { id: chat.visitor_id, organization_id });
    let name = row.file_name.as_deref().unwrap_or("file");
    let (file, keys) = match keep_file(context, &owner, chat_id, bytes, name).await {
        Ok(kept) => kept,
        // Empty, damaged or too large once it is drawn anew: the same again would be no better.
        Err(error) if error.code().status() < 500 => {
            return Ok(Err(Failure::own(error.problem(None).detail.unwrap_or_default())));
        }
        Err(error) => return Err(error),
    };
    match attach(context, row, file).await {
        Ok(true) => {}
        Ok(false) => discard(context, keys).await,
        Err(error) => {
            discard(context, keys).await;
            return Err(error);
        }
    }
    Ok(Ok(()))
}

/// The provider writes the size as a number or as digits.
fn size_of(told: &Value) -> Option<u64> {
    told.as_u64().or_else(|| told.as_str()?.parse().ok())
}
