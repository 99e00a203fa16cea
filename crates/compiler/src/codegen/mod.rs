//! The code generator: from the tree and its symbol table to instruction sequences, in the order in which CPython 3.14
//! emits them. What can be improved afterwards is the flow graph's business.

mod annotations;
mod calls;
mod check;
mod comprehensions;
mod control;
mod definitions;
mod expressions;
mod names;
mod patterns;
mod statements;
mod strings;
mod tries;

use std::collections::BTreeSet;
use std::sync::Arc;

use bytecode::{Code, CodeFlags, Constant, Opcode, Wtf8Buf};
use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use crate::ast::*;
use crate::error::{ErrorKind, Result, SyntaxError, Warning};
use crate::flowgraph;
use crate::future::FutureFeatures;
use crate::ir::{Arg, CodeUnit, Instr, InstructionSequence, Label, Location};
use crate::symtable::{Key, NameScope, Scope, ScopeId, SymbolFlags, SymbolTable};

/// More operands than this are put into a growing container instead of onto the stack first.
const STACK_USE_GUIDELINE: usize = 30;

/// How deeply loops, `try` and `with` may nest statically.
const MAX_BLOCKS: usize = 21;

/// What every code object of one compilation shares.
pub(crate) struct Settings {
    pub filename: Identifier,
    pub optimize: u8,
    pub flags: CodeFlags,
    pub assemble: flowgraph::Options,
}

/// Compiles a whole input.
pub(crate) fn compile(
    module: &Mod,
    table: SymbolTable,
    future: FutureFeatures,
    settings: Settings,
) -> Result<(Arc<Code>, Vec<Warning>)> {
    let name: Identifier = Arc::new("<module>".into());
    let unit = Unit::new(name.clone(), ScopeType::Module, table.top, &table, 1, None, ArgCounts::default());
    let mut compiler = Compiler {
        table,
        future,
        settings,
        interactive: matches!(module, Mod::Interactive(_)),
        unit,
        outer: Vec::new(),
        warnings: Vec::new(),
    };
    compiler.unit.qualname = name;
    compiler.start_scope();
    match module {
        Mod::Module(body) => compiler.module(body, false)?,
        Mod::Interactive(body) => compiler.module(body, true)?,
        Mod::Expression(body) => compiler.expr(body)?,
    }
    let code = compiler.finish_unit(!matches!(module, Mod::Expression(_)))?;
    Ok((code, compiler.warnings))
}

/// What kind of scope a code object is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ScopeType {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    Comprehension,
    /// Annotations, type parameters, bounds, type aliases.
    Annotations,
}

/// Parameter counts of a code object.
#[derive(Clone, Copy, Debug, Default)]
struct ArgCounts {
    /// Positional-or-keyword parameters only.
    args: usize,
    posonlyargs: usize,
    kwonlyargs: usize,
}

impl ArgCounts {
    fn of(args: &Arguments) -> ArgCounts {
        ArgCounts {
            args: args.args.len(),
            posonlyargs: args.posonlyargs.len(),
            kwonlyargs: args.kwonlyargs.len(),
        }
    }

    fn args(args: usize) -> ArgCounts {
        ArgCounts { args, ..ArgCounts::default() }
    }
}

type Names = IndexSet<Identifier, FxBuildHasher>;

/// The code object under construction.
struct Unit<'a> {
    scope: ScopeId,
    scope_type: ScopeType,
    name: Identifier,
    qualname: Identifier,
    firstlineno: i32,
    counts: ArgCounts,
    /// Name of the innermost class.
    private: Option<Identifier>,
    consts: IndexSet<Constant, FxBuildHasher>,
    varnames: Names,
    cellvars: Names,
    freevars: Names,
    attr_names: Names,
    /// Comprehension variables outside functions that are fast locals (`true`) or were (`false`).
    fast_hidden: IndexMap<Identifier, bool, FxBuildHasher>,
    sequence: InstructionSequence,
    /// The instructions that make a module's `__annotate__`, to go where the placeholder is.
    annotations_code: Option<InstructionSequence>,
    fblocks: Vec<FBlock<'a>>,
    in_inlined_comp: u32,
    in_conditional_block: u32,
    /// Attributes that methods assign on `self`.
    static_attributes: BTreeSet<Identifier>,
    deferred_annotations: Vec<DeferredAnnotation<'a>>,
    next_conditional_annotation: i64,
}

