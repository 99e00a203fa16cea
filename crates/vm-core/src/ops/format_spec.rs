//! The format specification mini-language: `[[fill]align][sign][z][#][0][width][grouping][.precision][grouping][type]`.
//! Parsing, and applying it to strings, integers and floats. Not `str.format`'s own syntax of replacement fields.

use std::borrow::Cow;

use dashu_int::IBig;

use crate::object::Ref;
use crate::objects::{PyStr, with_decimal};
use crate::value::Value;
use crate::{PyResult, Raised, Vm};

/// A parsed specification.
#[derive(Clone, Debug)]
pub struct FormatSpec {
    pub fill: char,
    pub align: Option<char>,
    pub sign: char,
    /// Whether the sign option was given.
    pub sign_given: bool,
    /// `z`: negative zero loses its sign.
    pub no_negative_zero: bool,
    pub alternate: bool,
    pub zero_pad: bool,
    pub width: usize,
    pub grouping: Option<char>,
    pub precision: Option<usize>,
    /// Grouping of the fraction.
    pub fraction_grouping: Option<char>,
    pub kind: Option<char>,
}

/// Widths and precisions beyond this are refused.
const MAX_WIDTH: usize = 1 << 31;

impl Vm {
    /// Parses a specification for a value of class `class`.
    pub fn parse_format_spec(&mut self, spec: &str, class: &str) -> PyResult<FormatSpec> {
        let chars: smallvec::SmallVec<[char; 16]> = spec.chars().collect();
        let is_align = |c: Option<&char>| matches!(c, Some('<' | '>' | '=' | '^'));
        let mut parsed = FormatSpec {
            fill: ' ',
            align: None,
            sign: '-',
            sign_given: false,
            no_negative_zero: false,
            alternate: false,
            zero_pad: false,
            width: 0,
            grouping: None,
            precision: None,
            fraction_grouping: None,
            kind: None,
        };
        let mut at = 0;
        let mut has_fill = false;
        if chars.len() > 1 && is_align(chars.get(1)) {
            (parsed.fill, parsed.align) = (chars[0], Some(chars[1]));
            has_fill = true;
            at = 2;
        } else if is_align(chars.first()) {
            parsed.align = Some(chars[0]);
            at = 1;
        }
        let take = |at: &mut usize, wanted: &[char]| match chars.get(*at).filter(|c| wanted.contains(c)) {
            Some(&c) => {
                *at += 1;
                Some(c)
            }
            None => None,
        };
        if let Some(sign) = take(&mut at, &['+', '-', ' ']) {
            (parsed.sign, parsed.sign_given) = (sign, true);
        }
        parsed.no_negative_zero = take(&mut at, &['z']).is_some();
        parsed.alternate = take(&mut at, &['#']).is_some();
        if !has_fill && take(&mut at, &['0']).is_some() {
            parsed.zero_pad = true;
            parsed.fill = '0';
            if parsed.align.is_none() {
                parsed.align = Some('=');
            }
        }
        let number = |at: &mut usize| -> Option<Option<usize>> {
            let start = *at;
            let mut value = 0_usize;
            while let Some(digit) = chars.get(*at).and_then(|c| c.to_digit(10)) {
                value =
                    value.checked_mul(10)?.checked_add(digit as usize).filter(|value| *value < MAX_WIDTH)?;
                *at += 1;
            }
            Some((*at > start).then_some(value))
        };
        let too_many = "Too many decimal digits in format string";
        match number(&mut at) {
            Some(width) => parsed.width = width.unwrap_or(0),
            None => return Err(self.value_error(too_many)),
        }
        parsed.grouping = take(&mut at, &[',', '_']);
        if parsed.grouping.is_some()
            && let Some(second) = take(&mut at, &[',', '_'])
        {
            let message = match parsed.grouping == Some(second) {
                true => format!("Cannot specify '{second}' with '{second}'."),
                false => "Cannot specify both ',' and '_'.".to_owned(),
            };
            return Err(self.value_error(message));
        }
        if take(&mut at, &['.']).is_some() {
            match number(&mut at) {
                Some(precision) => parsed.precision = precision,
                None => return Err(self.value_error(too_many)),
            }
            parsed.fraction_grouping = take(&mut at, &[',', '_']);
            if parsed.precision.is_none() && parsed.fraction_grouping.is_none() {
                return Err(self.value_error("Format specifier missing precision"));
            }
        }
        match chars.len() - at {
            0 => {}
            1 => parsed.kind = Some(chars[at]),
            _ => {
                let message = format!("Invalid format specifier '{spec}' for object of type '{class}'");
                return Err(self.value_error(message));
            }
        }
        if let Some(grouping) = parsed.grouping
            && let Some(kind) = parsed.kind
        {
            let allowed = match grouping {
                ',' => matches!(kind, 'd' | 'e' | 'f' | 'g' | 'E' | 'F' | 'G' | '%'),
                _ => matches!(kind, 'd' | 'e' | 'f' | 'g' | 'E' | 'F' | 'G' | '%' | 'b' | 'o' | 'x' | 'X'),
            };
            if !allowed {
                return Err(self.value_error(format!("Cannot specify '{grouping}' with '{kind}'.")));
            }
        }
        Ok(parsed)
    }

