//! Which operations were called and how they answered, noted for `tests/operations` where `PRONTO_TEST_CALLS` names a folder.

use std::{
    collections::HashSet,
    fs::{File, OpenOptions},
    io::Write,
    path::Path,
    sync::{LazyLock, Mutex},
};

use uuid::Uuid;

/// The file of this process, and what stands in it. Each line is written once, so that noting costs a look into memory.
static NOTED: LazyLock<Option<Mutex<(File, HashSet<String>)>>> = LazyLock::new(|| {
    let folder = std::env::var_os("PRONTO_TEST_CALLS")?;
    let path = Path::new(&folder).join(format!("{}.calls", std::process::id()));
    let file = OpenOptions::new().create(true).append(true).open(&path).unwrap_or_else(|error| {
        panic!("PRONTO_TEST_CALLS: {} cannot be written: {error}", path.display());
    });
    Some(Mutex::new((file, HashSet::new())))
});

/// Notes a call by its method, its path and the status of the answer.
pub(crate) fn note(method: &str, address: &str, status: u16) {
    let Some(noted) = NOTED.as_ref() else { return };
    let line = format!("{method} {} {status}\n", template(address));
    let mut noted = noted.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if noted.1.insert(line.clone()) {
        noted.0.write_all(line.as_bytes()).expect("the calls are noted");
    }
}

/// The path alone, with `{}` for each id, so that the same operation is one line.
fn template(address: &str) -> String {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').map(|part| if Uuid::try_parse(part).is_ok() { "{}" } else { part }).collect::<Vec<_>>().join("/")
}
