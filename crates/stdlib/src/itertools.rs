//! `itertools`: iterators made of iterators.

use vm_derive::native;

use crate::native::{Args, ModuleDef, Parameters};
use crate::object::Visitor;
use crate::objects::{NativeState, PyBoxed, PyType};
use crate::types::BinaryOperator;
use crate::{PyResult, Value, Vm};

/// Marker that holds the functions.
pub struct Itertools;

/// The module.
pub static ITERTOOLS: ModuleDef = ModuleDef {
    name: "itertools",
    doc: "Functional tools for creating and using iterators.",
    functions: Itertools::NATIVE_METHODS,
    init: |vm, dict| {
        for (name, class) in [
            ("accumulate", vm.native_class::<AccumulateClass>()),
            ("batched", vm.native_class::<BatchedClass>()),
            ("chain", vm.native_class::<ChainClass>()),
            ("combinations", vm.native_class::<CombinationsClass>()),
            ("combinations_with_replacement", vm.native_class::<CombinationsWithReplacementClass>()),
            ("compress", vm.native_class::<CompressClass>()),
            ("count", vm.native_class::<CountClass>()),
            ("cycle", vm.native_class::<CycleClass>()),
            ("dropwhile", vm.native_class::<DropWhileClass>()),
            ("filterfalse", vm.native_class::<FilterFalseClass>()),
            ("groupby", vm.native_class::<GroupByClass>()),
            ("_grouper", vm.native_class::<GrouperClass>()),
            ("islice", vm.native_class::<SliceClass>()),
            ("pairwise", vm.native_class::<PairwiseClass>()),
            ("permutations", vm.native_class::<PermutationsClass>()),
            ("product", vm.native_class::<ProductClass>()),
            ("repeat", vm.native_class::<RepeatClass>()),
            ("starmap", vm.native_class::<StarMapClass>()),
            ("takewhile", vm.native_class::<TakeWhileClass>()),
            ("_tee", vm.native_class::<TeeClass>()),
            ("zip_longest", vm.native_class::<ZipLongestClass>()),
        ] {
            dict.set_name(vm, name, class);
        }
        Ok(())
    },
};

#[native(module = "itertools")]
impl Itertools {
    /// Returns a tuple of n independent iterators.
    #[function("(iterable, n=2, /)")]
    fn tee(vm: &mut Vm, iterable: &Value, n: Option<i64>) -> PyResult {
        let Ok(n) = usize::try_from(n.unwrap_or(2)) else {
            return Err(vm.value_error("n must be >= 0"));
        };
        vm.check_size(n, 8)?;
        let iterator = vm.iter(iterable)?;
        let class = vm.native_class::<TeeClass>();
        // An iterator of `tee` shares what its source has buffered.
        let known = parts(vm, &iterator).filter(|_| class.is(vm.class_of(&iterator)));
        let (buffer, index) = match known {
            Some(state) => (state.values.first().cloned(), state.numbers.first().copied().unwrap_or(0)),
            None => (None, 0),
        };
        let buffer = match buffer {
            Some(buffer) => buffer,
            None => vm.new_boxed(&class, Parts { values: vec![iterator], ..Parts::default() }).into(),
        };
        let mut copies = Vec::with_capacity(n);
        for _ in 0..n {
            let state = Parts { values: vec![buffer.clone()], numbers: vec![index], ..Parts::default() };
            copies.push(vm.new_boxed(&class, state).into());
        }
        Ok(vm.new_tuple(copies).into())
    }
}

/// The state of any of the iterators. What the fields mean, each class says.
#[derive(Default)]
struct Parts {
    values: Vec<Value>,
    /// Items gathered.
    pool: Vec<Value>,
    pools: Vec<Vec<Value>>,
    numbers: Vec<usize>,
    done: bool,
    started: bool,
}

impl NativeState for Parts {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        self.values.iter().for_each(&mut *visit);
        self.pool.iter().for_each(&mut *visit);
        self.pools.iter().flatten().for_each(&mut *visit);
    }
}

fn parts<'a>(vm: &'a Vm, this: &'a Value) -> Option<&'a Parts> {
    this.downcast::<PyBoxed>()?.state(vm)
}

fn parts_mut<'a>(vm: &'a mut Vm, this: &'a Value) -> Option<&'a mut Parts> {
    this.downcast::<PyBoxed>()?.state_mut(vm)
}

/// The value at `index` of the state; None if there is none.
fn value(vm: &Vm, this: &Value, index: usize) -> Value {
    parts(vm, this).and_then(|parts| parts.values.get(index)).cloned().unwrap_or(Value::NONE)
}

