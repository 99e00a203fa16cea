//! `int`: arithmetic, comparison, text, methods.

use std::borrow::Cow;
use std::cmp::Ordering;

use dashu_int::IBig;
use vm_derive::native;

use super::float_methods::ascii_text;
use super::int_words::{decimal_magnitude, with_decimal_digits};
use crate::native::{Args, Parameters};
use crate::objects::{PyByteArray, PyBytes, PyInt, PyStr, PyType};
use crate::ops::compare::{compare_int_float, hash_big, hash_i64};
use crate::ops::int_floor_div_mod;
use crate::types::{BinaryOperator, CompareOp};
use crate::unicode::decimal_digit;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Integers of more bits than this are refused: they would exhaust memory.
const MAX_BITS: u64 = 1 << 40;

/// int([x]) -> integer
/// int(x, base=10) -> integer
#[native(name = "int", kind = Int)]
impl PyInt {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        const PARAMETERS: Parameters = Parameters {
            owner: crate::native::Owner::Nothing,
            function: "int",
            names: &["x", "base"],
            required: &[false, false],
            positional: 2,
            positional_only: 1,
            skip_this: false,
            varargs: false,
            varkeywords: false,
        };
        args.at_most(vm, 2, "int")?;
        let [value, base] = args.bind::<2>(vm, &PARAMETERS)?.values;
        let int = match (value, base) {
            (None, None) => Value::int32(0),
            (None, Some(_)) => return Err(vm.type_error("int() missing string argument")),
            (Some(value), None) => vm.int_of(value)?,
            (Some(value), Some(base)) => {
                let base = vm.to_i64(base)?;
                if base != 0 && !(2..=36).contains(&base) {
                    return Err(vm.value_error("int() base must be >= 2 and <= 36, or 0"));
                }
                match int_text(vm, value) {
                    Some(text) => vm.parse_int(&text, base as u32, value)?,
                    None => return Err(vm.type_error("int() can't convert non-string with explicit base")),
                }
            }
        };
        match class.is_heap_type() {
            false => Ok(int),
            true => {
                let value = int.as_big_int().unwrap_or_default();
                Ok(vm.new_int_of_class(class, &value).into())
            }
        }
    }

    /// Number of bits necessary to represent self in binary.
    #[method("($self, /)")]
    fn bit_length(this: &Value) -> u64 {
        this.as_big_int().map_or(0, |int| magnitude_bits(&int))
    }

    /// Number of ones in the binary representation of the absolute value of self.
    #[method("($self, /)")]
    fn bit_count(this: &Value) -> u64 {
        if let Some(int) = this.as_small_int() {
            return u64::from(int.unsigned_abs().count_ones());
        }
        let int = this.as_big_int().unwrap_or_default();
        let magnitude = if int < IBig::ZERO { -int } else { int };
        magnitude.in_radix(2).to_string().bytes().filter(|digit| *digit == b'1').count() as u64
    }

    /// Returns self, the complex conjugate of any int.
    #[method("($self, /)")]
    fn conjugate(vm: &mut Vm, this: &Value) -> PyResult {
        vm.to_index(this)
    }

    /// Returns True. Exists for duck type compatibility with float.is_integer.
    #[method("($self, /)")]
    fn is_integer(this: &Value) -> bool {
        this.is_int()
    }

    /// Return a pair of integers, whose ratio is equal to the original int.
    #[method("($self, /)")]
    fn as_integer_ratio(vm: &mut Vm, this: &Value) -> PyResult<(Value, Value)> {
        Ok((vm.to_index(this)?, Value::int32(1)))
    }

    /// Return an array of bytes representing an integer.
    #[method("($self, /, length=1, byteorder='big', *, signed=False)")]
    fn to_bytes(
        vm: &mut Vm,
        this: &Value,
        length: Option<i64>,
        byteorder: Option<&PyStr>,
        signed: Option<bool>,
    ) -> PyResult {
        let int = this.as_big_int().unwrap_or_default();
        let Ok(length) = usize::try_from(length.unwrap_or(1)) else {
            return Err(vm.value_error("length argument must be non-negative"));
        };
        let little = byte_order(vm, byteorder)?;
        let negative = int < IBig::ZERO;
        if negative && signed != Some(true) {
            return Err(vm.overflow_error("can't convert negative int to unsigned"));
        }
        // Two's complement of `length` bytes is the value plus 2**(8 * length) if it is negative.
        let limit_bits = (length as u64).saturating_mul(8);
        let needed = match (signed == Some(true), negative) {
            (true, true) => magnitude_bits(&(&int + IBig::ONE)) + 1,
            (true, false) => magnitude_bits(&int) + 1,
            (false, _) => magnitude_bits(&int),
        };
        if needed > limit_bits && !(length == 0 && int == IBig::ZERO) {
            return Err(vm.overflow_error("int too big to convert"));
        }
        let unsigned = if negative { int + (IBig::ONE << (length * 8)) } else { int };
        let magnitude = dashu_int::UBig::try_from(unsigned).unwrap_or_default();
        let mut bytes = magnitude.to_le_bytes().to_vec();
        bytes.resize(length, 0);
        if !little {
            bytes.reverse();
        }
        Ok(vm.new_bytes(bytes).into())
    }

    /// Return the integer represented by the given array of bytes.
    #[classmethod("($type, /, bytes, byteorder='big', *, signed=False)")]
    fn from_bytes(
        vm: &mut Vm,
        this: &Value,
        bytes: &Value,
        byteorder: Option<&PyStr>,
        signed: Option<bool>,
    ) -> PyResult {
        let little = byte_order(vm, byteorder)?;
        let mut data = match (bytes.downcast::<PyBytes>(), bytes.downcast::<PyByteArray>()) {
            (Some(bytes), _) => bytes.data().to_vec(),
            (None, Some(bytes)) => bytes.data(vm).to_vec(),
            (None, None) if bytes.is_int() || bytes.downcast::<PyStr>().is_some() => {
                let found = vm.class_name(bytes);
                return Err(vm.type_error(format!("cannot convert '{found}' object to bytes")));
            }
            (None, None) => {
                let mut data = Vec::new();
                for item in vm.iterate_to_vec(bytes)? {
                    match u8::try_from(vm.to_i64(&item)?) {
                        Ok(byte) => data.push(byte),
                        Err(_) => return Err(vm.value_error("bytes must be in range(0, 256)")),
                    }
                }
                data
            }
        };
        if !little {
            data.reverse();
        }
        let negative = signed == Some(true) && data.last().is_some_and(|byte| byte & 0x80 != 0);
        let mut int = IBig::from(dashu_int::UBig::from_le_bytes(&data));
        if negative {
            int -= IBig::ONE << (data.len() * 8);
        }
        let int = vm.new_big_int(int);
        match this.is(vm.types().int.value()) {
            true => Ok(int),
            false => vm.call(this, &[int]),
        }
    }

    /// Rounding an Integral with an ndigits argument also returns an integer.
    #[method("($self, ndigits=None, /)")]
    fn __round__(vm: &mut Vm, this: &Value, ndigits: Option<&Value>) -> PyResult {
        let Some(digits) = ndigits.filter(|digits| !digits.is_none()) else { return vm.to_index(this) };
        let digits = vm.to_i64(digits)?;
        if digits >= 0 {
            return vm.to_index(this);
        }
        let int = this.as_big_int().unwrap_or_default();
        if digits.unsigned_abs() > magnitude_bits(&int) {
            return Ok(Value::int32(0));
        }
        let unit = IBig::from(10).pow(digits.unsigned_abs() as usize);
        let (quotient, remainder) = int_floor_div_mod(&int, &unit);
        let double = &remainder * IBig::from(2);
        let odd = &quotient % IBig::from(2) != IBig::ZERO;
        let up = double > unit || (double == unit && odd);
        Ok(vm.new_big_int((if up { quotient + IBig::ONE } else { quotient }) * unit))
    }

    /// Return divmod(self, value).
    #[method("($self, value, /)")]
    fn __divmod__(vm: &mut Vm, this: &Value, value: &Value) -> PyResult {
        divide_both(vm, this, value)
    }

    /// Return divmod(value, self).
    #[method("($self, value, /)")]
    fn __rdivmod__(vm: &mut Vm, this: &Value, value: &Value) -> PyResult {
        divide_both(vm, value, this)
    }

    /// Truncating an Integral returns itself.
    #[method("($self, /)")]
    fn __trunc__(vm: &mut Vm, this: &Value) -> PyResult {
        vm.to_index(this)
    }

    /// Flooring an Integral returns itself.
    #[method("($self, /)")]
    fn __floor__(vm: &mut Vm, this: &Value) -> PyResult {
        vm.to_index(this)
    }

    /// Ceiling of an Integral returns itself.
    #[method("($self, /)")]
    fn __ceil__(vm: &mut Vm, this: &Value) -> PyResult {
        vm.to_index(this)
    }

    #[method("($self, /)")]
    fn __getnewargs__(vm: &mut Vm, this: &Value) -> PyResult {
        let int = this.as_big_int().unwrap_or_default();
        let int = vm.new_big_int(int);
        Ok(vm.new_tuple([int]).into())
    }

    #[getter]
    fn real(vm: &mut Vm, this: &Value) -> PyResult {
        vm.to_index(this)
    }

    #[getter]
    fn imag(this: &Value) -> Value {
        let _ = this;
        Value::int32(0)
    }

    #[getter]
    fn numerator(vm: &mut Vm, this: &Value) -> PyResult {
        vm.to_index(this)
    }

    #[getter]
    fn denominator(this: &Value) -> Value {
        let _ = this;
        Value::int32(1)
    }

    /// Convert to a string according to format_spec.
    #[method("($self, format_spec, /)")]
    fn __format__(vm: &mut Vm, this: &Value, format_spec: &PyStr) -> PyResult {
        vm.format_method(this, format_spec)
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        if let Some(int) = this.as_small_int() {
            return Ok(vm.int_text(int).into());
        }
        let Some(int) = this.big_int() else { return Ok(Value::NOT_IMPLEMENTED) };
        vm.with_decimal_text(&int, |vm, text| vm.new_ascii(text).into())
    }

    #[slot(hash)]
    fn hash_slot(_vm: &mut Vm, this: &Value) -> PyResult<i64> {
        Ok(match this.as_i64() {
            Some(int) => hash_i64(int),
            None => this.big_int().map_or(0, |int| hash_big(&int)),
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
        if let Some(int) = this.as_small_int() {
            return Ok(vm.new_int(-int));
        }
        let int = this.as_big_int().unwrap_or_default();
        Ok(vm.new_big_int(-int))
    }

    #[slot(positive)]
    fn positive_slot(vm: &mut Vm, this: &Value) -> PyResult {
        vm.to_index(this)
    }

    #[slot(absolute)]
    fn absolute_slot(vm: &mut Vm, this: &Value) -> PyResult {
        if let Some(int) = this.as_small_int() {
            return Ok(vm.new_int(int.abs()));
        }
        let int = this.as_big_int().unwrap_or_default();
        Ok(vm.new_big_int(if int < IBig::ZERO { -int } else { int }))
    }

    #[slot(invert)]
    fn invert_slot(vm: &mut Vm, this: &Value) -> PyResult {
        if let Some(int) = this.as_small_int() {
            return Ok(vm.new_int(!int));
        }
        let int = this.as_big_int().unwrap_or_default();
        Ok(vm.new_big_int(-int - IBig::ONE))
    }

    #[number(Add)]
    fn add(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        Ok(vm.sum_of_words(left, right, false).unwrap_or(Value::NOT_IMPLEMENTED))
    }

    #[number(Subtract)]
    fn subtract(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        Ok(vm.sum_of_words(left, right, true).unwrap_or(Value::NOT_IMPLEMENTED))
    }

    #[number(Multiply)]
    fn multiply(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        if let (Some(l), Some(r)) = (left.as_i64(), right.as_i64()) {
            return Ok(vm.new_wide_int(i128::from(l) * i128::from(r)));
        }
        if let Some(product) = vm.product_of_words(left, right) {
            return Ok(product);
        }
        match (left.big_int(), right.big_int()) {
            (Some(l), Some(r)) => Ok(vm.new_big_int(&*l * &*r)),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    #[number(FloorDivide)]
    fn floor_divide(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        divide(vm, left, right, "division by zero", |(quotient, _)| quotient)
    }

    #[number(Remainder)]
    fn remainder(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        divide(vm, left, right, "division by zero", |(_, remainder)| remainder)
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
        if let Some(shift @ 0..) = right.as_small_int()
            && (shift as u64) < MAX_BITS
            && let Some(result) = vm.words_shifted_left(left, shift as usize)
        {
            return Ok(result);
        }
        let (Some(l), Some(r)) = (left.big_int(), right.big_int()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if *r < IBig::ZERO {
            return Err(vm.value_error("negative shift count"));
        }
        if *l == IBig::ZERO {
            return Ok(Value::int32(0));
        }
        match usize::try_from(&*r) {
            Ok(shift) if (shift as u64) < MAX_BITS => Ok(vm.new_big_int(&*l << shift)),
            Ok(_) => Err(vm.memory_error()),
            Err(_) => Err(vm.overflow_error("too many digits in integer")),
        }
    }

    #[number(RightShift)]
    fn right_shift(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        if let Some(shift @ 0..) = right.as_small_int()
            && let Some(result) = vm.words_shifted_right(left, shift as usize)
        {
            return Ok(result);
        }
        let (Some(l), Some(r)) = (left.big_int(), right.big_int()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if *r < IBig::ZERO {
            return Err(vm.value_error("negative shift count"));
        }
        let negative = *l < IBig::ZERO;
        match usize::try_from(&*r) {
            // Rounds down, as two's complement does.
            Ok(shift) => Ok(vm.new_big_int(&*l >> shift)),
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
                let bits = magnitude_bits(&base).saturating_mul(exponent as u64);
                match bits < MAX_BITS {
                    true => Ok(vm.new_big_int(base.pow(exponent))),
                    false => Err(vm.memory_error()),
                }
            }
            (_, Err(_)) => Err(vm.memory_error()),
        }
    }
}

/// Number of bits of the magnitude.
pub(crate) fn magnitude_bits(value: &IBig) -> u64 {
    use dashu_int::ops::BitTest;
    value.bit_len() as u64
}

/// Whether a byte order is little-endian.
fn byte_order(vm: &mut Vm, order: Option<&PyStr>) -> PyResult<bool> {
    match order.and_then(PyStr::as_str) {
        None | Some("big") => Ok(false),
        Some("little") => Ok(true),
        Some(_) => Err(vm.value_error("byteorder must be either 'little' or 'big'")),
    }
}

/// The text of a string or bytes-like value.
fn int_text<'a>(vm: &Vm, value: &'a Value) -> Option<Cow<'a, str>> {
    if let Some(string) = value.downcast::<PyStr>() {
        return Some(match string.as_str() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(string.text().to_string_lossy()),
        });
    }
    if let Some(bytes) = value.downcast::<PyBytes>() {
        return Some(ascii_text(bytes.data()).into());
    }
    value.downcast::<PyByteArray>().map(|bytes| ascii_text(bytes.data(vm)).into())
}

impl Vm {
    /// The quotient and remainder of two numbers, as a tuple.
    pub(crate) fn floor_and_remainder(&mut self, left: &Value, right: &Value) -> PyResult {
        let quotient = self.binary(left, right, BinaryOperator::FloorDivide)?;
        let remainder = self.binary(left, right, BinaryOperator::Remainder)?;
        Ok(self.new_tuple([quotient, remainder]).into())
    }

    /// The decimal text of an integer; `ValueError` for too many digits.
    pub(crate) fn decimal_text(&mut self, int: &IBig) -> PyResult<String> {
        self.with_decimal_text(int, |_, text| String::from_utf8_lossy(text).into_owned())
    }

    /// Calls `function` with the decimal text of an integer, which is ASCII; `ValueError` for too many digits.
    fn with_decimal_text<R>(
        &mut self,
        int: &IBig,
        function: impl FnOnce(&mut Vm, &[u8]) -> R,
    ) -> PyResult<R> {
        // A decimal digit takes 3.32 bits: fewer than three for each cannot reach the limit.
        let most = match self.int_max_str_digits {
            0 => usize::MAX >> 3,
            most => most,
        };
        let may_exceed = magnitude_bits(int) > most as u64 * 3;
        let result = match may_exceed && magnitude_bits(int) > most as u64 * 4 {
            true => None,
            false => with_decimal_digits(int, |text| {
                let digits = text.len() - usize::from(text.starts_with(b"-"));
                (digits <= most).then(|| function(self, text))
            }),
        };
        match result {
            Some(result) => Ok(result),
            None => Err(self.value_error(format!(
                "Exceeds the limit ({most} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit"
            ))),
        }
    }

    /// `int(value)`.
    pub(crate) fn int_of(&mut self, value: &Value) -> PyResult {
        if value.is_small_int() {
            return Ok(value.clone());
        }
        if let Some(float) = value.as_float() {
            return self.float_to_int(float.trunc());
        }
        if let Some(int) = value
            .as_big_int()
            .filter(|_| value.downcast_exact::<PyInt>().is_some() || value.as_bool().is_some())
        {
            return Ok(self.new_big_int(int));
        }
        let class = crate::object::Ref::new(self.class_of(value));
        if let Some(int) = class.slots(self).int {
            let result = int(self, value)?;
            return match result.as_big_int() {
                Some(int) => Ok(self.new_big_int(int)),
                None => {
                    let found = self.class_name(&result);
                    Err(self.type_error(format!("__int__ returned non-int (type {found})")))
                }
            };
        }
        if class.slots(self).index.is_some() {
            return self.to_index(value);
        }
        if let Some(text) = int_text(self, value).filter(|_| value.downcast::<PyByteArray>().is_none()) {
            return self.parse_int(&text, 10, value);
        }
        // The error shows any other buffer as bytes.
        let data = super::bytes_methods::buffer(self, value).map(|data| data.into_owned());
        if let Some(data) = data {
            let text = ascii_text(&data);
            let shown = self.new_bytes(data).into();
            return self.parse_int(&text, 10, &shown);
        }
        let name = class.name_text(self);
        Err(self.type_error(format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{name}'"
        )))
    }

    /// The integer of a float without fraction.
    pub(crate) fn float_to_int(&mut self, value: f64) -> PyResult {
        if value.is_nan() {
            return Err(self.value_error("cannot convert float NaN to integer"));
        }
        if value.is_infinite() {
            return Err(self.overflow_error("cannot convert float infinity to integer"));
        }
        match value.abs() < 9e18 {
            true => Ok(self.new_int(value as i64)),
            false => {
                let int = IBig::try_from(value).unwrap_or_default();
                Ok(self.new_big_int(int))
            }
        }
    }

    /// Parses an integer literal in `base` (0: as its prefix says).
    fn parse_int(&mut self, text: &str, base: u32, source: &Value) -> PyResult {
        // A machine integer of plain digits, as most are.
        if base == 10
            && text.len() <= 18
            && !text.is_empty()
            && let Some(value) = text.bytes().try_fold(0_i64, |value, byte| {
                byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0'))
            })
        {
            return Ok(self.new_int(value));
        }
        let trimmed = text.trim_matches(|c: char| crate::objects::is_space(c as u32));
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
        };
        let (radix, rest, prefixed) = match (base, digits.as_bytes()) {
            (0 | 16, [b'0', b'x' | b'X', ..]) => (16, &digits[2..], true),
            (0 | 8, [b'0', b'o' | b'O', ..]) => (8, &digits[2..], true),
            (0 | 2, [b'0', b'b' | b'B', ..]) => (2, &digits[2..], true),
            (0, _) => (10, digits, false),
            (base, _) => (base, digits, false),
        };
        let rest = if prefixed { rest.strip_prefix('_').unwrap_or(rest) } else { rest };
        let shape_ok = !rest.is_empty()
            && (is_digits(rest) || !rest.starts_with('_') && !rest.ends_with('_') && !rest.contains("__"));
        let zero_ok =
            base != 0 || prefixed || !rest.starts_with('0') || rest.bytes().all(|b| b == b'0' || b == b'_');
        let plain: Option<Cow<'_, str>> = match radix == 10 && is_digits(rest) {
            true => Some(rest.into()),
            false => rest
                .chars()
                .filter(|c| *c != '_')
                .map(|c| match decimal_digit(c) {
                    Some(digit) if digit < radix => char::from_digit(digit, 36),
                    Some(_) => None,
                    None if c.is_ascii_alphabetic() && c.to_digit(36).is_some_and(|digit| digit < radix) => {
                        Some(c)
                    }
                    None => None,
                })
                .collect(),
        };
        let parsed = plain.filter(|_| shape_ok && zero_ok);
        let Some(plain) = parsed else {
            let shown = self.repr(source)?.text().to_string_lossy();
            return Err(self.value_error(format!("invalid literal for int() with base {base}: {shown}")));
        };
        let most = self.int_max_str_digits;
        if !radix.is_power_of_two() && most > 0 && plain.len() > most {
            return Err(self.value_error(format!(
                "Exceeds the limit ({most} digits) for integer string conversion: value has {} digits; use sys.set_int_max_str_digits() to increase the limit",
                plain.len()
            )));
        }
        if plain.len() <= 15
            && let Ok(small) = i64::from_str_radix(&plain, radix)
        {
            return Ok(self.new_int(if negative { -small } else { small }));
        }
        let few = if radix == 10 { decimal_magnitude(plain.as_bytes()) } else { None };
        let magnitude = match few {
            Some(magnitude) => magnitude.into(),
            None => IBig::from_str_radix(&plain, radix).unwrap_or_default(),
        };
        Ok(self.new_big_int(if negative { -magnitude } else { magnitude }))
    }
}

