//! Fast locals: superinstructions, and loads that may borrow their reference from the frame.

use bytecode::Opcode;

use super::AssembleError;
use super::graph::{BlockId, ENTRY, Graph};

/// A reference on the stack: the instruction of the block that pushed it, and the local that it was loaded from.
#[derive(Clone, Copy)]
struct Ref {
    instr: Option<usize>,
    local: Option<u32>,
}

const UNKNOWN: Ref = Ref { instr: None, local: None };

/// The references on the stack in the walk through one block, and which loads may not borrow: those whose local is
/// overwritten while the reference is on the stack, those stored in a local, those still there at the end.
struct Walk {
    stack: Vec<Ref>,
    must_own: Vec<bool>,
}

impl Walk {
    fn push(&mut self, instr: usize, local: Option<u32>) {
        self.stack.push(Ref { instr: Some(instr), local });
    }

    fn pop(&mut self) -> Result<Ref, AssembleError> {
        self.stack.pop().ok_or(AssembleError::StackUnderflow)
    }

    fn own(&mut self, reference: Ref) {
        if let Some(instr) = reference.instr {
            self.must_own[instr] = true;
        }
    }

    fn kill(&mut self, local: u32) {
        for index in 0..self.stack.len() {
            if self.stack[index].local == Some(local) {
                self.own(self.stack[index]);
            }
        }
    }

    fn store(&mut self, local: u32) -> Result<(), AssembleError> {
        let stored = self.pop()?;
        self.kill(local);
        self.own(stored);
        Ok(())
    }

    /// The index of the `depth`th value from the top, counted from 1.
    fn at(&self, depth: u32) -> Result<usize, AssembleError> {
        self.stack.len().checked_sub(depth as usize).ok_or(AssembleError::StackUnderflow)
    }
}

impl Graph {
    /// Joins pairs of loads and stores whose locals fit in four bits each.
    pub fn insert_superinstructions(&mut self) {
        for block in self.order() {
            let instrs = &mut self[block].instrs;
            for index in 1..instrs.len() {
                let (first, second) = (instrs[index - 1], instrs[index]);
                let joined = match (first.op, second.op) {
                    (Opcode::LOAD_FAST, Opcode::LOAD_FAST) => Opcode::LOAD_FAST_LOAD_FAST,
                    (Opcode::STORE_FAST, Opcode::LOAD_FAST) => Opcode::STORE_FAST_LOAD_FAST,
                    (Opcode::STORE_FAST, Opcode::STORE_FAST) => Opcode::STORE_FAST_STORE_FAST,
                    _ => continue,
                };
                let lines = (first.line(), second.line());
                let other_line = lines.0 >= 0 && lines.1 >= 0 && lines.0 != lines.1;
                if !other_line && first.arg < 16 && second.arg < 16 {
                    instrs[index - 1].set(joined, first.arg << 4 | second.arg);
                    instrs[index].set_nop();
                }
            }
        }
        self.remove_redundant_nops();
    }

    /// Replaces loads of locals by ones that borrow, where the local surely outlives the reference on the stack.
    pub fn borrow_loads(&mut self) -> Result<(), AssembleError> {
        self.start_traversal();
        self[ENTRY].visited = true;
        self[ENTRY].start_depth = Some(0);
        let mut todo = vec![ENTRY];
        while let Some(block) = todo.pop() {
            let depth = self[block].start_depth.unwrap_or(0) as usize;
            let mut walk =
                Walk { stack: vec![UNKNOWN; depth], must_own: vec![false; self[block].instrs.len()] };
            for index in 0..self[block].instrs.len() {
                let instr = self[block].instrs[index];
                if instr.op.has_target()
                    && let Some(target) = instr.target
                    && self.visit(target)
                {
                    todo.push(target);
                }
                step(&mut walk, index, instr.op, instr.arg)?;
            }
            if let Some(next) = self[block].next
                && !self[block].instrs.is_empty()
                && self[block].falls_through()
                && self.visit(next)
            {
                todo.push(next);
            }
            for reference in std::mem::take(&mut walk.stack) {
                walk.own(reference);
            }
            self.borrow_in_block(block, &walk.must_own);
        }
        Ok(())
    }

