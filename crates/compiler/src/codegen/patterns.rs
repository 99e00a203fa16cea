//! `match` statements (PEP 634).
//!
//! Every pattern consumes the subject on top of the stack and, if it fails, jumps to a place that pops what the
//! patterns around it have left there. Captured values stay on the stack, below what is still needed, until the whole
//! pattern has matched.

use bytecode::{Constant, Opcode};
use rustc_hash::FxHashSet;

use super::{Compiler, NB_SUBSCR, operand};
use crate::ast::*;
use crate::error::{Result, SyntaxError};
use crate::ir::{Label, Location};
use crate::unparse::repr_constant;

/// The state of one pattern's code.
#[derive(Clone, Default)]
struct Context {
    /// Names captured so far, in the order of their values on the stack.
    stores: Vec<Identifier>,
    /// Whether a pattern that matches everything may stand here.
    allow_irrefutable: bool,
    /// `fail_pop[n]` pops `n` items and goes on to the next case.
    fail_pop: Vec<Label>,
    /// How many items on top of the captured ones must stay there.
    on_top: usize,
}

fn is_wildcard(pattern: &Pattern) -> bool {
    matches!(pattern.kind, PatternKind::MatchAs { name: None, .. })
}

fn is_star_wildcard(pattern: &Pattern) -> bool {
    matches!(pattern.kind, PatternKind::MatchStar(None))
}

impl<'a> Compiler<'a> {
    pub(super) fn match_stmt(&mut self, subject: &'a Expr, cases: &'a [MatchCase]) -> Result<()> {
        self.expr(subject)?;
        let end = self.new_label();
        let Some(last) = cases.last() else { return Ok(()) };
        let has_default = is_wildcard(&last.pattern) && cases.len() > 1;
        let tested = cases.len() - usize::from(has_default);
        for (index, case) in cases[..tested].iter().enumerate() {
            let location = case.pattern.location;
            let is_last_test = index + 1 == tested;
            if !is_last_test {
                self.emit_i(Opcode::COPY, 1, location);
            }
            let mut context = Context {
                allow_irrefutable: case.guard.is_some() || index + 1 == cases.len(),
                ..Context::default()
            };
            self.pattern(&case.pattern, &mut context)?;
            for name in std::mem::take(&mut context.stores) {
                self.store_name(&name, location)?;
            }
            if let Some(guard) = &case.guard {
                self.ensure_fail_pop(&mut context, 0);
                self.jump_if(guard, context.fail_pop[0], false)?;
            }
            if !is_last_test {
                self.emit(Opcode::POP_TOP, Location::NEXT);
            }
            self.stmts(&case.body)?;
            self.emit_jump(Opcode::JUMP, end, Location::NONE);
            self.emit_fail_pop(&mut context, location);
        }
        if has_default {
            // A final `case _` needs no test.
            self.emit(Opcode::NOP, last.pattern.location);
            if let Some(guard) = &last.guard {
                self.jump_if(guard, end, false)?;
            }
            self.stmts(&last.body)?;
        }
        self.use_label(end);
        Ok(())
    }

    fn ensure_fail_pop(&mut self, context: &mut Context, pops: usize) {
        while context.fail_pop.len() <= pops {
            let label = self.new_label();
            context.fail_pop.push(label);
        }
    }

    fn jump_to_fail_pop(&mut self, op: Opcode, context: &mut Context, location: Location) {
        let pops = context.on_top + context.stores.len();
        self.ensure_fail_pop(context, pops);
        self.emit_jump(op, context.fail_pop[pops], location);
    }

    /// Emits the places that failures jump to, each of which falls through to the next.
    fn emit_fail_pop(&mut self, context: &mut Context, location: Location) {
        let labels = std::mem::take(&mut context.fail_pop);
        for (pops, label) in labels.into_iter().enumerate().rev() {
            self.use_label(label);
            if pops > 0 {
                self.emit(Opcode::POP_TOP, location);
            }
        }
    }

    /// Moves the top of the stack below the `count - 1` items under it.
    fn rotate(&mut self, count: usize, location: Location) {
        for depth in (2..=count).rev() {
            self.emit_i(Opcode::SWAP, operand(depth), location);
        }
    }

    fn store_capture(
        &mut self,
        name: Option<&Identifier>,
        context: &mut Context,
        location: Location,
    ) -> Result<()> {
        let Some(name) = name else {
            self.emit(Opcode::POP_TOP, location);
            return Ok(());
        };
        if context.stores.contains(name) {
            return Err(duplicate_store(name, location));
        }
        self.rotate(context.on_top + context.stores.len() + 1, location);
        context.stores.push(name.clone());
        Ok(())
    }

