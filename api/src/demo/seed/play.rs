//! Plays the plan through the use cases, with the clock at the time of each step.

mod beside;
mod chat;

use std::{collections::VecDeque, net::IpAddr};

use pronto_protocol::agent::Availability;
use serde_json::json;
use uuid::Uuid;

use super::{
    house::{House, SLUG, request, told},
    people::Person,
    plan::{Act, Plan},
    register::Registers,
};
use crate::{auth::Visitor, chance, usecase};

/// Pages of the school's site: address, title.
const PAGES: [(&str, &str); 8] = [
    ("/", "Colégio Horizonte"),
    ("/matriculas", "Matrículas 2027"),
    ("/mensalidades", "Mensalidades e descontos"),
    ("/integral", "Período integral"),
    ("/portal", "Portal do aluno"),
    ("/calendario", "Calendário escolar"),
    ("/secretaria", "Secretaria on-line"),
    ("/bolsas", "Prova de bolsas"),
];
const BROWSERS: [&str; 3] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 15; SM-A556E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
];

/// What a chat has become so far.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    chat_id: Uuid,
    /// Who answers, a place among the staff.
    agent: Option<usize>,
    ended: bool,
}

/// What the steps so far have made.
pub(super) struct Played<'a> {
    house: &'a House,
    registers: &'a Registers,
    people: &'a [Person],
    plan: &'a Plan,
    visitors: Vec<Option<Visitor>>,
    contacts: Vec<Option<Uuid>>,
    held: Vec<Held>,
    left: VecDeque<Uuid>,
    /// The conversation of all who answer.
    group: Option<Uuid>,
}

/// Plays every step.
///
/// # Errors
/// A sentence that names the step.
pub(super) async fn play(house: &House, registers: &Registers, people: &[Person], plan: &Plan) -> Result<(), String> {
    let mut played = Played {
        house,
        registers,
        people,
        plan,
        visitors: vec![None; people.len()],
        contacts: vec![None; people.len()],
        held: vec![Held::default(); plan.talks.len()],
        left: VecDeque::new(),
        group: None,
    };
    for (at_ms, act) in &plan.steps {
        house.context.clock.move_to_ms(*at_ms);
        Box::pin(played.step(act)).await.map_err(|error| format!("the demo's past stopped at {act:?}: {error}"))?;
    }
    Ok(())
}

impl Played<'_> {
    async fn step(&mut self, act: &Act) -> Result<(), String> {
        match act {
            Act::Declare { agent, ready } => {
                let availability = if *ready { Availability::Ready } else { Availability::NotReady };
                self.house.declare(&self.house.agents[*agent], availability).await
            }
            Act::View { person, page } => self.view(*person, *page).await,
            Act::Leaf { person, queue, text } => self.leave_message(*person, *queue, text).await,
            Act::Handle { agent } => self.handle(*agent).await,
            Act::Direct { from, to, text } => self.direct(*from, *to, text).await,
            Act::Invite { person } => self.invite(*person).await,
            Act::Start { talk } => self.start(*talk).await,
            Act::Take { talk, pick } => self.take(*talk, *pick).await,
            Act::Decline { talk } => self.decline(*talk).await,
            Act::Miss { talk } => self.miss(*talk).await,
            Act::Say { talk, voice, text } => self.say(*talk, *voice, text).await,
            Act::Know { talk } => self.know(*talk).await,
            Act::Tag { talk, tag } => self.tag(*talk, *tag).await,
            Act::Note { talk, text } => self.note(*talk, text).await,
            Act::Ticket { talk, number } => self.ticket(*talk, *number).await,
            Act::Transfer { talk, queue } => self.transfer(*talk, *queue).await,
            Act::Silence { talk } => self.silence(*talk).await,
            Act::Leave { talk } => self.leave(*talk).await,
            Act::Close { talk, solved } => self.close(*talk, *solved).await,
            Act::Rate { talk, score, comment } => self.rate(*talk, *score, *comment).await,
        }
    }

    fn id(&self) -> Uuid {
        chance::id(&self.house.context.clock)
    }

    fn address(person: usize) -> IpAddr {
        let last = u8::try_from(person % 250).unwrap_or(1);
        IpAddr::from([203, 0, 113, last.max(1)])
    }

    /// Somebody's browser, known from an earlier visit or new.
    async fn visitor(&mut self, person: usize) -> Result<Visitor, String> {
        if let Some(visitor) = self.visitors[person] {
            return Ok(visitor);
        }
        let body = request(json!({"organization": SLUG, "locale": "pt-BR"}))?;
        let token = told(usecase::visitor::register(&self.house.context, Self::address(person), body).await)?;
        let visitor = Visitor { id: token.visitor_id, organization_id: self.house.organization_id };
        self.visitors[person] = Some(visitor);
        Ok(visitor)
    }
}
