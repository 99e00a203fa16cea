//! `specialize.rs`: which specialization of a family fits what is on the stack. For each `spec` in order: its `when`,
//! its guards as far as they do not read the cache, its `fill`.

use std::collections::BTreeSet;

use opcode_dsl::model::{Body, BodyKind, Effect, Instruction, Kind, Linear, Model, OutputKind};

use crate::handlers::{decode_operands, linear};
use crate::ops::{mentions, paste};
use crate::writer::Writer;
use crate::{PREAMBLE, camel};

/// The file.
pub fn generate(model: &Model, definitions: &str) -> String {
    let mut w = Writer::new();
    w.line(PREAMBLE);
    w.line("//!");
    w.line("//! Chooses specializations and writes their caches. The caller stores the opcode and sets the counter.");
    w.line("");
    w.line("#![allow(");
    w.line("    clippy::all,");
    w.line("    clippy::pedantic,");
    w.line("    unused_mut,");
    w.line("    unused_unsafe,");
    w.line("    unused_variables,");
    w.line("    reason = \"generated: all choosers share one shape\"");
    w.line(")]");
    w.line("#![expect(unsafe_code, reason = \"reads the value stack and writes inline caches\")]");
    w.line("");
    w.line("use super::glue::*;");
    w.line("use super::prelude::*;");
    w.line("use super::ops;");
    w.line("");
    let families: Vec<&Instruction> = model
        .instructions
        .iter()
        .filter(|instruction| matches!(&instruction.kind, Kind::Generic(specs) if !specs.is_empty()))
        .collect();
    w.line("/// Chooses a specialization of `base` for the operands on the stack and fills its cache.");
    w.line("///");
    w.line("/// # Safety");
    w.line("///");
    w.line("/// `pc` points at an instruction of the family `base` with its caches, and `sp` above the inputs that it has");
    w.line("/// with `oparg`.");
    w.open("pub unsafe fn specialize(");
    w.line("heap: &mut Heap,");
    w.line("frame: Frame<'_>,");
    w.line("pc: *mut CodeUnit,");
    w.line("sp: *mut Value,");
    w.line("base: Opcode,");
    w.line("oparg: u32,");
    w.close(") -> Option<Opcode> {");
    w.open("    match base {");
    for family in &families {
        w.line("    // SAFETY: the caller's promise, passed on.");
        w.line(format_args!(
            "    Opcode::{} => unsafe {{ {}(heap, frame, pc, sp, oparg) }},",
            family.name,
            family.name.to_lowercase()
        ));
    }
    w.line("    _ => None,");
    w.close("    }");
    w.line("}");
    for family in families {
        w.line("");
        emit_family(&mut w, model, family, definitions);
    }
    w.finish()
}

fn emit_family(w: &mut Writer, model: &Model, family: &Instruction, definitions: &str) {
    let Kind::Generic(specs) = &family.kind else { return };
    let specs: Vec<&Instruction> = specs
        .iter()
        .filter_map(|name| model.instruction(name))
        .filter(|spec| !crate::handlers::is_raw(spec))
        .collect();
    for spec in &specs {
        emit_fill(w, model, family, spec, definitions);
    }
    w.line(format_args!("/// The specializations of `{}`.", family.name));
    w.open(format_args!(
        "unsafe fn {}(heap: &mut Heap, frame: Frame<'_>, pc: *mut CodeUnit, sp: *mut Value, oparg: u32) -> Option<Opcode> {{",
        family.name.to_lowercase()
    ));
    let all: BTreeSet<String> = family.operands.iter().map(|operand| operand.name.clone()).collect();
    decode_operands(w, family, &all, &all);
    w.line("// SAFETY: the caller promises the inputs below `sp` and the caches behind `pc`.");
    w.open("unsafe {");
    for spec in specs {
        emit_choice(w, model, family, spec);
    }
    w.line("None");
    w.close("}");
    w.close("}");
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

fn emit_fill(w: &mut Writer, model: &Model, family: &Instruction, spec: &Instruction, definitions: &str) {
    let Kind::Specialized { fill: Some((code, line)), .. } = &spec.kind else { return };
    let name = format!("Fill{}", camel(&spec.name.to_lowercase()));
    w.line(format_args!("/// What the cache of `{}` holds.", spec.name));
    w.open(format_args!("struct {name} {{"));
    for (field, ty) in fields_read(model, spec) {
        w.line(format_args!("{field}: {ty},"));
    }
    w.close("}");
    w.line("");
    w.line(format_args!("// {definitions}:{line}"));
    let mut parameters = vec!["heap: &mut Heap".to_owned(), "frame: Frame<'_>".to_owned()];
    for operand in &family.operands {
        parameters.push(format!("{}: {}", operand.name, if operand.is_bit() { "bool" } else { &operand.ty }));
    }
    for input in family.effect.inputs.iter().filter(|input| input.name != "_") {
        let ty = if input.size.is_some() { "&[Value]" } else { "&Value" };
        parameters.push(format!("{}: {ty}", input.name));
    }
    w.open(format_args!(
        "fn fill_{}({}) -> Option<{name}> {{",
        spec.name.to_lowercase(),
        parameters.join(", ")
    ));
    w.open("macro_rules! fill {");
    w.line(format_args!("($($field:tt)*) => {{ {name} {{ $($field)* }} }};"));
    w.close("}");
    paste(w, code);
    w.close("}");
    w.line("");
}

fn emit_choice(w: &mut Writer, model: &Model, family: &Instruction, spec: &Instruction) {
    let Kind::Specialized { when, fill, .. } = &spec.kind else { return };
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
