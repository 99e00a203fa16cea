//! From a recording to a program: the effect of each instruction on the model of the frames, and what of it must be done
//! in memory. What is not here, the interpreter runs ([`Lowering::step`]); where that cannot be, the trace ends.
#![expect(unsafe_code, reason = "reads instructions and their caches")]

mod arithmetic;
mod calls;
mod generators;
mod instructions;
mod locals;
mod outside;
mod values;

use std::rc::Rc;

use bytecode::Opcode;
use bytecode::code::CodeUnit;
use jit::ir::*;
use jit::{CodeMemory, Direct, Runtime};

use super::layout::*;
use super::record::{End, Event, Origin, Recording, Sample};
use super::report::Account;
use super::state::*;
use super::{Executor, leave, plain};
use crate::Vm;
use crate::frame::{COMPARED, CONVERSIONS, HOOK, INVERTED, RESULT_UNWANTED, STRICT, TRUTH};
use crate::native::NativeKind;
use crate::object::{Kind, Ref};
use crate::objects::{LENGTH_BITS, PyCode, PyNative, PyTuple};
use crate::types::{BinaryOperator, CompareOp, Special};
use crate::value::{Value, word};
use crate::vm::Specialization;

/// What a trace loses against the interpreter, in instructions that gain as much: by ending in the middle of the loop, by
/// having the interpreter run an instruction, by calling a native function, and by making modelled frames real.
const LEAVE_COST: usize = 16;
const STEP_COST: usize = 6;
const CALL_COST: usize = 2;
const FRAMES_COST: usize = 10;
/// Locals that stay in registers from one round of a loop to the next.
const MOST_PHIS: usize = 8;
const MOST_FLOAT_PHIS: usize = 10;

/// Where words for a function lie that takes many, behind what exits put there; and how many there are at most.
const ITEMS: i32 = SCRATCH + 1024;
const MOST_SCRATCH: usize = 100;

/// How a local of the outermost frame is kept in a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Home {
    /// In memory.
    Memory,
    /// In memory, as an immediate at the start of every round.
    Plain,
    /// In a register.
    Register,
    /// The loop does not change it: loaded before it.
    Fixed,
}

/// Why lowering ended.
enum Stop {
    /// Nothing more can be lowered: the interpreter goes on at the current instruction.
    Here,
    /// A local has to be kept otherwise.
    Rehome(usize, Home),
    /// The trace is of no use.
    Useless,
}

type Lowered<T = ()> = Result<T, Stop>;

struct Lowering<'a> {
    vm: &'a Vm,
    recording: &'a Recording,
    vectors: VectorLayout,
    facts: Facts,
    frames: Vec<FrameModel>,
    /// The frames before the current instruction, and the exit to there once one was made.
    before: Vec<FrameModel>,
    before_exit: Option<ExitId>,
    /// The number of the current event.
    index: usize,
    /// Where the current instruction begins, and the next one.
    at: *mut CodeUnit,
    next: *mut CodeUnit,
    /// Values to let go once the current instruction is done.
    drops: Vec<Model>,
    deepest: i32,
    /// Frames of calls that the trace begins with, and at most.
    first_frames: usize,
    most_frames: usize,
    /// The stack of the outermost frame when the trace began.
    entry: Vec<Model>,
    uses_tuples: bool,
    breaker: Val,
    account: Account,
    /// Whether the next instruction takes a tuple apart.
    unpacks_next: bool,
}

/// Compiles a recording; whether something came of it.
pub(super) fn compile(vm: &mut Vm, recording: Recording, end: End) -> bool {
    let Some(vectors) = vector_layout() else { return false };
    let mut homes = first_homes(&recording);
    for _ in 0..24 {
        let mut lowering = Lowering::new(vm, &recording, vectors);
        match lowering.lower(&homes, end) {
            Ok(()) => {
                let Lowering { facts, account, .. } = lowering;
                vm.note_recording(&recording, &account, true);
                return install(vm, recording, facts);
            }
            Err(Stop::Rehome(local, home)) => homes[local] = home,
            Err(_) => {
                let account = lowering.account;
                vm.note_recording(&recording, &account, false);
                return false;
            }
        }
    }
    false
}

