//! Sign-in, refresh, and the agent's own sessions.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    page::Page,
    session::{AnswerChallengeRequest, RefreshRequest, SessionView, SignInRequest, TokensView},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    limit::{LimitClass, address},
    middleware::{
        authenticate::Enrolling,
        body::{Body, Params, Segments},
        peer::{self, Peer},
    },
    page::PageParams,
    usecase::session,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(sign_in, list_sessions, end_other_sessions))
        .routes(routes!(answer_challenge))
        .routes(routes!(refresh_session))
        .routes(routes!(sign_out))
        .routes(routes!(end_session))
}

/// Signs an agent in
///
/// Gives a short access token and a refresh token. Give `device.id` of an earlier sign-in, so that the installation stays
/// one device. Wrong organization, e-mail and password have the same answer; after several wrong passwords one has to wait
/// (`rate_limited`, `Retry-After`). Who has a second factor is answered `second_factor_required` with a `challenge`, which
/// `answer_challenge` takes with a code.
#[utoipa::path(
    post,
    path = "/v1/sessions",
    tag = "sessions",
    request_body = SignInRequest,
    responses(
        (status = 201, description = "The tokens of the new session.", body = TokensView),
        (status = 401, description = "Something is wrong."),
    ),
    security(())
)]
pub async fn sign_in(
    State(context): State<Context>,
    peer: Peer,
    Body(request): Body<SignInRequest>,
) -> Result<(StatusCode, Json<TokensView>)> {
    peer::check(&context, LimitClass::SignIn, &address::key(peer.0))?;
    let tokens = session::sign_in(&context, request, peer.0).await?;
    Ok((StatusCode::CREATED, Json(tokens)))
}

/// Answers a sign-in's challenge
///
/// The second step of a sign-in whose password was right: with the code that the authenticator app shows, or a recovery
/// code. A code is taken once; after several wrong ones one has to wait (`rate_limited`, `Retry-After`).
#[utoipa::path(
    post,
    path = "/v1/sessions/challenge",
    tag = "sessions",
    request_body = AnswerChallengeRequest,
    responses(
        (status = 201, description = "The tokens of the new session.", body = TokensView),
        (status = 401, description = "The code is wrong, or the challenge is not good any more."),
    ),
    security(())
)]
pub async fn answer_challenge(
    State(context): State<Context>,
    peer: Peer,
    Body(request): Body<AnswerChallengeRequest>,
) -> Result<(StatusCode, Json<TokensView>)> {
    peer::check(&context, LimitClass::SignIn, &address::key(peer.0))?;
    let tokens = session::answer_challenge(&context, request, peer.0).await?;
    Ok((StatusCode::CREATED, Json(tokens)))
}

/// Exchanges a refresh token
///
/// The old token stays good until the new access or refresh token is first used, so a lost answer is simply asked for
/// again. Used after that, it ends the session (`refresh_replayed`).
#[utoipa::path(
    post,
    path = "/v1/sessions/refresh",
    tag = "sessions",
    request_body = RefreshRequest,
    responses(
        (status = 200, description = "New tokens of the same session.", body = TokensView),
        (status = 401, description = "The token is not good, or not any more."),
    ),
    security(())
)]
pub async fn refresh_session(
    State(context): State<Context>,
    peer: Peer,
    Body(request): Body<RefreshRequest>,
) -> Result<Json<TokensView>> {
    Ok(Json(session::refresh(&context, request, peer.0).await?))
}

/// Lists the agent's own sessions
///
/// Newest first, ended ones included.
#[utoipa::path(
    get,
    path = "/v1/sessions",
    tag = "sessions",
    params(PageParams),
    responses((status = 200, description = "A page of sessions.", body = Page<SessionView>)),
    security(("agent" = []))
)]
pub async fn list_sessions(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<SessionView>>> {
    Ok(Json(session::list(&context, &agent, &params).await?))
}

/// Signs out
///
/// Ends the session that asks: its sockets close, and its device is pushed to no more unless another session lives on it.
#[utoipa::path(
    delete,
    path = "/v1/sessions/current",
    tag = "sessions",
    responses((status = 204, description = "The session has ended.")),
    security(("agent" = []))
)]
pub async fn sign_out(State(context): State<Context>, Enrolling(agent): Enrolling) -> Result<StatusCode> {
    session::sign_out(&context, &agent).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one of the agent's own sessions
#[utoipa::path(
    delete,
    path = "/v1/sessions/{session_id}",
    tag = "sessions",
    params(("session_id" = Uuid, Path, description = "The session.")),
    responses((status = 204, description = "The session has ended, now or before.")),
    security(("agent" = []))
)]
pub async fn end_session(
    State(context): State<Context>,
    agent: Agent,
    Segments(session_id): Segments<Uuid>,
) -> Result<StatusCode> {
    session::end_own(&context, &agent, session_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends the agent's other sessions
#[utoipa::path(
    delete,
    path = "/v1/sessions",
    tag = "sessions",
    responses((status = 204, description = "All sessions but the one that asks have ended.")),
    security(("agent" = []))
)]
pub async fn end_other_sessions(State(context): State<Context>, agent: Agent) -> Result<StatusCode> {
    session::end_others(&context, &agent).await?;
    Ok(StatusCode::NO_CONTENT)
}
