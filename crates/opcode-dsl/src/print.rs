//! Syntax tree to text, in the one form that the language has for each thing. Rust blocks are kept; comments of the
//! definition language are not part of the tree and get lost.

use std::fmt::Write as _;

use crate::ast::*;

/// The text of `file`. Parsing it gives the same tree, but for the places.
pub fn print(file: &File) -> String {
    let mut text = String::new();
    for item in &file.items {
        if !text.is_empty() {
            text.push('\n');
        }
        print_item(&mut text, item);
    }
    text
}

fn print_item(out: &mut String, item: &Item) {
    match item {
        Item::CacheType(cache_type) => {
            doc(out, &cache_type.doc, "");
            let _ = writeln!(out, "cache type {}: {};", cache_type.name.name, cache_type.width.name);
        }
        Item::Op(op) => {
            doc(out, &op.doc, "");
            if matches!(op.action, Action::Raw) {
                out.push_str("#[raw] ");
            }
            let keyword = match op.kind {
                OpKind::Inst => "inst",
                OpKind::Op => "op",
                OpKind::Guard => "guard",
            };
            let _ = write!(out, "{keyword} {}{}", op.name.name, operands(&op.operands));
            if let Some(effect) = &op.effect {
                let _ = write!(out, " {}", print_effect(effect));
            }
            out.push_str(&cache(op.cache.as_ref()));
            out.push_str(&reads(&op.reads));
            out.push_str(&powers(&op.powers));
            match &op.action {
                Action::Body { code, slow } => body(out, code, slow.as_ref()),
                Action::Sum(parts) => {
                    let _ = write!(out, " = {};", sum(parts));
                }
                Action::Raw if op.ons.is_empty() => out.push(';'),
                Action::Raw => {}
            }
            ons(out, &op.ons, " ");
            out.push('\n');
        }
        Item::Family(family) => print_family(out, family),
        Item::Super(joined) => {
            doc(out, &joined.doc, "");
            let _ = writeln!(
                out,
                "super {}{} = {};",
                joined.name.name,
                operands(&joined.operands),
                sum(&joined.parts)
            );
        }
        Item::Fused(fused) => {
            doc(out, &fused.doc, "");
            let parts: Vec<&str> = fused.parts.iter().map(|part| part.name.as_str()).collect();
            let _ = writeln!(out, "fused {} = {};", fused.name.name, parts.join(" + "));
        }
        Item::Rewrite(rewrite) => {
            let pattern: Vec<String> = rewrite.pattern.iter().map(part).collect();
            let _ = writeln!(out, "rewrite {} => {};", pattern.join(", "), part(&rewrite.target));
        }
        Item::Instrumented(instrumented) => {
            doc(out, &instrumented.doc, "");
            let _ = writeln!(out, "instrumented {} of {} {{", instrumented.name.name, instrumented.base.name);
            for (event, when) in &instrumented.fires {
                let when = match when {
                    When::Before(_) => "before".to_owned(),
                    When::After(exit) => format!("after {}", exit.name),
                };
                let _ = writeln!(out, "    fire {} {when};", event.name);
            }
            out.push_str("}\n");
        }
        Item::Pseudo(pseudo) => {
            doc(out, &pseudo.doc, "");
            let _ = write!(
                out,
                "pseudo {}{} {}",
                pseudo.name.name,
                operands(&pseudo.operands),
                print_effect(&pseudo.effect)
            );
            if pseudo.ons.is_empty() {
                out.push(';');
            }
            ons(out, &pseudo.ons, " ");
            out.push('\n');
        }
    }
}

fn print_family(out: &mut String, family: &Family) {
    doc(out, &family.doc, "");
    if matches!(family.generic, Action::Raw) {
        out.push_str("#[raw] ");
    }
    let _ = write!(
        out,
        "family {}{} {}{} {{",
        family.name.name,
        operands(&family.operands),
        print_effect(&family.effect),
        cache(family.cache.as_ref())
    );
    ons(out, &family.ons, "\n    ");
    match &family.generic {
        Action::Raw => {}
        Action::Sum(parts) => {
            let _ = write!(
                out,
                "\n    generic{}{} = {};",
                reads(&family.reads),
                powers(&family.powers),
                sum(parts)
            );
        }
        Action::Body { code, slow } => {
            let _ = write!(out, "\n    generic{}{}", reads(&family.reads), powers(&family.powers));
            body(out, code, slow.as_ref());
        }
    }
    out.push('\n');
    for spec in &family.specs {
        out.push('\n');
        doc(out, &spec.doc, "    ");
        if spec.raw {
            let _ = write!(out, "    #[raw] spec {}", spec.name.name);
        } else {
            let _ = write!(out, "    spec {} = {}", spec.name.name, sum(&spec.parts));
        }
        if let Some(when) = &spec.when {
            let _ = write!(out, "\n        when {{{}}}", when.text);
        }
        if let Some(fill) = &spec.fill {
            let _ = write!(out, "\n        fill {{{}}}", fill.text);
        }
        out.push('\n');
    }
    out.push_str("}\n");
}

