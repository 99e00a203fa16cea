//! `bytes` and `bytearray`: slots and methods. One macro writes both classes, because all but mutation is alike.

use std::borrow::Cow;

use vm_derive::native;

use super::str_methods::{find_bytes, find_last};
use crate::heap::Heap;
use crate::native::{Args, Parameters};
use crate::object::{Field, Ref};
use crate::objects::{PyBoxed, PyByteArray, PyBytes, PyMemoryView, PySlice, PyStr, PyType};
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// The bytes of a bytes-like object.
pub(crate) fn buffer<'a>(heap: &'a Heap, value: &'a Value) -> Option<Cow<'a, [u8]>> {
    match (value.downcast::<PyBytes>(), value.downcast::<PyByteArray>()) {
        (Some(bytes), _) => Some(Cow::Borrowed(bytes.data())),
        (None, Some(bytes)) => Some(Cow::Borrowed(bytes.data(heap))),
        (None, None) => match value.downcast::<PyMemoryView>() {
            Some(view) => view.bytes(heap),
            None => {
                let object = value.downcast::<PyBoxed>()?;
                let mut data = vec![0; object.buffer_shape(heap)?.length];
                object.read_buffer(heap, 0, &mut data);
                Some(Cow::Owned(data))
            }
        },
    }
}

/// The text as UTF-8, surrogates replaced; seldom a copy.
fn lossy(text: &PyStr) -> Cow<'_, str> {
    text.as_str().map_or_else(|| text.text().to_string_lossy().into(), Cow::Borrowed)
}

/// The bytes of the object that a slot belongs to.
fn view<'a>(heap: &'a Heap, this: &'a Value) -> &'a [u8] {
    match (this.downcast::<PyBytes>(), this.downcast::<PyByteArray>()) {
        (Some(bytes), _) => bytes.data(),
        (None, Some(bytes)) => bytes.data(heap),
        (None, None) => &[],
    }
}

impl Vm {
    /// A copy of the bytes of a bytes-like object.
    ///
    /// # Errors
    /// `TypeError` for other objects.
    pub fn to_bytes_like(&mut self, value: &Value) -> PyResult<Vec<u8>> {
        match buffer(self, value).map(Cow::into_owned) {
            Some(data) => Ok(data),
            None => {
                let found = self.class_name(value);
                Err(self.type_error(format!("a bytes-like object is required, not '{found}'")))
            }
        }
    }

    /// The separator of `hex()`.
    pub(super) fn hex_separator(&mut self, sep: Option<&Value>) -> PyResult<Option<char>> {
        let Some(sep) = sep else { return Ok(None) };
        let text = match sep.downcast::<PyStr>() {
            Some(text) => text.as_bytes().to_vec(),
            None => self.to_bytes_like(sep)?,
        };
        match text.as_slice() {
            [byte] if byte.is_ascii() => Ok(Some(char::from(*byte))),
            [_] => Err(self.value_error("sep must be ASCII.")),
            _ => Err(self.value_error("sep must be length 1.")),
        }
    }

    /// Raises `BufferError` if views look at the bytes of `array`.
    fn check_resizable(&mut self, array: &PyByteArray) -> PyResult<()> {
        match array.exports.get() {
            0 => Ok(()),
            _ => Err(self.raise_new(
                |types| &types.exc.BufferError,
                "Existing exports of data: object cannot be re-sized",
            )),
        }
    }

    fn expect_byte(&mut self, value: &Value, message: &str) -> PyResult<u8> {
        let index = self.to_index(value)?;
        match index.as_i64().and_then(|int| u8::try_from(int).ok()) {
            Some(byte) => Ok(byte),
            None => Err(self.value_error(message)),
        }
    }

    /// What is searched for: an integer or bytes.
    fn needle(&mut self, value: &Value) -> PyResult<Vec<u8>> {
        if let Some(data) = buffer(self, value) {
            return Ok(data.into_owned());
        }
        if !value.is_int() && self.class_of(value).slots(self).index.is_none() {
            let found = self.class_name(value);
            return Err(
                self.type_error(format!("argument should be integer or bytes-like object, not '{found}'"))
            );
        }
        Ok(vec![self.expect_byte(value, "byte must be in range(0, 256)")?])
    }

    /// `count` zero bytes.
    fn zeros(&mut self, count: i64) -> PyResult<Vec<u8>> {
        let Ok(count) = usize::try_from(count) else { return Err(self.value_error("negative count")) };
        self.check_size(count, 1)?;
        let mut data = Vec::new();
        if data.try_reserve_exact(count).is_err() {
            return Err(self.memory_error());
        }
        data.resize(count, 0);
        Ok(data)
    }

    /// The bytes that a constructor makes of its arguments.
    fn bytes_of_arguments(
        &mut self,
        args: &Args<'_>,
        parameters: &Parameters,
        byte_message: &str,
    ) -> PyResult<Vec<u8>> {
        let [source, encoding, errors] = args.bind::<3>(self, parameters)?.values;
        let mut text_of = |value: Option<&Value>, name: &str| {
            let name = format!("{}() argument '{name}'", parameters.function);
            value.map(|value| self.expect_text(value, &name)).transpose()
        };
        let encoding = text_of(encoding, "encoding")?;
        let errors = text_of(errors, "errors")?;
        let Some(source) = source else {
            return match (encoding, errors) {
                (None, None) => Ok(Vec::new()),
                (Some(_), _) => Err(self.type_error("encoding without a string argument")),
                (None, Some(_)) => Err(self.type_error("errors without a string argument")),
            };
        };
        if let Some(string) = source.downcast::<PyStr>() {
            return match encoding {
                Some(encoding) => self.encode_text(string, &encoding, errors.as_deref().unwrap_or("strict")),
                None => Err(self.type_error("string argument without an encoding")),
            };
        }
        match (encoding, errors) {
            (Some(_), _) => return Err(self.type_error("encoding without a string argument")),
            (None, Some(_)) => return Err(self.type_error("errors without a string argument")),
            (None, None) => {}
        }
        if let Some(data) = buffer(self, source) {
            return Ok(data.into_owned());
        }
        let class = Ref::new(self.class_of(source));
        if source.is_int() || class.slots(self).index.is_some() {
            match self.to_i64(source) {
                Ok(count) => return self.zeros(count),
                // What fails to be a count may still be iterable.
                Err(raised) if self.raised_is(|types| &types.exc.TypeError) => self.discard(raised),
                Err(raised) => return Err(raised),
            }
        }
        if class.slots(self).iter.is_none() && class.slots(self).getitem.is_none() {
            let (found, target) = (self.class_name(source), parameters.function);
            return Err(self.type_error(format!("cannot convert '{found}' object to {target}")));
        }
        self.bytes_of_iterable(source, byte_message)
    }

