//! Arithmetic on numeric constants with Python's semantics; `None` where it would raise.

use bytecode::Constant;
use dashu_int::{IBig, ops::BitTest};

use super::fold::MAX_INT_BITS;

/// A numeric constant; booleans are integers.
#[derive(Clone, Debug)]
pub(super) enum Number {
    Int(IBig),
    Float(f64),
    Complex(f64, f64),
}

use Number::{Complex, Float, Int};

fn bits(value: &IBig) -> usize {
    value.magnitude_bits()
}

/// Bit length of the magnitude, as `int.bit_length` counts it.
trait MagnitudeBits {
    fn magnitude_bits(&self) -> usize;
}

impl MagnitudeBits for IBig {
    fn magnitude_bits(&self) -> usize {
        use dashu_int::ops::UnsignedAbs;
        self.clone().unsigned_abs().bit_len()
    }
}

/// An integer as the nearest float; `None` if it is too large.
fn to_float(value: &IBig) -> Option<f64> {
    let float = value.to_f64().value();
    float.is_finite().then_some(float)
}

fn finite_complex(real: f64, imag: f64) -> Option<Constant> {
    Some(Constant::Complex { real, imag })
}

impl Number {
    pub fn new(constant: &Constant) -> Option<Number> {
        match constant {
            Constant::Bool(value) => Some(Int(IBig::from(i64::from(*value)))),
            Constant::Int(value) => Some(Int(IBig::from(*value))),
            Constant::BigInt(value) => Some(Int(IBig::clone(value))),
            Constant::Float(value) => Some(Float(*value)),
            Constant::Complex { real, imag } => Some(Complex(*real, *imag)),
            _ => None,
        }
    }

    pub fn into_constant(self) -> Constant {
        match self {
            Int(value) => match i64::try_from(&value) {
                Ok(small) => Constant::Int(small),
                Err(_) => Constant::BigInt(Box::new(value)),
            },
            Float(value) => Constant::Float(value),
            Complex(real, imag) => Constant::Complex { real, imag },
        }
    }

    /// Python's `==`, exact across types.
    pub fn equals(&self, other: &Number) -> bool {
        match (self, other) {
            (Int(a), Int(b)) => a == b,
            (Float(a), Float(b)) => a == b,
            (Complex(a, b), Complex(c, d)) => a == c && b == d,
            (Complex(real, imag), other) | (other, Complex(real, imag)) => {
                *imag == 0.0 && Float(*real).equals(other)
            }
            (Int(int), Float(float)) | (Float(float), Int(int)) => {
                *float == float.trunc() && IBig::try_from(*float).is_ok_and(|value| value == *int)
            }
        }
    }

    pub fn invert(self) -> Option<Constant> {
        match self {
            Int(value) => Some(Int(!value).into_constant()),
            _ => None,
        }
    }

    pub fn negative(self) -> Constant {
        match self {
            Int(value) => Int(-value),
            Float(value) => Float(-value),
            Complex(real, imag) => Complex(-real, -imag),
        }
        .into_constant()
    }

    fn float(&self) -> Option<f64> {
        match self {
            Int(value) => to_float(value),
            Float(value) => Some(*value),
            Complex(..) => None,
        }
    }

    /// As a complex number's parts, and whether it is one: mixed arithmetic treats reals apart.
    fn parts(&self) -> Option<(f64, Option<f64>)> {
        match self {
            Complex(real, imag) => Some((*real, Some(*imag))),
            _ => Some((self.float()?, None)),
        }
    }

    fn is_complex(&self) -> bool {
        matches!(self, Complex(..))
    }

    pub fn add(&self, other: &Number) -> Option<Constant> {
        if let (Int(a), Int(b)) = (self, other) {
            return Some(Int(a + b).into_constant());
        }
        if !self.is_complex() && !other.is_complex() {
            return Some(Constant::Float(self.float()? + other.float()?));
        }
        let ((a, b), (c, d)) = (self.parts()?, other.parts()?);
        let imag = match (b, d) {
            (Some(b), Some(d)) => b + d,
            (b, d) => b.or(d)?,
        };
        finite_complex(a + c, imag)
    }

    pub fn subtract(&self, other: &Number) -> Option<Constant> {
        if let (Int(a), Int(b)) = (self, other) {
            return Some(Int(a - b).into_constant());
        }
        if !self.is_complex() && !other.is_complex() {
            return Some(Constant::Float(self.float()? - other.float()?));
        }
        let ((a, b), (c, d)) = (self.parts()?, other.parts()?);
        let imag = match (b, d) {
            (Some(b), Some(d)) => b - d,
            (Some(b), None) => b,
            (None, d) => -d?,
        };
        finite_complex(a - c, imag)
    }

