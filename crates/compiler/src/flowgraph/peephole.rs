//! Optimizations within one block that look at an instruction and its neighbours, and at what it jumps to.

use bytecode::{Constant, Opcode};

use super::AssembleError;
use super::constants::{ConstPool, INTRINSIC_LIST_TO_TUPLE, INTRINSIC_UNARY_POSITIVE, small_int};
use super::fold::{self, UnaryOp};
use super::graph::{BlockId, Graph};

/// Bit of `COMPARE_OP`'s argument: the result is made a `bool`.
const COMPARE_TO_BOOL: u32 = 16;

impl Graph {
    /// Loads of constants and what tests them: small integers, conditions known in advance, tests for `None`.
    pub fn optimize_constant_loads(
        &mut self,
        block: BlockId,
        consts: &mut ConstPool,
    ) -> Result<(), AssembleError> {
        // The load whose value is on top of the stack: a copy of a constant counts as its load.
        let mut load = None;
        for index in 0..self[block].instrs.len() {
            let instrs = &mut self[block].instrs;
            if instrs[index].op == Opcode::LOAD_CONST
                && let Some(value) = small_int(&consts.value(&instrs[index])?)
            {
                instrs[index].set(Opcode::LOAD_SMALL_INT, value);
            }
            let instr = instrs[index];
            let copies = matches!(load, Some((Opcode::LOAD_CONST, _)));
            if !(copies && instr.op == Opcode::COPY && instr.arg == 1) {
                load = instr.loads_const().then_some((instr.op, instr));
            }
            let Some((_, loaded)) = load else { continue };
            let Some(next) = instrs.get(index + 1).copied() else { continue };
            match next.op {
                Opcode::POP_JUMP_IF_FALSE
                | Opcode::POP_JUMP_IF_TRUE
                | Opcode::JUMP_IF_FALSE
                | Opcode::JUMP_IF_TRUE => {
                    let truth = fold::truth(&consts.value(&loaded)?);
                    if next.op.is_conditional_jump() {
                        instrs[index].set_nop();
                    }
                    let if_true = matches!(next.op, Opcode::POP_JUMP_IF_TRUE | Opcode::JUMP_IF_TRUE);
                    if truth == if_true {
                        instrs[index + 1].op = Opcode::JUMP;
                    } else {
                        instrs[index + 1].set_nop();
                    }
                }
                Opcode::IS_OP => {
                    if !matches!(consts.value(&loaded)?, Constant::None) {
                        continue;
                    }
                    let mut jump = index + 2;
                    if instrs.get(jump).is_some_and(|instr| instr.op == Opcode::TO_BOOL) {
                        instrs[jump].set_nop();
                        jump += 1;
                    }
                    let negated = next.arg != 0;
                    let jumps_if_none = match instrs.get(jump).map(|instr| instr.op) {
                        Some(Opcode::POP_JUMP_IF_TRUE) => !negated,
                        Some(Opcode::POP_JUMP_IF_FALSE) => negated,
                        _ => continue,
                    };
                    instrs[index].set_nop();
                    instrs[index + 1].set_nop();
                    instrs[jump].op =
                        if jumps_if_none { Opcode::POP_JUMP_IF_NONE } else { Opcode::POP_JUMP_IF_NOT_NONE };
                }
                Opcode::TO_BOOL => {
                    let truth = fold::truth(&consts.value(&loaded)?);
                    let constant = consts.add(Constant::Bool(truth));
                    instrs[index].set_nop();
                    instrs[index + 1].set(Opcode::LOAD_CONST, constant);
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub fn optimize_block(&mut self, block: BlockId, consts: &mut ConstPool) -> Result<(), AssembleError> {
        let mut index = 0;
        // Circles of jumps would be followed for ever. No source makes them.
        let mut rounds = self.blocks.len();
        while index < self[block].instrs.len() {
            if !self[block].instrs[index].op.is_jump() {
                self.optimize_at(block, index, consts)?;
            } else if rounds > 0 && self.optimize_jump(block, index) {
                rounds -= 1;
                continue;
            }
            index += 1;
        }
        self[block].optimize_swaps();
        Ok(())
    }

    /// One step, at an instruction that does not jump.
    fn optimize_at(
        &mut self,
        block: BlockId,
        index: usize,
        consts: &mut ConstPool,
    ) -> Result<(), AssembleError> {
        let instr = self[block].instrs[index];
        let following = self[block].instrs.get(index + 1).copied();
        let next = following.map(|following| following.op);
        match (instr.op, following) {
            (Opcode::BUILD_TUPLE, Some(unpack))
                if unpack.op == Opcode::UNPACK_SEQUENCE
                    && unpack.arg == instr.arg
                    && (1..=3).contains(&instr.arg) =>
            {
                let instrs = &mut self[block].instrs;
                instrs[index].set_nop();
                if instr.arg == 1 {
                    instrs[index + 1].set_nop();
                } else {
                    instrs[index + 1].op = Opcode::SWAP;
                }
            }
            (Opcode::BUILD_TUPLE, _) => self.fold_tuple(block, index, consts)?,
            (Opcode::BUILD_LIST | Opcode::BUILD_SET, _) => {
                self.fold_list_or_set(block, index, next, consts)?
            }
            (Opcode::STORE_FAST, Some(store))
                if store.op == Opcode::STORE_FAST
                    && store.arg == instr.arg
                    && store.line() == instr.line() =>
            {
                self[block].instrs[index].set(Opcode::POP_TOP, 0);
            }
            (Opcode::SWAP, _) if instr.arg == 1 => self[block].instrs[index].set_nop(),
            (Opcode::LOAD_GLOBAL, Some(null)) if null.op == Opcode::PUSH_NULL && instr.arg & 1 == 0 => {
                self[block].instrs[index].arg |= 1;
                self[block].instrs[index + 1].set_nop();
            }
            (Opcode::COMPARE_OP, Some(test)) if test.op == Opcode::TO_BOOL => {
                self.replace_pair(block, index, Opcode::COMPARE_OP, instr.arg | COMPARE_TO_BOOL);
            }
            (Opcode::CONTAINS_OP | Opcode::IS_OP, Some(test)) if test.op == Opcode::TO_BOOL => {
                self.replace_pair(block, index, instr.op, instr.arg);
            }
            (Opcode::CONTAINS_OP | Opcode::IS_OP, Some(not)) if not.op == Opcode::UNARY_NOT => {
                self.replace_pair(block, index, instr.op, instr.arg ^ 1);
            }
            (Opcode::TO_BOOL, Some(test)) if test.op == Opcode::TO_BOOL => {
                self[block].instrs[index].set_nop();
            }
            (Opcode::UNARY_NOT, Some(test)) if test.op == Opcode::TO_BOOL => {
                self.replace_pair(block, index, Opcode::UNARY_NOT, 0);
            }
            (Opcode::UNARY_NOT, Some(not)) if not.op == Opcode::UNARY_NOT => {
                self.replace_pair(block, index, Opcode::NOP, 0);
            }
            (Opcode::UNARY_NOT, _) => self.fold_unary(block, index, UnaryOp::Not, consts)?,
            (Opcode::UNARY_INVERT, _) => self.fold_unary(block, index, UnaryOp::Invert, consts)?,
            (Opcode::UNARY_NEGATIVE, _) => self.fold_unary(block, index, UnaryOp::Negative, consts)?,
            (Opcode::CALL_INTRINSIC_1, _) if instr.arg == INTRINSIC_LIST_TO_TUPLE => {
                self.fold_additions(block, index, consts)?;
                let instr = &mut self[block].instrs[index];
                if next == Some(Opcode::GET_ITER) && instr.op == Opcode::CALL_INTRINSIC_1 {
                    instr.set_nop();
                }
            }
            (Opcode::CALL_INTRINSIC_1, _) if instr.arg == INTRINSIC_UNARY_POSITIVE => {
                self.fold_unary(block, index, UnaryOp::Positive, consts)?;
            }
            (Opcode::LIST_APPEND | Opcode::SET_ADD, Some(reader))
                if instr.arg == 1 && matches!(reader.op, Opcode::GET_ITER | Opcode::CONTAINS_OP) =>
            {
                self.fold_additions(block, index, consts)?;
            }
            (Opcode::BINARY_OP, _) => self.fold_binary(block, index, consts)?,
            _ => {}
        }
        Ok(())
    }

    /// Makes one instruction of two: the first becomes a `NOP`.
    fn replace_pair(&mut self, block: BlockId, index: usize, op: Opcode, arg: u32) {
        self[block].instrs[index].set_nop();
        self[block].instrs[index + 1].set(op, arg);
    }

    /// A jump whose target is a jump; says whether it changed.
    fn optimize_jump(&mut self, block: BlockId, index: usize) -> bool {
        let instr = self[block].instrs[index];
        let Some(target) = instr.target else { return false };
        let Some(&first) = self[target].instrs.first() else { return false };
        match (instr.op, first.op) {
            (
                Opcode::POP_JUMP_IF_NOT_NONE
                | Opcode::POP_JUMP_IF_NONE
                | Opcode::POP_JUMP_IF_FALSE
                | Opcode::POP_JUMP_IF_TRUE,
                Opcode::JUMP,
            )
            | (Opcode::JUMP_IF_FALSE, Opcode::JUMP | Opcode::JUMP_IF_FALSE)
            | (Opcode::JUMP_IF_TRUE, Opcode::JUMP | Opcode::JUMP_IF_TRUE) => {
                self.thread_jump(block, first, instr.op)
            }
            (Opcode::JUMP_IF_FALSE, Opcode::JUMP_IF_TRUE) | (Opcode::JUMP_IF_TRUE, Opcode::JUMP_IF_FALSE) => {
                // The value has the other truth there, so that jump is not taken.
                let Some(beyond) = self[target].next else { return false };
                self[block].instrs[index].target = Some(beyond);
                true
            }
            (Opcode::JUMP | Opcode::JUMP_NO_INTERRUPT, Opcode::JUMP) => {
                self.thread_jump(block, first, Opcode::JUMP)
            }
            (Opcode::JUMP | Opcode::JUMP_NO_INTERRUPT, Opcode::JUMP_NO_INTERRUPT) => {
                self.thread_jump(block, first, instr.op)
            }
            _ => false,
        }
    }
}
