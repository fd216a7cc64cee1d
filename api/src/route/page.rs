//! Pages for people: the start page, the hosted chat page, the widget's files, the console, and where identity providers lead back to.

mod asset;
mod body;
mod callback;
mod chat;
mod console;
mod hash;
mod html;
mod loader;
mod look;
mod policy;
mod start;

use axum::{Router, routing::get};

use crate::context::Context;

/// The pages; they are no part of the API and of its document.
pub fn router() -> Router<Context> {
    Router::new()
        .route("/", get(start::show_start_page))
        .route("/chat/{organization}", get(chat::show_choice_page))
        .route("/chat/{organization}/{queue}", get(chat::show_chat_page))
        .route("/chat/{organization}/{queue}/look.css", get(look::fetch_look))
        .route("/console", get(console::lead_to_console))
        .route("/console/", get(console::show_console))
        .route("/console/{*path}", get(console::fetch_file))
        .route("/oidc/callback", get(callback::return_from_provider))
        .route("/widget.js", get(loader::fetch_loader))
        .route("/widget.json", get(loader::show_version))
        .route("/widget/loader/{file}", get(loader::fetch_version))
        .route("/widget/{version}/{*path}", get(asset::fetch_asset))
}
