//! Sessions and devices, and how this device is pushed to.

use pronto_protocol::{
    Timestamp,
    delivery::DeliveryView,
    device::{DeviceView, PushEnvironment, RegisterPushRequest},
    push::{PushAppView, PushPrivacy, ReceiptKind, ReceiptRequest, ReportReceiptsRequest},
    session::SessionView,
};
use uuid::Uuid;

use crate::client::{Account, ClientError};

/// Most receipts of one report.
const RECEIPTS_MOST: usize = 100;

impl Account {
    /// The organization's push apps: this app finds itself among them by its bundle id or package.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn push_apps(&self) -> Result<Vec<PushAppView>, ClientError> {
        self.http().pages("v1/push_apps", usize::MAX).await
    }

    /// Registers or renews this device's push token; the installation's keys go along, so that `encrypted` can be chosen.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn register_push(
        &self,
        push_app_id: Uuid,
        token: &str,
        environment: Option<PushEnvironment>,
        privacy: Option<PushPrivacy>,
    ) -> Result<DeviceView, ClientError> {
        let keys = self.device_keys().await?;
        let request = RegisterPushRequest {
            push_app_id,
            token: token.to_owned(),
            environment,
            public_key: Some(keys.public_key()),
            auth_secret: Some(keys.auth_secret()),
            privacy,
            locale: None,
            app_version: None,
        };
        self.register_push_with(&request).await
    }

    /// The same for any request.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn register_push_with(&self, request: &RegisterPushRequest) -> Result<DeviceView, ClientError> {
        // First: whatever becomes of the call, what was kept no longer says how this device is registered.
        self.forget_push().await?;
        self.http().put("v1/devices/current/push", request).await
    }

    /// Stops pushes to this device.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn unregister_push(&self) -> Result<(), ClientError> {
        let stopped = self.http().delete("v1/devices/current/push").await;
        // Even where it failed: only the answer may be lost, and what is kept would stand against turning pushes on again.
        self.forget_push().await?;
        stopped
    }

    /// Has a test push sent to a device; the answer holds the provider's words.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn test_push(&self, device_id: Uuid) -> Result<DeliveryView, ClientError> {
        self.http().post_empty(&format!("v1/devices/{device_id}/test_push")).await
    }

    /// Own devices.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn devices(&self) -> Result<Vec<DeviceView>, ClientError> {
        self.http().pages("v1/devices", usize::MAX).await
    }

    /// Own sessions.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn sessions(&self) -> Result<Vec<SessionView>, ClientError> {
        self.http().pages("v1/sessions", usize::MAX).await
    }

    /// Ends one of one's sessions.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn end_session(&self, session_id: Uuid) -> Result<(), ClientError> {
        self.http().delete(&format!("v1/sessions/{session_id}")).await
    }

    /// Ends all of one's sessions but this.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn end_other_sessions(&self) -> Result<(), ClientError> {
        self.http().delete("v1/sessions").await
    }

    /// Tells what became of pushes, in as many calls as it takes.
    ///
    /// # Errors
    /// Any [`ClientError`]; telling the same again is no error.
    pub async fn report_receipts(&self, receipts: &[ReceiptRequest]) -> Result<(), ClientError> {
        for part in receipts.chunks(RECEIPTS_MOST) {
            self.http().post::<()>("v1/push/receipts", &ReportReceiptsRequest { receipts: part.to_vec() }).await?;
        }
        Ok(())
    }

    /// Tells what became of one push, just now by the server's clock.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn report_receipt(&self, delivery_id: Uuid, kind: ReceiptKind) -> Result<(), ClientError> {
        let at = Timestamp::from_unix_ms(self.server_now_ms());
        self.report_receipts(&[ReceiptRequest { delivery_id, kind, at }]).await
    }
}
