//! Long tasks: started under a name, told to stop, waited for.

use std::{future::Future, time::Duration};

use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The server's long-running tasks.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    stop: CancellationToken,
    tracker: TaskTracker,
}

impl Tasks {
    /// Starts a task. It ends by itself, or when [`Tasks::stopping`] tells it to.
    #[expect(clippy::disallowed_methods, reason = "this is where tasks start")]
    pub fn spawn(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        self.tracker.spawn(async move {
            let ended = tokio::spawn(task).await;
            if let Err(error) = ended
                && error.is_panic()
            {
                tracing::error!(task = name, "a task panicked");
            }
        });
    }

    /// Starts one of very many short or small tasks, without a second task around it to name its panic.
    pub fn spawn_small(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tracker.spawn(task);
    }

    /// Cancelled when the server stops.
    #[must_use]
    pub fn stopping(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Tells every task to stop and waits for them, at most as long as given; true when all ended.
    pub async fn stop(&self, most: Duration) -> bool {
        self.stop.cancel();
        self.tracker.close();
        tokio::time::timeout(most, self.tracker.wait()).await.is_ok()
    }
}
