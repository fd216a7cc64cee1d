//! What stands on a transcript: facts of the chat, then every message with author, role and time.

use std::collections::HashMap;

use chrono_tz::Tz;
use pronto_entity::{chat, message, organization, participant, queue, visitor};
use pronto_protocol::{attachment::AttachmentView, message::MessageView, organization::Locale};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    notice::sentence,
    word::{foot, role, say, size, time},
};
use crate::{
    calendar,
    error::{Error, Result},
    paper::{Block, Paper, Style},
};

/// Messages on one transcript at most; older ones are left out, and that is said.
const MESSAGES_MOST: u64 = 5_000;
/// Characters of a quoted message.
const QUOTE_MOST_CHARS: usize = 120;

/// Whom it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// Agents, in this language.
    Agent(Locale),
    /// The visitor, in the visitor's language.
    Visitor,
}

/// Puts a chat's transcript together.
///
/// # Errors
/// A failure of the database.
pub(super) async fn content<C: ConnectionTrait>(database: &C, chat: chat::Model, reader: Reader) -> Result<Paper> {
    let organization = organization::Entity::find_by_id(chat.organization_id).one(database).await?;
    let organization = organization.ok_or_else(Error::not_found)?;
    let locale = match reader {
        Reader::Agent(locale) => locale,
        Reader::Visitor => locale_of(database, &chat, organization.settings.0.locale).await?,
    };
    let zone = calendar::zone_or_utc(&organization.settings.0.time_zone);
    let title = format!("{} – {} {}", organization.name, say(locale, "Atendimento nº", "Chat no."), chat.number);
    let mut blocks = vec![Block { text: title.clone(), style: Style::Title }];
    let facts = facts(database, &chat, reader, locale, zone).await?;
    blocks.extend(facts.into_iter().map(|text| Block { text, style: Style::Fact }));
    let (messages, left_out) = messages(database, &chat).await?;
    if left_out {
        let text = say(locale, "As mensagens mais antigas foram omitidas.", "The oldest messages are left out.");
        blocks.push(Block { text: text.to_owned(), style: Style::Faint });
    }
    let quoted: HashMap<Uuid, (String, String)> =
        messages.iter().map(|message| (message.id, (message.sender.name.clone(), beginning(&message.text)))).collect();
    for message in messages {
        add(&mut blocks, message, &quoted, locale, zone);
    }
    Ok(Paper { title, language: locale.as_str(), blocks, foot: foot(locale) })
}

async fn locale_of<C: ConnectionTrait>(database: &C, chat: &chat::Model, otherwise: Locale) -> Result<Locale> {
    let visitor = visitor::Entity::find_by_id(chat.visitor_id)
        .filter(visitor::Column::OrganizationId.eq(chat.organization_id))
        .one(database)
        .await?;
    Ok(visitor.and_then(|visitor| visitor.locale).map_or(otherwise, |locale| locale.0))
}

/// The chat's messages in order, and whether older ones are left out.
async fn messages<C: ConnectionTrait>(database: &C, chat: &chat::Model) -> Result<(Vec<MessageView>, bool)> {
    let rows = message::Entity::find()
        .filter(message::Column::OrganizationId.eq(chat.organization_id))
        .filter(message::Column::ChatId.eq(chat.id))
        .order_by_desc(message::Column::Position)
        .limit(MESSAGES_MOST)
        .all(database)
        .await?;
    let left_out = rows.last().is_some_and(|row| row.number > 1);
    Ok((rows.into_iter().rev().map(MessageView::from).collect(), left_out))
}

