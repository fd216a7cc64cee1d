//! What clients say on the socket. Everything that changes something enters the same use case as its HTTP route.

use std::sync::Arc;

use pronto_protocol::{
    agent::Permission,
    error::ErrorCode,
    socket::{ClientFrame, ServerFrame, close},
};
use uuid::Uuid;

use super::{
    hello::{OPEN_MOST, Person, closing, rights_changed},
    looking::change_looks,
    session::encode,
};
use crate::{
    context::Context,
    error::{Error, Result},
    hub::{Closing, Connection, Focus, Party},
    limit::LimitClass,
    middleware::{authenticate::agent_of_token, peer},
    policy,
    topic::Topic,
    usecase::{self, message::Author},
};

/// Frames a client may send in ten seconds.
const FRAMES_MOST: u32 = 600;
/// Typing is passed on at most so often.
const TYPING_EVERY_MS: i64 = 1_000;
/// How often the right to a stream is asked for again because events have judged streams meanwhile.
const ASKED_MOST: usize = 5;

/// How fast a client talks, and what it was last told to look at.
#[derive(Debug, Default)]
pub(super) struct Pace {
    window_ms: i64,
    frames: u32,
    typed_ms: i64,
    pub looked_at: Option<Uuid>,
}

/// What came of a frame.
pub(super) enum Taken {
    Done,
    /// The token was renewed until then, in Unix milliseconds.
    Renewed(i64),
}

/// Takes one frame.
pub(super) async fn take(
    context: &Context,
    connection: &Arc<Connection>,
    person: &Person,
    pace: &mut Pace,
    text: &str,
) -> Result<Taken, Closing> {
    let now_ms = context.clock.now_ms();
    if now_ms - pace.window_ms > 10_000 {
        (pace.window_ms, pace.frames) = (now_ms, 0);
    }
    pace.frames += 1;
    if pace.frames > FRAMES_MOST && context.config.rate_limits.enabled {
        return Err(closing(close::TOO_MANY, "too many frames"));
    }
    let frame: ClientFrame = match serde_json::from_str(text) {
        Ok(frame) => frame,
        Err(error) => {
            refuse(connection, None, &Error::new(ErrorCode::BadRequest).detail(error.to_string()));
            return Ok(Taken::Done);
        }
    };
    let client_id = match &frame {
        ClientFrame::Send { message, .. } => Some(message.client_id),
        _ => None,
    };
    match act(context, connection, person, pace, frame).await {
        Ok(taken) => Ok(taken),
        Err(error) => match error.code() {
            ErrorCode::SessionRevoked => Err(closing(close::SESSION_ENDED, "session_revoked")),
            ErrorCode::VisitorBlocked => Err(closing(close::BLOCKED, "visitor_blocked")),
            ErrorCode::Unauthenticated if client_id.is_none() => {
                Err(closing(close::UNAUTHENTICATED, "unauthenticated"))
            }
            _ => {
                refuse(connection, client_id, &error);
                Ok(Taken::Done)
            }
        },
    }
}

async fn act(
    context: &Context,
    connection: &Arc<Connection>,
    person: &Person,
    pace: &mut Pace,
    frame: ClientFrame,
) -> Result<Taken> {
    if let (Person::Visitor(visitor), Party::Visitor { ip, .. }) = (person, connection.party) {
        context.blocks.check(visitor.organization_id, Some(visitor.id), ip).await?;
    }
    match frame {
        ClientFrame::Hello { .. } => return Err(Error::new(ErrorCode::BadRequest).detail("hello was said already")),
        ClientFrame::Renew { token } => return renew(context, connection, person, &token).await.map(Taken::Renewed),
        ClientFrame::Focus { foreground, chat_id, conversation_id } => {
            let focus = Focus { foreground, chat_id, conversation_id };
            let looks = &mut pace.looked_at;
            change_looks(context, connection, person, looks, || connection.set_focus(focus)).await?;
        }
        ClientFrame::Open { chat_id } => open(context, connection, person, &mut pace.looked_at, chat_id).await?,
        ClientFrame::Close { chat_id } => {
            let looks = &mut pace.looked_at;
            change_looks(context, connection, person, looks, || context.hub.close(connection, chat_id)).await?;
        }
        ClientFrame::Typing { chat_id, conversation_id, whisper } => {
            type_in(context, connection, person, pace, chat_id, conversation_id, whisper);
        }
        ClientFrame::Read { chat_id, conversation_id, position } => {
            read(context, person, chat_id, conversation_id, position).await?;
        }
        ClientFrame::Received { chat_id, position } => match person {
            Person::Agent(agent) => usecase::chat::mark_received(context, agent, chat_id, position).await?,
            Person::Visitor(visitor) => {
                usecase::visitor::mark_own_received(context, *visitor, chat_id, position).await?;
            }
        },
        ClientFrame::Send { chat_id, message } => {
            let client_id = message.client_id;
            let author = match person {
                Person::Agent(agent) => Author::Agent(agent),
                Person::Visitor(visitor) => Author::Visitor(*visitor),
            };
            peer::check(context, LimitClass::Message, &connection.party.person_id().to_string())?;
            let sent = usecase::message::send(context, author, chat_id, message).await?;
            let position = match person {
                Person::Agent(_) => sent.position,
                Person::Visitor(_) => sent.number,
            };
            connection.push(encode(&ServerFrame::Sent { client_id, message_id: sent.id, position }));
        }
        ClientFrame::Watch { visits, counters } => watch(context, connection, person, visits, counters).await?,
        ClientFrame::Ping { nonce } => connection.push(encode(&ServerFrame::Pong { nonce })),
    }
    Ok(Taken::Done)
}

