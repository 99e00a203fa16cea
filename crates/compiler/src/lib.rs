//! Python source text → code objects: ruff's parser, then our own symbol table, code generator, flow-graph optimizer
//! and assembler.
//!
//! Architecture invariant: never panics and never overflows the native stack, whatever the source.

pub mod flowgraph;
pub mod ir;
