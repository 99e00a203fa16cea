//! Instances of classes defined in Python, and the attributes of all objects that have some.
#![expect(unsafe_code, reason = "attributes lie behind the payload, where the shape says")]

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::{Flags, Header, Ref};
use crate::objects::{PyDict, PyList, PyStr, PyType};
use crate::shape::{AttributeStorage, MAX_ATTRIBUTES};
use crate::value::Value;

/// An instance of a class whose bases have no payload of their own.
#[derive(Traverse)]
#[repr(C)]
pub struct PyInstance {
    pub(crate) header: Header,
}

impl Heap {
    /// A new instance of `class`, whose instances have no payload.
    #[inline]
    pub fn new_instance(&mut self, class: &PyType) -> Ref<PyInstance> {
        self.allocate(class, 0, |header| PyInstance { header })
    }

    /// The own attribute `name` (an interned string) of `object`; descriptors of the class are not asked.
    #[inline]
    pub fn own_attribute(&self, object: &Header, name: &PyStr) -> Option<Value> {
        let shape = object.shape();
        match shape.storage() {
            AttributeStorage::None => None,
            AttributeStorage::Slots => {
                let value = self.slot(object, find(shape.names(), name)?);
                (!value.is_null()).then(|| value.clone())
            }
            AttributeStorage::Dict => self.attribute_dict(object)?.get_str(self, name).cloned(),
        }
    }

    /// Sets the own attribute `name` (an interned string). The object must have attributes.
    pub fn set_own_attribute(&mut self, object: &Header, name: &PyStr, value: Value) -> bool {
        let shape = object.shape();
        match shape.storage() {
            AttributeStorage::None => return false,
            AttributeStorage::Slots => match find(shape.names(), name) {
                Some(index) => drop(self.replace_slot(object, index, value)),
                None if shape.names().len() < MAX_ATTRIBUTES && name.is_interned() => {
                    let name: Value = Ref::new(name).into();
                    self.add_attribute(object, &name, value);
                }
                None => {
                    let dict = self.materialize_dict(object);
                    dict.set_str(self, name, value);
                }
            },
            AttributeStorage::Dict => {
                let dict = self.materialize_dict(object);
                dict.set_str(self, name, value);
            }
        }
        true
    }

    /// Gives an object whose attributes are in slots one more.
    pub(crate) fn add_attribute(&mut self, object: &Header, name: &Value, value: Value) {
        let shape = object.shape();
        let index = shape.names().len();
        let child = shape.class().child_shape(shape, name);
        object.set_shape(child);
        drop(self.replace_slot(object, index, value));
    }

    /// Removes the own attribute `name`; whether there was one.
    pub fn delete_own_attribute(&mut self, object: &Header, name: &PyStr) -> bool {
        let shape = object.shape();
        match shape.storage() {
            AttributeStorage::None => false,
            AttributeStorage::Slots => {
                let Some(index) = find(shape.names(), name) else { return false };
                match shape.parent() {
                    Some(parent) if index + 1 == shape.names().len() => {
                        let value = self.replace_slot(object, index, Value::NULL);
                        object.set_shape(parent);
                        !value.is_null()
                    }
                    _ => self.materialize_dict(object).remove_str(self, name).is_some(),
                }
            }
            AttributeStorage::Dict => self.materialize_dict(object).remove_str(self, name).is_some(),
        }
    }

    /// The attributes of `object` as a dict, which holds them from now on.
    pub fn materialize_dict(&mut self, object: &Header) -> Ref<PyDict> {
        if let Some(dict) = self.attribute_dict(object) {
            return Ref::new(dict);
        }
        let dict = self.new_dict();
        let shape = object.shape();
        if shape.storage() == AttributeStorage::Slots {
            for (index, name) in shape.names().iter().enumerate() {
                let value = self.replace_slot(object, index, Value::NULL);
                if let Some(name) = name.downcast::<PyStr>().filter(|_| !value.is_null()) {
                    dict.set_str(self, name, value);
                }
            }
            self.set_attribute_dict(object, dict.clone());
        }
        dict
    }

    /// A new dict of the attributes of `object`.
    pub(crate) fn copy_attributes(&mut self, object: &Header) -> Ref<PyDict> {
        if let Some(dict) = self.attribute_dict(object) {
            let copy = dict.table(self).copy();
            return self.new_dict_from(copy);
        }
        let dict = self.new_dict();
        let shape = object.shape();
        if shape.storage() == AttributeStorage::Slots {
            for (index, name) in shape.names().iter().enumerate() {
                let value = self.slot(object, index).clone();
                if let Some(name) = name.downcast::<PyStr>().filter(|_| !value.is_null()) {
                    dict.set_str(self, name, value);
                }
            }
        }
        dict
    }

