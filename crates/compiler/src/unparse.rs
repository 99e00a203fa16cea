//! Expressions back to text, with the fewest parentheses, as `from __future__ import annotations` shows annotations.
//! Statements are not handled.

use bytecode::{Constant, Wtf8, Wtf8Buf};

use crate::ast::*;

/// How tightly an expression binds, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Tuple,
    Test,
    Or,
    And,
    Not,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Arith,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

impl Level {
    /// The next tighter level.
    fn next(self) -> Level {
        use Level::*;
        match self {
            Tuple => Test,
            Test => Or,
            Or => And,
            And => Not,
            Not => Compare,
            Compare => BitOr,
            BitOr => BitXor,
            BitXor => BitAnd,
            BitAnd => Shift,
            Shift => Arith,
            Arith => Term,
            Term => Factor,
            Factor => Power,
            Power => Await,
            Await | Atom => Atom,
        }
    }
}

/// The text of an expression.
pub fn unparse(expr: &Expr) -> Wtf8Buf {
    at_level(expr, Level::Test)
}

fn at_level(expr: &Expr, level: Level) -> Wtf8Buf {
    let mut writer = Writer { out: Wtf8Buf::new() };
    writer.expr(expr, level);
    writer.out
}

struct Writer {
    out: Wtf8Buf,
}

impl Writer {
    fn str(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn name(&mut self, name: &Identifier) {
        self.out.push_wtf8(name);
    }

    /// Runs `body` between parentheses if `level` binds more tightly than `own`.
    fn parenthesized(&mut self, level: Level, own: Level, body: impl FnOnce(&mut Self)) {
        if level > own {
            self.str("(");
            body(self);
            self.str(")");
        } else {
            body(self);
        }
    }

    fn list<'a, T: 'a>(
        &mut self,
        items: impl IntoIterator<Item = &'a T>,
        mut each: impl FnMut(&mut Self, &'a T),
    ) {
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.str(", ");
            }
            each(self, item);
        }
    }

