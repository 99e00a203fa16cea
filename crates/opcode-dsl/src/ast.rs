//! The syntax tree of a definition file: what was written, with its places. It is not checked: names may not exist,
//! effects may not add up. The checked form is [`crate::model`].

/// A range of bytes of the definition file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The range from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest range that holds both.
    pub fn to(self, other: Span) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A name and where it stands.
#[derive(Clone, Debug)]
pub struct Ident {
    /// The text.
    pub name: String,
    /// Its place.
    pub span: Span,
}

/// A Rust block, kept as it was written.
#[derive(Clone, Debug)]
pub struct RustBlock {
    /// The text between the braces, verbatim.
    pub text: String,
    /// The place of that text (without the braces).
    pub span: Span,
}

/// The whole file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// The items in the order in which they were written.
    pub items: Vec<Item>,
}

/// One definition.
#[derive(Clone, Debug)]
pub enum Item {
    /// `cache type NAME: u32;`
    CacheType(CacheType),
    /// `inst`, `op` or `guard`.
    Op(Op),
    /// `family`.
    Family(Family),
    /// `super`.
    Super(Super),
    /// `fused`.
    Fused(Fused),
    /// `rewrite`.
    Rewrite(Rewrite),
    /// `instrumented`.
    Instrumented(Instrumented),
    /// `pseudo`.
    Pseudo(Pseudo),
}

/// Lines of documentation above an item, joined, without the slashes.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    /// The text; empty when there is none.
    pub text: String,
}

/// `cache type NAME: WIDTH;`
#[derive(Clone, Debug)]
pub struct CacheType {
    /// The documentation.
    pub doc: Doc,
    /// The name of the Rust type.
    pub name: Ident,
    /// `u16`, `u32` or `u64`.
    pub width: Ident,
}

/// `name: bit`, `name: T` or `name: T/4`.
#[derive(Clone, Debug)]
pub struct Operand {
    /// Its name.
    pub name: Ident,
    /// Its type; `bit` is a Rust `bool`.
    pub ty: Ident,
    /// Its width in bits, when written.
    pub bits: Option<(u32, Span)>,
}

/// How many slots an array item takes: `times * operand + constant`.
#[derive(Clone, Debug)]
pub struct Size {
    /// The operand, if any.
    pub operand: Option<Ident>,
    /// Its factor.
    pub times: i64,
    /// What is added.
    pub constant: i64,
    /// The text between the brackets.
    pub span: Span,
}

/// The word before a stack item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modifier {
    /// None.
    None,
    /// `move`: the body owns it.
    Move,
    /// `mut`: the body changes it in its slot.
    Mut,
    /// `drop`: an output that is dropped instead of pushed.
    Drop,
}

/// One item of a stack effect.
#[derive(Clone, Debug)]
pub struct StackItem {
    /// `move`, `mut`, `drop`.
    pub modifier: Modifier,
    /// Its name; `_` is consumed without being passed.
    pub name: Ident,
    /// Its type, when written.
    pub ty: Option<Ident>,
    /// Its size, for arrays.
    pub size: Option<Size>,
    /// The whole item.
    pub span: Span,
}

/// `(inputs -- outputs)`.
#[derive(Clone, Debug)]
pub struct Effect {
    /// What is taken, from the bottom.
    pub inputs: Vec<StackItem>,
    /// What is left, from the bottom.
    pub outputs: Vec<StackItem>,
    /// `-- !`: it never falls through.
    pub never: bool,
    /// With the parentheses.
    pub span: Span,
}

/// `name: Type` in a cache or behind `reads`.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: Ident,
}

/// A part of a cache.
#[derive(Clone, Debug)]
pub enum CacheEntry {
    /// One field.
    Field(Field),
    /// `{ .. } or { .. }`: alternatives in the same place.
    Overlay(Vec<Vec<Field>>),
}

/// `cache N { .. }`.
#[derive(Clone, Debug)]
pub struct Cache {
    /// Its size in code units.
    pub units: u32,
    /// The number's place.
    pub units_span: Span,
    /// The fields.
    pub entries: Vec<CacheEntry>,
    /// All of it.
    pub span: Span,
}

/// A word behind `can`.
#[derive(Clone, Debug)]
pub struct Power {
    /// `deopt`, `slow`, `error`, `escape`, `branch`, `enter`, `leave`.
    pub name: Ident,
    /// The label of `branch(label)`.
    pub label: Option<Ident>,
}

/// `on LABEL (effect) jump OPERAND past K;`
#[derive(Clone, Debug)]
pub struct On {
    /// The label.
    pub label: Ident,
    /// The effect when the label is taken; that of falling through if absent.
    pub effect: Option<Effect>,
    /// The operand that says where to.
    pub jump: Option<Ident>,
    /// What is skipped at the target: units, or an opcode by name.
    pub past: Option<Past>,
}

/// Behind `past`.
#[derive(Clone, Debug)]
pub enum Past {
    /// A number of code units.
    Units(u32, Span),
    /// An opcode with its caches.
    Opcode(Ident),
}

/// One name in a sum.
#[derive(Clone, Debug)]
pub struct Part {
    /// The op (or, in a superinstruction, the opcode).
    pub name: Ident,
    /// `<a, b>`, in superinstructions and rewrites.
    pub args: Vec<Arg>,
}

