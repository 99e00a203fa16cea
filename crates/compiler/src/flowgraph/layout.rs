//! The order of the blocks, pseudo instructions, and the depth of the value stack.

use bytecode::Opcode;

use super::AssembleError;
use super::graph::{BlockId, ENTRY, Graph, Instr};
use crate::ir::Location;

impl Graph {
    fn mark_warm(&mut self) {
        self.start_traversal();
        self[ENTRY].visited = true;
        let mut stack = vec![ENTRY];
        while let Some(block) = stack.pop() {
            self[block].warm = true;
            let next = self[block].next.filter(|_| self[block].falls_through());
            for successor in [next, self[block].jump_target()].into_iter().flatten() {
                if self.visit(successor) {
                    stack.push(successor);
                }
            }
        }
    }

    /// Marks what is reached from handlers only.
    fn mark_cold(&mut self) {
        self.mark_warm();
        let order = self.start_traversal();
        let mut stack = Vec::new();
        for block in order {
            if self[block].except_handler {
                self[block].visited = true;
                stack.push(block);
            }
        }
        while let Some(block) = stack.pop() {
            self[block].cold = true;
            let next = self[block].next.filter(|_| self[block].falls_through());
            for successor in [next, self[block].jump_target()].into_iter().flatten() {
                if !self[successor].warm && self.visit(successor) {
                    stack.push(successor);
                }
            }
        }
    }

    /// Moves cold blocks behind the others.
    pub fn push_cold_blocks_to_end(&mut self) {
        if self[ENTRY].next.is_none() {
            return;
        }
        self.mark_cold();
        for block in self.order() {
            if let Some(next) = self[block].next
                && self[block].cold
                && self[block].falls_through()
                && self[next].warm
            {
                let jump = self.new_block();
                self[next].labelled = true;
                self[jump].instrs.push(Instr::jump(Opcode::JUMP_NO_INTERRUPT, next, Location::NONE));
                self[jump].cold = true;
                self[jump].predecessors = 1;
                self[jump].next = Some(next);
                self[block].next = Some(jump);
            }
        }
        let (cold, warm): (Vec<BlockId>, Vec<BlockId>) =
            self.order().into_iter().partition(|&block| self[block].cold && block != ENTRY);
        if cold.is_empty() {
            return;
        }
        let order: Vec<BlockId> = warm.into_iter().chain(cold).collect();
        for pair in order.windows(2) {
            self[pair[0]].next = Some(pair[1]);
        }
        if let Some(&last) = order.last() {
            self[last].next = None;
        }
        self.remove_redundant_nops_and_jumps();
    }

    /// `JUMP_IF_*`, which leave the value, become a copy, a test and a jump that pops.
    pub fn convert_conditional_pseudo_jumps(&mut self) {
        for block in self.order() {
            let Some(&last) = self[block].instrs.last() else { continue };
            let op = match last.op {
                Opcode::JUMP_IF_FALSE => Opcode::POP_JUMP_IF_FALSE,
                Opcode::JUMP_IF_TRUE => Opcode::POP_JUMP_IF_TRUE,
                _ => continue,
            };
            let with = |op, arg| Instr { op, arg, target: None, ..last };
            let jump = self[block].instrs.len() - 1;
            self[block].instrs[jump].op = op;
            self[block].insert(jump, [with(Opcode::COPY, 1), with(Opcode::TO_BOOL, 0)]);
        }
    }

    /// Replaces the pseudo instructions that only mattered to earlier passes.
    pub fn convert_pseudo_instructions(&mut self) {
        for block in self.order() {
            for instr in &mut self[block].instrs {
                match instr.op {
                    op if op.is_block_push() => instr.set_nop(),
                    Opcode::LOAD_CLOSURE => instr.op = Opcode::LOAD_FAST,
                    Opcode::STORE_FAST_MAYBE_NULL => instr.op = Opcode::STORE_FAST,
                    _ => {}
                }
            }
        }
        self.remove_redundant_nops_and_jumps();
    }

    /// Finds the depth of the value stack at the start of every block, and the greatest depth of all.
    pub fn stack_depth(&mut self) -> Result<u32, AssembleError> {
        for block in self.order() {
            self[block].start_depth = None;
        }
        let mut greatest = 0;
        let mut stack = Vec::new();
        self.enter_at_depth(ENTRY, 0, &mut stack)?;
        while let Some(block) = stack.pop() {
            let mut depth = i64::from(self[block].start_depth.unwrap_or(0));
            let mut ended = false;
            for index in 0..self[block].instrs.len() {
                let instr = self[block].instrs[index];
                let effect = instr.op.stack_effect(instr.arg);
                let net = effect.ok_or(AssembleError::InvalidOpcode(instr.op.name()))?.net();
                greatest = greatest.max(depth);
                if instr.op.has_target()
                    && instr.op != Opcode::END_ASYNC_FOR
                    && let Some(target) = instr.target
                {
                    self.enter_at_depth(target, depth + net, &mut stack)?;
                }
                if !instr.op.is_block_push() {
                    depth += net;
                }
                if depth < 0 {
                    return Err(AssembleError::StackUnderflow);
                }
                if instr.op.is_unconditional_jump() || instr.op.is_scope_exit() {
                    ended = true;
                    break;
                }
            }
            if let Some(next) = self[block].next
                && !ended
            {
                self.enter_at_depth(next, depth, &mut stack)?;
            }
        }
        // CPython's frames have room for one value at least.
        u32::try_from(greatest.max(1)).map_err(|_| AssembleError::InconsistentStackDepth)
    }

    fn enter_at_depth(
        &mut self,
        block: BlockId,
        depth: i64,
        stack: &mut Vec<BlockId>,
    ) -> Result<(), AssembleError> {
        let depth = u32::try_from(depth).map_err(|_| AssembleError::StackUnderflow)?;
        match self[block].start_depth {
            None => {
                self[block].start_depth = Some(depth);
                stack.push(block);
                Ok(())
            }
            Some(known) if known == depth => Ok(()),
            Some(_) => Err(AssembleError::InconsistentStackDepth),
        }
    }
}
