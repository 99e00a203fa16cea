//! The checked form of a definition file: every name resolved, every effect added up, every number known. It is what
//! `opcode-codegen` reads. It holds Rust blocks as text; it does not say how they are called.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Everything that a definition file says.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Names of cache field types and their widths, in units of 16 bits.
    pub cache_types: BTreeMap<String, u32>,
    /// All Rust blocks, in the order of the file.
    pub bodies: Vec<Body>,
    /// All opcodes, by number.
    pub instructions: Vec<Instruction>,
    /// Peephole rules, in the order of the file; those of superinstructions are in [`Instruction::joined`].
    pub rewrites: Vec<Rewrite>,
    /// Names of the lock file that nothing defines, with their numbers; specializations, which may come and go, aside.
    pub undefined: Vec<(String, u16)>,
    /// The lock file's contents for these definitions.
    pub numbers: BTreeMap<String, u16>,
}

impl Model {
    /// The opcode called `name`.
    pub fn instruction(&self, name: &str) -> Option<&Instruction> {
        self.instructions.iter().find(|instruction| instruction.name == name)
    }
}

/// `constant + Σ factor * operand`: a number of stack slots.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Linear {
    /// The part that does not depend on the oparg.
    pub constant: i64,
    /// Factors by operand; none is zero.
    pub terms: BTreeMap<String, i64>,
}

impl Linear {
    /// A fixed number.
    pub fn constant(constant: i64) -> Self {
        Self { constant, terms: BTreeMap::new() }
    }

    /// `self + factor * other`.
    #[must_use]
    pub fn plus(&self, factor: i64, other: &Linear) -> Self {
        let mut sum = self.clone();
        sum.constant += factor * other.constant;
        for (operand, times) in &other.terms {
            *sum.terms.entry(operand.clone()).or_default() += factor * times;
        }
        sum.terms.retain(|_, times| *times != 0);
        sum
    }

    /// The number, if it does not depend on the oparg.
    pub fn as_constant(&self) -> Option<i64> {
        self.terms.is_empty().then_some(self.constant)
    }

    /// With operands replaced by other operands.
    #[must_use]
    pub fn renamed(&self, names: &BTreeMap<String, String>) -> Self {
        let mut renamed = Linear::constant(self.constant);
        for (operand, times) in &self.terms {
            let name = names.get(operand).unwrap_or(operand).clone();
            *renamed.terms.entry(name).or_default() += times;
        }
        renamed
    }

    /// With operands replaced by known numbers.
    #[must_use]
    pub fn substituted(&self, known: &BTreeMap<String, i64>) -> Self {
        let mut result = Linear::constant(self.constant);
        for (operand, times) in &self.terms {
            match known.get(operand) {
                Some(value) => result.constant += times * value,
                None => {
                    result.terms.insert(operand.clone(), *times);
                }
            }
        }
        result
    }
}

impl fmt::Display for Linear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for (operand, times) in &self.terms {
            let sign = if *times < 0 { "-" } else { "+" };
            match (first, *times < 0) {
                (true, false) => {}
                (true, true) => f.write_str("-")?,
                (false, _) => write!(f, " {sign} ")?,
            }
            if times.abs() != 1 {
                write!(f, "{} * ", times.abs())?;
            }
            f.write_str(operand)?;
            first = false;
        }
        match (first, self.constant) {
            (true, constant) => write!(f, "{constant}"),
            (false, 0) => Ok(()),
            (false, constant) if constant < 0 => write!(f, " - {}", -constant),
            (false, constant) => write!(f, " + {constant}"),
        }
    }
}

/// How an operand is laid out in the oparg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operand {
    /// Its name.
    pub name: String,
    /// `bit`, or the name of a Rust type that implements `Operand`.
    pub ty: String,
    /// The number of its lowest bit.
    pub shift: u32,
    /// Its width; `None` takes all bits that remain.
    pub bits: Option<u32>,
}

impl Operand {
    /// Is it a single bit, a `bool`?
    pub fn is_bit(&self) -> bool {
        self.ty == "bit"
    }
}

/// What the body gets of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// A reference to the slot.
    Borrow,
    /// The value itself.
    Move,
    /// A mutable reference to the slot.
    Mut,
}

/// An input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name; `_` is not passed.
    pub name: String,
    /// What it is known to be.
    pub ty: Option<String>,
    /// The size of an array; `None` for a single slot.
    pub size: Option<Linear>,
    /// How the body gets it.
    pub access: Access,
    /// Is it among the outputs too?
    pub kept: bool,
}

/// What an output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputKind {
    /// The input with this index.
    Kept(usize),
    /// Made by the body.
    New,
    /// Made by the body, and dropped.
    Drop,
}

/// An output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// What it is known to be.
    pub ty: Option<String>,
    /// The size of an array; `None` for a single slot.
    pub size: Option<Linear>,
    /// Where it comes from.
    pub kind: OutputKind,
}

/// A stack effect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// From the bottom.
    pub inputs: Vec<Input>,
    /// From the bottom.
    pub outputs: Vec<Output>,
    /// Never falls through.
    pub never: bool,
}

