//! `module`: a namespace.

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Header, Ref};
use crate::objects::{PyDict, PyStr, PyType};
use crate::value::Value;
use crate::{PyResult, Vm};

/// A module.
#[derive(Traverse)]
#[repr(C)]
pub struct PyModule {
    pub(crate) header: Header,
    pub(crate) dict: Ref<PyDict>,
}

impl PyModule {
    pub fn dict(&self) -> &Ref<PyDict> {
        &self.dict
    }
}

impl Heap {
    /// A new module with the usual attributes.
    pub fn new_module(&mut self, name: &str, doc: Value) -> Ref<PyModule> {
        let dict = self.new_dict();
        let name_value = self.new_str(name);
        dict.set_name(self, "__name__", name_value);
        dict.set_name(self, "__doc__", doc);
        for name in ["__package__", "__loader__", "__spec__"] {
            dict.set_name(self, name, Value::NONE);
        }
        self.new_module_of_dict(dict)
    }

    /// A module whose namespace is `dict`.
    pub fn new_module_of_dict(&mut self, dict: Ref<PyDict>) -> Ref<PyModule> {
        self.allocate_builtin(|types| &types.module, |header| PyModule { header, dict })
    }
}

/// Create a module object.
#[native(name = "module", kind = Module, dict)]
impl PyModule {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        let dict = vm.new_dict();
        Ok(vm.allocate(class, 0, |header| PyModule { header, dict }).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let Some(module) = this.downcast::<PyModule>() else { return Ok(()) };
        let given = args.values().len();
        if given > 2 {
            return Err(vm.type_error(format!("module() takes at most 2 arguments ({given} given)")));
        }
        let (mut name, mut doc) = (args.positional().first().cloned(), args.positional().get(1).cloned());
        for (keyword, value) in args.keywords() {
            match keyword.downcast::<PyStr>().and_then(PyStr::as_str) {
                Some("name") => name = Some(value.clone()),
                Some("doc") => doc = Some(value.clone()),
                _ => return Err(vm.type_error("module() got an unexpected keyword argument")),
            }
        }
        let Some(name) = name else {
            return Err(vm.type_error("module() missing required argument 'name' (pos 1)"));
        };
        if name.downcast::<PyStr>().is_none() {
            let found = vm.class_name(&name);
            return Err(vm.type_error(format!("module() argument 'name' must be str, not {found}")));
        }
        let dict = module.dict().clone();
        for (key, value) in [("__name__", name), ("__doc__", doc.unwrap_or(Value::NONE))] {
            dict.set_name(vm, key, value);
        }
        for key in ["__package__", "__loader__", "__spec__"] {
            dict.set_name(vm, key, Value::NONE);
        }
        Ok(())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(module) = this.downcast::<PyModule>() else { return Ok(Value::NONE) };
        let get = |vm: &mut Vm, name: &str| {
            let name = vm.intern_str(name);
            module.dict().get_str(vm, &name).cloned().filter(|value| !value.is_none())
        };
        let name = get(vm, "__name__").unwrap_or_else(|| vm.new_str("?").into());
        let name = vm.repr(&name)?.text().to_string_lossy();
        let text = match (get(vm, "__file__"), get(vm, "__spec__")) {
            (Some(file), _) => format!("<module {name} from {}>", vm.repr(&file)?.text()),
            (None, Some(spec)) => {
                let key = vm.intern_str("origin");
                match vm.get_attr_optional(&spec, &key)? {
                    Some(origin) if !origin.is_none() => {
                        format!("<module {name} ({})>", vm.str(&origin)?.text())
                    }
                    _ => format!("<module {name} (namespace)>"),
                }
            }
            (None, None) => format!("<module {name}>"),
        };
        Ok(vm.new_str(&text).into())
    }

    #[slot(getattr)]
    fn getattr_slot(vm: &mut Vm, this: &Value, name: &Value) -> PyResult {
        let (Some(module), Some(key)) = (this.downcast::<PyModule>(), name.downcast::<PyStr>()) else {
            return vm.generic_getattr(this, name);
        };
        let key = vm.intern_object(key);
        if let Some(value) = module.dict().get_str(vm, &key)
            && this.header().is_some_and(|header| header.is_exact(crate::object::Kind::Module))
            && !key.as_bytes().starts_with(b"__")
        {
            return Ok(value.clone());
        }
        let class = Ref::new(vm.class_of(this));
        let attribute = class.lookup(vm, &key);
        if let Some(attribute) = &attribute
            && vm.is_data_descriptor(attribute)
        {
            return vm.descriptor_get(attribute, Some(this), class.value());
        }
        if let Some(value) = module.dict().get_str(vm, &key) {
            return Ok(value.clone());
        }
        if let Some(attribute) = attribute {
            return vm.descriptor_get(&attribute, Some(this), class.value());
        }
        let hook = vm.names().__getattr__.clone();
        if let Some(hook) = module.dict().get_str(vm, &hook).cloned() {
            return vm.call(&hook, std::slice::from_ref(name));
        }
        if vm.is_partially_initialized(this)? {
            let module_name = module.dict().get_str(vm, &vm.names().__name__).cloned().unwrap_or(Value::NONE);
            let message = format!(
                "partially initialized module '{}' has no attribute '{}' (most likely due to a circular import)",
                vm.str(&module_name)?.text(),
                key.text()
            );
            return Err(vm.attribute_error_of(this, &key, &message));
        }
        Err(vm.attribute_error(this, &key))
    }

