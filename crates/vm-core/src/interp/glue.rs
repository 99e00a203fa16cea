//! What generated handlers are written in: access to operands, slots and caches, and the ways to go on. The macros that
//! leave a handler are in `tail` and `match_loop`.
#![expect(unsafe_code, reason = "handlers work on raw frames and code units")]

use bytecode::Opcode;

use super::chain::Receiver;
use super::prelude::{MovedSlice, OutSlots, StackType};
use super::{RunExit, specialize};
use crate::Vm;
use crate::frame::{COMPARED, Frame, FramePtr};
#[cfg(tail_calls)]
use crate::frame::{HOOK, INVERTED};
use crate::heap::{self, Heap};
use crate::object::Header;
use crate::objects::GeneratorFlavor;
use crate::value::{DeadObject, Value};
use crate::vm::Specialization;

pub(super) use bytecode::code::CodeUnit;

/// Where a run goes on after it left the hot path: instruction, stack top, frame.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Continue {
    pub pc: *mut CodeUnit,
    pub sp: *mut Value,
    pub fp: *mut Value,
}

/// Objects whose count fell to zero during an instruction. They are freed when it is done, by a cold function that the
/// handler tail-calls: a call on the hot path would make it save registers.
pub(super) struct Dead {
    pub first: *mut Header,
    pub second: *mut Header,
}

impl Dead {
    #[inline(always)]
    pub(super) fn new() -> Dead {
        Dead { first: std::ptr::null_mut(), second: std::ptr::null_mut() }
    }

    #[inline(always)]
    pub(super) fn any(&self) -> bool {
        !self.first.is_null()
    }

    #[inline(always)]
    fn add(&mut self, dead: DeadObject) {
        if self.first.is_null() {
            self.first = dead.header();
        } else if self.second.is_null() {
            self.second = dead.header();
        } else {
            heap::free(dead.header());
        }
    }

    /// Frees them.
    pub(super) fn free(self) {
        for object in [self.first, self.second] {
            if !object.is_null() {
                heap::free(object);
            }
        }
    }
}

#[inline(always)]
pub(super) unsafe fn oparg(x: u64) -> u32 {
    // SAFETY: an argument has 32 bits at most, in a code unit that three EXTENDED_ARG extend (the verifier refuses a
    // fourth). Knowing it saves the handlers a mask.
    unsafe { std::hint::assert_unchecked(x >> 40 == 0) };
    (x >> 8) as u32
}

#[inline(always)]
pub(super) unsafe fn at(sp: *mut Value, offset: isize) -> *mut Value {
    // SAFETY: stack effects keep the pointer within the frame, as the verifier proved.
    unsafe { sp.offset(offset) }
}

#[inline(always)]
pub(super) unsafe fn slot<'a>(sp: *mut Value, offset: isize) -> &'a Value {
    // SAFETY: the stack effect says that the slot is filled.
    unsafe { &*sp.offset(offset) }
}

#[inline(always)]
pub(super) unsafe fn slot_mut<'a>(sp: *mut Value, offset: isize) -> &'a mut Value {
    // SAFETY: as in `slot`.
    unsafe { &mut *sp.offset(offset) }
}

#[inline(always)]
pub(super) unsafe fn slots<'a>(sp: *mut Value, offset: isize, count: usize) -> &'a [Value] {
    // SAFETY: as in `slot`.
    unsafe { std::slice::from_raw_parts(sp.offset(offset), count) }
}

#[inline(always)]
pub(super) unsafe fn view<'a, T: StackType>(sp: *mut Value, offset: isize) -> T::View<'a> {
    // SAFETY: as in `slot`.
    T::view(unsafe { slot(sp, offset) })
}

/// Takes a value out of its slot, leaving NULL for an unwinding that may follow.
#[inline(always)]
pub(super) unsafe fn take(sp: *mut Value, offset: isize) -> Value {
    // SAFETY: as in `slot`.
    unsafe { sp.offset(offset).replace(Value::NULL) }.into_owned()
}

/// Takes a value out of a slot that nobody looks at again.
#[inline(always)]
pub(super) unsafe fn lift(sp: *mut Value, offset: isize) -> Value {
    // SAFETY: as in `slot`.
    unsafe { sp.offset(offset).read() }.into_owned()
}

