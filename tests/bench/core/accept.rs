//! From a process that is not there to an accepted offer, as from the lock screen: the process starts, opens its store, reads its
//! token, makes one call and has its answer.

use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use harness::{AgentActor, Organization};
use tokio::process::Command;
use uuid::Uuid;

use super::{Phone, ROUNDS, spread};

/// Prints how long it took, the start of the process included and left out.
pub(super) async fn run(phone: &Phone, ana: &AgentActor, shop: &Organization, queue: &str) {
    println!(
        "from a dead process to an accepted offer: process started, store opened, token read, one call, its answer"
    );
    let (mut whole, mut inside) = (Vec::new(), Vec::new());
    // Without a push app she is called only while she is connected somewhere.
    let mut desk = ana.socket().await;
    for _ in 0..ROUNDS {
        let chat_id = shop.visitor().await.start(queue, "Hello").await.id;
        desk.event("offer.made").await;
        let offer = ana.offers().await.into_iter().find(|offer| offer.chat_id == chat_id).expect("offered");
        let started = Instant::now();
        let mut cold = Command::new(std::env::current_exe().expect("this program"));
        cold.args(["accept", &phone.folder.to_string_lossy(), &ana.id.to_string(), &offer.id.to_string()]);
        let answered = cold.stderr(Stdio::inherit()).output().await.expect("it starts");
        whole.push(started.elapsed());
        assert!(answered.status.success(), "the offer was not accepted");
        let said = String::from_utf8(answered.stdout).expect("text");
        inside.push(Duration::from_micros(said.trim().parse().expect("microseconds")));
        let chat = ana.chat(chat_id).await.chat;
        assert!(chat.participants.iter().any(|one| one.agent_id == ana.id), "it is hers");
        ana.api.post(&format!("/v1/chats/{chat_id}/close"), &serde_json::json!({})).await.done();
    }
    println!("  process to its end    {}", spread(&mut whole));
    println!("  of that in the core   {}", spread(&mut inside));
}

/// The process itself; tells the microseconds between its first line and the answer.
pub(crate) async fn cold(folder: &str, agent_id: &str, offer_id: &str) {
    let started = Instant::now();
    let (agent_id, offer_id): (Uuid, Uuid) = (agent_id.parse().expect("an id"), offer_id.parse().expect("an id"));
    Phone::in_folder(Path::new(folder)).start(agent_id).await.accept_offer(offer_id).await.expect("accepted");
    println!("{}", started.elapsed().as_micros());
}
