//! `traceback`: where an exception passed.

use std::cell::Cell;

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Field, Header, Ref};
use crate::objects::{PyCode, PyFrame, PyType};
use crate::value::Value;
use crate::{PyResult, Vm};

/// One frame of a traceback; `next` is nearer to where the exception was raised.
#[derive(Traverse)]
#[repr(C)]
pub struct PyTraceback {
    pub(crate) header: Header,
    pub(crate) next: Field<Value>,
    pub(crate) frame: Ref<PyFrame>,
    /// Offset of the instruction in bytes (`tb_lasti`).
    pub(crate) lasti: i32,
    /// See [`PyTraceback::line`]; looked up when asked for, since most tracebacks are never shown.
    line: Cell<Option<i32>>,
}

impl PyTraceback {
    /// The next traceback, nearer to where the exception was raised, or None.
    pub fn next(&self, heap: &Heap) -> Value {
        self.next.cloned(heap)
    }

    pub fn frame(&self) -> Ref<PyFrame> {
        self.frame.clone()
    }

    /// The code that ran.
    pub fn code(&self) -> &PyCode {
        &self.frame.code
    }

    /// The line of the instruction, from 1; 0 if it has none.
    pub fn line(&self) -> i32 {
        match self.line.get() {
            Some(line) => line,
            None => {
                let line = self.frame.code.line_at(self.lasti.max(0) as usize / 2);
                self.line.set(Some(line));
                line
            }
        }
    }

    /// Where the instruction's source is.
    pub fn position(&self) -> bytecode::linetable::Position {
        self.code().position_at(self.lasti.max(0) as usize / 2)
    }
}

impl Heap {
    pub fn new_traceback(
        &mut self,
        next: Value,
        frame: Ref<PyFrame>,
        lasti: i32,
        line: Option<i32>,
    ) -> Ref<PyTraceback> {
        let payload =
            |header| PyTraceback { header, next: Field::new(next), frame, lasti, line: Cell::new(line) };
        self.allocate_builtin(|types| &types.traceback, payload)
    }
}

/// Create a new traceback object.
#[native(name = "traceback", module = "types", kind = Traceback, final)]
impl PyTraceback {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, _class: &PyType, args: &Args<'_>) -> PyResult {
        let [next, frame, lasti, line] = args.values() else {
            return Err(vm.type_error(
                "traceback() takes exactly 4 arguments: tb_next, tb_frame, tb_lasti and tb_lineno",
            ));
        };
        if !next.is_none() && next.downcast::<PyTraceback>().is_none() {
            let found = vm.class_name(next);
            return Err(vm.type_error(format!("expected traceback object or None, got '{found}'")));
        }
        let Some(frame) = frame.downcast::<PyFrame>() else {
            let found = vm.class_name(frame);
            return Err(vm.type_error(format!("traceback() argument 'tb_frame' must be frame, not {found}")));
        };
        let (lasti, line) = (vm.to_i64(lasti)? as i32, vm.to_i64(line)? as i32);
        Ok(vm.new_traceback(next.clone(), Ref::new(frame), lasti, Some(line)).into())
    }

    #[getter]
    fn tb_next(heap: &Heap, this: &PyTraceback) -> Value {
        this.next(heap)
    }

    #[setter(tb_next)]
    fn set_tb_next(vm: &mut Vm, this: &PyTraceback, value: Option<&Value>) -> PyResult<()> {
        let value = value.cloned().unwrap_or(Value::NONE);
        let mut link = value.clone();
        while let Some(traceback) = link.downcast::<PyTraceback>() {
            if std::ptr::eq(traceback, this) {
                return Err(vm.value_error("traceback loop detected"));
            }
            let next = traceback.next(vm);
            link = next;
        }
        if !link.is_none() {
            let found = vm.class_name(&link);
            return Err(vm.type_error(format!("expected traceback object or None, got '{found}'")));
        }
        this.next.set(vm, value);
        Ok(())
    }

    #[getter]
    fn tb_frame(this: &PyTraceback) -> Ref<PyFrame> {
        this.frame()
    }

    #[getter]
    fn tb_lasti(this: &PyTraceback) -> i32 {
        this.lasti
    }

    #[getter]
    fn tb_lineno(this: &PyTraceback) -> Value {
        let line = this.line();
        if line > 0 { Value::int32(line) } else { Value::NONE }
    }
}
