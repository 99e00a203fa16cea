//! Calls: of functions, methods and `super`, with all forms of arguments.

use bytecode::{Constant, Opcode};

use super::expressions::TUPLE;
use super::statements::attribute_location;
use super::{Compiler, STACK_USE_GUIDELINE, common_constant, intrinsic, name, operand};
use crate::ast::*;
use crate::error::{Result, SyntaxError};
use crate::ir::{Label, Location};
use crate::symtable::{Key, NameScope, SymbolFlags};

impl<'a> Compiler<'a> {
    pub(super) fn call(
        &mut self,
        expr: &'a Expr,
        func: &'a Expr,
        args: &'a [Expr],
        keywords: &'a [Keyword],
    ) -> Result<()> {
        self.validate_keywords(keywords)?;
        if self.method_call(expr, func, args, keywords)? {
            return Ok(());
        }
        let skip_normal_call = self.new_label();
        self.check_caller(func);
        self.expr(func)?;
        self.call_with_generator(func, args, keywords, skip_normal_call)?;
        self.emit(Opcode::PUSH_NULL, func.location);
        self.call_arguments(0, args, None, keywords, expr.location)?;
        self.use_label(skip_normal_call);
        Ok(())
    }

    fn validate_keywords(&self, keywords: &[Keyword]) -> Result<()> {
        for (index, keyword) in keywords.iter().enumerate() {
            let Some(name) = &keyword.arg else { continue };
            if let Some(other) = keywords[index + 1..].iter().find(|other| other.arg.as_ref() == Some(name)) {
                return Err(SyntaxError::at(format!("keyword argument repeated: {name}"), other.location));
            }
        }
        Ok(())
    }

    /// Emits the call of a method without making a bound method, if it can.
    fn method_call(
        &mut self,
        expr: &'a Expr,
        func: &'a Expr,
        args: &'a [Expr],
        keywords: &'a [Keyword],
    ) -> Result<bool> {
        let ExprKind::Attribute { value, attr, ctx: ExprContext::Load } = &func.kind else {
            return Ok(false);
        };
        // A function of a module is better fetched as an attribute.
        if self.is_import_originated(value)
            || args.len() + keywords.len() + usize::from(!keywords.is_empty()) >= STACK_USE_GUIDELINE
            || args.iter().any(Expr::is_starred)
            || keywords.iter().any(|keyword| keyword.arg.is_none())
        {
            return Ok(false);
        }
        let mut location = func.location;
        if let Some((super_func, super_args)) = self.optimizable_super_call(value, attr) {
            self.load_args_for_super(value, super_func, super_args)?;
            // The low bits: a method, two arguments.
            let index = self.name_index(attr) << 2 | u32::from(!super_args.is_empty()) << 1 | 1;
            self.emit_i(Opcode::LOAD_SUPER_ATTR, index, location);
            location = attribute_location(location, func, attr);
            self.emit(Opcode::NOP, location);
        } else {
            self.expr(value)?;
            location = attribute_location(location, func, attr);
            self.load_method(attr, location);
        }
        self.exprs(args)?;
        let call_location = attribute_location(expr.location, func, attr);
        if keywords.is_empty() {
            self.emit_i(Opcode::CALL, operand(args.len()), call_location);
        } else {
            self.keyword_values(keywords)?;
            self.keyword_names(keywords, location);
            self.emit_i(Opcode::CALL_KW, operand(args.len() + keywords.len()), call_location);
        }
        Ok(true)
    }

