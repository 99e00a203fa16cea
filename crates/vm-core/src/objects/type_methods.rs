//! `type`: calling classes, their attributes, and `type()` itself.

use vm_derive::native;

use super::object::same;
use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Kind, Ref};
use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Vm};

impl PyType {
    /// Calls the class `this`.
    pub(crate) fn call(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let Some(class) = this.downcast::<PyType>() else { return Ok(Value::NONE) };
        if class.is_exact_type(vm) && args.values().len() == 1 && args.keyword_names().is_empty() {
            return Ok(Ref::new(vm.class_of(&args.values()[0])).into());
        }
        if class.makes_exceptions_plainly(vm) && args.keyword_names().is_empty() {
            return Ok(vm.new_exception(class, args.positional()).into());
        }
        let new = class.slots(vm).new.filter(|_| !class.layout.no_constructor);
        let Some(new) = new else {
            let name = vm.qualified_name(class);
            return Err(vm.type_error(format!("cannot create '{name}' instances")));
        };
        let object = new(vm, class, args)?;
        if !vm.class_of(&object).is_subtype(vm, class) {
            return Ok(object);
        }
        let made = vm.class_of(&object);
        let init = made.slots(vm).init;
        // Where a native class has made something of the arguments, `object.__init__` has nothing to say.
        let object_slots = vm.types().object.slots(vm);
        let unneeded =
            !made.is_heap_type() && same(init, object_slots.init) && !same(Some(new), object_slots.new);
        if let Some(init) = init
            && !unneeded
        {
            init(vm, &object, args)?;
        }
        Ok(object)
    }
}

