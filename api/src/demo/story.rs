//! The story: a visitor asks, the agent's phone rings, the answer arrives; and the server is killed in the middle.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use pronto_mobile::client::{Options, new_client_id, push::perform_action};
use pronto_protocol::{
    agent::Availability,
    chat::CloseChatRequest,
    delivery::{DeliveryState, DeliveryView},
    message::SendMessageRequest,
    push::{PushAction, PushKind},
    whisper::SendWhisperRequest,
};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{
    Teller,
    person::{Phone, Visitor, WITHIN},
    setup::{QUEUE, Ready},
};

/// Messages under way when the server is killed.
const BURST: usize = 50;
/// Answers after which it is killed.
const KILLED_AFTER: u32 = 20;
/// The whispered word that no visitor may ever see.
const SECRET: &str = "desconto-secreto";

/// Plays the story; an error says which step was not seen.
///
/// # Errors
/// A sentence.
pub async fn play(ready: &mut Ready, teller: &mut Teller) -> Result<(), String> {
    teller.chapter("Two agents, phones in their pockets");
    for phone in [&ready.ana, &ready.bruno] {
        phone.account.set_availability(Availability::Ready).await.map_err(told(phone))?;
        teller.saw(&format!("{} is ready; the app is closed, only a push can reach it", phone.name));
    }

    teller.chapter("A visitor asks");
    let mut visitor = Visitor::arrive(&ready.base, QUEUE).await?;
    teller.saw("Clara opens the chat page");
    let asked_at = Instant::now();
    let chat = visitor.start(QUEUE, "Clara", "Vocês têm esta blusa em azul?").await?;
    teller.saw(&format!("Clara asks; it is chat number {}", chat["number"]));
    let phones = [&ready.ana, &ready.bruno];
    let (first, shown) = ready.phones.next(&phones, PushKind::Offer).await?;
    let took = shown.at.duration_since(asked_at);
    teller.saw(&format!(
        "{}'s phone rings {} ms after the question: “{}: {}”",
        phones[first].name,
        took.as_millis(),
        shown.content.title.as_deref().unwrap_or_default(),
        shown.content.body.as_deref().unwrap_or_default()
    ));
    if took > Duration::from_secs(1) {
        return Err(format!("the push reached the provider only after {took:?}"));
    }
    act(&ready.base, shown.content.action_token.as_deref(), PushAction::Decline).await?;
    teller.saw(&format!("{} declines from the lock screen", phones[first].name));
    let (second, shown) = ready.phones.next(&phones, PushKind::Offer).await?;
    if second == first {
        return Err("the declined offer came back to the same phone".to_owned());
    }
    teller.saw(&format!("the offer goes on: {}'s phone rings", phones[second].name));
    act(&ready.base, shown.content.action_token.as_deref(), PushAction::Accept).await?;
    let agent = phones[second];
    teller.saw(&format!("{} accepts from the lock screen", agent.name));

    teller.chapter("The answer arrives");
    let chat_id = visitor.chat_id;
    let mut hearing = visitor.hear().await?;
    agent.account.start();
    agent.account.until_online(WITHIN).await.map_err(told(agent))?;
    agent.account.until(WITHIN, |state| state.chats.contains_key(&chat_id).then_some(())).await.map_err(told(agent))?;
    teller.saw(&format!("{} opens the app and sees the chat", agent.name));
    agent.account.send_message(chat_id, &message("Temos sim, do P ao GG.")).await.map_err(told(agent))?;
    hearing.until("the answer", |frame| frame["event"]["content"]["text"] == "Temos sim, do P ao GG.").await?;
    teller.saw("Clara reads the answer");
    agent.account.stop().await;
    visitor.send(new_client_id(), "Ótimo! E chega até sexta?").await?;
    let (_, shown) = ready.phones.next(&[agent], PushKind::Message).await?;
    teller.saw(&format!(
        "{} has put the phone away; it shows “{}”",
        agent.name,
        shown.content.body.as_deref().unwrap_or_default()
    ));
    let reply = PushAction::Reply { client_id: new_client_id(), text: "Chega na quinta.".to_owned() };
    act(&ready.base, shown.content.action_token.as_deref(), reply).await?;
    hearing.until("the reply", |frame| frame["event"]["content"]["text"] == "Chega na quinta.").await?;
    teller.saw(&format!("{} replies from the lock screen, and Clara reads it", agent.name));

    teller.chapter("The server is killed in the middle");
    agent.account.start();
    agent.account.until_online(WITHIN).await.map_err(told(agent))?;
    kill_under_load(ready, teller, &visitor, second).await?;
    let agent = [&ready.ana, &ready.bruno][second];
    let colleague_name = [&ready.ana, &ready.bruno][first].name;

    teller.chapter("Colleagues among themselves");
    let whisper = SendWhisperRequest { client_id: new_client_id(), text: format!("Posso dar o {SECRET}?") };
    agent.account.send_whisper(chat_id, &whisper).await.map_err(told(agent))?;
    teller.saw(&format!("{} whispers to colleagues inside the chat", agent.name));
    let colleague = [&ready.ana, &ready.bruno][first];
    let conversation = agent.account.open_direct(colleague.account.agent_id()).await.map_err(told(agent))?;
    let direct = pronto_protocol::direct::SendDirectMessageRequest {
        client_id: new_client_id(),
        text: "Você viu o sussurro?".to_owned(),
    };
    agent.account.send_direct(conversation.id, &direct).await.map_err(told(agent))?;
    let (_, shown) = ready.phones.next(&[colleague], PushKind::Direct).await?;
    teller.saw(&format!(
        "{} writes directly; {colleague_name}'s phone shows “{}”",
        agent.name,
        shown.content.body.as_deref().unwrap_or_default()
    ));
    if visitor.messages().await?.iter().any(|message| message.to_string().contains(SECRET)) {
        return Err("the visitor can read the whisper".to_owned());
    }
    teller.saw("nothing of it is in anything Clara can read");

    teller.chapter("The end");
    let mut hearing = visitor.hear().await?;
    let close = CloseChatRequest {
        reason: Some("Informação de produto".to_owned()),
        solved: Some(true),
        ..CloseChatRequest::default()
    };
    agent.account.close_chat(chat_id, &close).await.map_err(told(agent))?;
    hearing.until("the end", |frame| frame["event"]["content"]["state"] == "closed").await?;
    teller.saw(&format!("{} closes the chat with a reason, and Clara is told", agent.name));
    ledger(ready, teller).await
}

