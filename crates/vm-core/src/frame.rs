//! Frames: their layout, and the chunked stack that they live on.
//!
//! A frame is a header of [`FRAME_HEADER_WORDS`] words, then fast locals, cells and free variables, then the value
//! stack. A frame pointer points at the first local. Frames of calls lie on a [`FrameStack`]; those of generators behind
//! the generator object.
#![expect(unsafe_code, reason = "frames are raw memory that the dispatch loop walks")]

use std::marker::PhantomData;
use std::ptr::{NonNull, null_mut};

use bytecode::code::CodeUnit;

use crate::heap::Heap;
use crate::object::{Ref, Visitor};
use crate::objects::{PyCode, PyDict, PyFrame, PyFunction, PyGenerator};
use crate::value::Value;

/// Size of [`FrameHeader`] in words.
pub(crate) const FRAME_HEADER_WORDS: usize = size_of::<FrameHeader>() / 8;

/// What lies before the locals.
#[repr(C)]
pub(crate) struct FrameHeader {
    /// Kept alive by `func`, or by the interpreter's list of replaced code objects.
    pub(crate) code: *const PyCode,
    /// The function; owns globals and builtins. May be borrowed from a local of the caller, as arguments may.
    pub(crate) func: Value,
    pub(crate) globals: *const PyDict,
    pub(crate) builtins: *const PyDict,
    /// The namespace of a module or class body; NULL in functions.
    pub(crate) locals: Value,
    pub(crate) previous: *mut Value,
    /// The instruction that runs; the dispatch loop stores it before anything that may look.
    pub(crate) prev_instr: *mut CodeUnit,
    /// Top of the value stack, stored likewise.
    pub(crate) stack_top: *mut Value,
    /// Where a return continues: units behind `prev_instr`.
    pub(crate) return_units: u32,
    pub(crate) flags: u32,
    /// The Python object of this frame; NULL until someone asks.
    pub(crate) object: Value,
}

/// Returning from the frame leaves the dispatch loop.
const ENTRY: u32 = 1;
/// The frame belongs to a generator.
pub(crate) const GENERATOR: u32 = 2;
/// The frame is the first of a chunk of the frame stack, which goes with it.
const CHUNK: u32 = 8;
/// The frame runs `__init__` of an object that lies on the caller's stack already: the result must be None.
const INIT: u32 = 4;
/// What the frame returns is dropped: it runs `__setitem__` for an instruction that has no output.
pub(crate) const RESULT_UNWANTED: u32 = 16;

/// What the frame returns is made a bool, for an instruction that wants one.
pub(crate) const TRUTH: u32 = 32;
/// As `TRUTH`, and turned round.
pub(crate) const INVERTED: u32 = 64;
/// The frame runs `__bool__`: it must return a bool.
pub(crate) const STRICT: u32 = 128;
/// The frame runs a comparison: if it returns NotImplemented, the other operand is asked.
pub(crate) const COMPARED: u32 = 256;
/// The frame runs `__getattr__`.
pub(crate) const HOOK: u32 = 512;
/// The frame runs a special method for an instruction, which makes its result of what that returns.
pub(crate) const CONVERSIONS: u32 = TRUTH | INVERTED | STRICT | COMPARED | HOOK;

/// A frame, for as long as it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FramePtr(NonNull<Value>);

/// The current frame, as the bodies of instructions see it.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    pointer: FramePtr,
    life: PhantomData<&'a ()>,
}

impl FramePtr {
    /// # Safety
    /// `locals` points to the first local of a live frame.
    #[inline(always)]
    pub(crate) unsafe fn new(locals: *mut Value) -> FramePtr {
        // SAFETY: the caller's promise.
        FramePtr(unsafe { NonNull::new_unchecked(locals) })
    }

    #[inline(always)]
    pub(crate) fn locals_pointer(self) -> *mut Value {
        self.0.as_ptr()
    }

    #[inline(always)]
    fn header(&self) -> &FrameHeader {
        // SAFETY: a frame pointer is only kept while its frame exists; the header precedes the locals.
        unsafe { &*self.0.as_ptr().cast::<FrameHeader>().sub(1) }
    }

    #[inline(always)]
    fn header_pointer(self) -> *mut FrameHeader {
        // SAFETY: as above.
        unsafe { self.0.as_ptr().cast::<FrameHeader>().sub(1) }
    }

    #[inline(always)]
    pub(crate) fn code(&self) -> &PyCode {
        // SAFETY: see the field.
        unsafe { &*self.header().code }
    }

    #[inline(always)]
    pub(crate) fn function(&self) -> &PyFunction {
        match self.header().func.downcast::<PyFunction>() {
            Some(function) => function,
            None => unreachable!("every frame has a function"),
        }
    }

    /// As [`FramePtr::function`], without looking.
    #[cfg(tail_calls)]
    #[inline(always)]
    pub(crate) fn own_function(&self) -> &PyFunction {
        debug_assert!(self.header().func.downcast::<PyFunction>().is_some());
        // SAFETY: every frame has a function.
        unsafe { self.header().func.downcast::<PyFunction>().unwrap_unchecked() }
    }

