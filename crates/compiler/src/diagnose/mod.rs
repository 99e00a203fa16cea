//! Errors as CPython's parser finds them.
//!
//! The parser proper is fast and builds a tree, but what it says about wrong source is not what Python says. When it
//! finds fault, the source is read once more by this module, which works as CPython's parser does: the same tokens,
//! the same grammar, and a second attempt with rules for mistakes. It makes no tree.

mod actions;
mod grammar;
mod parser;
mod scan;
mod tokenizer;

use crate::error::{ErrorKind, SyntaxError};
use crate::{Mode, Options};
use parser::{Parser, Raised};
pub(crate) use scan::{Scan, scan};

/// The error in `text`, whose lines end with `\n`; `None` if there is none.
pub(crate) fn diagnose(text: &str, mode: Mode, options: &Options) -> Option<Box<SyntaxError>> {
    let mut complete = std::borrow::Cow::Borrowed(text);
    if mode == Mode::Exec && !text.is_empty() && !text.ends_with('\n') {
        complete.to_mut().push('\n');
    }
    let mut parser = Parser::new(&complete, mode, options);
    parser.run(options.allow_incomplete_input).map(into_syntax_error)
}

fn into_syntax_error(raised: Raised) -> Box<SyntaxError> {
    if raised.kind == ErrorKind::Memory {
        return SyntaxError::without_location(ErrorKind::Memory, raised.message);
    }
    let (offset, end_offset) = if raised.in_characters {
        (raised.col, raised.end_col)
    } else {
        let end = if raised.end_col > 0 { characters(&raised.text, raised.end_col) } else { raised.end_col };
        (characters(&raised.text, raised.col), end)
    };
    Box::new(SyntaxError {
        kind: raised.kind,
        message: raised.message,
        filename: String::new(),
        lineno: raised.line,
        offset,
        end_lineno: raised.end_line,
        end_offset,
        text: Some(raised.text),
    })
}

/// How many characters the first `bytes` bytes of a line are; a character that is cut through counts, and so does the
/// place after the end.
fn characters(line: &str, bytes: i32) -> i32 {
    let bytes = usize::try_from(bytes).unwrap_or(0);
    if bytes > line.len() {
        return line.chars().count() as i32 + 1;
    }
    line.char_indices().take_while(|(at, _)| *at < bytes).count() as i32
}
