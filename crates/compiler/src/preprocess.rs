//! Changes of the tree before it is compiled: `__debug__`, `'…' % (…)` as an f-string, signed numbers in patterns,
//! docstrings under `-OO`; and the warning about leaving a `finally` (PEP 765). Constants are folded later, by the
//! flow graph.

use std::sync::Arc;

use bytecode::{Constant, Wtf8, Wtf8Buf};

use crate::ast::*;
use crate::error::Warning;
use crate::ir::Location;

/// Prepares `module` for compilation.
pub(crate) fn preprocess(
    module: &mut Mod,
    optimize: u8,
    future_annotations: bool,
    warnings: &mut Vec<Warning>,
) {
    let mut pass = Preprocessor { optimize, future_annotations, warnings, surroundings: Vec::new() };
    match module {
        Mod::Module(body) => pass.body(body),
        Mod::Interactive(body) => pass.stmts(body),
        Mod::Expression(body) => pass.expr(body),
    }
}

/// The innermost thing that decides whether leaving it leaves a `finally`.
#[derive(Clone, Copy, PartialEq)]
enum Surrounding {
    Finally,
    Function,
    Loop,
}

struct Preprocessor<'a> {
    optimize: u8,
    future_annotations: bool,
    warnings: &'a mut Vec<Warning>,
    surroundings: Vec<Surrounding>,
}

