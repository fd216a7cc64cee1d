//! Bytes of a resume by cursor after missed events, beside those of fetching everything anew.

use harness::VisitorActor;
use pronto_mobile::client::Account;
use pronto_protocol::whisper::TimelineEntryView;
use uuid::Uuid;

use super::{Phone, ROUNDS, WITHIN, count::Relay, online};

/// Events missed before a resume.
const MISSED: usize = 100;

/// Prints both; the two alternate on the same phone.
pub(super) async fn run(phone: &Phone, agent_id: Uuid, relay: &Relay, vera: &VisitorActor, chat_id: Uuid) {
    println!("\nbytes on the wire for {MISSED} missed events, side by side ({ROUNDS} rounds, alternately)");
    let (mut resumed, mut fetched) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for n in 0..MISSED {
            vera.say(chat_id, &format!("What was said while it was away, {n}")).await;
        }
        let before = relay.bytes();
        let account = phone.start(agent_id).await;
        online(&account).await;
        caught_up(&account, vera, chat_id).await;
        resumed.push(relay.bytes() - before);
        let before = relay.bytes();
        let fresh = account.fetch_fresh().await.expect("fetched");
        fetched.push(relay.bytes() - before);
        assert_eq!(account.snapshot(), fresh, "both sides know the same");
        // Of more unread messages than it holds, one that fetches everything counts only those that it holds.
        let seen = fresh.chats.iter().find(|one| one.chat.id == chat_id).expect("the chat").chat.last_position;
        account.mark_read(chat_id, seen).await.expect("read");
        account.stop().await;
    }
    resumed.sort_unstable();
    fetched.sort_unstable();
    let (one, other) = (resumed[ROUNDS / 2], fetched[ROUNDS / 2]);
    println!("  resume by cursor      {one:>9} bytes (median; {} to {})", resumed[0], resumed[ROUNDS - 1]);
    println!("  fetching everything   {other:>9} bytes (median; {} to {})", fetched[0], fetched[ROUNDS - 1]);
    println!("  ratio                 {:>9.2}", other as f64 / one as f64);
}

async fn caught_up(account: &Account, vera: &VisitorActor, chat_id: Uuid) {
    let last = vera.messages(chat_id).await.last().expect("one").id;
    let here = |state: &pronto_mobile::client::State| {
        let entries = state.threads.get(&chat_id)?.entries.values().rev();
        entries.take(3).any(|entry| matches!(entry, TimelineEntryView::Message(m) if m.id == last)).then_some(())
    };
    account.until(WITHIN, here).await.expect("caught up");
}
