//! Syntax tree to model. Each submodule checks one subject; this file resolves names, lowers the items in order and
//! gives them their numbers. All errors of a file are collected; an item with errors may still be lowered, so that
//! others that use it are not reported for nothing.

mod bodies;
mod effects;
mod families;
mod fused;
mod sums;

use std::collections::BTreeMap;

use crate::ast;
use crate::ast::{Action, Ident, Item, Modifier, OpKind, Span};
use crate::diagnostics::{Diagnostic, nearest};
use crate::lock::{FIRST_INSTRUMENTED, FIRST_PSEUDO, FIRST_SPECIALIZED, Lock, Range};
use crate::model::{
    Body, BodyKind, Effect, Field, Fire, Instruction, Kind, Label, Model, Operand, Part, Pattern, PatternArg,
    Powers, Rewrite,
};
use bodies::Header;
pub use fused::is_load;

/// Checks `file` and lowers it. The model is usable only when there are no errors.
pub fn check(source: &str, file: &ast::File, lock: &Lock) -> (Model, Vec<Diagnostic>) {
    let mut checker = Checker {
        source,
        file,
        errors: Vec::new(),
        cache_types: BTreeMap::from([("u16".to_owned(), 1), ("u32".to_owned(), 2), ("u64".to_owned(), 4)]),
        ops: BTreeMap::new(),
        bodies: Vec::new(),
        spans: BTreeMap::new(),
        lock: lock.clone(),
    };
    let model = checker.run();
    (model, checker.errors)
}

/// The state of a run.
pub(crate) struct Checker<'a> {
    source: &'a str,
    file: &'a ast::File,
    errors: Vec<Diagnostic>,
    cache_types: BTreeMap<String, u32>,
    /// What the ops are: a body, or a sum of others.
    ops: BTreeMap<String, OpTarget<'a>>,
    bodies: Vec<Body>,
    /// Where each item's name stands.
    spans: BTreeMap<String, Span>,
    lock: Lock,
}

#[derive(Clone)]
enum OpTarget<'a> {
    Body(usize),
    Sum(&'a [ast::Part]),
}

/// What [`Checker::lower_body`] needs to know.
struct BodySource<'a> {
    name: &'a Ident,
    kind: BodyKind,
    what: &'static str,
    doc: &'a str,
    operands: &'a [Operand],
    reads: Vec<Field>,
    effect: &'a Effect,
    effect_syntax: Option<&'a ast::Effect>,
    powers: &'a [ast::Power],
    labels: &'a [Label],
    header: Span,
    code: &'a ast::RustBlock,
    slow: Option<&'a ast::SlowBody>,
}

impl<'a> Checker<'a> {
    fn run(&mut self) -> Model {
        let file = self.file;
        self.collect_names();
        for item in &file.items {
            if let Item::Op(op) = item
                && op.kind != OpKind::Inst
            {
                self.lower_op(op);
            }
        }
        let mut instructions: Vec<Instruction> = Vec::new();
        for item in &file.items {
            match item {
                Item::Op(op) if op.kind == OpKind::Inst => instructions.push(self.lower_inst(op)),
                Item::Family(family) => self.lower_family(family, &mut instructions),
                Item::Pseudo(pseudo) => instructions.push(self.lower_pseudo(pseudo)),
                _ => {}
            }
        }
        let mut derived: Vec<Instruction> = Vec::new();
        let mut rewrites: Vec<Rewrite> = Vec::new();
        for item in &file.items {
            match item {
                Item::Super(joined) => derived.extend(self.lower_super(joined, &instructions)),
                Item::Instrumented(instrumented) => {
                    derived.extend(self.lower_instrumented(instrumented, &instructions));
                }
                _ => {}
            }
        }
        instructions.extend(derived);
        for item in &file.items {
            if let Item::Fused(fused) = item {
                let lowered = self.lower_fused(fused, &instructions);
                instructions.extend(lowered);
            }
        }
        for item in &file.items {
            if let Item::Rewrite(rewrite) = item {
                rewrites.extend(self.lower_rewrite(rewrite, &instructions));
            }
        }
        let is_fused = |instruction: &Instruction| matches!(instruction.kind, Kind::Fused { .. });
        for instruction in instructions.iter_mut().filter(|instruction| !is_fused(instruction)) {
            self.assign_number(instruction);
        }
        // Last, and in the order of the file: they take what the others leave.
        let mut taken = Vec::new();
        for instruction in instructions.iter_mut().filter(|instruction| is_fused(instruction)) {
            match self.lock.number_of_fused(&taken) {
                Some(number) => {
                    instruction.number = number;
                    taken.push(number);
                }
                None => self.no_number(&instruction.name, "drop a fused opcode that runs less often"),
            }
        }
        instructions.sort_by_key(|instruction| instruction.number);
        let families: Vec<String> = instructions
            .iter()
            .filter(|instruction| matches!(instruction.kind, Kind::Generic(_)))
            .map(|family| format!("{}_", family.name))
            .collect();
        let undefined = self
            .lock
            .numbers
            .iter()
            .filter(|(name, number)| {
                let defined = instructions.iter().any(|instruction| instruction.name == **name);
                let specialization = (FIRST_SPECIALIZED..FIRST_INSTRUMENTED).contains(*number)
                    || families.iter().any(|family| name.starts_with(family));
                !defined && !specialization
            })
            .map(|(name, number)| (name.clone(), *number))
            .collect();
        Model {
            cache_types: self.cache_types.clone(),
            bodies: std::mem::take(&mut self.bodies),
            instructions,
            rewrites,
            undefined,
            numbers: self.lock.numbers.clone(),
        }
    }