    /// Makes `dict` hold the attributes of `object`, whose previous attributes are dropped.
    pub fn set_attribute_dict(&mut self, object: &Header, dict: Ref<PyDict>) {
        let shape = object.shape();
        if shape.storage() == AttributeStorage::Slots {
            for index in 0..shape.names().len() {
                drop(self.replace_slot(object, index, Value::NULL));
            }
        }
        object.set_shape(shape.class().dict_shape(shape));
        // SAFETY: the shape has an attribute area, whose first word is the dict or the list of overflowing slots.
        drop(unsafe { std::mem::replace(&mut *area(object), dict.into()) });
    }

    /// Makes `object` an instance of `class`, whose instances have the same payload, slots and kind of attributes.
    pub(crate) fn move_to_class(&mut self, object: &Header, class: &PyType) {
        if object.shape().area() != 0 {
            // The inline slots may differ in number: attributes go to a dict, whose shape keeps the object's size.
            self.materialize_dict(object);
        }
        let old = Ref::new(object.shape().class());
        let capacity = object.shape().capacity();
        let shape = class.foreign_shape(capacity, object.shape().storage());
        // The object's share of its class moves along.
        if class.is_heap_type() {
            std::mem::forget(Ref::new(class));
        }
        object.set_shape(shape);
        object.set(Flags::HAS_FINALIZER, class.has_finalizer());
        if old.is_heap_type() {
            old.release_instance_share();
        }
    }

    /// The dict that holds the attributes of `object`, if they are in one.
    #[inline]
    pub fn attribute_dict<'a>(&'a self, object: &'a Header) -> Option<&'a PyDict> {
        match object.shape().storage() {
            // SAFETY: as in `set_attribute_dict`.
            AttributeStorage::Dict => unsafe { &*area(object) }.downcast::<PyDict>(),
            _ => None,
        }
    }

    #[inline(always)]
    fn slot<'a>(&'a self, object: &'a Header, index: usize) -> &'a Value {
        let capacity = object.shape().capacity();
        match index < capacity {
            // SAFETY: the attribute area has one word, then `capacity` slots.
            true => unsafe { &*area(object).add(1 + index) },
            // SAFETY: as above.
            false => unsafe { &*area(object) }
                .downcast::<PyList>()
                .and_then(|list| list.items(self).get(index - capacity))
                .unwrap_or(Value::null_ref()),
        }
    }

    fn replace_slot(&mut self, object: &Header, index: usize, value: Value) -> Value {
        let capacity = object.shape().capacity();
        if index < capacity {
            // SAFETY: as in `slot`; the token is borrowed mutably, so that no reference to a slot exists.
            return unsafe { std::mem::replace(&mut *area(object).add(1 + index), value) };
        }
        // SAFETY: as above.
        if unsafe { &*area(object) }.is_null() {
            let list = self.new_list(Vec::new());
            // SAFETY: as above.
            drop(unsafe { std::mem::replace(&mut *area(object), list.into()) });
        }
        // SAFETY: as above.
        let Some(list) = (unsafe { &*area(object) }).downcast::<PyList>() else { return value };
        let items = list.items_mut(self);
        let index = index - capacity;
        if items.len() <= index {
            items.resize(index + 1, Value::NULL);
        }
        std::mem::replace(&mut items[index], value)
    }

    /// Word offset of an inline slot from the start of the object, for inline caches; `None` if it is out of line.
    pub(crate) fn inline_offset(&self, object: &Header, name: &PyStr) -> Option<u16> {
        let shape = object.shape();
        let index = find(shape.names(), name)?;
        (shape.storage() == AttributeStorage::Slots && index < shape.capacity())
            .then(|| (shape.area() + 1 + index) as u16)
    }

    /// The word at `offset` of an object, as [`Heap::inline_offset`] or a `__slots__` member gave it.
    ///
    /// The caller has checked that the object's shape (or class) is the one that the offset was taken from.
    #[inline(always)]
    pub(crate) fn word<'a>(&'a self, object: &'a Header, offset: u16) -> &'a Value {
        // SAFETY: inline caches and member descriptors only hold offsets of initialized words of the checked shape.
        unsafe { &*std::ptr::from_ref(object).cast::<Value>().add(usize::from(offset)) }
    }

    /// Replaces the word at `offset`; see [`Heap::word`].
    #[inline(always)]
    pub(crate) fn replace_word(&mut self, object: &Header, offset: u16, value: Value) -> Value {
        // SAFETY: as in `word`; the token is borrowed mutably, so that no reference to the word exists.
        let word =
            unsafe { &mut *std::ptr::from_ref(object).cast::<Value>().cast_mut().add(usize::from(offset)) };
        std::mem::replace(word, value)
    }
}

#[inline(always)]
fn find(names: &[Value], name: &PyStr) -> Option<usize> {
    let address = std::ptr::from_ref(name) as usize;
    names.iter().position(|n| n.address() == address)
}

/// The attribute area: one word (dict, or list of overflowing slots), then the inline slots.
///
/// # Safety
/// The object's shape has an attribute area.
#[inline(always)]
unsafe fn area(object: &Header) -> *mut Value {
    let offset = object.shape().area();
    debug_assert!(offset != 0);
    // SAFETY: the caller's promise.
    unsafe { std::ptr::from_ref(object).cast::<Value>().cast_mut().add(offset) }
}
