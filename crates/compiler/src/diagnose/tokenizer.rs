//! Python's tokenizer as CPython has it, for errors: the same tokens in the same order, the same complaints at the
//! same places. Sources without errors are read by the parser's own lexer, not by this one.

use super::grammar::operator_at;

/// How deeply parentheses, `f`-strings and replacement fields may nest, and how many indentations there may be.
const MAX_PARENTHESES: usize = 200;
const MAX_FSTRINGS: usize = 150;
const MAX_EXPRESSIONS: i32 = 3;
const MAX_INDENTS: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Name,
    /// A reserved word.
    Keyword,
    Number,
    String,
    FStringStart,
    FStringMiddle,
    FStringEnd,
    TStringStart,
    TStringMiddle,
    TStringEnd,
    Newline,
    Indent,
    Dedent,
    EndMarker,
    /// Operator or delimiter.
    Op,
    /// The tokenizer could not go on; the error is in `Tokenizer::error` or follows from `Tokenizer::done`.
    Error,
}

/// A token with its range: lines from 1, columns in bytes from 0, -1 where a token has no text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: TokenKind,
    /// Offsets of the text.
    pub start: usize,
    pub end: usize,
    pub line: i32,
    pub col: i32,
    pub end_line: i32,
    pub end_col: i32,
    /// How many parentheses are open.
    pub level: usize,
    /// The operator, for `Op`; an old `<>` counts as `!=`.
    pub op: &'static str,
}

/// Why there are no more tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    Ok,
    /// End of the source.
    Eof,
    /// End of the source in a triple-quoted string.
    EofInString,
    /// End of the source in a string.
    EolInString,
    Dedent,
    TabSpace,
    TooDeep,
    LineContinuation,
    /// The message is in `Tokenizer::error`.
    Error,
}

/// An error whose message and place the tokenizer knows.
#[derive(Clone, Debug)]
pub(super) struct TokenizerError {
    pub message: String,
    pub line: i32,
    /// Columns in characters, from 1.
    pub col: i32,
    pub end_col: i32,
    pub text: String,
}

#[derive(Clone, Copy, Debug)]
struct Parenthesis {
    open: u8,
    line: i32,
    col: i32,
}

/// An f- or t-string that is being read.
#[derive(Clone, Copy, Debug)]
struct StringMode {
    /// Reading text, not an expression.
    in_text: bool,
    quote: u8,
    quote_size: usize,
    start: usize,
    line_start: usize,
    first_line: i32,
    raw: bool,
    is_template: bool,
    braces: i32,
    expression_braces: i32,
    in_format_spec: bool,
    in_debug: bool,
}

impl StringMode {
    fn prefix(&self) -> char {
        if self.is_template { 't' } else { 'f' }
    }
}

pub(super) struct Tokenizer<'a> {
    pub text: &'a str,
    bytes: &'a [u8],
    /// Where the next character is.
    pub cur: usize,
    /// End of the line that was fetched last.
    pub inp: usize,
    pub line_start: usize,
    pub line: i32,
    pub done: Done,
    pub error: Option<TokenizerError>,
    /// Start of the line on which the tokenizer was when it was last between tokens.
    pub buf: usize,
    between_tokens: bool,
    start: usize,
    at_line_start: bool,
    indents: Vec<(i32, i32)>,
    pending: i32,
    parentheses: Vec<Parenthesis>,
    modes: Vec<StringMode>,
    first_line: i32,
    multi_line_start: usize,
    /// `invalid decimal literal` and the like, with their lines.
    pub warnings: Vec<(String, i32)>,
    /// Whether `<>` is an operator.
    pub old_not_equal: bool,
}

const EOF: i32 = -1;
const TAB_SIZE: i32 = 8;

fn is_identifier_start(c: i32) -> bool {
    u8::try_from(c).is_ok_and(|c| c.is_ascii_alphabetic() || c == b'_' || c >= 0x80)
}

fn is_identifier_char(c: i32) -> bool {
    is_identifier_start(c) || is_digit(c)
}

fn is_digit(c: i32) -> bool {
    (i32::from(b'0')..=i32::from(b'9')).contains(&c)
}

