//! Integrations: programs with an API key. None can stand where an agent is wanted; what one may read, it reads through
//! [`Caller::reader`], in handlers that name the scope.

use std::{marker::PhantomData, sync::Arc};

use pronto_protocol::{
    agent::{Permission, Role},
    api_key::Scope,
    error::ErrorCode,
};
use uuid::Uuid;

use super::{Agent, AgentCard};
use crate::error::{Error, Result};

/// A program with a live API key.
#[derive(Clone, Debug)]
pub struct Integration {
    /// The key's id.
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// What the key is for.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
}

impl Integration {
    /// Refuses keys without a scope.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn need(&self, scope: Scope) -> Result<()> {
        if self.scopes.contains(&scope) { Ok(()) } else { Err(lacking(scope)) }
    }

    /// Whether it may read whispers and notes.
    #[must_use]
    pub fn reads_internal(&self) -> bool {
        self.scopes.contains(&Scope::InternalRead)
    }
}

fn lacking(scope: Scope) -> Error {
    Error::new(ErrorCode::Forbidden).detail(format!("This needs the scope {scope}."))
}

/// A scope as a type, so that a handler's signature says what it asks for.
pub trait Scoped: Send + Sync + 'static {
    /// The scope.
    const SCOPE: Scope;
}

macro_rules! scoped {
    ($($(#[doc = $doc:literal])* $name:ident,)+) => {
        $($(#[doc = $doc])* #[derive(Clone, Copy, Debug)] pub struct $name;
        impl Scoped for $name { const SCOPE: Scope = Scope::$name; })+
    };
}

scoped! {
    /// `chats:read`
    ChatsRead,
    /// `chats:write`
    ChatsWrite,
    /// `agents:read`
    AgentsRead,
    /// `queues:read`
    QueuesRead,
    /// `feed:read`
    FeedRead,
    /// `webhooks:manage`
    WebhooksManage,
}

/// An integration whose key has the scope.
#[derive(Clone, Debug)]
pub struct Allowed<S>(pub Integration, pub PhantomData<S>);

/// An agent, or an integration whose key has the scope.
#[derive(Clone, Debug)]
pub enum Caller<S> {
    /// A signed-in agent.
    Agent(Agent),
    /// A program with a key.
    Integration(Allowed<S>),
}

impl<S> Caller<S> {
    /// Who reads: an integration reads what a supervisor may see. For reading only: nobody can write as this.
    #[must_use]
    pub fn reader(&self) -> Agent {
        match self {
            Self::Agent(agent) => agent.clone(),
            Self::Integration(Allowed(integration, _)) => Agent {
                card: Arc::new(AgentCard {
                    id: integration.id,
                    organization_id: integration.organization_id,
                    name: integration.name.clone(),
                    role: Role::Supervisor,
                    permissions: vec![Permission::SeeHistory],
                }),
                session_id: Uuid::nil(),
                device_id: Uuid::nil(),
            },
        }
    }

    /// Whether whispers and notes may be told.
    #[must_use]
    pub fn reads_internal(&self) -> bool {
        match self {
            Self::Agent(_) => true,
            Self::Integration(Allowed(integration, _)) => integration.reads_internal(),
        }
    }
}

/// An admin, or an integration whose key has the scope: both administer.
#[derive(Clone, Copy, Debug)]
pub struct Administrator<S> {
    /// The agent, or the key.
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Whether whispers and notes may be told: to every admin, and to an integration with `internal:read`.
    pub reads_internal: bool,
    /// The scope asked for.
    pub scope: PhantomData<S>,
}

impl<S> Administrator<S> {
    /// Refuses who may not be told whispers and notes.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn need_internal(&self) -> Result<()> {
        if self.reads_internal { Ok(()) } else { Err(lacking(Scope::InternalRead)) }
    }
}
