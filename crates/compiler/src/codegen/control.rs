//! Conditions, loops, and leaving them: `if`, `for`, `while`, `return`, `break`, `continue`.

use bytecode::{Constant, Opcode};

use super::{Body, Compiler, FBlock, FBlockKind};
use crate::ast::*;
use crate::error::{Result, SyntaxError};
use crate::ir::{Label, Location};

impl<'a> Compiler<'a> {
    /// Jumps to `next` if the truth of `expr` is `condition`, else falls through.
    pub(super) fn jump_if(&mut self, expr: &'a Expr, next: Label, condition: bool) -> Result<()> {
        match &expr.kind {
            ExprKind::UnaryOp { op: UnaryOp::Not, operand } => {
                return self.jump_if(operand, next, !condition);
            }
            ExprKind::BoolOp { op, values } => {
                let Some((last, init)) = values.split_last() else { return Ok(()) };
                let short_circuit = *op == BoolOp::Or;
                let next2 = if short_circuit == condition { next } else { self.new_label() };
                for value in init {
                    self.jump_if(value, next2, short_circuit)?;
                }
                self.jump_if(last, next, condition)?;
                if next2 != next {
                    self.use_label(next2);
                }
                return Ok(());
            }
            ExprKind::IfExp { test, body, orelse } => {
                let end = self.new_label();
                let next2 = self.new_label();
                self.jump_if(test, next2, false)?;
                self.jump_if(body, next, condition)?;
                self.emit_jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);
                self.use_label(next2);
                self.jump_if(orelse, next, condition)?;
                self.use_label(end);
                return Ok(());
            }
            ExprKind::Compare { left, ops, comparators } if ops.len() > 1 => {
                self.check_compare(expr);
                let cleanup = self.new_label();
                self.expr(left)?;
                for (op, comparator) in ops.iter().zip(comparators).take(ops.len() - 1) {
                    self.expr(comparator)?;
                    self.emit_i(Opcode::SWAP, 2, expr.location);
                    self.emit_i(Opcode::COPY, 2, expr.location);
                    self.compare_op(*op, expr.location);
                    self.emit(Opcode::TO_BOOL, expr.location);
                    self.emit_jump(Opcode::POP_JUMP_IF_FALSE, cleanup, expr.location);
                }
                if let (Some(op), Some(comparator)) = (ops.last(), comparators.last()) {
                    self.expr(comparator)?;
                    self.compare_op(*op, expr.location);
                }
                self.emit(Opcode::TO_BOOL, expr.location);
                self.emit_jump(conditional_jump(condition), next, expr.location);
                let end = self.new_label();
                self.emit_jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);
                self.use_label(cleanup);
                self.emit(Opcode::POP_TOP, expr.location);
                if !condition {
                    self.emit_jump(Opcode::JUMP_NO_INTERRUPT, next, Location::NONE);
                }
                self.use_label(end);
                return Ok(());
            }
            _ => {}
        }
        self.expr(expr)?;
        self.emit(Opcode::TO_BOOL, expr.location);
        self.emit_jump(conditional_jump(condition), next, expr.location);
        Ok(())
    }

    pub(super) fn if_stmt(&mut self, test: &'a Expr, body: &'a [Stmt], orelse: &'a [Stmt]) -> Result<()> {
        let end = self.new_label();
        let next = if orelse.is_empty() { end } else { self.new_label() };
        self.jump_if(test, next, false)?;
        self.stmts(body)?;
        if !orelse.is_empty() {
            self.emit_jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);
            self.use_label(next);
            self.stmts(orelse)?;
        }
        self.use_label(end);
        Ok(())
    }

    pub(super) fn for_stmt(&mut self, stmt: &'a For, location: Location) -> Result<()> {
        let start = self.new_label();
        let body = self.new_label();
        let cleanup = self.new_label();
        let end = self.new_label();
        self.push_fblock(FBlockKind::ForLoop, Some(start), Some(end), location)?;
        self.expr(&stmt.iter)?;
        self.emit(Opcode::GET_ITER, stmt.iter.location);
        self.use_label(start);
        self.emit_jump(Opcode::FOR_ITER, cleanup, stmt.iter.location);
        // So that a target on a line of its own is traced; removed if it is of no use.
        self.emit(Opcode::NOP, stmt.target.location);
        self.use_label(body);
        self.expr(&stmt.target)?;
        self.stmts(&stmt.body)?;
        self.emit_jump(Opcode::JUMP, start, Location::NONE);
        self.use_label(cleanup);
        self.emit(Opcode::END_FOR, Location::NONE);
        self.emit(Opcode::POP_ITER, Location::NONE);
        self.pop_fblock();
        self.stmts(&stmt.orelse)?;
        self.use_label(end);
        Ok(())
    }

    pub(super) fn async_for_stmt(&mut self, stmt: &'a For, location: Location) -> Result<()> {
        let start = self.new_label();
        let send = self.new_label();
        let except = self.new_label();
        let end = self.new_label();
        self.expr(&stmt.iter)?;
        self.emit(Opcode::GET_AITER, stmt.iter.location);
        self.use_label(start);
        self.push_fblock(FBlockKind::AsyncForLoop, Some(start), Some(end), location)?;
        self.emit_jump(Opcode::SETUP_FINALLY, except, location);
        self.emit(Opcode::GET_ANEXT, location);
        self.load_const(Constant::None, location);
        self.use_label(send);
        self.yield_from(true, location);
        self.emit(Opcode::POP_BLOCK, location);
        self.emit(Opcode::NOT_TAKEN, location);
        self.expr(&stmt.target)?;
        self.stmts(&stmt.body)?;
        self.emit_jump(Opcode::JUMP, start, Location::NONE);
        self.pop_fblock();
        self.use_label(except);
        self.emit_jump(Opcode::END_ASYNC_FOR, send, stmt.iter.location);
        self.stmts(&stmt.orelse)?;
        self.use_label(end);
        Ok(())
    }

    pub(super) fn while_stmt(
        &mut self,
        test: &'a Expr,
        body: &'a [Stmt],
        orelse: &'a [Stmt],
        location: Location,
    ) -> Result<()> {
        let start = self.new_label();
        let end = self.new_label();
        let anchor = self.new_label();
        self.use_label(start);
        self.push_fblock(FBlockKind::WhileLoop, Some(start), Some(end), location)?;
        self.jump_if(test, anchor, false)?;
        self.stmts(body)?;
        self.emit_jump(Opcode::JUMP, start, Location::NONE);
        self.pop_fblock();
        self.use_label(anchor);
        self.stmts(orelse)?;
        self.use_label(end);
        Ok(())
    }

    pub(super) fn return_stmt(&mut self, value: Option<&'a Expr>, stmt_location: Location) -> Result<()> {
        let mut location = stmt_location;
        if !self.entry().is_function_like() {
            return Err(SyntaxError::at("'return' outside function", location));
        }
        if value.is_some() && self.entry().coroutine && self.entry().generator {
            return Err(SyntaxError::at("'return' with value in async generator", location));
        }
        // A constant is loaded only when everything has been left.
        let constant = value.and_then(Expr::as_constant);
        let preserve_tos = value.is_some() && constant.is_none();
        if let Some(value) = value {
            if preserve_tos {
                self.expr(value)?;
            } else {
                location = value.location;
                self.emit(Opcode::NOP, location);
            }
        }
        if value.is_none_or(|value| value.location.line != stmt_location.line) {
            location = stmt_location;
            self.emit(Opcode::NOP, location);
        }
        self.unwind_fblocks(&mut location, preserve_tos, false)?;
        if !preserve_tos {
            self.load_const(constant.cloned().unwrap_or(Constant::None), location);
        }
        self.emit(Opcode::RETURN_VALUE, location);
        Ok(())
    }

    pub(super) fn break_stmt(&mut self, origin: Location) -> Result<()> {
        let mut location = origin;
        self.emit(Opcode::NOP, location);
        let Some(fblock) = self.unwind_fblocks(&mut location, false, true)? else {
            return Err(SyntaxError::at("'break' outside loop", origin));
        };
        self.unwind_fblock(&fblock, &mut location, false)?;
        if let Some(exit) = fblock.exit {
            self.emit_jump(Opcode::JUMP, exit, location);
        }
        Ok(())
    }

    pub(super) fn continue_stmt(&mut self, origin: Location) -> Result<()> {
        let mut location = origin;
        self.emit(Opcode::NOP, location);
        let Some(fblock) = self.unwind_fblocks(&mut location, false, true)? else {
            return Err(SyntaxError::at("'continue' not properly in loop", origin));
        };
        if let Some(block) = fblock.block {
            self.emit_jump(Opcode::JUMP, block, location);
        }
        Ok(())
    }

    /// Emits the code that leaves all open blocks, or those up to the innermost loop, which is returned. The blocks
    /// themselves stay open for what follows.
    fn unwind_fblocks(
        &mut self,
        location: &mut Location,
        preserve_tos: bool,
        to_loop: bool,
    ) -> Result<Option<FBlock<'a>>> {
        let open = self.unit.fblocks.clone();
        let mut found = None;
        while let Some(top) = self.unit.fblocks.last().cloned() {
            if top.kind == FBlockKind::ExceptionGroupHandler {
                let message = "'break', 'continue' and 'return' cannot appear in an except* block";
                return Err(SyntaxError::at(message, *location));
            }
            if to_loop && top.kind.is_loop() {
                found = Some(top);
                break;
            }
            self.unit.fblocks.pop();
            self.unwind_fblock(&top, location, preserve_tos)?;
        }
        self.unit.fblocks = open;
        Ok(found)
    }

    /// Emits the code that leaves one block. What is on top of the stack stays there if `preserve_tos`.
    fn unwind_fblock(
        &mut self,
        fblock: &FBlock<'a>,
        location: &mut Location,
        preserve_tos: bool,
    ) -> Result<()> {
        match &fblock.kind {
            FBlockKind::WhileLoop
            | FBlockKind::ExceptionHandler
            | FBlockKind::ExceptionGroupHandler
            | FBlockKind::AsyncComprehensionGenerator
            | FBlockKind::InlinedComprehension
            | FBlockKind::StopIteration => {}
            FBlockKind::ForLoop => {
                if preserve_tos {
                    self.emit_i(Opcode::SWAP, 2, *location);
                }
                self.emit(Opcode::POP_TOP, *location);
            }
            FBlockKind::AsyncForLoop => {
                if preserve_tos {
                    self.emit_i(Opcode::SWAP, 2, *location);
                }
                self.emit(Opcode::POP_TOP, *location);
            }
            FBlockKind::TryExcept => self.emit(Opcode::POP_BLOCK, *location),
            FBlockKind::FinallyTry(Body(body)) => {
                self.emit(Opcode::POP_BLOCK, *location);
                if preserve_tos {
                    self.push_fblock(FBlockKind::PopValue, None, None, *location)?;
                }
                self.stmts(body)?;
                if preserve_tos {
                    self.pop_fblock();
                }
                // What comes after the `finally` body belongs to no line.
                *location = Location::NONE;
            }
            FBlockKind::FinallyEnd => {
                if preserve_tos {
                    self.emit_i(Opcode::SWAP, 2, *location);
                }
                self.emit(Opcode::POP_TOP, *location);
                if preserve_tos {
                    self.emit_i(Opcode::SWAP, 2, *location);
                }
                self.emit(Opcode::POP_BLOCK, *location);
                self.emit(Opcode::POP_EXCEPT, *location);
            }
            FBlockKind::With | FBlockKind::AsyncWith => {
                *location = fblock.location;
                self.emit(Opcode::POP_BLOCK, *location);
                if preserve_tos {
                    self.emit_i(Opcode::SWAP, 3, *location);
                    self.emit_i(Opcode::SWAP, 2, *location);
                }
                self.call_exit_with_nones(*location);
                if fblock.kind == FBlockKind::AsyncWith {
                    self.await_value(2, *location);
                }
                self.emit(Opcode::POP_TOP, *location);
                *location = Location::NONE;
            }
            FBlockKind::HandlerCleanup(name) => {
                if name.is_some() {
                    self.emit(Opcode::POP_BLOCK, *location);
                }
                if preserve_tos {
                    self.emit_i(Opcode::SWAP, 2, *location);
                }
                self.emit(Opcode::POP_BLOCK, *location);
                self.emit(Opcode::POP_EXCEPT, *location);
                if let Some(name) = name {
                    self.clear_name(name, *location)?;
                }
            }
            FBlockKind::PopValue => {
                if preserve_tos {
                    self.emit_i(Opcode::SWAP, 2, *location);
                }
                self.emit(Opcode::POP_TOP, *location);
            }
        }
        Ok(())
    }

    /// `name = None; del name`, which `except … as name` does at its end.
    pub(super) fn clear_name(&mut self, name: &Identifier, location: Location) -> Result<()> {
        self.load_const(Constant::None, location);
        self.store_name(name, location)?;
        self.delete_name(name, location)
    }

    /// Calls the `__exit__` on the stack when nothing was raised.
    pub(super) fn call_exit_with_nones(&mut self, location: Location) {
        for _ in 0..3 {
            self.load_const(Constant::None, location);
        }
        self.emit_i(Opcode::CALL, 3, location);
    }

    /// Awaits what is on top of the stack; `operand` says for messages where it comes from.
    pub(super) fn await_value(&mut self, operand: u32, location: Location) {
        self.emit_i(Opcode::GET_AWAITABLE, operand, location);
        self.load_const(Constant::None, location);
        self.yield_from(true, location);
    }

    /// Delegates to the iterator below the value to send.
    pub(super) fn yield_from(&mut self, is_await: bool, location: Location) {
        let send = self.new_label();
        let fail = self.new_label();
        let exit = self.new_label();
        self.use_label(send);
        self.emit_jump(Opcode::SEND, exit, location);
        // `StopIteration` of a `close` or `throw` that is passed on.
        self.emit_jump(Opcode::SETUP_FINALLY, fail, location);
        self.emit_i(Opcode::YIELD_VALUE, 1, location);
        self.emit(Opcode::POP_BLOCK, Location::NONE);
        let kind = if is_await { super::resume::AFTER_AWAIT } else { super::resume::AFTER_YIELD_FROM };
        self.emit_i(Opcode::RESUME, kind, location);
        self.emit_jump(Opcode::JUMP_NO_INTERRUPT, send, location);
        self.use_label(fail);
        self.emit(Opcode::CLEANUP_THROW, location);
        self.use_label(exit);
        self.emit(Opcode::END_SEND, location);
    }
}

fn conditional_jump(condition: bool) -> Opcode {
    if condition { Opcode::POP_JUMP_IF_TRUE } else { Opcode::POP_JUMP_IF_FALSE }
}
