//! Shapes (hidden classes): the class of an object, where its attributes are, and a version that caches compare.
//!
//! Every object has a shape. Objects without attributes of their own share the root shape of their class. One version
//! stands for the class, the state of every class in its MRO, and the layout of the attributes: an inline cache that
//! compares it needs no other check. Changing a class takes the version from all shapes of it and its subclasses.
#![expect(unsafe_code, reason = "shapes are owned by their class and pointed to by its instances")]

use std::cell::{Cell, UnsafeCell};
use std::ptr::NonNull;

use crate::objects::PyType;
use crate::value::Value;

/// Attributes beyond this many make an instance keep them in a dict.
pub const MAX_ATTRIBUTES: usize = 64;
/// Attributes beyond this many are kept out of line.
pub const MAX_INLINE: u16 = 30;

/// Where the attributes of an object are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeStorage {
    /// The object has no `__dict__`.
    None,
    /// In the slots of the object that the shape names.
    Slots,
    /// In the dict that the attribute area points to.
    Dict,
}

/// See the module documentation.
pub struct Shape {
    pub(crate) version: Cell<u32>,
    /// Word offset of the attribute area (one word, then the inline slots) from the start of the object; 0: none.
    area: u16,
    /// Number of inline slots.
    capacity: u16,
    storage: AttributeStorage,
    pub(crate) class: NonNull<PyType>,
    parent: Option<NonNull<Shape>>,
    /// Names of the attributes in the order of their slots: interned strings, compared by identity.
    names: Box<[Value]>,
    transitions: UnsafeCell<Vec<(Value, NonNull<Shape>)>>,
}

impl Shape {
    pub(crate) fn root(class: NonNull<PyType>, area: u16, capacity: u16) -> Shape {
        let storage = if area == 0 { AttributeStorage::None } else { AttributeStorage::Slots };
        Shape {
            version: Cell::new(0),
            area,
            capacity,
            storage,
            class,
            parent: None,
            names: Box::new([]),
            transitions: UnsafeCell::default(),
        }
    }

    /// The shape of instances of the same class and size whose attributes moved to a dict.
    pub(crate) fn dict_of(&self) -> Shape {
        Shape { storage: AttributeStorage::Dict, ..Shape::root(self.class, self.area, self.capacity) }
    }

    pub(crate) fn child(&self, name: Value) -> Shape {
        let names = self.names.iter().cloned().chain([name]).collect();
        Shape {
            parent: Some(NonNull::from(self)),
            names,
            ..Shape::root(self.class, self.area, self.capacity)
        }
    }

    /// The class of the objects.
    #[inline(always)]
    pub fn class(&self) -> &PyType {
        // SAFETY: a class owns its shapes and so outlives them.
        unsafe { self.class.as_ref() }
    }

    /// The version that caches hold; 0 if none was given since the last change.
    #[inline(always)]
    pub fn version(&self) -> u32 {
        self.version.get()
    }

    pub(crate) fn set_version(&self, version: u32) {
        self.version.set(version);
    }

    pub fn storage(&self) -> AttributeStorage {
        self.storage
    }

    /// Word offset of the attribute area; 0 if there is none.
    pub(crate) fn area(&self) -> usize {
        usize::from(self.area)
    }

    pub fn capacity(&self) -> usize {
        usize::from(self.capacity)
    }

    pub(crate) fn parent(&self) -> Option<NonNull<Shape>> {
        self.parent
    }

    /// Names of the attributes in slot order.
    pub fn names(&self) -> &[Value] {
        &self.names
    }

    /// The slot of the attribute `name`, an interned string.
    #[inline]
    pub fn find(&self, name: &Value) -> Option<usize> {
        self.names.iter().position(|n| n.is(name))
    }

    pub(crate) fn transition(&self, name: &Value) -> Option<NonNull<Shape>> {
        // SAFETY: the list is only touched here and in `add_transition`, neither of which calls out.
        let transitions = unsafe { &*self.transitions.get() };
        transitions.iter().find(|(n, _)| n.is(name)).map(|(_, shape)| *shape)
    }

    pub(crate) fn add_transition(&self, name: Value, shape: NonNull<Shape>) {
        // SAFETY: as in `transition`.
        unsafe { &mut *self.transitions.get() }.push((name, shape));
    }
}
