//! `_functools`: `reduce`, `partial`, the cache of `lru_cache`, and `cmp_to_key`.

use vm_derive::native;

use crate::native::{Args, ModuleDef};
use crate::object::Visitor;
use crate::objects::{NativeState, PyBoxed, PyDict, PyStr, PyType};
use crate::types::CompareOp;
use crate::{PyResult, Ref, Value, Vm};

/// The module.
pub static FUNCTOOLS: ModuleDef = ModuleDef {
    name: "_functools",
    doc: "Tools that operate on functions.",
    functions: Functools::NATIVE_METHODS,
    init: |vm, dict| {
        for (name, class) in [
            ("partial", vm.native_class::<PartialClass>()),
            ("_PlaceholderType", vm.native_class::<PlaceholderClass>()),
            ("_lru_cache_wrapper", vm.native_class::<CacheClass>()),
        ] {
            dict.set_name(vm, name, class);
        }
        let class = vm.native_class::<PlaceholderClass>();
        let placeholder = vm.new_boxed(&class, Nothing);
        dict.set_name(vm, "Placeholder", placeholder.clone());
        let namespace = class.dict();
        namespace.set_name(vm, "_instance", placeholder);
        Ok(())
    },
};

/// The state of objects without any.
struct Nothing;

impl NativeState for Nothing {
    fn traverse_state(&self, _visit: &mut Visitor<'_>) {}
}

/// Marker that holds the functions.
pub struct Functools;

#[native(module = "_functools")]
impl Functools {
    /// Apply a function of two arguments cumulatively to the items of an iterable, from left to right.
    ///
    /// This effectively reduces the iterable to a single value.  If initial is present,
    /// it is placed before the items of the iterable in the calculation, and serves as
    /// a default when the iterable is empty.
    #[function("(function, iterable, /, initial=<unrepresentable>)")]
    fn reduce(vm: &mut Vm, function: &Value, iterable: &Value, initial: Option<&Value>) -> PyResult {
        let iterator = match vm.iter(iterable) {
            Ok(iterator) => iterator,
            Err(raised) if vm.raised_is(|types| &types.exc.TypeError) => {
                vm.discard(raised);
                return Err(vm.type_error("reduce() arg 2 must support iteration"));
            }
            Err(raised) => return Err(raised),
        };
        let mut result = initial.cloned();
        while let Some(item) = vm.next(&iterator)? {
            result = Some(match result {
                None => item,
                Some(so_far) => vm.call(function, &[so_far, item])?,
            });
        }
        match result {
            Some(result) => Ok(result),
            None => Err(vm.type_error("reduce() of empty iterable with no initial value")),
        }
    }

    /// Convert a cmp= function into a key= function.
    #[function("(mycmp)")]
    fn cmp_to_key(vm: &mut Vm, mycmp: &Value) -> Value {
        let class = vm.native_class::<KeyClass>();
        vm.new_boxed(&class, Key { compare: mycmp.clone(), object: Value::NULL }).into()
    }
}

/// What `cmp_to_key` gives, and with an object what that gives when it is called.
struct Key {
    compare: Value,
    /// NULL in what is yet to be called.
    object: Value,
}

impl NativeState for Key {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.compare);
        visit(&self.object);
    }
}

fn key_parts(vm: &Vm, this: &Value) -> Option<(Value, Value)> {
    let key = this.downcast::<PyBoxed>()?.state::<Key>(vm)?;
    Some((key.compare.clone(), key.object.clone()))
}

/// The class `KeyWrapper`.
pub struct KeyClass;

#[native(name = "KeyWrapper", kind = Boxed, module = "functools", final, no_constructor)]
impl KeyClass {
    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let [object] = args.values() else {
            let given = args.values().len();
            return Err(vm.type_error(format!("K() takes exactly one argument ({given} given)")));
        };
        let Some((compare, _)) = key_parts(vm, this) else { return Ok(Value::NONE) };
        let class = vm.native_class::<KeyClass>();
        Ok(vm.new_boxed(&class, Key { compare, object: object.clone() }).into())
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let (Some((compare, left)), Some((_, right))) = (key_parts(vm, this), key_parts(vm, other)) else {
            return Err(vm.type_error("other argument must be K instance"));
        };
        if left.is_null() || right.is_null() {
            return Err(vm.attribute_error_text("object"));
        }
        let result = vm.call(&compare, &[left, right])?;
        vm.compare(&result, &Value::int32(0), op)
    }

    /// Value wrapped by a key function.
    #[getter(obj)]
    fn get_object(vm: &mut Vm, this: &Value) -> Value {
        key_parts(vm, this)
            .map_or(Value::NONE, |(_, object)| if object.is_null() { Value::NONE } else { object })
    }
}

