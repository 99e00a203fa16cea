//! What specialized forms may rely on: each function here looks at an instruction's operands and gives what its inline
//! cache must hold, or `None` if the form does not apply.

use super::prelude::{Address, Count, FunctionVersion, KeysVersion, ShapeVersion};
use crate::heap::Heap;
use crate::object::{Kind, Ref};
use crate::objects::*;
use crate::ops::attributes::is_method;
use crate::shape::AttributeStorage;
use crate::types::Special;
use crate::value::Value;
use crate::{PyResult, Vm};

/// What the class of an object says about an attribute.
enum ClassAttribute {
    Absent,
    Method(Value),
    Slot(u16),
    Property(Value),
    /// A `staticmethod`, and a `classmethod`.
    Static(Value),
    OfClass(Value),
    /// Computed by a native function.
    Getter(fn(&mut Vm, &Value) -> PyResult),
    /// Not a descriptor.
    Plain(Value),
    /// Something that caches cannot deal with.
    Other,
}

impl Heap {
    fn class_attribute(&mut self, class: &PyType, name: &PyStr) -> ClassAttribute {
        let Some(value) = class.lookup(self, name) else { return ClassAttribute::Absent };
        if is_method(&value) {
            return ClassAttribute::Method(value);
        }
        if let Some(member) = value.downcast::<PyMember>() {
            return ClassAttribute::Slot(member.offset);
        }
        if let Some(property) = value.downcast_exact::<PyProperty>() {
            return ClassAttribute::Property(property.get.cloned(self));
        }
        if let Some(getset) = value.downcast::<PyGetSet>()
            && let Some(getter) = getset.def.0.get
            && class.is_subtype(self, &getset.owner)
        {
            return ClassAttribute::Getter(getter);
        }
        if value.downcast_exact::<PyStaticMethod>().is_some() {
            return ClassAttribute::Static(value);
        }
        if value.downcast_exact::<PyClassMethod>().is_some() {
            return ClassAttribute::OfClass(value);
        }
        let descriptor = self.class_of(&value);
        let slots = descriptor.slots(self);
        match slots.descr_get.is_none() && slots.descr_set.is_none() {
            true => ClassAttribute::Plain(value),
            false => ClassAttribute::Other,
        }
    }

    /// The class of `owner`, if attributes of its instances are looked up in the ordinary way.
    fn ordinary_class(&self, owner: &Value) -> Option<Ref<PyType>> {
        let header = owner.header()?;
        if matches!(header.kind(), Kind::Type | Kind::Module | Kind::Super) {
            return None;
        }
        let class = header.shape().class();
        let ordinary = match class.slots(self).getattr {
            None => true,
            Some(getattr) => std::ptr::fn_addr_eq(getattr, ObjectClass::GETATTR),
        };
        ordinary.then(|| Ref::new(class))
    }

    /// The attribute of a value, or that it has none, where finding that runs no Python; `None` where it may, or where there is
    /// more to it than a look. `name` is interned.
    pub(crate) fn attribute_plainly(&mut self, owner: &Value, name: &PyStr) -> Option<Option<Value>> {
        if let Some(value) = self.known_attribute(owner, name) {
            return Some(Some(value));
        }
        let class = self.ordinary_class(owner)?;
        let own = self.own_attribute(owner.header()?, name);
        match self.class_attribute(&class, name) {
            ClassAttribute::Absent => Some(own),
            ClassAttribute::Plain(value) => Some(own.or(Some(value))),
            ClassAttribute::Method(_) if own.is_some() => Some(own),
            ClassAttribute::Method(method) => match method.downcast::<PyNative>() {
                Some(native) => {
                    let bound = self.new_native(native.def(), owner.clone(), native.owner.clone());
                    Some(Some(bound.into()))
                }
                None => Some(Some(self.new_method(method, owner.clone()).into())),
            },
            _ => None,
        }
    }

    /// The class of `owner`, if attributes of its instances are set in the ordinary way.
    fn ordinary_set_class(&self, owner: &Value) -> Option<Ref<PyType>> {
        let header = owner.header()?;
        if matches!(header.kind(), Kind::Type | Kind::Module | Kind::Super) {
            return None;
        }
        let class = header.shape().class();
        let ordinary = match class.slots(self).setattr {
            None => true,
            Some(setattr) => std::ptr::fn_addr_eq(setattr, ObjectClass::SETATTR),
        };
        ordinary.then(|| Ref::new(class))
    }

