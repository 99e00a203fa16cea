//! Leaving compiled code: what an exit has stored becomes frames as the interpreter knows them.
#![expect(unsafe_code, reason = "writes frames")]

use std::num::NonZeroU32;
use std::ptr::null_mut;

use bytecode::code::CodeUnit;
use jit::Direct;

use super::exits::{ExitFrame, Exits, Fix, FixKind, FrameKind, Place};
use super::record::{self, Origin, Recording};
use super::{Executor, HOT_EXIT, Resume, Tier2};
use crate::PyResult;
use crate::Vm;
use crate::frame::{FrameHeader, FramePtr};
use crate::interp::{BinaryOperation, Continue, RunExit};
use crate::native::Args;
use crate::objects::PyFunction;
use crate::value::Value;

/// The address of the code of an executor, for `JUMP_BACKWARD_JIT`.
#[inline(always)]
pub(crate) fn enter(vm: &Vm, executor: u16) -> usize {
    vm.tier2.entries[usize::from(executor)]
}

/// See [`jit::Runtime::leave`].
///
/// # Safety
/// Called by compiled code of this machine, with what it says.
pub(super) unsafe extern "sysv64" fn leave(
    vm: *mut Vm,
    executor: u64,
    exit: u64,
    fp: *mut Value,
    top: *mut Value,
) -> *const Resume {
    // SAFETY: the caller's promise: the machine lives, and nothing else has borrowed it.
    unsafe {
        let vm = &mut *vm;
        let tier2: *mut Tier2 = &raw mut vm.tier2;
        let (executor, exit) = (executor as usize, exit as usize);
        let exits: *const Exits = &raw const (&(*tier2).executors)[executor].exits;
        for fix in (*exits).fixes(exit) {
            apply(vm, fix, fp, top, &*exits, exit);
        }
        if !(*exits).is_resumed(exit) {
            make_frames(vm, &*exits, exit, fp, top);
            let frame = vm.current.unwrap_unchecked();
            if vm.has_finalizable() {
                vm.run_finalizers();
            }
            let (pc, sp) = (frame.prev_instr(), frame.stack_top());
            (*tier2).resume.next = Continue { pc, sp, fp: frame.locals_pointer() };
        }
        // What was finalized may have added others.
        let exits: *const Exits = &raw const (&(*tier2).executors)[executor].exits;
        // The interpreter, which ran the last instruction, may have left the frame: it knows.
        let next = (*tier2).resume.next;
        if next.pc.is_null() {
            // The run has ended; its handler is there already.
            return &raw const (*tier2).resume;
        }
        let unit = next.pc.read();
        (*tier2).resume.x = u64::from(unit);
        (*tier2).resume.handler = vm.dispatch.handler_address(unit);
        let is_expected = match (*exits).callers(exit).is_empty() {
            _ if (*exits).has_generators => is_chain(&*exits, exit, next.fp, fp, top),
            false => next.fp == top.byte_offset((*exits).frame(exit).kind.offset as isize),
            true => next.fp == fp,
        };
        if is_expected {
            let is_eager = vm.is_eager();
            match (*tier2).continuation(executor, exit, is_eager) {
                Continuation::Executor(number) => {
                    (*tier2).resume.handler = (&(*tier2).entries)[number as usize];
                    (*tier2).resume.next.fp = fp;
                }
                Continuation::Recording => {
                    FramePtr::new(next.fp).spill(next.pc, next.sp);
                    let origin = Origin::Exit { executor: executor as u32, exit: exit as u32 };
                    let count = (*exits).callers(exit).len() + 1;
                    let mut frames: Vec<*mut Value> = callers_of(next.fp).take(count).collect();
                    frames.reverse();
                    record::begin(vm, origin, next.pc, &frames);
                    (*tier2).resume.handler = vm.dispatch.handler_address(unit);
                }
                Continuation::Interpreter => {}
            }
        }
        &raw const (*tier2).resume
    }
}

/// A frame and those that wait for it, the innermost first.
///
/// # Safety
/// They live.
unsafe fn callers_of(innermost: *mut Value) -> impl Iterator<Item = *mut Value> {
    // SAFETY: the caller's promise.
    let frames = std::iter::successors(Some(unsafe { FramePtr::new(innermost) }), |frame| frame.previous());
    frames.map(FramePtr::locals_pointer)
}

