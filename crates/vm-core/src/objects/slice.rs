//! `slice`.

use vm_derive::{Traverse, native};

use dashu_int::IBig;

use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Header, Ref};
use crate::objects::PyType;
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// A slice.
#[derive(Traverse)]
#[repr(C)]
pub struct PySlice {
    pub(crate) header: Header,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

impl PySlice {
    fn as_tuple(&self, heap: &mut Heap) -> Value {
        heap.new_tuple([self.start.clone(), self.stop.clone(), self.step.clone()]).into()
    }
}

impl Heap {
    pub fn new_slice(&mut self, start: Value, stop: Value, step: Value) -> Ref<PySlice> {
        self.allocate_builtin(|types| &types.slice, |header| PySlice { header, start, stop, step })
    }
}

/// slice(stop)
/// slice(start, stop[, step])
///
/// Create a slice object.  This is used for extended slicing (e.g. a[0:10:2]).
#[native(name = "slice", kind = Slice, final)]
impl PySlice {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, _class: &PyType, args: &Args<'_>) -> PyResult {
        if !args.keyword_names().is_empty() {
            return Err(vm.type_error("slice() takes no keyword arguments"));
        }
        let (start, stop, step) = match args.positional() {
            [stop] => (Value::NONE, stop.clone(), Value::NONE),
            [start, stop] => (start.clone(), stop.clone(), Value::NONE),
            [start, stop, step] => (start.clone(), stop.clone(), step.clone()),
            [] => return Err(vm.type_error("slice expected at least 1 argument, got 0")),
            more => {
                return Err(vm.type_error(format!("slice expected at most 3 arguments, got {}", more.len())));
            }
        };
        Ok(vm.new_slice(start, stop, step).into())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(slice) = this.downcast::<PySlice>() else { return Ok(Value::NONE) };
        let mut text = bytecode::Wtf8Buf::from("slice(");
        text.push_wtf8(vm.repr(&slice.start)?.text());
        text.push_str(", ");
        text.push_wtf8(vm.repr(&slice.stop)?.text());
        text.push_str(", ");
        text.push_wtf8(vm.repr(&slice.step)?.text());
        text.push_str(")");
        Ok(vm.new_wtf8(&text).into())
    }

    #[slot(hash)]
    fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
        let Some(slice) = this.downcast::<PySlice>() else { return Ok(0) };
        let hashes = [vm.hash(&slice.start)?, vm.hash(&slice.stop)?, vm.hash(&slice.step)?];
        Ok(crate::ops::compare::hash_tuple(hashes.into_iter()))
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<PySlice>(), other.downcast::<PySlice>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let (left, right) = (left.as_tuple(vm), right.as_tuple(vm));
        vm.compare(&left, &right, op)
    }

    #[getter(start, member)]
    fn get_start(this: &PySlice) -> Value {
        this.start.clone()
    }

    #[getter(stop, member)]
    fn get_stop(this: &PySlice) -> Value {
        this.stop.clone()
    }

    #[getter(step, member)]
    fn get_step(this: &PySlice) -> Value {
        this.step.clone()
    }

    /// S.indices(len) -> (start, stop, stride)
    ///
    /// Assuming a sequence of length len, calculate the start and stop indices, and the stride length of the extended
    /// slice described by S. Out of bounds indices are clipped in a manner consistent with the handling of normal
    /// slices.
    #[method("($self, length, /)")]
    pub fn indices(vm: &mut Vm, this: &PySlice, length: &Value) -> PyResult {
        let part = |vm: &mut Vm, value: &Value| -> PyResult<Option<IBig>> {
            if value.is_none() {
                return Ok(None);
            }
            if !value.is_int() && vm.class_of(value).slots(vm).index.is_none() {
                return Err(
                    vm.type_error("slice indices must be integers or None or have an __index__ method")
                );
            }
            Ok(vm.to_index(value)?.as_big_int())
        };
        let length = vm.to_index(length)?.as_big_int().unwrap_or_default();
        if length < IBig::ZERO {
            return Err(vm.value_error("length should not be negative"));
        }
        let step = part(vm, &this.step)?.unwrap_or(IBig::ONE);
        if step == IBig::ZERO {
            return Err(vm.value_error("slice step cannot be zero"));
        }
        let backwards = step < IBig::ZERO;
        let (lower, upper) = match backwards {
            true => (IBig::NEG_ONE, &length - IBig::ONE),
            false => (IBig::ZERO, length.clone()),
        };
        let clamp = |index: IBig| match index < IBig::ZERO {
            true => (index + &length).max(lower.clone()),
            false => index.min(upper.clone()),
        };
        let start = match part(vm, &this.start)? {
            Some(start) => clamp(start),
            None => {
                if backwards {
                    upper.clone()
                } else {
                    lower.clone()
                }
            }
        };
        let stop = match part(vm, &this.stop)? {
            Some(stop) => clamp(stop),
            None => {
                if backwards {
                    lower.clone()
                } else {
                    upper.clone()
                }
            }
        };
        let parts = [vm.new_big_int(start), vm.new_big_int(stop), vm.new_big_int(step)];
        Ok(vm.new_tuple(parts).into())
    }

    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PySlice) -> Value {
        let class: Value = vm.types().slice.clone().into();
        let parts = this.as_tuple(vm);
        vm.new_tuple([class, parts]).into()
    }
}
