//! Iterators of sequences, and `enumerate`, `zip`, `map`, `filter`, `reversed`.

use std::cell::Cell;

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::native::{Args, Parameters};
use crate::object::{Field, Header, Kind, Ref};
use crate::objects::{PyBytes, PyList, PyStr, PyTuple, PyType};
use crate::types::BinaryOperator;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Iterator over a list.
#[derive(Traverse)]
#[repr(C)]
pub struct PyListIterator {
    pub(crate) header: Header,
    /// None when exhausted.
    pub(crate) list: Field<Option<Ref<PyList>>>,
    pub(crate) index: Cell<usize>,
}

/// Iterator over a tuple.
#[derive(Traverse)]
#[repr(C)]
pub struct PyTupleIterator {
    pub(crate) header: Header,
    pub(crate) tuple: Field<Option<Ref<PyTuple>>>,
    pub(crate) index: Cell<usize>,
}

/// Iterator over a range of machine integers; other ranges use [`PySequenceIterator`].
#[derive(Traverse)]
#[repr(C)]
pub struct PyRangeIterator {
    pub(crate) header: Header,
    pub(crate) next: Cell<i64>,
    pub(crate) step: i64,
    pub(crate) remaining: Cell<u64>,
}

/// Iterator over anything with `__getitem__`.
#[derive(Traverse)]
#[repr(C)]
pub struct PySequenceIterator {
    pub(crate) header: Header,
    /// NULL when exhausted.
    pub(crate) sequence: Field<Value>,
    pub(crate) index: Cell<i64>,
}

/// `iter(callable, sentinel)`.
#[derive(Traverse)]
#[repr(C)]
pub struct PyCallableIterator {
    pub(crate) header: Header,
    /// NULL when exhausted.
    pub(crate) callable: Field<Value>,
    pub(crate) sentinel: Field<Value>,
}

#[derive(Traverse)]
#[repr(C)]
pub struct PyEnumerate {
    pub(crate) header: Header,
    pub(crate) iterator: Value,
    /// The next number, an `int`.
    pub(crate) count: Field<Value>,
    /// The pair given last, to be given again with other items if nobody kept it.
    pub(crate) last: Field<Option<Ref<PyTuple>>>,
}

#[derive(Traverse)]
#[repr(C)]
pub struct PyZip {
    pub(crate) header: Header,
    pub(crate) iterators: Box<[Value]>,
    /// As [`PyEnumerate::last`], where there are two iterators.
    pub(crate) last: Field<Option<Ref<PyTuple>>>,
    pub(crate) strict: Cell<bool>,
}

#[derive(Traverse)]
#[repr(C)]
pub struct PyMap {
    pub(crate) header: Header,
    pub(crate) function: Value,
    pub(crate) iterators: Box<[Value]>,
    pub(crate) strict: Cell<bool>,
}

#[derive(Traverse)]
#[repr(C)]
pub struct PyFilter {
    pub(crate) header: Header,
    pub(crate) function: Value,
    pub(crate) iterator: Value,
}

/// `reversed` over a sequence.
#[derive(Traverse)]
#[repr(C)]
pub struct PyReversed {
    pub(crate) header: Header,
    /// NULL when exhausted.
    pub(crate) sequence: Field<Value>,
    /// The next index; negative when exhausted.
    pub(crate) index: Cell<i64>,
}

impl PyListIterator {
    /// The next item, where there is one.
    #[inline(always)]
    pub(crate) fn next_item(&self, heap: &Heap) -> Option<Value> {
        let index = self.index.get();
        let items = self.list.get(heap).as_ref()?.items(heap);
        let item = items.get(index)?.clone();
        // A third of the time of a sum over 300,000 pairs that lie in no order in memory.
        if let Some(following) = items.get(index + 1) {
            following.prefetch();
        }
        self.index.set(index + 1);
        Some(item)
    }

    /// The next item; without one the iterator is exhausted.
    #[inline(always)]
    pub(crate) fn advance(&self, heap: &mut Heap) -> Option<Value> {
        let item = self.next_item(heap);
        if item.is_none() {
            self.list.set(heap, None);
        }
        item
    }
}

