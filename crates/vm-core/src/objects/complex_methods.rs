//! `complex`: arithmetic, comparison, text, methods. Operations that have one real operand treat it as real, so that
//! signed zeros and infinities survive.

use vm_derive::native;

use crate::native::{Args, Parameters};
use crate::object::Ref;
use crate::objects::{PyComplex, PyStr, PyType, float_repr};
use crate::ops::compare::hash_complex;
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Real and imaginary part.
type Parts = (f64, f64);

/// A number taking part in complex arithmetic.
#[derive(Clone, Copy)]
enum Operand {
    Real(f64),
    Complex(Parts),
}

impl Operand {
    fn parts(self) -> Parts {
        match self {
            Operand::Real(real) => (real, 0.0),
            Operand::Complex(parts) => parts,
        }
    }
}

fn operand(vm: &mut Vm, value: &Value) -> PyResult<Option<Operand>> {
    if let Some(complex) = value.downcast::<PyComplex>() {
        return Ok(Some(Operand::Complex((complex.real, complex.imag))));
    }
    match (value.as_float(), value.as_big_int()) {
        (Some(float), _) => Ok(Some(Operand::Real(float))),
        (None, Some(int)) => vm.big_int_to_f64(&int).map(|float| Some(Operand::Real(float))),
        (None, None) => Ok(None),
    }
}

fn arithmetic(
    vm: &mut Vm,
    left: &Value,
    right: &Value,
    function: impl FnOnce(Operand, Operand) -> Option<Parts>,
) -> PyResult {
    let (Some(left), Some(right)) = (operand(vm, left)?, operand(vm, right)?) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    match function(left, right) {
        Some((real, imag)) => Ok(vm.new_complex(real, imag).into()),
        None => Err(vm.zero_division_error("division by zero")),
    }
}

fn product((a, b): Parts, (c, d): Parts) -> Parts {
    (a * c - b * d, a * d + b * c)
}

/// Division scaled by the larger part of the divisor; `None` for a zero divisor.
fn quotient((a, b): Parts, (c, d): Parts) -> Option<Parts> {
    if c.abs() >= d.abs() {
        if c == 0.0 {
            return None;
        }
        let ratio = d / c;
        let divisor = c + d * ratio;
        return Some(((a + b * ratio) / divisor, (b - a * ratio) / divisor));
    }
    if d.abs() >= c.abs() {
        let ratio = c / d;
        let divisor = c * ratio + d;
        return Some(((a * ratio + b) / divisor, (b * ratio - a) / divisor));
    }
    Some((f64::NAN, f64::NAN))
}

/// `base ** exponent`; `None` for zero to a negative or complex power.
fn power(base: Parts, exponent: Parts) -> Option<Parts> {
    let (real, imag) = exponent;
    if imag == 0.0 && real == real.floor() && real.abs() <= 100.0 {
        let (mut result, mut square, mut count) = ((1.0, 0.0), base, real.abs() as u32);
        while count > 0 {
            if count & 1 == 1 {
                result = product(result, square);
            }
            square = product(square, square);
            count >>= 1;
        }
        return if real < 0.0 { quotient((1.0, 0.0), result) } else { Some(result) };
    }
    if base == (0.0, 0.0) {
        return if imag != 0.0 || real < 0.0 { None } else { Some((0.0, 0.0)) };
    }
    let (magnitude, angle) = (base.0.hypot(base.1), base.1.atan2(base.0));
    let (mut length, mut phase) = (magnitude.powf(real), angle * real);
    if imag != 0.0 {
        length *= (-angle * imag).exp();
        phase += imag * magnitude.ln();
    }
    Some((length * phase.cos(), length * phase.sin()))
}

/// `repr(complex)`.
pub(crate) fn complex_repr(real: f64, imag: f64) -> String {
    let part = |value: f64| {
        let text = float_repr(value);
        text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
    };
    if real == 0.0 && !real.is_sign_negative() {
        return format!("{}j", part(imag));
    }
    let imag = part(imag);
    let sign = if imag.starts_with('-') { "" } else { "+" };
    format!("({}{sign}{imag}j)", part(real))
}

/// Whether an underscore stands elsewhere than between two digits.
fn misplaced_underscore(text: &[u8]) -> bool {
    let digit = |index: Option<usize>| index.and_then(|i| text.get(i)).is_some_and(u8::is_ascii_digit);
    let between = |index: usize| digit(index.checked_sub(1)) && digit(index.checked_add(1));
    text.iter().enumerate().any(|(index, byte)| *byte == b'_' && !between(index))
}

