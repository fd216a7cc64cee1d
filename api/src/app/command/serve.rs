//! `pronto serve`: runs until a signal, then drains.

use std::process::ExitCode;

use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use crate::{app, clock::Clock, config::Config};

/// Runs the server.
///
/// # Errors
/// A sentence that tells what to mend.
pub(super) async fn run(config: Config) -> Result<ExitCode, String> {
    let listener = listen(config.listen).await?;
    let database = config.database_url();
    let context = app::build(config, Clock::default()).await.map_err(|error| error.to_string())?;
    let server = app::start(context, listener).map_err(|error| error.to_string())?;
    let kind = database.split(':').next().unwrap_or_default();
    tracing::info!(address = %server.address, database = kind, "listening");
    wait_for_signal().await?;
    tracing::info!("stopping");
    server.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Takes the address, or says who to blame.
///
/// # Errors
/// A sentence.
pub(super) async fn listen(address: std::net::SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!("{address} is taken by another program; choose another with PRONTO_LISTEN or, in the demo, --port")
        }
        _ => format!("cannot listen on {address}: {error}"),
    })
}

/// Waits for SIGTERM or Ctrl-C.
///
/// # Errors
/// When signals cannot be heard.
pub(super) async fn wait_for_signal() -> Result<(), String> {
    let deaf = |error: std::io::Error| format!("signals cannot be heard: {error}");
    let mut terminate = signal(SignalKind::terminate()).map_err(deaf)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(deaf)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
