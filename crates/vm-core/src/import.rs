//! Importing: `__import__`, `sys.modules`, native modules, the search of `sys.path`, and running code as a module.
//!
//! The finders and loaders are native (see `import_machinery` for how Python sees them); other finders in
//! `sys.meta_path` are asked too.

use std::sync::Arc;

use vm_derive::native;

use crate::frame::Frame;
use crate::object::Ref;
use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Raised, Vm};

/// Marker that holds `__import__`.
pub struct ImportFunctions;

#[native]
impl ImportFunctions {
    /// Import a module.
    ///
    /// Because this function is meant for use by the Python
    /// interpreter and not for general use, it is better to use
    /// importlib.import_module() to programmatically import a module.
    #[function("(name, globals=None, locals=None, fromlist=(), level=0)")]
    fn __import__(
        vm: &mut Vm,
        name: &Value,
        globals: Option<&Value>,
        locals: Option<&Value>,
        fromlist: Option<&Value>,
        level: Option<i64>,
    ) -> PyResult {
        let _ = locals;
        vm.import(name, globals, fromlist, level.unwrap_or(0))
    }
}

/// Where a module was found.
pub(crate) enum Found {
    /// Source file; whether it is a package's `__init__`.
    Source { path: String, package: bool },
    /// Folders without `__init__`, which make a package together.
    Namespace(Vec<String>),
}

fn text_of(value: &Value) -> Option<String> {
    value.downcast::<PyStr>().map(|text| text.text().to_string_lossy())
}

/// Bytes of source from which on the code is gathered once it is compiled: see [`Vm::gather`].
const LARGE_SOURCE: usize = 4096;

impl Vm {
    /// `__import__`.
    fn import(
        &mut self,
        name: &Value,
        globals: Option<&Value>,
        fromlist: Option<&Value>,
        level: i64,
    ) -> PyResult {
        let Some(name) = text_of(name) else { return Err(self.type_error("module name must be a string")) };
        if level < 0 {
            return Err(self.value_error("level must be >= 0"));
        }
        let absolute = match level {
            0 if name.is_empty() => return Err(self.value_error("Empty module name")),
            0 => name.clone(),
            _ => self.resolve_relative(&name, globals, level as usize)?,
        };
        let module = self.import_absolute(&absolute)?;
        let has_from = match fromlist {
            Some(list) if !list.is_none() => self.is_true(list)?,
            _ => false,
        };
        if has_from {
            let path = self.names().__path__.clone();
            if let Some(list) = fromlist
                && self.get_attr_optional(&module, &path)?.is_some()
            {
                self.import_submodules(&module, list, false)?;
            }
            return Ok(module);
        }
        let Some((front, _)) = name.split_once('.') else {
            return Ok(module);
        };
        match level {
            0 => self.import_absolute(front),
            _ => {
                if name.is_empty() {
                    return Ok(module);
                }
                let cut = name.len() - front.len();
                self.import_absolute(&absolute[..absolute.len() - cut])
            }
        }
    }

    /// The full name of a relative import.
    fn resolve_relative(&mut self, name: &str, globals: Option<&Value>, level: usize) -> PyResult<String> {
        let no_parent = "attempted relative import with no known parent package";
        let Some(globals) = globals.and_then(|globals| globals.downcast::<PyDict>()) else {
            return Err(self.type_error("globals must be a dict"));
        };
        let get = |vm: &Vm, name: &PyStr| globals.get_str(vm, name).cloned().filter(|value| !value.is_none());
        let (package, spec) = (self.names().__package__.clone(), self.names().__spec__.clone());
        let package = match (get(self, &package), get(self, &spec)) {
            (Some(package), _) => match text_of(&package) {
                Some(package) => package,
                None => return Err(self.type_error("package must be a string")),
            },
            (None, Some(spec)) => {
                let parent = self.get_attr_str(&spec, "parent")?;
                match text_of(&parent) {
                    Some(parent) => parent,
                    None => return Err(self.type_error("__spec__.parent must be a string")),
                }
            }
            (None, None) => {
                let (name, path) = (self.names().__name__.clone(), self.names().__path__.clone());
                let Some(module) = get(self, &name) else {
                    return Err(self.raise_new(|types| &types.exc.KeyError, "'__name__' not in globals"));
                };
                let Some(module) = text_of(&module) else {
                    return Err(self.type_error("__name__ must be a string"));
                };
                match get(self, &path) {
                    Some(_) => module,
                    None => module.rsplit_once('.').map_or(String::new(), |(parent, _)| parent.to_owned()),
                }
            }
        };
        if package.is_empty() {
            return Err(self.raise_new(|types| &types.exc.ImportError, no_parent));
        }
        let mut base = &package[..];
        for _ in 1..level {
            match base.rsplit_once('.') {
                Some((parent, _)) => base = parent,
                None => {
                    let message = "attempted relative import beyond top-level package";
                    return Err(self.raise_new(|types| &types.exc.ImportError, message));
                }
            }
        }
        Ok(if name.is_empty() { base.to_owned() } else { format!("{base}.{name}") })
    }

