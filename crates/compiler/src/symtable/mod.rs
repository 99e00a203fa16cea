//! The symbol table: for every block of a program, what each of its names is.
//!
//! Two passes, as in CPython: `build` walks the tree and notes how names are used; `analyze` decides which are local,
//! global, free or cells. The code generator looks scopes up by the node that opens them.

mod analyze;
mod build;

use std::sync::Arc;

use bytecode::Wtf8Buf;
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::ast::{Arguments, Expr, Identifier, Mod, Stmt, TypeParam};
use crate::error::Result;
use crate::future::FutureFeatures;
use crate::ir::Location;

/// How a name is used and bound in a block; the bits of CPython's `DEF_*`, with the decided scope above them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SymbolFlags(pub u32);

impl SymbolFlags {
    pub const GLOBAL: SymbolFlags = SymbolFlags(1);
    pub const LOCAL: SymbolFlags = SymbolFlags(1 << 1);
    pub const PARAM: SymbolFlags = SymbolFlags(1 << 2);
    pub const NONLOCAL: SymbolFlags = SymbolFlags(1 << 3);
    pub const USE: SymbolFlags = SymbolFlags(1 << 4);
    /// Free in a method and bound in the class as well.
    pub const FREE_CLASS: SymbolFlags = SymbolFlags(1 << 6);
    pub const IMPORT: SymbolFlags = SymbolFlags(1 << 7);
    pub const ANNOT: SymbolFlags = SymbolFlags(1 << 8);
    /// Target of a comprehension's `for`.
    pub const COMP_ITER: SymbolFlags = SymbolFlags(1 << 9);
    pub const TYPE_PARAM: SymbolFlags = SymbolFlags(1 << 10);
    /// Cell of an inlined comprehension.
    pub const COMP_CELL: SymbolFlags = SymbolFlags(1 << 11);

    const BOUND: SymbolFlags = SymbolFlags(
        SymbolFlags::LOCAL.0 | SymbolFlags::PARAM.0 | SymbolFlags::IMPORT.0 | SymbolFlags::TYPE_PARAM.0,
    );
    const SCOPE_OFFSET: u32 = 12;

    /// Whether any bit of `flags` is set.
    pub const fn has(self, flags: SymbolFlags) -> bool {
        self.0 & flags.0 != 0
    }

    /// The decided scope.
    pub const fn scope(self) -> NameScope {
        match self.0 >> SymbolFlags::SCOPE_OFFSET {
            1 => NameScope::Local,
            2 => NameScope::GlobalExplicit,
            3 => NameScope::GlobalImplicit,
            4 => NameScope::Free,
            5 => NameScope::Cell,
            _ => NameScope::Unknown,
        }
    }

    const fn union(self, other: SymbolFlags) -> SymbolFlags {
        SymbolFlags(self.0 | other.0)
    }

    /// The flags without the scope.
    const fn without_scope(self) -> SymbolFlags {
        SymbolFlags(self.0 & ((1 << SymbolFlags::SCOPE_OFFSET) - 1))
    }

    const fn with_scope(self, scope: NameScope) -> SymbolFlags {
        SymbolFlags(self.0 | (scope as u32) << SymbolFlags::SCOPE_OFFSET)
    }
}

/// Where a name lives, seen from one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum NameScope {
    /// Not mentioned in the block.
    Unknown = 0,
    Local = 1,
    GlobalExplicit = 2,
    GlobalImplicit = 3,
    Free = 4,
    Cell = 5,
}

/// What kind of block a scope is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockType {
    Function,
    Class,
    Module,
    /// The annotations of a block or of a function's parameters.
    Annotation,
    /// Value of a `type` statement.
    TypeAlias,
    /// The block that holds the type parameters of a generic definition.
    TypeParameters,
    /// Bound or default of a type parameter.
    TypeVariable,
}

/// Kinds of comprehension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComprehensionType {
    None,
    List,
    Dict,
    Set,
    Generator,
}

/// Index of a scope in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScopeId(pub u32);

/// Names with their flags, in order of first mention.
pub type Symbols = IndexMap<Identifier, SymbolFlags, FxBuildHasher>;

/// One block and its names: CPython's `PySTEntryObject`.
#[derive(Debug)]
pub struct Scope {
    pub name: Identifier,
    pub block: BlockType,
    pub symbols: Symbols,
    /// Parameters, in order.
    pub varnames: Vec<Identifier>,
    pub children: Vec<ScopeId>,
    pub location: Location,
    /// Inside a function, at whatever depth.
    pub nested: bool,
    pub generator: bool,
    pub coroutine: bool,
    pub comprehension: ComprehensionType,
    pub varargs: bool,
    pub varkeywords: bool,
    /// A method refers to `__class__` or `super`.
    pub needs_class_closure: bool,
    /// An annotation or type scope in this class refers to names.
    pub needs_classdict: bool,
    /// The comprehension's code is put into the enclosing block.
    pub comp_inlined: bool,
    /// The names of the enclosing class are visible.
    pub can_see_class_scope: bool,
    /// Some annotations may not be executed, so those that are must be noted at run time.
    pub has_conditional_annotations: bool,
    pub has_docstring: bool,
    /// A function directly in a class.
    pub method: bool,
    pub annotations_used: bool,
    /// The scope of this block's annotations.
    pub annotation_block: Option<ScopeId>,
    in_conditional_block: bool,
    in_unevaluated_annotation: bool,
    comp_iter_target: bool,
    comp_iter_expr: u32,
    /// What a type variable's scope is, for messages.
    scope_info: Option<&'static str>,
    /// `global` and `nonlocal` statements, for the place of errors.
    directives: Vec<(Identifier, Location)>,
    /// In a generic class's type parameter scope and in what is inside it: the only names to be mangled.
    mangled_names: Option<usize>,
}

