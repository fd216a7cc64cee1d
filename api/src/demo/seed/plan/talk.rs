//! One chat of the plan: how long it waits, who says what, and how it ends.

use super::{Act, Drawing, MINUTE_MS, Talk};
use crate::demo::seed::{dialogue::Voice, house::OFFER_SECONDS, register::TICKETS};

/// People whom the organization knows as contacts: the first of them.
const KNOWN: usize = 50;

const NOTES: [&str; 4] = [
    "Família muito atenciosa; prefere contato pela manhã.",
    "Pediu retorno por telefone na próxima semana.",
    "Já conversou com a coordenação sobre o mesmo assunto.",
    "Interessada na prova de bolsas.",
];
const PRAISE: [&str; 5] =
    ["Atendimento excelente!", "Rápida e muito educada.", "Resolveu na hora.", "Ótimo, obrigado!", "Nota dez."];
const BLAME: [&str; 3] = ["Demorou para responder.", "Não resolveu o meu problema.", "Tive que explicar duas vezes."];

impl Drawing<'_> {
    /// A chat that ended.
    pub(super) fn talk(&mut self, start_ms: i64) {
        let queue = match self.dice.between(1, 10) {
            1..=3 => 0,
            4..=7 => 1,
            _ => 2,
        };
        let (talk, mut lines) = self.begin(queue, start_ms);
        let mut at = start_ms;
        let gone = queue != 2 && self.dice.percent(9);
        if gone {
            // Before the first offer's end: nobody has to be asked twice.
            at += self.dice.between(25, if queue == 0 { OFFER_SECONDS - 5 } else { 420 }) * 1000;
            self.add(at, Act::Leave { talk });
            return self.leave_free(talk, at);
        }
        at = self.taken(talk, queue, at);
        let silent = self.dice.percent(5);
        if silent {
            let heard = self.dice.between(2, 4);
            lines.truncate(usize::try_from(heard).unwrap_or(2));
            while lines.last().is_some_and(|(voice, _)| *voice != Voice::Agent) && lines.len() > 1 {
                lines.pop();
            }
        }
        let moved_after = self.dice.percent(7).then_some(3);
        for (number, (voice, text)) in lines.into_iter().enumerate() {
            if moved_after == Some(number) && !silent {
                at = self.moved(talk, queue, at);
            }
            at += self.pause(voice);
            self.add(at, Act::Say { talk, voice, text });
        }
        at = if silent { self.silent(talk, at) } else { self.ended(talk, at) };
        self.leave_free(talk, at);
    }

    /// A chat that is under way: the visitor had the last word.
    pub(super) fn talk_until(&mut self, queue: usize, start_ms: i64, end_ms: i64) {
        let (talk, lines) = self.begin(queue, start_ms);
        let mut at = self.taken(talk, queue, start_ms);
        for (voice, text) in lines {
            at += self.pause(voice).min(50_000);
            if at >= end_ms && voice != Voice::Visitor {
                return;
            }
            let last = at >= end_ms;
            self.add(at, Act::Say { talk, voice, text });
            if last {
                return;
            }
        }
    }

    /// A chat that waits.
    pub(super) fn arrive(&mut self, queue: usize, start_ms: i64) {
        self.begin(queue, start_ms);
    }

    /// The visitor looks around and asks; what is said after that.
    fn begin(&mut self, queue: usize, start_ms: i64) -> (usize, Vec<(Voice, String)>) {
        let mut person = self.dice.place(self.people.len());
        while self.free_at.get(person).is_some_and(|free| *free > start_ms - 10 * MINUTE_MS) {
            person = (person + 1) % self.people.len();
        }
        let count = self.dialogues.get(queue).map_or(1, Vec::len);
        let subject = self.dice.place(count);
        let hour = self.hour(start_ms);
        let (dialogue, known) = (self.dialogues[queue][subject].clone(), &self.people[person]);
        let mut lines = dialogue.held(self.dice, known, hour);
        let first = if lines.is_empty() { String::new() } else { lines.remove(0).1 };
        let talk = self.plan.talks.len();
        self.plan.talks.push(Talk { person, queue, subject, disposition: dialogue.disposition, first });
        self.free_at[person] = i64::MAX;
        for back in [self.dice.between(70, 240), self.dice.between(10, 50)] {
            let page = self.dice.place(8);
            self.add(start_ms - back * 1000, Act::View { person, page });
        }
        self.add(start_ms, Act::Start { talk });
        (talk, lines)
    }

    fn leave_free(&mut self, talk: usize, at_ms: i64) {
        let person = self.plan.talks[talk].person;
        self.free_at[person] = at_ms + 30 * MINUTE_MS;
    }

    /// Somebody takes it, perhaps not the first who is asked.
    fn taken(&mut self, talk: usize, queue: usize, start_ms: i64) -> i64 {
        let mut at = start_ms;
        match queue {
            0 if self.dice.percent(14) => {
                at += self.dice.between(6, 30) * 1000;
                self.add(at, Act::Decline { talk });
                at += self.dice.between(8, OFFER_SECONDS - 10) * 1000;
            }
            0 if self.dice.percent(6) => {
                at += (OFFER_SECONDS + 1) * 1000;
                self.add(at, Act::Miss { talk });
                at += self.dice.between(6, OFFER_SECONDS - 10) * 1000;
            }
            0 => at += self.dice.between(6, OFFER_SECONDS - 8) * 1000,
            1 => at += self.dice.between(8, 190) * 1000,
            _ => at += 1_000,
        }
        let pick = self.dice.place(12);
        self.add(at, Act::Take { talk, pick });
        if self.plan.talks[talk].person < KNOWN && self.dice.percent(80) {
            self.add(at + 9_000, Act::Know { talk });
        }
        at
    }

    fn pause(&mut self, voice: Voice) -> i64 {
        let (least, most) = match voice {
            Voice::Visitor => (11, 85),
            Voice::Agent => (14, 100),
            Voice::Whisper => (4, 12),
        };
        self.dice.between(least, most) * 1000
    }

    fn moved(&mut self, talk: usize, queue: usize, at_ms: i64) -> i64 {
        let at = at_ms + self.dice.between(15, 60) * 1000;
        self.add(at, Act::Transfer { talk, queue: if queue == 1 { 2 } else { 1 } });
        let at = at + self.dice.between(12, 140) * 1000;
        let pick = self.dice.place(12);
        self.add(at, Act::Take { talk, pick });
        at
    }

    /// The visitor does not answer: warned after six minutes, ended four later.
    fn silent(&mut self, talk: usize, at_ms: i64) -> i64 {
        let warned = at_ms + 6 * MINUTE_MS + 1_000;
        self.add(warned, Act::Silence { talk });
        let ended = warned + 4 * MINUTE_MS + 1_000;
        self.add(ended, Act::Silence { talk });
        ended
    }

    fn ended(&mut self, talk: usize, at_ms: i64) -> i64 {
        let mut at = at_ms + self.dice.between(8, 30) * 1000;
        if self.dice.percent(26) {
            let tag = self.dice.place(5);
            self.add(at, Act::Tag { talk, tag });
        }
        if self.dice.percent(7) {
            let text = self.dice.word(&NOTES);
            self.add(at + 1_000, Act::Note { talk, text });
        }
        if self.dice.percent(7) {
            let number = self.dice.place(TICKETS.len());
            self.add(at + 2_000, Act::Ticket { talk, number });
        }
        at += self.dice.between(10, 60) * 1000;
        if self.dice.percent(5) {
            self.add(at, Act::Leave { talk });
        } else {
            let solved = self.dice.percent(88);
            self.add(at, Act::Close { talk, solved });
        }
        if self.dice.percent(42) {
            at += self.dice.between(9, 200) * 1000;
            let score = [5, 5, 5, 5, 4, 4, 4, 3, 2, 1][self.dice.place(10)];
            let comments: &[&'static str] = if score >= 4 { &PRAISE } else { &BLAME };
            let comment = self.dice.percent(45).then(|| self.dice.word(comments));
            self.add(at, Act::Rate { talk, score, comment });
        }
        at
    }
}
