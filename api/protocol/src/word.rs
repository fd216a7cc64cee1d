//! Closed word lists: enums whose one spelling serves JSON, the database and logs.

/// A closed list of words.
pub trait Word: Copy + Eq + std::fmt::Debug + Send + Sync + 'static {
    /// The word as it is written on the wire and in rows.
    fn as_str(self) -> &'static str;

    /// Reads a word; nothing when it is not in the list.
    fn parse(word: &str) -> Option<Self>;
}

/// Declares an enum of words, spelled the same on the wire, in rows and in logs.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:tt,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $word)] $variant,)+
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
