//! `dict`: searching, changing and copying. Methods are in `dict_methods`.

use vm_derive::Traverse;

use super::dict_table::{DictEntry, DictTable, FEWEST_ENTRIES};
use crate::heap::Heap;
use crate::object::{Field, Header, Ref};
use crate::objects::PyStr;
use crate::ops::compare::{PLAIN_DEPTH, plainly_equal};
use crate::value::Value;
use crate::{PyResult, Vm};

/// A dict.
#[derive(Traverse)]
#[repr(C)]
pub struct PyDict {
    pub(crate) header: Header,
    pub(crate) table: Field<DictTable>,
}

impl PyDict {
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

    /// The index of the entry with a string key, if no key of another type has the same hash on the way. Cannot run
    /// Python: such keys are compared as unequal, which is right for all built-in types.
    #[inline]
    pub fn find_str(&self, heap: &Heap, key: &PyStr) -> Option<usize> {
        let hash = key.hash(heap);
        let address = std::ptr::from_ref(key) as usize;
        self.table(heap).find(hash, |other| {
            other.address() == address || other.downcast::<PyStr>().is_some_and(|other| other.equals(key))
        })
    }

    /// The value of a string key.
    #[inline]
    pub fn get_str<'a>(&'a self, heap: &'a Heap, key: &PyStr) -> Option<&'a Value> {
        let index = self.find_str(heap, key)?;
        Some(&self.table(heap).entries()[index].value)
    }

    /// Sets the value of a string key.
    #[inline]
    pub fn set_str(&self, heap: &mut Heap, key: &PyStr, value: Value) {
        let found = self.find_str(heap, key);
        let hash = key.hash(heap);
        self.put(heap, found, hash, || Ref::new(key).into(), value);
    }

    /// Sets the value of the entry that was found, or of a new one. What was there dies here.
    #[inline(always)]
    fn put(
        &self,
        heap: &mut Heap,
        found: Option<usize>,
        hash: u64,
        key: impl FnOnce() -> Value,
        value: Value,
    ) {
        drop(self.table_mut(heap).put(found, hash, key, value));
    }

    /// The value of the entry that was found.
    fn value_at(&self, heap: &Heap, found: Option<usize>) -> Option<Value> {
        found.and_then(|index| self.table(heap).entries().get(index)).map(|entry| entry.value.clone())
    }

    /// Sets the value of the key that is the interned string `key`.
    pub fn set_name(&self, heap: &mut Heap, key: &str, value: impl Into<Value>) {
        let key = heap.intern_str(key);
        self.set_str(heap, &key, value.into());
    }

    /// Removes a string key.
    pub fn remove_str(&self, heap: &mut Heap, key: &PyStr) -> Option<Value> {
        let index = self.find_str(heap, key)?;
        self.table_mut(heap).remove(index).map(|entry| entry.value)
    }

    /// The index of the entry with `key`, whose hash is `hash`. May run `__eq__`.
    #[inline]
    pub fn find(&self, vm: &mut Vm, key: &Value, hash: u64) -> PyResult<Option<usize>> {
        find_key(vm, key, hash, &self.table)
    }

    /// The value of `key`. May run `__hash__` and `__eq__`.
    #[inline]
    pub fn get(&self, vm: &mut Vm, key: &Value) -> PyResult<Option<Value>> {
        let hash = vm.hash_key(key)?;
        let found = self.find(vm, key, hash)?;
        Ok(self.value_at(vm, found))
    }

    pub fn contains(&self, vm: &mut Vm, key: &Value) -> PyResult<bool> {
        let hash = vm.hash_key(key)?;
        Ok(self.find(vm, key, hash)?.is_some())
    }

    /// Sets the value of `key`; an equal key that is there stays.
    #[inline]
    pub fn set(&self, vm: &mut Vm, key: &Value, value: Value) -> PyResult<()> {
        let hash = vm.hash_key(key)?;
        self.set_hashed(vm, key, hash, value)
    }

    /// As [`PyDict::set`] with the hash known.
    pub fn set_hashed(&self, vm: &mut Vm, key: &Value, hash: u64, value: Value) -> PyResult<()> {
        let found = self.find(vm, key, hash)?;
        self.put(vm, found, hash, || key.clone(), value);
        Ok(())
    }

