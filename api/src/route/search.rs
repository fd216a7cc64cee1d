//! Search.

use axum::{Json, extract::State};
use pronto_protocol::{
    page::Page,
    search::{SearchKind, SearchResultView},
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::body::Params,
    page::PageParams,
    usecase::search::{self, SearchRequest},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(search_chats))
}

/// What is looked for.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    /// Words that must all be there, 1–200 characters: case and accents do not matter, words in quotes follow each other,
    /// `#12` is a chat's number, phones and documents are found with or without their punctuation. A last word that is found
    /// nowhere is taken as a beginning.
    pub q: Option<String>,
    /// This kind only.
    pub kind: Option<SearchKind>,
}

/// Searches
///
/// Messages, whispers, notes and chats (by number, visitor's name and answers to the pre-chat fields) that the agent may
/// see, newest first. What was sent is found at once.
#[utoipa::path(
    get,
    path = "/v1/search",
    tag = "search",
    params(SearchParams, PageParams),
    responses((status = 200, description = "A page of what was found.", body = Page<SearchResultView>)),
    security(("agent" = []))
)]
pub async fn search_chats(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<SearchParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<SearchResultView>>> {
    let request = SearchRequest { text: params.q.unwrap_or_default(), kind: params.kind };
    Ok(Json(search::find(&context, &agent, &request, &page).await?))
}
