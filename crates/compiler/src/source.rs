//! Source text: decoding of bytes (PEP 263), line ends, and the index from byte offsets to lines and columns.

use ruff_text_size::{TextRange, TextSize};

use crate::error::{ErrorKind, SyntaxError};
use crate::ir::Location;

/// Decodes the bytes of a source file: a UTF-8 byte order mark, or a coding declaration in one of the first two lines,
/// or UTF-8.
///
/// # Errors
///
/// `SyntaxError` for an unknown encoding, a contradiction between mark and declaration, or bytes that are not text in
/// the declared encoding.
pub fn decode_source(bytes: &[u8]) -> Result<String, SyntaxError> {
    let problem = |message: String| *SyntaxError::without_location(ErrorKind::Syntax, message);
    let (bom, body) = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    let declared = coding_declaration(body);
    let encoding = declared.as_deref().map_or(Some(Encoding::Utf8), Encoding::by_name);
    match encoding {
        None => Err(problem(format!("unknown encoding: {}", declared.unwrap_or_default()))),
        Some(Encoding::Utf8) if bom && declared.as_ref().is_some_and(|name| !is_normal_utf8(name)) => {
            Err(problem(format!("encoding problem: {} with BOM", declared.unwrap_or_default())))
        }
        Some(Encoding::Utf8) => match std::str::from_utf8(body) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(invalid_utf8(body, error.valid_up_to(), declared.is_some())),
        },
        Some(_) if bom => {
            Err(problem(format!("encoding problem: {} with BOM", declared.unwrap_or_default())))
        }
        Some(Encoding::Latin1) => Ok(body.iter().map(|&byte| char::from(byte)).collect()),
        Some(Encoding::Ascii) => match body.iter().position(|byte| !byte.is_ascii()) {
            None => Ok(body.iter().map(|&byte| char::from(byte)).collect()),
            Some(at) => Err(problem(format!(
                "'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)",
                body[at]
            ))),
        },
    }
}

/// With a byte order mark, only these spellings of UTF-8 may be declared.
fn is_normal_utf8(name: &str) -> bool {
    let normal = name.to_ascii_lowercase().replace('_', "-");
    normal == "utf-8" || normal.starts_with("utf-8-")
}

/// The encodings that source files may have.
#[derive(Clone, Copy, PartialEq)]
enum Encoding {
    Utf8,
    Latin1,
    Ascii,
}

impl Encoding {
    fn by_name(name: &str) -> Option<Encoding> {
        let normal: String =
            name.chars().map(|c| if matches!(c, '_' | ' ') { '-' } else { c.to_ascii_lowercase() }).collect();
        match normal.as_str() {
            "utf-8" | "utf8" | "u8" | "utf" | "utf8-ucs2" | "utf8-ucs4" | "cp65001" | "utf-8-sig" => {
                Some(Encoding::Utf8)
            }
            name if name.starts_with("utf-8-") => Some(Encoding::Utf8),
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "iso-latin-1" | "l1" | "8859" | "cp819"
            | "latin" => Some(Encoding::Latin1),
            name if name.starts_with("iso-8859-1-")
                || name.starts_with("latin-1-")
                || name.starts_with("iso-latin-1-") =>
            {
                Some(Encoding::Latin1)
            }
            "ascii" | "us-ascii" | "646" | "us" | "ansi-x3.4-1968" => Some(Encoding::Ascii),
            _ => None,
        }
    }
}

/// The name in a comment `coding: name` or `coding=name` of the first line, or of the second if the first holds no
/// code.
fn coding_declaration(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|&byte| byte == b'\n').take(2) {
        let line = line.trim_ascii_start_with_form_feed();
        let Some(comment) = line.strip_prefix(b"#") else {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            return None;
        };
        let mut rest = comment;
        while let Some(at) = rest.windows(6).position(|window| window == b"coding") {
            rest = &rest[at + 6..];
            let Some((b':' | b'=', after)) = rest.split_first() else { continue };
            let name: String = after
                .trim_ascii_start()
                .iter()
                .map_while(|&c| (c.is_ascii_alphanumeric() || b"-_.".contains(&c)).then_some(char::from(c)))
                .collect();
            if !name.is_empty() {
                return Some(name);
            }
        }
    }
    None
}

