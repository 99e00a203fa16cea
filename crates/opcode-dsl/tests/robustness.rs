//! Whatever the definition file contains, the answer is a model or messages: printing and parsing again changes
//! nothing, and broken text never panics.

use opcode_dsl::ast::*;
use opcode_dsl::diagnostics::render;
use opcode_dsl::lock::Lock;
use opcode_dsl::{compile, parser, print};
use pretty_assertions::assert_eq;

const SAMPLES: [&str; 3] = [
    include_str!("cases/pass/kinds.def"),
    include_str!("cases/pass/fixed_operands.def"),
    include_str!("cases/pass/label_effects.def"),
];

/// A small generator of numbers (xorshift), so that failures repeat.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn chance(&mut self) -> bool {
        self.below(2) == 0
    }

    fn list<T>(&mut self, limit: usize, make: impl Fn(&mut Random) -> T) -> Vec<T> {
        (0..self.below(limit + 1)).map(|_| make(self)).collect()
    }

    fn maybe<T>(&mut self, make: impl Fn(&mut Random) -> T) -> Option<T> {
        if self.chance() { Some(make(self)) } else { None }
    }

    fn ident(&mut self) -> Ident {
        const NAMES: [&str; 8] = ["a", "b_2", "LOAD", "_OP", "Type", "value", "n", "past_it"];
        Ident { name: NAMES[self.below(NAMES.len())].to_owned(), span: Span::default() }
    }

    fn doc(&mut self) -> Doc {
        Doc { text: ["Does.", "Does.\nAnd more `x`.", "A\n\nB"][self.below(3)].to_owned() }
    }

    fn block(&mut self) -> RustBlock {
        const BLOCKS: [&str; 7] = [
            "",
            " 1 ",
            "\n    \"}\"\n",
            " '}' ",
            " { /* } */ } // }\n ",
            " r#\"\"}\"# ",
            " { /* /* { */ } */ '\\'' } ",
        ];
        RustBlock { text: BLOCKS[self.below(BLOCKS.len())].to_owned(), span: Span::default() }
    }

    fn operands(&mut self) -> Vec<Operand> {
        self.list(3, |r| Operand {
            name: r.ident(),
            ty: r.ident(),
            bits: r.maybe(|r| (r.below(20) as u32, Span::default())),
        })
    }

    fn size(&mut self) -> Size {
        let operand = self.maybe(Random::ident);
        let times = if operand.is_some() { 1 + self.below(3) as i64 } else { 1 };
        let mut constant = self.below(5) as i64;
        if operand.is_some() && self.chance() {
            constant = -constant;
        }
        Size { operand, times, constant, span: Span::default() }
    }

    fn stack_item(&mut self) -> StackItem {
        let modifiers = [Modifier::None, Modifier::Move, Modifier::Mut, Modifier::Drop];
        StackItem {
            modifier: modifiers[self.below(4)],
            name: self.ident(),
            ty: self.maybe(Random::ident),
            size: self.maybe(Random::size),
            span: Span::default(),
        }
    }

    fn effect(&mut self) -> Effect {
        let never = self.below(4) == 0;
        let inputs = self.list(3, Random::stack_item);
        let outputs = if never { Vec::new() } else { self.list(3, Random::stack_item) };
        Effect { inputs, outputs, never, span: Span::default() }
    }

    fn field(&mut self) -> Field {
        Field { name: self.ident(), ty: self.ident() }
    }

    fn cache(&mut self) -> Cache {
        let entries = self.list(3, |r| {
            if r.chance() {
                CacheEntry::Field(r.field())
            } else {
                let mut alternatives = vec![vec![r.field()]];
                alternatives.extend(r.list(2, |r| vec![r.field(), r.field()]));
                CacheEntry::Overlay(alternatives)
            }
        });
        Cache { units: self.below(10) as u32, units_span: Span::default(), entries, span: Span::default() }
    }

    fn powers(&mut self) -> Vec<Power> {
        const POWERS: [&str; 7] = ["deopt", "slow", "error", "escape", "branch", "enter", "leave"];
        self.list(3, |r| {
            let name = POWERS[r.below(7)];
            let label = if name == "branch" { Some(r.ident()) } else { None };
            Power { name: Ident { name: name.to_owned(), span: Span::default() }, label }
        })
    }

    fn ons(&mut self) -> Vec<On> {
        self.list(2, |r| On {
            label: r.ident(),
            effect: r.maybe(Random::effect),
            jump: r.maybe(Random::ident),
            past: r.maybe(|r| {
                if r.chance() {
                    Past::Units(r.below(3) as u32, Span::default())
                } else {
                    Past::Opcode(r.ident())
                }
            }),
        })
    }

    fn part(&mut self) -> Part {
        let args = self.list(2, |r| {
            if r.chance() { Arg::Name(r.ident()) } else { Arg::Literal(r.below(99) as u32, Span::default()) }
        });
        Part { name: self.ident(), args }
    }

    fn parts(&mut self) -> Vec<Part> {
        let mut parts = vec![self.part()];
        parts.extend(self.list(2, Random::part));
        parts
    }

    fn body(&mut self) -> Action {
        let slow = self.maybe(|r| SlowBody { powers: r.powers(), code: r.block(), header: Span::default() });
        Action::Body { code: self.block(), slow }
    }

    fn item(&mut self) -> Item {
        match self.below(7) {
            0 => Item::CacheType(CacheType {
                doc: self.doc(),
                name: self.ident(),
                width: Ident { name: ["u16", "u32", "u64"][self.below(3)].to_owned(), span: Span::default() },
            }),
            1 => {
                let action = match self.below(3) {
                    0 => self.body(),
                    1 => Action::Sum(self.parts()),
                    _ => Action::Raw,
                };
                let sum = matches!(action, Action::Sum(_));
                Item::Op(Op {
                    doc: self.doc(),
                    kind: [OpKind::Inst, OpKind::Op, OpKind::Guard][self.below(3)],
                    name: self.ident(),
                    operands: self.operands(),
                    effect: if sum { self.maybe(Random::effect) } else { Some(self.effect()) },
                    cache: self.maybe(Random::cache),
                    reads: self.list(2, Random::field),
                    powers: self.powers(),
                    action,
                    ons: self.ons(),
                    header: Span::default(),
                })
            }
            2 => Item::Family(Family {
                doc: self.doc(),
                name: self.ident(),
                operands: self.operands(),
                effect: self.effect(),
                cache: self.maybe(Random::cache),
                ons: self.ons(),
                reads: self.list(2, Random::field),
                powers: self.powers(),
                generic: if self.chance() { self.body() } else { Action::Sum(self.parts()) },
                generic_header: Span::default(),
                specs: self.list(2, |r| Spec {
                    doc: r.doc(),
                    name: r.ident(),
                    parts: r.parts(),
                    when: r.maybe(Random::block),
                    fill: r.maybe(Random::block),
                    raw: false,
                }),
                header: Span::default(),
            }),
            3 => Item::Super(Super {
                doc: self.doc(),
                name: self.ident(),
                operands: self.operands(),
                parts: self.parts(),
            }),
            4 => Item::Rewrite(Rewrite { pattern: self.parts(), target: self.part() }),
            5 => Item::Instrumented(Instrumented {
                doc: self.doc(),
                name: self.ident(),
                base: self.ident(),
                fires: self.list(3, |r| {
                    let when =
                        if r.chance() { When::Before(Span::default()) } else { When::After(r.ident()) };
                    (r.ident(), when)
                }),
            }),
            _ => Item::Pseudo(Pseudo {
                doc: self.doc(),
                name: self.ident(),
                operands: self.operands(),
                effect: self.effect(),
                ons: self.ons(),
            }),
        }
    }
}