impl Heap {
    pub fn new_list_iterator(&mut self, list: &PyList) -> Ref<PyListIterator> {
        let list = Field::new(Some(Ref::new(list)));
        self.allocate_builtin(
            |types| &types.list_iterator,
            |header| PyListIterator { header, list, index: Cell::new(0) },
        )
    }

    /// The iterator of `reversed(list)`, of which `length` items are left.
    pub fn new_list_reverse_iterator(&mut self, list: Value, length: i64) -> Ref<PyReversed> {
        let (sequence, index) = (Field::new(list), Cell::new(length - 1));
        let payload = |header| PyReversed { header, sequence, index };
        self.allocate_builtin(|types| &types.list_reverse_iterator, payload)
    }

    pub fn new_tuple_iterator(&mut self, tuple: &PyTuple) -> Ref<PyTupleIterator> {
        let tuple = Field::new(Some(Ref::new(tuple)));
        let payload = |header| PyTupleIterator { header, tuple, index: Cell::new(0) };
        self.allocate_builtin(|types| &types.tuple_iterator, payload)
    }

    pub fn new_range_iterator(&mut self, start: i64, step: i64, length: u64) -> Ref<PyRangeIterator> {
        let (next, remaining) = (Cell::new(start), Cell::new(length));
        self.allocate_builtin(
            |types| &types.range_iterator,
            |header| PyRangeIterator { header, next, step, remaining },
        )
    }

    pub fn new_callable_iterator(&mut self, callable: Value, sentinel: Value) -> Value {
        let (callable, sentinel) = (Field::new(callable), Field::new(sentinel));
        let payload = |header| PyCallableIterator { header, callable, sentinel };
        self.allocate_builtin(|types| &types.callable_iterator, payload).into()
    }

    pub fn new_sequence_iterator(&mut self, sequence: Value) -> Ref<PySequenceIterator> {
        let sequence = Field::new(sequence);
        let payload = |header| PySequenceIterator { header, sequence, index: Cell::new(0) };
        self.allocate_builtin(|types| &types.sequence_iterator, payload)
    }
}

/// Iterator of `iter(callable, sentinel)`.
#[native(name = "callable_iterator", kind = CallableIterator, final, no_constructor)]
impl PyCallableIterator {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(iterator) = this.downcast::<PyCallableIterator>() else { return Ok(None) };
        let callable = iterator.callable.cloned(vm);
        if callable.is_null() {
            return Ok(None);
        }
        let sentinel = iterator.sentinel.cloned(vm);
        let result = match vm.call(&callable, &[]) {
            Ok(result) => result,
            Err(raised) => {
                vm.catch_stop_iteration(raised)?;
                iterator.callable.set(vm, Value::NULL);
                return Ok(None);
            }
        };
        // The call may have exhausted the iterator itself.
        if iterator.callable.get(vm).is_null() {
            return Ok(None);
        }
        if vm.equals(&sentinel, &result)? {
            iterator.callable.set(vm, Value::NULL);
            iterator.sentinel.set(vm, Value::NULL);
            return Ok(None);
        }
        Ok(Some(result))
    }

    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyCallableIterator) -> PyResult {
        // The look-up may run Python that exhausts the iterator, so it comes first.
        let function = pickled_function(vm, "iter")?;
        let callable = this.callable.cloned(vm);
        let arguments = match callable.is_null() {
            true => {
                let empty = vm.empty_tuple().into();
                vm.new_tuple([empty])
            }
            false => {
                let sentinel = this.sentinel.cloned(vm);
                vm.new_tuple([callable, sentinel])
            }
        };
        Ok(vm.new_tuple([function, arguments.into()]).into())
    }
}

