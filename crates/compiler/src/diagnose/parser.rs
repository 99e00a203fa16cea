//! Matches the grammar against tokens, twice: once as it stands, and if that fails, once more looking for mistakes.
//! The result is an error or nothing; no tree that anything else could use.

use bytecode::CodeFlags;
use rustc_hash::FxHashMap;

use super::grammar::{Alternative, Element, Grammar, Item, NodeKind, Outcome, RuleId};
use super::tokenizer::{Done, Token, TokenKind, Tokenizer};
use crate::error::ErrorKind;
use crate::{Mode, Options};

/// How deeply rules may nest.
const MAX_LEVEL: u32 = 12_000;

/// A column that means "where the tokenizer is".
pub(super) const CURRENT: i32 = -5;

/// Index of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeId(pub u32);

/// The node of what is absent.
const ABSENT: NodeId = NodeId(0);

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub kind: NodeKind,
    pub line: i32,
    pub col: i32,
    pub end_line: i32,
    pub end_col: i32,
    /// Index of a token node's token.
    pub token: usize,
    pub children: Vec<NodeId>,
}

/// An error with columns in bytes from 1, as CPython's parser raises it before it counts characters.
#[derive(Clone, Debug)]
pub(super) struct Raised {
    pub kind: ErrorKind,
    pub message: String,
    pub line: i32,
    pub col: i32,
    pub end_line: i32,
    pub end_col: i32,
    pub text: String,
    /// Columns are characters already.
    pub in_characters: bool,
}

/// An error was raised; it is in the parser.
pub(super) struct Failed;

pub(super) type Parsed = Result<Option<NodeId>, Failed>;

pub(super) struct Parser<'a> {
    grammar: &'static Grammar,
    pub tokenizer: Tokenizer<'a>,
    pub tokens: Vec<Token>,
    pub mark: usize,
    pub nodes: Vec<Node>,
    memo: FxHashMap<(usize, RuleId), (Option<NodeId>, usize)>,
    pub error: Option<Raised>,
    looking_for_mistakes: bool,
    level: u32,
    mode: Mode,
    parsing_started: bool,
    imply_dedents: bool,
    /// `<>` instead of `!=`.
    pub barry_as_bdfl: bool,
    int_max_str_digits: usize,
}

