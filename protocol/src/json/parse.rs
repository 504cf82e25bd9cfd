//! Reading JSON.

use super::Json;

/// The deepest that values may lie in one another. Ours are not half as deep, and no text can exhaust the stack.
const DEPTH_MAX: u32 = 24;

pub(super) fn parse(text: &str) -> Option<Json> {
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(DEPTH_MAX)?;
    parser.blank();
    (parser.at == text.len()).then_some(value)
}

struct Parser<'a> {
    text: &'a str,
    /// The bytes that are read already.
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Passes this if it comes next.
    fn take(&mut self, expected: &str) -> Option<()> {
        let there = self.text.as_bytes()[self.at..].starts_with(expected.as_bytes());
        there.then(|| self.at += expected.len())
    }

    fn value(&mut self, depth: u32) -> Option<Json> {
        let depth = depth.checked_sub(1)?;
        self.blank();
        Some(match self.peek()? {
            b'{' => {
                let mut fields = Vec::new();
                self.list("{", "}", |parser| {
                    parser.blank();
                    let name = parser.string()?;
                    parser.blank();
                    parser.take(":")?;
                    fields.push((name, parser.value(depth)?));
                    Some(())
                })?;
                Json::Object(fields)
            }
            b'[' => {
                let mut items = Vec::new();
                self.list("[", "]", |parser| {
                    items.push(parser.value(depth)?);
                    Some(())
                })?;
                Json::List(items)
            }
            b'"' => Json::Text(self.string()?),
            b't' => self.take("true").map(|()| Json::Bool(true))?,
            b'f' => self.take("false").map(|()| Json::Bool(false))?,
            b'n' => self.take("null").map(|()| Json::Null)?,
            _ => self.number()?,
        })
    }

    /// What stands between these, separated by commas.
    fn list(&mut self, open: &str, close: &str, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.take(open)?;
        self.blank();
        if self.take(close).is_some() {
            return Some(());
        }
        loop {
            item(self)?;
            self.blank();
            if self.take(close).is_some() {
                return Some(());
            }
            self.take(",")?;
        }
    }

    fn number(&mut self) -> Option<Json> {
        let start = self.at;
        let _ = self.take("-");
        // Nothing follows a leading zero.
        if self.take("0").is_none() && self.digits() == 0 {
            return None;
        }
        let end = self.at;
        if self.take(".").is_some() && self.digits() == 0 {
            return None;
        }
        if self.take("e").or_else(|| self.take("E")).is_some() {
            let _ = self.take("+").or_else(|| self.take("-"));
            if self.digits() == 0 {
                return None;
            }
        }
        let number = self.text[start..end].parse().ok().filter(|_| self.at == end);
        Some(number.map_or(Json::Null, Json::Number))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Option<String> {
        self.take("\"")?;
        let mut string = String::new();
        loop {
            let plain = self.at;
            while !matches!(self.peek()?, b'"' | b'\\' | 0..=0x1f) {
                self.at += 1;
            }
            string.push_str(&self.text[plain..self.at]);
            if self.take("\"").is_some() {
                return Some(string);
            }
            self.take("\\")?;
            string.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let kind = self.peek()?;
        self.at += 1;
        Some(match kind {
            b'"' | b'\\' | b'/' => kind.into(),
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let unit = self.unit()?;
                if !(0xd800..0xdc00).contains(&unit) {
                    return char::from_u32(unit);
                }
                self.take("\\u")?;
                let low = self.unit()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                char::from_u32(0x10000 + ((unit - 0xd800) << 10) + low)?
            }
            _ => return None,
        })
    }

    /// The four digits of a UTF-16 unit.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        digits.bytes().try_fold(0, |unit, digit| Some(unit << 4 | char::from(digit).to_digit(16)?))
    }
}
