//! The agent itself, colleagues, queues and the organization.

use pronto_protocol::{
    agent::{AgentView, Availability, MeView, SetAvailabilityRequest},
    audit::ExportAuditRequest,
    queue::QueueView,
};

use crate::client::{Account, ClientError};

impl Account {
    /// The agent about itself, with the badge.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn me(&self) -> Result<MeView, ClientError> {
        self.http().get("v1/me").await
    }

    /// Declares availability.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn set_availability(&self, availability: Availability) -> Result<AgentView, ClientError> {
        let agent: AgentView = self.http().put("v1/me/availability", &SetAvailabilityRequest { availability }).await?;
        self.live().change(|state| state.merge_agent(&agent));
        Ok(agent)
    }

    /// Sets the agent's own picture: PNG, JPEG, GIF or WebP.
    ///
    /// # Errors
    /// [`ClientError::Api`] with `payload_too_large`, `unsupported_media` or `image_refused`, and any other.
    pub async fn upload_avatar(&self, bytes: Vec<u8>) -> Result<AgentView, ClientError> {
        let agent: AgentView = self.http().post_bytes("v1/me/avatar", bytes).await?;
        self.live().change(|state| state.merge_agent(&agent));
        Ok(agent)
    }

    /// The audit trail after an entry's number, one line of JSON an entry.
    ///
    /// # Errors
    /// [`ClientError::BadPayload`] when it is longer than an answer may be, and any other.
    pub async fn export_audit(&self, after: u64) -> Result<Vec<u8>, ClientError> {
        self.http().post_for_bytes("v1/audit/export", &ExportAuditRequest { after }).await
    }

    /// All agents.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn agents(&self) -> Result<Vec<AgentView>, ClientError> {
        self.http().pages("v1/agents", usize::MAX).await
    }

    /// All queues.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn queues(&self) -> Result<Vec<QueueView>, ClientError> {
        self.http().pages("v1/queues", usize::MAX).await
    }
}
