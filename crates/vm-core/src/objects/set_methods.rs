//! `set` and `frozenset`: slots, methods, and the iterator.

use std::cell::Cell;

use vm_derive::native;

use super::dict::{find_plainly, find_small_int};
use super::dict_table::{DictEntry, DictTable};
use super::iterators::pickled_function;
use super::set::{FrozenSetClass, PySet, PySetIterator};
use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Field, Ref};
use crate::objects::{PyDict, PyList, PyStr, PyTuple, PyType};
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Raised, Vm};

impl Vm {
    /// The hash of a set's element; the error for an unhashable one says what it was wanted for.
    #[inline]
    pub fn hash_element(&mut self, key: &Value) -> PyResult<u64> {
        if let Some(string) = key.downcast_exact::<PyStr>() {
            return Ok(string.hash(self));
        }
        if let Some(int) = key.as_small_int() {
            return Ok(crate::ops::compare::hash_i64(int) as u64);
        }
        self.hash_for(key, "a set element")
    }

    /// The hash of what a set is searched for: a set is taken for the frozenset of its elements.
    pub(crate) fn hash_sought(&mut self, key: &Value) -> PyResult<(Value, u64)> {
        match self.hash_element(key) {
            Ok(hash) => Ok((key.clone(), hash)),
            Err(raised) => self.hash_of_elements(key, raised),
        }
    }

    /// The frozenset of the elements of `key`, if it is a set and `raised` says that it has no hash.
    #[cold]
    pub(crate) fn hash_of_elements(&mut self, key: &Value, raised: Raised) -> PyResult<(Value, u64)> {
        let Some(set) = key.downcast::<PySet>() else { return Err(raised) };
        if !self.raised_is(|types| &types.exc.TypeError) {
            return Err(raised);
        }
        self.discard(raised);
        let table = set.table(self).copy();
        let frozen: Value = self.new_frozenset(table).into();
        let hash = self.hash(&frozen)? as u64;
        Ok((frozen, hash))
    }
}

impl PySet {
    /// Adds the items of `iterable`.
    pub fn update_from(&self, vm: &mut Vm, iterable: &Value) -> PyResult<()> {
        let source = match (iterable.downcast::<PySet>(), iterable.downcast_exact::<PyDict>()) {
            (Some(set), _) => &set.table,
            (None, Some(dict)) => &dict.table,
            (None, None) => {
                // Not more than a small index is for: items may be equal.
                let sequence =
                    match (iterable.downcast_exact::<PyList>(), iterable.downcast_exact::<PyTuple>()) {
                        (Some(list), _) => list.len(vm),
                        (None, Some(tuple)) => tuple.len(),
                        (None, None) => 0,
                    };
                self.table_mut(vm).reserve(sequence.min(MOST_RESERVED));
                return self.add_each(vm, iterable);
            }
        };
        if std::ptr::eq(source, &self.table) {
            return Ok(());
        }
        if self.is_empty(vm) {
            let mut table = source.get(vm).copy();
            for index in 0..table.entries().len() {
                if let Some(value) = table.value_mut(index) {
                    drop(std::mem::replace(value, Value::NONE));
                }
            }
            drop(std::mem::replace(self.table_mut(vm), table));
            return Ok(());
        }
        let mut next = self.add_plainly(vm, source);
        while let Some((entry, key, hash)) = element(source.get(vm), next) {
            self.add_hashed(vm, &key, hash)?;
            next = entry + 1;
        }
        Ok(())
    }

    /// Adds the keys of `source`, as far as that runs no Python; the entry where it would.
    fn add_plainly(&self, heap: &mut Heap, source: &Field<DictTable>) -> usize {
        // Nobody else looks for them meanwhile.
        let mut own = std::mem::take(self.table_mut(heap));
        let entries = source.get(heap).entries();
        own.reserve(source.get(heap).len());
        let stops = |entry: &DictEntry| {
            entry.is_live()
                && match find_quickly(&own, entry) {
                    Some(found) => {
                        if found.is_none() {
                            own.insert_new(entry.hash, entry.key.clone(), Value::NONE);
                        }
                        false
                    }
                    None => true,
                }
        };
        let stop = entries.iter().position(stops).unwrap_or(entries.len());
        *self.table_mut(heap) = own;
        stop
    }

