//! Reads tokens on demand. The definition language and Rust share their braces, so the parser asks for a token or for
//! a whole Rust block, as the place requires. Not a Rust lexer: of Rust it knows just what is needed to find the
//! brace that closes a block.

use crate::ast::Span;

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A name or keyword.
    Ident,
    /// Decimal digits.
    Int,
    /// `///` and the rest of the line.
    Doc,
    /// A character, or one of `--` and `=>`.
    Punct,
    /// The end of the file.
    End,
}

/// A token and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: TokenKind,
    /// Its text.
    pub text: &'a str,
    /// Its place.
    pub span: Span,
}

/// The token at or after `pos`, past white space and comments.
pub fn token_at(source: &str, mut pos: usize) -> Token<'_> {
    let bytes = source.as_bytes();
    loop {
        while pos < bytes.len() && bytes[pos].is_ascii_whitespace() {
            pos += 1;
        }
        let rest = &source[pos..];
        if rest.starts_with("//") && (!rest.starts_with("///") || rest.starts_with("////")) {
            pos += rest.find('\n').unwrap_or(rest.len());
        } else {
            break;
        }
    }
    let rest = &source[pos..];
    let Some(first) = rest.chars().next() else {
        return Token { kind: TokenKind::End, text: "", span: Span::new(pos, pos) };
    };
    let (kind, len) = if rest.starts_with("///") {
        (TokenKind::Doc, rest.find('\n').unwrap_or(rest.len()))
    } else if first.is_ascii_alphabetic() || first == '_' {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        (TokenKind::Ident, rest.find(|c| !word(c)).unwrap_or(rest.len()))
    } else if first.is_ascii_digit() {
        (TokenKind::Int, rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()))
    } else if rest.starts_with("--") || rest.starts_with("=>") {
        (TokenKind::Punct, 2)
    } else {
        (TokenKind::Punct, first.len_utf8())
    };
    Token { kind, text: &rest[..len], span: Span::new(pos, pos + len) }
}

/// The offset of the `}` that closes the `{` at `open`, or `None` if nothing does.
pub fn closing_brace(source: &str, open: usize) -> Option<usize> {
    let bytes = source.as_bytes();
    let mut pos = open;
    let mut depth = 0usize;
    while pos < bytes.len() {
        match bytes[pos] {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(pos);
                }
            }
            b'/' if source[pos..].starts_with("//") => {
                pos += source[pos..].find('\n')?;
            }
            b'/' if source[pos..].starts_with("/*") => pos = end_of_block_comment(source, pos)?,
            b'"' => pos = end_of_string(bytes, pos)?,
            b'r' if !follows_word(bytes, pos) => {
                if let Some(end) = end_of_raw_string(source, pos) {
                    pos = end;
                }
            }
            b'\'' => pos = end_of_char(source, pos),
            _ => {}
        }
        pos += 1;
    }
    None
}

fn follows_word(bytes: &[u8], pos: usize) -> bool {
    // `br"…"` and `cr"…"` are raw strings too, hence the exception for a prefix of one letter.
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    match pos.checked_sub(1).map(|before| bytes[before]) {
        Some(b'b' | b'c') => pos >= 2 && word(bytes[pos - 2]),
        Some(byte) => word(byte),
        None => false,
    }
}

/// The offset of the last byte of the comment.
fn end_of_block_comment(source: &str, start: usize) -> Option<usize> {
    let mut pos = start;
    let mut depth = 0usize;
    while pos < source.len() {
        let rest = &source.as_bytes()[pos..];
        if rest.starts_with(b"/*") {
            depth += 1;
            pos += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            pos += 2;
            if depth == 0 {
                return Some(pos - 1);
            }
        } else {
            pos += 1;
        }
    }
    None
}

/// The offset of the closing quote.
fn end_of_string(bytes: &[u8], start: usize) -> Option<usize> {
    let mut pos = start + 1;
    while pos < bytes.len() {
        match bytes[pos] {
            b'\\' => pos += 1,
            b'"' => return Some(pos),
            _ => {}
        }
        pos += 1;
    }
    None
}

/// The offset of the last byte of a raw string that begins at `start`, if one does.
fn end_of_raw_string(source: &str, start: usize) -> Option<usize> {
    let hashes = source[start + 1..].bytes().take_while(|b| *b == b'#').count();
    let open = start + 1 + hashes;
    if source.as_bytes().get(open) != Some(&b'"') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let at = source[open + 1..].find(&close)?;
    Some(open + at + close.len())
}

/// The offset of the last byte of a character literal, or `start` if it is a lifetime.
fn end_of_char(source: &str, start: usize) -> usize {
    let mut rest = source[start + 1..].char_indices();
    match rest.next() {
        Some((_, '\\')) => {
            // The escaped character may itself be a quote.
            let _ = rest.next();
            rest.find(|(_, c)| *c == '\'').map_or(start, |(at, _)| start + 1 + at)
        }
        Some((_, '\'')) | None => start,
        Some(_) => match rest.next() {
            Some((at, '\'')) => start + 1 + at,
            _ => start,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn closes_at_end(source: &str) {
        assert_eq!(closing_brace(source, 0), Some(source.len() - 1), "{source}");
    }

    #[test]
    fn braces_in_literals_and_comments_do_not_count() {
        closes_at_end("{ \"}\" }");
        closes_at_end("{ \"\\\"}\" }");
        closes_at_end("{ '}' }");
        closes_at_end("{ '\\'' ; '}' }");
        closes_at_end("{ r#\"}\"# }");
        closes_at_end("{ br\"}\" }");
        closes_at_end("{ // }\n }");
        closes_at_end("{ /* } /* } */ } */ }");
        closes_at_end("{ x::<'a>() }");
        closes_at_end("{ { } { { } } }");
    }

    #[test]
    fn an_open_block_has_no_end() {
        assert_eq!(closing_brace("{ {", 0), None);
        assert_eq!(closing_brace("{ \"}", 0), None);
        assert_eq!(closing_brace("{ // }", 0), None);
    }
}
