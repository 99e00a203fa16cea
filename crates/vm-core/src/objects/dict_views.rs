//! Views and iterators of dicts, and `mappingproxy`.

use std::cell::Cell;

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::object::{Field, Header, Ref};
use crate::objects::PyDict;
use crate::value::Value;

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
            PyDictIterator { header, dict, index, length, part, reversed }
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
#[native(name = "mappingproxy", kind = MappingProxy, mapping)]
impl PyMappingProxy {}

/// Marker for the class `dict_keys`, which shares its payload.
pub struct DictKeysClass;

#[native(name = "dict_keys", kind = DictView, final, no_constructor)]
impl DictKeysClass {}

/// Marker for the class `dict_values`, which shares its payload.
pub struct DictValuesClass;

#[native(name = "dict_values", kind = DictView, final, no_constructor)]
impl DictValuesClass {}

/// Marker for the class `dict_items`, which shares its payload.
pub struct DictItemsClass;

#[native(name = "dict_items", kind = DictView, final, no_constructor)]
impl DictItemsClass {}

/// Marker for the class `dict_keyiterator`, which shares its payload.
pub struct DictKeyIteratorClass;

#[native(name = "dict_keyiterator", kind = DictIterator, final, no_constructor)]
impl DictKeyIteratorClass {}

/// Marker for the class `dict_valueiterator`, which shares its payload.
pub struct DictValueIteratorClass;

#[native(name = "dict_valueiterator", kind = DictIterator, final, no_constructor)]
impl DictValueIteratorClass {}

/// Marker for the class `dict_itemiterator`, which shares its payload.
pub struct DictItemIteratorClass;

#[native(name = "dict_itemiterator", kind = DictIterator, final, no_constructor)]
impl DictItemIteratorClass {}

/// Marker for the class `dict_reversekeyiterator`, which shares its payload.
pub struct DictReverseKeyIteratorClass;

#[native(name = "dict_reversekeyiterator", kind = DictIterator, final, no_constructor)]
impl DictReverseKeyIteratorClass {}

/// Marker for the class `dict_reversevalueiterator`, which shares its payload.
pub struct DictReverseValueIteratorClass;

#[native(name = "dict_reversevalueiterator", kind = DictIterator, final, no_constructor)]
impl DictReverseValueIteratorClass {}

/// Marker for the class `dict_reverseitemiterator`, which shares its payload.
pub struct DictReverseItemIteratorClass;

#[native(name = "dict_reverseitemiterator", kind = DictIterator, final, no_constructor)]
impl DictReverseItemIteratorClass {}
