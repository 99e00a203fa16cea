//! `try`, `except*`, `with` and their asynchronous forms.

use bytecode::Opcode;

use super::{Body, Compiler, FBlockKind, intrinsic2, special};
use crate::ast::*;
use crate::error::{Result, SyntaxError};
use crate::ir::{Label, Location};

const NONE: Location = Location::NONE;

impl<'a> Compiler<'a> {
    pub(super) fn try_stmt(&mut self, stmt: &'a Try, location: Location) -> Result<()> {
        if stmt.finalbody.is_empty() {
            self.try_handlers(stmt, location)
        } else {
            self.try_finally(stmt, location)
        }
    }

    fn try_handlers(&mut self, stmt: &'a Try, location: Location) -> Result<()> {
        if stmt.is_star { self.try_star_except(stmt, location) } else { self.try_except(stmt, location) }
    }

    fn try_finally(&mut self, stmt: &'a Try, location: Location) -> Result<()> {
        let body = self.new_label();
        let end = self.new_label();
        let exit = self.new_label();
        let cleanup = self.new_label();

        self.emit_jump(Opcode::SETUP_FINALLY, end, location);
        self.use_label(body);
        self.push_fblock(FBlockKind::FinallyTry(Body(&stmt.finalbody)), Some(body), Some(end), location)?;
        if stmt.handlers.is_empty() {
            self.stmts(&stmt.body)?;
        } else {
            self.try_handlers(stmt, location)?;
        }
        self.emit(Opcode::POP_BLOCK, NONE);
        self.pop_fblock();
        self.stmts(&stmt.finalbody)?;
        self.emit_jump(Opcode::JUMP_NO_INTERRUPT, exit, NONE);

        self.use_label(end);
        self.emit_jump(Opcode::SETUP_CLEANUP, cleanup, NONE);
        self.emit(Opcode::PUSH_EXC_INFO, NONE);
        self.push_fblock(FBlockKind::FinallyEnd, Some(end), None, NONE)?;
        self.stmts(&stmt.finalbody)?;
        self.pop_fblock();
        self.emit_i(Opcode::RERAISE, 0, NONE);
        self.use_label(cleanup);
        self.pop_except_and_reraise(NONE);
        self.use_label(exit);
        Ok(())
    }

    fn pop_except_and_reraise(&mut self, location: Location) {
        self.emit_i(Opcode::COPY, 3, location);
        self.emit(Opcode::POP_EXCEPT, location);
        self.emit_i(Opcode::RERAISE, 1, location);
    }

    fn try_except(&mut self, stmt: &'a Try, location: Location) -> Result<()> {
        let body = self.new_label();
        let except = self.new_label();
        let end = self.new_label();
        let cleanup = self.new_label();

        self.emit_jump(Opcode::SETUP_FINALLY, except, location);
        self.use_label(body);
        self.push_fblock(FBlockKind::TryExcept, Some(body), None, location)?;
        self.stmts(&stmt.body)?;
        self.pop_fblock();
        self.emit(Opcode::POP_BLOCK, NONE);
        self.stmts(&stmt.orelse)?;
        self.emit_jump(Opcode::JUMP_NO_INTERRUPT, end, NONE);

        self.use_label(except);
        self.emit_jump(Opcode::SETUP_CLEANUP, cleanup, NONE);
        self.emit(Opcode::PUSH_EXC_INFO, NONE);
        self.push_fblock(FBlockKind::ExceptionHandler, None, None, location)?;
        for (index, handler) in stmt.handlers.iter().enumerate() {
            let location = handler.location;
            if handler.type_.is_none() && index + 1 < stmt.handlers.len() {
                return Err(SyntaxError::at("default 'except:' must be last", location));
            }
            let next_except = self.new_label();
            if let Some(type_) = &handler.type_ {
                self.expr(type_)?;
                self.emit(Opcode::CHECK_EXC_MATCH, location);
                self.emit_jump(Opcode::POP_JUMP_IF_FALSE, next_except, location);
            }
            if let Some(name) = &handler.name {
                let cleanup_end = self.new_label();
                let cleanup_body = self.new_label();
                self.store_name(name, location)?;
                // The body stands in a `try` of its own, whose `finally` deletes the name.
                self.emit_jump(Opcode::SETUP_CLEANUP, cleanup_end, location);
                self.use_label(cleanup_body);
                self.push_fblock(
                    FBlockKind::HandlerCleanup(Some(name.clone())),
                    Some(cleanup_body),
                    None,
                    location,
                )?;
                self.stmts(&handler.body)?;
                self.pop_fblock();
                self.emit(Opcode::POP_BLOCK, NONE);
                self.emit(Opcode::POP_BLOCK, NONE);
                self.emit(Opcode::POP_EXCEPT, NONE);
                self.clear_name(name, NONE)?;
                self.emit_jump(Opcode::JUMP_NO_INTERRUPT, end, NONE);
                self.use_label(cleanup_end);
                self.clear_name(name, NONE)?;
                self.emit_i(Opcode::RERAISE, 1, NONE);
            } else {
                let cleanup_body = self.new_label();
                self.emit(Opcode::POP_TOP, location);
                self.use_label(cleanup_body);
                self.push_fblock(FBlockKind::HandlerCleanup(None), Some(cleanup_body), None, location)?;
                self.stmts(&handler.body)?;
                self.pop_fblock();
                self.emit(Opcode::POP_BLOCK, NONE);
                self.emit(Opcode::POP_EXCEPT, NONE);
                self.emit_jump(Opcode::JUMP_NO_INTERRUPT, end, NONE);
            }
            self.use_label(next_except);
        }
        self.pop_fblock();
        self.emit_i(Opcode::RERAISE, 0, NONE);
        self.use_label(cleanup);
        self.pop_except_and_reraise(NONE);
        self.use_label(end);
        Ok(())
    }

