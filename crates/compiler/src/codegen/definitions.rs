//! Functions, classes, type parameters and `type` statements.

use std::sync::Arc;

use bytecode::{Code, Constant, LocalKind, Opcode, Wtf8Buf};

use super::statements::clean_docstring;
use super::{
    ArgCounts, Compiler, FBlockKind, ScopeType, function_attribute, internal_error, intrinsic, intrinsic2,
    name, operand,
};
use crate::ast::*;
use crate::error::{Result, SyntaxError};
use crate::ir::{Arg, Instr, Location};
use crate::symtable::{Key, NameScope};

impl<'a> Compiler<'a> {
    pub(super) fn function_def(&mut self, stmt: &'a Stmt, def: &'a FunctionDef) -> Result<()> {
        let location = stmt.location;
        self.exprs(&def.decorator_list)?;
        let firstlineno =
            def.decorator_list.first().map_or(location.line, |decorator| decorator.location.line);
        let mut attributes = self.default_arguments(&def.args, location)?;

        let generic = !def.type_params.is_empty();
        let has = |flag: u32| usize::from(attributes & flag != 0);
        let forwarded = has(function_attribute::DEFAULTS) + has(function_attribute::KWDEFAULTS);
        if generic {
            // The defaults are evaluated here and handed to the function that makes the type parameters.
            if forwarded == 2 {
                self.emit_i(Opcode::SWAP, 2, location);
            }
            self.enter_type_params_scope(
                &def.name,
                &def.type_params,
                firstlineno,
                None,
                ArgCounts::args(forwarded),
            )?;
            self.type_params(&def.type_params)?;
            for index in 0..forwarded {
                self.emit_i(Opcode::LOAD_FAST, operand(index), location);
            }
        }
        attributes |= self.function_annotations(&def.args, def.returns.as_deref(), location)?;
        self.function_body(stmt, def, attributes, firstlineno)?;
        if generic {
            self.emit_i(Opcode::SWAP, 2, location);
            self.emit_i(Opcode::CALL_INTRINSIC_2, intrinsic2::SET_FUNCTION_TYPE_PARAMS, location);
            let code = self.finish_scope(false)?;
            self.make_closure(code, 0, location)?;
            if forwarded > 0 {
                self.emit_i(Opcode::SWAP, operand(forwarded + 1), location);
                self.emit_i(Opcode::CALL, operand(forwarded - 1), location);
            } else {
                self.emit(Opcode::PUSH_NULL, location);
                self.emit_i(Opcode::CALL, 0, location);
            }
        }
        self.apply_decorators(&def.decorator_list);
        self.store_name(&def.name, location)
    }

    fn apply_decorators(&mut self, decorators: &[Expr]) {
        for decorator in decorators.iter().rev() {
            self.emit_i(Opcode::CALL, 0, decorator.location);
        }
    }

    fn function_body(
        &mut self,
        stmt: &'a Stmt,
        def: &'a FunctionDef,
        attributes: u32,
        firstlineno: i32,
    ) -> Result<()> {
        let scope_type = if def.is_async { ScopeType::AsyncFunction } else { ScopeType::Function };
        self.enter_scope(
            def.name.clone(),
            scope_type,
            Key::stmt(stmt),
            firstlineno,
            None,
            ArgCounts::of(&def.args),
        )?;
        let mut body = &def.body[..];
        if self.entry().has_docstring
            && let Some(doc) = docstring(body)
        {
            body = &body[1..];
            self.add_const(clean_docstring(doc));
        }
        let start = self.new_label();
        self.use_label(start);
        let stop_iteration = self.entry().coroutine || self.entry().generator;
        if stop_iteration {
            self.push_fblock(FBlockKind::StopIteration, Some(start), None, Location::NONE)?;
        }
        self.stmts(body)?;
        if stop_iteration {
            self.wrap_in_stopiteration_handler();
            self.pop_fblock();
        }
        let code = self.finish_scope(true)?;
        self.make_closure(code, attributes, stmt.location)
    }

