//! The organization of the past: a school with three queues and five people who answer, at work as their apps would have it.

use std::{collections::BTreeMap, future::Future, sync::Arc};

use pronto_entity::agent;
use pronto_protocol::{
    agent::{Availability, Role, SetAvailabilityRequest},
    audit::ActorKind,
    organization::OrganizationSettings,
};
use sea_orm::EntityTrait;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    audit::{self, Act},
    auth::{Agent, card_of},
    chance,
    context::Context,
    error::Error,
    hub::{Connection, Party},
    usecase,
};

/// The organization's word in addresses.
pub const SLUG: &str = "horizonte";
/// Its name.
const NAME: &str = "Colégio Horizonte";
/// Who answers: name, what stands before the `@`, role. The admin is the first.
pub(super) const STAFF: [(&str, &str, Role); 5] = [
    ("Helena Prado", "helena", Role::Admin),
    ("Marcos Tavares", "marcos", Role::Supervisor),
    ("Ana Ribeiro", "ana", Role::Agent),
    ("Bruno Costa", "bruno", Role::Agent),
    ("Carla Nunes", "carla", Role::Agent),
];
/// The queues: address, name, how they give chats out, who is in them (places in [`STAFF`]).
pub(super) const QUEUES: [(&str, &str, &str, &[usize]); 3] = [
    ("vendas", "Vendas", "offer", &[2, 3]),
    ("suporte", "Suporte", "broadcast", &[1, 3, 4]),
    ("secretaria", "Secretaria", "auto", &[2, 4]),
];
/// Seconds that an agent has for an offer.
pub(super) const OFFER_SECONDS: i64 = 60;

/// The organization, and its people as they act.
pub(super) struct House {
    /// The server's parts, whose clock stands in the past.
    pub context: Context,
    /// The organization.
    pub organization_id: Uuid,
    /// Those who answer, in the order of [`STAFF`].
    pub agents: Vec<Agent>,
    /// The queues, in the order of [`QUEUES`].
    pub queues: Vec<Uuid>,
    /// Open apps: an agent can be told of a chat through one.
    apps: Vec<Arc<Connection>>,
}

impl House {
    /// Founds it and brings its people to work.
    ///
    /// # Errors
    /// A sentence.
    pub async fn found(context: Context, password: &str) -> Result<Self, String> {
        let settings = OrganizationSettings {
            redirect_hosts: vec!["horizonte.example".to_owned()],
            consent_text: None,
            ..OrganizationSettings::default()
        };
        let organization_id = told(usecase::organization::found(&context, SLUG, NAME, settings).await)?;
        let (name, word, role) = STAFF[0];
        let first = request(json!({"name": name, "email": email(word), "password": password, "role": role}))?;
        let first = told(usecase::agent::add_first(&context, organization_id, first).await)?;
        let mut house = Self { context, organization_id, agents: Vec::new(), queues: Vec::new(), apps: Vec::new() };
        house.employ(first.id).await?;
        let profile = json!({"name": "Atendimento", "min_chats": 1, "max_chats": 6, "permissions": [
            "see_history", "join_chats", "close_chats", "whisper", "direct_messages", "attach", "edit_messages",
            "organize_chats", "own_canned_responses", "write_articles", "see_reports", "manage_contacts", "manage_tickets",
            "see_visits", "approach_visitors", "see_counters", "transfer_chats", "offline_messages",
        ]});
        let profile = request(profile)?;
        let profile = house.act("add_profile", usecase::profile::add(&house.context, house.admin(), profile)).await?;
        for (name, word, role) in STAFF.iter().skip(1) {
            let profile_id = (*role == Role::Agent).then_some(profile.id);
            let added = request(json!({"name": name, "email": email(word), "password": password, "role": role,
                "profile_id": profile_id}))?;
            let added = house.act("add_agent", usecase::agent::add(&house.context, house.admin(), added)).await?;
            house.employ(added.id).await?;
        }
        for (slug, name, mode, members) in QUEUES {
            let queue = request(json!({"slug": slug, "name": name, "settings": settings_of(slug, mode)}))?;
            let queue = house.act("add_queue", usecase::queue::add(&house.context, house.admin(), queue)).await?;
            for member in members {
                let Some(member) = house.agents.get(*member).map(Agent::id) else { continue };
                let doing =
                    usecase::queue::set_member(&house.context, house.admin(), queue.id, member, request(json!({}))?);
                house.act("set_queue_member", doing).await?;
            }
            house.queues.push(queue.id);
        }
        Ok(house)
    }

    /// The admin.
    pub fn admin(&self) -> &Agent {
        &self.agents[0]
    }