    fn line(&self, span: Span) -> usize {
        1 + self.source[..span.start.min(self.source.len())].matches('\n').count()
    }

    fn collect_names(&mut self) {
        let file = self.file;
        for item in &file.items {
            match item {
                Item::CacheType(cache_type) => {
                    let units = match cache_type.width.name.as_str() {
                        "u16" => 1,
                        "u32" => 2,
                        _ => 4,
                    };
                    if self.cache_types.insert(cache_type.name.name.clone(), units).is_some() {
                        let first = self.spans.get(&cache_type.name.name).copied().unwrap_or_default();
                        self.duplicate("cache type", &cache_type.name, first);
                    }
                    self.spans.insert(cache_type.name.name.clone(), cache_type.name.span);
                }
                Item::Op(op) => {
                    self.define(&op.name);
                    let micro = op.name.name.starts_with('_');
                    if micro && op.kind == OpKind::Inst {
                        self.misnamed(&op.name, "opcodes do not begin with `_`");
                    } else if !micro && op.kind != OpKind::Inst {
                        self.misnamed(
                            &op.name,
                            "ops and guards begin with `_`: they are not opcodes by themselves",
                        );
                    }
                }
                Item::Family(family) => {
                    self.define(&family.name);
                    for spec in &family.specs {
                        self.define(&spec.name);
                    }
                }
                Item::Super(joined) => self.define(&joined.name),
                Item::Fused(fused) => self.define(&fused.name),
                Item::Instrumented(instrumented) => self.define(&instrumented.name),
                Item::Pseudo(pseudo) => self.define(&pseudo.name),
                Item::Rewrite(_) => {}
            }
        }
    }

    fn misnamed(&mut self, name: &Ident, why: &str) {
        self.errors.push(Diagnostic::new("E0103", format!("`{}` is misnamed", name.name), name.span, why));
    }

    fn define(&mut self, name: &Ident) {
        match self.spans.get(&name.name) {
            Some(first) => {
                let first = *first;
                self.duplicate("name", name, first);
            }
            None => {
                self.spans.insert(name.name.clone(), name.span);
            }
        }
    }

    /// Reports a name that does not exist, with the one that was probably meant.
    fn unknown(&mut self, what: &str, name: &Ident, known: impl IntoIterator<Item = impl AsRef<str>>) {
        let known: Vec<String> = known.into_iter().map(|name| name.as_ref().to_owned()).collect();
        let mut diagnostic = Diagnostic::new(
            "E0302",
            format!("there is no {what} `{}`", name.name),
            name.span,
            format!("unknown {what}"),
        );
        if let Some(nearest) = nearest(&name.name, known.iter().map(String::as_str)) {
            diagnostic = diagnostic.help(format!("did you mean `{nearest}`?"));
        }
        self.errors.push(diagnostic);
    }

