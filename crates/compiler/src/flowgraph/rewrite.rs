//! The last pass: pairs that this system has a single instruction for, where CPython 3.14 has two.
//!
//! Switched off, the code is CPython's own.

use bytecode::Opcode;

use super::assembler::{Sequence, SequenceInstr};

/// `BINARY_OP`'s argument for `[]`.
const SUBSCR: u32 = 26;
/// `CALL_INTRINSIC_1`'s argument for `from m import *`.
const INTRINSIC_IMPORT_STAR: u32 = 2;

/// The instruction that does what the two do.
fn pair(first: &SequenceInstr, second: &SequenceInstr) -> Option<(Opcode, u32)> {
    match (first.op, second.op) {
        (Opcode::LOAD_CONST, Opcode::RETURN_VALUE) => Some((Opcode::RETURN_CONST, first.arg)),
        (Opcode::LOAD_LOCALS, Opcode::LOAD_FROM_DICT_OR_DEREF) => Some((Opcode::LOAD_CLASSDEREF, second.arg)),
        (Opcode::CALL_INTRINSIC_1, Opcode::POP_TOP) if first.arg == INTRINSIC_IMPORT_STAR => {
            Some((Opcode::IMPORT_STAR, 0))
        }
        _ => None,
    }
}

impl Sequence {
    /// Rewrites what can be, but no pair that is jumped into or that lies across the border of a handler's range.
    pub fn rewrite(&mut self) {
        let mut entered = vec![false; self.instrs.len() + 1];
        for instr in &self.instrs {
            let handler = instr.handler.map(|handler| handler.target);
            for target in instr.target.into_iter().chain(handler) {
                entered[target] = true;
            }
        }
        let old = std::mem::take(&mut self.instrs);
        let mut new_index = Vec::with_capacity(old.len() + 1);
        let mut index = 0;
        while index < old.len() {
            let mut instr = old[index];
            let mut length = 1;
            if instr.op == Opcode::BINARY_OP && instr.arg == SUBSCR {
                (instr.op, instr.arg) = (Opcode::BINARY_SUBSCR, 0);
            } else if let Some(next) = old.get(index + 1)
                && !entered[index + 1]
                && next.handler.map(|handler| handler.target) == instr.handler.map(|handler| handler.target)
                && let Some((op, arg)) = pair(&instr, next)
            {
                (instr.op, instr.arg) = (op, arg);
                length = 2;
            }
            new_index.resize(index + length, self.instrs.len());
            self.instrs.push(instr);
            index += length;
        }
        new_index.push(self.instrs.len());
        for instr in &mut self.instrs {
            if let Some(target) = &mut instr.target {
                *target = new_index[*target];
            }
            if let Some(handler) = &mut instr.handler {
                handler.target = new_index[handler.target];
            }
        }
    }
}