    /// The modules that `from package import names` names, as far as they are not attributes yet.
    fn import_submodules(&mut self, module: &Value, names: &Value, recursive: bool) -> PyResult<()> {
        for name in self.iterate_to_vec(names)? {
            let Some(text) = name.downcast::<PyStr>() else {
                let found = self.class_name(&name);
                let place = if recursive { "__all__" } else { "``from list''" };
                return Err(self.type_error(format!("Item in {place} must be str, not {found}")));
            };
            if text.as_bytes() == b"*" {
                let all = self.names().__all__.clone();
                if !recursive && let Some(all) = self.get_attr_optional(module, &all)? {
                    self.import_submodules(module, &all, true)?;
                }
                continue;
            }
            let interned = self.intern_object(text);
            if self.get_attr_optional(module, &interned)?.is_none() {
                let package = self.get_attr_str(module, "__name__")?;
                let full = format!("{}.{}", text_of(&package).unwrap_or_default(), text.text());
                if let Err(raised) = self.import_absolute(&full) {
                    // A name that is no module is an error of `IMPORT_FROM`, if at all.
                    if !self.raised_is(|types| &types.exc.ModuleNotFoundError) {
                        return Err(raised);
                    }
                    let exception = self.take_raised(raised);
                    let missing = exception.downcast::<PyException>().map(|e| e.field(self, 1));
                    if missing.as_ref().and_then(text_of).as_deref() != Some(&full) {
                        return Err(self.reraise(exception));
                    }
                }
            }
        }
        Ok(())
    }

    /// The module of full name `name`: from `sys.modules`, or found and loaded.
    pub fn import_absolute(&mut self, name: &str) -> PyResult {
        let key = self.intern_str(name);
        if let Some(module) = self.modules.get_str(self, &key).cloned() {
            if module.is_none() {
                let message = format!("import of {name} halted; None in sys.modules");
                return Err(self.module_not_found_message(name, &message));
            }
            return Ok(module);
        }
        self.check_native_stack()?;
        let mut search = None;
        let mut parent_module = None;
        if let Some((parent, _)) = name.rsplit_once('.') {
            let module = self.import_absolute(parent)?;
            // Running the parent may have imported the module.
            if let Some(module) = self.modules.get_str(self, &key).cloned() {
                return Ok(module);
            }
            let path = self.names().__path__.clone();
            match self.get_attr_optional(&module, &path)? {
                Some(path) => search = Some(path),
                None => {
                    let message = format!("No module named '{name}'; '{parent}' is not a package");
                    return Err(self.module_not_found_message(name, &message));
                }
            }
            parent_module = Some(module);
        }
        let module = self.find_and_load(name, search)?;
        if let Some(parent) = parent_module {
            let child = name.rsplit_once('.').map_or(name, |(_, child)| child);
            let child = self.intern_str(child);
            self.set_attr(&parent, &child, Some(&module))?;
        }
        Ok(module)
    }

