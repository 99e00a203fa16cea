//! How Python sees the native import system: `ModuleSpec`, and the finders and loaders of native and source modules.
//! The search itself is in `import`.

use vm_derive::native;

use crate::import::Found;
use crate::native::Args;
use crate::object::Ref;
use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Vm};

/// `importlib.machinery.ModuleSpec`.
pub struct ModuleSpec;

/// The specification for a module, used for loading.
#[native(name = "ModuleSpec", module = "_frozen_importlib", kind = Instance, dict)]
impl ModuleSpec {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        Ok(vm.new_instance(class).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let [name, loader, rest @ ..] = args.positional() else {
            return Err(
                vm.type_error("ModuleSpec.__init__() missing required arguments: 'name' and 'loader'")
            );
        };
        let mut origin = rest.first().cloned().unwrap_or(Value::NONE);
        let (mut state, mut is_package) = (Value::NONE, Value::NONE);
        for (keyword, value) in args.keywords() {
            match keyword.downcast::<PyStr>().and_then(PyStr::as_str) {
                Some("origin") => origin = value.clone(),
                Some("loader_state") => state = value.clone(),
                Some("is_package") => is_package = value.clone(),
                _ => return Err(vm.type_error("ModuleSpec.__init__() got an unexpected keyword argument")),
            }
        }
        let locations = match vm.is_true(&is_package)? {
            true => vm.new_list(Vec::new()).into(),
            false => Value::NONE,
        };
        for (attribute, value) in [
            ("name", name.clone()),
            ("loader", loader.clone()),
            ("origin", origin),
            ("loader_state", state),
            ("submodule_search_locations", locations),
            ("_uninitialized_submodules", vm.new_list(Vec::new()).into()),
            ("_set_fileattr", Value::FALSE),
            ("_cached", Value::NONE),
            ("_initializing", Value::FALSE),
        ] {
            let attribute = vm.intern_str(attribute);
            vm.set_attr(this, &attribute, Some(&value))?;
        }
        Ok(())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let mut parts = Vec::new();
        for (name, always) in
            [("name", true), ("loader", true), ("origin", false), ("submodule_search_locations", false)]
        {
            let value = vm.get_attr_str(this, name)?;
            if always || !value.is_none() {
                parts.push(format!("{name}={}", vm.repr(&value)?.text()));
            }
        }
        let class = vm.class_name(this);
        Ok(vm.new_str(&format!("{class}({})", parts.join(", "))).into())
    }

    /// The name of the module's parent.
    #[getter]
    fn parent(vm: &mut Vm, this: &Value) -> PyResult {
        let name = vm.get_attr_str(this, "name")?;
        let locations = vm.get_attr_str(this, "submodule_search_locations")?;
        if !locations.is_none() {
            return Ok(name);
        }
        let text = name.downcast::<PyStr>().map(|name| name.text().to_string_lossy()).unwrap_or_default();
        Ok(vm.new_str(text.rsplit_once('.').map_or("", |(parent, _)| parent)).into())
    }

    #[getter]
    fn cached(vm: &mut Vm, this: &Value) -> PyResult {
        vm.get_attr_str(this, "_cached")
    }

    #[setter(cached)]
    fn set_cached(vm: &mut Vm, this: &Value, value: Option<&Value>) -> PyResult<()> {
        let name = vm.intern_str("_cached");
        vm.set_attr(this, &name, value)
    }

    #[getter]
    fn has_location(vm: &mut Vm, this: &Value) -> PyResult {
        vm.get_attr_str(this, "_set_fileattr")
    }

    #[setter(has_location)]
    fn set_has_location(vm: &mut Vm, this: &Value, value: Option<&Value>) -> PyResult<()> {
        let name = vm.intern_str("_set_fileattr");
        vm.set_attr(this, &name, value)
    }
}

/// The finder and loader of native modules.
pub struct BuiltinImporter;

/// Meta path import for built-in modules.
///
/// All methods are either class or static methods to avoid the need to
/// instantiate the class.
#[native(name = "BuiltinImporter", module = "_frozen_importlib", kind = Instance, dict)]
impl BuiltinImporter {
    /// Return the spec of a built-in module, or None.
    #[classmethod("($type, fullname, path=None, target=None)")]
    fn find_spec(
        vm: &mut Vm,
        this: &Value,
        fullname: &PyStr,
        path: Option<&Value>,
        target: Option<&Value>,
    ) -> PyResult {
        let _ = (this, path, target);
        let name = fullname.text().to_string_lossy();
        if vm.is_native_module(&name) { vm.spec_of_native(&name) } else { Ok(Value::NONE) }
    }

    /// Create a built-in module
    #[staticmethod("(spec)")]
    fn create_module(vm: &mut Vm, spec: &Value) -> PyResult {
        let name = vm.get_attr_str(spec, "name")?;
        let text = name.downcast::<PyStr>().map(|name| name.text().to_string_lossy()).unwrap_or_default();
        match vm.import_native(&text)? {
            Some(module) => Ok(module),
            None => {
                Err(vm
                    .raise_new(|types| &types.exc.ImportError, format!("'{text}' is not a built-in module")))
            }
        }
    }

