//! Memory that code is written to and run from: never both at a time.
#![expect(unsafe_code, reason = "maps memory that can be executed")]

use std::ptr::{NonNull, null_mut};

use crate::emit::Link;
use rustix::mm::{MapFlags, MprotectFlags, ProtFlags};

/// Address space for code. Pages take memory once they are written.
const SIZE: usize = 4 << 20;
const PAGE: usize = 4096;

/// All code of one machine. It is never moved or given back before the machine ends.
pub struct CodeMemory {
    start: NonNull<u8>,
    used: usize,
}

impl CodeMemory {
    /// Reserves the address space. `None` where the system does not allow that.
    pub fn new() -> Option<CodeMemory> {
        // SAFETY: a new mapping, wherever there is room for it.
        let start =
            unsafe { rustix::mm::mmap_anonymous(null_mut(), SIZE, ProtFlags::empty(), MapFlags::PRIVATE) };
        Some(CodeMemory { start: NonNull::new(start.ok()?.cast())?, used: 0 })
    }

    /// Copies code to memory that can be executed; its address. `None` if no room is left or the system does not allow it.
    pub fn install(&mut self, code: &[u8]) -> Option<*const u8> {
        let start = self.used.next_multiple_of(16);
        let end = start.checked_add(code.len()).filter(|end| *end <= SIZE)?;
        let (first, last) = (start / PAGE * PAGE, end.next_multiple_of(PAGE));
        // SAFETY: the pages are ours; no code runs while this does.
        unsafe {
            let pages = self.start.as_ptr().add(first).cast();
            rustix::mm::mprotect(pages, last - first, MprotectFlags::READ | MprotectFlags::WRITE).ok()?;
            let target = self.start.as_ptr().add(start);
            target.copy_from_nonoverlapping(code.as_ptr(), code.len());
            rustix::mm::mprotect(pages, last - first, MprotectFlags::READ | MprotectFlags::EXEC).ok()?;
            self.used = end;
            Some(target)
        }
    }

    /// Makes a jump lead to `target`, which is in this memory too.
    pub fn link(&mut self, link: Link, target: usize) {
        let distance = (target as i64 - link.0 as i64) as i32;
        let first = (link.0 - 4) / PAGE * PAGE;
        let length = link.0.next_multiple_of(PAGE) - first;
        // SAFETY: the four bytes are the distance of a jump that was installed here; the code does not run meanwhile, and the
        // mapping allows what it allowed before.
        unsafe {
            let pages = std::ptr::with_exposed_provenance_mut(first);
            if rustix::mm::mprotect(pages, length, MprotectFlags::READ | MprotectFlags::WRITE).is_ok() {
                std::ptr::with_exposed_provenance_mut::<i32>(link.0 - 4).write_unaligned(distance);
                // Nothing could run any more if this failed; it asks for what was there before.
                let _ = rustix::mm::mprotect(pages, length, MprotectFlags::READ | MprotectFlags::EXEC);
            }
        }
    }

    /// Bytes of code.
    pub fn used(&self) -> usize {
        self.used
    }
}

impl Drop for CodeMemory {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and nobody runs its code any more. It stays if the system refuses.
        let _ = unsafe { rustix::mm::munmap(self.start.as_ptr().cast(), SIZE) };
    }
}
