//! Which variables a text may hold.

use pronto_entity::queue;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    chat_values::VARIABLES,
    pieces::{Piece, pieces_of},
};
use crate::error::{Error, Result};

/// Refuses a text with variables that no chat can fill. `field.KEY` is known while a queue asks for that key.
///
/// # Errors
/// `invalid_fields`: `malformed` for braces that are not closed, `unknown` for a name.
pub async fn check_variables<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    field: &str,
    text: &str,
) -> Result<()> {
    let pieces = pieces_of(text).ok_or_else(|| Error::field(field, "malformed", "A `{{` is not closed by `}}`."))?;
    let names: Vec<&str> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Variable(name) if !VARIABLES.contains(name) => Some(*name),
            _ => None,
        })
        .collect();
    if names.is_empty() {
        return Ok(());
    }
    let queues = queue::Entity::find().filter(queue::Column::OrganizationId.eq(organization_id)).all(database).await?;
    let asked =
        |key: &str| queues.iter().any(|queue| queue.settings.0.pre_chat_fields.iter().any(|field| field.key == key));
    match names.into_iter().find(|name| !name.strip_prefix("field.").is_some_and(asked)) {
        None => Ok(()),
        Some(name) => {
            let shown: String = name.chars().take(40).collect();
            Err(Error::field(field, "unknown", format!("There is no variable `{shown}`.")))
        }
    }
}
