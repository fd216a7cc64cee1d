//! A store that forgets when the process ends; several accounts opened over one see what a restart would.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

use super::{Batch, Entry, Kept, Kind, Step, Store, closed};
use crate::client::ClientError;

#[derive(Clone, Default)]
struct Rows {
    things: BTreeMap<(Kind, Uuid), String>,
    entries: BTreeMap<(Uuid, u64), Entry>,
    notes: BTreeMap<String, String>,
    files: BTreeMap<Uuid, Vec<u8>>,
    paused: bool,
}

/// A store in memory.
#[derive(Default)]
pub struct MemoryStore {
    rows: Mutex<Rows>,
}

impl MemoryStore {
    fn lock(&self) -> Result<MutexGuard<'_, Rows>, ClientError> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if rows.paused { Err(ClientError::store("the store is paused")) } else { Ok(rows) }
    }
}

impl Rows {
    fn rows(&self) -> Vec<(Kind, Uuid, String)> {
        self.things.iter().map(|((kind, id), body)| (*kind, *id, body.clone())).collect()
    }

    fn size(&self) -> u64 {
        let things: usize = self.things.values().map(|body| body.len() + 17).sum();
        let entries: usize = self.entries.values().map(|entry| entry.body.len() + entry.folded.len() + 24).sum();
        u64::try_from(things + entries).unwrap_or(u64::MAX)
    }

    fn thread(&self, thread: Uuid) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.range((thread, 0)..=(thread, u64::MAX)).map(|(_, entry)| entry)
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Put { kind, id, body } => {
                self.things.insert((*kind, *id), body.clone());
            }
            Step::Remove { kind, id } => {
                self.things.remove(&(*kind, *id));
            }
            Step::PutEntry(entry) => {
                self.entries.insert((entry.thread, entry.position), entry.clone());
            }
            Step::ClearThread(thread) => self.entries.retain(|(kept, _), _| kept != thread),
            Step::Note { name, value: Some(value) } => {
                self.notes.insert((*name).to_owned(), value.clone());
            }
            Step::Note { name, value: None } => {
                self.notes.remove(*name);
            }
            Step::Clear => {
                self.things.retain(|(kind, _), _| kind.is_own());
                self.entries.clear();
                self.notes.clear();
            }
        }
    }
}

impl Store for MemoryStore {
    fn load(&self, newest: usize) -> Result<Kept, ClientError> {
        let rows = self.lock()?;
        let mut threads: Vec<Uuid> = rows.entries.keys().map(|(thread, _)| *thread).collect();
        threads.dedup();
        let mut entries = Vec::new();
        for thread in threads {
            let start = entries.len();
            entries.extend(rows.thread(thread).rev().take(newest).cloned());
            entries[start..].reverse();
        }
        Ok(Kept {
            rows: rows.rows(),
            entries,
            notes: rows.notes.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        })
    }

    fn commit(&self, batch: &Batch) -> Result<(), ClientError> {
        let mut rows = self.lock()?;
        batch.steps.iter().for_each(|step| rows.take(step));
        Ok(())
    }

    fn entries_before(&self, thread: Uuid, position: u64, most: usize) -> Result<Vec<Entry>, ClientError> {
        let rows = self.lock()?;
        let before = rows.entries.range((thread, 0)..(thread, position)).rev().take(most);
        let mut entries: Vec<Entry> = before.map(|(_, entry)| entry.clone()).collect();
        entries.reverse();
        Ok(entries)
    }

    fn search(&self, thread: Option<Uuid>, words: &[String], most: usize) -> Result<Vec<Entry>, ClientError> {
        let rows = self.lock()?;
        let mut found: Vec<Entry> = rows
            .entries
            .values()
            .filter(|entry| thread.is_none_or(|thread| entry.thread == thread))
            .filter(|entry| words.iter().all(|word| entry.folded.contains(word)))
            .cloned()
            .collect();
        found.sort_by_key(|one| std::cmp::Reverse((one.position, one.thread)));
        found.truncate(most);
        Ok(found)
    }

    fn size_bytes(&self) -> Result<u64, ClientError> {
        Ok(self.lock()?.size())
    }

    fn evict(&self, most_bytes: u64, newest: usize) -> Result<(), ClientError> {
        let mut rows = self.lock()?;
        if rows.size() <= most_bytes {
            return Ok(());
        }
        let mut threads: Vec<Uuid> = rows.entries.keys().map(|(thread, _)| *thread).collect();
        threads.dedup();
        for thread in threads {
            let first = rows.thread(thread).rev().nth(newest.saturating_sub(1)).map(|entry| entry.position);
            if let Some(first) = first {
                rows.entries.retain(|(kept, position), _| *kept != thread || *position >= first);
            }
        }
        for removal in closed::removals(&rows.rows()) {
            if rows.size() <= most_bytes {
                break;
            }
            removal.iter().for_each(|step| rows.take(step));
        }
        Ok(())
    }

    fn put_file(&self, id: Uuid, bytes: &[u8]) -> Result<(), ClientError> {
        self.lock()?.files.insert(id, bytes.to_vec());
        Ok(())
    }

    fn file(&self, id: Uuid) -> Result<Option<Vec<u8>>, ClientError> {
        Ok(self.lock()?.files.get(&id).cloned())
    }

    fn remove_file(&self, id: Uuid) -> Result<(), ClientError> {
        self.lock()?.files.remove(&id);
        Ok(())
    }

    fn pause(&self) -> Result<(), ClientError> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).paused = true;
        Ok(())
    }

    fn resume(&self) -> Result<(), ClientError> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).paused = false;
        Ok(())
    }

    fn wipe(&self) -> Result<(), ClientError> {
        *self.rows.lock().unwrap_or_else(PoisonError::into_inner) = Rows::default();
        Ok(())
    }
}
