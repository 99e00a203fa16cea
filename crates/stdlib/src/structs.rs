//! `_struct`: packing of numbers and bytes into binary records.

use std::rc::Rc;

use vm_core::ops::packing::{f64_to_half, half_to_f64};
use vm_derive::native;

use crate::native::{Args, ModuleDef};
use crate::object::Visitor;
use crate::objects::{NativeState, PyBoxed, PyByteArray, PyBytes, PyComplex, PyStr, PyType};
use crate::{PyResult, Raised, Ref, Value, Vm};

/// Marker that holds the functions.
pub struct StructModule;

/// The module.
pub static STRUCT: ModuleDef = ModuleDef {
    name: "_struct",
    doc: "Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data representing the C struct\nand also as format strings (explained below) to describe the layout of data\nin the C struct.",
    functions: StructModule::NATIVE_METHODS,
    init: |vm, dict| {
        let class = vm.native_class::<StructClass>();
        dict.set_name(vm, "Struct", class);
        let metaclass: Value = vm.types().type_.clone().into();
        let base: Value = vm.types().exc.Exception.clone().into();
        let namespace = vm.new_dict();
        let module = vm.new_str("struct");
        namespace.set_name(vm, "__module__", module);
        let bases: Value = vm.new_tuple([base]).into();
        let name: Value = vm.new_str("error").into();
        let error = vm.call(&metaclass, &[name, bases, namespace.into()])?;
        dict.set_name(vm, "error", error);
        Ok(())
    },
};

/// One letter of a format with its place.
#[derive(Clone, Copy, Debug)]
struct Item {
    code: u8,
    offset: usize,
    /// Bytes of one value.
    size: usize,
    /// Values of this letter; for `s` and `p` there is one.
    count: usize,
}

/// A format, worked out.
#[derive(Debug)]
struct Layout {
    text: String,
    items: Vec<Item>,
    size: usize,
    /// Values to pack, or that unpacking gives.
    values: usize,
    big_endian: bool,
}

fn raise_error(vm: &mut Vm, message: &str) -> Raised {
    crate::raise_exception_of(vm, "_struct", "error", message)
}

/// The bytes of one value in native or standard size; `None` for letters that have none.
fn size_of_code(code: u8, native: bool) -> Option<usize> {
    Some(match code {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' | b'p' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' if native => 8,
        b'l' | b'L' => 4,
        b'q' | b'Q' | b'd' | b'F' => 8,
        b'D' => 16,
        b'n' | b'N' | b'P' if native => 8,
        _ => return None,
    })
}

fn alignment(code: u8, size: usize) -> usize {
    match code {
        b'F' => 4,
        b'D' => 8,
        _ => size,
    }
}