/// Return an enumerate object.
///
///   iterable
///     an object supporting iteration
///
/// The enumerate object yields pairs containing a count (from start, which
/// defaults to zero) and a value yielded by the iterable argument.
///
/// enumerate is useful for obtaining an indexed list:
///     (0, seq[0]), (1, seq[1]), (2, seq[2]), ...
#[native(name = "enumerate", kind = Enumerate)]
impl PyEnumerate {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        const PARAMETERS: Parameters = Parameters {
            owner: crate::native::Owner::Nothing,
            function: "enumerate",
            names: &["iterable", "start"],
            required: &[true, false],
            positional: 2,
            positional_only: 0,
            skip_this: false,
            varargs: false,
            varkeywords: false,
        };
        if args.is_empty() {
            return Err(vm.type_error("enumerate() missing required argument 'iterable'"));
        }
        let bound = args.bind::<2>(vm, &PARAMETERS)?;
        let count = match bound.values[1] {
            Some(start) => vm.to_index(start)?,
            None => Value::int32(0),
        };
        let iterator = vm.iter(bound.values[0].unwrap_or(Value::none_ref()))?;
        let (count, last) = (Field::new(count), Field::default());
        Ok(vm.allocate(class, 0, |header| PyEnumerate { header, iterator, count, last }).into())
    }

    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(iterator) = this.downcast::<PyEnumerate>() else { return Ok(None) };
        let Some(item) = vm.next(&iterator.iterator)? else { return Ok(None) };
        let count = iterator.count.cloned(vm);
        let next = match count.add_small_ints(&Value::int32(1)) {
            Some(next) if count.is_small_int() => next,
            _ => vm.binary(&count, &Value::int32(1), BinaryOperator::Add)?,
        };
        iterator.count.set(vm, next);
        Ok(Some(vm.next_pair(&iterator.last, count, item).into()))
    }

    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyEnumerate) -> Value {
        let class: Value = Ref::new(vm.class_of(Ref::new(this).value())).into();
        let arguments = [this.iterator.clone(), this.count.cloned(vm)];
        let arguments = vm.new_tuple(arguments).into();
        vm.new_tuple([class, arguments]).into()
    }
}

/// The `strict` keyword of `zip` and `map`.
fn strict_keyword(vm: &mut Vm, args: &Args<'_>, function: &str) -> PyResult<bool> {
    let mut strict = false;
    for (name, value) in args.keywords() {
        match name.downcast::<PyStr>().map(|name| name.as_bytes()) {
            Some(b"strict") => strict = vm.is_true(value)?,
            _ => {
                let name = vm.str(name)?;
                return Err(vm.type_error(format!(
                    "{function}() got an unexpected keyword argument '{}'",
                    name.text()
                )));
            }
        }
    }
    Ok(strict)
}

/// One item of each iterator; `None` when one ends. With `strict` they must end together.
fn next_of_each(
    vm: &mut Vm,
    iterators: &[Value],
    strict: bool,
    function: &str,
) -> PyResult<Option<smallvec::SmallVec<[Value; 4]>>> {
    let mut items = smallvec::SmallVec::new();
    for (index, iterator) in iterators.iter().enumerate() {
        match vm.next(iterator)? {
            Some(item) => items.push(item),
            None if !strict => return Ok(None),
            None => {
                let before = |count: usize| match count {
                    1 => "argument 1".to_owned(),
                    count => format!("arguments 1-{count}"),
                };
                if index > 0 {
                    let before = before(index);
                    return Err(vm.value_error(format!(
                        "{function}() argument {} is shorter than {before}",
                        index + 1
                    )));
                }
                for (index, iterator) in iterators.iter().enumerate().skip(1) {
                    if vm.next(iterator)?.is_some() {
                        let before = before(index);
                        return Err(vm.value_error(format!(
                            "{function}() argument {} is longer than {before}",
                            index + 1
                        )));
                    }
                }
                return Ok(None);
            }
        }
    }
    Ok(Some(items))
}

