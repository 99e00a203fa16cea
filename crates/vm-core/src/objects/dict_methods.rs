//! `dict`: slots and methods.

use vm_derive::native;

use crate::native::Args;
use crate::object::Field;
use crate::objects::{DictPart, DictTable, PyDict, PyType};
use crate::value::Value;
use crate::{PyResult, Vm};

/// dict() -> new empty dictionary
/// dict(mapping) -> new dictionary initialized from a mapping object's
///     (key, value) pairs
/// dict(iterable) -> new dictionary initialized as if via:
///     d = {}
///     for k, v in iterable:
///         d[k] = v
/// dict(**kwargs) -> new dictionary initialized with the name=value pairs
///     in the keyword argument list.  For example:  dict(one=1, two=2)
#[native(name = "dict", kind = Dict, mapping)]
impl PyDict {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        Ok(vm.allocate(class, 0, |header| PyDict { header, table: Field::new(DictTable::default()) }).into())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(dict) = this.downcast::<PyDict>() else { return Ok(Value::NONE) };
        let text = vm.guard_repr(this, |vm| {
            let mut text = String::from("{");
            let mut index = 0;
            while let Some(entry) = dict.table(vm).entries().get(index) {
                index += 1;
                if !entry.is_live() {
                    continue;
                }
                let (key, value) = (entry.key.clone(), entry.value.clone());
                if text.len() > 1 {
                    text.push_str(", ");
                }
                text.push_str(&vm.repr(&key)?.text().to_string_lossy());
                text.push_str(": ");
                text.push_str(&vm.repr(&value)?.text().to_string_lossy());
            }
            text.push('}');
            Ok(text)
        })?;
        Ok(vm.new_str(text.as_deref().unwrap_or("{...}")).into())
    }

    #[slot(len)]
    fn len_slot(vm: &mut Vm, this: &Value) -> PyResult<usize> {
        Ok(this.downcast::<PyDict>().map_or(0, |dict| dict.len(vm)))
    }

    #[slot(iter)]
    fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
        match this.downcast::<PyDict>() {
            Some(dict) => Ok(vm.new_dict_iterator(dict, DictPart::Keys, false).into()),
            None => Ok(Value::NONE),
        }
    }

    #[slot(getitem)]
    fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        let Some(dict) = this.downcast::<PyDict>() else { return Ok(Value::NONE) };
        if let Some(value) = dict.get(vm, key)? {
            return Ok(value);
        }
        if this.downcast_exact::<PyDict>().is_none() {
            let name = vm.names().__missing__.clone();
            if let Some(method) = vm.lookup_special(this, &name) {
                return vm.call_bound(&method, this, std::slice::from_ref(key));
            }
        }
        Err(vm.key_error(key))
    }

    #[slot(setitem)]
    fn setitem_slot(vm: &mut Vm, this: &Value, key: &Value, value: Option<&Value>) -> PyResult<()> {
        let Some(dict) = this.downcast::<PyDict>() else { return Ok(()) };
        match value {
            Some(value) => dict.set(vm, key, value.clone()),
            None => match dict.remove(vm, key)? {
                Some(_) => Ok(()),
                None => Err(vm.key_error(key)),
            },
        }
    }

    #[slot(contains)]
    fn contains_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<bool> {
        match this.downcast::<PyDict>() {
            Some(dict) => dict.contains(vm, key),
            None => Ok(false),
        }
    }
}
