//! `_json`: reading and writing JSON, for the package `json`.

use std::io::Write;

use rustc_hash::FxHashMap;
use vm_derive::native;

use crate::native::{Args, ModuleDef};
use crate::object::Visitor;
use crate::objects::{NativeState, PyBoxed, PyDict, PyException, PyList, PyStr, PyTuple, PyType, float_repr};
use crate::{PyResult, Raised, Ref, Value, Vm};

/// Marker that holds the functions.
pub struct Json;

/// The module.
pub static JSON: ModuleDef = ModuleDef {
    name: "_json",
    doc: "json speedups\n",
    functions: Json::NATIVE_METHODS,
    init: |vm, dict| {
        let scanner = vm.native_class::<ScannerClass>();
        dict.set_name(vm, "make_scanner", scanner);
        let encoder = vm.native_class::<EncoderClass>();
        dict.set_name(vm, "make_encoder", encoder);
        Ok(())
    },
};

// Writing.

/// Which bytes stand for themselves in a string literal.
const PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        table[byte as usize] = byte != b'"' && byte != b'\\';
        byte += 1;
    }
    table
};

/// Appends a string literal.
fn push_literal(out: &mut Vec<u8>, text: &PyStr, ascii: bool) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let plain = |byte: &u8| PLAIN[usize::from(*byte)];
    if bytes.iter().all(plain) {
        out.extend_from_slice(bytes);
    } else {
        for point in text.text().code_points() {
            match point {
                0x22 => out.extend_from_slice(b"\\\""),
                0x5c => out.extend_from_slice(b"\\\\"),
                0x08 => out.extend_from_slice(b"\\b"),
                0x09 => out.extend_from_slice(b"\\t"),
                0x0a => out.extend_from_slice(b"\\n"),
                0x0c => out.extend_from_slice(b"\\f"),
                0x0d => out.extend_from_slice(b"\\r"),
                0x20..=0x7e => out.push(point as u8),
                0..0x20 => out.extend_from_slice(format!("\\u{point:04x}").as_bytes()),
                0x7f if !ascii => out.push(0x7f),
                _ if !ascii => {
                    let one: bytecode::Wtf8Buf = [point].into_iter().collect();
                    out.extend_from_slice(one.as_bytes());
                }
                _ if point < 0x1_0000 => out.extend_from_slice(format!("\\u{point:04x}").as_bytes()),
                _ => {
                    let rest = point - 0x1_0000;
                    let (high, low) = (0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
                    out.extend_from_slice(format!("\\u{high:04x}\\u{low:04x}").as_bytes());
                }
            }
        }
    }
    out.push(b'"');
}

/// A string of WTF-8 that was put together of whole strings.
fn text_of(vm: &mut Vm, bytes: &[u8]) -> Value {
    if let ([byte], true) = (bytes, bytes.is_ascii()) {
        return vm.new_char(u32::from(*byte)).into();
    }
    let chars = bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
    vm.new_str_parts(&[bytes], chars).into()
}

/// How strings are written.
#[derive(Clone)]
enum StringEncoder {
    Ascii,
    Plain,
    Call(Value),
}

/// The state of an encoder.
#[derive(Clone)]
struct Encoder {
    check_circular: bool,
    default: Value,
    encoder: StringEncoder,
    indent: Option<Vec<u8>>,
    key_separator: Vec<u8>,
    item_separator: Vec<u8>,
    sort_keys: bool,
    skip_keys: bool,
    allow_nan: bool,
}

impl NativeState for Encoder {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.default);
        if let StringEncoder::Call(function) = &self.encoder {
            visit(function);
        }
    }
}

/// An encoding in progress.
struct Writer {
    encoder: Encoder,
    out: Vec<u8>,
    /// Addresses of the containers that are being written.
    open: Vec<usize>,
}

impl Writer {
    fn float(&mut self, vm: &mut Vm, value: &Value, float: f64) -> PyResult<()> {
        if float.is_finite() {
            self.out.extend_from_slice(float_repr(float).as_bytes());
            return Ok(());
        }
        if !self.encoder.allow_nan {
            let shown = vm.repr(value)?;
            let message = format!("Out of range float values are not JSON compliant: {}", shown.text());
            return Err(vm.value_error(message));
        }
        self.out.extend_from_slice(match float {
            _ if float.is_nan() => b"NaN",
            _ if float > 0.0 => b"Infinity",
            _ => b"-Infinity",
        });
        Ok(())
    }

