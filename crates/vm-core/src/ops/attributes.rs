//! Attributes: reading, setting and deleting, descriptors, and the generic slots.

use crate::frame::FramePtr;
use crate::heap::Heap;
use crate::object::{Kind, Ref};
use crate::objects::*;
use crate::shape::AttributeStorage;
use crate::value::Value;
use crate::{PyResult, Vm};

/// What `LOAD_ATTR` of a method leaves on the stack.
pub(crate) enum LoadedMethod {
    /// A function to be called with the object first.
    Unbound(Value),
    /// A function to be called with another object first: a class method's.
    Bound(Value, Value),
    /// Anything else.
    Attribute(Value),
    /// What a frame of `__getattr__` will return.
    Hook(FramePtr),
}

impl Vm {
    /// `object.name`; `name` is interned.
    #[inline]
    pub fn get_attr(&mut self, object: &Value, name: &PyStr) -> PyResult {
        let class = Ref::new(self.class_of(object));
        match class.slots(self).getattr {
            Some(getattr) => {
                let name: Value = Ref::new(name).into();
                getattr(self, object, &name)
            }
            None => self.generic_getattr_named(object, name),
        }
    }

    /// `object.name` for a name that may not be interned.
    pub fn get_attr_value(&mut self, object: &Value, name: &Value) -> PyResult {
        match name.downcast::<PyStr>() {
            Some(name) => {
                let name = self.intern_object(name);
                self.get_attr(object, &name)
            }
            None => {
                let found = self.class_name(name);
                Err(self.type_error(format!("attribute name must be string, not '{found}'")))
            }
        }
    }

    /// `object.name`, or `None` if that raises `AttributeError`.
    pub fn get_attr_optional(&mut self, object: &Value, name: &PyStr) -> PyResult<Option<Value>> {
        // Where nothing but the attribute's absence is found, no exception is made.
        let result = match self.has_plain_getattr(object) {
            true => {
                let name = self.intern_object(name);
                self.generic_getattr_optional(object, &name)
            }
            false => self.get_attr(object, name).map(Some),
        };
        match result {
            Ok(value) => Ok(value),
            Err(raised) if self.raised_is(|types| &types.exc.AttributeError) => {
                self.discard(raised);
                Ok(None)
            }
            Err(raised) => Err(raised),
        }
    }

    /// `object.name` by text.
    pub fn get_attr_str(&mut self, object: &Value, name: &str) -> PyResult {
        let name = self.intern_str(name);
        self.get_attr(object, &name)
    }

    /// `object.name = value`, or `del object.name`.
    pub fn set_attr(&mut self, object: &Value, name: &PyStr, value: Option<&Value>) -> PyResult<()> {
        let class = Ref::new(self.class_of(object));
        let name = self.intern_object(name);
        match class.slots(self).setattr {
            Some(setattr) => setattr(self, object, name.value(), value),
            None => self.generic_setattr(object, name.value(), value),
        }
    }

    /// `object.__getattribute__`: data descriptors of the class, own attributes, other attributes of the class.
    pub fn generic_getattr(&mut self, object: &Value, name: &Value) -> PyResult {
        match name.downcast::<PyStr>() {
            Some(name) => {
                let name = self.intern_object(name);
                self.generic_getattr_named(object, &name)
            }
            None => {
                let found = self.class_name(name);
                Err(self.type_error(format!("attribute name must be string, not '{found}'")))
            }
        }
    }

    fn generic_getattr_named(&mut self, object: &Value, name: &PyStr) -> PyResult {
        match self.generic_getattr_optional(object, name)? {
            Some(value) => Ok(value),
            None => Err(self.attribute_error(object, name)),
        }
    }

    /// As `object.__getattribute__`; `None` where that raises because there is no such attribute.
    pub(crate) fn generic_getattr_optional(
        &mut self,
        object: &Value,
        name: &PyStr,
    ) -> PyResult<Option<Value>> {
        let class = Ref::new(self.class_of(object));
        let descriptor = class.lookup(self, name);
        if let Some(descriptor) = &descriptor
            && self.is_data_descriptor(descriptor)
        {
            return self.descriptor_get(descriptor, Some(object), class.value()).map(Some);
        }
        if let Some(header) = object.header()
            && let Some(value) = self.own_attribute(header, name)
        {
            return Ok(Some(value));
        }
        match descriptor {
            Some(descriptor) => self.descriptor_get(&descriptor, Some(object), class.value()).map(Some),
            None => Ok(None),
        }
    }

    /// Whether attributes of `object` are read as `object.__getattribute__` does.
    fn has_plain_getattr(&self, object: &Value) -> bool {
        match self.class_of(object).slots(self).getattr {
            None => true,
            Some(getattr) => std::ptr::fn_addr_eq(getattr, ObjectClass::GETATTR),
        }
    }

