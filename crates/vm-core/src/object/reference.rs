//! Typed owned references.
#![expect(unsafe_code, reason = "a typed reference is a value word whose kind was checked once")]

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use super::Payload;
use crate::value::Value;

/// An owned reference to an object with payload `T`.
#[repr(transparent)]
pub struct Ref<T: Payload> {
    value: Value,
    payload: PhantomData<T>,
}

impl<T: Payload> Ref<T> {
    /// The value as `T`; gives the value back if it is something else.
    pub fn try_from_value(value: Value) -> Result<Ref<T>, Value> {
        match value.downcast::<T>().is_some() {
            // Owned: dereferencing relies on a word without a mark.
            true => Ok(Ref { value: value.into_owned(), payload: PhantomData }),
            false => Err(value),
        }
    }

    /// A new owner of `object`.
    #[inline(always)]
    pub fn new(object: &T) -> Ref<T> {
        let header = object.header();
        header.increment();
        // SAFETY: `object` is live, and its count was just raised for the new owner.
        Ref { value: unsafe { Value::from_header(header) }, payload: PhantomData }
    }

    #[inline(always)]
    pub fn value(&self) -> &Value {
        &self.value
    }

    #[inline(always)]
    pub fn into_value(self) -> Value {
        self.value
    }

    /// Whether both are the same object.
    #[inline(always)]
    pub fn is(&self, other: &T) -> bool {
        self.value.address() == std::ptr::from_ref(other) as usize
    }
}

impl<T: Payload> Deref for Ref<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        debug_assert!(self.value.address() as u64 == self.value.bits());
        // SAFETY: the constructor checked that the word is an owned pointer to a `T`, whose bits are its address.
        unsafe { &*(self.value.bits() as *const T) }
    }
}

impl<T: Payload> Clone for Ref<T> {
    #[inline(always)]
    fn clone(&self) -> Ref<T> {
        // Not the value's own clone: that asks first whether the word points to an object.
        Ref::new(self)
    }
}

impl<T: Payload> From<Ref<T>> for Value {
    #[inline(always)]
    fn from(reference: Ref<T>) -> Value {
        reference.value
    }
}

impl<T: Payload> fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
