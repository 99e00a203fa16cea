//! Native modules of the standard library.

pub use vm_core::{Heap, PyResult, Ref, Value, Vm, native, object, objects, types};
