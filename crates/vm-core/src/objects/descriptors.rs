//! Descriptors: computed attributes, slots, properties, class and static methods, wrappers of slots.

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::native::{Args, GetSetDef, Parameters};
use crate::object::{Field, Header, Ref};
use crate::objects::{PyMethod, PyStr, PyType};
use crate::types::{CompareOp, SlotDef};
use crate::value::Value;
use crate::{PyResult, Vm};

/// A computed attribute of a native class.
#[derive(Traverse)]
#[repr(C)]
pub struct PyGetSet {
    pub(crate) header: Header,
    pub(crate) def: Static<GetSetDef>,
    pub(crate) owner: Ref<PyType>,
}

/// A word of the instance: an entry of `__slots__`, or a field of a native class.
#[derive(Traverse)]
#[repr(C)]
pub struct PyMember {
    pub(crate) header: Header,
    pub(crate) name: Ref<PyStr>,
    pub(crate) owner: Ref<PyType>,
    /// Word offset from the start of the instance.
    pub(crate) offset: u16,
}

/// A special method of a native class, made from its slot.
#[derive(Traverse)]
#[repr(C)]
pub struct PySlotWrapper {
    pub(crate) header: Header,
    pub(crate) def: Static<SlotDef>,
    pub(crate) owner: Ref<PyType>,
    /// The object that a `method-wrapper` is bound to; NULL in the class's dict.
    pub(crate) this: Value,
}

#[derive(Traverse)]
#[repr(C)]
pub struct PyProperty {
    pub(crate) header: Header,
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
    pub(crate) header: Header,
    pub(crate) function: Field<Value>,
    /// The method bound to the first class that a cache asked for, or NULL: caches have its address, so that it stays until
    /// they are told by [`PyType::invalidate`].
    bound: Field<Value>,
}

#[derive(Traverse)]
#[repr(C)]
pub struct PyStaticMethod {
    pub(crate) header: Header,
    pub(crate) function: Field<Value>,
    /// The class that, with its subclasses, caches have the function's address for; NULL if none.
    cached_for: Field<Value>,
}

impl PyClassMethod {
    fn of(header: Header, function: Value) -> PyClassMethod {
        PyClassMethod { header, function: Field::new(function), bound: Field::new(Value::NULL) }
    }

    /// The method bound to `class`, the same one each time, for caches that the class's version guards; `None` if there is one
    /// for another class.
    pub(crate) fn bound_once(&self, heap: &mut Heap, class: &PyType) -> Option<Value> {
        let known = self.bound.cloned(heap);
        if let Some(method) = known.downcast::<PyMethod>() {
            return method.this.is(Ref::new(class).value()).then_some(known);
        }
        let bound: Value = heap.new_method(self.function.cloned(heap), Ref::new(class).into()).into();
        self.bound.set(heap, bound.clone());
        Some(bound)
    }
}

impl PyStaticMethod {
    fn of(header: Header, function: Value) -> PyStaticMethod {
        PyStaticMethod { header, function: Field::new(function), cached_for: Field::new(Value::NULL) }
    }

    /// The function, for caches that the version of `class` guards; `None` if there are some for an unrelated class.
    pub(crate) fn function_once(&self, heap: &mut Heap, class: &PyType) -> Option<Value> {
        match self.cached_for.cloned(heap).downcast::<PyType>() {
            Some(known) if !class.is_subtype(heap, known) => return None,
            Some(_) => {}
            None => self.cached_for.set(heap, Ref::new(class).into()),
        }
        Some(self.function.cloned(heap))
    }
}

/// What a wrapper wraps is about to change, of which caches know that are guarded by the version of `class`, if that is one.
fn forget_cached(heap: &mut Heap, class: &Value) {
    if let Some(class) = class.downcast::<PyType>() {
        class.invalidate(heap);
    }
}

/// A static description; owns no values.
pub(crate) struct Static<T: 'static>(pub &'static T);

impl<T> crate::object::Traverse for Static<T> {
    fn traverse(&self, _visit: &mut crate::object::Visitor<'_>) {}
}

impl Heap {
    pub(crate) fn new_getset(&mut self, def: &'static GetSetDef, owner: &PyType) -> Ref<PyGetSet> {
        let owner = Ref::new(owner);
        self.allocate_builtin(
            |types| &types.getset_descriptor,
            |header| PyGetSet { header, def: Static(def), owner },
        )
    }