    #[inline(always)]
    pub(crate) fn globals(&self) -> &PyDict {
        // SAFETY: the function owns it.
        unsafe { &*self.header().globals }
    }

    #[inline(always)]
    pub(crate) fn builtins(&self) -> &PyDict {
        // SAFETY: the function owns it.
        unsafe { &*self.header().builtins }
    }

    /// The namespace of a module or class body; NULL in functions.
    #[inline(always)]
    pub(crate) fn namespace(&self) -> &Value {
        &self.header().locals
    }

    #[inline(always)]
    pub(crate) fn previous(self) -> Option<FramePtr> {
        NonNull::new(self.header().previous).map(FramePtr)
    }

    #[inline(always)]
    pub(crate) fn set_previous(self, previous: Option<FramePtr>) {
        // SAFETY: the frame exists; no reference to the header is held across this.
        unsafe { (*self.header_pointer()).previous = previous.map_or(null_mut(), |frame| frame.0.as_ptr()) }
    }

    #[inline(always)]
    pub(crate) fn prev_instr(self) -> *mut CodeUnit {
        self.header().prev_instr
    }

    #[inline(always)]
    pub(crate) fn stack_top(self) -> *mut Value {
        self.header().stack_top
    }

    /// Stores where the frame is, before anything that may look at it.
    #[inline(always)]
    pub(crate) fn spill(self, prev_instr: *mut CodeUnit, stack_top: *mut Value) {
        // SAFETY: as in `set_previous`.
        unsafe {
            (*self.header_pointer()).prev_instr = prev_instr;
            (*self.header_pointer()).stack_top = stack_top;
        }
    }

    #[inline(always)]
    pub(crate) fn return_units(self) -> u32 {
        self.header().return_units
    }

    #[inline(always)]
    pub(crate) fn set_return_units(self, units: u32) {
        // SAFETY: as in `set_previous`.
        unsafe { (*self.header_pointer()).return_units = units }
    }

    #[inline(always)]
    fn has(self, flag: u32) -> bool {
        self.header().flags & flag != 0
    }

    #[inline(always)]
    fn set_flag(self, flag: u32, on: bool) {
        // SAFETY: as in `set_previous`.
        unsafe {
            let flags = &raw mut (*self.header_pointer()).flags;
            flags.write(if on { flags.read() | flag } else { flags.read() & !flag });
        }
    }

    /// All flags, for compiled code.
    #[cfg(tier2)]
    pub(crate) fn flags(self) -> u32 {
        self.header().flags
    }

    #[inline(always)]
    pub(crate) fn is_entry(self) -> bool {
        self.has(ENTRY)
    }

    pub(crate) fn set_entry(self, on: bool) {
        self.set_flag(ENTRY, on);
    }

    #[inline(always)]
    pub(crate) fn is_init(self) -> bool {
        self.has(INIT)
    }

    /// Marks the frame as that of an `__init__`, whose caller gets `instance` as result.
    #[inline(always)]
    pub(crate) fn set_init(self, instance: Value) {
        self.set_flag(INIT, true);
        // SAFETY: as in `set_previous`; the namespace of a function's frame is unused.
        unsafe { (&raw mut (*self.header_pointer()).locals).write(instance) }
    }

    /// Makes the caller go on without the result.
    #[inline(always)]
    pub(crate) fn set_result_unwanted(self) {
        self.set_flag(RESULT_UNWANTED, true);
    }

    /// Has what the frame returns converted.
    #[inline(always)]
    pub(crate) fn set_conversions(self, conversions: u32) {
        self.set_flag(conversions, true);
    }

    /// How what the frame returns is to be converted.
    #[inline(always)]
    pub(crate) fn conversions(self) -> u32 {
        self.header().flags & CONVERSIONS
    }

    pub(crate) fn is_result_unwanted(self) -> bool {
        self.has(RESULT_UNWANTED)
    }

    /// The instance that `__init__` ran for.
    pub(crate) fn take_init_instance(self) -> Value {
        // SAFETY: as above.
        unsafe { (&raw mut (*self.header_pointer()).locals).replace(Value::NULL) }
    }

    /// Makes a suspended generator's frame ready to go on behind its `yield`, with `value` as what was sent.
    #[inline(always)]
    pub(crate) fn resume(self, value: Value) {
        // SAFETY: the frame is suspended at an instruction without caches that leaves one value; the verifier proved
        // that the stack is deep enough.
        unsafe {
            let top = self.stack_top();
            top.write(value);
            self.spill(self.prev_instr().add(1), top.add(1));
        }
    }

    /// Whether throwing `GeneratorExit` where the frame is suspended would only end it: it is at a plain `yield` that is in
    /// no `try` but the one that the compiler puts around every generator.
    pub(crate) fn ends_when_closed(self) -> bool {
        // SAFETY: a `yield` is never the last instruction.
        let next = unsafe { self.prev_instr().add(1).read() };
        // RESUME with location 1 (`yield`), and the bit that says so.
        next == bytecode::Opcode::RESUME as u16 | 0b101 << 8
    }

