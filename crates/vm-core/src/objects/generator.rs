//! Generators, coroutines and asynchronous generators: objects that own their frame.

use std::cell::Cell;

use bytecode::CodeFlags;
use vm_derive::{Traverse, native};

use super::function::set_text;
use crate::frame::FramePtr;
use crate::heap::Heap;
use crate::interp::{ChainLink, HandledItem, Sent};
use crate::object::{Field, Header, Ref, Traverse, Visitor};
use crate::objects::{PyCode, PyException, PyStr, PyTuple, PyType};
use crate::types::Types;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Where a generator stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum GeneratorState {
    Created,
    Suspended,
    Running,
    /// A member of a chain (see `interp::chain`): it runs or is suspended as the outermost one is.
    Linked,
    Finished,
}

/// What a generator object is: its class, without looking at that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeneratorFlavor {
    Generator,
    Coroutine,
    AsyncGenerator,
}

impl GeneratorFlavor {
    /// That of what a call of code with `flags` gives.
    pub(crate) fn of(flags: CodeFlags) -> GeneratorFlavor {
        match flags {
            flags if flags.contains(CodeFlags::COROUTINE) => GeneratorFlavor::Coroutine,
            flags if flags.contains(CodeFlags::ASYNC_GENERATOR) => GeneratorFlavor::AsyncGenerator,
            _ => GeneratorFlavor::Generator,
        }
    }

    /// The class.
    #[inline(always)]
    pub(crate) fn class(self, types: &Types) -> &Ref<PyType> {
        match self {
            GeneratorFlavor::Generator => &types.generator,
            GeneratorFlavor::Coroutine => &types.coroutine,
            GeneratorFlavor::AsyncGenerator => &types.async_generator,
        }
    }

    /// What messages call it.
    pub(crate) fn text(self) -> &'static str {
        match self {
            GeneratorFlavor::Generator => "generator",
            GeneratorFlavor::Coroutine => "coroutine",
            GeneratorFlavor::AsyncGenerator => "async generator",
        }
    }
}

impl Traverse for GeneratorFlavor {
    fn traverse(&self, _visit: &mut Visitor<'_>) {}
}

impl Traverse for GeneratorState {
    fn traverse(&self, _visit: &mut Visitor<'_>) {}
}

/// A generator, coroutine or asynchronous generator; the class tells which. Its frame follows the object.
#[derive(Traverse)]
#[repr(C)]
pub struct PyGenerator {
    pub(crate) header: Header,
    pub(crate) state: Cell<GeneratorState>,
    pub(crate) flavor: GeneratorFlavor,
    /// Of an asynchronous generator: a step has begun and not ended.
    pub(crate) running_async: Cell<bool>,
    pub(crate) chain: ChainLink,
    pub(crate) name: Field<Ref<PyStr>>,
    pub(crate) qualname: Field<Ref<PyStr>>,
    pub(crate) code: Ref<PyCode>,
    /// The exception being handled inside.
    pub(crate) handled: HandledItem,
    /// The frame behind the object.
    pub(crate) frame: GeneratorFrame,
}

/// The frame of a generator.
pub(crate) struct GeneratorFrame {
    pub pointer: Cell<Option<FramePtr>>,
}

impl Traverse for GeneratorFrame {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        if let Some(frame) = self.pointer.get() {
            frame.traverse(visit);
        }
    }
}

impl PyGenerator {
    /// `gi_frame`, `cr_frame`, `ag_frame`.
    fn frame_value(&self, vm: &mut Vm) -> Value {
        self.settle();
        match self.frame.pointer.get() {
            Some(frame) if self.state.get() != GeneratorState::Finished => vm.frame_object(frame).into(),
            _ => Value::NONE,
        }
    }

    /// `gi_yieldfrom`, `cr_await`, `ag_await`.
    fn awaited(&self, vm: &mut Vm) -> Value {
        self.settle();
        match self.state.get() {
            GeneratorState::Suspended => vm.delegate_of(self).unwrap_or(Value::NONE),
            _ => Value::NONE,
        }
    }
}

impl PyGenerator {
    /// Whether an asynchronous generator can begin its next step; it is then noted to have begun.
    #[inline(always)]
    pub(crate) fn begins_step(&self) -> bool {
        let begins = self.flavor == GeneratorFlavor::AsyncGenerator
            && self.state.get() as u8 <= GeneratorState::Suspended as u8
            && !self.running_async.get();
        if begins {
            self.running_async.set(true);
        }
        begins
    }

