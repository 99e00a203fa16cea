//! The model of frames that lowering walks a recording with: what is known of each value, who owns it, and what of it is
//! in memory.

use std::collections::HashMap;
use std::rc::Rc;

use bytecode::code::CodeUnit;
use jit::Direct;
use jit::ir::*;

use super::exits::{ExitFrame, Exits, Fix, FixKind, FrameKind, Place};
use super::layout::*;
use super::record::Sample;
use crate::objects::PyCode;
use crate::value::{Value, word};

/// What a word is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Unknown,
    Int,
    Float,
    /// A pointer without a mark: the address of an object.
    Pointer,
    /// Another immediate.
    Special,
}

/// A comparison whose result is not a word yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Condition {
    Word(Cond, Val, Val),
    Float { cond: FloatCond, a: Val, b: Val, holds: bool },
}

impl Condition {
    /// The comparison that holds just where this one does not.
    pub(super) fn negated(self) -> Condition {
        match self {
            Condition::Word(cond, a, b) => Condition::Word(cond.negated(), a, b),
            Condition::Float { cond, a, b, holds } => Condition::Float { cond, a, b, holds: !holds },
        }
    }
}

/// What a modelled value is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Repr {
    /// A word as it lies in memory, but never marked as borrowed.
    Word(Val),
    /// A double.
    Float(Val),
    /// The bits of a word.
    Const(u64),
    Condition(Condition),
    /// A tuple that was not made yet.
    Tuple(Rc<Vec<Model>>),
}

/// Who counts a value. It says nothing for immediates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// Something that outlives this: a local that waits, or a constant.
    Borrowed,
    /// Something that may give it up when an object is let go or a place in memory is written: until then it need not be
    /// counted.
    Pending,
    /// This.
    Owned,
    /// This if the word, as it was in the frame when the trace began, is not marked as borrowed.
    Marked(Val),
}

/// A value on the modelled stack or in a modelled local.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Model {
    pub repr: Repr,
    pub owner: Owner,
}

impl Model {
    pub(super) fn new(repr: Repr, owner: Owner) -> Model {
        Model { repr, owner }
    }

    pub(super) fn constant(value: &Value) -> Model {
        let bits = if value.is_pointer() { value.address() as u64 } else { value.bits() };
        Model::new(Repr::Const(bits), Owner::Borrowed)
    }
}

/// What the memory of a local holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Memory {
    /// What it held when the trace began, if that was loaded.
    Raw(Option<Val>),
    /// An immediate: writing over it lets nothing go.
    Plain,
    /// The local's value, which it owns.
    Owned,
}

/// A local.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot {
    /// `None` if it was not loaded.
    pub value: Option<Model>,
    /// Whether memory does not hold the value.
    pub dirty: bool,
    pub memory: Memory,
}

#[derive(Clone)]
pub(super) struct FrameModel {
    pub code: *const PyCode,
    /// Where the frame was when it was recorded.
    pub recorded: *mut Value,
    pub base: Val,
    /// Bytes from `base` to its first local.
    pub offset: i32,
    pub locals: Vec<Slot>,
    /// What the locals held when the trace began, if the frame was there.
    pub samples: Rc<[Sample]>,
    pub stack: Vec<Model>,
    /// What the memory of the stack holds, as far as it may be what the model has there.
    pub initial: Vec<Model>,
    /// Whether the frame has a header and its values are in memory, as far as they are not marked as dirty: the outermost one,
    /// and those in which the interpreter ran an instruction.
    pub real: bool,
    /// Whether there is a frame object, or may be: a traceback has it.
    pub seen: bool,
    /// `None` for the outermost frame.
    pub function: Option<Model>,
    /// The instruction that waits for the call, in callers.
    pub call: *mut CodeUnit,
    pub return_units: u32,
    pub flags: u32,
}

impl FrameModel {
    pub(super) fn local_offset(&self, index: usize) -> i32 {
        self.offset + index as i32 * 8
    }

    pub(super) fn stack_offset(&self, index: usize) -> i32 {
        self.offset + (self.locals.len() + index) as i32 * 8
    }

    /// What an exit has to know of the frame, which is at `pc`.
    fn exit(&self, pc: *mut CodeUnit) -> ExitFrame {
        let kind = FrameKind {
            offset: self.offset,
            code: self.code,
            flags: self.flags as u16,
            return_units: self.return_units as u16,
            real: self.real,
            generator: self.is_generator(),
        };
        ExitFrame { kind, pc, depth: (self.locals.len() + self.stack.len()) as u16 }
    }

