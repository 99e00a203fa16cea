//! From a program to machine code, in one pass: registers are allocated where operations are written. When one is needed
//! and none is free, the value that is used again last is moved to the stack.
//!
//! What happens rarely (exits, freeing) is written behind the rest; it finds values where they were when the code that
//! jumps there was written.

use std::mem::offset_of;

use crate::assembler::*;
use crate::ir::{Cond, ExitId, Finish, FloatCond, FloatOp, IntOp, Op, PINNED, Program, ShiftOp, Val, Width};
use crate::memory::CodeMemory;

/// Where compiled code begins. It has the arguments of a handler of the interpreter: machine, instruction, stack top,
/// frame, argument.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// To be called, or jumped to, by who obeys the platform's C convention.
    pub outer: usize,
    /// To be jumped to by other compiled code ([`Op::Jump`], [`CodeMemory::link`]).
    pub inner: usize,
}

/// Compiled code.
#[derive(Clone, Debug)]
pub struct Compiled {
    pub entry: Entry,
    /// Jumps that can be made to lead to other code instead of leaving, with the numbers of their exits.
    pub links: Vec<(u32, Link)>,
}

/// A jump in compiled code: where in the code memory what is behind its distance is.
#[derive(Clone, Copy, Debug)]
pub struct Link(pub(crate) u32);

/// What code asks of the machine that runs it.
#[derive(Clone, Copy, Debug)]
pub struct Runtime {
    /// The function that every exit calls, with the machine, the number of the program, that of the exit, and the values
    /// [`crate::ir::FRAME`] and [`crate::ir::TOP`]. It gives the address of five words: instruction, stack top, frame, argument, and the
    /// function that is jumped to with those.
    pub leave: usize,
    /// Where in the machine the word is that [`crate::ir::TOP`] begins with.
    pub top_offset: i32,
    /// Where in the machine the handlers are, by the lower byte of a code unit.
    pub handlers_offset: i32,
    /// The address of the [`Direct`]s of the program.
    pub directs: usize,
}

/// How an exit goes on that needs nothing done but its stores: by the handler of an instruction.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct Direct {
    pub instruction: usize,
    /// How often the exit may still be taken before [`Runtime::leave`] is called all the same. The code counts.
    pub countdown: u32,
    /// Where the stack ends, in words behind [`crate::ir::FRAME`].
    pub stack: u16,
    /// The exit.
    pub exit: u16,
}

const MACHINE_REG: Reg = RBX;
const FRAME_REG: Reg = RBP;
const TOP_REG: Reg = R15;
const SCRATCH: Reg = R11;
const FLOAT_SCRATCH: Xmm = Xmm(15);

/// Registers that values are put into, the preferred ones first: those that calls keep are last.
const GENERAL: [Reg; 11] = [RAX, RCX, RDX, RSI, RDI, R8, R9, R10, R12, R13, R14];
const FLOATS: u8 = 15;
const ARGUMENTS: [Reg; 6] = [RDI, RSI, RDX, RCX, R8, R9];
const SAVED: [Reg; 6] = [RBX, RBP, R12, R13, R14, R15];

/// Stack slots for values, then for registers during calls. Their sum is odd, so that calls find the stack aligned.
const SPILL_SLOTS: usize = 72;
const SAVE_SLOTS: usize = 16 + 16 + 1;
/// Where on the stack the number of an exit is while its stores are done: where registers are saved for calls.
const EXIT_NUMBER: i32 = (SPILL_SLOTS * 8) as i32;
/// Where a register is meanwhile that a store of an exit needs for an address.
const LENT_REGISTER: i32 = EXIT_NUMBER + 8;
const STACK_BYTES: i32 = ((SPILL_SLOTS + SAVE_SLOTS) * 8) as i32;

/// A register of either kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    General(Reg),
    Float(Xmm),
}

/// Where a value is.
#[derive(Clone, Copy, Debug, Default)]
struct Location {
    place: Option<Place>,
    slot: Option<u8>,
}

/// How a value can be had at some point of the code.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Source {
    Place(Place),
    Slot(u8),
    Const(u64),
}

/// How many of the last ways out are looked at for one that does the same.
const STUBS_COMPARED: usize = 4;
/// Likewise of tails.
const TAILS_COMPARED: usize = 12;

struct Stub {
    jumps: Vec<Patch>,
    kind: StubKind,
}

/// What rarely run code does.
#[derive(PartialEq)]
enum StubKind {
    Leave {
        exit: ExitId,
        stores: Box<[PlacedStore]>,
    },
    /// Leaves by stores that others share.
    LeaveByTail {
        exit: ExitId,
        tail: usize,
    },
    /// Calls a function with what is in a register, and comes back; `floats`: whether some register of doubles is in use.
    Call {
        arg: Reg,
        function: usize,
        back: usize,
        floats: bool,
    },
}

/// Calls from rarely run code of a function with what is in the scratch register, after which all registers are as before.
struct SavingCall {
    function: usize,
    floats: bool,
    calls: Vec<Patch>,
}

/// Stores that several ways out have in common; the number of the exit lies in [`EXIT_NUMBER`].
struct Tail {
    stores: Box<[PlacedStore]>,
    /// The tail that does what is to be done besides.
    next: Option<usize>,
    jumps: Vec<Patch>,
}

/// An [`ExitStore`], with where its value is, and the address that it is stored at.
#[derive(Clone, Copy, PartialEq)]
struct PlacedStore {
    base: Source,
    offset: i32,
    source: Source,
    float: bool,
    finish: Finish,
}

/// The code does not fit the stack or the code memory, or the system does not allow code to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

struct Emitter<'a> {
    program: &'a Program,
    asm: Assembler,
    locations: Vec<Location>,
    /// Positions where each value is used, the next one last.
    uses: Uses,
    general: [Option<Val>; 16],
    floats: [Option<Val>; 16],
    slots: [bool; SPILL_SLOTS],
    /// Registers that the operation being written needs.
    locked: Vec<Place>,
    stubs: Vec<Stub>,
    tails: Vec<Tail>,
    /// The tails that were needed last.
    last_tails: Vec<usize>,
    links: Vec<(u32, Patch)>,
    head: usize,
    /// Where values are when the loop begins.
    head_places: Vec<(Val, Location)>,
    phis: Vec<Val>,
    refused: bool,
}

