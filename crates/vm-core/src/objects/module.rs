//! `module`: a namespace.

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::object::{Header, Ref};
use crate::objects::PyDict;
use crate::value::Value;

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
        self.allocate_builtin(|types| &types.module, |header| PyModule { header, dict })
    }
}

/// Create a module object.
#[native(name = "module", kind = Module, dict)]
impl PyModule {}
