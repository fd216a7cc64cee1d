//! A change that waits: its closure, its outcome, its caller, and the administrative act it is part of.

use std::panic::AssertUnwindSafe;

use futures_util::{FutureExt, future::BoxFuture};
use pronto_protocol::error::ErrorCode;
use tokio::sync::oneshot;

use crate::{
    audit,
    error::{Error, Result},
    ledger::transaction::Transaction,
};

/// A change whose result type the lane need not know.
pub(in crate::ledger) trait WaitingChange: Send {
    /// Runs it; true when it wants to be kept.
    fn apply<'a>(&'a mut self, transaction: &'a mut Transaction) -> BoxFuture<'a, bool>;
    /// Answers its caller: with its own outcome, or with why the group failed.
    fn finish(self: Box<Self>, group_failure: Option<&Error>);
}

/// A change with its closure, its outcome and its caller.
pub(in crate::ledger) struct Pending<T, F> {
    pub change: Option<F>,
    pub outcome: Option<Result<T>>,
    pub reply: Option<oneshot::Sender<Result<T>>>,
    /// The administrative act it is part of.
    pub act: Option<audit::Pending>,
}

impl<T, F> WaitingChange for Pending<T, F>
where
    T: Send + 'static,
    F: for<'a> FnOnce(&'a mut Transaction) -> BoxFuture<'a, Result<T>> + Send + 'static,
{
    fn apply<'a>(&'a mut self, transaction: &'a mut Transaction) -> BoxFuture<'a, bool> {
        async move {
            let Some(change) = self.change.take() else { return false };
            let act = self.act.take();
            let outcome = AssertUnwindSafe(with_act(change, act, transaction)).catch_unwind().await;
            let outcome = outcome.unwrap_or_else(|_| Err(Error::internal("a change panicked")));
            let kept = outcome.is_ok();
            self.outcome = Some(outcome);
            kept
        }
        .boxed()
    }

    fn finish(mut self: Box<Self>, group_failure: Option<&Error>) {
        let own = self.outcome.take().unwrap_or_else(|| Err(ErrorCode::Unavailable.into()));
        let answer = match (own, group_failure) {
            (Ok(_), Some(failure)) => Err(failure.share()),
            (own, _) => own,
        };
        if let Some(reply) = self.reply.take() {
            // The caller may have gone; the change stands all the same.
            let _ = reply.send(answer);
        }
    }
}

/// The change, and the row that the audit trail keeps of it.
async fn with_act<T, F>(change: F, act: Option<audit::Pending>, transaction: &mut Transaction) -> Result<T>
where
    T: Send,
    F: for<'a> FnOnce(&'a mut Transaction) -> BoxFuture<'a, Result<T>> + Send,
{
    let outcome = change(&mut *transaction).await?;
    if let Some(act) = act {
        audit::keep(&transaction.connection, transaction.id(), transaction.now_ms, &act, &transaction.notes).await?;
    }
    Ok(outcome)
}