    /// Does what an admin does, with its row in the audit trail.
    ///
    /// # Errors
    /// A sentence.
    pub async fn act<T>(&self, action: &str, doing: impl Future<Output = Result<T, Error>>) -> Result<T, String> {
        let act = Act {
            organization_id: self.organization_id,
            actor_kind: ActorKind::Agent,
            actor_id: self.admin().id(),
            session_id: Some(self.admin().session_id),
            ip: None,
            action: action.to_owned(),
            target: BTreeMap::new(),
            request_id: None,
        };
        let done = audit::in_request(async {
            audit::begin(act);
            doing.await
        });
        Box::pin(done).await.map_err(|error| format!("{action}: {error}"))
    }

    /// Declares an agent's availability.
    ///
    /// # Errors
    /// A sentence.
    pub async fn declare(&self, agent: &Agent, availability: Availability) -> Result<(), String> {
        told(usecase::agent::set_availability(&self.context, agent, SetAvailabilityRequest { availability }).await)?;
        Ok(())
    }

    /// Closes the apps: from now on nobody can be told of anything.
    pub fn close_apps(&mut self) {
        for app in self.apps.drain(..) {
            self.context.hub.disconnect(&app);
        }
    }

    async fn employ(&mut self, agent_id: Uuid) -> Result<(), String> {
        let row = agent::Entity::find_by_id(agent_id).one(self.context.db()).await;
        let row = row.map_err(|error| error.to_string())?.ok_or("an agent is gone at once")?;
        let card = Arc::new(card_of(self.context.db(), row).await.map_err(|error| error.to_string())?);
        let id = || chance::id(&self.context.clock);
        let agent = Agent { card, session_id: id(), device_id: id() };
        let party = Party::Agent { agent_id, session_id: agent.session_id, device_id: agent.device_id };
        self.apps.push(self.context.hub.connect(self.organization_id, party));
        self.agents.push(agent);
        Ok(())
    }
}

/// The address of one who answers.
pub(super) fn email(word: &str) -> String {
    format!("{word}@{SLUG}.example")
}

/// A request as it would come over the wire.
///
/// # Errors
/// A sentence when there is no such request.
pub(super) fn request<T: DeserializeOwned>(body: Value) -> Result<T, String> {
    serde_json::from_value(body).map_err(|error| format!("the demo asks for something that does not exist: {error}"))
}

/// An outcome with its error as a sentence.
pub(super) fn told<T>(outcome: Result<T, Error>) -> Result<T, String> {
    outcome.map_err(|error| {
        let fields = error.problem(None).fields;
        let fields: Vec<String> = fields.iter().map(|field| format!("{}: {}", field.field, field.detail)).collect();
        format!("{error} {}", fields.join("; "))
    })
}

fn settings_of(slug: &str, mode: &str) -> Value {
    let field = |key: &str, label: &str, kind: &str, required: bool| json!({"key": key, "label": label, "kind": kind, "required": required});
    let mut fields = vec![field("nome", "Seu nome", "name", true), field("email", "E-mail", "email", false)];
    match slug {
        "vendas" => fields.push(field("telefone", "Telefone", "phone", false)),
        _ => fields.push(field("ra", "RA do aluno", "external_id", false)),
    }
    let (notice, color) = match slug {
        "vendas" => ("Olá! Em instantes alguém do comercial fala com você.", "#0b5cad"),
        "suporte" => ("Olá! Conte o que acontece; se puder, mande uma imagem da tela.", "#7a3e9d"),
        _ => ("Olá! A secretaria já vem. Tenha o RA do aluno em mãos.", "#1d7a4f"),
    };
    let mut settings = json!({
        "routing_mode": mode, "offer_seconds": OFFER_SECONDS, "entry_notice": notice, "pre_chat_fields": fields,
        "look": {"title": "Colégio Horizonte", "color": color, "position": "right"}, "waiting_most": 40,
        "visitor_silence_minutes": 6, "abandon_minutes": 4,
    });
    if slug == "secretaria" {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
        let week: Vec<Value> = days
            .iter()
            .map(|day| json!({"weekday": day, "from": "08:00", "to": if *day == "saturday" { "12:30" } else { "18:30" }}))
            .collect();
        settings["hours"] = json!({"time_zone": "America/Sao_Paulo", "week": week,
            "holidays": [{"date": "2026-12-25", "name": "Natal"}]});
        settings["out_of_hours_notice"] =
            json!("A secretaria atende de segunda a sexta das 8h às 18h30 e aos sábados até 12h30.");
    }
    settings
}