    /// A pattern inside another: it may match everything.
    fn subpattern(&mut self, pattern: &'a Pattern, context: &mut Context) -> Result<()> {
        let before = std::mem::replace(&mut context.allow_irrefutable, true);
        self.pattern(pattern, context)?;
        context.allow_irrefutable = before;
        Ok(())
    }

    fn pattern(&mut self, pattern: &'a Pattern, context: &mut Context) -> Result<()> {
        let location = pattern.location;
        match &pattern.kind {
            PatternKind::MatchValue(value) => {
                if !matches!(value.kind, ExprKind::Constant { .. } | ExprKind::Attribute { .. }) {
                    let message = "patterns may only match literals and attribute lookups";
                    return Err(SyntaxError::at(message, location));
                }
                self.expr(value)?;
                self.compare_op(CmpOp::Eq, location);
                self.emit(Opcode::TO_BOOL, location);
                self.jump_to_fail_pop(Opcode::POP_JUMP_IF_FALSE, context, location);
                Ok(())
            }
            PatternKind::MatchSingleton(value) => {
                self.load_const(value.clone(), location);
                self.compare_op(CmpOp::Is, location);
                self.jump_to_fail_pop(Opcode::POP_JUMP_IF_FALSE, context, location);
                Ok(())
            }
            PatternKind::MatchSequence(patterns) => self.sequence_pattern(patterns, context, location),
            PatternKind::MatchMapping { keys, patterns, rest } => {
                self.mapping_pattern(keys, patterns, rest.as_ref(), context, location)
            }
            PatternKind::MatchClass { cls, patterns, kwd_attrs, kwd_patterns } => {
                self.class_pattern(cls, patterns, kwd_attrs, kwd_patterns, context, location)
            }
            PatternKind::MatchStar(name) => self.store_capture(name.as_ref(), context, location),
            PatternKind::MatchAs { pattern: None, name } => {
                if !context.allow_irrefutable {
                    let what = match name {
                        Some(name) => format!("name capture '{name}'"),
                        None => "wildcard".to_owned(),
                    };
                    let message = format!("{what} makes remaining patterns unreachable");
                    return Err(SyntaxError::at(message, location));
                }
                self.store_capture(name.as_ref(), context, location)
            }
            PatternKind::MatchAs { pattern: Some(inner), name } => {
                context.on_top += 1;
                self.emit_i(Opcode::COPY, 1, location);
                self.pattern(inner, context)?;
                context.on_top -= 1;
                self.store_capture(name.as_ref(), context, location)
            }
            PatternKind::MatchOr(patterns) => self.or_pattern(patterns, context, location),
        }
    }

    fn sequence_pattern(
        &mut self,
        patterns: &'a [Pattern],
        context: &mut Context,
        location: Location,
    ) -> Result<()> {
        let mut stars = patterns
            .iter()
            .enumerate()
            .filter(|(_, pattern)| matches!(pattern.kind, PatternKind::MatchStar(_)))
            .map(|(index, _)| index);
        let star = stars.next();
        if stars.next().is_some() {
            return Err(SyntaxError::at("multiple starred names in sequence pattern", location));
        }
        let only_wildcards = patterns.iter().all(|pattern| is_wildcard(pattern) || is_star_wildcard(pattern));
        let star_wildcard = star.is_some_and(|star| is_star_wildcard(&patterns[star]));

        context.on_top += 1;
        self.emit(Opcode::MATCH_SEQUENCE, location);
        self.jump_to_fail_pop(Opcode::POP_JUMP_IF_FALSE, context, location);
        let length = match star {
            None => Some((patterns.len(), CmpOp::Eq)),
            Some(_) if patterns.len() > 1 => Some((patterns.len() - 1, CmpOp::GtE)),
            Some(_) => None,
        };
        if let Some((length, op)) = length {
            self.emit(Opcode::GET_LEN, location);
            self.load_const(Constant::Int(length as i64), location);
            self.compare_op(op, location);
            self.jump_to_fail_pop(Opcode::POP_JUMP_IF_FALSE, context, location);
        }
        context.on_top -= 1;
        match star {
            _ if only_wildcards => {
                self.emit(Opcode::POP_TOP, location);
                Ok(())
            }
            Some(star) if star_wildcard => self.sequence_by_index(patterns, star, context, location),
            star => self.sequence_by_unpacking(patterns, star, context, location),
        }
    }

