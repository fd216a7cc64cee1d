//! What variables mean in one chat, for one agent.

use std::collections::BTreeMap;

use pronto_entity::{chat, organization, queue};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    auth::Agent,
    error::{Error, Result},
};

/// Variables that every chat knows, whether it has something for them or not.
pub(super) const VARIABLES: [&str; 8] = [
    "visitor.name",
    "visitor.first_name",
    "agent.name",
    "agent.first_name",
    "chat.number",
    "chat.subject",
    "queue.name",
    "organization.name",
];

/// What variables mean in one chat, for one agent.
#[derive(Clone, Debug)]
pub struct ChatValues {
    values: BTreeMap<&'static str, String>,
    fields: BTreeMap<String, String>,
}

impl ChatValues {
    /// Reads them.
    ///
    /// # Errors
    /// A failure of the database.
    pub async fn read<C: ConnectionTrait>(database: &C, agent: &Agent, chat: chat::Model) -> Result<Self> {
        let organization = organization::Entity::find_by_id(agent.organization_id())
            .one(database)
            .await?
            .ok_or_else(Error::not_found)?;
        let queue = queue::Entity::find_by_id(chat.queue_id)
            .filter(queue::Column::OrganizationId.eq(agent.organization_id()))
            .one(database)
            .await?;
        let visitor = chat.visitor_name.unwrap_or_default();
        let values = [
            ("visitor.first_name", first(&visitor)),
            ("visitor.name", visitor),
            ("agent.first_name", first(&agent.card.name)),
            ("agent.name", agent.card.name.clone()),
            ("chat.number", chat.number.to_string()),
            ("chat.subject", chat.subject.unwrap_or_default()),
            ("queue.name", queue.map(|queue| queue.name).unwrap_or_default()),
            ("organization.name", organization.name),
        ];
        Ok(Self { values: values.into(), fields: chat.fields.0 })
    }

    /// What a variable means here; nothing when the chat has nothing for it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        match name.strip_prefix("field.") {
            Some(key) => self.fields.get(key).cloned(),
            None => self.values.get(name).cloned(),
        }
    }
}

fn first(name: &str) -> String {
    name.split_whitespace().next().unwrap_or_default().to_owned()
}