    /// Wraps the code of a generator so that a `StopIteration` leaving it becomes a `RuntimeError`.
    pub(super) fn wrap_in_stopiteration_handler(&mut self) {
        let handler = self.new_label();
        let setup = Instr { op: Opcode::SETUP_CLEANUP, arg: Arg::Label(handler), location: Location::NONE };
        self.unit.sequence.instrs.insert(0, setup);
        for label in &mut self.unit.sequence.labels {
            if *label != usize::MAX {
                *label += 1;
            }
        }
        self.load_const(Constant::None, Location::NONE);
        self.emit(Opcode::RETURN_VALUE, Location::NONE);
        self.use_label(handler);
        self.emit_i(Opcode::CALL_INTRINSIC_1, intrinsic::STOPITERATION_ERROR, Location::NONE);
        self.emit_i(Opcode::RERAISE, 1, Location::NONE);
    }

    /// Evaluates defaults; returns the attribute flags of what was pushed.
    pub(super) fn default_arguments(&mut self, args: &'a Arguments, location: Location) -> Result<u32> {
        let mut attributes = 0;
        if !args.defaults.is_empty() {
            self.exprs(&args.defaults)?;
            self.emit_i(Opcode::BUILD_TUPLE, operand(args.defaults.len()), location);
            attributes |= function_attribute::DEFAULTS;
        }
        let mut count = 0;
        for (arg, default) in args.kwonlyargs.iter().zip(&args.kw_defaults) {
            if let Some(default) = default {
                count += 1;
                let mangled = self.maybe_mangle(&arg.arg);
                self.load_str(mangled, location);
                self.expr(default)?;
            }
        }
        if count > 0 {
            self.emit_i(Opcode::BUILD_MAP, count, location);
            attributes |= function_attribute::KWDEFAULTS;
        }
        Ok(attributes)
    }

    /// Makes a function of `code`; what `attributes` says is on the stack.
    pub(super) fn make_closure(
        &mut self,
        code: Arc<Code>,
        mut attributes: u32,
        location: Location,
    ) -> Result<()> {
        let free: Vec<Identifier> = code.names_of(LocalKind::FREE).cloned().collect();
        if !free.is_empty() {
            for variable in &free {
                let index = self.closure_index(variable)?;
                self.emit_i(Opcode::LOAD_CLOSURE, index, location);
            }
            attributes |= function_attribute::CLOSURE;
            self.emit_i(Opcode::BUILD_TUPLE, operand(free.len()), location);
        }
        self.load_const(Constant::Code(code), location);
        self.emit(Opcode::MAKE_FUNCTION, location);
        for attribute in [
            function_attribute::CLOSURE,
            function_attribute::ANNOTATE,
            function_attribute::KWDEFAULTS,
            function_attribute::DEFAULTS,
        ] {
            if attributes & attribute != 0 {
                self.emit_i(Opcode::SET_FUNCTION_ATTRIBUTE, attribute, location);
            }
        }
        Ok(())
    }

    /// The cell of this scope that an inner function refers to. A name of a class body can be both local and free
    /// there: the closure wants the free one.
    fn closure_index(&mut self, variable: &Identifier) -> Result<u32> {
        let implicit_cell = self.unit.scope_type == ScopeType::Class
            && matches!(
                variable.as_str(),
                Some("__class__" | "__classdict__" | "__conditional_annotations__")
            );
        match self.entry().scope_of(variable) {
            NameScope::Cell => self.cell_index(variable),
            _ if implicit_cell => self.cell_index(variable),
            NameScope::Unknown => Err(internal_error("free variable without a binding")),
            _ => self.free_index(variable),
        }
    }

    pub(super) fn class_def(&mut self, stmt: &'a Stmt, def: &'a ClassDef) -> Result<()> {
        let location = stmt.location;
        self.exprs(&def.decorator_list)?;
        let firstlineno =
            def.decorator_list.first().map_or(location.line, |decorator| decorator.location.line);
        let generic = !def.type_params.is_empty();
        let type_params = name(".type_params");
        if generic {
            self.enter_type_params_scope(
                &def.name,
                &def.type_params,
                firstlineno,
                Some(def.name.clone()),
                ArgCounts::default(),
            )?;
            self.type_params(&def.type_params)?;
            self.store_name(&type_params, location)?;
        }
        self.class_body(stmt, def, firstlineno)?;
        if generic {
            let generic_base = name(".generic_base");
            self.load_name(&type_params, location)?;
            self.emit_i(Opcode::CALL_INTRINSIC_1, intrinsic::SUBSCRIPT_GENERIC, location);
            self.store_name(&generic_base, location)?;
            self.call_arguments(2, &def.bases, Some(&generic_base), &def.keywords, location)?;
            let code = self.finish_scope(false)?;
            self.make_closure(code, 0, location)?;
            self.emit(Opcode::PUSH_NULL, location);
            self.emit_i(Opcode::CALL, 0, location);
        } else {
            self.call_arguments(2, &def.bases, None, &def.keywords, location)?;
        }
        self.apply_decorators(&def.decorator_list);
        self.store_name(&def.name, location)
    }

