//! How ops fit together: a walk over the parts of an opcode with a virtual stack of sizes and types. It also checks
//! the order of guards and effects, the cache fields that the parts read, and the labels that they branch to.

use std::collections::BTreeMap;

use super::{Checker, OpTarget};
use crate::ast;
use crate::ast::Span;
use crate::diagnostics::Diagnostic;
use crate::model::{
    Access, BodyKind, Effect, Input, Instruction, Kind, Linear, Operand, Output, OutputKind, Part, Powers,
};

/// A known part of the virtual stack.
#[derive(Clone, Debug)]
struct Slot {
    size: Linear,
    ty: Option<String>,
    name: String,
}

/// Takes `size` from the top. `None` if what is there cannot be compared; `Some(None)` if too little is there.
fn pop(stack: &mut Vec<Slot>, size: &Linear) -> Option<Option<Slot>> {
    let Some(top) = stack.last_mut() else { return Some(None) };
    if top.size == *size {
        return Some(stack.pop());
    }
    match (top.size.as_constant(), size.as_constant()) {
        (Some(have), Some(want)) if have > want => {
            top.size = Linear::constant(have - want);
            Some(Some(Slot { size: size.clone(), ty: None, name: top.name.clone() }))
        }
        (Some(have), Some(_)) => {
            let name = top.name.clone();
            let rest = size.plus(-1, &Linear::constant(have));
            stack.pop();
            pop(stack, &rest).map(|found| found.map(|_| Slot { size: size.clone(), ty: None, name }))
        }
        _ => None,
    }
}

impl<'a> Checker<'a> {
    /// The bodies that a sum names, with the operands that they share with the opcode.
    pub(super) fn flatten(&mut self, sum: &'a [ast::Part], operands: &[Operand]) -> Vec<(Part, Span)> {
        let mut placed = Vec::new();
        let mut open: Vec<&'a str> = Vec::new();
        self.flatten_into(sum, operands, None, &mut open, &mut placed);
        placed
    }

    fn flatten_into(
        &mut self,
        sum: &'a [ast::Part],
        operands: &[Operand],
        at: Option<Span>,
        open: &mut Vec<&'a str>,
        placed: &mut Vec<(Part, Span)>,
    ) {
        for part in sum {
            let span = at.unwrap_or(part.name.span);
            if let Some(arg) = part.args.first() {
                self.errors.push(
                    Diagnostic::new(
                        "E0402",
                        "operands behind an op",
                        arg.span(),
                        "not allowed in a sum of ops",
                    )
                    .help("an op gets the operands of the opcode by their names"),
                );
            }
            match self.ops.get(&part.name.name).cloned() {
                None => {
                    let known: Vec<String> = self.ops.keys().cloned().collect();
                    self.unknown("op", &part.name, known);
                }
                Some(OpTarget::Sum(inner)) => {
                    if open.contains(&part.name.name.as_str()) {
                        self.errors.push(Diagnostic::new(
                            "E0302",
                            format!("`{}` contains itself", part.name.name),
                            span,
                            "endless sum",
                        ));
                        return;
                    }
                    open.push(&part.name.name);
                    self.flatten_into(inner, operands, Some(span), open, placed);
                    open.pop();
                }
                Some(OpTarget::Body(body)) => {
                    let mut names = BTreeMap::new();
                    let needed = self.bodies[body].operands.clone();
                    for operand in &needed {
                        match operands.iter().find(|own| own.name == operand.name) {
                            None => self.errors.push(Diagnostic::new(
                                "E0403",
                                format!(
                                    "`{}` needs an operand `{}: {}`",
                                    part.name.name, operand.name, operand.ty
                                ),
                                span,
                                "the opcode has none of that name",
                            )),
                            Some(own) if own.ty != operand.ty => self.errors.push(Diagnostic::new(
                                "E0403",
                                format!(
                                    "`{}` needs `{}` to be a `{}`",
                                    part.name.name, operand.name, operand.ty
                                ),
                                span,
                                format!("is a `{}` in the opcode", own.ty),
                            )),
                            Some(_) => {}
                        }
                        names.insert(operand.name.clone(), operand.name.clone());
                    }
                    placed.push((Part { body, operands: names }, span));
                }
            }
        }
    }

