//! The slots of a class: native functions behind the special methods (CPython's `tp_*`, `nb_*`, `sq_*`, `mp_*`).
#![expect(clippy::type_complexity, reason = "a slot is a function type, and each is written once")]

use crate::native::Args;
use crate::objects::PyType;
use crate::{PyResult, Value, Vm};

pub type UnaryFn = fn(&mut Vm, &Value) -> PyResult;
/// Called with both operands in source order; either may be of the slot's class. Gives `NotImplemented` to pass.
pub type BinaryFn = fn(&mut Vm, &Value, &Value) -> PyResult;

/// Functions of a class; `None` where neither it nor a base has one.
#[derive(Clone, Default)]
pub struct Slots {
    pub repr: Option<UnaryFn>,
    pub str: Option<UnaryFn>,
    pub hash: Option<fn(&mut Vm, &Value) -> PyResult<i64>>,
    pub call: Option<fn(&mut Vm, &Value, &Args<'_>) -> PyResult>,
    pub iter: Option<UnaryFn>,
    /// `None` when exhausted.
    pub next: Option<fn(&mut Vm, &Value) -> PyResult<Option<Value>>>,
    pub getattr: Option<BinaryFn>,
    /// The value is `None` to delete.
    pub setattr: Option<fn(&mut Vm, &Value, &Value, Option<&Value>) -> PyResult<()>>,
    /// Descriptor, instance (`None`: looked up on the class), class.
    pub descr_get: Option<fn(&mut Vm, &Value, Option<&Value>, &Value) -> PyResult>,
    pub descr_set: Option<fn(&mut Vm, &Value, &Value, Option<&Value>) -> PyResult<()>>,
    pub new: Option<fn(&mut Vm, &PyType, &Args<'_>) -> PyResult>,
    pub init: Option<fn(&mut Vm, &Value, &Args<'_>) -> PyResult<()>>,
    pub del: Option<fn(&mut Vm, &Value) -> PyResult<()>>,
    pub compare: Option<fn(&mut Vm, &Value, &Value, CompareOp) -> PyResult>,
    pub len: Option<fn(&mut Vm, &Value) -> PyResult<usize>>,
    pub getitem: Option<BinaryFn>,
    /// The value is `None` to delete.
    pub setitem: Option<fn(&mut Vm, &Value, &Value, Option<&Value>) -> PyResult<()>>,
    pub contains: Option<fn(&mut Vm, &Value, &Value) -> PyResult<bool>>,
    /// Indexed by [`BinaryOperator`].
    pub binary: [Option<BinaryFn>; BinaryOperator::COUNT],
    /// In-place forms, indexed likewise.
    pub inplace: [Option<BinaryFn>; BinaryOperator::COUNT],
    /// `pow(base, exponent, modulus)`.
    pub power_modulo: Option<fn(&mut Vm, &Value, &Value, &Value) -> PyResult>,
    pub negative: Option<UnaryFn>,
    pub positive: Option<UnaryFn>,
    pub absolute: Option<UnaryFn>,
    pub invert: Option<UnaryFn>,
    pub bool: Option<fn(&mut Vm, &Value) -> PyResult<bool>>,
    pub int: Option<UnaryFn>,
    pub float: Option<UnaryFn>,
    pub index: Option<UnaryFn>,
    pub await_: Option<UnaryFn>,
    pub aiter: Option<UnaryFn>,
    pub anext: Option<UnaryFn>,
}

impl Slots {
    /// Takes from `base` what is not set here.
    pub(crate) fn inherit(&mut self, base: &Slots) {
        macro_rules! inherit {
            ($($slot:ident)*) => { $(self.$slot = self.$slot.or(base.$slot);)* };
        }
        inherit! {
            repr str hash call iter next getattr setattr descr_get descr_set new init del compare len getitem
            setitem contains power_modulo negative positive absolute invert bool int float index await_ aiter anext
        }
        for index in 0..BinaryOperator::COUNT {
            self.binary[index] = self.binary[index].or(base.binary[index]);
            self.inplace[index] = self.inplace[index].or(base.inplace[index]);
        }
    }
}

/// The operator of `BINARY_OP`, with CPython's numbers (`NB_*`). In-place forms are 13 more; 26 is subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum BinaryOperator {
    Add,
    And,
    FloorDivide,
    LeftShift,
    MatrixMultiply,
    Multiply,
    Remainder,
    Or,
    Power,
    RightShift,
    Subtract,
    TrueDivide,
    Xor,
}

/// For each operator: symbol, method, reflected method, in-place method.
pub const BINARY_DUNDERS: [(&str, &str, &str, &str); BinaryOperator::COUNT] = [
    ("+", "__add__", "__radd__", "__iadd__"),
    ("&", "__and__", "__rand__", "__iand__"),
    ("//", "__floordiv__", "__rfloordiv__", "__ifloordiv__"),
    ("<<", "__lshift__", "__rlshift__", "__ilshift__"),
    ("@", "__matmul__", "__rmatmul__", "__imatmul__"),
    ("*", "__mul__", "__rmul__", "__imul__"),
    ("%", "__mod__", "__rmod__", "__imod__"),
    ("|", "__or__", "__ror__", "__ior__"),
    ("** or pow()", "__pow__", "__rpow__", "__ipow__"),
    (">>", "__rshift__", "__rrshift__", "__irshift__"),
    ("-", "__sub__", "__rsub__", "__isub__"),
    ("/", "__truediv__", "__rtruediv__", "__itruediv__"),
    ("^", "__xor__", "__rxor__", "__ixor__"),
];

impl BinaryOperator {
    pub const COUNT: usize = 13;
    const ALL: [BinaryOperator; BinaryOperator::COUNT] = {
        use BinaryOperator::*;
        [
            Add,
            And,
            FloorDivide,
            LeftShift,
            MatrixMultiply,
            Multiply,
            Remainder,
            Or,
            Power,
            RightShift,
            Subtract,
            TrueDivide,
            Xor,
        ]
    };

    /// The operator with CPython's number, and whether it is the in-place form.
    #[inline(always)]
    pub fn from_number(number: u32) -> Option<(BinaryOperator, bool)> {
        match number {
            0..13 => Some((BinaryOperator::ALL[number as usize], false)),
            13..26 => Some((BinaryOperator::ALL[number as usize - 13], true)),
            _ => None,
        }
    }
}

/// A rich comparison, with CPython's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum CompareOp {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}

impl CompareOp {
    pub const ALL: [CompareOp; 6] = {
        use CompareOp::*;
        [Lt, Le, Eq, Ne, Gt, Ge]
    };

    /// The operator with CPython's number.
    #[inline(always)]
    pub fn from_number(number: u32) -> CompareOp {
        CompareOp::ALL.get(number as usize).copied().unwrap_or(CompareOp::Eq)
    }

    /// The operator with operands exchanged.
    pub fn swapped(self) -> CompareOp {
        use CompareOp::*;
        match self {
            Lt => Gt,
            Le => Ge,
            Eq => Eq,
            Ne => Ne,
            Gt => Lt,
            Ge => Le,
        }
    }

    /// The result for a type whose values are only equal or not.
    pub fn of_equality(self, equal: bool) -> Value {
        match self {
            CompareOp::Eq => Value::bool(equal),
            CompareOp::Ne => Value::bool(!equal),
            _ => Value::NOT_IMPLEMENTED,
        }
    }

    pub fn symbol(self) -> &'static str {
        ["<", "<=", "==", "!=", ">", ">="][self as usize]
    }

    pub fn dunder(self) -> &'static str {
        ["__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"][self as usize]
    }

    /// Whether `ordering` (`None`: unordered, as with NaN) satisfies the comparison.
    #[inline(always)]
    pub fn holds(self, ordering: Option<std::cmp::Ordering>) -> bool {
        use std::cmp::Ordering::*;
        match self {
            CompareOp::Lt => ordering == Some(Less),
            CompareOp::Le => matches!(ordering, Some(Less | Equal)),
            CompareOp::Eq => ordering == Some(Equal),
            CompareOp::Ne => ordering != Some(Equal),
            CompareOp::Gt => ordering == Some(Greater),
            CompareOp::Ge => matches!(ordering, Some(Greater | Equal)),
        }
    }
}
