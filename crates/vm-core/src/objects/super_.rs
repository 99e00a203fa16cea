//! `super`.

use vm_derive::{Traverse, native};

use crate::object::{Field, Header};
use crate::value::Value;

/// A `super` object: attribute lookup that starts behind `class` in the MRO of `object_class`.
#[derive(Traverse)]
#[repr(C)]
pub struct PySuper {
    pub(crate) header: Header,
    /// The class to start behind.
    pub(crate) class: Field<Value>,
    /// The bound object or class; NULL if unbound.
    pub(crate) object: Field<Value>,
    /// The class whose MRO is searched; NULL if unbound.
    pub(crate) object_class: Field<Value>,
}

/// super() -> same as super(__class__, <first argument>)
#[native(name = "super", kind = Super)]
impl PySuper {}