/// The zip object yields n-length tuples, where n is the number of iterables
/// passed as positional arguments to zip().  The i-th element in every tuple
/// comes from the i-th iterable argument to zip().  This continues until the
/// shortest argument is exhausted.
///
/// If strict is true and one of the arguments is exhausted before the others,
/// raise a ValueError.
///
///    >>> list(zip('abcdefg', range(3), range(4)))
///    [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]
#[native(name = "zip", kind = Zip)]
impl PyZip {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let strict = Cell::new(strict_keyword(vm, args, "zip")?);
        let mut iterators = Vec::with_capacity(args.positional().len());
        for iterable in args.positional() {
            iterators.push(vm.iter(iterable)?);
        }
        let (iterators, last) = (iterators.into_boxed_slice(), Field::default());
        Ok(vm.allocate(class, 0, |header| PyZip { header, iterators, last, strict }).into())
    }

    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(zip) = this.downcast::<PyZip>() else { return Ok(None) };
        if zip.iterators.is_empty() {
            return Ok(None);
        }
        if let ([left, right], false) = (&*zip.iterators, zip.strict.get()) {
            let Some(left) = vm.next(left)? else { return Ok(None) };
            let Some(right) = vm.next(right)? else { return Ok(None) };
            return Ok(Some(vm.next_pair(&zip.last, left, right).into()));
        }
        let items = next_of_each(vm, &zip.iterators, zip.strict.get(), "zip")?;
        Ok(items.map(|items| vm.new_tuple(items).into()))
    }

    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyZip) -> Value {
        let class: Value = Ref::new(vm.class_of(Ref::new(this).value())).into();
        let iterators = vm.new_tuple_from_slice(&this.iterators).into();
        match this.strict.get() {
            true => vm.new_tuple([class, iterators, Value::TRUE]).into(),
            false => vm.new_tuple([class, iterators]).into(),
        }
    }

    /// Set state information for unpickling.
    #[method("($self, state, /)")]
    fn __setstate__(vm: &mut Vm, this: &PyZip, state: &Value) -> PyResult<()> {
        this.strict.set(vm.is_true(state)?);
        Ok(())
    }
}

/// Make an iterator that computes the function using arguments from
/// each of the iterables.  Stops when the shortest iterable is exhausted.
///
/// If strict is true and one of the arguments is exhausted before the others,
/// raise a ValueError.
#[native(name = "map", kind = Map)]
impl PyMap {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let strict = Cell::new(strict_keyword(vm, args, "map")?);
        let [function, iterables @ ..] = args.positional() else {
            return Err(vm.type_error("map() must have at least two arguments."));
        };
        if iterables.is_empty() {
            return Err(vm.type_error("map() must have at least two arguments."));
        }
        let mut iterators = Vec::with_capacity(iterables.len());
        for iterable in iterables {
            iterators.push(vm.iter(iterable)?);
        }
        let (function, iterators) = (function.clone(), iterators.into_boxed_slice());
        Ok(vm.allocate(class, 0, |header| PyMap { header, function, iterators, strict }).into())
    }

    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(map) = this.downcast::<PyMap>() else { return Ok(None) };
        if let [iterator] = &*map.iterators {
            let Some(item) = vm.next(iterator)? else { return Ok(None) };
            return vm.call(&map.function, &[item]).map(Some);
        }
        match next_of_each(vm, &map.iterators, map.strict.get(), "map")? {
            Some(items) => vm.call(&map.function, &items).map(Some),
            None => Ok(None),
        }
    }

    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyMap) -> Value {
        let class: Value = Ref::new(vm.class_of(Ref::new(this).value())).into();
        let mut arguments = vec![this.function.clone()];
        arguments.extend(this.iterators.iter().cloned());
        let arguments = vm.new_tuple(arguments).into();
        match this.strict.get() {
            true => vm.new_tuple([class, arguments, Value::TRUE]).into(),
            false => vm.new_tuple([class, arguments]).into(),
        }
    }

    /// Set state information for unpickling.
    #[method("($self, state, /)")]
    fn __setstate__(vm: &mut Vm, this: &PyMap, state: &Value) -> PyResult<()> {
        this.strict.set(vm.is_true(state)?);
        Ok(())
    }
}

