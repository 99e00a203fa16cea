//! The first pass: walks the tree and notes, block by block, how every name is used. Decides nothing about scopes.

use std::sync::Arc;

use bytecode::Wtf8Buf;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{BlockType, ComprehensionType, Key, Scope, ScopeId, SymbolFlags, SymbolTable, Symbols};
use crate::ast::*;
use crate::error::{Result, SyntaxError};
use crate::future::FutureFeatures;
use crate::ir::Location;

/// Walks `module`.
pub(super) fn build(module: &Mod, future: FutureFeatures) -> Result<SymbolTable> {
    let mut builder = Builder {
        table: SymbolTable {
            scopes: Vec::new(),
            top: ScopeId(0),
            by_key: FxHashMap::default(),
            mangled_sets: Vec::new(),
        },
        stack: Vec::new(),
        private: None,
        future,
        names: Names::new(),
    };
    let none = Location { line: 0, end_line: 0, col: 0, end_col: 0 };
    builder.enter_block("top".into(), BlockType::Module, None, none)?;
    match module {
        Mod::Module(body) => {
            builder.cur_mut().has_docstring = docstring(body).is_some();
            builder.stmts(body)?;
        }
        Mod::Interactive(body) => builder.stmts(body)?,
        Mod::Expression(body) => builder.expr(body)?,
    }
    Ok(builder.table)
}

/// Names that the walk itself brings in.
struct Names {
    annotate: Identifier,
    class: Identifier,
    classdict: Identifier,
    conditional_annotations: Identifier,
    format: Identifier,
    implicit_argument: Identifier,
}

impl Names {
    fn new() -> Names {
        Names {
            annotate: identifier("__annotate__"),
            class: identifier("__class__"),
            classdict: identifier("__classdict__"),
            conditional_annotations: identifier("__conditional_annotations__"),
            format: identifier(".format"),
            implicit_argument: identifier(".0"),
        }
    }
}

fn identifier(text: &str) -> Identifier {
    Arc::new(Wtf8Buf::from(text))
}

struct Builder {
    table: SymbolTable,
    stack: Vec<ScopeId>,
    /// Name of the innermost class, for mangling.
    private: Option<Identifier>,
    future: FutureFeatures,
    names: Names,
}

impl Builder {
    fn cur_id(&self) -> ScopeId {
        self.stack.last().copied().unwrap_or(self.table.top)
    }

    fn cur(&self) -> &Scope {
        self.table.get(self.cur_id())
    }

    fn cur_mut(&mut self) -> &mut Scope {
        let id = self.cur_id();
        self.table.get_mut(id)
    }

    fn new_scope(
        &mut self,
        name: Identifier,
        block: BlockType,
        key: Option<Key>,
        location: Location,
    ) -> ScopeId {
        let parent = (!self.stack.is_empty()).then(|| self.cur());
        let scope = Scope {
            name,
            block,
            symbols: Symbols::default(),
            varnames: Vec::new(),
            children: Vec::new(),
            location,
            nested: parent.is_some_and(|parent| parent.nested || parent.is_function_like()),
            generator: false,
            coroutine: false,
            comprehension: ComprehensionType::None,
            varargs: false,
            varkeywords: false,
            needs_class_closure: false,
            needs_classdict: false,
            comp_inlined: false,
            can_see_class_scope: false,
            has_conditional_annotations: false,
            has_docstring: false,
            method: block == BlockType::Function
                && parent.is_some_and(|parent| parent.block == BlockType::Class),
            annotations_used: false,
            annotation_block: None,
            in_conditional_block: false,
            in_unevaluated_annotation: false,
            comp_iter_target: false,
            comp_iter_expr: 0,
            scope_info: None,
            directives: Vec::new(),
            mangled_names: None,
        };
        let id = ScopeId(self.table.scopes.len() as u32);
        self.table.scopes.push(scope);
        if let Some(key) = key {
            self.table.by_key.insert(key, id);
        }
        id
    }

    fn enter_existing_block(&mut self, id: ScopeId, add_to_children: bool) {
        let parent = self.stack.last().copied();
        self.stack.push(id);
        let Some(parent) = parent else { return };
        let (comp_iter_expr, mangled_names) = {
            let parent = self.table.get(parent);
            (parent.comp_iter_expr, parent.mangled_names)
        };
        let scope = self.table.get_mut(id);
        scope.comp_iter_expr = comp_iter_expr;
        // All names of a class are mangled.
        if mangled_names.is_some() && scope.block != BlockType::Class {
            scope.mangled_names = mangled_names;
        }
        // Annotations that become text leave no trace in the table.
        if self.future.annotations() && scope.block == BlockType::Annotation {
            return;
        }
        if add_to_children {
            self.table.get_mut(parent).children.push(id);
        }
    }

