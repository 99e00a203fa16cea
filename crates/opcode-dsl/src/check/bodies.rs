//! Rust blocks: are they Rust, and do they do only what their header declares? What helper functions do is out of
//! sight here; the signature of the generated function limits that.

use std::collections::BTreeSet;
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::Checker;
use crate::ast::{Power, RustBlock, Span};
use crate::diagnostics::Diagnostic;

/// Something in a block that needs a power, or that is forbidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Use {
    /// `?`
    Question,
    /// `vm`
    Vm,
    /// `deopt!`, `slow!`, `enter!`, `leave!`, `suspend!`
    Exit(&'static str),
    /// `branch!(label)`
    Branch(String),
    /// `unsafe` or `return`
    Forbidden(&'static str),
}

/// What a block contains.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// All identifiers, and those captured by format strings.
    pub mentions: BTreeSet<String>,
    /// Uses of powers, in the order of the text.
    pub uses: Vec<(Use, Span)>,
}

const EXITS: [&str; 5] = ["deopt", "slow", "enter", "leave", "suspend"];

/// Reads a block; the error is syn's, at its place in the file.
pub fn read(block: &RustBlock) -> Result<Contents, Box<Diagnostic>> {
    // One byte of padding for the brace that syn wants keeps the offsets easy.
    let braced = format!("{{{}\n}}", block.text);
    let place = |range: std::ops::Range<usize>| {
        let start = block.span.start + range.start.saturating_sub(1);
        let end = block.span.start + range.end.saturating_sub(1);
        Span::new(start.min(block.span.end), end.clamp(start.min(block.span.end), block.span.end + 1))
    };
    if let Err(error) = syn::parse_str::<syn::Block>(&braced) {
        let span = place(error.span().byte_range());
        let message = error.to_string();
        return Err(Box::new(Diagnostic::new("E0201", "this block is not valid Rust", span, message)));
    }
    let Ok(tokens) = TokenStream::from_str(&braced) else {
        let message = "cannot be read";
        return Err(Box::new(Diagnostic::new("E0201", "this block is not valid Rust", block.span, message)));
    };
    let mut contents = Contents::default();
    walk(tokens, &place, &mut contents);
    Ok(contents)
}

fn walk(tokens: TokenStream, place: &impl Fn(std::ops::Range<usize>) -> Span, contents: &mut Contents) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, tree) in trees.iter().enumerate() {
        let span = || place(tree.span().byte_range());
        match tree {
            TokenTree::Group(group) => walk(group.stream(), place, contents),
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                let called = matches!(trees.get(index + 1), Some(TokenTree::Punct(p)) if p.as_char() == '!')
                    && matches!(trees.get(index + 2), Some(TokenTree::Group(g)) if g.delimiter() != Delimiter::None);
                if called && let Some(exit) = EXITS.iter().find(|exit| **exit == name) {
                    contents.uses.push((Use::Exit(exit), span()));
                } else if called && name == "branch" {
                    let label = match trees.get(index + 2) {
                        Some(TokenTree::Group(group)) => group
                            .stream()
                            .into_iter()
                            .next()
                            .map(|label| label.to_string())
                            .unwrap_or_default(),
                        _ => String::new(),
                    };
                    contents.uses.push((Use::Branch(label), span()));
                } else if name == "vm" {
                    contents.uses.push((Use::Vm, span()));
                } else if name == "unsafe" {
                    contents.uses.push((Use::Forbidden("unsafe"), span()));
                } else if name == "return" {
                    contents.uses.push((Use::Forbidden("return"), span()));
                }
                contents.mentions.insert(name);
            }
            TokenTree::Punct(punct) if punct.as_char() == '?' => contents.uses.push((Use::Question, span())),
            TokenTree::Punct(_) => {}
            TokenTree::Literal(literal) => captured_names(&literal.to_string(), &mut contents.mentions),
        }
    }
}

/// Names in `{name}` and `{name:…}` of what may be a format string.
fn captured_names(literal: &str, names: &mut BTreeSet<String>) {
    if !literal.starts_with('"') {
        return;
    }
    for piece in literal.split('{').skip(1) {
        let end = piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(piece.len());
        if end > 0 && matches!(piece.as_bytes().get(end), Some(b'}' | b':')) {
            names.insert(piece[..end].to_owned());
        }
    }
}

/// A header as far as the checks of a body need it.
pub struct Header<'a> {
    /// What it is called in messages: `op`, `inst`, …
    pub what: &'static str,
    /// Its place.
    pub span: Span,
    /// The declared powers.
    pub powers: &'a [Power],
    /// The name of a `move` input, if there is one.
    pub moved: Option<Span>,
    /// Is there a `slow` block?
    pub has_slow: bool,
    /// Is this itself a `slow` block?
    pub is_slow: bool,
}