    fn bytes_of_iterable(&mut self, iterable: &Value, byte_message: &str) -> PyResult<Vec<u8>> {
        let mut data = Vec::new();
        self.iterate(iterable, |vm, item| {
            data.push(vm.expect_byte(&item, byte_message)?);
            Ok(())
        })?;
        Ok(data)
    }

    /// The text of an argument that must be a string; `name` is as in `str() argument 'encoding'`.
    pub(crate) fn expect_text(&mut self, value: &Value, name: &str) -> PyResult<String> {
        match value.downcast::<PyStr>() {
            Some(string) => Ok(string.text().to_string_lossy()),
            None => {
                let found = self.class_name(value);
                Err(self.type_error(format!("{name} must be str, not {found}")))
            }
        }
    }

    /// Bounds of `data[start:end]`, where the start may lie behind the end: then `None`.
    fn byte_bounds(
        &mut self,
        length: usize,
        start: Option<&Value>,
        end: Option<&Value>,
    ) -> PyResult<Option<(usize, usize)>> {
        let none = Value::NONE;
        let slice = self.new_slice(start.unwrap_or(&none).clone(), end.unwrap_or(&none).clone(), Value::NONE);
        let (from, to, _) = self.slice_parts(&slice)?;
        if from.is_some_and(|from| from > length as i64) {
            return Ok(None);
        }
        let range = crate::ops::items::slice_against(from, to, 1, length as i64);
        Ok(Some((range.start as usize, range.start as usize + range.count)))
    }

    fn bytes_search(
        &mut self,
        data: &[u8],
        sub: &Value,
        start: Option<&Value>,
        end: Option<&Value>,
        last: bool,
    ) -> PyResult<Option<usize>> {
        let needle = self.needle(sub)?;
        let Some((from, to)) = self.byte_bounds(data.len(), start, end)? else { return Ok(None) };
        let part = &data[from..to];
        let found = if last { find_last(part, &needle) } else { find_bytes(part, &needle) };
        Ok(found.map(|at| at + from))
    }

    fn bytes_affix(
        &mut self,
        data: &[u8],
        affix: &Value,
        start: Option<&Value>,
        end: Option<&Value>,
        method: &str,
        test: fn(&[u8], &[u8]) -> bool,
    ) -> PyResult<bool> {
        let bounds = self.byte_bounds(data.len(), start, end)?;
        let one = std::slice::from_ref(affix);
        let choices = affix.downcast::<crate::objects::PyTuple>().map_or(one, |tuple| tuple.items());
        for choice in choices {
            let Some(choice) = buffer(self, choice) else {
                let found = self.class_name(choice);
                if affix.downcast::<crate::objects::PyTuple>().is_some() {
                    let message = format!("a bytes-like object is required, not '{found}'");
                    return Err(self.type_error(message));
                }
                return Err(self.type_error(format!(
                    "{method} first arg must be bytes or a tuple of bytes, not {found}"
                )));
            };
            if bounds.is_some_and(|(from, to)| test(&data[from..to], &choice)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The bytes that `strip` takes away; `None` stands for white space.
    fn strip_set(&mut self, set: Option<&Value>) -> PyResult<Vec<u8>> {
        match set.filter(|set| !set.is_none()) {
            Some(set) => self.to_bytes_like(set),
            None => Ok(b" \t\n\r\x0b\x0c".to_vec()),
        }
    }

    fn bytes_separator(&mut self, separator: &Value) -> PyResult<Vec<u8>> {
        let separator = self.to_bytes_like(separator)?;
        match separator.is_empty() {
            true => Err(self.value_error("empty separator")),
            false => Ok(separator),
        }
    }

    fn justify_bytes(
        &mut self,
        data: &[u8],
        width: i64,
        fill: Option<&Value>,
        align: char,
    ) -> PyResult<Vec<u8>> {
        let fill = match fill {
            None => b' ',
            Some(value) => match buffer(self, value).as_deref() {
                Some([fill]) => *fill,
                _ => {
                    return Err(self.type_error("The fill character must be a byte string of length 1"));
                }
            },
        };
        let width = usize::try_from(width).unwrap_or(0);
        self.check_size(width, 1)?;
        let missing = width.saturating_sub(data.len());
        let left = match align {
            '<' => 0,
            '>' => missing,
            _ => missing / 2 + (missing & width & 1),
        };
        let mut result = vec![fill; left];
        result.extend_from_slice(data);
        result.resize(data.len() + missing, fill);
        Ok(result)
    }
}

/// The hexadecimal digits of `data`, with a separator after each `group` bytes: counted from the end, from the start
/// if negative.
pub(super) fn hex_text(data: &[u8], separator: Option<char>, group: i64) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let size = usize::try_from(group.unsigned_abs()).unwrap_or(usize::MAX);
    let mut text = String::with_capacity(data.len() * 2);
    for (index, byte) in data.iter().enumerate() {
        let position = if group > 0 { data.len() - index } else { index };
        if let Some(separator) = separator
            && index > 0
            && size > 0
            && position % size == 0
        {
            text.push(separator);
        }
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

fn is_byte_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn strip_bytes<'a>(data: &'a [u8], set: &[u8], start: bool, end: bool) -> &'a [u8] {
    let from = if start { data.iter().position(|b| !set.contains(b)).unwrap_or(data.len()) } else { 0 };
    let rest = &data[from..];
    let to =
        if end { rest.iter().rposition(|b| !set.contains(b)).map_or(0, |at| at + 1) } else { rest.len() };
    &rest[..to]
}

/// `split` and `rsplit`; no separator stands for runs of white space.
fn split_bytes<'a>(data: &'a [u8], separator: Option<&[u8]>, limit: usize, last: bool) -> Vec<&'a [u8]> {
    const SPACE: &[u8] = b" \t\n\r\x0b\x0c";
    let mut pieces = Vec::new();
    match (separator, last) {
        (Some(separator), false) => {
            let mut rest = data;
            while pieces.len() < limit
                && let Some(at) = find_bytes(rest, separator)
            {
                pieces.push(&rest[..at]);
                rest = &rest[at + separator.len()..];
            }
            pieces.push(rest);
        }
        (Some(separator), true) => {
            let mut rest = data;
            while pieces.len() < limit
                && let Some(at) = find_last(rest, separator)
            {
                pieces.push(&rest[at + separator.len()..]);
                rest = &rest[..at];
            }
            pieces.push(rest);
            pieces.reverse();
        }
        (None, false) => {
            let mut rest = strip_bytes(data, SPACE, true, false);
            while !rest.is_empty() {
                let end = rest.iter().position(|b| is_byte_space(*b)).filter(|_| pieces.len() < limit);
                match end {
                    Some(end) => {
                        pieces.push(&rest[..end]);
                        rest = strip_bytes(&rest[end..], SPACE, true, false);
                    }
                    None => {
                        pieces.push(strip_bytes(rest, SPACE, false, pieces.len() < limit));
                        break;
                    }
                }
            }
        }
        (None, true) => {
            let mut rest = strip_bytes(data, SPACE, false, true);
            while !rest.is_empty() {
                let start = rest.iter().rposition(|b| is_byte_space(*b)).filter(|_| pieces.len() < limit);
                match start {
                    Some(start) => {
                        pieces.push(&rest[start + 1..]);
                        rest = strip_bytes(&rest[..start], SPACE, false, true);
                    }
                    None => {
                        pieces.push(strip_bytes(rest, SPACE, pieces.len() < limit, false));
                        break;
                    }
                }
            }
            pieces.reverse();
        }
    }
    pieces
}

