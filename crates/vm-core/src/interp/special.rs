//! Special methods written in Python: instructions enter their frames, and native code runs them, without looking them up
//! or arranging arguments. Only for methods that take just what they are given; all else goes the way of any call.
#![expect(unsafe_code, reason = "lends arguments to a frame that is run at once")]

use super::assist::Called;
use super::prelude::Comparison;
use crate::frame::{COMPARED, FramePtr, HOOK, INVERTED, STRICT, TRUTH};
use crate::heap::Heap;
use crate::objects::PyFunction;
use crate::types::{CompareOp, Special};
use crate::value::Value;
use crate::{PyResult, Vm};

/// Calls a function that takes just these arguments; `None` if it takes others.
#[inline(always)]
pub(crate) fn run_function(
    vm: &mut Vm,
    function: &PyFunction,
    first: Option<&Value>,
    rest: &[Value],
) -> Option<PyResult> {
    // SAFETY: the arguments live until this returns, and so does the frame at most: `run` runs it to its end. What a
    // generator keeps it makes its own.
    let frame = unsafe { vm.lent_frame(function, first, rest)? };
    Some(super::run(vm, frame))
}

impl Vm {
    /// Calls a special method of `this`, if the class has it as a Python function that takes just these arguments.
    #[inline]
    pub(crate) fn call_special(
        &mut self,
        special: Special,
        this: &Value,
        rest: &[Value],
    ) -> Option<PyResult> {
        let function = this.header()?.shape().class().special(self, special)?.clone();
        run_function(self, &function, Some(this), rest)
    }

    /// `TO_BOOL`.
    pub(super) fn truth_or_frame(&mut self, value: &Value) -> PyResult<Called> {
        if let Some(frame) = self.special_frame(Special::Bool, value, &[]) {
            frame.set_conversions(STRICT);
            return Ok(Called::Frame(frame));
        }
        self.is_true(value).map(|truth| Called::Value(Value::bool(truth)))
    }

    /// `CONTAINS_OP`.
    pub(super) fn containment_or_frame(
        &mut self,
        container: &Value,
        item: &Value,
        invert: bool,
    ) -> PyResult<Called> {
        if let Some(frame) = self.special_frame(Special::Contains, container, std::slice::from_ref(item)) {
            frame.set_conversions(if invert { TRUTH | INVERTED } else { TRUTH });
            return Ok(Called::Frame(frame));
        }
        self.contains(container, item).map(|found| Called::Value(Value::bool(found != invert)))
    }

    /// `COMPARE_OP`.
    pub(super) fn comparison_or_frame(
        &mut self,
        lhs: &Value,
        rhs: &Value,
        comparison: Comparison,
    ) -> PyResult<Called> {
        if self.asks_left_first(lhs, rhs)
            && let Some(frame) = self.special_frame(comparison.op().into(), lhs, std::slice::from_ref(rhs))
        {
            frame.set_conversions(if comparison.wants_bool() { COMPARED | TRUTH } else { COMPARED });
            return Ok(Called::Frame(frame));
        }
        let result = self.compare(lhs, rhs, comparison.op())?;
        match comparison.wants_bool() {
            true => self.is_true(&result).map(Value::bool).map(Called::Value),
            false => Ok(Called::Value(result)),
        }
    }

    /// What an instruction, which the frame is at, makes of the result of the special method that it entered. `operands` are
    /// those of a comparison.
    #[cold]
    pub(super) fn convert_result(
        &mut self,
        frame: FramePtr,
        conversions: u32,
        result: Value,
        operands: Option<[Value; 2]>,
    ) -> PyResult {
        if conversions & STRICT != 0 {
            return self.check_bool_result(&result).map(Value::bool);
        }
        let mut result = result;
        if let Some([left, right]) = operands
            && result.is_not_implemented()
        {
            result = self.compare_reflected(&left, &right, frame.comparison())?;
        }
        match conversions & TRUTH != 0 {
            true => Ok(Value::bool(self.is_true(&result)? != (conversions & INVERTED != 0))),
            false => Ok(result),
        }
    }

    /// The truth that a `__bool__` method returned.
    pub(crate) fn check_bool_result(&mut self, result: &Value) -> PyResult<bool> {
        match result.as_bool() {
            Some(result) => Ok(result),
            None => {
                let message = format!("__bool__ should return bool, returned {}", self.class_name(result));
                Err(self.type_error(message))
            }
        }
    }
}

impl Heap {
    /// The frame of a special method, for an instruction to enter.
    #[inline(always)]
    fn special_frame(&mut self, special: Special, this: &Value, rest: &[Value]) -> Option<FramePtr> {
        let function = this.header()?.shape().class().special(self, special)?.clone();
        // The operands of a comparison may be asked for when the frame ends, and those of a hook if it fails.
        let keeps = rest.is_empty() || function.code(self).keeps_parameters();
        if !keeps { None } else { self.exact_frame(&function, Some(this), rest) }
    }

    /// The frame of the `__getattr__` of an object that lacks the attribute.
    pub(super) fn hook_frame(&mut self, owner: &Value, name: &Value) -> Option<FramePtr> {
        let frame = self.special_frame(Special::GetAttr, owner, std::slice::from_ref(name))?;
        frame.set_conversions(HOOK);
        Some(frame)
    }

    /// Whether comparing asks the class of the left operand first: that of the right one is not derived from it.
    #[inline(always)]
    fn asks_left_first(&self, left: &Value, right: &Value) -> bool {
        let (Some(left), right) = (left.header(), self.class_of(right)) else { return false };
        let left = left.shape().class();
        std::ptr::eq(left, right) || !right.is_heap_type() || !right.is_subtype(self, left)
    }
}

impl FramePtr {
    /// The comparison of the `COMPARE_OP` that the frame is at.
    fn comparison(self) -> CompareOp {
        // SAFETY: a frame is at an instruction of its code.
        let unit = unsafe { self.prev_instr().read() };
        Comparison(u32::from(unit >> 8)).op()
    }
}
