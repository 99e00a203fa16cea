//! Constants of code objects: what `co_consts` holds, independent of any interpreter's heap.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use dashu_int::IBig;

use crate::{Code, Wtf8Buf};

/// An immutable constant of a code object.
///
/// Equality is that of CPython's constant merging: `0.0` and `-0.0`, `1` and `True`, `1` and `1.0` differ, and code
/// objects are equal only if they are the same object.
#[derive(Clone, Debug)]
pub enum Constant {
    None,
    Ellipsis,
    Bool(bool),
    Int(i64),
    /// An integer outside the range of `i64`.
    BigInt(Box<IBig>),
    Float(f64),
    Complex {
        real: f64,
        imag: f64,
    },
    Str(Arc<Wtf8Buf>),
    Bytes(Arc<[u8]>),
    Tuple(Arc<[Constant]>),
    FrozenSet(Arc<[Constant]>),
    /// `slice(start, stop, step)` of constants.
    Slice(Arc<[Constant; 3]>),
    Code(Arc<Code>),
}

impl Constant {
    /// A string constant.
    pub fn str(text: impl Into<Wtf8Buf>) -> Constant {
        Constant::Str(Arc::new(text.into()))
    }
}

impl PartialEq for Constant {
    fn eq(&self, other: &Constant) -> bool {
        use Constant::*;
        match (self, other) {
            (None, None) | (Ellipsis, Ellipsis) => true,
            (Bool(a), Bool(b)) => a == b,
            (Int(a), Int(b)) => a == b,
            (BigInt(a), BigInt(b)) => a == b,
            (Float(a), Float(b)) => a.to_bits() == b.to_bits(),
            (Complex { real: a, imag: b }, Complex { real: c, imag: d }) => {
                (a.to_bits(), b.to_bits()) == (c.to_bits(), d.to_bits())
            }
            (Str(a), Str(b)) => a == b,
            (Bytes(a), Bytes(b)) => a == b,
            (Tuple(a), Tuple(b)) => a == b,
            (FrozenSet(a), FrozenSet(b)) => a.len() == b.len() && a.iter().all(|item| b.contains(item)),
            (Slice(a), Slice(b)) => a == b,
            (Code(a), Code(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl Eq for Constant {}

impl Hash for Constant {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Constant::None | Constant::Ellipsis => {}
            Constant::Bool(value) => value.hash(state),
            Constant::Int(value) => value.hash(state),
            Constant::BigInt(value) => value.hash(state),
            Constant::Float(value) => value.to_bits().hash(state),
            Constant::Complex { real, imag } => (real.to_bits(), imag.to_bits()).hash(state),
            Constant::Str(value) => value.hash(state),
            Constant::Bytes(value) => value.hash(state),
            Constant::Tuple(items) => items.hash(state),
            Constant::FrozenSet(items) => {
                // The same whatever the order.
                let hash_of = |item: &Constant| {
                    let mut hasher = DefaultHasher::new();
                    item.hash(&mut hasher);
                    hasher.finish()
                };
                items.iter().map(hash_of).fold(0, u64::wrapping_add).hash(state);
            }
            Constant::Slice(items) => items.hash(state),
            Constant::Code(code) => Arc::as_ptr(code).hash(state),
        }
    }
}