    fn sequence_by_unpacking(
        &mut self,
        patterns: &'a [Pattern],
        star: Option<usize>,
        context: &mut Context,
        location: Location,
    ) -> Result<()> {
        match star {
            None => self.emit_i(Opcode::UNPACK_SEQUENCE, operand(patterns.len()), location),
            Some(star) => {
                let after = patterns.len() - star - 1;
                if star >= 1 << 8 || after >= (i32::MAX >> 8) as usize {
                    let message = "too many expressions in star-unpacking sequence pattern";
                    return Err(SyntaxError::at(message, location));
                }
                self.emit_i(Opcode::UNPACK_EX, operand(star | after << 8), location);
            }
        }
        context.on_top += patterns.len();
        for pattern in patterns {
            context.on_top -= 1;
            self.subpattern(pattern, context)?;
        }
        Ok(())
    }

    /// Fetches the items one by one, which is better where a star leaves most of them out.
    fn sequence_by_index(
        &mut self,
        patterns: &'a [Pattern],
        star: usize,
        context: &mut Context,
        location: Location,
    ) -> Result<()> {
        context.on_top += 1;
        for (index, pattern) in patterns.iter().enumerate() {
            if is_wildcard(pattern) || index == star {
                continue;
            }
            self.emit_i(Opcode::COPY, 1, location);
            if index < star {
                self.load_const(Constant::Int(index as i64), location);
            } else {
                // Subjects need not understand negative indices.
                self.emit(Opcode::GET_LEN, location);
                self.load_const(Constant::Int((patterns.len() - index) as i64), location);
                self.binary_op(Operator::Sub, false, location);
            }
            self.emit_i(Opcode::BINARY_OP, NB_SUBSCR, location);
            self.subpattern(pattern, context)?;
        }
        context.on_top -= 1;
        self.emit(Opcode::POP_TOP, location);
        Ok(())
    }

    fn mapping_pattern(
        &mut self,
        keys: &'a [Expr],
        patterns: &'a [Pattern],
        rest: Option<&Identifier>,
        context: &mut Context,
        location: Location,
    ) -> Result<()> {
        context.on_top += 1;
        self.emit(Opcode::MATCH_MAPPING, location);
        self.jump_to_fail_pop(Opcode::POP_JUMP_IF_FALSE, context, location);
        if keys.is_empty() && rest.is_none() {
            context.on_top -= 1;
            self.emit(Opcode::POP_TOP, location);
            return Ok(());
        }
        if !keys.is_empty() {
            self.emit(Opcode::GET_LEN, location);
            self.load_const(Constant::Int(keys.len() as i64), location);
            self.compare_op(CmpOp::GtE, location);
            self.jump_to_fail_pop(Opcode::POP_JUMP_IF_FALSE, context, location);
        }
        let mut seen = FxHashSet::default();
        for key in keys {
            match &key.kind {
                ExprKind::Constant { value, .. } => {
                    if !seen.insert(numeric_key(value)) {
                        let message =
                            format!("mapping pattern checks duplicate key ({})", repr_constant(value));
                        return Err(SyntaxError::at(message, location));
                    }
                }
                ExprKind::Attribute { .. } => {}
                _ => {
                    let message = "mapping pattern keys may only match literals and attribute lookups";
                    return Err(SyntaxError::at(message, location));
                }
            }
            self.expr(key)?;
        }
        self.emit_i(Opcode::BUILD_TUPLE, operand(keys.len()), location);
        self.emit(Opcode::MATCH_KEYS, location);
        // The keys and their values lie on the subject.
        context.on_top += 2;
        self.emit_i(Opcode::COPY, 1, location);
        self.load_const(Constant::None, location);
        self.emit_i(Opcode::IS_OP, 1, location);
        self.jump_to_fail_pop(Opcode::POP_JUMP_IF_FALSE, context, location);
        self.emit_i(Opcode::UNPACK_SEQUENCE, operand(keys.len()), location);
        context.on_top = context.on_top + keys.len() - 1;
        for pattern in patterns {
            context.on_top -= 1;
            self.subpattern(pattern, context)?;
        }
        context.on_top -= 2;
        let Some(rest) = rest else {
            self.emit(Opcode::POP_TOP, location);
            self.emit(Opcode::POP_TOP, location);
            return Ok(());
        };
        // rest = dict(subject); then the keys are deleted from it.
        self.emit_i(Opcode::BUILD_MAP, 0, location);
        self.emit_i(Opcode::SWAP, 3, location);
        self.emit_i(Opcode::DICT_UPDATE, 2, location);
        self.emit_i(Opcode::UNPACK_SEQUENCE, operand(keys.len()), location);
        for left in (1..=keys.len()).rev() {
            self.emit_i(Opcode::COPY, operand(1 + left), location);
            self.emit_i(Opcode::SWAP, 2, location);
            self.emit(Opcode::DELETE_SUBSCR, location);
        }
        self.store_capture(Some(rest), context, location)
    }

