//! What one message costs at many active chats: syncs, transactions, statements. Each is counted in a run of its own, since
//! counting slows.

use std::{collections::BTreeMap, path::Path, time::Duration};

use harness::process::Launch;
use serde_json::Value;

use super::crowd::Crowd;
use crate::{number::verdict, stage::Stage};

/// How the statement begins that each transaction of the ledger runs once.
const LOCK: &str = "UPDATE organization_log SET seq = seq";

/// Prints the table.
pub(super) async fn run(stage: &Stage, span: Duration) {
    println!("Per message at {} active chats, one message of each on its way", stage.senders.len());
    let (messages, groups) = transactions(stage, span).await;
    let transactions = groups / messages;
    println!(
        "  transactions {transactions:>8.4}   goal <= 0.1:  {}   ({messages:.0} messages)",
        verdict(transactions <= 0.1)
    );
    match syncs(stage, span).await {
        Some((messages, syncs)) => {
            let each = syncs / messages;
            println!("  fsyncs       {each:>8.4}   goal <= 0.05: {}   ({messages:.0} messages)", verdict(each <= 0.05));
        }
        None => println!("  fsyncs       not counted: strace is missing"),
    }
    let (messages, statements) = statements(stage, span).await;
    let selects: f64 = statements.iter().filter(|(text, _)| text.starts_with("SELECT")).map(|(_, count)| *count).sum();
    let all: f64 = statements.values().sum();
    println!(
        "  SELECTs      {:>8.4}   goal 0:       {}   ({messages:.0} messages)",
        selects / messages,
        verdict(selects / messages < 0.005)
    );
    // Each transaction locks its log once, so that statement counts them: it tells whether reads come with messages or with
    // transactions.
    let groups: f64 = statements.iter().filter(|(text, _)| text.starts_with(LOCK)).map(|(_, count)| *count).sum();
    println!("    {:.2} for each transaction of {:.0} messages", selects / groups, messages / groups);
    println!("  statements   {:>8.4}", all / messages);
    let mut most: Vec<(&String, &f64)> = statements.iter().collect();
    most.sort_by(|first, second| second.1.total_cmp(first.1));
    for (text, count) in most.into_iter().take(12) {
        println!("    {:>8.4}  {text}", count / messages);
    }
}

/// Messages, and transactions of the ledger for them.
async fn transactions(stage: &Stage, span: Duration) -> (f64, f64) {
    let arm = stage.arm(|launch| launch).await;
    let crowd = Crowd::gather(stage, &arm.server).await;
    crowd.drive(span / 3, None).await;
    crowd.all_arrived().await;
    let before = arm.server.metric("pronto_ledger_groups_total").await;
    let messages = crowd.drive(span, None).await;
    let groups = arm.server.metric("pronto_ledger_groups_total").await - before;
    assert!(groups > 0.0, "the server does not count its transactions");
    (messages as f64, groups)
}

/// Messages, and syncs of any file meanwhile; the filter of strace leaves other calls alone, so that the server keeps its pace.
async fn syncs(stage: &Stage, span: Duration) -> Option<(f64, f64)> {
    std::process::Command::new("strace").arg("--version").output().ok().filter(|output| output.status.success())?;
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("syncs.txt");
    let text = output.display().to_string();
    let calls = "trace=fdatasync,fsync,sync_file_range";
    let traced =
        |launch: Launch| launch.under(&["strace", "-D", "-f", "-ttt", "--seccomp-bpf", "-o", &text, "-e", calls]);
    let mut arm = stage.arm(traced).await;
    let crowd = Crowd::gather(stage, &arm.server).await;
    crowd.drive(span / 3, None).await;
    crowd.all_arrived().await;
    let from = unix_seconds();
    let messages = crowd.drive(span, None).await;
    crowd.all_arrived().await;
    let until = unix_seconds();
    drop(crowd);
    arm.server.kill().await;
    // strace keeps what it writes to itself until the server has ended.
    let trace = ended_trace(&output).await;
    let began = trace.lines().filter(|line| line.contains("sync") && !line.contains(" resumed>")).filter_map(|line| {
        let time: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        (from..until).contains(&time).then_some(())
    });
    let syncs = began.count();
    assert!(syncs > 0, "no sync was seen, and every acknowledgement waits for one");
    Some((messages as f64, syncs as f64))
}

fn unix_seconds() -> f64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs_f64()
}

/// The trace, once its last word is written.
async fn ended_trace(path: &Path) -> String {
    for _ in 0..500 {
        let trace = std::fs::read_to_string(path).unwrap_or_default();
        if trace.lines().last().is_some_and(|line| line.contains("+++")) {
            return trace;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("strace did not end");
}

/// Messages, and the database statements meanwhile by their text.
async fn statements(stage: &Stage, span: Duration) -> (f64, BTreeMap<String, f64>) {
    let logged = |launch: Launch| {
        launch.set("LOG_STATEMENTS", "true").set("LOG_LEVEL", "warn,sqlx=info,pronto_api::app::command::serve=info")
    };
    let arm = stage.arm(logged).await;
    let crowd = Crowd::gather(stage, &arm.server).await;
    crowd.drive(span / 3, None).await;
    crowd.all_arrived().await;
    let log = arm.server.launch().log_path();
    let before = std::fs::metadata(&log).map_or(0, |file| file.len());
    let messages = crowd.drive(span, None).await;
    let text = std::fs::read(&log).expect("the log");
    let mut statements = BTreeMap::new();
    for line in text[usize::try_from(before).expect("a length")..].split(|byte| *byte == b'\n') {
        let Ok(line) = serde_json::from_slice::<Value>(line) else { continue };
        let Some(statement) =
            line["db.statement"].as_str().filter(|text| !text.trim().is_empty()).or(line["summary"].as_str())
        else {
            continue;
        };
        *statements.entry(shortened(statement)).or_insert(0.0) += 1.0;
    }
    assert!(!statements.is_empty(), "the server does not log its statements");
    (messages as f64, statements)
}

/// The beginning of a statement on one line: enough to tell what it is.
fn shortened(statement: &str) -> String {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let text = words.join(" ");
    let from = text.find(" FROM ").filter(|_| text.starts_with("SELECT"));
    let text = from.map_or_else(|| text.clone(), |from| format!("SELECT …{}", text.get(from..).unwrap_or_default()));
    text.chars().take(110).collect()
}
