//! Tuples with named fields, as `sys.version_info` is one: a class per name, all derived from one native class.

use vm_derive::native;

use crate::native::NativeClass;
use crate::object::Visitor;
use crate::objects::*;
use crate::{PyResult, Ref, Value, Vm};

/// The base of the classes.
pub struct StructSequence;

/// A tuple with named fields.
#[native(name = "structseq", kind = Tuple)]
impl StructSequence {
    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let class: Value = Ref::new(vm.class_of(this)).into();
        let names = vm.get_attr_str(&class, "__match_args__")?;
        let names: Vec<Value> =
            names.downcast::<PyTuple>().map(|names| names.items().to_vec()).unwrap_or_default();
        let values: Vec<Value> =
            this.downcast::<PyTuple>().map(|tuple| tuple.items().to_vec()).unwrap_or_default();
        let mut parts = Vec::new();
        for (name, value) in names.iter().zip(&values) {
            parts.push(format!("{}={}", vm.str(name)?.text(), vm.repr(value)?.text()));
        }
        let name = match class.downcast::<PyType>() {
            Some(class) => vm.qualified_name(class),
            None => String::new(),
        };
        Ok(vm.new_str(&format!("{name}({})", parts.join(", "))).into())
    }
}

/// The state of a field's descriptor: its index.
struct FieldIndex(usize);

impl NativeState for FieldIndex {
    fn traverse_state(&self, _visit: &mut Visitor<'_>) {}
}

/// A descriptor that gives an item of a tuple.
pub struct FieldDescriptor;

#[native(name = "structseq_field", kind = Boxed, no_constructor)]
impl FieldDescriptor {
    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, instance: Option<&Value>, _class: &Value) -> PyResult {
        let Some(tuple) = instance.and_then(|instance| instance.downcast::<PyTuple>()) else {
            return Ok(this.clone());
        };
        let index =
            this.downcast::<PyBoxed>().and_then(|boxed| boxed.state::<FieldIndex>(vm)).map(|field| field.0);
        match index.and_then(|index| tuple.items().get(index)) {
            Some(value) => Ok(value.clone()),
            None => Ok(Value::NONE),
        }
    }

    #[slot(descr_set)]
    fn set_slot(vm: &mut Vm, _this: &Value, _instance: &Value, _value: Option<&Value>) -> PyResult<()> {
        Err(vm.attribute_error_text("readonly attribute"))
    }
}

/// A new class `module.name` with `fields`.
pub fn new_structseq_class(vm: &mut Vm, module: &str, name: &str, fields: &[&str]) -> PyResult<Ref<PyType>> {
    let tuple = vm.types().tuple.clone();
    let base: Value = vm.native_class_with_base::<StructSequence>(&tuple).into();
    let descriptor = vm.native_class::<FieldDescriptor>();
    let namespace = vm.new_dict();
    for (index, field) in fields.iter().enumerate() {
        let getter = vm.new_boxed(&descriptor, FieldIndex(index));
        namespace.set_name(vm, field, getter);
    }
    let names: Vec<Value> = fields.iter().map(|field| vm.intern_str(field).into()).collect();
    let names = vm.new_tuple(names);
    namespace.set_name(vm, "__match_args__", names);
    let module = vm.new_str(module);
    namespace.set_name(vm, "__module__", module);
    let slots = vm.empty_tuple();
    namespace.set_name(vm, "__slots__", slots);
    for count in ["n_fields", "n_sequence_fields"] {
        namespace.set_name(vm, count, Value::int32(fields.len() as i32));
    }
    namespace.set_name(vm, "n_unnamed_fields", Value::int32(0));
    let metaclass: Value = vm.types().type_.clone().into();
    let bases: Value = vm.new_tuple([base]).into();
    let name: Value = vm.new_str(name).into();
    let class = vm.call(&metaclass, &[name, bases, namespace.into()])?;
    match Ref::try_from_value(class) {
        Ok(class) => Ok(class),
        Err(_) => Err(vm.system_error("type() made no class")),
    }
}

/// An instance of a class made by [`new_structseq_class`].
pub fn new_instance(vm: &mut Vm, class: &PyType, values: Vec<Value>) -> Value {
    vm.new_tuple_of_class(class, values.into_iter()).into()
}

/// A class of its own and its only instance.
pub fn new_structseq(vm: &mut Vm, module: &str, name: &str, fields: &[(&str, Value)]) -> PyResult {
    debug_assert!(StructSequence::SPEC.name == "structseq");
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let class = new_structseq_class(vm, module, name, &names)?;
    Ok(new_instance(vm, &class, fields.iter().map(|(_, value)| value.clone()).collect()))
}
