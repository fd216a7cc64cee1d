//! Rows: X4
//!
//! What is acknowledged is on disk: the order of system calls shows it, since a killed process loses nothing that the kernel
//! has and so cannot show it. And a database that would forget is refused at start.

mod trace;

use harness::{Api, PATIENCE, TestServer, VisitorActor, database::TestDatabase, process::Launch};
use pronto_api::{
    config::Config,
    database::{Database, OpenError, Opening},
};
use sea_orm::{ConnectionTrait, Database as SeaDatabase, Statement};
use trace::{Step, steps};

/// Says that this machine may lack strace.
const WITHOUT_STRACE: &str = "PRONTO_TEST_WITHOUT_STRACE";
const SENDS: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn no_send_is_acknowledged_before_the_disk_has_it() {
    let found =
        std::process::Command::new("strace").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        let excused = std::env::var(WITHOUT_STRACE).is_ok_and(|word| word == "1");
        assert!(
            excused,
            "strace is missing: install Debian's package, or set {WITHOUT_STRACE}=1 to go without this proof"
        );
        return;
    }
    // The log of SQLite's writes is what is looked at, so PostgreSQL has no part in it.
    let folder = tempfile::tempdir().expect("a folder");
    let prepared = Launch::new(folder.path());
    let mut server = prepared.start().await;
    let shop = prepared.organization(&server, "shop").await;
    // A queue without members: nobody is told of the messages, so that nothing else is written beside them.
    shop.queue("sales", pronto_protocol::queue::QueueSettings::default(), &[]).await;
    let visitor = shop.visitor().await;
    let chat_id = visitor.start("sales", "First").await.id;
    server.stop().await;

    let output = folder.path().join("trace.txt");
    let calls = "trace=fdatasync,fsync,write,sendto,writev,pwrite64,sendmsg";
    let output_text = output.display().to_string();
    let traced =
        Launch::new(folder.path()).under(&["strace", "-D", "-f", "-y", "-s", "24", "-o", &output_text, "-e", calls]);
    // On a port of its own: a connection of another test may have taken the first one's meanwhile.
    let mut server = traced.start().await;
    let visitor = VisitorActor { api: Api::new(&server.url("")).with_token(visitor.api.token()), id: visitor.id };
    for number in 0..SENDS {
        visitor.say(chat_id, &format!("Number {number}")).await;
    }
    let pid = server.pid().to_string();
    server.stop().await;

    let trace = whole_trace(&output, &pid).await;
    let steps = steps(&trace);
    let answers = steps.iter().filter(|step| matches!(step, Step::Acknowledged)).count();
    assert_eq!(answers, SENDS, "not every acknowledgement was seen in the trace");
    let (mut written, mut synced, mut kept, mut overtaken) = (0, 0, false, 0);
    for step in &steps {
        match step {
            Step::Written => (written, synced) = (written + 1, 0),
            Step::SyncBegan => synced = synced.max(1),
            // It counts only when nothing was written since it began.
            Step::SyncEnded => {
                synced += usize::from(synced == 1);
                kept |= written > 0 && synced == 2;
            }
            Step::Acknowledged => {
                assert!(written > 0, "an answer was given for which nothing was written");
                assert!(kept, "an answer was given before the write-ahead log was on disk");
                // The search's index is written beside the messages, and may be so while a busy machine holds up an answer.
                overtaken += usize::from(synced != 2);
                (written, synced, kept) = (0, 0, false);
            }
        }
    }
    assert!(overtaken <= SENDS / 10, "{overtaken} answers were given after something was written that was not on disk");
}

