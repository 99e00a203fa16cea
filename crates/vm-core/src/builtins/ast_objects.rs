//! The objects of the module `_ast` for the compiler's syntax tree: what `compile(…, PyCF_ONLY_AST)` gives. Not the way
//! back, from objects to a tree.

use std::collections::HashMap;

use bytecode::Constant;
use compiler::ast::*;

use crate::object::{Payload, Ref};
use crate::objects::{PyModule, PyStr, PyType};
use crate::value::Value;
use crate::{PyResult, Vm};

/// The place of a node in the source.
type Place = Option<(i32, i32, i32, i32)>;

/// Makes nodes. It runs no Python code: it is used on the stack that the parser found for the tree's depth.
struct Builder<'a> {
    vm: &'a mut Vm,
    classes: HashMap<String, Ref<PyType>>,
    /// Nodes without fields, of which one serves all.
    singletons: HashMap<&'static str, Value>,
}

impl Vm {
    /// Parses source text and gives its tree as objects.
    ///
    /// # Errors
    /// `SyntaxError` and what else the compiler finds; what importing `_ast` raises.
    pub fn parse_to_objects(
        &mut self,
        source: &str,
        filename: &str,
        mode: compiler::Mode,
        options: &compiler::Options,
    ) -> PyResult {
        let module = self.import_module("_ast")?;
        let mut classes = HashMap::new();
        if let Some(module) = module.downcast::<PyModule>() {
            for entry in module.dict().table(self).iter() {
                if let (Some(name), Some(class)) =
                    (entry.key.downcast::<PyStr>(), entry.value.downcast::<PyType>())
                {
                    classes.insert(name.text().to_string_lossy(), Ref::new(class));
                }
            }
        }
        let mut warnings = Vec::new();
        let mut builder = Builder { vm: self, classes, singletons: HashMap::new() };
        let result = compiler::parse(source, filename, mode, options, |tree| {
            warnings = tree.warnings;
            Ok(builder.module(&tree.module))
        });
        match result {
            Ok(tree) => {
                for warning in &warnings {
                    self.show_syntax_warning(warning, filename)?;
                }
                Ok(tree)
            }
            Err(error) => Err(self.raise_syntax_error(&error)),
        }
    }
}

/// `[("name", value), …]` for the fields of a node.
macro_rules! fields {
    ($($name:literal: $value:expr),* $(,)?) => { [$(($name, $value)),*] };
}

