//! Comparison, identity-or-equality, and hashing.

use std::cmp::Ordering;

use dashu_int::IBig;

use crate::heap::Heap;
use crate::object::{Kind, Payload};
use crate::objects::*;
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Modulus of numeric hashes: the Mersenne prime 2⁶¹ − 1.
const HASH_MODULUS: u64 = (1 << 61) - 1;

impl Vm {
    /// `left <op> right`.
    #[inline]
    pub fn compare(&mut self, left: &Value, right: &Value, op: CompareOp) -> PyResult {
        if left.both_small_ints(right) {
            return Ok(Value::bool(
                op.holds(Some(left.small_int_unchecked().cmp(&right.small_int_unchecked()))),
            ));
        }
        if left.both_small_floats(right) {
            let ordering = left.small_float_unchecked().partial_cmp(&right.small_float_unchecked());
            return Ok(Value::bool(op.holds(ordering)));
        }
        if let (Some(left), Some(right)) = (left.downcast_exact::<PyStr>(), right.downcast_exact::<PyStr>()) {
            return Ok(Value::bool(compare_strings(left, right, op)));
        }
        self.compare_slow(left, right, op)
    }

    fn compare_slow(&mut self, left: &Value, right: &Value, op: CompareOp) -> PyResult {
        self.check_native_stack()?;
        if let (Some(left), Some(right)) =
            (left.downcast_exact::<PyTuple>(), right.downcast_exact::<PyTuple>())
        {
            return left.compare(self, right, op);
        }
        let (left_class, right_class) = (self.class_of(left), self.class_of(right));
        let (left_compare, right_compare) = (left_class.slots(self).compare, right_class.slots(self).compare);
        let mut reflected_done = false;
        if !std::ptr::eq(left_class, right_class)
            && right_class.is_subtype(self, left_class)
            && let Some(compare) = right_compare
        {
            reflected_done = true;
            let result = compare(self, right, left, op.swapped())?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        if let Some(compare) = left_compare {
            let result = compare(self, left, right, op)?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        match reflected_done {
            true => self.compare_finally(left, right, op),
            false => self.compare_reflected(left, right, op),
        }
    }

    /// `left <op> right`, after the class of `left` was asked.
    pub(crate) fn compare_reflected(&mut self, left: &Value, right: &Value, op: CompareOp) -> PyResult {
        if let Some(compare) = self.class_of(right).slots(self).compare {
            let result = compare(self, right, left, op.swapped())?;
            if !result.is_not_implemented() {
                return Ok(result);
            }
        }
        self.compare_finally(left, right, op)
    }

    /// `left <op> right`, after both classes were asked.
    fn compare_finally(&mut self, left: &Value, right: &Value, op: CompareOp) -> PyResult {
        match op {
            CompareOp::Eq => Ok(Value::bool(left.is(right))),
            CompareOp::Ne => Ok(Value::bool(!left.is(right))),
            _ => {
                let name = |value: &Value| self.class_of(value).name_text(self);
                let (left, right) = (name(left), name(right));
                let symbol = op.symbol();
                Err(self.type_error(format!(
                    "'{symbol}' not supported between instances of '{left}' and '{right}'"
                )))
            }
        }
    }

    /// Whether `left <op> right` is true.
    #[inline]
    pub fn compare_bool(&mut self, left: &Value, right: &Value, op: CompareOp) -> PyResult<bool> {
        let result = self.compare(left, right, op)?;
        match result.as_bool() {
            Some(holds) => Ok(holds),
            None => self.is_true(&result),
        }
    }

    /// Whether the two are the same object or equal: what containers ask.
    #[inline]
    pub fn equals(&mut self, left: &Value, right: &Value) -> PyResult<bool> {
        match plainly_equal(left, right, PLAIN_DEPTH) {
            Some(equal) => Ok(equal),
            None => self.compare_bool(left, right, CompareOp::Eq),
        }
    }

    /// `hash(value)`.
    #[inline]
    pub fn hash(&mut self, value: &Value) -> PyResult<i64> {
        if let Some(string) = value.downcast_exact::<PyStr>() {
            return Ok(string.hash(self) as i64);
        }
        if let Some(int) = value.as_small_int() {
            return Ok(hash_i64(int));
        }
        match self.class_of(value).slots(self).hash {
            Some(hash) => {
                self.check_native_stack()?;
                hash(self, value)
            }
            None => Err(self.unhashable(value)),
        }
    }

    /// Raises `TypeError: unhashable type`.
    pub fn unhashable(&mut self, value: &Value) -> crate::Raised {
        let name = self.class_name(value);
        self.type_error(format!("unhashable type: '{name}'"))
    }

    /// The integer that a `__hash__` method returned, made a hash.
    pub(crate) fn check_hash_result(&mut self, result: &Value) -> PyResult<i64> {
        if let Some(value) = result.as_i64() {
            return Ok(if value == -1 { -2 } else { value });
        }
        match result.as_big_int() {
            Some(value) => Ok(hash_big(&value)),
            None => Err(self.type_error("__hash__ method should return an integer")),
        }
    }
}

/// Compares the texts. Code point order is byte order in WTF-8.
#[inline]
pub(crate) fn compare_strings(left: &PyStr, right: &PyStr, op: CompareOp) -> bool {
    match op {
        CompareOp::Eq => left.equals(right),
        CompareOp::Ne => !left.equals(right),
        op => op.holds(Some(left.as_bytes().cmp(right.as_bytes()))),
    }
}

/// Hash of an `int`: its value modulo 2⁶¹ − 1 with its sign; −1 is taken.
#[inline]
pub fn hash_i64(value: i64) -> i64 {
    if (0..HASH_MODULUS as i64).contains(&value) {
        return value;
    }
    let reduced = (value.unsigned_abs() % HASH_MODULUS) as i64;
    match if value < 0 { -reduced } else { reduced } {
        -1 => -2,
        hash => hash,
    }
}

/// As [`hash_i64`] for any size.
pub fn hash_big(value: &IBig) -> i64 {
    let reduced: IBig = value % IBig::from(HASH_MODULUS);
    match i64::try_from(reduced).unwrap_or(0) {
        -1 => -2,
        hash => hash,
    }
}

/// Hash of a `float`: equal to that of an equal integer or fraction. NaN hashes by `identity`.
pub fn hash_f64(value: f64, identity: u64) -> i64 {
    if value.is_nan() {
        return (identity.rotate_right(4) >> 1) as i64;
    }
    if value.is_infinite() {
        return if value > 0.0 { 314159 } else { -314159 };
    }
    // CPython's algorithm: 28 bits of the mantissa at a time, each step a rotation modulo 2⁶¹ − 1.
    let (mut mantissa, mut exponent) = frexp(value.abs());
    let mut hash: u64 = 0;
    while mantissa != 0.0 {
        hash = ((hash << 28) & HASH_MODULUS) | hash >> (61 - 28);
        mantissa *= 268_435_456.0;
        exponent -= 28;
        let digit = mantissa as u64;
        mantissa -= digit as f64;
        hash += digit;
        if hash >= HASH_MODULUS {
            hash -= HASH_MODULUS;
        }
    }
    let shift = exponent.rem_euclid(61);
    hash = ((hash << shift) & HASH_MODULUS) | hash.checked_shr(61 - shift as u32).unwrap_or(0);
    match if value < 0.0 { -(hash as i64) } else { hash as i64 } {
        -1 => -2,
        hash => hash,
    }
}

/// Splits a positive finite number into a mantissa in [0.5, 1) and an exponent of two.
pub fn frexp(value: f64) -> (f64, i32) {
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7FF) as i32;
    match exponent {
        _ if value == 0.0 => (value, 0),
        0 => {
            let (mantissa, exponent) = frexp(value * 2_f64.powi(64));
            (mantissa, exponent - 64)
        }
        0x7FF => (value, 0),
        _ => (f64::from_bits(bits & !(0x7FF << 52) | 1022 << 52), exponent - 1022),
    }
}

/// Combines the hashes of a tuple's items (xxHash's primes, as CPython).
pub(crate) struct TupleHasher {
    accumulator: u64,
    length: u64,
}

impl TupleHasher {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;

