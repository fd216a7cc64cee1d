//! The agent itself, colleagues, queues and the organization.

use pronto_protocol::{
    agent::{AgentView, Availability, MeView, SetAvailabilityRequest},
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