    fn expr(&mut self, expr: &Expr, level: Level) {
        match &expr.kind {
            ExprKind::BoolOp { op, values } => {
                let (word, own) = match op {
                    BoolOp::And => (" and ", Level::And),
                    BoolOp::Or => (" or ", Level::Or),
                };
                self.parenthesized(level, own, |this| {
                    for (index, value) in values.iter().enumerate() {
                        if index > 0 {
                            this.str(word);
                        }
                        this.expr(value, own.next());
                    }
                });
            }
            ExprKind::BinOp { left, op, right } => {
                let (symbol, own) = binary_operator(*op);
                let (left_level, right_level) =
                    if *op == Operator::Pow { (own.next(), own) } else { (own, own.next()) };
                self.parenthesized(level, own, |this| {
                    this.expr(left, left_level);
                    this.str(symbol);
                    this.expr(right, right_level);
                });
            }
            ExprKind::UnaryOp { op, operand } => {
                let (symbol, own) = match op {
                    UnaryOp::Invert => ("~", Level::Factor),
                    UnaryOp::Not => ("not ", Level::Not),
                    UnaryOp::UAdd => ("+", Level::Factor),
                    UnaryOp::USub => ("-", Level::Factor),
                };
                self.parenthesized(level, own, |this| {
                    this.str(symbol);
                    this.expr(operand, own);
                });
            }
            ExprKind::Lambda { args, body } => self.parenthesized(level, Level::Test, |this| {
                let positional = !args.args.is_empty() || !args.posonlyargs.is_empty();
                this.str(if positional { "lambda " } else { "lambda" });
                this.arguments(args);
                this.str(": ");
                this.expr(body, Level::Test);
            }),
            ExprKind::IfExp { test, body, orelse } => self.parenthesized(level, Level::Test, |this| {
                this.expr(body, Level::Or);
                this.str(" if ");
                this.expr(test, Level::Or);
                this.str(" else ");
                this.expr(orelse, Level::Test);
            }),
            ExprKind::Dict { keys, values } => {
                self.str("{");
                for (index, (key, value)) in keys.iter().zip(values).enumerate() {
                    if index > 0 {
                        self.str(", ");
                    }
                    match key {
                        Some(key) => {
                            self.expr(key, Level::Test);
                            self.str(": ");
                            self.expr(value, Level::Test);
                        }
                        None => {
                            self.str("**");
                            self.expr(value, Level::BitOr);
                        }
                    }
                }
                self.str("}");
            }
            ExprKind::Set(elts) => self.enclosed("{", elts, "}"),
            ExprKind::List { elts, .. } => self.enclosed("[", elts, "]"),
            ExprKind::Tuple { elts, .. } if elts.is_empty() => self.str("()"),
            ExprKind::Tuple { elts, .. } => self.parenthesized(level, Level::Tuple, |this| {
                this.list(elts, |this, elt| this.expr(elt, Level::Test));
                if elts.len() == 1 {
                    this.str(",");
                }
            }),
            ExprKind::GeneratorExp { elt, generators } => self.comprehension("(", elt, None, generators, ")"),
            ExprKind::ListComp { elt, generators } => self.comprehension("[", elt, None, generators, "]"),
            ExprKind::SetComp { elt, generators } => self.comprehension("{", elt, None, generators, "}"),
            ExprKind::DictComp { key, value, generators } => {
                self.comprehension("{", key, Some(value), generators, "}");
            }
            ExprKind::Yield(None) => self.str("(yield)"),
            ExprKind::Yield(Some(value)) => {
                self.str("(yield ");
                self.expr(value, Level::Test);
                self.str(")");
            }
            ExprKind::YieldFrom(value) => {
                self.str("(yield from ");
                self.expr(value, Level::Test);
                self.str(")");
            }
            ExprKind::Await(value) => self.parenthesized(level, Level::Await, |this| {
                this.str("await ");
                this.expr(value, Level::Atom);
            }),
            ExprKind::Compare { left, ops, comparators } => {
                self.parenthesized(level, Level::Compare, |this| {
                    this.expr(left, Level::BitOr);
                    for (op, comparator) in ops.iter().zip(comparators) {
                        this.str(comparison(*op));
                        this.expr(comparator, Level::BitOr);
                    }
                })
            }
            ExprKind::Call { func, args, keywords } => {
                self.expr(func, Level::Atom);
                if let ([generator], []) = (&args[..], &keywords[..])
                    && matches!(generator.kind, ExprKind::GeneratorExp { .. })
                {
                    return self.expr(generator, Level::Test);
                }
                self.str("(");
                self.list(args, |this, arg| this.expr(arg, Level::Test));
                if !args.is_empty() && !keywords.is_empty() {
                    self.str(", ");
                }
                self.list(keywords, |this, keyword| {
                    match &keyword.arg {
                        Some(name) => {
                            this.name(name);
                            this.str("=");
                        }
                        None => this.str("**"),
                    }
                    this.expr(&keyword.value, Level::Test);
                });
                self.str(")");
            }
            ExprKind::Constant { value, unicode_prefix } => {
                if *unicode_prefix {
                    self.str("u");
                }
                self.constant(value);
            }
            ExprKind::JoinedStr(values) => {
                let body = field_text(values);
                self.str("f");
                self.out.push_wtf8(&repr_str(&body));
            }
            ExprKind::TemplateStr(values) => self.template(values),
            ExprKind::FormattedValue { .. } | ExprKind::Interpolation { .. } => self.field(expr),
            ExprKind::Attribute { value, attr, .. } => {
                self.expr(value, Level::Atom);
                // `1.real` would be a malformed float.
                let is_int = matches!(value.as_constant(), Some(Constant::Int(_) | Constant::BigInt(_)));
                self.str(if is_int { " ." } else { "." });
                self.name(attr);
            }
            ExprKind::Subscript { value, slice, .. } => {
                self.expr(value, Level::Atom);
                self.str("[");
                self.expr(slice, Level::Tuple);
                self.str("]");
            }
            ExprKind::Starred { value, .. } => {
                self.str("*");
                self.expr(value, Level::BitOr);
            }
            ExprKind::Slice { lower, upper, step } => {
                if let Some(lower) = lower {
                    self.expr(lower, Level::Test);
                }
                self.str(":");
                if let Some(upper) = upper {
                    self.expr(upper, Level::Test);
                }
                if let Some(step) = step {
                    self.str(":");
                    self.expr(step, Level::Test);
                }
            }
            ExprKind::Name { id, .. } => self.name(id),
            ExprKind::NamedExpr { target, value } => self.parenthesized(level, Level::Tuple, |this| {
                this.expr(target, Level::Atom);
                this.str(" := ");
                this.expr(value, Level::Atom);
            }),
        }
    }