    /// The hash of `key` and the index of its entry, if it has one, where finding that runs no Python; `None` where it may.
    #[inline]
    fn find_plainly(&self, heap: &Heap, key: &Value) -> Option<(u64, Option<usize>)> {
        let hash = heap.hash_plainly(key)?;
        Some((hash, find_plainly(self.table(heap), key, hash)?))
    }

    /// [`PyDict::contains`] where that runs no Python; `None` where it may.
    #[cfg(tier2)]
    pub(crate) fn contains_plainly(&self, heap: &Heap, key: &Value) -> Option<bool> {
        self.find_plainly(heap, key).map(|(_, found)| found.is_some())
    }

    /// [`PyDict::get`] where that runs no Python; `None` where it may.
    pub(crate) fn get_plainly(&self, heap: &Heap, key: &Value) -> Option<Option<Value>> {
        self.find_plainly(heap, key).map(|(_, found)| self.value_at(heap, found))
    }

    /// [`PyDict::set`] where that runs no Python; `None`, and nothing changed, where it may.
    #[cfg(tier2)]
    pub(crate) fn set_plainly(&self, heap: &mut Heap, key: &Value, value: Value) -> Option<()> {
        let (hash, found) = self.find_plainly(heap, key)?;
        self.put(heap, found, hash, || key.clone(), value);
        Some(())
    }

    /// The value of `key`, which becomes `default` if there is none, where that runs no Python; `None` where it may.
    pub(crate) fn get_or_set_plainly(&self, heap: &mut Heap, key: &Value, default: &Value) -> Option<Value> {
        let (hash, found) = self.find_plainly(heap, key)?;
        if let Some(value) = self.value_at(heap, found) {
            return Some(value);
        }
        self.table_mut(heap).insert_new(hash, key.clone(), default.clone());
        Some(default.clone())
    }

    /// Removes `key` and returns its entry.
    pub fn remove(&self, vm: &mut Vm, key: &Value) -> PyResult<Option<DictEntry>> {
        let hash = vm.hash_key(key)?;
        let index = self.find(vm, key, hash)?;
        Ok(index.and_then(|index| self.table_mut(vm).remove(index)))
    }

    /// Empties the dict.
    pub fn clear(&self, heap: &mut Heap) {
        drop(self.table_mut(heap).take());
    }

    /// Copies all entries of `other` into this.
    pub fn merge(&self, vm: &mut Vm, other: &PyDict) -> PyResult<()> {
        if std::ptr::eq(self, other) {
            return Ok(());
        }
        if self.is_empty(vm) {
            let copy = other.table(vm).copy();
            if !copy.is_empty() {
                let old = std::mem::replace(self.table_mut(vm), copy);
                drop(old);
            }
            return Ok(());
        }
        let mut index = 0;
        while let Some(entry) = other.table(vm).entries().get(index) {
            index += 1;
            if entry.is_live() {
                let (key, hash, value) = (entry.key.clone(), entry.hash, entry.value.clone());
                self.set_hashed(vm, &key, hash, value)?;
            }
        }
        Ok(())
    }

    /// The version of the keys for inline caches, given now if there is none; 0 if versions are used up.
    pub(crate) fn assign_keys_version(&self, heap: &mut Heap) -> u32 {
        if self.table(heap).keys_version() == 0 {
            let version = match heap.new_keys_version() {
                0 => heap.new_version(),
                version => version,
            };
            self.table_mut(heap).set_keys_version(version);
        }
        self.table(heap).keys_version()
    }
}

/// The index of the entry with `key`, whose hash is `hash`. Most keys run no Python.
#[inline]
pub(super) fn find_key(
    vm: &mut Vm,
    key: &Value,
    hash: u64,
    field: &Field<DictTable>,
) -> PyResult<Option<usize>> {
    match find_plainly(field.get(vm), key, hash) {
        Some(found) => Ok(found),
        None => find_in(vm, key, hash, field),
    }
}

/// As [`find_key`] where only keys are met on the way that can be compared without running Python; else `None`.
#[inline]
pub(super) fn find_plainly(table: &DictTable, key: &Value, hash: u64) -> Option<Option<usize>> {
    if let Some(string) = key.downcast_exact::<PyStr>() {
        return find_string(table, string, hash);
    }
    match key.is_small_int() {
        true => find_any_small_int(table, key, hash),
        false => find_other(table, key, hash),
    }
}

