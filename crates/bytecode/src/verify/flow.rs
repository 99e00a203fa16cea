//! The walk along all paths: depth of the stack, and what each place of the stack and of the locals may hold.

use super::{Checked, Reason, VerifyError};
use crate::generated::{metadata, peephole};
use crate::{LocalKind, Opcode};

/// A set of what a place may hold.
type Holds = u8;
const NULL: Holds = 1;
const OBJECT: Holds = 2;
/// A cell that a slot of the locals was given by `MAKE_CELL` or `COPY_FREE_VARS`. It is an object too.
const CELL: Holds = 4;

#[derive(Clone, Debug)]
struct State {
    stack: Vec<Holds>,
    locals: Vec<Holds>,
}

/// Visits of instructions allowed for each instruction: real code needs a few.
const VISITS_PER_INSTRUCTION: usize = 100;
/// Merges of places allowed over all, in places: bounds code with many locals and many handlers.
const PLACES_PER_UNIT: usize = 10_000;
const LEAST_BUDGET: usize = 10_000_000;

/// Walks all paths with at most `limit` values on the stack; returns the greatest depth.
pub(super) fn walk(checked: &Checked, limit: u32) -> Result<u32, VerifyError> {
    let mut handlers = vec![None; checked.instructions.len()];
    for (number, handler) in checked.handlers.iter().enumerate() {
        handlers[handler.start..handler.end].fill(Some(number));
    }
    let units = checked.instructions.len();
    let mut walk = Walk {
        checked,
        limit: limit as usize,
        greatest: 0,
        handler_of: handlers,
        states: vec![None; units],
        waiting: vec![false; units],
        todo: Vec::new(),
        visits: units.saturating_mul(VISITS_PER_INSTRUCTION),
        budget: units.saturating_mul(PLACES_PER_UNIT).max(LEAST_BUDGET),
    };
    walk.merge(0, entry_state(checked), 0)?;
    while let Some(index) = walk.todo.pop() {
        walk.waiting[index] = false;
        walk.path(index)?;
    }
    Ok(walk.greatest as u32)
}

fn entry_state(checked: &Checked) -> State {
    let code = checked.code;
    let star = |flag| usize::from(code.flags.contains(flag));
    let parameters = (code.argcount + code.kwonlyargcount) as usize
        + star(crate::CodeFlags::VARARGS)
        + star(crate::CodeFlags::VARKEYWORDS);
    let mut locals = vec![NULL; code.nlocalsplus()];
    locals[..parameters].fill(OBJECT);
    State { stack: Vec::new(), locals }
}

struct Walk<'c, 'a> {
    checked: &'c Checked<'a>,
    limit: usize,
    greatest: usize,
    /// For each instruction, which handler covers it.
    handler_of: Vec<Option<usize>>,
    /// For instructions that paths meet at, what is known on entry.
    states: Vec<Option<State>>,
    waiting: Vec<bool>,
    todo: Vec<usize>,
    visits: usize,
    budget: usize,
}

impl Walk<'_, '_> {
    /// Lets another path enter `index`; `from` is the instruction to blame.
    fn merge(&mut self, index: usize, state: State, from: usize) -> Result<(), VerifyError> {
        let fail = |reason| self.checked.fail(from, reason);
        let places = state.stack.len() + state.locals.len();
        self.budget = self.budget.checked_sub(places).ok_or(fail(Reason::TooComplex))?;
        if state.stack.len() > self.limit {
            return Err(fail(Reason::StackOverflow));
        }
        self.greatest = self.greatest.max(state.stack.len());
        let changed = match &mut self.states[index] {
            Some(known) => {
                if known.stack.len() != state.stack.len() {
                    return Err(fail(Reason::InconsistentDepth));
                }
                let mut changed = false;
                let known = known.stack.iter_mut().chain(&mut known.locals);
                for (known, new) in known.zip(state.stack.iter().chain(&state.locals)) {
                    changed |= *known | new != *known;
                    *known |= new;
                }
                changed
            }
            slot @ None => {
                *slot = Some(state);
                true
            }
        };
        if changed && !self.waiting[index] {
            self.waiting[index] = true;
            self.todo.push(index);
        }
        Ok(())
    }

