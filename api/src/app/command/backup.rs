//! `pronto backup`: a consistent copy of the SQLite database while the server runs.

use std::{path::Path, process::ExitCode};

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{open, say};
use crate::config::Config;

/// Copies the database.
///
/// # Errors
/// A sentence that tells what to mend.
pub(super) async fn run(config: &Config, to: &Path) -> Result<ExitCode, String> {
    if to.exists() {
        return Err(format!("{} exists already", to.display()));
    }
    let database = open(config).await?;
    if database.backend() != DbBackend::Sqlite {
        return Err("this copies SQLite only; back PostgreSQL up with pg_dump or its own archiving".to_owned());
    }
    let target = to.to_str().ok_or("the file's name is not UTF-8")?;
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [target.into()]);
    database.reader.execute_raw(statement).await.map_err(|error| format!("the copy failed: {error}"))?;
    say(&format!(
        "Copied to {target}. Copy the attachments ({}) and the pinned loaders of the widget ({}) as well, and keep \
         the master key apart from all of them.",
        config.folder.join("files").display(),
        config.folder.join("loaders").display()
    ));
    Ok(ExitCode::SUCCESS)
}
