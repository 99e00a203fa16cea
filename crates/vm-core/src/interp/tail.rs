//! The tail-calling backend: each handler is a function that ends by calling the next, which the compiler turns into a
//! jump. The machine's registers are the arguments.
//!
//! Measured 1.3 to 1.45 times faster than the `match` loop, but only because no hot handler contains an ordinary call:
//! slow paths are tail calls of cold functions too. See ARCHITECTURE.md, "Dispatch".
#![expect(unsafe_code, reason = "handlers work on raw frames and code units")]

use bytecode::Opcode;

use super::glue::*;
use super::prelude::*;
use super::unwind::{self, unwind_from};
use super::{RunExit, ops};
use crate::Vm;
use crate::frame::FramePtr;
use crate::value::Value;

/// A handler. Arguments: machine, instruction, stack top, locals of the frame, and the code unit with its extended
/// argument.
#[cfg(target_arch = "x86_64")]
pub(super) type Handler =
    unsafe extern "sysv64" fn(*mut Vm, *mut CodeUnit, *mut Value, *mut Value, u64) -> RunExit;
#[cfg(not(target_arch = "x86_64"))]
pub(super) type Handler =
    unsafe extern "C" fn(*mut Vm, *mut CodeUnit, *mut Value, *mut Value, u64) -> RunExit;

