//! Views and iterators of dicts, and `mappingproxy`.

use std::cell::Cell;

use vm_derive::{Traverse, native};

use super::iterators::pickled_function;
use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Field, Header, Ref};
use crate::objects::{DictEntry, PyDict, PySet, PyTuple, PyType};
use crate::types::{BinaryOperator, CompareOp};
use crate::value::Value;
use crate::{PyResult, Vm};

/// What a view or iterator shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DictPart {
    Keys,
    Values,
    Items,
}

impl crate::object::Traverse for DictPart {
    fn traverse(&self, _visit: &mut crate::object::Visitor<'_>) {}
}

/// `dict_keys`, `dict_values` or `dict_items`.
#[derive(Traverse)]
#[repr(C)]
pub struct PyDictView {
    pub(crate) header: Header,
    pub(crate) dict: Ref<PyDict>,
    pub(crate) part: DictPart,
}

/// Iterator over a dict.
#[derive(Traverse)]
#[repr(C)]
pub struct PyDictIterator {
    pub(crate) header: Header,
    /// None when exhausted.
    pub(crate) dict: Field<Option<Ref<PyDict>>>,
    /// Index of the next entry; counts down if `reversed`.
    pub(crate) index: Cell<usize>,
    /// Number of entries when the iterator was made: a change is an error.
    pub(crate) length: Cell<usize>,
    /// The item given last, to be given again with another key and value if nobody kept it.
    pub(crate) last: Field<Option<Ref<PyTuple>>>,
    pub(crate) part: DictPart,
    pub(crate) reversed: bool,
}

/// A read-only view of a mapping.
#[derive(Traverse)]
#[repr(C)]
pub struct PyMappingProxy {
    pub(crate) header: Header,
    pub(crate) mapping: Value,
}

impl Heap {
    pub fn new_dict_view(&mut self, dict: &PyDict, part: DictPart) -> Ref<PyDictView> {
        let dict = Ref::new(dict);
        let payload = |header| PyDictView { header, dict, part };
        match part {
            DictPart::Keys => self.allocate_builtin(|types| &types.dict_keys, payload),
            DictPart::Values => self.allocate_builtin(|types| &types.dict_values, payload),
            DictPart::Items => self.allocate_builtin(|types| &types.dict_items, payload),
        }
    }

    pub fn new_dict_iterator(
        &mut self,
        dict: &PyDict,
        part: DictPart,
        reversed: bool,
    ) -> Ref<PyDictIterator> {
        let length = dict.len(self);
        let index = if reversed { dict.table(self).entries().len() } else { 0 };
        let dict = Field::new(Some(Ref::new(dict)));
        let payload = |header| {
            let (index, length) = (Cell::new(index), Cell::new(length));
            PyDictIterator { header, dict, index, length, last: Field::default(), part, reversed }
        };
        match (part, reversed) {
            (DictPart::Keys, false) => self.allocate_builtin(|types| &types.dict_keyiterator, payload),
            (DictPart::Values, false) => self.allocate_builtin(|types| &types.dict_valueiterator, payload),
            (DictPart::Items, false) => self.allocate_builtin(|types| &types.dict_itemiterator, payload),
            (DictPart::Keys, true) => self.allocate_builtin(|types| &types.dict_reversekeyiterator, payload),
            (DictPart::Values, true) => {
                self.allocate_builtin(|types| &types.dict_reversevalueiterator, payload)
            }
            (DictPart::Items, true) => {
                self.allocate_builtin(|types| &types.dict_reverseitemiterator, payload)
            }
        }
    }

    pub fn new_mapping_proxy(&mut self, mapping: Value) -> Ref<PyMappingProxy> {
        self.allocate_builtin(|types| &types.mappingproxy, |header| PyMappingProxy { header, mapping })
    }
}

/// Read-only proxy of a mapping.
#[native(name = "mappingproxy", kind = MappingProxy, mapping, final)]
impl PyMappingProxy {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, _class: &PyType, args: &Args<'_>) -> PyResult {
        let [mapping] = args.positional() else {
            return Err(vm.type_error("mappingproxy() missing required argument 'mapping' (pos 1)"));
        };
        let class = Ref::new(vm.class_of(mapping));
        let sequence = class.layout.is_sequence;
        if class.slots(vm).getitem.is_none() || sequence {
            let found = class.name_text(vm);
            return Err(vm.type_error(format!("mappingproxy() argument must be a mapping, not {found}")));
        }
        Ok(vm.new_mapping_proxy(mapping.clone()).into())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(proxy) = this.downcast::<PyMappingProxy>() else { return Ok(Value::NONE) };
        let inner = vm.repr(&proxy.mapping)?;
        let mut text = bytecode::Wtf8Buf::from("mappingproxy(");
        text.push_wtf8(inner.text());
        text.push_str(")");
        Ok(vm.new_wtf8(&text).into())
    }

