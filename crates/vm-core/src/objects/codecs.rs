//! Text encodings that the interpreter itself knows (UTF-8, Latin-1, ASCII), and their error handlers. Not the `codecs`
//! registry, which Python code builds on top.

use bytecode::{Wtf8, Wtf8Buf};

use crate::object::Ref;
use crate::objects::{PyException, PyStr};
use crate::value::Value;
use crate::{PyResult, Raised, Vm};

/// A built-in encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Latin1,
    Ascii,
}

impl Encoding {
    /// The encoding that `name` or one of its aliases means.
    fn find(name: &str) -> Option<Encoding> {
        if name == "utf-8" {
            return Some(Encoding::Utf8);
        }
        let name: String =
            name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        match name.as_str() {
            "utf8" | "u8" | "utf" | "cp65001" => Some(Encoding::Utf8),
            "latin1" | "latin" | "l1" | "iso88591" | "8859" | "cp819" => Some(Encoding::Latin1),
            "ascii" | "usascii" | "646" | "iso646us" | "ansix341968" => Some(Encoding::Ascii),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Latin1 => "latin-1",
            Encoding::Ascii => "ascii",
        }
    }
}

impl Vm {
    /// Calls a function of the codec registry, which Python code may have extended.
    fn ask_registry(&mut self, function: &str, object: Value, encoding: &str, errors: &str) -> PyResult {
        let Some(module) = self.import_native("_codecs")? else {
            return Err(
                self.raise_new(|types| &types.exc.LookupError, format!("unknown encoding: {encoding}"))
            );
        };
        let (encoding, errors) = (self.new_str(encoding).into(), self.new_str(errors).into());
        self.call_method_str(&module, function, &[object, encoding, errors])
    }

    fn encode_by_registry(
        &mut self,
        function: &str,
        string: &PyStr,
        encoding: &str,
        errors: &str,
    ) -> PyResult<Vec<u8>> {
        let string: Value = self.new_wtf8(string.text()).into();
        let result = self.ask_registry(function, string, encoding, errors)?;
        self.to_bytes_like(&result)
    }

    fn decode_by_registry(
        &mut self,
        function: &str,
        data: &[u8],
        encoding: &str,
        errors: &str,
    ) -> PyResult<Wtf8Buf> {
        let data: Value = self.new_bytes(data).into();
        let result = self.ask_registry(function, data, encoding, errors)?;
        match result.downcast::<PyStr>() {
            Some(text) => Ok(text.text().code_points().collect()),
            None => Err(self.type_error("decoder did not return a str")),
        }
    }

    /// Raises a Unicode error, made by calling its class because that sorts the arguments to fields.
    fn raise_unicode(&mut self, class: &Value, arguments: &[Value]) -> Raised {
        match self.call(class, arguments).map(Ref::<PyException>::try_from_value) {
            Ok(Ok(exception)) => self.raise(exception),
            Ok(Err(_)) => self.system_error("a Unicode error is no exception"),
            Err(raised) => raised,
        }
    }

    /// `text.encode(encoding, errors)`.
    ///
    /// # Errors
    /// `LookupError` for unknown names; `UnicodeEncodeError` as the handler says.
    pub fn encode_text(&mut self, string: &PyStr, encoding: &str, errors: &str) -> PyResult<Vec<u8>> {
        let Some(encoding) = Encoding::find(encoding) else {
            return self.encode_by_registry("_encode_text", string, encoding, errors);
        };
        if string.is_ascii() || (encoding == Encoding::Utf8 && string.as_str().is_some()) {
            return Ok(string.as_bytes().to_vec());
        }
        let fits = |c: u32| match encoding {
            Encoding::Utf8 => !(0xD800..0xE000).contains(&c),
            Encoding::Latin1 => c < 0x100,
            Encoding::Ascii => c < 0x80,
        };
        let points: Vec<u32> = string.text().code_points().collect();
        let mut result = Vec::with_capacity(points.len());
        let mut at = 0;
        while let Some(&point) = points.get(at) {
            at += 1;
            if fits(point) {
                match encoding {
                    Encoding::Utf8 => push_utf8(&mut result, point),
                    Encoding::Latin1 | Encoding::Ascii => result.push(point as u8),
                }
                continue;
            }
            match errors {
                "ignore" => {}
                "replace" => result.push(b'?'),
                "backslashreplace" => result.extend_from_slice(escape(point).as_bytes()),
                "xmlcharrefreplace" => result.extend_from_slice(format!("&#{point};").as_bytes()),
                "surrogateescape" if (0xDC80..0xDD00).contains(&point) => result.push(point as u8),
                "surrogatepass" if encoding == Encoding::Utf8 => push_utf8(&mut result, point),
                "strict" | "surrogateescape" | "surrogatepass" => {
                    let run = points[at..].iter().take_while(|c| !fits(**c)).count();
                    let reason = match encoding {
                        Encoding::Utf8 => "surrogates not allowed",
                        Encoding::Latin1 => "ordinal not in range(256)",
                        Encoding::Ascii => "ordinal not in range(128)",
                    };
                    let arguments = [
                        self.new_str(encoding.name()).into(),
                        self.new_wtf8(string.text()).into(),
                        self.new_int(at - 1),
                        self.new_int(at + run),
                        self.new_str(reason).into(),
                    ];
                    let class = self.types().exc.UnicodeEncodeError.clone();
                    return Err(self.raise_unicode(&class.into(), &arguments));
                }
                other => {
                    return self.encode_by_registry("_encode_registered", string, encoding.name(), other);
                }
            }
        }
        Ok(result)
    }

