//! What an agent chose for its own screen, and how and when it wants to be told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{hours::Weekday, word::words};

words! {
    /// A column of the grid of visits.
    pub enum GridColumn {
        /// Who.
        Visitor = "visitor",
        /// The page's address.
        Page = "page",
        /// The page's title.
        Title = "title",
        /// Where the visit came from.
        Referrer = "referrer",
        /// The page it began with.
        LandingPage = "landing_page",
        /// Since when it goes on.
        Since = "since",
        /// How long the page is looked at.
        TimeOnPage = "time_on_page",
        /// Pages seen.
        Pages = "pages",
        /// Desktop, phone or tablet.
        Device = "device",
        /// The browser.
        Browser = "browser",
        /// The operating system.
        System = "system",
        /// The address it comes from.
        Ip = "ip",
        /// The language.
        Language = "language",
        /// The state of the visitor's chat.
        Chat = "chat",
        /// Chats so far.
        ChatCount = "chat_count",
    }
}

/// How one kind of thing is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Alert {
    /// Whether it is pushed at all.
    pub push: bool,
    /// Its sound: `default`, `none`, or the name of one that the app brings (letters a–z, digits, `_` and `-`, at most 32).
    pub sound: String,
}

impl Default for Alert {
    fn default() -> Self {
        Self { push: true, sound: "default".to_owned() }
    }
}

/// How each kind of thing is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Alerts {
    /// A waiting chat is offered, or a chat was given.
    pub offer: Alert,
    /// A visitor wrote in one's chat.
    pub message: Alert,
    /// A colleague wrote directly.
    pub direct: Alert,
    /// A colleague mentioned one.
    pub mention: Alert,
    /// A colleague transferred a chat.
    pub transfer: Alert,
    /// An offline message was left.
    pub offline_message: Alert,
}

/// Hours in which nothing is pushed. What happens meanwhile is found when the app is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuietHours {
    /// IANA name of the agent's own time zone, as `America/Sao_Paulo`.
    pub time_zone: String,
    /// The spans of the week, at most 20.
    pub spans: Vec<QuietSpan>,
    /// Whether offers and given chats ring all the same while the agent is `ready`.
    #[serde(default = "yes")]
    pub offers_ring: bool,
}

/// A span of quiet hours. One that ends no later than it begins goes on into the next day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuietSpan {
    /// The days on which it begins.
    pub days: Vec<Weekday>,
    /// From this local time on, `HH:MM`.
    pub from: String,
    /// Until this local time, `HH:MM`.
    pub to: String,
}

fn yes() -> bool {
    true
}

/// What an agent chose for its own screen, and how and when it wants to be told. What is left out is as it is at first; what
/// this version does not know is passed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AgentPreferences {
    /// Columns of the grid of visits, in order; each at most once, at least one.
    pub grid_columns: Vec<GridColumn>,
    /// Pushes and sounds by kind.
    pub alerts: Alerts,
    /// When nothing is pushed; null = never.
    pub quiet_hours: Option<QuietHours>,
}

/// What is to change of an agent's preferences: what is left out stays, also inside, and null is as it is at first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdatePreferencesRequest {
    /// New columns of the grid of visits, as a whole.
    pub grid_columns: Option<Vec<GridColumn>>,
    /// Kinds whose pushes or sounds change, each as in `Alerts`.
    pub alerts: Option<BTreeMap<String, Value>>,
    /// Other quiet hours, in part or as a whole as in `QuietHours`; null = none.
    pub quiet_hours: Option<BTreeMap<String, Value>>,
}

impl Default for AgentPreferences {
    fn default() -> Self {
        use GridColumn::{Chat, Device, Pages, Referrer, Since, Title, Visitor};
        Self {
            grid_columns: vec![Visitor, Title, Referrer, Since, Pages, Device, Chat],
            alerts: Alerts::default(),
            quiet_hours: None,
        }
    }
}
