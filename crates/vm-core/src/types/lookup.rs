//! Attribute lookup on classes: along the MRO, through a cache.

use crate::Vm;
use crate::heap::Heap;
use crate::objects::{PyStr, PyType};
use crate::value::Value;

const CACHE_SIZE: usize = 4096;

/// Results of lookups along the MRO, by class version and name.
pub struct MethodCache {
    entries: Box<[CacheEntry]>,
}

#[derive(Clone)]
struct CacheEntry {
    version: u32,
    /// Address of the interned name; the class's dict, or another class's, keeps it alive while the version holds.
    name: usize,
    value: Option<Value>,
}

impl MethodCache {
    /// Forgets all results.
    pub(crate) fn clear(&mut self) {
        for entry in &mut self.entries {
            *entry = CacheEntry { version: 0, name: 0, value: None };
        }
    }
}

impl Default for MethodCache {
    fn default() -> MethodCache {
        MethodCache { entries: vec![CacheEntry { version: 0, name: 0, value: None }; CACHE_SIZE].into() }
    }
}

impl PyType {
    /// Finds `name`, an interned string, in the class and its ancestors.
    #[inline]
    pub fn lookup(&self, heap: &mut Heap, name: &PyStr) -> Option<Value> {
        let version = self.assign_version(heap);
        let address = std::ptr::from_ref(name) as usize;
        let slot = (version as usize ^ address >> 4) % CACHE_SIZE;
        let entry = &heap.method_cache.entries[slot];
        if entry.version == version && entry.name == address && version != 0 {
            return entry.value.clone();
        }
        let value = self.lookup_uncached(heap, name);
        if version != 0 && name.is_interned() {
            heap.method_cache.entries[slot] = CacheEntry { version, name: address, value: value.clone() };
        }
        value
    }

    /// As [`PyType::lookup`], with any string and without the cache.
    pub fn lookup_uncached(&self, heap: &Heap, name: &PyStr) -> Option<Value> {
        self.mro(heap).find_map(|class| class.dict().get_str(heap, name)).cloned()
    }

    /// The class in the MRO that defines `name`, and the value.
    pub fn lookup_owner<'a>(&'a self, heap: &'a Heap, name: &PyStr) -> Option<(&'a PyType, &'a Value)> {
        self.mro(heap).find_map(|class| class.dict().get_str(heap, name).map(|value| (class, value)))
    }
}

impl Vm {
    /// Finds a special method on the class of `value`, without binding it.
    pub fn lookup_special(&mut self, value: &Value, name: &PyStr) -> Option<Value> {
        let class = crate::object::Ref::new(self.class_of(value));
        class.lookup(self, name)
    }
}