    fn is_suspended(&self) -> bool {
        self.settle();
        self.state.get() == GeneratorState::Suspended
    }
}

impl Drop for PyGenerator {
    fn drop(&mut self) {
        self.settle();
        // A generator that is suspended in a `try` or `with` was finalized before: it ran `close`.
        if let Some(frame) = self.frame.pointer.take() {
            frame.clear();
        }
    }
}

/// Marker for the class `coroutine`, which shares the payload.
pub struct CoroutineClass;
/// Marker for the class `async_generator`, which shares the payload.
pub struct AsyncGeneratorClass;

/// `coroutine_wrapper`: what `coroutine.__await__` gives.
#[derive(Traverse)]
#[repr(C)]
pub struct PyCoroutineWrapper {
    pub(crate) header: Header,
    pub(crate) coroutine: Ref<PyGenerator>,
}

/// What `asend`, `athrow`, `aclose` and `__anext__` of an asynchronous generator give: an awaitable of one step.
#[derive(Traverse)]
#[repr(C)]
pub struct PyAsyncGeneratorStep {
    pub(crate) header: Header,
    pub(crate) generator: Ref<PyGenerator>,
    /// The value to send, or the exception to throw; for `aclose` NULL.
    pub(crate) argument: Field<Value>,
    pub(crate) is_throw: bool,
    pub(crate) is_close: bool,
    pub(crate) state: Cell<u8>,
}

/// Marker for the class of values that asynchronous generators yield, told by it from what they await.
pub struct AsyncGeneratorValueClass;

#[native(name = "async_generator_wrapped_value", kind = Tuple, final, no_constructor)]
impl AsyncGeneratorValueClass {}

#[native(name = "generator", kind = Generator, final, no_constructor)]
impl PyGenerator {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(generator) = this.downcast::<PyGenerator>() else { return Ok(None) };
        match vm.generator_send(generator, &Value::NONE)? {
            Sent::Yielded(value) => Ok(Some(value)),
            Sent::Returned(value) => {
                vm.stop_value = value;
                Ok(None)
            }
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(generator) = this.downcast::<PyGenerator>() else { return Ok(Value::NONE) };
        let (class, name) = (vm.class_name(this), generator.qualname.get(vm).text().to_string_lossy());
        Ok(vm.new_str(&format!("<{class} object {name} at {:#x}>", this.address())).into())
    }

    /// send(value) -> send 'value' into generator,
    /// return next yielded value or raise StopIteration.
    #[method("($self, value, /)")]
    fn send(vm: &mut Vm, this: &PyGenerator, value: &Value) -> PyResult {
        let sent = vm.generator_send(this, value)?;
        finish(vm, sent)
    }

    /// throw(value)
    /// throw(type[,value[,tb]])
    ///
    /// Raise exception in generator, return next yielded value or raise StopIteration.
    #[method("($self, type, value=None, traceback=None, /)")]
    fn throw(
        vm: &mut Vm,
        this: &PyGenerator,
        type_: &Value,
        value: Option<&Value>,
        traceback: Option<&Value>,
    ) -> PyResult {
        let exception = vm.thrown_exception(type_, value, traceback)?;
        let sent = vm.generator_throw(this, exception)?;
        finish(vm, sent)
    }

    /// close() -> raise GeneratorExit inside generator.
    #[method("($self, /)")]
    fn close(vm: &mut Vm, this: &PyGenerator) -> PyResult {
        vm.generator_close(this)
    }

    #[slot(del)]
    fn del_slot(vm: &mut Vm, this: &Value) -> PyResult<()> {
        match this.downcast::<PyGenerator>() {
            Some(generator) => vm.generator_close(generator).map(drop),
            None => Ok(()),
        }
    }

    #[getter(__name__)]
    fn get_name(heap: &Heap, this: &PyGenerator) -> Ref<PyStr> {
        this.name.cloned(heap)
    }

