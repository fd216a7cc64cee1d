//! A school network's internal support: everybody is alerted, anybody may start or join, no limits, all of history open.

use pronto_protocol::{push::PushKind, whisper::TimelineEntryView};
use serde_json::{Value, json};

use super::{Desk, close, direct, timeline};

#[tokio::test(flavor = "multi_thread")]
async fn school() {
    let desk = Desk::open("escola").await;
    let fields = json!([
        {"key": "nome", "label": "Nome", "kind": "name", "required": true},
        {"key": "email", "label": "E-mail", "kind": "email", "required": true},
        {"key": "ra", "label": "RA", "kind": "external_id", "required": true},
        {"key": "filial", "label": "Filial", "kind": "choice", "required": true, "choices": ["Centro", "Norte"]},
    ]);
    let (ana, bia, caio) = (desk.at_desk("Ana").await, desk.in_pocket("Bia").await, desk.in_pocket("Caio").await);
    let settings = json!({"routing_mode": "broadcast", "pre_chat_fields": fields});
    desk.queue("suporte", settings, &[&ana, &bia, &caio]).await;

    // A colleague at a branch fills in the form; every agent who is signed in is alerted, whoever has the app open.
    let mut screen = ana.socket().await;
    let answers = json!({"nome": "João Araújo", "email": "joao@escola.example", "ra": "20231045", "filial": "Norte"});
    let (joao, chat) = desk.enters("suporte", answers, "A impressora não imprime").await;
    screen.event("offer.made").await;
    let for_bia = desk.rings("Bia", PushKind::Offer).await;
    desk.rings("Caio", PushKind::Offer).await;

    // One starts it from the lock screen; another joins later, there is no limit of agents in a chat.
    desk.on_lock_screen(&for_bia, json!({"action": "accept"})).await;
    screen.event_where("offer.ended", |offer| offer["chat_id"] == chat.to_string()).await;
    caio.api.act(&format!("/v1/chats/{chat}/join")).await.done();
    bia.say(chat, "Oi, João! Já vejo com a infraestrutura.").await;

    // They whisper inside the chat without disturbing it, and write to each other directly, pushed at once.
    bia.whisper(chat, "Caio, é aquela do segundo andar?").await;
    direct(&bia, &caio, "Pode passar lá?").await;
    desk.rings("Caio", PushKind::Direct).await;
    caio.say(chat, "Trocamos o toner, pode testar.").await;
    joao.say(chat, "Funcionou, obrigado!").await;
    let texts: Vec<String> = joao.messages(chat).await.into_iter().map(|message| message.text).collect();
    assert!(!texts.iter().any(|text| text.contains("segundo andar")), "{texts:?}");
    let whispers =
        timeline(&caio, chat).await.into_iter().filter(|entry| matches!(entry, TimelineEntryView::Whisper(_)));
    assert_eq!(whispers.count(), 1);
    close(&caio, chat, json!({"solved": true})).await;

    // Next week anybody finds it: by words, name, registration number or the chat's number, accents or not.
    let number = ana.chat(chat).await.chat.number;
    for words in ["impressora", "joao araujo", "20231045", &format!("#{number}")] {
        let found: Vec<Value> = desk.finds(&ana, words).await;
        assert!(found.iter().any(|result| result["chat_id"] == chat.to_string()), "{words}: {found:?}");
    }
}
