//! `memoryview`: payload, and reading and writing the memory that another object lends. Slots and methods are in
//! `memoryview_methods`.

use std::borrow::Cow;
use std::cell::Cell;

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::{Field, Header, Ref};
use crate::objects::{BufferShape, PyBoxed, PyByteArray, PyBytes};
use crate::value::Value;

/// A view of the memory of another object, in items of one format.
///
/// While it is not released the object that lends its memory cannot be resized.
#[derive(Traverse)]
#[repr(C)]
pub struct PyMemoryView {
    pub(crate) header: Header,
    /// Who lends the memory; NULL once released.
    pub(super) base: Field<Value>,
    /// Offset in bytes of the first item.
    pub(super) start: usize,
    pub(super) format: Box<str>,
    pub(super) item_size: usize,
    pub(super) readonly: bool,
    /// Items in each dimension.
    pub(super) shape: Box<[usize]>,
    /// Bytes between items in each dimension.
    pub(super) strides: Box<[isize]>,
    /// 0 until asked for.
    pub(super) hash: Cell<i64>,
    /// Operations that run Python code and need the memory until they are done.
    pub(super) uses: Cell<usize>,
}

/// What a view shows, apart from whose memory.
#[derive(Clone)]
pub(super) struct Layout {
    pub start: usize,
    pub format: Box<str>,
    pub item_size: usize,
    pub readonly: bool,
    pub shape: Box<[usize]>,
    pub strides: Box<[isize]>,
}

impl Layout {
    /// One dimension of items that follow each other.
    pub fn flat(format: &str, item_size: usize, readonly: bool, count: usize) -> Layout {
        Layout {
            start: 0,
            format: format.into(),
            item_size,
            readonly,
            shape: Box::new([count]),
            strides: Box::new([item_size as isize]),
        }
    }
}

/// The strides of items in C order.
pub(super) fn c_strides(shape: &[usize], item_size: usize) -> Box<[isize]> {
    let mut strides = vec![0_isize; shape.len()];
    let mut step = item_size as isize;
    for (stride, count) in strides.iter_mut().zip(shape).rev() {
        *stride = step;
        step = step.saturating_mul(*count as isize);
    }
    strides.into()
}

impl Drop for PyMemoryView {
    fn drop(&mut self) {
        let base = std::mem::replace(self.base.exclusive(), Value::NULL);
        release_export(&base);
    }
}

fn exports(base: &Value) -> Option<&Cell<usize>> {
    match base.downcast::<PyByteArray>() {
        Some(array) => Some(&array.exports),
        None => base.downcast::<PyBoxed>().map(|object| &object.exports),
    }
}

/// Forbids `base` to move its memory until [`release_export`].
pub(super) fn add_export(base: &Value) {
    if let Some(exports) = exports(base) {
        exports.set(exports.get().saturating_add(1));
    }
}

pub(super) fn release_export(base: &Value) {
    if let Some(exports) = exports(base) {
        exports.set(exports.get().saturating_sub(1));
    }
}

/// The shape of the memory that `base` itself lends, and whether it may be written.
pub(super) fn lent(heap: &Heap, base: &Value) -> Option<(BufferShape, bool)> {
    if let Some(bytes) = base.downcast::<PyBytes>() {
        return Some((BufferShape { format: "B", item_size: 1, length: bytes.data().len() }, true));
    }
    if let Some(bytes) = base.downcast::<PyByteArray>() {
        return Some((BufferShape { format: "B", item_size: 1, length: bytes.data(heap).len() }, false));
    }
    base.downcast::<PyBoxed>()?.buffer_shape(heap).map(|shape| (shape, false))
}

impl PyMemoryView {
    pub(super) fn layout(&self) -> Layout {
        Layout {
            start: self.start,
            format: self.format.clone(),
            item_size: self.item_size,
            readonly: self.readonly,
            shape: self.shape.clone(),
            strides: self.strides.clone(),
        }
    }

    pub(super) fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// Bytes of all items.
    pub(super) fn byte_count(&self) -> usize {
        self.count() * self.item_size
    }

    /// The letter of the format.
    pub(super) fn code(&self) -> u8 {
        match self.format.as_bytes() {
            [code] | [b'@', code] => *code,
            _ => 0,
        }
    }