fn doc(out: &mut String, doc: &Doc, indent: &str) {
    for line in doc.text.lines() {
        let _ = writeln!(out, "{}", format!("{indent}/// {line}").trim_end());
    }
}

fn operands(operands: &[Operand]) -> String {
    if operands.is_empty() {
        return String::new();
    }
    let operands: Vec<String> = operands
        .iter()
        .map(|operand| {
            let bits = operand.bits.map(|(bits, _)| format!("/{bits}")).unwrap_or_default();
            format!("{}: {}{bits}", operand.name.name, operand.ty.name)
        })
        .collect();
    format!(" <{}>", operands.join(", "))
}

/// The text of an effect.
pub fn print_effect(effect: &Effect) -> String {
    let inputs: Vec<String> = effect.inputs.iter().map(stack_item).collect();
    let outputs: Vec<String> = effect.outputs.iter().map(stack_item).collect();
    let outputs = if effect.never { "!".to_owned() } else { outputs.join(", ") };
    let before = if inputs.is_empty() { "" } else { " " };
    let after = if outputs.is_empty() { "" } else { " " };
    format!("({}{before}--{after}{outputs})", inputs.join(", "))
}

fn stack_item(item: &StackItem) -> String {
    let modifier = match item.modifier {
        Modifier::None => "",
        Modifier::Move => "move ",
        Modifier::Mut => "mut ",
        Modifier::Drop => "drop ",
    };
    let ty = item.ty.as_ref().map(|ty| format!(": {}", ty.name)).unwrap_or_default();
    let size = item.size.as_ref().map(|size| format!("[{}]", print_size(size))).unwrap_or_default();
    format!("{modifier}{}{ty}{size}", item.name.name)
}

fn print_size(size: &Size) -> String {
    let Some(operand) = &size.operand else { return size.constant.to_string() };
    let operand = match size.times {
        1 => operand.name.clone(),
        times => format!("{times} * {}", operand.name),
    };
    match size.constant {
        0 => operand,
        constant if constant < 0 => format!("{operand} - {}", -constant),
        constant => format!("{operand} + {constant}"),
    }
}

fn fields(fields: &[Field]) -> String {
    let fields: Vec<String> =
        fields.iter().map(|field| format!("{}: {}", field.name.name, field.ty.name)).collect();
    fields.join(", ")
}

fn cache(cache: Option<&Cache>) -> String {
    let Some(cache) = cache else { return String::new() };
    let entries: Vec<String> = cache
        .entries
        .iter()
        .map(|entry| match entry {
            CacheEntry::Field(field) => fields(std::slice::from_ref(field)),
            CacheEntry::Overlay(alternatives) => {
                let alternatives: Vec<String> =
                    alternatives.iter().map(|alternative| format!("{{ {} }}", fields(alternative))).collect();
                alternatives.join(" or ")
            }
        })
        .collect();
    format!(" cache {} {{ {} }}", cache.units, entries.join(", "))
}

fn reads(reads: &[Field]) -> String {
    if reads.is_empty() { String::new() } else { format!(" reads {}", fields(reads)) }
}

fn powers(powers: &[Power]) -> String {
    if powers.is_empty() {
        return String::new();
    }
    let powers: Vec<String> = powers
        .iter()
        .map(|power| match &power.label {
            Some(label) => format!("branch({})", label.name),
            None => power.name.name.clone(),
        })
        .collect();
    format!(" can {}", powers.join(", "))
}

fn body(out: &mut String, code: &RustBlock, slow: Option<&SlowBody>) {
    let _ = write!(out, " {{{}}}", code.text);
    if let Some(slow) = slow {
        let _ = write!(out, " slow{} {{{}}}", powers(&slow.powers), slow.code.text);
    }
}

fn part(part: &Part) -> String {
    if part.args.is_empty() {
        return part.name.name.clone();
    }
    let args: Vec<String> = part
        .args
        .iter()
        .map(|arg| match arg {
            Arg::Name(name) => name.name.clone(),
            Arg::Literal(value, _) => value.to_string(),
        })
        .collect();
    format!("{}<{}>", part.name.name, args.join(", "))
}

fn sum(parts: &[Part]) -> String {
    parts.iter().map(part).collect::<Vec<_>>().join(" + ")
}

fn ons(out: &mut String, ons: &[On], before: &str) {
    for on in ons {
        let _ = write!(out, "{before}on {}", on.label.name);
        if let Some(effect) = &on.effect {
            let _ = write!(out, " {}", print_effect(effect));
        }
        if let Some(jump) = &on.jump {
            let _ = write!(out, " jump {}", jump.name);
        }
        match &on.past {
            None => {}
            Some(Past::Units(units, _)) => {
                let _ = write!(out, " past {units}");
            }
            Some(Past::Opcode(name)) => {
                let _ = write!(out, " past {}", name.name);
            }
        }
        out.push(';');
    }
}
