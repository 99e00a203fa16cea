//! Generators and coroutines in the loop: making, resuming, suspending, throwing.
#![expect(
    unsafe_code,
    reason = "memory of new generators is checked by one instruction's guard and used by its op"
)]

use std::cell::Cell;
use std::ptr::{NonNull, null_mut};

use bytecode::CodeFlags;

use super::prelude::{Count, MovedSlice, StackRef};
use super::{ChainLink, HandledItem};
use crate::frame::{Frame, FramePtr};
use crate::heap::Heap;
use crate::object::{Field, Flags, Header, Kind, Ref};
use crate::objects::*;
use crate::ops::iteration::Consumer;
use crate::value::Value;
use crate::{PyResult, Vm};

/// What sending a value to an iterator gave.
pub(crate) enum Sent {
    Yielded(Value),
    Returned(Value),
}

impl Heap {
    /// As [`Heap::resume_generator`], for an instruction of `frame`.
    #[inline(always)]
    pub(super) fn enter_generator(
        &mut self,
        frame: Frame<'_>,
        generator: &PyGenerator,
        value: Value,
    ) -> FramePtr {
        self.resume_generator(Some(frame.pointer()), generator, value)
    }

    /// As [`Vm::return_generator`], for a plain frame where there is memory at hand; `None` if there is not. Nothing is
    /// left in the frame.
    #[cfg(tail_calls)]
    #[inline(always)]
    pub(super) fn return_generator_quickly(&mut self, frame: FramePtr) -> Option<Value> {
        if !frame.is_plain() || !self.has_cell_for_generator(frame.code()) {
            return None;
        }
        let generator = self.allocate_generator(frame.own_function());
        let moved = frame.move_plain_to_generator(generator.frame_memory());
        generator.frame.pointer.set(Some(moved));
        Some(generator.into())
    }

    /// Whether the call makes a generator as its first deed, and could do it now.
    #[inline(always)]
    pub(super) fn is_generator_call(&self, callable: &Value, count: Count, args: &[Value]) -> bool {
        callable.downcast::<PyFunction>().is_some_and(|function| {
            let code = function.code(self);
            code.begins_with_generator
                && code.takes_plainly(count.0 + u32::from(!args[0].is_null()))
                && self.has_cell_for_generator(code)
        })
    }

    /// Whether the callable is better entered than made a generator of, for which there may only be no memory at hand now.
    pub(super) fn enters_function(&self, callable: &Value) -> bool {
        !callable.downcast::<PyFunction>().is_some_and(|function| function.code(self).begins_with_generator)
    }

    /// Makes the generator of a call that [`Heap::is_generator_call`] has checked.
    #[inline(always)]
    pub(super) fn make_generator(&mut self, callable: StackRef, mut args: MovedSlice<'_>) -> Value {
        if args.as_slice().first().is_some_and(Value::is_null) {
            args.skip_null();
        }
        let call = callable.into_call(args);
        let generator = self.allocate_generator(call.function());
        let frame = call.write_to_generator(self, &generator);
        generator.frame.pointer.set(Some(frame));
        generator.into()
    }

    #[inline(always)]
    fn has_cell_for_generator(&self, code: &PyCode) -> bool {
        code.generator_cell != 0 && self.has_cell(|types| code.flavor.class(types), code.generator_cell)
    }

    /// A generator of `function`, with no frame yet, from a cell that [`Heap::has_cell_for_generator`] has seen.
    #[inline(always)]
    fn allocate_generator(&mut self, function: &PyFunction) -> Ref<PyGenerator> {
        let (flavor, cell) = (function.code(self).flavor, function.code(self).generator_cell);
        let payload = |heap: &Heap, header| {
            let names = (function.name.cloned(heap), function.qualname.cloned(heap));
            new_generator(function.code(heap), header, names.0, names.1)
        };
        // SAFETY: the caller has asked.
        unsafe { self.allocate_in_cell(|types| flavor.class(types), cell, payload) }
    }

