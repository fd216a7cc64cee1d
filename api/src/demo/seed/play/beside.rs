//! Steps beside the chats: visits, contacts, tickets, messages left in the evening, and what agents write to each other.

use pronto_entity::visit;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::{
    super::{
        house::{QUEUES, request, told},
        register::TICKETS,
    },
    BROWSERS, PAGES, Played,
};
use crate::usecase;

impl Played<'_> {
    pub(super) async fn view(&mut self, person: usize, page: usize) -> Result<(), String> {
        let visitor = self.visitor(person).await?;
        let (path, title) = PAGES[page % PAGES.len()];
        let referrer = page.is_multiple_of(3).then_some("https://www.google.com/");
        let body = json!({"url": format!("https://horizonte.example{path}"), "title": title, "referrer": referrer});
        let (address, browser) = (Self::address(person), BROWSERS[person % BROWSERS.len()]);
        let context = &self.house.context;
        told(usecase::visit::report_page_view(context, visitor, address, browser, request(body)?).await)?;
        Ok(())
    }

    /// The agent says who it is: a contact that is known, or one more.
    pub(super) async fn know(&mut self, talk: usize) -> Result<(), String> {
        let (context, at) = (&self.house.context, self.plan.talks[talk].person);
        let Some(agent) = self.held[talk].agent.map(|agent| &self.house.agents[agent]) else { return Ok(()) };
        if self.held[talk].ended {
            return Ok(());
        }
        let person = &self.people[at];
        let part = ["Centro", "Vila Nova", "Jardim das Acácias"][at % 3];
        let contact_id = match self.contacts[at] {
            Some(contact_id) => contact_id,
            None => {
                let body = request(json!({"name": person.name, "confirm": true, "identities": [
                    {"kind": "email", "value": person.email}, {"kind": "phone", "value": person.phone},
                    {"kind": "external_id", "value": person.external_id},
                ], "attributes": {"bairro": part}}))?;
                let contact = told(usecase::contact::add(context, agent, body).await)?;
                if at % 4 == 0 {
                    let note =
                        json!({"client_id": self.id(), "text": "Responsável financeiro; prefere falar por e-mail."});
                    told(usecase::contact_note::add(context, agent, contact.id, request(note)?).await)?;
                }
                contact.id
            }
        };
        self.contacts[at] = Some(contact_id);
        told(usecase::chat::set_contact(context, agent, self.held[talk].chat_id, Some(contact_id)).await)?;
        Ok(())
    }

    pub(super) async fn ticket(&mut self, talk: usize, number: usize) -> Result<(), String> {
        let (context, at) = (&self.house.context, self.plan.talks[talk].person);
        let Some(agent) = self.held[talk].agent.map(|agent| &self.house.agents[agent]) else { return Ok(()) };
        let (subject, description, state, priority) = TICKETS[number];
        let person = &self.people[at];
        let contact = match self.contacts[at] {
            Some(contact_id) => json!({"kind": "existing", "contact_id": contact_id}),
            None if at % 5 == 0 => json!({"kind": "anonymous"}),
            None => json!({"kind": "new", "name": person.name, "email": person.email, "confirm": true}),
        };
        let assignee_id = (number % 3 != 2).then_some(agent.id());
        let body = json!({"client_id": self.id(), "subject": subject, "description": description, "contact": contact,
            "priority": priority, "assignee_id": assignee_id, "chat_id": self.held[talk].chat_id});
        let ticket = told(usecase::ticket::open(context, agent, request(body)?).await)?;
        if !ticket.anonymous {
            self.contacts[at] = Some(ticket.contact_id);
        }
        let comment = json!({"client_id": self.id(), "text": "Aberto durante o atendimento; acompanho e dou retorno."});
        told(usecase::ticket_comment::add(context, agent, ticket.id, request(comment)?).await)?;
        if state != "open" {
            told(usecase::ticket::update(context, agent, ticket.id, request(json!({"state": state}))?).await)?;
        }
        Ok(())
    }

    pub(super) async fn leave_message(&mut self, person: usize, queue: usize, text: &str) -> Result<(), String> {
        let visitor = self.visitor(person).await?;
        let (who, (slug, ..)) = (&self.people[person], QUEUES[queue]);
        let body = json!({"client_id": self.id(), "queue": slug, "name": who.name, "email": who.email,
            "phone": who.phone, "text": text});
        let left = told(usecase::offline_message::leave(&self.house.context, visitor, request(body)?).await)?;
        self.left.push_back(left.id);
        Ok(())
    }

    pub(super) async fn handle(&mut self, agent: usize) -> Result<(), String> {
        let Some(id) = self.left.pop_front() else { return Ok(()) };
        let body = request(json!({"note": "Respondido por telefone."}))?;
        told(usecase::offline_message::handle(&self.house.context, &self.house.agents[agent], id, body).await)?;
        Ok(())
    }

    pub(super) async fn direct(&mut self, from: usize, to: Option<usize>, text: &str) -> Result<(), String> {
        let (context, agent) = (&self.house.context, &self.house.agents[from]);
        let conversation_id = match (to, self.group) {
            (None, Some(group)) => group,
            _ => {
                let others: Vec<usize> = match to {
                    Some(to) => vec![to],
                    None => (0..self.house.agents.len()).filter(|other| *other != from).collect(),
                };
                let agent_ids: Vec<Uuid> = others.iter().map(|other| self.house.agents[*other].id()).collect();
                let body =
                    json!({"client_id": self.id(), "agent_ids": agent_ids, "title": to.is_none().then_some("Plantão")});
                told(usecase::direct::open(context, agent, request(body)?).await)?.id
            }
        };
        if to.is_none() {
            self.group = Some(conversation_id);
        }
        let body = request(json!({"client_id": self.id(), "text": text}))?;
        told(usecase::direct::send(context, agent, conversation_id, body).await)?;
        Ok(())
    }

    pub(super) async fn invite(&mut self, person: usize) -> Result<(), String> {
        let visitor = self.visitor(person).await?;
        let visit = visit::Entity::find()
            .filter(visit::Column::OrganizationId.eq(self.house.organization_id))
            .filter(visit::Column::VisitorId.eq(visitor.id))
            .order_by_desc(visit::Column::LastSeenAt)
            .one(self.house.context.db())
            .await
            .map_err(|error| error.to_string())?
            .ok_or("nobody browses")?;
        let body = request(json!({"invitation_id": self.registers.invitations[0]}))?;
        told(usecase::approach::send_invitation(&self.house.context, &self.house.agents[1], visit.id, body).await)?;
        Ok(())
    }
}
