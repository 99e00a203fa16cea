//! `math`: functions of real numbers, as C's library has them, with Python's errors.

use dashu_int::{IBig, UBig};
use vm_core::ops::compare::frexp as split;
use vm_derive::native;

use crate::native::ModuleDef;
use crate::objects::PyDict;
use crate::types::BinaryOperator;
use crate::{PyResult, Value, Vm};

/// The module.
pub static MATH: ModuleDef = ModuleDef {
    name: "math",
    doc: "This module provides access to the mathematical functions\ndefined by the C standard.",
    functions: Math::NATIVE_METHODS,
    init,
};

fn init(vm: &mut Vm, dict: &PyDict) -> PyResult<()> {
    let module: Value = vm.intern_str("math").into();
    for def in SimpleMath::NATIVE_METHODS {
        let function = vm.new_native(def, Value::NULL, module.clone());
        dict.set_name(vm, def.name, function);
    }
    for (name, value) in [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("tau", std::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ] {
        let value = vm.new_float(value);
        dict.set_name(vm, name, value);
    }
    Ok(())
}

/// The text of a float in a message.
fn shown(vm: &mut Vm, value: f64) -> PyResult<String> {
    let value = vm.new_float(value);
    Ok(vm.repr(&value)?.text().to_string_lossy())
}

/// Raises `ValueError`: what was expected, and what was got.
fn domain<T>(vm: &mut Vm, expected: &str, value: f64) -> PyResult<T> {
    let got = shown(vm, value)?;
    Err(vm.value_error(format!("{expected}, got {got}")))
}

/// A result that must be finite where the argument is; infinite is `OverflowError`, NaN `ValueError`.
fn checked(vm: &mut Vm, argument: f64, result: f64, expected: &str) -> PyResult<f64> {
    if result.is_nan() && !argument.is_nan() {
        return domain(vm, expected, argument);
    }
    if result.is_infinite() && argument.is_finite() {
        return Err(vm.overflow_error("math range error"));
    }
    Ok(result)
}

/// The same for functions of two arguments.
fn checked_two(vm: &mut Vm, x: f64, y: f64, result: f64) -> PyResult<f64> {
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(vm.value_error("math domain error"));
    }
    if result.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(vm.overflow_error("math range error"));
    }
    Ok(result)
}

/// How many things there are and how many are taken, for `comb` and `perm`.
fn chosen(vm: &mut Vm, n: &Value, k: &Value) -> PyResult<(IBig, IBig)> {
    let (n, k) = (big(vm, n)?, big(vm, k)?);
    if n < IBig::ZERO {
        return Err(vm.value_error("n must be a non-negative integer"));
    }
    if k < IBig::ZERO {
        return Err(vm.value_error("k must be a non-negative integer"));
    }
    Ok((n, k))
}

fn big(vm: &mut Vm, value: &Value) -> PyResult<IBig> {
    Ok(vm.to_index(value)?.as_big_int().unwrap_or_default())
}

/// A logarithm of a positive number; integers may be of any size. `log` takes a float, `of_two` is the log of 2.
fn logarithm(vm: &mut Vm, x: &Value, log: fn(f64) -> f64, of_two: f64) -> PyResult<f64> {
    if let Some(int) = x.as_big_int().filter(|_| x.as_small_int().is_none()) {
        if int <= IBig::ZERO {
            return Err(vm.value_error("expected a positive input"));
        }
        let float = int.to_f64().value();
        if float.is_finite() {
            return Ok(log(float));
        }
        let bits = UBig::try_from(int.clone()).map_or(0, |int| dashu_int::ops::BitTest::bit_len(&int));
        let shift = bits.saturating_sub(64);
        let mantissa = (int >> shift).to_f64().value();
        return Ok(log(mantissa) + of_two * shift as f64);
    }
    let value = vm.to_f64(x)?;
    if value <= 0.0 {
        return match x.is_int() {
            true => Err(vm.value_error("expected a positive input")),
            false if value.is_infinite() => domain(vm, "expected a positive input", value),
            false => {
                let got = shown(vm, value)?;
                Err(vm.value_error(format!("expected a positive input, got {got}")))
            }
        };
    }
    Ok(log(value))
}

/// The product of the integers in `low..=high`.
fn product(low: u64, high: u64) -> UBig {
    match high.saturating_sub(low) {
        _ if low > high => UBig::ONE,
        0 => UBig::from(low),
        1 => UBig::from(low) * UBig::from(high),
        distance => {
            let middle = low + distance / 2;
            product(low, middle) * product(middle + 1, high)
        }
    }
}

