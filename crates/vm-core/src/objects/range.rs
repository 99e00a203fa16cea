//! `range`.

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::{Header, Ref};
use crate::value::Value;

/// A range. Each part is an `int`.
#[derive(Traverse)]
#[repr(C)]
pub struct PyRange {
    pub(super) header: Header,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

impl Heap {
    /// A range; `step` is not zero.
    pub fn new_range(&mut self, start: Value, stop: Value, step: Value) -> Ref<PyRange> {
        self.allocate_builtin(|types| &types.range, |header| PyRange { header, start, stop, step })
    }
}
