//! Constants as text, close to Python's own literals.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use dashu_int::IBig;

use crate::{Code, Constant, Wtf8, Wtf8Buf};

/// Shows a constant as a literal that [`parse_literal`] reads back. Code objects are shown by name, see
/// [`Literal::with_code`].
pub struct Literal<'a> {
    constant: &'a Constant,
    name_of: &'a dyn Fn(&Code) -> String,
}

impl<'a> Literal<'a> {
    /// Shows code objects by their qualified name.
    pub fn new(constant: &'a Constant) -> Literal<'a> {
        Literal { constant, name_of: &|code| code.qualname.to_string_lossy() }
    }

    /// Shows code objects by what `name_of` gives.
    pub fn with_code(constant: &'a Constant, name_of: &'a dyn Fn(&Code) -> String) -> Literal<'a> {
        Literal { constant, name_of }
    }
}

impl fmt::Display for Literal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, items: &[Constant]| {
            for (index, item) in items.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { ", " })?;
                Literal { constant: item, name_of: self.name_of }.fmt(f)?;
            }
            Ok(())
        };
        match self.constant {
            Constant::None => f.write_str("None"),
            Constant::Ellipsis => f.write_str("Ellipsis"),
            Constant::Bool(true) => f.write_str("True"),
            Constant::Bool(false) => f.write_str("False"),
            Constant::Int(value) => write!(f, "{value}"),
            Constant::BigInt(value) => write!(f, "{value}"),
            Constant::Float(value) => float(f, *value),
            Constant::Complex { real, imag } => {
                f.write_str("complex(")?;
                float(f, *real)?;
                f.write_str(", ")?;
                float(f, *imag)?;
                f.write_char(')')
            }
            Constant::Str(text) => string(f, text),
            Constant::Bytes(bytes) => {
                f.write_str("b\"")?;
                bytes.iter().try_for_each(|byte| escaped_byte(f, *byte))?;
                f.write_char('"')
            }
            Constant::Tuple(items) => {
                f.write_char('(')?;
                list(f, items)?;
                f.write_str(if items.len() == 1 { ",)" } else { ")" })
            }
            Constant::FrozenSet(items) => {
                f.write_str("frozenset(")?;
                list(f, items)?;
                f.write_char(')')
            }
            Constant::Slice(parts) => {
                f.write_str("slice(")?;
                list(f, &**parts)?;
                f.write_char(')')
            }
            Constant::Code(code) => write!(f, "code {}", (self.name_of)(code)),
        }
    }
}

fn float(f: &mut fmt::Formatter<'_>, value: f64) -> fmt::Result {
    if value.is_nan() {
        f.write_str(if value.is_sign_negative() { "-nan" } else { "nan" })
    } else {
        write!(f, "{value:?}")
    }
}

fn escaped_byte(f: &mut fmt::Formatter<'_>, byte: u8) -> fmt::Result {
    match byte {
        b'"' | b'\\' => write!(f, "\\{}", char::from(byte)),
        b'\n' => f.write_str("\\n"),
        0x20..0x7F => f.write_char(char::from(byte)),
        _ => write!(f, "\\x{byte:02x}"),
    }
}

/// Writes a quoted string.
pub(super) fn string(f: &mut dyn fmt::Write, text: &Wtf8) -> fmt::Result {
    f.write_char('"')?;
    for point in text.code_points() {
        match char::from_u32(point) {
            Some(c @ ('"' | '\\')) => write!(f, "\\{c}")?,
            Some('\n') => f.write_str("\\n")?,
            Some(c) if !c.is_control() => f.write_char(c)?,
            _ => write!(f, "\\u{{{point:x}}}")?,
        }
    }
    f.write_char('"')
}

/// Nested tuples that are read before the text counts as malformed.
const MAX_DEPTH: usize = 100;

/// Reads a literal; returns it with the rest of the text. `code` finds the code object of a name.
///
/// Errors are messages without place.
pub fn parse_literal<'a>(
    text: &'a str,
    code: &dyn Fn(&str) -> Option<Arc<Code>>,
) -> Result<(Constant, &'a str), String> {
    let mut parser = Parser { rest: text, code };
    let constant = parser.constant(0)?;
    Ok((constant, parser.rest))
}