    fn enclosed(&mut self, open: &str, elts: &[Expr], close: &str) {
        self.str(open);
        self.list(elts, |this, elt| this.expr(elt, Level::Test));
        self.str(close);
    }

    fn comprehension(
        &mut self,
        open: &str,
        elt: &Expr,
        value: Option<&Expr>,
        generators: &[Comprehension],
        close: &str,
    ) {
        self.str(open);
        self.expr(elt, Level::Test);
        if let Some(value) = value {
            self.str(": ");
            self.expr(value, Level::Test);
        }
        for generator in generators {
            self.str(if generator.is_async { " async for " } else { " for " });
            self.expr(&generator.target, Level::Tuple);
            self.str(" in ");
            self.expr(&generator.iter, Level::Or);
            for condition in &generator.ifs {
                self.str(" if ");
                self.expr(condition, Level::Or);
            }
        }
        self.str(close);
    }

    fn arguments(&mut self, args: &Arguments) {
        let positional = args.posonlyargs.len() + args.args.len();
        let mut first = true;
        let mut separate = |this: &mut Self| {
            if !std::mem::take(&mut first) {
                this.str(", ");
            }
        };
        for (index, arg) in args.posonlyargs.iter().chain(&args.args).enumerate() {
            separate(self);
            self.arg(arg);
            if index + args.defaults.len() >= positional {
                self.str("=");
                self.expr(&args.defaults[index + args.defaults.len() - positional], Level::Test);
            }
            if index + 1 == args.posonlyargs.len() {
                self.str(", /");
            }
        }
        if args.vararg.is_some() || !args.kwonlyargs.is_empty() {
            separate(self);
            self.str("*");
            if let Some(vararg) = &args.vararg {
                self.arg(vararg);
            }
        }
        for (arg, default) in args.kwonlyargs.iter().zip(&args.kw_defaults) {
            separate(self);
            self.arg(arg);
            if let Some(default) = default {
                self.str("=");
                self.expr(default, Level::Test);
            }
        }
        if let Some(kwarg) = &args.kwarg {
            separate(self);
            self.str("**");
            self.arg(kwarg);
        }
    }

    fn arg(&mut self, arg: &Arg) {
        self.name(&arg.arg);
        if let Some(annotation) = &arg.annotation {
            self.str(": ");
            self.expr(annotation, Level::Test);
        }
    }

    fn template(&mut self, values: &[Expr]) {
        // A t-string that was joined with f-strings is shown as that.
        let mut pieces: Vec<(&str, &[Expr])> = Vec::new();
        let mut start = 0;
        for (index, value) in values.iter().enumerate() {
            if matches!(value.kind, ExprKind::FormattedValue { .. }) {
                if index > start {
                    pieces.push(("t", &values[start..index]));
                }
                pieces.push(("f", &values[index..=index]));
                start = index + 1;
            }
        }
        if start < values.len() || values.is_empty() {
            pieces.push(("t", &values[start..]));
        }
        for (index, (prefix, values)) in pieces.into_iter().enumerate() {
            if index > 0 {
                self.str(" ");
            }
            self.str(prefix);
            let body = field_text(values);
            self.out.push_wtf8(&repr_str(&body));
        }
    }