/// Whether the frame at `innermost` and those that wait for it are the ones of an exit.
///
/// # Safety
/// They live; `fp` and `top` are those of the compiled code.
unsafe fn is_chain(
    exits: &Exits,
    exit: usize,
    innermost: *mut Value,
    fp: *mut Value,
    top: *mut Value,
) -> bool {
    // SAFETY: the caller's promise.
    let mut frames = unsafe { callers_of(innermost) };
    let is = |kind: FrameKind, locals: *mut Value| match kind.generator {
        true => {
            // SAFETY: as above.
            let frame = unsafe { FramePtr::new(locals) };
            frame.is_generator() && std::ptr::eq(frame.code(), kind.code)
        }
        false => locals == top.wrapping_byte_offset(kind.offset as isize),
    };
    let inner = std::iter::once(exits.frame(exit)).chain(exits.callers(exit).iter().rev().copied());
    let count = exits.callers(exit).len();
    inner.take(count).all(|frame| frames.next().is_some_and(|locals| is(frame.kind, locals)))
        && frames.next() == Some(fp)
}

/// The generator on top of a frame's stack that ends at `stack_top`.
///
/// # Safety
/// There is one.
unsafe fn generator_below(stack_top: *mut Value) -> *mut Value {
    // SAFETY: the caller's promise.
    unsafe { (*stack_top.sub(1)).address() as *mut Value }
}

/// The first local of an inner frame of an exit whose caller's stack ends at `stack_top`.
///
/// # Safety
/// The values of the caller's stack are in memory.
#[inline(always)]
unsafe fn place_of_frame(kind: FrameKind, stack_top: *mut Value, top: *mut Value) -> *mut Value {
    // SAFETY: the caller's promise.
    let base = if kind.generator { unsafe { generator_below(stack_top) } } else { top };
    base.wrapping_byte_offset(kind.offset as isize)
}

/// What goes on behind an exit.
enum Continuation {
    Executor(u32),
    /// The interpreter, whose instructions are recorded.
    Recording,
    Interpreter,
}

impl Tier2 {
    /// An exit was taken, to the instruction that `resume` names: what goes on there.
    fn continuation(&mut self, executor: usize, exit: usize, is_eager: bool) -> Continuation {
        let pc = self.resume.next.pc;
        let Executor { exits, directs, .. } = &mut self.executors[executor];
        let state = exits.exit_mut(exit);
        state.taken = state.taken.saturating_add(1);
        let taken = state.taken;
        if let Some(bridge) = state.bridge {
            return match self.executors[bridge.get() as usize].start == pc {
                true => Continuation::Executor(bridge.get()),
                false => Continuation::Interpreter,
            };
        }
        let mut is_hot = taken.is_multiple_of(HOT_EXIT) || (taken == 2 && is_eager);
        if let Ok(direct) = directs.binary_search_by_key(&exit, |direct| direct.exit.into()) {
            // It had to be taken often to get here; the longer it is of no use to look, the less often that is done.
            directs[direct].countdown = HOT_EXIT << taken.min(16);
            is_hot = true;
        }
        if !is_hot {
            return Continuation::Interpreter;
        }
        match self.executor_at(executor, exit, pc) {
            Some(number) => {
                self.continue_exit(executor as u32, exit as u32, number);
                Continuation::Executor(number)
            }
            None => Continuation::Recording,
        }
    }

    /// An executor that begins where an exit leads, of those that this one continues, and itself: then a loop has gone round that
    /// has no code of its own, and would again in what is recorded now. Others that begin there came another way: code for each
    /// way knows more, and sharing it cost richards a fifth of its speed.
    fn executor_at(&self, executor: usize, exit: usize, pc: *mut CodeUnit) -> Option<u32> {
        let exits = &self.executors[executor].exits;
        if !exits.has_progressed(exit) {
            // What failed here is what another one asks for as well, and nothing would be done in the circle that they make.
            return None;
        }
        let mut number = executor;
        // Until there is a loop: that is entered by jumps.
        while let Origin::Exit { executor: before, exit: origin } = self.executors[number].origin {
            let others = &self.executors[before as usize].exits;
            if self.executors[number].start == pc && others.is_alike(origin as usize, exits, exit) {
                return Some(number as u32);
            }
            number = before as usize;
        }
        None
    }

