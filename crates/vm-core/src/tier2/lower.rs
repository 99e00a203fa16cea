//! From a recording to a program: the effect of each instruction on the model of the frames, and what of it must be done
//! in memory. An instruction that is not here ends the trace: the interpreter goes on at it.
#![expect(unsafe_code, reason = "reads instructions and their caches")]

use std::rc::Rc;

use bytecode::Opcode;
use bytecode::code::CodeUnit;
use jit::ir::*;
use jit::{CodeMemory, Runtime};

use super::layout::*;
use super::record::{End, Event, Origin, Recording, Sample, exact};
use super::state::*;
use super::{Executor, leave};
use crate::Vm;
use crate::frame::RESULT_UNWANTED;
use crate::object::Kind;
use crate::objects::{LENGTH_BITS, PyCode};
use crate::types::{BinaryOperator, CompareOp};
use crate::value::word;
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
    lowered: usize,
    /// What the trace loses, as a number of instructions.
    cost: usize,
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
                let facts = lowering.facts;
                return install(vm, recording, facts);
            }
            Err(Stop::Rehome(local, home)) => homes[local] = home,
            Err(_) => {
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
    let countdowns: Box<[u32]> = vec![first; facts.exits.len()].into();
    let runtime = Runtime {
        leave: leave::leave as *const () as usize,
        top_offset: STACK_TOP,
        handlers_offset: HANDLERS,
        countdowns: countdowns.as_ptr().addr(),
    };
    let Ok(compiled) = jit::compile(&facts.program, number, runtime, memory) else {
        return false;
    };

    let entry = compiled.entry;
    tier2.executors.push(Executor::new(compiled, facts.exits, countdowns, recording.keep));
    tier2.entries.push(entry.outer);
    match recording.origin {
        Origin::Loop { jump } => {
            // SAFETY: the recording keeps the code alive, and the jump is one of its instructions; its cache follows it.
            unsafe {
                (*recording.frames[0].code).instructions.set_opcode(jump, Opcode::JUMP_BACKWARD_JIT, true);
                jump.add(1).write(number as u16);
            }
        }
        Origin::Exit { executor, exit } => {
            let parent = &mut tier2.executors[executor as usize];
            let exit_ref = &mut parent.exits[exit as usize];
            exit_ref.bridge = Some((recording.start, entry.outer));
            if exit_ref.is_linkable() {
                for (_, link) in parent.links.iter().filter(|(number, _)| *number == exit) {
                    memory.link(*link, entry.inner);
                }
            }
        }
    }
    true
}

