//! Two organizations with everything in them that an operation may name, and everybody who may or may not name it.

mod outreach;
mod things;

use std::collections::BTreeMap;

use harness::{AgentActor, Api, Organization, TestServer, VisitorActor, message};
use pronto_protocol::{
    agent::{Permission, Role},
    queue::QueueSettings,
};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

/// A word in everything that strangers must not read.
pub(super) const SECRET: &str = "pomegranate";

/// The people and the things.
pub(super) struct Stage {
    organization_id: Uuid,
    pub admin: AgentActor,
    pub supervisor: AgentActor,
    pub agent: AgentActor,
    /// Without any permission, in the queue.
    pub bare: AgentActor,
    /// Without permission to see others' chats, in no queue.
    pub outsider: AgentActor,
    /// Of the agent, ended.
    pub ended: AgentActor,
    pub visitor: VisitorActor,
    pub other_visitor: VisitorActor,
    pub foreign_admin: AgentActor,
    pub foreign_agent: AgentActor,
    pub foreign_visitor: VisitorActor,
    pub nobody: Api,
    pub forger: Api,
    /// Programs: with every scope, with one that nothing needs, with a revoked key, of the other organization.
    pub key: Api,
    pub other_key: Api,
    pub revoked_key: Api,
    pub foreign_key: Api,
    /// What placeholders of paths and fields of bodies stand for.
    ids: BTreeMap<&'static str, String>,
    push_credentials: Value,
}

/// A small picture, as an avatar has to be.
pub(super) fn picture() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(8, 8).write_to(&mut file, image::ImageFormat::Png).expect("encoded");
    file.into_inner()
}

pub(super) fn id_of(view: &Value) -> String {
    view["id"].as_str().unwrap_or_else(|| panic!("no id in {view}")).to_owned()
}

/// What the stage has of a kind is named otherwise than what is added by the call itself.
pub(super) fn first(mut body: Value) -> Value {
    for key in ["name", "key", "url", "title"] {
        if let Some(text) = body[key].as_str() {
            body[key] = format!("{text}0").into();
        }
    }
    if body["target"].is_object() {
        body["target"]["network"] = "198.51.100.0/24".into();
    }
    body
}

async fn with_profile(shop: &Organization, name: &str, permissions: &[Permission]) -> AgentActor {
    let agent = shop.agent(name).await;
    let profile: Value =
        shop.admin.api.post("/v1/profiles", &json!({"name": name, "permissions": permissions})).await.ok();
    let path = format!("/v1/agents/{}", agent.id);
    shop.admin.api.patch(&path, &json!({"profile_id": profile["id"]})).await.done();
    agent
}

