//! Text as it is written in Portuguese chats: real words for the frequent ranks, made-up ones with accents for the rest, by
//! Zipf's law.

/// The most frequent words, in order.
const FREQUENT: &str = "de a o que e do da em um para com não uma os no se na por mais as dos como mas foi ao ele das tem à \
    seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus \
    quem nas me esse eles estão você tinha foram essa num nem suas meu às minha têm numa pelos elas havia seja qual será nós \
    tenho lhe deles essas esses pelas este dele bom dia obrigado boleto matrícula prova pagamento curso parcela segunda via \
    horário telefone endereço contrato cancelamento desconto fatura cartão conta pedido entrega prazo atendimento";
/// Syllables of the made-up words: how they begin, what they sound by, how they end.
const ONSETS: [&str; 36] = [
    "b", "c", "d", "f", "g", "j", "l", "m", "n", "p", "r", "s", "t", "v", "z", "ch", "lh", "nh", "br", "cr", "dr",
    "fr", "gr", "pr", "tr", "bl", "cl", "fl", "pl", "qu", "gu", "x", "h", "", "", "c",
];
const VOWELS: [&str; 27] = [
    "a", "a", "a", "e", "e", "e", "i", "i", "o", "o", "o", "u", "á", "é", "í", "ó", "ê", "ô", "ã", "ai", "ei", "oi",
    "au", "eu", "ou", "ão", "a",
];
const CODAS: [&str; 9] = ["", "", "", "", "s", "r", "l", "n", "m"];
const ENDINGS: [&str; 16] = [
    "ção", "ções", "mento", "dade", "dor", "nte", "vel", "ria", "ista", "eiro", "ura", "ência", "ar", "er", "ir", "oso",
];
/// Different words.
const WORDS: usize = 60_000;
/// Words of a message, on average.
const LENGTH: f64 = 11.0;

/// Chance that is the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Evenly from 0 to 1.
    pub(crate) fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        ((self.roll() * count as f64) as usize).min(count - 1)
    }
}

/// Every word, the most frequent first.
pub(crate) struct Vocabulary {
    words: Vec<String>,
    sums: Vec<f64>,
}

impl Vocabulary {
    pub(crate) fn new() -> Self {
        let mut words: Vec<String> = FREQUENT.split_whitespace().map(str::to_owned).collect();
        let mut known: std::collections::HashSet<String> = words.iter().cloned().collect();
        let mut dice = Dice::new(7);
        while words.len() < WORDS {
            let syllables = 1 + dice.below(4);
            let mut word = String::new();
            for _ in 0..syllables {
                word += ONSETS[dice.below(ONSETS.len())];
                word += VOWELS[dice.below(VOWELS.len())];
                word += CODAS[dice.below(CODAS.len())];
            }
            if syllables > 1 && dice.roll() < 0.3 {
                word += ENDINGS[dice.below(ENDINGS.len())];
            }
            if word.chars().count() < 2 {
                continue;
            }
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0.0;
        let weights = (0..WORDS).map(|rank| (rank as f64 + 2.7).powf(-1.05));
        let sums = weights.map(|weight| {
            sum += weight;
            sum
        });
        Self { sums: sums.collect(), words }
    }

    /// The word of a rank.
    pub(crate) fn word(&self, rank: usize) -> &str {
        &self.words[rank]
    }

    /// A message.
    pub(crate) fn message(&self, dice: &mut Dice) -> String {
        let count = 1 + (-(1.0 - dice.roll()).ln() * (LENGTH - 1.0)) as usize;
        let mut text = String::new();
        for at in 0..count.min(120) {
            let point = dice.roll() * self.sums.last().copied().unwrap_or(1.0);
            let word = &self.words[self.sums.partition_point(|sum| *sum < point).min(WORDS - 1)];
            if at > 0 {
                text.push(' ');
            }
            text.push_str(word);
        }
        text
    }
}
