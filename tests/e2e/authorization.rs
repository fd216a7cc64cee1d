//! Rows: G2, G5, N10
//!
//! Every operation of `openapi.yaml` against everybody who may not call it: refused, and without an effect. Then by somebody who
//! may, so that a refusal says something. An operation that the table does not name fails the test.

mod stage;
mod stream;
mod table;

use std::collections::BTreeSet;

use harness::{Answer, Api, TestServer};
use reqwest::Method;
use serde_json::Value;

use stage::Stage;
use table::{Least, TABLE};

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// One operation as it is called.
struct Call {
    name: &'static str,
    least: Least,
    method: Method,
    path: String,
    /// Whether the path names something of the organization.
    names_something: bool,
    /// Whether programs may call it.
    takes_keys: bool,
}

/// The operations in the order of the table.
fn calls(stage: &Stage) -> Vec<Call> {
    let document: Value = serde_yaml_ng::from_str(&pronto_api::app::yaml()).expect("the document is YAML");
    let mut missing = Vec::new();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in METHODS {
            let Some(name) = item[method]["operationId"].as_str() else { continue };
            let Some(at) = TABLE.iter().position(|(operation, _)| *operation == name) else {
                missing.push(name.to_owned());
                continue;
            };
            let (name, least) = TABLE[at];
            let security = item[method]["security"].as_array().cloned().unwrap_or_default();
            let has = |way: &str| security.iter().any(|one| one.get(way).is_some());
            let kind = match least {
                Least::Anyone => security.iter().all(|one| one.as_object().is_some_and(serde_json::Map::is_empty)),
                Least::Visitor => has("visitor"),
                Least::Integration => has("api_key"),
                _ => has("agent"),
            };
            assert!(kind, "{name} is said to be for {least:?}, and the document says {security:?}");
            let takes_keys = has("api_key");
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            let names_something = path.contains('{');
            let path = stage.path(name, path);
            found.push((at, Call { name, least, method, path, names_something, takes_keys }));
        }
    }
    assert!(missing.is_empty(), "the table does not say who may call {missing:?}");
    assert_eq!(found.len(), TABLE.len(), "the table names operations that are no more");
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, call)| call).collect()
}

impl Call {
    async fn by(&self, who: &Api, stage: &Stage) -> Answer {
        if self.name == "upload_avatar" {
            return who.upload(&self.path, "me.png", stage::picture()).await;
        }
        if self.name.starts_with("upload_") {
            return who.upload(&self.path, "note.txt", b"some text".to_vec()).await;
        }
        who.send(self.method.clone(), &self.path, stage.body(self.name).as_ref()).await
    }