impl Stage {
    pub(super) async fn set(server: &TestServer) -> Self {
        let shop = server.organization("shop").await;
        let school = server.organization("school").await;
        let supervisor = shop.agent_with_role("Sue", Role::Supervisor).await;
        let agent = shop.agent("Ana").await;
        let bare = with_profile(&shop, "Bia", &[]).await;
        let outsider = with_profile(&shop, "Caio", &[Permission::JoinChats, Permission::Whisper]).await;
        let queue = shop.queue("sales", QueueSettings::default(), &[&agent, &bare]).await;
        // Who is reachable is offered the chat.
        agent.socket().await.keep();
        agent.ready().await;
        let mut ids = BTreeMap::new();
        let visitor = shop.visitor().await;
        let waiting = visitor.start("sales", SECRET).await;
        let chat = waiting.id;
        server.until("the chat is offered", async || !agent.offers().await.is_empty()).await;
        ids.insert("offer_id", agent.offers().await[0].id.to_string());
        agent.accept_chat(chat).await;
        ids.insert("chat_id", chat.to_string());
        ids.insert("queue_id", queue.id.to_string());
        ids.insert("agent_id", agent.id.to_string());
        ids.insert("device_id", agent.tokens.device_id.to_string());
        for (key, device) in [("own_session_id", "Tablet"), ("spare_session_id", "Desk")] {
            let other = AgentActor::sign_in(&shop.base, "shop", &agent.email, device).await;
            ids.insert(key, other.tokens.session_id.to_string());
        }
        ids.insert("bare_id", bare.id.to_string());
        ids.insert("message_id", agent.say(chat, SECRET).await.id.to_string());
        ids.insert("own_message_id", visitor.say(chat, SECRET).await.id.to_string());
        ids.insert("whisper_id", agent.whisper(chat, SECRET).await.id.to_string());
        let (api, admin) = (&agent.api, &shop.admin.api);
        let note = json!({"client_id": Uuid::now_v7(), "text": SECRET});
        ids.insert("note_id", id_of(&api.post(&format!("/v1/chats/{chat}/notes"), &note).await.ok()));
        let uploads = [
            (api, format!("/v1/chats/{chat}/attachments")),
            (&visitor.api, format!("/v1/visitor/chats/{chat}/attachments")),
        ];
        for ((uploader, path), key) in uploads.iter().zip(["attachment_id", "own_attachment_id"]) {
            let uploaded: Value = uploader.upload(path, "list.txt", SECRET.into()).await.ok();
            let send = json!({"client_id": Uuid::now_v7(), "text": "", "attachment_ids": [uploaded["id"]]});
            uploader.post(&path.replace("attachments", "messages"), &send).await.done();
            ids.insert(key, id_of(&uploaded));
        }
        let link: Value = api.get(&format!("/v1/chats/{chat}/attachments/{}", ids["attachment_id"])).await.ok();
        // The address is the public one; the path is the same here.
        let address = link["url"].as_str().and_then(|address| address.find("/v1/").map(|at| address[at..].to_owned()));
        ids.insert("file", address.expect("an address"));
        let open = json!({"client_id": Uuid::now_v7(), "agent_ids": [supervisor.id]});
        let conversation = id_of(&api.post("/v1/direct_conversations", &open).await.ok());
        let path = format!("/v1/direct_conversations/{conversation}/messages");
        let direct = json!({"client_id": Uuid::now_v7(), "text": SECRET});
        ids.insert("direct_message_id", id_of(&api.post(&path, &direct).await.ok()));
        ids.insert("conversation_id", conversation);
        let profile = json!({"name": "Spare", "permissions": []});
        ids.insert("profile_id", id_of(&admin.post("/v1/profiles", &profile).await.ok()));
        let subject = format!("/v1/queues/{}/subjects", queue.id);
        ids.insert("subject_id", id_of(&admin.post(&subject, &json!({"name": "Prices"})).await.ok()));
        let account = serde_json::to_string(&server.providers().fcm.service_account()).expect("JSON");
        let push_credentials = json!({"provider": "fcm", "service_account": account, "package": "example.pronto"});
        let push_app = json!({"name": "App", "credentials": push_credentials});
        ids.insert("push_app_id", id_of(&admin.post("/v1/push_apps", &push_app).await.ok()));
        ids.insert("push_token", server.providers().fcm.token("Ana"));
        things::add(&mut ids, admin, api).await;
        api.upload("/v1/me/avatar", "me.png", picture()).await.done();
        outreach::add(&mut ids, server, admin, &agent, &visitor).await;
        let [key, other_key, revoked_key, foreign_key] = outreach::keys(&shop.base, admin, &school.admin.api).await;
        let start = outreach::body("start_visitor_chat", &ids).expect("a body");
        ids.insert("api_chat_id", id_of(&key.post("/v1/integration/chats", &start).await.ok()));
        let ended = AgentActor::sign_in(&shop.base, "shop", &agent.email, "Old phone").await;
        ended.api.delete("/v1/sessions/current").await.done();
        let nobody = Api::new(&shop.base);
        let forged = format!("{}x", agent.api.token());
        let stage = Self {
            organization_id: shop.id,
            supervisor,
            bare,
            outsider,
            ended,
            visitor,
            other_visitor: shop.visitor().await,
            foreign_agent: school.agent("Eva").await,
            foreign_visitor: school.visitor().await,
            foreign_admin: school.admin,
            forger: nobody.with_token(forged),
            nobody,
            key,
            other_key,
            revoked_key,
            foreign_key,
            ids,
            push_credentials,
            agent,
            admin: shop.admin,
        };
        stage.settle(server).await;
        stage
    }

