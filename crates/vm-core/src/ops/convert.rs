//! Conversions: truth, text, numbers.

use dashu_int::IBig;

use crate::object::{Kind, Ref};
use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Vm};

impl Vm {
    /// Whether `value` is true.
    #[inline]
    pub fn is_true(&mut self, value: &Value) -> PyResult<bool> {
        if let Some(value) = value.as_bool() {
            return Ok(value);
        }
        if let Some(int) = value.as_small_int() {
            return Ok(int != 0);
        }
        if value.is_none() {
            return Ok(false);
        }
        self.is_true_slow(value)
    }

    fn is_true_slow(&mut self, value: &Value) -> PyResult<bool> {
        if let Some(string) = value.downcast_exact::<PyStr>() {
            return Ok(!string.is_empty());
        }
        let class = Ref::new(self.class_of(value));
        let slots = class.slots(self);
        match (slots.bool, slots.len) {
            (Some(bool), _) => bool(self, value),
            (None, Some(len)) => Ok(len(self, value)? != 0),
            (None, None) => Ok(true),
        }
    }

    /// `str(value)`.
    pub fn str(&mut self, value: &Value) -> PyResult<Ref<PyStr>> {
        if let Some(string) = value.downcast_exact::<PyStr>() {
            return Ok(Ref::new(string));
        }
        if let Some(int) = value.as_small_int() {
            return Ok(self.int_text(int));
        }
        self.check_native_stack()?;
        let Some(str) = self.class_of(value).slots(self).str else { return self.repr(value) };
        let result = str(self, value)?;
        self.expect_str(result, "__str__")
    }

    /// `repr(value)`.
    pub fn repr(&mut self, value: &Value) -> PyResult<Ref<PyStr>> {
        if let Some(int) = value.as_small_int() {
            return Ok(self.int_text(int));
        }
        self.check_native_stack()?;
        let Some(repr) = self.class_of(value).slots(self).repr else {
            let name = self.class_of(value).name_text(self);
            let text = format!("<{name} object at {:#x}>", value.address());
            return Ok(self.new_str(&text));
        };
        let result = repr(self, value)?;
        self.expect_str(result, "__repr__")
    }

    fn expect_str(&mut self, result: Value, method: &str) -> PyResult<Ref<PyStr>> {
        match Ref::try_from_value(result) {
            Ok(string) => Ok(string),
            Err(other) => {
                let found = self.class_name(&other);
                Err(self.type_error(format!("{method} returned non-string (type {found})")))
            }
        }
    }

    /// `ascii(value)`.
    pub fn ascii(&mut self, value: &Value) -> PyResult<Ref<PyStr>> {
        let repr = self.repr(value)?;
        if repr.is_ascii() {
            return Ok(repr);
        }
        let mut text = String::new();
        for c in repr.text().code_points() {
            match c {
                0..0x80 => text.push(c as u8 as char),
                0x80..0x100 => text.push_str(&format!("\\x{c:02x}")),
                0x100..0x1_0000 => text.push_str(&format!("\\u{c:04x}")),
                _ => text.push_str(&format!("\\U{c:08x}")),
            }
        }
        Ok(self.new_str(&text))
    }

    /// `format(value, spec)`.
    pub fn format(&mut self, value: &Value, spec: &PyStr) -> PyResult<Ref<PyStr>> {
        if spec.is_empty() {
            if let Some(string) = value.downcast_exact::<PyStr>() {
                return Ok(Ref::new(string));
            }
            if value.is_small_int() || value.is_small_float() {
                return self.str(value);
            }
        }
        if let Some(padded) = self.format_padded(value, spec) {
            return Ok(padded);
        }
        let name = self.names().__format__.clone();
        let Some(method) = self.lookup_special(value, &name) else {
            let found = self.class_name(value);
            return Err(self.type_error(format!("unsupported format string passed to {found}.__format__")));
        };
        let spec: Value = Ref::new(spec).into();
        let result = self.call_bound(&method, value, &[spec])?;
        match Ref::try_from_value(result) {
            Ok(string) => Ok(string),
            Err(other) => {
                let found = self.class_name(&other);
                Err(self.type_error(format!("__format__ must return a str, not {found}")))
            }
        }
    }

    /// `float(value)` of a number: what native functions of floats take.
    pub fn to_f64(&mut self, value: &Value) -> PyResult<f64> {
        if let Some(float) = value.as_float() {
            return Ok(float);
        }
        if let Some(int) = value.as_small_int() {
            return Ok(int as f64);
        }
        let class = Ref::new(self.class_of(value));
        if let Some(float) = class.slots(self).float {
            if let Some(int) = value.as_big_int() {
                return self.big_int_to_f64(&int);
            }
            let result = float(self, value)?;
            return match result.as_float() {
                Some(float) => Ok(float),
                None => {
                    let (name, found) = (class.name_text(self), self.class_name(&result));
                    Err(self.type_error(format!("{name}.__float__ returned non-float (type {found})")))
                }
            };
        }
        if class.slots(self).index.is_some() {
            let index = self.to_index(value)?;
            let int = index.as_big_int().unwrap_or_default();
            return self.big_int_to_f64(&int);
        }
        let name = class.name_text(self);
        Err(self.type_error(format!("must be real number, not {name}")))
    }

    /// The nearest float; `OverflowError` if it is infinite.
    pub fn big_int_to_f64(&mut self, value: &IBig) -> PyResult<f64> {
        let float = value.to_f64().value();
        match float.is_finite() {
            true => Ok(float),
            false => Err(self.overflow_error("int too large to convert to float")),
        }
    }

    /// Runs `function` unless `value` is being shown already: then gives `None`, for `[...]`.
    pub fn guard_repr<R>(
        &mut self,
        value: &Value,
        function: impl FnOnce(&mut Vm) -> PyResult<R>,
    ) -> PyResult<Option<R>> {
        let address = value.address();
        if self.reprs_running.contains(&address) {
            return Ok(None);
        }
        self.reprs_running.push(address);
        let result = function(self);
        self.reprs_running.pop();
        result.map(Some)
    }

    /// Whether `value` can be called.
    pub fn is_callable(&self, value: &Value) -> bool {
        matches!(value.kind(), Kind::Function | Kind::Native | Kind::Method | Kind::Type)
            || self.class_of(value).slots(self).call.is_some()
    }
}
