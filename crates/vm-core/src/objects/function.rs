//! `function`: a code object with globals, defaults and a closure.

use std::cell::Cell;

use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::{Field, Header, Ref};
use crate::objects::{PyCode, PyDict, PyStr, PyTuple};
use crate::value::Value;

/// A function defined in Python.
#[derive(Traverse)]
#[repr(C)]
pub struct PyFunction {
    pub(crate) header: Header,
    pub(crate) code: Field<Ref<PyCode>>,
    pub(crate) globals: Ref<PyDict>,
    pub(crate) builtins: Ref<PyDict>,
    pub(crate) name: Field<Ref<PyStr>>,
    pub(crate) qualname: Field<Ref<PyStr>>,
    pub(crate) defaults: Field<Option<Ref<PyTuple>>>,
    pub(crate) kwdefaults: Field<Option<Ref<PyDict>>>,
    pub(crate) closure: Option<Ref<PyTuple>>,
    pub(crate) doc: Field<Value>,
    pub(crate) module: Field<Value>,
    /// `__annotations__`, once evaluated; NULL before.
    pub(crate) annotations: Field<Value>,
    /// `__annotate__`: the function that evaluates the annotations, or None.
    pub(crate) annotate: Field<Value>,
    pub(crate) type_params: Field<Value>,
    /// For `CALL` caches: 0 until asked for, and after the code or defaults changed.
    pub(crate) version: Cell<u32>,
}

impl PyFunction {
    #[inline(always)]
    pub fn code<'a>(&'a self, heap: &'a Heap) -> &'a Ref<PyCode> {
        self.code.get(heap)
    }

    pub fn globals(&self) -> &Ref<PyDict> {
        &self.globals
    }

    /// The version for inline caches, given now if there is none; 0 if versions are used up.
    pub(crate) fn assign_version(&self, heap: &mut Heap) -> u32 {
        if self.version.get() == 0 {
            self.version.set(heap.new_version());
        }
        self.version.get()
    }
}

impl Heap {
    /// A function of `code`, as `MAKE_FUNCTION` makes it.
    pub fn new_function(
        &mut self,
        code: Ref<PyCode>,
        globals: Ref<PyDict>,
        builtins: Ref<PyDict>,
        closure: Option<Ref<PyTuple>>,
    ) -> Ref<PyFunction> {
        let doc = match code.code().flags.contains(bytecode::CodeFlags::HAS_DOCSTRING) {
            true => code.consts.first().cloned().unwrap_or(Value::NONE),
            false => Value::NONE,
        };
        let module = globals.get_str(self, &self.names().__name__).cloned().unwrap_or(Value::NONE);
        let (name, qualname) = (code.name.clone(), code.qualname.clone());
        self.allocate_builtin(
            |types| &types.function,
            |header| PyFunction {
                header,
                code: Field::new(code),
                globals,
                builtins,
                name: Field::new(name),
                qualname: Field::new(qualname),
                defaults: Field::new(None),
                kwdefaults: Field::new(None),
                closure,
                doc: Field::new(doc),
                module: Field::new(module),
                annotations: Field::new(Value::NULL),
                annotate: Field::new(Value::NONE),
                type_params: Field::new(Value::NULL),
                version: Cell::new(0),
            },
        )
    }
}