    /// The string that `data` encodes.
    pub(crate) fn decode_str(&mut self, data: &[u8], encoding: &str, errors: &str) -> PyResult<Ref<PyStr>> {
        let found = Encoding::find(encoding);
        let same = match found {
            Some(Encoding::Utf8) => std::str::from_utf8(data).is_ok(),
            Some(Encoding::Latin1 | Encoding::Ascii) => data.is_ascii(),
            None => false,
        };
        match same {
            true => Ok(self.new_wtf8(Wtf8::from_bytes_unchecked(data))),
            false => {
                let text = self.decode_bytes(data, encoding, errors)?;
                Ok(self.new_wtf8(&text))
            }
        }
    }

    /// `data.decode(encoding, errors)`.
    ///
    /// # Errors
    /// `LookupError` for unknown names; `UnicodeDecodeError` as the handler says.
    pub fn decode_bytes(&mut self, data: &[u8], encoding: &str, errors: &str) -> PyResult<Wtf8Buf> {
        let Some(encoding) = Encoding::find(encoding) else {
            return self.decode_by_registry("_decode_text", data, encoding, errors);
        };
        if encoding == Encoding::Latin1 {
            return Ok(data.iter().map(|byte| u32::from(*byte)).collect());
        }
        let mut result = Wtf8Buf::new();
        let mut at = 0;
        while at < data.len() {
            let (valid, length, reason) = match encoding {
                Encoding::Utf8 => invalid_utf8(&data[at..]),
                _ => match data[at..].iter().position(|byte| !byte.is_ascii()) {
                    Some(valid) => (valid, 1, "ordinal not in range(128)"),
                    None => (data.len() - at, 0, ""),
                },
            };
            // What the scan accepted is ASCII or UTF-8.
            result.push_wtf8(Wtf8::from_bytes_unchecked(&data[at..at + valid]));
            at += valid;
            if length == 0 {
                break;
            }
            let bad = &data[at..at + length];
            match errors {
                "ignore" => {}
                "replace" => result.push_code_point(0xFFFD),
                "backslashreplace" => bad.iter().for_each(|byte| result.push_str(&format!("\\x{byte:02x}"))),
                "surrogateescape" => {
                    bad.iter().for_each(|byte| result.push_code_point(0xDC00 + u32::from(*byte)));
                }
                "surrogatepass"
                    if encoding == Encoding::Utf8
                        && matches!(data[at..], [0xED, 0xA0..=0xBF, 0x80..=0xBF, ..]) =>
                {
                    let point = 0xD000 | u32::from(data[at + 1] & 0x3F) << 6 | u32::from(data[at + 2] & 0x3F);
                    result.push_code_point(point);
                    at += 3;
                    continue;
                }
                "strict" | "surrogatepass" => {
                    let object: Value = self.new_bytes(data).into();
                    let arguments = [
                        self.new_str(encoding.name()).into(),
                        object,
                        self.new_int(at),
                        self.new_int(at + length),
                        self.new_str(reason).into(),
                    ];
                    let class = self.types().exc.UnicodeDecodeError.clone();
                    return Err(self.raise_unicode(&class.into(), &arguments));
                }
                other => return self.decode_by_registry("_decode_registered", data, encoding.name(), other),
            }
            at += length;
        }
        Ok(result)
    }
}

/// How many bytes are valid, how many behind them are not, and why.
fn invalid_utf8(data: &[u8]) -> (usize, usize, &'static str) {
    let error = match std::str::from_utf8(data) {
        Ok(_) => return (data.len(), 0, ""),
        Err(error) => error,
    };
    let valid = error.valid_up_to();
    match error.error_len() {
        None => (valid, data.len() - valid, "unexpected end of data"),
        Some(length) => match data.get(valid) {
            Some(0xC2..=0xF4) => (valid, length, "invalid continuation byte"),
            _ => (valid, length, "invalid start byte"),
        },
    }
}

fn push_utf8(result: &mut Vec<u8>, point: u32) {
    let one: Wtf8Buf = [point].into_iter().collect();
    result.extend_from_slice(one.as_bytes());
}

/// The Python escape of a code point.
fn escape(point: u32) -> String {
    match point {
        0..0x100 => format!("\\x{point:02x}"),
        0x100..0x1_0000 => format!("\\u{point:04x}"),
        _ => format!("\\U{point:08x}"),
    }
}