/// An argument in `<..>` of a superinstruction's part or of a rewrite.
#[derive(Clone, Debug)]
pub enum Arg {
    /// A name.
    Name(Ident),
    /// A number.
    Literal(u32, Span),
}

impl Arg {
    /// Its place.
    pub fn span(&self) -> Span {
        match self {
            Arg::Name(name) => name.span,
            Arg::Literal(_, span) => *span,
        }
    }
}

/// What an `inst`, `op`, `guard` or `generic` does.
#[derive(Clone, Debug)]
pub enum Action {
    /// A Rust block and, for `slow!()`, another.
    Body {
        /// The hot block.
        code: RustBlock,
        /// `slow [can ..] { .. }`.
        slow: Option<SlowBody>,
    },
    /// `= A + B`.
    Sum(Vec<Part>),
    /// `#[raw]`: written by hand elsewhere.
    Raw,
}

/// `slow [can ..] { .. }`.
#[derive(Clone, Debug)]
pub struct SlowBody {
    /// Its powers.
    pub powers: Vec<Power>,
    /// The block.
    pub code: RustBlock,
    /// From the word `slow` to the opening brace.
    pub header: Span,
}

/// Which of the three similar items it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpKind {
    /// An opcode.
    Inst,
    /// A micro-operation.
    Op,
    /// An op that proves something.
    Guard,
}

/// `inst`, `op` or `guard`.
#[derive(Clone, Debug)]
pub struct Op {
    /// The documentation.
    pub doc: Doc,
    /// Which keyword.
    pub kind: OpKind,
    /// Its name.
    pub name: Ident,
    /// `<..>`.
    pub operands: Vec<Operand>,
    /// Absent for sums, which derive it.
    pub effect: Option<Effect>,
    /// Inline cache.
    pub cache: Option<Cache>,
    /// `reads ..`.
    pub reads: Vec<Field>,
    /// `can ..`.
    pub powers: Vec<Power>,
    /// The body or sum.
    pub action: Action,
    /// `on ..;`
    pub ons: Vec<On>,
    /// From the keyword to before the body.
    pub header: Span,
}

/// `family`.
#[derive(Clone, Debug)]
pub struct Family {
    /// The documentation.
    pub doc: Doc,
    /// Its name, that of the generic opcode.
    pub name: Ident,
    /// `<..>`.
    pub operands: Vec<Operand>,
    /// The effect all forms have.
    pub effect: Effect,
    /// Inline cache.
    pub cache: Option<Cache>,
    /// `on ..;`
    pub ons: Vec<On>,
    /// `reads` of the generic form.
    pub reads: Vec<Field>,
    /// `can` of the generic form.
    pub powers: Vec<Power>,
    /// The generic form.
    pub generic: Action,
    /// From `generic` to before its body.
    pub generic_header: Span,
    /// The specializations in the order in which they are tried.
    pub specs: Vec<Spec>,
    /// From the keyword to before the opening brace.
    pub header: Span,
}

/// `spec NAME = A + B when { .. } fill { .. }`.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The documentation.
    pub doc: Doc,
    /// Its name, which begins with the family's.
    pub name: Ident,
    /// The sum.
    pub parts: Vec<Part>,
    /// A condition on the operands.
    pub when: Option<RustBlock>,
    /// What is cached.
    pub fill: Option<RustBlock>,
    /// Of `#[raw] spec`: never chosen by the specializer.
    pub raw: bool,
}

/// `super NAME <..> = X<a> + Y<b>;`
#[derive(Clone, Debug)]
pub struct Super {
    /// The documentation.
    pub doc: Doc,
    /// Its name.
    pub name: Ident,
    /// `<..>`.
    pub operands: Vec<Operand>,
    /// What it joins.
    pub parts: Vec<Part>,
}

/// `fused X = A + B;`
#[derive(Clone, Debug)]
pub struct Fused {
    /// The documentation.
    pub doc: Doc,
    /// Its name.
    pub name: Ident,
    /// The opcodes that it runs, in order.
    pub parts: Vec<Ident>,
}

/// `rewrite A<i>, B => C<i>;`
#[derive(Clone, Debug)]
pub struct Rewrite {
    /// The sequence that is looked for.
    pub pattern: Vec<Part>,
    /// What it becomes.
    pub target: Part,
}

/// When an event is fired.
#[derive(Clone, Debug)]
pub enum When {
    /// Before anything else.
    Before(Span),
    /// When the instruction leaves in that way: `fallthrough`, a label, or `error`.
    After(Ident),
}

/// `instrumented X of Y { .. }`.
#[derive(Clone, Debug)]
pub struct Instrumented {
    /// The documentation.
    pub doc: Doc,
    /// Its name.
    pub name: Ident,
    /// The opcode that it instruments.
    pub base: Ident,
    /// The events, in order.
    pub fires: Vec<(Ident, When)>,
}

/// `pseudo NAME (effect) on ..;`
#[derive(Clone, Debug)]
pub struct Pseudo {
    /// The documentation.
    pub doc: Doc,
    /// Its name.
    pub name: Ident,
    /// `<..>`.
    pub operands: Vec<Operand>,
    /// The effect.
    pub effect: Effect,
    /// `on ..`.
    pub ons: Vec<On>,
}