/// Return an iterator yielding those items of iterable for which function(item)
/// is true. If function is None, return the items that are true.
#[native(name = "filter", kind = Filter)]
impl PyFilter {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        if !args.keyword_names().is_empty() && !class.is_heap_type() {
            return Err(vm.type_error("filter() takes no keyword arguments"));
        }
        let [function, iterable] = args.positional() else {
            let given = args.positional().len();
            return Err(vm.type_error(format!("filter expected 2 arguments, got {given}")));
        };
        let (function, iterator) = (function.clone(), vm.iter(iterable)?);
        Ok(vm.allocate(class, 0, |header| PyFilter { header, function, iterator }).into())
    }

    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(filter) = this.downcast::<PyFilter>() else { return Ok(None) };
        let truth = filter.function.is_none() || filter.function.is(vm.types().bool.value());
        while let Some(item) = vm.next(&filter.iterator)? {
            let good = match truth {
                true => vm.is_true(&item)?,
                false => {
                    let result = vm.call(&filter.function, std::slice::from_ref(&item))?;
                    vm.is_true(&result)?
                }
            };
            if good {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyFilter) -> Value {
        let class: Value = Ref::new(vm.class_of(Ref::new(this).value())).into();
        let arguments = vm.new_tuple([this.function.clone(), this.iterator.clone()]).into();
        vm.new_tuple([class, arguments]).into()
    }
}

/// Return a reverse iterator over the values of the given sequence.
#[native(name = "reversed", kind = Reversed)]
impl PyReversed {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        if !args.keyword_names().is_empty() && !class.is_heap_type() {
            return Err(vm.type_error("reversed() takes no keyword arguments"));
        }
        let [sequence] = args.positional() else {
            let given = args.positional().len();
            return Err(vm.type_error(format!("reversed expected 1 argument, got {given}")));
        };
        let name = vm.names().__reversed__.clone();
        if let Some(method) = vm.lookup_special(sequence, &name) {
            if method.is_none() {
                let found = vm.class_name(sequence);
                return Err(vm.type_error(format!("'{found}' object is not reversible")));
            }
            return vm.call_bound(&method, sequence, &[]);
        }
        let owner = Ref::new(vm.class_of(sequence));
        let slots = owner.slots(vm);
        let mapping = owner.layout.is_mapping || matches!(owner.layout.kind, Kind::Set | Kind::DictView);
        if slots.getitem.is_some() && slots.len.is_none() && !mapping {
            let found = vm.class_name(sequence);
            return Err(vm.type_error(format!("object of type '{found}' has no len()")));
        }
        if slots.getitem.is_none() || mapping {
            let found = vm.class_name(sequence);
            return Err(vm.type_error(format!("'{found}' object is not reversible")));
        }
        let index = Cell::new(vm.len(sequence)? as i64 - 1);
        let sequence = Field::new(sequence.clone());
        Ok(vm.allocate(class, 0, |header| PyReversed { header, sequence, index }).into())
    }

    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        next_reversed(vm, this)
    }

    /// Private method returning an estimate of len(list(it)).
    #[method("($self, /)")]
    fn __length_hint__(vm: &mut Vm, this: &PyReversed) -> PyResult<i64> {
        reversed_length_hint(vm, this)
    }

    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyReversed) -> Value {
        let class: Value = Ref::new(vm.class_of(Ref::new(this).value())).into();
        let sequence = this.sequence.cloned(vm);
        match sequence.is_null() {
            true => {
                let empty = vm.empty_tuple().into();
                let arguments = vm.new_tuple([empty]).into();
                vm.new_tuple([class, arguments]).into()
            }
            false => {
                let (arguments, index) = (vm.new_tuple([sequence]).into(), vm.new_int(this.index.get()));
                vm.new_tuple([class, arguments, index]).into()
            }
        }
    }

    /// Set state information for unpickling.
    #[method("($self, state, /)")]
    fn __setstate__(vm: &mut Vm, this: &PyReversed, state: isize) -> PyResult<()> {
        set_reversed_index(vm, this, state)
    }
}