impl Builder<'_> {
    fn node<const N: usize>(
        &mut self,
        class: &'static str,
        fields: [(&'static str, Value); N],
        place: Place,
    ) -> Value {
        let Some(class) = self.classes.get(class).cloned() else { return Value::NONE };
        let object = self.vm.new_instance(&class);
        for (name, value) in fields {
            let name = self.vm.intern_str(name);
            self.vm.set_own_attribute(object.header(), &name, value);
        }
        if let Some((line, column, end_line, end_column)) = place {
            let numbers = [line, column, end_line, end_column];
            let names = ["lineno", "col_offset", "end_lineno", "end_col_offset"];
            for (name, number) in names.into_iter().zip(numbers) {
                let name = self.vm.intern_str(name);
                self.vm.set_own_attribute(object.header(), &name, Value::int32(number));
            }
        }
        object.into()
    }

    fn single(&mut self, class: &'static str) -> Value {
        if let Some(node) = self.singletons.get(class) {
            return node.clone();
        }
        let node = self.node(class, [], None);
        self.singletons.insert(class, node.clone());
        node
    }

    fn list<T>(&mut self, items: &[T], mut make: impl FnMut(&mut Self, &T) -> Value) -> Value {
        let values: Vec<Value> = items.iter().map(|item| make(self, item)).collect();
        self.vm.new_list(values).into()
    }

    fn name(&mut self, name: &Identifier) -> Value {
        self.vm.intern(name).into()
    }

    fn optional_name(&mut self, name: Option<&Identifier>) -> Value {
        name.map_or(Value::NONE, |name| self.name(name))
    }

    fn constant(&mut self, constant: &Constant) -> Value {
        self.vm.constant(constant, true)
    }

    fn module(&mut self, module: &Mod) -> Value {
        match module {
            Mod::Module(body) => {
                let body = self.body(body);
                let ignores = self.vm.new_list(Vec::new()).into();
                self.node("Module", fields!("body": body, "type_ignores": ignores), None)
            }
            Mod::Interactive(body) => {
                let body = self.body(body);
                self.node("Interactive", fields!("body": body), None)
            }
            Mod::Expression(body) => {
                let body = self.expr(body);
                self.node("Expression", fields!("body": body), None)
            }
        }
    }

    fn body(&mut self, body: &[Stmt]) -> Value {
        self.list(body, Self::stmt)
    }

    fn exprs(&mut self, items: &[Expr]) -> Value {
        self.list(items, Self::expr)
    }

    fn optional<'e>(&mut self, expr: impl Into<Option<&'e Expr>>) -> Value {
        expr.into().map_or(Value::NONE, |expr| self.expr(expr))
    }

    fn stmt(&mut self, stmt: &Stmt) -> Value {
        let place = place(&stmt.location);
        match &stmt.kind {
            StmtKind::FunctionDef(function) => {
                let class = if function.is_async { "AsyncFunctionDef" } else { "FunctionDef" };
                let fields = fields!(
                    "name": self.name(&function.name),
                    "args": self.arguments(&function.args),
                    "body": self.body(&function.body),
                    "decorator_list": self.exprs(&function.decorator_list),
                    "returns": self.optional(function.returns.as_deref()),
                    "type_comment": Value::NONE,
                    "type_params": self.list(&function.type_params, Self::type_param),
                );
                self.node(class, fields, place)
            }
            StmtKind::ClassDef(class) => {
                let fields = fields!(
                    "name": self.name(&class.name),
                    "bases": self.exprs(&class.bases),
                    "keywords": self.list(&class.keywords, Self::keyword),
                    "body": self.body(&class.body),
                    "decorator_list": self.exprs(&class.decorator_list),
                    "type_params": self.list(&class.type_params, Self::type_param),
                );
                self.node("ClassDef", fields, place)
            }
            StmtKind::Return(value) => {
                let fields = fields!("value": self.optional(value.as_deref()));
                self.node("Return", fields, place)
            }
            StmtKind::Delete(targets) => {
                let fields = fields!("targets": self.exprs(targets));
                self.node("Delete", fields, place)
            }
            StmtKind::Assign { targets, value } => {
                let fields = fields!(
                    "targets": self.exprs(targets),
                    "value": self.expr(value),
                    "type_comment": Value::NONE,
                );
                self.node("Assign", fields, place)
            }
            StmtKind::TypeAlias(alias) => {
                let fields = fields!(
                    "name": self.expr(&alias.name),
                    "type_params": self.list(&alias.type_params, Self::type_param),
                    "value": self.expr(&alias.value),
                );
                self.node("TypeAlias", fields, place)
            }
            StmtKind::AugAssign { target, op, value } => {
                let fields = fields!(
                    "target": self.expr(target),
                    "op": self.single(operator(*op)),
                    "value": self.expr(value),
                );
                self.node("AugAssign", fields, place)
            }
            StmtKind::AnnAssign(assign) => {
                let fields = fields!(
                    "target": self.expr(&assign.target),
                    "annotation": self.expr(&assign.annotation),
                    "value": self.optional(assign.value.as_ref()),
                    "simple": Value::int32(i32::from(assign.simple)),
                );
                self.node("AnnAssign", fields, place)
            }
            StmtKind::For(statement) => {
                let class = if statement.is_async { "AsyncFor" } else { "For" };
                let fields = fields!(
                    "target": self.expr(&statement.target),
                    "iter": self.expr(&statement.iter),
                    "body": self.body(&statement.body),
                    "orelse": self.body(&statement.orelse),
                    "type_comment": Value::NONE,
                );
                self.node(class, fields, place)
            }
            StmtKind::While { test, body, orelse } => {
                let fields = fields!(
                    "test": self.expr(test),
                    "body": self.body(body),
                    "orelse": self.body(orelse),
                );
                self.node("While", fields, place)
            }
            StmtKind::If { test, body, orelse } => {
                let fields = fields!(
                    "test": self.expr(test),
                    "body": self.body(body),
                    "orelse": self.body(orelse),
                );
                self.node("If", fields, place)
            }
            StmtKind::With(statement) => {
                let class = if statement.is_async { "AsyncWith" } else { "With" };
                let items = self.list(&statement.items, |this, item| {
                    let fields = fields!(
                        "context_expr": this.expr(&item.context_expr),
                        "optional_vars": this.optional(item.optional_vars.as_ref()),
                    );
                    this.node("withitem", fields, None)
                });
                let fields = fields!(
                    "items": items,
                    "body": self.body(&statement.body),
                    "type_comment": Value::NONE,
                );
                self.node(class, fields, place)
            }
            StmtKind::Match { subject, cases } => {
                let subject = self.expr(subject);
                let cases = self.list(cases, |this, case| {
                    let fields = fields!(
                        "pattern": this.pattern(&case.pattern),
                        "guard": this.optional(case.guard.as_ref()),
                        "body": this.body(&case.body),
                    );
                    this.node("match_case", fields, None)
                });
                self.node("Match", fields!("subject": subject, "cases": cases), place)
            }
            StmtKind::Raise { exc, cause } => {
                let fields = fields!(
                    "exc": self.optional(exc.as_deref()),
                    "cause": self.optional(cause.as_deref()),
                );
                self.node("Raise", fields, place)
            }
            StmtKind::Try(statement) => {
                let class = if statement.is_star { "TryStar" } else { "Try" };
                let fields = fields!(
                    "body": self.body(&statement.body),
                    "handlers": self.list(&statement.handlers, Self::handler),
                    "orelse": self.body(&statement.orelse),
                    "finalbody": self.body(&statement.finalbody),
                );
                self.node(class, fields, place)
            }
            StmtKind::Assert { test, msg } => {
                let fields = fields!("test": self.expr(test), "msg": self.optional(msg.as_deref()));
                self.node("Assert", fields, place)
            }
            StmtKind::Import(names) => {
                let fields = fields!("names": self.list(names, Self::alias));
                self.node("Import", fields, place)
            }
            StmtKind::ImportFrom { module, names, level } => {
                let fields = fields!(
                    "module": self.optional_name(module.as_ref()),
                    "names": self.list(names, Self::alias),
                    "level": self.vm.new_int(*level),
                );
                self.node("ImportFrom", fields, place)
            }
            StmtKind::Global(names) => {
                let fields = fields!("names": self.list(names, Self::name));
                self.node("Global", fields, place)
            }
            StmtKind::Nonlocal(names) => {
                let fields = fields!("names": self.list(names, Self::name));
                self.node("Nonlocal", fields, place)
            }
            StmtKind::Expr(value) => {
                let fields = fields!("value": self.expr(value));
                self.node("Expr", fields, place)
            }
            StmtKind::Pass => self.node("Pass", [], place),
            StmtKind::Break => self.node("Break", [], place),
            StmtKind::Continue => self.node("Continue", [], place),
        }
    }

    fn handler(&mut self, handler: &ExceptHandler) -> Value {
        let fields = fields!(
            "type": self.optional(handler.type_.as_ref()),
            "name": self.optional_name(handler.name.as_ref()),
            "body": self.body(&handler.body),
        );
        self.node("ExceptHandler", fields, place(&handler.location))
    }

    fn arguments(&mut self, arguments: &Arguments) -> Value {
        let fields = fields!(
            "posonlyargs": self.list(&arguments.posonlyargs, Self::argument),
            "args": self.list(&arguments.args, Self::argument),
            "vararg": match &arguments.vararg {
                Some(argument) => self.argument(argument),
                None => Value::NONE,
            },
            "kwonlyargs": self.list(&arguments.kwonlyargs, Self::argument),
            "kw_defaults": self.list(&arguments.kw_defaults, |this, default| this.optional(default.as_ref())),
            "kwarg": match &arguments.kwarg {
                Some(argument) => self.argument(argument),
                None => Value::NONE,
            },
            "defaults": self.exprs(&arguments.defaults),
        );
        self.node("arguments", fields, None)
    }

    fn argument(&mut self, argument: &Arg) -> Value {
        let fields = fields!(
            "arg": self.name(&argument.arg),
            "annotation": self.optional(argument.annotation.as_deref()),
            "type_comment": Value::NONE,
        );
        self.node("arg", fields, place(&argument.location))
    }

    fn keyword(&mut self, keyword: &Keyword) -> Value {
        let fields = fields!(
            "arg": self.optional_name(keyword.arg.as_ref()),
            "value": self.expr(&keyword.value),
        );
        self.node("keyword", fields, place(&keyword.location))
    }

    fn alias(&mut self, alias: &Alias) -> Value {
        let fields = fields!(
            "name": self.name(&alias.name),
            "asname": self.optional_name(alias.asname.as_ref()),
        );
        self.node("alias", fields, place(&alias.location))
    }

    fn type_param(&mut self, param: &TypeParam) -> Value {
        let place = place(&param.location);
        let name = self.name(&param.name);
        let default = self.optional(param.default_value.as_ref());
        match &param.kind {
            TypeParamKind::TypeVar { bound } => {
                let bound = self.optional(bound.as_ref());
                self.node("TypeVar", fields!("name": name, "bound": bound, "default_value": default), place)
            }
            TypeParamKind::ParamSpec => {
                self.node("ParamSpec", fields!("name": name, "default_value": default), place)
            }
            TypeParamKind::TypeVarTuple => {
                self.node("TypeVarTuple", fields!("name": name, "default_value": default), place)
            }
        }
    }

    fn comprehension(&mut self, comprehension: &Comprehension) -> Value {
        let fields = fields!(
            "target": self.expr(&comprehension.target),
            "iter": self.expr(&comprehension.iter),
            "ifs": self.exprs(&comprehension.ifs),
            "is_async": Value::int32(i32::from(comprehension.is_async)),
        );
        self.node("comprehension", fields, None)
    }

    fn context(&mut self, context: ExprContext) -> Value {
        self.single(match context {
            ExprContext::Load => "Load",
            ExprContext::Store => "Store",
            ExprContext::Del => "Del",
        })
    }

    fn expr(&mut self, expr: &Expr) -> Value {
        let place = place(&expr.location);
        match &expr.kind {
            ExprKind::BoolOp { op, values } => {
                let fields = fields!(
                    "op": self.single(match op {
                        BoolOp::And => "And",
                        BoolOp::Or => "Or",
                    }),
                    "values": self.exprs(values),
                );
                self.node("BoolOp", fields, place)
            }
            ExprKind::NamedExpr { target, value } => {
                let fields = fields!("target": self.expr(target), "value": self.expr(value));
                self.node("NamedExpr", fields, place)
            }
            ExprKind::BinOp { left, op, right } => {
                let fields = fields!(
                    "left": self.expr(left),
                    "op": self.single(operator(*op)),
                    "right": self.expr(right),
                );
                self.node("BinOp", fields, place)
            }
            ExprKind::UnaryOp { op, operand } => {
                let fields = fields!(
                    "op": self.single(match op {
                        UnaryOp::Invert => "Invert",
                        UnaryOp::Not => "Not",
                        UnaryOp::UAdd => "UAdd",
                        UnaryOp::USub => "USub",
                    }),
                    "operand": self.expr(operand),
                );
                self.node("UnaryOp", fields, place)
            }
            ExprKind::Lambda { args, body } => {
                let fields = fields!("args": self.arguments(args), "body": self.expr(body));
                self.node("Lambda", fields, place)
            }
            ExprKind::IfExp { test, body, orelse } => {
                let fields = fields!(
                    "test": self.expr(test),
                    "body": self.expr(body),
                    "orelse": self.expr(orelse),
                );
                self.node("IfExp", fields, place)
            }
            ExprKind::Dict { keys, values } => {
                let fields = fields!(
                    "keys": self.list(keys, |this, key| this.optional(key.as_ref())),
                    "values": self.exprs(values),
                );
                self.node("Dict", fields, place)
            }
            ExprKind::Set(elements) => {
                let fields = fields!("elts": self.exprs(elements));
                self.node("Set", fields, place)
            }
            ExprKind::ListComp { elt, generators } => self.comprehensions("ListComp", elt, generators, place),
            ExprKind::SetComp { elt, generators } => self.comprehensions("SetComp", elt, generators, place),
            ExprKind::GeneratorExp { elt, generators } => {
                self.comprehensions("GeneratorExp", elt, generators, place)
            }
            ExprKind::DictComp { key, value, generators } => {
                let fields = fields!(
                    "key": self.expr(key),
                    "value": self.expr(value),
                    "generators": self.list(generators, Self::comprehension),
                );
                self.node("DictComp", fields, place)
            }
            ExprKind::Await(value) => {
                let fields = fields!("value": self.expr(value));
                self.node("Await", fields, place)
            }
            ExprKind::Yield(value) => {
                let fields = fields!("value": self.optional(value.as_deref()));
                self.node("Yield", fields, place)
            }
            ExprKind::YieldFrom(value) => {
                let fields = fields!("value": self.expr(value));
                self.node("YieldFrom", fields, place)
            }
            ExprKind::Compare { left, ops, comparators } => {
                let fields = fields!(
                    "left": self.expr(left),
                    "ops": self.list(ops, |this, op| this.single(comparison(*op))),
                    "comparators": self.exprs(comparators),
                );
                self.node("Compare", fields, place)
            }
            ExprKind::Call { func, args, keywords } => {
                let fields = fields!(
                    "func": self.expr(func),
                    "args": self.exprs(args),
                    "keywords": self.list(keywords, Self::keyword),
                );
                self.node("Call", fields, place)
            }
            ExprKind::FormattedValue { value, conversion, format_spec } => {
                let fields = fields!(
                    "value": self.expr(value),
                    "conversion": Value::int32(conversion_number(*conversion)),
                    "format_spec": self.optional(format_spec.as_deref()),
                );
                self.node("FormattedValue", fields, place)
            }
            ExprKind::Interpolation { value, str, conversion, format_spec } => {
                let fields = fields!(
                    "value": self.expr(value),
                    "str": self.constant(str),
                    "conversion": Value::int32(conversion_number(*conversion)),
                    "format_spec": self.optional(format_spec.as_deref()),
                );
                self.node("Interpolation", fields, place)
            }
            ExprKind::JoinedStr(values) => {
                let fields = fields!("values": self.exprs(values));
                self.node("JoinedStr", fields, place)
            }
            ExprKind::TemplateStr(values) => {
                let fields = fields!("values": self.exprs(values));
                self.node("TemplateStr", fields, place)
            }
            ExprKind::Constant { value, unicode_prefix } => {
                let kind = if *unicode_prefix { self.vm.intern_str("u").into() } else { Value::NONE };
                let fields = fields!("value": self.constant(value), "kind": kind);
                self.node("Constant", fields, place)
            }
            ExprKind::Attribute { value, attr, ctx } => {
                let fields = fields!(
                    "value": self.expr(value),
                    "attr": self.name(attr),
                    "ctx": self.context(*ctx),
                );
                self.node("Attribute", fields, place)
            }
            ExprKind::Subscript { value, slice, ctx } => {
                let fields = fields!(
                    "value": self.expr(value),
                    "slice": self.expr(slice),
                    "ctx": self.context(*ctx),
                );
                self.node("Subscript", fields, place)
            }
            ExprKind::Starred { value, ctx } => {
                let fields = fields!("value": self.expr(value), "ctx": self.context(*ctx));
                self.node("Starred", fields, place)
            }
            ExprKind::Name { id, ctx } => {
                let fields = fields!("id": self.name(id), "ctx": self.context(*ctx));
                self.node("Name", fields, place)
            }
            ExprKind::List { elts, ctx } => {
                let fields = fields!("elts": self.exprs(elts), "ctx": self.context(*ctx));
                self.node("List", fields, place)
            }
            ExprKind::Tuple { elts, ctx } => {
                let fields = fields!("elts": self.exprs(elts), "ctx": self.context(*ctx));
                self.node("Tuple", fields, place)
            }
            ExprKind::Slice { lower, upper, step } => {
                let fields = fields!(
                    "lower": self.optional(lower.as_deref()),
                    "upper": self.optional(upper.as_deref()),
                    "step": self.optional(step.as_deref()),
                );
                self.node("Slice", fields, place)
            }
        }
    }

    fn comprehensions(
        &mut self,
        class: &'static str,
        element: &Expr,
        generators: &[Comprehension],
        place: Place,
    ) -> Value {
        let fields = fields!(
            "elt": self.expr(element),
            "generators": self.list(generators, Self::comprehension),
        );
        self.node(class, fields, place)
    }

    fn pattern(&mut self, pattern: &Pattern) -> Value {
        let place = place(&pattern.location);
        match &pattern.kind {
            PatternKind::MatchValue(value) => {
                let fields = fields!("value": self.expr(value));
                self.node("MatchValue", fields, place)
            }
            PatternKind::MatchSingleton(value) => {
                let fields = fields!("value": self.constant(value));
                self.node("MatchSingleton", fields, place)
            }
            PatternKind::MatchSequence(patterns) => {
                let fields = fields!("patterns": self.list(patterns, Self::pattern));
                self.node("MatchSequence", fields, place)
            }
            PatternKind::MatchMapping { keys, patterns, rest } => {
                let fields = fields!(
                    "keys": self.exprs(keys),
                    "patterns": self.list(patterns, Self::pattern),
                    "rest": self.optional_name(rest.as_ref()),
                );
                self.node("MatchMapping", fields, place)
            }
            PatternKind::MatchClass { cls, patterns, kwd_attrs, kwd_patterns } => {
                let fields = fields!(
                    "cls": self.expr(cls),
                    "patterns": self.list(patterns, Self::pattern),
                    "kwd_attrs": self.list(kwd_attrs, Self::name),
                    "kwd_patterns": self.list(kwd_patterns, Self::pattern),
                );
                self.node("MatchClass", fields, place)
            }
            PatternKind::MatchStar(name) => {
                let fields = fields!("name": self.optional_name(name.as_ref()));
                self.node("MatchStar", fields, place)
            }
            PatternKind::MatchAs { pattern, name } => {
                let inner = match pattern {
                    Some(pattern) => self.pattern(pattern),
                    None => Value::NONE,
                };
                let fields = fields!("pattern": inner, "name": self.optional_name(name.as_ref()));
                self.node("MatchAs", fields, place)
            }
            PatternKind::MatchOr(patterns) => {
                let fields = fields!("patterns": self.list(patterns, Self::pattern));
                self.node("MatchOr", fields, place)
            }
        }
    }
}