    /// `object.name` to be called at once: an unbound function where the object would be its first argument.
    pub(crate) fn load_method(&mut self, object: &Value, name: &PyStr) -> PyResult<LoadedMethod> {
        if !self.has_plain_getattr(object) {
            return self.get_attr(object, name).map(LoadedMethod::Attribute);
        }
        let class = Ref::new(self.class_of(object));
        match class.lookup(self, name) {
            Some(method) if is_method(&method) => {
                if let Some(header) = object.header()
                    && let Some(value) = self.own_attribute(header, name)
                {
                    return Ok(LoadedMethod::Attribute(value));
                }
                Ok(LoadedMethod::Unbound(method))
            }
            _ => self.generic_getattr_named(object, name).map(LoadedMethod::Attribute),
        }
    }

    /// `object.__setattr__` and `__delattr__`.
    pub fn generic_setattr(&mut self, object: &Value, name: &Value, value: Option<&Value>) -> PyResult<()> {
        let Some(name) = name.downcast::<PyStr>() else {
            let found = self.class_name(name);
            return Err(self.type_error(format!("attribute name must be string, not '{found}'")));
        };
        let name = self.intern_object(name);
        let class = Ref::new(self.class_of(object));
        let descriptor = class.lookup(self, &name);
        if let Some(descriptor) = &descriptor {
            let descriptor_class = Ref::new(self.class_of(descriptor));
            if let Some(set) = descriptor_class.slots(self).descr_set {
                return set(self, descriptor, object, value);
            }
        }
        let header = object.header().filter(|header| header.shape().storage() != AttributeStorage::None);
        let done = match (header, value) {
            (Some(header), Some(value)) => self.set_own_attribute(header, &name, value.clone()),
            (Some(header), None) => self.delete_own_attribute(header, &name),
            (None, _) => false,
        };
        if done {
            return Ok(());
        }
        let class_name = class.message_name(self);
        let text = name.text();
        let message = match (header.is_some(), descriptor.is_some()) {
            (true, _) => format!("'{class_name}' object has no attribute '{text}'"),
            (false, true) => format!("'{class_name}' object attribute '{text}' is read-only"),
            (false, false) => format!(
                "'{class_name}' object has no attribute '{text}' and no __dict__ for setting new attributes"
            ),
        };
        Err(self.attribute_error_of(object, &name, &message))
    }

    /// Whether reading asks `descriptor` before own attributes: its class has `__get__`, and `__set__` or `__delete__`.
    #[inline]
    pub(crate) fn is_data_descriptor(&self, descriptor: &Value) -> bool {
        match descriptor.kind() {
            Kind::Function | Kind::Native | Kind::SlotWrapper | Kind::ClassMethod | Kind::StaticMethod => {
                false
            }
            Kind::Property | Kind::GetSet | Kind::Member => true,
            _ => {
                let slots = self.class_of(descriptor).slots(self);
                slots.descr_set.is_some() && slots.descr_get.is_some()
            }
        }
    }

    /// What an attribute of a class gives when looked up through an instance (`None`: through the class itself).
    pub(crate) fn descriptor_get(
        &mut self,
        descriptor: &Value,
        object: Option<&Value>,
        class: &Value,
    ) -> PyResult {
        match descriptor.kind() {
            Kind::Function => {
                return Ok(match object {
                    Some(object) => self.new_method(descriptor.clone(), object.clone()).into(),
                    None => descriptor.clone(),
                });
            }
            Kind::Int
            | Kind::Str
            | Kind::Tuple
            | Kind::List
            | Kind::Dict
            | Kind::None
            | Kind::Bool
            | Kind::Float
                if descriptor.header().is_none_or(|header| header.is_exact(header.kind())) =>
            {
                return Ok(descriptor.clone());
            }
            _ => {}
        }
        let descriptor_class = Ref::new(self.class_of(descriptor));
        match descriptor_class.slots(self).descr_get {
            Some(get) => get(self, descriptor, object, class),
            None => Ok(descriptor.clone()),
        }
    }
}

/// Whether `LOAD_ATTR` may leave the function unbound.
pub(crate) fn is_method(value: &Value) -> bool {
    match value.kind() {
        Kind::Function => true,
        Kind::Native => value.downcast::<PyNative>().is_some_and(|native| {
            native.this.is_null() && native.def().kind == crate::native::NativeKind::Method
        }),
        _ => false,
    }
}

impl Heap {
    /// The name of the class of `value` for messages: with its module if it is a native class of one.
    pub fn class_name(&self, value: &Value) -> String {
        self.class_of(value).message_name(self)
    }
}
