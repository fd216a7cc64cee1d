//! What each privacy shows, and that everything fits.

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};

use super::*;

const PRIVACIES: [PushPrivacy; 4] =
    [PushPrivacy::Full, PushPrivacy::Sender, PushPrivacy::IdOnly, PushPrivacy::Encrypted];
const PLATFORMS: [Platform; 3] = [Platform::Ios, Platform::Android, Platform::Web];

fn letter(kind: PushKind, words: Words) -> Letter {
    Letter {
        delivery_id: Uuid::from_u128(1),
        session_id: Uuid::from_u128(2),
        kind,
        chat_id: Some(Uuid::from_u128(3)),
        conversation_id: None,
        offer_id: Some(Uuid::from_u128(4)),
        position: Some(17),
        sent_at_ms: 1_700_000_000_000,
        expires_at_ms: 1_700_000_060_000,
        badge: 3,
        action_token: Some("t".repeat(600)),
        sound: "default".to_owned(),
        words,
    }
}

fn message(text: &str) -> Letter {
    letter(PushKind::Message, Words::Message { visitor_name: "Maria Souza".into(), text: text.into() })
}

fn device_key() -> Vec<u8> {
    let key = PrivateKey::generate(&ECDH_P256).and_then(|key| key.compute_public_key()).expect("a key");
    key.as_ref().to_vec()
}

fn built(letter: &Letter, privacy: PushPrivacy, platform: Platform) -> String {
    let key = device_key();
    let reader = Reader { locale: Locale::En, privacy, platform, keys: Some((&key, &[7; 16])) };
    Value::Object(build(letter, &reader).flat()).to_string()
}

#[test]
fn each_privacy_shows_exactly_what_it_may() {
    for platform in PLATFORMS {
        let letter = message("my card is 4111");
        let full = built(&letter, PushPrivacy::Full, platform);
        assert!(full.contains("Maria Souza") && full.contains("4111"), "{full}");
        let sender = built(&letter, PushPrivacy::Sender, platform);
        assert!(
            sender.contains("Maria Souza") && !sender.contains("4111") && sender.contains("New message"),
            "{sender}"
        );
        let ids = built(&letter, PushPrivacy::IdOnly, platform);
        assert!(!ids.contains("Maria") && !ids.contains("4111") && ids.contains("MESSAGE_TITLE"), "{ids}");
        assert!(ids.contains("00000000-0000-0000-0000-000000000003"), "{ids}");
        let sealed = built(&letter, PushPrivacy::Encrypted, platform);
        if platform == Platform::Web {
            assert!(sealed.contains("4111"), "Web Push seals the whole body itself");
        } else {
            assert!(
                !sealed.contains("Maria") && !sealed.contains("4111") && !sealed.contains("\"pronto\""),
                "{sealed}"
            );
            assert!(sealed.contains("\"enc\"") && sealed.contains("MESSAGE_TITLE"), "{sealed}");
        }
    }
}

#[test]
fn offers_tell_queue_and_subject_only_in_full() {
    let words = || Words::Offer {
        channel: Channel::Widget,
        visitor_phone: None,
        visitor_name: Some("Maria".into()),
        queue_name: "Cobrança".into(),
        subject: Some("Boleto".into()),
    };
    let full = built(&letter(PushKind::Offer, words()), PushPrivacy::Full, Platform::Ios);
    assert!(full.contains("New chat: Maria") && full.contains("Cobrança · Boleto"), "{full}");
    let sender = built(&letter(PushKind::Offer, words()), PushPrivacy::Sender, Platform::Ios);
    assert!(
        sender.contains("New chat: Maria") && !sender.contains("Cobrança") && !sender.contains("Boleto"),
        "{sender}"
    );
}

#[test]
fn a_device_without_keys_gets_ids_instead_of_open_text() {
    let letter = message("my card is 4111");
    for keys in [None, Some((&[4u8; 65] as &[u8], &[7u8; 16] as &[u8]))] {
        let reader = Reader { locale: Locale::En, privacy: PushPrivacy::Encrypted, platform: Platform::Ios, keys };
        let flat = Value::Object(build(&letter, &reader).flat()).to_string();
        assert!(!flat.contains("4111") && !flat.contains("Maria") && flat.contains("MESSAGE_TITLE"), "{flat}");
    }
}