impl Layout {
    fn parse(vm: &mut Vm, format: &Value) -> PyResult<Rc<Layout>> {
        let text = match (format.downcast::<PyStr>(), format.downcast::<PyBytes>()) {
            (Some(text), _) => vm.encode_text(text, "ascii", "strict")?,
            (None, Some(bytes)) => bytes.data().to_vec(),
            (None, None) => {
                let found = vm.class_name(format);
                return Err(
                    vm.type_error(format!("Struct() argument 1 must be a str or bytes object, not {found}"))
                );
            }
        };
        let (native, aligned, big_endian, rest) = match text.split_first() {
            Some((b'@', rest)) => (true, true, cfg!(target_endian = "big"), rest),
            Some((b'=', rest)) => (false, false, cfg!(target_endian = "big"), rest),
            Some((b'<', rest)) => (false, false, false, rest),
            Some((b'>' | b'!', rest)) => (false, false, true, rest),
            _ => (true, true, cfg!(target_endian = "big"), &text[..]),
        };
        let (mut items, mut size, mut values, mut at) = (Vec::new(), 0_usize, 0_usize, 0);
        while let Some(&byte) = rest.get(at) {
            at += 1;
            if byte.is_ascii_whitespace() {
                continue;
            }
            if byte == 0 {
                return Err(raise_error(vm, "embedded null character"));
            }
            let (mut code, mut count) = (byte, 1_usize);
            if byte.is_ascii_digit() {
                count = usize::from(byte - b'0');
                loop {
                    let Some(&next) = rest.get(at) else {
                        return Err(raise_error(vm, "repeat count given without format specifier"));
                    };
                    at += 1;
                    if !next.is_ascii_digit() {
                        code = next;
                        break;
                    }
                    let digit = usize::from(next - b'0');
                    match count.checked_mul(10).and_then(|count| count.checked_add(digit)) {
                        Some(more) if more <= isize::MAX as usize => count = more,
                        _ => return Err(raise_error(vm, "total struct size too long")),
                    }
                }
            }
            let Some(width) = size_of_code(code, native) else {
                return Err(raise_error(vm, "bad char in struct format"));
            };
            if aligned {
                size = size.next_multiple_of(alignment(code, width));
            }
            let end = count.checked_mul(width).and_then(|length| size.checked_add(length));
            let Some(end) = end.filter(|end| *end <= isize::MAX as usize) else {
                return Err(raise_error(vm, "total struct size too long"));
            };
            match code {
                b'x' => {}
                b's' | b'p' => {
                    items.push(Item { code, offset: size, size: count, count: 1 });
                    values += 1;
                }
                _ if count == 0 => {}
                _ => {
                    items.push(Item { code, offset: size, size: width, count });
                    values += count;
                }
            }
            size = end;
        }
        let text = String::from_utf8_lossy(&text).into_owned();
        Ok(Rc::new(Layout { text, items, size, values, big_endian }))
    }

    fn order(&self, bytes: &mut [u8]) {
        if self.big_endian {
            bytes.reverse();
        }
    }

    fn unpack(&self, vm: &mut Vm, data: &[u8]) -> Value {
        let mut values = Vec::with_capacity(self.values);
        for item in &self.items {
            for index in 0..item.count {
                let start = item.offset + index * item.size;
                let bytes = data.get(start..start + item.size).unwrap_or_default();
                values.push(self.unpack_one(vm, item.code, bytes));
            }
        }
        vm.new_tuple(values).into()
    }

    fn number(&self, bytes: &[u8]) -> u64 {
        let mut wide = [0_u8; 8];
        let count = bytes.len().min(8);
        wide[..count].copy_from_slice(&bytes[..count]);
        self.order(&mut wide[..count]);
        u64::from_le_bytes(wide)
    }

    fn float(&self, bytes: &[u8]) -> f64 {
        let number = self.number(bytes);
        match bytes.len() {
            2 => half_to_f64(number as u16),
            4 => f64::from(f32::from_bits(number as u32)),
            _ => f64::from_bits(number),
        }
    }

    fn unpack_one(&self, vm: &mut Vm, code: u8, bytes: &[u8]) -> Value {
        match code {
            b'c' | b's' => vm.new_bytes(bytes).into(),
            b'p' => {
                let length = bytes.first().map_or(0, |length| usize::from(*length));
                let text = bytes.get(1..).unwrap_or_default();
                vm.new_bytes(&text[..length.min(text.len())]).into()
            }
            b'?' => Value::bool(bytes.iter().any(|byte| *byte != 0)),
            b'e' | b'f' | b'd' => {
                let value = self.float(bytes);
                vm.new_float(value)
            }
            b'F' | b'D' => {
                let (real, imaginary) = bytes.split_at(bytes.len() / 2);
                let (real, imaginary) = (self.float(real), self.float(imaginary));
                vm.new_complex(real, imaginary).into()
            }
            _ => {
                let number = self.number(bytes);
                match code {
                    b'B' | b'H' | b'I' | b'L' | b'Q' | b'N' | b'P' => vm.new_int(number),
                    _ => {
                        let shift = 64 - 8 * bytes.len().clamp(1, 8) as u32;
                        vm.new_int((number << shift) as i64 >> shift)
                    }
                }
            }
        }
    }