    fn find_and_load(&mut self, name: &str, search: Option<Value>) -> PyResult {
        let meta_path = self.names().meta_path.clone();
        let finders = match self.sys.get_str(self, &meta_path).cloned() {
            Some(list) => self.iterate_to_vec(&list)?,
            None => Vec::new(),
        };
        let mut native = finders.is_empty();
        for finder in &finders {
            if finder.downcast::<PyType>().is_some_and(|class| self.is_native_finder(class)) {
                if !std::mem::replace(&mut native, true)
                    && let Some(module) = self.load_native_or_source(name, search.as_ref())?
                {
                    return Ok(module);
                }
                continue;
            }
            let find_spec = self.intern_str("find_spec");
            let Some(find_spec) = self.get_attr_optional(finder, &find_spec)? else { continue };
            let name_value: Value = self.new_str(name).into();
            let path = search.clone().unwrap_or(Value::NONE);
            let spec = self.call(&find_spec, &[name_value, path, Value::NONE])?;
            if !spec.is_none() {
                return self.load_spec(&spec, name);
            }
        }
        if finders.is_empty()
            && let Some(module) = self.load_native_or_source(name, search.as_ref())?
        {
            return Ok(module);
        }
        Err(self.module_not_found(name))
    }

    fn load_native_or_source(&mut self, name: &str, search: Option<&Value>) -> PyResult<Option<Value>> {
        if search.is_none()
            && let Some(module) = self.import_native(name)?
        {
            return Ok(Some(module));
        }
        let folders = self.search_folders(search)?;
        let tail = name.rsplit_once('.').map_or(name, |(_, tail)| tail);
        match self.find_in_folders(&folders, tail) {
            Some(found) => self.load_found(name, found).map(Some),
            None => Ok(None),
        }
    }

    /// The folders to search: `search`, or `sys.path`.
    pub(crate) fn search_folders(&mut self, search: Option<&Value>) -> PyResult<Vec<String>> {
        let path = match search {
            Some(search) => Some(search.clone()),
            None => {
                let path = self.names().path.clone();
                self.sys.get_str(self, &path).cloned()
            }
        };
        match path {
            Some(path) => Ok(self.iterate_to_vec(&path)?.iter().filter_map(text_of).collect()),
            None => Ok(Vec::new()),
        }
    }

    /// The source file of module `name`, and whether that makes it a package; `None` if it has none. Does not run it.
    pub fn find_source(&mut self, name: &str) -> PyResult<Option<(String, bool)>> {
        let mut search = None;
        if let Some((parent, _)) = name.rsplit_once('.') {
            let module = self.import_absolute(parent)?;
            let path = self.names().__path__.clone();
            search = self.get_attr_optional(&module, &path)?;
            if search.is_none() {
                return Ok(None);
            }
        }
        let folders = self.search_folders(search.as_ref())?;
        let tail = name.rsplit_once('.').map_or(name, |(_, tail)| tail);
        Ok(match self.find_in_folders(&folders, tail) {
            Some(Found::Source { path, package }) => Some((path, package)),
            _ => None,
        })
    }

    /// Looks for the module `tail` in `folders`.
    pub(crate) fn find_in_folders(&mut self, folders: &[String], tail: &str) -> Option<Found> {
        let mut portions = Vec::new();
        for folder in folders {
            let base = match &folder[..] {
                // The current folder, by its name: the program may go elsewhere later.
                "" => match self.host().current_dir() {
                    Ok(current) => format!("{}/{tail}", current.trim_end_matches('/')),
                    Err(_) => tail.to_owned(),
                },
                folder if folder.ends_with('/') => format!("{folder}{tail}"),
                folder => format!("{folder}/{tail}"),
            };
            let init = format!("{base}/__init__.py");
            if self.host().is_file(&init) {
                return Some(Found::Source { path: init, package: true });
            }
            let file = format!("{base}.py");
            if self.host().is_file(&file) {
                return Some(Found::Source { path: file, package: false });
            }
            if self.host().is_dir(&base) {
                portions.push(base);
            }
        }
        if portions.is_empty() { None } else { Some(Found::Namespace(portions)) }
    }

    fn load_found(&mut self, name: &str, found: Found) -> PyResult {
        let spec = self.spec_of_found(name, &found)?;
        let module = self.new_module(name, Value::NONE);
        let module_value: Value = module.clone().into();
        self.initialize_module(&module_value, &spec)?;
        let key = self.intern_str(name);
        self.modules.clone().set_str(self, &key, module_value.clone());
        let Found::Source { path, .. } = found else { return Ok(module_value) };
        let initializing = self.names()._initializing.clone();
        self.set_attr(&spec, &initializing, Some(&Value::TRUE))?;
        let result = self.run_source_file(&path, module.dict());
        self.set_attr(&spec, &initializing, Some(&Value::FALSE))?;
        match result {
            Ok(()) => match self.modules.get_str(self, &key).cloned() {
                Some(module) => Ok(module),
                None => {
                    let message = format!("'{name}'");
                    Err(self.raise_new(|types| &types.exc.KeyError, message))
                }
            },
            Err(raised) => {
                self.modules.clone().remove_str(self, &key);
                Err(raised)
            }
        }
    }