fn size_of(size: Option<&Linear>) -> Linear {
    size.cloned().unwrap_or_else(|| Linear::constant(1))
}

impl Input {
    /// The number of slots.
    pub fn slots(&self) -> Linear {
        size_of(self.size.as_ref())
    }
}

impl Output {
    /// The number of slots; none if it is dropped.
    pub fn slots(&self) -> Linear {
        if self.kind == OutputKind::Drop { Linear::default() } else { size_of(self.size.as_ref()) }
    }
}

impl Effect {
    /// The slots of all inputs.
    pub fn popped(&self) -> Linear {
        self.inputs.iter().fold(Linear::default(), |sum, input| sum.plus(1, &input.slots()))
    }

    /// The slots of all outputs.
    pub fn pushed(&self) -> Linear {
        self.outputs.iter().fold(Linear::default(), |sum, output| sum.plus(1, &output.slots()))
    }

    /// The change of the stack's depth.
    pub fn net(&self) -> Linear {
        self.pushed().plus(-1, &self.popped())
    }

    /// Does it leave the stack as it is (narrowed types aside)?
    pub fn is_identity(&self) -> bool {
        self.inputs.len() == self.outputs.len()
            && self.outputs.iter().enumerate().all(|(i, output)| output.kind == OutputKind::Kept(i))
    }

    /// With operands renamed and known numbers put in.
    #[must_use]
    pub fn resolved(&self, names: &BTreeMap<String, String>, known: &BTreeMap<String, i64>) -> Effect {
        let size = |size: &Option<Linear>| size.as_ref().map(|size| size.renamed(names).substituted(known));
        let mut effect = self.clone();
        for input in &mut effect.inputs {
            input.size = size(&input.size);
        }
        for output in &mut effect.outputs {
            output.size = size(&output.size);
        }
        effect
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let item = |name: &str, ty: &Option<String>, size: &Option<Linear>| {
            let ty = ty.as_ref().map(|ty| format!(": {ty}")).unwrap_or_default();
            let size = size.as_ref().map(|size| format!("[{size}]")).unwrap_or_default();
            format!("{name}{ty}{size}")
        };
        let inputs: Vec<String> =
            self.inputs.iter().map(|input| item(&input.name, &input.ty, &input.size)).collect();
        let outputs: Vec<String> = self
            .outputs
            .iter()
            .filter(|output| output.kind != OutputKind::Drop)
            .map(|output| item(&output.name, &output.ty, &output.size))
            .collect();
        let outputs = if self.never { "!".to_owned() } else { outputs.join(", ") };
        let (before, after) =
            (if inputs.is_empty() { "" } else { " " }, if outputs.is_empty() { "" } else { " " });
        write!(f, "({}{before}--{after}{outputs})", inputs.join(", "))
    }
}

/// What a body may do besides computing its outputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Powers {
    /// `deopt!()`.
    pub deopt: bool,
    /// `slow!()`.
    pub slow: bool,
    /// `?` with `Raised`.
    pub error: bool,
    /// Run Python code.
    pub escape: bool,
    /// `branch!(label)`.
    pub branch: Vec<String>,
    /// `enter!(frame)`.
    pub enter: bool,
    /// `leave!(value)` and `suspend!(value)`.
    pub leave: bool,
}

impl Powers {
    /// Are there others than `escape` and `error`, so that the body answers with an `Exit`?
    pub fn has_exit(&self) -> bool {
        self.deopt || self.slow || !self.branch.is_empty() || self.enter || self.leave
    }

    /// Adds those of another.
    pub fn add(&mut self, other: &Powers) {
        self.deopt |= other.deopt;
        self.slow |= other.slow;
        self.error |= other.error;
        self.escape |= other.escape;
        self.enter |= other.enter;
        self.leave |= other.leave;
        for label in &other.branch {
            if !self.branch.contains(label) {
                self.branch.push(label.clone());
            }
        }
    }

    /// The words, as they stand behind `can`.
    pub fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = [
            ("deopt", self.deopt),
            ("slow", self.slow),
            ("error", self.error),
            ("escape", self.escape),
            ("enter", self.enter),
            ("leave", self.leave),
        ]
        .iter()
        .filter(|(_, has)| *has)
        .map(|(word, _)| (*word).to_owned())
        .collect();
        words.extend(self.branch.iter().map(|label| format!("branch({label})")));
        words
    }
}

/// A name with a cache type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: String,
}

/// What a Rust block is the body of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// An opcode.
    Inst,
    /// A micro-operation.
    Op,
    /// A guard.
    Guard,
    /// The generic form of a family.
    Generic,
    /// The cold variant of any of them.
    Slow,
}