    /// Whether it is the frame of a generator that another frame of the trace has resumed; `base` is that.
    pub(super) fn is_generator(&self) -> bool {
        self.base != FRAME && self.base != TOP
    }
}

/// Words beyond the top of the frame stack where exits put items of tuples: behind all frames of a trace.
pub(super) const SCRATCH: i32 = 24 << 10;
/// Frames of a trace end before this.
pub(super) const MOST_FRAME_BYTES: i32 = SCRATCH - 512;

/// What is known of values, and the program so far.
pub(super) struct Facts {
    pub program: Program,
    pub types: HashMap<Val, Type>,
    /// The double in a word.
    pub unboxed: HashMap<Val, Val>,
    /// The word of a double.
    pub boxed: HashMap<Val, Val>,
    /// Words that come from a frame, where pointers may be marked as borrowed; and, once known to be one, the pointer.
    pub from_frame: HashMap<Val, Option<Val>>,
    /// Objects that are of a built-in class itself, and which ([`crate::object::Header::is_exact`]).
    pub kinds: HashMap<Val, crate::object::Kind>,
    /// Versions that were checked, by the object and where in it they are reached.
    pub versions: HashMap<(Val, i32), u32>,
    /// Loads whose result does not change while the trace runs.
    pub loads: HashMap<(Val, i32), Val>,
    pub bias: Val,
    /// Each constant is one value, so that what is known of an object is known of its address.
    constants: HashMap<u64, Val>,
    pub exits: Exits,
    pub directs: Vec<Direct>,
}

