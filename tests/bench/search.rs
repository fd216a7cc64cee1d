//! `bench search`: words, phrases and identities among a million messages, beside two ways of searching the same rows.

mod load;
mod reference;
mod text;

use std::time::{Duration, Instant};

use harness::{
    AgentActor,
    database::POSTGRES_VARIABLE,
    process::{Launch, Process},
};
use pronto_protocol::queue::QueueSettings;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    number::{quantile, verdict},
    stage::quiet,
};
use load::Loaded;
use reference::{TOKEN, Way};
use text::Vocabulary;

/// Messages when nothing is said.
pub(crate) const MESSAGES: usize = 1_000_000;
/// How often each question is put to each arm.
const ROUNDS: usize = 5;
/// Words of each class.
const WORDS: usize = 10;
/// The trigram search that has to go by its index.
const BY_INDEX: &str = "pg_trgm, its index";
/// How long the index may take to be built.
const BUILT_WITHIN: Duration = Duration::from_secs(3_600);

/// Prints everything.
pub(crate) async fn run(messages: usize) {
    println!(
        "Search among {messages} messages of 11 words on average, 20 results, newest first, {ROUNDS} rounds of {WORDS}"
    );
    println!(
        "questions per class. Every arm through HTTP with a token; Pronto also checks permissions, follows the log and"
    );
    println!(
        "cuts snippets. Arms run in turn, question by question, over the same rows. For frequent words PostgreSQL may plan"
    );
    println!("the trigram search as a scan from the newest, so it runs both as planned and by its index.\n");
    let vocabulary = Vocabulary::new();
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("pronto.db").display());
    let mut stands = vec![Stand::prepare("SQLite", folder, url, &vocabulary, messages).await];
    match std::env::var(POSTGRES_VARIABLE) {
        Ok(server) if !server.is_empty() => {
            let folder = tempfile::tempdir().expect("a folder");
            let name = format!("pronto_bench_{}", std::process::id());
            let admin = connect(&format!("{server}/postgres")).await;
            admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database");
            let url = format!("{server}/{name}");
            stands.push(Stand::prepare("PostgreSQL", folder, url, &vocabulary, messages).await);
        }
        _ => println!("PostgreSQL is left out: {POSTGRES_VARIABLE} names no server (tests/postgres gives one)\n"),
    }
    for stand in &mut stands {
        stand.measure(&vocabulary, messages).await;
    }
    sizes(&stands).await;
}

/// A database with its rows, a server on it, and the references.
struct Stand {
    name: &'static str,
    database: DatabaseConnection,
    loaded: Loaded,
    arms: Vec<Arm>,
    server: Process,
    _folder: TempDir,
}

struct Arm {
    name: &'static str,
    address: String,
    token: String,
}

struct Class {
    name: &'static str,
    of: &'static str,
    questions: Vec<String>,
    quoted: bool,
}

/// A quantile of Pronto's times beside the best of the references'.
struct Standing {
    own: f64,
    best: f64,
}

impl Standing {
    fn of(times: &[Vec<f64>], part: f64) -> Self {
        let mut each = times.iter().map(|times| quantile(times, part));
        let own = each.next().expect("Pronto's times");
        Self { own, best: each.fold(f64::INFINITY, f64::min) }
    }

    fn is_near(&self) -> bool {
        self.own <= 2.0 * self.best + 2.0
    }
}

impl Stand {
    async fn prepare(name: &'static str, folder: TempDir, url: String, words: &Vocabulary, messages: usize) -> Self {
        println!("{name}");
        let launch = quiet(folder.path()).set("DATABASE_URL", &url);
        let mut server = launch.start().await;
        people(&launch, &server).await;
        server.stop().await;
        let database = connect(&url).await;
        let loaded = load::load(&database, words, messages).await;
        let began = Instant::now();
        let server = launch.start().await;
        built(&database).await;
        let seconds = began.elapsed().as_secs_f64();
        println!("  indexed in {seconds:.0} s beside the running server, {:.0} messages/s", messages as f64 / seconds);
        let mut arms = vec![Arm { name: "Pronto", address: server.url("/v1/search"), token: String::new() }];
        let scan = reference::start(&url, Way::Scan).await;
        arms.push(Arm { name: "LIKE scan", address: scan, token: TOKEN.to_owned() });
        if database.get_database_backend() == DbBackend::Postgres {
            let began = Instant::now();
            for statement in [
                "CREATE EXTENSION pg_trgm",
                "CREATE INDEX ix_trigram_message ON message USING gin (text gin_trgm_ops)",
                "CREATE INDEX ix_trigram_chat ON chat USING gin (fields gin_trgm_ops)",
                "VACUUM ANALYZE",
            ] {
                database.execute_unprepared(statement).await.expect(statement);
            }
            println!("  trigram index built in {:.0} s", began.elapsed().as_secs_f64());
            for (name, way) in [("pg_trgm, planned", Way::Planned), (BY_INDEX, Way::Trigram)] {
                let address = reference::start(&url, way).await;
                arms.push(Arm { name, address, token: TOKEN.to_owned() });
            }
        }
        println!();
        Self { name, database, loaded, arms, server, _folder: folder }
    }

