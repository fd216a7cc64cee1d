//! What customers say: each kind as people can read it, in the chat where it belongs.

use harness::provider::graph::posted;
use pronto_entity::whatsapp_sender;
use pronto_protocol::{
    chat::Channel,
    contact::ContactView,
    message::SenderKind,
    offline::OfflineMessageView,
    person::PersonExportView,
    queue::{FieldKind, PreChatField, QueueSettings},
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::{RITA, RITA_PHONE, World};

#[tokio::test]
async fn a_first_message_starts_a_chat_with_channel_name_and_number_and_the_next_ones_go_into_it() {
    let field = |key: &str, kind, required| PreChatField {
        key: key.to_owned(),
        label: key.to_owned(),
        kind,
        required,
        choices: Vec::new(),
    };
    let pre_chat_fields = vec![field("name", FieldKind::Name, true), field("mail", FieldKind::Email, true)];
    let settings = QueueSettings {
        pre_chat_fields,
        entry_notice: Some("Bem-vindo à Loja".to_owned()),
        ..QueueSettings::default()
    };
    let world = World::start_with(settings).await;
    let contact: ContactView = world
        .ana
        .api
        .post("/v1/contacts", &json!({"name": "Rita Lima", "identities": [{"kind": "phone", "value": RITA_PHONE}]}))
        .await
        .ok();
    world.write("Oi").await;
    world.write("Preciso de ajuda").await;
    let chat = world.chat().await;
    assert_eq!((chat.channel, chat.visitor_phone.as_deref()), (Channel::Whatsapp, Some(RITA_PHONE)));
    assert_eq!(chat.visitor_name.as_deref(), Some("Rita Lima"));
    assert_eq!(chat.fields.get("name").map(String::as_str), Some("Rita Lima"));
    assert_eq!(world.texts(chat.id).await, ["Oi", "Preciso de ajuda"]);
    // The number is an identity: whose it is, is shown.
    assert_eq!(chat.candidate_count, 1);
    let candidates: Value = world.ana.api.get(&format!("/v1/chats/{}/candidates", chat.id)).await.ok();
    assert!(candidates.to_string().contains(&contact.id.to_string()), "{candidates}");
    assert!(candidates.to_string().contains(RITA_PHONE), "{candidates}");
    // The organization's notice goes back to the customer.
    assert_eq!(world.arrived(1).await, ["Bem-vindo à Loja"]);
    world.server.settle_search().await;
    let hits: Value = world.ana.api.get("/v1/search?q=98765-4321").await.ok();
    assert!(hits.to_string().contains(&chat.id.to_string()), "{hits}");
}

#[tokio::test]
async fn each_kind_becomes_text_that_people_can_read() {
    let world = World::start().await;
    let said = [
        world.message(RITA, "location", json!({"latitude": -23.55, "longitude": -46.63, "name": "Sé"})),
        world.message(
            RITA,
            "contacts",
            json!([{"name": {"formatted_name": "Otto"}, "phones": [{"phone": "+49 151 12345678"}]}]),
        ),
        world.message(
            RITA,
            "interactive",
            json!({"type": "button_reply", "button_reply": {"id": "y", "title": "Sim"}}),
        ),
        world.message(RITA, "button", json!({"text": "Quero", "payload": "want"})),
        world.message(RITA, "hologram", json!({"id": "1"})),
    ];
    let mut unsupported = world.message(RITA, "unsupported", json!({"type": "poll"}));
    unsupported["errors"] =
        json!([{"code": 131051, "title": "Message type unknown", "message": "Message type unknown"}]);
    world.hear(&said).await;
    world.hear(&[unsupported]).await;
    let chat = world.chat().await;
    assert_eq!(
        world.texts(chat.id).await,
        [
            "📍 Sé\nhttps://maps.google.com/?q=-23.55,-46.63",
            "👤 Otto\n+49 151 12345678",
            "Sim",
            "Quero",
            "[Mensagem do WhatsApp que não pode ser mostrada aqui (tipo “hologram”)]",
            "[Mensagem do WhatsApp que não pode ser mostrada aqui (tipo “poll”): Message type unknown]",
        ]
    );
}

#[tokio::test]
async fn quotes_and_reactions_name_what_they_are_about() {
    let world = World::start().await;
    let first = world.write("Chegou quebrado").await;
    let chat = world.ana.accept_chat(world.chat().await.id).await.chat;
    world.ana.say(chat.id, "Sinto muito").await;
    let answer = world.sent("Sinto muito").await;
    let mut quoting = world.message(RITA, "text", json!({"body": "Este aqui"}));
    quoting["context"] = json!({"from": "551140041234", "id": first});
    let mut answering = world.message(RITA, "text", json!({"body": "Obrigada"}));
    answering["context"] = json!({"from": "551140041234", "id": answer["wamid"]});
    let mut odd = world.message(RITA, "text", json!({"body": "De antes"}));
    odd["context"] = json!({"id": "wamid.NEVER"});
    let reaction = |emoji: &str| json!({"message_id": answer["wamid"], "emoji": emoji});
    let (thumb, none) =
        (world.message(RITA, "reaction", reaction("👍")), world.message(RITA, "reaction", reaction("")));
    world.hear(&[quoting, answering, odd, thumb, none]).await;
    let messages = world.messages(chat.id).await;
    let id_of = |text: &str| messages.iter().find(|message| message.text == text).map(|message| message.id);
    let quoted = |text: &str| messages.iter().find(|message| message.text == text).expect("said").quoted_id;
    assert_eq!(quoted("Este aqui"), id_of("Chegou quebrado"));
    assert_eq!(quoted("Obrigada"), id_of("Sinto muito"));
    assert_eq!(quoted("De antes"), None);
    assert_eq!(quoted("Reagiu com 👍"), id_of("Sinto muito"));
    assert_eq!(quoted("Retirou a reação."), id_of("Sinto muito"));
    // After the end a reaction starts nothing; the agents can read it.
    world.ana.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    world.hear(&[world.message(RITA, "reaction", reaction("❤️"))]).await;
    assert!(world.open().await.is_empty());
    let lines = world.lines(chat.id, 1).await;
    assert_eq!(lines[0].text, "Rita Lima reagiu com ❤️ depois do fim da conversa.");
    assert_eq!((lines[0].sender.kind, lines[0].sender.id), (SenderKind::System, None));
}

#[tokio::test]
async fn edits_and_deletions_reach_the_message_they_are_about() {
    let world = World::start().await;
    let first = world.write("Oito").await;
    let second = world.write("Segredo").await;
    let chat = world.chat().await;
    let edit = |of: &str, body: &str| {
        let content = json!({"original_message_id": of, "message": {"type": "text", "text": {"body": body}}});
        world.message(RITA, "edit", content)
    };
    let revoke = world.message(RITA, "revoke", json!({"original_message_id": second}));
    world.hear(&[edit(&first, "Nove"), revoke]).await;
    let messages = world.messages(chat.id).await;
    assert_eq!((messages[0].text.as_str(), messages[0].edited_at.is_some()), ("Nove", true));
    assert_eq!((messages[1].text.as_str(), messages[1].deleted_at.is_some()), ("", true));
    // What cannot be found is said anew rather than lost.
    world.hear(&[edit("wamid.NEVER", "Dez")]).await;
    assert_eq!(world.texts(chat.id).await, ["Nove", "✏️ Dez"]);
}

#[tokio::test]
async fn who_hides_the_number_and_who_changes_it_stay_the_same_person() {
    let world = World::start().await;
    let chat = world.talk().await;
    // WhatsApp keeps the number to itself: the id is enough.
    let mut hidden = world.message("", "text", json!({"body": "Ainda eu"}));
    hidden["from_user_id"] = "BR.1410018717833190".into();
    let people =
        json!([{"profile": {"name": "Rita L.", "username": "@rita"}, "wa_id": "", "user_id": "BR.1410018717833190"}]);
    let body = posted(people, json!([hidden]), json!([]));
    assert_eq!(world.graph.post(&world.door(), &body).await, 200);
    let moved = world.message(
        RITA,
        "system",
        json!({"body": "Rita changed", "wa_id": "551187650000", "type": "user_changed_number"}),
    );
    world.hear(&[moved]).await;
    let after = world.message("551187650000", "text", json!({"body": "Número novo"}));
    let people = json!([{"profile": {"name": "Rita Lima"}, "wa_id": "551187650000"}]);
    assert_eq!(world.graph.post(&world.door(), &posted(people, json!([after]), json!([]))).await, 200);
    assert_eq!(world.texts(chat.id).await, ["Oi", "Ainda eu", "Número novo"]);
    let now = world.chat().await;
    assert_eq!((now.id, now.visitor_phone.as_deref()), (chat.id, Some("+5511987650000")));
    let lines = world.lines(chat.id, 1).await;
    assert_eq!(lines[0].text, "O cliente mudou o número do WhatsApp para +5511987650000.");
    world.ana.say(chat.id, "Anotado").await;
    assert_eq!(world.sent("Anotado").await["to"], "551187650000");

    // Somebody who never showed a number is answered by id.
    let mut stranger = world.message("", "text", json!({"body": "Olá"}));
    stranger["from_user_id"] = "BR.77".into();
    let people = json!([{"profile": {"name": "Zé"}, "wa_id": "", "user_id": "BR.77"}]);
    assert_eq!(world.graph.post(&world.door(), &posted(people, json!([stranger]), json!([]))).await, 200);
    let chats = world.open().await;
    let zes = chats.iter().find(|chat| chat.visitor_name.as_deref() == Some("Zé")).expect("a chat of his own");
    assert_eq!(zes.visitor_phone, None);
    world.ana.accept_chat(zes.id).await;
    world.ana.say(zes.id, "Olá, Zé").await;
    let sent = world.sent("Olá, Zé").await;
    assert_eq!((&sent["recipient"], sent.get("to")), (&json!("BR.77"), None));
}

#[tokio::test]
async fn out_of_hours_it_is_kept_as_an_offline_message_and_answered_once() {
    let settings = QueueSettings {
        open: false,
        out_of_hours_notice: Some("Voltamos às 9h.".to_owned()),
        ..QueueSettings::default()
    };
    let world = World::start_with(settings).await;
    world.write("Alguém aí?").await;
    let again = world.write("Oi?").await;
    world.hear(&[json!({"from": RITA, "id": again, "timestamp": "1", "type": "text", "text": {"body": "Oi?"}})]).await;
    assert!(world.open().await.is_empty());
    assert_eq!(world.arrived(1).await, ["Voltamos às 9h."]);
    let left: Vec<OfflineMessageView> = world.ana.api.all("/v1/offline_messages").await;
    let mut told: Vec<_> =
        left.iter().map(|left| (left.text.as_str(), left.phone.as_deref(), left.name.as_str())).collect();
    told.sort_unstable();
    assert_eq!(told, [("Alguém aí?", Some(RITA_PHONE), "Rita Lima"), ("Oi?", Some(RITA_PHONE), "Rita Lima")]);
    // Hours later somebody who writes again is told again.
    world.server.clock.advance(std::time::Duration::from_secs(5 * 3_600));
    world.write("E agora?").await;
    assert_eq!(world.arrived(2).await, ["Voltamos às 9h.", "Voltamos às 9h."]);
}

#[tokio::test]
async fn who_is_blocked_is_not_heard() {
    let world = World::start().await;
    let chat = world.talk().await;
    let block = json!({"target": {"kind": "visitor", "visitor_id": chat.visitor_id}, "reason": "Spam"});
    world.ana.api.post("/v1/blocks", &block).await.done();
    world.write("Spam").await;
    assert_eq!(world.texts(chat.id).await, ["Oi"]);
    world.ana.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    world.write("Mais spam").await;
    assert!(world.open().await.is_empty());
}

#[tokio::test]
async fn a_person_is_exported_and_erased_by_the_number_however_it_is_written() {
    let world = World::start().await;
    world.write("canary").await;
    let chat = world.ana.accept_chat(world.chat().await.id).await.chat;
    world.ana.say(chat.id, "Dear canary").await;
    world.sent("Dear canary").await;
    world.ana.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    world.arrived(3).await;
    let of = json!({"phone": "(11) 98765-4321"});
    let exported: PersonExportView = world.shop.admin.api.post("/v1/people/export", &of).await.ok();
    assert_eq!(exported.visitors[0].phone.as_deref(), Some(RITA_PHONE));
    assert_eq!((exported.visitors[0].name.as_deref(), exported.chats.len()), (Some("Rita Lima"), 1));
    let school = world.server.organization("school").await;
    school.admin.api.post("/v1/people/export", &of).await.refused(pronto_protocol::error::ErrorCode::NotFound);
    world.shop.admin.api.post("/v1/people/erase", &of).await.done();
    let senders = whatsapp_sender::Entity::find().all(world.server.context.db()).await.expect("read");
    assert!(senders.is_empty());
    world
        .server
        .until("everything is erased", async || {
            let everything = super::super::person::everything(&world.server).await;
            ![RITA, "98765", "Rita", "canary"].iter().any(|word| {
                everything.lines().any(|line| line.contains(word) && !line.starts_with("whatsapp_account:"))
            })
        })
        .await;
    // Who writes again is somebody new.
    world.write("Oi de novo").await;
    assert_ne!(world.chat().await.visitor_id, chat.visitor_id);
}
