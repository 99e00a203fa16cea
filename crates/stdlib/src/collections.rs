//! `_collections`: `deque`, `defaultdict`, and what `namedtuple` and `Counter` are made of.

use std::collections::VecDeque;

use vm_derive::native;

use crate::native::{Args, ModuleDef};
use crate::object::Visitor;
use crate::objects::{NativeState, PyBoxed, PyDict, PyTuple, PyType};
use crate::types::{BinaryOperator, CompareOp};
use crate::{PyResult, Ref, Value, Vm};

/// The module.
pub static COLLECTIONS: ModuleDef = ModuleDef {
    name: "_collections",
    doc: "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- defaultdict:  dict subclass with a default value factory\n",
    functions: Collections::NATIVE_METHODS,
    init: |vm, dict| {
        let base = vm.types().dict.clone();
        for (name, class) in [
            ("deque", vm.native_class::<DequeClass>()),
            ("defaultdict", vm.native_class_with_base::<DefaultDictClass>(&base)),
            ("_deque_iterator", vm.native_class::<DequeIteratorClass>()),
            ("_deque_reverse_iterator", vm.native_class::<DequeReverseIteratorClass>()),
            ("_tuplegetter", vm.native_class::<TupleGetterClass>()),
        ] {
            dict.set_name(vm, name, class);
        }
        Ok(())
    },
};

/// Marker that holds the functions.
pub struct Collections;

#[native(module = "_collections")]
impl Collections {
    /// Count elements in the iterable, updating the mapping
    #[function("(mapping, iterable, /)", name = "_count_elements")]
    fn count_elements(vm: &mut Vm, mapping: &Value, iterable: &Value) -> PyResult<()> {
        let get = vm.names().get.clone();
        let (class, plain) = (Ref::new(vm.class_of(mapping)), vm.types().dict.clone());
        let own = |vm: &mut Vm, name: &str| {
            let name = vm.intern_str(name);
            match (class.lookup(vm, &name), plain.lookup(vm, &name)) {
                (Some(found), Some(inherited)) => !found.is(&inherited),
                _ => true,
            }
        };
        let overridden = own(vm, "get") || own(vm, "__setitem__");
        let one = Value::int32(1);
        let dict = mapping.downcast::<PyDict>().filter(|_| !overridden);
        vm.iterate(iterable, |vm, key| match dict {
            Some(dict) => {
                let hash = vm.hash_key(&key)?;
                let known = dict.find(vm, &key, hash)?;
                let count =
                    known.and_then(|index| dict.table(vm).entries().get(index)).map(|e| e.value.clone());
                let count = match count {
                    Some(count) => vm.binary(&count, &one, BinaryOperator::Add)?,
                    None => one.clone(),
                };
                dict.set_hashed(vm, &key, hash, count)
            }
            None => {
                let count = vm.call_method(mapping, &get, &[key.clone(), Value::int32(0)])?;
                let count = vm.binary(&count, &one, BinaryOperator::Add)?;
                vm.set_item(mapping, &key, Some(&count))
            }
        })
    }
}

/// The items of a deque.
struct Deque {
    items: VecDeque<Value>,
    maxlen: Option<usize>,
    /// Counts changes, so that iterators see them.
    changes: u64,
}

impl NativeState for Deque {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        self.items.iter().for_each(visit);
    }
}

impl Deque {
    /// Adds an item at the end; what falls off the other end is for the caller to drop.
    fn push_back(&mut self, item: Value) -> Option<Value> {
        self.changes += 1;
        self.items.push_back(item);
        match self.maxlen {
            Some(maxlen) if self.items.len() > maxlen => self.items.pop_front(),
            _ => None,
        }
    }

    fn push_front(&mut self, item: Value) -> Option<Value> {
        self.changes += 1;
        self.items.push_front(item);
        match self.maxlen {
            Some(maxlen) if self.items.len() > maxlen => self.items.pop_back(),
            _ => None,
        }
    }
}

fn deque<'a>(vm: &'a Vm, this: &'a Value) -> Option<&'a Deque> {
    this.downcast::<PyBoxed>()?.state(vm)
}

