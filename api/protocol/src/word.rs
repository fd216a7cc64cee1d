//! Closed word lists: enums whose one spelling serves JSON, the database and logs.

/// A closed list of words.
pub trait Word: Copy + Eq + std::fmt::Debug + Send + Sync + 'static {
    /// The word as it is written on the wire and in rows.
    fn as_str(self) -> &'static str;

    /// Reads a word; nothing when it is not in the list.
    fn parse(word: &str) -> Option<Self>;
}

/// Declares an enum of words, spelled the same on the wire, in rows and in logs. What is said of each word stands in the
/// document, too.
macro_rules! words {
    ($(#[doc = $doc:literal])+ pub enum $name:ident {
        $($(#[doc = $word_doc:literal])+ $variant:ident = $word:tt,)+
    }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(
            feature = "openapi",
            schema(description = $crate::word::described(&[$($doc),+], &[$(($word, &[$($word_doc),+])),+]))
        )]
        pub enum $name {
            $($(#[doc = $word_doc])+ #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every word of this list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word as it is written on the wire and in rows.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// Reads a word; nothing when it is not in the list.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl $crate::Word for $name {
            fn as_str(self) -> &'static str {
                Self::as_str(self)
            }

            fn parse(word: &str) -> Option<Self> {
                Self::parse(word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use words;

/// What the document says of a list of words: its own lines, then each word with what is said of it.
#[cfg(feature = "openapi")]
pub(crate) fn described(list: &[&str], words: &[(&str, &[&str])]) -> String {
    let joined = |lines: &[&str], between: &str| lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(between);
    let words: Vec<String> = words.iter().map(|(word, lines)| format!("- `{word}`: {}", joined(lines, " "))).collect();
    format!("{}\n\n{}", joined(list, "\n"), words.join("\n"))
}

#[cfg(all(test, feature = "openapi"))]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_what_each_of_its_words_means() {
        let words: &[(&str, &[&str])] = &[("broadcast", &[" Everybody", " at once."]), ("pull", &[" Nobody."])];
        assert_eq!(
            described(&[" Who is asked."], words),
            "Who is asked.\n\n- `broadcast`: Everybody at once.\n- `pull`: Nobody."
        );
    }
}