    pub(crate) fn new() -> TupleHasher {
        TupleHasher { accumulator: Self::PRIME_5, length: 0 }
    }

    #[inline]
    pub(crate) fn add(&mut self, hash: i64) {
        let mixed = self.accumulator.wrapping_add((hash as u64).wrapping_mul(Self::PRIME_2));
        self.accumulator = mixed.rotate_left(31).wrapping_mul(Self::PRIME_1);
        self.length += 1;
    }

    pub(crate) fn finish(&self) -> i64 {
        match self.accumulator.wrapping_add(self.length ^ (Self::PRIME_5 ^ 3_527_539)) {
            u64::MAX => 1_546_275_796,
            hash => hash as i64,
        }
    }
}

/// The hash of a tuple whose items have these.
pub(crate) fn hash_tuple(hashes: impl Iterator<Item = i64>) -> i64 {
    let mut hasher = TupleHasher::new();
    hashes.for_each(|hash| hasher.add(hash));
    hasher.finish()
}

/// Whether two values are equal, if that can be told without running Python and without deep recursion: words, exact
/// strings, and tuples of such whose class compares as `tuple` does.
#[inline]
pub(crate) fn plainly_equal(left: &Value, right: &Value, depth: u32) -> Option<bool> {
    if left.is(right) {
        return Some(true);
    }
    match (left.is_pointer(), right.is_pointer()) {
        (false, false) => words_equal(left, right),
        (true, true) => match (left.downcast_exact::<PyStr>(), right.downcast_exact::<PyStr>()) {
            (Some(left), Some(right)) => Some(left.equals(right)),
            (None, None) => tuples_equal(left, right, depth),
            (Some(_), None) => plain_tuple(right).map(|_| false),
            (None, Some(_)) => plain_tuple(left).map(|_| false),
        },
        (true, false) => is_text_or_tuple(left).then_some(false),
        (false, true) => is_text_or_tuple(right).then_some(false),
    }
}

/// The first item that is `value`, equals it or may do so: of those before it was seen without running Python that they differ.
#[inline]
pub(crate) fn first_candidate(items: &[Value], value: &Value) -> Option<usize> {
    let may_equal = |item: &Value| plainly_equal(item, value, PLAIN_DEPTH) != Some(false);
    // What lists are most often searched for passes by its like without a call for each.
    if value.is_small_int() {
        let differs = |item: &Value| item.is_small_int() && item.bits() != value.bits();
        return items.iter().position(|item| !differs(item) && may_equal(item));
    }
    if let Some(text) = value.downcast_exact::<PyStr>() {
        return items.iter().position(|item| match item.downcast_exact::<PyStr>() {
            Some(item) => item.equals(text),
            None => may_equal(item),
        });
    }
    items.iter().position(may_equal)
}

/// The order of two values, if that can be told without running Python and without deep recursion: of integers in the
/// word, floats in the word that compare, exact strings, and exact tuples of such.
pub(crate) fn plainly_ordered(left: &Value, right: &Value, depth: u32) -> Option<Ordering> {
    if let Some(ordering) = words_ordered(left, right) {
        return Some(ordering);
    }
    if left.both_small_floats(right) {
        return left.small_float_unchecked().partial_cmp(&right.small_float_unchecked());
    }
    if let (Some(left), Some(right)) = (left.downcast_exact::<PyStr>(), right.downcast_exact::<PyStr>()) {
        return Some(left.as_bytes().cmp(right.as_bytes()));
    }
    let (left, right) = (left.downcast_exact::<PyTuple>()?, right.downcast_exact::<PyTuple>()?);
    let depth = depth.checked_sub(1)?;
    for (left, right) in left.items().iter().zip(right.items()) {
        if left.is(right) {
            continue;
        }
        if let Some(ordering) = words_ordered(left, right) {
            match ordering {
                Ordering::Equal => continue,
                ordering => return Some(ordering),
            }
        }
        if !plainly_equal(left, right, depth)? {
            return plainly_ordered(left, right, depth);
        }
    }
    Some(left.len().cmp(&right.len()))
}

/// [`plainly_ordered`] of integers in the word and truth values.
#[inline(always)]
fn words_ordered(left: &Value, right: &Value) -> Option<Ordering> {
    let int = |value: &Value| value.as_small_int().or_else(|| value.as_bool().map(i64::from));
    Some(int(left)?.cmp(&int(right)?))
}

/// [`plainly_equal`] of values that are no objects, and not the same.
#[inline]
fn words_equal(left: &Value, right: &Value) -> Option<bool> {
    if left.both_small_ints(right) {
        return Some(false);
    }
    if left.both_small_floats(right) {
        return Some(left.small_float_unchecked() == right.small_float_unchecked());
    }
    // An integer, a float and a truth value may be equal all the same.
    let is_number = |word: &Value| word.is_small_int() || word.is_small_float();
    let (left_bool, right_bool) = (left.as_bool().is_some(), right.as_bool().is_some());
    let numbers = (is_number(left) || left_bool) && (is_number(right) || right_bool);
    (!numbers || left_bool && right_bool).then_some(false)
}

#[inline]
fn is_text_or_tuple(value: &Value) -> bool {
    value.downcast_exact::<PyStr>().is_some() || plain_tuple(value).is_some()
}

/// The tuple, if its class compares as `tuple` does: named tuples as well.
#[inline]
fn plain_tuple(value: &Value) -> Option<&PyTuple> {
    let tuple = value.downcast::<PyTuple>()?;
    let header = tuple.header();
    (header.is_exact(Kind::Tuple) || !header.shape().class().custom_compare.get()).then_some(tuple)
}

fn tuples_equal(left: &Value, right: &Value, depth: u32) -> Option<bool> {
    let (left, right) = (plain_tuple(left)?, plain_tuple(right)?);
    if left.len() != right.len() {
        return Some(false);
    }
    if depth == 0 {
        return None;
    }
    for (left, right) in left.items().iter().zip(right.items()) {
        // Most items need no call.
        if left.is(right) {
            continue;
        }
        if left.both_small_ints(right) || !plainly_equal(left, right, depth - 1)? {
            return Some(false);
        }
    }
    Some(true)
}

/// How deep [`plainly_equal`] looks into nested tuples.
pub(crate) const PLAIN_DEPTH: u32 = 16;

/// An integer against a float, exactly.
pub(crate) fn compare_int_float(int: &IBig, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    if float.is_infinite() {
        return Some(if float > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let truncated = IBig::try_from(float.trunc()).unwrap_or_default();
    let fraction = float.fract().partial_cmp(&0.0)?;
    Some(int.cmp(&truncated).then(fraction.reverse()))
}

impl Heap {
    /// The hash of a constant of a code object, which runs no Python.
    pub(crate) fn hash_constant(&self, value: &Value) -> i64 {
        match value.kind() {
            Kind::Str => value.downcast::<PyStr>().map_or(0, |s| s.hash(self) as i64),
            Kind::Bytes => value.downcast::<PyBytes>().map_or(0, |b| b.hash(self) as i64),
            Kind::Float => hash_f64(value.as_float().unwrap_or(0.0), value.bits()),
            Kind::Tuple => {
                let items = value.downcast::<PyTuple>().map_or(&[][..], |tuple| tuple.items());
                hash_tuple(items.iter().map(|item| self.hash_constant(item)))
            }
            Kind::Complex => value.downcast::<PyComplex>().map_or(0, hash_complex),
            Kind::None => NONE_HASH,
            _ => match (value.as_i64(), value.as_big_int()) {
                (Some(value), _) => hash_i64(value),
                (None, Some(value)) => hash_big(&value),
                (None, None) => hash_identity(value),
            },
        }
    }

    /// The hash of a value as dicts and sets use it, where finding it runs no Python: of texts, numbers in their words,
    /// tuples of such, and what hashes by identity.
    pub(crate) fn hash_plainly(&self, value: &Value) -> Option<u64> {
        if let Some(string) = value.downcast_exact::<PyStr>() {
            return Some(string.hash(self));
        }
        if let Some(int) = value.as_small_int() {
            return Some(hash_i64(int) as u64);
        }
        if let Some(tuple) = value.downcast_exact::<PyTuple>() {
            // Not deep: an item that is a tuple is left to the general way.
            let is_word_or_text = |item: &Value| {
                item.is_small_int() || item.is_small_float() || item.downcast_exact::<PyStr>().is_some()
            };
            let plain = || tuple.items().iter().all(is_word_or_text);
            let hash = tuple.known_hash();
            let hash = hash.or_else(|| plain().then(|| tuple.keep_hash(self.hash_constant(value))));
            return hash.map(|hash| hash as u64);
        }
        if value.is_small_float() || value.as_bool().is_some() || value.is_none() {
            return Some(self.hash_constant(value) as u64);
        }
        if !value.is_pointer() {
            return None;
        }
        let hash = self.class_of(value).slots(self).hash?;
        let by_identity = self.types().object.slots(self).hash?;
        std::ptr::fn_addr_eq(hash, by_identity).then(|| hash_identity(value) as u64)
    }

    /// Equality of constants of code objects, which runs no Python.
    pub(crate) fn constants_equal(&self, left: &Value, right: &Value) -> bool {
        if left.is(right) {
            return true;
        }
        match (left.downcast::<PyTuple>(), right.downcast::<PyTuple>()) {
            (Some(left), Some(right)) => {
                return left.len() == right.len()
                    && left.items().iter().zip(right.items()).all(|(l, r)| self.constants_equal(l, r));
            }
            (None, None) => {}
            _ => return false,
        }
        if let (Some(left), Some(right)) = (left.downcast::<PyStr>(), right.downcast::<PyStr>()) {
            return left.equals(right);
        }
        if let (Some(left), Some(right)) = (left.downcast::<PyBytes>(), right.downcast::<PyBytes>()) {
            return left.data() == right.data();
        }
        match (left.as_big_int(), right.as_big_int(), left.as_float(), right.as_float()) {
            (Some(left), Some(right), _, _) => left == right,
            (Some(int), None, _, Some(float)) | (None, Some(int), Some(float), _) => {
                compare_int_float(&int, float) == Some(Ordering::Equal)
            }
            (None, None, Some(left), Some(right)) => left == right,
            _ => false,
        }
    }
}

/// `hash(None)`, as CPython since 3.12.
pub(crate) const NONE_HASH: i64 = 0xFCA8_6420;

/// Hash of an object by identity.
pub(crate) fn hash_identity(value: &Value) -> i64 {
    (value.address() as u64).rotate_right(4) as i64
}

pub(crate) fn hash_complex(value: &PyComplex) -> i64 {
    let (real, imag) = (hash_f64(value.real, 0), hash_f64(value.imag, 0));
    match real.wrapping_add(imag.wrapping_mul(1_000_003)) {
        -1 => -2,
        hash => hash,
    }
}
