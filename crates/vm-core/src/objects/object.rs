//! `object`: what every class inherits.

use vm_derive::native;

use crate::heap::Heap;
use crate::native::{Args, GetSetDef};
use crate::object::{Kind, Ref};
use crate::objects::{PyDict, PySet, PyStr, PyType};
use crate::types::{BinaryFn, CompareOp};
use crate::value::Value;
use crate::{PyResult, Vm};

/// Marker for the class `object`.
pub struct ObjectClass;

/// `__setattr__` as a slot.
type Compare = fn(&mut Vm, &Value, &Value, CompareOp) -> PyResult;
type SetAttr = fn(&mut Vm, &Value, &Value, Option<&Value>) -> PyResult<()>;

impl ObjectClass {
    /// The slot of `object.__getattribute__`: classes that have it look attributes up in the ordinary way.
    pub(crate) const GETATTR: BinaryFn = ObjectClass::getattr_slot;
    /// The slot of `object.__setattr__`.
    pub(crate) const SETATTR: SetAttr = ObjectClass::setattr_slot;
    /// The slot of `object.__eq__`: objects of classes that have it are equal to themselves only.
    pub(crate) const COMPARE: Compare = ObjectClass::compare_slot;
}

/// The base class of the class hierarchy.
///
/// When called, it accepts no arguments and returns a new featureless
/// instance that has no instance attributes and cannot be given any.
#[native(name = "object", kind = Instance)]
impl ObjectClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        if !args.is_empty() {
            // Surplus arguments are for `__init__`, if the class has its own.
            let object = vm.types().object.clone();
            let own_new = !same(class.slots(vm).new, object.slots(vm).new);
            let own_init = !same(class.slots(vm).init, object.slots(vm).init);
            if own_new {
                return Err(
                    vm.type_error("object.__new__() takes exactly one argument (the type to instantiate)")
                );
            }
            if !own_init {
                let name = class.name_text(vm);
                return Err(vm.type_error(format!("{name}() takes no arguments")));
            }
        }
        vm.check_instantiable(class)?;
        Ok(vm.new_instance(class).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        if !args.is_empty() {
            let class = Ref::new(vm.class_of(this));
            let object = vm.types().object.clone();
            let own_new = !same(class.slots(vm).new, object.slots(vm).new);
            let own_init = !same(class.slots(vm).init, object.slots(vm).init);
            if own_init {
                return Err(vm.type_error(
                    "object.__init__() takes exactly one argument (the instance to initialize)",
                ));
            }
            if !own_new {
                let name = class.name_text(vm);
                return Err(vm.type_error(format!(
                    "{name}.__init__() takes exactly one argument (the instance to initialize)"
                )));
            }
        }
        Ok(())
    }

    #[slot(getattr)]
    fn getattr_slot(vm: &mut Vm, this: &Value, name: &Value) -> PyResult {
        vm.generic_getattr(this, name)
    }

    #[slot(setattr)]
    fn setattr_slot(vm: &mut Vm, this: &Value, name: &Value, value: Option<&Value>) -> PyResult<()> {
        vm.generic_setattr(this, name, value)
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let class = Ref::new(vm.class_of(this));
        let name = vm.qualified_name(&class);
        Ok(vm.new_str(&format!("<{name} object at {:#x}>", this.bits() & !4)).into())
    }

    #[slot(str)]
    fn str_slot(vm: &mut Vm, this: &Value) -> PyResult {
        vm.repr(this).map(Into::into)
    }

    #[slot(hash)]
    fn hash_slot(_vm: &mut Vm, this: &Value) -> PyResult<i64> {
        Ok(crate::ops::compare::hash_identity(this))
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        match op {
            CompareOp::Eq if this.is(other) => Ok(Value::TRUE),
            CompareOp::Ne => {
                // By default the inverse of `__eq__`.
                let class = Ref::new(vm.class_of(this));
                let Some(compare) = class.slots(vm).compare else { return Ok(Value::NOT_IMPLEMENTED) };
                let equal = compare(vm, this, other, CompareOp::Eq)?;
                match equal.is_not_implemented() {
                    true => Ok(equal),
                    false => vm.is_true(&equal).map(|equal| Value::bool(!equal)),
                }
            }
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// the object's class
    #[getter(__class__)]
    fn get_class(vm: &mut Vm, this: &Value) -> Value {
        Ref::new(vm.class_of(this)).into()
    }

    #[setter(__class__)]
    fn set_class(vm: &mut Vm, this: &Value, value: Option<&Value>) -> PyResult<()> {
        let Some(value) = value else { return Err(vm.type_error("can't delete __class__ attribute")) };
        let Some(class) = value.downcast::<PyType>() else {
            let found = vm.class_name(value);
            return Err(vm.type_error(format!("__class__ must be set to a class, not '{found}' object")));
        };
        vm.change_class(this, class)
    }

    /// Default object formatter.
    #[method("($self, format_spec, /)")]
    fn __format__(vm: &mut Vm, this: &Value, format_spec: &PyStr) -> PyResult {
        if !format_spec.is_empty() {
            let name = vm.class_name(this);
            return Err(vm.type_error(format!("unsupported format string passed to {name}.__format__")));
        }
        vm.str(this).map(Into::into)
    }

    /// This method is called when a class is subclassed.
    #[classmethod("($type, /)")]
    fn __init_subclass__(this: &Value) {
        let _ = this;
    }

    /// Abstract classes can override this to customize issubclass().
    #[classmethod("($type, subclass, /)")]
    fn __subclasshook__(this: &Value, subclass: &Value) -> Value {
        let _ = (this, subclass);
        Value::NOT_IMPLEMENTED
    }

    /// Size of object in memory, in bytes.
    #[method("($self, /)")]
    fn __sizeof__(heap: &Heap, this: &Value) -> usize {
        let class = heap.class_of(this);
        usize::from(crate::objects::class_kind_words(class.layout.kind)) * 8
    }

    /// Default dir() implementation.
    #[method("($self, /)")]
    fn __dir__(vm: &mut Vm, this: &Value) -> PyResult {
        vm.default_dir(this)
    }

    /// Helper for pickle.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &Value) -> PyResult {
        vm.object_reduce(this, 0)
    }

    /// Helper for pickle.
    #[method("($self, protocol, /)")]
    fn __reduce_ex__(vm: &mut Vm, this: &Value, protocol: i64) -> PyResult {
        let name = vm.names().__reduce__.clone();
        let class = Ref::new(vm.class_of(this));
        let object = vm.types().object.clone();
        let own = class.lookup(vm, &name);
        let default = object.lookup(vm, &name);
        match (own, default) {
            (Some(own), Some(default)) if !own.is(&default) => vm.call_bound(&own, this, &[]),
            _ => vm.object_reduce(this, protocol),
        }
    }

    /// Helper for pickle.
    #[method("($self, /)")]
    fn __getstate__(vm: &mut Vm, this: &Value) -> PyResult {
        vm.object_getstate(this)
    }
}

