//! From the parser's tree to ours: ranges become lines and columns, literals become values, and the differences
//! between the two shapes are settled. No checks of meaning are made here.

use std::sync::Arc;

use bytecode::{Constant, Wtf8Buf};
use ruff_python_ast as ruff;
use ruff_python_ast::StringFlags;
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::FxHashMap;

use crate::ast::*;
use crate::error::{Result, Warning};
use crate::ir::Location;
use crate::literal;
use crate::source::Source;

/// Turns a parsed module into statements. Each that is done is dropped, so that there are never two trees of all of it.
pub(crate) fn module(
    body: impl IntoIterator<Item = ruff::Stmt>,
    source: &Source<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Stmt>> {
    let mut lowerer = Lowerer::new(source, warnings);
    body.into_iter().map(|stmt| lowerer.stmt(&stmt)).collect()
}

/// Turns a parsed expression into ours.
pub(crate) fn expression(
    body: &ruff::Expr,
    source: &Source<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Expr> {
    Lowerer::new(source, warnings).expr(body)
}

struct Lowerer<'a> {
    source: &'a Source<'a>,
    warnings: &'a mut Vec<Warning>,
    names: FxHashMap<String, Identifier>,
}

/// What an f- or t-string's replacement field becomes.
#[derive(Clone, Copy, PartialEq)]
enum Field {
    Formatted,
    Interpolation,
}

impl<'a> Lowerer<'a> {
    fn new(source: &'a Source<'a>, warnings: &'a mut Vec<Warning>) -> Lowerer<'a> {
        Lowerer { source, warnings, names: FxHashMap::default() }
    }

    fn location(&self, node: impl Ranged) -> Location {
        self.source.location(node.range())
    }

    fn name(&mut self, text: &str) -> Identifier {
        if let Some(name) = self.names.get(text) {
            return name.clone();
        }
        let name: Identifier = Arc::new(Wtf8Buf::from(text));
        self.names.insert(text.to_owned(), name.clone());
        name
    }

    fn identifier(&mut self, identifier: &ruff::Identifier) -> Identifier {
        self.name(identifier.id.as_str())
    }

    fn opt_identifier(&mut self, identifier: Option<&ruff::Identifier>) -> Option<Identifier> {
        identifier.map(|identifier| self.identifier(identifier))
    }

    fn suite(&mut self, body: &[ruff::Stmt]) -> Result<Vec<Stmt>> {
        body.iter().map(|stmt| self.stmt(stmt)).collect()
    }

    fn exprs(&mut self, exprs: &[ruff::Expr]) -> Result<Vec<Expr>> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn boxed(&mut self, expr: &ruff::Expr) -> Result<Box<Expr>> {
        Ok(Box::new(self.expr(expr)?))
    }

    fn opt_boxed(&mut self, expr: Option<&ruff::Expr>) -> Result<Option<Box<Expr>>> {
        expr.map(|expr| self.boxed(expr)).transpose()
    }

    fn opt_expr(&mut self, expr: Option<&ruff::Expr>) -> Result<Option<Expr>> {
        expr.map(|expr| self.expr(expr)).transpose()
    }

    fn stmt(&mut self, stmt: &ruff::Stmt) -> Result<Stmt> {
        let range = match stmt {
            ruff::Stmt::FunctionDef(_)
            | ruff::Stmt::ClassDef(_)
            | ruff::Stmt::For(_)
            | ruff::Stmt::While(_)
            | ruff::Stmt::If(_)
            | ruff::Stmt::With(_)
            | ruff::Stmt::Match(_)
            | ruff::Stmt::Try(_) => self.with_semicolon(stmt.range()),
            _ => stmt.range(),
        };
        let mut location = self.source.location(range);
        let kind = match stmt {
            ruff::Stmt::FunctionDef(def) => {
                location = self.definition_location(range, &def.decorator_list);
                StmtKind::FunctionDef(Box::new(FunctionDef {
                    is_async: def.is_async,
                    name: self.identifier(&def.name),
                    args: self.arguments(&def.parameters)?,
                    body: self.suite(&def.body)?,
                    decorator_list: self.decorators(&def.decorator_list)?,
                    returns: self.opt_boxed(def.returns.as_deref())?,
                    type_params: self.type_params(def.type_params.as_deref())?,
                }))
            }
            ruff::Stmt::ClassDef(def) => {
                location = self.definition_location(range, &def.decorator_list);
                StmtKind::ClassDef(Box::new(ClassDef {
                    name: self.identifier(&def.name),
                    bases: self.exprs(def.bases())?,
                    keywords: self.keywords(def.keywords())?,
                    body: self.suite(&def.body)?,
                    decorator_list: self.decorators(&def.decorator_list)?,
                    type_params: self.type_params(def.type_params.as_deref())?,
                }))
            }
            ruff::Stmt::Return(stmt) => StmtKind::Return(self.opt_boxed(stmt.value.as_deref())?),
            ruff::Stmt::Delete(stmt) => StmtKind::Delete(self.exprs(&stmt.targets)?),
            ruff::Stmt::TypeAlias(stmt) => StmtKind::TypeAlias(Box::new(TypeAlias {
                name: self.expr(&stmt.name)?,
                type_params: self.type_params(stmt.type_params.as_deref())?,
                value: self.expr(&stmt.value)?,
            })),
            ruff::Stmt::Assign(stmt) => {
                StmtKind::Assign { targets: self.exprs(&stmt.targets)?, value: self.boxed(&stmt.value)? }
            }
            ruff::Stmt::AugAssign(stmt) => StmtKind::AugAssign {
                target: self.boxed(&stmt.target)?,
                op: operator(stmt.op),
                value: self.boxed(&stmt.value)?,
            },
            ruff::Stmt::AnnAssign(stmt) => StmtKind::AnnAssign(Box::new(AnnAssign {
                target: self.expr(&stmt.target)?,
                annotation: self.expr(&stmt.annotation)?,
                value: self.opt_expr(stmt.value.as_deref())?,
                simple: stmt.simple,
            })),
            ruff::Stmt::For(stmt) => StmtKind::For(Box::new(For {
                is_async: stmt.is_async,
                target: self.expr(&stmt.target)?,
                iter: self.expr(&stmt.iter)?,
                body: self.suite(&stmt.body)?,
                orelse: self.suite(&stmt.orelse)?,
            })),
            ruff::Stmt::While(stmt) => StmtKind::While {
                test: self.boxed(&stmt.test)?,
                body: self.suite(&stmt.body)?,
                orelse: self.suite(&stmt.orelse)?,
            },
            ruff::Stmt::If(stmt) => StmtKind::If {
                test: self.boxed(&stmt.test)?,
                body: self.suite(&stmt.body)?,
                orelse: self.elif_else(&stmt.elif_else_clauses, range.end())?,
            },
            ruff::Stmt::With(stmt) => StmtKind::With(Box::new(With {
                is_async: stmt.is_async,
                items: stmt
                    .items
                    .iter()
                    .map(|item| {
                        Ok(WithItem {
                            context_expr: self.expr(&item.context_expr)?,
                            optional_vars: self.opt_expr(item.optional_vars.as_deref())?,
                        })
                    })
                    .collect::<Result<_>>()?,
                body: self.suite(&stmt.body)?,
            })),
            ruff::Stmt::Match(stmt) => StmtKind::Match {
                subject: self.boxed(&stmt.subject)?,
                cases: stmt
                    .cases
                    .iter()
                    .map(|case| {
                        Ok(MatchCase {
                            pattern: self.pattern(&case.pattern)?,
                            guard: self.opt_expr(case.guard.as_deref())?,
                            body: self.suite(&case.body)?,
                        })
                    })
                    .collect::<Result<_>>()?,
            },
            ruff::Stmt::Raise(stmt) => StmtKind::Raise {
                exc: self.opt_boxed(stmt.exc.as_deref())?,
                cause: self.opt_boxed(stmt.cause.as_deref())?,
            },
            ruff::Stmt::Try(stmt) => StmtKind::Try(Box::new(Try {
                is_star: stmt.is_star,
                body: self.suite(&stmt.body)?,
                handlers: stmt
                    .handlers
                    .iter()
                    .map(|ruff::ExceptHandler::ExceptHandler(handler)| {
                        Ok(ExceptHandler {
                            location: self.source.location(self.with_semicolon(handler.range)),
                            type_: self.opt_expr(handler.type_.as_deref())?,
                            name: self.opt_identifier(handler.name.as_ref()),
                            body: self.suite(&handler.body)?,
                        })
                    })
                    .collect::<Result<_>>()?,
                orelse: self.suite(&stmt.orelse)?,
                finalbody: self.suite(&stmt.finalbody)?,
            })),
            ruff::Stmt::Assert(stmt) => {
                StmtKind::Assert { test: self.boxed(&stmt.test)?, msg: self.opt_boxed(stmt.msg.as_deref())? }
            }
            ruff::Stmt::Import(stmt) => StmtKind::Import(self.aliases(&stmt.names)),
            ruff::Stmt::ImportFrom(stmt) => StmtKind::ImportFrom {
                module: self.opt_identifier(stmt.module.as_ref()),
                names: self.aliases(&stmt.names),
                level: stmt.level,
            },
            ruff::Stmt::Global(stmt) => {
                StmtKind::Global(stmt.names.iter().map(|name| self.identifier(name)).collect())
            }
            ruff::Stmt::Nonlocal(stmt) => {
                StmtKind::Nonlocal(stmt.names.iter().map(|name| self.identifier(name)).collect())
            }
            ruff::Stmt::Expr(stmt)
                if self.source.is_bridge(stmt.range) && self.source.slice(stmt.range) == "Raise" =>
            {
                StmtKind::Raise { exc: None, cause: None }
            }
            ruff::Stmt::Expr(stmt) => StmtKind::Expr(self.boxed(&stmt.value)?),
            // The escape commands of IPython are not in the mode that we parse in.
            ruff::Stmt::Pass(_) | ruff::Stmt::IpyEscapeCommand(_) => StmtKind::Pass,
            ruff::Stmt::Break(_) => StmtKind::Break,
            ruff::Stmt::Continue(_) => StmtKind::Continue,
        };
        Ok(Stmt { location, kind })
    }

    /// A compound statement ends after the semicolon that its last line may end with.
    fn with_semicolon(&self, range: TextRange) -> TextRange {
        let rest = &self.source.text[usize::from(range.end())..];
        let blank = rest.trim_start_matches([' ', '\t', '\x0c']);
        if blank.starts_with(';') {
            let end = range.end() + TextSize::of(rest) - TextSize::of(blank) + TextSize::from(1);
            return TextRange::new(range.start(), end);
        }
        range
    }

    /// The range of a definition without its decorators.
    fn definition_location(&self, range: TextRange, decorators: &[ruff::Decorator]) -> Location {
        let Some(last) = decorators.last() else { return self.source.location(range) };
        // Between the last decorator and the definition stand only white space, comments and closing parentheses
        // that the decorator's range may leave out.
        let mut at = usize::from(last.range.end());
        let bytes = self.source.text.as_bytes();
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'#' => at += bytes[at..].iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len() - at),
                byte if byte.is_ascii_alphabetic() => break,
                _ => at += 1,
            }
        }
        let start = TextSize::try_from(at).unwrap_or_default().min(range.end());
        self.source.location(TextRange::new(start, range.end()))
    }

    fn elif_else(&mut self, clauses: &[ruff::ElifElseClause], end: TextSize) -> Result<Vec<Stmt>> {
        // From the last clause inwards, so that a long chain needs no recursion here.
        let mut orelse = Vec::new();
        for clause in clauses.iter().rev() {
            let body = self.suite(&clause.body)?;
            orelse = match &clause.test {
                None => body,
                Some(test) => {
                    let location = self.source.location(TextRange::new(clause.range.start(), end));
                    vec![Stmt { location, kind: StmtKind::If { test: self.boxed(test)?, body, orelse } }]
                }
            };
        }
        Ok(orelse)
    }

    fn decorators(&mut self, decorators: &[ruff::Decorator]) -> Result<Vec<Expr>> {
        decorators.iter().map(|decorator| self.expr(&decorator.expression)).collect()
    }

    fn aliases(&mut self, names: &[ruff::Alias]) -> Vec<Alias> {
        names
            .iter()
            .map(|alias| Alias {
                location: self.location(alias),
                name: self.identifier(&alias.name),
                asname: self.opt_identifier(alias.asname.as_ref()),
            })
            .collect()
    }

    fn keywords(&mut self, keywords: &[ruff::Keyword]) -> Result<Vec<Keyword>> {
        keywords
            .iter()
            .map(|keyword| {
                Ok(Keyword {
                    location: self.location(keyword),
                    arg: self.opt_identifier(keyword.arg.as_ref()),
                    value: self.expr(&keyword.value)?,
                })
            })
            .collect()
    }

    fn type_params(&mut self, params: Option<&ruff::TypeParams>) -> Result<Vec<TypeParam>> {
        let Some(params) = params else { return Ok(Vec::new()) };
        params
            .type_params
            .iter()
            .map(|param| {
                let location = self.location(param);
                let (name, kind, default) = match param {
                    ruff::TypeParam::TypeVar(param) => {
                        let bound = self.opt_expr(param.bound.as_deref())?;
                        (&param.name, TypeParamKind::TypeVar { bound }, &param.default)
                    }
                    ruff::TypeParam::TypeVarTuple(param) => {
                        (&param.name, TypeParamKind::TypeVarTuple, &param.default)
                    }
                    ruff::TypeParam::ParamSpec(param) => {
                        (&param.name, TypeParamKind::ParamSpec, &param.default)
                    }
                };
                Ok(TypeParam {
                    location,
                    name: self.identifier(name),
                    kind,
                    default_value: self.opt_expr(default.as_deref())?,
                })
            })
            .collect()
    }

    fn arguments(&mut self, parameters: &ruff::Parameters) -> Result<Arguments> {
        let mut arguments = Arguments::default();
        for parameter in &parameters.posonlyargs {
            arguments.posonlyargs.push(self.arg(&parameter.parameter)?);
            arguments.defaults.extend(self.opt_expr(parameter.default.as_deref())?);
        }
        for parameter in &parameters.args {
            arguments.args.push(self.arg(&parameter.parameter)?);
            arguments.defaults.extend(self.opt_expr(parameter.default.as_deref())?);
        }
        for parameter in &parameters.kwonlyargs {
            arguments.kwonlyargs.push(self.arg(&parameter.parameter)?);
            let default = self.opt_expr(parameter.default.as_deref())?;
            arguments.kw_defaults.push(default);
        }
        arguments.vararg = self.variadic(parameters.vararg.as_deref())?;
        arguments.kwarg = self.variadic(parameters.kwarg.as_deref())?;
        Ok(arguments)
    }

    fn arg(&mut self, parameter: &ruff::Parameter) -> Result<Arg> {
        Ok(Arg {
            location: self.location(parameter),
            arg: self.identifier(&parameter.name),
            annotation: self.opt_boxed(parameter.annotation.as_deref())?,
        })
    }

    /// `*args` or `**kwargs`: the range leaves the stars out.
    fn variadic(&mut self, parameter: Option<&ruff::Parameter>) -> Result<Option<Box<Arg>>> {
        let Some(parameter) = parameter else { return Ok(None) };
        let mut arg = self.arg(parameter)?;
        arg.location =
            self.source.location(TextRange::new(parameter.name.range.start(), parameter.range.end()));
        Ok(Some(Box::new(arg)))
    }

    fn expr(&mut self, expr: &ruff::Expr) -> Result<Expr> {
        let location = self.location(expr);
        let kind = match expr {
            ruff::Expr::BoolOp(expr) => ExprKind::BoolOp {
                op: match expr.op {
                    ruff::BoolOp::And => BoolOp::And,
                    ruff::BoolOp::Or => BoolOp::Or,
                },
                values: self.exprs(&expr.values)?,
            },
            ruff::Expr::Named(expr) => {
                ExprKind::NamedExpr { target: self.boxed(&expr.target)?, value: self.boxed(&expr.value)? }
            }
            ruff::Expr::BinOp(expr) => ExprKind::BinOp {
                left: self.boxed(&expr.left)?,
                op: operator(expr.op),
                right: self.boxed(&expr.right)?,
            },
            ruff::Expr::UnaryOp(expr) => ExprKind::UnaryOp {
                op: match expr.op {
                    ruff::UnaryOp::Invert => UnaryOp::Invert,
                    ruff::UnaryOp::Not => UnaryOp::Not,
                    ruff::UnaryOp::UAdd => UnaryOp::UAdd,
                    ruff::UnaryOp::USub => UnaryOp::USub,
                },
                operand: self.boxed(&expr.operand)?,
            },
            ruff::Expr::Lambda(expr) => ExprKind::Lambda {
                args: Box::new(match &expr.parameters {
                    Some(parameters) => self.arguments(parameters)?,
                    None => Arguments::default(),
                }),
                body: self.boxed(&expr.body)?,
            },
            ruff::Expr::If(expr) => ExprKind::IfExp {
                test: self.boxed(&expr.test)?,
                body: self.boxed(&expr.body)?,
                orelse: self.boxed(&expr.orelse)?,
            },
            ruff::Expr::Dict(expr) => {
                let mut keys = Vec::with_capacity(expr.items.len());
                let mut values = Vec::with_capacity(expr.items.len());
                for item in &expr.items {
                    keys.push(self.opt_expr(item.key.as_ref())?);
                    values.push(self.expr(&item.value)?);
                }
                ExprKind::Dict { keys, values }
            }
            ruff::Expr::Set(expr) => ExprKind::Set(self.exprs(&expr.elts)?),
            ruff::Expr::ListComp(expr) => ExprKind::ListComp {
                elt: self.boxed(&expr.elt)?,
                generators: self.comprehensions(&expr.generators)?,
            },
            ruff::Expr::SetComp(expr) => ExprKind::SetComp {
                elt: self.boxed(&expr.elt)?,
                generators: self.comprehensions(&expr.generators)?,
            },
            ruff::Expr::DictComp(expr) => ExprKind::DictComp {
                key: match &expr.key {
                    Some(key) => self.boxed(key)?,
                    // Unpacking in a comprehension is of a later Python: refused before this.
                    None => return Err(literal::parser_error("invalid syntax", expr.range, self.source)),
                },
                value: self.boxed(&expr.value)?,
                generators: self.comprehensions(&expr.generators)?,
            },
            ruff::Expr::Generator(expr) => ExprKind::GeneratorExp {
                elt: self.boxed(&expr.elt)?,
                generators: self.comprehensions(&expr.generators)?,
            },
            ruff::Expr::Await(expr) => ExprKind::Await(self.boxed(&expr.value)?),
            ruff::Expr::Yield(expr) => ExprKind::Yield(self.opt_boxed(expr.value.as_deref())?),
            ruff::Expr::YieldFrom(expr) => ExprKind::YieldFrom(self.boxed(&expr.value)?),
            ruff::Expr::Compare(expr) => ExprKind::Compare {
                left: self.boxed(&expr.left)?,
                ops: expr.ops.iter().map(|&op| cmp_op(op)).collect(),
                comparators: self.exprs(&expr.comparators)?,
            },
            ruff::Expr::Call(expr) => {
                let func = self.boxed(&expr.func)?;
                let arguments = &expr.arguments;
                let mut args = self.exprs(&arguments.args)?;
                // The range of a generator that is the only argument is that of the call's parentheses.
                if let ([ruff::Expr::Generator(generator)], [arg], []) =
                    (&arguments.args[..], &mut args[..], &arguments.keywords[..])
                    && !generator.parenthesized
                {
                    arg.location = self.source.location(arguments.range);
                }
                ExprKind::Call { func, args, keywords: self.keywords(&arguments.keywords)? }
            }
            ruff::Expr::FString(expr) => self.f_string(expr)?,
            ruff::Expr::TString(expr) => {
                let mut values = Vec::new();
                for part in expr.value.iter() {
                    let raw = part.flags.prefix().is_raw();
                    self.elements(&part.elements, raw, Field::Interpolation, &mut values)?;
                }
                ExprKind::TemplateStr(fold_constants(values))
            }
            ruff::Expr::StringLiteral(expr) => {
                let parts = expr.value.as_slice();
                let unicode_prefix = parts.first().is_some_and(|part| part.flags.prefix().is_unicode());
                let value = match parts {
                    [part] => self.string_part(part)?,
                    parts => {
                        let mut value = Wtf8Buf::new();
                        for part in parts {
                            value.push_wtf8(&self.string_part(part)?);
                        }
                        value
                    }
                };
                ExprKind::Constant { value: Constant::Str(Arc::new(value)), unicode_prefix }
            }
            ruff::Expr::BytesLiteral(expr) => {
                let mut value = Vec::new();
                for part in expr.value.as_slice() {
                    let body =
                        self.literal_body(part.range, part.flags.opener_len(), part.flags.closer_len());
                    if part.flags.prefix().is_raw() || !self.source.slice(body).contains('\\') {
                        value.extend_from_slice(self.source.slice(body).as_bytes());
                    } else {
                        let text = self.source.slice(body);
                        value.extend(literal::decode_bytes(text, body, self.source, self.warnings)?);
                    }
                }
                constant(Constant::Bytes(value.into()))
            }
            ruff::Expr::NumberLiteral(expr) => constant(match &expr.value {
                ruff::Number::Int(value) => match value.as_i64() {
                    Some(value) => Constant::Int(value),
                    None => literal::int(self.source.slice(expr.range), expr.range, self.source)?,
                },
                ruff::Number::Float(value) => Constant::Float(*value),
                ruff::Number::Complex { real, imag } => Constant::Complex { real: *real, imag: *imag },
            }),
            ruff::Expr::BooleanLiteral(expr) => constant(Constant::Bool(expr.value)),
            ruff::Expr::NoneLiteral(_) | ruff::Expr::IpyEscapeCommand(_) => constant(Constant::None),
            ruff::Expr::EllipsisLiteral(_) => constant(Constant::Ellipsis),
            ruff::Expr::Attribute(expr) => ExprKind::Attribute {
                value: self.boxed(&expr.value)?,
                attr: self.identifier(&expr.attr),
                ctx: context(expr.ctx),
            },
            ruff::Expr::Subscript(expr) => ExprKind::Subscript {
                value: self.boxed(&expr.value)?,
                slice: self.boxed(&expr.slice)?,
                ctx: context(expr.ctx),
            },
            ruff::Expr::Starred(expr) => {
                ExprKind::Starred { value: self.boxed(&expr.value)?, ctx: context(expr.ctx) }
            }
            ruff::Expr::Name(expr) => {
                let id = if self.source.is_bridge(expr.range) { "match" } else { expr.id.as_str() };
                ExprKind::Name { id: self.name(id), ctx: context(expr.ctx) }
            }
            ruff::Expr::List(expr) => {
                ExprKind::List { elts: self.exprs(&expr.elts)?, ctx: context(expr.ctx) }
            }
            ruff::Expr::Tuple(expr) => {
                ExprKind::Tuple { elts: self.exprs(&expr.elts)?, ctx: context(expr.ctx) }
            }
            ruff::Expr::Slice(expr) => ExprKind::Slice {
                lower: self.opt_boxed(expr.lower.as_deref())?,
                upper: self.opt_boxed(expr.upper.as_deref())?,
                step: self.opt_boxed(expr.step.as_deref())?,
            },
        };
        Ok(Expr { location, kind })
    }

    fn comprehensions(&mut self, generators: &[ruff::Comprehension]) -> Result<Vec<Comprehension>> {
        generators
            .iter()
            .map(|generator| {
                Ok(Comprehension {
                    target: self.expr(&generator.target)?,
                    iter: self.expr(&generator.iter)?,
                    ifs: self.exprs(&generator.ifs)?,
                    is_async: generator.is_async,
                })
            })
            .collect()
    }

    /// The range of a literal without prefix and quotes.
    fn literal_body(&self, range: TextRange, opener: TextSize, closer: TextSize) -> TextRange {
        TextRange::new(range.start() + opener, range.end() - closer)
    }

    fn string_part(&mut self, part: &ruff::StringLiteral) -> Result<Wtf8Buf> {
        let body = self.literal_body(part.range, part.flags.opener_len(), part.flags.closer_len());
        let text = self.source.slice(body);
        if part.flags.prefix().is_raw() || !text.contains('\\') {
            return Ok(Wtf8Buf::from(text));
        }
        literal::decode_str(text, body, false, self.source, self.warnings)
    }

    fn f_string(&mut self, expr: &ruff::ExprFString) -> Result<ExprKind> {
        let mut values = Vec::new();
        for part in expr.value.iter() {
            match part {
                ruff::FStringPart::Literal(literal) => {
                    let location = self.location(literal);
                    let value = Constant::Str(Arc::new(self.string_part(literal)?));
                    let unicode_prefix = literal.flags.prefix().is_unicode();
                    values.push(Expr { location, kind: ExprKind::Constant { value, unicode_prefix } });
                }
                ruff::FStringPart::FString(part) => {
                    let raw = part.flags.prefix().is_raw();
                    self.elements(&part.elements, raw, Field::Formatted, &mut values)?;
                }
            }
        }
        Ok(ExprKind::JoinedStr(fold_constants(values)))
    }

    fn elements(
        &mut self,
        elements: &ruff::InterpolatedStringElements,
        raw: bool,
        field: Field,
        values: &mut Vec<Expr>,
    ) -> Result<()> {
        for element in elements {
            match element {
                ruff::InterpolatedStringElement::Literal(literal) => {
                    let text = self.source.slice(literal.range);
                    let value = if raw || !text.contains('\\') {
                        Wtf8Buf::from(&*literal.value)
                    } else {
                        literal::decode_str(text, literal.range, true, self.source, self.warnings)?
                    };
                    values.push(Expr::constant(Constant::Str(Arc::new(value)), self.location(literal)));
                }
                ruff::InterpolatedStringElement::Interpolation(element) => {
                    self.replacement_field(element, raw, field, values)?;
                }
            }
        }
        Ok(())
    }

    fn replacement_field(
        &mut self,
        element: &ruff::InterpolatedElement,
        raw: bool,
        field: Field,
        values: &mut Vec<Expr>,
    ) -> Result<()> {
        let location = self.location(element);
        let value = self.boxed(&element.expression)?;
        let format_spec = match &element.format_spec {
            None => None,
            Some(spec) => {
                let mut parts = Vec::new();
                self.elements(&spec.elements, raw, Field::Formatted, &mut parts)?;
                // The range of the specification starts at its colon.
                let start = spec.range.start() - TextSize::from(1);
                let location = self.source.location(TextRange::new(start, spec.range.end()));
                Some(Box::new(Expr { location, kind: ExprKind::JoinedStr(fold_constants(parts)) }))
            }
        };
        let mut conversion = match element.conversion {
            ruff::ConversionFlag::None => Conversion::None,
            ruff::ConversionFlag::Str => Conversion::Str,
            ruff::ConversionFlag::Ascii => Conversion::Ascii,
            ruff::ConversionFlag::Repr => Conversion::Repr,
        };
        if let Some(debug) = &element.debug_text {
            let start = element.range.start() + TextSize::from(1);
            let range = TextRange::new(start, start + TextSize::of(debug.as_str()));
            let text = self.without_comments(debug.as_str());
            values.push(Expr::constant(Constant::str(text), self.source.location(range)));
            if conversion == Conversion::None && format_spec.is_none() {
                conversion = Conversion::Repr;
            }
        }
        let kind = match field {
            Field::Formatted => ExprKind::FormattedValue { value, conversion, format_spec },
            Field::Interpolation => {
                let str = Constant::str(self.interpolation_text(element));
                ExprKind::Interpolation { value, str, conversion, format_spec }
            }
        };
        values.push(Expr { location, kind });
        Ok(())
    }

    /// The source text of a t-string's expression, from the brace on, without what ends it: `=`, `!`, `:` or `}`.
    fn interpolation_text(&self, element: &ruff::InterpolatedElement) -> String {
        let start = element.range.start() + TextSize::from(1);
        let end = match (&element.debug_text, &element.format_spec) {
            (Some(debug), _) => start + TextSize::of(debug.as_str()),
            (None, spec) => {
                let limit = spec.as_ref().map_or(element.range.end(), |spec| spec.range.start());
                self.expression_end(element.expression.range().end(), limit)
            }
        };
        let text = self.without_comments(self.source.slice(TextRange::new(start, end)));
        match element.debug_text {
            Some(_) => text.rsplit_once('=').map_or(text.as_str(), |(before, _)| before).to_owned(),
            None => text,
        }
    }

    /// Where the text of a field's expression ends: at `!`, `:` or `}` outside comments.
    fn expression_end(&self, from: TextSize, limit: TextSize) -> TextSize {
        let bytes = self.source.text.as_bytes();
        let mut at = usize::from(from);
        while at < usize::from(limit) {
            match bytes[at] {
                b'#' => at += bytes[at..].iter().position(|&byte| byte == b'\n').unwrap_or(0),
                b'!' | b':' | b'}' => break,
                _ => {}
            }
            at += 1;
        }
        TextSize::try_from(at).unwrap_or(limit).min(limit)
    }

    /// The text of a `=` field without the comments that a multi-line field may have.
    fn without_comments(&self, text: &str) -> String {
        if !text.contains('#') {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut quote = None;
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match (c, quote) {
                ('#', None) => {
                    if chars.by_ref().any(|c| c == '\n') {
                        out.push('\n');
                    }
                    continue;
                }
                ('"' | '\'', None) => quote = Some(c),
                ('\\', Some(_)) => {
                    out.push(c);
                    out.extend(chars.next());
                    continue;
                }
                (c, Some(open)) if c == open => quote = None,
                _ => {}
            }
            out.push(c);
        }
        out
    }

    fn pattern(&mut self, pattern: &ruff::Pattern) -> Result<Pattern> {
        let location = self.location(pattern);
        let kind = match pattern {
            ruff::Pattern::MatchValue(pattern) => PatternKind::MatchValue(self.boxed(&pattern.value)?),
            ruff::Pattern::MatchSingleton(pattern) => PatternKind::MatchSingleton(match pattern.value {
                ruff::Singleton::None => Constant::None,
                ruff::Singleton::True => Constant::Bool(true),
                ruff::Singleton::False => Constant::Bool(false),
            }),
            ruff::Pattern::MatchSequence(pattern) => {
                PatternKind::MatchSequence(self.patterns(&pattern.patterns)?)
            }
            ruff::Pattern::MatchMapping(pattern) => PatternKind::MatchMapping {
                keys: self.exprs(&pattern.keys)?,
                patterns: self.patterns(&pattern.patterns)?,
                rest: self.opt_identifier(pattern.rest.as_ref()),
            },
            ruff::Pattern::MatchClass(pattern) => PatternKind::MatchClass {
                cls: self.boxed(&pattern.cls)?,
                patterns: self.patterns(&pattern.arguments.patterns)?,
                kwd_attrs: pattern
                    .arguments
                    .keywords
                    .iter()
                    .map(|keyword| self.identifier(&keyword.attr))
                    .collect(),
                kwd_patterns: pattern
                    .arguments
                    .keywords
                    .iter()
                    .map(|keyword| self.pattern(&keyword.pattern))
                    .collect::<Result<_>>()?,
            },
            ruff::Pattern::MatchStar(pattern) => {
                PatternKind::MatchStar(self.opt_identifier(pattern.name.as_ref()))
            }
            ruff::Pattern::MatchAs(pattern) => PatternKind::MatchAs {
                pattern: pattern
                    .pattern
                    .as_deref()
                    .map(|inner| self.pattern(inner).map(Box::new))
                    .transpose()?,
                name: self.opt_identifier(pattern.name.as_ref()),
            },
            ruff::Pattern::MatchOr(pattern) => PatternKind::MatchOr(self.patterns(&pattern.patterns)?),
        };
        Ok(Pattern { location, kind })
    }

    fn patterns(&mut self, patterns: &[ruff::Pattern]) -> Result<Vec<Pattern>> {
        patterns.iter().map(|pattern| self.pattern(pattern)).collect()
    }
}