fn is_done(vm: &Vm, this: &Value) -> bool {
    parts(vm, this).is_none_or(|parts| parts.done)
}

fn finish(vm: &mut Vm, this: &Value) {
    if let Some(parts) = parts_mut(vm, this) {
        parts.done = true;
    }
}

/// Stores a value of the state, and drops what was there when nothing is borrowed any more.
fn store(vm: &mut Vm, this: &Value, index: usize, new: Value) {
    let old = parts_mut(vm, this)
        .and_then(|parts| parts.values.get_mut(index))
        .map(|slot| std::mem::replace(slot, new));
    drop(old);
}

fn new_parts(vm: &mut Vm, class: &PyType, values: Vec<Value>) -> Value {
    vm.new_boxed(class, Parts { values, ..Parts::default() }).into()
}

/// Sorts the arguments of a constructor.
fn bind<'a, const N: usize>(
    vm: &mut Vm,
    args: &Args<'a>,
    function: &'static str,
    names: &'static [&'static str; N],
    required: &'static [bool; N],
    positional_only: usize,
) -> PyResult<[Option<&'a Value>; N]> {
    let parameters = Parameters {
        owner: crate::native::Owner::Nothing,
        function,
        names,
        required,
        positional: N,
        positional_only,
        skip_this: false,
        varargs: false,
        varkeywords: false,
    };
    Ok(args.bind::<N>(vm, &parameters)?.values)
}

fn or_none(value: Option<&Value>) -> &Value {
    value.unwrap_or(Value::none_ref())
}

fn given(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_none())
}

/// A size argument that is not negative.
fn size(vm: &mut Vm, value: &Value, message: &str) -> PyResult<usize> {
    match usize::try_from(vm.to_i64(value)?) {
        Ok(size) => Ok(size),
        Err(_) => Err(vm.value_error(message)),
    }
}

