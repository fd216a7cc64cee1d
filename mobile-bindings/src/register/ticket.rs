//! Tickets: lasting matters of contacts.

use pronto_protocol::{
    page::Page,
    ticket::{TicketPriority, TicketState, TicketView},
};

use super::{Urgency, page, query, read};
use crate::{error::ProntoError, model::view, runtime::on_core, session::Session};

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum TicketStatus {
    /// To be worked on.
    Open,
    /// Waits for somebody else.
    Pending,
    /// Solved, if nobody objects.
    Solved,
    /// Over.
    Closed,
}

/// A lasting matter of a contact.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Ticket {
    /// Its id.
    pub ticket_id: String,
    /// Its number in the organization.
    pub number: u64,
    /// What it is about, in one line.
    pub subject: String,
    /// What it is about, at length.
    pub description: String,
    /// Where it stands.
    pub status: TicketStatus,
    /// How pressing it is.
    pub urgency: Urgency,
    /// Whose it is.
    pub contact_id: String,
    /// Whether that contact stands for everybody who is not known.
    pub anonymous: bool,
    /// Who works on it.
    pub assignee_id: Option<String>,
    /// When it should be solved, in milliseconds since 1970.
    pub due_at_ms: Option<u64>,
    /// The chats it is about.
    pub chat_ids: Vec<String>,
    /// When it was opened, in milliseconds since 1970.
    pub opened_at_ms: u64,
    /// When it last changed, in milliseconds since 1970.
    pub updated_at_ms: u64,
}

/// Which tickets are wanted; what is left out does not matter.
#[derive(Clone, Debug, Default, uniffi::Record)]
pub struct TicketFilter {
    /// In this state.
    #[uniffi(default = None)]
    pub status: Option<TicketStatus>,
    /// Of this agent.
    #[uniffi(default = None)]
    pub assignee_id: Option<String>,
    /// Of this contact.
    #[uniffi(default = None)]
    pub contact_id: Option<String>,
    /// About this chat.
    #[uniffi(default = None)]
    pub chat_id: Option<String>,
}

page! {
    /// A page of tickets.
    TicketPage of Ticket from TicketView
}

impl From<TicketView> for Ticket {
    fn from(ticket: TicketView) -> Self {
        Self {
            ticket_id: ticket.id.to_string(),
            number: ticket.number,
            subject: ticket.subject,
            description: ticket.description,
            status: match ticket.state {
                TicketState::Open => TicketStatus::Open,
                TicketState::Pending => TicketStatus::Pending,
                TicketState::Solved => TicketStatus::Solved,
                TicketState::Closed => TicketStatus::Closed,
            },
            urgency: match ticket.priority {
                TicketPriority::Low => Urgency::Low,
                TicketPriority::Normal => Urgency::Normal,
                TicketPriority::High => Urgency::High,
                TicketPriority::Urgent => Urgency::Urgent,
            },
            contact_id: ticket.contact_id.to_string(),
            anonymous: ticket.anonymous,
            assignee_id: ticket.assignee_id.map(|id| id.to_string()),
            due_at_ms: ticket.due_at.map(view::ms),
            chat_ids: ticket.chat_ids.iter().map(ToString::to_string).collect(),
            opened_at_ms: view::ms(ticket.opened_at),
            updated_at_ms: view::ms(ticket.updated_at),
        }
    }
}

impl From<TicketStatus> for TicketState {
    fn from(status: TicketStatus) -> Self {
        match status {
            TicketStatus::Open => Self::Open,
            TicketStatus::Pending => Self::Pending,
            TicketStatus::Solved => Self::Solved,
            TicketStatus::Closed => Self::Closed,
        }
    }
}

#[uniffi::export]
impl Session {
    /// Tickets.
    #[uniffi::method(default(cursor = None))]
    pub async fn tickets(&self, filter: TicketFilter, cursor: Option<String>) -> Result<TicketPage, ProntoError> {
        let account = self.client().clone();
        let query = query([
            ("state", filter.status.map(|status| TicketState::from(status).as_str().to_owned())),
            ("assignee_id", filter.assignee_id),
            ("contact_id", filter.contact_id),
            ("chat_id", filter.chat_id),
            ("cursor", cursor),
        ]);
        let page = async move { read::<Page<TicketView>>(account.calls().list_tickets(&query).await?) };
        on_core(page).await.map(Into::into)
    }

    /// A ticket.
    pub async fn ticket(&self, ticket_id: String) -> Result<Ticket, ProntoError> {
        let (account, ticket_id) = (self.client().clone(), view::id(&ticket_id)?);
        let ticket = async move { read::<TicketView>(account.calls().show_ticket(ticket_id).await?) };
        on_core(ticket).await.map(Into::into)
    }
}
