//! Comprehensions and generator expressions, inlined into their block where the symbol table says so (PEP 709).

use bytecode::{Constant, Opcode};

use super::{ArgCounts, Compiler, FBlockKind, ScopeType, name, operand};
use crate::ast::*;
use crate::error::Result;
use crate::ir::{Label, Location};
use crate::symtable::{BlockType, Key, NameScope, ScopeId, SymbolFlags};

/// What a comprehension makes of its elements.
#[derive(Clone, Copy)]
enum Element<'a> {
    Generator(&'a Expr),
    List(&'a Expr),
    Set(&'a Expr),
    Dict(&'a Expr, &'a Expr),
}

impl<'a> Element<'a> {
    fn first(self) -> &'a Expr {
        match self {
            Element::Generator(elt) | Element::List(elt) | Element::Set(elt) | Element::Dict(elt, _) => elt,
        }
    }
}

/// What has to be undone after the code of an inlined comprehension.
#[derive(Default)]
struct Inlined {
    /// Variables whose outer values are on the stack.
    pushed: Vec<Identifier>,
    /// Symbols of the block that were replaced, with their flags.
    replaced: Vec<(Identifier, Option<SymbolFlags>)>,
    /// Names that became fast locals.
    hidden: Vec<Identifier>,
    cleanup: Option<Label>,
}

impl<'a> Compiler<'a> {
    pub(super) fn comprehension(&mut self, expr: &'a Expr) -> Result<()> {
        let (element, generators, scope_name) = match &expr.kind {
            ExprKind::GeneratorExp { elt, generators } => (Element::Generator(elt), generators, "<genexpr>"),
            ExprKind::ListComp { elt, generators } => (Element::List(elt), generators, "<listcomp>"),
            ExprKind::SetComp { elt, generators } => (Element::Set(elt), generators, "<setcomp>"),
            ExprKind::DictComp { key, value, generators } => {
                (Element::Dict(key, value), generators, "<dictcomp>")
            }
            _ => return Ok(()),
        };
        let Some(outermost) = generators.first() else { return Ok(()) };
        let location = expr.location;
        let scope = self.scope_of(Key::expr(expr))?;
        let is_inlined = self.table.get(scope).comp_inlined;
        let is_async = self.table.get(scope).coroutine;
        let build = match element {
            Element::Generator(_) => None,
            Element::List(_) => Some(Opcode::BUILD_LIST),
            Element::Set(_) => Some(Opcode::BUILD_SET),
            Element::Dict(..) => Some(Opcode::BUILD_MAP),
        };

        if is_inlined {
            self.outermost_iterator(outermost)?;
            let mut inlined = self.push_inlined(scope, location)?;
            if let Some(build) = build {
                self.emit_i(build, 0, location);
                self.emit_i(Opcode::SWAP, 2, location);
            }
            self.comprehension_generator(generators, 0, 0, element, true, location)?;
            return self.pop_inlined(&mut inlined, location);
        }

        self.enter_scope(
            name(scope_name),
            ScopeType::Comprehension,
            Key::expr(expr),
            location.line,
            None,
            ArgCounts::args(1),
        )?;
        if let Some(build) = build {
            self.emit_i(build, 0, location);
        }
        self.comprehension_generator(generators, 0, 0, element, false, location)?;
        if build.is_some() {
            self.emit(Opcode::RETURN_VALUE, location);
        } else {
            self.wrap_in_stopiteration_handler();
        }
        let code = self.finish_scope(true)?;
        self.make_closure(code, 0, location)?;
        self.outermost_iterator(outermost)?;
        self.emit_i(Opcode::CALL, 0, location);
        if is_async && build.is_some() {
            self.await_value(0, location);
        }
        Ok(())
    }

    /// The iterator of the first `for`, which is made outside the comprehension.
    fn outermost_iterator(&mut self, outermost: &'a Comprehension) -> Result<()> {
        self.expr(&outermost.iter)?;
        let op = if outermost.is_async { Opcode::GET_AITER } else { Opcode::GET_ITER };
        self.emit(op, outermost.iter.location);
        Ok(())
    }

    fn comprehension_generator(
        &mut self,
        generators: &'a [Comprehension],
        index: usize,
        depth: u32,
        element: Element<'a>,
        iter_on_stack: bool,
        location: Location,
    ) -> Result<()> {
        let Some(generator) = generators.get(index) else { return Ok(()) };
        if generator.is_async {
            self.async_generator(generators, index, depth, element, iter_on_stack, location)
        } else {
            self.sync_generator(generators, index, depth, element, iter_on_stack, location)
        }
    }

    fn sync_generator(
        &mut self,
        generators: &'a [Comprehension],
        index: usize,
        mut depth: u32,
        element: Element<'a>,
        iter_on_stack: bool,
        location: Location,
    ) -> Result<()> {
        let generator = &generators[index];
        let start = self.new_label();
        let if_cleanup = self.new_label();
        let anchor = self.new_label();
        let mut is_loop = true;
        if !iter_on_stack {
            if index == 0 {
                self.emit_i(Opcode::LOAD_FAST, 0, location);
            } else if let ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } = &generator.iter.kind
                && let [only] = &elts[..]
                && !only.is_starred()
            {
                // `for y in [f(x)]` is an assignment.
                self.expr(only)?;
                is_loop = false;
            } else {
                self.expr(&generator.iter)?;
            }
        }
        if is_loop {
            depth += 1;
            if index > 0 {
                self.emit(Opcode::GET_ITER, generator.iter.location);
            }
            self.use_label(start);
            self.emit_jump(Opcode::FOR_ITER, anchor, generator.iter.location);
        }
        self.expr(&generator.target)?;
        for condition in &generator.ifs {
            self.jump_if(condition, if_cleanup, false)?;
        }
        let element_location = self.comprehension_element(generators, index + 1, depth, element, location)?;
        self.use_label(if_cleanup);
        if is_loop {
            self.emit_jump(Opcode::JUMP, start, element_location);
            self.use_label(anchor);
            self.emit(Opcode::END_FOR, Location::NONE);
            self.emit(Opcode::POP_ITER, Location::NONE);
        }
        Ok(())
    }

    fn async_generator(
        &mut self,
        generators: &'a [Comprehension],
        index: usize,
        depth: u32,
        element: Element<'a>,
        iter_on_stack: bool,
        location: Location,
    ) -> Result<()> {
        let generator = &generators[index];
        let start = self.new_label();
        let send = self.new_label();
        let except = self.new_label();
        let if_cleanup = self.new_label();
        if !iter_on_stack {
            if index == 0 {
                self.emit_i(Opcode::LOAD_FAST, 0, location);
            } else {
                self.expr(&generator.iter)?;
                self.emit(Opcode::GET_AITER, generator.iter.location);
            }
        }
        self.use_label(start);
        self.push_fblock(FBlockKind::AsyncComprehensionGenerator, Some(start), None, location)?;
        self.emit_jump(Opcode::SETUP_FINALLY, except, location);
        self.emit(Opcode::GET_ANEXT, location);
        self.load_const(Constant::None, location);
        self.use_label(send);
        self.yield_from(true, location);
        self.emit(Opcode::POP_BLOCK, location);
        self.expr(&generator.target)?;
        for condition in &generator.ifs {
            self.jump_if(condition, if_cleanup, false)?;
        }
        let element_location =
            self.comprehension_element(generators, index + 1, depth + 1, element, location)?;
        self.use_label(if_cleanup);
        self.emit_jump(Opcode::JUMP, start, element_location);
        self.pop_fblock();
        self.use_label(except);
        self.emit_jump(Opcode::END_ASYNC_FOR, send, location);
        Ok(())
    }

    /// What is inside one `for` of a comprehension: the next `for`, or the element.
    fn comprehension_element(
        &mut self,
        generators: &'a [Comprehension],
        next: usize,
        depth: u32,
        element: Element<'a>,
        location: Location,
    ) -> Result<Location> {
        let mut element_location = element.first().location;
        if next < generators.len() {
            self.comprehension_generator(generators, next, depth, element, false, location)?;
            return Ok(element_location);
        }
        match element {
            Element::Generator(elt) => {
                self.expr(elt)?;
                self.yield_value(element_location);
                self.emit(Opcode::POP_TOP, element_location);
            }
            Element::List(elt) => {
                self.expr(elt)?;
                self.emit_i(Opcode::LIST_APPEND, depth + 1, element_location);
            }
            Element::Set(elt) => {
                self.expr(elt)?;
                self.emit_i(Opcode::SET_ADD, depth + 1, element_location);
            }
            Element::Dict(key, value) => {
                self.expr(key)?;
                self.expr(value)?;
                element_location.end_line = value.location.end_line;
                element_location.end_col = value.location.end_col;
                self.emit_i(Opcode::MAP_ADD, depth + 1, element_location);
            }
        }
        Ok(element_location)
    }

    /// Makes the comprehension's variables distinct from those of the block around, whose values go on the stack.
    fn push_inlined(&mut self, comp: ScopeId, location: Location) -> Result<Inlined> {
        let mut inlined = Inlined::default();
        let in_class_block = self.entry().block == BlockType::Class && self.unit.in_inlined_comp == 0;
        self.unit.in_inlined_comp += 1;
        let symbols: Vec<(Identifier, SymbolFlags)> =
            self.table.get(comp).symbols.iter().map(|(name, flags)| (name.clone(), *flags)).collect();
        let is_bound =
            |flags: SymbolFlags| flags.has(SymbolFlags::LOCAL) && !flags.has(SymbolFlags::NONLOCAL);

        for (name, flags) in &symbols {
            let outer_flags = self.entry().symbols.get(name).copied();
            let outer_scope = outer_flags.unwrap_or_default().scope();
            let scope = flags.scope();
            let differs = scope != outer_scope
                && scope != NameScope::Free
                && !(scope == NameScope::Cell && outer_scope == NameScope::Free);
            if differs || in_class_block {
                let block = self.unit.scope;
                self.table.get_mut(block).symbols.insert(name.clone(), *flags);
                inlined.replaced.push((name.clone(), outer_flags));
            }
            // Outside functions the variable becomes a fast local for the time being.
            if (is_bound(*flags) || in_class_block)
                && !self.entry().is_function_like()
                && self.unit.fast_hidden.get(name) != Some(&true)
            {
                self.unit.fast_hidden.insert(name.clone(), true);
                inlined.hidden.push(name.clone());
            }
        }

        for (name, flags) in &symbols {
            if !is_bound(*flags) {
                continue;
            }
            // Of a cell, this is the cell itself: the comprehension gets a new one.
            let outer_scope = self.entry().scope_of(name);
            let mangled = self.maybe_mangle(name);
            let index = self.local_index(&mangled);
            self.emit_i(Opcode::LOAD_FAST_AND_CLEAR, index, location);
            if flags.scope() == NameScope::Cell {
                let index = if outer_scope == NameScope::Free {
                    self.free_index(&mangled)?
                } else {
                    self.cell_index(&mangled)?
                };
                self.emit_i(Opcode::MAKE_CELL, index, location);
            }
            inlined.pushed.push(name.clone());
        }
        if !inlined.pushed.is_empty() {
            // The iterable goes back to the top.
            self.emit_i(Opcode::SWAP, operand(inlined.pushed.len() + 1), location);
            let cleanup = self.new_label();
            inlined.cleanup = Some(cleanup);
            self.push_fblock(FBlockKind::InlinedComprehension, Some(cleanup), None, location)?;
            self.emit_jump(Opcode::SETUP_FINALLY, cleanup, location);
        }
        Ok(inlined)
    }

    fn pop_inlined(&mut self, inlined: &mut Inlined, location: Location) -> Result<()> {
        if let Some(cleanup) = inlined.cleanup {
            self.pop_fblock();
            self.emit(Opcode::POP_BLOCK, Location::NONE);
            let end = self.new_label();
            self.emit_jump(Opcode::JUMP_NO_INTERRUPT, end, Location::NONE);
            self.use_label(cleanup);
            // The unfinished result goes away, the exception stays.
            self.emit_i(Opcode::SWAP, 2, Location::NONE);
            self.emit(Opcode::POP_TOP, Location::NONE);
            self.restore_locals(&inlined.pushed, location);
            self.emit_i(Opcode::RERAISE, 0, Location::NONE);
            self.use_label(end);
            self.restore_locals(&inlined.pushed, location);
        }
        self.unit.in_inlined_comp -= 1;
        let block = self.unit.scope;
        for (name, flags) in inlined.replaced.drain(..) {
            // As in CPython, a name that was not there before stays, without flags.
            self.table.get_mut(block).symbols.insert(name, flags.unwrap_or_default());
        }
        for name in inlined.hidden.drain(..) {
            self.unit.fast_hidden.insert(name, false);
        }
        Ok(())
    }

    fn restore_locals(&mut self, pushed: &[Identifier], location: Location) {
        self.emit_i(Opcode::SWAP, operand(pushed.len() + 1), location);
        for name in pushed.iter().rev() {
            let mangled = self.maybe_mangle(name);
            let index = self.local_index(&mangled);
            self.emit_i(Opcode::STORE_FAST_MAYBE_NULL, index, location);
        }
    }
}
