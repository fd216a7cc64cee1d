//! What a file of `api/src` leans on: its `use` lines and the paths it writes out, as modules of the crate.

use super::source::Source;

/// The path of the module that a file of `api/src` is, as `["push", "decide"]`.
pub fn module_of(source: &Source) -> Vec<String> {
    let path = source.path.trim_start_matches("api/src/").trim_end_matches(".rs");
    path.split('/').map(str::to_owned).collect()
}

/// Every module of this crate that a file names, as paths from the crate's root.
pub fn targets(source: &Source) -> Vec<Vec<String>> {
    let code = source.code();
    // A module of tests inside a file is one level deeper; what it names with `super` is the file itself.
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let module = module_of(source);
    let imported = statements(code).flat_map(|tree| expand(&tree)).filter_map(|path| resolve(&module, &path));
    imported.chain(written_out(code)).collect()
}

fn statements(code: &str) -> impl Iterator<Item = String> {
    code.split(';').filter_map(|statement| {
        let lines = statement.lines().skip_while(|line| !is_use(line));
        let statement = lines.collect::<Vec<_>>().join(" ");
        let (_, tree) = statement.split_once("use ")?;
        Some(tree.split_whitespace().collect::<Vec<_>>().join(" "))
    })
}

fn is_use(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("use ") || (line.starts_with("pub") && line.contains(" use "))
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn expand(tree: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for branch in branches(tree) {
        match branch.split_once('{') {
            Some((stem, rest)) => {
                let inner = rest.trim_end().strip_suffix('}').unwrap_or(rest);
                paths.extend(expand(inner).into_iter().map(|path| format!("{}{path}", stem.trim())));
            }
            None => paths.push(branch.split(" as ").next().unwrap_or_default().trim().to_owned()),
        }
    }
    paths
}

fn branches(tree: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut branches = vec![String::new()];
    for letter in tree.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                branches.push(String::new());
                continue;
            }
            _ => {}
        }
        branches.last_mut().expect("there is always one").push(letter);
    }
    branches.retain(|branch| !branch.trim().is_empty());
    branches
}

fn resolve(module: &[String], path: &str) -> Option<Vec<String>> {
    let mut words = path.split("::").map(str::trim).peekable();
    let mut target = match *words.peek()? {
        "crate" => {
            words.next();
            Vec::new()
        }
        "self" => {
            words.next();
            module.to_vec()
        }
        "super" => module.to_vec(),
        _ => return None,
    };
    while words.next_if_eq(&"super").is_some() {
        target.pop()?;
    }
    target.extend(words.map(str::to_owned));
    Some(target)
}

/// `crate::a::b` in the middle of the code.
fn written_out(code: &str) -> impl Iterator<Item = Vec<String>> {
    code.split("crate::").skip(1).filter_map(|rest| {
        let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':'));
        let path = rest.get(..end.unwrap_or(rest.len()))?.trim_end_matches(':');
        (!path.is_empty()).then(|| path.split("::").map(str::to_owned).collect())
    })
}

#[test]
fn a_tree_of_imports_is_read_as_single_paths() {
    let text = "use std::fmt;\nuse crate::{\n    clock::Clock,\n    push::{decide, payload::Text as T},\n};\nuse super::b::C;\n\
        fn f() { crate::hub::Hub::default(); }\n"
        .to_owned();
    let source = Source { path: "api/src/usecase/chat/close.rs".to_owned(), text };
    let mut found: Vec<String> = targets(&source).iter().map(|path| path.join("::")).collect();
    found.retain(|path| !path.is_empty());
    assert_eq!(
        found,
        ["clock::Clock", "push::decide", "push::payload::Text", "usecase::chat::b::C", "hub::Hub::default"]
    );
}