    fn class_pattern(
        &mut self,
        cls: &'a Expr,
        patterns: &'a [Pattern],
        kwd_attrs: &[Identifier],
        kwd_patterns: &'a [Pattern],
        context: &mut Context,
        location: Location,
    ) -> Result<()> {
        for (index, attr) in kwd_attrs.iter().enumerate() {
            let repeated = kwd_attrs[index + 1..].iter().position(|other| other == attr);
            if let Some(repeated) = repeated {
                let message = format!("attribute name repeated in class pattern: {attr}");
                return Err(SyntaxError::at(message, kwd_patterns[index + 1 + repeated].location));
            }
        }
        self.expr(cls)?;
        let names: Vec<Constant> = kwd_attrs.iter().cloned().map(Constant::Str).collect();
        self.load_const(Constant::Tuple(names.into()), location);
        self.emit_i(Opcode::MATCH_CLASS, operand(patterns.len()), location);
        self.emit_i(Opcode::COPY, 1, location);
        self.load_const(Constant::None, location);
        self.emit_i(Opcode::IS_OP, 1, location);
        context.on_top += 1;
        self.jump_to_fail_pop(Opcode::POP_JUMP_IF_FALSE, context, location);
        let count = patterns.len() + kwd_patterns.len();
        self.emit_i(Opcode::UNPACK_SEQUENCE, operand(count), location);
        context.on_top = context.on_top + count - 1;
        for pattern in patterns.iter().chain(kwd_patterns) {
            context.on_top -= 1;
            if is_wildcard(pattern) {
                self.emit(Opcode::POP_TOP, location);
            } else {
                self.subpattern(pattern, context)?;
            }
        }
        Ok(())
    }

    fn or_pattern(
        &mut self,
        patterns: &'a [Pattern],
        context: &mut Context,
        location: Location,
    ) -> Result<()> {
        let end = self.new_label();
        // Names that the first alternative captures, in its order; the others must capture the same.
        let mut control: Vec<Identifier> = Vec::new();
        for (index, alternative) in patterns.iter().enumerate() {
            let mut inner = Context {
                allow_irrefutable: index + 1 == patterns.len() && context.allow_irrefutable,
                ..Context::default()
            };
            self.emit_i(Opcode::COPY, 1, alternative.location);
            self.pattern(alternative, &mut inner)?;
            if index == 0 {
                control.clone_from(&inner.stores);
            } else {
                self.reorder_captures(&control, &mut inner.stores, alternative.location, location)?;
            }
            self.emit_jump(Opcode::JUMP, end, alternative.location);
            self.emit_fail_pop(&mut inner, alternative.location);
        }
        // No alternative matched.
        self.emit(Opcode::POP_TOP, location);
        self.jump_to_fail_pop(Opcode::JUMP, context, location);

        self.use_label(end);
        let rotations = control.len() + 1 + context.on_top + context.stores.len();
        for name in control {
            self.rotate(rotations, location);
            if context.stores.contains(&name) {
                return Err(duplicate_store(&name, location));
            }
            context.stores.push(name);
        }
        self.emit(Opcode::POP_TOP, location);
        Ok(())
    }

    /// Brings the captured values of an alternative into the order of the first one.
    fn reorder_captures(
        &mut self,
        control: &[Identifier],
        stores: &mut Vec<Identifier>,
        alternative: Location,
        location: Location,
    ) -> Result<()> {
        let differ = || SyntaxError::at("alternative patterns bind different names", location);
        if stores.len() != control.len() {
            return Err(differ());
        }
        for wanted in (0..control.len()).rev() {
            let at = stores.iter().position(|name| *name == control[wanted]).ok_or_else(differ)?;
            if at == wanted {
                continue;
            }
            let rotated: Vec<Identifier> = stores.drain(..=at).collect();
            let rotations = rotated.len();
            let place = wanted - at;
            stores.splice(place..place, rotated);
            for _ in 0..rotations {
                self.rotate(wanted + 1, alternative);
            }
        }
        Ok(())
    }
}

fn duplicate_store(name: &Identifier, location: Location) -> Box<SyntaxError> {
    SyntaxError::at(format!("multiple assignments to name '{name}' in pattern"), location)
}

/// Keys that are equal to Python become equal: `1`, `1.0` and `True` are one key.
fn numeric_key(value: &Constant) -> Constant {
    match value {
        Constant::Bool(value) => Constant::Int(i64::from(*value)),
        Constant::Complex { real, imag } if *imag == 0.0 => numeric_key(&Constant::Float(*real)),
        Constant::Float(value) if value.fract() == 0.0 && value.abs() < 9.0e15 => {
            Constant::Int(*value as i64)
        }
        other => other.clone(),
    }
}
