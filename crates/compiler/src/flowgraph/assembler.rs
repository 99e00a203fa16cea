//! The assembler: from instructions in order to code units, the location table and the exception table.

use bytecode::exceptiontable::{self, ExceptionRange};
use bytecode::linetable::{LineTableWriter, Position};
use bytecode::{Opcode, code};

use super::AssembleError;
use super::graph::Graph;
use crate::ir::Location;

/// Code units from the `SEND` of an `async for` to its `END_SEND`, which `END_ASYNC_FOR` refers to.
const END_SEND_OFFSET: u32 = 5;

/// Rounds of resolving jumps: real code needs a few.
const MAX_LAYOUTS: usize = 1000;

/// The handler of an instruction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handler {
    /// Index of its first instruction.
    pub target: usize,
    pub start_depth: u32,
    pub preserve_lasti: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct SequenceInstr {
    pub op: Opcode,
    pub arg: u32,
    /// Index of the instruction that is jumped to.
    pub target: Option<usize>,
    pub handler: Option<Handler>,
    pub location: Location,
}

/// The optimized instructions in order.
pub(super) struct Sequence {
    pub instrs: Vec<SequenceInstr>,
}

pub(super) struct Assembled {
    pub code: Vec<code::CodeUnit>,
    pub linetable: Vec<u8>,
    pub exceptiontable: Vec<u8>,
}

impl Graph {
    pub fn into_sequence(self) -> Sequence {
        let order = self.order();
        let mut start = vec![0; self.blocks.len()];
        let mut length = 0;
        for &block in &order {
            start[block.0] = length;
            length += self[block].instrs.len();
        }
        let mut instrs = Vec::with_capacity(length);
        for &block in &order {
            instrs.extend(self[block].instrs.iter().map(|instr| SequenceInstr {
                op: instr.op,
                arg: instr.arg,
                target: instr.target.filter(|_| instr.op.has_target()).map(|target| start[target.0]),
                handler: instr.except.map(|handler| Handler {
                    target: start[handler.0],
                    start_depth: self[handler].start_depth.unwrap_or(0),
                    preserve_lasti: self[handler].preserve_lasti,
                }),
                location: instr.location,
            }));
        }
        Sequence { instrs }
    }
}

impl SequenceInstr {
    /// Code units of the instruction, with its `EXTENDED_ARG`s and caches.
    fn size(&self) -> u32 {
        let extended =
            u32::from(self.arg > 0xFF) + u32::from(self.arg > 0xFFFF) + u32::from(self.arg > 0xFF_FFFF);
        extended + 1 + self.op.cache_entries() as u32
    }

    fn emit(&self, code: &mut Vec<code::CodeUnit>) {
        let mut unit = |op: Opcode, arg: u32| code.push((arg as u16) << 8 | op as u16);
        for shift in [24, 16, 8] {
            if self.arg >> shift != 0 {
                unit(Opcode::EXTENDED_ARG, self.arg >> shift);
            }
        }
        unit(self.op, self.arg);
        code.resize(code.len() + self.op.cache_entries(), 0);
    }
}

impl Sequence {
    pub fn assemble(mut self, firstlineno: i32) -> Result<Assembled, AssembleError> {
        if let Some(instr) = self.instrs.iter().find(|instr| instr.op.is_pseudo() && !instr.op.is_jump()) {
            return Err(AssembleError::InvalidOpcode(instr.op.name()));
        }
        self.resolve_unconditional_jumps();
        let offsets = self.resolve_jump_offsets()?;
        self.resolve_locations();
        let mut code = Vec::with_capacity(*offsets.last().unwrap_or(&0) as usize);
        for instr in &self.instrs {
            instr.emit(&mut code);
        }
        Ok(Assembled {
            code,
            linetable: self.line_table(firstlineno),
            exceptiontable: exceptiontable::encode(&self.exception_ranges(&offsets)),
        })
    }

