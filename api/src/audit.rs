//! The audit trail: who does an administrative act, and the row the ledger keeps of it beside what the act changed.
//!
//! A door that lets an administrator in says so once ([`begin`]); the next change that the request commits in that
//! organization carries the row. No use case has to remember it, and none can commit without it.

mod chain;
mod note;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    future::Future,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use pronto_protocol::audit::ActorKind;
use uuid::Uuid;

pub use chain::{covered, digest, keep};
pub use note::Notes;

/// Who does what, as far as the door knows it.
#[derive(Clone, Debug)]
pub struct Act {
    /// The organization.
    pub organization_id: Uuid,
    /// An agent, or an integration.
    pub actor_kind: ActorKind,
    /// Its id.
    pub actor_id: Uuid,
    /// The agent's session.
    pub session_id: Option<Uuid>,
    /// The address the request came from.
    pub ip: Option<IpAddr>,
    /// The operation, as `update_queue`.
    pub action: String,
    /// What the address names, as `queue_id`.
    pub target: BTreeMap<String, String>,
    /// The request.
    pub request_id: Option<String>,
}

/// An act that waits for the change that it is kept with.
#[derive(Debug)]
pub struct Pending {
    /// Who does what.
    pub act: Act,
    /// Names of the fields that the request gave; never their values.
    pub fields: Vec<String>,
    kept: Arc<AtomicBool>,
}

#[derive(Debug)]
struct Begun {
    act: Act,
    fields: Vec<String>,
    kept: Arc<AtomicBool>,
}

tokio::task_local! {
    static BEGUN: RefCell<Option<Begun>>;
}

/// Runs a request, in which at most one act can begin.
pub async fn in_request<F: Future>(request: F) -> F::Output {
    BEGUN.scope(RefCell::new(None), request).await
}

/// Begins an act; the first of a request stands.
pub fn begin(act: Act) {
    // Outside a request (a worker, the command line) nobody acts.
    let _ = BEGUN.try_with(|begun| {
        begun.borrow_mut().get_or_insert_with(|| Begun { act, fields: Vec::new(), kept: Arc::default() });
    });
}

/// Whether an act has begun in this request.
#[must_use]
pub fn has_begun() -> bool {
    BEGUN.try_with(|begun| begun.borrow().is_some()).unwrap_or(false)
}

/// Notes which fields the request gave.
pub fn note_fields(fields: Vec<String>) {
    let _ = BEGUN.try_with(|begun| {
        if let Some(begun) = begun.borrow_mut().as_mut() {
            begun.fields = fields;
        }
    });
}

/// The act of this request, while no change has been kept with it.
#[must_use]
pub fn pending(organization_id: Uuid) -> Option<Pending> {
    let pending = BEGUN.try_with(|begun| {
        let begun = begun.borrow();
        let begun = begun.as_ref().filter(|begun| begun.act.organization_id == organization_id)?;
        let waits = !begun.kept.load(Ordering::Acquire);
        waits.then(|| Pending { act: begun.act.clone(), fields: begun.fields.clone(), kept: Arc::clone(&begun.kept) })
    });
    pending.ok().flatten()
}

impl Pending {
    /// Its row is written: later changes of the same request are part of the same act.
    pub fn note_kept(&self) {
        self.kept.store(true, Ordering::Release);
    }
}
