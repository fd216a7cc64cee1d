//! The core's own threads. Exported async functions are polled on the caller's thread, often the app's main one, so every
//! body runs here instead.

use std::{future::Future, sync::LazyLock};

use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

use crate::error::ProntoError;

static RUNTIME: LazyLock<Result<Runtime, String>> = LazyLock::new(|| {
    let built = Builder::new_multi_thread().worker_threads(2).thread_name("pronto-core").enable_all().build();
    built.map_err(|error| error.to_string())
});

fn runtime() -> Result<&'static Runtime, ProntoError> {
    RUNTIME.as_ref().map_err(|reason| ProntoError::Internal { reason: reason.clone() })
}

/// A task that ends with whoever waits for it.
pub(crate) struct Owned<T>(pub JoinHandle<T>);

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Spawns on the core's threads.
pub(crate) fn spawn<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
) -> Result<Owned<T>, ProntoError> {
    Ok(Owned(runtime()?.spawn(future)))
}

/// Reads: given up when nobody waits any more. A panic becomes an error.
pub(crate) async fn on_core<T, E>(future: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, ProntoError>
where
    T: Send + 'static,
    E: Into<ProntoError> + Send + 'static,
{
    let mut task = spawn(future)?;
    (&mut task.0).await.map_err(ProntoError::internal)?.map_err(Into::into)
}

/// Writes: carried through even when nobody waits any more, so that a cancelled screen does not send by halves.
pub(crate) async fn to_the_end<T, E>(
    future: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, ProntoError>
where
    T: Send + 'static,
    E: Into<ProntoError> + Send + 'static,
{
    runtime()?.spawn(future).await.map_err(ProntoError::internal)?.map_err(Into::into)
}
