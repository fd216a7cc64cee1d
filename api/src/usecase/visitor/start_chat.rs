//! Starts a chat: checked against the queue, numbered, told, and given to routing.

use std::collections::BTreeMap;

use futures_util::FutureExt;
use pronto_entity::{
    agent, chat,
    column::{Json, Word},
    organization, queue,
};
use pronto_protocol::{
    agent::Availability,
    chat::{Channel, ChatState, Priority},
    contact::IdentityKind,
    error::ErrorCode,
    event::Change,
    message::{NoticeCode, SenderKind},
    organization::OrganizationSettings,
    visitor::{OwnChatView, StartChatRequest, VisitorChannel, VisitorChatView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    answers::{Told, fill_in, name_among, phone_of},
    asked::{asked_fields, check_entry},
    entrance::Start,
    own_view::own_view,
    person::identity_of,
};
use crate::{
    auth::{AgentCard, Visitor},
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::{TextSender, Transaction},
    routing,
    step::{NewMessage, add_message, add_notice, first_label},
    usecase::{
        self,
        chat::{refuse_second_chat, view_of},
        contact, offer,
        text::{check_optional_text, content_hash},
    },
};

/// Starts a chat of this visitor. The same `client_id` again gives the first chat, as it stands now.
///
/// # Errors
/// `not_found` (queue), `queue_closed`, `limit_reached` when too many wait, `invalid_fields`, `already_exists` when the
/// visitor has an open chat in this queue, `client_id_reused`, `visitor_blocked` when an identity typed is a blocked
/// contact's.
pub async fn start_chat(context: &Context, visitor: Visitor, request: StartChatRequest) -> Result<OwnChatView> {
    let channel = match request.channel {
        Some(VisitorChannel::Mobile) => Channel::Mobile,
        Some(VisitorChannel::Widget) | None => Channel::Widget,
    };
    start_chat_through(context, visitor, channel, request).await
}

/// The same through another channel.
///
/// # Errors
/// As [`start_chat`].
pub async fn start_chat_through(
    context: &Context,
    visitor: Visitor,
    channel: Channel,
    request: StartChatRequest,
) -> Result<OwnChatView> {
    let text = check_optional_text("text", request.text.as_deref().unwrap_or_default())?;
    let hub = context.hub.clone();
    let blocked = context.blocks.of(visitor.organization_id).await?;
    let new = Start { blocked, channel, request, text, inviting: None, whatsapp: None };
    let started = context
        .ledger
        .commit(visitor.organization_id, move |transaction| start(transaction, hub, visitor, new).boxed())
        .await?;
    own_view(context, visitor.organization_id, started).await
}

/// The same inside a change; for an `inviting` agent the chat is that agent's at once, if available. No pre-chat field is
/// required of who is invited or comes by WhatsApp.
///
/// # Errors
/// As [`start_chat`].
pub(crate) async fn start(
    transaction: &mut Transaction,
    hub: Hub,
    visitor: Visitor,
    new: Start,
) -> Result<VisitorChatView> {
    let Start { blocked, channel, mut request, text, inviting, whatsapp } = new;
    let hash = hash_of(&request, &text);
    if let Some(earlier) = earlier(transaction, visitor, request.client_id).await? {
        if earlier.content_hash != hash {
            return Err(ErrorCode::ClientIdReused.into());
        }
        return Ok(view_of(transaction.db(), earlier).await?.for_visitor());
    }
    let queue = queue_of(transaction, &request.queue).await?;
    let settings = &queue.settings.0;
    if let Some(reason) = usecase::queue::state(transaction.db(), &queue, transaction.now_ms()).await?.reason {
        return Err(usecase::queue::refusal(settings, reason));
    }
    refuse_second_chat(transaction, visitor.id, queue.id).await?;
    let identity = identity_of(transaction, visitor.id).await?;
    let rules = rules_of(transaction).await?;
    // WhatsApp vouches for the number, and has no place for a form or a consent.
    if identity.is_none() && whatsapp.is_none() && rules.identity_required {
        return Err(ErrorCode::IdentityRequired.into());
    }
    // A program vouches for the person, and for what the person agreed to.
    let agrees = rules.consent_text.is_some() && matches!(channel, Channel::Widget | Channel::Mobile);
    if agrees && !request.consent {
        return Err(Error::field("consent", "required", "Agree to the text first."));
    }
    let told = match (&identity, &whatsapp) {
        (Some(identity), _) => Told::from(identity),
        (None, Some(whatsapp)) => whatsapp.told.clone(),
        (None, None) => Told::default(),
    };
    fill_in(&settings.pre_chat_fields, &mut request.fields, &told);
    let asked = asked_fields(settings, inviting.is_some() || whatsapp.is_some());
    let (subject, fields) = check_entry(transaction, &queue, &asked, &request).await?;
    let visitor_name = told.name.clone().or_else(|| name_among(&asked, &fields));
    let label = first_label(transaction, ChatState::Waiting).await?;
    let mut typed = contact::typed_of(&asked, &fields, rules.phone_country);
    let visitor_phone = phone_of(&told, &asked, &fields, rules.phone_country);
    if let Some(phone) = visitor_phone.as_deref().filter(|_| whatsapp.is_some()) {
        typed.extend(contact::normal_identity("phone", IdentityKind::Phone, phone, rules.phone_country));
        typed.sort();
        typed.dedup();
    }
    let candidates = contact::contacts_with(transaction.db(), transaction.organization_id(), &typed).await?;
    if candidates.iter().any(|contact| blocked.refuses_contact(contact.id, transaction.now_ms())) {
        return Err(ErrorCode::VisitorBlocked.into());
    }
    let row = chat::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        number: Set(next_number(transaction).await?),
        queue_id: Set(queue.id),
        visitor_id: Set(visitor.id),
        visitor_name: Set(visitor_name.clone()),
        visitor_phone: Set(visitor_phone),
        visitor_verified: Set(identity.is_some()),
        subject_id: Set(subject.as_ref().map(|subject| subject.id)),
        subject: Set(subject.map(|subject| subject.name)),
        channel: Set(Word(channel)),
        state: Set(Word(ChatState::Waiting)),
        whatsapp_account_id: Set(whatsapp.as_ref().map(|whatsapp| whatsapp.account_id)),
        reply_until: Set(whatsapp.map(|whatsapp| whatsapp.reply_until)),
        fields: Set(Json(fields)),
        // Only an agent says whose chat it is: anybody can type an address.
        contact_id: Set(None),
        candidate_count: Set(i32::try_from(candidates.len()).unwrap_or(i32::MAX)),
        client_id: Set(request.client_id),
        content_hash: Set(hash),
        started_at: Set(transaction.now_ms()),
        waiting_since: Set(transaction.now_ms()),
        accepted_at: Set(None),
        closed_at: Set(None),
        end: Set(None),
        close_reason: Set(None),
        solved: Set(None),
        last_position: Set(0),
        last_number: Set(0),
        last_entry_at: Set(transaction.now_ms()),
        visitor_read_number: Set(0),
        routing_round: Set(0),
        label_id: Set(label.as_ref().map(|label| label.id)),
        label: Set(label.map(|label| label.name)),
        label_state: Set(Some(Word(ChatState::Waiting))),
        disposition_id: Set(None),
        disposition: Set(None),
        form: Set(Json(BTreeMap::new())),
        consented_at: Set(request.consent.then(|| transaction.now_ms())),
        erased_at: Set(None),
        tags: Set(Json(Vec::new())),
        priority: Set(Priority::Normal.rank()),
        visitor_received_number: Set(0),
        agents_read_number: Set(0),
        agents_received_number: Set(0),
        rating: Set(None),
        rating_comment: Set(None),
        rated_at: Set(None),
        seq: Set(transaction.next_seq()),
    };
    let chat = row.insert(transaction.db()).await?;
    let chat_id = chat.id;
    contact::keep_typed(transaction, chat_id, &typed).await?;
    transaction.emit(Change::ChatStarted(chat.view(Vec::new())));
    if let Some(notice) = queue.settings.0.entry_notice.filter(|notice| !notice.is_empty()) {
        add_notice(transaction, chat_id, NoticeCode::Entry, [("text", notice)]).await?;
    }
    if !text.is_empty() {
        add_first_message(transaction, chat_id, visitor, visitor_name.unwrap_or_default(), text).await?;
    }
    let taken = match inviting {
        Some(card) => take_invited(transaction, &hub, &card, chat_id).await?,
        None => false,
    };
    if !taken {
        routing::chat_waiting(transaction, &hub, chat_id).await?;
    }
    let chat = crate::step::load_chat(transaction, chat_id).await?;
    Ok(view_of(transaction.db(), chat).await?.for_visitor())
}