/// type(object) -> the object's type
/// type(name, bases, dict, **kwds) -> a new type
#[native(name = "type", kind = Type)]
impl PyType {
    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        PyType::call(vm, this, args)
    }

    #[slot(new)]
    fn new_slot(vm: &mut Vm, metaclass: &PyType, args: &Args<'_>) -> PyResult {
        let [name, bases, namespace] = args.positional() else {
            return Err(vm.type_error("type() takes 1 or 3 arguments"));
        };
        let Some(name) = name.downcast::<PyStr>() else {
            let found = vm.class_name(name);
            return Err(vm.type_error(format!("type.__new__() argument 1 must be str, not {found}")));
        };
        let Some(bases) = bases.downcast::<PyTuple>() else {
            let found = vm.class_name(bases);
            return Err(vm.type_error(format!("type.__new__() argument 2 must be tuple, not {found}")));
        };
        let Some(namespace) = namespace.downcast::<PyDict>() else {
            let found = vm.class_name(namespace);
            return Err(vm.type_error(format!("type.__new__() argument 3 must be dict, not {found}")));
        };
        for base in bases.items() {
            let entries = vm.names().__mro_entries__.clone();
            if base.downcast::<PyType>().is_none() && vm.get_attr_optional(base, &entries)?.is_some() {
                return Err(
                    vm.type_error("type() doesn't support MRO entry resolution; use types.new_class()")
                );
            }
        }
        let metaclass_value: Value = Ref::new(metaclass).into();
        let winner = vm.most_derived_metaclass(&metaclass_value, bases.items())?;
        if !winner.is(&metaclass_value)
            && let Some(winner) = winner.downcast::<PyType>()
            && let Some(new) = winner.slots(vm).new
            && !std::ptr::fn_addr_eq(new, PyType::new_slot as fn(&mut Vm, &PyType, &Args<'_>) -> PyResult)
        {
            return new(vm, winner, args);
        }
        let winner = winner.downcast::<PyType>().map_or_else(|| Ref::new(metaclass), Ref::new);
        let mut base_types = Vec::new();
        for base in bases.items() {
            match base.downcast::<PyType>() {
                Some(base) => base_types.push(Ref::new(base)),
                None => {
                    return Err(vm.type_error("bases must be types"));
                }
            }
        }
        let name = vm.intern_object(name);
        let class = vm.new_class(&winner, name, base_types, namespace)?;
        vm.finish_class(&class, args)?;
        Ok(class.into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let _ = this;
        match args.positional().len() {
            1 | 3 => Ok(()),
            _ => Err(vm.type_error("type.__init__() takes 1 or 3 arguments")),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(class) = this.downcast::<PyType>() else { return Ok(Value::NONE) };
        let name = vm.qualified_name(class);
        Ok(vm.new_str(&format!("<class '{name}'>")).into())
    }

    #[slot(getattr)]
    fn getattr_slot(vm: &mut Vm, this: &Value, name: &Value) -> PyResult {
        let (Some(class), Some(name)) = (this.downcast::<PyType>(), name.downcast::<PyStr>()) else {
            return vm.generic_getattr(this, name);
        };
        let name = vm.intern_object(name);
        let metaclass = Ref::new(vm.class_of(this));
        let meta_attribute = metaclass.lookup(vm, &name);
        if let Some(attribute) = &meta_attribute
            && vm.is_data_descriptor(attribute)
        {
            return vm.descriptor_get(attribute, Some(this), metaclass.value());
        }
        if let Some(attribute) = class.lookup(vm, &name) {
            return vm.descriptor_get(&attribute, None, this);
        }
        match meta_attribute {
            Some(attribute) => vm.descriptor_get(&attribute, Some(this), metaclass.value()),
            None => Err(vm.attribute_error(this, &name)),
        }
    }

    #[slot(setattr)]
    fn setattr_slot(vm: &mut Vm, this: &Value, name: &Value, value: Option<&Value>) -> PyResult<()> {
        let (Some(class), Some(name)) = (this.downcast::<PyType>(), name.downcast::<PyStr>()) else {
            return vm.generic_setattr(this, name, value);
        };
        let name = vm.intern_object(name);
        if class.layout.is_immutable {
            let (class, name) = (class.name_text(vm), name.text().to_string_lossy());
            return Err(vm.type_error(format!("cannot set '{name}' attribute of immutable type '{class}'")));
        }
        let metaclass = Ref::new(vm.class_of(this));
        if let Some(attribute) = metaclass.lookup(vm, &name) {
            let attribute_class = Ref::new(vm.class_of(&attribute));
            if let Some(set) = attribute_class.slots(vm).descr_set {
                return set(vm, &attribute, this, value);
            }
        }
        match value {
            Some(value) => class.dict().set_str(vm, &name, value.clone()),
            None => {
                if class.dict().remove_str(vm, &name).is_none() {
                    return Err(vm.attribute_error(this, &name));
                }
            }
        }
        vm.class_changed(class, &name);
        Ok(())
    }

    #[number(Or)]
    fn or_slot(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        PyUnion::or_slot(vm, left, right)
    }

    #[getter(__name__)]
    fn get_name(heap: &Heap, this: &PyType) -> Value {
        Ref::new(this.name(heap)).into()
    }

    #[setter(__name__)]
    fn set_name(vm: &mut Vm, this: &PyType, value: Option<&Value>) -> PyResult<()> {
        let name = vm.expect_type_name(this, "__name__", value)?;
        if name.as_bytes().contains(&0) {
            return Err(vm.value_error("type name must not contain null characters"));
        }
        this.name.set(vm, Some(name));
        Ok(())
    }

    #[getter(__qualname__)]
    fn get_qualname(heap: &Heap, this: &PyType) -> Value {
        this.qualname.cloned(heap).map_or(Value::NONE, Into::into)
    }

    #[setter(__qualname__)]
    fn set_qualname(vm: &mut Vm, this: &PyType, value: Option<&Value>) -> PyResult<()> {
        let name = vm.expect_type_name(this, "__qualname__", value)?;
        this.qualname.set(vm, Some(name));
        Ok(())
    }

    #[getter(__module__)]
    fn get_module(vm: &mut Vm, this: &PyType) -> Value {
        let name = vm.names().__module__.clone();
        match this.dict().get_str(vm, &name).cloned() {
            // A native class whose instances have a module of their own is a built-in one.
            Some(found) if found.downcast::<crate::objects::PyGetSet>().is_some() && !this.is_heap_type() => {
                vm.intern_str("builtins").into()
            }
            Some(found) => found,
            None => Value::NONE,
        }
    }

    #[setter(__module__)]
    fn set_module(vm: &mut Vm, this: &PyType, value: Option<&Value>) -> PyResult<()> {
        vm.check_mutable_type(this, "__module__")?;
        let name = vm.names().__module__.clone();
        let value = value.cloned().unwrap_or(Value::NONE);
        this.dict().set_str(vm, &name, value);
        vm.class_changed(this, &name);
        Ok(())
    }

    #[getter(__doc__)]
    fn get_doc(vm: &mut Vm, this: &PyType) -> PyResult {
        let name = vm.names().__doc__.clone();
        let Some(doc) = this.dict().get_str(vm, &name).cloned() else { return Ok(Value::NONE) };
        let class: Value = Ref::new(this).into();
        vm.descriptor_get(&doc, None, &class)
    }

    #[setter(__doc__)]
    fn set_doc(vm: &mut Vm, this: &PyType, value: Option<&Value>) -> PyResult<()> {
        vm.check_mutable_type(this, "__doc__")?;
        let name = vm.names().__doc__.clone();
        this.dict().set_str(vm, &name, value.cloned().unwrap_or(Value::NONE));
        vm.class_changed(this, &name);
        Ok(())
    }

    #[getter(__annotate__)]
    fn get_annotate(vm: &mut Vm, this: &PyType) -> PyResult {
        let names = [vm.names().__annotate__.clone(), vm.names().__annotate_func__.clone()];
        if !this.is_heap_type() {
            let name = this.name_text(vm);
            return Err(
                vm.attribute_error_text(format!("type object '{name}' has no attribute '__annotate__'"))
            );
        }
        for name in &names {
            if let Some(found) = this.dict().get_str(vm, name).cloned() {
                let class: Value = Ref::new(this).into();
                return vm.descriptor_get(&found, None, &class);
            }
        }
        this.dict().set_str(vm, &names[1], Value::NONE);
        Ok(Value::NONE)
    }

    #[setter(__annotate__)]
    fn set_annotate(vm: &mut Vm, this: &PyType, value: Option<&Value>) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.type_error("cannot delete __annotate__ attribute"));
        };
        vm.check_mutable_type(this, "__annotate__")?;
        if !value.is_none() && !vm.is_callable(value) {
            return Err(vm.type_error("__annotate__ must be callable or None"));
        }
        let (function, cache) =
            (vm.names().__annotate_func__.clone(), vm.names().__annotations_cache__.clone());
        this.dict().set_str(vm, &function, value.clone());
        if !value.is_none() {
            this.dict().remove_str(vm, &cache);
        }
        vm.class_changed(this, &function);
        Ok(())
    }

    #[getter(__annotations__)]
    fn get_annotations(vm: &mut Vm, this: &PyType) -> PyResult {
        if !this.is_heap_type() {
            let name = this.name_text(vm);
            return Err(
                vm.attribute_error_text(format!("type object '{name}' has no attribute '__annotations__'"))
            );
        }
        let (own, cache) = (vm.names().__annotations__.clone(), vm.names().__annotations_cache__.clone());
        for name in [&own, &cache] {
            if let Some(found) = this.dict().get_str(vm, name).cloned() {
                let class: Value = Ref::new(this).into();
                return vm.descriptor_get(&found, None, &class);
            }
        }
        let annotate = Self::get_annotate(vm, this)?;
        let annotations = vm.evaluate_annotations(&annotate)?;
        this.dict().set_str(vm, &cache, annotations.clone());
        Ok(annotations)
    }

    #[setter(__annotations__)]
    fn set_annotations(vm: &mut Vm, this: &PyType, value: Option<&Value>) -> PyResult<()> {
        vm.check_mutable_type(this, "__annotations__")?;
        let (own, cache) = (vm.names().__annotations__.clone(), vm.names().__annotations_cache__.clone());
        let place = if this.dict().get_str(vm, &own).is_some() { own } else { cache };
        match value {
            Some(value) => this.dict().set_str(vm, &place, value.clone()),
            None => {
                if this.dict().remove_str(vm, &place).is_none() {
                    return Err(vm.attribute_error_text("__annotations__"));
                }
            }
        }
        for name in [vm.names().__annotate_func__.clone(), vm.names().__annotate__.clone()] {
            this.dict().remove_str(vm, &name);
        }
        vm.class_changed(this, &place);
        Ok(())
    }

    #[getter(__type_params__)]
    fn get_type_params(vm: &mut Vm, this: &PyType) -> Value {
        let name = vm.intern_str("__type_params__");
        match this.dict().get_str(vm, &name).cloned() {
            Some(params) => params,
            None => vm.new_tuple([]).into(),
        }
    }

    #[setter(__type_params__)]
    fn set_type_params(vm: &mut Vm, this: &PyType, value: Option<&Value>) -> PyResult<()> {
        vm.check_mutable_type(this, "__type_params__")?;
        let name = vm.intern_str("__type_params__");
        match value {
            Some(value) => this.dict().set_str(vm, &name, value.clone()),
            None => drop(this.dict().remove_str(vm, &name)),
        }
        vm.class_changed(this, &name);
        Ok(())
    }

    #[getter(__dict__)]
    fn get_dict(heap: &mut Heap, this: &PyType) -> Value {
        let dict: Value = Ref::new(this.dict()).into();
        heap.new_mapping_proxy(dict).into()
    }

    #[getter(__bases__)]
    fn get_bases(heap: &mut Heap, this: &PyType) -> Value {
        let bases: Vec<Value> = this.bases.get(heap).iter().map(|base| base.clone().into()).collect();
        heap.new_tuple(bases).into()
    }

    #[setter(__bases__)]
    fn set_bases(vm: &mut Vm, this: &PyType, value: Option<&Value>) -> PyResult<()> {
        vm.set_bases(this, value)
    }

    #[getter(__base__, member)]
    fn get_base(heap: &Heap, this: &PyType) -> Value {
        this.base.cloned(heap).map_or(Value::NONE, Into::into)
    }

    #[getter(__mro__)]
    fn get_mro(heap: &mut Heap, this: &PyType) -> Value {
        let mro: Vec<Value> = this.mro(heap).map(|class| Ref::new(class).into()).collect();
        heap.new_tuple(mro).into()
    }

    #[getter(__flags__)]
    fn get_flags(this: &PyType) -> i64 {
        let layout = &this.layout;
        i64::from(layout.is_heap_type) << 9
            | i64::from(!layout.is_final) << 10
            | i64::from(layout.is_immutable) << 8
            | i64::from(this.collection() == Collection::Sequence) << 5
            | i64::from(this.collection() == Collection::Mapping) << 6
    }

    #[getter(__abstractmethods__)]
    fn get_abstract_methods(vm: &mut Vm, this: &PyType) -> PyResult {
        let name = vm.names().__abstractmethods__.clone();
        match this.dict().get_str(vm, &name).cloned() {
            Some(methods) => Ok(methods),
            None => {
                let class: Value = Ref::new(this).into();
                Err(vm.attribute_error(&class, &name))
            }
        }
    }

    #[setter(__abstractmethods__)]
    fn set_abstract_methods(vm: &mut Vm, this: &PyType, value: Option<&Value>) -> PyResult<()> {
        let name = vm.names().__abstractmethods__.clone();
        match value {
            Some(value) => this.dict().set_str(vm, &name, value.clone()),
            None => drop(this.dict().remove_str(vm, &name)),
        }
        vm.class_changed(this, &name);
        Ok(())
    }

    /// Return a type's method resolution order.
    #[method("($self, /)", name = "mro")]
    fn mro_list(heap: &mut Heap, this: &PyType) -> Vec<Value> {
        PyType::mro(this, heap).map(|class| Ref::new(class).into()).collect()
    }

    /// Return a list of immediate subclasses.
    #[method("($self, /)")]
    fn __subclasses__(heap: &Heap, this: &PyType) -> Vec<Value> {
        this.subclasses(heap).into_iter().map(Into::into).collect()
    }

    /// Check if an object is an instance.
    #[method("($self, instance, /)")]
    fn __instancecheck__(vm: &mut Vm, this: &Value, instance: &Value) -> PyResult<bool> {
        vm.is_instance_directly(instance, this)
    }

    /// Check if a class is a subclass.
    #[method("($self, subclass, /)")]
    fn __subclasscheck__(vm: &mut Vm, this: &Value, subclass: &Value) -> PyResult<bool> {
        vm.is_subclass_directly(subclass, this)
    }

    /// Create the namespace for the class statement
    #[classmethod("($type, /, *args, **kwargs)")]
    fn __prepare__(
        heap: &mut Heap,
        this: &Value,
        args: &[Value],
        kwargs: crate::native::Keywords<'_>,
    ) -> Ref<PyDict> {
        let _ = (this, args, kwargs);
        heap.new_dict()
    }

    /// Specialized __dir__ implementation for types.
    #[method("($self, /)")]
    fn __dir__(vm: &mut Vm, this: &PyType) -> PyResult {
        let seen = vm.new_dict();
        let names: Vec<Value> = PyType::mro(this, vm)
            .flat_map(|class| class.dict().table(vm).iter().map(|e| e.key.clone()))
            .collect();
        for name in names {
            seen.set(vm, &name, Value::NONE)?;
        }
        let names: Vec<Value> = seen.table(vm).iter().map(|entry| entry.key.clone()).collect();
        Ok(vm.new_list(names).into())
    }
}