/// Kills the server while messages are under way, starts it again, and checks that each is there once and in order.
async fn kill_under_load(
    ready: &mut Ready,
    teller: &mut Teller,
    visitor: &Visitor,
    agent: usize,
) -> Result<(), String> {
    let messages: Vec<(Uuid, String)> =
        (1..=BURST).map(|number| (new_client_id(), format!("Mensagem {number}"))).collect();
    let acknowledged = Semaphore::new(0);
    let sends = join_all(messages.iter().map(async |(client_id, text)| {
        let outcome = visitor.send(*client_id, text).await;
        acknowledged.add_permits(1);
        outcome
    }));
    let server = &mut ready.server;
    let kill = async {
        let _ = acknowledged.acquire_many(KILLED_AFTER).await;
        server.kill().await
    };
    let (outcomes, killed) = tokio::join!(sends, kill);
    killed?;
    let acknowledged = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    teller.saw(&format!("the server is killed (SIGKILL): {acknowledged} of {BURST} messages were acknowledged"));
    ready.server.start_again().await?;
    teller.saw("it is up again on the same data");
    for (client_id, text) in &messages {
        visitor.send(*client_id, text).await?;
    }
    let stored = visitor.messages().await?;
    for (_, text) in &messages {
        let times = stored.iter().filter(|message| message["text"] == **text).count();
        if times != 1 {
            return Err(format!("“{text}” is there {times} times"));
        }
    }
    for (outcome, (_, text)) in outcomes.iter().zip(&messages) {
        let Ok(acknowledged) = outcome else { continue };
        let kept = stored.iter().find(|message| message["text"] == **text);
        if kept.is_none_or(|kept| kept["id"] != acknowledged["id"] || kept["number"] != acknowledged["number"]) {
            return Err(format!("“{text}” was acknowledged and is no longer the same"));
        }
    }
    let gapless = stored.iter().zip(1..).all(|(message, number)| message["number"].as_u64() == Some(number));
    if !gapless {
        return Err("the numbers have a gap".to_owned());
    }
    teller.saw(&format!("all {BURST} were sent again under the same ids: each is there once, in order, without a gap"));
    let agent = [&ready.ana, &ready.bruno][agent];
    let last = messages.iter().next_back().map(|(_, text)| text.clone()).unwrap_or_default();
    let chat_id = visitor.chat_id;
    let caught_up = agent.account.until(WITHIN, |state| {
        let thread = state.threads.get(&chat_id)?;
        let found = thread.entries.values().any(|entry| {
            matches!(entry, pronto_protocol::whisper::TimelineEntryView::Message(message) if message.text == last)
        });
        found.then_some(())
    });
    caught_up.await.map_err(told(agent))?;
    teller.saw(&format!("{}'s app came back by itself and has caught up", agent.name));
    Ok(())
}

/// Every push decision is on record.
async fn ledger(ready: &Ready, teller: &mut Teller) -> Result<(), String> {
    let page: pronto_protocol::page::Page<DeliveryView> =
        ready.admin.http().get("v1/deliveries?limit=100").await.map_err(|error| error.to_string())?;
    let count = |state: DeliveryState| page.items.iter().filter(|delivery| delivery.state == state).count();
    if page.items.iter().any(|delivery| delivery.reason.is_empty()) {
        return Err("a push decision has no reason".to_owned());
    }
    if count(DeliveryState::Failed) > 0 {
        return Err("a push failed".to_owned());
    }
    teller.saw(&format!(
        "the push ledger has a reason for each of the last {} decisions: {} accepted, {} suppressed, {} cancelled",
        page.items.len(),
        count(DeliveryState::Accepted),
        count(DeliveryState::Suppressed),
        count(DeliveryState::Cancelled)
    ));
    Ok(())
}

async fn act(base: &str, action_token: Option<&str>, action: PushAction) -> Result<(), String> {
    let token = action_token.ok_or("the push carries no action token")?;
    perform_action(base, token, action, Options::quick())
        .await
        .map_err(|error| format!("the lock screen failed: {error}"))?;
    Ok(())
}

fn message(text: &str) -> SendMessageRequest {
    SendMessageRequest {
        client_id: new_client_id(),
        text: text.to_owned(),
        attachment_ids: Vec::new(),
        quoted_id: None,
    }
}

fn told(phone: &Phone) -> impl Fn(pronto_mobile::client::ClientError) -> String {
    let name = phone.name;
    move |error| format!("{name}: {error}")
}
