//! `frame`: a frame as Python sees it. It refers to the running frame, and keeps what is asked of it afterwards.

use std::cell::Cell;

use vm_derive::{Traverse, native};

use crate::frame::FramePtr;
use crate::object::{Field, Header, Ref};
use crate::objects::{PyCode, PyDict};
use crate::value::Value;

/// A frame object.
#[derive(Traverse)]
#[repr(C)]
pub struct PyFrame {
    pub(crate) header: Header,
    /// The frame while it exists.
    pub(crate) frame: Cell<Option<FramePtr>>,
    pub(crate) code: Ref<PyCode>,
    pub(crate) globals: Ref<PyDict>,
    pub(crate) builtins: Ref<PyDict>,
    /// `f_locals` of a module or class body; NULL in functions.
    pub(crate) namespace: Value,
    /// Fast locals, taken over when the frame ended.
    pub(crate) locals: Field<Vec<Value>>,
    /// `f_back`, once the frame ended.
    pub(crate) back: Field<Value>,
    /// Offset of the last instruction in code units, once the frame ended.
    pub(crate) last_instruction: Cell<i32>,
    pub(crate) trace: Field<Value>,
}

///
#[native(name = "frame", kind = Frame, final, no_constructor)]
impl PyFrame {}

impl crate::heap::Heap {
    pub(crate) fn new_frame_object(
        &mut self,
        frame: FramePtr,
        code: Ref<PyCode>,
        globals: Ref<PyDict>,
        builtins: Ref<PyDict>,
        namespace: Value,
    ) -> Ref<PyFrame> {
        self.allocate_builtin(
            |types| &types.frame,
            |header| PyFrame {
                header,
                frame: Cell::new(Some(frame)),
                code,
                globals,
                builtins,
                namespace,
                locals: Field::default(),
                back: Field::new(Value::NONE),
                last_instruction: Cell::new(-1),
                trace: Field::new(Value::NONE),
            },
        )
    }
}
