//! The grammar of `grammar.txt` as tables. How it is matched is not decided here.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::tokenizer::TokenKind;

/// Index of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct RuleId(pub u32);

/// What a node is, as far as messages tell nodes apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NodeKind {
    /// A single token; its index is the node's only datum.
    Token,
    /// Several nodes in a row, or none.
    Seq,
    Name,
    Number,
    Imaginary,
    Str,
    Bytes,
    True,
    False,
    None,
    Ellipsis,
    Attribute,
    Subscript,
    Starred,
    List,
    Tuple,
    Lambda,
    Call,
    /// Arithmetic, bitwise and boolean operations.
    Operation,
    Compare,
    /// `in` and its right operand.
    In,
    IfExp,
    NamedExpr,
    GeneratorExp,
    ListComp,
    SetComp,
    DictComp,
    Yield,
    Await,
    Dict,
    Set,
    JoinedStr,
    TemplateStr,
    /// `for … in … if …`.
    Comprehension,
    /// Arguments of a call.
    Args,
    Keyword,
    DoubleStarred,
    Stmt,
    Other,
}

impl NodeKind {
    fn by_name(name: &str) -> NodeKind {
        use NodeKind::*;
        match name {
            "True" => True,
            "False" => False,
            "None" => None,
            "Ellipsis" => Ellipsis,
            "Attribute" => Attribute,
            "Subscript" => Subscript,
            "Starred" => Starred,
            "List" => List,
            "Tuple" => Tuple,
            "Lambda" => Lambda,
            "Call" => Call,
            "Operation" => Operation,
            "Compare" => Compare,
            "In" => In,
            "IfExp" => IfExp,
            "NamedExpr" => NamedExpr,
            "GeneratorExp" => GeneratorExp,
            "ListComp" => ListComp,
            "SetComp" => SetComp,
            "DictComp" => DictComp,
            "Yield" => Yield,
            "Await" => Await,
            "Dict" => Dict,
            "Set" => Set,
            "Comprehension" => Comprehension,
            "Args" => Args,
            "Keyword" => Keyword,
            "DoubleStarred" => DoubleStarred,
            "Stmt" => Stmt,
            _ => Other,
        }
    }

    /// What messages call an expression.
    pub fn expression_name(self) -> &'static str {
        use NodeKind::*;
        match self {
            Attribute => "attribute",
            Subscript => "subscript",
            Starred => "starred",
            Name => "name",
            List => "list",
            Tuple => "tuple",
            Lambda => "lambda",
            Call => "function call",
            Operation => "expression",
            GeneratorExp => "generator expression",
            Yield => "yield expression",
            Await => "await expression",
            ListComp => "list comprehension",
            SetComp => "set comprehension",
            DictComp => "dict comprehension",
            Dict => "dict literal",
            Set => "set display",
            JoinedStr => "f-string expression",
            TemplateStr => "t-string expression",
            None => "None",
            False => "False",
            True => "True",
            Ellipsis => "ellipsis",
            Compare => "comparison",
            IfExp => "conditional expression",
            NamedExpr => "named expression",
            _ => "literal",
        }
    }
}