    /// Who must be refused, and with what.
    fn strangers<'a>(&self, stage: &'a Stage) -> Vec<(&'static str, &'a Api, &'static [u16])> {
        let mut strangers: Vec<(&'static str, &Api, &'static [u16])> = Vec::new();
        if self.least == Least::Anyone {
            return strangers;
        }
        strangers.push(("nobody", &stage.nobody, &[401]));
        strangers.push(("a forger", &stage.forger, &[401]));
        if self.least == Least::Visitor {
            strangers.push(("an agent", &stage.agent.api, &[401]));
            if self.names_something {
                strangers.push(("another visitor", &stage.other_visitor.api, &[404]));
                strangers.push(("a visitor of another organization", &stage.foreign_visitor.api, &[404]));
            }
            return strangers;
        }
        strangers.push(("a visitor", &stage.visitor.api, &[401]));
        strangers.push(("a program whose key was revoked", &stage.revoked_key, &[401]));
        let without: &[u16] = if self.takes_keys { &[403] } else { &[401] };
        strangers.push(("a program without the scope", &stage.other_key, without));
        if self.least == Least::Integration {
            strangers.push(("an agent", &stage.agent.api, &[401]));
            if self.names_something {
                strangers.push(("a program of another organization", &stage.foreign_key, &[404]));
            }
            return strangers;
        }
        strangers.push(("an agent whose session was ended", &stage.ended.api, &[401]));
        if self.names_something {
            strangers.push(("an admin of another organization", &stage.foreign_admin.api, &[404]));
            strangers.push(("an agent of another organization", &stage.foreign_agent.api, &[403, 404]));
        }
        match self.least {
            Least::Admin => {
                strangers.push(("an agent", &stage.agent.api, &[403]));
                strangers.push(("a supervisor", &stage.supervisor.api, &[403]));
            }
            Least::Supervisor => strangers.push(("an agent", &stage.agent.api, &[403, 404])),
            Least::Permission => strangers.push(("an agent without permissions", &stage.bare.api, &[403, 404])),
            _ => {}
        }
        if self.path.starts_with("/v1/chats/") && self.names_something {
            strangers.push(("an agent of another queue", &stage.outsider.api, &[403, 404]));
        }
        strangers
    }

    fn rightful<'a>(&self, stage: &'a Stage) -> &'a Api {
        match self.least {
            Least::Anyone => &stage.nobody,
            Least::Visitor => &stage.visitor.api,
            Least::Admin => &stage.admin.api,
            Least::Supervisor => &stage.supervisor.api,
            Least::Integration => &stage.key,
            // Agents have it only by a profile.
            Least::Permission if self.name.ends_with("_article") => &stage.admin.api,
            Least::Agent | Least::Permission => &stage.agent.api,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_is_closed_to_everybody_who_may_not_call_it() {
    let server = TestServer::start_with_push().await;
    let stage = Stage::set(&server).await;
    let calls = calls(&stage);
    let mut wrong = BTreeSet::new();
    let mut cells = 0;
    let before = stage.rows(&server).await;
    for call in &calls {
        for (who, api, expected) in call.strangers(&stage) {
            let seq = stage.seq(&server).await;
            let answer = call.by(api, &stage).await;
            cells += 1;
            if !expected.contains(&answer.status) {
                wrong.insert(format!("{} by {who}: {} instead of {expected:?}", call.name, answer.status));
            }
            let text = answer.text();
            if stage.secrets().iter().any(|secret| text.contains(secret)) {
                wrong.insert(format!("{} by {who}: the answer holds what is not theirs: {text}", call.name));
            }
            if stage.seq(&server).await != seq {
                wrong.insert(format!("{} by {who}: something happened all the same", call.name));
            }
        }
    }
    let after = stage.rows(&server).await;
    assert_eq!(after, before, "a refused call has added or removed rows");
    assert!(wrong.is_empty(), "of {cells} cells:\n{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
    assert!(cells > calls.len() * 4, "only {cells} cells were tried");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_is_open_to_who_may_call_it_until_the_token_ends() {
    let server = TestServer::start_with_push().await;
    let stage = Stage::set(&server).await;
    let calls = calls(&stage);
    let mut wrong = Vec::new();
    for call in &calls {
        // An upgrade, and what only a push's token, a code of the moment, a challenge, a provider or WhatsApp's signature opens:
        // each has tests of its own.
        let apart = [
            "open_socket",
            "perform_action",
            "confirm_totp",
            "renew_recovery_codes",
            "disable_totp",
            "answer_challenge",
            "begin_provider_sign_in",
            "finish_provider_sign_in",
            "receive_whatsapp",
        ];
        if apart.contains(&call.name) {
            continue;
        }
        let answer = call.by(call.rightful(&stage), &stage).await;
        // Whatever the state allows, it was neither refused for who asked nor for how.
        let fine = answer.status < 400 || (stage.may_conflict(call.name) && [409, 410].contains(&answer.status));
        if !fine {
            wrong.push(format!("{} ({}): {} {}", call.name, call.path, answer.status, answer.text()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    server.clock.advance(std::time::Duration::from_secs(3_600));
    for call in calls.iter().filter(|call| !matches!(call.least, Least::Anyone | Least::Visitor | Least::Integration)) {
        let answer = call.by(&stage.admin.api, &stage).await;
        if answer.status != 401 {
            wrong.push(format!("{} by an admin whose token has expired: {}", call.name, answer.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