fn place(location: &compiler::ir::Location) -> Place {
    Some((location.line, location.col, location.end_line, location.end_col))
}

fn operator(operator: Operator) -> &'static str {
    match operator {
        Operator::Add => "Add",
        Operator::Sub => "Sub",
        Operator::Mult => "Mult",
        Operator::MatMult => "MatMult",
        Operator::Div => "Div",
        Operator::Mod => "Mod",
        Operator::Pow => "Pow",
        Operator::LShift => "LShift",
        Operator::RShift => "RShift",
        Operator::BitOr => "BitOr",
        Operator::BitXor => "BitXor",
        Operator::BitAnd => "BitAnd",
        Operator::FloorDiv => "FloorDiv",
    }
}

fn comparison(operator: CmpOp) -> &'static str {
    match operator {
        CmpOp::Eq => "Eq",
        CmpOp::NotEq => "NotEq",
        CmpOp::Lt => "Lt",
        CmpOp::LtE => "LtE",
        CmpOp::Gt => "Gt",
        CmpOp::GtE => "GtE",
        CmpOp::Is => "Is",
        CmpOp::IsNot => "IsNot",
        CmpOp::In => "In",
        CmpOp::NotIn => "NotIn",
    }
}

/// The letter of a conversion, as the ASDL has it; -1 for none.
fn conversion_number(conversion: Conversion) -> i32 {
    match conversion {
        Conversion::None => -1,
        Conversion::Str => 's' as i32,
        Conversion::Repr => 'r' as i32,
        Conversion::Ascii => 'a' as i32,
    }
}