fn replace_bytes(data: &[u8], old: &[u8], new: &[u8], limit: usize) -> Vec<u8> {
    let mut result = Vec::with_capacity(data.len());
    let mut done = 0;
    if old.is_empty() {
        for byte in data {
            if done < limit {
                result.extend_from_slice(new);
                done += 1;
            }
            result.push(*byte);
        }
        if done < limit {
            result.extend_from_slice(new);
        }
        return result;
    }
    let mut rest = data;
    while done < limit
        && let Some(at) = find_bytes(rest, old)
    {
        result.extend_from_slice(&rest[..at]);
        result.extend_from_slice(new);
        rest = &rest[at + old.len()..];
        done += 1;
    }
    result.extend_from_slice(rest);
    result
}

/// The literal of `data`, with its prefix.
pub(crate) fn bytes_repr(data: &[u8]) -> String {
    let quote = if data.contains(&b'\'') && !data.contains(&b'"') { '"' } else { '\'' };
    let mut text = String::with_capacity(data.len() + 3);
    text.push('b');
    text.push(quote);
    for &byte in data {
        match byte {
            b'\\' => text.push_str("\\\\"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            _ if char::from(byte) == quote => {
                text.push('\\');
                text.push(quote);
            }
            b' '..=b'~' => text.push(char::from(byte)),
            _ => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    text.push(quote);
    text
}

fn title_bytes(data: &[u8]) -> Vec<u8> {
    let mut inside = false;
    data.iter()
        .map(|byte| {
            let result = if inside { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() };
            inside = byte.is_ascii_alphabetic();
            result
        })
        .collect()
}

const NEW_BYTES: Parameters = constructor("bytes");
const NEW_BYTEARRAY: Parameters = constructor("bytearray");

const fn constructor(function: &'static str) -> Parameters {
    Parameters {
        owner: crate::native::Owner::Nothing,
        function,
        names: &["source", "encoding", "errors"],
        required: &[false, false, false],
        positional: 3,
        positional_only: 0,
        skip_this: false,
        varargs: false,
        varkeywords: false,
    }
}

impl PyBytes {
    fn make(vm: &mut Vm, data: impl Into<Vec<u8>>) -> Value {
        vm.new_bytes(data).into()
    }
}

impl PyByteArray {
    fn make(vm: &mut Vm, data: impl Into<Vec<u8>>) -> Value {
        vm.new_bytearray(data.into()).into()
    }
}

macro_rules! byte_class {
    ([$($doc:tt)*] $name:tt, $kind:ident, $class:ident, { $($own:tt)* }) => {
        $($doc)*
        #[native(name = $name, kind = $kind, sequence)]
        impl $class {
            $($own)*

            #[slot(compare)]
            fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
                if $name == "bytes"
                    && other.downcast::<PyBytes>().is_none()
                    && other.downcast::<PyByteArray>().is_none()
                {
                    return Ok(Value::NOT_IMPLEMENTED);
                }
                Ok(match (buffer(vm, this), buffer(vm, other)) {
                    (Some(left), Some(right)) => Value::bool(op.holds(Some(left.cmp(&right)))),
                    _ => Value::NOT_IMPLEMENTED,
                })
            }

            #[slot(len)]
            fn len_slot(vm: &mut Vm, this: &Value) -> PyResult<usize> {
                Ok(view(vm, this).len())
            }

            #[slot(iter)]
            fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
                Ok(vm.new_sequence_iterator(this.clone()).into())
            }

            #[slot(contains)]
            fn contains_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<bool> {
                if !key.is_int() && buffer(vm, key).is_none() && vm.class_of(key).slots(vm).index.is_none() {
                    return vm.to_bytes_like(key).map(|_| false);
                }
                let needle = vm.needle(key)?;
                Ok(find_bytes(view(vm, this), &needle).is_some())
            }

            #[slot(getitem)]
            fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
                if let Some(slice) = key.downcast::<PySlice>() {
                    let (start, stop, step) = vm.slice_parts(slice)?;
                    let data = view(vm, this);
                    let range = crate::ops::items::slice_against(start, stop, step, data.len() as i64);
                    let data: Vec<u8> = match range.step {
                        1 => data[range.start as usize..range.start as usize + range.count].to_vec(),
                        _ => range.indexes().map(|index| data[index]).collect(),
                    };
                    return Ok(Self::make(vm, data));
                }
                if !key.is_int() && vm.class_of(key).slots(vm).index.is_none() {
                    let found = vm.class_name(key);
                    let what = match $name {
                        "bytes" => "byte",
                        other => other,
                    };
                    return Err(
                        vm.type_error(format!("{what} indices must be integers or slices, not {found}"))
                    );
                }
                let index = vm.to_item_index(key)?;
                let data = view(vm, this);
                let index = if index < 0 { index.saturating_add(data.len() as i64) } else { index };
                match usize::try_from(index).ok().and_then(|index| data.get(index)).copied() {
                    Some(byte) => Ok(Value::int32(i32::from(byte))),
                    None => Err(vm.index_error(match $name {
                        "bytes" => "index out of range",
                        _ => "bytearray index out of range",
                    })),
                }
            }

            #[number(Add)]
            fn add(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
                if left.downcast::<PyBytes>().is_none() && left.downcast::<PyByteArray>().is_none() {
                    // Other buffers concatenate to the right only.
                    return Ok(Value::NOT_IMPLEMENTED);
                }
                let data = match (buffer(vm, left), buffer(vm, right)) {
                    (Some(left), Some(right)) => [&*left, &*right].concat(),
                    _ => return Ok(Value::NOT_IMPLEMENTED),
                };
                match left.downcast::<PyByteArray>() {
                    Some(_) => Ok(vm.new_bytearray(data).into()),
                    None => Ok(vm.new_bytes(data).into()),
                }
            }

            #[number(Remainder)]
            fn remainder(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
                if left.downcast::<$class>().is_none() {
                    return Ok(Value::NOT_IMPLEMENTED);
                }
                let format = view(vm, left).to_vec();
                let data = vm.percent_format_bytes(&format, right)?;
                Ok(<$class>::make(vm, data))
            }

            #[number(Multiply)]
            fn multiply(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
                let (this, count) = match (left.downcast::<$class>(), right.downcast::<$class>()) {
                    (Some(_), None) => (left, right),
                    (None, Some(_)) => (right, left),
                    _ => return Ok(Value::NOT_IMPLEMENTED),
                };
                if !count.is_int() && vm.class_of(count).slots(vm).index.is_none() {
                    return Ok(Value::NOT_IMPLEMENTED);
                }
                let count = usize::try_from(vm.to_i64(count)?).unwrap_or(0);
                let length = view(vm, this).len();
                vm.check_size(length, count)?;
                let data = view(vm, this).repeat(count);
                Ok(Self::make(vm, data))
            }

            /// Decode the bytes using the codec registered for encoding.
            #[method("($self, /, encoding='utf-8', errors='strict')")]
            fn decode(
                vm: &mut Vm,
                this: &Value,
                encoding: Option<&PyStr>,
                errors: Option<&PyStr>,
            ) -> PyResult<Ref<PyStr>> {
                let encoding = encoding.map_or("utf-8".into(), |name| lossy(name));
                let errors = errors.map_or("strict".into(), |name| lossy(name));
                match this.downcast::<PyBytes>() {
                    Some(bytes) => vm.decode_str(bytes.data(), &encoding, &errors),
                    None => {
                        let data = view(vm, this).to_vec();
                        vm.decode_str(&data, &encoding, &errors)
                    }
                }
            }

            /// Create a string of hexadecimal numbers from a bytes object.
            #[method("($self, /, sep=<unrepresentable>, bytes_per_sep=1)")]
            fn hex(
                vm: &mut Vm,
                this: &Value,
                sep: Option<&Value>,
                bytes_per_sep: Option<i64>,
            ) -> PyResult<String> {
                let separator = vm.hex_separator(sep)?;
                Ok(hex_text(view(vm, this), separator, bytes_per_sep.unwrap_or(1)))
            }

            /// Return a view of the memory of the object.
            #[method("($self, flags, /)")]
            fn __buffer__(vm: &mut Vm, this: &Value, flags: &Value) -> PyResult {
                let _ = flags;
                vm.new_memoryview(this)
            }

            /// Create a bytes object from a string of hexadecimal numbers.
            #[classmethod("($type, string, /)")]
            fn fromhex(vm: &mut Vm, class: &Value, string: &Value) -> PyResult {
                let text = match string.downcast::<PyStr>() {
                    Some(text) => text.as_bytes().to_vec(),
                    None => match buffer(vm, string).map(Cow::into_owned) {
                        Some(data) => data,
                        None => {
                            let found = vm.class_name(string);
                            return Err(vm.type_error(format!(
                                "fromhex() argument must be str or bytes-like, not {found}"
                            )));
                        }
                    },
                };
                let digit = |index: usize| {
                    text.get(index).and_then(|byte| char::from(*byte).to_digit(16)).map(|digit| digit as u8)
                };
                let (mut data, mut at) = (Vec::new(), 0);
                while at < text.len() {
                    if is_byte_space(text[at]) {
                        at += 1;
                        continue;
                    }
                    let (Some(high), Some(low)) = (digit(at), digit(at + 1)) else {
                        if digit(at).is_some() && at + 1 == text.len() {
                            return Err(vm.value_error(
                                "fromhex() arg must contain an even number of hexadecimal digits",
                            ));
                        }
                        let position = if digit(at).is_some() { at + 1 } else { at };
                        return Err(vm.value_error(format!(
                            "non-hexadecimal number found in fromhex() arg at position {position}"
                        )));
                    };
                    data.push(high << 4 | low);
                    at += 2;
                }
                let result = Self::make(vm, data);
                match class.downcast::<PyType>().is_some_and(PyType::is_heap_type) {
                    true => vm.call(class, &[result]),
                    false => Ok(result),
                }
            }

            /// Return the lowest index in B where subsection 'sub' is found.
            #[method("($self, sub, start=None, end=None, /)")]
            fn find(
                vm: &mut Vm,
                this: &Value,
                sub: &Value,
                start: Option<&Value>,
                end: Option<&Value>,
            ) -> PyResult<i64> {
                let data = view(vm, this).to_vec();
                Ok(vm.bytes_search(&data, sub, start, end, false)?.map_or(-1, |at| at as i64))
            }

            /// Return the highest index in B where subsection 'sub' is found.
            #[method("($self, sub, start=None, end=None, /)")]
            fn rfind(
                vm: &mut Vm,
                this: &Value,
                sub: &Value,
                start: Option<&Value>,
                end: Option<&Value>,
            ) -> PyResult<i64> {
                let data = view(vm, this).to_vec();
                Ok(vm.bytes_search(&data, sub, start, end, true)?.map_or(-1, |at| at as i64))
            }

            /// Return the lowest index in B where subsection 'sub' is found.
            ///
            /// Raise ValueError if not found.
            #[method("($self, sub, start=None, end=None, /)")]
            fn index(
                vm: &mut Vm,
                this: &Value,
                sub: &Value,
                start: Option<&Value>,
                end: Option<&Value>,
            ) -> PyResult<usize> {
                let data = view(vm, this).to_vec();
                match vm.bytes_search(&data, sub, start, end, false)? {
                    Some(at) => Ok(at),
                    None => Err(vm.value_error("subsection not found")),
                }
            }

            /// Return the highest index in B where subsection 'sub' is found.
            ///
            /// Raise ValueError if not found.
            #[method("($self, sub, start=None, end=None, /)")]
            fn rindex(
                vm: &mut Vm,
                this: &Value,
                sub: &Value,
                start: Option<&Value>,
                end: Option<&Value>,
            ) -> PyResult<usize> {
                let data = view(vm, this).to_vec();
                match vm.bytes_search(&data, sub, start, end, true)? {
                    Some(at) => Ok(at),
                    None => Err(vm.value_error("subsection not found")),
                }
            }

            /// Return the number of non-overlapping occurrences of subsection 'sub'.
            #[method("($self, sub, start=None, end=None, /)")]
            fn count(
                vm: &mut Vm,
                this: &Value,
                sub: &Value,
                start: Option<&Value>,
                end: Option<&Value>,
            ) -> PyResult<usize> {
                let needle = vm.needle(sub)?;
                let length = view(vm, this).len();
                let Some((from, to)) = vm.byte_bounds(length, start, end)? else { return Ok(0) };
                let mut rest = view(vm, this).get(from..to).unwrap_or_default();
                if needle.is_empty() {
                    return Ok(rest.len() + 1);
                }
                let mut count = 0;
                while let Some(at) = find_bytes(rest, &needle) {
                    rest = &rest[at + needle.len()..];
                    count += 1;
                }
                Ok(count)
            }

            /// Return True if the bytes starts with the specified prefix, False otherwise.
            #[method("($self, prefix, start=None, end=None, /)")]
            fn startswith(
                vm: &mut Vm,
                this: &Value,
                prefix: &Value,
                start: Option<&Value>,
                end: Option<&Value>,
            ) -> PyResult<bool> {
                let data = view(vm, this).to_vec();
                vm.bytes_affix(&data, prefix, start, end, "startswith", |data, part| data.starts_with(part))
            }

            /// Return True if the bytes ends with the specified suffix, False otherwise.
            #[method("($self, suffix, start=None, end=None, /)")]
            fn endswith(
                vm: &mut Vm,
                this: &Value,
                suffix: &Value,
                start: Option<&Value>,
                end: Option<&Value>,
            ) -> PyResult<bool> {
                let data = view(vm, this).to_vec();
                vm.bytes_affix(&data, suffix, start, end, "endswith", |data, part| data.ends_with(part))
            }

            /// Return a copy with all occurrences of substring old replaced by new.
            #[method("($self, old, new, count=-1, /)")]
            fn replace(
                vm: &mut Vm,
                this: &Value,
                old: &Value,
                new: &Value,
                count: Option<i64>,
            ) -> PyResult {
                let (old, new) = (vm.to_bytes_like(old)?, vm.to_bytes_like(new)?);
                let limit = usize::try_from(count.unwrap_or(-1)).unwrap_or(usize::MAX);
                let data = replace_bytes(view(vm, this), &old, &new, limit);
                Ok(Self::make(vm, data))
            }

            /// Return a list of the sections in the bytes, using sep as the delimiter.
            #[method("($self, /, sep=None, maxsplit=-1)")]
            fn split(
                vm: &mut Vm,
                this: &Value,
                sep: Option<&Value>,
                maxsplit: Option<i64>,
            ) -> PyResult<Vec<Value>> {
                let sep = sep.filter(|sep| !sep.is_none());
                let separator = sep.map(|sep| vm.bytes_separator(sep)).transpose()?;
                let limit = usize::try_from(maxsplit.unwrap_or(-1)).unwrap_or(usize::MAX);
                let data = view(vm, this).to_vec();
                let pieces = split_bytes(&data, separator.as_deref(), limit, false);
                Ok(pieces.into_iter().map(|piece| Self::make(vm, piece)).collect())
            }

            /// Return a list of the sections in the bytes, using sep as the delimiter, splitting from the end.
            #[method("($self, /, sep=None, maxsplit=-1)")]
            fn rsplit(
                vm: &mut Vm,
                this: &Value,
                sep: Option<&Value>,
                maxsplit: Option<i64>,
            ) -> PyResult<Vec<Value>> {
                let sep = sep.filter(|sep| !sep.is_none());
                let separator = sep.map(|sep| vm.bytes_separator(sep)).transpose()?;
                let limit = usize::try_from(maxsplit.unwrap_or(-1)).unwrap_or(usize::MAX);
                let data = view(vm, this).to_vec();
                let pieces = split_bytes(&data, separator.as_deref(), limit, true);
                Ok(pieces.into_iter().map(|piece| Self::make(vm, piece)).collect())
            }

            /// Return a list of the lines in the bytes, breaking at line boundaries.
            #[method("($self, /, keepends=False)")]
            fn splitlines(vm: &mut Vm, this: &Value, keepends: Option<bool>) -> Vec<Value> {
                let data = view(vm, this).to_vec();
                let (mut lines, mut rest) = (Vec::new(), data.as_slice());
                while !rest.is_empty() {
                    let end = rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
                    let next = match rest[end..] {
                        [] => end,
                        [b'\r', b'\n', ..] => end + 2,
                        _ => end + 1,
                    };
                    lines.push(Self::make(vm, &rest[..if keepends == Some(true) { next } else { end }]));
                    rest = &rest[next..];
                }
                lines
            }

            /// Partition the bytes into three parts using the given separator.
            #[method("($self, sep, /)")]
            fn partition(vm: &mut Vm, this: &Value, sep: &Value) -> PyResult {
                let separator = vm.bytes_separator(sep)?;
                let data = view(vm, this).to_vec();
                let (head, middle, tail) = match find_bytes(&data, &separator) {
                    Some(at) => (&data[..at], &separator[..], &data[at + separator.len()..]),
                    None => (&data[..], &[][..], &[][..]),
                };
                let parts = [Self::make(vm, head), Self::make(vm, middle), Self::make(vm, tail)];
                Ok(vm.new_tuple(parts).into())
            }

            /// Partition the bytes into three parts using the given separator, from the end.
            #[method("($self, sep, /)")]
            fn rpartition(vm: &mut Vm, this: &Value, sep: &Value) -> PyResult {
                let separator = vm.bytes_separator(sep)?;
                let data = view(vm, this).to_vec();
                let (head, middle, tail) = match find_last(&data, &separator) {
                    Some(at) => (&data[..at], &separator[..], &data[at + separator.len()..]),
                    None => (&[][..], &[][..], &data[..]),
                };
                let parts = [Self::make(vm, head), Self::make(vm, middle), Self::make(vm, tail)];
                Ok(vm.new_tuple(parts).into())
            }

            /// Concatenate any number of bytes objects.
            #[method("($self, iterable_of_bytes, /)")]
            fn join(vm: &mut Vm, this: &Value, iterable_of_bytes: &Value) -> PyResult {
                if !vm.is_iterable(iterable_of_bytes) {
                    return Err(vm.type_error("can only join an iterable"));
                }
                let items = vm.iterate_to_vec(iterable_of_bytes)?;
                let mut data = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let Some(piece) = buffer(vm, item) else {
                        let found = vm.class_name(item);
                        return Err(vm.type_error(format!(
                            "sequence item {index}: expected a bytes-like object, {found} found"
                        )));
                    };
                    if index > 0 {
                        data.extend_from_slice(view(vm, this));
                    }
                    data.extend_from_slice(&piece);
                }
                Ok(Self::make(vm, data))
            }

            /// Strip leading and trailing bytes contained in the argument.
            #[method("($self, bytes=None, /)")]
            fn strip(vm: &mut Vm, this: &Value, bytes: Option<&Value>) -> PyResult {
                let set = vm.strip_set(bytes)?;
                let data = strip_bytes(view(vm, this), &set, true, true).to_vec();
                Ok(Self::make(vm, data))
            }

            /// Strip leading bytes contained in the argument.
            #[method("($self, bytes=None, /)")]
            fn lstrip(vm: &mut Vm, this: &Value, bytes: Option<&Value>) -> PyResult {
                let set = vm.strip_set(bytes)?;
                let data = strip_bytes(view(vm, this), &set, true, false).to_vec();
                Ok(Self::make(vm, data))
            }

            /// Strip trailing bytes contained in the argument.
            #[method("($self, bytes=None, /)")]
            fn rstrip(vm: &mut Vm, this: &Value, bytes: Option<&Value>) -> PyResult {
                let set = vm.strip_set(bytes)?;
                let data = strip_bytes(view(vm, this), &set, false, true).to_vec();
                Ok(Self::make(vm, data))
            }

            /// Return a bytes object with the given prefix string removed if present.
            #[method("($self, prefix, /)")]
            fn removeprefix(vm: &mut Vm, this: &Value, prefix: &Value) -> PyResult {
                let prefix = vm.to_bytes_like(prefix)?;
                let data = view(vm, this);
                let data = data.strip_prefix(&prefix[..]).unwrap_or(data).to_vec();
                Ok(Self::make(vm, data))
            }

            /// Return a bytes object with the given suffix string removed if present.
            #[method("($self, suffix, /)")]
            fn removesuffix(vm: &mut Vm, this: &Value, suffix: &Value) -> PyResult {
                let suffix = vm.to_bytes_like(suffix)?;
                let data = view(vm, this);
                let data = data.strip_suffix(&suffix[..]).unwrap_or(data).to_vec();
                Ok(Self::make(vm, data))
            }

            /// Return a left-justified bytes object of length width.
            #[method("($self, width, fillchar=b' ', /)")]
            fn ljust(vm: &mut Vm, this: &Value, width: i64, fillchar: Option<&Value>) -> PyResult {
                let data = view(vm, this).to_vec();
                let data = vm.justify_bytes(&data, width, fillchar, '<')?;
                Ok(Self::make(vm, data))
            }

            /// Return a right-justified bytes object of length width.
            #[method("($self, width, fillchar=b' ', /)")]
            fn rjust(vm: &mut Vm, this: &Value, width: i64, fillchar: Option<&Value>) -> PyResult {
                let data = view(vm, this).to_vec();
                let data = vm.justify_bytes(&data, width, fillchar, '>')?;
                Ok(Self::make(vm, data))
            }

            /// Return a centered bytes object of length width.
            #[method("($self, width, fillchar=b' ', /)")]
            fn center(vm: &mut Vm, this: &Value, width: i64, fillchar: Option<&Value>) -> PyResult {
                let data = view(vm, this).to_vec();
                let data = vm.justify_bytes(&data, width, fillchar, '^')?;
                Ok(Self::make(vm, data))
            }

            /// Return a copy where all tab characters are expanded using spaces.
            #[method("($self, /, tabsize=8)")]
            fn expandtabs(vm: &mut Vm, this: &Value, tabsize: Option<i64>) -> PyResult {
                let size = usize::try_from(tabsize.unwrap_or(8)).unwrap_or(0);
                let data = view(vm, this).to_vec();
                vm.check_size(size, data.iter().filter(|byte| **byte == b'\t').count())?;
                let (mut result, mut column) = (Vec::with_capacity(data.len()), 0_usize);
                for byte in data {
                    match byte {
                        b'\t' if size == 0 => {}
                        b'\t' => {
                            let spaces = size - column % size;
                            result.resize(result.len() + spaces, b' ');
                            column += spaces;
                        }
                        _ => {
                            result.push(byte);
                            column = if matches!(byte, b'\n' | b'\r') { 0 } else { column + 1 };
                        }
                    }
                }
                Ok(<$class>::make(vm, result))
            }

            /// Pad a numeric string with zeros on the left, to fill a field of the given width.
            #[method("($self, width, /)")]
            fn zfill(vm: &mut Vm, this: &Value, width: i64) -> PyResult {
                let width = usize::try_from(width).unwrap_or(0);
                vm.check_size(width, 1)?;
                let mut data = view(vm, this).to_vec();
                let missing = width.saturating_sub(data.len());
                let sign = usize::from(matches!(data.first(), Some(b'+' | b'-')));
                data.splice(sign..sign, std::iter::repeat_n(b'0', missing));
                Ok(Self::make(vm, data))
            }

            /// Return a copy of B with all ASCII characters converted to lowercase.
            #[method("($self, /)")]
            fn lower(vm: &mut Vm, this: &Value) -> Value {
                let data = view(vm, this).to_ascii_lowercase();
                Self::make(vm, data)
            }

            /// Return a copy of B with all ASCII characters converted to uppercase.
            #[method("($self, /)")]
            fn upper(vm: &mut Vm, this: &Value) -> Value {
                let data = view(vm, this).to_ascii_uppercase();
                Self::make(vm, data)
            }

            /// Return a titlecased version of B.
            #[method("($self, /)")]
            fn title(vm: &mut Vm, this: &Value) -> Value {
                let data = title_bytes(view(vm, this));
                Self::make(vm, data)
            }

            /// Return a copy of B with only its first character capitalized.
            #[method("($self, /)")]
            fn capitalize(vm: &mut Vm, this: &Value) -> Value {
                let mut data = view(vm, this).to_ascii_lowercase();
                if let Some(first) = data.first_mut() {
                    first.make_ascii_uppercase();
                }
                Self::make(vm, data)
            }

            /// Return a copy of B with uppercase ASCII characters converted to lowercase and vice versa.
            #[method("($self, /)")]
            fn swapcase(vm: &mut Vm, this: &Value) -> Value {
                let swap = |byte: &u8| if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { *byte };
                let data: Vec<u8> = view(vm, this).iter().map(swap).collect();
                Self::make(vm, data)
            }

            /// Return True if all characters in B are digits and there is at least one.
            #[method("($self, /)")]
            fn isdigit(vm: &mut Vm, this: &Value) -> bool {
                let data = view(vm, this);
                !data.is_empty() && data.iter().all(u8::is_ascii_digit)
            }

            /// Return True if all characters in B are alphabetic and there is at least one.
            #[method("($self, /)")]
            fn isalpha(vm: &mut Vm, this: &Value) -> bool {
                let data = view(vm, this);
                !data.is_empty() && data.iter().all(u8::is_ascii_alphabetic)
            }

            /// Return True if all characters in B are alphanumeric and there is at least one.
            #[method("($self, /)")]
            fn isalnum(vm: &mut Vm, this: &Value) -> bool {
                let data = view(vm, this);
                !data.is_empty() && data.iter().all(u8::is_ascii_alphanumeric)
            }

            /// Return True if all characters in B are whitespace and there is at least one.
            #[method("($self, /)")]
            fn isspace(vm: &mut Vm, this: &Value) -> bool {
                let data = view(vm, this);
                !data.is_empty() && data.iter().all(|byte| is_byte_space(*byte))
            }

            /// Return True if B is empty or all characters in B are ASCII, False otherwise.
            #[method("($self, /)")]
            fn isascii(vm: &mut Vm, this: &Value) -> bool {
                view(vm, this).is_ascii()
            }

            /// Return True if all cased characters in B are uppercase and there is at least one.
            #[method("($self, /)")]
            fn isupper(vm: &mut Vm, this: &Value) -> bool {
                let data = view(vm, this);
                data.iter().any(u8::is_ascii_uppercase) && !data.iter().any(u8::is_ascii_lowercase)
            }

            /// Return True if all cased characters in B are lowercase and there is at least one.
            #[method("($self, /)")]
            fn islower(vm: &mut Vm, this: &Value) -> bool {
                let data = view(vm, this);
                data.iter().any(u8::is_ascii_lowercase) && !data.iter().any(u8::is_ascii_uppercase)
            }

            /// Return True if B is a titlecased string and there is at least one character.
            #[method("($self, /)")]
            fn istitle(vm: &mut Vm, this: &Value) -> bool {
                let data = view(vm, this);
                data.iter().any(u8::is_ascii_alphabetic) && title_bytes(data) == data
            }

            /// Return a copy with each character mapped by the given translation table.
            #[method("($self, table, /, delete=b'')")]
            fn translate(vm: &mut Vm, this: &Value, table: &Value, delete: Option<&Value>) -> PyResult {
                let table = if table.is_none() { (0..=255).collect() } else { vm.to_bytes_like(table)? };
                let delete = delete.map_or(Ok(Vec::new()), |delete| vm.to_bytes_like(delete))?;
                if table.len() != 256 {
                    return Err(vm.value_error("translation table must be 256 characters long"));
                }
                let kept = view(vm, this).iter().filter(|byte| !delete.contains(byte));
                let data: Vec<u8> = kept.map(|byte| table[usize::from(*byte)]).collect();
                Ok(Self::make(vm, data))
            }

            /// Return a translation table usable for the bytes or bytearray translate method.
            #[staticmethod("(frm, to, /)")]
            fn maketrans(vm: &mut Vm, frm: &Value, to: &Value) -> PyResult {
                let (from, to) = (vm.to_bytes_like(frm)?, vm.to_bytes_like(to)?);
                if from.len() != to.len() {
                    return Err(vm.value_error("maketrans arguments must have same length"));
                }
                let mut table: Vec<u8> = (0..=255).collect();
                for (from, to) in from.iter().zip(&to) {
                    table[usize::from(*from)] = *to;
                }
                Ok(vm.new_bytes(table).into())
            }
        }
    };
}

