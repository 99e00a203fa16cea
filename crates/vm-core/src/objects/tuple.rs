//! `tuple`: an immutable sequence.
#![expect(unsafe_code, reason = "the items lie behind the payload and are reached by pointer")]

use std::cell::Cell;

use vm_derive::native;

use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Field, Header, Payload, Ref, Traverse, Visitor};
use crate::objects::{PyList, PySlice, PyType};
use crate::ops::compare::{TupleHasher, first_candidate};
use crate::ops::items::repeat_items;
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// A tuple: its items follow the object.
#[repr(C)]
pub struct PyTuple {
    pub(crate) header: Header,
    /// The number of items in the lower [`LENGTH_BITS`]; above them how many words behind the start of the object the
    /// items are: attribute words of subclasses lie between.
    pub(crate) extent: Cell<u64>,
    /// The hash, once asked for; -1 before, which no hash is.
    hash: Cell<i64>,
}

/// No allocation holds so many items.
pub(crate) const LENGTH_BITS: u32 = 42;

impl PyTuple {
    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        // SAFETY: there are `length` values behind the object, which live with it and never change.
        unsafe { std::slice::from_raw_parts(self.place(), self.len()) }
    }

    /// Where the items are.
    #[inline(always)]
    fn place(&self) -> *const Value {
        // SAFETY: `fill` stored an offset within the object's memory.
        unsafe { std::ptr::from_ref(self).cast::<Value>().add((self.extent.get() >> LENGTH_BITS) as usize) }
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        (self.extent.get() & ((1 << LENGTH_BITS) - 1)) as usize
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The hash, if it was asked for before.
    #[inline(always)]
    pub(crate) fn known_hash(&self) -> Option<i64> {
        Some(self.hash.get()).filter(|hash| *hash != -1)
    }

    /// Keeps the hash.
    #[inline(always)]
    pub(crate) fn keep_hash(&self, hash: i64) -> i64 {
        self.hash.set(hash);
        hash
    }
}

impl PyTuple {
    /// A tuple that [`PyTuple::fill`] gives its items.
    fn empty(header: Header) -> PyTuple {
        PyTuple { header, extent: Cell::new(0), hash: Cell::new(-1) }
    }

    /// Moves `items` to their place, behind the payload and as many words; those that an iterator ending early owes are
    /// None.
    ///
    /// # Safety
    /// There is room for `length` values, and nobody has seen the tuple yet.
    #[inline(always)]
    unsafe fn fill(&self, words: usize, length: usize, mut items: impl Iterator<Item = Value>) {
        let offset = size_of::<PyTuple>() / size_of::<Value>() + words;
        // SAFETY: the caller's promise.
        let mut next = unsafe { std::ptr::from_ref(self).cast::<Value>().add(offset).cast_mut() };
        for _ in 0..length {
            // SAFETY: the caller's promise.
            unsafe {
                next.write(items.next().unwrap_or(Value::NONE));
                next = next.add(1);
            }
        }
        // Only now: an object is droppable at any time.
        self.extent.set((offset as u64) << LENGTH_BITS | length as u64);
    }
}

impl PyTuple {
    /// Exchanges the items of a tuple of two, not of a subclass; gives those that were there.
    ///
    /// # Safety
    /// The items lie right behind the payload, nobody looks at them, and the only references to the tuple are the caller's.
    #[inline(always)]
    unsafe fn replace_pair(&self, first: Value, second: Value) -> (Value, Value) {
        debug_assert_eq!((self.len(), self.place()), (2, std::ptr::from_ref(self).wrapping_add(1).cast()));
        self.hash.set(-1);
        // SAFETY: the tuple has two items; the caller's promise.
        unsafe {
            let items = std::ptr::from_ref(self).add(1).cast::<Value>().cast_mut();
            (items.replace(first), items.add(1).replace(second))
        }
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
        unsafe { std::ptr::slice_from_raw_parts_mut(self.place().cast_mut(), self.len()).drop_in_place() }
    }
}

impl Heap {
    /// A new tuple; the empty one is always the same object.
    pub fn new_tuple<I: IntoIterator<Item = Value, IntoIter: ExactSizeIterator>>(
        &mut self,
        items: I,
    ) -> Ref<PyTuple> {
        let items = items.into_iter();
        if items.len() == 0 {
            return self.empty_tuple();
        }
        let length = items.len();
        let tuple = self.allocate_builtin_with(|types| &types.tuple, length * 8, PyTuple::empty);
        // SAFETY: there is room for `length` values behind the payload, where the object has nothing else.
        unsafe { tuple.fill(0, length, items) };
        tuple
    }

