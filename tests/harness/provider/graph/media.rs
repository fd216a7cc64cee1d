//! Takes files and gives them back; tells of the number itself at the same kind of address.

use std::{collections::HashMap, sync::Arc};

use axum::{
    body::{Body, Bytes},
    extract::{Path, Query, State},
    http::{HeaderMap, Response},
};
use serde_json::{Value, json};

use super::{Desk, PHONE_NUMBER_ID, form};
use crate::provider::record::{Answer, respond};

/// Under this name answers to the next requests for files are scripted.
pub(super) const MEDIA: &str = "media";
/// Types that may be uploaded.
const TYPES: &[&str] = &[
    "application/pdf",
    "application/msword",
    "application/vnd.ms-excel",
    "audio/aac",
    "audio/amr",
    "audio/mp4",
    "audio/mpeg",
    "audio/ogg",
    "image/jpeg",
    "image/png",
    "text/plain",
    "video/3gpp",
    "video/mp4",
];

pub(super) async fn upload(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    if let Some(refused) = desk.refuse_strangers(&headers) {
        return refused;
    }
    let content_type = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = match form::read(content_type, &body) {
        Ok(media) if id == PHONE_NUMBER_ID => media,
        other => {
            desk.provider.violation(format!("upload to {id}: {:?}", other.err()));
            return respond(400, &json!({"error": {"message": "(#100) Invalid parameter", "code": 100}}));
        }
    };
    match desk.provider.next_answer(MEDIA) {
        Answer::Accepted if !TYPES.contains(&media.content_type.as_str()) => {
            let details = format!("{} is not supported", media.content_type);
            let error = json!({"message": "(#100) Param file must be a file with one of the following types", "code": 100,
                "error_data": {"details": details}});
            respond(400, &json!({"error": error}))
        }
        Answer::Accepted => {
            let id = desk.next("8");
            desk.media.lock().unwrap().insert(id.clone(), media);
            respond(200, &json!({"id": id}))
        }
        answer => desk.provider.perform(answer, respond(200, &json!({}))).await,
    }
}

pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response<Body> {
    if let Some(refused) = desk.refuse_strangers(&headers) {
        return refused;
    }
    if id == PHONE_NUMBER_ID {
        let number = json!({"display_phone_number": "+55 11 4004-1234", "verified_name": "Loja", "id": id});
        return respond(200, &number);
    }
    let answer = desk.provider.next_answer(MEDIA);
    let media = desk.media.lock().unwrap().get(&id).cloned();
    let Some(media) = media else {
        let error = json!({"message": "Unsupported get request. Object does not exist", "code": 100});
        return respond(400, &json!({"error": error}));
    };
    if query.get("phone_number_id").is_none_or(|number| number != PHONE_NUMBER_ID) {
        desk.provider.violation("a file of another number");
    }
    let found = json!({
        "messaging_product": "whatsapp", "url": format!("{}/lookaside/{id}?hash=1", desk.address),
        "mime_type": media.content_type, "file_size": media.bytes.len().to_string(), "id": id,
    });
    desk.provider.perform(answer, respond(200, &found)).await
}

pub(super) async fn download(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    if let Some(refused) = desk.refuse_strangers(&headers) {
        desk.provider.violation("a file was asked for without the token");
        return refused;
    }
    let media = desk.media.lock().unwrap().get(&id).cloned();
    match media {
        Some(media) => Response::builder()
            .header("content-type", media.content_type)
            .body(Body::from(media.bytes))
            .expect("a response"),
        None => respond(404, &Value::Null),
    }
}
