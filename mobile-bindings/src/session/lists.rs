//! Watched lists, drafts, paging backwards and search on the device.

use std::sync::{Arc, Mutex, PoisonError};

use super::Session;
use crate::{
    client::{
        Account,
        lists::{Diff, Watch},
    },
    error::ProntoError,
    list::{
        self, ChatDiff, ChatListener, DirectDiff, DirectListener, DirectTimelineDiff, DirectTimelineListener, Inbox,
        TimelineDiff, TimelineListener,
    },
    model::{TimelineEntry, view},
    runtime::{Owned, on_core, spawn, to_the_end},
};

/// Between two looks at the lists: a screen shows no more than that.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(16);

type Deliver = Arc<dyn Fn() -> bool + Send + Sync>;

/// The lists that an app watches, and the one task that tells of them.
#[derive(Default)]
pub(crate) struct Lists {
    watched: Arc<Mutex<Vec<Deliver>>>,
    teller: Mutex<Option<Owned>>,
}

impl Lists {
    /// Tells `listener` of a list until its subscription ends.
    fn add<T: Send + 'static>(
        &self,
        account: &Account,
        watch: Watch<T>,
        tell: impl Fn(Vec<Diff<T>>) -> Result<(), ProntoError> + Send + Sync + 'static,
    ) -> Result<Arc<ListSubscription>, ProntoError> {
        let held = Arc::new(Mutex::new(Some(watch)));
        let watching = Arc::downgrade(&held);
        let deliver: Deliver = Arc::new(move || {
            let Some(held) = watching.upgrade() else { return false };
            // Told under this lock, so that nothing is told once a subscription was cancelled.
            let watch = held.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(watch) = &*watch else { return false };
            let diffs = watch.take();
            if !diffs.is_empty()
                && let Err(error) = tell(diffs)
            {
                tracing::warn!(%error, "a list's listener failed");
            }
            true
        });
        self.watched.lock().unwrap_or_else(PoisonError::into_inner).push(deliver);
        let mut teller = self.teller.lock().unwrap_or_else(PoisonError::into_inner);
        if teller.is_none() {
            *teller = Some(spawn(tell_all(account, Arc::clone(&self.watched)))?);
        }
        // Its first difference may have been told before it was among the watched.
        account.live().look_again();
        let ended: Box<dyn Fn() -> bool + Send + Sync> = Box::new({
            let held = Arc::clone(&held);
            move || held.lock().unwrap_or_else(PoisonError::into_inner).is_none()
        });
        let end: Box<dyn Fn() + Send + Sync> = Box::new(move || {
            held.lock().unwrap_or_else(PoisonError::into_inner).take();
        });
        Ok(Arc::new(ListSubscription { end, ended }))
    }
}

