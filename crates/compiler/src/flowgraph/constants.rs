//! The constants of a code unit while it is optimized, and the folding of instructions that only combine constants.

use std::collections::HashMap;

use bytecode::{Constant, Opcode};

use super::AssembleError;
use super::fold::{self, UnaryOp};
use super::graph::{BlockId, Graph, Instr};
use crate::ir::Location;

/// Longest sequence that is folded: CPython's `_PY_STACK_USE_GUIDELINE`.
const MAX_SEQUENCE: usize = 30;
/// Shortest list or set of constants that is built from a tuple.
const MIN_SEQUENCE: usize = 3;
/// Integers from 0 below this are loaded by `LOAD_SMALL_INT`.
const SMALL_INTS: i64 = 256;

pub(super) const INTRINSIC_UNARY_POSITIVE: u32 = 5;
pub(super) const INTRINSIC_LIST_TO_TUPLE: u32 = 6;

/// `co_consts` in the making: each constant once.
pub(super) struct ConstPool {
    list: Vec<Constant>,
    index: HashMap<Constant, u32>,
}

impl ConstPool {
    pub fn new(list: Vec<Constant>) -> ConstPool {
        let mut index = HashMap::with_capacity(list.len());
        for (position, constant) in list.iter().enumerate() {
            index.entry(constant.clone()).or_insert(position as u32);
        }
        ConstPool { list, index }
    }

    pub fn into_list(self) -> Vec<Constant> {
        self.list
    }

    /// The index of `constant`, which is appended if it is new.
    pub fn add(&mut self, constant: Constant) -> u32 {
        if has_nan(&constant) {
            // Not equal to itself, so CPython does not find it.
            self.list.push(constant);
            return self.list.len() as u32 - 1;
        }
        *self.index.entry(constant).or_insert_with_key(|constant| {
            self.list.push(constant.clone());
            self.list.len() as u32 - 1
        })
    }

    /// The value that a constant-loading instruction pushes.
    pub fn value(&self, instr: &Instr) -> Result<Constant, AssembleError> {
        if instr.op == Opcode::LOAD_SMALL_INT {
            return Ok(Constant::Int(i64::from(instr.arg)));
        }
        let constant = self.list.get(instr.arg as usize);
        constant.cloned().ok_or(AssembleError::InvalidArgument(instr.op.name()))
    }
}

fn has_nan(constant: &Constant) -> bool {
    match constant {
        Constant::Float(value) => value.is_nan(),
        Constant::Complex { real, imag } => real.is_nan() || imag.is_nan(),
        Constant::Tuple(items) | Constant::FrozenSet(items) => items.iter().any(has_nan),
        _ => false,
    }
}

/// The argument of `LOAD_SMALL_INT` for `constant`, if it is a small integer.
pub(super) fn small_int(constant: &Constant) -> Option<u32> {
    match constant {
        Constant::Int(value) if (0..SMALL_INTS).contains(value) => Some(*value as u32),
        _ => None,
    }
}

impl Instr {
    fn set_load(&mut self, constant: Constant, consts: &mut ConstPool) {
        match small_int(&constant) {
            Some(value) => self.set(Opcode::LOAD_SMALL_INT, value),
            None => self.set(Opcode::LOAD_CONST, consts.add(constant)),
        }
    }
}

impl Graph {
    /// Indices of the `size` instructions before `end` that load constants, if nothing but `NOP`s is between them.
    fn constant_loads(&self, block: BlockId, end: usize, size: usize) -> Option<Vec<usize>> {
        let mut found = Vec::with_capacity(size);
        let mut before = self[block].instrs[..end].iter().enumerate().rev();
        while found.len() < size {
            let (index, instr) = before.next()?;
            if instr.loads_const() {
                found.push(index);
            } else if instr.op != Opcode::NOP {
                return None;
            }
        }
        found.reverse();
        Some(found)
    }

    fn values(
        &self,
        block: BlockId,
        loads: &[usize],
        consts: &ConstPool,
    ) -> Result<Vec<Constant>, AssembleError> {
        loads.iter().map(|&index| consts.value(&self[block].instrs[index])).collect()
    }

    fn erase(&mut self, block: BlockId, indices: &[usize]) {
        for &index in indices {
            let instr = &mut self[block].instrs[index];
            instr.set_nop();
            instr.location = Location::NONE;
        }
    }

    /// Replaces the `BUILD_TUPLE` of constants at `index` by a load.
    pub fn fold_tuple(
        &mut self,
        block: BlockId,
        index: usize,
        consts: &mut ConstPool,
    ) -> Result<(), AssembleError> {
        let size = self[block].instrs[index].arg as usize;
        if size <= MAX_SEQUENCE
            && let Some(loads) = self.constant_loads(block, index, size)
        {
            let items = self.values(block, &loads, consts)?;
            self.erase(block, &loads);
            self[block].instrs[index].set_load(Constant::Tuple(items.into()), consts);
        }
        Ok(())
    }

