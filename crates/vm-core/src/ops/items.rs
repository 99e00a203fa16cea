//! Subscription: items, slices, indexes, membership, length.

use crate::object::{Kind, Ref};
use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Vm};

/// A slice against a length: start, step, and number of items.
#[derive(Clone, Copy, Debug)]
pub struct SliceRange {
    pub start: i64,
    pub step: i64,
    pub count: usize,
}

impl SliceRange {
    /// Clones of the items of a sequence of that length.
    pub fn select<T: Clone>(self, items: &[T]) -> Vec<T> {
        let start = self.start as usize;
        match self.step {
            _ if self.count == 0 => Vec::new(),
            1 => items[start..start + self.count].to_vec(),
            -1 => items[start + 1 - self.count..=start].iter().rev().cloned().collect(),
            _ => self.indexes().map(|index| items[index].clone()).collect(),
        }
    }

    /// The indexes, in order.
    pub fn indexes(self) -> impl Iterator<Item = usize> {
        (0..self.count).map(move |i| (self.start + i as i64 * self.step) as usize)
    }
}

impl Vm {
    /// `container[key]`.
    pub fn get_item(&mut self, container: &Value, key: &Value) -> PyResult {
        if let Some(getitem) = self.class_of(container).slots(self).getitem {
            return getitem(self, container, key);
        }
        if let Some(class) = container.downcast::<PyType>() {
            return self.class_getitem(class, key);
        }
        let name = self.class_of(container).name_text(self);
        Err(self.type_error(format!("'{name}' object is not subscriptable")))
    }

    fn class_getitem(&mut self, class: &PyType, key: &Value) -> PyResult {
        let name = self.names().__class_getitem__.clone();
        let class_value: Value = Ref::new(class).into();
        match class.lookup(self, &name) {
            Some(method) => {
                let method = self.descriptor_get(&method, None, &class_value)?;
                self.call(&method, std::slice::from_ref(key))
            }
            None => {
                let name = class.name_text(self);
                Err(self.type_error(format!("type '{name}' is not subscriptable")))
            }
        }
    }

    /// `container[key] = value`, or `del container[key]`.
    pub fn set_item(&mut self, container: &Value, key: &Value, value: Option<&Value>) -> PyResult<()> {
        match self.class_of(container).slots(self).setitem {
            Some(setitem) => setitem(self, container, key, value),
            None => {
                let name = self.class_of(container).name_text(self);
                let verb = if value.is_some() { "assignment" } else { "deletion" };
                Err(self.type_error(format!(
                    "'{name}' object does{} support item {verb}",
                    if value.is_some() { " not" } else { "n't" }
                )))
            }
        }
    }

    /// `key in container`.
    pub fn contains(&mut self, container: &Value, key: &Value) -> PyResult<bool> {
        match self.class_of(container).slots(self).contains {
            Some(contains) => contains(self, container, key),
            None => self.contains_by_iteration(container, key),
        }
    }