    /// A generator's frame, which is not an asynchronous one's, is left by `return`: as `finish_frame`. Gives the caller's
    /// frame; `None`, with nothing changed, if more is to be done.
    #[cfg(tail_calls)]
    #[inline(always)]
    pub(super) fn finish_generator_quickly(&mut self, frame: FramePtr) -> Option<FramePtr> {
        let caller = frame.caller_of_generator()?;
        let generator = frame.own_generator();
        if generator.flavor == GeneratorFlavor::AsyncGenerator || frame.object().is_some() {
            return None;
        }
        self.handled.exit(&generator.handled);
        self.end_generator(generator);
        frame.clear();
        Some(caller)
    }

    /// An asynchronous generator yields to `async for`, whose step that ends. Gives the caller's frame; `None`, with
    /// nothing changed, if native code runs the generator, which tells what was yielded by its class.
    #[inline(always)]
    pub(super) fn end_step(&mut self, frame: FramePtr) -> Option<FramePtr> {
        let caller = frame.caller_of_generator()?;
        let generator = frame.own_generator();
        frame.own_stack_top_values();
        generator.leave_chain();
        generator.state.set(GeneratorState::Suspended);
        generator.running_async.set(false);
        self.handled.exit(&generator.handled);
        frame.set_previous(None);
        Some(caller)
    }

    /// Notes that a generator has no frame any more.
    #[inline(always)]
    fn end_generator(&mut self, generator: &PyGenerator) {
        generator.leave_chain();
        generator.state.set(GeneratorState::Finished);
        if generator.flavor == GeneratorFlavor::AsyncGenerator {
            generator.running_async.set(false);
        }
        // Nothing is left to close when it dies.
        generator.header.set(Flags::FINALIZED, true);
        generator.frame.pointer.set(None);
    }
}

/// Who takes what a generator yields that native code runs, without its being suspended.
#[derive(Default)]
#[repr(C)]
pub(crate) struct Feeding {
    /// The generator's frame; null if there is none.
    pub(crate) frame: *mut Value,
    consumer: Option<NonNull<dyn Consumer>>,
}

impl Vm {
    /// The next value of a generator that `consumer` has not taken itself; `None` at its end.
    pub(crate) fn next_untaken(
        &mut self,
        generator: &PyGenerator,
        consumer: &mut dyn Consumer,
    ) -> PyResult<Option<Value>> {
        let frame = generator.frame.pointer.get().map_or(null_mut(), FramePtr::locals_pointer);
        // SAFETY: only the life of the reference is changed. It is used while this function runs the generator, and is given up
        // before it returns.
        let consumer = unsafe {
            std::mem::transmute::<NonNull<dyn Consumer + '_>, NonNull<dyn Consumer>>(NonNull::from(consumer))
        };
        let outer = std::mem::replace(&mut self.feeding, Feeding { frame, consumer: Some(consumer) });
        let sent = self.generator_send(generator, &Value::NONE);
        self.feeding = outer;
        Ok(match sent? {
            Sent::Yielded(value) => Some(value),
            Sent::Returned(_) => None,
        })
    }

    /// Offers what the frame of `feeding` yields.
    pub(crate) fn offer(&mut self, value: Value) -> Result<(), Value> {
        match self.feeding.consumer {
            // SAFETY: the generator of that frame runs, and so does the function that lent the consumer to it, which is not used
            // meanwhile by anything else: it takes what is offered without running Python, and a generator does not yield
            // while it does not run.
            Some(mut consumer) => unsafe { consumer.as_mut() }.take(self, value),
            None => Err(value),
        }
    }

    /// As [`Heap::resume_generator`], for native code, which then runs the frame.
    fn resume_from_native(&mut self, generator: &PyGenerator, value: Value) -> FramePtr {
        let caller = self.current;
        self.resume_generator(caller, generator, value)
    }

    /// `RETURN_GENERATOR`: moves the running frame into a new generator.
    pub(super) fn return_generator(&mut self, frame: Frame<'_>) -> Value {
        let pointer = frame.pointer();
        self.detach_frame_object(pointer);
        pointer.own_values();
        let (flavor, extra) = (frame.code().flavor, frame.code().frame_bytes());
        let function = pointer.function();
        let (name, qualname) = (function.name.cloned(self), function.qualname.cloned(self));
        let payload = |header| new_generator(frame.code(), header, name, qualname);
        let generator = self.allocate_builtin_with(|types| flavor.class(types), extra, payload);
        let moved = pointer.move_to_generator(generator.frame_memory());
        generator.frame.pointer.set(Some(moved));
        generator.into()
    }