fn install(vm: &mut Vm, recording: Recording, facts: Facts) -> bool {
    let tier2 = &mut vm.tier2;
    if tier2.memory.is_none() {
        tier2.memory = CodeMemory::new();
    }
    let Some(memory) = &mut tier2.memory else {
        tier2.disabled = true;
        return false;
    };
    let number = tier2.executors.len() as u32;
    let first = if vm.specialization == Specialization::Eager { 2 } else { super::HOT_EXIT };
    let directs: Box<[Direct]> =
        facts.directs.into_iter().map(|direct| Direct { countdown: first, ..direct }).collect();
    let runtime = Runtime {
        leave: leave::leave as *const () as usize,
        top_offset: STACK_TOP,
        handlers_offset: HANDLERS,
        directs: directs.as_ptr().addr(),
    };
    let Ok(compiled) = jit::compile(&facts.program, number, runtime, memory) else {
        return false;
    };
    tier2.entries.push(compiled.entry.outer);
    tier2.executors.push(Executor::new(compiled, &recording, facts.exits, directs));
    match recording.origin {
        Origin::Loop { jump } => {
            // SAFETY: the recording keeps the code alive, and the jump is one of its instructions; its cache follows it.
            unsafe {
                (*recording.frames[0].code).instructions.set_opcode(jump, Opcode::JUMP_BACKWARD_JIT, true);
                jump.add(1).write(number as u16);
            }
        }
        Origin::Exit { executor, exit } => tier2.continue_exit(executor, exit, number),
    }
    true
}

/// What may be done with each local of the frame that a loop was recorded in.
fn first_homes(recording: &Recording) -> Vec<Home> {
    let recorded = &recording.frames[0];
    let mut homes = vec![Home::Memory; recorded.locals.len()];
    if !recording.is_loop() {
        return homes;
    }
    let mut stored = vec![false; homes.len()];
    let mut read_first = vec![false; homes.len()];
    for event in recording.events.iter().filter(|event| event.frame == recorded.frame) {
        for (local, store) in accesses(event) {
            let Some(is_stored) = stored.get_mut(local) else { continue };
            if store {
                *is_stored = true;
            } else if !*is_stored {
                read_first[local] = true;
            }
        }
    }
    let (mut words, mut floats) = (0, 0);
    for (local, home) in homes.iter_mut().enumerate() {
        *home = match (stored[local], read_first[local], recorded.locals[local]) {
            (false, true, _) => Home::Fixed,
            (true, true, Sample::Int) if words < MOST_PHIS => {
                words += 1;
                Home::Register
            }
            (true, true, Sample::Float) if floats < MOST_FLOAT_PHIS => {
                floats += 1;
                Home::Register
            }
            (true, _, sample) if sample != Sample::Pointer => Home::Plain,
            _ => Home::Memory,
        };
    }
    homes
}

/// The locals that an instruction reads and stores, in order.
fn accesses(event: &Event) -> Vec<(usize, bool)> {
    let (first, second) = ((event.oparg >> 4) as usize, (event.oparg & 15) as usize);
    let local = event.oparg as usize;
    match opcode_of(event) {
        Opcode::LOAD_FAST | Opcode::LOAD_FAST_BORROW | Opcode::LOAD_FAST_CHECK | Opcode::LOAD_DEREF => {
            vec![(local, false)]
        }
        Opcode::LOAD_FAST_LOAD_FAST | Opcode::LOAD_FAST_BORROW_LOAD_FAST_BORROW => {
            vec![(first, false), (second, false)]
        }
        Opcode::STORE_FAST => vec![(local, true)],
        Opcode::STORE_FAST_LOAD_FAST => vec![(first, true), (second, false)],
        Opcode::STORE_FAST_STORE_FAST => vec![(first, true), (second, true)],
        // Whatever these do with locals, it is not seen here: the local stays in memory.
        Opcode::LOAD_FAST_AND_CLEAR | Opcode::DELETE_FAST | Opcode::MAKE_CELL | Opcode::STORE_DEREF => {
            vec![(local, false), (local, true)]
        }
        _ => Vec::new(),
    }
}

