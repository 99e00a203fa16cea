//! The eval breaker: what waits to be done between instructions; and what instrumented instructions report.

use crate::heap::Event;
use crate::object::{Flags, Header, Ref};
use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Vm};

/// An event of `sys.monitoring` that an instruction can fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "the names of `sys.monitoring.events`")]
pub(crate) enum MonitoringEvent {
    PY_START,
    PY_RETURN,
    PY_YIELD,
    CALL,
    JUMP,
    BRANCH_LEFT,
    BRANCH_RIGHT,
    STOP_ITERATION,
}

impl Vm {
    /// Handles what waits. For natives that take long.
    ///
    /// # Errors
    /// `KeyboardInterrupt` after Ctrl-C.
    pub fn check_events(&mut self) -> PyResult<()> {
        match self.eval_breaker() {
            0 => Ok(()),
            _ => self.handle_events(),
        }
    }

    /// Handles what waits, in order of urgency.
    #[cold]
    pub(super) fn handle_events(&mut self) -> PyResult<()> {
        let waiting = self.eval_breaker();
        if waiting & Event::SIGNAL.0 != 0 {
            self.clear_event(Event::SIGNAL);
            if self.host().take_interrupt() {
                return Err(self.raise_with(|types| &types.exc.KeyboardInterrupt, &[]));
            }
        }
        if waiting & Event::FINALIZERS.0 != 0 {
            self.run_finalizers();
        }
        if waiting & Event::GC.0 != 0 {
            self.collect();
        }
        Ok(())
    }

    /// Fires an event of an instrumented instruction. Nothing registers callbacks yet, so nothing is called.
    pub(super) fn fire(&mut self, event: MonitoringEvent, target: isize) -> PyResult<()> {
        let _ = (event, target);
        Ok(())
    }

    /// Runs `__del__` methods and weak reference callbacks of objects whose count fell to zero.
    #[cold]
    pub(crate) fn run_finalizers(&mut self) {
        while self.has_finalizable() {
            for object in self.take_finalizable() {
                self.finalize(&object);
            }
        }
    }

    /// Finalizes an object that the queue alone holds, and lets it go.
    fn finalize(&mut self, object: &Value) {
        self.run_del(object);
        match object.header() {
            // Somebody holds it again: it lives on, and will not be finalized a second time.
            Some(header) if header.count() > 1 => {}
            Some(header) if header.has(Flags::WEAKLY_REFERENCED) => self.clear_weakrefs(header),
            _ => {}
        }
    }

    /// Runs the `__del__` of an object, unless that was done before.
    pub(crate) fn run_del(&mut self, object: &Value) {
        let Some(header) = object.header() else { return };
        if !header.has(Flags::HAS_FINALIZER) || header.has(Flags::FINALIZED) {
            return;
        }
        header.set(Flags::FINALIZED, true);
        let class = Ref::new(self.class_of(object));
        if let Some(del) = class.slots(self).del {
            self.call_unraisable(object, |vm| del(vm, object));
        }
    }

    /// Empties the weak references to an object that dies, then calls their callbacks.
    pub(crate) fn clear_weakrefs(&mut self, header: &Header) {
        header.set(Flags::WEAKLY_REFERENCED, false);
        let address = std::ptr::from_ref(header) as usize;
        let references = self.live_weakrefs(address);
        for reference in &references {
            reference.referent.set(0);
        }
        for reference in references {
            let callback = reference.callback.replace(self, Value::NONE);
            if !callback.is_none() {
                let argument: Value = reference.into();
                self.call_unraisable(&argument, |vm| {
                    vm.call(&callback, std::slice::from_ref(&argument)).map(drop)
                });
            }
        }
    }

    /// Runs `function`; what it raises is reported and forgotten. The exception on its way is kept.
    pub(crate) fn call_unraisable(&mut self, object: &Value, function: impl FnOnce(&mut Vm) -> PyResult<()>) {
        let raised = std::mem::replace(&mut self.raised, Value::NULL);
        if let Err(error) = function(self) {
            let exception = self.take_raised(error);
            self.report_unraisable(object, &exception);
        }
        self.raised = raised;
    }

    /// Writes an exception that nobody can handle to standard error.
    fn report_unraisable(&mut self, object: &Value, exception: &Value) {
        let shown = self.class_name(object);
        let class = self.class_name(exception);
        let text = match self.str(exception) {
            Ok(text) => text.text().to_string_lossy(),
            Err(raised) => {
                self.discard(raised);
                String::new()
            }
        };
        let line = format!("Exception ignored while finalizing {shown} object:\n{class}: {text}\n");
        // There is nobody left to tell of a failure to write.
        let _ = self.host().write(2, line.as_bytes());
    }
}

impl PyWeakref {
    /// The object, if it lives.
    pub(crate) fn target(&self) -> Option<Value> {
        crate::heap::object_at(self.referent.get())
    }
}
