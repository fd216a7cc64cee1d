//! A chat's transcript by mail when somebody asks for it.

use futures_util::FutureExt;
use pronto_entity::{chat, column::Word, mail, organization};
use pronto_protocol::{
    error::ErrorCode,
    mail::{MailKind, MailState},
    organization::TranscriptMail,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{address::typed_address, queue::is_capped, transcript::write};
use crate::{
    auth::{Agent, Visitor},
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    usecase::mail_account::account_of,
};

/// Sends the visitor the transcript of the visitor's own chat. Again is no second mail while the first is on its way.
///
/// # Errors
/// `not_found`; `forbidden` where the organization mails none; `not_configured` without an account; `conflict` when no
/// address was typed in this chat; `rate_limited` when the address has had its mails of today.
pub async fn request_own_transcript(context: &Context, visitor: Visitor, chat_id: Uuid) -> Result<()> {
    context
        .ledger
        .commit(visitor.organization_id, move |transaction| {
            async move {
                let chat = policy::own_chat(transaction.db(), visitor, chat_id).await?;
                request(transaction, chat).await
            }
            .boxed()
        })
        .await
}

/// The same, asked for by an agent who may see the chat.
///
/// # Errors
/// As [`request_own_transcript`].
pub async fn request_transcript(context: &Context, agent: &Agent, chat_id: Uuid) -> Result<()> {
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            async move {
                let chat = policy::see_chat(transaction.db(), &agent, chat_id).await?.chat;
                request(transaction, chat).await
            }
            .boxed()
        })
        .await
}

async fn request(transaction: &mut Transaction, chat: chat::Model) -> Result<()> {
    let organization = organization::Entity::find_by_id(transaction.organization_id()).one(transaction.db()).await?;
    let organization = organization.ok_or_else(Error::not_found)?;
    let settings = &organization.settings.0;
    if settings.transcript_mail == TranscriptMail::Never {
        return Err(Error::new(ErrorCode::Forbidden).detail("This organization mails no transcripts."));
    }
    if account_of(transaction.db(), chat.organization_id, chat.queue_id).await?.is_none() {
        return Err(Error::new(ErrorCode::NotConfigured).detail("There is no mail account."));
    }
    let to = typed_address(transaction.db(), &chat)
        .await?
        .ok_or_else(|| Error::new(ErrorCode::Conflict).detail("No e-mail address was typed in this chat."))?;
    let waiting = mail::Entity::find()
        .filter(mail::Column::OrganizationId.eq(chat.organization_id))
        .filter(mail::Column::ChatId.eq(chat.id))
        .filter(mail::Column::Kind.eq(Word(MailKind::Transcript)))
        .filter(mail::Column::State.eq(Word(MailState::Queued)))
        .one(transaction.db())
        .await?;
    if waiting.is_some() {
        return Ok(());
    }
    if is_capped(transaction, settings, &to).await? {
        return Err(Error::new(ErrorCode::RateLimited).detail("This address has had its mails of today."));
    }
    write(transaction, &chat, &organization, to).await?;
    Ok(())
}
