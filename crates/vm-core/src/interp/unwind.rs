//! Unwinding: from a raised exception to its handler, through frames.

use crate::Vm;
use crate::frame::{FramePtr, HOOK};
use crate::interp::glue::Continue;
use crate::object::Ref;
use crate::objects::*;
use crate::value::Value;

/// Finds the handler of the exception in the machine, from the instruction of `frame` on outwards. `None`: it left the
/// entry frame. `record`: the frame becomes part of the traceback (not when the exception is raised again).
#[expect(unsafe_code, reason = "the handler's instruction is an address in the code")]
pub(super) fn unwind_from(vm: &mut Vm, mut frame: FramePtr, record: bool) -> Option<Continue> {
    let mut record = record && !std::mem::take(&mut vm.reraising);
    loop {
        if record {
            add_traceback(vm, frame);
        }
        record = true;
        let offset = frame.instruction_offset();
        if let Some(&range) = frame.code().handler_at(offset as u32) {
            frame.truncate_stack(range.depth as usize);
            if range.push_lasti {
                frame.push(Value::int32(offset as i32));
            }
            let exception = std::mem::replace(&mut vm.raised, Value::NULL);
            frame.push(exception);
            vm.current = Some(frame);
            // SAFETY: the verifier checked the targets of the exception table.
            let pc = unsafe { frame.code().instructions.start().add(range.target as usize) };
            return Some(Continue { pc, sp: frame.stack_top(), fp: frame.locals_pointer() });
        }
        let entry = frame.is_entry();
        let previous = frame.previous();
        if frame.conversions() & HOOK != 0 {
            let [object, name] = [frame.locals()[0].clone(), frame.locals()[1].clone()];
            vm.name_attribute_error(&object, &name);
        }
        vm.leave_by_exception(frame);
        match previous {
            Some(previous) if !entry => {
                vm.frames.remaining_depth += 1;
                vm.current = Some(previous);
                frame = previous;
            }
            _ => return None,
        }
    }
}

/// Goes on behind the `async for` that the frame's current instruction is the step of, if its end does nothing else.
#[expect(unsafe_code, reason = "the handler's instruction is an address in the code")]
pub(super) fn skip_async_loop(frame: FramePtr) -> Option<Continue> {
    let offset = frame.instruction_offset() as u32;
    let range = *frame.code().handler_at(offset)?;
    // SAFETY: the verifier checked the targets of the exception table.
    let handler = unsafe { frame.code().instructions.start().add(range.target as usize) };
    // SAFETY: as above.
    let opcode = unsafe { handler.read() } & 0xFF;
    if opcode != bytecode::Opcode::END_ASYNC_FOR as u16 || range.push_lasti || range.depth == 0 {
        return None;
    }
    // The iterator goes as well.
    frame.truncate_stack(range.depth as usize - 1);
    // SAFETY: END_ASYNC_FOR is not the last instruction.
    Some(Continue { pc: unsafe { handler.add(1) }, sp: frame.stack_top(), fp: frame.locals_pointer() })
}

fn add_traceback(vm: &mut Vm, frame: FramePtr) {
    let raised = vm.raised.clone();
    let Some(exception) = raised.downcast::<PyException>() else { return };
    let object = vm.frame_object(frame);
    let offset = frame.instruction_offset();
    let next = exception.traceback.cloned(vm);
    let traceback = vm.new_traceback(next, object, offset as i32 * 2, None);
    exception.traceback.set(vm, traceback.into());
}

impl Vm {
    /// Ends a frame that an exception leaves.
    fn leave_by_exception(&mut self, frame: FramePtr) {
        if let Some(generator) = frame.generator() {
            self.convert_stop_iteration(generator.flavor);
        }
        let _ = self.finish_frame(frame);
    }

    /// `StopIteration` may not leave a generator (PEP 479).
    fn convert_stop_iteration(&mut self, flavor: GeneratorFlavor) {
        let name = if self.raised_is(|types| &types.exc.StopIteration) {
            "StopIteration"
        } else if flavor == GeneratorFlavor::AsyncGenerator
            && self.raised_is(|types| &types.exc.StopAsyncIteration)
        {
            "StopAsyncIteration"
        } else {
            return;
        };
        let cause = std::mem::replace(&mut self.raised, Value::NULL);
        drop(self.runtime_error(format!("{} raised {name}", flavor.text())));
        let raised = self.raised.clone();
        if let Some(exception) = raised.downcast::<PyException>() {
            exception.cause.set(self, cause.clone());
            exception.context.set(self, cause);
            exception.suppress_context.set(self, true);
        }
    }

    /// Drops what a frame holds and takes its memory back; gives the caller's frame. A frame object that others hold
    /// takes over the locals.
    pub(super) fn finish_frame(&mut self, frame: FramePtr) -> Option<FramePtr> {
        let previous = frame.previous();
        if frame.is_generator() {
            self.finish_generator(frame);
            return previous;
        }
        self.detach_frame_object(frame);
        frame.clear();
        self.frames.pop(frame);
        previous
    }

    /// Gives a frame that never ran back.
    pub(crate) fn abandon_frame(&mut self, frame: FramePtr) {
        if frame.is_generator() {
            self.finish_generator(frame);
        } else {
            frame.clear();
            self.frames.pop(frame);
        }
    }

    /// The Python object of a frame.
    pub(crate) fn frame_object(&mut self, frame: FramePtr) -> Ref<PyFrame> {
        if let Some(object) = frame.object() {
            return Ref::new(object);
        }
        let (code, globals, builtins) =
            (Ref::new(frame.code()), Ref::new(frame.globals()), Ref::new(frame.builtins()));
        let namespace = if frame.is_init() { Value::NULL } else { frame.namespace().clone() };
        let object = self.new_frame_object(frame, code, globals, builtins, namespace);
        frame.set_object(object.clone().into());
        object
    }

    /// Lets the frame object go on without the frame, if anybody but the frame holds it.
    #[inline(always)]
    pub(super) fn detach_frame_object(&mut self, frame: FramePtr) {
        if let Some(object) = frame.object() {
            self.detach_existing_frame_object(frame, Ref::new(object));
        }
    }

    #[cold]
    #[inline(never)]
    fn detach_existing_frame_object(&mut self, frame: FramePtr, object: Ref<PyFrame>) {
        // One count is the frame's, one this function's.
        if object.header.count() > 2 {
            frame.own_values();
            let locals = frame.locals().to_vec();
            object.locals.set(self, locals);
            if let Some(previous) = frame.previous() {
                let back = self.frame_object(previous);
                object.back.set(self, back.into());
            }
        }
        object.last_instruction.set(frame.instruction_offset() as i32);
        object.frame.set(None);
    }
}