    /// The first element at or behind the entry `from`: its entry, itself and its hash.
    #[inline]
    fn element(&self, heap: &Heap, from: usize) -> Option<(usize, Value, u64)> {
        element(self.table(heap), from)
    }

    /// Calls `visit` with each element and its hash until it gives false; whether it never did. What `visit` runs may
    /// change the set: elements are taken as they are when it is their turn.
    fn each_element(
        &self,
        vm: &mut Vm,
        visit: impl FnMut(&mut Vm, Value, u64) -> PyResult<bool>,
    ) -> PyResult<bool> {
        self.each_element_from(vm, 0, visit)
    }

    /// As [`PySet::each_element`], from the entry `next` on.
    fn each_element_from(
        &self,
        vm: &mut Vm,
        mut next: usize,
        mut visit: impl FnMut(&mut Vm, Value, u64) -> PyResult<bool>,
    ) -> PyResult<bool> {
        while let Some((entry, key, hash)) = self.element(vm, next) {
            if !visit(vm, key, hash)? {
                return Ok(false);
            }
            next = entry + 1;
        }
        Ok(true)
    }

    /// Whether each element is in `other`, or with `found` false none is.
    fn all_found(&self, vm: &mut Vm, other: &PySet, found: bool) -> PyResult<bool> {
        let mut next = 0;
        loop {
            // As long as that runs no Python, elements are looked at where they are.
            let (rest, others) = (&self.table(vm).entries()[next..], other.table(vm));
            next += rest
                .iter()
                .position(|entry| {
                    entry.is_live()
                        && find_quickly(others, entry).is_none_or(|index| index.is_some() != found)
                })
                .unwrap_or(rest.len());
            let Some((entry, key, hash)) = self.element(vm, next) else { return Ok(true) };
            if other.has(vm, &key, hash)? != found {
                return Ok(false);
            }
            next = (entry + 1).min(self.table(vm).entries().len());
        }
    }

    /// The elements from the first on that are in `other`, or with `found` false those that are not, as far as that
    /// runs no Python; and the entry where it would.
    fn part_plainly_found(&self, heap: &Heap, other: &PySet, found: bool) -> (DictTable, usize) {
        let (entries, others) = (self.table(heap).entries(), other.table(heap));
        // What they are found by is made when it is known how many there are.
        let mut part = Vec::new();
        let stops = |entry: &DictEntry| {
            entry.is_live()
                && match find_quickly(others, entry) {
                    Some(place) => {
                        if place.is_some() == found {
                            let (hash, key) = (entry.hash, entry.key.clone());
                            part.push(DictEntry { hash, key, value: Value::NONE });
                        }
                        false
                    }
                    None => true,
                }
        };
        let stop = entries.iter().position(stops).unwrap_or(entries.len());
        (DictTable::of_entries(part, 0), stop)
    }

    fn has(&self, vm: &mut Vm, key: &Value, hash: u64) -> PyResult<bool> {
        Ok(self.find(vm, key, hash)?.is_some())
    }
}

/// How many keys a set makes room for in advance.
const MOST_RESERVED: usize = 32;

/// Where the key of an entry of another table is, as far as that can be found without running Python.
#[inline(always)]
fn find_quickly(table: &DictTable, entry: &DictEntry) -> Option<Option<usize>> {
    match entry.key.is_small_int() {
        // Where most sets of numbers spend their time: no call for each.
        true => find_small_int(table, &entry.key, entry.hash),
        false => find_plainly(table, &entry.key, entry.hash),
    }
}

/// The first key at or behind the entry `from`: its entry, itself and its hash.
#[inline]
fn element(table: &DictTable, from: usize) -> Option<(usize, Value, u64)> {
    let rest = table.entries().get(from..)?;
    let skipped = rest.iter().position(DictEntry::is_live)?;
    Some((from + skipped, rest[skipped].key.clone(), rest[skipped].hash))
}

/// `value` if it is a set or frozenset, else a set of its items.
fn as_set(vm: &mut Vm, value: &Value) -> PyResult<Ref<PySet>> {
    if let Some(set) = value.downcast::<PySet>() {
        return Ok(Ref::new(set));
    }
    let set = vm.new_set();
    set.update_from(vm, value)?;
    Ok(set)
}

fn is_frozen(vm: &Vm, value: &Value) -> bool {
    vm.class_of(value).is_subtype(vm, &vm.types().frozenset)
}

