//! `metadata.rs`: stack effects, flags, families and operand layouts, as functions of the opcode.

use askama::Template;
use opcode_dsl::model::{Effect, Instruction, Kind, Linear, Model, Operand};

use crate::rendered;

/// Renders a number of slots in terms of `oparg`.
fn in_oparg(value: &Linear, instruction: &Instruction) -> String {
    let mut terms: Vec<String> = Vec::new();
    if value.constant != 0 || value.terms.is_empty() {
        terms.push(value.constant.to_string());
    }
    for (name, times) in &value.terms {
        let Some(operand) = instruction.operands.iter().find(|operand| operand.name == *name) else {
            continue;
        };
        let field = format!("bits(oparg, {}, {})", operand.shift, operand.bits.unwrap_or(32 - operand.shift));
        terms.push(if *times == 1 { field } else { format!("{times} * {field}") });
    }
    terms.join(" + ").replace("+ -", "- ")
}

/// Opcodes for which a function has the same value.
struct Group<'m> {
    names: Vec<&'m str>,
    value: String,
}

/// Opcodes by what `value` says of them, in the order in which the values first occur.
fn groups(model: &Model, value: impl Fn(&Instruction) -> Option<String>) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for instruction in &model.instructions {
        let Some(value) = value(instruction) else { continue };
        match groups.iter_mut().find(|group| group.value == value) {
            Some(group) => group.names.push(&instruction.name),
            None => groups.push(Group { names: vec![&instruction.name], value }),
        }
    }
    groups
}

/// A function of the opcode that says yes or no.
struct Predicate<'m> {
    name: &'static str,
    doc: &'static str,
    members: Vec<&'m str>,
}

#[derive(Template)]
#[template(path = "metadata.rs.j2")]
struct MetadataFile<'m> {
    instructions: &'m [Instruction],
    popped: Vec<Group<'m>>,
    pushed: Vec<Group<'m>>,
    jumps: Vec<Group<'m>>,
    predicates: Vec<Predicate<'m>>,
    bases: Vec<Group<'m>>,
    operands: Vec<Group<'m>>,
    cache_fields: Vec<Group<'m>>,
    fused: Vec<Group<'m>>,
}

/// Does it have an operand of the type `ty`?
fn has_type(instruction: &Instruction, types: &[&str]) -> bool {
    instruction.operands.iter().any(|operand| types.contains(&operand.ty.as_str()))
}

fn popped(instruction: &Instruction) -> Option<String> {
    Some(in_oparg(&instruction.effect.popped().substituted(&instruction.known), instruction))
}

fn pushed(instruction: &Instruction) -> Option<String> {
    let effect: &Effect = &instruction.effect;
    let mut value = effect.pushed();
    // As in CPython, what is returned counts as pushed: for the caller it is.
    if effect.never && instruction.powers.leave && !effect.inputs.is_empty() {
        value.constant += 1;
    }
    Some(in_oparg(&value.substituted(&instruction.known), instruction))
}

fn jump_effect(instruction: &Instruction) -> Option<String> {
    let label = instruction.labels.iter().find(|label| label.operand.is_some())?;
    // Where the target is skipped, what it would have popped counts as still there.
    let effect = if label.past > 0 { &instruction.effect } else { &label.effect };
    Some(format!("Some({})", in_oparg(&effect.net(), instruction)))
}

fn operands(instruction: &Instruction) -> Option<String> {
    let layout = |operand: &Operand| {
        let bits = operand.bits.unwrap_or(32 - operand.shift);
        let Operand { name, ty, shift, .. } = operand;
        format!("OperandLayout {{ name: {name:?}, ty: {ty:?}, shift: {shift}, bits: {bits} }}")
    };
    let operands: Vec<String> = instruction.operands.iter().map(layout).collect();
    (!operands.is_empty()).then(|| format!("&[{}]", operands.join(", ")))
}

fn cache_fields(instruction: &Instruction) -> Option<String> {
    let fields = instruction.cache.fields.iter();
    let fields: Vec<String> = fields.map(|f| format!("({:?}, {}, {})", f.name, f.unit, f.units)).collect();
    (!fields.is_empty()).then(|| format!("&[{}]", fields.join(", ")))
}

fn fused_from(model: &Model, first: &Instruction) -> Option<String> {
    let mut found: Vec<(usize, usize, &str)> = model
        .instructions
        .iter()
        .filter_map(|instruction| match &instruction.kind {
            Kind::Fused { parts, .. } if parts[0] == first.name => {
                Some((parts.len(), instruction.line, instruction.name.as_str()))
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|(parts, line, _)| (std::cmp::Reverse(*parts), *line));
    let names: Vec<String> = found.iter().map(|(.., name)| format!("Opcode::{name}")).collect();
    (!names.is_empty()).then(|| format!("&[{}]", names.join(", ")))
}

/// What a predicate asks of an instruction.
type Question = fn(&Instruction) -> bool;

/// The name of each predicate, its documentation, and the question.
const PREDICATES: [(&str, &str, Question); 16] = [
    ("has_arg", "Does it use its oparg?", |i| !i.operands.is_empty()),
    ("has_const", "Does its oparg name a constant?", |i| has_type(i, &["Const"])),
    ("has_name", "Does its oparg name an entry of `co_names`?", |i| has_type(i, &["Name"])),
    ("has_local", "Does its oparg name a local variable?", |i| has_type(i, &["Local"])),
    ("has_free", "Does its oparg name a cell or free variable?", |i| has_type(i, &["Cell"])),
    ("has_jump", "Does its oparg name a target?", |i| has_type(i, &["Jump", "JumpBack"])),
    ("is_backward_jump", "Is its target before it?", |i| has_type(i, &["JumpBack"])),
    ("is_terminator", "Does it never fall through?", |i| i.effect.never),
    ("can_error", "May it leave with an exception set?", |i| i.powers.error),
    ("can_escape", "May it run Python code?", |i| i.powers.escape),
    ("enters_frame", "May it push a frame?", |i| i.powers.enter),
    ("is_instrumented", "Is it an instrumented variant?", |i| {
        matches!(i.kind, Kind::Instrumented { .. }) || i.name.starts_with("INSTRUMENTED_")
    }),
    (
        "is_specialized",
        "Is it a specialization, or fused: does it only come into being while code runs?",
        |i| matches!(i.kind, Kind::Specialized { .. } | Kind::Fused { .. }),
    ),
    ("is_fused", "Does it run several opcodes that keep their places?", |i| {
        matches!(i.kind, Kind::Fused { .. })
    }),
    ("is_pseudo", "Does it exist only inside the compiler?", |i| i.kind == Kind::Pseudo),
    ("is_super", "Is it a superinstruction?", |i| i.kind == Kind::Super),
];

/// The file.
pub fn generate(model: &Model) -> String {
    let predicates = PREDICATES.map(|(name, doc, holds)| {
        let members = model.instructions.iter().filter(|i| holds(i)).map(|i| i.name.as_str());
        Predicate { name, doc, members: members.collect() }
    });
    rendered(&MetadataFile {
        instructions: &model.instructions,
        popped: groups(model, popped),
        pushed: groups(model, pushed),
        jumps: groups(model, jump_effect),
        predicates: predicates.into(),
        bases: groups(model, |i| (i.base() != i.name).then(|| format!("Opcode::{}", i.base()))),
        operands: groups(model, operands),
        cache_fields: groups(model, cache_fields),
        fused: groups(model, |first| fused_from(model, first)),
    })
}