    fn pack(&self, vm: &mut Vm, values: &[Value], out: &mut [u8]) -> PyResult<()> {
        let mut values = values.iter();
        for item in &self.items {
            for index in 0..item.count {
                let Some(value) = values.next() else { return Ok(()) };
                let start = item.offset + index * item.size;
                let Some(place) = out.get_mut(start..start + item.size) else { return Ok(()) };
                self.pack_one(vm, item.code, value, place)?;
            }
        }
        Ok(())
    }

    fn put(&self, number: u64, place: &mut [u8]) {
        let count = place.len().min(8);
        place.copy_from_slice(&number.to_le_bytes()[..count]);
        self.order(place);
    }

    fn put_float(&self, vm: &mut Vm, code: u8, value: f64, place: &mut [u8]) -> PyResult<()> {
        let number = match place.len() {
            2 => f64_to_half(value).map(u64::from),
            4 => {
                let narrow = value as f32;
                (narrow.is_finite() || !value.is_finite()).then(|| u64::from(narrow.to_bits()))
            }
            _ => Some(value.to_bits()),
        };
        match number {
            Some(number) => {
                self.put(number, place);
                Ok(())
            }
            None => {
                let code = char::from(code);
                Err(vm.overflow_error(format!("float too large to pack with {code} format")))
            }
        }
    }

    fn pack_one(&self, vm: &mut Vm, code: u8, value: &Value, place: &mut [u8]) -> PyResult<()> {
        match code {
            b'c' => match value.downcast::<PyBytes>().map(PyBytes::data) {
                Some([byte]) => {
                    place.fill(*byte);
                    Ok(())
                }
                _ => Err(raise_error(vm, "char format requires a bytes object of length 1")),
            },
            b's' | b'p' => {
                let is_bytes =
                    value.downcast::<PyBytes>().is_some() || value.downcast::<PyByteArray>().is_some();
                if !is_bytes {
                    let code = char::from(code);
                    return Err(raise_error(vm, &format!("argument for '{code}' must be a bytes object")));
                }
                let data = vm.to_bytes_like(value)?;
                let place = match code {
                    b's' => place,
                    _ => {
                        let Some((length, text)) = place.split_first_mut() else { return Ok(()) };
                        *length = data.len().min(text.len()).min(255) as u8;
                        text
                    }
                };
                let count = data.len().min(place.len());
                place[..count].copy_from_slice(&data[..count]);
                Ok(())
            }
            b'?' => {
                place.fill(u8::from(vm.is_true(value)?));
                Ok(())
            }
            b'e' | b'f' | b'd' => {
                let value = match vm.to_f64(value) {
                    Ok(value) => value,
                    Err(raised) => {
                        vm.discard(raised);
                        return Err(raise_error(vm, "required argument is not a float"));
                    }
                };
                self.put_float(vm, code, value, place)
            }
            b'F' | b'D' => {
                let (real, imaginary) = match value.downcast::<PyComplex>() {
                    Some(complex) => (complex.real, complex.imag),
                    None => match vm.to_f64(value) {
                        Ok(real) => (real, 0.0),
                        Err(raised) => {
                            vm.discard(raised);
                            return Err(raise_error(vm, "required argument is not a complex"));
                        }
                    },
                };
                let half = place.len() / 2;
                let (first, second) = place.split_at_mut(half);
                self.put_float(vm, code, real, first)?;
                self.put_float(vm, code, imaginary, second)
            }
            _ => self.pack_integer(vm, code, value, place),
        }
    }

    fn pack_integer(&self, vm: &mut Vm, code: u8, value: &Value, place: &mut [u8]) -> PyResult<()> {
        if !value.is_int() && vm.class_of(value).slots(vm).index.is_none() {
            return Err(raise_error(vm, "required argument is not an integer"));
        }
        let index = vm.to_index(value)?;
        let int = match index.as_i64() {
            Some(int) => Some(i128::from(int)),
            None => index.as_big_int().and_then(|int| i128::try_from(&int).ok()),
        };
        let bits = place.len() as u32 * 8;
        let (low, high) = match code {
            b'P' => (i128::from(i64::MIN), i128::from(u64::MAX)),
            b'B' | b'H' | b'I' | b'L' | b'Q' | b'N' => (0, (1_i128 << bits) - 1),
            _ => (-(1_i128 << (bits - 1)), (1_i128 << (bits - 1)) - 1),
        };
        match int {
            Some(int) if (low..=high).contains(&int) => {
                self.put(int as u64, place);
                Ok(())
            }
            _ if code == b'P' => Err(raise_error(vm, "int too large to convert")),
            _ => {
                let code = char::from(code);
                Err(raise_error(vm, &format!("'{code}' format requires {low} <= number <= {high}")))
            }
        }
    }