    /// `key in container` for containers without `__contains__`.
    pub(crate) fn contains_by_iteration(&mut self, container: &Value, key: &Value) -> PyResult<bool> {
        let class = Ref::new(self.class_of(container));
        let slots = class.slots(self);
        if slots.iter.is_none() && slots.getitem.is_none() {
            let name = class.name_text(self);
            return Err(self.type_error(format!("argument of type '{name}' is not a container or iterable")));
        }
        let iterator = self.iter(container)?;
        while let Some(item) = self.next(&iterator)? {
            if self.equals(&item, key)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// `len(value)`.
    pub fn len(&mut self, value: &Value) -> PyResult<usize> {
        match self.class_of(value).slots(self).len {
            Some(len) => len(self, value),
            None => {
                let name = self.class_of(value).name_text(self);
                Err(self.type_error(format!("object of type '{name}' has no len()")))
            }
        }
    }

    /// The length that a `__len__` method returned.
    pub(crate) fn check_length(&mut self, result: &Value) -> PyResult<usize> {
        let index = self.to_index(result)?;
        match index.as_i64() {
            Some(length) if length >= 0 => Ok(length as usize),
            Some(_) => Err(self.value_error("__len__() should return >= 0")),
            None if index.as_big_int().is_some_and(|i| i < dashu_int::IBig::ZERO) => {
                Err(self.value_error("__len__() should return >= 0"))
            }
            None => Err(self.overflow_error("cannot fit 'int' into an index-sized integer")),
        }
    }

    /// `operator.index(value)`: an `int`.
    pub fn to_index(&mut self, value: &Value) -> PyResult {
        if value.is_small_int() || value.header().is_some_and(|header| header.is_exact(Kind::Int)) {
            return Ok(value.clone());
        }
        if let Some(value) = value.as_bool() {
            return Ok(Value::int32(i32::from(value)));
        }
        if let Some(int) = value.downcast::<PyInt>() {
            let (sign, words) = int.sign_words();
            return Ok(self.new_int_of_words(words.len(), |to| {
                to.copy_from_slice(words);
                sign
            }));
        }
        let class = Ref::new(self.class_of(value));
        let Some(index) = class.slots(self).index else {
            let name = class.name_text(self);
            return Err(self.type_error(format!("'{name}' object cannot be interpreted as an integer")));
        };
        let result = index(self, value)?;
        match result.is_int() {
            true if result.is_small_int() => Ok(result),
            true => {
                let big = result.as_big_int().unwrap_or_default();
                Ok(self.new_big_int(big))
            }
            false => {
                let found = self.class_name(&result);
                Err(self.type_error(format!("__index__ returned non-int (type {found})")))
            }
        }
    }

    /// An index or size of machine width; beyond it `OverflowError`.
    pub fn to_i64(&mut self, value: &Value) -> PyResult<i64> {
        self.machine_index(value, Vm::overflow_error)
    }

    /// An index of machine width, where one beyond it raises `IndexError`.
    pub fn to_item_index(&mut self, value: &Value) -> PyResult<i64> {
        self.machine_index(value, Vm::index_error::<String>)
    }

    fn machine_index(
        &mut self,
        value: &Value,
        too_large: fn(&mut Vm, String) -> crate::Raised,
    ) -> PyResult<i64> {
        if let Some(int) = value.as_small_int() {
            return Ok(int);
        }
        let index = self.to_index(value)?;
        match index.as_i64() {
            Some(value) => Ok(value),
            None => {
                let name = self.class_name(value);
                Err(too_large(self, format!("cannot fit '{name}' into an index-sized integer")))
            }
        }
    }

    /// An index within `length`, negative ones counted from the end; the message of others is `out_of_range`.
    pub fn item_index(&mut self, key: &Value, length: usize, out_of_range: &'static str) -> PyResult<usize> {
        let index = self.to_item_index(key)?;
        let index = if index < 0 { index.saturating_add(length as i64) } else { index };
        match usize::try_from(index).ok().filter(|index| *index < length) {
            Some(index) => Ok(index),
            None => Err(self.index_error(out_of_range)),
        }
    }

    /// A slice against a length.
    pub fn slice_range(&mut self, slice: &PySlice, length: usize) -> PyResult<SliceRange> {
        let (start, stop, step) = self.slice_parts(slice)?;
        Ok(slice_against(start, stop, step, length as i64))
    }

    /// Start, stop and step of a slice, clamped to machine width.
    pub fn slice_parts(&mut self, slice: &PySlice) -> PyResult<(Option<i64>, Option<i64>, i64)> {
        let step = match slice.step.is_none() {
            true => 1,
            false => self.slice_index(&slice.step)?.max(-i64::MAX),
        };
        if step == 0 {
            return Err(self.value_error("slice step cannot be zero"));
        }
        let start = if slice.start.is_none() { None } else { Some(self.slice_index(&slice.start)?) };
        let stop = if slice.stop.is_none() { None } else { Some(self.slice_index(&slice.stop)?) };
        Ok((start, stop, step))
    }

    /// A part of a slice, clamped to machine width.
    pub fn slice_index(&mut self, value: &Value) -> PyResult<i64> {
        if let Some(int) = value.as_small_int() {
            return Ok(int);
        }
        if !value.is_int() && self.class_of(value).slots(self).index.is_none() {
            return Err(self.type_error("slice indices must be integers or None or have an __index__ method"));
        }
        let index = self.to_index(value)?;
        Ok(match (index.as_i64(), index.as_big_int()) {
            (Some(value), _) => value,
            (None, Some(big)) if big < dashu_int::IBig::ZERO => i64::MIN,
            _ => i64::MAX,
        })
    }
}

/// The items that `start:stop` selects of `length`, if both are None or integers in the word.
#[inline]
pub(crate) fn plain_slice(start: &Value, stop: &Value, length: usize) -> Option<std::ops::Range<usize>> {
    let bound = |value: &Value| match value.as_small_int() {
        Some(index) => Some(Some(index)),
        None => value.is_none().then_some(None),
    };
    let range = slice_against(bound(start)?, bound(stop)?, 1, length as i64);
    Some(range.start as usize..range.start as usize + range.count)
}

impl From<std::ops::Range<usize>> for SliceRange {
    fn from(range: std::ops::Range<usize>) -> SliceRange {
        SliceRange { start: range.start as i64, step: 1, count: range.len() }
    }
}

/// The indexes where a slice with known parts begins and ends, within a length.
#[inline]
pub(crate) fn slice_bounds(start: Option<i64>, stop: Option<i64>, step: i64, length: i64) -> (i64, i64) {
    let clamp = |index: i64| match index < 0 {
        true => index.saturating_add(length).max(if step < 0 { -1 } else { 0 }),
        false => index.min(if step < 0 { length - 1 } else { length }),
    };
    let start = start.map_or(if step < 0 { length - 1 } else { 0 }, clamp);
    let stop = stop.map_or(if step < 0 { -1 } else { length }, clamp);
    (start, stop)
}

/// A slice with known parts against a length.
#[inline]
pub fn slice_against(start: Option<i64>, stop: Option<i64>, step: i64, length: i64) -> SliceRange {
    let (start, stop) = slice_bounds(start, stop, step, length);
    let distance = if step < 0 { start.saturating_sub(stop) } else { stop.saturating_sub(start) };
    let count = match step {
        _ if distance <= 0 => 0,
        1 | -1 => distance as u64,
        _ => (distance as u64 - 1) / step.unsigned_abs() + 1,
    };
    SliceRange { start, step, count: count as usize }
}

impl Vm {
    /// The number of bytes of `count` units, if there can be so many.
    ///
    /// # Errors
    /// `MemoryError` where an allocation of that size could not succeed.
    pub fn check_size(&mut self, count: usize, unit: usize) -> PyResult<usize> {
        match count.checked_mul(unit.max(1)).filter(|bytes| *bytes <= MAX_ALLOCATION) {
            Some(bytes) => Ok(bytes),
            None => Err(self.memory_error()),
        }
    }
}

/// `items * count`, for sequences; negative counts give nothing. `None` if that is too much.
pub(crate) fn repeat_items(items: &[Value], count: i64) -> Option<Vec<Value>> {
    let count = usize::try_from(count).unwrap_or(0);
    let length = items.len().checked_mul(count)?;
    length.checked_mul(size_of::<Value>()).filter(|bytes| *bytes <= MAX_ALLOCATION)?;
    let mut result = Vec::new();
    match length {
        // Where memory for so little is lacking, nothing could say so any more; asking takes as long as the rest.
        ..=64 => result = Vec::with_capacity(length),
        _ => result.try_reserve_exact(length).ok()?,
    }
    match items {
        [item] => result.resize(length, item.clone()),
        items => (0..count).for_each(|_| result.extend_from_slice(items)),
    }
    Some(result)
}

/// Bytes that no object may exceed: more than machines have.
const MAX_ALLOCATION: usize = 1 << 44;
