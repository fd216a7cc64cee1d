//! Writes a mail into the outbox, with what causes it.

use pronto_entity::{chat, column::Word, mail, visitor};
use pronto_protocol::{
    mail::{MailKind, MailState},
    organization::{Locale, OrganizationSettings},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::{calendar, error::Result, ledger::Transaction};

/// A mail to be written.
pub(super) struct NewMail {
    pub kind: MailKind,
    pub to: String,
    pub subject: String,
    pub text: String,
    /// For replies: the last message number that the visitor had read or written.
    pub silence_number: i64,
}

/// Why a mail was decided against.
pub(super) const ADDRESS_CAP: &str = "address_cap";

/// Writes it, to be sent at once; one too many for its address today is kept as decided against.
///
/// # Errors
/// A failure of the database.
pub(super) async fn queue_mail(
    transaction: &mut Transaction,
    chat: &chat::Model,
    settings: &OrganizationSettings,
    new: NewMail,
) -> Result<mail::Model> {
    let capped = is_capped(transaction, settings, &new.to).await?;
    let row = mail::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        chat_id: Set(chat.id),
        queue_id: Set(chat.queue_id),
        kind: Set(Word(new.kind)),
        to_address: Set(new.to),
        subject: Set(new.subject),
        text: Set(new.text),
        silence_number: Set(new.silence_number),
        state: Set(Word(if capped { MailState::Suppressed } else { MailState::Queued })),
        attempts: Set(0),
        due_at: Set((!capped).then(|| transaction.now_ms())),
        reason: Set(capped.then(|| ADDRESS_CAP.to_owned())),
        words: Set(None),
        created_at: Set(transaction.now_ms()),
        sent_at: Set(None),
    };
    transaction.wake_workers();
    Ok(row.insert(transaction.db()).await?)
}

/// Whether an address has had its mails of today; the day is the organization's.
pub(super) async fn is_capped(transaction: &Transaction, settings: &OrganizationSettings, to: &str) -> Result<bool> {
    let zone = calendar::zone_or_utc(&settings.time_zone);
    let today_ms = calendar::day_start_ms(zone, calendar::day_of(zone, transaction.now_ms()));
    let count = mail::Entity::find()
        .filter(mail::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(mail::Column::ToAddress.eq(to))
        .filter(mail::Column::CreatedAt.gte(today_ms))
        .filter(mail::Column::State.ne(Word(MailState::Suppressed)))
        .count(transaction.db())
        .await?;
    Ok(count >= u64::from(settings.mails_per_address_most))
}

/// The visitor's language, else the organization's.
pub(super) async fn locale_of(
    transaction: &Transaction,
    chat: &chat::Model,
    settings: &OrganizationSettings,
) -> Result<Locale> {
    let visitor = visitor::Entity::find_by_id(chat.visitor_id)
        .filter(visitor::Column::OrganizationId.eq(chat.organization_id))
        .one(transaction.db())
        .await?;
    Ok(visitor.and_then(|visitor| visitor.locale).map_or(settings.locale, |locale| locale.0))
}
