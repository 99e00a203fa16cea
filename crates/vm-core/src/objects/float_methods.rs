//! `float`: arithmetic, comparison, text, methods.

use vm_derive::native;

use super::bytes_methods::buffer;
use super::int_methods::mixed_ordering;
use crate::native::Args;
use crate::object::Ref;
use crate::objects::{PyByteArray, PyBytes, PyFloat, PyStr, PyType};
use crate::ops::compare::hash_f64;
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Convert a string or number to a floating-point number, if possible.
#[native(name = "float", kind = Float)]
impl PyFloat {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let value = match args.at_most_one(vm, class, "float")? {
            None => 0.0,
            Some(value) => vm.float_of(value)?,
        };
        match class.is_heap_type() {
            false => Ok(vm.new_float(value)),
            true => Ok(vm.allocate(class, 0, |header| PyFloat { header, value }).into()),
        }
    }

    #[slot(int)]
    fn int_slot(vm: &mut Vm, this: &Value) -> PyResult {
        vm.float_to_int(this.as_float().unwrap_or(0.0).trunc())
    }

    /// Return a hexadecimal representation of a floating-point number.
    #[method("($self, /)")]
    fn hex(this: &Value) -> String {
        let float = this.as_float().unwrap_or(0.0);
        let sign = if float.is_sign_negative() { "-" } else { "" };
        if !float.is_finite() {
            return if float.is_nan() { "nan".to_owned() } else { format!("{sign}inf") };
        }
        let (exponent, fraction) = (float.to_bits() >> 52 & 0x7FF, float.to_bits() & ((1 << 52) - 1));
        match exponent {
            0 if fraction == 0 => format!("{sign}0x0.0p+0"),
            0 => format!("{sign}0x0.{fraction:013x}p-1022"),
            _ => format!("{sign}0x1.{fraction:013x}p{:+}", exponent as i64 - 1023),
        }
    }

    /// Create a floating-point number from a hexadecimal string.
    #[classmethod("($type, string, /)")]
    fn fromhex(vm: &mut Vm, this: &Value, string: &PyStr) -> PyResult {
        let text = string.text().to_string_lossy();
        let float = match parse_hex(text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\u{b}')) {
            Ok(float) => vm.new_float(float),
            Err(true) => return Err(vm.overflow_error("hexadecimal value too large to represent as a float")),
            Err(false) => return Err(vm.value_error("invalid hexadecimal floating-point string")),
        };
        match this.is(vm.types().float.value()) {
            true => Ok(float),
            false => vm.call(this, &[float]),
        }
    }

    /// Convert real number to a floating-point number.
    #[classmethod("($type, number, /)")]
    fn from_number(vm: &mut Vm, this: &Value, number: &Value) -> PyResult {
        let exact = this.is(vm.types().float.value());
        if exact && number.downcast_exact::<PyFloat>().is_some() {
            return Ok(number.clone());
        }
        let class = Ref::new(vm.class_of(number));
        let convertible = class.slots(vm).float.is_some() || class.slots(vm).index.is_some();
        if !convertible && number.as_float().is_none() {
            let found = class.name_text(vm);
            return Err(vm.type_error(format!("must be real number, not {found}")));
        }
        let value = vm.to_f64(number)?;
        let float = vm.new_float(value);
        match exact {
            true => Ok(float),
            false => vm.call(this, &[float]),
        }
    }

    /// Return True if the float is an integer.
    #[method("($self, /)")]
    fn is_integer(this: &Value) -> bool {
        this.as_float().is_some_and(|float| float.is_finite() && float.fract() == 0.0)
    }

    /// Return self, the complex conjugate of any float.
    #[method("($self, /)")]
    fn conjugate(vm: &mut Vm, this: &Value) -> Value {
        vm.new_float(this.as_float().unwrap_or(0.0))
    }

    /// Return a pair of integers, whose ratio is exactly equal to the original float.
    #[method("($self, /)")]
    fn as_integer_ratio(vm: &mut Vm, this: &Value) -> PyResult<(Value, Value)> {
        let float = this.as_float().unwrap_or(0.0);
        if float.is_nan() {
            return Err(vm.value_error("cannot convert NaN to integer ratio"));
        }
        if float.is_infinite() {
            return Err(vm.overflow_error("cannot convert Infinity to integer ratio"));
        }
        let (mut mantissa, mut exponent) = crate::ops::compare::frexp(float.abs());
        while mantissa != mantissa.floor() {
            mantissa *= 2.0;
            exponent -= 1;
        }
        let mut numerator = dashu_int::IBig::try_from(mantissa).unwrap_or_default();
        let mut denominator = dashu_int::IBig::ONE;
        match exponent >= 0 {
            true => numerator <<= exponent as usize,
            false => denominator <<= exponent.unsigned_abs() as usize,
        }
        if float < 0.0 {
            numerator = -numerator;
        }
        Ok((vm.new_big_int(numerator), vm.new_big_int(denominator)))
    }

    /// Return the Integral closest to x, rounding half toward even.
    #[method("($self, ndigits=None, /)")]
    fn __round__(vm: &mut Vm, this: &Value, ndigits: Option<&Value>) -> PyResult {
        let float = this.as_float().unwrap_or(0.0);
        let Some(digits) = ndigits.filter(|digits| !digits.is_none()) else {
            return vm.float_to_int(float.round_ties_even());
        };
        // Any number of digits is allowed; far ones all act alike.
        let digits = vm.to_index(digits)?;
        let digits = match digits.as_i64() {
            Some(digits) => digits,
            None if digits.as_big_int().is_some_and(|digits| digits < dashu_int::IBig::ZERO) => i64::MIN,
            None => i64::MAX,
        };
        if !float.is_finite() || digits > 323 {
            return Ok(vm.new_float(float));
        }
        if digits < -308 {
            return Ok(vm.new_float(0.0_f64.copysign(float)));
        }
        let rounded = if digits >= 0 {
            // Correctly rounded decimal text, read back.
            format!("{float:.*}", digits as usize).parse().unwrap_or(float)
        } else {
            let unit = 10_f64.powi(-digits as i32);
            let rounded = (float / unit).round_ties_even() * unit;
            if rounded.is_infinite() {
                return Err(vm.overflow_error("rounded value too large to represent"));
            }
            rounded
        };
        Ok(vm.new_float(rounded))
    }

    /// Return divmod(self, value).
    #[method("($self, value, /)")]
    fn __divmod__(vm: &mut Vm, this: &Value, value: &Value) -> PyResult {
        match value.is_int() || value.as_float().is_some() {
            true => vm.floor_and_remainder(this, value),
            false => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// Return divmod(value, self).
    #[method("($self, value, /)")]
    fn __rdivmod__(vm: &mut Vm, this: &Value, value: &Value) -> PyResult {
        match value.is_int() || value.as_float().is_some() {
            true => vm.floor_and_remainder(value, this),
            false => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// Return the Integral closest to x between 0 and x.
    #[method("($self, /)")]
    fn __trunc__(vm: &mut Vm, this: &Value) -> PyResult {
        vm.float_to_int(this.as_float().unwrap_or(0.0).trunc())
    }

    /// Return the floor as an Integral.
    #[method("($self, /)")]
    fn __floor__(vm: &mut Vm, this: &Value) -> PyResult {
        vm.float_to_int(this.as_float().unwrap_or(0.0).floor())
    }

    /// Return the ceiling as an Integral.
    #[method("($self, /)")]
    fn __ceil__(vm: &mut Vm, this: &Value) -> PyResult {
        vm.float_to_int(this.as_float().unwrap_or(0.0).ceil())
    }

    /// You probably don't want to use this function.
    #[classmethod("($type, typestr, /)")]
    fn __getformat__(vm: &mut Vm, class: &Value, typestr: &PyStr) -> PyResult<&'static str> {
        let _ = class;
        match typestr.as_str() {
            Some("float" | "double") if cfg!(target_endian = "little") => Ok("IEEE, little-endian"),
            Some("float" | "double") => Ok("IEEE, big-endian"),
            _ => Err(vm.value_error("__getformat__() argument 1 must be 'double' or 'float'")),
        }
    }

    #[method("($self, /)")]
    fn __getnewargs__(vm: &mut Vm, this: &Value) -> Value {
        let float = vm.new_float(this.as_float().unwrap_or(0.0));
        vm.new_tuple([float]).into()
    }

    #[getter]
    fn real(vm: &mut Vm, this: &Value) -> Value {
        vm.new_float(this.as_float().unwrap_or(0.0))
    }

    #[getter]
    fn imag(this: &Value) -> f64 {
        let _ = this;
        0.0
    }

    /// Convert to a string according to format_spec.
    #[method("($self, format_spec, /)")]
    fn __format__(vm: &mut Vm, this: &Value, format_spec: &PyStr) -> PyResult {
        vm.format_method(this, format_spec)
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
        if base == 0.0 && exponent < 0.0 && exponent.is_finite() {
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
    let mut scientific = format!("{value:e}");
    let digits = scientific.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
    if digits >= 16 {
        // Of two shortest texts at the same distance, the one with the even digit is wanted.
        let even = format!("{value:.*e}", digits - 1);
        if even.parse() == Ok(value) {
            scientific = even;
        }
    }
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    let mut text = String::with_capacity(24);
    if value.is_sign_negative() {
        text.push('-');
    }
    let significant = mantissa.chars().filter(char::is_ascii_digit);
    if exponent < 0 {
        text.push_str("0.");
        text.extend(std::iter::repeat_n('0', (-exponent - 1) as usize));
        text.extend(significant);
        return text;
    }
    let whole = exponent as usize + 1;
    for (index, digit) in
        significant.chain(std::iter::repeat_n('0', (whole + 1).saturating_sub(digits))).enumerate()
    {
        if index == whole {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

impl Vm {
    /// `float(value)`, strings included.
    pub(crate) fn float_of(&mut self, value: &Value) -> PyResult<f64> {
        let text =
            match (value.downcast::<PyStr>(), value.downcast::<PyBytes>(), value.downcast::<PyByteArray>()) {
                (Some(string), _, _) => string.text().to_string_lossy(),
                (_, Some(bytes), _) => ascii_text(bytes.data()),
                (_, _, Some(bytes)) => ascii_text(bytes.data(self)),
                _ => {
                    let class = Ref::new(self.class_of(value));
                    let slots = class.slots(self);
                    if slots.float.is_none() && slots.index.is_none() {
                        if let Some(data) = buffer(self, value) {
                            let text = ascii_text(&data);
                            return self.float_of_text(&text, value);
                        }
                        let name = class.name_text(self);
                        return Err(self.type_error(format!(
                            "float() argument must be a string or a real number, not '{name}'"
                        )));
                    }
                    if class.is_heap_type()
                        && value.as_float().is_some()
                        && let Some(float) = slots.float
                    {
                        // A subclass of float may convert itself otherwise.
                        let result = float(self, value)?;
                        return match result.as_float() {
                            Some(float) => Ok(float),
                            None => {
                                let (name, found) = (class.name_text(self), self.class_name(&result));
                                Err(self.type_error(format!(
                                    "{name}.__float__ returned non-float (type {found})"
                                )))
                            }
                        };
                    }
                    return self.to_f64(value);
                }
            };
        self.float_of_text(&text, value)
    }

    /// The number that `text`, the text of `value`, says.
    fn float_of_text(&mut self, text: &str, value: &Value) -> PyResult<f64> {
        match parse_float(&crate::unicode::ascii_digits(text)) {
            Some(float) => Ok(float),
            None => {
                let shown = self.repr(value)?.text().to_string_lossy();
                Err(self.value_error(format!("could not convert string to float: {shown}")))
            }
        }
    }
}

/// The text of bytes that may say a number; other bytes than ASCII, which never do, become replacement characters.
pub(crate) fn ascii_text(data: &[u8]) -> String {
    let replacement = char::REPLACEMENT_CHARACTER;
    data.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { replacement }).collect()
}

/// Reads what `float(text)` accepts.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim_matches(|c: char| crate::objects::is_space(c as u32));
    let bytes = text.as_bytes();
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let underscores_ok =
        (0..bytes.len()).all(|i| bytes[i] != b'_' || (i > 0 && digit(i - 1) && digit(i + 1)));
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    let unsigned = plain.strip_prefix(['+', '-']).unwrap_or(&plain);
    let named = ["inf", "infinity", "nan"].iter().any(|name| unsigned.eq_ignore_ascii_case(name));
    let numeric =
        unsigned.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'))
            && unsigned.bytes().any(|b| b.is_ascii_digit());
    if !underscores_ok || !(named || numeric) {
        return None;
    }
    plain.parse().ok()
}

/// The number that a hexadecimal text stands for, rounded to nearest even; the error says whether it overflows.
fn parse_hex(text: &str) -> Result<f64, bool> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let sign = if negative { -1.0 } else { 1.0 };
    let lower = text.to_ascii_lowercase();
    match &*lower {
        "inf" | "infinity" => return Ok(f64::INFINITY.copysign(sign)),
        "nan" => return Ok(f64::NAN.copysign(sign)),
        _ => {}
    }
    let text = lower.strip_prefix("0x").unwrap_or(&lower);
    let (digits, exponent) = match text.split_once('p') {
        Some((digits, exponent)) => {
            let plain = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if plain.is_empty() || !plain.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(false);
            }
            let limit = if exponent.starts_with('-') { -1_000_000_000 } else { 1_000_000_000 };
            (digits, exponent.parse::<i64>().unwrap_or(limit).clamp(-1_000_000_000, 1_000_000_000))
        }
        None => (text, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = [whole, fraction].concat();
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(false);
    }
    // The first 30 significant digits, and whether anything stands behind them, decide the rounding.
    let significant = all.trim_start_matches('0');
    let scale = exponent - 4 * fraction.len() as i64;
    let (head, tail) = significant.split_at(significant.len().min(30));
    let mut mantissa = u128::from_str_radix(head, 16).unwrap_or(0);
    if mantissa == 0 {
        return Ok(0.0_f64.copysign(sign));
    }
    let mut scale = scale + 4 * tail.len() as i64;
    mantissa = mantissa << 1 | u128::from(tail.bytes().any(|byte| byte != b'0'));
    scale -= 1;
    // How many low bits do not fit: beyond 53 bits, or below the smallest subnormal.
    let bits = i64::from(128 - mantissa.leading_zeros());
    let surplus = (bits - 53).max(-1074 - scale);
    if surplus > 0 {
        let surplus = surplus.min(127) as u32;
        let (rest, half) = (mantissa & ((1 << surplus) - 1), 1_u128 << (surplus - 1));
        mantissa >>= surplus;
        scale += i64::from(surplus);
        if rest > half || (rest == half && mantissa & 1 == 1) {
            mantissa += 1;
        }
    }
    let bits = i64::from(128 - mantissa.leading_zeros());
    if mantissa != 0 && bits + scale > 1024 {
        return Err(true);
    }
    let mut float = mantissa as f64;
    // In steps, so that no factor leaves the range; the mantissa fits, so that no step rounds.
    while scale > 0 {
        let step = scale.min(1000);
        float *= 2_f64.powi(step as i32);
        scale -= step;
    }
    while scale < 0 && float != 0.0 {
        let step = (-scale).min(1000);
        float *= 2_f64.powi(-step as i32);
        scale += step;
    }
    Ok(float.copysign(sign))
}
