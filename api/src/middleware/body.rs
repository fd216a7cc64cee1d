//! JSON bodies, path segments and queries, refused with a clear problem when they cannot be read.

use std::collections::BTreeMap;

use axum::{
    body::Bytes,
    extract::{
        FromRequest, FromRequestParts, Path, Query, Request,
        rejection::{JsonRejection, PathRejection, QueryRejection},
    },
    http::request::Parts,
};
use pronto_protocol::error::ErrorCode;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::{audit, error::Error};

/// Names of fields that go on record, at most.
const FIELDS_MOST: usize = 100;
/// Longest name of a field that does, in bytes.
const FIELD_MOST_BYTES: usize = 100;

/// A JSON body.
#[derive(Clone, Copy, Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let request = read(request, state).await?;
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(refuse(rejection)),
        }
    }
}

/// Refuses what is no object, which is also read where a struct is wanted, and tells the audit trail what was given.
async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Request, Error> {
    let (parts, body) = request.into_parts();
    let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
    let bytes = bytes.map_err(|rejection| refuse(JsonRejection::BytesRejection(rejection)))?;
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(Error::new(ErrorCode::BadRequest).detail("The body must be a JSON object."));
    }
    if audit::has_begun() {
        note_fields(&bytes);
    }
    Ok(Request::from_parts(parts, bytes.into()))
}

/// Tells the audit trail which fields an administrator gave; their values may be secrets.
fn note_fields(bytes: &[u8]) {
    if let Ok(fields) = serde_json::from_slice::<BTreeMap<String, IgnoredAny>>(bytes) {
        let known = fields.into_keys().filter(|name| name.len() <= FIELD_MOST_BYTES).take(FIELDS_MOST);
        audit::note_fields(known.collect());
    }
}

fn refuse(rejection: JsonRejection) -> Error {
    match rejection {
        JsonRejection::MissingJsonContentType(_) => {
            Error::new(ErrorCode::UnsupportedMedia).detail("The body must be JSON: `Content-Type: application/json`.")
        }
        JsonRejection::BytesRejection(inner) if inner.status() == http::StatusCode::PAYLOAD_TOO_LARGE => {
            ErrorCode::PayloadTooLarge.into()
        }
        other => Error::new(ErrorCode::BadRequest).detail(other.body_text()),
    }
}

/// The values in the path. One that cannot be read names nothing that exists.
#[derive(Clone, Copy, Debug)]
pub struct Segments<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Segments<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let read: Result<Path<T>, PathRejection> = Path::from_request_parts(parts, state).await;
        read.map(|Path(segments)| Self(segments)).map_err(|_| Error::not_found())
    }
}

/// The query.
#[derive(Clone, Copy, Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let read: Result<Query<T>, QueryRejection> = Query::from_request_parts(parts, state).await;
        read.map(|Query(params)| Self(params))
            .map_err(|rejection| Error::new(ErrorCode::BadRequest).detail(rejection.body_text()))
    }
}