    /// Whether the shape of `owner` says that it has no attribute `name` of its own.
    fn has_no_own(&self, owner: &Value, name: &PyStr) -> bool {
        owner.header().is_some_and(|header| match header.shape().storage() {
            AttributeStorage::None => true,
            AttributeStorage::Slots => self.own_attribute(header, name).is_none(),
            _ => false,
        })
    }

    /// Whether reading `owner.name` comes to a `__getattr__` in Python, by its shape.
    pub(super) fn asks_hook(&mut self, owner: &Value, name: &PyStr) -> bool {
        let Some(header) = owner.header() else { return false };
        let class = Ref::new(header.shape().class());
        if class.special(self, Special::GetAttr).is_none()
            || matches!(header.kind(), Kind::Type | Kind::Module | Kind::Super)
        {
            return false;
        }
        let getattribute = self.names().__getattribute__.clone();
        let ordinary = class.lookup(self, &getattribute).is_some_and(|method| {
            let wrapper = method.downcast::<PySlotWrapper>();
            wrapper
                .and_then(|wrapper| wrapper.owner.slots(self).getattr)
                .is_some_and(|getattr| std::ptr::fn_addr_eq(getattr, ObjectClass::GETATTR))
        });
        ordinary
            && matches!(self.class_attribute(&class, name), ClassAttribute::Absent)
            && self.has_no_own(owner, name)
    }

    pub(super) fn shape_version(&mut self, owner: &Value) -> Option<ShapeVersion> {
        let header = owner.header()?;
        let version = self.version_of(header.shape());
        (version != 0).then_some(ShapeVersion(version))
    }

    pub(super) fn cacheable_method(
        &mut self,
        owner: &Value,
        name: &PyStr,
    ) -> Option<(ShapeVersion, Address)> {
        let class = self.ordinary_class(owner)?;
        let ClassAttribute::Method(method) = self.class_attribute(&class, name) else { return None };
        if !self.has_no_own(owner, name) {
            return None;
        }
        Some((self.shape_version(owner)?, Address::of(&method)))
    }

    /// A `staticmethod` or `classmethod` of the class. Its function can be exchanged, so that it is not what is cached.
    pub(super) fn cacheable_wrapped(&mut self, owner: &Value, name: &PyStr) -> Option<Address> {
        let class = self.ordinary_class(owner)?;
        let (ClassAttribute::Static(value) | ClassAttribute::OfClass(value)) =
            self.class_attribute(&class, name)
        else {
            return None;
        };
        self.has_no_own(owner, name).then(|| Address::of(&value))
    }

    /// The native function that computes an attribute, which nothing of the object itself can hide.
    pub(super) fn cacheable_getter(
        &mut self,
        owner: &Value,
        name: &PyStr,
    ) -> Option<fn(&mut Vm, &Value) -> PyResult> {
        let class = self.ordinary_class(owner)?;
        match self.class_attribute(&class, name) {
            ClassAttribute::Getter(getter) => Some(getter),
            _ => None,
        }
    }

    pub(super) fn cacheable_value(&mut self, owner: &Value, name: &PyStr) -> Option<(ShapeVersion, u16)> {
        let class = self.ordinary_class(owner)?;
        let header = owner.header()?;
        let offset = self.inline_offset(header, name)?;
        match self.class_attribute(&class, name) {
            ClassAttribute::Absent | ClassAttribute::Method(_) | ClassAttribute::Plain(_) => {}
            _ => return None,
        }
        Some((self.shape_version(owner)?, offset))
    }

    pub(super) fn cacheable_slot(&mut self, owner: &Value, name: &PyStr) -> Option<(ShapeVersion, u16)> {
        let class = self.ordinary_class(owner)?;
        let ClassAttribute::Slot(offset) = self.class_attribute(&class, name) else { return None };
        Some((self.shape_version(owner)?, offset))
    }

    pub(super) fn cacheable_dict(&mut self, owner: &Value, name: &PyStr) -> Option<ShapeVersion> {
        let class = self.ordinary_class(owner)?;
        let header = owner.header()?;
        self.attribute_dict(header)?.get_str(self, name)?;
        match self.class_attribute(&class, name) {
            ClassAttribute::Absent | ClassAttribute::Method(_) | ClassAttribute::Plain(_) => {
                self.shape_version(owner)
            }
            _ => None,
        }
    }

    pub(super) fn cacheable_module(&mut self, owner: &Value, name: &PyStr) -> Option<(ShapeVersion, u16)> {
        let module = owner.downcast_exact::<PyModule>()?;
        let index = module.dict().find_str(self, name)?;
        let version = module.dict().assign_keys_version(self);
        (version != 0).then_some((ShapeVersion(version), u16::try_from(index).ok()?))
    }