    /// Undoes [`FramePtr::resume`] for throwing: the exception is raised at the `yield`.
    pub(crate) fn rewind_throw(self) {
        // SAFETY: `resume` moved both up by one.
        unsafe {
            let top = self.stack_top().sub(1);
            drop(top.read());
            self.spill(self.prev_instr().sub(1), top);
        }
    }

    /// What the frame waits for, if it is suspended in `yield from` or `await`: the instruction behind the `yield` says.
    pub(crate) fn yield_from_target(self) -> Option<Value> {
        // SAFETY: a `yield` is never the last instruction.
        let next = unsafe { self.prev_instr().add(1).read() };
        let (opcode, argument) = (next & 0xFF, next >> 8);
        // RESUME with location 2 (`yield from`) or 3 (`await`).
        if opcode != bytecode::Opcode::RESUME as u16 || argument & 3 < 2 || self.stack_depth() == 0 {
            return None;
        }
        // SAFETY: the receiver lies on top while the frame is suspended.
        Some(unsafe { (*self.stack_top().sub(1)).clone() })
    }

    /// Makes the frame wait for `target` instead.
    pub(crate) fn replace_yield_from_target(self, target: Value) {
        // SAFETY: as in `yield_from_target`, which found something.
        drop(unsafe { std::mem::replace(&mut *self.stack_top().sub(1), target) }.into_owned());
    }

    /// Goes on behind the `SEND` loop of a sub-iterator that has ended; what it returned was just sent.
    pub(crate) fn skip_to_end_send(self) {
        let start = self.code().instructions.start();
        let length = self.code().instructions.len();
        // SAFETY: searches within the code for the END_SEND (or CLEANUP_THROW's twin) that the compiler emits behind
        // every such loop.
        unsafe {
            let mut pc = self.prev_instr();
            while (pc.offset_from(start) as usize) < length
                && pc.read() & 0xFF != bytecode::Opcode::END_SEND as u16
            {
                pc = pc.add(1);
            }
            self.spill(pc, self.stack_top());
        }
    }

    /// Makes borrowed words on the stack owned: while a generator is suspended its locals can change.
    #[inline(always)]
    pub(crate) fn own_stack_top_values(self) {
        let (base, mut word) = (self.stack_base(), self.stack_top());
        // SAFETY: values up to the stored top are initialized.
        unsafe {
            while word > base {
                word = word.sub(1);
                (*word).own();
            }
        }
    }

    /// Whether leaving the frame is just dropping its locals and going on in the caller.
    #[cfg(tail_calls)]
    #[inline(always)]
    pub(crate) fn is_plain(self) -> bool {
        self.header().flags == 0 && self.header().object.is_null()
    }

    /// As `is_plain`, for a frame of `__init__`: the caller gets the instance.
    #[cfg(tail_calls)]
    #[inline(always)]
    pub(crate) fn is_plain_init(self) -> bool {
        self.header().flags == INIT && self.header().object.is_null()
    }

    /// As `is_plain`, for a frame of a function whose end is the end of the run.
    #[cfg(tail_calls)]
    #[inline(always)]
    pub(crate) fn is_plain_entry(self) -> bool {
        let header = self.header();
        header.flags == ENTRY && header.object.is_null() && header.locals.is_null()
    }

    /// As `is_plain`, for a frame whose result is to be converted.
    #[cfg(tail_calls)]
    #[inline(always)]
    pub(crate) fn is_plain_special(self) -> bool {
        let flags = self.header().flags;
        flags & CONVERSIONS != 0 && flags & !CONVERSIONS == 0 && self.header().object.is_null()
    }

    #[inline(always)]
    pub(crate) fn is_generator(self) -> bool {
        self.has(GENERATOR)
    }

    /// The generator that owns the frame, which is known to be of one.
    #[inline(always)]
    pub(crate) fn own_generator<'a>(self) -> &'a PyGenerator {
        debug_assert!(self.is_generator());
        // SAFETY: the frame of a generator lies directly behind it, and only a generator that lives has a frame.
        unsafe { &*self.header_pointer().cast::<PyGenerator>().sub(1) }
    }

    /// Of the frame of a generator that runs: the frame that resumed it, if it was not native code that did.
    #[inline(always)]
    pub(crate) fn caller_of_generator(self) -> Option<FramePtr> {
        match self.header().flags == GENERATOR {
            true => self.previous(),
            false => None,
        }
    }

    /// The generator that owns the frame.
    pub(crate) fn generator(&self) -> Option<&PyGenerator> {
        // SAFETY: the frame of a generator lies directly behind it.
        self.is_generator().then(|| unsafe { &*self.header_pointer().cast::<PyGenerator>().sub(1) })
    }

    /// Offset of the current instruction in code units.
    pub(crate) fn instruction_offset(&self) -> usize {
        // SAFETY: both point into the code's instructions.
        unsafe { self.prev_instr().offset_from(self.code().instructions.start()).max(0) as usize }
    }

