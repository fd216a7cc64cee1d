//! How this device is pushed to: registered once, and again only when something has changed.

use pronto_protocol::{
    device::{DeviceView, PushEnvironment},
    push::{PushAppView, PushPrivacy},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Account;
use crate::client::{ClientError, storage::off_thread};

/// What was registered last.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Registered {
    session_id: Uuid,
    topic: String,
    token: String,
    sandbox: bool,
    privacy: Option<PushPrivacy>,
    core: String,
}

fn key(agent_id: Uuid) -> String {
    format!("pronto.push.{agent_id}")
}

impl Account {
    /// Registers this device's push token with the organization's push app of this topic (bundle id, package), unless the same was
    /// registered before: to be called at every start, and whenever the system gives another token. True when it was registered now.
    ///
    /// # Errors
    /// [`ClientError::BadPayload`] when the organization has no such push app, and any other.
    pub async fn keep_push_registered(
        &self,
        topic: &str,
        token: &str,
        sandbox: bool,
        privacy: Option<PushPrivacy>,
    ) -> Result<bool, ClientError> {
        let wanted = Registered {
            session_id: self.identity().session_id,
            topic: topic.to_owned(),
            token: token.to_owned(),
            sandbox,
            privacy,
            core: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let key = key(self.agent_id());
        let kept = off_thread(self.storage(), {
            let key = key.clone();
            move |storage| storage.get(&key)
        });
        let kept: Option<Registered> = kept.await?.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if kept.is_some_and(|kept| kept == wanted) {
            return Ok(false);
        }
        // One name may be the bundle id of one app and the package of another.
        let devices: Vec<DeviceView> = self.http().pages("v1/devices", usize::MAX).await?;
        let device = devices.iter().find(|device| device.id == self.identity().device_id);
        let provider = device.map(|device| device.platform.provider());
        let fits = |app: &&PushAppView| app.topic == topic && provider.is_none_or(|provider| provider == app.provider);
        let apps = self.push_apps().await?;
        let app = apps.iter().find(fits);
        let app = app.ok_or_else(|| ClientError::bad_payload("the organization has no push app of this topic"))?;
        let environment = if sandbox { PushEnvironment::Sandbox } else { PushEnvironment::Production };
        self.register_push(app.id, token, Some(environment), privacy).await?;
        let bytes = serde_json::to_vec(&wanted).map_err(ClientError::internal)?;
        off_thread(self.storage(), move |storage| storage.set(&key, &bytes)).await?;
        Ok(true)
    }

    /// Forgets what was registered, so that the next start registers anew.
    pub(crate) async fn forget_push(&self) -> Result<(), ClientError> {
        let key = key(self.agent_id());
        off_thread(self.storage(), move |storage| storage.remove(&key)).await
    }
}
