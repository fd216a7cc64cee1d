//! The file that holds the master key when the operator gives none: mode 0600, made once.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use base64::{Engine, engine::general_purpose::STANDARD};

use super::VaultError;
use crate::{chance, config::Secret};

const NAME: &str = "master.key";

/// Reads the key, or makes it when the folder has none.
pub(super) fn read_or_make(folder: &Path) -> Result<[u8; 32], VaultError> {
    let path = folder.join(NAME);
    let failed = |cause| VaultError::KeyFile { path: path.clone(), cause };
    match read(&path) {
        Err(VaultError::KeyFile { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => {
            make(folder, &path).map_err(failed)?;
            read(&path)
        }
        read => read,
    }
}

fn read(path: &Path) -> Result<[u8; 32], VaultError> {
    let failed = |cause| VaultError::KeyFile { path: path.to_owned(), cause };
    let file = File::open(path).map_err(failed)?;
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(VaultError::KeyFileOpen { path: path.to_owned(), mode });
    }
    let text = io::read_to_string(file).map_err(failed)?;
    Secret::from(text).key_bytes().ok_or_else(|| VaultError::KeyShape(path.display().to_string()))
}

fn make(folder: &Path, path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let draft = folder.join(format!("{NAME}.{}", chance::secret()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    writeln!(file, "{}", STANDARD.encode(chance::bytes::<32>()))?;
    file.sync_all()?;
    // A link fails when the name is taken: of two servers that start at once, both end up with the key of the first.
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        // The key must outlive a power loss before anything is sealed with it.
        _ => File::open(folder)?.sync_all(),
    }
}
