//! The interpreter loop: two backends from one definition, and what their handlers are written in.
//!
//! `generated/` is written by `cargo xtask codegen` from `opcodes/bytecodes.def`; this and the other files here are
//! hand-written. `tail` is the release backend where tail calls can be relied on; `match_loop` is for everything else.

mod assist;
mod caching;
mod chain;
mod events;
mod fusing;
mod generators;
mod glue;
mod handled;
mod intrinsics;
mod polymorphic;
mod prelude;
mod shape_cache;
mod special;
mod statistics;
mod unwind;

#[rustfmt::skip]
#[path = "generated/ops.rs"]
mod ops;

#[rustfmt::skip]
#[path = "generated/specialize.rs"]
mod specialize;

#[cfg(any(not(tail_calls), tier2))]
mod match_loop;
#[cfg(tail_calls)]
mod tail;

#[cfg(not(tail_calls))]
use match_loop as backend;
#[cfg(tail_calls)]
use tail as backend;

use crate::frame::FramePtr;
use crate::value::Value;
use crate::{PyResult, Vm};

pub(crate) use backend::DispatchTable;
pub(crate) use chain::ChainLink;
pub(crate) use fusing::{Starts, fuse_all, fuse_around};
pub(crate) use generators::{Feeding, Sent};
#[cfg(tier2)]
pub(crate) use glue::Continue;
pub(crate) use glue::WARMUP;
pub(crate) use handled::{HandledItem, HandledStack};
#[cfg(tier2)]
pub(crate) use match_loop::step;
pub(crate) use polymorphic::ShapeTable;
#[cfg(tier2)]
pub(crate) use prelude::BinaryOperation;
pub(crate) use shape_cache::ShapeCache;
pub(crate) use special::run_function;
pub use statistics::Statistics;

/// Runs `frame`, which was just made, to its end (or to a `yield`), and gives what it returned.
pub(crate) fn run(vm: &mut Vm, frame: FramePtr) -> PyResult {
    enter(vm, frame, false)
}

/// Runs a generator's frame, raising the exception in the machine where it is suspended.
pub(crate) fn run_throwing(vm: &mut Vm, frame: FramePtr) -> PyResult {
    enter(vm, frame, true)
}

/// Runs `frame`, raising the exception in the machine if `throwing`.
fn enter(vm: &mut Vm, frame: FramePtr, throwing: bool) -> PyResult {
    let pending = throwing.then(|| std::mem::replace(&mut vm.raised, Value::NULL));
    if let Err(raised) = check_room(vm) {
        vm.abandon_frame(frame);
        return Err(raised);
    }
    vm.raised = pending.unwrap_or(Value::NULL);
    let caller = vm.current;
    frame.set_previous(caller);
    run_from(vm, frame, frame, throwing)
}

/// Raises `RecursionError` if a frame cannot be run from native code.
fn check_room(vm: &mut Vm) -> PyResult<()> {
    vm.check_native_stack()?;
    vm.check_depth()
}

/// Runs `frame`, where there is room for it, until the frame `outer` is left, which is the same, or that of the
/// outermost of a chain of generators that was resumed.
fn run_from(vm: &mut Vm, outer: FramePtr, frame: FramePtr, throwing: bool) -> PyResult {
    let caller = vm.current;
    outer.set_entry(true);
    vm.frames.remaining_depth -= 1;
    vm.current = Some(frame);
    let result = backend::run(vm, frame, throwing);
    vm.frames.remaining_depth += 1;
    vm.current = caller;
    match result {
        RunExit::Returned => Ok(std::mem::replace(&mut vm.result, Value::NULL)),
        RunExit::Raised => Err(vm.propagate()),
    }
}

/// Unwinds from the instruction that `frame` is at, which has raised: where a handler goes on, if there is one.
#[cfg(tier2)]
pub(crate) fn raise(vm: &mut Vm, frame: FramePtr) -> Option<Continue> {
    unwind::unwind_from(vm, frame, true)
}

/// The address of the handler that ends a run.
#[cfg(tier2)]
pub(crate) fn end_of_run(exit: RunExit) -> usize {
    tail::end_of_run(exit) as *const () as usize
}

/// How a run of the loop ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum RunExit {
    /// `vm.result` holds what the entry frame returned or yielded.
    Returned,
    /// `vm.raised` holds the exception that left the entry frame.
    Raised,
}

/// The name of the dispatch backend that this build uses.
pub const BACKEND: &str = if cfg!(tail_calls) { "tail" } else { "match" };