/// Whether all of a text is ASCII digits.
fn is_digits(text: &str) -> bool {
    // All bytes are looked at, which is quicker than an end at the first other one.
    text.bytes().fold(true, |digits, byte| digits & byte.is_ascii_digit())
}

/// The order of two integers, or of an integer and a float; `None` for other types.
pub(crate) fn int_ordering(left: &Value, right: &Value) -> Option<Ordering> {
    match (left.as_i64(), right.as_i64()) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => Some((*left.big_int()?).cmp(&*right.big_int()?)),
    }
}

/// The order of an integer and a float: `None` outside if the types are others, inside if unordered.
pub(crate) fn mixed_ordering(left: &Value, right: &Value) -> Option<Option<Ordering>> {
    match (left.as_float(), right.as_float()) {
        (Some(left), Some(right)) => Some(left.partial_cmp(&right)),
        (Some(float), None) => Some(compare_int_float(&*right.big_int()?, float).map(Ordering::reverse)),
        (None, Some(float)) => Some(compare_int_float(&*left.big_int()?, float)),
        (None, None) => None,
    }
}

fn divide(
    vm: &mut Vm,
    left: &Value,
    right: &Value,
    message: &str,
    part: fn((IBig, IBig)) -> IBig,
) -> PyResult {
    let (Some(l), Some(r)) = (left.big_int(), right.big_int()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if *r == IBig::ZERO {
        return Err(vm.zero_division_error(message));
    }
    Ok(vm.new_big_int(part(int_floor_div_mod(&l, &r))))
}

/// Quotient and remainder by one division.
fn divide_both(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
    let (Some(l), Some(r)) = (left.big_int(), right.big_int()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if *r == IBig::ZERO {
        return Err(vm.zero_division_error("division by zero"));
    }
    let (quotient, remainder) = int_floor_div_mod(&l, &r);
    let (quotient, remainder) = (vm.new_big_int(quotient), vm.new_big_int(remainder));
    Ok(vm.new_tuple([quotient, remainder]).into())
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
        match (left.big_int(), right.big_int()) {
            (Some(l), Some(r)) => Ok(vm.new_big_int(match operator {
                BinaryOperator::And => &*l & &*r,
                BinaryOperator::Or => &*l | &*r,
                _ => &*l ^ &*r,
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
    let shift = magnitude_bits(right) as i64 - magnitude_bits(left) as i64 + 66;
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