    fn enter_block(
        &mut self,
        name: Wtf8Buf,
        block: BlockType,
        key: Option<Key>,
        location: Location,
    ) -> Result<()> {
        self.enter_named_block(Arc::new(name), block, key, location)
    }

    fn enter_named_block(
        &mut self,
        name: Identifier,
        block: BlockType,
        key: Option<Key>,
        location: Location,
    ) -> Result<()> {
        let id = self.new_scope(name, block, key, location);
        self.enter_existing_block(id, true);
        if matches!(block, BlockType::Annotation | BlockType::TypeVariable | BlockType::TypeAlias) {
            // The parameter that says in which format the caller wants the annotations.
            let format = self.names.format.clone();
            self.add_def(&format, SymbolFlags::PARAM, location)?;
            self.add_def(&format, SymbolFlags::USE, location)?;
        }
        Ok(())
    }

    fn exit_block(&mut self) {
        self.stack.pop();
    }

    fn mangle(&self, scope: ScopeId, name: &Identifier) -> Identifier {
        self.table.maybe_mangle(self.private.as_ref(), scope, name)
    }

    /// Flags that the current block has for a name.
    fn lookup(&self, scope: ScopeId, name: &Identifier) -> SymbolFlags {
        self.table.get(scope).flags(&self.mangle(scope, name))
    }

    fn add_def(&mut self, name: &Identifier, flag: SymbolFlags, location: Location) -> Result<()> {
        let ctx = if flag == SymbolFlags::USE { ExprContext::Load } else { ExprContext::Store };
        self.add_def_ctx(name, flag, location, ctx)
    }

    fn add_def_ctx(
        &mut self,
        name: &Identifier,
        flag: SymbolFlags,
        location: Location,
        ctx: ExprContext,
    ) -> Result<()> {
        if flag.has(SymbolFlags(SymbolFlags::PARAM.0 | SymbolFlags::LOCAL.0 | SymbolFlags::IMPORT.0)) {
            check_name(name, location, ctx)?;
        }
        if flag.has(SymbolFlags::TYPE_PARAM)
            && let Some(set) = self.cur().mangled_names
        {
            self.table.mangled_sets[set].insert(name.clone());
        }
        self.add_def_in(name, flag, self.cur_id(), location)
    }

    fn add_def_in(
        &mut self,
        name: &Identifier,
        flag: SymbolFlags,
        id: ScopeId,
        location: Location,
    ) -> Result<()> {
        let mangled = self.mangle(self.cur_id(), name);
        let scope = self.table.get_mut(id);
        let before = scope.symbols.get(&mangled).copied().unwrap_or_default();
        if flag.has(SymbolFlags::PARAM) && before.has(SymbolFlags::PARAM) {
            return Err(SyntaxError::at(
                format!("duplicate argument '{name}' in function definition"),
                location,
            ));
        }
        if flag.has(SymbolFlags::TYPE_PARAM) && before.has(SymbolFlags::TYPE_PARAM) {
            return Err(SyntaxError::at(format!("duplicate type parameter '{name}'"), location));
        }
        let mut flags = before.union(flag);
        if scope.comp_iter_target {
            if flags.has(SymbolFlags(SymbolFlags::GLOBAL.0 | SymbolFlags::NONLOCAL.0)) {
                let message =
                    format!("comprehension inner loop cannot rebind assignment expression target '{name}'");
                return Err(SyntaxError::at(message, location));
            }
            flags = flags.union(SymbolFlags::COMP_ITER);
        }
        scope.symbols.insert(mangled.clone(), flags);
        if flag.has(SymbolFlags::PARAM) {
            scope.varnames.push(mangled);
        } else if flag.has(SymbolFlags::GLOBAL) {
            let top = self.table.top;
            let global = self.table.get_mut(top).symbols.entry(mangled).or_default();
            *global = global.union(flag);
        }
        Ok(())
    }

    fn record_directive(&mut self, name: &Identifier, location: Location) {
        let mangled = self.mangle(self.cur_id(), name);
        self.cur_mut().directives.push((mangled, location));
    }

    /// The block that holds type parameters.
    fn enter_type_param_block(
        &mut self,
        name: &Identifier,
        params: &[TypeParam],
        has_defaults: bool,
        has_kwdefaults: bool,
        is_class: bool,
        location: Location,
    ) -> Result<()> {
        let in_class = self.cur().block == BlockType::Class;
        self.enter_named_block(
            name.clone(),
            BlockType::TypeParameters,
            Some(Key::type_params(params)),
            location,
        )?;
        if in_class {
            self.cur_mut().can_see_class_scope = true;
            self.use_classdict(location)?;
        }
        if is_class {
            for name in [identifier(".type_params"), identifier(".generic_base")] {
                self.add_def(&name, SymbolFlags::LOCAL, location)?;
                self.add_def(&name, SymbolFlags::USE, location)?;
            }
        }
        if has_defaults {
            self.add_def(&identifier(".defaults"), SymbolFlags::PARAM, location)?;
        }
        if has_kwdefaults {
            self.add_def(&identifier(".kwdefaults"), SymbolFlags::PARAM, location)?;
        }
        Ok(())
    }

