//! Values of operations on constants, as the running program would compute them.
//!
//! `None` means that the operation is left to run time: it raises, or its result would be too large to store.

use bytecode::{Constant, Wtf8Buf};
use dashu_int::IBig;

use super::number::Number;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnaryOp {
    Not,
    Invert,
    Negative,
    Positive,
}

/// Bits of an integer result of `*`, `**`, `<<`.
pub(super) const MAX_INT_BITS: usize = 128;
/// Items of a repeated tuple.
const MAX_COLLECTION_SIZE: usize = 256;
/// Characters or bytes of a repeated string.
const MAX_STR_SIZE: usize = 4096;
/// Items of a repeated tuple, nested tuples included.
const MAX_TOTAL_ITEMS: i64 = 1024;

// Arguments of `BINARY_OP`.
const ADD: u32 = 0;
const AND: u32 = 1;
const FLOOR_DIVIDE: u32 = 2;
const LSHIFT: u32 = 3;
const MULTIPLY: u32 = 5;
const REMAINDER: u32 = 6;
const OR: u32 = 7;
const POWER: u32 = 8;
const RSHIFT: u32 = 9;
const SUBTRACT: u32 = 10;
const TRUE_DIVIDE: u32 = 11;
const XOR: u32 = 12;
const SUBSCR: u32 = 26;

/// The truth of a constant.
pub(super) fn truth(constant: &Constant) -> bool {
    match constant {
        Constant::None => false,
        Constant::Bool(value) => *value,
        Constant::Int(value) => *value != 0,
        Constant::Float(value) => *value != 0.0,
        Constant::Complex { real, imag } => *real != 0.0 || *imag != 0.0,
        Constant::Str(text) => !text.as_bytes().is_empty(),
        Constant::Bytes(bytes) => !bytes.is_empty(),
        Constant::Tuple(items) | Constant::FrozenSet(items) => !items.is_empty(),
        Constant::Ellipsis | Constant::BigInt(_) | Constant::Slice(_) | Constant::Code(_) => true,
    }
}

/// The items without later ones that equal earlier ones as set elements (`1`, `1.0` and `True` are equal).
pub(super) fn unique(items: Vec<Constant>) -> Vec<Constant> {
    let mut kept: Vec<Constant> = Vec::with_capacity(items.len());
    for item in items {
        if !kept.iter().any(|other| equal(other, &item)) {
            kept.push(item);
        }
    }
    kept
}

/// Python's `==` on constants.
fn equal(a: &Constant, b: &Constant) -> bool {
    match (a, b) {
        (Constant::Tuple(a), Constant::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equal(a, b))
        }
        (Constant::Slice(a), Constant::Slice(b)) => a.iter().zip(b.iter()).all(|(a, b)| equal(a, b)),
        (Constant::FrozenSet(a), Constant::FrozenSet(b)) => {
            a.len() == b.len() && a.iter().all(|a| b.iter().any(|b| equal(a, b)))
        }
        _ => match (Number::new(a), Number::new(b)) {
            (Some(a), Some(b)) => a.equals(&b),
            _ => a == b,
        },
    }
}

pub(super) fn unary(operator: UnaryOp, operand: &Constant) -> Option<Constant> {
    match operator {
        UnaryOp::Not => Some(Constant::Bool(!truth(operand))),
        // `~True` warns at run time.
        UnaryOp::Invert if matches!(operand, Constant::Bool(_)) => None,
        UnaryOp::Invert => Number::new(operand)?.invert(),
        UnaryOp::Negative => Some(Number::new(operand)?.negative()),
        UnaryOp::Positive => Some(Number::new(operand)?.into_constant()),
    }
}

pub(super) fn binary(operator: u32, left: &Constant, right: &Constant) -> Option<Constant> {
    if operator == SUBSCR {
        return subscript(left, right);
    }
    if let (Some(a), Some(b)) = (Number::new(left), Number::new(right)) {
        return match operator {
            ADD => a.add(&b),
            SUBTRACT => a.subtract(&b),
            MULTIPLY => a.multiply(&b),
            TRUE_DIVIDE => a.true_divide(&b),
            FLOOR_DIVIDE => a.floor_divide(&b),
            REMAINDER => a.remainder(&b),
            POWER => a.power(&b),
            LSHIFT => a.shift_left(&b),
            RSHIFT => a.shift_right(&b),
            AND | OR | XOR => bitwise(operator, left, right, &a, &b),
            _ => None,
        };
    }
    match (operator, left, right) {
        (ADD, Constant::Str(a), Constant::Str(b)) => {
            let mut text = Wtf8Buf::clone(a);
            text.push_wtf8(b);
            Some(Constant::str(text))
        }
        (ADD, Constant::Bytes(a), Constant::Bytes(b)) => {
            Some(Constant::Bytes([&a[..], &b[..]].concat().into()))
        }
        (ADD, Constant::Tuple(a), Constant::Tuple(b)) => {
            Some(Constant::Tuple([&a[..], &b[..]].concat().into()))
        }
        (MULTIPLY, sequence, count) | (MULTIPLY, count, sequence) if integer(count).is_some() => {
            repeat(sequence, &integer(count)?)
        }
        _ => None,
    }
}

