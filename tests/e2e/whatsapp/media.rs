//! Files both ways: fetched in two steps and made safe, uploaded and shown as what they are.

use harness::provider::{Answer, FakeGraph};
use pronto_entity::whatsapp_message;
use pronto_protocol::{
    attachment::{AttachmentLinksView, AttachmentView},
    message::MessageView,
};
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use super::{RITA, World};

/// A picture of one pixel.
fn png() -> Vec<u8> {
    encoded("png")
}

fn encoded(format: &str) -> Vec<u8> {
    let pixels: &[u8] = match format {
        "webp" => &[
            82, 73, 70, 70, 30, 0, 0, 0, 87, 69, 66, 80, 86, 80, 56, 76, 17, 0, 0, 0, 47, 0, 0, 0, 0, 7, 208, 255, 254,
            247, 191, 255, 129, 136, 232, 127, 0, 0,
        ],
        _ => &[
            137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 144,
            119, 83, 222, 0, 0, 0, 12, 73, 68, 65, 84, 120, 156, 99, 248, 207, 192, 0, 0, 3, 1, 1, 0, 201, 254, 146,
            239, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
        ],
    };
    pixels.to_vec()
}

/// The message with its file, once it has one.
async fn with_file(world: &World, chat_id: Uuid, at: usize) -> MessageView {
    let mut found = None;
    world
        .server
        .until("the file is there", async || {
            found = world.messages(chat_id).await.into_iter().nth(at).filter(|message| !message.attachments.is_empty());
            found.is_some()
        })
        .await;
    found.expect("just found")
}

async fn nothing_waits(world: &World) -> bool {
    let rows = whatsapp_message::Entity::find().all(world.server.context.db()).await.expect("read");
    rows.iter().all(|row| row.due_at.is_none())
}

/// Waits until a file was not had at the first try, and lets the time until the next one pass.
async fn put_off(world: &World) {
    let mut wait_ms = 0;
    world
        .server
        .until("it is tried again", async || {
            let rows = whatsapp_message::Entity::find().all(world.server.context.db()).await.expect("read");
            let due_at = rows.iter().filter(|row| row.attempts == 1).find_map(|row| row.due_at).unwrap_or_default();
            wait_ms = due_at - world.server.clock.now_ms();
            // Longer is the time for which it is held while it is on its way.
            wait_ms > 0 && wait_ms < 60_000
        })
        .await;
    world.server.clock.advance(std::time::Duration::from_millis(wait_ms.unsigned_abs()));
}

#[tokio::test]
async fn a_picture_is_there_at_once_as_a_line_and_then_as_a_picture_drawn_anew() {
    let world = World::start().await;
    // While the provider does not give it, the agents read that there is one.
    world.graph.script_media([Answer::status(503)]);
    let id = world.graph.keep("image/png", png());
    let image = world.message(RITA, "image", json!({"id": id, "mime_type": "image/png", "sha256": "x"}));
    world.hear(&[image]).await;
    let chat = world.chat().await;
    assert_eq!(world.texts(chat.id).await, ["📷 Imagem"]);
    put_off(&world).await;
    let message = with_file(&world, chat.id, 0).await;
    assert_eq!((message.text.as_str(), message.edited_at), ("", None));
    let file = &message.attachments[0];
    assert_eq!((file.name.as_str(), file.content_type.as_str(), file.width), ("image.png", "image/png", Some(1)));
    let links: AttachmentLinksView =
        world.ana.api.get(&format!("/v1/chats/{}/attachments/{}", chat.id, file.id)).await.ok();
    let path = links.url.split_once("/v1/").expect("a path").1;
    let opened = world.ana.api.get(&format!("/v1/{path}")).await;
    assert_eq!(opened.status, 200);
    assert!(opened.body.starts_with(b"\x89PNG"));
    assert!(nothing_waits(&world).await);
}

#[tokio::test]
async fn captions_names_and_other_files_are_kept() {
    let world = World::start().await;
    let pdf = world.graph.keep("application/pdf", b"%PDF-1.7 a bill".to_vec());
    let voice = world.graph.keep("audio/ogg", b"OggS\x00\x02 a voice".to_vec());
    world
        .hear(&[
            world.message(
                RITA,
                "document",
                json!({"id": pdf, "filename": "Boleto março.pdf", "mime_type": "application/pdf", "caption": "Segue"}),
            ),
            world.message(RITA, "audio", json!({"id": voice, "mime_type": "audio/ogg; codecs=opus", "voice": true})),
        ])
        .await;
    let chat = world.chat().await;
    let bill = with_file(&world, chat.id, 0).await;
    assert_eq!((bill.text.as_str(), bill.attachments[0].name.as_str()), ("Segue", "Boleto março.pdf"));
    assert_eq!(bill.attachments[0].content_type, "application/pdf");
    let said = with_file(&world, chat.id, 1).await;
    assert_eq!((said.text.as_str(), said.attachments[0].name.as_str()), ("", "audio.ogg"));
}

