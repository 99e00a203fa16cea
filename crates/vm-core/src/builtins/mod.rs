//! The `builtins` module.

mod ast_objects;
mod functions;
mod numbers;
mod sum;

use crate::Vm;
use crate::native::{NativeDef, NativeKind};
use crate::value::Value;

pub use functions::Builtins;

/// Fills the built-in namespace.
pub(crate) fn populate(vm: &mut Vm) {
    let builtins = vm.builtins.clone();
    let module_name: Value = vm.intern_str("builtins").into();
    let tables = [
        Builtins::NATIVE_METHODS,
        numbers::NumberBuiltins::NATIVE_METHODS,
        crate::import::ImportFunctions::NATIVE_METHODS,
    ];
    for def in tables.into_iter().flatten() {
        debug_assert!(def.kind == NativeKind::Function);
        let function = vm.new_native(def, Value::NULL, module_name.clone());
        builtins.set_name(vm, def.name, function);
    }
    let types = vm.types();
    let classes = [
        &types.object,
        &types.type_,
        &types.int,
        &types.bool,
        &types.float,
        &types.complex,
        &types.str,
        &types.bytes,
        &types.bytearray,
        &types.memoryview,
        &types.tuple,
        &types.list,
        &types.dict,
        &types.set,
        &types.frozenset,
        &types.slice,
        &types.range,
        &types.enumerate,
        &types.zip,
        &types.map,
        &types.filter,
        &types.reversed,
        &types.property,
        &types.classmethod,
        &types.staticmethod,
        &types.super_,
    ]
    .map(Clone::clone);
    for class in classes {
        let name = class.name_text(vm);
        builtins.set_name(vm, &name, class);
    }
    for (name, class) in vm.types().exc.all() {
        builtins.set_name(vm, name, class);
    }
    let os_error = vm.types().exc.OSError.clone();
    for alias in ["EnvironmentError", "IOError"] {
        builtins.set_name(vm, alias, os_error.clone());
    }
    for (name, value) in [
        ("None", Value::NONE),
        ("True", Value::TRUE),
        ("False", Value::FALSE),
        ("Ellipsis", Value::ELLIPSIS),
        ("NotImplemented", Value::NOT_IMPLEMENTED),
        ("__debug__", Value::TRUE),
        ("__name__", module_name),
    ] {
        builtins.set_name(vm, name, value);
    }
    let builtin = |vm: &mut Vm, name: &str| {
        let name = vm.intern_str(name);
        builtins.get_str(vm, &name).cloned().unwrap_or(Value::NULL)
    };
    (vm.builtin_all, vm.builtin_any) = (builtin(vm, "all"), builtin(vm, "any"));
    let def = |name: &str, methods: &'static [NativeDef]| {
        methods.iter().find(|def| def.name == name).map_or(std::ptr::null(), std::ptr::from_ref)
    };
    vm.builtin_len = def("len", Builtins::NATIVE_METHODS);
    vm.builtin_isinstance = def("isinstance", Builtins::NATIVE_METHODS);
    vm.list_append = def("append", crate::objects::PyList::NATIVE_METHODS);
}
