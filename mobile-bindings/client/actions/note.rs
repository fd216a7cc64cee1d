//! Notes on a chat.

use pronto_protocol::{
    message::EditTextRequest,
    note::{AddNoteRequest, NoteView},
};
use uuid::Uuid;

use crate::client::{Account, ClientError};

impl Account {
    /// A chat's notes.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn notes(&self, chat_id: Uuid) -> Result<Vec<NoteView>, ClientError> {
        self.http().pages(&format!("v1/chats/{chat_id}/notes"), usize::MAX).await
    }

    /// Writes a note.
    ///
    /// # Errors
    /// Any [`ClientError`]; after a lost answer the same request may be sent again.
    pub async fn add_note(&self, chat_id: Uuid, request: &AddNoteRequest) -> Result<NoteView, ClientError> {
        let note: NoteView = self.http().post(&format!("v1/chats/{chat_id}/notes"), request).await?;
        self.live().change(|state| state.merge_note(&note));
        Ok(note)
    }

    /// Changes a note's text.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn edit_note(&self, chat_id: Uuid, note_id: Uuid, text: &str) -> Result<NoteView, ClientError> {
        let request = EditTextRequest { text: text.to_owned() };
        let note: NoteView = self.http().patch(&format!("v1/chats/{chat_id}/notes/{note_id}"), &request).await?;
        self.live().change(|state| state.merge_note(&note));
        Ok(note)
    }

    /// Deletes a note.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn delete_note(&self, chat_id: Uuid, note_id: Uuid) -> Result<(), ClientError> {
        self.http().delete(&format!("v1/chats/{chat_id}/notes/{note_id}")).await
    }
}
