//! `peephole.rs`: finds the sequences that superinstructions and `rewrite` rules replace. Whether two instructions may
//! be joined (labels, exception ranges, lines) is for the assembler to know.

use opcode_dsl::model::{Instruction, Model, Operand, Pattern, PatternArg};

use crate::PREAMBLE;
use crate::writer::Writer;

struct Rule<'m> {
    pattern: &'m [Pattern],
    target: Pattern,
    line: usize,
}

fn mask(operand: &Operand) -> Option<u32> {
    operand.bits.map(|bits| (1u32 << bits) - 1)
}

fn extract(oparg: &str, operand: &Operand) -> String {
    let shifted =
        if operand.shift > 0 { format!("({oparg} >> {})", operand.shift) } else { oparg.to_owned() };
    match mask(operand) {
        Some(mask) => format!("({shifted} & {mask:#x})"),
        None => shifted,
    }
}

/// The conditions under which `pattern` matches `(opcode, oparg)` at `index`, and what it binds.
fn conditions(
    instruction: &Instruction,
    pattern: &Pattern,
    index: usize,
) -> (Vec<String>, Vec<(String, String)>) {
    let oparg = format!("oparg_{index}");
    let mut conditions = Vec::new();
    let mut bound = Vec::new();
    for (operand, arg) in instruction.operands.iter().zip(&pattern.args) {
        let value = extract(&oparg, operand);
        match arg {
            PatternArg::Literal(literal) => conditions.push(format!("{value} == {literal}")),
            PatternArg::Name(name) => bound.push((name.clone(), value)),
        }
    }
    (conditions, bound)
}

/// The oparg with the given operand values, and the conditions under which they fit.
fn compose(instruction: &Instruction, args: &[PatternArg]) -> (String, Vec<String>) {
    let mut terms = Vec::new();
    let mut fits = Vec::new();
    for (operand, arg) in instruction.operands.iter().zip(args) {
        let value = match arg {
            PatternArg::Literal(literal) => literal.to_string(),
            PatternArg::Name(name) => name.clone(),
        };
        if let (Some(mask), PatternArg::Name(_)) = (mask(operand), arg) {
            fits.push(format!("{value} <= {mask:#x}"));
        }
        terms.push(if operand.shift > 0 { format!("({value} << {})", operand.shift) } else { value });
    }
    (if terms.is_empty() { "0".to_owned() } else { terms.join(" | ") }, fits)
}

fn emit_rule(w: &mut Writer, model: &Model, rule: &Rule<'_>) {
    let Some(target) = model.instruction(&rule.target.opcode) else { return };
    let mut checks: Vec<String> = Vec::new();
    let mut bound: Vec<(String, String)> = Vec::new();
    let mut elements: Vec<String> = Vec::new();
    for (index, pattern) in rule.pattern.iter().enumerate() {
        let Some(instruction) = model.instruction(&pattern.opcode) else { return };
        let (own_checks, own_bound) = conditions(instruction, pattern, index);
        checks.extend(own_checks);
        for (name, value) in own_bound {
            match bound.iter().find(|(known, _)| *known == name) {
                Some((_, first)) => checks.push(format!("{first} == {value}")),
                None => bound.push((name, value)),
            }
        }
        let oparg =
            if pattern.args.is_empty() { format!("_oparg_{index}") } else { format!("oparg_{index}") };
        elements.push(format!("(Opcode::{}, {oparg})", pattern.opcode));
    }
    w.line(format_args!("// bytecodes.def:{}", rule.line));
    w.open(format_args!("if let [{}, ..] = *window {{", elements.join(", ")));
    let (oparg, fits) = compose(target, &rule.target.args);
    for (name, value) in &bound {
        let underscore =
            if rule.target.args.iter().any(|arg| *arg == PatternArg::Name(name.clone())) { "" } else { "_" };
        w.line(format_args!("let {underscore}{name} = {value};"));
    }
    checks.extend(fits);
    let result = format!("return Some(({}, Opcode::{}, {oparg}));", rule.pattern.len(), rule.target.opcode);
    if checks.is_empty() {
        w.line(result);
    } else {
        w.open(format_args!("if {} {{", checks.join(" && ")));
        w.line(result);
        w.close("}");
    }
    w.close("}");
}