#[test]
fn printing_and_parsing_again_changes_nothing() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..2_000 {
        let file = File { items: vec![random.item(), random.item()] };
        let text = print::print(&file);
        let (parsed, errors) = parser::parse(&text);
        assert!(errors.is_empty(), "{text}\n{}", render("printed.def", &text, &errors));
        assert_eq!(text, print::print(&parsed));
    }
}

#[test]
fn samples_survive_being_printed() {
    for sample in SAMPLES {
        let (file, errors) = parser::parse(sample);
        assert!(errors.is_empty());
        let printed = print::print(&file);
        let (first, second) = (compile(sample, &Lock::default()), compile(&printed, &Lock::default()));
        let (first, second) = (first.expect("valid"), second.expect("valid"));
        assert_eq!(opcode_dsl::describe::describe(&first), opcode_dsl::describe::describe(&second));
    }
}

/// What means something in the language or in Rust's literals and comments.
const BYTES: &[u8] = b"{}()<>[]-!+=;:,'\"/_a0 \n#*\\rb";

#[test]
fn broken_definitions_never_panic() {
    let mut random = Random(42);
    let mut refused = 0;
    for round in 0..3_000 {
        let sample = SAMPLES[round % SAMPLES.len()];
        let mut bytes = sample.as_bytes().to_vec();
        for _ in 0..1 + random.below(4) {
            let at = random.below(bytes.len());
            let end = (at + random.below(12)).min(bytes.len());
            match random.below(5) {
                0 => drop(bytes.drain(at..end)),
                1 => bytes[at] = BYTES[random.below(BYTES.len())],
                2 => {
                    let copy = bytes[at..end].to_vec();
                    let to = random.below(bytes.len());
                    bytes.splice(to..to, copy);
                }
                3 => bytes.truncate(at.max(1)),
                _ => drop(bytes.splice(at..at, "é".bytes())),
            }
            if bytes.is_empty() {
                bytes.push(b' ');
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Err(errors) = compile(&text, &Lock::default()) {
            refused += 1;
            assert!(!render("broken.def", &text, &errors).is_empty());
        }
    }
    assert!(refused > 1_000, "mutations hardly break anything: {refused}");
}