/// An annotated name of a module or class, to be evaluated on demand.
#[derive(Clone, Copy)]
struct DeferredAnnotation<'a> {
    assign: &'a AnnAssign,
    location: Location,
    /// Number by which its execution is noted at run time, if that is not certain.
    conditional: Option<i64>,
}

/// A statement that must be left in an orderly way: CPython's "frame block".
#[derive(Clone)]
struct FBlock<'a> {
    kind: FBlockKind<'a>,
    /// Start of the block; the target of `continue`.
    block: Option<Label>,
    /// Target of `break`.
    exit: Option<Label>,
    location: Location,
}

#[derive(Clone, PartialEq)]
enum FBlockKind<'a> {
    WhileLoop,
    ForLoop,
    AsyncForLoop,
    TryExcept,
    FinallyTry(Body<'a>),
    FinallyEnd,
    With,
    AsyncWith,
    HandlerCleanup(Option<Identifier>),
    PopValue,
    ExceptionHandler,
    ExceptionGroupHandler,
    AsyncComprehensionGenerator,
    /// The handler that restores variables after an inlined comprehension.
    InlinedComprehension,
    StopIteration,
}

/// Statements of a `finally`, compared by identity.
#[derive(Clone, Copy)]
struct Body<'a>(&'a [Stmt]);

impl PartialEq for Body<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl FBlockKind<'_> {
    fn is_loop(&self) -> bool {
        matches!(self, FBlockKind::WhileLoop | FBlockKind::ForLoop | FBlockKind::AsyncForLoop)
    }
}

/// `CALL_INTRINSIC_1` operands.
mod intrinsic {
    pub const PRINT: u32 = 1;
    pub const IMPORT_STAR: u32 = 2;
    pub const STOPITERATION_ERROR: u32 = 3;
    pub const ASYNC_GEN_WRAP: u32 = 4;
    pub const UNARY_POSITIVE: u32 = 5;
    pub const LIST_TO_TUPLE: u32 = 6;
    pub const TYPEVAR: u32 = 7;
    pub const PARAMSPEC: u32 = 8;
    pub const TYPEVARTUPLE: u32 = 9;
    pub const SUBSCRIPT_GENERIC: u32 = 10;
    pub const TYPEALIAS: u32 = 11;
}

/// `CALL_INTRINSIC_2` operands.
mod intrinsic2 {
    pub const PREP_RERAISE_STAR: u32 = 1;
    pub const TYPEVAR_WITH_BOUND: u32 = 2;
    pub const TYPEVAR_WITH_CONSTRAINTS: u32 = 3;
    pub const SET_FUNCTION_TYPE_PARAMS: u32 = 4;
    pub const SET_TYPEPARAM_DEFAULT: u32 = 5;
}

/// `LOAD_COMMON_CONSTANT` operands.
mod common_constant {
    pub const ASSERTIONERROR: u32 = 0;
    pub const NOTIMPLEMENTEDERROR: u32 = 1;
    pub const BUILTIN_TUPLE: u32 = 2;
    pub const BUILTIN_ALL: u32 = 3;
    pub const BUILTIN_ANY: u32 = 4;
}

/// `LOAD_SPECIAL` operands.
mod special {
    pub const ENTER: u32 = 0;
    pub const EXIT: u32 = 1;
    pub const AENTER: u32 = 2;
    pub const AEXIT: u32 = 3;
}

/// `SET_FUNCTION_ATTRIBUTE` operands, as flags.
mod function_attribute {
    pub const DEFAULTS: u32 = 1;
    pub const KWDEFAULTS: u32 = 2;
    pub const CLOSURE: u32 = 8;
    pub const ANNOTATE: u32 = 16;
}

/// `RESUME` operands.
mod resume {
    pub const AT_FUNC_START: u32 = 0;
    pub const AFTER_YIELD: u32 = 1;
    pub const AFTER_YIELD_FROM: u32 = 2;
    pub const AFTER_AWAIT: u32 = 3;
}

/// `BINARY_OP` operand of a subscription.
const NB_SUBSCR: u32 = 26;

/// The state of one compilation.
struct Compiler<'a> {
    table: SymbolTable,
    future: FutureFeatures,
    settings: Settings,
    interactive: bool,
    /// The unit that instructions go to.
    unit: Unit<'a>,
    /// The units around it, the module's first.
    outer: Vec<Unit<'a>>,
    warnings: Vec<Warning>,
}

/// A name that the generator brings in.
fn name(text: &str) -> Identifier {
    Arc::new(Wtf8Buf::from(text))
}

