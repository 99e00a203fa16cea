//! Line numbers: every exit gets one of its own (PEP 626), and instructions without take that of the one before.

use super::graph::{BlockId, Graph};
use crate::ir::Location;

impl Graph {
    pub fn resolve_line_numbers(&mut self) {
        self.duplicate_exits_without_line();
        self.propagate_line_numbers();
    }

    fn is_lineless_exit(&self, block: BlockId) -> bool {
        let block = &self[block];
        (block.exits_scope() || block.instrs.iter().any(|instr| instr.op.has_eval_break()))
            && block.has_no_line()
    }

    /// Copies exits without line, so that each has one predecessor to take the line from.
    fn duplicate_exits_without_line(&mut self) {
        let mut current = Some(super::graph::ENTRY);
        while let Some(block) = current {
            if let Some(jump) = self[block].jump_target()
                && let Some(target) = self.nonempty(Some(jump))
                && self.is_lineless_exit(target)
                && self[target].predecessors > 1
            {
                let copy = self.new_block();
                self[copy].instrs = self[target].instrs.clone();
                self[copy].labelled = true;
                self[copy].predecessors = 1;
                self[copy].next = self[target].next;
                self[target].next = Some(copy);
                self[target].predecessors -= 1;
                if let Some(last) = self[block].instrs.last_mut() {
                    last.target = Some(copy);
                    let location = last.location;
                    self[copy].instrs[0].location = location;
                }
            }
            current = self[block].next;
        }
        // What is left is reached by falling through, from one block.
        for block in self.order() {
            if let Some(next) = self[block].next
                && self[block].falls_through()
                && let Some(last) = self[block].instrs.last()
                && self.is_lineless_exit(next)
            {
                let location = last.location;
                self[next].instrs[0].location = location;
            }
        }
    }

    fn propagate_line_numbers(&mut self) {
        for block in self.order() {
            if self[block].instrs.is_empty() {
                continue;
            }
            let mut location = Location::NONE;
            for instr in &mut self[block].instrs {
                if instr.line() == Location::NONE.line {
                    instr.location = location;
                } else {
                    location = instr.location;
                }
            }
            let next = self[block].next.filter(|_| self[block].falls_through());
            let successors = [next, self[block].jump_target()];
            for successor in successors.into_iter().flatten() {
                let successor = &mut self[successor];
                if successor.predecessors == 1
                    && let Some(first) = successor.instrs.first_mut()
                    && first.line() == Location::NONE.line
                {
                    first.location = location;
                }
            }
        }
    }
}