    fn unknown_format_code(&mut self, code: char, class: &str) -> Raised {
        let shown = if code.is_ascii_graphic() { code.to_string() } else { format!("\\x{:x}", code as u32) };
        self.value_error(format!("Unknown format code '{shown}' for object of type '{class}'"))
    }

    /// `format(text, spec)`.
    pub fn format_text(&mut self, text: &str, spec: &str) -> PyResult<String> {
        let spec = self.parse_format_spec(spec, "str")?;
        if let Some(kind) = spec.kind.filter(|kind| *kind != 's') {
            return Err(self.unknown_format_code(kind, "str"));
        }
        if spec.sign_given {
            let sign = if spec.sign == ' ' { "Space" } else { "Sign" };
            return Err(self.value_error(format!("{sign} not allowed in string format specifier")));
        }
        if spec.no_negative_zero {
            return Err(self.value_error("Negative zero coercion (z) not allowed in string format specifier"));
        }
        if spec.alternate {
            return Err(self.value_error("Alternate form (#) not allowed in string format specifier"));
        }
        if spec.align == Some('=') && !spec.zero_pad {
            return Err(self.value_error("'=' alignment not allowed in string format specifier"));
        }
        if let Some(grouping) = spec.grouping {
            return Err(self.value_error(format!("Cannot specify '{grouping}' with 's'.")));
        }
        let text: String = match spec.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text.to_owned(),
        };
        let align = if spec.align == Some('=') { '<' } else { spec.align.unwrap_or('<') };
        Ok(pad(&text, spec.fill, align, spec.width))
    }

    /// `format(int, spec)`.
    pub fn format_int(&mut self, value: &IBig, spec: &str) -> PyResult<String> {
        let parsed = self.parse_format_spec(spec, "int")?;
        let kind = parsed.kind.unwrap_or('d');
        if matches!(kind, 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') {
            let float = self.big_int_to_f64(value)?;
            return self.format_float_parsed(float, &parsed);
        }
        if parsed.precision.is_some() {
            return Err(self.value_error("Precision not allowed in integer format specifier"));
        }
        if parsed.no_negative_zero {
            return Err(
                self.value_error("Negative zero coercion (z) not allowed in integer format specifier")
            );
        }
        if kind == 'c' {
            if parsed.sign != '-' {
                return Err(self.value_error("Sign not allowed with integer format specifier 'c'"));
            }
            if parsed.alternate {
                return Err(
                    self.value_error("Alternate form (#) not allowed with integer format specifier 'c'")
                );
            }
            let Some(c) = u32::try_from(value).ok().and_then(char::from_u32) else {
                return Err(self.overflow_error("%c arg not in range(0x110000)"));
            };
            return Ok(pad(&c.to_string(), parsed.fill, parsed.align.unwrap_or('<'), parsed.width));
        }
        let (sign, magnitude) = value.clone().into_parts();
        let negative = sign == dashu_int::Sign::Negative;
        let (digits, prefix) = match kind {
            'd' | 'n' => (crate::objects::decimal_digits(&IBig::from(magnitude)), ""),
            'b' => (magnitude.in_radix(2).to_string(), "0b"),
            'o' => (magnitude.in_radix(8).to_string(), "0o"),
            'x' => (magnitude.in_radix(16).to_string(), "0x"),
            'X' => (magnitude.in_radix(16).to_string().to_uppercase(), "0X"),
            other => return Err(self.unknown_format_code(other, "int")),
        };
        let prefix = if parsed.alternate { prefix } else { "" };
        let group = if matches!(kind, 'd' | 'n') { 3 } else { 4 };
        Ok(number_text(&parsed, negative, prefix, &digits, "", group))
    }

    /// `format(float, spec)`.
    pub fn format_float(&mut self, value: f64, spec: &str) -> PyResult<String> {
        let parsed = self.parse_format_spec(spec, "float")?;
        self.format_float_parsed(value, &parsed)
    }

    fn format_float_parsed(&mut self, value: f64, spec: &FormatSpec) -> PyResult<String> {
        let kind = spec.kind;
        if let Some(kind) = kind
            && !matches!(kind, 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%')
        {
            return Err(self.unknown_format_code(kind, "float"));
        }
        let mut text = match (kind, spec.precision) {
            (None, None) => crate::objects::float_repr(value.abs()),
            (None, Some(precision)) => float_general(value.abs(), precision.max(1), spec.alternate, true),
            (Some('%'), precision) => {
                float_fixed(value.abs() * 100.0, precision.unwrap_or(6), spec.alternate)
            }
            (Some('f' | 'F'), precision) => float_fixed(value.abs(), precision.unwrap_or(6), spec.alternate),
            (Some('e' | 'E'), precision) => {
                float_exponent(value.abs(), precision.unwrap_or(6), spec.alternate)
            }
            (Some(_), precision) => {
                float_general(value.abs(), precision.unwrap_or(6).max(1), spec.alternate, false)
            }
        };
        if matches!(kind, Some('E' | 'F' | 'G')) {
            text = text.to_uppercase();
        }
        let is_zero = !text.chars().any(|c| ('1'..='9').contains(&c)) && value.is_finite();
        let negative = value.is_sign_negative() && !value.is_nan() && !(spec.no_negative_zero && is_zero);
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (digits, rest) = text.split_at(end);
        let mut rest = Cow::Borrowed(rest);
        if let Some(separator) = spec.fraction_grouping
            && let Some(fraction) = rest.strip_prefix('.')
        {
            let length = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
            let grouped: Vec<String> = fraction.as_bytes()[..length]
                .chunks(3)
                .map(|chunk| String::from_utf8_lossy(chunk).into_owned())
                .collect();
            rest = format!(".{}{}", grouped.join(&separator.to_string()), &fraction[length..]).into();
        }
        if kind == Some('%') {
            rest.to_mut().push('%');
        }
        Ok(number_text(spec, negative, "", digits, &rest, 3))
    }
}

