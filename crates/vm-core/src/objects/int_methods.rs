//! `int`: arithmetic, comparison, text, methods.

use std::cmp::Ordering;

use dashu_int::IBig;
use vm_derive::native;

use crate::objects::{PyInt, PyStr};
use crate::ops::compare::{compare_int_float, hash_big, hash_i64};
use crate::ops::int_floor_div_mod;
use crate::types::{BinaryOperator, CompareOp};
use crate::value::Value;
use crate::{PyResult, Vm};

/// Integers of more bits than this are refused: they would exhaust memory.
const MAX_BITS: u64 = 1 << 40;

/// int([x]) -> integer
/// int(x, base=10) -> integer
#[native(name = "int", kind = Int)]
impl PyInt {
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
        if let Some(int) = this.as_small_int() {
            return Ok(vm.new_str(&int.to_string()).into());
        }
        let Some(int) = this.as_big_int() else { return Ok(Value::NOT_IMPLEMENTED) };
        Ok(vm.new_str(&int.to_string()).into())
    }

    #[slot(hash)]
    fn hash_slot(_vm: &mut Vm, this: &Value) -> PyResult<i64> {
        Ok(match (this.as_i64(), this.as_big_int()) {
            (Some(int), _) => hash_i64(int),
            (None, Some(int)) => hash_big(&int),
            (None, None) => 0,
        })
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let _ = vm;
        Ok(match int_ordering(this, other) {
            Some(ordering) => Value::bool(op.holds(Some(ordering))),
            None => Value::NOT_IMPLEMENTED,
        })
    }

    #[slot(bool)]
    fn bool_slot(_vm: &mut Vm, this: &Value) -> PyResult<bool> {
        Ok(this.as_i64() != Some(0))
    }

    #[slot(index)]
    fn index_slot(vm: &mut Vm, this: &Value) -> PyResult {
        vm.to_index(this)
    }

    #[slot(int)]
    fn int_slot(vm: &mut Vm, this: &Value) -> PyResult {
        vm.to_index(this)
    }

    #[slot(float)]
    fn float_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let int = this.as_big_int().unwrap_or_default();
        let float = vm.big_int_to_f64(&int)?;
        Ok(vm.new_float(float))
    }

    #[slot(negative)]
    fn negative_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let int = this.as_big_int().unwrap_or_default();
        Ok(vm.new_big_int(-int))
    }

    #[slot(positive)]
    fn positive_slot(vm: &mut Vm, this: &Value) -> PyResult {
        vm.to_index(this)
    }

    #[slot(absolute)]
    fn absolute_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let int = this.as_big_int().unwrap_or_default();
        Ok(vm.new_big_int(if int < IBig::ZERO { -int } else { int }))
    }

    #[slot(invert)]
    fn invert_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let int = this.as_big_int().unwrap_or_default();
        Ok(vm.new_big_int(-int - IBig::ONE))
    }

    #[number(Add)]
    fn add(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        arithmetic(vm, left, right, i64::checked_add, |l, r| l + r)
    }

    #[number(Subtract)]
    fn subtract(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        arithmetic(vm, left, right, i64::checked_sub, |l, r| l - r)
    }

    #[number(Multiply)]
    fn multiply(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        arithmetic(vm, left, right, i64::checked_mul, |l, r| l * r)
    }

    #[number(FloorDivide)]
    fn floor_divide(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        divide(vm, left, right, "integer division or modulo by zero", |(quotient, _)| quotient)
    }

    #[number(Remainder)]
    fn remainder(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        divide(vm, left, right, "integer modulo by zero", |(_, remainder)| remainder)
    }

    #[number(TrueDivide)]
    fn true_divide(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let (Some(l), Some(r)) = (left.as_big_int(), right.as_big_int()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if r == IBig::ZERO {
            return Err(vm.zero_division_error("division by zero"));
        }
        let quotient = divide_exactly_rounded(&l, &r);
        match quotient.is_finite() {
            true => Ok(vm.new_float(quotient)),
            false => Err(vm.overflow_error("integer division result too large for a float")),
        }
    }

    #[number(And)]
    fn and(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        PyInt::bitwise(vm, left, right, BinaryOperator::And)
    }

    #[number(Or)]
    fn or(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        PyInt::bitwise(vm, left, right, BinaryOperator::Or)
    }

    #[number(Xor)]
    fn xor(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        PyInt::bitwise(vm, left, right, BinaryOperator::Xor)
    }

    #[number(LeftShift)]
    fn left_shift(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let (Some(l), Some(r)) = (left.as_big_int(), right.as_big_int()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if r < IBig::ZERO {
            return Err(vm.value_error("negative shift count"));
        }
        if l == IBig::ZERO {
            return Ok(Value::int32(0));
        }
        match usize::try_from(&r) {
            Ok(shift) if (shift as u64) < MAX_BITS => Ok(vm.new_big_int(l << shift)),
            Ok(_) => Err(vm.memory_error()),
            Err(_) => Err(vm.overflow_error("too many digits in integer")),
        }
    }

    #[number(RightShift)]
    fn right_shift(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let (Some(l), Some(r)) = (left.as_big_int(), right.as_big_int()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if r < IBig::ZERO {
            return Err(vm.value_error("negative shift count"));
        }
        let negative = l < IBig::ZERO;
        match usize::try_from(&r) {
            // Rounds down, as two's complement does.
            Ok(shift) => Ok(vm.new_big_int(l >> shift)),
            Err(_) => Ok(Value::int32(if negative { -1 } else { 0 })),
        }
    }

    #[number(Power)]
    fn power(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let (Some(base), Some(exponent)) = (left.as_big_int(), right.as_big_int()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if exponent < IBig::ZERO {
            let (base, exponent) = (vm.big_int_to_f64(&base)?, vm.big_int_to_f64(&exponent)?);
            if base == 0.0 {
                return Err(vm.zero_division_error("zero to a negative power"));
            }
            return Ok(vm.new_float(base.powf(exponent)));
        }
        let small = i64::try_from(&base).ok();
        match (small, usize::try_from(&exponent)) {
            (Some(0 | 1), _) if exponent != IBig::ZERO => Ok(vm.new_big_int(base)),
            (Some(-1), _) => {
                let odd = &exponent % IBig::from(2) != IBig::ZERO;
                Ok(Value::int32(if odd { -1 } else { 1 }))
            }
            (_, Ok(exponent)) => {
                let bits = dashu_base_bits(&base).saturating_mul(exponent as u64);
                match bits < MAX_BITS {
                    true => Ok(vm.new_big_int(base.pow(exponent))),
                    false => Err(vm.memory_error()),
                }
            }
            (_, Err(_)) => Err(vm.memory_error()),
        }
    }
}

fn dashu_base_bits(value: &IBig) -> u64 {
    use dashu_int::ops::BitTest;
    value.bit_len() as u64
}

/// The order of two integers, or of an integer and a float; `None` for other types.
pub(crate) fn int_ordering(left: &Value, right: &Value) -> Option<Ordering> {
    match (left.as_i64(), right.as_i64()) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => Some(left.as_big_int()?.cmp(&right.as_big_int()?)),
    }
}

/// The order of an integer and a float: `None` outside if the types are others, inside if unordered.
pub(crate) fn mixed_ordering(left: &Value, right: &Value) -> Option<Option<Ordering>> {
    match (left.as_float(), right.as_float()) {
        (Some(left), Some(right)) => Some(left.partial_cmp(&right)),
        (Some(float), None) => Some(compare_int_float(&right.as_big_int()?, float).map(Ordering::reverse)),
        (None, Some(float)) => Some(compare_int_float(&left.as_big_int()?, float)),
        (None, None) => None,
    }
}

fn arithmetic(
    vm: &mut Vm,
    left: &Value,
    right: &Value,
    small: fn(i64, i64) -> Option<i64>,
    big: fn(IBig, IBig) -> IBig,
) -> PyResult {
    if let (Some(l), Some(r)) = (left.as_i64(), right.as_i64())
        && let Some(result) = small(l, r)
    {
        return Ok(vm.new_int(result));
    }
    match (left.as_big_int(), right.as_big_int()) {
        (Some(l), Some(r)) => Ok(vm.new_big_int(big(l, r))),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn divide(
    vm: &mut Vm,
    left: &Value,
    right: &Value,
    message: &str,
    part: fn((IBig, IBig)) -> IBig,
) -> PyResult {
    let (Some(l), Some(r)) = (left.as_big_int(), right.as_big_int()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if r == IBig::ZERO {
        return Err(vm.zero_division_error(message));
    }
    Ok(vm.new_big_int(part(int_floor_div_mod(&l, &r))))
}

impl PyInt {
    pub(crate) fn bitwise(vm: &mut Vm, left: &Value, right: &Value, operator: BinaryOperator) -> PyResult {
        if let (Some(l), Some(r)) = (left.as_i64(), right.as_i64()) {
            return Ok(vm.new_int(match operator {
                BinaryOperator::And => l & r,
                BinaryOperator::Or => l | r,
                _ => l ^ r,
            }));
        }
        match (left.as_big_int(), right.as_big_int()) {
            (Some(l), Some(r)) => Ok(vm.new_big_int(match operator {
                BinaryOperator::And => l & r,
                BinaryOperator::Or => l | r,
                _ => l ^ r,
            })),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }
}

/// The float nearest to the quotient; infinite if that is too large. The divisor is not zero.
pub(crate) fn divide_exactly_rounded(left: &IBig, right: &IBig) -> f64 {
    if let (Ok(l), Ok(r)) = (i64::try_from(left), i64::try_from(right))
        && l.unsigned_abs() < 1 << 53
        && r.unsigned_abs() < 1 << 53
    {
        return l as f64 / r as f64;
    }
    // Scaled so that the quotient has 66 bits or more; a sticky bit keeps the rounding exact.
    let shift = dashu_base_bits(right) as i64 - dashu_base_bits(left) as i64 + 66;
    let negative = (*left < IBig::ZERO) != (*right < IBig::ZERO);
    let absolute = |value: &IBig| if *value < IBig::ZERO { -value.clone() } else { value.clone() };
    let (mut numerator, mut denominator) = (absolute(left), absolute(right));
    if shift > 0 {
        numerator <<= shift as usize;
    } else {
        denominator <<= (-shift) as usize;
    }
    let (quotient, remainder) = int_floor_div_mod(&numerator, &denominator);
    let mut mantissa = u128::try_from(&quotient).unwrap_or(0);
    if remainder != IBig::ZERO {
        mantissa |= 1;
    }
    let magnitude = scale(mantissa, -shift);
    if negative { -magnitude } else { magnitude }
}

/// `mantissa * 2**exponent`, rounded once to nearest even. The mantissa has its last bit set if it is not exact.
fn scale(mantissa: u128, exponent: i64) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let bits = 128 - i64::from(mantissa.leading_zeros());
    // The weight of the last bit of the result: 53 bits below the first, but not below that of subnormals.
    let last = (bits + exponent - 53).max(-1074);
    let drop = last - exponent;
    if drop > 127 {
        return 0.0;
    }
    let mut kept = if drop > 0 { mantissa >> drop } else { mantissa << -drop };
    if drop > 0 {
        let rest = mantissa & ((1 << drop) - 1);
        let half = 1_u128 << (drop - 1);
        if rest > half || (rest == half && kept & 1 == 1) {
            kept += 1;
        }
    }
    if bits + exponent > 1025 {
        return f64::INFINITY;
    }
    // Two steps, each exact, so that neither factor leaves the range of floats.
    let half = last / 2;
    kept as f64 * 2_f64.powi(half as i32) * 2_f64.powi((last - half) as i32)
}
