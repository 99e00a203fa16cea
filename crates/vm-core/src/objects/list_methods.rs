//! `list`: slots and methods.

use vm_derive::native;

use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Field, Ref};
use crate::objects::{PyList, PyReversed, PySlice, PyTuple, PyType};
use crate::ops::compare::first_candidate;
use crate::ops::items::repeat_items;
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Built-in mutable sequence.
///
/// If no argument is given, the constructor creates a new empty list.
/// The argument must be an iterable if specified.
#[native(name = "list", kind = List, sequence)]
impl PyList {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        Ok(vm.allocate(class, 0, |header| PyList { header, items: Field::default() }).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let Some(list) = this.downcast::<PyList>() else { return Ok(()) };
        if !args.keyword_names().is_empty() && this.downcast_exact::<PyList>().is_some() {
            return Err(vm.type_error("list() takes no keyword arguments"));
        }
        match args.positional() {
            [] => list.items.set(vm, Vec::new()),
            [iterable] => {
                let items = vm.iterate_to_vec(iterable)?;
                list.items.set(vm, items);
            }
            more => {
                return Err(vm.type_error(format!("list expected at most 1 argument, got {}", more.len())));
            }
        }
        Ok(())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(list) = this.downcast::<PyList>() else { return Ok(Value::NONE) };
        let text = vm.guard_repr(this, |vm| {
            let mut text = bytecode::Wtf8Buf::from("[");
            let mut index = 0;
            while let Some(item) = list.items(vm).get(index).cloned() {
                if index > 0 {
                    text.push_str(", ");
                }
                text.push_wtf8(vm.repr(&item)?.text());
                index += 1;
            }
            text.push_str("]");
            Ok(text)
        })?;
        match text {
            Some(text) => Ok(vm.new_wtf8(&text).into()),
            None => Ok(vm.new_str("[...]").into()),
        }
    }

    #[slot(len)]
    fn len_slot(vm: &mut Vm, this: &Value) -> PyResult<usize> {
        Ok(this.downcast::<PyList>().map_or(0, |list| list.len(vm)))
    }

