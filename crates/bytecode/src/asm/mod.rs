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
    /// Two slots of four bits each.
    LocalPair,
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
        use Opcode::*;
        match self {
            LOAD_CONST | RETURN_CONST => Operand::Const,
            STORE_NAME
            | DELETE_NAME
            | LOAD_NAME
            | STORE_GLOBAL
            | DELETE_GLOBAL
            | STORE_ATTR
            | DELETE_ATTR
            | IMPORT_NAME
            | IMPORT_FROM
            | LOAD_FROM_DICT_OR_GLOBALS => Operand::Name,
            LOAD_GLOBAL => Operand::NameOrNull,
            LOAD_ATTR => Operand::NameOrMethod,
            LOAD_SUPER_ATTR => Operand::SuperName,
            LOAD_FAST
            | LOAD_FAST_BORROW
            | LOAD_FAST_CHECK
            | LOAD_FAST_AND_CLEAR
            | STORE_FAST
            | DELETE_FAST
            | MAKE_CELL
            | LOAD_DEREF
            | STORE_DEREF
            | DELETE_DEREF
            | LOAD_FROM_DICT_OR_DEREF
            | LOAD_CLASSDEREF => Operand::Local,
            LOAD_FAST_LOAD_FAST
            | LOAD_FAST_BORROW_LOAD_FAST_BORROW
            | STORE_FAST_LOAD_FAST
            | STORE_FAST_STORE_FAST => Operand::LocalPair,
            BINARY_OP => Operand::BinaryOperator,
            COMPARE_OP => Operand::Comparison,
            _ if self.is_jump() => Operand::Jump,
            BINARY_SUBSCR | IMPORT_STAR => Operand::None,
            // CPython numbers the instructions without argument first.
            _ if (self as u16) < BINARY_OP as u16 => Operand::None,
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
