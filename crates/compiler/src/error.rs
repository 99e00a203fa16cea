//! `SyntaxError` and `SyntaxWarning` as data. Which message belongs to which mistake is decided where it is found.

use std::fmt;

use crate::ir::Location;

/// The exception class that an error is raised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// `SyntaxError`.
    Syntax,
    /// `IndentationError`.
    Indentation,
    /// `TabError`.
    Tab,
    /// `_IncompleteInputError`: the input ends too early (only where the caller asked to allow that).
    IncompleteInput,
    /// `RecursionError`: the source nests too deeply to be compiled.
    Recursion,
    /// `MemoryError`: the source nests too deeply to be parsed.
    Memory,
    /// `ValueError`.
    Value,
    /// `OverflowError`.
    Overflow,
    /// `SystemError`: a fault of the compiler.
    System,
}

/// An error of the compiler, with the attributes of Python's `SyntaxError`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub kind: ErrorKind,
    /// The text of the exception, without position.
    pub message: String,
    pub filename: String,
    /// Line, from 1; 0 where there is none.
    pub lineno: i32,
    /// Column, from 1. Characters, for what the parser finds; UTF-8 bytes, for what the symbol table or the code
    /// generator finds (as CPython has it). 0 where there is none; -1 where bytes cannot be decoded.
    pub offset: i32,
    /// Line of the end; 0 where there is none.
    pub end_lineno: i32,
    /// Column after the end, from 1; 0 or -1 where there is none.
    pub end_offset: i32,
    /// The source line, where CPython's parser would supply it. For other errors CPython reads the line from the file
    /// of that name if it can; that is for the caller to do.
    pub text: Option<String>,
}

impl SyntaxError {
    /// An error at a node of the tree, as the symbol table and the code generator raise it.
    pub(crate) fn at(message: impl Into<String>, location: Location) -> Box<SyntaxError> {
        Box::new(SyntaxError {
            kind: ErrorKind::Syntax,
            message: message.into(),
            filename: String::new(),
            lineno: location.line,
            offset: location.col + 1,
            end_lineno: location.end_line,
            end_offset: location.end_col + 1,
            text: None,
        })
    }

    /// An error that has no position.
    pub(crate) fn without_location(kind: ErrorKind, message: impl Into<String>) -> Box<SyntaxError> {
        Box::new(SyntaxError {
            kind,
            message: message.into(),
            filename: String::new(),
            lineno: 0,
            offset: 0,
            end_lineno: 0,
            end_offset: 0,
            text: None,
        })
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, line {})", self.message, self.filename, self.lineno)
    }
}

impl std::error::Error for SyntaxError {}

/// The result of every pass of this crate.
pub(crate) type Result<T> = std::result::Result<T, Box<SyntaxError>>;

/// A `SyntaxWarning` (or, for some escapes, a `DeprecationWarning`) that the source gave rise to.
///
/// If the caller's filters turn it into an error, that error is a `SyntaxError` at the same place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub message: String,
    pub lineno: i32,
    /// Column, from 1.
    pub offset: i32,
    pub end_lineno: i32,
    pub end_offset: i32,
}

impl Warning {
    pub(crate) fn at(message: impl Into<String>, location: Location) -> Warning {
        let error = SyntaxError::at(message, location);
        Warning {
            message: error.message,
            lineno: error.lineno,
            offset: error.offset,
            end_lineno: error.end_lineno,
            end_offset: error.end_offset,
        }
    }
}
