//! The history checker: what clients did, saw and were promised, held against what is there in the end. Every check sorts or
//! sweeps, so that long histories are cheap.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Mutex, PoisonError},
};

use uuid::Uuid;

/// A list of entries in order: a chat as agents or as its visitor see it, or a direct conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct List {
    /// Whose list.
    pub of: Uuid,
    /// Whether it is the visitor's side, which numbers messages only.
    pub visitor: bool,
}

/// One entry as somebody saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the list.
    pub position: u64,
    /// What the sender called it.
    pub id: Uuid,
    /// What it said.
    pub body: String,
}

/// One thing a client did or saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A send began; its retries are the same send.
    Invoked { sender: Uuid, list: List, id: Uuid, body: String },
    /// The send was answered.
    Acknowledged { sender: Uuid, list: List, id: Uuid, position: u64 },
    /// A reader began to listen: everything after this position has to come.
    Began { reader: Uuid, list: List, after: u64 },
    /// A reader heard an entry, over any number of connections.
    Heard { reader: Uuid, list: List, entry: Entry },
    /// A reader asked for the whole list.
    Asked { reader: Uuid, list: List, question: u64 },
    /// And got it.
    Fetched { reader: Uuid, list: List, question: u64, entries: Vec<Entry> },
    /// A read mark was seen.
    Marked { reader: Uuid, list: List, position: u64 },
    /// A phone was told of an entry.
    Pushed { list: List, id: Uuid },
}

/// What happened, in the order of real time: an operation is noted before it begins or after it has ended.
#[derive(Debug, Default)]
pub struct History(Mutex<Vec<Operation>>);

/// What is there in the end.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Every list, as read at the end.
    pub lists: BTreeMap<List, Vec<Entry>>,
    /// Entries that phones had to be told of.
    pub pushable: BTreeSet<(List, Uuid)>,
}

impl History {
    /// Notes what happened now.
    pub fn note(&self, operation: Operation) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(operation);
    }

    /// Everything so far.
    pub fn operations(&self) -> Vec<Operation> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Holds a history against its outcome; one sentence for each broken promise.
pub fn check(operations: &[Operation], outcome: &Outcome) -> Vec<String> {
    let mut faults = Faults::default();
    let places = check_lists(&mut faults, operations, outcome);
    check_sends(&mut faults, operations, outcome, &places);
    check_readers(&mut faults, operations, outcome);
    check_fetches(&mut faults, operations);
    check_pushes(&mut faults, operations, outcome, &places);
    faults.0
}

#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn add(&mut self, fault: String) {
        self.0.push(fault);
    }
}

type Places = HashMap<(List, Uuid), u64>;

/// Positions are 1..n, no id stands twice, and nothing is there that nobody sent (the system's entries have no sender, and
/// begin with a dash).
fn check_lists(faults: &mut Faults, operations: &[Operation], outcome: &Outcome) -> Places {
    let mut sent: HashMap<Uuid, &str> = HashMap::new();
    for operation in operations {
        if let Operation::Invoked { id, body, .. } = operation {
            sent.insert(*id, body);
        }
    }
    let mut places = Places::new();
    for (list, entries) in &outcome.lists {
        for (index, entry) in entries.iter().enumerate() {
            if entry.position != index as u64 + 1 {
                faults.add(format!("{list:?}: position {} stands at place {}", entry.position, index + 1));
            }
            if let Some(earlier) = places.insert((*list, entry.id), entry.position) {
                faults.add(format!("{list:?}: {} stands at {earlier} and at {}", entry.id, entry.position));
            }
            match sent.get(&entry.id) {
                None if !entry.body.starts_with('-') => faults.add(format!("{list:?}: nobody sent {entry:?}")),
                Some(body) if *body != entry.body => faults.add(format!("{list:?}: {entry:?} was sent as {body:?}")),
                _ => {}
            }
        }
    }
    places
}

/// Everything acknowledged is there at the position told; the order of acknowledgements is the order of positions, for each
/// sender and, where one answer came before another send began, for all.
fn check_sends(faults: &mut Faults, operations: &[Operation], outcome: &Outcome, places: &Places) {
    let mut highest: HashMap<List, u64> = HashMap::new();
    let mut last_of: HashMap<(Uuid, List), u64> = HashMap::new();
    let mut floor: HashMap<(List, Uuid), u64> = HashMap::new();
    for operation in operations {
        match operation {
            Operation::Invoked { list, id, .. } => {
                floor.entry((*list, *id)).or_insert_with(|| highest.get(list).copied().unwrap_or_default());
            }
            Operation::Acknowledged { sender, list, id, position } => {
                match places.get(&(*list, *id)) {
                    None if outcome.lists.contains_key(list) => {
                        faults.add(format!("{list:?}: {id} was acknowledged at {position} and is lost"));
                    }
                    Some(place) if place != position => {
                        faults.add(format!("{list:?}: {id} was acknowledged at {position} and stands at {place}"));
                    }
                    _ => {}
                }
                let last = last_of.entry((*sender, *list)).or_default();
                if *position <= *last {
                    faults.add(format!("{list:?}: {sender} was told {position} after {last}"));
                }
                *last = *position;
                match floor.get(&(*list, *id)) {
                    None => faults.add(format!("{list:?}: {id} was acknowledged and never sent")),
                    Some(floor) if position <= floor => {
                        faults.add(format!(
                            "{list:?}: {id} began after {floor} was acknowledged, and stands at {position}"
                        ));
                    }
                    Some(_) => {}
                }
                let highest = highest.entry(*list).or_default();
                *highest = (*highest).max(*position);
            }
            _ => {}
        }
    }
}

