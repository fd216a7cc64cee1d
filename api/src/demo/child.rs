//! The server under the story: a process of its own, so that it can really be killed.

use std::{net::SocketAddr, path::PathBuf, process::Stdio, time::Duration};

use tokio::process::{Child, Command};

/// How long a start may take.
const START_WITHIN: Duration = Duration::from_secs(20);

/// A running server process; killed when dropped.
#[derive(Debug)]
pub struct ServerProcess {
    environment: Vec<(String, String)>,
    address: SocketAddr,
    child: Child,
}

impl ServerProcess {
    /// Starts `pronto serve` and waits until it is ready.
    ///
    /// # Errors
    /// A sentence, with the server's own words when it ended.
    pub async fn start(address: SocketAddr, environment: Vec<(String, String)>) -> Result<Self, String> {
        let child = spawn(&environment)?;
        let mut server = Self { environment, address, child };
        server.wait_until_ready().await?;
        Ok(server)
    }

    /// Kills it without warning (SIGKILL).
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn kill(&mut self) -> Result<(), String> {
        self.child.kill().await.map_err(|error| format!("the server cannot be killed: {error}"))
    }

    /// Starts it again on the same data.
    ///
    /// # Errors
    /// A sentence.
    pub async fn start_again(&mut self) -> Result<(), String> {
        self.child = spawn(&self.environment)?;
        self.wait_until_ready().await
    }

    /// Waits until it ends by itself.
    pub async fn ended(&mut self) {
        let _ = self.child.wait().await;
    }

    async fn wait_until_ready(&mut self) -> Result<(), String> {
        let ready = format!("http://{}/readyz", self.address);
        let http = reqwest::Client::builder().build().map_err(|error| error.to_string())?;
        let asked = async {
            loop {
                if http.get(&ready).send().await.is_ok_and(|answer| answer.status().is_success()) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::select! {
            answered = tokio::time::timeout(START_WITHIN, asked) => {
                answered.map_err(|_| format!("the server was not ready within {START_WITHIN:?}"))
            }
            status = self.child.wait() => {
                Err(format!("the server ended at its start ({}); its own words stand above", status.map_or_else(|error| error.to_string(), |status| status.to_string())))
            }
        }
    }
}

fn spawn(environment: &[(String, String)]) -> Result<Child, String> {
    let program: PathBuf =
        std::env::current_exe().map_err(|error| format!("the program does not know itself: {error}"))?;
    Command::new(program)
        .arg("serve")
        .envs(environment.iter().cloned())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("the server cannot be started: {error}"))
}
