//! `metadata.rs`: stack effects, flags, families and operand layouts, as functions of the opcode.

use opcode_dsl::model::{Effect, Instruction, Kind, Linear, Model};

use crate::PREAMBLE;
use crate::writer::Writer;

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

fn arms(w: &mut Writer, model: &Model, value: impl Fn(&Instruction) -> Option<String>) {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for instruction in &model.instructions {
        let Some(value) = value(instruction) else { continue };
        match groups.iter_mut().find(|(known, _)| *known == value) {
            Some((_, names)) => names.push(&instruction.name),
            None => groups.push((value, vec![&instruction.name])),
        }
    }
    for (value, names) in groups {
        let (last, others) = names.split_last().expect("a group has a member");
        for (index, name) in others.iter().enumerate() {
            let bar = if index == 0 { "" } else { "| " };
            w.line(format_args!("{bar}Opcode::{name}"));
        }
        let bar = if others.is_empty() { "" } else { "| " };
        w.line(format_args!("{bar}Opcode::{last} => {value},"));
    }
}

fn predicate(w: &mut Writer, model: &Model, name: &str, doc: &str, holds: impl Fn(&Instruction) -> bool) {
    w.line("");
    w.line(format_args!("/// {doc}"));
    w.open(format_args!("pub const fn {name}(opcode: Opcode) -> bool {{"));
    let members: Vec<&str> =
        model.instructions.iter().filter(|i| holds(i)).map(|i| i.name.as_str()).collect();
    match members.split_last() {
        None => w.line("let _ = opcode;\n    false"),
        Some((last, others)) => {
            w.open("matches!(");
            w.line("opcode,");
            for (index, other) in others.iter().enumerate() {
                w.line(format_args!("{}Opcode::{other}", if index == 0 { "" } else { "| " }));
            }
            w.line(format_args!("{}Opcode::{last}", if others.is_empty() { "" } else { "| " }));
            w.close(")");
        }
    }
    w.close("}");
}

/// Does it have an operand of the type `ty`?
fn has_type(instruction: &Instruction, types: &[&str]) -> bool {
    instruction.operands.iter().any(|operand| types.contains(&operand.ty.as_str()))
}

/// The name of a function of the opcode, its documentation, and what it says.
type Predicate<'a> = (&'a str, &'a str, &'a dyn Fn(&Instruction) -> bool);