    #[slot(str)]
    fn str_slot(vm: &mut Vm, this: &Value) -> PyResult {
        match this.downcast::<PyMappingProxy>() {
            Some(proxy) => Ok(vm.str(&proxy.mapping)?.into()),
            None => Ok(Value::NONE),
        }
    }

    #[slot(len)]
    fn len_slot(vm: &mut Vm, this: &Value) -> PyResult<usize> {
        match this.downcast::<PyMappingProxy>() {
            Some(proxy) => vm.len(&proxy.mapping),
            None => Ok(0),
        }
    }

    #[slot(iter)]
    fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
        match this.downcast::<PyMappingProxy>() {
            Some(proxy) => vm.iter(&proxy.mapping),
            None => Ok(Value::NONE),
        }
    }

    #[slot(getitem)]
    fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        match this.downcast::<PyMappingProxy>() {
            Some(proxy) => vm.get_item(&proxy.mapping, key),
            None => Ok(Value::NONE),
        }
    }

    #[slot(contains)]
    fn contains_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<bool> {
        match this.downcast::<PyMappingProxy>() {
            Some(proxy) => vm.contains(&proxy.mapping, key),
            None => Ok(false),
        }
    }

    #[slot(hash)]
    fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
        match this.downcast::<PyMappingProxy>() {
            Some(proxy) => vm.hash(&proxy.mapping),
            None => Ok(0),
        }
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        match this.downcast::<PyMappingProxy>() {
            Some(proxy) => vm.compare(&proxy.mapping, other, op),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    #[number(Or)]
    fn or(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let unwrap = |value: &Value| match value.downcast::<PyMappingProxy>() {
            Some(proxy) => proxy.mapping.clone(),
            None => value.clone(),
        };
        vm.binary(&unwrap(left), &unwrap(right), BinaryOperator::Or)
    }

    #[inplace(Or)]
    fn or_in_place(vm: &mut Vm, _left: &Value, _right: &Value) -> PyResult {
        Err(vm.type_error("'|=' is not supported by mappingproxy; use '|' instead"))
    }

    /// Return the value for key if key is in the mapping, else default.
    #[method("($self, key, default=None, /)")]
    fn get(vm: &mut Vm, this: &PyMappingProxy, key: &Value, default: Option<&Value>) -> PyResult {
        let default = default.cloned().unwrap_or(Value::NONE);
        vm.call_method_str(&this.mapping, "get", &[key.clone(), default])
    }

    /// a set-like object providing a view on the mapping's keys
    #[method("($self, /)")]
    fn keys(vm: &mut Vm, this: &PyMappingProxy) -> PyResult {
        vm.call_method_str(&this.mapping, "keys", &[])
    }

    /// an object providing a view on the mapping's values
    #[method("($self, /)")]
    fn values(vm: &mut Vm, this: &PyMappingProxy) -> PyResult {
        vm.call_method_str(&this.mapping, "values", &[])
    }

    /// a set-like object providing a view on the mapping's items
    #[method("($self, /)")]
    fn items(vm: &mut Vm, this: &PyMappingProxy) -> PyResult {
        vm.call_method_str(&this.mapping, "items", &[])
    }

    /// a shallow copy of the mapping
    #[method("($self, /)")]
    fn copy(vm: &mut Vm, this: &PyMappingProxy) -> PyResult {
        vm.call_method_str(&this.mapping, "copy", &[])
    }

    #[method("($self, /)")]
    fn __reversed__(vm: &mut Vm, this: &PyMappingProxy) -> PyResult {
        vm.call_method_str(&this.mapping, "__reversed__", &[])
    }
}

