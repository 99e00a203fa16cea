//! `_abc`: the machinery of abstract base classes.

use vm_derive::native;

use crate::native::ModuleDef;
use crate::objects::*;
use crate::{PyResult, Ref, Value, Vm};

/// `Py_TPFLAGS_SEQUENCE` and `Py_TPFLAGS_MAPPING`.
const SEQUENCE: i64 = 1 << 5;
const MAPPING: i64 = 1 << 6;

/// Marker that holds the functions.
pub struct Abc;

/// The module.
pub static ABC: ModuleDef = ModuleDef {
    name: "_abc",
    doc: "Module contains faster C implementation of abc.ABCMeta",
    functions: Abc::NATIVE_METHODS,
    init,
};

fn init(vm: &mut Vm, dict: &PyDict) -> PyResult<()> {
    // Counts registrations: what is cached as "no" holds only while it stays.
    dict.set_name(vm, "_counter", Value::int32(0));
    Ok(())
}

fn counter(vm: &mut Vm) -> PyResult<i64> {
    let module = vm.import_absolute("_abc")?;
    let counter = vm.get_attr_str(&module, "_counter")?;
    Ok(counter.as_small_int().unwrap_or(0))
}

/// The state of an abstract class: lists of weak references to classes, and the counter that the negative cache holds
/// for.
struct State {
    registry: Value,
    cache: Value,
    negative: Value,
}

fn state_of(vm: &mut Vm, class: &Value) -> PyResult<State> {
    let impl_ = vm.get_attr_str(class, "_abc_impl")?;
    match impl_.downcast::<PyList>().map(|list| list.items(vm).to_vec()).as_deref() {
        Some([registry, cache, negative, _version]) => {
            Ok(State { registry: registry.clone(), cache: cache.clone(), negative: negative.clone() })
        }
        _ => Err(vm.type_error("_abc_impl is set to a wrong type")),
    }
}

fn negative_version(vm: &mut Vm, class: &Value, set: Option<i64>) -> PyResult<i64> {
    let impl_ = vm.get_attr_str(class, "_abc_impl")?;
    let Some(list) = impl_.downcast::<PyList>() else { return Ok(0) };
    if let Some(version) = set
        && let Some(value) = Value::small_int(version)
        && let Some(slot) = list.items_mut(vm).get_mut(3)
    {
        *slot = value;
    }
    Ok(list.items(vm).get(3).and_then(Value::as_small_int).unwrap_or(0))
}

/// Whether `class` is in a dict from address to weak reference.
fn holds(vm: &mut Vm, set: &Value, class: &Value) -> PyResult<bool> {
    let Some(dict) = set.downcast::<PyDict>() else { return Ok(false) };
    let key = vm.new_int(class.address() as i64);
    match dict.get(vm, &key)? {
        Some(reference) => Ok(reference
            .downcast::<PyWeakref>()
            .and_then(PyWeakref::referent)
            .is_some_and(|referent| referent.is(class))),
        None => Ok(false),
    }
}

fn add(vm: &mut Vm, set: &Value, class: &Value) -> PyResult<()> {
    let Some(dict) = set.downcast::<PyDict>() else { return Ok(()) };
    let key = vm.new_int(class.address() as i64);
    let weakref: Value = vm.types().weakref.clone().into();
    let reference = vm.call(&weakref, std::slice::from_ref(class))?;
    dict.set(vm, &key, reference)
}

fn members(vm: &Vm, set: &Value) -> Vec<Value> {
    let Some(dict) = set.downcast::<PyDict>() else { return Vec::new() };
    dict.table(vm)
        .iter()
        .filter_map(|entry| entry.value.downcast::<PyWeakref>().and_then(PyWeakref::referent))
        .collect()
}

#[native(module = "_abc")]
impl Abc {
    /// Returns the current ABC cache token.
    #[function("()")]
    fn get_cache_token(vm: &mut Vm) -> PyResult<i64> {
        counter(vm)
    }

