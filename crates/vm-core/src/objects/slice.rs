//! `slice`.

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::{Header, Ref};
use crate::value::Value;

/// A slice.
#[derive(Traverse)]
#[repr(C)]
pub struct PySlice {
    pub(super) header: Header,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

impl Heap {
    pub fn new_slice(&mut self, start: Value, stop: Value, step: Value) -> Ref<PySlice> {
        self.allocate_builtin(|types| &types.slice, |header| PySlice { header, start, stop, step })
    }
}