/// What may be done with each local of the frame that a loop was recorded in.
fn first_homes(recording: &Recording) -> Vec<Home> {
    let recorded = &recording.frames[0];
    let mut homes = vec![Home::Memory; recorded.locals.len()];
    if !matches!(recording.origin, Origin::Loop { .. }) {
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
fn opcode_of(event: &Event) -> Opcode {
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
fn field(opcode: Opcode, name: &str) -> usize {
    let fields = bytecode::metadata::cache_fields(opcode);
    fields.iter().find(|(field, ..)| *field == name).map_or(0, |(_, unit, _)| *unit as usize)
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
                    vm.tier2.executors[executor as usize].exits[exit as usize].frames.get(index).copied()
                }
            };
            let slot = Slot { value: None, dirty: false, memory: Memory::Raw(None) };
            let offset = if index == 0 { 0 } else { known.map_or(0, |known| known.offset) };
            if index > 0 {
                // SAFETY: the recording keeps the code alive.
                deepest = offset - FRAME_HEADER + unsafe { (*recorded.code).frame_bytes() } as i32;
            }
            frames.push(FrameModel {
                code: recorded.code,
                recorded: recorded.frame,
                base: if index == 0 { FRAME } else { TOP },
                offset,
                locals: vec![slot; recorded.locals.len()],
                samples: recorded.locals.as_slice().into(),
                stack: Vec::new(),
                initial: Vec::new(),
                real: true,
                function: None,
                call: known.map_or(std::ptr::null_mut(), |known| known.pc),
                return_units: known.map_or(0, |known| known.return_units),
                flags: known.map_or(0, |known| known.flags),
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
            at: recording.start,
            next: recording.start,
            drops: Vec::new(),
            deepest,
            first_frames: depth,
            most_frames: depth,
            entry: Vec::new(),
            uses_tuples: false,
            breaker,
            lowered: 0,
            cost: 0,
            unpacks_next: false,
        }
    }

    fn lower(&mut self, homes: &[Home], end: End) -> Lowered {
        let is_loop = matches!(self.recording.origin, Origin::Loop { .. });
        self.begin_instruction(self.recording.start);
        self.load_stacks();
        let (room, depth) = self.check_room();
        self.check_stacks();
        self.load_locals(homes)?;
        if is_loop {
            self.begin_loop(homes);
        }
        let mut open = end == End::Open;
        let recording = self.recording;
        // The last event of a recording that has not run out is the jump that ended it.
        let count = recording.events.len() - usize::from(!recording.events.is_empty());
        for (index, event) in recording.events.iter().take(count).enumerate() {
            let expected = self.next;
            if event.start != expected || event.frame != self.top().recorded {
                open = true;
                break;
            }
            self.begin_instruction(event.start);
            let opcode = opcode_of(event);
            // SAFETY: as in `opcode_of`.
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
                    open = true;
                    break;
                }
                Err(stop) => return Err(stop),
            }
            self.drop_all();
            self.lowered += 1;
        }
        if self.cost + if open { LEAVE_COST } else { 0 } > self.lowered {
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

    // The frames.

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
                let exit = self.facts.exit(&self.before, self.at);
                self.before_exit = Some(exit);
                exit
            }
        }
    }

    /// An exit to `pc` with everything as it is now.
    fn exit_now(&mut self, pc: *mut CodeUnit) -> ExitId {
        self.facts.exit(&self.frames, pc)
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
        let exit = self.exit_before();
        match sample {
            Sample::Int => {
                self.facts.push(Op::GuardBits { a: raw, mask: word::INT, set: true, exit });
                self.facts.push(Op::GuardBits { a: raw, mask: word::FLOAT, set: false, exit });
                self.facts.set_type(raw, Type::Int);
                Model::new(Repr::Word(raw), owner)
            }
            Sample::Float => {
                self.facts.push(Op::GuardBits { a: raw, mask: word::FLOAT, set: true, exit });
                self.facts.set_type(raw, Type::Float);
                Model::new(Repr::Word(raw), owner)
            }
            Sample::Pointer => {
                self.facts.push(Op::GuardBits { a: raw, mask: word::NOT_POINTER, set: false, exit });
                let pointer =
                    self.facts.push(Op::IntImm { op: IntOp::And, a: raw, imm: !(word::BORROWED as i32) });
                self.facts.set_type(pointer, Type::Pointer);
                Model::new(Repr::Word(pointer), owner)
            }
            Sample::Exact(bits) => {
                self.facts.push(Op::GuardImm { cond: Cond::Equal, a: raw, imm: bits as i32, exit });
                Model::new(Repr::Const(bits), owner)
            }
        }
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
                let unmarked = !(word::BORROWED as i32);
                let pointer = self.facts.push(Op::IntImm { op: IntOp::And, a: raw, imm: unmarked });
                self.facts.set_type(pointer, Type::Pointer);
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
                    // Iterators are what loops ask for first.
                    if *sample == Sample::Pointer && self.recording.is_loop() {
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
    fn load_locals(&mut self, homes: &[Home]) -> Lowered {
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
        Ok(())
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
        let Origin::Loop { jump } = self.recording.origin else { return Err(Stop::Useless) };
        self.begin_instruction(self.jump_start(jump));
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
                    if let Some(model) = &slot.value
                        && !self.facts.is_immediate(model)
                    {
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

    /// The start of the jump that closes the loop, which may have an `EXTENDED_ARG`.
    fn jump_start(&self, jump: *mut CodeUnit) -> *mut CodeUnit {
        let mut start = jump;
        let first = {
            // SAFETY: the recording keeps the code alive.
            unsafe { (*self.recording.frames[0].code).instructions.start() }
        };
        // SAFETY: units of the code. Caches of an instruction before may look like the prefix, but then its number is not what the jump's
        // distance would need: the recorded start is behind the target all the same.
        unsafe {
            while start > first
                && self.next <= start.sub(1)
                && start.sub(1).read() & 0xFF == Opcode::EXTENDED_ARG as u16
            {
                start = start.sub(1);
            }
        }
        if self.next <= start { self.next } else { start }
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
        for local in 0..self.top().locals.len() {
            self.flush_local(local);
        }
        let frame = self.top().clone();
        for (index, model) in frame.stack.iter().enumerate() {
            if frame.initial.get(index) == Some(model) {
                continue;
            }
            let value = self.own(model.clone());
            let offset = (frame.locals.len() + index) as i32 * 8;
            self.facts.push(Op::Store { base: FRAME, offset, width: Width::B8, value });
        }
        let inner = self.vm.tier2.executors[usize::from(executor)].entry.inner;
        let nothing = self.facts.exit_from_step(&[]);
        self.facts.push(Op::Jump(nothing, inner));
        Ok(())
    }

    /// Writes a local of the outermost frame to memory.
    fn flush_local(&mut self, local: usize) {
        let slot = self.top().locals[local].clone();
        if let (true, Some(model)) = (slot.dirty, slot.value) {
            let value = self.own(model);
            let offset = local as i32 * 8;
            self.facts.push(Op::Store { base: FRAME, offset, width: Width::B8, value });
            self.top().locals[local].dirty = false;
        }
    }

    /// Has the interpreter run the current instruction, of which nothing is known here but how it changes the stack.
    fn step(&mut self, opcode: Opcode, event: &Event, next: Option<&Event>) -> Lowered {
        let Some(next) = next else { return Err(Stop::Here) };
        let is_loop = bytecode::metadata::specializations(Opcode::FOR_ITER).contains(&opcode)
            || opcode == Opcode::FOR_ITER;
        let changes_locals = matches!(
            opcode,
            Opcode::DELETE_FAST | Opcode::MAKE_CELL | Opcode::COPY_FREE_VARS | Opcode::LOAD_FAST_AND_CLEAR
        );
        if next.frame != event.frame
            || changes_locals
            || (!is_loop && (next.start != self.next || bytecode::metadata::has_jump(opcode)))
            || bytecode::metadata::is_terminator(opcode)
            || bytecode::metadata::has_local(opcode)
            || matches!(
                opcode,
                Opcode::RETURN_GENERATOR
                    | Opcode::YIELD_VALUE
                    | Opcode::YIELD_ASYNC_VALUE
                    | Opcode::SEND
                    | Opcode::SEND_GEN
                    | Opcode::EXTENDED_ARG
                    | Opcode::FOR_ITER_GEN
            )
        {
            return Err(Stop::Here);
        }
        let (popped, pushed) = match is_loop {
            true => (0, next.depth.checked_sub(event.depth).ok_or(Stop::Here)?),
            false => (
                bytecode::metadata::num_popped(opcode, event.oparg).max(0) as usize,
                bytecode::metadata::num_pushed(opcode, event.oparg).max(0) as usize,
            ),
        };
        let depth = self.top().stack.len();
        if depth < popped || depth - popped + pushed != next.depth || depth != event.depth {
            return Err(Stop::Here);
        }
        self.synchronize()?;
        self.cost += STEP_COST;
        let frame = self.top().clone();
        let sp =
            self.facts.push(Op::IntImm { op: IntOp::Add, a: frame.base, imm: frame.stack_offset(depth) });
        let fp = self.facts.push(Op::IntImm { op: IntOp::Add, a: frame.base, imm: frame.offset });
        let pc = self.facts.constant(event.start.addr() as u64);
        let function = leave::step as *const () as usize;
        let found = self.facts.push(Op::Call { function, args: [MACHINE, pc, sp, fp].into() });
        let expected = self.facts.constant(next.start.addr() as u64);
        let exit = self.facts.exit_from_step(&self.frames);
        self.facts.push(Op::Guard { cond: Cond::Equal, a: found, b: expected, exit });
        self.forget();
        let top = self.top();
        top.stack.truncate(depth - popped);
        top.initial = top.stack.clone();
        for index in 0..pushed {
            let offset = frame.stack_offset(depth - popped + index);
            let value = self.facts.load(frame.base, offset);
            let model = Model::new(Repr::Word(value), Owner::Owned);
            self.top().initial.push(model.clone());
            self.push(model);
        }
        self.next = next.start;
        Ok(())
    }

    /// Forgets what may be otherwise now that other code has run: all but what the frames own.
    fn forget(&mut self) {
        self.facts.versions.clear();
        self.facts.loads.clear();
        for frame in &mut self.frames {
            for slot in &mut frame.locals {
                if slot.memory != Memory::Plain {
                    // A string may have been taken out of its local to grow in place.
                    slot.memory = Memory::Raw(None);
                }
            }
        }
    }

    /// Calls a function of the virtual machine that may run anything, with everything in memory; leaves if it raises. The word
    /// that it gives.
    fn call_out(
        &mut self,
        event: &Event,
        call: impl FnOnce(&mut Self, &FrameModel, Val, Val) -> Op,
    ) -> Lowered<Val> {
        self.synchronize()?;
        self.cost += CALL_COST;
        let frame = self.top().clone();
        let sp = frame.stack_offset(frame.stack.len());
        let sp = self.facts.push(Op::IntImm { op: IntOp::Add, a: frame.base, imm: sp });
        let fp = self.facts.push(Op::IntImm { op: IntOp::Add, a: frame.base, imm: frame.offset });
        let pc = self.facts.constant(event.pc.addr() as u64);
        for (offset, value) in [(FRAME_PREV_INSTR, pc), (FRAME_STACK_TOP, sp)] {
            let offset = frame.offset - FRAME_HEADER + offset;
            self.facts.push(Op::Store { base: frame.base, offset, width: Width::B8, value });
        }
        let op = call(self, &frame, sp, fp);
        let result = self.facts.push(op);
        let exit = self.facts.exit_from_step(&self.frames);
        self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: result, imm: 0, exit });
        self.forget();
        Ok(result)
    }

    /// Has a function do what an instruction does with the `popped` values on top.
    fn call_with_stack(
        &mut self,
        function: usize,
        popped: usize,
        event: &Event,
        next: Option<&Event>,
    ) -> Lowered<Val> {
        if next.is_none_or(|next| next.start != self.next || next.frame != event.frame) {
            return Err(Stop::Here);
        }
        self.peek(popped)?;
        let result =
            self.call_out(event, |_, _, sp, fp| Op::Call { function, args: [MACHINE, sp, fp].into() })?;
        for _ in 0..popped {
            let model = self.pop()?;
            self.drop_later(model);
        }
        Ok(result)
    }

    /// Calls a native function.
    fn call_native(&mut self, event: &Event, next: Option<&Event>) -> Lowered {
        if next.is_none_or(|next| next.start != self.next || next.frame != event.frame) {
            return Err(Stop::Here);
        }
        let count = event.oparg as usize;
        let callable = self.peek(count + 2)?;
        let native = self.object_of_kind(&callable, Kind::Native)?;
        let number = self.facts.constant(count as u64);
        let function = leave::call_native as *const () as usize;
        let result = self.call_out(event, |lowering, frame, _sp, fp| {
            let args = frame.stack_offset(frame.stack.len() - count - 1);
            let args = lowering.facts.push(Op::IntImm { op: IntOp::Add, a: frame.base, imm: args });
            Op::Call { function, args: [MACHINE, native, args, number, fp].into() }
        })?;
        for _ in 0..count + 2 {
            let model = self.pop()?;
            self.drop_later(model);
        }
        self.push(Model::new(Repr::Word(result), Owner::Owned));
        Ok(())
    }

    /// Puts everything in memory as the interpreter knows it.
    fn synchronize(&mut self) -> Lowered {
        // What may leave comes first.
        for frame in 0..self.frames.len() {
            let models: Vec<Model> = {
                let frame = &self.frames[frame];
                let locals =
                    frame.locals.iter().filter(|slot| slot.dirty).filter_map(|slot| slot.value.clone());
                locals.chain(frame.stack.iter().cloned()).collect()
            };
            for model in models {
                self.settle(&model)?;
            }
        }
        let mut made = false;
        for index in 0..self.frames.len() {
            let frame = self.frames[index].clone();
            for (local, slot) in frame.locals.iter().enumerate() {
                if !slot.dirty {
                    continue;
                }
                let offset = frame.local_offset(local);
                let (slot, value) = match &slot.value {
                    None => {
                        let value = self.facts.constant(word::NULL);
                        (
                            Slot {
                                value: Some(Model::new(Repr::Const(word::NULL), Owner::Borrowed)),
                                dirty: false,
                                memory: Memory::Plain,
                            },
                            value,
                        )
                    }
                    Some(model) => {
                        let (model, value, owned) = self.shared(model.clone());
                        let memory = match (model.owner, owned) {
                            (Owner::Marked(raw), true) => Memory::Raw(Some(raw)),
                            (_, true) => Memory::Owned,
                            (_, false) => Memory::Plain,
                        };
                        (
                            Slot {
                                value: Some(Model { owner: Owner::Borrowed, ..model }),
                                dirty: false,
                                memory,
                            },
                            value,
                        )
                    }
                };
                self.facts.push(Op::Store { base: frame.base, offset, width: Width::B8, value });
                self.frames[index].locals[local] = slot;
            }
            for (place, model) in frame.stack.iter().enumerate() {
                if frame.initial.get(place) == Some(model) {
                    continue;
                }
                let offset = frame.stack_offset(place);
                let (model, value, _) = self.shared(model.clone());
                self.facts.push(Op::Store { base: frame.base, offset, width: Width::B8, value });
                self.frames[index].stack[place] = model;
            }
            self.frames[index].initial = self.frames[index].stack.clone();
            if let Some(function) = frame.function
                && !frame.real
            {
                let (function, value, _) = self.shared(function);
                let offset = frame.offset - FRAME_HEADER + FRAME_FUNC;
                self.facts.push(Op::Store { base: frame.base, offset, width: Width::B8, value });
                self.frames[index].function = Some(function);
                made = true;
            }
        }
        if made {
            self.cost += FRAMES_COST;
            let at = self.at;
            let exit = self.facts.exit(&self.frames, at);
            let number = self.vm.tier2.executors.len() as u64;
            let args =
                [MACHINE, self.facts.constant(number), self.facts.constant(u64::from(exit.0)), FRAME, TOP];
            let function = leave::materialize as *const () as usize;
            self.facts.push(Op::Call { function, args: args.into() });
            for frame in &mut self.frames {
                frame.real = true;
            }
        }
        self.before = self.frames.clone();
        self.before_exit = None;
        Ok(())
    }

    /// A value as it is to lie in a frame, with its word; whether the frame owns it. What is borrowed stays so, and is marked.
    fn shared(&mut self, model: Model) -> (Model, Val, bool) {
        let immediate = self.facts.is_immediate(&model);
        if let Owner::Marked(raw) = model.owner
            && !immediate
        {
            return (model, raw, true);
        }
        if model.owner == Owner::Borrowed && self.facts.type_of(&model) == Type::Pointer {
            let value = match model.repr {
                Repr::Word(value) => {
                    let value = self.facts.clean(value);
                    self.facts.push(Op::IntImm { op: IntOp::Or, a: value, imm: word::BORROWED as i32 })
                }
                Repr::Const(bits) => self.facts.constant(bits | u64::from(word::BORROWED)),
                _ => self.own(model.clone()),
            };
            return (model, value, false);
        }
        let value = self.own(model.clone());
        if immediate {
            let repr = match model.repr {
                Repr::Condition(_) => Repr::Word(value),
                repr => repr,
            };
            return (Model::new(repr, Owner::Borrowed), value, false);
        }
        let repr = match model.repr {
            Repr::Const(bits) => Repr::Const(bits),
            _ => Repr::Word(value),
        };
        (Model::new(repr, Owner::Owned), value, true)
    }

    // Values.

    /// The value as a double; leaves if it is not a float in its word.
    fn float(&mut self, model: &Model) -> Lowered<Val> {
        match &model.repr {
            Repr::Float(value) => Ok(*value),
            Repr::Const(bits) if type_of_word(*bits) == Type::Float => {
                let float = f64::from_bits(bits.rotate_right(4).wrapping_sub(word::FLOAT_BIAS));
                Ok(self.facts.push(Op::FloatConst(float.to_bits())))
            }
            Repr::Word(value) => match self.facts.type_of(model) {
                Type::Float => Ok(self.facts.unbox(*value)),
                Type::Unknown => {
                    let exit = self.exit_before();
                    self.facts.push(Op::GuardBits { a: *value, mask: word::FLOAT, set: true, exit });
                    self.facts.set_type(*value, Type::Float);
                    Ok(self.facts.unbox(*value))
                }
                _ => Err(Stop::Here),
            },
            _ => Err(Stop::Here),
        }
    }

    /// The value as the word of an integer; leaves if it is not one.
    fn int(&mut self, model: &Model) -> Lowered<Val> {
        match &model.repr {
            Repr::Const(bits) if type_of_word(*bits) == Type::Int => Ok(self.facts.constant(*bits)),
            Repr::Word(value) => match self.facts.type_of(model) {
                Type::Int => Ok(*value),
                Type::Unknown => {
                    let exit = self.exit_before();
                    self.facts.push(Op::GuardBits { a: *value, mask: word::INT, set: true, exit });
                    self.facts.push(Op::GuardBits { a: *value, mask: word::FLOAT, set: false, exit });
                    self.facts.set_type(*value, Type::Int);
                    Ok(*value)
                }
                _ => Err(Stop::Here),
            },
            _ => Err(Stop::Here),
        }
    }

    /// The value as a double, be it an integer or a float; `sample` says what it was.
    fn number(&mut self, model: &Model, sample: Sample) -> Lowered<Val> {
        let of = match self.facts.type_of(model) {
            Type::Unknown => sample.word_type(),
            known => known,
        };
        match of {
            Type::Float => self.float(model),
            Type::Int => {
                let value = self.int(model)?;
                let number = self.facts.push(Op::Shift { op: ShiftOp::RightSigned, a: value, by: 2 });
                Ok(self.facts.push(Op::FloatOfInt(number)))
            }
            _ => Err(Stop::Here),
        }
    }

    /// The value as the address of an object; leaves if it is none.
    fn pointer(&mut self, model: &Model) -> Lowered<Val> {
        match &model.repr {
            Repr::Const(bits) if type_of_word(*bits) == Type::Pointer => Ok(self.facts.constant(*bits)),
            Repr::Word(value) => match self.facts.type_of(model) {
                Type::Pointer => Ok(self.facts.clean(*value)),
                Type::Unknown => {
                    let exit = self.exit_before();
                    self.facts.push(Op::GuardBits { a: *value, mask: word::NOT_POINTER, set: false, exit });
                    if !self.facts.from_frame.contains_key(value) {
                        self.facts.set_type(*value, Type::Pointer);
                        return Ok(*value);
                    }
                    let unmarked = !(word::BORROWED as i32);
                    let pointer = self.facts.push(Op::IntImm { op: IntOp::And, a: *value, imm: unmarked });
                    self.facts.set_type(pointer, Type::Pointer);
                    self.facts.from_frame.insert(*value, Some(pointer));
                    Ok(pointer)
                }
                _ => Err(Stop::Here),
            },
            _ => Err(Stop::Here),
        }
    }

    /// As `pointer`, of an object of just that built-in class.
    fn object(&mut self, model: &Model, kind: Kind) -> Lowered<Val> {
        let pointer = self.pointer(model)?;
        if self.facts.kinds.get(&pointer) == Some(&exact(kind)) {
            return Ok(pointer);
        }
        let exit = self.exit_before();
        // Kind and flags are beside each other; the flag that matters is the lowest.
        let both = self.facts.push(Op::Load { base: pointer, offset: KIND, width: Width::B2 });
        let masked = self.facts.push(Op::IntImm { op: IntOp::And, a: both, imm: 0x1FF });
        self.facts.push(Op::GuardImm { cond: Cond::Equal, a: masked, imm: exact(kind), exit });
        self.facts.kinds.insert(pointer, exact(kind));
        Ok(pointer)
    }

    /// As `object`, subclasses included.
    fn object_of_kind(&mut self, model: &Model, kind: Kind) -> Lowered<Val> {
        let pointer = self.pointer(model)?;
        if self.facts.kinds.get(&pointer) == Some(&exact(kind)) {
            return Ok(pointer);
        }
        let exit = self.exit_before();
        self.facts.push(Op::GuardMemory {
            cond: Cond::Equal,
            base: pointer,
            offset: KIND,
            width: Width::B1,
            imm: kind as i32,
            exit,
        });
        Ok(pointer)
    }

    /// Leaves unless the version in an object is this.
    fn guard_version(&mut self, pointer: Val, offset: i32, version: u32) {
        if self.facts.versions.get(&(pointer, offset)) == Some(&version) {
            return;
        }
        let exit = self.exit_before();
        self.facts.push(Op::GuardMemory {
            cond: Cond::Equal,
            base: pointer,
            offset,
            width: Width::B4,
            imm: version as i32,
            exit,
        });
        self.facts.versions.insert((pointer, offset), version);
    }

    /// The object, whose shape has a version.
    fn shaped(&mut self, model: &Model, version: u32) -> Lowered<Val> {
        if version == 0 {
            return Err(Stop::Here);
        }
        let pointer = self.pointer(model)?;
        if self.facts.versions.get(&(pointer, -1)) == Some(&version) {
            return Ok(pointer);
        }
        let shape = self.facts.load(pointer, SHAPE);
        self.guard_version(shape, SHAPE_VERSION, version);
        self.facts.versions.insert((pointer, -1), version);
        Ok(pointer)
    }

    /// As `word`, to be compared with an immediate: a pointer may have its mark.
    fn word_or_marked(&mut self, model: &Model) -> Lowered<Val> {
        match model.repr {
            Repr::Word(value) => Ok(value),
            _ => self.word(model),
        }
    }

    /// The word of a value that need not be counted, for as long as the instruction runs.
    fn word(&mut self, model: &Model) -> Lowered<Val> {
        match &model.repr {
            Repr::Word(value) if self.facts.may_be_marked(*value) => Err(Stop::Here),
            Repr::Word(value) => Ok(self.facts.clean(*value)),
            Repr::Float(float) => {
                let exit = self.exit_before();
                Ok(self.facts.box_float(*float, exit))
            }
            Repr::Const(bits) => Ok(self.facts.constant(*bits)),
            Repr::Condition(condition) => {
                let condition = *condition;
                Ok(self.bool_word(condition))
            }
            Repr::Tuple(_) => Err(Stop::Here),
        }
    }

    fn bool_word(&mut self, condition: Condition) -> Val {
        let truth = match condition {
            Condition::Word(cond, a, b) => self.facts.push(Op::Compare { cond, a, b }),
            Condition::Float { cond, a, b, holds } => {
                let truth = self.facts.push(Op::CompareFloat { cond, a, b });
                match holds {
                    true => truth,
                    false => self.facts.push(Op::IntImm { op: IntOp::Xor, a: truth, imm: 1 }),
                }
            }
        };
        let shifted = self.facts.push(Op::Shift { op: ShiftOp::Left, a: truth, by: 4 });
        let value = self.facts.push(Op::IntImm { op: IntOp::Add, a: shifted, imm: word::FALSE as i32 });
        self.facts.set_type(value, Type::Special);
        value
    }

    /// Counts a reference to what the word points to, if it does.
    fn retain(&mut self, model: &Model, value: Val) {
        match self.facts.type_of(model) {
            Type::Pointer => {
                self.facts.push(Op::AddMemory { base: value, offset: COUNT, width: Width::B4, by: 1 });
            }
            Type::Unknown => {
                self.facts.push(Op::RetainIf { word: value, mask: word::NOT_OWNED });
            }
            _ => {}
        }
    }

    /// The word of a value, counted for where it goes. Doubles must have a word: nothing may leave any more.
    fn own(&mut self, model: Model) -> Val {
        let value = match &model.repr {
            Repr::Word(value) if self.facts.may_be_marked(*value) => {
                // What is marked is counted; so is what is not, if somebody else owns it.
                let mask = match model.owner {
                    Owner::Marked(_) | Owner::Owned => word::NOT_OWNED,
                    _ => word::NOT_POINTER,
                };
                let equal = if mask == word::NOT_OWNED { word::BORROWED } else { 0 };
                return self.facts.push(Op::Adopt { word: *value, mask, equal, mark: word::BORROWED });
            }
            Repr::Word(value) => self.facts.clean(*value),
            Repr::Float(float) => {
                // Whoever stores doubles has made sure that they fit; see `settle`.
                match self.facts.boxed.get(float) {
                    Some(value) => *value,
                    None => {
                        let exit = self.exit_before();
                        self.facts.box_float(*float, exit)
                    }
                }
            }
            Repr::Const(bits) => self.facts.constant(*bits),
            Repr::Condition(condition) => {
                let condition = *condition;
                self.bool_word(condition)
            }
            Repr::Tuple(items) => {
                self.uses_tuples = true;
                let items = items.clone();
                // First all items: they may be tuples to be made in the same place.
                let values: Vec<Val> = items.iter().map(|item| self.own(item.clone())).collect();
                for (index, value) in values.into_iter().enumerate() {
                    let offset = SCRATCH + 1024 + index as i32 * 8;
                    self.facts.push(Op::Store { base: TOP, offset, width: Width::B8, value });
                }
                let place = self.facts.push(Op::IntImm { op: IntOp::Add, a: TOP, imm: SCRATCH + 1024 });
                let count = self.facts.constant(items.len() as u64);
                let function = leave::make_tuple as *const () as usize;
                let tuple = self.facts.push(Op::Call { function, args: [MACHINE, place, count].into() });
                self.facts.set_type(tuple, Type::Pointer);
                return tuple;
            }
        };
        match model.owner {
            _ if self.facts.is_immediate(&model) => {}
            Owner::Owned => {}
            Owner::Borrowed | Owner::Pending => self.retain(&model, value),
            Owner::Marked(raw) => {
                // Counts if it is borrowed: then the word without its mark is an owned one.
                let unmarked =
                    self.facts.push(Op::IntImm { op: IntOp::Xor, a: raw, imm: word::BORROWED as i32 });
                self.facts.push(Op::RetainIf { word: unmarked, mask: word::NOT_OWNED });
            }
        }
        value
    }

    /// Makes sure that the value has a word that can be stored without leaving.
    fn settle(&mut self, model: &Model) -> Lowered {
        match &model.repr {
            Repr::Float(_) => self.word(model).map(|_| ()),
            Repr::Tuple(items) => {
                let items = items.clone();
                items.iter().try_for_each(|item| self.settle(item))
            }
            _ => Ok(()),
        }
    }

    /// Counts what was not counted because nothing could let it go.
    fn secure(&mut self) {
        for frame in 0..self.frames.len() {
            for index in 0..self.frames[frame].stack.len() {
                let model = self.frames[frame].stack[index].clone();
                self.frames[frame].stack[index] = self.secured(model);
            }
            if self.frames[frame].real {
                continue;
            }
            for index in 0..self.frames[frame].locals.len() {
                if let Some(model) = self.frames[frame].locals[index].value.clone() {
                    self.frames[frame].locals[index].value = Some(self.secured(model));
                }
            }
            if let Some(function) = self.frames[frame].function.clone() {
                self.frames[frame].function = Some(self.secured(function));
            }
        }
    }

    fn secured(&mut self, model: Model) -> Model {
        if let Repr::Tuple(items) = &model.repr {
            let items = items.iter().map(|item| self.secured(item.clone())).collect();
            return Model::new(Repr::Tuple(Rc::new(items)), model.owner);
        }
        if model.owner != Owner::Pending {
            return model;
        }
        if self.facts.is_immediate(&model) {
            return Model { owner: Owner::Borrowed, ..model };
        }
        if !matches!(model.repr, Repr::Word(_) | Repr::Const(_)) {
            return model;
        }
        let value = self.own(model.clone());
        match model.repr {
            Repr::Const(_) => Model { owner: Owner::Owned, ..model },
            _ => Model::new(Repr::Word(value), Owner::Owned),
        }
    }

    /// Lets a value go when the instruction is done.
    fn drop_later(&mut self, model: Model) {
        if let Repr::Tuple(items) = &model.repr {
            items.clone().iter().for_each(|item| self.drop_later(item.clone()));
            return;
        }
        if matches!(model.owner, Owner::Owned | Owner::Marked(_)) && !self.facts.is_immediate(&model) {
            self.drops.push(model);
        }
    }

    fn drop_all(&mut self) {
        if self.drops.is_empty() {
            return;
        }
        self.secure();
        let function = leave::free as *const () as usize;
        for model in std::mem::take(&mut self.drops) {
            match (&model.repr, model.owner) {
                (_, Owner::Marked(raw)) => {
                    self.facts.push(Op::ReleaseIf { word: raw, mask: word::NOT_OWNED, function });
                }
                (Repr::Word(value), _) if self.facts.type_of(&model) == Type::Pointer => {
                    let object = self.facts.clean(*value);
                    self.facts.push(Op::Release { object, function });
                }
                (Repr::Word(value), _) => {
                    self.facts.push(Op::ReleaseIf { word: *value, mask: word::NOT_OWNED, function });
                }
                (Repr::Const(bits), _) => {
                    let object = self.facts.constant(*bits);
                    self.facts.push(Op::Release { object, function });
                }
                _ => {}
            }
        }
    }

    // Locals.

    fn load_local(&mut self, local: usize, owner: Owner) -> Lowered {
        let frame = self.frames.len() - 1;
        let slot = self.frames[frame].locals.get(local).cloned().ok_or(Stop::Useless)?;
        let model = match slot.value {
            Some(model) => model,
            None if !self.frames[frame].real => return Err(Stop::Here),
            None => {
                let (base, offset) = (self.frames[frame].base, self.frames[frame].local_offset(local));
                let raw = self.facts.load(base, offset);
                self.facts.from_frame.insert(raw, None);
                let model = Model::new(Repr::Word(raw), Owner::Borrowed);
                let memory = match slot.memory {
                    Memory::Raw(_) => Memory::Raw(Some(raw)),
                    memory => memory,
                };
                self.frames[frame].locals[local] = Slot { value: Some(model.clone()), dirty: false, memory };
                // So that the exit before this instruction does not store what it has not loaded.
                self.before[frame].locals[local].memory = memory;
                model
            }
        };
        if model.repr == Repr::Const(word::NULL) {
            return Err(Stop::Here);
        }
        let mut model = model;
        if let Repr::Tuple(items) = &model.repr {
            if self.unpacks_next {
                // The local keeps the items.
                let view = items.iter().map(|item| Model { owner: Owner::Pending, ..item.clone() }).collect();
                self.push(Model::new(Repr::Tuple(Rc::new(view)), Owner::Owned));
                return Ok(());
            }
            // From here on it can be told from another one.
            self.settle(&model)?;
            let tuple = self.own(model);
            model = Model::new(Repr::Word(tuple), Owner::Owned);
            self.frames[frame].locals[local].value = Some(model.clone());
        }
        let owner = match (&model.repr, model.owner) {
            _ if self.facts.is_immediate(&model) => Owner::Borrowed,
            // What a local of a modelled frame does not count itself is not kept by it.
            (_, Owner::Pending) => Owner::Pending,
            _ => owner,
        };
        self.push(Model { owner, ..model });
        Ok(())
    }

    /// Pushes a local, bound or not, and unbinds it.
    fn clear_local(&mut self, local: usize) -> Lowered {
        let last = self.frames.len() - 1;
        let (base, offset) = (self.frames[last].base, self.frames[last].local_offset(local));
        let slot = self.frames[last].locals.get(local).cloned().ok_or(Stop::Useless)?;
        let null = Some(Model::new(Repr::Const(word::NULL), Owner::Borrowed));
        if !self.frames[last].real || slot.memory == Memory::Plain {
            // The local gives up what it has, if that is counted at all.
            let model = match (slot.value, self.frames[last].real) {
                (Some(model), _) => model,
                (None, true) => Model::new(Repr::Word(self.facts.load(base, offset)), Owner::Borrowed),
                (None, false) => Model::new(Repr::Const(word::NULL), Owner::Borrowed),
            };
            self.push(model);
            self.frames[last].locals[local] = Slot { value: null, dirty: true, memory: Memory::Plain };
            return Ok(());
        }
        let model = match (slot.memory, slot.value) {
            (Memory::Owned, Some(value)) => Model { owner: Owner::Owned, ..value },
            (Memory::Raw(raw), _) => {
                let raw = raw.unwrap_or_else(|| self.facts.load(base, offset));
                self.facts.from_frame.entry(raw).or_insert(None);
                Model::new(Repr::Word(raw), Owner::Marked(raw))
            }
            _ => return Err(Stop::Useless),
        };
        let value = self.facts.constant(word::NULL);
        self.facts.push(Op::Store { base, offset, width: Width::B8, value });
        self.frames[last].locals[local] = Slot { value: null, dirty: false, memory: Memory::Plain };
        self.push(model);
        Ok(())
    }

    /// Takes a word of which nothing is known for what it was when it was recorded.
    fn speculate(&mut self, depth: usize, sample: Sample) -> Lowered {
        let model = self.peek(depth)?;
        if self.facts.type_of(&model) == Type::Unknown {
            match sample {
                Sample::Int => drop(self.int(&model)?),
                Sample::Float => drop(self.float(&model)?),
                Sample::Pointer => drop(self.pointer(&model)?),
                Sample::Exact(_) => {}
            }
        }
        Ok(())
    }

    fn store_local(&mut self, local: usize) -> Lowered {
        let model = self.pop()?;
        let frame = self.frames.len() - 1;
        let slot = self.frames[frame].locals.get(local).cloned().ok_or(Stop::Useless)?;
        let immediate = self.facts.is_immediate(&model);
        if !self.frames[frame].real {
            let model = match model.owner {
                _ if immediate => model,
                // What it is borrowed from may change while this local lives.
                Owner::Borrowed => {
                    if matches!(model.repr, Repr::Tuple(_)) {
                        return Err(Stop::Here);
                    }
                    let value = self.own(model.clone());
                    Model::new(
                        if let Repr::Const(bits) = model.repr {
                            Repr::Const(bits)
                        } else {
                            Repr::Word(value)
                        },
                        Owner::Owned,
                    )
                }
                _ => model,
            };
            if let Some(old) = slot.value {
                self.drop_later(old);
            }
            self.frames[frame].locals[local] =
                Slot { value: Some(model), dirty: true, memory: Memory::Plain };
            return Ok(());
        }
        if slot.memory == Memory::Plain && immediate {
            let model = match model.repr {
                Repr::Condition(condition) => {
                    Model::new(Repr::Word(self.bool_word(condition)), Owner::Borrowed)
                }
                _ => Model { owner: Owner::Borrowed, ..model },
            };
            self.frames[frame].locals[local] =
                Slot { value: Some(model), dirty: true, memory: Memory::Plain };
            return Ok(());
        }
        self.settle(&model)?;
        let (base, offset) = (self.frames[frame].base, self.frames[frame].local_offset(local));
        let old = match (slot.memory, slot.value) {
            (Memory::Plain, _) => None,
            (Memory::Raw(raw), value) => {
                let known = value.as_ref().is_some_and(|value| self.facts.is_immediate(value));
                match known {
                    true => None,
                    false => {
                        let raw = raw.unwrap_or_else(|| self.facts.load(base, offset));
                        Some(Model::new(Repr::Word(raw), Owner::Marked(raw)))
                    }
                }
            }
            (Memory::Owned, Some(value)) => Some(Model { owner: Owner::Owned, ..value }),
            (Memory::Owned, None) => return Err(Stop::Useless),
        };
        let is_float = matches!(model.repr, Repr::Float(_));
        let kept = model.clone();
        let value = self.own(model);
        self.facts.push(Op::Store { base, offset, width: Width::B8, value });
        let repr = match kept.repr {
            Repr::Const(_) => kept.repr,
            _ if is_float => kept.repr,
            _ => Repr::Word(value),
        };
        let memory = if immediate { Memory::Plain } else { Memory::Owned };
        self.frames[frame].locals[local] =
            Slot { value: Some(Model::new(repr, Owner::Borrowed)), dirty: false, memory };
        if let Some(old) = old {
            self.drop_later(old);
        }
        Ok(())
    }

    // Instructions.

    fn instruction(&mut self, opcode: Opcode, event: &Event, next: Option<&Event>) -> Lowered {
        use Opcode::*;
        if matches!(
            opcode,
            LOAD_ATTR_INSTANCE_VALUE
                | LOAD_ATTR_SLOT
                | LOAD_ATTR_METHOD_WITH_VALUES
                | LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
                | STORE_ATTR_INSTANCE_VALUE
                | STORE_ATTR_SLOT
                | TO_BOOL_ALWAYS_TRUE
        ) && cache_u32(event, field(opcode, "shape_version")) != event.versions[0]
        {
            // What its cache says was not so when it was recorded.
            return Err(Stop::Here);
        }
        let oparg = event.oparg as usize;
        let (high, low) = (oparg >> 4, oparg & 15);
        match opcode {
            NOP | NOT_TAKEN => {}
            RESUME => {
                let exit = self.exit_before();
                self.check_breaker(exit);
            }
            LOAD_FAST => self.load_local(oparg, Owner::Pending)?,
            LOAD_FAST_CHECK => {
                self.load_local(oparg, Owner::Pending)?;
                let model = self.peek(1)?;
                if let (Repr::Word(value), Type::Unknown) = (&model.repr, self.facts.type_of(&model)) {
                    let exit = self.exit_before();
                    self.facts.push(Op::GuardImm {
                        cond: Cond::NotEqual,
                        a: *value,
                        imm: word::NULL as i32,
                        exit,
                    });
                }
            }
            LOAD_FAST_AND_CLEAR => self.clear_local(oparg)?,
            LOAD_FAST_BORROW => self.load_local(oparg, Owner::Borrowed)?,
            LOAD_FAST_LOAD_FAST => {
                self.load_local(high, Owner::Pending)?;
                self.load_local(low, Owner::Pending)?;
            }
            LOAD_FAST_BORROW_LOAD_FAST_BORROW => {
                self.load_local(high, Owner::Borrowed)?;
                self.load_local(low, Owner::Borrowed)?;
            }
            STORE_FAST => {
                self.check_stores(event, &[oparg])?;
                self.store_local(oparg)?;
            }
            STORE_FAST_LOAD_FAST => {
                self.check_stores(event, &[high])?;
                self.store_local(high)?;
                self.load_local(low, Owner::Pending)?;
            }
            STORE_FAST_STORE_FAST => {
                self.check_stores(event, &[high, low])?;
                self.store_local(high)?;
                self.store_local(low)?;
            }
            LOAD_CONST => {
                // SAFETY: the recording keeps the code alive; the verifier checked the index.
                let constant = unsafe { (&(*event.code).consts).get(oparg) }.ok_or(Stop::Useless)?;
                self.push(Model::constant(constant));
            }
            LOAD_SMALL_INT => {
                let bits = (oparg as u64) << 2 | 1;
                self.push(Model::new(Repr::Const(bits), Owner::Borrowed));
            }
            PUSH_NULL => self.push(Model::new(Repr::Const(word::NULL), Owner::Borrowed)),
            POP_TOP | POP_ITER | END_FOR => {
                let model = self.pop()?;
                self.drop_later(model);
            }
            COPY => {
                let model = self.peek(oparg)?;
                if matches!(model.repr, Repr::Tuple(_) | Repr::Condition(_)) {
                    return Err(Stop::Here);
                }
                self.push(Model { owner: Owner::Pending, ..model });
            }
            SWAP => {
                let stack = &mut self.top().stack;
                let last = stack.len().checked_sub(1).ok_or(Stop::Useless)?;
                let other = stack.len().checked_sub(oparg).ok_or(Stop::Useless)?;
                stack.swap(last, other);
            }
            JUMP_FORWARD => {
                // SAFETY: the jump's target.
                self.next = unsafe { self.next.add(oparg) };
            }
            JUMP_BACKWARD | JUMP_BACKWARD_NO_INTERRUPT => {
                if opcode == JUMP_BACKWARD {
                    let exit = self.exit_before();
                    self.check_breaker(exit);
                }
                // SAFETY: as above.
                self.next = unsafe { self.next.sub(oparg) };
            }
            POP_JUMP_IF_FALSE | POP_JUMP_IF_TRUE | POP_JUMP_IF_NONE | POP_JUMP_IF_NOT_NONE => {
                self.branch(opcode, oparg, next)?;
            }
            BINARY_OP_ADD_INT
            | BINARY_OP_SUBTRACT_INT
            | BINARY_OP_MULTIPLY_INT
            | BINARY_OP_ADD_FLOAT
            | BINARY_OP_SUBTRACT_FLOAT
            | BINARY_OP_MULTIPLY_FLOAT
            | BINARY_OP_DIVIDE_FLOAT
            | BINARY_OP_INT
            | BINARY_OP_ADD_NUMBER
            | BINARY_OP_SUBTRACT_NUMBER
            | BINARY_OP_MULTIPLY_NUMBER
            | BINARY_OP_DIVIDE_NUMBER
            | BINARY_OP_POWER_NUMBER => self.binary(event)?,
            UNARY_NEGATIVE => {
                let model = self.pop()?;
                match self.facts.type_of(&model) {
                    Type::Float => {
                        let value = self.float(&model)?;
                        let negative = self.facts.push(Op::FloatNegate(value));
                        self.push(Model::new(Repr::Float(negative), Owner::Borrowed));
                    }
                    Type::Int => {
                        let value = self.int(&model)?;
                        // The tag is 1: 2 - (4n + 1) = 4(-n) + 1.
                        let two = self.facts.constant(2);
                        let exit = self.exit_before();
                        let negative =
                            self.facts.push(Op::Checked { op: IntOp::Sub, a: two, b: value, exit });
                        self.push_int(negative);
                    }
                    _ => return Err(Stop::Here),
                }
            }
            UNARY_NOT => {
                let model = self.pop()?;
                let condition = self.condition(&model)?;
                self.push_condition(negated(condition), next);
            }
            COMPARE_OP_INT | COMPARE_OP_FLOAT | COMPARE_OP_NUMBER => self.compare(event, next)?,
            IS_OP => self.is_op(oparg != 0, event, next)?,
            TO_BOOL_BOOL => {
                let model = self.peek(1)?;
                if !matches!(model.repr, Repr::Condition(_)) {
                    self.condition(&model)?;
                }
            }
            TO_BOOL_INT => {
                let model = self.pop()?;
                let value = self.int(&model)?;
                let zero = self.facts.constant(1);
                self.push_condition(Condition::Word(Cond::NotEqual, value, zero), next);
            }
            TO_BOOL_NONE => {
                let model = self.pop()?;
                let value = self.word_or_marked(&model)?;
                let exit = self.exit_before();
                self.facts.push(Op::GuardImm { cond: Cond::Equal, a: value, imm: word::NONE as i32, exit });
                self.push(Model::new(Repr::Const(word::FALSE), Owner::Borrowed));
            }
            TO_BOOL_LIST => {
                let model = self.pop()?;
                let list = self.object(&model, Kind::List)?;
                let length = self.facts.load(list, LIST_ITEMS + self.vectors.length);
                let zero = self.facts.constant(0);
                self.drop_later(model);
                self.push_condition(Condition::Word(Cond::NotEqual, length, zero), next);
            }
            TO_BOOL_ALWAYS_TRUE => {
                let model = self.pop()?;
                self.shaped(&model, cache_u32(event, field(opcode, "shape_version")))?;
                self.drop_later(model);
                self.push(Model::new(Repr::Const(word::TRUE), Owner::Borrowed));
            }
            LOAD_GLOBAL_MODULE | LOAD_GLOBAL_BUILTIN => self.load_global(opcode, event)?,
            LOAD_DEREF => {
                self.load_local(oparg, Owner::Borrowed)?;
                let cell = self.pop()?;
                let pointer = self.object(&cell, Kind::Cell)?;
                self.load_word(pointer, CELL_CONTENT);
            }
            COPY_FREE_VARS => self.copy_free_vars(oparg)?,
            LOAD_ATTR_INSTANCE_VALUE | LOAD_ATTR_SLOT => {
                let owner = self.pop()?;
                let pointer = self.shaped(&owner, cache_u32(event, field(opcode, "shape_version")))?;
                let slot = i32::from(cache_u16(event, field(opcode, "slot")));
                self.load_word(pointer, slot * 8);
                self.push_null_if(oparg & 1 != 0);
                self.drop_later(owner);
            }
            LOAD_ATTR_POLYMORPHIC => {
                let owner = self.pop()?;
                let version = event.versions[0];
                let table = cache_u32(event, field(opcode, "shape_version"));
                // SAFETY: as in `LOAD_CONST`.
                let (slot, _) = unsafe { (*event.code).polymorphic_entry(&self.vm.heap, table, version) }
                    .ok_or(Stop::Here)?;
                let pointer = self.shaped(&owner, version)?;
                self.load_word(pointer, i32::from(slot) * 8);
                self.push_null_if(oparg & 1 != 0);
                self.drop_later(owner);
            }
            LOAD_ATTR_METHOD_WITH_VALUES | LOAD_ATTR_METHOD_POLYMORPHIC => {
                let owner = self.pop()?;
                let (version, method) = if opcode == LOAD_ATTR_METHOD_WITH_VALUES {
                    let version = cache_u32(event, field(opcode, "shape_version"));
                    (version, cache_u64(event, field(opcode, "value")))
                } else {
                    let table = cache_u32(event, field(opcode, "shape_version"));
                    // SAFETY: as above.
                    let found =
                        unsafe { (*event.code).polymorphic_entry(&self.vm.heap, table, event.versions[0]) };
                    (event.versions[0], found.ok_or(Stop::Here)?.1)
                };
                self.shaped(&owner, version)?;
                self.push(Model::new(Repr::Const(method), Owner::Pending));
                self.push(owner);
            }
            LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES => {
                let owner = self.pop()?;
                self.shaped(&owner, cache_u32(event, field(opcode, "shape_version")))?;
                let value = cache_u64(event, field(opcode, "value"));
                self.push(Model::new(Repr::Const(value), Owner::Pending));
                self.push_null_if(oparg & 1 != 0);
                self.drop_later(owner);
            }
            LOAD_ATTR_CLASS => {
                let owner = self.pop()?;
                let class = self.object_of_kind(&owner, Kind::Type)?;
                let version = cache_u32(event, field(opcode, "shape_version"));
                self.guard_version(class, CLASS_VERSION, version);
                let value = cache_u64(event, field(opcode, "value"));
                self.push(Model::new(Repr::Const(value), Owner::Pending));
                self.push_null_if(oparg & 1 != 0);
                self.drop_later(owner);
            }
            LOAD_ATTR_MODULE => {
                let owner = self.pop()?;
                let module = self.object(&owner, Kind::Module)?;
                let dict = self.facts.load_fixed(module, MODULE_DICT);
                let version = cache_u32(event, field(opcode, "shape_version"));
                self.guard_version(dict, DICT_KEYS_VERSION, version);
                self.load_entry(dict, cache_u16(event, field(opcode, "slot")));
                self.push_null_if(oparg & 1 != 0);
                self.drop_later(owner);
            }
            STORE_ATTR_INSTANCE_VALUE | STORE_ATTR_SLOT => {
                let slot = i32::from(cache_u16(event, field(opcode, "slot")));
                let version = cache_u32(event, field(opcode, "shape_version"));
                self.store_attribute(version, slot)?;
            }
            STORE_ATTR_POLYMORPHIC => {
                let table = cache_u32(event, field(opcode, "shape_version"));
                let version = event.versions[0];
                // SAFETY: as above.
                let (slot, _) = unsafe { (*event.code).polymorphic_entry(&self.vm.heap, table, version) }
                    .ok_or(Stop::Here)?;
                self.store_attribute(version, i32::from(slot))?;
            }
            BINARY_SUBSCR_LIST_INT => {
                let (key, container) = (self.pop()?, self.pop()?);
                let list = self.object(&container, Kind::List)?;
                let index = self.list_index(list, &key)?;
                let start = self.facts.load(list, LIST_ITEMS + self.vectors.start);
                let item = self.facts.push(Op::LoadIndexed { base: start, index });
                self.push(Model::new(Repr::Word(item), Owner::Pending));
                self.drop_later(container);
            }
            BINARY_SUBSCR_TUPLE_INT => {
                let (key, container) = (self.pop()?, self.pop()?);
                let tuple = self.object(&container, Kind::Tuple)?;
                let extent = self.facts.load_fixed(tuple, TUPLE_EXTENT);
                let shift = 64 - LENGTH_BITS as u8;
                let up = self.facts.push(Op::Shift { op: ShiftOp::Left, a: extent, by: shift });
                let length = self.facts.push(Op::Shift { op: ShiftOp::Right, a: up, by: shift });
                let index = self.checked_index(&key, length)?;
                let base = self.facts.push(Op::IntImm { op: IntOp::Add, a: tuple, imm: TUPLE_ITEMS });
                let item = self.facts.push(Op::LoadIndexed { base, index });
                self.push(Model::new(Repr::Word(item), Owner::Pending));
                self.drop_later(container);
            }
            STORE_SUBSCR_LIST_INT => {
                let (key, container, value) = (self.pop()?, self.pop()?, self.pop()?);
                let list = self.object(&container, Kind::List)?;
                let index = self.list_index(list, &key)?;
                self.settle(&value)?;
                let start = self.facts.load(list, LIST_ITEMS + self.vectors.start);
                let old = self.facts.push(Op::LoadIndexed { base: start, index });
                self.secure();
                let value = self.own(value);
                self.facts.push(Op::StoreIndexed { base: start, index, value });
                self.drop_later(Model::new(Repr::Word(old), Owner::Owned));
                self.drop_later(container);
            }
            LIST_APPEND => {
                let value = self.pop()?;
                let list = self.peek(oparg)?;
                let list = self.object(&list, Kind::List)?;
                self.append(list, value)?;
            }
            BUILD_TUPLE if (1..=4).contains(&oparg) => {
                let mut items = Vec::new();
                for _ in 0..oparg {
                    let item = self.pop()?;
                    if matches!(item.repr, Repr::Condition(_)) {
                        return Err(Stop::Here);
                    }
                    // What a borrowed item is borrowed from may change before the tuple is made.
                    let owner = match item.owner {
                        Owner::Borrowed if !self.facts.is_immediate(&item) => Owner::Pending,
                        Owner::Marked(_) => return Err(Stop::Here),
                        owner => owner,
                    };
                    items.push(Model { owner, ..item });
                }
                items.reverse();
                self.uses_tuples = true;
                self.push(Model::new(Repr::Tuple(Rc::new(items)), Owner::Owned));
            }
            UNPACK_SEQUENCE_TWO_TUPLE | UNPACK_SEQUENCE_TUPLE | UNPACK_SEQUENCE_LIST => {
                self.unpack(opcode, oparg)?;
            }
            FOR_ITER_RANGE => {
                let iterator = self.peek(1)?;
                let iterator = self.object_of_kind(&iterator, Kind::RangeIterator)?;
                let exit = self.exit_before();
                let remaining = self.facts.load(iterator, RANGE_REMAINING);
                if let Some(end) = self.exhausted(oparg, next) {
                    self.facts.push(Op::GuardImm { cond: Cond::Equal, a: remaining, imm: 0, exit });
                    self.next = end;
                    return Ok(());
                }
                self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: remaining, imm: 0, exit });
                let number = self.facts.load(iterator, RANGE_NEXT);
                let step = self.facts.load(iterator, RANGE_STEP);
                let following = self.facts.push(Op::Int { op: IntOp::Add, a: number, b: step });
                self.facts.push(Op::AddMemory {
                    base: iterator,
                    offset: RANGE_REMAINING,
                    width: Width::B8,
                    by: -1,
                });
                self.facts.push(Op::Store {
                    base: iterator,
                    offset: RANGE_NEXT,
                    width: Width::B8,
                    value: following,
                });
                let value = self.facts.push(Op::Tag(number));
                self.push_int(value);
                self.commit(event);
            }
            FOR_ITER_LIST | FOR_ITER_TUPLE => {
                if self.exhausted(oparg, next).is_some() {
                    return Err(Stop::Here);
                }
                let iterator = self.peek(1)?;
                let (kind, sequence, place) = match opcode {
                    FOR_ITER_LIST => (Kind::ListIterator, LIST_ITERATOR_LIST, LIST_ITERATOR_INDEX),
                    _ => (Kind::TupleIterator, TUPLE_ITERATOR_TUPLE, TUPLE_ITERATOR_INDEX),
                };
                let iterator = self.object_of_kind(&iterator, kind)?;
                let exit = self.exit_before();
                let sequence = self.facts.load(iterator, sequence);
                self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: sequence, imm: 0, exit });
                let index = self.facts.load(iterator, place);
                let (length, start) = match opcode {
                    FOR_ITER_LIST => (
                        self.facts.load(sequence, LIST_ITEMS + self.vectors.length),
                        self.facts.load(sequence, LIST_ITEMS + self.vectors.start),
                    ),
                    _ => {
                        // A subclass may have its items elsewhere.
                        let extent = self.facts.load(sequence, TUPLE_EXTENT);
                        let length = self.tuple_length(extent, exit);
                        let start =
                            self.facts.push(Op::IntImm { op: IntOp::Add, a: sequence, imm: TUPLE_ITEMS });
                        (length, start)
                    }
                };
                self.facts.push(Op::Guard { cond: Cond::Below, a: index, b: length, exit });
                let item = self.facts.push(Op::LoadIndexed { base: start, index });
                self.facts.push(Op::AddMemory { base: iterator, offset: place, width: Width::B8, by: 1 });
                self.push(Model::new(Repr::Word(item), Owner::Pending));
                self.commit(event);
            }
            CALL_PY_EXACT_ARGS
            | CALL_PY_WITH_SELF_EXACT_ARGS
            | CALL_BOUND_METHOD_EXACT_ARGS
            | CALL_PY_GENERAL => {
                self.call(opcode, event, next)?;
            }
            BINARY_SUBSCR_GETITEM | STORE_SUBSCR_SETITEM => self.special_call(opcode, event, next)?,
            CALL_LEN => {
                let argument = self.pop()?;
                let (null, callable) = (self.pop()?, self.pop()?);
                if null.repr != Repr::Const(word::NULL) {
                    return Err(Stop::Here);
                }
                self.guard_native(&callable, self.vm.heap.builtin_len.addr())?;
                let list = self.object(&argument, Kind::List)?;
                let length = self.facts.load(list, LIST_ITEMS + self.vectors.length);
                let value = self.facts.push(Op::Tag(length));
                self.push_int(value);
                self.drop_later(argument);
                self.drop_later(callable);
            }
            CALL_ISINSTANCE => {
                let (class, object) = (self.pop()?, self.pop()?);
                let (null, callable) = (self.pop()?, self.pop()?);
                if null.repr != Repr::Const(word::NULL) {
                    return Err(Stop::Here);
                }
                self.guard_native(&callable, self.vm.heap.builtin_isinstance.addr())?;
                let args = [MACHINE, self.word_or_marked(&object)?, self.word_or_marked(&class)?];
                let function = leave::is_instance as *const () as usize;
                let result = self.facts.push(Op::Call { function, args: args.into() });
                let exit = self.exit_before();
                self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: result, imm: 0, exit });
                self.facts.set_type(result, Type::Special);
                let truth = self.facts.constant(word::TRUE);
                for model in [object, class, callable] {
                    self.drop_later(model);
                }
                self.push_condition(Condition::Word(Cond::Equal, result, truth), next);
            }
            CALL_LIST_APPEND => {
                let (value, list, callable) = (self.pop()?, self.pop()?, self.pop()?);
                self.guard_native(&callable, self.vm.heap.list_append.addr())?;
                let pointer = self.object_of_kind(&list, Kind::List)?;
                self.append(pointer, value)?;
                self.push(Model::new(Repr::Const(word::NONE), Owner::Borrowed));
                self.drop_later(list);
                self.drop_later(callable);
            }
            BINARY_SUBSCR | BINARY_SUBSCR_DICT => {
                let function = leave::get_item as *const () as usize;
                let result = self.call_with_stack(function, 2, event, next)?;
                self.push(Model::new(Repr::Word(result), Owner::Owned));
            }
            STORE_SUBSCR | STORE_SUBSCR_DICT => {
                self.call_with_stack(leave::set_item as *const () as usize, 3, event, next)?;
            }
            CONTAINS_OP | CONTAINS_OP_DICT | CONTAINS_OP_SET => {
                let function = leave::contains as *const () as usize;
                let result = self.call_with_stack(function, 2, event, next)?;
                self.facts.set_type(result, Type::Special);
                let truth = self.facts.constant(word::TRUE);
                let cond = if oparg & 1 != 0 { Cond::NotEqual } else { Cond::Equal };
                self.push_condition(Condition::Word(cond, result, truth), next);
            }
            CALL_BUILTIN_FAST => self.call_native(event, next)?,
            RETURN_VALUE => {
                let value = self.pop()?;
                self.leave_frame(value)?;
            }
            RETURN_CONST => {
                // SAFETY: as in `LOAD_CONST`.
                let constant = unsafe { (&(*event.code).consts).get(oparg) }.ok_or(Stop::Useless)?;
                self.leave_frame(Model { owner: Owner::Pending, ..Model::constant(constant) })?;
            }
            _ => self.step(opcode, event, next)?,
        }
        Ok(())
    }

    /// Where a loop goes on that has ended, if it was recorded to end.
    fn exhausted(&self, distance: usize, next: Option<&Event>) -> Option<*mut CodeUnit> {
        // SAFETY: the target of the jump, behind the END_FOR there.
        let end = unsafe { self.next.add(distance + 1) };
        next.filter(|next| next.start == end).map(|_| end)
    }

    /// Nothing may leave to before the current instruction any more: it has changed memory.
    fn commit(&mut self, _event: &Event) {
        self.before_exit = None;
    }

    /// Makes sure that the topmost values can be stored in locals without leaving in between.
    fn check_stores(&mut self, event: &Event, locals: &[usize]) -> Lowered {
        for depth in 1..=locals.len() {
            self.speculate(depth, event.kinds[depth - 1])?;
        }
        let last = self.frames.len() - 1;
        let in_memory = |local: &usize| {
            self.frames[last].locals.get(*local).is_none_or(|slot| slot.memory != Memory::Plain)
        };
        if locals.iter().any(in_memory) {
            for depth in 1..=locals.len() {
                let model = self.peek(depth)?;
                self.settle(&model)?;
            }
        }
        Ok(())
    }

    fn push_int(&mut self, value: Val) {
        self.facts.set_type(value, Type::Int);
        self.push(Model::new(Repr::Word(value), Owner::Borrowed));
    }

    fn push_null_if(&mut self, wanted: bool) {
        if wanted {
            self.push(Model::new(Repr::Const(word::NULL), Owner::Borrowed));
        }
    }

    /// Pushes a word of an object, which must not be NULL.
    fn load_word(&mut self, base: Val, offset: i32) {
        let exit = self.exit_before();
        let value = self.facts.load(base, offset);
        self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: value, imm: word::NULL as i32, exit });
        self.push(Model::new(Repr::Word(value), Owner::Pending));
    }

    fn load_entry(&mut self, dict: Val, index: u16) {
        let entries = self.facts.load_fixed(dict, DICT_ENTRIES + self.vectors.start);
        self.load_word(entries, i32::from(index) * ENTRY_SIZE + ENTRY_VALUE);
    }

    fn load_global(&mut self, opcode: Opcode, event: &Event) -> Lowered {
        let function = self.top().function.clone();
        let (base, globals, builtins) = match function {
            None => (FRAME, FRAME_GLOBALS - FRAME_HEADER, FRAME_BUILTINS - FRAME_HEADER),
            Some(function) => (self.pointer(&function)?, FUNCTION_GLOBALS, FUNCTION_BUILTINS),
        };
        let dict = self.facts.load_fixed(base, globals);
        let version = cache_u16(event, field(opcode, "module_version"));
        self.guard_version(dict, DICT_KEYS_VERSION, u32::from(version));
        let index = cache_u16(event, field(opcode, "index"));
        if opcode == Opcode::LOAD_GLOBAL_MODULE {
            self.load_entry(dict, index);
        } else {
            let dict = self.facts.load_fixed(base, builtins);
            let version = cache_u16(event, field(opcode, "builtins_version"));
            self.guard_version(dict, DICT_KEYS_VERSION, u32::from(version));
            self.load_entry(dict, index);
        }
        self.push_null_if(event.oparg & 1 != 0);
        Ok(())
    }

    fn copy_free_vars(&mut self, count: usize) -> Lowered {
        let Some(function) = self.top().function.clone() else { return Err(Stop::Here) };
        let function = self.pointer(&function)?;
        let exit = self.exit_before();
        let closure = self.facts.load(function, FUNCTION_CLOSURE);
        self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: closure, imm: 0, exit });
        let locals = self.top().locals.len();
        for index in 0..count {
            let cell = self.facts.load(closure, TUPLE_ITEMS + index as i32 * 8);
            self.facts.set_type(cell, Type::Pointer);
            let value = Some(Model::new(Repr::Word(cell), Owner::Pending));
            let local = locals.checked_sub(count).ok_or(Stop::Useless)? + index;
            self.top().locals[local] = Slot { value, dirty: true, memory: Memory::Plain };
        }
        Ok(())
    }

    /// The number of items of a tuple, from its extent; leaves if they are elsewhere than in a plain one.
    fn tuple_length(&mut self, extent: Val, exit: ExitId) -> Val {
        let place = self.facts.push(Op::Shift { op: ShiftOp::Right, a: extent, by: LENGTH_BITS as u8 });
        self.facts.push(Op::GuardImm { cond: Cond::Equal, a: place, imm: TUPLE_ITEMS / 8, exit });
        let shift = 64 - LENGTH_BITS as u8;
        let up = self.facts.push(Op::Shift { op: ShiftOp::Left, a: extent, by: shift });
        self.facts.push(Op::Shift { op: ShiftOp::Right, a: up, by: shift })
    }

    fn list_index(&mut self, list: Val, key: &Model) -> Lowered<Val> {
        let length = self.facts.load(list, LIST_ITEMS + self.vectors.length);
        self.checked_index(key, length)
    }

    /// An index from the start, less than `length`.
    fn checked_index(&mut self, key: &Model, length: Val) -> Lowered<Val> {
        let exit = self.exit_before();
        let index = match key.repr {
            Repr::Const(bits) if type_of_word(bits) == Type::Int => {
                let index = bits as i64 >> 2;
                match index < 0 {
                    true => self.facts.push(Op::IntImm {
                        op: IntOp::Add,
                        a: length,
                        imm: i32::try_from(index).map_err(|_| Stop::Here)?,
                    }),
                    false => self.facts.constant(index as u64),
                }
            }
            _ => {
                let value = self.int(key)?;
                self.facts.push(Op::Shift { op: ShiftOp::RightSigned, a: value, by: 2 })
            }
        };
        // Negative ones are beyond all lengths.
        self.facts.push(Op::Guard { cond: Cond::Below, a: index, b: length, exit });
        Ok(index)
    }

    fn store_attribute(&mut self, version: u32, slot: i32) -> Lowered {
        let (owner, value) = (self.pop()?, self.pop()?);
        let pointer = self.shaped(&owner, version)?;
        self.settle(&value)?;
        let old = self.facts.load(pointer, slot * 8);
        self.secure();
        let value = self.own(value);
        self.facts.push(Op::Store { base: pointer, offset: slot * 8, width: Width::B8, value });
        self.drop_later(Model::new(Repr::Word(old), Owner::Owned));
        self.drop_later(owner);
        Ok(())
    }

    /// Appends to a list.
    fn append(&mut self, list: Val, value: Model) -> Lowered {
        self.settle(&value)?;
        let length = self.facts.load(list, LIST_ITEMS + self.vectors.length);
        let capacity = self.facts.load(list, LIST_ITEMS + self.vectors.capacity);
        let function = leave::grow_list as *const () as usize;
        self.facts.push(Op::Ensure { cond: Cond::Below, a: length, b: capacity, function, arg: list });
        let value = self.own(value);
        let start = self.facts.load(list, LIST_ITEMS + self.vectors.start);
        self.facts.push(Op::StoreIndexed { base: start, index: length, value });
        self.facts.push(Op::AddMemory {
            base: list,
            offset: LIST_ITEMS + self.vectors.length,
            width: Width::B8,
            by: 1,
        });
        Ok(())
    }

    fn unpack(&mut self, opcode: Opcode, count: usize) -> Lowered {
        let count = if opcode == Opcode::UNPACK_SEQUENCE_TWO_TUPLE { 2 } else { count };
        let sequence = self.pop()?;
        if let Repr::Tuple(items) = &sequence.repr {
            if items.len() != count {
                return Err(Stop::Here);
            }
            for item in items.clone().iter().rev() {
                self.push(item.clone());
            }
            return Ok(());
        }
        let exit = self.exit_before();
        let start = match opcode {
            Opcode::UNPACK_SEQUENCE_LIST => {
                let list = self.object(&sequence, Kind::List)?;
                self.facts.push(Op::GuardMemory {
                    cond: Cond::Equal,
                    base: list,
                    offset: LIST_ITEMS + self.vectors.length,
                    width: Width::B8,
                    imm: count as i32,
                    exit,
                });
                (self.facts.load(list, LIST_ITEMS + self.vectors.start), 0)
            }
            _ => {
                let tuple = self.object(&sequence, Kind::Tuple)?;
                if self.facts.versions.get(&(tuple, TUPLE_EXTENT)) != Some(&(count as u32)) {
                    // Where the items of a plain tuple are, and how many.
                    let extent = ((TUPLE_ITEMS / 8) as u64) << LENGTH_BITS | count as u64;
                    let found = self.facts.load(tuple, TUPLE_EXTENT);
                    let wanted = self.facts.constant(extent);
                    self.facts.push(Op::Guard { cond: Cond::Equal, a: found, b: wanted, exit });
                    self.facts.versions.insert((tuple, TUPLE_EXTENT), count as u32);
                }
                (tuple, TUPLE_ITEMS)
            }
        };
        let (base, offset) = start;
        let is_tuple = offset != 0;
        for index in (0..count).rev() {
            let place = offset + index as i32 * 8;
            let item = match is_tuple && !matches!(sequence.repr, Repr::Const(_)) {
                true => self.facts.load_fixed(base, place),
                false => self.facts.load(base, place),
            };
            self.push(Model::new(Repr::Word(item), Owner::Pending));
        }
        self.drop_later(sequence);
        Ok(())
    }

    // Arithmetic and comparison.

    fn binary(&mut self, event: &Event) -> Lowered {
        let operation = BinaryOperator::from_number(event.oparg).map(|(operator, _)| operator);
        let Some(operator) = operation else { return Err(Stop::Here) };
        let (right, left) = (self.pop()?, self.pop()?);
        let type_of = |lowering: &Self, model: &Model, sample: Sample| match lowering.facts.type_of(model) {
            Type::Unknown => sample.word_type(),
            known => known,
        };
        let left_type = type_of(self, &left, event.kinds[1]);
        let right_type = type_of(self, &right, event.kinds[0]);
        if left_type == Type::Int && right_type == Type::Int {
            let value = self.int_operation(operator, &left, &right)?;
            match self.facts.program.is_float(value) {
                true => self.push(Model::new(Repr::Float(value), Owner::Borrowed)),
                false => self.push_int(value),
            }
            return Ok(());
        }
        if operator == BinaryOperator::Power {
            let (a, b) = (self.word(&left)?, self.word(&right)?);
            self.number(&left, event.kinds[1])?;
            self.number(&right, event.kinds[0])?;
            let function = leave::power as *const () as usize;
            let value = self.facts.push(Op::Call { function, args: [a, b].into() });
            let exit = self.exit_before();
            self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: value, imm: 0, exit });
            self.facts.set_type(value, Type::Float);
            self.push(Model::new(Repr::Word(value), Owner::Borrowed));
            return Ok(());
        }
        let op = match operator {
            BinaryOperator::Add => FloatOp::Add,
            BinaryOperator::Subtract => FloatOp::Sub,
            BinaryOperator::Multiply => FloatOp::Mul,
            BinaryOperator::TrueDivide => FloatOp::Div,
            _ => return Err(Stop::Here),
        };
        let a = self.number(&left, event.kinds[1])?;
        let b = self.number(&right, event.kinds[0])?;
        if op == FloatOp::Div {
            let exit = self.exit_before();
            let zero = self.facts.push(Op::FloatConst(0));
            self.facts.push(Op::GuardFloat { cond: FloatCond::Equal, a: b, b: zero, holds: false, exit });
        }
        let value = self.facts.push(Op::Float { op, a, b });
        self.push(Model::new(Repr::Float(value), Owner::Borrowed));
        Ok(())
    }

    /// Applies an operator to two integers.
    fn int_operation(&mut self, operator: BinaryOperator, left: &Model, right: &Model) -> Lowered<Val> {
        let exit = self.exit_before();
        let small = |model: &Model| match model.repr {
            Repr::Const(bits) => Some(bits as i64 >> 2),
            _ => None,
        };
        // Tagged, and less than 32 bits.
        let imm = |model: &Model| small(model).and_then(|value| i32::try_from(value << 2).ok());
        Ok(match operator {
            BinaryOperator::Add | BinaryOperator::Subtract => {
                let op = if operator == BinaryOperator::Add { IntOp::Add } else { IntOp::Sub };
                let a = self.int(left)?;
                if let Some(imm) = imm(right) {
                    return Ok(self.facts.push(Op::CheckedImm { op, a, imm, exit }));
                }
                let b = self.int(right)?;
                let untagged = self.facts.push(Op::IntImm { op: IntOp::Sub, a: b, imm: 1 });
                self.facts.push(Op::Checked { op, a, b: untagged, exit })
            }
            BinaryOperator::Multiply => {
                let (a, b) = (self.int(left)?, self.int(right)?);
                let number = self.facts.push(Op::Shift { op: ShiftOp::RightSigned, a, by: 2 });
                let untagged = self.facts.push(Op::IntImm { op: IntOp::Sub, a: b, imm: 1 });
                let product = self.facts.push(Op::Checked { op: IntOp::Mul, a: number, b: untagged, exit });
                self.facts.push(Op::IntImm { op: IntOp::Or, a: product, imm: 1 })
            }
            BinaryOperator::And | BinaryOperator::Or | BinaryOperator::Xor => {
                let (a, b) = (self.int(left)?, self.int(right)?);
                match operator {
                    BinaryOperator::And => self.facts.push(Op::Int { op: IntOp::And, a, b }),
                    BinaryOperator::Or => self.facts.push(Op::Int { op: IntOp::Or, a, b }),
                    _ => {
                        let difference = self.facts.push(Op::Int { op: IntOp::Xor, a, b });
                        self.facts.push(Op::IntImm { op: IntOp::Or, a: difference, imm: 1 })
                    }
                }
            }
            BinaryOperator::RightShift => {
                let by = small(right).filter(|by| (0..60).contains(by)).ok_or(Stop::Here)?;
                let a = self.int(left)?;
                let number = self.facts.push(Op::Shift { op: ShiftOp::RightSigned, a, by: by as u8 + 2 });
                self.facts.push(Op::Tag(number))
            }
            BinaryOperator::LeftShift => {
                let by = small(right).filter(|by| (0..40).contains(by)).ok_or(Stop::Here)? as u8;
                let a = self.int(left)?;
                let untagged = self.facts.push(Op::IntImm { op: IntOp::Sub, a, imm: 1 });
                let shifted = self.facts.push(Op::Shift { op: ShiftOp::Left, a: untagged, by });
                let back = self.facts.push(Op::Shift { op: ShiftOp::RightSigned, a: shifted, by });
                self.facts.push(Op::Guard { cond: Cond::Equal, a: back, b: untagged, exit });
                self.facts.push(Op::IntImm { op: IntOp::Or, a: shifted, imm: 1 })
            }
            BinaryOperator::FloorDivide | BinaryOperator::Remainder => {
                let (a, b) = (self.int(left)?, self.int(right)?);
                // Neither is negative, and the divisor is not zero: then all roundings are the same.
                self.facts.push(Op::GuardImm { cond: Cond::Greater, a, imm: 0, exit });
                self.facts.push(Op::GuardImm { cond: Cond::Greater, a: b, imm: 1, exit });
                let number = self.facts.push(Op::Shift { op: ShiftOp::Right, a, by: 2 });
                let divisor = self.facts.push(Op::Shift { op: ShiftOp::Right, a: b, by: 2 });
                let remainder = operator == BinaryOperator::Remainder;
                let result = self.facts.push(Op::Divide { a: number, b: divisor, remainder });
                self.facts.push(Op::Tag(result))
            }
            BinaryOperator::TrueDivide => {
                let (a, b) = (self.int(left)?, self.int(right)?);
                let mut exact = |value: Val| {
                    let number = self.facts.push(Op::Shift { op: ShiftOp::RightSigned, a: value, by: 2 });
                    // Both are exact as doubles if they have 53 bits.
                    let half = self.facts.constant(1 << 53);
                    let all = self.facts.constant(1 << 54);
                    let moved = self.facts.push(Op::Int { op: IntOp::Add, a: number, b: half });
                    self.facts.push(Op::Guard { cond: Cond::Below, a: moved, b: all, exit });
                    self.facts.push(Op::FloatOfInt(number))
                };
                let (x, y) = (exact(a), exact(b));
                self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: b, imm: 1, exit });
                self.facts.push(Op::Float { op: FloatOp::Div, a: x, b: y })
            }
            _ => return Err(Stop::Here),
        })
    }

    fn compare(&mut self, event: &Event, next: Option<&Event>) -> Lowered {
        let (right, left) = (self.pop()?, self.pop()?);
        let op = CompareOp::from_number(event.oparg >> 5);
        let type_of = |lowering: &Self, model: &Model, sample: Sample| match lowering.facts.type_of(model) {
            Type::Unknown => sample.word_type(),
            known => known,
        };
        let both_int = type_of(self, &left, event.kinds[1]) == Type::Int
            && type_of(self, &right, event.kinds[0]) == Type::Int;
        let condition = if both_int {
            let (a, b) = (self.int(&left)?, self.int(&right)?);
            let cond = match op {
                CompareOp::Lt => Cond::Less,
                CompareOp::Le => Cond::LessEqual,
                CompareOp::Eq => Cond::Equal,
                CompareOp::Ne => Cond::NotEqual,
                CompareOp::Gt => Cond::Greater,
                CompareOp::Ge => Cond::GreaterEqual,
            };
            Condition::Word(cond, a, b)
        } else {
            if type_of(self, &left, event.kinds[1]) == Type::Int
                || type_of(self, &right, event.kinds[0]) == Type::Int
            {
                // Integers that are not exact as doubles need more care.
                self.guard_exact(&left, event.kinds[1])?;
                self.guard_exact(&right, event.kinds[0])?;
            }
            let a = self.number(&left, event.kinds[1])?;
            let b = self.number(&right, event.kinds[0])?;
            let (cond, a, b, holds) = match op {
                CompareOp::Lt => (FloatCond::Less, a, b, true),
                CompareOp::Le => (FloatCond::LessEqual, a, b, true),
                CompareOp::Gt => (FloatCond::Less, b, a, true),
                CompareOp::Ge => (FloatCond::LessEqual, b, a, true),
                CompareOp::Eq => (FloatCond::Equal, a, b, true),
                CompareOp::Ne => (FloatCond::Equal, a, b, false),
            };
            Condition::Float { cond, a, b, holds }
        };
        self.push_condition(condition, next);
        Ok(())
    }

    fn guard_exact(&mut self, model: &Model, sample: Sample) -> Lowered {
        let of = match self.facts.type_of(model) {
            Type::Unknown => sample.word_type(),
            known => known,
        };
        if of != Type::Int {
            return Ok(());
        }
        let exit = self.exit_before();
        let value = self.int(model)?;
        let number = self.facts.push(Op::Shift { op: ShiftOp::RightSigned, a: value, by: 2 });
        let half = self.facts.constant(1 << 53);
        let all = self.facts.constant(1 << 54);
        let moved = self.facts.push(Op::Int { op: IntOp::Add, a: number, b: half });
        self.facts.push(Op::Guard { cond: Cond::Below, a: moved, b: all, exit });
        Ok(())
    }

    fn is_op(&mut self, invert: bool, event: &Event, next: Option<&Event>) -> Lowered {
        let (right, left) = (self.pop()?, self.pop()?);
        let special =
            |model: &Model| matches!(model.repr, Repr::Const(bits) if type_of_word(bits) == Type::Special);
        let (a, b) = match special(&left) || special(&right) {
            true => (self.word_or_marked(&left)?, self.word_or_marked(&right)?),
            false => {
                for (model, sample) in [(&left, event.kinds[1]), (&right, event.kinds[0])] {
                    if sample == Sample::Pointer && self.facts.type_of(model) == Type::Unknown {
                        self.pointer(model)?;
                    }
                }
                (self.word(&left)?, self.word(&right)?)
            }
        };
        let cond = if invert { Cond::NotEqual } else { Cond::Equal };
        self.push_condition(Condition::Word(cond, a, b), next);
        self.drop_later(left);
        self.drop_later(right);
        Ok(())
    }

    /// What a bool is a comparison of.
    fn condition(&mut self, model: &Model) -> Lowered<Condition> {
        match &model.repr {
            Repr::Condition(condition) => Ok(*condition),
            _ => {
                let value = self.word_or_marked(model)?;
                let is_const_bool = matches!(model.repr, Repr::Const(word::FALSE | word::TRUE));
                if !is_const_bool {
                    // FALSE and TRUE differ in one bit.
                    let exit = self.exit_before();
                    let masked = self.facts.push(Op::IntImm {
                        op: IntOp::Or,
                        a: value,
                        imm: (word::FALSE | word::TRUE) as i32,
                    });
                    self.facts.push(Op::GuardImm {
                        cond: Cond::Equal,
                        a: masked,
                        imm: (word::FALSE | word::TRUE) as i32,
                        exit,
                    });
                    let lower = self.facts.push(Op::IntImm {
                        op: IntOp::And,
                        a: value,
                        imm: (word::FALSE & word::TRUE) as i32,
                    });
                    self.facts.push(Op::GuardImm {
                        cond: Cond::Equal,
                        a: lower,
                        imm: (word::FALSE & word::TRUE) as i32,
                        exit,
                    });
                    self.facts.set_type(value, Type::Special);
                }
                let truth = self.facts.constant(word::TRUE);
                Ok(Condition::Word(Cond::Equal, value, truth))
            }
        }
    }

    /// Pushes a comparison: as it is if the next instruction asks for it at once, else as a word.
    fn push_condition(&mut self, condition: Condition, next: Option<&Event>) {
        let asked = next.is_some_and(|next| {
            matches!(
                opcode_of(next),
                Opcode::POP_JUMP_IF_FALSE
                    | Opcode::POP_JUMP_IF_TRUE
                    | Opcode::UNARY_NOT
                    | Opcode::TO_BOOL_BOOL
            )
        });
        let repr = match asked && self.drops.is_empty() {
            true => Repr::Condition(condition),
            false => Repr::Word(self.bool_word(condition)),
        };
        self.push(Model::new(repr, Owner::Borrowed));
    }

    fn branch(&mut self, opcode: Opcode, distance: usize, next: Option<&Event>) -> Lowered {
        let Some(next) = next else { return Err(Stop::Here) };
        let model = self.peek(1)?;
        // SAFETY: the target of the jump.
        let target = unsafe { self.next.add(distance) };
        let taken = next.start == target && target != self.next;
        let (going, other) = if taken { (target, self.next) } else { (self.next, target) };
        if let Repr::Const(bits @ (word::FALSE | word::TRUE)) = model.repr
            && matches!(opcode, Opcode::POP_JUMP_IF_FALSE | Opcode::POP_JUMP_IF_TRUE)
        {
            if ((bits == word::TRUE) == (opcode == Opcode::POP_JUMP_IF_TRUE)) != taken {
                return Err(Stop::Here);
            }
            self.pop()?;
            self.next = going;
            return Ok(());
        }
        let condition = match opcode {
            Opcode::POP_JUMP_IF_FALSE | Opcode::POP_JUMP_IF_TRUE => {
                let condition = self.condition(&model)?;
                if (opcode == Opcode::POP_JUMP_IF_TRUE) == taken { condition } else { negated(condition) }
            }
            _ => {
                if self.facts.type_of(&model) == Type::Pointer {
                    let jumps = opcode == Opcode::POP_JUMP_IF_NOT_NONE;
                    if jumps != taken {
                        return Err(Stop::Here);
                    }
                    self.next = going;
                    let model = self.pop()?;
                    self.drop_later(model);
                    return Ok(());
                }
                let value = self.word_or_marked(&model)?;
                let none = self.facts.constant(word::NONE);
                let is_none = (opcode == Opcode::POP_JUMP_IF_NONE) == taken;
                Condition::Word(if is_none { Cond::Equal } else { Cond::NotEqual }, value, none)
            }
        };
        // What is on top is only let go where the trace goes on: elsewhere the jump is done again.
        let plain = matches!(model.repr, Repr::Condition(_)) || self.facts.is_immediate(&model);
        let model = self.pop()?;
        let exit = if plain { self.exit_now(other) } else { self.exit_before() };
        self.guard(condition, exit);
        self.drop_later(model);
        self.next = going;
        Ok(())
    }

    fn guard(&mut self, condition: Condition, exit: ExitId) {
        match condition {
            Condition::Word(cond, a, b) => self.facts.push(Op::Guard { cond, a, b, exit }),
            Condition::Float { cond, a, b, holds } => {
                self.facts.push(Op::GuardFloat { cond, a, b, holds, exit })
            }
        };
    }

    // Calls.

    /// Leaves unless the callable is the native function with that description.
    fn guard_native(&mut self, callable: &Model, def: usize) -> Lowered {
        let native = self.object_of_kind(callable, Kind::Native)?;
        let exit = self.exit_before();
        let found = self.facts.load(native, NATIVE_DEF);
        let wanted = self.facts.constant(def as u64);
        self.facts.push(Op::Guard { cond: Cond::Equal, a: found, b: wanted, exit });
        Ok(())
    }

    fn call(&mut self, opcode: Opcode, event: &Event, next: Option<&Event>) -> Lowered {
        let Some(next) = next else { return Err(Stop::Here) };
        let count = event.oparg as usize;
        let mut args = Vec::new();
        for _ in 0..count {
            args.push(self.pop()?);
        }
        let (this, callable) = (self.pop()?, self.pop()?);
        let mut callable = callable;
        let has_self = this.repr != Repr::Const(word::NULL);
        match opcode {
            Opcode::CALL_PY_GENERAL if !has_self => {}
            Opcode::CALL_PY_WITH_SELF_EXACT_ARGS | Opcode::CALL_PY_GENERAL => {
                if this.repr == Repr::Const(word::NULL) {
                    return Err(Stop::Here);
                }
                if self.facts.type_of(&this) == Type::Unknown {
                    let value = self.word(&this)?;
                    let exit = self.exit_before();
                    self.facts.push(Op::GuardImm {
                        cond: Cond::NotEqual,
                        a: value,
                        imm: word::NULL as i32,
                        exit,
                    });
                }
                args.push(this);
            }
            _ if this.repr != Repr::Const(word::NULL) => return Err(Stop::Here),
            Opcode::CALL_BOUND_METHOD_EXACT_ARGS => {
                let method = self.object_of_kind(&callable, Kind::Method)?;
                let function = self.facts.load(method, METHOD_FUNCTION);
                let this = self.facts.load(method, METHOD_THIS);
                args.push(Model::new(Repr::Word(this), Owner::Pending));
                self.drop_later(callable);
                callable = Model::new(Repr::Word(function), Owner::Pending);
            }
            _ => {}
        }
        args.reverse();
        if opcode == Opcode::CALL_PY_GENERAL {
            self.add_defaults(&callable, &mut args, next)?;
        }
        let units = 1 + opcode.cache_entries() as u32;
        self.enter(callable, args, event, next, units, 0)
    }

    /// Completes the arguments of a call by the function's defaults.
    fn add_defaults(&mut self, callable: &Model, args: &mut Vec<Model>, next: &Event) -> Lowered {
        // SAFETY: the recording keeps the code alive.
        let code: &PyCode = unsafe { &*next.code };
        let missing = (code.argcount() as usize).checked_sub(args.len()).ok_or(Stop::Here)?;
        if next.frame.is_null() || !code.takes_plainly(code.argcount()) || missing == 0 {
            return Err(Stop::Here);
        }
        let function = self.object_of_kind(callable, Kind::Function)?;
        let exit = self.exit_before();
        let defaults = self.facts.load(function, FUNCTION_DEFAULTS);
        self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: defaults, imm: 0, exit });
        let extent = self.facts.load(defaults, TUPLE_EXTENT);
        let length = self.tuple_length(extent, exit);
        self.facts.push(Op::GuardImm { cond: Cond::GreaterEqual, a: length, imm: missing as i32, exit });
        // The last ones, from the end.
        let end = self.facts.push(Op::Shift { op: ShiftOp::Left, a: length, by: 3 });
        let end = self.facts.push(Op::Int { op: IntOp::Add, a: end, b: defaults });
        for index in 0..missing {
            let item = self.facts.load(end, TUPLE_ITEMS - (missing - index) as i32 * 8);
            args.push(Model::new(Repr::Word(item), Owner::Pending));
        }
        Ok(())
    }

    /// Enters a function whose code is that of the next event.
    fn enter(
        &mut self,
        callable: Model,
        args: Vec<Model>,
        event: &Event,
        next: &Event,
        units: u32,
        flags: u32,
    ) -> Lowered {
        if next.frame == event.frame || args.iter().any(|arg| matches!(arg.repr, Repr::Condition(_))) {
            return Err(Stop::Here);
        }
        // SAFETY: the recording keeps the code alive.
        let code: &PyCode = unsafe { &*next.code };
        // Most frames begin with a RESUME that runs with the call.
        let start = code.instructions.start();
        if !code.takes_plainly(args.len() as u32) || next.start < start {
            return Err(Stop::Here);
        }
        let function = self.object_of_kind(&callable, Kind::Function)?;
        let exit = self.exit_before();
        let found = self.facts.load(function, FUNCTION_CODE);
        let wanted = self.facts.constant(next.code.addr() as u64);
        self.facts.push(Op::Guard { cond: Cond::Equal, a: found, b: wanted, exit });
        let caller = self.top().clone();
        let offset = match caller.is_outermost() {
            true => FRAME_HEADER,
            // SAFETY: as above.
            false => caller.offset + unsafe { (*caller.code).frame_bytes() } as i32,
        };
        let end = offset - FRAME_HEADER + code.frame_bytes() as i32;
        if end > MOST_FRAME_BYTES {
            return Err(Stop::Here);
        }
        self.deepest = self.deepest.max(end);
        let mut locals: Vec<Slot> = args
            .into_iter()
            .map(|arg| Slot { value: Some(arg), dirty: true, memory: Memory::Plain })
            .collect();
        locals.resize(code.localsplusnames.len(), Slot { value: None, dirty: true, memory: Memory::Plain });
        self.top().call = event.pc;
        self.top().return_units = units;
        self.frames.push(FrameModel {
            code: next.code,
            recorded: next.frame,
            base: TOP,
            offset,
            locals,
            samples: Rc::new([]),
            stack: Vec::new(),
            initial: Vec::new(),
            real: false,
            function: Some(callable),
            call: std::ptr::null_mut(),
            return_units: 0,
            flags,
        });
        self.most_frames = self.most_frames.max(self.frames.len() - 1);
        // SAFETY: the first instruction, or the one behind the RESUME.
        self.next = unsafe {
            match start.read() & 0xFF == Opcode::RESUME as u16 && next.start == start.add(1) {
                true => start.add(1),
                false => start,
            }
        };
        Ok(())
    }

    /// Enters the `__getitem__` or `__setitem__` of the container's class.
    fn special_call(&mut self, opcode: Opcode, event: &Event, next: Option<&Event>) -> Lowered {
        let Some(next) = next else { return Err(Stop::Here) };
        let stores = opcode == Opcode::STORE_SUBSCR_SETITEM;
        let (key, container) = (self.pop()?, self.pop()?);
        let pointer = self.pointer(&container)?;
        let place = if stores { CLASS_SETITEM } else { CLASS_GETITEM };
        let shape = self.facts.load_fixed(pointer, SHAPE);
        let class = self.facts.load_fixed(shape, SHAPE_CLASS);
        let function = self.facts.load_fixed(class, place);
        let exit = self.exit_before();
        self.facts.push(Op::GuardImm { cond: Cond::NotEqual, a: function, imm: 0, exit });
        self.facts.set_type(function, Type::Pointer);
        let mut args = vec![container, key];
        if stores {
            args.push(self.pop()?);
        }
        let callable = Model::new(Repr::Word(function), Owner::Pending);
        let units = 1 + opcode.cache_entries() as u32;
        self.enter(callable, args, event, next, units, if stores { RESULT_UNWANTED } else { 0 })
    }

    /// Returns to the caller, if that is part of the trace.
    fn leave_frame(&mut self, result: Model) -> Lowered {
        if self.frames.len() == 1 || matches!(result.repr, Repr::Condition(_)) {
            return Err(Stop::Here);
        }
        if self.top().real {
            return self.leave_real_frame(result);
        }
        let Some(mut frame) = self.frames.pop() else { return Err(Stop::Useless) };
        let mut result = result;
        if self.facts.is_immediate(&result) {
            result.owner = Owner::Borrowed;
        } else if result.owner == Owner::Borrowed {
            // If it is a local's, the caller takes that over.
            let local = frame.locals.iter_mut().find(|slot| {
                slot.value
                    .as_ref()
                    .is_some_and(|value| value.owner == Owner::Owned && value.repr == result.repr)
            });
            match local {
                Some(slot) => {
                    slot.value = None;
                    result.owner = Owner::Owned;
                }
                None => result.owner = Owner::Pending,
            }
        }
        for model in frame.stack.drain(..).chain(frame.locals.into_iter().filter_map(|slot| slot.value)) {
            self.drop_later(model);
        }
        if let Some(function) = frame.function {
            self.drop_later(function);
        }
        self.go_on_in_caller(result, frame.flags)
    }

    /// As `leave_frame`, for a frame that has become real.
    fn leave_real_frame(&mut self, result: Model) -> Lowered {
        self.settle(&result)?;
        let frame = self.top().clone();
        let header = frame.offset - FRAME_HEADER;
        let exit = self.exit_before();
        // Somebody may keep a frame object.
        self.facts.push(Op::GuardMemory {
            cond: Cond::Equal,
            base: frame.base,
            offset: header + FRAME_OBJECT,
            width: Width::B8,
            imm: word::NULL as i32,
            exit,
        });
        let value = self.own(result.clone());
        let result = match self.facts.is_immediate(&result) {
            true => Model { owner: Owner::Borrowed, ..result },
            false => Model::new(Repr::Word(value), Owner::Owned),
        };
        self.frames.pop();
        for (local, slot) in frame.locals.iter().enumerate() {
            match (slot.memory, &slot.value) {
                (Memory::Plain, _) => {}
                (Memory::Owned, Some(model)) => {
                    self.drop_later(Model { owner: Owner::Owned, ..model.clone() })
                }
                _ => {
                    let raw = self.facts.load(frame.base, frame.local_offset(local));
                    self.drop_later(Model::new(Repr::Word(raw), Owner::Marked(raw)));
                }
            }
        }
        for model in frame.stack.into_iter().chain(frame.function) {
            self.drop_later(model);
        }
        let top = self.facts.push(Op::IntImm { op: IntOp::Add, a: frame.base, imm: header });
        let caller = self.top().clone();
        let current = self.facts.push(Op::IntImm { op: IntOp::Add, a: caller.base, imm: caller.offset });
        for (offset, value) in [(STACK_TOP, top), (CURRENT_FRAME, current)] {
            self.facts.push(Op::Store { base: MACHINE, offset, width: Width::B8, value });
        }
        self.facts.push(Op::AddMemory { base: MACHINE, offset: REMAINING_DEPTH, width: Width::B4, by: 1 });
        self.go_on_in_caller(result, frame.flags)
    }

    fn go_on_in_caller(&mut self, result: Model, flags: u32) -> Lowered {
        let caller = self.top();
        // SAFETY: the instruction behind the call.
        let next = unsafe { caller.call.add(caller.return_units as usize) };
        if flags & RESULT_UNWANTED == 0 {
            self.push(result);
        } else {
            self.drop_later(result);
        }
        self.next = next;
        Ok(())
    }
}

/// The comparison that holds just where the other does not.
fn negated(condition: Condition) -> Condition {
    match condition {
        Condition::Word(cond, a, b) => Condition::Word(cond.negated(), a, b),
        Condition::Float { cond, a, b, holds } => Condition::Float { cond, a, b, holds: !holds },
    }
}