    fn pack_all(&self, vm: &mut Vm, values: &[Value], function: &str) -> PyResult<Vec<u8>> {
        if values.len() != self.values {
            let (expected, given) = (self.values, values.len());
            return Err(raise_error(
                vm,
                &format!("{function} expected {expected} items for packing (got {given})"),
            ));
        }
        vm.check_size(self.size, 1)?;
        let mut out = vec![0; self.size];
        self.pack(vm, values, &mut out)?;
        Ok(out)
    }

    fn unpack_all(&self, vm: &mut Vm, data: &Value) -> PyResult {
        let data = vm.to_bytes_like(data)?;
        if data.len() != self.size {
            let size = self.size;
            return Err(raise_error(vm, &format!("unpack requires a buffer of {size} bytes")));
        }
        Ok(self.unpack(vm, &data))
    }

    /// The place of a record at `offset` of a buffer.
    fn place(&self, vm: &mut Vm, length: usize, offset: i64, packing: bool) -> PyResult<usize> {
        let size = self.size;
        if offset < 0 {
            if offset.saturating_add(size as i64) > 0 {
                let what = match packing {
                    true => format!("no space to pack {size} bytes at offset {offset}"),
                    false => format!("not enough data to unpack {size} bytes at offset {offset}"),
                };
                return Err(raise_error(vm, &what));
            }
            if offset.saturating_add(length as i64) < 0 {
                return Err(raise_error(
                    vm,
                    &format!("offset {offset} out of range for {length}-byte buffer"),
                ));
            }
        }
        let start = if offset < 0 { offset + length as i64 } else { offset };
        let start = usize::try_from(start).unwrap_or(0);
        if start.checked_add(size).is_none_or(|end| end > length) {
            let need = start.saturating_add(size);
            let (function, verb) =
                if packing { ("pack_into", "packing") } else { ("unpack_from", "unpacking") };
            return Err(raise_error(
                vm,
                &format!(
                    "{function} requires a buffer of at least {need} bytes for {verb} {size} bytes at offset {start} \
                     (actual buffer size is {length})"
                ),
            ));
        }
        Ok(start)
    }

    fn unpack_from(&self, vm: &mut Vm, buffer: &Value, offset: i64) -> PyResult {
        let data = vm.to_bytes_like(buffer)?;
        let start = self.place(vm, data.len(), offset, false)?;
        Ok(self.unpack(vm, &data[start..]))
    }

    fn pack_into(&self, vm: &mut Vm, args: &[Value]) -> PyResult<()> {
        let [buffer, rest @ ..] = args else {
            return Err(raise_error(vm, "pack_into expected buffer argument"));
        };
        let [offset, values @ ..] = rest else {
            return Err(raise_error(vm, "pack_into expected offset argument"));
        };
        if values.len() != self.values {
            let (expected, given) = (self.values, values.len());
            return Err(raise_error(
                vm,
                &format!("pack_into expected {expected} items for packing (got {given})"),
            ));
        }
        let view = vm.new_memoryview(buffer)?;
        let readonly = vm.get_attr_str(&view, "readonly")?;
        if vm.is_true(&readonly)? {
            let found = vm.class_name(buffer);
            return Err(vm.type_error(format!("argument must be read-write bytes-like object, not {found}")));
        }
        let bytes: Value = vm.new_str("B").into();
        let view = vm.call_method_str(&view, "cast", &[bytes])?;
        let (offset, length) = (vm.to_i64(offset)?, vm.len(&view)?);
        let start = self.place(vm, length, offset, true)?;
        let data = self.pack_all(vm, values, "pack_into")?;
        let (from, to) = (vm.new_int(start), vm.new_int(start + self.size));
        let key: Value = vm.new_slice(from, to, Value::NONE).into();
        let data: Value = vm.new_bytes(data).into();
        vm.set_item(&view, &key, Some(&data))
    }

