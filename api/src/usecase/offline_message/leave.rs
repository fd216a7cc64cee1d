//! Leaves an offline message: checked as a whole, kept, and told to the agents of the queue.

use futures_util::FutureExt;
use pronto_entity::{column::Word, offline_message, queue};
use pronto_protocol::{
    Timestamp,
    error::{ErrorCode, FieldProblem},
    event::Change,
    limit::OFFLINE_SUBJECT_MOST_CHARS,
    offline::{LeaveOfflineMessageRequest, LeftOfflineMessageView, OfflineMessageState, OfflineMessageView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Visitor,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::{
        text::{check_email, check_name, check_text, clean_line, content_hash},
        visitor::is_phone,
    },
};

/// What was written, clean.
pub(crate) struct Letter {
    /// The writer's id for it.
    pub client_id: Uuid,
    /// The queue's slug.
    pub queue: String,
    /// The name.
    pub name: String,
    /// Where to answer.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
}

/// Leaves an offline message at any hour: what somebody wrote while the queue was closed is not refused because it has
/// opened meanwhile. The same `client_id` again gives the first result.
///
/// # Errors
/// `invalid_fields`, `not_found` (queue), `forbidden` when the queue has no contact form, `client_id_reused`.
pub async fn leave(
    context: &Context,
    visitor: Visitor,
    request: LeaveOfflineMessageRequest,
) -> Result<LeftOfflineMessageView> {
    let letter = check(request)?;
    context
        .ledger
        .commit(visitor.organization_id, move |transaction| {
            async move { keep(transaction, visitor, letter).await }.boxed()
        })
        .await
}

/// All problems are told at once.
fn check(request: LeaveOfflineMessageRequest) -> Result<Letter> {
    let mut problems = Vec::new();
    let mut problem = |field: &str, word: &str, detail: &str| {
        problems.push(FieldProblem { field: field.to_owned(), problem: word.to_owned(), detail: detail.to_owned() });
    };
    let given = |text: Option<String>| text.map(|text| clean_line(&text)).filter(|text| !text.is_empty());
    let (email, phone, subject) = (given(request.email), given(request.phone), given(request.subject));
    let name = check_name("name", &request.name).unwrap_or_else(|_| {
        problem(
            "name",
            if clean_line(&request.name).is_empty() { "required" } else { "too_long" },
            "1 to 80 characters.",
        );
        String::new()
    });
    let email = email.map(|email| {
        check_email("email", &email).unwrap_or_else(|_| {
            problem("email", "malformed", "This is not an e-mail address.");
            email
        })
    });
    if phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
        problem("phone", "malformed", "This is not a phone number.");
    }
    if email.is_none() && phone.is_none() {
        problem("email", "required", "An e-mail address or a phone number is needed to answer.");
    }
    if subject.as_deref().is_some_and(|subject| subject.chars().count() > OFFLINE_SUBJECT_MOST_CHARS) {
        problem("subject", "too_long", "At most 120 characters.");
    }
    let text = check_text("text", &request.text).unwrap_or_else(|_| {
        problem("text", if request.text.trim().is_empty() { "required" } else { "too_long" }, "1 to 8,000 characters.");
        String::new()
    });
    if !problems.is_empty() {
        return Err(Error::fields(problems));
    }
    Ok(Letter { client_id: request.client_id, queue: request.queue, name, email, phone, subject, text })
}

async fn keep(transaction: &mut Transaction, visitor: Visitor, letter: Letter) -> Result<LeftOfflineMessageView> {
    let hash = hash_of(&letter);
    let earlier = offline_message::Entity::find()
        .filter(offline_message::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(offline_message::Column::VisitorId.eq(visitor.id))
        .filter(offline_message::Column::ClientId.eq(letter.client_id))
        .one(transaction.db())
        .await?;
    if let Some(earlier) = earlier {
        if earlier.content_hash != hash {
            return Err(ErrorCode::ClientIdReused.into());
        }
        return Ok(left(&earlier));
    }
    let queue = queue::Entity::find()
        .filter(queue::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(queue::Column::Slug.eq(letter.queue.as_str()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    if !queue.settings.0.contact_form {
        return Err(Error::new(ErrorCode::Forbidden).detail("This queue has no contact form."));
    }
    write(transaction, visitor, queue.id, letter).await
}

/// Keeps a letter that nothing speaks against, and tells the queue's agents.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn write(
    transaction: &mut Transaction,
    visitor: Visitor,
    queue_id: Uuid,
    letter: Letter,
) -> Result<LeftOfflineMessageView> {
    let hash = hash_of(&letter);
    let row = offline_message::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        queue_id: Set(queue_id),
        visitor_id: Set(visitor.id),
        name: Set(letter.name),
        email: Set(letter.email),
        phone: Set(letter.phone),
        subject: Set(letter.subject),
        text: Set(letter.text),
        state: Set(Word(OfflineMessageState::New)),
        assignee_id: Set(None),
        received_at: Set(transaction.now_ms()),
        received_seq: Set(transaction.next_seq()),
        handled_by: Set(None),
        handled_by_name: Set(None),
        handled_at: Set(None),
        handling_note: Set(None),
        client_id: Set(letter.client_id),
        content_hash: Set(hash),
        seq: Set(transaction.next_seq()),
    };
    let row = row.insert(transaction.db()).await?;
    let answer = left(&row);
    transaction.emit(Change::OfflineMessageReceived(OfflineMessageView::from(row)));
    Ok(answer)
}

fn left(row: &offline_message::Model) -> LeftOfflineMessageView {
    LeftOfflineMessageView { id: row.id, received_at: Timestamp::from_unix_ms(row.received_at) }
}

fn hash_of(letter: &Letter) -> Vec<u8> {
    let part = |text: &Option<String>| text.clone().unwrap_or_default();
    let parts = [
        letter.queue.clone(),
        letter.name.clone(),
        part(&letter.email),
        part(&letter.phone),
        part(&letter.subject),
        letter.text.clone(),
    ];
    content_hash(parts.iter().map(String::as_bytes))
}
