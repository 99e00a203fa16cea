//! Removal of what earlier passes left over: `NOP`s, pairs that cancel out, jumps to the next instruction.

use bytecode::Opcode;

use super::graph::{BlockId, Graph};

impl Graph {
    /// Removes the `NOP`s that no line depends on; says whether there were any.
    fn remove_block_nops(&mut self, block: BlockId) -> bool {
        let next_line = self.nonempty(self[block].next).map_or(-1, |next| {
            let nameless = |op, line| op == Opcode::NOP && line < 0;
            let first = self[next].instrs.iter().find(|instr| !nameless(instr.op, instr.line()));
            first.map_or(-1, |instr| instr.line())
        });
        let instrs = &mut self[block].instrs;
        let mut kept = 0;
        let mut previous_line = -1;
        for index in 0..instrs.len() {
            let instr = instrs[index];
            let line = instr.line();
            if instr.op == Opcode::NOP {
                if line < 0 || previous_line == line {
                    continue;
                }
                if let Some(next) = instrs.get_mut(index + 1) {
                    if next.line() == line {
                        continue;
                    }
                    if next.line() < 0 {
                        next.location = instr.location;
                        continue;
                    }
                } else if line == next_line {
                    continue;
                }
            }
            instrs[kept] = instr;
            kept += 1;
            previous_line = line;
        }
        let removed = kept < instrs.len();
        self[block].truncate(kept);
        removed
    }

    pub fn remove_redundant_nops(&mut self) -> bool {
        let mut removed = false;
        for block in self.order() {
            removed |= self.remove_block_nops(block);
        }
        removed
    }

    /// Removes `NOP`s and loads that are popped at once, until there are none.
    pub fn remove_redundant_nops_and_pairs(&mut self) {
        let mut done = false;
        while !done {
            done = true;
            let mut previous: Option<(BlockId, usize)> = None;
            for block in self.order() {
                self.remove_block_nops(block);
                if self[block].labelled {
                    previous = None;
                }
                for index in 0..self[block].instrs.len() {
                    if self[block].instrs[index].op == Opcode::POP_TOP
                        && let Some((other, at)) = previous
                    {
                        let load = self[other].instrs[at];
                        if load.loads_const() || (load.op == Opcode::COPY && load.arg == 1) {
                            self[other].instrs[at].set_nop();
                            self[block].instrs[index].set_nop();
                            done = false;
                        }
                    }
                    previous = Some((block, index));
                }
                if previous.is_some_and(|(other, at)| self[other].instrs[at].op.is_jump())
                    || !self[block].falls_through()
                {
                    previous = None;
                }
            }
        }
    }

    /// Makes `NOP`s of jumps to where control goes anyway; says whether there were any.
    fn remove_redundant_jumps(&mut self) -> bool {
        let mut changed = false;
        for block in self.order() {
            let Some(&last) = self[block].instrs.last() else { continue };
            if last.op.is_unconditional_jump() {
                let target = self.nonempty(last.target);
                if target.is_some()
                    && target == self.nonempty(self[block].next)
                    && let Some(last) = self[block].instrs.last_mut()
                {
                    last.set_nop();
                    changed = true;
                }
            }
        }
        changed
    }

    pub fn remove_redundant_nops_and_jumps(&mut self) {
        loop {
            let nops = self.remove_redundant_nops();
            let jumps = self.remove_redundant_jumps();
            if !nops && !jumps {
                return;
            }
        }
    }
}
