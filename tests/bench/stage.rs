//! A data folder prepared once and copied for each server: the same people, chats and tokens everywhere.

use std::path::Path;

use futures_util::{StreamExt, stream};
use harness::{
    AgentActor, Organization,
    process::{Launch, Process},
};
use pronto_protocol::queue::QueueSettings;
use tempfile::TempDir;
use uuid::Uuid;

/// Visitors and agents in active chats.
pub(crate) struct Stage {
    folder: TempDir,
    /// Each visitor's token and chat.
    pub senders: Vec<(String, Uuid)>,
    /// Each agent's token.
    pub listeners: Vec<String>,
}

/// A copy of it with a server of its own.
pub(crate) struct Arm {
    /// The server.
    pub server: Process,
    _folder: TempDir,
}

impl Stage {
    /// So many active chats, shared among so many agents.
    pub(crate) async fn prepare(chats: usize, agents: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let launch = quiet(folder.path());
        let mut server = launch.start().await;
        let shop = launch.organization(&server, "shop").await;
        let agents: Vec<AgentActor> = stream::iter((0..agents).map(async |number| sign_in(&shop, number).await))
            .buffer_unordered(2)
            .collect()
            .await;
        shop.queue("sales", QueueSettings::default(), &[]).await;
        let members = agents.iter().map(async |agent| {
            let queues: Vec<serde_json::Value> = shop.admin.api.all("/v1/queues").await;
            let id = queues[0]["id"].as_str().expect("an id").to_owned();
            let path = format!("/v1/queues/{id}/members/{}", agent.id);
            shop.admin.api.put(&path, &serde_json::json!({})).await.done();
        });
        futures_util::future::join_all(members).await;
        let starts = (0..chats).map(|number| {
            let (shop, agent) = (&shop, &agents[number % agents.len()]);
            async move {
                let visitor = shop.visitor().await;
                let chat_id = visitor.start("sales", "").await.id;
                agent.accept_chat(chat_id).await;
                (visitor.api.token().to_owned(), chat_id)
            }
        });
        let senders = stream::iter(starts).buffer_unordered(8).collect().await;
        let listeners = agents.iter().map(|agent| agent.api.token().to_owned()).collect();
        server.stop().await;
        Self { folder, senders, listeners }
    }

    /// A server on a fresh copy.
    pub(crate) async fn arm(&self, change: impl FnOnce(Launch) -> Launch) -> Arm {
        let folder = copy(self.folder.path());
        let server = change(quiet(folder.path())).start().await;
        Arm { server, _folder: folder }
    }
}

async fn sign_in(shop: &Organization, number: usize) -> AgentActor {
    shop.agent(&format!("Agent {number}")).await
}

/// Nothing but the line that tells the address is logged.
pub(crate) fn quiet(folder: &Path) -> Launch {
    Launch::new(folder).set("LOG_LEVEL", "warn,pronto_api::app::command::serve=info")
}

/// A copy of a stopped server's folder.
pub(crate) fn copy(from: &Path) -> TempDir {
    let to = tempfile::tempdir().expect("a folder");
    copy_into(from, to.path());
    to
}

fn copy_into(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
            copy_into(&source, &target);
        } else if entry.file_name() != "server.log" {
            std::fs::copy(&source, &target).expect("copied");
        }
    }
}
