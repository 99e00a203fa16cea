//! `code`: an interpreter's copy of a code object: constants as values, and instructions that quicken in place.

use std::cell::{Cell, OnceCell};
use std::sync::Arc;

use bytecode::code::CodeUnit;
use bytecode::exceptiontable::{self, ExceptionRange, ExceptionTableReader};
use bytecode::linetable::LineTableReader;
use bytecode::{Code, CodeFlags, Constant, LocalKind, Opcode};
use vm_derive::{Traverse, native};

use crate::code_cell::CodeCell;
use crate::frame::FRAME_HEADER_WORDS;
use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Field, Header, Ref};
use crate::objects::{GeneratorFlavor, PyBytes, PyGenerator, PyStr, PyTuple, PyType};
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// A code object of one interpreter.
#[derive(Traverse)]
#[repr(C)]
pub struct PyCode {
    pub(crate) header: Header,
    pub(crate) consts: Box<[Value]>,
    pub(crate) names: Box<[Value]>,
    pub(crate) localsplusnames: Box<[Value]>,
    pub(crate) name: Ref<PyStr>,
    pub(crate) qualname: Ref<PyStr>,
    /// It changes if the source file was moved after it was compiled.
    filename: Field<Ref<PyStr>>,
    pub(crate) instructions: CodeCell,
    tables: CodeTables,
    /// Caches of polymorphic instructions, which hold indexes of this.
    pub(crate) shape_tables: Field<Vec<crate::interp::ShapeTable>>,
    /// What a call needs, beside each other: see the methods of the same names.
    argcount: u32,
    plain_argcount: u32,
    frame_bytes: u32,
    flags: CodeFlags,
    /// What a call makes if the code is a generator's, and the class of cells that it fits; 0 if it fits none.
    pub(crate) flavor: GeneratorFlavor,
    pub(crate) generator_cell: u8,
    /// Whether the first instruction makes the generator.
    pub(crate) begins_with_generator: bool,
    keeps_parameters: Cell<Option<bool>>,
    /// The exception table, read when an exception first passes.
    handlers: Handlers,
}

#[derive(Default)]
struct Handlers(OnceCell<Box<[ExceptionRange]>>);

impl crate::object::Traverse for Handlers {
    fn traverse(&self, _visit: &mut crate::object::Visitor<'_>) {}
}

/// Slots above the value stack where handlers keep inputs that outputs are written over.
const SPARE_SLOTS: u32 = 8;

/// The count of arguments, which no call has, of code that takes others than positional ones.
const NOT_PLAIN: u32 = u32::MAX;

/// What is rarely looked at. The fields are those of [`Code`].
pub(crate) struct CodeTables {
    pub firstlineno: i32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub stacksize: u32,
    pub localspluskinds: Box<[LocalKind]>,
    pub linetable: Box<[u8]>,
    pub exceptiontable: Box<[u8]>,
}

impl crate::object::Traverse for CodeTables {
    fn traverse(&self, _visit: &mut crate::object::Visitor<'_>) {}
}

impl crate::object::Traverse for CodeCell {
    fn traverse(&self, _visit: &mut crate::object::Visitor<'_>) {}
}

impl PyCode {
    #[inline(always)]
    pub(crate) fn tables(&self) -> &CodeTables {
        &self.tables
    }

    #[inline(always)]
    pub fn flags(&self) -> CodeFlags {
        self.flags
    }

    /// The instructions as they are now: specialized, with the contents of their caches.
    pub fn adaptive_instructions(&self) -> Vec<CodeUnit> {
        self.instructions.snapshot()
    }

    /// The instructions as the compiler made them: neither specialized nor fused, with empty caches.
    pub(crate) fn original_instructions(&self) -> Vec<CodeUnit> {
        let mut units = self.instructions.snapshot();
        let mut index = 0;
        while let Some(unit) = units.get_mut(index) {
            let opcode = Opcode::from_number(*unit & 0xFF).unwrap_or(Opcode::NOP).first_part().base();
            *unit = *unit & 0xFF00 | opcode as u16;
            let caches = opcode.cache_entries();
            units.iter_mut().skip(index + 1).take(caches).for_each(|cache| *cache = 0);
            index += 1 + caches;
        }
        units
    }

