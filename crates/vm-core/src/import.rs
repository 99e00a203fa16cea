//! Importing: `sys.modules`, native modules, and running code as a module.

use std::sync::Arc;

use crate::frame::Frame;
use crate::object::Ref;
use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Vm};

impl Vm {
    /// A module by its full name: from `sys.modules`, a native module, or by `__import__`.
    pub fn import_module(&mut self, name: &str) -> PyResult {
        let key = self.intern_str(name);
        if let Some(module) = self.modules.get_str(self, &key).cloned() {
            return Ok(module);
        }
        if let Some(module) = self.import_native(name)? {
            return Ok(module);
        }
        let import = self.names().__import__.clone();
        match self.builtins.get_str(self, &import).cloned() {
            Some(import) => {
                let key: Value = key.into();
                self.call(&import, std::slice::from_ref(&key))?;
                let key = self.intern_str(name);
                match self.modules.get_str(self, &key).cloned() {
                    Some(module) => Ok(module),
                    None => Err(self.module_not_found(name)),
                }
            }
            None => Err(self.module_not_found(name)),
        }
    }

    /// A native module, made if it was not yet.
    pub fn import_native(&mut self, name: &str) -> PyResult<Option<Value>> {
        let Some(def) = self.native_modules.iter().copied().find(|def| def.name == name) else {
            return Ok(None);
        };
        let doc = if def.doc.is_empty() { Value::NONE } else { self.new_str(def.doc).into() };
        let module = self.new_module(name, doc);
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
        Ok(Some(module_value))
    }

    pub(crate) fn module_not_found(&mut self, name: &str) -> crate::Raised {
        let message: Value = self.new_str(&format!("No module named '{name}'")).into();
        let class = self.types().exc.ModuleNotFoundError.clone();
        let exception = self.new_exception(&class, &[message]);
        let name: Value = self.new_str(name).into();
        exception.set_field(self, 1, name);
        self.raise(exception)
    }

    /// Runs code with `globals`, whose `__builtins__` it sees; `namespace` holds the names that it binds.
    pub fn run_code(&mut self, code: &Arc<bytecode::Code>, globals: &PyDict, namespace: &Value) -> PyResult {
        let code = self.new_code(code);
        self.run_code_object(code, globals, namespace)
    }

    /// As [`Vm::run_code`], for a code object.
    pub fn run_code_object(&mut self, code: Ref<PyCode>, globals: &PyDict, namespace: &Value) -> PyResult {
        let name = self.names().__builtins__.clone();
        let builtins = match globals.get_str(self, &name).cloned() {
            Some(value) => match value.downcast::<PyModule>() {
                Some(module) => module.dict().clone(),
                None => Ref::try_from_value(value).unwrap_or_else(|_| self.builtins.clone()),
            },
            None => {
                let builtins = self.builtins.clone();
                globals.set_str(self, &name, builtins.clone().into());
                builtins
            }
        };
        let function = self.new_function(code, Ref::new(globals), builtins, None);
        let frame = self.push_frame(function, namespace.clone(), 0);
        crate::interp::run(self, frame)
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
        let place = match file.as_ref().and_then(|file| file.downcast::<PyStr>()) {
            Some(file) => file.text().to_string_lossy(),
            None => "unknown location".to_owned(),
        };
        let message: Value =
            self.new_str(&format!("cannot import name '{}' from '{package}' ({place})", name.text())).into();
        let class = self.types().exc.ImportError.clone();
        let exception = self.new_exception(&class, &[message]);
        let package: Value = self.new_str(&package).into();
        exception.set_field(self, 1, package);
        exception.set_field(self, 2, file.unwrap_or(Value::NONE));
        exception.set_field(self, 3, Ref::new(name).into());
        Err(self.raise(exception))
    }

    /// `from module import *`.
    pub(crate) fn import_star(&mut self, frame: Frame<'_>, module: &Value) -> PyResult<()> {
        let (all, dict) = (self.names().__all__.clone(), self.names().__dict__.clone());
        let (names, skip_private) = match self.get_attr_optional(module, &all)? {
            Some(all) => (self.iterate_to_vec(&all)?, false),
            None => {
                let dict = self.get_attr(module, &dict)?;
                (self.iterate_to_vec(&dict)?, true)
            }
        };
        for name in names {
            let Some(text) = name.downcast::<PyStr>() else {
                let found = self.class_name(&name);
                return Err(self.type_error(format!("Item in __all__ must be str, not {found}")));
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
