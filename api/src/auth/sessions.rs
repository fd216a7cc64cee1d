//! Live sessions, remembered: a request costs no read, and an ended session is refused at once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use pronto_entity::{agent, organization, profile, session, totp};
use pronto_protocol::{
    agent::{Permission, Role},
    error::ErrorCode,
    event::Change,
    session::SignInMethod,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    access::AgentClaims,
    person::{Agent, AgentCard},
};
use crate::{
    clock::Clock,
    error::{Error, Result},
    hub::Published,
};

/// Sessions remembered at most.
const REMEMBERED_MOST: usize = 50_000;
/// How often what was read is thrown away because something was forgotten meanwhile, before it is used all the same.
const READS_MOST: usize = 5;

/// Live sessions.
#[derive(Clone, Debug)]
pub struct Sessions {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    database: DatabaseConnection,
    clock: Clock,
    /// After so long a session is read again, in case another node ended it; none when this is the only node.
    trusted_ms: Option<i64>,
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    /// Counts what was forgotten: what was read before that is not kept after it.
    version: u64,
    sessions: HashMap<Uuid, Remembered>,
}

#[derive(Clone, Debug)]
struct Remembered {
    card: Arc<AgentCard>,
    device_id: Uuid,
    must_enrol: bool,
    expires_at_ms: i64,
    confirmed_generation: i64,
    read_at_ms: i64,
    seen_at_ms: i64,
}

/// A session that passed.
#[derive(Clone, Debug)]
pub struct Passed {
    /// Who.
    pub agent: Agent,
    /// The organization requires a second factor and the agent has none: all it may do is to set one up.
    pub must_enrol: bool,
    /// The token's generation is newer than any seen: the one before it is to be retired.
    pub confirm: Option<i64>,
    /// Its last use is more than a minute ago.
    pub touch: bool,
}

impl Passed {
    /// The agent, unless all it may do is to set up a second factor.
    ///
    /// # Errors
    /// `second_factor_setup_required`.
    pub fn unless_enrolling(self) -> Result<Agent> {
        if self.must_enrol { Err(ErrorCode::SecondFactorSetupRequired.into()) } else { Ok(self.agent) }
    }
}

impl Sessions {
    /// Over a database.
    #[must_use]
    pub fn new(database: DatabaseConnection, clock: Clock, trusted_ms: Option<i64>) -> Self {
        Self { inner: Arc::new(Inner { database, clock, trusted_ms, memory: Mutex::default() }) }
    }

    /// The live session of a verified token.
    ///
    /// # Errors
    /// `session_revoked` when it has ended, or its agent may no longer sign in.
    pub async fn pass(&self, claims: &AgentClaims) -> Result<Passed> {
        let now_ms = self.inner.clock.now_ms();
        let remembered = self.lock().sessions.get(&claims.sid).cloned();
        let fresh =
            remembered.filter(|known| self.inner.trusted_ms.is_none_or(|most| now_ms - known.read_at_ms < most));
        let known = match fresh {
            Some(known) => known,
            None => self.read(claims).await?,
        };
        self.admit(claims, known, now_ms)
    }

    /// The same as the database has it now, whatever is remembered.
    ///
    /// # Errors
    /// `session_revoked` when it has ended, or its agent may no longer sign in.
    pub async fn pass_anew(&self, claims: &AgentClaims) -> Result<Passed> {
        let known = self.read(claims).await?;
        self.admit(claims, known, self.inner.clock.now_ms())
    }

    fn admit(&self, claims: &AgentClaims, known: Remembered, now_ms: i64) -> Result<Passed> {
        if known.expires_at_ms <= now_ms {
            return Err(ErrorCode::SessionRevoked.into());
        }
        let touch = now_ms - known.seen_at_ms >= 60_000;
        let confirm = (claims.generation > known.confirmed_generation).then_some(claims.generation);
        if touch && let Some(known) = self.lock().sessions.get_mut(&claims.sid) {
            known.seen_at_ms = now_ms;
        }
        let agent = Agent { card: known.card, session_id: claims.sid, device_id: known.device_id };
        Ok(Passed { agent, must_enrol: known.must_enrol, confirm, touch })
    }

    /// The live session by its id, as lock-screen actions name it.
    ///
    /// # Errors
    /// `session_revoked`, `second_factor_setup_required`.
    pub async fn pass_by_id(&self, organization_id: Uuid, agent_id: Uuid, session_id: Uuid) -> Result<Agent> {
        let claims = AgentClaims {
            sub: agent_id,
            org: organization_id,
            sid: session_id,
            did: Uuid::nil(),
            generation: 0,
            exp: i64::MAX,
        };
        self.pass(&claims).await?.unless_enrolling()
    }

    /// Notes that a generation has been confirmed.
    pub fn confirmed(&self, session_id: Uuid, generation: i64) {
        if let Some(known) = self.lock().sessions.get_mut(&session_id) {
            known.confirmed_generation = known.confirmed_generation.max(generation);
        }
    }

