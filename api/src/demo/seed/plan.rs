//! The plan of the past: what everybody did, and when. Drawn by dice from a seed, so it is the same at every run.

mod talk;

use chrono::{Datelike, Days, Timelike, Weekday};
use chrono_tz::Tz;

use super::{
    dialogue::{Dialogue, Voice, dialogues},
    dice::Dice,
    house::{QUEUES, STAFF},
    people::Person,
};
use crate::calendar;

pub(super) const MINUTE_MS: i64 = 60_000;
/// Days of the past, today among them.
const DAYS: u64 = 14;
/// Before this long ago the past ends; what goes on now comes after it.
const NOW_MS: i64 = 22 * MINUTE_MS;

/// What somebody does.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// An agent declares to be ready, or not.
    Declare { agent: usize, ready: bool },
    /// Somebody looks at a page of the site.
    View { person: usize, page: usize },
    /// A chat starts.
    Start { talk: usize },
    /// An agent takes it: one of those asked.
    Take { talk: usize, pick: usize },
    /// Who was asked declines.
    Decline { talk: usize },
    /// Who was asked lets the time pass.
    Miss { talk: usize },
    /// Somebody says something in it.
    Say { talk: usize, voice: Voice, text: String },
    /// The agent says whose chat it is.
    Know { talk: usize },
    /// The agent puts a tag on it.
    Tag { talk: usize, tag: usize },
    /// The agent writes a note for later.
    Note { talk: usize, text: &'static str },
    /// The agent opens a ticket.
    Ticket { talk: usize, number: usize },
    /// The agent gives it to another queue.
    Transfer { talk: usize, queue: usize },
    /// The silence in it is judged.
    Silence { talk: usize },
    /// The visitor leaves.
    Leave { talk: usize },
    /// The agent closes it.
    Close { talk: usize, solved: bool },
    /// The visitor rates it.
    Rate { talk: usize, score: u8, comment: Option<&'static str> },
    /// Somebody leaves a message in the contact form.
    Leaf { person: usize, queue: usize, text: &'static str },
    /// An agent handles the oldest of those.
    Handle { agent: usize },
    /// An agent writes to another, or to all.
    Direct { from: usize, to: Option<usize>, text: &'static str },
    /// An agent invites somebody who browses.
    Invite { person: usize },
}

/// One chat of the past.
#[derive(Clone, Debug)]
pub(super) struct Talk {
    /// Who asks, a place among the people.
    pub person: usize,
    /// The queue it starts in.
    pub queue: usize,
    /// The subject, a place among the queue's.
    pub subject: usize,
    /// The reason it is closed with.
    pub disposition: &'static str,
    /// The first words.
    pub first: String,
}

/// The plan.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What is done, in order of time (Unix milliseconds).
    pub steps: Vec<(i64, Act)>,
    /// The chats.
    pub talks: Vec<Talk>,
}

/// What a plan is drawn with.
pub(super) struct Drawing<'a> {
    pub dice: &'a mut Dice,
    pub people: &'a [Person],
    pub zone: Tz,
    dialogues: Vec<Vec<Dialogue>>,
    /// From when on each of the people has time for another chat.
    free_at: Vec<i64>,
    plan: Plan,
}

/// Draws two weeks that end now.
pub(super) fn plan(dice: &mut Dice, people: &[Person], zone: Tz, now_ms: i64) -> Plan {
    let dialogues = (0..QUEUES.len()).map(dialogues).collect();
    let mut drawing = Drawing { dice, people, zone, dialogues, free_at: vec![0; people.len()], plan: Plan::default() };
    let today = calendar::day_of(zone, now_ms);
    for back in (0..DAYS).rev() {
        let Some(day) = today.checked_sub_days(Days::new(back)) else { continue };
        drawing.day(calendar::day_start_ms(zone, day), day.weekday(), now_ms - NOW_MS);
    }
    drawing.now(now_ms);
    let mut plan = drawing.plan;
    plan.steps.sort_by_key(|(at_ms, _)| *at_ms);
    plan
}

impl Drawing<'_> {
    fn add(&mut self, at_ms: i64, act: Act) {
        self.plan.steps.push((at_ms, act));
    }

    /// One day, as far as it lies before the end.
    fn day(&mut self, start_ms: i64, weekday: Weekday, end_ms: i64) {
        let hour = |hours: i64, minutes: i64| start_ms + (hours * 60 + minutes) * MINUTE_MS;
        let (chats, close_ms) = match weekday {
            Weekday::Sun => (0, hour(8, 0)),
            Weekday::Sat => (self.dice.between(9, 13), hour(12, 0)),
            _ => (self.dice.between(26, 34), hour(17, 45)),
        };
        if chats > 0 {
            self.work(hour(7, 50), close_ms + 45 * MINUTE_MS, end_ms);
            let mut starts: Vec<i64> = (0..chats).map(|_| self.dice.between(hour(8, 2), close_ms)).collect();
            starts.sort_unstable();
            for start in starts.into_iter().filter(|start| start + 40 * MINUTE_MS < end_ms) {
                self.talk(start);
            }
            self.among_agents(hour(9, 0), close_ms, end_ms);
        }
        // In the evening nobody is there, and messages are left.
        for number in 0..if chats == 0 { 2 } else { 1 } {
            let at = hour(19, 30) + self.dice.between(0, 150) * MINUTE_MS + number * MINUTE_MS;
            if at < end_ms {
                let (person, queue) = (self.dice.place(self.people.len()), self.dice.place(QUEUES.len()));
                let text = self.dice.word(&LEFT);
                self.add(at, Act::Leaf { person, queue, text });
            }
        }
    }

    /// Agents come and go; the day's first work is what was left in the evening.
    fn work(&mut self, come_ms: i64, go_ms: i64, end_ms: i64) {
        for agent in 1..STAFF.len() {
            let come = come_ms + i64::try_from(agent).unwrap_or(0) * MINUTE_MS;
            if come < end_ms {
                self.add(come, Act::Declare { agent, ready: true });
            }
            if go_ms < end_ms {
                self.add(go_ms, Act::Declare { agent, ready: false });
            }
        }
        let handled = come_ms + 15 * MINUTE_MS;
        if handled < end_ms && self.dice.percent(80) {
            self.add(handled, Act::Handle { agent: 1 });
        }
    }

    fn among_agents(&mut self, from_ms: i64, to_ms: i64, end_ms: i64) {
        let mut at = self.dice.between(from_ms, to_ms);
        let (from, to) = (self.dice.place(4) + 1, self.dice.place(4) + 1);
        let to = (to != from).then_some(to);
        for (number, text) in [self.dice.word(&ASKED), self.dice.word(&ANSWERED)].into_iter().enumerate() {
            at += self.dice.between(40, 400) * 1000;
            let (from, to) = match to {
                Some(to) if number == 1 => (to, Some(from)),
                _ => (from, to),
            };
            if at < end_ms {
                self.add(at, Act::Direct { from, to, text });
            }
        }
    }

    /// What goes on now: chats under way, chats that wait, people who browse.
    fn now(&mut self, now_ms: i64) {
        for agent in 1..STAFF.len() {
            self.add(now_ms - NOW_MS, Act::Declare { agent, ready: true });
            // Whoever is busy with what is under way; so those who come now wait.
            self.add(now_ms - 8 * MINUTE_MS, Act::Declare { agent, ready: false });
        }
        for (queue, minutes) in [(0, 19), (1, 17), (1, 15)] {
            self.talk_until(queue, now_ms - minutes * MINUTE_MS, now_ms - 8 * MINUTE_MS);
        }
        for (queue, minutes) in [(0, 6), (1, 4), (1, 2)] {
            self.arrive(queue, now_ms - minutes * MINUTE_MS);
        }
        for number in 0..8 {
            let mut person = self.dice.place(self.people.len());
            while self.free_at.get(person) == Some(&i64::MAX) {
                person = (person + 1) % self.people.len();
            }
            let at = now_ms - self.dice.between(5, 200) * 1000;
            self.add(at, Act::View { person, page: number });
            if number < 2 {
                self.add(at + 3_000, Act::Invite { person });
            }
        }
    }

    fn hour(&self, at_ms: i64) -> u32 {
        calendar::local(self.zone, at_ms).hour()
    }
}