    fn try_star_except(&mut self, stmt: &'a Try, location: Location) -> Result<()> {
        let body = self.new_label();
        let except = self.new_label();
        let orelse = self.new_label();
        let end = self.new_label();
        let cleanup = self.new_label();
        let reraise_star = self.new_label();

        self.emit_jump(Opcode::SETUP_FINALLY, except, location);
        self.use_label(body);
        self.push_fblock(FBlockKind::TryExcept, Some(body), None, location)?;
        self.stmts(&stmt.body)?;
        self.pop_fblock();
        self.emit(Opcode::POP_BLOCK, NONE);
        self.emit_jump(Opcode::JUMP_NO_INTERRUPT, orelse, NONE);

        self.use_label(except);
        self.emit_jump(Opcode::SETUP_CLEANUP, cleanup, NONE);
        self.emit(Opcode::PUSH_EXC_INFO, NONE);
        self.push_fblock(FBlockKind::ExceptionGroupHandler, None, None, location)?;
        for (index, handler) in stmt.handlers.iter().enumerate() {
            let location = handler.location;
            let next_except = self.new_label();
            let except_with_error = self.new_label();
            let no_match = self.new_label();
            if index == 0 {
                // [orig] -> [orig, raised, orig]: the list of what the handlers raise.
                self.emit_i(Opcode::BUILD_LIST, 0, location);
                self.emit_i(Opcode::COPY, 2, location);
            }
            if let Some(type_) = &handler.type_ {
                self.expr(type_)?;
                self.emit(Opcode::CHECK_EG_MATCH, location);
                self.emit_i(Opcode::COPY, 1, location);
                self.emit_jump(Opcode::POP_JUMP_IF_NONE, no_match, location);
            }
            let cleanup_end = self.new_label();
            let cleanup_body = self.new_label();
            match &handler.name {
                Some(name) => self.store_name(name, location)?,
                None => self.emit(Opcode::POP_TOP, location),
            }
            self.emit_jump(Opcode::SETUP_CLEANUP, cleanup_end, location);
            self.use_label(cleanup_body);
            self.push_fblock(
                FBlockKind::HandlerCleanup(handler.name.clone()),
                Some(cleanup_body),
                None,
                location,
            )?;
            self.stmts(&handler.body)?;
            self.pop_fblock();
            self.emit(Opcode::POP_BLOCK, NONE);
            if let Some(name) = &handler.name {
                self.clear_name(name, NONE)?;
            }
            self.emit_jump(Opcode::JUMP_NO_INTERRUPT, next_except, NONE);

            self.use_label(cleanup_end);
            if let Some(name) = &handler.name {
                self.clear_name(name, NONE)?;
            }
            // What the handler raised goes to the list; the saved instruction offset goes away.
            self.emit_i(Opcode::LIST_APPEND, 3, NONE);
            self.emit(Opcode::POP_TOP, NONE);
            self.emit_jump(Opcode::JUMP_NO_INTERRUPT, except_with_error, NONE);

            self.use_label(next_except);
            self.emit(Opcode::NOP, NONE);
            self.emit_jump(Opcode::JUMP_NO_INTERRUPT, except_with_error, NONE);

            self.use_label(no_match);
            self.emit(Opcode::POP_TOP, location);
            self.use_label(except_with_error);
            if index + 1 == stmt.handlers.len() {
                self.emit_i(Opcode::LIST_APPEND, 1, NONE);
                self.emit_jump(Opcode::JUMP_NO_INTERRUPT, reraise_star, NONE);
            }
        }
        self.pop_fblock();
        let reraise = self.new_label();
        self.use_label(reraise_star);
        self.emit_i(Opcode::CALL_INTRINSIC_2, intrinsic2::PREP_RERAISE_STAR, NONE);
        self.emit_i(Opcode::COPY, 1, NONE);
        self.emit_jump(Opcode::POP_JUMP_IF_NOT_NONE, reraise, NONE);
        self.emit(Opcode::POP_TOP, NONE);
        self.emit(Opcode::POP_BLOCK, NONE);
        self.emit(Opcode::POP_EXCEPT, NONE);
        self.emit_jump(Opcode::JUMP_NO_INTERRUPT, end, NONE);

        self.use_label(reraise);
        self.emit(Opcode::POP_BLOCK, NONE);
        self.emit_i(Opcode::SWAP, 2, NONE);
        self.emit(Opcode::POP_EXCEPT, NONE);
        self.emit_i(Opcode::RERAISE, 0, NONE);
        self.use_label(cleanup);
        self.pop_except_and_reraise(NONE);

        self.use_label(orelse);
        self.stmts(&stmt.orelse)?;
        self.use_label(end);
        Ok(())
    }

