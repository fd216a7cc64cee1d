//! Floors: a file leans on its own folder and on lower floors only.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    source::{Source, below},
    uses::{module_of, targets},
};

/// Which modules of `api/src` stand where. A longer path is asked before a shorter one.
const FLOORS: &[(u8, &str, &[&str])] = &[
    (6, "assembly", &["app", "demo", "lib", "main"]),
    (5, "doors", &["middleware", "realtime", "route", "worker"]),
    (4, "use cases", &["usecase"]),
    (3, "rules", &["auth", "context", "policy", "push::decide", "push::payload", "resume", "routing", "step"]),
    (
        2,
        "outside",
        &[
            "audit", "blob", "database", "egress", "hub", "ledger", "limit", "mail", "oidc", "paper", "password",
            "push", "search", "whatsapp",
        ],
    ),
    (
        0,
        "words",
        &[
            "calendar",
            "chance",
            "clock",
            "config",
            "error",
            "fold",
            "language",
            "lifecycle",
            "page",
            "telemetry",
            "token",
            "topic",
            "totp",
            "vault",
        ],
    ),
];

/// Which floors and modules may name a crate at all.
const CRATES: &[(&str, &[u8], &[&str], &str)] = &[
    // The hub holds frames in the form in which a socket sends them, so that an event is encoded once.
    ("axum", &[5, 6], &["hub"], "HTTP stays at the doors"),
    ("tower_http", &[5, 6], &[], "HTTP stays at the doors"),
    ("utoipa_axum", &[5, 6], &[], "HTTP stays at the doors"),
    ("clap", &[6], &[], "the command line is part of the assembly"),
    ("pronto_entity", &[2, 3, 4, 5, 6], &[], "rows stand above words"),
    ("pronto_migration", &[6], &["database"], "the schema is brought up to date where the database is opened"),
    ("reqwest", &[], &["egress", "push", "demo"], "what leaves the house leaves it by its guarded clients"),
];

fn floor_of(path: &[String]) -> Option<u8> {
    (1..=path.len().min(2)).rev().find_map(|length| {
        let name = path.get(..length)?.join("::");
        FLOORS.iter().find(|(_, _, modules)| modules.contains(&name.as_str())).map(|(floor, _, _)| *floor)
    })
}

fn name_of(floor: u8) -> String {
    let name = FLOORS.iter().find(|(number, _, _)| *number == floor).map_or("?", |(_, name, _)| name);
    format!("floor {floor}, {name}")
}

fn sources() -> Vec<Source> {
    let sources = below("api/src");
    assert!(sources.len() > 50, "only {} files were found in api/src", sources.len());
    sources
}

#[test]
fn every_module_of_the_server_stands_on_a_floor() {
    let homeless: BTreeSet<String> = sources()
        .iter()
        .map(module_of)
        .filter(|module| floor_of(module).is_none())
        .filter_map(|module| module.first().cloned())
        .collect();
    assert!(homeless.is_empty(), "add these to the table of floors in tests/e2e/house/floor.rs: {homeless:?}");
}

#[test]
fn no_file_leans_on_a_higher_floor() {
    let mut arrows = BTreeSet::new();
    for source in sources() {
        let Some(own) = floor_of(&module_of(&source)) else { continue };
        for target in targets(&source) {
            // The folder's own file declares what is in it, whatever floor that stands on.
            let Some(other) = floor_of(&target).filter(|other| *other > own) else { continue };
            let declares = module_of(&source).len() == 1 && target.first() == module_of(&source).first();
            if !declares {
                let path = target.join("::");
                arrows.insert(format!("{} ({}) → {path} ({})", source.path, name_of(own), name_of(other)));
            }
        }
    }
    assert!(arrows.is_empty(), "arrows that point upwards:\n{}", arrows.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn folders_of_one_floor_do_not_lean_on_each_other_in_a_circle() {
    let mut arrows: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for source in sources() {
        let own = module_of(&source);
        for target in targets(&source) {
            let (Some(from), Some(to)) = (own.first(), target.first()) else { continue };
            // The assembly puts everything together, itself included.
            let same = floor_of(&own) == floor_of(&target) && floor_of(&own) != Some(6);
            if from != to && same {
                arrows.entry(from.clone()).or_default().insert(to.clone(), source.path.clone());
            }
        }
    }
    for start in arrows.keys() {
        let mut reached: BTreeMap<String, String> = BTreeMap::new();
        let mut open = vec![start.clone()];
        while let Some(module) = open.pop() {
            for (next, path) in arrows.get(&module).into_iter().flatten() {
                if reached.insert(next.clone(), path.clone()).is_none() {
                    open.push(next.clone());
                }
            }
        }
        let back = reached.get(start);
        assert!(back.is_none(), "{start} leans on itself through {:?}: the last step is in {back:?}", reached.keys());
    }
}

#[test]
fn a_crate_is_named_on_its_floors_only() {
    let mut strangers = BTreeSet::new();
    for source in sources() {
        let module = module_of(&source);
        let Some(own) = floor_of(&module) else { continue };
        let code = source.code();
        for (name, floors, modules, reason) in CRATES {
            let allowed =
                floors.contains(&own) || module.first().is_some_and(|first| modules.contains(&first.as_str()));
            let named = code.contains(&format!("{name}::"));
            if named && !allowed {
                strangers.insert(format!("{} ({}) names {name}: {reason}", source.path, name_of(own)));
            }
        }
    }
    assert!(strangers.is_empty(), "{}", strangers.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_protocol_knows_neither_http_nor_rows() {
    for source in below("api/protocol/src") {
        for name in ["axum", "sea_orm", "pronto_entity", "tokio", "reqwest"] {
            assert!(!source.code().contains(&format!("{name}::")), "{} names {name}", source.path);
        }
    }
}
