//! `code`: an interpreter's copy of a code object: constants as values, and instructions that quicken in place.

use std::sync::Arc;

use bytecode::{Code, CodeFlags, Constant};
use vm_derive::{Traverse, native};

use crate::Vm;
use crate::code_cell::CodeCell;
use crate::heap::Heap;
use crate::object::{Header, Ref};
use crate::objects::PyStr;
use crate::value::Value;

/// A code object of one interpreter.
#[derive(Traverse)]
#[repr(C)]
pub struct PyCode {
    pub(crate) header: Header,
    pub(crate) code: Shared,
    pub(crate) consts: Box<[Value]>,
    pub(crate) names: Box<[Value]>,
    pub(crate) localsplusnames: Box<[Value]>,
    pub(crate) name: Ref<PyStr>,
    pub(crate) qualname: Ref<PyStr>,
    pub(crate) filename: Ref<PyStr>,
    pub(crate) instructions: CodeCell,
}

/// Slots above the value stack where handlers keep inputs that outputs are written over.
const SPARE_SLOTS: usize = 8;

/// The immutable part, shared between interpreters.
pub(crate) struct Shared(pub Arc<Code>);

impl crate::object::Traverse for Shared {
    fn traverse(&self, _visit: &mut crate::object::Visitor<'_>) {}
}

impl crate::object::Traverse for CodeCell {
    fn traverse(&self, _visit: &mut crate::object::Visitor<'_>) {}
}

impl PyCode {
    /// The immutable part.
    #[inline(always)]
    pub fn code(&self) -> &Arc<Code> {
        &self.code.0
    }

    #[inline(always)]
    pub fn flags(&self) -> CodeFlags {
        self.code.0.flags
    }

    /// Words of a frame: locals, cells, free variables, value stack.
    #[inline(always)]
    pub(crate) fn frame_words(&self) -> usize {
        self.localsplusnames.len() + self.code.0.stacksize as usize + SPARE_SLOTS
    }

    pub fn name(&self) -> &Ref<PyStr> {
        &self.name
    }

    pub fn qualname(&self) -> &Ref<PyStr> {
        &self.qualname
    }

    pub fn filename(&self) -> &Ref<PyStr> {
        &self.filename
    }
}

impl Heap {
    /// Makes the interpreter's copy of `code`, nested code objects included.
    pub fn new_code(&mut self, code: &Arc<Code>) -> Ref<PyCode> {
        let mut names = |names: &[Arc<bytecode::Wtf8Buf>]| -> Box<[Value]> {
            names.iter().map(|name| self.intern(name).into()).collect()
        };
        let (co_names, localsplusnames) = (names(&code.names), names(&code.localsplusnames));
        let consts = code.consts.iter().map(|constant| self.constant(constant, true)).collect();
        let (name, qualname) = (self.intern(&code.name), self.intern(&code.qualname));
        let filename = self.intern(&code.filename);
        let instructions = CodeCell::new(&code.code, self.warmup);
        let shared = Shared(code.clone());
        self.allocate_builtin(
            |types| &types.code,
            |header| PyCode {
                header,
                code: shared,
                consts,
                names: co_names,
                localsplusnames,
                name,
                qualname,
                filename,
                instructions,
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
            Constant::Code(code) => self.new_code(code).into(),
        }
    }
}

impl PyCode {
    /// Where the source of the instruction at `offset` (in code units) is.
    pub fn position_at(&self, offset: usize) -> bytecode::linetable::Position {
        let code = self.code();
        bytecode::linetable::LineTableReader::new(&code.linetable, code.firstlineno)
            .find(|entry| offset < (entry.start + entry.units) as usize)
            .map(|entry| entry.position)
            .unwrap_or_default()
    }

    /// The line of the instruction at `offset` (in code units); 0 if it has none.
    pub(crate) fn line_at(&self, offset: usize) -> i32 {
        let code = self.code();
        for entry in bytecode::linetable::LineTableReader::new(&code.linetable, code.firstlineno) {
            if offset < (entry.start + entry.units) as usize {
                return entry.position.line.unwrap_or(0);
            }
        }
        0
    }
}

impl Vm {
    /// The line of the instruction at `offset` (in code units) of `code`; 0 if it has none.
    pub fn line_of(&self, code: &PyCode, offset: usize) -> i32 {
        code.line_at(offset)
    }
}

/// Create a code object.
#[native(name = "code", kind = Code, final)]
impl PyCode {}