impl Scope {
    /// Flags of a name; none if it is not mentioned.
    pub fn flags(&self, name: &Identifier) -> SymbolFlags {
        self.symbols.get(name).copied().unwrap_or_default()
    }

    /// Decided scope of a name.
    pub fn scope_of(&self, name: &Identifier) -> NameScope {
        self.flags(name).scope()
    }

    /// Whether the block is a function to the interpreter: fast locals.
    pub fn is_function_like(&self) -> bool {
        !matches!(self.block, BlockType::Class | BlockType::Module)
    }
}

/// The node that opens a scope. Addresses tell nodes apart; they are never followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    address: usize,
    kind: KeyKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum KeyKind {
    Block,
    Expression,
    Arguments,
    TypeParams,
    Bound,
    Default,
    Annotations,
}

impl Key {
    /// A function, class or `type` statement.
    pub fn stmt(stmt: &Stmt) -> Key {
        Key { address: std::ptr::from_ref(stmt).addr(), kind: KeyKind::Block }
    }

    /// A lambda or comprehension.
    pub fn expr(expr: &Expr) -> Key {
        Key { address: std::ptr::from_ref(expr).addr(), kind: KeyKind::Expression }
    }

    /// The annotations of a function's parameters and result.
    pub fn arguments(arguments: &Arguments) -> Key {
        Key { address: std::ptr::from_ref(arguments).addr(), kind: KeyKind::Arguments }
    }

    /// The type parameters of a definition.
    pub fn type_params(params: &[TypeParam]) -> Key {
        Key { address: params.as_ptr().addr(), kind: KeyKind::TypeParams }
    }

    /// The bound of a type variable.
    pub fn bound(param: &TypeParam) -> Key {
        Key { address: std::ptr::from_ref(param).addr(), kind: KeyKind::Bound }
    }

    /// The default of a type parameter.
    pub fn default_value(param: &TypeParam) -> Key {
        Key { address: std::ptr::from_ref(param).addr(), kind: KeyKind::Default }
    }

    /// The annotations of a block's variables.
    pub fn annotations(scope: ScopeId) -> Key {
        Key { address: scope.0 as usize, kind: KeyKind::Annotations }
    }
}

/// The symbol table of a whole input.
#[derive(Debug)]
pub struct SymbolTable {
    pub scopes: Vec<Scope>,
    pub top: ScopeId,
    by_key: FxHashMap<Key, ScopeId>,
    /// The sets that `Scope::mangled_names` refers to.
    mangled_sets: Vec<FxHashSet<Identifier>>,
}

impl SymbolTable {
    /// Builds and analyzes the table of `module`.
    pub(crate) fn new(module: &Mod, future: FutureFeatures) -> Result<SymbolTable> {
        let mut table = build::build(module, future)?;
        analyze::analyze(&mut table)?;
        Ok(table)
    }

    pub fn get(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    pub(crate) fn get_mut(&mut self, id: ScopeId) -> &mut Scope {
        &mut self.scopes[id.0 as usize]
    }

    /// The scope that a node opens.
    pub(crate) fn lookup(&self, key: Key) -> Option<ScopeId> {
        self.by_key.get(&key).copied()
    }

    /// The name as the code of `scope` must have it, inside the class `private`.
    pub(crate) fn maybe_mangle(
        &self,
        private: Option<&Identifier>,
        scope: ScopeId,
        name: &Identifier,
    ) -> Identifier {
        if let Some(set) = self.get(scope).mangled_names
            && !self.mangled_sets[set].contains(name)
        {
            return name.clone();
        }
        mangle(private, name)
    }
}

/// `__name` inside a class becomes `_Class__name`.
pub(crate) fn mangle(private: Option<&Identifier>, name: &Identifier) -> Identifier {
    let Some(private) = private else { return name.clone() };
    let bytes = name.as_bytes();
    if !bytes.starts_with(b"__") || bytes.ends_with(b"__") || bytes.contains(&b'.') {
        return name.clone();
    }
    let class = private.as_bytes();
    let class = &class[class.iter().take_while(|&&byte| byte == b'_').count()..];
    if class.is_empty() {
        return name.clone();
    }
    let mut mangled = Vec::with_capacity(1 + class.len() + bytes.len());
    mangled.push(b'_');
    mangled.extend_from_slice(class);
    mangled.extend_from_slice(bytes);
    Arc::new(Wtf8Buf::from_bytes_unchecked(mangled))
}