const LEFT: [&str; 8] = [
    "Gostaria de saber se ainda há vagas para o 6º ano no período da tarde.",
    "O boleto de novembro veio com valor diferente. Podem verificar?",
    "Preciso de uma declaração de matrícula até sexta-feira.",
    "Minha filha esqueceu o casaco na quadra. Como faço para procurar?",
    "Quero agendar uma visita com a coordenação na próxima semana.",
    "O aplicativo fecha sozinho quando abro o boletim.",
    "Poderiam ligar amanhã cedo? É sobre a bolsa do meu filho.",
    "Parabéns pela feira de ciências, estava linda!",
];
const ASKED: [&str; 7] = [
    "Você consegue cobrir meu horário depois do almoço?",
    "Alguém sabe se o portal volta antes das 10h?",
    "Passei um atendimento de matrícula para a sua fila, ok?",
    "O financeiro respondeu sobre o desconto da família Moreira?",
    "Tem modelo de e-mail para a prova de bolsas?",
    "Hoje a fila do suporte está puxada, dá uma força?",
    "Quem fica no plantão de sábado?",
];
const ANSWERED: [&str; 7] = [
    "Consigo, sim. Me avisa quando sair.",
    "Disseram que em vinte minutos.",
    "Vi aqui, já estou com ele. Obrigada!",
    "Respondeu: pode manter até 10%.",
    "Está na base de conhecimento, com a etiqueta matrícula.",
    "Fico pronta em cinco minutos.",
    "Eu fico, já combinei com o Marcos.",
];
