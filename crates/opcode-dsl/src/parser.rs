//! Text to syntax tree. What may be written is in `grammar.pest`; this file asks pest for one item after the other,
//! builds the tree, and says in a contributor's words what pest expected. After an error it goes on with the next item,
//! so that one run reports the errors of all items. It knows no names.

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::{Pair, Pairs};

use crate::ast::*;
use crate::diagnostics::{Diagnostic, nearest};

/// The grammar, and the enum of its rules.
mod grammar {
    /// Parses by the rules of `grammar.pest`.
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar.pest"]
    pub struct Grammar;
}

use grammar::{Grammar, Rule};

/// The words that begin an item.
const ITEMS: [&str; 10] =
    ["cache", "inst", "op", "guard", "family", "super", "fused", "rewrite", "instrumented", "pseudo"];

/// What the powers are called.
const POWERS: [&str; 7] = ["deopt", "slow", "error", "escape", "branch", "enter", "leave"];

/// Parses `source`. The tree holds every item that could be read.
pub fn parse(source: &str) -> (File, Vec<Diagnostic>) {
    let mut file = File::default();
    let mut errors = Vec::new();
    let mut pos = 0;
    loop {
        pos += matched(Rule::trivia, &source[pos..]).len();
        if pos == source.len() {
            return (file, errors);
        }
        match Grammar::parse(Rule::item, &source[pos..]) {
            Ok(mut pairs) => {
                let Some(pair) = pairs.next() else { return (file, errors) };
                let end = pair.as_span().end();
                file.items.extend(Builder { offset: pos, errors: &mut errors }.item(pair));
                pos += end;
            }
            Err(error) => {
                let at = pos
                    + match error.location {
                        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
                    };
                let expected = match error.variant {
                    ErrorVariant::ParsingError { positives, .. } => positives,
                    ErrorVariant::CustomError { .. } => Vec::new(),
                };
                let (diagnostic, end) = explain(source, pos, at, &expected);
                errors.push(diagnostic);
                pos = next_item(source, end.max(pos + 1));
            }
        }
    }
}

/// What `rule`, which cannot fail, matches at the beginning of `text`.
fn matched(rule: Rule, text: &str) -> &str {
    Grammar::parse(rule, text).map_or("", |pairs| pairs.as_str())
}

/// The next line that begins an item, or the end.
fn next_item(source: &str, pos: usize) -> usize {
    let mut pos = source.ceil_char_boundary(pos);
    while let Some(newline) = source[pos..].find('\n') {
        pos += newline + 1;
        let line = &source[pos..];
        let word = line.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if ITEMS.contains(&word) || line.starts_with("///") || line.starts_with("#[") {
            return pos;
        }
    }
    source.len()
}

/// `text` without white space and documentation at its end: the latter belongs to what follows.
fn before_docs(mut text: &str) -> &str {
    loop {
        text = text.trim_end();
        let line = text.rfind('\n').map_or(0, |newline| newline + 1);
        if !text[line..].trim_start().starts_with("///") {
            return text;
        }
        text = &text[..line];
    }
}

/// What is wrong with the item at `start`, where none of `expected` is at `at`; and where what was read of it ends.
fn explain(source: &str, start: usize, at: usize, expected: &[Rule]) -> (Diagnostic, usize) {
    let read = before_docs(&source[..at]).len();
    let rest = &source[at..];
    // The first brace that nothing closes before the error.
    let brace = start + matched(Rule::closed, &source[start..at]).len();
    let never_closed = |brace| {
        let open = Span::new(brace, brace + 1);
        (Diagnostic::new("E0104", "this `{` is never closed", open, "opened here"), open.end)
    };
    if expected.contains(&Rule::rust_block) && rest.starts_with('{') {
        return never_closed(at);
    }
    if rest.is_empty() && brace < at {
        return never_closed(brace);
    }
    let token = matched(Rule::token, rest);
    let at = if token.is_empty() { source.trim_end().len() } else { at };
    let span = Span::new(at, at + token.len());
    if expected.contains(&Rule::item) || expected.contains(&Rule::kw_pseudo) {
        let diagnostic = Diagnostic::new(
            "E0100",
            format!("expected an item, found {}", found(token)),
            span,
            "not the beginning of an item",
        );
        let help = match nearest(token, ITEMS) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("items begin with one of: {}", ITEMS.join(", ")),
        };
        return (diagnostic.help(help), read);
    }
    let expected = listed(expected);
    let message = format!("expected {expected}, found {}", found(token));
    let mut diagnostic = Diagnostic::new("E0100", message, span, format!("expected {expected}"));
    // Where the next item seems to begin, what is missing is the end of this one.
    if brace < at && ITEMS.contains(&token) && source[..at].ends_with('\n') {
        diagnostic = diagnostic.also(Span::new(brace, brace + 1), "this `{` is still open");
    }
    (diagnostic, read)
}