    async fn measure(&mut self, words: &Vocabulary, messages: usize) {
        println!("{}: milliseconds, p50 / p95", self.name);
        let heads: String = self.arms.iter().map(|arm| format!("{:>20}", arm.name)).collect();
        println!("  {:<12}{heads}   best reference / Pronto", "");
        for class in classes(words, &self.loaded, messages) {
            // For each class anew: the databases are made one after the other, and a token outlives neither that nor all classes.
            let agent = AgentActor::sign_in(&self.server.url(""), "shop", "admin@shop.example", "bench").await;
            self.arms[0].token = agent.api.token().to_owned();
            let times = self.ask(&class).await;
            let cells = times.iter().map(|times| match times.as_slice() {
                [] => format!("{:>20}", "not asked"),
                times => format!("{:>20}", format!("{:.2} / {:.2}", quantile(times, 0.5), quantile(times, 0.95))),
            });
            let [typical, slow] = [0.5, 0.95].map(|part| Standing::of(&times, part));
            let Standing { own, best } = typical;
            let wins = if best < own { "the reference wins" } else { "" };
            println!("  {:<12}{}   {:>7.1}  {wins}", class.name, cells.collect::<String>(), best / own);
            let [typical, slow] = [typical, slow].map(|standing| verdict(standing.is_near()));
            println!("  {:<12}  at most 2 x the best + 2 ms: p50 {typical}, p95 {slow}", "");
            let references: Vec<f64> = times[1..].iter().map(|times| quantile(times, 0.5)).collect();
            if class.name == "rare" {
                let ratio = references[0] / own;
                println!("  {:<12}  {ratio:.0} x the scan; goal >= 50: {}", "", verdict(ratio >= 50.0));
            }
            if let [_, planned, indexed] = references.as_slice()
                && class.name == "common"
            {
                let (planned, indexed) = (planned / own, indexed / own);
                println!(
                    "  {:<12}  {planned:.1} x the trigram search as planned; goal >= 10: {}",
                    "",
                    verdict(planned >= 10.0)
                );
                println!(
                    "  {:<12}  {indexed:.1} x the trigram search by its index; goal >= 10: {}",
                    "",
                    verdict(indexed >= 10.0)
                );
            }
        }
        println!();
    }

    /// Times of each arm, in milliseconds.
    async fn ask(&self, class: &Class) -> Vec<Vec<f64>> {
        let http = reqwest::Client::new();
        let mut times = vec![Vec::new(); self.arms.len()];
        // One round more, whose times do not count: everybody has read what they will read.
        for round in 0..=ROUNDS {
            for (at, question) in class.questions.iter().enumerate() {
                for turn in 0..self.arms.len() {
                    let arm = (turn + round + at) % self.arms.len();
                    // No planner fetches every tenth row to show twenty.
                    if class.name == "very common" && self.arms[arm].name == BY_INDEX {
                        continue;
                    }
                    let milliseconds = self.put(&http, &self.arms[arm], class, question).await;
                    if round > 0 {
                        times[arm].push(milliseconds);
                    }
                }
            }
        }
        times
    }

    async fn put(&self, http: &reqwest::Client, arm: &Arm, class: &Class, question: &str) -> f64 {
        let own = arm.name == self.arms[0].name;
        let question = if own && class.quoted { format!("\"{question}\"") } else { question.to_owned() };
        let question_part: String = url::form_urlencoded::byte_serialize(question.as_bytes()).collect();
        let more = if own { "limit=20".to_owned() } else { format!("of={}", class.of) };
        let request = http.get(format!("{}?q={question_part}&{more}", arm.address)).bearer_auth(&arm.token);
        let began = Instant::now();
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        let body = answer.bytes().await.expect("a body");
        let milliseconds = began.elapsed().as_secs_f64() * 1_000.0;
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        let found = body["items"].as_array().is_some_and(|items| !items.is_empty());
        assert!(status.is_success() && found, "{} does not find {question}: {body}", arm.name);
        milliseconds
    }
}

