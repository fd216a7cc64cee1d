//! The people who write: parents and students with names, addresses and registration numbers of nobody.

use super::dice::Dice;

const FIRST: [&str; 40] = [
    "Adriana",
    "Alice",
    "André",
    "Beatriz",
    "Bernardo",
    "Camila",
    "Cecília",
    "Cláudio",
    "Daniela",
    "Davi",
    "Eduardo",
    "Elisa",
    "Fábio",
    "Fernanda",
    "Gabriel",
    "Gustavo",
    "Heitor",
    "Isabela",
    "João",
    "Júlia",
    "Larissa",
    "Leonardo",
    "Letícia",
    "Lucas",
    "Luísa",
    "Marcelo",
    "Mariana",
    "Mateus",
    "Natália",
    "Otávio",
    "Patrícia",
    "Paulo",
    "Rafael",
    "Renata",
    "Ricardo",
    "Sílvia",
    "Sofia",
    "Thiago",
    "Valéria",
    "Vinícius",
];
const LAST: [&str; 30] = [
    "Almeida",
    "Andrade",
    "Araújo",
    "Barbosa",
    "Batista",
    "Campos",
    "Cardoso",
    "Carvalho",
    "Correia",
    "Dias",
    "Duarte",
    "Farias",
    "Fernandes",
    "Freitas",
    "Gonçalves",
    "Lopes",
    "Macedo",
    "Martins",
    "Mendes",
    "Moraes",
    "Moreira",
    "Nogueira",
    "Pacheco",
    "Peixoto",
    "Ramos",
    "Rezende",
    "Santana",
    "Siqueira",
    "Teixeira",
    "Vasconcelos",
];

/// Somebody who writes.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// The whole name.
    pub name: String,
    /// The e-mail address, at a domain that is kept for examples.
    pub email: String,
    /// A phone number, as Brazilians write it.
    pub phone: String,
    /// The registration number, "RA".
    pub external_id: String,
}

impl Person {
    /// What one is called by.
    pub fn first_name(&self) -> &str {
        self.name.split(' ').next().unwrap_or_default()
    }
}

/// So many people, all different.
pub(super) fn people(dice: &mut Dice, count: usize) -> Vec<Person> {
    // Each first name goes with each last name once before any pair comes again.
    let (first_from, last_from) = (dice.place(FIRST.len()), dice.place(LAST.len()));
    let mut people = Vec::with_capacity(count);
    for number in 0..count {
        let first = FIRST.get((first_from + number) % FIRST.len()).copied().unwrap_or_default();
        let last = LAST.get((last_from + number + number / 120) % LAST.len()).copied().unwrap_or_default();
        let plain = |word: &str| crate::fold::letters(word).replace(' ', "");
        people.push(Person {
            name: format!("{first} {last}"),
            email: format!(
                "{}.{}{}@example.com",
                plain(first),
                plain(last),
                if number < 120 { String::new() } else { number.to_string() }
            ),
            phone: format!("(11) 9{:04}-{:04}", dice.between(4_000, 9_999), dice.between(0, 9_999)),
            external_id: format!("{}{:04}", dice.between(2_018, 2_026), 1_000 + number),
        });
    }
    people
}