/// A count as an operand.
fn operand(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Unit<'_> {
    fn new<'a>(
        name: Identifier,
        scope_type: ScopeType,
        scope: ScopeId,
        table: &SymbolTable,
        firstlineno: i32,
        private: Option<Identifier>,
        counts: ArgCounts,
    ) -> Unit<'a> {
        let entry = table.get(scope);
        let mut cellvars = sorted_names(entry, NameScope::Cell, SymbolFlags::COMP_CELL);
        for (needed, cell) in [
            (entry.needs_class_closure, "__class__"),
            (entry.needs_classdict, "__classdict__"),
            (entry.has_conditional_annotations, "__conditional_annotations__"),
        ] {
            if needed {
                cellvars.insert(self::name(cell));
            }
        }
        Unit {
            scope,
            scope_type,
            qualname: name.clone(),
            name,
            firstlineno,
            counts,
            private,
            consts: IndexSet::default(),
            varnames: entry.varnames.iter().cloned().collect(),
            cellvars,
            freevars: sorted_names(entry, NameScope::Free, SymbolFlags::FREE_CLASS),
            attr_names: IndexSet::default(),
            fast_hidden: IndexMap::default(),
            sequence: InstructionSequence::default(),
            annotations_code: None,
            fblocks: Vec::new(),
            in_inlined_comp: 0,
            in_conditional_block: 0,
            static_attributes: BTreeSet::new(),
            deferred_annotations: Vec::new(),
            next_conditional_annotation: 0,
        }
    }
}

/// The names of a scope that are of the given kind or carry the flag, in the order of their code points.
fn sorted_names(entry: &Scope, scope: NameScope, flag: SymbolFlags) -> Names {
    let mut names: Vec<&Identifier> = entry
        .symbols
        .iter()
        .filter(|(_, flags)| flags.scope() == scope || flags.has(flag))
        .map(|(name, _)| name)
        .collect();
    names.sort_unstable();
    names.into_iter().cloned().collect()
}

impl<'a> Compiler<'a> {
    /// The symbol table entry of the current scope.
    fn entry(&self) -> &Scope {
        self.table.get(self.unit.scope)
    }

    /// The scope that `key` opens; every such node was seen by the symbol table.
    fn scope_of(&self, key: Key) -> Result<ScopeId> {
        self.table.lookup(key).ok_or_else(|| internal_error("unknown symbol table entry"))
    }

    fn enter_scope(
        &mut self,
        name: Identifier,
        scope_type: ScopeType,
        key: Key,
        firstlineno: i32,
        private: Option<Identifier>,
        counts: ArgCounts,
    ) -> Result<()> {
        let scope = self.scope_of(key)?;
        let private = private.or_else(|| self.unit.private.clone());
        let unit = Unit::new(name, scope_type, scope, &self.table, firstlineno, private, counts);
        self.outer.push(std::mem::replace(&mut self.unit, unit));
        self.unit.qualname = self.qualname();
        self.start_scope();
        Ok(())
    }

    /// The first instructions of every code object.
    fn start_scope(&mut self) {
        let line = self.unit.firstlineno;
        let mut location = Location { line, end_line: line, col: 0, end_col: 0 };
        if self.unit.scope_type == ScopeType::Module {
            location.line = 0;
        }
        self.emit_i(Opcode::RESUME, resume::AT_FUNC_START, location);
        if self.unit.scope_type == ScopeType::Module {
            self.emit(Opcode::ANNOTATIONS_PLACEHOLDER, location);
        }
    }

    fn qualname(&self) -> Identifier {
        let unit = &self.unit;
        let mut parents = self.outer.iter().rev();
        let Some(mut parent) = parents.next() else { return unit.name.clone() };
        if self.outer.len() == 1 {
            return unit.name.clone();
        }
        if parent.scope_type == ScopeType::Annotations {
            // Type parameters and the like do not show in names.
            if self.outer.len() == 2 {
                return unit.name.clone();
            }
            parent = parents.next().unwrap_or(parent);
        }
        if matches!(unit.scope_type, ScopeType::Function | ScopeType::AsyncFunction | ScopeType::Class) {
            let mangled = crate::symtable::mangle(parent.private.as_ref(), &unit.name);
            if self.table.get(parent.scope).scope_of(&mangled) == NameScope::GlobalExplicit {
                return unit.name.clone();
            }
        }
        let mut qualname = Wtf8Buf::clone(&parent.qualname);
        if matches!(parent.scope_type, ScopeType::Function | ScopeType::AsyncFunction | ScopeType::Lambda) {
            qualname.push_str(".<locals>");
        }
        qualname.push_str(".");
        qualname.push_wtf8(&unit.name);
        Arc::new(qualname)
    }