    /// A tuple of two, which is `last` with other items if nobody else has it: for iterators that make pairs. Keeps in
    /// `last` what it gives.
    #[inline(always)]
    pub(crate) fn next_pair(
        &mut self,
        last: &Field<Option<Ref<PyTuple>>>,
        first: Value,
        second: Value,
    ) -> Ref<PyTuple> {
        if let Some(tuple) = last.get(self)
            && tuple.header().is_unique()
        {
            let pair = tuple.clone();
            // SAFETY: nobody else has the tuple, so nobody looks at its items now; it is of no subclass.
            let old = unsafe { pair.replace_pair(first, second) };
            drop(old);
            return pair;
        }
        self.first_pair(last, first, second)
    }

    /// A new tuple, for [`Heap::next_pair`].
    #[inline(never)]
    fn first_pair(
        &mut self,
        last: &Field<Option<Ref<PyTuple>>>,
        first: Value,
        second: Value,
    ) -> Ref<PyTuple> {
        let pair = self.new_tuple([first, second]);
        last.set(self, Some(pair.clone()));
        pair
    }

    /// A new tuple with clones of `items`.
    pub fn new_tuple_from_slice(&mut self, items: &[Value]) -> Ref<PyTuple> {
        self.new_tuple(items.iter().cloned())
    }

    /// A new tuple of the items of a list.
    pub fn new_tuple_of_list(&mut self, list: &PyList) -> Ref<PyTuple> {
        let length = list.len(self);
        if length == 0 {
            return self.empty_tuple();
        }
        let tuple = self.allocate_builtin_with(|types| &types.tuple, length * 8, PyTuple::empty);
        // SAFETY: as in `new_tuple`.
        unsafe { tuple.fill(0, length, list.items(self).iter().cloned()) };
        tuple
    }

    /// A new tuple of a subclass.
    pub fn new_tuple_of_class(
        &mut self,
        class: &PyType,
        items: impl ExactSizeIterator<Item = Value>,
    ) -> Ref<PyTuple> {
        let length = items.len();
        let tuple = self.allocate(class, length * 8, PyTuple::empty);
        let trailing = class.trailing_words(tuple.header().shape());
        // SAFETY: `allocate` made room for `length` values behind the payload and the attribute words.
        unsafe { tuple.fill(trailing, length, items) };
        tuple
    }
}

impl PyTuple {
    /// Compares the items in order.
    pub(crate) fn compare(&self, vm: &mut Vm, other: &PyTuple, op: CompareOp) -> PyResult {
        for (left, right) in self.items().iter().zip(other.items()) {
            if !vm.equals(left, right)? {
                return match op {
                    CompareOp::Eq => Ok(Value::FALSE),
                    CompareOp::Ne => Ok(Value::TRUE),
                    op => vm.compare(left, right, op),
                };
            }
        }
        Ok(Value::bool(op.holds(Some(self.len().cmp(&other.len())))))
    }
}