    pub(crate) fn new_member(&mut self, name: Ref<PyStr>, owner: &PyType, offset: u16) -> Ref<PyMember> {
        let owner = Ref::new(owner);
        self.allocate_builtin(
            |types| &types.member_descriptor,
            |header| PyMember { header, name, owner, offset },
        )
    }

    pub(crate) fn new_slot_wrapper(
        &mut self,
        def: &'static SlotDef,
        owner: &PyType,
        this: Value,
    ) -> Ref<PySlotWrapper> {
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
        let payload = |header| PyStaticMethod::of(header, function);
        self.allocate_builtin(|types| &types.staticmethod, payload)
    }

    pub fn new_classmethod(&mut self, function: Value) -> Ref<PyClassMethod> {
        let payload = |header| PyClassMethod::of(header, function);
        self.allocate_builtin(|types| &types.classmethod, payload)
    }
}

#[native(name = "getset_descriptor", kind = GetSet, final, no_constructor)]
impl PyGetSet {
    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, instance: Option<&Value>, _class: &Value) -> PyResult {
        let Some(getset) = this.downcast::<PyGetSet>() else { return Ok(Value::NONE) };
        let Some(instance) = instance else { return Ok(this.clone()) };
        check_owner(vm, || getset.def.0.name.to_owned(), &getset.owner, instance)?;
        match getset.def.0.get {
            Some(get) => get(vm, instance),
            None => Err(vm.attribute_error_text("unreadable attribute")),
        }
    }

    #[slot(descr_set)]
    fn set_slot(vm: &mut Vm, this: &Value, instance: &Value, value: Option<&Value>) -> PyResult<()> {
        let Some(getset) = this.downcast::<PyGetSet>() else { return Ok(()) };
        check_owner(vm, || getset.def.0.name.to_owned(), &getset.owner, instance)?;
        match getset.def.0.set {
            Some(set) => set(vm, instance, value),
            None if getset.def.0.member => Err(vm.attribute_error_text("readonly attribute")),
            None => {
                let (name, owner) = (getset.def.0.name, getset.owner.name_text(vm));
                Err(vm
                    .attribute_error_text(format!("attribute '{name}' of '{owner}' objects is not writable")))
            }
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(getset) = this.downcast::<PyGetSet>() else { return Ok(Value::NONE) };
        let text = format!("<attribute '{}' of '{}' objects>", getset.def.0.name, getset.owner.name_text(vm));
        Ok(vm.new_str(&text).into())
    }

    #[getter(__name__)]
    fn get_name(this: &PyGetSet) -> &'static str {
        this.def.0.name
    }

    #[getter(__doc__)]
    fn get_doc(this: &PyGetSet) -> &'static str {
        this.def.0.doc
    }

    #[getter(__objclass__)]
    fn get_objclass(this: &PyGetSet) -> Ref<PyType> {
        this.owner.clone()
    }
}

