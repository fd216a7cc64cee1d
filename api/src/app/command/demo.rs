//! `pronto demo`: plays the story, then stays up to be tried.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, time::Instant};

use super::{DemoArgs, say, serve};
use crate::{
    chance,
    config::Config,
    demo::{Ready, Teller, play, seed, set_up},
};

/// Plays the demo.
///
/// # Errors
/// A sentence that tells what to mend.
pub(super) async fn run(config: Config, args: DemoArgs) -> Result<ExitCode, String> {
    let address = choose_address(args.port).await?;
    let temporary = args.folder.is_none();
    let folder = args.folder.unwrap_or_else(temporary_folder);
    say(&format!("Pronto demo on http://{address}, data in {}", folder.display()));
    let outcome = tell(&config, folder.clone(), address, args.exit).await;
    if temporary {
        // Made by this run, so removed by it.
        let _ = std::fs::remove_dir_all(&folder);
    }
    outcome
}

async fn tell(config: &Config, folder: PathBuf, address: SocketAddr, exit: bool) -> Result<ExitCode, String> {
    let began = Instant::now();
    let mut ready = set_up(config, folder, address).await?;
    say(&format!(
        "A school with {} chats of two weeks was set up in {:.1} s.",
        ready.seeded.chats,
        began.elapsed().as_secs_f64()
    ));
    let mut teller = Teller::default();
    if let Err(missed) = play(&mut ready, &mut teller).await {
        say(&format!("  {:7.3} s  NOT SEEN: {missed}", teller.elapsed().as_secs_f64()));
        return Ok(ExitCode::FAILURE);
    }
    say(&format!("\nAll {} steps were seen in {:.1} s.", teller.steps(), teller.elapsed().as_secs_f64()));
    if exit {
        match seed::check(&ready.base, &ready.seeded).await {
            Ok(seen) => say(&format!("And {seen}.")),
            Err(missing) => {
                say(&format!("NOT SEEN: {missing}"));
                return Ok(ExitCode::FAILURE);
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    invite(&ready);
    tokio::select! {
        signal = serve::wait_for_signal() => signal?,
        () = ready.server.ended() => return Err("the server has ended".to_owned()),
    }
    Ok(ExitCode::SUCCESS)
}

fn invite(ready: &Ready) {
    use crate::demo::seed::SLUG;
    let (base, password) = (&ready.base, &ready.seeded.password);
    say(&format!(
        "\nNow try it:\n  console           {base}/console/\n  visitor's page    {base}/chat/{SLUG}/vendas (or suporte, \
         secretaria)\n  the API, to read  {base}/docs\n\n  organization      {SLUG}\n  admin             \
         helena@{SLUG}.example\n  supervisor        marcos@{SLUG}.example\n  agents            ana@{SLUG}.example, \
         bruno@{SLUG}.example, carla@{SLUG}.example\n  password of all   {password}\n\nCtrl-C ends the demo."
    ));
}

/// The port asked for; otherwise 8080, or a free one when that is taken.
async fn choose_address(port: Option<u16>) -> Result<SocketAddr, String> {
    let at = |port| SocketAddr::from(([127, 0, 0, 1], port));
    let listener = match port {
        Some(port) => serve::listen(at(port)).await?,
        None => match serve::listen(at(8080)).await {
            Ok(listener) => listener,
            Err(_) => serve::listen(at(0)).await?,
        },
    };
    listener.local_addr().map_err(|error| error.to_string())
}

fn temporary_folder() -> PathBuf {
    std::env::temp_dir().join(format!("pronto-demo-{}", chance::secret().chars().take(8).collect::<String>()))
}
