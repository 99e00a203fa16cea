//! `cargo xtask explain NAME`: all that the definition file says about an opcode or a micro-operation, and the code that
//! follows from it.

use std::path::Path;

use anyhow::{Result, bail};
use opcode_codegen::{handlers, ops};
use opcode_dsl::describe;
use opcode_dsl::diagnostics::nearest;
use opcode_dsl::model::{Body, Kind, Model};

use crate::codegen;

/// Runs the command.
///
/// # Errors
///
/// Those of reading the definitions; a name that does not exist.
pub fn run(root: &Path, name: &str) -> Result<()> {
    let model = codegen::load(root)?;
    print!("{}", explain(&model, name)?);
    Ok(())
}

fn explain(model: &Model, name: &str) -> Result<String> {
    if let Some(instruction) = model.instruction(name) {
        let mut text = format!("{}\n\n", instruction.doc);
        text.push_str(&describe::describe_instruction(model, instruction));
        let variants: Vec<&str> = model
            .instructions
            .iter()
            .filter(|other| match &other.kind {
                Kind::Specialized { family, .. } => family == name,
                Kind::Instrumented { base, .. } => base == name,
                Kind::Super => other.joined.iter().any(|part| part.opcode == name),
                _ => false,
            })
            .map(|other| other.name.as_str())
            .collect();
        if !variants.is_empty() {
            text.push_str(&format!("  variants: {}\n", variants.join(", ")));
        }
        let mut shown: Vec<usize> = Vec::new();
        for part in &instruction.parts {
            for body in std::iter::once(part.body).chain(model.bodies[part.body].slow) {
                if !shown.contains(&body) {
                    shown.push(body);
                    text.push('\n');
                    text.push_str(&function(&model.bodies[body]));
                }
            }
        }
        for handler in handlers::all(model).iter().filter(|handler| handler.instruction.name == name) {
            text.push_str(&format!("\n{}:\n", handler.name));
            for line in handler.text.lines() {
                text.push_str(&format!("    {line}\n"));
            }
        }
        return Ok(text);
    }
    if let Some(body) = model.bodies.iter().find(|body| body.name == name) {
        let users: Vec<&str> = model
            .instructions
            .iter()
            .filter(|instruction| instruction.parts.iter().any(|part| model.bodies[part.body].name == name))
            .map(|instruction| instruction.name.as_str())
            .collect();
        return Ok(format!("{}\n\nPart of: {}\n\n{}", body.doc, users.join(", "), function(body)));
    }
    let names = model
        .instructions
        .iter()
        .map(|instruction| instruction.name.as_str())
        .chain(model.bodies.iter().map(|body| body.name.as_str()));
    match nearest(name, names) {
        Some(near) => bail!("there is no opcode or op `{name}`; did you mean `{near}`?"),
        None => bail!("there is no opcode or op `{name}`"),
    }
}

fn function(body: &Body) -> String {
    ops::function(body, opcode_codegen::DEFINITIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        let source = "/// Does nothing.\ninst NOP (--) {}\n/// Drops.\ninst POP_TOP (value --) {}\n";
        opcode_dsl::compile(source, &Default::default()).expect("valid")
    }

    #[test]
    fn an_opcode_is_explained_with_its_code() {
        let text = explain(&model(), "POP_TOP").expect("exists");
        for expected in ["Drops.", "(value --)", "pub fn inst_pop_top", "drop_slot(sp, -1"] {
            assert!(text.contains(expected), "{text}");
        }
    }

    #[test]
    fn a_wrong_name_is_answered_with_a_near_one() {
        let error = explain(&model(), "POP_TPO").expect_err("does not exist").to_string();
        assert_eq!(error, "there is no opcode or op `POP_TPO`; did you mean `POP_TOP`?");
    }
}
