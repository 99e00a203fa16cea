//! Slots and methods of `memoryview`.

use vm_derive::native;

use super::bytes_methods::hex_text;
use super::memoryview::{Layout, c_strides, lent, release_export};
use crate::native::Args;
use crate::object::Ref;
use crate::objects::{PyBytes, PyList, PyMemoryView, PySlice, PyStr, PyTuple, PyType};
use crate::ops::packing::native_size;
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Raised, Vm};

impl Vm {
    /// A view of the memory that `object` lends.
    ///
    /// # Errors
    /// `TypeError` if it lends none; what its `__buffer__` raises.
    pub fn new_memoryview(&mut self, object: &Value) -> PyResult {
        if let Some(view) = object.downcast::<PyMemoryView>() {
            let base = base_of(self, view)?;
            let layout = view.layout();
            return Ok(self.new_view(base, layout).into());
        }
        if let Some((shape, readonly)) = lent(self, object) {
            let count = shape.length / shape.item_size.max(1);
            let layout = Layout::flat(shape.format, shape.item_size, readonly, count);
            return Ok(self.new_view(object.clone(), layout).into());
        }
        let name = self.intern_str("__buffer__");
        if let Some(method) = self.lookup_special(object, &name) {
            // All that a reader may ask for (`inspect.BufferFlags.FULL_RO`).
            let result = self.call_bound(&method, object, &[Value::int32(284)])?;
            if result.downcast::<PyMemoryView>().is_some() {
                return Ok(result);
            }
            return Err(self.type_error("__buffer__ returned non-memoryview object"));
        }
        let found = self.class_name(object);
        Err(self.type_error(format!("memoryview: a bytes-like object is required, not '{found}'")))
    }

    fn not_implemented(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise_new(|types| &types.exc.NotImplementedError, message)
    }
}

/// Who lends the memory.
fn base_of(vm: &mut Vm, view: &PyMemoryView) -> PyResult {
    let base = view.base.cloned(vm);
    match base.is_null() {
        true => Err(vm.value_error("operation forbidden on released memoryview object")),
        false => Ok(base),
    }
}

/// Runs code that may be Python's while the view must not be released.
fn use_view<R>(vm: &mut Vm, view: &PyMemoryView, action: impl FnOnce(&mut Vm) -> PyResult<R>) -> PyResult<R> {
    view.uses.set(view.uses.get() + 1);
    let result = action(vm);
    view.uses.set(view.uses.get().saturating_sub(1));
    result
}

fn view_of<'a>(vm: &mut Vm, this: &'a Value) -> PyResult<&'a PyMemoryView> {
    match this.downcast::<PyMemoryView>() {
        Some(view) => {
            base_of(vm, view)?;
            Ok(view)
        }
        None => Err(vm.type_error("descriptor requires a 'memoryview' object")),
    }
}

/// The letter of the format, known to be one that can be read.
fn readable_code(vm: &mut Vm, view: &PyMemoryView) -> PyResult<u8> {
    let code = view.code();
    match native_size(code) == Some(view.item_size) && !matches!(code, b'F' | b'D') {
        true => Ok(code),
        false => Err(vm.not_implemented(format!("memoryview: format {} not supported", view.format))),
    }
}

fn item_at(vm: &mut Vm, view: &PyMemoryView, code: u8, offset: usize) -> Value {
    let mut bytes = [0_u8; 8];
    let Some(bytes) = bytes.get_mut(..view.item_size) else { return Value::NONE };
    view.read(vm, offset, bytes);
    vm.unpack_item(code, bytes)
}

/// The items of a dimension as nested lists.
fn nested_list(vm: &mut Vm, view: &PyMemoryView, code: u8, dimension: usize, offset: isize) -> PyResult {
    vm.check_native_stack()?;
    let (Some(count), Some(stride)) = (view.shape.get(dimension), view.strides.get(dimension)) else {
        return Ok(item_at(vm, view, code, offset.max(0) as usize));
    };
    let mut items = Vec::with_capacity(*count);
    for index in 0..*count {
        items.push(nested_list(vm, view, code, dimension + 1, offset + index as isize * stride)?);
    }
    Ok(vm.new_list(items).into())
}

