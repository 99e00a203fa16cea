//! From an instruction sequence to a code object: the control-flow graph, its optimizations and the assembler.
//!
//! The result is meant to be what CPython 3.14 makes of the same sequence, byte for byte; the order of the passes and
//! what each of them leaves alone follow from that. Nothing here knows the syntax tree.

mod assembler;
mod constants;
mod exceptions;
mod fold;
mod graph;
mod jumps;
mod layout;
mod lines;
mod loads;
mod nops;
mod number;
#[cfg(test)]
mod oracle;
mod peephole;
mod prologue;
mod rewrite;
mod swaps;
#[cfg(test)]
mod tests;
mod unbound;

use std::fmt;

use bytecode::{Code, CodeFlags};

use crate::ir::CodeUnit;
use constants::ConstPool;
use graph::Graph;

/// How to assemble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether to use the instructions that CPython 3.14 does not have (`RETURN_CONST`, `BINARY_SUBSCR`…). Without
    /// them the code is CPython's own.
    pub rewrite: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { rewrite: true }
    }
}

/// An instruction sequence that cannot be assembled: always a fault of the code generator, never of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssembleError {
    /// A jump or handler label that was never placed, or placed after the last instruction.
    UnplacedLabel,
    /// A jump or exit in the middle of a block.
    MalformedGraph,
    /// `POP_BLOCK` without an open block.
    UnbalancedBlocks,
    /// The value stack has two depths at one place.
    InconsistentStackDepth,
    /// An instruction pops more than there is.
    StackUnderflow,
    /// Lengths of jumps and their arguments depend on each other without end.
    JumpsDoNotSettle,
    /// An opcode that cannot be assembled.
    InvalidOpcode(&'static str),
    /// An argument that does not fit its instruction.
    InvalidArgument(&'static str),
}

impl fmt::Display for AssembleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AssembleError::UnplacedLabel => f.write_str("label was not placed"),
            AssembleError::MalformedGraph => f.write_str("malformed control flow graph"),
            AssembleError::UnbalancedBlocks => f.write_str("POP_BLOCK without a block"),
            AssembleError::InconsistentStackDepth => {
                f.write_str("invalid control flow graph: inconsistent stack depth")
            }
            AssembleError::StackUnderflow => f.write_str("invalid control flow graph: stack underflow"),
            AssembleError::JumpsDoNotSettle => f.write_str("lengths of jumps do not settle"),
            AssembleError::InvalidOpcode(name) => write!(f, "{name} cannot be assembled"),
            AssembleError::InvalidArgument(name) => write!(f, "argument of {name} out of range"),
        }
    }
}

impl std::error::Error for AssembleError {}

/// Optimizes and assembles one code unit. Constants of nested functions are finished code objects already.
///
/// Errors say that the code generator made an impossible sequence.
pub fn assemble(mut unit: CodeUnit, options: &Options) -> Result<Code, AssembleError> {
    let mut graph = Graph::from_sequence(&unit.instructions)?;
    let mut consts = ConstPool::new(std::mem::take(&mut unit.consts));
    graph.mark_except_handlers();
    graph.label_exception_targets()?;
    graph.optimize(&mut consts)?;
    graph.remove_unused_consts(&mut consts)?;
    graph.check_unbound_loads(unit.varnames.len(), parameter_count(&unit));
    graph.insert_superinstructions();
    graph.push_cold_blocks_to_end();
    graph.resolve_line_numbers();

    graph.convert_conditional_pseudo_jumps();
    let stacksize = graph.stack_depth()?;
    let locals = graph.prepare_locals(&unit)?;
    graph.convert_pseudo_instructions();
    graph.normalize_jumps();
    graph.borrow_loads()?;

    let mut sequence = graph.into_sequence();
    if options.rewrite {
        sequence.rewrite();
    }
    let assembled = sequence.assemble(unit.firstlineno)?;
    Ok(Code {
        name: unit.name,
        qualname: unit.qualname,
        filename: unit.filename,
        firstlineno: unit.firstlineno,
        flags: unit.flags,
        argcount: unit.argcount,
        posonlyargcount: unit.posonlyargcount,
        kwonlyargcount: unit.kwonlyargcount,
        stacksize,
        code: assembled.code.into(),
        consts: consts.into_list().into(),
        names: unit.names.into(),
        localsplusnames: locals.names.into(),
        localspluskinds: locals.kinds.into(),
        linetable: assembled.linetable.into(),
        exceptiontable: assembled.exceptiontable.into(),
    })
}

fn parameter_count(unit: &CodeUnit) -> usize {
    let star = |flag| usize::from(unit.flags.contains(flag));
    (unit.argcount + unit.kwonlyargcount) as usize + star(CodeFlags::VARARGS) + star(CodeFlags::VARKEYWORDS)
}

impl Graph {
    /// The optimizations that CPython does before it knows about locals.
    fn optimize(&mut self, consts: &mut ConstPool) -> Result<(), AssembleError> {
        self.check()?;
        self.inline_small_exit_blocks();
        self.remove_unreachable();
        self.resolve_line_numbers();
        for block in self.order() {
            self.optimize_constant_loads(block, consts)?;
        }
        for block in self.order() {
            self.optimize_block(block, consts)?;
        }
        self.remove_redundant_nops_and_pairs();
        self.remove_unreachable();
        self.remove_redundant_nops_and_jumps();
        Ok(())
    }
}
