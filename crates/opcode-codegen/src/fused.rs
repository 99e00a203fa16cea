//! The handlers of fused opcodes. Each part keeps its place in the code, from which its operands and caches are read; what
//! one part leaves for the next stays in a variable instead of passing through the value stack, and there is one dispatch
//! at the end instead of one behind each part.
//!
//! A part that gives up (a guard, `deopt!`, `slow!`) finds nothing changed, since only loads come before it: the first
//! part's own handler starts again, and the part that gave up gets its turn in the usual way. That rule, and which opcodes
//! can be parts at all, is checked in `opcode_dsl::check::fused`.

use std::collections::BTreeSet;

use opcode_dsl::model::{Access, Body, BodyKind, Effect, Instruction, Kind, Linear, Model, OutputKind, Part};

use crate::handlers::{
    count, decode_operands, distance, linear, open_branch, operands_used, read_field_at, stack_pointer,
};
use crate::ops::{self, made_outputs, tuple};
use crate::writer::Writer;

/// What is on top of the stack as far as the parts so far have changed it.
#[derive(Clone)]
enum Item {
    /// In a variable. A load's word needs no drop; what another opcode made is owned.
    Variable { name: String, load: bool },
    /// In its slot, this far above the stack pointer at entry.
    Slot(Linear),
}

struct Emitter<'m> {
    model: &'m Model,
    first: &'m Instruction,
    w: Writer,
    /// What lies above the slots that no part has touched, from the bottom.
    items: Vec<Item>,
    /// The depth of the lowest of `items`.
    bottom: Linear,
    variables: usize,
}

/// The text of the handler that runs `parts`.
pub fn text(model: &Model, parts: &[String]) -> String {
    let parts: Vec<(&Instruction, u32)> = model.fused_parts(parts).collect();
    let Some(&(first, _)) = parts.first() else { return String::new() };
    let mut emitter = Emitter {
        model,
        first,
        w: Writer::new(),
        items: Vec::new(),
        bottom: Linear::default(),
        variables: 0,
    };
    emitter.w.line("let mut dead = Dead::new();");
    for (instruction, start) in &parts {
        emitter.w.line(format_args!("// {}", instruction.name));
        emitter.instruction(instruction, *start);
    }
    if let Some((last, start)) = parts.last()
        && !last.effect.never
    {
        let depth = emitter.store_all();
        let sp = stack_pointer(&depth);
        let units = start + 1 + last.cache.units;
        emitter.w.line(format_args!("go_next!(vm, fp; pc, {sp}, {units}, dead)"));
    }
    let text = emitter.w.finish();
    if text.contains("&mut dead") { text } else { text.replace("let mut dead", "let dead") }
}