    /// Compiles the class's body and puts `__build_class__`, the body's function and the name on the stack.
    fn class_body(&mut self, stmt: &'a Stmt, def: &'a ClassDef, firstlineno: i32) -> Result<()> {
        self.enter_scope(
            def.name.clone(),
            ScopeType::Class,
            Key::stmt(stmt),
            firstlineno,
            Some(def.name.clone()),
            ArgCounts::default(),
        )?;
        let location = Location { line: firstlineno, end_line: firstlineno, col: 0, end_col: 0 };
        self.load_name(&name("__name__"), location)?;
        self.store_name(&name("__module__"), location)?;
        self.load_str(self.unit.qualname.clone(), location);
        self.store_name(&name("__qualname__"), location)?;
        self.load_const(Constant::Int(i64::from(self.unit.firstlineno)), location);
        self.store_name(&name("__firstlineno__"), location)?;
        if !def.type_params.is_empty() {
            self.load_name(&name(".type_params"), location)?;
            self.store_name(&name("__type_params__"), location)?;
        }
        let classdict = name("__classdict__");
        if self.entry().needs_classdict {
            self.emit(Opcode::LOAD_LOCALS, location);
            let index = self.cell_index(&classdict)?;
            self.emit_i(Opcode::STORE_DEREF, index, location);
        }
        if self.entry().has_conditional_annotations {
            self.emit_i(Opcode::BUILD_SET, 0, location);
            let index = self.cell_index(&name("__conditional_annotations__"))?;
            self.emit_i(Opcode::STORE_DEREF, index, location);
        }
        self.body(&def.body, false, location)?;

        let attributes: Vec<Constant> =
            std::mem::take(&mut self.unit.static_attributes).into_iter().map(Constant::Str).collect();
        self.load_const(Constant::Tuple(attributes.into()), Location::NONE);
        self.store_name(&name("__static_attributes__"), Location::NONE)?;
        if self.entry().needs_classdict {
            let index = self.cell_index(&classdict)?;
            self.emit_i(Opcode::LOAD_CLOSURE, index, Location::NONE);
            self.store_name(&name("__classdictcell__"), Location::NONE)?;
        }
        if self.entry().needs_class_closure {
            let index = self.cell_index(&name("__class__"))?;
            self.emit_i(Opcode::LOAD_CLOSURE, index, Location::NONE);
            self.emit_i(Opcode::COPY, 1, Location::NONE);
            self.store_name(&name("__classcell__"), Location::NONE)?;
        } else {
            self.load_const(Constant::None, Location::NONE);
        }
        self.emit(Opcode::RETURN_VALUE, Location::NONE);
        let code = self.finish_scope(true)?;

        // From here on the line is that of `class`, not of a decorator.
        let location = stmt.location;
        self.emit(Opcode::LOAD_BUILD_CLASS, location);
        self.emit(Opcode::PUSH_NULL, location);
        self.make_closure(code, 0, location)?;
        self.load_str(def.name.clone(), location);
        Ok(())
    }

    fn enter_type_params_scope(
        &mut self,
        owner: &Identifier,
        params: &'a [TypeParam],
        firstlineno: i32,
        private: Option<Identifier>,
        counts: ArgCounts,
    ) -> Result<()> {
        let mut scope_name = Wtf8Buf::from("<generic parameters of ");
        scope_name.push_wtf8(owner);
        scope_name.push_str(">");
        let key = Key::type_params(params);
        self.enter_scope(Arc::new(scope_name), ScopeType::Annotations, key, firstlineno, private, counts)
    }