/// Each reader hears, from where it began, exactly the final list: nothing twice, nothing out of order, nothing left out.
fn check_readers(faults: &mut Faults, operations: &[Operation], outcome: &Outcome) {
    let mut began: BTreeMap<(Uuid, List), u64> = BTreeMap::new();
    let mut heard: BTreeMap<(Uuid, List), Vec<&Entry>> = BTreeMap::new();
    let mut marks: HashMap<(Uuid, List), u64> = HashMap::new();
    for operation in operations {
        match operation {
            Operation::Began { reader, list, after } => {
                began.insert((*reader, *list), *after);
            }
            Operation::Heard { reader, list, entry } => heard.entry((*reader, *list)).or_default().push(entry),
            Operation::Marked { reader, list, position } => {
                let mark = marks.entry((*reader, *list)).or_default();
                if position < mark {
                    faults.add(format!("{list:?}: {reader} saw a read mark at {position} after {mark}"));
                }
                *mark = (*mark).max(*position);
            }
            _ => {}
        }
    }
    for (reader, after) in began {
        let told = heard.remove(&reader).unwrap_or_default();
        for pair in told.windows(2) {
            if pair[1].position <= pair[0].position {
                let (earlier, later) = (pair[0].position, pair[1].position);
                faults.add(format!("{:?}: {} heard {later} after {earlier}", reader.1, reader.0));
            }
        }
        let expected: Vec<&Entry> =
            outcome.lists.get(&reader.1).into_iter().flatten().filter(|entry| entry.position > after).collect();
        if told != expected {
            let missed: Vec<u64> =
                expected.iter().filter(|entry| !told.contains(entry)).map(|entry| entry.position).take(10).collect();
            faults.add(format!(
                "{:?}: {} heard {} of {} entries, missed {missed:?}",
                reader.1,
                reader.0,
                told.len(),
                expected.len()
            ));
        }
    }
    for (reader, list) in heard.into_keys() {
        faults.add(format!("{list:?}: {reader} heard something without listening"));
    }
}

/// A fetch holds what was acknowledged before it was asked for, and everything the same reader was given before.
fn check_fetches(faults: &mut Faults, operations: &[Operation]) {
    let mut highest: HashMap<List, u64> = HashMap::new();
    let mut asked: HashMap<u64, u64> = HashMap::new();
    let mut given: HashMap<(Uuid, List), &[Entry]> = HashMap::new();
    for operation in operations {
        match operation {
            Operation::Acknowledged { list, position, .. } => {
                let highest = highest.entry(*list).or_default();
                *highest = (*highest).max(*position);
            }
            Operation::Asked { list, question, .. } => {
                asked.insert(*question, highest.get(list).copied().unwrap_or_default());
            }
            Operation::Fetched { reader, list, question, entries } => {
                let least = asked.get(question).copied().unwrap_or_default();
                let last = entries.last().map_or(0, |entry| entry.position);
                if last < least {
                    faults.add(format!("{list:?}: {reader} read up to {last} when {least} was acknowledged"));
                }
                let earlier = given.insert((*reader, *list), entries).unwrap_or_default();
                if !entries.starts_with(earlier) {
                    faults.add(format!("{list:?}: what {reader} had read changed under it"));
                }
            }
            _ => {}
        }
    }
}

/// Every entry that phones had to be told of was told, and nothing that is not there.
fn check_pushes(faults: &mut Faults, operations: &[Operation], outcome: &Outcome, places: &Places) {
    let mut missing = outcome.pushable.clone();
    for operation in operations {
        if let Operation::Pushed { list, id } = operation {
            missing.remove(&(*list, *id));
            if !places.contains_key(&(*list, *id)) {
                faults.add(format!("{list:?}: a phone was told of {id}, which is not there"));
            }
        }
    }
    for (list, id) in missing {
        faults.add(format!("{list:?}: no phone was told of {id}"));
    }
}
