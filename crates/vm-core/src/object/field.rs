//! Fields of objects that can change, reached only with a token.
#![expect(unsafe_code, reason = "the token rule replaces run-time borrow checks")]

use std::cell::UnsafeCell;

use crate::heap::Heap;

/// A field that is read with a `&Heap` and changed with a `&mut Heap`.
///
/// This is the token rule: while a reference into an object is held, its token is borrowed, so that nothing that needs
/// `&mut Heap` (changing an object) or `&mut Vm` (running Python) can be called. The borrow checker does the rest.
#[derive(Default)]
#[repr(transparent)]
pub struct Field<T>(UnsafeCell<T>);

impl<T> Field<T> {
    pub const fn new(value: T) -> Field<T> {
        Field(UnsafeCell::new(value))
    }

    #[inline(always)]
    pub fn get<'a>(&'a self, _token: &'a Heap) -> &'a T {
        // SAFETY: a mutable reference would hold the heap's only `&mut` token, which cannot exist beside `_token`.
        unsafe { &*self.0.get() }
    }

    #[inline(always)]
    pub fn get_mut<'a>(&'a self, _token: &'a mut Heap) -> &'a mut T {
        // SAFETY: any other reference to the inside of a field would borrow the token that is borrowed mutably here.
        unsafe { &mut *self.0.get() }
    }

    /// Stores `value` and returns what was there.
    #[inline(always)]
    pub fn replace(&self, heap: &mut Heap, value: T) -> T {
        std::mem::replace(self.get_mut(heap), value)
    }

    /// Stores `value` and drops what was there.
    #[inline(always)]
    pub fn set(&self, heap: &mut Heap, value: T) {
        drop(self.replace(heap, value));
    }

    /// The content of an object that nobody else can reach: one that is being made or freed.
    pub fn exclusive(&mut self) -> &mut T {
        self.0.get_mut()
    }

    /// The content, for the collector and for destructors, which hold no token.
    ///
    /// # Safety
    /// No mutable reference to the content may exist.
    pub(crate) unsafe fn peek(&self) -> &T {
        // SAFETY: the caller's promise.
        unsafe { &*self.0.get() }
    }
}

impl<T: Clone> Field<T> {
    #[inline(always)]
    pub fn cloned(&self, token: &Heap) -> T {
        self.get(token).clone()
    }
}
