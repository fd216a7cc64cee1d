//! Changes the organization and its settings.

use futures_util::FutureExt;
use pronto_entity::{column::Json, contact, organization};
use pronto_protocol::{
    event::Change,
    organization::{OrganizationSettings, OrganizationView, UpdateOrganizationRequest},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::hosts::check_hosts;
use crate::{
    auth::Agent,
    calendar,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::{check_name, check_optional_text, clean_line},
};

/// Longest time that chats are kept, in days: a hundred years.
const RETENTION_DAYS_MOST: u32 = 36_500;
/// Longest time in which something may still be edited or rated, in seconds: a year.
const WINDOW_MOST_SECONDS: u32 = 31_536_000;
/// Most offers that may be missed in a row.
const MISSED_OFFERS_MOST: u32 = 1_000;
/// Most characters of the subject of a mail.
const SUBJECT_MOST_CHARS: usize = 150;

/// Changes what is given, for an admin; without a difference nothing is told.
///
/// # Errors
/// `invalid_fields`.
pub async fn update(context: &Context, admin: &Agent, request: UpdateOrganizationRequest) -> Result<OrganizationView> {
    let mut request = request;
    request.name = request.name.map(|name| check_name("name", &name)).transpose()?;
    request.consent_text = request.consent_text.map(|text| check_optional_text("consent_text", &text)).transpose()?;
    if request.retention_days.is_some_and(|days| days > RETENTION_DAYS_MOST) {
        return Err(Error::field("retention_days", "out_of_range", "At most 36,500 days; 0 keeps chats."));
    }
    let most_bytes = u64::try_from(context.config.attachment_limit_bytes).unwrap_or(u64::MAX);
    if request.attachment_limit_bytes.is_some_and(|bytes| !(1..=most_bytes).contains(&bytes)) {
        let detail = format!("Between 1 and the server's limit of {most_bytes} bytes.");
        return Err(Error::field("attachment_limit_bytes", "out_of_range", detail));
    }
    if request.time_zone.as_deref().is_some_and(|name| calendar::zone(name).is_none()) {
        return Err(Error::field("time_zone", "unknown", "This is not the IANA name of a time zone."));
    }
    request.redirect_hosts = request.redirect_hosts.map(check_hosts).transpose()?;
    if request.visit_kept_days.is_some_and(|days| !(1..=3_650).contains(&days)) {
        return Err(Error::field("visit_kept_days", "out_of_range", "1 to 3,650 days."));
    }
    check_windows(&request)?;
    check_mail(&mut request)?;
    context.ledger.commit(admin.organization_id(), move |transaction| write(transaction, request).boxed()).await
}

fn check_windows(request: &UpdateOrganizationRequest) -> Result<()> {
    let windows = [
        ("edit_window_seconds", request.edit_window_seconds),
        ("rating_window_seconds", request.rating_window_seconds),
    ];
    for (field, seconds) in windows {
        if seconds.is_some_and(|seconds| seconds > WINDOW_MOST_SECONDS) {
            return Err(Error::field(field, "out_of_range", "At most 31,536,000 seconds, a year."));
        }
    }
    if request.missed_offers_most.is_some_and(|most| most > MISSED_OFFERS_MOST) {
        return Err(Error::field("missed_offers_most", "out_of_range", "At most 1,000."));
    }
    Ok(())
}

fn check_mail(request: &mut UpdateOrganizationRequest) -> Result<()> {
    if let Some(subject) = &request.transcript_mail_subject {
        let subject = clean_line(subject);
        if subject.chars().count() > SUBJECT_MOST_CHARS {
            return Err(Error::field("transcript_mail_subject", "too_long", "At most 150 characters."));
        }
        request.transcript_mail_subject = Some(subject);
    }
    if request.reply_mail_minutes.is_some_and(|minutes| minutes > 1_440) {
        return Err(Error::field("reply_mail_minutes", "out_of_range", "At most 1,440 minutes, a day."));
    }
    if request.mails_per_address_most.is_some_and(|most| !(1..=100).contains(&most)) {
        return Err(Error::field("mails_per_address_most", "out_of_range", "Between 1 and 100."));
    }
    Ok(())
}

async fn write(transaction: &mut Transaction, request: UpdateOrganizationRequest) -> Result<OrganizationView> {
    let row = organization::Entity::find_by_id(transaction.organization_id())
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    if let Some(contact_id) = request.anonymous_contact_id {
        check_anonymous(transaction, contact_id).await?;
    }
    let before = OrganizationView::from(row.clone());
    let mut changed = row.into_active_model();
    changed.name = Set(request.name.clone().unwrap_or_else(|| before.name.clone()));
    changed.settings = Set(Json(merged(before.settings.clone(), &request)));
    let after = OrganizationView::from(changed.update(transaction.db()).await?);
    if after != before {
        transaction.note_changes(&before, &after);
        transaction.emit(Change::OrganizationUpdated(after.clone()));
    }
    Ok(after)
}

/// Tickets that belong to the contact may later be given to another, so it must not be a person.
async fn check_anonymous(transaction: &Transaction, contact_id: Uuid) -> Result<()> {
    let row = contact::Entity::find_by_id(contact_id)
        .filter(contact::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?;
    match row {
        Some(row) if row.anonymous => Ok(()),
        _ => Err(Error::field("anonymous_contact_id", "unknown", "This is no anonymous contact.")),
    }
}

fn merged(settings: OrganizationSettings, request: &UpdateOrganizationRequest) -> OrganizationSettings {
    OrganizationSettings {
        locale: request.locale.unwrap_or(settings.locale),
        push_privacy: request.push_privacy.unwrap_or(settings.push_privacy),
        attachment_limit_bytes: request.attachment_limit_bytes.unwrap_or(settings.attachment_limit_bytes),
        edit_window_seconds: request.edit_window_seconds.unwrap_or(settings.edit_window_seconds),
        reopen_allowed: request.reopen_allowed.unwrap_or(settings.reopen_allowed),
        missed_offers_most: request.missed_offers_most.unwrap_or(settings.missed_offers_most),
        rating_enabled: request.rating_enabled.unwrap_or(settings.rating_enabled),
        rating_window_seconds: request.rating_window_seconds.unwrap_or(settings.rating_window_seconds),
        disposition_required: request.disposition_required.unwrap_or(settings.disposition_required),
        time_zone: request.time_zone.clone().unwrap_or(settings.time_zone),
        phone_country: request.phone_country.unwrap_or(settings.phone_country),
        anonymous_contact_id: request.anonymous_contact_id.or(settings.anonymous_contact_id),
        redirect_hosts: request.redirect_hosts.clone().unwrap_or(settings.redirect_hosts),
        visit_kept_days: request.visit_kept_days.unwrap_or(settings.visit_kept_days),
        identity_required: request.identity_required.unwrap_or(settings.identity_required),
        retention_days: request
            .retention_days
            .map_or(settings.retention_days, |days| Some(days).filter(|days| *days > 0)),
        consent_text: match &request.consent_text {
            Some(text) => Some(text.clone()).filter(|text| !text.is_empty()),
            None => settings.consent_text,
        },
        visitor_transcript: request.visitor_transcript.unwrap_or(settings.visitor_transcript),
        transcript_mail: request.transcript_mail.unwrap_or(settings.transcript_mail),
        transcript_mail_subject: match &request.transcript_mail_subject {
            Some(subject) => Some(subject.clone()).filter(|subject| !subject.is_empty()),
            None => settings.transcript_mail_subject,
        },
        reply_mail_minutes: request.reply_mail_minutes.unwrap_or(settings.reply_mail_minutes),
        mails_per_address_most: request.mails_per_address_most.unwrap_or(settings.mails_per_address_most),
        second_factor_required: request.second_factor_required.unwrap_or(settings.second_factor_required),
        visitors_see_avatars: request.visitors_see_avatars.unwrap_or(settings.visitors_see_avatars),
    }
}
