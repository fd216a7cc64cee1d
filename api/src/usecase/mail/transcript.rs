//! A chat's transcript by mail when it ends.

use pronto_entity::{chat, mail, organization};
use pronto_protocol::{mail::MailKind, organization::TranscriptMail};
use sea_orm::EntityTrait;

use super::{
    address::typed_address,
    queue::{NewMail, locale_of, queue_mail},
    word,
};
use crate::{
    error::{Error, Result},
    ledger::Transaction,
    usecase::mail_account::account_of,
};

/// Writes the mail of a chat that has just been closed, where the organization sends one, the visitor typed an address and
/// there is an account to send it.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn mail_closed(transaction: &mut Transaction, chat: &chat::Model) -> Result<()> {
    let organization = organization::Entity::find_by_id(transaction.organization_id()).one(transaction.db()).await?;
    let organization = organization.ok_or_else(Error::not_found)?;
    if organization.settings.0.transcript_mail != TranscriptMail::OnClose {
        return Ok(());
    }
    let Some(to) = typed_address(transaction.db(), chat).await? else { return Ok(()) };
    if account_of(transaction.db(), chat.organization_id, chat.queue_id).await?.is_none() {
        return Ok(());
    }
    write(transaction, chat, &organization, to).await?;
    Ok(())
}

/// Writes a mail with the chat's transcript. The PDF is set when it is sent, so that it holds what was said until then.
pub(super) async fn write(
    transaction: &mut Transaction,
    chat: &chat::Model,
    organization: &organization::Model,
    to: String,
) -> Result<mail::Model> {
    let settings = &organization.settings.0;
    let locale = locale_of(transaction, chat, settings).await?;
    let (subject, text) = word::transcript(locale, organization, chat);
    let new = NewMail { kind: MailKind::Transcript, to, subject, text, silence_number: 0 };
    queue_mail(transaction, chat, settings, new).await
}