    /// Runs the source file at `path` as the module with namespace `dict`.
    pub(crate) fn run_source_file(&mut self, path: &str, dict: &PyDict) -> PyResult<()> {
        let code = self.code_of_source(path)?;
        self.host().trim_memory();
        let namespace = Ref::new(dict).into();
        self.run_code_object(code, dict, &namespace).map(drop)
    }

    /// Compiles the content of a source file.
    pub fn compile_bytes(&mut self, bytes: &[u8], path: &str) -> PyResult<Arc<bytecode::Code>> {
        let options = compiler::Options { optimize: self.optimize, ..compiler::Options::default() };
        let compiled = compiler::decode_source(bytes)
            .map_err(|mut error| {
                path.clone_into(&mut error.filename);
                error
            })
            .and_then(|text| compiler::compile_with_warnings(&text, path, compiler::Mode::Exec, &options));
        let code = self.finish_compilation(compiled, path)?;
        if bytes.len() < LARGE_SOURCE { Ok(code) } else { self.gather(code) }
    }

    /// The same code, but in memory that is its own. What the compiler made lies between what it needed only for a moment,
    /// and a few blocks that stay keep whole pages of such: a tenth of all memory after `import dataclasses`, as measured.
    fn gather(&mut self, code: Arc<bytecode::Code>) -> PyResult<Arc<bytecode::Code>> {
        // Constants nested too deeply to be written stay where they are.
        let Ok(written) = bytecode::marshal::dumps(&bytecode::Constant::Code(code.clone())) else {
            return Ok(code);
        };
        drop(code);
        self.host().trim_memory();
        bytecode::marshal::load_code(&written)
            .map_err(|error| self.raise_new(|types| &types.exc.SystemError, error.to_string()))
    }

    /// Shows the warnings of a compilation, or raises its error.
    ///
    /// # Errors
    /// The error of the compilation; `SyntaxError` for a warning that the filters turn into an error.
    pub fn finish_compilation(
        &mut self,
        compiled: Result<compiler::Compiled, compiler::SyntaxError>,
        filename: &str,
    ) -> PyResult<Arc<bytecode::Code>> {
        let compiled = match compiled {
            Ok(compiled) => compiled,
            Err(error) => return Err(self.raise_syntax_error(&error)),
        };
        for warning in &compiled.warnings {
            self.show_syntax_warning(warning, filename)?;
        }
        Ok(compiled.code)
    }

    pub(crate) fn show_syntax_warning(
        &mut self,
        warning: &compiler::Warning,
        filename: &str,
    ) -> PyResult<()> {
        let Some(module) = self.import_native("_warnings")? else { return Ok(()) };
        let arguments = [
            self.new_str(&warning.message).into(),
            self.types().exc.SyntaxWarning.clone().into(),
            self.new_str(filename).into(),
            self.new_int(warning.lineno),
        ];
        match self.call_method_str(&module, "warn_explicit", &arguments) {
            Ok(_) => Ok(()),
            Err(raised) if self.raised_is(|types| &types.exc.SyntaxWarning) => {
                self.discard(raised);
                Err(self.raise_syntax_error(&compiler::SyntaxError {
                    kind: compiler::ErrorKind::Syntax,
                    message: warning.message.replace(" Such sequences will not work in the future.", ""),
                    filename: filename.to_owned(),
                    lineno: warning.lineno,
                    offset: warning.offset,
                    end_lineno: warning.end_lineno,
                    end_offset: warning.end_offset,
                    text: None,
                }))
            }
            Err(raised) => Err(raised),
        }
    }

