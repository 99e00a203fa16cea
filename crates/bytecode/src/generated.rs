//! This file is hand-written; the modules that it mounts are generated from `opcodes/bytecodes.def` by
//! `cargo xtask codegen`.

#[rustfmt::skip]
pub mod opcode;