    /// Takes an operand off the value stack before its instruction is done with it: `depth` is 1 for the top. Only for
    /// operands that the instruction consumes and does not look at again.
    pub(crate) fn take_operand(self, depth: usize) -> Value {
        // SAFETY: the stored stack top is that of the current instruction, whose operands lie below it.
        unsafe { self.stack_top().sub(depth).replace(Value::NULL) }
    }

    /// The local that the instruction `units` behind the current one stores into, if it does that first.
    pub(crate) fn local_stored_next(self, units: usize) -> Option<usize> {
        use bytecode::Opcode;
        // SAFETY: the current instruction is not the last: every path ends with a return or a raise.
        let unit = unsafe { self.prev_instr().add(units).read() };
        let argument = usize::from(unit >> 8);
        match Opcode::from_number(unit & 0xFF)?.first_part() {
            Opcode::STORE_FAST => Some(argument),
            Opcode::STORE_FAST_LOAD_FAST | Opcode::STORE_FAST_STORE_FAST => Some(argument >> 4),
            _ => None,
        }
    }

    /// Makes the instruction at `offset` (in code units) the current one, if the code has it.
    pub(crate) fn set_instruction_offset(self, offset: usize) {
        let instructions = &self.code().instructions;
        if offset < instructions.len() {
            // SAFETY: the offset is within the code.
            self.spill(unsafe { instructions.start().add(offset) }, self.stack_top());
        }
    }

    /// Number of values on the stack, as stored.
    pub(crate) fn stack_depth(&self) -> usize {
        // SAFETY: both point into the frame.
        unsafe { self.stack_top().offset_from(self.stack_base()).max(0) as usize }
    }

    #[inline(always)]
    pub(crate) fn stack_base(&self) -> *mut Value {
        // SAFETY: the value stack follows the locals.
        unsafe { self.0.as_ptr().add(self.code().localsplusnames.len()) }
    }

    /// The locals, cells and free variables.
    pub(crate) fn locals(&self) -> &[Value] {
        // SAFETY: that many words follow the frame pointer.
        unsafe { std::slice::from_raw_parts(self.0.as_ptr(), self.code().localsplusnames.len()) }
    }

    /// Replaces a local; a borrowed word that it replaces is not the caller's to keep beyond the frame.
    #[inline(always)]
    pub(crate) fn replace_local(self, index: usize, value: Value) -> Value {
        debug_assert!(index < self.code().localsplusnames.len());
        // SAFETY: indexes come from verified code.
        unsafe { std::mem::replace(&mut *self.0.as_ptr().add(index), value) }
    }

    /// Writes a local of a new frame that is not initialized yet.
    #[inline(always)]
    pub(crate) fn write_unset_local(self, index: usize, value: Value) {
        debug_assert!(index < self.code().localsplusnames.len());
        // SAFETY: callers bind as many values as they told `FrameStack::push`.
        unsafe { self.0.as_ptr().add(index).write(value) }
    }

    pub(crate) fn object(&self) -> Option<&PyFrame> {
        self.header().object.downcast::<PyFrame>()
    }

    pub(crate) fn set_object(self, object: Value) {
        // SAFETY: as in `set_previous`.
        drop(unsafe { std::mem::replace(&mut (*self.header_pointer()).object, object) });
    }

    pub(crate) fn traverse(self, visit: &mut Visitor<'_>) {
        let header = self.header();
        visit(&header.func);
        visit(&header.locals);
        visit(&header.object);
        // SAFETY: locals and stack up to the stored top are initialized.
        let count = unsafe { header.stack_top.offset_from(self.0.as_ptr()).max(0) as usize };
        // SAFETY: as above.
        unsafe { std::slice::from_raw_parts(self.0.as_ptr(), count) }.iter().for_each(visit);
    }

    /// Drops everything that the frame holds: stack (as stored), locals, function.
    pub(crate) fn clear(self) {
        let header = self.header_pointer();
        // SAFETY: the words are initialized, and each is dropped once: the pointers are moved down first.
        unsafe {
            let mut top = (*header).stack_top;
            (*header).stack_top = self.0.as_ptr();
            while top > self.0.as_ptr() {
                top = top.sub(1);
                top.drop_in_place();
            }
            for word in [&raw mut (*header).locals, &raw mut (*header).object, &raw mut (*header).func] {
                word.replace(Value::NULL);
            }
        }
    }

    /// Drops the values above `depth` from the stack.
    pub(crate) fn truncate_stack(self, depth: usize) {
        // SAFETY: values up to the stored top are initialized.
        unsafe {
            let target = self.stack_base().add(depth);
            let mut top = self.stack_top();
            while top > target {
                top = top.sub(1);
                self.spill(self.prev_instr(), top);
                drop(top.read());
            }
        }
    }

    /// Pushes a value.
    pub(crate) fn push(self, value: Value) {
        // SAFETY: the verifier proved that the stack is deep enough.
        unsafe {
            let top = self.stack_top();
            top.write(value);
            self.spill(self.prev_instr(), top.add(1));
        }
    }

