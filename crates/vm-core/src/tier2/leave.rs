//! Leaving compiled code: what an exit has stored becomes frames as the interpreter knows them.
#![expect(unsafe_code, reason = "writes frames")]

use std::ptr::null_mut;

use bytecode::code::CodeUnit;
use jit::Direct;

use super::record::{self, Origin};
use super::{Executor, Exit, ExitFrame, Fix, FixKind, HOT_EXIT, Resume};
use crate::PyResult;
use crate::Vm;
use crate::frame::{FrameHeader, FramePtr};
use crate::interp::{BinaryOperation, Continue, RunExit};
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
        let tier2: *mut super::Tier2 = &raw mut vm.tier2;
        let exit_ref: &mut Exit = &mut (&mut (*tier2).executors)[executor as usize].exits[exit as usize];
        for fix in &exit_ref.fixes {
            apply(vm, fix, fp, top);
        }
        let resumed = exit_ref.resumed;
        if !resumed {
            make_frames(vm, exit_ref, fp, top);
            let frame = vm.current.unwrap_unchecked();
            let (pc, sp) = (frame.prev_instr(), frame.stack_top());
            (*tier2).resume.next = Continue { pc, sp, fp: frame.locals_pointer() };
        }
        // The interpreter, which ran the last instruction, may have left the frame: it knows.
        let resume = &mut (*tier2).resume;
        if resume.next.pc.is_null() {
            // The run has ended; its handler is there already.
            return resume;
        }
        let unit = resume.next.pc.read();
        resume.x = u64::from(unit);
        resume.handler = vm.dispatch.handler_address(unit);
        let innermost = match exit_ref.callers.is_empty() {
            false => top.byte_offset(exit_ref.frame.offset as isize),
            true => fp,
        };
        if innermost != resume.next.fp {
            return resume;
        }
        exit_ref.taken = exit_ref.taken.saturating_add(1);
        let is_direct = exit_ref.direct().is_some();
        if is_direct {
            // It had to be taken often to get here; the longer it is of no use to look, the less often that is done.
            let wait = HOT_EXIT << exit_ref.taken.min(16);
            (&mut (*tier2).executors)[executor as usize].directs[exit as usize].countdown = wait;
        }
        let exit_ref: &mut Exit = &mut (&mut (*tier2).executors)[executor as usize].exits[exit as usize];
        match exit_ref.bridge {
            Some(bridge) if (&(*tier2).executors)[bridge.get() as usize].start == resume.next.pc => {
                resume.handler = (&(*tier2).entries)[bridge.get() as usize];
                resume.next.fp = fp;
            }
            None if is_direct
                || exit_ref.taken.is_multiple_of(HOT_EXIT)
                || (exit_ref.taken == 2 && vm.is_eager()) =>
            {
                FramePtr::new(resume.next.fp).spill(resume.next.pc, resume.next.sp);
                let origin = Origin::Exit { executor: executor as u32, exit: exit as u32 };
                let inner = exit_ref.frames().skip(1);
                let inner = inner.map(|frame| top.byte_offset(frame.offset as isize));
                let frames: Vec<*mut Value> = std::iter::once(fp).chain(inner).collect();
                record::begin(vm, origin, resume.next.pc, &frames);
                resume.handler = vm.dispatch.handler_address(unit);
            }
            _ => {}
        }
        resume
    }
}

