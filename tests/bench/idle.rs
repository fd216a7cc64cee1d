//! `bench idle`: resident memory per socket of a signed-in agent, beside the same server with axum's default buffers.

use std::{
    net::SocketAddr,
    process::Stdio,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use harness::{
    AgentActor,
    process::{Launch, Process},
};
use pronto_protocol::queue::QueueSettings;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use crate::{
    memory::Memory,
    number::{slope, verdict},
    stage::{copy, quiet},
    wire::{Frame, Wire},
};

/// Files that the server and each client may have open.
pub(crate) const FILES: u64 = 11_000;
const STEPS: [usize; 5] = [2_000, 4_000, 6_000, 8_000, 10_000];
/// Sign-ins; each has several sockets. Organizations, since everybody in one hears of each other's coming.
const ORGANIZATIONS: usize = 40;
const AGENTS_EACH: usize = 5;
/// How long memory is watched before it counts as settled.
const SETTLE: Duration = Duration::from_secs(4);
const GOAL_BYTES: f64 = 8_000.0;

/// Prints everything.
pub(crate) async fn run() {
    let (folder, tokens) = prepare().await;
    println!(
        "Resident memory of the server per socket: {} agents, signed in, hello said, each hearing its organization,",
        tokens.len()
    );
    println!("itself, a queue and a chat; read at rest after each step. The clients are other processes.\n");
    let mut arms = Vec::new();
    for (name, defaults) in [("Pronto", "false"), ("axum's default buffers", "true")] {
        let own = copy(folder.path());
        let launch = quiet(own.path()).set("SOCKET_DEFAULT_BUFFERS", defaults);
        let server = launch.start().await;
        let holder = Holder::start(&server, &tokens, own.path()).await;
        arms.push(Arm { name, server, holder, points: Vec::new(), _folder: own });
    }
    println!("  sockets   {:>24}   {:>24}", arms[0].name, arms[1].name);
    for sockets in STEPS {
        let mut line = format!("  {sockets:>7}");
        for arm in &mut arms {
            arm.holder.open(sockets).await;
            tokio::time::sleep(SETTLE).await;
            let memory = Memory::of(arm.server.pid());
            arm.points.push((sockets as f64, memory.proportional));
            line += &format!("   {:>10.1} MB ({:>6.1})", memory.proportional / 1e6, memory.resident / 1e6);
        }
        println!("{line}");
    }
    println!("  (proportional set size; in brackets resident set size)\n");
    let slopes: Vec<f64> = arms.iter().map(|arm| slope(&arm.points)).collect();
    for (arm, slope) in arms.iter().zip(&slopes) {
        println!("  {:<24} {slope:>10.0} bytes per socket", arm.name);
    }
    println!("  the default costs {:.1} times as much", slopes[1] / slopes[0]);
    println!("  goal <= 8 kB each: {}", verdict(slopes[0] <= GOAL_BYTES));
}

struct Arm {
    name: &'static str,
    server: Process,
    holder: Holder,
    points: Vec<(f64, f64)>,
    _folder: TempDir,
}

/// A data folder with everybody in it, and their tokens.
async fn prepare() -> (TempDir, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let launch = quiet(folder.path());
    let mut server = launch.start().await;
    let organizations = (0..ORGANIZATIONS).map(|number| people(&launch, &server, number));
    let tokens: Vec<Vec<String>> = stream::iter(organizations).buffer_unordered(2).collect().await;
    server.stop().await;
    (folder, tokens.concat())
}

async fn people(launch: &Launch, server: &Process, number: usize) -> Vec<String> {
    let shop = launch.organization(server, &format!("shop{number}")).await;
    let mut agents = vec![shop.admin.clone()];
    for number in 1..AGENTS_EACH {
        agents.push(shop.agent(&format!("Agent {number}")).await);
    }
    let members: Vec<&AgentActor> = agents.iter().collect();
    shop.queue("sales", QueueSettings::default(), &members).await;
    for agent in &agents {
        agent.ready().await;
        let visitor = shop.visitor().await;
        let chat_id = visitor.start("sales", "").await.id;
        agent.accept_chat(chat_id).await;
    }
    agents.iter().map(|agent| agent.api.token().to_owned()).collect()
}

/// The other process, which holds the sockets of one server.
struct Holder {
    _child: Child,
    orders: ChildStdin,
    reports: Lines<BufReader<ChildStdout>>,
}

impl Holder {
    async fn start(server: &Process, tokens: &[String], folder: &std::path::Path) -> Self {
        let path = folder.join("tokens.txt");
        std::fs::write(&path, tokens.join("\n")).expect("written");
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(program);
        command.arg("hold").arg(server.address.to_string()).arg(&path);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("a second process");
        let orders = child.stdin.take().expect("its input");
        let reports = BufReader::new(child.stdout.take().expect("its output")).lines();
        Self { _child: child, orders, reports }
    }

    async fn open(&mut self, sockets: usize) {
        self.orders.write_all(format!("{sockets}\n").as_bytes()).await.expect("it listens");
        let report = self.reports.next_line().await.expect("a report").expect("it runs");
        assert_eq!(report, sockets.to_string(), "the sockets were not opened");
    }
}

/// Holds as many sockets as it is told to on standard input, and says so when it does. Ends with its input.
pub(crate) async fn hold(address: &str, tokens: &str) {
    let address: SocketAddr = address.parse().expect("an address");
    let tokens = std::fs::read_to_string(tokens).expect("tokens");
    let tokens: Vec<&str> = tokens.lines().collect();
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    let mut held = 0;
    while let Ok(Some(order)) = orders.next_line().await {
        let wanted: usize = order.parse().expect("a number");
        let from = Instant::now();
        let opens = (held..wanted).map(|number| Wire::hello(address, tokens[number % tokens.len()]));
        let mut opening = stream::iter(opens).buffer_unordered(16);
        while let Some(wire) = opening.next().await {
            tokio::spawn(rest(wire));
        }
        held = wanted;
        let seconds = from.elapsed().as_secs_f64();
        assert!(seconds < 300.0, "{wanted} sockets took {seconds} s");
        println!("{held}");
    }
}

async fn rest(mut wire: Wire) {
    loop {
        match wire.next().await {
            Frame::Ping => wire.pong().await,
            Frame::Text(_) => {}
            Frame::Close(code) => panic!("the server closed an idle socket with {code}"),
        }
    }
}
