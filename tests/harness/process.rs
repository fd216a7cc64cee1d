//! The shipped binary as a child process: started, killed without a word, and started again on the same data.

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, SystemTime},
};

use serde_json::Value;
use tokio::{
    process::{Child, Command},
    time::Instant,
};

use crate::{
    PATIENCE,
    actor::{AgentActor, Organization, PASSWORD},
    provider::Providers,
};

/// The variable that names another binary than the one built beside the tests.
pub const BINARY_VARIABLE: &str = "PRONTO_TEST_BINARY";
/// How long a start or an orderly stop may take: a debug build that is traced does either at a tenth of its pace.
const WITHIN: Duration = PATIENCE.saturating_mul(2);

/// How the server is run.
#[derive(Clone, Debug)]
pub struct Launch {
    folder: PathBuf,
    settings: BTreeMap<String, String>,
    under: Vec<String>,
}

/// A running server.
#[derive(Debug)]
pub struct Process {
    child: Child,
    launch: Launch,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Launch {
    /// With its data in `folder`, on a free port, without traffic limits.
    pub fn new(folder: &Path) -> Self {
        let launch = Self { folder: folder.to_owned(), settings: BTreeMap::new(), under: Vec::new() };
        launch
            .set("FOLDER", folder.display())
            .set("LISTEN", "127.0.0.1:0")
            .set("LOG_FORMAT", "json")
            .set("RATE_LIMITS__ENABLED", "false")
            .set("ACCESS_TOKEN_SECONDS", 900)
    }

    /// Sets `PRONTO_{name}`.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.settings.insert(format!("PRONTO_{name}"), value.to_string());
        self
    }

    /// Leads pushes to the fakes.
    #[must_use]
    pub fn push_to(self, providers: &Providers) -> Self {
        let settings = providers.settings();
        let ca = settings.apns_ca_file.map(|file| file.display().to_string()).unwrap_or_default();
        self.set("PUSH__APNS_PRODUCTION_URL", settings.apns_production_url)
            .set("PUSH__APNS_SANDBOX_URL", settings.apns_sandbox_url)
            .set("PUSH__APNS_CA_FILE", ca)
            .set("PUSH__FCM_URL", settings.fcm_url)
            .set("PUSH__FCM_TOKEN_URL", settings.fcm_token_url.unwrap_or_default())
            .set("PUSH__WEBPUSH_ALLOWED_HOSTS", settings.webpush_allowed_hosts.join(","))
            .set("PUSH__REQUEST_TIMEOUT_MS", settings.request_timeout_ms)
    }

    /// Runs it under another program, which must leave the server as its direct child's place (`strace -D`).
    #[must_use]
    pub fn under(mut self, program: &[&str]) -> Self {
        self.under = program.iter().map(|&word| word.to_owned()).collect();
        self
    }

    /// Everything it has written to standard error.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// Where that is.
    pub fn log_path(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// Runs another command of the binary to its end.
    pub async fn run(&self, arguments: &[&str]) -> std::process::Output {
        let mut command = self.command(&binary());
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.output().await.expect("the binary runs")
    }

    /// Registers an admin from the command line and signs in at a running server.
    pub async fn organization(&self, server: &Process, slug: &str) -> Organization {
        let email = format!("admin@{slug}.example");
        let words = ["agent", "add", "--organization", slug, "--name", "Admin", "--email", &email];
        let words = [words.as_slice(), &["--role", "admin", "--password", PASSWORD]].concat();
        let output = self.run(&words).await;
        assert!(output.status.success(), "agent add failed: {}", String::from_utf8_lossy(&output.stderr));
        let base = server.url("");
        let admin = AgentActor::sign_in(&base, slug, &email, "Admin's desk").await;
        Organization { id: admin.tokens.organization_id, slug: slug.to_owned(), base, admin }
    }

    /// Starts it and waits until it is ready.
    pub async fn start(&self) -> Process {
        let said = std::fs::metadata(self.log_path()).map_or(0, |file| file.len());
        let log = append(&self.log_path());
        let binary = binary();
        let mut command = match self.under.split_first() {
            None => self.command(&binary),
            Some((program, arguments)) => {
                let mut command = self.command(Path::new(program));
                command.args(arguments).arg(&binary);
                command
            }
        };
        command.arg("serve").stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).kill_on_drop(true);
        let mut child =
            command.spawn().unwrap_or_else(|error| panic!("{} cannot be started: {error}", binary.display()));
        let deadline = Instant::now() + WITHIN;
        let address = loop {
            if let Some(address) = self.listening(said) {
                break address;
            }
            if let Some(status) = child.try_wait().expect("a child") {
                panic!("the server ended with {status}: {}", self.log());
            }
            assert!(Instant::now() < deadline, "the server did not listen within {WITHIN:?}: {}", self.log());
            tokio::time::sleep(Duration::from_millis(5)).await;
        };
        let process = Process { child, launch: self.clone(), address };
        process.wait_ready(deadline).await;
        process
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PRONTO_")) {
            command.env_remove(name);
        }
        command.envs(&self.settings);
        command
    }

    /// The address in the log after what had been said before.
    fn listening(&self, said: u64) -> Option<SocketAddr> {
        let log = std::fs::read(self.log_path()).ok()?;
        let new = log.get(usize::try_from(said).ok()?..)?;
        let mut lines = new.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Value>(line).ok());
        let line = lines.rfind(|line| line["message"] == "listening")?;
        line["address"].as_str()?.parse().ok()
    }
}