    /// Makes the type parameters, binds them and leaves them in a tuple.
    fn type_params(&mut self, params: &'a [TypeParam]) -> Result<()> {
        let mut seen_default = false;
        for param in params {
            let location = param.location;
            self.load_str(param.name.clone(), location);
            match &param.kind {
                TypeParamKind::TypeVar { bound: Some(bound) } => {
                    self.bound_or_default(bound, param, Key::bound(param), false)?;
                    let intrinsic = match bound.kind {
                        ExprKind::Tuple { .. } => intrinsic2::TYPEVAR_WITH_CONSTRAINTS,
                        _ => intrinsic2::TYPEVAR_WITH_BOUND,
                    };
                    self.emit_i(Opcode::CALL_INTRINSIC_2, intrinsic, location);
                }
                TypeParamKind::TypeVar { bound: None } => {
                    self.emit_i(Opcode::CALL_INTRINSIC_1, intrinsic::TYPEVAR, location);
                }
                TypeParamKind::TypeVarTuple => {
                    self.emit_i(Opcode::CALL_INTRINSIC_1, intrinsic::TYPEVARTUPLE, location);
                }
                TypeParamKind::ParamSpec => {
                    self.emit_i(Opcode::CALL_INTRINSIC_1, intrinsic::PARAMSPEC, location);
                }
            }
            if let Some(default) = &param.default_value {
                seen_default = true;
                let allow_starred = matches!(param.kind, TypeParamKind::TypeVarTuple);
                self.bound_or_default(default, param, Key::default_value(param), allow_starred)?;
                self.emit_i(Opcode::CALL_INTRINSIC_2, intrinsic2::SET_TYPEPARAM_DEFAULT, location);
            } else if seen_default {
                let message =
                    format!("non-default type parameter '{}' follows default type parameter", param.name);
                return Err(SyntaxError::at(message, location));
            }
            self.emit_i(Opcode::COPY, 1, location);
            self.store_name(&param.name, location)?;
        }
        if let Some(first) = params.first() {
            self.emit_i(Opcode::BUILD_TUPLE, operand(params.len()), first.location);
        }
        Ok(())
    }

    fn bound_or_default(
        &mut self,
        value: &'a Expr,
        param: &TypeParam,
        key: Key,
        allow_starred: bool,
    ) -> Result<()> {
        let location = value.location;
        self.load_const(default_format(), location);
        self.enter_annotations_scope(key, param.name.clone(), location)?;
        match &value.kind {
            ExprKind::Starred { value, .. } if allow_starred => {
                self.expr(value)?;
                self.emit_i(Opcode::UNPACK_SEQUENCE, 1, location);
            }
            _ => self.expr(value)?,
        }
        self.emit(Opcode::RETURN_VALUE, location);
        let code = self.finish_scope(true)?;
        self.make_closure(code, function_attribute::DEFAULTS, location)
    }

    pub(super) fn type_alias(&mut self, stmt: &'a Stmt, alias: &'a TypeAlias) -> Result<()> {
        let location = stmt.location;
        let ExprKind::Name { id, .. } = &alias.name.kind else {
            return Err(internal_error("type alias without a name"));
        };
        let generic = !alias.type_params.is_empty();
        if generic {
            self.enter_type_params_scope(id, &alias.type_params, location.line, None, ArgCounts::default())?;
            self.load_str(id.clone(), location);
            self.type_params(&alias.type_params)?;
        } else {
            self.load_str(id.clone(), location);
            self.load_const(Constant::None, location);
        }
        self.load_const(default_format(), location);
        self.enter_annotations_scope(Key::stmt(stmt), id.clone(), location)?;
        self.expr(&alias.value)?;
        self.emit(Opcode::RETURN_VALUE, location);
        let code = self.finish_scope(false)?;
        self.make_closure(code, function_attribute::DEFAULTS, location)?;
        self.emit_i(Opcode::BUILD_TUPLE, 3, location);
        self.emit_i(Opcode::CALL_INTRINSIC_1, intrinsic::TYPEALIAS, location);
        if generic {
            let code = self.finish_scope(false)?;
            self.make_closure(code, 0, location)?;
            self.emit(Opcode::PUSH_NULL, location);
            self.emit_i(Opcode::CALL, 0, location);
        }
        self.store_name(id, location)
    }
}

/// The default of the format parameter of a lazily evaluated value: `VALUE`.
fn default_format() -> Constant {
    Constant::Tuple(Arc::from([Constant::Int(1)]))
}