/// As `lift`, as the type wants it.
#[inline(always)]
pub(super) unsafe fn lift_typed<T: StackType>(sp: *mut Value, offset: isize) -> T::Owned {
    // SAFETY: as in `slot`.
    T::own(unsafe { sp.offset(offset).read() })
}

#[inline(always)]
pub(super) unsafe fn take_slice<'a>(sp: *mut Value, offset: isize, count: usize) -> MovedSlice<'a> {
    // SAFETY: as in `slot`.
    unsafe { MovedSlice::new(sp.offset(offset), count) }
}

#[inline(always)]
pub(super) unsafe fn out_slots<'a>(sp: *mut Value, offset: isize, count: usize) -> OutSlots<'a> {
    // SAFETY: the verifier proved that the stack is deep enough; what lay there was consumed.
    unsafe { OutSlots::new(sp.offset(offset), count) }
}

/// As `out_slots`, with NULL in them: they are dropped if the instruction fails.
#[inline(always)]
pub(super) unsafe fn empty_slots<'a>(sp: *mut Value, offset: isize, count: usize) -> OutSlots<'a> {
    for index in 0..count as isize {
        // SAFETY: as in `out_slots`.
        unsafe { sp.offset(offset + index).write(Value::NULL) };
    }
    // SAFETY: as in `out_slots`.
    unsafe { out_slots(sp, offset, count) }
}

#[inline(always)]
pub(super) unsafe fn put(sp: *mut Value, offset: isize, value: Value) {
    // SAFETY: as in `out_slots`.
    unsafe { sp.offset(offset).write(value) }
}

#[inline(always)]
pub(super) unsafe fn move_slots(sp: *mut Value, from: isize, to: isize, count: usize) {
    // SAFETY: as in `out_slots`; the ranges may overlap.
    unsafe { sp.offset(to).copy_from(sp.offset(from), count) }
}

#[inline(always)]
pub(super) fn drop_value(value: Value, dead: &mut Dead) {
    if let Some(object) = value.release() {
        dead.add(object);
    }
}

#[inline(always)]
pub(super) unsafe fn drop_slot(sp: *mut Value, offset: isize, dead: &mut Dead) {
    // SAFETY: the slot is filled, and consumed by this.
    drop_value(unsafe { sp.offset(offset).read() }, dead);
}

#[inline(always)]
pub(super) unsafe fn drop_typed_slot<T: StackType>(sp: *mut Value, offset: isize, dead: &mut Dead) {
    if !T::IMMEDIATE {
        // SAFETY: as in `drop_slot`.
        unsafe { drop_slot(sp, offset, dead) }
    }
}

#[inline(always)]
pub(super) unsafe fn drop_slots(sp: *mut Value, offset: isize, count: usize, dead: &mut Dead) {
    for index in 0..count as isize {
        // SAFETY: as in `drop_slot`.
        unsafe { drop_slot(sp, offset + index, dead) }
    }
}

#[inline(always)]
pub(super) unsafe fn read_u16(pc: *mut CodeUnit, unit: usize) -> u16 {
    // SAFETY: the caches of an instruction follow it.
    unsafe { pc.add(unit).read() }
}

#[inline(always)]
pub(super) unsafe fn read_u32(pc: *mut CodeUnit, unit: usize) -> u32 {
    // SAFETY: as in `read_u16`; the units are not aligned to more.
    unsafe { pc.add(unit).cast::<u32>().read_unaligned() }
}

#[inline(always)]
pub(super) unsafe fn read_u64(pc: *mut CodeUnit, unit: usize) -> u64 {
    // SAFETY: as in `read_u32`.
    unsafe { pc.add(unit).cast::<u64>().read_unaligned() }
}

pub(super) unsafe fn write_u16(pc: *mut CodeUnit, unit: usize, value: u16) {
    // SAFETY: as in `read_u16`.
    unsafe { pc.add(unit).write(value) }
}

