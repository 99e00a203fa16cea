//! `float`: in the value word, or boxed where its exponent is far. Methods are in `float_methods`.

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::Header;
use crate::value::Value;

/// A float whose exponent does not fit the value word, or an instance of a Python subclass of `float`.
#[derive(Traverse)]
#[repr(C)]
pub struct PyFloat {
    pub(crate) header: Header,
    pub(crate) value: f64,
}

impl PyFloat {
    pub fn value(&self) -> f64 {
        self.value
    }
}

impl Heap {
    /// A float.
    #[inline(always)]
    pub fn new_float(&mut self, value: f64) -> Value {
        match Value::small_float(value) {
            Some(value) => value,
            None => self.new_boxed_float(value),
        }
    }

    #[cold]
    #[inline(never)]
    fn new_boxed_float(&mut self, value: f64) -> Value {
        self.allocate_builtin(|types| &types.float, |header| PyFloat { header, value }).into()
    }
}

impl Value {
    /// The float if this is one.
    #[inline]
    pub fn as_float(&self) -> Option<f64> {
        match self.as_small_float() {
            Some(value) => Some(value),
            None => self.downcast::<PyFloat>().map(|float| float.value),
        }
    }
}
