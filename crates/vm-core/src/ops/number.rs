//! Arithmetic: the dispatch of operators to slots, with the commonest types tried first.

use dashu_int::IBig;

use crate::object::{Kind, Ref};
use crate::objects::*;
use crate::types::{BINARY_DUNDERS, BinaryOperator, UnaryFn};
use crate::value::Value;
use crate::{PyResult, Vm};

impl Vm {
    /// `left <operator> right`.
    #[inline]
    pub fn binary(&mut self, left: &Value, right: &Value, operator: BinaryOperator) -> PyResult {
        if left.both_small_floats(right)
            && let Some(result) =
                float_fast(left.small_float_unchecked(), right.small_float_unchecked(), operator)
        {
            return Ok(self.new_float(result));
        }
        let result = self.binary_slots(left, right, operator)?;
        match result.is_not_implemented() {
            true => Err(self.unsupported_operands(left, right, operator, false)),
            false => Ok(result),
        }
    }

    /// `left <operator>= right`: the value to assign.
    pub fn binary_inplace(&mut self, left: &Value, right: &Value, operator: BinaryOperator) -> PyResult {
        if let Some(function) = self.class_of(left).slots(self).inplace[operator as usize] {
            let result = function(self, left, right)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        let result = self.binary_slots(left, right, operator)?;
        match result.is_not_implemented() {
            true => Err(self.unsupported_operands(left, right, operator, true)),
            false => Ok(result),
        }
    }

    /// Tries the slots of both operands; `NotImplemented` if none takes them.
    #[inline]
    pub(crate) fn binary_slots(&mut self, left: &Value, right: &Value, operator: BinaryOperator) -> PyResult {
        let class = self.class_of(left);
        if std::ptr::eq(class, self.class_of(right)) {
            return match class.slots(self).binary[operator as usize] {
                Some(function) => function(self, left, right),
                None => Ok(Value::NOT_IMPLEMENTED),
            };
        }
        self.binary_slots_of_two(left, right, operator)
    }

    /// As [`Vm::binary_slots`], of two classes.
    #[inline(never)]
    fn binary_slots_of_two(&mut self, left: &Value, right: &Value, operator: BinaryOperator) -> PyResult {
        let (left_class, right_class) = (self.class_of(left), self.class_of(right));
        let index = operator as usize;
        let left_function = left_class.slots(self).binary[index];
        let mut right_function = right_class.slots(self).binary[index];
        if let (Some(left_slot), Some(right_slot)) = (left_function, right_function) {
            if std::ptr::fn_addr_eq(left_slot, right_slot) {
                right_function = None;
            } else if right_class.is_subtype(self, left_class) {
                let result = right_slot(self, left, right)?;
                if !result.is_not_implemented() {
                    return Ok(result);
                }
                right_function = None;
            }
        }
        for function in [left_function, right_function].into_iter().flatten() {
            let result = function(self, left, right)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        Ok(Value::NOT_IMPLEMENTED)
    }

    fn unsupported_operands(
        &mut self,
        left: &Value,
        right: &Value,
        operator: BinaryOperator,
        inplace: bool,
    ) -> crate::Raised {
        let symbol = BINARY_DUNDERS[operator as usize].0;
        let symbol = match (inplace, operator) {
            (true, BinaryOperator::Power) => "**=".to_owned(),
            (true, _) => format!("{symbol}="),
            (false, _) => symbol.to_owned(),
        };
        // Sequences say more.
        let (left_name, right_name) = (self.class_name(left), self.class_name(right));
        if matches!(operator, BinaryOperator::Add) && self.class_of(left).layout.is_sequence {
            if let Some(kind) = ["str", "list", "tuple"].iter().find(|name| **name == left_name) {
                return self
                    .type_error(format!("can only concatenate {kind} (not \"{right_name}\") to {kind}"));
            }
            if matches!(left.kind(), Kind::Bytes | Kind::ByteArray) {
                return self.type_error(format!("can't concat {right_name} to {left_name}"));
            }
        }
        if matches!(operator, BinaryOperator::Multiply) {
            // A range has no repetition, as the only sequence.
            let sequence = |class: &PyType| class.layout.is_sequence && class.layout.kind != Kind::Range;
            if sequence(self.class_of(left)) || sequence(self.class_of(right)) {
                let other = if sequence(self.class_of(left)) { &right_name } else { &left_name };
                return self.type_error(format!("can't multiply sequence by non-int of type '{other}'"));
            }
        }
        if matches!(operator, BinaryOperator::RightShift)
            && left_name == "builtin_function_or_method"
            && left.downcast::<PyNative>().is_some_and(|native| native.def().name == "print")
        {
            return self.type_error(format!(
                "unsupported operand type(s) for {symbol}: '{left_name}' and '{right_name}'. Did you mean \"print(<message>, file=<output_stream>)\"?"
            ));
        }
        self.type_error(format!("unsupported operand type(s) for {symbol}: '{left_name}' and '{right_name}'"))
    }

    /// `-value`, `+value`, `~value`: the slot that `select` picks, or an error that names `symbol`.
    pub(crate) fn unary(
        &mut self,
        value: &Value,
        select: impl FnOnce(&crate::types::Slots) -> Option<UnaryFn>,
        symbol: &str,
    ) -> PyResult {
        let class = Ref::new(self.class_of(value));
        match select(class.slots(self)) {
            Some(function) => function(self, value),
            None => {
                let name = class.name_text(self);
                Err(self.type_error(format!("bad operand type for unary {symbol}: '{name}'")))
            }
        }
    }

    pub fn negative(&mut self, value: &Value) -> PyResult {
        if let Some(int) = value.as_small_int() {
            return Ok(self.new_int(-int));
        }
        if let Some(float) = value.as_small_float() {
            return Ok(self.new_float(-float));
        }
        self.unary(value, |slots| slots.negative, "-")
    }

    pub fn positive(&mut self, value: &Value) -> PyResult {
        self.unary(value, |slots| slots.positive, "+")
    }

    pub fn invert(&mut self, value: &Value) -> PyResult {
        self.unary(value, |slots| slots.invert, "~")
    }
}

/// Operations of floats that cannot fail.
#[inline(always)]
fn float_fast(left: f64, right: f64, operator: BinaryOperator) -> Option<f64> {
    match operator {
        BinaryOperator::Add => Some(left + right),
        BinaryOperator::Subtract => Some(left - right),
        BinaryOperator::Multiply => Some(left * right),
        BinaryOperator::TrueDivide if right != 0.0 => Some(left / right),
        _ => None,
    }
}

/// Quotient rounded down, and remainder with the divisor's sign. The divisor is not zero.
pub(crate) fn int_floor_div_mod(left: &IBig, right: &IBig) -> (IBig, IBig) {
    use dashu_int::ops::DivRem;
    let (quotient, remainder) = left.div_rem(right);
    match remainder != IBig::ZERO && (remainder < IBig::ZERO) != (*right < IBig::ZERO) {
        true => (quotient - IBig::ONE, remainder + right),
        false => (quotient, remainder),
    }
}