pub(super) unsafe fn write_u32(pc: *mut CodeUnit, unit: usize, value: u32) {
    // SAFETY: as in `read_u32`.
    unsafe { pc.add(unit).cast::<u32>().write_unaligned(value) }
}

pub(super) unsafe fn write_u64(pc: *mut CodeUnit, unit: usize, value: u64) {
    // SAFETY: as in `read_u32`.
    unsafe { pc.add(unit).cast::<u64>().write_unaligned(value) }
}

/// Counters have 12 bits of count above 4 bits of backoff, as CPython's `pycore_backoff.h`.
const COUNT_STEP: u16 = 1 << 4;
const MAX_BACKOFF: u16 = 12;
/// Executions before a first attempt to specialize.
pub(crate) const WARMUP: u16 = COUNT_STEP | 1;
/// Failures of a specialized form before another attempt.
const COOLDOWN: u16 = 52 * COUNT_STEP;

/// Counts an execution of a generic form down; whether it is time to specialize.
#[inline(always)]
pub(super) unsafe fn counter_triggers(pc: *mut CodeUnit) -> bool {
    // SAFETY: the cache of an adaptive instruction begins with its counter.
    unsafe {
        let counter = pc.add(1);
        let value = counter.read();
        if value < COUNT_STEP {
            return true;
        }
        counter.write(value - COUNT_STEP);
        false
    }
}

/// Chooses a specialized form for the instruction at `pc`, or waits longer for the next attempt. Returns whether the
/// instruction is another now.
#[cold]
#[inline(never)]
pub(super) unsafe fn specialize_at(
    vm: *mut Vm,
    pc: *mut CodeUnit,
    sp: *mut Value,
    fp: *mut Value,
    base: Opcode,
    oparg: u32,
) -> bool {
    // SAFETY: the handler that asks is about to execute the instruction at `pc` with the stack at `sp`.
    unsafe {
        let vm = &mut *vm;
        let chosen = match vm.specialization {
            Specialization::Off => None,
            _ => specialize::specialize(vm, Frame::new(fp), pc, sp, base, oparg),
        };
        #[cfg(tier2)]
        if base == Opcode::JUMP_BACKWARD {
            crate::tier2::consider(vm, pc, sp, fp, oparg);
        }
        let has_counter = base.cache_entries() > 0;
        if let Some(statistics) = &mut vm.statistics {
            statistics.attempt(Opcode::from_number(pc.read() & 0xFF).unwrap_or(base), chosen);
        }
        match chosen {
            Some(opcode) => {
                // Who counts wants to see each instruction.
                let fuse = vm.statistics.is_none();
                FramePtr::new(fp).code().instructions.set_opcode(pc, opcode, fuse);
                if has_counter {
                    pc.add(1).write(if vm.specialization == Specialization::Eager {
                        COUNT_STEP
                    } else {
                        COOLDOWN
                    });
                }
                true
            }
            None => {
                if has_counter {
                    let backoff = (pc.add(1).read() & 0xF).min(MAX_BACKOFF - 1) + 1;
                    let count =
                        if vm.specialization == Specialization::Eager { 1 } else { (1_u16 << backoff) - 1 };
                    pc.add(1).write(count << 4 | backoff);
                }
                false
            }
        }
    }
}

#[cold]
pub(super) fn no_such_exit() -> ! {
    unreachable!("an op left by an exit that its header does not declare")
}

/// Frees objects that died, then runs what their deaths set off (`__del__`, weak reference callbacks).
#[cold]
#[inline(never)]
pub(super) unsafe fn free_dead(vm: *mut Vm, dead: Dead, pc: *mut CodeUnit, sp: *mut Value, fp: *mut Value) {
    dead.free();
    // SAFETY: handlers pass the machine that runs them and the frame that goes on.
    unsafe {
        if (*vm).has_finalizable() {
            FramePtr::new(fp).spill(pc, sp);
            (*vm).run_finalizers();
        }
    }
}

