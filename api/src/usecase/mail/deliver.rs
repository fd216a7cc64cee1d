//! Sends one mail that was taken, and writes down what became of it.

use pronto_entity::{chat, mail};
use pronto_protocol::mail::MailKind;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::settle::{Fate, settle};
use crate::{
    context::Context,
    error::{Error, Result},
    mail::{Letter, Outcome, send},
    usecase::{
        mail_account::{account_of, sender},
        transcript,
    },
};

/// Sends a mail. When the server dies between the mail server's acceptance and our note of it, it goes out again with the same
/// Message-ID.
///
/// # Errors
/// A failure of the database: the mail is tried again.
pub async fn deliver(context: &Context, row: mail::Model) -> Result<()> {
    let fate = match attempt(context, &row).await {
        Ok(fate) => fate,
        Err(error) => {
            tracing::warn!(%error, id = %row.id, "a mail could not be put together");
            Fate::Later(error.code().title().to_owned())
        }
    };
    settle(context, &row, fate).await
}

async fn attempt(context: &Context, row: &mail::Model) -> Result<Fate> {
    let Some(account) = account_of(context.db(), row.organization_id, row.queue_id).await? else {
        return Ok(Fate::Dead("no_account", None));
    };
    let sender = sender(context, account).await?;
    let pdf = match row.kind.0 {
        MailKind::Transcript => Some(transcript_of(context, row).await?),
        MailKind::Reply => None,
    };
    let letter = Letter {
        id: row.id,
        written_at_ms: row.created_at,
        to: row.to_address.clone(),
        subject: row.subject.clone(),
        text: row.text.clone(),
        pdf,
    };
    Ok(match send(&context.config, &sender, letter).await {
        Outcome::Accepted(words) => Fate::Sent(words),
        Outcome::TryLater(words) => Fate::Later(words),
        Outcome::Refused(words) => Fate::Dead("refused", Some(words)),
    })
}

async fn transcript_of(context: &Context, row: &mail::Model) -> Result<(String, Vec<u8>)> {
    let chat = chat::Entity::find_by_id(row.chat_id)
        .filter(chat::Column::OrganizationId.eq(row.organization_id))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let printed = transcript::print_for_visitor(context, chat).await?;
    Ok((printed.name, printed.bytes))
}