/// Gives the chat to the agent who invited, if ready and within the limits; true when it was.
async fn take_invited(transaction: &mut Transaction, hub: &Hub, card: &AgentCard, chat_id: Uuid) -> Result<bool> {
    let ready = agent::Entity::find_by_id(card.id)
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(agent::Column::Active.eq(true))
        .filter(agent::Column::Availability.eq(Word(Availability::Ready)))
        .one(transaction.db())
        .await?;
    if ready.is_none() {
        return Ok(false);
    }
    let chat = crate::step::load_chat(transaction, chat_id).await?;
    match offer::take(transaction, hub, card, chat, offer::Claim::Start).await {
        Ok(_) => Ok(true),
        Err(error) if error.code() == ErrorCode::LimitReached => Ok(false),
        Err(error) => Err(error),
    }
}

fn hash_of(request: &StartChatRequest, text: &str) -> Vec<u8> {
    let subject_id = request.subject_id.unwrap_or_default();
    let answers = request.fields.iter().flat_map(|(key, answer)| [key.as_bytes(), answer.as_bytes()]);
    content_hash(
        [request.queue.as_bytes(), subject_id.as_bytes().as_slice(), text.as_bytes()].into_iter().chain(answers),
    )
}

async fn earlier(transaction: &Transaction, visitor: Visitor, client_id: Uuid) -> Result<Option<chat::Model>> {
    let row = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::VisitorId.eq(visitor.id))
        .filter(chat::Column::ClientId.eq(client_id))
        .one(transaction.db())
        .await?;
    Ok(row)
}

