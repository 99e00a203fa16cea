//! The second pass: decides for every name of every block whether it is local, global, free or a cell.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{BlockType, ComprehensionType, NameScope, Scope, ScopeId, SymbolFlags, SymbolTable};
use crate::ast::Identifier;
use crate::error::{Result, SyntaxError};

type NameSet = FxHashSet<Identifier>;
type Scopes = FxHashMap<Identifier, NameScope>;

/// Decides the scope of all names.
pub(super) fn analyze(table: &mut SymbolTable) -> Result<()> {
    let top = table.top;
    let mut outer = Outer { bound: None, global: NameSet::default(), type_params: NameSet::default() };
    analyze_block(table, top, &mut outer, None).map(drop)
}

/// What a block sees of the blocks around it. A block has a copy of its own.
#[derive(Clone)]
struct Outer {
    /// Names bound in enclosing functions; none around a module.
    bound: Option<NameSet>,
    /// Names declared global in enclosing blocks.
    global: NameSet,
    /// Which of the bound names are type parameters.
    type_params: NameSet,
}

/// Analyzes a block and all in it; returns the names that are free in it.
fn analyze_block(
    table: &mut SymbolTable,
    id: ScopeId,
    outer: &mut Outer,
    class_entry: Option<ScopeId>,
) -> Result<NameSet> {
    let block = table.get(id).block;
    let is_class = block == BlockType::Class;
    let mut local = NameSet::default();
    let mut scopes = Scopes::default();
    // Free in this block itself, and free in the blocks inside it.
    let mut own_free = NameSet::default();
    let mut free = NameSet::default();
    let mut inner = Outer {
        bound: Some(NameSet::default()),
        global: NameSet::default(),
        type_params: NameSet::default(),
    };
    // The names of a class are not visible in its functions: what they see is what the class saw.
    if is_class {
        inner.global.clone_from(&outer.global);
        inner.bound = Some(outer.bound.clone().unwrap_or_default());
    }

    for index in 0..table.get(id).symbols.len() {
        let Some((name, &flags)) = table.get(id).symbols.get_index(index) else { break };
        let name = name.clone();
        analyze_name(table, id, &name, flags, &mut scopes, outer, &mut local, &mut own_free, class_entry)?;
    }

    let bound = inner.bound.get_or_insert_default();
    if is_class {
        for name in ["__class__", "__classdict__", "__conditional_annotations__"] {
            bound.insert(std::sync::Arc::new(name.into()));
        }
    } else {
        if table.get(id).is_function_like() {
            bound.extend(local.iter().cloned());
        }
        if let Some(outer_bound) = &outer.bound {
            bound.extend(outer_bound.iter().cloned());
        }
        inner.global.extend(outer.global.iter().cloned());
    }
    inner.type_params.clone_from(&outer.type_params);

    let mut inlined_cells = NameSet::default();
    let children = table.get(id).children.clone();
    for &child in &children {
        let entry = table.get(child);
        let new_class_entry = if !entry.can_see_class_scope {
            None
        } else if is_class {
            Some(id)
        } else {
            class_entry
        };
        // Comprehensions are inlined, except in annotation scopes of classes.
        let inline = entry.comprehension != ComprehensionType::None
            && !entry.generator
            && !table.get(id).can_see_class_scope;
        let mut child_free = analyze_block(table, child, &mut inner.clone(), new_class_entry)?;
        if inline {
            inline_comprehension(table, id, child, &mut scopes, &mut child_free, &mut inlined_cells);
            table.get_mut(child).comp_inlined = true;
        }
        free.extend(child_free);
    }

    // The children of inlined comprehensions are children of this block.
    let mut spliced = Vec::with_capacity(children.len());
    for child in children {
        if table.get(child).comp_inlined {
            spliced.extend_from_slice(&table.get(child).children);
        } else {
            spliced.push(child);
        }
    }
    table.get_mut(id).children = spliced;

    if table.get(id).is_function_like() {
        for (name, scope) in &mut scopes {
            if *scope == NameScope::Local && (free.contains(name) || inlined_cells.contains(name)) {
                *scope = NameScope::Cell;
                free.remove(name);
            }
        }
    } else if is_class {
        let scope = table.get_mut(id);
        let mut take = |name: &str| free.remove(&std::sync::Arc::new(bytecode::Wtf8Buf::from(name)));
        scope.needs_class_closure |= take("__class__");
        scope.needs_classdict |= take("__classdict__");
        scope.has_conditional_annotations |= take("__conditional_annotations__");
    }
    update_symbols(table, id, &scopes, outer.bound.as_ref(), &free, &inlined_cells);
    free.extend(own_free);
    Ok(free)
}

