//! `None`, `Ellipsis` and `NotImplemented`.

use vm_derive::native;

use crate::native::Args;
use crate::objects::PyType;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Marker for the class of `None`.
pub struct NoneClass;
/// Marker for the class of `...`.
pub struct EllipsisClass;
/// Marker for the class of `NotImplemented`.
pub struct NotImplementedClass;

/// The type of the None singleton.
#[native(name = "NoneType", kind = None, final)]
impl NoneClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, _class: &PyType, args: &Args<'_>) -> PyResult {
        no_arguments(vm, args, "NoneType")?;
        Ok(Value::NONE)
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, _this: &Value) -> PyResult {
        Ok(vm.intern_str("None").into())
    }

    #[slot(bool)]
    fn bool_slot(_vm: &mut Vm, _this: &Value) -> PyResult<bool> {
        Ok(false)
    }

    #[slot(hash)]
    fn hash_slot(_vm: &mut Vm, _this: &Value) -> PyResult<i64> {
        Ok(crate::ops::compare::NONE_HASH)
    }
}

/// The type of the Ellipsis singleton.
#[native(name = "ellipsis", kind = Ellipsis, final)]
impl EllipsisClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, _class: &PyType, args: &Args<'_>) -> PyResult {
        no_arguments(vm, args, "EllipsisType")?;
        Ok(Value::ELLIPSIS)
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, _this: &Value) -> PyResult {
        Ok(vm.intern_str("Ellipsis").into())
    }

    /// Pickled by name.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &Value) -> Value {
        let _ = this;
        vm.intern_str("Ellipsis").into()
    }
}

/// The type of the NotImplemented singleton.
#[native(name = "NotImplementedType", kind = NotImplemented, final)]
impl NotImplementedClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, _class: &PyType, args: &Args<'_>) -> PyResult {
        no_arguments(vm, args, "NotImplementedType")?;
        Ok(Value::NOT_IMPLEMENTED)
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, _this: &Value) -> PyResult {
        Ok(vm.intern_str("NotImplemented").into())
    }

    /// Pickled by name.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &Value) -> Value {
        let _ = this;
        vm.intern_str("NotImplemented").into()
    }

    #[slot(bool)]
    fn bool_slot(vm: &mut Vm, _this: &Value) -> PyResult<bool> {
        Err(vm.type_error("NotImplemented should not be used in a boolean context"))
    }
}

fn no_arguments(vm: &mut Vm, args: &Args<'_>, name: &str) -> PyResult<()> {
    match args.is_empty() {
        true => Ok(()),
        false => Err(vm.type_error(format!("{name} takes no arguments"))),
    }
}
