//! The text inside a handler, which is the same for both ways of dispatch: decode the operands, call the functions of
//! `ops.rs` one after the other, settle the stack, leave. The macros and functions that it is written in belong to the
//! virtual machine; `opcodes/README.md` lists them.

use std::collections::BTreeSet;

use opcode_dsl::model::{
    Access, Body, BodyKind, Effect, Instruction, Kind, Label, Linear, Model, OutputKind, Part,
};

use crate::camel;
use crate::ops::{self, made_outputs, tuple};
use crate::writer::Writer;

/// Which handler of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// The usual one.
    Hot,
    /// The one that `slow!()` goes to.
    Slow,
}

/// A handler: its name and its text.
pub struct Handler<'m> {
    /// The opcode, or `SLOW_` and the opcode.
    pub name: String,
    /// What it belongs to.
    pub instruction: &'m Instruction,
    /// Which one it is.
    pub variant: Variant,
    /// The text.
    pub text: String,
}

/// Has `instruction` a cold variant?
pub fn has_slow(model: &Model, instruction: &Instruction) -> bool {
    instruction.parts.iter().any(|part| model.bodies[part.body].slow.is_some())
}

/// All handlers, in the order of the numbers, each followed by its cold variant.
pub fn all(model: &Model) -> Vec<Handler<'_>> {
    let mut handlers = Vec::new();
    for instruction in model.instructions.iter().filter(|instruction| instruction.kind != Kind::Pseudo) {
        handlers.push(Handler {
            name: instruction.name.clone(),
            instruction,
            variant: Variant::Hot,
            text: text(model, instruction, Variant::Hot),
        });
        if has_slow(model, instruction) {
            handlers.push(Handler {
                name: format!("SLOW_{}", instruction.name),
                instruction,
                variant: Variant::Slow,
                text: text(model, instruction, Variant::Slow),
            });
        }
    }
    handlers
}

/// Is the handler written by hand?
pub fn is_raw(instruction: &Instruction) -> bool {
    matches!(instruction.kind, Kind::Raw | Kind::Specialized { raw: true, .. })
}

fn text(model: &Model, instruction: &Instruction, variant: Variant) -> String {
    if let Kind::Fused { parts, .. } = &instruction.kind {
        return crate::fused::text(model, parts);
    }
    let mut emitter = Emitter { model, instruction, variant, w: Writer::new() };
    if is_raw(instruction) {
        emitter.w.line(format_args!("go_raw!(vm, pc, sp, fp, x; {})", instruction.name));
    } else {
        emitter.run();
    }
    let text = emitter.w.finish();
    // Where nothing can die the collection is never written to.
    if text.contains("&mut dead") { text } else { text.replace("let mut dead", "let dead") }
}

/// Renders a number of slots that may depend on operands.
pub fn linear(value: &Linear) -> String {
    let mut text = String::new();
    if value.constant != 0 || value.terms.is_empty() {
        text = value.constant.to_string();
    }
    for (operand, times) in &value.terms {
        let sign = if *times < 0 { '-' } else { '+' };
        let term = match times.abs() {
            1 => format!("{operand}_size"),
            times => format!("{times} * {operand}_size"),
        };
        match (text.is_empty(), sign) {
            (true, '+') => text = term,
            (true, _) => text = format!("-{term}"),
            (false, sign) => text = format!("{text} {sign} {term}"),
        }
    }
    text
}

pub fn count(value: &Linear) -> String {
    match value.as_constant() {
        Some(constant) => constant.to_string(),
        None => format!("({}) as usize", linear(value)),
    }
}

/// The expression for the stack pointer at `depth` above its value at entry.
pub fn stack_pointer(depth: &Linear) -> String {
    if *depth == Linear::default() { "sp".to_owned() } else { format!("at(sp, {})", linear(depth)) }
}

