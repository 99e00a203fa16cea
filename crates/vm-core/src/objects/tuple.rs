//! `tuple`: an immutable sequence.
#![expect(unsafe_code, reason = "the items lie behind the payload and are reached by pointer")]

use std::cell::Cell;

use crate::heap::Heap;
use crate::object::{Header, Payload, Ref, Traverse, Visitor};
use crate::objects::PyType;
use crate::value::Value;

/// A tuple: its items follow the object.
#[repr(C)]
pub struct PyTuple {
    pub(super) header: Header,
    length: usize,
    items: Cell<*const Value>,
}

impl PyTuple {
    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        // SAFETY: the pointer leads to `length` values behind the object, which live with it and never change.
        unsafe { std::slice::from_raw_parts(self.items.get(), self.length) }
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.length
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }
}

impl Traverse for PyTuple {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.items().iter().for_each(visit);
    }
}

impl Drop for PyTuple {
    fn drop(&mut self) {
        // SAFETY: the items are initialized and owned by the tuple, which is not used again.
        unsafe { std::ptr::slice_from_raw_parts_mut(self.items.get().cast_mut(), self.length).drop_in_place() }
    }
}

impl Heap {
    /// A new tuple; the empty one is always the same object.
    pub fn new_tuple<I: IntoIterator<Item = Value, IntoIter: ExactSizeIterator>>(&mut self, items: I) -> Ref<PyTuple> {
        let items = items.into_iter();
        if items.len() == 0 {
            return self.empty_tuple();
        }
        let class = Ref::new(&*self.types().tuple);
        self.new_tuple_of_class(&class, items)
    }

    /// A new tuple with clones of `items`.
    pub fn new_tuple_from_slice(&mut self, items: &[Value]) -> Ref<PyTuple> {
        self.new_tuple(items.iter().cloned())
    }

    /// A new tuple of a subclass.
    pub fn new_tuple_of_class(
        &mut self,
        class: &PyType,
        items: impl ExactSizeIterator<Item = Value>,
    ) -> Ref<PyTuple> {
        let length = items.len();
        // The length is set once the items are there: a payload is droppable at any time.
        let tuple = self.allocate(class, length * 8, |header| PyTuple {
            header,
            length,
            items: Cell::new(std::ptr::dangling()),
        });
        let trailing = class.trailing_words(tuple.header().shape());
        // SAFETY: `allocate` made room for `length` values behind the payload and the attribute words. All of them
        // are initialized before anybody sees the tuple; iterators that end early are padded.
        unsafe {
            let target = std::ptr::from_ref::<PyTuple>(&tuple).add(1).cast::<Value>().add(trailing).cast_mut();
            tuple.items.set(target);
            for index in 0..length {
                target.add(index).write(Value::NONE);
            }
            for (index, item) in items.take(length).enumerate() {
                target.add(index).write(item);
            }
        }
        tuple
    }
}
