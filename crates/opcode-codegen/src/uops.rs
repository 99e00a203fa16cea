//! `uops.rs`: the micro-operations as data, for tier 2: what each may do, the types it needs and gives, and of which
//! of them each opcode consists.

use askama::Template;
use opcode_dsl::model::{Access, Body, BodyKind, Effect, Kind, Linear, Model, OutputKind};

use crate::rendered;

fn option(text: Option<&String>) -> String {
    match text {
        Some(text) => format!("Some({text:?})"),
        None => "None".to_owned(),
    }
}

fn size(size: Option<&Linear>) -> String {
    match size {
        None => "Size::One".to_owned(),
        Some(size) => match (size.as_constant(), size.terms.iter().next()) {
            (Some(constant), _) => format!("Size::Fixed({constant})"),
            (None, Some((operand, times))) => {
                format!("Size::Operand {{ name: {operand:?}, times: {times}, plus: {} }}", size.constant)
            }
            (None, None) => "Size::One".to_owned(),
        },
    }
}

fn effect(effect: &Effect) -> String {
    let inputs: Vec<String> = effect
        .inputs
        .iter()
        .map(|input| {
            let access = match input.access {
                Access::Borrow => "Borrow",
                Access::Move => "Move",
                Access::Mut => "Mut",
            };
            format!(
                "Input {{ name: {:?}, ty: {}, size: {}, access: Access::{access} }}",
                input.name,
                option(input.ty.as_ref()),
                size(input.size.as_ref())
            )
        })
        .collect();
    let outputs: Vec<String> = effect
        .outputs
        .iter()
        .filter(|output| output.kind != OutputKind::Drop)
        .map(|output| {
            let kept = match output.kind {
                OutputKind::Kept(input) => format!("Some({input})"),
                _ => "None".to_owned(),
            };
            format!(
                "Output {{ name: {:?}, ty: {}, size: {}, kept: {kept} }}",
                output.name,
                option(output.ty.as_ref()),
                size(output.size.as_ref())
            )
        })
        .collect();
    format!("inputs: &[{}], outputs: &[{}]", inputs.join(", "), outputs.join(", "))
}

fn kind(body: &Body) -> &'static str {
    match body.kind {
        BodyKind::Guard => "Guard",
        BodyKind::Slow => "Slow",
        BodyKind::Inst | BodyKind::Generic => "Whole",
        BodyKind::Op => "Op",
    }
}

fn reads(body: &Body) -> Vec<(&str, &str)> {
    body.reads.iter().map(|field| (field.name.as_str(), field.ty.as_str())).collect()
}

fn operand_names(body: &Body) -> Vec<&str> {
    body.operands.iter().map(|operand| operand.name.as_str()).collect()
}

#[derive(Template)]
#[template(path = "uops.rs.j2")]
struct UopsFile<'m> {
    bodies: &'m [Body],
    opcodes: Vec<(&'m str, Vec<usize>)>,
}

/// The file.
pub fn generate(model: &Model) -> String {
    let whole = model
        .instructions
        .iter()
        .filter(|i| !i.parts.is_empty() && !matches!(i.kind, Kind::Instrumented { .. }));
    let opcodes = whole.map(|i| (i.name.as_str(), i.parts.iter().map(|part| part.body).collect()));
    rendered(&UopsFile { bodies: &model.bodies, opcodes: opcodes.collect() })
}