impl Facts {
    pub(super) fn new() -> Facts {
        let mut program = Program::default();
        let bias = program.push(Op::Const(word::FLOAT_BIAS));
        Facts {
            program,
            types: HashMap::new(),
            unboxed: HashMap::new(),
            boxed: HashMap::new(),
            from_frame: HashMap::new(),
            kinds: HashMap::new(),
            versions: HashMap::new(),
            loads: HashMap::new(),
            bias,
            constants: HashMap::from([(word::FLOAT_BIAS, bias)]),
            exits: Exits::default(),
            directs: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, op: Op) -> Val {
        self.program.push(op)
    }

    pub(super) fn constant(&mut self, bits: u64) -> Val {
        if let Some(value) = self.constants.get(&bits) {
            return *value;
        }
        let value = self.push(Op::Const(bits));
        self.constants.insert(bits, value);
        value
    }

    pub(super) fn load(&mut self, base: Val, offset: i32) -> Val {
        self.push(Op::Load { base, offset, width: Width::B8 })
    }

    /// As `load`, of something that nobody changes while the trace runs.
    pub(super) fn load_fixed(&mut self, base: Val, offset: i32) -> Val {
        if let Some(found) = self.loads.get(&(base, offset)) {
            return *found;
        }
        let value = self.load(base, offset);
        self.loads.insert((base, offset), value);
        value
    }

    pub(super) fn set_type(&mut self, value: Val, of: Type) {
        self.types.insert(value, of);
    }

    /// The type of a modelled value.
    pub(super) fn type_of(&self, model: &Model) -> Type {
        match &model.repr {
            Repr::Word(value) => match self.from_frame.get(value) {
                Some(Some(_)) => Type::Pointer,
                _ => self.types.get(value).copied().unwrap_or(Type::Unknown),
            },
            Repr::Float(_) => Type::Float,
            Repr::Const(bits) => type_of_word(*bits),
            Repr::Condition(_) => Type::Special,
            Repr::Tuple(_) => Type::Pointer,
        }
    }

    /// The type of a modelled value, or what it was recorded to be if nothing is known.
    pub(super) fn type_or(&self, model: &Model, sample: Sample) -> Type {
        match self.type_of(model) {
            Type::Unknown => sample.word_type(),
            known => known,
        }
    }

    /// The pointer that a word from a frame is known to be, without the mark that it may have.
    pub(super) fn unmarked(&mut self, value: Val) -> Val {
        let pointer = self.push(Op::IntImm { op: IntOp::And, a: value, imm: !(word::BORROWED as i32) });
        self.set_type(pointer, Type::Pointer);
        pointer
    }

    /// Whether the value is surely in its word.
    pub(super) fn is_immediate(&self, model: &Model) -> bool {
        matches!(self.type_of(model), Type::Int | Type::Float | Type::Special)
    }

    /// The word without a mark, if it is known to be a pointer; else itself.
    pub(super) fn clean(&self, value: Val) -> Val {
        self.from_frame.get(&value).copied().flatten().unwrap_or(value)
    }

    /// Whether the word may be a pointer with a mark.
    pub(super) fn may_be_marked(&self, value: Val) -> bool {
        self.from_frame.get(&value) == Some(&None)
            && !matches!(self.types.get(&value), Some(Type::Int | Type::Float | Type::Special))
    }

    /// The double in a word that is known to be a float.
    pub(super) fn unbox(&mut self, value: Val) -> Val {
        if let Some(float) = self.unboxed.get(&value) {
            return *float;
        }
        let rotated = self.push(Op::Shift { op: ShiftOp::RotateRight, a: value, by: 4 });
        let bits = self.push(Op::Int { op: IntOp::Sub, a: rotated, b: self.bias });
        let float = self.push(Op::FloatOfBits(bits));
        self.unboxed.insert(value, float);
        self.boxed.insert(float, value);
        float
    }

    /// The word of a double; leaves if it does not fit one.
    pub(super) fn box_float(&mut self, float: Val, exit: ExitId) -> Val {
        if let Some(value) = self.boxed.get(&float) {
            return *value;
        }
        let bits = self.push(Op::BitsOfFloat(float));
        let biased = self.push(Op::Int { op: IntOp::Add, a: bits, b: self.bias });
        let value = self.push(Op::Shift { op: ShiftOp::RotateLeft, a: biased, by: 4 });
        self.push(Op::GuardBits { a: value, mask: word::FLOAT, set: true, exit });
        self.boxed.insert(float, value);
        self.unboxed.insert(value, float);
        self.set_type(value, Type::Float);
        value
    }

    /// An exit of these frames, where the instruction at `pc` of the innermost is to run; whether one has run since the trace
    /// began.
    pub(super) fn exit(&mut self, frames: &[FrameModel], pc: *mut CodeUnit, progressed: bool) -> ExitId {
        self.exit_with(frames, pc, progressed, Vec::new())
    }

    /// As `exit`, by which what waits to be finalized is.
    pub(super) fn exit_to_finalize(&mut self, frames: &[FrameModel], pc: *mut CodeUnit) -> ExitId {
        let fix = Fix { place: Place::Outermost, offset: 0, kind: FixKind::Finalizers };
        self.exit_with(frames, pc, true, vec![fix])
    }

    fn exit_with(
        &mut self,
        frames: &[FrameModel],
        pc: *mut CodeUnit,
        progressed: bool,
        fixes: Vec<Fix>,
    ) -> ExitId {
        let mut writer = ExitWriter { facts: self, frames, stores: Vec::new(), fixes, scratch: SCRATCH };
        let innermost = frames.len() - 1;
        let mut exit_frames = Vec::new();
        let mut shared = Vec::new();
        for (index, frame) in frames.iter().enumerate() {
            for (number, slot) in frame.locals.iter().enumerate() {
                if frame.real && !slot.dirty {
                    continue;
                }
                match &slot.value {
                    Some(value) => writer.store(frame.base, frame.local_offset(number), value),
                    None => writer.store_constant(frame.base, frame.local_offset(number), word::NULL),
                }
            }
            if let Some(function) = &frame.function
                && !frame.real
            {
                writer.store(frame.base, frame.offset - FRAME_HEADER + FRAME_FUNC, function);
            }
            shared.push(writer.stores.len());
            for (number, value) in frame.stack.iter().enumerate() {
                if frame.initial.get(number) != Some(value) {
                    writer.store(frame.base, frame.stack_offset(number), value);
                }
            }
            shared.push(writer.stores.len());
            exit_frames.push(frame.exit(if index == innermost { pc } else { frame.call }));
        }
        let (stores, fixes) = (writer.stores, writer.fixes);
        let id = self.program.exit(stores);
        let number = id.0 as usize;
        self.exits.push(&exit_frames, fixes, false, progressed);
        if let Some((pc, depth)) = self.exits.direct(number) {
            self.program.exits[number].direct = Some(self.directs.len() as u32);
            let exit = u16::try_from(number).expect("a trace is short");
            self.directs.push(Direct { instruction: pc.addr(), countdown: 0, stack: depth, exit });
        }
        // With frames to be made it cannot be linked. What callers have is the same for all exits in a callee, and the locals of
        // that change less than its stack.
        if frames.iter().any(|frame| !frame.real) {
            self.program.exits[number].shared = shared;
        }
        id
    }

    /// An exit by which the interpreter goes on behind the instruction at `pc`, which it ran in the innermost of these frames; they
    /// are in memory as it knows them.
    pub(super) fn exit_from_step(&mut self, frames: &[FrameModel], pc: *mut CodeUnit) -> ExitId {
        let innermost = frames.len() - 1;
        let place = |index: usize| if index == innermost { pc } else { frames[index].call };
        let frames: Vec<ExitFrame> = (0..=innermost).map(|index| frames[index].exit(place(index))).collect();
        self.exits.push(&frames, Vec::new(), true, true);
        self.program.exit(Vec::new())
    }
}

/// What a word is, from its bits.
pub(super) fn type_of_word(bits: u64) -> Type {
    if bits & u64::from(word::FLOAT) != 0 {
        Type::Float
    } else if bits & 1 != 0 {
        Type::Int
    } else if bits & u64::from(word::NOT_POINTER) == 0 {
        Type::Pointer
    } else {
        Type::Special
    }
}

struct ExitWriter<'a> {
    facts: &'a mut Facts,
    frames: &'a [FrameModel],
    stores: Vec<ExitStore>,
    fixes: Vec<Fix>,
    /// Where the next tuple's items go.
    scratch: i32,
}

