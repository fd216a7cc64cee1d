//! A panic as a log line. Its text is left out: it may quote what someone wrote.

use std::{panic, thread};

/// Replaces the panic message on standard error by a log line with the place of the panic; called once, by `main`.
pub fn log_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "unknown place".to_owned(), ToString::to_string);
        tracing::error!(place, thread = thread::current().name().unwrap_or("unnamed"), "panicked");
    }));
}