/// The file.
pub fn generate(model: &Model) -> String {
    let joins: Vec<Rule<'_>> = model
        .instructions
        .iter()
        .filter(|instruction| !instruction.joined.is_empty())
        .map(|instruction| Rule {
            pattern: &instruction.joined,
            target: Pattern {
                opcode: instruction.name.clone(),
                args: instruction.operands.iter().map(|o| PatternArg::Name(o.name.clone())).collect(),
            },
            line: instruction.line,
        })
        .collect();
    let rewrites: Vec<Rule<'_>> = model
        .rewrites
        .iter()
        .map(|rewrite| Rule { pattern: &rewrite.pattern, target: rewrite.target.clone(), line: rewrite.line })
        .collect();
    let mut w = Writer::new();
    w.line(PREAMBLE);
    w.line("");
    w.line("#![allow(unused_parens, reason = \"generated: extraction of operands is written in one way\")]");
    w.line("");
    w.line("use super::opcode::Opcode;");
    for (name, doc, rules) in [
        ("fuse_super", "The superinstruction for the beginning of `window`", &joins),
        ("rewrite", "The replacement that a `rewrite` rule gives for the beginning of `window`", &rewrites),
    ] {
        w.line("");
        w.line(format_args!("/// {doc}: how many instructions it replaces, its"));
        w.line("/// opcode and its oparg.");
        w.open(format_args!("pub fn {name}(window: &[(Opcode, u32)]) -> Option<(usize, Opcode, u32)> {{"));
        if rules.is_empty() {
            w.line("let _ = window;");
        }
        // Longer patterns first, so that none is hidden by its own beginning.
        let mut sorted: Vec<&Rule<'_>> = rules.iter().collect();
        sorted.sort_by_key(|rule| std::cmp::Reverse(rule.pattern.len()));
        for rule in sorted {
            emit_rule(&mut w, model, rule);
        }
        w.line("None");
        w.close("}");
    }
    w.line("");
    w.line("/// What the beginning of `window` can be replaced by, be it a superinstruction or by a `rewrite` rule.");
    w.open("pub fn fuse(window: &[(Opcode, u32)]) -> Option<(usize, Opcode, u32)> {");
    w.line("rewrite(window).or_else(|| fuse_super(window))");
    w.close("}");
    w.line("");
    w.line("/// The instructions that a superinstruction or the result of a `rewrite` rule stands for.");
    w.open("pub fn expand(opcode: Opcode, oparg: u32) -> Option<Vec<(Opcode, u32)>> {");
    w.line("let _ = oparg;");
    w.open("match opcode {");
    let mut seen: Vec<&str> = Vec::new();
    for rule in joins.iter().chain(&rewrites) {
        if seen.contains(&rule.target.opcode.as_str()) {
            continue;
        }
        let Some(target) = model.instruction(&rule.target.opcode) else { continue };
        // A rule can be undone if its target keeps all that the pattern binds.
        let lost = rule
            .pattern
            .iter()
            .flat_map(|pattern| &pattern.args)
            .any(|arg| matches!(arg, PatternArg::Name(_)) && !rule.target.args.contains(arg));
        if lost
            || rule.pattern.iter().any(|pattern| {
                pattern.args.is_empty()
                    && model.instruction(&pattern.opcode).is_some_and(|i| !i.operands.is_empty())
            })
        {
            continue;
        }
        seen.push(&rule.target.opcode);
        w.open(format_args!("Opcode::{} => {{", rule.target.opcode));
        for (operand, arg) in target.operands.iter().zip(&rule.target.args) {
            if let PatternArg::Name(name) = arg {
                w.line(format_args!("let {name} = {};", extract("oparg", operand)));
            }
        }
        let parts: Vec<String> = rule
            .pattern
            .iter()
            .filter_map(|pattern| {
                let instruction = model.instruction(&pattern.opcode)?;
                Some(format!("(Opcode::{}, {})", pattern.opcode, compose(instruction, &pattern.args).0))
            })
            .collect();
        w.line(format_args!("Some(vec![{}])", parts.join(", ")));
        w.close("}");
    }
    w.line("_ => None,");
    w.close("}");
    w.close("}");
    w.finish()
}