    #[slot(iter)]
    fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
        match this.downcast::<PyList>() {
            Some(list) => Ok(vm.new_list_iterator(list).into()),
            None => Ok(Value::NONE),
        }
    }

    #[slot(contains)]
    fn contains_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<bool> {
        let Some(list) = this.downcast::<PyList>() else { return Ok(false) };
        Ok(find_item(vm, list, key, 0, usize::MAX)?.is_some())
    }

    #[slot(getitem)]
    fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        let Some(list) = this.downcast::<PyList>() else { return Ok(Value::NONE) };
        if let Some(slice) = key.downcast::<PySlice>() {
            if slice.step.is_none()
                && let Some(range) = crate::ops::items::plain_slice(&slice.start, &slice.stop, list.len(vm))
            {
                let items = list.items(vm)[range].to_vec();
                return Ok(vm.new_list(items).into());
            }
            let (start, stop, step) = vm.slice_parts(slice)?;
            let range = crate::ops::items::slice_against(start, stop, step, list.len(vm) as i64);
            let items = range.select(list.items(vm));
            return Ok(vm.new_list(items).into());
        }
        let index = list_index(vm, key)?;
        let length = list.len(vm);
        let index = if index < 0 { index.saturating_add(length as i64) } else { index };
        match usize::try_from(index).ok().and_then(|index| list.items(vm).get(index)).cloned() {
            Some(item) => Ok(item),
            None => Err(vm.index_error("list index out of range")),
        }
    }

    #[slot(setitem)]
    fn setitem_slot(vm: &mut Vm, this: &Value, key: &Value, value: Option<&Value>) -> PyResult<()> {
        let Some(list) = this.downcast::<PyList>() else { return Ok(()) };
        if let Some(slice) = key.downcast::<PySlice>() {
            return set_slice(vm, list, slice, value);
        }
        let index = list_index(vm, key)?;
        let length = list.len(vm);
        let index = if index < 0 { index.saturating_add(length as i64) } else { index };
        let Some(index) = usize::try_from(index).ok().filter(|index| *index < length) else {
            return Err(vm.index_error("list assignment index out of range"));
        };
        drop(match value {
            Some(value) => std::mem::replace(&mut list.items_mut(vm)[index], value.clone()),
            None => list.items_mut(vm).remove(index),
        });
        Ok(())
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<PyList>(), other.downcast::<PyList>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if left.len(vm) != right.len(vm) && matches!(op, CompareOp::Eq | CompareOp::Ne) {
            return Ok(Value::bool(op == CompareOp::Ne));
        }
        let mut index = 0;
        loop {
            let (l, r) = (left.items(vm).get(index).cloned(), right.items(vm).get(index).cloned());
            match (l, r) {
                (Some(l), Some(r)) => {
                    if !vm.equals(&l, &r)? {
                        return match op {
                            CompareOp::Eq => Ok(Value::FALSE),
                            CompareOp::Ne => Ok(Value::TRUE),
                            op => vm.compare(&l, &r, op),
                        };
                    }
                }
                (l, r) => return Ok(Value::bool(op.holds(Some(l.is_some().cmp(&r.is_some()))))),
            }
            index += 1;
        }
    }

    #[number(Add)]
    fn add(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let (Some(left), Some(right)) = (left.downcast::<PyList>(), right.downcast::<PyList>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let (left, right) = (left.items(vm), right.items(vm));
        let mut items = Vec::with_capacity(left.len() + right.len());
        items.extend_from_slice(left);
        items.extend_from_slice(right);
        Ok(vm.new_list(items).into())
    }

    #[inplace(Add)]
    fn add_in_place(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        if let Some(list) = left.downcast::<PyList>() {
            extend_list(vm, list, right)?;
        }
        Ok(left.clone())
    }

    #[number(Multiply)]
    fn multiply(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let (list, count) = match (left.downcast::<PyList>(), right.downcast::<PyList>()) {
            (Some(list), None) => (list, right),
            (None, Some(list)) => (list, left),
            _ => return Ok(Value::NOT_IMPLEMENTED),
        };
        let count = match count.as_small_int() {
            Some(count) => count,
            None if !count.is_int() && vm.class_of(count).slots(vm).index.is_none() => {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            None => vm.to_i64(count)?,
        };
        let Some(items) = repeat_items(list.items(vm), count) else { return Err(vm.memory_error()) };
        Ok(vm.new_list(items).into())
    }

    #[inplace(Multiply)]
    fn multiply_in_place(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let Some(list) = left.downcast::<PyList>() else { return Ok(Value::NOT_IMPLEMENTED) };
        if !right.is_int() && vm.class_of(right).slots(vm).index.is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let count = vm.to_i64(right)?;
        let Some(items) = repeat_items(list.items(vm), count) else { return Err(vm.memory_error()) };
        list.items.set(vm, items);
        Ok(left.clone())
    }

    /// Append object to the end of the list.
    #[method("($self, object, /)")]
    fn append(heap: &mut Heap, this: &PyList, object: Value) {
        this.items_mut(heap).push(object);
    }

    /// Remove all items from list.
    #[method("($self, /)")]
    fn clear(heap: &mut Heap, this: &PyList) {
        this.items.set(heap, Vec::new());
    }

    /// Return a shallow copy of the list.
    #[method("($self, /)")]
    fn copy(heap: &mut Heap, this: &PyList) -> Ref<PyList> {
        let items = this.items(heap).to_vec();
        heap.new_list(items)
    }

    /// Return number of occurrences of value.
    #[method("($self, value, /)")]
    fn count(vm: &mut Vm, this: &PyList, value: &Value) -> PyResult<usize> {
        let (mut index, mut count) = (0, 0);
        while let Some(item) = this.items(vm).get(index).cloned() {
            count += usize::from(vm.equals(&item, value)?);
            index += 1;
        }
        Ok(count)
    }

    /// Extend list by appending elements from the iterable.
    #[method("($self, iterable, /)")]
    fn extend(vm: &mut Vm, this: &PyList, iterable: &Value) -> PyResult<()> {
        extend_list(vm, this, iterable)
    }

    /// Return first index of value.
    ///
    /// Raises ValueError if the value is not present.
    #[method("($self, value, start=0, stop=sys.maxsize, /)")]
    fn index(
        vm: &mut Vm,
        this: &PyList,
        value: &Value,
        start: Option<&Value>,
        stop: Option<&Value>,
    ) -> PyResult<usize> {
        let open = stop.is_none();
        let (start, stop) = vm.search_bounds(start, stop, this.len(vm))?;
        let stop = if open { usize::MAX } else { stop };
        match find_item(vm, this, value, start, stop)? {
            Some(index) => Ok(index),
            None => Err(vm.value_error("list.index(x): x not in list")),
        }
    }

    /// Insert object before index.
    #[method("($self, index, object, /)")]
    fn insert(heap: &mut Heap, this: &PyList, index: isize, object: Value) {
        let items = this.items_mut(heap);
        let length = items.len();
        let index = match usize::try_from(index) {
            Ok(index) => index.min(length),
            Err(_) => length.saturating_sub(index.unsigned_abs()),
        };
        items.insert(index, object);
    }

    /// Remove and return item at index (default last).
    ///
    /// Raises IndexError if list is empty or index is out of range.
    #[method("($self, index=-1, /)")]
    fn pop(vm: &mut Vm, this: &PyList, index: Option<isize>) -> PyResult {
        let items = this.items_mut(vm);
        let Some(index) = index else {
            return match items.pop() {
                Some(item) => Ok(item),
                None => Err(vm.index_error("pop from empty list")),
            };
        };
        let length = items.len();
        let index = if index < 0 { index.saturating_add(length as isize) } else { index };
        match usize::try_from(index) {
            Ok(index) if index < length => Ok(items.remove(index)),
            _ if length == 0 => Err(vm.index_error("pop from empty list")),
            _ => Err(vm.index_error("pop index out of range")),
        }
    }

    /// Remove first occurrence of value.
    ///
    /// Raises ValueError if the value is not present.
    #[method("($self, value, /)")]
    fn remove(vm: &mut Vm, this: &PyList, value: &Value) -> PyResult<()> {
        match find_item(vm, this, value, 0, usize::MAX)? {
            Some(index) if index < this.len(vm) => {
                drop(this.items_mut(vm).remove(index));
                Ok(())
            }
            Some(_) => Ok(()),
            None => Err(vm.value_error("list.remove(x): x not in list")),
        }
    }

    /// Reverse *IN PLACE*.
    #[method("($self, /)")]
    fn reverse(heap: &mut Heap, this: &PyList) {
        this.items_mut(heap).reverse();
    }

    /// Sort the list in ascending order and return None.
    ///
    /// The sort is in-place (i.e. the list itself is modified) and stable (i.e. the
    /// order of two equal elements is maintained).
    ///
    /// If a key function is given, apply it once to each list item and sort them,
    /// ascending or descending, according to their function values.
    ///
    /// The reverse flag can be set to sort in descending order.
    #[method("($self, /, *, key=None, reverse=False)")]
    fn sort(vm: &mut Vm, this: &PyList, key: Option<&Value>, reverse: Option<bool>) -> PyResult<()> {
        // Whoever looks meanwhile sees an empty list.
        let mut items = this.items.replace(vm, Vec::new());
        let key = key.filter(|key| !key.is_none());
        let result = vm.sort_values(&mut items, key, reverse.unwrap_or(false));
        let meanwhile = this.items.replace(vm, items);
        let modified = meanwhile.capacity() != 0;
        drop(meanwhile);
        result?;
        match modified {
            true => Err(vm.value_error("list modified during sort")),
            false => Ok(()),
        }
    }

    /// Return a reverse iterator over the list.
    #[method("($self, /)")]
    fn __reversed__(heap: &mut Heap, this: &PyList) -> Ref<PyReversed> {
        let length = this.len(heap) as i64;
        heap.new_list_reverse_iterator(Ref::new(this).into(), length)
    }

    /// Return the size of the list in memory, in bytes.
    #[method("($self, /)")]
    fn __sizeof__(heap: &Heap, this: &PyList) -> usize {
        size_of::<PyList>() + this.items.get(heap).capacity() * 8
    }
}

/// The index of an item, from any key.
fn list_index(vm: &mut Vm, key: &Value) -> PyResult<i64> {
    if let Some(index) = key.as_small_int() {
        return Ok(index);
    }
    if !key.is_int() && vm.class_of(key).slots(vm).index.is_none() {
        let found = vm.class_name(key);
        return Err(vm.type_error(format!("list indices must be integers or slices, not {found}")));
    }
    vm.to_item_index(key)
}

fn find_item(
    vm: &mut Vm,
    list: &PyList,
    value: &Value,
    start: usize,
    stop: usize,
) -> PyResult<Option<usize>> {
    let mut index = start;
    loop {
        // Where items were compared by Python code, others may be there now.
        let items = list.items(vm);
        let rest = items.get(index..stop.min(items.len())).unwrap_or_default();
        let Some(passed) = first_candidate(rest, value) else { return Ok(None) };
        let item = rest[passed].clone();
        index += passed;
        if vm.equals(&item, value)? {
            return Ok(Some(index));
        }
        index += 1;
    }
}

fn extend_list(vm: &mut Vm, list: &PyList, iterable: &Value) -> PyResult<()> {
    if iterable.downcast_exact::<PyTuple>().is_some() || iterable.downcast_exact::<PyList>().is_some() {
        let items = vm.iterate_to_vec(iterable)?;
        list.items_mut(vm).extend(items);
        return Ok(());
    }
    list.append_each(vm, iterable)
}

/// `list[slice] = value`, or `del list[slice]`.
fn set_slice(vm: &mut Vm, list: &PyList, slice: &PySlice, value: Option<&Value>) -> PyResult<()> {
    let (start, stop, step) = vm.slice_parts(slice)?;
    let new = match value {
        None => Vec::new(),
        Some(value) => match vm.iterate_to_vec(value) {
            Ok(items) => items,
            Err(raised) => {
                let iterable = vm.class_of(value).slots(vm).iter.is_some();
                if !iterable && vm.raised_is(|types| &types.exc.TypeError) {
                    vm.discard(raised);
                    return Err(vm.type_error("must assign iterable to extended slice"));
                }
                return Err(raised);
            }
        },
    };
    let range = crate::ops::items::slice_against(start, stop, step, list.len(vm) as i64);
    let (first, count) = (range.start.max(0) as usize, range.count);
    if step == 1 {
        list.replace_range(vm, first..first + count, new);
        return Ok(());
    }
    if value.is_none() {
        let mut doomed: Vec<usize> = range.indexes().collect();
        doomed.sort_unstable();
        let mut next = doomed.iter().copied().peekable();
        let old = list.items.replace(vm, Vec::new());
        let (mut kept, mut removed) = (Vec::with_capacity(old.len() - count), Vec::with_capacity(count));
        for (index, item) in old.into_iter().enumerate() {
            match next.next_if_eq(&index) {
                Some(_) => removed.push(item),
                None => kept.push(item),
            }
        }
        list.items.set(vm, kept);
        drop(removed);
        return Ok(());
    }
    if new.len() != count {
        return Err(vm.value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {count}",
            new.len()
        )));
    }
    for (index, item) in range.indexes().zip(new) {
        drop(std::mem::replace(&mut list.items_mut(vm)[index], item));
    }
    Ok(())
}

impl Vm {
    /// The bounds of a search in a sequence, as `index(value, start, stop)` takes them.
    pub fn search_bounds(
        &mut self,
        start: Option<&Value>,
        stop: Option<&Value>,
        length: usize,
    ) -> PyResult<(usize, usize)> {
        let mut bound = |value: Option<&Value>, default: usize| -> PyResult<usize> {
            let Some(value) = value else { return Ok(default) };
            let index = self.slice_index(value)?;
            let index = if index < 0 { index.saturating_add(length as i64).max(0) } else { index };
            Ok(usize::try_from(index).unwrap_or(usize::MAX))
        };
        Ok((bound(start, 0)?, bound(stop, usize::MAX)?))
    }
}
