//! The matching backend: one loop around one `match`. For debug builds, sanitizers and targets without dependable tail
//! calls; and for compiled code, which runs single instructions by it ([`step`]).
#![expect(unsafe_code, reason = "handlers work on raw frames and code units")]

use bytecode::Opcode;

use super::glue::*;
use super::prelude::*;
use super::unwind::unwind_from;
use super::{RunExit, ops};
use crate::Vm;
use crate::frame::FramePtr;
use crate::value::Value;

#[rustfmt::skip]
#[path = "generated/codes.rs"]
mod codes;

/// What the other backend dispatches by; here the `match` does.
#[cfg(not(tail_calls))]
pub(crate) struct DispatchTable;

#[cfg(not(tail_calls))]
impl DispatchTable {
    pub(crate) const fn new() -> DispatchTable {
        DispatchTable
    }

    pub(crate) const fn counting() -> DispatchTable {
        DispatchTable
    }
}

/// Runs `frame`; if `throwing`, by raising the exception in the machine.
#[cfg(not(tail_calls))]
pub(super) fn run(machine: &mut Vm, frame: FramePtr, throwing: bool) -> RunExit {
    let mut pc = frame.prev_instr();
    let mut sp = frame.stack_top();
    let mut fp = frame.locals_pointer();
    if throwing {
        match unwind_from(machine, frame, true) {
            Some(next) => (pc, sp, fp) = (next.pc, next.sp, next.fp),
            None => return RunExit::Raised,
        }
    }
    let mut end = Continue { pc, sp, fp };
    // SAFETY: the registers are those of a frame that was just made or resumed.
    match unsafe { execute::<false>(machine, pc, sp, fp, &raw mut end) } {
        None => unreachable!("only single steps end in between"),
        Some(exit) => exit,
    }
}

/// Runs the instruction at `pc` alone, without those that are fused with it, for compiled code. Writes where to go on to
/// `next`, unless the run has ended.
///
/// # Safety
/// The registers are those of the frame that runs; `next` can be written.
#[cfg(tier2)]
pub(crate) unsafe fn step(
    vm: *mut Vm,
    pc: *mut CodeUnit,
    sp: *mut Value,
    fp: *mut Value,
    next: *mut Continue,
) -> Option<RunExit> {
    // SAFETY: the caller's promise.
    unsafe { execute::<true>(vm, pc, sp, fp, next) }
}

/// The first part of each opcode: itself, unless it is fused.
static FIRST_PARTS: [u8; 256] = {
    let mut parts = [0; 256];
    let mut number = 0;
    while number < 256 {
        parts[number] = number as u8;
        if let Some(opcode) = Opcode::from_number(number as u16)
            && let [first, ..] = bytecode::metadata::fused_parts(opcode)
        {
            parts[number] = *first as u8;
        }
        number += 1;
    }
    parts
};

