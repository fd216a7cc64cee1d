//! A chat's form when the chat is closed.

use std::collections::BTreeMap;

use pronto_entity::chat;
use pronto_protocol::error::{ErrorCode, FieldProblem};

use super::{
    check::{merge, problem},
    fields::fields_of,
};
use crate::{
    error::{Error, Result},
    ledger::Transaction,
};

/// The form with its last values, when nothing that is needed at close is missing.
///
/// # Errors
/// `invalid_fields`; `form_incomplete` with every field that is missing.
pub(in crate::usecase) async fn complete(
    transaction: &Transaction,
    chat: &chat::Model,
    values: BTreeMap<String, Option<String>>,
) -> Result<BTreeMap<String, String>> {
    let fields = fields_of(transaction, chat).await?;
    let form = merge("form", &fields, chat.form.0.clone(), values)?;
    let missing: Vec<FieldProblem> = fields
        .iter()
        .filter(|field| field.required_at_close && !form.contains_key(&field.key))
        .map(|field| problem("form", &field.key, "required", &field.label))
        .collect();
    if missing.is_empty() { Ok(form) } else { Err(Error::new(ErrorCode::FormIncomplete).naming(missing)) }
}
