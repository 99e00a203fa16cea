//! Python bytecode: opcodes, code objects, constants, the exception and location tables, the assembler and
//! disassembler, the marshal format and the verifier.
//!
//! Architecture invariant: this crate knows nothing of the virtual machine; it never runs an instruction.

pub mod asm;
pub mod code;
pub mod constant;
pub mod dis;
mod effects;
pub mod exceptiontable;
mod generated;
pub mod instructions;
pub mod linetable;
pub mod marshal;
#[cfg(test)]
mod testing;
pub mod verify;
pub mod wtf8;

pub use code::{Code, CodeFlags, LocalKind};
pub use constant::Constant;
pub use effects::StackEffect;
pub use generated::opcode::Opcode;
pub use generated::{metadata, peephole, uops};
pub use wtf8::{Wtf8, Wtf8Buf};
