//! The control-flow graph: basic blocks in the order of the code, each a list of instructions.

use bytecode::Opcode;

use super::AssembleError;
use crate::ir::{Arg, InstructionSequence, Location};

/// Index of a block in [`Graph::blocks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BlockId(pub usize);

#[derive(Clone, Copy, Debug)]
pub(super) struct Instr {
    pub op: Opcode,
    pub arg: u32,
    /// Set for jumps and `SETUP_*`; meaningless otherwise.
    pub target: Option<BlockId>,
    /// The handler that covers the instruction.
    pub except: Option<BlockId>,
    pub location: Location,
}

impl Instr {
    pub fn new(op: Opcode, arg: u32, location: Location) -> Instr {
        Instr { op, arg, target: None, except: None, location }
    }

    pub fn jump(op: Opcode, target: BlockId, location: Location) -> Instr {
        Instr { target: Some(target), ..Instr::new(op, 0, location) }
    }

    pub fn set(&mut self, op: Opcode, arg: u32) {
        self.op = op;
        self.arg = arg;
    }

    /// Makes a `NOP` that keeps its location: later passes remove it if the line is not lost by that.
    pub fn set_nop(&mut self) {
        self.set(Opcode::NOP, 0);
    }

    pub fn line(&self) -> i32 {
        self.location.line
    }

    pub fn loads_const(&self) -> bool {
        matches!(self.op, Opcode::LOAD_CONST | Opcode::LOAD_SMALL_INT)
    }
}

#[derive(Clone, Debug)]
pub(super) struct Block {
    pub instrs: Vec<Instr>,
    /// Handlers that removed instructions had, in the places behind the last instruction: CPython reuses their memory
    /// without clearing this, so an instruction that is added there gets the handler.
    vacated: Vec<Option<BlockId>>,
    /// The next block in the order of the code.
    pub next: Option<BlockId>,
    /// Whether something jumps here, or did.
    pub labelled: bool,
    pub predecessors: u32,
    /// Depth of the value stack on entry, once known.
    pub start_depth: Option<u32>,
    /// As a handler: whether the offset of the raising instruction is pushed too.
    pub preserve_lasti: bool,
    pub except_handler: bool,
    /// Used by each pass on its own.
    pub visited: bool,
    /// Reached only through handlers.
    pub cold: bool,
    /// Reached without handlers.
    pub warm: bool,
    /// Bit i: local i may be unbound on entry.
    pub unsafe_locals: u64,
}

impl Block {
    fn new() -> Block {
        Block {
            instrs: Vec::new(),
            vacated: Vec::new(),
            next: None,
            labelled: false,
            predecessors: 0,
            start_depth: None,
            preserve_lasti: false,
            except_handler: false,
            visited: false,
            cold: false,
            warm: false,
            unsafe_locals: 0,
        }
    }

    /// Removes the instructions from `length` on.
    pub fn truncate(&mut self, length: usize) {
        let removed = self.instrs.drain(length..).map(|instr| instr.except);
        self.vacated.splice(0..0, removed);
    }

    /// Adds a new instruction, which takes the handler of the instruction that was last in its place.
    pub fn push(&mut self, mut instr: Instr) {
        if !self.vacated.is_empty() {
            instr.except = self.vacated.remove(0);
        }
        self.instrs.push(instr);
    }

    /// Inserts instructions, handlers and all.
    pub fn insert(&mut self, index: usize, instrs: impl IntoIterator<Item = Instr>) {
        let before = self.instrs.len();
        self.instrs.splice(index..index, instrs);
        let added = self.instrs.len() - before;
        self.vacated.drain(..added.min(self.vacated.len()));
    }

    pub fn falls_through(&self) -> bool {
        !self.instrs.last().is_some_and(|last| last.op.is_scope_exit() || last.op.is_unconditional_jump())
    }

    pub fn exits_scope(&self) -> bool {
        self.instrs.last().is_some_and(|last| last.op.is_scope_exit())
    }

    pub fn has_no_line(&self) -> bool {
        self.instrs.iter().all(|instr| instr.line() < 0)
    }

    /// The target of the jump that ends the block.
    pub fn jump_target(&self) -> Option<BlockId> {
        self.instrs.last().filter(|last| last.op.is_jump()).and_then(|last| last.target)
    }
}

#[derive(Debug)]
pub(super) struct Graph {
    pub blocks: Vec<Block>,
}

/// The first block.
pub(super) const ENTRY: BlockId = BlockId(0);

impl std::ops::Index<BlockId> for Graph {
    type Output = Block;

    fn index(&self, id: BlockId) -> &Block {
        &self.blocks[id.0]
    }
}

