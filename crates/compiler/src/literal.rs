//! Values of string, bytes and number literals from their source text.
//!
//! Strings are decoded here and not by the parser because Python's strings may hold lone surrogates, and because
//! invalid escapes must be warned about.

use bytecode::{Constant, Wtf8Buf};
use dashu_int::{IBig, UBig};
use ruff_text_size::{TextRange, TextSize};

use crate::error::{ErrorKind, Result, SyntaxError, Warning};
use crate::source::Source;

/// An escape that Python accepts as it stands, with a warning: `\` and this text.
struct InvalidEscape {
    at: usize,
    text: String,
}

/// Decodes the inside of a string literal that is not raw. `braces`: the text is a literal part of an f- or t-string,
/// in which `{{` and `}}` stand for one brace.
pub(crate) fn decode_str(
    body: &str,
    range: TextRange,
    braces: bool,
    source: &Source<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Wtf8Buf> {
    let mut text = Wtf8Buf::new();
    let mut bad = None;
    let bytes = body.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let plain = bytes[at..]
            .iter()
            .position(|byte| matches!(byte, b'\\' | b'{' | b'}'))
            .unwrap_or(bytes.len() - at);
        text.push_str(&body[at..at + plain]);
        at += plain;
        let Some(&byte) = bytes.get(at) else { break };
        if byte != b'\\' {
            text.push_code_point(u32::from(byte));
            at += 1;
            if braces && bytes.get(at) == Some(&byte) {
                // The tokenizer splits the text here, and each piece is warned about on its own.
                at += 1;
                if let Some(escape) = bad.take() {
                    warnings.push(escape_warning(&escape, range, source));
                }
            }
            continue;
        }
        let start = at;
        at += 1;
        let Some(escape) = body[at..].chars().next() else {
            // Before a replacement field the backslash seems to escape its brace.
            if braces && bad.is_none() && source.text[usize::from(range.end())..].starts_with('{') {
                bad = Some(InvalidEscape { at: start, text: "{".to_owned() });
            }
            text.push_str("\\");
            break;
        };
        at += escape.len_utf8();
        let fail = |reason: &str, end: usize| {
            let (start, end) = (body[..start].chars().count(), body[..end].chars().count() - 1);
            let message = format!(
                "(unicode error) 'unicodeescape' codec can't decode bytes in position {start}-{end}: {reason}"
            );
            Err(parser_error(message, range, source))
        };
        match escape {
            '\n' => {}
            '\\' | '\'' | '"' => text.push_code_point(escape as u32),
            'a' => text.push_str("\x07"),
            'b' => text.push_str("\x08"),
            'f' => text.push_str("\x0c"),
            'n' => text.push_str("\n"),
            'r' => text.push_str("\r"),
            't' => text.push_str("\t"),
            'v' => text.push_str("\x0b"),
            '0'..='7' => {
                let digits =
                    bytes[at - 1..].iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                at += digits - 1;
                let value = u32::from_str_radix(&body[start + 1..at], 8).unwrap_or_default();
                if value > 0xFF && bad.is_none() {
                    bad = Some(InvalidEscape { at: start, text: body[start + 1..at].to_owned() });
                }
                text.push_code_point(value);
            }
            'x' | 'u' | 'U' => {
                let (width, reason) = match escape {
                    'x' => (2, "truncated \\xXX escape"),
                    'u' => (4, "truncated \\uXXXX escape"),
                    _ => (8, "truncated \\UXXXXXXXX escape"),
                };
                let digits =
                    bytes[at..].iter().take(width).take_while(|byte| byte.is_ascii_hexdigit()).count();
                if digits < width {
                    return fail(reason, at + digits);
                }
                let value = u32::from_str_radix(&body[at..at + width], 16).unwrap_or(u32::MAX);
                at += width;
                if value > 0x10_FFFF {
                    return fail("illegal Unicode character", at);
                }
                text.push_code_point(value);
            }
            'N' => {
                let name = body[at..].strip_prefix('{').and_then(|rest| rest.split_once('}'));
                let Some((name, _)) = name.filter(|(name, _)| !name.is_empty()) else {
                    let end = match body[at..].strip_prefix('{') {
                        Some(rest) if !rest.contains('}') => body.len(),
                        Some(_) => at + 2,
                        None => at,
                    };
                    return fail("malformed \\N character escape", end);
                };
                at += name.len() + 2;
                match unicode_names2::character(name) {
                    Some(c) => text.push_code_point(c as u32),
                    None => return fail("unknown Unicode character name", at),
                }
            }
            other => {
                if bad.is_none() && other.is_ascii() {
                    bad = Some(InvalidEscape { at: start, text: other.to_string() });
                }
                if braces && matches!(other, '{' | '}') {
                    // The brace is read again, as a doubled one.
                    at -= 1;
                    text.push_str("\\");
                } else {
                    text.push_str("\\");
                    text.push_code_point(other as u32);
                }
            }
        }
    }
    if let Some(escape) = bad {
        warnings.push(escape_warning(&escape, range, source));
    }
    Ok(text)
}

