//! Instructions that change while they run: the quickened copy of a code object, with its inline caches.
#![expect(unsafe_code, reason = "the dispatch loop reads and rewrites code units through a raw pointer")]

use std::cell::{OnceCell, UnsafeCell};

use bytecode::code::CodeUnit;

use crate::interp::{Starts, fuse_all, fuse_around};

/// The mutable code units of one code object in one interpreter.
pub struct CodeCell {
    units: UnsafeCell<Box<[CodeUnit]>>,
    /// Where instructions begin, once one has specialized.
    starts: OnceCell<Starts>,
}

impl CodeCell {
    /// Code as the compiler made it, with the counters of adaptive instructions set to `warmup`.
    pub fn new(mut units: Box<[CodeUnit]>, warmup: u16) -> CodeCell {
        let mut index = 0;
        while let Some(unit) = units.get(index) {
            let opcode = bytecode::Opcode::from_number(unit & 0xFF).unwrap_or(bytecode::Opcode::NOP);
            let adaptive =
                bytecode::metadata::cache_fields(opcode).first().is_some_and(|field| field.0 == "counter");
            if let Some(counter) = units.get_mut(index + 1).filter(|_| adaptive) {
                *counter = warmup;
            }
            index += 1 + opcode.cache_entries();
        }
        CodeCell { units: UnsafeCell::new(units), starts: OnceCell::new() }
    }

    /// The address of the first unit, for the dispatch loop.
    #[inline(always)]
    pub(crate) fn start(&self) -> *mut CodeUnit {
        // SAFETY: the box is never replaced; units are only read and written through raw pointers by the thread that
        // holds the interpreter.
        unsafe { (&mut *self.units.get()).as_mut_ptr() }
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        // SAFETY: the length never changes.
        unsafe { (&*self.units.get()).len() }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Changes the opcode of the instruction at `pc`, and what is fused around it if `fuse` says so.
    ///
    /// # Safety
    /// `pc` is the opcode of an instruction of this code.
    pub(crate) unsafe fn set_opcode(&self, pc: *mut CodeUnit, opcode: bytecode::Opcode, fuse: bool) {
        // SAFETY: the caller's promise; only the dispatch loop has pointers to the units, and it waits.
        unsafe {
            pc.write(pc.read() & 0xFF00 | opcode as u16);
            if fuse {
                let changed = pc.offset_from(self.start()) as usize;
                let units = &mut *self.units.get();
                match self.starts.get() {
                    Some(starts) => fuse_around(units, starts, changed),
                    None => {
                        let _ = self.starts.set(Starts::of(units));
                        fuse_all(units);
                    }
                }
            }
        }
    }

    /// A copy of the units as they are now: what `_co_code_adaptive` shows.
    pub fn snapshot(&self) -> Vec<CodeUnit> {
        // SAFETY: as in `start`; nothing writes during the copy.
        unsafe { (&*self.units.get()).to_vec() }
    }
}