/// Registers that a call does not keep.
fn volatile() -> impl Iterator<Item = Place> {
    let general = GENERAL.into_iter().filter(|register| !SAVED.contains(register)).map(Place::General);
    general.chain((0..FLOATS).map(|number| Place::Float(Xmm(number))))
}

/// Compiles a program, whose number its exits tell.
///
/// # Errors
/// See [`Refused`].
pub fn compile(
    program: &Program,
    number: u32,
    runtime: Runtime,
    memory: &mut CodeMemory,
) -> Result<Compiled, Refused> {
    let mut emitter = Emitter {
        program,
        asm: Assembler::default(),
        locations: vec![Location::default(); program.ops.len()],
        uses: Uses::of(program),
        general: [None; 16],
        floats: [None; 16],
        slots: [false; SPILL_SLOTS],
        locked: Vec::new(),
        stubs: Vec::new(),
        tails: Vec::new(),
        last_tails: Vec::new(),
        links: Vec::new(),
        head: 0,
        head_places: Vec::new(),
        phis: Vec::new(),
        refused: false,
    };
    for register in SAVED {
        emitter.asm.push(register);
    }
    emitter.asm.alu_imm(Alu::Sub, RSP, STACK_BYTES);
    emitter.asm.mov(MACHINE_REG, RDI);
    emitter.asm.mov(FRAME_REG, RCX);
    let inner = emitter.asm.code.len();
    emitter.asm.load(Width::B8, TOP_REG, MACHINE_REG, runtime.top_offset);
    if program.below_top != 0 {
        emitter.asm.alu_imm(Alu::Sub, TOP_REG, program.below_top);
    }
    for (index, register) in [MACHINE_REG, FRAME_REG, TOP_REG].into_iter().enumerate() {
        emitter.locations[index].place = Some(Place::General(register));
        emitter.general[usize::from(register.0)] = Some(Val(index as u32));
    }
    for (position, op) in program.ops.iter().enumerate().skip(PINNED as usize) {
        emitter.operation(position as u32, op);
    }
    emitter.write_stubs(number, runtime);
    if emitter.refused {
        return Err(Refused);
    }
    let start = memory.install(&emitter.asm.code).ok_or(Refused)?.addr();
    let links =
        emitter.links.iter().map(|(exit, patch)| (*exit, memory.link_at(start + patch.place()))).collect();
    Ok(Compiled { entry: Entry { outer: start, inner: start + inner }, links })
}

/// Where values are used: the positions of operations, in lists that lie behind each other.
struct Uses {
    /// Where the list of each value begins; that of the next one is its end.
    starts: Vec<u32>,
    /// The first one of each list last.
    positions: Vec<u32>,
    /// Values from before the loop that it needs in every round: they are also used at its end.
    in_rounds: Vec<bool>,
    end: u32,
}

impl Uses {
    fn of(program: &Program) -> Uses {
        let count = program.ops.len();
        let mut starts = vec![0_u32; count + 1];
        each_use(program, |value, _| starts[value + 1] += 1);
        for value in 0..count {
            starts[value + 1] += starts[value];
        }
        let mut free = starts.clone();
        let mut positions = vec![0; starts[count] as usize];
        each_use(program, |value, position| {
            positions[free[value] as usize] = position;
            free[value] += 1;
        });
        let mut uses = Uses { starts, positions, in_rounds: vec![false; count], end: count as u32 - 1 };
        if let Some(head) = program.ops.iter().position(|op| matches!(op, Op::LoopHead)) {
            for value in 0..head {
                let list = uses.list(value);
                uses.in_rounds[value] = list
                    .first()
                    .is_some_and(|last| *last as usize > head && *last < uses.end)
                    && !matches!(program.ops[value], Op::Const(_) | Op::FloatConst(_))
                    // A phi copies its first value.
                    && list
                        .iter()
                        .any(|at| *at as usize > head && !matches!(program.ops[*at as usize], Op::Phi(_)));
            }
        }
        uses
    }

    fn list(&self, value: usize) -> &[u32] {
        &self.positions[self.starts[value] as usize..self.starts[value + 1] as usize]
    }

    fn is_unused(&self, value: u32) -> bool {
        self.list(value as usize).is_empty()
    }

    /// The first use behind `position`.
    fn next(&self, value: Val, position: u32) -> Option<u32> {
        let value = value.0 as usize;
        let next = self.list(value).iter().rev().copied().find(|at| *at > position);
        next.or_else(|| (self.in_rounds[value] && self.end > position).then_some(self.end))
    }
}

/// Shows each value and where it is used, from the last operation to the first, once for each operation.
fn each_use(program: &Program, mut show: impl FnMut(usize, u32)) {
    let mut last = vec![u32::MAX; program.ops.len()];
    for (position, op) in program.ops.iter().enumerate().rev() {
        let mut add = |value: Val| {
            let value = value.0 as usize;
            if last[value] != position as u32 {
                last[value] = position as u32;
                show(value, position as u32);
            }
        };
        op.operands(&mut add);
        if let Some(exit) = op.exit() {
            for store in &program.exits[exit.0 as usize].stores {
                add(store.base);
                add(store.value);
            }
        }
    }
}