/// Calls `function` with the deque `this`.
fn with_deque<R>(vm: &mut Vm, this: &Value, function: impl FnOnce(&mut Deque) -> R) -> PyResult<R> {
    match this.downcast::<PyBoxed>().and_then(|object| object.state_mut::<Deque>(vm)) {
        Some(deque) => Ok(function(deque)),
        None => {
            let found = vm.class_name(this);
            Err(vm.type_error(format!(
                "descriptor requires a 'collections.deque' object but received a '{found}'"
            )))
        }
    }
}

fn deque_items(vm: &Vm, this: &Value) -> Vec<Value> {
    deque(vm, this).map_or_else(Vec::new, |deque| deque.items.iter().cloned().collect())
}

fn deque_item(vm: &Vm, this: &Value, index: usize) -> Option<Value> {
    deque(vm, this)?.items.get(index).cloned()
}

fn extend_deque(vm: &mut Vm, this: &Value, iterable: &Value, left: bool) -> PyResult<()> {
    if iterable.is(this) {
        let items = deque_items(vm, this);
        for item in items {
            drop(with_deque(
                vm,
                this,
                |deque| {
                    if left { deque.push_front(item) } else { deque.push_back(item) }
                },
            )?);
        }
        return Ok(());
    }
    vm.iterate(iterable, |vm, item| {
        let fallen =
            with_deque(vm, this, |deque| if left { deque.push_front(item) } else { deque.push_back(item) })?;
        drop(fallen);
        Ok(())
    })
}

/// A new deque of the class and bound of `like`.
fn new_deque_like(vm: &mut Vm, like: &Value, items: VecDeque<Value>) -> PyResult {
    let class = Ref::new(vm.class_of(like));
    let maxlen = deque(vm, like).and_then(|deque| deque.maxlen);
    if class.is_heap_type() {
        let list: Value = vm.new_list(items.into()).into();
        let class: Value = class.into();
        return match maxlen {
            Some(maxlen) => {
                let maxlen = vm.new_int(maxlen);
                vm.call(&class, &[list, maxlen])
            }
            None => vm.call(&class, &[list]),
        };
    }
    let mut new = Deque { items: VecDeque::new(), maxlen, changes: 0 };
    for item in items {
        drop(new.push_back(item));
    }
    Ok(vm.new_boxed(&class, new).into())
}

/// A deque and the number of its changes.
fn changes_of(vm: &Vm, this: &Value) -> u64 {
    deque(vm, this).map_or(0, |deque| deque.changes)
}