/// Runs instructions from `pc` on: one, or until the run ends.
///
/// # Safety
/// The registers are those of the frame that runs.
unsafe fn execute<const ONE: bool>(
    vm: *mut Vm,
    mut pc: *mut CodeUnit,
    mut sp: *mut Value,
    mut fp: *mut Value,
    next: *mut Continue,
) -> Option<RunExit> {
    // SAFETY: the registers are always those of the frame that runs, whose code was verified.
    unsafe {
        let mut x = u64::from(pc.read());
        let mut code = x as u16 & 0xFF;
        if ONE {
            code = u16::from(FIRST_PARTS[usize::from(code)]);
        }
        'dispatch: loop {
            macro_rules! fetch {
                () => {{
                    if ONE {
                        // Word by word: what is written at once is read slowly in parts, and the other way round.
                        (*next).pc = pc;
                        (*next).sp = sp;
                        (*next).fp = fp;
                        return None;
                    }
                    if let Some(statistics) = &mut (*vm).statistics {
                        statistics.count(FramePtr::new(fp), pc);
                    }
                    x = u64::from(pc.read());
                    code = x as u16 & 0xFF;
                    continue 'dispatch;
                }};
            }
            macro_rules! go_on {
                ($next:expr) => {
                    match $next {
                        Some(next) => {
                            let next: Continue = next;
                            (pc, sp, fp) = (next.pc, next.sp, next.fp);
                            fetch!()
                        }
                        None => return Some(RunExit::Raised),
                    }
                };
            }
            macro_rules! go_next {
                ($v:ident, $f:ident; $p:ident, $sp:expr, $units:expr, $dead:ident) => {
                    go_jump!($v, $f; $p, $sp, $units, 0, $dead)
                };
            }
            macro_rules! go_jump {
                ($v:ident, $f:ident; $p:ident, $sp:expr, $units:expr, $offset:expr, $dead:ident) => {{
                    sp = $sp;
                    pc = pc.offset($units + $offset);
                    if $dead.any() {
                        free_dead(vm, $dead, pc, sp, fp);
                    }
                    fetch!()
                }};
            }
            macro_rules! go_deopt {
                ($v:ident, $p:ident, $s:ident, $f:ident, $x:ident; $name:ident) => {{
                    code = codes::$name;
                    continue 'dispatch;
                }};
            }
            macro_rules! go_slow {
                ($($rest:tt)*) => { go_deopt!($($rest)*) };
            }
            macro_rules! go_specialize {
                ($v:ident, $p:ident, $s:ident, $f:ident, $x:ident; $name:ident) => {{
                    FramePtr::new(fp).spill(pc, sp);
                    specialize_at(vm, pc, sp, fp, Opcode::$name, oparg(x));
                    code = pc.read() & 0xFF;
                    continue 'dispatch;
                }};
            }
            macro_rules! go_raise {
                ($v:ident, $f:ident; $p:ident, $sp:expr, $dead:ident) => {{
                    $dead.free();
                    let frame = FramePtr::new(fp);
                    frame.spill(pc, $sp);
                    go_on!(unwind_from(vm_token(vm), frame, true))
                }};
            }
            macro_rules! go_enter {
                ($v:ident, $f:ident; $frame:ident, $p:ident, $sp:expr, $units:expr, $dead:ident) => {{
                    let next = enter(vm, fp, $frame, pc, $sp, ($units) as u32);
                    (pc, sp, fp) = (next.pc, next.sp, next.fp);
                    if $dead.any() {
                        free_dead(vm, $dead, pc, sp, fp);
                    }
                    fetch!()
                }};
            }
            macro_rules! go_resume {
                ($v:ident, $f:ident; $frame:ident, $p:ident, $sp:expr, $units:expr, $dead:ident) => {{
                    let next = resume(vm, fp, $frame, pc, $sp, ($units) as u32);
                    (pc, sp, fp) = (next.pc, next.sp, next.fp);
                    if $dead.any() {
                        free_dead(vm, $dead, pc, sp, fp);
                    }
                    fetch!()
                }};
            }
            macro_rules! go_leave {
                ($v:ident, $f:ident; $value:ident, $p:ident, $sp:expr, $dead:ident) => {{
                    FramePtr::new(fp).spill(pc, $sp);
                    $dead.free();
                    match leave_slow(vm, fp, $value) {
                        Ok(next) => {
                            (pc, sp, fp) = (next.pc, next.sp, next.fp);
                            if (*vm).has_finalizable() {
                                FramePtr::new(fp).spill(FramePtr::new(fp).prev_instr(), sp);
                                (*vm).run_finalizers();
                            }
                            fetch!()
                        }
                        Err(exit) => return Some(exit),
                    }
                }};
            }
            macro_rules! go_suspend {
                ($v:ident, $f:ident; $value:ident, $p:ident, $sp:expr, $units:expr, $dead:ident) => {{
                    $dead.free();
                    match suspend(vm, fp, pc, $sp, $value).unwrap_or_else(|value| suspend_slow(vm, fp, value))
                    {
                        Ok(next) => {
                            (pc, sp, fp) = (next.pc, next.sp, next.fp);
                            fetch!()
                        }
                        Err(exit) => return Some(exit),
                    }
                }};
            }
            macro_rules! go_raw {
                ($v:ident, $p:ident, $s:ident, $f:ident, $x:ident; EXTENDED_ARG) => {{
                    pc = pc.add(1);
                    let unit = pc.read();
                    x = (x & !0xFF) << 8 | u64::from(unit);
                    code = unit & 0xFF;
                    continue 'dispatch;
                }};
                ($v:ident, $p:ident, $s:ident, $f:ident, $x:ident; RETURN_GENERATOR) => {{
                    FramePtr::new(fp).spill(pc, sp);
                    let value = vm_token(vm).return_generator(Frame::new(fp));
                    let dead = Dead::new();
                    go_leave!(vm, fp; value, pc, sp, dead)
                }};
                ($v:ident, $p:ident, $s:ident, $f:ident, $x:ident; YIELD_ASYNC_VALUE) => {{
                    sp = at(sp, -1);
                    match suspend_async(vm, fp, pc, sp, lift(sp, 0)).or_else(|value| {
                        let wrapped = vm_token(vm).new_tuple_marked(&value);
                        suspend_slow(vm, fp, wrapped)
                    }) {
                        Ok(next) => {
                            (pc, sp, fp) = (next.pc, next.sp, next.fp);
                            fetch!()
                        }
                        Err(exit) => return Some(exit),
                    }
                }};
                ($v:ident, $p:ident, $s:ident, $f:ident, $x:ident; $name:ident) => {
                    go_invalid!($v, $p, $s, $f, $x)
                };
            }
            macro_rules! go_invalid {
                ($v:ident, $p:ident, $s:ident, $f:ident, $x:ident) => {{
                    let frame = FramePtr::new(fp);
                    frame.spill(pc, sp);
                    drop(vm_token(vm).system_error(format!("unknown opcode {}", x as u8)));
                    go_on!(unwind_from(vm_token(vm), frame, true))
                }};
            }
            macro_rules! spill {
                ($v:ident, $p:ident, $sp:expr, $f:ident) => {
                    FramePtr::new(fp).spill(pc, $sp)
                };
            }
            macro_rules! heap {
                ($v:ident) => {
                    heap_token(vm)
                };
            }
            macro_rules! vm {
                ($v:ident) => {
                    vm_token(vm)
                };
            }
            macro_rules! fire {
                ($v:ident, $p:expr, $sp:expr, $f:ident, $x:ident, $event:ident, $target:expr) => {{
                    FramePtr::new(fp).spill(pc, $sp);
                    vm_token(vm).fire(MonitoringEvent::$event, ($target) as isize)
                }};
            }
            include!("generated/match_loop.rs")
        }
    }
}
