//! Walking over code: instructions with their `EXTENDED_ARG`s joined and their caches skipped; positions and handlers
//! of instructions. Nothing here judges the code; see [`crate::verify`].

use crate::code::CodeUnit;
use crate::exceptiontable::ExceptionTableReader;
use crate::linetable::{LineTableReader, Position};
use crate::{Code, Opcode};

impl Opcode {
    /// The opcode with this name, pseudo opcodes included.
    pub fn from_name(name: &str) -> Option<Opcode> {
        Opcode::ALL.iter().copied().find(|op| op.name() == name)
    }

    /// The opcode in whose place a fused one stands; any other is its own.
    pub fn first_part(self) -> Opcode {
        crate::metadata::fused_parts(self).first().copied().unwrap_or(self)
    }

    /// How many units behind the opcode the field `name` of its inline cache begins.
    pub fn cache_field(self, name: &str) -> Option<usize> {
        let fields = crate::metadata::cache_fields(self);
        fields.iter().find(|(field, ..)| *field == name).map(|(_, unit, _)| *unit)
    }
}

/// An instruction of assembled code. Offsets are in code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// Where it begins: at its first `EXTENDED_ARG`, if it has any.
    pub start: u32,
    /// Where the opcode itself is.
    pub offset: u32,
    pub op: Opcode,
    pub arg: u32,
}

impl Instruction {
    /// The first code unit after the instruction and its caches.
    pub fn end(&self) -> u32 {
        self.offset + 1 + self.op.cache_entries() as u32
    }

    /// Where a jump goes, in code units; `None` for instructions that do not jump or jump before the code's start.
    ///
    /// For `END_ASYNC_FOR`, which does not jump, this is the `END_SEND` that its argument refers to.
    pub fn target(&self) -> Option<u32> {
        if !self.op.is_jump() {
            None
        } else if self.op.jumps_backward() {
            self.end().checked_sub(self.arg)
        } else {
            self.end().checked_add(self.arg)
        }
    }
}

/// Why code cannot be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// No opcode has this number.
    UnknownOpcode(u8),
    /// An `EXTENDED_ARG` without instruction, or a cache that is cut off.
    CutShort,
    /// More than three `EXTENDED_ARG`s.
    ArgumentTooLarge,
}

/// Iterator over the instructions of code; an error ends it.
#[derive(Clone, Debug)]
pub struct Instructions<'a> {
    code: &'a [CodeUnit],
    offset: usize,
}

impl<'a> Instructions<'a> {
    /// The instructions of `code` from its beginning.
    pub fn new(code: &'a [CodeUnit]) -> Instructions<'a> {
        Instructions { code, offset: 0 }
    }

    fn decode(&mut self) -> Result<Instruction, DecodeError> {
        let start = self.offset;
        let mut arg = 0u32;
        loop {
            let unit = *self.code.get(self.offset).ok_or(DecodeError::CutShort)?;
            let [number, low] = unit.to_le_bytes();
            let op = Opcode::from_number(u16::from(number)).ok_or(DecodeError::UnknownOpcode(number))?;
            arg = arg << 8 | u32::from(low);
            if op != Opcode::EXTENDED_ARG {
                let offset = self.offset;
                self.offset += 1 + op.cache_entries();
                if self.offset > self.code.len() {
                    return Err(DecodeError::CutShort);
                }
                return Ok(Instruction { start: start as u32, offset: offset as u32, op, arg });
            }
            self.offset += 1;
            if self.offset - start > 3 {
                return Err(DecodeError::ArgumentTooLarge);
            }
        }
    }
}

impl Iterator for Instructions<'_> {
    /// An error comes with the offset where it is, in code units.
    type Item = Result<Instruction, (u32, DecodeError)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.offset >= self.code.len() {
            return None;
        }
        Some(self.decode().map_err(|error| {
            let offset = self.offset.min(self.code.len()) as u32;
            self.offset = self.code.len();
            (offset, error)
        }))
    }
}

/// Code units of one source line (an item of `co_lines`), in code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineRange {
    pub start: u32,
    pub end: u32,
    /// `None` for instructions that belong to no line.
    pub line: Option<i32>,
}

impl Code {
    /// The instructions in order.
    pub fn instructions(&self) -> Instructions<'_> {
        Instructions::new(&self.code)
    }

    /// The location table, entry by entry.
    pub fn positions(&self) -> LineTableReader<'_> {
        LineTableReader::new(&self.linetable, self.firstlineno)
    }

    /// The position of the code unit at `offset`.
    pub fn position_at(&self, offset: u32) -> Option<Position> {
        let entry = self.positions().find(|entry| offset < entry.start + entry.units)?;
        Some(entry.position)
    }

    /// Runs of code units with the same line, as `co_lines` gives them: neighbours with one line are joined.
    pub fn lines(&self) -> impl Iterator<Item = LineRange> + '_ {
        let mut entries = self.positions().peekable();
        std::iter::from_fn(move || {
            let first = entries.next()?;
            let line = first.position.line;
            let mut end = first.start + first.units;
            while let Some(entry) = entries.next_if(|entry| entry.position.line == line) {
                end = entry.start + entry.units;
            }
            Some(LineRange { start: first.start, end, line })
        })
    }

    /// The exception handlers in order.
    pub fn exception_ranges(&self) -> ExceptionTableReader<'_> {
        ExceptionTableReader::new(&self.exceptiontable)
    }
}