impl Preprocessor<'_> {
    /// A body that may have a docstring.
    fn body(&mut self, body: &mut Vec<Stmt>) {
        let mut has_docstring = docstring(body).is_some();
        if has_docstring && self.optimize >= 2 {
            body.remove(0);
            has_docstring = false;
        }
        self.stmts(body);
        // What has become a string constant must not pass for a docstring.
        if !has_docstring && docstring(body).is_some() {
            let Some(Stmt { location, kind: StmtKind::Expr(value) }) = body.first_mut() else { return };
            let placeholder = Expr::constant(Constant::None, *location);
            let inner = std::mem::replace(&mut **value, placeholder);
            **value = Expr { location: *location, kind: ExprKind::JoinedStr(vec![inner]) };
        }
    }

    fn stmts(&mut self, body: &mut [Stmt]) {
        for stmt in body {
            self.stmt(stmt);
        }
    }

    fn within(&mut self, surrounding: Surrounding, body: impl FnOnce(&mut Self)) {
        self.surroundings.push(surrounding);
        body(self);
        self.surroundings.pop();
    }

    fn warn_if_in_finally(&mut self, word: &str, location: Location) {
        if self.surroundings.last() == Some(&Surrounding::Finally) {
            self.warnings.push(Warning::at(format!("'{word}' in a 'finally' block"), location));
        }
    }

    fn stmt(&mut self, stmt: &mut Stmt) {
        match &mut stmt.kind {
            StmtKind::FunctionDef(def) => {
                self.type_params(&mut def.type_params);
                self.arguments(&mut def.args);
                self.within(Surrounding::Function, |this| this.body(&mut def.body));
                self.exprs(&mut def.decorator_list);
                if !self.future_annotations {
                    self.opt(def.returns.as_deref_mut());
                }
            }
            StmtKind::ClassDef(def) => {
                self.type_params(&mut def.type_params);
                self.exprs(&mut def.bases);
                self.keywords(&mut def.keywords);
                self.body(&mut def.body);
                self.exprs(&mut def.decorator_list);
            }
            StmtKind::Return(value) => {
                self.warn_if_in_finally("return", stmt.location);
                self.opt(value.as_deref_mut());
            }
            StmtKind::Delete(targets) => self.exprs(targets),
            StmtKind::Assign { targets, value } => {
                self.exprs(targets);
                self.expr(value);
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target);
                self.expr(value);
            }
            StmtKind::AnnAssign(assign) => {
                self.expr(&mut assign.target);
                if !self.future_annotations {
                    self.expr(&mut assign.annotation);
                }
                self.opt(assign.value.as_mut());
            }
            StmtKind::TypeAlias(alias) => {
                self.type_params(&mut alias.type_params);
                self.expr(&mut alias.value);
            }
            StmtKind::For(stmt) => {
                self.expr(&mut stmt.target);
                self.expr(&mut stmt.iter);
                self.within(Surrounding::Loop, |this| this.stmts(&mut stmt.body));
                self.stmts(&mut stmt.orelse);
            }
            StmtKind::While { test, body, orelse } => {
                self.expr(test);
                self.within(Surrounding::Loop, |this| this.stmts(body));
                self.stmts(orelse);
            }
            StmtKind::If { test, body, orelse } => {
                self.expr(test);
                self.stmts(body);
                self.stmts(orelse);
            }
            StmtKind::With(stmt) => {
                for item in &mut stmt.items {
                    self.expr(&mut item.context_expr);
                    self.opt(item.optional_vars.as_mut());
                }
                self.stmts(&mut stmt.body);
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject);
                for case in cases {
                    self.pattern(&mut case.pattern);
                    self.opt(case.guard.as_mut());
                    self.stmts(&mut case.body);
                }
            }
            StmtKind::Raise { exc, cause } => {
                self.opt(exc.as_deref_mut());
                self.opt(cause.as_deref_mut());
            }
            StmtKind::Try(stmt) => {
                self.stmts(&mut stmt.body);
                for handler in &mut stmt.handlers {
                    self.opt(handler.type_.as_mut());
                    self.stmts(&mut handler.body);
                }
                self.stmts(&mut stmt.orelse);
                self.within(Surrounding::Finally, |this| this.stmts(&mut stmt.finalbody));
            }
            StmtKind::Assert { test, msg } => {
                self.expr(test);
                self.opt(msg.as_deref_mut());
            }
            StmtKind::Expr(value) => self.expr(value),
            StmtKind::Break => self.warn_if_in_finally("break", stmt.location),
            StmtKind::Continue => self.warn_if_in_finally("continue", stmt.location),
            StmtKind::Import(_)
            | StmtKind::ImportFrom { .. }
            | StmtKind::Global(_)
            | StmtKind::Nonlocal(_)
            | StmtKind::Pass => {}
        }
    }

    fn type_params(&mut self, params: &mut [TypeParam]) {
        for param in params {
            if let TypeParamKind::TypeVar { bound } = &mut param.kind {
                self.opt(bound.as_mut());
            }
            self.opt(param.default_value.as_mut());
        }
    }

    fn arguments(&mut self, args: &mut Arguments) {
        if !self.future_annotations {
            let all = args
                .posonlyargs
                .iter_mut()
                .chain(&mut args.args)
                .chain(args.vararg.as_deref_mut())
                .chain(&mut args.kwonlyargs)
                .chain(args.kwarg.as_deref_mut());
            for arg in all {
                self.opt(arg.annotation.as_deref_mut());
            }
        }
        for default in args.kw_defaults.iter_mut().flatten() {
            self.expr(default);
        }
        self.exprs(&mut args.defaults);
    }

    fn keywords(&mut self, keywords: &mut [Keyword]) {
        for keyword in keywords {
            self.expr(&mut keyword.value);
        }
    }

    fn exprs(&mut self, exprs: &mut [Expr]) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn opt(&mut self, expr: Option<&mut Expr>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn expr(&mut self, expr: &mut Expr) {
        match &mut expr.kind {
            ExprKind::BoolOp { values, .. } => self.exprs(values),
            ExprKind::NamedExpr { value, .. } => self.expr(value),
            ExprKind::BinOp { left, op, right } => {
                self.expr(left);
                self.expr(right);
                if *op == Operator::Mod
                    && let Some(Constant::Str(format)) = left.as_constant()
                    && let ExprKind::Tuple { elts, ctx: ExprContext::Load } = &mut right.kind
                    && !elts.iter().any(Expr::is_starred)
                {
                    let format = format.clone();
                    if let Some(values) = format_to_fields(&format, elts) {
                        expr.kind = ExprKind::JoinedStr(values);
                    }
                }
            }
            ExprKind::UnaryOp { operand, .. } => self.expr(operand),
            ExprKind::Lambda { args, body } => {
                self.arguments(args);
                self.expr(body);
            }
            ExprKind::IfExp { test, body, orelse } => {
                self.expr(test);
                self.expr(body);
                self.expr(orelse);
            }
            ExprKind::Dict { keys, values } => {
                for key in keys.iter_mut().flatten() {
                    self.expr(key);
                }
                self.exprs(values);
            }
            ExprKind::Set(elts)
            | ExprKind::List { elts, .. }
            | ExprKind::Tuple { elts, .. }
            | ExprKind::JoinedStr(elts)
            | ExprKind::TemplateStr(elts) => self.exprs(elts),
            ExprKind::ListComp { elt, generators }
            | ExprKind::SetComp { elt, generators }
            | ExprKind::GeneratorExp { elt, generators } => {
                self.expr(elt);
                self.generators(generators);
            }
            ExprKind::DictComp { key, value, generators } => {
                self.expr(key);
                self.expr(value);
                self.generators(generators);
            }
            ExprKind::Await(value)
            | ExprKind::YieldFrom(value)
            | ExprKind::Attribute { value, .. }
            | ExprKind::Starred { value, .. } => self.expr(value),
            ExprKind::Yield(value) => self.opt(value.as_deref_mut()),
            ExprKind::Compare { left, comparators, .. } => {
                self.expr(left);
                self.exprs(comparators);
            }
            ExprKind::Call { func, args, keywords } => {
                self.expr(func);
                self.exprs(args);
                self.keywords(keywords);
            }
            ExprKind::FormattedValue { value, format_spec, .. }
            | ExprKind::Interpolation { value, format_spec, .. } => {
                self.expr(value);
                self.opt(format_spec.as_deref_mut());
            }
            ExprKind::Subscript { value, slice, .. } => {
                self.expr(value);
                self.expr(slice);
            }
            ExprKind::Slice { lower, upper, step } => {
                for part in [lower, upper, step] {
                    self.opt(part.as_deref_mut());
                }
            }
            ExprKind::Name { id, ctx: ExprContext::Load } if **id == "__debug__" => {
                *expr = Expr::constant(Constant::Bool(self.optimize == 0), expr.location);
            }
            ExprKind::Name { .. } | ExprKind::Constant { .. } => {}
        }
    }

    fn generators(&mut self, generators: &mut [Comprehension]) {
        for generator in generators {
            self.expr(&mut generator.target);
            self.expr(&mut generator.iter);
            self.exprs(&mut generator.ifs);
        }
    }

    fn pattern(&mut self, pattern: &mut Pattern) {
        match &mut pattern.kind {
            PatternKind::MatchValue(value) => fold_pattern_number(value),
            PatternKind::MatchSingleton(_) | PatternKind::MatchStar(_) => {}
            PatternKind::MatchSequence(patterns) | PatternKind::MatchOr(patterns) => self.patterns(patterns),
            PatternKind::MatchMapping { keys, patterns, .. } => {
                keys.iter_mut().for_each(fold_pattern_number);
                self.patterns(patterns);
            }
            PatternKind::MatchClass { cls, patterns, kwd_patterns, .. } => {
                self.expr(cls);
                self.patterns(patterns);
                self.patterns(kwd_patterns);
            }
            PatternKind::MatchAs { pattern, .. } => {
                if let Some(pattern) = pattern {
                    self.pattern(pattern);
                }
            }
        }
    }

    fn patterns(&mut self, patterns: &mut [Pattern]) {
        for pattern in patterns {
            self.pattern(pattern);
        }
    }
}