    /// Walks from `index` until the path ends or meets another.
    fn path(&mut self, mut index: usize) -> Result<(), VerifyError> {
        let Some(mut state) = self.states[index].clone() else { return Ok(()) };
        // The handler that last got this path's state, if the locals have not changed since.
        let mut told = None;
        loop {
            let instruction = self.checked.instructions[index];
            self.visits = self.visits.checked_sub(1).ok_or(self.checked.fail(index, Reason::TooComplex))?;
            self.raise(index, &state, &mut told)?;
            let mut step = Step { checked: self.checked, limit: self.limit, state: &mut state };
            step.run(instruction.op, instruction.arg).map_err(|reason| self.checked.fail(index, reason))?;
            self.greatest = self.greatest.max(state.stack.len());
            if writes_locals(instruction.op) {
                told = None;
            }
            if let Some(target) = self.checked.targets[index] {
                self.merge(target, state.clone(), index)?;
            }
            if instruction.op.is_scope_exit() || instruction.op.is_unconditional_jump() {
                return Ok(());
            }
            index += 1;
            if index == self.checked.instructions.len() {
                return Err(self.checked.fail(index - 1, Reason::FallsOffTheEnd));
            }
            if self.checked.entered[index] {
                return self.merge(index, state, index - 1);
            }
        }
    }

    /// The edge to the handler of the instruction at `index`, which may raise before it does anything.
    fn raise(
        &mut self,
        index: usize,
        state: &State,
        told: &mut Option<(usize, Vec<Holds>)>,
    ) -> Result<(), VerifyError> {
        let Some(number) = self.handler_of[index] else { return Ok(()) };
        let handler = self.checked.handlers[number];
        let Some(kept) = state.stack.get(..handler.depth) else {
            return Err(self.checked.fail(index, Reason::StackUnderflow));
        };
        if told.as_ref().is_some_and(|(last, stack)| *last == number && stack == kept) {
            return Ok(());
        }
        *told = Some((number, kept.to_vec()));
        let mut stack = kept.to_vec();
        stack.resize(handler.depth + 1 + usize::from(handler.push_lasti), OBJECT);
        self.merge(handler.target, State { stack, locals: state.locals.clone() }, index)
    }
}

fn writes_locals(op: Opcode) -> bool {
    use Opcode::*;
    if metadata::is_super(op) {
        return peephole::expand(op, 0)
            .is_none_or(|parts| parts.iter().any(|(part, _)| writes_locals(*part)));
    }
    matches!(
        op,
        STORE_FAST | LOAD_FAST_AND_CLEAR | LOAD_FAST_CHECK | DELETE_FAST | MAKE_CELL | COPY_FREE_VARS
    )
}

/// One instruction's effect on a state.
struct Step<'s, 'c, 'a> {
    checked: &'c Checked<'a>,
    limit: usize,
    state: &'s mut State,
}

