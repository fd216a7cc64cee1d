//! Approaches: what an agent sends to a browsing visitor – an invitation, a promotion or a redirect.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, word::words};

words! {
    /// What is sent.
    pub enum ApproachKind {
        /// To a chat, in words the admin wrote.
        Invitation = "invitation",
        /// A text and a page, as the admin wrote them.
        Promotion = "promotion",
        /// To another page of an allowed host.
        Redirect = "redirect",
    }
}

words! {
    /// Where an approach stands.
    pub enum ApproachState {
        /// On its way to the visitor.
        Sent = "sent",
        /// The visitor sees it.
        Shown = "shown",
        /// The visitor accepted.
        Accepted = "accepted",
        /// The visitor declined.
        Declined = "declined",
        /// A later one took its place.
        Replaced = "replaced",
        /// Nobody answered in time.
        Expired = "expired",
    }
}

words! {
    /// What a visitor tells of an approach.
    pub enum ApproachAnswer {
        /// It is on screen.
        Shown = "shown",
        /// Yes.
        Accepted = "accepted",
        /// No.
        Declined = "declined",
    }
}

/// An approach as agents read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApproachView {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: ApproachKind,
    /// The visit.
    pub visit_id: Uuid,
    /// The visitor.
    pub visitor_id: Uuid,
    /// Who sent it.
    pub agent_id: Uuid,
    /// The sender's name at the time, which the visitor sees.
    pub agent_name: String,
    /// What the visitor reads; empty for a redirect without words.
    pub text: String,
    /// Where it leads; null for an invitation.
    pub url: Option<String>,
    /// Where it stands.
    pub state: ApproachState,
    /// The chat that an accepted invitation started.
    pub chat_id: Option<Uuid>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
    /// `seq` of the event that last changed it.
    pub seq: u64,
}

/// An approach as its visitor reads it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorApproachView {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: ApproachKind,
    /// Who asks.
    pub agent_name: String,
    /// What to read.
    pub text: String,
    /// Where it leads.
    pub url: Option<String>,
    /// Where it stands.
    pub state: ApproachState,
    /// The chat that an accepted invitation started.
    pub chat_id: Option<Uuid>,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
}

impl ApproachView {
    /// As its visitor reads it: the sender by name only.
    #[must_use]
    pub fn for_visitor(&self) -> VisitorApproachView {
        VisitorApproachView {
            id: self.id,
            kind: self.kind,
            agent_name: self.agent_name.clone(),
            text: self.text.clone(),
            url: self.url.clone(),
            state: self.state,
            chat_id: self.chat_id,
            expires_at: self.expires_at,
        }
    }
}

/// Invites a visit to a chat.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendInvitationRequest {
    /// The invitation.
    pub invitation_id: Uuid,
}

/// Sends a promotion to a visit.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendPromotionRequest {
    /// The promotion.
    pub promotion_id: Uuid,
}

/// Asks a visit to go to another page.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendRedirectRequest {
    /// The page: `http` or `https`, of a host in the organization's `redirect_hosts`.
    pub url: String,
    /// Words for the visitor, at most 500 characters.
    #[serde(default)]
    pub text: String,
}

/// Answers an approach.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerApproachRequest {
    /// The answer. `accepted` starts the chat of an invitation; the same answer again changes nothing.
    pub answer: ApproachAnswer,
    /// With an accepted invitation: answers to the queue's pre-chat fields, none of them required.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// With an accepted invitation: a first message.
    #[serde(default)]
    pub text: Option<String>,
    /// With an accepted invitation: whether the visitor agreed to the consent text.
    #[serde(default)]
    pub consent: bool,
}

/// An invitation written beforehand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationView {
    /// Its id.
    pub id: Uuid,
    /// Its name, for agents.
    pub name: String,
    /// What the visitor reads.
    pub text: String,
    /// The queue in which its chats start.
    pub queue_id: Uuid,
    /// Whether it can be sent.
    pub active: bool,
}

/// Adds or replaces an invitation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InvitationRequest {
    /// Its name, 1–80 characters; unique in the organization.
    pub name: String,
    /// What the visitor reads, 1–500 characters.
    pub text: String,
    /// The queue in which its chats start.
    pub queue_id: Uuid,
    /// Whether it can be sent.
    #[serde(default = "yes")]
    pub active: bool,
}

/// A promotion written beforehand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PromotionView {
    /// Its id.
    pub id: Uuid,
    /// Its name, for agents.
    pub name: String,
    /// What the visitor reads.
    pub text: String,
    /// Where it leads.
    pub url: String,
    /// Whether it can be sent.
    pub active: bool,
}

/// Adds or replaces a promotion.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PromotionRequest {
    /// Its name, 1–80 characters; unique in the organization.
    pub name: String,
    /// What the visitor reads, 1–500 characters.
    pub text: String,
    /// Where it leads: `http` or `https`, of a host in the organization's `redirect_hosts`.
    pub url: String,
    /// Whether it can be sent.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}