#[test]
fn everything_fits_however_long_the_texts_are() {
    for nasty in ["a", "é", "\"", "\\", "\n", "😀", "漢"] {
        let text = nasty.repeat(8_000);
        let name = nasty.repeat(80);
        let all = [
            letter(PushKind::Message, Words::Message { visitor_name: name.clone(), text: text.clone() }),
            letter(
                PushKind::Direct,
                Words::Direct { sender_name: name.clone(), title: Some(name.clone()), text: text.clone() },
            ),
            letter(
                PushKind::Offer,
                Words::Offer {
                    channel: Channel::Widget,
                    visitor_phone: None,
                    visitor_name: Some(name.clone()),
                    queue_name: name.clone(),
                    subject: Some(text.clone()),
                },
            ),
        ];
        for letter in &all {
            for (privacy, platform) in
                PRIVACIES.iter().flat_map(|privacy| PLATFORMS.map(|platform| (*privacy, platform)))
            {
                let size = built(letter, privacy, platform).len();
                assert!(size <= LIMIT_BYTES, "{privacy} on {platform}: {size} bytes of {nasty:?}");
            }
            assert!(size_bytes(&build_smallest(letter).flat()) < 1_200);
        }
    }
}

#[test]
fn long_texts_are_cut_between_characters_and_short_ones_stay() {
    let full = built(&message(&"é".repeat(4_000)), PushPrivacy::Full, Platform::Ios);
    assert!(full.contains("éé…\""), "{full}");
    assert!(built(&message("short"), PushPrivacy::Full, Platform::Ios).contains("\"body\":\"short\""));
}

#[test]
fn a_device_may_ask_for_less_and_never_for_more() {
    use PushPrivacy::{Encrypted, Full, IdOnly, Sender};
    let table = [
        (Full, None, Full),
        (Full, Some(Sender), Sender),
        (Full, Some(Encrypted), Encrypted),
        (Full, Some(IdOnly), IdOnly),
        (Sender, Some(Full), Sender),
        (Sender, Some(Encrypted), Encrypted),
        (Encrypted, Some(Full), Encrypted),
        (Encrypted, Some(Sender), Encrypted),
        (Encrypted, Some(IdOnly), IdOnly),
        (IdOnly, Some(Full), IdOnly),
        (IdOnly, Some(Encrypted), IdOnly),
    ];
    for (organization, device, expected) in table {
        assert_eq!(privacy_of(organization, device), expected, "{organization} {device:?}");
    }
}

#[test]
fn a_clear_shows_nothing_and_carries_the_badge() {
    let reader = Reader { locale: Locale::PtBr, privacy: PushPrivacy::Full, platform: Platform::Ios, keys: None };
    let clear = build(&letter(PushKind::Clear, Words::Silent), &reader);
    assert!(clear.alert.is_none());
    assert_eq!(clear.badge, Some(3));
    assert_eq!(clear.collapse_id.as_deref(), Some("00000000-0000-0000-0000-000000000003"));
}

#[test]
fn the_language_is_the_readers() {
    let reader = |locale| Reader { locale, privacy: PushPrivacy::Sender, platform: Platform::Ios, keys: None };
    let title = |locale| build(&message("x"), &reader(locale)).flat()["body"].clone();
    assert_eq!(title(Locale::PtBr), "Nova mensagem");
    assert_eq!(title(Locale::En), "New message");
}

#[test]
fn every_key_that_is_pushed_has_its_words_in_both_languages() {
    let (name, nobody, text) = (|| "Maria".to_owned(), None, || "Oi".to_owned());
    let all = [
        Words::Offer {
            channel: Channel::Widget,
            visitor_phone: None,
            visitor_name: nobody.clone(),
            queue_name: name(),
            subject: None,
        },
        Words::Assigned {
            channel: Channel::Widget,
            visitor_phone: None,
            visitor_name: nobody.clone(),
            queue_name: name(),
            subject: None,
        },
        Words::Message { visitor_name: name(), text: text() },
        Words::Direct { sender_name: name(), title: None, text: text() },
        Words::Transfer { visitor_name: nobody, agent_name: name() },
        Words::Mention { sender_name: name(), chat_number: 1 },
        Words::OfflineMessage { id: Uuid::nil(), name: name(), queue_name: name(), text: text() },
        Words::Missed,
        Words::Test,
    ];
    let mut keys = 0;
    for words in &all {
        let alert = key_texts(words).expect("it is shown");
        for text in [alert.title, alert.body] {
            let Some(Text::Localized { key, .. }) = text else { panic!("words without a key") };
            for locale in Locale::ALL {
                assert!(pronto_protocol::push_text::push_text(key, *locale).is_some(), "{key} in {locale}");
            }
            keys += 1;
        }
    }
    assert_eq!(keys, pronto_protocol::push_text::PUSH_TEXTS.len(), "a text is never pushed");
}
