//! Runs of `SWAP`: made as short as can be, or done away with by reordering stores.

use bytecode::Opcode;

use super::graph::{Block, Instr};

/// Instructions that only take the top of the stack and run nothing but finalizers, so that two of them may change
/// places.
fn swappable(op: Opcode) -> bool {
    matches!(op, Opcode::STORE_FAST | Opcode::STORE_FAST_MAYBE_NULL | Opcode::POP_TOP)
}

fn stores_to(instr: &Instr) -> Option<u32> {
    matches!(instr.op, Opcode::STORE_FAST | Opcode::STORE_FAST_MAYBE_NULL).then_some(instr.arg)
}

impl Block {
    pub fn optimize_swaps(&mut self) {
        let mut index = 0;
        while index < self.instrs.len() {
            if self.instrs[index].op == Opcode::SWAP {
                index = self.shorten_swaps(index);
                self.apply_static_swaps(index);
            }
            index += 1;
        }
    }

    /// Replaces the run of `SWAP`s and `NOP`s at `first` by the shortest with the same effect; returns the index of
    /// the last instruction of the run, or `first` if it was a single `SWAP`.
    fn shorten_swaps(&mut self, first: usize) -> usize {
        let run = self.instrs[first..]
            .iter()
            .take_while(|instr| matches!(instr.op, Opcode::SWAP | Opcode::NOP))
            .count();
        let run = &mut self.instrs[first..first + run];
        let swaps = run.iter().filter(|instr| instr.op == Opcode::SWAP);
        if swaps.clone().count() < 2 {
            return first;
        }
        let depth = swaps.map(|instr| instr.arg as usize).max().unwrap_or(0).max(1);
        let mut stack: Vec<Option<usize>> = (0..depth).map(Some).collect();
        for instr in run.iter().filter(|instr| instr.op == Opcode::SWAP) {
            stack.swap(0, (instr.arg as usize).saturating_sub(1));
        }
        // The cycles of the permutation, undone from the end of the run: each swap with the top puts one item right.
        let mut free = run.len();
        for start in 0..depth {
            if stack[start].is_none() || stack[start] == Some(start) {
                continue;
            }
            let mut at = start;
            loop {
                if at != 0 {
                    free -= 1;
                    run[free].set(Opcode::SWAP, at as u32 + 1);
                }
                match stack[at].take() {
                    Some(next) => at = next,
                    None => break,
                }
            }
        }
        for instr in &mut run[..free] {
            instr.set_nop();
        }
        first + run.len() - 1
    }

    fn next_swappable(&self, index: usize, line: i32) -> Option<usize> {
        for (at, instr) in self.instrs.iter().enumerate().skip(index + 1) {
            if line >= 0 && instr.line() != line {
                // Another line could see the names that are bound.
                return None;
            }
            if instr.op != Opcode::NOP {
                return swappable(instr.op).then_some(at);
            }
        }
        None
    }

    /// From `last` backward, does `SWAP`s by exchanging the stores that follow instead of the values.
    fn apply_static_swaps(&mut self, last: usize) {
        for index in (0..=last).rev() {
            let swap = self.instrs[index];
            if swap.op != Opcode::SWAP {
                if swap.op == Opcode::NOP || swappable(swap.op) {
                    continue;
                }
                return;
            }
            let Some(first) = self.next_swappable(index, -1) else { return };
            let line = self.instrs[first].line();
            let mut second = first;
            for _ in 1..swap.arg {
                match self.next_swappable(second, line) {
                    Some(next) => second = next,
                    None => return,
                }
            }
            let (a, b) = (stores_to(&self.instrs[first]), stores_to(&self.instrs[second]));
            if a.is_some() || b.is_some() {
                let between = &self.instrs[(first + 1).min(second)..second];
                let clash = |store: Option<u32>| store.is_some() && (store == a || store == b);
                if a == b || between.iter().any(|instr| clash(stores_to(instr))) {
                    return;
                }
            }
            self.instrs[index].set_nop();
            self.instrs.swap(first, second);
        }
    }
}
