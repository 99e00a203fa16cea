//! `complex`: the payload. Slots and methods are in `complex_methods`.

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::{Header, Ref};

/// A complex number.
#[derive(Traverse)]
#[repr(C)]
pub struct PyComplex {
    pub(crate) header: Header,
    pub real: f64,
    pub imag: f64,
}

impl Heap {
    pub fn new_complex(&mut self, real: f64, imag: f64) -> Ref<PyComplex> {
        self.allocate_builtin(|types| &types.complex, |header| PyComplex { header, real, imag })
    }
}