/// Reads what `complex(text)` accepts.
fn parse_complex(text: &str) -> Option<Parts> {
    let text = text.trim_matches(|c: char| crate::objects::is_space(c as u32));
    let text = match text.strip_prefix('(') {
        Some(rest) => rest.strip_suffix(')')?.trim_matches(|c: char| crate::objects::is_space(c as u32)),
        None => text,
    };
    let number = |text: &str| -> Option<f64> {
        if text.contains(|c: char| crate::objects::is_space(c as u32)) {
            return None;
        }
        super::float_methods::parse_float(text)
    };
    let Some(body) = text.strip_suffix(['j', 'J']) else { return Some((number(text)?, 0.0)) };
    let imaginary = |text: &str| match text {
        "" | "+" => Some(1.0),
        "-" => Some(-1.0),
        text => number(text),
    };
    // The imaginary part starts at the last sign that is no exponent's.
    let bytes = body.as_bytes();
    let split = (1..bytes.len())
        .rev()
        .find(|&at| matches!(bytes[at], b'+' | b'-') && !matches!(bytes[at - 1], b'e' | b'E'));
    match split {
        Some(at) => Some((number(&body[..at])?, imaginary(&body[at..])?)),
        None => Some((0.0, imaginary(body)?)),
    }
}

impl Vm {
    /// The complex number that a constructor argument stands for.
    fn complex_part(&mut self, value: &Value, name: &str) -> PyResult<Operand> {
        if let Some(operand) = operand(self, value)? {
            return Ok(operand);
        }
        if let Some(parts) = self.complex_by_method(value)? {
            return Ok(Operand::Complex(parts));
        }
        let class = Ref::new(self.class_of(value));
        if class.slots(self).float.is_some() || class.slots(self).index.is_some() {
            return self.to_f64(value).map(Operand::Real);
        }
        let found = class.name_text(self);
        let message = match name {
            "" => format!("complex() argument must be a string or a number, not {found}"),
            name => format!("complex() argument '{name}' must be a real number, not {found}"),
        };
        Err(self.type_error(message))
    }

    /// What `__complex__` gives, if there is one.
    fn complex_by_method(&mut self, value: &Value) -> PyResult<Option<Parts>> {
        let name = self.intern_str("__complex__");
        let Some(method) = self.lookup_special(value, &name) else { return Ok(None) };
        let result = self.call_bound(&method, value, &[])?;
        match result.downcast::<PyComplex>() {
            Some(complex) => Ok(Some((complex.real, complex.imag))),
            None => {
                let found = self.class_name(&result);
                Err(self.type_error(format!("__complex__ returned non-complex (type {found})")))
            }
        }
    }
}

