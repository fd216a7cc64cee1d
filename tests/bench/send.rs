//! `bench send`: what group commit brings and what durability costs, side by side; latency; and counts per message.

mod count;
mod crowd;
mod latency;

use std::time::Duration;

use harness::process::Launch;

use crate::{
    number::{median, spread, verdict},
    stage::Stage,
};
use crowd::Crowd;

const ROUNDS: usize = 7;
const WARM_UP: Duration = Duration::from_millis(800);
const ROUND: Duration = Duration::from_secs(3);
/// Senders of the comparison with one commit per message.
const SENDERS: usize = 64;
/// Active chats of everything else.
const CHATS: usize = 500;
const AGENTS: usize = 8;

/// Prints everything.
pub(crate) async fn run() {
    println!(
        "Acknowledged sends on SQLite. Server: the shipped binary, its own process. Client: this process, on the same cores."
    );
    println!("Every acknowledged message is counted at the agent's socket; a round that loses one fails.\n");
    let stage = Stage::prepare(SENDERS, AGENTS).await;
    let title = format!(
        "{SENDERS} senders, one message each on its way; synchronous=FULL in both arms; only `group_commit` differs"
    );
    let ratios = compare(
        &stage,
        &title,
        ("group commit", |launch| launch),
        ("one commit each", |launch| launch.set("GROUP_COMMIT", "false")),
    )
    .await;
    println!("  median ratio {}   goal >= 5: {}\n", spread(&ratios), verdict(median(&ratios) >= 5.0));

    let stage = Stage::prepare(CHATS, AGENTS).await;
    let title =
        format!("{CHATS} senders in {CHATS} chats; group commit in both arms; only `sqlite_synchronous` differs");
    let ratios = compare(
        &stage,
        &title,
        ("FULL", |launch| launch),
        ("NORMAL", |launch| launch.set("SQLITE_SYNCHRONOUS", "normal").set("ALLOW_UNSAFE_SYNC", "true")),
    )
    .await;
    println!("  median ratio {}   goal >= 0.75: {}\n", spread(&ratios), verdict(median(&ratios) >= 0.75));

    latency::run(&stage).await;
    count::run(&stage, ROUND).await;
}

type Change = fn(Launch) -> Launch;

/// Rounds of both arms in turn, each round on fresh copies with both servers alive; the ratios of the first to the second.
async fn compare(stage: &Stage, title: &str, first: (&str, Change), second: (&str, Change)) -> Vec<f64> {
    println!("{title}");
    println!("  round   {:>16}   {:>16}   ratio   client's share of its cores", first.0, second.0);
    let mut ratios = Vec::new();
    for round in 0..ROUNDS {
        let arms = (stage.arm(first.1).await, stage.arm(second.1).await);
        let crowds = (Crowd::gather(stage, &arms.0.server).await, Crowd::gather(stage, &arms.1.server).await);
        let (mut rates, mut shares) = ([0.0, 0.0], [0.0, 0.0]);
        // Who goes first changes, so that neither always runs on the warmer machine.
        for arm in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
            let crowd = if arm == 0 { &crowds.0 } else { &crowds.1 };
            crowd.drive(WARM_UP, None).await;
            let before = own_cpu_seconds();
            let sent = crowd.drive(ROUND, None).await;
            shares[arm] = (own_cpu_seconds() - before) / ROUND.as_secs_f64() / cores();
            rates[arm] = sent as f64 / ROUND.as_secs_f64();
            crowd.all_arrived().await;
        }
        let ratio = rates[0] / rates[1];
        println!(
            "  {:>5}   {:>14.0}/s   {:>14.0}/s   {ratio:>5.2}   {:.0} % / {:.0} %",
            round + 1,
            rates[0],
            rates[1],
            shares[0] * 100.0,
            shares[1] * 100.0
        );
        ratios.push(ratio);
    }
    ratios
}

fn cores() -> f64 {
    std::thread::available_parallelism().map_or(1.0, |count| count.get() as f64)
}

/// What this process has used so far; the kernel counts in hundredths of a second.
fn own_cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("stat");
    let fields: Vec<&str> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
    let ticks: f64 = fields[11..13].iter().filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / 100.0
}