fn found(token: &str) -> String {
    match token {
        "" => "the end of the file".to_owned(),
        _ if token.starts_with("///") => "a `///` line".to_owned(),
        _ => format!("`{token}`"),
    }
}

/// The rules as an alternative: names first, then what is written as it is.
fn listed(rules: &[Rule]) -> String {
    let mut words: Vec<&str> = rules.iter().flat_map(|rule| wording(*rule)).copied().collect();
    words.sort_by_key(|word| (word.starts_with('`'), *word));
    words.dedup();
    match words.split_last() {
        None => "something else".to_owned(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// What a rule, or what it begins with, is called in errors; nothing for what may stand nearly everywhere. Where all that
/// a rule begins with was tried, pest reports the rule itself: hence the names of compound ones.
fn wording(rule: Rule) -> &'static [&'static str] {
    match rule {
        Rule::trivia | Rule::doc_line | Rule::raw => &[],
        Rule::open_paren | Rule::effect => &["`(`"],
        Rule::close_paren => &["`)`"],
        Rule::open_bracket => &["`[`"],
        Rule::close_bracket => &["`]`"],
        Rule::open_brace | Rule::rust_block | Rule::body | Rule::fields => &["`{`"],
        Rule::close_brace => &["`}`"],
        Rule::open_angle | Rule::operands => &["`<`"],
        Rule::close_angle => &["`>`"],
        Rule::colon => &["`:`"],
        Rule::semicolon => &["`;`"],
        Rule::comma => &["`,`"],
        Rule::slash => &["`/`"],
        Rule::plus => &["`+`"],
        Rule::minus => &["`-`"],
        Rule::star => &["`*`"],
        Rule::equals => &["`=`"],
        Rule::becomes => &["`=>`"],
        Rule::separator => &["`--`"],
        Rule::never => &["`!`"],
        Rule::kw_raw => &["`raw`"],
        Rule::kw_cache | Rule::cache | Rule::cache_type => &["`cache`"],
        Rule::kw_type => &["`type`"],
        Rule::kw_inst => &["`inst`"],
        Rule::kw_op => &["`op`"],
        Rule::kw_guard => &["`guard`"],
        Rule::op | Rule::raw_op | Rule::op_header | Rule::op_kind => &["`inst`", "`op`", "`guard`"],
        Rule::kw_family | Rule::family | Rule::raw_family | Rule::family_header => &["`family`"],
        Rule::kw_generic | Rule::generic | Rule::generic_header => &["`generic`"],
        Rule::kw_spec | Rule::spec => &["`spec`"],
        Rule::kw_super | Rule::superinstruction => &["`super`"],
        Rule::kw_fused | Rule::fused => &["`fused`"],
        Rule::kw_rewrite | Rule::rewrite => &["`rewrite`"],
        Rule::kw_instrumented | Rule::instrumented => &["`instrumented`"],
        Rule::kw_pseudo | Rule::pseudo => &["`pseudo`"],
        Rule::kw_reads | Rule::reads => &["`reads`"],
        Rule::kw_can | Rule::powers => &["`can`"],
        Rule::kw_branch => &["`branch`"],
        Rule::kw_slow | Rule::slow => &["`slow`"],
        Rule::kw_or => &["`or`"],
        Rule::kw_on | Rule::clause | Rule::clauses => &["`on`"],
        Rule::end => &["`;`", "`on`"],
        Rule::kw_jump => &["`jump`"],
        Rule::kw_past => &["`past`"],
        Rule::kw_when | Rule::when => &["`when`"],
        Rule::kw_fill | Rule::fill => &["`fill`"],
        Rule::kw_of => &["`of`"],
        Rule::kw_fire | Rule::fires => &["`fire`"],
        Rule::kw_before => &["`before`"],
        Rule::kw_after => &["`after`"],
        Rule::name => &["a name"],
        Rule::type_name => &["the name of a type"],
        Rule::width => &["`u16`", "`u32`", "`u64`"],
        Rule::operand_name | Rule::operand => &["the name of an operand"],
        Rule::operand_type => &["the type of the operand"],
        Rule::operand_ref => &["the name of an operand"],
        Rule::arg | Rule::size | Rule::product => &["a number", "the name of an operand"],
        Rule::slot_name | Rule::stack_item | Rule::inputs | Rule::outputs => &["the name of a stack item"],
        Rule::slot_type => &["the type of the stack item"],
        Rule::modifier => &["`move`", "`mut`", "`drop`"],
        Rule::field_name | Rule::field | Rule::entry | Rule::overlay => &["the name of a cache field"],
        Rule::field_type => &["the type of the cache field"],
        Rule::power_name | Rule::power => &["a power"],
        Rule::label => &["a label"],
        Rule::opcode_name | Rule::part | Rule::sum => &["the name of an op or opcode"],
        Rule::event => &["the name of an event"],
        Rule::exit_name => &["`fallthrough`", "`error`", "a label"],
        Rule::number => &["a number"],
        Rule::bits => &["a number of bits"],
        Rule::units => &["a number of code units"],
        Rule::item => &["an item"],
        Rule::closed | Rule::token | Rule::rust_text => &[],
        // Silent rules are never reported.
        Rule::WHITESPACE | Rule::COMMENT | Rule::word_char | Rule::word => &[],
        Rule::rust_comment | Rule::line_comment | Rule::block_comment => &[],
        Rule::rust_literal | Rule::raw_string | Rule::string | Rule::char => &[],
    }
}

/// Makes the tree of one item, which begins at `offset`.
///
/// A function that makes a part of it gives `None` if what was read cannot be kept; the error is then in `errors`.
struct Builder<'e> {
    offset: usize,
    errors: &'e mut Vec<Diagnostic>,
}

/// What a pair consists of, to be taken in the order of the grammar.
struct Children<'i>(std::iter::Peekable<Pairs<'i, Rule>>);

