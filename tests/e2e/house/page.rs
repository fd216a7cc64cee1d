//! The pages for people: what they name exists, and what exists and should be named is.

use serde_json::Value;

use super::source::top;

fn read(name: &str) -> String {
    std::fs::read_to_string(top().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_path_that_the_pages_name_exists() {
    let mut missing = Vec::new();
    for page in ["README.md", "ARCHITECTURE.md"] {
        let text = read(page);
        for word in text.split('`').skip(1).step_by(2) {
            let is_path = ["api/", "entity/", "migration/", "mobile-bindings/", "tests/", ".ci/"]
                .iter()
                .any(|folder| word.starts_with(folder));
            let path = word.split_whitespace().next().unwrap_or_default();
            if is_path && !path.contains(['*', '<', '{']) && !top().join(path).exists() {
                missing.push(format!("{page} names {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_setting_is_in_the_readme_and_every_setting_there_exists() {
    let text = read("README.md");
    let table =
        text.split("## Configuration").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("there is a table");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let mut told: Vec<&str> = rows.collect();
    told.sort_unstable();
    let mut settings = Vec::new();
    let config = serde_json::to_value(pronto_api::config::Config::default()).expect("the configuration can be written");
    collect("", &config, &mut settings);
    settings.sort_unstable();
    assert_eq!(told, settings, "the README's table is not the configuration");
}

fn collect(above: &str, value: &Value, settings: &mut Vec<String>) {
    for (key, value) in value.as_object().into_iter().flatten() {
        let key = format!("{above}{key}");
        match value {
            Value::Object(_) => collect(&format!("{key}."), value, settings),
            _ => settings.push(key),
        }
    }
}
