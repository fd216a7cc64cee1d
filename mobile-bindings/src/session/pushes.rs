//! How this device is pushed to.

use pronto_protocol::{
    device::PushEnvironment,
    push::{PushPrivacy, ReceiptKind},
};

use super::Session;
use crate::{
    error::ProntoError,
    model::view,
    runtime::{on_core, to_the_end},
};

/// What pushes may tell the provider and the lock screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Privacy {
    /// Sender and text.
    Full,
    /// The sender only.
    Sender,
    /// Nothing: the app fetches the rest.
    IdOnly,
    /// Everything, sealed to this device.
    Encrypted,
}

/// What became of a push on this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Receipt {
    /// It arrived.
    Received,
    /// The person opened it.
    Opened,
    /// The person used one of its actions.
    Acted,
}

/// An app that the organization pushes to.
#[derive(Clone, Debug, uniffi::Record)]
pub struct PushApp {
    /// Its id: given when registering.
    pub push_app_id: String,
    /// Bundle id, package or VAPID public key: an app finds itself by it.
    pub topic: String,
}

#[uniffi::export]
impl Session {
    /// The organization's push apps.
    pub async fn push_apps(&self) -> Result<Vec<PushApp>, ProntoError> {
        let account = self.account.clone();
        let apps = on_core(async move { account.push_apps().await }).await?;
        Ok(apps.into_iter().map(|app| PushApp { push_app_id: app.id.to_string(), topic: app.topic }).collect())
    }

    /// Registers or renews this device's push token. `sandbox` is true only for iOS builds from Xcode, and refused on other
    /// platforms; no `privacy` means as the organization says, one wider than the organization's is refused. Both
    /// refusals are `invalid_fields`.
    pub async fn register_push(
        &self,
        push_app_id: String,
        token: String,
        sandbox: bool,
        privacy: Option<Privacy>,
    ) -> Result<(), ProntoError> {
        let (account, push_app_id) = (self.account.clone(), view::id(&push_app_id)?);
        let environment = if sandbox { PushEnvironment::Sandbox } else { PushEnvironment::Production };
        let privacy = privacy.map(Into::into);
        to_the_end(
            async move { account.register_push(push_app_id, &token, Some(environment), privacy).await.map(drop) },
        )
        .await
    }

    /// Registers this device's push token with the organization's push app of this topic (bundle id, package), unless
    /// the same was registered before: to be called at every start and for every new token. True when it was registered
    /// now. `sandbox` and `privacy` are as in `register_push`.
    pub async fn keep_push_registered(
        &self,
        topic: String,
        token: String,
        sandbox: bool,
        privacy: Option<Privacy>,
    ) -> Result<bool, ProntoError> {
        let (account, privacy) = (self.account.clone(), privacy.map(Into::into));
        to_the_end(async move { account.keep_push_registered(&topic, &token, sandbox, privacy).await }).await
    }

    /// Stops pushes to this device.
    pub async fn unregister_push(&self) -> Result<(), ProntoError> {
        let account = self.account.clone();
        to_the_end(async move { account.unregister_push().await }).await
    }

    /// The installation's push keys, to be given to `decode_push`; to be kept in secure storage shared with the extension.
    pub async fn push_keys(&self) -> Result<Vec<u8>, ProntoError> {
        let account = self.account.clone();
        to_the_end(async move { account.device_keys().await?.export() }).await
    }

    /// Tells the server what became of a push.
    pub async fn report_receipt(&self, delivery_id: String, receipt: Receipt) -> Result<(), ProntoError> {
        let (account, delivery_id) = (self.account.clone(), view::id(&delivery_id)?);
        to_the_end(async move { account.report_receipt(delivery_id, receipt.into()).await }).await
    }
}

impl From<Privacy> for PushPrivacy {
    fn from(privacy: Privacy) -> Self {
        match privacy {
            Privacy::Full => Self::Full,
            Privacy::Sender => Self::Sender,
            Privacy::IdOnly => Self::IdOnly,
            Privacy::Encrypted => Self::Encrypted,
        }
    }
}

impl From<Receipt> for ReceiptKind {
    fn from(receipt: Receipt) -> Self {
        match receipt {
            Receipt::Received => Self::Received,
            Receipt::Opened => Self::Opened,
            Receipt::Acted => Self::Acted,
        }
    }
}
