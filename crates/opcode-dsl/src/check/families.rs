//! Families and their specializations: names, effects, what `when` fixes, and which specialization hides which.

use std::collections::{BTreeMap, BTreeSet};

use super::bodies::{self, Header};
use super::{BodySource, Checker};
use crate::ast;
use crate::ast::{Action, RustBlock, Span};
use crate::diagnostics::Diagnostic;
use crate::model::{BodyKind, Instruction, Kind, Operand, Part, Powers};

impl<'a> Checker<'a> {
    pub(super) fn lower_family(&mut self, family: &'a ast::Family, instructions: &mut Vec<Instruction>) {
        let operands = self.operands(&family.operands);
        let cache = self.cache(family.cache.as_ref());
        let effect = self.effect(&family.effect, &operands);
        let labels = self.labels(&family.ons, &operands, &effect);
        let mut generic = Instruction {
            name: family.name.name.clone(),
            number: 0,
            doc: family.doc.text.clone(),
            operands: operands.clone(),
            effect: effect.clone(),
            labels,
            cache,
            kind: Kind::Generic(family.specs.iter().map(|spec| spec.name.name.clone()).collect()),
            parts: Vec::new(),
            known: BTreeMap::new(),
            powers: Powers::default(),
            joined: Vec::new(),
            line: self.line(family.name.span),
        };
        match &family.generic {
            Action::Raw => generic.kind = Kind::Raw,
            Action::Body { code, slow } => {
                let reads = self.reads(&family.reads);
                let body = self.lower_body(BodySource {
                    name: &family.name,
                    kind: BodyKind::Generic,
                    what: "a generic form",
                    doc: &family.doc.text,
                    operands: &operands,
                    reads,
                    effect: &effect,
                    effect_syntax: Some(&family.effect),
                    powers: &family.powers,
                    labels: &generic.labels,
                    header: family.generic_header,
                    code,
                    slow: slow.as_ref(),
                });
                let part = Part { body, operands: Self::identity(&operands) };
                generic.parts = vec![part.clone()];
                self.check_sum(
                    &mut generic,
                    &[(part, family.generic_header)],
                    Some((&effect, family.header)),
                    false,
                );
            }
            Action::Sum(sum) => {
                let errors = self.errors.len();
                let placed = self.flatten(sum, &operands);
                generic.parts = placed.iter().map(|(part, _)| part.clone()).collect();
                self.inherit_label_effects(&family.ons, &mut generic, &placed);
                if self.errors.len() == errors {
                    self.check_sum(&mut generic, &placed, Some((&effect, family.header)), false);
                }
            }
        }
        let specs: Vec<Instruction> =
            family.specs.iter().map(|spec| self.lower_spec(family, spec, &generic)).collect();
        self.check_hidden(family, &specs);
        instructions.push(generic);
        instructions.extend(specs);
    }

    fn lower_spec(
        &mut self,
        family: &'a ast::Family,
        spec: &'a ast::Spec,
        generic: &Instruction,
    ) -> Instruction {
        let prefix = format!("{}_", family.name.name);
        if !spec.name.name.starts_with(&prefix) {
            self.errors.push(
                Diagnostic::new(
                    "E0301",
                    format!("`{}` does not begin with the name of its family", spec.name.name),
                    spec.name.span,
                    format!("expected `{prefix}…`"),
                )
                .also(family.name.span, "the family"),
            );
        }
        let known = match &spec.when {
            Some(when) => self.fixed_operands(when, &generic.operands),
            None => BTreeMap::new(),
        };
        let mut instruction = Instruction {
            name: spec.name.name.clone(),
            doc: spec.doc.text.clone(),
            kind: Kind::Specialized {
                family: family.name.name.clone(),
                when: spec.when.as_ref().map(|block| (block.text.clone(), self.line(block.span))),
                fill: spec.fill.as_ref().map(|block| (block.text.clone(), self.line(block.span))),
                raw: spec.raw,
            },
            parts: Vec::new(),
            known,
            powers: Powers::default(),
            line: self.line(spec.name.span),
            ..generic.clone()
        };
        for block in spec.when.iter().chain(&spec.fill) {
            // Neither may leave or run anything; `?` in a `fill` is that of `Option`.
            if let Ok(contents) = bodies::read(block)
                && contents.uses.iter().all(|(what, _)| *what == bodies::Use::Question)
                && spec.fill.as_ref().is_some_and(|fill| fill.span == block.span)
            {
                continue;
            }
            let header = Header {
                what: "a condition",
                span: spec.name.span,
                powers: &[],
                moved: None,
                has_slow: false,
                is_slow: false,
            };
            self.body(&header, block);
        }
        if spec.raw {
            return instruction;
        }
        let errors = self.errors.len();
        let placed = self.flatten(&spec.parts, &generic.operands);
        instruction.parts = placed.iter().map(|(part, _)| part.clone()).collect();
        let effect = generic.effect.clone();
        if self.errors.len() > errors {
            return instruction;
        }
        self.check_sum(&mut instruction, &placed, Some((&effect, family.header)), true);
        if spec.fill.is_none()
            && let Some((part, span)) =
                placed.iter().find(|(part, _)| !self.bodies[part.body].reads.is_empty())
        {
            let body = &self.bodies[part.body];
            self.errors.push(
                Diagnostic::new(
                    "E0313",
                    format!("nothing fills `{}`, which `{}` reads", body.reads[0].name, body.name),
                    *span,
                    "reads the cache",
                )
                .also(spec.name.span, "has no `fill`")
                .help("add `fill { Some(fill! { .. }) }`"),
            );
        }
        instruction
    }