/// Decides one name from how the block uses it and what is visible around it.
#[expect(clippy::too_many_arguments, reason = "the sets are the state of one pass over a block")]
fn analyze_name(
    table: &SymbolTable,
    id: ScopeId,
    name: &Identifier,
    flags: SymbolFlags,
    scopes: &mut Scopes,
    outer: &mut Outer,
    local: &mut NameSet,
    free: &mut NameSet,
    class_entry: Option<ScopeId>,
) -> Result<()> {
    let scope = if flags.has(SymbolFlags::GLOBAL) {
        if flags.has(SymbolFlags::NONLOCAL) {
            return Err(at_directive(table, id, name, format!("name '{name}' is nonlocal and global")));
        }
        outer.global.insert(name.clone());
        if let Some(bound) = &mut outer.bound {
            bound.remove(name);
        }
        NameScope::GlobalExplicit
    } else if flags.has(SymbolFlags::NONLOCAL) {
        let Some(bound) = &outer.bound else {
            let message = "nonlocal declaration not allowed at module level".to_owned();
            return Err(at_directive(table, id, name, message));
        };
        if !bound.contains(name) {
            return Err(at_directive(table, id, name, format!("no binding for nonlocal '{name}' found")));
        }
        if outer.type_params.contains(name) {
            let message = format!("nonlocal binding not allowed for type parameter '{name}'");
            return Err(at_directive(table, id, name, message));
        }
        free.insert(name.clone());
        NameScope::Free
    } else if flags.has(SymbolFlags::BOUND) {
        local.insert(name.clone());
        outer.global.remove(name);
        if flags.has(SymbolFlags::TYPE_PARAM) {
            outer.type_params.insert(name.clone());
        } else {
            outer.type_params.remove(name);
        }
        NameScope::Local
    } else if let Some(scope) = class_entry.and_then(|class| scope_through_class(table.get(class), name)) {
        scope
    } else if outer.bound.as_ref().is_some_and(|bound| bound.contains(name)) {
        free.insert(name.clone());
        NameScope::Free
    } else {
        NameScope::GlobalImplicit
    };
    scopes.insert(name.clone(), scope);
    Ok(())
}

/// What a name of the class is in an annotation or type scope of it: looked up in the class's namespace and then
/// globally, not in functions around the class.
fn scope_through_class(class: &Scope, name: &Identifier) -> Option<NameScope> {
    // The cell of the namespace itself is never a variable of the class.
    if **name == "__classdict__" {
        return None;
    }
    let class_flags = class.flags(name);
    if class_flags.has(SymbolFlags::GLOBAL) {
        Some(NameScope::GlobalExplicit)
    } else if class_flags.has(SymbolFlags::BOUND) && !class_flags.has(SymbolFlags::NONLOCAL) {
        Some(NameScope::GlobalImplicit)
    } else {
        None
    }
}

/// Takes the names of a comprehension over into the block that its code is put into.
fn inline_comprehension(
    table: &mut SymbolTable,
    id: ScopeId,
    comp: ScopeId,
    scopes: &mut Scopes,
    comp_free: &mut NameSet,
    inlined_cells: &mut NameSet,
) {
    let mut to_remove = Vec::new();
    for index in 0..table.get(comp).symbols.len() {
        let Some((name, &flags)) = table.get(comp).symbols.get_index(index) else { break };
        if flags.has(SymbolFlags::PARAM) {
            continue;
        }
        let name = name.clone();
        let mut scope = flags.scope();
        if scope == NameScope::Cell || flags.has(SymbolFlags::COMP_CELL) {
            inlined_cells.insert(name.clone());
        }
        // The implicit cells of a class are never free through the class itself.
        if scope == NameScope::Free
            && table.get(id).block == BlockType::Class
            && ["__class__", "__classdict__", "__conditional_annotations__"]
                .iter()
                .any(|cell| **name == **cell)
        {
            scope = NameScope::GlobalImplicit;
            if !free_in_child(table, comp, &name) {
                comp_free.remove(&name);
            }
            to_remove.push(name.clone());
        }
        match table.get(id).symbols.get(&name) {
            None => {
                table.get_mut(id).symbols.insert(name.clone(), flags.without_scope());
                scopes.insert(name, scope);
            }
            Some(existing) => {
                let is_class = table.get(id).block == BlockType::Class;
                if existing.has(SymbolFlags::BOUND) && !is_class && !free_in_child(table, comp, &name) {
                    comp_free.remove(&name);
                }
            }
        }
    }
    for name in to_remove {
        table.get_mut(comp).symbols.shift_remove(&name);
    }
}

fn free_in_child(table: &SymbolTable, scope: ScopeId, name: &Identifier) -> bool {
    table.get(scope).children.iter().any(|&child| table.get(child).scope_of(name) == NameScope::Free)
}

/// Writes the decisions into the block's symbols, and adds the names that are only free in inner blocks.
fn update_symbols(
    table: &mut SymbolTable,
    id: ScopeId,
    scopes: &Scopes,
    bound: Option<&NameSet>,
    free: &NameSet,
    inlined_cells: &NameSet,
) {
    let scope = table.get_mut(id);
    let class_flag = scope.block == BlockType::Class || scope.can_see_class_scope;
    for (name, flags) in &mut scope.symbols {
        if inlined_cells.contains(name) {
            *flags = flags.union(SymbolFlags::COMP_CELL);
        }
        *flags = flags.with_scope(scopes.get(name).copied().unwrap_or(NameScope::GlobalImplicit));
    }
    let mut free: Vec<&Identifier> = free.iter().collect();
    free.sort_unstable();
    for name in free {
        match scope.symbols.get_mut(name) {
            Some(flags) => {
                if class_flag {
                    *flags = flags.union(SymbolFlags::FREE_CLASS);
                }
            }
            None => {
                if bound.is_none_or(|bound| bound.contains(name)) {
                    scope.symbols.insert(name.clone(), SymbolFlags::default().with_scope(NameScope::Free));
                }
            }
        }
    }
}

/// An error at the `global` or `nonlocal` statement that names `name`.
fn at_directive(table: &SymbolTable, id: ScopeId, name: &Identifier, message: String) -> Box<SyntaxError> {
    let directives = &table.get(id).directives;
    let location = directives.iter().find(|(directive, _)| directive == name).map(|(_, location)| *location);
    SyntaxError::at(message, location.unwrap_or(table.get(id).location))
}
