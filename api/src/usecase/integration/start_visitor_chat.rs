//! Starts a chat for a person that the organization's own system vouches for.

use futures_util::FutureExt;
use pronto_protocol::{
    chat::{Channel, ChatView},
    integration::StartVisitorChatRequest,
    visitor::StartChatRequest,
};

use crate::{
    auth::{Integration, Visitor},
    context::Context,
    error::Result,
    usecase::{
        chat::view_of,
        visitor::{checked_claims, person_of, start_chat_through},
    },
};

/// Starts it, as the person's own. The same `client_id` again gives the first chat, as it stands now.
///
/// # Errors
/// As of a visitor's start, and `invalid_fields` for the person.
pub async fn start_visitor_chat(
    context: &Context,
    integration: &Integration,
    request: StartVisitorChatRequest,
) -> Result<ChatView> {
    let organization_id = integration.organization_id;
    let person = request.visitor;
    let claims = checked_claims("visitor.external_id", &person.external_id, person.name, person.email, person.phone)?;
    let identity = context
        .ledger
        .commit(organization_id, move |transaction| async move { person_of(transaction, &claims).await }.boxed())
        .await?;
    let visitor = Visitor { id: identity.visitor_id, organization_id };
    let start = StartChatRequest {
        client_id: request.client_id,
        queue: request.queue,
        subject_id: request.subject_id,
        fields: request.fields,
        text: request.text,
        consent: false,
        channel: None,
    };
    let started = start_chat_through(context, visitor, Channel::Api, start).await?;
    let chat = crate::policy::own_chat(context.db(), visitor, started.chat.id).await?;
    view_of(context.db(), chat).await
}