    /// Raises what the compiler found as `SyntaxError` (or what else its kind says), with the source line if it can be
    /// read.
    pub fn raise_syntax_error(&mut self, error: &compiler::SyntaxError) -> Raised {
        use compiler::ErrorKind;
        let exc = &self.types().exc;
        let class = match error.kind {
            ErrorKind::Syntax => &exc.SyntaxError,
            ErrorKind::Indentation => &exc.IndentationError,
            ErrorKind::Tab => &exc.TabError,
            ErrorKind::IncompleteInput => &exc._IncompleteInputError,
            ErrorKind::Recursion => &exc.RecursionError,
            ErrorKind::Memory => &exc.MemoryError,
            ErrorKind::Value => &exc.ValueError,
            ErrorKind::Overflow => &exc.OverflowError,
            ErrorKind::System => &exc.SystemError,
        }
        .clone();
        let is_syntax = class.is_subtype(self, &self.types().exc.SyntaxError);
        let message: Value = self.new_str(&error.message).into();
        if !is_syntax {
            let exception = self.new_exception(&class, &[message]);
            return self.raise(exception);
        }
        let text = match &error.text {
            Some(text) => Some(text.clone()),
            None if error.lineno > 0 => self.host().read_file(&error.filename).ok().and_then(|bytes| {
                let text = compiler::decode_source(&bytes).ok()?;
                let line = text.split_inclusive('\n').nth(error.lineno as usize - 1)?.to_owned();
                Some(line)
            }),
            None => None,
        };
        let text = text.map_or(Value::NONE, |text| self.new_str(&text).into());
        let number = |vm: &mut Vm, value: i32| vm.new_int(i64::from(value));
        let located = error.lineno > 0;
        let filename: Value = match error.filename.is_empty() {
            true => Value::NONE,
            false => self.new_str(&error.filename).into(),
        };
        let fields = match located {
            true => [
                filename,
                number(self, error.lineno),
                number(self, error.offset),
                text,
                number(self, error.end_lineno),
                number(self, error.end_offset),
            ],
            false => [filename, Value::NONE, Value::NONE, Value::NONE, Value::NONE, Value::NONE],
        };
        let details: Value = self.new_tuple_from_slice(&fields).into();
        let class: Value = class.into();
        match self.call(&class, &[message, details]) {
            Ok(exception) => match Ref::<PyException>::try_from_value(exception) {
                Ok(exception) => self.raise(exception),
                Err(_) => self.system_error("SyntaxError() made no exception"),
            },
            Err(raised) => raised,
        }
    }

    /// Raises `OSError` (its subclass for the error's number) for a failed operation on `path`.
    pub fn raise_os_error(&mut self, error: &std::io::Error, path: Option<&str>) -> Raised {
        let class: Value = self.types().exc.OSError.clone().into();
        let Some(number) = error.raw_os_error() else {
            return self.raise_new(|types| &types.exc.OSError, error.to_string());
        };
        // Rust appends the number to the system's text.
        let text = error.to_string();
        let text = text.split(" (os error").next().unwrap_or_default().to_owned();
        let mut args = vec![self.new_int(i64::from(number)), self.new_str(&text).into()];
        if let Some(path) = path {
            args.push(self.new_str(path).into());
        }
        match self.call(&class, &args) {
            Ok(exception) => match Ref::<PyException>::try_from_value(exception) {
                Ok(exception) => self.raise(exception),
                Err(_) => self.system_error("OSError() made no exception"),
            },
            Err(raised) => raised,
        }
    }

    /// A module by its full name: from `sys.modules`, a native module, or by `__import__`.
    pub fn import_module(&mut self, name: &str) -> PyResult {
        self.import_absolute(name)
    }

