//! Instructions that change while they run: the quickened copy of a code object, with its inline caches.
#![expect(unsafe_code, reason = "the dispatch loop reads and rewrites code units through a raw pointer")]

use std::cell::UnsafeCell;

use bytecode::code::CodeUnit;

/// The mutable code units of one code object in one interpreter.
pub struct CodeCell(UnsafeCell<Box<[CodeUnit]>>);

impl CodeCell {
    /// A fresh copy of `code`.
    pub fn new(code: &[CodeUnit]) -> CodeCell {
        CodeCell(UnsafeCell::new(code.into()))
    }

    /// The address of the first unit, for the dispatch loop.
    #[inline(always)]
    pub(crate) fn start(&self) -> *mut CodeUnit {
        // SAFETY: the box is never replaced; units are only read and written through raw pointers by the thread that
        // holds the interpreter.
        unsafe { (&mut *self.0.get()).as_mut_ptr() }
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        // SAFETY: the length never changes.
        unsafe { (&*self.0.get()).len() }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A copy of the units as they are now: what `co_code_adaptive` shows.
    pub fn snapshot(&self) -> Vec<CodeUnit> {
        // SAFETY: as in `start`; nothing writes during the copy.
        unsafe { (&*self.0.get()).to_vec() }
    }
}