    /// Forgets the sessions of an agent whose second factor has changed.
    pub fn forget_agent(&self, agent_id: Uuid) {
        self.forget(|card| card.id == agent_id);
    }

    /// Forgets what an event has made stale.
    pub fn observe(&self, event: &Published) {
        match &event.change {
            Change::SessionEnded { session_id, .. } => {
                let mut memory = self.lock();
                memory.version += 1;
                memory.sessions.remove(session_id);
            }
            Change::AgentUpdated(agent) | Change::AgentProfileUpdated(agent) => self.forget_agent(agent.id),
            Change::OrganizationUpdated(organization) => self.forget(|card| card.organization_id == organization.id),
            _ => {}
        }
    }

    fn forget(&self, stale: impl Fn(&AgentCard) -> bool) {
        let mut memory = self.lock();
        memory.version += 1;
        memory.sessions.retain(|_, known| !stale(&known.card));
    }

    /// Reads a session, again when one was forgotten meanwhile: rows read before that may be what was to be forgotten.
    async fn read(&self, claims: &AgentClaims) -> Result<Remembered> {
        for _ in 1..READS_MOST {
            let version = self.lock().version;
            let found = self.find(claims).await?;
            if self.keep(version, claims.sid, &found) {
                return Ok(found);
            }
        }
        self.find(claims).await
    }

    /// Remembers a session, unless one was forgotten since this version; whether it did.
    fn keep(&self, version: u64, session_id: Uuid, found: &Remembered) -> bool {
        let mut memory = self.lock();
        if memory.version != version {
            return false;
        }
        if memory.sessions.len() >= REMEMBERED_MOST {
            memory.sessions.clear();
        }
        memory.sessions.insert(session_id, found.clone());
        true
    }

    async fn find(&self, claims: &AgentClaims) -> Result<Remembered> {
        let database = &self.inner.database;
        let row = session::Entity::find_by_id(claims.sid)
            .filter(session::Column::OrganizationId.eq(claims.org))
            .filter(session::Column::AgentId.eq(claims.sub))
            .one(database)
            .await?;
        let row = row.filter(|row| row.ended_at.is_none()).ok_or_else(|| Error::new(ErrorCode::SessionRevoked))?;
        let agent = agent::Entity::find_by_id(row.agent_id)
            .filter(agent::Column::OrganizationId.eq(claims.org))
            .one(database)
            .await?;
        let agent = agent.filter(|agent| agent.active).ok_or_else(|| Error::new(ErrorCode::SessionRevoked))?;
        let must_enrol = row.method.0 == SignInMethod::Password && self.lacks_second_factor(&agent).await?;
        let card = card_of(database, agent).await?;
        Ok(Remembered {
            card: Arc::new(card),
            device_id: row.device_id,
            must_enrol,
            expires_at_ms: row.expires_at,
            confirmed_generation: row.confirmed_generation,
            read_at_ms: self.inner.clock.now_ms(),
            seen_at_ms: row.last_seen_at,
        })
    }

    /// Whether the organization requires a second factor that the agent does not have.
    async fn lacks_second_factor(&self, agent: &agent::Model) -> Result<bool> {
        let database = &self.inner.database;
        let organization = organization::Entity::find_by_id(agent.organization_id).one(database).await?;
        if !organization.is_some_and(|organization| organization.settings.0.second_factor_required) {
            return Ok(false);
        }
        let own = totp::Entity::find_by_id(agent.id)
            .filter(totp::Column::OrganizationId.eq(agent.organization_id))
            .filter(totp::Column::ConfirmedAt.is_not_null())
            .one(database)
            .await?;
        Ok(own.is_none())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.inner.memory.lock().expect("nothing panics while it holds the remembered sessions")
    }
}

/// What is known of an agent, from the row.
///
/// # Errors
/// A failure of the database.
pub async fn card_of<C: ConnectionTrait>(database: &C, agent: agent::Model) -> Result<AgentCard> {
    let permissions = permissions_of(database, &agent).await?;
    Ok(AgentCard {
        id: agent.id,
        organization_id: agent.organization_id,
        name: agent.name,
        role: agent.role.0,
        permissions,
    })
}

/// What an agent may do: everything for admins, the profile's list, or everyday things without a profile.
async fn permissions_of<C: ConnectionTrait>(database: &C, agent: &agent::Model) -> Result<Vec<Permission>> {
    if agent.role.0 == Role::Admin {
        return Ok(Permission::ALL.to_vec());
    }
    let Some(profile_id) = agent.profile_id else {
        let special = [Permission::SeeDeliveries, Permission::WriteArticles];
        let everyday = |permission: &Permission| !special.contains(permission);
        return Ok(Permission::ALL.iter().copied().filter(everyday).collect());
    };
    let profile = profile::Entity::find_by_id(profile_id)
        .filter(profile::Column::OrganizationId.eq(agent.organization_id))
        .one(database)
        .await?;
    Ok(profile.map(|profile| profile.permissions.0).unwrap_or_default())
}