fn deque_index(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<usize> {
    if !key.is_int() && vm.class_of(key).slots(vm).index.is_none() {
        let found = vm.class_name(key);
        return Err(vm.type_error(format!("sequence index must be integer, not '{found}'")));
    }
    let length = deque(vm, this).map_or(0, |deque| deque.items.len());
    vm.item_index(key, length, "deque index out of range")
}

/// The class `deque`.
pub struct DequeClass;

/// A list-like sequence optimized for data accesses near its endpoints.
#[native(name = "deque", kind = Boxed, module = "collections", sequence)]
impl DequeClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        Ok(vm.new_boxed(class, Deque { items: VecDeque::new(), maxlen: None, changes: 0 }).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        const PARAMETERS: crate::native::Parameters = crate::native::Parameters {
            owner: crate::native::Owner::Nothing,
            function: "deque",
            names: &["iterable", "maxlen"],
            required: &[false, false],
            positional: 2,
            positional_only: 0,
            skip_this: false,
            varargs: false,
            varkeywords: false,
        };
        let bound = args.bind::<2>(vm, &PARAMETERS)?;
        let maxlen = match bound.values[1].filter(|maxlen| !maxlen.is_none()) {
            None => None,
            Some(maxlen) if !maxlen.is_int() => return Err(vm.type_error("an integer is required")),
            Some(maxlen) => match usize::try_from(vm.to_i64(maxlen)?) {
                Ok(maxlen) => Some(maxlen),
                Err(_) => return Err(vm.value_error("maxlen must be non-negative")),
            },
        };
        let old = with_deque(vm, this, |deque| {
            deque.maxlen = maxlen;
            deque.changes += 1;
            std::mem::take(&mut deque.items)
        })?;
        drop(old);
        match bound.values[0] {
            Some(iterable) => extend_deque(vm, this, iterable, false),
            None => Ok(()),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let items = deque_items(vm, this);
        let maxlen = deque(vm, this).and_then(|deque| deque.maxlen);
        let name = vm.class_of(this).name_text(vm);
        let text = vm.guard_repr(this, |vm| {
            let list: Value = vm.new_list(items).into();
            let list = vm.repr(&list)?;
            Ok(match maxlen {
                Some(maxlen) => format!("{name}({}, maxlen={maxlen})", list.text()),
                None => format!("{name}({})", list.text()),
            })
        })?;
        Ok(vm.new_str(text.as_deref().unwrap_or("[...]")).into())
    }

    #[slot(len)]
    fn len_slot(vm: &mut Vm, this: &Value) -> PyResult<usize> {
        Ok(deque(vm, this).map_or(0, |deque| deque.items.len()))
    }

    #[slot(iter)]
    fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let class = vm.native_class::<DequeIteratorClass>();
        let changes = changes_of(vm, this);
        Ok(vm.new_boxed(&class, DequeIterator { deque: this.clone(), done: 0, changes }).into())
    }

    #[slot(getitem)]
    fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        let index = deque_index(vm, this, key)?;
        match deque_item(vm, this, index) {
            Some(item) => Ok(item),
            None => Err(vm.index_error("deque index out of range")),
        }
    }

    #[slot(setitem)]
    fn setitem_slot(vm: &mut Vm, this: &Value, key: &Value, value: Option<&Value>) -> PyResult<()> {
        let index = deque_index(vm, this, key)?;
        let old = with_deque(vm, this, |deque| match value {
            Some(value) => deque.items.get_mut(index).map(|slot| std::mem::replace(slot, value.clone())),
            None => {
                deque.changes += 1;
                deque.items.remove(index)
            }
        })?;
        drop(old);
        Ok(())
    }

    #[slot(contains)]
    fn contains_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<bool> {
        let changes = changes_of(vm, this);
        let mut index = 0;
        while let Some(item) = deque_item(vm, this, index) {
            if vm.equals(&item, key)? {
                return Ok(true);
            }
            if changes_of(vm, this) != changes {
                return Err(vm.runtime_error("deque mutated during iteration"));
            }
            index += 1;
        }
        Ok(false)
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        if deque(vm, this).is_none() || deque(vm, other).is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (left, right) = (deque_items(vm, this), deque_items(vm, other));
        let (left, right): (Value, Value) = (vm.new_list(left).into(), vm.new_list(right).into());
        vm.compare(&left, &right, op)
    }

    #[number(Add)]
    fn add(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        if deque(vm, left).is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        if deque(vm, right).is_none() {
            let found = vm.class_name(right);
            return Err(vm.type_error(format!("can only concatenate deque (not \"{found}\") to deque")));
        }
        let mut items: VecDeque<Value> = deque_items(vm, left).into();
        items.extend(deque_items(vm, right));
        new_deque_like(vm, left, items)
    }

    #[inplace(Add)]
    fn add_in_place(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        extend_deque(vm, left, right, false)?;
        Ok(left.clone())
    }

    #[number(Multiply)]
    fn multiply(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let (this, count) = if deque(vm, left).is_some() { (left, right) } else { (right, left) };
        if deque(vm, this).is_none() || (!count.is_int() && vm.class_of(count).slots(vm).index.is_none()) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let count = vm.to_i64(count)?.max(0) as usize;
        let items = deque_items(vm, this);
        let Some(length) = items.len().checked_mul(count) else { return Err(vm.memory_error()) };
        vm.check_size(length, 8)?;
        let repeated = std::iter::repeat_n(&items, count).flatten().cloned().collect();
        new_deque_like(vm, this, repeated)
    }

    #[inplace(Multiply)]
    fn multiply_in_place(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let product = DequeClass::multiply(vm, left, right)?;
        let items: VecDeque<Value> = deque_items(vm, &product).into();
        drop(with_deque(vm, left, |deque| {
            deque.changes += 1;
            std::mem::replace(&mut deque.items, items)
        })?);
        Ok(left.clone())
    }

    /// Add an element to the right side of the deque.
    #[method("($self, item, /)")]
    fn append(vm: &mut Vm, this: &Value, item: Value) -> PyResult<()> {
        with_deque(vm, this, |deque| deque.push_back(item)).map(drop)
    }

    /// Add an element to the left side of the deque.
    #[method("($self, item, /)")]
    fn appendleft(vm: &mut Vm, this: &Value, item: Value) -> PyResult<()> {
        with_deque(vm, this, |deque| deque.push_front(item)).map(drop)
    }

    /// Remove all elements from the deque.
    #[method("($self, /)")]
    fn clear(vm: &mut Vm, this: &Value) -> PyResult<()> {
        with_deque(vm, this, |deque| {
            deque.changes += 1;
            std::mem::take(&mut deque.items)
        })
        .map(drop)
    }

    /// Return a shallow copy of a deque.
    #[method("($self, /)")]
    fn copy(vm: &mut Vm, this: &Value) -> PyResult {
        let items = deque_items(vm, this).into();
        new_deque_like(vm, this, items)
    }

    /// Return a shallow copy of a deque.
    #[method("($self, /)")]
    fn __copy__(vm: &mut Vm, this: &Value) -> PyResult {
        DequeClass::copy(vm, this)
    }

    /// Return number of occurrences of value.
    #[method("($self, value, /)")]
    fn count(vm: &mut Vm, this: &Value, value: &Value) -> PyResult<usize> {
        let changes = changes_of(vm, this);
        let (mut index, mut count) = (0, 0);
        while let Some(item) = deque_item(vm, this, index) {
            count += usize::from(vm.equals(&item, value)?);
            if changes_of(vm, this) != changes {
                return Err(vm.runtime_error("deque mutated during iteration"));
            }
            index += 1;
        }
        Ok(count)
    }

    /// Extend the right side of the deque with elements from the iterable.
    #[method("($self, iterable, /)")]
    fn extend(vm: &mut Vm, this: &Value, iterable: &Value) -> PyResult<()> {
        extend_deque(vm, this, iterable, false)
    }

    /// Extend the left side of the deque with elements from the iterable.
    #[method("($self, iterable, /)")]
    fn extendleft(vm: &mut Vm, this: &Value, iterable: &Value) -> PyResult<()> {
        extend_deque(vm, this, iterable, true)
    }

    /// Return first index of value.
    ///
    /// Raises ValueError if the value is not present.
    #[method("($self, value, start=0, stop=sys.maxsize, /)")]
    fn index(
        vm: &mut Vm,
        this: &Value,
        value: &Value,
        start: Option<&Value>,
        stop: Option<&Value>,
    ) -> PyResult<usize> {
        let length = deque(vm, this).map_or(0, |deque| deque.items.len());
        let (start, stop) = vm.search_bounds(start, stop, length)?;
        let changes = changes_of(vm, this);
        for index in start..stop.min(length) {
            let Some(item) = deque_item(vm, this, index) else { break };
            if vm.equals(&item, value)? {
                return Ok(index);
            }
            if changes_of(vm, this) != changes {
                return Err(vm.runtime_error("deque mutated during iteration"));
            }
        }
        Err(vm.value_error("deque.index(x): x not in deque"))
    }

    /// Insert value before index.
    #[method("($self, index, value, /)")]
    fn insert(vm: &mut Vm, this: &Value, index: isize, value: Value) -> PyResult<()> {
        let full = deque(vm, this).is_some_and(|deque| deque.maxlen == Some(deque.items.len()));
        if full {
            return Err(vm.index_error("deque already at its maximum size"));
        }
        with_deque(vm, this, |deque| {
            let length = deque.items.len();
            let index = match usize::try_from(index) {
                Ok(index) => index.min(length),
                Err(_) => length.saturating_sub(index.unsigned_abs()),
            };
            deque.changes += 1;
            deque.items.insert(index, value);
        })
    }

    /// Remove and return the rightmost element.
    #[method("($self, /)")]
    fn pop(vm: &mut Vm, this: &Value) -> PyResult {
        let item = with_deque(vm, this, |deque| {
            deque.changes += 1;
            deque.items.pop_back()
        })?;
        item.ok_or_else(|| vm.index_error("pop from an empty deque"))
    }

    /// Remove and return the leftmost element.
    #[method("($self, /)")]
    fn popleft(vm: &mut Vm, this: &Value) -> PyResult {
        let item = with_deque(vm, this, |deque| {
            deque.changes += 1;
            deque.items.pop_front()
        })?;
        item.ok_or_else(|| vm.index_error("pop from an empty deque"))
    }

    /// Remove first occurrence of value.
    #[method("($self, value, /)")]
    fn remove(vm: &mut Vm, this: &Value, value: &Value) -> PyResult<()> {
        let changes = changes_of(vm, this);
        let mut index = 0;
        while let Some(item) = deque_item(vm, this, index) {
            let found = vm.equals(&item, value)?;
            if changes_of(vm, this) != changes {
                return Err(vm.index_error("deque mutated during remove()."));
            }
            if found {
                return with_deque(vm, this, |deque| {
                    deque.changes += 1;
                    deque.items.remove(index)
                })
                .map(drop);
            }
            index += 1;
        }
        Err(vm.value_error("deque.remove(x): x not in deque"))
    }

    /// Reverse *IN PLACE*.
    #[method("($self, /)")]
    fn reverse(vm: &mut Vm, this: &Value) -> PyResult<()> {
        with_deque(vm, this, |deque| deque.items.make_contiguous().reverse())
    }

    /// Rotate the deque n steps to the right.  If n is negative, rotates left.
    #[method("($self, n=1, /)")]
    fn rotate(vm: &mut Vm, this: &Value, n: Option<isize>) -> PyResult<()> {
        with_deque(vm, this, |deque| {
            let length = deque.items.len();
            if length > 1 {
                deque.changes += 1;
                deque.items.rotate_right(n.unwrap_or(1).rem_euclid(length as isize) as usize);
            }
        })
    }

    /// Return a reverse iterator over the deque.
    #[method("($self, /)")]
    fn __reversed__(vm: &mut Vm, this: &Value) -> Value {
        let class = vm.native_class::<DequeReverseIteratorClass>();
        let changes = changes_of(vm, this);
        vm.new_boxed(&class, DequeIterator { deque: this.clone(), done: 0, changes }).into()
    }

    /// maximum size of a deque or None if unbounded
    #[getter(maxlen)]
    fn get_maxlen(vm: &mut Vm, this: &Value) -> Value {
        match deque(vm, this).and_then(|deque| deque.maxlen) {
            Some(maxlen) => vm.new_int(maxlen),
            None => Value::NONE,
        }
    }

    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &Value) -> PyResult {
        let class: Value = Ref::new(vm.class_of(this)).into();
        let maxlen = DequeClass::get_maxlen(vm, this);
        let args = match maxlen.is_none() {
            true => vm.empty_tuple(),
            false => {
                let empty = vm.empty_tuple().into();
                vm.new_tuple([empty, maxlen])
            }
        };
        let iterator = vm.iter(this)?;
        Ok(vm.new_tuple([class, args.into(), Value::NONE, iterator]).into())
    }
}

