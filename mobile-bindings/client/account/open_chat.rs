//! Streams of chats opened besides one's own: each stays open until everybody who opened it has left.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::{MutexGuard, PoisonError},
};

use pronto_protocol::socket::ClientFrame;
use uuid::Uuid;

use super::Account;
use crate::client::socket::Command;

impl Account {
    /// Opens a chat's stream besides one's own, on this and every later connection of this process. Whoever opens it leaves it once.
    pub fn open_chat(&self, chat_id: Uuid) {
        // Held until it is asked for, so that nobody's leaving comes in between.
        let mut opens = self.lock_opens();
        let count = opens.entry(chat_id).or_default();
        *count += 1;
        if *count == 1 {
            self.live().change(|state| state.note_open(chat_id));
            self.command(Command::Open(chat_id));
        }
    }

    /// Leaves it; the last one closes it. A stream that nobody opened is left as it is.
    pub fn leave_stream(&self, chat_id: Uuid) {
        let mut opens = self.lock_opens();
        let Entry::Occupied(mut count) = opens.entry(chat_id) else { return };
        if *count.get() > 1 {
            *count.get_mut() -= 1;
            return;
        }
        count.remove();
        self.live().change(|state| state.close_stream(chat_id));
        self.command(Command::Frame(Box::new(ClientFrame::Close { chat_id })));
    }

    fn lock_opens(&self) -> MutexGuard<'_, BTreeMap<Uuid, usize>> {
        self.inner.opens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{super::Identity, *};
    use crate::client::{Http, MemoryStorage, Options, State, live::Live, store::MemoryStore};

    const CHAT: Uuid = Uuid::from_u128(1);

    fn account() -> Account {
        let identity = Identity {
            server_url: "http://127.0.0.1:1".into(),
            organization: "shop".into(),
            email: "ana@shop.example".into(),
            agent_id: Uuid::nil(),
            organization_id: Uuid::nil(),
            session_id: Uuid::nil(),
            device_id: Uuid::nil(),
        };
        let http = Http::anonymous(&identity.server_url, Options::quick()).expect("a client");
        let live = Live::new(State::new(Uuid::nil(), 100), Arc::new(MemoryStore::default()));
        Account::new(identity, http, MemoryStorage::shared(), live)
    }

    #[test]
    fn a_stream_is_open_until_as_many_have_left_as_opened_it() {
        let account = account();
        let is_open = || account.live().with(|state| state.opened().contains(&CHAT));
        account.leave_stream(CHAT);
        for _ in 0..3 {
            account.open_chat(CHAT);
        }
        for _ in 0..2 {
            account.leave_stream(CHAT);
            assert!(is_open(), "somebody still holds it");
        }
        account.leave_stream(CHAT);
        assert!(!is_open());
        account.leave_stream(CHAT);
        account.open_chat(CHAT);
        assert!(is_open(), "leaving too often does not count");
    }
}
