//! Reads what `strace -f -y` wrote: writes and syncs of the write-ahead log, and answers to clients.

/// One step that matters, in the order of the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Something was written to the write-ahead log.
    Written,
    /// Its sync began.
    SyncBegan,
    /// Its sync ended well.
    SyncEnded,
    /// An answer `201 Created` began to be written to a socket.
    Acknowledged,
}

/// The steps of a trace. A call that another thread interrupts stands on two lines: where it began and where it ended.
pub(super) fn steps(trace: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut syncing: Vec<&str> = Vec::new();
    for line in trace.lines() {
        let Some((thread, call)) = line.trim().split_once(' ') else { continue };
        let call = call.trim_start();
        if let Some(resumed) = call.strip_prefix("<... ") {
            let is_sync = resumed.starts_with("fdatasync") || resumed.starts_with("fsync");
            if is_sync && let Some(at) = syncing.iter().position(|waiting| *waiting == thread) {
                syncing.swap_remove(at);
                steps.extend(resumed.trim_end().ends_with("= 0").then_some(Step::SyncEnded));
            }
            continue;
        }
        let Some((name, rest)) = call.split_once('(') else { continue };
        let target = rest.split_once('>').map_or("", |(target, _)| target);
        match name {
            "fdatasync" | "fsync" if target.ends_with("-wal") => {
                steps.push(Step::SyncBegan);
                if call.ends_with("<unfinished ...>") {
                    syncing.push(thread);
                } else if call.trim_end().ends_with("= 0") {
                    steps.push(Step::SyncEnded);
                }
            }
            "pwrite64" | "write" | "writev" if target.ends_with("-wal") => steps.push(Step::Written),
            "write" | "writev" | "sendto" | "sendmsg" if target.contains("<socket") || target.contains("<TCP") => {
                steps.extend(rest.contains("HTTP/1.1 201").then_some(Step::Acknowledged));
            }
            _ => {}
        }
    }
    steps
}
