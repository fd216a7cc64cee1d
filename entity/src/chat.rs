//! Chats: one service encounter each.

use pronto_protocol::chat::{Channel, ChatEnd, ChatState};
use pronto_protocol::{
    Timestamp,
    chat::{ChatView, ParticipantView, Priority},
    disposition::ChosenDispositionView,
    rating::RatingView,
    status_label::ChatLabelView,
    tag::ChatTagView,
};
use sea_orm::{QueryOrder, entity::prelude::*};

use crate::column::{Json, Word};
use crate::participant;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "chat")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Its number in the organization.
    pub number: i64,
    /// The queue.
    pub queue_id: Uuid,
    /// The visitor.
    pub visitor_id: Uuid,
    /// The visitor's name, if given.
    pub visitor_name: Option<String>,
    /// The visitor's phone number, if known.
    pub visitor_phone: Option<String>,
    /// Whether the organization's own system vouched for the visitor.
    pub visitor_verified: bool,
    /// The subject picked.
    pub subject_id: Option<Uuid>,
    /// Its name at the time.
    pub subject: Option<String>,
    /// Where it came in.
    pub channel: Word<Channel>,
    /// Where it stands.
    pub state: Word<ChatState>,
    /// The WhatsApp number it came in by.
    pub whatsapp_account_id: Option<Uuid>,
    /// Until when agents may answer, where a channel bounds it.
    pub reply_until: Option<i64>,
    /// Answers to the pre-chat fields.
    pub fields: Json<std::collections::BTreeMap<String, String>>,
    /// Whose chat it is, once an agent has said so.
    pub contact_id: Option<Uuid>,
    /// Contacts that had one of the typed identities when it started.
    pub candidate_count: i32,
    /// The visitor's id of the start request.
    pub client_id: Uuid,
    /// What that request asked for.
    pub content_hash: Vec<u8>,
    /// When it started.
    pub started_at: i64,
    /// Since when it waits, or waited last.
    pub waiting_since: i64,
    /// When an agent first took it.
    pub accepted_at: Option<i64>,
    /// When it was closed.
    pub closed_at: Option<i64>,
    /// Who ended it.
    #[sea_orm(column_name = "ended_by")]
    pub end: Option<Word<ChatEnd>>,
    /// Why, in the agent's words.
    pub close_reason: Option<String>,
    /// Whether the matter was solved.
    pub solved: Option<bool>,
    /// Position of the last message or whisper.
    pub last_position: i64,
    /// Number of the last message.
    pub last_number: i64,
    /// When that was.
    pub last_entry_at: i64,
    /// Up to where the visitor has read.
    pub visitor_read_number: i64,
    /// How often it has gone round the queue's members.
    pub routing_round: i32,
    /// The status label it has.
    pub label_id: Option<Uuid>,
    /// The label's word when the chat got it.
    pub label: Option<String>,
    /// The state that the label was looked up for: another than `state` means that it is to be looked up anew.
    pub label_state: Option<Word<ChatState>>,
    /// The disposition chosen at close.
    pub disposition_id: Option<Uuid>,
    /// Its name at the time.
    pub disposition: Option<String>,
    /// The service form: values by the field's key.
    pub form: Json<std::collections::BTreeMap<String, String>>,
    /// When the visitor agreed to the consent text.
    pub consented_at: Option<i64>,
    /// When its content was erased.
    pub erased_at: Option<i64>,
    /// Its tags, as `chat_tag` has them.
    pub tags: Json<Vec<ChatTagView>>,
    /// The rank of its priority: the higher, the sooner.
    pub priority: i32,
    /// Up to where the visitor's app has received; may lag behind what was read.
    pub visitor_received_number: i64,
    /// Up to where any agent has read, among messages alone.
    pub agents_read_number: i64,
    /// Up to where any agent's app has received; may lag behind what was read.
    pub agents_received_number: i64,
    /// The visitor's score.
    pub rating: Option<i32>,
    /// What the visitor wrote with it.
    pub rating_comment: Option<String>,
    /// When the visitor rated it.
    pub rated_at: Option<i64>,
    /// The event that last changed it.
    pub seq: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The chat as agents read it, with the agents who are in it.
    #[must_use]
    pub fn view(self, participants: Vec<ParticipantView>) -> ChatView {
        ChatView {
            id: self.id,
            number: self.number.unsigned_abs(),
            state: self.state.0,
            channel: self.channel.0,
            queue_id: self.queue_id,
            visitor_id: self.visitor_id,
            visitor_name: self.visitor_name,
            visitor_phone: self.visitor_phone,
            visitor_verified: self.visitor_verified,
            subject: self.subject,
            fields: self.fields.0,
            contact_id: self.contact_id,
            candidate_count: self.candidate_count.unsigned_abs(),
            participants,
            started_at: Timestamp::from_unix_ms(self.started_at),
            accepted_at: self.accepted_at.map(Timestamp::from_unix_ms),
            closed_at: self.closed_at.map(Timestamp::from_unix_ms),
            end: self.end.map(|end| end.0),
            last_position: self.last_position.unsigned_abs(),
            last_entry_at: Timestamp::from_unix_ms(self.last_entry_at),
            visitor_read_number: self.visitor_read_number.unsigned_abs(),
            label: self.label_id.zip(self.label).map(|(id, name)| ChatLabelView { id, name }),
            disposition: self.disposition_id.zip(self.disposition).map(|(id, name)| ChosenDispositionView { id, name }),
            close_reason: self.close_reason,
            solved: self.solved,
            form: self.form.0,
            tags: self.tags.0,
            priority: Priority::of_rank(self.priority),
            visitor_received_number: self.visitor_received_number.max(self.visitor_read_number).unsigned_abs(),
            agents_read_number: self.agents_read_number.unsigned_abs(),
            agents_received_number: self.agents_received_number.max(self.agents_read_number).unsigned_abs(),
            rating: self.rating.zip(self.rated_at).map(|(score, rated_at)| RatingView {
                score: u8::try_from(score).unwrap_or_default(),
                comment: self.rating_comment,
                rated_at: Timestamp::from_unix_ms(rated_at),
            }),
            reply_until: self.reply_until.map(Timestamp::from_unix_ms),
            seq: self.seq.unsigned_abs(),
        }
    }
}

/// The agents who are in a chat now, in the order they joined.
///
/// # Errors
/// A failure of the database.
pub async fn participants_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    chat_id: Uuid,
) -> Result<Vec<ParticipantView>, DbErr> {
    let rows = participant::Entity::find()
        .filter(participant::Column::OrganizationId.eq(organization_id))
        .filter(participant::Column::ChatId.eq(chat_id))
        .filter(participant::Column::LeftAt.is_null())
        .order_by_asc(participant::Column::JoinedAt)
        .order_by_asc(participant::Column::AgentId)
        .all(database)
        .await?;
    Ok(rows.into_iter().map(ParticipantView::from).collect())
}