    /// What a wrapper gives for a class and its instances, if a cache may keep that for as long as the class is as it is. A
    /// bound method is made anew each time otherwise, which cannot be told if all that is done with it is to `call` it.
    fn unwrapped(&mut self, wrapper: &Value, class: &PyType, call: bool) -> Option<Value> {
        if let Some(wrapper) = wrapper.downcast_exact::<PyStaticMethod>() {
            return wrapper.function_once(self, class);
        }
        match wrapper.downcast_exact::<PyClassMethod>() {
            Some(wrapper) if call => wrapper.bound_once(self, class),
            _ => None,
        }
    }

    /// The attribute of a class itself, as `unwrapped` if it is a wrapper.
    fn value_of_class(&mut self, class: &PyType, name: &PyStr, call: bool) -> Option<Value> {
        let value = class.lookup(self, name)?;
        if value.kind() == Kind::Function || self.class_of(&value).slots(self).descr_get.is_none() {
            return Some(value);
        }
        self.unwrapped(&value, class, call)
    }

    pub(super) fn cacheable_class(
        &mut self,
        owner: &Value,
        name: &PyStr,
        call: bool,
    ) -> Option<(ShapeVersion, Address)> {
        let class = owner.downcast::<PyType>()?;
        // A data descriptor of the metaclass would go first.
        let metaclass = Ref::new(self.class_of(owner));
        if !metaclass.is(&self.types().type_.clone()) || metaclass.lookup(self, name).is_some() {
            return None;
        }
        let value = self.value_of_class(class, name, call)?;
        let version = class.assign_version(self);
        (version != 0).then_some((ShapeVersion(version), Address::of(&value)))
    }

    /// As `cacheable_class`, for a class whose metaclass is defined in Python: its version guards too.
    pub(super) fn cacheable_class_with_metaclass(
        &mut self,
        owner: &Value,
        name: &PyStr,
        call: bool,
    ) -> Option<(ShapeVersion, ShapeVersion, Address)> {
        let class = owner.downcast::<PyType>()?;
        let metaclass = Ref::new(self.class_of(owner));
        if metaclass.custom_getattr.get() || metaclass.lookup(self, name).is_some() {
            return None;
        }
        let value = self.value_of_class(class, name, call)?;
        let version = class.assign_version(self);
        let metaclass = self.shape_version(owner)?;
        (version != 0).then_some((ShapeVersion(version), metaclass, Address::of(&value)))
    }

    pub(super) fn cacheable_plain(
        &mut self,
        owner: &Value,
        name: &PyStr,
        call: bool,
    ) -> Option<(ShapeVersion, Address)> {
        let class = self.ordinary_class(owner)?;
        let value = match self.class_attribute(&class, name) {
            ClassAttribute::Plain(value) => value,
            ClassAttribute::Static(wrapper) | ClassAttribute::OfClass(wrapper) => {
                self.unwrapped(&wrapper, &class, call)?
            }
            _ => return None,
        };
        if (!value.is_pointer() && value.is_null()) || !self.has_no_own(owner, name) {
            return None;
        }
        Some((self.shape_version(owner)?, Address::of(&value)))
    }

    pub(super) fn cacheable_property(
        &mut self,
        owner: &Value,
        name: &PyStr,
    ) -> Option<(ShapeVersion, Address)> {
        let class = self.ordinary_class(owner)?;
        let ClassAttribute::Property(getter) = self.class_attribute(&class, name) else { return None };
        let function = getter.downcast::<PyFunction>()?;
        takes_exactly(self, function, 1)?;
        Some((self.shape_version(owner)?, Address::of(&getter)))
    }

    pub(super) fn storable_value(&mut self, owner: &Value, name: &PyStr) -> Option<(ShapeVersion, u16)> {
        let class = self.ordinary_set_class(owner)?;
        let offset = self.inline_offset(owner.header()?, name)?;
        match self.class_attribute(&class, name) {
            ClassAttribute::Absent | ClassAttribute::Method(_) | ClassAttribute::Plain(_) => {}
            _ => return None,
        }
        Some((self.shape_version(owner)?, offset))
    }

    pub(super) fn storable_slot(&mut self, owner: &Value, name: &PyStr) -> Option<(ShapeVersion, u16)> {
        let class = self.ordinary_set_class(owner)?;
        let ClassAttribute::Slot(offset) = self.class_attribute(&class, name) else { return None };
        Some((self.shape_version(owner)?, offset))
    }

