//! Who looks at a chat: told to the agents who hear it, so that two do not answer at once. Never kept, and only of this
//! node's sockets.

use std::sync::Arc;

use pronto_protocol::socket::ServerFrame;
use uuid::Uuid;

use super::{hello::Person, session::encode};
use crate::{auth::Agent, context::Context, error::Result, hub::Connection, topic::Topic, usecase};

/// The chat on an agent's screen, if the socket hears it: what one may not hear, one does not look at.
pub(super) fn looked_at(context: &Context, connection: &Connection) -> Option<Uuid> {
    let focus = connection.focus();
    let chat_id = focus.chat_id.filter(|chat_id| focus.shows(*chat_id))?;
    context.hub.hears(connection, Topic::Chat(chat_id)).then_some(chat_id)
}

/// Makes a change of what is on screen or heard, and tells what came of it; `looks` is the chat of which it was last told. Others are
/// told of one that an event has brought since, too, when they come.
pub(super) async fn change_looks(
    context: &Context,
    connection: &Arc<Connection>,
    person: &Person,
    looks: &mut Option<Uuid>,
    change: impl FnOnce(),
) -> Result<()> {
    let before = looks.take().or_else(|| looked_at(context, connection));
    change();
    let now = looked_at(context, connection);
    *looks = now;
    let Person::Agent(agent) = person else { return Ok(()) };
    if before == now {
        return Ok(());
    }
    if let Some(chat_id) = before {
        leave(context, agent, chat_id);
    }
    if let Some(chat_id) = now {
        arrive(context, connection, agent, chat_id).await?;
    }
    Ok(())
}

/// Tells that an agent no longer looks at the chat on screen when an event has ended its stream.
pub(super) fn tell_lost(context: &Context, connection: &Connection, person: &Person, looks: &mut Option<Uuid>) {
    let (Person::Agent(agent), Some(chat_id)) = (person, *looks) else { return };
    if looked_at(context, connection).is_none() {
        *looks = None;
        leave(context, agent, chat_id);
    }
}

/// Tells that an agent no longer looks at a chat, unless another device of the agent's shows it.
pub(super) fn leave(context: &Context, agent: &Agent, chat_id: Uuid) {
    if !context.hub.lookers(agent.organization_id(), chat_id).contains(&agent.id()) {
        tell(context, agent, chat_id, false, u64::MAX);
    }
}

/// Tells that an agent looks at a chat, and tells the agent who looks already.
async fn arrive(context: &Context, connection: &Connection, agent: &Agent, chat_id: Uuid) -> Result<()> {
    tell(context, agent, chat_id, true, connection.id);
    let mut others = context.hub.lookers(agent.organization_id(), chat_id);
    others.retain(|agent_id| *agent_id != agent.id());
    for (agent_id, name) in usecase::agent::names(context, agent.organization_id(), &others).await? {
        connection.push(encode(&ServerFrame::Looking { chat_id, agent_id, name, looking: true }));
    }
    Ok(())
}

fn tell(context: &Context, agent: &Agent, chat_id: Uuid, looking: bool, except: u64) {
    let frame = ServerFrame::Looking { chat_id, agent_id: agent.id(), name: agent.card.name.clone(), looking };
    context.hub.signal(agent.organization_id(), Topic::Chat(chat_id), Some(encode(&frame)), None, except);
}
