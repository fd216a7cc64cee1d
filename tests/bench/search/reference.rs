//! The references: the same rows asked by `LIKE '%…%'`, newest first, behind an HTTP server of their own that looks at a token,
//! so that only the way of searching differs.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    routing::get,
};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use serde::Deserialize;
use serde_json::{Value, json};

/// What it lets in.
pub(crate) const TOKEN: &str = "reference";

/// How it searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Every row, from the newest.
    Scan,
    /// Whatever the planner thinks best beside an index of trigrams.
    Planned,
    /// By the index of trigrams, whatever the planner thinks.
    Trigram,
}

struct Reference {
    database: DatabaseConnection,
}

#[derive(Deserialize)]
struct Asked {
    q: String,
    /// Where: `message` or `chat`.
    of: String,
}

/// Starts one; its address.
pub(crate) async fn start(url: &str, way: Way) -> String {
    let mut options = ConnectOptions::new(url.to_owned());
    // One connection, so that what is set on it holds.
    options.max_connections(1).min_connections(1).sqlx_logging(false);
    let database = Database::connect(options).await.expect("the database opens");
    // Each question planned by itself: a plan for all of them walks the primary key, and a rare word then takes seconds.
    let set: &[&str] = match (database.get_database_backend(), way) {
        (DbBackend::Sqlite, _) => &["PRAGMA cache_size = -16384"],
        (_, Way::Scan) => &["SET enable_bitmapscan = off", "SET plan_cache_mode = force_custom_plan"],
        (_, Way::Planned) => &["SET plan_cache_mode = force_custom_plan"],
        (_, Way::Trigram) => {
            &["SET enable_indexscan = off", "SET enable_seqscan = off", "SET plan_cache_mode = force_custom_plan"]
        }
    };
    for set in set {
        database.execute_unprepared(set).await.expect(set);
    }
    let router = Router::new().route("/search", get(search)).with_state(Arc::new(Reference { database }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/search")
}

async fn search(
    State(reference): State<Arc<Reference>>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, StatusCode> {
    let token = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if token != format!("Bearer {TOKEN}") {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let backend = reference.database.get_database_backend();
    let (operator, placeholder, newest) = match backend {
        DbBackend::Sqlite => ("LIKE", "?", "rowid"),
        _ => ("ILIKE", "$1", "id"),
    };
    let (table, column, at) = match asked.of.as_str() {
        "chat" => ("chat", "fields", "started_at"),
        _ => ("message", "text", "sent_at"),
    };
    let sql = format!(
        "SELECT id, {column} AS text, {at} AS at FROM {table} WHERE {column} {operator} {placeholder} \
         ORDER BY {newest} DESC LIMIT 20"
    );
    let statement = Statement::from_sql_and_values(backend, sql, [format!("%{}%", asked.q).into()]);
    let rows = reference.database.query_all_raw(statement).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let items = rows.iter().map(|row| {
        let id: uuid::Uuid = row.try_get("", "id").expect("an id");
        let text: String = row.try_get("", "text").expect("a text");
        let at: i64 = row.try_get("", "at").expect("a time");
        json!({"id": id, "text": text, "at": at})
    });
    Ok(Json(json!({"items": items.collect::<Vec<_>>()})))
}