    /// Operands whose value a condition like `method && argc == 1` fixes.
    fn fixed_operands(&self, when: &RustBlock, operands: &[Operand]) -> BTreeMap<String, i64> {
        let mut known = BTreeMap::new();
        let Ok(expression) = syn::parse_str::<syn::Expr>(&when.text) else { return known };
        let mut open = vec![expression];
        while let Some(expression) = open.pop() {
            match expression {
                syn::Expr::Paren(inner) => open.push(*inner.expr),
                syn::Expr::Binary(binary) if matches!(binary.op, syn::BinOp::And(_)) => {
                    open.push(*binary.left);
                    open.push(*binary.right);
                }
                syn::Expr::Binary(binary) if matches!(binary.op, syn::BinOp::Eq(_)) => {
                    if let (Some(name), syn::Expr::Lit(literal)) =
                        (number_name(&binary.left, operands), &*binary.right)
                        && let syn::Lit::Int(number) = &literal.lit
                        && let Ok(value) = number.base10_parse::<i64>()
                    {
                        known.insert(name, value);
                    }
                }
                syn::Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Not(_)) => {
                    if let Some(name) = operand_name(&unary.expr, operands) {
                        known.insert(name, 0);
                    }
                }
                other => {
                    if let Some(name) = operand_name(&other, operands) {
                        known.insert(name, 1);
                    }
                }
            }
        }
        known
    }

    /// Reports specializations that can never be chosen.
    fn check_hidden(&mut self, family: &ast::Family, specs: &[Instruction]) {
        let conditions: Vec<Option<(BTreeSet<String>, Span)>> = specs
            .iter()
            .zip(&family.specs)
            .map(|(instruction, spec)| {
                if spec.raw || instruction.parts.is_empty() {
                    return None;
                }
                let mut conditions: BTreeSet<String> = instruction
                    .parts
                    .iter()
                    .map(|part| &self.bodies[part.body])
                    .filter(|body| body.kind == BodyKind::Guard && body.reads.is_empty())
                    .map(|body| body.name.clone())
                    .collect();
                if let Some(when) = &spec.when {
                    conditions.extend(
                        when.text
                            .split("&&")
                            .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")),
                    );
                }
                Some((conditions, spec.name.span))
            })
            .collect();
        for (later, condition) in conditions.iter().enumerate() {
            let Some((condition, span)) = condition else { continue };
            for (earlier, other) in conditions[..later].iter().enumerate() {
                let Some((other, first)) = other else { continue };
                if family.specs[earlier].fill.is_none() && other.is_subset(condition) {
                    self.errors.push(
                        Diagnostic::new(
                            "E0308",
                            format!("`{}` can never be chosen", specs[later].name),
                            *span,
                            "tried too late",
                        )
                        .also(*first, "is always chosen before it")
                        .help("the first specialization that fits wins: put the narrower one first"),
                    );
                    break;
                }
            }
        }
    }
}

/// The operand whose number the expression is: `count`, or `count.0` of a type around a number.
fn number_name(expression: &syn::Expr, operands: &[Operand]) -> Option<String> {
    match expression {
        syn::Expr::Field(field) if matches!(&field.member, syn::Member::Unnamed(index) if index.index == 0) => {
            operand_name(&field.base, operands)
        }
        _ => operand_name(expression, operands),
    }
}

fn operand_name(expression: &syn::Expr, operands: &[Operand]) -> Option<String> {
    let syn::Expr::Path(path) = expression else { return None };
    let name = path.path.get_ident()?.to_string();
    operands.iter().any(|operand| operand.name == name).then_some(name)
}
