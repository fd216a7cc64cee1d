//! Dialogues by subject: lines with choices in them, so that hundreds of chats read like real ones and none like another.

use std::collections::BTreeMap;

use super::{dice::Dice, people::Person};

/// Who says a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// The visitor.
    Visitor,
    /// The agent.
    Agent,
    /// The agent, to the others.
    Whisper,
}

/// A dialogue as it is written.
#[derive(Clone, Debug)]
pub(super) struct Dialogue {
    /// What it is about.
    pub subject: &'static str,
    /// The reason it is closed with.
    pub disposition: &'static str,
    lines: Vec<(Voice, &'static str)>,
}

/// The dialogues of a queue, by its place in [`super::house::QUEUES`].
pub(super) fn dialogues(queue: usize) -> Vec<Dialogue> {
    let file = match queue {
        0 => include_str!("dialogue/vendas.txt"),
        1 => include_str!("dialogue/suporte.txt"),
        _ => include_str!("dialogue/secretaria.txt"),
    };
    let mut found: Vec<Dialogue> = Vec::new();
    for line in file.lines() {
        let Some((mark, rest)) = line.split_once(' ') else { continue };
        let voice = match mark {
            "=" => {
                let (subject, disposition) = rest.split_once(" | ").unwrap_or((rest, "Informação prestada"));
                found.push(Dialogue { subject, disposition, lines: Vec::new() });
                continue;
            }
            "v" => Voice::Visitor,
            "a" => Voice::Agent,
            "w" => Voice::Whisper,
            _ => continue,
        };
        if let Some(dialogue) = found.last_mut() {
            dialogue.lines.push((voice, rest));
        }
    }
    found
}

impl Dialogue {
    /// The dialogue as it was once held: what each has said, in order. Whispers are rare.
    pub fn held(&self, dice: &mut Dice, person: &Person, hour: u32) -> Vec<(Voice, String)> {
        let mut telling = Telling { dice, person, hour, words: BTreeMap::new(), coins: BTreeMap::new() };
        let mut said = Vec::with_capacity(self.lines.len());
        for (voice, line) in &self.lines {
            if *voice == Voice::Whisper && !telling.dice.percent(20) {
                continue;
            }
            said.push((*voice, telling.filled(line)));
        }
        said
    }
}

/// One telling of a dialogue: what was chosen once holds for the rest of it.
struct Telling<'a> {
    dice: &'a mut Dice,
    person: &'a Person,
    hour: u32,
    /// Words that were filled in.
    words: BTreeMap<&'static str, String>,
    /// Choices that belong together, by their number.
    coins: BTreeMap<&'static str, usize>,
}

impl Telling<'_> {
    /// A line with its choices made; a choice may stand in another.
    fn filled(&mut self, line: &'static str) -> String {
        let mut written = String::with_capacity(line.len());
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            written.push_str(before);
            let (coin, after) = match after.split_once(':') {
                Some((number, after)) if number.len() == 1 && number.starts_with(|c: char| c.is_ascii_digit()) => {
                    (Some(number), after)
                }
                _ => (None, after),
            };
            let (choices, beyond) = choices_of(after);
            rest = beyond;
            if let [word] = choices.as_slice()
                && let Some(known) = self.word(word)
            {
                written.push_str(&known);
                continue;
            }
            let drawn = self.dice.place(choices.len());
            let at = coin.map_or(drawn, |number| *self.coins.entry(number).or_insert(drawn));
            let chosen = choices.get(at).copied().unwrap_or_default();
            written.push_str(&self.filled(chosen));
        }
        written.push_str(rest);
        written
    }

    /// What a word stands for; nothing for other words. Names of things stay the same, numbers and days do not.
    fn word(&mut self, word: &'static str) -> Option<String> {
        if let Some(told) = self.words.get(word) {
            return Some(told.clone());
        }
        let told = known(word, self.dice, self.person, self.hour)?;
        if matches!(word, "serie" | "materia" | "mes" | "bimestre" | "nivel" | "ano") {
            self.words.insert(word, told.clone());
        }
        Some(told)
    }
}

/// What stands between this brace and its other half, taken apart at the bars of this level, and what follows.
fn choices_of(after: &'static str) -> (Vec<&'static str>, &'static str) {
    let (mut depth, mut choices, mut from) = (0, Vec::new(), 0);
    for (at, letter) in after.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '|' | '}' if depth == 0 => {
                choices.extend(after.get(from..at));
                from = at + 1;
                if letter == '}' {
                    return (choices, after.get(from..).unwrap_or_default());
                }
            }
            _ => {}
        }
    }
    (choices, "")
}

/// A word that stands for something; nothing for other words.
fn known(word: &str, dice: &mut Dice, person: &Person, hour: u32) -> Option<String> {
    let number = |dice: &mut Dice, least, most| Some(dice.between(least, most).to_string());
    let one = |dice: &mut Dice, words: &[&'static str]| Some(dice.word(words).to_owned());
    match word {
        "greeting" => Some(if hour < 12 { "Bom dia" } else { "Boa tarde" }.to_owned()),
        "name" => Some(person.first_name().to_owned()),
        "ra" => Some(person.external_id.clone()),
        "telefone" => Some(person.phone.clone()),
        "serie" => one(dice, &["6º ano", "7º ano", "8º ano", "9º ano", "1º ano do médio", "2º ano do médio", "4º ano"]),
        "weekday" => one(dice, &["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira"]),
        "mes" => one(dice, &["setembro", "outubro", "novembro", "dezembro"]),
        "bimestre" => one(dice, &["primeiro", "segundo", "terceiro", "quarto"]),
        "materia" => one(dice, &["matemática", "português", "história", "geografia", "química", "inglês", "física"]),
        "nivel" => one(dice, &["médio", "fundamental"]),
        "hora" => one(dice, &["8h", "9h30", "10h", "14h", "15h30", "17h"]),
        "dias" => number(dice, 2, 9),
        "dia" => number(dice, 2, 28),
        "vezes" => number(dice, 2, 6),
        "ano" => number(dice, 2004, 2023),
        "digitos" => number(dice, 101, 989),
        "extra" => number(dice, 390, 860),
        "valor" => Some(format!("{}.{:03},00", dice.between(1, 2), dice.between(12, 99) * 10)),
        "protocolo" => Some(format!("2026-{:05}", dice.between(1_204, 98_760))),
        "barra" => Some(format!(
            "34191.{:05} {:05}.{:06}",
            dice.between(0, 99_999),
            dice.between(0, 99_999),
            dice.between(0, 999_999)
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{super::people::people, *};

    #[test]
    fn dialogues_begin_with_the_visitor_and_leave_no_brace_and_hardly_ever_repeat() {
        let mut dice = Dice::new(3);
        let people = people(&mut dice, 30);
        let mut heard = HashSet::new();
        let mut count = 0;
        for queue in 0..3 {
            let dialogues = dialogues(queue);
            assert!(dialogues.len() >= 5);
            for dialogue in &dialogues {
                assert!(dialogue.lines.len() >= 6, "{}", dialogue.subject);
                assert_eq!(dialogue.lines[0].0, Voice::Visitor, "{}", dialogue.subject);
                for person in &people {
                    let held = dialogue.held(&mut dice, person, 10);
                    let whole: String = held.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n");
                    assert!(!whole.contains(['{', '}', '|']), "{whole}");
                    assert!(held.iter().all(|(_, text)| !text.trim().is_empty()), "{whole}");
                    heard.insert(whole);
                    count += 1;
                }
            }
        }
        assert!(heard.len() * 100 >= count * 99, "{} of {count} are like no other", heard.len());
    }
}
