//! `specialize.rs`: which specialization of a family fits what is on the stack. For each `spec` in order: its `when`,
//! its guards as far as they do not read the cache, its `fill`.

use std::collections::BTreeSet;

use askama::Template;
use opcode_dsl::model::{Body, BodyKind, Effect, Instruction, Kind, Linear, Model, OutputKind};

use crate::handlers::{decode_operands, linear};
use crate::ops::mentions;
use crate::writer::Writer;
use crate::{camel, rendered};

#[derive(Template)]
#[template(path = "specialize.rs.j2")]
struct SpecializeFile<'m> {
    families: Vec<Family<'m>>,
    definitions: &'m str,
}

/// A family: the functions that fill its caches, and the choices in order.
struct Family<'m> {
    instruction: &'m Instruction,
    fills: Vec<Fill<'m>>,
    operands: String,
    choices: Vec<String>,
}

/// The function that finds what the cache of a specialization is to hold.
struct Fill<'m> {
    spec: &'m str,
    name: String,
    fields: Vec<(String, String)>,
    parameters: String,
    code: &'m str,
    line: usize,
}

/// The file.
pub fn generate(model: &Model, definitions: &str) -> String {
    let families = model.instructions.iter().filter_map(|family| match &family.kind {
        Kind::Generic(specs) if !specs.is_empty() => Some(self::family(model, family, specs)),
        _ => None,
    });
    rendered(&SpecializeFile { families: families.collect(), definitions })
}

fn family<'m>(model: &'m Model, family: &'m Instruction, specs: &[String]) -> Family<'m> {
    let specs = specs.iter().filter_map(|name| model.instruction(name));
    let specs: Vec<&Instruction> = specs.filter(|spec| !crate::handlers::is_raw(spec)).collect();
    let all: BTreeSet<String> = family.operands.iter().map(|operand| operand.name.clone()).collect();
    let mut w = Writer::new();
    decode_operands(&mut w, family, &all, &all);
    Family {
        instruction: family,
        fills: specs.iter().filter_map(|spec| fill(model, family, spec)).collect(),
        operands: w.finish(),
        choices: specs.iter().map(|spec| choice(model, family, spec)).collect(),
    }
}

/// The fields that a specialization reads, in the order of the cache.
fn fields_read(model: &Model, spec: &Instruction) -> Vec<(String, String)> {
    let read: BTreeSet<&str> = spec
        .parts
        .iter()
        .flat_map(|part| {
            let body = &model.bodies[part.body];
            let slow = body.slow.map(|slow| &model.bodies[slow]);
            body.reads.iter().chain(slow.into_iter().flat_map(|slow| slow.reads.iter()))
        })
        .map(|field| field.name.as_str())
        .collect();
    spec.cache
        .fields
        .iter()
        .filter(|field| read.contains(field.name.as_str()))
        .map(|field| (field.name.clone(), field.ty.clone()))
        .collect()
}

fn input_offsets(effect: &Effect, depth: &Linear) -> Vec<Linear> {
    let mut at = depth.plus(-1, &effect.popped());
    let mut offsets = Vec::new();
    for input in &effect.inputs {
        offsets.push(at.clone());
        at = at.plus(1, &input.slots());
    }
    offsets
}

fn count(size: &Linear) -> String {
    format!("({}) as usize", linear(size))
}

fn fill<'m>(model: &Model, family: &Instruction, spec: &'m Instruction) -> Option<Fill<'m>> {
    let Kind::Specialized { fill: Some((code, line)), .. } = &spec.kind else { return None };
    let mut parameters = vec!["heap: &mut Heap".to_owned(), "frame: Frame<'_>".to_owned()];
    for operand in &family.operands {
        parameters.push(format!("{}: {}", operand.name, if operand.is_bit() { "bool" } else { &operand.ty }));
    }
    for input in family.effect.inputs.iter().filter(|input| input.name != "_") {
        let ty = if input.size.is_some() { "&[Value]" } else { "&Value" };
        parameters.push(format!("{}: {ty}", input.name));
    }
    Some(Fill {
        spec: &spec.name,
        name: format!("Fill{}", camel(&spec.name.to_lowercase())),
        fields: fields_read(model, spec),
        parameters: parameters.join(", "),
        code,
        line: *line,
    })
}

/// The conditions of a specialization, one within the other, and what is done if they hold.
fn choice(model: &Model, family: &Instruction, spec: &Instruction) -> String {
    let mut w = Writer::new();
    let Kind::Specialized { when, fill, .. } = &spec.kind else { return w.finish() };
    let mut opened = 0;
    if let Some((when, _)) = when {
        w.open(format_args!("if {} {{", when.trim()));
        opened += 1;
    }
    let mut depth = Linear::default();
    let mut guards: Vec<String> = Vec::new();
    for part in &spec.parts {
        let body: &Body = &model.bodies[part.body];
        let effect = body.effect.resolved(&part.operands, &spec.known);
        if body.kind == BodyKind::Guard && body.reads.is_empty() {
            guards.push(guard_call(body, &effect, &depth));
        }
        depth = depth.plus(1, &effect.net());
    }
    if !guards.is_empty() {
        w.open(format_args!("if {} {{", guards.join(" && ")));
        opened += 1;
    }
    if fill.is_some() {
        let effect = family.effect.resolved(&Default::default(), &spec.known);
        let offsets = input_offsets(&effect, &Linear::default());
        let mut args = vec!["heap".to_owned(), "frame".to_owned()];
        args.extend(family.operands.iter().map(|operand| operand.name.clone()));
        for (input, at) in effect.inputs.iter().zip(&offsets).filter(|(input, _)| input.name != "_") {
            args.push(match &input.size {
                Some(size) => format!("slots(sp, {}, {})", linear(at), count(size)),
                None => format!("slot(sp, {})", linear(at)),
            });
        }
        w.open(format_args!("if let Some(fill) = fill_{}({}) {{", spec.name.to_lowercase(), args.join(", ")));
        opened += 1;
        for (name, ty) in fields_read(model, spec) {
            let Some(field) = spec.cache.field(&name) else { continue };
            let value = if ty.starts_with('u') {
                format!("fill.{name}")
            } else {
                format!("CacheField::store(fill.{name})")
            };
            w.line(format_args!("write_u{}(pc, {}, {value});", field.units * 16, field.unit));
        }
    }
    w.line(format_args!("return Some(Opcode::{});", spec.name));
    for _ in 0..opened {
        w.close("}");
    }
    w.finish()
}

fn guard_call(body: &Body, effect: &Effect, depth: &Linear) -> String {
    let offsets = input_offsets(effect, depth);
    let mut args: Vec<String> = Vec::new();
    if mentions(body, "heap") {
        args.push("heap".to_owned());
    }
    if mentions(body, "frame") {
        args.push("frame".to_owned());
    }
    args.extend(body.operands.iter().filter(|o| mentions(body, &o.name)).map(|o| o.name.clone()));
    for (input, at) in effect.inputs.iter().zip(&offsets) {
        if input.name == "_" || !mentions(body, &input.name) {
            continue;
        }
        args.push(match (&input.size, &input.ty) {
            (Some(size), _) => format!("slots(sp, {}, {})", linear(at), count(size)),
            (None, None) => format!("slot(sp, {})", linear(at)),
            (None, Some(ty)) => format!("view::<{ty}>(sp, {})", linear(at)),
        });
    }
    debug_assert!(effect.outputs.iter().all(|output| matches!(output.kind, OutputKind::Kept(_))));
    format!("ops::{}({})", body.function, args.join(", "))
}