    fn string(&mut self, vm: &mut Vm, value: &Value, text: &PyStr) -> PyResult<()> {
        match &self.encoder.encoder {
            StringEncoder::Ascii => push_literal(&mut self.out, text, true),
            StringEncoder::Plain => push_literal(&mut self.out, text, false),
            StringEncoder::Call(function) => {
                let result = vm.call(&function.clone(), std::slice::from_ref(value))?;
                match result.downcast::<PyStr>() {
                    Some(text) => self.out.extend_from_slice(text.as_bytes()),
                    None => {
                        let found = vm.class_name(&result);
                        return Err(vm.type_error(format!("encoder() must return a string, not {found}")));
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes `None`, truth values and numbers; whether it was one.
    fn simple(&mut self, vm: &mut Vm, value: &Value) -> PyResult<bool> {
        if value.is_none() {
            self.out.extend_from_slice(b"null");
        } else if let Some(truth) = value.as_bool() {
            self.out.extend_from_slice(if truth { b"true" } else { b"false" });
        } else if let Some(int) = value.as_i64() {
            // Writing to a vector cannot fail.
            let _ = write!(self.out, "{int}");
        } else if value.is_int() {
            let plain = vm.types().int.clone();
            let repr = vm.intern_str("__repr__");
            let method = vm.get_attr(plain.value(), &repr)?;
            let digits = vm.call(&method, std::slice::from_ref(value))?;
            if let Some(digits) = digits.downcast::<PyStr>() {
                self.out.extend_from_slice(digits.as_bytes());
            }
        } else if let Some(float) = value.as_float() {
            self.float(vm, value, float)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn newline(&mut self, level: usize) {
        if let Some(indent) = &self.encoder.indent {
            self.out.push(b'\n');
            for _ in 0..level {
                self.out.extend_from_slice(indent);
            }
        }
    }

    fn enter(&mut self, vm: &mut Vm, value: &Value) -> PyResult<()> {
        vm.check_native_stack()?;
        if self.encoder.check_circular {
            if self.open.contains(&value.address()) {
                return Err(vm.value_error("Circular reference detected"));
            }
            self.open.push(value.address());
        }
        Ok(())
    }

    fn leave(&mut self) {
        if self.encoder.check_circular {
            self.open.pop();
        }
    }

    fn value(&mut self, vm: &mut Vm, value: &Value, level: usize) -> PyResult<()> {
        if let Some(text) = value.downcast::<PyStr>() {
            return self.string(vm, value, text);
        }
        if self.simple(vm, value)? {
            return Ok(());
        }
        if value.downcast::<PyList>().is_some() || value.downcast::<PyTuple>().is_some() {
            self.enter(vm, value)?;
            self.sequence(vm, value, level)?;
            self.leave();
            return Ok(());
        }
        if let Some(dict) = value.downcast::<PyDict>() {
            self.enter(vm, value)?;
            self.mapping(vm, value, dict, level)?;
            self.leave();
            return Ok(());
        }
        self.enter(vm, value)?;
        let other = vm.call(&self.encoder.default.clone(), std::slice::from_ref(value))?;
        if let Err(raised) = self.value(vm, &other, level) {
            let note = format!("when serializing {} object", full_name(vm, value));
            return Err(with_note(vm, raised, &note));
        }
        self.leave();
        Ok(())
    }

    fn sequence(&mut self, vm: &mut Vm, value: &Value, level: usize) -> PyResult<()> {
        let item_at = |vm: &mut Vm, index: usize| match value.downcast::<PyList>() {
            Some(list) => list.items(vm).get(index).cloned(),
            None => value.downcast::<PyTuple>().and_then(|tuple| tuple.items().get(index).cloned()),
        };
        let mut index = 0;
        while let Some(item) = item_at(vm, index) {
            if index == 0 {
                self.out.push(b'[');
            } else {
                self.out.extend_from_slice(&self.encoder.item_separator);
            }
            self.newline(level + 1);
            if let Err(raised) = self.value(vm, &item, level + 1) {
                let note = format!("when serializing {} item {index}", full_name(vm, value));
                return Err(with_note(vm, raised, &note));
            }
            index += 1;
        }
        if index == 0 {
            self.out.extend_from_slice(b"[]");
            return Ok(());
        }
        self.newline(level);
        self.out.push(b']');
        Ok(())
    }

    fn mapping(&mut self, vm: &mut Vm, value: &Value, dict: &PyDict, level: usize) -> PyResult<()> {
        let exact = value.downcast_exact::<PyDict>().is_some();
        let mut pairs: Vec<(Value, Value)> = match exact {
            true => dict.table(vm).iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect(),
            false => {
                let items = vm.call_method_str(value, "items", &[])?;
                let mut pairs = Vec::new();
                vm.iterate(&items, |vm, pair| match pair.downcast::<PyTuple>().map(PyTuple::items) {
                    Some([key, value]) => {
                        pairs.push((key.clone(), value.clone()));
                        Ok(())
                    }
                    _ => Err(vm.value_error("items must return 2-tuples")),
                })?;
                pairs
            }
        };
        if self.encoder.sort_keys {
            let mut tuples: Vec<Value> = Vec::with_capacity(pairs.len());
            for (key, value) in pairs {
                tuples.push(vm.new_tuple([key, value]).into());
            }
            let list: Value = vm.new_list(tuples).into();
            vm.call_method_str(&list, "sort", &[])?;
            let sorted = vm.iterate_to_vec(&list)?;
            pairs = sorted
                .iter()
                .filter_map(|pair| match pair.downcast::<PyTuple>().map(PyTuple::items) {
                    Some([key, value]) => Some((key.clone(), value.clone())),
                    _ => None,
                })
                .collect();
        }
        let mut first = true;
        for (key, item) in &pairs {
            let text = key.downcast::<PyStr>();
            let before = self.out.len();
            self.out.extend_from_slice(if first { b"{" } else { &self.encoder.item_separator });
            self.newline(level + 1);
            match text {
                Some(text) => self.string(vm, key, text)?,
                None => {
                    let start = self.out.len();
                    self.out.push(b'"');
                    if !self.simple(vm, key)? {
                        if self.encoder.skip_keys {
                            self.out.truncate(before);
                            continue;
                        }
                        let found = vm.class_name(key);
                        return Err(
                            vm.type_error(format!("keys must be str, int, float, bool or None, not {found}"))
                        );
                    }
                    self.out.push(b'"');
                    if let StringEncoder::Call(_) = &self.encoder.encoder {
                        let inner = self.out[start + 1..self.out.len() - 1].to_vec();
                        self.out.truncate(start);
                        let inner = text_of(vm, &inner);
                        if let Some(text) = inner.downcast::<PyStr>() {
                            self.string(vm, &inner, text)?;
                        }
                    }
                }
            }
            first = false;
            self.out.extend_from_slice(&self.encoder.key_separator);
            if let Err(raised) = self.value(vm, item, level + 1) {
                let (name, key) = (full_name(vm, value), vm.repr(key));
                return match key {
                    Ok(key) => {
                        let note = format!("when serializing {name} item {}", key.text());
                        Err(with_note(vm, raised, &note))
                    }
                    Err(other) => Err(other),
                };
            }
        }
        if first {
            self.out.extend_from_slice(b"{}");
            return Ok(());
        }
        self.newline(level);
        self.out.push(b'}');
        Ok(())
    }
}

/// The name of the value's class, with its module.
fn full_name(vm: &mut Vm, value: &Value) -> String {
    let class = Ref::new(vm.class_of(value));
    vm.qualified_name(&class)
}

/// Adds a note to the exception on its way.
fn with_note(vm: &mut Vm, raised: Raised, note: &str) -> Raised {
    let exception = vm.take_raised(raised);
    let note: Value = vm.new_str(note).into();
    if vm.call_method_str(&exception, "add_note", &[note]).is_err() {
        vm.clear_raised();
    }
    match Ref::<PyException>::try_from_value(exception) {
        Ok(exception) => vm.raise(exception),
        Err(_) => vm.system_error("no exception was raised"),
    }
}

fn bytes_of(vm: &mut Vm, value: &Value, name: &str) -> PyResult<Vec<u8>> {
    match value.downcast::<PyStr>() {
        Some(text) => Ok(text.as_bytes().to_vec()),
        None => {
            let found = vm.class_name(value);
            Err(vm.type_error(format!("make_encoder() argument {name} must be str, not {found}")))
        }
    }
}

/// The class `make_encoder`.
pub struct EncoderClass;

/// Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)
#[native(name = "Encoder", module = "_json", kind = Boxed)]
impl EncoderClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let [markers, default, encoder, indent, key_separator, item_separator, sort, skip, nan] =
            args.values()
        else {
            let given = args.values().len();
            return Err(vm.type_error(format!("make_encoder expected 9 arguments, got {given}")));
        };
        if !markers.is_none() && markers.downcast::<PyDict>().is_none() {
            let found = vm.class_name(markers);
            return Err(vm.type_error(format!("make_encoder() argument 1 must be dict or None, not {found}")));
        }
        let module = vm.import_module("_json")?;
        let ascii = vm.get_attr_str(&module, "encode_basestring_ascii")?;
        let plain = vm.get_attr_str(&module, "encode_basestring")?;
        let encoder = match encoder {
            encoder if encoder.is(&ascii) => StringEncoder::Ascii,
            encoder if encoder.is(&plain) => StringEncoder::Plain,
            encoder => StringEncoder::Call(encoder.clone()),
        };
        let indent = match indent.is_none() {
            true => None,
            false => Some(bytes_of(vm, indent, "4")?),
        };
        let state = Encoder {
            check_circular: !markers.is_none(),
            default: default.clone(),
            encoder,
            indent,
            key_separator: bytes_of(vm, key_separator, "5")?,
            item_separator: bytes_of(vm, item_separator, "6")?,
            sort_keys: vm.is_true(sort)?,
            skip_keys: vm.is_true(skip)?,
            allow_nan: vm.is_true(nan)?,
        };
        Ok(vm.new_boxed(class, state).into())
    }

    #[slot(init)]
    fn init_slot(_vm: &mut Vm, _this: &Value, _args: &Args<'_>) -> PyResult<()> {
        Ok(())
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let state = this.downcast::<PyBoxed>().and_then(|object| object.state::<Encoder>(vm)).cloned();
        let (Some(encoder), Some(value)) = (state, args.values().first()) else {
            return Err(vm.type_error("_iterencode() missing required argument 'obj' (pos 1)"));
        };
        let level = match args.values().get(1) {
            Some(level) => usize::try_from(vm.to_i64(level)?).unwrap_or(0),
            None => 0,
        };
        let mut writer = Writer { encoder, out: Vec::new(), open: Vec::new() };
        writer.value(vm, value, level)?;
        let text = text_of(vm, &writer.out);
        Ok(vm.new_tuple([text]).into())
    }
}

// Reading.

/// The state of a scanner.
#[derive(Clone)]
struct Scanner {
    strict: bool,
    object_hook: Value,
    object_pairs_hook: Value,
    /// `None` stands for `float` and `int` themselves.
    parse_float: Option<Value>,
    parse_int: Option<Value>,
    parse_constant: Value,
}

impl NativeState for Scanner {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.object_hook);
        visit(&self.object_pairs_hook);
        self.parse_float.iter().for_each(&mut *visit);
        self.parse_int.iter().for_each(&mut *visit);
        visit(&self.parse_constant);
    }
}

/// A text that is being read; positions are in bytes.
struct Reader<'a> {
    text: &'a PyStr,
    bytes: &'a [u8],
    scanner: &'a Scanner,
    keys: FxHashMap<&'a [u8], Value>,
}

/// A position in bytes as one in characters.
fn chars_before(text: &PyStr, at: usize) -> usize {
    match text.is_ascii() {
        true => at,
        false => {
            let bytes = text.as_bytes();
            bytes[..at.min(bytes.len())].iter().filter(|byte| **byte & 0xc0 != 0x80).count()
        }
    }
}

/// The byte position of a character; `None` behind the end.
fn offset_of(text: &PyStr, index: usize) -> Option<usize> {
    match text.is_ascii() {
        true => Some(index).filter(|index| *index <= text.as_bytes().len()),
        false => {
            let length = text.as_bytes().len();
            let starts = text.as_bytes().iter().enumerate().filter(|(_, byte)| **byte & 0xc0 != 0x80);
            starts.map(|(at, _)| at).chain([length]).nth(index)
        }
    }
}

/// Raises `JSONDecodeError`.
fn decode_error(vm: &mut Vm, message: &str, text: &PyStr, at: usize) -> Raised {
    let class = vm.import_module("json.decoder").and_then(|module| {
        let name = vm.intern_str("JSONDecodeError");
        vm.get_attr(&module, &name)
    });
    let class = match class {
        Ok(class) => class,
        Err(raised) => return raised,
    };
    let at = chars_before(text, at);
    let arguments = [vm.new_str(message).into(), Ref::new(text).into(), vm.new_int(at)];
    match vm.call(&class, &arguments).map(Ref::<PyException>::try_from_value) {
        Ok(Ok(exception)) => vm.raise(exception),
        Ok(Err(_)) => vm.value_error(message),
        Err(raised) => raised,
    }
}

/// Reads a string literal whose text starts at `start`; gives it and where it ends, behind the quote.
fn scan_string(vm: &mut Vm, text: &PyStr, start: usize, strict: bool) -> PyResult<(Value, usize)> {
    let bytes = text.as_bytes();
    let mut out: Option<Vec<u8>> = None;
    let (mut at, mut copied) = (start, start);
    loop {
        let Some(&byte) = bytes.get(at) else {
            return Err(decode_error(vm, "Unterminated string starting at", text, start.saturating_sub(1)));
        };
        match byte {
            b'"' => break,
            b'\\' => {
                let out = out.get_or_insert_default();
                out.extend_from_slice(&bytes[copied..at]);
                let Some(&letter) = bytes.get(at + 1) else {
                    return Err(decode_error(
                        vm,
                        "Unterminated string starting at",
                        text,
                        start.saturating_sub(1),
                    ));
                };
                let (point, length) = match letter {
                    b'"' | b'\\' | b'/' => (u32::from(letter), 2),
                    b'b' => (8, 2),
                    b'f' => (12, 2),
                    b'n' => (10, 2),
                    b'r' => (13, 2),
                    b't' => (9, 2),
                    b'u' => match four_digits(bytes, at + 2) {
                        Some(high @ 0xd800..0xdc00) if bytes.get(at + 6..at + 8) == Some(b"\\u") => {
                            match four_digits(bytes, at + 8) {
                                Some(low @ 0xdc00..0xe000) => {
                                    (0x1_0000 + ((high - 0xd800) << 10 | (low - 0xdc00)), 12)
                                }
                                _ => (high, 6),
                            }
                        }
                        Some(point) => (point, 6),
                        None => {
                            return Err(decode_error(vm, "Invalid \\uXXXX escape", text, at + 1));
                        }
                    },
                    _ => {
                        return Err(decode_error(vm, "Invalid \\escape", text, at));
                    }
                };
                let one: bytecode::Wtf8Buf = [point].into_iter().collect();
                out.extend_from_slice(one.as_bytes());
                at += length;
                copied = at;
            }
            0..0x20 if strict => {
                return Err(decode_error(vm, "Invalid control character at", text, at));
            }
            _ => at += 1,
        }
    }
    let value = match out {
        None => text_of(vm, &bytes[start..at]),
        Some(mut out) => {
            out.extend_from_slice(&bytes[copied..at]);
            // Escapes may have put two halves of a pair side by side.
            match bytecode::Wtf8::from_bytes(&out) {
                Some(text) => vm.new_wtf8(text).into(),
                None => text_of(vm, &out),
            }
        }
    };
    Ok((value, at + 1))
}

fn four_digits(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at + 4)?
        .iter()
        .try_fold(0, |value, byte| Some(value << 4 | char::from(*byte).to_digit(16)?))
}

impl<'a> Reader<'a> {
    fn skip_space(&self, mut at: usize) -> usize {
        while matches!(self.bytes.get(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            at += 1;
        }
        at
    }

    fn stop(&self, vm: &mut Vm, at: usize) -> Raised {
        let index = vm.new_int(chars_before(self.text, at));
        vm.raise_stop_iteration(Some(&index))
    }

    /// Reads a value at `at`; gives it and where it ends.
    fn value(&mut self, vm: &mut Vm, at: usize) -> PyResult<(Value, usize)> {
        let Some(&byte) = self.bytes.get(at) else { return Err(self.stop(vm, at)) };
        let literal = |word: &[u8]| self.bytes[at..].starts_with(word);
        match byte {
            b'"' => scan_string(vm, self.text, at + 1, self.scanner.strict),
            b'{' => {
                vm.check_native_stack()?;
                self.object(vm, at + 1)
            }
            b'[' => {
                vm.check_native_stack()?;
                self.array(vm, at + 1)
            }
            b'n' if literal(b"null") => Ok((Value::NONE, at + 4)),
            b't' if literal(b"true") => Ok((Value::TRUE, at + 4)),
            b'f' if literal(b"false") => Ok((Value::FALSE, at + 5)),
            b'N' if literal(b"NaN") => self.constant(vm, "NaN", at + 3),
            b'I' if literal(b"Infinity") => self.constant(vm, "Infinity", at + 8),
            b'-' if literal(b"-Infinity") => self.constant(vm, "-Infinity", at + 9),
            b'-' | b'0'..=b'9' => self.number(vm, at),
            _ => Err(self.stop(vm, at)),
        }
    }

    fn constant(&mut self, vm: &mut Vm, name: &str, end: usize) -> PyResult<(Value, usize)> {
        let name: Value = vm.new_str(name).into();
        Ok((vm.call(&self.scanner.parse_constant, &[name])?, end))
    }

    fn number(&mut self, vm: &mut Vm, start: usize) -> PyResult<(Value, usize)> {
        let bytes = self.bytes;
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let digits = |mut at: usize| {
            while digit(at) {
                at += 1;
            }
            at
        };
        let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
        at = match bytes.get(at) {
            Some(b'0') => at + 1,
            Some(b'1'..=b'9') => digits(at),
            _ => return Err(self.stop(vm, start)),
        };
        let integer_end = at;
        if bytes.get(at) == Some(&b'.') && digit(at + 1) {
            at = digits(at + 1);
        }
        if matches!(bytes.get(at), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            if digit(at + 1 + sign) {
                at = digits(at + 1 + sign);
            }
        }
        let text = std::str::from_utf8(&bytes[start..at]).unwrap_or_default();
        let parser = if at == integer_end { &self.scanner.parse_int } else { &self.scanner.parse_float };
        let value = match parser {
            Some(parser) => {
                let text: Value = vm.new_str(text).into();
                vm.call(parser, &[text])?
            }
            None if at != integer_end => vm.new_float(text.parse().unwrap_or(f64::NAN)),
            None => match text.parse::<i64>() {
                Ok(int) => vm.new_int(int),
                Err(_) => {
                    let (text, int): (Value, Value) =
                        (vm.new_str(text).into(), vm.types().int.clone().into());
                    vm.call(&int, &[text])?
                }
            },
        };
        Ok((value, at))
    }

    fn array(&mut self, vm: &mut Vm, start: usize) -> PyResult<(Value, usize)> {
        let mut items = Vec::new();
        let mut at = self.skip_space(start);
        if self.bytes.get(at) == Some(&b']') {
            return Ok((vm.new_list(items).into(), at + 1));
        }
        loop {
            let (item, end) = self.item(vm, at)?;
            items.push(item);
            at = self.skip_space(end);
            match self.bytes.get(at) {
                Some(b']') => return Ok((vm.new_list(items).into(), at + 1)),
                Some(b',') => {}
                _ => return Err(decode_error(vm, "Expecting ',' delimiter", self.text, at)),
            }
            let comma = at;
            at = self.skip_space(at + 1);
            if self.bytes.get(at) == Some(&b']') {
                return Err(decode_error(vm, "Illegal trailing comma before end of array", self.text, comma));
            }
        }
    }

    /// A value inside a container, where something must stand.
    fn item(&mut self, vm: &mut Vm, at: usize) -> PyResult<(Value, usize)> {
        match self.value(vm, at) {
            Err(raised) if vm.raised_is(|types| &types.exc.StopIteration) => {
                let stop = vm.catch_stop_iteration(raised)?;
                let place = stop.as_i64().and_then(|index| usize::try_from(index).ok());
                let place = place.and_then(|index| offset_of(self.text, index)).unwrap_or(at);
                Err(decode_error(vm, "Expecting value", self.text, place))
            }
            result => result,
        }
    }

    fn key(&mut self, vm: &mut Vm, start: usize) -> PyResult<(Value, usize)> {
        // Most keys come again and again, and have no escapes.
        let bytes: &'a [u8] = self.bytes;
        let end = bytes[start..].iter().position(|byte| *byte == b'"' || *byte == b'\\' || *byte < 0x20);
        if let Some(length) = end.filter(|length| bytes.get(start + length) == Some(&b'"')) {
            let raw = &bytes[start..start + length];
            if let Some(key) = self.keys.get(raw) {
                return Ok((key.clone(), start + length + 1));
            }
            let key = text_of(vm, raw);
            self.keys.insert(raw, key.clone());
            return Ok((key, start + length + 1));
        }
        scan_string(vm, self.text, start, self.scanner.strict)
    }

    fn object(&mut self, vm: &mut Vm, start: usize) -> PyResult<(Value, usize)> {
        let pairs_wanted = !self.scanner.object_pairs_hook.is_none();
        let dict = vm.new_dict();
        let mut pairs = Vec::new();
        let mut at = self.skip_space(start);
        let message = "Expecting property name enclosed in double quotes";
        let mut end = at + 1;
        match self.bytes.get(at) {
            Some(b'}') => {}
            Some(b'"') => loop {
                let (key, after) = self.key(vm, at + 1)?;
                at = self.skip_space(after);
                if self.bytes.get(at) != Some(&b':') {
                    return Err(decode_error(vm, "Expecting ':' delimiter", self.text, at));
                }
                at = self.skip_space(at + 1);
                let (value, after) = self.item(vm, at)?;
                match pairs_wanted {
                    true => pairs.push(vm.new_tuple([key, value]).into()),
                    false => match key.downcast::<PyStr>() {
                        Some(key) => dict.set_str(vm, key, value),
                        None => vm.set_item(dict.value(), &key, Some(&value))?,
                    },
                }
                at = self.skip_space(after);
                match self.bytes.get(at) {
                    Some(b'}') => {
                        end = at + 1;
                        break;
                    }
                    Some(b',') => {}
                    _ => return Err(decode_error(vm, "Expecting ',' delimiter", self.text, at)),
                }
                let comma = at;
                at = self.skip_space(at + 1);
                match self.bytes.get(at) {
                    Some(b'"') => {}
                    Some(b'}') => {
                        let message = "Illegal trailing comma before end of object";
                        return Err(decode_error(vm, message, self.text, comma));
                    }
                    _ => return Err(decode_error(vm, message, self.text, at)),
                }
            },
            _ => return Err(decode_error(vm, message, self.text, at)),
        }
        let value: Value = if pairs_wanted {
            let pairs: Value = vm.new_list(pairs).into();
            vm.call(&self.scanner.object_pairs_hook, &[pairs])?
        } else if !self.scanner.object_hook.is_none() {
            vm.call(&self.scanner.object_hook, &[dict.into()])?
        } else {
            dict.into()
        };
        Ok((value, end))
    }
}

/// The class `make_scanner`.
pub struct ScannerClass;

/// JSON scanner object
#[native(name = "Scanner", module = "_json", kind = Boxed)]
impl ScannerClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let Some(context) = args.values().first() else {
            return Err(vm.type_error("make_scanner() missing required argument 'context' (pos 1)"));
        };
        let strict = vm.get_attr_str(context, "strict")?;
        let (parse_float, parse_int) =
            (vm.get_attr_str(context, "parse_float")?, vm.get_attr_str(context, "parse_int")?);
        let (float, int) = (vm.types().float.clone(), vm.types().int.clone());
        let state = Scanner {
            strict: vm.is_true(&strict)?,
            object_hook: vm.get_attr_str(context, "object_hook")?,
            object_pairs_hook: vm.get_attr_str(context, "object_pairs_hook")?,
            parse_float: Some(parse_float).filter(|parser| !parser.is(float.value())),
            parse_int: Some(parse_int).filter(|parser| !parser.is(int.value())),
            parse_constant: vm.get_attr_str(context, "parse_constant")?,
        };
        Ok(vm.new_boxed(class, state).into())
    }

