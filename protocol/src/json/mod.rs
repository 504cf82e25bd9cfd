//! JSON without serde, for the page.
//!
//! The server reads and writes messages through serde. In the browser, serde's code for each type made up a sixth of all
//! that the page loads first; what is here does the same with a fraction of that: a value is read as a tree, and the types
//! take their fields from it. Each type's fields are listed once, in [`messages`], and one that lacks there does not
//! compile. `tests/golden.rs` holds both ways to the same letters.

mod messages;
mod parse;

use std::fmt::Write;

/// A JSON value. Numbers are whole: none of ours are not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`, or a number that is not whole.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, in its order.
    Object(Vec<(String, Json)>),
}

/// What can be read from JSON.
pub trait FromJson: Sized {
    /// The value that this is, if it is one.
    fn from_json(json: &Json) -> Option<Self>;

    /// The value where a field of this type is absent, if it may be.
    fn absent() -> Option<Self> {
        None
    }

    /// Reads a text.
    fn parse(text: &str) -> Option<Self> {
        Self::from_json(&Json::parse(text)?)
    }
}

/// What can be written as JSON.
pub trait ToJson {
    /// It as a value.
    fn to_json(&self) -> Json;

    /// It as text.
    fn text(&self) -> String {
        let mut text = String::new();
        self.to_json().write(&mut text);
        text
    }
}

impl Json {
    /// Reads a text; `None` where it is not JSON or nested too deep.
    pub fn parse(text: &str) -> Option<Self> {
        parse::parse(text)
    }

    /// A field of an object, whatever it is.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(fields) = self else { return None };
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// A field of an object.
    pub fn field<T: FromJson>(&self, name: &str) -> Option<T> {
        self.get(name).map_or_else(T::absent, T::from_json)
    }

    /// The string that this is.
    pub fn as_text(&self) -> Option<&str> {
        let Self::Text(text) = self else { return None };
        Some(text)
    }

    /// This object with a field more. A field without a value is left out.
    #[must_use]
    pub fn with(mut self, name: &str, value: &dyn ToJson) -> Self {
        let value = value.to_json();
        if let Self::Object(fields) = &mut self
            && value != Self::Null
        {
            fields.push((name.to_owned(), value));
        }
        self
    }

    /// This object and the fields of another one.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        if let (Self::Object(fields), Self::Object(more)) = (&mut self, other) {
            fields.extend(more);
        }
        self
    }

    /// An object with one field that tells what kind it is.
    #[must_use]
    pub fn tagged(tag: &str, kind: &str) -> Self {
        Self::Object(vec![(tag.to_owned(), Self::Text(kind.to_owned()))])
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::Null => text.push_str("null"),
            Self::Bool(true) => text.push_str("true"),
            Self::Bool(false) => text.push_str("false"),
            Self::Number(number) => text.push_str(&number.to_string()),
            Self::Text(string) => write_string(string, text),
            Self::List(items) => {
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    separate(index, text);
                    item.write(text);
                }
                text.push(']');
            }
            Self::Object(fields) => {
                text.push('{');
                for (index, (name, value)) in fields.iter().enumerate() {
                    separate(index, text);
                    write_string(name, text);
                    text.push(':');
                    value.write(text);
                }
                text.push('}');
            }
        }
    }
}

fn separate(index: usize, text: &mut String) {
    if index > 0 {
        text.push(',');
    }
}

fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            // Writing to a string cannot fail.
            '\0'..' ' => drop(write!(text, "\\u{:04x}", character as u32)),
            _ => text.push(character),
        }
    }
    text.push('"');
}

impl FromJson for Json {
    fn from_json(json: &Json) -> Option<Self> {
        Some(json.clone())
    }
}

impl ToJson for Json {
    fn to_json(&self) -> Json {
        self.clone()
    }
}

impl FromJson for String {
    fn from_json(json: &Json) -> Option<Self> {
        json.as_text().map(ToOwned::to_owned)
    }
}

impl ToJson for String {
    fn to_json(&self) -> Json {
        Json::Text(self.clone())
    }
}

impl FromJson for bool {
    fn from_json(json: &Json) -> Option<Self> {
        let Json::Bool(value) = json else { return None };
        Some(*value)
    }
}

impl ToJson for bool {
    fn to_json(&self) -> Json {
        Json::Bool(*self)
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl FromJson for $number {
            fn from_json(json: &Json) -> Option<Self> {
                let Json::Number(number) = json else { return None };
                (*number).try_into().ok()
            }
        }

        impl ToJson for $number {
            fn to_json(&self) -> Json {
                i64::try_from(*self).map_or(Json::Null, Json::Number)
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64, i32);

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: &Json) -> Option<Self> {
        let Json::List(items) = json else { return None };
        items.iter().map(T::from_json).collect()
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self) -> Json {
        Json::List(self.iter().map(T::to_json).collect())
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: &Json) -> Option<Self> {
        if *json == Json::Null { Some(None) } else { T::from_json(json).map(Some) }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self) -> Json {
        self.as_ref().map_or(Json::Null, T::to_json)
    }
}

/// Reads a struct whose fields have their own names.
#[macro_export]
macro_rules! json_read {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::json::FromJson for $type {
            fn from_json(json: &$crate::json::Json) -> Option<Self> {
                Some(Self { $($field: json.field(stringify!($field))?),* })
            }
        }
    };
}

/// Writes such a struct.
#[macro_export]
macro_rules! json_write {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::json::ToJson for $type {
            fn to_json(&self) -> $crate::json::Json {
                // Names every field, so that none is forgotten.
                let Self { $($field),* } = self;
                $crate::json::Json::Object(Vec::new())$(.with(stringify!($field), $field))*
            }
        }
    };
}

/// Reads and writes such a struct.
#[macro_export]
macro_rules! json_struct {
    ($type:ident $fields:tt) => {
        $crate::json_read!($type $fields);
        $crate::json_write!($type $fields);
    };
}

/// An enum whose variants have a name and nothing else.
#[macro_export]
macro_rules! json_names {
    ($type:ident { $($name:literal => $variant:ident),* $(,)? }) => {
        impl $crate::json::FromJson for $type {
            fn from_json(json: &$crate::json::Json) -> Option<Self> {
                match json.as_text()? {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl $crate::json::ToJson for $type {
            fn to_json(&self) -> $crate::json::Json {
                let name = match self {
                    $(Self::$variant => $name,)*
                };
                $crate::json::Json::Text(name.to_owned())
            }
        }
    };
}
