//! `peephole.rs`: finds the sequences that superinstructions and `rewrite` rules replace. Whether two instructions may
//! be joined (labels, exception ranges, lines) is for the assembler to know.

use askama::Template;
use opcode_dsl::model::{Instruction, Model, Operand, Pattern, PatternArg};

use crate::rendered;

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

/// A rule as the file has it.
struct Match<'m> {
    line: usize,
    /// The patterns of the instructions.
    elements: Vec<String>,
    /// Names of operands and their values.
    bound: Vec<(String, String)>,
    checks: Vec<String>,
    target: &'m Pattern,
    oparg: String,
}

impl<'m> Match<'m> {
    fn new(model: &Model, rule: &'m Rule<'m>) -> Option<Self> {
        let target = model.instruction(&rule.target.opcode)?;
        let mut checks: Vec<String> = Vec::new();
        let mut bound: Vec<(String, String)> = Vec::new();
        let mut elements: Vec<String> = Vec::new();
        for (index, pattern) in rule.pattern.iter().enumerate() {
            let (own_checks, own_bound) = conditions(model.instruction(&pattern.opcode)?, pattern, index);
            checks.extend(own_checks);
            for (name, value) in own_bound {
                match bound.iter().find(|(known, _)| *known == name) {
                    Some((_, first)) => checks.push(format!("{first} == {value}")),
                    None => bound.push((name, value)),
                }
            }
            let underscore = if pattern.args.is_empty() { "_" } else { "" };
            elements.push(format!("(Opcode::{}, {underscore}oparg_{index})", pattern.opcode));
        }
        let (oparg, fits) = compose(target, &rule.target.args);
        checks.extend(fits);
        Some(Match { line: rule.line, elements, bound, checks, target: &rule.target, oparg })
    }

    fn uses(&self, name: &str) -> bool {
        self.target.args.iter().any(|arg| matches!(arg, PatternArg::Name(used) if used == name))
    }

    fn result(&self) -> String {
        format!("({}, Opcode::{}, {})", self.elements.len(), self.target.opcode, self.oparg)
    }
}

/// A rule the other way round.
struct Expansion<'m> {
    opcode: &'m str,
    bound: Vec<(&'m str, String)>,
    parts: Vec<String>,
}

impl<'m> Expansion<'m> {
    /// A rule can be undone if its target keeps all that the pattern binds.
    fn new(model: &Model, rule: &'m Rule<'m>) -> Option<Self> {
        let target = model.instruction(&rule.target.opcode)?;
        let mut parts = Vec::new();
        for pattern in rule.pattern {
            let instruction = model.instruction(&pattern.opcode)?;
            let unknown = pattern.args.is_empty() && !instruction.operands.is_empty();
            let is_lost = |arg| matches!(arg, &PatternArg::Name(_)) && !rule.target.args.contains(arg);
            if unknown || pattern.args.iter().any(is_lost) {
                return None;
            }
            parts.push(format!("(Opcode::{}, {})", pattern.opcode, compose(instruction, &pattern.args).0));
        }
        let bound = target.operands.iter().zip(&rule.target.args).filter_map(|(operand, arg)| match arg {
            PatternArg::Name(name) => Some((name.as_str(), extract("oparg", operand))),
            PatternArg::Literal(_) => None,
        });
        Some(Expansion { opcode: &rule.target.opcode, bound: bound.collect(), parts })
    }
}

#[derive(Template)]
#[template(path = "peephole.rs.j2")]
struct PeepholeFile<'m> {
    joins: Vec<Match<'m>>,
    rewrites: Vec<Match<'m>>,
    longest_rewrite: usize,
    expansions: Vec<Expansion<'m>>,
}

/// The matches of `rules`, longer patterns first, so that none is hidden by its own beginning.
fn matches<'m>(model: &Model, rules: &'m [Rule<'m>]) -> Vec<Match<'m>> {
    let mut sorted: Vec<&Rule<'m>> = rules.iter().collect();
    sorted.sort_by_key(|rule| std::cmp::Reverse(rule.pattern.len()));
    sorted.into_iter().filter_map(|rule| Match::new(model, rule)).collect()
}

/// The file.
pub fn generate(model: &Model) -> String {
    let supers = model.instructions.iter().filter(|instruction| !instruction.joined.is_empty());
    let joins = supers.map(|instruction| Rule {
        pattern: &instruction.joined,
        target: Pattern {
            opcode: instruction.name.clone(),
            args: instruction.operands.iter().map(|o| PatternArg::Name(o.name.clone())).collect(),
        },
        line: instruction.line,
    });
    let joins: Vec<Rule<'_>> = joins.collect();
    let rewrites = model.rewrites.iter().map(|rewrite| Rule {
        pattern: &rewrite.pattern,
        target: rewrite.target.clone(),
        line: rewrite.line,
    });
    let rewrites: Vec<Rule<'_>> = rewrites.collect();
    let mut expansions: Vec<Expansion<'_>> = Vec::new();
    for expansion in joins.iter().chain(&rewrites).filter_map(|rule| Expansion::new(model, rule)) {
        if expansions.iter().all(|known| known.opcode != expansion.opcode) {
            expansions.push(expansion);
        }
    }
    rendered(&PeepholeFile {
        joins: matches(model, &joins),
        rewrites: matches(model, &rewrites),
        longest_rewrite: rewrites.iter().map(|rule| rule.pattern.len()).max().unwrap_or_default(),
        expansions,
    })
}
