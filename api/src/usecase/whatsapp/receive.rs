//! Takes a post of WhatsApp: signed, in order, each thing once.

use std::collections::HashMap;

use futures_util::FutureExt;
use pronto_entity::whatsapp_account;
use pronto_protocol::error::ErrorCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    hear::{Heard, hear},
    sender::Who,
    status::note,
};
use crate::{
    context::Context,
    error::{Error, Result},
    usecase::{
        attachment::discard,
        whatsapp_account::{Secret, open},
    },
    whatsapp::{
        body::{News, Post},
        signature,
    },
};

/// What a post of ours is about.
const OBJECT: &str = "whatsapp_business_account";

/// Takes all of a post. What cannot be kept now is answered with an error, and WhatsApp posts the whole again, for days; what
/// was kept already is known by its id.
///
/// # Errors
/// `not_found`, `forbidden` when it is not signed by the number's app, `bad_request`, `unavailable` while the number is
/// switched off.
pub async fn receive(context: &Context, account_id: Uuid, signed: &str, body: &[u8]) -> Result<()> {
    let account = whatsapp_account::Entity::find_by_id(account_id).one(context.db()).await?;
    let account = account.ok_or_else(Error::not_found)?;
    // Before anything of it is read.
    if !signature::fits(&open(context, &account, Secret::Signing)?, signed, body) {
        return Err(Error::new(ErrorCode::Forbidden).detail("The signature does not fit."));
    }
    if !account.enabled {
        return Err(Error::new(ErrorCode::Unavailable).detail("This number is switched off."));
    }
    let post: Post = serde_json::from_slice(body)
        .map_err(|error| Error::new(ErrorCode::BadRequest).detail("The body is no JSON object.").because(error))?;
    if post.object != OBJECT {
        tracing::warn!(object = post.object, %account_id, "a post of WhatsApp about something else was passed over");
        return Ok(());
    }
    // Several numbers may share one app, and so one address.
    let numbers = numbers(context, account.organization_id).await?;
    for change in post.entry.into_iter().flat_map(|entry| entry.changes) {
        if change.field != "messages" {
            tracing::info!(field = change.field, %account_id, "news of WhatsApp that nobody waits for");
            continue;
        }
        match numbers.get(&change.value.metadata.phone_number_id) {
            Some(number) => take(context, number, change.value).await?,
            None => {
                let phone_number_id = change.value.metadata.phone_number_id;
                tracing::warn!(phone_number_id, %account_id, "a post of WhatsApp for a number that is not registered");
            }
        }
    }
    Ok(())
}

async fn numbers(context: &Context, organization_id: Uuid) -> Result<HashMap<String, whatsapp_account::Model>> {
    let rows = whatsapp_account::Entity::find()
        .filter(whatsapp_account::Column::OrganizationId.eq(organization_id))
        .filter(whatsapp_account::Column::Enabled.eq(true))
        .all(context.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.phone_number_id.clone(), row)).collect())
}

/// One commit a message, in order: what fails leaves what came before it kept.
async fn take(context: &Context, account: &whatsapp_account::Model, news: News) -> Result<()> {
    let organization_id = account.organization_id;
    let News { contacts, messages, statuses, .. } = news;
    for message in messages {
        metrics::counter!("pronto_whatsapp_messages_total").increment(1);
        let heard = Heard {
            account: account.clone(),
            who: Who::of(&message, &contacts),
            message,
            blocked: context.blocks.of(organization_id).await?,
            hub: context.hub.clone(),
        };
        let keys = context.ledger.commit(organization_id, move |transaction| hear(transaction, heard).boxed()).await?;
        discard(context, keys).await;
    }
    for status in statuses {
        context.ledger.commit(organization_id, move |transaction| note(transaction, status).boxed()).await?;
    }
    Ok(())
}