/// What strace has written, once it has told of the process's end: it is no child of ours and may write on after that.
async fn whole_trace(path: &std::path::Path, pid: &str) -> String {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let trace = std::fs::read_to_string(path).expect("strace wrote its file");
        if trace.lines().any(|line| line.contains("+++") && line.split_whitespace().next() == Some(pid)) {
            return trace;
        }
        assert!(tokio::time::Instant::now() < deadline, "strace did not end: {} bytes", trace.len());
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[test]
fn the_trace_is_read_as_strace_writes_it_and_an_early_answer_is_seen() {
    let text = r#"
11 pwrite64(9</d/pronto.db-wal>, "7\177"..., 24, 32) = 24
11 fdatasync(9</d/pronto.db-wal> <unfinished ...>
12 write(2</d/server.log>, "x"..., 1) = 1
11 <... fdatasync resumed>) = 0
12 writev(20<socket:[5]>, [{iov_base="HTTP/1.1 201 Created\r\n"..., iov_len=120}], 1) = 120
11 pwrite64(8</d/pronto.db>, "7\177"..., 4096, 0) = 4096
12 sendto(20<socket:[5]>, "HTTP/1.1 200 OK\r\n"..., 90, MSG_NOSIGNAL, NULL, 0) = 90
12 sendto(20<socket:[5]>, "HTTP/1.1 201 Created\r\n"..., 90, MSG_NOSIGNAL, NULL, 0 <unfinished ...>
"#;
    assert_eq!(steps(text), [Step::Written, Step::SyncBegan, Step::SyncEnded, Step::Acknowledged, Step::Acknowledged]);
}

fn opening(url: String, full_sync: bool) -> Opening {
    Opening { url, connections: 2, full_sync, log_statements: false }
}

#[tokio::test]
async fn the_writer_of_sqlite_is_in_wal_mode_and_syncs_at_every_commit() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pronto.db");
    // A file made by something else, in SQLite's own default mode.
    let other = SeaDatabase::connect(format!("sqlite://{}?mode=rwc", path.display())).await.expect("a database");
    other.execute_unprepared("PRAGMA journal_mode = delete; CREATE TABLE other (id INTEGER)").await.expect("a table");
    other.close().await.expect("closed");
    let opened = Database::open(&opening(format!("sqlite://{}", path.display()), true)).await.expect("opened");
    for (question, answer) in [("PRAGMA journal_mode", "wal"), ("PRAGMA synchronous", "2")] {
        for connection in [&opened.writer, &opened.reader] {
            let statement = Statement::from_string(opened.backend(), question);
            let row = connection.query_one_raw(statement).await.expect("asked").expect("an answer");
            let found =
                row.try_get_by_index::<String>(0).or_else(|_| row.try_get_by_index::<i64>(0).map(|n| n.to_string()));
            assert_eq!(found.expect("a word"), answer, "{question}");
        }
    }
}

#[tokio::test]
async fn a_database_that_cannot_keep_a_write_ahead_log_is_refused() {
    // In memory there is no log, and nothing that outlives the process.
    let refused = Database::open(&opening("sqlite::memory:".to_owned(), true)).await;
    match refused {
        Err(OpenError::Unsafe(why)) => assert!(why.contains("journal_mode"), "{why}"),
        other => panic!("a database without a log was opened: {other:?}"),
    }
}

#[test]
fn a_weaker_sync_is_refused_unless_it_is_called_unsafe_by_name() {
    let load = |pairs: &[(&str, &str)]| {
        let pairs: Vec<_> = pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        Config::load_from(None, pairs)
    };
    let refused = load(&[("PRONTO_SQLITE_SYNCHRONOUS", "normal")]).expect_err("refused");
    assert!(refused.to_string().contains("allow_unsafe_sync"), "{refused}");
    assert!(load(&[("PRONTO_SQLITE_SYNCHRONOUS", "normal"), ("PRONTO_ALLOW_UNSAFE_SYNC", "true")]).is_ok());
    assert!(load(&[("PRONTO_SQLITE_SYNCHRONOUS", "off"), ("PRONTO_ALLOW_UNSAFE_SYNC", "true")]).is_err());
}

#[tokio::test]
async fn a_postgresql_that_does_not_wait_for_its_disk_is_refused() {
    if !TestDatabase::is_postgres() {
        return;
    }
    let server = TestServer::start().await;
    let url = server.database_url().to_owned();
    let name = url.rsplit('/').next().expect("a name").to_owned();
    let admin = SeaDatabase::connect(&url).await.expect("connected");
    admin.execute_unprepared(&format!("ALTER DATABASE {name} SET synchronous_commit = off")).await.expect("set");
    admin.close().await.expect("closed");
    match Database::open(&opening(url, true)).await {
        Err(OpenError::Unsafe(why)) => assert!(why.contains("synchronous_commit"), "{why}"),
        other => panic!("a forgetful database was opened: {other:?}"),
    }
}
