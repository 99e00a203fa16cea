//! Expressions other than calls, comprehensions and formatted strings.

use bytecode::{Constant, Opcode};

use super::statements::{attribute_location, constant_slice, two_part_slice};
use super::{ArgCounts, Compiler, NB_SUBSCR, STACK_USE_GUIDELINE, ScopeType, intrinsic, name, operand};
use crate::ast::*;
use crate::error::{Result, SyntaxError};
use crate::ir::Location;
use crate::symtable::Key;

/// How a display is built: at once, or by adding to a container.
#[derive(Clone, Copy)]
pub(super) struct Display {
    pub build: Opcode,
    pub add: Opcode,
    pub extend: Opcode,
    /// The container is a list that becomes a tuple in the end.
    pub tuple: bool,
}

pub(super) const LIST: Display = Display {
    build: Opcode::BUILD_LIST,
    add: Opcode::LIST_APPEND,
    extend: Opcode::LIST_EXTEND,
    tuple: false,
};
pub(super) const TUPLE: Display = Display { tuple: true, ..LIST };
const SET: Display =
    Display { build: Opcode::BUILD_SET, add: Opcode::SET_ADD, extend: Opcode::SET_UPDATE, tuple: false };

impl<'a> Compiler<'a> {
    pub(super) fn exprs(&mut self, exprs: &'a [Expr]) -> Result<()> {
        exprs.iter().try_for_each(|expr| self.expr(expr))
    }

