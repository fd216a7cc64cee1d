//! Rows: X3
//!
//! Two nodes on one database: what one commits is heard at the other, in its place.

use harness::{Api, TestServer};
use pronto_protocol::visitor::VisitorMessageView;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn what_another_node_commits_is_heard_before_what_is_committed_after_it() {
    const TURNS: usize = 20;
    let mut server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let other = Api::new(&server.second_node().await).with_token(visitor.api.token());
    let mut socket = agent.socket().await;
    let path = format!("/v1/visitor/chats/{}/messages", chat.id);

    // In turns and without a pause, so that this node commits before it has read what the other did.
    for turn in 0..TURNS {
        for (api, node) in [(&other, "there"), (&visitor.api, "here")] {
            let _: VisitorMessageView = api.post(&path, &harness::message(&format!("{turn} {node}"))).await.ok();
        }
    }
    let mut last = 0;
    for turn in 0..TURNS {
        for node in ["there", "here"] {
            let event: Value = socket.event("message.sent").await;
            assert_eq!(event["content"]["text"], format!("{turn} {node}"));
            let seq = event["seq"].as_u64().expect("seq");
            assert!(seq > last, "{seq} came after {last}");
            last = seq;
        }
    }
}
