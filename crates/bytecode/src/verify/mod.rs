//! The verifier: what every code object must pass before it runs, whatever door it came in by.
//!
//! Code that passes keeps the machine's own invariants: jumps go to instructions, arguments are in range, the value
//! stack neither underflows nor grows beyond its size and has one depth at each place, no null is used as a value, no
//! local is loaded that may be unbound (except by the instructions that check), cells are cells, and a frame yields only
//! if it belongs to a generator. It says nothing about types: instructions check those when they run.
//!
//! All code that CPython 3.14's compiler and ours emit passes.

mod flow;
mod operands;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::instructions::{DecodeError, Instruction};
use crate::{Code, CodeFlags, Constant, LocalKind, Opcode};

/// Why a code object is refused, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyError {
    /// Offset of the instruction in code units; 0 if it is about the whole.
    pub offset: u32,
    pub reason: Reason,
}

/// What is wrong with a code object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Not instructions at all.
    Undecodable(DecodeError),
    /// There is no code.
    Empty,
    /// A specialized, instrumented or internal opcode.
    ForbiddenOpcode(Opcode),
    /// A cache unit that is not zero.
    DirtyCache,
    /// An argument out of range.
    BadArgument(Opcode),
    /// A jump to something that is not the start of an instruction that may be jumped to.
    BadTarget,
    /// Control runs off the end.
    FallsOffTheEnd,
    /// The exception table is malformed or refers to what is not an instruction.
    BadExceptionTable,
    /// Counts of parameters and kinds of locals do not fit together.
    BadLocals,
    /// A negative or too large stack size.
    BadStackSize,
    /// Generator instructions in code that is no generator, or no `RETURN_GENERATOR` in one.
    MisplacedGenerator,
    /// `COPY_FREE_VARS` is not the first instruction or not for all free variables.
    MisplacedCopyFreeVars,
    /// The names of `CALL_KW` are not a constant right before it.
    BadKeywordNames,
    StackUnderflow,
    StackOverflow,
    /// Two paths come with different depths.
    InconsistentDepth,
    /// A null may be used as a value.
    NullValue,
    /// A local may be unbound where it is loaded without check.
    UnboundLocal,
    /// A slot that may hold no cell is used as one.
    NotACell,
    /// The analysis would take too long.
    TooComplex,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Reason::Undecodable(DecodeError::UnknownOpcode(number)) => {
                return write!(f, "unknown opcode {number}");
            }
            Reason::Undecodable(DecodeError::CutShort) => "instruction is cut short",
            Reason::Undecodable(DecodeError::ArgumentTooLarge) => "argument too large",
            Reason::Empty => "no code",
            Reason::ForbiddenOpcode(op) => return write!(f, "{} cannot stand in a code object", op.name()),
            Reason::DirtyCache => "inline cache is not zero",
            Reason::BadArgument(op) => return write!(f, "argument of {} out of range", op.name()),
            Reason::BadTarget => "bad jump target",
            Reason::FallsOffTheEnd => "control runs off the end",
            Reason::BadExceptionTable => "bad exception table",
            Reason::BadLocals => "bad locals",
            Reason::BadStackSize => "bad stack size",
            Reason::MisplacedGenerator => "misplaced generator instruction",
            Reason::MisplacedCopyFreeVars => "misplaced COPY_FREE_VARS",
            Reason::BadKeywordNames => "CALL_KW without constant names",
            Reason::StackUnderflow => "stack underflow",
            Reason::StackOverflow => "stack overflow",
            Reason::InconsistentDepth => "inconsistent stack depth",
            Reason::NullValue => "null used as a value",
            Reason::UnboundLocal => "local may be unbound",
            Reason::NotACell => "slot may hold no cell",
            Reason::TooComplex => "code is too complex to verify",
        };
        f.write_str(text)
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Python shows offsets in bytes.
        write!(f, "bad code at offset {}: {}", u64::from(self.offset) * 2, self.reason)
    }
}

impl std::error::Error for VerifyError {}

/// Greatest stack size that is accepted.
pub const MAX_STACK_SIZE: u32 = 1 << 20;

/// Verifies one code object, but not those among its constants.
pub fn verify(code: &Code) -> Result<(), VerifyError> {
    if code.stacksize > MAX_STACK_SIZE {
        return Err(VerifyError { offset: 0, reason: Reason::BadStackSize });
    }
    flow::walk(&Checked::new(code)?, code.stacksize).map(drop)
}