struct DequeIterator {
    deque: Value,
    /// Number of items given.
    done: usize,
    changes: u64,
}

impl NativeState for DequeIterator {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.deque);
    }
}

fn next_of_deque(vm: &mut Vm, this: &Value, reversed: bool) -> PyResult<Option<Value>> {
    let Some(iterator) = this.downcast::<PyBoxed>().and_then(|object| object.state::<DequeIterator>(vm))
    else {
        return Ok(None);
    };
    let Some(source) = deque(vm, &iterator.deque) else { return Ok(None) };
    if source.changes != iterator.changes {
        return Err(vm.runtime_error("deque mutated during iteration"));
    }
    let done = iterator.done;
    let item = match reversed {
        true => source.items.len().checked_sub(done + 1).and_then(|index| source.items.get(index)),
        false => source.items.get(done),
    };
    let item = item.cloned();
    if item.is_some()
        && let Some(iterator) = this.downcast::<PyBoxed>().and_then(|o| o.state_mut::<DequeIterator>(vm))
    {
        iterator.done = done + 1;
    }
    Ok(item)
}

fn left_in_deque(vm: &Vm, this: &Value) -> usize {
    let Some(iterator) = this.downcast::<PyBoxed>().and_then(|object| object.state::<DequeIterator>(vm))
    else {
        return 0;
    };
    deque(vm, &iterator.deque).map_or(0, |deque| deque.items.len().saturating_sub(iterator.done))
}

