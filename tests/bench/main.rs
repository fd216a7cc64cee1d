//! Measurements, never timed tests: `bench send`, `bench search`, `bench idle` and `bench core` print tables of ratios whose two sides run alternately in
//! one run, both alive at once. The server is the shipped binary in a process of its own.

mod core;
mod idle;
mod limit;
mod memory;
mod number;
mod search;
mod send;
mod stage;
mod wire;

use std::process::ExitCode;

const USAGE: &str = "usage: bench send | bench search [MESSAGES] | bench idle | bench core [MINUTES]\n\
  send  acknowledged sends per second with and without group commit, full against normal sync, latency, counts per message\n\
  search  milliseconds of a search beside a scan and a trigram index; a million messages unless told\n\
  idle  resident memory per signed-in, subscribed socket, beside axum's default buffers\n\
  core  the app's core: a cold start to an accepted offer, bytes of a resume, a timeline of 100,000 messages,\n        bytes of an hour in which nothing happens; it takes that hour, or as many minutes as are told";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if cfg!(debug_assertions) {
        eprintln!("note: this is a debug build; its figures say nothing about the product (use --release)");
    }
    // Nothing but what an extension needs: no threads.
    if words == ["decode"] {
        self::core::alone();
        return ExitCode::SUCCESS;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match words.as_slice() {
        ["send"] => runtime.block_on(send::run()),
        ["search"] => runtime.block_on(search::run(search::MESSAGES)),
        ["search", messages] => match messages.parse() {
            Ok(messages) => runtime.block_on(search::run(messages)),
            Err(_) => return misused(),
        },
        ["core"] => runtime.block_on(self::core::run(self::core::MINUTES)),
        ["core", minutes] => match minutes.parse() {
            Ok(minutes) => runtime.block_on(self::core::run(minutes)),
            Err(_) => return misused(),
        },
        // The other half of `core`: an app that a push has started.
        ["accept", folder, agent_id, offer_id] => runtime.block_on(self::core::cold(folder, agent_id, offer_id)),
        ["idle"] => {
            limit::raise(idle::FILES);
            runtime.block_on(idle::run())
        }
        // The other half of `idle`: a process that holds sockets.
        ["hold", address, tokens] => runtime.block_on(idle::hold(address, tokens)),
        _ => return misused(),
    }
    ExitCode::SUCCESS
}

fn misused() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}
