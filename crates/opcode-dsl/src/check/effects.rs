//! Stack effects, operands and caches of one item, taken by themselves. How effects of several ops fit together is in
//! [`super::sums`].

use std::collections::BTreeMap;

use super::Checker;
use crate::ast;
use crate::ast::{Ident, Modifier, Span};
use crate::diagnostics::{Diagnostic, nearest};
use crate::model::{
    Access, Cache, CacheField, Effect, Field, Input, Label, Linear, Operand, Output, OutputKind,
};

/// The number of bits of an oparg.
const OPARG_BITS: u32 = 32;

/// Names that operands and stack items cannot have.
const RESERVED: [&str; 12] =
    ["vm", "heap", "frame", "pc", "sp", "fp", "table", "x", "dead", "oparg", "outputs", "code"];

impl Checker<'_> {
    /// Lays out operands from the low bits.
    pub fn operands(&mut self, operands: &[ast::Operand]) -> Vec<Operand> {
        let mut shift = 0;
        let mut result: Vec<Operand> = Vec::new();
        for (index, operand) in operands.iter().enumerate() {
            self.check_reserved(&operand.name);
            if let Some(first) = operands[..index].iter().find(|other| other.name.name == operand.name.name) {
                self.duplicate("operand", &operand.name, first.name.span);
            }
            let last = index + 1 == operands.len();
            let bits = match (&operand.bits, operand.ty.name.as_str()) {
                (None, "bit") => Some(1),
                (Some((bits, span)), _) => {
                    if *bits == 0 || *bits > 16 {
                        self.errors.push(Diagnostic::new(
                            "E0402",
                            format!("an operand of {bits} bits"),
                            *span,
                            "must be 1 to 16",
                        ));
                    }
                    Some(*bits)
                }
                (None, _) if last => None,
                (None, _) => {
                    self.errors.push(
                        Diagnostic::new(
                            "E0402",
                            format!("`{}` leaves no bits for the operands behind it", operand.name.name),
                            operand.ty.span,
                            "takes all bits that remain",
                        )
                        .help(format!("give it a width: `{}: {}/4`", operand.name.name, operand.ty.name)),
                    );
                    None
                }
            };
            if shift >= OPARG_BITS {
                self.errors.push(Diagnostic::new(
                    "E0402",
                    format!("`{}` does not fit the {OPARG_BITS} bits of an oparg", operand.name.name),
                    operand.name.span,
                    "no bits are left",
                ));
            }
            result.push(Operand {
                name: operand.name.name.clone(),
                ty: operand.ty.name.clone(),
                shift,
                bits,
            });
            shift += bits.unwrap_or(0);
        }
        result
    }

    /// Reports a name that generated code needs for itself.
    fn check_reserved(&mut self, name: &Ident) {
        if RESERVED.contains(&name.name.as_str()) {
            self.errors.push(
                Diagnostic::new(
                    "E0109",
                    format!("the name `{}` is reserved", name.name),
                    name.span,
                    "has a meaning of its own in bodies or handlers",
                )
                .help(format!("reserved are: {}", RESERVED.join(", "))),
            );
        }
    }

    /// Reports a name that is used twice.
    pub fn duplicate(&mut self, what: &str, again: &Ident, first: Span) {
        self.errors.push(
            Diagnostic::new(
                "E0102",
                format!("the {what} `{}` is defined twice", again.name),
                again.span,
                "again here",
            )
            .also(first, "first defined here"),
        );
    }

    fn size(&mut self, size: &ast::Size, operands: &[Operand]) -> Linear {
        let mut linear = Linear::constant(size.constant);
        if let Some(operand) = &size.operand {
            if operands.iter().any(|known| known.name == operand.name) {
                linear = linear.plus(
                    size.times,
                    &Linear { constant: 0, terms: BTreeMap::from([(operand.name.clone(), 1)]) },
                );
            } else {
                let mut diagnostic = Diagnostic::new(
                    "E0111",
                    format!("`{}` is not an operand of this item", operand.name),
                    operand.span,
                    "unknown operand",
                );
                if let Some(name) = nearest(&operand.name, operands.iter().map(|known| known.name.as_str())) {
                    diagnostic = diagnostic.help(format!("did you mean `{name}`?"));
                } else if operands.is_empty() {
                    diagnostic = diagnostic
                        .help(format!("declare it behind the name of the item: `<{}: Count>`", operand.name));
                }
                self.errors.push(diagnostic);
            }
        }
        linear
    }

    /// Lowers an effect.
    pub fn effect(&mut self, effect: &ast::Effect, operands: &[Operand]) -> Effect {
        let mut inputs: Vec<Input> = Vec::new();
        for (index, item) in effect.inputs.iter().enumerate() {
            let name = &item.name;
            self.check_reserved(name);
            if name.name != "_"
                && let Some(first) = effect.inputs[..index].iter().find(|other| other.name.name == name.name)
            {
                self.duplicate("input", name, first.name.span);
            }
            let access = match item.modifier {
                Modifier::None => Access::Borrow,
                Modifier::Move => Access::Move,
                Modifier::Mut => Access::Mut,
                Modifier::Drop => {
                    self.errors.push(
                        Diagnostic::new(
                            "E0107",
                            "`drop` before an input",
                            item.span,
                            "only outputs can be `drop`",
                        )
                        .help("inputs that are not among the outputs are dropped anyway"),
                    );
                    Access::Borrow
                }
            };
            inputs.push(Input {
                name: name.name.clone(),
                ty: item.ty.as_ref().map(|ty| ty.name.clone()),
                size: item.size.as_ref().map(|size| self.size(size, operands)),
                access,
                kept: false,
            });
        }
        let mut outputs: Vec<Output> = Vec::new();
        let mut last_kept: Option<usize> = None;
        for (index, item) in effect.outputs.iter().enumerate() {
            let name = &item.name;
            if !effect.inputs.iter().any(|input| input.name.name == name.name) {
                self.check_reserved(name);
            }
            if let Some(first) = effect.outputs[..index].iter().find(|other| other.name.name == name.name) {
                self.duplicate("output", name, first.name.span);
            }
            if matches!(item.modifier, Modifier::Move | Modifier::Mut) {
                self.errors.push(Diagnostic::new(
                    "E0107",
                    "`move` and `mut` say how the body gets an input",
                    item.span,
                    "not allowed before an output",
                ));
            }
            let source = inputs.iter().position(|input| input.name == name.name && input.name != "_");
            let size = item.size.as_ref().map(|size| self.size(size, operands));
            let kind = match (source, item.modifier) {
                (_, Modifier::Drop) => OutputKind::Drop,
                (Some(input), _) => {
                    if last_kept.is_some_and(|last| input < last) {
                        self.errors.push(
                            Diagnostic::new(
                                "E0309",
                                format!("`{}` changes its order", name.name),
                                item.span,
                                "comes earlier among the inputs",
                            )
                            .also(effect.inputs[input].span, "it stands here")
                            .help("a name on both sides stays where it is; `move` it and give the output a new name"),
                        );
                    }
                    if inputs[input].access == Access::Move {
                        self.errors.push(
                            Diagnostic::new(
                                "E0309",
                                format!("`{}` is moved into the body and also stays", name.name),
                                item.span,
                                "has the name of a `move` input",
                            )
                            .also(effect.inputs[input].span, "moved here")
                            .help("give the output a new name"),
                        );
                    }
                    if inputs[input].size != size {
                        self.errors.push(
                            Diagnostic::new(
                                "E0309",
                                format!("`{}` changes its size", name.name),
                                item.span,
                                "another size than as an input",
                            )
                            .also(effect.inputs[input].span, "the input"),
                        );
                    }
                    last_kept = Some(input);
                    inputs[input].kept = true;
                    OutputKind::Kept(input)
                }
                (None, _) => OutputKind::New,
            };
            let ty = match (&item.ty, source) {
                (Some(ty), _) => Some(ty.name.clone()),
                // A kept item stays what it was known to be.
                (None, Some(input)) => inputs[input].ty.clone(),
                (None, None) => None,
            };
            outputs.push(Output { name: name.name.clone(), ty, size, kind });
        }
        for (input, item) in inputs.iter().zip(&effect.inputs) {
            if input.access == Access::Mut && !input.kept {
                self.errors.push(
                    Diagnostic::new(
                        "E0107",
                        format!("`mut {}` is not among the outputs", input.name),
                        item.span,
                        "changed, then dropped",
                    )
                    .help("use `move`, or name it among the outputs"),
                );
            }
        }
        let new_array =
            outputs.iter().zip(&effect.outputs).find(|(o, _)| o.kind == OutputKind::New && o.size.is_some());
        if let Some((output, item)) = new_array {
            let consumed =
                inputs.iter().zip(&effect.inputs).find(|(input, _)| !input.kept && input.size.is_some());
            if let Some((input, place)) = consumed {
                self.errors.push(
                    Diagnostic::new(
                        "E0310",
                        format!(
                            "the array `{}` would be written over the array `{}`",
                            output.name, input.name
                        ),
                        item.span,
                        "new array",
                    )
                    .also(place.span, "consumed array"),
                );
            }
        }
        Effect { inputs, outputs, never: effect.never }
    }

    /// Lowers a list of cache fields that are read.
    pub fn reads(&mut self, fields: &[ast::Field]) -> Vec<Field> {
        fields
            .iter()
            .map(|field| {
                self.cache_units(field);
                Field { name: field.name.name.clone(), ty: field.ty.name.clone() }
            })
            .collect()
    }

    /// The width of a field's type.
    fn cache_units(&mut self, field: &ast::Field) -> u32 {
        if let Some(units) = self.cache_types.get(&field.ty.name) {
            return *units;
        }
        let mut diagnostic = Diagnostic::new(
            "E0110",
            format!("`{}` is not a cache type", field.ty.name),
            field.ty.span,
            "unknown width",
        );
        diagnostic = match nearest(&field.ty.name, self.cache_types.keys().map(String::as_str)) {
            Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
            None => diagnostic.help(format!("declare its width: `cache type {}: u32;`", field.ty.name)),
        };
        self.errors.push(diagnostic);
        1
    }

    /// Lays out a cache.
    pub fn cache(&mut self, cache: Option<&ast::Cache>) -> Cache {
        let Some(cache) = cache else { return Cache::default() };
        let mut fields: Vec<CacheField> = Vec::new();
        let mut places: Vec<(String, Span)> = Vec::new();
        let mut unit = 1;
        for entry in &cache.entries {
            let alternatives: Vec<Vec<ast::Field>> = match entry {
                ast::CacheEntry::Field(field) => vec![vec![field.clone()]],
                ast::CacheEntry::Overlay(alternatives) => alternatives.clone(),
            };
            let mut end = unit;
            let mut entry_fields: Vec<CacheField> = Vec::new();
            for alternative in &alternatives {
                let mut at = unit;
                for field in alternative {
                    let units = self.cache_units(field);
                    let new = CacheField {
                        name: field.name.name.clone(),
                        ty: field.ty.name.clone(),
                        unit: at,
                        units,
                    };
                    // Alternatives may share a field, so long as it is in the same place.
                    match places.iter().find(|(name, _)| *name == field.name.name) {
                        Some((_, first)) if !entry_fields.contains(&new) => {
                            self.duplicate("cache field", &field.name, *first);
                        }
                        Some(_) => {}
                        None => {
                            places.push((field.name.name.clone(), field.name.span));
                            entry_fields.push(new);
                        }
                    }
                    at += units;
                }
                end = end.max(at);
            }
            fields.extend(entry_fields);
            unit = end;
        }
        if unit - 1 > cache.units {
            self.errors.push(
                Diagnostic::new(
                    "E0112",
                    format!("the fields need {} code units, the cache has {}", unit - 1, cache.units),
                    cache.units_span,
                    "too small",
                )
                .help(format!("write `cache {}`", unit - 1)),
            );
        }
        Cache { units: cache.units, fields }
    }

    /// Lowers `on` clauses; `effect` is that of falling through.
    pub fn labels(&mut self, ons: &[ast::On], operands: &[Operand], effect: &Effect) -> Vec<Label> {
        let mut labels: Vec<Label> = Vec::new();
        for (index, on) in ons.iter().enumerate() {
            if let Some(first) = ons[..index].iter().find(|other| other.label.name == on.label.name) {
                self.duplicate("label", &on.label, first.label.span);
            }
            let label_effect = match &on.effect {
                Some(own) => {
                    let lowered = self.effect(own, operands);
                    if lowered.popped() != effect.popped() {
                        self.errors.push(Diagnostic::new(
                            "E0307",
                            format!("`{}` takes other inputs than falling through", on.label.name),
                            own.span,
                            format!("pops {}, not {}", lowered.popped(), effect.popped()),
                        ));
                    }
                    lowered
                }
                None => effect.clone(),
            };
            let mut backward = false;
            if let Some(jump) = &on.jump {
                match operands.iter().find(|operand| operand.name == jump.name) {
                    Some(operand) if operand.ty == "Jump" => {}
                    Some(operand) if operand.ty == "JumpBack" => backward = true,
                    Some(operand) => self.errors.push(Diagnostic::new(
                        "E0403",
                        format!("`{}` is not a jump", jump.name),
                        jump.span,
                        format!("is a `{}`, expected `Jump` or `JumpBack`", operand.ty),
                    )),
                    None => self.errors.push(Diagnostic::new(
                        "E0111",
                        format!("`{}` is not an operand of this item", jump.name),
                        jump.span,
                        "unknown operand",
                    )),
                }
            }
            let past = match &on.past {
                None => 0,
                Some(ast::Past::Units(units, _)) => *units,
                Some(ast::Past::Opcode(name)) => 1 + self.cache_units_of_opcode(name),
            };
            labels.push(Label {
                name: on.label.name.clone(),
                effect: label_effect,
                operand: on.jump.as_ref().map(|jump| jump.name.clone()),
                backward,
                past,
            });
        }
        labels
    }

    fn cache_units_of_opcode(&mut self, name: &Ident) -> u32 {
        for item in &self.file.items {
            match item {
                ast::Item::Op(op) if op.name.name == name.name => {
                    return op.cache.as_ref().map_or(0, |c| c.units);
                }
                ast::Item::Family(f) if f.name.name == name.name => {
                    return f.cache.as_ref().map_or(0, |c| c.units);
                }
                _ => {}
            }
        }
        self.errors.push(Diagnostic::new(
            "E0302",
            format!("there is no opcode `{}`", name.name),
            name.span,
            "unknown opcode",
        ));
        0
    }
}