impl Process {
    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// How it was started.
    pub fn launch(&self) -> &Launch {
        &self.launch
    }

    /// Kills it without a word.
    pub async fn kill(&mut self) {
        self.child.kill().await.expect("it can be killed");
    }

    /// Starts it again where it listened before, after it was killed or stopped.
    pub async fn start_again(&mut self) {
        let launch = self.launch.clone().set("LISTEN", self.address);
        *self = launch.start().await;
    }

    /// Stops it in order; panics when it does not end well.
    pub async fn stop(&mut self) {
        let pid = self.pid().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status().await.expect("kill runs");
        assert!(asked.success(), "the server could not be asked to stop");
        let ended = tokio::time::timeout(WITHIN, self.child.wait()).await;
        let status = ended.unwrap_or_else(|_| panic!("it did not stop: {}", self.launch.log())).expect("a child");
        assert!(status.success(), "it stopped with {status}: {}", self.launch.log());
    }

    /// A counter or gauge of `/metrics`, summed over its labels.
    pub async fn metric(&self, name: &str) -> f64 {
        let text = reqwest::get(self.url("/metrics")).await.expect("metrics").text().await.expect("text");
        let values = text.lines().filter_map(|line| {
            let (series, value) = line.rsplit_once(' ')?;
            let of = series.split('{').next()?;
            (of == name).then(|| value.parse::<f64>().ok())?
        });
        values.sum()
    }

    async fn wait_ready(&self, deadline: Instant) {
        // Long enough that a slow answer is one, and no reason to ask again and make the server slower still.
        let http = reqwest::Client::builder().timeout(PATIENCE).build().expect("a client");
        while !http.get(self.url("/readyz")).send().await.is_ok_and(|answer| answer.status().is_success()) {
            assert!(Instant::now() < deadline, "the server did not get ready: {}", self.launch.log());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

fn append(path: &Path) -> File {
    OpenOptions::new().create(true).append(true).open(path).expect("the log can be written")
}

/// The server's binary: built in the same profile, beside the folder of the test executables, and not older than its source.
pub fn binary() -> PathBuf {
    if let Ok(path) = std::env::var(BINARY_VARIABLE) {
        return PathBuf::from(path);
    }
    let own = std::env::current_exe().expect("this program's path");
    let folders = own.ancestors().skip(1).take(2);
    let found = folders.map(|folder| folder.join("pronto")).find(|path| path.is_file());
    let profile = if cfg!(debug_assertions) { "" } else { " --release" };
    let build = format!("build it with `cargo build{profile} -p pronto-api`, or name one with {BINARY_VARIABLE}");
    let found = found.unwrap_or_else(|| panic!("the server's binary is missing: {build}"));
    let built = std::fs::metadata(&found).and_then(|file| file.modified()).expect("its age");
    assert!(built >= newest_source(), "the server's binary is older than its source: {build}");
    found
}

/// When the server's source was last changed.
fn newest_source() -> SystemTime {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut folders: Vec<PathBuf> = ["api", "entity", "migration"].iter().map(|name| house.join(name)).collect();
    let mut newest = SystemTime::UNIX_EPOCH;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                newest = newest.max(entry.metadata().and_then(|file| file.modified()).unwrap_or(newest));
            }
        }
    }
    newest
}
