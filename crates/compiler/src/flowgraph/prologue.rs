//! What a frame does before its first statement: cells, free variables, the generator object; and the slots that
//! cells and free variables get.

use std::collections::HashMap;
use std::sync::Arc;

use bytecode::{CodeFlags, LocalKind, Opcode, Wtf8Buf};

use super::AssembleError;
use super::graph::{ENTRY, Graph, Instr};
use crate::ir::{CodeUnit, Location};

/// Names and kinds of the slots of a frame.
pub(super) struct Locals {
    pub names: Vec<Arc<Wtf8Buf>>,
    pub kinds: Vec<LocalKind>,
}

const GENERATOR_KINDS: CodeFlags =
    CodeFlags(CodeFlags::GENERATOR.0 | CodeFlags::COROUTINE.0 | CodeFlags::ASYNC_GENERATOR.0);

impl Graph {
    /// Inserts the prologue and turns the arguments of cell instructions into slots.
    pub fn prepare_locals(&mut self, unit: &CodeUnit) -> Result<Locals, AssembleError> {
        let slot_of_local: HashMap<&Wtf8Buf, usize> =
            unit.varnames.iter().enumerate().map(|(slot, name)| (&**name, slot)).collect();
        // A parameter that is a cell keeps its slot.
        let mut slots = Vec::with_capacity(unit.cellvars.len() + unit.freevars.len());
        let mut next = unit.varnames.len();
        for name in &unit.cellvars {
            slots.push(slot_of_local.get(&**name).copied().unwrap_or_else(|| {
                next += 1;
                next - 1
            }));
        }
        slots.extend(next..next + unit.freevars.len());

        self.insert_prologue(unit, &slots);
        for block in self.order() {
            for instr in &mut self[block].instrs {
                if matches!(
                    instr.op,
                    Opcode::MAKE_CELL
                        | Opcode::LOAD_CLOSURE
                        | Opcode::LOAD_DEREF
                        | Opcode::STORE_DEREF
                        | Opcode::DELETE_DEREF
                        | Opcode::LOAD_FROM_DICT_OR_DEREF
                ) {
                    let slot = slots.get(instr.arg as usize);
                    instr.arg = *slot.ok_or(AssembleError::InvalidArgument(instr.op.name()))? as u32;
                }
            }
        }
        Ok(locals(unit, &slot_of_local))
    }

    fn insert_prologue(&mut self, unit: &CodeUnit, slots: &[usize]) {
        let mut prologue = Vec::new();
        if !unit.freevars.is_empty() {
            prologue.push(Instr::new(Opcode::COPY_FREE_VARS, unit.freevars.len() as u32, Location::NONE));
        }
        let mut cells: Vec<usize> = (0..unit.cellvars.len()).collect();
        cells.sort_by_key(|&cell| slots[cell]);
        prologue
            .extend(cells.into_iter().map(|cell| Instr::new(Opcode::MAKE_CELL, cell as u32, Location::NONE)));
        if unit.flags.contains(GENERATOR_KINDS) {
            let location =
                Location { line: unit.firstlineno, end_line: unit.firstlineno, col: -1, end_col: -1 };
            prologue.push(Instr::new(Opcode::RETURN_GENERATOR, 0, location));
            prologue.push(Instr::new(Opcode::POP_TOP, 0, location));
        }
        self[ENTRY].insert(0, prologue);
    }
}

fn locals(unit: &CodeUnit, slot_of_local: &HashMap<&Wtf8Buf, usize>) -> Locals {
    let mut names = unit.varnames.clone();
    let mut kinds = vec![LocalKind::LOCAL; names.len()];
    for name in &unit.fast_hidden {
        if let Some(&slot) = slot_of_local.get(&**name) {
            kinds[slot] = kinds[slot] | LocalKind::HIDDEN;
        }
    }
    for name in &unit.cellvars {
        if let Some(&slot) = slot_of_local.get(&**name) {
            kinds[slot] = kinds[slot] | LocalKind::CELL;
        } else {
            names.push(name.clone());
            kinds.push(LocalKind::CELL);
        }
    }
    names.extend(unit.freevars.iter().cloned());
    kinds.resize(names.len(), LocalKind::FREE);
    Locals { names, kinds }
}