/// Sign, prefix, grouped digits and rest, padded.
fn number_text(
    spec: &FormatSpec,
    negative: bool,
    prefix: &str,
    digits: &str,
    rest: &str,
    group: usize,
) -> String {
    let sign = match (negative, spec.sign) {
        (true, _) => "-",
        (false, '+') => "+",
        (false, ' ') => " ",
        (false, _) => "",
    };
    let align = spec.align.unwrap_or('>');
    let fixed = sign.len() + prefix.len() + rest.chars().count();
    let digits = match spec.grouping {
        Some(separator) if !digits.is_empty() => {
            // Zero padding takes part in grouping.
            let least = if spec.fill == '0' && align == '=' { spec.width.saturating_sub(fixed) } else { 0 };
            group_digits(digits, separator, group, least).into()
        }
        _ => Cow::Borrowed(digits),
    };
    // Digits are ASCII.
    let missing = spec.width.saturating_sub(fixed + digits.len());
    let (left, inner, right) = match align {
        '=' => (0, missing, 0),
        _ => {
            let (left, right) = sides(missing, align);
            (left, 0, right)
        }
    };
    let length = fixed + digits.len() + missing * spec.fill.len_utf8();
    let mut text = String::with_capacity(length);
    fill(&mut text, spec.fill, left);
    text.push_str(sign);
    text.push_str(prefix);
    fill(&mut text, spec.fill, inner);
    text.push_str(&digits);
    text.push_str(rest);
    fill(&mut text, spec.fill, right);
    text
}

/// Adds `fill` so many times.
fn fill(text: &mut String, fill: char, count: usize) {
    const SPACES: &str = "                                ";
    match SPACES.get(..count) {
        Some(spaces) if fill == ' ' => text.push_str(spaces),
        _ => text.extend(std::iter::repeat_n(fill, count)),
    }
}

