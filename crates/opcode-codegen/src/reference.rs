//! `reference.md`, which people read, and `_opcode_metadata.py`, which the `opcode` module reads.

use askama::Template;
use opcode_dsl::describe::describe_fires;
use opcode_dsl::model::{Instruction, Kind, Model};

use crate::rendered;

/// The operands as they are written in the definition file.
pub fn operands(instruction: &Instruction) -> String {
    if instruction.operands.is_empty() {
        return String::new();
    }
    let operands: Vec<String> = instruction
        .operands
        .iter()
        .map(|operand| match operand.bits {
            Some(bits) if !operand.is_bit() => format!("{}: {}/{bits}", operand.name, operand.ty),
            _ => format!("{}: {}", operand.name, operand.ty),
        })
        .collect();
    format!("<{}>", operands.join(", "))
}

/// What is to be said of an opcode beside its effect and documentation, one sentence each.
fn facts(model: &Model, instruction: &Instruction) -> Vec<String> {
    let mut facts: Vec<String> = Vec::new();
    for label in &instruction.labels {
        let target = match (&label.operand, label.past) {
            (None, _) => String::new(),
            (Some(operand), 0) => format!(", jumps by `{operand}`"),
            (Some(operand), past) => format!(", jumps by `{operand}` past {past} more"),
        };
        facts.push(format!("On `{}`: `{}`{target}.", label.name, label.effect));
    }
    let words = instruction.powers.words();
    if !words.is_empty() {
        facts.push(format!("May {}.", words.join(", ")));
    }
    if instruction.cache.units > 0 {
        let fields: Vec<String> = instruction
            .cache
            .fields
            .iter()
            .map(|field| format!("`{}: {}` at {}", field.name, field.ty, field.unit))
            .collect();
        facts.push(format!("Cache of {} units: {}.", instruction.cache.units, fields.join(", ")));
    }
    match &instruction.kind {
        Kind::Generic(specs) if !specs.is_empty() => {
            facts.push(format!("Specialized as {}.", specs.join(", ")))
        }
        Kind::Specialized { family, .. } => facts.push(format!("A specialization of {family}.")),
        Kind::Fused { parts, .. } => facts.push(format!("Runs {}.", parts.join(", "))),
        Kind::Instrumented { base, fires } => {
            facts.push(format!("{}.", describe_fires(base, fires)));
        }
        _ => {}
    }
    if instruction.parts.len() > 1 {
        let parts: Vec<&str> =
            instruction.parts.iter().map(|part| model.bodies[part.body].name.as_str()).collect();
        facts.push(format!("Consists of {}.", parts.join(", ")));
    }
    facts
}

struct Entry<'m> {
    instruction: &'m Instruction,
    facts: Vec<String>,
}

struct Section<'m> {
    title: &'static str,
    entries: Vec<Entry<'m>>,
}

#[derive(Template)]
#[template(path = "reference.md.j2")]
struct Reference<'m> {
    sections: [Section<'m>; 5],
}

/// `reference.md`.
pub fn markdown(model: &Model) -> String {
    let section = |title: &'static str, is_member: fn(&Kind) -> bool| {
        let members = model.instructions.iter().filter(|instruction| is_member(&instruction.kind));
        let entries = members.map(|instruction| Entry { instruction, facts: facts(model, instruction) });
        Section { title, entries: entries.collect() }
    };
    rendered(&Reference {
        sections: [
            section("Opcodes", |kind| {
                matches!(kind, Kind::Plain | Kind::Raw | Kind::Generic(_) | Kind::Super)
            }),
            section("Specializations", |kind| matches!(kind, Kind::Specialized { .. })),
            section("Fused opcodes", |kind| matches!(kind, Kind::Fused { .. })),
            section("Instrumented variants", |kind| matches!(kind, Kind::Instrumented { .. })),
            section("Pseudo opcodes", |kind| *kind == Kind::Pseudo),
        ],
    })
}

#[derive(Template)]
#[template(path = "opcode_metadata.py.j2")]
struct PythonMetadata<'m> {
    families: Vec<(&'m str, Vec<&'m str>)>,
    specialized: Vec<&'m Instruction>,
    others: Vec<&'m Instruction>,
}

/// `_opcode_metadata.py`.
pub fn python(model: &Model) -> String {
    let is_specialized = |i: &&Instruction| matches!(i.kind, Kind::Specialized { .. } | Kind::Fused { .. });
    let (mut specialized, others): (Vec<_>, Vec<_>) = model.instructions.iter().partition(is_specialized);
    specialized.sort_by_key(|i| &i.name);
    let mut sorted: Vec<&Instruction> = model.instructions.iter().collect();
    sorted.sort_by_key(|i| i.line);
    let mut families: Vec<(&str, Vec<&str>)> = Vec::new();
    for instruction in sorted {
        match &instruction.kind {
            Kind::Generic(specs) if !specs.is_empty() => {
                families.push((&instruction.name, specs.iter().map(String::as_str).collect()));
            }
            // For `dis` a fused opcode is one more form of its first part.
            Kind::Fused { base, .. } => match families.iter_mut().find(|(name, _)| name == base) {
                Some((_, forms)) => forms.push(&instruction.name),
                None => families.push((base, vec![&instruction.name])),
            },
            _ => {}
        }
    }
    rendered(&PythonMetadata { families, specialized, others })
}