    /// Makes borrowed words in locals and stack owned: the frame outlives what they borrow from.
    pub(crate) fn own_values(self) {
        // SAFETY: words up to the stored top are initialized.
        unsafe {
            let function = &raw mut (*self.header_pointer()).func;
            function.write(function.read().into_owned());
            let mut word = self.0.as_ptr();
            while word < self.stack_top() {
                word.write(word.read().into_owned());
                word = word.add(1);
            }
        }
    }

    /// As [`FramePtr::move_to_generator`], for a plain frame, whose memory is not looked at again; borrowed words become
    /// owned.
    #[cfg(tail_calls)]
    #[inline(always)]
    pub(crate) fn move_plain_to_generator(self, target: *mut FrameHeader) -> FramePtr {
        debug_assert!(self.is_plain());
        let header = self.header_pointer();
        // SAFETY: the generator was made with room for this code's frame. Each word is read once.
        unsafe {
            let function = (&raw const (*header).func).read();
            let end = self.0.as_ptr().add(self.code().localsplusnames.len());
            let call = Call::new(function, self.0.as_ptr(), end);
            let frame = write_generator_frame(target, self.code(), call);
            frame.spill(self.prev_instr(), frame.stack_top());
            (*target).locals = (&raw const (*header).locals).read();
            frame
        }
    }

    /// Moves the frame, whose words are owned, into the memory behind a generator object. The old memory is left without
    /// values.
    pub(crate) fn move_to_generator(self, target: *mut FrameHeader) -> FramePtr {
        let header = self.header_pointer();
        // SAFETY: the generator was made with room for this code's frame.
        unsafe {
            let count = (*header).stack_top.offset_from(self.0.as_ptr()).max(0) as usize;
            target.copy_from_nonoverlapping(header, 1);
            let locals = target.add(1).cast::<Value>();
            locals.copy_from_nonoverlapping(self.0.as_ptr(), count);
            (*target).stack_top = locals.add(count);
            (*target).flags = GENERATOR;
            (*target).previous = null_mut();
            // What is left must not be dropped again.
            (*header).stack_top = self.0.as_ptr();
            for index in 0..self.code().localsplusnames.len() {
                self.0.as_ptr().add(index).write(Value::NULL);
            }
            (&raw mut (*header).func).write(Value::NULL);
            (&raw mut (*header).locals).write(Value::NULL);
            (&raw mut (*header).object).write(Value::NULL);
            FramePtr::new(locals)
        }
    }
}

/// Writes the frame of a new generator to `target`, suspended at its first instruction. Function and arguments, which are
/// the first locals, are taken from `call`; what is borrowed becomes owned.
///
/// # Safety
/// `target` has room for the frame. Nobody reads the words of `call` again.
#[inline(always)]
unsafe fn write_generator_frame(target: *mut FrameHeader, code: &PyCode, call: Call) -> FramePtr {
    // SAFETY: the caller's promise; the callable is a function, whose code has as many locals as there are arguments.
    unsafe {
        // From the function, not from a frame that was made a moment ago: what was just written is slow to read in pairs,
        // as a compiler would copy it.
        let function = call.function.downcast::<PyFunction>().unwrap_unchecked();
        let locals = target.add(1).cast::<Value>();
        let stack = locals.add(code.localsplusnames.len());
        let word = std::ptr::read(&*call.function).into_owned();
        target.write(FrameHeader { flags: GENERATOR, ..FrameHeader::of(code, function, word, stack) });
        let (mut from, mut local) = (call.args, locals);
        while from < call.end {
            local.write(from.read().into_owned());
            (from, local) = (from.add(1), local.add(1));
        }
        unset_locals(local, stack);
        FramePtr::new(locals)
    }
}

impl PyGenerator {
    /// The frame, which is known to exist.
    #[inline(always)]
    pub(crate) fn own_frame(&self) -> FramePtr {
        debug_assert!(self.frame.pointer.get().is_some());
        // SAFETY: the frame lies directly behind the object.
        unsafe { FramePtr::new(self.frame_memory().add(1).cast()) }
    }

    /// The memory of the frame.
    pub(crate) fn frame_memory(&self) -> *mut FrameHeader {
        // SAFETY: the frame lies directly behind the object.
        unsafe { std::ptr::from_ref(self).add(1).cast::<FrameHeader>().cast_mut() }
    }
}

impl<'a> Frame<'a> {
    /// # Safety
    /// `locals` points to the first local of a frame that lives for `'a`.
    #[inline(always)]
    pub(crate) unsafe fn new(locals: *mut Value) -> Frame<'a> {
        // SAFETY: the caller's promise.
        Frame { pointer: unsafe { FramePtr::new(locals) }, life: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn pointer(self) -> FramePtr {
        self.pointer
    }

    #[inline(always)]
    pub fn code(self) -> &'a PyCode {
        // SAFETY: the frame lives for `'a` and keeps its code alive.
        unsafe { &*self.pointer.header().code }
    }