/// Whether two slots hold the same function. The compiler may merge equal functions, which is harmless here.
pub(super) fn same<T: Copy + PartialEq>(left: Option<T>, right: Option<T>) -> bool {
    left == right
}

/// What instances of Python classes get: `__dict__` and `__weakref__`.
pub(crate) static INSTANCE_GETSETS: &[GetSetDef] = &[
    GetSetDef {
        member: false,
        name: "__dict__",
        doc: "dictionary for instance variables",
        get: Some(|vm, this| match this.header() {
            Some(header) if header.shape().area() != 0 => Ok(vm.materialize_dict(header).into()),
            _ => Err(vm.attribute_error_text("this object has no __dict__")),
        }),
        set: Some(|vm, this, value| {
            let Some(header) = this.header().filter(|header| header.shape().area() != 0) else {
                return Err(vm.attribute_error_text("this object has no __dict__"));
            };
            match value {
                None => Err(vm.type_error("cannot delete __dict__")),
                Some(value) => match value.downcast::<PyDict>() {
                    Some(dict) => {
                        vm.set_attribute_dict(header, Ref::new(dict));
                        Ok(())
                    }
                    None => {
                        let found = vm.class_name(value);
                        Err(vm.type_error(format!("__dict__ must be set to a dictionary, not a '{found}'")))
                    }
                },
            }
        }),
    },
    GetSetDef {
        member: false,
        name: "__weakref__",
        doc: "list of weak references to the object",
        get: Some(|vm, this| Ok(vm.find_weakref(this.address()).map_or(Value::NONE, Into::into))),
        set: None,
    },
];

impl Vm {
    /// Raises `TypeError` if the class has abstract methods.
    pub(crate) fn check_instantiable(&mut self, class: &PyType) -> PyResult<()> {
        let name = self.names().__abstractmethods__.clone();
        let Some(methods) = class.dict().get_str(self, &name).cloned() else { return Ok(()) };
        // What `abc` leaves where all methods are there.
        if methods.downcast::<PySet>().is_some_and(|methods| methods.is_empty(self)) {
            return Ok(());
        }
        let mut names = Vec::new();
        self.iterate(&methods, |_, item| {
            names.extend(item.downcast::<PyStr>().map(|name| name.text().to_string_lossy()));
            Ok(())
        })?;
        if names.is_empty() {
            return Ok(());
        }
        names.sort();
        let plural = if names.len() == 1 { "" } else { "s" };
        let list = names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
        let class = class.name_text(self);
        Err(self.type_error(format!(
            "Can't instantiate abstract class {class} without an implementation for abstract method{plural} {list}"
        )))
    }

    fn change_class(&mut self, object: &Value, class: &PyType) -> PyResult<()> {
        let old = Ref::new(self.class_of(object));
        let changeable = |class: &PyType| class.is_heap_type() || class.layout.kind == Kind::Module;
        if let Some(header) = object.header()
            && changeable(&old)
            && changeable(class)
            && old.layout.kind == class.layout.kind
            && old.layout.slot_words == class.layout.slot_words
            && old.layout.has_dict == class.layout.has_dict
        {
            self.move_to_class(header, class);
            return Ok(());
        }
        let both = changeable(class) && changeable(&old);
        let (new, old) = (class.name_text(self), old.name_text(self));
        if !both {
            return Err(self.type_error(
                "__class__ assignment only supported for mutable types or ModuleType subclasses",
            ));
        }
        Err(self.type_error(format!("__class__ assignment: '{new}' object layout differs from '{old}'")))
    }

