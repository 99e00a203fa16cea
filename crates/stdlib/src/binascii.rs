//! `binascii`: binary data as text and back. The quoted-printable and uuencode forms are in `python/binascii.py`.

use vm_derive::native;

use crate::native::ModuleDef;
use crate::objects::{PyBytes, PyStr};
use crate::{PyResult, Raised, Ref, Value, Vm};

/// Marker that holds the functions.
pub struct Binascii;

/// The module.
pub static BINASCII: ModuleDef = ModuleDef {
    name: "binascii",
    doc: "Conversion between binary data and ASCII",
    functions: Binascii::NATIVE_METHODS,
    init: |vm, dict| crate::embedded::run(vm, dict, "binascii", include_str!("python/binascii.py")),
};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn raise_error(vm: &mut Vm, message: &str) -> Raised {
    crate::raise_exception_of(vm, "binascii", "Error", message)
}

/// ASCII text or bytes.
fn ascii_data(vm: &mut Vm, value: &Value) -> PyResult<Vec<u8>> {
    match value.downcast::<PyStr>() {
        Some(text) if text.is_ascii() => Ok(text.as_bytes().to_vec()),
        Some(_) => Err(vm.value_error("string argument should contain only ASCII characters")),
        None => match vm.to_bytes_like(value) {
            Ok(data) => Ok(data),
            Err(raised) => {
                vm.discard(raised);
                let found = vm.class_name(value);
                Err(vm.type_error(format!("argument should be bytes, buffer or ASCII string, not '{found}'")))
            }
        },
    }
}

/// Raises the error for a single character that is left over behind `decoded` bytes.
fn odd_length(vm: &mut Vm, decoded: usize) -> Raised {
    let count = decoded / 3 * 4 + 1;
    raise_error(
        vm,
        &format!(
            "Invalid base64-encoded string: number of data characters ({count}) cannot be 1 more than a multiple of 4"
        ),
    )
}

