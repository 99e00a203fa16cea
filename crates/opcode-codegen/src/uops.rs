//! `uops.rs`: the micro-operations as data, for tier 2: what each may do, the types it needs and gives, and of which
//! of them each opcode consists.

use opcode_dsl::model::{Access, Body, BodyKind, Effect, Kind, Linear, Model, OutputKind};

use crate::PREAMBLE;
use crate::writer::Writer;

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

fn emit(w: &mut Writer, index: usize, body: &Body) {
    w.open("Uop {");
    w.line(format_args!("name: {:?},", body.name));
    w.line(format_args!("function: {:?},", body.function));
    let kind = match body.kind {
        BodyKind::Guard => "Guard",
        BodyKind::Slow => "Slow",
        BodyKind::Inst | BodyKind::Generic => "Whole",
        BodyKind::Op => "Op",
    };
    w.line(format_args!("kind: UopKind::{kind},"));
    w.line(format_args!("{},", effect(&body.effect)));
    let powers = &body.powers;
    w.line(format_args!(
        "deopt: {}, slow: {}, error: {}, escape: {}, enter: {}, leave: {},",
        powers.deopt, powers.slow, powers.error, powers.escape, powers.enter, powers.leave
    ));
    w.line(format_args!("branches: &{:?},", powers.branch));
    let reads: Vec<String> =
        body.reads.iter().map(|field| format!("({:?}, {:?})", field.name, field.ty)).collect();
    w.line(format_args!("reads: &[{}],", reads.join(", ")));
    let operands: Vec<&str> = body.operands.iter().map(|operand| operand.name.as_str()).collect();
    w.line(format_args!("operands: &{operands:?},"));
    w.close(format_args!("}}, // {index}"));
}

/// The file.
pub fn generate(model: &Model) -> String {
    let mut w = Writer::new();
    w.line(PREAMBLE);
    w.line("");
    w.line("use super::opcode::Opcode;");
    w.line("");
    w.verbatim(TYPES);
    w.line("");
    w.line("/// All micro-operations.");
    w.open("pub static UOPS: &[Uop] = &[");
    for (index, body) in model.bodies.iter().enumerate() {
        emit(&mut w, index, body);
    }
    w.close("];");
    w.line("");
    w.line("/// The micro-operations of an opcode, as indices into [`UOPS`]; none for those that are written by hand.");
    w.open("pub const fn uops(opcode: Opcode) -> &'static [usize] {");
    w.open("match opcode {");
    for instruction in &model.instructions {
        if !instruction.parts.is_empty() && !matches!(instruction.kind, Kind::Instrumented { .. }) {
            let parts: Vec<usize> = instruction.parts.iter().map(|part| part.body).collect();
            w.line(format_args!("Opcode::{} => &{parts:?},", instruction.name));
        }
    }
    w.line("_ => &[],");
    w.close("}");
    w.close("}");
    w.finish()
}

const TYPES: &str = r#"/// What a micro-operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UopKind {
    /// Computes something.
    Op,
    /// Proves something.
    Guard,
    /// The whole body of an opcode.
    Whole,
    /// The cold variant of another.
    Slow,
}

/// How many slots an item takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// One, and it is passed by itself.
    One,
    /// An array of this many.
    Fixed(i64),
    /// An array of `times * operand + plus`.
    Operand {
        /// The operand.
        name: &'static str,
        /// Its factor.
        times: i64,
        /// What is added.
        plus: i64,
    },
}

/// How the body gets an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// By reference.
    Borrow,
    /// By value.
    Move,
    /// By mutable reference.
    Mut,
}

/// An input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name.
    pub name: &'static str,
    /// The type it must be known to have.
    pub ty: Option<&'static str>,
    /// Its slots.
    pub size: Size,
    /// How the body gets it.
    pub access: Access,
}

/// An output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its name.
    pub name: &'static str,
    /// The type it is known to have from then on.
    pub ty: Option<&'static str>,
    /// Its slots.
    pub size: Size,
    /// The index of the input that it is; `None` if it is new.
    pub kept: Option<usize>,
}

/// A micro-operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uop {
    /// Its name in the definition.
    pub name: &'static str,
    /// The function that does it.
    pub function: &'static str,
    /// What it is.
    pub kind: UopKind,
    /// From the bottom.
    pub inputs: &'static [Input],
    /// From the bottom.
    pub outputs: &'static [Output],
    /// May give up the specialization.
    pub deopt: bool,
    /// May give up the fast path.
    pub slow: bool,
    /// May leave with an exception set.
    pub error: bool,
    /// May run Python code.
    pub escape: bool,
    /// May push a frame.
    pub enter: bool,
    /// May leave the frame.
    pub leave: bool,
    /// The labels that it may branch to.
    pub branches: &'static [&'static str],
    /// Cache fields that it reads, with their types.
    pub reads: &'static [(&'static str, &'static str)],
    /// Operands that it needs.
    pub operands: &'static [&'static str],
}
"#;