    pub fn multiply(&self, other: &Number) -> Option<Constant> {
        if let (Int(a), Int(b)) = (self, other) {
            let zero = *a == IBig::ZERO || *b == IBig::ZERO;
            return (zero || bits(a) + bits(b) <= MAX_INT_BITS).then(|| Int(a * b).into_constant());
        }
        if !self.is_complex() && !other.is_complex() {
            return Some(Constant::Float(self.float()? * other.float()?));
        }
        let ((a, b), (c, d)) = (self.parts()?, other.parts()?);
        match (b, d) {
            (Some(b), Some(d)) => {
                let (real, imag) = complex_product((a, b), (c, d));
                // Infinities are recovered from by rules of their own; such constants are not worth having here.
                (!real.is_nan() || !imag.is_nan()).then_some(Constant::Complex { real, imag })
            }
            (Some(b), None) => finite_complex(a * c, b * c),
            (None, d) => finite_complex(a * c, a * d?),
        }
    }

    pub fn true_divide(&self, other: &Number) -> Option<Constant> {
        if let (Int(a), Int(b)) = (self, other) {
            return int_true_divide(a, b).map(Constant::Float);
        }
        if !self.is_complex() && !other.is_complex() {
            let (a, b) = (self.float()?, other.float()?);
            return (b != 0.0).then(|| Constant::Float(a / b));
        }
        let ((a, b), (c, d)) = (self.parts()?, other.parts()?);
        let (real, imag) = match (b, d) {
            (Some(b), Some(d)) => complex_quotient((a, b), (c, d))?,
            (Some(b), None) => (c != 0.0).then(|| (a / c, b / c))?,
            (None, d) => real_by_complex(a, (c, d?))?,
        };
        finite_complex(real, imag)
    }

    pub fn floor_divide(&self, other: &Number) -> Option<Constant> {
        if let (Int(a), Int(b)) = (self, other) {
            return Some(Int(floor_div_rem(a, b)?.0).into_constant());
        }
        Some(Constant::Float(float_div_rem(self.float()?, other.float()?)?.0))
    }

    pub fn remainder(&self, other: &Number) -> Option<Constant> {
        if let (Int(a), Int(b)) = (self, other) {
            return Some(Int(floor_div_rem(a, b)?.1).into_constant());
        }
        Some(Constant::Float(float_div_rem(self.float()?, other.float()?)?.1))
    }

    pub fn shift_left(&self, other: &Number) -> Option<Constant> {
        let (Int(value), Int(shift)) = (self, other) else { return None };
        if *value == IBig::ZERO {
            return (*shift >= IBig::ZERO).then_some(Constant::Int(0));
        }
        let shift = usize::try_from(shift).ok()?;
        (shift == 0 || (shift <= MAX_INT_BITS && bits(value) <= MAX_INT_BITS - shift))
            .then(|| Int(value << shift).into_constant())
    }

    pub fn shift_right(&self, other: &Number) -> Option<Constant> {
        let (Int(value), Int(shift)) = (self, other) else { return None };
        if *shift < IBig::ZERO {
            return None;
        }
        Some(match usize::try_from(shift) {
            Ok(shift) if shift <= bits(value) => Int(value >> shift).into_constant(),
            _ => Constant::Int(if *value < IBig::ZERO { -1 } else { 0 }),
        })
    }

    pub fn power(&self, other: &Number) -> Option<Constant> {
        if let (Int(base), Int(exponent)) = (self, other) {
            if *exponent < IBig::ZERO {
                return float_power(to_float(base)?, to_float(exponent)?);
            }
            if *base == IBig::ZERO || *exponent == IBig::ZERO {
                return Some(Constant::Int(i64::from(*exponent == IBig::ZERO)));
            }
            let exponent = usize::try_from(exponent).ok()?;
            return (bits(base) <= MAX_INT_BITS / exponent).then(|| Int(base.pow(exponent)).into_constant());
        }
        if !self.is_complex() && !other.is_complex() {
            return float_power(self.float()?, other.float()?);
        }
        let ((a, b), (c, d)) = (self.parts()?, other.parts()?);
        complex_power((a, b.unwrap_or(0.0)), (c, d.unwrap_or(0.0)))
    }
}

fn floor_div_rem(a: &IBig, b: &IBig) -> Option<(IBig, IBig)> {
    if *b == IBig::ZERO {
        return None;
    }
    let (mut quotient, mut remainder) = (a / b, a % b);
    if remainder != IBig::ZERO && (remainder < IBig::ZERO) != (*b < IBig::ZERO) {
        quotient -= IBig::ONE;
        remainder += b;
    }
    Some((quotient, remainder))
}

