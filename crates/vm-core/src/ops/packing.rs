//! Numbers in the byte order and widths of the machine, by the letters that `memoryview`, `array` and `struct` name
//! them with. Not the layout of several (that is `struct`).

use dashu_int::IBig;

use crate::objects::{PyBytes, PyFloat, PyInt};
use crate::value::Value;
use crate::{PyResult, Vm};

/// The bytes of one item of a native `code`; `None` for letters that name none.
pub const fn native_size(code: u8) -> Option<usize> {
    Some(match code {
        b'c' | b'b' | b'B' | b'?' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'P' | b'd' => 8,
        b'F' => 8,
        b'D' => 16,
        _ => return None,
    })
}

/// The least and greatest integer of `code`; `None` if it is no integer.
pub const fn integer_range(code: u8) -> Option<(i128, i128)> {
    Some(match code {
        b'b' => (i8::MIN as i128, i8::MAX as i128),
        b'B' => (0, u8::MAX as i128),
        b'h' => (i16::MIN as i128, i16::MAX as i128),
        b'H' => (0, u16::MAX as i128),
        b'i' => (i32::MIN as i128, i32::MAX as i128),
        b'I' => (0, u32::MAX as i128),
        b'l' | b'q' | b'n' => (i64::MIN as i128, i64::MAX as i128),
        b'L' | b'Q' | b'N' | b'P' => (0, u64::MAX as i128),
        _ => return None,
    })
}

/// A half-precision number, widened.
pub fn half_to_f64(bits: u16) -> f64 {
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    match exponent {
        0 => sign * fraction * f64::powi(2.0, -24),
        0x1f if fraction == 0.0 => sign * f64::INFINITY,
        0x1f => f64::NAN.copysign(sign),
        _ => sign * (1.0 + fraction / 1024.0) * f64::powi(2.0, exponent - 15),
    }
}

/// The nearest half-precision number, ties to even; `None` if it is too large.
pub fn f64_to_half(value: f64) -> Option<u16> {
    let sign = if value.is_sign_negative() { 0x8000 } else { 0 };
    let size = value.abs();
    if size.is_nan() {
        return Some(sign | 0x7e00);
    }
    if size.is_infinite() {
        return Some(sign | 0x7c00);
    }
    // In units of the last place of the result's exponent, the number is an integer after rounding.
    let exponent = match size < f64::powi(2.0, -14) {
        true => -14,
        false => ((size.to_bits() >> 52) as i32 - 1023).min(16),
    };
    let units = (size / f64::powi(2.0, exponent - 10)).round_ties_even() as u32;
    let bits = match size < f64::powi(2.0, -14) {
        true => units,
        // A fraction that rounds up to the next power of two carries into the exponent by itself.
        false => ((exponent + 15) as u32) * 1024 + units - 1024,
    };
    if bits >= 0x7c00 { None } else { Some(sign | bits as u16) }
}

/// An integer of up to 8 bytes in machine order; `signed` says how the top bit counts.
fn integer(bytes: &[u8], signed: bool) -> i128 {
    let mut wide = [0_u8; 8];
    let count = bytes.len().min(8);
    if cfg!(target_endian = "little") {
        wide[..count].copy_from_slice(&bytes[..count]);
    } else {
        wide[8 - count..].copy_from_slice(&bytes[..count]);
    }
    let value = u64::from_ne_bytes(wide);
    match signed {
        true => {
            let shift = 64 - 8 * count as u32;
            i128::from(value.wrapping_shl(shift) as i64 >> shift)
        }
        false => i128::from(value),
    }
}

impl Vm {
    /// The item of `code` whose bytes are `bytes`, which has its size.
    pub fn unpack_item(&mut self, code: u8, bytes: &[u8]) -> Value {
        match code {
            b'c' => self.new_bytes(bytes).into(),
            b'?' => Value::bool(bytes.first().is_some_and(|byte| *byte != 0)),
            b'e' => self.new_float(half_to_f64(integer(bytes, false) as u16)),
            b'f' => self.new_float(f64::from(f32::from_bits(integer(bytes, false) as u32))),
            b'd' => self.new_float(f64::from_bits(integer(bytes, false) as u64)),
            _ => {
                let signed = integer_range(code).is_some_and(|(low, _)| low < 0);
                self.new_int(integer(bytes, signed))
            }
        }
    }

    /// The bytes of `value` as an item of `code`: how many, and they. `None` if the value does not fit.
    ///
    /// # Errors
    /// `TypeError` if the value has the wrong type; what its conversion raises.
    pub fn pack_item(&mut self, code: u8, value: &Value) -> PyResult<Option<(usize, [u8; 8])>> {
        let mut bytes = [0_u8; 8];
        let Some(size) = native_size(code).filter(|size| *size <= 8) else { return Ok(None) };
        let number = match code {
            b'c' => match value.downcast::<PyBytes>().map(PyBytes::data) {
                Some([byte]) => u64::from(*byte),
                Some(_) => return Ok(None),
                None => return Err(self.type_error("memoryview: invalid type for format 'c'")),
            },
            b'?' => u64::from(self.is_true(value)?),
            b'e' | b'f' | b'd' => {
                let numeric = value.is_int()
                    || value.is_small_float()
                    || value.downcast::<PyFloat>().is_some()
                    || self.class_of(value).slots(self).float.is_some()
                    || self.class_of(value).slots(self).index.is_some();
                if !numeric {
                    let code = char::from(code);
                    return Err(self.type_error(format!("memoryview: invalid type for format '{code}'")));
                }
                let value = self.to_f64(value)?;
                match code {
                    b'd' => value.to_bits(),
                    b'f' => {
                        let narrow = value as f32;
                        if narrow.is_infinite() && value.is_finite() {
                            return Ok(None);
                        }
                        u64::from(narrow.to_bits())
                    }
                    _ => match f64_to_half(value) {
                        Some(half) => u64::from(half),
                        None => return Ok(None),
                    },
                }
            }
            _ => {
                if !value.is_int()
                    && value.downcast::<PyInt>().is_none()
                    && self.class_of(value).slots(self).index.is_none()
                {
                    let code = char::from(code);
                    return Err(self.type_error(format!("memoryview: invalid type for format '{code}'")));
                }
                let index = self.to_index(value)?;
                let int = match index.as_i64() {
                    Some(int) => Some(i128::from(int)),
                    None => index.as_big_int().and_then(|int: IBig| i128::try_from(&int).ok()),
                };
                let (Some(int), Some((low, high))) = (int, integer_range(code)) else { return Ok(None) };
                if int < low || int > high {
                    return Ok(None);
                }
                int as u64
            }
        };
        if cfg!(target_endian = "little") {
            bytes[..size].copy_from_slice(&number.to_le_bytes()[..size]);
        } else {
            bytes[..size].copy_from_slice(&number.to_be_bytes()[8 - size..]);
        }
        Ok(Some((size, bytes)))
    }
}
