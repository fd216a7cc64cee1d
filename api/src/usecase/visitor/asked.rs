//! What is asked before a chat starts, and whether it was answered.

use std::collections::BTreeMap;

use pronto_entity::{queue, subject};
use pronto_protocol::{
    error::FieldProblem,
    queue::{PreChatField, QueueSettings},
    visitor::StartChatRequest,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::answers::check_answers;
use crate::{
    error::{Error, Result},
    ledger::Transaction,
};

/// The fields; of who was invited none is required.
pub(super) fn asked_fields(settings: &QueueSettings, invited: bool) -> Vec<PreChatField> {
    let fields = settings.pre_chat_fields.iter().cloned();
    fields.map(|field| PreChatField { required: field.required && !invited, ..field }).collect()
}

/// Subject and answers, with the problems of both told together.
pub(super) async fn check_entry(
    transaction: &Transaction,
    queue: &queue::Model,
    asked: &[PreChatField],
    request: &StartChatRequest,
) -> Result<(Option<subject::Model>, BTreeMap<String, String>)> {
    let mut problems = Vec::new();
    let mut found = None;
    if let Some(subject_id) = request.subject_id {
        found = subject::Entity::find_by_id(subject_id)
            .filter(subject::Column::OrganizationId.eq(transaction.organization_id()))
            .filter(subject::Column::QueueId.eq(queue.id))
            .one(transaction.db())
            .await?;
        if found.is_none() {
            problems.push(FieldProblem {
                field: "subject_id".to_owned(),
                problem: "unknown".to_owned(),
                detail: "This queue has no such subject.".to_owned(),
            });
        }
    }
    match check_answers(asked, &request.fields) {
        Ok(answers) if problems.is_empty() => Ok((found, answers)),
        Ok(_) => Err(Error::fields(problems)),
        Err(refused) => {
            problems.extend(refused);
            Err(Error::fields(problems))
        }
    }
}