/// The offset of the item that `key` names: an integer, or a tuple of as many as there are dimensions.
fn item_offset(vm: &mut Vm, view: &PyMemoryView, key: &Value) -> PyResult<usize> {
    let one = std::slice::from_ref(key);
    let keys = key.downcast::<PyTuple>().map_or(one, |tuple| tuple.items());
    let mut offset = view.start as isize;
    for (number, key) in keys.iter().enumerate() {
        let index = vm.to_item_index(key)?;
        let (Some(count), Some(stride)) = (view.shape.get(number), view.strides.get(number)) else { break };
        let index = if index < 0 { index.saturating_add(*count as i64) } else { index };
        if index < 0 || index >= *count as i64 {
            return Err(vm.index_error(format!("index out of bounds on dimension {}", number + 1)));
        }
        offset += index as isize * stride;
    }
    Ok(offset.max(0) as usize)
}

/// What a key of a subscription means.
enum Place {
    Item(usize),
    Part(Layout),
    Whole,
}

fn is_index(vm: &Vm, key: &Value) -> bool {
    key.is_int() || vm.class_of(key).slots(vm).index.is_some()
}

fn place(vm: &mut Vm, view: &PyMemoryView, key: &Value) -> PyResult<Place> {
    let dimensions = view.shape.len();
    let tuple = key.downcast::<PyTuple>();
    if dimensions == 0 {
        return match (tuple.is_some_and(|tuple| tuple.items().is_empty()), key.is(&Value::ELLIPSIS)) {
            (true, _) => Ok(Place::Item(view.start)),
            (_, true) => Ok(Place::Whole),
            _ => Err(vm.type_error("invalid indexing of 0-dim memory")),
        };
    }
    if let Some(slice) = key.downcast::<PySlice>() {
        if dimensions > 1 {
            return Err(vm.not_implemented("multi-dimensional slicing is not implemented"));
        }
        let mut layout = view.layout();
        let range = vm.slice_range(slice, view.shape.first().copied().unwrap_or(0))?;
        let stride = view.strides.first().copied().unwrap_or(1);
        if range.count > 0 {
            layout.start = (view.start as isize + range.start as isize * stride).max(0) as usize;
        }
        layout.shape = Box::new([range.count]);
        layout.strides = Box::new([stride.saturating_mul(range.step as isize)]);
        return Ok(Place::Part(layout));
    }
    if is_index(vm, key) {
        if dimensions > 1 {
            return Err(vm.not_implemented("multi-dimensional sub-views are not implemented"));
        }
        return item_offset(vm, view, key).map(Place::Item);
    }
    if let Some(tuple) = tuple
        && tuple.items().iter().all(|key| is_index(vm, key))
    {
        let given = tuple.items().len();
        if given > dimensions {
            return Err(
                vm.type_error(format!("cannot index {dimensions}-dimension view with {given}-element tuple"))
            );
        }
        if given < dimensions {
            return Err(vm.not_implemented("sub-views are not implemented"));
        }
        return item_offset(vm, view, key).map(Place::Item);
    }
    if tuple.is_some_and(|tuple| tuple.items().iter().all(|key| key.downcast::<PySlice>().is_some())) {
        return Err(vm.not_implemented("multi-dimensional slicing is not implemented"));
    }
    Err(vm.type_error("memoryview: invalid slice key"))
}

/// The letters of a format that `cast` accepts, and its size.
fn cast_format(format: &str) -> Option<(u8, usize)> {
    match format.as_bytes() {
        [code] | [b'@', code] if !matches!(code, b'F' | b'D') => Some((*code, native_size(*code)?)),
        _ => None,
    }
}

