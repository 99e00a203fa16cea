//! Descriptors: computed attributes, slots, properties, class and static methods, wrappers of slots.

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::native::GetSetDef;
use crate::object::{Field, Header, Ref};
use crate::objects::{PyStr, PyType};
use crate::types::SlotDef;
use crate::value::Value;

/// A computed attribute of a native class.
#[derive(Traverse)]
#[repr(C)]
pub struct PyGetSet {
    pub(super) header: Header,
    pub(crate) def: Static<GetSetDef>,
    pub(crate) owner: Ref<PyType>,
}

/// A word of the instance: an entry of `__slots__`, or a field of a native class.
#[derive(Traverse)]
#[repr(C)]
pub struct PyMember {
    pub(super) header: Header,
    pub(crate) name: Ref<PyStr>,
    pub(crate) owner: Ref<PyType>,
    /// Word offset from the start of the instance.
    pub(crate) offset: u16,
}

/// A special method of a native class, made from its slot.
#[derive(Traverse)]
#[repr(C)]
pub struct PySlotWrapper {
    pub(super) header: Header,
    pub(crate) def: Static<SlotDef>,
    pub(crate) owner: Ref<PyType>,
    /// The object that a `method-wrapper` is bound to; NULL in the class's dict.
    pub(crate) this: Value,
}

#[derive(Traverse)]
#[repr(C)]
pub struct PyProperty {
    pub(super) header: Header,
    /// None where absent, as for the others.
    pub(crate) get: Field<Value>,
    pub(crate) set: Field<Value>,
    pub(crate) delete: Field<Value>,
    pub(crate) doc: Field<Value>,
    pub(crate) name: Field<Value>,
}

#[derive(Traverse)]
#[repr(C)]
pub struct PyClassMethod {
    pub(super) header: Header,
    pub(crate) function: Field<Value>,
}

#[derive(Traverse)]
#[repr(C)]
pub struct PyStaticMethod {
    pub(super) header: Header,
    pub(crate) function: Field<Value>,
}

/// A static description; owns no values.
pub(crate) struct Static<T: 'static>(pub &'static T);

impl<T> crate::object::Traverse for Static<T> {
    fn traverse(&self, _visit: &mut crate::object::Visitor<'_>) {}
}

impl Heap {
    pub(crate) fn new_getset(&mut self, def: &'static GetSetDef, owner: &PyType) -> Ref<PyGetSet> {
        let owner = Ref::new(owner);
        self.allocate_builtin(|types| &types.getset_descriptor, |header| PyGetSet { header, def: Static(def), owner })
    }

    pub(crate) fn new_member(&mut self, name: Ref<PyStr>, owner: &PyType, offset: u16) -> Ref<PyMember> {
        let owner = Ref::new(owner);
        self.allocate_builtin(|types| &types.member_descriptor, |header| PyMember { header, name, owner, offset })
    }

    pub(crate) fn new_slot_wrapper(&mut self, def: &'static SlotDef, owner: &PyType, this: Value) -> Ref<PySlotWrapper> {
        let owner = Ref::new(owner);
        let payload = |header| PySlotWrapper { header, def: Static(def), owner, this };
        self.allocate_builtin(|types| &types.slot_wrapper, payload)
    }

    pub(crate) fn new_method_wrapper(&mut self, wrapper: &PySlotWrapper, this: Value) -> Ref<PySlotWrapper> {
        let (def, owner) = (wrapper.def.0, wrapper.owner.clone());
        let payload = |header| PySlotWrapper { header, def: Static(def), owner, this };
        self.allocate_builtin(|types| &types.method_wrapper, payload)
    }

    pub fn new_staticmethod(&mut self, function: Value) -> Ref<PyStaticMethod> {
        let payload = |header| PyStaticMethod { header, function: Field::new(function) };
        self.allocate_builtin(|types| &types.staticmethod, payload)
    }

    pub fn new_classmethod(&mut self, function: Value) -> Ref<PyClassMethod> {
        let payload = |header| PyClassMethod { header, function: Field::new(function) };
        self.allocate_builtin(|types| &types.classmethod, payload)
    }
}
