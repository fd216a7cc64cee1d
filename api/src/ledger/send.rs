//! The hot path: the text messages of a group, written by a few multi-row statements.

use std::{collections::BTreeMap, sync::Arc};

use pronto_entity::{column::Word, message};
use pronto_protocol::{
    Timestamp,
    agent::Role,
    error::ErrorCode,
    event::Change,
    message::{MessageView, SenderKind, SenderView},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter,
    Statement, TransactionTrait, Value,
};
use uuid::Uuid;

use super::{
    chat_cache::ChatCache,
    lane::{Group, json},
    transaction::Emitted,
    wake::wake,
};
use crate::{
    chance,
    clock::Clock,
    error::{Error, Result},
};

/// A text message to be sent.
#[derive(Clone, Debug)]
pub struct SendText {
    /// The organization.
    pub organization_id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// Who sends it.
    pub sender: TextSender,
    /// The sender's id for it.
    pub client_id: Uuid,
    /// The text.
    pub text: String,
    /// What the request asked for, to tell a repetition from a reuse.
    pub content_hash: Vec<u8>,
}

/// The sender, as it will be kept beside the message.
#[derive(Clone, Debug)]
pub struct TextSender {
    /// Visitor or agent.
    pub kind: SenderKind,
    /// Its id.
    pub id: Uuid,
    /// Its name now.
    pub name: String,
    /// An agent's role now.
    pub role: Option<Role>,
}

type Outcome = Result<Arc<MessageView>>;

/// Sends a run of messages; one outcome each, in order. A run that meets a send already in the table (its first answer
/// was lost and is no longer remembered) is rolled back and taken one by one.
#[expect(clippy::disallowed_methods, reason = "the run has its savepoint")]
pub(super) async fn send_run(
    transaction: &DatabaseTransaction,
    chats: &mut ChatCache,
    clock: &Clock,
    group: &mut Group,
    sends: &[SendText],
) -> Result<Vec<Outcome>> {
    let seqs = group.seqs.clone();
    let events = group.events.len();
    let savepoint = transaction.begin().await?;
    match write(&savepoint, chats, clock, group, sends, false).await {
        Ok(outcomes) => {
            savepoint.commit().await?;
            return Ok(outcomes);
        }
        Err(WriteError::Repeated) => savepoint.rollback().await?,
        Err(WriteError::Failed(error)) => return Err(error),
    }
    group.seqs = seqs;
    group.events.truncate(events);
    for send in sends {
        chats.forget(send.chat_id);
    }
    let mut outcomes = Vec::with_capacity(sends.len());
    for send in sends {
        match write(transaction, chats, clock, group, std::slice::from_ref(send), true).await {
            Ok(outcome) => outcomes.extend(outcome),
            Err(WriteError::Failed(error)) => return Err(error),
            Err(WriteError::Repeated) => return Err(Error::internal("a send is repeated and cannot be found")),
        }
    }
    Ok(outcomes)
}

enum WriteError {
    Repeated,
    Failed(Error),
}

impl<E: Into<Error>> From<E> for WriteError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

async fn write(
    transaction: &DatabaseTransaction,
    chats: &mut ChatCache,
    clock: &Clock,
    group: &mut Group,
    sends: &[SendText],
    look_up: bool,
) -> Result<Vec<Outcome>, WriteError> {
    let mut outcomes = Vec::with_capacity(sends.len());
    let mut rows = Vec::with_capacity(sends.len());
    let mut touched = BTreeMap::new();
    let mut woken = Vec::new();
    for send in sends {
        let found = if look_up { earlier(transaction, send).await? } else { None };
        let Some(hot) = chats.get(transaction, send.organization_id, send.chat_id).await? else {
            outcomes.push(Err(Error::not_found()));
            continue;
        };
        let found = found.or_else(|| hot.earlier(send.sender.id, send.client_id, &send.content_hash));
        if let Some((same, message)) = found {
            outcomes.push(if same { Ok(message) } else { Err(ErrorCode::ClientIdReused.into()) });
            continue;
        }
        let allowed = match send.sender.kind {
            SenderKind::Visitor if hot.visitor_id != send.sender.id => Err(Error::not_found()),
            SenderKind::Agent if !hot.agents.contains(&send.sender.id) => Err(ErrorCode::NotParticipant.into()),
            _ if !hot.open => Err(ErrorCode::ChatClosed.into()),
            SenderKind::Agent if hot.reply_until.is_some_and(|until| until <= group.now_ms) => {
                Err(ErrorCode::ReplyWindowClosed.into())
            }
            _ => Ok(()),
        };
        if let Err(error) = allowed {
            outcomes.push(Err(error));
            continue;
        }
        let seq = group.seqs.entry(send.organization_id).or_insert(0);
        *seq += 1;
        hot.last_position += 1;
        hot.last_number += 1;
        touched.insert(send.chat_id, (hot.last_position, hot.last_number));
        let message = Arc::new(view(send, chance::id(clock), *seq, hot.last_position, hot.last_number, group.now_ms));
        rows.push(row(send, &message, group.now_ms));
        hot.remember(send.sender.id, send.client_id, send.content_hash.clone(), Arc::clone(&message));
        let change = Change::MessageSent((*message).clone());
        group.events.push(Emitted::new(send.organization_id, *seq, group.now_ms, change));
        outcomes.push(Ok(message));
        if hot.snoozed && send.sender.kind == SenderKind::Visitor {
            hot.snoozed = false;
            woken.push((send.organization_id, send.chat_id));
        }
    }
    if !rows.is_empty() {
        insert(transaction, rows).await?;
        advance(transaction, &touched, group.now_ms).await?;
    }
    for (organization_id, chat_id) in woken {
        let seq = group.seqs.get(&organization_id).copied().unwrap_or_default() + 1;
        if let Some(chat) = wake(transaction, organization_id, chat_id, seq).await? {
            group.seqs.insert(organization_id, seq);
            group.events.push(Emitted::new(organization_id, seq, group.now_ms, Change::ChatUpdated(chat)));
        }
    }
    Ok(outcomes)
}

