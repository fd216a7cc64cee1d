//! What is kept per account between pushes (connections, signatures), made anew when the credentials change.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

/// Accounts by key, each with the version of the credentials it was made from.
pub(super) struct Accounts<K, A> {
    held: Mutex<HashMap<K, (i64, Arc<A>)>>,
}

impl<K: Eq + Hash, A> Default for Accounts<K, A> {
    fn default() -> Self {
        Self { held: Mutex::new(HashMap::new()) }
    }
}

impl<K: Eq + Hash, A> Accounts<K, A> {
    /// The account of these credentials; an older version than the one held gets the newer one, because it is late.
    pub(super) fn get(
        &self,
        key: K,
        version: i64,
        make: impl FnOnce() -> Result<Arc<A>, String>,
    ) -> Result<Arc<A>, String> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, account)) = held.get(&key)
            && *known >= version
        {
            return Ok(Arc::clone(account));
        }
        let account = make()?;
        held.insert(key, (version, Arc::clone(&account)));
        Ok(account)
    }
}