fn bitwise(operator: u32, left: &Constant, right: &Constant, a: &Number, b: &Number) -> Option<Constant> {
    if let (Constant::Bool(a), Constant::Bool(b)) = (left, right) {
        return Some(Constant::Bool(match operator {
            AND => a & b,
            OR => a | b,
            _ => a ^ b,
        }));
    }
    let (Number::Int(a), Number::Int(b)) = (a, b) else { return None };
    let result = match operator {
        AND => a & b,
        OR => a | b,
        _ => a ^ b,
    };
    Some(Number::Int(result).into_constant())
}

fn integer(constant: &Constant) -> Option<IBig> {
    match Number::new(constant)? {
        Number::Int(value) => Some(value),
        _ => None,
    }
}

/// `sequence * count`, where the number of items stays within the limits.
fn repeat(sequence: &Constant, count: &IBig) -> Option<Constant> {
    let (size, limit) = match sequence {
        Constant::Tuple(items) => (items.len(), MAX_COLLECTION_SIZE),
        Constant::Str(text) => (text.code_points().count(), MAX_STR_SIZE),
        Constant::Bytes(bytes) => (bytes.len(), MAX_STR_SIZE),
        _ => return None,
    };
    if size == 0 {
        return isize::try_from(count).is_ok().then(|| sequence.clone());
    }
    let count = usize::try_from(count).ok().filter(|count| *count <= limit / size)?;
    Some(match sequence {
        Constant::Tuple(items) => {
            if count != 0 {
                remaining_items(sequence, MAX_TOTAL_ITEMS / count as i64)?;
            }
            Constant::Tuple(std::iter::repeat_n(&**items, count).flatten().cloned().collect())
        }
        Constant::Bytes(bytes) => Constant::Bytes(bytes.repeat(count).into()),
        Constant::Str(text) => {
            let mut repeated = Wtf8Buf::new();
            (0..count).for_each(|_| repeated.push_wtf8(text));
            Constant::str(repeated)
        }
        _ => return None,
    })
}

/// What is left of `limit` after the items of a tuple and of the tuples in it; `None` if it does not suffice.
fn remaining_items(constant: &Constant, limit: i64) -> Option<i64> {
    let Constant::Tuple(items) = constant else { return Some(limit) };
    let limit = limit - items.len() as i64;
    if limit < 0 {
        return None;
    }
    items.iter().try_fold(limit, |limit, item| remaining_items(item, limit))
}

fn subscript(container: &Constant, index: &Constant) -> Option<Constant> {
    if let Constant::Slice(slice) = index {
        let [start, stop, step] = &**slice;
        return Some(match container {
            Constant::Tuple(items) => Constant::Tuple(sliced(items, start, stop, step)?.into()),
            Constant::Bytes(bytes) => Constant::Bytes(sliced(bytes, start, stop, step)?.into()),
            Constant::Str(text) => {
                let points: Vec<u32> = text.code_points().collect();
                Constant::str(sliced(&points, start, stop, step)?.into_iter().collect::<Wtf8Buf>())
            }
            _ => return None,
        });
    }
    let index = isize::try_from(&integer(index)?).ok()?;
    let at = |length: usize| {
        let index = if index < 0 { index.checked_add_unsigned(length)? } else { index };
        usize::try_from(index).ok().filter(|index| *index < length)
    };
    match container {
        Constant::Tuple(items) => Some(items[at(items.len())?].clone()),
        Constant::Bytes(bytes) => Some(Constant::Int(i64::from(bytes[at(bytes.len())?]))),
        Constant::Str(text) => {
            let point = text.code_points().nth(at(text.code_points().count())?)?;
            Some(Constant::str([point].into_iter().collect::<Wtf8Buf>()))
        }
        _ => None,
    }
}

fn sliced<T: Clone>(items: &[T], start: &Constant, stop: &Constant, step: &Constant) -> Option<Vec<T>> {
    // Bounds beyond `i64` mean the same as its limits: constants are never that long.
    let bound = |constant: &Constant| match constant {
        Constant::None => Some(None),
        _ => {
            let value = integer(constant)?;
            let limit = if value < IBig::ZERO { i64::MIN / 2 } else { i64::MAX / 2 };
            Some(Some(i64::try_from(&value).map_or(limit, |value| value.clamp(i64::MIN / 2, i64::MAX / 2))))
        }
    };
    let step = bound(step)?.unwrap_or(1);
    if step == 0 {
        return None;
    }
    let length = items.len() as i64;
    let clip = |value: Option<i64>, default: i64| {
        let (low, high) = if step < 0 { (-1, length - 1) } else { (0, length) };
        value.map_or(default, |value| if value < 0 { value + length } else { value }.clamp(low, high))
    };
    let (first, end) = if step < 0 { (length - 1, -1) } else { (0, length) };
    let (mut at, end) = (clip(bound(start)?, first), clip(bound(stop)?, end));
    let mut result = Vec::new();
    while if step < 0 { at > end } else { at < end } {
        result.push(items[at as usize].clone());
        at += step;
    }
    Some(result)
}
