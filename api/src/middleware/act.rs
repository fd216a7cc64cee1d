//! Administrative acts: the door notes who acts, how and on what, so that the ledger keeps it with the change.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{FromRequestParts, MatchedPath, RawPathParams},
    http::{Method, request::Parts},
};
use pronto_protocol::audit::ActorKind;
use utoipa::openapi::OpenApi;
use uuid::Uuid;

use super::{authenticate::Enrolling, peer::Peer, request};
use crate::{
    audit::{self, Act},
    auth::Agent,
    context::Context,
    error::{Error, Result},
};

/// The name of each operation, by method and path.
#[derive(Clone, Debug)]
pub struct Operations(Arc<HashMap<(Method, String), String>>);

impl Operations {
    /// Those of a document.
    #[must_use]
    pub fn of(document: &OpenApi) -> Self {
        let mut names = HashMap::new();
        for (path, item) in &document.paths.paths {
            let operations = [
                (Method::GET, &item.get),
                (Method::PUT, &item.put),
                (Method::POST, &item.post),
                (Method::DELETE, &item.delete),
                (Method::PATCH, &item.patch),
            ];
            for (method, operation) in operations {
                if let Some(name) = operation.as_ref().and_then(|operation| operation.operation_id.clone()) {
                    names.insert((method, path.clone()), name);
                }
            }
        }
        Self(Arc::new(names))
    }

    /// The name of the operation that a request asks for.
    #[must_use]
    pub fn name_of(parts: &Parts) -> String {
        let path = parts.extensions.get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
        let known = parts.extensions.get::<Self>();
        let name = known.and_then(|known| known.0.get(&(parts.method.clone(), path.to_owned())));
        name.cloned().unwrap_or_else(|| format!("{} {path}", parts.method))
    }
}

/// Begins the act of an agent; reading is none.
pub async fn begin(parts: &mut Parts, context: &Context, agent: &Agent) {
    let who = (ActorKind::Agent, agent.id(), Some(agent.session_id));
    begin_as(parts, context, agent.organization_id(), who).await;
}

/// Begins the act of an agent or an integration: kind, id and session.
pub async fn begin_as(
    parts: &mut Parts,
    context: &Context,
    organization_id: Uuid,
    (actor_kind, actor_id, session_id): (ActorKind, Uuid, Option<Uuid>),
) {
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return;
    }
    let ip = Peer::from_request_parts(parts, context).await.map_or(None, |peer| Some(peer.0));
    let params = RawPathParams::from_request_parts(parts, context).await.ok();
    let named = |params: &RawPathParams| params.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    audit::begin(Act {
        organization_id,
        actor_kind,
        actor_id,
        session_id,
        ip,
        action: Operations::name_of(parts),
        target: params.as_ref().map(named).unwrap_or_default(),
        request_id: request::current_id(),
    });
}

/// An agent whose request is an administrative act although a permission, and not the role of admin, allows it.
#[derive(Clone, Debug)]
pub struct Acting(pub Agent);

impl FromRequestParts<Context> for Acting {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        let agent = Agent::from_request_parts(parts, context).await?;
        begin(parts, context, &agent).await;
        Ok(Self(agent))
    }
}

/// An agent who changes how it signs in, which goes on record; also one who may do nothing else.
#[derive(Clone, Debug)]
pub struct Securing(pub Agent);

impl FromRequestParts<Context> for Securing {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        let Enrolling(agent) = Enrolling::from_request_parts(parts, context).await?;
        begin(parts, context, &agent).await;
        Ok(Self(agent))
    }
}