/// Decodes the inside of a bytes literal that is not raw.
pub(crate) fn decode_bytes(
    body: &str,
    range: TextRange,
    source: &Source<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut bad = None;
    let bytes = body.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let start = at - 1;
        let Some(&escape) = bytes.get(at) else {
            out.push(b'\\');
            break;
        };
        at += 1;
        match escape {
            b'\n' => {}
            b'\\' | b'\'' | b'"' => out.push(escape),
            b'a' => out.push(7),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'v' => out.push(11),
            b'0'..=b'7' => {
                let digits =
                    bytes[at - 1..].iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                at += digits - 1;
                let value = u32::from_str_radix(&body[start + 1..at], 8).unwrap_or_default();
                if value > 0xFF && bad.is_none() {
                    bad = Some(InvalidEscape { at: start, text: body[start + 1..at].to_owned() });
                }
                out.push(value as u8);
            }
            b'x' => {
                let digits = bytes[at..].iter().take(2).take_while(|byte| byte.is_ascii_hexdigit()).count();
                if digits < 2 {
                    let message = format!("(value error) invalid \\x escape at position {start}");
                    return Err(parser_error(message, range, source));
                }
                out.push(u8::from_str_radix(&body[at..at + 2], 16).unwrap_or_default());
                at += 2;
            }
            other => {
                if bad.is_none() {
                    bad = Some(InvalidEscape { at: start, text: char::from(other).to_string() });
                }
                out.extend([b'\\', other]);
            }
        }
    }
    if let Some(escape) = bad {
        warnings.push(escape_warning(&escape, range, source));
    }
    Ok(out)
}

/// `"\z" is an invalid escape sequence. …`, at the escape. `range` is that of the text the escape's offset counts in.
fn escape_warning(escape: &InvalidEscape, range: TextRange, source: &Source<'_>) -> Warning {
    let text = &escape.text;
    let octal = text.len() > 1 && text.starts_with(|c: char| c.is_ascii_digit());
    let message = format!(
        "\"\\{text}\" is an invalid {}escape sequence. Such sequences will not work in the future. Did you mean \
         \"\\\\{text}\"? A raw string is also an option.",
        if octal { "octal " } else { "" }
    );
    let start = range.start() + TextSize::try_from(escape.at).unwrap_or_default();
    let end = start + TextSize::try_from(text.len() + 1).unwrap_or_default();
    Warning::at(message, source.location(TextRange::new(start, end.min(TextSize::of(source.text)))))
}

/// An error with a position in characters and the source line, as the parser raises it.
pub(crate) fn parser_error(
    message: impl Into<String>,
    range: TextRange,
    source: &Source<'_>,
) -> Box<SyntaxError> {
    crate::parse::error_at(ErrorKind::Syntax, message, range, source)
}

/// The value of an integer literal, underscores and prefix included.
pub(crate) fn int(text: &str, range: TextRange, source: &Source<'_>) -> Result<Constant> {
    let digits: String = text.chars().filter(|&c| c != '_').collect();
    let (radix, digits) = match digits.get(..2) {
        Some("0x" | "0X") => (16, &digits[2..]),
        Some("0o" | "0O") => (8, &digits[2..]),
        Some("0b" | "0B") => (2, &digits[2..]),
        _ => (10, digits.as_str()),
    };
    if let Ok(small) = i64::from_str_radix(digits, radix) {
        return Ok(Constant::Int(small));
    }
    if let Some(message) = int_limit_error(text, source.int_max_str_digits) {
        return Err(parser_error(message, TextRange::empty(range.start()), source));
    }
    match UBig::from_str_radix(digits, radix) {
        Ok(value) => Ok(Constant::BigInt(Box::new(IBig::from(value)))),
        Err(_) => Err(parser_error("invalid decimal literal", range, source)),
    }
}

/// Checks the escapes of the inside of a string literal; only the message of an error counts.
pub(crate) fn check_str(body: &str) -> Result<()> {
    let source = Source::new(body);
    let range = TextRange::up_to(TextSize::of(body));
    decode_str(body, range, false, &source, &mut Vec::new()).map(drop)
}

/// Checks the escapes of the inside of a bytes literal.
pub(crate) fn check_bytes(body: &str) -> Result<()> {
    let source = Source::new(body);
    let range = TextRange::up_to(TextSize::of(body));
    decode_bytes(body, range, &source, &mut Vec::new()).map(drop)
}

/// The complaint about a decimal integer literal with too many digits.
pub(crate) fn int_limit_error(text: &str, limit: usize) -> Option<String> {
    let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (is_decimal && limit > 0 && digits > limit).then(|| {
        format!(
            "Exceeds the limit ({limit} digits) for integer string conversion: value has {digits} digits; \
             use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to \
             avoid decimal conversion limits."
        )
    })
}