    /// Whether parameters keep the arguments that they got: no instruction stores to them or makes cells of them.
    pub(crate) fn keeps_parameters(&self) -> bool {
        if let Some(known) = self.keeps_parameters.get() {
            return known;
        }
        let (units, mut index, mut high) = (self.instructions.snapshot(), 0, 0);
        let mut keeps = true;
        while let Some(unit) = units.get(index) {
            let opcode = Opcode::from_number(*unit & 0xFF).unwrap_or(Opcode::NOP).first_part().base();
            let local = high << 8 | u32::from(unit >> 8);
            high = if opcode == Opcode::EXTENDED_ARG { local } else { 0 };
            let stored = match opcode {
                Opcode::STORE_FAST
                | Opcode::DELETE_FAST
                | Opcode::LOAD_FAST_AND_CLEAR
                | Opcode::MAKE_CELL => Some(local),
                Opcode::STORE_FAST_LOAD_FAST => Some(local >> 4),
                Opcode::STORE_FAST_STORE_FAST => Some((local >> 4).min(local & 15)),
                _ => None,
            };
            keeps &= stored.is_none_or(|local| local >= self.argcount);
            index += 1 + opcode.cache_entries();
        }
        self.keeps_parameters.set(Some(keeps));
        keeps
    }

    /// Number of variables of enclosing functions.
    pub(crate) fn free_variables(&self) -> usize {
        self.tables.localspluskinds.iter().filter(|kind| kind.is(LocalKind::FREE)).count()
    }

    /// Says that the source is in the file `path` now; so is that of nested code which was in the same file.
    pub fn move_to(&self, heap: &mut Heap, path: &PyStr) {
        let old = self.filename.cloned(heap);
        if old.as_bytes() == path.as_bytes() {
            return;
        }
        self.filename.set(heap, Ref::new(path));
        for inner in self.consts.iter().filter_map(|value| value.downcast::<PyCode>()) {
            if inner.filename(heap).as_bytes() == old.as_bytes() {
                inner.move_to(heap, path);
            }
        }
    }

    /// Size of a frame: its header, locals, cells, free variables, value stack.
    #[inline(always)]
    pub(crate) fn frame_bytes(&self) -> usize {
        self.frame_bytes as usize
    }

    /// What handles an exception that the instruction at `offset` raises.
    pub(crate) fn handler_at(&self, offset: u32) -> Option<&ExceptionRange> {
        let read = || ExceptionTableReader::new(&self.tables.exceptiontable).collect();
        exceptiontable::find(self.handlers.0.get_or_init(read), offset)
    }

    /// Number of positional parameters.
    #[inline(always)]
    pub(crate) fn argcount(&self) -> u32 {
        self.argcount
    }

    /// Whether the code takes `count` positional arguments and no others.
    #[inline(always)]
    pub(crate) fn takes_plainly(&self, count: u32) -> bool {
        self.plain_argcount == count
    }

    /// Whether all parameters are positional, and names are in slots.
    #[inline(always)]
    pub(crate) fn is_plain(&self) -> bool {
        self.plain_argcount != NOT_PLAIN
    }

    /// Whether there is a parameter for all further positional arguments; `None` if one for all further keywords, too, or
    /// names are not in slots.
    #[cfg(tier2)]
    pub(crate) fn is_starred(&self) -> Option<bool> {
        let sorted =
            self.flags.contains(CodeFlags::OPTIMIZED) && !self.flags.contains(CodeFlags::VARKEYWORDS);
        sorted.then(|| self.flags.contains(CodeFlags::VARARGS))
    }

    pub fn name(&self) -> &Ref<PyStr> {
        &self.name
    }

    pub fn qualname(&self) -> &Ref<PyStr> {
        &self.qualname
    }