async fn queue_of(transaction: &Transaction, slug: &str) -> Result<queue::Model> {
    queue::Entity::find()
        .filter(queue::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(queue::Column::Slug.eq(slug))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)
}

async fn rules_of(transaction: &Transaction) -> Result<OrganizationSettings> {
    let row = organization::Entity::find_by_id(transaction.organization_id()).one(transaction.db()).await?;
    Ok(row.ok_or_else(Error::not_found)?.settings.0)
}

/// Gapless: the organization's row is changed in the same transaction.
async fn next_number(transaction: &Transaction) -> Result<i64> {
    let organization = organization::Entity::find_by_id(transaction.organization_id())
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let number = organization.chat_number + 1;
    let mut organization = organization.into_active_model();
    organization.chat_number = Set(number);
    organization.update(transaction.db()).await?;
    Ok(number)
}

async fn add_first_message(
    transaction: &mut Transaction,
    chat_id: Uuid,
    visitor: Visitor,
    name: String,
    text: String,
) -> Result<()> {
    let new = NewMessage {
        chat_id,
        sender: TextSender { kind: SenderKind::Visitor, id: visitor.id, name, role: None },
        content_hash: content_hash([text.as_bytes()]),
        text,
        attachments: Vec::new(),
        quoted_id: None,
        notice: None,
        // It repeats with the start itself, so it needs no id of the visitor's.
        client_id: transaction.id(),
    };
    add_message(transaction, new).await?;
    Ok(())
}
