//! What serde cannot say: ranges, addresses, and values that do not go together.

use std::{fmt::Display, net::IpAddr, ops::RangeInclusive};

use tracing_subscriber::filter::Targets;
use url::{Host, Url};

use super::{Config, ConfigError, SqliteSynchronous};

impl Config {
    /// Checks every value and names all that are wrong at once.
    ///
    /// # Errors
    /// [`ConfigError::Rules`] with a sentence for each.
    pub fn check(&self) -> Result<(), ConfigError> {
        let mut wrong = Vec::new();
        self.check_addresses(&mut wrong);
        self.check_ranges(&mut wrong);

        if let Some(key) = &self.master_key
            && key.key_bytes().is_none()
        {
            wrong.push(
                "`master_key` must be base64 of exactly 32 bytes, as `openssl rand -base64 32` prints.".to_owned(),
            );
        }
        if self.log_level.parse::<Targets>().is_err() {
            wrong.push(format!(
                "`log_level` is {:?}; it must be a level such as `info`, or `info,pronto_api=debug`.",
                self.log_level
            ));
        }
        if self.sqlite_synchronous == SqliteSynchronous::Normal && !self.allow_unsafe_sync {
            wrong.push(
                "`sqlite_synchronous = \"normal\"` can lose acknowledged messages at a power loss; it is for measuring only and needs \
                 `allow_unsafe_sync = true`."
                    .to_owned(),
            );
        }
        if self.refresh_idle_days > self.session_days {
            wrong.push(
                "`refresh_idle_days` must not be more than `session_days`, which ends the sign-in anyway.".to_owned(),
            );
        }
        if wrong.is_empty() { Ok(()) } else { Err(ConfigError::Rules(wrong)) }
    }

    fn check_addresses(&self, wrong: &mut Vec<String>) {
        if let Some(url) = &self.public_url
            && !is_origin(url.trim_end_matches('/'))
        {
            wrong.push(format!(
                "`public_url` is {url:?}; it must be an address without a path, as https://chat.example.com."
            ));
        }
        let database = self.database_url();
        if !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| database.starts_with(scheme)) {
            wrong.push("`database_url` must begin with sqlite:, postgres:// or postgresql://.".to_owned());
        }
        for origin in self.allowed_origins.iter().filter(|origin| *origin != "*" && !is_origin(origin)) {
            wrong.push(format!(
                "`allowed_origins` names {origin:?}; an origin is written https://www.example.com, or \"*\" for any."
            ));
        }
        let push = &self.push;
        let urls = [
            ("apns_production_url", Some(&push.apns_production_url)),
            ("apns_sandbox_url", Some(&push.apns_sandbox_url)),
            ("fcm_url", Some(&push.fcm_url)),
            ("fcm_token_url", push.fcm_token_url.as_ref()),
        ];
        for (name, url) in urls.into_iter().filter_map(|(name, url)| Some((name, url?))) {
            if !is_safe_to_call(url) {
                wrong.push(format!(
                    "`push.{name}` is {url:?}; it must be an https address (plain http only on this machine)."
                ));
            }
        }
        if !is_safe_to_call(&self.whatsapp.graph_url) {
            let url = &self.whatsapp.graph_url;
            wrong.push(format!(
                "`whatsapp.graph_url` is {url:?}; it must be an https address (plain http only on this machine)."
            ));
        }
        if let Some(file) = &self.smtp_ca_file
            && !file.is_file()
        {
            wrong.push(format!("`smtp_ca_file`: there is no file {}.", file.display()));
        }
        if let Some(file) = &push.apns_ca_file
            && !file.is_file()
        {
            wrong.push(format!("`push.apns_ca_file`: there is no file {}.", file.display()));
        }
    }

    fn check_ranges(&self, wrong: &mut Vec<String>) {
        within(wrong, "database_connections", self.database_connections, 1..=1_000);
        within(wrong, "access_token_seconds", self.access_token_seconds, 1..=900);
        within(wrong, "refresh_idle_days", self.refresh_idle_days, 1..=730);
        within(wrong, "session_days", self.session_days, 1..=730);
        within(wrong, "visitor_token_days", self.visitor_token_days, 1..=730);
        within(wrong, "event_retention_days", self.event_retention_days, 1..=365);
        within(wrong, "attachment_limit_bytes", self.attachment_limit_bytes, 1_024..=104_857_600);
        within(wrong, "request_timeout_ms", self.request_timeout_ms, 1_000..=3_600_000);
        within(wrong, "upload_idle_timeout_ms", self.upload_idle_timeout_ms, 1_000..=3_600_000);
        within(wrong, "worker_threads", self.worker_threads, 0..=1_024);
        within(wrong, "group_commit_most", self.group_commit_most, 1..=4_096);
        within(wrong, "socket_queue_bytes", self.socket_queue_bytes, 16_384..=16_777_216);
        let rate = &self.rate_limits;
        within(wrong, "rate_limits.sign_in_per_minute", rate.sign_in_per_minute, 1..=1_000_000);
        within(wrong, "rate_limits.visitor_start_per_minute", rate.visitor_start_per_minute, 1..=1_000_000);
        within(wrong, "rate_limits.messages_per_minute", rate.messages_per_minute, 1..=1_000_000);
        within(wrong, "rate_limits.requests_per_minute", rate.requests_per_minute, 1..=1_000_000);
        within(wrong, "push.request_timeout_ms", self.push.request_timeout_ms, 100..=120_000);
        within(wrong, "push.on_screen_delay_ms", self.push.on_screen_delay_ms, 0..=300_000);
        within(wrong, "push.retry_most_minutes", self.push.retry_most_minutes, 1..=1_440);
    }
}

fn within<N: PartialOrd + Display>(wrong: &mut Vec<String>, key: &str, value: N, range: RangeInclusive<N>) {
    if !range.contains(&value) {
        wrong.push(format!("`{key}` is {value}; it must be from {} to {}.", range.start(), range.end()));
    }
}

fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization().eq_ignore_ascii_case(text)
    })
}

fn is_safe_to_call(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Domain(name))) => name == "localhost",
        ("http", Some(Host::Ipv4(address))) => IpAddr::V4(address).is_loopback(),
        ("http", Some(Host::Ipv6(address))) => IpAddr::V6(address).is_loopback(),
        _ => false,
    }
}