/// Trims what may stand before a comment on its line.
trait TrimBlank {
    fn trim_ascii_start_with_form_feed(&self) -> &Self;
}

impl TrimBlank for [u8] {
    fn trim_ascii_start_with_form_feed(&self) -> &[u8] {
        let blank = self.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')).count();
        &self[blank..]
    }
}

fn invalid_utf8(bytes: &[u8], at: usize, declared: bool) -> SyntaxError {
    let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count() as i32 + 1;
    let message = if declared {
        let reason = match bytes[at] {
            0x80..=0xC1 | 0xF5.. => "invalid start byte",
            _ if bytes.len() < at + 4 => "unexpected end of data",
            _ => "invalid continuation byte",
        };
        format!(
            "(unicode error) 'utf-8' codec can't decode byte 0x{:02x} in position {at}: {reason}",
            bytes[at]
        )
    } else {
        format!(
            "Non-UTF-8 code starting with '\\x{:02x}' on line {line}, but no encoding declared; see \
             https://peps.python.org/pep-0263/ for details",
            bytes[at]
        )
    };
    SyntaxError { lineno: line, ..*SyntaxError::without_location(ErrorKind::Syntax, message) }
}

/// Turns `\r\n` and lone `\r` into `\n`, as Python's tokenizer does before anything else.
pub(crate) fn normalize_newlines(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

/// A source text with the offsets at which its lines start.
pub(crate) struct Source<'a> {
    pub text: &'a str,
    /// Longest decimal integer literal; 0 for no limit.
    pub int_max_str_digits: usize,
    pub line_starts: Vec<u32>,
}

impl<'a> Source<'a> {
    /// Indexes `text`, whose lines end with `\n`.
    pub fn new(text: &'a str) -> Source<'a> {
        let mut line_starts = vec![0];
        line_starts
            .extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1));
        Source { text, int_max_str_digits: 0, line_starts }
    }

    /// Line, from 0, and column, in bytes, of an offset.
    pub fn position(&self, offset: TextSize) -> (usize, u32) {
        let offset = u32::from(offset);
        let line = self.line_starts.partition_point(|&start| start <= offset) - 1;
        (line, offset - self.line_starts[line])
    }

    /// The range as the tree has it.
    pub fn location(&self, range: TextRange) -> Location {
        let (line, col) = self.position(range.start());
        let end = u32::from(range.end());
        let line_start = self.line_starts[line];
        // Most ranges end on the line on which they start.
        let (end_line, end_col) = match self.line_starts.get(line + 1) {
            Some(&next) if end >= next => self.position(range.end()),
            _ => (line, end - line_start),
        };
        Location {
            line: line as i32 + 1,
            end_line: end_line as i32 + 1,
            col: col as i32,
            end_col: end_col as i32,
        }
    }

    /// The text of a range.
    pub fn slice(&self, range: TextRange) -> &'a str {
        &self.text[range]
    }

    /// The text of a line, from 0, with its line end.
    pub fn line(&self, line: usize) -> &'a str {
        let start = self.line_starts.get(line).map_or(self.text.len(), |&start| start as usize);
        let end = self.line_starts.get(line + 1).map_or(self.text.len(), |&end| end as usize);
        &self.text[start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_and_marks() {
        assert_eq!(decode_source(b"x = 1").as_deref(), Ok("x = 1"));
        assert_eq!(decode_source(b"\xEF\xBB\xBFx").as_deref(), Ok("x"));
        assert_eq!(
            decode_source(b"# -*- coding: latin-1 -*-\n'\xE9'").as_deref(),
            Ok("# -*- coding: latin-1 -*-\n'é'")
        );
        assert_eq!(decode_source(b"\n# vim: set fileencoding=utf-8 :\n").map(|_| ()), Ok(()));
        assert_eq!(decode_source(b"# coding: nonsense\n").unwrap_err().message, "unknown encoding: nonsense");
        assert!(
            decode_source(b"a\n'\xFF'")
                .unwrap_err()
                .message
                .starts_with("Non-UTF-8 code starting with '\\xff' on line 2")
        );
    }
}