    fn assign_number(&mut self, instruction: &mut Instruction) {
        let span = self.spans.get(&instruction.name).copied().unwrap_or_default();
        let range = match &instruction.kind {
            Kind::Pseudo => Range::Pseudo,
            Kind::Specialized { .. } => Range::Specialized,
            Kind::Instrumented { .. } => Range::Instrumented,
            _ => Range::Base,
        };
        match self.lock.number(&instruction.name, range) {
            Some(number) => {
                instruction.number = number;
                if (number >= FIRST_PSEUDO) != (range == Range::Pseudo) {
                    self.errors.push(Diagnostic::new(
                        "E0501",
                        format!("`{}` cannot have the number {number}", instruction.name),
                        span,
                        format!("numbers.lock says {number}; pseudo opcodes, and only they, begin at {FIRST_PSEUDO}"),
                    ));
                }
            }
            None => self.no_number(&instruction.name, "an opcode has eight bits"),
        }
    }

    fn no_number(&mut self, name: &str, help: &str) {
        let span = self.spans.get(name).copied().unwrap_or_default();
        self.errors.push(
            Diagnostic::new(
                "E0501",
                format!("no number is left for `{name}`"),
                span,
                "all numbers of its range are taken",
            )
            .help(help),
        );
    }

    fn powers(powers: &[ast::Power]) -> Powers {
        let has = |name: &str| powers.iter().any(|power| power.name.name == name);
        Powers {
            deopt: has("deopt"),
            slow: has("slow"),
            error: has("error"),
            escape: has("escape"),
            branch: powers.iter().filter_map(|power| power.label.as_ref()).map(|l| l.name.clone()).collect(),
            enter: has("enter"),
            leave: has("leave"),
        }
    }

    fn lower_op(&mut self, op: &'a ast::Op) {
        let target = match &op.action {
            Action::Sum(parts) => OpTarget::Sum(parts),
            Action::Raw => return,
            Action::Body { code, slow } => {
                let operands = self.operands(&op.operands);
                let Some(effect_syntax) = &op.effect else { return };
                let effect = self.effect(effect_syntax, &operands);
                let labels = self.labels(&op.ons, &operands, &effect);
                let reads = self.reads(&op.reads);
                if op.kind == OpKind::Guard {
                    self.check_guard(op, effect_syntax, &effect);
                }
                let body = self.lower_body(BodySource {
                    name: &op.name,
                    kind: if op.kind == OpKind::Guard { BodyKind::Guard } else { BodyKind::Op },
                    what: if op.kind == OpKind::Guard { "a guard" } else { "an op" },
                    doc: &op.doc.text,
                    operands: &operands,
                    reads,
                    effect: &effect,
                    effect_syntax: Some(effect_syntax),
                    powers: &op.powers,
                    labels: &labels,
                    header: op.header,
                    code,
                    slow: slow.as_ref(),
                });
                OpTarget::Body(body)
            }
        };
        self.ops.insert(op.name.name.clone(), target);
    }

    fn check_guard(&mut self, op: &ast::Op, syntax: &ast::Effect, effect: &Effect) {
        if !effect.is_identity() || syntax.inputs.iter().any(|item| item.modifier != Modifier::None) {
            self.errors.push(
                Diagnostic::new(
                    "E0108",
                    format!("the guard `{}` changes the stack", op.name.name),
                    syntax.span,
                    "must have the same names on both sides",
                )
                .help("a guard only looks; use an `op` that can `deopt!`"),
            );
        }
        if let Some(power) = op.powers.first() {
            self.errors.push(
                Diagnostic::new("E0108", "a guard with powers", power.name.span, "not allowed")
                    .help("a guard only looks: its value is a `bool`, and `false` deoptimizes"),
            );
        }
    }

