//! Agents, their roles, permissions and availability.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Timestamp, organization::Locale, patch::given, word::words};

words! {
    /// What an agent may be in the organization.
    pub enum Role {
        /// Answers chats.
        Agent = "agent",
        /// Also sees every chat live and moves chats.
        Supervisor = "supervisor",
        /// Also registers and configures everything.
        Admin = "admin",
    }
}

words! {
    /// What an agent declared.
    pub enum Availability {
        /// Takes chats.
        Ready = "ready",
        /// Works, but takes no new chats.
        Busy = "busy",
        /// Paused.
        NotReady = "not_ready",
        /// Signed out or gone.
        Offline = "offline",
    }
}

words! {
    /// How an agent can be told now: a fact, never declared.
    pub enum Reachability {
        /// At least one live socket.
        Socket = "socket",
        /// No socket, but a device with a working push token.
        Push = "push",
        /// Nobody can be told.
        None = "none",
    }
}

words! {
    /// One thing a profile allows; admins may do everything.
    pub enum Permission {
        /// Read chats of queues one is not a member of, closed ones included.
        SeeHistory = "see_history",
        /// Join chats of others.
        JoinChats = "join_chats",
        /// Close chats.
        CloseChats = "close_chats",
        /// Write whispers and notes.
        Whisper = "whisper",
        /// Write direct messages.
        DirectMessages = "direct_messages",
        /// Send attachments.
        Attach = "attach",
        /// Edit and delete own messages.
        EditMessages = "edit_messages",
        /// Read the push ledger of all agents.
        SeeDeliveries = "see_deliveries",
        /// Give chats labels, tags and a priority, and snooze them.
        OrganizeChats = "organize_chats",
        /// Write canned responses of one's own, and share them.
        OwnCannedResponses = "own_canned_responses",
        /// Write, publish and delete articles.
        WriteArticles = "write_articles",
        /// Read reports: agents of their own chats, supervisors of all.
        SeeReports = "see_reports",
        /// Add, change and merge contacts, and say whose chat it is.
        ManageContacts = "manage_contacts",
        /// Block visitors, and see their addresses.
        BlockVisitors = "block_visitors",
        /// Open and change tickets, and comment on them.
        ManageTickets = "manage_tickets",
        /// Watch who browses the site.
        SeeVisits = "see_visits",
        /// Invite browsing visitors, send them promotions and redirects.
        ApproachVisitors = "approach_visitors",
        /// Read the live counters.
        SeeCounters = "see_counters",
        /// Transfer one's chats to another agent or queue.
        TransferChats = "transfer_chats",
        /// Read and handle offline messages of one's queues.
        OfflineMessages = "offline_messages",
    }
}

/// An agent as colleagues read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentView {
    /// The agent's id.
    pub id: Uuid,
    /// The name that colleagues and visitors see.
    pub name: String,
    /// The e-mail address used to sign in; shown to the agent and to admins, null to others.
    pub email: Option<String>,
    /// The role.
    pub role: Role,
    /// The profile, when the agent has one.
    pub profile_id: Option<Uuid>,
    /// What the agent declared.
    pub availability: Availability,
    /// How the agent can be told now.
    pub reachability: Reachability,
    /// What the agent says of itself, as "At lunch until 13 h".
    #[serde(default)]
    pub status_text: Option<String>,
    /// The picture, when there is one; another picture has another id. `link_avatar` gives its address.
    #[serde(default)]
    pub avatar_id: Option<Uuid>,
    /// The language that the agent chose.
    #[serde(default)]
    pub locale: Option<Locale>,
    /// Whether the agent may sign in.
    pub active: bool,
    /// `seq` of the event that last changed the agent.
    pub seq: u64,
}

/// The signed-in agent about itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeView {
    /// The agent.
    pub agent: AgentView,
    /// The organization.
    pub organization: crate::organization::OrganizationView,
    /// This session.
    pub session_id: Uuid,
    /// The device this session lives on.
    pub device_id: Uuid,
    /// What the agent may do.
    pub permissions: Vec<Permission>,
    /// Queues the agent is a member of.
    pub queue_ids: Vec<Uuid>,
    /// Unread messages in own chats and direct conversations, plus open offers: what the app's icon shows.
    pub badge: u32,
}

/// Registers an agent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddAgentRequest {
    /// The name that colleagues and visitors see, 1–80 characters.
    pub name: String,
    /// The address used to sign in; unique in the organization, case does not matter.
    pub email: String,
    /// At least 10 characters.
    pub password: String,
    /// The role; `agent` when left out.
    #[serde(default = "agent_role")]
    pub role: Role,
    /// The profile.
    #[serde(default)]
    pub profile_id: Option<Uuid>,
}

fn agent_role() -> Role {
    Role::Agent
}

/// Changes an agent; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateAgentRequest {
    /// New name.
    pub name: Option<String>,
    /// New role.
    pub role: Option<Role>,
    /// New profile.
    pub profile_id: Option<Uuid>,
    /// False ends all sessions and refuses new ones.
    pub active: Option<bool>,
    /// New password; all of the agent's sessions end.
    pub password: Option<String>,
}

/// Changes one's own profile; what is left out stays, null takes away.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateMeRequest {
    /// New name, 1–80 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What one says of oneself, at most 140 characters.
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub status_text: Option<Option<String>>,
    /// New language.
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Locale>))]
    pub locale: Option<Option<Locale>>,
}

/// Changes one's own password.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePasswordRequest {
    /// The password so far.
    pub old_password: String,
    /// The new one, at least 10 characters.
    pub new_password: String,
}

/// A short-lived address of an agent's picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AvatarView {
    /// The picture's id: it changes with the picture.
    pub avatar_id: Uuid,
    /// The agent's name.
    pub name: String,
    /// Where the picture is, at most 480 pixels a side.
    pub url: String,
    /// Until when the address works.
    pub expires_at: Timestamp,
}

/// Pictures of the agents in a chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AvatarsView {
    /// Those of agents who are in it and have one.
    pub avatars: Vec<AvatarView>,
}

/// Declares availability.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetAvailabilityRequest {
    /// The new availability.
    pub availability: Availability,
}

/// A profile: permissions and limits that several agents share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProfileView {
    /// The profile's id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// Below this number of chats an agent is preferred.
    pub min_chats: u32,
    /// Never more chats at once than this; null = no limit.
    pub max_chats: Option<u32>,
}

/// Adds or replaces a profile.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProfileRequest {
    /// Its name, 1–80 characters.
    pub name: String,
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// Below this number of chats an agent is preferred.
    #[serde(default)]
    pub min_chats: u32,
    /// Never more chats at once than this; null = no limit.
    #[serde(default)]
    pub max_chats: Option<u32>,
}