/// The remainders of the polynomial of CRC-32, for each byte.
const CRC_TABLE: [u32; 256] = {
    let mut table = [0_u32; 256];
    let mut index = 0;
    while index < 256 {
        let mut value = index as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 != 0 { value >> 1 ^ 0xEDB8_8320 } else { value >> 1 };
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
};

#[native]
impl Binascii {
    /// Hexadecimal representation of binary data.
    #[function("(data, sep=<unrepresentable>, bytes_per_sep=1)")]
    fn hexlify(
        vm: &mut Vm,
        data: &Value,
        sep: Option<&Value>,
        bytes_per_sep: Option<&Value>,
    ) -> PyResult<Ref<PyBytes>> {
        let data = vm.to_bytes_like(data)?;
        let data: Value = vm.new_bytes(data).into();
        let args: Vec<Value> = sep.into_iter().chain(bytes_per_sep).cloned().collect();
        let text = vm.call_method_str(&data, "hex", &args)?;
        let text = text.downcast::<PyStr>().map(|text| text.as_bytes().to_vec()).unwrap_or_default();
        Ok(vm.new_bytes(text))
    }

    /// Hexadecimal representation of binary data.
    #[function("(data, sep=<unrepresentable>, bytes_per_sep=1)")]
    fn b2a_hex(
        vm: &mut Vm,
        data: &Value,
        sep: Option<&Value>,
        bytes_per_sep: Option<&Value>,
    ) -> PyResult<Ref<PyBytes>> {
        Binascii::hexlify(vm, data, sep, bytes_per_sep)
    }

    /// Binary data of hexadecimal representation.
    #[function("(hexstr, /)")]
    fn unhexlify(vm: &mut Vm, hexstr: &Value) -> PyResult<Ref<PyBytes>> {
        let text = ascii_data(vm, hexstr)?;
        if text.len() % 2 != 0 {
            return Err(raise_error(vm, "Odd-length string"));
        }
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let mut data = Vec::with_capacity(text.len() / 2);
        for pair in text.chunks_exact(2) {
            match (digit(pair[0]), digit(pair[1])) {
                (Some(high), Some(low)) => data.push((high << 4 | low) as u8),
                _ => return Err(raise_error(vm, "Non-hexadecimal digit found")),
            }
        }
        Ok(vm.new_bytes(data))
    }

    /// Binary data of hexadecimal representation.
    #[function("(hexstr, /)")]
    fn a2b_hex(vm: &mut Vm, hexstr: &Value) -> PyResult<Ref<PyBytes>> {
        Binascii::unhexlify(vm, hexstr)
    }

    /// Base64-code line of data.
    #[function("(data, /, *, newline=True)")]
    fn b2a_base64(vm: &mut Vm, data: &Value, newline: Option<bool>) -> PyResult<Ref<PyBytes>> {
        let data = vm.to_bytes_like(data)?;
        let mut out = Vec::with_capacity(data.len() / 3 * 4 + 5);
        for group in data.chunks(3) {
            let bits = group
                .iter()
                .enumerate()
                .fold(0_u32, |bits, (at, byte)| bits | u32::from(*byte) << (16 - 8 * at));
            for place in 0..4 {
                out.push(match place <= group.len() {
                    true => ALPHABET[(bits >> (18 - 6 * place) & 63) as usize],
                    false => b'=',
                });
            }
        }
        if newline.unwrap_or(true) {
            out.push(b'\n');
        }
        Ok(vm.new_bytes(out))
    }

    /// Decode a line of base64 data.
    #[function("(data, /, *, strict_mode=False)")]
    fn a2b_base64(vm: &mut Vm, data: &Value, strict_mode: Option<bool>) -> PyResult<Ref<PyBytes>> {
        let text = ascii_data(vm, data)?;
        let strict = strict_mode.unwrap_or(false);
        let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
        let (mut place, mut left, mut pads, mut padding_started) = (0_usize, 0_u8, 0, false);
        for (at, &byte) in text.iter().enumerate() {
            if byte == b'=' {
                padding_started = true;
                match place {
                    0 if strict && at == 0 => return Err(raise_error(vm, "Leading padding not allowed")),
                    0 if strict => return Err(raise_error(vm, "Excess padding not allowed")),
                    1 if strict => return Err(odd_length(vm, out.len())),
                    0 | 1 => {}
                    _ => pads += 1,
                }
                if strict && place + pads > 4 {
                    return Err(raise_error(vm, "Excess padding not allowed"));
                }
                continue;
            }
            let digit = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ if strict => return Err(raise_error(vm, "Only base64 data is allowed")),
                _ => continue,
            };
            if strict && padding_started {
                let complete = place + pads >= 4;
                return Err(raise_error(
                    vm,
                    if complete { "Excess data after padding" } else { "Discontinuous padding not allowed" },
                ));
            }
            pads = 0;
            match place {
                0 => left = digit,
                1 => {
                    out.push(left << 2 | digit >> 4);
                    left = digit & 15;
                }
                2 => {
                    out.push(left << 4 | digit >> 2);
                    left = digit & 3;
                }
                _ => out.push(left << 6 | digit),
            }
            place = (place + 1) % 4;
        }
        match place {
            0 => Ok(vm.new_bytes(out)),
            1 => Err(odd_length(vm, out.len())),
            _ if place + pads >= 4 => Ok(vm.new_bytes(out)),
            _ => Err(raise_error(vm, "Incorrect padding")),
        }
    }

    /// Compute CRC-32 incrementally.
    #[function("(data, crc=0, /)")]
    fn crc32(vm: &mut Vm, data: &Value, crc: Option<i64>) -> PyResult<u32> {
        let data = vm.to_bytes_like(data)?;
        let start = !(crc.unwrap_or(0) as u32);
        Ok(!data
            .iter()
            .fold(start, |crc, byte| CRC_TABLE[((crc ^ u32::from(*byte)) & 255) as usize] ^ crc >> 8))
    }

    /// Compute CRC-CCITT incrementally.
    #[function("(data, crc, /)")]
    fn crc_hqx(vm: &mut Vm, data: &Value, crc: i64) -> PyResult<u32> {
        let data = vm.to_bytes_like(data)?;
        let start = crc as u32 & 0xffff;
        Ok(data.iter().fold(start, |crc, byte| {
            let mut crc = crc ^ u32::from(*byte) << 8;
            for _ in 0..8 {
                crc = if crc & 0x8000 != 0 { crc << 1 ^ 0x1021 } else { crc << 1 } & 0xffff;
            }
            crc
        }))
    }
}
