//! Python source text → code objects: ruff's parser, then our own symbol table, code generator, flow-graph optimizer
//! and assembler.
//!
//! Architecture invariant: never panics and never overflows the native stack, whatever the source.

pub mod ast;
mod codegen;
mod diagnose;
mod error;
pub mod flowgraph;
mod future;
pub mod ir;
mod literal;
mod lower;
mod parse;
mod preprocess;
mod source;
pub mod symtable;
pub mod unparse;

use std::sync::Arc;

use bytecode::{Code, CodeFlags, Wtf8Buf};

pub use error::{ErrorKind, SyntaxError, Warning};
pub use source::{decode_source, decode_source_with};

use symtable::SymbolTable;

/// Changes whenever the compiler, the code objects that it makes or the instruction set do (see `build.rs`).
pub const FINGERPRINT: u64 = match u64::from_str_radix(env!("COMPILER_FINGERPRINT"), 10) {
    Ok(fingerprint) => fingerprint,
    Err(_) => panic!("build.rs writes a number"),
};

/// What kind of source is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A module.
    Exec,
    /// One expression.
    Eval,
    /// Statements at the prompt: the values of expressions are printed.
    Single,
}

/// How to compile.
#[derive(Clone, Debug)]
pub struct Options {
    /// 0: everything; 1: without `assert` and with `__debug__` false; 2: also without docstrings.
    pub optimize: u8,
    /// Whether to use the instructions that CPython does not have; without them the code is CPython's own.
    pub rewrite: bool,
    /// Future features that are on from the start: those of the code that calls `compile`.
    pub flags: CodeFlags,
    /// Whether `await` and the like may stand at the top level of a module (`PyCF_ALLOW_TOP_LEVEL_AWAIT`).
    pub top_level_await: bool,
    /// Whether input that ends too early is to be told apart from input that is wrong
    /// (`PyCF_ALLOW_INCOMPLETE_INPUT`).
    pub allow_incomplete_input: bool,
    /// At the prompt, the end of the input does not end indented blocks (`PyCF_DONT_IMPLY_DEDENT`).
    pub dont_imply_dedent: bool,
    /// Longest decimal integer literal, in digits (`sys.set_int_max_str_digits`); 0 for no limit.
    pub int_max_str_digits: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            optimize: 0,
            rewrite: true,
            flags: CodeFlags::default(),
            top_level_await: false,
            allow_incomplete_input: false,
            dont_imply_dedent: false,
            int_max_str_digits: 4300,
        }
    }
}

/// A finished compilation.
#[derive(Clone, Debug)]
pub struct Compiled {
    pub code: Arc<Code>,
    /// What is doubtful about the source, in the order in which it was found.
    pub warnings: Vec<Warning>,
}

/// Compiles source text and drops its warnings.
///
/// # Errors
///
/// What Python raises: mostly `SyntaxError`; see [`ErrorKind`].
pub fn compile(
    source: &str,
    filename: &str,
    mode: Mode,
    options: &Options,
) -> Result<Arc<Code>, SyntaxError> {
    compile_with_warnings(source, filename, mode, options).map(|compiled| compiled.code)
}

/// Compiles source text.
///
/// # Errors
///
/// What Python raises: mostly `SyntaxError`; see [`ErrorKind`].
pub fn compile_with_warnings(
    source: &str,
    filename: &str,
    mode: Mode,
    options: &Options,
) -> Result<Compiled, SyntaxError> {
    with_source(source, filename, mode, options, |text, tree| {
        // CPython finds all that its parser can find before anything else.
        let (code, mut more) = compile_module(tree.module, filename, options)
            .map_err(|error| diagnose::diagnose(text, mode, options).unwrap_or(error))?;
        let mut warnings = tree.warnings;
        warnings.append(&mut more);
        Ok(Compiled { code, warnings })
    })
}

/// A tree made from source text.
#[derive(Debug)]
pub struct Tree {
    pub module: ast::Mod,
    /// At least how deep the tree is nested; see [`with_stack`].
    pub depth: usize,
    /// What is doubtful about the source, in the order in which it was found.
    pub warnings: Vec<Warning>,
}

/// Parses source text and hands the tree to `consume` (which finds enough stack to walk it recursively, and to drop
/// it).
///
/// # Errors
///
/// What Python raises: mostly `SyntaxError`; see [`ErrorKind`]. Also what `consume` returns.
pub fn parse<T>(
    source: &str,
    filename: &str,
    mode: Mode,
    options: &Options,
    consume: impl FnOnce(Tree) -> Result<T, SyntaxError>,
) -> Result<T, SyntaxError> {
    with_source(source, filename, mode, options, |_, tree| consume(tree).map_err(Box::new))
}