/// The class `_deque_iterator`.
pub struct DequeIteratorClass;

#[native(name = "_deque_iterator", kind = Boxed, module = "_collections", final, no_constructor)]
impl DequeIteratorClass {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        next_of_deque(vm, this, false)
    }

    /// Private method returning an estimate of len(list(it)).
    #[method("($self, /)")]
    fn __length_hint__(vm: &mut Vm, this: &Value) -> usize {
        left_in_deque(vm, this)
    }
}

/// The class `_deque_reverse_iterator`.
pub struct DequeReverseIteratorClass;

#[native(name = "_deque_reverse_iterator", kind = Boxed, module = "_collections", final, no_constructor)]
impl DequeReverseIteratorClass {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        next_of_deque(vm, this, true)
    }

    /// Private method returning an estimate of len(list(it)).
    #[method("($self, /)")]
    fn __length_hint__(vm: &mut Vm, this: &Value) -> usize {
        left_in_deque(vm, this)
    }
}

/// The class `defaultdict`: its factory is an attribute.
pub struct DefaultDictClass;

fn factory_of(vm: &mut Vm, this: &Value) -> PyResult {
    Ok(match vm.get_attr_str(this, "default_factory") {
        Ok(factory) => factory,
        Err(raised) => {
            vm.discard(raised);
            Value::NONE
        }
    })
}