/// How many items are left, unless the sequence has shrunk below the position.
fn reversed_length_hint(vm: &mut Vm, this: &PyReversed) -> PyResult<i64> {
    let sequence = this.sequence.cloned(vm);
    if sequence.is_null() {
        return Ok(0);
    }
    let (length, left) = (vm.len(&sequence)? as i64, this.index.get().saturating_add(1));
    Ok(if length < left { 0 } else { left })
}

/// Moves a reverse iterator, within its sequence; an exhausted one stays exhausted.
fn set_reversed_index(vm: &mut Vm, this: &PyReversed, state: isize) -> PyResult<()> {
    let sequence = this.sequence.cloned(vm);
    if !sequence.is_null() {
        let last = vm.len(&sequence)? as i64 - 1;
        this.index.set((state as i64).min(last).max(-1));
    }
    Ok(())
}

#[inline(always)]
fn next_reversed(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
    let Some(iterator) = this.downcast::<PyReversed>() else { return Ok(None) };
    let index = iterator.index.get();
    // Below zero there is no item: as an unsigned number it is greater than any length.
    if let Some(list) = iterator.sequence.get(vm).downcast::<PyList>()
        && let Some(item) = list.items(vm).get(index as usize)
    {
        let item = item.clone();
        iterator.index.set(index - 1);
        return Ok(Some(item));
    }
    next_of_any_reversed(vm, iterator)
}

/// `sequence[index]`; `None` if an exception says that it ends there.
fn item_or_end(vm: &mut Vm, sequence: &Value, index: i64) -> PyResult<Option<Value>> {
    let index = vm.new_int(index);
    match vm.get_item(sequence, &index) {
        Ok(item) => Ok(Some(item)),
        Err(raised) => {
            let ended =
                vm.raised_is(|types| &types.exc.IndexError) || vm.raised_is(|types| &types.exc.StopIteration);
            if !ended {
                return Err(raised);
            }
            vm.discard(raised);
            Ok(None)
        }
    }
}

/// As [`next_reversed`], for all sequences and at the end.
#[inline(never)]
fn next_of_any_reversed(vm: &mut Vm, iterator: &PyReversed) -> PyResult<Option<Value>> {
    let (index, sequence) = (iterator.index.get(), iterator.sequence.cloned(vm));
    if index >= 0 && !sequence.is_null() {
        // The iterator over a list gives the list's own items, whatever `__getitem__` a subclass has.
        let found = match (sequence.downcast_exact::<PyTuple>(), sequence.downcast::<PyList>()) {
            (Some(tuple), _) => tuple.items().get(index as usize).cloned(),
            (None, Some(list)) => list.items(vm).get(index as usize).cloned(),
            (None, None) => item_or_end(vm, &sequence, index)?,
        };
        if found.is_some() {
            iterator.index.set(index - 1);
            return Ok(found);
        }
    }
    iterator.index.set(-1);
    iterator.sequence.set(vm, Value::NULL);
    Ok(None)
}

/// Marker for the class `list_reverseiterator`, which shares the payload of `reversed`.
pub struct ListReverseIteratorClass;

#[native(name = "list_reverseiterator", kind = Reversed, final, no_constructor)]
impl ListReverseIteratorClass {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        next_reversed(vm, this)
    }

    /// Private method returning an estimate of len(list(it)).
    #[method("($self, /)")]
    fn __length_hint__(vm: &mut Vm, this: &PyReversed) -> PyResult<i64> {
        reversed_length_hint(vm, this)
    }

    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyReversed) -> PyResult {
        // The look-up may run Python that exhausts the iterator, so it decides nothing before.
        let function = pickled_function(vm, "reversed")?;
        let list = this.sequence.cloned(vm);
        if !list.is_null() && this.index.get() >= 0 {
            let (arguments, index) = (vm.new_tuple([list]).into(), vm.new_int(this.index.get()));
            return Ok(vm.new_tuple([function, arguments, index]).into());
        }
        let function = pickled_function(vm, "iter")?;
        let empty = vm.new_list(Vec::new()).into();
        let arguments = vm.new_tuple([empty]).into();
        Ok(vm.new_tuple([function, arguments]).into())
    }

    /// Set state information for unpickling.
    #[method("($self, state, /)")]
    fn __setstate__(vm: &mut Vm, this: &PyReversed, state: isize) -> PyResult<()> {
        set_reversed_index(vm, this, state)
    }
}