    /// Assembles the current unit and goes back to the one around it.
    fn finish_scope(&mut self, add_none: bool) -> Result<Arc<Code>> {
        let code = self.finish_unit(add_none)?;
        if let Some(outer) = self.outer.pop() {
            self.unit = outer;
        }
        Ok(code)
    }

    /// Assembles the current unit, which returns `None` at its end if `add_none`.
    fn finish_unit(&mut self, add_none: bool) -> Result<Arc<Code>> {
        if add_none {
            self.load_const(Constant::None, Location::NONE);
        }
        self.emit(Opcode::RETURN_VALUE, Location::NONE);
        let flags = self.code_flags();
        let unit = &mut self.unit;
        let mut instructions = std::mem::take(&mut unit.sequence);
        let annotations = unit.annotations_code.take();
        if unit.scope_type == ScopeType::Module {
            splice_annotations(&mut instructions, annotations);
        }
        let list = |names: &mut Names| std::mem::take(names).into_iter().collect();
        let unit = CodeUnit {
            name: unit.name.clone(),
            qualname: unit.qualname.clone(),
            filename: self.settings.filename.clone(),
            firstlineno: unit.firstlineno,
            flags,
            argcount: operand(unit.counts.posonlyargs + unit.counts.args),
            posonlyargcount: operand(unit.counts.posonlyargs),
            kwonlyargcount: operand(unit.counts.kwonlyargs),
            consts: std::mem::take(&mut unit.consts).into_iter().collect(),
            names: list(&mut unit.attr_names),
            varnames: list(&mut unit.varnames),
            cellvars: list(&mut unit.cellvars),
            freevars: list(&mut unit.freevars),
            fast_hidden: std::mem::take(&mut unit.fast_hidden).into_keys().collect(),
            instructions,
        };
        match flowgraph::assemble(unit, &self.settings.assemble) {
            Ok(code) => Ok(Arc::new(code)),
            Err(error) => Err(internal_error(&error.to_string())),
        }
    }

    fn code_flags(&self) -> CodeFlags {
        let entry = self.entry();
        let mut flags = self.settings.flags | self.future.flags;
        if entry.is_function_like() {
            flags |= CodeFlags::NEWLOCALS | CodeFlags::OPTIMIZED;
            for (set, flag) in [
                (entry.nested, CodeFlags::NESTED),
                (entry.generator && !entry.coroutine, CodeFlags::GENERATOR),
                (entry.generator && entry.coroutine, CodeFlags::ASYNC_GENERATOR),
                (entry.varargs, CodeFlags::VARARGS),
                (entry.varkeywords, CodeFlags::VARKEYWORDS),
                (entry.has_docstring, CodeFlags::HAS_DOCSTRING),
                (entry.method, CodeFlags::METHOD),
            ] {
                if set {
                    flags |= flag;
                }
            }
        }
        if entry.coroutine && !entry.generator {
            flags |= CodeFlags::COROUTINE;
        }
        flags
    }

    // Emission.

    fn emit(&mut self, op: Opcode, location: Location) {
        self.unit.sequence.push(op, Arg::Value(0), location);
    }

    fn emit_i(&mut self, op: Opcode, operand: u32, location: Location) {
        self.unit.sequence.push(op, Arg::Value(operand), location);
    }

    fn emit_jump(&mut self, op: Opcode, target: Label, location: Location) {
        self.unit.sequence.push(op, Arg::Label(target), location);
    }

    fn new_label(&mut self) -> Label {
        self.unit.sequence.new_label()
    }

    fn use_label(&mut self, label: Label) {
        self.unit.sequence.use_label(label);
    }

    fn load_const(&mut self, value: Constant, location: Location) {
        let index = self.add_const(value);
        self.emit_i(Opcode::LOAD_CONST, index, location);
    }

    fn load_str(&mut self, text: Identifier, location: Location) {
        self.load_const(Constant::Str(text), location);
    }

    fn add_const(&mut self, value: Constant) -> u32 {
        // A `finally` body is compiled more than once, and so are the functions in it: equal ones are one constant.
        if let Constant::Code(code) = &value
            && let Some(index) = self
                .unit
                .consts
                .iter()
                .position(|before| matches!(before, Constant::Code(before) if same_code(before, code)))
        {
            return operand(index);
        }
        operand(self.unit.consts.insert_full(value).0)
    }

