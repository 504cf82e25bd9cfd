//! One definition for each setting: its key in the file, its flag, its variable and its default.

/// Defines a concern's settings.
///
/// From one list come the resolved struct, and a layer of the same fields in which each may be
/// absent: clap fills one from flags and `MADANG_…` variables, serde another from the file.
macro_rules! settings {
    (
        $(#[doc = $doc:literal])+
        $name:ident, $layer:ident {
            $( $(#[doc = $field_doc:literal])+ $field:ident: $type:ty = $default:expr, $flag:literal, $env:literal; )+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        pub struct $name {
            $( $(#[doc = $field_doc])+ pub $field: $type, )+
        }

        #[doc = concat!("A layer of [`", stringify!($name), "`]: what one source says.")]
        #[derive(Clone, Debug, Default, clap::Args, serde::Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $layer {
            $( $(#[doc = $field_doc])+ #[arg(id = $flag, long = $flag, env = $env, hide_env_values = true)] $field: Option<$type>, )+
        }

        impl Default for $name {
            fn default() -> Self {
                $layer::default().resolve()
            }
        }

        impl $layer {
            /// This layer where it says something, `below` elsewhere.
            #[must_use]
            pub fn over(self, below: Self) -> Self {
                Self { $( $field: self.$field.or(below.$field), )+ }
            }

            /// The settings, with their defaults where no layer says anything.
            pub fn resolve(self) -> $name {
                $name { $( $field: self.$field.unwrap_or_else(|| $default.into()), )+ }
            }
        }
    };
}

pub(super) use settings;

/// A list of words: a list in the file, separated by commas in a flag or a variable.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub struct Words(pub Vec<String>);

impl std::str::FromStr for Words {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        Ok(Self(words.map(str::to_owned).collect()))
    }
}

/// A value that need not be there; an empty text in a flag or a variable stands for its absence.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub struct Maybe<T>(pub Option<T>);

impl<T> From<Option<T>> for Maybe<T> {
    fn from(value: Option<T>) -> Self {
        Self(value)
    }
}

impl<T> std::ops::Deref for Maybe<T> {
    type Target = Option<T>;

    fn deref(&self) -> &Option<T> {
        &self.0
    }
}

impl<T: std::str::FromStr> std::str::FromStr for Maybe<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        if text.is_empty() { Ok(Self(None)) } else { text.parse().map(Some).map(Self) }
    }
}

/// What nobody but its owner may read: it is not shown where settings are.
#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Its text, for comparing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl std::str::FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}