    /// Replaces a list or set that only constants are added to, one by one, by a constant tuple or frozenset. The
    /// instruction at `index` is the last addition, or the intrinsic that makes the list a tuple.
    pub fn fold_additions(
        &mut self,
        block: BlockId,
        index: usize,
        consts: &mut ConstPool,
    ) -> Result<(), AssembleError> {
        let (build, add) = match self[block].instrs[index].op {
            Opcode::SET_ADD => (Opcode::BUILD_SET, Opcode::SET_ADD),
            _ => (Opcode::BUILD_LIST, Opcode::LIST_APPEND),
        };
        let mut replaced = Vec::new();
        let mut items = Vec::new();
        let mut expect_addition = self[block].instrs[index].op == Opcode::CALL_INTRINSIC_1;
        if !expect_addition {
            // The addition itself loses its location too, as in CPython.
            replaced.push(index);
        }
        for at in (0..index).rev() {
            let instr = self[block].instrs[at];
            if instr.op == Opcode::NOP {
                continue;
            }
            replaced.push(at);
            if instr.op == build && instr.arg == 0 {
                if expect_addition {
                    items.reverse();
                    let constant = if build == Opcode::BUILD_SET {
                        Constant::FrozenSet(fold::unique(items).into())
                    } else {
                        Constant::Tuple(items.into())
                    };
                    self.erase(block, &replaced);
                    self[block].instrs[index].set_load(constant, consts);
                }
                return Ok(());
            }
            if expect_addition {
                if instr.op != add || instr.arg != 1 {
                    return Ok(());
                }
            } else if instr.loads_const() {
                items.push(consts.value(&instr)?);
            } else {
                return Ok(());
            }
            expect_addition = !expect_addition;
        }
        Ok(())
    }

    /// The `BUILD_LIST` or `BUILD_SET` at `index`: a constant tuple or frozenset if it is only iterated or searched, or
    /// if it is long enough, an empty one extended by a constant.
    pub fn fold_list_or_set(
        &mut self,
        block: BlockId,
        index: usize,
        next: Option<Opcode>,
        consts: &mut ConstPool,
    ) -> Result<(), AssembleError> {
        let instr = self[block].instrs[index];
        let only_read = matches!(next, Some(Opcode::GET_ITER | Opcode::CONTAINS_OP));
        let size = instr.arg as usize;
        if size > MAX_SEQUENCE || (size < MIN_SEQUENCE && !only_read) {
            return Ok(());
        }
        let Some(loads) = self.constant_loads(block, index, size) else {
            if only_read && instr.op == Opcode::BUILD_LIST {
                self[block].instrs[index].op = Opcode::BUILD_TUPLE;
            }
            return Ok(());
        };
        let items = self.values(block, &loads, consts)?;
        let constant = if instr.op == Opcode::BUILD_SET {
            Constant::FrozenSet(fold::unique(items).into())
        } else {
            Constant::Tuple(items.into())
        };
        let constant = consts.add(constant);
        self.erase(block, &loads);
        let instrs = &mut self[block].instrs;
        if only_read {
            instrs[index].set(Opcode::LOAD_CONST, constant);
        } else {
            // At least three loads went before, so there is room.
            instrs[index - 2].set(instr.op, 0);
            instrs[index - 2].location = instr.location;
            instrs[index - 1].set(Opcode::LOAD_CONST, constant);
            let extend =
                if instr.op == Opcode::BUILD_LIST { Opcode::LIST_EXTEND } else { Opcode::SET_UPDATE };
            instrs[index].set(extend, 1);
        }
        Ok(())
    }

    pub fn fold_binary(
        &mut self,
        block: BlockId,
        index: usize,
        consts: &mut ConstPool,
    ) -> Result<(), AssembleError> {
        if let Some(loads) = self.constant_loads(block, index, 2) {
            let operands = self.values(block, &loads, consts)?;
            let operator = self[block].instrs[index].arg;
            if let Some(result) = fold::binary(operator, &operands[0], &operands[1]) {
                self.erase(block, &loads);
                self[block].instrs[index].set_load(result, consts);
            }
        }
        Ok(())
    }

    pub fn fold_unary(
        &mut self,
        block: BlockId,
        index: usize,
        operator: UnaryOp,
        consts: &mut ConstPool,
    ) -> Result<(), AssembleError> {
        if let Some(loads) = self.constant_loads(block, index, 1) {
            let operands = self.values(block, &loads, consts)?;
            if let Some(result) = fold::unary(operator, &operands[0]) {
                self.erase(block, &loads);
                self[block].instrs[index].set_load(result, consts);
            }
        }
        Ok(())
    }

    /// Drops constants that nothing loads any more, but for the first, which may be the docstring.
    pub fn remove_unused_consts(&mut self, consts: &mut ConstPool) -> Result<(), AssembleError> {
        let mut used = vec![false; consts.list.len()];
        if let Some(first) = used.first_mut() {
            *first = true;
        }
        let order = self.order();
        for &block in &order {
            for instr in self[block].instrs.iter().filter(|instr| instr.op.has_const()) {
                let used = used.get_mut(instr.arg as usize);
                *used.ok_or(AssembleError::InvalidArgument(instr.op.name()))? = true;
            }
        }
        let mut new_index = vec![0; used.len()];
        let mut kept = Vec::new();
        for (old, constant) in consts.list.drain(..).enumerate() {
            if used[old] {
                new_index[old] = kept.len() as u32;
                kept.push(constant);
            }
        }
        for &block in &order {
            for instr in self[block].instrs.iter_mut().filter(|instr| instr.op.has_const()) {
                instr.arg = new_index[instr.arg as usize];
            }
        }
        *consts = ConstPool::new(kept);
        Ok(())
    }
}
