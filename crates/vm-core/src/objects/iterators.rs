//! Iterators of sequences, and `enumerate`, `zip`, `map`, `filter`, `reversed`.

use std::cell::Cell;

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::object::{Field, Header, Ref};
use crate::objects::{PyList, PyTuple};
use crate::value::Value;
use crate::{PyResult, Vm};

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
        self.allocate_builtin(
            |types| &types.list_iterator,
            |header| PyListIterator { header, list, index: Cell::new(0) },
        )
    }

    pub fn new_tuple_iterator(&mut self, tuple: &PyTuple) -> Ref<PyTupleIterator> {
        let tuple = Field::new(Some(Ref::new(tuple)));
        let payload = |header| PyTupleIterator { header, tuple, index: Cell::new(0) };
        self.allocate_builtin(|types| &types.tuple_iterator, payload)
    }

    pub fn new_range_iterator(&mut self, start: i64, step: i64, length: u64) -> Ref<PyRangeIterator> {
        let (next, remaining) = (Cell::new(start), Cell::new(length));
        self.allocate_builtin(
            |types| &types.range_iterator,
            |header| PyRangeIterator { header, next, step, remaining },
        )
    }

    pub fn new_callable_iterator(&mut self, callable: Value, sentinel: Value) -> Value {
        let (callable, sentinel) = (Field::new(callable), Field::new(sentinel));
        let payload = |header| PyCallableIterator { header, callable, sentinel };
        self.allocate_builtin(|types| &types.callable_iterator, payload).into()
    }

    pub fn new_sequence_iterator(&mut self, sequence: Value) -> Ref<PySequenceIterator> {
        let sequence = Field::new(sequence);
        let payload = |header| PySequenceIterator { header, sequence, index: Cell::new(0) };
        self.allocate_builtin(|types| &types.sequence_iterator, payload)
    }
}

///
#[native(name = "callable_iterator", kind = CallableIterator, final, no_constructor)]
impl PyCallableIterator {}

/// Return an enumerate object.
#[native(name = "enumerate", kind = Enumerate)]
impl PyEnumerate {}

/// The zip object yields n-length tuples, where n is the number of iterables passed as positional arguments to zip().
#[native(name = "zip", kind = Zip)]
impl PyZip {}

/// Make an iterator that computes the function using arguments from each of the iterables.
#[native(name = "map", kind = Map)]
impl PyMap {}

/// Return an iterator yielding those items of iterable for which function(item) is true.
#[native(name = "filter", kind = Filter)]
impl PyFilter {}

/// Return a reverse iterator over the values of the given sequence.
#[native(name = "reversed", kind = Reversed)]
impl PyReversed {}

#[native(name = "list_iterator", kind = ListIterator, final, no_constructor)]
impl PyListIterator {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(iterator) = this.downcast::<PyListIterator>() else { return Ok(None) };
        let Some(list) = iterator.list.get(vm) else { return Ok(None) };
        let index = iterator.index.get();
        match list.items(vm).get(index).cloned() {
            Some(item) => {
                iterator.index.set(index + 1);
                Ok(Some(item))
            }
            None => {
                iterator.list.set(vm, None);
                Ok(None)
            }
        }
    }
}

#[native(name = "tuple_iterator", kind = TupleIterator, final, no_constructor)]
impl PyTupleIterator {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(iterator) = this.downcast::<PyTupleIterator>() else { return Ok(None) };
        let Some(tuple) = iterator.tuple.get(vm) else { return Ok(None) };
        let index = iterator.index.get();
        match tuple.items().get(index).cloned() {
            Some(item) => {
                iterator.index.set(index + 1);
                Ok(Some(item))
            }
            None => {
                iterator.tuple.set(vm, None);
                Ok(None)
            }
        }
    }
}

#[native(name = "range_iterator", kind = RangeIterator, final, no_constructor)]
impl PyRangeIterator {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(_vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(iterator) = this.downcast::<PyRangeIterator>() else { return Ok(None) };
        let remaining = iterator.remaining.get();
        if remaining == 0 {
            return Ok(None);
        }
        iterator.remaining.set(remaining - 1);
        let value = iterator.next.get();
        iterator.next.set(value.wrapping_add(iterator.step));
        Ok(Value::small_int(value))
    }
}

#[native(name = "iterator", kind = SequenceIterator, final, no_constructor)]
impl PySequenceIterator {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(iterator) = this.downcast::<PySequenceIterator>() else { return Ok(None) };
        let sequence = iterator.sequence.cloned(vm);
        if sequence.is_null() {
            return Ok(None);
        }
        let index = vm.new_int(iterator.index.get());
        match vm.get_item(&sequence, &index) {
            Ok(item) => {
                iterator.index.set(iterator.index.get() + 1);
                Ok(Some(item))
            }
            Err(raised) => {
                let ended = vm.raised_is(|types| &types.exc.IndexError)
                    || vm.raised_is(|types| &types.exc.StopIteration);
                if !ended {
                    return Err(raised);
                }
                vm.discard(raised);
                iterator.sequence.set(vm, Value::NULL);
                Ok(None)
            }
        }
    }
}