    /// A replacement field, braces included.
    fn field(&mut self, expr: &Expr) {
        let (text, conversion, format_spec) = match &expr.kind {
            ExprKind::FormattedValue { value, conversion, format_spec } => {
                (at_level(value, Level::Or), conversion, format_spec)
            }
            ExprKind::Interpolation { str: Constant::Str(text), conversion, format_spec, .. } => {
                (Wtf8Buf::clone(text), conversion, format_spec)
            }
            _ => return,
        };
        self.str(if text.as_bytes().starts_with(b"{") { "{ " } else { "{" });
        self.out.push_wtf8(&text);
        self.str(match conversion {
            Conversion::None => "",
            Conversion::Str => "!s",
            Conversion::Repr => "!r",
            Conversion::Ascii => "!a",
        });
        if let Some(format_spec) = format_spec {
            self.str(":");
            if let ExprKind::JoinedStr(values) = &format_spec.kind {
                let body = field_text(values);
                self.out.push_wtf8(&body);
            }
        }
        self.str("}");
    }

    fn constant(&mut self, value: &Constant) {
        match value {
            Constant::Tuple(items) => {
                self.str("(");
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.str(", ");
                    }
                    self.constant(item);
                }
                self.str(if items.len() == 1 { ",)" } else { ")" });
            }
            Constant::Ellipsis => self.str("..."),
            Constant::Float(number) if number.is_infinite() => {
                self.str(if *number > 0.0 { "1e309" } else { "-1e309" })
            }
            Constant::Complex { .. } => {
                let text = repr_constant(value).replace("inf", "1e309");
                self.str(&text);
            }
            Constant::Str(text) => {
                let repr = repr_str(text);
                self.out.push_wtf8(&repr);
            }
            other => {
                let text = repr_constant(other);
                self.str(&text);
            }
        }
    }
}

/// The inside of an f- or t-string, not yet quoted.
fn field_text(values: &[Expr]) -> Wtf8Buf {
    let mut writer = Writer { out: Wtf8Buf::new() };
    for value in values {
        match &value.kind {
            ExprKind::Constant { value: Constant::Str(text), .. } => {
                for code_point in text.code_points() {
                    writer.out.push_code_point(code_point);
                    if code_point == u32::from(b'{') || code_point == u32::from(b'}') {
                        writer.out.push_code_point(code_point);
                    }
                }
            }
            ExprKind::JoinedStr(_) | ExprKind::TemplateStr(_) => writer.expr(value, Level::Test),
            _ => writer.field(value),
        }
    }
    writer.out
}

fn binary_operator(op: Operator) -> (&'static str, Level) {
    match op {
        Operator::Add => (" + ", Level::Arith),
        Operator::Sub => (" - ", Level::Arith),
        Operator::Mult => (" * ", Level::Term),
        Operator::MatMult => (" @ ", Level::Term),
        Operator::Div => (" / ", Level::Term),
        Operator::Mod => (" % ", Level::Term),
        Operator::FloorDiv => (" // ", Level::Term),
        Operator::LShift => (" << ", Level::Shift),
        Operator::RShift => (" >> ", Level::Shift),
        Operator::BitOr => (" | ", Level::BitOr),
        Operator::BitXor => (" ^ ", Level::BitXor),
        Operator::BitAnd => (" & ", Level::BitAnd),
        Operator::Pow => (" ** ", Level::Power),
    }
}

fn comparison(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => " == ",
        CmpOp::NotEq => " != ",
        CmpOp::Lt => " < ",
        CmpOp::LtE => " <= ",
        CmpOp::Gt => " > ",
        CmpOp::GtE => " >= ",
        CmpOp::Is => " is ",
        CmpOp::IsNot => " is not ",
        CmpOp::In => " in ",
        CmpOp::NotIn => " not in ",
    }
}