    pub(super) fn expr(&mut self, expr: &'a Expr) -> Result<()> {
        let location = expr.location;
        match &expr.kind {
            ExprKind::NamedExpr { target, value } => {
                self.expr(value)?;
                self.emit_i(Opcode::COPY, 1, location);
                self.expr(target)
            }
            ExprKind::BoolOp { op, values } => self.bool_op(*op, values, location),
            ExprKind::BinOp { left, op, right } => {
                self.expr(left)?;
                self.expr(right)?;
                self.binary_op(*op, false, location);
                Ok(())
            }
            ExprKind::UnaryOp { op, operand } => {
                self.expr(operand)?;
                match op {
                    UnaryOp::UAdd => {
                        self.emit_i(Opcode::CALL_INTRINSIC_1, intrinsic::UNARY_POSITIVE, location)
                    }
                    UnaryOp::Not => {
                        self.emit(Opcode::TO_BOOL, location);
                        self.emit(Opcode::UNARY_NOT, location);
                    }
                    UnaryOp::Invert => self.emit(Opcode::UNARY_INVERT, location),
                    UnaryOp::USub => self.emit(Opcode::UNARY_NEGATIVE, location),
                }
                Ok(())
            }
            ExprKind::Lambda { args, body } => self.lambda(expr, args, body),
            ExprKind::IfExp { test, body, orelse } => {
                let end = self.new_label();
                let next = self.new_label();
                self.jump_if(test, next, false)?;
                self.expr(body)?;
                self.emit_jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);
                self.use_label(next);
                self.expr(orelse)?;
                self.use_label(end);
                Ok(())
            }
            ExprKind::Dict { keys, values } => self.dict(keys, values, location),
            ExprKind::Set(elts) => self.display(elts, None, 0, SET, location),
            ExprKind::GeneratorExp { .. }
            | ExprKind::ListComp { .. }
            | ExprKind::SetComp { .. }
            | ExprKind::DictComp { .. } => self.comprehension(expr),
            ExprKind::Yield(value) => {
                if !self.entry().is_function_like() {
                    return Err(SyntaxError::at("'yield' outside function", location));
                }
                match value {
                    Some(value) => self.expr(value)?,
                    None => self.load_const(Constant::None, location),
                }
                self.yield_value(location);
                Ok(())
            }
            ExprKind::YieldFrom(value) => {
                if !self.entry().is_function_like() {
                    return Err(SyntaxError::at("'yield from' outside function", location));
                }
                if self.unit.scope_type == ScopeType::AsyncFunction {
                    return Err(SyntaxError::at("'yield from' inside async function", location));
                }
                self.expr(value)?;
                self.emit(Opcode::GET_YIELD_FROM_ITER, location);
                self.load_const(Constant::None, location);
                self.yield_from(false, location);
                Ok(())
            }
            ExprKind::Await(value) => {
                self.expr(value)?;
                self.await_value(0, location);
                Ok(())
            }
            ExprKind::Compare { left, ops, comparators } => self.compare(expr, left, ops, comparators),
            ExprKind::Call { func, args, keywords } => self.call(expr, func, args, keywords),
            ExprKind::Constant { value, .. } => {
                self.load_const(value.clone(), location);
                Ok(())
            }
            ExprKind::JoinedStr(values) => self.joined_str(values, location),
            ExprKind::TemplateStr(values) => self.template_str(values, location),
            ExprKind::FormattedValue { value, conversion, format_spec } => {
                self.formatted_value(value, *conversion, format_spec.as_deref(), location)
            }
            ExprKind::Interpolation { value, str, conversion, format_spec } => {
                self.interpolation(value, str, *conversion, format_spec.as_deref(), location)
            }
            ExprKind::Attribute { value, attr, ctx } => self.attribute(expr, value, attr, *ctx),
            ExprKind::Subscript { value, slice, ctx } => self.subscript(value, slice, *ctx, location),
            ExprKind::Starred { ctx, .. } => Err(SyntaxError::at(
                if *ctx == ExprContext::Store {
                    "starred assignment target must be in a list or tuple"
                } else {
                    "can't use starred expression here"
                },
                location,
            )),
            ExprKind::Slice { .. } => self.slice(expr),
            ExprKind::Name { id, ctx } => self.name_op(id, *ctx, location),
            ExprKind::List { elts, ctx } => self.sequence(elts, *ctx, LIST, location),
            ExprKind::Tuple { elts, ctx } => self.sequence(elts, *ctx, TUPLE, location),
        }
    }

    fn sequence(
        &mut self,
        elts: &'a [Expr],
        ctx: ExprContext,
        display: Display,
        location: Location,
    ) -> Result<()> {
        match ctx {
            ExprContext::Load => self.display(elts, None, 0, display, location),
            ExprContext::Store => self.unpack(elts, location),
            ExprContext::Del => self.exprs(elts),
        }
    }

    /// `pushed` items are on the stack already; `injected` is a variable that comes last.
    pub(super) fn display(
        &mut self,
        elts: &'a [Expr],
        injected: Option<&Identifier>,
        pushed: usize,
        display: Display,
        location: Location,
    ) -> Result<()> {
        let count = elts.len() + pushed + usize::from(injected.is_some());
        let big = count > STACK_USE_GUIDELINE;
        if !big && !elts.iter().any(Expr::is_starred) {
            self.exprs(elts)?;
            if let Some(injected) = injected {
                self.load_name(injected, location)?;
            }
            let build = if display.tuple { Opcode::BUILD_TUPLE } else { display.build };
            self.emit_i(build, operand(count), location);
            return Ok(());
        }
        let mut built = big;
        if big {
            self.emit_i(display.build, operand(pushed), location);
        }
        for (index, elt) in elts.iter().enumerate() {
            if let ExprKind::Starred { value, .. } = &elt.kind {
                if !built {
                    self.emit_i(display.build, operand(index + pushed), location);
                    built = true;
                }
                self.expr(value)?;
                self.emit_i(display.extend, 1, location);
            } else {
                self.expr(elt)?;
                if built {
                    self.emit_i(display.add, 1, location);
                }
            }
        }
        if let Some(injected) = injected {
            self.load_name(injected, location)?;
            self.emit_i(display.add, 1, location);
        }
        if display.tuple {
            self.emit_i(Opcode::CALL_INTRINSIC_1, intrinsic::LIST_TO_TUPLE, location);
        }
        Ok(())
    }

    fn unpack(&mut self, elts: &'a [Expr], location: Location) -> Result<()> {
        let starred: Vec<usize> =
            elts.iter().enumerate().filter(|(_, elt)| elt.is_starred()).map(|(index, _)| index).collect();
        match starred[..] {
            [] => self.emit_i(Opcode::UNPACK_SEQUENCE, operand(elts.len()), location),
            [star, ref rest @ ..] => {
                let after = elts.len() - star - 1;
                if star >= 1 << 8 || after >= (i32::MAX >> 8) as usize {
                    return Err(SyntaxError::at(
                        "too many expressions in star-unpacking assignment",
                        location,
                    ));
                }
                if !rest.is_empty() {
                    return Err(SyntaxError::at("multiple starred expressions in assignment", location));
                }
                self.emit_i(Opcode::UNPACK_EX, operand(star | after << 8), location);
            }
        }
        for elt in elts {
            match &elt.kind {
                ExprKind::Starred { value, .. } => self.expr(value)?,
                _ => self.expr(elt)?,
            }
        }
        Ok(())
    }

    fn bool_op(&mut self, op: BoolOp, values: &'a [Expr], location: Location) -> Result<()> {
        let jump = match op {
            BoolOp::And => Opcode::JUMP_IF_FALSE,
            BoolOp::Or => Opcode::JUMP_IF_TRUE,
        };
        let end = self.new_label();
        for (index, value) in values.iter().enumerate() {
            self.expr(value)?;
            if index + 1 < values.len() {
                self.emit_jump(jump, end, location);
                self.emit(Opcode::POP_TOP, location);
            }
        }
        self.use_label(end);
        Ok(())
    }

    fn lambda(&mut self, expr: &'a Expr, args: &'a Arguments, body: &'a Expr) -> Result<()> {
        let attributes = self.default_arguments(args, expr.location)?;
        self.enter_scope(
            name("<lambda>"),
            ScopeType::Lambda,
            Key::expr(expr),
            expr.location.line,
            None,
            ArgCounts::of(args),
        )?;
        self.expr(body)?;
        let code = if self.entry().generator {
            self.finish_scope(false)?
        } else {
            self.emit(Opcode::RETURN_VALUE, body.location);
            self.finish_scope(true)?
        };
        self.make_closure(code, attributes, expr.location)
    }

    fn dict(&mut self, keys: &'a [Option<Expr>], values: &'a [Expr], location: Location) -> Result<()> {
        let mut have_dict = false;
        // Pairs that are not emitted yet.
        let mut pending = 0;
        for (index, key) in keys.iter().enumerate() {
            if key.is_none() {
                if pending > 0 {
                    self.sub_dict(&keys[index - pending..index], &values[index - pending..index], location)?;
                    if have_dict {
                        self.emit_i(Opcode::DICT_UPDATE, 1, location);
                    }
                    have_dict = true;
                    pending = 0;
                }
                if !have_dict {
                    self.emit_i(Opcode::BUILD_MAP, 0, location);
                    have_dict = true;
                }
                self.expr(&values[index])?;
                self.emit_i(Opcode::DICT_UPDATE, 1, location);
            } else if pending * 2 > STACK_USE_GUIDELINE {
                let range = index - pending..index + 1;
                self.sub_dict(&keys[range.clone()], &values[range], location)?;
                if have_dict {
                    self.emit_i(Opcode::DICT_UPDATE, 1, location);
                }
                have_dict = true;
                pending = 0;
            } else {
                pending += 1;
            }
        }
        if pending > 0 {
            let start = keys.len() - pending;
            self.sub_dict(&keys[start..], &values[start..], location)?;
            if have_dict {
                self.emit_i(Opcode::DICT_UPDATE, 1, location);
            }
            have_dict = true;
        }
        if !have_dict {
            self.emit_i(Opcode::BUILD_MAP, 0, location);
        }
        Ok(())
    }

    fn sub_dict(&mut self, keys: &'a [Option<Expr>], values: &'a [Expr], location: Location) -> Result<()> {
        let big = keys.len() * 2 > STACK_USE_GUIDELINE;
        if big {
            self.emit_i(Opcode::BUILD_MAP, 0, location);
        }
        for (key, value) in keys.iter().zip(values) {
            if let Some(key) = key {
                self.expr(key)?;
            }
            self.expr(value)?;
            if big {
                self.emit_i(Opcode::MAP_ADD, 1, location);
            }
        }
        if !big {
            self.emit_i(Opcode::BUILD_MAP, operand(keys.len()), location);
        }
        Ok(())
    }

    fn compare(
        &mut self,
        expr: &'a Expr,
        left: &'a Expr,
        ops: &[CmpOp],
        comparators: &'a [Expr],
    ) -> Result<()> {
        let location = expr.location;
        self.check_compare(expr);
        self.expr(left)?;
        let (Some((last_op, ops)), Some((last, comparators))) = (ops.split_last(), comparators.split_last())
        else {
            return Ok(());
        };
        if ops.is_empty() {
            self.expr(last)?;
            self.compare_op(*last_op, location);
            return Ok(());
        }
        let cleanup = self.new_label();
        for (op, comparator) in ops.iter().zip(comparators) {
            self.expr(comparator)?;
            self.emit_i(Opcode::SWAP, 2, location);
            self.emit_i(Opcode::COPY, 2, location);
            self.compare_op(*op, location);
            self.emit_i(Opcode::COPY, 1, location);
            self.emit(Opcode::TO_BOOL, location);
            self.emit_jump(Opcode::POP_JUMP_IF_FALSE, cleanup, location);
            self.emit(Opcode::POP_TOP, location);
        }
        self.expr(last)?;
        self.compare_op(*last_op, location);
        let end = self.new_label();
        self.emit_jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);
        self.use_label(cleanup);
        self.emit_i(Opcode::SWAP, 2, location);
        self.emit(Opcode::POP_TOP, location);
        self.use_label(end);
        Ok(())
    }

    pub(super) fn compare_op(&mut self, op: CmpOp, location: Location) {
        // The comparison's number above, the mask that the specialized forms use below.
        let (op, operand) = match op {
            CmpOp::Lt => (Opcode::COMPARE_OP, 2),
            CmpOp::LtE => (Opcode::COMPARE_OP, 1 << 5 | 10),
            CmpOp::Eq => (Opcode::COMPARE_OP, 2 << 5 | 8),
            CmpOp::NotEq => (Opcode::COMPARE_OP, 3 << 5 | 7),
            CmpOp::Gt => (Opcode::COMPARE_OP, 4 << 5 | 4),
            CmpOp::GtE => (Opcode::COMPARE_OP, 5 << 5 | 12),
            CmpOp::Is => (Opcode::IS_OP, 0),
            CmpOp::IsNot => (Opcode::IS_OP, 1),
            CmpOp::In => (Opcode::CONTAINS_OP, 0),
            CmpOp::NotIn => (Opcode::CONTAINS_OP, 1),
        };
        self.emit_i(op, operand, location);
    }

    pub(super) fn yield_value(&mut self, location: Location) {
        if self.entry().generator && self.entry().coroutine {
            self.emit_i(Opcode::CALL_INTRINSIC_1, intrinsic::ASYNC_GEN_WRAP, location);
        }
        self.emit_i(Opcode::YIELD_VALUE, 0, location);
        self.emit_i(Opcode::RESUME, super::resume::AFTER_YIELD, location);
    }

    fn attribute(
        &mut self,
        expr: &'a Expr,
        value: &'a Expr,
        attr: &Identifier,
        ctx: ExprContext,
    ) -> Result<()> {
        if ctx == ExprContext::Load
            && let Some((func, args)) = self.optimizable_super_call(value, attr)
        {
            self.load_args_for_super(value, func, args)?;
            // The low bits: not a method, two arguments.
            let index = self.name_index(attr) << 2 | u32::from(!args.is_empty()) << 1;
            self.emit_i(Opcode::LOAD_SUPER_ATTR, index, expr.location);
            self.emit(Opcode::NOP, attribute_location(expr.location, expr, attr));
            return Ok(());
        }
        if ctx == ExprContext::Store {
            self.note_static_attribute(value, attr);
        }
        self.expr(value)?;
        let op = match ctx {
            ExprContext::Load => Opcode::LOAD_ATTR,
            ExprContext::Store => Opcode::STORE_ATTR,
            ExprContext::Del => Opcode::DELETE_ATTR,
        };
        self.emit_name(op, attr, attribute_location(expr.location, expr, attr));
        Ok(())
    }

    /// Notes `self.attr = …` for the `__static_attributes__` of the innermost class.
    fn note_static_attribute(&mut self, value: &Expr, attr: &Identifier) {
        if matches!(&value.kind, ExprKind::Name { id, .. } if **id == "self")
            && let Some(class) = self.outer.iter_mut().rev().find(|unit| unit.scope_type == ScopeType::Class)
        {
            class.static_attributes.insert(attr.clone());
        }
    }

    fn subscript(
        &mut self,
        value: &'a Expr,
        slice: &'a Expr,
        ctx: ExprContext,
        location: Location,
    ) -> Result<()> {
        if ctx == ExprContext::Load {
            self.check_subscripter(value);
            self.check_index(value, slice);
        }
        self.expr(value)?;
        if ctx != ExprContext::Del
            && let Some((lower, upper)) = two_part_slice(slice)
        {
            self.slice_bounds(lower, upper, slice.location)?;
            let op = if ctx == ExprContext::Load { Opcode::BINARY_SLICE } else { Opcode::STORE_SLICE };
            self.emit(op, location);
            return Ok(());
        }
        self.expr(slice)?;
        match ctx {
            ExprContext::Load => self.emit_i(Opcode::BINARY_OP, NB_SUBSCR, location),
            ExprContext::Store => self.emit(Opcode::STORE_SUBSCR, location),
            ExprContext::Del => self.emit(Opcode::DELETE_SUBSCR, location),
        }
        Ok(())
    }

    pub(super) fn slice_bounds(
        &mut self,
        lower: Option<&'a Expr>,
        upper: Option<&'a Expr>,
        location: Location,
    ) -> Result<()> {
        for bound in [lower, upper] {
            match bound {
                Some(bound) => self.expr(bound)?,
                None => self.load_const(Constant::None, location),
            }
        }
        Ok(())
    }

    fn slice(&mut self, slice: &'a Expr) -> Result<()> {
        if let Some(parts) = constant_slice(slice) {
            self.load_const(Constant::Slice(parts.into()), slice.location);
            return Ok(());
        }
        let ExprKind::Slice { lower, upper, step } = &slice.kind else { return Ok(()) };
        self.slice_bounds(lower.as_deref(), upper.as_deref(), slice.location)?;
        if let Some(step) = step {
            self.expr(step)?;
        }
        self.emit_i(Opcode::BUILD_SLICE, if step.is_some() { 3 } else { 2 }, slice.location);
        Ok(())
    }
}
