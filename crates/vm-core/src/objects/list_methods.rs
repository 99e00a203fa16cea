//! `list`: slots and methods.

use vm_derive::native;

use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Field, Ref};
use crate::objects::{PyList, PySlice, PyType};
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
            let mut text = String::from("[");
            let mut index = 0;
            while let Some(item) = list.items(vm).get(index).cloned() {
                if index > 0 {
                    text.push_str(", ");
                }
                text.push_str(&vm.repr(&item)?.text().to_string_lossy());
                index += 1;
            }
            text.push(']');
            Ok(text)
        })?;
        Ok(vm.new_str(text.as_deref().unwrap_or("[...]")).into())
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

    #[slot(getitem)]
    fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        let Some(list) = this.downcast::<PyList>() else { return Ok(Value::NONE) };
        if let Some(slice) = key.downcast::<PySlice>() {
            let (start, stop, step) = vm.slice_parts(slice)?;
            let range = crate::ops::items::slice_against(start, stop, step, list.len(vm) as i64);
            let items = list.items(vm);
            let items: Vec<Value> = range.indexes().map(|index| items[index].clone()).collect();
            return Ok(vm.new_list(items).into());
        }
        if !key.is_int() && vm.class_of(key).slots(vm).index.is_none() {
            let found = vm.class_name(key);
            return Err(vm.type_error(format!("list indices must be integers or slices, not {found}")));
        }
        let index = vm.to_item_index(key)?;
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
        let index = vm.to_item_index(key)?;
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

    /// Append object to the end of the list.
    #[method("($self, object, /)")]
    fn append(heap: &mut Heap, this: &PyList, object: Value) {
        this.items_mut(heap).push(object);
    }
}