    #[inline(always)]
    pub fn globals(self) -> &'a PyDict {
        // SAFETY: the frame lives for `'a` and keeps its function alive.
        unsafe { &*self.pointer.header().globals }
    }

    #[inline(always)]
    pub fn builtins(self) -> &'a PyDict {
        // SAFETY: as above.
        unsafe { &*self.pointer.header().builtins }
    }

    /// The constant at `index`.
    #[inline(always)]
    pub fn constant_at(self, index: usize) -> &'a Value {
        // SAFETY: the verifier checked the index.
        unsafe { self.code().consts.get_unchecked(index) }
    }

    /// The name at `index`: an interned string.
    #[inline(always)]
    pub fn name_at(self, index: usize) -> &'a crate::objects::PyStr {
        // SAFETY: the verifier checked the index; names are strings.
        unsafe {
            self.code().names.get_unchecked(index).downcast::<crate::objects::PyStr>().unwrap_unchecked()
        }
    }

    /// The name at `index` as a value.
    #[inline(always)]
    pub fn name_value_at(self, index: usize) -> &'a Value {
        // SAFETY: the verifier checked the index.
        unsafe { self.code().names.get_unchecked(index) }
    }

    /// A local, cell or free variable; NULL if unbound.
    #[inline(always)]
    pub fn local_at(self, index: usize) -> &'a Value {
        // SAFETY: the verifier checked the index. The reference is only used within the instruction.
        unsafe { &*self.pointer.locals_pointer().add(index) }
    }

    /// Replaces a local.
    #[inline(always)]
    pub fn replace_local(self, index: usize, value: Value) -> Value {
        self.pointer.replace_local(index, value)
    }

    /// The cell in a slot. The compiler makes one for each variable that it uses as one; other code may not.
    #[inline(always)]
    pub fn cell_at(self, index: usize) -> Option<&'a crate::objects::PyCell> {
        self.local_at(index).downcast::<crate::objects::PyCell>()
    }

    /// The name of a slot.
    pub fn local_name(self, index: usize) -> &'a Value {
        &self.code().localsplusnames[index]
    }

    /// The namespace of a module or class body; NULL in functions.
    #[inline(always)]
    pub fn namespace(self) -> &'a Value {
        // SAFETY: the frame lives for `'a`; the field does not change after the frame was made.
        unsafe { &(*self.pointer.header_pointer()).locals }
    }

    pub fn function_value(self) -> &'a Value {
        // SAFETY: as above.
        unsafe { &(*self.pointer.header_pointer()).func }
    }
}

/// Keeps a short loop a loop: what it would else become, a call of `memcpy`, vector code or an unrolled one, is longer than
/// the work for the few arguments, locals or items that there usually are.
#[inline(always)]
pub(crate) fn keep_loop() {
    // Only where handlers are tail-called: the other backend is for targets and tools without inline assembly, too.
    #[cfg(tail_calls)]
    // SAFETY: there is no instruction.
    unsafe {
        std::arch::asm!("", options(nomem, nostack, preserves_flags))
    }
}

impl FrameHeader {
    /// That of a new frame of a function's code, whose value stack begins at `stack`. `word` is the function's word, which may
    /// be borrowed.
    #[inline(always)]
    pub(crate) fn of(code: &PyCode, function: &PyFunction, word: Value, stack: *mut Value) -> FrameHeader {
        FrameHeader {
            code,
            func: word,
            globals: &raw const *function.globals,
            builtins: &raw const *function.builtins,
            locals: Value::NULL,
            previous: null_mut(),
            prev_instr: code.instructions.start(),
            stack_top: stack,
            return_units: 0,
            flags: 0,
            object: Value::NULL,
        }
    }
}

/// Unsets the locals of a new frame from `local` to where its value stack begins.
///
/// # Safety
/// That is memory of the frame, without values.
#[inline(always)]
unsafe fn unset_locals(mut local: *mut Value, stack: *mut Value) {
    while local < stack {
        keep_loop();
        // SAFETY: the caller's promise.
        unsafe {
            local.write(Value::NULL);
            local = local.add(1);
        }
    }
}

/// Words of a chunk of the frame stack.
const CHUNK_WORDS: usize = 32 * 1024;

/// The stack that frames of calls lie on: chunks, so that frames never move; a frame costs an addition.
pub(crate) struct FrameStack {
    chunks: Vec<Box<[std::mem::MaybeUninit<Value>]>>,
    pub(crate) top: *mut Value,
    pub(crate) limit: *mut Value,
    /// Tops of the earlier chunks.
    saved: Vec<(*mut Value, *mut Value)>,
    /// Calls that may still nest before `RecursionError`.
    pub(crate) remaining_depth: i32,
}

impl FrameStack {
    pub(crate) fn new() -> FrameStack {
        let mut stack = FrameStack {
            chunks: Vec::new(),
            top: null_mut(),
            limit: null_mut(),
            saved: Vec::new(),
            remaining_depth: 1000,
        };
        stack.add_chunk(CHUNK_WORDS);
        stack
    }