fn check_owner(vm: &mut Vm, name: impl FnOnce() -> String, owner: &PyType, instance: &Value) -> PyResult<()> {
    if vm.class_of(instance).is_subtype(vm, owner) {
        return Ok(());
    }
    let (name, owner, found) = (name(), owner.name_text(vm), vm.class_name(instance));
    Err(vm
        .type_error(format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{found}' object")))
}

#[native(name = "member_descriptor", kind = Member, final, no_constructor)]
impl PyMember {
    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, instance: Option<&Value>, _class: &Value) -> PyResult {
        let Some(member) = this.downcast::<PyMember>() else { return Ok(Value::NONE) };
        let Some(instance) = instance else { return Ok(this.clone()) };
        check_owner(vm, || member.name.text().to_string_lossy(), &member.owner, instance)?;
        let value = instance.header().map_or(Value::NULL, |header| vm.word(header, member.offset).clone());
        match value.is_null() {
            true => Err(vm.attribute_error(instance, &member.name)),
            false => Ok(value),
        }
    }

    #[slot(descr_set)]
    fn set_slot(vm: &mut Vm, this: &Value, instance: &Value, value: Option<&Value>) -> PyResult<()> {
        let Some(member) = this.downcast::<PyMember>() else { return Ok(()) };
        check_owner(vm, || member.name.text().to_string_lossy(), &member.owner, instance)?;
        let Some(header) = instance.header() else { return Ok(()) };
        let old = vm.replace_word(header, member.offset, value.cloned().unwrap_or(Value::NULL));
        match value.is_none() && old.is_null() {
            true => Err(vm.attribute_error_text(member.name.text().to_string_lossy())),
            false => Ok(()),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(member) = this.downcast::<PyMember>() else { return Ok(Value::NONE) };
        let text = format!("<member '{}' of '{}' objects>", member.name.text(), member.owner.name_text(vm));
        Ok(vm.new_str(&text).into())
    }

    #[getter(__name__)]
    fn get_name(this: &PyMember) -> Ref<PyStr> {
        this.name.clone()
    }

    #[getter(__objclass__)]
    fn get_objclass(this: &PyMember) -> Ref<PyType> {
        this.owner.clone()
    }
}

#[native(name = "wrapper_descriptor", kind = SlotWrapper, final, no_constructor)]
impl PySlotWrapper {
    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let Some(wrapper) = this.downcast::<PySlotWrapper>() else { return Ok(Value::NONE) };
        let name = wrapper.def.0.name;
        let Some(object) = args.this() else {
            let owner = wrapper.owner.name_text(vm);
            return Err(vm.type_error(format!("descriptor '{name}' of '{owner}' object needs an argument")));
        };
        if !vm.class_of(object).is_subtype(vm, &wrapper.owner) {
            let (owner, found) = (wrapper.owner.name_text(vm), vm.class_name(object));
            return Err(vm.type_error(format!(
                "descriptor '{name}' requires a '{owner}' object but received a '{found}'"
            )));
        }
        let slots = wrapper.owner.slots(vm).clone();
        (wrapper.def.0.call)(vm, &slots, args)
    }

    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, instance: Option<&Value>, _class: &Value) -> PyResult {
        let Some(wrapper) = this.downcast::<PySlotWrapper>() else { return Ok(Value::NONE) };
        Ok(match instance {
            Some(instance) => vm.new_method_wrapper(wrapper, instance.clone()).into(),
            None => this.clone(),
        })
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(wrapper) = this.downcast::<PySlotWrapper>() else { return Ok(Value::NONE) };
        let text =
            format!("<slot wrapper '{}' of '{}' objects>", wrapper.def.0.name, wrapper.owner.name_text(vm));
        Ok(vm.new_str(&text).into())
    }

    #[getter(__name__)]
    fn get_name(this: &PySlotWrapper) -> &'static str {
        this.def.0.name
    }

    #[getter(__qualname__)]
    fn get_qualname(heap: &Heap, this: &PySlotWrapper) -> String {
        format!("{}.{}", this.owner.name_text(heap), this.def.0.name)
    }

    #[getter(__objclass__)]
    fn get_objclass(this: &PySlotWrapper) -> Ref<PyType> {
        this.owner.clone()
    }

    #[getter(__text_signature__)]
    fn get_text_signature(this: &PySlotWrapper) -> &'static str {
        this.def.0.signature
    }
}

/// Marker for the class `method-wrapper`, which shares the payload.
pub struct MethodWrapperClass;

#[native(name = "method-wrapper", kind = SlotWrapper, final, no_constructor)]
impl MethodWrapperClass {
    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let Some(wrapper) = this.downcast::<PySlotWrapper>() else { return Ok(Value::NONE) };
        let mut values = vec![wrapper.this.clone()];
        values.extend(args.values().iter().cloned());
        let slots = wrapper.owner.slots(vm).clone();
        (wrapper.def.0.call)(vm, &slots, &Args::new(&values, args.keyword_names()))
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(wrapper) = this.downcast::<PySlotWrapper>() else { return Ok(Value::NONE) };
        let class = vm.class_name(&wrapper.this);
        let text = format!(
            "<method-wrapper '{}' of {class} object at {:#x}>",
            wrapper.def.0.name,
            wrapper.this.bits()
        );
        Ok(vm.new_str(&text).into())
    }

    #[getter(__name__)]
    fn get_name(this: &PySlotWrapper) -> &'static str {
        this.def.0.name
    }

    #[getter(__qualname__)]
    fn get_qualname(heap: &Heap, this: &PySlotWrapper) -> String {
        PySlotWrapper::get_qualname(heap, this)
    }

    #[getter(__objclass__)]
    fn get_objclass(this: &PySlotWrapper) -> Ref<PyType> {
        this.owner.clone()
    }

    #[getter(__self__)]
    fn get_self(this: &PySlotWrapper) -> Value {
        this.this.clone()
    }

    #[slot(hash)]
    fn hash_slot(_vm: &mut Vm, this: &Value) -> PyResult<i64> {
        let Some(wrapper) = this.downcast::<PySlotWrapper>() else { return Ok(0) };
        let function = std::ptr::from_ref(wrapper.def.0).addr() >> 4;
        Ok(crate::ops::compare::hash_identity(&wrapper.this) ^ function as i64)
    }

    #[slot(compare)]
    fn compare_slot(_vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        match (this.downcast::<PySlotWrapper>(), other.downcast::<PySlotWrapper>()) {
            (Some(left), Some(right)) => Ok(op.of_equality(
                left.this.is(&right.this)
                    && std::ptr::eq(left.def.0, right.def.0)
                    && left.owner.is(&right.owner),
            )),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }
}