    fn iterate(self: &Rc<Self>, vm: &mut Vm, buffer: &Value) -> PyResult {
        let data = vm.to_bytes_like(buffer)?;
        if self.size == 0 {
            return Err(raise_error(vm, "cannot iteratively unpack with a struct of length 0"));
        }
        if data.len() % self.size != 0 {
            let size = self.size;
            return Err(raise_error(
                vm,
                &format!("iterative unpacking requires a buffer of a multiple of {size} bytes"),
            ));
        }
        let class = vm.native_class::<UnpackIteratorClass>();
        let state = UnpackIterator { layout: self.clone(), data: data.into(), at: 0 };
        Ok(vm.new_boxed(&class, state).into())
    }
}

/// The state of a `Struct`.
struct StructState(Option<Rc<Layout>>);

impl NativeState for StructState {
    fn traverse_state(&self, _visit: &mut Visitor<'_>) {}
}

struct UnpackIterator {
    layout: Rc<Layout>,
    data: Rc<[u8]>,
    at: usize,
}

impl NativeState for UnpackIterator {
    fn traverse_state(&self, _visit: &mut Visitor<'_>) {}
}

fn layout_of(vm: &mut Vm, this: &Value) -> PyResult<Rc<Layout>> {
    match this.downcast::<PyBoxed>().and_then(|object| object.state::<StructState>(vm)) {
        Some(StructState(Some(layout))) => Ok(layout.clone()),
        _ => Err(vm.runtime_error("Struct object is not initialized")),
    }
}

/// The class `Struct`.
pub struct StructClass;

/// Struct(fmt) --> compiled struct object
#[native(name = "Struct", module = "_struct", kind = Boxed)]
impl StructClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let _ = args;
        Ok(vm.new_boxed(class, StructState(None)).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let named = args
            .keywords()
            .find(|(name, _)| name.downcast::<PyStr>().and_then(PyStr::as_str) == Some("format"));
        let Some(format) = args.positional().first().or(named.map(|(_, value)| value)) else {
            return Err(vm.type_error("Struct() missing required argument 'format' (pos 1)"));
        };
        let layout = Layout::parse(vm, format)?;
        if let Some(state) = this.downcast::<PyBoxed>().and_then(|object| object.state_mut::<StructState>(vm))
        {
            state.0 = Some(layout);
        }
        Ok(())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let layout = layout_of(vm, this)?;
        let text: Value = vm.new_str(&layout.text).into();
        let (name, text) = (vm.class_of(this).name_text(vm), vm.repr(&text)?);
        Ok(vm.new_str(&format!("{name}({})", text.text())).into())
    }

    /// Return a bytes object containing values packed according to the format string of the Struct object.
    #[method("($self, /, *values)")]
    fn pack(vm: &mut Vm, this: &Value, values: &[Value]) -> PyResult<Ref<PyBytes>> {
        let data = layout_of(vm, this)?.pack_all(vm, values, "pack")?;
        Ok(vm.new_bytes(data))
    }

    /// Pack values and write the packed bytes into the writable buffer starting at offset.
    #[method("($self, /, *values)")]
    fn pack_into(vm: &mut Vm, this: &Value, values: &[Value]) -> PyResult<()> {
        layout_of(vm, this)?.pack_into(vm, values)
    }

    /// Return a tuple containing unpacked values.
    #[method("($self, buffer, /)")]
    fn unpack(vm: &mut Vm, this: &Value, buffer: &Value) -> PyResult {
        layout_of(vm, this)?.unpack_all(vm, buffer)
    }