    fn add_chunk(&mut self, words: usize) {
        let mut chunk = Box::new_uninit_slice(words);
        self.top = chunk.as_mut_ptr().cast();
        // SAFETY: one past the end.
        self.limit = unsafe { self.top.add(words) };
        self.chunks.push(chunk);
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, words: usize) {
        self.saved.push((self.top, self.limit));
        self.add_chunk(words.max(CHUNK_WORDS));
    }

    #[cold]
    #[inline(never)]
    fn shrink(&mut self) {
        if let Some((top, limit)) = self.saved.pop() {
            self.chunks.pop();
            (self.top, self.limit) = (top, limit);
        }
    }

    /// Whether a frame of `code` fits without growing, and may be made at all.
    #[inline(always)]
    pub(crate) fn fits(&self, code: &PyCode) -> bool {
        (self.limit as usize).wrapping_sub(self.top as usize) >= code.frame_bytes()
            && self.remaining_depth > 0
    }

    #[inline(always)]
    fn push(&mut self, code: &PyCode, function: Ref<PyFunction>, namespace: Value, bound: usize) -> FramePtr {
        if (self.limit as usize).wrapping_sub(self.top as usize) < code.frame_bytes() {
            self.grow(code.frame_bytes() / 8);
            let frame = self.push_fitting(code, function, namespace, bound);
            frame.set_flag(CHUNK, true);
            return frame;
        }
        self.push_fitting(code, function, namespace, bound)
    }

    /// As `push`, where the frame is known to fit.
    #[inline(always)]
    fn push_fitting(
        &mut self,
        code: &PyCode,
        function: Ref<PyFunction>,
        namespace: Value,
        bound: usize,
    ) -> FramePtr {
        let header = self.top.cast::<FrameHeader>();
        // SAFETY: the chunk has room for the frame at `top`.
        unsafe {
            self.top = self.top.byte_add(code.frame_bytes());
            let locals = header.add(1).cast::<Value>();
            let stack = locals.add(code.localsplusnames.len());
            unset_locals(locals.add(bound), stack);
            // The new owner of the reference is the header.
            let word = std::ptr::read(function.value());
            header.write(FrameHeader { locals: namespace, ..FrameHeader::of(code, &function, word, stack) });
            std::mem::forget(function);
            FramePtr::new(locals)
        }
    }

    /// As `push_fitting`, with function and arguments taken from the caller's stack word by word, and `this` before them.
    #[inline(always)]
    fn push_call(&mut self, code: &PyCode, this: Option<Value>, call: Call) -> FramePtr {
        let header = self.top.cast::<FrameHeader>();
        // SAFETY: the caller's guard: the callable is a function, which takes the arguments, and whose frame fits. The
        // stacks of both frames have spare slots, so that a word more may be read and written.
        unsafe {
            let function = call.function.downcast::<PyFunction>().unwrap_unchecked();
            self.top = self.top.byte_add(code.frame_bytes());
            let locals = header.add(1).cast::<Value>();
            let stack = locals.add(code.localsplusnames.len());
            let first_argument = locals.add(usize::from(this.is_some()));
            if let Some(this) = this {
                locals.write(this);
            }
            let (mut from, mut to) = (call.args, first_argument);
            while from < call.end {
                keep_loop();
                type Pair = [std::mem::MaybeUninit<u64>; 2];
                to.cast::<Pair>().write(from.cast::<Pair>().read());
                (from, to) = (from.add(2), to.add(2));
            }
            unset_locals(first_argument.byte_add(call.end.byte_offset_from(call.args) as usize), stack);
            header.write(FrameHeader::of(code, function, std::ptr::read(&*call.function), stack));
            FramePtr::new(locals)
        }
    }

    /// Takes the topmost frame's memory back; its values were dropped or moved.
    #[inline(always)]
    pub(crate) fn pop(&mut self, frame: FramePtr) {
        self.top = frame.header_pointer().cast();
        if frame.has(CHUNK) {
            self.shrink();
        }
    }

    /// As `pop`, for a frame that is plain.
    #[cfg(tail_calls)]
    #[inline(always)]
    pub(crate) fn pop_plain(&mut self, frame: FramePtr) {
        self.top = frame.header_pointer().cast();
    }
}

impl Heap {
    /// Makes a frame for `function`, with the stack empty and all locals NULL but the first `bound`, which the caller
    /// writes with `write_unset_local` before anything else happens.
    #[inline(always)]
    pub(crate) fn push_frame(
        &mut self,
        function: Ref<PyFunction>,
        namespace: Value,
        bound: usize,
    ) -> FramePtr {
        let code: *const PyCode = &raw const **function.code(self);
        // SAFETY: the function keeps its code alive, and the frame keeps the function alive.
        self.frames.push(unsafe { &*code }, function, namespace, bound)
    }
}

