//! A readable form of code objects: what tests of single opcodes are written in, and what [`print`] writes back.
//!
//! ```text
//! .code f                      ; a code object, up to its `.end`; the name is also how constants refer to it
//! .args n                      ; parameters; also .posonly N, .kwonly, .varargs, .varkeywords
//! .locals i                    ; other locals; also .cells, .free, .hidden
//!     RESUME 0
//!     LOAD_CONST 10 @2         ; constants are literals; @line, @line:col-col or @line:col-line:col
//! again:                       ; a label
//!     LOAD_FAST_LOAD_FAST i n
//!     COMPARE_OP <
//!     POP_JUMP_IF_FALSE again
//!     LOAD_GLOBAL print null   ; `null` and `method` are the low bits of the argument
//!     LOAD_CONST None
//!     RETURN_VALUE
//! .except again done handler 0 lasti
//! .end
//! ```
//!
//! Constants, names and the stack size are filled in if they are not given (`.const`, `.names`, `.stacksize`). A
//! number with `#` is a raw argument and is taken as it is. Caches and `EXTENDED_ARG`s are never written;
//! `wide N` after the operand asks for more of the latter than the argument needs. Nothing here
//! checks that the code makes sense: writing bad code on purpose is one of the uses. See [`crate::verify`].

mod literal;
mod parser;
mod printer;

pub use literal::{Literal, parse_literal};
pub use parser::{AsmError, assemble};
pub(crate) use printer::operand as operand_text;
pub use printer::print;

use crate::generated::metadata;
use crate::{CodeFlags, Opcode};

/// What the argument of an instruction means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// The instruction has no argument.
    None,
    /// A plain number.
    Number,
    /// An index of the constants.
    Const,
    /// An index of the names.
    Name,
    /// An index of the names, shifted by one; the low bit pushes a null after the value.
    NameOrNull,
    /// An index of the names, shifted by one; the low bit is set for a method call.
    NameOrMethod,
    /// An index of the names, shifted by two; bit 0 for a method call, bit 1 for `super()` with two arguments.
    SuperName,
    /// A slot of the fast locals.
    Local,
    /// Those of the instructions that a superinstruction does, one after the other.
    Parts,
    /// A jump target.
    Jump,
    /// The operator of `BINARY_OP`.
    BinaryOperator,
    /// The operator of `COMPARE_OP` with its masks.
    Comparison,
}

/// The number of `EXTENDED_ARG`s that an argument needs.
fn extended_args(arg: u32) -> u32 {
    (32 - (arg | 1).leading_zeros()).div_ceil(8) - 1
}

/// Operators of `BINARY_OP` by number.
pub const BINARY_OPERATORS: [&str; 27] = [
    "+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^", "+=", "&=", "//=", "<<=", "@=",
    "*=", "%=", "|=", "**=", ">>=", "-=", "/=", "^=", "[]",
];

/// Operators of `COMPARE_OP` by number, each with the mask of results for which it holds.
pub const COMPARISONS: [(&str, u32); 6] = [("<", 2), ("<=", 10), ("==", 8), ("!=", 7), (">", 4), (">=", 12)];

/// Bit of `COMPARE_OP`'s argument: the result is made a `bool`.
const COMPARE_TO_BOOL: u32 = 16;

impl Opcode {
    /// What the argument means.
    pub fn operand(self) -> Operand {
        if metadata::is_super(self) {
            return Operand::Parts;
        }
        if self.is_jump() {
            return Operand::Jump;
        }
        // The low bits are flags; the last operand is what the argument is about.
        let Some((last, flags)) = metadata::operands(self).split_last() else { return Operand::None };
        match (last.ty, flags) {
            ("Const", _) => Operand::Const,
            ("Name", []) => Operand::Name,
            ("Name", [flag]) if flag.name == "method" => Operand::NameOrMethod,
            ("Name", [_]) => Operand::NameOrNull,
            ("Name", _) => Operand::SuperName,
            ("Local" | "Cell", _) => Operand::Local,
            ("BinaryOperation", _) => Operand::BinaryOperator,
            ("Comparison", _) => Operand::Comparison,
            _ => Operand::Number,
        }
    }
}

/// Names of the bits of `co_flags`.
const FLAGS: [(&str, CodeFlags); 13] = [
    ("OPTIMIZED", CodeFlags::OPTIMIZED),
    ("NEWLOCALS", CodeFlags::NEWLOCALS),
    ("VARARGS", CodeFlags::VARARGS),
    ("VARKEYWORDS", CodeFlags::VARKEYWORDS),
    ("NESTED", CodeFlags::NESTED),
    ("GENERATOR", CodeFlags::GENERATOR),
    ("COROUTINE", CodeFlags::COROUTINE),
    ("ITERABLE_COROUTINE", CodeFlags::ITERABLE_COROUTINE),
    ("ASYNC_GENERATOR", CodeFlags::ASYNC_GENERATOR),
    ("FUTURE_BARRY_AS_BDFL", CodeFlags::FUTURE_BARRY_AS_BDFL),
    ("FUTURE_ANNOTATIONS", CodeFlags::FUTURE_ANNOTATIONS),
    ("HAS_DOCSTRING", CodeFlags::HAS_DOCSTRING),
    ("METHOD", CodeFlags::METHOD),
];

#[cfg(test)]
mod tests;
