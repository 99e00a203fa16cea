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
        // SAFETY: the place is in the mapping.
        let target = unsafe { self.start.as_ptr().add(start) };
        self.write(target, code).then(|| self.used = end)?;
        Some(target)
    }

    /// Bytes of code in it.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Makes a jump lead to `target`, which is in this memory too.
    pub fn link(&mut self, link: Link, target: usize) {
        let start = self.start.as_ptr();
        let from = start.wrapping_add(link.0 as usize);
        let distance = (target as i64 - from.addr() as i64) as i32;
        // It leads where it did if this is refused.
        self.write(from.wrapping_sub(4), &distance.to_le_bytes());
    }

    /// The jump whose distance ends at that address.
    pub(crate) fn link_at(&self, address: usize) -> Link {
        Link((address - self.start.addr().get()) as u32)
    }

    /// Writes to the mapping at `target`, to pages that are then executable; whether the system allowed that.
    fn write(&mut self, target: *mut u8, bytes: &[u8]) -> bool {
        let first = target.addr() / PAGE * PAGE;
        let length = (target.addr() + bytes.len()).next_multiple_of(PAGE) - first;
        let pages = target.with_addr(first).cast();
        // SAFETY: callers write to what is theirs of the mapping; no code runs while this does.
        unsafe {
            if rustix::mm::mprotect(pages, length, MprotectFlags::READ | MprotectFlags::WRITE).is_err() {
                return false;
            }
            target.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            rustix::mm::mprotect(pages, length, MprotectFlags::READ | MprotectFlags::EXEC).is_ok()
        }
    }
}

impl Drop for CodeMemory {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and nobody runs its code any more. It stays if the system refuses.
        let _ = unsafe { rustix::mm::munmap(self.start.as_ptr().cast(), SIZE) };
    }
}
