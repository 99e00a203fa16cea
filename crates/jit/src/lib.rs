//! Tier 2's back end: turns a linear program with one loop into x86-64 machine code. It knows registers, memory and
//! exits, and nothing of Python: what a trace means is `vm-core`'s affair (`tier2`).
//!
//! A program is a list of operations in the order in which they run ([`ir`]). What is left of it conditionally are exits:
//! each stores the values that it names and calls a function that says where to go on. Since there are no joins, one pass
//! from front to back allocates registers and writes the code ([`emit`]).
//!
//! Why not a library: the first trace that Cranelift 0.135 compiled took 3.4 MiB of memory that stays in use, and one of
//! 500 guarded loads 7 MiB and 6 ms; many programs run in less than a MiB more than CPython needs. This takes none.

pub mod ir;

#[cfg(all(target_arch = "x86_64", unix))]
mod assembler;
#[cfg(all(target_arch = "x86_64", unix))]
mod emit;
#[cfg(all(target_arch = "x86_64", unix))]
mod memory;

#[cfg(all(target_arch = "x86_64", unix))]
pub use emit::{Compiled, Direct, Entry, Link, Runtime, compile};
#[cfg(all(target_arch = "x86_64", unix))]
pub use memory::CodeMemory;