/// A new `set` or `frozenset`, as `like` is, with the elements of `table`.
fn new_like(vm: &mut Vm, like: &PySet, table: DictTable) -> Ref<PySet> {
    let frozen = is_frozen(vm, Ref::new(like).value());
    let class = if frozen { vm.types().frozenset.clone() } else { vm.types().set.clone() };
    vm.new_set_of_class(&class, table)
}

fn copy_of(vm: &mut Vm, set: &PySet) -> Ref<PySet> {
    let table = set.table(vm).copy();
    new_like(vm, set, table)
}

fn union(vm: &mut Vm, set: &PySet, others: &[Value]) -> PyResult<Ref<PySet>> {
    let additional = others.first().and_then(|other| other.downcast::<PySet>()).map_or(0, |set| set.len(vm));
    let table = set.table(vm).copy_with_room(additional);
    let result = new_like(vm, set, table);
    for other in others {
        result.update_from(vm, other)?;
    }
    Ok(result)
}

/// A set like `like` of the elements of `set` that are in `other`, or with `found` false of those that are not.
fn part_found(vm: &mut Vm, like: &PySet, set: &PySet, other: &PySet, found: bool) -> PyResult<Ref<PySet>> {
    let (part, rest) = set.part_plainly_found(vm, other, found);
    let part = new_like(vm, like, part);
    set.each_element_from(vm, rest, |vm, key, hash| {
        if other.has(vm, &key, hash)? == found {
            part.add_hashed(vm, &key, hash)?;
        }
        Ok(true)
    })?;
    Ok(part)
}

/// The elements of `set` that are in all `others`.
fn intersection(vm: &mut Vm, set: &PySet, others: &[Value]) -> PyResult<Ref<PySet>> {
    let Some(_) = others.first() else { return Ok(copy_of(vm, set)) };
    let mut result = Ref::new(set);
    for other in others {
        result = match other.downcast::<PySet>() {
            Some(other) => {
                let other = Ref::new(other);
                let (small, large) = match other.len(vm) > result.len(vm) {
                    true => (result, other),
                    false => (other, result),
                };
                part_found(vm, set, &small, &large, true)?
            }
            None => {
                let common = new_like(vm, set, DictTable::default());
                vm.iterate(other, |vm, key| {
                    let hash = vm.hash_element(&key)?;
                    if result.has(vm, &key, hash)? {
                        common.add_hashed(vm, &key, hash)?;
                    }
                    Ok(())
                })?;
                common
            }
        };
    }
    Ok(result)
}

/// Removes the items of `other` from `set`.
fn subtract_from(vm: &mut Vm, set: &PySet, other: &Value) -> PyResult<()> {
    let remove = |vm: &mut Vm, key: &Value, hash: u64| -> PyResult<()> {
        if let Some(index) = set.find(vm, key, hash)? {
            drop(set.table_mut(vm).remove(index));
        }
        Ok(())
    };
    if let Some(other) = other.downcast::<PySet>() {
        if std::ptr::eq(set, other) {
            drop(set.table_mut(vm).take());
            return Ok(());
        }
        other.each_element(vm, |vm, key, hash| remove(vm, &key, hash).map(|()| true))?;
        return Ok(());
    }
    vm.iterate(other, |vm, key| {
        let hash = vm.hash_element(&key)?;
        remove(vm, &key, hash)
    })
}

fn difference(vm: &mut Vm, set: &PySet, others: &[Value]) -> PyResult<Ref<PySet>> {
    let (result, others) = match others {
        // Where there is much to remove, what stays is collected.
        [first, rest @ ..]
            if let Some(other) = first.downcast::<PySet>()
                && other.len(vm) >= set.len(vm) / 4 =>
        {
            (part_found(vm, set, set, &Ref::new(other), false)?, rest)
        }
        others => (copy_of(vm, set), others),
    };
    for other in others {
        subtract_from(vm, &result, other)?;
    }
    Ok(result)
}

/// Changes `set` to the elements that are in one of both only.
fn toggle(vm: &mut Vm, set: &PySet, other: &Value) -> PyResult<()> {
    let other = as_set(vm, other)?;
    if std::ptr::eq(set, &*other) {
        drop(set.table_mut(vm).take());
        return Ok(());
    }
    other.each_element(vm, |vm, key, hash| {
        match set.find(vm, &key, hash)? {
            Some(index) => drop(set.table_mut(vm).remove(index)),
            None => set.table_mut(vm).insert_new(hash, key, Value::NONE),
        }
        Ok(true)
    })?;
    Ok(())
}