/// How an alternative ended.
enum Ended {
    Matched(NodeId),
    Failed,
    /// Failed, and so does the whole rule.
    RuleFailed,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, mode: Mode, options: &Options) -> Parser<'a> {
        let absent = Node {
            kind: NodeKind::Seq,
            line: 0,
            col: 0,
            end_line: 0,
            end_col: 0,
            token: 0,
            children: Vec::new(),
        };
        let barry_as_bdfl = options.flags.contains(CodeFlags::FUTURE_BARRY_AS_BDFL);
        let mut tokenizer = Tokenizer::new(text);
        tokenizer.old_not_equal = barry_as_bdfl;
        Parser {
            grammar: Grammar::get(),
            tokenizer,
            tokens: Vec::new(),
            mark: 0,
            nodes: vec![absent],
            memo: FxHashMap::default(),
            error: None,
            looking_for_mistakes: false,
            level: 0,
            mode,
            parsing_started: false,
            imply_dedents: !options.dont_imply_dedent,
            barry_as_bdfl,
            int_max_str_digits: options.int_max_str_digits,
        }
    }

    /// Matches the whole input; `None` if it is valid.
    pub fn run(&mut self, allow_incomplete_input: bool) -> Option<Raised> {
        if self.start().is_some() {
            if self.mode == Mode::Single && self.more_than_one_statement() {
                return self.raise_last(
                    ErrorKind::Syntax,
                    "multiple statements found while compiling a single statement",
                );
            }
            return None;
        }
        let at_end = matches!(self.tokenizer.done, Done::Eof | Done::EofInString | Done::EolInString);
        if allow_incomplete_input && at_end {
            self.error = None;
            return self.raise_last(ErrorKind::IncompleteInput, "incomplete input");
        }
        if self.error.as_ref().is_some_and(|error| error.kind == ErrorKind::Memory) {
            return self.error.take();
        }
        let last = self.tokens.last().copied();
        self.memo.clear();
        self.mark = 0;
        self.looking_for_mistakes = true;
        self.start();
        self.settle(last)
    }

    fn start(&mut self) -> Option<NodeId> {
        let rule = self.grammar.rule(match self.mode {
            Mode::Exec => "file",
            Mode::Eval => "eval",
            Mode::Single => "interactive",
        });
        self.rule(rule).ok().flatten()
    }

    /// Whether anything but comments follows the statement.
    fn more_than_one_statement(&self) -> bool {
        let mut rest = &self.tokenizer.text[self.tokenizer.cur..];
        loop {
            rest = rest.trim_start_matches([' ', '\t', '\n', '\x0c']);
            match rest.strip_prefix('#') {
                Some(comment) => rest = comment.split_once('\n').map_or("", |(_, rest)| rest),
                None => return !rest.is_empty(),
            }
        }
    }

    /// Decides what the error is when the second attempt has failed as well.
    fn settle(&mut self, last: Option<Token>) -> Option<Raised> {
        if self.error.is_some() {
            let tokenizer_ok = matches!(self.tokenizer.done, Done::Ok | Done::Eof);
            let is_syntax_error = self.error.as_ref().is_some_and(|error| error.kind != ErrorKind::Memory);
            if tokenizer_ok && is_syntax_error && !self.error_is_from_tokenizer() {
                self.check_rest_of_source();
            }
            return self.error.take();
        }
        let Some(last) = last else {
            self.raise_known(ErrorKind::Syntax, "error at start before reading any input", (0, 0, 0, -1));
            return self.error.take();
        };
        if last.kind == TokenKind::Error && self.tokenizer.done == Done::Eof {
            if self.tokenizer.level() > 0 {
                self.raise_unclosed();
            } else {
                return self.raise_last(ErrorKind::Syntax, "unexpected EOF while parsing");
            }
            return self.error.take();
        }
        match last.kind {
            TokenKind::Indent => return self.raise_last(ErrorKind::Indentation, "unexpected indent"),
            TokenKind::Dedent => return self.raise_last(ErrorKind::Indentation, "unexpected unindent"),
            _ => {}
        }
        self.raise_known(
            ErrorKind::Syntax,
            "invalid syntax",
            (last.line, last.col, last.end_line, last.end_col),
        );
        self.check_rest_of_source();
        self.error.take()
    }

    fn error_is_from_tokenizer(&self) -> bool {
        self.tokenizer.error.is_some()
    }

    /// Reads on to the end: what the tokenizer finds wrong there comes before a general error.
    fn check_rest_of_source(&mut self) {
        let error_line = self.tokens.last().map_or(0, |token| token.line);
        loop {
            let token = self.tokenizer.token();
            match token.kind {
                TokenKind::Error => {
                    let raised = if self.tokenizer.error.is_some() {
                        self.tokenizer_error()
                    } else {
                        match self.tokenizer.open_parenthesis() {
                            Some((_, line, _)) if error_line > line => {
                                let before = self.error.take();
                                self.raise_unclosed();
                                let raised = self.error.take();
                                self.error = before;
                                raised
                            }
                            _ => None,
                        }
                    };
                    // In an f-string the error of the expression is the better one.
                    if raised.is_some() && !self.tokenizer.in_string() {
                        self.error = raised;
                    }
                    return;
                }
                TokenKind::EndMarker => return,
                _ => {}
            }
        }
    }

    fn tokenizer_error(&self) -> Option<Raised> {
        let error = self.tokenizer.error.as_ref()?;
        Some(Raised {
            kind: ErrorKind::Syntax,
            message: error.message.clone(),
            line: error.line,
            col: error.col,
            end_line: error.line,
            end_col: error.end_col,
            text: error.text.clone(),
            in_characters: true,
        })
    }

    // Tokens.

    /// Makes sure that there is a token at the mark.
    fn fill(&mut self) -> Result<(), Failed> {
        while self.mark >= self.tokens.len() {
            self.fetch()?;
        }
        Ok(())
    }

    fn fetch(&mut self) -> Result<(), Failed> {
        let mut token = self.tokenizer.token();
        if self.mode == Mode::Single && token.kind == TokenKind::EndMarker && self.parsing_started {
            token.kind = TokenKind::Newline;
            self.parsing_started = false;
            if self.tokenizer.indented() && self.imply_dedents {
                self.tokenizer.imply_dedents();
            }
        } else {
            self.parsing_started = true;
        }
        self.tokens.push(token);
        if token.kind != TokenKind::Error {
            return Ok(());
        }
        if self.error.is_some() {
            return Err(Failed);
        }
        if let Some(error) = self.tokenizer_error() {
            self.error = Some(error);
            return Err(Failed);
        }
        let line = self.tokenizer.line;
        let (kind, message, col) = match self.tokenizer.done {
            Done::Eof => {
                if self.tokenizer.level() > 0 {
                    self.raise_unclosed();
                } else {
                    self.error = self.raise_last(ErrorKind::Syntax, "unexpected EOF while parsing");
                }
                return Err(Failed);
            }
            Done::Dedent => {
                let message = "unindent does not match any outer indentation level";
                self.error = self.raise_last(ErrorKind::Indentation, message);
                return Err(Failed);
            }
            Done::TabSpace => (ErrorKind::Tab, "inconsistent use of tabs and spaces in indentation", 0),
            Done::TooDeep => (ErrorKind::Indentation, "too many levels of indentation", 0),
            Done::LineContinuation => {
                let col = self.tokenizer.cur as i32 - self.tokenizer.buf as i32 - 1;
                (ErrorKind::Syntax, "unexpected character after line continuation character", col)
            }
            _ => (ErrorKind::Syntax, "invalid token", 0),
        };
        self.raise_known(kind, message, (line, col, line, -1));
        Err(Failed)
    }

    pub fn token_text(&self, token: &Token) -> &'a str {
        self.tokenizer.text.get(token.start..token.end).unwrap_or_default()
    }

    fn take_token(&mut self, matches: impl FnOnce(&Self, &Token) -> bool) -> Parsed {
        self.fill()?;
        let index = self.mark;
        let token = self.tokens[index];
        if !matches(self, &token) {
            return Ok(None);
        }
        self.mark += 1;
        let kind = match token.kind {
            TokenKind::Name => NodeKind::Name,
            TokenKind::Number => {
                self.check_number(&token)?;
                let imaginary = self.token_text(&token).ends_with(['j', 'J']);
                if imaginary { NodeKind::Imaginary } else { NodeKind::Number }
            }
            _ => NodeKind::Token,
        };
        Ok(Some(self.push(Node {
            kind,
            line: token.line,
            col: token.col,
            end_line: token.end_line,
            end_col: token.end_col,
            token: index,
            children: Vec::new(),
        })))
    }

    fn literal(&mut self, literal: &str) -> Parsed {
        self.take_token(|this, token| match token.kind {
            TokenKind::Op => token.op == literal,
            TokenKind::Keyword => this.token_text(token) == literal,
            _ => false,
        })
    }

    fn check_number(&mut self, token: &Token) -> Result<(), Failed> {
        let text = self.token_text(token);
        let Some(message) = crate::literal::int_limit_error(text, self.int_max_str_digits) else {
            return Ok(());
        };
        self.raise_known(ErrorKind::Syntax, &message, (token.line, -1, token.end_line, -1));
        Err(Failed)
    }

    // Nodes.

    fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId(self.nodes.len() as u32 - 1)
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// A node for the tokens from `start` to the mark.
    pub fn node_from(&mut self, kind: NodeKind, start: usize, children: Vec<NodeId>) -> NodeId {
        let first = self.tokens.get(start).copied();
        let last = self.tokens[..self.mark]
            .iter()
            .rev()
            .find(|token| {
                !matches!(
                    token.kind,
                    TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent | TokenKind::EndMarker
                )
            })
            .copied();
        let (line, col) = first.map_or((0, 0), |token| (token.line, token.col));
        let (end_line, end_col) = last.map_or((line, col), |token| (token.end_line, token.end_col));
        self.push(Node { kind, line, col, end_line, end_col, token: start, children })
    }

    /// The nodes of `ids`, with sequences replaced by what is in them and tokens left out.
    fn flatten(&self, ids: &[NodeId], out: &mut Vec<NodeId>) {
        for &id in ids {
            let node = self.node(id);
            match node.kind {
                NodeKind::Seq => self.flatten(&node.children, out),
                NodeKind::Token => {}
                _ => out.push(id),
            }
        }
    }

    // Matching.

    fn rule(&mut self, id: RuleId) -> Parsed {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.rule_on_stack(id))
    }

    fn rule_on_stack(&mut self, id: RuleId) -> Parsed {
        let grammar = self.grammar;
        let rule = &grammar.rules[id.0 as usize];
        self.level += 1;
        if self.level > MAX_LEVEL {
            if self.error.is_none() {
                let message = "Parser stack overflowed - Python source too complex to parse";
                self.error = Some(Raised {
                    kind: ErrorKind::Memory,
                    message: message.to_owned(),
                    line: 0,
                    col: 0,
                    end_line: 0,
                    end_col: 0,
                    text: String::new(),
                    in_characters: true,
                });
            }
            return Err(Failed);
        }
        let result = if rule.left_recursive {
            self.left_recursive(id)
        } else if rule.memo {
            self.memoized(id)
        } else if rule.without_invalid {
            let before = std::mem::replace(&mut self.looking_for_mistakes, false);
            let result = self.alternatives(&rule.alternatives);
            self.looking_for_mistakes = before;
            result
        } else {
            self.alternatives(&rule.alternatives)
        };
        self.level -= 1;
        result
    }

    fn memoized(&mut self, id: RuleId) -> Parsed {
        self.fill()?;
        let start = self.mark;
        if let Some(&(result, mark)) = self.memo.get(&(start, id)) {
            self.mark = mark;
            return Ok(result);
        }
        let grammar = self.grammar;
        let result = self.alternatives(&grammar.rules[id.0 as usize].alternatives)?;
        self.memo.insert((start, id), (result, self.mark));
        Ok(result)
    }

    /// Grows the match of a left-recursive rule from the shortest one.
    fn left_recursive(&mut self, id: RuleId) -> Parsed {
        self.fill()?;
        let start = self.mark;
        if let Some(&(result, mark)) = self.memo.get(&(start, id)) {
            self.mark = mark;
            return Ok(result);
        }
        let grammar = self.grammar;
        let mut best = None;
        let mut best_mark = start;
        loop {
            self.memo.insert((start, id), (best, best_mark));
            self.mark = start;
            let result = self.alternatives(&grammar.rules[id.0 as usize].alternatives)?;
            if result.is_none() || self.mark <= best_mark {
                break;
            }
            best = result;
            best_mark = self.mark;
        }
        self.mark = best_mark;
        Ok(best)
    }

    fn alternatives(&mut self, alternatives: &'static [Alternative]) -> Parsed {
        let start = self.mark;
        for alternative in alternatives {
            if alternative.invalid && !self.looking_for_mistakes {
                continue;
            }
            match self.alternative(alternative)? {
                Ended::Matched(node) => return Ok(Some(node)),
                Ended::Failed => self.mark = start,
                Ended::RuleFailed => {
                    self.mark = start;
                    return Ok(None);
                }
            }
        }
        Ok(None)
    }

    fn alternative(&mut self, alternative: &'static Alternative) -> Result<Ended, Failed> {
        let start = self.mark;
        let mut committed = false;
        let mut values: Vec<NodeId> = Vec::new();
        let mut named: Vec<(&'static str, NodeId)> = Vec::new();
        for Element { name, item } in &alternative.elements {
            match item {
                Item::Cut => committed = true,
                Item::And(_) | Item::Not(_) => {
                    if self.item(item)?.is_none() {
                        return Ok(if committed { Ended::RuleFailed } else { Ended::Failed });
                    }
                }
                _ => match self.item(item)? {
                    Some(value) => {
                        values.push(value);
                        if let Some(name) = name {
                            named.push((name, value));
                        }
                    }
                    None => return Ok(if committed { Ended::RuleFailed } else { Ended::Failed }),
                },
            }
        }
        let find =
            |wanted: &str| named.iter().find(|(name, _)| *name == wanted).map_or(ABSENT, |(_, id)| *id);
        let node = match &alternative.outcome {
            Outcome::Default => match values[..] {
                [value] => value,
                _ => self.node_from(NodeKind::Seq, start, values),
            },
            Outcome::Node(kind) => {
                let mut children = Vec::new();
                self.flatten(&values, &mut children);
                self.node_from(*kind, start, children)
            }
            Outcome::Named(name) => find(name),
            Outcome::Action { name, args, message } => {
                let args: Vec<NodeId> = args.iter().map(|arg| find(arg)).collect();
                match self.action(name, &args, message, start)? {
                    Some(node) => node,
                    None => return Ok(Ended::RuleFailed),
                }
            }
        };
        Ok(Ended::Matched(node))
    }

    fn item(&mut self, item: &'static Item) -> Parsed {
        match item {
            Item::Literal(literal) => self.literal(literal),
            Item::Soft(word) => self
                .take_token(|this, token| token.kind == TokenKind::Name && this.token_text(token) == *word),
            Item::Kind(kind) => self.take_token(|_, token| token.kind == *kind),
            Item::SoftKeyword => self.take_token(|this, token| {
                token.kind == TokenKind::Name
                    && matches!(this.token_text(token), "_" | "case" | "match" | "type")
            }),
            Item::Rule(rule) => self.rule(*rule),
            Item::Optional(item) => Ok(Some(self.item(item)?.unwrap_or(ABSENT))),
            Item::Star(item) => self.repeat(item, 0, None),
            Item::Plus(item) => self.repeat(item, 1, None),
            Item::Gather(item, separator) => self.repeat(item, 1, Some(separator)),
            Item::And(item) => {
                let mark = self.mark;
                let found = self.item(item)?;
                self.mark = mark;
                Ok(found)
            }
            Item::Not(item) => {
                let mark = self.mark;
                let found = self.item(item)?;
                self.mark = mark;
                Ok(if found.is_some() { None } else { Some(ABSENT) })
            }
            Item::Cut => Ok(Some(ABSENT)),
            Item::Forced(literal) => match self.literal(literal)? {
                Some(node) => Ok(Some(node)),
                None => {
                    let token = self.tokens[self.mark];
                    let range = (token.line, token.col, token.end_line, token.end_col);
                    self.raise_known(ErrorKind::Syntax, &format!("expected '{literal}'"), range);
                    Err(Failed)
                }
            },
        }
    }

    fn repeat(&mut self, item: &'static Item, least: usize, separator: Option<&str>) -> Parsed {
        let start = self.mark;
        let mut children = Vec::new();
        loop {
            let mark = self.mark;
            if let Some(separator) = separator
                && !children.is_empty()
                && self.literal(separator)?.is_none()
            {
                break;
            }
            match self.item(item)? {
                Some(node) => children.push(node),
                None => {
                    self.mark = mark;
                    break;
                }
            }
        }
        if children.len() < least {
            self.mark = start;
            return Ok(None);
        }
        Ok(Some(self.node_from(NodeKind::Seq, start, children)))
    }

    // Errors.

    /// Raises an error at the token that was read last (or at the mark, if it is to be the next one).
    pub fn raise_at_token(&mut self, kind: ErrorKind, message: &str, next: bool) {
        if self.error.is_some() {
            return;
        }
        if next && self.fill().is_err() {
            return;
        }
        let index = if next { self.mark } else { self.tokens.len().saturating_sub(1) };
        let Some(token) = self.tokens.get(index).copied() else { return };
        let col = match token.col {
            -1 if self.tokenizer.cur == 0 => 0,
            -1 => (self.tokenizer.cur - self.tokenizer.line_start) as i32,
            col => col + 1,
        };
        let end_col = if token.end_col == -1 { -1 } else { token.end_col + 1 };
        self.raise_raw(kind, message, (token.line, col, token.end_line, end_col));
    }

    fn raise_last(&mut self, kind: ErrorKind, message: &str) -> Option<Raised> {
        self.raise_at_token(kind, message, false);
        self.error.take()
    }

    /// Raises an error at a range, with columns from 0 or `CURRENT`.
    pub fn raise_known(&mut self, kind: ErrorKind, message: &str, range: (i32, i32, i32, i32)) {
        let (line, col, end_line, end_col) = range;
        let one_more = |col: i32| if col == CURRENT { CURRENT } else { col + 1 };
        self.raise_raw(kind, message, (line, one_more(col), end_line, one_more(end_col)));
    }

    fn raise_raw(&mut self, kind: ErrorKind, message: &str, range: (i32, i32, i32, i32)) {
        if self.error.is_some() {
            return;
        }
        let (line, col, mut end_line, mut end_col) = range;
        let tokenizer = &self.tokenizer;
        if end_line == CURRENT {
            end_line = tokenizer.line;
        }
        if end_col == CURRENT {
            end_col = (tokenizer.cur - tokenizer.line_start) as i32;
        }
        let text = if tokenizer.line <= line && tokenizer.inp > 0 {
            tokenizer.text.get(tokenizer.line_start..tokenizer.inp).unwrap_or_default()
        } else {
            let index = usize::try_from(line - 1).unwrap_or(0);
            tokenizer.text.split('\n').nth(index).unwrap_or_default()
        };
        self.error = Some(Raised {
            kind,
            message: message.to_owned(),
            line,
            col,
            end_line,
            end_col,
            text: text.to_owned(),
            in_characters: false,
        });
    }

    fn raise_unclosed(&mut self) {
        if let Some((open, line, col)) = self.tokenizer.open_parenthesis() {
            self.raise_known(ErrorKind::Syntax, &format!("'{open}' was never closed"), (line, col, line, -1));
        }
    }
}
