//! Actors: people who speak HTTP and sockets only.

use pronto_protocol::{
    agent::{AgentView, Availability, Role, SetAvailabilityRequest},
    chat::{ChatListItemView, ChatView},
    message::{MessageView, SendMessageRequest},
    offer::{AcceptedOfferView, OfferView},
    queue::{AddQueueRequest, QueueSettings, QueueView},
    session::TokensView,
    visitor::{VisitorChatView, VisitorMessageView, VisitorTokenView},
    whisper::WhisperView,
};
use serde_json::json;
use uuid::Uuid;

use crate::{api::Api, socket::Socket};

/// The password of every test agent.
pub const PASSWORD: &str = "correct horse battery";

/// An organization and its first admin.
pub struct Organization {
    /// Its id.
    pub id: Uuid,
    /// Its word in addresses.
    pub slug: String,
    /// The server's address.
    pub base: String,
    /// Its first admin.
    pub admin: AgentActor,
}

/// An agent, signed in.
#[derive(Clone, Debug)]
pub struct AgentActor {
    /// The agent's HTTP.
    pub api: Api,
    /// The agent's id.
    pub id: Uuid,
    /// The tokens as last received.
    pub tokens: TokensView,
    /// The address used to sign in.
    pub email: String,
}

/// A visitor.
#[derive(Clone, Debug)]
pub struct VisitorActor {
    /// The visitor's HTTP.
    pub api: Api,
    /// The visitor's id.
    pub id: Uuid,
}

impl Organization {
    /// Registers an agent and signs in.
    pub async fn agent(&self, name: &str) -> AgentActor {
        self.agent_with_role(name, Role::Agent).await
    }

    /// The same with a role.
    pub async fn agent_with_role(&self, name: &str, role: Role) -> AgentActor {
        let email = format!("{}@{}.example", name.to_lowercase().replace(' ', "."), self.slug);
        let request = json!({"name": name, "email": email, "password": PASSWORD, "role": role});
        let _: AgentView = self.admin.api.post("/v1/agents", &request).await.ok();
        AgentActor::sign_in(&self.base, &self.slug, &email, &format!("{name}'s phone")).await
    }

    /// Adds a queue with these members.
    pub async fn queue(&self, slug: &str, settings: QueueSettings, members: &[&AgentActor]) -> QueueView {
        let request = AddQueueRequest { slug: slug.to_owned(), name: slug.to_owned(), settings };
        let queue: QueueView = self.admin.api.post("/v1/queues", &request).await.ok();
        for member in members {
            let path = format!("/v1/queues/{}/members/{}", queue.id, member.id);
            self.admin.api.put(&path, &json!({})).await.done();
        }
        queue
    }

    /// A new visitor.
    pub async fn visitor(&self) -> VisitorActor {
        let api = Api::new(&self.base);
        let token: VisitorTokenView = api.post("/v1/visitors", &json!({"organization": self.slug})).await.ok();
        VisitorActor { api: api.with_token(token.token), id: token.visitor_id }
    }

    /// An agent in an active chat with a visitor: queue, chat, agent and visitor ready made.
    pub async fn active_chat(&self, queue: &str) -> (AgentActor, VisitorActor, ChatView) {
        let agent = self.agent(&format!("Agent of {queue}")).await;
        self.queue(queue, QueueSettings::default(), &[&agent]).await;
        agent.ready().await;
        let visitor = self.visitor().await;
        let started = visitor.start(queue, "Hello").await;
        let chat = agent.accept_chat(started.id).await.chat;
        (agent, visitor, chat)
    }
}

impl AgentActor {
    /// Signs in on a new device.
    pub async fn sign_in(base: &str, organization: &str, email: &str, device: &str) -> Self {
        let api = Api::new(base);
        let request = json!({
            "organization": organization, "email": email, "password": PASSWORD,
            "device": {"platform": "android", "name": device, "app_version": "1.0.0"},
        });
        let tokens: TokensView = api.post("/v1/sessions", &request).await.ok();
        let api = api.with_token(tokens.access_token.clone());
        Self { api, id: tokens.agent_id, tokens, email: email.to_owned() }
    }

    /// Declares ready.
    pub async fn ready(&self) {
        self.declare(Availability::Ready).await;
    }

    /// Declares availability.
    pub async fn declare(&self, availability: Availability) {
        self.api.put("/v1/me/availability", &SetAvailabilityRequest { availability }).await.done();
    }

    /// Opens a socket from now on.
    pub async fn socket(&self) -> Socket {
        Socket::hello(self.api.base(), self.api.token(), None).await
    }

    /// Opens a socket from a cursor on.
    pub async fn resume(&self, cursor: &str) -> Socket {
        Socket::hello(self.api.base(), self.api.token(), Some(cursor)).await
    }

    /// Open offers.
    pub async fn offers(&self) -> Vec<OfferView> {
        self.api.all("/v1/offers").await
    }

    /// Accepts a chat.
    pub async fn accept_chat(&self, chat_id: Uuid) -> AcceptedOfferView {
        self.api.act(&format!("/v1/chats/{chat_id}/accept")).await.ok()
    }

    /// Sends a message.
    pub async fn say(&self, chat_id: Uuid, text: &str) -> MessageView {
        self.api.post(&format!("/v1/chats/{chat_id}/messages"), &message(text)).await.ok()
    }

    /// Whispers.
    pub async fn whisper(&self, chat_id: Uuid, text: &str) -> WhisperView {
        let request = json!({"client_id": Uuid::now_v7(), "text": text});
        self.api.post(&format!("/v1/chats/{chat_id}/whispers"), &request).await.ok()
    }

    /// A chat as this agent sees it.
    pub async fn chat(&self, chat_id: Uuid) -> ChatListItemView {
        self.api.get(&format!("/v1/chats/{chat_id}")).await.ok()
    }
}

impl VisitorActor {
    /// Starts a chat with a first message.
    pub async fn start(&self, queue: &str, text: &str) -> VisitorChatView {
        let request = json!({"client_id": Uuid::now_v7(), "queue": queue, "text": text});
        self.api.post("/v1/visitor/chats", &request).await.ok()
    }

    /// Sends a message.
    pub async fn say(&self, chat_id: Uuid, text: &str) -> VisitorMessageView {
        self.api.post(&format!("/v1/visitor/chats/{chat_id}/messages"), &message(text)).await.ok()
    }

    /// Opens a socket from now on.
    pub async fn socket(&self) -> Socket {
        Socket::hello(self.api.base(), self.api.token(), None).await
    }

    /// Every message this visitor can read, oldest first.
    pub async fn messages(&self, chat_id: Uuid) -> Vec<VisitorMessageView> {
        let mut messages: Vec<VisitorMessageView> =
            self.api.all(&format!("/v1/visitor/chats/{chat_id}/messages")).await;
        messages.sort_by_key(|message| message.number);
        messages
    }
}

/// A text message with a new `client_id`.
pub fn message(text: &str) -> SendMessageRequest {
    SendMessageRequest { client_id: Uuid::now_v7(), text: text.to_owned(), attachment_ids: Vec::new(), quoted_id: None }
}