impl PyDictView {
    /// Whether the view has `key`.
    fn contains(&self, vm: &mut Vm, key: &Value) -> PyResult<bool> {
        match self.part {
            DictPart::Keys => {
                let hash = vm.hash_key(key)?;
                Ok(self.dict.find(vm, key, hash)?.is_some())
            }
            DictPart::Values => {
                let view: Value = Ref::new(self).into();
                vm.contains_by_iteration(&view, key)
            }
            DictPart::Items => {
                let Some([key, value]) = key.downcast::<crate::objects::PyTuple>().map(|pair| pair.items())
                else {
                    return Ok(false);
                };
                match self.dict.get(vm, key)? {
                    Some(found) => vm.equals(&found, value),
                    None => Ok(false),
                }
            }
        }
    }

    /// The elements as a new set.
    fn to_set(&self, vm: &mut Vm) -> PyResult<Ref<PySet>> {
        let set = vm.new_set();
        let view: Value = Ref::new(self).into();
        set.update_from(vm, &view)?;
        Ok(set)
    }
}

fn view_len(vm: &mut Vm, this: &Value) -> PyResult<usize> {
    Ok(this.downcast::<PyDictView>().map_or(0, |view| view.dict.len(vm)))
}

fn view_iter(vm: &mut Vm, this: &Value) -> PyResult {
    match this.downcast::<PyDictView>() {
        Some(view) => Ok(vm.new_dict_iterator(&view.dict, view.part, false).into()),
        None => Ok(Value::NONE),
    }
}

fn view_repr(vm: &mut Vm, this: &Value) -> PyResult {
    let text = vm.guard_repr(this, |vm| {
        let items = vm.iterate_to_vec(this)?;
        let list: Value = vm.new_list(items).into();
        let mut text = bytecode::Wtf8Buf::from(&vm.class_name(this)[..]);
        text.push_str("(");
        text.push_wtf8(vm.repr(&list)?.text());
        text.push_str(")");
        Ok(text)
    })?;
    match text {
        Some(text) => Ok(vm.new_wtf8(&text).into()),
        None => Ok(vm.new_str("...").into()),
    }
}