impl Checker<'_> {
    /// Checks a block against its header and gives what it contains.
    pub fn body(&mut self, header: &Header<'_>, block: &RustBlock) -> Contents {
        let contents = match read(block) {
            Ok(contents) => contents,
            Err(diagnostic) => {
                self.errors.push(*diagnostic);
                return Contents::default();
            }
        };
        let declared = |name: &str| header.powers.iter().find(|power| power.name.name == name);
        let mut escaped: Option<Span> = None;
        let mut used: BTreeSet<String> = BTreeSet::new();
        for (what, span) in &contents.uses {
            let (power, code, message, label) = match what {
                Use::Forbidden(word) => {
                    let help = match *word {
                        "return" => {
                            "the value of the block is its output; leave early with `branch!` or `deopt!`, or nest"
                        }
                        _ => "move it into a helper in one of the modules that may hold `unsafe`",
                    };
                    self.errors.push(
                        Diagnostic::new("E0208", format!("`{word}` in a body"), *span, "not allowed here")
                            .help(help),
                    );
                    continue;
                }
                Use::Question => (
                    "error",
                    "E0203",
                    format!("`?` used in {} that does not declare `can error`", header.what),
                    "may leave with an exception set",
                ),
                Use::Vm => (
                    "escape",
                    "E0204",
                    format!("`vm` used in {} that does not declare `can escape`", header.what),
                    "may run Python code",
                ),
                Use::Exit(exit) => (
                    if *exit == "suspend" { "leave" } else { *exit },
                    "E0205",
                    format!("`{exit}!` used in {} that does not declare the power", header.what),
                    "leaves the instruction",
                ),
                Use::Branch(_) => (
                    "branch",
                    "E0205",
                    format!("`branch!` used in {} that does not declare the power", header.what),
                    "leaves the instruction",
                ),
            };
            used.insert(power.to_owned());
            if let Use::Branch(label) = what {
                let known: Vec<&str> = header
                    .powers
                    .iter()
                    .filter_map(|power| power.label.as_ref())
                    .map(|label| label.name.as_str())
                    .collect();
                if known.is_empty() {
                    self.errors.push(
                        Diagnostic::new(code, message, *span, "leaves the instruction")
                            .also(header.span, "declared without it here")
                            .help(format!("add `can branch({label})` to the header")),
                    );
                } else if !known.contains(&label.as_str()) {
                    self.errors.push(
                        Diagnostic::new(
                            code,
                            format!("`{label}` is not a label of this body"),
                            *span,
                            "unknown label",
                        )
                        .also(header.span, format!("declares {}", known.join(", "))),
                    );
                } else {
                    used.insert(format!("branch({label})"));
                }
            } else if declared(power).is_none() {
                self.errors.push(
                    Diagnostic::new(code, message, *span, label)
                        .also(header.span, "declared without it here")
                        .help(format!("add `can {power}` to the header")),
                );
            }
            if *what == Use::Vm {
                escaped.get_or_insert(*span);
            }
            if let (Use::Exit(exit @ ("deopt" | "slow")), Some(before)) = (what, escaped) {
                self.errors.push(
                    Diagnostic::new(
                        "E0207",
                        format!("`{exit}!` after the body may have run Python code"),
                        *span,
                        "would do the work a second time",
                    )
                    .also(before, "may have run Python code")
                    .help(format!("decide to `{exit}!` before the first use of `vm`")),
                );
            }
        }
        for power in header.powers {
            let name = match &power.label {
                Some(label) => format!("branch({})", label.name),
                None => power.name.name.clone(),
            };
            // `enter!(frame, label)` takes a label too, and does not need the branch itself.
            let entered = power.label.is_some() && used.contains("enter");
            if !used.contains(&name) && !entered {
                self.errors.push(
                    Diagnostic::new(
                        "E0206",
                        format!("`can {name}` is never used"),
                        power.name.span,
                        "not needed",
                    )
                    .help("remove it: what a header does not declare, nobody has to reckon with"),
                );
            }
        }
        if let Some(moved) = header.moved
            && let Some(power) = declared("deopt").or(declared("slow"))
        {
            self.errors.push(
                Diagnostic::new(
                    "E0209",
                    format!("`{}!` after an input was moved out of its slot", power.name.name),
                    power.name.span,
                    "the instruction could not be executed again",
                )
                .also(moved, "moved here")
                .help("borrow the input, or put the decision into an op or guard before this one"),
            );
        }
        if !header.is_slow
            && let Some(power) = declared("slow")
            && !header.has_slow
        {
            self.errors.push(
                Diagnostic::new(
                    "E0210",
                    "`can slow` without a `slow { .. }` block",
                    power.name.span,
                    "goes nowhere",
                )
                .help("add `slow can error, escape { .. }` behind the body"),
            );
        }
        if header.has_slow && declared("slow").is_none() {
            self.errors.push(
                Diagnostic::new(
                    "E0210",
                    "a `slow` block that nothing leads to",
                    header.span,
                    "no `can slow` here",
                )
                .help("add `can slow` to the header and call `slow!()` in the body"),
            );
        }
        contents
    }
}
