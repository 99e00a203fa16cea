//! Fused opcodes: which opcodes may run in one handler, one after the other, without a trace of the first if a later one
//! has to give up.

use std::collections::BTreeMap;

use super::Checker;
use crate::ast;
use crate::diagnostics::Diagnostic;
use crate::model::{Body, BodyKind, Instruction, Kind, Model, OutputKind, Powers};

/// Stack types whose words need no count: see `StackType::IMMEDIATE` of the virtual machine.
const UNCOUNTED: [&str; 6] = ["Borrowed", "SmallInt", "SmallFloat", "Number", "Bool", "Immediate"];

/// Does the opcode only push words that need no count? Then it may as well not have run.
pub fn is_load(instruction: &Instruction) -> bool {
    instruction.effect.inputs.is_empty()
        && !instruction.effect.outputs.is_empty()
        && instruction.powers == Powers::default()
        && instruction.effect.outputs.iter().all(|output| {
            output.kind == OutputKind::New
                && output.size.is_none()
                && output.ty.as_deref().is_some_and(|ty| UNCOUNTED.contains(&ty))
        })
}

/// May the opcode give up, so that nothing before it in the same handler may have been done?
fn gives_up(instruction: &Instruction, bodies: &[Body]) -> bool {
    instruction
        .parts
        .iter()
        .map(|part| &bodies[part.body])
        .any(|body| body.powers.deopt || body.powers.slow || body.kind == BodyKind::Guard)
}

/// Why an opcode cannot be a part at all.
fn unfit(instruction: &Instruction, bodies: &[Body]) -> Option<&'static str> {
    let kind = match &instruction.kind {
        Kind::Plain | Kind::Super | Kind::Specialized { raw: false, .. } => None,
        Kind::Generic(_) => Some("is a generic form: name one of its specializations"),
        _ => Some("is no opcode that can be a part"),
    };
    // A cold variant is not part of the handler: going there is giving up.
    let exits = instruction
        .parts
        .iter()
        .map(|part| &bodies[part.body].powers)
        .any(|powers| powers.error || powers.escape || powers.enter);
    let sized = instruction.effect.inputs.iter().any(|input| input.size.is_some());
    kind.or(exits.then_some("may raise, run Python code or enter a frame"))
        .or(sized.then_some("takes an array from the stack"))
}

impl Checker<'_> {
    /// The opcode, if its parts fit each other.
    pub(super) fn lower_fused(
        &mut self,
        fused: &ast::Fused,
        instructions: &[Instruction],
    ) -> Option<Instruction> {
        let mut parts: Vec<&Instruction> = Vec::new();
        for part in &fused.parts {
            let Some(known) = instructions.iter().find(|known| known.name == part.name) else {
                self.unknown("opcode", part, instructions.iter().map(|known| &known.name));
                return None;
            };
            let last = parts.len() + 1 == fused.parts.len();
            let leaves = known.powers.leave || known.effect.never;
            let changed = parts.iter().any(|before| !is_load(before));
            let reason = unfit(known, &self.bodies)
                .or((leaves && !last).then_some("leaves the frame or jumps, and others follow"))
                .or((gives_up(known, &self.bodies) && changed)
                    .then_some("may give up after another part has changed something"));
            if let Some(reason) = reason {
                self.errors.push(
                    Diagnostic::new(
                        "E0404",
                        format!("`{}` cannot be fused here", part.name),
                        part.span,
                        reason,
                    )
                    .help("parts are loads, then one opcode that may give up, then opcodes that cannot"),
                );
                return None;
            }
            parts.push(known);
        }
        let first = *parts.first()?;
        Some(Instruction {
            name: fused.name.name.clone(),
            doc: fused.doc.text.clone(),
            kind: Kind::Fused {
                base: first.base().to_owned(),
                parts: parts.iter().map(|part| part.name.clone()).collect(),
            },
            parts: Vec::new(),
            known: BTreeMap::new(),
            joined: Vec::new(),
            line: self.line(fused.name.span),
            number: 0,
            ..first.clone()
        })
    }
}

impl Model {
    /// The opcodes that a fused one runs, each with where it begins: code units from the first.
    pub fn fused_parts<'m>(&'m self, parts: &'m [String]) -> impl Iterator<Item = (&'m Instruction, u32)> {
        let mut at = 0;
        parts.iter().filter_map(|name| self.instruction(name)).map(move |part| {
            let start = at;
            at += 1 + part.cache.units;
            (part, start)
        })
    }
}
