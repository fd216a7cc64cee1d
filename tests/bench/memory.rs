//! What a process has in memory, as Linux tells it.

/// Bytes of a process.
pub(crate) struct Memory {
    /// What it shares with others counted in part.
    pub proportional: f64,
    /// All that is in memory, the program's own code included.
    pub resident: f64,
    /// What it has made itself: no file holds it.
    pub anonymous: f64,
}

impl Memory {
    /// Of a process by its number.
    pub(crate) fn of(process: u32) -> Self {
        let text = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).expect("it runs");
        let bytes = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name)).expect("a figure");
            line.split_whitespace().nth(1).and_then(|figure| figure.parse::<f64>().ok()).expect("kB") * 1_024.0
        };
        Self { proportional: bytes("Pss:"), resident: bytes("Rss:"), anonymous: bytes("Anonymous:") }
    }

    /// Of this process.
    pub(crate) fn own() -> Self {
        Self::of(std::process::id())
    }
}