    #[slot(setattr)]
    fn setattr_slot(vm: &mut Vm, this: &Value, name: &Value, value: Option<&Value>) -> PyResult<()> {
        let (Some(module), Some(key)) = (this.downcast::<PyModule>(), name.downcast::<PyStr>()) else {
            return vm.generic_setattr(this, name, value);
        };
        let key = vm.intern_object(key);
        let class = Ref::new(vm.class_of(this));
        if let Some(attribute) = class.lookup(vm, &key) {
            let attribute_class = Ref::new(vm.class_of(&attribute));
            if let Some(set) = attribute_class.slots(vm).descr_set {
                return set(vm, &attribute, this, value);
            }
        }
        match value {
            Some(value) => module.dict().set_str(vm, &key, value.clone()),
            None => {
                if module.dict().remove_str(vm, &key).is_none() {
                    let class = class.name_text(vm);
                    let message = format!("'{class}' object has no attribute '{}'", key.text());
                    return Err(vm.attribute_error_of(this, &key, &message));
                }
            }
        }
        Ok(())
    }

    #[setter(__dict__)]
    fn set_dict(vm: &mut Vm, this: &PyModule, value: Option<&Value>) -> PyResult<()> {
        let _ = (this, value);
        Err(vm.attribute_error_text("readonly attribute"))
    }

    #[getter(__dict__)]
    fn get_dict(this: &PyModule) -> Ref<PyDict> {
        this.dict.clone()
    }

    #[getter(__annotate__)]
    fn get_annotate(vm: &mut Vm, this: &PyModule) -> Value {
        let name = vm.names().__annotate__.clone();
        match this.dict().get_str(vm, &name).cloned() {
            Some(annotate) => annotate,
            None => {
                this.dict().set_str(vm, &name, Value::NONE);
                Value::NONE
            }
        }
    }

    #[setter(__annotate__)]
    fn set_annotate(vm: &mut Vm, this: &PyModule, value: Option<&Value>) -> PyResult<()> {
        let Some(value) = value else {
            return Err(vm.type_error("cannot delete __annotate__ attribute"));
        };
        if !value.is_none() && !vm.is_callable(value) {
            return Err(vm.type_error("__annotate__ must be callable or None"));
        }
        let (name, cache) = (vm.names().__annotate__.clone(), vm.names().__annotations__.clone());
        this.dict().set_str(vm, &name, value.clone());
        if !value.is_none() {
            this.dict().remove_str(vm, &cache);
        }
        Ok(())
    }

    #[getter(__annotations__)]
    fn get_annotations(vm: &mut Vm, this: &PyModule) -> PyResult {
        let name = vm.names().__annotations__.clone();
        if let Some(annotations) = this.dict().get_str(vm, &name).cloned() {
            return Ok(annotations);
        }
        let annotate = Self::get_annotate(vm, this);
        let annotations = vm.evaluate_annotations(&annotate)?;
        this.dict().set_str(vm, &name, annotations.clone());
        Ok(annotations)
    }

    #[setter(__annotations__)]
    fn set_annotations(vm: &mut Vm, this: &PyModule, value: Option<&Value>) -> PyResult<()> {
        let (name, annotate) = (vm.names().__annotations__.clone(), vm.names().__annotate__.clone());
        match value {
            Some(value) => this.dict().set_str(vm, &name, value.clone()),
            None => {
                if this.dict().remove_str(vm, &name).is_none() {
                    return Err(vm.attribute_error_text("__annotations__"));
                }
            }
        }
        this.dict().remove_str(vm, &annotate);
        Ok(())
    }

    /// The names of the module, or what its own `__dir__` says.
    #[method("($self, /)")]
    fn __dir__(vm: &mut Vm, this: &PyModule) -> PyResult {
        let hook = vm.names().__dir__.clone();
        if let Some(hook) = this.dict().get_str(vm, &hook).cloned() {
            return vm.call(&hook, &[]);
        }
        let names: Vec<Value> = this.dict().table(vm).iter().map(|entry| entry.key.clone()).collect();
        Ok(vm.new_list(names).into())
    }
}
