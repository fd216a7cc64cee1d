//! The first frame: who is it, and from where does it resume.

use std::{borrow::Cow, net::IpAddr, sync::Arc, time::Duration};

use axum::extract::ws::{Message, WebSocket};
use pronto_protocol::{
    error::ErrorCode,
    socket::{ClientFrame, Foreground, close},
};
use uuid::Uuid;

use crate::{
    auth::{Agent, AgentCard, Visitor, VisitorClaims},
    context::Context,
    error::Error,
    hub::{Closing, Connection, Focus, Opened, Party},
    middleware::{
        authenticate::{agent_of_token, visitor_of_token},
        protocol::is_outdated,
    },
    policy,
    resume::{self, Reader},
};

/// How long a client has to say hello.
const HELLO_WITHIN: Duration = Duration::from_secs(5);

/// Who is at the other end.
#[derive(Clone, Debug)]
pub(super) enum Person {
    /// An agent.
    Agent(Agent),
    /// A visitor.
    Visitor(Visitor),
}

/// A greeted socket, not yet live.
pub(super) struct Greeted {
    pub person: Person,
    pub connection: Arc<Connection>,
    pub reader: Reader,
    /// Where the log stood.
    pub head_seq: i64,
    /// None when the cursor was too old.
    pub resumed: Option<bool>,
    /// When the token ends, in Unix milliseconds.
    pub expires_at_ms: i64,
}

/// Waits for the hello and reads it.
pub(super) async fn greet(context: &Context, socket: &mut WebSocket, peer: IpAddr) -> Result<Greeted, Closing> {
    let late = || closing(close::HELLO_LATE, "no hello within 5 s");
    let first = tokio::time::timeout(HELLO_WITHIN, socket.recv()).await.map_err(|_| late())?;
    let Some(Ok(Message::Text(text))) = first else { return Err(closing(close::BAD_FRAME, "hello expected")) };
    let frame: ClientFrame = serde_json::from_str(&text).map_err(|_| closing(close::BAD_FRAME, "hello expected"))?;
    let ClientFrame::Hello { token, cursor, open, protocol, foreground } = frame else {
        return Err(closing(close::BAD_FRAME, "hello expected"));
    };
    if protocol.is_some_and(is_outdated) {
        return Err(closing(close::UPGRADE, "upgrade required"));
    }
    let foreground = foreground.unwrap_or(Foreground::Foreground);
    let greeted = enter(context, &token, cursor.as_deref(), &open, peer).await.map_err(|error| refuse(&error))?;
    if let Err(closing) = look_again(context, &token, &greeted.person, peer).await {
        context.hub.disconnect(&greeted.connection);
        return Err(closing);
    }
    // Only now: what a screen shows is not pushed.
    greeted.connection.set_focus(Focus { foreground, chat_id: None, conversation_id: None });
    Ok(greeted)
}

async fn enter(
    context: &Context,
    token: &str,
    cursor: Option<&str>,
    open: &[Uuid],
    peer: IpAddr,
) -> Result<Greeted, Error> {
    let cursor = cursor.map(resume::parse_cursor).transpose()?;
    let (person, party, expires_at) = identify(context, token, peer).await?;
    let opened = match &person {
        Person::Agent(agent) => opened_by(context, agent, open).await?,
        Person::Visitor(_) => Opened::default(),
    };
    let (resumed, (reader, head)) = match read_from(context, &person, cursor, &opened).await {
        Ok(found) => (Some(cursor.is_some()), found),
        Err(error) if error.code() == ErrorCode::ResyncRequired => {
            (None, read_from(context, &person, None, &opened).await?)
        }
        Err(error) => return Err(error),
    };
    let connection = context.hub.connect(organization_of(&person), party);
    let expires_at_ms = expires_at.saturating_mul(1000);
    Ok(Greeted { person, connection, reader, head_seq: head.seq, resumed, expires_at_ms })
}