/// How much of the padding goes to the left and to the right.
fn sides(missing: usize, align: char) -> (usize, usize) {
    match align {
        '>' | '=' => (missing, 0),
        '^' => (missing / 2, missing - missing / 2),
        _ => (0, missing),
    }
}

fn group_digits(digits: &str, separator: char, group: usize, least: usize) -> String {
    let mut reversed: Vec<char> = Vec::new();
    let mut source = digits.chars().rev();
    let mut count = 0;
    loop {
        let digit = match source.next() {
            Some(digit) => digit,
            None if reversed.len() < least => '0',
            None => break,
        };
        if count > 0 && count % group == 0 {
            // A separator in front would make the padding one too wide: CPython lets it be.
            reversed.push(separator);
        }
        reversed.push(digit);
        count += 1;
    }
    reversed.into_iter().rev().collect()
}

/// Pads to a number of code points.
pub(crate) fn pad(text: &str, fill: char, align: char, width: usize) -> String {
    let missing = width.saturating_sub(text.chars().count());
    if missing == 0 {
        return text.to_owned();
    }
    let (left, right) = sides(missing, align);
    let mut padded = String::with_capacity(text.len() + missing * fill.len_utf8());
    self::fill(&mut padded, fill, left);
    padded.push_str(text);
    self::fill(&mut padded, fill, right);
    padded
}

fn special(value: f64) -> Option<String> {
    match value {
        _ if value.is_nan() => Some("nan".to_owned()),
        _ if value.is_infinite() => Some("inf".to_owned()),
        _ => None,
    }
}

/// `%.{precision}f` of a value that is not negative.
pub(crate) fn float_fixed(value: f64, precision: usize, alternate: bool) -> String {
    if let Some(text) = special(value) {
        return text;
    }
    let text = fixed_exactly(value, precision).unwrap_or_else(|| format!("{value:.precision$}"));
    if alternate && precision == 0 { text + "." } else { text }
}

/// `%.{precision}f` where 128 bits hold the value times the power of ten, rounded half to even. Rust's own is slow with
/// short fractions of two, which its quick algorithm cannot decide.
fn fixed_exactly(value: f64, precision: usize) -> Option<String> {
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    if precision > 22 || value >= LARGEST {
        return None;
    }
    // The value is `mantissa / 2**shift`.
    let (mantissa, exponent) = (value.to_bits() & ((1 << 52) - 1), value.to_bits() >> 52 & 0x7FF);
    let shift = if value == 0.0 { 0 } else { 1075_u64.checked_sub(exponent)? as u32 };
    if shift > 127 || exponent == 0 && mantissa != 0 {
        return None;
    }
    let implied = if exponent == 0 { 0 } else { 1 << 52 };
    let scaled = u128::from(mantissa | implied) * 10_u128.pow(precision as u32);
    let (mut whole, rest) = (scaled >> shift, scaled & ((1 << shift) - 1));
    let half = (1_u128 << shift) >> 1;
    if shift > 0 && (rest > half || rest == half && whole & 1 == 1) {
        whole += 1;
    }
    let digits = match u64::try_from(whole) {
        Ok(whole) => whole.to_string(),
        Err(_) => whole.to_string(),
    };
    if precision == 0 {
        return Some(digits);
    }
    let mut text = String::with_capacity(digits.len().max(precision + 1) + 1);
    let missing = (precision + 1).saturating_sub(digits.len());
    text.extend(std::iter::repeat_n('0', missing));
    text.push_str(&digits);
    text.insert(text.len() - precision, '.');
    Some(text)
}

/// `%.{precision}e` of a value that is not negative.
pub(crate) fn float_exponent(value: f64, precision: usize, alternate: bool) -> String {
    if let Some(text) = special(value) {
        return text;
    }
    let text = format!("{value:.precision$e}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let point = if alternate && precision == 0 { "." } else { "" };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}{point}e{sign}{:02}", exponent.abs())
}

