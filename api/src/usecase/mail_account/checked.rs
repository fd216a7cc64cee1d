//! An account as an administrator gives it, checked and ready to be kept.

use pronto_entity::{mail_account, queue};
use pronto_protocol::{
    error::{ErrorCode, FieldProblem},
    mail::{MailAccountRequest, MailSecurity},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    context::Context,
    egress,
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::{check_email, check_name},
};

/// Most bytes of a name or password to sign in with.
const LOGIN_MOST_BYTES: usize = 255;

/// The place that an account's password is sealed for.
pub(super) fn vault_context(organization_id: Uuid, account_id: Uuid) -> String {
    format!("mail_account:{organization_id}:{account_id}")
}

/// The request in its one form. Names, hosts and addresses are cleaned; the password stays as it is.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn checked(context: &Context, mut request: MailAccountRequest) -> Result<MailAccountRequest> {
    request.from_address = check_email("from_address", &request.from_address)?;
    request.from_name = request.from_name.map(|name| check_name("from_name", &name)).transpose()?;
    request.host = request.host.trim().to_lowercase();
    request.user = request.user.filter(|user| !user.is_empty());
    request.password = request.password.filter(|password| !password.is_empty());
    let mut problems = Vec::new();
    let mut refuse = |field: &str, problem: &str, detail: &str| {
        problems.push(FieldProblem { field: field.to_owned(), problem: problem.to_owned(), detail: detail.to_owned() });
    };
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':');
    if request.host.is_empty() || request.host.len() > 253 || !request.host.bytes().all(letters) {
        refuse("host", "malformed", "The name or address of a mail server.");
    } else if !egress::may_name(&request.host, context.config.egress_allow_private) {
        refuse("host", "out_of_range", "This server may not reach that address.");
    }
    if request.port == 0 {
        refuse("port", "out_of_range", "Between 1 and 65535.");
    }
    for (field, value) in [("user", &request.user), ("password", &request.password)] {
        let odd = |text: &String| text.len() > LOGIN_MOST_BYTES || text.chars().any(char::is_control);
        if value.as_ref().is_some_and(odd) {
            refuse(field, "malformed", "At most 255 bytes, without control characters.");
        }
    }
    if request.security == MailSecurity::None && request.user.is_some() {
        refuse("user", "out_of_range", "Nobody signs in over a connection that is not secured.");
    }
    if request.password.is_some() && request.user.is_none() {
        refuse("user", "required", "A password needs a name.");
    }
    if problems.is_empty() { Ok(request) } else { Err(Error::fields(problems)) }
}

/// Refuses a queue that is not there, and one that has an account already.
///
/// # Errors
/// `invalid_fields`, `already_exists`.
pub(super) async fn check_place(transaction: &Transaction, queue_id: Option<Uuid>, own_id: Uuid) -> Result<()> {
    let organization_id = transaction.organization_id();
    if let Some(queue_id) = queue_id {
        let queue = queue::Entity::find_by_id(queue_id)
            .filter(queue::Column::OrganizationId.eq(organization_id))
            .one(transaction.db())
            .await?;
        queue.ok_or_else(|| Error::field("queue_id", "unknown", "There is no such queue."))?;
    }
    let place = match queue_id {
        Some(queue_id) => mail_account::Column::QueueId.eq(queue_id),
        None => mail_account::Column::QueueId.is_null(),
    };
    let same = mail_account::Entity::find()
        .filter(mail_account::Column::OrganizationId.eq(organization_id))
        .filter(Condition::all().add(place).add(mail_account::Column::Id.ne(own_id)))
        .one(transaction.db())
        .await?;
    match same {
        Some(_) => Err(Error::new(ErrorCode::AlreadyExists).detail("There is a mail account for this already.")),
        None => Ok(()),
    }
}
