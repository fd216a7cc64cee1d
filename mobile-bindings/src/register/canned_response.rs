//! Canned responses: texts that agents send again and again.

use pronto_protocol::{canned_response::CannedResponseView, page::Page};

use super::{page, query, read};
use crate::{error::ProntoError, model::view, runtime::on_core, session::Session};

/// A text that agents send again and again.
#[derive(Clone, Debug, uniffi::Record)]
pub struct CannedResponse {
    /// Its id.
    pub canned_response_id: String,
    /// What is typed after `/` to get it.
    pub shortcut: String,
    /// The text, with variables such as `{{visitor.name}}`.
    pub text: String,
    /// The text for the chat that was named, ready to be sent.
    pub rendered: Option<String>,
    /// Variables for which there is nothing in that chat: to be looked at before sending.
    pub missing: Vec<String>,
    /// The agent whose it is; nothing for the organization's.
    pub owner_name: Option<String>,
    /// When it was last changed, in milliseconds since 1970.
    pub updated_at_ms: u64,
}

page! {
    /// A page of canned responses.
    CannedResponsePage of CannedResponse from CannedResponseView
}

impl From<CannedResponseView> for CannedResponse {
    fn from(response: CannedResponseView) -> Self {
        let (rendered, missing) = response.rendered.map(|rendered| (rendered.text, rendered.missing)).unzip();
        Self {
            canned_response_id: response.id.to_string(),
            shortcut: response.shortcut,
            text: response.text,
            rendered,
            missing: missing.unwrap_or_default(),
            owner_name: response.owner_name,
            updated_at_ms: view::ms(response.updated_at),
        }
    }
}

#[uniffi::export]
impl Session {
    /// Canned responses whose shortcut or text has these words, filled in for a chat where one is named.
    #[uniffi::method(default(words = None, chat_id = None, cursor = None))]
    pub async fn canned_responses(
        &self,
        words: Option<String>,
        chat_id: Option<String>,
        cursor: Option<String>,
    ) -> Result<CannedResponsePage, ProntoError> {
        let account = self.client().clone();
        let query = query([("search", words), ("chat_id", chat_id), ("cursor", cursor)]);
        let page =
            async move { read::<Page<CannedResponseView>>(account.calls().list_canned_responses(&query).await?) };
        on_core(page).await.map(Into::into)
    }
}
