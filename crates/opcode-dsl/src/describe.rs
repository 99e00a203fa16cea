//! The model as text for people: what the checker has understood. Used by `cargo xtask explain` and by the snapshots
//! of the tests; nothing reads it back.

use std::fmt::Write as _;

use crate::model::{Body, Fire, Instruction, Kind, Model, Pattern, PatternArg};

/// All of `model`.
pub fn describe(model: &Model) -> String {
    let mut text = String::new();
    for instruction in &model.instructions {
        text.push_str(&describe_instruction(model, instruction));
    }
    for rewrite in &model.rewrites {
        let pattern: Vec<String> = rewrite.pattern.iter().map(describe_pattern).collect();
        let _ = writeln!(text, "rewrite {} => {}", pattern.join(", "), describe_pattern(&rewrite.target));
    }
    text
}

fn describe_pattern(pattern: &Pattern) -> String {
    if pattern.args.is_empty() {
        return pattern.opcode.clone();
    }
    let args: Vec<String> = pattern
        .args
        .iter()
        .map(|arg| match arg {
            PatternArg::Name(name) => name.clone(),
            PatternArg::Literal(value) => value.to_string(),
        })
        .collect();
    format!("{}<{}>", pattern.opcode, args.join(", "))
}

/// What the instrumented variant of `base` does.
pub fn describe_fires(base: &str, fires: &[Fire]) -> String {
    let fires: Vec<String> = fires
        .iter()
        .map(|fire| match &fire.after {
            None => format!("{} before", fire.event),
            Some(exit) => format!("{} after {exit}", fire.event),
        })
        .collect();
    format!("{base} that fires {}", fires.join(", "))
}

/// One opcode.
pub fn describe_instruction(model: &Model, instruction: &Instruction) -> String {
    let mut text = format!("{} {} {}\n", instruction.number, instruction.name, instruction.effect);
    let kind = match &instruction.kind {
        Kind::Plain => None,
        Kind::Raw => Some("written by hand".to_owned()),
        Kind::Generic(specs) => Some(format!("family: {}", specs.join(", "))),
        Kind::Specialized { family, when, fill, raw } => {
            let mut words = format!("specialization of {family}");
            if *raw {
                words.push_str(", written by hand");
            }
            if let Some((when, _)) = when {
                let _ = write!(words, ", when {}", when.trim());
            }
            if fill.is_some() {
                words.push_str(", fills its cache");
            }
            Some(words)
        }
        Kind::Super => Some(format!(
            "superinstruction of {}",
            instruction.joined.iter().map(describe_pattern).collect::<Vec<_>>().join(" + ")
        )),
        Kind::Fused { parts, .. } => Some(format!("runs {}", parts.join(" + "))),
        Kind::Instrumented { base, fires } => Some(describe_fires(base, fires)),
        Kind::Pseudo => Some("pseudo".to_owned()),
    };
    if let Some(kind) = kind {
        let _ = writeln!(text, "  {kind}");
    }
    for operand in &instruction.operands {
        let end = operand.bits.map_or(32, |bits| operand.shift + bits);
        let _ = writeln!(text, "  operand {}: {} in bits {}..{end}", operand.name, operand.ty, operand.shift);
    }
    for (operand, value) in &instruction.known {
        let _ = writeln!(text, "  {operand} is {value}");
    }
    for label in &instruction.labels {
        let _ = write!(text, "  on {} {}", label.name, label.effect);
        if let Some(operand) = &label.operand {
            let _ = write!(text, " jump {}{operand}", if label.backward { "back " } else { "" });
        }
        if label.past > 0 {
            let _ = write!(text, " past {}", label.past);
        }
        text.push('\n');
    }
    if instruction.cache.units > 0 {
        let fields: Vec<String> = instruction
            .cache
            .fields
            .iter()
            .map(|field| format!("{}: {} at {}", field.name, field.ty, field.unit))
            .collect();
        let _ = writeln!(text, "  cache of {}: {}", instruction.cache.units, fields.join(", "));
    }
    let powers = instruction.powers.words();
    if !powers.is_empty() {
        let _ = writeln!(text, "  can {}", powers.join(", "));
    }
    for part in &instruction.parts {
        let body = &model.bodies[part.body];
        let renamed: Vec<String> = part
            .operands
            .iter()
            .filter(|(inner, outer)| inner != outer)
            .map(|(inner, outer)| format!("{inner} = {outer}"))
            .collect();
        let renamed =
            if renamed.is_empty() { String::new() } else { format!(" with {}", renamed.join(", ")) };
        let _ = writeln!(text, "  - {}{renamed}", describe_body(model, body));
    }
    text
}

fn describe_body(model: &Model, body: &Body) -> String {
    let mut text = format!("{} {}", body.function, body.effect);
    if !body.reads.is_empty() {
        let reads: Vec<String> =
            body.reads.iter().map(|field| format!("{}: {}", field.name, field.ty)).collect();
        let _ = write!(text, " reads {}", reads.join(", "));
    }
    let powers = body.powers.words();
    if !powers.is_empty() {
        let _ = write!(text, " can {}", powers.join(", "));
    }
    if let Some(slow) = body.slow {
        let _ = write!(text, ", slow: {}", model.bodies[slow].function);
    }
    text
}