    /// Internal ABC helper for class set-up. Should be never used outside abc module.
    #[function("(self, /)")]
    fn _abc_init(vm: &mut Vm, self_: &Value) -> PyResult<()> {
        let abstracts = vm.new_dict();
        let class_dict = match self_.downcast::<PyType>() {
            Some(class) => Ref::new(class.dict()),
            None => return Err(vm.type_error("_abc_init() needs a class")),
        };
        let entries: Vec<(Value, Value)> =
            class_dict.table(vm).iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect();
        let flags = vm.intern_str("__abc_tpflags__");
        if let Some(value) = class_dict.get_str(vm, &flags).cloned()
            && let Some(class) = self_.downcast::<PyType>()
        {
            match value.as_small_int().map(|bits| (bits & SEQUENCE != 0, bits & MAPPING != 0)) {
                Some((true, true)) => {
                    let message = "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING";
                    return Err(vm.type_error(message));
                }
                Some((true, false)) => class.set_collection(vm, Collection::Sequence),
                Some((false, true)) => class.set_collection(vm, Collection::Mapping),
                _ => {}
            }
            vm.set_attr(self_, &flags, None)?;
        }
        let marker = vm.intern_str("__isabstractmethod__");
        for (name, value) in entries {
            if is_abstract(vm, &value, &marker)? {
                abstracts.set(vm, &name, Value::NONE)?;
            }
        }
        let inherited = vm.intern_str("__abstractmethods__");
        let bases = vm.get_attr_str(self_, "__bases__")?;
        for base in vm.iterate_to_vec(&bases)? {
            let Some(names) = vm.get_attr_optional(&base, &inherited)? else { continue };
            for name in vm.iterate_to_vec(&names)? {
                let Some(text) = name.downcast::<PyStr>() else { continue };
                let key = vm.intern_object(text);
                if let Some(value) = vm.get_attr_optional(self_, &key)?
                    && is_abstract(vm, &value, &marker)?
                {
                    abstracts.set(vm, &name, Value::NONE)?;
                }
            }
        }
        let names: Vec<Value> = abstracts.table(vm).iter().map(|entry| entry.key.clone()).collect();
        let names = vm.new_frozenset_of_constants(names);
        vm.set_attr(self_, &inherited, Some(&names))?;
        let count = counter(vm)?;
        let parts = vec![
            vm.new_dict().into(),
            vm.new_dict().into(),
            vm.new_dict().into(),
            Value::small_int(count).unwrap_or(Value::int32(0)),
        ];
        let state: Value = vm.new_list(parts).into();
        let name = vm.intern_str("_abc_impl");
        vm.set_attr(self_, &name, Some(&state))
    }

    /// Internal ABC helper for subclasss registration. Should be never used outside abc module.
    #[function("(self, subclass, /)")]
    fn _abc_register(vm: &mut Vm, self_: &Value, subclass: &Value) -> PyResult {
        if subclass.downcast::<PyType>().is_none() {
            return Err(vm.type_error("Can only register classes"));
        }
        if vm.is_subclass(subclass, self_)? {
            return Ok(subclass.clone());
        }
        if let (Some(class), Some(registered)) = (self_.downcast::<PyType>(), subclass.downcast::<PyType>())
            && class.collection() != Collection::None
        {
            registered.set_collection(vm, class.collection());
        }
        if vm.is_subclass(self_, subclass)? {
            return Err(vm.runtime_error("Refusing to create an inheritance cycle"));
        }
        let state = state_of(vm, self_)?;
        add(vm, &state.registry, subclass)?;
        let module = vm.import_absolute("_abc")?;
        let count = counter(vm)?.wrapping_add(1);
        let count = vm.new_int(count);
        let name = vm.intern_str("_counter");
        vm.set_attr(&module, &name, Some(&count))?;
        Ok(subclass.clone())
    }