    pub fn filename<'a>(&'a self, heap: &'a Heap) -> &'a Ref<PyStr> {
        self.filename.get(heap)
    }
}

impl Heap {
    /// Makes the interpreter's form of `code`, nested code objects included. What nobody else holds moves into it, so
    /// that there is never a second copy of a whole module.
    pub fn new_code(&mut self, code: Arc<Code>) -> Ref<PyCode> {
        let code = Arc::unwrap_or_clone(code);
        let mut names = |names: Box<[Arc<bytecode::Wtf8Buf>]>| -> Box<[Value]> {
            names.into_iter().map(|name| self.intern(&name).into()).collect()
        };
        let (co_names, localsplusnames) = (names(code.names), names(code.localsplusnames));
        let consts = code.consts.into_iter().map(|constant| match constant {
            Constant::Code(code) => self.new_code(code).into(),
            constant => self.constant(&constant, true),
        });
        let consts = consts.collect();
        let (name, qualname) = (self.intern(&code.name), self.intern(&code.qualname));
        let filename = self.intern(&code.filename);
        let begins_with_generator =
            code.code.first().is_some_and(|unit| unit & 0xFF == bytecode::Opcode::RETURN_GENERATOR as u16);
        let instructions = CodeCell::new(code.code, self.warmup);
        let tables = CodeTables {
            firstlineno: code.firstlineno,
            posonlyargcount: code.posonlyargcount,
            kwonlyargcount: code.kwonlyargcount,
            stacksize: code.stacksize,
            localspluskinds: code.localspluskinds,
            linetable: code.linetable,
            exceptiontable: code.exceptiontable,
        };
        let frame_words = localsplusnames.len() as u32 + code.stacksize + SPARE_SLOTS;
        let frame_bytes = (FRAME_HEADER_WORDS as u32 + frame_words) * 8;
        let plain = code.flags.contains(CodeFlags::OPTIMIZED)
            && !code.flags.contains(CodeFlags::VARARGS | CodeFlags::VARKEYWORDS)
            && code.kwonlyargcount == 0;
        self.allocate_builtin(
            |types| &types.code,
            |header| PyCode {
                header,
                consts,
                names: co_names,
                localsplusnames,
                name,
                qualname,
                filename: Field::new(filename),
                instructions,
                tables,
                shape_tables: Field::default(),
                argcount: code.argcount,
                plain_argcount: if plain { code.argcount } else { NOT_PLAIN },
                frame_bytes,
                flags: code.flags,
                flavor: GeneratorFlavor::of(code.flags),
                generator_cell: crate::heap::cell_for(size_of::<PyGenerator>() + frame_bytes as usize),
                begins_with_generator,
                keeps_parameters: Cell::new(None),
                handlers: Handlers::default(),
            },
        )
    }

    /// The value of a constant. Strings that look like identifiers are interned, as CPython does.
    pub fn constant(&mut self, constant: &Constant, intern: bool) -> Value {
        match constant {
            Constant::None => Value::NONE,
            Constant::Ellipsis => Value::ELLIPSIS,
            Constant::Bool(value) => Value::bool(*value),
            Constant::Int(value) => self.new_int(*value),
            Constant::BigInt(value) => self.new_big_int((**value).clone()),
            Constant::Float(value) => self.new_float(*value),
            Constant::Complex { real, imag } => self.new_complex(*real, *imag).into(),
            Constant::Str(text) => {
                let is_name = text.as_bytes().iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_');
                match intern && is_name {
                    true => self.intern(text).into(),
                    false => self.new_wtf8(text).into(),
                }
            }
            Constant::Bytes(data) => self.new_bytes(&data[..]).into(),
            Constant::Tuple(items) => {
                let items: Vec<Value> = items.iter().map(|item| self.constant(item, intern)).collect();
                self.new_tuple(items).into()
            }
            Constant::FrozenSet(items) => {
                let items: Vec<Value> = items.iter().map(|item| self.constant(item, intern)).collect();
                self.new_frozenset_of_constants(items)
            }
            Constant::Slice(items) => {
                let [start, stop, step] = &**items;
                let (start, stop) = (self.constant(start, intern), self.constant(stop, intern));
                let step = self.constant(step, intern);
                self.new_slice(start, stop, step).into()
            }
            Constant::Code(code) => self.new_code(code.clone()).into(),
        }
    }
}

impl PyCode {
    /// Where the source of each instruction is.
    fn positions(&self) -> LineTableReader<'_> {
        LineTableReader::new(&self.tables.linetable, self.tables.firstlineno)
    }