    /// Waits until the followers of the log have written what they make of the stage, so that it is nobody's call that adds it:
    /// the webhook's begins with the message of the program's chat.
    async fn settle(&self, server: &TestServer) {
        server.settle_push().await;
        server.settle_search().await;
        let place = || (self.organization_id, "webhook".to_owned());
        server
            .until("the webhook follower has read the whole log", async || {
                let kept = pronto_entity::follower::Entity::find_by_id(place()).one(server.context.db()).await;
                kept.expect("asked").is_some()
            })
            .await;
    }

    /// The path of an operation with what its placeholders stand for.
    pub(super) fn path(&self, operation: &str, path: &str) -> String {
        if operation == "fetch_file" {
            return self.ids["file"].clone();
        }
        let own = path.starts_with("/v1/visitor/");
        let direct = path.starts_with("/v1/direct_conversations/");
        let mut address = path.replace("{organization}", "shop").replace("{queue}", "sales");
        while let Some((before, rest)) = address.split_once('{') {
            let (name, after) = rest.split_once('}').expect("a placeholder ends");
            let key = match name {
                "message_id" if own => "own_message_id",
                "attachment_id" if own => "own_attachment_id",
                "message_id" if direct => "direct_message_id",
                "note_id" if path.starts_with("/v1/contacts/") => "contact_note_id",
                "identity_id" if operation == "remove_identity" => "spare_identity_id",
                "contact_id" if operation == "remove_contact" => "spare_contact_id",
                "session_id" if operation == "end_session" => "own_session_id",
                "session_id" if operation == "end_any_session" => "spare_session_id",
                "agent_id" if operation == "end_all_sessions_of_agent" => "bare_id",
                "chat_id" if operation == "send_visitor_message" => "api_chat_id",
                name => name,
            };
            let id = self.ids.get(key).unwrap_or_else(|| panic!("{operation}: nothing on the stage is a {name}"));
            address = format!("{before}{id}{after}");
        }
        match operation {
            "search_chats" => format!("{address}?q=pomegranate"),
            "list_chats" => format!("{address}?filter=mine"),
            "show_report" | "export_report" | "print_report" => format!("{address}?from=2026-01-01&to=2026-01-31"),
            "sync" | "sync_visitor" => format!("{address}?after=0"),
            "verify_whatsapp" => {
                format!("{address}?hub.mode=subscribe&hub.verify_token=an-open-word&hub.challenge=1158201444")
            }
            _ => address,
        }
    }