byte_class! {
    [
    /// bytes(iterable_of_ints) -> bytes
    /// bytes(string, encoding[, errors]) -> bytes
    /// bytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer
    /// bytes(int) -> bytes object of size given by the parameter initialized with null bytes
    /// bytes() -> empty bytes object
    ]
    "bytes", Bytes, PyBytes, {
        #[slot(new)]
        fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
            if let ([source], true) = (args.positional(), args.keyword_names().is_empty()) {
                if !class.is_heap_type() && source.downcast_exact::<PyBytes>().is_some() {
                    return Ok(source.clone());
                }
                let name = vm.intern_str("__bytes__");
                if source.downcast::<PyStr>().is_none()
                    && source.downcast_exact::<PyBytes>().is_none()
                    && let Some(method) = vm.lookup_special(source, &name)
                {
                    let result = vm.call_bound(&method, source, &[])?;
                    let Some(bytes) = result.downcast::<PyBytes>() else {
                        let found = vm.class_name(&result);
                        return Err(
                            vm.type_error(format!("__bytes__ returned non-bytes (type {found})"))
                        );
                    };
                    if !class.is_heap_type() {
                        return Ok(result.clone());
                    }
                    let (data, hash) = (bytes.data().to_vec(), std::cell::Cell::new(0));
                    return Ok(vm.allocate(class, 0, |header| PyBytes { header, data, hash }).into());
                }
            }
            let data = vm.bytes_of_arguments(args, &NEW_BYTES, "bytes must be in range(0, 256)")?;
            if !class.is_heap_type() {
                return Ok(vm.new_bytes(data).into());
            }
            let hash = std::cell::Cell::new(0);
            Ok(vm.allocate(class, 0, |header| PyBytes { header, data, hash }).into())
        }

        #[slot(repr)]
        fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
            let text = bytes_repr(view(vm, this));
            Ok(vm.new_str(&text).into())
        }

        #[slot(hash)]
        fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
            Ok(this.downcast::<PyBytes>().map_or(0, |bytes| bytes.hash(vm) as i64))
        }

        /// Convert this value to exact type bytes.
        #[method("($self, /)")]
        fn __bytes__(vm: &mut Vm, this: &PyBytes) -> Ref<PyBytes> {
            match this.header.is_exact(crate::object::Kind::Bytes) {
                true => Ref::new(this),
                false => vm.new_bytes(this.data()),
            }
        }

        #[method("($self, /)")]
        fn __getnewargs__(vm: &mut Vm, this: &PyBytes) -> Value {
            let copy = vm.new_bytes(this.data());
            vm.new_tuple([copy.into()]).into()
        }
    }
}

