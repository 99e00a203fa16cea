//! The last pass: instructions that this system has where CPython 3.14 has others, as the `rewrite` rules of the opcode
//! language say.
//!
//! Switched off, the code is CPython's own.

use bytecode::peephole;

use super::assembler::Sequence;

impl Sequence {
    /// Rewrites what can be, but nothing that is jumped into or that lies across the border of a handler's range.
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
            let handler = instr.handler.map(|handler| handler.target);
            let inside = |at: usize| !entered[at] && old[at].handler.map(|handler| handler.target) == handler;
            let length = (index..old.len())
                .take(peephole::LONGEST_REWRITE)
                .take_while(|&at| at == index || inside(at))
                .count();
            let window: Vec<_> =
                old[index..index + length].iter().map(|instr| (instr.op, instr.arg)).collect();
            let mut length = 1;
            if let Some((replaced, op, arg)) = peephole::rewrite(&window) {
                (instr.op, instr.arg) = (op, arg);
                length = replaced;
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