    fn resolve_unconditional_jumps(&mut self) {
        for (index, instr) in self.instrs.iter_mut().enumerate() {
            let forward = instr.target.is_some_and(|target| target > index);
            instr.op = match instr.op {
                Opcode::JUMP | Opcode::JUMP_NO_INTERRUPT if forward => Opcode::JUMP_FORWARD,
                Opcode::JUMP => Opcode::JUMP_BACKWARD,
                Opcode::JUMP_NO_INTERRUPT => Opcode::JUMP_BACKWARD_NO_INTERRUPT,
                op => op,
            };
        }
    }

    /// Sets the arguments of jumps; returns the offset of each instruction, and of the end.
    ///
    /// Sizes depend on the arguments and these on the sizes, so this goes on until no size changes. The first sizes
    /// come from the indices of the targets: another start could end with other sizes.
    fn resolve_jump_offsets(&mut self) -> Result<Vec<u32>, AssembleError> {
        for instr in &mut self.instrs {
            if let Some(target) = instr.target {
                instr.arg = target as u32;
            }
        }
        let mut offsets = vec![0; self.instrs.len() + 1];
        for _ in 0..MAX_LAYOUTS {
            for (index, instr) in self.instrs.iter().enumerate() {
                offsets[index + 1] = offsets[index] + instr.size();
            }
            let mut changed = false;
            let mut end = 0;
            for instr in &mut self.instrs {
                let size = instr.size();
                end += size;
                let Some(target) = instr.target else { continue };
                let target = offsets[target];
                let invalid = AssembleError::InvalidArgument(instr.op.name());
                instr.arg = if instr.op == Opcode::END_ASYNC_FOR {
                    (end - target.min(end)).checked_sub(END_SEND_OFFSET).ok_or(invalid)?
                } else {
                    end.abs_diff(target)
                };
                changed |= instr.size() != size;
            }
            if !changed {
                return Ok(offsets);
            }
        }
        Err(AssembleError::JumpsDoNotSettle)
    }

    /// Gives instructions that take the location of the next one that location.
    fn resolve_locations(&mut self) {
        let mut next = Location::NONE;
        for instr in self.instrs.iter_mut().rev() {
            if instr.location == Location::NEXT {
                instr.location = if instr.op.is_terminator() { Location::NONE } else { next };
            }
            next = instr.location;
        }
    }

    fn line_table(&self, firstlineno: i32) -> Vec<u8> {
        let mut writer = LineTableWriter::new(firstlineno);
        let (mut location, mut units) = (Location::NONE, 0);
        for instr in &self.instrs {
            if instr.location != location {
                writer.push(position(location), units);
                (location, units) = (instr.location, 0);
            }
            units += instr.size();
        }
        writer.push(position(location), units);
        writer.finish()
    }

    fn exception_ranges(&self, offsets: &[u32]) -> Vec<ExceptionRange> {
        let mut ranges: Vec<ExceptionRange> = Vec::new();
        let mut current: Option<(Handler, u32)> = None;
        let mut close = |current: Option<(Handler, u32)>, end: u32| {
            if let Some((handler, start)) = current
                && end > start
            {
                let pushed = 1 + u32::from(handler.preserve_lasti);
                ranges.push(ExceptionRange {
                    start,
                    end,
                    target: offsets[handler.target],
                    depth: handler.start_depth.saturating_sub(pushed),
                    push_lasti: handler.preserve_lasti,
                });
            }
        };
        for (instr, &offset) in self.instrs.iter().zip(offsets) {
            let open = current.map(|(handler, _)| handler.target);
            if instr.handler.map(|handler| handler.target) != open {
                close(current, offset);
                current = instr.handler.map(|handler| (handler, offset));
            }
        }
        close(current, *offsets.last().unwrap_or(&0));
        ranges
    }
}

fn position(location: Location) -> Position {
    let known = |value: i32| (value >= 0).then_some(value);
    if location.line < 0 {
        return Position::default();
    }
    Position {
        line: Some(location.line),
        end_line: known(location.end_line),
        col: known(location.col),
        end_col: known(location.end_col),
    }
}