/// Ends a step of an asynchronous generator by `yield value`. Otherwise as [`suspend`], with the value for
/// [`suspend_slow`].
#[inline(always)]
pub(super) unsafe fn suspend_async(
    vm: *mut Vm,
    fp: *mut Value,
    pc: *mut CodeUnit,
    sp: *mut Value,
    value: Value,
) -> Result<Continue, Value> {
    // SAFETY: as in `suspend`.
    unsafe {
        let vm = &mut *vm;
        let frame = FramePtr::new(fp);
        frame.spill(pc, sp);
        match vm.end_step(frame) {
            Some(caller) => Ok(hand_returned(vm, caller, value)),
            None => Err(value),
        }
    }
}

/// An asynchronous generator that `async for` iterates over has returned: it ends the loop. Where that does nothing else,
/// `StopAsyncIteration` is not even made.
#[cold]
#[inline(never)]
fn end_async_iteration(vm: &mut Vm, caller: FramePtr) -> Option<Continue> {
    vm.frames.remaining_depth += 1;
    vm.current = Some(caller);
    if let Some(next) = super::unwind::skip_async_loop(caller) {
        return Some(next);
    }
    drop(vm.raise_with(|types| &types.exc.StopAsyncIteration, &[]));
    super::unwind::unwind_from(vm, caller, true)
}

/// Leaves a frame by `return value`. `None`: it was the entry frame, and `vm.result` is set.
#[cold]
#[inline(never)]
pub(super) unsafe fn leave_slow(vm: *mut Vm, fp: *mut Value, value: Value) -> Result<Continue, RunExit> {
    // SAFETY: the frame runs on this machine.
    unsafe {
        let vm = &mut *vm;
        let frame = FramePtr::new(fp);
        let value = match frame.is_init() {
            false => value,
            true => match vm.check_init_result(&value) {
                Ok(()) => frame.take_init_instance(),
                Err(raised) => {
                    drop(raised);
                    return match super::unwind::unwind_from(vm, frame, false) {
                        Some(next) => Ok(next),
                        None => Err(RunExit::Raised),
                    };
                }
            },
        };
        let (entry, unwanted, conversions) =
            (frame.is_entry(), frame.is_result_unwanted(), frame.conversions());
        let operands = (conversions & COMPARED != 0).then(|| {
            let locals = frame.locals();
            [locals[0].clone(), locals[1].clone()]
        });
        let ends_iteration =
            frame.generator().is_some_and(|generator| generator.flavor == GeneratorFlavor::AsyncGenerator);
        let previous = vm.finish_frame(frame);
        if let Some(caller) = previous
            && ends_iteration
            && !entry
        {
            return end_async_iteration(vm, caller).ok_or(RunExit::Raised);
        }
        vm.current = previous;
        match previous {
            Some(previous) if !entry => {
                vm.frames.remaining_depth += 1;
                let mut value = value;
                if conversions != 0 {
                    match vm.convert_result(previous, conversions, value, operands) {
                        Ok(result) => value = result,
                        Err(raised) => {
                            drop(raised);
                            return super::unwind::unwind_from(vm, previous, true).ok_or(RunExit::Raised);
                        }
                    }
                }
                let mut sp = previous.stack_top();
                if !unwanted {
                    sp.write(value);
                    sp = sp.add(1);
                }
                let pc = previous.prev_instr().add(previous.return_units() as usize);
                Ok(Continue { pc, sp, fp: previous.locals_pointer() })
            }
            _ => {
                vm.result = value;
                Err(RunExit::Returned)
            }
        }
    }
}

/// What becomes of the result of a special method, if that is quickly said.
#[cfg(tail_calls)]
#[inline(always)]
pub(super) fn converted_quickly(frame: FramePtr, result: &Value) -> Option<Value> {
    let conversions = frame.conversions();
    match result.as_bool() {
        Some(truth) => Some(Value::bool(truth != (conversions & INVERTED != 0))),
        None if conversions == HOOK || conversions == COMPARED && !result.is_not_implemented() => {
            Some(result.clone())
        }
        None => None,
    }
}

