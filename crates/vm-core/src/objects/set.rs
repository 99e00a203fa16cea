//! `set` and `frozenset`. Methods are in `set_methods`.

use std::cell::Cell;
use std::ops::ControlFlow;

use vm_derive::Traverse;

use super::dict::find_key;
use super::dict_table::DictTable;
use crate::heap::Heap;
use crate::object::{Field, Header, Ref};
use crate::objects::PyType;
use crate::ops::iteration::Consumer;
use crate::value::Value;
use crate::{PyResult, Vm};

/// A set or frozenset: a table whose values are None.
#[derive(Traverse)]
#[repr(C)]
pub struct PySet {
    pub(crate) header: Header,
    pub(super) table: Field<DictTable>,
    /// Hash of a frozenset, once asked for.
    pub(super) hash: Cell<Option<i64>>,
}

/// Iterator over a set.
#[derive(Traverse)]
#[repr(C)]
pub struct PySetIterator {
    pub(crate) header: Header,
    /// The set; None when exhausted.
    pub(super) set: Field<Option<Ref<PySet>>>,
    pub(super) index: Cell<usize>,
    pub(super) length: usize,
}

/// Marker for the class `frozenset`, which shares the payload.
pub struct FrozenSetClass;

impl PySet {
    #[inline(always)]
    pub fn table<'a>(&'a self, heap: &'a Heap) -> &'a DictTable {
        self.table.get(heap)
    }

    #[inline(always)]
    pub fn table_mut<'a>(&'a self, heap: &'a mut Heap) -> &'a mut DictTable {
        self.table.get_mut(heap)
    }

    #[inline(always)]
    pub fn len(&self, heap: &Heap) -> usize {
        self.table(heap).len()
    }

    pub fn is_empty(&self, heap: &Heap) -> bool {
        self.len(heap) == 0
    }

    /// Index of the entry equal to `key`. May run `__eq__`.
    pub fn find(&self, vm: &mut Vm, key: &Value, hash: u64) -> PyResult<Option<usize>> {
        find_key(vm, key, hash, &self.table)
    }

    /// `key in self`, where a set is taken for the frozenset of its elements.
    pub fn contains(&self, vm: &mut Vm, key: &Value) -> PyResult<bool> {
        match vm.hash_element(key) {
            Ok(hash) => Ok(self.find(vm, key, hash)?.is_some()),
            Err(raised) => {
                let (key, hash) = vm.hash_of_elements(key, raised)?;
                Ok(self.find(vm, &key, hash)?.is_some())
            }
        }
    }

    /// As [`PySet::contains`] where that runs no Python; `None` where it may.
    #[cfg(tier2)]
    pub(crate) fn contains_plainly(&self, heap: &Heap, key: &Value) -> Option<bool> {
        let hash = heap.hash_plainly(key)?;
        Some(super::dict::find_plainly(self.table(heap), key, hash)?.is_some())
    }

    /// Adds `key`, if that runs no Python; else `None`.
    fn add_key_plainly(&self, heap: &mut Heap, key: &Value) -> Option<()> {
        let hash = heap.hash_plainly(key)?;
        if super::dict::find_plainly(self.table(heap), key, hash)?.is_none() {
            self.table_mut(heap).insert_new(hash, key.clone(), Value::NONE);
        }
        Some(())
    }

    /// Adds the items of an iterable.
    pub(crate) fn add_each(&self, vm: &mut Vm, iterable: &Value) -> PyResult<()> {
        vm.feed(iterable, &mut Elements(self))
    }

    /// Adds `key`; whether it was new.
    #[inline]
    pub fn add(&self, vm: &mut Vm, key: &Value) -> PyResult<bool> {
        let hash = vm.hash_element(key)?;
        self.add_hashed(vm, key, hash)
    }

    #[inline]
    pub fn add_hashed(&self, vm: &mut Vm, key: &Value, hash: u64) -> PyResult<bool> {
        let known = self.find(vm, key, hash)?.is_some();
        if !known {
            self.table_mut(vm).insert_new(hash, key.clone(), Value::NONE);
        }
        Ok(!known)
    }
}

/// Items that are added to a set.
struct Elements<'a>(&'a PySet);

impl Consumer for Elements<'_> {
    fn take(&mut self, heap: &mut Heap, item: Value) -> Result<(), Value> {
        self.0.add_key_plainly(heap, &item).ok_or(item)
    }

    fn consume(&mut self, vm: &mut Vm, item: Value) -> PyResult<ControlFlow<()>> {
        self.0.add(vm, &item).map(|_| ControlFlow::Continue(()))
    }
}

impl Heap {
    /// A new set.
    pub fn new_set(&mut self) -> Ref<PySet> {
        let payload = |header| PySet { header, table: Field::default(), hash: Cell::new(None) };
        self.allocate_builtin(|types| &types.set, payload)
    }

    /// A new frozenset with the elements of `table`.
    pub fn new_frozenset(&mut self, table: DictTable) -> Ref<PySet> {
        let payload = |header| PySet { header, table: Field::new(table), hash: Cell::new(None) };
        self.allocate_builtin(|types| &types.frozenset, payload)
    }

    /// A new set of `class`, which is `set`, `frozenset` or a subclass.
    pub fn new_set_of_class(&mut self, class: &PyType, table: DictTable) -> Ref<PySet> {
        self.allocate(class, 0, |header| PySet { header, table: Field::new(table), hash: Cell::new(None) })
    }

    /// The frozenset of a code object: its elements are constants, whose hash and equality run no Python.
    pub fn new_frozenset_of_constants(&mut self, items: Vec<Value>) -> Value {
        let mut table = DictTable::default();
        for item in items {
            let hash = self.hash_constant(&item) as u64;
            if table.find(hash, |other| self.constants_equal(other, &item)).is_none() {
                table.insert_new(hash, item, Value::NONE);
            }
        }
        self.new_frozenset(table).into()
    }
}
