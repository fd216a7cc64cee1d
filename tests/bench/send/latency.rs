//! From a visitor's send to the agent's socket, at rest and under load.

use std::time::Duration;

use super::crowd::Crowd;
use crate::{number::quantile, stage::Stage};

const ALONE: usize = 500;
const WINDOW: Duration = Duration::from_secs(4);

/// Prints the table.
pub(super) async fn run(stage: &Stage) {
    let chats = stage.senders.len();
    println!("From send to the other side's socket, synchronous=FULL, {chats} active chats");
    let arm = stage.arm(|launch| launch).await;
    let crowd = Crowd::gather(stage, &arm.server).await;
    crowd.drive(Duration::from_secs(1), None).await;
    crowd.all_arrived().await;
    crowd.delays();

    crowd.one_by_one(ALONE, Duration::from_millis(5)).await;
    crowd.all_arrived().await;
    print("one message at a time", &crowd.delays(), None);

    let most = crowd.drive(WINDOW, None).await as f64 / WINDOW.as_secs_f64();
    crowd.all_arrived().await;
    let full = crowd.delays();
    for part in [0.25, 0.5] {
        let every = Duration::from_secs_f64(chats as f64 / (most * part));
        let rate = crowd.drive(WINDOW, Some(every)).await as f64 / WINDOW.as_secs_f64();
        crowd.all_arrived().await;
        print(&format!("at {:.0} % of the most", part * 100.0), &crowd.delays(), Some(rate));
    }
    print("at the most, everybody at once", &full, Some(most));
    println!();
}

fn print(what: &str, delays: &[f64], rate: Option<f64>) {
    let rate = rate.map_or_else(String::new, |rate| format!("{rate:.0}/s"));
    let (half, most) = (quantile(delays, 0.5) / 1_000.0, quantile(delays, 0.99) / 1_000.0);
    println!("  {what:<32} {rate:>8}   p50 {half:>8.2} ms   p99 {most:>8.2} ms   ({} messages)", delays.len());
}
