//! Recording: which instructions run from the start of a hot loop, or from a hot exit of compiled code, until the loop
//! closes.
#![expect(unsafe_code, reason = "reads the instructions and frames that run")]

use bytecode::Opcode;
use bytecode::code::CodeUnit;

use super::{MOST_EXECUTORS, lower, plain};
use crate::Vm;
use crate::frame::FramePtr;
use crate::interp::DispatchTable;
use crate::native::NativeDef;
use crate::object::{Kind, Ref};
use crate::objects::{PyCode, PyNative, PyType};
use crate::value::Value;
use crate::vm::Specialization;

/// Instructions of a recording at most.
const MOST_EVENTS: usize = 400;
/// Instructions of a recording whose compilation takes so much memory that it is returned at once.
const WORTH_TRIMMING: usize = 50;
/// Back jumps of the same loop within a recording: an inner loop that runs longer is compiled first.
const MOST_ROUNDS: usize = 12;
/// The backoff of a counter from which on its loop is hot: the loop has gone round about `2 ^ (BACKOFF + 1)` times.
const HOT_BACKOFF: u16 = 9;

/// An instruction that ran.
#[derive(Clone, Copy)]
pub(super) struct Event {
    /// Where its first `EXTENDED_ARG` is, or itself.
    pub start: *mut CodeUnit,
    pub pc: *mut CodeUnit,
    pub oparg: u32,
    pub frame: *mut Value,
    pub code: *const PyCode,
    /// The version of the shape of the object on top of the stack, and of the one below; 0 if there is none.
    pub versions: [u32; 2],
    /// Values on the stack.
    pub depth: usize,
    /// What the two were.
    pub kinds: [Sample; 2],
    pub call: Call,
    /// The native function that is called, if it is one of those in `CALL_BUILTIN_FAST`.
    pub native: Option<&'static NativeDef>,
    /// What a `CALL` calls.
    pub callee: Option<Kind>,
    /// Whether that is a class that is not defined in Python, nor its class.
    pub calls_native_class: bool,
    /// Whether it can do its work with these values without running Python ([`super::plain`]).
    pub plain: bool,
}

/// What the interpreter noted when it entered the frame of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Call {
    pub flags: u32,
    /// Where the caller goes on, behind the instruction that it is at.
    pub return_units: u32,
    /// Values on the caller's stack.
    pub depth: usize,
}

/// What a word was when it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sample {
    Int,
    Float,
    Pointer,
    /// An immediate of another class.
    Exact(u64),
}

impl Sample {
    pub(super) fn of(value: &Value) -> Sample {
        if value.is_small_int() {
            Sample::Int
        } else if value.is_small_float() {
            Sample::Float
        } else if value.is_pointer() {
            Sample::Pointer
        } else {
            Sample::Exact(value.bits())
        }
    }
}

/// Where a recording began.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// At the `JUMP_BACKWARD` of a loop.
    Loop { jump: *mut CodeUnit },
    /// At an exit.
    Exit { executor: u32, exit: u32 },
}

/// How a recording ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The loop jumped back to where it began.
    Closed,
    /// At an instruction that begins compiled code.
    Joins(u16),
    /// Too long, or at a frame that it did not begin in.
    Open,
}

/// A frame as it was when recording began.
pub(super) struct RecordedFrame {
    pub frame: *mut Value,
    pub code: *const PyCode,
    pub locals: Vec<Sample>,
    pub stack: Vec<Sample>,
    /// Whether it has an object.
    pub seen: bool,
}

pub(super) struct Recording {
    pub origin: Origin,
    /// The first instruction.
    pub start: *mut CodeUnit,
    /// The frames that the trace begins with, the outermost first.
    pub frames: Vec<RecordedFrame>,
    pub events: Vec<Event>,
    /// Keeps what the events point to.
    pub keep: Vec<Value>,
    /// Where on the native stack handlers run, once the first has: other code that runs meanwhile is deeper.
    native: Option<usize>,
    /// `EXTENDED_ARG` that the next event begins with.
    prefix: Option<*mut CodeUnit>,
}

impl Recording {
    pub(super) fn is_loop(&self) -> bool {
        matches!(self.origin, Origin::Loop { .. })
    }