async fn renew(context: &Context, connection: &Connection, person: &Person, token: &str) -> Result<i64> {
    let Person::Agent(agent) = person else { return Err(ErrorCode::BadRequest.into()) };
    let claims = context.tokens.verify_agent(token)?;
    if claims.sid != agent.session_id {
        return Err(ErrorCode::Unauthenticated.into());
    }
    let now = agent_of_token(context, token, None).await?;
    if now.card != agent.card {
        connection.close(rights_changed());
    }
    Ok(claims.exp.saturating_mul(1000))
}

async fn open(
    context: &Context,
    connection: &Arc<Connection>,
    person: &Person,
    looks: &mut Option<Uuid>,
    chat_id: Uuid,
) -> Result<()> {
    let Person::Agent(agent) = person else { return Err(Error::not_found()) };
    for _ in 0..ASKED_MOST {
        let revision = context.hub.revision(connection.organization_id);
        let right = policy::see_chat(context.db(), agent, chat_id).await?.stream_right(&agent.card);
        let opened = context.hub.opened(connection);
        if opened.len() >= OPEN_MOST && !opened.contains(&chat_id) {
            return Err(Error::new(ErrorCode::LimitReached).detail("Close another chat's stream first."));
        }
        let mut done = false;
        let open = || done = context.hub.open(connection, chat_id, right, revision);
        change_looks(context, connection, person, looks, open).await?;
        if done {
            return Ok(());
        }
    }
    Err(ErrorCode::Unavailable.into())
}

async fn watch(
    context: &Context,
    connection: &Connection,
    person: &Person,
    visits: bool,
    counters: bool,
) -> Result<()> {
    let Person::Agent(agent) = person else { return Err(ErrorCode::Forbidden.into()) };
    if visits {
        policy::need(&agent.card, Permission::SeeVisits)?;
    }
    let first = if counters { Some(usecase::counter::show(context, agent).await?) } else { None };
    context.hub.watch(connection, Topic::Visits, visits);
    context.hub.watch(connection, Topic::Counters, counters);
    if let Some(counters) = first {
        connection.push(encode(&ServerFrame::Counters { counters }));
    }
    Ok(())
}

/// Passed on only to streams that the typist hears too; never kept, never pushed to phones.
fn type_in(
    context: &Context,
    connection: &Connection,
    person: &Person,
    pace: &mut Pace,
    chat_id: Option<Uuid>,
    conversation_id: Option<Uuid>,
    whisper: bool,
) {
    let now_ms = context.clock.now_ms();
    if now_ms - pace.typed_ms < TYPING_EVERY_MS {
        return;
    }
    pace.typed_ms = now_ms;
    let topic = match (chat_id, conversation_id, person) {
        (Some(chat_id), None, _) => Topic::Chat(chat_id),
        (None, Some(conversation_id), Person::Agent(_)) => Topic::Direct(conversation_id),
        _ => return,
    };
    if !context.hub.hears(connection, topic) {
        return;
    }
    let (agent_id, name) = match person {
        Person::Agent(agent) => (Some(agent.id()), Some(agent.card.name.clone())),
        Person::Visitor(_) => (None, None),
    };
    let public_name = name.clone();
    let agents = ServerFrame::Typing { chat_id, conversation_id, agent_id, name, whisper };
    let visible = agent_id.is_some() && !whisper;
    let visitors = visible.then(|| {
        encode(&ServerFrame::Typing {
            chat_id,
            conversation_id: None,
            agent_id: None,
            name: public_name,
            whisper: false,
        })
    });
    let organization_id = connection.organization_id;
    context.hub.signal(organization_id, topic, Some(encode(&agents)), visitors, connection.id);
}

async fn read(
    context: &Context,
    person: &Person,
    chat_id: Option<Uuid>,
    conversation_id: Option<Uuid>,
    position: u64,
) -> Result<()> {
    match (person, chat_id, conversation_id) {
        (Person::Agent(agent), Some(chat_id), None) => {
            usecase::chat::mark_read(context, agent, chat_id, position).await
        }
        (Person::Agent(agent), None, Some(conversation_id)) => {
            usecase::direct::mark_read(context, agent, conversation_id, position).await
        }
        (Person::Visitor(visitor), Some(chat_id), None) => {
            usecase::visitor::mark_own_read(context, *visitor, chat_id, position).await
        }
        _ => Err(Error::new(ErrorCode::BadRequest).detail("Name a chat or a direct conversation.")),
    }
}

fn refuse(connection: &Connection, client_id: Option<Uuid>, error: &Error) {
    connection.push(encode(&ServerFrame::Refused { client_id, problem: error.problem(None) }));
}