impl ExitWriter<'_> {
    fn store_constant(&mut self, base: Val, offset: i32, bits: u64) {
        let value = self.facts.constant(bits);
        self.stores.push(ExitStore { base, offset, value, finish: Finish::Nothing });
    }

    fn fix(&mut self, base: Val, offset: i32, kind: FixKind) {
        let place = match self.frames.iter().position(|frame| frame.is_generator() && frame.base == base) {
            Some(number) => Place::Generator(number as u16),
            None if base == FRAME => Place::Outermost,
            None => Place::Top,
        };
        self.fixes.push(Fix { place, offset, kind });
    }

    fn store(&mut self, base: Val, offset: i32, model: &Model) {
        let value = match &model.repr {
            Repr::Word(value) => self.facts.clean(*value),
            Repr::Float(value) => match self.facts.boxed.get(value) {
                Some(word) => *word,
                None => {
                    self.stores.push(ExitStore { base, offset, value: *value, finish: Finish::Nothing });
                    return self.fix(base, offset, FixKind::Float);
                }
            },
            Repr::Const(bits) => self.facts.constant(*bits),
            // Comparisons are made words before anything else can leave.
            Repr::Condition(_) => self.facts.constant(word::FALSE),
            Repr::Tuple(items) => {
                let first = self.scratch;
                self.scratch += items.len() as i32 * 8;
                for (index, item) in items.iter().enumerate() {
                    self.store(TOP, first + index as i32 * 8, item);
                }
                let count = items.len() as u32;
                return self.fix(base, offset, FixKind::Tuple { items: first, count });
            }
        };
        let finish = match model.owner {
            _ if self.facts.is_immediate(model) => Finish::Nothing,
            Owner::Owned => Finish::Nothing,
            Owner::Borrowed => Finish::Mark { mask: word::NOT_POINTER, mark: word::BORROWED },
            Owner::Pending if self.facts.may_be_marked(value) => {
                self.fix(base, offset, FixKind::Retain);
                Finish::Nothing
            }
            Owner::Pending => Finish::Count { mask: word::NOT_OWNED },
            // As it was.
            Owner::Marked(raw) => {
                self.stores.push(ExitStore { base, offset, value: raw, finish: Finish::Nothing });
                return;
            }
        };
        self.stores.push(ExitStore { base, offset, value, finish });
    }
}

impl Sample {
    /// The type that words of this sample have.
    pub(super) fn word_type(self) -> Type {
        match self {
            Sample::Int => Type::Int,
            Sample::Float => Type::Float,
            Sample::Pointer => Type::Pointer,
            Sample::Exact(_) => Type::Special,
        }
    }
}