    /// Exec a built-in module
    #[staticmethod("(module)")]
    fn exec_module(module: &Value) {
        let _ = module;
    }

    /// Return None as built-in modules do not have code objects.
    #[classmethod("($type, fullname)")]
    fn get_code(this: &Value, fullname: &Value) {
        let _ = (this, fullname);
    }

    /// Return None as built-in modules do not have source code.
    #[classmethod("($type, fullname)")]
    fn get_source(this: &Value, fullname: &Value) {
        let _ = (this, fullname);
    }

    /// Return False as built-in modules are never packages.
    #[classmethod("($type, fullname)")]
    fn is_package(this: &Value, fullname: &Value) -> bool {
        let _ = (this, fullname);
        false
    }
}

/// The finder of source modules in the folders of `sys.path`.
pub struct PathFinder;

/// Meta path finder for sys.path and package __path__ attributes.
#[native(name = "PathFinder", module = "_frozen_importlib_external", kind = Instance, dict)]
impl PathFinder {
    /// Try to find a spec for 'fullname' on sys.path or 'path'.
    #[classmethod("($type, fullname, path=None, target=None)")]
    fn find_spec(
        vm: &mut Vm,
        this: &Value,
        fullname: &PyStr,
        path: Option<&Value>,
        target: Option<&Value>,
    ) -> PyResult {
        let _ = (this, target);
        let name = fullname.text().to_string_lossy();
        let folders = vm.search_folders(path.filter(|path| !path.is_none()))?;
        let tail = name.rsplit_once('.').map_or(&name[..], |(_, tail)| tail);
        match vm.find_in_folders(&folders, tail) {
            Some(found) => vm.spec_of_found(&name, &found),
            None => Ok(Value::NONE),
        }
    }

    /// There are no caches.
    #[staticmethod("()")]
    fn invalidate_caches() {}
}

/// The loader of source modules.
pub struct SourceFileLoader;

/// Concrete implementation of SourceLoader using the file system.
#[native(name = "SourceFileLoader", module = "_frozen_importlib_external", kind = Instance, dict)]
impl SourceFileLoader {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        Ok(vm.new_instance(class).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let [name, path] = args.values() else {
            return Err(vm.type_error("SourceFileLoader() takes exactly 2 arguments: 'fullname' and 'path'"));
        };
        for (attribute, value) in [("name", name), ("path", path)] {
            let attribute = vm.intern_str(attribute);
            vm.set_attr(this, &attribute, Some(value))?;
        }
        Ok(())
    }

    /// Use default semantics for module creation.
    #[method("($self, spec)")]
    fn create_module(this: &Value, spec: &Value) {
        let _ = (this, spec);
    }

    /// Execute the module.
    #[method("($self, module)")]
    fn exec_module(vm: &mut Vm, this: &Value, module: &PyModule) -> PyResult<()> {
        let path = path_of(vm, this)?;
        vm.run_source_file(&path, module.dict())
    }

    /// Return the path to the source file as found by the finder.
    #[method("($self, fullname=None)")]
    fn get_filename(vm: &mut Vm, this: &Value, fullname: Option<&Value>) -> PyResult {
        let _ = fullname;
        vm.get_attr_str(this, "path")
    }

    /// Return the code object of the module.
    #[method("($self, fullname=None)")]
    fn get_code(vm: &mut Vm, this: &Value, fullname: Option<&Value>) -> PyResult<Ref<PyCode>> {
        let _ = fullname;
        let path = path_of(vm, this)?;
        vm.code_of_source(&path)
    }

    /// Return the source of the module.
    #[method("($self, fullname=None)")]
    fn get_source(vm: &mut Vm, this: &Value, fullname: Option<&Value>) -> PyResult<String> {
        let _ = fullname;
        let path = path_of(vm, this)?;
        match vm.host().read_file(&path) {
            Ok(bytes) => match compiler::decode_source(&bytes) {
                Ok(text) => Ok(text.replace("\r\n", "\n").replace('\r', "\n")),
                Err(error) => Err(vm.raise_syntax_error(&error)),
            },
            Err(error) => Err(vm.raise_os_error(&error, Some(&path))),
        }
    }

    /// Return the data from path as raw bytes.
    #[method("($self, path)")]
    fn get_data(vm: &mut Vm, this: &Value, path: &PyStr) -> PyResult<Ref<PyBytes>> {
        let _ = this;
        let path = path.text().to_string_lossy();
        match vm.host().read_file(&path) {
            Ok(bytes) => Ok(vm.new_bytes(bytes)),
            Err(error) => Err(vm.raise_os_error(&error, Some(&path))),
        }
    }

    /// Whether the file is a package's.
    #[method("($self, fullname=None)")]
    fn is_package(vm: &mut Vm, this: &Value, fullname: Option<&Value>) -> PyResult<bool> {
        let _ = fullname;
        Ok(path_of(vm, this)?.ends_with("/__init__.py"))
    }
}

