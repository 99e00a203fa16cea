//! Names: globals, built-ins, class and module namespaces, closures.

use crate::frame::Frame;
use crate::object::Ref;
use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Vm};

impl Vm {
    /// A global or built-in name.
    pub(crate) fn load_global(&mut self, frame: Frame<'_>, name: &PyStr) -> PyResult {
        let globals: Value = Ref::new(frame.globals()).into();
        if let Some(value) = self.namespace_get(&globals, name)? {
            return Ok(value);
        }
        if let Some(value) = frame.builtins().get_str(self, name) {
            return Ok(value.clone());
        }
        Err(self.name_error(name))
    }

    /// A name in a class or module body.
    pub(crate) fn load_name(&mut self, frame: Frame<'_>, name: &PyStr) -> PyResult {
        match self.namespace_get(frame.namespace(), name)? {
            Some(value) => Ok(value),
            None => self.load_global(frame, name),
        }
    }

    /// A name in the namespace of a class or module body.
    pub(crate) fn namespace_get(&mut self, namespace: &Value, name: &PyStr) -> PyResult<Option<Value>> {
        if let Some(dict) = namespace.downcast_exact::<PyDict>() {
            return Ok(dict.get_str(self, name).cloned());
        }
        if namespace.is_null() {
            return Err(self.system_error("no locals found"));
        }
        let key: Value = Ref::new(name).into();
        match self.get_item(namespace, &key) {
            Ok(value) => Ok(Some(value)),
            Err(raised) if self.raised_is(|types| &types.exc.KeyError) => {
                self.discard(raised);
                Ok(None)
            }
            Err(raised) => Err(raised),
        }
    }

    pub(crate) fn store_name(&mut self, namespace: &Value, name: &PyStr, value: Value) -> PyResult<()> {
        if let Some(dict) = namespace.downcast_exact::<PyDict>() {
            dict.set_str(self, name, value);
            return Ok(());
        }
        if namespace.is_null() {
            return Err(self.system_error("no locals found when storing a name"));
        }
        let key: Value = Ref::new(name).into();
        self.set_item(namespace, &key, Some(&value))
    }

    pub(crate) fn delete_name(&mut self, namespace: &Value, name: &PyStr) -> PyResult<()> {
        let key: Value = Ref::new(name).into();
        if namespace.is_null() {
            return Err(self.system_error("no locals when deleting a name"));
        }
        match self.set_item(namespace, &key, None) {
            Err(raised) if self.raised_is(|types| &types.exc.KeyError) => {
                self.discard(raised);
                Err(self.name_error(name))
            }
            result => result,
        }
    }

    pub(crate) fn delete_global(&mut self, frame: Frame<'_>, name: &PyStr) -> PyResult<()> {
        match frame.globals().remove_str(self, name) {
            Some(_) => Ok(()),
            None => Err(self.name_error(name)),
        }
    }

    /// Raises `UnboundLocalError` for a fast local, or `NameError` for a cell or free variable.
    pub(crate) fn unbound_local(&mut self, frame: Frame<'_>, index: usize) -> crate::Raised {
        let kind = frame.code().tables().localspluskinds.get(index).copied();
        let name = frame
            .local_name(index)
            .downcast::<PyStr>()
            .map(|name| name.text().to_string_lossy())
            .unwrap_or_default();
        if kind.is_some_and(|kind| kind.is(bytecode::LocalKind::FREE)) {
            let message = format!(
                "cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
            );
            let message: Value = self.new_str(&message).into();
            let class = self.types().exc.NameError.clone();
            let exception = self.new_exception(&class, &[message]);
            exception.set_field(self, 0, frame.local_name(index).clone());
            return self.raise(exception);
        }
        let message =
            format!("cannot access local variable '{name}' where it is not associated with a value");
        let message: Value = self.new_str(&message).into();
        let class = self.types().exc.UnboundLocalError.clone();
        let exception = self.new_exception(&class, &[message]);
        self.raise(exception)
    }

    /// The value of a cell of a class body, whose namespace goes first.
    pub(crate) fn load_from_dict_or_deref(
        &mut self,
        frame: Frame<'_>,
        namespace: &Value,
        index: usize,
    ) -> PyResult {
        if let Some(name) = frame.local_name(index).downcast::<PyStr>()
            && let Some(value) = self.namespace_get(namespace, name)?
        {
            return Ok(value);
        }
        let value = frame.cell_at(index).map_or(Value::NULL, |cell| cell.content.cloned(self));
        match value.is_null() {
            true => Err(self.unbound_local(frame, index)),
            false => Ok(value),
        }
    }
}