#[native(name = "list_iterator", kind = ListIterator, final, no_constructor)]
impl PyListIterator {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        Ok(this.downcast::<PyListIterator>().and_then(|iterator| iterator.advance(vm)))
    }

    /// Private method returning an estimate of len(list(it)).
    #[method("($self, /)")]
    fn __length_hint__(heap: &Heap, this: &PyListIterator) -> usize {
        let length = this.list.get(heap).as_ref().map_or(0, |list| list.len(heap));
        length.saturating_sub(this.index.get())
    }

    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyListIterator) -> PyResult {
        let function = pickled_function(vm, "iter")?;
        let list = this.list.cloned(vm).map(Value::from);
        let empty = vm.new_list(Vec::new()).into();
        Ok(reduce_iterator(vm, function, list, this.index.get() as i64, empty))
    }

    /// Set state information for unpickling.
    #[method("($self, state, /)")]
    fn __setstate__(heap: &mut Heap, this: &PyListIterator, state: isize) {
        let Some(list) = this.list.cloned(heap) else { return };
        match usize::try_from(state) {
            Ok(index) => this.index.set(index.min(list.len(heap))),
            // A negative position is how CPython marks an exhausted iterator.
            Err(_) => this.list.set(heap, None),
        }
    }
}

#[native(name = "tuple_iterator", kind = TupleIterator, final, no_constructor)]
impl PyTupleIterator {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(iterator) = this.downcast::<PyTupleIterator>() else { return Ok(None) };
        let Some(tuple) = iterator.tuple.get(vm) else { return Ok(None) };
        let index = iterator.index.get();
        match tuple.items().get(index).cloned() {
            Some(item) => {
                iterator.index.set(index + 1);
                Ok(Some(item))
            }
            None => {
                iterator.tuple.set(vm, None);
                Ok(None)
            }
        }
    }

    /// Private method returning an estimate of len(list(it)).
    #[method("($self, /)")]
    fn __length_hint__(heap: &Heap, this: &PyTupleIterator) -> usize {
        let length = this.tuple.get(heap).as_ref().map_or(0, |tuple| tuple.len());
        length.saturating_sub(this.index.get())
    }

    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyTupleIterator) -> PyResult {
        let function = pickled_function(vm, "iter")?;
        let tuple = this.tuple.cloned(vm).map(Value::from);
        let empty = vm.empty_tuple().into();
        Ok(reduce_iterator(vm, function, tuple, this.index.get() as i64, empty))
    }

    /// Set state information for unpickling.
    #[method("($self, state, /)")]
    fn __setstate__(heap: &Heap, this: &PyTupleIterator, state: isize) {
        if let Some(tuple) = this.tuple.get(heap) {
            this.index.set((state.max(0) as usize).min(tuple.len()));
        }
    }
}

#[native(name = "range_iterator", kind = RangeIterator, final, no_constructor)]
impl PyRangeIterator {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(_vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(iterator) = this.downcast::<PyRangeIterator>() else { return Ok(None) };
        let remaining = iterator.remaining.get();
        if remaining == 0 {
            return Ok(None);
        }
        iterator.remaining.set(remaining - 1);
        let value = iterator.next.get();
        iterator.next.set(value.wrapping_add(iterator.step));
        Ok(Value::small_int(value))
    }

