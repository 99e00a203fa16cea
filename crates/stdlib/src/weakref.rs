//! `_weakref`: what `weakref` builds on.

use vm_derive::native;

use crate::native::ModuleDef;
use crate::objects::*;
use crate::{PyResult, Value, Vm};

/// Marker that holds the functions.
pub struct Weakref;

/// The module.
pub static WEAKREF: ModuleDef = ModuleDef {
    name: "_weakref",
    doc: "Weak-reference support module.",
    functions: Weakref::NATIVE_METHODS,
    init,
};

#[native(module = "_weakref")]
impl Weakref {
    /// Return the number of weak references to 'object'.
    #[function("(object, /)")]
    fn getweakrefcount(vm: &mut Vm, object: &Value) -> usize {
        vm.weakrefs_of(object).len()
    }

    /// Return a list of all weak reference objects pointing to 'object'.
    #[function("(object, /)")]
    fn getweakrefs(vm: &mut Vm, object: &Value) -> Vec<Value> {
        vm.weakrefs_of(object)
    }

    /// Create a proxy object that weakly references 'object'.
    #[function("(object, callback=None, /)")]
    fn proxy(vm: &mut Vm, object: &Value, callback: Option<&Value>) -> PyResult {
        let class: Value = match vm.is_callable(object) {
            true => vm.types().callable_proxy.clone().into(),
            false => vm.types().weak_proxy.clone().into(),
        };
        vm.new_weak_proxy(&class, object, callback)
    }

    /// Atomically remove key from dict if it points to a dead weakref.
    #[function("(dct, key, /)")]
    fn _remove_dead_weakref(vm: &mut Vm, dct: &PyDict, key: &Value) -> PyResult<()> {
        if let Some(value) = dct.get(vm, key)?
            && value.downcast::<PyWeakref>().is_some_and(|reference| reference.referent().is_none())
        {
            dct.remove(vm, key)?;
        }
        Ok(())
    }
}

fn init(vm: &mut Vm, dict: &PyDict) -> PyResult<()> {
    let types = vm.types();
    let classes = [
        ("ref", types.weakref.clone()),
        ("ReferenceType", types.weakref.clone()),
        ("ProxyType", types.weak_proxy.clone()),
        ("CallableProxyType", types.callable_proxy.clone()),
    ];
    for (name, class) in classes {
        dict.set_name(vm, name, class);
    }
    Ok(())
}
