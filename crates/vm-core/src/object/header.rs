//! The 16 bytes that every object starts with.
#![expect(
    unsafe_code,
    reason = "the header reaches its shape through a raw pointer that the object keeps alive"
)]

use std::cell::Cell;
use std::ptr::NonNull;

use super::Kind;
use crate::shape::Shape;

/// Reference count, kind, flags and shape.
///
/// The count is not atomic: an object is only touched by the thread that holds its interpreter's GIL.
#[repr(C)]
pub struct Header {
    pub(crate) count: Cell<u32>,
    pub(crate) kind: Kind,
    flags: Cell<u8>,
    /// Size of the memory in units of the heap's cells; 0 if the object is large.
    cell: u8,
    /// The cycle collector found the object to live.
    marked: Cell<bool>,
    pub(crate) shape: Cell<NonNull<Shape>>,
}

/// Bits of [`Header::flags`].
#[derive(Clone, Copy)]
pub struct Flags(pub u8);

impl Flags {
    /// The class is a Python subclass of the built-in one.
    pub const SUBCLASS: Flags = Flags(1);
    /// Allocated outside the pages of the heap, because it is large.
    pub const LARGE: Flags = Flags(2);
    /// Weak references to the object exist.
    pub const WEAKLY_REFERENCED: Flags = Flags(4);
    /// `__del__` has run, or is about to.
    pub const FINALIZED: Flags = Flags(8);
    /// The class has a `__del__`.
    pub const HAS_FINALIZER: Flags = Flags(16);
    /// The string is interned, or the object is otherwise known to a table that must forget it when it dies.
    pub const INTERNED: Flags = Flags(32);
}

impl Header {
    #[inline(always)]
    pub(crate) fn new(kind: Kind, flags: Flags, cell: u8, shape: NonNull<Shape>) -> Header {
        Header {
            count: Cell::new(1),
            kind,
            flags: Cell::new(flags.0),
            cell,
            marked: Cell::new(false),
            shape: Cell::new(shape),
        }
    }

    #[inline(always)]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Size of the memory in units of the heap's cells; 0 if the object is large.
    #[inline(always)]
    pub(crate) fn cell(&self) -> u8 {
        self.cell
    }

    /// Whether this is an instance of the built-in class of `kind` itself, not of a Python subclass.
    #[inline(always)]
    pub fn is_exact(&self, kind: Kind) -> bool {
        const { assert!(std::mem::offset_of!(Header, flags) == std::mem::offset_of!(Header, kind) + 1) };
        // One load and one comparison, which the compiler does not make of two.
        // SAFETY: the kind and the flags are two bytes beside each other, the first at an even address.
        let both = unsafe {
            std::ptr::from_ref(self).byte_add(std::mem::offset_of!(Header, kind)).cast::<u16>().read()
        };
        both & u16::from_ne_bytes([u8::MAX, Flags::SUBCLASS.0]) == u16::from_ne_bytes([kind as u8, 0])
    }

    /// What the object's class, layout and attributes are.
    #[inline(always)]
    pub fn shape(&self) -> &Shape {
        // SAFETY: an object's class owns its shapes, and an object keeps its class alive.
        unsafe { self.shape.get().as_ref() }
    }

    pub(crate) fn set_shape(&self, shape: NonNull<Shape>) {
        self.shape.set(shape);
    }

    #[inline(always)]
    pub fn has(&self, flags: Flags) -> bool {
        self.flags.get() & flags.0 != 0
    }

    #[inline(always)]
    pub(crate) fn set(&self, flags: Flags, on: bool) {
        self.flags.set(if on { self.flags.get() | flags.0 } else { self.flags.get() & !flags.0 });
    }

    /// The number of owners.
    #[inline(always)]
    pub fn count(&self) -> u32 {
        self.count.get()
    }

    /// Whether the only owner is the caller's.
    #[inline(always)]
    pub fn is_unique(&self) -> bool {
        self.count.get() == 1
    }

    /// Counts one owner more. A count cannot overflow before the references fill 32 GiB.
    #[inline(always)]
    pub(crate) fn increment(&self) {
        self.count.set(self.count.get().wrapping_add(1));
    }

    /// Adds to the count, for the cycle collector: it lowers counts by what it knows of, and raises them again.
    pub(crate) fn shift_count(&self, difference: i32) {
        self.count.set(self.count.get().wrapping_add_signed(difference));
    }

    pub(crate) fn is_marked(&self) -> bool {
        self.marked.get()
    }

    pub(crate) fn set_marked(&self, marked: bool) {
        self.marked.set(marked);
    }

    /// Counts one owner less; whether none is left.
    #[inline(always)]
    pub(crate) fn decrement(&self) -> bool {
        let count = self.count.get().wrapping_sub(1);
        self.count.set(count);
        count == 0
    }
}
