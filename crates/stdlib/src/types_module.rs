//! `_types`: names for the classes of the virtual machine, and `SimpleNamespace`.

use vm_derive::native;

use crate::native::{Args, ModuleDef};
use crate::object::Kind;
use crate::objects::*;
use crate::types::CompareOp;
use crate::{PyResult, Ref, Value, Vm};

/// Marker that holds the functions.
pub struct Types;

/// The module.
pub static TYPES: ModuleDef = ModuleDef {
    name: "_types",
    doc: "Define names for built-in types.",
    functions: Types::NATIVE_METHODS,
    init,
};

#[native(module = "_types")]
impl Types {}

fn init(vm: &mut Vm, dict: &PyDict) -> PyResult<()> {
    let types = vm.types();
    let classes: Vec<(&str, Value)> = [
        ("AsyncGeneratorType", &types.async_generator),
        ("BuiltinFunctionType", &types.builtin_function),
        ("BuiltinMethodType", &types.builtin_function),
        ("CellType", &types.cell),
        ("ClassMethodDescriptorType", &types.classmethod_descriptor),
        ("CodeType", &types.code),
        ("CoroutineType", &types.coroutine),
        ("EllipsisType", &types.ellipsis),
        ("FrameType", &types.frame),
        ("FunctionType", &types.function),
        ("GeneratorType", &types.generator),
        ("GenericAlias", &types.generic_alias),
        ("GetSetDescriptorType", &types.getset_descriptor),
        ("LambdaType", &types.function),
        ("MappingProxyType", &types.mappingproxy),
        ("MemberDescriptorType", &types.member_descriptor),
        ("MethodDescriptorType", &types.method_descriptor),
        ("MethodType", &types.method),
        ("MethodWrapperType", &types.method_wrapper),
        ("ModuleType", &types.module),
        ("NoneType", &types.none),
        ("NotImplementedType", &types.not_implemented),
        ("TracebackType", &types.traceback),
        ("UnionType", &types.union),
        ("WrapperDescriptorType", &types.slot_wrapper),
    ]
    .into_iter()
    .map(|(name, class)| (name, class.clone().into()))
    .collect();
    for (name, class) in classes {
        dict.set_name(vm, name, class);
    }
    let namespace = vm.native_class::<SimpleNamespace>();
    dict.set_name(vm, "SimpleNamespace", namespace);
    let capsule = vm.native_class::<Capsule>();
    dict.set_name(vm, "CapsuleType", capsule);
    Ok(())
}

/// `PyCapsule`: there are none, but the class has a name.
pub struct Capsule;

/// Capsule objects let you wrap a C "void *" pointer in a Python object.
#[native(name = "PyCapsule", kind = Instance, final, no_constructor)]
impl Capsule {}

/// `types.SimpleNamespace`.
pub struct SimpleNamespace;

/// A simple attribute-based namespace.
#[native(name = "SimpleNamespace", module = "types", kind = Instance, dict)]
impl SimpleNamespace {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        Ok(vm.new_instance(class).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        match args.positional() {
            [] => {}
            [mapping] => {
                let dict: Value = vm.types().dict.clone().into();
                let dict = vm.call(&dict, std::slice::from_ref(mapping))?;
                for (name, value) in entries(vm, &dict) {
                    set(vm, this, &name, &value)?;
                }
            }
            more => {
                let message = format!("SimpleNamespace expected at most 1 argument, got {}", more.len());
                return Err(vm.type_error(message));
            }
        }
        for (name, value) in args.keywords() {
            set(vm, this, name, value)?;
        }
        Ok(())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let class = Ref::new(vm.class_of(this));
        let name = match class.is_heap_type() {
            true => class.name_text(vm),
            false => "namespace".to_owned(),
        };
        let dict = vm.get_attr_str(this, "__dict__")?;
        let text = vm.guard_repr(this, |vm| {
            let mut parts = Vec::new();
            for (name, value) in entries(vm, &dict) {
                parts.push(format!("{}={}", vm.str(&name)?.text(), vm.repr(&value)?.text()));
            }
            Ok(parts.join(", "))
        })?;
        Ok(vm.new_str(&format!("{name}({})", text.as_deref().unwrap_or("..."))).into())
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let class = vm.native_class::<SimpleNamespace>();
        let both =
            [this, other].iter().all(|v| v.kind() == Kind::Instance && vm.class_of(v).is_subtype(vm, &class));
        if !both {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (left, right) = (vm.get_attr_str(this, "__dict__")?, vm.get_attr_str(other, "__dict__")?);
        vm.compare(&left, &right, op)
    }

    /// Return state information for pickling
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &Value) -> PyResult {
        let class: Value = Ref::new(vm.class_of(this)).into();
        let dict = vm.get_attr_str(this, "__dict__")?;
        let none: Value = vm.empty_tuple().into();
        Ok(vm.new_tuple([class, none, dict]).into())
    }

    /// Return a copy of the namespace object with new values for the specified attributes.
    #[method("($self, /, **changes)")]
    fn __replace__(vm: &mut Vm, this: &Value, changes: crate::native::Keywords<'_>) -> PyResult {
        let class: Value = Ref::new(vm.class_of(this)).into();
        let copy = vm.call(&class, &[])?;
        let dict = vm.get_attr_str(this, "__dict__")?;
        for (name, value) in entries(vm, &dict) {
            set(vm, &copy, &name, &value)?;
        }
        for (name, value) in changes.iter() {
            set(vm, &copy, name, value)?;
        }
        Ok(copy)
    }
}

fn set(vm: &mut Vm, this: &Value, name: &Value, value: &Value) -> PyResult<()> {
    match name.downcast::<PyStr>() {
        Some(name) => vm.set_attr(this, name, Some(value)),
        None => Err(vm.type_error("keywords must be strings")),
    }
}

fn entries(vm: &Vm, dict: &Value) -> Vec<(Value, Value)> {
    match dict.downcast::<PyDict>() {
        Some(dict) => dict.table(vm).iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect(),
        None => Vec::new(),
    }
}