/// The expressions that decode operands: for each its size as `isize` if a stack effect needs it, and its value if a
/// body does.
pub fn decode_operands(
    w: &mut Writer,
    instruction: &Instruction,
    sizes: &BTreeSet<String>,
    values: &BTreeSet<String>,
) {
    for operand in &instruction.operands {
        let (sized, valued) = (sizes.contains(&operand.name), values.contains(&operand.name));
        if !sized && !valued {
            continue;
        }
        let mut raw = "oparg".to_owned();
        if operand.shift > 0 {
            raw = format!("oparg >> {}", operand.shift);
        }
        if let Some(bits) = operand.bits {
            raw = if operand.shift > 0 { format!("({raw})") } else { raw };
            raw = format!("{raw} & {:#x}", (1u32 << bits) - 1);
        }
        if sized {
            w.line(format_args!("let {}_size = ({raw}) as isize;", operand.name));
        }
        if valued && operand.is_bit() {
            w.line(format_args!("let {} = {raw} != 0;", operand.name));
        } else if valued {
            w.line(format_args!("let {} = <{} as Operand>::decode({raw});", operand.name, operand.ty));
        }
    }
}

/// The expression that reads a cache field.
pub fn read_field(model: &Model, instruction: &Instruction, name: &str) -> String {
    read_field_at(model, instruction, name, 0)
}

/// As `read_field`, of an instruction that begins `start` code units behind the pointer.
pub fn read_field_at(model: &Model, instruction: &Instruction, name: &str, start: u32) -> String {
    let Some(field) = instruction.cache.field(name) else { return String::new() };
    let (width, unit) = (field.units * 16, start + field.unit);
    if model.cache_types.contains_key(&field.ty) && !field.ty.starts_with('u') {
        format!("<{} as CacheField>::load(read_u{width}(pc, {unit}))", field.ty)
    } else {
        format!("read_u{width}(pc, {unit})")
    }
}

/// Where the items of an effect lie when the stack is at `depth` before it.
struct Offsets {
    inputs: Vec<Linear>,
    outputs: Vec<Linear>,
    after: Linear,
}

fn offsets(effect: &Effect, depth: &Linear) -> Offsets {
    let bottom = depth.plus(-1, &effect.popped());
    let mut at = bottom.clone();
    let mut inputs = Vec::new();
    for input in &effect.inputs {
        inputs.push(at.clone());
        at = at.plus(1, &input.slots());
    }
    let mut at = bottom;
    let mut outputs = Vec::new();
    for output in &effect.outputs {
        outputs.push(at.clone());
        at = at.plus(1, &output.slots());
    }
    Offsets { inputs, outputs, after: at }
}

/// Adds the operands whose size or value a part needs.
pub fn operands_used(
    instruction: &Instruction,
    body: &Body,
    part: &Part,
    effect: &Effect,
    sizes: &mut BTreeSet<String>,
    values: &mut BTreeSet<String>,
) {
    for operand in &body.operands {
        if ops::mentions(body, &operand.name)
            && let Some(outer) = part.operands.get(&operand.name)
        {
            values.insert(outer.clone());
        }
    }
    let labels = body.labels.iter().map(|(_, effect)| effect.resolved(&part.operands, &instruction.known));
    for effect in std::iter::once(effect.clone()).chain(labels) {
        let inputs = effect.inputs.iter().filter_map(|input| input.size.as_ref());
        for size in inputs.chain(effect.outputs.iter().filter_map(|output| output.size.as_ref())) {
            sizes.extend(size.terms.keys().cloned());
        }
    }
    for label in body.powers.branch.iter().filter_map(|label| instruction.label(label)) {
        sizes.extend(label.operand.clone());
    }
}

struct Emitter<'m> {
    model: &'m Model,
    instruction: &'m Instruction,
    variant: Variant,
    w: Writer,
}

/// A part with its effect in terms of the opcode's operands.
struct Placed<'m> {
    body: &'m Body,
    part: &'m Part,
    effect: Effect,
    depth: Linear,
    /// Single inputs are taken out of their slots before the body runs, since new arrays are written over them.
    lifted: bool,
}

impl Placed<'_> {
    fn is_lifted(&self, input: usize, offsets: &Offsets) -> bool {
        let own = &self.effect.inputs[input];
        self.lifted && own.size.is_none() && own.access == Access::Borrow && !self.stays(input, offsets)
    }

    /// The slot that a lifted input waits in: above all inputs and all outputs. Frames have some to spare.
    fn spare(&self, input: usize) -> Linear {
        let outputs = self.effect.outputs.iter().filter(|output| output.kind != OutputKind::Drop);
        let mut slot = outputs.fold(self.depth.clone(), |sum, output| sum.plus(1, &output.slots()));
        slot.constant += input as i64;
        slot
    }

    /// Is the input an output in the same slot?
    fn stays(&self, input: usize, offsets: &Offsets) -> bool {
        self.effect
            .outputs
            .iter()
            .zip(&offsets.outputs)
            .any(|(output, at)| output.kind == OutputKind::Kept(input) && *at == offsets.inputs[input])
    }
}

