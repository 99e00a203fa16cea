//! Bound methods (`method`) and native functions (`builtin_function_or_method`, `method_descriptor`…).

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::native::{NativeDef, NativeKind};
use crate::object::{Header, Ref};
use crate::objects::PyType;
use crate::value::Value;

/// A callable with its first argument.
#[derive(Traverse)]
#[repr(C)]
pub struct PyMethod {
    pub(super) header: Header,
    pub(crate) function: Value,
    pub(crate) this: Value,
}

/// A native function. Its class tells what it is: a function or bound method, or a method of a class.
#[derive(Traverse)]
#[repr(C)]
pub struct PyNative {
    pub(super) header: Header,
    pub(crate) def: Static,
    /// What the function is bound to: an object, a class, or NULL.
    pub(crate) this: Value,
    /// The class whose method it is; or the name of its module.
    pub(crate) owner: Value,
}

/// The static description.
#[derive(Clone, Copy)]
pub(crate) struct Static(pub &'static NativeDef);

impl crate::object::Traverse for Static {
    fn traverse(&self, _visit: &mut crate::object::Visitor<'_>) {}
}

impl PyNative {
    #[inline(always)]
    pub fn def(&self) -> &'static NativeDef {
        self.def.0
    }
}

impl Heap {
    /// `function` with its first argument.
    #[inline]
    pub fn new_method(&mut self, function: Value, this: Value) -> Ref<PyMethod> {
        self.allocate_builtin(|types| &types.method, |header| PyMethod { header, function, this })
    }

    /// A native function of a module, or a method bound to `this`.
    pub fn new_native(&mut self, def: &'static NativeDef, this: Value, owner: Value) -> Ref<PyNative> {
        self.allocate_builtin(|types| &types.builtin_function, |header| PyNative { header, def: Static(def), this, owner })
    }

    /// A native method as it stands in its class's dict.
    pub(crate) fn new_native_descriptor(&mut self, def: &'static NativeDef, owner: &PyType) -> Value {
        let owner: Value = Ref::new(owner).into();
        match def.kind {
            NativeKind::Method => {
                let payload = |header| PyNative { header, def: Static(def), this: Value::NULL, owner };
                self.allocate_builtin(|types| &types.method_descriptor, payload).into()
            }
            NativeKind::ClassMethod => {
                let payload = |header| PyNative { header, def: Static(def), this: Value::NULL, owner };
                self.allocate_builtin(|types| &types.classmethod_descriptor, payload).into()
            }
            NativeKind::StaticMethod | NativeKind::Function | NativeKind::ModuleFunction => {
                let function = self.new_native(def, Value::NULL, owner);
                self.new_staticmethod(function.into()).into()
            }
        }
    }
}
