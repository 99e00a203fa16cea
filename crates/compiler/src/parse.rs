//! Source text → tree: bounds the nesting, runs the parser, and turns its tree into ours.

use std::borrow::Cow;

use bytecode::CodeFlags;
use ruff_python_ast::{Mod as RuffMod, PythonVersion};
use ruff_python_parser::{Mode as RuffMode, ParseOptions, Parsed};
use ruff_text_size::TextRange;

use crate::ast::Mod;
use crate::diagnose::{Scan, diagnose};
use crate::error::{ErrorKind, Result, SyntaxError, Warning};
use crate::lower;
use crate::source::Source;
use crate::{Mode, Options};

/// Parses `text` and lowers the tree.
pub(crate) fn parse(
    text: &str,
    mode: Mode,
    options: &Options,
    scan: &Scan,
    warnings: &mut Vec<Warning>,
) -> Result<Mod> {
    // What is one statement at the prompt, and what is only the beginning of one, the parser does not know; nor does
    // it know what a joke makes of `!=`.
    let barry = options.flags.contains(CodeFlags::FUTURE_BARRY_AS_BDFL) || text.contains("barry_as_FLUFL");
    if (mode == Mode::Single || scan.fault || barry)
        && let Some(error) = diagnose(text, mode, options)
    {
        return Err(error);
    }
    let original = text;
    let mut text = Cow::Borrowed(text);
    if barry {
        for &at in &scan.old_not_equal {
            text.to_mut().replace_range(at..at + 2, "!=");
        }
    }
    // The parser does not take a bare `raise` before a semicolon, nor the name `match` after one; it takes other names.
    for &at in &scan.bridges {
        let name = if original[at..].starts_with('r') { "Raise" } else { "Match" };
        text.to_mut().replace_range(at..at + 5, name);
    }
    let source = &Source {
        original,
        bridges: &scan.bridges,
        int_max_str_digits: options.int_max_str_digits,
        ..Source::new(&text)
    };
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
        return Err(diagnose(original, mode, options)
            .unwrap_or_else(|| error_at(ErrorKind::Syntax, "invalid syntax", range, source)));
    }
    for (message, line) in &scan.warnings {
        warnings.push(Warning {
            message: message.clone(),
            lineno: *line,
            offset: 0,
            end_lineno: *line,
            end_offset: 0,
        });
    }
    // The tokens are not needed any more.
    let module = match (parsed.into_syntax(), mode) {
        (RuffMod::Expression(expression), _) => {
            Mod::Expression(Box::new(lower::expression(&expression.body, source, warnings)?))
        }
        (RuffMod::Module(module), Mode::Single) => {
            Mod::Interactive(lower::module(module.body, source, warnings)?)
        }
        (RuffMod::Module(module), _) => Mod::Module(lower::module(module.body, source, warnings)?),
    };
    // Both kinds of warning are given as the source is read.
    warnings.sort_by_key(|warning| warning.lineno);
    Ok(module)
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