    /// Module and qualified name of a class, as in `<class 'm.C'>`.
    pub fn qualified_name(&self, class: &PyType) -> String {
        let qualname =
            class.qualname.get(self).as_ref().map(|name| name.text().to_string_lossy()).unwrap_or_default();
        let module = class.dict().get_str(self, &self.names().__module__);
        match module.and_then(|module| module.downcast::<PyStr>()) {
            Some(module) if module.as_bytes() != b"builtins" => format!("{}.{qualname}", module.text()),
            _ => qualname,
        }
    }

    /// The names of the attributes of an object, its class and the bases, sorted.
    pub(crate) fn default_dir(&mut self, object: &Value) -> PyResult {
        let mut names: Vec<Value> = Vec::new();
        let seen = self.new_dict();
        let dict_name = self.names().__dict__.clone();
        if let Some(dict) = self.get_attr_optional(object, &dict_name)?
            && let Some(dict) = dict.downcast::<PyDict>()
        {
            names.extend(dict.table(self).iter().map(|entry| entry.key.clone()));
        }
        for class in self.class_of(object).mro(self) {
            names.extend(class.dict().table(self).iter().map(|entry| entry.key.clone()));
        }
        for name in names {
            seen.set(self, &name, Value::NONE)?;
        }
        let names: Vec<Value> = seen.table(self).iter().map(|entry| entry.key.clone()).collect();
        Ok(self.new_list(names).into())
    }

    /// `object.__getstate__`: the attributes, and the values of `__slots__`.
    pub(crate) fn object_getstate(&mut self, object: &Value) -> PyResult {
        let attributes = match object.header() {
            Some(header) if header.shape().area() != 0 => {
                let copy = self.copy_attributes(header);
                match copy.is_empty(self) {
                    true => Value::NONE,
                    false => copy.into(),
                }
            }
            _ => Value::NONE,
        };
        if self.class_of(object).layout.slot_words == 0 {
            return Ok(attributes);
        }
        let slots = self.new_dict();
        let classes: Vec<Ref<PyType>> = self.class_of(object).mro(self).map(Ref::new).collect();
        for class in classes {
            let members: Vec<(Value, Value)> = class
                .dict()
                .table(self)
                .iter()
                .map(|entry| (entry.key.clone(), entry.value.clone()))
                .collect();
            for (name, member) in members {
                if member.kind() == Kind::Member
                    && let Some(name) = name.downcast::<PyStr>()
                    && let Some(value) = self.get_attr_optional(object, name)?
                {
                    slots.set_str(self, name, value);
                }
            }
        }
        match slots.is_empty(self) {
            true => Ok(attributes),
            false => Ok(self.new_tuple([attributes, slots.into()]).into()),
        }
    }

    fn object_reduce(&mut self, object: &Value, protocol: i64) -> PyResult {
        let copyreg = self.import_module("copyreg")?;
        if protocol < 2 {
            let function = self.get_attr_str(&copyreg, "_reduce_ex")?;
            return self.call(&function, &[object.clone(), Value::int32(protocol as i32)]);
        }
        let (getnewargs_ex, getnewargs) =
            (self.names().__getnewargs_ex__.clone(), self.names().__getnewargs__.clone());
        let class: Value = Ref::new(self.class_of(object)).into();
        let mut args = vec![class.clone()];
        let mut keywords = None;
        if let Some(method) = self.lookup_special(object, &getnewargs_ex) {
            let pair = self.call_bound(&method, object, &[])?;
            let pair = self.iterate_to_vec(&pair)?;
            if let [positional, named] = &pair[..] {
                args.extend(self.iterate_to_vec(positional)?);
                keywords = Some((positional.clone(), named.clone()));
            }
        } else if let Some(method) = self.lookup_special(object, &getnewargs) {
            let positional = self.call_bound(&method, object, &[])?;
            args.extend(self.iterate_to_vec(&positional)?);
        }
        let getstate = self.names().__getstate__.clone();
        let state = self.call_method(object, &getstate, &[])?;
        let list_items = match object.kind() {
            Kind::List => self.iter(object)?,
            _ => Value::NONE,
        };
        let dict_items = match object.kind() {
            Kind::Dict => {
                let items = self.call_method_str(object, "items", &[])?;
                self.iter(&items)?
            }
            _ => Value::NONE,
        };
        let (function, arguments): (Value, Value) = match keywords {
            Some((positional, named)) if self.len(&named)? > 0 => {
                let function = self.get_attr_str(&copyreg, "__newobj_ex__")?;
                (function, self.new_tuple([class, positional, named]).into())
            }
            _ => (self.get_attr_str(&copyreg, "__newobj__")?, self.new_tuple(args).into()),
        };
        Ok(self.new_tuple([function, arguments, state, list_items, dict_items]).into())
    }
}
