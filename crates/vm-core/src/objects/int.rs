//! `int` beyond 62 bits, and integers in general. Methods are in `int_methods`.

use std::borrow::Cow;

use dashu_int::IBig;
use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::Header;
use crate::value::Value;

/// An integer that does not fit the value word (or an instance of a Python subclass of `int`, of any size).
#[derive(Traverse)]
#[repr(C)]
pub struct PyInt {
    pub(crate) header: Header,
    pub(crate) value: IBig,
}

impl PyInt {
    pub fn value(&self) -> &IBig {
        &self.value
    }
}

impl Heap {
    /// An integer.
    #[inline]
    pub fn new_int<T: TryInto<i64> + Into<IBig> + Copy>(&mut self, value: T) -> Value {
        match value.try_into().ok().and_then(Value::small_int) {
            Some(value) => value,
            None => self.new_big_int(value.into()),
        }
    }

    /// An integer; kept in the word if it fits.
    pub fn new_big_int(&mut self, value: IBig) -> Value {
        // Two words never fit.
        if value.as_sign_words().1.len() < 2
            && let Some(small) = i64::try_from(&value).ok().and_then(Value::small_int)
        {
            return small;
        }
        self.new_far_int(value)
    }

    /// An integer that does not fit the word.
    #[inline(always)]
    pub(crate) fn new_far_int(&mut self, value: IBig) -> Value {
        self.allocate_builtin(|types| &types.int, |header| PyInt { header, value }).into()
    }
}

impl Value {
    /// The integer if it is one (`bool` included) and fits 64 bits.
    #[inline]
    pub fn as_i64(&self) -> Option<i64> {
        if let Some(value) = self.as_small_int() {
            return Some(value);
        }
        match self.as_bool() {
            Some(value) => Some(i64::from(value)),
            None => self.downcast::<PyInt>().and_then(|int| i64::try_from(&int.value).ok()),
        }
    }

    /// The integer if it is one, `bool` included; not copied if it is a big one.
    #[inline]
    pub(crate) fn big_int(&self) -> Option<Cow<'_, IBig>> {
        match self.downcast::<PyInt>() {
            Some(int) => Some(Cow::Borrowed(&int.value)),
            None => self.as_i64().map(|int| Cow::Owned(int.into())),
        }
    }

    /// The integer if it is one, `bool` included.
    pub fn as_big_int(&self) -> Option<IBig> {
        if let Some(value) = self.as_small_int() {
            return Some(value.into());
        }
        match self.as_bool() {
            Some(value) => Some(i64::from(value).into()),
            None => self.downcast::<PyInt>().map(|int| int.value.clone()),
        }
    }

    /// Whether this is an integer, `bool` included.
    #[inline]
    pub fn is_int(&self) -> bool {
        self.is_small_int() || self.as_bool().is_some() || self.downcast::<PyInt>().is_some()
    }
}