/// `-1` and `1 + 2j` in a pattern are single constants.
fn fold_pattern_number(expr: &mut Expr) {
    let folded = match &mut expr.kind {
        ExprKind::UnaryOp { op: UnaryOp::USub, operand } => operand.as_constant().and_then(negate),
        ExprKind::BinOp { left, op: op @ (Operator::Add | Operator::Sub), right } => {
            fold_pattern_number(left);
            match (left.as_constant(), right.as_constant()) {
                // The real number has no imaginary part, not one of zero: `0 - 0j` is `-0j`.
                (Some(left), Some(Constant::Complex { real, imag })) => real_number(left).map(|left| {
                    if *op == Operator::Add {
                        Constant::Complex { real: left + real, imag: *imag }
                    } else {
                        Constant::Complex { real: left - real, imag: -imag }
                    }
                }),
                _ => None,
            }
        }
        _ => None,
    };
    if let Some(value) = folded {
        *expr = Expr::constant(value, expr.location);
    }
}

fn negate(value: &Constant) -> Option<Constant> {
    Some(match value {
        Constant::Int(number) => match number.checked_neg() {
            Some(number) => Constant::Int(number),
            None => Constant::BigInt(Box::new(-dashu_int::IBig::from(*number))),
        },
        Constant::BigInt(number) => {
            let negated = -(**number).clone();
            match i64::try_from(&negated) {
                Ok(small) => Constant::Int(small),
                Err(_) => Constant::BigInt(Box::new(negated)),
            }
        }
        Constant::Float(number) => Constant::Float(-number),
        Constant::Complex { real, imag } => Constant::Complex { real: -real, imag: -imag },
        _ => return None,
    })
}

