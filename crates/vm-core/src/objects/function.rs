//! `function`: a code object with globals, defaults and a closure.

use std::cell::{Cell, OnceCell};

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Field, Header, Ref};
use crate::objects::{PyCode, PyDict, PyStr, PyTuple};
use crate::value::Value;
use crate::{PyResult, Vm};

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
    pub(crate) closure: OnceCell<Ref<PyTuple>>,
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

    /// Sets the closure of a function that was just made.
    pub(crate) fn set_new_closure(&self, closure: Value) {
        if let Ok(closure) = Ref::try_from_value(closure) {
            // A second closure is ignored: compiled code sets one.
            let _ = self.closure.set(closure);
        }
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
                closure: closure.map_or_else(OnceCell::new, OnceCell::from),
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

/// Create a function object.
#[native(name = "function", kind = Function, final, dict)]
impl PyFunction {
    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(function) = this.downcast::<PyFunction>() else { return Ok(Value::NONE) };
        let text = format!("<function {} at {:#x}>", vm.qualname_of(function), this.address());
        Ok(vm.new_str(&text).into())
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        vm.call_args(this, args)
    }

    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, instance: Option<&Value>, _class: &Value) -> PyResult {
        Ok(match instance {
            Some(instance) => vm.new_method(this.clone(), instance.clone()).into(),
            None => this.clone(),
        })
    }

    #[getter(__name__)]
    fn get_name(heap: &Heap, this: &PyFunction) -> Ref<PyStr> {
        this.name.cloned(heap)
    }

    #[getter(__qualname__)]
    fn get_qualname(heap: &Heap, this: &PyFunction) -> Ref<PyStr> {
        this.qualname.cloned(heap)
    }

    #[getter(__code__)]
    fn get_code(heap: &Heap, this: &PyFunction) -> Ref<PyCode> {
        this.code.cloned(heap)
    }
}