    /// Private method returning an estimate of len(list(it)).
    #[method("($self, /)")]
    fn __length_hint__(this: &PyRangeIterator) -> u64 {
        this.remaining.get()
    }

    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyRangeIterator) -> PyResult {
        let function = pickled_function(vm, "iter")?;
        let (start, step) = (this.next.get(), this.step);
        let stop = i128::from(start) + i128::from(this.remaining.get()) * i128::from(step);
        let (start, stop, step) = (vm.new_int(start), vm.new_int(stop), vm.new_int(step));
        let range = vm.new_range(start, stop, step).into();
        let arguments = vm.new_tuple([range]).into();
        Ok(vm.new_tuple([function, arguments, Value::NONE]).into())
    }

    /// Set state information for unpickling.
    #[method("($self, state, /)")]
    fn __setstate__(this: &PyRangeIterator, state: isize) {
        let skipped = (state.max(0) as u64).min(this.remaining.get());
        this.remaining.set(this.remaining.get() - skipped);
        this.next.set(this.next.get().wrapping_add(this.step.wrapping_mul(skipped as i64)));
    }
}

#[native(name = "iterator", kind = SequenceIterator, final, no_constructor)]
impl PySequenceIterator {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(iterator) = this.downcast::<PySequenceIterator>() else { return Ok(None) };
        let position = iterator.index.get();
        let sequence = iterator.sequence.get(vm);
        if sequence.is_null() {
            return Ok(None);
        }
        // Bytes, of subclasses too, give their own items whatever `__getitem__` says.
        if let Some(bytes) = sequence.downcast::<PyBytes>() {
            let item = bytes.data().get(position as usize).map(|byte| Value::int32(i32::from(*byte)));
            iterator.index.set(position + 1);
            if item.is_none() {
                iterator.sequence.set(vm, Value::NULL);
            }
            return Ok(item);
        }
        let sequence = sequence.clone();
        if position == i64::MAX {
            return Err(vm.overflow_error("iter index too large"));
        }
        let item = item_or_end(vm, &sequence, position)?;
        match &item {
            Some(_) => iterator.index.set(position + 1),
            None => iterator.sequence.set(vm, Value::NULL),
        }
        Ok(item)
    }

    /// Private method returning an estimate of len(list(it)).
    #[method("($self, /)")]
    fn __length_hint__(vm: &mut Vm, this: &PySequenceIterator) -> PyResult {
        let sequence = this.sequence.cloned(vm);
        if sequence.is_null() {
            return Ok(Value::int32(0));
        }
        if vm.class_of(&sequence).slots(vm).len.is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let length = vm.len(&sequence)? as i64;
        Ok(vm.new_int((length - this.index.get()).max(0)))
    }
    /// Return state information for pickling.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PySequenceIterator) -> PyResult {
        let function = pickled_function(vm, "iter")?;
        let sequence = Some(this.sequence.cloned(vm)).filter(|sequence| !sequence.is_null());
        let empty = vm.empty_tuple().into();
        Ok(reduce_iterator(vm, function, sequence, this.index.get(), empty))
    }

    /// Set state information for unpickling.
    #[method("($self, state, /)")]
    fn __setstate__(vm: &mut Vm, this: &PySequenceIterator, state: isize) -> PyResult<()> {
        let sequence = this.sequence.cloned(vm);
        if sequence.is_null() {
            return Ok(());
        }
        let mut index = state.max(0) as i64;
        if let Some(bytes) = sequence.downcast::<PyBytes>() {
            index = index.min(bytes.data().len() as i64);
        }
        this.index.set(index);
        Ok(())
    }
}

/// The function of `builtins` that rebuilds an iterator. Programs may have replaced it.
pub(crate) fn pickled_function(vm: &mut Vm, name: &str) -> PyResult {
    let name: Value = vm.intern_str(name).into();
    let builtins: Value = vm.builtins().clone().into();
    vm.get_item(&builtins, &name)
}

/// `function(sequence)` with its position, as pickles say it; of an exhausted iterator `function(empty)`.
pub(crate) fn reduce_iterator(
    vm: &mut Vm,
    function: Value,
    sequence: Option<Value>,
    index: i64,
    empty: Value,
) -> Value {
    match sequence {
        Some(sequence) => {
            let (arguments, index) = (vm.new_tuple([sequence]).into(), vm.new_int(index));
            vm.new_tuple([function, arguments, index]).into()
        }
        None => {
            let arguments = vm.new_tuple([empty]).into();
            vm.new_tuple([function, arguments]).into()
        }
    }
}
