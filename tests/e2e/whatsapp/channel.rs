//! The channel of entry with the phone number: on the chat, on the offer and in the push, for every channel.

use harness::Api;
use pronto_protocol::{
    api_key::AddedApiKeyView,
    chat::{Channel, ChatView},
    error::ErrorCode,
    offer::OfferView,
    push::PushAppView,
    queue::{FieldKind, PreChatField, QueueSettings},
    visitor::VisitorChatView,
};
use serde_json::json;
use uuid::Uuid;

use super::{RITA_PHONE, World};

async fn offer_of(world: &World, chat_id: Uuid) -> OfferView {
    let mut found = None;
    world
        .server
        .until("it is offered", async || {
            found = world.ana.offers().await.into_iter().find(|offer| offer.chat_id == chat_id);
            found.is_some()
        })
        .await;
    found.expect("just found")
}

#[tokio::test]
async fn whatsapp_is_shown_with_the_number_on_chat_offer_and_push() {
    let world = World::start().await;
    let fcm = &world.server.providers().fcm;
    let account = serde_json::to_string(&fcm.service_account()).expect("JSON");
    let credentials = json!({"provider": "fcm", "service_account": account, "package": "example.pronto"});
    let app: PushAppView =
        world.shop.admin.api.post("/v1/push_apps", &json!({"name": "App", "credentials": credentials})).await.ok();
    let token = fcm.token("ana");
    let device = json!({"push_app_id": app.id, "token": token, "locale": "en"});
    // Her app is closed; she is reached by push alone.
    let bia = world.shop.agent("Bia").await;
    bia.api.put("/v1/devices/current/push", &device).await.done();
    let member = format!("/v1/queues/{}/members/{}", world.account.queue_id, bia.id);
    world.shop.admin.api.put(&member, &json!({})).await.done();
    bia.ready().await;
    world.shop.admin.api.patch("/v1/organization", &json!({"push_privacy": "full"})).await.done();
    world.write("Oi").await;
    let chat = world.chat().await;
    let offer = offer_of(&world, chat.id).await;
    assert_eq!((offer.channel, offer.visitor_phone.as_deref()), (Channel::Whatsapp, Some(RITA_PHONE)));
    let pushed = fcm.expect(|received| received.payload.to_string().contains("New chat: Rita Lima")).await;
    assert!(pushed.payload.to_string().contains("WhatsApp +5511987654321 · sales"), "{}", pushed.payload);
    let taken = world.ana.accept_chat(chat.id).await.chat;
    assert_eq!((taken.channel, taken.visitor_phone.as_deref()), (Channel::Whatsapp, Some(RITA_PHONE)));
}

#[tokio::test]
async fn widget_mobile_and_api_show_themselves_with_the_number_that_was_told() {
    let field = PreChatField {
        key: "phone".to_owned(),
        label: "Telefone".to_owned(),
        kind: FieldKind::Phone,
        required: false,
        choices: Vec::new(),
    };
    let world = World::start_with(QueueSettings { pre_chat_fields: vec![field], ..QueueSettings::default() }).await;
    let start = async |channel: Option<&str>, phone: &str| -> Uuid {
        let mut request = json!({
            "client_id": Uuid::now_v7(), "queue": "sales", "text": "Oi", "fields": {"phone": phone},
        });
        if let Some(channel) = channel {
            request["channel"] = channel.into();
        }
        let visitor = world.shop.visitor().await;
        visitor.api.post("/v1/visitor/chats", &request).await.ok::<VisitorChatView>().id
    };
    let key = json!({"name": "CRM", "scopes": ["chats:write"]});
    let key: AddedApiKeyView = world.shop.admin.api.post("/v1/api_keys", &key).await.ok();
    let program = Api::new(&world.shop.base).with_token(key.secret);
    let person = json!({"external_id": "17", "name": "Otto", "phone": "+49 151 12345678"});
    let by_api = json!({"client_id": Uuid::now_v7(), "visitor": person, "queue": "sales", "text": "Oi"});
    let by_api: ChatView = program.post("/v1/integration/chats", &by_api).await.ok();
    for (chat_id, channel, phone) in [
        (start(None, "(11) 3456-7890").await, Channel::Widget, Some("+551134567890")),
        (start(Some("widget"), "").await, Channel::Widget, None),
        (start(Some("mobile"), "11 98765 4321").await, Channel::Mobile, Some(RITA_PHONE)),
        // What cannot be dialled from abroad is shown as it was written.
        (start(Some("mobile"), "3456-7890").await, Channel::Mobile, Some("3456-7890")),
        (by_api.id, Channel::Api, Some("+4915112345678")),
    ] {
        let chat = world.ana.chat(chat_id).await.chat;
        assert_eq!((chat.channel, chat.visitor_phone.as_deref()), (channel, phone));
        assert_eq!(chat.reply_until, None);
        let offer = offer_of(&world, chat_id).await;
        assert_eq!((offer.channel, offer.visitor_phone.as_deref()), (channel, phone));
    }
    // Nobody says to come by WhatsApp, or through the API.
    for channel in ["whatsapp", "api", "fax"] {
        let request = json!({"client_id": Uuid::now_v7(), "queue": "sales", "channel": channel});
        let visitor = world.shop.visitor().await;
        visitor.api.post("/v1/visitor/chats", &request).await.refused(ErrorCode::BadRequest);
    }
}