    /// A body that is in order, where an operation takes one.
    pub(super) fn body(&self, operation: &str) -> Option<Value> {
        let client_id = Uuid::now_v7();
        let text = json!({"text": "Changed"});
        let queue = json!({"slug": "more", "name": "More"});
        let named = |name: &str| json!({"name": name, "permissions": []});
        let push_app = |name: &str| json!({"name": name, "credentials": self.push_credentials});
        Some(match operation {
            "add_agent" => json!({"name": "Dora", "email": "dora@shop.example", "password": harness::PASSWORD}),
            "update_agent" => json!({"name": "Ana"}),
            "update_me" => json!({"status_text": "Here"}),
            "change_password" => json!({"old_password": harness::PASSWORD, "new_password": harness::PASSWORD}),
            "update_preferences" => json!({"alerts": {"offer": {"sound": "bell"}}}),
            "begin_totp" => json!({"password": harness::PASSWORD}),
            "confirm_totp" => json!({"code": "000000"}),
            "renew_recovery_codes" | "disable_totp" => json!({"password": harness::PASSWORD}),
            "answer_challenge" => json!({"challenge": "none", "code": "000000"}),
            "set_availability" => json!({"availability": "ready"}),
            "add_profile" => named("Another"),
            "replace_profile" => named("Changed"),
            "add_push_app" => push_app("Second app"),
            "replace_push_app" => push_app("App"),
            "add_queue" => queue,
            "update_queue" => json!({"name": "Sales"}),
            "set_queue_member" => json!({}),
            "add_subject" => json!({"name": "Returns"}),
            "update_organization" => json!({"edit_window_seconds": 900}),
            "send_message" | "send_own_message" => json!(message("Hello")),
            "send_whisper" | "send_direct_message" | "add_note" => json!({"client_id": client_id, "text": "Hello"}),
            "edit_message" | "edit_own_message" | "edit_whisper" | "edit_note" | "edit_direct_message" => text,
            "mark_read" | "mark_own_read" | "mark_direct_read" => json!({"position": 1}),
            "open_direct_conversation" => json!({"client_id": client_id, "agent_ids": [self.supervisor.id]}),
            "register_push" => json!({"push_app_id": self.ids["push_app_id"], "token": self.ids["push_token"]}),
            "report_receipts" => json!({"receipts": []}),
            "perform_action" => json!({"action_token": "none", "action": "accept"}),
            "sign_in" => json!({
                "organization": "shop", "email": self.agent.email, "password": harness::PASSWORD,
                "device": {"platform": "android", "name": "Third phone"},
            }),
            "refresh_session" => json!({"refresh_token": self.admin.tokens.refresh_token}),
            "register_visitor" => json!({"organization": "shop"}),
            "start_chat" => json!({"client_id": client_id, "queue": "sales", "text": "Again"}),
            "close_chat" => json!({"reason": "Done"}),
            _ => return things::body(operation, &self.ids).or_else(|| outreach::body(operation, &self.ids)),
        })
    }

    /// Operations whose state may have been taken away by those before them, so that a conflict is as good as a success.
    pub(super) fn may_conflict(&self, operation: &str) -> bool {
        [
            "accept_offer",
            "accept_chat",
            "decline_offer",
            "close_chat",
            "take_next",
            "take_next_of_queue",
            "transfer_chat",
            "take_over_chat",
            "answer_approach",
            "replay_webhook_delivery",
            "start_chat",
            "send_invitation",
            "remove_tag",
            "remove_status_label",
            "erase_person",
            "leave_chat",
            "add_mail_account",
            "start_visitor_chat",
            "mail_transcript",
            "mail_own_transcript",
            // The chat on the stage is of another channel.
            "list_whatsapp_templates",
            "send_whatsapp_template",
        ]
        .contains(&operation)
    }

    /// What no stranger's answer may hold.
    pub(super) fn secrets(&self) -> [&str; 1] {
        [SECRET]
    }

    /// Where the organization's log stands.
    pub(super) async fn seq(&self, server: &TestServer) -> i64 {
        pronto_api::resume::head(server.context.db(), self.organization_id).await.expect("the log").seq
    }

    /// How many rows each table has.
    pub(super) async fn rows(&self, server: &TestServer) -> BTreeMap<String, i64> {
        let database = server.context.db();
        let backend = database.get_database_backend();
        let names = match backend {
            DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            _ => "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public'",
        };
        let mut rows = BTreeMap::new();
        for row in database.query_all_raw(Statement::from_string(backend, names)).await.expect("tables") {
            let name: String = row.try_get("", "name").expect("a name");
            let count = Statement::from_string(backend, format!("SELECT COUNT(*) AS count FROM \"{name}\""));
            let count = database.query_one_raw(count).await.expect("counted").expect("a row");
            rows.insert(name, count.try_get("", "count").expect("a number"));
        }
        rows
    }
}
