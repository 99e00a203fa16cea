//! The process's allocator: mimalloc, and before it the small blocks that a thread gave back last.
//!
//! The tables of lists and dicts are made and dropped all the time. Going through mimalloc for each was seen to cost
//! programs of short lists a tenth of their time; a list of blocks of one size is a few instructions. What it keeps is
//! bounded, and goes back to mimalloc when its thread ends.
#![expect(unsafe_code, reason = "this is the allocator")]

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::ptr::null_mut;

use mimalloc::MiMalloc;

/// See the module.
pub struct Allocator;

/// Blocks come in multiples of this, which is also their alignment.
const GRANULE: usize = 16;
/// Greater blocks are mimalloc's alone.
const LARGEST: usize = 1024;
const CLASSES: usize = LARGEST / GRANULE + 1;
/// Bytes, and blocks, that are kept of a class.
const MOST_BYTES: usize = 8192;
const MOST_BLOCKS: usize = 128;

/// A block that is not in use.
struct FreeBlock {
    next: *mut FreeBlock,
}

/// The blocks of a thread.
struct Blocks {
    first: [Cell<*mut FreeBlock>; CLASSES],
    /// How many more are kept. Nothing is before the end of the thread was arranged for, and after it.
    room: [Cell<usize>; CLASSES],
    stage: Cell<Stage>,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Unused,
    Used,
    Ended,
}

thread_local! {
    static BLOCKS: Blocks = const {
        Blocks {
            first: [const { Cell::new(null_mut()) }; CLASSES],
            room: [const { Cell::new(0) }; CLASSES],
            stage: Cell::new(Stage::Unused),
        }
    };
    static GIVE_BACK: GiveBack = const { GiveBack };
}

/// Gives the blocks of a thread back when it ends.
struct GiveBack;

impl Drop for GiveBack {
    fn drop(&mut self) {
        BLOCKS.with(|blocks| {
            blocks.stage.set(Stage::Ended);
            blocks.empty();
            blocks.room.iter().for_each(|room| room.set(0));
        });
    }
}

impl Blocks {
    /// Gives all blocks to mimalloc.
    fn empty(&self) {
        for class in 1..CLASSES {
            let mut block = self.first[class].replace(null_mut());
            let mut count = 0;
            while !block.is_null() {
                // SAFETY: the list holds blocks of this class that nobody uses.
                unsafe {
                    let next = (*block).next;
                    MiMalloc.dealloc(block.cast(), class_layout(class));
                    block = next;
                }
                count += 1;
            }
            self.room[class].set(self.room[class].get() + count);
        }
    }
}

/// Gives the blocks that this thread keeps to mimalloc, which can return the memory around them only then.
pub fn give_back() {
    BLOCKS.with(Blocks::empty);
}

/// The class of a block, if it is one that is kept.
#[inline(always)]
fn class_of(layout: Layout) -> Option<usize> {
    let kept = layout.size() <= LARGEST && layout.align() <= GRANULE;
    kept.then(|| layout.size().div_ceil(GRANULE))
}

/// What mimalloc is asked for, so that blocks of a class are alike.
#[inline(always)]
fn class_layout(class: usize) -> Layout {
    // SAFETY: the alignment is a power of two, and the size is small.
    unsafe { Layout::from_size_align_unchecked(class * GRANULE, GRANULE) }
}

/// Takes a block back for which there is no room in its list.
#[cold]
#[inline(never)]
unsafe fn take_back(blocks: &Blocks, block: *mut u8, class: usize) {
    if blocks.stage.get() == Stage::Unused {
        blocks.stage.set(Stage::Used);
        // A thread that ends already keeps nothing.
        if GIVE_BACK.try_with(|_| ()).is_ok() {
            for class in 1..CLASSES {
                blocks.room[class].set((MOST_BYTES / (class * GRANULE)).min(MOST_BLOCKS));
            }
        }
    }
    // SAFETY: the caller's promise; mimalloc made the block.
    unsafe { MiMalloc.dealloc(block, class_layout(class)) }
}