/// Suspends a generator's frame by `yield value`. `None`: nothing has changed, and [`suspend_slow`] must do it.
#[inline(always)]
pub(super) unsafe fn suspend(
    vm: *mut Vm,
    fp: *mut Value,
    pc: *mut CodeUnit,
    sp: *mut Value,
    value: Value,
) -> Result<Result<Continue, RunExit>, Value> {
    // SAFETY: only generators yield; the frame runs on this machine.
    unsafe {
        let vm = &mut *vm;
        let frame = FramePtr::new(fp);
        frame.spill(pc, sp);
        if vm.feeding.frame == fp {
            return Err(value);
        }
        match vm.suspend_quick(frame) {
            Some(receiver) => Ok(hand_yielded(vm, receiver, value)),
            None => Err(value),
        }
    }
}

/// As [`suspend`], for all cases; the frame's registers are stored. A value that native code consumes at once does not suspend
/// the generator.
#[inline(never)]
pub(super) unsafe fn suspend_slow(
    vm: *mut Vm,
    fp: *mut Value,
    mut value: Value,
) -> Result<Continue, RunExit> {
    // SAFETY: as in `suspend`.
    unsafe {
        let vm = &mut *vm;
        if vm.feeding.frame == fp {
            match vm.offer(value) {
                Ok(()) => return Ok(go_on_behind_yield(vm, fp)),
                Err(untaken) => value = untaken,
            }
        }
        let receiver = vm.suspend_slow(FramePtr::new(fp));
        hand_yielded(vm, receiver, value)
    }
}

/// Goes on behind a `yield` whose value was taken: None is sent.
#[inline(always)]
unsafe fn go_on_behind_yield(vm: &mut Vm, fp: *mut Value) -> Continue {
    // SAFETY: the frame is at a YIELD_VALUE, which leaves one value and is not the last instruction.
    unsafe {
        let frame = FramePtr::new(fp);
        let sp = frame.stack_top();
        sp.write(Value::NONE);
        let mut pc = frame.prev_instr().add(1);
        if pc.read() & 0xFF == Opcode::RESUME as u16 && vm.eval_breaker() == 0 {
            pc = pc.add(1);
        }
        Continue { pc, sp: sp.add(1), fp }
    }
}

/// Goes on where a generator was resumed, with what it yielded.
#[inline(always)]
unsafe fn hand_yielded(vm: &mut Vm, receiver: Receiver, value: Value) -> Result<Continue, RunExit> {
    // SAFETY: the caller waits at the instruction that resumed the generator.
    unsafe {
        let Receiver::Frame(caller) = receiver else {
            // The result is NULL between uses: nothing need be dropped.
            (&raw mut vm.result).write(value);
            return Err(RunExit::Returned);
        };
        vm.current = Some(caller);
        let sp = caller.stack_top();
        sp.write(value);
        // FOR_ITER and SEND, the only instructions that enter generators, have one cache unit.
        Ok(Continue { pc: caller.prev_instr().add(2), sp: sp.add(1), fp: caller.locals_pointer() })
    }
}

/// Goes on in a frame with what the frame that it called returned.
#[inline(always)]
pub(super) unsafe fn hand_returned(vm: &mut Vm, caller: FramePtr, value: Value) -> Continue {
    // SAFETY: the caller waits at the instruction that entered the frame.
    unsafe {
        vm.frames.remaining_depth += 1;
        vm.current = Some(caller);
        let sp = caller.stack_top();
        sp.write(value);
        let pc = caller.prev_instr().add(caller.return_units() as usize);
        Continue { pc, sp: sp.add(1), fp: caller.locals_pointer() }
    }
}

/// What END_SEND does, whose turn it is.
#[cfg(tail_calls)]
#[inline(always)]
pub(super) unsafe fn end_send(vm: &mut Vm, next: &mut Continue) {
    // SAFETY: the instruction's stack effect.
    unsafe {
        next.sp = next.sp.sub(1);
        let receiver = next.sp.sub(1).replace(next.sp.read());
        next.pc = next.pc.add(1);
        if let Some(dead) = receiver.release() {
            let object = dead.header();
            if !((*object).is_exact(crate::object::Kind::Generator)
                && vm.free_simply::<crate::objects::PyGenerator>(object))
            {
                heap::free(object);
            }
        }
    }
}