/// The class of `Placeholder`.
pub struct PlaceholderClass;

/// The type of the Placeholder singleton.
///
/// Used as a placeholder for partial arguments.
#[native(name = "_PlaceholderType", kind = Boxed, module = "functools", final)]
impl PlaceholderClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        if !args.is_empty() {
            return Err(vm.type_error("_PlaceholderType takes no arguments"));
        }
        let name = vm.intern_str("_instance");
        match class.dict().get_str(vm, &name).cloned() {
            Some(instance) => Ok(instance),
            None => Ok(Value::NONE),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, _this: &Value) -> PyResult {
        Ok(vm.new_str("Placeholder").into())
    }

    #[method("($self, /)")]
    fn __reduce__(_this: &Value) -> &'static str {
        "Placeholder"
    }
}

/// What a `partial` holds.
#[derive(Clone)]
struct Partial {
    function: Value,
    args: Vec<Value>,
    keywords: Ref<PyDict>,
}

impl NativeState for Partial {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.function);
        self.args.iter().for_each(&mut *visit);
        visit(self.keywords.value());
    }
}

fn partial_of(vm: &Vm, this: &Value) -> Option<Partial> {
    this.downcast::<PyBoxed>()?.state::<Partial>(vm).cloned()
}

fn is_placeholder(vm: &mut Vm, value: &Value) -> bool {
    value.downcast::<PyBoxed>().is_some_and(|object| object.state::<Nothing>(vm).is_some())
}

/// `stored` with its placeholders replaced by `given`, and the rest of `given` behind it.
fn fill(vm: &mut Vm, stored: &[Value], given: &[Value], partly: bool) -> PyResult<Vec<Value>> {
    let mut rest = given.iter();
    let mut values = Vec::with_capacity(stored.len() + given.len());
    for value in stored {
        if is_placeholder(vm, value) {
            match rest.next() {
                Some(replacement) => values.push(replacement.clone()),
                None if partly => values.push(value.clone()),
                None => {
                    let mut wanted = 0;
                    for value in stored {
                        wanted += usize::from(is_placeholder(vm, value));
                    }
                    return Err(vm.type_error(format!(
                        "missing positional arguments in 'partial' call; expected at least {wanted}, got {}",
                        given.len()
                    )));
                }
            }
        } else {
            values.push(value.clone());
        }
    }
    values.extend(rest.cloned());
    Ok(values)
}

/// The class `partial`.
pub struct PartialClass;