/// defaultdict(default_factory=None, /, [...]) --> dict with default factory
///
/// The default factory is called without arguments to produce
/// a new value when a key is not present, in __getitem__ only.
/// A defaultdict compares equal to a dict with the same items.
/// All remaining arguments are treated the same as if they were
/// passed to the dict constructor, including keyword arguments.
#[native(name = "defaultdict", kind = Dict, module = "collections", mapping, dict)]
impl DefaultDictClass {
    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let factory = args.positional().first().cloned().unwrap_or(Value::NONE);
        if !factory.is_none() && !vm.is_callable(&factory) {
            return Err(vm.type_error("first argument must be callable or None"));
        }
        let name = vm.intern_str("default_factory");
        vm.set_attr(this, &name, Some(&factory))?;
        let rest = if args.positional().is_empty() { *args } else { args.without_this() };
        let init = vm.types().dict.slots(vm).init;
        match init {
            Some(init) => init(vm, this, &rest),
            None => Ok(()),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let factory = factory_of(vm, this)?;
        let name = vm.class_of(this).name_text(vm);
        let factory = match vm.guard_repr(&factory, |vm| vm.repr(&factory))? {
            Some(text) => text.text().to_string_lossy(),
            None => "...".to_owned(),
        };
        let repr = vm.types().dict.slots(vm).repr;
        let content = match repr {
            Some(repr) => repr(vm, this)?,
            None => Value::NONE,
        };
        let content = vm.str(&content)?;
        Ok(vm.new_str(&format!("{name}({factory}, {})", content.text())).into())
    }

    /// __missing__(key) # Called by __getitem__ for missing key; pseudo-code:
    /// if self.default_factory is None: raise KeyError((key,))
    /// self[key] = value = self.default_factory()
    /// return value
    #[method("($self, key, /)")]
    fn __missing__(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        let factory = factory_of(vm, this)?;
        if factory.is_none() {
            return Err(vm.key_error(key));
        }
        let value = vm.call(&factory, &[])?;
        vm.set_item(this, key, Some(&value))?;
        Ok(value)
    }

    /// D.copy() -> a shallow copy of D.
    #[method("($self, /)")]
    fn copy(vm: &mut Vm, this: &Value) -> PyResult {
        let class: Value = Ref::new(vm.class_of(this)).into();
        let factory = factory_of(vm, this)?;
        vm.call(&class, &[factory, this.clone()])
    }

