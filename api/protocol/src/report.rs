//! Reports: figures of a period, by day, queue, agent or subject.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::word::words;

words! {
    /// What the rows of a report stand for.
    pub enum ReportGroup {
        /// Days of the organization's time zone, those without chats too.
        Day = "day",
        /// Queues, by the one a chat is in now.
        Queue = "queue",
        /// Agents who were in the chats: a chat of two agents counts for both.
        Agent = "agent",
        /// Subjects, by their name at the time.
        Subject = "subject",
    }
}

/// Figures of the chats that started in a period. A chat belongs to the day on which it started, with all that came of it
/// later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportView {
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day, `YYYY-MM-DD`.
    pub to: String,
    /// The time zone whose days these are.
    pub time_zone: String,
    /// What the rows stand for.
    pub group_by: ReportGroup,
    /// This queue's chats only.
    pub queue_id: Option<Uuid>,
    /// Chats in which this agent was only; messages of agents are this agent's.
    pub agent_id: Option<Uuid>,
    /// Whether these figures stand: false while the period is not over or a chat of it is open.
    pub complete: bool,
    /// All chats together, each once.
    pub total: ReportFiguresView,
    /// The rows: days in order; queues and agents by name; subjects by the number of chats.
    pub rows: Vec<ReportRowView>,
    /// The subjects asked for most, at most 20.
    pub subjects: Vec<ReportCountView>,
    /// The reasons given most at close, at most 20.
    pub close_reasons: Vec<ReportCountView>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportRowView {
    /// The day, the queue's or agent's id, or the subject; null for chats without one.
    pub key: Option<String>,
    /// What a person reads for it; null for chats without one.
    pub name: Option<String>,
    /// Its figures.
    pub figures: ReportFiguresView,
}

/// The figures of some chats.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportFiguresView {
    /// Chats that started.
    pub started: u64,
    /// Of these: taken by an agent.
    pub accepted: u64,
    /// Of these: closed, whoever ended them.
    pub closed: u64,
    /// Of the closed: ended by the visitor's leaving.
    pub left: u64,
    /// Of the closed: ended before any agent took them.
    pub abandoned: u64,
    /// Not closed yet.
    pub open: u64,
    /// From the start until an agent took it.
    pub waiting: ReportSpanView,
    /// From then until it was closed.
    pub handling: ReportSpanView,
    /// Messages of visitors.
    pub visitor_messages: u64,
    /// Messages of agents.
    pub agent_messages: u64,
    /// Closed as solved.
    pub solved: u64,
    /// Closed as not solved.
    pub unsolved: u64,
    /// Solved among those of which it was told, 0 to 1; null when it was told of none.
    pub solved_share: Option<f64>,
}

/// Spans of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportSpanView {
    /// How many there are.
    pub count: u64,
    /// Their average, in milliseconds.
    pub average_ms: Option<u64>,
    /// Half of them took at most so long, in milliseconds.
    pub median_ms: Option<u64>,
    /// Nine of ten took at most so long, in milliseconds.
    pub p90_ms: Option<u64>,
}

/// How often something came up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportCountView {
    /// What.
    pub name: String,
    /// In how many chats.
    pub count: u64,
}