fn constant(value: Constant) -> ExprKind {
    ExprKind::Constant { value, unicode_prefix: false }
}

/// Joins neighbouring string constants and drops empty ones.
fn fold_constants(values: Vec<Expr>) -> Vec<Expr> {
    let mut folded: Vec<Expr> = Vec::with_capacity(values.len());
    for value in values {
        if let Some(Constant::Str(text)) = value.as_constant()
            && let Some(Expr { location, kind: ExprKind::Constant { value: Constant::Str(before), .. } }) =
                folded.last_mut()
        {
            Arc::make_mut(before).push_wtf8(text);
            location.end_line = value.location.end_line;
            location.end_col = value.location.end_col;
            continue;
        }
        folded.push(value);
    }
    folded.retain(
        |value| !matches!(value.as_constant(), Some(Constant::Str(text)) if text.as_bytes().is_empty()),
    );
    folded
}

fn context(ctx: ruff::ExprContext) -> ExprContext {
    match ctx {
        ruff::ExprContext::Store => ExprContext::Store,
        ruff::ExprContext::Del => ExprContext::Del,
        // A tree with an invalid target is refused before it comes here.
        ruff::ExprContext::Load | ruff::ExprContext::Invalid => ExprContext::Load,
    }
}

fn operator(op: ruff::Operator) -> Operator {
    match op {
        ruff::Operator::Add => Operator::Add,
        ruff::Operator::Sub => Operator::Sub,
        ruff::Operator::Mult => Operator::Mult,
        ruff::Operator::MatMult => Operator::MatMult,
        ruff::Operator::Div => Operator::Div,
        ruff::Operator::Mod => Operator::Mod,
        ruff::Operator::Pow => Operator::Pow,
        ruff::Operator::LShift => Operator::LShift,
        ruff::Operator::RShift => Operator::RShift,
        ruff::Operator::BitOr => Operator::BitOr,
        ruff::Operator::BitXor => Operator::BitXor,
        ruff::Operator::BitAnd => Operator::BitAnd,
        ruff::Operator::FloorDiv => Operator::FloorDiv,
    }
}

fn cmp_op(op: ruff::CmpOp) -> CmpOp {
    match op {
        ruff::CmpOp::Eq => CmpOp::Eq,
        ruff::CmpOp::NotEq => CmpOp::NotEq,
        ruff::CmpOp::Lt => CmpOp::Lt,
        ruff::CmpOp::LtE => CmpOp::LtE,
        ruff::CmpOp::Gt => CmpOp::Gt,
        ruff::CmpOp::GtE => CmpOp::GtE,
        ruff::CmpOp::Is => CmpOp::Is,
        ruff::CmpOp::IsNot => CmpOp::IsNot,
        ruff::CmpOp::In => CmpOp::In,
        ruff::CmpOp::NotIn => CmpOp::NotIn,
    }
}
