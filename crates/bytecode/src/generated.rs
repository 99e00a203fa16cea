//! This file is hand-written; the modules that it mounts are generated from `opcodes/bytecodes.def` by
//! `cargo xtask codegen`.

#[rustfmt::skip]
pub mod metadata;
#[rustfmt::skip]
pub mod opcode;
#[rustfmt::skip]
#[allow(clippy::collapsible_if, reason = "generated: conditions are written in one way")]
pub mod peephole;
#[rustfmt::skip]
pub mod uops;
