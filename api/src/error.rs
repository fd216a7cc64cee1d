//! The one error type: a code of the closed table, what was special, and the cause for the log.

use std::{fmt, time::Duration};

use pronto_protocol::error::{ErrorCode, FieldProblem, Problem};
use sea_orm::{DbErr, RuntimeErr, SqlErr};

use crate::language;

/// What a use case answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Something that went wrong, ready to be told and to be logged.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: ErrorCode,
    detail: Option<String>,
    fields: Vec<FieldProblem>,
    duplicates: Vec<uuid::Uuid>,
    challenge: Option<String>,
    retry_after: Option<Duration>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of the table.
    #[must_use]
    pub fn new(code: ErrorCode) -> Self {
        Self(Box::new(Inner {
            code,
            detail: None,
            fields: Vec::new(),
            duplicates: Vec::new(),
            challenge: None,
            retry_after: None,
            cause: None,
        }))
    }

    /// Adds what was special about this case, for the person who asked.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// Adds a wait, told as `Retry-After`.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Adds the cause, for the log only.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// One refused field; `problem` is a word of [`FieldProblem::problem`].
    #[must_use]
    pub fn field(field: impl Into<String>, problem: &str, detail: impl Into<String>) -> Self {
        Self::fields(vec![FieldProblem { field: field.into(), problem: problem.to_owned(), detail: detail.into() }])
    }

    /// Several refused fields.
    #[must_use]
    pub fn fields(fields: Vec<FieldProblem>) -> Self {
        let mut error = Self::new(ErrorCode::InvalidFields);
        error.0.fields = fields;
        error
    }

    /// Adds the fields that the code speaks of.
    #[must_use]
    pub fn naming(mut self, fields: Vec<FieldProblem>) -> Self {
        self.0.fields = fields;
        self
    }

    /// A contact that is probably known already, with those to look at.
    #[must_use]
    pub fn duplicates(contact_ids: Vec<uuid::Uuid>) -> Self {
        let mut error = Self::new(ErrorCode::ProbableDuplicates);
        error.0.duplicates = contact_ids;
        error
    }

    /// The password was right, and a code is asked for: it is sent with this challenge.
    #[must_use]
    pub fn second_factor(challenge: String) -> Self {
        let mut error = Self::new(ErrorCode::SecondFactorRequired);
        error.0.challenge = Some(challenge);
        error
    }

    /// Something failed that should not have.
    #[must_use]
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(ErrorCode::Internal).because(cause)
    }

    /// There is no such thing in this organization.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound)
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// How long to wait before trying again.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The cause, for the log.
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync)> {
        self.0.cause.as_deref()
    }

    /// What is told to the one who asked, with the code's sentence in the language of the request; causes stay inside.
    #[must_use]
    pub fn problem(&self, request_id: Option<String>) -> Problem {
        let code = self.0.code;
        Problem {
            kind: "about:blank".to_owned(),
            status: code.status(),
            code,
            title: code.title_in(language::spoken()).to_owned(),
            detail: self.0.detail.clone(),
            retryable: code.retryable(),
            fields: self.0.fields.clone(),
            duplicates: self.0.duplicates.clone(),
            challenge: self.0.challenge.clone(),
            request_id,
        }
    }

    /// A copy for each of several who share one failure.
    #[must_use]
    pub fn share(&self) -> Self {
        let inner = &self.0;
        Self(Box::new(Inner {
            code: inner.code,
            detail: inner.detail.clone(),
            fields: inner.fields.clone(),
            duplicates: inner.duplicates.clone(),
            challenge: inner.challenge.clone(),
            retry_after: inner.retry_after,
            cause: inner.cause.as_ref().map(|cause| cause.to_string().into()),
        }))
    }

    /// Whether it is a row that exists already.
    #[must_use]
    pub fn is_unique_violation(error: &DbErr) -> bool {
        matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.as_str())?;
        if let Some(detail) = &self.0.detail {
            write!(f, ": {detail}")?;
        }
        if let Some(cause) = &self.0.cause {
            write!(f, " ({cause})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::new(database_code(&error)).because(error)
    }
}

/// SQLite says "full" with result code 13, PostgreSQL with class 53; a lost connection is worth another try.
fn database_code(error: &DbErr) -> ErrorCode {
    use sea_orm::sqlx::Error as Sqlx;

    let (DbErr::Conn(RuntimeErr::SqlxError(inner))
    | DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))) = error
    else {
        return match error {
            DbErr::ConnectionAcquire(_) => ErrorCode::Unavailable,
            _ => ErrorCode::Internal,
        };
    };
    match inner.as_ref() {
        Sqlx::Database(database) => match database.code().as_deref() {
            Some("13" | "53100") => ErrorCode::StorageFull,
            Some("5" | "6" | "10" | "57P01" | "57P02" | "57P03" | "53300") => ErrorCode::Unavailable,
            _ => ErrorCode::Internal,
        },
        Sqlx::Io(_) | Sqlx::PoolTimedOut | Sqlx::PoolClosed | Sqlx::WorkerCrashed => ErrorCode::Unavailable,
        _ => ErrorCode::Internal,
    }
}
