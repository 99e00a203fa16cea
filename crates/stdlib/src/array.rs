//! `array`: sequences of machine numbers.

use vm_core::ops::items::slice_against;
use vm_derive::native;

use crate::native::{Args, ModuleDef};
use crate::object::Visitor;
use crate::objects::{
    BufferShape, NativeState, PyBoxed, PyByteArray, PyBytes, PyList, PyMemoryView, PySlice, PyStr, PyType,
};
use crate::types::CompareOp;
use crate::{PyResult, Ref, Value, Vm};

/// The module.
pub static ARRAY: ModuleDef = ModuleDef {
    name: "array",
    doc: "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating-point\nnumbers.",
    functions: &[],
    init: |vm, dict| {
        let class = vm.native_class::<ArrayClass>();
        dict.set_name(vm, "array", class.clone());
        dict.set_name(vm, "ArrayType", class);
        let codes = vm.new_str("bBuwhHiIlLqQfd");
        dict.set_name(vm, "typecodes", codes);
        crate::embedded::run(vm, dict, "array", include_str!("python/array.py"))?;
        // Without the library there is nothing to register with.
        let registered = vm.import_module("_collections_abc").and_then(|module| {
            let class: Value = vm.native_class::<ArrayClass>().into();
            let sequences = vm.get_attr_str(&module, "MutableSequence")?;
            vm.call_method_str(&sequences, "register", &[class])
        });
        if let Err(raised) = registered {
            vm.discard(raised);
        }
        Ok(())
    },
};

/// The items, in their own width.
#[derive(Clone)]
enum Items {
    I8(Vec<i8>),
    U8(Vec<u8>),
    I16(Vec<i16>),
    U16(Vec<u16>),
    I32(Vec<i32>),
    U32(Vec<u32>),
    I64(Vec<i64>),
    U64(Vec<u64>),
    F32(Vec<f32>),
    F64(Vec<f64>),
    /// Code points.
    Chars(Vec<u32>),
}

/// `$body` with `$items` as the vector, whatever its type.
macro_rules! each {
    ($self:expr, $items:ident => $body:expr) => {
        match $self {
            Items::I8($items) => $body,
            Items::U8($items) => $body,
            Items::I16($items) => $body,
            Items::U16($items) => $body,
            Items::I32($items) => $body,
            Items::U32($items) | Items::Chars($items) => $body,
            Items::I64($items) => $body,
            Items::U64($items) => $body,
            Items::F32($items) => $body,
            Items::F64($items) => $body,
        }
    };
}

/// `$body` with the vectors of two arrays of one type; `$other` if they differ.
macro_rules! both {
    ($left:expr, $right:expr, |$l:ident, $r:ident| $body:expr, $other:expr) => {
        match ($left, $right) {
            (Items::I8($l), Items::I8($r)) => $body,
            (Items::U8($l), Items::U8($r)) => $body,
            (Items::I16($l), Items::I16($r)) => $body,
            (Items::U16($l), Items::U16($r)) => $body,
            (Items::I32($l), Items::I32($r)) => $body,
            (Items::U32($l), Items::U32($r)) => $body,
            (Items::Chars($l), Items::Chars($r)) => $body,
            (Items::I64($l), Items::I64($r)) => $body,
            (Items::U64($l), Items::U64($r)) => $body,
            (Items::F32($l), Items::F32($r)) => $body,
            (Items::F64($l), Items::F64($r)) => $body,
            _ => $other,
        }
    };
}

#[derive(Clone)]
struct Array {
    code: u8,
    items: Items,
}