/// The file.
pub fn generate(model: &Model) -> String {
    let mut w = Writer::new();
    w.line(PREAMBLE);
    w.line("");
    w.line("use super::opcode::Opcode;");
    w.line("");
    w.line("/// `count` bits of an oparg from the bit `shift` on.");
    w.open("const fn bits(oparg: u32, shift: u32, count: u32) -> i32 {");
    w.line("((oparg >> shift) & (u32::MAX >> (32 - count))) as i32");
    w.close("}");
    for (name, doc, side) in [
        ("num_popped", "How many slots the instruction takes from the stack.", 0),
        ("num_pushed", "How many slots the instruction leaves when it falls through.", 1),
    ] {
        w.line("");
        w.line(format_args!("/// {doc}"));
        w.open(format_args!("pub const fn {name}(opcode: Opcode, oparg: u32) -> i32 {{"));
        w.open("match opcode {");
        arms(&mut w, model, |instruction| {
            let effect: &Effect = &instruction.effect;
            let mut value = if side == 0 { effect.popped() } else { effect.pushed() };
            // As in CPython, what is returned counts as pushed: for the caller it is.
            if side == 1 && effect.never && instruction.powers.leave && !effect.inputs.is_empty() {
                value.constant += 1;
            }
            Some(in_oparg(&value.substituted(&instruction.known), instruction))
        });
        w.close("}");
        w.close("}");
    }
    w.line("");
    w.line("/// The change of the stack's depth by falling through.");
    w.open("const fn fallthrough_effect(opcode: Opcode, oparg: u32) -> i32 {");
    w.line("num_pushed(opcode, oparg) - num_popped(opcode, oparg)");
    w.close("}");
    w.line("");
    w.line("/// The change of the stack's depth by jumping; `None` if the instruction does not jump.");
    w.open("const fn jump_effect(opcode: Opcode, oparg: u32) -> Option<i32> {");
    w.line("let _ = oparg;");
    w.open("match opcode {");
    arms(&mut w, model, |instruction| {
        let label = instruction.labels.iter().find(|label| label.operand.is_some())?;
        // Where the target is skipped, what it would have popped counts as still there.
        let effect = if label.past > 0 { &instruction.effect } else { &label.effect };
        Some(format!("Some({})", in_oparg(&effect.net(), instruction)))
    });
    w.line("_ => None,");
    w.close("}");
    w.close("}");
    w.line("");
    w.line("/// The change of the stack's depth: by jumping (`Some(true)`), by falling through (`Some(false)`), or the");
    w.line("/// greater of both (`None`). An instruction that cannot leave in the way asked for changes it as by the other");
    w.line("/// way. `None` if `oparg` is out of range.");
    w.open("pub const fn stack_effect(opcode: Opcode, oparg: u32, jump: Option<bool>) -> Option<i32> {");
    w.line("if oparg > i32::MAX as u32 >> 2 {\n        return None;\n    }");
    w.line("let through = fallthrough_effect(opcode, oparg);");
    w.open("Some(match (jump_effect(opcode, oparg), jump) {");
    w.line("(Some(target), Some(true)) => target,");
    w.line("(Some(target), None) if target > through || is_terminator(opcode) => target,");
    w.line("_ => through,");
    w.close("})");
    w.close("}");
    let predicates: [Predicate; 15] = [
        ("has_arg", "Does it use its oparg?", &|i| !i.operands.is_empty()),
        ("has_const", "Does its oparg name a constant?", &|i| has_type(i, &["Const"])),
        ("has_name", "Does its oparg name an entry of `co_names`?", &|i| has_type(i, &["Name"])),
        ("has_local", "Does its oparg name a local variable?", &|i| has_type(i, &["Local"])),
        ("has_free", "Does its oparg name a cell or free variable?", &|i| has_type(i, &["Cell"])),
        ("has_jump", "Does its oparg name a target?", &|i| has_type(i, &["Jump", "JumpBack"])),
        ("is_backward_jump", "Is its target before it?", &|i| has_type(i, &["JumpBack"])),
        ("is_terminator", "Does it never fall through?", &|i| i.effect.never),
        ("can_error", "May it leave with an exception set?", &|i| i.powers.error),
        ("can_escape", "May it run Python code?", &|i| i.powers.escape),
        ("enters_frame", "May it push a frame?", &|i| i.powers.enter),
        ("is_instrumented", "Is it an instrumented variant?", &|i| {
            matches!(i.kind, Kind::Instrumented { .. }) || i.name.starts_with("INSTRUMENTED_")
        }),
        ("is_specialized", "Is it a specialization?", &|i| matches!(i.kind, Kind::Specialized { .. })),
        ("is_pseudo", "Does it exist only inside the compiler?", &|i| i.kind == Kind::Pseudo),
        ("is_super", "Is it a superinstruction?", &|i| i.kind == Kind::Super),
    ];
    for (name, doc, holds) in predicates {
        predicate(&mut w, model, name, doc, holds);
    }
    w.line("");
    w.line("/// The opcode to which a specialization deoptimizes, or which an instrumented variant stands for; any other is");
    w.line("/// its own.");
    w.open("pub const fn deopt(opcode: Opcode) -> Opcode {");
    w.open("match opcode {");
    arms(&mut w, model, |i| (i.base() != i.name).then(|| format!("Opcode::{}", i.base())));
    w.line("_ => opcode,");
    w.close("}");
    w.close("}");
    w.line("");
    w.line("/// The instrumented variant.");
    w.open("pub const fn instrumented(opcode: Opcode) -> Option<Opcode> {");
    w.open("match opcode {");
    for instruction in &model.instructions {
        if let Kind::Instrumented { base, .. } = &instruction.kind {
            w.line(format_args!("Opcode::{base} => Some(Opcode::{}),", instruction.name));
        }
    }
    w.line("_ => None,");
    w.close("}");
    w.close("}");
    w.line("");
    w.line("/// The specializations of a family, in the order in which they are tried.");
    w.open("pub const fn specializations(opcode: Opcode) -> &'static [Opcode] {");
    w.open("match opcode {");
    for instruction in &model.instructions {
        let members: Vec<String> = model
            .instructions
            .iter()
            .filter(|member| matches!(&member.kind, Kind::Specialized { family, .. } if *family == instruction.name))
            .map(|member| format!("Opcode::{}", member.name))
            .collect();
        if !members.is_empty() {
            w.open(format_args!("Opcode::{} => &[", instruction.name));
            for member in ordered(instruction, &members) {
                w.line(format_args!("{member},"));
            }
            w.close("],");
        }
    }
    w.line("_ => &[],");
    w.close("}");
    w.close("}");
    w.line("");
    w.line("/// What a part of an oparg means.");
    w.line("#[derive(Clone, Copy, Debug, PartialEq, Eq)]");
    w.open("pub struct OperandLayout {");
    w.line("/// Its name in the definition.");
    w.line("pub name: &'static str,");
    w.line("/// Its type in the definition.");
    w.line("pub ty: &'static str,");
    w.line("/// Its lowest bit.");
    w.line("pub shift: u32,");
    w.line("/// Its width in bits.");
    w.line("pub bits: u32,");
    w.close("}");
    w.line("");
    w.open("impl OperandLayout {");
    w.line("/// Its value in `oparg`.");
    w.open("pub const fn value(&self, oparg: u32) -> u32 {");
    w.line("bits(oparg, self.shift, self.bits) as u32");
    w.close("}");
    w.close("}");
    w.line("");
    w.line("/// The operands of an opcode, from the low bits of its oparg.");
    w.open("pub const fn operands(opcode: Opcode) -> &'static [OperandLayout] {");
    w.open("match opcode {");
    arms(&mut w, model, |i| {
        if i.operands.is_empty() {
            return None;
        }
        let operands: Vec<String> = i
            .operands
            .iter()
            .map(|o| {
                format!(
                    "OperandLayout {{ name: {:?}, ty: {:?}, shift: {}, bits: {} }}",
                    o.name,
                    o.ty,
                    o.shift,
                    o.bits.unwrap_or(32 - o.shift)
                )
            })
            .collect();
        Some(format!("&[{}]", operands.join(", ")))
    });
    w.line("_ => &[],");
    w.close("}");
    w.close("}");
    w.line("");
    w.line("/// The fields of an opcode's inline cache: name, first unit (counted from the opcode) and width in units.");
    w.open("pub const fn cache_fields(opcode: Opcode) -> &'static [(&'static str, usize, usize)] {");
    w.open("match opcode {");
    arms(&mut w, model, |i| {
        if i.cache.fields.is_empty() {
            return None;
        }
        let fields: Vec<String> =
            i.cache.fields.iter().map(|f| format!("({:?}, {}, {})", f.name, f.unit, f.units)).collect();
        Some(format!("&[{}]", fields.join(", ")))
    });
    w.line("_ => &[],");
    w.close("}");
    w.close("}");
    w.line("");
    w.line("/// What the opcode does, in a sentence or more.");
    w.open("pub const fn doc(opcode: Opcode) -> &'static str {");
    w.open("match opcode {");
    for instruction in &model.instructions {
        w.line(format_args!("Opcode::{} => {:?},", instruction.name, instruction.doc));
    }
    w.close("}");
    w.close("}");
    w.finish()
}

fn ordered(family: &Instruction, members: &[String]) -> Vec<String> {
    match &family.kind {
        Kind::Generic(specs) => specs.iter().map(|spec| format!("Opcode::{spec}")).collect(),
        _ => members.to_vec(),
    }
}
