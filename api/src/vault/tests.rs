//! The vault opens what it sealed and nothing else.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, thread};

use super::*;

fn config(folder: &Path) -> Config {
    Config { folder: folder.to_owned(), ..Config::default() }
}

#[test]
fn what_is_sealed_opens_in_its_place_only() {
    let vault = Vault::from_key([7; 32]);
    let sealed = vault.seal("push_app:a:1", b"p8 key");
    assert_eq!(vault.open("push_app:a:1", &sealed).unwrap(), b"p8 key");
    assert!(matches!(vault.open("push_app:a:2", &sealed), Err(VaultError::Damaged)));
    assert!(!sealed.windows(6).any(|window| window == b"p8 key"));
    assert_ne!(vault.seal("push_app:a:1", b"p8 key"), sealed, "a nonce came twice");
}

#[test]
fn a_changed_or_cut_secret_does_not_open() {
    let vault = Vault::from_key([7; 32]);
    let sealed = vault.seal("x", b"secret");
    for at in 1..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(vault.open("x", &changed).is_err(), "byte {at}");
        assert!(vault.open("x", &sealed[..at]).is_err(), "cut at {at}");
    }
    assert!(vault.open("x", &[]).is_err());
}

#[test]
fn another_master_key_is_recognised() {
    let sealed = Vault::from_key([7; 32]).seal("x", b"secret");
    assert!(matches!(Vault::from_key([8; 32]).open("x", &sealed), Err(VaultError::OtherKey)));
}

#[test]
fn derived_keys_depend_on_the_purpose_and_the_master_key() {
    let vault = Vault::from_key([7; 32]);
    assert_eq!(vault.derive("file links"), vault.derive("file links"));
    assert_ne!(vault.derive("file links"), vault.derive("access tokens"));
    assert_ne!(vault.derive("file links"), Vault::from_key([8; 32]).derive("file links"));
}

#[test]
fn the_first_start_makes_a_key_that_later_starts_read() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(&folder.path().join("fresh"));
    let sealed = Vault::load(&config).unwrap().seal("x", b"secret");
    assert_eq!(Vault::load(&config).unwrap().open("x", &sealed).unwrap(), b"secret");
    let mode = fs::metadata(config.folder.join("master.key")).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    assert_eq!(fs::read_dir(&config.folder).unwrap().count(), 1, "a draft was left behind");
}

#[test]
fn servers_that_start_at_once_share_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    let keys: Vec<_> = thread::scope(|scope| {
        let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| Vault::load(&config).unwrap().key)).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    assert!(keys.iter().all(|key| *key == keys[0]));
}

#[test]
fn a_key_file_open_to_others_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    Vault::load(&config).unwrap();
    let path = folder.path().join("master.key");
    for mode in [0o604, 0o640, 0o644] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert!(matches!(Vault::load(&config), Err(VaultError::KeyFileOpen { .. })), "{mode:o}");
    }
}

#[test]
fn a_key_file_without_a_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    Vault::load(&config).unwrap();
    fs::write(folder.path().join("master.key"), "short").unwrap();
    assert!(matches!(Vault::load(&config), Err(VaultError::KeyShape(_))));
}