async fn insert(transaction: &DatabaseTransaction, rows: Vec<message::ActiveModel>) -> Result<(), WriteError> {
    match message::Entity::insert_many(rows).exec_without_returning(transaction).await {
        Ok(_) => Ok(()),
        Err(error) if Error::is_unique_violation(&error) => Err(WriteError::Repeated),
        Err(error) => Err(error.into()),
    }
}

/// Moves the chats on, all by one statement.
async fn advance(
    transaction: &DatabaseTransaction,
    touched: &BTreeMap<Uuid, (i64, i64)>,
    now_ms: i64,
) -> Result<(), DbErr> {
    let backend = transaction.get_database_backend();
    let mut values: Vec<Value> = Vec::with_capacity(touched.len() * 3 + 1);
    let mut tuples = Vec::with_capacity(touched.len());
    for (chat_id, (position, number)) in touched {
        let at = values.len();
        tuples.push(match backend {
            DbBackend::Sqlite => "(?, ?, ?)".to_owned(),
            _ => format!("(${}::uuid, ${}::bigint, ${}::bigint)", at + 1, at + 2, at + 3),
        });
        values.extend([(*chat_id).into(), (*position).into(), (*number).into()]);
    }
    let last = match backend {
        DbBackend::Sqlite => "?".to_owned(),
        _ => format!("${}", values.len() + 1),
    };
    values.push(now_ms.into());
    let sql = format!(
        "WITH moved (id, position, number) AS (VALUES {}) UPDATE chat SET last_position = moved.position, \
         last_number = moved.number, last_entry_at = {last} FROM moved WHERE chat.id = moved.id",
        tuples.join(", ")
    );
    transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

async fn earlier(
    transaction: &DatabaseTransaction,
    send: &SendText,
) -> Result<Option<(bool, Arc<MessageView>)>, DbErr> {
    let found = message::Entity::find()
        .filter(message::Column::OrganizationId.eq(send.organization_id))
        .filter(message::Column::ChatId.eq(send.chat_id))
        .filter(message::Column::SenderId.eq(send.sender.id))
        .filter(message::Column::ClientId.eq(send.client_id))
        .one(transaction)
        .await?;
    Ok(found.map(|row| (row.content_hash == send.content_hash, Arc::new(row.into()))))
}

fn view(send: &SendText, id: Uuid, seq: i64, position: i64, number: i64, now_ms: i64) -> MessageView {
    MessageView {
        id,
        chat_id: send.chat_id,
        position: position.unsigned_abs(),
        number: number.unsigned_abs(),
        sender: SenderView {
            kind: send.sender.kind,
            id: Some(send.sender.id),
            name: send.sender.name.clone(),
            role: send.sender.role,
        },
        text: send.text.clone(),
        attachments: Vec::new(),
        quoted_id: None,
        notice: None,
        client_id: Some(send.client_id),
        sent_at: Timestamp::from_unix_ms(now_ms),
        edited_at: None,
        deleted_at: None,
        seq: seq.unsigned_abs(),
    }
}

fn row(send: &SendText, message: &MessageView, now_ms: i64) -> message::ActiveModel {
    message::ActiveModel {
        id: Set(message.id),
        organization_id: Set(send.organization_id),
        chat_id: Set(send.chat_id),
        position: Set(message.position.cast_signed()),
        number: Set(message.number.cast_signed()),
        sender_kind: Set(Word(send.sender.kind)),
        sender_id: Set(send.sender.id),
        sender_name: Set(send.sender.name.clone()),
        sender_role: Set(send.sender.role.map(Word)),
        text: Set(send.text.clone()),
        attachments: Set(json(None)),
        quoted_id: Set(None),
        notice: Set(json(None)),
        client_id: Set(send.client_id),
        content_hash: Set(send.content_hash.clone()),
        sent_at: Set(now_ms),
        edited_at: Set(None),
        deleted_at: Set(None),
        seq: Set(message.seq.cast_signed()),
    }
}