    #[getter(__qualname__)]
    fn get_qualname(heap: &Heap, this: &PyGenerator) -> Ref<PyStr> {
        this.qualname.cloned(heap)
    }

    #[setter(__name__)]
    fn set_name(vm: &mut Vm, this: &PyGenerator, value: Option<&Value>) -> PyResult<()> {
        set_text(vm, &this.name, "__name__", value)
    }

    #[setter(__qualname__)]
    fn set_qualname(vm: &mut Vm, this: &PyGenerator, value: Option<&Value>) -> PyResult<()> {
        set_text(vm, &this.qualname, "__qualname__", value)
    }

    #[getter]
    fn gi_running(this: &PyGenerator) -> bool {
        this.is_running()
    }

    #[getter]
    fn gi_suspended(this: &PyGenerator) -> bool {
        this.is_suspended()
    }

    #[getter]
    fn gi_code(this: &PyGenerator) -> Ref<PyCode> {
        this.code.clone()
    }

    #[getter]
    fn gi_frame(vm: &mut Vm, this: &PyGenerator) -> Value {
        this.frame_value(vm)
    }

    #[getter]
    fn gi_yieldfrom(vm: &mut Vm, this: &PyGenerator) -> Value {
        this.awaited(vm)
    }
}

/// The value of `send` or `throw`, or `StopIteration` with what the generator returned.
fn finish(vm: &mut Vm, sent: Sent) -> PyResult {
    match sent {
        Sent::Yielded(value) => Ok(value),
        Sent::Returned(value) if value.is_none() => Err(vm.raise_stop_iteration(None)),
        Sent::Returned(value) => Err(vm.raise_stop_iteration(Some(&value))),
    }
}

impl Vm {
    /// The exception that `throw(type, value, traceback)` throws.
    pub(crate) fn thrown_exception(
        &mut self,
        class: &Value,
        value: Option<&Value>,
        traceback: Option<&Value>,
    ) -> PyResult {
        let exception = match (class.downcast::<PyType>(), value) {
            (Some(_), Some(value)) if !value.is_none() => match value.downcast::<PyException>() {
                Some(_) if self.is_instance_directly(value, class)? => value.clone(),
                _ => {
                    let args = value
                        .downcast::<PyTuple>()
                        .map_or(vec![value.clone()], |tuple| tuple.items().to_vec());
                    self.call(class, &args)?
                }
            },
            (None, Some(value)) if !value.is_none() => {
                return Err(self.type_error("instance exception may not have a separate value"));
            }
            _ => class.clone(),
        };
        let exception = match self.exception_instance(&exception) {
            Ok(exception) => exception,
            Err(raised) => {
                self.discard(raised);
                let found = self.class_name(class);
                return Err(self.type_error(format!(
                    "exceptions must be classes or instances deriving from BaseException, not {found}"
                )));
            }
        };
        if let Some(traceback) = traceback.filter(|traceback| !traceback.is_none()) {
            exception.traceback.set(self, traceback.clone());
        }
        Ok(exception.into())
    }
}

#[native(name = "coroutine", kind = Generator, final, no_constructor)]
impl CoroutineClass {
    #[slot(await_)]
    fn await_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(coroutine) = this.downcast::<PyGenerator>() else { return Ok(Value::NONE) };
        let coroutine = Ref::new(coroutine);
        let payload = |header| PyCoroutineWrapper { header, coroutine };
        Ok(vm.allocate_builtin(|types| &types.coroutine_wrapper, payload).into())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        PyGenerator::repr_slot(vm, this)
    }

    #[slot(del)]
    fn del_slot(vm: &mut Vm, this: &Value) -> PyResult<()> {
        PyGenerator::del_slot(vm, this)
    }

    /// send(arg) -> send 'arg' into coroutine,
    /// return next yielded value or raise StopIteration.
    #[method("($self, value, /)")]
    fn send(vm: &mut Vm, this: &PyGenerator, value: &Value) -> PyResult {
        PyGenerator::send(vm, this, value)
    }

    /// throw(value)
    /// throw(type[,value[,traceback]])
    ///
    /// Raise exception in coroutine, return next yielded value or raise StopIteration.
    #[method("($self, type, value=None, traceback=None, /)")]
    fn throw(
        vm: &mut Vm,
        this: &PyGenerator,
        type_: &Value,
        value: Option<&Value>,
        traceback: Option<&Value>,
    ) -> PyResult {
        PyGenerator::throw(vm, this, type_, value, traceback)
    }

