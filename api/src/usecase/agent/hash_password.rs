//! A new password's hash, made before the ledger is entered: it takes long and nobody should wait for it there.

use std::time::Duration;

use pronto_protocol::error::ErrorCode;

use crate::{
    context::Context,
    error::{Error, Result},
    password::{PASSWORD_MOST_CHARACTERS, PasswordError},
};

/// Hashes a new password, which the request has under the given name.
///
/// # Errors
/// `weak_password`, `invalid_fields` for one too long, `unavailable` when too many wait.
pub(super) async fn hash_password(context: &Context, field: &str, password: &str) -> Result<String> {
    context.passwords.hash(password).await.map_err(|error| match error {
        PasswordError::TooShort => ErrorCode::WeakPassword.into(),
        PasswordError::TooLong => {
            Error::field(field, "too_long", format!("At most {PASSWORD_MOST_CHARACTERS} characters."))
        }
        PasswordError::Busy => Error::new(ErrorCode::Unavailable).retry_after(Duration::from_secs(1)),
        PasswordError::Hash(cause) => Error::internal(cause),
    })
}
