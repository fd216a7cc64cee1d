//! Steps of a chat.

use pronto_entity::{column::Word, offer, participant};
use pronto_protocol::{offer::OfferState, visitor::OwnChatView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Map, Value, json};

use super::{
    super::{
        dialogue::Voice,
        house::{QUEUES, request, told},
    },
    Played,
};
use crate::{
    auth::{Agent, Visitor},
    error::Error,
    usecase::{self, message::Author},
};

impl Played<'_> {
    pub(super) async fn start(&mut self, talk: usize) -> Result<(), String> {
        let asked = &self.plan.talks[talk];
        let visitor = self.visitor(asked.person).await?;
        let (person, (slug, ..)) = (&self.people[asked.person], QUEUES[asked.queue]);
        let mut fields = Map::new();
        fields.insert("nome".to_owned(), json!(person.name));
        fields.insert("email".to_owned(), json!(person.email));
        match slug {
            "vendas" => fields.insert("telefone".to_owned(), json!(person.phone)),
            _ => fields.insert("ra".to_owned(), json!(person.external_id)),
        };
        let body = json!({"client_id": self.id(), "queue": slug, "text": asked.first, "fields": Value::Object(fields),
            "subject_id": self.registers.subjects[asked.queue][asked.subject]});
        let started: OwnChatView =
            told(usecase::visitor::start_chat(&self.house.context, visitor, request(body)?).await)?;
        self.held[talk].chat_id = started.chat.id;
        Ok(())
    }

    async fn asked(&self, talk: usize) -> Result<Vec<offer::Model>, String> {
        let rows = offer::Entity::find()
            .filter(offer::Column::OrganizationId.eq(self.house.organization_id))
            .filter(offer::Column::ChatId.eq(self.held[talk].chat_id))
            .filter(offer::Column::State.eq(Word(OfferState::Open)))
            .order_by_asc(offer::Column::Id)
            .all(self.house.context.db());
        rows.await.map_err(|error| error.to_string())
    }

    fn place_of(&self, agent_id: uuid::Uuid) -> Result<usize, String> {
        let at = self.house.agents.iter().position(|agent| agent.id() == agent_id);
        at.ok_or_else(|| "somebody unknown is asked".to_owned())
    }

    pub(super) async fn take(&mut self, talk: usize, pick: usize) -> Result<(), String> {
        let given = participant::Entity::find()
            .filter(participant::Column::OrganizationId.eq(self.house.organization_id))
            .filter(participant::Column::ChatId.eq(self.held[talk].chat_id))
            .filter(participant::Column::Responsible.eq(true))
            .filter(participant::Column::LeftAt.is_null())
            .one(self.house.context.db())
            .await
            .map_err(|error| error.to_string())?;
        let at = match given {
            Some(participant) => self.place_of(participant.agent_id)?,
            None => {
                let offers = self.asked(talk).await?;
                let offer = offers.get(pick % offers.len().max(1)).ok_or("nobody is asked")?;
                let at = self.place_of(offer.agent_id)?;
                told(usecase::offer::accept(&self.house.context, &self.house.agents[at], offer.id).await)?;
                at
            }
        };
        self.held[talk].agent = Some(at);
        Ok(())
    }

    pub(super) async fn decline(&mut self, talk: usize) -> Result<(), String> {
        for offer in self.asked(talk).await? {
            let agent = &self.house.agents[self.place_of(offer.agent_id)?];
            told(usecase::offer::decline(&self.house.context, agent, offer.id).await)?;
        }
        Ok(())
    }

    pub(super) async fn miss(&mut self, talk: usize) -> Result<(), String> {
        for offer in self.asked(talk).await? {
            told(usecase::offer::expire_offer(&self.house.context, self.house.organization_id, offer.id).await)?;
        }
        Ok(())
    }

    /// Who answers in it.
    fn agent(&self, talk: usize) -> Result<&Agent, String> {
        let at = self.held[talk].agent.ok_or("nobody answers")?;
        Ok(&self.house.agents[at])
    }

    fn own(&self, talk: usize) -> Result<Visitor, String> {
        self.visitors[self.plan.talks[talk].person].ok_or_else(|| "nobody has asked".to_owned())
    }

    pub(super) async fn say(&mut self, talk: usize, voice: Voice, text: &str) -> Result<(), String> {
        let (context, chat_id) = (&self.house.context, self.held[talk].chat_id);
        let body = json!({"client_id": self.id(), "text": text});
        match voice {
            Voice::Visitor => {
                told(usecase::message::send(context, Author::Visitor(self.own(talk)?), chat_id, request(body)?).await)?;
            }
            Voice::Agent => {
                told(usecase::message::send(context, Author::Agent(self.agent(talk)?), chat_id, request(body)?).await)?;
            }
            Voice::Whisper => {
                told(usecase::whisper::send(context, self.agent(talk)?, chat_id, request(body)?).await)?;
            }
        }
        Ok(())
    }

    pub(super) async fn tag(&mut self, talk: usize, tag: usize) -> Result<(), String> {
        let body = request(json!({"tag_ids": [self.registers.tags[tag]]}))?;
        told(usecase::chat::set_tags(&self.house.context, self.agent(talk)?, self.held[talk].chat_id, body).await)?;
        Ok(())
    }

    pub(super) async fn note(&mut self, talk: usize, text: &str) -> Result<(), String> {
        let body = request(json!({"client_id": self.id(), "text": text}))?;
        told(usecase::note::add(&self.house.context, self.agent(talk)?, self.held[talk].chat_id, body).await)?;
        Ok(())
    }

    pub(super) async fn transfer(&mut self, talk: usize, queue: usize) -> Result<(), String> {
        let body = request(json!({"client_id": self.id(), "queue_id": self.house.queues[queue],
            "note": "Já confirmei os dados; falta só a parte de vocês."}))?;
        told(usecase::chat::transfer(&self.house.context, self.agent(talk)?, self.held[talk].chat_id, body).await)?;
        self.held[talk].agent = None;
        Ok(())
    }

    pub(super) async fn silence(&mut self, talk: usize) -> Result<(), String> {
        let (organization_id, chat_id) = (self.house.organization_id, self.held[talk].chat_id);
        told(usecase::chat::break_silence(&self.house.context, organization_id, chat_id).await)
    }

    pub(super) async fn leave(&mut self, talk: usize) -> Result<(), String> {
        let chat_id = self.held[talk].chat_id;
        told(usecase::visitor::leave_own_chat(&self.house.context, self.own(talk)?, chat_id).await)?;
        self.held[talk].ended = true;
        Ok(())
    }

    pub(super) async fn close(&mut self, talk: usize, solved: bool) -> Result<(), String> {
        let wanted = self.plan.talks[talk].disposition;
        let chosen = self.registers.dispositions.iter().find(|(name, _)| *name == wanted).map(|(_, id)| *id);
        let body = request(json!({"disposition_id": chosen, "solved": solved}))?;
        let chat_id = self.held[talk].chat_id;
        told(usecase::chat::close(&self.house.context, self.agent(talk)?, chat_id, body).await)?;
        self.held[talk].ended = true;
        Ok(())
    }

    pub(super) async fn rate(&mut self, talk: usize, score: u8, comment: Option<&str>) -> Result<(), String> {
        let body = request(json!({"score": score, "comment": comment}))?;
        let chat_id = self.held[talk].chat_id;
        let rated: Result<_, Error> =
            usecase::visitor::rate_own_chat(&self.house.context, self.own(talk)?, chat_id, body).await;
        told(rated)?;
        Ok(())
    }
}