    /// close() -> raise GeneratorExit inside coroutine.
    #[method("($self, /)")]
    fn close(vm: &mut Vm, this: &PyGenerator) -> PyResult {
        vm.generator_close(this)
    }

    #[getter(__name__)]
    fn get_name(heap: &Heap, this: &PyGenerator) -> Ref<PyStr> {
        this.name.cloned(heap)
    }

    #[getter(__qualname__)]
    fn get_qualname(heap: &Heap, this: &PyGenerator) -> Ref<PyStr> {
        this.qualname.cloned(heap)
    }

    #[setter(__name__)]
    fn set_name(vm: &mut Vm, this: &PyGenerator, value: Option<&Value>) -> PyResult<()> {
        set_text(vm, &this.name, "__name__", value)
    }

    #[setter(__qualname__)]
    fn set_qualname(vm: &mut Vm, this: &PyGenerator, value: Option<&Value>) -> PyResult<()> {
        set_text(vm, &this.qualname, "__qualname__", value)
    }

    #[getter]
    fn cr_running(this: &PyGenerator) -> bool {
        this.is_running()
    }

    #[getter]
    fn cr_suspended(this: &PyGenerator) -> bool {
        this.is_suspended()
    }

    #[getter]
    fn cr_code(this: &PyGenerator) -> Ref<PyCode> {
        this.code.clone()
    }

    #[getter]
    fn cr_frame(vm: &mut Vm, this: &PyGenerator) -> Value {
        this.frame_value(vm)
    }

    #[getter]
    fn cr_await(vm: &mut Vm, this: &PyGenerator) -> Value {
        this.awaited(vm)
    }

    #[getter]
    fn cr_origin(this: &PyGenerator) -> Value {
        // Not tracked.
        let _ = this;
        Value::NONE
    }
}

#[native(name = "coroutine_wrapper", kind = CoroutineWrapper, final, no_constructor)]
impl PyCoroutineWrapper {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        match this.downcast::<PyCoroutineWrapper>() {
            Some(wrapper) => PyGenerator::next_slot(vm, wrapper.coroutine.value()),
            None => Ok(None),
        }
    }

    /// send(arg) -> send 'arg' into coroutine,
    /// return next yielded value or raise StopIteration.
    #[method("($self, value, /)")]
    fn send(vm: &mut Vm, this: &PyCoroutineWrapper, value: &Value) -> PyResult {
        PyGenerator::send(vm, &this.coroutine, value)
    }

    /// throw(value)
    /// throw(type[,value[,traceback]])
    ///
    /// Raise exception in coroutine, return next yielded value or raise StopIteration.
    #[method("($self, type, value=None, traceback=None, /)")]
    fn throw(
        vm: &mut Vm,
        this: &PyCoroutineWrapper,
        type_: &Value,
        value: Option<&Value>,
        traceback: Option<&Value>,
    ) -> PyResult {
        PyGenerator::throw(vm, &this.coroutine, type_, value, traceback)
    }

    /// close() -> raise GeneratorExit inside coroutine.
    #[method("($self, /)")]
    fn close(vm: &mut Vm, this: &PyCoroutineWrapper) -> PyResult {
        vm.generator_close(&this.coroutine)
    }
}