/// Makes the frames of the model real: all but the outermost, and those that are real already.
///
/// # Safety
/// Their values are in memory, and the words of their functions.
unsafe fn make_frames(vm: &mut Vm, exit: &Exit, fp: *mut Value, top: *mut Value) {
    // SAFETY: the caller's promise.
    unsafe {
        let mut frame = FramePtr::new(fp);
        let mut caller = exit.outermost();
        frame.spill(caller.pc, fp.add(caller.depth as usize));
        for inner in exit.frames().skip(1) {
            let return_units = std::mem::replace(&mut caller, *inner).return_units;
            let locals: *mut Value = top.byte_offset(inner.offset as isize);
            if inner.real {
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
                flags: inner.flags.into(),
                ..FrameHeader::of(&*inner.code, &*function, func, stack_top)
            });
            frame = FramePtr::new(locals);
            vm.frames.top = header.cast::<Value>().byte_add((*inner.code).frame_bytes());
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
        make_frames(&mut *vm, &(&(*executor).exits)[exit as usize], fp, top);
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
unsafe fn apply(vm: &mut Vm, fix: &Fix, fp: *mut Value, top: *mut Value) {
    // SAFETY: the exit has stored a word there.
    unsafe {
        let base = if fix.root { fp } else { top };
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

/// The next item of the iterator on top of the frame's stack, NULL at its end; otherwise as [`call_native`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn next_item(vm: *mut Vm, sp: *const Value, fp: *mut Value) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let vm = &mut *vm;
        let result = vm.next_or_null(&*sp.sub(1));
        word_or_unwind(vm, result, fp)
    }
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
        let vm = &mut *vm;
        let result = vm.binary_operation(&*sp.sub(2), &*sp.sub(1), BinaryOperation(operand as u32));
        word_or_unwind(vm, result, fp)
    }
}

/// `container[key]`; otherwise as [`call_native`], with both on top of the frame's stack.
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn get_item(vm: *mut Vm, sp: *const Value, fp: *mut Value) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let vm = &mut *vm;
        let result = vm.get_item(&*sp.sub(2), &*sp.sub(1));
        word_or_unwind(vm, result, fp)
    }
}

/// `container[key] = value`; as [`get_item`], with the value below them.
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn set_item(vm: *mut Vm, sp: *const Value, fp: *mut Value) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let vm = &mut *vm;
        let result = vm.set_item(&*sp.sub(2), &*sp.sub(1), Some(&*sp.sub(3)));
        if result.is_ok() {
            vm.drain_finalizers();
        }
        word_or_unwind(vm, result.map(|()| Value::NONE), fp)
    }
}

/// `item in container`; as [`get_item`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn contains(vm: *mut Vm, sp: *const Value, fp: *mut Value) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let vm = &mut *vm;
        let result = vm.contains(&*sp.sub(1), &*sp.sub(2));
        word_or_unwind(vm, result.map(Value::bool), fp)
    }
}

/// Makes room in a list for more items.
///
/// # Safety
/// The object is a list, and nobody looks at its items.
pub(super) unsafe extern "sysv64" fn grow_list(list: *mut crate::objects::PyList) {
    // SAFETY: the caller's promise: compiled code holds nothing of the list but its address.
    unsafe { (*list).items.exclusive() }.reserve(1);
}

impl Exit {
    /// All frames, the outermost first.
    pub(super) fn frames(&self) -> impl Iterator<Item = &ExitFrame> {
        self.callers.iter().chain([&self.frame])
    }

    fn outermost(&self) -> ExitFrame {
        self.callers.first().copied().unwrap_or(self.frame)
    }

    /// Whether all that is to be done is in memory when the exit was taken, so that other code can go on at once.
    pub(super) fn is_linkable(&self) -> bool {
        !self.resumed && self.fixes.is_empty() && self.frames().all(|frame| frame.real)
    }

    /// The instruction and the number of words in the frame, if the handler of that instruction can go on at once.
    pub(super) fn direct(&self) -> Option<(*mut CodeUnit, u32)> {
        let is_direct = self.callers.is_empty() && self.is_linkable();
        is_direct.then_some((self.frame.pc, self.frame.depth.into()))
    }
}

impl Executor {
    pub(super) fn new(
        compiled: jit::Compiled,
        start: *mut CodeUnit,
        exits: Vec<Exit>,
        directs: Box<[Direct]>,
        keep: Vec<Value>,
    ) -> Executor {
        Executor {
            entry: compiled.entry,
            start,
            exits: exits.into(),
            directs,
            links: compiled.links,
            _keep: keep,
        }
    }
}
