//! Visits: one stay of a visitor on the organization's site each, with its page views.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Timestamp,
    approach::{ApproachView, VisitorApproachView},
    chat::ChatState,
    organization::Locale,
    word::words,
};

/// A visit ends when nothing was seen of it for so long, in milliseconds.
pub const VISIT_SILENCE_MS: i64 = 30 * 60 * 1000;
/// Page views kept of one visit: the latest.
pub const PAGE_VIEWS_MOST: i64 = 50;

words! {
    /// What somebody browses with.
    pub enum DeviceKind {
        /// A desktop or notebook.
        Desktop = "desktop",
        /// A phone.
        Phone = "phone",
        /// A tablet.
        Tablet = "tablet",
        /// A program that says so.
        Bot = "bot",
        /// It does not say.
        Unknown = "unknown",
    }
}

/// Tells which page a visitor looks at. The same address again is a sign of life and no new page.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportPageViewRequest {
    /// The page's address, `http` or `https`, at most 2,000 characters; what stands after `#` is dropped.
    pub url: String,
    /// The page's title; cut at 200 characters.
    #[serde(default)]
    pub title: String,
    /// The page before it; one that is no `http` or `https` address is left out.
    #[serde(default)]
    pub referrer: Option<String>,
}

/// A page view that was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageViewTakenView {
    /// The visit.
    pub visit_id: Uuid,
    /// An invitation, promotion or redirect that was not shown yet.
    pub approach: Option<VisitorApproachView>,
}

/// A visit as agents read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitView {
    /// Its id.
    pub id: Uuid,
    /// The visitor.
    pub visitor_id: Uuid,
    /// The name given in the latest chat that has one.
    pub visitor_name: Option<String>,
    /// The visitor's language.
    pub locale: Option<Locale>,
    /// The page being looked at.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Where the visit came from.
    pub referrer: Option<String>,
    /// The page it began with.
    pub landing_url: String,
    /// When it began.
    pub started_at: Timestamp,
    /// Since when the page is looked at.
    pub page_started_at: Timestamp,
    /// The last sign of life.
    pub last_seen_at: Timestamp,
    /// Pages seen.
    pub page_count: u32,
    /// What it is browsed with.
    pub device: DeviceKind,
    /// The browser's name.
    pub browser: String,
    /// The operating system's name.
    pub system: String,
    /// The address it comes from.
    pub ip: String,
    /// The visitor's open chat, the latest if there are several.
    pub chat: Option<VisitChatView>,
    /// Chats of this visitor so far.
    pub chat_count: u32,
    /// Whether it goes on.
    pub live: bool,
}

/// The open chat of a visit's visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitChatView {
    /// The chat.
    pub id: Uuid,
    /// Its number.
    pub number: u64,
    /// Where it stands.
    pub state: ChatState,
    /// The queue.
    pub queue_id: Uuid,
}

/// One page view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageViewView {
    /// Its place in the visit, from 1.
    pub number: u32,
    /// The page's address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// When.
    pub at: Timestamp,
}

/// A visit with its story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitStoryView {
    /// The visit.
    pub visit: VisitView,
    /// Its latest page views, the latest first, at most 50.
    pub page_views: Vec<PageViewView>,
    /// What agents sent to it, the latest first, at most 50.
    pub approaches: Vec<ApproachView>,
}