/// Whether two views show equal items.
fn views_equal(vm: &mut Vm, left: &PyMemoryView, right: &PyMemoryView) -> PyResult<bool> {
    if left.shape != right.shape {
        return Ok(false);
    }
    let (left_code, right_code) = (left.code(), right.code());
    let plain = |code: u8| !matches!(code, b'e' | b'f' | b'd' | b'?' | 0);
    if left_code == right_code && left.item_size == right.item_size && plain(left_code) {
        return Ok(left.bytes(vm) == right.bytes(vm));
    }
    if native_size(left_code) != Some(left.item_size) || native_size(right_code) != Some(right.item_size) {
        return Ok(false);
    }
    for (left_offset, right_offset) in left.offsets().into_iter().zip(right.offsets()) {
        let item = item_at(vm, left, left_code, left_offset);
        let other = item_at(vm, right, right_code, right_offset);
        if !vm.equals(&item, &other)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn tuple_of(vm: &mut Vm, numbers: impl Iterator<Item = i64>) -> Value {
    let items: Vec<Value> = numbers.map(|number| vm.new_int(number)).collect();
    vm.new_tuple(items).into()
}

/// Create a new memoryview object which references the given object.
#[native(name = "memoryview", kind = MemoryView, final, sequence)]
impl PyMemoryView {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, _class: &PyType, args: &Args<'_>) -> PyResult {
        const PARAMETERS: crate::native::Parameters = crate::native::Parameters {
            owner: crate::native::Owner::Nothing,
            function: "memoryview",
            names: &["object"],
            required: &[true],
            positional: 1,
            positional_only: 0,
            skip_this: false,
            varargs: false,
            varkeywords: false,
        };
        match args.bind::<1>(vm, &PARAMETERS)?.values {
            [Some(object)] => vm.new_memoryview(object),
            [None] => Err(vm.type_error("memoryview() missing required argument 'object' (pos 1)")),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let released = this.downcast::<PyMemoryView>().is_some_and(|view| view.is_released(vm));
        let what = if released { "released memory" } else { "memory" };
        Ok(vm.new_str(&format!("<{what} at {:#x}>", this.address())).into())
    }

    #[slot(hash)]
    fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
        let Some(view) = this.downcast::<PyMemoryView>() else { return Ok(0) };
        if view.hash.get() != 0 {
            return Ok(view.hash.get());
        }
        base_of(vm, view)?;
        if !view.readonly {
            return Err(vm.value_error("cannot hash writable memoryview object"));
        }
        if !matches!(view.code(), b'B' | b'b' | b'c') {
            return Err(vm.value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'"));
        }
        let base = base_of(vm, view)?;
        // What lends the memory must be hashable too; asking it may run code that would release the view.
        use_view(vm, view, |vm| vm.hash(&base))?;
        let data = view.bytes(vm).unwrap_or_default().into_owned();
        let hash = vm.new_bytes(data).hash(vm) as i64;
        view.hash.set(hash);
        Ok(hash)
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let answer = |equal: bool| Ok(Value::bool(equal == (op == CompareOp::Eq)));
        let Some(left) = this.downcast::<PyMemoryView>() else { return Ok(Value::NOT_IMPLEMENTED) };
        if left.is_released(vm) {
            return answer(this.is(other));
        }
        if let Some(right) = other.downcast::<PyMemoryView>() {
            if right.is_released(vm) {
                return answer(this.is(other));
            }
            let equal = views_equal(vm, left, right)?;
            return answer(equal);
        }
        let name = vm.intern_str("__buffer__");
        if lent(vm, other).is_none() && vm.lookup_special(other, &name).is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let other = match vm.new_memoryview(other) {
            Ok(other) => other,
            Err(raised) => {
                vm.discard(raised);
                return Ok(Value::NOT_IMPLEMENTED);
            }
        };
        match other.downcast::<PyMemoryView>() {
            Some(right) => {
                let equal = views_equal(vm, left, right)?;
                answer(equal)
            }
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    #[slot(len)]
    fn len_slot(vm: &mut Vm, this: &Value) -> PyResult<usize> {
        match view_of(vm, this)?.shape.first() {
            Some(count) => Ok(*count),
            None => Err(vm.type_error("0-dim memory has no length")),
        }
    }

    #[slot(iter)]
    fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let view = view_of(vm, this)?;
        match view.shape.len() {
            0 => return Err(vm.type_error("invalid indexing of 0-dim memory")),
            1 => readable_code(vm, view)?,
            _ => return Err(vm.not_implemented("multi-dimensional sub-views are not implemented")),
        };
        Ok(vm.new_sequence_iterator(this.clone()).into())
    }

    #[slot(getitem)]
    fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        let view = view_of(vm, this)?;
        match place(vm, view, key)? {
            Place::Item(offset) => {
                base_of(vm, view)?;
                let code = readable_code(vm, view)?;
                Ok(item_at(vm, view, code, offset))
            }
            Place::Part(layout) => {
                let base = base_of(vm, view)?;
                Ok(vm.new_view(base, layout).into())
            }
            Place::Whole => Ok(this.clone()),
        }
    }

    #[slot(setitem)]
    fn setitem_slot(vm: &mut Vm, this: &Value, key: &Value, value: Option<&Value>) -> PyResult<()> {
        let view = view_of(vm, this)?;
        if view.readonly {
            return Err(vm.type_error("cannot modify read-only memory"));
        }
        let Some(value) = value else { return Err(vm.type_error("cannot delete memory")) };
        match place(vm, view, key)? {
            Place::Item(offset) => {
                let code = readable_code(vm, view)?;
                match vm.pack_item(code, value)? {
                    Some((size, bytes)) => {
                        // Converting the value may have run code that released the view.
                        base_of(vm, view)?;
                        view.write(vm, offset, &bytes[..size]);
                        Ok(())
                    }
                    None => {
                        let format = char::from(code);
                        Err(vm.value_error(format!("memoryview: invalid value for format '{format}'")))
                    }
                }
            }
            Place::Part(layout) => {
                let source = vm.new_memoryview(value)?;
                let Some(source) = source.downcast::<PyMemoryView>() else { return Ok(()) };
                if source.shape != layout.shape || source.code() != view.code() {
                    return Err(
                        vm.value_error("memoryview assignment: lvalue and rvalue have different structures")
                    );
                }
                let data = source.bytes(vm).unwrap_or_default().into_owned();
                let base = base_of(vm, view)?;
                let target = vm.new_view(base, layout);
                if target.is_c_contiguous() {
                    target.write(vm, target.start, &data);
                } else {
                    let size = target.item_size.max(1);
                    for (offset, item) in target.offsets().into_iter().zip(data.chunks_exact(size)) {
                        target.write(vm, offset, item);
                    }
                }
                Ok(())
            }
            Place::Whole => Err(vm.not_implemented("memoryview: 0-dim assignment is not implemented")),
        }
    }

    /// Release the underlying buffer exposed by the memoryview object.
    #[method("($self, /)")]
    fn release(vm: &mut Vm, this: &PyMemoryView) -> PyResult<()> {
        let uses = this.uses.get();
        if uses > 0 {
            let plural = if uses == 1 { "" } else { "s" };
            let message = format!("memoryview has {uses} exported buffer{plural}");
            return Err(vm.raise_new(|types| &types.exc.BufferError, message));
        }
        let base = this.base.replace(vm, Value::NULL);
        release_export(&base);
        Ok(())
    }

    #[method("($self, /)")]
    fn __enter__(vm: &mut Vm, this: &Value) -> PyResult {
        view_of(vm, this)?;
        Ok(this.clone())
    }

    /// Release the underlying buffer exposed by the memoryview object.
    #[method("($self, /, *args)")]
    fn __exit__(vm: &mut Vm, this: &PyMemoryView, args: &[Value]) -> PyResult<()> {
        let _ = args;
        Self::release(vm, this)
    }

    #[method("($self, protocol, /)")]
    fn __reduce_ex__(vm: &mut Vm, this: &PyMemoryView, protocol: &Value) -> PyResult<()> {
        let _ = (this, protocol);
        Err(vm.type_error("cannot pickle 'memoryview' object"))
    }

    /// Return a view of the memory of the object.
    #[method("($self, flags, /)")]
    fn __buffer__(vm: &mut Vm, this: &Value, flags: &Value) -> PyResult {
        let _ = flags;
        vm.new_memoryview(this)
    }

    #[classmethod("($type, /, object, flags)")]
    fn _from_flags(vm: &mut Vm, class: &Value, object: &Value, flags: &Value) -> PyResult {
        let _ = (class, flags);
        vm.new_memoryview(object)
    }

    /// Return the data in the buffer as a byte string.
    #[method("($self, /, order='C')")]
    fn tobytes(vm: &mut Vm, this: &Value, order: Option<&Value>) -> PyResult<Ref<PyBytes>> {
        let view = view_of(vm, this)?;
        let order = match order.filter(|order| !order.is_none()) {
            None => "C".to_owned(),
            Some(order) => vm.expect_text(order, "tobytes() argument 'order'")?,
        };
        if !matches!(order.as_str(), "C" | "F" | "A") {
            return Err(vm.value_error("order must be 'C', 'F' or 'A'"));
        }
        let fortran = order == "F" || (order == "A" && view.is_f_contiguous() && !view.is_c_contiguous());
        if fortran && view.shape.len() > 1 {
            let mut layout = view.layout();
            layout.shape.reverse();
            layout.strides.reverse();
            let base = base_of(vm, view)?;
            let turned = vm.new_view(base, layout);
            let data = turned.bytes(vm).unwrap_or_default().into_owned();
            return Ok(vm.new_bytes(data));
        }
        let data = view.bytes(vm).unwrap_or_default().into_owned();
        Ok(vm.new_bytes(data))
    }

    /// Return the data in the buffer as a list of elements.
    #[method("($self, /)")]
    fn tolist(vm: &mut Vm, this: &Value) -> PyResult {
        let view = view_of(vm, this)?;
        let code = readable_code(vm, view)?;
        nested_list(vm, view, code, 0, view.start as isize)
    }

    /// Return a readonly version of the memoryview.
    #[method("($self, /)")]
    fn toreadonly(vm: &mut Vm, this: &Value) -> PyResult {
        let view = view_of(vm, this)?;
        let base = base_of(vm, view)?;
        let layout = Layout { readonly: true, ..view.layout() };
        Ok(vm.new_view(base, layout).into())
    }

    /// Return the data in the buffer as a str of hexadecimal numbers.
    #[method("($self, /, sep=<unrepresentable>, bytes_per_sep=1)")]
    fn hex(vm: &mut Vm, this: &Value, sep: Option<&Value>, bytes_per_sep: Option<i64>) -> PyResult<String> {
        let view = view_of(vm, this)?;
        let separator = use_view(vm, view, |vm| vm.hex_separator(sep))?;
        Ok(hex_text(&view.bytes(vm).unwrap_or_default(), separator, bytes_per_sep.unwrap_or(1)))
    }

    /// Cast a memoryview to a new format or shape.
    #[method("($self, /, format, shape=<unrepresentable>)")]
    fn cast(vm: &mut Vm, this: &Value, format: &Value, shape: Option<&Value>) -> PyResult {
        let view = view_of(vm, this)?;
        let Some(format) = format.downcast::<PyStr>() else {
            let found = vm.class_name(format);
            return Err(vm.type_error(format!("cast() argument 'format' must be str, not {found}")));
        };
        if !view.is_c_contiguous() {
            return Err(vm.type_error("memoryview: casts are restricted to C-contiguous views"));
        }
        let format = format.text().to_string_lossy();
        let Some((code, size)) = cast_format(&format) else {
            return Err(vm.value_error(
                "memoryview: destination format must be a native single character format prefixed with an \
                 optional '@'",
            ));
        };
        let is_byte = |code: u8| matches!(code, b'B' | b'b' | b'c');
        if !is_byte(code) && !is_byte(view.code()) {
            return Err(vm.type_error("memoryview: cannot cast between two non-byte formats"));
        }
        let length = view.byte_count();
        if length % size != 0 {
            return Err(vm.type_error("memoryview: length is not a multiple of itemsize"));
        }
        let shape: Box<[usize]> = match shape.filter(|shape| !shape.is_none()) {
            None => Box::new([length / size]),
            Some(shape) => {
                let items = match (shape.downcast::<PyList>(), shape.downcast::<PyTuple>()) {
                    (Some(list), _) => list.items(vm).to_vec(),
                    (None, Some(tuple)) => tuple.items().to_vec(),
                    (None, None) => return Err(vm.type_error("shape must be a list or a tuple")),
                };
                if items.len() > 64 {
                    return Err(vm.value_error("memoryview: number of dimensions must not exceed 64"));
                }
                if items.len() > 1 && view.shape.len() != 1 {
                    return Err(vm.type_error("memoryview: cast must be 1D -> ND or ND -> 1D"));
                }
                let (mut counts, mut product) = (Vec::with_capacity(items.len()), 1_usize);
                for item in &items {
                    if !item.is_int() {
                        return Err(vm.type_error("memoryview.cast(): elements of shape must be integers"));
                    }
                    let count = usize::try_from(vm.to_i64(item)?).ok().filter(|count| *count > 0);
                    let Some(count) = count else {
                        return Err(
                            vm.value_error("memoryview.cast(): elements of shape must be integers > 0")
                        );
                    };
                    product = product.saturating_mul(count);
                    counts.push(count);
                }
                if product.checked_mul(size) != Some(length) {
                    return Err(vm.type_error("memoryview: product(shape) * itemsize != buffer size"));
                }
                counts.into()
            }
        };
        let layout = Layout {
            start: view.start,
            format: format.into(),
            item_size: size,
            readonly: view.readonly,
            strides: c_strides(&shape, size),
            shape,
        };
        let base = base_of(vm, view)?;
        Ok(vm.new_view(base, layout).into())
    }

    /// Count the number of occurrences of a value.
    #[method("($self, value, /)")]
    fn count_(vm: &mut Vm, this: &Value, value: &Value) -> PyResult<usize> {
        let mut count = 0;
        vm.iterate(this, |vm, item| {
            count += usize::from(item.is(value) || vm.equals(&item, value)?);
            Ok(())
        })?;
        Ok(count)
    }

    /// Return the index of the first occurrence of a value.
    ///
    /// Raises ValueError if the value is not present.
    #[method("($self, value, start=0, stop=sys.maxsize, /)")]
    fn index(
        vm: &mut Vm,
        this: &Value,
        value: &Value,
        start: Option<&Value>,
        stop: Option<&Value>,
    ) -> PyResult<usize> {
        let view = view_of(vm, this)?;
        if view.shape.len() != 1 {
            return Err(vm.not_implemented("multi-dimensional lookup is not implemented"));
        }
        let code = readable_code(vm, view)?;
        let length = view.shape.first().copied().unwrap_or(0);
        let (start, stop) = vm.search_bounds(start, stop, length)?;
        for index in start..stop.min(length) {
            base_of(vm, view)?;
            let stride = view.strides.first().copied().unwrap_or(1);
            let offset = (view.start as isize + index as isize * stride).max(0) as usize;
            let item = item_at(vm, view, code, offset);
            if vm.equals(&item, value)? {
                return Ok(index);
            }
        }
        Err(vm.value_error("memoryview.index(x): x not found"))
    }

    /// The underlying object of the memoryview.
    #[getter(obj)]
    fn get_obj(vm: &mut Vm, this: &Value) -> PyResult {
        let view = view_of(vm, this)?;
        base_of(vm, view)
    }

    /// The amount of space in bytes that the array would use in a contiguous representation.
    #[getter(nbytes)]
    fn get_nbytes(vm: &mut Vm, this: &Value) -> PyResult<usize> {
        Ok(view_of(vm, this)?.byte_count())
    }

    /// A bool indicating whether the memory is read only.
    #[getter(readonly)]
    fn get_readonly(vm: &mut Vm, this: &Value) -> PyResult<bool> {
        Ok(view_of(vm, this)?.readonly)
    }

    /// A string containing the format (in struct module style) for each element in the view.
    #[getter(format)]
    fn get_format(vm: &mut Vm, this: &Value) -> PyResult<String> {
        Ok(view_of(vm, this)?.format.to_string())
    }

    /// The size in bytes of each element of the memoryview.
    #[getter(itemsize)]
    fn get_itemsize(vm: &mut Vm, this: &Value) -> PyResult<usize> {
        Ok(view_of(vm, this)?.item_size)
    }

    /// An integer indicating how many dimensions of a multi-dimensional array the memory represents.
    #[getter(ndim)]
    fn get_ndim(vm: &mut Vm, this: &Value) -> PyResult<usize> {
        Ok(view_of(vm, this)?.shape.len())
    }

    /// A tuple of ndim integers giving the shape of the memory as an N-dimensional array.
    #[getter(shape)]
    fn get_shape(vm: &mut Vm, this: &Value) -> PyResult {
        let view = view_of(vm, this)?;
        Ok(tuple_of(vm, view.shape.iter().map(|count| *count as i64)))
    }

    /// A tuple of ndim integers giving the size in bytes to access each element for each dimension.
    #[getter(strides)]
    fn get_strides(vm: &mut Vm, this: &Value) -> PyResult {
        let view = view_of(vm, this)?;
        Ok(tuple_of(vm, view.strides.iter().map(|stride| *stride as i64)))
    }

    /// A tuple of integers used internally for PIL-style arrays.
    #[getter(suboffsets)]
    fn get_suboffsets(vm: &mut Vm, this: &Value) -> PyResult {
        view_of(vm, this)?;
        Ok(vm.new_tuple([]).into())
    }

    /// A bool indicating whether the memory is C contiguous.
    #[getter(c_contiguous)]
    fn get_c_contiguous(vm: &mut Vm, this: &Value) -> PyResult<bool> {
        Ok(view_of(vm, this)?.is_c_contiguous())
    }

    /// A bool indicating whether the memory is Fortran contiguous.
    #[getter(f_contiguous)]
    fn get_f_contiguous(vm: &mut Vm, this: &Value) -> PyResult<bool> {
        Ok(view_of(vm, this)?.is_f_contiguous())
    }

    /// A bool indicating whether the memory is contiguous.
    #[getter(contiguous)]
    fn get_contiguous(vm: &mut Vm, this: &Value) -> PyResult<bool> {
        let view = view_of(vm, this)?;
        Ok(view.is_c_contiguous() || view.is_f_contiguous())
    }
}