    /// Internal ABC helper for instance checks. Should be never used outside abc module.
    #[function("(self, instance, /)")]
    fn _abc_instancecheck(vm: &mut Vm, self_: &Value, instance: &Value) -> PyResult<bool> {
        let state = state_of(vm, self_)?;
        let class: Value = Ref::new(vm.class_of(instance)).into();
        let claimed = vm.get_attr_str(instance, "__class__")?;
        if holds(vm, &state.cache, &claimed)? {
            return Ok(true);
        }
        let check = vm.intern_str("__subclasscheck__");
        if claimed.is(&class) {
            if negative_version(vm, self_, None)? == counter(vm)? && holds(vm, &state.negative, &class)? {
                return Ok(false);
            }
            let result = vm.call_method(self_, &check, &[class])?;
            return vm.is_true(&result);
        }
        for candidate in [claimed, class] {
            let result = vm.call_method(self_, &check, &[candidate])?;
            if vm.is_true(&result)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Internal ABC helper for subclasss checks. Should be never used outside abc module.
    #[function("(self, subclass, /)")]
    fn _abc_subclasscheck(vm: &mut Vm, self_: &Value, subclass: &Value) -> PyResult<bool> {
        let Some(class) = subclass.downcast::<PyType>() else {
            return Err(vm.type_error("issubclass() arg 1 must be a class"));
        };
        vm.check_native_stack()?;
        let state = state_of(vm, self_)?;
        if holds(vm, &state.cache, subclass)? {
            return Ok(true);
        }
        let count = counter(vm)?;
        if negative_version(vm, self_, None)? < count {
            if let Some(negative) = state.negative.downcast::<PyDict>() {
                negative.clear(vm);
            }
            negative_version(vm, self_, Some(count))?;
        } else if holds(vm, &state.negative, subclass)? {
            return Ok(false);
        }
        let answer = vm.call_method_str(self_, "__subclasshook__", std::slice::from_ref(subclass))?;
        if let Some(answer) = answer.as_bool() {
            add(vm, if answer { &state.cache } else { &state.negative }, subclass)?;
            return Ok(answer);
        }
        if !answer.is_not_implemented() {
            let message = "__subclasshook__ must return either False, True, or NotImplemented";
            return Err(vm.raise_new(|types| &types.exc.AssertionError, message));
        }
        let mut found = class.mro(vm).any(|ancestor| std::ptr::from_ref(ancestor).addr() == self_.address());
        if !found {
            for registered in members(vm, &state.registry) {
                if vm.is_subclass(subclass, &registered)? {
                    found = true;
                    break;
                }
            }
        }
        if !found {
            let derived = vm.call_method_str(self_, "__subclasses__", &[])?;
            for derived in vm.iterate_to_vec(&derived)? {
                if vm.is_subclass(subclass, &derived)? {
                    found = true;
                    break;
                }
            }
        }
        add(vm, if found { &state.cache } else { &state.negative }, subclass)?;
        Ok(found)
    }

    /// Internal ABC helper for cache and registry debugging.
    #[function("(self, /)")]
    fn _get_dump(vm: &mut Vm, self_: &Value) -> PyResult {
        let state = state_of(vm, self_)?;
        let version = negative_version(vm, self_, None)?;
        let version = vm.new_int(version);
        let mut parts = Vec::new();
        for set in [&state.registry, &state.cache, &state.negative] {
            let members = members(vm, set);
            parts.push(vm.new_list(members).into());
        }
        parts.push(version);
        Ok(vm.new_tuple(parts).into())
    }

    /// Internal ABC helper to reset registry of a given class.
    #[function("(self, /)")]
    fn _reset_registry(vm: &mut Vm, self_: &Value) -> PyResult<()> {
        let state = state_of(vm, self_)?;
        if let Some(dict) = state.registry.downcast::<PyDict>() {
            dict.clear(vm);
        }
        Ok(())
    }

    /// Internal ABC helper to reset both caches of a given class.
    #[function("(self, /)")]
    fn _reset_caches(vm: &mut Vm, self_: &Value) -> PyResult<()> {
        let state = state_of(vm, self_)?;
        for set in [state.cache, state.negative] {
            if let Some(dict) = set.downcast::<PyDict>() {
                dict.clear(vm);
            }
        }
        Ok(())
    }
}

fn is_abstract(vm: &mut Vm, value: &Value, marker: &PyStr) -> PyResult<bool> {
    match vm.get_attr_optional(value, marker)? {
        Some(value) => vm.is_true(&value),
        None => Ok(false),
    }
}
