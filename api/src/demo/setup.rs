//! Before the story: data folder, organization, server process, agents, queue, push apps.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use pronto_mobile::client::{Account, MemoryStorage, Options, SignIn};
use pronto_protocol::{
    agent::{AddAgentRequest, AgentView, Role},
    device::Platform,
    organization::OrganizationSettings,
    push::{PushAppRequest, PushAppView, PushCredentialsRequest},
    queue::{AddQueueRequest, FieldKind, PreChatField, QueueMemberView, QueueSettings, QueueView, RoutingMode},
};
use serde_json::json;

use super::{
    carrier::{Carrier, service_account},
    child::ServerProcess,
    person::{Phone, Phones},
    seed::{self, Seeded},
};
use crate::{app, chance, clock::Clock, config::Config, usecase};

/// The story's organization: apart from the one with a past, so that what is killed and counted there disturbs nothing here.
pub const ORGANIZATION: &str = "demo";
/// The story's queue.
pub const QUEUE: &str = "vendas";

/// Everything the story needs.
pub struct Ready {
    /// The server's address.
    pub base: String,
    /// The server.
    pub server: ServerProcess,
    /// The admin's account.
    pub admin: Account,
    /// Ana, on Android.
    pub ana: Phone,
    /// Bruno, in a browser.
    pub bruno: Phone,
    /// Their providers.
    pub phones: Phones,
    /// The organization with a past.
    pub seeded: Seeded,
}

/// Sets everything up.
///
/// # Errors
/// A sentence that tells what to mend.
pub async fn set_up(config: &Config, folder: PathBuf, address: SocketAddr) -> Result<Ready, String> {
    let password = chance::secret();
    let seeded = seed::seed(config, folder.clone()).await?;
    found(config, folder.clone(), &password).await?;
    let carrier = Carrier::start().await.map_err(|error| format!("no port for the fake phones: {error}"))?;
    let providers = carrier.address;
    let server = ServerProcess::start(address, environment(&folder, address, providers)).await?;
    let base = format!("http://{address}");
    let admin = sign_in(&base, "admin@demo.example", &password).await?;
    let told = |error: pronto_mobile::client::ClientError| format!("the demo cannot be set up: {error}");
    for (name, email) in [("Ana", "ana@demo.example"), ("Bruno", "bruno@demo.example")] {
        let request = AddAgentRequest {
            name: name.to_owned(),
            email: email.to_owned(),
            password: password.clone(),
            role: Role::Agent,
            profile_id: None,
        };
        let _: AgentView = admin.http().post("v1/agents", &request).await.map_err(told)?;
    }
    let queue: QueueView = admin.http().post("v1/queues", &queue_request()).await.map_err(told)?;
    let fcm = PushAppRequest {
        name: "Pronto for Android".to_owned(),
        credentials: PushCredentialsRequest::Fcm {
            service_account: service_account(providers)?,
            package: "chat.pronto.demo".to_owned(),
        },
    };
    let fcm: PushAppView = admin.http().post("v1/push_apps", &fcm).await.map_err(told)?;
    let web = PushAppRequest {
        name: "Pronto in the browser".to_owned(),
        credentials: PushCredentialsRequest::WebPush {
            private_key: None,
            subject: "mailto:admin@demo.example".to_owned(),
        },
    };
    let web: PushAppView = admin.http().post("v1/push_apps", &web).await.map_err(told)?;
    let ana =
        Phone::sign_in(&base, "Ana", "ana@demo.example", &password, Platform::Android, "ana-phone".to_owned()).await?;
    ana.account
        .register_push(fcm.id, &ana.token, None, Some(pronto_protocol::push::PushPrivacy::Encrypted))
        .await
        .map_err(told)?;
    let bruno =
        Phone::sign_in(&base, "Bruno", "bruno@demo.example", &password, Platform::Web, "bruno-browser".to_owned())
            .await?;
    let endpoint = format!("http://{providers}/browser/{}", bruno.token);
    bruno.account.register_push(web.id, &endpoint, None, None).await.map_err(told)?;
    for agent in [&ana, &bruno] {
        let path = format!("v1/queues/{}/members/{}", queue.id, agent.account.agent_id());
        let _: QueueMemberView = admin.http().put(&path, &json!({})).await.map_err(told)?;
    }
    Ok(Ready { base, server, admin, ana, bruno, phones: Phones::new(carrier), seeded })
}

/// Makes the organization and its admin, before the server runs.
async fn found(config: &Config, folder: PathBuf, password: &str) -> Result<(), String> {
    let config = Config { folder, database_url: None, ..config.clone() };
    let context = app::build(config, Clock::default()).await.map_err(|error| error.to_string())?;
    let settings = OrganizationSettings::default();
    let id = usecase::organization::found(&context, ORGANIZATION, "Loja Demo", settings)
        .await
        .map_err(|error| error.to_string())?;
    let admin = AddAgentRequest {
        name: "Admin".to_owned(),
        email: "admin@demo.example".to_owned(),
        password: password.to_owned(),
        role: Role::Admin,
        profile_id: None,
    };
    usecase::agent::add_first(&context, id, admin).await.map_err(|error| error.to_string())?;
    context.tasks.stop(std::time::Duration::from_secs(5)).await;
    // The files must be closed before the server opens them.
    let _ = context.database.reader.clone().close().await;
    let _ = context.database.writer.clone().close().await;
    Ok(())
}

fn queue_request() -> AddQueueRequest {
    let name = PreChatField {
        key: "name".to_owned(),
        label: "Seu nome".to_owned(),
        kind: FieldKind::Name,
        required: true,
        choices: Vec::new(),
    };
    AddQueueRequest {
        slug: QUEUE.to_owned(),
        name: "Vendas".to_owned(),
        settings: QueueSettings {
            routing_mode: RoutingMode::Offer,
            offer_seconds: 45,
            entry_notice: Some("Olá! Um atendente já vem.".to_owned()),
            pre_chat_fields: vec![name],
            ..QueueSettings::default()
        },
    }
}

fn environment(folder: &std::path::Path, address: SocketAddr, providers: SocketAddr) -> Vec<(String, String)> {
    [
        ("PRONTO_LISTEN", address.to_string()),
        ("PRONTO_FOLDER", folder.display().to_string()),
        ("PRONTO_LOG_LEVEL", "warn".to_owned()),
        ("PRONTO_PUSH__FCM_URL", format!("http://{providers}")),
        ("PRONTO_PUSH__FCM_TOKEN_URL", format!("http://{providers}/token")),
        ("PRONTO_PUSH__WEBPUSH_ALLOWED_HOSTS", "127.0.0.1".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

async fn sign_in(base: &str, email: &str, password: &str) -> Result<Account, String> {
    let sign_in = SignIn::new(base, ORGANIZATION, email, password, Platform::Web, "The admin's desk");
    Account::sign_in(sign_in, Arc::new(MemoryStorage::default()), Options::quick())
        .await
        .map_err(|error| format!("the admin cannot sign in: {error}"))
}
