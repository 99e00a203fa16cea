//! Source text: decoding of bytes (PEP 263), line ends, and the index from byte offsets to lines and columns.

use std::borrow::Cow;

use ruff_text_size::{TextRange, TextSize};

use crate::error::{ErrorKind, SyntaxError};
use crate::ir::Location;

/// Decodes the bytes of a source file: a UTF-8 byte order mark, or a coding declaration in one of the first two lines,
/// or UTF-8. Of the other encodings it knows ASCII and Latin-1.
///
/// # Errors
///
/// `SyntaxError` for an unknown encoding, a contradiction between mark and declaration, or bytes that are not text in
/// the declared encoding.
pub fn decode_source(bytes: &[u8]) -> Result<String, SyntaxError> {
    decode_source_with(bytes, |name, _| Err(format!("unknown encoding: {name}")))
}

/// As [`decode_source`], with `codec` for the other encodings: it gets the declared name and the bytes, and its error
/// is the text of the exception that the codec raised.
///
/// # Errors
///
/// As for [`decode_source`], and what `codec` says.
pub fn decode_source_with(
    bytes: &[u8],
    codec: impl FnOnce(&str, &[u8]) -> Result<String, String>,
) -> Result<String, SyntaxError> {
    if bytes.contains(&0) {
        let message = "source code string cannot contain null bytes";
        return Err(*SyntaxError::without_location(ErrorKind::Syntax, message));
    }
    let bytes = &*normalize_newlines_of_bytes(bytes);
    let (mark, body) = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    let declaration = coding_declaration(body);
    if let Some((name, line)) = &declaration
        && normal_name(name) != "utf-8"
    {
        if mark {
            let text = body.split(|&byte| byte == b'\n').nth(*line).unwrap_or_default();
            let text = String::from_utf8_lossy(text).into_owned();
            let message = format!("encoding problem: {} with BOM", normal_name(name));
            return Err(SyntaxError {
                lineno: *line as i32 + 1,
                end_lineno: *line as i32 + 1,
                // The mark counts, as CPython has it.
                end_offset: text.chars().count() as i32 + i32::from(*line > 0),
                text: Some(text),
                ..*SyntaxError::without_location(ErrorKind::Syntax, message)
            });
        }
        let decoded = match Encoding::by_name(normal_name(name)) {
            Some(encoding) => encoding.decode(body),
            None => codec(name, body),
        };
        // This is not an error at a place, and CPython says so in its own way.
        return decoded.map_err(|message| SyntaxError {
            offset: -1,
            ..*SyntaxError::without_location(ErrorKind::Syntax, message)
        });
    }
    std::str::from_utf8(body).map(str::to_owned).map_err(|error| not_utf8(body, error.valid_up_to()))
}

/// The name as the tokenizer understands it: spellings of UTF-8 and Latin-1 with additions are these encodings.
fn normal_name(name: &str) -> &str {
    // Only the beginning counts.
    let start: String =
        name.chars().take(12).map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect();
    let is =
        |known: &str| start == known || start.strip_prefix(known).is_some_and(|rest| rest.starts_with('-'));
    if is("utf-8") {
        "utf-8"
    } else if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        "iso-8859-1"
    } else {
        name
    }
}

/// The encodings for which no codec is asked.
#[derive(Clone, Copy, PartialEq)]
enum Encoding {
    Utf8,
    Utf8WithMark,
    Latin1,
    Ascii,
}

impl Encoding {
    /// The encoding of that name or alias.
    fn by_name(name: &str) -> Option<Encoding> {
        let normal: String =
            name.chars().map(|c| if c == '-' { '_' } else { c.to_ascii_lowercase() }).collect();
        Some(match normal.as_str() {
            "utf_8" | "utf8" | "u8" | "utf" | "utf8_ucs2" | "utf8_ucs4" | "cp65001" => Encoding::Utf8,
            "utf_8_sig" => Encoding::Utf8WithMark,
            "latin_1" | "latin1" | "latin" | "l1" | "8859" | "iso8859" | "iso8859_1" | "iso_8859_1"
            | "iso_8859_1_1987" | "iso_ir_100" | "cp819" | "ibm819" | "csisolatin1" => Encoding::Latin1,
            "ascii" | "us_ascii" | "us" | "646" | "iso646_us" | "iso_646.irv_1991" | "iso_ir_6" | "cp367"
            | "ibm367" | "csascii" | "ansi_x3.4_1968" | "ansi_x3_4_1968" | "ansi_x3.4_1986" => {
                Encoding::Ascii
            }
            _ => return None,
        })
    }