    /// D.copy() -> a shallow copy of D.
    #[method("($self, /)")]
    fn __copy__(vm: &mut Vm, this: &Value) -> PyResult {
        DefaultDictClass::copy(vm, this)
    }

    #[number(Or)]
    fn or(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        if left.downcast::<PyDict>().is_none() || right.downcast::<PyDict>().is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let name = vm.intern_str("default_factory");
        let like = if vm.get_attr_optional(left, &name)?.is_some() { left } else { right };
        let class: Value = Ref::new(vm.class_of(like)).into();
        let factory = factory_of(vm, like)?;
        let result = vm.call(&class, &[factory, left.clone()])?;
        if let Some(dict) = result.downcast::<PyDict>() {
            dict.update_from(vm, right)?;
        }
        Ok(result)
    }

    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &Value) -> PyResult {
        let class: Value = Ref::new(vm.class_of(this)).into();
        let factory = factory_of(vm, this)?;
        let args = match factory.is_none() {
            true => vm.empty_tuple(),
            false => vm.new_tuple([factory]),
        };
        let items = vm.call_method_str(this, "items", &[])?;
        let items = vm.iter(&items)?;
        Ok(vm.new_tuple([class, args.into(), Value::NONE, Value::NONE, items]).into())
    }
}

/// A field of a named tuple.
struct TupleGetter {
    index: usize,
    doc: Value,
}

impl NativeState for TupleGetter {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.doc);
    }
}

/// The class `_tuplegetter`.
pub struct TupleGetterClass;

#[native(name = "_tuplegetter", kind = Boxed, module = "_collections", final)]
impl TupleGetterClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let [index, doc] = args.positional() else {
            let given = args.positional().len();
            return Err(vm.type_error(format!("_tuplegetter expected 2 arguments, got {given}")));
        };
        let index = vm.to_i64(index)?.max(0) as usize;
        Ok(vm.new_boxed(class, TupleGetter { index, doc: doc.clone() }).into())
    }

    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, instance: Option<&Value>, _class: &Value) -> PyResult {
        let Some(instance) = instance.filter(|instance| !instance.is_none()) else { return Ok(this.clone()) };
        let getter = this.downcast::<PyBoxed>().and_then(|object| object.state::<TupleGetter>(vm));
        let index = getter.map_or(0, |getter| getter.index);
        match instance.downcast::<PyTuple>() {
            Some(tuple) => match tuple.items().get(index) {
                Some(item) => Ok(item.clone()),
                None => Err(vm.index_error("tuple index out of range")),
            },
            None => {
                let found = vm.class_name(instance);
                Err(vm.type_error(format!(
                    "descriptor for index '{index}' for tuple subclasses doesn't apply to '{found}' object"
                )))
            }
        }
    }

    #[slot(descr_set)]
    fn set_slot(vm: &mut Vm, _this: &Value, _instance: &Value, value: Option<&Value>) -> PyResult<()> {
        Err(vm.attribute_error_text(match value {
            Some(_) => "can't set attribute",
            None => "can't delete attribute",
        }))
    }

    #[getter(__doc__)]
    fn get_doc(vm: &mut Vm, this: &Value) -> Value {
        let getter = this.downcast::<PyBoxed>().and_then(|object| object.state::<TupleGetter>(vm));
        getter.map_or(Value::NONE, |getter| getter.doc.clone())
    }

    #[setter(__doc__)]
    fn set_doc(vm: &mut Vm, this: &Value, value: Option<&Value>) {
        let doc = value.cloned().unwrap_or(Value::NONE);
        if let Some(getter) = this.downcast::<PyBoxed>().and_then(|o| o.state_mut::<TupleGetter>(vm)) {
            drop(std::mem::replace(&mut getter.doc, doc));
        }
    }

    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &Value) -> Value {
        let class: Value = Ref::new(vm.class_of(this)).into();
        let getter = this.downcast::<PyBoxed>().and_then(|object| object.state::<TupleGetter>(vm));
        let (index, doc) = getter.map_or((0, Value::NONE), |getter| (getter.index, getter.doc.clone()));
        let index = vm.new_int(index);
        let args = vm.new_tuple([index, doc]).into();
        vm.new_tuple([class, args]).into()
    }
}
