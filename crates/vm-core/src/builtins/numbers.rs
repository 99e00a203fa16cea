//! Built-in functions that show and round numbers.

use vm_derive::native;

use crate::value::Value;
use crate::{PyResult, Vm};

/// The functions' table.
pub struct NumberBuiltins;

#[native]
impl NumberBuiltins {
    /// Return the binary representation of an integer.
    #[function("(number, /)")]
    fn bin(vm: &mut Vm, number: &Value) -> PyResult<String> {
        prefixed_digits(vm, number, 2, "0b")
    }

    /// Return the octal representation of an integer.
    #[function("(number, /)")]
    fn oct(vm: &mut Vm, number: &Value) -> PyResult<String> {
        prefixed_digits(vm, number, 8, "0o")
    }

    /// Return the hexadecimal representation of an integer.
    #[function("(number, /)")]
    fn hex(vm: &mut Vm, number: &Value) -> PyResult<String> {
        prefixed_digits(vm, number, 16, "0x")
    }

    /// Round a number to a given precision in decimal digits.
    ///
    /// The return value is an integer if ndigits is omitted or None.  Otherwise
    /// the return value has the same type as the number.  ndigits may be negative.
    #[function("(number, ndigits=None)")]
    fn round(vm: &mut Vm, number: &Value, ndigits: Option<&Value>) -> PyResult {
        let name = vm.intern_str("__round__");
        let Some(method) = vm.lookup_special(number, &name) else {
            let found = vm.class_name(number);
            return Err(vm.type_error(format!("type {found} doesn't define __round__ method")));
        };
        match ndigits.filter(|digits| !digits.is_none()) {
            Some(digits) => vm.call_bound(&method, number, std::slice::from_ref(digits)),
            None => vm.call_bound(&method, number, &[]),
        }
    }
}

fn prefixed_digits(vm: &mut Vm, number: &Value, radix: u8, prefix: &str) -> PyResult<String> {
    let int = vm.to_index(number)?.as_big_int().unwrap_or_default();
    let negative = int < dashu_int::IBig::ZERO;
    let (sign, magnitude) = if negative { ("-", -int) } else { ("", int) };
    Ok(format!("{sign}{prefix}{}", magnitude.in_radix(radix)))
}