/// Create a new function with partial application of the given arguments and keywords.
#[native(name = "partial", kind = Boxed, module = "functools", dict)]
impl PartialClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let [function, given @ ..] = args.positional() else {
            return Err(vm.type_error("type 'partial' takes at least one argument"));
        };
        if !vm.is_callable(function) {
            return Err(vm.type_error("the first argument must be callable"));
        }
        if let Some(last) = given.last()
            && is_placeholder(vm, last)
        {
            return Err(vm.type_error("trailing Placeholders are not allowed"));
        }
        for (_, value) in args.keywords() {
            if is_placeholder(vm, value) {
                return Err(vm.type_error("Placeholder cannot be passed as a keyword argument"));
            }
        }
        let keywords = vm.new_dict();
        let plain = vm.native_class::<PartialClass>();
        let exact = plain.is(vm.class_of(function));
        let mut state = Partial { function: function.clone(), args: given.to_vec(), keywords };
        // A partial of a partial calls the inner function directly.
        if let Some(inner) = exact.then(|| partial_of(vm, function)).flatten() {
            state.args = fill(vm, &inner.args, given, true)?;
            state.keywords.merge(vm, &inner.keywords)?;
            state.function = inner.function;
        }
        for (name, value) in args.keywords() {
            state.keywords.set(vm, name, value.clone())?;
        }
        Ok(vm.new_boxed(class, state).into())
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let Some(partial) = partial_of(vm, this) else { return Ok(Value::NONE) };
        let mut values = fill(vm, &partial.args, args.positional(), false)?;
        let mut names: Vec<Value> = Vec::new();
        let given: Vec<(&Value, &Value)> = args.keywords().collect();
        for entry in partial.keywords.table(vm).iter() {
            let name = entry.key.downcast::<PyStr>();
            let overridden = given.iter().any(|(other, _)| match (name, other.downcast::<PyStr>()) {
                (Some(name), Some(other)) => name.equals(other),
                _ => false,
            });
            if !overridden {
                names.push(entry.key.clone());
                values.push(entry.value.clone());
            }
        }
        for (name, value) in given {
            names.push(name.clone());
            values.push(value.clone());
        }
        vm.call_args(&partial.function, &Args::new(&values, &names))
    }

    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, instance: Option<&Value>, _class: &Value) -> PyResult {
        match instance.filter(|instance| !instance.is_none()) {
            Some(instance) => Ok(vm.new_method(this.clone(), instance.clone()).into()),
            None => Ok(this.clone()),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(partial) = partial_of(vm, this) else { return Ok(Value::NONE) };
        let class = Ref::new(vm.class_of(this));
        let name = vm.qualified_name(&class);
        let text = vm.guard_repr(this, |vm| {
            let mut parts = vec![vm.repr(&partial.function)?.text().to_string_lossy()];
            for value in &partial.args {
                parts.push(vm.repr(value)?.text().to_string_lossy());
            }
            let keywords: Vec<(Value, Value)> =
                partial.keywords.table(vm).iter().map(|e| (e.key.clone(), e.value.clone())).collect();
            for (key, value) in keywords {
                let key = vm.str(&key)?.text().to_string_lossy();
                parts.push(format!("{key}={}", vm.repr(&value)?.text()));
            }
            Ok(format!("{name}({})", parts.join(", ")))
        })?;
        Ok(vm.new_str(text.as_deref().unwrap_or("...")).into())
    }

    /// function object to use in future partial calls
    #[getter(func)]
    fn get_func(vm: &mut Vm, this: &Value) -> Value {
        partial_of(vm, this).map_or(Value::NONE, |partial| partial.function)
    }

    /// tuple of arguments to future partial calls
    #[getter(args)]
    fn get_args(vm: &mut Vm, this: &Value) -> Value {
        let args = partial_of(vm, this).map_or_else(Vec::new, |partial| partial.args);
        vm.new_tuple(args).into()
    }

    /// dictionary of keyword arguments to future partial calls
    #[getter(keywords)]
    fn get_keywords(vm: &mut Vm, this: &Value) -> Value {
        partial_of(vm, this).map_or(Value::NONE, |partial| partial.keywords.into())
    }

    /// Return state information for pickling
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(partial) = partial_of(vm, this) else { return Ok(Value::NONE) };
        let class: Value = Ref::new(vm.class_of(this)).into();
        let dict = vm.get_attr_str(this, "__dict__")?;
        let first = vm.new_tuple([partial.function.clone()]).into();
        let args = vm.new_tuple(partial.args).into();
        let state = vm.new_tuple([partial.function, args, partial.keywords.into(), dict]).into();
        Ok(vm.new_tuple([class, first, state]).into())
    }

    /// Set state information for unpickling
    #[method("($self, state, /)")]
    fn __setstate__(vm: &mut Vm, this: &Value, state: &Value) -> PyResult<()> {
        let parts = vm.iterate_to_vec(state)?;
        let ([function, args, keywords, dict], true) = (&parts[..], parts.len() == 4) else {
            return Err(vm.type_error("invalid partial state"));
        };
        let args = vm.iterate_to_vec(args)?;
        let copy = vm.new_dict();
        if !keywords.is_none() {
            copy.update_from(vm, keywords)?;
        }
        if let Some(partial) = this.downcast::<PyBoxed>().and_then(|object| object.state_mut::<Partial>(vm)) {
            let new = Partial { function: function.clone(), args, keywords: copy };
            drop(std::mem::replace(partial, new));
        }
        if !dict.is_none() {
            let own = vm.get_attr_str(this, "__dict__")?;
            vm.call_method_str(&own, "update", std::slice::from_ref(dict))?;
        }
        Ok(())
    }
}

/// A cached function.
struct Cache {
    function: Value,
    /// `None`: without bound.
    maxsize: Option<usize>,
    typed: bool,
    info: Value,
    /// From keys to results, the least recently used first.
    results: Ref<PyDict>,
    hits: u64,
    misses: u64,
}

impl NativeState for Cache {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.function);
        visit(&self.info);
        visit(self.results.value());
    }
}

fn cache_mut<'a>(vm: &'a mut Vm, this: &'a Value) -> Option<&'a mut Cache> {
    this.downcast::<PyBoxed>()?.state_mut::<Cache>(vm)
}

/// The key of a call: its argument alone where that is a plain string or integer, else a tuple of all.
fn cache_key(vm: &mut Vm, args: &Args<'_>, typed: bool) -> Value {
    if let ([only], [], false) = (args.positional(), args.keyword_names(), typed)
        && (only.is_small_int() || only.downcast_exact::<PyStr>().is_some())
    {
        return only.clone();
    }
    let mut parts: Vec<Value> = args.positional().to_vec();
    if !args.keyword_names().is_empty() {
        // A class that nobody passes separates positional arguments from keywords.
        parts.push(vm.native_class::<CacheClass>().into());
        for (name, value) in args.keywords() {
            parts.extend([name.clone(), value.clone()]);
        }
    }
    if typed {
        for value in args.values() {
            parts.push(Ref::new(vm.class_of(value)).into());
        }
    }
    vm.new_tuple(parts).into()
}

