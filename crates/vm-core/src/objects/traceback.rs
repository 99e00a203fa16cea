//! `traceback`: where an exception passed.

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::object::{Field, Header, Ref};
use crate::objects::PyFrame;
use crate::value::Value;

/// One frame of a traceback; `next` is nearer to where the exception was raised.
#[derive(Traverse)]
#[repr(C)]
pub struct PyTraceback {
    pub(crate) header: Header,
    pub(crate) next: Field<Value>,
    pub(crate) frame: Ref<PyFrame>,
    /// Offset of the instruction in bytes (`tb_lasti`).
    pub(crate) lasti: i32,
    pub(crate) line: i32,
}

impl Heap {
    pub fn new_traceback(
        &mut self,
        next: Value,
        frame: Ref<PyFrame>,
        lasti: i32,
        line: i32,
    ) -> Ref<PyTraceback> {
        let payload = |header| PyTraceback { header, next: Field::new(next), frame, lasti, line };
        self.allocate_builtin(|types| &types.traceback, payload)
    }
}

/// Create a new traceback object.
#[native(name = "traceback", module = "types", kind = Traceback, final)]
impl PyTraceback {}
