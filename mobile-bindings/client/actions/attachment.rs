//! Attachments: uploaded before they are sent, opened by short-lived addresses.

use pronto_protocol::attachment::{AttachmentLinksView, AttachmentView};
use uuid::Uuid;

use crate::client::{Account, ClientError};

impl Account {
    /// Puts a message with a file into the outbox; returns its `client_id` at once, offline too. The bytes are kept until they are
    /// uploaded; an upload that was cut off begins again.
    ///
    /// # Errors
    /// [`ClientError::Store`] when it could not be kept.
    pub fn send_file(
        &self,
        chat_id: Uuid,
        caption: &str,
        name: &str,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Uuid, ClientError> {
        self.outbox().put_file(chat_id, caption, name, content_type, bytes)
    }

    /// Uploads a file to a chat; a message then names its id.
    ///
    /// # Errors
    /// [`ClientError::Api`] with `payload_too_large`, `unsupported_media` or `image_refused`, and any other.
    pub async fn upload_attachment(
        &self,
        chat_id: Uuid,
        name: &str,
        content_type: &str,
        bytes: Vec<u8>,
    ) -> Result<AttachmentView, ClientError> {
        self.http().upload(chat_id, name, content_type, bytes, None).await
    }

    /// Addresses to fetch an attachment from, good for a few minutes.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn attachment_links(
        &self,
        chat_id: Uuid,
        attachment_id: Uuid,
    ) -> Result<AttachmentLinksView, ClientError> {
        self.http().get(&format!("v1/chats/{chat_id}/attachments/{attachment_id}")).await
    }
}
