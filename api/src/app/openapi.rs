//! openapi.yaml, made of the one list of routes.

mod field;
mod refusal;

use pronto_protocol::{
    chat::ChatFilter,
    error::Problem,
    event::{EventView, VisitorEventView},
    panel::PanelContext,
    push::PushContent,
    socket::{ClientFrame, ServerFrame},
    webhook::WebhookPostView,
};
use utoipa::{
    OpenApi,
    openapi::{
        OpenApi as Document,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::route;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Pronto",
        description = "Live customer chat built for the agent's phone.\n\nEvery error is a `Problem` (RFC 9457) with a \
            stable `code`. Lists take `limit` and `cursor`. Times are RFC 3339 in UTC. Ids are UUIDv7. The socket at \
            `/v1/socket` speaks `ClientFrame` and `ServerFrame`; its events are those of `/v1/sync`. Webhooks get \
            `WebhookPostView`.\n\nA client made for one version of the protocol names it, a whole number, in the \
            header `X-Pronto-Protocol` of each request. Older than the `oldest_protocol` of `/v1/server`, it is \
            answered with 426 and `upgrade_required`; what is no number is answered with 400 and `bad_request`. \
            Without the header no request is refused for its version.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(
        Problem, ChatFilter, ClientFrame, ServerFrame<EventView>, ServerFrame<VisitorEventView>, EventView, VisitorEventView, PushContent,
        PanelContext, WebhookPostView
    )),
    tags(
        (name = "sessions", description = "Sign-in, sessions and devices."),
        (name = "agents", description = "Agents, profiles and the organization."),
        (name = "queues", description = "Queues, members and subjects."),
        (name = "chats", description = "Chats, their timeline and their end."),
        (name = "contacts", description = "Known persons, their identities, notes about them, and whose chat it is."),
        (name = "tickets", description = "Lasting matters, the chats they are about, and comments on them."),
        (name = "blocks", description = "Visitors who are refused."),
        (name = "messages", description = "Messages, whispers, notes and attachments."),
        (name = "offers", description = "Offers and routing."),
        (name = "direct", description = "Agents among themselves."),
        (name = "mail", description = "Mail accounts, and mails to visitors with their fate."),
        (name = "reports", description = "Figures of closed periods, as JSON, CSV and a page to print."),
        (name = "feed", description = "The change feed: socket and sync."),
        (name = "registers", description = "The lists an organization keeps for its desk: dispositions, custom fields, status labels and tags."),
        (name = "search", description = "Words, names, numbers and identities, newest first."),
        (name = "push", description = "Push apps, deliveries, receipts and lock-screen actions."),
        (name = "knowledge", description = "Canned responses, articles and panels beside the chat."),
        (name = "visits", description = "Who browses the site, the live counters, and what agents send to visitors."),
        (name = "integrations", description = "API keys, webhooks, identity keys, and the API channel."),
        (name = "whatsapp", description = "WhatsApp numbers, what WhatsApp posts, and templates."),
        (name = "visitor", description = "What visitors may do."),
        (name = "admin", description = "Every device and session.")
    )
)]
struct Base;

/// The document.
#[must_use]
pub fn document() -> Document {
    let (_, mut document) =
        utoipa_axum::router::OpenApiRouter::with_openapi(Base::openapi()).merge(route::router()).split_for_parts();
    complete(&mut document);
    document
}

/// The document as the repository keeps it.
///
/// # Panics
/// When the document cannot be written, which its own tests would have shown.
#[must_use]
pub fn yaml() -> String {
    document().to_yaml().expect("the document can be written")
}

/// Adds to every operation what all share: the refusals and the ways to authenticate.
fn complete(document: &mut Document) {
    let components = document.components.get_or_insert_default();
    for (name, description) in [
        ("agent", "Access token of a signed-in agent."),
        ("api_key", "API key (`pk_…`) of an integration; what it opens is listed with the scope it needs."),
        ("visitor", "Token of a visitor: opens this visitor's own chats and nothing else."),
    ] {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(description)).build();
        components.add_security_scheme(name, SecurityScheme::Http(scheme));
    }
    refusal::describe(components);
    field::limit(document);
    for item in document.paths.paths.values_mut() {
        let operations = [
            (&mut item.get, false),
            (&mut item.put, true),
            (&mut item.post, true),
            (&mut item.delete, true),
            (&mut item.patch, true),
        ];
        for (operation, changes) in operations {
            if let Some(operation) = operation {
                refusal::add(operation, changes);
                field::limit_query(operation);
            }
        }
    }
}
