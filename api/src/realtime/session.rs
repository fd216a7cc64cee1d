//! One socket from hello to close, in one small task: what was missed first, then what comes, in one order.

use std::{net::IpAddr, pin::pin, time::Duration};

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use pronto_protocol::{
    agent::Reachability,
    socket::{ServerFrame, close},
};

use super::{
    hello::{Greeted, Person, closing, greet},
    inbound::{self, Pace},
    looking,
    pulse::Pulse,
};
use crate::{
    context::Context,
    hub::{Closing, Connection, Next, Party, frame_for_agents, frame_for_visitors},
    topic::Topic,
    usecase,
};

/// How often the server sends a sign of life.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// A client that says nothing for so long, not even a pong, is gone; it has less time when pushes were held back for its
/// screen (see [`Pulse`]).
const SILENCE_MS: i64 = 75_000;
/// A frame that the client does not take for so long.
const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// Serves a socket until it is closed.
pub async fn run(context: Context, mut socket: WebSocket, peer: IpAddr) {
    // Boxed, since each waiting socket would otherwise carry the room that only its beginning needs.
    let greeted = match Box::pin(greet(&context, &mut socket, peer)).await {
        Ok(greeted) => greeted,
        Err(closing) => return close_with(&mut socket, closing).await,
    };
    let connection = greeted.connection.clone();
    let person = greeted.person.clone();
    let expires_at_ms = greeted.expires_at_ms;
    metrics::gauge!("pronto_sockets").increment(1.0);
    let mut pulse = Pulse::default();
    let ended = match Box::pin(catch_up(&context, &mut socket, greeted)).await {
        Ok(()) => serve(&context, &mut socket, &connection, &person, &mut pulse, expires_at_ms).await,
        Err(closing) => closing,
    };
    let looked_at = looking::looked_at(&context, &connection);
    let last = context.hub.disconnect(&connection);
    Box::pin(give_up(&context, &connection, pulse)).await;
    if let (Person::Agent(agent), Some(chat_id)) = (&person, looked_at) {
        looking::leave(&context, agent, chat_id);
    }
    metrics::gauge!("pronto_sockets").decrement(1.0);
    if last {
        Box::pin(tell_presence(&context, &person)).await;
    }
    if let Some(closing) = ended {
        close_with(&mut socket, closing).await;
    }
}

/// Sends `ready`, then the log from the cursor, page by page, until the hub can take over without a gap.
async fn catch_up(context: &Context, socket: &mut WebSocket, greeted: Greeted) -> Result<(), Option<Closing>> {
    let Greeted { person, connection, mut reader, head_seq, resumed, .. } = greeted;
    let cursor = head_seq.to_string();
    let ready: ServerFrame<()> = match resumed {
        Some(resumed) => {
            ServerFrame::Ready { cursor, resumed, heartbeat_ms: HEARTBEAT.as_millis() as u64, now: context.clock.now() }
        }
        None => ServerFrame::Resync { cursor },
    };
    send(socket, encode(&ready)).await?;
    let mut until = head_seq;
    loop {
        while reader.seq() < until {
            let page = reader.read(context.db(), until).await.map_err(|error| {
                tracing::warn!(%error, "a catch-up failed");
                Some(closing(close::FAULT, "catch_up_failed"))
            })?;
            for heard in page {
                let frame = match &person {
                    Person::Agent(_) => Some(frame_for_agents(heard.seq, heard.at_ms, &heard.content)),
                    Person::Visitor(_) => frame_for_visitors(heard.seq, heard.at_ms, &heard.change),
                };
                if let Some(frame) = frame {
                    send(socket, frame).await?;
                }
            }
        }
        let subscriptions = reader.take_subscriptions();
        match context.hub.go_live(&connection, reader.seq(), subscriptions) {
            Ok(()) => break,
            Err((published, subscriptions)) => {
                reader.set_subscriptions(subscriptions);
                until = published;
            }
        }
    }
    context.changed_queues.greet(std::sync::Arc::clone(&connection));
    tell_presence(context, &person).await;
    if let Person::Agent(agent) = &person
        && let Err(error) = usecase::offer::reconsider(context, agent.organization_id(), agent.id()).await
    {
        tracing::warn!(%error, "waiting chats could not be offered to an agent who came");
    }
    Ok(())
}

