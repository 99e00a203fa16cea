//! The macros of the tail-calling backend of the toy machine.

use super::glue::*;
use super::ops;
use super::prelude::*;

pub type Handler = unsafe fn(*mut Vm, *mut CodeUnit, *mut Value, FramePtr, u64) -> RunExit;

macro_rules! handler {
    ($name:ident ($vm:ident, $pc:ident, $sp:ident, $fp:ident, $x:ident) $body:block) => {
        pub unsafe fn $name(
            $vm: *mut Vm,
            $pc: *mut CodeUnit,
            $sp: *mut Value,
            $fp: FramePtr,
            $x: u64,
        ) -> RunExit {
            // SAFETY: handlers are called only with the registers of a frame that runs.
            unsafe { $body }
        }
    };
}

macro_rules! cold_handler {
    ($($handler:tt)*) => { handler! { $($handler)* } };
}

macro_rules! go_next {
    ($vm:ident, $fp:ident; $pc:ident, $sp:expr, $units:expr, $dead:ident) => {
        go_jump!($vm, $fp; $pc, $sp, $units, 0, $dead)
    };
}

macro_rules! go_jump {
    ($vm:ident, $fp:ident; $pc:ident, $sp:expr, $units:expr, $offset:expr, $dead:ident) => {{
        (*$vm).heap.dead += $dead.0;
        let pc = $pc.offset($units + $offset);
        let sp = $sp;
        let unit = *pc;
        return handler_of(unit)($vm, pc, sp, $fp, u64::from(unit >> 8));
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
    ($vm:ident, $pc:ident, $sp:ident, $fp:ident, $x:ident; $name:ident) => {{
        specialize_at($vm, $pc, $sp, $fp, Opcode::$name, oparg($x));
        return handler_of(*$pc)($vm, $pc, $sp, $fp, $x);
    }};
}

macro_rules! go_raise {
    ($vm:ident, $fp:ident; $pc:ident, $sp:expr, $dead:ident) => {{
        (*$vm).heap.dead += $dead.0;
        save($fp, $pc, $sp);
        return RunExit::Raised;
    }};
}

macro_rules! go_enter {
    ($vm:ident, $fp:ident; $frame:ident, $pc:ident, $sp:expr, $units:expr, $dead:ident) => {{
        (*$vm).heap.dead += $dead.0;
        save($fp, $pc.add($units), $sp);
        return run_frame($vm, $frame);
    }};
}

macro_rules! go_leave {
    ($vm:ident, $fp:ident; $value:ident, $pc:ident, $sp:expr, $dead:ident) => {{
        (*$vm).heap.dead += $dead.0;
        match leave($vm, $value) {
            None => return RunExit::Returned,
            Some(frame) => return run_frame($vm, frame),
        }
    }};
}

macro_rules! go_suspend {
    ($vm:ident, $fp:ident; $value:ident, $pc:ident, $sp:expr, $units:expr, $dead:ident) => {{
        let _ = ($value, $pc, $sp, $units);
        return RunExit::Returned;
    }};
}

macro_rules! go_raw {
    ($vm:ident, $pc:ident, $sp:ident, $fp:ident, $x:ident; $name:ident) => {{
        let unit = *$pc.add(1);
        let x = $x << 8 | u64::from(unit >> 8);
        return handler_of(unit)($vm, $pc.add(1), $sp, $fp, x);
    }};
}

#[path = "generated/tail.rs"]
#[rustfmt::skip]
mod generated;

pub unsafe fn handler_invalid(_: *mut Vm, _: *mut CodeUnit, _: *mut Value, _: FramePtr, _: u64) -> RunExit {
    unreachable!("no such opcode")
}

/// The handler of the opcode in `unit`.
fn handler_of(unit: u16) -> Handler {
    generated::TABLE[usize::from(unit & 0xff)]
}

unsafe fn run_frame(vm: *mut Vm, fp: FramePtr) -> RunExit {
    // SAFETY: the frame is the topmost of the machine.
    unsafe {
        let (pc, sp) = load(fp);
        let unit = *pc;
        handler_of(unit)(vm, pc, sp, fp, u64::from(unit >> 8))
    }
}

/// Runs the topmost frame of `vm`.
pub fn run(vm: &mut Vm) -> RunExit {
    let fp: FramePtr = &mut **vm.frames.last_mut().expect("a frame");
    // SAFETY: the frame is the topmost of the machine.
    unsafe { run_frame(vm, fp) }
}
