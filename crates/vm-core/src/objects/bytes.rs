//! `bytes` and `bytearray`: payloads. Slots and methods are in `bytes_methods`.

use std::cell::Cell;

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::{Field, Header, Ref};

/// An immutable sequence of bytes.
#[derive(Traverse)]
#[repr(C)]
pub struct PyBytes {
    pub(crate) header: Header,
    pub(super) data: Vec<u8>,
    /// 0 until asked for.
    pub(super) hash: Cell<u64>,
}

/// A mutable sequence of bytes.
#[derive(Traverse)]
#[repr(C)]
pub struct PyByteArray {
    pub(crate) header: Header,
    pub(super) data: Field<Vec<u8>>,
    /// How many views look at the bytes; while there are some they cannot be resized.
    pub(super) exports: Cell<usize>,
}

impl PyBytes {
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The hash; computed once.
    pub fn hash(&self, heap: &Heap) -> u64 {
        if self.hash.get() == 0 {
            self.hash.set(heap.interned.hash_bytes(&self.data));
        }
        self.hash.get()
    }
}

impl PyByteArray {
    pub fn data<'a>(&'a self, heap: &'a Heap) -> &'a [u8] {
        self.data.get(heap)
    }

    pub fn data_mut<'a>(&'a self, heap: &'a mut Heap) -> &'a mut Vec<u8> {
        self.data.get_mut(heap)
    }
}

impl Heap {
    pub fn new_bytes(&mut self, data: impl Into<Vec<u8>>) -> Ref<PyBytes> {
        let data = data.into();
        self.allocate_builtin(|types| &types.bytes, |header| PyBytes { header, data, hash: Cell::new(0) })
    }

    pub fn new_bytearray(&mut self, data: Vec<u8>) -> Ref<PyByteArray> {
        self.allocate_builtin(
            |types| &types.bytearray,
            |header| PyByteArray { header, data: Field::new(data), exports: Cell::new(0) },
        )
    }
}