    fn is_import_originated(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Name { id, .. } => self.table.get(self.table.top).flags(id).has(SymbolFlags::IMPORT),
            _ => false,
        }
    }

    fn keyword_values(&mut self, keywords: &'a [Keyword]) -> Result<()> {
        keywords.iter().try_for_each(|keyword| self.expr(&keyword.value))
    }

    /// The tuple of names that `CALL_KW` takes.
    fn keyword_names(&mut self, keywords: &[Keyword], location: Location) {
        let names: Vec<Constant> =
            keywords.iter().filter_map(|keyword| keyword.arg.clone()).map(Constant::Str).collect();
        self.load_const(Constant::Tuple(names.into()), location);
    }

    /// If `value.attr` is an attribute of a `super()` call that can be fetched without making a `super` object: the
    /// function and the arguments of that call.
    pub(super) fn optimizable_super_call(
        &self,
        value: &'a Expr,
        attr: &Identifier,
    ) -> Option<(&'a Expr, &'a [Expr])> {
        let ExprKind::Call { func, args, keywords } = &value.kind else { return None };
        let ExprKind::Name { id, .. } = &func.kind else { return None };
        if **id != "super" || **attr == "__class__" || !keywords.is_empty() {
            return None;
        }
        // `super` must be the builtin, as far as can be seen.
        if self.entry().scope_of(id) != NameScope::GlobalImplicit
            || self.table.get(self.table.top).scope_of(id) != NameScope::Unknown
        {
            return None;
        }
        let optimizable = match &args[..] {
            [first, second] => !first.is_starred() && !second.is_starred(),
            [] => {
                self.unit.counts.args + self.unit.counts.posonlyargs > 0
                    && self.entry().scope_of(&name("__class__")) == NameScope::Free
            }
            _ => false,
        };
        optimizable.then_some((&**func, &args[..]))
    }

    pub(super) fn load_args_for_super(
        &mut self,
        call: &'a Expr,
        func: &'a Expr,
        args: &'a [Expr],
    ) -> Result<()> {
        self.load_name(&name("super"), func.location)?;
        if !args.is_empty() {
            return self.exprs(args);
        }
        self.load_name(&name("__class__"), call.location)?;
        match self.unit.varnames.first().cloned() {
            Some(first) => self.load_name(&first, call.location),
            None => Err(super::internal_error("super() without parameters")),
        }
    }

    /// `all`, `any` and `tuple` of a generator expression: run the generator here if the function is the builtin.
    fn call_with_generator(
        &mut self,
        func: &'a Expr,
        args: &'a [Expr],
        keywords: &'a [Keyword],
        end: Label,
    ) -> Result<()> {
        let ExprKind::Name { id, .. } = &func.kind else { return Ok(()) };
        let [generator] = args else { return Ok(()) };
        if !keywords.is_empty() || !matches!(generator.kind, ExprKind::GeneratorExp { .. }) {
            return Ok(());
        }
        let scope = self.scope_of(Key::expr(generator))?;
        if self.table.get(scope).coroutine {
            return Ok(());
        }
        let location = func.location;
        let skip_optimization = self.new_label();
        let (constant, initial, continue_jump) = match id.as_str() {
            Some("all") => (common_constant::BUILTIN_ALL, Some(true), Opcode::POP_JUMP_IF_TRUE),
            Some("any") => (common_constant::BUILTIN_ANY, Some(false), Opcode::POP_JUMP_IF_FALSE),
            Some("tuple") => (common_constant::BUILTIN_TUPLE, None, Opcode::JUMP),
            _ => {
                self.use_label(skip_optimization);
                return Ok(());
            }
        };
        self.emit_i(Opcode::COPY, 1, location);
        self.emit_i(Opcode::LOAD_COMMON_CONSTANT, constant, location);
        self.compare_op(CmpOp::Is, location);
        self.emit_jump(Opcode::POP_JUMP_IF_FALSE, skip_optimization, location);
        self.emit(Opcode::POP_TOP, location);
        if initial.is_none() {
            self.emit_i(Opcode::BUILD_LIST, 0, location);
        }
        self.expr(generator)?;
        let start = self.new_label();
        let cleanup = self.new_label();
        self.use_label(start);
        self.emit_jump(Opcode::FOR_ITER, cleanup, location);
        match initial {
            None => {
                self.emit_i(Opcode::LIST_APPEND, 2, location);
                self.emit_jump(Opcode::JUMP, start, location);
            }
            Some(_) => {
                self.emit(Opcode::TO_BOOL, location);
                self.emit_jump(continue_jump, start, location);
            }
        }
        self.emit(Opcode::POP_ITER, Location::NONE);
        if let Some(initial) = initial {
            self.load_const(Constant::Bool(!initial), location);
        }
        self.emit_jump(Opcode::JUMP, end, location);

        self.use_label(cleanup);
        self.emit(Opcode::END_FOR, Location::NONE);
        self.emit(Opcode::POP_ITER, Location::NONE);
        match initial {
            None => self.emit_i(Opcode::CALL_INTRINSIC_1, intrinsic::LIST_TO_TUPLE, location),
            Some(initial) => self.load_const(Constant::Bool(initial), location),
        }
        self.emit_jump(Opcode::JUMP, end, location);
        self.use_label(skip_optimization);
        Ok(())
    }

    /// The arguments and the call itself. `pushed` arguments are on the stack already; `injected` is a variable that
    /// comes after the positional ones.
    pub(super) fn call_arguments(
        &mut self,
        pushed: usize,
        args: &'a [Expr],
        injected: Option<&Identifier>,
        keywords: &'a [Keyword],
        location: Location,
    ) -> Result<()> {
        self.validate_keywords(keywords)?;
        let simple = args.len() + keywords.len() * 2 <= STACK_USE_GUIDELINE
            && !args.iter().any(Expr::is_starred)
            && keywords.iter().all(|keyword| keyword.arg.is_some());
        if simple {
            self.exprs(args)?;
            let mut count = pushed + args.len();
            if let Some(injected) = injected {
                self.load_name(injected, location)?;
                count += 1;
            }
            if keywords.is_empty() {
                self.emit_i(Opcode::CALL, operand(count), location);
            } else {
                self.keyword_values(keywords)?;
                self.keyword_names(keywords, location);
                self.emit_i(Opcode::CALL_KW, operand(count + keywords.len()), location);
            }
            return Ok(());
        }
        match args {
            [Expr { kind: ExprKind::Starred { value, .. }, .. }] if pushed == 0 => self.expr(value)?,
            args => self.display(args, injected, pushed, TUPLE, location)?,
        }
        if keywords.is_empty() {
            self.emit(Opcode::PUSH_NULL, location);
        } else {
            self.keyword_dict(keywords, location)?;
        }
        self.emit(Opcode::CALL_FUNCTION_EX, location);
        Ok(())
    }

    /// Builds the dict of keyword arguments for `CALL_FUNCTION_EX`.
    fn keyword_dict(&mut self, keywords: &'a [Keyword], location: Location) -> Result<()> {
        let mut have_dict = false;
        let mut pending = 0;
        for (index, keyword) in keywords.iter().enumerate() {
            if keyword.arg.is_some() {
                pending += 1;
                continue;
            }
            if pending > 0 {
                self.sub_keywords(&keywords[index - pending..index], location)?;
                if have_dict {
                    self.emit_i(Opcode::DICT_MERGE, 1, location);
                }
                have_dict = true;
                pending = 0;
            }
            if !have_dict {
                self.emit_i(Opcode::BUILD_MAP, 0, location);
                have_dict = true;
            }
            self.expr(&keyword.value)?;
            self.emit_i(Opcode::DICT_MERGE, 1, location);
        }
        if pending > 0 {
            self.sub_keywords(&keywords[keywords.len() - pending..], location)?;
            if have_dict {
                self.emit_i(Opcode::DICT_MERGE, 1, location);
            }
        }
        Ok(())
    }

    fn sub_keywords(&mut self, keywords: &'a [Keyword], location: Location) -> Result<()> {
        let big = keywords.len() * 2 > STACK_USE_GUIDELINE;
        if big {
            self.emit_i(Opcode::BUILD_MAP, 0, Location::NONE);
        }
        for keyword in keywords {
            if let Some(name) = &keyword.arg {
                self.load_str(name.clone(), location);
            }
            self.expr(&keyword.value)?;
            if big {
                self.emit_i(Opcode::MAP_ADD, 1, Location::NONE);
            }
        }
        if !big {
            self.emit_i(Opcode::BUILD_MAP, operand(keywords.len()), location);
        }
        Ok(())
    }
}