    /// Makes a body and, if there is one, its cold variant.
    fn lower_body(&mut self, source: BodySource<'_>) -> usize {
        let moved = source
            .effect_syntax
            .and_then(|effect| effect.inputs.iter().find(|item| item.modifier == Modifier::Move))
            .map(|item| item.span);
        let contents = self.body(
            &Header {
                what: source.what,
                span: source.header,
                powers: source.powers,
                moved,
                has_slow: source.slow.is_some(),
                is_slow: false,
            },
            source.code,
        );
        let stem = source.name.name.trim_start_matches('_').to_lowercase();
        let function = match source.kind {
            BodyKind::Inst => format!("inst_{stem}"),
            BodyKind::Generic => format!("generic_{stem}"),
            _ => format!("op_{stem}"),
        };
        let label_effects = |powers: &Powers| {
            powers
                .branch
                .iter()
                .map(|label| {
                    let own = source.labels.iter().find(|known| known.name == *label);
                    (label.clone(), own.map_or(source.effect, |label| &label.effect).clone())
                })
                .collect()
        };
        let powers = Self::powers(source.powers);
        let mut body = Body {
            name: source.name.name.clone(),
            kind: source.kind,
            function,
            doc: source.doc.to_owned(),
            operands: source.operands.to_vec(),
            reads: source.reads.clone(),
            effect: source.effect.clone(),
            labels: label_effects(&powers),
            powers,
            code: source.code.text.clone(),
            line: self.line(source.code.span),
            mentions: contents.mentions,
            slow: None,
        };
        if let Some(slow) = source.slow {
            let contents = self.body(
                &Header {
                    what: "a `slow` block",
                    span: slow.header,
                    powers: &slow.powers,
                    moved,
                    has_slow: false,
                    is_slow: true,
                },
                &slow.code,
            );
            let powers = Self::powers(&slow.powers);
            let function =
                if source.kind == BodyKind::Op { format!("slow_op_{stem}") } else { format!("slow_{stem}") };
            body.slow = Some(self.bodies.len());
            self.bodies.push(Body {
                kind: BodyKind::Slow,
                function,
                labels: label_effects(&powers),
                powers,
                code: slow.code.text.clone(),
                line: self.line(slow.code.span),
                mentions: contents.mentions,
                slow: None,
                ..body.clone()
            });
        }
        self.bodies.push(body);
        self.bodies.len() - 1
    }

    fn identity(operands: &[Operand]) -> BTreeMap<String, String> {
        operands.iter().map(|operand| (operand.name.clone(), operand.name.clone())).collect()
    }

    fn lower_inst(&mut self, op: &'a ast::Op) -> Instruction {
        let operands = self.operands(&op.operands);
        let cache = self.cache(op.cache.as_ref());
        let declared = op.effect.as_ref().map(|effect| self.effect(effect, &operands));
        let mut instruction = Instruction {
            name: op.name.name.clone(),
            number: 0,
            doc: op.doc.text.clone(),
            operands,
            effect: declared.clone().unwrap_or_default(),
            labels: Vec::new(),
            cache,
            kind: Kind::Plain,
            parts: Vec::new(),
            known: BTreeMap::new(),
            powers: Powers::default(),
            joined: Vec::new(),
            line: self.line(op.name.span),
        };
        match &op.action {
            Action::Raw => {
                instruction.labels = self.labels(&op.ons, &instruction.operands, &instruction.effect);
                instruction.kind = Kind::Raw;
                instruction.powers = Self::powers(&op.powers);
            }
            Action::Body { code, slow } => {
                instruction.labels = self.labels(&op.ons, &instruction.operands, &instruction.effect);
                let reads = self.reads(&op.reads);
                let body = self.lower_body(BodySource {
                    name: &op.name,
                    kind: BodyKind::Inst,
                    what: "an inst",
                    doc: &op.doc.text,
                    operands: &instruction.operands,
                    reads,
                    effect: &instruction.effect,
                    effect_syntax: op.effect.as_ref(),
                    powers: &op.powers,
                    labels: &instruction.labels,
                    header: op.header,
                    code,
                    slow: slow.as_ref(),
                });
                instruction.parts = vec![Part { body, operands: Self::identity(&instruction.operands) }];
                let span = op.name.span;
                let parts = instruction.parts.clone();
                let effect = instruction.effect.clone();
                let placed: Vec<(Part, Span)> = parts.into_iter().map(|part| (part, span)).collect();
                self.check_sum(&mut instruction, &placed, Some((&effect, op.header)), false);
            }
            Action::Sum(sum) => {
                let errors = self.errors.len();
                let placed = self.flatten(sum, &instruction.operands);
                let complete = self.errors.len() == errors;
                instruction.parts = placed.iter().map(|(part, _)| part.clone()).collect();
                // Labels need the effect of falling through, which a sum may have to derive first.
                if declared.is_none() {
                    instruction.effect = self.derive_effect(&placed);
                }
                instruction.labels = self.labels(&op.ons, &instruction.operands, &instruction.effect);
                self.inherit_label_effects(&op.ons, &mut instruction, &placed);
                let effect = instruction.effect.clone();
                // What follows from a name that does not exist is not worth a message.
                if complete {
                    self.check_sum(&mut instruction, &placed, Some((&effect, op.header)), false);
                }
            }
        }
        instruction
    }