impl Emitter<'_> {
    fn depth(&self) -> Linear {
        let mut depth = self.bottom.clone();
        depth.constant += self.items.len() as i64;
        depth
    }

    fn instruction(&mut self, instruction: &Instruction, start: u32) {
        let resolved: Vec<(&Body, &Part, Effect)> = instruction
            .parts
            .iter()
            .map(|part| {
                let body = &self.model.bodies[part.body];
                (body, part, body.effect.resolved(&part.operands, &instruction.known))
            })
            .collect();
        let mut sizes = BTreeSet::new();
        let mut values = BTreeSet::new();
        for (body, part, effect) in &resolved {
            operands_used(instruction, body, part, effect, &mut sizes, &mut values);
        }
        if !sizes.is_empty() || !values.is_empty() {
            match start {
                0 => self.w.line("let oparg = oparg(x);"),
                _ => self.w.line(format_args!("let oparg = u32::from(read_u16(pc, {start}) >> 8);")),
            }
        }
        decode_operands(&mut self.w, instruction, &sizes, &values);
        if resolved.iter().any(|(body, _, _)| ops::mentions(body, "frame")) {
            self.w.line("let frame = Frame::new(fp);");
        }
        for (body, part, effect) in &resolved {
            self.part(instruction, start, body, part, effect);
        }
    }

    /// Removes the inputs of `effect` from the items, from the bottom.
    fn take_inputs(&mut self, effect: &Effect) -> Vec<Item> {
        let mut taken = Vec::new();
        for _ in &effect.inputs {
            taken.push(self.items.pop().unwrap_or_else(|| {
                self.bottom.constant -= 1;
                Item::Slot(self.bottom.clone())
            }));
        }
        taken.reverse();
        taken
    }

    /// What a body gets for an input. No part may raise or run Python code, so that nobody looks at a slot that was lifted.
    fn argument(access: Access, ty: Option<&String>, item: &Item) -> String {
        match (item, access, ty) {
            (Item::Variable { name, .. }, Access::Borrow, None) => format!("{name}.value()"),
            (Item::Variable { name, .. }, Access::Borrow, Some(ty)) => format!("{ty}::view({name}.value())"),
            (Item::Variable { name, load: true }, ..) => format!("{name}.value().clone()"),
            (Item::Variable { name, load: false }, ..) => format!("IntoSlot::into_slot({name})"),
            (Item::Slot(at), Access::Borrow, None) => format!("slot(sp, {})", linear(at)),
            (Item::Slot(at), Access::Borrow, Some(ty)) => format!("view::<{ty}>(sp, {})", linear(at)),
            (Item::Slot(at), Access::Move, None) => format!("lift(sp, {})", linear(at)),
            (Item::Slot(at), Access::Move, Some(ty)) => format!("lift_typed::<{ty}>(sp, {})", linear(at)),
            (Item::Slot(at), Access::Mut, _) => format!("slot_mut(sp, {})", linear(at)),
        }
    }

    fn part(&mut self, instruction: &Instruction, start: u32, body: &Body, part: &Part, effect: &Effect) {
        let inputs = self.take_inputs(effect);
        // Where the outputs begin: the inputs are gone.
        let base = self.depth();
        let mut at = base.clone();
        for output in effect.outputs.iter().filter(|output| output.kind != OutputKind::Drop) {
            if let (OutputKind::New, Some(size)) = (output.kind, &output.size) {
                self.w.line(format_args!(
                    "let out_{} = out_slots(sp, {}, {});",
                    output.name,
                    linear(&at),
                    count(size)
                ));
            }
            at = at.plus(1, &output.slots());
        }
        let call = self.call(instruction, start, body, part, effect, &inputs);
        if body.kind == BodyKind::Guard {
            self.w.open(format_args!("if !{call} {{"));
            self.give_up();
            self.w.close("}");
            self.items.extend(inputs);
            return;
        }
        let made: Vec<String> = made_outputs(effect)
            .map(|output| {
                self.variables += 1;
                format!("new_{}_{}", output.name, self.variables)
            })
            .collect();
        let pattern = tuple(made.clone());
        if !body.powers.has_exit() {
            match made.is_empty() {
                true => self.w.line(format_args!("{call};")),
                false => self.w.line(format_args!("let {pattern} = {call};")),
            }
        } else {
            let binding = if made.is_empty() { String::new() } else { format!("let {pattern} = ") };
            self.w.open(format_args!("{binding}match {call} {{"));
            match (effect.never, made.is_empty()) {
                (true, _) => self.w.line("Ok(never) => match never {},"),
                (false, true) => self.w.line("Ok(()) => {}"),
                (false, false) => self.w.line(format_args!("Ok(outputs) => {},", ops::taken_out("outputs"))),
            }
            self.exits(instruction, start, body, part, effect, &inputs);
            self.w.close(if effect.never && made.is_empty() { "}" } else { "};" });
        }
        if !effect.never {
            self.settle(instruction, body, effect, &inputs, &made);
        }
    }

    fn give_up(&mut self) {
        self.w.line(format_args!("go_deopt!(vm, pc, sp, fp, x; {})", self.first.name));
    }

    fn call(
        &self,
        instruction: &Instruction,
        start: u32,
        body: &Body,
        part: &Part,
        effect: &Effect,
        inputs: &[Item],
    ) -> String {
        let mut args: Vec<String> = Vec::new();
        if ops::mentions(body, "heap") {
            args.push("heap!(vm)".to_owned());
        }
        if ops::mentions(body, "frame") {
            args.push("frame".to_owned());
        }
        for operand in body.operands.iter().filter(|operand| ops::mentions(body, &operand.name)) {
            args.push(part.operands.get(&operand.name).unwrap_or(&operand.name).clone());
        }
        for field in body.reads.iter().filter(|field| ops::mentions(body, &field.name)) {
            args.push(read_field_at(self.model, instruction, &field.name, start));
        }
        for (input, item) in effect.inputs.iter().zip(inputs) {
            if input.name != "_" && ops::mentions(body, &input.name) {
                args.push(Self::argument(input.access, input.ty.as_ref(), item));
            }
        }
        for output in &effect.outputs {
            if output.kind == OutputKind::New && output.size.is_some() {
                args.push(format!("out_{}", output.name));
            }
        }
        format!("ops::{}({})", body.function, args.join(", "))
    }

    fn exits(
        &mut self,
        instruction: &Instruction,
        start: u32,
        body: &Body,
        part: &Part,
        effect: &Effect,
        inputs: &[Item],
    ) {
        for (power, exit) in [(body.powers.deopt, "Deopt"), (body.powers.slow, "Slow")] {
            if power {
                self.w.open(format_args!("Err(ops::Exit::{exit}) => {{"));
                self.give_up();
                self.w.close("}");
            }
        }
        // A branch goes its own way: what it does to the items is not what falling through does.
        let (items, bottom) = (self.items.clone(), self.bottom.clone());
        let units = start + 1 + instruction.cache.units;
        for (name, effect) in &body.labels {
            let Some(label) = instruction.label(name) else { continue };
            let effect = effect.resolved(&part.operands, &instruction.known);
            let made: Vec<String> =
                made_outputs(&effect).map(|output| format!("new_{}", output.name)).collect();
            open_branch(&mut self.w, body, name, &made);
            self.settle(instruction, body, &effect, inputs, &made);
            let sp = stack_pointer(&self.store_all());
            self.w.line(format_args!("go_jump!(vm, fp; pc, {sp}, {units}, {}, dead)", distance(label)));
            self.w.close("}");
            (self.items, self.bottom) = (items.clone(), bottom.clone());
        }
        if body.powers.leave {
            self.w.open("Err(ops::Exit::Leave(value)) => {");
            self.w.line(format_args!("let value = {};", ops::taken_out("value")));
            let mut consumed = effect.clone();
            consumed.outputs.retain(|output| matches!(output.kind, OutputKind::Kept(_)));
            self.settle(instruction, body, &consumed, inputs, &[]);
            let sp = stack_pointer(&self.store_all());
            self.w.line(format_args!("go_leave!(vm, fp; value, pc, {sp}, dead)"));
            self.w.close("}");
            (self.items, self.bottom) = (items, bottom);
        }
        self.w.line("Err(_) => no_such_exit(),");
    }

    /// Drops what the part consumed, and notes what it made.
    fn settle(
        &mut self,
        instruction: &Instruction,
        body: &Body,
        effect: &Effect,
        inputs: &[Item],
        made: &[String],
    ) {
        let kept = |index: usize| effect.outputs.iter().any(|output| output.kind == OutputKind::Kept(index));
        for (index, (input, item)) in body.effect.inputs.iter().zip(inputs).enumerate() {
            if kept(index) || (input.access == Access::Move && ops::mentions(body, &input.name)) {
                continue;
            }
            let ty = input.ty.as_ref();
            match (item, ty) {
                (Item::Variable { load: true, .. }, _) => {}
                (Item::Variable { name, .. }, _) => {
                    self.w.line(format_args!("drop_value(IntoSlot::into_slot({name}), &mut dead);"));
                }
                (Item::Slot(at), None) => {
                    self.w.line(format_args!("drop_slot(sp, {}, &mut dead);", linear(at)));
                }
                (Item::Slot(at), Some(ty)) => {
                    self.w.line(format_args!("drop_typed_slot::<{ty}>(sp, {}, &mut dead);", linear(at)));
                }
            }
        }
        let load =
            matches!(instruction.kind, Kind::Plain | Kind::Super) && opcode_dsl::check::is_load(instruction);
        let mut made = made.iter();
        for output in &effect.outputs {
            match (output.kind, &output.size) {
                (OutputKind::Kept(index), _) => {
                    if let Some(item) = inputs.get(index) {
                        self.keep(item.clone());
                    }
                }
                (OutputKind::Drop, _) => {
                    if let Some(name) = made.next() {
                        self.w.line(format_args!("drop_value(IntoSlot::into_slot({name}), &mut dead);"));
                    }
                }
                (OutputKind::New, None) => {
                    if let Some(name) = made.next() {
                        let name = name.clone();
                        self.items.push(Item::Variable { name, load });
                    }
                }
                // An array lies in its slots already, and so must what is below it.
                (OutputKind::New, Some(size)) => {
                    let depth = self.store_all();
                    self.items.clear();
                    self.bottom = depth.plus(1, size);
                }
            }
        }
    }

    /// An input stays on the stack; one in a slot that is not its own any more moves there.
    fn keep(&mut self, item: Item) {
        let depth = self.depth();
        match item {
            Item::Slot(at) if at != depth => {
                self.w.line(format_args!("move_slots(sp, {}, {}, 1);", linear(&at), linear(&depth)));
                self.items.push(Item::Slot(depth));
            }
            item => self.items.push(item),
        }
    }

    /// Stores all variables in their slots; gives the depth.
    fn store_all(&mut self) -> Linear {
        let mut at = self.bottom.clone();
        for item in &mut self.items {
            if let Item::Variable { name, .. } = item {
                self.w.line(format_args!("put(sp, {}, IntoSlot::into_slot({name}));", linear(&at)));
                *item = Item::Slot(at.clone());
            }
            at.constant += 1;
        }
        at
    }
}