async fn facts<C: ConnectionTrait>(
    database: &C,
    chat: &chat::Model,
    reader: Reader,
    locale: Locale,
    zone: Tz,
) -> Result<Vec<String>> {
    let queue = queue::Entity::find_by_id(chat.queue_id)
        .filter(queue::Column::OrganizationId.eq(chat.organization_id))
        .one(database)
        .await?;
    let (queue, fields) = queue.map_or_else(Default::default, |row| (row.name, row.settings.0.pre_chat_fields));
    let agents: Vec<String> = participant::Entity::find()
        .filter(participant::Column::OrganizationId.eq(chat.organization_id))
        .filter(participant::Column::ChatId.eq(chat.id))
        .order_by_asc(participant::Column::JoinedAt)
        .order_by_asc(participant::Column::AgentId)
        .all(database)
        .await?
        .into_iter()
        .map(|row| row.name)
        .collect();
    let at = |at_ms: Option<i64>| at_ms.map(|at_ms| time(locale, zone, at_ms));
    let solved = |solved: bool| if solved { say(locale, "sim", "yes") } else { say(locale, "não", "no") }.to_owned();
    let mut told = vec![
        (say(locale, "Fila", "Queue").to_owned(), Some(queue)),
        (say(locale, "Assunto", "Subject").to_owned(), chat.subject.clone()),
        (say(locale, "Visitante", "Visitor").to_owned(), chat.visitor_name.clone()),
    ];
    for (key, answer) in &chat.fields.0 {
        let label = fields.iter().find(|field| field.key == *key).map_or(key, |field| &field.label);
        told.push((label.clone(), Some(answer.clone())));
    }
    told.push((say(locale, "Atendentes", "Agents").to_owned(), Some(agents.join(", "))));
    told.push((say(locale, "Início", "Started").to_owned(), at(Some(chat.started_at))));
    told.push((say(locale, "Atendido", "Accepted").to_owned(), at(chat.accepted_at)));
    told.push((say(locale, "Encerrado", "Closed").to_owned(), at(chat.closed_at)));
    if matches!(reader, Reader::Agent(_)) {
        told.push((say(locale, "Motivo", "Reason").to_owned(), chat.close_reason.clone()));
        told.push((say(locale, "Resolvido", "Solved").to_owned(), chat.solved.map(solved)));
    }
    told.push((say(locale, "Horários de", "Times of").to_owned(), Some(zone.name().to_owned())));
    let told = told.into_iter().filter_map(|(label, fact)| Some((label, fact.filter(|fact| !fact.is_empty())?)));
    Ok(told.map(|(label, fact)| format!("{label}: {fact}")).collect())
}

fn add(
    blocks: &mut Vec<Block>,
    message: MessageView,
    quoted: &HashMap<Uuid, (String, String)>,
    locale: Locale,
    zone: Tz,
) {
    let mut push = |style, text: String| blocks.push(Block { text: text.replace('\t', "    "), style });
    let sender = &message.sender;
    let nameless = if sender.name.is_empty() { say(locale, "Visitante", "Visitor") } else { sender.name.as_str() };
    let at = time(locale, zone, message.sent_at.unix_ms());
    let edited = if message.edited_at.is_some() { say(locale, " · editada", " · edited") } else { "" };
    push(Style::Head, format!("{nameless} ({}) · {at}{edited}", role(locale, sender)));
    if message.deleted_at.is_some() {
        return push(Style::Faint, say(locale, "Esta mensagem foi apagada.", "This message was deleted.").to_owned());
    }
    if let Some((name, text)) = message.quoted_id.and_then(|id| quoted.get(&id)) {
        push(Style::Faint, format!("{} {name}: {text}", say(locale, "Em resposta a", "In reply to")));
    }
    match &message.notice {
        Some(notice) => push(Style::Body, sentence(locale, notice)),
        None if !message.text.is_empty() => push(Style::Body, message.text),
        None => {}
    }
    for attachment in &message.attachments {
        push(Style::Faint, file(locale, attachment));
    }
}

fn file(locale: Locale, attachment: &AttachmentView) -> String {
    let size = size(locale, attachment.size_bytes);
    format!("📎 {} ({}, {size})", attachment.name, attachment.content_type)
}

fn beginning(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<&str>>().join(" ");
    if line.chars().count() <= QUOTE_MOST_CHARS {
        return line;
    }
    let mut kept: String = line.chars().take(QUOTE_MOST_CHARS).collect();
    kept.push('…');
    kept
}
