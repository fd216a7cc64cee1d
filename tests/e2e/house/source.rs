//! The sources of the repository, as the rules read them.

use std::path::{Path, PathBuf};

/// The members whose sources are held to the rules.
const MEMBERS: &[&str] = &["api", "entity", "migration", "mobile-bindings", "tests"];

/// A file of Rust.
pub struct Source {
    /// Its path from the top of the repository.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// The top of the repository.
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand in a folder of the repository").to_owned()
}

/// Every file of Rust in the workspace, in order of their paths.
pub fn all() -> Vec<Source> {
    let mut sources: Vec<Source> = MEMBERS.iter().flat_map(|member| below(member)).collect();
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(sources.len() > 100, "only {} files were found: is the repository complete?", sources.len());
    sources
}

/// Every file of Rust below a folder.
pub fn below(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&top().join(folder), &mut found);
    found
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let path = path.strip_prefix(top()).expect("it was found below the top");
            Source { path: path.to_string_lossy().replace('\\', "/"), text }
        })
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            // Folders that tools fill.
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !matches!(name.as_str(), "target" | "node_modules" | "generated" | "build") && !name.starts_with('.') {
                walk(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

impl Source {
    /// The text without what follows `//` in a line, so that comments name what they like.
    pub fn code(&self) -> String {
        self.text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
    }
}