/// Exact sum of floats: partial sums that do not overlap, as Shewchuk described.
#[derive(Default)]
struct ExactSum {
    partials: Vec<f64>,
    special: f64,
    infinities: f64,
    overflowed: bool,
}

impl ExactSum {
    fn add(&mut self, value: f64) {
        let mut x = value;
        let mut kept = 0;
        for index in 0..self.partials.len() {
            let mut y = self.partials[index];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                self.partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        self.partials.truncate(kept);
        if x == 0.0 {
            return;
        }
        if x.is_finite() {
            self.partials.push(x);
            return;
        }
        if value.is_finite() {
            self.overflowed = true;
        }
        if value.is_infinite() {
            self.infinities += value;
        }
        self.special += value;
        self.partials.clear();
    }

    /// The sum, rounded once.
    fn total(&self) -> f64 {
        let mut rest = self.partials.iter().rev();
        let Some(&first) = rest.next() else { return 0.0 };
        let (mut high, mut low) = (first, 0.0);
        let mut partials: Vec<f64> = rest.copied().collect();
        partials.reverse();
        while let Some(y) = partials.pop() {
            let x = high;
            high = x + y;
            low = y - (high - x);
            if low != 0.0 {
                break;
            }
        }
        // Half-way cases are rounded to even by looking at what comes below.
        if let Some(&below) = partials.last()
            && ((low < 0.0 && below < 0.0) || (low > 0.0 && below > 0.0))
        {
            let y = low * 2.0;
            let x = high + y;
            if y == x - high {
                high = x;
            }
        }
        high
    }
}

/// Length of a vector, scaled so that squares neither overflow nor vanish.
fn vector_norm(values: &[f64]) -> f64 {
    let greatest = values.iter().fold(0.0_f64, |greatest, value| greatest.max(value.abs()));
    if values.iter().any(|value| value.is_infinite()) {
        return f64::INFINITY;
    }
    if values.iter().any(|value| value.is_nan()) {
        return f64::NAN;
    }
    if greatest == 0.0 || values.len() == 1 {
        return greatest;
    }
    let (_, exponent) = split(greatest);
    let scale = |value: f64, by: i32| libm::ldexp(value, by);
    let mut sum = ExactSum::default();
    for value in values {
        let scaled = scale(*value, -exponent);
        let square = scaled * scaled;
        sum.add(square);
        sum.add(scaled.mul_add(scaled, -square));
    }
    let total = sum.total();
    let root = total.sqrt();
    // One Newton step with the exact remainder makes the root correctly rounded nearly always.
    let square = root * root;
    sum.add(-square);
    sum.add(-root.mul_add(root, -square));
    let corrected = root + sum.total() / (2.0 * root);
    scale(corrected, exponent)
}

/// Marker that holds the functions.
pub struct Math;

macro_rules! simple {
    ($($(#[$meta:meta])* $name:ident($text:literal) = |$x:ident| $body:expr, $expected:literal;)*) => {
        #[native(module = "math")]
        impl SimpleMath {
            $(
                $(#[$meta])*
                #[function("(x, /)", name = $text)]
                fn $name(vm: &mut Vm, x: f64) -> PyResult<f64> {
                    let $x = x;
                    let result = $body;
                    checked(vm, x, result, $expected)
                }
            )*
        }
    };
}

/// Marker that holds the functions of one float.
pub struct SimpleMath;

simple! {
    /// Return the arc cosine (measured in radians) of x.
    ///
    /// The result is between 0 and pi.
    acos("acos") = |x| x.acos(), "expected a number in range from -1 up to 1";
    /// Return the inverse hyperbolic cosine of x.
    acosh("acosh") = |x| libm::acosh(x), "expected argument value not less than 1";
    /// Return the arc sine (measured in radians) of x.
    ///
    /// The result is between -pi/2 and pi/2.
    asin("asin") = |x| x.asin(), "expected a number in range from -1 up to 1";
    /// Return the inverse hyperbolic sine of x.
    asinh("asinh") = |x| libm::asinh(x), "math domain error";
    /// Return the arc tangent (measured in radians) of x.
    ///
    /// The result is between -pi/2 and pi/2.
    atan("atan") = |x| x.atan(), "math domain error";
    /// Return the cube root of x.
    cbrt("cbrt") = |x| x.cbrt(), "math domain error";
    /// Return the cosine of x (measured in radians).
    cos("cos") = |x| x.cos(), "expected a finite input";
    /// Return the hyperbolic cosine of x.
    cosh("cosh") = |x| x.cosh(), "math domain error";
    /// Convert angle x from radians to degrees.
    degrees("degrees") = |x| x * (180.0 / std::f64::consts::PI), "math domain error";
    /// Error function at x.
    erf("erf") = |x| libm::erf(x), "math domain error";
    /// Complementary error function at x.
    erfc("erfc") = |x| libm::erfc(x), "math domain error";
    /// Return e raised to the power of x.
    exp("exp") = |x| x.exp(), "math domain error";
    /// Return 2 raised to the power of x.
    exp2("exp2") = |x| x.exp2(), "math domain error";
    /// Return exp(x)-1.
    ///
    /// This function avoids the loss of precision involved in the direct evaluation of exp(x)-1 for small x.
    expm1("expm1") = |x| x.exp_m1(), "math domain error";
    /// Return the absolute value of the float x.
    fabs("fabs") = |x| x.abs(), "math domain error";
    /// Convert angle x from degrees to radians.
    radians("radians") = |x| x * (std::f64::consts::PI / 180.0), "math domain error";
    /// Return the sine of x (measured in radians).
    sin("sin") = |x| x.sin(), "expected a finite input";
    /// Return the hyperbolic sine of x.
    sinh("sinh") = |x| x.sinh(), "math domain error";
    /// Return the square root of x.
    sqrt("sqrt") = |x| x.sqrt(), "expected a nonnegative input";
    /// Return the tangent of x (measured in radians).
    tan("tan") = |x| x.tan(), "expected a finite input";
    /// Return the hyperbolic tangent of x.
    tanh("tanh") = |x| x.tanh(), "math domain error";
}

#[native(module = "math")]
impl Math {
    /// Return the inverse hyperbolic tangent of x.
    #[function("(x, /)")]
    fn atanh(vm: &mut Vm, x: f64) -> PyResult<f64> {
        match x.abs() >= 1.0 {
            true => domain(vm, "expected a number between -1 and 1", x),
            false => Ok(libm::atanh(x)),
        }
    }

    /// Return the arc tangent (measured in radians) of y/x.
    ///
    /// Unlike atan(y/x), the signs of both x and y are considered.
    #[function("(y, x, /)")]
    fn atan2(y: f64, x: f64) -> f64 {
        y.atan2(x)
    }

    /// Return the ceiling of x as an Integral.
    ///
    /// This is the smallest integer >= x.
    #[function("(x, /)")]
    fn ceil(vm: &mut Vm, x: &Value) -> PyResult {
        rounded(vm, x, "__ceil__", f64::ceil)
    }

    /// Number of ways to choose k items from n items without repetition and without order.
    #[function("(n, k, /)")]
    fn comb(vm: &mut Vm, n: &Value, k: &Value) -> PyResult {
        let (n, k) = chosen(vm, n, k)?;
        if k > n {
            return Ok(Value::int32(0));
        }
        let k = k.clone().min(&n - &k);
        let Ok(k) = u64::try_from(&k) else {
            return Err(vm.overflow_error(format!("min(n - k, k) must not exceed {}", i64::MAX)));
        };
        let mut result = IBig::ONE;
        for index in 0..k {
            result = result * (&n - IBig::from(index)) / IBig::from(index + 1);
        }
        Ok(vm.new_big_int(result))
    }

    /// Return a float with the magnitude (absolute value) of x but the sign of y.
    #[function("(x, y, /)")]
    fn copysign(x: f64, y: f64) -> f64 {
        x.copysign(y)
    }

    /// Return the Euclidean distance between two points p and q.
    #[function("(p, q, /)")]
    fn dist(vm: &mut Vm, p: &Value, q: &Value) -> PyResult<f64> {
        let (p, q) = (vm.iterate_to_vec(p)?, vm.iterate_to_vec(q)?);
        if p.len() != q.len() {
            return Err(vm.value_error("both points must have the same number of dimensions"));
        }
        let mut differences = Vec::with_capacity(p.len());
        for (p, q) in p.iter().zip(&q) {
            differences.push(vm.to_f64(p)? - vm.to_f64(q)?);
        }
        Ok(vector_norm(&differences))
    }

    /// Find n!.
    #[function("(n, /)")]
    fn factorial(vm: &mut Vm, n: &Value) -> PyResult {
        let n = big(vm, n)?;
        if n < IBig::ZERO {
            return Err(vm.value_error("factorial() not defined for negative values"));
        }
        match i64::try_from(&n) {
            Ok(n) if n < 1 << 32 => Ok(vm.new_big_int(product(1, n as u64).into())),
            Ok(_) => Err(vm.memory_error()),
            Err(_) => Err(vm.overflow_error(format!("factorial() argument should not exceed {}", i64::MAX))),
        }
    }

    /// Return the floor of x as an Integral.
    ///
    /// This is the largest integer <= x.
    #[function("(x, /)")]
    fn floor(vm: &mut Vm, x: &Value) -> PyResult {
        rounded(vm, x, "__floor__", f64::floor)
    }

    /// Fused multiply-add operation: compute (x * y) + z with a single round.
    #[function("(x, y, z, /)")]
    fn fma(vm: &mut Vm, x: f64, y: f64, z: f64) -> PyResult<f64> {
        let result = x.mul_add(y, z);
        if result.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
            return Err(vm.value_error("invalid operation in fma"));
        }
        if result.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
            return Err(vm.overflow_error("overflow in fma"));
        }
        Ok(result)
    }

    /// Return fmod(x, y), according to platform C.
    ///
    /// x % y may differ.
    #[function("(x, y, /)")]
    fn fmod(vm: &mut Vm, x: f64, y: f64) -> PyResult<f64> {
        checked_two(vm, x, y, x % y)
    }

    /// Return the mantissa and exponent of x, as pair (m, e).
    ///
    /// m is a float and e is an int, such that x = m * 2.**e.
    /// If x is 0, m and e are both 0.  Else 0.5 <= abs(m) < 1.0.
    #[function("(x, /)")]
    fn frexp(x: f64) -> (f64, i32) {
        let (mantissa, exponent) = split(x.abs());
        (mantissa.copysign(x), exponent)
    }

    /// Return an accurate floating-point sum of values in the iterable seq.
    #[function("(seq, /)")]
    fn fsum(vm: &mut Vm, seq: &Value) -> PyResult<f64> {
        let mut sum = ExactSum::default();
        vm.iterate(seq, |vm, item| {
            sum.add(vm.to_f64(&item)?);
            Ok(())
        })?;
        if sum.overflowed {
            return Err(vm.overflow_error("intermediate overflow in fsum"));
        }
        if sum.infinities.is_nan() {
            return Err(vm.value_error("-inf + inf in fsum"));
        }
        match sum.special != 0.0 || sum.special.is_nan() {
            true => Ok(sum.special),
            false => Ok(sum.total()),
        }
    }

    /// Gamma function at x.
    #[function("(x, /)")]
    fn gamma(vm: &mut Vm, x: f64) -> PyResult<f64> {
        if x == f64::NEG_INFINITY || (x <= 0.0 && x.floor() == x) {
            return domain(vm, "expected a noninteger or positive integer", x);
        }
        let result = match x.floor() == x && x <= 23.0 {
            true => (1..x as u64).fold(1.0, |product, factor| product * factor as f64),
            false => libm::tgamma(x),
        };
        checked(vm, x, result, "math domain error")
    }

    /// Greatest Common Divisor.
    #[function("(*integers)")]
    fn gcd(vm: &mut Vm, integers: &[Value]) -> PyResult {
        if let [one, other] = integers
            && let (Some(one), Some(other)) = (one.as_small_int(), other.as_small_int())
        {
            return Ok(vm.new_int(small_gcd(one.unsigned_abs(), other.unsigned_abs())));
        }
        let mut result = UBig::ZERO;
        for value in integers {
            let size = magnitude(big(vm, value)?);
            result = match (result == UBig::ZERO, size == UBig::ZERO) {
                (true, _) => size,
                (_, true) => result,
                _ => dashu_int::ops::Gcd::gcd(&result, &size),
            };
        }
        Ok(vm.new_big_int(result.into()))
    }

    /// Multidimensional Euclidean distance from the origin to a point.
    ///
    /// Roughly equivalent to:
    ///     sqrt(sum(x**2 for x in coordinates))
    #[function("(*coordinates)")]
    fn hypot(vm: &mut Vm, coordinates: &[Value]) -> PyResult<f64> {
        let mut values = Vec::with_capacity(coordinates.len());
        for value in coordinates {
            values.push(vm.to_f64(value)?);
        }
        Ok(vector_norm(&values))
    }

    /// Determine whether two floating-point numbers are close in value.
    #[function("(a, b, *, rel_tol=1e-09, abs_tol=0.0)")]
    fn isclose(vm: &mut Vm, a: f64, b: f64, rel_tol: Option<f64>, abs_tol: Option<f64>) -> PyResult<bool> {
        let (relative, absolute) = (rel_tol.unwrap_or(1e-9), abs_tol.unwrap_or(0.0));
        if relative < 0.0 || absolute < 0.0 {
            return Err(vm.value_error("tolerances must be non-negative"));
        }
        if a == b {
            return Ok(true);
        }
        if a.is_infinite() || b.is_infinite() {
            return Ok(false);
        }
        let difference = (b - a).abs();
        Ok(difference <= (relative * b).abs() || difference <= (relative * a).abs() || difference <= absolute)
    }

    /// Return True if x is neither an infinity nor a NaN, and False otherwise.
    #[function("(x, /)")]
    fn isfinite(x: f64) -> bool {
        x.is_finite()
    }

    /// Return True if x is a positive or negative infinity, and False otherwise.
    #[function("(x, /)")]
    fn isinf(x: f64) -> bool {
        x.is_infinite()
    }

    /// Return True if x is a NaN (not a number), and False otherwise.
    #[function("(x, /)")]
    fn isnan(x: f64) -> bool {
        x.is_nan()
    }

    /// Return the integer part of the square root of the input.
    #[function("(n, /)")]
    fn isqrt(vm: &mut Vm, n: &Value) -> PyResult {
        let n = big(vm, n)?;
        match UBig::try_from(n) {
            Ok(n) => {
                let root = dashu_int::ops::SquareRoot::sqrt(&n);
                Ok(vm.new_big_int(root.into()))
            }
            Err(_) => Err(vm.value_error("isqrt() argument must be nonnegative")),
        }
    }

    /// Least Common Multiple.
    #[function("(*integers)")]
    fn lcm(vm: &mut Vm, integers: &[Value]) -> PyResult {
        let mut result = UBig::ONE;
        for value in integers {
            let size = magnitude(big(vm, value)?);
            if size == UBig::ZERO || result == UBig::ZERO {
                result = UBig::ZERO;
                continue;
            }
            let divisor = dashu_int::ops::Gcd::gcd(&result, &size);
            result = result / divisor * size;
        }
        Ok(vm.new_big_int(result.into()))
    }

    /// Return x * (2**i).
    ///
    /// This is essentially the inverse of frexp().
    #[function("(x, i, /)")]
    fn ldexp(vm: &mut Vm, x: f64, i: &Value) -> PyResult<f64> {
        if !i.is_int() {
            return Err(vm.type_error("Expected an int as second argument to ldexp."));
        }
        let exponent = match i.as_i64() {
            Some(exponent) => exponent.clamp(-100_000, 100_000) as i32,
            None if i.as_big_int().is_some_and(|i| i < IBig::ZERO) => -100_000,
            None => 100_000,
        };
        let result = libm::ldexp(x, exponent);
        match result.is_infinite() && x.is_finite() {
            true => Err(vm.overflow_error("math range error")),
            false => Ok(result),
        }
    }

    /// Natural logarithm of absolute value of Gamma function at x.
    #[function("(x, /)")]
    fn lgamma(vm: &mut Vm, x: f64) -> PyResult<f64> {
        if x.is_infinite() {
            return Ok(f64::INFINITY);
        }
        if x <= 0.0 && x.floor() == x {
            return domain(vm, "expected a noninteger or positive integer", x);
        }
        checked(vm, x, libm::lgamma(x), "math domain error")
    }

    /// log(x, [base=math.e])
    /// Return the logarithm of x to the given base.
    ///
    /// If the base is not specified, returns the natural logarithm (base e) of x.
    #[function("(x, base=math.e, /)")]
    fn log(vm: &mut Vm, x: &Value, base: Option<&Value>) -> PyResult<f64> {
        let value = logarithm(vm, x, f64::ln, std::f64::consts::LN_2)?;
        let Some(base) = base else { return Ok(value) };
        let base = logarithm(vm, base, f64::ln, std::f64::consts::LN_2)?;
        match base == 0.0 {
            true => Err(vm.zero_division_error("division by zero")),
            false => Ok(value / base),
        }
    }

    /// Return the base 10 logarithm of x.
    #[function("(x, /)")]
    fn log10(vm: &mut Vm, x: &Value) -> PyResult<f64> {
        logarithm(vm, x, f64::log10, std::f64::consts::LOG10_2)
    }

    /// Return the natural logarithm of 1+x (base e).
    ///
    /// The result is computed in a way which is accurate for x near zero.
    #[function("(x, /)")]
    fn log1p(vm: &mut Vm, x: f64) -> PyResult<f64> {
        match x <= -1.0 {
            true => domain(vm, "expected argument value > -1", x),
            false => Ok(x.ln_1p()),
        }
    }

    /// Return the base 2 logarithm of x.
    #[function("(x, /)")]
    fn log2(vm: &mut Vm, x: &Value) -> PyResult<f64> {
        logarithm(vm, x, f64::log2, 1.0)
    }

    /// Return the fractional and integer parts of x.
    ///
    /// Both results carry the sign of x and are floats.
    #[function("(x, /)")]
    fn modf(x: f64) -> (f64, f64) {
        match x.is_infinite() {
            true => (0.0_f64.copysign(x), x),
            false => (x.fract().copysign(x), x.trunc()),
        }
    }

    /// Return the floating-point value the given number of steps after x towards y.
    #[function("(x, y, /, *, steps=None)")]
    fn nextafter(vm: &mut Vm, x: f64, y: f64, steps: Option<&Value>) -> PyResult<f64> {
        let steps = match steps.filter(|steps| !steps.is_none()) {
            None => IBig::ONE,
            Some(steps) => big(vm, steps)?,
        };
        if steps < IBig::ZERO {
            return Err(vm.value_error("steps must be a non-negative integer"));
        }
        let steps = u64::try_from(&steps).unwrap_or(u64::MAX);
        if x.is_nan() || y.is_nan() {
            return Ok(x + y);
        }
        if steps == 0 || x == y {
            return Ok(if steps == 0 { x } else { y });
        }
        // Floats in order are integers in order once negative ones are mirrored.
        let order = |value: f64| match value.to_bits() {
            bits if bits >> 63 == 0 => i128::from(bits),
            bits => -i128::from(bits & (u64::MAX >> 1)),
        };
        let (from, to) = (order(x), order(y));
        let reached = match from < to {
            true => (from + i128::from(steps)).min(to),
            false => (from - i128::from(steps)).max(to),
        };
        let result = f64::from_bits(reached.unsigned_abs() as u64);
        Ok(match reached {
            0 => result.copysign(x),
            reached if reached < 0 => -result,
            _ => result,
        })
    }

    /// Number of ways to choose k items from n items without repetition and with order.
    #[function("(n, k=None, /)")]
    fn perm(vm: &mut Vm, n: &Value, k: Option<&Value>) -> PyResult {
        let Some(k) = k.filter(|k| !k.is_none()) else { return Math::factorial(vm, n) };
        let (n, k) = chosen(vm, n, k)?;
        if k > n {
            return Ok(Value::int32(0));
        }
        let Ok(k) = u64::try_from(&k) else {
            return Err(vm.overflow_error(format!("k must not exceed {}", i64::MAX)));
        };
        let mut result = IBig::ONE;
        for index in 0..k {
            result *= &n - IBig::from(index);
        }
        Ok(vm.new_big_int(result))
    }

    /// Return x**y (x to the power of y).
    #[function("(x, y, /)")]
    fn pow(vm: &mut Vm, x: f64, y: f64) -> PyResult<f64> {
        let result = x.powf(y);
        if result.is_infinite() && x == 0.0 && y.is_finite() {
            return Err(vm.value_error("math domain error"));
        }
        checked_two(vm, x, y, result)
    }

    /// Calculate the product of all the elements in the input iterable.
    ///
    /// The default start value for the product is 1.
    #[function("(iterable, /, *, start=1)")]
    fn prod(vm: &mut Vm, iterable: &Value, start: Option<&Value>) -> PyResult {
        let mut result = start.cloned().unwrap_or(Value::int32(1));
        vm.iterate(iterable, |vm, item| {
            result = vm.binary(&result, &item, BinaryOperator::Multiply)?;
            Ok(())
        })?;
        Ok(result)
    }

    /// Difference between x and the closest integer multiple of y.
    ///
    /// Return x - n*y where n*y is the closest integer multiple of y.
    /// In the case where x is exactly halfway between two multiples of
    /// y, the nearest even value of n is used. The result is always exact.
    #[function("(x, y, /)")]
    fn remainder(vm: &mut Vm, x: f64, y: f64) -> PyResult<f64> {
        checked_two(vm, x, y, libm::remainder(x, y))
    }

    /// Return the sum of products of values from two iterables p and q.
    #[function("(p, q, /)")]
    fn sumprod(vm: &mut Vm, p: &Value, q: &Value) -> PyResult {
        let (p, q) = (vm.iterate_to_vec(p)?, vm.iterate_to_vec(q)?);
        if p.len() != q.len() {
            return Err(vm.value_error("Inputs are not the same length"));
        }
        let numbers =
            |values: &[Value]| values.iter().all(|value| value.as_float().is_some() || value.is_int());
        let float = |values: &[Value]| values.iter().any(|value| value.as_float().is_some());
        if numbers(&p) && numbers(&q) && (float(&p) || float(&q)) {
            let mut sum = ExactSum::default();
            for (x, y) in p.iter().zip(&q) {
                let (x, y) = (vm.to_f64(x)?, vm.to_f64(y)?);
                let product = x * y;
                sum.add(product);
                if product.is_finite() {
                    sum.add(x.mul_add(y, -product));
                }
            }
            let total = if sum.special != 0.0 || sum.special.is_nan() { sum.special } else { sum.total() };
            return Ok(vm.new_float(total));
        }
        let mut total = Value::int32(0);
        for (x, y) in p.iter().zip(&q) {
            let product = vm.binary(x, y, BinaryOperator::Multiply)?;
            total = vm.binary(&total, &product, BinaryOperator::Add)?;
        }
        Ok(total)
    }

    /// Truncates the Real x to the nearest Integral toward 0.
    ///
    /// Uses the __trunc__ magic method.
    #[function("(x, /)")]
    fn trunc(vm: &mut Vm, x: &Value) -> PyResult {
        if x.as_float().is_some() {
            return rounded(vm, x, "__trunc__", f64::trunc);
        }
        let name = vm.names().__trunc__.clone();
        match vm.lookup_special(x, &name) {
            Some(method) => vm.call_bound(&method, x, &[]),
            None if x.is_int() => vm.to_index(x),
            None => {
                let found = vm.class_name(x);
                Err(vm.type_error(format!("type {found} doesn't define __trunc__ method")))
            }
        }
    }

    /// Return the value of the least significant bit of the float x.
    #[function("(x, /)")]
    fn ulp(x: f64) -> f64 {
        let x = x.abs();
        match x {
            x if x.is_nan() || x.is_infinite() => x,
            f64::MAX => x - x.next_down(),
            x => x.next_up() - x,
        }
    }
}

/// The greatest common divisor, without divisions.
fn small_gcd(mut one: u64, mut other: u64) -> u64 {
    if one == 0 || other == 0 {
        return one | other;
    }
    let twos = (one | other).trailing_zeros();
    one >>= one.trailing_zeros();
    while other != 0 {
        other >>= other.trailing_zeros();
        let less = one.min(other);
        other = one.abs_diff(other);
        one = less;
    }
    one << twos
}

fn magnitude(value: IBig) -> UBig {
    let value = if value < IBig::ZERO { -value } else { value };
    UBig::try_from(value).unwrap_or_default()
}

/// `floor` and its like: floats directly, others by their method, or as floats.
fn rounded(vm: &mut Vm, x: &Value, method: &'static str, round: fn(f64) -> f64) -> PyResult {
    if x.is_small_int() {
        return Ok(x.clone());
    }
    let float = match x.as_float() {
        Some(float) => float,
        None => {
            let name = vm.intern_str(method);
            if let Some(method) = vm.lookup_special(x, &name) {
                return vm.call_bound(&method, x, &[]);
            }
            if x.is_int() {
                return vm.to_index(x);
            }
            vm.to_f64(x)?
        }
    };
    let rounded = round(float);
    if let Some(small) = (rounded.abs() < 1e15).then(|| Value::small_int(rounded as i64)).flatten() {
        return Ok(small);
    }
    match IBig::try_from(rounded) {
        Ok(int) => Ok(vm.new_big_int(int)),
        Err(_) if rounded.is_nan() => Err(vm.value_error("cannot convert float NaN to integer")),
        Err(_) => Err(vm.overflow_error("cannot convert float infinity to integer")),
    }
}
