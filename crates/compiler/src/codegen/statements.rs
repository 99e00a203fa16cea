//! Bodies and simple statements.

use std::sync::Arc;

use bytecode::{Constant, Opcode, Wtf8, Wtf8Buf};

use super::{Compiler, common_constant, intrinsic, name, operand};
use crate::ast::*;
use crate::error::Result;
use crate::ir::Location;

impl<'a> Compiler<'a> {
    pub(super) fn module(&mut self, body: &'a [Stmt], interactive: bool) -> Result<()> {
        let location =
            body.first().map_or(Location { line: 1, end_line: 1, col: 0, end_col: 0 }, |stmt| stmt.location);
        if self.entry().has_conditional_annotations {
            self.emit_i(Opcode::BUILD_SET, 0, location);
            let index = self.raw_name_index(&name("__conditional_annotations__"));
            self.emit_i(Opcode::STORE_NAME, index, location);
        }
        self.body(body, interactive, location)
    }

    /// The statements of a module or class, with docstring and annotations.
    pub(super) fn body(&mut self, body: &'a [Stmt], interactive: bool, location: Location) -> Result<()> {
        if self.future.annotations() && self.entry().annotations_used {
            self.emit(Opcode::SETUP_ANNOTATIONS, location);
        }
        let mut rest = body;
        if rest.is_empty() {
            return Ok(());
        }
        // A string at the prompt is not a docstring.
        if !interactive
            && self.entry().has_docstring
            && let Some(doc) = docstring(body)
        {
            rest = &body[1..];
            let text = clean_docstring(doc);
            self.load_const(text, doc.location);
            self.store_name(&name("__doc__"), Location::NONE)?;
        }
        self.stmts(rest)?;
        if !self.future.annotations() {
            self.process_deferred_annotations(location)?;
        }
        Ok(())
    }

