//! Things that last as long as somebody holds on to them.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use uuid::Uuid;

use crate::{client::Account, error::ProntoError};

/// A chat's stream that is kept open. It ends when it is cancelled or no longer held.
#[derive(uniffi::Object)]
pub struct Subscription {
    account: Account,
    chat_id: Uuid,
    ended: AtomicBool,
}

impl Subscription {
    pub(crate) fn open(account: &Account, chat_id: Uuid) -> Arc<Self> {
        account.open_chat(chat_id);
        Arc::new(Self { account: account.clone(), chat_id, ended: AtomicBool::new(false) })
    }

    fn end(&self) {
        if !self.ended.swap(true, Ordering::Relaxed) {
            self.account.leave_stream(self.chat_id);
        }
    }
}

#[uniffi::export]
impl Subscription {
    /// Ends it; again changes nothing.
    pub fn cancel(&self) -> Result<(), ProntoError> {
        self.end();
        Ok(())
    }

    /// Whether it has ended.
    pub fn is_cancelled(&self) -> Result<bool, ProntoError> {
        Ok(self.ended.load(Ordering::Relaxed))
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.end();
    }
}
