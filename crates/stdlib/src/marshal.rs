//! `marshal`: plain values and code objects as bytes. The format is this system's own, and is read only by the version
//! that wrote it; code is verified before it becomes an object that can run.

use dashu_int::IBig;
use vm_derive::native;

use crate::native::ModuleDef;
use crate::objects::*;
use crate::{PyResult, Raised, Value, Vm};

/// Marker that holds the functions.
pub struct Marshal;

/// The module.
pub static MARSHAL: ModuleDef = ModuleDef {
    name: "marshal",
    doc: "This module contains functions that can read and write Python values in\na binary format. The format is specific to Python, but independent of\nmachine architecture issues.",
    functions: Marshal::NATIVE_METHODS,
    init: |_vm, dict| {
        dict.set_name(_vm, "version", Value::int32(5));
        Ok(())
    },
};

/// Levels of containers in each other.
const MAX_DEPTH: usize = 2000;

fn write_length(out: &mut Vec<u8>, length: usize) {
    out.extend_from_slice(&(length as u64).to_le_bytes());
}

fn write_items(vm: &mut Vm, out: &mut Vec<u8>, kind: u8, items: &[Value], depth: usize) -> PyResult<()> {
    out.push(kind);
    write_length(out, items.len());
    items.iter().try_for_each(|item| write_value(vm, out, item, depth + 1))
}

fn write_value(vm: &mut Vm, out: &mut Vec<u8>, value: &Value, depth: usize) -> PyResult<()> {
    vm.check_native_stack()?;
    if depth > MAX_DEPTH {
        return Err(vm.value_error("object too deeply nested to marshal"));
    }
    if let Some(int) = value.as_i64().filter(|_| value.as_bool().is_none()) {
        out.push(b'i');
        out.extend_from_slice(&int.to_le_bytes());
    } else if let Some(truth) = value.as_bool() {
        out.push(if truth { b'T' } else { b'F' });
    } else if value.is_none() {
        out.push(b'N');
    } else if value.is(&Value::ELLIPSIS) {
        out.push(b'.');
    } else if value.is_small_float() || value.downcast_exact::<PyFloat>().is_some() {
        out.push(b'g');
        out.extend_from_slice(&vm.to_f64(value)?.to_le_bytes());
    } else if value.downcast_exact::<PyInt>().is_some() {
        let digits = value.as_big_int().unwrap_or_default().to_string();
        out.push(b'l');
        write_length(out, digits.len());
        out.extend_from_slice(digits.as_bytes());
    } else if let Some(complex) = value.downcast_exact::<PyComplex>() {
        out.push(b'y');
        out.extend_from_slice(&complex.real.to_le_bytes());
        out.extend_from_slice(&complex.imag.to_le_bytes());
    } else if let Some(text) = value.downcast_exact::<PyStr>() {
        out.push(if text.is_interned() { b't' } else { b'u' });
        write_length(out, text.as_bytes().len());
        out.extend_from_slice(text.as_bytes());
    } else if let Some(tuple) = value.downcast_exact::<PyTuple>() {
        write_items(vm, out, b'(', tuple.items(), depth)?;
    } else if let Some(list) = value.downcast_exact::<PyList>() {
        let items = list.items(vm).to_vec();
        write_items(vm, out, b'[', &items, depth)?;
    } else if let Some(dict) = value.downcast_exact::<PyDict>() {
        let items: Vec<Value> =
            dict.table(vm).iter().flat_map(|entry| [entry.key.clone(), entry.value.clone()]).collect();
        write_items(vm, out, b'{', &items, depth)?;
    } else if value.downcast_exact::<PySet>().is_some() {
        let frozen = vm.class_of(value).is_subtype(vm, &vm.types().frozenset);
        let items = vm.iterate_to_vec(value)?;
        write_items(vm, out, if frozen { b'>' } else { b'<' }, &items, depth)?;
    } else if let Some(slice) = value.downcast_exact::<PySlice>() {
        let parts = [slice.start.clone(), slice.stop.clone(), slice.step.clone()];
        write_items(vm, out, b':', &parts, depth)?;
    } else if let Some(code) = value.downcast_exact::<PyCode>() {
        let code = code.to_code(vm)?;
        if vm_core::import_cache::write_code(out, &code).is_err() {
            return Err(vm.value_error("object too deeply nested to marshal"));
        }
    } else if value.is(vm.types().exc.StopIteration.value()) {
        out.push(b'S');
    } else if let Ok(bytes) = vm.to_bytes_like(value) {
        out.push(b's');
        write_length(out, bytes.len());
        out.extend_from_slice(&bytes);
    } else {
        vm.clear_raised();
        return Err(vm.value_error("unmarshallable object"));
    }
    Ok(())
}

struct Reader<'a> {
    rest: &'a [u8],
    allow_code: bool,
}

