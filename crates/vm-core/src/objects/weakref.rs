//! `weakref.ref`.

use std::cell::Cell;

use vm_derive::{Traverse, native};

use crate::object::{Field, Header};
use crate::value::Value;

/// A weak reference.
#[derive(Traverse)]
#[repr(C)]
pub struct PyWeakref {
    pub(crate) header: Header,
    /// Address of the object; 0 once it died.
    pub(crate) referent: Cell<usize>,
    /// Called with the reference when the object dies; None if there is none.
    pub(crate) callback: Field<Value>,
    /// The object's hash, once asked for.
    pub(crate) hash: Cell<Option<i64>>,
}

impl Drop for PyWeakref {
    fn drop(&mut self) {
        let address = self.referent.get();
        if address != 0 {
            crate::heap::Heap::forget_weakref(address, self);
        }
    }
}

///
#[native(name = "ReferenceType", module = "weakref", kind = Weakref)]
impl PyWeakref {}