fn is_subset(vm: &mut Vm, left: &PySet, right: &PySet) -> PyResult<bool> {
    if left.len(vm) > right.len(vm) {
        return Ok(false);
    }
    left.all_found(vm, right, true)
}

fn is_disjoint(vm: &mut Vm, set: &PySet, other: &Value) -> PyResult<bool> {
    if let Some(other) = other.downcast::<PySet>() {
        return other.all_found(vm, set, false);
    }
    let iterator = vm.iter(other)?;
    while let Some(key) = vm.next(&iterator)? {
        let hash = vm.hash_element(&key)?;
        if set.has(vm, &key, hash)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn set_repr(vm: &mut Vm, this: &Value) -> PyResult {
    let Some(set) = this.downcast::<PySet>() else { return Ok(Value::NONE) };
    let name = vm.class_name(this);
    if set.is_empty(vm) {
        return Ok(vm.new_str(&format!("{name}()")).into());
    }
    let plain = this.downcast_exact::<PySet>().is_some() && !is_frozen(vm, this);
    let text = vm.guard_repr(this, |vm| {
        let mut text = bytecode::Wtf8Buf::from(if plain { "" } else { &name[..] });
        text.push_str(if plain { "{" } else { "({" });
        let mut separator = "";
        set.each_element(vm, |vm, item, _| {
            text.push_str(std::mem::replace(&mut separator, ", "));
            text.push_wtf8(vm.repr(&item)?.text());
            Ok(true)
        })?;
        text.push_str(if plain { "}" } else { "})" });
        Ok(text)
    })?;
    match text {
        Some(text) => Ok(vm.new_wtf8(&text).into()),
        None => Ok(vm.new_str(&format!("{name}(...)")).into()),
    }
}

fn set_compare(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
    let (Some(left), Some(right)) = (this.downcast::<PySet>(), other.downcast::<PySet>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let (left_len, right_len) = (left.len(vm), right.len(vm));
    let holds = match op {
        CompareOp::Eq => left_len == right_len && is_subset(vm, left, right)?,
        CompareOp::Ne => left_len != right_len || !is_subset(vm, left, right)?,
        CompareOp::Le => is_subset(vm, left, right)?,
        CompareOp::Ge => is_subset(vm, right, left)?,
        CompareOp::Lt => left_len < right_len && is_subset(vm, left, right)?,
        CompareOp::Gt => left_len > right_len && is_subset(vm, right, left)?,
    };
    Ok(Value::bool(holds))
}

fn both<'a>(left: &'a Value, right: &'a Value) -> Option<(&'a PySet, &'a PySet)> {
    Some((left.downcast::<PySet>()?, right.downcast::<PySet>()?))
}

macro_rules! set_class {
    (
        $(#[$meta:meta])*
        $marker:ty, $name:literal { $($own:tt)* }
    ) => {
        $(#[$meta])*
        #[native(name = $name, kind = Set)]
        impl $marker {
            $($own)*

            #[slot(repr)]
            fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
                set_repr(vm, this)
            }

            #[slot(len)]
            fn len_slot(vm: &mut Vm, this: &Value) -> PyResult<usize> {
                Ok(this.downcast::<PySet>().map_or(0, |set| set.len(vm)))
            }

            #[slot(iter)]
            fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
                match this.downcast::<PySet>() {
                    Some(set) => Ok(vm.new_set_iterator(set).into()),
                    None => Ok(Value::NONE),
                }
            }

            #[slot(contains)]
            fn contains_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<bool> {
                let Some(set) = this.downcast::<PySet>() else { return Ok(false) };
                set.contains(vm, key)
            }

            #[slot(compare)]
            fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
                set_compare(vm, this, other, op)
            }

            #[number(And)]
            fn and(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
                match both(left, right) {
                    Some((set, _)) => Ok(intersection(vm, set, std::slice::from_ref(right))?.into()),
                    None => Ok(Value::NOT_IMPLEMENTED),
                }
            }

            #[number(Or)]
            fn or(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
                match both(left, right) {
                    Some((set, _)) => Ok(union(vm, set, std::slice::from_ref(right))?.into()),
                    None => Ok(Value::NOT_IMPLEMENTED),
                }
            }

            #[number(Subtract)]
            fn subtract(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
                match both(left, right) {
                    Some((set, _)) => Ok(difference(vm, set, std::slice::from_ref(right))?.into()),
                    None => Ok(Value::NOT_IMPLEMENTED),
                }
            }

            #[number(Xor)]
            fn xor(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
                let Some((set, _)) = both(left, right) else { return Ok(Value::NOT_IMPLEMENTED) };
                let result = copy_of(vm, set);
                toggle(vm, &result, right)?;
                Ok(result.into())
            }

            /// Return a shallow copy of a set.
            #[method("($self, /)")]
            fn copy(vm: &mut Vm, this: &PySet) -> Ref<PySet> {
                let value: Value = Ref::new(this).into();
                match value.downcast_exact::<PySet>().is_some() && is_frozen(vm, &value) {
                    true => Ref::new(this),
                    false => copy_of(vm, this),
                }
            }

            /// Return a new set with elements in the set that are not in the others.
            #[method("($self, /, *others)")]
            fn difference(vm: &mut Vm, this: &PySet, others: &[Value]) -> PyResult<Ref<PySet>> {
                difference(vm, this, others)
            }

            /// Return a new set with elements common to the set and all others.
            #[method("($self, /, *others)")]
            fn intersection(vm: &mut Vm, this: &PySet, others: &[Value]) -> PyResult<Ref<PySet>> {
                intersection(vm, this, others)
            }

            /// Return True if two sets have a null intersection.
            #[method("($self, other, /)")]
            fn isdisjoint(vm: &mut Vm, this: &PySet, other: &Value) -> PyResult<bool> {
                is_disjoint(vm, this, other)
            }

            /// Report whether another set contains this set.
            #[method("($self, other, /)")]
            fn issubset(vm: &mut Vm, this: &PySet, other: &Value) -> PyResult<bool> {
                let other = as_set(vm, other)?;
                is_subset(vm, this, &other)
            }

            /// Report whether this set contains another set.
            #[method("($self, other, /)")]
            fn issuperset(vm: &mut Vm, this: &PySet, other: &Value) -> PyResult<bool> {
                let other = as_set(vm, other)?;
                is_subset(vm, &other, this)
            }

            /// Return a new set with elements in either the set or other but not both.
            #[method("($self, other, /)")]
            fn symmetric_difference(vm: &mut Vm, this: &PySet, other: &Value) -> PyResult<Ref<PySet>> {
                let result = copy_of(vm, this);
                toggle(vm, &result, other)?;
                Ok(result)
            }

            /// Return a new set with elements from the set and all others.
            #[method("($self, /, *others)")]
            fn union(vm: &mut Vm, this: &PySet, others: &[Value]) -> PyResult<Ref<PySet>> {
                union(vm, this, others)
            }

            /// Return state information for pickling.
            #[method("($self, /)")]
            fn __reduce__(vm: &mut Vm, this: &PySet) -> PyResult {
                let value: Value = Ref::new(this).into();
                let class: Value = Ref::new(vm.class_of(&value)).into();
                let items: Vec<Value> = this.table(vm).iter().map(|entry| entry.key.clone()).collect();
                let list = vm.new_list(items).into();
                let arguments = vm.new_tuple([list]).into();
                let state = vm.object_getstate(&value)?;
                Ok(vm.new_tuple([class, arguments, state]).into())
            }

            /// S.__sizeof__() -> size of S in memory, in bytes.
            #[method("($self, /)")]
            fn __sizeof__(heap: &Heap, this: &PySet) -> usize {
                size_of::<PySet>() + this.table(heap).entries().len() * 28
            }
        }
    };
}

set_class! {
    /// Build an unordered collection of unique elements.
    PySet, "set" {
        #[slot(new)]
        fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
            Ok(vm.new_set_of_class(class, DictTable::default()).into())
        }

        #[slot(init)]
        fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
            let Some(set) = this.downcast::<PySet>() else { return Ok(()) };
            if !args.keyword_names().is_empty() && this.downcast_exact::<PySet>().is_some() {
                return Err(vm.type_error("set() takes no keyword arguments"));
            }
            set.table.set(vm, DictTable::default());
            match args.positional() {
                [] => Ok(()),
                [iterable] => set.update_from(vm, iterable),
                more => Err(vm.type_error(format!("set expected at most 1 argument, got {}", more.len()))),
            }
        }

        #[inplace(And)]
        fn and_in_place(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
            let Some((set, _)) = both(left, right) else { return Ok(Value::NOT_IMPLEMENTED) };
            PySet::intersection_update(vm, set, std::slice::from_ref(right))?;
            Ok(left.clone())
        }

        #[inplace(Or)]
        fn or_in_place(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
            let Some((set, _)) = both(left, right) else { return Ok(Value::NOT_IMPLEMENTED) };
            set.update_from(vm, right)?;
            Ok(left.clone())
        }

        #[inplace(Subtract)]
        fn subtract_in_place(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
            let Some((set, _)) = both(left, right) else { return Ok(Value::NOT_IMPLEMENTED) };
            subtract_from(vm, set, right)?;
            Ok(left.clone())
        }

        #[inplace(Xor)]
        fn xor_in_place(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
            let Some((set, _)) = both(left, right) else { return Ok(Value::NOT_IMPLEMENTED) };
            toggle(vm, set, right)?;
            Ok(left.clone())
        }

        /// Add an element to a set.
        #[method("($self, object, /)", name = "add")]
        fn add_method(vm: &mut Vm, this: &PySet, object: &Value) -> PyResult<()> {
            this.add(vm, object).map(drop)
        }

        /// Remove all elements from this set.
        #[method("($self, /)")]
        fn clear(heap: &mut Heap, this: &PySet) {
            drop(this.table_mut(heap).take());
        }

        /// Update the set, removing elements found in others.
        #[method("($self, /, *others)")]
        fn difference_update(vm: &mut Vm, this: &PySet, others: &[Value]) -> PyResult<()> {
            others.iter().try_for_each(|other| subtract_from(vm, this, other))
        }

        /// Remove an element from a set if it is a member.
        ///
        /// Unlike set.remove(), the discard() method does not raise
        /// an exception when an element is missing from the set.
        #[method("($self, object, /)", name = "discard")]
        fn discard_method(vm: &mut Vm, this: &PySet, object: &Value) -> PyResult<()> {
            let (key, hash) = vm.hash_sought(object)?;
            if let Some(index) = this.find(vm, &key, hash)? {
                drop(this.table_mut(vm).remove(index));
            }
            Ok(())
        }

        /// Update the set, keeping only elements found in it and all others.
        #[method("($self, /, *others)")]
        fn intersection_update(vm: &mut Vm, this: &PySet, others: &[Value]) -> PyResult<()> {
            let result = intersection(vm, this, others)?;
            let table = result.table_mut(vm).take();
            drop(std::mem::replace(this.table_mut(vm), table));
            Ok(())
        }

        /// Remove and return an arbitrary set element.
        ///
        /// Raises KeyError if the set is empty.
        #[method("($self, /)")]
        fn pop(vm: &mut Vm, this: &PySet) -> PyResult {
            let last = this.table(vm).last_index();
            match last.and_then(|index| this.table_mut(vm).remove(index)) {
                Some(entry) => Ok(entry.key),
                None => {
                    let message: Value = vm.new_str("pop from an empty set").into();
                    Err(vm.key_error(&message))
                }
            }
        }

        /// Remove an element from a set; it must be a member.
        ///
        /// If the element is not a member, raise a KeyError.
        #[method("($self, object, /)")]
        fn remove(vm: &mut Vm, this: &PySet, object: &Value) -> PyResult<()> {
            let (key, hash) = vm.hash_sought(object)?;
            match this.find(vm, &key, hash)? {
                Some(index) => {
                    drop(this.table_mut(vm).remove(index));
                    Ok(())
                }
                None => Err(vm.key_error(object)),
            }
        }

        /// Update the set, keeping only elements found in either set, but not in both.
        #[method("($self, other, /)")]
        fn symmetric_difference_update(vm: &mut Vm, this: &PySet, other: &Value) -> PyResult<()> {
            toggle(vm, this, other)
        }

        /// Update the set, adding elements from all others.
        #[method("($self, /, *others)")]
        fn update(vm: &mut Vm, this: &PySet, others: &[Value]) -> PyResult<()> {
            others.iter().try_for_each(|other| this.update_from(vm, other))
        }
    }
}