byte_class! {
    [
    /// bytearray(iterable_of_ints) -> bytearray
    /// bytearray(string, encoding[, errors]) -> bytearray
    /// bytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer
    /// bytearray(int) -> bytes array of size given by the parameter initialized with null bytes
    /// bytearray() -> empty bytes array
    ]
    "bytearray", ByteArray, PyByteArray, {
        #[slot(new)]
        fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
            Ok(vm.allocate(class, 0, |header| PyByteArray { header, data: Field::new(Vec::new()), exports: std::cell::Cell::new(0) }).into())
        }

        #[slot(init)]
        fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
            let data = vm.bytes_of_arguments(args, &NEW_BYTEARRAY, "byte must be in range(0, 256)")?;
            if let Some(array) = this.downcast::<PyByteArray>() {
                vm.check_resizable(array)?;
                *array.data_mut(vm) = data;
            }
            Ok(())
        }

        #[slot(repr)]
        fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
            // Unlike that of bytes, this representation escapes single quotes between double ones, too.
            let mut text = bytes_repr(view(vm, this));
            if text.starts_with("b\"") {
                text = text.replace('\'', "\\'");
            }
            let name = vm.class_name(this);
            Ok(vm.new_str(&format!("{name}({text})")).into())
        }

        #[slot(setitem)]
        fn setitem_slot(vm: &mut Vm, this: &Value, key: &Value, value: Option<&Value>) -> PyResult<()> {
            let Some(array) = this.downcast::<PyByteArray>() else { return Ok(()) };
            if let Some(slice) = key.downcast::<PySlice>() {
                return set_byte_slice(vm, array, slice, value);
            }
            if !key.is_int() && vm.class_of(key).slots(vm).index.is_none() {
                let found = vm.class_name(key);
                return Err(
                    vm.type_error(format!("bytearray indices must be integers or slices, not {found}"))
                );
            }
            let byte = match value {
                Some(value) => Some(vm.expect_byte(value, "byte must be in range(0, 256)")?),
                None => None,
            };
            let length = array.data(vm).len();
            let index = vm.item_index(key, length, "bytearray index out of range")?;
            if byte.is_none() {
                vm.check_resizable(array)?;
            }
            let data = array.data_mut(vm);
            match (byte, data.get_mut(index)) {
                (Some(byte), Some(place)) => *place = byte,
                (None, Some(_)) => drop(data.remove(index)),
                (_, None) => {}
            }
            Ok(())
        }

        #[inplace(Add)]
        fn add_in_place(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
            let Some(more) = buffer(vm, right).map(Cow::into_owned) else {
                let found = vm.class_name(right);
                return Err(vm.type_error(format!("can't concat {found} to bytearray")));
            };
            if let Some(array) = left.downcast::<PyByteArray>() {
                vm.check_resizable(array)?;
                array.data_mut(vm).extend_from_slice(&more);
            }
            Ok(left.clone())
        }

        /// Append a single item to the end of the bytearray.
        #[method("($self, item, /)")]
        fn append(vm: &mut Vm, this: &PyByteArray, item: &Value) -> PyResult<()> {
            let byte = vm.expect_byte(item, "byte must be in range(0, 256)")?;
            vm.check_resizable(this)?;
            this.data_mut(vm).push(byte);
            Ok(())
        }

        /// Append all the items from the iterator or sequence to the end of the bytearray.
        #[method("($self, iterable_of_ints, /)")]
        fn extend(vm: &mut Vm, this: &PyByteArray, iterable_of_ints: &Value) -> PyResult<()> {
            let more = match buffer(vm, iterable_of_ints).map(Cow::into_owned) {
                Some(more) => more,
                None if iterable_of_ints.downcast::<PyStr>().is_some() => {
                    return Err(vm.type_error("expected iterable of integers; got: 'str'"));
                }
                None if !vm.is_iterable(iterable_of_ints) => {
                    let found = vm.class_name(iterable_of_ints);
                    return Err(vm.type_error(format!("can't extend bytearray with {found}")));
                }
                None => vm.bytes_of_iterable(iterable_of_ints, "byte must be in range(0, 256)")?,
            };
            vm.check_resizable(this)?;
            this.data_mut(vm).extend_from_slice(&more);
            Ok(())
        }

        /// Insert a single item into the bytearray before the given index.
        #[method("($self, index, item, /)")]
        fn insert(vm: &mut Vm, this: &PyByteArray, index: isize, item: &Value) -> PyResult<()> {
            let byte = vm.expect_byte(item, "byte must be in range(0, 256)")?;
            vm.check_resizable(this)?;
            let data = this.data_mut(vm);
            let index = match usize::try_from(index) {
                Ok(index) => index.min(data.len()),
                Err(_) => data.len().saturating_sub(index.unsigned_abs()),
            };
            data.insert(index, byte);
            Ok(())
        }

        /// Remove and return a single item from B.
        #[method("($self, index=-1, /)")]
        fn pop(vm: &mut Vm, this: &PyByteArray, index: Option<isize>) -> PyResult<u8> {
            vm.check_resizable(this)?;
            let data = this.data_mut(vm);
            let (index, length) = (index.unwrap_or(-1), data.len());
            let index = if index < 0 { index.saturating_add(length as isize) } else { index };
            match usize::try_from(index) {
                Ok(index) if index < length => Ok(data.remove(index)),
                _ if length == 0 => Err(vm.index_error("pop from empty bytearray")),
                _ => Err(vm.index_error("pop index out of range")),
            }
        }

        /// Remove the first occurrence of a value in the bytearray.
        #[method("($self, value, /)")]
        fn remove(vm: &mut Vm, this: &PyByteArray, value: &Value) -> PyResult<()> {
            let byte = vm.expect_byte(value, "byte must be in range(0, 256)")?;
            vm.check_resizable(this)?;
            let data = this.data_mut(vm);
            match data.iter().position(|b| *b == byte) {
                Some(at) => {
                    data.remove(at);
                    Ok(())
                }
                None => Err(vm.value_error("value not found in bytearray")),
            }
        }

        /// Reverse the order of the values in B in place.
        #[method("($self, /)")]
        fn reverse(heap: &mut Heap, this: &PyByteArray) {
            this.data_mut(heap).reverse();
        }

        /// Remove all items from the bytearray.
        #[method("($self, /)")]
        fn clear(vm: &mut Vm, this: &PyByteArray) -> PyResult<()> {
            vm.check_resizable(this)?;
            this.data_mut(vm).clear();
            Ok(())
        }

        /// Return a copy of B.
        #[method("($self, /)")]
        fn copy(heap: &mut Heap, this: &PyByteArray) -> Ref<PyByteArray> {
            let data = this.data(heap).to_vec();
            heap.new_bytearray(data)
        }
    }
}

