//! Phone numbers in their one form, E.164. Written by hand: the crates that know every country's plan weigh megabytes and
//! bring a regular-expression engine, while what is asked of a number here is only that the same line is the same text.

use pronto_protocol::contact::Country;

/// Digits of an international number, country code included.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// The number in E.164, with `+`; nothing when it cannot be dialled from abroad. A number without `+` or `00` is a national
/// one of `country`.
pub(super) fn e164(text: &str, country: Country) -> Option<String> {
    let text = text.trim();
    let written = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '(' | ')' | '-' | '.' | '/'));
    let plus = text.starts_with('+');
    if !written || text.chars().filter(|c| *c == '+').count() > usize::from(plus) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let international = if plus { Some(digits.as_str()) } else { digits.strip_prefix("00") };
    let number = match international {
        Some(number) => match number.strip_prefix("55") {
            Some(national) => format!("55{}", brazilian(national)?),
            None => number.to_owned(),
        },
        None => national(&digits, country)?,
    };
    (DIGITS.contains(&number.len()) && !number.starts_with('0')).then(|| format!("+{number}"))
}

fn national(digits: &str, country: Country) -> Option<String> {
    match country {
        Country::Br => {
            // With the country code but without the `+`: no national number is so long.
            let national = digits.strip_prefix("55").filter(|rest| matches!(rest.len(), 10 | 11)).unwrap_or(digits);
            Some(format!("55{}", brazilian(national)?))
        }
        Country::Pt => {
            let national = digits.strip_prefix("351").filter(|rest| rest.len() == 9).unwrap_or(digits);
            (national.len() == 9 && national.starts_with(['2', '3', '7', '8', '9'])).then(|| format!("351{national}"))
        }
        Country::Us => {
            let national = digits.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(digits);
            (national.len() == 10 && !national.starts_with(['0', '1'])).then(|| format!("1{national}"))
        }
    }
}

/// Area code and number, or a number that is the same all over Brazil. The trunk `0`, with or without a carrier's two
/// digits, is left out; mobile numbers from before 2016 get the ninth digit that all have by now.
fn brazilian(digits: &str) -> Option<String> {
    let nationwide =
        |digits: &str| digits.len() == 10 && matches!(digits.as_bytes(), [b'3' | b'5' | b'8' | b'9', b'0', b'0', ..]);
    let digits = match digits.strip_prefix('0') {
        Some(rest) if nationwide(rest) => return Some(rest.to_owned()),
        // 0 + carrier (two digits) + area code + number.
        Some(rest) if matches!(rest.len(), 12 | 13) => rest.get(2..)?,
        Some(rest) => rest,
        None if nationwide(digits) => return Some(digits.to_owned()),
        None => digits,
    };
    let (area, number) = digits.split_at_checked(2)?;
    if area.contains('0') {
        return None;
    }
    match (number.len(), number.as_bytes().first()?) {
        (9, b'9') | (8, b'2'..=b'5') => Some(digits.to_owned()),
        (8, b'6'..=b'9') => Some(format!("{area}9{number}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_brazilian_number_is_one_number() {
        for written in [
            "+55 11 98765-4321",
            "0055 (11) 98765-4321",
            "5511987654321",
            "(11) 98765-4321",
            "011 98765.4321",
            "0 15 11 98765 4321",
            "11 8765-4321",
            "+55 11 8765 4321",
        ] {
            assert_eq!(e164(written, Country::Br).as_deref(), Some("+5511987654321"), "{written}");
        }
        assert_eq!(e164("(11) 3456-7890", Country::Br).as_deref(), Some("+551134567890"));
        assert_eq!(e164("(55) 99123-4567", Country::Br).as_deref(), Some("+5555991234567"));
        assert_eq!(e164("0800 123 4567", Country::Br).as_deref(), Some("+558001234567"));
    }

    #[test]
    fn other_countries_keep_their_numbers() {
        assert_eq!(e164("+351 912 345 678", Country::Br).as_deref(), Some("+351912345678"));
        assert_eq!(e164("912 345 678", Country::Pt).as_deref(), Some("+351912345678"));
        assert_eq!(e164("(212) 555-0100", Country::Us).as_deref(), Some("+12125550100"));
        assert_eq!(e164("1 212 555 0100", Country::Us).as_deref(), Some("+12125550100"));
    }

    #[test]
    fn what_cannot_be_dialled_from_abroad_is_no_number() {
        for written in [
            "98765-4321",
            "190",
            "",
            "+",
            "+1",
            "call me",
            "+55 11",
            "1+1 98765-4321",
            "00 0123456789",
            "(10) 98765-4321",
        ] {
            assert_eq!(e164(written, Country::Br), None, "{written}");
        }
    }
}