/// Create a complex number from a string or numbers.
///
/// If a string is given, parse it as a complex number.
/// If a single number is given, convert it to a complex number.
/// If the 'real' or 'imag' arguments are given, create a complex number
/// with the specified real and imaginary components.
#[native(name = "complex", kind = Complex)]
impl PyComplex {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        const PARAMETERS: Parameters = Parameters {
            owner: crate::native::Owner::Nothing,
            function: "complex",
            names: &["real", "imag"],
            required: &[false, false],
            positional: 2,
            positional_only: 0,
            skip_this: false,
            varargs: false,
            varkeywords: false,
        };
        let (real, imag) = match args.bind::<2>(vm, &PARAMETERS)?.values {
            [None, None] => (0.0, 0.0),
            [Some(value), None] => {
                if !class.is_heap_type() && value.downcast_exact::<PyComplex>().is_some() {
                    return Ok(value.clone());
                }
                match value.downcast::<PyStr>() {
                    Some(text) => match parse_complex(&text.text().to_string_lossy()) {
                        Some(parts) => parts,
                        None if misplaced_underscore(text.as_bytes()) => {
                            let shown = vm.repr(value)?.text().to_string_lossy();
                            let message = format!("could not convert string to complex: {shown}");
                            return Err(vm.value_error(message));
                        }
                        None => return Err(vm.value_error("complex() arg is a malformed string")),
                    },
                    None => vm.complex_part(value, "")?.parts(),
                }
            }
            [real, imag] => {
                let real = match real {
                    Some(real) => vm.complex_part(real, "real")?.parts(),
                    None => (0.0, 0.0),
                };
                let imag = match imag {
                    Some(imag) => vm.complex_part(imag, "imag")?,
                    None => Operand::Real(0.0),
                };
                match imag {
                    // Adding would lose the sign of a negative zero.
                    Operand::Real(imag) if real.1 == 0.0 => (real.0, imag),
                    Operand::Real(imag) => (real.0, real.1 + imag),
                    Operand::Complex(imag) => (real.0 - imag.1, real.1 + imag.0),
                }
            }
        };
        if !class.is_heap_type() {
            return Ok(vm.new_complex(real, imag).into());
        }
        Ok(vm.allocate(class, 0, |header| PyComplex { header, real, imag }).into())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let text = this.downcast::<PyComplex>().map_or(String::new(), |c| complex_repr(c.real, c.imag));
        Ok(vm.new_str(&text).into())
    }

    #[slot(hash)]
    fn hash_slot(_vm: &mut Vm, this: &Value) -> PyResult<i64> {
        Ok(this.downcast::<PyComplex>().map_or(0, hash_complex))
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let Some(complex) = this.downcast::<PyComplex>() else { return Ok(Value::NOT_IMPLEMENTED) };
        let equal = match (other.downcast::<PyComplex>(), other.as_float(), other.as_big_int()) {
            (Some(other), _, _) => complex.real == other.real && complex.imag == other.imag,
            (None, Some(float), _) => complex.real == float && complex.imag == 0.0,
            (None, None, Some(_)) => {
                let real = vm.new_float(complex.real);
                complex.imag == 0.0 && vm.compare_bool(&real, other, CompareOp::Eq)?
            }
            (None, None, None) => return Ok(Value::NOT_IMPLEMENTED),
        };
        Ok(match op {
            CompareOp::Eq => Value::bool(equal),
            CompareOp::Ne => Value::bool(!equal),
            _ => Value::NOT_IMPLEMENTED,
        })
    }

    #[slot(bool)]
    fn bool_slot(_vm: &mut Vm, this: &Value) -> PyResult<bool> {
        Ok(this.downcast::<PyComplex>().is_some_and(|c| c.real != 0.0 || c.imag != 0.0))
    }

    #[slot(negative)]
    fn negative_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let (real, imag) = this.downcast::<PyComplex>().map_or((0.0, 0.0), |c| (c.real, c.imag));
        Ok(vm.new_complex(-real, -imag).into())
    }

    #[slot(positive)]
    fn positive_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let (real, imag) = this.downcast::<PyComplex>().map_or((0.0, 0.0), |c| (c.real, c.imag));
        Ok(vm.new_complex(real, imag).into())
    }

    #[slot(absolute)]
    fn absolute_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let (real, imag) = this.downcast::<PyComplex>().map_or((0.0, 0.0), |c| (c.real, c.imag));
        let length = real.hypot(imag);
        match length.is_infinite() && real.is_finite() && imag.is_finite() {
            true => Err(vm.overflow_error("absolute value too large")),
            false => Ok(vm.new_float(length)),
        }
    }

    #[number(Add)]
    fn add(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        arithmetic(vm, left, right, |left, right| {
            Some(match (left, right) {
                (Operand::Complex((a, b)), Operand::Real(c))
                | (Operand::Real(c), Operand::Complex((a, b))) => (a + c, b),
                (left, right) => (left.parts().0 + right.parts().0, left.parts().1 + right.parts().1),
            })
        })
    }

    #[number(Subtract)]
    fn subtract(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        arithmetic(vm, left, right, |left, right| {
            Some(match (left, right) {
                (Operand::Complex((a, b)), Operand::Real(c)) => (a - c, b),
                (Operand::Real(a), Operand::Complex((c, d))) => (a - c, -d),
                (left, right) => (left.parts().0 - right.parts().0, left.parts().1 - right.parts().1),
            })
        })
    }

    #[number(Multiply)]
    fn multiply(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        arithmetic(vm, left, right, |left, right| {
            Some(match (left, right) {
                (Operand::Complex((a, b)), Operand::Real(c))
                | (Operand::Real(c), Operand::Complex((a, b))) => (a * c, b * c),
                (left, right) => product(left.parts(), right.parts()),
            })
        })
    }

    #[number(TrueDivide)]
    fn true_divide(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        arithmetic(vm, left, right, |left, right| match (left, right) {
            (_, Operand::Real(0.0)) => None,
            (Operand::Complex((a, b)), Operand::Real(c)) => Some((a / c, b / c)),
            (left, right) => quotient(left.parts(), right.parts()),
        })
    }

    #[number(Power)]
    fn power(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let (Some(base), Some(exponent)) = (operand(vm, left)?, operand(vm, right)?) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let (base, exponent) = (base.parts(), exponent.parts());
        let Some((real, imag)) = power(base, exponent) else {
            return Err(vm.zero_division_error("zero to a negative or complex power"));
        };
        let finite = |(real, imag): Parts| real.is_finite() && imag.is_finite();
        if (real.is_infinite() || imag.is_infinite()) && finite(base) && finite(exponent) {
            return Err(vm.overflow_error("complex exponentiation"));
        }
        Ok(vm.new_complex(real, imag).into())
    }

    /// Convert number to a complex floating-point number.
    #[classmethod("($type, number, /)")]
    fn from_number(vm: &mut Vm, this: &Value, number: &Value) -> PyResult {
        let complex: Value = match number.downcast_exact::<PyComplex>() {
            Some(_) => number.clone(),
            None => {
                let (real, imag) = match vm.complex_by_method(number)? {
                    Some(parts) => parts,
                    None => (vm.to_f64(number)?, 0.0),
                };
                vm.new_complex(real, imag).into()
            }
        };
        match this.is(vm.types().complex.value()) {
            true => Ok(complex),
            false => vm.call(this, &[complex]),
        }
    }

    /// Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j.
    #[method("($self, /)")]
    fn conjugate(vm: &mut Vm, this: &PyComplex) -> Ref<PyComplex> {
        vm.new_complex(this.real, -this.imag)
    }

    /// Convert this value to exact type complex.
    #[method("($self, /)")]
    fn __complex__(vm: &mut Vm, this: &PyComplex) -> Ref<PyComplex> {
        vm.new_complex(this.real, this.imag)
    }

    #[method("($self, /)")]
    fn __getnewargs__(this: &PyComplex) -> (f64, f64) {
        (this.real, this.imag)
    }

    /// Convert to a string according to format_spec.
    #[method("($self, format_spec, /)")]
    fn __format__(vm: &mut Vm, this: &PyComplex, format_spec: &PyStr) -> PyResult<String> {
        if format_spec.is_empty() {
            return Ok(complex_repr(this.real, this.imag));
        }
        let spec = vm.parse_format_spec(&format_spec.text().to_string_lossy(), "complex")?;
        if spec.zero_pad {
            return Err(vm.value_error("Zero padding is not allowed in complex format specifier"));
        }
        if spec.align == Some('=') {
            return Err(vm.value_error("'=' alignment flag is not allowed in complex format specifier"));
        }
        let mut part = String::new();
        if spec.alternate {
            part.push('#');
        }
        part.extend(spec.grouping);
        if let Some(precision) = spec.precision {
            part.push_str(&format!(".{precision}"));
        }
        let kind = spec.kind.or(spec.precision.map(|_| 'g'));
        if let Some(kind) = kind {
            if !matches!(kind, 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n') {
                return Err(
                    vm.value_error(format!("Unknown format code '{kind}' for object of type 'complex'"))
                );
            }
            part.push(kind);
        }
        let mut real = vm.format_float(this.real, &format!("{}{part}", spec.sign))?;
        let mut imag = vm.format_float(this.imag, &format!("+{part}"))?;
        let mut text = String::new();
        if spec.kind.is_none() {
            if spec.precision.is_none() {
                real.truncate(real.strip_suffix(".0").unwrap_or(&real).len());
                imag.truncate(imag.strip_suffix(".0").unwrap_or(&imag).len());
            }
            if this.real == 0.0 && !this.real.is_sign_negative() {
                let sign = spec.sign != '+';
                text.push_str(imag.strip_prefix('+').filter(|_| sign).unwrap_or(&imag));
                text.push('j');
            } else {
                text = format!("({real}{imag}j)");
            }
        } else {
            text = format!("{real}{imag}j");
        }
        Ok(crate::ops::format_spec::pad(&text, spec.fill, spec.align.unwrap_or('>'), spec.width))
    }

    /// the real part of a complex number
    #[getter(member)]
    fn real(this: &PyComplex) -> f64 {
        this.real
    }

    /// the imaginary part of a complex number
    #[getter(member)]
    fn imag(this: &PyComplex) -> f64 {
        this.imag
    }
}
