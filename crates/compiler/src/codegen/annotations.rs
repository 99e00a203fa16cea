//! Annotations: as functions that make them on demand (PEP 649), or as text (PEP 563).

use bytecode::{Constant, Opcode};

use super::{
    ArgCounts, Compiler, DeferredAnnotation, ScopeType, common_constant, function_attribute, name, operand,
};
use crate::ast::*;
use crate::error::Result;
use crate::ir::Location;
use crate::symtable::{BlockType, Key};
use crate::unparse;

/// Greatest annotation format that the generated functions support: values, with fake globals.
const FORMAT_VALUE_WITH_FAKE_GLOBALS: i64 = 2;

impl<'a> Compiler<'a> {
    /// Enters the scope of a function that evaluates annotations or the like, which first looks at its argument.
    pub(super) fn enter_annotations_scope(
        &mut self,
        key: Key,
        scope_name: Identifier,
        location: Location,
    ) -> Result<()> {
        let counts = ArgCounts { posonlyargs: 1, ..ArgCounts::default() };
        self.enter_scope(scope_name, ScopeType::Annotations, key, location.line, None, counts)?;
        self.emit_i(Opcode::LOAD_FAST, 0, location);
        self.load_const(Constant::Int(FORMAT_VALUE_WITH_FAKE_GLOBALS), location);
        self.compare_op(CmpOp::Gt, location);
        let body = self.new_label();
        self.emit_jump(Opcode::POP_JUMP_IF_FALSE, body, location);
        self.emit_i(Opcode::LOAD_COMMON_CONSTANT, common_constant::NOTIMPLEMENTEDERROR, location);
        self.emit_i(Opcode::RAISE_VARARGS, 1, location);
        self.use_label(body);
        Ok(())
    }

    fn leave_annotations_scope(&mut self, location: Location) -> Result<()> {
        self.emit(Opcode::RETURN_VALUE, location);
        let mut code = self.finish_scope(true)?;
        // The parameter is `format` to callers; inside it has a name that no annotation can use.
        if let Some(first) = std::sync::Arc::make_mut(&mut code).localsplusnames.first_mut() {
            *first = name("format");
        }
        self.make_closure(code, 0, location)
    }

    /// Makes the `__annotate__` of a module or class from the annotated names that were met.
    pub(super) fn process_deferred_annotations(&mut self, location: Location) -> Result<()> {
        let deferred = std::mem::take(&mut self.unit.deferred_annotations);
        if deferred.is_empty() {
            return Ok(());
        }
        let scope_type = self.unit.scope_type;
        let is_class = self.entry().block == BlockType::Class;
        // In a module this code goes to the front, so that the annotations of a module that failed can be read.
        let stashed = (scope_type == ScopeType::Module).then(|| std::mem::take(&mut self.unit.sequence));
        let key = Key::annotations(self.unit.scope);
        self.enter_annotations_scope(key, name("__annotate__"), location)?;
        self.deferred_annotations_body(&deferred, scope_type, location)?;
        self.leave_annotations_scope(location)?;
        self.store_name(&name(if is_class { "__annotate_func__" } else { "__annotate__" }), location)?;
        if let Some(stashed) = stashed {
            self.unit.annotations_code = Some(std::mem::replace(&mut self.unit.sequence, stashed));
        }
        Ok(())
    }

