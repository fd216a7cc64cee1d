//! Open files: a measurement with many sockets starts itself again with the most that this machine allows.

use std::os::unix::process::CommandExt;

/// Makes sure that this process and its children may have so many files open.
pub(crate) fn raise(wanted: u64) {
    let (soft, hard) = open_files();
    if soft >= wanted {
        return;
    }
    if hard < wanted {
        eprintln!("{wanted} open files are needed and {hard} allowed: raise the hard limit (ulimit -Hn)");
        std::process::exit(1);
    }
    let program = std::env::current_exe().expect("this program");
    let script = format!("ulimit -n {hard} && exec \"$0\" \"$@\"");
    let mut again = std::process::Command::new("sh");
    let failed = again.arg("-c").arg(script).arg(program).args(std::env::args_os().skip(1)).exec();
    panic!("sh cannot be run: {failed}");
}

fn open_files() -> (u64, u64) {
    let limits = std::fs::read_to_string("/proc/self/limits").expect("limits");
    let line = limits.lines().find(|line| line.starts_with("Max open files")).expect("the limit of open files");
    let mut words = line.split_whitespace().skip(3).map(|word| word.parse().unwrap_or(u64::MAX));
    (words.next().expect("soft"), words.next().expect("hard"))
}