/// A Rust block with all that its function's signature needs.
#[derive(Clone, Debug)]
pub struct Body {
    /// The name of the item.
    pub name: String,
    /// What it belongs to.
    pub kind: BodyKind,
    /// The name of the function.
    pub function: String,
    /// The documentation.
    pub doc: String,
    /// The operands.
    pub operands: Vec<Operand>,
    /// The cache fields that it reads.
    pub reads: Vec<Field>,
    /// The stack effect.
    pub effect: Effect,
    /// The effect of each label that it may branch to.
    pub labels: Vec<(String, Effect)>,
    /// What it may do.
    pub powers: Powers,
    /// The text between the braces.
    pub code: String,
    /// The line of the file in which the text begins, counted from 1.
    pub line: usize,
    /// All identifiers in the text.
    pub mentions: BTreeSet<String>,
    /// Its cold variant.
    pub slow: Option<usize>,
}

/// A body within an opcode.
#[derive(Clone, Debug)]
pub struct Part {
    /// Index into [`Model::bodies`].
    pub body: usize,
    /// From the body's operands to those of the opcode.
    pub operands: BTreeMap<String, String>,
}

/// A field's place in the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheField {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: String,
    /// The code unit in which it begins, counted from the opcode's own (so the first is 1).
    pub unit: u32,
    /// Its width in units.
    pub units: u32,
}

/// An inline cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cache {
    /// Its size in code units.
    pub units: u32,
    /// The fields.
    pub fields: Vec<CacheField>,
}

impl Cache {
    /// Does it begin with an adaptive counter?
    pub fn has_counter(&self) -> bool {
        self.fields.first().is_some_and(|field| field.name == "counter")
    }

    /// The field called `name`.
    pub fn field(&self, name: &str) -> Option<&CacheField> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A way to leave an opcode other than falling through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its name.
    pub name: String,
    /// The stack effect when it is taken.
    pub effect: Effect,
    /// The operand that says where to; none if it only has an effect.
    pub operand: Option<String>,
    /// Is the distance counted backwards?
    pub backward: bool,
    /// Code units that are skipped at the target.
    pub past: u32,
}

/// An event that an instrumented opcode fires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fire {
    /// Its name.
    pub event: String,
    /// `None` before anything else, otherwise how the opcode is left: `fallthrough`, `error` or a label.
    pub after: Option<String>,
}

/// What kind of opcode it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Neither of the others.
    Plain,
    /// Its handler is written by hand.
    Raw,
    /// The generic form of a family, with the names of its specializations.
    Generic(Vec<String>),
    /// A specialization.
    Specialized {
        /// The family.
        family: String,
        /// The condition on the operands.
        when: Option<(String, usize)>,
        /// What is cached.
        fill: Option<(String, usize)>,
        /// Written by hand?
        raw: bool,
    },
    /// A superinstruction.
    Super,
    /// Runs several opcodes, each of which keeps its place in the code.
    Fused {
        /// What the first of them deoptimizes to: the opcode that the code had at first.
        base: String,
        /// Their names.
        parts: Vec<String>,
    },
    /// Reports events and otherwise does what another opcode does.
    Instrumented {
        /// That opcode.
        base: String,
        /// The events.
        fires: Vec<Fire>,
    },
    /// Exists only inside the compiler.
    Pseudo,
}

/// A part of a superinstruction or of a rewrite: an opcode and what its oparg must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The opcode.
    pub opcode: String,
    /// One for each operand of the opcode; empty if any oparg will do.
    pub args: Vec<PatternArg>,
}

/// What an operand must be, or becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternArg {
    /// Anything; bound to this name.
    Name(String),
    /// This number.
    Literal(u32),
}

/// A peephole rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// What is looked for.
    pub pattern: Vec<Pattern>,
    /// What it becomes.
    pub target: Pattern,
    /// The line of the rule.
    pub line: usize,
}

/// An opcode.
#[derive(Clone, Debug)]
pub struct Instruction {
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: u16,
    /// The documentation.
    pub doc: String,
    /// The operands.
    pub operands: Vec<Operand>,
    /// The effect of falling through.
    pub effect: Effect,
    /// The other ways to leave it.
    pub labels: Vec<Label>,
    /// Its inline cache.
    pub cache: Cache,
    /// What kind it is.
    pub kind: Kind,
    /// What it does, in order; empty for raw and pseudo opcodes.
    pub parts: Vec<Part>,
    /// Operands whose value the `when` of a specialization fixes.
    pub known: BTreeMap<String, i64>,
    /// The powers of all parts.
    pub powers: Powers,
    /// What a superinstruction joins; otherwise empty.
    pub joined: Vec<Pattern>,
    /// The line of the file in which it is defined, counted from 1.
    pub line: usize,
}

impl Instruction {
    /// The family of a specialization, the opcode below an instrumented one, that of the first opcode of a fused one,
    /// or the opcode itself.
    pub fn base(&self) -> &str {
        match &self.kind {
            Kind::Specialized { family, .. } => family,
            Kind::Instrumented { base, .. } | Kind::Fused { base, .. } => base,
            _ => &self.name,
        }
    }

    /// Does a counter decide when it is specialized?
    pub fn is_adaptive(&self) -> bool {
        self.cache.has_counter() && matches!(&self.kind, Kind::Generic(specs) if !specs.is_empty())
    }

    /// The label called `name`.
    pub fn label(&self, name: &str) -> Option<&Label> {
        self.labels.iter().find(|label| label.name == name)
    }
}
