//! Iterators of sequences, and `enumerate`, `zip`, `map`, `filter`, `reversed`.

use std::cell::Cell;

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::{Field, Header, Ref};
use crate::objects::{PyList, PyTuple};
use crate::value::Value;

/// Iterator over a list.
#[derive(Traverse)]
#[repr(C)]
pub struct PyListIterator {
    pub(crate) header: Header,
    /// None when exhausted.
    pub(crate) list: Field<Option<Ref<PyList>>>,
    pub(crate) index: Cell<usize>,
}

/// Iterator over a tuple.
#[derive(Traverse)]
#[repr(C)]
pub struct PyTupleIterator {
    pub(crate) header: Header,
    pub(crate) tuple: Field<Option<Ref<PyTuple>>>,
    pub(crate) index: Cell<usize>,
}

/// Iterator over a range of machine integers; other ranges use [`PySequenceIterator`].
#[derive(Traverse)]
#[repr(C)]
pub struct PyRangeIterator {
    pub(crate) header: Header,
    pub(crate) next: Cell<i64>,
    pub(crate) step: i64,
    pub(crate) remaining: Cell<u64>,
}

/// Iterator over anything with `__getitem__`.
#[derive(Traverse)]
#[repr(C)]
pub struct PySequenceIterator {
    pub(crate) header: Header,
    /// NULL when exhausted.
    pub(crate) sequence: Field<Value>,
    pub(crate) index: Cell<i64>,
}

/// `iter(callable, sentinel)`.
#[derive(Traverse)]
#[repr(C)]
pub struct PyCallableIterator {
    pub(crate) header: Header,
    /// NULL when exhausted.
    pub(crate) callable: Field<Value>,
    pub(crate) sentinel: Field<Value>,
}

#[derive(Traverse)]
#[repr(C)]
pub struct PyEnumerate {
    pub(crate) header: Header,
    pub(crate) iterator: Value,
    /// The next number, an `int`.
    pub(crate) count: Field<Value>,
}

#[derive(Traverse)]
#[repr(C)]
pub struct PyZip {
    pub(crate) header: Header,
    pub(crate) iterators: Box<[Value]>,
    pub(crate) strict: Cell<bool>,
}

#[derive(Traverse)]
#[repr(C)]
pub struct PyMap {
    pub(crate) header: Header,
    pub(crate) function: Value,
    pub(crate) iterators: Box<[Value]>,
    pub(crate) strict: Cell<bool>,
}

#[derive(Traverse)]
#[repr(C)]
pub struct PyFilter {
    pub(crate) header: Header,
    pub(crate) function: Value,
    pub(crate) iterator: Value,
}

/// `reversed` over a sequence.
#[derive(Traverse)]
#[repr(C)]
pub struct PyReversed {
    pub(crate) header: Header,
    /// NULL when exhausted.
    pub(crate) sequence: Field<Value>,
    /// The next index; negative when exhausted.
    pub(crate) index: Cell<i64>,
}

impl Heap {
    pub fn new_list_iterator(&mut self, list: &PyList) -> Ref<PyListIterator> {
        let list = Field::new(Some(Ref::new(list)));
        self.allocate_builtin(|types| &types.list_iterator, |header| PyListIterator { header, list, index: Cell::new(0) })
    }

    pub fn new_tuple_iterator(&mut self, tuple: &PyTuple) -> Ref<PyTupleIterator> {
        let tuple = Field::new(Some(Ref::new(tuple)));
        let payload = |header| PyTupleIterator { header, tuple, index: Cell::new(0) };
        self.allocate_builtin(|types| &types.tuple_iterator, payload)
    }

    pub fn new_range_iterator(&mut self, start: i64, step: i64, length: u64) -> Ref<PyRangeIterator> {
        let (next, remaining) = (Cell::new(start), Cell::new(length));
        self.allocate_builtin(|types| &types.range_iterator, |header| PyRangeIterator { header, next, step, remaining })
    }

    pub fn new_sequence_iterator(&mut self, sequence: Value) -> Ref<PySequenceIterator> {
        let sequence = Field::new(sequence);
        let payload = |header| PySequenceIterator { header, sequence, index: Cell::new(0) };
        self.allocate_builtin(|types| &types.sequence_iterator, payload)
    }
}