/// Property attribute.
#[native(name = "property", kind = Property)]
impl PyProperty {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        let payload = |header| PyProperty {
            header,
            get: Field::new(Value::NONE),
            set: Field::new(Value::NONE),
            delete: Field::new(Value::NONE),
            doc: Field::new(Value::NONE),
            // NULL until it is known.
            name: Field::new(Value::NULL),
        };
        Ok(vm.allocate(class, 0, payload).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        const PARAMETERS: Parameters = Parameters {
            owner: crate::native::Owner::Nothing,
            function: "property",
            names: &["fget", "fset", "fdel", "doc"],
            required: &[false; 4],
            positional: 4,
            positional_only: 0,
            skip_this: false,
            varargs: false,
            varkeywords: false,
        };
        let Some(property) = this.downcast::<PyProperty>() else { return Ok(()) };
        let [get, set, delete, doc] =
            args.bind::<4>(vm, &PARAMETERS)?.values.map(|value| value.cloned().unwrap_or(Value::NONE));
        let mut doc = doc;
        if doc.is_none() && !get.is_none() {
            let name = vm.names().__doc__.clone();
            doc = vm.get_attr_optional(&get, &name)?.unwrap_or(Value::NONE);
        }
        property.get.set(vm, get);
        property.set.set(vm, set);
        property.delete.set(vm, delete);
        property.doc.set(vm, doc);
        Ok(())
    }

    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, instance: Option<&Value>, _class: &Value) -> PyResult {
        let Some(property) = this.downcast::<PyProperty>() else { return Ok(Value::NONE) };
        let Some(instance) = instance else { return Ok(this.clone()) };
        let get = property.get.cloned(vm);
        if get.is_none() {
            return Err(property_error(vm, property, instance, "getter"));
        }
        vm.call(&get, std::slice::from_ref(instance))
    }

    #[slot(descr_set)]
    fn set_slot(vm: &mut Vm, this: &Value, instance: &Value, value: Option<&Value>) -> PyResult<()> {
        let Some(property) = this.downcast::<PyProperty>() else { return Ok(()) };
        let (function, what) = match value {
            Some(_) => (property.set.cloned(vm), "setter"),
            None => (property.delete.cloned(vm), "deleter"),
        };
        if function.is_none() {
            return Err(property_error(vm, property, instance, what));
        }
        match value {
            Some(value) => vm.call(&function, &[instance.clone(), value.clone()]).map(drop),
            None => vm.call(&function, std::slice::from_ref(instance)).map(drop),
        }
    }

    /// Descriptor to obtain a copy of the property with a different getter.
    #[method("($self, fget, /)", name = "getter")]
    fn with_getter(vm: &mut Vm, this: &PyProperty, fget: &Value) -> PyResult {
        copy_property(vm, this, Some(fget), None, None)
    }

    /// Descriptor to obtain a copy of the property with a different setter.
    #[method("($self, fset, /)", name = "setter")]
    fn with_setter(vm: &mut Vm, this: &PyProperty, fset: &Value) -> PyResult {
        copy_property(vm, this, None, Some(fset), None)
    }

    /// Descriptor to obtain a copy of the property with a different deleter.
    #[method("($self, fdel, /)")]
    fn deleter(vm: &mut Vm, this: &PyProperty, fdel: &Value) -> PyResult {
        copy_property(vm, this, None, None, Some(fdel))
    }

    /// Method to set name of a property.
    #[method("($self, owner, name, /)")]
    fn __set_name__(heap: &mut Heap, this: &PyProperty, owner: &Value, name: Value) {
        let _ = owner;
        this.name.set(heap, name);
    }

    #[getter(member)]
    fn fget(heap: &Heap, this: &PyProperty) -> Value {
        this.get.cloned(heap)
    }

    #[getter(member)]
    fn fset(heap: &Heap, this: &PyProperty) -> Value {
        this.set.cloned(heap)
    }

    #[getter(member)]
    fn fdel(heap: &Heap, this: &PyProperty) -> Value {
        this.delete.cloned(heap)
    }

    #[getter(__doc__)]
    fn get_doc(heap: &Heap, this: &PyProperty) -> Value {
        this.doc.cloned(heap)
    }

    #[setter(__doc__)]
    fn set_doc(heap: &mut Heap, this: &PyProperty, value: Option<&Value>) {
        this.doc.set(heap, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(__name__)]
    fn get_name(vm: &mut Vm, this: &PyProperty) -> PyResult {
        match property_name(vm, this) {
            Some(name) => Ok(name),
            None => {
                let class = vm.class_name(Ref::new(this).value());
                Err(vm.attribute_error_text(format!("'{class}' object has no attribute '__name__'")))
            }
        }
    }

    #[setter(__name__)]
    fn set_name(heap: &mut Heap, this: &PyProperty, value: Option<&Value>) {
        this.name.set(heap, value.cloned().unwrap_or(Value::NULL));
    }

    #[getter(__isabstractmethod__)]
    fn is_abstract(vm: &mut Vm, this: &PyProperty) -> PyResult<bool> {
        for function in [this.get.cloned(vm), this.set.cloned(vm), this.delete.cloned(vm)] {
            if is_abstract(vm, &function)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether a function says that it is abstract.
fn is_abstract(vm: &mut Vm, function: &Value) -> PyResult<bool> {
    let name = vm.names().__isabstractmethod__.clone();
    match vm.get_attr_optional(function, &name)? {
        Some(flag) => vm.is_true(&flag),
        None => Ok(false),
    }
}

fn copy_property(
    vm: &mut Vm,
    property: &PyProperty,
    get: Option<&Value>,
    set: Option<&Value>,
    delete: Option<&Value>,
) -> PyResult {
    let class: Value = Ref::new(property.header.shape().class()).into();
    let choose =
        |new: Option<&Value>, old: &Field<Value>, vm: &Vm| new.cloned().unwrap_or_else(|| old.cloned(vm));
    let args = [
        choose(get, &property.get, vm),
        choose(set, &property.set, vm),
        choose(delete, &property.delete, vm),
    ];
    let copy = vm.call(&class, &args)?;
    if let Some(copy) = copy.downcast::<PyProperty>() {
        let (doc, name) = (property.doc.cloned(vm), property.name.cloned(vm));
        if copy.doc.get(vm).is_none() {
            copy.doc.set(vm, doc);
        }
        copy.name.set(vm, name);
    }
    Ok(copy)
}

/// The name of a property: that of its attribute, or else of its getter.
fn property_name(vm: &mut Vm, property: &PyProperty) -> Option<Value> {
    let (name, get) = (property.name.cloned(vm), property.get.cloned(vm));
    if !name.is_null() {
        return Some(name);
    }
    if get.is_none() {
        return None;
    }
    match vm.get_attr_str(&get, "__name__") {
        Ok(name) => Some(name),
        Err(raised) => {
            vm.discard(raised);
            None
        }
    }
}

fn property_error(vm: &mut Vm, property: &PyProperty, instance: &Value, what: &str) -> crate::Raised {
    let class: Value = Ref::new(vm.class_of(instance)).into();
    let qualified = vm.get_attr_str(&class, "__qualname__").and_then(|name| vm.str(&name));
    let class = match qualified {
        Ok(name) => name.text().to_string_lossy(),
        Err(raised) => return raised,
    };
    let name = property_name(vm, property);
    let name = name.and_then(|name| vm.repr(&name).ok()).map(|name| name.text().to_string_lossy());
    vm.attribute_error_text(match name {
        Some(name) => format!("property {name} of '{class}' object has no {what}"),
        None => format!("property of '{class}' object has no {what}"),
    })
}

/// Convert a function to be a class method.
#[native(name = "classmethod", kind = ClassMethod, dict)]
impl PyClassMethod {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let function = args.positional().first().cloned().unwrap_or(Value::NONE);
        Ok(vm.allocate(class, 0, |header| PyClassMethod::of(header, function)).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let [function] = args.positional() else {
            return Err(
                vm.type_error(format!("classmethod expected 1 argument, got {}", args.positional().len()))
            );
        };
        if let Some(method) = this.downcast::<PyClassMethod>() {
            let bound = method.bound.replace(vm, Value::NULL);
            if let Some(bound) = bound.downcast::<PyMethod>() {
                forget_cached(vm, &bound.this);
            }
            method.function.set(vm, function.clone());
            copy_function_attributes(vm, this, function)?;
        }
        Ok(())
    }

    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, instance: Option<&Value>, class: &Value) -> PyResult {
        let Some(method) = this.downcast::<PyClassMethod>() else { return Ok(Value::NONE) };
        let function = method.function.cloned(vm);
        let class = match instance {
            Some(instance) if class.is_none() => Ref::new(vm.class_of(instance)).into(),
            _ => class.clone(),
        };
        Ok(vm.new_method(function, class).into())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(method) = this.downcast::<PyClassMethod>() else { return Ok(Value::NONE) };
        let function = method.function.cloned(vm);
        let text = format!("<classmethod({})>", vm.repr(&function)?.text());
        Ok(vm.new_str(&text).into())
    }

    #[getter(__func__)]
    fn get_func(heap: &Heap, this: &PyClassMethod) -> Value {
        this.function.cloned(heap)
    }

    #[getter(__wrapped__)]
    fn get_wrapped(heap: &Heap, this: &PyClassMethod) -> Value {
        this.function.cloned(heap)
    }

    #[getter(__isabstractmethod__)]
    fn get_abstract(vm: &mut Vm, this: &PyClassMethod) -> PyResult<bool> {
        let function = this.function.cloned(vm);
        is_abstract(vm, &function)
    }
}

/// Convert a function to be a static method.
#[native(name = "staticmethod", kind = StaticMethod, dict)]
impl PyStaticMethod {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let function = args.positional().first().cloned().unwrap_or(Value::NONE);
        Ok(vm.allocate(class, 0, |header| PyStaticMethod::of(header, function)).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let [function] = args.positional() else {
            return Err(
                vm.type_error(format!("staticmethod expected 1 argument, got {}", args.positional().len()))
            );
        };
        if let Some(method) = this.downcast::<PyStaticMethod>() {
            let class = method.cached_for.replace(vm, Value::NULL);
            forget_cached(vm, &class);
            method.function.set(vm, function.clone());
            copy_function_attributes(vm, this, function)?;
        }
        Ok(())
    }

    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, _instance: Option<&Value>, _class: &Value) -> PyResult {
        let Some(method) = this.downcast::<PyStaticMethod>() else { return Ok(Value::NONE) };
        Ok(method.function.cloned(vm))
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let Some(method) = this.downcast::<PyStaticMethod>() else { return Ok(Value::NONE) };
        let function = method.function.cloned(vm);
        vm.call_args(&function, args)
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(method) = this.downcast::<PyStaticMethod>() else { return Ok(Value::NONE) };
        let function = method.function.cloned(vm);
        let text = format!("<staticmethod({})>", vm.repr(&function)?.text());
        Ok(vm.new_str(&text).into())
    }

    #[getter(__func__)]
    fn get_func(heap: &Heap, this: &PyStaticMethod) -> Value {
        this.function.cloned(heap)
    }

    #[getter(__wrapped__)]
    fn get_wrapped(heap: &Heap, this: &PyStaticMethod) -> Value {
        this.function.cloned(heap)
    }

    #[getter(__isabstractmethod__)]
    fn get_abstract(vm: &mut Vm, this: &PyStaticMethod) -> PyResult<bool> {
        let function = this.function.cloned(vm);
        is_abstract(vm, &function)
    }
}

/// Gives a wrapper the name and documentation of the function that it wraps.
fn copy_function_attributes(vm: &mut Vm, wrapper: &Value, function: &Value) -> PyResult<()> {
    for name in ["__module__", "__name__", "__qualname__", "__doc__"] {
        let name = vm.intern_str(name);
        if let Some(value) = vm.get_attr_optional(function, &name)?
            && let Some(header) = wrapper.header()
        {
            vm.set_own_attribute(header, &name, value);
        }
    }
    Ok(())
}