/// The one who tells: list after list, each batch before the next.
fn tell_all(account: &Account, watched: Arc<Mutex<Vec<Deliver>>>) -> impl Future<Output = ()> + Send + 'static {
    let live = Arc::clone(account.live());
    async move {
        loop {
            live.listed().await;
            let lists = watched.lock().unwrap_or_else(PoisonError::into_inner).clone();
            for deliver in lists {
                let kept = Arc::clone(&deliver);
                let goes_on = tokio::task::spawn_blocking(move || deliver()).await.unwrap_or(true);
                if !goes_on {
                    let mut watched = watched.lock().unwrap_or_else(PoisonError::into_inner);
                    watched.retain(|other| !Arc::ptr_eq(other, &kept));
                }
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// A watched list. It ends when it is cancelled or no longer held.
#[derive(uniffi::Object)]
pub struct ListSubscription {
    end: Box<dyn Fn() + Send + Sync>,
    ended: Box<dyn Fn() -> bool + Send + Sync>,
}

#[uniffi::export]
impl ListSubscription {
    /// Ends it: nothing is told after this returns. Not to be called by its own listener, which it would wait for.
    pub fn cancel(&self) -> Result<(), ProntoError> {
        (self.end)();
        Ok(())
    }

    /// Whether it has ended.
    pub fn is_cancelled(&self) -> Result<bool, ProntoError> {
        Ok((self.ended)())
    }
}

#[uniffi::export]
impl Session {
    /// Watches a list of chats.
    pub fn watch_chats(
        &self,
        inbox: Inbox,
        listener: Arc<dyn ChatListener>,
    ) -> Result<Arc<ListSubscription>, ProntoError> {
        let (watch, agent_id) = (self.account.live().watch_chats(inbox.into()), self.account.agent_id());
        let of = move |diff| ChatDiff::of(diff, |row| list::chat(row, agent_id));
        self.lists.add(&self.account, watch, move |diffs| listener.on_diffs(diffs.into_iter().map(of).collect()))
    }

    /// Watches the list of direct conversations.
    pub fn watch_directs(&self, listener: Arc<dyn DirectListener>) -> Result<Arc<ListSubscription>, ProntoError> {
        let (watch, agent_id) = (self.account.live().watch_directs(), self.account.agent_id());
        let of = move |diff| DirectDiff::of(diff, |row| list::direct(row, agent_id));
        self.lists.add(&self.account, watch, move |diffs| listener.on_diffs(diffs.into_iter().map(of).collect()))
    }

    /// Watches a chat's timeline: what was said, then what is still to be sent.
    pub fn watch_timeline(
        &self,
        chat_id: String,
        listener: Arc<dyn TimelineListener>,
    ) -> Result<Arc<ListSubscription>, ProntoError> {
        let (watch, agent_id) = (self.account.live().watch_timeline(view::id(&chat_id)?), self.account.agent_id());
        let of = move |diff| TimelineDiff::of(diff, |row| list::timeline(row, agent_id));
        self.lists.add(&self.account, watch, move |diffs| listener.on_diffs(diffs.into_iter().map(of).collect()))
    }

    /// Watches a direct conversation's messages.
    pub fn watch_direct_timeline(
        &self,
        conversation_id: String,
        listener: Arc<dyn DirectTimelineListener>,
    ) -> Result<Arc<ListSubscription>, ProntoError> {
        let watch = self.account.live().watch_direct_timeline(view::id(&conversation_id)?);
        let agent_id = self.account.agent_id();
        let of = move |diff| DirectTimelineDiff::of(diff, |row| list::direct_timeline(row, agent_id));
        self.lists.add(&self.account, watch, move |diffs| listener.on_diffs(diffs.into_iter().map(of).collect()))
    }

    /// Brings older entries into a chat's timeline, from the device or the server; true while there are still older ones.
    pub async fn load_older(&self, chat_id: String, count: u32) -> Result<bool, ProntoError> {
        let (account, chat_id) = (self.account.clone(), view::id(&chat_id)?);
        on_core(async move { account.load_older(chat_id, usize::try_from(count).unwrap_or(usize::MAX)).await }).await
    }

    /// The same in a direct conversation.
    pub async fn load_older_direct(&self, conversation_id: String, count: u32) -> Result<bool, ProntoError> {
        let (account, id) = (self.account.clone(), view::id(&conversation_id)?);
        on_core(async move { account.load_older_direct(id, usize::try_from(count).unwrap_or(usize::MAX)).await }).await
    }

    /// Entries on this device that hold all words, the newest first: in one chat, or in all. `search_chats` finds the rest.
    pub async fn search_here(
        &self,
        chat_id: Option<String>,
        question: String,
        most: u32,
    ) -> Result<Vec<TimelineEntry>, ProntoError> {
        let (account, agent_id) = (self.account.clone(), self.account.agent_id());
        let chat_id = chat_id.as_deref().map(view::id).transpose()?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let found = on_core(async move { account.search_here(chat_id, &question, most).await }).await?;
        Ok(found.iter().map(|entry| view::entry(entry, agent_id)).collect())
    }

    /// The text begun in a chat or direct conversation.
    pub fn draft(&self, id: String) -> Result<Option<String>, ProntoError> {
        Ok(self.account.draft(view::id(&id)?))
    }

    /// Keeps a text that was begun in a chat or direct conversation; an empty one is forgotten.
    pub async fn set_draft(&self, id: String, text: String) -> Result<(), ProntoError> {
        let (account, id) = (self.account.clone(), view::id(&id)?);
        to_the_end(async move {
            account.set_draft(id, &text);
            Ok::<_, ProntoError>(())
        })
        .await
    }

    /// Sends a file with a caption, which may be empty; gives its id once the file is kept on this device, offline too. Events tell how
    /// far it is. An upload that is cut off begins again.
    pub async fn send_file(
        &self,
        chat_id: String,
        caption: String,
        name: String,
        content_type: String,
        bytes: Vec<u8>,
    ) -> Result<String, ProntoError> {
        let (account, chat_id) = (self.account.clone(), view::id(&chat_id)?);
        to_the_end(async move {
            account.send_file(chat_id, &caption, &name, &content_type, &bytes).map(|id| id.to_string())
        })
        .await
    }

    /// Lets go of the connection and of every lock, as before a system suspends the app; what is written meanwhile fails.
    pub async fn pause(&self) -> Result<(), ProntoError> {
        let account = self.account.clone();
        to_the_end(async move { account.pause().await }).await
    }

    /// Takes everything up again.
    pub async fn resume(&self) -> Result<(), ProntoError> {
        let account = self.account.clone();
        to_the_end(async move { account.resume().await }).await
    }
}