    pub(super) fn with_stmt(&mut self, items: &'a [WithItem], body: &'a [Stmt]) -> Result<()> {
        let Some((item, rest)) = items.split_first() else { return self.stmts(body) };
        let location = item.context_expr.location;
        let block = self.new_label();
        let last = self.new_label();
        let exit = self.new_label();
        let cleanup = self.new_label();

        self.expr(&item.context_expr)?;
        self.load_special_methods(special::EXIT, special::ENTER, location);
        self.emit_jump(Opcode::SETUP_WITH, last, location);
        self.use_label(block);
        self.push_fblock(FBlockKind::With, Some(block), Some(last), location)?;
        match &item.optional_vars {
            Some(target) => self.expr(target)?,
            None => self.emit(Opcode::POP_TOP, location),
        }
        self.with_stmt(rest, body)?;
        self.emit(Opcode::POP_BLOCK, NONE);
        self.pop_fblock();

        self.call_exit_with_nones(location);
        self.emit(Opcode::POP_TOP, location);
        self.emit_jump(Opcode::JUMP, exit, location);

        self.use_label(last);
        self.emit_jump(Opcode::SETUP_CLEANUP, cleanup, location);
        self.emit(Opcode::PUSH_EXC_INFO, location);
        self.emit(Opcode::WITH_EXCEPT_START, location);
        self.with_except_finish(cleanup);
        self.use_label(exit);
        Ok(())
    }

    pub(super) fn async_with_stmt(&mut self, items: &'a [WithItem], body: &'a [Stmt]) -> Result<()> {
        let Some((item, rest)) = items.split_first() else { return self.stmts(body) };
        let location = item.context_expr.location;
        let block = self.new_label();
        let last = self.new_label();
        let exit = self.new_label();
        let cleanup = self.new_label();

        self.expr(&item.context_expr)?;
        self.load_special_methods(special::AEXIT, special::AENTER, location);
        self.await_value(1, location);
        self.emit_jump(Opcode::SETUP_WITH, last, location);
        self.use_label(block);
        self.push_fblock(FBlockKind::AsyncWith, Some(block), Some(last), location)?;
        match &item.optional_vars {
            Some(target) => self.expr(target)?,
            None => self.emit(Opcode::POP_TOP, location),
        }
        self.async_with_stmt(rest, body)?;
        self.pop_fblock();
        self.emit(Opcode::POP_BLOCK, location);

        self.call_exit_with_nones(location);
        self.await_value(2, location);
        self.emit(Opcode::POP_TOP, location);
        self.emit_jump(Opcode::JUMP, exit, location);

        self.use_label(last);
        self.emit_jump(Opcode::SETUP_CLEANUP, cleanup, location);
        self.emit(Opcode::PUSH_EXC_INFO, location);
        self.emit(Opcode::WITH_EXCEPT_START, location);
        self.await_value(2, location);
        self.with_except_finish(cleanup);
        self.use_label(exit);
        Ok(())
    }

    /// Puts the exit method below and calls the enter method.
    fn load_special_methods(&mut self, exit: u32, enter: u32, location: Location) {
        self.emit_i(Opcode::COPY, 1, location);
        self.emit_i(Opcode::LOAD_SPECIAL, exit, location);
        self.emit_i(Opcode::SWAP, 2, location);
        self.emit_i(Opcode::SWAP, 3, location);
        self.emit_i(Opcode::LOAD_SPECIAL, enter, location);
        self.emit_i(Opcode::CALL, 0, location);
    }

    fn with_except_finish(&mut self, cleanup: Label) {
        let suppress = self.new_label();
        self.emit(Opcode::TO_BOOL, NONE);
        self.emit_jump(Opcode::POP_JUMP_IF_TRUE, suppress, NONE);
        self.emit_i(Opcode::RERAISE, 2, NONE);
        self.use_label(suppress);
        self.emit(Opcode::POP_TOP, NONE);
        self.emit(Opcode::POP_BLOCK, NONE);
        self.emit(Opcode::POP_EXCEPT, NONE);
        self.emit(Opcode::POP_TOP, NONE);
        self.emit(Opcode::POP_TOP, NONE);
        self.emit(Opcode::POP_TOP, NONE);
        let exit = self.new_label();
        self.emit_jump(Opcode::JUMP_NO_INTERRUPT, exit, NONE);
        self.use_label(cleanup);
        self.pop_except_and_reraise(NONE);
        self.use_label(exit);
    }
}
