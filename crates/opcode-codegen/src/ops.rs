//! `ops.rs`: every Rust block of the definition file as a safe function, pasted verbatim. How the functions are
//! called is in [`crate::handlers`].

use std::fmt::Write as _;

use opcode_dsl::model::{Access, Body, BodyKind, Effect, Model, OutputKind};

use crate::writer::Writer;
use crate::{PREAMBLE, camel};

/// The type of a new scalar output.
fn output_type(ty: Option<&String>) -> String {
    match ty {
        Some(ty) => format!("<{ty} as StackType>::Owned"),
        None => "Value".to_owned(),
    }
}

/// The type of the value of a body: its new scalar outputs in order.
pub fn value_type(effect: &Effect) -> String {
    if effect.never {
        return "Never".to_owned();
    }
    let types: Vec<String> = effect
        .outputs
        .iter()
        .filter(|output| !matches!(output.kind, OutputKind::Kept(_)) && output.size.is_none())
        .map(|output| output_type(output.ty.as_ref()))
        .collect();
    match types.as_slice() {
        [one] => one.clone(),
        several => format!("({})", several.join(", ")),
    }
}

/// The type of what `branch!` carries.
pub fn branch_type(body: &Body) -> String {
    match body.labels.as_slice() {
        [] => "()".to_owned(),
        [(_, effect)] => value_type(effect),
        _ => branch_enum(body),
    }
}

/// The name of the enum of a body with several labels.
pub fn branch_enum(body: &Body) -> String {
    format!("Branch{}", camel(&body.function))
}

/// What the function of `body` returns.
pub fn return_type(body: &Body) -> String {
    if body.kind == BodyKind::Guard {
        return "bool".to_owned();
    }
    let value = value_type(&body.effect);
    if body.powers.has_exit() {
        match branch_type(body).as_str() {
            "()" => format!("Result<{value}, Exit>"),
            branch => format!("Result<{value}, Exit<{branch}>>"),
        }
    } else if body.powers.error {
        format!("Result<{value}, Raised>")
    } else {
        value
    }
}

/// Is the parameter called `name` passed to `body`?
pub fn mentions(body: &Body, name: &str) -> bool {
    body.mentions.contains(name)
}

fn parameters(body: &Body) -> Vec<String> {
    let mut parameters = Vec::new();
    if body.powers.escape {
        if mentions(body, "vm") {
            parameters.push("vm: &mut Vm".to_owned());
        }
    } else if mentions(body, "heap") {
        parameters.push("heap: &mut Heap".to_owned());
    }
    if mentions(body, "frame") {
        parameters.push("frame: Frame<'_>".to_owned());
    }
    for operand in body.operands.iter().filter(|operand| mentions(body, &operand.name)) {
        let ty = if operand.is_bit() { "bool" } else { &operand.ty };
        parameters.push(format!("{}: {ty}", operand.name));
    }
    for field in body.reads.iter().filter(|field| mentions(body, &field.name)) {
        parameters.push(format!("{}: {}", field.name, field.ty));
    }
    for input in body.effect.inputs.iter().filter(|input| mentions(body, &input.name) && input.name != "_") {
        let ty = match (&input.size, input.access, &input.ty) {
            (None, Access::Borrow, None) => "&Value".to_owned(),
            (None, Access::Borrow, Some(ty)) => format!("<{ty} as StackType>::View<'_>"),
            (None, Access::Move, ty) => output_type(ty.as_ref()),
            (None, Access::Mut, _) => "&mut Value".to_owned(),
            (Some(_), Access::Borrow, _) => "&[Value]".to_owned(),
            (Some(_), Access::Move, _) => "MovedSlice<'_>".to_owned(),
            (Some(_), Access::Mut, _) => "&mut [Value]".to_owned(),
        };
        parameters.push(format!("{}: {ty}", input.name));
    }
    for output in &body.effect.outputs {
        if output.kind == OutputKind::New && output.size.is_some() {
            parameters.push(format!("mut {}: OutSlots<'_>", output.name));
        }
    }
    parameters
}

/// The file.
pub fn generate(model: &Model, definitions: &str) -> String {
    let mut w = Writer::new();
    w.line(PREAMBLE);
    w.line("//!");
    w.line("//! The bodies of all ops, word for word. They are safe code: what they may touch is what they are passed.");
    w.line("");
    w.line("#![allow(");
    w.line("    clippy::all,");
    w.line("    clippy::pedantic,");
    w.line("    unreachable_code,");
    w.line("    unused_macros,");
    w.line("    unused_mut,");
    w.line("    unused_variables,");
    w.line("    reason = \"generated: a body need not use all that its header grants\"");
    w.line(")]");
    w.line("#![forbid(unsafe_code)]");
    w.line("");
    w.line("use super::prelude::*;");
    w.line("");
    w.verbatim(EXIT);
    for body in &model.bodies {
        w.line("");
        emit(&mut w, body, definitions);
    }
    w.finish()
}

/// The function of one body.
pub fn function(body: &Body, definitions: &str) -> String {
    let mut w = Writer::new();
    emit(&mut w, body, definitions);
    w.finish()
}