    /// Has an exit go on in an executor that begins where it leads.
    pub(super) fn continue_exit(&mut self, executor: u32, exit: u32, number: u32) {
        let inner = self.executors[number as usize].entry.inner;
        let Executor { exits, links, .. } = &mut self.executors[executor as usize];
        exits.exit_mut(exit as usize).bridge = NonZeroU32::new(number);
        if let Some(memory) = &mut self.memory {
            links.iter().filter(|(other, _)| *other == exit).for_each(|(_, link)| memory.link(*link, inner));
        }
    }
}

/// Makes the frames of the model real: all but the outermost, and those that are real already.
///
/// # Safety
/// Their values are in memory, and the words of their functions.
#[inline(always)]
unsafe fn make_frames(vm: &mut Vm, exits: &Exits, exit: usize, fp: *mut Value, top: *mut Value) {
    let (callers, innermost) = (exits.callers(exit), exits.frame(exit));
    // SAFETY: the caller's promise.
    unsafe {
        let mut frame = FramePtr::new(fp);
        let Some((outermost, others)) = callers.split_first() else {
            frame.spill(innermost.pc, fp.add(innermost.depth as usize));
            vm.current = Some(frame);
            return;
        };
        let mut caller = *outermost;
        frame.spill(caller.pc, fp.add(caller.depth as usize));
        for inner in others.iter().copied().chain([innermost]) {
            let return_units = std::mem::replace(&mut caller, inner).kind.return_units;
            let locals = place_of_frame(inner.kind, frame.stack_top(), top);
            if inner.kind.real {
                frame = FramePtr::new(locals);
                frame.spill(inner.pc, locals.add(inner.depth as usize));
                continue;
            }
            frame.set_return_units(return_units.into());
            let header = locals.cast::<FrameHeader>().sub(1);
            let func = std::ptr::read(&raw const (*header).func);
            let function: *const PyFunction = func.downcast::<PyFunction>().unwrap_unchecked();
            let stack_top = locals.add(inner.depth as usize);
            header.write(FrameHeader {
                previous: frame.locals_pointer(),
                prev_instr: inner.pc,
                flags: inner.kind.flags.into(),
                ..FrameHeader::of(&*inner.kind.code, &*function, func, stack_top)
            });
            frame = FramePtr::new(locals);
            vm.frames.top = header.cast::<Value>().byte_add((*inner.kind.code).frame_bytes());
            vm.frames.remaining_depth -= 1;
        }
        vm.current = Some(frame);
    }
}

/// Makes the frames of the model real, for an instruction that the interpreter runs.
///
/// # Safety
/// As [`leave`].
pub(super) unsafe extern "sysv64" fn materialize(
    vm: *mut Vm,
    executor: u64,
    exit: u64,
    fp: *mut Value,
    top: *mut Value,
) {
    // SAFETY: as in `leave`. The list of executors does not change meanwhile.
    unsafe {
        let executor: *const Executor = &raw const (&(*vm).tier2.executors)[executor as usize];
        make_frames(&mut *vm, &(*executor).exits, exit as usize, fp, top);
    }
}

/// Has the interpreter run the instruction at `pc`; the next one, or null if the run has ended.
///
/// # Safety
/// Called by compiled code of this machine, with all frames real.
pub(super) unsafe extern "sysv64" fn step(
    vm: *mut Vm,
    pc: *mut CodeUnit,
    sp: *mut Value,
    fp: *mut Value,
) -> *mut CodeUnit {
    // SAFETY: the caller's promise.
    unsafe {
        let resume = &raw mut (*vm).tier2.resume;
        if let Some(exit) = crate::interp::step(vm, pc, sp, fp, &raw mut (*resume).next) {
            (*resume).end(exit);
        }
        (*resume).next.pc
    }
}

impl Resume {
    /// The run has ended: there is no instruction to go on with.
    fn end(&mut self, exit: RunExit) {
        self.next.pc = null_mut();
        self.handler = crate::interp::end_of_run(exit);
    }
}

