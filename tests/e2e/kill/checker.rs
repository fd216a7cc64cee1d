//! The checker itself on trial: a good history is praised, and each of its bad sisters is caught.

use harness::history::{Entry, List, Operation, Outcome, check};
use uuid::Uuid;

const ANA: Uuid = Uuid::from_u128(0xA);
const BIA: Uuid = Uuid::from_u128(0xB);
const LIST: List = List { of: Uuid::from_u128(0xC), visitor: false };

fn id(number: u64) -> Uuid {
    Uuid::from_u128(u128::from(number) + 100)
}

fn entry(position: u64) -> Entry {
    Entry { position, id: id(position), body: format!("m {position}") }
}

/// Two senders take turns twenty times; both listen, one reads all now and then, marks move, phones are told of Ana's.
fn good() -> (Vec<Operation>, Outcome) {
    let mut operations = Vec::new();
    for reader in [ANA, BIA] {
        operations.push(Operation::Began { reader, list: LIST, after: 0 });
    }
    for position in 1..=20 {
        let sender = if position % 2 == 1 { ANA } else { BIA };
        let (list, id) = (LIST, id(position));
        operations.push(Operation::Invoked { sender, list, id, body: entry(position).body });
        for reader in [ANA, BIA] {
            operations.push(Operation::Heard { reader, list, entry: entry(position) });
        }
        operations.push(Operation::Acknowledged { sender, list, id, position });
        if sender == ANA {
            operations.push(Operation::Pushed { list, id });
        }
        if position % 5 == 0 {
            let question = position;
            operations.push(Operation::Asked { reader: BIA, list, question });
            operations.push(Operation::Fetched {
                reader: BIA,
                list,
                question,
                entries: (1..=position).map(entry).collect(),
            });
            operations.push(Operation::Marked { reader: BIA, list, position });
        }
    }
    let pushable = (1..=20).step_by(2).map(|position| (LIST, id(position))).collect();
    let outcome = Outcome { lists: [(LIST, (1..=20).map(entry).collect())].into(), pushable };
    (operations, outcome)
}

/// What can go wrong, each as a small change of the good history.
fn mutations() -> Vec<(&'static str, fn(&mut Vec<Operation>, &mut Outcome))> {
    fn list(outcome: &mut Outcome) -> &mut Vec<Entry> {
        outcome.lists.get_mut(&LIST).expect("the list")
    }
    fn find(operations: &[Operation], fits: impl Fn(&Operation) -> bool) -> usize {
        operations.iter().position(fits).expect("it is there")
    }
    fn renumber(entries: &mut [Entry]) {
        entries.iter_mut().zip(1..).for_each(|(entry, position)| entry.position = position);
    }
    vec![
        ("the last message is lost", |_, outcome| drop(list(outcome).pop())),
        ("a message in the middle is lost and the rest moves up", |_, outcome| {
            list(outcome).remove(7);
            renumber(list(outcome));
        }),
        ("a message stands twice", |_, outcome| {
            let again = list(outcome)[3].clone();
            list(outcome).push(Entry { position: 21, ..again });
        }),
        ("two messages change places", |_, outcome| {
            list(outcome).swap(4, 5);
            renumber(list(outcome));
        }),
        ("the positions have a hole", |_, outcome| list(outcome)[19].position = 21),
        ("somebody unknown wrote", |_, outcome| {
            list(outcome).push(Entry { position: 21, id: id(999), body: "m boo".to_owned() });
        }),
        ("a message says something else than was sent", |_, outcome| list(outcome)[9].body = "m other".to_owned()),
        ("an acknowledgement told another position", |operations, _| {
            let at = find(operations, |operation| matches!(operation, Operation::Acknowledged { position: 6, .. }));
            operations[at] = Operation::Acknowledged { sender: BIA, list: LIST, id: id(6), position: 8 };
        }),
        ("a send that began after an answer stands before it", |operations, _| {
            let from = find(operations, |operation| matches!(operation, Operation::Acknowledged { position: 10, .. }));
            let to = find(
                operations,
                |operation| matches!(operation, Operation::Invoked { id: sent, .. } if *sent == id(7)),
            );
            let early = operations.remove(from);
            operations.insert(to, early);
        }),
        ("a reader hears something twice", |operations, _| {
            let at = find(
                operations,
                |operation| matches!(operation, Operation::Heard { entry, .. } if entry.position == 4),
            );
            operations.insert(at, operations[at].clone());
        }),
        ("a reader hears two in the wrong order", |operations, _| {
            let heard = |wanted: u64| move |operation: &Operation| matches!(operation, Operation::Heard { reader, entry, .. } if *reader == ANA && entry.position == wanted);
            let (first, second) = (find(operations, heard(4)), find(operations, heard(5)));
            operations.swap(first, second);
        }),
        ("a reader misses one while it was away", |operations, _| {
            let at = find(
                operations,
                |operation| matches!(operation, Operation::Heard { entry, .. } if entry.position == 12),
            );
            operations.remove(at);
        }),
        ("a fetch does not hold what was acknowledged", |operations, _| {
            for operation in operations.iter_mut() {
                if let Operation::Fetched { question: 10, entries, .. } = operation {
                    entries.truncate(8);
                }
            }
        }),
        ("a later fetch holds less than an earlier one", |operations, _| {
            for operation in operations.iter_mut() {
                if let Operation::Fetched { question: 15, entries, .. } = operation {
                    entries.remove(2);
                }
            }
        }),
        ("a read mark goes back", |operations, _| {
            operations.push(Operation::Marked { reader: BIA, list: LIST, position: 3 })
        }),
        ("a phone is not told", |operations, _| {
            let at =
                find(operations, |operation| matches!(operation, Operation::Pushed { id: told, .. } if *told == id(9)));
            operations.remove(at);
        }),
        ("a phone is told of what is not there", |operations, _| {
            operations.push(Operation::Pushed { list: LIST, id: id(500) });
        }),
        ("something is acknowledged that nobody sent", |operations, _| {
            operations.retain(|operation| !matches!(operation, Operation::Invoked { id: sent, .. } if *sent == id(20)));
        }),
    ]
}

#[test]
fn the_checker_praises_a_good_history_and_catches_every_mutation_of_it() {
    let (operations, outcome) = good();
    assert_eq!(check(&operations, &outcome), Vec::<String>::new());
    let mutations = mutations();
    assert!(mutations.len() >= 12);
    let missed: Vec<&str> = mutations
        .into_iter()
        .filter(|(_, mutate)| {
            let (mut operations, mut outcome) = good();
            mutate(&mut operations, &mut outcome);
            check(&operations, &outcome).is_empty()
        })
        .map(|(name, _)| name)
        .collect();
    assert!(missed.is_empty(), "the checker is blind to: {missed:?}");
}
