//! Organizations: the tenants, and what they decide for themselves.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{contact::Country, push::PushPrivacy, word::words};

words! {
    /// A language that visitors and agents are served in.
    pub enum Locale {
        /// Brazilian Portuguese.
        PtBr = "pt-BR",
        /// English.
        En = "en",
    }
}

words! {
    /// When a transcript is mailed to the visitor.
    pub enum TranscriptMail {
        /// Never.
        Never = "never",
        /// When the visitor or an agent asks for it.
        OnRequest = "on_request",
        /// When the chat is closed, and when somebody asks for it.
        OnClose = "on_close",
    }
}

/// An organization as its agents read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganizationView {
    /// Its id.
    pub id: Uuid,
    /// The word in addresses (`/chat/{organization}/…`) and at sign-in: lower-case letters, digits and `-`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its settings.
    pub settings: OrganizationSettings,
}

/// What an organization decides for itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct OrganizationSettings {
    /// Language of notices and pushes where the person's own is not known.
    pub locale: Locale,
    /// What pushes may tell; a device may ask for less, never for more.
    pub push_privacy: PushPrivacy,
    /// Largest attachment, in bytes.
    pub attachment_limit_bytes: u64,
    /// For how long after sending a message may be edited or deleted by its author, in seconds.
    pub edit_window_seconds: u32,
    /// Whether a closed chat may be reopened.
    pub reopen_allowed: bool,
    /// Offers an agent may let expire in a row before becoming `not_ready`; 0 = never.
    pub missed_offers_most: u32,
    /// Whether agents must choose a disposition, and say whether the matter was solved, to close a chat.
    pub disposition_required: bool,
    /// The IANA time zone in which its days begin and times are written, as `America/Sao_Paulo`.
    pub time_zone: String,
    /// The country whose national phone numbers are understood without a country code.
    pub phone_country: Country,
    /// The contact to which anonymous tickets belong; made with the first of them when none is named.
    pub anonymous_contact_id: Option<Uuid>,
    /// Hosts that promotions and redirects may lead visitors to: `shop.example`, or `*.shop.example` for every host below.
    pub redirect_hosts: Vec<String>,
    /// Days for which visits and their page views are kept (1–3,650).
    pub visit_kept_days: u32,
    /// Whether only visitors that the organization's own system vouches for may start chats.
    pub identity_required: bool,
    /// Closed chats older than this many days are erased, unless their queue says otherwise; null = kept.
    pub retention_days: Option<u32>,
    /// What visitors agree to before a chat starts.
    pub consent_text: Option<String>,
    /// Whether visitors are asked to rate a chat that is over.
    pub rating_enabled: bool,
    /// For how long after its end a chat may be rated, and the rating changed, in seconds.
    pub rating_window_seconds: u32,
    /// Whether visitors may have the transcript of their own chats.
    pub visitor_transcript: bool,
    /// When a transcript is mailed to the address that the visitor typed in the chat.
    pub transcript_mail: TranscriptMail,
    /// Its subject, in which `{number}` and `{organization}` stand for what they say; null = one of Pronto's own.
    pub transcript_mail_subject: Option<String>,
    /// After how many minutes a reply that a visitor who has gone has not read is mailed; 0 = never.
    pub reply_mail_minutes: u32,
    /// Mails that one address gets a day at most.
    pub mails_per_address_most: u32,
    /// Whether everybody who signs in with a password needs a second factor. Who has none can only set one up.
    pub second_factor_required: bool,
    /// Whether visitors see the pictures of agents, and not their names only.
    pub visitors_see_avatars: bool,
}

impl Default for OrganizationSettings {
    fn default() -> Self {
        Self {
            locale: Locale::PtBr,
            push_privacy: PushPrivacy::Full,
            attachment_limit_bytes: 2 * 1024 * 1024,
            edit_window_seconds: 15 * 60,
            reopen_allowed: true,
            missed_offers_most: 3,
            disposition_required: false,
            time_zone: "America/Sao_Paulo".to_owned(),
            phone_country: Country::Br,
            anonymous_contact_id: None,
            redirect_hosts: Vec::new(),
            visit_kept_days: 90,
            identity_required: false,
            retention_days: None,
            consent_text: None,
            rating_enabled: true,
            rating_window_seconds: 7 * 24 * 3600,
            visitor_transcript: true,
            transcript_mail: TranscriptMail::Never,
            transcript_mail_subject: None,
            reply_mail_minutes: 0,
            mails_per_address_most: 10,
            second_factor_required: false,
            visitors_see_avatars: false,
        }
    }
}

/// Changes an organization; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateOrganizationRequest {
    /// New name.
    pub name: Option<String>,
    /// New language.
    pub locale: Option<Locale>,
    /// New privacy of pushes.
    pub push_privacy: Option<PushPrivacy>,
    /// New attachment limit, in bytes; at most the server's.
    pub attachment_limit_bytes: Option<u64>,
    /// New edit window, in seconds.
    pub edit_window_seconds: Option<u32>,
    /// Whether closed chats may be reopened.
    pub reopen_allowed: Option<bool>,
    /// Offers that may expire in a row.
    pub missed_offers_most: Option<u32>,
    /// Whether a disposition is needed to close a chat.
    pub disposition_required: Option<bool>,
    /// New time zone, by its IANA name.
    pub time_zone: Option<String>,
    /// New country of national phone numbers.
    pub phone_country: Option<Country>,
    /// Another contact for anonymous tickets, itself anonymous.
    pub anonymous_contact_id: Option<Uuid>,
    /// New hosts that visitors may be led to, as a whole.
    pub redirect_hosts: Option<Vec<String>>,
    /// Days for which visits are kept.
    pub visit_kept_days: Option<u32>,
    /// Whether only vouched-for visitors may start chats.
    pub identity_required: Option<bool>,
    /// Days after which closed chats are erased; 0 = kept.
    pub retention_days: Option<u32>,
    /// What visitors agree to before a chat starts; empty = nothing.
    pub consent_text: Option<String>,
    /// Whether visitors are asked for a rating.
    pub rating_enabled: Option<bool>,
    /// For how long a chat may be rated, in seconds.
    pub rating_window_seconds: Option<u32>,
    /// Whether visitors may have transcripts.
    pub visitor_transcript: Option<bool>,
    /// When a transcript is mailed.
    pub transcript_mail: Option<TranscriptMail>,
    /// Its new subject, at most 150 characters; empty = one of Pronto's own.
    pub transcript_mail_subject: Option<String>,
    /// Minutes after which an unread reply is mailed, at most 1,440; 0 = never.
    pub reply_mail_minutes: Option<u32>,
    /// Mails that one address gets a day, 1 to 100.
    pub mails_per_address_most: Option<u32>,
    /// Whether everybody who signs in with a password needs a second factor.
    pub second_factor_required: Option<bool>,
    /// Whether visitors see the pictures of agents.
    pub visitors_see_avatars: Option<bool>,
}
