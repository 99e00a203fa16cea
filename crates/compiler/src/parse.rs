//! Source text → tree: bounds the nesting, runs the parser, and turns its tree into ours.

use ruff_python_ast::{Mod as RuffMod, PythonVersion};
use ruff_python_parser::{Mode as RuffMode, ParseOptions, Parsed};
use ruff_text_size::TextRange;

use crate::ast::Mod;
use crate::diagnose::diagnose;
use crate::error::{ErrorKind, Result, SyntaxError, Warning};
use crate::lower;
use crate::source::Source;
use crate::{Mode, Options};

/// Parses `source` and lowers the tree.
pub(crate) fn parse(
    source: &Source<'_>,
    mode: Mode,
    options: &Options,
    warnings: &mut Vec<Warning>,
) -> Result<Mod> {
    // What is one statement at the prompt, and what is only the beginning of one, the parser does not know.
    if mode == Mode::Single
        && let Some(error) = diagnose(source.text, mode, options)
    {
        return Err(error);
    }
    let ruff_mode = match mode {
        Mode::Exec | Mode::Single => RuffMode::Module,
        Mode::Eval => RuffMode::Expression,
    };
    let parse_options = ParseOptions::from(ruff_mode).with_target_version(PythonVersion::PY314);
    let parsed: Parsed<RuffMod> = ruff_python_parser::parse_unchecked(source.text, parse_options);
    let fault = parsed
        .errors()
        .first()
        .map(|error| error.location)
        .or_else(|| parsed.unsupported_syntax_errors().first().map(|error| error.range));
    if let Some(range) = fault {
        return Err(diagnose(source.text, mode, options)
            .unwrap_or_else(|| error_at(ErrorKind::Syntax, "invalid syntax", range, source)));
    }
    match (parsed.syntax(), mode) {
        (RuffMod::Expression(expression), _) => {
            Ok(Mod::Expression(Box::new(lower::expression(&expression.body, source, warnings)?)))
        }
        (RuffMod::Module(module), Mode::Single) => {
            Ok(Mod::Interactive(lower::module(&module.body, source, warnings)?))
        }
        (RuffMod::Module(module), _) => Ok(Mod::Module(lower::module(&module.body, source, warnings)?)),
    }
}

/// An error at a range of the source, with columns in characters and the line's text.
pub(crate) fn error_at(
    kind: ErrorKind,
    message: impl Into<String>,
    range: TextRange,
    source: &Source<'_>,
) -> Box<SyntaxError> {
    let (line, col) = source.position(range.start());
    let (end_line, end_col) = source.position(range.end());
    let column = |line: usize, col: u32| {
        let text = source.line(line);
        text.get(..col as usize).unwrap_or(text).chars().count() as i32 + 1
    };
    Box::new(SyntaxError {
        kind,
        message: message.into(),
        filename: String::new(),
        lineno: line as i32 + 1,
        offset: column(line, col),
        end_lineno: end_line as i32 + 1,
        end_offset: column(end_line, end_col),
        text: Some(source.line(line).to_owned()),
    })
}