/// Verifies a code object and those among its constants, at any depth.
pub fn verify_all(code: &Code) -> Result<(), VerifyError> {
    let mut codes = vec![code];
    let mut containers: Vec<&[Constant]> = Vec::new();
    while let Some(code) = codes.pop() {
        verify(code)?;
        containers.push(&code.consts);
        while let Some(constants) = containers.pop() {
            for constant in constants {
                match constant {
                    Constant::Code(nested) => codes.push(nested),
                    Constant::Tuple(items) | Constant::FrozenSet(items) => containers.push(items),
                    _ => {}
                }
            }
        }
    }
    Ok(())
}

/// The stack size that the code needs. Verifies everything but the stack size that it states.
pub fn stack_depth(code: &Code) -> Result<u32, VerifyError> {
    flow::walk(&Checked::new(code)?, MAX_STACK_SIZE)
}

/// A handler, in terms of instruction indices.
#[derive(Clone, Copy, Debug)]
struct Handler {
    start: usize,
    end: usize,
    target: usize,
    depth: usize,
    push_lasti: bool,
}

/// Code whose form is sound: what the flow analysis begins with.
struct Checked<'a> {
    code: &'a Code,
    instructions: Vec<Instruction>,
    /// For each instruction, where it jumps.
    targets: Vec<Option<usize>>,
    handlers: Vec<Handler>,
    /// Whether an instruction is a jump target or handler.
    entered: Vec<bool>,
}

/// No instruction starts at this code unit.
const NO_START: usize = usize::MAX;