    /// A native module, made if it was not yet.
    pub fn import_native(&mut self, name: &str) -> PyResult<Option<Value>> {
        let key = self.intern_str(name);
        if let Some(module) = self.modules.get_str(self, &key).cloned() {
            return Ok(Some(module));
        }
        if name == "builtins" {
            let dict = self.builtins.clone();
            let module: Value = self.new_module_of_dict(dict).into();
            self.modules.clone().set_str(self, &key, module.clone());
            return Ok(Some(module));
        }
        let Some(def) = self.native_modules.iter().copied().find(|def| def.name == name) else {
            return Ok(None);
        };
        let doc = if def.doc.is_empty() { Value::NONE } else { self.new_str(def.doc).into() };
        let module = match name {
            "sys" => {
                let dict = self.sys.clone();
                for (name, value) in [("__doc__", doc), ("__package__", self.new_str("").into())] {
                    dict.set_name(self, name, value);
                }
                let name = self.intern_str("sys");
                dict.set_name(self, "__name__", name);
                self.new_module_of_dict(dict)
            }
            _ => self.new_module(name, doc),
        };
        let module_value: Value = module.clone().into();
        let name_value: Value = self.intern_str(name).into();
        for function in def.functions {
            let this = match function.kind {
                crate::native::NativeKind::ModuleFunction => module_value.clone(),
                _ => Value::NULL,
            };
            let function_value = self.new_native(function, this, name_value.clone());
            module.dict().set_name(self, function.name, function_value);
        }
        let dict = module.dict().clone();
        (def.init)(self, &dict)?;
        let modules = self.modules.clone();
        modules.set_name(self, name, module_value.clone());
        let spec = self.spec_of_native(name)?;
        dict.set_name(self, "__spec__", spec);
        let package = self.new_str("");
        dict.set_name(self, "__package__", package);
        let loader = self.native_class::<crate::import_machinery::BuiltinImporter>();
        dict.set_name(self, "__loader__", loader);
        Ok(Some(module_value))
    }

    /// Whether a native module is called `name`.
    pub(crate) fn is_native_module(&self, name: &str) -> bool {
        name == "builtins" || self.native_modules.iter().any(|def| def.name == name)
    }

    /// The names of the native modules, sorted.
    pub fn native_module_names(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.native_modules.iter().map(|def| def.name).chain(["builtins"]).collect();
        names.sort_unstable();
        names
    }

    pub(crate) fn module_not_found(&mut self, name: &str) -> Raised {
        self.module_not_found_message(name, &format!("No module named '{name}'"))
    }

    fn module_not_found_message(&mut self, name: &str, message: &str) -> Raised {
        let message: Value = self.new_str(message).into();
        let class = self.types().exc.ModuleNotFoundError.clone();
        let exception = self.new_exception(&class, std::slice::from_ref(&message));
        let name: Value = self.new_str(name).into();
        exception.set_field(self, 0, message);
        exception.set_field(self, 1, name);
        self.raise(exception)
    }

    /// Runs code with `globals`, whose `__builtins__` it sees; `namespace` holds the names that it binds.
    pub fn run_code(&mut self, code: Arc<bytecode::Code>, globals: &PyDict, namespace: &Value) -> PyResult {
        let code = self.new_code(code);
        self.host().trim_memory();
        self.run_code_object(code, globals, namespace)
    }

    /// As [`Vm::run_code`], for a code object.
    pub fn run_code_object(&mut self, code: Ref<PyCode>, globals: &PyDict, namespace: &Value) -> PyResult {
        self.run_closure(code, globals, namespace, None)
    }

    /// As [`Vm::run_code_object`], with cells for the free variables of the code.
    pub(crate) fn run_closure(
        &mut self,
        code: Ref<PyCode>,
        globals: &PyDict,
        namespace: &Value,
        closure: Option<Ref<PyTuple>>,
    ) -> PyResult {
        let builtins = self.builtins_for(globals);
        let function = self.new_function(code, Ref::new(globals), builtins, closure);
        let frame = self.push_frame(function, namespace.clone(), 0);
        crate::interp::run(self, frame)
    }

    /// The built-in namespace that code with `globals` sees.
    pub(crate) fn builtins_for(&mut self, globals: &PyDict) -> Ref<PyDict> {
        let name = self.names().__builtins__.clone();
        match globals.get_str(self, &name).cloned() {
            Some(value) => match value.downcast::<PyModule>() {
                Some(module) => module.dict().clone(),
                None => Ref::try_from_value(value).unwrap_or_else(|_| self.builtins.clone()),
            },
            None => {
                let builtins = self.builtins.clone();
                globals.set_str(self, &name, builtins.clone().into());
                builtins
            }
        }
    }

    /// `IMPORT_NAME`.
    pub(crate) fn import_name(
        &mut self,
        frame: Frame<'_>,
        name: &PyStr,
        level: &Value,
        names: &Value,
    ) -> PyResult {
        let import = self.names().__import__.clone();
        let Some(import) = frame.builtins().get_str(self, &import).cloned() else {
            return Err(self.raise_new(|types| &types.exc.ImportError, "__import__ not found"));
        };
        let globals: Value = Ref::new(frame.globals()).into();
        let namespace = if frame.namespace().is_null() { Value::NONE } else { frame.namespace().clone() };
        let name: Value = Ref::new(name).into();
        self.call(&import, &[name, globals, namespace, names.clone(), level.clone()])
    }

