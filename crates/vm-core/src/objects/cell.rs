//! `cell`: a variable shared by nested functions.

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::object::{Field, Header, Ref};
use crate::value::Value;

/// A cell; NULL while unbound.
#[derive(Traverse)]
#[repr(C)]
pub struct PyCell {
    pub(crate) header: Header,
    pub(crate) content: Field<Value>,
}

impl Heap {
    pub fn new_cell(&mut self, content: Value) -> Ref<PyCell> {
        self.allocate_builtin(|types| &types.cell, |header| PyCell { header, content: Field::new(content) })
    }
}

/// Create a new cell object.
#[native(name = "cell", kind = Cell, final)]
impl PyCell {}