/// The correctly rounded quotient of two integers.
fn int_true_divide(a: &IBig, b: &IBig) -> Option<f64> {
    use dashu_int::ops::UnsignedAbs;
    if *b == IBig::ZERO {
        return None;
    }
    if *a == IBig::ZERO {
        return Some(if *b < IBig::ZERO { -0.0 } else { 0.0 });
    }
    let negative = (*a < IBig::ZERO) != (*b < IBig::ZERO);
    // A quotient of at least 64 bits; what is cut off only matters as "not zero", below the bits that round.
    let shift = 66 + bits(b) as i64 - bits(a) as i64;
    let (mut numerator, mut denominator) = (a.clone().unsigned_abs(), b.clone().unsigned_abs());
    if shift >= 0 {
        numerator <<= shift as usize;
    } else {
        denominator <<= -shift as usize;
    }
    let inexact = &numerator % &denominator != dashu_int::UBig::ZERO;
    let quotient = u128::try_from(numerator / denominator).ok()?;
    let rounded = (quotient << 1 | u128::from(inexact)) as f64;
    // Two steps, since a power of two may be out of range where the result is not.
    let exponent = -(shift + 1);
    let half = exponent / 2;
    let scaled = rounded * 2f64.powi(half as i32) * 2f64.powi((exponent - half) as i32);
    scaled.is_finite().then_some(if negative { -scaled } else { scaled })
}

fn float_div_rem(a: f64, b: f64) -> Option<(f64, f64)> {
    if b == 0.0 {
        return None;
    }
    let mut remainder = a % b;
    let mut quotient = (a - remainder) / b;
    if remainder != 0.0 {
        if (b < 0.0) != (remainder < 0.0) {
            remainder += b;
            quotient -= 1.0;
        }
    } else {
        remainder = 0f64.copysign(b);
    }
    let floor = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        0f64.copysign(a / b)
    };
    Some((floor, remainder))
}

fn float_power(base: f64, exponent: f64) -> Option<Constant> {
    if base == 0.0 && exponent < 0.0 {
        return None;
    }
    if base < 0.0 && base.is_finite() && exponent.is_finite() && exponent != exponent.floor() {
        return complex_power((base, 0.0), (exponent, 0.0));
    }
    let result = base.powf(exponent);
    let overflow = result.is_infinite() && base.is_finite() && exponent.is_finite();
    (!overflow).then_some(Constant::Float(result))
}

fn complex_product((a, b): (f64, f64), (c, d): (f64, f64)) -> (f64, f64) {
    (a * c - b * d, a * d + b * c)
}

fn complex_quotient((a, b): (f64, f64), (c, d): (f64, f64)) -> Option<(f64, f64)> {
    if c.abs() >= d.abs() {
        if c == 0.0 {
            return None;
        }
        let ratio = d / c;
        let denominator = c + d * ratio;
        Some(((a + b * ratio) / denominator, (b - a * ratio) / denominator))
    } else {
        let ratio = c / d;
        let denominator = c * ratio + d;
        Some(((a * ratio + b) / denominator, (b * ratio - a) / denominator))
    }
}

fn real_by_complex(a: f64, (c, d): (f64, f64)) -> Option<(f64, f64)> {
    if c.abs() >= d.abs() {
        if c == 0.0 {
            return None;
        }
        let ratio = d / c;
        let denominator = c + d * ratio;
        Some((a / denominator, (-a * ratio) / denominator))
    } else {
        let ratio = c / d;
        let denominator = c * ratio + d;
        Some(((a * ratio) / denominator, -a / denominator))
    }
}

/// Greatest integral exponent that complex powers are multiplied out for.
const MAX_COMPLEX_INT_POWER: f64 = 100.0;

fn complex_power((a, b): (f64, f64), (c, d): (f64, f64)) -> Option<Constant> {
    let (real, imag) = if d == 0.0 && c == c.floor() && c.abs() <= MAX_COMPLEX_INT_POWER {
        let power = complex_int_power((a, b), c.abs() as u32);
        if c > 0.0 { power } else { complex_quotient((1.0, 0.0), power)? }
    } else if a == 0.0 && b == 0.0 {
        if d != 0.0 || c < 0.0 {
            return None;
        }
        (0.0, 0.0)
    } else {
        let absolute = a.hypot(b);
        let mut length = absolute.powf(c);
        let angle = b.atan2(a);
        let mut phase = angle * c;
        if d != 0.0 {
            length *= (-angle * d).exp();
            phase += d * absolute.ln();
        }
        (length * phase.cos(), length * phase.sin())
    };
    (real.is_finite() && imag.is_finite()).then_some(Constant::Complex { real, imag })
}

fn complex_int_power(base: (f64, f64), exponent: u32) -> (f64, f64) {
    let (mut result, mut power) = ((1.0, 0.0), base);
    let mut mask = 1;
    while mask <= exponent {
        if exponent & mask != 0 {
            result = complex_product(result, power);
        }
        mask <<= 1;
        power = complex_product(power, power);
    }
    result
}
