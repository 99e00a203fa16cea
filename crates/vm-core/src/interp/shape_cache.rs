//! A cache of attributes shared by all instructions, by shape version and name: for sites that see more shapes than their
//! inline cache and `polymorphic` table hold. Measured on a program whose attribute sites see four classes, where looking attributes up anew
//! took a third of its instructions.

use super::prelude::Address;
use crate::heap::Heap;
use crate::object::Ref;
use crate::objects::{PyClassMethod, PyStaticMethod, PyStr};
use crate::ops::attributes::LoadedMethod;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Logarithms of the numbers of entries: small programs need few, and each touches memory.
const FIRST_BITS: u32 = 6;
const LAST_BITS: u32 = 12;

/// See the module documentation.
pub(crate) struct ShapeCache {
    entries: Box<[Entry]>,
    bits: u32,
    /// How many entries gave way to others since the table has its size.
    evicted: usize,
}

#[derive(Clone, Copy)]
struct Entry {
    version: u32,
    found: Found,
    /// Address of the interned name.
    name: usize,
}

/// What a lookup found.
#[derive(Clone, Copy)]
enum Found {
    Nothing,
    /// The attribute is this word of the object.
    Word(u16),
    /// A method of the class.
    Method(Address),
    /// Another attribute of the class that is not a descriptor.
    Plain(Address),
    /// A `staticmethod` or `classmethod` of the class.
    Wrapped(Address),
    /// A native function computes the attribute.
    Getter(fn(&mut Vm, &Value) -> PyResult),
    /// The attribute is in the dict of the object, if it has it at all.
    InDict,
    /// There is no such attribute, and `__getattr__` is asked.
    Hook,
}

impl Default for ShapeCache {
    fn default() -> ShapeCache {
        ShapeCache::of_bits(FIRST_BITS)
    }
}

impl ShapeCache {
    fn of_bits(bits: u32) -> ShapeCache {
        let empty = Entry { version: 0, found: Found::Nothing, name: 0 };
        ShapeCache { entries: vec![empty; 1 << bits].into(), bits, evicted: 0 }
    }

    #[inline]
    fn slot(&self, version: u32, name: usize) -> usize {
        let name = name as u64 >> 4;
        // Fibonacci hashing: the product's high bits depend on all bits of both.
        ((name ^ u64::from(version) << 17).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - self.bits)) as usize
    }
}

impl Heap {
    /// What the cache knows of `owner.name`.
    #[inline]
    fn shape_cache_find(&self, owner: &Value, name: &PyStr) -> Option<Found> {
        let version = owner.header()?.shape().version();
        let name = std::ptr::from_ref(name).addr();
        let entry = self.shape_cache.entries[self.shape_cache.slot(version, name)];
        let hit = version != 0 && entry.version == version && entry.name == name;
        hit.then_some(entry.found)
    }

    fn shape_cache_fill(&mut self, owner: &Value, name: &PyStr, found: Found) {
        let Some(version) = owner.header().map(|header| header.shape().version()) else { return };
        if version == 0 {
            return;
        }
        let name = std::ptr::from_ref(name).addr();
        let cache = &mut self.shape_cache;
        let entry = &mut cache.entries[cache.slot(version, name)];
        let old = std::mem::replace(entry, Entry { version, found, name });
        if old.version != 0 {
            cache.evicted += 1;
            if cache.evicted > cache.entries.len() && cache.bits < LAST_BITS {
                *cache = ShapeCache::of_bits(cache.bits + 2);
            }
        }
    }
}

impl Heap {
    /// Looks `owner.name` up for the cache.
    fn cache_attribute(&mut self, owner: &Value, name: &PyStr) {
        let found = if let Some((_, offset)) = self.cacheable_value(owner, name) {
            Found::Word(offset)
        } else if let Some((_, offset)) = self.cacheable_slot(owner, name) {
            Found::Word(offset)
        } else if let Some((_, function)) = self.cacheable_method(owner, name) {
            Found::Method(function)
        } else if let Some((_, value)) = self.cacheable_plain(owner, name, false) {
            Found::Plain(value)
        } else if let Some(method) = self.cacheable_wrapped(owner, name) {
            Found::Wrapped(method)
        } else if let Some(getter) = self.cacheable_getter(owner, name) {
            Found::Getter(getter)
        } else if self.cacheable_dict(owner, name).is_some() {
            Found::InDict
        } else if self.asks_hook(owner, name) {
            Found::Hook
        } else {
            Found::Nothing
        };
        // Without a version the result would be looked for again and again.
        if self.shape_version(owner).is_some() {
            self.shape_cache_fill(owner, name, found);
        }
    }
}

impl Heap {
    /// `owner.name`, if the cache knows it for a word of the object or a value of its class.
    pub(super) fn known_attribute(&mut self, owner: &Value, name: &PyStr) -> Option<Value> {
        match self.shape_cache_find(owner, name) {
            Some(Found::Word(offset)) => {
                let value = owner.word(self, offset);
                (!value.is_null()).then(|| value.clone())
            }
            Some(Found::Plain(value)) => Some(value.load()),
            Some(_) => None,
            None => {
                self.cache_attribute(owner, name);
                None
            }
        }
    }
}

impl Vm {
    /// `owner.name`, possibly to be called: what `LOAD_ATTR` does at sites that did not specialize.
    #[inline]
    pub(super) fn load_attr_anywhere(
        &mut self,
        owner: &Value,
        name: &PyStr,
        method: bool,
    ) -> PyResult<LoadedMethod> {
        match self.shape_cache_find(owner, name) {
            Some(Found::Word(offset)) => {
                let value = owner.word(self, offset);
                if !value.is_null() {
                    return Ok(LoadedMethod::Attribute(value.clone()));
                }
            }
            Some(Found::Method(function)) if method => return Ok(LoadedMethod::Unbound(function.load())),
            Some(Found::Plain(value)) => return Ok(LoadedMethod::Attribute(value.load())),
            Some(Found::Wrapped(wrapper)) => {
                let wrapper = wrapper.load();
                if let Some(wrapper) = wrapper.downcast::<PyStaticMethod>() {
                    return Ok(LoadedMethod::Attribute(wrapper.function.cloned(self)));
                }
                if let Some(wrapper) = wrapper.downcast::<PyClassMethod>() {
                    let function = wrapper.function.cloned(self);
                    let class: Value = Ref::new(self.class_of(owner)).into();
                    return Ok(match method {
                        true => LoadedMethod::Bound(function, class),
                        false => LoadedMethod::Attribute(self.new_method(function, class).into()),
                    });
                }
            }
            Some(Found::Getter(getter)) => return getter(self, owner).map(LoadedMethod::Attribute),
            Some(Found::InDict) => {
                if let Some(value) = owner.dict_value(self, name) {
                    return Ok(LoadedMethod::Attribute(value));
                }
            }
            Some(Found::Hook) if !method => {
                let name: Value = Ref::new(name).into();
                if let Some(frame) = self.hook_frame(owner, &name) {
                    return Ok(LoadedMethod::Hook(frame));
                }
            }
            Some(_) => {}
            None => self.cache_attribute(owner, name),
        }
        match method {
            true => self.load_method(owner, name),
            false => self.get_attr(owner, name).map(LoadedMethod::Attribute),
        }
    }
}
