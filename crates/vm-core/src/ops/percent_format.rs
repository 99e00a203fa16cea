//! `%` formatting of strings and bytes. Bytes are formatted as the characters of their values. The numbers' texts are
//! `format_spec`'s.

use bytecode::{Wtf8, Wtf8Buf};

use crate::objects::{PyByteArray, PyBytes, PyStr, PyTuple, buffer, with_decimal};
use crate::value::Value;
use crate::{PyResult, Vm};

/// What is formatted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Str,
    Bytes,
}

/// What is left of a format.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// What comes before the next percent sign.
    fn literal(&mut self) -> &'a str {
        let end = self.0.bytes().position(|byte| byte == b'%').unwrap_or(self.0.len());
        let (literal, rest) = self.0.split_at(end);
        self.0 = rest;
        literal
    }

    fn next(&mut self) -> Option<char> {
        self.next_if(|_| true)
    }

    fn next_if(&mut self, wanted: impl FnOnce(char) -> bool) -> Option<char> {
        let mut chars = self.0.chars();
        let next = chars.next().filter(|c| wanted(*c))?;
        self.0 = chars.as_str();
        Some(next)
    }

    fn next_if_eq(&mut self, wanted: char) -> Option<char> {
        self.next_if(|c| c == wanted)
    }
}

impl Vm {
    /// `format % values` of strings.
    pub(crate) fn percent_format_str(&mut self, format: &PyStr, values: &Value) -> PyResult {
        let lossy;
        let text = match format.as_str() {
            Some(text) => text,
            None => {
                lossy = format.text().to_string_lossy();
                &lossy
            }
        };
        let result = self.percent_format(text, values, Target::Str)?;
        Ok(self.new_wtf8(&result).into())
    }

    /// `format % values` of bytes.
    pub(crate) fn percent_format_bytes(&mut self, format: &[u8], values: &Value) -> PyResult<Vec<u8>> {
        let text: String = format.iter().map(|byte| char::from(*byte)).collect();
        let result = self.percent_format(&text, values, Target::Bytes)?;
        Ok(result.code_points().map(|c| c as u8).collect())
    }

    fn percent_format(&mut self, text: &str, values: &Value, target: Target) -> PyResult<Wtf8Buf> {
        let mut result = Wtf8Buf::with_capacity(text.len() + 16);
        let tuple = values.downcast::<PyTuple>();
        let mut next = 0;
        let mut chars = Rest(text);
        loop {
            result.push_str(chars.literal());
            if chars.next().is_none() {
                break;
            }
            let mut keyed = None;
            if chars.next_if_eq('(').is_some() {
                let (mut depth, mut name) = (1, String::new());
                loop {
                    match chars.next() {
                        None => return Err(self.value_error("incomplete format key")),
                        Some(')') if depth == 1 => break,
                        Some(c) => {
                            depth += i32::from(c == '(') - i32::from(c == ')');
                            name.push(c);
                        }
                    }
                }
                if !is_mapping(self, values) {
                    return Err(self.type_error("format requires a mapping"));
                }
                let name: Value = match target {
                    Target::Str => self.new_str(&name).into(),
                    Target::Bytes => self.new_bytes(latin_1(&name)).into(),
                };
                keyed = Some(self.get_item(values, &name)?);
                next = usize::MAX;
            }
            let mut flags = String::new();
            while let Some(flag) = chars.next_if(|c| "#0- +".contains(c)) {
                flags.push(flag);
            }
            let mut take = |vm: &mut Vm| -> PyResult {
                if let Some(value) = keyed.take() {
                    return Ok(value);
                }
                match tuple {
                    Some(tuple) => match tuple.items().get(next) {
                        Some(value) => {
                            next += 1;
                            Ok(value.clone())
                        }
                        None => Err(vm.type_error("not enough arguments for format string")),
                    },
                    None if next == 0 => {
                        next = 1;
                        Ok(values.clone())
                    }
                    None => Err(vm.type_error("not enough arguments for format string")),
                }
            };
            let mut width: Option<i64> = None;
            if chars.next_if_eq('*').is_some() {
                let value = take(self)?;
                width = Some(self.star_argument(&value)?);
            } else {
                while let Some(digit) = chars.next_if(|c| c.is_ascii_digit()) {
                    width =
                        Some(width.unwrap_or(0).saturating_mul(10).saturating_add(digit as i64 - '0' as i64));
                }
            }
            let mut precision: Option<i64> = None;
            if chars.next_if_eq('.').is_some() {
                precision = Some(0);
                if chars.next_if_eq('*').is_some() {
                    let value = take(self)?;
                    precision = Some(self.star_argument(&value)?.max(0));
                } else {
                    while let Some(digit) = chars.next_if(|c| c.is_ascii_digit()) {
                        let digit = digit as i64 - '0' as i64;
                        precision = Some(precision.unwrap_or(0).saturating_mul(10).saturating_add(digit));
                    }
                }
            }
            if precision.is_some_and(|precision| precision > i64::from(i32::MAX)) {
                return Err(self.value_error("precision too big"));
            }
            while chars.next_if(|c| "hlL".contains(c)).is_some() {}
            let Some(kind) = chars.next() else { return Err(self.value_error("incomplete format")) };
            if kind == '%' {
                result.push_str("%");
                continue;
            }
            let value = take(self)?;
            if width.is_none() && precision.is_none() && flags.is_empty() && target == Target::Str {
                // Nothing to change in the text of these.
                let text = match (kind, value.as_small_int()) {
                    ('s' | 'd' | 'i' | 'u', Some(int)) => {
                        with_decimal(int, |text| result.push_wtf8(Wtf8::from_bytes_unchecked(text)));
                        continue;
                    }
                    ('s', None) => Some(self.str(&value)?),
                    ('r', _) => Some(self.repr(&value)?),
                    _ => None,
                };
                if let Some(text) = text {
                    result.push_wtf8(text.text());
                    continue;
                }
            }
            let index = text[..text.len() - chars.0.len()].chars().count() - 1;
            let piece = self.percent_piece(kind, index, &value, &flags, precision, target)?;
            let left = flags.contains('-') || width.is_some_and(|width| width < 0);
            let width = width.map_or(0, |width| width.unsigned_abs() as usize);
            if width > 1 << 31 {
                return Err(self.memory_error());
            }
            let zero = flags.contains('0') && !left && "diouxXeEfFgG".contains(kind);
            let padded = if zero {
                let digits_at = piece.find(|c: char| c.is_ascii_alphanumeric()).unwrap_or(0);
                let digits_at = if piece[digits_at..].starts_with("0x")
                    || piece[digits_at..].starts_with("0X")
                    || piece[digits_at..].starts_with("0o")
                {
                    digits_at + 2
                } else {
                    digits_at
                };
                let missing = width.saturating_sub(piece.chars().count());
                format!("{}{}{}", &piece[..digits_at], "0".repeat(missing), &piece[digits_at..])
            } else {
                crate::ops::format_spec::pad(&piece, ' ', if left { '<' } else { '>' }, width)
            };
            result.push_str(&padded);
        }
        let surplus = match target {
            Target::Str => "not all arguments converted during string formatting",
            Target::Bytes => "not all arguments converted during bytes formatting",
        };
        if let Some(tuple) = tuple
            && next < tuple.len()
        {
            return Err(self.type_error(surplus));
        }
        if tuple.is_none() && next == 0 && !is_mapping(self, values) {
            return Err(self.type_error(surplus));
        }
        Ok(result)
    }