async fn serve(
    context: &Context,
    socket: &mut WebSocket,
    connection: &std::sync::Arc<Connection>,
    person: &Person,
    pulse: &mut Pulse,
    mut expires_at_ms: i64,
) -> Option<Closing> {
    let mut heard_at_ms = context.clock.now_ms();
    // Not counted from the last frame: a socket that only listens, and is told much, must be asked for a pong as well.
    let mut beat_at_ms = heard_at_ms + HEARTBEAT.as_millis() as i64;
    let mut pace = Pace::default();
    loop {
        let now_ms = context.clock.now_ms();
        if expires_at_ms <= now_ms {
            return Some(closing(close::TOKEN_EXPIRED, "token_expired"));
        }
        if now_ms - heard_at_ms > SILENCE_MS {
            return Some(closing(close::SILENT, "silent"));
        }
        let silent_at_ms = heard_at_ms + SILENCE_MS + 1;
        let next_ms = expires_at_ms.min(beat_at_ms).min(silent_at_ms).min(pulse.until_ms());
        let timer = pin!(context.clock.sleep_until_ms(next_ms));
        tokio::select! {
            biased;
            () = connection.woken() => {
                if let Err(ended) = flush(context, socket, connection, pulse).await {
                    return ended;
                }
                looking::tell_lost(context, connection, person, &mut pace.looked_at);
            }
            received = socket.recv() => {
                heard_at_ms = context.clock.now_ms();
                let text = match received {
                    Some(Ok(Message::Text(text))) => text,
                    Some(Ok(Message::Pong(payload))) => {
                        if pulse.hear(&payload)
                            && let Err(ended) = flush(context, socket, connection, pulse).await
                        {
                            return ended;
                        }
                        continue;
                    }
                    Some(Ok(Message::Ping(_))) => continue,
                    Some(Ok(Message::Binary(_))) => return Some(closing(close::BAD_FRAME, "text frames only")),
                    Some(Ok(Message::Close(_))) | Some(Err(_)) | None => return None,
                };
                match Box::pin(inbound::take(context, connection, person, &mut pace, &text)).await {
                    Ok(inbound::Taken::Done) => {}
                    Ok(inbound::Taken::Renewed(until_ms)) => expires_at_ms = until_ms,
                    Err(closing) => return Some(closing),
                }
            }
            () = timer => {
                let now_ms = context.clock.now_ms();
                // Only now, when nothing that has come is left unread.
                if pulse.until_ms() <= now_ms {
                    return Some(closing(close::SILENT, "silent"));
                }
                if beat_at_ms <= now_ms {
                    beat_at_ms = now_ms + HEARTBEAT.as_millis() as i64;
                    if let Err(ended) = Box::pin(beat(context, socket, connection, pulse)).await {
                        return ended;
                    }
                }
            }
        }
    }
}

/// Sends what waits, and behind it the question whether the client is still there, if it is to be asked: what it is asked about
/// was queued before.
async fn flush(
    context: &Context,
    socket: &mut WebSocket,
    connection: &Connection,
    pulse: &mut Pulse,
) -> Result<(), Option<Closing>> {
    let question = pulse.ask(connection);
    match connection.next() {
        Next::Close(closing) => return Err(Some(closing)),
        Next::Nothing => {}
        Next::Frames(frames) => {
            for frame in frames {
                send(socket, frame).await?;
            }
        }
    }
    if let Some(ping) = question {
        send_message(socket, ping).await?;
        pulse.sent(context.clock.now_ms());
    }
    Ok(())
}

/// What the socket was to show and has not answered for is another screen's now, or goes out as a push after all.
async fn give_up(context: &Context, connection: &Connection, pulse: Pulse) {
    let unseen = pulse.unseen(connection);
    let Party::Agent { agent_id, device_id, .. } = connection.party else { return };
    if unseen.is_empty() {
        return;
    }
    let asked = usecase::push::ask_screen(context, connection.organization_id, agent_id, device_id, unseen);
    if let Err(error) = asked.await {
        tracing::error!(%error, %device_id, "what a dead screen was to show could not be pushed");
    }
}

/// A heartbeat frame for the client, in its place behind the events before it, and a ping that makes even a silent
/// browser answer.
async fn beat(
    context: &Context,
    socket: &mut WebSocket,
    connection: &Connection,
    pulse: &mut Pulse,
) -> Result<(), Option<Closing>> {
    context.hub.beat(connection, |seq| {
        let frame: ServerFrame<()> = ServerFrame::Heartbeat { cursor: seq.to_string() };
        encode(&frame)
    });
    send_message(socket, pulse.ping()).await
}

/// Tells colleagues how an agent can be told now.
async fn tell_presence(context: &Context, person: &Person) {
    let Person::Agent(agent) = person else { return };
    let reachability = match usecase::agent::reachability(context, agent.organization_id(), agent.id()).await {
        Ok(reachability) => reachability,
        Err(_) => Reachability::None,
    };
    let frame: ServerFrame<()> = ServerFrame::Presence { agent_id: agent.id(), reachability };
    context.changed_queues.note_agent(agent.organization_id(), agent.id());
    context.hub.signal(agent.organization_id(), Topic::Organization, Some(encode(&frame)), None, u64::MAX);
}

pub(super) fn encode(frame: &ServerFrame<()>) -> Utf8Bytes {
    serde_json::to_string(frame).expect("frames hold only what JSON can write").into()
}

async fn send(socket: &mut WebSocket, frame: Utf8Bytes) -> Result<(), Option<Closing>> {
    send_message(socket, Message::Text(frame)).await
}

async fn send_message(socket: &mut WebSocket, message: Message) -> Result<(), Option<Closing>> {
    match tokio::time::timeout(WRITE_WITHIN, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(None),
        Err(_) => Err(Some(closing(close::SLOW, "slow"))),
    }
}

async fn close_with(socket: &mut WebSocket, closing: Closing) {
    let frame = CloseFrame { code: closing.code, reason: Utf8Bytes::from(closing.reason.as_ref()) };
    let _ = tokio::time::timeout(Duration::from_secs(2), socket.send(Message::Close(Some(frame)))).await;
    // The peer's own close frame, so that what was sent is read before the connection goes.
    let drained = async { while let Some(Ok(_)) = socket.recv().await {} };
    let _ = tokio::time::timeout(Duration::from_secs(2), drained).await;
}