#[native(name = "async_generator", kind = Generator, final, no_constructor)]
impl AsyncGeneratorClass {
    #[slot(aiter)]
    fn aiter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(anext)]
    fn anext_slot(vm: &mut Vm, this: &Value) -> PyResult {
        match this.downcast::<PyGenerator>() {
            Some(generator) => Ok(new_step(vm, generator, Value::NONE, false, false)),
            None => Ok(Value::NONE),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        PyGenerator::repr_slot(vm, this)
    }

    /// asend(v) -> send 'v' in generator.
    #[method("($self, value, /)")]
    fn asend(vm: &mut Vm, this: &PyGenerator, value: &Value) -> Value {
        new_step(vm, this, value.clone(), false, false)
    }

    /// athrow(value) -> raise exception in generator.
    #[method("($self, type, value=None, traceback=None, /)")]
    fn athrow(
        vm: &mut Vm,
        this: &PyGenerator,
        type_: &Value,
        value: Option<&Value>,
        traceback: Option<&Value>,
    ) -> PyResult {
        let exception = vm.thrown_exception(type_, value, traceback)?;
        Ok(new_step(vm, this, exception, true, false))
    }

    /// aclose() -> raise GeneratorExit inside generator.
    #[method("($self, /)")]
    fn aclose(vm: &mut Vm, this: &PyGenerator) -> Value {
        let class = vm.types().exc.GeneratorExit.clone();
        let exit = vm.new_exception(&class, &[]).into();
        new_step(vm, this, exit, true, true)
    }

    #[getter(__name__)]
    fn get_name(heap: &Heap, this: &PyGenerator) -> Ref<PyStr> {
        this.name.cloned(heap)
    }

    #[getter(__qualname__)]
    fn get_qualname(heap: &Heap, this: &PyGenerator) -> Ref<PyStr> {
        this.qualname.cloned(heap)
    }

    #[setter(__name__)]
    fn set_name(vm: &mut Vm, this: &PyGenerator, value: Option<&Value>) -> PyResult<()> {
        set_text(vm, &this.name, "__name__", value)
    }

    #[setter(__qualname__)]
    fn set_qualname(vm: &mut Vm, this: &PyGenerator, value: Option<&Value>) -> PyResult<()> {
        set_text(vm, &this.qualname, "__qualname__", value)
    }

    #[getter]
    fn ag_running(this: &PyGenerator) -> bool {
        this.running_async.get()
    }

    #[getter]
    fn ag_suspended(this: &PyGenerator) -> bool {
        this.is_suspended()
    }

    #[getter]
    fn ag_code(this: &PyGenerator) -> Ref<PyCode> {
        this.code.clone()
    }

    #[getter]
    fn ag_frame(vm: &mut Vm, this: &PyGenerator) -> Value {
        this.frame_value(vm)
    }

    #[getter]
    fn ag_await(vm: &mut Vm, this: &PyGenerator) -> Value {
        this.awaited(vm)
    }
}

/// States of a step: not started, running, over.
const NEW_STEP: u8 = 0;
const RUNNING_STEP: u8 = 1;
const FINISHED_STEP: u8 = 2;

fn new_step(vm: &mut Vm, generator: &PyGenerator, argument: Value, is_throw: bool, is_close: bool) -> Value {
    let generator = Ref::new(generator);
    let payload = |header| PyAsyncGeneratorStep {
        header,
        generator,
        argument: Field::new(argument),
        is_throw,
        is_close,
        state: Cell::new(NEW_STEP),
    };
    vm.allocate_builtin(|types| &types.async_generator_step, payload).into()
}

impl Vm {
    /// The step that an asynchronous generator is in which stands for it, in `async for`.
    pub(crate) fn begun_step(&mut self, generator: &PyGenerator) -> Value {
        let step = new_step(self, generator, Value::NONE, false, false);
        if let Some(step) = step.downcast::<PyAsyncGeneratorStep>() {
            step.state.set(RUNNING_STEP);
        }
        step
    }