    pub(super) fn stmts(&mut self, body: &'a [Stmt]) -> Result<()> {
        body.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    fn conditional(&mut self, body: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.unit.in_conditional_block += 1;
        body(self)?;
        self.unit.in_conditional_block -= 1;
        Ok(())
    }

    pub(super) fn stmt(&mut self, stmt: &'a Stmt) -> Result<()> {
        let location = stmt.location;
        match &stmt.kind {
            StmtKind::FunctionDef(def) => self.function_def(stmt, def),
            StmtKind::ClassDef(def) => self.class_def(stmt, def),
            StmtKind::TypeAlias(alias) => self.type_alias(stmt, alias),
            StmtKind::Return(value) => self.return_stmt(value.as_deref(), location),
            StmtKind::Delete(targets) => self.exprs(targets),
            StmtKind::Assign { targets, value } => {
                self.expr(value)?;
                for (index, target) in targets.iter().enumerate() {
                    if index + 1 < targets.len() {
                        self.emit_i(Opcode::COPY, 1, location);
                    }
                    self.expr(target)?;
                }
                Ok(())
            }
            StmtKind::AugAssign { target, op, value } => self.aug_assign(target, *op, value, location),
            StmtKind::AnnAssign(assign) => self.ann_assign(assign, location),
            StmtKind::For(stmt) => self.conditional(|this| {
                if stmt.is_async {
                    this.async_for_stmt(stmt, location)
                } else {
                    this.for_stmt(stmt, location)
                }
            }),
            StmtKind::While { test, body, orelse } => {
                self.conditional(|this| this.while_stmt(test, body, orelse, location))
            }
            StmtKind::If { test, body, orelse } => self.conditional(|this| this.if_stmt(test, body, orelse)),
            StmtKind::With(stmt) => self.conditional(|this| {
                if stmt.is_async {
                    this.async_with_stmt(&stmt.items, &stmt.body)
                } else {
                    this.with_stmt(&stmt.items, &stmt.body)
                }
            }),
            StmtKind::Match { subject, cases } => self.conditional(|this| this.match_stmt(subject, cases)),
            StmtKind::Raise { exc, cause } => {
                let mut count = 0;
                if let Some(exc) = exc {
                    self.expr(exc)?;
                    count += 1;
                    if let Some(cause) = cause {
                        self.expr(cause)?;
                        count += 1;
                    }
                }
                self.emit_i(Opcode::RAISE_VARARGS, count, location);
                Ok(())
            }
            StmtKind::Try(stmt) => self.conditional(|this| this.try_stmt(stmt, location)),
            StmtKind::Assert { test, msg } => self.assert_stmt(test, msg.as_deref(), location),
            StmtKind::Import(names) => self.import_stmt(names, location),
            StmtKind::ImportFrom { module, names, level } => {
                self.import_from_stmt(module.as_ref(), names, *level, location)
            }
            StmtKind::Global(_) | StmtKind::Nonlocal(_) => Ok(()),
            StmtKind::Expr(value) => self.expr_stmt(value, location),
            StmtKind::Pass => {
                self.emit(Opcode::NOP, location);
                Ok(())
            }
            StmtKind::Break => self.break_stmt(location),
            StmtKind::Continue => self.continue_stmt(location),
        }
    }

    fn expr_stmt(&mut self, value: &'a Expr, location: Location) -> Result<()> {
        if self.interactive && self.outer.is_empty() {
            self.expr(value)?;
            self.emit_i(Opcode::CALL_INTRINSIC_1, intrinsic::PRINT, location);
            self.emit(Opcode::POP_TOP, Location::NONE);
            return Ok(());
        }
        if value.as_constant().is_some() {
            self.emit(Opcode::NOP, location);
            return Ok(());
        }
        self.expr(value)?;
        self.emit(Opcode::POP_TOP, Location::NONE);
        Ok(())
    }

    fn assert_stmt(&mut self, test: &'a Expr, msg: Option<&'a Expr>, location: Location) -> Result<()> {
        if matches!(&test.kind, ExprKind::Tuple { elts, .. } if !elts.is_empty())
            || matches!(test.as_constant(), Some(Constant::Tuple(items)) if !items.is_empty())
        {
            self.warn("assertion is always true, perhaps remove parentheses?".to_owned(), location);
        }
        if self.settings.optimize > 0 {
            return Ok(());
        }
        let end = self.new_label();
        self.jump_if(test, end, true)?;
        self.emit_i(Opcode::LOAD_COMMON_CONSTANT, common_constant::ASSERTIONERROR, location);
        if let Some(msg) = msg {
            self.expr(msg)?;
            self.emit_i(Opcode::CALL, 0, location);
        }
        self.emit_i(Opcode::RAISE_VARARGS, 1, test.location);
        self.use_label(end);
        Ok(())
    }

    fn import_stmt(&mut self, names: &'a [Alias], location: Location) -> Result<()> {
        for alias in names {
            self.load_const(Constant::Int(0), location);
            self.load_const(Constant::None, location);
            self.emit_name(Opcode::IMPORT_NAME, &alias.name, location);
            let mut parts = alias.name.as_bytes().split(|&byte| byte == b'.').map(identifier_of);
            match &alias.asname {
                None => {
                    let base = parts.next().unwrap_or_else(|| alias.name.clone());
                    self.store_name(&base, location)?;
                }
                Some(asname) => {
                    parts.next();
                    // Each further part is an attribute of what was imported before it.
                    let mut parts = parts.peekable();
                    let dotted = parts.peek().is_some();
                    while let Some(part) = parts.next() {
                        let index = self.raw_name_index(&part);
                        self.emit_i(Opcode::IMPORT_FROM, index, location);
                        if parts.peek().is_some() {
                            self.emit_i(Opcode::SWAP, 2, location);
                            self.emit(Opcode::POP_TOP, location);
                        }
                    }
                    self.store_name(asname, location)?;
                    if dotted {
                        self.emit(Opcode::POP_TOP, location);
                    }
                }
            }
        }
        Ok(())
    }

    fn import_from_stmt(
        &mut self,
        module: Option<&Identifier>,
        names: &'a [Alias],
        level: u32,
        location: Location,
    ) -> Result<()> {
        self.load_const(Constant::Int(i64::from(level)), location);
        let list: Vec<Constant> = names.iter().map(|alias| Constant::Str(alias.name.clone())).collect();
        self.load_const(Constant::Tuple(list.into()), location);
        match module {
            Some(module) => self.emit_name(Opcode::IMPORT_NAME, module, location),
            None => self.emit_name(Opcode::IMPORT_NAME, &name(""), location),
        }
        for alias in names {
            if *alias.name == "*" {
                self.emit_i(Opcode::CALL_INTRINSIC_1, intrinsic::IMPORT_STAR, location);
                self.emit(Opcode::POP_TOP, Location::NONE);
                return Ok(());
            }
            self.emit_name(Opcode::IMPORT_FROM, &alias.name, location);
            self.store_name(alias.asname.as_ref().unwrap_or(&alias.name), location)?;
        }
        self.emit(Opcode::POP_TOP, location);
        Ok(())
    }

    fn aug_assign(
        &mut self,
        target: &'a Expr,
        op: Operator,
        value: &'a Expr,
        location: Location,
    ) -> Result<()> {
        let mut target_location = target.location;
        match &target.kind {
            ExprKind::Attribute { value: object, attr, .. } => {
                self.expr(object)?;
                self.emit_i(Opcode::COPY, 1, target_location);
                target_location = attribute_location(target_location, target, attr);
                self.emit_name(Opcode::LOAD_ATTR, attr, target_location);
            }
            ExprKind::Subscript { value: object, slice, .. } => {
                self.expr(object)?;
                if let Some((lower, upper)) = two_part_slice(slice) {
                    self.slice_bounds(lower, upper, slice.location)?;
                    for _ in 0..3 {
                        self.emit_i(Opcode::COPY, 3, target_location);
                    }
                    self.emit(Opcode::BINARY_SLICE, target_location);
                } else {
                    self.expr(slice)?;
                    self.emit_i(Opcode::COPY, 2, target_location);
                    self.emit_i(Opcode::COPY, 2, target_location);
                    self.emit_i(Opcode::BINARY_OP, super::NB_SUBSCR, target_location);
                }
            }
            ExprKind::Name { id, .. } => self.load_name(id, target_location)?,
            _ => return Err(super::internal_error("invalid node type for augmented assignment")),
        }
        self.expr(value)?;
        self.binary_op(op, true, location);
        match &target.kind {
            ExprKind::Attribute { attr, .. } => {
                let target_location = attribute_location(target.location, target, attr);
                self.emit_i(Opcode::SWAP, 2, target_location);
                self.emit_name(Opcode::STORE_ATTR, attr, target_location);
            }
            ExprKind::Subscript { slice, .. } => {
                let location = target.location;
                if two_part_slice(slice).is_some() {
                    self.emit_i(Opcode::SWAP, 4, location);
                    self.emit_i(Opcode::SWAP, 3, location);
                    self.emit_i(Opcode::SWAP, 2, location);
                    self.emit(Opcode::STORE_SLICE, location);
                } else {
                    self.emit_i(Opcode::SWAP, 3, location);
                    self.emit_i(Opcode::SWAP, 2, location);
                    self.emit(Opcode::STORE_SUBSCR, location);
                }
            }
            ExprKind::Name { id, .. } => self.store_name(id, target.location)?,
            _ => {}
        }
        Ok(())
    }
}

fn identifier_of(bytes: &[u8]) -> Identifier {
    Arc::new(Wtf8Buf::from_bytes_unchecked(bytes.to_vec()))
}

/// The bounds of a slice without step that is not wholly constant, which has instructions of its own.
pub(super) fn two_part_slice(slice: &Expr) -> Option<(Option<&Expr>, Option<&Expr>)> {
    match &slice.kind {
        ExprKind::Slice { lower, upper, step: None } if constant_slice(slice).is_none() => {
            Some((lower.as_deref(), upper.as_deref()))
        }
        _ => None,
    }
}

/// The three values of a slice whose parts are all constants.
pub(super) fn constant_slice(slice: &Expr) -> Option<[Constant; 3]> {
    let ExprKind::Slice { lower, upper, step } = &slice.kind else { return None };
    let part = |part: &Option<Box<Expr>>| match part {
        None => Some(Constant::None),
        Some(part) => part.as_constant().cloned(),
    };
    Some([part(lower)?, part(upper)?, part(step)?])
}

/// If an attribute access spans lines, its instructions belong to the attribute's name.
pub(super) fn attribute_location(mut location: Location, attribute: &Expr, attr: &Identifier) -> Location {
    let end = attribute.location;
    if location.line != end.end_line {
        location.line = end.end_line;
        let length = attr.code_points().count() as i32;
        if length <= end.end_col {
            location.col = end.end_col - length;
        } else {
            location.col = -1;
            location.end_col = -1;
        }
        location.end_line = location.end_line.max(location.line);
        if location.line == location.end_line {
            location.end_col = location.end_col.max(location.col);
        }
    }
    location
}

/// The docstring without the indentation that its lines share.
pub(super) fn clean_docstring(doc: &Expr) -> Constant {
    match doc.as_constant() {
        Some(Constant::Str(text)) => Constant::Str(Arc::new(clean_doc(text))),
        Some(other) => other.clone(),
        None => Constant::None,
    }
}

/// `inspect.cleandoc`, except that blank lines at either end stay.
fn clean_doc(doc: &Wtf8) -> Wtf8Buf {
    let expanded = expand_tabs(doc.as_bytes());
    let mut lines = expanded.split(|&byte| byte == b'\n');
    let indent = |line: &[u8]| line.iter().take_while(|&&byte| byte == b' ').count();
    let first = lines.next().unwrap_or_default();
    let margin = lines.clone().filter(|line| indent(line) < line.len()).map(indent).min().unwrap_or_default();
    let mut clean = first[indent(first)..].to_vec();
    for line in lines {
        clean.push(b'\n');
        clean.extend_from_slice(&line[indent(line).min(margin)..]);
    }
    Wtf8Buf::from_bytes_unchecked(clean)
}

/// `str.expandtabs()`; columns are characters.
fn expand_tabs(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut column = 0;
    for &byte in text {
        match byte {
            b'\t' => {
                let width = 8 - column % 8;
                out.extend(std::iter::repeat_n(b' ', width));
                column += width;
            }
            _ => {
                out.push(byte);
                // Continuation bytes take no column.
                if byte & 0xC0 != 0x80 {
                    column += 1;
                }
                if matches!(byte, b'\n' | b'\r') {
                    column = 0;
                }
            }
        }
    }
    out
}

impl Compiler<'_> {
    pub(super) fn binary_op(&mut self, op: Operator, inplace: bool, location: Location) {
        let number = match op {
            Operator::Add => 0,
            Operator::BitAnd => 1,
            Operator::FloorDiv => 2,
            Operator::LShift => 3,
            Operator::MatMult => 4,
            Operator::Mult => 5,
            Operator::Mod => 6,
            Operator::BitOr => 7,
            Operator::Pow => 8,
            Operator::RShift => 9,
            Operator::Sub => 10,
            Operator::Div => 11,
            Operator::BitXor => 12,
        };
        self.emit_i(Opcode::BINARY_OP, operand(if inplace { number + 13 } else { number }), location);
    }
}