    fn deferred_annotations_body(
        &mut self,
        deferred: &[DeferredAnnotation<'a>],
        scope_type: ScopeType,
        location: Location,
    ) -> Result<()> {
        self.emit_i(Opcode::BUILD_MAP, 0, location);
        for annotation in deferred {
            let ExprKind::Name { id, .. } = &annotation.assign.target.kind else { continue };
            let mangled = crate::symtable::mangle(self.unit.private.as_ref(), id);
            let not_set = self.new_label();
            if let Some(index) = annotation.conditional {
                self.load_const(Constant::Int(index), annotation.location);
                let conditional_annotations = name("__conditional_annotations__");
                if scope_type == ScopeType::Class {
                    let index = self.implicit_free_index(&conditional_annotations);
                    self.emit_i(Opcode::LOAD_DEREF, index, annotation.location);
                } else {
                    let index = self.raw_name_index(&conditional_annotations);
                    self.emit_i(Opcode::LOAD_GLOBAL, index << 1, annotation.location);
                }
                self.emit_i(Opcode::CONTAINS_OP, 0, annotation.location);
                self.emit_jump(Opcode::POP_JUMP_IF_FALSE, not_set, annotation.location);
            }
            self.expr(&annotation.assign.annotation)?;
            self.emit_i(Opcode::COPY, 2, annotation.location);
            self.load_str(mangled, annotation.location);
            self.emit(Opcode::STORE_SUBSCR, location);
            self.use_label(not_set);
        }
        Ok(())
    }

    /// Makes the function that evaluates the annotations of a function; returns the attribute flag, if there is one.
    pub(super) fn function_annotations(
        &mut self,
        args: &'a Arguments,
        returns: Option<&'a Expr>,
        location: Location,
    ) -> Result<u32> {
        let scope = self.scope_of(Key::arguments(args))?;
        if !self.table.get(scope).annotations_used {
            return Ok(0);
        }
        let scope_name = self.table.get(scope).name.clone();
        self.enter_annotations_scope(Key::arguments(args), scope_name, location)?;
        let mut count = 0;
        let annotated = args
            .args
            .iter()
            .chain(&args.posonlyargs)
            .chain(args.vararg.as_deref())
            .chain(&args.kwonlyargs)
            .chain(args.kwarg.as_deref())
            .filter_map(|arg| Some((arg.arg.clone(), arg.annotation.as_deref()?)));
        for (arg, annotation) in annotated.chain(returns.map(|returns| (name("return"), returns))) {
            let mangled = self.maybe_mangle(&arg);
            self.load_str(mangled, location);
            if self.future.annotations() {
                self.annotation_text(annotation);
            } else if let ExprKind::Starred { value, .. } = &annotation.kind {
                // `*args: *Ts`.
                self.expr(value)?;
                self.emit_i(Opcode::UNPACK_SEQUENCE, 1, location);
            } else {
                self.expr(annotation)?;
            }
            count += 1;
        }
        self.emit_i(Opcode::BUILD_MAP, operand(count), location);
        self.leave_annotations_scope(location)?;
        Ok(function_attribute::ANNOTATE)
    }

    fn annotation_text(&mut self, annotation: &Expr) {
        self.load_const(
            Constant::Str(std::sync::Arc::new(unparse::unparse(annotation))),
            annotation.location,
        );
    }

    pub(super) fn ann_assign(&mut self, assign: &'a AnnAssign, location: Location) -> Result<()> {
        let future = self.future.annotations();
        let in_body = matches!(self.unit.scope_type, ScopeType::Module | ScopeType::Class);
        if let Some(value) = &assign.value {
            self.expr(value)?;
            self.expr(&assign.target)?;
        }
        match &assign.target.kind {
            ExprKind::Name { id, .. } if assign.simple && in_body => {
                if future {
                    self.annotation_text(&assign.annotation);
                    self.emit_name(Opcode::LOAD_NAME, &name("__annotations__"), location);
                    let mangled = self.maybe_mangle(id);
                    self.load_str(mangled, location);
                    self.emit(Opcode::STORE_SUBSCR, location);
                } else {
                    self.defer_annotation(assign, location)?;
                }
            }
            ExprKind::Attribute { value, .. } if assign.value.is_none() => {
                self.check_annotation_expr(value)?
            }
            ExprKind::Subscript { value, slice, .. } if assign.value.is_none() => {
                self.check_annotation_expr(value)?;
                self.check_annotation_subscript(slice)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn defer_annotation(&mut self, assign: &'a AnnAssign, location: Location) -> Result<()> {
        let is_class = self.unit.scope_type == ScopeType::Class;
        let conditional = (!is_class || self.unit.in_conditional_block > 0).then(|| {
            self.unit.next_conditional_annotation += 1;
            self.unit.next_conditional_annotation - 1
        });
        self.unit.deferred_annotations.push(DeferredAnnotation { assign, location, conditional });
        let Some(index) = conditional else { return Ok(()) };
        let conditional_annotations = name("__conditional_annotations__");
        let cell = self.cell_index(&conditional_annotations)?;
        if is_class {
            self.emit_i(Opcode::LOAD_DEREF, cell, location);
        } else {
            let index = self.raw_name_index(&conditional_annotations);
            self.emit_i(Opcode::LOAD_NAME, index, location);
        }
        self.load_const(Constant::Int(index), location);
        self.emit_i(Opcode::SET_ADD, 1, location);
        self.emit(Opcode::POP_TOP, location);
        Ok(())
    }

    fn check_annotation_expr(&mut self, expr: &'a Expr) -> Result<()> {
        self.expr(expr)?;
        self.emit(Opcode::POP_TOP, expr.location);
        Ok(())
    }

    /// Everything in a subscript must at least exist.
    fn check_annotation_subscript(&mut self, slice: &'a Expr) -> Result<()> {
        match &slice.kind {
            ExprKind::Slice { lower, upper, step } => [lower, upper, step]
                .into_iter()
                .flatten()
                .try_for_each(|part| self.check_annotation_expr(part)),
            ExprKind::Tuple { elts, .. } => {
                elts.iter().try_for_each(|elt| self.check_annotation_subscript(elt))
            }
            _ => self.check_annotation_expr(slice),
        }
    }
}
