//! Text to syntax tree, by recursive descent. After an error it goes on with the next item, so that one run reports
//! the errors of all items. It knows the grammar, and no names.

use crate::ast::*;
use crate::diagnostics::{Diagnostic, nearest};
use crate::lexer::{Token, TokenKind, closing_brace, token_at};

/// The words that begin an item.
const ITEMS: [&str; 9] =
    ["cache", "inst", "op", "guard", "family", "super", "rewrite", "instrumented", "pseudo"];

/// Marks an item as broken; its error is already recorded.
struct Broken;

type Parsed<T> = Result<T, Broken>;

/// Parses `source`. The tree holds every item that could be read.
pub fn parse(source: &str) -> (File, Vec<Diagnostic>) {
    let mut parser = Parser { source, pos: 0, errors: Vec::new() };
    let mut file = File::default();
    while parser.peek().kind != TokenKind::End {
        let start = parser.peek().span.start;
        match parser.item() {
            Ok(item) => file.items.push(item),
            Err(Broken) => parser.recover(start),
        }
    }
    (file, parser.errors)
}

struct Parser<'a> {
    source: &'a str,
    pos: usize,
    errors: Vec<Diagnostic>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Token<'a> {
        token_at(self.source, self.pos)
    }

    fn next(&mut self) -> Token<'a> {
        let token = self.peek();
        self.pos = token.span.end;
        token
    }

    fn at(&self, text: &str) -> bool {
        let token = self.peek();
        token.text == text && token.kind != TokenKind::Doc
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.at(text);
        if found {
            self.next();
        }
        found
    }

    fn fail<T>(&mut self, diagnostic: Diagnostic) -> Parsed<T> {
        self.errors.push(diagnostic);
        Err(Broken)
    }

    fn unexpected<T>(&mut self, expected: &str) -> Parsed<T> {
        let token = self.peek();
        let found = match token.kind {
            TokenKind::End => "the end of the file".to_owned(),
            TokenKind::Doc => "a `///` line".to_owned(),
            _ => format!("`{}`", token.text),
        };
        self.fail(Diagnostic::new(
            "E0100",
            format!("expected {expected}, found {found}"),
            token.span,
            format!("expected {expected}"),
        ))
    }

    fn expect(&mut self, text: &str) -> Parsed<Span> {
        if self.at(text) { Ok(self.next().span) } else { self.unexpected(&format!("`{text}`")) }
    }

    fn ident(&mut self, what: &str) -> Parsed<Ident> {
        let token = self.peek();
        if token.kind != TokenKind::Ident {
            return self.unexpected(what);
        }
        self.next();
        Ok(Ident { name: token.text.to_owned(), span: token.span })
    }

    fn int(&mut self, what: &str) -> Parsed<(u32, Span)> {
        let token = self.peek();
        if token.kind != TokenKind::Int {
            return self.unexpected(what);
        }
        self.next();
        match token.text.parse() {
            Ok(value) => Ok((value, token.span)),
            Err(_) => self.fail(Diagnostic::new(
                "E0100",
                format!("the number {} is too large", token.text),
                token.span,
                "does not fit 32 bits",
            )),
        }
    }

    /// Goes to the next line that begins an item, or to the end.
    fn recover(&mut self, start: usize) {
        let mut pos = self.pos.max(start + 1).min(self.source.len());
        while !self.source.is_char_boundary(pos) {
            pos += 1;
        }
        loop {
            let Some(newline) = self.source[pos..].find('\n') else {
                self.pos = self.source.len();
                return;
            };
            pos += newline + 1;
            let line = &self.source[pos..];
            let word_end = line.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(line.len());
            if ITEMS.contains(&&line[..word_end]) || line.starts_with("///") || line.starts_with("#[") {
                self.pos = pos;
                return;
            }
        }
    }

    fn doc(&mut self) -> Doc {
        let mut text = String::new();
        while self.peek().kind == TokenKind::Doc {
            let line = self.next().text.trim_start_matches('/');
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line.strip_prefix(' ').unwrap_or(line).trim_end());
        }
        Doc { text }
    }

    /// `{ .. }` with Rust in it.
    fn rust_block(&mut self) -> Parsed<RustBlock> {
        if !self.at("{") {
            return self.unexpected("`{`");
        }
        let open = self.peek().span;
        match closing_brace(self.source, open.start) {
            Some(close) => {
                self.pos = close + 1;
                let span = Span::new(open.end, close);
                Ok(RustBlock { text: self.source[span.start..span.end].to_owned(), span })
            }
            None => {
                self.pos = open.end;
                self.fail(Diagnostic::new("E0104", "this `{` is never closed", open, "opened here"))
            }
        }
    }

    fn item(&mut self) -> Parsed<Item> {
        let doc = self.doc();
        let raw = self.raw_attribute()?;
        let keyword = self.peek();
        let item = match keyword.text {
            "cache" => Item::CacheType(self.cache_type(doc)?),
            "inst" => Item::Op(self.op(doc, OpKind::Inst, raw)?),
            "op" => Item::Op(self.op(doc, OpKind::Op, raw)?),
            "guard" => Item::Op(self.op(doc, OpKind::Guard, raw)?),
            "family" => Item::Family(self.family(doc, raw)?),
            "super" => Item::Super(self.superinstruction(doc)?),
            "rewrite" => Item::Rewrite(self.rewrite()?),
            "instrumented" => Item::Instrumented(self.instrumented(doc)?),
            "pseudo" => Item::Pseudo(self.pseudo(doc)?),
            _ => {
                let mut diagnostic = Diagnostic::new(
                    "E0100",
                    format!("expected an item, found `{}`", keyword.text),
                    keyword.span,
                    "not the beginning of an item",
                );
                if let Some(name) = nearest(keyword.text, ITEMS) {
                    diagnostic = diagnostic.help(format!("did you mean `{name}`?"));
                } else {
                    diagnostic = diagnostic.help(format!("items begin with one of: {}", ITEMS.join(", ")));
                }
                return self.fail(diagnostic);
            }
        };
        let (described, name) = match &item {
            Item::Op(op) => (&op.doc, &op.name),
            Item::Family(family) => (&family.doc, &family.name),
            Item::Super(joined) => (&joined.doc, &joined.name),
            Item::Instrumented(instrumented) => (&instrumented.doc, &instrumented.name),
            Item::Pseudo(pseudo) => (&pseudo.doc, &pseudo.name),
            Item::CacheType(_) | Item::Rewrite(_) => return Ok(item),
        };
        let (missing, name) = (described.text.is_empty(), name.clone());
        if missing {
            self.undocumented(&name);
        }
        Ok(item)
    }

    fn undocumented(&mut self, name: &Ident) {
        self.errors.push(
            Diagnostic::new(
                "E0101",
                format!("`{}` has no documentation", name.name),
                name.span,
                "no `///` above",
            )
            .help("say in one sentence what it does to the stack: `/// Pushes …`"),
        );
    }

    fn raw_attribute(&mut self) -> Parsed<bool> {
        if !self.eat("#") {
            return Ok(false);
        }
        self.expect("[")?;
        self.expect("raw")?;
        self.expect("]")?;
        Ok(true)
    }

    fn cache_type(&mut self, doc: Doc) -> Parsed<CacheType> {
        self.expect("cache")?;
        self.expect("type")?;
        let name = self.ident("the name of a type")?;
        self.expect(":")?;
        let width = self.ident("`u16`, `u32` or `u64`")?;
        if !["u16", "u32", "u64"].contains(&width.name.as_str()) {
            return self.fail(Diagnostic::new(
                "E0100",
                format!("`{}` is not a width", width.name),
                width.span,
                "expected `u16`, `u32` or `u64`",
            ));
        }
        self.expect(";")?;
        Ok(CacheType { doc, name, width })
    }

    fn op(&mut self, doc: Doc, kind: OpKind, raw: bool) -> Parsed<Op> {
        let start = self.next().span;
        let name = self.ident("a name")?;
        let operands = self.operands()?;
        let mut ons = Vec::new();
        let effect = if self.at("(") { Some(self.effect()?) } else { None };
        let cache = self.optional_cache()?;
        let reads = self.reads()?;
        let powers = self.powers()?;
        let header = Span::new(start.start, self.last_end());
        let action = if raw {
            self.ons(&mut ons)?;
            if ons.is_empty() {
                self.expect(";")?;
            }
            Action::Raw
        } else if self.eat("=") {
            let parts = self.sum()?;
            self.ons(&mut ons)?;
            // The clauses may stand before or after the semicolon.
            if ons.is_empty() {
                self.expect(";")?;
            }
            Action::Sum(parts)
        } else {
            self.body()?
        };
        self.ons(&mut ons)?;
        if effect.is_none() && !matches!(action, Action::Sum(_)) {
            return self.fail(Diagnostic::new(
                "E0105",
                format!("`{}` has no stack effect", name.name),
                name.span,
                "expected `(inputs -- outputs)` behind it",
            ));
        }
        Ok(Op { doc, kind, name, operands, effect, cache, reads, powers, action, ons, header })
    }

    /// Where the text read so far ends, without the white space behind it.
    fn last_end(&self) -> usize {
        self.pos
    }

    fn body(&mut self) -> Parsed<Action> {
        let code = self.rust_block()?;
        let mut slow = None;
        if self.at("slow") {
            let start = self.next().span;
            let powers = self.powers()?;
            let header = Span::new(start.start, self.last_end());
            slow = Some(SlowBody { powers, code: self.rust_block()?, header });
        }
        Ok(Action::Body { code, slow })
    }

    fn operands(&mut self) -> Parsed<Vec<Operand>> {
        let mut operands = Vec::new();
        if !self.eat("<") {
            return Ok(operands);
        }
        while !self.eat(">") {
            let name = self.ident("the name of an operand")?;
            self.expect(":")?;
            let ty = self.ident("the type of the operand")?;
            let bits = if self.eat("/") { Some(self.int("a number of bits")?) } else { None };
            operands.push(Operand { name, ty, bits });
            if !self.eat(",") && !self.at(">") {
                return self.unexpected("`,` or `>`");
            }
        }
        Ok(operands)
    }

    fn effect(&mut self) -> Parsed<Effect> {
        let open = self.expect("(")?;
        let inputs = self.stack_items("--")?;
        self.expect("--")?;
        let never = self.eat("!");
        let outputs = if never { Vec::new() } else { self.stack_items(")")? };
        let close = self.expect(")")?;
        Ok(Effect { inputs, outputs, never, span: open.to(close) })
    }

    fn stack_items(&mut self, end: &str) -> Parsed<Vec<StackItem>> {
        let mut items = Vec::new();
        while !self.at(end) {
            items.push(self.stack_item()?);
            if !self.eat(",") && !self.at(end) {
                return self.unexpected(&format!("`,` or `{end}`"));
            }
        }
        Ok(items)
    }

    fn stack_item(&mut self) -> Parsed<StackItem> {
        let first = self.ident("the name of a stack item")?;
        let modifier = match first.name.as_str() {
            "move" => Modifier::Move,
            "mut" => Modifier::Mut,
            "drop" => Modifier::Drop,
            _ => Modifier::None,
        };
        let name =
            if modifier == Modifier::None { first.clone() } else { self.ident("the name of a stack item")? };
        let ty = if self.eat(":") { Some(self.ident("the type of the stack item")?) } else { None };
        let size = if self.at("[") { Some(self.size()?) } else { None };
        Ok(StackItem { modifier, name, ty, size, span: Span::new(first.span.start, self.last_end()) })
    }

    fn size(&mut self) -> Parsed<Size> {
        self.expect("[")?;
        let start = self.peek().span;
        let mut size = Size { operand: None, times: 1, constant: 0, span: start };
        if self.peek().kind == TokenKind::Int {
            let value = i64::from(self.int("a number")?.0);
            if self.eat("*") {
                size.times = value;
                size.operand = Some(self.ident("the name of an operand")?);
            } else {
                size.constant = value;
            }
        } else {
            size.operand = Some(self.ident("a number or the name of an operand")?);
            if self.eat("*") {
                size.times = i64::from(self.int("a number")?.0);
            }
        }
        if size.operand.is_some() {
            if self.eat("+") {
                size.constant = i64::from(self.int("a number")?.0);
            } else if self.eat("-") {
                size.constant = -i64::from(self.int("a number")?.0);
            }
        }
        size.span = Span::new(start.start, self.last_end());
        self.expect("]")?;
        Ok(size)
    }

    fn field(&mut self) -> Parsed<Field> {
        let name = self.ident("the name of a cache field")?;
        self.expect(":")?;
        let ty = self.ident("the type of the cache field")?;
        Ok(Field { name, ty })
    }

    fn fields(&mut self) -> Parsed<Vec<Field>> {
        self.expect("{")?;
        let mut fields = Vec::new();
        while !self.eat("}") {
            fields.push(self.field()?);
            if !self.eat(",") && !self.at("}") {
                return self.unexpected("`,` or `}`");
            }
        }
        Ok(fields)
    }

    fn optional_cache(&mut self) -> Parsed<Option<Cache>> {
        if !self.at("cache") {
            return Ok(None);
        }
        let start = self.next().span;
        let (units, units_span) = self.int("the number of code units of the cache")?;
        self.expect("{")?;
        let mut entries = Vec::new();
        while !self.at("}") {
            if self.at("{") {
                let mut alternatives = vec![self.fields()?];
                while self.eat("or") {
                    alternatives.push(self.fields()?);
                }
                entries.push(CacheEntry::Overlay(alternatives));
            } else {
                entries.push(CacheEntry::Field(self.field()?));
            }
            if !self.eat(",") && !self.at("}") {
                return self.unexpected("`,` or `}`");
            }
        }
        let end = self.expect("}")?;
        Ok(Some(Cache { units, units_span, entries, span: start.to(end) }))
    }

    fn reads(&mut self) -> Parsed<Vec<Field>> {
        let mut fields = Vec::new();
        if self.eat("reads") {
            fields.push(self.field()?);
            while self.eat(",") {
                fields.push(self.field()?);
            }
        }
        Ok(fields)
    }

    fn powers(&mut self) -> Parsed<Vec<Power>> {
        let mut powers = Vec::new();
        if self.eat("can") {
            loop {
                let name = self.ident("a power")?;
                const POWERS: [&str; 7] = ["deopt", "slow", "error", "escape", "branch", "enter", "leave"];
                if !POWERS.contains(&name.name.as_str()) {
                    let mut diagnostic = Diagnostic::new(
                        "E0106",
                        format!("`{}` is not a power", name.name),
                        name.span,
                        "unknown power",
                    );
                    diagnostic = match nearest(&name.name, POWERS) {
                        Some(power) => diagnostic.help(format!("did you mean `{power}`?")),
                        None => diagnostic.help(format!("the powers are: {}", POWERS.join(", "))),
                    };
                    return self.fail(diagnostic);
                }
                let label = if name.name == "branch" {
                    self.expect("(")?;
                    let label = self.ident("a label")?;
                    self.expect(")")?;
                    Some(label)
                } else {
                    None
                };
                powers.push(Power { name, label });
                if !self.eat(",") {
                    break;
                }
            }
        }
        Ok(powers)
    }

    fn sum(&mut self) -> Parsed<Vec<Part>> {
        let mut parts = vec![self.part()?];
        while self.eat("+") {
            parts.push(self.part()?);
        }
        Ok(parts)
    }

    fn part(&mut self) -> Parsed<Part> {
        let name = self.ident("a name")?;
        let mut args = Vec::new();
        if self.eat("<") {
            while !self.eat(">") {
                if self.peek().kind == TokenKind::Int {
                    let (value, span) = self.int("a number")?;
                    args.push(Arg::Literal(value, span));
                } else {
                    args.push(Arg::Name(self.ident("the name of an operand or a number")?));
                }
                if !self.eat(",") && !self.at(">") {
                    return self.unexpected("`,` or `>`");
                }
            }
        }
        Ok(Part { name, args })
    }

    fn ons(&mut self, ons: &mut Vec<On>) -> Parsed<()> {
        while self.at("on") {
            self.next();
            let label = self.ident("a label")?;
            let effect = if self.at("(") { Some(self.effect()?) } else { None };
            let jump = if self.eat("jump") { Some(self.ident("the name of an operand")?) } else { None };
            let past = if self.eat("past") {
                if self.peek().kind == TokenKind::Int {
                    let (units, span) = self.int("a number of code units")?;
                    Some(Past::Units(units, span))
                } else {
                    Some(Past::Opcode(self.ident("a number of code units or the name of an opcode")?))
                }
            } else {
                None
            };
            self.expect(";")?;
            ons.push(On { label, effect, jump, past });
        }
        Ok(())
    }

    fn family(&mut self, doc: Doc, raw: bool) -> Parsed<Family> {
        let start = self.next().span;
        let name = self.ident("a name")?;
        let operands = self.operands()?;
        let effect = self.effect()?;
        let mut cache = self.optional_cache()?;
        let header = Span::new(start.start, self.last_end());
        let open = self.expect("{")?;
        if cache.is_none() {
            cache = self.optional_cache()?;
        }
        let mut ons = Vec::new();
        self.ons(&mut ons)?;
        let generic_start = self.peek().span;
        let (reads, powers, generic, generic_header) = if raw {
            (Vec::new(), Vec::new(), Action::Raw, header)
        } else {
            self.expect("generic")?;
            let reads = self.reads()?;
            let powers = self.powers()?;
            let generic_header = Span::new(generic_start.start, self.last_end());
            let generic = if self.eat("=") {
                let parts = self.sum()?;
                self.expect(";")?;
                Action::Sum(parts)
            } else {
                self.body()?
            };
            (reads, powers, generic, generic_header)
        };
        let mut specs = Vec::new();
        loop {
            if self.peek().kind == TokenKind::End {
                return self.fail(Diagnostic::new("E0104", "this `{` is never closed", open, "opened here"));
            }
            if self.eat("}") {
                break;
            }
            specs.push(self.spec()?);
        }
        Ok(Family {
            doc,
            name,
            operands,
            effect,
            cache,
            ons,
            reads,
            powers,
            generic,
            generic_header,
            specs,
            header,
        })
    }

    fn spec(&mut self) -> Parsed<Spec> {
        let doc = self.doc();
        let raw = self.raw_attribute()?;
        if !self.at("spec") {
            return self.unexpected("`spec` or `}`");
        }
        self.next();
        let name = self.ident("a name")?;
        if doc.text.is_empty() {
            self.undocumented(&name);
        }
        let mut spec = Spec { doc, name, parts: Vec::new(), when: None, fill: None, raw };
        if !raw {
            self.expect("=")?;
            spec.parts = self.sum()?;
        }
        if self.eat("when") {
            spec.when = Some(self.rust_block()?);
        }
        if self.eat("fill") {
            spec.fill = Some(self.rust_block()?);
        }
        self.eat(";");
        Ok(spec)
    }

    fn superinstruction(&mut self, doc: Doc) -> Parsed<Super> {
        self.next();
        let name = self.ident("a name")?;
        let operands = self.operands()?;
        self.expect("=")?;
        let parts = self.sum()?;
        self.expect(";")?;
        Ok(Super { doc, name, operands, parts })
    }

    fn rewrite(&mut self) -> Parsed<Rewrite> {
        self.next();
        let mut pattern = vec![self.part()?];
        while self.eat(",") {
            pattern.push(self.part()?);
        }
        self.expect("=>")?;
        let target = self.part()?;
        self.expect(";")?;
        Ok(Rewrite { pattern, target })
    }

    fn instrumented(&mut self, doc: Doc) -> Parsed<Instrumented> {
        self.next();
        let name = self.ident("a name")?;
        self.expect("of")?;
        let base = self.ident("the name of an opcode")?;
        self.expect("{")?;
        let mut fires = Vec::new();
        while !self.eat("}") {
            self.expect("fire")?;
            let event = self.ident("the name of an event")?;
            let when = if self.at("before") {
                When::Before(self.next().span)
            } else {
                self.expect("after")?;
                When::After(self.ident("`fallthrough`, `error` or a label")?)
            };
            self.expect(";")?;
            fires.push((event, when));
        }
        Ok(Instrumented { doc, name, base, fires })
    }

    fn pseudo(&mut self, doc: Doc) -> Parsed<Pseudo> {
        self.next();
        let name = self.ident("a name")?;
        let operands = self.operands()?;
        let effect = self.effect()?;
        let mut ons = Vec::new();
        if !self.eat(";") {
            self.ons(&mut ons)?;
        }
        Ok(Pseudo { doc, name, operands, effect, ons })
    }
}