impl NativeState for Array {
    fn traverse_state(&self, _visit: &mut Visitor<'_>) {}

    fn buffer_shape(&self) -> Option<BufferShape> {
        let format = match self.code {
            b'b' => "b",
            b'h' => "h",
            b'H' => "H",
            b'i' => "i",
            b'I' => "I",
            b'l' => "l",
            b'L' => "L",
            b'q' => "q",
            b'Q' => "Q",
            b'f' => "f",
            b'd' => "d",
            b'u' | b'w' => "w",
            _ => "B",
        };
        let item_size = self.item_size();
        Some(BufferShape { format, item_size, length: self.len() * item_size })
    }

    fn read_buffer(&self, offset: usize, out: &mut [u8]) {
        let size = self.item_size();
        each!(&self.items, items => {
            let (mut at, mut out) = (offset, out);
            while let Some(item) = items.get(at / size)
                && !out.is_empty()
            {
                let bytes = item.to_ne_bytes();
                let part = &bytes[at % size..];
                let count = part.len().min(out.len());
                let (now, later) = out.split_at_mut(count);
                now.copy_from_slice(&part[..count]);
                (at, out) = (at + count, later);
            }
        });
    }

    fn write_buffer(&mut self, offset: usize, data: &[u8]) {
        let size = self.item_size();
        each!(&mut self.items, items => {
            let (mut at, mut data) = (offset, data);
            while let Some(item) = items.get_mut(at / size)
                && !data.is_empty()
            {
                let from = at % size;
                let count = (size - from).min(data.len());
                item.patch(from, &data[..count]);
                (at, data) = (at + count, &data[count..]);
            }
        });
    }
}

/// A number whose bytes can be replaced.
trait Patch {
    /// Replaces bytes, in machine order; they lie within the number.
    fn patch(&mut self, from: usize, bytes: &[u8]);
}

macro_rules! patch {
    ($($type:ty)*) => {
        $(impl Patch for $type {
            fn patch(&mut self, from: usize, bytes: &[u8]) {
                let mut all = self.to_ne_bytes();
                all[from..from + bytes.len()].copy_from_slice(bytes);
                *self = <$type>::from_ne_bytes(all);
            }
        })*
    };
}

patch!(i8 u8 i16 u16 i32 u32 i64 u64 f32 f64);

/// An item as it comes from Python, known to fit.
#[derive(Clone, Copy)]
enum Item {
    Int(i128),
    Float(f64),
}

impl Item {
    /// The item of an array with `code`, as Python sees it.
    fn into_value(self, vm: &mut Vm, code: u8) -> Value {
        match self {
            Item::Float(value) => vm.new_float(value),
            Item::Int(code_point) if is_text(code) => vm.new_char(code_point as u32).into(),
            Item::Int(value) => vm.new_int(value),
        }
    }
}

fn is_text(code: u8) -> bool {
    matches!(code, b'u' | b'w')
}

impl Array {
    fn new(code: u8) -> Option<Array> {
        let items = match code {
            b'b' => Items::I8(Vec::new()),
            b'B' => Items::U8(Vec::new()),
            b'h' => Items::I16(Vec::new()),
            b'H' => Items::U16(Vec::new()),
            b'i' => Items::I32(Vec::new()),
            b'I' => Items::U32(Vec::new()),
            b'l' | b'q' => Items::I64(Vec::new()),
            b'L' | b'Q' => Items::U64(Vec::new()),
            b'f' => Items::F32(Vec::new()),
            b'd' => Items::F64(Vec::new()),
            b'u' | b'w' => Items::Chars(Vec::new()),
            _ => return None,
        };
        Some(Array { code, items })
    }

    fn len(&self) -> usize {
        each!(&self.items, items => items.len())
    }

    fn get(&self, index: usize) -> Option<Item> {
        Some(match &self.items {
            Items::F64(items) => Item::Float(*items.get(index)?),
            Items::F32(items) => Item::Float(f64::from(*items.get(index)?)),
            Items::I8(items) => Item::Int(i128::from(*items.get(index)?)),
            Items::U8(items) => Item::Int(i128::from(*items.get(index)?)),
            Items::I16(items) => Item::Int(i128::from(*items.get(index)?)),
            Items::U16(items) => Item::Int(i128::from(*items.get(index)?)),
            Items::I32(items) => Item::Int(i128::from(*items.get(index)?)),
            Items::U32(items) | Items::Chars(items) => Item::Int(i128::from(*items.get(index)?)),
            Items::I64(items) => Item::Int(i128::from(*items.get(index)?)),
            Items::U64(items) => Item::Int(i128::from(*items.get(index)?)),
        })
    }

    fn set(&mut self, index: usize, item: Item) {
        match (&mut self.items, item) {
            (Items::F64(items), Item::Float(value)) => items[index] = value,
            (Items::F32(items), Item::Float(value)) => items[index] = value as f32,
            (Items::I8(items), Item::Int(value)) => items[index] = value as i8,
            (Items::U8(items), Item::Int(value)) => items[index] = value as u8,
            (Items::I16(items), Item::Int(value)) => items[index] = value as i16,
            (Items::U16(items), Item::Int(value)) => items[index] = value as u16,
            (Items::I32(items), Item::Int(value)) => items[index] = value as i32,
            (Items::U32(items) | Items::Chars(items), Item::Int(value)) => items[index] = value as u32,
            (Items::I64(items), Item::Int(value)) => items[index] = value as i64,
            (Items::U64(items), Item::Int(value)) => items[index] = value as u64,
            _ => {}
        }
    }