fn path_of(vm: &mut Vm, loader: &Value) -> PyResult<String> {
    let path = vm.get_attr_str(loader, "path")?;
    Ok(path.downcast::<PyStr>().map(|path| path.text().to_string_lossy()).unwrap_or_default())
}

impl Vm {
    /// Whether `class` stands for the native search.
    pub(crate) fn is_native_finder(&mut self, class: &PyType) -> bool {
        self.native_class::<BuiltinImporter>().is(class) || self.native_class::<PathFinder>().is(class)
    }

    /// The finders that `sys.meta_path` starts with.
    pub fn native_finders(&mut self) -> Vec<Value> {
        vec![self.native_class::<BuiltinImporter>().into(), self.native_class::<PathFinder>().into()]
    }

    fn new_spec(&mut self, name: &str, loader: Value, origin: Value) -> PyResult {
        let class: Value = self.native_class::<ModuleSpec>().into();
        let name: Value = self.new_str(name).into();
        self.call(&class, &[name, loader, origin])
    }

    pub(crate) fn spec_of_native(&mut self, name: &str) -> PyResult {
        let loader: Value = self.native_class::<BuiltinImporter>().into();
        let origin: Value = self.new_str("built-in").into();
        self.new_spec(name, loader, origin)
    }

    pub(crate) fn spec_of_found(&mut self, name: &str, found: &Found) -> PyResult {
        match found {
            Found::Source { path, package } => self.spec_of_file(name, path, *package),
            Found::Namespace(folders) => {
                let spec = self.new_spec(name, Value::NONE, Value::NONE)?;
                let folders: Vec<Value> = folders.iter().map(|folder| self.new_str(folder).into()).collect();
                let folders: Value = self.new_list(folders).into();
                let locations = self.intern_str("submodule_search_locations");
                self.set_attr(&spec, &locations, Some(&folders))?;
                Ok(spec)
            }
        }
    }

    /// The spec of the source file at `path`.
    pub fn spec_of_file(&mut self, name: &str, path: &str, package: bool) -> PyResult {
        let class: Value = self.native_class::<SourceFileLoader>().into();
        let (name_value, path_value): (Value, Value) = (self.new_str(name).into(), self.new_str(path).into());
        let loader = self.call(&class, &[name_value, path_value.clone()])?;
        let spec = self.new_spec(name, loader, path_value)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let cached = match self.cache_path(path) {
            Some(cached) => self.new_str(&cached).into(),
            None => Value::NONE,
        };
        let mut attributes = vec![("_set_fileattr", Value::TRUE), ("_cached", cached)];
        if package {
            let folder: Value = self.new_str(folder).into();
            attributes.push(("submodule_search_locations", self.new_list(vec![folder]).into()));
        }
        for (attribute, value) in attributes {
            let attribute = self.intern_str(attribute);
            self.set_attr(&spec, &attribute, Some(&value))?;
        }
        Ok(spec)
    }

    /// Gives a module the attributes that its spec tells of.
    pub fn initialize_module(&mut self, module: &Value, spec: &Value) -> PyResult<()> {
        let mut attributes = vec![("__spec__", spec.clone())];
        for (attribute, source) in [("__name__", "name"), ("__loader__", "loader"), ("__package__", "parent")]
        {
            attributes.push((attribute, self.get_attr_str(spec, source)?));
        }
        let locations = self.get_attr_str(spec, "submodule_search_locations")?;
        if !locations.is_none() {
            attributes.push(("__path__", locations));
        }
        let has_location = self.get_attr_str(spec, "has_location")?;
        if self.is_true(&has_location)? {
            attributes.push(("__file__", self.get_attr_str(spec, "origin")?));
            let cached = self.get_attr_str(spec, "cached")?;
            if !cached.is_none() {
                attributes.push(("__cached__", cached));
            }
        }
        for (attribute, value) in attributes {
            let attribute = self.intern_str(attribute);
            self.set_attr(module, &attribute, Some(&value))?;
        }
        Ok(())
    }

    /// Makes and runs the module that a finder in Python found.
    pub(crate) fn load_spec(&mut self, spec: &Value, name: &str) -> PyResult {
        let loader = self.get_attr_str(spec, "loader")?;
        let create = self.intern_str("create_module");
        let made = match self.get_attr_optional(&loader, &create)? {
            Some(create) => self.call(&create, std::slice::from_ref(spec))?,
            None => Value::NONE,
        };
        let module = if made.is_none() { self.new_module(name, Value::NONE).into() } else { made };
        self.initialize_module(&module, spec)?;
        let key = self.intern_str(name);
        self.modules.clone().set_str(self, &key, module.clone());
        if loader.is_none() {
            return Ok(module);
        }
        match self.call_method_str(&loader, "exec_module", std::slice::from_ref(&module)) {
            Ok(_) => Ok(self.modules.get_str(self, &key).cloned().unwrap_or(module)),
            Err(raised) => {
                self.modules.clone().remove_str(self, &key);
                Err(raised)
            }
        }
    }
}
