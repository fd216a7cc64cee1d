//! The core's own threads. Exported async functions are polled on the caller's thread, often the app's main one, so every
//! body runs here instead.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    runtime::{Builder, Handle, Runtime},
    task::{JoinError, JoinHandle},
};

use crate::error::ProntoError;

static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);

fn runtime() -> Result<Handle, ProntoError> {
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if runtime.is_none() {
        let built = Builder::new_multi_thread().worker_threads(2).thread_name("pronto-core").enable_all().build();
        *runtime = Some(built.map_err(ProntoError::internal)?);
    }
    runtime.as_ref().map(|runtime| runtime.handle().clone()).ok_or_else(|| ProntoError::internal("no threads"))
}

/// Ends everything the core does in this process, and waits until none of its threads calls the app any more; what is called
/// after begins with threads anew. For runtimes that are torn down before the threads of a process are: Python ends a thread
/// that calls into it then, and the process with it. Must not be called by a listener, which it would wait for.
#[uniffi::export]
pub fn shut_down(within_ms: u64) -> Result<(), ProntoError> {
    // Let go of before the wait: what ends may still ask for the threads.
    let ended = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(ended) = ended {
        ended.shutdown_timeout(Duration::from_millis(within_ms));
    }
    Ok(())
}

/// A task that ends with whoever waits for it.
pub(crate) struct Owned(JoinHandle<()>);

impl Drop for Owned {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// One kind of task, whatever it does: what a runtime needs is compiled anew for each kind, and the API has hundreds of calls.
type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where a task leaves its answer.
type Slot<T> = Arc<Mutex<Option<Result<T, ProntoError>>>>;

fn begin(task: Task) -> Result<JoinHandle<()>, ProntoError> {
    Ok(runtime()?.spawn(task))
}

/// Spawns on the core's threads.
pub(crate) fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Result<Owned, ProntoError> {
    begin(Box::pin(future)).map(Owned)
}

/// Reads: given up when nobody waits any more. A panic becomes an error.
pub(crate) async fn on_core<T, E>(future: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, ProntoError>
where
    T: Send + 'static,
    E: Into<ProntoError> + Send + 'static,
{
    let (task, slot) = answering(future);
    let mut owned = Owned(begin(task)?);
    answer((&mut owned.0).await, &slot)
}

/// Writes: carried through even when nobody waits any more, so that a cancelled screen does not send by halves.
pub(crate) async fn to_the_end<T, E>(
    future: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, ProntoError>
where
    T: Send + 'static,
    E: Into<ProntoError> + Send + 'static,
{
    let (task, slot) = answering(future);
    answer(begin(task)?.await, &slot)
}

fn answering<T, E>(future: impl Future<Output = Result<T, E>> + Send + 'static) -> (Task, Slot<T>)
where
    T: Send + 'static,
    E: Into<ProntoError> + Send + 'static,
{
    let slot = Slot::default();
    let filled = Arc::clone(&slot);
    let task = async move {
        let result = future.await.map_err(Into::into);
        *filled.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
    };
    (Box::pin(task), slot)
}

fn answer<T>(ended: Result<(), JoinError>, slot: &Slot<T>) -> Result<T, ProntoError> {
    ended.map_err(ProntoError::internal)?;
    let answered = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    answered.unwrap_or_else(|| Err(ProntoError::internal("no answer")))
}
