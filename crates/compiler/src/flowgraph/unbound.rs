//! Loads of locals that may be unbound: `LOAD_FAST` becomes `LOAD_FAST_CHECK`.

use bytecode::Opcode;

use super::graph::{BlockId, ENTRY, Graph};

/// Locals that are followed across blocks; the others only within each block.
const TRACKED: usize = 64;

impl Graph {
    pub fn check_unbound_loads(&mut self, locals: usize, parameters: usize) {
        if locals == 0 {
            return;
        }
        if locals > TRACKED {
            self.check_untracked_loads(locals);
        }
        let order = self.start_traversal();
        let mut stack = Vec::new();
        let unbound = (parameters..locals.min(TRACKED)).fold(0u64, |mask, local| mask | 1 << local);
        self.add_unsafe(ENTRY, unbound, &mut stack);
        // `DELETE_FAST` may unbind anywhere, so each block is scanned at least once.
        for block in order {
            self.scan_locals(block, &mut stack);
        }
        while let Some(block) = stack.pop() {
            self[block].visited = false;
            self.scan_locals(block, &mut stack);
        }
    }

    /// Tells `block` that the locals of `mask` may be unbound on entry. `visited` says that it waits on the stack.
    fn add_unsafe(&mut self, block: BlockId, mask: u64, stack: &mut Vec<BlockId>) {
        let both = self[block].unsafe_locals | mask;
        if self[block].unsafe_locals != both {
            self[block].unsafe_locals = both;
            if self.visit(block) {
                stack.push(block);
            }
        }
    }

    fn scan_locals(&mut self, block: BlockId, stack: &mut Vec<BlockId>) {
        let mut mask = self[block].unsafe_locals;
        for index in 0..self[block].instrs.len() {
            let instr = self[block].instrs[index];
            if let Some(handler) = instr.except {
                self.add_unsafe(handler, mask, stack);
            }
            let Some(bit) = 1u64.checked_shl(instr.arg) else { continue };
            match instr.op {
                Opcode::DELETE_FAST | Opcode::LOAD_FAST_AND_CLEAR | Opcode::STORE_FAST_MAYBE_NULL => {
                    mask |= bit
                }
                Opcode::STORE_FAST | Opcode::LOAD_FAST_CHECK => mask &= !bit,
                Opcode::LOAD_FAST => {
                    if mask & bit != 0 {
                        self[block].instrs[index].op = Opcode::LOAD_FAST_CHECK;
                    }
                    mask &= !bit;
                }
                _ => {}
            }
        }
        if let Some(next) = self[block].next
            && self[block].falls_through()
        {
            self.add_unsafe(next, mask, stack);
        }
        if let Some(target) = self[block].jump_target() {
            self.add_unsafe(target, mask, stack);
        }
    }

    fn check_untracked_loads(&mut self, locals: usize) {
        // For each local, the number of the block in which it is known to be bound, counted from 1.
        let mut bound_in = vec![0; locals];
        for (number, block) in self.order().into_iter().enumerate() {
            let number = number + 1;
            for instr in &mut self[block].instrs {
                let local = instr.arg as usize;
                if !(TRACKED..locals).contains(&local) {
                    continue;
                }
                match instr.op {
                    Opcode::DELETE_FAST | Opcode::LOAD_FAST_AND_CLEAR | Opcode::STORE_FAST_MAYBE_NULL => {
                        bound_in[local] = number - 1;
                    }
                    Opcode::STORE_FAST => bound_in[local] = number,
                    Opcode::LOAD_FAST => {
                        if bound_in[local] != number {
                            instr.op = Opcode::LOAD_FAST_CHECK;
                        }
                        bound_in[local] = number;
                    }
                    _ => {}
                }
            }
        }
    }
}