const EXIT: &str = r#"/// How an op leaves its instruction when it does not fall through; `B` is what its branches carry.
#[derive(Debug)]
pub enum Exit<B = ()> {
    /// An exception is set.
    Raised,
    /// A guess was wrong: nothing has been changed, and the generic form takes over.
    Deopt,
    /// The fast path does not suffice: nothing has been changed, and the cold variant takes over.
    Slow,
    /// To a label.
    Branch(B),
    /// Continue in a frame that was pushed; its result is the result of this instruction.
    Enter(FramePtr),
    /// Continue in a frame that was pushed; when it returns, go on at the label.
    EnterAt(FramePtr),
    /// Return from the frame.
    Leave(Value),
    /// Suspend the frame of a generator.
    Suspend(Value),
}

impl<B> From<Raised> for Exit<B> {
    fn from(_: Raised) -> Self {
        Exit::Raised
    }
}

/// Gives up the specialized form.
macro_rules! deopt {
    () => {
        return Err(Exit::Deopt)
    };
}

/// Gives up the fast path.
macro_rules! slow {
    () => {
        return Err(Exit::Slow)
    };
}

/// Continues in a frame that was pushed.
macro_rules! enter {
    ($frame:expr) => {
        return Err(Exit::Enter($frame))
    };
    ($frame:expr, $label:ident) => {
        return Err(Exit::EnterAt($frame))
    };
}

/// Returns from the frame.
macro_rules! leave {
    ($value:expr) => {
        return Err(Exit::Leave($value))
    };
}

/// Suspends the frame of a generator.
macro_rules! suspend {
    ($value:expr) => {
        return Err(Exit::Suspend($value))
    };
}
"#;

fn emit(w: &mut Writer, body: &Body, definitions: &str) {
    let several = body.labels.len() > 1;
    if several {
        w.line(format_args!("/// Where [`{}`] may branch to.", body.function));
        w.open(format_args!("pub enum {} {{", branch_enum(body)));
        for (label, effect) in &body.labels {
            w.line(format_args!("/// To `{label}`."));
            w.line(format_args!("{}({}),", camel(label), value_type(effect)));
        }
        w.close("}");
        w.line("");
    }
    match body.kind {
        BodyKind::Slow => w.line(format_args!("/// `{}` when the fast path does not suffice.", body.name)),
        BodyKind::Inst | BodyKind::Generic => {
            w.line(format_args!("/// `{}`: {}", body.name, first_line(&body.doc)))
        }
        BodyKind::Op | BodyKind::Guard => w.line(format_args!("/// {}", first_line(&body.doc))),
    }
    w.line(format_args!("// {definitions}:{}", body.line));
    if body.kind == BodyKind::Slow {
        w.line("#[cold]");
        w.line("#[inline(never)]");
    } else if body.powers.escape {
        // What is inlined leaves addresses of its locals in the handler, whose dispatch then is no jump any more.
        w.line("#[inline(never)]");
    } else {
        w.line("#[inline(always)]");
    }
    let returns = return_type(body);
    let arrow = if returns == "()" { String::new() } else { format!(" -> {returns}") };
    w.open(format_args!("pub fn {}({}){arrow} {{", body.function, parameters(body).join(", ")));
    if !body.labels.is_empty() {
        branch_macro(w, body);
    }
    if body.powers.has_exit() || body.powers.error {
        let value = value_type(&body.effect);
        w.open(format_args!("let outputs: {value} = {{"));
        paste(w, &body.code);
        w.close("};");
        w.line("Ok(outputs)");
    } else {
        paste(w, &body.code);
    }
    w.close("}");
}

fn first_line(doc: &str) -> &str {
    doc.lines().next().unwrap_or_default()
}

/// Pastes a block's text; only the line breaks at its ends are ours.
pub fn paste(w: &mut Writer, code: &str) {
    let code = code.trim_end();
    let code = code.strip_prefix('\n').unwrap_or(code);
    if code.trim().is_empty() {
        return;
    }
    if code.contains('\n') {
        w.verbatim(code);
        w.verbatim("\n");
    } else {
        w.line(code.trim());
    }
}

fn branch_macro(w: &mut Writer, body: &Body) {
    w.open("macro_rules! branch {");
    for (label, effect) in &body.labels {
        let count = effect
            .outputs
            .iter()
            .filter(|output| !matches!(output.kind, OutputKind::Kept(_)) && output.size.is_none())
            .count();
        let mut pattern = label.clone();
        let mut names: Vec<String> = Vec::new();
        for index in 0..count {
            let _ = write!(pattern, ", $v{index}:expr");
            names.push(format!("$v{index}"));
        }
        let payload = match names.as_slice() {
            [one] => one.clone(),
            several => format!("({})", several.join(", ")),
        };
        let payload = if body.labels.len() > 1 {
            format!("{}::{}({payload})", branch_enum(body), camel(label))
        } else {
            payload
        };
        w.line(format_args!("({pattern}) => {{ return Err(Exit::Branch({payload})) }};"));
    }
    w.close("}");
}