    /// Emits an instruction whose operand is a name of `co_names`.
    fn emit_name(&mut self, op: Opcode, name: &Identifier, location: Location) {
        let index = self.name_index(name);
        let index = if op == Opcode::LOAD_ATTR { index << 1 } else { index };
        self.emit_i(op, index, location);
    }

    /// `LOAD_ATTR` of a method that is called at once.
    fn load_method(&mut self, name: &Identifier, location: Location) {
        let index = self.name_index(name);
        self.emit_i(Opcode::LOAD_ATTR, index << 1 | 1, location);
    }

    fn name_index(&mut self, name: &Identifier) -> u32 {
        let mangled = self.maybe_mangle(name);
        operand(self.unit.attr_names.insert_full(mangled).0)
    }

    fn maybe_mangle(&self, name: &Identifier) -> Identifier {
        self.table.maybe_mangle(self.unit.private.as_ref(), self.unit.scope, name)
    }

    /// Index of a cell variable: cells first, then free variables.
    fn cell_index(&self, name: &Identifier) -> Result<u32> {
        match self.unit.cellvars.get_index_of(name) {
            Some(index) => Ok(operand(index)),
            None => Err(internal_error("unknown cell variable")),
        }
    }

    fn free_index(&self, name: &Identifier) -> Result<u32> {
        match self.unit.freevars.get_index_of(name) {
            Some(index) => Ok(operand(self.unit.cellvars.len() + index)),
            None => Err(internal_error("unknown free variable")),
        }
    }

    /// Like `free_index` for a cell that the generator itself refers to: the scope need not mention it.
    fn implicit_free_index(&mut self, name: &Identifier) -> u32 {
        operand(self.unit.cellvars.len() + self.unit.freevars.insert_full(name.clone()).0)
    }

    fn local_index(&mut self, name: &Identifier) -> u32 {
        operand(self.unit.varnames.insert_full(name.clone()).0)
    }

    fn warn(&mut self, message: String, location: Location) {
        // A `finally` body is compiled more than once, but warned about once.
        let warning = Warning::at(message, location);
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    // Frame blocks.

    fn push_fblock(
        &mut self,
        kind: FBlockKind<'a>,
        block: Option<Label>,
        exit: Option<Label>,
        location: Location,
    ) -> Result<()> {
        if self.unit.fblocks.len() >= MAX_BLOCKS {
            return Err(SyntaxError::at("too many statically nested blocks", location));
        }
        self.unit.fblocks.push(FBlock { kind, block, exit, location });
        Ok(())
    }

    fn pop_fblock(&mut self) {
        self.unit.fblocks.pop();
    }
}

/// A state that no source can bring about; reported as an error rather than a panic.
fn internal_error(message: &str) -> Box<SyntaxError> {
    SyntaxError::without_location(ErrorKind::System, message)
}

/// Whether two code objects cannot be told apart.
fn same_code(a: &Code, b: &Code) -> bool {
    a.firstlineno == b.firstlineno
        && a.name == b.name
        && a.qualname == b.qualname
        && a.flags == b.flags
        && (a.argcount, a.posonlyargcount, a.kwonlyargcount)
            == (b.argcount, b.posonlyargcount, b.kwonlyargcount)
        && a.code == b.code
        && a.linetable == b.linetable
        && a.exceptiontable == b.exceptiontable
        && a.names == b.names
        && a.localsplusnames == b.localsplusnames
        && a.localspluskinds == b.localspluskinds
        && a.consts.len() == b.consts.len()
        && a.consts.iter().zip(&b.consts).all(|pair| match pair {
            (Constant::Code(a), Constant::Code(b)) => same_code(a, b),
            (a, b) => a == b,
        })
}

/// Puts the code that makes a module's `__annotate__` where its placeholder is.
fn splice_annotations(sequence: &mut InstructionSequence, annotations: Option<InstructionSequence>) {
    let Some(at) = sequence.instrs.iter().position(|instr| instr.op == Opcode::ANNOTATIONS_PLACEHOLDER)
    else {
        return;
    };
    let annotations: Vec<Instr> = annotations.map_or_else(Vec::new, |sequence| sequence.instrs);
    let added = annotations.len();
    sequence.instrs.splice(at..=at, annotations);
    for label in &mut sequence.labels {
        if *label != usize::MAX && *label > at {
            *label = *label + added - 1;
        }
    }
}