/// Finishes a word that was stored.
///
/// # Safety
/// As [`leave`].
unsafe fn apply(vm: &mut Vm, fix: &Fix, fp: *mut Value, top: *mut Value, exits: &Exits, exit: usize) {
    // SAFETY: the exit has stored a word there, and the stacks of the frames.
    unsafe {
        let base = match fix.place {
            Place::Outermost => fp,
            Place::Top => top,
            Place::Generator(number) => {
                let mut locals = fp;
                let mut generator = fp;
                let frames: Vec<ExitFrame> = exits.frames(exit).take(usize::from(number) + 1).collect();
                for pair in frames.windows(2) {
                    let stack_top = locals.add(usize::from(pair[0].depth));
                    if pair[1].kind.generator {
                        generator = generator_below(stack_top);
                    }
                    locals = place_of_frame(pair[1].kind, stack_top, top);
                }
                generator
            }
        };
        let word: *mut Value = base.byte_offset(fix.offset as isize);
        match fix.kind {
            FixKind::Float => {
                let float = f64::from_bits(word.cast::<u64>().read());
                let value = match Value::small_float(float) {
                    Some(value) => value,
                    None => vm.new_float(float),
                };
                word.write(value);
            }
            FixKind::Retain => {
                let owned = (*word).clone();
                word.write(owned);
            }
            FixKind::Tuple { items, count } => {
                let items: *const Value = top.byte_offset(items as isize);
                let values = (0..count as usize).map(|index| items.add(index).read().into_owned());
                let values: Vec<Value> = values.collect();
                word.write(vm.new_tuple(values).into());
            }
            FixKind::Finalizers => {}
        }
    }
}

/// Frees an object whose last reference compiled code has given up.
///
/// # Safety
/// The object's count is zero, and nobody has it any more.
pub(super) unsafe extern "sysv64" fn free(object: *mut crate::object::Header) {
    crate::heap::free(object);
}

/// Makes a tuple of `count` owned words.
///
/// # Safety
/// There are that many at `items`; they are the tuple's now.
pub(super) unsafe extern "sysv64" fn make_tuple(vm: *mut Vm, items: *const Value, count: usize) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let values: Vec<Value> = (0..count).map(|index| items.add(index).read()).collect();
        let tuple: Value = (*vm).new_tuple(values).into();
        tuple.into_word()
    }
}

/// A new empty dict.
///
/// # Safety
/// Called by compiled code of this machine.
pub(super) unsafe extern "sysv64" fn make_dict(vm: *mut Vm) -> u64 {
    // SAFETY: the caller's promise.
    let dict: Value = unsafe { &mut *vm }.new_dict().into();
    dict.into_word()
}

/// Makes a list of `count` owned words.
///
/// # Safety
/// As [`make_tuple`].
pub(super) unsafe extern "sysv64" fn make_list(vm: *mut Vm, items: *const Value, count: usize) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let values: Vec<Value> = (0..count).map(|index| items.add(index).read()).collect();
        let list: Value = (*vm).new_list(values).into();
        list.into_word()
    }
}

/// Calls a native function with `count` arguments and what lies before them, NULL or `self`: the word of what it returns. 0 if
/// it has raised; then the frame at `fp`, which is the innermost one and knows where it is, was unwound.
///
/// # Safety
/// Called by compiled code of this machine, with all frames real, a native function, and the address of its arguments.
pub(super) unsafe extern "sysv64" fn call_native(
    vm: *mut Vm,
    native: *const crate::objects::PyNative,
    args: *const Value,
    count: usize,
    fp: *mut Value,
) -> u64 {
    // SAFETY: the caller's promise: function and arguments are owned by the frame, whose stack they lie on.
    unsafe {
        let vm = &mut *vm;
        let result = vm.call_native_on_stack(&*native, std::slice::from_raw_parts(args, count + 1));
        word_or_unwind(vm, result, fp)
    }
}

/// The word of a result for compiled code; 0 if it is an exception, by which the frame at `fp` was unwound.
///
/// # Safety
/// That is the innermost frame, which knows where it is.
unsafe fn word_or_unwind(vm: &mut Vm, result: PyResult, fp: *mut Value) -> u64 {
    if let Ok(value) = result {
        return value.into_word();
    }
    // SAFETY: the caller's promise.
    match crate::interp::raise(vm, unsafe { FramePtr::new(fp) }) {
        Some(next) => vm.tier2.resume.next = next,
        None => vm.tier2.resume.end(RunExit::Raised),
    }
    0
}

