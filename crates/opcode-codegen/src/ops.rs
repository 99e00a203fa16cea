//! `ops.rs`: every Rust block of the definition file as a safe function, pasted verbatim. How the functions are
//! called is in [`crate::handlers`].

use askama::Template;
use opcode_dsl::model::{Access, Body, BodyKind, Effect, Model, Output, OutputKind};

use crate::{camel, rendered};

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
    tuple(made_outputs(effect).map(|output| output_type(output.ty.as_ref())).collect())
}

/// Does the value of a body consist of values that have to be dropped?
fn has_values(effect: &Effect) -> bool {
    !effect.never && made_outputs(effect).next().is_some()
}

/// The type of the value of a body in a `Result`: without a destructor, see `Exit`.
fn carried_type(effect: &Effect) -> String {
    let value = value_type(effect);
    if has_values(effect) { format!("ManuallyDrop<{value}>") } else { value }
}

/// An expression of type [`value_type`] as it is carried in a `Result`.
fn carried(effect: &Effect, value: &str) -> String {
    if has_values(effect) { format!("ManuallyDrop::new({value})") } else { value.to_owned() }
}

/// The expression that takes what is carried out again.
pub fn taken_out(value: &str) -> String {
    format!("std::mem::ManuallyDrop::into_inner({value})")
}

/// The outputs that the value of a body consists of.
pub fn made_outputs(effect: &Effect) -> impl Iterator<Item = &Output> {
    let outputs = effect.outputs.iter();
    outputs.filter(|output| !matches!(output.kind, OutputKind::Kept(_)) && output.size.is_none())
}

/// Types, patterns or values: one alone, or a tuple.
pub fn tuple(mut items: Vec<String>) -> String {
    if items.len() == 1 { items.remove(0) } else { format!("({})", items.join(", ")) }
}

/// The type of what `branch!` carries.
pub fn branch_type(body: &Body) -> String {
    match body.labels.as_slice() {
        [] => "()".to_owned(),
        [(_, effect)] => carried_type(effect),
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
    if body.powers.has_exit() {
        let value = carried_type(&body.effect);
        match branch_type(body).as_str() {
            "()" => format!("Result<{value}, Exit>"),
            branch => format!("Result<{value}, Exit<{branch}>>"),
        }
    } else if body.powers.error {
        format!("Result<{}, Raised>", carried_type(&body.effect))
    } else {
        value_type(&body.effect)
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

#[derive(Template)]
#[template(path = "ops.rs.j2")]
struct OpsFile<'m> {
    functions: Vec<Function<'m>>,
}

/// The file.
pub fn generate(model: &Model, definitions: &str) -> String {
    rendered(&OpsFile {
        functions: model.bodies.iter().map(|body| Function::new(body, definitions)).collect(),
    })
}

/// The function of one body.
pub fn function(body: &Body, definitions: &str) -> String {
    rendered(&Function::new(body, definitions))
}

#[derive(Template)]
#[template(path = "op.rs.j2")]
struct Function<'m> {
    body: &'m Body,
    definitions: &'m str,
    returns: String,
    branches: Vec<Branch<'m>>,
    /// Has the body several labels, between which an enum tells?
    several: bool,
}

impl<'m> Function<'m> {
    fn new(body: &'m Body, definitions: &'m str) -> Self {
        let branches = body.labels.iter().map(|(label, effect)| Branch {
            label,
            ty: value_type(effect),
            values: made_outputs(effect).count(),
        });
        Function {
            body,
            definitions,
            returns: return_type(body),
            branches: branches.collect(),
            several: body.labels.len() > 1,
        }
    }
}

/// A label that a body may branch to, with the type and the number of the values it carries.
struct Branch<'m> {
    label: &'m str,
    ty: String,
    values: usize,
}

impl Branch<'_> {
    /// What is written between the parentheses of `branch!`.
    fn pattern(&self) -> String {
        let values = (0..self.values).map(|index| format!(", $v{index}:expr"));
        std::iter::once(self.label.to_owned()).chain(values).collect()
    }

    fn payload(&self, body: &Body) -> String {
        let payload = tuple((0..self.values).map(|index| format!("$v{index}")).collect());
        match body.labels.as_slice() {
            [(_, effect)] => carried(effect, &payload),
            _ => format!("{}::{}({payload})", branch_enum(body), camel(self.label)),
        }
    }
}

fn first_line(doc: &str) -> &str {
    doc.lines().next().unwrap_or_default()
}

/// A block's text behind a line break, or nothing. One line gets our indentation; of several only the line breaks at
/// their ends are ours.
pub fn pasted(code: &str, indent: usize) -> String {
    let code = code.trim_end();
    let code = code.strip_prefix('\n').unwrap_or(code);
    if code.trim().is_empty() {
        String::new()
    } else if code.contains('\n') {
        format!("\n{code}")
    } else {
        format!("\n{:indent$}{}", "", code.trim())
    }
}