/// The class of cached functions.
pub struct CacheClass;

/// Create a cached callable that wraps another function.
#[native(name = "_lru_cache_wrapper", kind = Boxed, module = "functools", dict)]
impl CacheClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let [function, maxsize, typed, info] = args.values() else {
            let given = args.values().len();
            return Err(vm.type_error(format!("_lru_cache_wrapper() takes 4 arguments ({given} given)")));
        };
        if !vm.is_callable(function) {
            return Err(vm.type_error("the first argument must be callable"));
        }
        let maxsize = match maxsize.is_none() {
            true => None,
            false if maxsize.is_int() => Some(vm.to_i64(maxsize)?.max(0) as usize),
            false => return Err(vm.type_error("maxsize should be integer or None")),
        };
        let typed = vm.is_true(typed)?;
        let (results, function, info) = (vm.new_dict(), function.clone(), info.clone());
        Ok(vm.new_boxed(class, Cache { function, maxsize, typed, info, results, hits: 0, misses: 0 }).into())
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let Some(cache) = cache_mut(vm, this) else { return Ok(Value::NONE) };
        let (function, maxsize, typed) = (cache.function.clone(), cache.maxsize, cache.typed);
        let results = cache.results.clone();
        if maxsize == Some(0) {
            cache.misses += 1;
            return vm.call_args(&function, args);
        }
        let key = cache_key(vm, args, typed);
        let hash = vm.hash(&key)? as u64;
        if let Some(index) = results.find(vm, &key, hash)? {
            let found = match maxsize {
                None => results.table(vm).entries().get(index).map(|entry| entry.value.clone()),
                Some(_) => match results.table(vm).last_index() == Some(index) {
                    true => results.table(vm).entries().get(index).map(|entry| entry.value.clone()),
                    false => results.table_mut(vm).remove(index).map(|entry| {
                        let value = entry.value.clone();
                        results.table_mut(vm).insert_new(entry.hash, entry.key, entry.value);
                        value
                    }),
                },
            };
            if let Some(value) = found {
                if let Some(cache) = cache_mut(vm, this) {
                    cache.hits += 1;
                }
                return Ok(value);
            }
        }
        if let Some(cache) = cache_mut(vm, this) {
            cache.misses += 1;
        }
        let value = vm.call_args(&function, args)?;
        results.set_hashed(vm, &key, hash, value.clone())?;
        if maxsize.is_some_and(|maxsize| results.len(vm) > maxsize) {
            let oldest = results.table(vm).entries().iter().position(|entry| entry.is_live());
            drop(oldest.and_then(|index| results.table_mut(vm).remove(index)));
        }
        Ok(value)
    }

    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, instance: Option<&Value>, _class: &Value) -> PyResult {
        match instance.filter(|instance| !instance.is_none()) {
            Some(instance) => Ok(vm.new_method(this.clone(), instance.clone()).into()),
            None => Ok(this.clone()),
        }
    }

    /// Report cache statistics
    #[method("($self, /)")]
    fn cache_info(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(cache) = cache_mut(vm, this) else { return Ok(Value::NONE) };
        let (info, hits, misses, maxsize) = (cache.info.clone(), cache.hits, cache.misses, cache.maxsize);
        let results = cache.results.clone();
        let maxsize = maxsize.map_or(Value::NONE, |maxsize| vm.new_int(maxsize));
        let size = results.len(vm);
        let parts = [vm.new_int(hits), vm.new_int(misses), maxsize, vm.new_int(size)];
        vm.call(&info, &parts)
    }

    /// Clear the cache and cache statistics
    #[method("($self, /)")]
    fn cache_clear(vm: &mut Vm, this: &Value) {
        let Some(cache) = cache_mut(vm, this) else { return };
        (cache.hits, cache.misses) = (0, 0);
        let results = cache.results.clone();
        results.clear(vm);
    }

    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &Value) -> PyResult {
        vm.get_attr_str(this, "__qualname__")
    }

    #[method("($self, /)")]
    fn __copy__(this: &Value) -> Value {
        this.clone()
    }

    #[method("($self, memo, /)")]
    fn __deepcopy__(this: &Value, _memo: &Value) -> Value {
        this.clone()
    }
}