    /// One conversion of `%` formatting, not padded.
    fn percent_piece(
        &mut self,
        kind: char,
        index: usize,
        value: &Value,
        flags: &str,
        precision: Option<i64>,
        target: Target,
    ) -> PyResult<String> {
        let precision = precision.map(|precision| precision.clamp(0, 1 << 30) as usize);
        let sign = |negative: bool| match negative {
            true => "-",
            false if flags.contains('+') => "+",
            false if flags.contains(' ') => " ",
            false => "",
        };
        let alternate = flags.contains('#');
        match kind {
            's' | 'r' | 'a' | 'b' if kind != 'b' || target == Target::Bytes => {
                let text = match (kind, target) {
                    ('s' | 'b', Target::Bytes) => self.percent_bytes(value)?,
                    ('s', _) => self.str(value)?.text().to_string_lossy(),
                    ('r', Target::Str) => self.repr(value)?.text().to_string_lossy(),
                    _ => self.ascii(value)?.text().to_string_lossy(),
                };
                Ok(match precision {
                    Some(precision) => text.chars().take(precision).collect(),
                    None => text,
                })
            }
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
                let value = &self.percent_integer(kind, value)?;
                let int = match value.as_big_int() {
                    Some(int) => int,
                    None => {
                        let found = self.class_name(value);
                        let what = if "diu".contains(kind) {
                            "a real number is required"
                        } else {
                            "an integer is required"
                        };
                        return Err(self.type_error(format!("%{kind} format: {what}, not {found}")));
                    }
                };
                let negative = int < dashu_int::IBig::ZERO;
                let magnitude = if negative { -int } else { int };
                let (prefix, mut digits) = match kind {
                    'o' => ("0o", magnitude.in_radix(8).to_string()),
                    'x' => ("0x", magnitude.in_radix(16).to_string()),
                    'X' => ("0X", magnitude.in_radix(16).to_string().to_uppercase()),
                    _ => ("", self.decimal_text(&magnitude)?),
                };
                if let Some(precision) = precision {
                    digits = format!("{}{digits}", "0".repeat(precision.saturating_sub(digits.len())));
                }
                let prefix = if alternate { prefix } else { "" };
                Ok(format!("{}{prefix}{digits}", sign(negative)))
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let float = self.to_f64(value)?;
                let precision = precision.unwrap_or(6);
                let magnitude = float.abs();
                let text = match kind.to_ascii_lowercase() {
                    'e' => crate::ops::format_spec::float_exponent(magnitude, precision, alternate),
                    'f' => crate::ops::format_spec::float_fixed(magnitude, precision, alternate),
                    _ => {
                        crate::ops::format_spec::float_general(magnitude, precision.max(1), alternate, false)
                    }
                };
                let text = if kind.is_ascii_uppercase() { text.to_uppercase() } else { text };
                Ok(format!("{}{text}", sign(float.is_sign_negative() && !float.is_nan())))
            }
            'c' if target == Target::Bytes => match (value.as_i64(), buffer(self, value)) {
                (Some(code), _) => match u8::try_from(code) {
                    Ok(byte) => Ok(char::from(byte).to_string()),
                    Err(_) => Err(self.overflow_error("%c arg not in range(256)")),
                },
                (None, Some(data)) if data.len() == 1 => Ok(char::from(data[0]).to_string()),
                (None, Some(data)) => {
                    let (count, found) = (data.len(), self.class_name(value));
                    Err(self.type_error(format!(
                        "%c requires an integer in range(256) or a single byte, not a {found} object of length {count}"
                    )))
                }
                (None, None) => {
                    let found = self.class_name(value);
                    Err(self.type_error(format!(
                        "%c requires an integer in range(256) or a single byte, not {found}"
                    )))
                }
            },
            'c' => match (self.percent_integer('x', value)?.as_i64(), value.downcast::<PyStr>()) {
                (Some(code), _) => match u32::try_from(code).ok().and_then(char::from_u32) {
                    Some(c) => Ok(c.to_string()),
                    None => Err(self.overflow_error("%c arg not in range(0x110000)")),
                },
                (None, Some(string)) if string.char_len() == 1 => Ok(string.text().to_string_lossy()),
                (None, Some(string)) => {
                    let count = string.char_len();
                    Err(self.type_error(format!(
                        "%c requires an int or a unicode character, not a string of length {count}"
                    )))
                }
                (None, None) => {
                    let found = self.class_name(value);
                    Err(self.type_error(format!("%c requires an int or a unicode character, not {found}")))
                }
            },
            other => {
                let code = other as u32;
                let other = if (' '..='~').contains(&other) { other } else { '?' };
                Err(self.value_error(format!(
                    "unsupported format character '{other}' ({code:#x}) at index {index}"
                )))
            }
        }
    }

    /// A width or precision given as `*`.
    fn star_argument(&mut self, value: &Value) -> PyResult<i64> {
        match value.is_int() {
            true => self.to_i64(value),
            false => Err(self.type_error("* wants int")),
        }
    }

    /// The integer that a number which is not one formats as; the value itself if it is none.
    fn percent_integer(&mut self, kind: char, value: &Value) -> PyResult {
        if let Some(float) = value.as_float().filter(|_| "diu".contains(kind)) {
            return self.float_to_int(float.trunc());
        }
        if value.is_int() || value.as_float().is_some() {
            return Ok(value.clone());
        }
        let slots = self.class_of(value).slots(self);
        let (int, index) = (slots.int, slots.index);
        let result = match "diu".contains(kind).then_some(int).flatten().or(index) {
            Some(convert) => convert(self, value)?,
            None => return Ok(value.clone()),
        };
        match result.is_int() {
            true => Ok(result),
            false => Ok(value.clone()),
        }
    }

    /// What `%s` and `%b` put into bytes.
    fn percent_bytes(&mut self, value: &Value) -> PyResult<String> {
        let text = |data: &[u8]| data.iter().map(|byte| char::from(*byte)).collect();
        if let Some(data) = buffer(self, value) {
            return Ok(text(&data));
        }
        let name = self.intern_str("__bytes__");
        let Some(method) = self.lookup_special(value, &name) else {
            let found = self.class_name(value);
            return Err(self.type_error(format!(
                "%b requires a bytes-like object, or an object that implements __bytes__, not '{found}'"
            )));
        };
        let result = self.call_bound(&method, value, &[])?;
        match result.downcast::<PyBytes>() {
            Some(bytes) => Ok(text(bytes.data())),
            None => {
                let found = self.class_name(&result);
                Err(self.type_error(format!("__bytes__ returned non-bytes (type {found})")))
            }
        }
    }
}

/// Whether the right operand may be a mapping for `%(name)s`, so that not using it is no mistake.
fn is_mapping(vm: &Vm, values: &Value) -> bool {
    values.downcast::<PyTuple>().is_none()
        && values.downcast::<PyStr>().is_none()
        && values.downcast::<PyBytes>().is_none()
        && values.downcast::<PyByteArray>().is_none()
        && vm.class_of(values).slots(vm).getitem.is_some()
}

/// The bytes whose values are the characters of `text`, all below 256.
fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|c| c as u8).collect()
}