impl<'m> Emitter<'m> {
    fn part_body(&self, part: &Part) -> &'m Body {
        let body = &self.model.bodies[part.body];
        match (self.variant, body.slow) {
            (Variant::Slow, Some(slow)) => &self.model.bodies[slow],
            _ => body,
        }
    }

    fn units(&self) -> u32 {
        1 + self.instruction.cache.units
    }

    fn run(&mut self) {
        let instruction = self.instruction;
        if instruction.is_adaptive()
            && matches!(instruction.kind, Kind::Generic(_))
            && self.variant == Variant::Hot
        {
            self.w.open("if counter_triggers(pc) {");
            self.w.line(format_args!("go_specialize!(vm, pc, sp, fp, x; {})", instruction.name));
            self.w.close("}");
        }
        let mut placed: Vec<Placed<'m>> = Vec::new();
        let mut depth = Linear::default();
        for part in &instruction.parts {
            let body = self.part_body(part);
            let effect = body.effect.resolved(&part.operands, &instruction.known);
            let lifted = effect.outputs.iter().any(|o| o.kind == OutputKind::New && o.size.is_some());
            let after = depth.plus(1, &effect.net());
            placed.push(Placed { body, part, effect, depth, lifted });
            depth = after;
        }
        self.prologue(&placed);
        if self.variant == Variant::Hot {
            self.fire(None, "sp", "0");
        }
        let mut never = false;
        for part in &placed {
            if instruction.parts.len() > 1 {
                self.w.line(format_args!("// {}", part.body.name));
            }
            self.part(part);
            never |= part.effect.never;
        }
        if !never {
            let sp = stack_pointer(&depth);
            let units = self.units();
            self.fire(Some("fallthrough"), &sp, &units.to_string());
            self.w.line(format_args!("go_next!(vm, fp; pc, {sp}, {units}, dead)"));
        }
    }

    fn prologue(&mut self, placed: &[Placed<'m>]) {
        let instruction = self.instruction;
        let mut sizes = BTreeSet::new();
        let mut values = BTreeSet::new();
        let mut frame = false;
        for part in placed {
            operands_used(instruction, part.body, part.part, &part.effect, &mut sizes, &mut values);
            frame |= ops::mentions(part.body, "frame");
        }
        if !sizes.is_empty() || !values.is_empty() {
            self.w.line("let oparg = oparg(x);");
        }
        decode_operands(&mut self.w, instruction, &sizes, &values);
        if frame {
            self.w.line("let frame = Frame::new(fp);");
        }
        self.w.line("let mut dead = Dead::new();");
    }

    /// Fires the events of an instrumented opcode for one way of leaving it (`None`: before anything else).
    fn fire(&mut self, exit: Option<&str>, sp: &str, target: &str) {
        let Kind::Instrumented { fires, .. } = &self.instruction.kind else { return };
        for fire in fires.iter().filter(|fire| fire.after.as_deref() == exit) {
            let call = format!("fire!(vm, pc, {sp}, fp, x, {}, {target})", fire.event);
            if exit == Some("error") {
                // Whatever the callback does, an exception is on its way.
                self.w.line(format_args!("let _ = {call};"));
            } else {
                self.w.open(format_args!("if {call}.is_err() {{"));
                self.w.line(format_args!("go_raise!(vm, fp; pc, {sp}, dead);"));
                self.w.close("}");
            }
        }
    }

    fn part(&mut self, placed: &Placed<'m>) {
        let offsets = offsets(&placed.effect, &placed.depth);
        let body = placed.body;
        let here = stack_pointer(&placed.depth);
        let take = take(body);
        for index in 0..placed.effect.inputs.len() {
            if placed.is_lifted(index, &offsets) {
                // A local would do, but its address would keep the compiler from turning the dispatch into a jump.
                let spare = placed.spare(index);
                let at = linear(&offsets.inputs[index]);
                match take {
                    // Where the body gives up, the input is still in its own slot: the word alone goes to the spare one, and
                    // no count with it.
                    "lift" => self.w.line(format_args!("move_slots(sp, {at}, {}, 1);", linear(&spare))),
                    _ => self.w.line(format_args!("put(sp, {}, {take}(sp, {at}));", linear(&spare))),
                }
            }
        }
        for (output, at) in placed.effect.outputs.iter().zip(&offsets.outputs) {
            if let (OutputKind::New, Some(size)) = (output.kind, &output.size) {
                self.w.line(format_args!(
                    "let out_{} = {}(sp, {}, {});",
                    output.name,
                    if body.powers.error { "empty_slots" } else { "out_slots" },
                    linear(at),
                    count(size)
                ));
            }
        }
        if body.powers.escape || body.powers.error {
            self.w.line(format_args!("spill!(vm, pc, {here}, fp);"));
        }
        let call = self.call(placed, &offsets);
        if body.kind == BodyKind::Guard {
            self.w.open(format_args!("if !{call} {{"));
            self.deopt();
            self.w.close("}");
            return;
        }
        let made: Vec<String> =
            made_outputs(&placed.effect).map(|output| format!("new_{}", output.name)).collect();
        let pattern = tuple(made.clone());
        let fails = body.powers.error || body.powers.has_exit();
        if !fails {
            match made.is_empty() {
                true => self.w.line(format_args!("{call};")),
                false => self.w.line(format_args!("let {pattern} = {call};")),
            }
        } else {
            let binding = if made.is_empty() { String::new() } else { format!("let {pattern} = ") };
            self.w.open(format_args!("{binding}match {call} {{"));
            match (placed.effect.never, made.is_empty()) {
                (true, _) => self.w.line("Ok(never) => match never {},"),
                (false, true) => self.w.line("Ok(()) => {}"),
                (false, false) => self.w.line(format_args!("Ok(outputs) => {},", ops::taken_out("outputs"))),
            }
            self.exits(placed, &offsets);
            self.w.close(if placed.effect.never && made.is_empty() { "}" } else { "};" });
        }
        if !placed.effect.never {
            self.settle(placed, &placed.effect, &offsets);
        }
    }

    fn deopt(&mut self) {
        self.w.line(format_args!("go_deopt!(vm, pc, sp, fp, x; {})", self.instruction.base()));
    }

    fn call(&self, placed: &Placed<'m>, offsets: &Offsets) -> String {
        let body = placed.body;
        let mut args: Vec<String> = Vec::new();
        if body.powers.escape {
            if ops::mentions(body, "vm") {
                args.push("vm!(vm)".to_owned());
            }
        } else if ops::mentions(body, "heap") {
            args.push("heap!(vm)".to_owned());
        }
        if ops::mentions(body, "frame") {
            args.push("frame".to_owned());
        }
        for operand in body.operands.iter().filter(|operand| ops::mentions(body, &operand.name)) {
            args.push(placed.part.operands.get(&operand.name).unwrap_or(&operand.name).clone());
        }
        for field in body.reads.iter().filter(|field| ops::mentions(body, &field.name)) {
            args.push(read_field(self.model, self.instruction, &field.name));
        }
        let take = take(body);
        for (index, input) in placed.effect.inputs.iter().enumerate() {
            if input.name == "_" || !ops::mentions(body, &input.name) {
                continue;
            }
            let at = linear(&offsets.inputs[index]);
            let arg = match (&input.size, input.access, &input.ty) {
                (None, Access::Borrow, ty) if placed.is_lifted(index, offsets) => match ty {
                    None => format!("slot(sp, {})", linear(&placed.spare(index))),
                    Some(ty) => format!("view::<{ty}>(sp, {})", linear(&placed.spare(index))),
                },
                (None, Access::Borrow, None) => format!("slot(sp, {at})"),
                (None, Access::Borrow, Some(ty)) => format!("view::<{ty}>(sp, {at})"),
                (None, Access::Move, None) => format!("{take}(sp, {at})"),
                (None, Access::Move, Some(ty)) => format!("{take}_typed::<{ty}>(sp, {at})"),
                (None, Access::Mut, _) => format!("slot_mut(sp, {at})"),
                (Some(size), Access::Borrow, _) => format!("slots(sp, {at}, {})", count(size)),
                (Some(size), Access::Move, _) => format!("take_slice(sp, {at}, {})", count(size)),
                (Some(size), Access::Mut, _) => format!("slots_mut(sp, {at}, {})", count(size)),
            };
            args.push(arg);
        }
        for output in &placed.effect.outputs {
            if output.kind == OutputKind::New && output.size.is_some() {
                args.push(format!("out_{}", output.name));
            }
        }
        format!("ops::{}({})", body.function, args.join(", "))
    }

    /// The arms for all ways in which the body may leave.
    fn exits(&mut self, placed: &Placed<'m>, offsets: &Offsets) {
        let body = placed.body;
        let here = stack_pointer(&placed.depth);
        if !body.powers.has_exit() {
            self.w.open("Err(Raised { .. }) => {");
            self.raise(placed, offsets, &here);
            self.w.close("}");
            return;
        }
        if body.powers.error {
            self.w.open("Err(ops::Exit::Raised) => {");
            self.raise(placed, offsets, &here);
            self.w.close("}");
        }
        if body.powers.deopt {
            self.w.open("Err(ops::Exit::Deopt) => {");
            self.deopt();
            self.w.close("}");
        }
        if body.powers.slow {
            self.w.open("Err(ops::Exit::Slow) => {");
            self.w.line(format_args!("go_slow!(vm, pc, sp, fp, x; SLOW_{})", self.instruction.name));
            self.w.close("}");
        }
        for (name, effect) in &body.labels {
            let Some(label) = self.instruction.label(name) else { continue };
            let effect = effect.resolved(&placed.part.operands, &self.instruction.known);
            let made: Vec<String> =
                made_outputs(&effect).map(|output| format!("new_{}", output.name)).collect();
            open_branch(&mut self.w, body, name, &made);
            let own = self.offsets_of(placed, &effect);
            self.settle(placed, &effect, &own);
            let sp = stack_pointer(&own.after);
            let distance = distance(label);
            let units = self.units();
            self.fire(Some(name), &sp, &format!("{units} + {distance}"));
            self.w.line(format_args!("go_jump!(vm, fp; pc, {sp}, {units}, {distance}, dead)"));
            self.w.close("}");
        }
        if body.powers.enter {
            self.frame_exit(placed, &placed.effect, "Enter(frame)", |units, sp, _| {
                format!("go_enter!(vm, fp; frame, pc, {sp}, {units}, dead)")
            });
            if let Some((name, effect)) = body.labels.first()
                && let Some(label) = self.instruction.label(name)
            {
                let effect = effect.resolved(&placed.part.operands, &self.instruction.known);
                let distance = distance(label);
                self.frame_exit(placed, &effect, "EnterAt(frame)", |units, sp, _| {
                    format!("go_resume!(vm, fp; frame, pc, {sp}, {units} + {distance}, dead)")
                });
            }
        }
        if body.powers.leave {
            self.frame_exit(placed, &placed.effect, "Leave(value)", |_, sp, _| {
                format!("go_leave!(vm, fp; value, pc, {sp}, dead)")
            });
            self.frame_exit(placed, &placed.effect, "Suspend(value)", |units, sp, _| {
                format!("go_suspend!(vm, fp; value, pc, {sp}, {units}, dead)")
            });
        }
        // `Exit` has variants that this body has no power to return.
        self.w.line("Err(_) => no_such_exit(),");
    }

    fn offsets_of(&self, placed: &Placed<'m>, effect: &Effect) -> Offsets {
        offsets(effect, &placed.depth)
    }

    fn frame_exit(
        &mut self,
        placed: &Placed<'m>,
        effect: &Effect,
        pattern: &str,
        exit: impl Fn(u32, &str, &Instruction) -> String,
    ) {
        // The inputs are consumed; the results come when the other frame is done.
        let mut consumed = effect.clone();
        consumed.outputs.retain(|output| matches!(output.kind, OutputKind::Kept(_)));
        let own = self.offsets_of(placed, &consumed);
        self.w.open(format_args!("Err(ops::Exit::{pattern}) => {{"));
        if pattern.ends_with("(value)") {
            self.w.line(format_args!("let value = {};", ops::taken_out("value")));
        }
        self.settle(placed, &consumed, &own);
        let sp = stack_pointer(&own.after);
        let line = exit(self.units(), &sp, self.instruction);
        self.w.line(line);
        self.w.close("}");
    }

    fn raise(&mut self, placed: &Placed<'m>, offsets: &Offsets, here: &str) {
        for index in 0..placed.effect.inputs.len() {
            if placed.is_lifted(index, offsets) {
                let spare = placed.spare(index);
                self.w.line(format_args!("drop_slot(sp, {}, &mut dead);", linear(&spare)));
            }
        }
        for (output, at) in placed.effect.outputs.iter().zip(&offsets.outputs) {
            if let (OutputKind::New, Some(size)) = (output.kind, &output.size) {
                self.w.line(format_args!("drop_slots(sp, {}, {}, &mut dead);", linear(at), count(size)));
            }
        }
        self.fire(Some("error"), here, "0");
        self.w.line(format_args!("go_raise!(vm, fp; pc, {here}, dead)"));
    }

    /// Drops what `effect` consumes and stores what it makes. The objects that die are only collected here, so that
    /// it does not matter that they go before the outputs are stored.
    fn settle(&mut self, placed: &Placed<'m>, effect: &Effect, own: &Offsets) {
        let entry = offsets(&placed.effect, &placed.depth);
        let mut shifted: Vec<(usize, Linear, Linear)> = Vec::new();
        for (index, input) in placed.effect.inputs.iter().enumerate() {
            let target = effect
                .outputs
                .iter()
                .zip(&own.outputs)
                .find(|(output, _)| output.kind == OutputKind::Kept(index))
                .map(|(_, at)| at.clone());
            let at = &entry.inputs[index];
            match target {
                Some(target) if target == *at => {}
                Some(target) => shifted.push((index, at.clone(), target)),
                None if placed.is_lifted(index, &entry) => {
                    let spare = placed.spare(index);
                    self.w.line(format_args!("drop_slot(sp, {}, &mut dead);", linear(&spare)));
                }
                None if input.access == Access::Move && ops::mentions(placed.body, &input.name) => {}
                None => match (&input.size, &input.ty) {
                    (None, None) => self.w.line(format_args!("drop_slot(sp, {}, &mut dead);", linear(at))),
                    (None, Some(ty)) => {
                        self.w.line(format_args!("drop_typed_slot::<{ty}>(sp, {}, &mut dead);", linear(at)));
                    }
                    (Some(size), _) => self.w.line(format_args!(
                        "drop_slots(sp, {}, {}, &mut dead);",
                        linear(at),
                        count(size)
                    )),
                },
            }
        }
        for (index, from, to) in shifted {
            let input = &placed.effect.inputs[index];
            if placed.is_lifted(index, &entry) {
                let spare = placed.spare(index);
                self.w.line(format_args!("move_slots(sp, {}, {}, 1);", linear(&spare), linear(&to)));
            } else {
                let size = input.slots();
                self.w.line(format_args!(
                    "move_slots(sp, {}, {}, {});",
                    linear(&from),
                    linear(&to),
                    count(&size)
                ));
            }
        }
        for (output, at) in effect.outputs.iter().zip(&own.outputs) {
            match output.kind {
                OutputKind::Kept(_) => {}
                OutputKind::Drop => {
                    self.w.line(format_args!(
                        "drop_value(IntoSlot::into_slot(new_{}), &mut dead);",
                        output.name
                    ));
                }
                OutputKind::New if output.size.is_some() => {}
                OutputKind::New => {
                    self.w.line(format_args!(
                        "put(sp, {}, IntoSlot::into_slot(new_{}));",
                        linear(at),
                        output.name
                    ));
                }
            }
        }
    }
}

/// Opens the arm for a branch, with what it carries bound to the names in `made`.
pub fn open_branch(w: &mut Writer, body: &Body, label: &str, made: &[String]) {
    let payload = tuple(made.to_vec());
    if body.labels.len() > 1 {
        let name = ops::branch_enum(body);
        w.open(format_args!("Err(ops::Exit::Branch(ops::{name}::{}({payload}))) => {{", camel(label)));
    } else if made.is_empty() {
        w.open("Err(ops::Exit::Branch(())) => {");
    } else {
        w.open("Err(ops::Exit::Branch(branch)) => {");
        w.line(format_args!("let {payload} = {};", ops::taken_out("branch")));
    }
}

/// How a value is moved out of its slot: only if somebody looks at the stack before the handler is done must the slot
/// be emptied.
fn take(body: &Body) -> &'static str {
    if body.powers.error || body.powers.escape { "take" } else { "lift" }
}

/// The distance to a label in code units, from the end of the instruction.
pub fn distance(label: &Label) -> String {
    let operand = label.operand.as_deref().unwrap_or_default();
    let sign = if label.backward { "-" } else { "" };
    match label.past {
        0 => format!("{sign}{operand}_size"),
        past => format!("{sign}{operand}_size + {past}"),
    }
}
