//! Jumps: small exits copied to where they are jumped to, jumps to jumps, the direction of conditional ones.

use bytecode::Opcode;

use super::graph::{BlockId, Graph, Instr};

/// Greatest number of instructions of an exit block that is copied.
const MAX_COPY_SIZE: usize = 4;
/// Copies of instructions that are allowed for each: real code has a few in all.
const COPIES_PER_INSTRUCTION: usize = 64;

impl Graph {
    /// In place of a jump to a short block that leaves the frame, or to a block without lines that does not fall
    /// through, puts the block itself.
    pub fn inline_small_exit_blocks(&mut self) {
        // Circles of lineless jumps would be unrolled for ever. No source makes them.
        let size: usize = self.blocks.iter().map(|block| block.instrs.len()).sum();
        let mut budget = size.saturating_mul(COPIES_PER_INSTRUCTION);
        let mut changed = true;
        while changed {
            changed = false;
            for block in self.order() {
                changed |= self.inline_jump_target(block, &mut budget);
            }
        }
    }

    fn inline_jump_target(&mut self, block: BlockId, budget: &mut usize) -> bool {
        let Some(&last) = self[block].instrs.last() else { return false };
        let Some(target) = last.target.filter(|_| last.op.is_unconditional_jump()) else { return false };
        let small_exit = self[target].exits_scope() && self[target].instrs.len() <= MAX_COPY_SIZE;
        let lineless = self[target].has_no_line() && !self[target].falls_through();
        if !small_exit && !lineless {
            return false;
        }
        let Some(left) = budget.checked_sub(self[target].instrs.len()) else { return false };
        *budget = left;
        let copied = self[target].instrs.clone();
        let jump = self[block].instrs.len() - 1;
        self[block].instrs[jump].set_nop();
        self[block].insert(jump + 1, copied);
        if lineless
            && last.op == Opcode::JUMP
            && let Some(end) = self[block].instrs.last_mut()
            && end.op.is_unconditional_jump()
        {
            // The copied jump must check the eval breaker if the replaced one did.
            end.op = Opcode::JUMP;
        }
        self[target].predecessors = self[target].predecessors.saturating_sub(1);
        true
    }

    /// Lets the jump that ends `block` go where its target, a jump itself, goes. Says whether that changed anything:
    /// not if both go to the same place, which would never end.
    pub fn thread_jump(&mut self, block: BlockId, target: Instr, op: Opcode) -> bool {
        let Some(jump) = self[block].instrs.last_mut() else { return false };
        let Some(destination) = target.target.filter(|_| jump.target != target.target) else { return false };
        jump.set_nop();
        self[block].push(Instr::jump(op, destination, target.location));
        true
    }

    /// Gives forward conditional jumps their `NOT_TAKEN`, and makes backward ones a forward conditional jump over a
    /// backward jump.
    pub fn normalize_jumps(&mut self) {
        self.start_traversal();
        let mut current = Some(super::graph::ENTRY);
        while let Some(block) = current {
            self[block].visited = true;
            current = self[block].next;
            let Some(&last) = self[block].instrs.last() else { continue };
            let Some(target) = last.target.filter(|_| last.op.is_conditional_jump()) else { continue };
            let not_taken = Instr::new(Opcode::NOT_TAKEN, 0, last.location);
            if !self[target].visited {
                self[block].push(not_taken);
                continue;
            }
            let reversed = match last.op {
                Opcode::POP_JUMP_IF_NOT_NONE => Opcode::POP_JUMP_IF_NONE,
                Opcode::POP_JUMP_IF_NONE => Opcode::POP_JUMP_IF_NOT_NONE,
                Opcode::POP_JUMP_IF_FALSE => Opcode::POP_JUMP_IF_TRUE,
                _ => Opcode::POP_JUMP_IF_FALSE,
            };
            let back = self.new_block();
            let jump = Instr::jump(Opcode::JUMP, target, last.location);
            self[back].instrs = vec![not_taken, jump];
            self[back].start_depth = self[target].start_depth;
            self[back].cold = self[block].cold;
            self[back].next = self[block].next;
            let beyond = self[block].next.replace(back);
            if let Some(last) = self[block].instrs.last_mut() {
                last.op = reversed;
                last.target = beyond;
            }
        }
    }
}