    /// Shortens a recording that became too long: a loop that still runs, in `innermost` or a frame that called it, and has
    /// compiled code of its own, is better left to that.
    fn end_at_compiled_loop(&mut self, innermost: FramePtr) {
        let mut running = Vec::new();
        let mut frame = Some(innermost);
        while let Some(inner) = frame.filter(|frame| frame.locals_pointer() != self.frames[0].frame) {
            running.push(inner.locals_pointer());
            frame = inner.previous();
        }
        let runs_on = |event: &Event| {
            running.contains(&event.frame) && lower::opcode_of(event) == Opcode::JUMP_BACKWARD_JIT
        };
        if let Some(first) = self.events.iter().position(runs_on) {
            self.events.truncate(first + 1);
        }
    }
}

fn native_stack() -> usize {
    let here = 0_u8;
    (&raw const here).addr()
}

/// A loop's `JUMP_BACKWARD` at `pc` is about to run, and its counter says that it may be hot.
pub(crate) fn consider(vm: &mut Vm, pc: *mut CodeUnit, sp: *mut Value, fp: *mut Value, oparg: u32) {
    // SAFETY: the counter follows the instruction.
    let backoff = unsafe { pc.add(1).read() } & 0xF;
    let hot = backoff >= HOT_BACKOFF || vm.specialization == Specialization::Eager;
    if !hot || vm.specialization == Specialization::Off {
        return;
    }
    // SAFETY: the jump goes back by its argument from behind its cache.
    let start = unsafe { pc.add(2).sub(oparg as usize) };
    // SAFETY: the frame runs.
    unsafe {
        FramePtr::new(fp).spill(pc, sp);
        begin(vm, Origin::Loop { jump: pc }, start, &[fp]);
    }
}

/// Begins to record, from `start` on, which the innermost of the frames is at.
///
/// # Safety
/// The frames live, each called by the one before, and know how far their stacks reach.
pub(super) unsafe fn begin(vm: &mut Vm, origin: Origin, start: *mut CodeUnit, frames: &[*mut Value]) {
    let tier2 = &vm.tier2;
    if tier2.disabled
        || vm.statistics.is_some()
        || tier2.recording.is_some()
        || tier2.executors.len() >= MOST_EXECUTORS
        || tier2.has_failed(start)
    {
        return;
    }
    // SAFETY: the caller's promise.
    let words = |fp: &*mut Value| unsafe { FramePtr::new(*fp) }.code().frame_bytes() / size_of::<Value>();
    if frames.iter().any(|fp| words(fp) > usize::from(u16::MAX)) {
        // More than exits can tell.
        return;
    }
    let samples = |values: &[Value]| values.iter().map(Sample::of).collect::<Vec<_>>();
    let mut keep: Vec<Value> = Vec::new();
    let frames = frames.iter().map(|fp| {
        // SAFETY: the caller's promise.
        let (frame, stack) = unsafe {
            let frame = FramePtr::new(*fp);
            (frame, std::slice::from_raw_parts(frame.stack_base(), frame.stack_depth()))
        };
        let code = frame.code();
        keep.push(Ref::new(code).into());
        let (locals, stack) = (samples(frame.locals()), samples(stack));
        RecordedFrame { frame: *fp, code, locals, stack, seen: frame.object().is_some() }
    });
    let recording = Recording {
        origin,
        start,
        frames: frames.collect(),
        events: Vec::new(),
        keep,
        native: None,
        prefix: None,
    };
    vm.tier2.recording = Some(Box::new(recording));
    vm.dispatch = DispatchTable::recording();
}

/// Ends the recording, and compiles it.
#[cold]
fn finish(vm: &mut Vm, end: End) {
    vm.dispatch = DispatchTable::new();
    let Some(recording) = vm.tier2.recording.take() else { return };
    let start = recording.start;
    let continues = matches!(recording.origin, Origin::Exit { .. });
    let instructions = recording.events.len();
    if !lower::compile(vm, *recording, end) || continues {
        vm.tier2.note_failure(start);
    }
    // What compiling needed for a moment is not what comes next: kept until the allocator gives it back by itself, it was 900 KiB
    // at the peak of deltablue. Returning it takes some ten microseconds.
    if instructions >= WORTH_TRIMMING {
        vm.host().trim_memory();
    }
}

/// Whether instructions are being recorded.
pub(crate) fn is_recording(vm: &Vm) -> bool {
    vm.tier2.recording.is_some()
}

fn version_of(value: &Value) -> u32 {
    value.header().map_or(0, |header| header.shape().version())
}