/// The ranks are those of a million messages; among fewer, words as rare as these would not be there at all.
fn classes(words: &Vocabulary, loaded: &Loaded, messages: usize) -> Vec<Class> {
    let ranks = |from: usize, step: usize| (0..WORDS).map(|at| words.word(from + at * step).to_owned()).collect();
    let class = |name, questions| Class { name, of: "message", questions, quoted: false };
    vec![
        class("very common", ranks(3, 1)),
        class("common", ranks(100, 3)),
        class("middling", ranks(2_000.min(messages / 500), 20)),
        class("rare", ranks(40_000.min(messages / 25), 100.min(messages / 10_000))),
        Class { quoted: true, ..class("phrase", loaded.phrases.clone()) },
        Class { of: "chat", ..class("identity", loaded.addresses.clone()) },
    ]
}

async fn people(launch: &Launch, server: &Process) {
    let shop = launch.organization(server, "shop").await;
    shop.queue("sales", QueueSettings::default(), &[]).await;
    shop.visitor().await.start("sales", "Olá").await;
}

async fn built(database: &DatabaseConnection) {
    let until = Instant::now() + BUILT_WITHIN;
    let backend = database.get_database_backend();
    let sql = "SELECT COUNT(*) FROM search_scope WHERE rebuild_kind IS NULL AND EXISTS (SELECT 1 FROM search_document)";
    while number(database, Statement::from_string(backend, sql)).await < 1 {
        assert!(Instant::now() < until, "the index was not built");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Counted on every side: the pages of the indexes that hold words or trigrams. Beside them stands what else only the search
/// needs: Pronto's own rows, which the trigram index does without, since it lies over the messages themselves.
async fn sizes(stands: &[Stand]) {
    println!(
        "Bytes, in MB. Index: all pages of FTS5's tables, of the GIN index, of both trigram indexes. Rows: the table of"
    );
    println!(
        "folded texts and its two indexes by number and by id. GIN indexes are compared as they are when made anew over all"
    );
    println!("rows; FTS5's is as it has grown.");
    let mut indexes = Vec::new();
    let mut trigram = None;
    for stand in stands {
        let backend = stand.database.get_database_backend();
        let of = async |sql: &str| number(&stand.database, Statement::from_string(backend, sql)).await as f64 / 1e6;
        let (index, rows) = if backend == DbBackend::Sqlite {
            let index = of("SELECT SUM(pgsize) FROM dbstat WHERE name LIKE 'search\\_word%' ESCAPE '\\'").await;
            let rows = "SELECT SUM(pgsize) FROM dbstat WHERE name IN ('search_document', 'uq_search_document_id')";
            (index, of(rows).await)
        } else {
            let grown = of("SELECT pg_relation_size('ix_search_document_words')").await;
            let all = of("SELECT pg_total_relation_size('search_document')").await;
            let both = "SELECT pg_relation_size('ix_trigram_message') + pg_relation_size('ix_trigram_chat')";
            trigram = Some(of(both).await);
            stand.database.execute_unprepared("REINDEX INDEX ix_search_document_words").await.expect("made anew");
            let new = of("SELECT pg_relation_size('ix_search_document_words')").await;
            indexes.push(("PostgreSQL, as it has grown", grown));
            (new, all - grown)
        };
        println!("  {:<12} index {index:>8.1}, rows {rows:>8.1}, together {:>8.1}", stand.name, index + rows);
        indexes.push((stand.name, index));
    }
    let Some(trigram) = trigram else { return };
    println!("  {:<12} index {trigram:>8.1}, rows {:>8.1}, together {trigram:>8.1}", "pg_trgm", 0.0);
    for (name, index) in indexes {
        let part = index / trigram;
        println!("  {name}: {index:.1}, {part:.2} of the trigram index; goal <= 0.33: {}", verdict(part <= 1.0 / 3.0));
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(url.to_owned());
    options.max_connections(2).sqlx_logging(false);
    Database::connect(options).await.unwrap_or_else(|error| panic!("{url}: {error}"))
}

async fn number(database: &DatabaseConnection, statement: Statement) -> i64 {
    let row = database.query_one_raw(statement).await.expect("asked").expect("a row");
    row.try_get_by_index(0).expect("a number")
}