    /// A generator's frame ended.
    pub(super) fn finish_generator(&mut self, frame: FramePtr) {
        let Some(generator) = frame.generator() else { return };
        if generator.is_running() {
            self.handled.exit(&generator.handled);
        }
        self.detach_frame_object(frame);
        self.end_generator(generator);
        frame.clear();
    }

    /// Sends `value` to a generator or coroutine from native code.
    pub(crate) fn generator_send(&mut self, generator: &PyGenerator, value: &Value) -> PyResult<Sent> {
        if !generator.can_resume(self.frames.remaining_depth - 1) {
            // So that only one generator is left where the depth of calls is exceeded.
            self.generator_ready(generator)?;
        }
        match generator.state.get() {
            GeneratorState::Created if !value.is_none() => {
                let kind = generator.flavor.text();
                return Err(self.type_error(format!("can't send non-None value to a just-started {kind}")));
            }
            GeneratorState::Finished => {
                if generator.flavor == GeneratorFlavor::Coroutine {
                    return Err(self.runtime_error("cannot reuse already awaited coroutine"));
                }
                return Ok(Sent::Returned(Value::NONE));
            }
            _ => {}
        }
        if let Err(raised) = super::check_room(self) {
            generator.settle();
            self.finish_generator(generator.own_frame());
            return Err(raised);
        }
        let frame = self.resume_from_native(generator, value.clone());
        let result = super::run_from(self, generator.own_frame(), frame, false)?;
        Ok(sent(generator, result))
    }

    /// Raises `exception` inside a generator or coroutine.
    pub(crate) fn generator_throw(&mut self, generator: &PyGenerator, exception: Value) -> PyResult<Sent> {
        self.generator_ready(generator)?;
        match generator.state.get() {
            GeneratorState::Finished => {
                if generator.flavor == GeneratorFlavor::Coroutine {
                    return Err(self.runtime_error("cannot reuse already awaited coroutine"));
                }
                return Err(self.reraise(exception));
            }
            GeneratorState::Created => {
                // Nothing can handle it: the generator ends without having begun.
                let frame = self.resume_from_native(generator, Value::NONE);
                drop(self.reraise(exception));
                let object = self.frame_object(frame);
                let raised = self.raised.clone();
                if let Some(raised) = raised.downcast::<PyException>() {
                    let next = raised.traceback.cloned(self);
                    let line = generator.code.tables().firstlineno;
                    let traceback =
                        self.new_traceback(next, object, frame.instruction_offset() as i32 * 2, Some(line));
                    raised.traceback.set(self, traceback.into());
                }
                self.finish_generator(frame);
                return Err(self.propagate());
            }
            _ => {}
        }
        // A generator that waits in `yield from` or `await` passes the exception on.
        if let Some(delegate) = self.delegate_of(generator) {
            generator.state.set(GeneratorState::Running);
            let result = self.throw_into_delegate(generator, &delegate, &exception);
            generator.state.set(GeneratorState::Suspended);
            match result {
                Some(Ok(Sent::Yielded(value))) => return Ok(Sent::Yielded(value)),
                Some(Ok(Sent::Returned(value))) => return self.resume_after_delegate(generator, value),
                Some(Err(raised)) => {
                    let error = self.take_raised(raised);
                    return self.resume_throwing(generator, error);
                }
                None => {}
            }
        }
        self.resume_throwing(generator, exception)
    }

    fn resume_throwing(&mut self, generator: &PyGenerator, exception: Value) -> PyResult<Sent> {
        let frame = self.resume_from_native(generator, Value::NONE);
        frame.rewind_throw();
        if let Some(exception_object) = exception.downcast::<PyException>() {
            self.chain_thrown(exception_object);
        }
        drop(self.reraise(exception));
        let result = super::run_throwing(self, frame)?;
        Ok(sent(generator, result))
    }

