//! The language of `opcodes/bytecodes.def`: text to syntax tree to checked model, and the errors on the way.
//!
//! Architecture invariant: this crate does no input or output and knows nothing of the Rust code that is generated.

pub mod ast;
pub mod check;
pub mod describe;
pub mod diagnostics;
pub mod lock;
pub mod model;
pub mod parser;
pub mod print;

use diagnostics::Diagnostic;
use lock::Lock;
use model::Model;

/// Parses and checks `source`. Numbers come from `lock`; names that it lacks get free ones.
///
/// # Errors
///
/// All errors of the file.
pub fn compile(source: &str, lock: &Lock) -> Result<Model, Vec<Diagnostic>> {
    let (file, mut errors) = parser::parse(source);
    let (model, more) = check::check(source, &file, lock);
    errors.extend(more);
    if errors.is_empty() { Ok(model) } else { Err(errors) }
}
