//! Objects of native modules, whose state is a Rust value behind a trait.
#![expect(unsafe_code, reason = "the state's type is compared where the state is, not asked for by a call")]

use std::any::{Any, TypeId};
use std::cell::Cell;

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::{Field, Header, Ref, Traverse, Visitor};
use crate::objects::PyType;

/// The state of an object of a native module.
pub trait NativeState: Any {
    /// Shows the values that the state owns.
    fn traverse_state(&self, visit: &mut Visitor<'_>);

    /// The memory that the object lends to views; `None` if it lends none.
    fn buffer_shape(&self) -> Option<BufferShape> {
        None
    }

    /// Copies lent memory, from a byte offset.
    fn read_buffer(&self, _offset: usize, _out: &mut [u8]) {}

    /// Changes lent memory, from a byte offset.
    fn write_buffer(&mut self, _offset: usize, _data: &[u8]) {}
}

/// Memory that an object lends: items of one format that follow each other.
#[derive(Clone, Copy, Debug)]
pub struct BufferShape {
    /// As in `struct`.
    pub format: &'static str,
    /// Bytes of an item.
    pub item_size: usize,
    /// Bytes of all items.
    pub length: usize,
}

/// An object of a native module.
#[derive(Traverse)]
#[repr(C)]
pub struct PyBoxed {
    pub(crate) header: Header,
    /// How many views look at the memory that the object lends; while there are some it must not be resized.
    pub exports: Cell<usize>,
    state: Field<BoxedState>,
}

/// The state, and its type.
struct BoxedState(Box<dyn NativeState>, TypeId);

impl BoxedState {
    fn new<T: NativeState>(state: T) -> BoxedState {
        BoxedState(Box::new(state), TypeId::of::<T>())
    }
}

impl Traverse for BoxedState {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.0.traverse_state(visit);
    }
}

impl PyBoxed {
    /// The memory that the object lends.
    pub fn buffer_shape(&self, heap: &Heap) -> Option<BufferShape> {
        self.state.get(heap).0.buffer_shape()
    }

    /// Copies lent memory, from a byte offset.
    pub fn read_buffer(&self, heap: &Heap, offset: usize, out: &mut [u8]) {
        self.state.get(heap).0.read_buffer(offset, out);
    }

    /// Changes lent memory, from a byte offset.
    pub fn write_buffer(&self, heap: &mut Heap, offset: usize, data: &[u8]) {
        self.state.get_mut(heap).0.write_buffer(offset, data);
    }

    /// The state, if it is a `T`.
    #[inline]
    pub fn state<'a, T: NativeState>(&'a self, heap: &'a Heap) -> Option<&'a T> {
        let BoxedState(state, type_id) = self.state.get(heap);
        match *type_id == TypeId::of::<T>() {
            // SAFETY: `BoxedState::new` stored the type of the state with it.
            true => Some(unsafe { &*std::ptr::from_ref(&**state).cast::<T>() }),
            false => None,
        }
    }

    /// The state, if it is a `T`.
    #[inline]
    pub fn state_mut<'a, T: NativeState>(&'a self, heap: &'a mut Heap) -> Option<&'a mut T> {
        let BoxedState(state, type_id) = self.state.get_mut(heap);
        match *type_id == TypeId::of::<T>() {
            // SAFETY: as in `state`.
            true => Some(unsafe { &mut *std::ptr::from_mut(&mut **state).cast::<T>() }),
            false => None,
        }
    }
}

impl Heap {
    /// A new object of `class`, whose kind is `Boxed`.
    pub fn new_boxed(&mut self, class: &PyType, state: impl NativeState) -> Ref<PyBoxed> {
        let state = BoxedState::new(state);
        self.allocate(class, 0, |header| PyBoxed { header, exports: Cell::new(0), state: Field::new(state) })
    }
}