impl std::ops::IndexMut<BlockId> for Graph {
    fn index_mut(&mut self, id: BlockId) -> &mut Block {
        &mut self.blocks[id.0]
    }
}

impl Graph {
    /// Cuts the sequence into blocks: one begins at every target and after every jump or exit.
    pub fn from_sequence(sequence: &InstructionSequence) -> Result<Graph, AssembleError> {
        let position = |arg: Arg| match arg {
            Arg::Value(_) => Err(AssembleError::UnplacedLabel),
            Arg::Label(label) => match sequence.labels.get(label.0 as usize) {
                Some(&index) if index < sequence.instrs.len() => Ok(index),
                _ => Err(AssembleError::UnplacedLabel),
            },
        };
        let mut is_target = vec![false; sequence.instrs.len()];
        for instr in &sequence.instrs {
            if instr.op.has_target() {
                is_target[position(instr.arg)?] = true;
            }
        }
        let mut graph = Graph { blocks: vec![Block::new()] };
        let mut current = ENTRY;
        let mut block_at = vec![ENTRY; sequence.instrs.len()];
        for (index, instr) in sequence.instrs.iter().enumerate() {
            let last = graph[current].instrs.last();
            if last.is_some_and(|last| last.op.is_terminator() || is_target[index]) {
                let next = graph.new_block();
                graph[current].next = Some(next);
                current = next;
            }
            block_at[index] = current;
            graph[current].labelled |= is_target[index];
            let arg = match instr.arg {
                Arg::Value(value) => value,
                Arg::Label(label) => label.0,
            };
            // Annotations were put in the place of their placeholder by the code generator, if there are any.
            if instr.op != Opcode::ANNOTATIONS_PLACEHOLDER {
                graph[current].instrs.push(Instr::new(instr.op, arg, instr.location));
            }
        }
        // A second walk, since targets may lie ahead.
        let with_target = sequence.instrs.iter().filter(|instr| instr.op != Opcode::ANNOTATIONS_PLACEHOLDER);
        let mut source = with_target;
        for block in &mut graph.blocks {
            for (instr, original) in block.instrs.iter_mut().zip(&mut source) {
                if original.op.has_target() {
                    instr.target = Some(block_at[position(original.arg)?]);
                }
            }
        }
        Ok(graph)
    }

    /// Makes a block that is not in the order yet.
    pub fn new_block(&mut self) -> BlockId {
        self.blocks.push(Block::new());
        BlockId(self.blocks.len() - 1)
    }

    /// The blocks in the order of the code.
    pub fn order(&self) -> Vec<BlockId> {
        std::iter::successors(Some(ENTRY), |&block| self[block].next).collect()
    }

    /// `block`, or the first one after it that has instructions.
    pub fn nonempty(&self, block: Option<BlockId>) -> Option<BlockId> {
        std::iter::successors(block, |&block| self[block].next).find(|&block| !self[block].instrs.is_empty())
    }

    /// Forgets which blocks were visited; returns the order.
    pub fn start_traversal(&mut self) -> Vec<BlockId> {
        let order = self.order();
        for &block in &order {
            self[block].visited = false;
        }
        order
    }

    /// Marks `block` as visited; says whether it was not before.
    pub fn visit(&mut self, block: BlockId) -> bool {
        !std::mem::replace(&mut self[block].visited, true)
    }

    /// Jumps and exits must end their blocks.
    pub fn check(&self) -> Result<(), AssembleError> {
        let sound = self.blocks.iter().all(|block| match block.instrs.split_last() {
            Some((_, rest)) => !rest.iter().any(|instr| instr.op.is_terminator()),
            None => true,
        });
        if sound { Ok(()) } else { Err(AssembleError::MalformedGraph) }
    }

    /// Empties the blocks that nothing leads to, and counts the predecessors of the others.
    pub fn remove_unreachable(&mut self) {
        let order = self.start_traversal();
        for &block in &order {
            self[block].predecessors = 0;
        }
        self[ENTRY].predecessors = 1;
        self[ENTRY].visited = true;
        let mut stack = vec![ENTRY];
        while let Some(block) = stack.pop() {
            if let Some(next) = self[block].next
                && self[block].falls_through()
            {
                if self.visit(next) {
                    stack.push(next);
                }
                self[next].predecessors += 1;
            }
            for index in 0..self[block].instrs.len() {
                let instr = self[block].instrs[index];
                if instr.op.has_target()
                    && let Some(target) = instr.target
                {
                    if self.visit(target) {
                        stack.push(target);
                    }
                    self[target].predecessors += 1;
                }
            }
        }
        for block in order {
            if self[block].predecessors == 0 {
                self[block].truncate(0);
                self[block].except_handler = false;
            }
        }
    }
}
