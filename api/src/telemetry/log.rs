//! Logs on standard error: readable on a terminal, one JSON object a line otherwise.

use std::{
    fmt,
    io::{self, IsTerminal},
};

use chrono::DateTime;
use thiserror::Error;
use tracing::{Level, Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{
    Layer,
    filter::Targets,
    fmt::{MakeWriter, format::Writer, time::FormatTime},
    layer::SubscriberExt,
    registry::LookupSpan,
    util::{SubscriberInitExt, TryInitError},
};

use crate::{
    clock::Clock,
    config::{Config, LogFormat},
};

/// Libraries that talk at `info`, or show what they carry at `debug`; they are heard only when named.
const QUIET: [&str; 8] = ["sqlx", "sea_orm", "hyper", "hyper_util", "h2", "reqwest", "rustls", "tungstenite"];

/// Why the logs did not start.
#[derive(Debug, Error)]
pub enum LogError {
    /// `log_level` cannot be read.
    #[error("log_level: {0}")]
    Level(#[from] tracing_subscriber::filter::ParseError),
    /// Something else takes the logs of this process already.
    #[error("logs: {0}")]
    Taken(#[from] TryInitError),
}

/// Starts the logs of this process; called once, by `main`.
///
/// # Errors
/// When the level cannot be read or logs were started before.
pub fn start_logs(config: &Config) -> Result<(), LogError> {
    let terminal = io::stderr().is_terminal();
    let readable = match config.log_format {
        LogFormat::Auto => terminal,
        LogFormat::Pretty => true,
        LogFormat::Json => false,
    };
    let filter = filter(&config.log_level)?;
    let layer = if readable { readable_layer(terminal, io::stderr) } else { json_layer(io::stderr) };
    // The filter stands before the layer, not on it: a filter of one layer loses the next event of a thread on which
    // somebody has only asked whether an event would be heard, as sqlx does.
    tracing_subscriber::registry().with(filter).with(layer).try_init()?;
    Ok(())
}

fn filter(level: &str) -> Result<Targets, tracing_subscriber::filter::ParseError> {
    let named: Targets = level.parse()?;
    let quiet = QUIET.into_iter().filter(|target| !named.iter().any(|(name, _)| name.starts_with(target)));
    // At trace they would show bodies and headers, so the general level does not reach them.
    let most = named.default_level().unwrap_or(LevelFilter::OFF).min(LevelFilter::from_level(Level::WARN));
    let quiet: Vec<_> = quiet.map(|target| (target, most)).collect();
    Ok(named.with_targets(quiet))
}

fn readable_layer<S, W>(terminal: bool, writer: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let layer =
        tracing_subscriber::fmt::layer().with_timer(ShortTime(Clock::default())).with_target(false).with_writer(writer);
    // Left alone, the layer obeys NO_COLOR; a pipe never wants colours.
    if terminal { layer.boxed() } else { layer.with_ansi(false).boxed() }
}

fn json_layer<S, W>(writer: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    tracing_subscriber::fmt::layer().json().flatten_event(true).with_span_list(false).with_writer(writer).boxed()
}

/// Hour, minute, second and millisecond in UTC: the day is known to whoever watches a terminal.
struct ShortTime(Clock);

impl FormatTime for ShortTime {
    fn format_time(&self, writer: &mut Writer<'_>) -> fmt::Result {
        let time = DateTime::from_timestamp_millis(self.0.now_ms()).unwrap_or_default();
        write!(writer, "{}", time.format("%H:%M:%S%.3f"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(json: bool, level: &str, say: impl FnOnce()) -> String {
        let paper = Paper::default();
        let writer = paper.clone();
        let writer = move || writer.clone();
        let layer = if json { json_layer(writer) } else { readable_layer(false, writer) };
        let subscriber = tracing_subscriber::registry().with(layer.with_filter(filter(level).unwrap()));
        tracing::subscriber::with_default(subscriber, say);
        String::from_utf8(paper.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn a_terminal_shows_time_level_message_and_fields() {
        let line = written(false, "info", || tracing::info!(chats = 3, "hello"));
        let mut words = line.split_whitespace();
        assert_eq!(words.next().unwrap().len(), "12:00:00.000".len(), "{line}");
        assert_eq!(words.collect::<Vec<_>>(), ["INFO", "hello", "chats=3"], "{line}");
    }

    #[test]
    fn elsewhere_each_line_is_one_json_object() {
        let line = written(true, "info", || tracing::info!(chats = 3, "hello"));
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&value["message"], &value["chats"], &value["level"]), (&"hello".into(), &3.into(), &"INFO".into()));
    }

    #[test]
    fn libraries_are_heard_only_when_named() {
        let say = || {
            tracing::debug!(target: "sqlx::query", "row");
            tracing::debug!(target: "pronto_api::route", "mine");
        };
        let lines = written(false, "debug", say);
        assert!(lines.contains("mine") && !lines.contains("row"), "{lines}");
        let lines = written(false, "info,sqlx=debug", say);
        assert!(lines.contains("row") && !lines.contains("mine"), "{lines}");
        assert!(written(false, "off", || tracing::error!(target: "sqlx", "row")).is_empty());
    }
}