    /// The sub-iterator of `yield from` or `await` has returned `value`: goes on behind it.
    fn resume_after_delegate(&mut self, generator: &PyGenerator, value: Value) -> PyResult<Sent> {
        let frame = self.resume_from_native(generator, value);
        frame.skip_to_end_send();
        let result = super::run(self, frame)?;
        Ok(sent(generator, result))
    }

    /// What a suspended generator waits for in `yield from` or `await`.
    pub(crate) fn delegate_of(&mut self, generator: &PyGenerator) -> Option<Value> {
        generator.settle();
        let frame = generator.frame.pointer.get()?;
        if generator.state.get() != GeneratorState::Suspended {
            return None;
        }
        let target = frame.yield_from_target()?;
        if let Some(iterated) = target.downcast::<PyGenerator>()
            && iterated.flavor == GeneratorFlavor::AsyncGenerator
        {
            // It stands for its step until somebody looks.
            let step = self.begun_step(iterated);
            frame.replace_yield_from_target(step.clone());
            return Some(step);
        }
        Some(target)
    }

    /// Throws into what a generator waits for. `None`: that cannot be thrown into.
    fn throw_into_delegate(
        &mut self,
        generator: &PyGenerator,
        delegate: &Value,
        exception: &Value,
    ) -> Option<PyResult<Sent>> {
        let _ = generator;
        let exit = self.class_of(exception).is_subtype(self, &self.types().exc.GeneratorExit.clone());
        if exit {
            return match self.close_iterator(delegate) {
                Ok(()) => None,
                Err(raised) => Some(Err(raised)),
            };
        }
        if let Some(inner) = delegate.downcast::<PyGenerator>()
            && inner.header.is_exact(Kind::Generator)
            && inner.flavor != GeneratorFlavor::AsyncGenerator
        {
            return Some(self.generator_throw(inner, exception.clone()));
        }
        let throw = self.names().throw.clone();
        match self.get_attr_optional(delegate, &throw) {
            Err(raised) => Some(Err(raised)),
            Ok(None) => None,
            Ok(Some(method)) => Some(match self.call(&method, std::slice::from_ref(exception)) {
                Ok(value) => Ok(Sent::Yielded(value)),
                Err(raised) => self.catch_stop_iteration(raised).map(Sent::Returned),
            }),
        }
    }

    /// `iterator.close()`, if it has that.
    fn close_iterator(&mut self, iterator: &Value) -> PyResult<()> {
        if let Some(generator) = iterator.downcast::<PyGenerator>()
            && generator.flavor != GeneratorFlavor::AsyncGenerator
        {
            return self.generator_close(generator).map(drop);
        }
        let close = self.names().close.clone();
        if let Some(method) = self.get_attr_optional(iterator, &close)? {
            self.call(&method, &[])?;
        }
        Ok(())
    }

    /// `generator.close()`.
    pub(crate) fn generator_close(&mut self, generator: &PyGenerator) -> PyResult {
        generator.settle();
        match generator.state.get() {
            GeneratorState::Finished => return Ok(Value::NONE),
            GeneratorState::Created => {
                if let Some(frame) = generator.frame.pointer.get() {
                    self.finish_generator(frame);
                }
                return Ok(Value::NONE);
            }
            GeneratorState::Suspended => {
                // Nothing would handle the exception: it need not be thrown.
                if let Some(frame) = generator.frame.pointer.get().filter(|frame| frame.ends_when_closed()) {
                    self.finish_generator(frame);
                    return Ok(Value::NONE);
                }
            }
            _ => {}
        }
        let class = self.types().exc.GeneratorExit.clone();
        let exit = self.new_exception(&class, &[]);
        match self.generator_throw(generator, exit.into()) {
            Ok(Sent::Yielded(_)) => {
                let kind = generator.flavor.text();
                Err(self.runtime_error(format!("{kind} ignored GeneratorExit")))
            }
            Ok(Sent::Returned(value)) => Ok(value),
            Err(raised) => {
                if self.raised_is(|types| &types.exc.StopIteration)
                    || self.raised_is(|types| &types.exc.GeneratorExit)
                {
                    let is_stop = self.raised_is(|types| &types.exc.StopIteration);
                    let exception = self.take_raised(raised);
                    return Ok(match exception.downcast::<PyException>() {
                        Some(exception) if is_stop => exception.field(self, 0),
                        _ => Value::NONE,
                    });
                }
                Err(raised)
            }
        }
    }

