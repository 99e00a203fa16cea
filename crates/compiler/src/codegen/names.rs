//! Reading, binding and deleting names.

use bytecode::Opcode;

use super::{Compiler, operand};
use crate::ast::{ExprContext, Identifier};
use crate::error::Result;
use crate::ir::Location;
use crate::symtable::{BlockType, NameScope};

impl Compiler<'_> {
    /// Emits the instruction for a name, which depends on what the symbol table decided about it.
    pub(super) fn name_op(&mut self, name: &Identifier, ctx: ExprContext, location: Location) -> Result<()> {
        let mangled = self.maybe_mangle(name);
        let scope = self.entry().scope_of(&mangled);
        match scope {
            NameScope::Free => {
                let index = self.free_index(&mangled)?;
                self.deref_op(index, ctx, location);
                Ok(())
            }
            NameScope::Cell => {
                let index = self.cell_index(&mangled)?;
                self.deref_op(index, ctx, location);
                Ok(())
            }
            NameScope::Local if self.is_fast_local(&mangled) => {
                let op = match ctx {
                    ExprContext::Load => Opcode::LOAD_FAST,
                    ExprContext::Store => Opcode::STORE_FAST,
                    ExprContext::Del => Opcode::DELETE_FAST,
                };
                let index = self.local_index(&mangled);
                self.emit_i(op, index, location);
                Ok(())
            }
            NameScope::GlobalExplicit => {
                self.global_op(&mangled, scope, ctx, location);
                Ok(())
            }
            NameScope::GlobalImplicit if self.entry().is_function_like() => {
                self.global_op(&mangled, scope, ctx, location);
                Ok(())
            }
            _ => {
                let index = self.raw_name_index(&mangled);
                let (op, index) = match ctx {
                    // The variables of the class body are out of sight in the code of a comprehension.
                    ExprContext::Load
                        if self.entry().block == BlockType::Class && self.unit.in_inlined_comp > 0 =>
                    {
                        (Opcode::LOAD_GLOBAL, index << 1)
                    }
                    ExprContext::Load => (Opcode::LOAD_NAME, index),
                    ExprContext::Store => (Opcode::STORE_NAME, index),
                    ExprContext::Del => (Opcode::DELETE_NAME, index),
                };
                self.emit_i(op, index, location);
                Ok(())
            }
        }
    }

    pub(super) fn load_name(&mut self, name: &Identifier, location: Location) -> Result<()> {
        self.name_op(name, ExprContext::Load, location)
    }

    pub(super) fn store_name(&mut self, name: &Identifier, location: Location) -> Result<()> {
        self.name_op(name, ExprContext::Store, location)
    }

    pub(super) fn delete_name(&mut self, name: &Identifier, location: Location) -> Result<()> {
        self.name_op(name, ExprContext::Del, location)
    }

    fn is_fast_local(&self, mangled: &Identifier) -> bool {
        self.entry().is_function_like() || self.unit.fast_hidden.get(mangled) == Some(&true)
    }

    /// Index in `co_names` of a name that is already mangled.
    pub(super) fn raw_name_index(&mut self, mangled: &Identifier) -> u32 {
        operand(self.unit.attr_names.insert_full(mangled.clone()).0)
    }

    fn deref_op(&mut self, index: u32, ctx: ExprContext, location: Location) {
        let op = match ctx {
            ExprContext::Load if self.entry().block == BlockType::Class && self.unit.in_inlined_comp == 0 => {
                self.emit(Opcode::LOAD_LOCALS, location);
                Opcode::LOAD_FROM_DICT_OR_DEREF
            }
            ExprContext::Load if self.entry().can_see_class_scope => {
                self.load_classdict(location);
                Opcode::LOAD_FROM_DICT_OR_DEREF
            }
            ExprContext::Load => Opcode::LOAD_DEREF,
            ExprContext::Store => Opcode::STORE_DEREF,
            ExprContext::Del => Opcode::DELETE_DEREF,
        };
        self.emit_i(op, index, location);
    }

    fn global_op(&mut self, mangled: &Identifier, scope: NameScope, ctx: ExprContext, location: Location) {
        let index = self.raw_name_index(mangled);
        let (op, index) = match ctx {
            ExprContext::Load if self.entry().can_see_class_scope && scope == NameScope::GlobalImplicit => {
                self.load_classdict(location);
                (Opcode::LOAD_FROM_DICT_OR_GLOBALS, index)
            }
            ExprContext::Load => (Opcode::LOAD_GLOBAL, index << 1),
            ExprContext::Store => (Opcode::STORE_GLOBAL, index),
            ExprContext::Del => (Opcode::DELETE_GLOBAL, index),
        };
        self.emit_i(op, index, location);
    }

    fn load_classdict(&mut self, location: Location) {
        let index = self.implicit_free_index(&super::name("__classdict__"));
        self.emit_i(Opcode::LOAD_DEREF, index, location);
    }
}
