//! Everything that is kept of a person, as JSON.

use futures_util::FutureExt;
use pronto_entity::{
    attachment, chat, contact, contact_note, message, note, ticket, ticket_comment, whatsapp_sender, whisper,
};
use pronto_protocol::{
    Timestamp,
    person::{
        ExportedChatView, ExportedContactView, ExportedFileView, ExportedTicketView, ExportedVisitorView,
        PersonExportView, PersonSelector,
    },
    whisper::TimelineEntryView,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::find::find;
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    usecase::{self, attachment::link, chat::view_of, message::Author},
};

/// Exports a person, for an admin. That it was done is on record; what was exported is not.
///
/// # Errors
/// `not_found`, `invalid_fields`.
pub async fn export(context: &Context, admin: &Agent, of: &PersonSelector) -> Result<PersonExportView> {
    let organization_id = admin.organization_id();
    let person = find(context.db(), organization_id, of).await?;
    let about = person.id();
    context
        .ledger
        .commit(organization_id, move |transaction| {
            async move {
                if let Some(id) = about {
                    transaction.note_made(id);
                }
                Ok(())
            }
            .boxed()
        })
        .await?;
    let mut visitors = Vec::with_capacity(person.visitors.len());
    for (visitor, identity) in person.visitors {
        let sender = whatsapp_sender::Entity::find()
            .filter(whatsapp_sender::Column::OrganizationId.eq(organization_id))
            .filter(whatsapp_sender::Column::VisitorId.eq(visitor.id))
            .one(context.db())
            .await?;
        let (name, phone) = sender.map_or((None, None), |sender| (sender.name, sender.phone));
        visitors.push(ExportedVisitorView {
            id: visitor.id,
            ip: visitor.ip,
            created_at: Timestamp::from_unix_ms(visitor.created_at),
            sub: identity.as_ref().map(|identity| identity.sub.clone()),
            name: identity.as_ref().and_then(|identity| identity.name.clone()).or(name),
            email: identity.as_ref().and_then(|identity| identity.email.clone()),
            phone: identity.and_then(|identity| identity.phone).or(phone),
        });
    }
    let mut chats = Vec::with_capacity(person.chats.len());
    for chat in person.chats {
        chats.push(exported_chat(context, admin, chat).await?);
    }
    let mut contacts = Vec::with_capacity(person.contacts.len());
    for contact in person.contacts {
        contacts.push(exported_contact(context, contact).await?);
    }
    Ok(PersonExportView { visitors, contacts, chats })
}

async fn exported_contact(context: &Context, row: contact::Model) -> Result<ExportedContactView> {
    let (organization_id, contact_id) = (row.organization_id, row.id);
    let notes = contact_note::Entity::find()
        .filter(contact_note::Column::OrganizationId.eq(organization_id))
        .filter(contact_note::Column::ContactId.eq(contact_id))
        .filter(contact_note::Column::DeletedAt.is_null())
        .order_by_asc(contact_note::Column::Id)
        .all(context.db())
        .await?;
    let rows = ticket::Entity::find()
        .filter(ticket::Column::OrganizationId.eq(organization_id))
        .filter(ticket::Column::ContactId.eq(contact_id))
        .order_by_asc(ticket::Column::Number)
        .all(context.db())
        .await?;
    let mut tickets = Vec::with_capacity(rows.len());
    for ticket in usecase::ticket::views_of(context.db(), organization_id, rows).await? {
        let comments = ticket_comment::Entity::find()
            .filter(ticket_comment::Column::OrganizationId.eq(organization_id))
            .filter(ticket_comment::Column::TicketId.eq(ticket.id))
            .order_by_asc(ticket_comment::Column::Id)
            .all(context.db())
            .await?;
        tickets.push(ExportedTicketView { ticket, comments: comments.into_iter().map(Into::into).collect() });
    }
    Ok(ExportedContactView {
        contact: usecase::contact::view_of(context.db(), row).await?,
        notes: notes.into_iter().map(Into::into).collect(),
        tickets,
    })
}

async fn exported_chat(context: &Context, admin: &Agent, chat: chat::Model) -> Result<ExportedChatView> {
    let (organization_id, chat_id) = (chat.organization_id, chat.id);
    let notes = note::Entity::find()
        .filter(note::Column::OrganizationId.eq(organization_id))
        .filter(note::Column::ChatId.eq(chat_id))
        .order_by_asc(note::Column::Id)
        .all(context.db())
        .await?;
    let rows = attachment::Entity::find()
        .filter(attachment::Column::OrganizationId.eq(organization_id))
        .filter(attachment::Column::ChatId.eq(chat_id))
        .filter(attachment::Column::MessageId.is_not_null())
        .order_by_asc(attachment::Column::Id)
        .all(context.db())
        .await?;
    let mut files = Vec::with_capacity(rows.len());
    for row in rows {
        let links = link(context, Author::Agent(admin), chat_id, row.id).await?;
        files.push(ExportedFileView { attachment: row.into(), url: links.url });
    }
    Ok(ExportedChatView {
        consented_at: chat.consented_at.map(Timestamp::from_unix_ms),
        timeline: timeline(context, organization_id, chat_id).await?,
        notes: notes.into_iter().map(Into::into).collect(),
        files,
        chat: view_of(context.db(), chat).await?,
    })
}

async fn timeline(context: &Context, organization_id: Uuid, chat_id: Uuid) -> Result<Vec<TimelineEntryView>> {
    let messages = message::Entity::find()
        .filter(message::Column::OrganizationId.eq(organization_id))
        .filter(message::Column::ChatId.eq(chat_id))
        .all(context.db())
        .await?;
    let whispers = whisper::Entity::find()
        .filter(whisper::Column::OrganizationId.eq(organization_id))
        .filter(whisper::Column::ChatId.eq(chat_id))
        .all(context.db())
        .await?;
    let messages = messages.into_iter().map(|row| TimelineEntryView::Message(row.into()));
    let whispers = whispers.into_iter().map(|row| TimelineEntryView::Whisper(row.into()));
    let mut entries: Vec<TimelineEntryView> = messages.chain(whispers).collect();
    entries.sort_by_key(TimelineEntryView::position);
    Ok(entries)
}