#[tokio::test]
async fn a_file_that_is_too_large_or_gone_says_so_in_the_chat() {
    let world = World::start().await;
    world.shop.admin.api.patch("/v1/organization", &json!({"attachment_limit_bytes": 1_024})).await.done();
    let large = world.graph.keep("video/mp4", vec![0; 2_000]);
    let broken = world.graph.keep("image/png", b"\x89PNG\r\n\x1a\n broken".to_vec());
    world
        .hear(&[
            world.message(RITA, "video", json!({"id": large, "mime_type": "video/mp4", "caption": "Olha"})),
            world.message(RITA, "image", json!({"id": "700", "mime_type": "image/jpeg"})),
            world.message(RITA, "image", json!({"id": broken, "mime_type": "image/png"})),
        ])
        .await;
    let chat = world.chat().await;
    world.server.until("all are given up", async || nothing_waits(&world).await).await;
    let texts = world.texts(chat.id).await;
    assert_eq!(texts[0], "Olha\n[O arquivo não pôde ser obtido: maior que 1024 bytes]");
    assert_eq!(texts[1], "📷 Imagem\n[O arquivo não pôde ser obtido: Unsupported get request. Object does not exist]");
    assert!(texts[2].starts_with("📷 Imagem\n[O arquivo não pôde ser obtido: the picture cannot be read"), "{texts:?}");
    let files: Vec<AttachmentView> =
        world.messages(chat.id).await.into_iter().flat_map(|message| message.attachments).collect();
    assert!(files.is_empty());
}

#[tokio::test]
async fn a_message_that_is_taken_back_gets_no_file() {
    let world = World::start().await;
    world.graph.script_media([Answer::status(503)]);
    let id = world.graph.keep("image/png", png());
    let image = world.message(RITA, "image", json!({"id": id, "mime_type": "image/png"}));
    let wamid = image["id"].clone();
    world.hear(&[image]).await;
    let chat = world.chat().await;
    world.hear(&[world.message(RITA, "revoke", json!({"original_message_id": wamid}))]).await;
    put_off(&world).await;
    world.server.until("nobody waits for it", async || nothing_waits(&world).await).await;
    let message = &world.messages(chat.id).await[0];
    assert!(message.deleted_at.is_some() && message.attachments.is_empty() && message.text.is_empty());
}

async fn send(world: &World, chat_id: Uuid, text: &str, files: &[(&str, Vec<u8>)]) -> MessageView {
    let path = format!("/v1/chats/{chat_id}/attachments");
    let mut ids = Vec::new();
    for (name, bytes) in files {
        let file: AttachmentView = world.ana.api.upload(&path, name, bytes.clone()).await.ok();
        ids.push(file.id);
    }
    let request = json!({"client_id": Uuid::now_v7(), "text": text, "attachment_ids": ids});
    world.ana.api.post(&format!("/v1/chats/{chat_id}/messages"), &request).await.ok()
}

#[tokio::test]
async fn files_of_agents_are_uploaded_and_shown_as_what_they_are() {
    let world = World::start().await;
    let chat = world.talk().await;
    let files = [("Recibo.png", png()), ("Boleto.pdf", b"%PDF-1.7 a bill".to_vec()), ("Foto.webp", encoded("webp"))];
    send(&world, chat.id, "Segue o recibo", &files).await;
    // Who joined is told first.
    let shown = world.arrived(4).await;
    assert_eq!(shown[1..], ["[image] Segue o recibo", "[document]", "[image]"]);
    let accepted = world.graph.accepted();
    let media = |at: usize, kind: &str| world.graph.uploaded(&accepted[at].payload[kind]["id"]);
    let (recibo, boleto, foto) = (media(1, "image"), media(2, "document"), media(3, "image"));
    assert_eq!((recibo.content_type.as_str(), recibo.name.as_str()), ("image/png", "Recibo.png"));
    assert_eq!(
        (boleto.content_type.as_str(), boleto.bytes.as_slice()),
        ("application/pdf", b"%PDF-1.7 a bill".as_slice())
    );
    assert_eq!(accepted[2].payload["document"]["filename"], "Boleto.pdf");
    // WhatsApp knows WebP as stickers only.
    assert_eq!((foto.content_type.as_str(), foto.name.as_str()), ("image/png", "Foto.png"));
    assert!(foto.bytes.starts_with(b"\x89PNG"));
}

#[tokio::test]
async fn a_file_that_whatsapp_does_not_take_is_told_to_the_agents_and_holds_nothing_up() {
    let world = World::start().await;
    let chat = world.talk().await;
    let zip = b"PK\x03\x04 an archive".to_vec();
    let sent = send(&world, chat.id, "", &[("Tudo.zip", zip)]).await;
    world.ana.say(chat.id, "Recebeu?").await;
    assert_eq!(world.arrived(2).await[1], "Recebeu?");
    let lines = world.lines(chat.id, 1).await;
    assert!(
        lines[0]
            .text
            .starts_with(&format!("⚠ A mensagem nº {} “arquivo” não chegou ao WhatsApp do cliente:", sent.number))
            && lines[0].text.contains("application/zip is not supported")
            && lines[0].text.ends_with("(código 100)"),
        "{}",
        lines[0].text
    );
}

#[tokio::test]
async fn an_upload_that_fails_for_now_is_tried_again() {
    let world = World::start().await;
    let chat = world.talk().await;
    world.arrived(1).await;
    world.graph.script_media([FakeGraph::refusal(500, 131_000, "Something went wrong", ""), Answer::Cut]);
    send(&world, chat.id, "Recibo", &[("Recibo.png", png())]).await;
    for _ in 0..2 {
        world.pass().await;
    }
    assert_eq!(world.arrived(2).await[1], "[image] Recibo");
}