fn view_contains(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<bool> {
    match this.downcast::<PyDictView>() {
        Some(view) => view.contains(vm, key),
        None => Ok(false),
    }
}

/// Whether this is a set, frozenset, or a view of keys or items.
fn is_set_like(value: &Value) -> bool {
    value.downcast::<PySet>().is_some()
        || value.downcast::<PyDictView>().is_some_and(|view| view.part != DictPart::Values)
}

fn view_compare(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
    if !is_set_like(other) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (left, right) = (vm.len(this)?, vm.len(other)?);
    let (inner, outer, possible) = match op {
        CompareOp::Eq | CompareOp::Ne => (this, other, left == right),
        CompareOp::Lt => (this, other, left < right),
        CompareOp::Le => (this, other, left <= right),
        CompareOp::Gt => (other, this, left > right),
        CompareOp::Ge => (other, this, left >= right),
    };
    let mut holds = possible;
    if holds {
        let iterator = vm.iter(inner)?;
        while let Some(item) = vm.next(&iterator)? {
            if !vm.contains(outer, &item)? {
                holds = false;
                break;
            }
        }
    }
    Ok(Value::bool(holds != (op == CompareOp::Ne)))
}

/// `left <operator> right`, where one is a view: the other is any iterable, the result a set.
fn view_binary(vm: &mut Vm, left: &Value, right: &Value, operator: BinaryOperator) -> PyResult {
    let to_set = |vm: &mut Vm, value: &Value| match value.downcast::<PyDictView>() {
        Some(view) => view.to_set(vm),
        None => {
            let set = vm.new_set();
            set.update_from(vm, value)?;
            Ok(set)
        }
    };
    let iterable = |vm: &Vm, value: &Value| {
        let slots = vm.class_of(value).slots(vm);
        slots.iter.is_some() || slots.getitem.is_some()
    };
    if !iterable(vm, right) {
        let found = vm.class_name(right);
        return Err(vm.type_error(format!("'{found}' object is not iterable")));
    }
    if !iterable(vm, left) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (left, right) = (to_set(vm, left)?, to_set(vm, right)?);
    vm.binary(left.value(), right.value(), operator)
}

fn view_is_disjoint(vm: &mut Vm, view: &PyDictView, other: &Value) -> PyResult<bool> {
    let iterator = vm.iter(other)?;
    while let Some(item) = vm.next(&iterator)? {
        if view.contains(vm, &item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

macro_rules! set_like_view {
    ($marker:ident, $name:literal) => {
        #[doc = concat!("Marker for the class `", $name, "`, which shares its payload.")]
        pub struct $marker;

        #[native(name = $name, kind = DictView, final, no_constructor)]
        impl $marker {
            #[slot(len)]
            fn len_slot(vm: &mut Vm, this: &Value) -> PyResult<usize> {
                view_len(vm, this)
            }

            #[slot(iter)]
            fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
                view_iter(vm, this)
            }

            #[slot(repr)]
            fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
                view_repr(vm, this)
            }

            #[slot(contains)]
            fn contains_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<bool> {
                view_contains(vm, this, key)
            }

            #[slot(compare)]
            fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
                view_compare(vm, this, other, op)
            }

            #[number(And)]
            fn and(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
                view_binary(vm, left, right, BinaryOperator::And)
            }

            #[number(Or)]
            fn or(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
                view_binary(vm, left, right, BinaryOperator::Or)
            }

            #[number(Subtract)]
            fn subtract(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
                view_binary(vm, left, right, BinaryOperator::Subtract)
            }

            #[number(Xor)]
            fn xor(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
                view_binary(vm, left, right, BinaryOperator::Xor)
            }

            /// Return True if the view and the given iterable have a null intersection.
            #[method("($self, other, /)")]
            fn isdisjoint(vm: &mut Vm, this: &PyDictView, other: &Value) -> PyResult<bool> {
                view_is_disjoint(vm, this, other)
            }

            /// Return a reverse iterator over the view.
            #[method("($self, /)")]
            fn __reversed__(heap: &mut Heap, this: &PyDictView) -> Ref<PyDictIterator> {
                heap.new_dict_iterator(&this.dict, this.part, true)
            }

            /// dictionary that this view refers to
            #[getter(mapping)]
            fn get_mapping(heap: &mut Heap, this: &PyDictView) -> Ref<PyMappingProxy> {
                heap.new_mapping_proxy(this.dict.clone().into())
            }
        }
    };
}

set_like_view!(DictKeysClass, "dict_keys");
set_like_view!(DictItemsClass, "dict_items");

/// Marker for the class `dict_values`, which shares its payload.
pub struct DictValuesClass;

#[native(name = "dict_values", kind = DictView, final, no_constructor)]
impl DictValuesClass {
    #[slot(len)]
    fn len_slot(vm: &mut Vm, this: &Value) -> PyResult<usize> {
        view_len(vm, this)
    }

    #[slot(iter)]
    fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
        view_iter(vm, this)
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        view_repr(vm, this)
    }

    /// Return a reverse iterator over the dict values.
    #[method("($self, /)")]
    fn __reversed__(heap: &mut Heap, this: &PyDictView) -> Ref<PyDictIterator> {
        heap.new_dict_iterator(&this.dict, this.part, true)
    }

    /// dictionary that this view refers to
    #[getter(mapping)]
    fn get_mapping(heap: &mut Heap, this: &PyDictView) -> Ref<PyMappingProxy> {
        heap.new_mapping_proxy(this.dict.clone().into())
    }
}

impl DictPart {
    /// The part of `entry`: one value, or two.
    #[inline(always)]
    fn of(self, entry: &DictEntry) -> (Value, Option<Value>) {
        match self {
            DictPart::Keys => (entry.key.clone(), None),
            DictPart::Values => (entry.value.clone(), None),
            DictPart::Items => (entry.key.clone(), Some(entry.value.clone())),
        }
    }
}

impl PyDictIterator {
    /// What it gives of what [`DictPart::of`] found.
    #[inline(always)]
    fn give(&self, heap: &mut Heap, found: (Value, Option<Value>)) -> Value {
        match found {
            (only, None) => only,
            (key, Some(value)) => heap.next_pair(&self.last, key, value).into(),
        }
    }
}

