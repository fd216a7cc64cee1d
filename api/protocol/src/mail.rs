//! Mail to visitors: the accounts that send it, and what became of each mail.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, word::words};

words! {
    /// How a connection to a mail server is secured.
    pub enum MailSecurity {
        /// TLS from the first byte, usually on port 465.
        Tls = "tls",
        /// TLS after `STARTTLS`, usually on port 587; never without.
        StartTls = "starttls",
        /// Not at all; then nobody signs in.
        None = "none",
    }
}

words! {
    /// What a mail brings.
    pub enum MailKind {
        /// A chat's transcript.
        Transcript = "transcript",
        /// Replies that the visitor has not read.
        Reply = "reply",
    }
}

words! {
    /// Where a mail stands.
    pub enum MailState {
        /// It waits to be sent, or to be tried again.
        Queued = "queued",
        /// The mail server has taken it.
        Sent = "sent",
        /// It was refused, or tried often enough.
        Dead = "dead",
        /// It was decided against.
        Suppressed = "suppressed",
    }
}

/// A mail account, without its password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailAccountView {
    /// Its id.
    pub id: Uuid,
    /// The queue it is for; null for every queue without one of its own.
    pub queue_id: Option<Uuid>,
    /// The SMTP server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub security: MailSecurity,
    /// The name to sign in with.
    pub user: Option<String>,
    /// Whether a password is kept.
    pub has_password: bool,
    /// The address that mails come from.
    pub from_address: String,
    /// The name beside it.
    pub from_name: Option<String>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Adds or replaces a mail account.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MailAccountRequest {
    /// The queue it is for; null for every queue without one of its own.
    #[serde(default)]
    pub queue_id: Option<Uuid>,
    /// The SMTP server's name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub security: MailSecurity,
    /// The name to sign in with; null = nobody signs in.
    #[serde(default)]
    pub user: Option<String>,
    /// The password; when an account is replaced, left out = the one that is kept.
    #[serde(default)]
    pub password: Option<String>,
    /// The address that mails come from.
    pub from_address: String,
    /// The name beside it; the organization's when left out.
    #[serde(default)]
    pub from_name: Option<String>,
}

impl std::fmt::Debug for MailAccountRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailAccountRequest").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// Asks for a test mail.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct TestMailRequest {
    /// Whom it goes to; the admin's own address when left out.
    pub to: Option<String>,
}

/// What became of a test mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestMailView {
    /// Whether the mail server took it.
    pub accepted: bool,
    /// The mail server's own words, or why none came.
    pub words: String,
}

/// A mail and its fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailView {
    /// Its id.
    pub id: Uuid,
    /// What it brings.
    pub kind: MailKind,
    /// Where it stands.
    pub state: MailState,
    /// The chat it is about.
    pub chat_id: Uuid,
    /// Whom it goes to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it is dead or was not sent: `refused`, `tried_often`, `no_account`, `address_cap`.
    pub reason: Option<String>,
    /// What the mail server said last.
    pub words: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is tried next.
    pub due_at: Option<Timestamp>,
    /// When the mail server took it.
    pub sent_at: Option<Timestamp>,
}
