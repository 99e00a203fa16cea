//! `bool`.

use vm_derive::native;

use crate::native::Args;
use crate::objects::{PyInt, PyType};
use crate::types::BinaryOperator;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Marker for the class `bool`, whose values are immediates.
pub struct BoolClass;

/// Returns True when the argument is true, False otherwise.
#[native(name = "bool", kind = Bool, final)]
impl BoolClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        match args.at_most_one(vm, class, "bool")? {
            None => Ok(Value::FALSE),
            Some(value) => vm.is_true(value).map(Value::bool),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        Ok(vm.intern_str(if this.is_true() { "True" } else { "False" }).into())
    }

    #[number(And)]
    fn and(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        match (left.as_bool(), right.as_bool()) {
            (Some(left), Some(right)) => Ok(Value::bool(left & right)),
            _ => PyInt::bitwise(vm, left, right, BinaryOperator::And),
        }
    }

    #[number(Or)]
    fn or(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        match (left.as_bool(), right.as_bool()) {
            (Some(left), Some(right)) => Ok(Value::bool(left | right)),
            _ => PyInt::bitwise(vm, left, right, BinaryOperator::Or),
        }
    }

    #[number(Xor)]
    fn xor(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        match (left.as_bool(), right.as_bool()) {
            (Some(left), Some(right)) => Ok(Value::bool(left ^ right)),
            _ => PyInt::bitwise(vm, left, right, BinaryOperator::Xor),
        }
    }
}