    /// Return a tuple containing unpacked values, read from the buffer at an offset.
    #[method("($self, /, buffer, offset=0)")]
    fn unpack_from(vm: &mut Vm, this: &Value, buffer: &Value, offset: Option<i64>) -> PyResult {
        layout_of(vm, this)?.unpack_from(vm, buffer, offset.unwrap_or(0))
    }

    /// Return an iterator yielding tuples.
    #[method("($self, buffer, /)")]
    fn iter_unpack(vm: &mut Vm, this: &Value, buffer: &Value) -> PyResult {
        layout_of(vm, this)?.iterate(vm, buffer)
    }

    /// struct format string
    #[getter(format)]
    fn get_format(vm: &mut Vm, this: &Value) -> PyResult<String> {
        Ok(layout_of(vm, this)?.text.clone())
    }

    /// struct size in bytes
    #[getter(size)]
    fn get_size(vm: &mut Vm, this: &Value) -> PyResult<usize> {
        Ok(layout_of(vm, this)?.size)
    }
}

/// The class of what `iter_unpack` gives.
pub struct UnpackIteratorClass;

#[native(name = "unpack_iterator", module = "_struct", kind = Boxed, final, no_constructor)]
impl UnpackIteratorClass {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(state) =
            this.downcast::<PyBoxed>().and_then(|object| object.state_mut::<UnpackIterator>(vm))
        else {
            return Ok(None);
        };
        let (layout, data, at) = (state.layout.clone(), state.data.clone(), state.at);
        state.at = at.saturating_add(layout.size);
        match data.get(at..at.saturating_add(layout.size)) {
            Some(part) => Ok(Some(layout.unpack(vm, part))),
            None => Ok(None),
        }
    }

    #[method("($self, /)")]
    fn __length_hint__(vm: &mut Vm, this: &Value) -> usize {
        let state = this.downcast::<PyBoxed>().and_then(|object| object.state::<UnpackIterator>(vm));
        state.map_or(0, |state| state.data.len().saturating_sub(state.at) / state.layout.size.max(1))
    }
}

#[native]
impl StructModule {
    /// Return size in bytes of the struct described by the format string.
    #[function("(format, /)")]
    fn calcsize(vm: &mut Vm, format: &Value) -> PyResult<usize> {
        Ok(Layout::parse(vm, format)?.size)
    }

    /// Return a bytes object containing the values packed according to the format string.
    #[function("(*values)")]
    fn pack(vm: &mut Vm, values: &[Value]) -> PyResult<Ref<PyBytes>> {
        let [format, values @ ..] = values else { return Err(vm.type_error("missing format argument")) };
        let data = Layout::parse(vm, format)?.pack_all(vm, values, "pack")?;
        Ok(vm.new_bytes(data))
    }

    /// Pack the values according to the format string and write them into the writable buffer.
    #[function("(*values)")]
    fn pack_into(vm: &mut Vm, values: &[Value]) -> PyResult<()> {
        let [format, values @ ..] = values else { return Err(vm.type_error("missing format argument")) };
        Layout::parse(vm, format)?.pack_into(vm, values)
    }

    /// Return a tuple containing values unpacked according to the format string.
    #[function("(format, buffer, /)")]
    fn unpack(vm: &mut Vm, format: &Value, buffer: &Value) -> PyResult {
        Layout::parse(vm, format)?.unpack_all(vm, buffer)
    }

    /// Return a tuple containing values unpacked according to the format string, read at an offset.
    #[function("(format, /, buffer, offset=0)")]
    fn unpack_from(vm: &mut Vm, format: &Value, buffer: &Value, offset: Option<i64>) -> PyResult {
        Layout::parse(vm, format)?.unpack_from(vm, buffer, offset.unwrap_or(0))
    }

    /// Return an iterator yielding tuples unpacked from the given bytes.
    #[function("(format, buffer, /)")]
    fn iter_unpack(vm: &mut Vm, format: &Value, buffer: &Value) -> PyResult {
        Layout::parse(vm, format)?.iterate(vm, buffer)
    }

    /// Clear the internal cache.
    #[function("()")]
    fn _clearcache() {}
}