/// Notes the instruction at `pc`, which is about to run. Not for instructions of a run within a native function.
///
/// # Safety
/// The registers are those of the frame that runs.
#[cold]
#[inline(never)]
pub(crate) unsafe fn record(vm: &mut Vm, pc: *mut CodeUnit, sp: *mut Value, fp: *mut Value, x: u64) {
    let native = native_stack();
    let Some(recording) = &mut vm.tier2.recording else { return };
    // Handlers are tail-called: they all run at the same depth.
    let first = *recording.native.get_or_insert(native);
    if native != first {
        if native > first {
            // The run that was recorded has ended.
            finish(vm, End::Open);
        }
        return;
    }
    // SAFETY: the caller's promise.
    let (frame, unit) = unsafe { (FramePtr::new(fp), pc.read()) };
    let Some(opcode) = Opcode::from_number(unit & 0xFF).map(Opcode::first_part) else { return };
    if opcode == Opcode::EXTENDED_ARG {
        recording.prefix.get_or_insert(pc);
        return;
    }
    let start = recording.prefix.take().unwrap_or(pc);
    let again = recording.events.last().is_some_and(|event| event.pc == pc && event.frame == fp);
    let jumps = opcode.jumps_backward() || opcode == Opcode::JUMP_BACKWARD_JIT;
    let target = pc.wrapping_add(1 + opcode.cache_entries()).wrapping_sub((x >> 8) as usize);
    if again && !(jumps && target == start) {
        // It has just become another form, or was found to be hot.
        return;
    }
    let mut end = None;
    let in_outermost = recording.frames[0].frame == fp;
    if let Origin::Loop { jump } = recording.origin
        && jump == pc
        && in_outermost
    {
        if recording.events.is_empty() {
            // The jump that began it.
            return;
        }
        end = Some(End::Closed);
    } else if opcode == Opcode::JUMP_BACKWARD_JIT && in_outermost {
        // SAFETY: the number of the executor follows the instruction.
        end = Some(End::Joins(unsafe { pc.add(1).read() }));
    }
    let rounds = || recording.events.iter().filter(|event| event.pc == pc).count();
    if recording.events.len() >= MOST_EVENTS || (opcode.jumps_backward() && rounds() >= MOST_ROUNDS) {
        recording.end_at_compiled_loop(frame);
        return finish(vm, End::Open);
    }
    let code = frame.code();
    if recording.events.last().is_none_or(|event| event.frame != fp) {
        recording.keep.push(Ref::new(code).into());
    }
    // SAFETY: what lies on the stack between its base and `sp`.
    let depth = unsafe { sp.offset_from(frame.stack_base()) }.max(0) as usize;
    // Words of the stack from the callable on.
    let words = match opcode {
        Opcode::CALL_BUILTIN_FAST | Opcode::CALL => Some((x >> 8) as usize + 2),
        Opcode::CALL_KW => Some((x >> 8) as usize + 3),
        _ => None,
    };
    let callable = words
        .and_then(|words| depth.checked_sub(words))
        // SAFETY: the callable lies there.
        .map(|place| unsafe { &*frame.stack_base().add(place) });
    let native = callable.and_then(Value::downcast::<PyNative>).map(PyNative::def);
    let callee = callable.map(Value::kind);
    let class = callable.and_then(Value::downcast_exact::<PyType>);
    let calls_native_class = class.is_some_and(|class| !class.is_heap_type());
    let call = frame.previous().map_or(Call::default(), |caller| Call {
        flags: frame.flags(),
        return_units: caller.return_units(),
        depth: caller.stack_depth(),
    });
    // SAFETY: as above.
    let top = unsafe { std::slice::from_raw_parts(sp.sub(depth.min(2)), depth.min(2)) };
    let at = |index: usize| top.len().checked_sub(index + 1).map(|index| &top[index]);
    // The code unit has the low byte of the argument, `x` all of it.
    let mut event = Event {
        start,
        pc,
        oparg: (x >> 8) as u32,
        frame: fp,
        code: &raw const *code,
        depth,
        versions: [0, 1].map(|index| at(index).map_or(0, version_of)),
        kinds: [0, 1].map(|index| at(index).map_or(Sample::Exact(0), Sample::of)),
        call,
        native,
        callee,
        calls_native_class,
        plain: false,
    };
    event.plain = plain::is_plain(vm, &event, top);
    if let Some(recording) = &mut vm.tier2.recording {
        recording.events.push(event);
    }
    if let Some(end) = end {
        finish(vm, end);
    }
}
