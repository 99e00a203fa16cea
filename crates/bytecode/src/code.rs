//! The immutable code object: what the compiler makes and every interpreter may share.
//!
//! The copy that is quickened while it runs, with its inline caches, belongs to an interpreter and is not here.

use std::ops::{BitOr, BitOrAssign};
use std::sync::Arc;

use crate::{Constant, Wtf8Buf};

/// A code object. Fields carry the names of CPython 3.14's `co_*` attributes.
#[derive(Clone, Debug, Default)]
pub struct Code {
    pub name: Arc<Wtf8Buf>,
    pub qualname: Arc<Wtf8Buf>,
    pub filename: Arc<Wtf8Buf>,
    pub firstlineno: i32,
    pub flags: CodeFlags,
    /// Positional parameters, positional-only ones included.
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    /// Greatest depth of the value stack.
    pub stacksize: u32,
    /// Code units, little-endian pairs of opcode and argument, cache units zeroed.
    pub code: Box<[CodeUnit]>,
    pub consts: Box<[Constant]>,
    pub names: Box<[Arc<Wtf8Buf>]>,
    /// Names of all fast locals: parameters, other locals, cells, free variables, in the order of their slots.
    pub localsplusnames: Box<[Arc<Wtf8Buf>]>,
    /// What each slot of `localsplusnames` is.
    pub localspluskinds: Box<[LocalKind]>,
    /// Source positions, in the format of CPython's `co_linetable`.
    pub linetable: Box<[u8]>,
    /// Exception handlers, in the format of CPython's `co_exceptiontable`.
    pub exceptiontable: Box<[u8]>,
}

/// One 16-bit unit of code: opcode in the low byte, argument in the high byte.
pub type CodeUnit = u16;

/// What a slot of the fast locals holds; the bits of CPython's `CO_FAST_*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LocalKind(pub u8);

impl LocalKind {
    pub const HIDDEN: LocalKind = LocalKind(0x10);
    pub const LOCAL: LocalKind = LocalKind(0x20);
    pub const CELL: LocalKind = LocalKind(0x40);
    pub const FREE: LocalKind = LocalKind(0x80);

    /// Whether any bit of `kind` is set.
    pub const fn is(self, kind: LocalKind) -> bool {
        self.0 & kind.0 != 0
    }
}

impl BitOr for LocalKind {
    type Output = LocalKind;

    fn bitor(self, other: LocalKind) -> LocalKind {
        LocalKind(self.0 | other.0)
    }
}

/// The bits of `co_flags`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CodeFlags(pub u32);

impl CodeFlags {
    pub const OPTIMIZED: CodeFlags = CodeFlags(0x1);
    pub const NEWLOCALS: CodeFlags = CodeFlags(0x2);
    pub const VARARGS: CodeFlags = CodeFlags(0x4);
    pub const VARKEYWORDS: CodeFlags = CodeFlags(0x8);
    pub const NESTED: CodeFlags = CodeFlags(0x10);
    pub const GENERATOR: CodeFlags = CodeFlags(0x20);
    pub const COROUTINE: CodeFlags = CodeFlags(0x80);
    pub const ITERABLE_COROUTINE: CodeFlags = CodeFlags(0x100);
    pub const ASYNC_GENERATOR: CodeFlags = CodeFlags(0x200);
    pub const FUTURE_BARRY_AS_BDFL: CodeFlags = CodeFlags(0x40_0000);
    pub const FUTURE_ANNOTATIONS: CodeFlags = CodeFlags(0x100_0000);
    pub const HAS_DOCSTRING: CodeFlags = CodeFlags(0x400_0000);
    pub const METHOD: CodeFlags = CodeFlags(0x800_0000);

    /// Whether any bit of `flags` is set.
    pub const fn contains(self, flags: CodeFlags) -> bool {
        self.0 & flags.0 != 0
    }
}

impl BitOr for CodeFlags {
    type Output = CodeFlags;

    fn bitor(self, other: CodeFlags) -> CodeFlags {
        CodeFlags(self.0 | other.0)
    }
}

impl BitOrAssign for CodeFlags {
    fn bitor_assign(&mut self, other: CodeFlags) {
        self.0 |= other.0;
    }
}

impl Code {
    /// Number of fast-local slots: locals, cells and free variables.
    pub fn nlocalsplus(&self) -> usize {
        self.localsplusnames.len()
    }

    /// Number of slots that hold plain locals (`co_nlocals`).
    pub fn nlocals(&self) -> usize {
        self.count(LocalKind::LOCAL)
    }

    /// Names of the slots of one kind, in order (`co_varnames`, `co_cellvars`, `co_freevars`).
    pub fn names_of(&self, kind: LocalKind) -> impl Iterator<Item = &Arc<Wtf8Buf>> {
        self.localsplusnames
            .iter()
            .zip(&self.localspluskinds)
            .filter(move |(_, k)| k.is(kind))
            .map(|(name, _)| name)
    }

    fn count(&self, kind: LocalKind) -> usize {
        self.localspluskinds.iter().filter(|k| k.is(kind)).count()
    }
}

impl Code {
    /// Whether both are the same code from the same place, as CPython compares code objects: everything but the file and
    /// the qualified name counts.
    pub fn is_equal(&self, other: &Code) -> bool {
        std::ptr::eq(self, other)
            || (self.name == other.name
                && self.argcount == other.argcount
                && self.posonlyargcount == other.posonlyargcount
                && self.kwonlyargcount == other.kwonlyargcount
                && self.flags == other.flags
                && self.firstlineno == other.firstlineno
                && self.code == other.code
                && self.names == other.names
                && self.localsplusnames == other.localsplusnames
                && self.localspluskinds == other.localspluskinds
                && self.linetable == other.linetable
                && self.exceptiontable == other.exceptiontable
                && self.consts.len() == other.consts.len()
                && self.consts.iter().zip(&other.consts).all(|pair| match pair {
                    (Constant::Code(left), Constant::Code(right)) => left.is_equal(right),
                    (left, right) => left == right,
                }))
    }
}