/// `repr()` of a constant; surrogates in strings are escaped, so it is always UTF-8.
pub fn repr_constant(value: &Constant) -> String {
    match value {
        Constant::None => "None".to_owned(),
        Constant::Ellipsis => "Ellipsis".to_owned(),
        Constant::Bool(true) => "True".to_owned(),
        Constant::Bool(false) => "False".to_owned(),
        Constant::Int(number) => number.to_string(),
        Constant::BigInt(number) => number.to_string(),
        Constant::Float(number) => repr_float(*number),
        Constant::Complex { real, imag } => {
            let imag_text = repr_float_short(*imag);
            if *real == 0.0 && !real.is_sign_negative() {
                format!("{imag_text}j")
            } else {
                let sign = if imag_text.starts_with('-') { "" } else { "+" };
                format!("({}{sign}{imag_text}j)", repr_float_short(*real))
            }
        }
        Constant::Str(text) => repr_str(text).to_string(),
        Constant::Bytes(bytes) => repr_bytes(bytes),
        Constant::Tuple(items) => {
            let inner: Vec<String> = items.iter().map(repr_constant).collect();
            if let [item] = &inner[..] { format!("({item},)") } else { format!("({})", inner.join(", ")) }
        }
        Constant::FrozenSet(items) => {
            let inner: Vec<String> = items.iter().map(repr_constant).collect();
            format!("frozenset({{{}}})", inner.join(", "))
        }
        Constant::Slice(parts) => {
            let [start, stop, step] = &**parts;
            format!("slice({}, {}, {})", repr_constant(start), repr_constant(stop), repr_constant(step))
        }
        Constant::Code(code) => format!("<code object {}>", code.name),
    }
}

/// `repr()` of a string.
pub fn repr_str(text: &Wtf8) -> Wtf8Buf {
    let has = |quote: u8| text.as_bytes().contains(&quote);
    let quote = if has(b'\'') && !has(b'"') { '"' } else { '\'' };
    let mut out = Wtf8Buf::new();
    out.push_code_point(quote as u32);
    for code_point in text.code_points() {
        match char::from_u32(code_point) {
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c) if c == quote => {
                out.push_str("\\");
                out.push_code_point(code_point);
            }
            Some(c) if is_printable(c) => out.push_code_point(code_point),
            _ if code_point < 0x100 => out.push_str(&format!("\\x{code_point:02x}")),
            _ if code_point < 0x1_0000 => out.push_str(&format!("\\u{code_point:04x}")),
            _ => out.push_str(&format!("\\U{code_point:08x}")),
        }
    }
    out.push_code_point(quote as u32);
    out
}

/// Whether `repr` shows a character as itself.
pub(crate) fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    if c.is_whitespace() || c.is_control() || c == '\u{ad}' {
        return false;
    }
    // Rust escapes what is not printable, and also combining marks, which Python shows.
    c.is_alphanumeric() || c.escape_debug().count() == 1 || is_combining(c)
}

fn is_combining(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36F | 0x483..=0x489 | 0x591..=0x5BD | 0x610..=0x61A | 0x64B..=0x65F | 0x900..=0x903
        | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x200D | 0x20D0..=0x20FF | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F)
        && c != '\u{200d}'
}

fn repr_bytes(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut out = format!("b{quote}");
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte if char::from(byte) == quote => {
                out.push('\\');
                out.push(quote);
            }
            b' '..=b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push(quote);
    out
}

/// `repr()` of a float.
pub fn repr_float(number: f64) -> String {
    let text = repr_float_short(number);
    if text.contains(['.', 'e', 'n', 'i']) { text } else { text + ".0" }
}

/// The same without the `.0` of whole numbers.
fn repr_float_short(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    // The shortest digits that read back as the same number, and the power of ten of the first one.
    let scientific = format!("{number:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..16).contains(&exponent) {
        return format!("{number}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_read_as_pythons_do() {
        for (number, text) in [
            (1.0, "1.0"),
            (0.1, "0.1"),
            (1e16, "1e+16"),
            (123456789012345.0, "123456789012345.0"),
            (1e-5, "1e-05"),
            (0.0001, "0.0001"),
            (-0.0, "-0.0"),
            (1.5e300, "1.5e+300"),
        ] {
            assert_eq!(repr_float(number), text);
        }
    }

    #[test]
    fn strings_are_quoted_and_escaped() {
        assert_eq!(repr_str(Wtf8::new("a'b\n\u{7f}é")).to_string(), "\"a'b\\n\\x7fé\"");
        assert_eq!(repr_bytes(b"\x00'\""), "b'\\x00\\'\"'");
    }
}