impl<'a> Checked<'a> {
    fn new(code: &'a Code) -> Result<Checked<'a>, VerifyError> {
        let whole = |reason| VerifyError { offset: 0, reason };
        check_locals(code).map_err(whole)?;
        let mut instructions = Vec::new();
        for item in code.instructions() {
            let instruction =
                item.map_err(|(offset, error)| VerifyError { offset, reason: Reason::Undecodable(error) })?;
            let fail = |reason| VerifyError { offset: instruction.offset, reason };
            let caches = &code.code[instruction.offset as usize + 1..instruction.end() as usize];
            if caches.iter().any(|unit| *unit != 0) {
                return Err(fail(Reason::DirtyCache));
            }
            operands::check(code, &instruction).map_err(fail)?;
            instructions.push(instruction);
        }
        if instructions.is_empty() {
            return Err(whole(Reason::Empty));
        }
        let mut index_of = vec![NO_START; code.code.len() + 1];
        for (index, instruction) in instructions.iter().enumerate() {
            index_of[instruction.start as usize] = index;
        }
        // The end of the code is the end of a range, but no target.
        let place = |offset: u32| index_of.get(offset as usize).copied().filter(|index| *index != NO_START);
        let mut targets = Vec::with_capacity(instructions.len());
        let mut entered = vec![false; instructions.len()];
        for instruction in &instructions {
            let fail = |reason| VerifyError { offset: instruction.offset, reason };
            let mut target = None;
            if instruction.op.is_jump() {
                let index = instruction.target().and_then(place).ok_or(fail(Reason::BadTarget))?;
                if instruction.op == Opcode::FOR_ITER && instructions[index].op != Opcode::END_FOR {
                    return Err(fail(Reason::BadTarget));
                }
                if instruction.op != Opcode::END_ASYNC_FOR {
                    target = Some(index);
                    entered[index] = true;
                }
            }
            targets.push(target);
        }
        let mut handlers: Vec<Handler> = Vec::new();
        let mut ranges = code.exception_ranges();
        for range in ranges.by_ref() {
            let end = if range.end as usize == code.code.len() {
                Some(instructions.len())
            } else {
                place(range.end)
            };
            let sound = |start: usize, end: usize, target: usize| {
                let in_order = handlers.last().is_none_or(|last| last.end <= start);
                (in_order && start < end && range.depth < MAX_STACK_SIZE).then_some(Handler {
                    start,
                    end,
                    target,
                    depth: range.depth as usize,
                    push_lasti: range.push_lasti,
                })
            };
            let handler = match (place(range.start), end, place(range.target)) {
                (Some(start), Some(end), Some(target)) => sound(start, end, target),
                _ => None,
            };
            let handler =
                handler.ok_or(VerifyError { offset: range.start, reason: Reason::BadExceptionTable })?;
            entered[handler.target] = true;
            handlers.push(handler);
        }
        if !ranges.rest().is_empty() {
            return Err(whole(Reason::BadExceptionTable));
        }
        let checked = Checked { code, instructions, targets, handlers, entered };
        checked.check_prologue()?;
        checked.check_keyword_names()?;
        Ok(checked)
    }

    fn fail(&self, index: usize, reason: Reason) -> VerifyError {
        VerifyError { offset: self.instructions[index].offset, reason }
    }

    /// `COPY_FREE_VARS`, `MAKE_CELL`s and `RETURN_GENERATOR` come first and once, and nothing comes back to them.
    fn check_prologue(&self) -> Result<(), VerifyError> {
        let ops = || self.instructions.iter().map(|instruction| instruction.op);
        for (index, op) in ops().enumerate() {
            if op == Opcode::COPY_FREE_VARS && index != 0 {
                return Err(self.fail(index, Reason::MisplacedCopyFreeVars));
            }
        }
        let mut length = usize::from(ops().next() == Some(Opcode::COPY_FREE_VARS));
        let kinds = CodeFlags::GENERATOR | CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR;
        let mut generator = None;
        if self.code.flags.contains(kinds) {
            let start = length + ops().skip(length).take_while(|op| *op == Opcode::MAKE_CELL).count();
            if ops().nth(start) != Some(Opcode::RETURN_GENERATOR) {
                return Err(self.fail(0, Reason::MisplacedGenerator));
            }
            generator = Some(start);
            length = start + 1;
        }
        for (index, op) in ops().enumerate() {
            let misplaced = match op {
                Opcode::RETURN_GENERATOR => Some(index) != generator,
                Opcode::YIELD_VALUE | Opcode::YIELD_ASYNC_VALUE => generator.is_none(),
                _ => false,
            };
            if misplaced {
                return Err(self.fail(index, Reason::MisplacedGenerator));
            }
        }
        if let Some(index) = self.entered[..length].iter().position(|entered| *entered) {
            return Err(self.fail(index, Reason::BadTarget));
        }
        if self.handlers.first().is_some_and(|handler| handler.start < length) {
            return Err(self.fail(0, Reason::BadExceptionTable));
        }
        Ok(())
    }

    fn check_keyword_names(&self) -> Result<(), VerifyError> {
        for (index, call) in self.instructions.iter().enumerate() {
            if call.op != Opcode::CALL_KW {
                continue;
            }
            let names = match index.checked_sub(1).map(|before| &self.instructions[before]) {
                Some(load) if load.op == Opcode::LOAD_CONST && !self.entered[index] => {
                    &self.code.consts[load.arg as usize]
                }
                _ => return Err(self.fail(index, Reason::BadKeywordNames)),
            };
            let sound = match names {
                Constant::Tuple(names) => {
                    names.len() <= call.arg as usize
                        && names.iter().all(|name| matches!(name, Constant::Str(_)))
                }
                _ => false,
            };
            if !sound {
                return Err(self.fail(index, Reason::BadKeywordNames));
            }
        }
        Ok(())
    }
}

/// Locals come first, then cells that are no locals, then free variables; parameters are locals.
fn check_locals(code: &Code) -> Result<(), Reason> {
    const CELL_PARAMETER: u8 = LocalKind::LOCAL.0 | LocalKind::CELL.0;
    const HIDDEN_LOCAL: u8 = LocalKind::LOCAL.0 | LocalKind::HIDDEN.0;
    const HIDDEN_CELL: u8 = CELL_PARAMETER | LocalKind::HIDDEN.0;
    let rank = |kind: LocalKind| match kind {
        LocalKind::LOCAL | LocalKind(CELL_PARAMETER | HIDDEN_LOCAL | HIDDEN_CELL) => Some(0),
        LocalKind::CELL => Some(1),
        LocalKind::FREE => Some(2),
        _ => None,
    };
    let mut ranks = Vec::with_capacity(code.localspluskinds.len());
    for &kind in &code.localspluskinds {
        ranks.push(rank(kind).ok_or(Reason::BadLocals)?);
    }
    let star = |flag| u64::from(code.flags.contains(flag));
    let parameters = u64::from(code.argcount)
        + u64::from(code.kwonlyargcount)
        + star(CodeFlags::VARARGS)
        + star(CodeFlags::VARKEYWORDS);
    let sound = ranks.len() == code.localsplusnames.len()
        && ranks.is_sorted()
        && code.posonlyargcount <= code.argcount
        && parameters <= code.nlocals() as u64;
    if sound { Ok(()) } else { Err(Reason::BadLocals) }
}
