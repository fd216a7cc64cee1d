//! Gives short-lived addresses of an attachment.

use pronto_entity::attachment;
use pronto_protocol::{Timestamp, attachment::AttachmentLinksView};
use uuid::Uuid;

use crate::{
    blob::link::{LINK_MOST_MS, Variant, sign},
    context::Context,
    error::{Error, Result},
    policy,
    usecase::message::Author,
};

/// What the key of links is derived for; [`super::fetch`] uses the same.
pub(in crate::usecase) const LINK_KEY: &str = "file links";

/// Addresses of an attachment, good for five minutes. What is sent opens for everybody who sees the chat, what is not
/// yet sent for its uploader alone.
///
/// # Errors
/// `not_found`.
pub async fn link(
    context: &Context,
    author: Author<'_>,
    chat_id: Uuid,
    attachment_id: Uuid,
) -> Result<AttachmentLinksView> {
    let file = load(context, author, chat_id, attachment_id).await?;
    let key = context.vault.derive(LINK_KEY);
    let expires_at_ms = context.clock.now_ms() + LINK_MOST_MS;
    let address = |variant: Variant, word: &str| {
        let token = sign(&key, attachment_id, variant, expires_at_ms);
        format!("{}/v1/files/{attachment_id}/{word}/{token}", context.config.public_url())
    };
    Ok(AttachmentLinksView {
        url: address(Variant::Original, "original"),
        thumbnail_url: file.thumbnail_key.map(|_| address(Variant::Thumbnail, "thumbnail")),
        expires_at: Timestamp::from_unix_ms(expires_at_ms),
    })
}

async fn load(context: &Context, author: Author<'_>, chat_id: Uuid, attachment_id: Uuid) -> Result<attachment::Model> {
    let (organization_id, reader_id) = match author {
        Author::Agent(agent) => {
            policy::see_chat(context.db(), agent, chat_id).await?;
            (agent.organization_id(), agent.id())
        }
        Author::Visitor(visitor) => {
            policy::own_chat(context.db(), visitor, chat_id).await?;
            (visitor.organization_id, visitor.id)
        }
    };
    let file = policy::attachment_of(context.db(), organization_id, chat_id, attachment_id).await?;
    if file.message_id.is_none() && file.uploader_id != reader_id {
        return Err(Error::not_found());
    }
    Ok(file)
}