/// `array[slice] = value`, or deletion.
fn set_byte_slice(vm: &mut Vm, array: &PyByteArray, slice: &PySlice, value: Option<&Value>) -> PyResult<()> {
    let new = match value {
        None => Vec::new(),
        Some(value) => match buffer(vm, value).map(Cow::into_owned) {
            Some(data) => data,
            None if value.is_int() || value.downcast::<PyStr>().is_some() => {
                return Err(
                    vm.type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)")
                );
            }
            None => vm.bytes_of_iterable(value, "byte must be in range(0, 256)")?,
        },
    };
    let (start, stop, step) = vm.slice_parts(slice)?;
    let range = crate::ops::items::slice_against(start, stop, step, array.data(vm).len() as i64);
    if range.count != new.len() && (range.step == 1 || value.is_none()) {
        vm.check_resizable(array)?;
    }
    let data = array.data_mut(vm);
    if range.step == 1 {
        let start = range.start as usize;
        data.splice(start..start + range.count, new);
        return Ok(());
    }
    if value.is_none() {
        let mut index = 0;
        let removed: Vec<usize> = range.indexes().collect();
        data.retain(|_| {
            index += 1;
            !removed.contains(&(index - 1))
        });
        return Ok(());
    }
    if new.len() != range.count {
        let (given, count) = (new.len(), range.count);
        return Err(vm.value_error(format!(
            "attempt to assign bytes of size {given} to extended slice of size {count}"
        )));
    }
    for (index, byte) in range.indexes().zip(new) {
        data[index] = byte;
    }
    Ok(())
}