/// The opcode of an event as it is now, without what is fused in its place.
pub(super) fn opcode_of(event: &Event) -> Opcode {
    // SAFETY: the recording keeps the code alive.
    let unit = unsafe { event.pc.read() };
    Opcode::from_number(unit & 0xFF).unwrap_or(Opcode::NOP).first_part()
}

fn cache_u16(event: &Event, unit: usize) -> u16 {
    // SAFETY: the caches of an instruction follow it.
    unsafe { event.pc.add(unit).read() }
}

fn cache_u32(event: &Event, unit: usize) -> u32 {
    // SAFETY: as above.
    unsafe { event.pc.add(unit).cast::<u32>().read_unaligned() }
}

fn cache_u64(event: &Event, unit: usize) -> u64 {
    // SAFETY: as above.
    unsafe { event.pc.add(unit).cast::<u64>().read_unaligned() }
}

/// The unit of a cache field of an opcode.
fn field(opcode: Opcode, name: &str) -> Lowered<usize> {
    opcode.cache_field(name).ok_or(Stop::Useless)
}

/// Bytes of a frame of the code, header and stack included.
fn frame_bytes(code: *const PyCode) -> i32 {
    // SAFETY: the recording keeps the code alive.
    unsafe { (*code).frame_bytes() as i32 }
}

/// A constant of the code that an event is in.
fn constant_at(event: &Event, index: usize) -> Lowered<&Value> {
    // SAFETY: the recording keeps the code alive.
    unsafe { &*event.code }.consts.get(index).ok_or(Stop::Useless)
}

/// The generator on top of the stack, of `depth` values, of a frame that waits for it.
fn generator_below(facts: &mut Facts, caller: &FrameModel, depth: usize) -> Val {
    let raw = facts.load(caller.base, caller.stack_offset(depth.saturating_sub(1)));
    facts.unmarked(raw)
}

