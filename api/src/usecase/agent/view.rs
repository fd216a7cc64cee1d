//! An agent's row as it is read.

use pronto_entity::agent;
use pronto_protocol::agent::{AgentView, Reachability};

/// The row as a view; the e-mail address only where it may be read: by the agent and by admins, never in events.
#[must_use]
pub(super) fn view(row: agent::Model, reachability: Reachability, with_email: bool) -> AgentView {
    AgentView {
        id: row.id,
        name: row.name,
        email: Some(row.email).filter(|_| with_email),
        role: row.role.0,
        profile_id: row.profile_id,
        availability: row.availability.0,
        reachability,
        status_text: row.status_text,
        avatar_id: row.avatar_id,
        locale: row.locale.map(|locale| locale.0),
        active: row.active,
        seq: row.seq.unsigned_abs(),
    }
}
