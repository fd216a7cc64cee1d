//! A `User-Agent` in words.

use pronto_protocol::visit::DeviceKind;

/// What somebody browses with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Browser {
    pub device: DeviceKind,
    pub browser: &'static str,
    pub system: &'static str,
}

/// Which name tells which browser: the first that is found counts, since each also names those it resembles.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("Trident/", "Internet Explorer"),
];

/// The same for systems.
const SYSTEMS: [(&str, &str); 8] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("iPod", "iOS"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// Reads it; what it does not say stays empty.
pub(super) fn browser_of(user_agent: &str) -> Browser {
    let has = |word: &str| user_agent.contains(word);
    let among = |names: &[(&str, &'static str)]| names.iter().find(|(word, _)| has(word)).map_or("", |(_, name)| *name);
    let small = user_agent.to_ascii_lowercase();
    let device = if ["bot", "crawl", "spider", "slurp"].iter().any(|word| small.contains(word)) {
        DeviceKind::Bot
    } else if has("iPad") || has("Tablet") || (has("Android") && !has("Mobile")) {
        DeviceKind::Tablet
    } else if has("Mobi") || has("iPhone") || has("iPod") {
        DeviceKind::Phone
    } else if among(&SYSTEMS).is_empty() {
        DeviceKind::Unknown
    } else {
        DeviceKind::Desktop
    };
    Browser { device, browser: among(&BROWSERS), system: among(&SYSTEMS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_browsers_are_known() {
        for (user_agent, device, browser, system) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                DeviceKind::Desktop,
                "Edge",
                "Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                DeviceKind::Phone,
                "Chrome",
                "Android",
            ),
            (
                "Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Safari/537.36",
                DeviceKind::Tablet,
                "Samsung Internet",
                "Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                DeviceKind::Phone,
                "Safari",
                "iOS",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0",
                DeviceKind::Desktop,
                "Firefox",
                "Linux",
            ),
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", DeviceKind::Bot, "", ""),
            ("", DeviceKind::Unknown, "", ""),
        ] {
            assert_eq!(browser_of(user_agent), Browser { device, browser, system }, "{user_agent}");
        }
    }
}