impl PyType {
    /// Whether this is `type` itself.
    fn is_exact_type(&self, heap: &Heap) -> bool {
        heap.types().type_.is(self)
    }
}

impl Vm {
    /// The string to be assigned to the attribute of a class that holds one of its names.
    fn expect_type_name(
        &mut self,
        class: &PyType,
        attribute: &str,
        value: Option<&Value>,
    ) -> PyResult<Ref<PyStr>> {
        self.check_mutable_type(class, attribute)?;
        let name = class.name_text(self);
        let Some(value) = value else {
            let message = format!("cannot delete '{attribute}' attribute of immutable type '{name}'");
            return Err(self.type_error(message));
        };
        match value.downcast::<PyStr>() {
            Some(text) => Ok(Ref::new(text)),
            None => {
                let found = self.class_name(value);
                let message = format!("can only assign string to {name}.{attribute}, not '{found}'");
                Err(self.type_error(message))
            }
        }
    }

    fn check_mutable_type(&mut self, class: &PyType, attribute: &str) -> PyResult<()> {
        if class.layout.is_immutable {
            let name = class.name_text(self);
            return Err(
                self.type_error(format!("cannot set '{attribute}' attribute of immutable type '{name}'"))
            );
        }
        Ok(())
    }

    /// What follows the making of a class: the `__class__` cell, `__set_name__` and `__init_subclass__`.
    fn finish_class(&mut self, class: &PyType, args: &Args<'_>) -> PyResult<()> {
        let class_value: Value = Ref::new(class).into();
        let dict = Ref::new(class.dict());
        for name in ["__classcell__", "__classdictcell__"] {
            let name = self.intern_str(name);
            if let Some(cell) = dict.remove_str(self, &name) {
                let Some(cell) = cell.downcast::<PyCell>() else {
                    let found = self.class_name(&cell);
                    return Err(self.type_error(format!("type __classcell__ must be a cell, not {found}")));
                };
                let content: Value = match name.as_bytes() {
                    b"__classcell__" => class_value.clone(),
                    _ => dict.clone().into(),
                };
                cell.content.set(self, content);
            }
        }
        let set_name = self.names().__set_name__.clone();
        let entries: Vec<(Value, Value)> =
            dict.table(self).iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect();
        for (name, value) in entries {
            if matches!(value.kind(), Kind::Function | Kind::Int | Kind::Str | Kind::None) {
                continue;
            }
            if let Some(method) = self.lookup_special(&value, &set_name)
                && let Err(raised) = self.call_bound(&method, &value, &[class_value.clone(), name.clone()])
            {
                let note = format!(
                    "Error calling __set_name__ on '{}' instance '{}' in '{}'",
                    self.class_name(&value),
                    name.downcast::<PyStr>().map(|name| name.text().to_string_lossy()).unwrap_or_default(),
                    class.name_text(self)
                );
                let exception = self.take_raised(raised);
                let note: Value = self.new_str(&note).into();
                self.call_method_str(&exception, "add_note", &[note])?;
                return Err(self.reraise(exception));
            }
        }
        let name = self.names().__init_subclass__.clone();
        if let Some(method) = self.super_lookup(class, class, &name) {
            let method = self.descriptor_get(&method, None, &class_value)?;
            let keywords: Vec<Value> = args.keywords().map(|(_, value)| value.clone()).collect();
            self.call_args(&method, &Args::new(&keywords, args.keyword_names()))?;
        }
        Ok(())
    }
}

impl Vm {
    /// Calls the function that evaluates annotations for their values; nothing to call gives an empty dict.
    pub(crate) fn evaluate_annotations(&mut self, annotate: &Value) -> PyResult {
        if annotate.is_null() || !self.is_callable(annotate) {
            return Ok(self.new_dict().into());
        }
        let annotations = self.call(annotate, &[Value::int32(1)])?;
        if annotations.downcast::<crate::objects::PyDict>().is_some() {
            return Ok(annotations);
        }
        let found = self.class_name(&annotations);
        Err(self.type_error(format!("__annotate__() must return a dict, not {found}")))
    }
}