fn is(c: i32, byte: u8) -> bool {
    c == i32::from(byte)
}

impl<'a> Tokenizer<'a> {
    pub fn new(text: &'a str) -> Tokenizer<'a> {
        Tokenizer {
            text,
            bytes: text.as_bytes(),
            cur: 0,
            inp: 0,
            line_start: 0,
            line: 0,
            done: Done::Ok,
            error: None,
            buf: 0,
            between_tokens: true,
            start: 0,
            at_line_start: true,
            indents: vec![(0, 0)],
            pending: 0,
            parentheses: Vec::new(),
            modes: Vec::new(),
            first_line: 0,
            multi_line_start: 0,
            warnings: Vec::new(),
            old_not_equal: false,
        }
    }

    pub fn level(&self) -> usize {
        self.parentheses.len()
    }

    /// The innermost open parenthesis with its line and column.
    pub fn open_parenthesis(&self) -> Option<(char, i32, i32)> {
        self.parentheses.last().map(|open| (char::from(open.open), open.line, open.col))
    }

    pub fn in_string(&self) -> bool {
        !self.modes.is_empty()
    }

    /// `f` or `t`, after the string that is being read.
    pub fn string_prefix(&self) -> char {
        self.modes.last().map_or('f', StringMode::prefix)
    }

    /// Ends all indented blocks at once, as the end of input at the prompt does.
    pub fn imply_dedents(&mut self) {
        self.pending = -(self.indents.len() as i32 - 1);
        self.indents.truncate(1);
    }

    pub fn indented(&self) -> bool {
        self.indents.len() > 1
    }

    fn next(&mut self) -> i32 {
        loop {
            if self.cur != self.inp {
                self.cur += 1;
                return i32::from(self.bytes[self.cur - 1]);
            }
            if self.done != Done::Ok {
                return EOF;
            }
            if self.inp == self.bytes.len() {
                self.done = Done::Eof;
                return EOF;
            }
            let rest = self.text.get(self.inp..).unwrap_or_default();
            let length = rest.find('\n').map_or(rest.len(), |at| at + 1);
            self.line_start = self.cur;
            if self.between_tokens {
                self.buf = self.cur;
            }
            self.inp += length;
            self.line += 1;
        }
    }

    /// Reads on in this line while `wanted` holds.
    fn skip(&mut self, wanted: impl Fn(u8) -> bool) {
        let rest = self.bytes.get(self.cur..self.inp).unwrap_or_default();
        self.cur += rest.iter().position(|&byte| !wanted(byte)).unwrap_or(rest.len());
    }

    fn back(&mut self, c: i32) {
        if c != EOF {
            self.cur -= 1;
        }
    }

    fn peek(&mut self) -> i32 {
        let c = self.next();
        self.back(c);
        c
    }

    /// An error that ends where the tokenizer is.
    fn fail(&mut self, message: impl Into<String>) -> TokenKind {
        let col = self.characters_to(self.cur);
        self.fail_range(message, col, col)
    }

    /// How many characters of the line come before an offset.
    fn characters_to(&self, offset: usize) -> i32 {
        let before = self.bytes.get(self.line_start..offset).unwrap_or_default();
        String::from_utf8_lossy(before).chars().count() as i32
    }

    fn fail_range(&mut self, message: impl Into<String>, col: i32, end_col: i32) -> TokenKind {
        if self.done != Done::Error {
            let line = self.bytes[self.line_start..].split(|&byte| byte == b'\n').next().unwrap_or_default();
            let text = String::from_utf8_lossy(line).into_owned();
            self.error =
                Some(TokenizerError { message: message.into(), line: self.line, col, end_col, text });
            self.done = Done::Error;
        }
        TokenKind::Error
    }

    /// The next token.
    pub fn token(&mut self) -> Token {
        let kind = match self.modes.last() {
            Some(mode) if mode.in_text => self.string_text(),
            _ => self.normal(),
        };
        let is_string = matches!(
            kind,
            TokenKind::String
                | TokenKind::FStringStart
                | TokenKind::FStringMiddle
                | TokenKind::FStringEnd
                | TokenKind::TStringStart
                | TokenKind::TStringMiddle
                | TokenKind::TStringEnd
        );
        let has_text =
            !matches!(kind, TokenKind::Error | TokenKind::Indent | TokenKind::Dedent | TokenKind::EndMarker);
        let line_start = if is_string { self.multi_line_start } else { self.line_start };
        let mut end = self.cur;
        if kind == TokenKind::Newline {
            end -= 1;
        } else if matches!(kind, TokenKind::FStringMiddle | TokenKind::TStringMiddle) {
            // A doubled brace was read whole; the token has one of it.
            end = self.middle_end();
        }
        let column = |offset: usize, line_start: usize| match offset.checked_sub(line_start) {
            Some(column) if has_text => i32::try_from(column).unwrap_or(i32::MAX),
            _ => -1,
        };
        Token {
            kind,
            start: self.start,
            end,
            line: if is_string { self.first_line } else { self.line },
            col: column(self.start, line_start),
            end_line: self.line,
            end_col: column(self.cur, self.line_start),
            level: self.parentheses.len(),
            op: match self.text.get(self.start..self.cur) {
                Some("<>") if kind == TokenKind::Op => "!=",
                Some(text) if kind == TokenKind::Op => operator_at(text),
                _ => "",
            },
        }
    }

    fn middle_end(&self) -> usize {
        match self.bytes[self.start..self.cur] {
            [.., b'{', b'{'] | [.., b'}', b'}'] => self.cur - 1,
            _ => self.cur,
        }
    }

    /// White space and the level of indentation at the start of a line. `Some` is what ends the reading.
    fn indentation(&mut self) -> Result<bool, TokenKind> {
        let (mut col, mut alt_col, mut continued) = (0, 0, 0);
        let c = loop {
            let c = self.next();
            match u8::try_from(c) {
                Ok(b' ') => {
                    col += 1;
                    alt_col += 1;
                }
                Ok(b'\t') => {
                    col = (col / TAB_SIZE + 1) * TAB_SIZE;
                    alt_col += 1;
                }
                Ok(b'\x0c') => (col, alt_col) = (0, 0),
                Ok(b'\\') => {
                    if continued == 0 {
                        continued = col;
                    }
                    if !self.continuation_line() {
                        return Err(TokenKind::Error);
                    }
                }
                _ => break c,
            }
        };
        self.back(c);
        if is(c, b'#') || is(c, b'\n') {
            return Ok(true);
        }
        if self.level() > 0 {
            return Ok(false);
        }
        if continued != 0 {
            (col, alt_col) = (continued, continued);
        }
        let (current, alt_current) = self.indents.last().copied().unwrap_or_default();
        if col == current {
            if alt_col != alt_current {
                return Err(self.inconsistent_tabs());
            }
        } else if col > current {
            if self.indents.len() >= MAX_INDENTS {
                self.done = Done::TooDeep;
                self.cur = self.inp;
                return Err(TokenKind::Error);
            }
            if alt_col <= alt_current {
                return Err(self.inconsistent_tabs());
            }
            self.pending += 1;
            self.indents.push((col, alt_col));
        } else {
            while self.indents.len() > 1 && self.indents.last().is_some_and(|&(indent, _)| col < indent) {
                self.pending -= 1;
                self.indents.pop();
            }
            let (current, alt_current) = self.indents.last().copied().unwrap_or_default();
            if col != current {
                self.done = Done::Dedent;
                self.cur = self.inp;
                return Err(TokenKind::Error);
            }
            if alt_col != alt_current {
                return Err(self.inconsistent_tabs());
            }
        }
        Ok(false)
    }

    fn inconsistent_tabs(&mut self) -> TokenKind {
        self.done = Done::TabSpace;
        self.cur = self.inp;
        TokenKind::Error
    }

    fn continuation_line(&mut self) -> bool {
        let c = self.next();
        if !is(c, b'\n') {
            self.done = Done::LineContinuation;
            return false;
        }
        let c = self.next();
        if c == EOF {
            self.done = Done::Eof;
            self.cur = self.inp;
            return false;
        }
        self.back(c);
        true
    }

    fn normal(&mut self) -> TokenKind {
        loop {
            let mut blank_line = false;
            self.between_tokens = true;
            if std::mem::take(&mut self.at_line_start) {
                match self.indentation() {
                    Ok(blank) => blank_line = blank,
                    Err(read) => return read,
                }
            }
            self.start = self.cur;
            if self.pending < 0 {
                self.pending += 1;
                return TokenKind::Dedent;
            }
            if self.pending > 0 {
                self.pending -= 1;
                return TokenKind::Indent;
            }
            self.peek();
            // Blank lines, and line ends inside parentheses, are no tokens.
            loop {
                self.between_tokens = true;
                let mut c = self.next();
                while is(c, b' ') || is(c, b'\t') || is(c, b'\x0c') {
                    c = self.next();
                }
                self.start = if c == EOF { self.cur } else { self.cur - 1 };
                self.between_tokens = false;
                if is(c, b'#') {
                    // A line end after a comment is a token that starts with the comment.
                    self.skip(|byte| byte != b'\n');
                    c = self.next();
                }
                if c == EOF {
                    if self.level() > 0 {
                        return TokenKind::Error;
                    }
                    return if self.done == Done::Eof { TokenKind::EndMarker } else { TokenKind::Error };
                }
                if is(c, b'\n') {
                    self.at_line_start = true;
                    if blank_line || self.level() > 0 {
                        break;
                    }
                    return TokenKind::Newline;
                }
                if is(c, b'\\') {
                    if !self.continuation_line() {
                        return TokenKind::Error;
                    }
                    continue;
                }
                return self.token_from(c);
            }
        }
    }

    fn token_from(&mut self, c: i32) -> TokenKind {
        if is_identifier_start(c) {
            return self.identifier(c);
        }
        if is_digit(c) {
            return self.number(c);
        }
        if is(c, b'.') && is_digit(self.peek()) {
            let c = self.next();
            return self.fraction(c);
        }
        match u8::try_from(c) {
            Ok(quote @ (b'\'' | b'"')) => self.string(quote),
            Ok(byte) => self.punctuation(byte),
            Err(_) => TokenKind::Error,
        }
    }

    fn identifier(&mut self, first: i32) -> TokenKind {
        let mut c = first;
        let mut seen = [false; 5];
        let letters = [b'b', b'u', b'r', b'f', b't'];
        loop {
            let lower = u8::try_from(c).unwrap_or(0).to_ascii_lowercase();
            match letters.iter().position(|&letter| letter == lower) {
                Some(index) if !seen[index] => seen[index] = true,
                _ => break,
            }
            c = self.next();
            if let Ok(quote @ (b'\'' | b'"')) = u8::try_from(c) {
                let [b, u, r, f, t] = seen;
                let clash = [
                    (u && b, "u", "b"),
                    (u && r, "u", "r"),
                    (u && f, "u", "f"),
                    (u && t, "u", "t"),
                    (b && f, "b", "f"),
                    (b && t, "b", "t"),
                    (f && t, "f", "t"),
                ];
                if let Some((_, first, second)) = clash.into_iter().find(|(clash, ..)| *clash) {
                    let message = format!("'{first}' and '{second}' prefixes are incompatible");
                    return self.fail_range(
                        message,
                        self.characters_to(self.start) + 1,
                        self.characters_to(self.cur),
                    );
                }
                return if f || t { self.string_start(quote, t, r) } else { self.string(quote) };
            }
        }
        self.back(c);
        self.skip(|byte| is_identifier_char(i32::from(byte)));
        let text = self.text.get(self.start..self.cur).unwrap_or_default();
        if !text.is_ascii()
            && let Some(read) = self.invalid_identifier()
        {
            return read;
        }
        if super::grammar::is_keyword(text) { TokenKind::Keyword } else { TokenKind::Name }
    }

    /// Complains about a character that cannot stand in an identifier.
    fn invalid_identifier(&mut self) -> Option<TokenKind> {
        let text = self.text.get(self.start..self.cur).unwrap_or_default();
        let (at, c) = text.char_indices().find(|&(at, c)| !is_identifier_part(c, at == 0))?;
        self.cur = self.start + at + c.len_utf8();
        Some(if crate::unparse::is_printable(c) {
            self.fail(format!("invalid character '{c}' (U+{:04X})", c as u32))
        } else {
            self.fail(format!("invalid non-printable character U+{:04X}", c as u32))
        })
    }

    fn number(&mut self, first: i32) -> TokenKind {
        if !is(first, b'0') {
            let Ok(c) = self.decimal_tail() else { return TokenKind::Error };
            return self.after_integer(c);
        }
        let mut c = self.next();
        let radix = u8::try_from(c).unwrap_or(0).to_ascii_lowercase();
        match radix {
            b'x' => return self.prefixed_number(16, "hexadecimal"),
            b'o' => return self.prefixed_number(8, "octal"),
            b'b' => return self.prefixed_number(2, "binary"),
            _ => {}
        }
        loop {
            if is(c, b'_') {
                c = self.next();
                if !is_digit(c) {
                    self.back(c);
                    return self.fail("invalid decimal literal");
                }
            }
            if !is(c, b'0') {
                break;
            }
            c = self.next();
        }
        let zeros_end = self.cur;
        let mut nonzero = false;
        if is_digit(c) {
            nonzero = true;
            match self.decimal_tail() {
                Ok(next) => c = next,
                Err(()) => return TokenKind::Error,
            }
        }
        let float = u8::try_from(c).is_ok_and(|c| b".eEjJ".contains(&c));
        if nonzero && !float {
            self.back(c);
            let message = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal \
                           integers";
            return self.fail_range(
                message,
                self.characters_to(self.start) + 1,
                self.characters_to(zeros_end),
            );
        }
        self.after_integer(c)
    }

    fn prefixed_number(&mut self, radix: u32, kind: &str) -> TokenKind {
        let in_radix = |c: i32| u8::try_from(c).is_ok_and(|c| char::from(c).is_digit(radix));
        let mut c = self.next();
        loop {
            if is(c, b'_') {
                c = self.next();
            }
            if !in_radix(c) {
                if is_digit(c) {
                    return self.fail(format!("invalid digit '{}' in {kind} literal", char::from(c as u8)));
                }
                self.back(c);
                return self.fail(format!("invalid {kind} literal"));
            }
            while in_radix(c) {
                c = self.next();
            }
            if !is(c, b'_') {
                break;
            }
        }
        if is_digit(c) {
            return self.fail(format!("invalid digit '{}' in {kind} literal", char::from(c as u8)));
        }
        self.end_of_number(c, kind)
    }

    /// Reads the digits after the first; the result is the character after them.
    fn decimal_tail(&mut self) -> Result<i32, ()> {
        loop {
            let mut c = self.next();
            while is_digit(c) {
                c = self.next();
            }
            if !is(c, b'_') {
                return Ok(c);
            }
            c = self.next();
            if !is_digit(c) {
                self.back(c);
                self.fail("invalid decimal literal");
                return Err(());
            }
        }
    }

    fn after_integer(&mut self, c: i32) -> TokenKind {
        if is(c, b'.') {
            let c = self.next();
            return self.fraction(c);
        }
        self.exponent(c)
    }

    /// After the point.
    fn fraction(&mut self, c: i32) -> TokenKind {
        if !is_digit(c) {
            return self.exponent(c);
        }
        match self.decimal_tail() {
            Ok(c) => self.exponent(c),
            Err(()) => TokenKind::Error,
        }
    }

    fn exponent(&mut self, mut c: i32) -> TokenKind {
        if is(c, b'e') || is(c, b'E') {
            let e = c;
            c = self.next();
            if is(c, b'+') || is(c, b'-') {
                c = self.next();
                if !is_digit(c) {
                    self.back(c);
                    return self.fail("invalid decimal literal");
                }
            } else if !is_digit(c) {
                // Not an exponent: a word that begins with `e`.
                self.back(c);
                return self.end_of_number(e, "decimal");
            }
            match self.decimal_tail() {
                Ok(next) => c = next,
                Err(()) => return TokenKind::Error,
            }
        }
        if is(c, b'j') || is(c, b'J') {
            let c = self.next();
            return self.end_of_number(c, "imaginary");
        }
        self.end_of_number(c, "decimal")
    }

    /// A number may be followed directly by a keyword that can come next, with a warning, but by no other letter.
    fn end_of_number(&mut self, c: i32, kind: &str) -> TokenKind {
        let rest: &[&str] = match u8::try_from(c) {
            Ok(b'a') => &["nd"],
            Ok(b'e') => &["lse"],
            Ok(b'f') => &["or"],
            Ok(b'i') => &["f", "n", "s"],
            Ok(b'o') => &["r"],
            Ok(b'n') => &["ot"],
            _ => &[],
        };
        let ahead = &self.bytes[self.cur..];
        let keyword = rest.iter().any(|word| {
            ahead.starts_with(word.as_bytes())
                && (word.len() == 1
                    || !ahead.get(word.len()).is_some_and(|&next| is_identifier_char(i32::from(next))))
        });
        self.back(c);
        if keyword {
            self.warnings.push((format!("invalid {kind} literal"), self.line));
        } else if c < 0x80 && is_identifier_char(c) {
            return self.fail(format!("invalid {kind} literal"));
        }
        TokenKind::Number
    }

    fn string(&mut self, quote: u8) -> TokenKind {
        self.first_line = self.line;
        self.multi_line_start = self.line_start;
        let mut quote_size = 1;
        let mut end_size = 0;
        let mut c = self.next();
        if is(c, quote) {
            c = self.next();
            if is(c, quote) {
                quote_size = 3;
            } else {
                end_size = 1;
            }
        }
        if !is(c, quote) {
            self.back(c);
        }
        let mut escaped_quote = false;
        while end_size != quote_size {
            if end_size == 0 {
                self.skip(|byte| byte != quote && byte != b'\\' && byte != b'\n');
            }
            c = self.next();
            if self.done == Done::Error {
                return TokenKind::Error;
            }
            if c == EOF || (quote_size == 1 && is(c, b'\n')) {
                return self.unterminated_string(c, quote, quote_size, escaped_quote);
            }
            if is(c, quote) {
                end_size += 1;
                continue;
            }
            end_size = 0;
            if is(c, b'\\') {
                c = self.next();
                escaped_quote |= is(c, quote);
            }
        }
        TokenKind::String
    }

    fn unterminated_string(
        &mut self,
        c: i32,
        quote: u8,
        quote_size: usize,
        escaped_quote: bool,
    ) -> TokenKind {
        // The error is at the opening quote.
        self.cur = self.start + 1;
        self.line_start = self.multi_line_start;
        let detected = std::mem::replace(&mut self.line, self.first_line);
        if let Some(mode) = self.modes.last()
            && mode.quote == quote
            && mode.quote_size == quote_size
        {
            let message = format!("{}-string: expecting '}}'", mode.prefix());
            return self.fail(message);
        }
        let message = if quote_size == 3 {
            format!("unterminated triple-quoted string literal (detected at line {detected})")
        } else if escaped_quote {
            format!(
                "unterminated string literal (detected at line {detected}); perhaps you escaped the end quote?"
            )
        } else {
            format!("unterminated string literal (detected at line {detected})")
        };
        let read = self.fail(message);
        if !is(c, b'\n') {
            self.done = if quote_size == 3 { Done::EofInString } else { Done::EolInString };
        }
        read
    }

    fn string_start(&mut self, quote: u8, is_template: bool, raw: bool) -> TokenKind {
        self.first_line = self.line;
        self.multi_line_start = self.line_start;
        let mut quote_size = 1;
        if self.bytes[self.cur..self.inp].starts_with(&[quote, quote]) {
            quote_size = 3;
            self.cur += 2;
        }
        if self.modes.len() + 1 >= MAX_FSTRINGS {
            return self.fail("too many nested f-strings or t-strings");
        }
        self.modes.push(StringMode {
            in_text: true,
            quote,
            quote_size,
            start: self.start,
            line_start: self.line_start,
            first_line: self.line,
            raw,
            is_template,
            braces: 0,
            expression_braces: -1,
            in_format_spec: false,
            in_debug: false,
        });
        if is_template { TokenKind::TStringStart } else { TokenKind::FStringStart }
    }

    /// The mode that is being read; there is one whenever this is called.
    fn mode(&mut self) -> Option<&mut StringMode> {
        self.modes.last_mut()
    }

    fn string_text(&mut self) -> TokenKind {
        let Some(&mode) = self.modes.last() else { return TokenKind::Error };
        let middle = if mode.is_template { TokenKind::TStringMiddle } else { TokenKind::FStringMiddle };
        self.start = self.cur;
        self.between_tokens = false;
        self.first_line = self.line;
        let c = self.next();
        if is(c, b'{') {
            let after = self.peek();
            self.back(c);
            if !is(after, b'{') {
                return match self.enter_expression(mode) {
                    Some(read) => read,
                    None => self.normal(),
                };
            }
        } else {
            self.back(c);
        }
        let quotes = &self.bytes[self.cur..self.inp.max(self.cur)];
        if quotes.len() >= mode.quote_size && quotes[..mode.quote_size].iter().all(|&byte| byte == mode.quote)
        {
            self.cur += mode.quote_size;
            self.multi_line_start = self.line_start;
            self.modes.pop();
            return if mode.is_template { TokenKind::TStringEnd } else { TokenKind::FStringEnd };
        }
        self.multi_line_start = self.line_start;
        let mut end_size = 0;
        let mut unicode_escape = false;
        while end_size != mode.quote_size {
            let c = self.next();
            if self.done == Done::Error {
                return TokenKind::Error;
            }
            let in_format_spec = mode.in_format_spec && mode.expression_braces >= 0;
            if c == EOF || (mode.quote_size == 1 && is(c, b'\n')) {
                if in_format_spec && is(c, b'\n') {
                    let message = format!(
                        "{}-string: newlines are not allowed in format specifiers for single quoted {}-strings",
                        mode.prefix(),
                        mode.prefix()
                    );
                    return self.fail(message);
                }
                return self.unterminated_text(c, mode);
            }
            if is(c, mode.quote) {
                end_size += 1;
                continue;
            }
            end_size = 0;
            if is(c, b'{') {
                let after = self.next();
                if is(after, b'{') && !in_format_spec {
                    return middle;
                }
                self.back(after);
                self.back(c);
                return self.enter_expression(mode).unwrap_or(middle);
            }
            if is(c, b'}') {
                if unicode_escape {
                    return middle;
                }
                let after = self.next();
                if is(after, b'}') && !in_format_spec && mode.braces == 0 {
                    return middle;
                }
                self.back(after);
                self.back(c);
                if let Some(mode) = self.mode() {
                    mode.in_text = false;
                    mode.in_format_spec = false;
                }
                return middle;
            }
            if is(c, b'\\') {
                let escaped = self.next();
                if is(escaped, b'{') || is(escaped, b'}') {
                    self.back(escaped);
                } else if !mode.raw && is(escaped, b'N') {
                    let brace = self.next();
                    if is(brace, b'{') {
                        unicode_escape = true;
                    } else {
                        self.back(brace);
                    }
                }
            }
        }
        // The quotes are the next token.
        self.cur -= mode.quote_size;
        middle
    }

    fn enter_expression(&mut self, mode: StringMode) -> Option<TokenKind> {
        let depth = mode.expression_braces + 1;
        if let Some(mode) = self.mode() {
            mode.expression_braces = depth;
        }
        if depth >= MAX_EXPRESSIONS {
            let message = format!("{}-string: expressions nested too deeply", mode.prefix());
            return Some(self.fail(message));
        }
        if let Some(mode) = self.mode() {
            mode.in_text = false;
            mode.in_format_spec = false;
        }
        None
    }

    fn unterminated_text(&mut self, c: i32, mode: StringMode) -> TokenKind {
        self.cur = mode.start + 1;
        self.line_start = mode.line_start;
        let detected = std::mem::replace(&mut self.line, mode.first_line);
        let prefix = mode.prefix();
        if mode.quote_size == 3 {
            let message =
                format!("unterminated triple-quoted {prefix}-string literal (detected at line {detected})");
            let read = self.fail(message);
            if !is(c, b'\n') {
                self.done = Done::EofInString;
            }
            return read;
        }
        self.fail(format!("unterminated {prefix}-string literal (detected at line {detected})"))
    }

    fn punctuation(&mut self, c: u8) -> TokenKind {
        if matches!(c, b':' | b'}' | b'!' | b'{')
            && let Some(mode) = self.mode()
            && mode.expression_braces >= 0
        {
            let cursor = mode.braces - i32::from(c != b'{');
            if c == b':' && cursor == mode.expression_braces {
                mode.in_text = true;
                mode.in_format_spec = true;
                return TokenKind::Op;
            }
        }
        // Looking ahead may find the end of the source, which is noted.
        self.peek();
        let operator = match self.text.get(self.cur - 1..self.inp).unwrap_or_default() {
            text if self.old_not_equal && text.starts_with("<>") => "<>",
            text => operator_at(text),
        };
        if operator.len() > 1 {
            self.cur += 1;
            self.peek();
            self.cur += operator.len() - 2;
            return TokenKind::Op;
        }
        match c {
            b'(' | b'[' | b'{' => {
                if self.parentheses.len() >= MAX_PARENTHESES {
                    return self.fail("too many nested parentheses");
                }
                let col = (self.start - self.line_start) as i32;
                self.parentheses.push(Parenthesis { open: c, line: self.line, col });
                if let Some(mode) = self.mode() {
                    mode.braces += 1;
                }
            }
            b')' | b']' | b'}' => {
                if let Some(error) = self.close(c) {
                    return error;
                }
            }
            b'=' => {
                if let Some(mode) = self.mode()
                    && mode.expression_braces >= 0
                {
                    mode.in_debug = true;
                }
            }
            _ => {}
        }
        if c < b' ' || c == 0x7F {
            return self.fail(format!("invalid non-printable character U+{c:04X}"));
        }
        TokenKind::Op
    }

    fn close(&mut self, c: u8) -> Option<TokenKind> {
        let shown = char::from(c);
        if let Some(mode) = self.modes.last()
            && mode.braces == 0
            && c == b'}'
        {
            let message = format!("{}-string: single '}}' is not allowed", mode.prefix());
            return Some(self.fail(message));
        }
        let Some(open) = self.parentheses.pop() else {
            return Some(self.fail(format!("unmatched '{shown}'")));
        };
        if !matches!((open.open, c), (b'(', b')') | (b'[', b']') | (b'{', b'}')) {
            if let Some(mode) = self.modes.last()
                && open.open == b'{'
                && mode.braces - 1 == mode.expression_braces
            {
                let message = format!("{}-string: unmatched '{shown}'", mode.prefix());
                return Some(self.fail(message));
            }
            let mut message = format!(
                "closing parenthesis '{shown}' does not match opening parenthesis '{}'",
                char::from(open.open)
            );
            if open.line != self.line {
                message.push_str(&format!(" on line {}", open.line));
            }
            return Some(self.fail(message));
        }
        if let Some(mode) = self.modes.last_mut() {
            mode.braces -= 1;
            if mode.braces < 0 {
                let message = format!("{}-string: unmatched '{shown}'", mode.prefix());
                return Some(self.fail(message));
            }
            if c == b'}' && mode.braces == mode.expression_braces {
                mode.expression_braces -= 1;
                mode.in_text = true;
                mode.in_format_spec = false;
                mode.in_debug = false;
            }
        }
        None
    }
}

/// Whether a character may stand in an identifier.
fn is_identifier_part(c: char, first: bool) -> bool {
    if c.is_ascii() {
        return c == '_' || c.is_ascii_alphabetic() || (!first && c.is_ascii_digit());
    }
    if first { unicode_ident::is_xid_start(c) } else { unicode_ident::is_xid_continue(c) }
}