/// What a function makes of the `count` values on top of the frame's stack, for compiled code; see [`word_or_unwind`].
///
/// # Safety
/// As [`call_native`].
#[inline(always)]
unsafe fn of_top_values(
    vm: *mut Vm,
    sp: *const Value,
    fp: *mut Value,
    count: usize,
    function: impl FnOnce(&mut Vm, &[Value]) -> PyResult,
) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let vm = &mut *vm;
        let result = function(vm, std::slice::from_raw_parts(sp.sub(count), count));
        word_or_unwind(vm, result, fp)
    }
}

/// The next item of the iterator on top of the frame's stack, NULL at its end; otherwise as [`call_native`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn next_item(vm: *mut Vm, sp: *const Value, fp: *mut Value) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { of_top_values(vm, sp, fp, 1, |vm, values| vm.next_or_null(&values[0])) }
}

/// An operator, by its number in instructions, between the two values on top of the frame's stack; otherwise as
/// [`call_native`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn binary(
    vm: *mut Vm,
    sp: *const Value,
    fp: *mut Value,
    operand: u64,
) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        of_top_values(vm, sp, fp, 2, |vm, values| {
            vm.binary_operation(&values[0], &values[1], BinaryOperation(operand as u32))
        })
    }
}

/// Calls a class that is not defined in Python with `count` positional arguments, on top of the frame's stack behind it and NULL
/// or `self`; otherwise as [`call_native`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn call_class(
    vm: *mut Vm,
    sp: *const Value,
    fp: *mut Value,
    count: u64,
) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        of_top_values(vm, sp, fp, count as usize + 2, |vm, values| {
            let args = &values[1 + usize::from(values[1].is_null())..];
            vm.call_args(&values[0], &Args::positional_only(args))
        })
    }
}

/// A dict of `count` keys and values on top of the frame's stack; otherwise as [`call_native`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn build_map(
    vm: *mut Vm,
    sp: *const Value,
    fp: *mut Value,
    count: u64,
) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { of_top_values(vm, sp, fp, count as usize * 2, Vm::build_map) }
}

/// `count` strings on top of the frame's stack as one; otherwise as [`call_native`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn build_string(
    vm: *mut Vm,
    sp: *const Value,
    fp: *mut Value,
    count: u64,
) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { of_top_values(vm, sp, fp, count as usize, Vm::build_string) }
}

/// `container[key]`; otherwise as [`call_native`], with both on top of the frame's stack.
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn get_item(vm: *mut Vm, sp: *const Value, fp: *mut Value) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { of_top_values(vm, sp, fp, 2, |vm, values| vm.get_item(&values[0], &values[1])) }
}

/// `container[key] = value`; as [`get_item`], with the value below them.
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn set_item(vm: *mut Vm, sp: *const Value, fp: *mut Value) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        of_top_values(vm, sp, fp, 3, |vm, values| {
            vm.set_item(&values[1], &values[2], Some(&values[0]))?;
            vm.drain_finalizers();
            Ok(Value::NONE)
        })
    }
}

/// `item in container`; as [`get_item`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn contains(vm: *mut Vm, sp: *const Value, fp: *mut Value) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { of_top_values(vm, sp, fp, 2, |vm, values| vm.contains(&values[1], &values[0]).map(Value::bool)) }
}

/// Makes room in a list for more items.
///
/// # Safety
/// The object is a list, and nobody looks at its items.
pub(super) unsafe extern "sysv64" fn grow_list(list: *mut crate::objects::PyList) {
    // SAFETY: the caller's promise: compiled code holds nothing of the list but its address.
    unsafe { (*list).items.exclusive() }.reserve(1);
}

impl Executor {
    pub(super) fn new(
        compiled: jit::Compiled,
        recording: &Recording,
        mut exits: Exits,
        directs: Box<[Direct]>,
    ) -> Executor {
        exits.shrink();
        let mut keep = recording.keep.clone();
        keep.sort_unstable_by_key(Value::bits);
        keep.dedup_by_key(|value| value.bits());
        let links = compiled.links.into_iter().filter(|(exit, _)| exits.is_linkable(*exit as usize));
        Executor {
            entry: compiled.entry,
            start: recording.start,
            origin: recording.origin,
            links: links.collect(),
            exits,
            directs,
            _keep: keep.into(),
        }
    }
}