set_class! {
    /// Build an immutable unordered collection of unique elements.
    FrozenSetClass, "frozenset" {
        #[slot(new)]
        fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
            if !args.keyword_names().is_empty() && !class.is_heap_type() {
                return Err(vm.type_error("frozenset() takes no keyword arguments"));
            }
            let iterable = match args.positional() {
                [] => None,
                [iterable] => Some(iterable),
                more => {
                    let given = more.len();
                    return Err(vm.type_error(format!("frozenset expected at most 1 argument, got {given}")));
                }
            };
            if let Some(iterable) = iterable
                && !class.is_heap_type()
                && iterable.downcast_exact::<PySet>().is_some()
                && is_frozen(vm, iterable)
            {
                return Ok(iterable.clone());
            }
            let set = vm.new_set_of_class(class, DictTable::default());
            if let Some(iterable) = iterable {
                set.update_from(vm, iterable)?;
            }
            Ok(set.into())
        }

        #[slot(hash)]
        fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
            let Some(set) = this.downcast::<PySet>() else { return Ok(0) };
            if let Some(hash) = set.hash.get() {
                return Ok(hash);
            }
            // CPython's way to mix the hashes, so that their order does not matter.
            let mixed = set.table(vm).iter().fold(0_u64, |sum, entry| {
                sum ^ ((entry.hash ^ 89_869_747) ^ (entry.hash << 16)).wrapping_mul(3_644_798_167)
            });
            let mut hash = mixed ^ (set.len(vm) as u64 + 1).wrapping_mul(1_927_868_237);
            hash ^= (hash >> 11) ^ (hash >> 25);
            hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
            let hash = if hash == u64::MAX { 590_923_713 } else { hash as i64 };
            set.hash.set(Some(hash));
            Ok(hash)
        }
    }
}

