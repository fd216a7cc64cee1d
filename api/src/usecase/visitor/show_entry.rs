//! What a page needs to know before a chat starts.

use pronto_entity::subject;
use pronto_protocol::{
    Timestamp,
    organization::TranscriptMail,
    visitor::{EntrySubjectView, EntryView},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entry::queue_of;
use crate::{context::Context, error::Result, usecase};

/// The entry of a queue, by the words in its address.
///
/// # Errors
/// `not_found`.
pub async fn show_entry(context: &Context, organization_slug: &str, queue_slug: &str) -> Result<EntryView> {
    let (organization, queue) = queue_of(context, organization_slug, queue_slug).await?;
    let subjects = subject::Entity::find()
        .filter(subject::Column::OrganizationId.eq(organization.id))
        .filter(subject::Column::QueueId.eq(queue.id))
        .order_by_asc(subject::Column::Name)
        .all(context.db())
        .await?;
    let opening = usecase::queue::state(context.db(), &queue, context.clock.now_ms()).await?;
    let attended = usecase::queue::attended(context, organization.id, queue.id).await?;
    let settings = queue.settings.0;
    let closed_notice = opening.reason.and_then(|reason| usecase::queue::notice(&settings, reason)).map(str::to_owned);
    let server_limit_bytes = u64::try_from(context.config.attachment_limit_bytes).unwrap_or(u64::MAX);
    let title = settings.look.title.unwrap_or_else(|| organization.name.clone());
    Ok(EntryView {
        title,
        color: settings.look.color,
        position: settings.look.position,
        organization: organization.name,
        queue: queue.name,
        open: opening.reason.is_none(),
        closed_reason: opening.reason,
        opens_at: opening.opens_at_ms.map(Timestamp::from_unix_ms),
        closed_notice,
        attended,
        contact_form: settings.contact_form,
        entry_notice: settings.entry_notice,
        consent_text: organization.settings.0.consent_text,
        pre_chat_fields: settings.pre_chat_fields,
        subjects: subjects.into_iter().map(|row| EntrySubjectView { id: row.id, name: row.name }).collect(),
        attachment_limit_bytes: organization.settings.0.attachment_limit_bytes.min(server_limit_bytes),
        locale: organization.settings.0.locale,
        rating_enabled: organization.settings.0.rating_enabled,
        transcript_pdf: organization.settings.0.visitor_transcript,
        transcript_mail: organization.settings.0.transcript_mail != TranscriptMail::Never,
        edit_window_seconds: organization.settings.0.edit_window_seconds,
    })
}