/// A call of a function as it lies on the caller's stack.
pub(crate) struct Call {
    function: std::mem::ManuallyDrop<Value>,
    /// The first argument, which may be `self`.
    args: *const Value,
    end: *const Value,
}

impl Call {
    /// # Safety
    /// `function` is a function's word; from `args` to `end` are filled slots.
    #[inline(always)]
    pub(crate) unsafe fn new(function: Value, args: *const Value, end: *const Value) -> Call {
        Call { function: std::mem::ManuallyDrop::new(function), args, end }
    }
}

impl Call {
    /// The function.
    #[inline(always)]
    pub(crate) fn function(&self) -> &PyFunction {
        // SAFETY: a `Call` has a function.
        unsafe { self.function.downcast::<PyFunction>().unwrap_unchecked() }
    }

    /// Writes the frame of the generator that the call makes, which was made for it.
    #[inline(always)]
    pub(crate) fn write_to_generator(self, heap: &Heap, generator: &PyGenerator) -> FramePtr {
        let code: *const PyCode = &raw const **self.function().code(heap);
        // SAFETY: the function, which keeps its code alive, goes to the frame; a guard has checked that the code takes the
        // arguments; the generator has room for its frame.
        unsafe { write_generator_frame(generator.frame_memory(), &*code, self) }
    }
}

impl Heap {
    /// Pushes the frame of a call that a guard has checked, with `this` as an argument before the others. Borrowed words stay borrowed: what they borrow from is a
    /// local of the caller, which waits.
    #[inline(always)]
    pub(crate) fn push_call_frame(&mut self, this: Option<Value>, call: Call) -> FramePtr {
        // SAFETY: a `Call` has a function.
        let function = unsafe { call.function.downcast::<PyFunction>().unwrap_unchecked() };
        let code: *const PyCode = &raw const **function.code(self);
        // SAFETY: the function keeps its code alive, and the frame keeps the function alive.
        self.frames.push_call(unsafe { &*code }, this, call)
    }

    /// The frame of a function that takes just these arguments; `None` if it takes others, or the frame does not fit.
    #[inline(always)]
    pub(crate) fn exact_frame(
        &mut self,
        function: &PyFunction,
        first: Option<&Value>,
        rest: &[Value],
    ) -> Option<FramePtr> {
        self.exact_frame_of(function, first, rest, Value::clone)
    }

    /// As [`Heap::exact_frame`], with the arguments borrowed.
    ///
    /// # Safety
    /// The arguments live until the frame has ended.
    #[inline(always)]
    pub(crate) unsafe fn lent_frame(
        &mut self,
        function: &PyFunction,
        first: Option<&Value>,
        rest: &[Value],
    ) -> Option<FramePtr> {
        // SAFETY: the caller's promise.
        self.exact_frame_of(function, first, rest, |value| unsafe { value.borrow() })
    }

    #[inline(always)]
    fn exact_frame_of(
        &mut self,
        function: &PyFunction,
        first: Option<&Value>,
        rest: &[Value],
        word: impl Fn(&Value) -> Value,
    ) -> Option<FramePtr> {
        let count = usize::from(first.is_some()) + rest.len();
        let code: *const PyCode = &raw const **function.code(self);
        // SAFETY: the function keeps its code alive.
        let code = unsafe { &*code };
        if !code.takes_plainly(count as u32) || !self.frames.fits(code) {
            return None;
        }
        let frame = self.frames.push_fitting(code, Ref::new(function), Value::NULL, count);
        for (index, value) in first.into_iter().chain(rest).enumerate() {
            keep_loop();
            frame.write_unset_local(index, word(value));
        }
        Some(frame)
    }

    /// As [`Heap::push_frame`], for a function that a guard has checked to be one, and whose frame it has found to fit.
    #[inline(always)]
    pub(crate) fn push_fitting_frame(&mut self, function: Value, bound: usize) -> FramePtr {
        debug_assert!(function.downcast::<PyFunction>().is_some());
        // SAFETY: the caller's guard; the frame keeps the function alive, and it its code.
        unsafe {
            let function: Ref<PyFunction> = Ref::try_from_value(function).unwrap_unchecked();
            let code: *const PyCode = &raw const **function.code(self);
            self.frames.push_fitting(&*code, function, Value::NULL, bound)
        }
    }
}

/// The part of a frame that `leave` needs to drop: function and locals.
#[cfg(tail_calls)]
pub(crate) struct FrameParts {
    pub locals: *mut Value,
    pub count: usize,
    pub func: *mut Value,
}

#[cfg(tail_calls)]
impl FramePtr {
    /// Where the header keeps the function.
    pub(crate) fn function_word(self) -> *mut Value {
        // SAFETY: the frame's memory exists, if not the frame.
        unsafe { &raw mut (*self.header_pointer()).func }
    }

    #[inline(always)]
    pub(crate) fn parts(self) -> FrameParts {
        FrameParts {
            locals: self.0.as_ptr(),
            count: self.code().localsplusnames.len(),
            // SAFETY: the frame exists.
            func: unsafe { &raw mut (*self.header_pointer()).func },
        }
    }
}
