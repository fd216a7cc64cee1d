//! The rules as a table.

use super::*;

const HERE: Uuid = Uuid::from_u128(1);
const ELSEWHERE: Uuid = Uuid::from_u128(2);

fn occasion(kind: PushKind) -> Occasion {
    Occasion { kind, availability: Availability::Ready, over: None, unwanted: None }
}

fn screen(device_id: Uuid, foreground: bool, shows: bool) -> Screen {
    Screen { device_id, foreground, shows }
}

fn phone() -> Reach {
    Reach { device_id: HERE, token: PushState::Active }
}

#[test]
fn presence_decides_by_kind() {
    use Decision::{After, Now, Suppress};
    use PushKind::{Clear, Direct, Mention, Message, Missed, Offer};
    let nowhere: &[Screen] = &[];
    let table: &[(PushKind, &[Screen], Decision)] = &[
        (Offer, nowhere, Now),
        (Message, nowhere, Now),
        (Direct, nowhere, Now),
        (Mention, nowhere, Now),
        (Missed, nowhere, Now),
        (Clear, nowhere, Now),
        (Message, &[screen(HERE, true, true)], Suppress("on_screen")),
        (Direct, &[screen(HERE, true, true)], Suppress("on_screen")),
        (Message, &[screen(HERE, true, false)], Suppress("foreground")),
        (Offer, &[screen(HERE, true, false)], Suppress("foreground")),
        (Direct, &[screen(HERE, true, false)], Suppress("foreground")),
        (Clear, &[screen(HERE, true, false)], Suppress("foreground")),
        (Message, &[screen(HERE, false, false)], Now),
        (Message, &[screen(HERE, false, true)], Now),
        (Message, &[screen(ELSEWHERE, true, true)], After("on_other_screen")),
        (Message, &[screen(ELSEWHERE, true, false)], After("other_device_active")),
        (Message, &[screen(ELSEWHERE, false, true)], Now),
        (Message, &[screen(ELSEWHERE, true, false), screen(ELSEWHERE, true, true)], After("on_other_screen")),
        (Message, &[screen(ELSEWHERE, true, true), screen(HERE, true, true)], Suppress("on_screen")),
        (Offer, &[screen(ELSEWHERE, true, true)], Now),
        (PushKind::Assigned, nowhere, Now),
        (PushKind::Assigned, &[screen(HERE, true, false)], Suppress("foreground")),
        (PushKind::Assigned, &[screen(ELSEWHERE, true, false)], Now),
        (Direct, &[screen(ELSEWHERE, true, true)], Now),
        (Mention, &[screen(HERE, true, true)], Suppress("on_screen")),
        (Mention, &[screen(ELSEWHERE, true, true)], Now),
        (Missed, &[screen(ELSEWHERE, true, false)], Now),
        (PushKind::Test, &[screen(HERE, true, true)], Now),
        (PushKind::Transfer, nowhere, Now),
        (PushKind::Transfer, &[screen(HERE, true, false)], Suppress("foreground")),
        (PushKind::Transfer, &[screen(ELSEWHERE, true, true)], Now),
    ];
    for (kind, screens, expected) in table {
        assert_eq!(decide(&occasion(*kind), &phone(), screens), *expected, "{kind} {screens:?}");
    }
}

#[test]
fn a_token_that_is_missing_or_dead_is_never_used() {
    for kind in PushKind::ALL {
        let none = Reach { token: PushState::None, ..phone() };
        let dead = Reach { token: PushState::Dead, ..phone() };
        assert_eq!(decide(&occasion(*kind), &none, &[]), Decision::Suppress("no_token"), "{kind}");
        assert_eq!(decide(&occasion(*kind), &dead, &[]), Decision::Suppress("token_dead"), "{kind}");
    }
}

#[test]
fn an_offline_agent_hears_colleagues_only() {
    for kind in PushKind::ALL {
        let offline = Occasion { availability: Availability::Offline, ..occasion(*kind) };
        let expected = match kind {
            PushKind::Offer
            | PushKind::Assigned
            | PushKind::Message
            | PushKind::Missed
            | PushKind::Transfer
            | PushKind::OfflineMessage => Decision::Suppress("offline"),
            _ => Decision::Now,
        };
        assert_eq!(decide(&offline, &phone(), &[]), expected, "{kind}");
        for availability in [Availability::Busy, Availability::NotReady] {
            let expected = match kind {
                PushKind::OfflineMessage => Decision::Suppress(availability.as_str()),
                _ => Decision::Now,
            };
            assert_eq!(decide(&Occasion { availability, ..occasion(*kind) }, &phone(), &[]), expected, "{kind}");
        }
    }
}

#[test]
fn what_is_over_is_not_told() {
    let read = Occasion { over: Some("read"), ..occasion(PushKind::Message) };
    assert_eq!(decide(&read, &phone(), &[]), Decision::Suppress("read"));
}

#[test]
fn what_the_agent_does_not_want_is_not_told() {
    for kind in PushKind::ALL {
        let quiet = Occasion { unwanted: Some("quiet_hours"), ..occasion(*kind) };
        assert_eq!(decide(&quiet, &phone(), &[]), Decision::Suppress("quiet_hours"), "{kind}");
    }
}
