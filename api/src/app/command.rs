//! The command line.

mod add_agent;
mod backup;
mod demo;
mod serve;

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use pronto_protocol::agent::Role;

use crate::{config::Config, database::Database, telemetry};

/// Live customer chat built for the agent's phone.
#[derive(Debug, Parser)]
#[command(name = "pronto", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Line {
    /// TOML file with the configuration; environment variables named PRONTO_* win over it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "Begin with `pronto demo`: it needs nothing and shows everything.\n\
For real: `pronto agent add --organization shop --name Ana --email ana@example.com --role admin`, then `pronto serve`.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve,
    /// Play the whole story on a fresh organization, then stay up to be tried.
    Demo(DemoArgs),
    /// Bring the database up to date and end.
    Migrate,
    /// Print openapi.yaml.
    Openapi,
    /// Manage agents.
    #[command(subcommand)]
    Agent(AgentCommand),
    /// Copy the database to a file while the server runs (SQLite).
    Backup {
        /// The new file; it must not exist.
        to: PathBuf,
    },
    /// Print the configuration in force, secrets masked.
    Config,
}

/// How the demo runs.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// End after the story, with code 0 only if every step was seen.
    #[arg(long)]
    pub exit: bool,
    /// Folder for the demo's data; a new temporary one when left out.
    #[arg(long, value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Port to listen on; 8080, or a free one if that is taken, when left out.
    #[arg(long)]
    pub port: Option<u16>,
}

#[derive(Debug, Subcommand)]
enum AgentCommand {
    /// Register an agent; the organization is made when it does not exist.
    Add(AddAgentArgs),
}

/// Whom to register.
#[derive(Debug, Args)]
pub(crate) struct AddAgentArgs {
    /// The organization's word in addresses, as `shop`.
    #[arg(long)]
    pub organization: String,
    /// The agent's name.
    #[arg(long)]
    pub name: String,
    /// The address used to sign in.
    #[arg(long)]
    pub email: String,
    /// agent, supervisor or admin.
    #[arg(long, default_value = "agent", value_parser = parse_role)]
    pub role: Role,
    /// At least 10 characters; read from standard input when left out.
    #[arg(long)]
    pub password: Option<String>,
}

fn parse_role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| "one of: agent, supervisor, admin".to_owned())
}

/// Runs the command line; the process's exit code.
#[must_use]
pub fn run() -> ExitCode {
    let line = Line::parse();
    if matches!(line.command, Command::Openapi) {
        return print(&super::yaml());
    }
    let config = match Config::load(line.config.as_deref()) {
        Ok(config) => config,
        Err(error) => return fail(&error.to_string()),
    };
    if matches!(line.command, Command::Config) {
        return print(&config.masked());
    }
    if let Err(error) = telemetry::start_logs(&config) {
        return fail(&error.to_string());
    }
    telemetry::log_panics();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.enable_all();
    if config.worker_threads > 0 {
        runtime.worker_threads(config.worker_threads);
    }
    let runtime = match runtime.build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("the runtime cannot start: {error}")),
    };
    let outcome = runtime.block_on(act(line.command, config));
    match outcome {
        Ok(code) => code,
        Err(sentence) => fail(&sentence),
    }
}

async fn act(command: Command, config: Config) -> Result<ExitCode, String> {
    match command {
        Command::Serve => serve::run(config).await,
        Command::Demo(args) => demo::run(config, args).await,
        Command::Migrate => {
            open(&config).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Agent(AgentCommand::Add(args)) => add_agent::run(config, args).await,
        Command::Backup { to } => backup::run(&config, &to).await,
        Command::Openapi | Command::Config => Ok(ExitCode::SUCCESS),
    }
}

async fn open(config: &Config) -> Result<Database, String> {
    let opening = crate::database::Opening {
        url: config.database_url(),
        connections: 1,
        full_sync: config.sqlite_synchronous == crate::config::SqliteSynchronous::Full,
        log_statements: config.log_statements,
    };
    Database::open(&opening).await.map_err(|error| error.to_string())
}

/// What the command line says to a person goes to standard output, logs to standard error.
pub(crate) fn say(text: &str) {
    // A closed pipe is the reader's wish to hear no more.
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn print(text: &str) -> ExitCode {
    let _ = write!(std::io::stdout(), "{text}");
    ExitCode::SUCCESS
}

fn fail(sentence: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "pronto: {sentence}");
    ExitCode::FAILURE
}