// SAFETY: blocks come from mimalloc, large enough for their class and aligned to it, and are in a list only while nobody
// uses them. All that is not of a class is mimalloc's own affair.
unsafe impl GlobalAlloc for Allocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(class) = class_of(layout) else {
            // SAFETY: the caller's promise.
            return unsafe { MiMalloc.alloc(layout) };
        };
        BLOCKS.with(|blocks| {
            let block = blocks.first[class].get();
            if block.is_null() {
                // SAFETY: the caller's size is not zero, so that the class is not.
                return unsafe { MiMalloc.alloc(class_layout(class)) };
            }
            // SAFETY: the list holds blocks of this class that nobody uses.
            blocks.first[class].set(unsafe { (*block).next });
            blocks.room[class].set(blocks.room[class].get() + 1);
            block.cast()
        })
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let Some(class) = class_of(layout) else {
            // SAFETY: the caller's promise.
            return unsafe { MiMalloc.dealloc(block, layout) };
        };
        BLOCKS.with(|blocks| {
            let room = blocks.room[class].get();
            if room == 0 {
                // SAFETY: the caller's promise.
                return unsafe { take_back(blocks, block, class) };
            }
            let block = block.cast::<FreeBlock>();
            // SAFETY: the block is at least a granule large, and nobody uses it any more.
            unsafe { block.write(FreeBlock { next: blocks.first[class].get() }) };
            blocks.first[class].set(block);
            blocks.room[class].set(room - 1);
        })
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if class_of(layout).is_none() {
            // SAFETY: the caller's promise.
            return unsafe { MiMalloc.alloc_zeroed(layout) };
        }
        // SAFETY: the caller's promise; a block is as large as was asked for.
        unsafe {
            let block = self.alloc(layout);
            if !block.is_null() {
                block.write_bytes(0, layout.size());
            }
            block
        }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller's promise: `new_size` is not zero, and with the alignment no more than `isize::MAX`.
        unsafe {
            let new_layout = Layout::from_size_align_unchecked(new_size, layout.align());
            match (class_of(layout), class_of(new_layout)) {
                (None, None) => MiMalloc.realloc(block, layout, new_size),
                (old, new) if old == new => block,
                _ => {
                    let new = self.alloc(new_layout);
                    if !new.is_null() {
                        new.copy_from_nonoverlapping(block, layout.size().min(new_size));
                        self.dealloc(block, layout);
                    }
                    new
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_keep_their_content_when_they_grow_and_are_given_again() {
        let layout = |size| Layout::from_size_align(size, 8).unwrap();
        // SAFETY: blocks are used within their size, and each is freed once, with its layout.
        unsafe {
            // The first block that comes back has no list yet.
            Allocator.dealloc(Allocator.alloc(layout(48)), layout(48));
            let first = Allocator.alloc(layout(40));
            first.write_bytes(7, 40);
            let grown = Allocator.realloc(first, layout(40), 48);
            assert_eq!(grown, first, "one class");
            let grown = Allocator.realloc(grown, layout(48), 5000);
            let shrunk = Allocator.realloc(grown, layout(5000), 33);
            assert!((0..33).all(|index| shrunk.add(index).read() == 7));
            Allocator.dealloc(shrunk, layout(33));
            let zeroed = Allocator.alloc_zeroed(layout(48));
            assert_eq!(zeroed, shrunk, "the block that came back last is given first");
            assert!((0..48).all(|index| zeroed.add(index).read() == 0));
            Allocator.dealloc(zeroed, layout(48));
            let aligned = Layout::from_size_align(64, 64).unwrap();
            let block = Allocator.alloc(aligned);
            assert_eq!(block.addr() % 64, 0);
            Allocator.dealloc(block, aligned);
        }
    }

    #[test]
    fn what_is_kept_can_be_given_back() {
        let layout = Layout::from_size_align(256, 16).unwrap();
        // SAFETY: as above.
        let free = || unsafe { Allocator.dealloc(Allocator.alloc(layout), layout) };
        // The first block that comes back has no list yet.
        free();
        free();
        let state = || {
            BLOCKS.with(|blocks| {
                (blocks.first[256 / GRANULE].get().is_null(), blocks.room[256 / GRANULE].get())
            })
        };
        let (empty, room) = state();
        assert!(!empty);
        give_back();
        assert_eq!(state(), (true, room + 1));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let layout = Layout::from_size_align(512, 16).unwrap();
        std::thread::spawn(move || {
            // SAFETY: as above.
            unsafe {
                let blocks: Vec<*mut u8> = (0..100).map(|_| Allocator.alloc(layout)).collect();
                blocks.into_iter().for_each(|block| Allocator.dealloc(block, layout));
            }
            BLOCKS.with(|blocks| {
                let mut kept = 0;
                let mut block = blocks.first[512 / GRANULE].get();
                while !block.is_null() {
                    kept += 1;
                    // SAFETY: blocks of the list are live.
                    block = unsafe { (*block).next };
                }
                assert_eq!(kept, MOST_BYTES / 512);
            });
        })
        .join()
        .unwrap();
    }
}