impl Step<'_, '_, '_> {
    fn pop_any(&mut self) -> Result<Holds, Reason> {
        self.state.stack.pop().ok_or(Reason::StackUnderflow)
    }

    fn pop(&mut self) -> Result<Holds, Reason> {
        let value = self.pop_any()?;
        if value & NULL != 0 { Err(Reason::NullValue) } else { Ok(value) }
    }

    fn pop_many(&mut self, count: u32) -> Result<(), Reason> {
        if count as usize > self.state.stack.len() {
            return Err(Reason::StackUnderflow);
        }
        (0..count).try_for_each(|_| self.pop().map(drop))
    }

    fn push(&mut self, value: Holds) -> Result<(), Reason> {
        self.push_many(value, 1)
    }

    fn push_many(&mut self, value: Holds, count: u32) -> Result<(), Reason> {
        let depth = self.state.stack.len() + count as usize;
        if depth > self.limit {
            return Err(Reason::StackOverflow);
        }
        self.state.stack.resize(depth, value);
        Ok(())
    }

    /// The place `depth` values below the top, which is at 1.
    fn at(&mut self, depth: u32) -> Result<&mut Holds, Reason> {
        let index = self.state.stack.len().checked_sub(depth as usize).ok_or(Reason::StackUnderflow)?;
        self.state.stack.get_mut(index).ok_or(Reason::StackUnderflow)
    }

    /// Requires a value at `depth`.
    fn value_at(&mut self, depth: u32) -> Result<(), Reason> {
        if *self.at(depth)? & NULL != 0 { Err(Reason::NullValue) } else { Ok(()) }
    }

    fn load(&mut self, slot: u32) -> Result<(), Reason> {
        let value = self.state.locals[slot as usize];
        if value & NULL != 0 { Err(Reason::UnboundLocal) } else { self.push(value) }
    }

    fn store(&mut self, slot: u32) -> Result<(), Reason> {
        let value = self.pop_any()?;
        self.state.locals[slot as usize] = value;
        Ok(())
    }

    fn require_cell(&self, slot: u32) -> Result<(), Reason> {
        if self.state.locals[slot as usize] == CELL { Ok(()) } else { Err(Reason::NotACell) }
    }

    fn run(&mut self, op: Opcode, arg: u32) -> Result<(), Reason> {
        if metadata::is_super(op) {
            let parts = peephole::expand(op, arg).ok_or(Reason::BadArgument(op))?;
            return parts.into_iter().try_for_each(|(part, arg)| self.run(part, arg));
        }
        match op {
            Opcode::LOAD_FAST | Opcode::LOAD_FAST_BORROW => self.load(arg)?,
            Opcode::LOAD_FAST_CHECK => {
                let slot = &mut self.state.locals[arg as usize];
                *slot = if *slot & !NULL == 0 { OBJECT } else { *slot & !NULL };
                let value = *slot;
                self.push(value)?;
            }
            Opcode::LOAD_FAST_AND_CLEAR => {
                let value = std::mem::replace(&mut self.state.locals[arg as usize], NULL);
                self.push(value)?;
            }
            Opcode::STORE_FAST => self.store(arg)?,
            Opcode::DELETE_FAST => self.state.locals[arg as usize] = NULL,
            Opcode::MAKE_CELL => self.state.locals[arg as usize] = CELL,
            Opcode::COPY_FREE_VARS => {
                for (local, kind) in self.state.locals.iter_mut().zip(&self.checked.code.localspluskinds) {
                    if kind.is(LocalKind::FREE) {
                        *local = CELL;
                    }
                }
            }
            Opcode::LOAD_DEREF => {
                self.require_cell(arg)?;
                self.push(OBJECT)?;
            }
            Opcode::LOAD_CLASSDEREF => {
                self.require_cell(arg)?;
                self.push(OBJECT)?;
            }
            Opcode::STORE_DEREF => {
                self.require_cell(arg)?;
                self.pop()?;
            }
            Opcode::DELETE_DEREF => self.require_cell(arg)?,
            Opcode::LOAD_FROM_DICT_OR_DEREF => {
                self.require_cell(arg)?;
                self.value_at(1)?;
            }
            Opcode::POP_TOP => drop(self.pop_any()?),
            Opcode::PUSH_NULL => self.push(NULL)?,
            Opcode::COPY => {
                let value = *self.at(arg)?;
                self.push(value)?;
            }
            Opcode::SWAP => {
                let other = *self.at(arg)?;
                let top = std::mem::replace(self.at(1)?, other);
                *self.at(arg)? = top;
            }
            Opcode::LOAD_GLOBAL => {
                self.push(OBJECT)?;
                self.push_many(NULL, arg & 1)?;
            }
            Opcode::LOAD_ATTR | Opcode::LOAD_SUPER_ATTR => {
                self.pop_many(if op == Opcode::LOAD_ATTR { 1 } else { 3 })?;
                self.push(OBJECT)?;
                self.push_many(OBJECT | NULL, arg & 1)?;
            }
            Opcode::LOAD_SPECIAL => {
                self.pop()?;
                self.push(OBJECT)?;
                self.push(OBJECT | NULL)?;
            }
            Opcode::CALL | Opcode::CALL_KW => {
                self.pop_many(u32::from(op == Opcode::CALL_KW))?;
                self.pop_many(arg)?;
                self.pop_any()?;
                self.pop()?;
                self.push(OBJECT)?;
            }
            Opcode::CALL_FUNCTION_EX => {
                // Keyword arguments and the place of `self` may be null.
                self.pop_any()?;
                self.pop()?;
                self.pop_any()?;
                self.pop()?;
                self.push(OBJECT)?;
            }
            Opcode::WITH_EXCEPT_START => {
                // Exit function, its `self` or null, offset, anything, exception.
                for depth in [1, 3, 5] {
                    self.value_at(depth)?;
                }
                self.push(OBJECT)?;
            }
            Opcode::LIST_APPEND
            | Opcode::LIST_EXTEND
            | Opcode::SET_ADD
            | Opcode::SET_UPDATE
            | Opcode::DICT_UPDATE => {
                self.pop()?;
                self.value_at(arg)?;
            }
            Opcode::MAP_ADD => {
                self.pop_many(2)?;
                self.value_at(arg)?;
            }
            Opcode::DICT_MERGE => {
                self.pop()?;
                self.value_at(arg)?;
                // The function, which an error names, is below the dictionary, the arguments and a null.
                self.value_at(arg.checked_add(3).ok_or(Reason::StackUnderflow)?)?;
            }
            Opcode::RERAISE => {
                self.pop()?;
                if arg > 0 {
                    self.value_at(arg)?;
                }
            }
            Opcode::FOR_ITER => {
                self.value_at(1)?;
                self.push(OBJECT)?;
            }
            _ => {
                let effect = op.stack_effect(arg).ok_or(Reason::BadArgument(op))?;
                self.pop_many(effect.popped)?;
                self.push_many(OBJECT, effect.pushed)?;
            }
        }
        Ok(())
    }
}
