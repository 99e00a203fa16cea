//! Attribute lookup on classes: along the MRO, through a cache.

use crate::Vm;
use crate::heap::Heap;
use crate::objects::{PyStr, PyType};
use crate::value::Value;

/// Numbers of entries: small programs need few, and each touches memory.
const FIRST_SIZE: usize = 256;
const LAST_SIZE: usize = 4096;

/// Results of lookups along the MRO, by class version and name.
pub struct MethodCache {
    /// Their number is a power of two.
    entries: Box<[CacheEntry]>,
    /// How many results gave way to others since the table has its size.
    evicted: usize,
}

#[derive(Clone)]
struct CacheEntry {
    version: u32,
    /// Address of the interned name; the class's dict, or another class's, keeps it alive while the version holds.
    name: usize,
    /// Address of the class in the MRO behind which the search began; 0 for one of the whole MRO. The class whose version
    /// it is keeps it alive.
    behind: usize,
    value: Option<Value>,
}

impl MethodCache {
    /// Forgets all results.
    pub(crate) fn clear(&mut self) {
        self.entries.fill(EMPTY);
    }

    #[inline(always)]
    fn slot(&self, version: u32, name: usize, behind: usize) -> usize {
        (version as usize ^ name >> 4 ^ behind >> 5) & (self.entries.len() - 1)
    }

    #[inline(always)]
    fn find(&self, version: u32, name: usize, behind: usize) -> Option<&Option<Value>> {
        let entry = &self.entries[self.slot(version, name, behind)];
        let hit = entry.version == version && entry.name == name && entry.behind == behind && version != 0;
        hit.then_some(&entry.value)
    }

    /// Remembers a result. Results that drive each other out get a larger table.
    fn fill(&mut self, new: CacheEntry) {
        let slot = self.slot(new.version, new.name, new.behind);
        let Some(entry) = self.entries.get_mut(slot) else { return };
        let old = std::mem::replace(entry, new);
        if old.version == 0 {
            return;
        }
        self.evicted += 1;
        if self.evicted > self.entries.len() && self.entries.len() < LAST_SIZE {
            *self = MethodCache::of_size(self.entries.len() * 4);
        }
    }

    fn of_size(size: usize) -> MethodCache {
        MethodCache { entries: vec![EMPTY; size].into(), evicted: 0 }
    }
}

const EMPTY: CacheEntry = CacheEntry { version: 0, name: 0, behind: 0, value: None };

impl Default for MethodCache {
    fn default() -> MethodCache {
        MethodCache::of_size(FIRST_SIZE)
    }
}

impl PyType {
    /// Finds `name`, an interned string, in the class and its ancestors.
    #[inline]
    pub fn lookup(&self, heap: &mut Heap, name: &PyStr) -> Option<Value> {
        let version = self.assign_version(heap);
        let address = std::ptr::from_ref(name) as usize;
        if let Some(known) = heap.method_cache.find(version, address, 0) {
            return known.clone();
        }
        let value = self.lookup_uncached(heap, name);
        if version != 0 && name.is_interned() {
            heap.method_cache.fill(CacheEntry { version, name: address, behind: 0, value: value.clone() });
        }
        value
    }

    /// What the cache knows of `name` in the ancestors behind `class`, one of them.
    #[inline]
    pub(crate) fn known_behind(
        &self,
        heap: &mut Heap,
        class: &PyType,
        name: &PyStr,
    ) -> Option<Option<Value>> {
        let version = self.assign_version(heap);
        let (name, behind) = (std::ptr::from_ref(name).addr(), std::ptr::from_ref(class).addr());
        heap.method_cache.find(version, name, behind).cloned()
    }

    /// Tells the cache what the ancestors behind `class`, one of them, have as `name`.
    pub(crate) fn remember_behind(
        &self,
        heap: &mut Heap,
        class: &PyType,
        name: &PyStr,
        value: Option<&Value>,
    ) {
        let version = self.assign_version(heap);
        if version != 0 && name.is_interned() {
            let (name, behind) = (std::ptr::from_ref(name).addr(), std::ptr::from_ref(class).addr());
            heap.method_cache.fill(CacheEntry { version, name, behind, value: value.cloned() });
        }
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
