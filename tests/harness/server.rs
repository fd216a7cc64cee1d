//! A real server on a free port with a database of its own.

use std::{net::SocketAddr, time::Duration};

use pronto_api::{
    app::{self, Server},
    clock::Clock,
    config::Config,
    context::Context,
    password::Passwords,
};
use pronto_protocol::{
    agent::{AddAgentRequest, Role},
    organization::OrganizationSettings,
};
use tokio::net::TcpListener;

use crate::{
    PATIENCE,
    actor::{AgentActor, Organization, PASSWORD},
    database::TestDatabase,
    provider::Providers,
};

/// A running server; stops when dropped.
pub struct TestServer {
    /// Its parts, for what no door shows.
    pub context: Context,
    /// Its clock, to be moved.
    pub clock: Clock,
    /// Where it listens.
    pub address: SocketAddr,
    /// The fake push providers, when the test asked for them.
    pub providers: Option<Providers>,
    server: Option<Server>,
    others: Vec<(Context, Server)>,
    folder: tempfile::TempDir,
    database: TestDatabase,
    config: Config,
}

impl TestServer {
    /// With the usual settings: no traffic limits.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// With settings of the test's own.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::launch(false, change).await
    }

    /// With fake APNs, FCM and Web Push.
    pub async fn start_with_push() -> Self {
        Self::launch(true, |_| {}).await
    }

    /// The same, with settings of the test's own.
    pub async fn start_with_push_and(change: impl FnOnce(&mut Config)) -> Self {
        Self::launch(true, change).await
    }

    async fn launch(push: bool, change: impl FnOnce(&mut Config)) -> Self {
        let clock = Clock::default();
        // The fakes check times, so they share the server's clock.
        let providers = if push { Some(Providers::start_with(clock.clone()).await) } else { None };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = TestDatabase::create(folder.path()).await;
        let mut config = Config {
            folder: folder.path().to_owned(),
            database_url: Some(database.url().to_owned().into()),
            database_connections: 4,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            ..Config::default()
        };
        config.rate_limits.enabled = false;
        // Nothing leaves this machine.
        config.whatsapp.graph_url = "http://127.0.0.1:9/v24.0".to_owned();
        if let Some(providers) = &providers {
            let settings = providers.settings();
            config.push.apns_production_url = settings.apns_production_url;
            config.push.apns_sandbox_url = settings.apns_sandbox_url;
            config.push.apns_ca_file = settings.apns_ca_file;
            config.push.fcm_url = settings.fcm_url;
            config.push.fcm_token_url = settings.fcm_token_url;
            config.push.webpush_allowed_hosts = settings.webpush_allowed_hosts;
            config.push.request_timeout_ms = settings.request_timeout_ms;
        }
        change(&mut config);
        let (context, server) = launch(config.clone(), clock.clone()).await;
        let address = server.address;
        Self { context, clock, address, providers, server: Some(server), others: Vec::new(), folder, database, config }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The fake providers.
    pub fn providers(&self) -> &Providers {
        self.providers.as_ref().expect("this test started fake providers")
    }

    /// The folder of its data.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Stops it in order and starts it again on the same database, at another port.
    pub async fn restart(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
        let (context, server) = launch(self.config.clone(), self.clock.clone()).await;
        self.address = server.address;
        self.context = context;
        self.server = Some(server);
    }

    /// Starts another node on the same data; its address, without a path.
    pub async fn second_node(&mut self) -> String {
        self.second_node_with(|_| {}).await
    }

    /// The same with settings of its own.
    pub async fn second_node_with(&mut self, change: impl FnOnce(&mut Config)) -> String {
        let mut config = self.config.clone();
        change(&mut config);
        let (context, server) = launch(config, self.clock.clone()).await;
        let base = format!("http://{}", server.address);
        self.others.push((context, server));
        base
    }

    /// Stops it in order.
    pub async fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
    }

    /// A new organization with an admin who is signed in.
    pub async fn organization(&self, slug: &str) -> Organization {
        let settings = OrganizationSettings::default();
        let id = pronto_api::usecase::organization::found(&self.context, slug, slug, settings).await.expect("founded");
        let email = format!("admin@{slug}.example");
        let request = AddAgentRequest {
            name: format!("Admin of {slug}"),
            email: email.clone(),
            password: PASSWORD.to_owned(),
            role: Role::Admin,
            profile_id: None,
        };
        pronto_api::usecase::agent::add_first(&self.context, id, request).await.expect("first admin");
        let base = format!("http://{}", self.address);
        let admin = AgentActor::sign_in(&base, slug, &email, "Admin's desk").await;
        Organization { id, slug: slug.to_owned(), base, admin }
    }

    /// Waits until a condition holds, asked again and again; fails with `what` when [`PATIENCE`] ends.
    pub async fn until<F: AsyncFnMut() -> bool>(&self, what: &str, mut holds: F) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !holds().await {
            assert!(tokio::time::Instant::now() < deadline, "never happened: {what}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until the push follower has decided on every event so far.
    pub async fn settle_push(&self) {
        self.until("the push follower has read the whole log", async || {
            pronto_api::worker::push_follower::is_settled(&self.context).await.expect("asked")
        })
        .await;
    }

    /// Waits until everything so far is in the search index.
    pub async fn settle_search(&self) {
        self.until("the search follower has read the whole log", async || {
            pronto_api::worker::search_follower::is_settled(&self.context).await.expect("asked")
        })
        .await;
    }

    /// The address of its database.
    pub fn database_url(&self) -> &str {
        self.database.url()
    }
}

async fn launch(config: Config, clock: Clock) -> (Context, Server) {
    let listener = TcpListener::bind(config.listen).await.expect("a free port");
    let passwords = Passwords::with_cost(64, 1);
    let context = app::build_with(config, clock, passwords).await.expect("the server's parts");
    let server = app::start(context.clone(), listener).expect("the server");
    (context, server)
}

impl Drop for TestServer {
    fn drop(&mut self) {
        for context in self.others.iter().map(|(context, _)| context).chain([&self.context]) {
            context.tasks.stopping().cancel();
            context.draining.cancel();
        }
    }
}
