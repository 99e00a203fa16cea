//! `anext_awaitable`: what `anext(iterator, default)` gives. It awaits the iterator's next item, and ends with the
//! default where there is none.

use bytecode::CodeFlags;
use vm_derive::{Traverse, native};

use crate::object::Header;
use crate::objects::PyGenerator;
use crate::value::Value;
use crate::{PyResult, Raised, Vm};

/// An awaitable with a default.
#[derive(Traverse)]
#[repr(C)]
pub struct PyAnextAwaitable {
    pub(crate) header: Header,
    /// What `__anext__` gave.
    pub(crate) awaitable: Value,
    pub(crate) default: Value,
}

impl Vm {
    /// `anext(iterator, default)`.
    pub(crate) fn new_anext_awaitable(&mut self, awaitable: Value, default: Value) -> Value {
        let payload = |header| PyAnextAwaitable { header, awaitable, default };
        self.allocate_builtin(|types| &types.anext_awaitable, payload).into()
    }
}

impl PyAnextAwaitable {
    /// The iterator behind the awaitable.
    fn iterator(&self, vm: &mut Vm) -> PyResult {
        // A coroutine is no iterator itself, and may be half-way through.
        let is_coroutine = self
            .awaitable
            .downcast::<PyGenerator>()
            .is_some_and(|generator| generator.code.flags().contains(CodeFlags::COROUTINE));
        match vm.class_of(&self.awaitable).slots(vm).await_ {
            Some(await_) if is_coroutine => await_(vm, &self.awaitable),
            _ => vm.awaitable(&self.awaitable, 0),
        }
    }

    /// The default instead of the end of the asynchronous iteration.
    fn or_default(&self, vm: &mut Vm, raised: Raised) -> Raised {
        if !vm.raised_is(|types| &types.exc.StopAsyncIteration) {
            return raised;
        }
        vm.discard(raised);
        vm.raise_stop_iteration(Some(&self.default))
    }

    fn forward(&self, vm: &mut Vm, method: &str, args: &[Value]) -> PyResult {
        let iterator = self.iterator(vm)?;
        vm.call_method_str(&iterator, method, args).map_err(|raised| self.or_default(vm, raised))
    }
}

#[native(name = "anext_awaitable", kind = AnextAwaitable, final, no_constructor)]
impl PyAnextAwaitable {
    #[slot(await_)]
    fn await_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(awaitable) = this.downcast::<PyAnextAwaitable>() else { return Ok(None) };
        let iterator = awaitable.iterator(vm)?;
        vm.next(&iterator).map_err(|raised| awaitable.or_default(vm, raised))
    }

    /// Go on with a value.
    #[method("($self, value, /)")]
    fn send(vm: &mut Vm, this: &PyAnextAwaitable, value: &Value) -> PyResult {
        this.forward(vm, "send", std::slice::from_ref(value))
    }

    /// Go on with an exception.
    #[method("($self, /, *args)")]
    fn throw(vm: &mut Vm, this: &PyAnextAwaitable, args: &[Value]) -> PyResult {
        this.forward(vm, "throw", args)
    }

    /// End it.
    #[method("($self, /)")]
    fn close(vm: &mut Vm, this: &PyAnextAwaitable) -> PyResult {
        this.forward(vm, "close", &[])
    }
}