    /// `IMPORT_FROM`.
    pub(crate) fn import_from(&mut self, module: &Value, name: &PyStr) -> PyResult {
        if let Some(value) = self.get_attr_optional(module, name)? {
            return Ok(value);
        }
        // A submodule that is being imported is in `sys.modules` before it is an attribute of its package.
        let module_name = self.names().__name__.clone();
        let package = self.get_attr_optional(module, &module_name)?;
        let package = package
            .as_ref()
            .and_then(|name| name.downcast::<PyStr>())
            .map(|name| name.text().to_string_lossy());
        if let Some(package) = &package {
            let full = self.intern_str(&format!("{package}.{}", name.text()));
            if let Some(module) = self.modules.get_str(self, &full).cloned() {
                return Ok(module);
            }
        }
        let package = package.unwrap_or_else(|| "<unknown module name>".to_owned());
        let file_name = self.names().__file__.clone();
        let file = self.get_attr_optional(module, &file_name)?;
        let partial = self.is_partially_initialized(module)?;
        let place = match file.as_ref().and_then(|file| file.downcast::<PyStr>()) {
            Some(file) => file.text().to_string_lossy(),
            None => "unknown location".to_owned(),
        };
        let name_text = name.text();
        let message = match partial {
            true => format!(
                "cannot import name '{name_text}' from partially initialized module '{package}' (most likely due to a circular import) ({place})"
            ),
            false => format!("cannot import name '{name_text}' from '{package}' ({place})"),
        };
        let message: Value = self.new_str(&message).into();
        let class = self.types().exc.ImportError.clone();
        let exception = self.new_exception(&class, std::slice::from_ref(&message));
        exception.set_field(self, 0, message);
        let package: Value = self.new_str(&package).into();
        exception.set_field(self, 1, package);
        exception.set_field(self, 2, file.unwrap_or(Value::NONE));
        exception.set_field(self, 3, Ref::new(name).into());
        Err(self.raise(exception))
    }

    /// Whether `module` is being imported: it may lack what it will have.
    pub(crate) fn is_partially_initialized(&mut self, module: &Value) -> PyResult<bool> {
        let Some(module) = module.downcast::<PyModule>() else { return Ok(false) };
        let (spec, initializing) = (self.names().__spec__.clone(), self.names()._initializing.clone());
        let Some(spec) = module.dict().get_str(self, &spec).cloned() else { return Ok(false) };
        match self.get_attr_optional(&spec, &initializing)? {
            Some(value) => self.is_true(&value),
            None => Ok(false),
        }
    }

    /// `from module import *`.
    pub(crate) fn import_star(&mut self, frame: Frame<'_>, module: &Value) -> PyResult<()> {
        let (all, dict) = (self.names().__all__.clone(), self.names().__dict__.clone());
        let (names, skip_private) = match self.get_attr_optional(module, &all)? {
            Some(all) => (self.iterate_to_vec(&all)?, false),
            None => {
                let dict = self.get_attr(module, &dict)?;
                let names = match dict.downcast::<PyDict>() {
                    Some(dict) => dict.table(self).iter().map(|entry| entry.key.clone()).collect(),
                    None => self.iterate_to_vec(&dict)?,
                };
                (names, true)
            }
        };
        for name in names {
            let Some(text) = name.downcast::<PyStr>() else {
                let found = self.class_name(&name);
                let module = self.get_attr_str(module, "__name__")?;
                let module = self.str(&module)?.text().to_string_lossy();
                return Err(self.type_error(match skip_private {
                    true => format!("Key in {module}.__dict__ must be str, not {found}"),
                    false => format!("Item in {module}.__all__ must be str, not {found}"),
                }));
            };
            if skip_private && text.as_bytes().starts_with(b"_") {
                continue;
            }
            let value = self.get_attr(module, text)?;
            self.store_name(frame.namespace(), text, value)?;
        }
        Ok(())
    }
}