    /// The effect of a sum that does not declare one.
    pub(super) fn derive_effect(&self, placed: &[(Part, Span)]) -> Effect {
        let mut inputs: Vec<Input> = Vec::new();
        let mut stack: Vec<Slot> = Vec::new();
        let mut never = false;
        for (part, _) in placed {
            let body = &self.bodies[part.body];
            let effect = body.effect.resolved(&part.operands, &BTreeMap::new());
            for input in effect.inputs.iter().rev() {
                if !matches!(pop(&mut stack, &input.slots()), Some(Some(_))) {
                    let taken = inputs.iter().filter(|own| own.name == input.name).count();
                    let name =
                        if taken == 0 { input.name.clone() } else { format!("{}_{taken}", input.name) };
                    inputs.insert(
                        0,
                        Input {
                            name,
                            size: input.size.clone(),
                            ty: None,
                            access: Access::Borrow,
                            kept: false,
                        },
                    );
                }
            }
            for output in &effect.outputs {
                if output.kind != OutputKind::Drop {
                    stack.push(Slot {
                        size: output.slots(),
                        ty: output.ty.clone(),
                        name: output.name.clone(),
                    });
                }
            }
            never |= effect.never;
        }
        let outputs = stack
            .into_iter()
            .map(|slot| {
                let size = (slot.size != Linear::constant(1)).then_some(slot.size);
                let kind = match inputs.iter().position(|input| input.name == slot.name && input.size == size)
                {
                    Some(input) => OutputKind::Kept(input),
                    None => OutputKind::New,
                };
                if let OutputKind::Kept(input) = kind {
                    inputs[input].kept = true;
                }
                Output { name: slot.name, ty: slot.ty, size, kind }
            })
            .collect();
        Effect { inputs, outputs, never }
    }

    /// Gives labels of a sum that do not say their effect that of the op which branches to them.
    pub(super) fn inherit_label_effects(
        &self,
        ons: &[ast::On],
        instruction: &mut Instruction,
        placed: &[(Part, Span)],
    ) {
        for on in ons.iter().filter(|on| on.effect.is_none()) {
            let mut depth = Linear::default();
            for (part, _) in placed {
                let body = &self.bodies[part.body];
                if let Some((_, effect)) = body.labels.iter().find(|(name, _)| *name == on.label.name) {
                    let effect = effect.resolved(&part.operands, &BTreeMap::new());
                    // The op's own items describe the label fully when nothing lies between them and the entry.
                    if depth == Linear::default()
                        && effect.popped() == instruction.effect.popped()
                        && let Some(label) =
                            instruction.labels.iter_mut().find(|label| label.name == on.label.name)
                    {
                        label.effect = effect;
                    }
                }
                depth = depth.plus(1, &body.effect.resolved(&part.operands, &BTreeMap::new()).net());
            }
        }
    }