impl<'i> Children<'i> {
    /// The next child, if it is a `rule`. Punctuation and keywords before it are passed over.
    fn take(&mut self, rule: Rule) -> Option<Pair<'i, Rule>> {
        while let Some(next) = self.0.peek() {
            if next.as_rule() == rule {
                return self.0.next();
            }
            if !is_mark(next.as_rule()) {
                return None;
            }
            self.0.next();
        }
        None
    }

    /// The next child and those after it, as long as they are `rule`s.
    fn all(&mut self, rule: Rule) -> Vec<Pair<'i, Rule>> {
        std::iter::from_fn(|| self.take(rule)).collect()
    }

    /// The children of the next child, if it is a `rule`.
    fn within(&mut self, rule: Rule) -> Option<Children<'i>> {
        self.take(rule).map(children)
    }
}

fn children(pair: Pair<'_, Rule>) -> Children<'_> {
    Children(pair.into_inner().peekable())
}

/// Punctuation and keywords, which the tree does not keep.
fn is_mark(rule: Rule) -> bool {
    use Rule::*;
    #[rustfmt::skip]
    let marks = matches!(
        rule,
        open_paren | close_paren | open_bracket | close_bracket | open_brace | close_brace | open_angle | close_angle
            | colon | semicolon | comma | slash | plus | minus | star | equals | becomes | separator
            | kw_cache | kw_type | kw_family | kw_generic | kw_spec | kw_super | kw_fused | kw_rewrite | kw_instrumented
            | kw_pseudo | kw_reads | kw_can | kw_slow | kw_or | kw_on | kw_jump | kw_past | kw_when | kw_fill | kw_of
            | kw_fire | kw_after
    );
    marks
}

impl Builder<'_> {
    /// The place of a pair. Where it ends with something optional that is not there, pest counts the white space before
    /// that; hence the end is that of the last token.
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        let last = pair.clone().into_inner().flatten().last();
        let end = last.map_or(span.end(), |last| last.as_span().end());
        // The braces of a block are no tokens of their own.
        let end = if pair.as_rule() == Rule::rust_block { span.end() } else { end };
        Span::new(self.offset + span.start(), self.offset + end)
    }

    fn ident(&self, pair: Pair<'_, Rule>) -> Ident {
        Ident { name: pair.as_str().to_owned(), span: self.span(&pair) }
    }

    fn number(&mut self, pair: Pair<'_, Rule>) -> Option<(u32, Span)> {
        let (text, span) = (pair.as_str(), self.span(&pair));
        match text.parse() {
            Ok(value) => Some((value, span)),
            Err(_) => {
                self.errors.push(Diagnostic::new(
                    "E0100",
                    format!("the number {text} is too large"),
                    span,
                    "does not fit 32 bits",
                ));
                None
            }
        }
    }

    /// A list of what `build` makes of each; all are built, so that each can report its error.
    fn each<'i, T>(
        &mut self,
        pairs: Vec<Pair<'i, Rule>>,
        mut build: impl FnMut(&mut Self, Pair<'i, Rule>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let built: Vec<Option<T>> = pairs.into_iter().map(|pair| build(self, pair)).collect();
        built.into_iter().collect()
    }

    /// What `build` makes of a pair that need not be there.
    fn maybe<'i, T>(
        &mut self,
        pair: Option<Pair<'i, Rule>>,
        build: impl FnOnce(&mut Self, Pair<'i, Rule>) -> Option<T>,
    ) -> Option<Option<T>> {
        match pair {
            None => Some(None),
            Some(pair) => build(self, pair).map(Some),
        }
    }

    fn item(&mut self, pair: Pair<'_, Rule>) -> Option<Item> {
        let mut children = children(pair);
        let doc = doc(children.all(Rule::doc_line));
        let raw = children.take(Rule::raw).is_some();
        let pair = children.0.next()?;
        let item = match pair.as_rule() {
            Rule::cache_type => return self.cache_type(doc, pair).map(Item::CacheType),
            Rule::rewrite => return self.rewrite(pair).map(Item::Rewrite),
            Rule::op | Rule::raw_op => Item::Op(self.op(doc, pair)?),
            Rule::family | Rule::raw_family => Item::Family(self.family(doc, pair, raw)?),
            Rule::superinstruction => Item::Super(self.superinstruction(doc, pair)?),
            Rule::fused => Item::Fused(self.fused(doc, pair)?),
            Rule::instrumented => Item::Instrumented(self.instrumented(doc, pair)?),
            _ => Item::Pseudo(self.pseudo(doc, pair)?),
        };
        match &item {
            Item::Op(Op { doc, name, .. })
            | Item::Family(Family { doc, name, .. })
            | Item::Super(Super { doc, name, .. })
            | Item::Fused(Fused { doc, name, .. })
            | Item::Instrumented(Instrumented { doc, name, .. })
            | Item::Pseudo(Pseudo { doc, name, .. }) => self.documented(doc, name),
            Item::CacheType(_) | Item::Rewrite(_) => {}
        }
        Some(item)
    }

    fn documented(&mut self, doc: &Doc, name: &Ident) {
        if doc.text.is_empty() {
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
    }

    /// `{ .. }` with Rust in it.
    fn rust_block(&self, pair: Pair<'_, Rule>) -> RustBlock {
        let span = self.span(&pair);
        let text = pair.as_str();
        RustBlock { text: text[1..text.len() - 1].to_owned(), span: Span::new(span.start + 1, span.end - 1) }
    }

    fn cache_type(&mut self, doc: Doc, pair: Pair<'_, Rule>) -> Option<CacheType> {
        let mut children = children(pair);
        let name = self.ident(children.take(Rule::type_name)?);
        let width = self.ident(children.take(Rule::width)?);
        if !["u16", "u32", "u64"].contains(&width.name.as_str()) {
            self.errors.push(Diagnostic::new(
                "E0100",
                format!("`{}` is not a width", width.name),
                width.span,
                "expected `u16`, `u32` or `u64`",
            ));
            return None;
        }
        Some(CacheType { doc, name, width })
    }

    fn op(&mut self, doc: Doc, pair: Pair<'_, Rule>) -> Option<Op> {
        let mut children = children(pair);
        let header_pair = children.take(Rule::op_header)?;
        let header = self.span(&header_pair);
        let mut parts = self::children(header_pair);
        let kind = match parts.take(Rule::op_kind)?.as_str() {
            "inst" => OpKind::Inst,
            "op" => OpKind::Op,
            _ => OpKind::Guard,
        };
        let name = self.ident(parts.take(Rule::name)?);
        let operands = self.operands(&mut parts);
        let effect = self.maybe(parts.take(Rule::effect), Self::effect);
        let cache = self.maybe(parts.take(Rule::cache), Self::cache);
        let reads = self.reads(&mut parts);
        let powers = self.powers(&mut parts);
        let action = match children.take(Rule::sum) {
            Some(sum) => self.sum(sum).map(Action::Sum),
            None => match children.take(Rule::body) {
                Some(body) => self.body(body),
                None => Some(Action::Raw),
            },
        };
        let mut clauses = children.within(Rule::end).unwrap_or(children);
        let ons = self.each(clauses.all(Rule::clause), Self::clause);
        let (effect, action) = (effect?, action?);
        if effect.is_none() && !matches!(action, Action::Sum(_)) {
            self.errors.push(Diagnostic::new(
                "E0105",
                format!("`{}` has no stack effect", name.name),
                name.span,
                "expected `(inputs -- outputs)` behind it",
            ));
            return None;
        }
        Some(Op {
            doc,
            kind,
            name,
            operands: operands?,
            effect,
            cache: cache?,
            reads: reads?,
            powers: powers?,
            action,
            ons: ons?,
            header,
        })
    }

    fn body(&mut self, pair: Pair<'_, Rule>) -> Option<Action> {
        let mut children = children(pair);
        let code = self.rust_block(children.take(Rule::rust_block)?);
        let slow = self.maybe(children.take(Rule::slow), |builder, pair| {
            let start = builder.span(&pair).start;
            let mut children = self::children(pair);
            let keyword = children.take(Rule::kw_slow)?;
            let mut header = builder.span(&keyword);
            if let Some(Rule::powers) = children.0.peek().map(Pair::as_rule) {
                header.end = children.0.peek().map_or(header.end, |powers| builder.span(powers).end);
            }
            header.start = start;
            let powers = builder.powers(&mut children)?;
            Some(SlowBody { powers, code: builder.rust_block(children.take(Rule::rust_block)?), header })
        });
        Some(Action::Body { code, slow: slow? })
    }

    fn operands(&mut self, children: &mut Children<'_>) -> Option<Vec<Operand>> {
        let Some(mut list) = children.within(Rule::operands) else { return Some(Vec::new()) };
        self.each(list.all(Rule::operand), |builder, pair| {
            let mut children = self::children(pair);
            let name = builder.ident(children.take(Rule::operand_name)?);
            let ty = builder.ident(children.take(Rule::operand_type)?);
            let bits = builder.maybe(children.take(Rule::bits), Self::number)?;
            Some(Operand { name, ty, bits })
        })
    }

    fn effect(&mut self, pair: Pair<'_, Rule>) -> Option<Effect> {
        let span = self.span(&pair);
        let mut children = children(pair);
        let inputs = self.stack_items(children.within(Rule::inputs));
        let never = children.take(Rule::never).is_some();
        let outputs = self.stack_items(children.within(Rule::outputs));
        Some(Effect { inputs: inputs?, outputs: outputs?, never, span })
    }

    fn stack_items(&mut self, list: Option<Children<'_>>) -> Option<Vec<StackItem>> {
        let Some(mut list) = list else { return Some(Vec::new()) };
        self.each(list.all(Rule::stack_item), |builder, pair| {
            let span = builder.span(&pair);
            let mut children = children(pair);
            let modifier = match children.take(Rule::modifier).as_ref().map(Pair::as_str) {
                Some("move") => Modifier::Move,
                Some("mut") => Modifier::Mut,
                Some(_) => Modifier::Drop,
                None => Modifier::None,
            };
            let name = builder.ident(children.take(Rule::slot_name)?);
            let ty = children.take(Rule::slot_type).map(|ty| builder.ident(ty));
            let size = builder.maybe(children.take(Rule::size), Self::size)?;
            Some(StackItem { modifier, name, ty, size, span })
        })
    }

    fn size(&mut self, pair: Pair<'_, Rule>) -> Option<Size> {
        let mut size = Size { operand: None, times: 1, constant: 0, span: self.span(&pair) };
        let mut children = children(pair);
        if let Some(product) = children.take(Rule::product) {
            let mut factors: Vec<Pair<'_, Rule>> = product.into_inner().collect();
            factors.retain(|factor| factor.as_rule() != Rule::star);
            for factor in factors {
                match factor.as_rule() {
                    Rule::number => size.times = i64::from(self.number(factor)?.0),
                    _ => size.operand = Some(self.ident(factor)),
                }
            }
        }
        let minus = children.0.peek().is_some_and(|sign| sign.as_rule() == Rule::minus);
        if let Some(number) = children.take(Rule::number) {
            let value = i64::from(self.number(number)?.0);
            size.constant = if minus { -value } else { value };
        }
        Some(size)
    }

    fn field(&mut self, pair: Pair<'_, Rule>) -> Option<Field> {
        let mut children = children(pair);
        let name = self.ident(children.take(Rule::field_name)?);
        Some(Field { name, ty: self.ident(children.take(Rule::field_type)?) })
    }

    fn cache(&mut self, pair: Pair<'_, Rule>) -> Option<Cache> {
        let span = self.span(&pair);
        let mut children = children(pair);
        let units = self.number(children.take(Rule::units)?);
        let entries = self.each(children.all(Rule::entry), |builder, pair| {
            let mut children = self::children(pair);
            if let Some(field) = children.take(Rule::field) {
                return builder.field(field).map(CacheEntry::Field);
            }
            let alternatives = children.within(Rule::overlay)?.all(Rule::fields);
            let alternatives = builder.each(alternatives, |builder, fields| {
                builder.each(self::children(fields).all(Rule::field), Self::field)
            });
            alternatives.map(CacheEntry::Overlay)
        });
        let (units, units_span) = units?;
        Some(Cache { units, units_span, entries: entries?, span })
    }

    fn reads(&mut self, children: &mut Children<'_>) -> Option<Vec<Field>> {
        let Some(mut list) = children.within(Rule::reads) else { return Some(Vec::new()) };
        self.each(list.all(Rule::field), Self::field)
    }

    fn powers(&mut self, children: &mut Children<'_>) -> Option<Vec<Power>> {
        let Some(mut list) = children.within(Rule::powers) else { return Some(Vec::new()) };
        self.each(list.all(Rule::power), |builder, pair| {
            let mut children = self::children(pair);
            if let Some(branch) = children.take(Rule::kw_branch) {
                let name = builder.ident(branch);
                return Some(Power { name, label: Some(builder.ident(children.take(Rule::label)?)) });
            }
            let name = builder.ident(children.take(Rule::power_name)?);
            if POWERS.contains(&name.name.as_str()) {
                return Some(Power { name, label: None });
            }
            let message = format!("`{}` is not a power", name.name);
            let help = match nearest(&name.name, POWERS) {
                Some(power) => format!("did you mean `{power}`?"),
                None => format!("the powers are: {}", POWERS.join(", ")),
            };
            builder.errors.push(Diagnostic::new("E0106", message, name.span, "unknown power").help(help));
            None
        })
    }

    fn sum(&mut self, pair: Pair<'_, Rule>) -> Option<Vec<Part>> {
        self.each(children(pair).all(Rule::part), Self::part)
    }

    fn part(&mut self, pair: Pair<'_, Rule>) -> Option<Part> {
        let mut children = children(pair);
        let name = self.ident(children.take(Rule::opcode_name)?);
        let args = self.each(children.all(Rule::arg), |builder, pair| {
            let mut children = self::children(pair);
            match children.take(Rule::number) {
                Some(number) => builder.number(number).map(|(value, span)| Arg::Literal(value, span)),
                None => Some(Arg::Name(builder.ident(children.take(Rule::operand_ref)?))),
            }
        });
        Some(Part { name, args: args? })
    }

    fn clause(&mut self, pair: Pair<'_, Rule>) -> Option<On> {
        let mut children = children(pair);
        let label = self.ident(children.take(Rule::label)?);
        let effect = self.maybe(children.take(Rule::effect), Self::effect)?;
        let jump = children.take(Rule::operand_ref).map(|operand| self.ident(operand));
        let past = match children.take(Rule::units) {
            Some(units) => self.number(units).map(|(units, span)| Some(Past::Units(units, span)))?,
            None => children.take(Rule::opcode_name).map(|name| Past::Opcode(self.ident(name))),
        };
        Some(On { label, effect, jump, past })
    }

    fn family(&mut self, doc: Doc, pair: Pair<'_, Rule>, raw: bool) -> Option<Family> {
        let mut children = children(pair);
        let header_pair = children.take(Rule::family_header)?;
        let mut header = self.span(&header_pair);
        let mut parts = self::children(header_pair);
        let name = self.ident(parts.take(Rule::name)?);
        let operands = self.operands(&mut parts);
        let effect = self.effect(parts.take(Rule::effect)?);
        if let Some(cache) = children.0.peek().filter(|next| next.as_rule() == Rule::cache) {
            header.end = self.span(cache).end;
        }
        let cache = self.maybe(children.take(Rule::cache), Self::cache);
        let ons = self.each(children.all(Rule::clause), Self::clause);
        let (mut reads, mut powers) = (Some(Vec::new()), Some(Vec::new()));
        let (mut generic, mut generic_header) = (Some(Action::Raw), header);
        if !raw {
            let mut children = children.within(Rule::generic)?;
            let header_pair = children.take(Rule::generic_header)?;
            generic_header = self.span(&header_pair);
            let mut parts = self::children(header_pair);
            reads = self.reads(&mut parts);
            powers = self.powers(&mut parts);
            generic = match children.take(Rule::sum) {
                Some(sum) => self.sum(sum).map(Action::Sum),
                None => self.body(children.take(Rule::body)?),
            };
        }
        let specs = self.each(children.all(Rule::spec), Self::spec);
        Some(Family {
            doc,
            name,
            operands: operands?,
            effect: effect?,
            cache: cache?,
            ons: ons?,
            reads: reads?,
            powers: powers?,
            generic: generic?,
            generic_header,
            specs: specs?,
            header,
        })
    }

    fn spec(&mut self, pair: Pair<'_, Rule>) -> Option<Spec> {
        let mut children = children(pair);
        let doc = doc(children.all(Rule::doc_line));
        let raw = children.take(Rule::raw).is_some();
        let name = self.ident(children.take(Rule::name)?);
        self.documented(&doc, &name);
        let parts = self.maybe(children.take(Rule::sum), Self::sum)?.unwrap_or_default();
        let mut block = |rule| Some(self.rust_block(children.within(rule)?.take(Rule::rust_block)?));
        let (when, fill) = (block(Rule::when), block(Rule::fill));
        Some(Spec { doc, name, parts, when, fill, raw })
    }

    fn superinstruction(&mut self, doc: Doc, pair: Pair<'_, Rule>) -> Option<Super> {
        let mut children = children(pair);
        let name = self.ident(children.take(Rule::name)?);
        let operands = self.operands(&mut children);
        let parts = self.sum(children.take(Rule::sum)?);
        Some(Super { doc, name, operands: operands?, parts: parts? })
    }

    fn fused(&mut self, doc: Doc, pair: Pair<'_, Rule>) -> Option<Fused> {
        let mut children = children(pair);
        let name = self.ident(children.take(Rule::name)?);
        let parts = children.all(Rule::opcode_name).into_iter().map(|part| self.ident(part)).collect();
        Some(Fused { doc, name, parts })
    }

    fn rewrite(&mut self, pair: Pair<'_, Rule>) -> Option<Rewrite> {
        let mut pattern = self.each(children(pair).all(Rule::part), Self::part)?;
        let target = pattern.pop()?;
        Some(Rewrite { pattern, target })
    }

    fn instrumented(&mut self, doc: Doc, pair: Pair<'_, Rule>) -> Option<Instrumented> {
        let mut children = children(pair);
        let name = self.ident(children.take(Rule::name)?);
        let base = self.ident(children.take(Rule::opcode_name)?);
        let fires = self.each(children.all(Rule::fires), |builder, pair| {
            let mut children = self::children(pair);
            let event = builder.ident(children.take(Rule::event)?);
            let when = match children.take(Rule::kw_before) {
                Some(keyword) => When::Before(builder.span(&keyword)),
                None => When::After(builder.ident(children.take(Rule::exit_name)?)),
            };
            Some((event, when))
        });
        Some(Instrumented { doc, name, base, fires: fires? })
    }

    fn pseudo(&mut self, doc: Doc, pair: Pair<'_, Rule>) -> Option<Pseudo> {
        let mut children = children(pair);
        let name = self.ident(children.take(Rule::name)?);
        let operands = self.operands(&mut children);
        let effect = self.effect(children.take(Rule::effect)?);
        let ons = self.each(children.all(Rule::clause), Self::clause);
        Some(Pseudo { doc, name, operands: operands?, effect: effect?, ons: ons? })
    }
}