/// Declares an iterator class: its constructor and its `next`.
macro_rules! iterator {
    (
        $(#[$meta:meta])*
        $class:ident, $name:literal,
        new($vm:ident, $type:ident, $args:ident) $new:block
        next($next_vm:ident, $this:ident) $next:block
        { $($more:tt)* }
    ) => {
        #[doc = concat!("The class `", $name, "`.")]
        pub struct $class;

        $(#[$meta])*
        #[native(name = $name, kind = Boxed, module = "itertools")]
        impl $class {
            #[slot(new)]
            fn new_slot($vm: &mut Vm, $type: &PyType, $args: &Args<'_>) -> PyResult $new

            #[slot(iter)]
            fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
                Ok(this.clone())
            }

            #[slot(next)]
            fn next_slot($next_vm: &mut Vm, $this: &Value) -> PyResult<Option<Value>> $next

            $($more)*
        }
    };
}

iterator! {
    /// Return series of accumulated sums.
    // Values: iterator, function, total (NULL before the first), initial (NULL if there is none or it was given).
    AccumulateClass, "accumulate",
    new(vm, class, args) {
        const PARAMETERS: Parameters = Parameters {
            owner: crate::native::Owner::Nothing,
            function: "accumulate",
            names: &["iterable", "func", "initial"],
            required: &[true, false, false],
            positional: 2,
            positional_only: 0,
            skip_this: false,
            varargs: false,
            varkeywords: false,
        };
        let [iterable, function, initial] = args.bind::<3>(vm, &PARAMETERS)?.values;
        let iterator = vm.iter(or_none(iterable))?;
        let initial = given(initial).cloned().unwrap_or(Value::NULL);
        Ok(new_parts(vm, class, vec![iterator, or_none(function).clone(), Value::NULL, initial]))
    }
    next(vm, this) {
        let initial = value(vm, this, 3);
        if !initial.is_null() {
            store(vm, this, 3, Value::NULL);
            store(vm, this, 2, initial.clone());
            return Ok(Some(initial));
        }
        let (iterator, function, total) = (value(vm, this, 0), value(vm, this, 1), value(vm, this, 2));
        let Some(item) = vm.next(&iterator)? else { return Ok(None) };
        let total = if total.is_null() {
            item
        } else if function.is_none() {
            vm.binary(&total, &item, BinaryOperator::Add)?
        } else {
            vm.call(&function, &[total, item])?
        };
        store(vm, this, 2, total.clone());
        Ok(Some(total))
    }
    {}
}

iterator! {
    /// Batch data into tuples of length n. The last batch may be shorter than n.
    // Values: iterator. Numbers: n, strict.
    BatchedClass, "batched",
    new(vm, class, args) {
        const PARAMETERS: Parameters = Parameters {
            owner: crate::native::Owner::Nothing,
            function: "batched",
            names: &["iterable", "n", "strict"],
            required: &[true, true, false],
            positional: 2,
            positional_only: 0,
            skip_this: false,
            varargs: false,
            varkeywords: false,
        };
        let [iterable, n, strict] = args.bind::<3>(vm, &PARAMETERS)?.values;
        let n = vm.to_i64(or_none(n))?;
        if n < 1 {
            return Err(vm.value_error("n must be at least one"));
        }
        let strict = match strict {
            Some(strict) => vm.is_true(strict)?,
            None => false,
        };
        let iterator = vm.iter(or_none(iterable))?;
        let numbers = vec![n as usize, usize::from(strict)];
        Ok(vm.new_boxed(class, Parts { values: vec![iterator], numbers, ..Parts::default() }).into())
    }
    next(vm, this) {
        let Some(state) = parts(vm, this).filter(|parts| !parts.done) else { return Ok(None) };
        let [n, strict] = state.numbers[..] else { return Ok(None) };
        let iterator = value(vm, this, 0);
        let mut items = Vec::new();
        while items.len() < n {
            match vm.next(&iterator)? {
                Some(item) => items.push(item),
                None => {
                    finish(vm, this);
                    break;
                }
            }
        }
        if items.is_empty() {
            return Ok(None);
        }
        if items.len() < n && strict != 0 {
            return Err(vm.value_error("batched(): incomplete batch"));
        }
        Ok(Some(vm.new_tuple(items).into()))
    }
    {}
}

iterator! {
    /// Return a chain object whose .__next__() method returns elements from the
    /// first iterable until it is exhausted, then elements from the next
    /// iterable, until all of the iterables are exhausted.
    // Values: iterator of iterables (NULL at the end), iterator that runs (NULL between).
    ChainClass, "chain",
    new(vm, class, args) {
        if !args.keyword_names().is_empty() && !class.is_heap_type() {
            return Err(vm.type_error("chain() takes no keyword arguments"));
        }
        let iterables: Value = vm.new_tuple_from_slice(args.positional()).into();
        let source = vm.iter(&iterables)?;
        Ok(new_parts(vm, class, vec![source, Value::NULL]))
    }
    next(vm, this) {
        loop {
            let mut active = value(vm, this, 1);
            if active.is_null() {
                let source = value(vm, this, 0);
                if source.is_null() {
                    return Ok(None);
                }
                let Some(iterable) = vm.next(&source)? else {
                    store(vm, this, 0, Value::NULL);
                    return Ok(None);
                };
                active = vm.iter(&iterable)?;
                store(vm, this, 1, active.clone());
            }
            match vm.next(&active)? {
                Some(item) => return Ok(Some(item)),
                None => store(vm, this, 1, Value::NULL),
            }
        }
    }
    {
        /// Alternative chain() constructor taking a single iterable argument that evaluates lazily.
        #[classmethod("($type, iterable, /)")]
        fn from_iterable(vm: &mut Vm, class: &PyType, iterable: &Value) -> PyResult {
            let source = vm.iter(iterable)?;
            Ok(new_parts(vm, class, vec![source, Value::NULL]))
        }
    }
}

/// The next choice of `state.numbers`, indexes into the pool; whether there is one.
type Advance = fn(&mut [usize], usize) -> bool;

fn next_selection(vm: &mut Vm, this: &Value, advance: Advance) -> Option<Value> {
    let state = parts_mut(vm, this)?;
    if state.done {
        return None;
    }
    let length = state.pool.len();
    if state.started && !advance(&mut state.numbers, length) {
        state.done = true;
        return None;
    }
    state.started = true;
    let items: Vec<Value> =
        state.numbers.iter().filter_map(|&index| state.pool.get(index).cloned()).collect();
    Some(vm.new_tuple(items).into())
}

iterator! {
    /// Return successive r-length combinations of elements in the iterable.
    ///
    /// combinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)
    CombinationsClass, "combinations",
    new(vm, class, args) {
        let [iterable, r] = bind(vm, args, "combinations", &["iterable", "r"], &[true, true], 0)?;
        let pool = vm.iterate_to_vec(or_none(iterable))?;
        let r = size(vm, or_none(r), "r must be non-negative")?;
        let done = r > pool.len();
        let numbers = if done { Vec::new() } else { (0..r).collect() };
        Ok(vm.new_boxed(class, Parts { pool, numbers, done, ..Parts::default() }).into())
    }
    next(vm, this) {
        Ok(next_selection(vm, this, |indexes, length| {
            let r = indexes.len();
            let Some(place) = (0..r).rev().find(|&place| indexes[place] != place + length - r) else {
                return false;
            };
            indexes[place] += 1;
            for later in place + 1..r {
                indexes[later] = indexes[later - 1] + 1;
            }
            true
        }))
    }
    {}
}

iterator! {
    /// Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.
    CombinationsWithReplacementClass, "combinations_with_replacement",
    new(vm, class, args) {
        let [iterable, r] =
            bind(vm, args, "combinations_with_replacement", &["iterable", "r"], &[true, true], 0)?;
        let pool = vm.iterate_to_vec(or_none(iterable))?;
        let r = size(vm, or_none(r), "r must be non-negative")?;
        vm.check_size(r, 8)?;
        let done = r > 0 && pool.is_empty();
        Ok(vm.new_boxed(class, Parts { pool, numbers: vec![0; r], done, ..Parts::default() }).into())
    }
    next(vm, this) {
        Ok(next_selection(vm, this, |indexes, length| {
            let Some(place) = indexes.iter().rposition(|&index| index + 1 != length) else { return false };
            let next = indexes[place] + 1;
            indexes[place..].fill(next);
            true
        }))
    }
    {}
}

iterator! {
    /// Return data elements corresponding to true selector elements.
    // Values: data, selectors.
    CompressClass, "compress",
    new(vm, class, args) {
        let [data, selectors] = bind(vm, args, "compress", &["data", "selectors"], &[true, true], 0)?;
        let values = vec![vm.iter(or_none(data))?, vm.iter(or_none(selectors))?];
        Ok(new_parts(vm, class, values))
    }
    next(vm, this) {
        let (data, selectors) = (value(vm, this, 0), value(vm, this, 1));
        loop {
            let (Some(item), Some(selector)) = (vm.next(&data)?, vm.next(&selectors)?) else { return Ok(None) };
            if vm.is_true(&selector)? {
                return Ok(Some(item));
            }
        }
    }
    {}
}

iterator! {
    /// Return a count object whose .__next__() method returns consecutive values.
    // Values: next number, step.
    CountClass, "count",
    new(vm, class, args) {
        let [start, step] = bind(vm, args, "count", &["start", "step"], &[false, false], 0)?;
        let (start, step) =
            (start.cloned().unwrap_or(Value::int32(0)), step.cloned().unwrap_or(Value::int32(1)));
        for number in [&start, &step] {
            let slots = vm.class_of(number).slots(vm);
            if slots.index.is_none() && slots.float.is_none() && number.as_float().is_none() && number.downcast::<vm_core::PyComplex>().is_none() {
                return Err(vm.type_error("a number is required"));
            }
        }
        Ok(new_parts(vm, class, vec![start, step]))
    }
    next(vm, this) {
        let (number, step) = (value(vm, this, 0), value(vm, this, 1));
        let next = vm.binary(&number, &step, BinaryOperator::Add)?;
        store(vm, this, 0, next);
        Ok(Some(number))
    }
    {
        #[slot(repr)]
        fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
            let (name, number, step) = (vm.class_of(this).name_text(vm), value(vm, this, 0), value(vm, this, 1));
            let number = vm.repr(&number)?;
            let text = match step.as_small_int() {
                Some(1) => format!("{name}({})", number.text()),
                _ => format!("{name}({}, {})", number.text(), vm.repr(&step)?.text()),
            };
            Ok(vm.new_str(&text).into())
        }
    }
}

iterator! {
    /// Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.
    // Values: iterator. Numbers: next index once the iterator is exhausted.
    CycleClass, "cycle",
    new(vm, class, args) {
        let [iterable] = bind(vm, args, "cycle", &["iterable"], &[true], 1)?;
        let iterator = vm.iter(or_none(iterable))?;
        Ok(vm.new_boxed(class, Parts { values: vec![iterator], numbers: vec![0], ..Parts::default() }).into())
    }
    next(vm, this) {
        if !is_done(vm, this) {
            let iterator = value(vm, this, 0);
            if let Some(item) = vm.next(&iterator)? {
                if let Some(state) = parts_mut(vm, this) {
                    state.pool.push(item.clone());
                }
                return Ok(Some(item));
            }
            finish(vm, this);
        }
        let Some(state) = parts_mut(vm, this) else { return Ok(None) };
        let index = state.numbers.first().copied().unwrap_or(0);
        let item = state.pool.get(index).cloned();
        state.numbers = vec![if index + 1 >= state.pool.len() { 0 } else { index + 1 }];
        Ok(item)
    }
    {}
}

/// The constructor of classes made of a function and an iterable.
fn new_with_function(vm: &mut Vm, class: &PyType, args: &Args<'_>, name: &'static str) -> PyResult {
    let [function, iterable] = bind(vm, args, name, &["function", "iterable"], &[true, true], 2)?;
    let values = vec![or_none(function).clone(), vm.iter(or_none(iterable))?];
    Ok(new_parts(vm, class, values))
}

/// Whether `function(item)` is true; without a function, whether the item is.
fn satisfies(vm: &mut Vm, function: &Value, item: &Value) -> PyResult<bool> {
    if function.is_none() {
        return vm.is_true(item);
    }
    let result = vm.call(function, std::slice::from_ref(item))?;
    vm.is_true(&result)
}

iterator! {
    /// Drop items from the iterable while predicate(item) is true.
    ///
    /// Afterwards, return every element until the iterable is exhausted.
    DropWhileClass, "dropwhile",
    new(vm, class, args) { new_with_function(vm, class, args, "dropwhile") }
    next(vm, this) {
        let (function, iterator) = (value(vm, this, 0), value(vm, this, 1));
        loop {
            let Some(item) = vm.next(&iterator)? else { return Ok(None) };
            if parts(vm, this).is_some_and(|state| state.started) {
                return Ok(Some(item));
            }
            let result = vm.call(&function, std::slice::from_ref(&item))?;
            if !vm.is_true(&result)? {
                if let Some(state) = parts_mut(vm, this) {
                    state.started = true;
                }
                return Ok(Some(item));
            }
        }
    }
    {}
}

iterator! {
    /// Return those items of iterable for which function(item) is false.
    ///
    /// If function is None, return the items that are false.
    FilterFalseClass, "filterfalse",
    new(vm, class, args) { new_with_function(vm, class, args, "filterfalse") }
    next(vm, this) {
        let (function, iterator) = (value(vm, this, 0), value(vm, this, 1));
        while let Some(item) = vm.next(&iterator)? {
            if !satisfies(vm, &function, &item)? {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }
    {}
}

iterator! {
    /// make an iterator that returns consecutive keys and groups from the iterable
    // Values: iterator, key function, target key, current key, current item (NULL if there is none), current group.
    GroupByClass, "groupby",
    new(vm, class, args) {
        let [iterable, key] = bind(vm, args, "groupby", &["iterable", "key"], &[true, false], 0)?;
        let iterator = vm.iter(or_none(iterable))?;
        let key = or_none(key).clone();
        Ok(new_parts(vm, class, vec![iterator, key, Value::NULL, Value::NULL, Value::NULL, Value::NULL]))
    }
    next(vm, this) {
        store(vm, this, 5, Value::NULL);
        loop {
            let (target, current) = (value(vm, this, 2), value(vm, this, 3));
            if !current.is_null() && (target.is_null() || !vm.equals(&target, &current)?) {
                break;
            }
            if !group_step(vm, this)? {
                return Ok(None);
            }
        }
        let key = value(vm, this, 3);
        store(vm, this, 2, key.clone());
        let class = vm.native_class::<GrouperClass>();
        let group = new_parts(vm, &class, vec![this.clone(), key.clone()]);
        // A mark that only this group knows; the group itself would be a cycle.
        let mark = Value::small_int(group.address() as i64 >> 4).unwrap_or(Value::NONE);
        store(vm, this, 5, mark);
        Ok(Some(vm.new_tuple([key, group]).into()))
    }
    {}
}

/// Fetches the next item of a `groupby`, and its key.
fn group_step(vm: &mut Vm, this: &Value) -> PyResult<bool> {
    let (iterator, function) = (value(vm, this, 0), value(vm, this, 1));
    let Some(item) = vm.next(&iterator)? else { return Ok(false) };
    let key = match function.is_none() {
        true => item.clone(),
        false => vm.call(&function, std::slice::from_ref(&item))?,
    };
    store(vm, this, 4, item);
    store(vm, this, 3, key);
    Ok(true)
}

iterator! {
    // Values: the `groupby`, the key of the group.
    GrouperClass, "_grouper",
    new(vm, _class, _args) { Err(vm.type_error("cannot create 'itertools._grouper' instances")) }
    next(vm, this) {
        let (parent, key) = (value(vm, this, 0), value(vm, this, 1));
        let mark = Value::small_int(this.address() as i64 >> 4).unwrap_or(Value::NONE);
        if !value(vm, &parent, 5).is(&mark) {
            return Ok(None);
        }
        if value(vm, &parent, 4).is_null() && !group_step(vm, &parent)? {
            return Ok(None);
        }
        let current = value(vm, &parent, 3);
        if !vm.equals(&key, &current)? {
            return Ok(None);
        }
        let item = value(vm, &parent, 4);
        store(vm, &parent, 4, Value::NULL);
        Ok(Some(item))
    }
    {}
}

iterator! {
    /// Return an iterator whose next() method returns selected values from an iterable.
    // Values: iterator. Numbers: index of the next wanted item, stop, step, number of items taken.
    SliceClass, "islice",
    new(vm, class, args) {
        let (iterable, start, stop, step) = match args.positional() {
            [iterable, stop] => (iterable, None, stop, None),
            [iterable, start, stop] => (iterable, Some(start), stop, None),
            [iterable, start, stop, step] => (iterable, Some(start), stop, Some(step)),
            few @ ([] | [_]) => {
                let count = few.len();
                return Err(vm.type_error(format!("islice expected at least 2 arguments, got {count}")));
            }
            more => {
                let count = more.len();
                return Err(vm.type_error(format!("islice expected at most 4 arguments, got {count}")));
            }
        };
        let number = |vm: &mut Vm, value: Option<&Value>, default: usize, message: &str| match given(value) {
            None => Ok(default),
            Some(value) => match vm.to_index(value) {
                Ok(index) => match index.as_i64().and_then(|index| usize::try_from(index).ok()) {
                    Some(index) => Ok(index),
                    None => Err(vm.value_error(message)),
                },
                Err(raised) => {
                    vm.discard(raised);
                    Err(vm.value_error(message))
                }
            },
        };
        let only_stop = args.positional().len() == 2;
        let indices = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
        let stop_message = match only_stop {
            true => "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.",
            false => indices,
        };
        let stop = number(vm, Some(stop), usize::MAX, stop_message)?;
        let start = number(vm, start, 0, indices)?;
        let step_message = "Step for islice() must be a positive integer or None.";
        let step = number(vm, step, 1, step_message)?;
        if step == 0 {
            return Err(vm.value_error(step_message));
        }
        let iterator = vm.iter(iterable)?;
        let numbers = vec![start, stop, step, 0];
        Ok(vm.new_boxed(class, Parts { values: vec![iterator], numbers, ..Parts::default() }).into())
    }
    next(vm, this) {
        let Some(state) = parts(vm, this).filter(|parts| !parts.done) else { return Ok(None) };
        let [wanted, stop, step, taken] = state.numbers[..] else { return Ok(None) };
        let iterator = value(vm, this, 0);
        let mut taken = taken;
        let mut item = None;
        while taken < wanted || (taken == wanted && wanted < stop) {
            let next = vm.next(&iterator)?;
            if next.is_none() {
                finish(vm, this);
                return Ok(None);
            }
            taken += 1;
            if taken == wanted + 1 {
                item = next;
                break;
            }
        }
        if let Some(state) = parts_mut(vm, this) {
            state.numbers = vec![wanted.saturating_add(step).min(stop), stop, step, taken];
            state.done = item.is_none();
        }
        Ok(item)
    }
    {}
}

iterator! {
    /// Return an iterator of overlapping pairs taken from the input iterator.
    // Values: iterator, previous item (NULL before the first).
    PairwiseClass, "pairwise",
    new(vm, class, args) {
        let [iterable] = bind(vm, args, "pairwise", &["iterable"], &[true], 1)?;
        let iterator = vm.iter(or_none(iterable))?;
        Ok(new_parts(vm, class, vec![iterator, Value::NULL]))
    }
    next(vm, this) {
        let iterator = value(vm, this, 0);
        let mut previous = value(vm, this, 1);
        if previous.is_null() {
            match vm.next(&iterator)? {
                Some(first) => previous = first,
                None => return Ok(None),
            }
            store(vm, this, 1, previous.clone());
        }
        let Some(item) = vm.next(&iterator)? else { return Ok(None) };
        store(vm, this, 1, item.clone());
        Ok(Some(vm.new_tuple([previous, item]).into()))
    }
    {}
}

iterator! {
    /// Return successive r-length permutations of elements in the iterable.
    ///
    /// permutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)
    // Numbers: all indexes, then the cycles of the first r.
    PermutationsClass, "permutations",
    new(vm, class, args) {
        let [iterable, r] = bind(vm, args, "permutations", &["iterable", "r"], &[true, false], 0)?;
        let pool = vm.iterate_to_vec(or_none(iterable))?;
        let n = pool.len();
        let r = match given(r) {
            None => n,
            Some(r) if !r.is_int() => return Err(vm.type_error("Expected int as r")),
            Some(r) => size(vm, r, "r must be non-negative")?,
        };
        let done = r > n;
        let numbers = if done { Vec::new() } else { (0..n).chain((0..r).map(|i| n - i)).collect() };
        Ok(vm.new_boxed(class, Parts { pool, numbers, done, ..Parts::default() }).into())
    }
    next(vm, this) {
        let Some(state) = parts_mut(vm, this).filter(|parts| !parts.done) else { return Ok(None) };
        let n = state.pool.len();
        let r = state.numbers.len() - n;
        let (indexes, cycles) = state.numbers.split_at_mut(n);
        if state.started {
            let mut found = false;
            for place in (0..r).rev() {
                cycles[place] -= 1;
                if cycles[place] == 0 {
                    indexes[place..].rotate_left(1);
                    cycles[place] = n - place;
                } else {
                    indexes.swap(place, n - cycles[place]);
                    found = true;
                    break;
                }
            }
            if !found {
                state.done = true;
                return Ok(None);
            }
        }
        state.started = true;
        let items: Vec<Value> = indexes[..r].iter().filter_map(|&index| state.pool.get(index).cloned()).collect();
        Ok(Some(vm.new_tuple(items).into()))
    }
    {}
}

iterator! {
    /// Cartesian product of input iterables.  Equivalent to nested for-loops.
    // Numbers: index into each pool.
    ProductClass, "product",
    new(vm, class, args) {
        let mut repeat = 1;
        for (name, value) in args.keywords() {
            match vm.str(name)?.as_bytes() {
                b"repeat" => repeat = size(vm, value, "repeat argument cannot be negative")?,
                _ => {
                    let name = vm.str(name)?;
                    return Err(vm.type_error(format!(
                        "product() got an unexpected keyword argument '{}'",
                        name.text()
                    )));
                }
            }
        }
        let mut pools = Vec::new();
        for iterable in args.positional() {
            pools.push(vm.iterate_to_vec(iterable)?);
        }
        let Some(count) = pools.len().checked_mul(repeat) else {
            return Err(vm.overflow_error("repeat argument too large"));
        };
        vm.check_size(count, 24)?;
        let pools: Vec<Vec<Value>> = std::iter::repeat_n(pools, repeat).flatten().collect();
        let done = pools.iter().any(Vec::is_empty);
        Ok(vm.new_boxed(class, Parts { numbers: vec![0; pools.len()], pools, done, ..Parts::default() }).into())
    }
    next(vm, this) {
        let Some(state) = parts_mut(vm, this).filter(|parts| !parts.done) else { return Ok(None) };
        if state.started {
            let mut carried = true;
            for (index, pool) in state.numbers.iter_mut().zip(&state.pools).rev() {
                *index += 1;
                if *index < pool.len() {
                    carried = false;
                    break;
                }
                *index = 0;
            }
            if carried {
                state.done = true;
                return Ok(None);
            }
        }
        state.started = true;
        let items: Vec<Value> =
            state.numbers.iter().zip(&state.pools).filter_map(|(&index, pool)| pool.get(index).cloned()).collect();
        Ok(Some(vm.new_tuple(items).into()))
    }
    {}
}

iterator! {
    /// repeat(object [,times]) -> create an iterator which returns the object
    /// for the specified number of times.  If not specified, returns the object
    /// endlessly.
    // Values: the object. Numbers: how often it is still given; empty without end.
    RepeatClass, "repeat",
    new(vm, class, args) {
        let [object, times] = bind(vm, args, "repeat", &["object", "times"], &[true, false], 0)?;
        let numbers = match times {
            Some(times) => vec![vm.to_i64(times)?.max(0) as usize],
            None => Vec::new(),
        };
        let values = vec![or_none(object).clone()];
        Ok(vm.new_boxed(class, Parts { values, numbers, ..Parts::default() }).into())
    }
    next(vm, this) {
        let Some(state) = parts_mut(vm, this) else { return Ok(None) };
        match state.numbers.first_mut() {
            Some(0) => return Ok(None),
            Some(left) => *left -= 1,
            None => {}
        }
        Ok(state.values.first().cloned())
    }
    {
        #[slot(repr)]
        fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
            let left = parts(vm, this).and_then(|state| state.numbers.first().copied());
            let (name, object) = (vm.class_of(this).name_text(vm), value(vm, this, 0));
            let object = vm.repr(&object)?;
            let text = match left {
                Some(left) => format!("{name}({}, {left})", object.text()),
                None => format!("{name}({})", object.text()),
            };
            Ok(vm.new_str(&text).into())
        }

        /// Private method returning an estimate of len(list(it)).
        #[method("($self, /)")]
        fn __length_hint__(vm: &mut Vm, this: &Value) -> PyResult<usize> {
            match parts(vm, this).and_then(|state| state.numbers.first().copied()) {
                Some(left) => Ok(left),
                None => Err(vm.type_error("len() of unsized object")),
            }
        }
    }
}

iterator! {
    /// Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.
    StarMapClass, "starmap",
    new(vm, class, args) { new_with_function(vm, class, args, "starmap") }
    next(vm, this) {
        let (function, iterator) = (value(vm, this, 0), value(vm, this, 1));
        let Some(args) = vm.next(&iterator)? else { return Ok(None) };
        let args = vm.iterate_to_vec(&args)?;
        vm.call(&function, &args).map(Some)
    }
    {}
}

iterator! {
    /// Return successive entries from an iterable as long as the predicate evaluates to true for each entry.
    TakeWhileClass, "takewhile",
    new(vm, class, args) { new_with_function(vm, class, args, "takewhile") }
    next(vm, this) {
        if is_done(vm, this) {
            return Ok(None);
        }
        let (function, iterator) = (value(vm, this, 0), value(vm, this, 1));
        let Some(item) = vm.next(&iterator)? else { return Ok(None) };
        let result = vm.call(&function, std::slice::from_ref(&item))?;
        if vm.is_true(&result)? {
            return Ok(Some(item));
        }
        finish(vm, this);
        Ok(None)
    }
    {}
}

iterator! {
    /// Iterator wrapped to make it copyable.
    // Values: the buffer, an object of this class too, whose value is the source and whose pool the items so far.
    // Numbers: index of the next item.
    TeeClass, "_tee",
    new(vm, _class, args) {
        let [iterable] = bind(vm, args, "_tee", &["iterable"], &[true], 1)?;
        let copies = Itertools::tee(vm, or_none(iterable), Some(1))?;
        vm.get_item(&copies, &Value::int32(0))
    }
    next(vm, this) {
        let buffer = value(vm, this, 0);
        let index = parts(vm, this).and_then(|state| state.numbers.first().copied()).unwrap_or(0);
        let known = parts(vm, &buffer).and_then(|state| state.pool.get(index)).cloned();
        let item = match known {
            Some(item) => item,
            None => {
                let source = value(vm, &buffer, 0);
                let Some(item) = vm.next(&source)? else { return Ok(None) };
                if let Some(state) = parts_mut(vm, &buffer) {
                    state.pool.push(item.clone());
                }
                item
            }
        };
        if let Some(state) = parts_mut(vm, this) {
            state.numbers = vec![index + 1];
        }
        Ok(Some(item))
    }
    {
        /// Returns an independent iterator.
        #[method("($self, /)")]
        fn __copy__(vm: &mut Vm, this: &Value) -> Value {
            let index = parts(vm, this).and_then(|state| state.numbers.first().copied()).unwrap_or(0);
            let (class, buffer) = (vm.native_class::<TeeClass>(), value(vm, this, 0));
            let state = Parts { values: vec![buffer], numbers: vec![index], ..Parts::default() };
            vm.new_boxed(&class, state).into()
        }
    }
}

iterator! {
    /// Return a zip_longest object whose .__next__() method returns a tuple where
    /// the i-th element comes from the i-th iterable argument.  The .__next__()
    /// method continues until the longest iterable in the argument sequence
    /// is exhausted and then it raises StopIteration.  When the shorter iterables
    /// are exhausted, the fillvalue is substituted in their place.
    // Values: the fill value, then the iterators, NULL where exhausted.
    ZipLongestClass, "zip_longest",
    new(vm, class, args) {
        let mut fill = Value::NONE;
        for (name, value) in args.keywords() {
            match vm.str(name)?.as_bytes() {
                b"fillvalue" => fill = value.clone(),
                _ => return Err(vm.type_error("zip_longest() got an unexpected keyword argument")),
            }
        }
        let mut values = vec![fill];
        for iterable in args.positional() {
            values.push(vm.iter(iterable)?);
        }
        Ok(new_parts(vm, class, values))
    }
    next(vm, this) {
        let Some(state) = parts(vm, this) else { return Ok(None) };
        let values = state.values.clone();
        let Some((fill, iterators)) = values.split_first() else { return Ok(None) };
        let mut items = Vec::with_capacity(iterators.len());
        let mut any = false;
        for (index, iterator) in iterators.iter().enumerate() {
            let item = if iterator.is_null() { None } else { vm.next(iterator)? };
            match item {
                Some(item) => {
                    any = true;
                    items.push(item);
                }
                None => {
                    store(vm, this, index + 1, Value::NULL);
                    items.push(fill.clone());
                }
            }
        }
        Ok(any.then(|| vm.new_tuple(items).into()))
    }
    {}
}