    fn generator_ready(&mut self, generator: &PyGenerator) -> PyResult<()> {
        generator.settle();
        if generator.is_running() {
            let kind = generator.flavor.text();
            return Err(self.value_error(format!("{kind} already executing")));
        }
        Ok(())
    }

    /// Sends `value` to any iterator: what `SEND` does.
    pub(super) fn send(&mut self, receiver: &Value, value: &Value) -> PyResult<Sent> {
        if let Some(generator) = receiver.downcast::<PyGenerator>() {
            if generator.flavor == GeneratorFlavor::AsyncGenerator {
                let step = self.begun_step(generator);
                return self.send(&step, value);
            }
            return self.generator_send(generator, value);
        }
        if value.is_none() && self.class_of(receiver).slots(self).next.is_some() {
            drop(self.take_stop_value());
            return match self.next(receiver) {
                Ok(Some(item)) => Ok(Sent::Yielded(item)),
                Ok(None) => Ok(Sent::Returned(self.take_stop_value())),
                Err(raised) => self.catch_stop_iteration(raised).map(Sent::Returned),
            };
        }
        let send = self.names().send.clone();
        match self.call_method(receiver, &send, std::slice::from_ref(value)) {
            Ok(item) => Ok(Sent::Yielded(item)),
            Err(raised) => self.catch_stop_iteration(raised).map(Sent::Returned),
        }
    }

    /// The value that the last exhausted iterator stopped with, if it left one.
    pub(crate) fn take_stop_value(&mut self) -> Value {
        std::mem::replace(&mut self.stop_value, Value::NONE)
    }

    /// The iterator of `yield from`.
    pub(super) fn yield_from_iter(&mut self, frame: Frame<'_>, iterable: &Value) -> PyResult {
        if let Some(generator) = iterable.downcast::<PyGenerator>() {
            let flags = generator.code.flags();
            if flags.contains(CodeFlags::COROUTINE) {
                if !frame.code().flags().contains(CodeFlags::COROUTINE | CodeFlags::ITERABLE_COROUTINE) {
                    return Err(self
                        .type_error("cannot 'yield from' a coroutine object in a non-coroutine generator"));
                }
                return Ok(iterable.clone());
            }
            if !flags.contains(CodeFlags::ASYNC_GENERATOR) {
                return Ok(iterable.clone());
            }
        }
        self.iter(iterable)
    }

    /// `GET_AWAITABLE`: makes `value` the iterator that awaiting it drives.
    pub(super) fn make_awaitable(&mut self, value: &mut Value, place: u32) -> PyResult<()> {
        let iterator = self.awaitable(value, place)?;
        drop(std::mem::replace(value, iterator).into_owned());
        Ok(())
    }

    /// The iterator that `await value` drives.
    pub(crate) fn awaitable(&mut self, value: &Value, place: u32) -> PyResult {
        if let Some(generator) = value.downcast::<PyGenerator>() {
            if generator.flavor == GeneratorFlavor::Coroutine {
                if self.delegate_of(generator).is_some() {
                    return Err(self.runtime_error("coroutine is being awaited already"));
                }
                return Ok(value.clone());
            }
            if generator.code.flags().contains(CodeFlags::ITERABLE_COROUTINE) {
                return Ok(value.clone());
            }
        }
        let class = Ref::new(self.class_of(value));
        let Some(await_) = class.slots(self).await_ else {
            let name = class.name_text(self);
            return Err(self.type_error(match place {
                1 => format!("'async with' received an object from __aenter__ that does not implement __await__: {name}"),
                2 => format!("'async with' received an object from __aexit__ that does not implement __await__: {name}"),
                _ => format!("'{name}' object can't be awaited"),
            }));
        };
        let iterator = await_(self, value)?;
        if iterator.downcast::<PyGenerator>().is_some_and(|g| g.code.flags().contains(CodeFlags::COROUTINE)) {
            return Err(self.type_error("__await__() returned a coroutine"));
        }
        if self.class_of(&iterator).slots(self).next.is_none() {
            let found = self.class_name(&iterator);
            return Err(self.type_error(format!("__await__() returned non-iterator of type '{found}'")));
        }
        Ok(iterator)
    }

