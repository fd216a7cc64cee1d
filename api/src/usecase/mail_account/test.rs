//! Sends a test mail and tells the mail server's own words.

use futures_util::FutureExt;
use pronto_entity::{agent, mail_account, organization};
use pronto_protocol::{
    mail::{TestMailRequest, TestMailView},
    organization::Locale,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::sender;
use crate::{
    auth::Agent,
    chance,
    context::Context,
    error::{Error, Result},
    mail::{self, Letter, Outcome},
    usecase::text::check_email,
};

/// Sends a mail by the account at once, for an admin: to the admin's own address, or to another.
///
/// # Errors
/// `not_found`, `invalid_fields`.
pub async fn test(
    context: &Context,
    admin: &Agent,
    account_id: Uuid,
    request: TestMailRequest,
) -> Result<TestMailView> {
    let organization_id = admin.organization_id();
    let account = mail_account::Entity::find_by_id(account_id)
        .filter(mail_account::Column::OrganizationId.eq(organization_id))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let to = match request.to {
        Some(to) => check_email("to", &to)?,
        None => own_address(context, admin).await?,
    };
    let organization = organization::Entity::find_by_id(organization_id).one(context.db()).await?;
    let organization = organization.ok_or_else(Error::not_found)?;
    let (subject, text) = match organization.settings.0.locale {
        Locale::PtBr => ("Teste de e-mail", "Esta é uma mensagem de teste. O envio de e-mails está funcionando."),
        Locale::En => ("Test mail", "This is a test. Mail can be sent."),
    };
    let letter = Letter {
        id: chance::id(&context.clock),
        written_at_ms: context.clock.now_ms(),
        to,
        subject: format!("{subject} – {}", organization.name),
        text: text.to_owned(),
        pdf: None,
    };
    let sender = sender(context, account).await?;
    // Nothing is kept of the mail itself, but that it was asked for goes on record before it leaves the house.
    context.ledger.commit(organization_id, |_| async { Ok(()) }.boxed()).await?;
    Ok(match mail::send(&context.config, &sender, letter).await {
        Outcome::Accepted(words) => TestMailView { accepted: true, words },
        Outcome::TryLater(words) | Outcome::Refused(words) => TestMailView { accepted: false, words },
    })
}

async fn own_address(context: &Context, admin: &Agent) -> Result<String> {
    let row = agent::Entity::find_by_id(admin.id())
        .filter(agent::Column::OrganizationId.eq(admin.organization_id()))
        .one(context.db())
        .await?;
    Ok(row.ok_or_else(Error::not_found)?.email)
}