    /// Walks over the parts of `instruction`, checks them, and sums up the powers. `expected` is the effect that the
    /// sum must have, and where that is declared. `specialized` says whether `deopt!` has somewhere to go.
    pub(super) fn check_sum(
        &mut self,
        instruction: &mut Instruction,
        placed: &[(Part, Span)],
        expected: Option<(&Effect, Span)>,
        specialized: bool,
    ) {
        let known = instruction.known.clone();
        let entry = expected.map(|(effect, _)| effect.resolved(&BTreeMap::new(), &known));
        let mut stack: Vec<Slot> = Vec::new();
        if let Some(entry) = &entry {
            stack.extend(entry.inputs.iter().map(|input| Slot {
                size: input.slots(),
                ty: input.ty.clone(),
                name: input.name.clone(),
            }));
        }
        let mut depth = Linear::default();
        let mut committed: Option<(Span, &'static str)> = None;
        let mut entered: Option<Span> = None;
        let mut never: Option<Span> = None;
        let mut powers = Powers::default();
        for (part, span) in placed {
            let body = self.bodies[part.body].clone();
            let effect = body.effect.resolved(&part.operands, &known);
            powers.add(&body.powers);
            if let Some(slow) = body.slow {
                powers.add(&self.bodies[slow].powers.clone());
            }
            if let Some(before) = never {
                self.errors.push(
                    Diagnostic::new(
                        "E0312",
                        format!("`{}` is never reached", body.name),
                        *span,
                        "never executed",
                    )
                    .also(before, "never falls through"),
                );
            }
            if let Some(before) = entered
                && !effect.is_identity()
            {
                self.errors.push(
                    Diagnostic::new(
                        "E0312",
                        format!("`{}` behind an op that enters a frame", body.name),
                        *span,
                        "not executed when the frame is entered",
                    )
                    .also(before, "may continue in another frame"),
                );
            }
            if body.kind == BodyKind::Guard || body.powers.deopt || body.powers.slow {
                let what = if body.kind == BodyKind::Guard {
                    "a guard"
                } else {
                    "an op that can `deopt!` or `slow!`"
                };
                if let Some((before, why)) = committed {
                    self.errors.push(
                        Diagnostic::new(
                            "E0207",
                            format!("{what} after an op that {why}"),
                            *span,
                            "comes too late",
                        )
                        .also(before, why)
                        .help("what was done cannot be undone: put guards first"),
                    );
                }
                if !specialized && (body.kind == BodyKind::Guard || body.powers.deopt) {
                    self.errors.push(
                        Diagnostic::new(
                            "E0311",
                            format!(
                                "`{}` deoptimizes, but `{}` is not a specialization",
                                body.name, instruction.name
                            ),
                            *span,
                            "there is no generic form to go to",
                        )
                        .help("make it a `spec` of a `family`"),
                    );
                }
            }
            for input in effect.inputs.iter().rev() {
                let found = pop(&mut stack, &input.slots());
                match found {
                    Some(Some(slot)) => {
                        if let Some(ty) = &input.ty
                            && entry.is_some()
                            && instruction.parts.len() + usize::from(specialized) > 1
                            && slot.ty.as_ref() != Some(ty)
                        {
                            let is = slot.ty.clone().unwrap_or_else(|| "any object".to_owned());
                            self.errors.push(
                                Diagnostic::new(
                                    "E0306",
                                    format!(
                                        "`{}` needs `{}: {ty}` but nothing before it proves that",
                                        body.name, input.name
                                    ),
                                    *span,
                                    format!("`{}` is {is} here", slot.name),
                                )
                                .help("add a guard whose output narrows it"),
                            );
                        }
                    }
                    Some(None) if entry.is_some() => {
                        let declared = expected.map(|(_, span)| span).unwrap_or_default();
                        self.errors.push(
                            Diagnostic::new(
                                "E0305",
                                format!("`{}` pops more than there is", body.name),
                                *span,
                                format!("nothing is left for `{}`", input.name),
                            )
                            .also(declared, "the effect of the whole"),
                        );
                    }
                    Some(None) => {}
                    None => {
                        self.errors.push(Diagnostic::new(
                            "E0305",
                            format!("`{}` does not fit what is on the stack", body.name),
                            *span,
                            format!(
                                "`{}` has {} slots, which may not be what is there",
                                input.name,
                                input.slots()
                            ),
                        ));
                        stack.pop();
                    }
                }
            }
            for output in effect.outputs.iter().filter(|output| output.kind != OutputKind::Drop) {
                stack.push(Slot { size: output.slots(), ty: output.ty.clone(), name: output.name.clone() });
            }
            for (label, label_effect) in &body.labels {
                let label_effect = label_effect.resolved(&part.operands, &known);
                match instruction.label(label) {
                    None => self.errors.push(
                        Diagnostic::new(
                            "E0402",
                            format!("`{}` branches to `{label}`, which leads nowhere", body.name),
                            *span,
                            "no `on` clause for this label",
                        )
                        .help(format!("add `on {label} jump OPERAND;`")),
                    ),
                    Some(target) => {
                        let net = depth.plus(1, &label_effect.net());
                        let wanted = target.effect.resolved(&BTreeMap::new(), &known).net();
                        if net != wanted {
                            self.errors.push(
                                Diagnostic::new(
                                    "E0307",
                                    format!(
                                        "`{}` leaves another stack at `{label}` than declared",
                                        body.name
                                    ),
                                    *span,
                                    format!("changes the depth by {net}, expected {wanted}"),
                                )
                                .also(
                                    expected.map(|(_, span)| span).unwrap_or_default(),
                                    "declared for the whole here",
                                )
                                .help(format!("say what is left there: `on {label} (inputs -- outputs)`")),
                            );
                        }
                        if target.operand.is_none() {
                            self.errors.push(Diagnostic::new(
                                "E0402",
                                format!("the label `{label}` of `{}` leads nowhere", instruction.name),
                                *span,
                                "its `on` clause has no `jump`",
                            ));
                        }
                    }
                }
            }
            for field in &body.reads {
                match instruction.cache.field(&field.name) {
                    None => self.errors.push(
                        Diagnostic::new(
                            "E0303",
                            format!("`{}` reads `{}`, which is not in the cache", body.name, field.name),
                            *span,
                            "no such field",
                        )
                        .help(format!(
                            "add `{}: {}` to the cache of `{}`",
                            field.name,
                            field.ty,
                            instruction.base()
                        )),
                    ),
                    Some(own) if own.ty != field.ty => self.errors.push(Diagnostic::new(
                        "E0304",
                        format!("`{}` reads `{}` as a `{}`", body.name, field.name, field.ty),
                        *span,
                        format!("is a `{}` in the cache", own.ty),
                    )),
                    Some(_) => {}
                }
            }
            depth = depth.plus(1, &effect.net());
            if body.powers.escape {
                committed.get_or_insert((*span, "may run Python code"));
            } else if !effect.is_identity() || effect.inputs.iter().any(|input| input.access == Access::Mut) {
                committed.get_or_insert((*span, "changes the stack"));
            }
            if body.powers.enter {
                entered.get_or_insert(*span);
            }
            if effect.never {
                never.get_or_insert(*span);
            }
        }
        if let (Some(entry), Some((_, declared)), None) = (&entry, expected, never)
            && depth != entry.net()
            && let (Some((_, first)), Some((_, last))) = (placed.first(), placed.last())
        {
            self.errors.push(
                Diagnostic::new(
                    "E0307",
                    format!("`{}` has another stack effect than declared", instruction.name),
                    first.to(*last),
                    format!("changes the depth by {depth}"),
                )
                .also(declared, format!("declared to change it by {}", entry.net())),
            );
        }
        if let Kind::Instrumented { .. } = instruction.kind {
            return;
        }
        instruction.powers = powers;
    }
}