impl Emitter<'_> {
    fn is_float(&self, value: Val) -> bool {
        self.program.is_float(value)
    }

    fn constant(&self, value: Val) -> Option<u64> {
        match self.program.ops[value.0 as usize] {
            Op::Const(bits) | Op::FloatConst(bits) => Some(bits),
            _ => None,
        }
    }

    /// The next use of a value behind the operation at `position`.
    fn next_use(&self, value: Val, position: u32) -> Option<u32> {
        self.uses.next(value, position)
    }

    fn held(&self, place: Place) -> Option<Val> {
        match place {
            Place::General(register) => self.general[usize::from(register.0)],
            Place::Float(register) => self.floats[usize::from(register.0)],
        }
    }

    fn holder(&mut self, place: Place) -> &mut Option<Val> {
        match place {
            Place::General(register) => &mut self.general[usize::from(register.0)],
            Place::Float(register) => &mut self.floats[usize::from(register.0)],
        }
    }

    fn slot_offset(slot: u8) -> i32 {
        i32::from(slot) * 8
    }

    fn new_slot(&mut self) -> u8 {
        match self.slots.iter().position(|taken| !taken) {
            Some(slot) => {
                self.slots[slot] = true;
                slot as u8
            }
            None => {
                self.refused = true;
                0
            }
        }
    }

    /// Moves what a register holds to the stack.
    fn evict(&mut self, place: Place) {
        let Some(value) = self.holder(place).take() else { return };
        self.locations[value.0 as usize].place = None;
        if self.constant(value).is_some() || self.locations[value.0 as usize].slot.is_some() {
            return;
        }
        let slot = self.new_slot();
        self.locations[value.0 as usize].slot = Some(slot);
        match place {
            Place::General(register) => self.asm.store(Width::B8, RSP, Self::slot_offset(slot), register),
            Place::Float(register) => self.asm.store_float(RSP, Self::slot_offset(slot), register),
        }
    }

    /// A register for a value, which is free now.
    fn take(&mut self, float: bool, position: u32) -> Place {
        let places: Vec<Place> = match float {
            true => (0..FLOATS).map(|number| Place::Float(Xmm(number))).collect(),
            false => GENERAL.into_iter().map(Place::General).collect(),
        };
        let free = |place: &Place| !self.locked.contains(place) && self.held(*place).is_none();
        if let Some(place) = places.iter().copied().find(free) {
            return place;
        }
        let mut best = None;
        for place in places {
            if self.locked.contains(&place) {
                continue;
            }
            let Some(value) = self.held(place) else { continue };
            // What is constant need not be stored, and is made again by one instruction.
            let distance = match self.constant(value) {
                Some(_) => u32::MAX - 1,
                None => self.next_use(value, position.saturating_sub(1)).unwrap_or(u32::MAX),
            };
            if best.is_none_or(|(found, _)| distance > found) {
                best = Some((distance, place));
            }
        }
        match best {
            Some((_, place)) => {
                self.evict(place);
                place
            }
            None => {
                self.refused = true;
                Place::General(RAX)
            }
        }
    }

    fn put(&mut self, value: Val, place: Place) {
        *self.holder(place) = Some(value);
        self.locations[value.0 as usize].place = Some(place);
        self.locked.push(place);
    }

    fn source(&self, value: Val) -> Source {
        let location = self.locations[value.0 as usize];
        match (location.place, location.slot, self.constant(value)) {
            (Some(place), ..) => Source::Place(place),
            (None, _, Some(bits)) => Source::Const(bits),
            (None, Some(slot), None) => Source::Slot(slot),
            // A value that was given up too early: never, unless this file is wrong.
            (None, None, None) => unreachable!("{value:?} is nowhere"),
        }
    }

    /// As `source`, but the slot where there is one: a value has the same slot for as long as it lives, so that exits can share
    /// the code that stores it.
    fn lasting_source(&self, value: Val) -> Source {
        match (self.constant(value), self.locations[value.0 as usize].slot) {
            (None, Some(slot)) => Source::Slot(slot),
            _ => self.source(value),
        }
    }

    /// Copies to a register without noting it.
    fn copy(&mut self, to: Place, from: Source) {
        match (to, from) {
            (Place::General(to), Source::Place(Place::General(from))) => self.asm.mov(to, from),
            (Place::General(to), Source::Slot(slot)) => {
                self.asm.load(Width::B8, to, RSP, Self::slot_offset(slot));
            }
            (Place::General(to), Source::Const(bits)) => self.asm.mov_imm(to, bits),
            (Place::Float(to), Source::Place(Place::Float(from))) => self.asm.movapd(to, from),
            (Place::Float(to), Source::Slot(slot)) => self.asm.load_float(to, RSP, Self::slot_offset(slot)),
            (Place::Float(to), Source::Const(bits)) => {
                self.asm.mov_imm(SCRATCH, bits);
                self.asm.float_of_bits(to, SCRATCH);
            }
            (Place::General(to), Source::Place(Place::Float(from))) => self.asm.bits_of_float(to, from),
            (Place::Float(to), Source::Place(Place::General(from))) => self.asm.float_of_bits(to, from),
        }
    }

    /// Has a value in a register.
    fn load(&mut self, value: Val, position: u32) -> Place {
        if let Some(place) = self.locations[value.0 as usize].place {
            self.locked.push(place);
            return place;
        }
        let source = self.source(value);
        let place = self.take(self.is_float(value), position);
        self.copy(place, source);
        self.put(value, place);
        place
    }

    fn general(&mut self, value: Val, position: u32) -> Reg {
        match self.load(value, position) {
            Place::General(register) => register,
            Place::Float(_) => unreachable!("{value:?} is a double"),
        }
    }

    fn float(&mut self, value: Val, position: u32) -> Xmm {
        match self.load(value, position) {
            Place::Float(register) => register,
            Place::General(_) => unreachable!("{value:?} is a word"),
        }
    }

    /// Forgets a value that is not used behind `position`.
    fn give_up(&mut self, value: Val, position: u32) {
        if value.0 < PINNED || self.next_use(value, position).is_some() {
            return;
        }
        let location = std::mem::take(&mut self.locations[value.0 as usize]);
        if let Some(place) = location.place {
            *self.holder(place) = None;
        }
        if let Some(slot) = location.slot {
            self.slots[usize::from(slot)] = false;
        }
    }

    /// A register for the result.
    fn result(&mut self, position: u32) -> Place {
        let value = Val(position);
        let place = self.take(self.is_float(value), position);
        self.put(value, place);
        place
    }

    fn general_result(&mut self, position: u32) -> Reg {
        match self.result(position) {
            Place::General(register) => register,
            Place::Float(_) => unreachable!("a double"),
        }
    }

    fn float_result(&mut self, position: u32) -> Xmm {
        match self.result(position) {
            Place::Float(register) => register,
            Place::General(_) => unreachable!("a word"),
        }
    }

    /// A register for the result that holds a copy of `a`: its own one if `a` ends here.
    fn copied_result(&mut self, a: Val, position: u32) -> Place {
        if self.constant(a).is_none() && self.next_use(a, position).is_none() && a.0 >= PINNED {
            let place = self.load(a, position);
            self.give_up(a, position);
            self.put(Val(position), place);
            return place;
        }
        let source = match self.constant(a) {
            Some(_) => self.source(a),
            None => Source::Place(self.load(a, position)),
        };
        let place = self.result(position);
        self.copy(place, source);
        place
    }

    fn copied_general(&mut self, a: Val, position: u32) -> Reg {
        match self.copied_result(a, position) {
            Place::General(register) => register,
            Place::Float(_) => unreachable!("a double"),
        }
    }

    fn copied_float(&mut self, a: Val, position: u32) -> Xmm {
        match self.copied_result(a, position) {
            Place::Float(register) => register,
            Place::General(_) => unreachable!("a word"),
        }
    }

    /// What an exit stores, from where it is now.
    fn stores(&mut self, exit: ExitId) -> Vec<PlacedStore> {
        let program = self.program;
        program.exits[exit.0 as usize]
            .stores
            .iter()
            .map(|store| PlacedStore {
                base: self.lasting_source(store.base),
                offset: store.offset,
                source: self.lasting_source(store.value),
                float: self.is_float(store.value),
                finish: store.finish,
            })
            .collect()
    }

    fn leave_by(&mut self, jumps: Vec<Patch>, exit: ExitId) {
        let stores = self.stores(exit);
        let kind = match self.tail(&stores, exit) {
            Some(tail) => StubKind::LeaveByTail { exit, tail },
            None => StubKind::Leave { exit, stores: stores.into() },
        };
        // Several guards of one instruction mostly leave with everything at the same places.
        match self.stubs.iter_mut().rev().take(STUBS_COMPARED).find(|stub| stub.kind == kind) {
            Some(stub) => stub.jumps.extend(jumps),
            None => self.stubs.push(Stub { jumps, kind }),
        }
    }

    /// The number of the tail that does the stores of an exit whose stores may be shared. Of each part, one of the last tails
    /// does it if that goes on as the one of the parts before does.
    fn tail(&mut self, stores: &[PlacedStore], exit: ExitId) -> Option<usize> {
        let program = self.program;
        let mut tail = None;
        let mut start = 0;
        for end in &program.exits[exit.0 as usize].shared {
            let part = &stores[std::mem::replace(&mut start, *end)..*end];
            if part.is_empty() {
                continue;
            }
            let known = self.last_tails.iter().rev().copied().find(|number| {
                let known: &Tail = &self.tails[*number];
                known.next == tail && known.stores[..] == *part
            });
            let number = known.unwrap_or_else(|| {
                self.tails.push(Tail { stores: part.into(), next: tail, jumps: Vec::new() });
                self.tails.len() - 1
            });
            self.last_tails.retain(|other| *other != number);
            if self.last_tails.len() == TAILS_COMPARED {
                self.last_tails.remove(0);
            }
            self.last_tails.push(number);
            tail = Some(number);
        }
        tail
    }

    fn leave_if(&mut self, condition: Jcc, exit: ExitId) {
        let jump = self.asm.jump_if(condition);
        self.leave_by(vec![jump], exit);
    }

    /// Registers that a call does not keep and whose values are used behind it.
    fn live_in_calls(&mut self, position: u32) -> Vec<Place> {
        let mut live = Vec::new();
        for place in volatile() {
            if let Some(value) = self.held(place)
                && self.next_use(value, position).is_some()
            {
                live.push(place);
            }
        }
        live
    }

    fn has_live_float(&mut self, position: u32) -> bool {
        self.live_in_calls(position).iter().any(|place| matches!(place, Place::Float(_)))
    }

    fn save_offset(place: Place) -> i32 {
        let index = match place {
            Place::General(register) => usize::from(register.0),
            Place::Float(register) => 16 + usize::from(register.0),
        };
        ((SPILL_SLOTS + index) * 8) as i32
    }

    /// `shift`: how much less the stack pointer is than usual.
    fn save(&mut self, live: &[Place], shift: i32) {
        for place in live {
            match place {
                Place::General(register) => {
                    self.asm.store(Width::B8, RSP, Self::save_offset(*place) + shift, *register);
                }
                Place::Float(register) => {
                    self.asm.store_float(RSP, Self::save_offset(*place) + shift, *register);
                }
            }
        }
    }

    fn restore(&mut self, live: &[Place], shift: i32) {
        for place in live {
            match place {
                Place::General(register) => {
                    self.asm.load(Width::B8, *register, RSP, Self::save_offset(*place) + shift);
                }
                Place::Float(register) => {
                    self.asm.load_float(*register, RSP, Self::save_offset(*place) + shift);
                }
            }
        }
    }

    /// Moves all sources to their places at once.
    fn parallel_moves(&mut self, mut moves: Vec<(Place, Source)>) {
        moves.retain(|(to, from)| *from != Source::Place(*to));
        // Constants come last: making one may take the scratch register.
        let (constants, mut moves): (Vec<_>, Vec<_>) =
            moves.into_iter().partition(|(_, from)| matches!(from, Source::Const(_)));
        while !moves.is_empty() {
            let free =
                moves.iter().position(|(to, _)| !moves.iter().any(|(_, from)| *from == Source::Place(*to)));
            match free {
                Some(index) => {
                    let (to, from) = moves.swap_remove(index);
                    self.copy(to, from);
                }
                None => {
                    // A circle: one of its values waits in the scratch register of its kind.
                    let (_, from) = moves[0];
                    let scratch = match from {
                        Source::Place(Place::Float(_)) => Place::Float(FLOAT_SCRATCH),
                        _ => Place::General(SCRATCH),
                    };
                    self.copy(scratch, from);
                    for (_, source) in &mut moves {
                        if *source == from {
                            *source = Source::Place(scratch);
                        }
                    }
                }
            }
        }
        for (to, from) in constants {
            self.copy(to, from);
        }
    }

    fn operation(&mut self, position: u32, op: &Op) {
        self.locked.clear();
        if op.is_pure() && self.uses.is_unused(position) {
            return;
        }
        self.write(position, op);
        let mut ended = Vec::new();
        op.operands(|value| ended.push(value));
        if let Some(exit) = op.exit() {
            ended.extend(self.program.exits[exit.0 as usize].stores.iter().map(|store| store.value));
        }
        for value in ended {
            self.give_up(value, position);
        }
        if op.has_result() && self.uses.is_unused(position) {
            self.give_up(Val(position), position);
        }
    }

    fn write(&mut self, position: u32, op: &Op) {
        match *op {
            // Made where they are used.
            Op::Pinned | Op::Const(_) | Op::FloatConst(_) => {}
            Op::LoopHead => self.begin_loop(position),
            // All are made by the loop's head.
            Op::Phi(_) => {}
            Op::LoopBack(ref values) => self.end_loop(values),
            Op::Leave(exit) => {
                let jump = self.asm.jump();
                self.leave_by(vec![jump], exit);
            }
            Op::Jump(exit, target) => {
                for store in self.stores(exit) {
                    self.store_for_exit(store);
                }
                self.asm.mov_imm(SCRATCH, target as u64);
                self.asm.jump_register(SCRATCH);
            }
            Op::Load { base, offset, width } => {
                let base = self.general(base, position);
                let to = self.general_result(position);
                self.asm.load(width, to, base, offset);
            }
            Op::LoadIndexed { base, index } => {
                let (base, index) = (self.general(base, position), self.general(index, position));
                let to = self.general_result(position);
                self.asm.load_indexed(to, base, index);
            }
            Op::Store { base, offset, width, value } => {
                let base = self.general(base, position);
                match self.constant(value).map(|bits| i32::try_from(bits as i64)) {
                    Some(Ok(short)) if width == Width::B8 => self.asm.store_imm(base, offset, short),
                    _ => {
                        let value = self.general(value, position);
                        self.asm.store(width, base, offset, value);
                    }
                }
            }
            Op::StoreIndexed { base, index, value } => {
                let (base, index) = (self.general(base, position), self.general(index, position));
                let value = self.general(value, position);
                self.asm.store_indexed(base, index, value);
            }
            Op::AddMemory { base, offset, width, by } => {
                let base = self.general(base, position);
                self.asm.alu_memory_imm(Alu::Add, width, base, offset, by);
            }
            Op::Int { op, a, b } => {
                let from = self.general(b, position);
                let to = self.copied_general(a, position);
                // `b` may have been `a`, and given up its register to the result: then that holds both.
                self.int(op, to, from);
            }
            Op::IntImm { op, a, imm } => {
                let to = self.copied_general(a, position);
                self.int_imm(op, to, imm);
            }
            Op::Shift { op, a, by } => {
                let to = self.copied_general(a, position);
                self.asm.shift(
                    match op {
                        ShiftOp::Left => Shift::Shl,
                        ShiftOp::Right => Shift::Shr,
                        ShiftOp::RightSigned => Shift::Sar,
                        ShiftOp::RotateLeft => Shift::Rol,
                        ShiftOp::RotateRight => Shift::Ror,
                    },
                    to,
                    by,
                );
            }
            Op::Tag(a) => {
                let from = self.general(a, position);
                let to = self.general_result(position);
                self.asm.tag(to, from);
            }
            Op::Checked { op, a, b, exit } => {
                // The exit may need the operands: the result has a register of its own.
                let (a, b) = (self.general(a, position), self.general(b, position));
                let to = self.general_result(position);
                self.asm.mov(to, a);
                self.int(op, to, b);
                self.leave_if(Jcc::Overflow, exit);
            }
            Op::CheckedImm { op, a, imm, exit } => {
                let a = self.general(a, position);
                let to = self.general_result(position);
                self.asm.mov(to, a);
                self.int_imm(op, to, imm);
                self.leave_if(Jcc::Overflow, exit);
            }
            Op::Compare { cond, a, b } => {
                let (a, b) = (self.general(a, position), self.general(b, position));
                let to = self.general_result(position);
                self.asm.alu(Alu::Cmp, a, b);
                self.asm.set(cond.into(), to);
            }
            Op::CompareFloat { cond, a, b } => {
                let (a, b) = (self.float(a, position), self.float(b, position));
                let to = self.general_result(position);
                match cond {
                    FloatCond::Less => {
                        self.asm.ucomisd(b, a);
                        self.asm.set(Jcc::Above, to);
                    }
                    FloatCond::LessEqual => {
                        self.asm.ucomisd(b, a);
                        self.asm.set(Jcc::AboveEqual, to);
                    }
                    FloatCond::Equal => {
                        self.asm.ucomisd(a, b);
                        self.asm.set(Jcc::Equal, to);
                        self.asm.set(Jcc::NotParity, SCRATCH);
                        self.asm.alu(Alu::And, to, SCRATCH);
                    }
                }
            }
            Op::Divide { a, b, remainder } => {
                // The operands wait where the instruction does not need them.
                for register in [RAX, RDX] {
                    self.evict(Place::General(register));
                    self.locked.push(Place::General(register));
                }
                let (dividend, divisor) = (self.general(a, position), self.general(b, position));
                self.asm.mov(RAX, dividend);
                self.asm.divide(divisor);
                self.put(Val(position), Place::General(if remainder { RDX } else { RAX }));
            }
            Op::Float { op, a, b } => {
                let from = self.float(b, position);
                let to = self.copied_float(a, position);
                let sse = match op {
                    FloatOp::Add => Sse::Add,
                    FloatOp::Sub => Sse::Sub,
                    FloatOp::Mul => Sse::Mul,
                    FloatOp::Div => Sse::Div,
                };
                self.asm.float(sse, to, from);
            }
            Op::SquareRoot(a) => {
                let from = self.float(a, position);
                let to = self.float_result(position);
                self.asm.float(Sse::Sqrt, to, from);
            }
            Op::FloatNegate(a) => {
                let to = self.copied_float(a, position);
                self.asm.mov_imm(SCRATCH, 1 << 63);
                self.asm.float_of_bits(FLOAT_SCRATCH, SCRATCH);
                self.asm.xorpd(to, FLOAT_SCRATCH);
            }
            Op::FloatOfInt(a) => {
                let from = self.general(a, position);
                let to = self.float_result(position);
                // Only the lower half is written otherwise: the result would wait for what was there before.
                self.asm.xorpd(to, to);
                self.asm.float_of_int(to, from);
            }
            Op::FloatOfBits(a) => {
                let from = self.general(a, position);
                let to = self.float_result(position);
                self.asm.float_of_bits(to, from);
            }
            Op::BitsOfFloat(a) => {
                let from = self.float(a, position);
                let to = self.general_result(position);
                self.asm.bits_of_float(to, from);
            }
            Op::Guard { cond, a, b, exit } => {
                let a = self.general(a, position);
                match self.constant(b).map(|bits| i32::try_from(bits as i64)) {
                    Some(Ok(short)) => self.asm.alu_imm(Alu::Cmp, a, short),
                    _ => {
                        let b = self.general(b, position);
                        self.asm.alu(Alu::Cmp, a, b);
                    }
                }
                self.leave_if(cond.negated().into(), exit);
            }
            Op::GuardImm { cond, a, imm, exit } => {
                let a = self.general(a, position);
                if imm == 0 && matches!(cond, Cond::Equal | Cond::NotEqual) {
                    self.asm.test(a, a);
                } else {
                    self.asm.alu_imm(Alu::Cmp, a, imm);
                }
                self.leave_if(cond.negated().into(), exit);
            }
            Op::GuardBits { a, mask, set, exit } => {
                let a = self.general(a, position);
                self.asm.test_imm(a, mask);
                self.leave_if(if set { Jcc::Equal } else { Jcc::NotEqual }, exit);
            }
            Op::GuardMemory { cond, base, offset, width, imm, exit } => {
                let base = self.general(base, position);
                self.asm.alu_memory_imm(Alu::Cmp, width, base, offset, imm);
                self.leave_if(cond.negated().into(), exit);
            }
            Op::GuardFloat { cond, a, b, holds, exit } => {
                let (a, b) = (self.float(a, position), self.float(b, position));
                match (cond, holds) {
                    (FloatCond::Less, holds) => {
                        self.asm.ucomisd(b, a);
                        self.leave_if(if holds { Jcc::BelowEqual } else { Jcc::Above }, exit);
                    }
                    (FloatCond::LessEqual, holds) => {
                        self.asm.ucomisd(b, a);
                        self.leave_if(if holds { Jcc::Below } else { Jcc::AboveEqual }, exit);
                    }
                    (FloatCond::Equal, true) => {
                        self.asm.ucomisd(a, b);
                        let jumps = vec![self.asm.jump_if(Jcc::Parity), self.asm.jump_if(Jcc::NotEqual)];
                        self.leave_by(jumps, exit);
                    }
                    (FloatCond::Equal, false) => {
                        self.asm.ucomisd(a, b);
                        let unordered = self.asm.jump_if(Jcc::Parity);
                        self.leave_if(Jcc::Equal, exit);
                        self.asm.patch(unordered);
                    }
                }
            }
            Op::Call { function, ref args } => self.write_call(position, function, args),
            Op::Release { object, function } => {
                let object = self.general(object, position);
                self.write_release(position, object, function);
            }
            Op::ReleaseIf { word, mask, function } => {
                let word = self.general(word, position);
                self.asm.test_imm(word, mask);
                let no_pointer = self.asm.jump_if(Jcc::NotEqual);
                self.write_release(position, word, function);
                self.asm.patch(no_pointer);
            }
            Op::Ensure { cond, a, b, function, arg } => {
                let (a, b) = (self.general(a, position), self.general(b, position));
                let arg = self.general(arg, position);
                self.asm.alu(Alu::Cmp, a, b);
                let fails = self.asm.jump_if(cond.negated().into());
                let back = self.asm.code.len();
                let floats = self.has_live_float(position);
                let kind = StubKind::Call { arg, function, back, floats };
                self.stubs.push(Stub { jumps: vec![fails], kind });
            }
            Op::Adopt { word, mask, equal, mark } => {
                let word = self.general(word, position);
                let to = self.general_result(position);
                self.asm.mov(to, word);
                self.asm.mov(SCRATCH, word);
                self.asm.alu_imm(Alu::And, SCRATCH, mask as i32);
                self.asm.alu_imm(Alu::Cmp, SCRATCH, equal as i32);
                let other = self.asm.jump_if(Jcc::NotEqual);
                self.asm.alu_imm(Alu::And, to, !(mark as i32));
                self.asm.alu_memory_imm(Alu::Add, Width::B4, to, 0, 1);
                self.asm.patch(other);
            }
            Op::RetainIf { word, mask } => {
                let word = self.general(word, position);
                self.asm.test_imm(word, mask);
                let no_pointer = self.asm.jump_if(Jcc::NotEqual);
                self.asm.alu_memory_imm(Alu::Add, Width::B4, word, 0, 1);
                self.asm.patch(no_pointer);
            }
        }
    }

    fn int(&mut self, op: IntOp, to: Reg, from: Reg) {
        match op {
            IntOp::Add => self.asm.alu(Alu::Add, to, from),
            IntOp::Sub => self.asm.alu(Alu::Sub, to, from),
            IntOp::And => self.asm.alu(Alu::And, to, from),
            IntOp::Or => self.asm.alu(Alu::Or, to, from),
            IntOp::Xor => self.asm.alu(Alu::Xor, to, from),
            IntOp::Mul => self.asm.imul(to, from),
        }
    }

    fn int_imm(&mut self, op: IntOp, to: Reg, imm: i32) {
        match op {
            IntOp::Add => self.asm.alu_imm(Alu::Add, to, imm),
            IntOp::Sub => self.asm.alu_imm(Alu::Sub, to, imm),
            IntOp::And => self.asm.alu_imm(Alu::And, to, imm),
            IntOp::Or => self.asm.alu_imm(Alu::Or, to, imm),
            IntOp::Xor => self.asm.alu_imm(Alu::Xor, to, imm),
            IntOp::Mul => {
                self.asm.mov_imm(SCRATCH, i64::from(imm) as u64);
                self.asm.imul(to, SCRATCH);
            }
        }
    }

    fn write_call(&mut self, position: u32, function: usize, args: &[Val]) {
        let live = self.live_in_calls(position);
        self.save(&live, 0);
        let moves =
            args.iter().zip(ARGUMENTS).map(|(arg, to)| (Place::General(to), self.source(*arg))).collect();
        self.parallel_moves(moves);
        self.asm.mov_imm(SCRATCH, function as u64);
        self.asm.call(SCRATCH);
        if !self.uses.is_unused(position) {
            self.asm.mov(SCRATCH, RAX);
        }
        self.restore(&live, 0);
        for value in args {
            self.give_up(*value, position);
        }
        // What is dead and was in a register that the call has changed is not looked at again.
        if !self.uses.is_unused(position) {
            let to = self.general_result(position);
            self.asm.mov(to, SCRATCH);
        }
    }

    fn write_release(&mut self, position: u32, object: Reg, function: usize) {
        self.asm.alu_memory_imm(Alu::Sub, Width::B4, object, 0, 1);
        let died = self.asm.jump_if(Jcc::Equal);
        let back = self.asm.code.len();
        let floats = self.has_live_float(position);
        let kind = StubKind::Call { arg: object, function, back, floats };
        self.stubs.push(Stub { jumps: vec![died], kind });
    }

    /// Gives the phis their places, and notes where everything else is.
    fn begin_loop(&mut self, position: u32) {
        let program = self.program;
        let mut index = position + 1;
        while let Some(Op::Phi(first)) = program.ops.get(index as usize) {
            let (phi, first) = (Val(index), *first);
            self.phis.push(phi);
            index += 1;
            if self.uses.is_unused(phi.0) {
                continue;
            }
            let source = self.source(first);
            let place = self.take(self.is_float(phi), position);
            // The eviction may have moved it.
            let source = match source {
                Source::Place(old) if old == place => self.source(first),
                source => source,
            };
            self.copy(place, source);
            self.put(phi, place);
        }
        for phi in self.phis.clone() {
            if let Op::Phi(first) = program.ops[phi.0 as usize] {
                self.give_up(first, phi.0);
            }
        }
        for value in 0..index {
            let location = self.locations[value as usize];
            if value >= PINNED && (location.place.is_some() || location.slot.is_some()) {
                if self.constant(Val(value)).is_some() {
                    // Made again where it is used: it need not be there at the end of the loop.
                    if let Some(place) = location.place {
                        *self.holder(place) = None;
                        self.locations[value as usize].place = None;
                    }
                    continue;
                }
                self.head_places.push((Val(value), location));
            }
        }
        self.head = self.asm.code.len();
    }

    fn end_loop(&mut self, values: &[Val]) {
        let mut moves = Vec::new();
        for (value, location) in std::mem::take(&mut self.head_places) {
            let Some(place) = location.place else { continue };
            match self.phis.iter().position(|phi| *phi == value) {
                Some(index) => moves.push((place, self.source(values[index]))),
                None => moves.push((place, self.source(value))),
            }
        }
        self.parallel_moves(moves);
        let jump = self.asm.jump();
        self.asm.patch_to(jump, self.head);
    }

    fn store_source(&mut self, base: Reg, offset: i32, source: Source, float: bool) {
        match source {
            Source::Place(Place::General(register)) => self.asm.store(Width::B8, base, offset, register),
            Source::Place(Place::Float(register)) => self.asm.store_float(base, offset, register),
            Source::Const(bits) => match i32::try_from(bits as i64) {
                Ok(short) if !float => self.asm.store_imm(base, offset, short),
                _ => {
                    self.asm.mov_imm(SCRATCH, bits);
                    self.asm.store(Width::B8, base, offset, SCRATCH);
                }
            },
            Source::Slot(slot) => {
                self.asm.load(Width::B8, SCRATCH, RSP, Self::slot_offset(slot));
                self.asm.store(Width::B8, base, offset, SCRATCH);
            }
        }
    }

    fn store_for_exit(&mut self, store: PlacedStore) {
        if let Source::Place(Place::General(base)) = store.base {
            return self.store_relative(base, store);
        }
        // Every register may hold what another store needs: one is lent that this one does not.
        let taken = |register: Reg| store.source == Source::Place(Place::General(register));
        let base = if taken(RAX) { RCX } else { RAX };
        self.asm.store(Width::B8, RSP, LENT_REGISTER, base);
        self.copy(Place::General(base), store.base);
        self.store_relative(base, store);
        self.asm.load(Width::B8, base, RSP, LENT_REGISTER);
    }

    fn store_relative(&mut self, base: Reg, store: PlacedStore) {
        let PlacedStore { base: _, offset, source, float, finish } = store;
        // What is known of a constant need not be asked of it.
        let (source, finish) = match (source, finish) {
            (Source::Const(bits), Finish::Mark { mask, mark }) => {
                let mark = if bits & u64::from(mask) == 0 { mark } else { 0 };
                (Source::Const(bits | u64::from(mark)), Finish::Nothing)
            }
            (Source::Const(bits), Finish::Count { mask }) if bits & u64::from(mask) != 0 => {
                (source, Finish::Nothing)
            }
            unchanged => unchanged,
        };
        let mask = match finish {
            Finish::Nothing => return self.store_source(base, offset, source, float),
            Finish::Mark { mask, .. } | Finish::Count { mask } => mask,
        };
        let word = match source {
            Source::Place(Place::General(register)) => register,
            _ => {
                self.copy(Place::General(SCRATCH), source);
                SCRATCH
            }
        };
        self.asm.store(Width::B8, base, offset, word);
        let other = (!matches!(source, Source::Const(_))).then(|| {
            self.asm.test_imm(word, mask);
            self.asm.jump_if(Jcc::NotEqual)
        });
        match finish {
            Finish::Mark { mark, .. } => {
                self.asm.alu_memory_imm(Alu::Or, Width::B4, base, offset, mark as i32);
            }
            _ => self.asm.alu_memory_imm(Alu::Add, Width::B4, word, 0, 1),
        }
        other.into_iter().for_each(|other| self.asm.patch(other));
    }

    /// A routine that calls a function with what is in the scratch register, and changes no other.
    fn write_saving_call(&mut self, call: SavingCall) {
        call.calls.into_iter().for_each(|call| self.asm.patch(call));
        let saved: Vec<Place> =
            volatile().filter(|place| call.floats || matches!(place, Place::General(_))).collect();
        // The address to return to is on the stack; with this, the function finds it aligned.
        self.asm.alu_imm(Alu::Sub, RSP, 8);
        self.save(&saved, 16);
        self.asm.mov(RDI, SCRATCH);
        self.asm.mov_imm(SCRATCH, call.function as u64);
        self.asm.call(SCRATCH);
        self.restore(&saved, 16);
        self.asm.alu_imm(Alu::Add, RSP, 8);
        self.asm.ret();
    }

    fn write_stubs(&mut self, number: u32, runtime: Runtime) {
        let mut ends: Vec<Vec<Patch>> = vec![Vec::new(); self.program.exits.len()];
        let mut calls: Vec<SavingCall> = Vec::new();
        for stub in std::mem::take(&mut self.stubs) {
            for jump in stub.jumps {
                self.asm.patch(jump);
            }
            match stub.kind {
                StubKind::Leave { exit, stores } => {
                    stores.iter().for_each(|store| self.store_for_exit(*store));
                    let jump = self.asm.jump();
                    self.links.push((exit.0, jump));
                    ends[exit.0 as usize].push(jump);
                }
                StubKind::LeaveByTail { exit, tail } => {
                    self.asm.store_imm(RSP, EXIT_NUMBER, exit.0 as i32);
                    let jump = self.asm.jump();
                    self.tails[tail].jumps.push(jump);
                }
                StubKind::Call { arg, function, back, floats } => {
                    self.asm.mov(SCRATCH, arg);
                    let call = self.asm.call_patched();
                    match calls.iter_mut().find(|call| (call.function, call.floats) == (function, floats)) {
                        Some(known) => known.calls.push(call),
                        None => calls.push(SavingCall { function, floats, calls: vec![call] }),
                    }
                    let done = self.asm.jump();
                    self.asm.patch_to(done, back);
                }
            }
        }
        calls.into_iter().for_each(|call| self.write_saving_call(call));
        let (mut to_leave, mut to_handler) = (Vec::new(), Vec::new());
        // Each goes on in an earlier one.
        while let Some(tail) = self.tails.pop() {
            if tail.jumps.is_empty() {
                continue;
            }
            tail.jumps.into_iter().for_each(|jump| self.asm.patch(jump));
            tail.stores.iter().for_each(|store| self.store_for_exit(*store));
            let jump = match tail.next {
                Some(next) => {
                    let jump = self.asm.jump();
                    self.tails[next].jumps.push(jump);
                    continue;
                }
                None => {
                    self.asm.load(Width::B8, RDX, RSP, EXIT_NUMBER);
                    self.asm.jump()
                }
            };
            to_leave.push(jump);
        }
        for (exit, jumps) in ends.into_iter().enumerate() {
            if jumps.is_empty() {
                continue;
            }
            for jump in jumps {
                self.asm.patch(jump);
            }
            let direct = self.program.exits[exit].direct;
            self.asm.mov_imm(RDX, direct.map_or(exit as u64, u64::from));
            let jump = self.asm.jump();
            match direct {
                Some(_) => to_handler.push(jump),
                None => to_leave.push(jump),
            }
        }
        for jump in to_handler {
            self.asm.patch(jump);
        }
        const SIZE_SHIFT: u8 = size_of::<Direct>().trailing_zeros() as u8;
        const { assert!(size_of::<Direct>().is_power_of_two()) };
        let field = |offset: usize| offset as i32;
        self.asm.mov_imm(SCRATCH, runtime.directs as u64);
        self.asm.shift(Shift::Shl, RDX, SIZE_SHIFT);
        self.asm.alu(Alu::Add, SCRATCH, RDX);
        self.asm.load(Width::B2, RDX, SCRATCH, field(offset_of!(Direct, exit)));
        let countdown = field(offset_of!(Direct, countdown));
        self.asm.alu_memory_imm(Alu::Sub, Width::B4, SCRATCH, countdown, 1);
        to_leave.push(self.asm.jump_if(Jcc::Equal));
        self.asm.load(Width::B8, RSI, SCRATCH, field(offset_of!(Direct, instruction)));
        self.asm.load(Width::B2, RDX, SCRATCH, field(offset_of!(Direct, stack)));
        self.asm.shift(Shift::Shl, RDX, 3);
        self.asm.alu(Alu::Add, RDX, FRAME_REG);
        self.asm.mov(RCX, FRAME_REG);
        self.asm.mov(RDI, MACHINE_REG);
        self.asm.load(Width::B2, R8, RSI, 0);
        self.asm.load(Width::B1, RAX, RSI, 0);
        self.asm.mov(R11, MACHINE_REG);
        self.asm.alu_imm(Alu::Add, R11, runtime.handlers_offset);
        self.asm.load_indexed(RAX, R11, RAX);
        self.jump_out();
        for jump in to_leave {
            self.asm.patch(jump);
        }
        self.asm.mov(RDI, MACHINE_REG);
        self.asm.mov_imm(RSI, u64::from(number));
        self.asm.mov(RCX, FRAME_REG);
        self.asm.mov(R8, TOP_REG);
        self.asm.mov_imm(RAX, runtime.leave as u64);
        self.asm.call(RAX);
        self.asm.mov(R11, RAX);
        self.asm.mov(RDI, MACHINE_REG);
        for (register, offset) in [(RSI, 0), (RDX, 8), (RCX, 16), (R8, 24), (RAX, 32)] {
            self.asm.load(Width::B8, register, R11, offset);
        }
        self.jump_out();
    }

    /// Gives back what the code has of the stack, and jumps to what is in RAX.
    fn jump_out(&mut self) {
        self.asm.alu_imm(Alu::Add, RSP, STACK_BYTES);
        for register in SAVED.into_iter().rev() {
            self.asm.pop(register);
        }
        self.asm.jump_register(RAX);
    }
}