#[derive(Debug)]
pub(super) enum Item {
    /// A keyword or operator.
    Literal(&'static str),
    /// A name that is a keyword here.
    Soft(&'static str),
    Kind(TokenKind),
    /// Any name that is a keyword somewhere.
    SoftKeyword,
    Rule(RuleId),
    Optional(Box<Item>),
    Star(Box<Item>),
    Plus(Box<Item>),
    Gather(Box<Item>, &'static str),
    And(Box<Item>),
    Not(Box<Item>),
    Cut,
    Forced(&'static str),
}

#[derive(Debug)]
pub(super) struct Element {
    /// Name for the action.
    pub name: Option<&'static str>,
    pub item: Item,
}

/// What an alternative makes when it matches.
#[derive(Debug)]
pub(super) enum Outcome {
    Default,
    Node(NodeKind),
    Named(&'static str),
    Action { name: &'static str, args: Vec<&'static str>, message: String },
}

#[derive(Debug)]
pub(super) struct Alternative {
    pub elements: Vec<Element>,
    pub outcome: Outcome,
    /// Only tried when an error is being looked for.
    pub invalid: bool,
}

#[derive(Debug)]
pub(super) struct Rule {
    pub memo: bool,
    pub left_recursive: bool,
    /// No mistakes are looked for below this rule.
    pub without_invalid: bool,
    pub alternatives: Vec<Alternative>,
}

#[derive(Debug)]
pub(super) struct Grammar {
    pub rules: Vec<Rule>,
    by_name: HashMap<&'static str, RuleId>,
}

impl Grammar {
    /// The grammar; made once, never changed.
    pub fn get() -> &'static Grammar {
        static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
        GRAMMAR.get_or_init(|| Reader::new(include_str!("grammar.txt")).grammar())
    }

    pub fn rule(&self, name: &str) -> RuleId {
        self.by_name.get(name).copied().unwrap_or(RuleId(0))
    }
}

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Whether a word is reserved.
pub(super) fn is_keyword(word: &str) -> bool {
    // Most names are longer, or have another beginning.
    word.len() <= 8
        && word.starts_with([
            'F', 'N', 'T', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'i', 'l', 'n', 'o', 'p', 'r', 't', 'w', 'y',
        ])
        && KEYWORDS.binary_search(&word).is_ok()
}

/// Operators and delimiters, by length.
const OPERATORS_OF_3: [&str; 5] = ["**=", "//=", ">>=", "<<=", "..."];
const OPERATORS_OF_2: [&str; 19] = [
    "!=", "%=", "&=", "**", "*=", "+=", "-=", "->", "//", "/=", ":=", "<<", "<=", "==", ">=", ">>", "@=",
    "^=", "|=",
];
const OPERATORS_OF_1: &str = "%&()*+,-./:;<=>@[]^{|}~!";

/// The operator that `text` begins with. Empty if there is none.
pub(super) fn operator_at(text: &str) -> &'static str {
    let begins = |operator: &&'static str| text.starts_with(*operator);
    // Only these come second.
    if matches!(text.as_bytes().get(1), Some(b'=' | b'*' | b'/' | b'<' | b'>' | b'.')) {
        let longer = OPERATORS_OF_3.into_iter().chain(OPERATORS_OF_2).find(begins);
        if let Some(operator) = longer {
            return operator;
        }
    }
    let first = text.chars().next().and_then(|first| OPERATORS_OF_1.find(first));
    first.and_then(|at| OPERATORS_OF_1.get(at..=at)).unwrap_or_default()
}

/// Reads the notation of `grammar.txt`.
struct Reader {
    words: Vec<&'static str>,
    at: usize,
    grammar: Grammar,
}

impl Reader {
    fn new(text: &'static str) -> Reader {
        let mut words = Vec::new();
        for line in text.lines() {
            let mut rest = line.trim_start();
            while !rest.is_empty() && !rest.starts_with('#') {
                let length = word_length(rest);
                words.push(&rest[..length]);
                rest = rest[length..].trim_start();
            }
        }
        Reader { words, at: 0, grammar: Grammar { rules: Vec::new(), by_name: HashMap::new() } }
    }

    fn grammar(mut self) -> Grammar {
        // Names first, so that rules can refer to later ones.
        let mut at_start = true;
        for word in &self.words {
            if at_start {
                let id = RuleId(self.grammar.by_name.len() as u32);
                self.grammar.by_name.insert(word, id);
            }
            at_start = *word == ";";
        }
        for _ in 0..self.grammar.by_name.len() {
            self.grammar.rules.push(Rule {
                memo: false,
                left_recursive: false,
                without_invalid: false,
                alternatives: Vec::new(),
            });
        }
        while self.at < self.words.len() {
            let name = self.next();
            let id = self.grammar.rule(name);
            let mut memo = false;
            let mut left_recursive = false;
            loop {
                match self.next() {
                    "memo" => memo = true,
                    "left" => left_recursive = true,
                    _ => break,
                }
            }
            let alternatives = self.alternatives();
            self.accept(";");
            let without_invalid = name.ends_with("_without_invalid");
            self.grammar.rules[id.0 as usize] = Rule { memo, left_recursive, without_invalid, alternatives };
        }
        self.grammar
    }

    fn peek(&self) -> &'static str {
        self.words.get(self.at).copied().unwrap_or_default()
    }

    fn next(&mut self) -> &'static str {
        let word = self.peek();
        self.at += 1;
        word
    }

    fn accept(&mut self, word: &str) -> bool {
        let found = self.peek() == word;
        self.at += usize::from(found);
        found
    }

    fn alternatives(&mut self) -> Vec<Alternative> {
        let mut alternatives = vec![self.alternative()];
        while self.accept("|") {
            alternatives.push(self.alternative());
        }
        alternatives
    }

    fn alternative(&mut self) -> Alternative {
        let mut elements = Vec::new();
        // As CPython's parser generator has it, a rule for mistakes is only held back where it stands alone.
        let invalid = self.peek().starts_with("invalid_")
            && matches!(
                self.words.get(self.at + 1).copied().unwrap_or_default(),
                "|" | ";" | ")" | "=>" | ""
            );
        while !matches!(self.peek(), "|" | ";" | ")" | "=>" | "") {
            let mut name = None;
            if self.words.get(self.at + 1) == Some(&"=") {
                name = Some(self.next());
                self.next();
            }
            let item = self.item();
            elements.push(Element { name, item });
        }
        let outcome = if self.accept("=>") { self.outcome() } else { Outcome::Default };
        Alternative { elements, outcome, invalid }
    }

    fn outcome(&mut self) -> Outcome {
        let word = self.next();
        if let Some(name) = word.strip_prefix('$') {
            return Outcome::Named(name);
        }
        let Some(name) = word.strip_prefix('@') else { return Outcome::Node(NodeKind::by_name(word)) };
        let mut args = Vec::new();
        let mut message = String::new();
        self.accept("(");
        while !self.accept(")") && self.at < self.words.len() {
            let word = self.next();
            if let Some(text) = word.strip_prefix('"') {
                message = text.strip_suffix('"').unwrap_or(text).replace("\\\"", "\"");
            } else if word != "," {
                args.push(word);
            }
        }
        Outcome::Action { name, args, message }
    }

    fn item(&mut self) -> Item {
        let word = self.next();
        let mut item = match word {
            "&" => return Item::And(Box::new(self.item())),
            "!" => return Item::Not(Box::new(self.item())),
            "&&" => return Item::Forced(unquote(self.next())),
            "~" => return Item::Cut,
            "(" => {
                let alternatives = self.alternatives();
                self.accept(")");
                self.grammar.rules.push(Rule {
                    memo: false,
                    left_recursive: false,
                    without_invalid: false,
                    alternatives,
                });
                Item::Rule(RuleId(self.grammar.rules.len() as u32 - 1))
            }
            "NAME" => Item::Kind(TokenKind::Name),
            "NUMBER" => Item::Kind(TokenKind::Number),
            "STRING" => Item::Kind(TokenKind::String),
            "NEWLINE" => Item::Kind(TokenKind::Newline),
            "INDENT" => Item::Kind(TokenKind::Indent),
            "DEDENT" => Item::Kind(TokenKind::Dedent),
            "ENDMARKER" => Item::Kind(TokenKind::EndMarker),
            "FSTRING_START" => Item::Kind(TokenKind::FStringStart),
            "FSTRING_MIDDLE" => Item::Kind(TokenKind::FStringMiddle),
            "FSTRING_END" => Item::Kind(TokenKind::FStringEnd),
            "TSTRING_START" => Item::Kind(TokenKind::TStringStart),
            "TSTRING_MIDDLE" => Item::Kind(TokenKind::TStringMiddle),
            "TSTRING_END" => Item::Kind(TokenKind::TStringEnd),
            "SOFT_KEYWORD" => Item::SoftKeyword,
            word if word.starts_with('\'') => Item::Literal(unquote(word)),
            word if word.starts_with('"') => Item::Soft(unquote(word)),
            word => Item::Rule(self.grammar.rule(word)),
        };
        loop {
            item = match self.peek() {
                "?" => Item::Optional(Box::new(item)),
                "*" => Item::Star(Box::new(item)),
                "+" => Item::Plus(Box::new(item)),
                "%" => {
                    self.next();
                    Item::Gather(Box::new(item), unquote(self.peek()))
                }
                _ => return item,
            };
            self.next();
        }
    }
}

fn unquote(word: &'static str) -> &'static str {
    word.get(1..word.len().saturating_sub(1)).unwrap_or_default()
}

/// Length of the word that `text` begins with; `text` is not empty.
fn word_length(text: &str) -> usize {
    let quoted = |quote: char| {
        let mut escaped = false;
        let end = text[1..].find(|c: char| {
            let ends = c == quote && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        end.map_or(text.len(), |at| at + 2)
    };
    match text.chars().next() {
        Some('\'') => quoted('\''),
        Some('"') => quoted('"'),
        Some(c) if c.is_alphanumeric() || matches!(c, '_' | '$' | '@') => {
            let rest = text.trim_start_matches(['$', '@']);
            let prefix = text.len() - rest.len();
            prefix + rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
        }
        _ if text.starts_with("=>") || text.starts_with("&&") => 2,
        Some(c) => c.len_utf8(),
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_rule_and_every_rule_can_match() {
        let reader = Reader::new(include_str!("grammar.txt"));
        let grammar = Grammar::get();
        for word in reader.words {
            let is_name = word.starts_with(|c: char| c.is_ascii_lowercase()) && word.len() > 1;
            if is_name && word.contains('_') {
                assert!(grammar.by_name.contains_key(word), "{word} is not a rule");
            }
        }
        for (name, id) in &grammar.by_name {
            let rule = &grammar.rules[id.0 as usize];
            assert!(rule.alternatives.iter().all(|alternative| !alternative.elements.is_empty()), "{name}");
        }
    }
}
