//! Objects of native modules, whose state is a Rust value behind a trait.

use std::any::Any;

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::{Field, Header, Ref, Traverse, Visitor};
use crate::objects::PyType;

/// The state of an object of a native module.
pub trait NativeState: Any {
    /// Shows the values that the state owns.
    fn traverse_state(&self, visit: &mut Visitor<'_>);
}

/// An object of a native module.
#[derive(Traverse)]
#[repr(C)]
pub struct PyBoxed {
    pub(crate) header: Header,
    state: Field<BoxedState>,
}

struct BoxedState(Box<dyn NativeState>);

impl Traverse for BoxedState {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.0.traverse_state(visit);
    }
}

impl PyBoxed {
    /// The state, if it is a `T`.
    pub fn state<'a, T: NativeState>(&'a self, heap: &'a Heap) -> Option<&'a T> {
        (&*self.state.get(heap).0 as &dyn Any).downcast_ref()
    }

    /// The state, if it is a `T`.
    pub fn state_mut<'a, T: NativeState>(&'a self, heap: &'a mut Heap) -> Option<&'a mut T> {
        (&mut *self.state.get_mut(heap).0 as &mut dyn Any).downcast_mut()
    }
}

impl Heap {
    /// A new object of `class`, whose kind is `Boxed`.
    pub fn new_boxed(&mut self, class: &PyType, state: impl NativeState) -> Ref<PyBoxed> {
        let state = BoxedState(Box::new(state));
        self.allocate(class, 0, |header| PyBoxed { header, state: Field::new(state) })
    }
}