/// Built-in immutable sequence.
#[native(name = "tuple", kind = Tuple, sequence)]
impl PyTuple {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let items = match args.at_most_one(vm, class, "tuple")? {
            None => Vec::new(),
            Some(iterable) if !class.is_heap_type() && iterable.downcast_exact::<PyTuple>().is_some() => {
                return Ok(iterable.clone());
            }
            Some(iterable) => match iterable.downcast_exact::<PyList>() {
                Some(list) if !class.is_heap_type() => return Ok(vm.new_tuple_of_list(list).into()),
                _ => vm.iterate_to_vec(iterable)?,
            },
        };
        match class.is_heap_type() {
            true => Ok(vm.new_tuple_of_class(class, items.into_iter()).into()),
            false => Ok(vm.new_tuple(items).into()),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(tuple) = this.downcast::<PyTuple>() else { return Ok(Value::NONE) };
        let text = vm.guard_repr(this, |vm| {
            let mut text = String::from("(");
            for (index, item) in tuple.items().iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                text.push_str(&vm.repr(item)?.text().to_string_lossy());
            }
            text.push_str(if tuple.len() == 1 { ",)" } else { ")" });
            Ok(text)
        })?;
        Ok(vm.new_str(text.as_deref().unwrap_or("(...)")).into())
    }

    #[slot(hash)]
    fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
        let Some(tuple) = this.downcast::<PyTuple>() else { return Ok(0) };
        if let Some(hash) = tuple.known_hash() {
            return Ok(hash);
        }
        let mut hasher = TupleHasher::new();
        for item in tuple.items() {
            hasher.add(vm.hash(item)?);
        }
        Ok(tuple.keep_hash(hasher.finish()))
    }

    #[slot(len)]
    fn len_slot(_vm: &mut Vm, this: &Value) -> PyResult<usize> {
        Ok(this.downcast::<PyTuple>().map_or(0, PyTuple::len))
    }

    #[slot(iter)]
    fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
        match this.downcast::<PyTuple>() {
            Some(tuple) => Ok(vm.new_tuple_iterator(tuple).into()),
            None => Ok(Value::NONE),
        }
    }

    #[slot(getitem)]
    fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        let Some(tuple) = this.downcast::<PyTuple>() else { return Ok(Value::NONE) };
        if let Some(slice) = key.downcast::<PySlice>() {
            let range = vm.slice_range(slice, tuple.len())?;
            let items: Vec<Value> = range.indexes().map(|index| tuple.items()[index].clone()).collect();
            return Ok(vm.new_tuple(items).into());
        }
        if !key.is_int() && vm.class_of(key).slots(vm).index.is_none() {
            let found = vm.class_name(key);
            return Err(vm.type_error(format!("tuple indices must be integers or slices, not {found}")));
        }
        let index = vm.item_index(key, tuple.len(), "tuple index out of range")?;
        Ok(tuple.items()[index].clone())
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<PyTuple>(), other.downcast::<PyTuple>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        left.compare(vm, right, op)
    }

    #[slot(contains)]
    fn contains_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<bool> {
        let Some(tuple) = this.downcast::<PyTuple>() else { return Ok(false) };
        let mut rest = tuple.items();
        while let Some(passed) = first_candidate(rest, key) {
            if vm.equals(&rest[passed], key)? {
                return Ok(true);
            }
            rest = &rest[passed + 1..];
        }
        Ok(false)
    }

    #[number(Add)]
    fn add(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let (Some(l), Some(r)) = (left.downcast::<PyTuple>(), right.downcast::<PyTuple>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if r.is_empty() && left.downcast_exact::<PyTuple>().is_some() {
            return Ok(left.clone());
        }
        if l.is_empty() && right.downcast_exact::<PyTuple>().is_some() {
            return Ok(right.clone());
        }
        let items = [l.items(), r.items()].concat();
        Ok(vm.new_tuple(items).into())
    }

    #[number(Multiply)]
    fn multiply(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let (tuple, count) = match (left.downcast::<PyTuple>(), right.downcast::<PyTuple>()) {
            (Some(tuple), None) => (tuple, right),
            (None, Some(tuple)) => (tuple, left),
            _ => return Ok(Value::NOT_IMPLEMENTED),
        };
        if !count.is_int() && vm.class_of(count).slots(vm).index.is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let count = vm.to_i64(count)?;
        let whole = Ref::new(tuple);
        if count == 1 && whole.value().downcast_exact::<PyTuple>().is_some() {
            return Ok(whole.into());
        }
        let Some(items) = repeat_items(tuple.items(), count) else { return Err(vm.memory_error()) };
        Ok(vm.new_tuple(items).into())
    }

    /// Return number of occurrences of value.
    #[method("($self, value, /)")]
    fn count(vm: &mut Vm, this: &PyTuple, value: &Value) -> PyResult<usize> {
        let mut count = 0;
        for item in this.items() {
            count += usize::from(vm.equals(item, value)?);
        }
        Ok(count)
    }

    /// Return first index of value.
    ///
    /// Raises ValueError if the value is not present.
    #[method("($self, value, start=0, stop=sys.maxsize, /)")]
    fn index(
        vm: &mut Vm,
        this: &PyTuple,
        value: &Value,
        start: Option<&Value>,
        stop: Option<&Value>,
    ) -> PyResult<usize> {
        let (start, stop) = vm.search_bounds(start, stop, this.len())?;
        for (index, item) in this.items().iter().enumerate().take(stop).skip(start) {
            if vm.equals(item, value)? {
                return Ok(index);
            }
        }
        Err(vm.value_error("tuple.index(x): x not in tuple"))
    }

    #[method("($self, /)")]
    fn __getnewargs__(vm: &mut Vm, this: &PyTuple) -> Value {
        let copy = vm.new_tuple_from_slice(this.items());
        vm.new_tuple([copy.into()]).into()
    }
}