    /// Decodes, or says as a codec does why that cannot be.
    fn decode(self, bytes: &[u8]) -> Result<String, String> {
        match self {
            Encoding::Utf8WithMark if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) => {
                Encoding::Utf8.decode(&bytes[3..])
            }
            Encoding::Utf8 | Encoding::Utf8WithMark => match std::str::from_utf8(bytes) {
                Ok(text) => Ok(text.to_owned()),
                Err(error) => {
                    let (at, first) = (error.valid_up_to(), bytes[error.valid_up_to()]);
                    let what = match error.error_len().unwrap_or(bytes.len() - at) {
                        1 => format!("byte 0x{first:02x} in position {at}"),
                        length => format!("bytes in position {at}-{}", at + length - 1),
                    };
                    // CPython ends the last line, so that the data never ends unexpectedly.
                    let reason = match first {
                        0x80..=0xC1 | 0xF5.. => "invalid start byte",
                        _ => "invalid continuation byte",
                    };
                    Err(format!("'utf-8' codec can't decode {what}: {reason}"))
                }
            },
            Encoding::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
                Some(at) => Err(format!(
                    "'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)",
                    bytes[at]
                )),
                None => Encoding::Latin1.decode(bytes),
            },
            Encoding::Latin1 => Ok(bytes.iter().map(|&byte| char::from(byte)).collect()),
        }
    }
}

/// The name in a comment `coding: name` or `coding=name` of the first line, or of the second if the first holds no
/// code; and on which line it is, from 0.
fn coding_declaration(bytes: &[u8]) -> Option<(String, usize)> {
    for (number, line) in bytes.split(|&byte| byte == b'\n').take(2).enumerate() {
        let blank = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')).count();
        let line = &line[blank..];
        let Some(comment) = line.strip_prefix(b"#") else {
            if line.is_empty() {
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
                return Some((name, number));
            }
        }
    }
    None
}

fn not_utf8(bytes: &[u8], at: usize) -> SyntaxError {
    let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count() as i32 + 1;
    let start = bytes[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let end = bytes[at..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |length| at + length);
    let offset = String::from_utf8_lossy(&bytes[start..at]).chars().count() as i32 + 1;
    SyntaxError {
        kind: ErrorKind::Syntax,
        message: format!(
            "Non-UTF-8 code starting with '\\x{:02x}' on line {line}, but no encoding declared; see \
             https://peps.python.org/pep-0263/ for details",
            bytes[at]
        ),
        filename: String::new(),
        lineno: line,
        offset,
        end_lineno: line,
        end_offset: offset,
        text: Some(String::from_utf8_lossy(&bytes[start..end]).into_owned()),
    }
}

/// Turns `\r\n` and lone `\r` into `\n`, as Python's tokenizer does before anything else.
pub(crate) fn normalize_newlines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

fn normalize_newlines_of_bytes(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.contains(&b'\r') {
        return bytes.into();
    }
    let mut normal = Vec::with_capacity(bytes.len());
    let mut last = 0;
    for &byte in bytes {
        match byte {
            b'\n' if last == b'\r' => {}
            b'\r' => normal.push(b'\n'),
            _ => normal.push(byte),
        }
        last = byte;
    }
    normal.into()
}

/// A source text with the offsets at which its lines start.
pub(crate) struct Source<'a> {
    pub text: &'a str,
    /// The text as it was before the parser's gaps were bridged; of the same length.
    pub original: &'a str,
    /// Offsets of names that the parser is given in place of other words.
    pub bridges: &'a [usize],
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
        Source { text, original: text, bridges: &[], int_max_str_digits: 0, line_starts }
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

    /// Whether the parser was given a name in place of the word at the start of a range.
    pub fn is_bridge(&self, range: TextRange) -> bool {
        self.bridges.binary_search(&range.start().to_usize()).is_ok()
    }

    /// The text of a range.
    pub fn slice(&self, range: TextRange) -> &'a str {
        &self.text[range]
    }

    /// The text of a line, from 0, with its line end.
    pub fn line(&self, line: usize) -> &'a str {
        let start = self.line_starts.get(line).map_or(self.original.len(), |&start| start as usize);
        let end = self.line_starts.get(line + 1).map_or(self.original.len(), |&end| end as usize);
        &self.original[start..end]
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
