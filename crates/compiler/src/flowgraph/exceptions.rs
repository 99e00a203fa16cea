//! Exception handlers: from `SETUP_*` … `POP_BLOCK` to a handler for each instruction.

use bytecode::Opcode;

use super::AssembleError;
use super::graph::{BlockId, ENTRY, Graph};

/// `RESUME`'s argument when it begins a function.
const RESUME_AT_FUNCTION_START: u32 = 0;
/// Bit of `RESUME`'s argument: the preceding yield has no handler but the generator's own.
const RESUME_DEPTH1: u32 = 4;

impl Graph {
    pub fn mark_except_handlers(&mut self) {
        for block in self.order() {
            for index in 0..self[block].instrs.len() {
                let instr = self[block].instrs[index];
                if instr.op.is_block_push()
                    && let Some(target) = instr.target
                {
                    self[target].except_handler = true;
                }
            }
        }
    }

    /// Follows the control flow with the stack of open blocks, gives each instruction its handler, and makes `NOP`s of
    /// `POP_BLOCK`s. `SETUP_*` stay: their edges keep handlers alive.
    pub fn label_exception_targets(&mut self) -> Result<(), AssembleError> {
        self.start_traversal();
        self[ENTRY].visited = true;
        let mut todo: Vec<(BlockId, Vec<BlockId>)> = vec![(ENTRY, Vec::new())];
        while let Some((block, mut handlers)) = todo.pop() {
            let mut yield_depth = None;
            for index in 0..self[block].instrs.len() {
                let instr = self[block].instrs[index];
                if instr.op.is_block_push() {
                    let Some(target) = instr.target else { continue };
                    if self.visit(target) {
                        todo.push((target, handlers.clone()));
                    }
                    if instr.op != Opcode::SETUP_FINALLY {
                        self[target].preserve_lasti = true;
                    }
                    handlers.push(target);
                    continue;
                }
                if instr.op == Opcode::POP_BLOCK {
                    handlers.pop().ok_or(AssembleError::UnbalancedBlocks)?;
                    self[block].instrs[index].set_nop();
                    continue;
                }
                self[block].instrs[index].except = handlers.last().copied();
                if instr.op.is_jump() {
                    if let Some(target) = instr.target
                        && self.visit(target)
                    {
                        todo.push((target, handlers.clone()));
                    }
                } else if instr.op == Opcode::YIELD_VALUE {
                    yield_depth = Some(handlers.len());
                } else if instr.op == Opcode::RESUME && instr.arg != RESUME_AT_FUNCTION_START {
                    if yield_depth == Some(1) {
                        self[block].instrs[index].arg |= RESUME_DEPTH1;
                    }
                    yield_depth = None;
                }
            }
            if let Some(next) = self[block].next
                && self[block].falls_through()
                && self.visit(next)
            {
                todo.push((next, handlers));
            }
        }
        Ok(())
    }
}