impl<'a> Lowering<'a> {
    fn new(vm: &'a Vm, recording: &'a Recording, vectors: VectorLayout) -> Lowering<'a> {
        let mut facts = Facts::new();
        let breaker = facts.constant(std::sync::Arc::as_ptr(&vm.heap.breaker).addr() as u64);
        let (mut frames, mut deepest) = (Vec::new(), 0);
        for (index, recorded) in recording.frames.iter().enumerate() {
            let known = match recording.origin {
                Origin::Loop { .. } => None,
                Origin::Exit { executor, exit } => {
                    vm.tier2.executors[executor as usize].exits.frames(exit as usize).nth(index)
                }
            };
            let slot = Slot { value: None, dirty: false, memory: Memory::Raw(None) };
            let kind = known.map(|known| known.kind);
            let offset = if index == 0 { 0 } else { kind.map_or(0, |kind| kind.offset) };
            let base = match frames.last() {
                None => FRAME,
                Some(caller) if kind.is_some_and(|kind| kind.generator) => {
                    let depth = recording.frames[index - 1].stack.len();
                    generator_below(&mut facts, caller, depth)
                }
                Some(_) => {
                    deepest = offset - FRAME_HEADER + frame_bytes(recorded.code);
                    TOP
                }
            };
            frames.push(FrameModel {
                code: recorded.code,
                recorded: recorded.frame,
                base,
                offset,
                locals: vec![slot; recorded.locals.len()],
                samples: recorded.locals.as_slice().into(),
                stack: Vec::new(),
                initial: Vec::new(),
                real: true,
                seen: recorded.seen,
                function: None,
                call: known.map_or(std::ptr::null_mut(), |known| known.pc),
                return_units: kind.map_or(0, |kind| kind.return_units.into()),
                flags: kind.map_or(0, |kind| kind.flags.into()),
            });
        }
        facts.program.below_top = deepest;
        let depth = frames.len() - 1;
        Lowering {
            vm,
            recording,
            vectors,
            facts,
            frames,
            before: Vec::new(),
            before_exit: None,
            index: 0,
            at: recording.start,
            next: recording.start,
            drops: Vec::new(),
            deepest,
            first_frames: depth,
            most_frames: depth,
            entry: Vec::new(),
            uses_tuples: false,
            breaker,
            account: Account::default(),
            unpacks_next: false,
        }
    }

    fn lower(&mut self, homes: &[Home], end: End) -> Lowered {
        self.begin_instruction(self.recording.start);
        self.load_stacks();
        let (room, depth) = self.check_room();
        self.check_stacks();
        self.load_locals(homes);
        if self.recording.is_loop() {
            self.begin_loop(homes);
        }
        let mut open = end == End::Open;
        let recording = self.recording;
        // The last event of a recording that has not run out is the jump that ended it.
        let Some((last, events)) = recording.events.split_last() else { return Err(Stop::Useless) };
        for (index, event) in events.iter().enumerate() {
            if self.strays(event) {
                self.account.ended = Some(*event);
                open = true;
                break;
            }
            self.index = index;
            self.begin_instruction(event.start);
            let opcode = opcode_of(event);
            // SAFETY: the next instruction of code that the recording keeps alive.
            self.next = unsafe { event.pc.add(1 + opcode.cache_entries()) };
            self.unpacks_next = recording.events.get(index + 1).is_some_and(|next| {
                matches!(opcode_of(next), Opcode::UNPACK_SEQUENCE_TWO_TUPLE | Opcode::UNPACK_SEQUENCE_TUPLE)
            });
            let mut result = self.instruction(opcode, event, recording.events.get(index + 1));
            if matches!(result, Err(Stop::Here)) {
                // Nothing in memory was changed yet.
                self.frames = self.before.clone();
                self.drops.clear();
                // SAFETY: as above.
                self.next = unsafe { event.pc.add(1 + opcode.cache_entries()) };
                result = self.step(opcode, event, recording.events.get(index + 1));
            }
            match result {
                Ok(()) => {}
                Err(Stop::Here) => {
                    self.frames = std::mem::take(&mut self.before);
                    self.next = event.start;
                    self.drops.clear();
                    self.account.ended = Some(*event);
                    open = true;
                    break;
                }
                Err(stop) => return Err(stop),
            }
            self.drop_all();
            self.account.lowered += 1;
        }
        open |= self.strays(last);
        if self.account.cost + if open { LEAVE_COST } else { 0 } > self.account.lowered {
            return Err(Stop::Useless);
        }
        self.settle_conditions();
        self.begin_instruction(self.next);
        match (open, end) {
            (false, End::Closed) => self.end_loop(homes)?,
            (false, End::Joins(executor)) => self.join(executor)?,
            _ => {
                let exit = self.exit_before();
                self.facts.push(Op::Leave(exit));
            }
        }
        self.reserve_room(room, depth);
        Ok(())
    }

    /// Whether an event is not what follows from the instructions before it: the trace ends there.
    fn strays(&mut self, event: &Event) -> bool {
        event.start != self.next || event.frame != self.top().recorded
    }

    /// Makes comparisons on the stacks words: the trace ends, and nobody asks for them at once.
    fn settle_conditions(&mut self) {
        for frame in 0..self.frames.len() {
            for index in 0..self.frames[frame].stack.len() {
                if let Repr::Condition(condition) = self.frames[frame].stack[index].repr {
                    let repr = Repr::Word(self.bool_word(condition));
                    self.frames[frame].stack[index].repr = repr;
                }
            }
        }
    }

    fn top(&mut self) -> &mut FrameModel {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn push(&mut self, model: Model) {
        self.top().stack.push(model);
    }

    fn pop(&mut self) -> Lowered<Model> {
        self.top().stack.pop().ok_or(Stop::Useless)
    }

    fn peek(&mut self, depth: usize) -> Lowered<Model> {
        let stack = &self.top().stack;
        stack.len().checked_sub(depth).map(|index| stack[index].clone()).ok_or(Stop::Useless)
    }

    fn begin_instruction(&mut self, at: *mut CodeUnit) {
        self.at = at;
        self.before = self.frames.clone();
        self.before_exit = None;
    }

    /// The exit to the current instruction, with everything as it was before it.
    fn exit_before(&mut self) -> ExitId {
        match self.before_exit {
            Some(exit) => exit,
            None => {
                let exit = self.facts.exit(&self.before, self.at, self.account.lowered > 0);
                self.before_exit = Some(exit);
                exit
            }
        }
    }

    /// An exit to `pc` with everything as it is now.
    fn exit_now(&mut self, pc: *mut CodeUnit) -> ExitId {
        self.facts.exit(&self.frames, pc, true)
    }

    /// The operations that see to room for the frames, to be completed when it is known how much they need.
    fn check_room(&mut self) -> (Val, Val) {
        let limit = self.facts.load(MACHINE, STACK_LIMIT);
        let room = self.facts.push(Op::Int { op: IntOp::Sub, a: limit, b: TOP });
        let exit = self.exit_before();
        let first = self.facts.push(Op::GuardImm { cond: Cond::GreaterEqual, a: room, imm: 0, exit });
        let second = self.facts.push(Op::GuardMemory {
            cond: Cond::Greater,
            base: MACHINE,
            offset: REMAINING_DEPTH,
            width: Width::B4,
            imm: 0,
            exit,
        });
        (first, second)
    }

    fn reserve_room(&mut self, first: Val, second: Val) {
        let depth = (self.most_frames - self.first_frames) as i32;
        let needed = match self.uses_tuples {
            true => SCRATCH + 2048,
            false if depth == 0 => 0,
            false => self.deepest,
        };
        for (place, number) in [(first, needed), (second, depth)] {
            match &mut self.facts.program.ops[place.0 as usize] {
                op if number == 0 => *op = Op::Const(0),
                Op::GuardImm { imm, .. } | Op::GuardMemory { imm, .. } => *imm = number,
                _ => {}
            }
        }
    }

    /// A value of the frame as it was when the trace began, checked to be what was recorded.
    fn load_sampled(&mut self, raw: Val, sample: Sample, owner: Owner) -> Model {
        match sample {
            Sample::Int => {
                self.guard_int(raw);
                Model::new(Repr::Word(raw), owner)
            }
            Sample::Float => {
                self.guard_float(raw);
                Model::new(Repr::Word(raw), owner)
            }
            Sample::Pointer => {
                self.guard_pointer(raw);
                Model::new(Repr::Word(self.facts.unmarked(raw)), owner)
            }
            Sample::Exact(bits) => {
                let exit = self.exit_before();
                self.facts.push(Op::GuardImm { cond: Cond::Equal, a: raw, imm: bits as i32, exit });
                Model::new(Repr::Const(bits), owner)
            }
        }
    }

    /// Leaves unless the word is that of an integer.
    fn guard_int(&mut self, value: Val) {
        let exit = self.exit_before();
        self.facts.push(Op::GuardBits { a: value, mask: word::INT, set: true, exit });
        self.facts.push(Op::GuardBits { a: value, mask: word::FLOAT, set: false, exit });
        self.facts.set_type(value, Type::Int);
    }

    /// Leaves unless the word is that of a float.
    fn guard_float(&mut self, value: Val) {
        let exit = self.exit_before();
        self.facts.push(Op::GuardBits { a: value, mask: word::FLOAT, set: true, exit });
        self.facts.set_type(value, Type::Float);
    }

    /// Leaves unless the word is a pointer, marked or not.
    fn guard_pointer(&mut self, value: Val) {
        let exit = self.exit_before();
        self.facts.push(Op::GuardBits { a: value, mask: word::NOT_POINTER, set: false, exit });
    }

    /// Loads what lies on the stacks of the frames that the trace begins with, and their functions.
    fn load_stacks(&mut self) {
        let recording = self.recording;
        for (index, recorded) in recording.frames.iter().enumerate() {
            let (base, offset) = (self.frames[index].base, self.frames[index].offset);
            for place in 0..recorded.stack.len() {
                let raw = self.facts.load(base, self.frames[index].stack_offset(place));
                self.facts.from_frame.insert(raw, None);
                self.frames[index].stack.push(Model::new(Repr::Word(raw), Owner::Marked(raw)));
            }
            self.frames[index].initial = self.frames[index].stack.clone();
            if index > 0 {
                let raw = self.facts.load(base, offset - FRAME_HEADER + FRAME_FUNC);
                let pointer = self.facts.unmarked(raw);
                self.frames[index].function = Some(Model::new(Repr::Word(pointer), Owner::Marked(raw)));
            }
        }
        self.before = self.frames.clone();
    }

    /// Checks that what lies on the stacks is what was recorded.
    fn check_stacks(&mut self) {
        let recording = self.recording;
        for (index, recorded) in recording.frames.iter().enumerate() {
            for (place, sample) in recorded.stack.iter().enumerate() {
                if let Owner::Marked(raw) = self.frames[index].stack[place].owner {
                    // Iterators are what loops ask for first, and NULL is below the arguments of most calls.
                    let is_null = *sample == Sample::Exact(word::NULL);
                    if is_null || (*sample == Sample::Pointer && self.recording.is_loop()) {
                        self.frames[index].stack[place] = self.load_sampled(raw, *sample, Owner::Marked(raw));
                    }
                }
            }
            self.frames[index].initial = self.frames[index].stack.clone();
        }
        self.entry = self.frames[0].stack.clone();
        self.before = self.frames.clone();
        self.before_exit = None;
    }

    /// Loads the locals that the loop keeps in registers.
    fn load_locals(&mut self, homes: &[Home]) {
        for (local, home) in homes.iter().enumerate() {
            match home {
                Home::Memory => {}
                Home::Plain => {
                    let raw = self.facts.load(FRAME, local as i32 * 8);
                    let exit = self.exit_before();
                    self.facts.push(Op::GuardBits { a: raw, mask: word::NOT_POINTER, set: true, exit });
                    self.top().locals[local].memory = Memory::Plain;
                }
                Home::Register | Home::Fixed => {
                    let sample = self.top().samples[local];
                    let raw = self.facts.load(FRAME, local as i32 * 8);
                    let model = self.load_sampled(raw, sample, Owner::Borrowed);
                    if self.facts.type_of(&model) == Type::Float {
                        self.facts.unbox(raw);
                    }
                    let memory = match self.facts.is_immediate(&model) {
                        true => Memory::Plain,
                        false => Memory::Raw(Some(raw)),
                    };
                    self.top().locals[local] = Slot { value: Some(model), dirty: false, memory };
                }
            }
        }
        self.before = self.frames.clone();
        self.before_exit = None;
    }

    fn begin_loop(&mut self, homes: &[Home]) {
        let mut firsts = Vec::new();
        for (local, home) in homes.iter().enumerate() {
            if *home == Home::Register
                && let Some(Model { repr: Repr::Word(raw), .. }) = self.top().locals[local].value
            {
                let first = match self.facts.types.get(&raw) {
                    Some(Type::Float) => self.facts.unbox(raw),
                    _ => raw,
                };
                firsts.push((local, first));
            }
        }
        self.facts.push(Op::LoopHead);
        for (local, first) in firsts {
            let phi = self.facts.push(Op::Phi(first));
            let repr = match self.facts.program.is_float(phi) {
                true => Repr::Float(phi),
                false => {
                    self.facts.set_type(phi, Type::Int);
                    Repr::Word(phi)
                }
            };
            let value = Some(Model::new(repr, Owner::Borrowed));
            self.top().locals[local] = Slot { value, dirty: true, memory: Memory::Plain };
        }
        self.before = self.frames.clone();
        self.before_exit = None;
    }

    /// Jumps back to the head of the loop, with everything as it is assumed to be there.
    fn end_loop(&mut self, homes: &[Home]) -> Lowered {
        if self.frames.len() != 1 || self.frames[0].stack != self.entry {
            return Err(Stop::Useless);
        }
        let mut values = Vec::new();
        for (local, home) in homes.iter().enumerate() {
            let slot = self.top().locals[local].clone();
            match home {
                Home::Fixed => {}
                Home::Register => {
                    let was_float = self.top().samples[local] == Sample::Float;
                    let Some(model) = &slot.value else { return Err(Stop::Rehome(local, Home::Plain)) };
                    let value = match (&model.repr, was_float) {
                        (Repr::Float(float), true) => *float,
                        (Repr::Word(value), true) if self.facts.type_of(model) == Type::Float => {
                            self.facts.unbox(*value)
                        }
                        (Repr::Const(bits), true) if type_of_word(*bits) == Type::Float => {
                            self.float(&model.clone())?
                        }
                        (Repr::Word(value), false) if self.facts.type_of(model) == Type::Int => *value,
                        (Repr::Const(bits), false) if type_of_word(*bits) == Type::Int => {
                            self.facts.constant(*bits)
                        }
                        _ => return Err(Stop::Rehome(local, Home::Plain)),
                    };
                    values.push(value);
                }
                Home::Plain => {
                    let plain = match &slot.value {
                        Some(model) => self.facts.is_immediate(model),
                        None => slot.memory == Memory::Plain,
                    };
                    if !plain {
                        return Err(Stop::Rehome(local, Home::Memory));
                    }
                    self.flush_local(local);
                }
                Home::Memory => self.flush_local(local),
            }
        }
        let exit = self.exit_before();
        self.check_breaker(exit);
        self.facts.push(Op::LoopBack(values.into()));
        Ok(())
    }

    fn check_breaker(&mut self, exit: ExitId) {
        self.facts.push(Op::GuardMemory {
            cond: Cond::Equal,
            base: self.breaker,
            offset: 0,
            width: Width::B4,
            imm: 0,
            exit,
        });
    }

    /// Goes on at the entry of another executor, which finds the frame in memory.
    fn join(&mut self, executor: u16) -> Lowered {
        if self.frames.len() != 1 {
            let exit = self.exit_before();
            self.facts.push(Op::Leave(exit));
            return Ok(());
        }
        let exit = self.exit_before();
        self.check_breaker(exit);
        let frame = self.top().clone();
        for model in &frame.stack {
            self.settle(model)?;
        }
        for local in 0..frame.locals.len() {
            self.flush_local(local);
        }
        for (index, model) in frame.stack.iter().enumerate() {
            if frame.initial.get(index) == Some(model) {
                continue;
            }
            let value = self.own(model.clone());
            let offset = (frame.locals.len() + index) as i32 * 8;
            self.facts.push(Op::Store { base: FRAME, offset, width: Width::B8, value });
        }
        let inner = self.vm.tier2.executors[usize::from(executor)].entry.inner;
        let nothing = self.facts.exit_from_step(&self.frames, self.at);
        self.facts.push(Op::Jump(nothing, inner));
        Ok(())
    }

    /// Writes a local of the innermost frame, which is real, to memory.
    fn flush_local(&mut self, local: usize) {
        let (base, offset) = (self.top().base, self.top().local_offset(local));
        let slot = self.top().locals[local].clone();
        if let (true, Some(model)) = (slot.dirty, slot.value) {
            let value = self.own(model);
            self.facts.push(Op::Store { base, offset, width: Width::B8, value });
            self.top().locals[local].dirty = false;
        }
    }
}