    fn insert(&mut self, index: usize, item: Item) {
        each!(&mut self.items, items => items.insert(index, Default::default()));
        self.set(index, item);
    }

    fn item_size(&self) -> usize {
        fn size<T>(_: &[T]) -> usize {
            size_of::<T>()
        }
        each!(&self.items, items => size(items))
    }

    fn to_bytes(&self) -> Vec<u8> {
        each!(&self.items, items => items.iter().flat_map(|item| item.to_ne_bytes()).collect())
    }

    /// Appends items from their bytes; the length is a multiple of the item's size.
    fn extend_bytes(&mut self, bytes: &[u8]) {
        macro_rules! extend {
            ($items:ident, $type:ty) => {
                $items.extend(
                    bytes
                        .chunks_exact(size_of::<$type>())
                        .map(|chunk| <$type>::from_ne_bytes(chunk.try_into().unwrap_or_default())),
                )
            };
        }
        match &mut self.items {
            Items::I8(items) => extend!(items, i8),
            Items::U8(items) => extend!(items, u8),
            Items::I16(items) => extend!(items, i16),
            Items::U16(items) => extend!(items, u16),
            Items::I32(items) => extend!(items, i32),
            Items::U32(items) | Items::Chars(items) => extend!(items, u32),
            Items::I64(items) => extend!(items, i64),
            Items::U64(items) => extend!(items, u64),
            Items::F32(items) => extend!(items, f32),
            Items::F64(items) => extend!(items, f64),
        }
    }
}

fn array<'a>(vm: &'a Vm, this: &'a Value) -> Option<&'a Array> {
    this.downcast::<PyBoxed>()?.state(vm)
}

/// Calls `function` with the array `this`.
fn with_array<R>(vm: &mut Vm, this: &Value, function: impl FnOnce(&mut Array) -> R) -> PyResult<R> {
    match this.downcast::<PyBoxed>().and_then(|object| object.state_mut::<Array>(vm)) {
        Some(array) => Ok(function(array)),
        None => Err(vm.type_error("descriptor requires an 'array.array' object")),
    }
}

/// As [`with_array`], for changes of the length.
///
/// # Errors
/// `BufferError` while views look at the items.
fn resize<R>(vm: &mut Vm, this: &Value, function: impl FnOnce(&mut Array) -> R) -> PyResult<R> {
    if this.downcast::<PyBoxed>().is_some_and(|object| object.exports.get() > 0) {
        return Err(
            vm.raise_new(|types| &types.exc.BufferError, "cannot resize an array that is exporting buffers")
        );
    }
    with_array(vm, this, function)
}

/// A copy of the array `this`.
fn copied(vm: &mut Vm, this: &Value) -> PyResult<Array> {
    with_array(vm, this, |array| array.clone())
}

#[inline]
fn item_at(vm: &mut Vm, this: &Value, index: usize) -> Option<Value> {
    let array = this.downcast::<PyBoxed>()?.state::<Array>(vm)?;
    if let Items::F64(items) = &array.items {
        return items.get(index).copied().map(|item| vm.new_float(item));
    }
    let (item, code) = (array.get(index)?, array.code);
    Some(item.into_value(vm, code))
}

/// Checks that `value` can be an item of an array with `code`.
fn to_item(vm: &mut Vm, code: u8, value: &Value) -> PyResult<Item> {
    let (low, high, name): (i128, i128, &str) = match code {
        b'f' | b'd' => return Ok(Item::Float(vm.to_f64(value)?)),
        b'u' | b'w' => {
            let Some(string) = value.downcast::<PyStr>() else {
                let found = vm.class_name(value);
                return Err(vm.type_error(format!("array item must be a unicode character, not {found}")));
            };
            let mut points = string.text().code_points();
            return match (points.next(), points.next()) {
                (Some(only), None) => Ok(Item::Int(i128::from(only))),
                _ => {
                    let length = string.char_len();
                    Err(vm.type_error(format!(
                        "array item must be a string of length 1, not a string of length {length}"
                    )))
                }
            };
        }
        b'b' => (i8::MIN.into(), i8::MAX.into(), "signed char"),
        b'B' => (0, u8::MAX.into(), "unsigned byte integer"),
        b'h' => (i16::MIN.into(), i16::MAX.into(), "signed short integer"),
        b'H' => (0, u16::MAX.into(), "unsigned short"),
        b'i' => (i32::MIN.into(), i32::MAX.into(), "signed integer"),
        b'I' => (0, u32::MAX.into(), "unsigned int"),
        b'l' | b'q' => (i64::MIN.into(), i64::MAX.into(), "int"),
        _ => (0, u64::MAX.into(), "int"),
    };
    let index = vm.to_index(value)?;
    let int = index.as_big_int().and_then(|int| i128::try_from(&int).ok());
    match int {
        Some(int) if (low..=high).contains(&int) => Ok(Item::Int(int)),
        int => {
            let small = int.is_some_and(|int| int < low) || index.as_big_int() < Some(dashu_int::IBig::ZERO);
            Err(vm.overflow_error(match (code, small) {
                (b'b' | b'h' | b'i', true) => format!("{name} is less than minimum"),
                (b'b' | b'h' | b'i', false) => format!("{name} is greater than maximum"),
                (b'B' | b'H' | b'I', true) => format!("{name} is less than minimum"),
                (b'B' | b'H' | b'I', false) => format!("{name} is greater than maximum"),
                (b'l' | b'q', _) => "Python int too large to convert to C long".to_owned(),
                (_, true) => "can't convert negative value to unsigned int".to_owned(),
                _ => "Python int too large to convert to C unsigned long".to_owned(),
            }))
        }
    }
}

fn length(vm: &Vm, this: &Value) -> usize {
    array(vm, this).map_or(0, Array::len)
}

fn code_of(vm: &Vm, this: &Value) -> u8 {
    array(vm, this).map_or(b'B', |array| array.code)
}

fn append_item(vm: &mut Vm, this: &Value, value: &Value) -> PyResult<()> {
    let code = code_of(vm, this);
    let item = to_item(vm, code, value)?;
    resize(vm, this, |array| array.insert(array.len(), item))
}

fn extend_array(vm: &mut Vm, this: &Value, source: &Value) -> PyResult<()> {
    if array(vm, source).is_some() {
        let more = copied(vm, source)?;
        if more.code != code_of(vm, this) {
            return Err(vm.type_error("can only extend with array of same kind"));
        }
        return resize(vm, this, |array| {
            both!(&mut array.items, &more.items, |l, r| l.extend_from_slice(r), ())
        });
    }
    vm.iterate(source, |vm, value| append_item(vm, this, &value))
}

fn array_index(vm: &mut Vm, this: &Value, key: &Value, out_of_range: &'static str) -> PyResult<usize> {
    if !key.is_int() && vm.class_of(key).slots(vm).index.is_none() {
        return Err(vm.type_error("array indices must be integers"));
    }
    let length = length(vm, this);
    vm.item_index(key, length, out_of_range)
}

fn new_like(vm: &mut Vm, array: Array) -> Value {
    let class = vm.native_class::<ArrayClass>();
    vm.new_boxed(&class, array).into()
}

/// The class `array`.
pub struct ArrayClass;

/// array(typecode [, initializer]) -> array
///
/// Return a new array whose items are restricted by typecode, and
/// initialized from the optional initializer value, which must be a list,
/// string or iterable over elements of the appropriate type.
#[native(name = "array", kind = Boxed, module = "array", sequence)]
impl ArrayClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let (code, source) = match args.positional() {
            [code] => (code, None),
            [code, source] => (code, Some(source)),
            [] => return Err(vm.type_error("array() takes at least 1 argument (0 given)")),
            more => {
                let given = more.len();
                return Err(vm.type_error(format!("array() takes at most 2 arguments ({given} given)")));
            }
        };
        let Some(text) = code.downcast::<PyStr>().filter(|text| text.char_len() == 1) else {
            let found = vm.class_name(code);
            return Err(vm.type_error(format!("array() argument 1 must be a unicode character, not {found}")));
        };
        let Some(array) = text.as_bytes().first().and_then(|code| Array::new(*code)) else {
            return Err(vm.value_error("bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)"));
        };
        let text_code = matches!(array.code, b'u' | b'w');
        let this: Value = vm.new_boxed(class, array).into();
        match source {
            None => {}
            Some(source) if source.downcast::<PyStr>().is_some() && !text_code => {
                let code = text.text();
                return Err(
                    vm.type_error(format!("cannot use a str to initialize an array with typecode '{code}'"))
                );
            }
            Some(source)
                if source.downcast::<PyBytes>().is_some()
                    || source.downcast::<PyByteArray>().is_some()
                    || source.downcast::<PyMemoryView>().is_some() =>
            {
                ArrayClass::frombytes(vm, &this, source)?;
            }
            Some(source) => extend_array(vm, &this, source)?,
        }
        Ok(this)
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let (name, code) = (vm.class_of(this).name_text(vm), code_of(vm, this) as char);
        if length(vm, this) == 0 {
            return Ok(vm.new_str(&format!("{name}('{code}')")).into());
        }
        let content: Value = match code {
            'u' | 'w' => ArrayClass::tounicode(vm, this)?,
            _ => ArrayClass::tolist(vm, this)?.into(),
        };
        let content = vm.repr(&content)?;
        Ok(vm.new_str(&format!("{name}('{code}', {})", content.text())).into())
    }

    #[slot(len)]
    fn len_slot(vm: &mut Vm, this: &Value) -> PyResult<usize> {
        Ok(length(vm, this))
    }

    #[slot(iter)]
    fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
        Ok(vm.new_sequence_iterator(this.clone()).into())
    }

    #[slot(getitem)]
    fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        if let Some(index) = key.as_small_int().and_then(|index| usize::try_from(index).ok())
            && let Some(item) = item_at(vm, this, index)
        {
            return Ok(item);
        }
        if let Some(slice) = key.downcast::<PySlice>() {
            let (start, stop, step) = vm.slice_parts(slice)?;
            let range = slice_against(start, stop, step, length(vm, this) as i64);
            let part = with_array(vm, this, |array| Array {
                code: array.code,
                items: match &array.items {
                    Items::I8(items) => Items::I8(range.select(items)),
                    Items::U8(items) => Items::U8(range.select(items)),
                    Items::I16(items) => Items::I16(range.select(items)),
                    Items::U16(items) => Items::U16(range.select(items)),
                    Items::I32(items) => Items::I32(range.select(items)),
                    Items::U32(items) => Items::U32(range.select(items)),
                    Items::I64(items) => Items::I64(range.select(items)),
                    Items::U64(items) => Items::U64(range.select(items)),
                    Items::F32(items) => Items::F32(range.select(items)),
                    Items::F64(items) => Items::F64(range.select(items)),
                    Items::Chars(items) => Items::Chars(range.select(items)),
                },
            })?;
            return Ok(new_like(vm, part));
        }
        let index = array_index(vm, this, key, "array index out of range")?;
        match item_at(vm, this, index) {
            Some(item) => Ok(item),
            None => Err(vm.index_error("array index out of range")),
        }
    }

    #[slot(setitem)]
    fn setitem_slot(vm: &mut Vm, this: &Value, key: &Value, value: Option<&Value>) -> PyResult<()> {
        if let Some(float) = value.and_then(Value::as_small_float)
            && let Some(index) = key.as_small_int().and_then(|index| usize::try_from(index).ok())
            && let Some(Items::F64(items)) = this
                .downcast::<PyBoxed>()
                .and_then(|object| object.state_mut::<Array>(vm))
                .map(|array| &mut array.items)
            && let Some(item) = items.get_mut(index)
        {
            *item = float;
            return Ok(());
        }
        if let Some(slice) = key.downcast::<PySlice>() {
            let code = code_of(vm, this);
            let new = match value {
                None => Array::new(code).unwrap_or(Array { code, items: Items::U8(Vec::new()) }),
                Some(value) if array(vm, value).is_some() => copied(vm, value)?,
                Some(value) => {
                    let found = vm.class_name(value);
                    return Err(
                        vm.type_error(format!("can only assign array (not \"{found}\") to array slice"))
                    );
                }
            };
            if new.code != code {
                return Err(vm.type_error("bad argument type for built-in operation"));
            }
            let (start, stop, step) = vm.slice_parts(slice)?;
            let range = slice_against(start, stop, step, length(vm, this) as i64);
            let (first, count) = (range.start.max(0) as usize, range.count);
            if step == 1 && new.len() != count {
                resize(vm, this, |_| ())?;
            }
            if step == 1 {
                return with_array(vm, this, |array| {
                    both!(
                        &mut array.items,
                        &new.items,
                        |l, r| {
                            l.splice(first..first + count, r.iter().copied());
                        },
                        ()
                    )
                });
            }
            if value.is_none() {
                let mut doomed: Vec<usize> = range.indexes().collect();
                doomed.sort_unstable();
                return resize(vm, this, |array| {
                    each!(&mut array.items, items => {
                        let mut index = 0;
                        items.retain(|_| {
                            index += 1;
                            doomed.binary_search(&(index - 1)).is_err()
                        });
                    })
                });
            }
            if new.len() != count {
                let size = new.len();
                return Err(vm.value_error(format!(
                    "attempt to assign array of size {size} to extended slice of size {count}"
                )));
            }
            return with_array(vm, this, |array| {
                both!(
                    &mut array.items,
                    &new.items,
                    |l, r| {
                        range.indexes().zip(r).for_each(|(index, item)| l[index] = *item);
                    },
                    ()
                )
            });
        }
        let index = array_index(vm, this, key, "array assignment index out of range")?;
        match value {
            Some(value) => {
                let code = code_of(vm, this);
                let item = to_item(vm, code, value)?;
                with_array(vm, this, |array| {
                    if index < array.len() {
                        array.set(index, item);
                    }
                })
            }
            None => resize(vm, this, |array| {
                each!(&mut array.items, items => {
                    items.remove(index);
                })
            }),
        }
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        if array(vm, this).is_none() || array(vm, other).is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (left, right): (Value, Value) =
            (ArrayClass::tolist(vm, this)?.into(), ArrayClass::tolist(vm, other)?.into());
        vm.compare(&left, &right, op)
    }

    #[number(Add)]
    fn add(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        if array(vm, left).is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        if array(vm, right).is_none() {
            let found = vm.class_name(right);
            return Err(vm.type_error(format!("can only append array (not \"{found}\") to array")));
        }
        let sum = copied(vm, left)?;
        let sum = new_like(vm, sum);
        extend_array(vm, &sum, right)?;
        Ok(sum)
    }

    #[inplace(Add)]
    fn add_in_place(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        if array(vm, right).is_none() {
            let found = vm.class_name(right);
            return Err(vm.type_error(format!("can only extend with array (not \"{found}\")")));
        }
        extend_array(vm, left, right)?;
        Ok(left.clone())
    }

    #[number(Multiply)]
    fn multiply(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let (this, count) = if array(vm, left).is_some() { (left, right) } else { (right, left) };
        if array(vm, this).is_none() || (!count.is_int() && vm.class_of(count).slots(vm).index.is_none()) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let count = vm.to_i64(count)?.max(0) as usize;
        let mut product = copied(vm, this)?;
        let Some(length) = product.len().checked_mul(count) else { return Err(vm.memory_error()) };
        vm.check_size(length, product.item_size())?;
        each!(&mut product.items, items => *items = items.repeat(count));
        Ok(new_like(vm, product))
    }

    #[inplace(Multiply)]
    fn multiply_in_place(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let product = ArrayClass::multiply(vm, left, right)?;
        if product.is_not_implemented() {
            return Ok(product);
        }
        let product = copied(vm, &product)?;
        resize(vm, left, |array| *array = product)?;
        Ok(left.clone())
    }

    /// Append new value v to the end of the array.
    #[method("($self, v, /)")]
    fn append(vm: &mut Vm, this: &Value, v: &Value) -> PyResult<()> {
        append_item(vm, this, v)
    }

    /// Byteswap all items of the array.
    #[method("($self, /)")]
    fn byteswap(vm: &mut Vm, this: &Value) -> PyResult<()> {
        with_array(vm, this, |array| {
            let size = array.item_size();
            let mut bytes = array.to_bytes();
            bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse);
            each!(&mut array.items, items => items.clear());
            array.extend_bytes(&bytes);
        })
    }

    /// Remove all items from the array.
    #[method("($self, /)")]
    fn clear(vm: &mut Vm, this: &Value) -> PyResult<()> {
        resize(vm, this, |array| each!(&mut array.items, items => items.clear()))
    }

    /// Return a copy of the array.
    #[method("($self, /)")]
    fn __copy__(vm: &mut Vm, this: &Value) -> PyResult {
        let copy = copied(vm, this)?;
        Ok(new_like(vm, copy))
    }

    /// Return a copy of the array.
    #[method("($self, unused, /)")]
    fn __deepcopy__(vm: &mut Vm, this: &Value, _unused: &Value) -> PyResult {
        ArrayClass::__copy__(vm, this)
    }

    /// Return number of occurrences of v in the array.
    #[method("($self, v, /)")]
    fn count(vm: &mut Vm, this: &Value, v: &Value) -> PyResult<usize> {
        let (mut index, mut count) = (0, 0);
        while let Some(item) = item_at(vm, this, index) {
            count += usize::from(vm.equals(&item, v)?);
            index += 1;
        }
        Ok(count)
    }

    /// Append items to the end of the array.
    #[method("($self, bb, /)")]
    fn extend(vm: &mut Vm, this: &Value, bb: &Value) -> PyResult<()> {
        extend_array(vm, this, bb)
    }

    /// Appends items from the string, interpreting it as an array of machine values.
    #[method("($self, buffer, /)")]
    fn frombytes(vm: &mut Vm, this: &Value, buffer: &Value) -> PyResult<()> {
        let bytes = vm.to_bytes_like(buffer)?;
        let size = array(vm, this).map_or(1, Array::item_size);
        if bytes.len() % size != 0 {
            return Err(vm.value_error("bytes length not a multiple of item size"));
        }
        resize(vm, this, |array| array.extend_bytes(&bytes))
    }

    /// Append items to array from list.
    #[method("($self, list, /)")]
    fn fromlist(vm: &mut Vm, this: &Value, list: &Value) -> PyResult<()> {
        if list.downcast::<PyList>().is_none() {
            return Err(vm.type_error("arg must be list"));
        }
        let before = length(vm, this);
        let result = extend_array(vm, this, list);
        if result.is_err() {
            with_array(vm, this, |array| each!(&mut array.items, items => items.truncate(before)))?;
        }
        result
    }

    /// Extends this array with data from the unicode string ustr.
    #[method("($self, ustr, /)")]
    fn fromunicode(vm: &mut Vm, this: &Value, ustr: &Value) -> PyResult<()> {
        if !matches!(code_of(vm, this), b'u' | b'w') {
            return Err(
                vm.value_error("fromunicode() may only be called on unicode type arrays ('u' or 'w')")
            );
        }
        extend_array(vm, this, ustr)
    }

    /// Return index of first occurrence of v in the array.
    ///
    /// Raise ValueError if the value is not present.
    #[method("($self, v, start=0, stop=sys.maxsize, /)")]
    fn index(
        vm: &mut Vm,
        this: &Value,
        v: &Value,
        start: Option<&Value>,
        stop: Option<&Value>,
    ) -> PyResult<usize> {
        let length = length(vm, this);
        let (start, stop) = vm.search_bounds(start, stop, length)?;
        for index in start..stop.min(length) {
            let Some(item) = item_at(vm, this, index) else { break };
            if vm.equals(&item, v)? {
                return Ok(index);
            }
        }
        Err(vm.value_error("array.index(x): x not in array"))
    }

    /// Insert a new item v into the array before position i.
    #[method("($self, i, v, /)")]
    fn insert(vm: &mut Vm, this: &Value, i: isize, v: &Value) -> PyResult<()> {
        let code = code_of(vm, this);
        let item = to_item(vm, code, v)?;
        resize(vm, this, |array| {
            let length = array.len();
            let index = match usize::try_from(i) {
                Ok(index) => index.min(length),
                Err(_) => length.saturating_sub(i.unsigned_abs()),
            };
            array.insert(index, item);
        })
    }

    /// Return the i-th element and delete it from the array.
    ///
    /// i defaults to -1.
    #[method("($self, i=-1, /)")]
    fn pop(vm: &mut Vm, this: &Value, i: Option<isize>) -> PyResult {
        let (i, length) = (i.unwrap_or(-1), length(vm, this));
        if length == 0 {
            return Err(vm.index_error("pop from empty array"));
        }
        let index = if i < 0 { i.saturating_add(length as isize) } else { i };
        let found = usize::try_from(index).ok().and_then(|index| Some((index, item_at(vm, this, index)?)));
        let Some((index, item)) = found else { return Err(vm.index_error("pop index out of range")) };
        resize(vm, this, |array| {
            each!(&mut array.items, items => {
                items.remove(index);
            })
        })?;
        Ok(item)
    }

    /// Remove the first occurrence of v in the array.
    #[method("($self, v, /)")]
    fn remove(vm: &mut Vm, this: &Value, v: &Value) -> PyResult<()> {
        let mut index = 0;
        while let Some(item) = item_at(vm, this, index) {
            if vm.equals(&item, v)? {
                return resize(vm, this, |array| {
                    each!(&mut array.items, items => if index < items.len() {
                        items.remove(index);
                    })
                });
            }
            index += 1;
        }
        Err(vm.value_error("array.remove(x): x not in array"))
    }

    /// Reverse the order of the items in the array.
    #[method("($self, /)")]
    fn reverse(vm: &mut Vm, this: &Value) -> PyResult<()> {
        with_array(vm, this, |array| each!(&mut array.items, items => items.reverse()))
    }

    /// Convert the array to an array of machine values and return the bytes representation.
    #[method("($self, /)")]
    fn tobytes(vm: &mut Vm, this: &Value) -> PyResult<Ref<PyBytes>> {
        let bytes = with_array(vm, this, |array| array.to_bytes())?;
        Ok(vm.new_bytes(bytes))
    }

    /// Convert array to an ordinary list with the same items.
    #[method("($self, /)")]
    fn tolist(vm: &mut Vm, this: &Value) -> PyResult<Ref<PyList>> {
        let copy = copied(vm, this)?;
        let items: Vec<Value> = (0..copy.len())
            .filter_map(|index| copy.get(index).map(|item| item.into_value(vm, copy.code)))
            .collect();
        Ok(vm.new_list(items))
    }

    /// Convert the array to a unicode string.
    #[method("($self, /)")]
    fn tounicode(vm: &mut Vm, this: &Value) -> PyResult {
        let points = with_array(vm, this, |array| match &array.items {
            Items::Chars(points) => Some(points.clone()),
            _ => None,
        })?;
        let Some(points) = points else {
            return Err(vm.value_error("tounicode() may only be called on unicode type arrays ('u' or 'w')"));
        };
        let text: String = points.into_iter().map(|c| char::from_u32(c).unwrap_or('\u{fffd}')).collect();
        Ok(vm.new_str(&text).into())
    }

    /// the typecode character used to create the array
    #[getter(typecode)]
    fn get_typecode(vm: &mut Vm, this: &Value) -> String {
        (code_of(vm, this) as char).to_string()
    }

    /// the size, in bytes, of one array item
    #[getter(itemsize)]
    fn get_itemsize(vm: &mut Vm, this: &Value) -> usize {
        array(vm, this).map_or(0, Array::item_size)
    }

    /// Write all items (as machine values) to the file object f.
    #[method("($self, f, /)")]
    fn tofile(vm: &mut Vm, this: &Value, f: &Value) -> PyResult<()> {
        let bytes: Value = ArrayClass::tobytes(vm, this)?.into();
        vm.call_method_str(f, "write", &[bytes]).map(drop)
    }

    /// Read n objects from the file object f and append them to the end of the array.
    #[method("($self, f, n, /)")]
    fn fromfile(vm: &mut Vm, this: &Value, f: &Value, n: i64) -> PyResult<()> {
        let Ok(count) = usize::try_from(n) else { return Err(vm.value_error("negative count")) };
        let size = array(vm, this).map_or(1, Array::item_size);
        let wanted = vm.check_size(count, size)?;
        let length = vm.new_int(wanted);
        let data = vm.call_method_str(f, "read", &[length])?;
        if data.downcast::<PyBytes>().is_none() {
            return Err(vm.type_error("read() didn't return bytes"));
        }
        let given = vm.len(&data)?;
        ArrayClass::frombytes(vm, this, &data)?;
        match given == wanted {
            true => Ok(()),
            false => Err(vm.raise_new(|types| &types.exc.EOFError, "read() didn't return enough bytes")),
        }
    }

    /// Return a view of the memory of the object.
    #[method("($self, flags, /)")]
    fn __buffer__(vm: &mut Vm, this: &Value, flags: &Value) -> PyResult {
        let _ = flags;
        vm.new_memoryview(this)
    }

    /// Return a tuple (address, length) giving the current memory address and the length in items of the buffer.
    #[method("($self, /)")]
    fn buffer_info(vm: &mut Vm, this: &Value) -> (usize, usize) {
        (this.address(), length(vm, this))
    }

    /// Return state information for pickling.
    #[method("($self, protocol, /)")]
    fn __reduce_ex__(vm: &mut Vm, this: &Value, _protocol: &Value) -> PyResult {
        let class: Value = Ref::new(vm.class_of(this)).into();
        let code = ArrayClass::get_typecode(vm, this);
        let code: Value = vm.new_str(&code).into();
        let items: Value = ArrayClass::tolist(vm, this)?.into();
        let args = vm.new_tuple([code, items]).into();
        Ok(vm.new_tuple([class, args]).into())
    }
}