/// The text of documentation lines.
fn doc(lines: Vec<Pair<'_, Rule>>) -> Doc {
    let lines = lines.iter().map(|line| {
        let line = line.as_str().trim_start_matches('/');
        line.strip_prefix(' ').unwrap_or(line).trim_end()
    });
    Doc { text: lines.collect::<Vec<_>>().join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of the only block of an item with the body `{ … }`, and the errors.
    fn block(body: &str) -> (Option<String>, Vec<Diagnostic>) {
        let (file, errors) = parse(&format!("/// A.\ninst A (--) {body}"));
        let text = file.items.into_iter().find_map(|item| match item {
            Item::Op(Op { action: Action::Body { code, .. }, .. }) => Some(code.text),
            _ => None,
        });
        (text, errors)
    }

    #[track_caller]
    fn closes_at_end(body: &str) {
        let (text, errors) = block(body);
        assert!(errors.is_empty(), "{body}: {errors:?}");
        assert_eq!(text.as_deref(), Some(&body[1..body.len() - 1]), "{body}");
    }

    #[test]
    fn braces_in_literals_and_comments_do_not_count() {
        for body in [
            "{}",
            r#"{ "}" }"#,
            r#"{ "\"}" }"#,
            r"{ '}' }",
            r"{ '\'' ; '}' }",
            r"{ '\u{7d}' }",
            r##"{ r#"}"# }"##,
            r##"{ r#"" }"# }"##,
            r#"{ br"}" }"#,
            r#"{ bar("}") }"#,
            "{ r#type }",
            "{ // }\n }",
            "{ /* } /* } */ } */ }",
            "{ { /* { */ } /* */ }",
            "{ x::<'a>() }",
            "{ 'a: loop { break 'a } }",
            "{ { } { { } } }",
        ] {
            closes_at_end(body);
        }
    }

    #[test]
    fn an_open_block_has_no_end() {
        for body in ["{ {", "{ \"}", "{ // }", "{ /* } */", "{ /* /* */ }", "{ r#\"}\""] {
            let (text, errors) = block(body);
            assert_eq!(text, None, "{body}");
            let [error] = errors.as_slice() else { panic!("{body}: {errors:?}") };
            assert_eq!((error.code, error.primary.0), ("E0104", Span::new(19, 20)), "{body}");
        }
    }

    #[test]
    fn nesting_costs_no_native_stack() {
        const DEPTH: usize = 200_000;
        let (text, errors) = block(&format!("{}{}", "{".repeat(DEPTH), "}".repeat(DEPTH)));
        assert!(text.is_some() && errors.is_empty());
        let (text, errors) = block(&format!("{{ {}{} }}", "/*".repeat(DEPTH), "*/".repeat(DEPTH)));
        assert!(text.is_some() && errors.is_empty());
        for opened in ["{", "(", "<", "[", "/*", "inst A ", "family A (--) {", "#[raw]"] {
            let (file, errors) = parse(&opened.repeat(DEPTH));
            assert!(file.items.is_empty() && !errors.is_empty());
        }
    }

    #[test]
    fn documentation_behind_a_broken_item_belongs_to_the_next() {
        let (file, errors) = parse("super A = B\n\n/// C.\n/// More.\ninst C (--) {}");
        assert_eq!(errors.len(), 1);
        let [Item::Op(op)] = file.items.as_slice() else { panic!("{file:?}") };
        assert_eq!(op.doc.text, "C.\nMore.");
    }
}