    pub(super) fn addable_value(&mut self, owner: &Value, name: &PyStr) -> Option<ShapeVersion> {
        let class = self.ordinary_set_class(owner)?;
        let header = owner.header()?;
        let shape = header.shape();
        if shape.storage() != AttributeStorage::Slots
            || shape.find(Ref::new(name).value()).is_some()
            || shape.names().len() >= crate::shape::MAX_ATTRIBUTES
        {
            return None;
        }
        match self.class_attribute(&class, name) {
            ClassAttribute::Absent | ClassAttribute::Method(_) | ClassAttribute::Plain(_) => {
                self.shape_version(owner)
            }
            _ => None,
        }
    }

    pub(super) fn storable_dict(&mut self, owner: &Value, name: &PyStr) -> Option<ShapeVersion> {
        let class = self.ordinary_set_class(owner)?;
        self.attribute_dict(owner.header()?)?;
        match self.class_attribute(&class, name) {
            ClassAttribute::Absent | ClassAttribute::Method(_) | ClassAttribute::Plain(_) => {
                self.shape_version(owner)
            }
            _ => None,
        }
    }

    /// Gives an object of a checked shape one more attribute.
    #[inline(always)]
    pub(super) fn add_attribute_of(&mut self, owner: &Value, name: &Value, value: Value) {
        if let Some(header) = owner.header() {
            self.add_attribute(header, name, value);
        }
    }

    /// Stores an attribute of an object of a checked shape that keeps attributes in a dict.
    #[inline(always)]
    pub(super) fn store_dict_attribute(&mut self, owner: &Value, name: &PyStr, value: Value) {
        if let Some(dict) = owner.header().and_then(|header| self.attribute_dict(header)).map(Ref::new) {
            dict.set_str(self, name, value);
        }
    }

    pub(super) fn always_true_version(&mut self, value: &Value) -> Option<ShapeVersion> {
        let class = self.class_of(value);
        let slots = class.slots(self);
        match slots.bool.is_none() && slots.len.is_none() {
            true => self.shape_version(value),
            false => None,
        }
    }

    pub(super) fn cacheable_init(
        &mut self,
        callable: &Value,
        args: &[Value],
        count: Count,
    ) -> Option<FunctionVersion> {
        let class = callable.downcast::<PyType>()?;
        let metaclass = Ref::new(self.class_of(callable));
        if !args[0].is_null()
            || class.layout.kind != Kind::Instance
            || !metaclass.is(&self.types().type_.clone())
        {
            return None;
        }
        let object_new = self.types().object.clone().slots(self).new?;
        if !class.slots(self).new.is_some_and(|new| std::ptr::fn_addr_eq(new, object_new))
            || class.has_abstract_methods(self)
        {
            return None;
        }
        let init = self.names().__init__.clone();
        let init = class.lookup(self, &init)?;
        let function = init.downcast::<PyFunction>()?;
        takes_exactly(self, function, count.0 + 1)?;
        let version = class.assign_version(self);
        if version == 0 {
            return None;
        }
        class.init_function.set(self, Some(Ref::new(function)));
        Some(FunctionVersion(version))
    }
}

/// Whether the function takes just `count` positional arguments, none of them by default.
fn takes_exactly(heap: &Heap, function: &PyFunction, count: u32) -> Option<()> {
    function.code(heap).takes_plainly(count).then_some(())
}

impl PyDict {
    /// Index of the entry of `name` and the version of the keys, if both fit a cache of 16 bits each.
    pub(super) fn cacheable_entry(&self, heap: &mut Heap, name: &PyStr) -> Option<(u16, KeysVersion)> {
        let index = u16::try_from(self.find_str(heap, name)?).ok()?;
        Some((index, self.cacheable_version(heap)?))
    }

    /// The version of the keys, if `name` is not among them.
    pub(super) fn cacheable_absence(&self, heap: &mut Heap, name: &PyStr) -> Option<KeysVersion> {
        match self.find_str(heap, name) {
            // A dict of a class of its own may make names up.
            None if self.header.is_exact(Kind::Dict) => self.cacheable_version(heap),
            _ => None,
        }
    }

    /// The version of the keys; none of a derived class, which may answer for a name as it likes.
    fn cacheable_version(&self, heap: &mut Heap) -> Option<KeysVersion> {
        if !self.header.is_exact(Kind::Dict) {
            return None;
        }
        if self.table(heap).keys_version() == 0 {
            let version = heap.new_keys_version();
            self.table_mut(heap).set_keys_version(version);
        }
        u16::try_from(self.table(heap).keys_version()).ok().filter(|version| *version != 0).map(KeysVersion)
    }
}

impl PyType {
    fn has_abstract_methods(&self, heap: &Heap) -> bool {
        self.dict().get_str(heap, &heap.names().__abstractmethods__).is_some()
    }
}