impl DictTable {
    /// Sets the value of the entry that was found, or of a new one; what was there.
    #[inline(always)]
    fn put(
        &mut self,
        found: Option<usize>,
        hash: u64,
        key: impl FnOnce() -> Value,
        value: Value,
    ) -> Option<Value> {
        match found {
            Some(index) => self.value_mut(index).map(|slot| std::mem::replace(slot, value)),
            None => {
                self.insert_new(hash, key(), value);
                None
            }
        }
    }

    /// A table of keys and values, as far as adding them runs no Python; how many pairs that are.
    pub(crate) fn of_pairs(heap: &Heap, pairs: &[[Value; 2]]) -> (DictTable, usize) {
        if pairs.is_empty() {
            return (DictTable::default(), 0);
        }
        // The hashes of a few keys are compared with one another sooner than they would be searched for in an index.
        let mut entries: Vec<DictEntry> = Vec::with_capacity(pairs.len().max(FEWEST_ENTRIES));
        for [key, value] in pairs.iter().take(MOST_COMPARED) {
            let Some(hash) = heap.hash_plainly(key) else { break };
            if entries.iter().any(|entry| entry.hash == hash) {
                break;
            }
            entries.push(DictEntry { hash, key: key.clone(), value: value.clone() });
        }
        let compared = entries.len();
        let mut table = DictTable::of_entries(entries, pairs.len() - compared);
        let rest = pairs[compared..].iter();
        let added = rest.map_while(|[key, value]| table.set_plainly(heap, key, value)).count();
        (table, compared + added)
    }

    /// [`PyDict::set`] in a table that is no dict's yet, where that runs no Python; `None`, and nothing changed, where it may.
    fn set_plainly(&mut self, heap: &Heap, key: &Value, value: &Value) -> Option<()> {
        let hash = heap.hash_plainly(key)?;
        let found = find_plainly(self, key, hash)?;
        drop(self.put(found, hash, || key.clone(), value.clone()));
        Some(())
    }
}

/// How many keys of a display are compared with one another.
const MOST_COMPARED: usize = 8;

// One function for each, so that a search holds no more in registers than it needs. Only a key of another type could
// answer differently, and only if its hash is the same.

fn find_string(table: &DictTable, key: &PyStr, hash: u64) -> Option<Option<usize>> {
    let mut others = false;
    let found = table.find(hash, |other| match other.downcast_exact::<PyStr>() {
        Some(other) => other.equals(key),
        None => {
            others = true;
            false
        }
    });
    (!others).then_some(found)
}

#[inline(never)]
fn find_any_small_int(table: &DictTable, key: &Value, hash: u64) -> Option<Option<usize>> {
    find_small_int(table, key, hash)
}

/// As [`find_plainly`], of an integer in the word.
#[inline(always)]
pub(super) fn find_small_int(table: &DictTable, key: &Value, hash: u64) -> Option<Option<usize>> {
    let mut others = false;
    let found = table.find(hash, |other| {
        others |= !other.is_small_int();
        other.bits() == key.bits()
    });
    (!others).then_some(found)
}

fn find_other(table: &DictTable, key: &Value, hash: u64) -> Option<Option<usize>> {
    let mut others = false;
    let found = table.find(hash, |other| match plainly_equal(other, key, PLAIN_DEPTH) {
        Some(equal) => equal,
        None => {
            others = true;
            false
        }
    });
    (!others).then_some(found)
}

/// Searches a table whose keys' `__eq__` may change it; starts again when that happened.
fn find_in(vm: &mut Vm, key: &Value, hash: u64, field: &Field<DictTable>) -> PyResult<Option<usize>> {
    'restart: loop {
        let changes = field.get(vm).changes();
        let Some(mut search) = field.get(vm).search(hash) else { return Ok(None) };
        while let Some(index) = field.get(vm).next_candidate(hash, &mut search) {
            let candidate = field.get(vm).entries()[index].key.clone();
            if candidate.is(key) {
                return Ok(Some(index));
            }
            let equal = vm.equals(&candidate, key)?;
            if field.get(vm).changes() != changes {
                continue 'restart;
            }
            if equal {
                return Ok(Some(index));
            }
        }
        return Ok(None);
    }
}

impl Heap {
    /// A new empty dict.
    pub fn new_dict(&mut self) -> Ref<PyDict> {
        self.new_dict_from(DictTable::default())
    }

    pub(crate) fn new_dict_from(&mut self, table: DictTable) -> Ref<PyDict> {
        self.allocate_builtin(|types| &types.dict, |header| PyDict { header, table: Field::new(table) })
    }
}
