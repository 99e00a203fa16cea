//! The instruction sequence between the code generator (`codegen`) and the flow-graph optimizer and assembler
//! (`flowgraph`): CPython's `_PyInstructionSequence` and `_PyCompile_CodeUnitMetadata`.

use std::sync::Arc;

use bytecode::{CodeFlags, Constant, Opcode, Wtf8Buf};

/// A jump target, numbered from 0 within its instruction sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Label(pub u32);

/// A source range: lines from 1, columns in UTF-8 bytes from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    pub line: i32,
    pub end_line: i32,
    pub col: i32,
    pub end_col: i32,
}

impl Location {
    /// The instruction has no line (CPython's `NO_LOCATION`); the flow graph gives it its predecessor's if it can.
    pub const NONE: Location = Location { line: -1, end_line: -1, col: -1, end_col: -1 };
    /// The instruction takes the location of the next one (CPython's `NEXT_LOCATION`).
    pub const NEXT: Location = Location { line: -2, end_line: -2, col: -2, end_col: -2 };
}

/// The argument of an instruction before assembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg {
    /// No argument, or a plain number.
    Value(u32),
    /// A jump target, or the handler of a `SETUP_*` pseudo instruction.
    Label(Label),
}

/// One instruction, real or pseudo.
#[derive(Clone, Copy, Debug)]
pub struct Instr {
    pub op: Opcode,
    pub arg: Arg,
    pub location: Location,
}

/// Instructions in order, with the position of every label.
#[derive(Clone, Debug, Default)]
pub struct InstructionSequence {
    pub instrs: Vec<Instr>,
    /// For each label, the index of the instruction that it stands before; `usize::MAX` while not placed.
    pub labels: Vec<usize>,
}

impl InstructionSequence {
    /// Makes a label that is not placed yet.
    pub fn new_label(&mut self) -> Label {
        self.labels.push(usize::MAX);
        Label(self.labels.len() as u32 - 1)
    }

    /// Places `label` before the next instruction.
    pub fn use_label(&mut self, label: Label) {
        self.labels[label.0 as usize] = self.instrs.len();
    }

    /// Appends an instruction.
    pub fn push(&mut self, op: Opcode, arg: Arg, location: Location) {
        self.instrs.push(Instr { op, arg, location });
    }
}

/// Everything about one code object but its final code: what the code generator hands to the flow graph.
///
/// `LOAD_FAST`-like arguments index `varnames`. As in CPython, arguments of cell instructions (`LOAD_DEREF`,
/// `MAKE_CELL`, `LOAD_CLOSURE`…) index `cellvars` followed by `freevars`; `flowgraph` fixes them to slots.
#[derive(Clone, Debug, Default)]
pub struct CodeUnit {
    pub name: Arc<Wtf8Buf>,
    pub qualname: Arc<Wtf8Buf>,
    pub filename: Arc<Wtf8Buf>,
    pub firstlineno: i32,
    pub flags: CodeFlags,
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub consts: Vec<Constant>,
    pub names: Vec<Arc<Wtf8Buf>>,
    pub varnames: Vec<Arc<Wtf8Buf>>,
    pub cellvars: Vec<Arc<Wtf8Buf>>,
    pub freevars: Vec<Arc<Wtf8Buf>>,
    /// Locals of inlined comprehensions outside functions: hidden from `locals()` (CPython's `u_fasthidden`).
    pub fast_hidden: Vec<Arc<Wtf8Buf>>,
    pub instructions: InstructionSequence,
}