    pub(super) fn is_c_contiguous(&self) -> bool {
        let mut step = self.item_size as isize;
        self.count() == 0
            || self.shape.iter().zip(&self.strides).rev().all(|(count, stride)| {
                let fits = *count == 1 || *stride == step;
                step *= *count as isize;
                fits
            })
    }

    pub(super) fn is_f_contiguous(&self) -> bool {
        let mut step = self.item_size as isize;
        self.count() == 0
            || self.shape.iter().zip(&self.strides).all(|(count, stride)| {
                let fits = *count == 1 || *stride == step;
                step *= *count as isize;
                fits
            })
    }

    /// The offset of each item, in C order.
    pub(super) fn offsets(&self) -> Vec<usize> {
        let mut offsets = vec![self.start as isize];
        for (count, stride) in self.shape.iter().zip(&self.strides) {
            offsets = offsets
                .iter()
                .flat_map(|base| (0..*count).map(move |index| base + index as isize * stride))
                .collect();
        }
        offsets.into_iter().map(|offset| offset.max(0) as usize).collect()
    }

    /// Reads memory at a byte offset; zeros where there is none.
    pub(super) fn read(&self, heap: &Heap, offset: usize, out: &mut [u8]) {
        let base = self.base.get(heap);
        let data = match (base.downcast::<PyBytes>(), base.downcast::<PyByteArray>()) {
            (Some(bytes), _) => bytes.data(),
            (None, Some(bytes)) => bytes.data(heap),
            (None, None) => {
                if let Some(object) = base.downcast::<PyBoxed>() {
                    object.read_buffer(heap, offset, out);
                }
                return;
            }
        };
        if let Some(part) = data.get(offset..offset + out.len()) {
            out.copy_from_slice(part);
        }
    }

    /// Writes memory at a byte offset.
    pub(super) fn write(&self, heap: &mut Heap, offset: usize, data: &[u8]) {
        let base = self.base.cloned(heap);
        if let Some(bytes) = base.downcast::<PyByteArray>() {
            if let Some(part) = bytes.data_mut(heap).get_mut(offset..offset + data.len()) {
                part.copy_from_slice(data);
            }
        } else if let Some(object) = base.downcast::<PyBoxed>() {
            object.write_buffer(heap, offset, data);
        }
    }

    /// All bytes, in C order; `None` once released.
    pub fn bytes<'a>(&'a self, heap: &'a Heap) -> Option<Cow<'a, [u8]>> {
        let base = self.base.get(heap);
        if base.is_null() {
            return None;
        }
        let length = self.byte_count();
        if self.is_c_contiguous() {
            let data = match (base.downcast::<PyBytes>(), base.downcast::<PyByteArray>()) {
                (Some(bytes), _) => Some(bytes.data()),
                (None, Some(bytes)) => Some(bytes.data(heap)),
                (None, None) => None,
            };
            if length == 0 {
                return Some(Cow::Borrowed(&[]));
            }
            if let Some(data) = data {
                return data.get(self.start..self.start + length).map(Cow::Borrowed);
            }
            let mut out = vec![0; length];
            self.read(heap, self.start, &mut out);
            return Some(Cow::Owned(out));
        }
        let mut out = vec![0; length];
        for (offset, item) in self.offsets().into_iter().zip(out.chunks_exact_mut(self.item_size.max(1))) {
            self.read(heap, offset, item);
        }
        Some(Cow::Owned(out))
    }

    pub fn is_released(&self, heap: &Heap) -> bool {
        self.base.get(heap).is_null()
    }
}

impl Heap {
    /// A view of the memory of `base`, which lends some.
    pub(super) fn new_view(&mut self, base: Value, layout: Layout) -> Ref<PyMemoryView> {
        add_export(&base);
        let Layout { start, format, item_size, readonly, shape, strides } = layout;
        let (base, hash) = (Field::new(base), Cell::new(0));
        let payload = |header| PyMemoryView {
            header,
            base,
            start,
            format,
            item_size,
            readonly,
            shape,
            strides,
            hash,
            uses: Cell::new(0),
        };
        self.allocate_builtin(|types| &types.memoryview, payload)
    }
}
