//! One watched list: its rows in order, and what a change does to them.

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
};

use uuid::Uuid;

use super::{Diff, Observer, Pending, Watch};
use crate::client::state::{State, Touched};

/// Where a list's rows come from.
pub(crate) trait Source: Send {
    /// By which rows are ordered; ties go by id.
    type Key: Ord + Clone + Send;
    /// What a row shows.
    type Item: Clone + PartialEq + Send;

    /// Every row.
    fn all(&self, state: &State) -> Rows<Self>;

    /// Rows that a change may have touched, as they are now; none for those that are gone. Nothing at all when every row has to be
    /// looked at.
    fn touched(&self, state: &State, touched: &Touched, known: &BTreeMap<Uuid, Self::Key>) -> Option<Looked<Self>>;
}

/// Rows by id.
pub(crate) type Rows<S> = BTreeMap<Uuid, (<S as Source>::Key, <S as Source>::Item)>;
/// Rows that were looked at, by id.
pub(crate) type Looked<S> = BTreeMap<Uuid, Option<(<S as Source>::Key, <S as Source>::Item)>>;

/// A watched list.
pub(crate) struct View<S: Source> {
    source: S,
    keys: BTreeMap<Uuid, S::Key>,
    rows: Vec<(S::Key, Uuid, S::Item)>,
    pending: Arc<Pending<S::Item>>,
}

impl<S: Source> View<S> {
    /// A list as it is now; its first difference is everything.
    pub fn new(source: S, state: &State) -> (Self, Watch<S::Item>) {
        let pending = Arc::new(Pending::new());
        let watch = Watch { pending: Arc::clone(&pending) };
        let mut view = Self { source, keys: BTreeMap::new(), rows: Vec::new(), pending };
        view.reset(state);
        (view, watch)
    }

    fn reset(&mut self, state: &State) {
        let all = self.source.all(state);
        self.keys = all.iter().map(|(id, (key, _))| (*id, key.clone())).collect();
        self.rows = all.into_iter().map(|(id, (key, item))| (key, id, item)).collect();
        self.rows.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
        self.pending.add(vec![Diff::Reset { items: self.items() }], Vec::new, usize::MAX);
    }

    fn items(&self) -> Vec<S::Item> {
        self.rows.iter().map(|(_, _, item)| item.clone()).collect()
    }

    /// Every row looked at, those that are gone included.
    fn look_at_all(&self, state: &State) -> Looked<S> {
        let mut looked: Looked<S> = self.keys.keys().map(|id| (*id, None)).collect();
        looked.extend(self.source.all(state).into_iter().map(|(id, row)| (id, Some(row))));
        looked
    }

    fn place(&self, key: &S::Key, id: Uuid) -> Result<usize, usize> {
        self.rows.binary_search_by(|(other, other_id, _)| (other, other_id).cmp(&(key, &id)))
    }

    fn put(&mut self, id: Uuid, new: Option<(S::Key, S::Item)>, diffs: &mut Vec<Diff<S::Item>>) {
        let old = self.keys.get(&id).and_then(|key| self.place(key, id).ok());
        match (old, new) {
            (None, None) => {}
            (Some(index), None) => self.remove(index, id, diffs),
            (None, Some((key, item))) => self.insert(key, id, item, diffs),
            (Some(index), Some((key, item))) => {
                let Some(row) = self.rows.get_mut(index) else { return };
                if row.0 == key && row.2 == item {
                    return;
                }
                // Where the row would stand without itself: in the same place it is an update, whatever its key.
                let at = if row.0 == key {
                    index
                } else {
                    let others = self.rows.iter().enumerate().filter(|(other, _)| *other != index);
                    others.take_while(|(_, (other, other_id, _))| (other, other_id) < (&key, &id)).count()
                };
                if at == index {
                    if let Some(row) = self.rows.get_mut(index) {
                        *row = (key.clone(), id, item.clone());
                    }
                    self.keys.insert(id, key);
                    diffs.push(Diff::Update { index, item });
                } else {
                    self.remove(index, id, diffs);
                    self.insert(key, id, item, diffs);
                }
            }
        }
    }

    fn remove(&mut self, index: usize, id: Uuid, diffs: &mut Vec<Diff<S::Item>>) {
        self.rows.remove(index);
        self.keys.remove(&id);
        diffs.push(Diff::Remove { index });
    }

    fn insert(&mut self, key: S::Key, id: Uuid, item: S::Item, diffs: &mut Vec<Diff<S::Item>>) {
        let (Ok(index) | Err(index)) = self.place(&key, id);
        self.rows.insert(index, (key.clone(), id, item.clone()));
        self.keys.insert(id, key);
        diffs.push(Diff::Insert { index, item });
    }
}

impl<S: Source> Observer for View<S> {
    fn observe(&mut self, state: &State, touched: &Touched) -> bool {
        if touched.everything {
            self.reset(state);
            return true;
        }
        let looked = match self.source.touched(state, touched, &self.keys) {
            Some(looked) => looked,
            None => self.look_at_all(state),
        };
        let mut diffs = Vec::new();
        for (id, row) in looked {
            self.put(id, row, &mut diffs);
        }
        if diffs.is_empty() {
            return false;
        }
        self.pending.add(diffs, || self.items(), self.rows.len());
        true
    }

    fn is_ended(&self) -> bool {
        self.pending.ended.load(Ordering::Relaxed)
    }
}
