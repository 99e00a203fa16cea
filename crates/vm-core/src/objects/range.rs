//! `range`.

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Header, Ref};
use crate::objects::PyType;
use crate::value::Value;
use crate::{PyResult, Vm};

/// A range. Each part is an `int`.
#[derive(Traverse)]
#[repr(C)]
pub struct PyRange {
    pub(crate) header: Header,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

impl Heap {
    /// A range; `step` is not zero.
    pub fn new_range(&mut self, start: Value, stop: Value, step: Value) -> Ref<PyRange> {
        self.allocate_builtin(|types| &types.range, |header| PyRange { header, start, stop, step })
    }
}

/// range(stop) -> range object
#[native(name = "range", kind = Range, final, sequence)]
impl PyRange {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, _class: &PyType, args: &Args<'_>) -> PyResult {
        let mut parts = Vec::new();
        for value in args.positional() {
            parts.push(vm.to_index(value)?);
        }
        let (start, stop, step) = match &parts[..] {
            [stop] => (Value::int32(0), stop.clone(), Value::int32(1)),
            [start, stop] => (start.clone(), stop.clone(), Value::int32(1)),
            [start, stop, step] => (start.clone(), stop.clone(), step.clone()),
            [] => return Err(vm.type_error("range expected at least 1 argument, got 0")),
            more => {
                return Err(vm.type_error(format!("range expected at most 3 arguments, got {}", more.len())));
            }
        };
        if step.as_small_int() == Some(0) {
            return Err(vm.value_error("range() arg 3 must not be zero"));
        }
        Ok(vm.new_range(start, stop, step).into())
    }

    #[slot(iter)]
    fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(range) = this.downcast::<PyRange>() else { return Ok(Value::NONE) };
        match (range.start.as_small_int(), range.stop.as_small_int(), range.step.as_small_int()) {
            (Some(start), Some(stop), Some(step)) => {
                let distance = if step > 0 { stop.saturating_sub(start) } else { start.saturating_sub(stop) };
                let length = if distance > 0 { (distance as u64 - 1) / step.unsigned_abs() + 1 } else { 0 };
                Ok(vm.new_range_iterator(start, step, length).into())
            }
            _ => Ok(vm.new_sequence_iterator(this.clone()).into()),
        }
    }
}
