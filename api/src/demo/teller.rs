//! Tells the story: each step with its time.

use std::time::{Duration, Instant};

use crate::app::command::say;

/// Tells steps as they happen.
#[derive(Debug)]
pub struct Teller {
    began: Instant,
    steps: u32,
}

impl Default for Teller {
    fn default() -> Self {
        Self { began: Instant::now(), steps: 0 }
    }
}

impl Teller {
    /// A heading.
    pub fn chapter(&self, title: &str) {
        say(&format!("\n{title}"));
    }

    /// A step that was seen.
    pub fn saw(&mut self, what: &str) {
        self.steps += 1;
        say(&format!("  {:7.3} s  {what}", self.began.elapsed().as_secs_f64()));
    }

    /// Steps seen so far.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Time since the story began.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}
