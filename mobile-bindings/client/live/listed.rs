//! Lists that are watched.

use uuid::Uuid;

use super::Live;
use crate::client::lists::{
    ChatRow, Chats, DirectRow, DirectTimeline, DirectTimelineRow, Directs, Inbox, Source, Timeline, TimelineRow, View,
    Watch,
};

impl Live {
    fn watch<S: Source + 'static>(&self, source: S) -> Watch<S::Item> {
        let mut held = self.lock();
        let (view, watch) = View::new(source, &held.state);
        held.lists.push(Box::new(view));
        drop(held);
        self.listed.notify_one();
        watch
    }

    /// Watches a list of chats.
    #[must_use]
    pub fn watch_chats(&self, inbox: Inbox) -> Watch<ChatRow> {
        self.watch(Chats(inbox))
    }

    /// Watches the list of direct conversations.
    #[must_use]
    pub fn watch_directs(&self) -> Watch<DirectRow> {
        self.watch(Directs)
    }

    /// Watches a chat's timeline.
    #[must_use]
    pub fn watch_timeline(&self, chat_id: Uuid) -> Watch<TimelineRow> {
        self.watch(Timeline(chat_id))
    }

    /// Watches a direct conversation.
    #[must_use]
    pub fn watch_direct_timeline(&self, conversation_id: Uuid) -> Watch<DirectTimelineRow> {
        self.watch(DirectTimeline(conversation_id))
    }

    /// Has the one who waits for changed lists look again: a list is new to it.
    pub fn look_again(&self) {
        self.listed.notify_one();
    }

    /// Waits until a watched list has changed: for the one who gives all lists to an app.
    pub async fn listed(&self) {
        self.listed.notified().await;
    }
}
