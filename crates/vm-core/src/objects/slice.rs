//! `slice`.

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::object::{Header, Ref};
use crate::value::Value;

/// A slice.
#[derive(Traverse)]
#[repr(C)]
pub struct PySlice {
    pub(crate) header: Header,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

impl Heap {
    pub fn new_slice(&mut self, start: Value, stop: Value, step: Value) -> Ref<PySlice> {
        self.allocate_builtin(|types| &types.slice, |header| PySlice { header, start, stop, step })
    }
}

/// Create a slice object.  This is used for extended slicing (e.g. a[0:10:2]).
#[native(name = "slice", kind = Slice, final)]
impl PySlice {}