macro_rules! handler {
    ($(#[$attribute:meta])* $name:ident ($vm:ident, $pc:ident, $sp:ident, $fp:ident, $x:ident) $body:block) => {
        #[cfg(target_arch = "x86_64")]
        $(#[$attribute])*
        pub(super) unsafe extern "sysv64" fn $name($vm: *mut Vm, $pc: *mut CodeUnit, $sp: *mut Value, $fp: *mut Value, $x: u64) -> RunExit {
            // SAFETY: handlers are only called with the registers of a frame that runs verified code.
            unsafe { $body }
        }
        #[cfg(not(target_arch = "x86_64"))]
        $(#[$attribute])*
        pub(super) unsafe extern "C" fn $name($vm: *mut Vm, $pc: *mut CodeUnit, $sp: *mut Value, $fp: *mut Value, $x: u64) -> RunExit {
            // SAFETY: handlers are only called with the registers of a frame that runs verified code.
            unsafe { $body }
        }
    };
}

macro_rules! cold_handler {
    ($name:ident $($handler:tt)*) => { handler! { #[cold] #[inline(never)] $name $($handler)* } };
}

/// Runs the instruction at `$pc`.
macro_rules! dispatch {
    ($vm:expr, $pc:expr, $sp:expr, $fp:expr) => {{
        let pc: *mut CodeUnit = $pc;
        let unit = pc.read();
        let handler = handler_of($vm, unit);
        return handler($vm, pc, $sp, $fp, u64::from(unit));
    }};
}

macro_rules! go_next {
    ($vm:ident, $fp:ident; $pc:ident, $sp:expr, $units:expr, $dead:ident) => {
        go_on!($vm, $fp; $pc, $sp, $units, 0, $dead)
    };
}

macro_rules! go_jump {
    ($($rest:tt)*) => {{
        // Nothing, but not to be merged with the path that does not jump: a conditional move in its place would leave the
        // processor to predict both ways by one indirect jump.
        std::arch::asm!("", options(nomem, nostack, preserves_flags));
        go_on!($($rest)*)
    }};
}

macro_rules! go_on {
    ($vm:ident, $fp:ident; $pc:ident, $sp:expr, $units:expr, $offset:expr, $dead:ident) => {{
        let sp: *mut Value = $sp;
        let pc = $pc.offset($units + $offset);
        if $dead.any() {
            (*$vm).second_dead = $dead.second;
            return free_and_dispatch($vm, pc, sp, $fp, $dead.first as u64);
        }
        dispatch!($vm, pc, sp, $fp)
    }};
}

macro_rules! go_deopt {
    ($vm:ident, $pc:ident, $sp:ident, $fp:ident, $x:ident; $name:ident) => {
        return $name($vm, $pc, $sp, $fp, $x)
    };
}

macro_rules! go_slow {
    ($($rest:tt)*) => { go_deopt!($($rest)*) };
}

macro_rules! go_specialize {
    ($vm:ident, $pc:ident, $sp:ident, $fp:ident, $x:ident; $name:ident) => {
        return specialize_and_dispatch($vm, $pc, $sp, $fp, $x)
    };
}

macro_rules! go_raise {
    ($vm:ident, $fp:ident; $pc:ident, $sp:expr, $dead:ident) => {{
        let sp: *mut Value = $sp;
        if $dead.any() {
            (*$vm).second_dead = $dead.second;
        }
        return raise($vm, $pc, sp, $fp, $dead.first as u64);
    }};
}

macro_rules! go_enter {
    ($vm:ident, $fp:ident; $frame:ident, $pc:ident, $sp:expr, $units:expr, $dead:ident) => {{
        let sp: *mut Value = $sp;
        let next = enter($vm, $fp, $frame, $pc, sp, ($units) as u32);
        if $dead.any() {
            (*$vm).second_dead = $dead.second;
            return free_and_dispatch($vm, next.pc, next.sp, next.fp, $dead.first as u64);
        }
        // Most frames begin with a RESUME that has nothing to do: not worth a dispatch.
        if next.pc.read() as u8 == Opcode::RESUME as u8 && heap_token($vm).eval_breaker() == 0 {
            dispatch!($vm, next.pc.add(1), next.sp, next.fp)
        }
        dispatch!($vm, next.pc, next.sp, next.fp)
    }};
}

macro_rules! go_resume {
    ($vm:ident, $fp:ident; $frame:ident, $pc:ident, $sp:expr, $units:expr, $dead:ident) => {{
        let sp: *mut Value = $sp;
        let next = resume($vm, $fp, $frame, $pc, sp, ($units) as u32);
        if $dead.any() {
            (*$vm).second_dead = $dead.second;
            return free_and_dispatch($vm, next.pc, next.sp, next.fp, $dead.first as u64);
        }
        dispatch!($vm, next.pc, next.sp, next.fp)
    }};
}

/// Drops a frame that is nothing but its locals and its function, and goes on in the caller with `$value`.
macro_rules! leave_plain {
    ($vm:ident, $fp:ident, $frame:ident, $value:ident) => {{
        let collected = drop_frame_parts($frame);
        let vm = &mut *$vm;
        vm.frames.pop_plain($frame);
        vm.frames.remaining_depth += 1;
        // SAFETY: only entry frames, which are not plain, have no caller.
        let caller = $frame.previous().unwrap_unchecked();
        (*$vm).current = Some(caller);
        let sp = caller.stack_top();
        sp.write($value);
        let pc = caller.prev_instr().add(caller.return_units() as usize);
        if collected > 0 {
            caller.spill(caller.prev_instr(), sp.add(1));
            (*$vm).collected = $fp;
            return free_collected_and_dispatch(
                $vm,
                pc,
                sp.add(1),
                caller.locals_pointer(),
                collected as u64,
            );
        }
        dispatch!($vm, pc, sp.add(1), caller.locals_pointer())
    }};
}

macro_rules! go_leave {
    ($vm:ident, $fp:ident; $value:ident, $pc:ident, $sp:expr, $dead:ident) => {{
        let frame = FramePtr::new($fp);
        if frame.is_plain() && !$dead.any() {
            leave_plain!($vm, $fp, frame, $value)
        }
        if $dead.any() {
            (*$vm).second_dead = $dead.second;
        }
        // The result is NULL between uses, so that nothing is dropped: a drop would be a call.
        (&raw mut (*$vm).result).write($value);
        if frame.is_generator() && !$dead.any() {
            return leave_generator($vm, $pc, $sp, $fp, 0);
        }
        if frame.is_plain_init() && !$dead.any() {
            return leave_init($vm, $pc, $sp, $fp, 0);
        }
        if (frame.is_plain_entry() || frame.is_plain_special()) && !$dead.any() {
            return leave_marked($vm, $pc, $sp, $fp, 0);
        }
        return leave_and_dispatch($vm, $pc, $sp, $fp, $dead.first as u64);
    }};
}

macro_rules! go_suspend {
    ($vm:ident, $fp:ident; $value:ident, $pc:ident, $sp:expr, $units:expr, $dead:ident) => {{
        let sp: *mut Value = $sp;
        if $dead.any() {
            $dead.free();
        }
        match suspend($vm, $fp, $pc, sp, $value) {
            Ok(Ok(next)) => dispatch!($vm, next.pc, next.sp, next.fp),
            Ok(Err(exit)) => return exit,
            Err(value) => {
                // As in `go_leave`.
                (&raw mut (*$vm).result).write(value);
                return suspend_and_dispatch($vm, $pc, sp, $fp, 0);
            }
        }
    }};
}

macro_rules! go_raw {
    ($vm:ident, $pc:ident, $sp:ident, $fp:ident, $x:ident; EXTENDED_ARG) => {{
        let pc = $pc.add(1);
        let unit = pc.read();
        let x = ($x & !0xFF) << 8 | u64::from(unit);
        return handler_of($vm, unit)($vm, pc, $sp, $fp, x);
    }};
    ($vm:ident, $pc:ident, $sp:ident, $fp:ident, $x:ident; RETURN_GENERATOR) => {{
        let frame = FramePtr::new($fp);
        frame.spill($pc, $sp);
        let Some(generator) = heap_token($vm).return_generator_quickly(frame) else {
            return return_generator($vm, $pc, $sp, $fp, $x);
        };
        let vm = &mut *$vm;
        vm.frames.pop_plain(frame);
        // As in `go_leave`: the frame is plain.
        let next = hand_returned(vm, frame.previous().unwrap_unchecked(), generator);
        dispatch!($vm, next.pc, next.sp, next.fp)
    }};
    ($vm:ident, $pc:ident, $sp:ident, $fp:ident, $x:ident; YIELD_ASYNC_VALUE) => {{
        let sp = at($sp, -1);
        match suspend_async($vm, $fp, $pc, sp, lift($sp, -1)) {
            Ok(next) => dispatch!($vm, next.pc, next.sp, next.fp),
            Err(value) => {
                // As in `go_leave`.
                (&raw mut (*$vm).result).write(value);
                return wrap_and_suspend($vm, $pc, sp, $fp, 0);
            }
        }
    }};
    ($vm:ident, $pc:ident, $sp:ident, $fp:ident, $x:ident; JUMP_BACKWARD_JIT) => {
        return enter_compiled($vm, $pc, $sp, $fp, $x)
    };
    ($vm:ident, $pc:ident, $sp:ident, $fp:ident, $x:ident; $name:ident) => {
        return handler_invalid($vm, $pc, $sp, $fp, $x)
    };
}

macro_rules! spill {
    ($vm:ident, $pc:ident, $sp:expr, $fp:ident) => {
        FramePtr::new($fp).spill($pc, $sp)
    };
}

macro_rules! heap {
    ($vm:ident) => {
        heap_token($vm)
    };
}

macro_rules! vm {
    ($vm:ident) => {
        vm_token($vm)
    };
}

macro_rules! fire {
    ($vm:ident, $pc:expr, $sp:expr, $fp:ident, $x:ident, $event:ident, $target:expr) => {{
        let sp: *mut Value = $sp;
        FramePtr::new($fp).spill($pc, sp);
        vm_token($vm).fire(crate::interp::prelude::MonitoringEvent::$event, ($target) as isize)
    }};
}

#[path = "generated/tail.rs"]
#[rustfmt::skip]
mod generated;

/// The handlers by number. They lie in the machine itself, where a dispatch finds them at a fixed distance from the
/// machine's register: a register of their own would be one less for the handlers, several of which then have to save
/// others. Counting or tracing exchanges them all.
pub(crate) struct DispatchTable([Handler; 256]);

impl DispatchTable {
    /// The handlers that do what the opcodes say.
    pub(crate) const fn new() -> DispatchTable {
        DispatchTable(generated::TABLE)
    }

    /// Handlers that note what runs, for tier 2.
    #[cfg(tier2)]
    pub(crate) const fn recording() -> DispatchTable {
        DispatchTable([record_and_handle; 256])
    }

    /// The address of the handler of the opcode in `unit`.
    #[cfg(tier2)]
    pub(crate) fn handler_address(&self, unit: CodeUnit) -> usize {
        self.0[usize::from(unit as u8)] as *const () as usize
    }

    /// Handlers that also count.
    pub(crate) const fn counting() -> DispatchTable {
        DispatchTable([count_and_handle; 256])
    }
}

/// The handler of the opcode in `unit`.
#[inline(always)]
unsafe fn handler_of(vm: *mut Vm, unit: CodeUnit) -> Handler {
    // SAFETY: handlers pass the machine that runs them.
    unsafe { (*vm).dispatch.0[usize::from(unit as u8)] }
}

cold_handler! { handler_invalid(vm, pc, sp, fp, x) {
    FramePtr::new(fp).spill(pc, sp);
    drop(vm_token(vm).system_error(format!("unknown opcode {}", x as u8)));
    return raise(vm, pc, sp, fp, 0);
} }

cold_handler! { free_and_dispatch(vm, pc, sp, fp, x) {
    let second = std::mem::replace(&mut (*vm).second_dead, std::ptr::null_mut());
    free_dead(vm, Dead { first: x as *mut crate::object::Header, second }, pc, sp, fp);
    dispatch!(vm, pc, sp, fp)
} }

cold_handler! { free_collected_and_dispatch(vm, pc, sp, fp, x) {
    free_collected(vm, (*vm).collected.cast(), x as usize);
    dispatch!(vm, pc, sp, fp)
} }

/// Frees the objects that a handler handed on: the first as argument, the second in the machine.
unsafe fn free_handed(vm: *mut Vm, first: u64) {
    if first != 0 {
        // SAFETY: handlers pass the machine that runs them.
        let second = std::mem::replace(unsafe { &mut (*vm).second_dead }, std::ptr::null_mut());
        Dead { first: first as *mut crate::object::Header, second }.free();
    }
}

cold_handler! { leave_and_dispatch(vm, pc, sp, fp, x) {
    free_handed(vm, x);
    FramePtr::new(fp).spill(pc, sp);
    let value = std::mem::replace(&mut (*vm).result, Value::NULL);
    match leave_slow(vm, fp, value) {
        Ok(next) => dispatch!(vm, next.pc, next.sp, next.fp),
        Err(exit) => exit,
    }
} }

cold_handler! { return_generator(vm, pc, sp, fp, _x) {
    let value = vm_token(vm).return_generator(Frame::new(fp));
    let dead = Dead::new();
    go_leave!(vm, fp; value, pc, sp, dead)
} }

// Ends a generator that instructions run.
handler! { #[inline(never)] leave_generator(vm, pc, sp, fp, _x) {
    let frame = FramePtr::new(fp);
    frame.spill(pc, sp);
    let Some(caller) = vm_token(vm).finish_generator_quickly(frame) else {
        return leave_and_dispatch(vm, pc, sp, fp, 0);
    };
    let vm_ref = &mut *vm;
    let value = std::mem::replace(&mut vm_ref.result, Value::NULL);
    let mut next = hand_returned(vm_ref, caller, value);
    if next.pc.read() & 0xFF == Opcode::END_SEND as u16 {
        // Most often the generator dies here.
        end_send(vm_ref, &mut next);
    }
    if vm_ref.has_finalizable() {
        FramePtr::new(next.fp).spill(next.pc, next.sp);
        vm_ref.run_finalizers();
    }
    dispatch!(vm, next.pc, next.sp, next.fp)
} }

// The end of an `__init__`, whose caller gets the instance.
handler! { leave_init(vm, pc, sp, fp, _x) {
    if !(*vm).result.is_none() {
        return leave_and_dispatch(vm, pc, sp, fp, 0);
    }
    (&raw mut (*vm).result).write(Value::NULL);
    let frame = FramePtr::new(fp);
    let instance = frame.take_init_instance();
    leave_plain!(vm, fp, frame, instance)
} }

// The end of a frame that native code entered, or of one of a special method.
handler! { #[inline(never)] leave_marked(vm, pc, sp, fp, _x) {
    let frame = FramePtr::new(fp);
    if frame.is_plain_entry() {
        let collected = drop_frame_parts(frame);
        let vm_ref = &mut *vm;
        vm_ref.frames.pop_plain(frame);
        vm_ref.current = frame.previous();
        if collected > 0 {
            free_parts(fp.cast(), collected);
        }
        return RunExit::Returned;
    }
    let Some(value) = converted_quickly(frame, &(*vm).result) else {
        return leave_and_dispatch(vm, pc, sp, fp, 0);
    };
    (*vm).result = Value::NULL;
    leave_plain!(vm, fp, frame, value)
} }

cold_handler! { wrap_and_suspend(vm, pc, sp, fp, _x) {
    let value = std::mem::replace(&mut (*vm).result, Value::NULL);
    let wrapped = vm_token(vm).new_tuple_marked(&value);
    drop(value);
    (*vm).result = wrapped;
    return suspend_and_dispatch(vm, pc, sp, fp, 0);
} }

handler! { #[inline(never)] suspend_and_dispatch(vm, _pc, _sp, fp, _x) {
    let value = std::mem::replace(&mut (*vm).result, Value::NULL);
    match suspend_slow(vm, fp, value) {
        Ok(next) => dispatch!(vm, next.pc, next.sp, next.fp),
        Err(exit) => exit,
    }
} }

cold_handler! { specialize_and_dispatch(vm, pc, sp, fp, x) {
    let unit = pc.read();
    // A code unit names its opcode.
    let base = Opcode::from_number(unit & 0xFF).unwrap_or(Opcode::NOP);
    FramePtr::new(fp).spill(pc, sp);
    specialize_at(vm, pc, sp, fp, base.base(), oparg(x));
    let handler = handler_of(vm, pc.read());
    return handler(vm, pc, sp, fp, x);
} }

cold_handler! { raise(vm, pc, sp, fp, x) {
    free_handed(vm, x);
    let frame = FramePtr::new(fp);
    frame.spill(pc, sp);
    match unwind_from(vm_token(vm), frame, true) {
        Some(next) => dispatch!(vm, next.pc, next.sp, next.fp),
        None => RunExit::Raised,
    }
} }

/// Not part of the handler: what its locals need of the native stack would make the handler's tail call a call.
#[cold]
#[inline(never)]
unsafe fn count(vm: *mut Vm, fp: *mut Value, pc: *mut CodeUnit) {
    // SAFETY: handlers pass the machine that runs them and the frame that goes on.
    unsafe {
        if let Some(statistics) = &mut (*vm).statistics {
            statistics.count(FramePtr::new(fp), pc);
        }
    }
}

cold_handler! { count_and_handle(vm, pc, sp, fp, x) {
    count(vm, fp, pc);
    // Not what is in `x`: the instruction may just have become another form.
    return generated::TABLE[usize::from(pc.read() as u8)](vm, pc, sp, fp, x);
} }

#[cfg(tier2)]
unsafe extern "sysv64" fn end_run<const RAISED: bool>(
    _: *mut Vm,
    _: *mut CodeUnit,
    _: *mut Value,
    _: *mut Value,
    _: u64,
) -> RunExit {
    if RAISED { RunExit::Raised } else { RunExit::Returned }
}

/// The handler that ends a run as the instruction said that compiled code has run.
#[cfg(tier2)]
pub(super) fn end_of_run(exit: RunExit) -> Handler {
    match exit {
        RunExit::Returned => end_run::<false>,
        RunExit::Raised => end_run::<true>,
    }
}

#[cfg(tier2)]
cold_handler! { record_and_handle(vm, pc, sp, fp, x) {
    crate::tier2::record(vm_token(vm), pc, sp, fp, x);
    // The instruction may have become another, and if parts of it are fused, each is to be seen.
    let opcode = Opcode::from_number(pc.read() & 0xFF).unwrap_or(Opcode::NOP).first_part();
    if opcode == Opcode::JUMP_BACKWARD_JIT && crate::tier2::is_recording(&*vm) {
        // The loop becomes part of what is recorded, round by round.
        return generated::SLOW_JUMP_BACKWARD(vm, pc, sp, fp, x);
    }
    return generated::TABLE[opcode as usize & 0xFF](vm, pc, sp, fp, x);
} }

// A loop that tier 2 has compiled goes round.
handler! { enter_compiled(vm, pc, sp, fp, x) {
    #[cfg(tier2)]
    if heap_token(vm).eval_breaker() == 0 {
        let code: Handler = std::mem::transmute(crate::tier2::enter(&*vm, pc.add(1).read()));
        return code(vm, pc, sp, fp, x);
    }
    return generated::SLOW_JUMP_BACKWARD(vm, pc, sp, fp, x);
} }

/// Runs `frame`; if `throwing`, by raising the exception in the machine.
pub(super) fn run(vm: &mut Vm, frame: FramePtr, throwing: bool) -> RunExit {
    let mut next = Continue { pc: frame.prev_instr(), sp: frame.stack_top(), fp: frame.locals_pointer() };
    if throwing {
        match unwind::unwind_from(vm, frame, true) {
            Some(handler) => next = handler,
            None => return RunExit::Raised,
        }
    }
    // SAFETY: the registers are those of a frame that was just made or resumed.
    unsafe {
        let mut unit = next.pc.read();
        if unit & 0xFF == Opcode::RESUME as u16 && vm.eval_breaker() == 0 {
            // As in `go_enter`.
            next.pc = next.pc.add(1);
            unit = next.pc.read();
        }
        let vm: *mut Vm = vm;
        handler_of(vm, unit)(vm, next.pc, next.sp, next.fp, u64::from(unit))
    }
}
