//! A chat's transcript as its visitor reads it, whoever hands it over.

use pronto_entity::chat;

use super::{
    Transcript,
    content::{Reader, content},
    set,
};
use crate::{context::Context, error::Result};

/// The transcript as PDF, in the visitor's language.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn print_for_visitor(context: &Context, chat: chat::Model) -> Result<Transcript> {
    let number = chat.number;
    set(number, content(context.db(), chat, Reader::Visitor).await?).await
}