struct Parser<'a, 'c> {
    rest: &'a str,
    code: &'c dyn Fn(&str) -> Option<Arc<Code>>,
}

impl<'a> Parser<'a, '_> {
    fn skip(&mut self, prefix: &str) -> bool {
        let rest = self.rest.trim_start();
        match rest.strip_prefix(prefix) {
            Some(after) => self.rest = after,
            None => self.rest = rest,
        }
        rest.starts_with(prefix)
    }

    fn word(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| c.is_whitespace() || ",();".contains(c));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Constant>, String> {
        let mut items = Vec::new();
        while !self.skip(")") {
            items.push(self.constant(depth + 1)?);
            if !self.skip(",") && !self.rest.starts_with(')') {
                return Err("expected ',' or ')'".to_owned());
            }
        }
        Ok(items)
    }

    fn constant(&mut self, depth: usize) -> Result<Constant, String> {
        if depth > MAX_DEPTH {
            return Err("constant nested too deeply".to_owned());
        }
        if self.skip("(") {
            return Ok(Constant::Tuple(self.items(depth)?.into()));
        }
        if self.skip("frozenset(") {
            return Ok(Constant::FrozenSet(self.items(depth)?.into()));
        }
        if self.skip("slice(") {
            let parts = <[Constant; 3]>::try_from(self.items(depth)?);
            return Ok(Constant::Slice(Arc::new(parts.map_err(|_| "slice needs three parts".to_owned())?)));
        }
        if self.skip("complex(") {
            return match self.items(depth)?[..] {
                [Constant::Float(real), Constant::Float(imag)] => Ok(Constant::Complex { real, imag }),
                _ => Err("complex needs two floats".to_owned()),
            };
        }
        if self.skip("b\"") {
            let points = self.quoted()?;
            let bytes = points.iter().map(|&point| u8::try_from(point)).collect::<Result<Vec<u8>, _>>();
            return Ok(Constant::Bytes(bytes.map_err(|_| "byte above 0xff".to_owned())?.into()));
        }
        if self.skip("\"") {
            return Ok(Constant::str(self.quoted()?.into_iter().collect::<Wtf8Buf>()));
        }
        match self.word() {
            "None" => Ok(Constant::None),
            "Ellipsis" => Ok(Constant::Ellipsis),
            "True" => Ok(Constant::Bool(true)),
            "False" => Ok(Constant::Bool(false)),
            "code" => {
                let name = self.word();
                let code = (self.code)(name).ok_or_else(|| format!("no code object {name:?}"))?;
                Ok(Constant::Code(code))
            }
            word => number(word).ok_or_else(|| format!("{word:?} is not a constant")),
        }
    }

    /// The code points up to the closing quote.
    fn quoted(&mut self) -> Result<Vec<u32>, String> {
        let mut points = Vec::new();
        let mut chars = self.rest.chars();
        loop {
            let c = chars.next().ok_or("string is not closed")?;
            let point = match c {
                '"' => {
                    self.rest = chars.as_str();
                    return Ok(points);
                }
                '\\' => match chars.next().ok_or("string is not closed")? {
                    'n' => u32::from('\n'),
                    't' => u32::from('\t'),
                    'x' => {
                        let digits: String = chars.by_ref().take(2).collect();
                        u32::from_str_radix(&digits, 16).map_err(|_| "bad \\x escape")?
                    }
                    'u' => {
                        let digits: String =
                            chars.by_ref().skip_while(|c| *c == '{').take_while(|c| *c != '}').collect();
                        let point = u32::from_str_radix(&digits, 16).ok().filter(|point| *point <= 0x10_FFFF);
                        point.ok_or("bad \\u{} escape")?
                    }
                    c => u32::from(c),
                },
                c => u32::from(c),
            };
            points.push(point);
        }
    }
}

fn number(word: &str) -> Option<Constant> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let value: IBig = word.parse().ok()?;
        return Some(match i64::try_from(&value) {
            Ok(small) => Constant::Int(small),
            Err(_) => Constant::BigInt(Box::new(value)),
        });
    }
    (digits.starts_with(|c: char| c.is_ascii_digit()) || matches!(digits, "inf" | "nan"))
        .then(|| word.parse().ok().map(Constant::Float))?
}