impl Heap {
    pub fn new_set_iterator(&mut self, set: &PySet) -> Ref<PySetIterator> {
        let length = set.len(self);
        let set = Field::new(Some(Ref::new(set)));
        let payload = |header| PySetIterator { header, set, index: Cell::new(0), length };
        self.allocate_builtin(|types| &types.set_iterator, payload)
    }
}

#[native(name = "set_iterator", kind = SetIterator, final, no_constructor)]
impl PySetIterator {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(iterator) = this.downcast::<PySetIterator>() else { return Ok(None) };
        let Some(set) = iterator.set.get(vm) else { return Ok(None) };
        let (table, index) = (set.table(vm), iterator.index.get());
        // Most sets have no gaps.
        if table.len() == iterator.length
            && let Some(entry) = table.entries().get(index)
            && entry.is_live()
        {
            let item = entry.key.clone();
            iterator.index.set(index + 1);
            return Ok(Some(item));
        }
        if set.len(vm) != iterator.length {
            iterator.index.set(usize::MAX);
            return Err(vm.runtime_error("Set changed size during iteration"));
        }
        let rest = set.table(vm).entries().get(iterator.index.get()..).unwrap_or_default();
        match rest.iter().position(|entry| entry.is_live()) {
            Some(skipped) => {
                let item = rest[skipped].key.clone();
                iterator.index.set(iterator.index.get() + skipped + 1);
                Ok(Some(item))
            }
            None => {
                iterator.set.set(vm, None);
                Ok(None)
            }
        }
    }

    /// Private method returning an estimate of len(list(it)).
    #[method("($self, /)")]
    fn __length_hint__(heap: &Heap, this: &PySetIterator) -> usize {
        let Some(set) = this.set.get(heap) else { return 0 };
        let rest = set.table(heap).entries().get(this.index.get()..).unwrap_or_default();
        rest.iter().filter(|entry| entry.is_live()).count()
    }
    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PySetIterator) -> PyResult {
        let function = pickled_function(vm, "iter")?;
        // A second iterator goes to the end; this one stays where it is.
        let rest = match this.set.get(vm) {
            Some(set) if set.len(vm) == this.length => {
                let rest = set.table(vm).entries().get(this.index.get()..).unwrap_or_default();
                rest.iter().filter(|entry| entry.is_live()).map(|entry| entry.key.clone()).collect()
            }
            Some(_) => return Err(vm.runtime_error("Set changed size during iteration")),
            None => Vec::new(),
        };
        let list = vm.new_list(rest).into();
        let arguments = vm.new_tuple([list]).into();
        Ok(vm.new_tuple([function, arguments]).into())
    }
}
