//! The door of WhatsApp's webhooks, and the templates that agents send.

mod challenge;

use axum::{
    Json,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
};
use pronto_protocol::{
    error::ErrorCode,
    message::MessageView,
    whatsapp::{SendWhatsappTemplateRequest, WhatsappTemplateView},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use self::challenge::Challenge;
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    limit::{LimitClass, address},
    middleware::{
        body::{Body, Params, Segments},
        peer::{self, Peer},
    },
    usecase::whatsapp,
};

/// WhatsApp gathers up to a thousand things in one post.
const POST_MOST_BYTES: usize = 3 * 1024 * 1024;
/// The header that signs a post.
const SIGNATURE: &str = "x-hub-signature-256";

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(verify_whatsapp, receive_whatsapp))
        .layer(DefaultBodyLimit::max(POST_MOST_BYTES))
        .routes(routes!(list_whatsapp_templates, send_whatsapp_template))
}

/// Proves the callback URL to WhatsApp
///
/// Answers the challenge when the verify token is the number's.
#[utoipa::path(
    get,
    path = "/v1/whatsapp/{whatsapp_account_id}",
    tag = "whatsapp",
    params(("whatsapp_account_id" = Uuid, Path, description = "The number's id."), Challenge),
    responses(
        (status = 200, description = "The challenge.", body = String, content_type = "text/plain"),
        (status = 403, description = "The verify token is another.")
    ),
    security(())
)]
pub async fn verify_whatsapp(
    State(context): State<Context>,
    Segments(whatsapp_account_id): Segments<Uuid>,
    Params(asked): Params<Challenge>,
) -> Result<String> {
    whatsapp::verify(&context, whatsapp_account_id, &asked.mode, &asked.verify_token, asked.challenge).await
}

/// Takes what WhatsApp posts
///
/// Signed with the app's secret (`X-Hub-Signature-256`). Messages go into the customer's open chat or start one in the number's
/// queue; statuses move the customer's marks. The same post again changes nothing.
#[utoipa::path(
    post,
    path = "/v1/whatsapp/{whatsapp_account_id}",
    tag = "whatsapp",
    params(
        ("whatsapp_account_id" = Uuid, Path, description = "The number's id."),
        ("X-Hub-Signature-256" = String, Header, description = "`sha256=` and the HMAC-SHA256 of the body, in hexadecimal.")
    ),
    request_body(content = String, content_type = "application/json", description = "What WhatsApp writes."),
    responses(
        (status = 200, description = "Everything in it is kept.", body = String, content_type = "text/plain"),
        (status = 403, description = "The signature does not fit.")
    ),
    security(())
)]
pub async fn receive_whatsapp(
    State(context): State<Context>,
    Segments(whatsapp_account_id): Segments<Uuid>,
    peer: Peer,
    headers: HeaderMap,
    body: Bytes,
) -> Result<&'static str> {
    let signed = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match whatsapp::receive(&context, whatsapp_account_id, signed, &body).await {
        Ok(()) => Ok("ok"),
        Err(error) => {
            if matches!(error.code(), ErrorCode::Forbidden | ErrorCode::NotFound) {
                peer::check(&context, LimitClass::Request, &address::key(peer.0))?;
            }
            Err(error)
        }
    }
}

/// Lists the templates that can be sent into a chat
///
/// As WhatsApp has approved them; those that want more than values in their text are left out.
#[utoipa::path(
    get,
    path = "/v1/chats/{chat_id}/whatsapp_templates",
    tag = "whatsapp",
    params(("chat_id" = Uuid, Path, description = "A chat of the channel `whatsapp`.")),
    responses(
        (status = 200, description = "The templates.", body = Vec<WhatsappTemplateView>),
        (status = 409, description = "The chat is of another channel, or its number is not set up.")
    ),
    security(("agent" = []))
)]
pub async fn list_whatsapp_templates(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
) -> Result<Json<Vec<WhatsappTemplateView>>> {
    Ok(Json(whatsapp::list_templates(&context, &agent, chat_id).await?))
}

/// Sends a template into a chat
///
/// The only thing that reaches a customer who has been silent for 24 hours. The same `client_id` again gives the first result.
#[utoipa::path(
    post,
    path = "/v1/chats/{chat_id}/whatsapp_templates",
    tag = "whatsapp",
    params(("chat_id" = Uuid, Path, description = "A chat of the channel `whatsapp` that one is in.")),
    request_body = SendWhatsappTemplateRequest,
    responses((status = 201, description = "The message, with the text that the customer reads.", body = MessageView)),
    security(("agent" = []))
)]
pub async fn send_whatsapp_template(
    State(context): State<Context>,
    agent: Agent,
    Segments(chat_id): Segments<Uuid>,
    Body(request): Body<SendWhatsappTemplateRequest>,
) -> Result<(StatusCode, Json<MessageView>)> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    Ok((StatusCode::CREATED, Json(whatsapp::send_template(&context, &agent, chat_id, request).await?)))
}
