//! Memory that code is written to and run from: never both at a time.
#![expect(unsafe_code, reason = "maps memory that can be executed")]

use std::ptr::{NonNull, null_mut};

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