    fn lower_pseudo(&mut self, pseudo: &'a ast::Pseudo) -> Instruction {
        let operands = self.operands(&pseudo.operands);
        let effect = self.effect(&pseudo.effect, &operands);
        let labels = self.labels(&pseudo.ons, &operands, &effect);
        Instruction {
            name: pseudo.name.name.clone(),
            number: 0,
            doc: pseudo.doc.text.clone(),
            operands,
            effect,
            labels,
            cache: Default::default(),
            kind: Kind::Pseudo,
            parts: Vec::new(),
            known: BTreeMap::new(),
            powers: Powers::default(),
            joined: Vec::new(),
            line: self.line(pseudo.name.span),
        }
    }

    fn lower_super(&mut self, joined: &ast::Super, instructions: &[Instruction]) -> Option<Instruction> {
        let operands = self.operands(&joined.operands);
        let mut instruction = Instruction {
            name: joined.name.name.clone(),
            number: 0,
            doc: joined.doc.text.clone(),
            operands,
            effect: Effect::default(),
            labels: Vec::new(),
            cache: Default::default(),
            kind: Kind::Super,
            parts: Vec::new(),
            known: BTreeMap::new(),
            powers: Powers::default(),
            joined: Vec::new(),
            line: self.line(joined.name.span),
        };
        let mut placed: Vec<(Part, Span)> = Vec::new();
        let mut complete = true;
        for part in &joined.parts {
            let Some(base) = instructions.iter().find(|known| known.name == part.name.name) else {
                self.unknown("opcode", &part.name, instructions.iter().map(|known| &known.name));
                complete = false;
                continue;
            };
            let reason = if !matches!(base.kind, Kind::Plain) {
                Some("is not a plain `inst`")
            } else if base.cache.units > 0 {
                Some("has a cache")
            } else if !base.labels.is_empty() || !base.powers.branch.is_empty() {
                Some("branches")
            } else if base.powers.enter || base.powers.leave {
                Some("pushes or pops a frame")
            } else {
                None
            };
            if let Some(reason) = reason {
                self.errors.push(Diagnostic::new(
                    "E0401",
                    format!("`{}` cannot be part of a superinstruction", base.name),
                    part.name.span,
                    reason,
                ));
                complete = false;
                continue;
            }
            let names = self.arguments(part, base, &instruction.operands);
            complete &= names.is_some();
            let names = names.unwrap_or_default();
            for own in &base.parts {
                let composed = own
                    .operands
                    .iter()
                    .map(|(inner, outer)| (inner.clone(), names.get(outer).unwrap_or(outer).clone()));
                placed.push((Part { body: own.body, operands: composed.collect() }, part.name.span));
            }
            instruction.joined.push(Pattern {
                opcode: base.name.clone(),
                args: base
                    .operands
                    .iter()
                    .map(|operand| PatternArg::Name(names.get(&operand.name).cloned().unwrap_or_default()))
                    .collect(),
            });
        }
        if !complete {
            return None;
        }
        instruction.parts = placed.iter().map(|(part, _)| part.clone()).collect();
        instruction.effect = self.derive_effect(&placed);
        self.check_sum(&mut instruction, &placed, None, false);
        Some(instruction)
    }

    /// `None`, with an error, unless as many operands stand between `<` and `>` as `base` has.
    fn check_count(&mut self, part: &ast::Part, base: &Instruction) -> Option<()> {
        let (given, wanted) = (part.args.len(), base.operands.len());
        if given == wanted {
            return Some(());
        }
        self.errors.push(Diagnostic::new(
            "E0402",
            format!("`{}` has {wanted} operands, {given} are given", base.name),
            part.name.span,
            "wrong number of operands",
        ));
        None
    }

    /// From the operands of `base` to what stands between `<` and `>`.
    fn arguments(
        &mut self,
        part: &ast::Part,
        base: &Instruction,
        outer: &[Operand],
    ) -> Option<BTreeMap<String, String>> {
        self.check_count(part, base)?;
        let mut names = BTreeMap::new();
        for (arg, operand) in part.args.iter().zip(&base.operands) {
            let ast::Arg::Name(name) = arg else {
                self.errors.push(Diagnostic::new(
                    "E0402",
                    "a number in a superinstruction",
                    arg.span(),
                    "expected the name of an operand",
                ));
                return None;
            };
            match outer.iter().find(|own| own.name == name.name) {
                None => {
                    self.errors.push(Diagnostic::new(
                        "E0111",
                        format!("`{}` is not an operand of this item", name.name),
                        name.span,
                        "unknown operand",
                    ));
                    return None;
                }
                Some(own) if own.ty != operand.ty => {
                    self.errors.push(Diagnostic::new(
                        "E0403",
                        format!("`{}` expects a `{}`", base.name, operand.ty),
                        name.span,
                        format!("is a `{}`", own.ty),
                    ));
                    return None;
                }
                Some(_) => {
                    names.insert(operand.name.clone(), name.name.clone());
                }
            }
        }
        Some(names)
    }