/// The next `part` of an entry, which is what the iterator's class gives.
#[inline(always)]
fn next_part(vm: &mut Vm, this: &Value, part: DictPart) -> PyResult<Option<Value>> {
    let Some(iterator) = this.downcast::<PyDictIterator>() else { return Ok(None) };
    let index = iterator.index.get();
    // The entry that `index` says: most dicts have no gaps. Iterators that go backwards find theirs the long way.
    let entry = iterator.dict.get(vm).as_ref().and_then(|dict| {
        let table = dict.table(vm);
        let entry = table.entries().get(index).filter(|entry| entry.is_live())?;
        (table.len() == iterator.length.get() && !iterator.reversed).then_some(entry)
    });
    let Some(entry) = entry else { return next_of_any_entries(vm, iterator) };
    let found = part.of(entry);
    iterator.index.set(index + 1);
    Ok(Some(iterator.give(vm, found)))
}

/// As [`next_part`], past deleted entries, backwards, and at the end.
#[inline(never)]
fn next_of_any_entries(vm: &mut Vm, iterator: &PyDictIterator) -> PyResult<Option<Value>> {
    let Some(dict) = iterator.dict.get(vm) else { return Ok(None) };
    if dict.len(vm) != iterator.length.get() {
        // From now on the iterator always complains.
        iterator.length.set(usize::MAX);
        return Err(vm.runtime_error("dictionary changed size during iteration"));
    }
    let (entries, index) = (dict.table(vm).entries(), iterator.index.get());
    let (found, next) = match iterator.reversed {
        true => {
            let before = entries.get(..index).unwrap_or(entries);
            let found = before.iter().rposition(DictEntry::is_live);
            (found.map(|at| &before[at]), found.unwrap_or(0))
        }
        false => {
            let rest = entries.get(index..).unwrap_or_default();
            let found = rest.iter().position(DictEntry::is_live);
            (found.map(|at| &rest[at]), found.map_or(entries.len(), |at| index + at + 1))
        }
    };
    iterator.index.set(next);
    let found = found.map(|entry| iterator.part.of(entry));
    if found.is_none() {
        iterator.dict.set(vm, None);
    }
    Ok(found.map(|found| iterator.give(vm, found)))
}

macro_rules! dict_iterators {
    ($($marker:ident, $name:literal, $part:ident;)*) => {
        $(
            #[doc = concat!("Marker for the class `", $name, "`, which shares its payload.")]
            pub struct $marker;

            #[native(name = $name, kind = DictIterator, final, no_constructor)]
            impl $marker {
                #[slot(iter)]
                fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
                    Ok(this.clone())
                }

                #[slot(next)]
                fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
                    next_part(vm, this, DictPart::$part)
                }

                /// Private method returning an estimate of len(list(it)).
                #[method("($self, /)")]
                fn __length_hint__(heap: &Heap, this: &PyDictIterator) -> usize {
                    let Some(dict) = this.dict.get(heap) else { return 0 };
                    let entries = dict.table(heap).entries();
                    let index = this.index.get().min(entries.len());
                    let rest = if this.reversed { &entries[..index] } else { &entries[index..] };
                    rest.iter().filter(|entry| entry.is_live()).count()
                }

                /// Return state information for pickling.
                #[method("($self, /)")]
                fn __reduce__(vm: &mut Vm, this: &PyDictIterator) -> PyResult {
                    let function = pickled_function(vm, "iter")?;
                    // A second iterator goes to the end; this one stays where it is.
                    let rest = match this.dict.cloned(vm) {
                        Some(dict) => {
                            let copy = vm.new_dict_iterator(&dict, this.part, this.reversed);
                            copy.index.set(this.index.get());
                            copy.length.set(this.length.get());
                            vm.iterate_to_vec(copy.value())?
                        }
                        None => Vec::new(),
                    };
                    let list = vm.new_list(rest).into();
                    let arguments = vm.new_tuple([list]).into();
                    Ok(vm.new_tuple([function, arguments]).into())
                }
            }
        )*
    };
}

dict_iterators! {
    DictKeyIteratorClass, "dict_keyiterator", Keys;
    DictValueIteratorClass, "dict_valueiterator", Values;
    DictItemIteratorClass, "dict_itemiterator", Items;
    DictReverseKeyIteratorClass, "dict_reversekeyiterator", Keys;
    DictReverseValueIteratorClass, "dict_reversevalueiterator", Values;
    DictReverseItemIteratorClass, "dict_reverseitemiterator", Items;
}