/// `%.{precision}g` of a value that is not negative; with `repr`, as `str(float)` chooses: at least one digit after the
/// point.
pub(crate) fn float_general(value: f64, precision: usize, alternate: bool, repr: bool) -> String {
    if let Some(text) = special(value) {
        return text;
    }
    let scientific = format!("{value:.*e}", precision - 1);
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let limit = if repr { precision as i32 - 1 } else { precision as i32 };
    let trim = |text: &str| match text.contains('.') && !alternate {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if !(-4..limit).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim(mantissa), exponent.abs());
    }
    let decimals = (precision as i32 - 1 - exponent).max(0) as usize;
    let text = trim(&format!("{value:.decimals$}"));
    match repr && !text.contains('.') {
        true => text + ".0",
        false if alternate && !text.contains('.') => text + ".",
        false => text,
    }
}

/// A specification that only says how wide a text is to be.
struct Padding {
    align: Option<u8>,
    /// Zeros go between sign and digits.
    zeros: bool,
    width: usize,
}

impl Padding {
    /// `[<>^]`, or 0 for numbers, then one or two digits, and the letter that goes without saying.
    fn parse(spec: &[u8], kind: u8) -> Option<Padding> {
        let spec = spec.strip_suffix(&[kind]).unwrap_or(spec);
        let (align, spec) = match spec {
            [align @ (b'<' | b'>' | b'^'), rest @ ..] => (Some(*align), rest),
            _ => (None, spec),
        };
        let (zeros, digits) = match spec {
            [b'0', rest @ ..] if align.is_none() && kind == b'd' => (true, rest),
            _ => (false, spec),
        };
        let width = match digits {
            [one @ b'1'..=b'9'] => usize::from(one - b'0'),
            [ten @ b'1'..=b'9', one @ b'0'..=b'9'] => usize::from(ten - b'0') * 10 + usize::from(one - b'0'),
            _ => return None,
        };
        Some(Padding { align, zeros, width })
    }

    /// Pads `text`, which has no more bytes than there is room.
    fn apply<'a>(&self, text: &[u8], default: u8, room: &'a mut [u8; PADDED_ROOM]) -> &'a [u8] {
        let missing = self.width.saturating_sub(text.len());
        let (fill, before, sign) = match self.align.unwrap_or(default) {
            _ if self.zeros => (b'0', missing, usize::from(text.first() == Some(&b'-'))),
            b'<' => (b' ', 0, 0),
            b'^' => (b' ', missing / 2, 0),
            _ => (b' ', missing, 0),
        };
        let room = &mut room[..text.len() + missing];
        room.fill(fill);
        room[..sign].copy_from_slice(&text[..sign]);
        room[before + sign..before + text.len()].copy_from_slice(&text[sign..]);
        room
    }
}

/// Room for texts of two digits' width, and longer ones that are not padded.
const PADDED_ROOM: usize = 100;

impl Vm {
    /// `format(value, spec)` of an integer in its word or an ASCII string, if it is only padded: most of what is formatted at all.
    pub(crate) fn format_padded(&mut self, value: &Value, spec: &PyStr) -> Option<Ref<PyStr>> {
        if let Some(int) = value.as_small_int() {
            let padding = Padding::parse(spec.as_bytes(), b'd')?;
            return Some(with_decimal(int, |text| {
                self.new_ascii(padding.apply(text, b'>', &mut [0; PADDED_ROOM]))
            }));
        }
        let string = value.downcast_exact::<PyStr>().filter(|string| string.is_ascii())?;
        let text = string.as_bytes();
        let padding = Padding::parse(spec.as_bytes(), b's').filter(|_| text.len() <= PADDED_ROOM)?;
        Some(self.new_ascii(padding.apply(text, b'<', &mut [0; PADDED_ROOM])))
    }

    /// `__format__` of the built-in numbers.
    pub(crate) fn format_method(&mut self, value: &Value, spec: &PyStr) -> PyResult {
        if spec.is_empty() {
            return self.str(value).map(Into::into);
        }
        let lossy;
        let spec = match spec.as_str() {
            Some(spec) => spec,
            None => {
                lossy = spec.text().to_string_lossy();
                &lossy
            }
        };
        match self.format_builtin(value, spec)? {
            Some(text) => Ok(self.new_str(&text).into()),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// `format(value, spec)` for the built-in numbers and strings; `None` for other values.
    pub(crate) fn format_builtin(&mut self, value: &Value, spec: &str) -> PyResult<Option<String>> {
        if let Some(value) = value.as_big_int() {
            return self.format_int(&value, spec).map(Some);
        }
        if let Some(value) = value.as_float() {
            return self.format_float(value, spec).map(Some);
        }
        Ok(None)
    }
}