    /// Goes on with a step; `throw` is an exception to throw instead of sending `value`.
    fn resume_step(
        &mut self,
        step: &PyAsyncGeneratorStep,
        value: &Value,
        throw: Option<Value>,
    ) -> PyResult<Sent> {
        let generator = step.generator.clone();
        let name = match (step.is_close, step.is_throw) {
            (true, _) => "aclose()",
            (false, true) => "athrow()",
            (false, false) => "__anext__()/asend()",
        };
        let first = step.state.get() == NEW_STEP;
        if step.state.get() == FINISHED_STEP {
            return Err(self.runtime_error(format!("cannot reuse already awaited {name}")));
        }
        if first {
            if generator.running_async.get() {
                step.state.set(FINISHED_STEP);
                let verb = if step.is_throw { name.trim_end_matches("()") } else { "anext" };
                let message = format!("{verb}(): asynchronous generator is already running");
                return Err(self.runtime_error(message));
            }
            if step.is_close && generator.state.get() != GeneratorState::Suspended {
                step.state.set(FINISHED_STEP);
                self.generator_close(&generator)?;
                return Ok(Sent::Returned(Value::NONE));
            }
            step.state.set(RUNNING_STEP);
            generator.running_async.set(true);
        }
        let sent = match throw {
            Some(exception) => self.generator_throw(&generator, exception),
            None if first && step.is_throw => {
                let exception = step.argument.cloned(self);
                self.generator_throw(&generator, exception)
            }
            None if first => {
                let argument = step.argument.cloned(self);
                let argument = if value.is_none() { argument } else { value.clone() };
                self.generator_send(&generator, &argument)
            }
            None => self.generator_send(&generator, value),
        };
        let over = |step: &PyAsyncGeneratorStep| {
            step.state.set(FINISHED_STEP);
            step.generator.running_async.set(false);
        };
        match sent {
            Ok(Sent::Yielded(value)) => {
                let wrapped = self.types().async_generator_value.clone();
                if !self.class_of(&value).is_subtype(self, &wrapped) {
                    return Ok(Sent::Yielded(value));
                }
                over(step);
                if step.is_close {
                    return Err(self.runtime_error("async generator ignored GeneratorExit"));
                }
                let item = value.downcast::<PyTuple>().and_then(|tuple| tuple.items().first()).cloned();
                Ok(Sent::Returned(item.unwrap_or(Value::NONE)))
            }
            Ok(Sent::Returned(_)) => {
                over(step);
                if step.is_close {
                    return Ok(Sent::Returned(Value::NONE));
                }
                Err(self.raise_with(|types| &types.exc.StopAsyncIteration, &[]))
            }
            Err(raised) => {
                over(step);
                let harmless =
                    self.raised_is(|t| &t.exc.StopAsyncIteration) || self.raised_is(|t| &t.exc.GeneratorExit);
                if step.is_close && harmless {
                    self.discard(raised);
                    return Ok(Sent::Returned(Value::NONE));
                }
                Err(raised)
            }
        }
    }
}

#[native(name = "async_generator_asend", kind = AsyncGeneratorStep, final, no_constructor)]
impl PyAsyncGeneratorStep {
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
        let Some(step) = this.downcast::<PyAsyncGeneratorStep>() else { return Ok(None) };
        match vm.resume_step(step, &Value::NONE, None)? {
            Sent::Yielded(value) => Ok(Some(value)),
            Sent::Returned(value) => {
                vm.stop_value = value;
                Ok(None)
            }
        }
    }

    /// Go on with a value.
    #[method("($self, value, /)")]
    fn send(vm: &mut Vm, this: &PyAsyncGeneratorStep, value: &Value) -> PyResult {
        let sent = vm.resume_step(this, value, None)?;
        finish(vm, sent)
    }

    /// Go on with an exception.
    #[method("($self, type, value=None, traceback=None, /)")]
    fn throw(
        vm: &mut Vm,
        this: &PyAsyncGeneratorStep,
        type_: &Value,
        value: Option<&Value>,
        traceback: Option<&Value>,
    ) -> PyResult {
        let exception = vm.thrown_exception(type_, value, traceback)?;
        let sent = vm.resume_step(this, &Value::NONE, Some(exception))?;
        finish(vm, sent)
    }

    /// End the step.
    #[method("($self, /)")]
    fn close(vm: &mut Vm, this: &PyAsyncGeneratorStep) -> PyResult<()> {
        if this.state.get() == FINISHED_STEP {
            return Ok(());
        }
        let class = vm.types().exc.GeneratorExit.clone();
        let exit = vm.new_exception(&class, &[]);
        match vm.resume_step(this, &Value::NONE, Some(exit.into())) {
            Ok(Sent::Yielded(_)) => Err(vm.runtime_error("coroutine ignored GeneratorExit")),
            Ok(Sent::Returned(_)) => Ok(()),
            Err(raised) => {
                let harmless = vm.raised_is(|t| &t.exc.StopIteration)
                    || vm.raised_is(|t| &t.exc.StopAsyncIteration)
                    || vm.raised_is(|t| &t.exc.GeneratorExit);
                if !harmless {
                    return Err(raised);
                }
                vm.discard(raised);
                Ok(())
            }
        }
    }
}