    fn use_classdict(&mut self, location: Location) -> Result<()> {
        let classdict = self.names.classdict.clone();
        self.add_def(&classdict, SymbolFlags::USE, location)
    }

    fn stmts(&mut self, body: &[Stmt]) -> Result<()> {
        body.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    fn exprs<'a>(&mut self, exprs: impl IntoIterator<Item = &'a Expr>) -> Result<()> {
        exprs.into_iter().try_for_each(|expr| self.expr(expr))
    }

    /// Runs `body` inside a block of which some part may not be executed.
    fn conditional(&mut self, body: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let before = std::mem::replace(&mut self.cur_mut().in_conditional_block, true);
        body(self)?;
        self.cur_mut().in_conditional_block = before;
        Ok(())
    }

    fn stmt(&mut self, stmt: &Stmt) -> Result<()> {
        let location = stmt.location;
        match &stmt.kind {
            StmtKind::FunctionDef(def) => self.function_def(stmt, def),
            StmtKind::ClassDef(def) => self.class_def(stmt, def),
            StmtKind::TypeAlias(alias) => self.type_alias(stmt, alias),
            StmtKind::Return(value) => self.exprs(value.as_deref()),
            StmtKind::Delete(targets) => self.exprs(targets),
            StmtKind::Assign { targets, value } => {
                self.exprs(targets)?;
                self.expr(value)
            }
            StmtKind::AnnAssign(assign) => self.ann_assign(stmt, assign),
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target)?;
                self.expr(value)
            }
            StmtKind::For(stmt) => {
                if stmt.is_async {
                    self.require_coroutine("'async for' outside async function", location)?;
                }
                self.expr(&stmt.target)?;
                self.expr(&stmt.iter)?;
                self.conditional(|this| {
                    this.stmts(&stmt.body)?;
                    this.stmts(&stmt.orelse)
                })
            }
            StmtKind::While { test, body, orelse } | StmtKind::If { test, body, orelse } => {
                self.expr(test)?;
                self.conditional(|this| {
                    this.stmts(body)?;
                    this.stmts(orelse)
                })
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject)?;
                self.conditional(|this| {
                    cases.iter().try_for_each(|case| {
                        this.pattern(&case.pattern)?;
                        this.exprs(&case.guard)?;
                        this.stmts(&case.body)
                    })
                })
            }
            StmtKind::Raise { exc, cause } => {
                self.exprs(exc.as_deref())?;
                self.exprs(cause.as_deref())
            }
            StmtKind::Try(stmt) => self.conditional(|this| {
                this.stmts(&stmt.body)?;
                for handler in &stmt.handlers {
                    this.exprs(&handler.type_)?;
                    if let Some(name) = &handler.name {
                        this.add_def(name, SymbolFlags::LOCAL, handler.location)?;
                    }
                    this.stmts(&handler.body)?;
                }
                this.stmts(&stmt.orelse)?;
                this.stmts(&stmt.finalbody)
            }),
            StmtKind::Assert { test, msg } => {
                self.expr(test)?;
                self.exprs(msg.as_deref())
            }
            StmtKind::Import(names) => names.iter().try_for_each(|alias| self.alias(alias)),
            StmtKind::ImportFrom { module, names, level } => {
                names.iter().try_for_each(|alias| self.alias(alias))?;
                let future = self.future.location;
                if *level == 0
                    && module.as_deref().is_some_and(|module| *module == "__future__")
                    && (location.line > future.line
                        || (location.line == future.end_line && location.col > future.end_col))
                {
                    let message = "from __future__ imports must occur at the beginning of the file";
                    return Err(SyntaxError::at(message, location));
                }
                Ok(())
            }
            StmtKind::Global(names) => self.declare(names, SymbolFlags::GLOBAL, "global", location),
            StmtKind::Nonlocal(names) => self.declare(names, SymbolFlags::NONLOCAL, "nonlocal", location),
            StmtKind::Expr(value) => self.expr(value),
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue => Ok(()),
            StmtKind::With(stmt) => {
                if stmt.is_async {
                    self.require_coroutine("'async with' outside async function", location)?;
                }
                self.conditional(|this| {
                    for item in &stmt.items {
                        this.expr(&item.context_expr)?;
                        this.exprs(&item.optional_vars)?;
                    }
                    this.stmts(&stmt.body)
                })
            }
        }
    }

    fn require_coroutine(&mut self, message: &str, location: Location) -> Result<()> {
        if self.allows_top_level_await() {
            self.cur_mut().coroutine = true;
        }
        if self.cur().coroutine { Ok(()) } else { Err(SyntaxError::at(message, location)) }
    }

    fn allows_top_level_await(&self) -> bool {
        self.future.top_level_await && self.cur().block == BlockType::Module
    }

    fn declare(
        &mut self,
        names: &[Identifier],
        flag: SymbolFlags,
        word: &str,
        location: Location,
    ) -> Result<()> {
        for name in names {
            let current = self.lookup(self.cur_id(), name);
            let problem = if current.has(SymbolFlags::PARAM) {
                Some(format!("name '{name}' is parameter and {word}"))
            } else if current.has(SymbolFlags::USE) {
                Some(format!("name '{name}' is used prior to {word} declaration"))
            } else if current.has(SymbolFlags::ANNOT) {
                Some(format!("annotated name '{name}' can't be {word}"))
            } else if current.has(SymbolFlags::LOCAL) {
                Some(format!("name '{name}' is assigned to before {word} declaration"))
            } else {
                None
            };
            if let Some(message) = problem {
                return Err(SyntaxError::at(message, location));
            }
            self.add_def(name, flag, location)?;
            self.record_directive(name, location);
        }
        Ok(())
    }

    fn function_def(&mut self, stmt: &Stmt, def: &FunctionDef) -> Result<()> {
        let location = stmt.location;
        self.add_def(&def.name, SymbolFlags::LOCAL, location)?;
        self.exprs(&def.args.defaults)?;
        self.exprs(def.args.kw_defaults.iter().flatten())?;
        self.exprs(&def.decorator_list)?;
        let generic = !def.type_params.is_empty();
        if generic {
            self.enter_type_param_block(
                &def.name,
                &def.type_params,
                true,
                def.args.kw_defaults.iter().any(Option::is_some),
                false,
                location,
            )?;
            self.type_params(&def.type_params)?;
        }
        let scope = self.new_scope(def.name.clone(), BlockType::Function, Some(Key::stmt(stmt)), location);
        self.table.get_mut(scope).has_docstring = docstring(&def.body).is_some();
        self.function_annotations(&def.args, def.returns.as_deref(), location)?;
        self.enter_existing_block(scope, true);
        self.cur_mut().coroutine = def.is_async;
        self.arguments(&def.args)?;
        self.stmts(&def.body)?;
        self.exit_block();
        if generic {
            self.exit_block();
        }
        Ok(())
    }

    fn class_def(&mut self, stmt: &Stmt, def: &ClassDef) -> Result<()> {
        let location = stmt.location;
        self.add_def(&def.name, SymbolFlags::LOCAL, location)?;
        self.exprs(&def.decorator_list)?;
        let outer_private = self.private.clone();
        let generic = !def.type_params.is_empty();
        if generic {
            self.enter_type_param_block(&def.name, &def.type_params, false, false, true, location)?;
            self.private = Some(def.name.clone());
            self.table.mangled_sets.push(FxHashSet::default());
            self.cur_mut().mangled_names = Some(self.table.mangled_sets.len() - 1);
            self.type_params(&def.type_params)?;
        }
        self.exprs(&def.bases)?;
        self.keywords(&def.keywords)?;
        self.enter_named_block(def.name.clone(), BlockType::Class, Some(Key::stmt(stmt)), location)?;
        self.private = Some(def.name.clone());
        if generic {
            self.add_def(&identifier("__type_params__"), SymbolFlags::LOCAL, location)?;
            self.add_def(&identifier(".type_params"), SymbolFlags::USE, location)?;
        }
        self.cur_mut().has_docstring = docstring(&def.body).is_some();
        self.stmts(&def.body)?;
        self.exit_block();
        if generic {
            self.exit_block();
        }
        self.private = outer_private;
        Ok(())
    }

    fn type_alias(&mut self, stmt: &Stmt, alias: &TypeAlias) -> Result<()> {
        self.expr(&alias.name)?;
        let ExprKind::Name { id, .. } = &alias.name.kind else { return Ok(()) };
        let in_class = self.cur().block == BlockType::Class;
        let generic = !alias.type_params.is_empty();
        if generic {
            self.enter_type_param_block(id, &alias.type_params, false, false, false, stmt.location)?;
            self.type_params(&alias.type_params)?;
        }
        self.enter_named_block(id.clone(), BlockType::TypeAlias, Some(Key::stmt(stmt)), stmt.location)?;
        self.cur_mut().can_see_class_scope = in_class;
        if in_class {
            self.use_classdict(alias.value.location)?;
        }
        self.expr(&alias.value)?;
        self.exit_block();
        if generic {
            self.exit_block();
        }
        Ok(())
    }

    fn ann_assign(&mut self, stmt: &Stmt, assign: &AnnAssign) -> Result<()> {
        self.cur_mut().annotations_used = true;
        if let ExprKind::Name { id, .. } = &assign.target.kind {
            let current = self.lookup(self.cur_id(), id);
            if current.has(SymbolFlags(SymbolFlags::GLOBAL.0 | SymbolFlags::NONLOCAL.0))
                && self.cur_id() != self.table.top
                && assign.simple
            {
                let word = if current.has(SymbolFlags::GLOBAL) { "global" } else { "nonlocal" };
                return Err(SyntaxError::at(format!("annotated name '{id}' can't be {word}"), stmt.location));
            }
            if assign.simple {
                self.add_def(id, SymbolFlags::ANNOT.union(SymbolFlags::LOCAL), assign.target.location)?;
            } else if assign.value.is_some() {
                self.add_def(id, SymbolFlags::LOCAL, assign.target.location)?;
            }
        } else {
            self.expr(&assign.target)?;
        }
        self.variable_annotation(&assign.annotation)?;
        self.exprs(&assign.value)
    }

    fn variable_annotation(&mut self, annotation: &Expr) -> Result<()> {
        let location = annotation.location;
        let parent_id = self.cur_id();
        let parent_block = self.cur().block;
        // The annotations of local variables are never evaluated.
        let unevaluated = parent_block == BlockType::Function;
        // A module may be executed in part, so all its annotations count as conditional.
        let conditional = (parent_block == BlockType::Class && self.cur().in_conditional_block)
            || parent_block == BlockType::Module;
        if conditional && !self.cur().has_conditional_annotations {
            self.cur_mut().has_conditional_annotations = true;
            let name = self.names.conditional_annotations.clone();
            self.add_def(&name, SymbolFlags::USE, location)?;
        }
        match self.cur().annotation_block {
            Some(block) => self.enter_existing_block(block, false),
            None => {
                let name = self.names.annotate.clone();
                let key = Key::annotations(parent_id);
                self.enter_named_block(name, BlockType::Annotation, Some(key), location)?;
                let block = self.cur_id();
                self.table.get_mut(parent_id).annotation_block = Some(block);
                if parent_block == BlockType::Class && !self.future.annotations() {
                    self.cur_mut().can_see_class_scope = true;
                    self.use_classdict(location)?;
                }
            }
        }
        self.cur_mut().in_unevaluated_annotation |= unevaluated;
        self.expr(annotation)?;
        if unevaluated {
            self.cur_mut().in_unevaluated_annotation = false;
        }
        self.exit_block();
        Ok(())
    }

    fn function_annotations(
        &mut self,
        args: &Arguments,
        returns: Option<&Expr>,
        location: Location,
    ) -> Result<()> {
        let in_class = self.cur().can_see_class_scope || self.cur().block == BlockType::Class;
        let name = self.names.annotate.clone();
        self.enter_named_block(name, BlockType::Annotation, Some(Key::arguments(args)), location)?;
        if in_class {
            self.cur_mut().can_see_class_scope = true;
            self.use_classdict(location)?;
        }
        let annotated = args
            .posonlyargs
            .iter()
            .chain(&args.args)
            .chain(args.vararg.as_deref())
            .chain(args.kwarg.as_deref())
            .chain(&args.kwonlyargs)
            .filter_map(|arg| arg.annotation.as_deref());
        for annotation in annotated.chain(returns) {
            self.cur_mut().annotations_used = true;
            self.expr(annotation)?;
        }
        self.exit_block();
        Ok(())
    }

    fn arguments(&mut self, args: &Arguments) -> Result<()> {
        for arg in args.posonlyargs.iter().chain(&args.args).chain(&args.kwonlyargs) {
            self.add_def(&arg.arg, SymbolFlags::PARAM, arg.location)?;
        }
        if let Some(arg) = &args.vararg {
            self.add_def(&arg.arg, SymbolFlags::PARAM, arg.location)?;
            self.cur_mut().varargs = true;
        }
        if let Some(arg) = &args.kwarg {
            self.add_def(&arg.arg, SymbolFlags::PARAM, arg.location)?;
            self.cur_mut().varkeywords = true;
        }
        Ok(())
    }

    fn type_params(&mut self, params: &[TypeParam]) -> Result<()> {
        for param in params {
            self.add_def(&param.name, SymbolFlags::TYPE_PARAM.union(SymbolFlags::LOCAL), param.location)?;
            let default_info = match &param.kind {
                TypeParamKind::TypeVar { bound } => {
                    let info = match bound {
                        Some(Expr { kind: ExprKind::Tuple { .. }, .. }) => "a TypeVar constraint",
                        _ => "a TypeVar bound",
                    };
                    self.type_variable(bound.as_ref(), param, Key::bound(param), info)?;
                    "a TypeVar default"
                }
                TypeParamKind::TypeVarTuple => "a TypeVarTuple default",
                TypeParamKind::ParamSpec => "a ParamSpec default",
            };
            self.type_variable(param.default_value.as_ref(), param, Key::default_value(param), default_info)?;
        }
        Ok(())
    }

    /// The scope of a bound or default.
    fn type_variable(
        &mut self,
        value: Option<&Expr>,
        param: &TypeParam,
        key: Key,
        info: &'static str,
    ) -> Result<()> {
        if param.name == self.names.classdict {
            let message = format!("reserved name '{}' cannot be used for type parameter", param.name);
            return Err(SyntaxError::at(message, param.location));
        }
        let Some(value) = value else { return Ok(()) };
        let in_class = self.cur().can_see_class_scope;
        self.enter_named_block(param.name.clone(), BlockType::TypeVariable, Some(key), value.location)?;
        self.cur_mut().can_see_class_scope = in_class;
        if in_class {
            self.use_classdict(value.location)?;
        }
        self.cur_mut().scope_info = Some(info);
        self.expr(value)?;
        self.exit_block();
        Ok(())
    }

    fn alias(&mut self, alias: &Alias) -> Result<()> {
        let name = alias.asname.as_ref().unwrap_or(&alias.name);
        if **name == "*" {
            if self.cur().block != BlockType::Module {
                return Err(SyntaxError::at("import * only allowed at module level", alias.location));
            }
            return Ok(());
        }
        let bytes = name.as_bytes();
        match bytes.iter().position(|&byte| byte == b'.') {
            None => self.add_def(name, SymbolFlags::IMPORT, alias.location),
            Some(dot) => {
                let base = Arc::new(Wtf8Buf::from_bytes_unchecked(bytes[..dot].to_vec()));
                self.add_def(&base, SymbolFlags::IMPORT, alias.location)
            }
        }
    }

    fn keywords(&mut self, keywords: &[Keyword]) -> Result<()> {
        for keyword in keywords {
            if let Some(name) = &keyword.arg {
                check_name(name, keyword.location, ExprContext::Store)?;
            }
        }
        keywords.iter().try_for_each(|keyword| self.expr(&keyword.value))
    }

    fn pattern(&mut self, pattern: &Pattern) -> Result<()> {
        match &pattern.kind {
            PatternKind::MatchValue(value) => self.expr(value),
            PatternKind::MatchSingleton(_) => Ok(()),
            PatternKind::MatchSequence(patterns) | PatternKind::MatchOr(patterns) => self.patterns(patterns),
            PatternKind::MatchStar(name) => self.capture(name.as_ref(), pattern),
            PatternKind::MatchMapping { keys, patterns, rest } => {
                self.exprs(keys)?;
                self.patterns(patterns)?;
                self.capture(rest.as_ref(), pattern)
            }
            PatternKind::MatchClass { cls, patterns, kwd_attrs, kwd_patterns } => {
                self.expr(cls)?;
                self.patterns(patterns)?;
                for (attr, pattern) in kwd_attrs.iter().zip(kwd_patterns) {
                    check_name(attr, pattern.location, ExprContext::Store)?;
                }
                self.patterns(kwd_patterns)
            }
            PatternKind::MatchAs { pattern: inner, name } => {
                if let Some(inner) = inner {
                    self.pattern(inner)?;
                }
                self.capture(name.as_ref(), pattern)
            }
        }
    }

    fn patterns(&mut self, patterns: &[Pattern]) -> Result<()> {
        patterns.iter().try_for_each(|pattern| self.pattern(pattern))
    }

    fn capture(&mut self, name: Option<&Identifier>, pattern: &Pattern) -> Result<()> {
        match name {
            Some(name) => self.add_def(name, SymbolFlags::LOCAL, pattern.location),
            None => Ok(()),
        }
    }

    fn expr(&mut self, expr: &Expr) -> Result<()> {
        let location = expr.location;
        match &expr.kind {
            ExprKind::NamedExpr { target, value } => {
                self.refuse_in_annotation("named expression", location)?;
                if self.cur().comp_iter_expr > 0 {
                    let message =
                        "assignment expression cannot be used in a comprehension iterable expression";
                    return Err(SyntaxError::at(message, location));
                }
                if self.cur().comprehension != ComprehensionType::None {
                    self.extend_named_expr_scope(target)?;
                }
                self.expr(value)?;
                self.expr(target)
            }
            ExprKind::BoolOp { values, .. } => self.exprs(values),
            ExprKind::BinOp { left, right, .. } => {
                self.expr(left)?;
                self.expr(right)
            }
            ExprKind::UnaryOp { operand, .. } => self.expr(operand),
            ExprKind::Lambda { args, body } => {
                self.exprs(&args.defaults)?;
                self.exprs(args.kw_defaults.iter().flatten())?;
                self.enter_block("lambda".into(), BlockType::Function, Some(Key::expr(expr)), location)?;
                self.arguments(args)?;
                self.expr(body)?;
                self.exit_block();
                Ok(())
            }
            ExprKind::IfExp { test, body, orelse } => {
                self.expr(test)?;
                self.expr(body)?;
                self.expr(orelse)
            }
            ExprKind::Dict { keys, values } => {
                self.exprs(keys.iter().flatten())?;
                self.exprs(values)
            }
            ExprKind::Set(elts) | ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } => {
                self.exprs(elts)
            }
            ExprKind::GeneratorExp { elt, generators } => {
                self.comprehension(expr, ComprehensionType::Generator, generators, elt, None)
            }
            ExprKind::ListComp { elt, generators } => {
                self.comprehension(expr, ComprehensionType::List, generators, elt, None)
            }
            ExprKind::SetComp { elt, generators } => {
                self.comprehension(expr, ComprehensionType::Set, generators, elt, None)
            }
            ExprKind::DictComp { key, value, generators } => {
                self.comprehension(expr, ComprehensionType::Dict, generators, key, Some(value))
            }
            ExprKind::Yield(value) => {
                self.refuse_in_annotation("yield expression", location)?;
                self.exprs(value.as_deref())?;
                self.note_yield(location)
            }
            ExprKind::YieldFrom(value) => {
                self.refuse_in_annotation("yield expression", location)?;
                self.expr(value)?;
                self.note_yield(location)
            }
            ExprKind::Await(value) => {
                self.refuse_in_annotation("await expression", location)?;
                if !self.allows_top_level_await() {
                    if !self.cur().is_function_like() {
                        return Err(SyntaxError::at("'await' outside function", location));
                    }
                    if !self.in_async_def() && self.cur().comprehension == ComprehensionType::None {
                        return Err(SyntaxError::at("'await' outside async function", location));
                    }
                }
                self.expr(value)?;
                self.cur_mut().coroutine = true;
                Ok(())
            }
            ExprKind::Compare { left, comparators, .. } => {
                self.expr(left)?;
                self.exprs(comparators)
            }
            ExprKind::Call { func, args, keywords } => {
                self.expr(func)?;
                self.exprs(args)?;
                self.keywords(keywords)
            }
            ExprKind::FormattedValue { value, format_spec, .. }
            | ExprKind::Interpolation { value, format_spec, .. } => {
                self.expr(value)?;
                self.exprs(format_spec.as_deref())
            }
            ExprKind::JoinedStr(values) | ExprKind::TemplateStr(values) => self.exprs(values),
            ExprKind::Constant { .. } => Ok(()),
            ExprKind::Attribute { value, attr, ctx } => {
                check_name(attr, location, *ctx)?;
                self.expr(value)
            }
            ExprKind::Subscript { value, slice, .. } => {
                self.expr(value)?;
                self.expr(slice)
            }
            ExprKind::Starred { value, .. } => self.expr(value),
            ExprKind::Slice { lower, upper, step } => {
                self.exprs(lower.as_deref())?;
                self.exprs(upper.as_deref())?;
                self.exprs(step.as_deref())
            }
            ExprKind::Name { id, ctx } => {
                if self.cur().in_unevaluated_annotation {
                    return Ok(());
                }
                let flag = if *ctx == ExprContext::Load { SymbolFlags::USE } else { SymbolFlags::LOCAL };
                self.add_def_ctx(id, flag, location, *ctx)?;
                // A call of `super` may use the class's cell.
                if *ctx == ExprContext::Load && **id == "super" && self.cur().is_function_like() {
                    let class = self.names.class.clone();
                    self.add_def(&class, SymbolFlags::USE, location)?;
                }
                Ok(())
            }
        }
    }

    fn in_async_def(&self) -> bool {
        self.cur().block == BlockType::Function && self.cur().coroutine
    }

    fn note_yield(&mut self, location: Location) -> Result<()> {
        self.cur_mut().generator = true;
        let place = match self.cur().comprehension {
            ComprehensionType::None => return Ok(()),
            ComprehensionType::List => "list comprehension",
            ComprehensionType::Set => "set comprehension",
            ComprehensionType::Dict => "dict comprehension",
            ComprehensionType::Generator => "generator expression",
        };
        Err(SyntaxError::at(format!("'yield' inside {place}"), location))
    }

    fn refuse_in_annotation(&self, what: &str, location: Location) -> Result<()> {
        let place = match self.cur().block {
            BlockType::Annotation => "an annotation",
            BlockType::TypeVariable => self.cur().scope_info.unwrap_or("a TypeVar bound"),
            BlockType::TypeAlias => "a type alias",
            BlockType::TypeParameters => "the definition of a generic",
            BlockType::Function | BlockType::Class | BlockType::Module => return Ok(()),
        };
        Err(SyntaxError::at(format!("{what} cannot be used within {place}"), location))
    }

    /// Binds the target of `:=` in the block around the comprehensions that it stands in.
    fn extend_named_expr_scope(&mut self, target: &Expr) -> Result<()> {
        let ExprKind::Name { id, .. } = &target.kind else { return Ok(()) };
        let location = target.location;
        for index in (0..self.stack.len()).rev() {
            let scope_id = self.stack[index];
            let scope = self.table.get(scope_id);
            if scope.comprehension != ComprehensionType::None {
                let flags = self.lookup(scope_id, id);
                if flags.has(SymbolFlags::COMP_ITER) && flags.has(SymbolFlags::LOCAL) {
                    let message = format!(
                        "assignment expression cannot rebind comprehension iteration variable '{id}'"
                    );
                    return Err(SyntaxError::at(message, location));
                }
                continue;
            }
            let place = match scope.block {
                BlockType::Function => {
                    let flag = if self.lookup(scope_id, id).has(SymbolFlags::GLOBAL) {
                        SymbolFlags::GLOBAL
                    } else {
                        SymbolFlags::NONLOCAL
                    };
                    self.add_def(id, flag, location)?;
                    self.record_directive(id, location);
                    return self.add_def_in(id, SymbolFlags::LOCAL, scope_id, location);
                }
                BlockType::Module => {
                    self.add_def(id, SymbolFlags::GLOBAL, location)?;
                    self.record_directive(id, location);
                    return self.add_def_in(id, SymbolFlags::GLOBAL, scope_id, location);
                }
                BlockType::Annotation => continue,
                BlockType::Class => "in a class body",
                BlockType::TypeParameters => "within the definition of a generic",
                BlockType::TypeAlias => "in a type alias",
                BlockType::TypeVariable => "in a TypeVar bound",
            };
            let message = format!("assignment expression within a comprehension cannot be used {place}");
            return Err(SyntaxError::at(message, location));
        }
        Ok(())
    }

    fn comprehension(
        &mut self,
        expr: &Expr,
        kind: ComprehensionType,
        generators: &[Comprehension],
        elt: &Expr,
        value: Option<&Expr>,
    ) -> Result<()> {
        let [outermost, rest @ ..] = generators else { return Ok(()) };
        // The outermost iterable is evaluated in the block around.
        self.cur_mut().comp_iter_expr += 1;
        self.expr(&outermost.iter)?;
        self.cur_mut().comp_iter_expr -= 1;
        let name = match kind {
            ComprehensionType::List => "listcomp",
            ComprehensionType::Set => "setcomp",
            ComprehensionType::Dict => "dictcomp",
            ComprehensionType::Generator | ComprehensionType::None => "genexpr",
        };
        self.enter_block(name.into(), BlockType::Function, Some(Key::expr(expr)), expr.location)?;
        self.cur_mut().comprehension = kind;
        if outermost.is_async {
            self.cur_mut().coroutine = true;
        }
        let argument = self.names.implicit_argument.clone();
        self.add_def(&argument, SymbolFlags::PARAM, expr.location)?;
        self.cur_mut().comp_iter_target = true;
        self.expr(&outermost.target)?;
        self.cur_mut().comp_iter_target = false;
        self.exprs(&outermost.ifs)?;
        for generator in rest {
            self.cur_mut().comp_iter_target = true;
            self.expr(&generator.target)?;
            self.cur_mut().comp_iter_target = false;
            self.cur_mut().comp_iter_expr += 1;
            self.expr(&generator.iter)?;
            self.cur_mut().comp_iter_expr -= 1;
            self.exprs(&generator.ifs)?;
            if generator.is_async {
                self.cur_mut().coroutine = true;
            }
        }
        self.exprs(value)?;
        self.expr(elt)?;
        let is_generator = kind == ComprehensionType::Generator;
        self.cur_mut().generator = is_generator;
        let is_async = self.cur().coroutine && !is_generator;
        self.exit_block();
        if is_async {
            if !self.in_async_def()
                && self.cur().comprehension == ComprehensionType::None
                && !self.allows_top_level_await()
            {
                let message = "asynchronous comprehension outside of an asynchronous function";
                return Err(SyntaxError::at(message, expr.location));
            }
            self.cur_mut().coroutine = true;
        }
        Ok(())
    }
}

/// `__debug__` cannot be bound or deleted.
fn check_name(name: &Identifier, location: Location, ctx: ExprContext) -> Result<()> {
    let verb = match ctx {
        ExprContext::Load => return Ok(()),
        ExprContext::Store => "assign to",
        ExprContext::Del => "delete",
    };
    if **name == "__debug__" {
        return Err(SyntaxError::at(format!("cannot {verb} __debug__"), location));
    }
    Ok(())
}