    #[slot(init)]
    fn init_slot(_vm: &mut Vm, _this: &Value, _args: &Args<'_>) -> PyResult<()> {
        Ok(())
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let state = this.downcast::<PyBoxed>().and_then(|object| object.state::<Scanner>(vm)).cloned();
        let (Some(scanner), [string, index]) = (state, args.values()) else {
            let given = args.values().len();
            return Err(vm.type_error(format!("scan_once() takes exactly 2 arguments ({given} given)")));
        };
        let Some(text) = string.downcast::<PyStr>() else {
            let found = vm.class_name(string);
            return Err(vm.type_error(format!("first argument must be a string, not {found}")));
        };
        let Ok(index_number) = usize::try_from(vm.to_i64(index)?) else {
            return Err(vm.value_error("idx cannot be negative"));
        };
        let Some(at) = offset_of(text, index_number) else {
            return Err(vm.raise_stop_iteration(Some(index)));
        };
        let mut reader =
            Reader { text, bytes: text.as_bytes(), scanner: &scanner, keys: FxHashMap::default() };
        let (value, end) = reader.value(vm, at)?;
        let end = vm.new_int(chars_before(text, end));
        Ok(vm.new_tuple([value, end]).into())
    }
}

fn string_argument<'a>(vm: &mut Vm, value: &'a Value) -> PyResult<&'a PyStr> {
    match value.downcast::<PyStr>() {
        Some(text) => Ok(text),
        None => {
            let found = vm.class_name(value);
            Err(vm.type_error(format!("first argument must be a string, not {found}")))
        }
    }
}