    /// Where the source of the instruction at `offset` (in code units) is.
    pub fn position_at(&self, offset: usize) -> bytecode::linetable::Position {
        self.positions()
            .find(|entry| offset < (entry.start + entry.units) as usize)
            .map(|entry| entry.position)
            .unwrap_or_default()
    }

    /// The line of the instruction at `offset` (in code units); 0 if it has none.
    pub(crate) fn line_at(&self, offset: usize) -> i32 {
        for entry in self.positions() {
            if offset < (entry.start + entry.units) as usize {
                return entry.position.line.unwrap_or(0);
            }
        }
        0
    }
}

/// Create a code object.
#[native(name = "code", kind = Code, final)]
impl PyCode {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, _class: &PyType, args: &Args<'_>) -> PyResult {
        match args.keyword_names().is_empty() {
            true => super::code_changes::constructed(vm, args.positional()),
            false => Err(vm.type_error("code() takes no keyword arguments")),
        }
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<PyCode>(), other.downcast::<PyCode>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let equal = this.is(other) || left.to_code(vm)?.is_equal(&right.to_code(vm)?);
        Ok(op.of_equality(equal))
    }

    #[slot(hash)]
    fn hash_slot(_vm: &mut Vm, this: &Value) -> PyResult<i64> {
        use std::hash::{Hash, Hasher};
        let Some(code) = this.downcast::<PyCode>() else { return Ok(0) };
        let mut hasher = rustc_hash::FxHasher::default();
        let line = code.tables.firstlineno;
        (code.name.as_bytes(), code.original_instructions(), line, code.flags).hash(&mut hasher);
        Ok((hasher.finish() >> 1) as i64)
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(code) = this.downcast::<PyCode>() else { return Ok(Value::NONE) };
        let text = format!(
            "<code object {} at {:#x}, file \"{}\", line {}>",
            code.name.text(),
            this.address(),
            code.filename(vm).text(),
            code.tables.firstlineno
        );
        Ok(vm.new_str(&text).into())
    }

    #[getter]
    fn co_argcount(this: &PyCode) -> u32 {
        this.argcount
    }

    #[getter]
    fn co_posonlyargcount(this: &PyCode) -> u32 {
        this.tables.posonlyargcount
    }

    #[getter]
    fn co_kwonlyargcount(this: &PyCode) -> u32 {
        this.tables.kwonlyargcount
    }

    #[getter]
    fn co_stacksize(this: &PyCode) -> u32 {
        this.tables.stacksize
    }

    #[getter]
    fn co_flags(this: &PyCode) -> u32 {
        this.flags.0
    }

    #[getter]
    fn co_firstlineno(this: &PyCode) -> i32 {
        this.tables.firstlineno
    }

    #[getter]
    fn co_name(this: &PyCode) -> Ref<PyStr> {
        this.name.clone()
    }

    #[getter]
    fn co_qualname(this: &PyCode) -> Ref<PyStr> {
        this.qualname.clone()
    }

    #[getter]
    fn co_filename(heap: &mut Heap, this: &PyCode) -> Ref<PyStr> {
        this.filename.cloned(heap)
    }

    #[getter]
    fn co_consts(heap: &mut Heap, this: &PyCode) -> Ref<PyTuple> {
        heap.new_tuple_from_slice(&this.consts)
    }

    #[getter]
    fn co_names(heap: &mut Heap, this: &PyCode) -> Ref<PyTuple> {
        heap.new_tuple_from_slice(&this.names)
    }

    #[getter]
    fn co_nlocals(this: &PyCode) -> usize {
        this.tables.localspluskinds.iter().filter(|kind| kind.is(bytecode::LocalKind::LOCAL)).count()
    }

    #[getter]
    fn co_varnames(heap: &mut Heap, this: &PyCode) -> Ref<PyTuple> {
        this.names_of_kind(heap, bytecode::LocalKind::LOCAL)
    }