/// Looks again at what may have ended between the token and the hub, which closes only the sockets it knows.
async fn look_again(context: &Context, token: &str, person: &Person, peer: IpAddr) -> Result<(), Closing> {
    let changed = match person {
        Person::Agent(agent) => card_now(context, token).await.map(|card| card != agent.card),
        Person::Visitor(visitor) => {
            context.blocks.check(visitor.organization_id, Some(visitor.id), peer).await.map(|()| false)
        }
    };
    match changed {
        Ok(false) => Ok(()),
        Ok(true) => Err(rights_changed()),
        Err(error) => Err(refuse(&error)),
    }
}

/// The agent of a token as the database knows it: what was committed is not forgotten before it is published, and by then the
/// log may have been read beyond it.
async fn card_now(context: &Context, token: &str) -> Result<Arc<AgentCard>, Error> {
    let claims = context.tokens.verify_agent(token)?;
    Ok(context.sessions.pass_anew(&claims).await?.unless_enrolling()?.card)
}

/// Chats that may be opened beside one's own, at most.
pub(super) const OPEN_MOST: usize = 20;

/// The streams that a client has open, as far as its agent may hear them.
async fn opened_by(context: &Context, agent: &Agent, open: &[Uuid]) -> Result<Opened, Error> {
    let mut opened = Opened::default();
    if open.is_empty() {
        return Ok(opened);
    }
    opened.seq = resume::head(context.db(), agent.organization_id()).await?.seq;
    for chat_id in open.iter().take(OPEN_MOST) {
        if let Ok(seen) = policy::see_chat(context.db(), agent, *chat_id).await {
            opened.chats.push((*chat_id, seen.stream_right(&agent.card)));
        }
    }
    Ok(opened)
}

async fn read_from(
    context: &Context,
    person: &Person,
    cursor: Option<i64>,
    opened: &Opened,
) -> Result<(Reader, resume::Head), Error> {
    match person {
        Person::Agent(agent) => Reader::of_agent(context.db(), &agent.card, cursor, opened).await,
        Person::Visitor(visitor) => Reader::of_visitor(context.db(), *visitor, cursor).await,
    }
}

async fn identify(context: &Context, token: &str, peer: IpAddr) -> Result<(Person, Party, i64), Error> {
    match context.tokens.verify_agent(token) {
        Ok(claims) => {
            let agent = agent_of_token(context, token, Some(peer)).await?;
            let party = Party::Agent { agent_id: agent.id(), session_id: agent.session_id, device_id: agent.device_id };
            Ok((Person::Agent(agent), party, claims.exp))
        }
        Err(error) if error.code() == ErrorCode::TokenExpired => Err(error),
        Err(_) => {
            let claims: VisitorClaims = context.tokens.verify(token)?;
            let visitor = visitor_of_token(context, token, peer).await?;
            Ok((Person::Visitor(visitor), Party::Visitor { visitor_id: visitor.id, ip: peer }, claims.exp))
        }
    }
}

fn organization_of(person: &Person) -> Uuid {
    match person {
        Person::Agent(agent) => agent.organization_id(),
        Person::Visitor(visitor) => visitor.organization_id,
    }
}

fn refuse(error: &Error) -> Closing {
    match error.code() {
        ErrorCode::TokenExpired => closing(close::TOKEN_EXPIRED, "token_expired"),
        ErrorCode::SessionRevoked => closing(close::SESSION_ENDED, "session_revoked"),
        ErrorCode::Unauthenticated => closing(close::UNAUTHENTICATED, "unauthenticated"),
        ErrorCode::SecondFactorSetupRequired => closing(close::UNAUTHENTICATED, "second_factor_setup_required"),
        ErrorCode::VisitorBlocked => closing(close::BLOCKED, "visitor_blocked"),
        ErrorCode::InvalidCursor => closing(close::BAD_FRAME, "invalid_cursor"),
        code => {
            tracing::warn!(%error, "a hello failed");
            closing(close::FAULT, code.as_str())
        }
    }
}

pub(super) fn rights_changed() -> Closing {
    closing(close::RIGHTS_CHANGED, "rights_changed")
}

pub(super) fn closing(code: u16, reason: &'static str) -> Closing {
    Closing { code, reason: Cow::Borrowed(reason) }
}