fn real_number(value: &Constant) -> Option<f64> {
    match value {
        Constant::Int(number) => Some(*number as f64),
        Constant::BigInt(number) => Some(number.to_f64().value()),
        Constant::Float(number) => Some(*number),
        _ => None,
    }
}

/// Turns `format % elts` into the values of an f-string, if only simple conversions are used and their number is that
/// of the elements. The elements are moved out only in that case.
fn format_to_fields(format: &Wtf8, elts: &mut Vec<Expr>) -> Option<Vec<Expr>> {
    enum Piece {
        Text(Wtf8Buf),
        Field(Conversion, String),
    }
    let no_location = Location { line: -1, end_line: -1, col: -1, end_col: -1 };
    let mut pieces = Vec::new();
    let mut fields = 0;
    let mut chars = format.code_points().peekable();
    let percent = u32::from(b'%');
    loop {
        let mut text = Wtf8Buf::new();
        let mut at_field = false;
        while let Some(c) = chars.next() {
            if c != percent {
                text.push_code_point(c);
            } else if chars.peek() == Some(&percent) {
                chars.next();
                text.push_code_point(c);
            } else {
                at_field = true;
                break;
            }
        }
        if !text.as_bytes().is_empty() {
            pieces.push(Piece::Text(text));
        }
        if !at_field {
            break;
        }
        if fields >= elts.len() {
            return None;
        }
        fields += 1;
        let (conversion, spec) = simple_field(&mut chars)?;
        pieces.push(Piece::Field(conversion, spec));
    }
    if fields < elts.len() {
        return None;
    }
    let mut elts = std::mem::take(elts).into_iter();
    let mut values = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece {
            Piece::Text(text) => values.push(Expr::constant(Constant::Str(Arc::new(text)), no_location)),
            Piece::Field(conversion, spec) => {
                let value = elts.next()?;
                let location = value.location;
                let format_spec =
                    (!spec.is_empty()).then(|| Box::new(Expr::constant(Constant::str(spec), no_location)));
                let kind = ExprKind::FormattedValue { value: Box::new(value), conversion, format_spec };
                values.push(Expr { location, kind });
            }
        }
    }
    Some(values)
}

/// Reads what follows a `%`: flags, width, precision and `s`, `r` or `a`. Returns the conversion and the equivalent
/// format specification.
fn simple_field(chars: &mut impl Iterator<Item = u32>) -> Option<(Conversion, String)> {
    /// Longer numbers are left to the run time.
    const MAX_DIGITS: usize = 3;
    let mut next = || chars.next().and_then(char::from_u32);
    let mut left = false;
    let mut c = next()?;
    while matches!(c, '-' | '+' | ' ' | '#' | '0') {
        left |= c == '-';
        c = next()?;
    }
    let number = |c: &mut char, next: &mut dyn FnMut() -> Option<char>| {
        let mut value = 0u32;
        let mut digits = 0;
        while let Some(digit) = c.to_digit(10) {
            value = value * 10 + digit;
            *c = next()?;
            digits += 1;
            if digits >= MAX_DIGITS {
                return None;
            }
        }
        Some(value)
    };
    let width = if c.is_ascii_digit() { Some(number(&mut c, &mut next)?) } else { None };
    let precision = if c == '.' {
        c = next()?;
        Some(number(&mut c, &mut next)?)
    } else {
        None
    };
    let conversion = match c {
        's' => Conversion::Str,
        'r' => Conversion::Repr,
        'a' => Conversion::Ascii,
        _ => return None,
    };
    let mut spec = String::new();
    if let Some(width) = width {
        if !left && width > 0 {
            spec.push('>');
        }
        spec.push_str(&width.to_string());
    }
    if let Some(precision) = precision {
        spec.push('.');
        spec.push_str(&precision.to_string());
    }
    Some((conversion, spec))
}
