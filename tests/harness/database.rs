//! A database for each test, copied from one that was migrated once.

use std::path::{Path, PathBuf};

use pronto_migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database};
use tokio::sync::OnceCell;

/// The variable that names a PostgreSQL server to test on; SQLite without it.
pub const POSTGRES_VARIABLE: &str = "PRONTO_TEST_POSTGRES_URL";

static SQLITE_TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();
static POSTGRES_TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// A database that goes when dropped.
pub struct TestDatabase {
    url: String,
}

impl TestDatabase {
    /// Makes one; SQLite files go into `folder`.
    pub async fn create(folder: &Path) -> Self {
        match std::env::var(POSTGRES_VARIABLE) {
            Ok(server) if !server.is_empty() => Self::create_postgres(&server).await,
            _ => Self::create_sqlite(folder).await,
        }
    }

    /// Whether the tests run on PostgreSQL.
    pub fn is_postgres() -> bool {
        std::env::var(POSTGRES_VARIABLE).is_ok_and(|server| !server.is_empty())
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    async fn create_sqlite(folder: &Path) -> Self {
        let template = SQLITE_TEMPLATE.get_or_init(sqlite_template).await;
        let path = folder.join("pronto.db");
        std::fs::copy(template, &path).expect("the template can be copied");
        Self { url: format!("sqlite://{}", path.display()) }
    }

    async fn create_postgres(server: &str) -> Self {
        let template = POSTGRES_TEMPLATE.get_or_init(|| postgres_template(server.to_owned())).await;
        let name = format!("pronto_test_{}", uuid::Uuid::now_v7().simple());
        admin(server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self { url: format!("{server}/{name}") }
    }
}

async fn sqlite_template() -> PathBuf {
    let path = std::env::temp_dir().join(format!("pronto-template-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&path);
    migrate(&format!("sqlite://{}?mode=rwc", path.display())).await;
    path
}

async fn postgres_template(server: String) -> String {
    let name = format!("pronto_template_{}", std::process::id());
    admin(&server, &format!("DROP DATABASE IF EXISTS {name}")).await;
    admin(&server, &format!("CREATE DATABASE {name}")).await;
    migrate(&format!("{server}/{name}")).await;
    name
}

async fn migrate(url: &str) {
    let database = Database::connect(url).await.expect("the template opens");
    Migrator::up(&database, None).await.expect("the template is migrated");
    database.close().await.expect("the template closes");
}

async fn admin(server: &str, statement: &str) {
    let database = Database::connect(format!("{server}/postgres")).await.expect("PostgreSQL answers");
    database.execute_unprepared(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    database.close().await.expect("the connection closes");
}