/// Compiles a tree that may have been made by the program. Call it inside [`with_stack`].
///
/// # Errors
///
/// What Python raises: mostly `SyntaxError`; see [`ErrorKind`].
pub fn compile_tree(module: ast::Mod, filename: &str, options: &Options) -> Result<Compiled, SyntaxError> {
    match compile_module(module, filename, options) {
        Ok((code, warnings)) => Ok(Compiled { code, warnings }),
        Err(error) => Err(in_file(*error, filename)),
    }
}

/// The symbol table of source text, as the module `_symtable` shows it.
///
/// # Errors
///
/// What Python raises: mostly `SyntaxError`; see [`ErrorKind`].
pub fn symbol_table(
    source: &str,
    filename: &str,
    mode: Mode,
    options: &Options,
) -> Result<SymbolTable, SyntaxError> {
    with_source(source, filename, mode, options, |text, tree| {
        let table = future::features(&tree.module).and_then(|mut future| {
            future.flags |= options.flags;
            SymbolTable::new(&tree.module, future)
        });
        table.map_err(|error| diagnose::diagnose(text, mode, options).unwrap_or(error))
    })
}

/// Deeper trees are refused: with source text by an error, with trees made by the program by their maker.
pub const MAX_DEPTH: usize = 60_000;

/// CPython's parser gives up at this depth.
const MAX_PARSER_DEPTH: usize = 5_968;

/// Bytes of stack that any compilation may need, and that every level of nesting may need.
const BASE_STACK: usize = 512 * 1024;
const STACK_PER_LEVEL: usize = if cfg!(debug_assertions) { 8 * 1024 } else { 4 * 1024 };

/// Calls `work` with as much native stack as all passes over a tree need that is nested `depth` levels deep, up to
/// [`MAX_DEPTH`].
pub fn with_stack<T>(depth: usize, work: impl FnOnce() -> T) -> T {
    let stack = BASE_STACK + depth.min(MAX_DEPTH) * STACK_PER_LEVEL;
    stacker::maybe_grow(stack, stack, work)
}

/// Parses source text and calls `consume` with the tree.
fn with_source<T>(
    source: &str,
    filename: &str,
    mode: Mode,
    options: &Options,
    consume: impl FnOnce(&str, Tree) -> error::Result<T>,
) -> Result<T, SyntaxError> {
    bounded_source(source, mode, options, consume).map_err(|error| in_file(*error, filename))
}

fn bounded_source<T>(
    source: &str,
    mode: Mode,
    options: &Options,
    consume: impl FnOnce(&str, Tree) -> error::Result<T>,
) -> error::Result<T> {
    if source.contains('\0') {
        let message = "source code string cannot contain null bytes";
        return Err(SyntaxError::without_location(ErrorKind::Syntax, message));
    }
    let text = source::normalize_newlines(source);
    let scan = diagnose::scan(&text);
    if scan.parser_depth > MAX_PARSER_DEPTH {
        let message = "Parser stack overflowed - Python source too complex to parse";
        return Err(SyntaxError::without_location(ErrorKind::Memory, message));
    }
    if scan.depth > MAX_DEPTH {
        let message = "maximum recursion depth exceeded during compilation";
        return Err(SyntaxError::without_location(ErrorKind::Recursion, message));
    }
    with_stack(scan.depth, || {
        let mut warnings = Vec::new();
        let module = parse::parse(&text, mode, options, &scan, &mut warnings)?;
        consume(&text, Tree { module, depth: scan.depth, warnings })
    })
}

fn in_file(error: SyntaxError, filename: &str) -> SyntaxError {
    SyntaxError { filename: filename.to_owned(), ..error }
}

/// Compiles a tree.
fn compile_module(
    mut module: ast::Mod,
    filename: &str,
    options: &Options,
) -> error::Result<(Arc<Code>, Vec<Warning>)> {
    let mut warnings = Vec::new();
    let mut future = future::features(&module)?;
    future.flags |= options.flags;
    future.top_level_await = options.top_level_await;
    preprocess::preprocess(&mut module, options.optimize, future.annotations(), &mut warnings);
    let table = SymbolTable::new(&module, future)?;
    let settings = codegen::Settings {
        filename: Arc::new(Wtf8Buf::from(filename)),
        optimize: options.optimize,
        flags: options.flags,
        assemble: flowgraph::Options { rewrite: options.rewrite },
    };
    let (code, more) = codegen::compile(&module, table, future, settings)?;
    warnings.extend(more);
    Ok((code, warnings))
}
