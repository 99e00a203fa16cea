//! `dict`: slots and methods.

use vm_derive::native;

use crate::heap::Heap;
use crate::native::{Args, Keywords};
use crate::object::{Field, Ref};
use crate::objects::{DictPart, DictTable, PyDict, PyDictIterator, PyDictView, PyStr, PyType};
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Raised, Vm};

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

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let Some(dict) = this.downcast::<PyDict>() else { return Ok(()) };
        match args.positional() {
            [] => {}
            [source] => dict.update_from(vm, source)?,
            more => {
                return Err(vm.type_error(format!("dict expected at most 1 argument, got {}", more.len())));
            }
        }
        for (name, value) in args.keywords() {
            dict.set(vm, name, value.clone())?;
        }
        Ok(())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(dict) = this.downcast::<PyDict>() else { return Ok(Value::NONE) };
        let text = vm.guard_repr(this, |vm| {
            let mut text = bytecode::Wtf8Buf::from("{");
            let (mut index, mut first) = (0, true);
            while let Some(entry) = dict.table(vm).entries().get(index) {
                index += 1;
                if !entry.is_live() {
                    continue;
                }
                let (key, value) = (entry.key.clone(), entry.value.clone());
                if !first {
                    text.push_str(", ");
                }
                first = false;
                text.push_wtf8(vm.repr(&key)?.text());
                text.push_str(": ");
                text.push_wtf8(vm.repr(&value)?.text());
            }
            text.push_str("}");
            Ok(text)
        })?;
        match text {
            Some(text) => Ok(vm.new_wtf8(&text).into()),
            None => Ok(vm.new_str("{...}").into()),
        }
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
        let hash = vm.hash_key(key)?;
        if let Some(index) = dict.find(vm, key, hash)?
            && let Some(entry) = dict.table(vm).entries().get(index)
        {
            return Ok(entry.value.clone());
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
        let hash = vm.hash_key(key)?;
        match value {
            Some(value) => dict.set_hashed(vm, key, hash, value.clone()),
            None => {
                let found = dict.find(vm, key, hash)?;
                match found.and_then(|index| dict.table_mut(vm).remove(index)) {
                    Some(_) => Ok(()),
                    None => Err(vm.key_error(key)),
                }
            }
        }
    }

    #[slot(contains)]
    fn contains_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<bool> {
        let Some(dict) = this.downcast::<PyDict>() else { return Ok(false) };
        let hash = vm.hash_key(key)?;
        Ok(dict.find(vm, key, hash)?.is_some())
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<PyDict>(), other.downcast::<PyDict>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        match op {
            CompareOp::Eq => Ok(Value::bool(dicts_equal(vm, left, right)?)),
            CompareOp::Ne => Ok(Value::bool(!dicts_equal(vm, left, right)?)),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    #[number(Or)]
    fn or(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let (Some(left), Some(right)) = (left.downcast::<PyDict>(), right.downcast::<PyDict>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let table = left.table(vm).copy();
        let union = vm.new_dict_from(table);
        union.merge(vm, right)?;
        Ok(union.into())
    }

    #[inplace(Or)]
    fn or_in_place(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        if let Some(dict) = left.downcast::<PyDict>() {
            dict.update_from(vm, right)?;
        }
        Ok(left.clone())
    }

    /// Remove all items from the dict.
    #[method("($self, /)", name = "clear")]
    fn clear_method(heap: &mut Heap, this: &PyDict) {
        this.clear(heap);
    }

    /// Return a shallow copy of the dict.
    #[method("($self, /)")]
    fn copy(heap: &mut Heap, this: &PyDict) -> Ref<PyDict> {
        let table = this.table(heap).copy();
        heap.new_dict_from(table)
    }

    /// Create a new dictionary with keys from iterable and values set to value.
    #[classmethod("($type, iterable, value=None, /)")]
    fn fromkeys(vm: &mut Vm, class: &Value, iterable: &Value, value: Option<&Value>) -> PyResult {
        let value = value.cloned().unwrap_or(Value::NONE);
        let result = vm.call(class, &[])?;
        let exact = result.downcast_exact::<PyDict>().map(Ref::new);
        vm.iterate(iterable, |vm, key| match &exact {
            Some(dict) => {
                let hash = vm.hash_key(&key)?;
                dict.set_hashed(vm, &key, hash, value.clone())
            }
            None => vm.set_item(&result, &key, Some(&value)),
        })?;
        Ok(result)
    }

    /// Return the value for key if key is in the dictionary, else default.
    #[method("($self, key, default=None, /)", name = "get", plain = get_method_plainly)]
    fn get_method(vm: &mut Vm, this: &PyDict, key: &Value, default: Option<&Value>) -> PyResult {
        let hash = vm.hash_key(key)?;
        match this.find(vm, key, hash)?.and_then(|index| this.table(vm).entries().get(index)) {
            Some(entry) => Ok(entry.value.clone()),
            None => Ok(default.cloned().unwrap_or(Value::NONE)),
        }
    }

    fn get_method_plainly(heap: &mut Heap, args: &[Value]) -> Option<Value> {
        let [this, key, default @ ..] = args else { return None };
        match (this.downcast::<PyDict>()?.get_plainly(heap, key)?, default) {
            (Some(value), [] | [_]) => Some(value),
            (None, [default]) => Some(default.clone()),
            (None, []) => Some(Value::NONE),
            _ => None,
        }
    }

    /// Return a set-like object providing a view on the dict's items.
    #[method("($self, /)")]
    fn items(heap: &mut Heap, this: &PyDict) -> Ref<PyDictView> {
        heap.new_dict_view(this, DictPart::Items)
    }

    /// Return a set-like object providing a view on the dict's keys.
    #[method("($self, /)")]
    fn keys(heap: &mut Heap, this: &PyDict) -> Ref<PyDictView> {
        heap.new_dict_view(this, DictPart::Keys)
    }

    /// Return an object providing a view on the dict's values.
    #[method("($self, /)")]
    fn values(heap: &mut Heap, this: &PyDict) -> Ref<PyDictView> {
        heap.new_dict_view(this, DictPart::Values)
    }

    /// D.pop(k[,d]) -> v, remove specified key and return the corresponding value.
    ///
    /// If the key is not found, return the default if given; otherwise,
    /// raise a KeyError.
    #[method("($self, key, default=<unrepresentable>, /)")]
    fn pop(vm: &mut Vm, this: &PyDict, key: &Value, default: Option<&Value>) -> PyResult {
        let hash = vm.hash_key(key)?;
        let found = this.find(vm, key, hash)?;
        match (found.and_then(|index| this.table_mut(vm).remove(index)), default) {
            (Some(entry), _) => Ok(entry.value),
            (None, Some(default)) => Ok(default.clone()),
            (None, None) => Err(vm.key_error(key)),
        }
    }

    /// Remove and return a (key, value) pair as a 2-tuple.
    ///
    /// Pairs are returned in LIFO (last-in, first-out) order.
    /// Raises KeyError if the dict is empty.
    #[method("($self, /)")]
    fn popitem(vm: &mut Vm, this: &PyDict) -> PyResult {
        let last = this.table(vm).last_index();
        match last.and_then(|index| this.table_mut(vm).remove(index)) {
            Some(entry) => Ok(vm.new_tuple([entry.key, entry.value]).into()),
            None => {
                let message: Value = vm.new_str("popitem(): dictionary is empty").into();
                Err(vm.key_error(&message))
            }
        }
    }

    /// Insert key with a value of default if key is not in the dictionary.
    ///
    /// Return the value for key if key is in the dictionary, else default.
    #[method("($self, key, default=None, /)", plain = setdefault_plainly)]
    fn setdefault(vm: &mut Vm, this: &PyDict, key: &Value, default: Option<&Value>) -> PyResult {
        let hash = vm.hash_key(key)?;
        let found = this.find(vm, key, hash)?;
        if let Some(entry) = found.and_then(|index| this.table(vm).entries().get(index)) {
            return Ok(entry.value.clone());
        }
        let default = default.cloned().unwrap_or(Value::NONE);
        this.table_mut(vm).insert_new(hash, key.clone(), default.clone());
        Ok(default)
    }

    fn setdefault_plainly(heap: &mut Heap, args: &[Value]) -> Option<Value> {
        let [this, key, default @ ..] = args else { return None };
        let this = this.downcast::<PyDict>()?;
        match default {
            [] => this.get_or_set_plainly(heap, key, &Value::NONE),
            [default] => this.get_or_set_plainly(heap, key, default),
            _ => None,
        }
    }

    /// D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.
    /// If E is present and has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]
    /// If E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v
    /// In either case, this is followed by: for k in F:  D[k] = F[k]
    #[method("($self, source=(), /, **kwargs)")]
    fn update(vm: &mut Vm, this: &PyDict, source: Option<&Value>, kwargs: Keywords<'_>) -> PyResult<()> {
        if let Some(source) = source {
            this.update_from(vm, source)?;
        }
        for (name, value) in kwargs.iter() {
            this.set(vm, name, value.clone())?;
        }
        Ok(())
    }

    /// Return a reverse iterator over the dict keys.
    #[method("($self, /)")]
    fn __reversed__(heap: &mut Heap, this: &PyDict) -> Ref<PyDictIterator> {
        heap.new_dict_iterator(this, DictPart::Keys, true)
    }

    /// Return the size of the dict in memory.
    #[method("($self, /)")]
    fn __sizeof__(heap: &Heap, this: &PyDict) -> usize {
        size_of::<PyDict>() + this.table(heap).entries().len() * 28
    }
}

impl PyDict {
    /// `dict.update(source)`: from a mapping, or an iterable of pairs.
    pub fn update_from(&self, vm: &mut Vm, source: &Value) -> PyResult<()> {
        if let Some(other) = source.downcast::<PyDict>() {
            let plain = source.downcast_exact::<PyDict>().is_some() || {
                let name = vm.names().keys.clone();
                let (class, dict) = (Ref::new(vm.class_of(source)), vm.types().dict.clone());
                match (class.lookup(vm, &name), dict.lookup(vm, &name)) {
                    (Some(own), Some(inherited)) => own.is(&inherited),
                    _ => false,
                }
            };
            if plain {
                return self.merge(vm, other);
            }
        }
        let keys = vm.names().keys.clone();
        if let Some(method) = vm.get_attr_optional(source, &keys)? {
            let keys = vm.call(&method, &[])?;
            return vm.iterate(&keys, |vm, key| {
                let value = vm.get_item(source, &key)?;
                let hash = vm.hash_key(&key)?;
                self.set_hashed(vm, &key, hash, value)
            });
        }
        let mut index = 0;
        vm.iterate(source, |vm, pair| {
            let items = match vm.iterate_to_vec(&pair) {
                Ok(items) => items,
                Err(raised) => {
                    let iterable = vm.class_of(&pair).slots(vm).iter.is_some();
                    if !iterable && vm.raised_is(|types| &types.exc.TypeError) {
                        vm.discard(raised);
                        return Err(vm.type_error("object is not iterable"));
                    }
                    return Err(raised);
                }
            };
            let [key, value] = &items[..] else {
                return Err(vm.value_error(format!(
                    "dictionary update sequence element #{index} has length {}; 2 is required",
                    items.len()
                )));
            };
            index += 1;
            let hash = vm.hash_key(key)?;
            self.set_hashed(vm, key, hash, value.clone())
        })
    }
}

fn dicts_equal(vm: &mut Vm, left: &PyDict, right: &PyDict) -> PyResult<bool> {
    if left.len(vm) != right.len(vm) {
        return Ok(false);
    }
    let mut index = 0;
    while let Some(entry) = left.table(vm).entries().get(index) {
        index += 1;
        if !entry.is_live() {
            continue;
        }
        let (key, hash, value) = (entry.key.clone(), entry.hash, entry.value.clone());
        let found = right.find(vm, &key, hash)?;
        let Some(other) = found.and_then(|index| right.table(vm).entries().get(index)) else {
            return Ok(false);
        };
        let other = other.value.clone();
        if !vm.equals(&value, &other)? {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Vm {
    /// The hash of a dict's key; the error for an unhashable one says what it was wanted for.
    #[inline]
    pub fn hash_key(&mut self, key: &Value) -> PyResult<u64> {
        if let Some(string) = key.downcast_exact::<PyStr>() {
            return Ok(string.hash(self));
        }
        if let Some(int) = key.as_small_int() {
            return Ok(crate::ops::compare::hash_i64(int) as u64);
        }
        self.hash_for(key, "a dict key")
    }

    /// The hash of `key`, where an unhashable one cannot be used as `purpose`.
    #[inline]
    pub(crate) fn hash_for(&mut self, key: &Value, purpose: &str) -> PyResult<u64> {
        match self.hash(key) {
            Ok(hash) => Ok(hash as u64),
            Err(raised) => Err(self.no_hash_for(key, purpose, raised)),
        }
    }

    /// Says what the hash that `raised` says is lacking was wanted for.
    #[cold]
    fn no_hash_for(&mut self, key: &Value, purpose: &str, raised: Raised) -> Raised {
        if !self.raised_is(|types| &types.exc.TypeError) {
            return raised;
        }
        let cause = self.take_raised(raised);
        let name = self.class_name(key);
        let cause_text = match self.str(&cause) {
            Ok(text) => text,
            Err(raised) => return raised,
        };
        let message = format!("cannot use '{name}' as {purpose} ({})", cause_text.text());
        let raised = self.type_error(message);
        let exception = self.take_raised(raised);
        if let Some(exception) = exception.downcast::<crate::objects::PyException>() {
            exception.cause.set(self, cause.clone());
            exception.context.set(self, cause);
        }
        self.reraise(exception)
    }
}
