//! Articles: the knowledge base.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    article::{AddArticleRequest, ArticleItemView, ArticleState, ArticleView, UpdateArticleRequest},
    page::Page,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::body::{Body, Params, Segments},
    page::PageParams,
    usecase::article,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_articles, add_article)).routes(routes!(
        show_article,
        update_article,
        remove_article
    ))
}

/// Which articles are listed.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ArticleParams {
    /// Words in title, tags or text, from their beginning and in any order; accents and case do not matter.
    pub search: Option<String>,
    /// A tag they have.
    pub tag: Option<String>,
    /// Drafts or published ones only.
    pub state: Option<ArticleState>,
}

/// Lists and searches articles
///
/// The latest changed first. Drafts are seen with the permission `write_articles` only.
#[utoipa::path(
    get,
    path = "/v1/articles",
    tag = "knowledge",
    params(ArticleParams, PageParams),
    responses((status = 200, description = "A page of articles.", body = Page<ArticleItemView>)),
    security(("agent" = []))
)]
pub async fn list_articles(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<ArticleParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<ArticleItemView>>> {
    let ArticleParams { search, tag, state } = params;
    Ok(Json(article::list(&context, &agent, article::Wanted { search, tag, state }, &page).await?))
}

/// Writes an article
///
/// With the permission `write_articles`.
#[utoipa::path(
    post,
    path = "/v1/articles",
    tag = "knowledge",
    request_body = AddArticleRequest,
    responses((status = 201, description = "The article.", body = ArticleView)),
    security(("agent" = []))
)]
pub async fn add_article(
    State(context): State<Context>,
    agent: Agent,
    Body(request): Body<AddArticleRequest>,
) -> Result<(StatusCode, Json<ArticleView>)> {
    let added = article::add(&context, &agent, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Shows an article
///
/// With its plain text, to be inserted into a reply.
#[utoipa::path(
    get,
    path = "/v1/articles/{article_id}",
    tag = "knowledge",
    params(("article_id" = Uuid, Path, description = "The article.")),
    responses((status = 200, description = "The article.", body = ArticleView)),
    security(("agent" = []))
)]
pub async fn show_article(
    State(context): State<Context>,
    agent: Agent,
    Segments(article_id): Segments<Uuid>,
) -> Result<Json<ArticleView>> {
    Ok(Json(article::show(&context, &agent, article_id).await?))
}

/// Changes an article
///
/// With the permission `write_articles`: also publishes it, or takes it back.
#[utoipa::path(
    patch,
    path = "/v1/articles/{article_id}",
    tag = "knowledge",
    params(("article_id" = Uuid, Path, description = "The article.")),
    request_body = UpdateArticleRequest,
    responses((status = 200, description = "The article, as it is now.", body = ArticleView)),
    security(("agent" = []))
)]
pub async fn update_article(
    State(context): State<Context>,
    agent: Agent,
    Segments(article_id): Segments<Uuid>,
    Body(request): Body<UpdateArticleRequest>,
) -> Result<Json<ArticleView>> {
    Ok(Json(article::update(&context, &agent, article_id, request).await?))
}

/// Deletes an article
///
/// With the permission `write_articles`.
#[utoipa::path(
    delete,
    path = "/v1/articles/{article_id}",
    tag = "knowledge",
    params(("article_id" = Uuid, Path, description = "The article.")),
    responses((status = 204, description = "It is gone.")),
    security(("agent" = []))
)]
pub async fn remove_article(
    State(context): State<Context>,
    agent: Agent,
    Segments(article_id): Segments<Uuid>,
) -> Result<StatusCode> {
    article::remove(&context, &agent, article_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
