//! `str`: slots and methods.

use vm_derive::native;

use crate::native::Args;
use crate::object::Ref;
use crate::objects::{PyStr, PyType};
use crate::ops::compare::compare_strings;
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// str(object='') -> str
/// str(bytes_or_buffer[, encoding[, errors]]) -> str
#[native(name = "str", kind = Str, sequence)]
impl PyStr {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let text = match args.positional() {
            [] => vm.new_str(""),
            [value, ..] => vm.str(value)?,
        };
        if class.is_heap_type() {
            return Ok(vm.new_str_of_class(class, &[text.as_bytes()], text.char_len()).into());
        }
        Ok(text.into())
    }

    #[slot(str)]
    fn str_slot(vm: &mut Vm, this: &Value) -> PyResult {
        match this.downcast::<PyStr>() {
            Some(string) if this.downcast_exact::<PyStr>().is_none() => Ok(vm.new_wtf8(string.text()).into()),
            _ => Ok(this.clone()),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(string) = this.downcast::<PyStr>() else { return Ok(Value::NONE) };
        let quote = match (string.as_bytes().contains(&b'\''), string.as_bytes().contains(&b'"')) {
            (true, false) => '"',
            _ => '\'',
        };
        let mut text = String::with_capacity(string.as_bytes().len() + 2);
        text.push(quote);
        for c in string.text().code_points() {
            match char::from_u32(c) {
                Some('\\') => text.push_str("\\\\"),
                Some(c) if c == quote => {
                    text.push('\\');
                    text.push(c);
                }
                Some('\n') => text.push_str("\\n"),
                Some('\r') => text.push_str("\\r"),
                Some('\t') => text.push_str("\\t"),
                Some(c) if c.is_ascii_graphic() || c == ' ' || (!c.is_ascii() && !c.is_control()) => {
                    text.push(c)
                }
                _ if c < 0x100 => text.push_str(&format!("\\x{c:02x}")),
                _ if c < 0x1_0000 => text.push_str(&format!("\\u{c:04x}")),
                _ => text.push_str(&format!("\\U{c:08x}")),
            }
        }
        text.push(quote);
        Ok(vm.new_str(&text).into())
    }

    #[slot(hash)]
    fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
        Ok(this.downcast::<PyStr>().map_or(0, |string| string.hash(vm) as i64))
    }

    #[slot(compare)]
    fn compare_slot(_vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        Ok(match (this.downcast::<PyStr>(), other.downcast::<PyStr>()) {
            (Some(this), Some(other)) => Value::bool(compare_strings(this, other, op)),
            _ => Value::NOT_IMPLEMENTED,
        })
    }

    #[slot(len)]
    fn len_slot(_vm: &mut Vm, this: &Value) -> PyResult<usize> {
        Ok(this.downcast::<PyStr>().map_or(0, PyStr::char_len))
    }

    #[number(Add)]
    fn add(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        Ok(match (left.downcast::<PyStr>(), right.downcast::<PyStr>()) {
            (Some(left), Some(right)) => {
                vm.join_parts(&[left.as_bytes(), right.as_bytes()], left.char_len() + right.char_len()).into()
            }
            _ => Value::NOT_IMPLEMENTED,
        })
    }

    /// Concatenate any number of strings.
    #[method("($self, iterable, /)")]
    fn join(vm: &mut Vm, this: &PyStr, iterable: &Value) -> PyResult<Ref<PyStr>> {
        let items = vm.iterate_to_vec(iterable)?;
        let mut strings: Vec<&PyStr> = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match item.downcast::<PyStr>() {
                Some(string) => strings.push(string),
                None => {
                    let found = vm.class_name(item);
                    return Err(
                        vm.type_error(format!("sequence item {index}: expected str instance, {found} found"))
                    );
                }
            }
        }
        let mut parts = Vec::with_capacity(strings.len() * 2);
        let mut chars = 0;
        for (index, string) in strings.iter().enumerate() {
            if index > 0 {
                parts.push(this.as_bytes());
                chars += this.char_len();
            }
            parts.push(string.as_bytes());
            chars += string.char_len();
        }
        Ok(vm.join_parts(&parts, chars))
    }
}
