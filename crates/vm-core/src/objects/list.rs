//! `list`: a growable sequence. Methods are in `list_methods`.

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::{Field, Header, Ref};
use crate::ops::iteration::Each;
use crate::value::Value;
use crate::{PyResult, Vm};

/// A list.
#[derive(Traverse)]
#[repr(C)]
pub struct PyList {
    pub(crate) header: Header,
    pub(crate) items: Field<Vec<Value>>,
}

impl PyList {
    /// Appends the items of an iterable, one by one.
    pub(crate) fn append_each(&self, vm: &mut Vm, iterable: &Value) -> PyResult<()> {
        vm.feed(iterable, &mut Each(|heap: &mut Heap, item| self.items_mut(heap).push(item)))
    }

    #[inline(always)]
    pub fn items<'a>(&'a self, heap: &'a Heap) -> &'a [Value] {
        self.items.get(heap)
    }

    #[inline(always)]
    pub fn items_mut<'a>(&'a self, heap: &'a mut Heap) -> &'a mut Vec<Value> {
        self.items.get_mut(heap)
    }

    #[inline(always)]
    pub fn len(&self, heap: &Heap) -> usize {
        self.items(heap).len()
    }

    /// Puts `new` in the place of the items in `range`.
    pub(crate) fn replace_range(&self, heap: &mut Heap, range: std::ops::Range<usize>, mut new: Vec<Value>) {
        let items = self.items_mut(heap);
        let mut old = match new.len() == range.len() {
            // What was there goes where the new items were: nothing moves, nothing is allocated.
            true => {
                items[range].swap_with_slice(&mut new);
                new
            }
            false => items.splice(range, new).collect(),
        };
        // Only now: the list is whole when items are freed. The last one first, as CPython.
        while let Some(item) = old.pop() {
            drop(item);
        }
    }

    /// Puts the items of the list `new` in the place of the items in `range`.
    pub(crate) fn replace_range_by(&self, heap: &mut Heap, range: std::ops::Range<usize>, new: &PyList) {
        if new.len(heap) != range.len() || std::ptr::eq(self, new) {
            let new = new.items(heap).to_vec();
            return self.replace_range(heap, range, new);
        }
        // The list is whole whenever an item is freed; the last one is first, as CPython.
        for (from, to) in range.enumerate().rev() {
            let item = new.items(heap)[from].clone();
            drop(std::mem::replace(&mut self.items_mut(heap)[to], item));
        }
    }

    pub fn is_empty(&self, heap: &Heap) -> bool {
        self.items(heap).is_empty()
    }
}

impl Heap {
    /// A new list.
    #[inline]
    pub fn new_list(&mut self, items: Vec<Value>) -> Ref<PyList> {
        self.allocate_builtin(|types| &types.list, |header| PyList { header, items: Field::new(items) })
    }
}