    fn lower_instrumented(
        &mut self,
        instrumented: &ast::Instrumented,
        instructions: &[Instruction],
    ) -> Option<Instruction> {
        let Some(base) = instructions.iter().find(|known| known.name == instrumented.base.name) else {
            self.unknown("opcode", &instrumented.base, instructions.iter().map(|known| &known.name));
            return None;
        };
        if !matches!(base.kind, Kind::Plain | Kind::Generic(_)) {
            self.errors.push(Diagnostic::new(
                "E0401",
                format!("`{}` cannot be instrumented", base.name),
                instrumented.base.span,
                "only an `inst` or the generic form of a family can",
            ));
            return None;
        }
        if instrumented.name.name != format!("INSTRUMENTED_{}", base.name) {
            self.misnamed(&instrumented.name, &format!("must be `INSTRUMENTED_{}`", base.name));
        }
        let mut fires = Vec::new();
        for (event, when) in &instrumented.fires {
            let after = match when {
                ast::When::Before(_) => None,
                ast::When::After(exit) => {
                    let exists = match exit.name.as_str() {
                        "fallthrough" => !base.effect.never,
                        "error" => base.powers.error,
                        label => base.label(label).is_some(),
                    };
                    if !exists {
                        let mut exits: Vec<&str> =
                            base.labels.iter().map(|label| label.name.as_str()).collect();
                        exits.extend((!base.effect.never).then_some("fallthrough"));
                        exits.extend(base.powers.error.then_some("error"));
                        self.errors.push(
                            Diagnostic::new(
                                "E0401",
                                format!("`{}` is never left by `{}`", base.name, exit.name),
                                exit.span,
                                "no such exit",
                            )
                            .also(
                                self.spans.get(&base.name).copied().unwrap_or_default(),
                                if exits.is_empty() {
                                    "has no exit that an event can be fired at".to_owned()
                                } else {
                                    format!("is left by: {}", exits.join(", "))
                                },
                            ),
                        );
                    }
                    Some(exit.name.clone())
                }
            };
            fires.push(Fire { event: event.name.clone(), after });
        }
        Some(Instruction {
            name: instrumented.name.name.clone(),
            doc: instrumented.doc.text.clone(),
            kind: Kind::Instrumented { base: base.name.clone(), fires },
            line: self.line(instrumented.name.span),
            ..base.clone()
        })
    }

    fn lower_rewrite(&mut self, rewrite: &ast::Rewrite, instructions: &[Instruction]) -> Option<Rewrite> {
        let mut bound: Vec<String> = Vec::new();
        let mut pattern = Vec::new();
        for part in &rewrite.pattern {
            let lowered = self.pattern(part, instructions)?;
            for arg in &lowered.args {
                if let PatternArg::Name(name) = arg {
                    bound.push(name.clone());
                }
            }
            pattern.push(lowered);
        }
        let target = self.pattern(&rewrite.target, instructions)?;
        for (arg, syntax) in target.args.iter().zip(&rewrite.target.args) {
            if let PatternArg::Name(name) = arg
                && !bound.contains(name)
            {
                self.errors.push(Diagnostic::new(
                    "E0111",
                    format!("`{name}` is not bound by the pattern"),
                    syntax.span(),
                    "unknown name",
                ));
            }
        }
        let line = self.line(rewrite.target.name.span);
        Some(Rewrite { pattern, target, line })
    }

    fn pattern(&mut self, part: &ast::Part, instructions: &[Instruction]) -> Option<Pattern> {
        let Some(base) = instructions.iter().find(|known| known.name == part.name.name) else {
            self.unknown("opcode", &part.name, instructions.iter().map(|known| &known.name));
            return None;
        };
        if !part.args.is_empty() {
            self.check_count(part, base)?;
        }
        let args = part
            .args
            .iter()
            .map(|arg| match arg {
                ast::Arg::Name(name) => PatternArg::Name(name.name.clone()),
                ast::Arg::Literal(value, _) => PatternArg::Literal(*value),
            })
            .collect();
        Some(Pattern { opcode: base.name.clone(), args })
    }
}
