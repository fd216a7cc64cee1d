//! Tickets: lasting matters of contacts.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, patch::given, word::words};

words! {
    /// Where a ticket stands.
    pub enum TicketState {
        /// To be worked on.
        Open = "open",
        /// Waits for somebody else.
        Pending = "pending",
        /// Solved, if nobody objects.
        Solved = "solved",
        /// Over.
        Closed = "closed",
    }
}

words! {
    /// How pressing a ticket is.
    pub enum TicketPriority {
        /// Can wait.
        Low = "low",
        /// As most are.
        Normal = "normal",
        /// Before others.
        High = "high",
        /// At once.
        Urgent = "urgent",
    }
}

/// A lasting matter of a contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketView {
    /// Its id.
    pub id: Uuid,
    /// Its number in the organization, from 1.
    pub number: u64,
    /// What it is about, in one line.
    pub subject: String,
    /// What it is about, at length.
    pub description: String,
    /// Where it stands.
    pub state: TicketState,
    /// How pressing it is.
    pub priority: TicketPriority,
    /// Whose it is.
    pub contact_id: Uuid,
    /// Whether that is an anonymous contact: only then may it be given to another.
    pub anonymous: bool,
    /// Who works on it.
    pub assignee_id: Option<Uuid>,
    /// When it should be solved.
    pub due_at: Option<Timestamp>,
    /// The chats it is about, the earliest linked first.
    pub chat_ids: Vec<Uuid>,
    /// Who opened it.
    pub opened_by_id: Uuid,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}

/// Whose a ticket is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum TicketContact {
    /// Nobody's in particular: it is kept for statistics.
    Anonymous {},
    /// A contact to be added.
    New {
        /// The name, 1–80 characters.
        name: String,
        /// The e-mail address.
        #[serde(default)]
        email: Option<String>,
        /// Add it although it is probably a duplicate.
        #[serde(default)]
        confirm: bool,
    },
    /// A contact who is known.
    Existing {
        /// Who.
        contact_id: Uuid,
    },
}

/// Opens a ticket.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenTicketRequest {
    /// UUIDv7 made by the sender: the same request again gives the first ticket.
    pub client_id: Uuid,
    /// What it is about, 1–200 characters.
    pub subject: String,
    /// At most 8,000 characters.
    #[serde(default)]
    pub description: String,
    /// Whose it is.
    pub contact: TicketContact,
    /// How pressing it is; `normal` when left out.
    #[serde(default = "normal")]
    pub priority: TicketPriority,
    /// Who works on it.
    #[serde(default)]
    pub assignee_id: Option<Uuid>,
    /// When it should be solved.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    /// A chat it is about; one that belongs to no contact yet is given to the ticket's, unless that is anonymous.
    #[serde(default)]
    pub chat_id: Option<Uuid>,
}

fn normal() -> TicketPriority {
    TicketPriority::Normal
}

/// Changes a ticket; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateTicketRequest {
    /// New subject.
    pub subject: Option<String>,
    /// New description.
    pub description: Option<String>,
    /// New state.
    pub state: Option<TicketState>,
    /// New priority.
    pub priority: Option<TicketPriority>,
    /// New assignee; null for nobody.
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Uuid>))]
    pub assignee_id: Option<Option<Uuid>>,
    /// New due time; null for none.
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Timestamp>))]
    pub due_at: Option<Option<Timestamp>>,
}

/// Gives a ticket to a contact.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetTicketContactRequest {
    /// Whose it is.
    pub contact: TicketContact,
}

/// A comment on a ticket; agents only. It is part of the record and never changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketCommentView {
    /// Its id.
    pub id: Uuid,
    /// The ticket.
    pub ticket_id: Uuid,
    /// Who wrote it.
    pub author_id: Uuid,
    /// The author's name at the time.
    pub author_name: String,
    /// The text.
    pub text: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// `seq` of the event that told it.
    pub seq: u64,
}

/// Writes a comment on a ticket.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddTicketCommentRequest {
    /// UUIDv7 made by the author: the same request again gives the first result.
    pub client_id: Uuid,
    /// The text, 1–8,000 characters.
    pub text: String,
}
