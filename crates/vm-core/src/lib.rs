//! The virtual machine: values, objects, frames, dispatch, specialization, unwinding.
//!
//! Architecture invariants: it knows nothing of files, the terminal or the standard library; there is no
//! process-global mutable state, so that several interpreters live in one process; nothing reachable from Python
//! panics.

pub mod builtins;
pub mod code_cell;
pub mod collector;
pub mod frame;
pub mod heap;
pub mod import;
pub mod import_cache;
pub mod import_machinery;
pub mod interp;
pub mod names;
pub mod native;
pub mod object;
pub mod objects;
pub mod ops;
pub mod shape;
#[cfg(tier2)]
mod tier2;
pub mod types;
mod unicode;
pub mod value;
pub mod vm;

pub use heap::Heap;
pub use object::{Ref, Traverse};
pub use objects::*;
pub use value::Value;
pub use vm::{PyResult, Raised, Vm};