    fn borrow_in_block(&mut self, block: BlockId, must_own: &[bool]) {
        for (instr, must_own) in self[block].instrs.iter_mut().zip(must_own) {
            instr.op = match instr.op {
                Opcode::LOAD_FAST if !must_own => Opcode::LOAD_FAST_BORROW,
                Opcode::LOAD_FAST_LOAD_FAST if !must_own => Opcode::LOAD_FAST_BORROW_LOAD_FAST_BORROW,
                op => op,
            };
        }
    }
}

/// What one instruction does to the references on the stack.
fn step(walk: &mut Walk, index: usize, op: Opcode, arg: u32) -> Result<(), AssembleError> {
    let effect = op.stack_effect(arg).ok_or(AssembleError::InvalidOpcode(op.name()))?;
    match op {
        Opcode::DELETE_FAST => walk.kill(arg),
        Opcode::LOAD_FAST => walk.push(index, Some(arg)),
        Opcode::LOAD_FAST_AND_CLEAR => {
            walk.kill(arg);
            walk.push(index, Some(arg));
        }
        Opcode::LOAD_FAST_LOAD_FAST => {
            walk.push(index, Some(arg >> 4));
            walk.push(index, Some(arg & 15));
        }
        Opcode::STORE_FAST => walk.store(arg)?,
        Opcode::STORE_FAST_LOAD_FAST => {
            walk.store(arg >> 4)?;
            walk.push(index, Some(arg & 15));
        }
        Opcode::STORE_FAST_STORE_FAST => {
            walk.store(arg >> 4)?;
            walk.store(arg & 15)?;
        }
        Opcode::COPY => walk.stack.push(walk.stack[walk.at(arg.max(1))?]),
        Opcode::SWAP => {
            let (top, other) = (walk.at(1)?, walk.at(arg.max(1))?);
            walk.stack.swap(top, other);
        }
        Opcode::FOR_ITER => walk.push(index, None),
        // These leave their operands and push results. CPython takes the results for those of the first instructions
        // of the block, so that such a load is not replaced if the result is stored; to be the same, so do we.
        Opcode::GET_ANEXT
        | Opcode::GET_LEN
        | Opcode::IMPORT_FROM
        | Opcode::MATCH_KEYS
        | Opcode::MATCH_MAPPING
        | Opcode::MATCH_SEQUENCE
        | Opcode::WITH_EXCEPT_START => {
            for first in 0..usize::try_from(effect.net()).unwrap_or(0) {
                walk.push(first, None);
            }
        }
        // These change a value further down.
        Opcode::DICT_MERGE
        | Opcode::DICT_UPDATE
        | Opcode::LIST_APPEND
        | Opcode::LIST_EXTEND
        | Opcode::MAP_ADD
        | Opcode::RERAISE
        | Opcode::SET_ADD
        | Opcode::SET_UPDATE => {
            for _ in 0..-effect.net() {
                walk.pop()?;
            }
        }
        Opcode::CHECK_EXC_MATCH | Opcode::SEND => {
            walk.pop()?;
            walk.push(index, None);
        }
        Opcode::LOAD_ATTR | Opcode::LOAD_SUPER_ATTR => {
            let object = walk.pop()?;
            if op == Opcode::LOAD_SUPER_ATTR {
                walk.pop()?;
                walk.pop()?;
            }
            walk.push(index, None);
            if arg & 1 != 0 {
                // A method call: the object may stay on the stack.
                walk.stack.push(object);
            }
        }
        // The result is the operand, or may be.
        Opcode::FORMAT_SIMPLE | Opcode::GET_YIELD_FROM_ITER => {}
        Opcode::END_SEND | Opcode::SET_FUNCTION_ATTRIBUTE => {
            let top = walk.pop()?;
            walk.pop()?;
            walk.stack.push(top);
        }
        Opcode::LOAD_SPECIAL | Opcode::PUSH_EXC_INFO => {
            let top = walk.pop()?;
            walk.push(index, None);
            walk.stack.push(top);
        }
        _ if op.is_block_push() => {}
        _ => {
            for _ in 0..effect.popped {
                walk.pop()?;
            }
            for _ in 0..effect.pushed {
                walk.push(index, None);
            }
        }
    }
    Ok(())
}
