//! The configuration, read from files and variables that a test invents.

use std::path::PathBuf;

use super::*;

fn from(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::load_from(None, variables.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
}

fn sentence(variables: &[(&str, &str)]) -> String {
    from(variables).expect_err("must be refused").to_string()
}

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pronto.toml");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

#[test]
fn nothing_set_gives_the_defaults() {
    let config = from(&[("PATH", "/bin"), ("PRONTO_PUBLIC_URL", ""), ("PRONTO_TEST_NODES", "2")]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url(), "http://127.0.0.1:8080");
    assert_eq!(config.database_url(), "sqlite://./data/pronto.db?mode=rwc");
    assert!(config.allows_origin("https://anyone.example"));
    assert!(config.sources.is_empty());
}

#[test]
fn a_variable_wins_over_the_file_and_the_file_over_the_default() {
    let (_folder, path) = file("session_days = 40\nrefresh_idle_days = 20\n[rate_limits]\nmessages_per_minute = 7\n");
    let variables = [
        ("PRONTO_SESSION_DAYS".to_owned(), "50".to_owned()),
        ("PRONTO_RATE_LIMITS__ENABLED".to_owned(), "false".to_owned()),
    ];
    let config = Config::load_from(Some(&path), variables).unwrap();
    assert_eq!((config.session_days, config.refresh_idle_days, config.visitor_token_days), (50, 20, 30));
    assert_eq!((config.rate_limits.messages_per_minute, config.rate_limits.enabled), (7, false));
    assert_eq!(config.sources["session_days"], "variable PRONTO_SESSION_DAYS");
    assert_eq!(config.sources["rate_limits.enabled"], "variable PRONTO_RATE_LIMITS__ENABLED");
    assert_eq!(config.sources["refresh_idle_days"], format!("file {}", path.display()));
}

#[test]
fn pronto_config_names_the_file() {
    let (_folder, path) = file("listen = \"0.0.0.0:9000\"");
    let config = from(&[("PRONTO_CONFIG", path.to_str().unwrap())]).unwrap();
    assert_eq!(config.public_url(), "http://localhost:9000");
    assert!(sentence(&[("PRONTO_CONFIG", "/nowhere/pronto.toml")]).contains("/nowhere/pronto.toml"));
}

#[test]
fn lists_may_be_written_with_commas_or_brackets() {
    let config = from(&[
        ("PRONTO_ALLOWED_ORIGINS", "https://a.example, http://b.example:3000"),
        ("PRONTO_TRUSTED_PROXIES", "[\"10.0.0.0/8\", \"::1\"]"),
    ])
    .unwrap();
    assert!(config.allows_origin("http://b.example:3000"));
    assert!(!config.allows_origin("https://b.example"));
    assert_eq!(config.trusted_proxies.len(), 2);
    assert!(sentence(&[("PRONTO_TRUSTED_PROXIES", "somewhere")]).contains("trusted_proxies"));
}

#[test]
fn an_unknown_key_is_named_with_the_place_it_stands() {
    let text = sentence(&[("PRONTO_SESION_DAYS", "5")]);
    assert!(
        text.contains("`sesion_days`") && text.contains("PRONTO_SESION_DAYS") && text.contains("session_days"),
        "{text}"
    );

    let (_folder, path) = file("[push]\nfcm = 1\n");
    let text = Config::load_from(Some(&path), []).expect_err("unknown").to_string();
    assert!(text.contains("`push.fcm`") && text.contains("pronto.toml") && text.contains("fcm_url"), "{text}");
}

#[test]
fn a_wrong_value_is_explained_without_showing_a_secret() {
    let text = sentence(&[("PRONTO_SESSION_DAYS", "many")]);
    assert!(text.contains("session_days") && text.contains("PRONTO_SESSION_DAYS") && text.contains("many"), "{text}");
    let text = sentence(&[("PRONTO_MASTER_KEY", "[\"hunter2\"]")]);
    assert!(text.contains("master_key") && !text.contains("hunter2"), "{text}");
    let text = sentence(&[("PRONTO_MASTER_KEY", "hunter2")]);
    assert!(text.contains("master_key") && !text.contains("hunter2"), "{text}");
    let (_folder, path) = file("listen = ");
    assert!(Config::load_from(Some(&path), []).expect_err("no TOML").to_string().contains("pronto.toml"));
}

#[test]
fn every_broken_rule_is_named_at_once() {
    let text = sentence(&[
        ("PRONTO_SQLITE_SYNCHRONOUS", "normal"),
        ("PRONTO_ACCESS_TOKEN_SECONDS", "100000"),
        ("PRONTO_PUBLIC_URL", "chat.example.com"),
        ("PRONTO_DATABASE_URL", "mysql://db"),
        ("PRONTO_ALLOWED_ORIGINS", "https://a.example/page"),
        ("PRONTO_PUSH__FCM_URL", "http://fcm.example.com"),
        ("PRONTO_LOG_LEVEL", "loud=very=much"),
    ]);
    for key in [
        "sqlite_synchronous",
        "access_token_seconds",
        "public_url",
        "database_url",
        "allowed_origins",
        "push.fcm_url",
        "log_level",
    ] {
        assert!(text.contains(key), "{key} is missing in: {text}");
    }
    assert!(from(&[("PRONTO_SQLITE_SYNCHRONOUS", "normal"), ("PRONTO_ALLOW_UNSAFE_SYNC", "true")]).is_ok());
    assert!(from(&[("PRONTO_PUSH__FCM_URL", "http://127.0.0.1:9")]).is_ok());
}

#[test]
fn what_is_printed_holds_no_secret_and_reads_back() {
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let config = from(&[
        ("PRONTO_MASTER_KEY", key),
        ("PRONTO_DATABASE_URL", "postgres://pronto:hunter2@db/pronto"),
        ("PRONTO_SESSION_DAYS", "60"),
    ])
    .unwrap();
    let text = config.masked();
    assert!(!text.contains(key) && !text.contains("hunter2") && !format!("{config:?}").contains("hunter2"), "{text}");
    assert!(text.contains("postgres://pronto:***@db/pronto"), "{text}");
    assert!(text.contains("session_days = 60 # variable PRONTO_SESSION_DAYS"), "{text}");

    let (_folder, path) = file(&text.replace("\"***\"", &format!("\"{key}\"")));
    let again = Config::load_from(Some(&path), []).unwrap();
    assert_eq!(again.session_days, 60);
    assert_eq!(again.push, config.push);
}
