//! The server goes down in the middle of sending: nothing is lost, and nothing arrives twice that the provider has told of.

use std::time::Duration;

use harness::provider::Answer;
use pronto_entity::whatsapp_delivery;
use pronto_protocol::whatsapp::WhatsappDeliveryState;
use sea_orm::EntityTrait;

use super::{RITA, World};

async fn state_of(world: &World, text: &str) -> WhatsappDeliveryState {
    let rows = whatsapp_delivery::Entity::find().all(world.server.context.db()).await.expect("read");
    rows.into_iter().find(|row| row.text == text).expect("queued").state.0
}

#[tokio::test]
async fn a_status_tells_what_a_lost_answer_did_not_and_then_nothing_is_sent_twice() {
    let mut world = World::start().await;
    let chat = world.talk().await;
    world.arrived(1).await;
    // The provider takes it, and the server dies before it hears so.
    world.graph.script(RITA, [Answer::Silence]);
    world.ana.say(chat.id, "Um").await;
    let um = world.graph.expect_any(|received| received.payload["text"]["body"] == "Um").await.payload;
    world.ana.say(chat.id, "Dois").await;
    world.server.restart().await;
    assert_eq!(state_of(&world, "Um").await, WhatsappDeliveryState::Queued);
    world.status(&um, "delivered").await;
    assert_eq!(state_of(&world, "Um").await, WhatsappDeliveryState::Delivered);
    // What waited behind it goes, once.
    world.sent("Dois").await;
    world.server.clock.advance(Duration::from_secs(600));
    world.server.until("it is noted", async || state_of(&world, "Dois").await == WhatsappDeliveryState::Accepted).await;
    let texts: Vec<_> =
        world.graph.received().into_iter().map(|received| received.payload["text"]["body"].clone()).collect();
    assert_eq!(texts, ["Ana entrou na conversa.", "Um", "Dois"]);
}

#[tokio::test]
async fn what_no_status_tells_of_is_sent_again_after_a_while() {
    let mut world = World::start().await;
    let chat = world.talk().await;
    world.arrived(1).await;
    world.graph.script(RITA, [Answer::Silence]);
    world.ana.say(chat.id, "Um").await;
    world.graph.expect_any(|received| received.payload["text"]["body"] == "Um").await;
    world.server.restart().await;
    world.ana = harness::AgentActor::sign_in(&world.server.url(""), "shop", &world.ana.email, "desk").await;
    world.ana.say(chat.id, "Dois").await;
    // For some time the fate of the first is open, and the second waits for it.
    world.server.clock.advance(Duration::from_secs(30));
    world.server.settle_push().await;
    assert_eq!(world.graph.received().len(), 2);
    world.server.clock.advance(Duration::from_secs(61));
    assert_eq!(world.arrived(3).await, ["Ana entrou na conversa.", "Um", "Dois"]);
}

#[tokio::test]
async fn a_connection_that_breaks_is_not_taken_for_a_refusal() {
    let world = World::start().await;
    let chat = world.talk().await;
    world.arrived(1).await;
    world.graph.script(RITA, [Answer::Cut]);
    world.ana.say(chat.id, "Um").await;
    world.graph.expect_any(|received| received.payload["text"]["body"] == "Um").await;
    // A minute at least, in which a status could tell.
    let before_ms = world.server.clock.now_ms();
    world.pass().await;
    assert!(world.server.clock.now_ms() - before_ms > 50_000);
    assert_eq!(world.arrived(2).await[1], "Um");
}

#[tokio::test]
async fn what_was_said_before_the_stop_and_not_yet_queued_goes_out_after_the_start() {
    let mut world = World::start().await;
    let chat = world.talk().await;
    world.arrived(1).await;
    let texts: Vec<String> = (1..=20).map(|number| format!("Linha {number}")).collect();
    for text in &texts {
        world.ana.say(chat.id, text).await;
    }
    world.server.restart().await;
    world.server.clock.advance(Duration::from_secs(100));
    world.sent("Linha 20").await;
    let mut shown = world.graph.shown(RITA);
    // The one that was on its way when the server stopped may have come twice; no status told of it.
    assert!(shown.len() <= 22, "{shown:?}");
    shown.dedup();
    assert_eq!(shown[1..], texts);
}