impl<'a> Reader<'a> {
    fn take(&mut self, vm: &mut Vm, count: usize) -> PyResult<&'a [u8]> {
        match self.rest.split_at_checked(count) {
            Some((part, rest)) => {
                self.rest = rest;
                Ok(part)
            }
            None => Err(vm.raise_new(|types| &types.exc.EOFError, "marshal data too short")),
        }
    }

    fn word(&mut self, vm: &mut Vm) -> PyResult<[u8; 8]> {
        let bytes = self.take(vm, 8)?;
        Ok(bytes.try_into().unwrap_or_default())
    }

    fn bytes(&mut self, vm: &mut Vm) -> PyResult<&'a [u8]> {
        let length = u64::from_le_bytes(self.word(vm)?);
        self.take(vm, usize::try_from(length).unwrap_or(usize::MAX))
    }

    fn items(&mut self, vm: &mut Vm, depth: usize) -> PyResult<Vec<Value>> {
        let count = u64::from_le_bytes(self.word(vm)?);
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(self.value(vm, depth + 1)?);
        }
        Ok(items)
    }

    fn value(&mut self, vm: &mut Vm, depth: usize) -> PyResult {
        vm.check_native_stack()?;
        if depth > MAX_DEPTH {
            return Err(bad(vm, "recursion limit exceeded"));
        }
        let kind = self.take(vm, 1)?.first().copied().unwrap_or(0);
        Ok(match kind {
            b'N' => Value::NONE,
            b'T' => Value::TRUE,
            b'F' => Value::FALSE,
            b'.' => Value::ELLIPSIS,
            b'S' => vm.types().exc.StopIteration.clone().into(),
            b'i' => {
                let int = i64::from_le_bytes(self.word(vm)?);
                vm.new_int(int)
            }
            b'g' => {
                let float = f64::from_le_bytes(self.word(vm)?);
                vm.new_float(float)
            }
            b'y' => {
                let real = f64::from_le_bytes(self.word(vm)?);
                let imaginary = f64::from_le_bytes(self.word(vm)?);
                vm.new_complex(real, imaginary).into()
            }
            b'l' => {
                let digits = self.bytes(vm)?;
                let int = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<IBig>().ok());
                match int {
                    Some(int) => vm.new_big_int(int),
                    None => return Err(bad(vm, "invalid integer")),
                }
            }
            b's' => {
                let bytes = self.bytes(vm)?;
                vm.new_bytes(bytes).into()
            }
            b't' | b'u' => {
                let Some(text) = bytecode::Wtf8::from_bytes(self.bytes(vm)?) else {
                    return Err(bad(vm, "invalid string"));
                };
                if kind == b't' { vm.intern(text).into() } else { vm.new_wtf8(text).into() }
            }
            b'(' => {
                let items = self.items(vm, depth)?;
                vm.new_tuple(items).into()
            }
            b'[' => {
                let items = self.items(vm, depth)?;
                vm.new_list(items).into()
            }
            b'{' => {
                let items = self.items(vm, depth)?;
                let dict: Value = vm.new_dict().into();
                for pair in items.chunks_exact(2) {
                    vm.set_item(&dict, &pair[0], Some(&pair[1]))?;
                }
                dict
            }
            b'<' | b'>' => {
                let items = self.items(vm, depth)?;
                let list: Value = vm.new_list(items).into();
                let types = vm.types();
                let class: Value = if kind == b'<' { &types.set } else { &types.frozenset }.clone().into();
                vm.call(&class, &[list])?
            }
            b':' => match <[Value; 3]>::try_from(self.items(vm, depth)?) {
                Ok([start, stop, step]) => vm.new_slice(start, stop, step).into(),
                Err(_) => return Err(bad(vm, "invalid slice")),
            },
            vm_core::import_cache::CODE_MARK => {
                if !self.allow_code {
                    return Err(vm.value_error("unmarshalling code objects is disallowed"));
                }
                let code = match bytecode::marshal::load_code(self.bytes(vm)?) {
                    Ok(code) => code,
                    Err(error) => return Err(bad(vm, &error.to_string())),
                };
                if let Err(error) = bytecode::verify::verify_all(&code) {
                    return Err(bad(vm, &error.to_string()));
                }
                vm.new_code(code).into()
            }
            _ => return Err(bad(vm, "unknown type code")),
        })
    }
}

fn bad(vm: &mut Vm, what: &str) -> Raised {
    vm.value_error(format!("bad marshal data ({what})"))
}

#[native]
impl Marshal {
    /// Return the bytes object that would be written to a file by dump(value, file).
    #[function("(value, version=version, /, *, allow_code=True)")]
    fn dumps(
        vm: &mut Vm,
        value: &Value,
        version: Option<&Value>,
        allow_code: Option<bool>,
    ) -> PyResult<crate::Ref<PyBytes>> {
        let _ = version;
        if allow_code == Some(false) && value.downcast::<PyCode>().is_some() {
            return Err(vm.value_error("marshalling code objects is disallowed"));
        }
        let mut out = Vec::new();
        write_value(vm, &mut out, value, 0)?;
        Ok(vm.new_bytes(out))
    }

    /// Convert the bytes-like object to a value.
    #[function("(bytes, /, *, allow_code=True)")]
    fn loads(vm: &mut Vm, bytes: &Value, allow_code: Option<bool>) -> PyResult {
        let data = vm.to_bytes_like(bytes)?;
        Reader { rest: &data, allow_code: allow_code.unwrap_or(true) }.value(vm, 0)
    }

    /// Write the value on the open file.
    #[function("(value, file, version=version, /, *, allow_code=True)")]
    fn dump(
        vm: &mut Vm,
        value: &Value,
        file: &Value,
        version: Option<&Value>,
        allow_code: Option<bool>,
    ) -> PyResult {
        let data: Value = Marshal::dumps(vm, value, version, allow_code)?.into();
        vm.call_method_str(file, "write", &[data])
    }

    /// Read one value from the open file and return it.
    #[function("(file, /, *, allow_code=True)")]
    fn load(vm: &mut Vm, file: &Value, allow_code: Option<bool>) -> PyResult {
        let data = vm.call_method_str(file, "read", &[])?;
        let data = vm.to_bytes_like(&data)?;
        let mut reader = Reader { rest: &data, allow_code: allow_code.unwrap_or(true) };
        let value = reader.value(vm, 0)?;
        let surplus = reader.rest.len();
        if surplus > 0 {
            // What follows belongs to the next value.
            let back = vm.new_int(-(surplus as i64));
            vm.call_method_str(file, "seek", &[back, Value::int32(1)])?;
        }
        Ok(value)
    }
}