/// Begins to run a frame that an instruction made, from the frame at `fp`.
#[inline(always)]
pub(super) unsafe fn enter(
    vm: *mut Vm,
    fp: *mut Value,
    frame: FramePtr,
    pc: *mut CodeUnit,
    sp: *mut Value,
    return_units: u32,
) -> Continue {
    // SAFETY: the frame was just made or resumed; the frame at `fp` runs on this machine.
    unsafe {
        frame.set_previous(Some(FramePtr::new(fp)));
        resume(vm, fp, frame, pc, sp, return_units)
    }
}

/// Goes on in the frame of a generator that an instruction of the frame at `fp` resumed.
#[inline(always)]
pub(super) unsafe fn resume(
    vm: *mut Vm,
    fp: *mut Value,
    frame: FramePtr,
    pc: *mut CodeUnit,
    sp: *mut Value,
    return_units: u32,
) -> Continue {
    // SAFETY: as in `enter`; the generator knows the frame at `fp`.
    unsafe {
        // Before anything else is stored: what was just written there need not be read again.
        let next = Continue { pc: frame.prev_instr(), sp: frame.stack_top(), fp: frame.locals_pointer() };
        let caller = FramePtr::new(fp);
        caller.spill(pc, sp);
        caller.set_return_units(return_units);
        let vm = &mut *vm;
        vm.current = Some(frame);
        vm.frames.remaining_depth -= 1;
        next
    }
}

/// Heap token from the raw machine.
#[inline(always)]
pub(super) unsafe fn heap_token<'a>(vm: *mut Vm) -> &'a mut Heap {
    // SAFETY: a handler holds no other token while it calls a body.
    unsafe { &mut *vm }
}

/// Machine token from the raw machine.
#[inline(always)]
pub(super) unsafe fn vm_token<'a>(vm: *mut Vm) -> &'a mut Vm {
    // SAFETY: as in `heap_token`.
    unsafe { &mut *vm }
}

/// The quick end of a plain frame: drops its locals and function. Objects that die are collected at the start of the
/// frame's memory, where locals were; gives their number.
#[cfg(tail_calls)]
#[inline(always)]
pub(super) unsafe fn drop_frame_parts(frame: FramePtr) -> usize {
    let parts = frame.parts();
    let mut dead = 0;
    // SAFETY: locals are initialized; each is read once, and a dead object's address is stored in a word that was read.
    unsafe {
        for index in 0..parts.count {
            if let Some(object) = parts.locals.add(index).read().release() {
                parts.locals.cast::<*mut Header>().add(dead).write(object.header());
                dead += 1;
            }
        }
        if let Some(object) = parts.func.read().release() {
            // The function dies with its last call: the header's word is as good as a local's.
            if dead < parts.count {
                parts.locals.cast::<*mut Header>().add(dead).write(object.header());
                dead += 1;
            } else {
                // Handed over where the frame's own word for the function was.
                parts.func.cast::<*mut Header>().write(object.header());
                dead |= FUNCTION_DIED;
            }
        }
    }
    dead
}

/// Set in the number that [`drop_frame_parts`] gives if the function died and had to stay in the header.
#[cfg(tail_calls)]
const FUNCTION_DIED: usize = 1 << 32;

/// Frees the objects that [`drop_frame_parts`] collected.
#[cfg(tail_calls)]
#[cold]
#[inline(never)]
pub(super) unsafe fn free_collected(vm: *mut Vm, objects: *mut *mut Header, count: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        free_parts(objects, count);
        let vm = &mut *vm;
        if vm.has_finalizable() {
            vm.run_finalizers();
        }
    }
}

/// As [`free_collected`], but that finalizers wait.
#[cfg(tail_calls)]
#[cold]
#[inline(never)]
pub(super) unsafe fn free_parts(objects: *mut *mut Header, count: usize) {
    // SAFETY: the frame's memory is not used again before this is done: freeing runs no Python.
    unsafe {
        // The last local first, as CPython.
        for index in (0..count & (FUNCTION_DIED - 1)).rev() {
            heap::free(objects.add(index).read());
        }
        if count & FUNCTION_DIED != 0 {
            let frame = FramePtr::new(objects.cast());
            heap::free(frame.function_word().cast::<*mut Header>().read());
        }
    }
}