    #[getter]
    fn co_cellvars(heap: &mut Heap, this: &PyCode) -> Ref<PyTuple> {
        this.names_of_kind(heap, bytecode::LocalKind::CELL)
    }

    #[getter]
    fn co_freevars(heap: &mut Heap, this: &PyCode) -> Ref<PyTuple> {
        this.names_of_kind(heap, bytecode::LocalKind::FREE)
    }

    #[getter]
    fn co_code(heap: &mut Heap, this: &PyCode) -> Ref<PyBytes> {
        let bytes: Vec<u8> =
            this.original_instructions().iter().flat_map(|unit| unit.to_le_bytes()).collect();
        heap.new_bytes(bytes)
    }

    #[getter]
    fn _co_code_adaptive(heap: &mut Heap, this: &PyCode) -> Ref<PyBytes> {
        let bytes: Vec<u8> =
            this.adaptive_instructions().iter().flat_map(|unit| unit.to_le_bytes()).collect();
        heap.new_bytes(bytes)
    }

    #[getter]
    fn co_linetable(heap: &mut Heap, this: &PyCode) -> Ref<PyBytes> {
        heap.new_bytes(&this.tables.linetable[..])
    }

    #[getter]
    fn co_exceptiontable(heap: &mut Heap, this: &PyCode) -> Ref<PyBytes> {
        heap.new_bytes(&this.tables.exceptiontable[..])
    }

    /// Return the local variable name for the given oparg.
    ///
    /// WARNING: this method is for internal use only and may change or go away.
    #[method("($self, /, oparg)")]
    fn _varname_from_oparg(vm: &mut Vm, this: &PyCode, oparg: i64) -> PyResult {
        let name = usize::try_from(oparg).ok().and_then(|oparg| this.localsplusnames.get(oparg));
        match name {
            Some(name) => Ok(name.clone()),
            None => Err(vm.raise_new(|types| &types.exc.IndexError, "tuple index out of range")),
        }
    }

    /// Return an iterator of (start line, end line, start column, end column) of each instruction.
    #[method("($self, /)")]
    fn co_positions(vm: &mut Vm, this: &PyCode) -> PyResult {
        let mut rows = Vec::new();
        for entry in this.positions() {
            let position = entry.position;
            let fields = [position.line, position.end_line, position.col, position.end_col]
                .map(|field| field.map_or(Value::NONE, Value::int32));
            let row: Value = vm.new_tuple(fields).into();
            rows.extend(std::iter::repeat_n(row, entry.units as usize));
        }
        let rows: Value = vm.new_list(rows).into();
        vm.iter(&rows)
    }

    /// Return an iterator of (start offset, end offset, line) of each run of instructions of one line.
    #[method("($self, /)")]
    fn co_lines(vm: &mut Vm, this: &PyCode) -> PyResult {
        let mut runs: Vec<(u32, u32, Option<i32>)> = Vec::new();
        for entry in this.positions() {
            let (start, end) = (entry.start * 2, (entry.start + entry.units) * 2);
            match runs.last_mut() {
                Some(last) if last.2 == entry.position.line => last.1 = end,
                _ => runs.push((start, end, entry.position.line)),
            }
        }
        let mut rows = Vec::new();
        for (start, end, line) in runs {
            let line = line.map_or(Value::NONE, Value::int32);
            rows.push(vm.new_tuple([Value::int32(start as i32), Value::int32(end as i32), line]).into());
        }
        let rows: Value = vm.new_list(rows).into();
        vm.iter(&rows)
    }

    /// Return a copy of the code object with new values for the specified fields.
    #[method("($self, /, **changes)")]
    fn replace(vm: &mut Vm, this: &PyCode, changes: crate::native::Keywords<'_>) -> PyResult {
        super::code_changes::replaced(vm, this, changes.iter())
    }

    fn names_of_kind(&self, heap: &mut Heap, kind: bytecode::LocalKind) -> Ref<PyTuple> {
        let names = self.localsplusnames.iter().zip(&self.tables.localspluskinds);
        let names: Vec<Value> = names.filter(|(_, k)| k.is(kind)).map(|(name, _)| name.clone()).collect();
        heap.new_tuple(names)
    }
}