#[native]
impl Json {
    /// Return an ASCII-only JSON representation of a Python string
    #[function("(string, /)")]
    fn encode_basestring_ascii(vm: &mut Vm, string: &Value) -> PyResult {
        let text = string_argument(vm, string)?;
        let mut out = Vec::with_capacity(text.as_bytes().len() + 2);
        push_literal(&mut out, text, true);
        Ok(text_of(vm, &out))
    }

    /// Return a JSON representation of a Python string
    #[function("(string, /)")]
    fn encode_basestring(vm: &mut Vm, string: &Value) -> PyResult {
        let text = string_argument(vm, string)?;
        let mut out = Vec::with_capacity(text.as_bytes().len() + 2);
        push_literal(&mut out, text, false);
        Ok(text_of(vm, &out))
    }

    /// Scan the string s for a JSON string. End is the index of the
    /// character in s after the quote that started the JSON string.
    /// Unescapes all valid JSON string escape sequences and raises ValueError
    /// on attempt to decode an invalid string. If strict is False then literal
    /// control characters are allowed in the string.
    ///
    /// Returns a tuple of the decoded string and the index of the character in s
    /// after the end quote.
    #[function("(string, end, strict=True, /)")]
    fn scanstring(vm: &mut Vm, string: &Value, end: i64, strict: Option<bool>) -> PyResult<(Value, usize)> {
        let text = string_argument(vm, string)?;
        let start = usize::try_from(end).ok().and_then(|index| offset_of(text, index));
        let Some(start) = start else { return Err(vm.value_error("end is out of bounds")) };
        let (value, end) = scan_string(vm, text, start, strict.unwrap_or(true))?;
        Ok((value, chars_before(text, end)))
    }
}