    /// `GET_AITER`: makes `iterable` its asynchronous iterator.
    pub(super) fn make_aiter(&mut self, iterable: &mut Value) -> PyResult<()> {
        let iterator = self.aiter(iterable)?;
        drop(std::mem::replace(iterable, iterator).into_owned());
        Ok(())
    }

    fn aiter(&mut self, iterable: &Value) -> PyResult {
        let class = Ref::new(self.class_of(iterable));
        let Some(aiter) = class.slots(self).aiter else {
            let name = class.name_text(self);
            return Err(
                self.type_error(format!("'async for' requires an object with __aiter__ method, got {name}"))
            );
        };
        let iterator = aiter(self, iterable)?;
        if self.class_of(&iterator).slots(self).anext.is_none() {
            let name = self.class_name(&iterator);
            return Err(self.type_error(format!(
                "'async for' received an object from __aiter__ that does not implement __anext__: {name}"
            )));
        }
        Ok(iterator)
    }

    pub(super) fn anext(&mut self, iterator: &Value) -> PyResult {
        let class = Ref::new(self.class_of(iterator));
        let Some(anext) = class.slots(self).anext else {
            let name = class.name_text(self);
            return Err(self
                .type_error(format!("'async for' requires an iterator with __anext__ method, got {name}")));
        };
        let awaitable = anext(self, iterator)?;
        match self.awaitable(&awaitable, 0) {
            Ok(iterator) => Ok(iterator),
            Err(raised) => {
                let cause = self.take_raised(raised);
                let name = self.class_name(&awaitable);
                let raised =
                    self.type_error(format!("'async for' received an invalid object from __anext__: {name}"));
                if let Some(exception) = self.raised.clone().downcast::<PyException>() {
                    exception.cause.set(self, cause);
                    exception.suppress_context.set(self, true);
                }
                Err(raised)
            }
        }
    }

    /// `END_ASYNC_FOR`.
    pub(super) fn end_async_for(&mut self, exception: &Value) -> PyResult<()> {
        let class = self.types().exc.StopAsyncIteration.clone();
        match self.class_of(exception).is_subtype(self, &class) {
            true => Ok(()),
            false => {
                self.reraising = true;
                Err(self.reraise(exception.clone()))
            }
        }
    }

    /// `CLEANUP_THROW`.
    pub(super) fn cleanup_throw(&mut self, exception: &Value) -> PyResult {
        let class = self.types().exc.StopIteration.clone();
        match exception.downcast::<PyException>() {
            Some(stop) if self.class_of(exception).is_subtype(self, &class) => Ok(stop.field(self, 0)),
            _ => {
                self.reraising = true;
                Err(self.reraise(exception.clone()))
            }
        }
    }
}

/// The payload of a generator that runs `code`.
#[inline(always)]
fn new_generator(code: &PyCode, header: Header, name: Ref<PyStr>, qualname: Ref<PyStr>) -> PyGenerator {
    PyGenerator {
        header,
        state: Cell::new(GeneratorState::Created),
        flavor: code.flavor,
        running_async: Cell::new(false),
        chain: ChainLink::default(),
        name: Field::new(name),
        qualname: Field::new(qualname),
        code: Ref::new(code),
        handled: HandledItem::default(),
        frame: GeneratorFrame { pointer: Cell::new(None) },
    }
}

/// What running the generator gave.
fn sent(generator: &PyGenerator, result: Value) -> Sent {
    match generator.state.get() {
        GeneratorState::Finished => Sent::Returned(result),
        _ => Sent::Yielded(result),
    }
}
