//! `float`: arithmetic, comparison, text, methods.

use vm_derive::native;

use super::int_methods::mixed_ordering;
use crate::objects::{PyFloat, PyStr};
use crate::ops::compare::hash_f64;
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Convert a string or number to a floating-point number, if possible.
#[native(name = "float", kind = Float)]
impl PyFloat {
    /// Convert to a string according to format_spec.
    #[method("($self, format_spec, /)")]
    fn __format__(vm: &mut Vm, this: &Value, format_spec: &PyStr) -> PyResult {
        if format_spec.is_empty() {
            return vm.str(this).map(Into::into);
        }
        let spec = format_spec.text().to_string_lossy();
        match vm.format_builtin(this, &spec)? {
            Some(text) => Ok(vm.new_str(&text).into()),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let text = float_repr(this.as_float().unwrap_or(0.0));
        Ok(vm.new_str(&text).into())
    }

    #[slot(hash)]
    fn hash_slot(_vm: &mut Vm, this: &Value) -> PyResult<i64> {
        Ok(hash_f64(this.as_float().unwrap_or(0.0), this.bits()))
    }

    #[slot(compare)]
    fn compare_slot(_vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        Ok(match mixed_ordering(this, other) {
            Some(ordering) => Value::bool(op.holds(ordering)),
            None => Value::NOT_IMPLEMENTED,
        })
    }

    #[slot(bool)]
    fn bool_slot(_vm: &mut Vm, this: &Value) -> PyResult<bool> {
        Ok(this.as_float() != Some(0.0))
    }

    #[slot(float)]
    fn float_slot(vm: &mut Vm, this: &Value) -> PyResult {
        Ok(vm.new_float(this.as_float().unwrap_or(0.0)))
    }

    #[slot(negative)]
    fn negative_slot(vm: &mut Vm, this: &Value) -> PyResult {
        Ok(vm.new_float(-this.as_float().unwrap_or(0.0)))
    }

    #[slot(positive)]
    fn positive_slot(vm: &mut Vm, this: &Value) -> PyResult {
        Ok(vm.new_float(this.as_float().unwrap_or(0.0)))
    }

    #[slot(absolute)]
    fn absolute_slot(vm: &mut Vm, this: &Value) -> PyResult {
        Ok(vm.new_float(this.as_float().unwrap_or(0.0).abs()))
    }

    #[number(Add)]
    fn add(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        arithmetic(vm, left, right, |l, r| l + r)
    }

    #[number(Subtract)]
    fn subtract(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        arithmetic(vm, left, right, |l, r| l - r)
    }

    #[number(Multiply)]
    fn multiply(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        arithmetic(vm, left, right, |l, r| l * r)
    }

    #[number(TrueDivide)]
    fn true_divide(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        match operands(vm, left, right)? {
            None => Ok(Value::NOT_IMPLEMENTED),
            Some((_, 0.0)) => Err(vm.zero_division_error("division by zero")),
            Some((l, r)) => Ok(vm.new_float(l / r)),
        }
    }

    #[number(FloorDivide)]
    fn floor_divide(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        match operands(vm, left, right)? {
            None => Ok(Value::NOT_IMPLEMENTED),
            Some((_, 0.0)) => Err(vm.zero_division_error("division by zero")),
            Some((l, r)) => Ok(vm.new_float(float_div_mod(l, r).0)),
        }
    }

    #[number(Remainder)]
    fn remainder(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        match operands(vm, left, right)? {
            None => Ok(Value::NOT_IMPLEMENTED),
            Some((_, 0.0)) => Err(vm.zero_division_error("division by zero")),
            Some((l, r)) => Ok(vm.new_float(float_div_mod(l, r).1)),
        }
    }

    #[number(Power)]
    fn power(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let Some((base, exponent)) = operands(vm, left, right)? else { return Ok(Value::NOT_IMPLEMENTED) };
        if base == 0.0 && exponent < 0.0 {
            return Err(vm.zero_division_error("zero to a negative power"));
        }
        if base < 0.0 && base.is_finite() && exponent.is_finite() && exponent.fract() != 0.0 {
            let magnitude = base.abs().powf(exponent);
            let angle = std::f64::consts::PI * exponent;
            return Ok(vm.new_complex(magnitude * angle.cos(), magnitude * angle.sin()).into());
        }
        let result = base.powf(exponent);
        if result.is_infinite() && base.is_finite() && exponent.is_finite() {
            return Err(vm.overflow_error("(34, 'Numerical result out of range')"));
        }
        Ok(vm.new_float(result))
    }
}

fn operands(vm: &mut Vm, left: &Value, right: &Value) -> PyResult<Option<(f64, f64)>> {
    let mut convert = |value: &Value| -> PyResult<Option<f64>> {
        match (value.as_float(), value.as_big_int()) {
            (Some(float), _) => Ok(Some(float)),
            (None, Some(int)) => vm.big_int_to_f64(&int).map(Some),
            (None, None) => Ok(None),
        }
    };
    let (Some(left), Some(right)) = (convert(left)?, convert(right)?) else { return Ok(None) };
    Ok(Some((left, right)))
}

fn arithmetic(vm: &mut Vm, left: &Value, right: &Value, function: fn(f64, f64) -> f64) -> PyResult {
    match operands(vm, left, right)? {
        Some((left, right)) => Ok(vm.new_float(function(left, right))),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// Quotient rounded down, and remainder with the divisor's sign, as CPython computes them. The divisor is not zero.
pub(crate) fn float_div_mod(left: f64, right: f64) -> (f64, f64) {
    let mut remainder = left % right;
    let mut quotient = (left - remainder) / right;
    if remainder != 0.0 {
        if (right < 0.0) != (remainder < 0.0) {
            remainder += right;
            quotient -= 1.0;
        }
    } else {
        remainder = 0.0_f64.copysign(right);
    }
    let floor = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        0.0_f64.copysign(left / right)
    };
    (floor, remainder)
}

/// `repr(float)`: the shortest text that reads back, in CPython's layout.
pub fn float_repr(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf".to_owned() } else { "-inf".to_owned() };
    }
    let scientific = format!("{value:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    let text = format!("{value}");
    match text.contains('.') {
        true => text,
        false => text + ".0",
    }
}
