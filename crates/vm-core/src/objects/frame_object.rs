//! `frame`: a frame as Python sees it. It refers to the running frame, and keeps what is asked of it afterwards.

use std::cell::Cell;

use vm_derive::{Traverse, native};

use crate::frame::FramePtr;
use crate::heap::Heap;
use crate::object::{Field, Header, Ref};
use crate::objects::{PyCell, PyCode, PyDict, PyStr};
use crate::value::Value;
use crate::{PyResult, Vm};

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

impl Vm {
    /// The frame `depth` calls outside the running Python code.
    pub fn frame_at(&mut self, depth: usize) -> Option<Ref<PyFrame>> {
        let mut frame = self.current?;
        for _ in 0..depth {
            frame = frame.previous()?;
        }
        Some(self.frame_object(frame))
    }
}

impl PyFrame {
    /// Offset of the instruction that runs or ran last, in code units.
    fn offset(&self) -> i32 {
        match self.frame.get() {
            Some(frame) => {
                if let Some(generator) = frame.generator() {
                    generator.settle();
                }
                frame.instruction_offset() as i32
            }
            None => self.last_instruction.get(),
        }
    }
}

#[native(name = "frame", kind = Frame, final, no_constructor)]
impl PyFrame {
    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(frame) = this.downcast::<PyFrame>() else { return Ok(Value::NONE) };
        let filename: Value = frame.code.filename(vm).clone().into();
        let text = format!(
            "<frame at {:#x}, file {}, line {}, code {}>",
            this.address(),
            vm.repr(&filename)?.text(),
            frame.code.line_at(frame.offset().max(0) as usize),
            frame.code.name().text()
        );
        Ok(vm.new_str(&text).into())
    }

    #[getter]
    fn f_back(vm: &mut Vm, this: &PyFrame) -> Value {
        match this.frame.get() {
            // A suspended generator's frame has no caller.
            Some(frame) if frame.generator().is_some_and(|generator| !generator.is_running()) => Value::NONE,
            Some(frame) => match frame.previous() {
                Some(previous) => vm.frame_object(previous).into(),
                None => Value::NONE,
            },
            None => this.back.cloned(vm),
        }
    }

    #[getter]
    fn f_code(this: &PyFrame) -> Ref<PyCode> {
        this.code.clone()
    }

    #[getter]
    fn f_globals(this: &PyFrame) -> Ref<PyDict> {
        this.globals.clone()
    }

    #[getter]
    fn f_builtins(this: &PyFrame) -> Ref<PyDict> {
        this.builtins.clone()
    }

    #[getter]
    fn f_lineno(this: &PyFrame) -> Value {
        match this.code.line_at(this.offset().max(0) as usize) {
            0 => Value::NONE,
            line => Value::int32(line),
        }
    }

    #[getter]
    fn f_lasti(this: &PyFrame) -> i32 {
        this.offset() * 2
    }

    /// A copy of the locals (in modules and classes: the namespace itself).
    #[getter]
    fn f_locals(vm: &mut Vm, this: &PyFrame) -> Value {
        if !this.namespace.is_null() {
            return this.namespace.clone();
        }
        let values = match this.frame.get() {
            Some(frame) => frame.locals().to_vec(),
            None => this.locals.cloned(vm),
        };
        let dict = vm.new_dict();
        for (index, value) in values.into_iter().enumerate() {
            let Some(kind) = this.code.tables().localspluskinds.get(index) else { break };
            if kind.is(bytecode::LocalKind::HIDDEN) {
                continue;
            }
            let value = match value.downcast::<PyCell>() {
                Some(cell) if kind.is(bytecode::LocalKind(0xC0)) => cell.content.cloned(vm),
                _ => value,
            };
            if let Some(name) =
                this.code.localsplusnames[index].downcast::<PyStr>().filter(|_| !value.is_null())
            {
                dict.set_str(vm, name, value);
            }
        }
        dict.into()
    }

    #[getter]
    fn f_trace(heap: &Heap, this: &PyFrame) -> Value {
        this.trace.cloned(heap)
    }

    #[setter(f_trace)]
    fn set_f_trace(heap: &mut Heap, this: &PyFrame, value: Option<&Value>) {
        this.trace.set(heap, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter]
    fn f_trace_lines(this: &PyFrame) -> bool {
        let _ = this;
        true
    }

    #[getter]
    fn f_trace_opcodes(this: &PyFrame) -> bool {
        let _ = this;
        false
    }

    #[getter]
    fn f_generator(this: &PyFrame) -> Value {
        let generator = this.frame.get();
        let generator = generator.as_ref().and_then(|frame| frame.generator());
        generator.map_or(Value::NONE, |generator| Ref::new(generator).into())
    }

    /// Clear all references held by the frame.
    #[method("($self, /)")]
    fn clear(vm: &mut Vm, this: &PyFrame) -> PyResult<()> {
        match this.frame.get() {
            Some(_) => Err(vm.runtime_error("cannot clear an executing frame")),
            None => {
                this.locals.set(vm, Vec::new());
                Ok(())
            }
        }
    }
}

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
