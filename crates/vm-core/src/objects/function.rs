//! `function`: a code object with globals, defaults and a closure.

use std::cell::OnceCell;

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Field, Header, Ref};
use crate::objects::{PyCode, PyDict, PyStr, PyTuple, PyType};
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
        let doc = match code.flags().contains(bytecode::CodeFlags::HAS_DOCSTRING) {
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

    #[slot(new)]
    fn new_slot(vm: &mut Vm, _class: &PyType, args: &Args<'_>) -> PyResult {
        let mut values: [Value; 6] = [const { Value::NONE }; 6];
        for (slot, value) in values.iter_mut().zip(args.positional()) {
            *slot = value.clone();
        }
        for (keyword, value) in args.keywords() {
            let names = ["code", "globals", "name", "argdefs", "closure", "kwdefaults"];
            let text = keyword.downcast::<PyStr>().and_then(PyStr::as_str).unwrap_or_default();
            match names.iter().position(|name| *name == text) {
                Some(index) => values[index] = value.clone(),
                None => {
                    let message = format!("function() got an unexpected keyword argument '{text}'");
                    return Err(vm.type_error(message));
                }
            }
        }
        let [code, globals, name, defaults, closure, kwdefaults] = &values;
        let Some(code) = code.downcast::<PyCode>() else {
            let found = vm.class_name(code);
            return Err(vm.type_error(format!("function() argument 'code' must be code, not {found}")));
        };
        let Some(globals) = globals.downcast::<PyDict>() else {
            let found = vm.class_name(globals);
            return Err(vm.type_error(format!("function() argument 'globals' must be dict, not {found}")));
        };
        let free = code.free_variables();
        let closure = match closure.downcast::<PyTuple>() {
            Some(closure) if closure.len() == free => Some(Ref::new(closure)),
            Some(closure) => {
                let name = code.name().text().to_string_lossy();
                let given = closure.len();
                return Err(vm.value_error(format!("{name} requires closure of length {free}, not {given}")));
            }
            None if !closure.is_none() || free > 0 => {
                return Err(vm.type_error("arg 5 (closure) must be tuple"));
            }
            None => None,
        };
        let builtins = vm.builtins_for(globals);
        let has_closure = closure.as_ref().is_some_and(|closure| !closure.is_empty());
        let function =
            vm.new_function(Ref::new(code), Ref::new(globals), builtins, closure.filter(|_| has_closure));
        if let Some(name) = name.downcast::<PyStr>() {
            function.name.set(vm, Ref::new(name));
        }
        if let Some(defaults) = defaults.downcast::<PyTuple>() {
            function.defaults.set(vm, Some(Ref::new(defaults)));
        }
        if let Some(kwdefaults) = kwdefaults.downcast::<PyDict>() {
            function.kwdefaults.set(vm, Some(Ref::new(kwdefaults)));
        }
        Ok(function.into())
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

    #[setter(__name__)]
    fn set_name(vm: &mut Vm, this: &PyFunction, value: Option<&Value>) -> PyResult<()> {
        set_text(vm, &this.name, "__name__", value)
    }

    #[setter(__qualname__)]
    fn set_qualname(vm: &mut Vm, this: &PyFunction, value: Option<&Value>) -> PyResult<()> {
        set_text(vm, &this.qualname, "__qualname__", value)
    }

    #[getter(__code__)]
    fn get_code(heap: &Heap, this: &PyFunction) -> Ref<PyCode> {
        this.code.cloned(heap)
    }

    #[setter(__code__)]
    fn set_code(vm: &mut Vm, this: &PyFunction, value: Option<&Value>) -> PyResult<()> {
        let Some(code) = value.and_then(|value| value.downcast::<PyCode>()) else {
            return Err(vm.type_error("__code__ must be set to a code object"));
        };
        let free = code.free_variables();
        let closed = this.closure.get().map_or(0, |closure| closure.len());
        if free != closed {
            let name = vm.qualname_of(this);
            let message = format!("{name}() requires a code object with {closed} free vars, not {free}");
            return Err(vm.value_error(message));
        }
        let old = this.code.replace(vm, Ref::new(code));
        // Frames that run it borrow it from here.
        vm.retired_code.push(old.into());
        Ok(())
    }

    #[getter(__defaults__)]
    fn get_defaults(heap: &Heap, this: &PyFunction) -> Option<Ref<PyTuple>> {
        this.defaults.cloned(heap)
    }

    #[setter(__defaults__)]
    fn set_defaults(vm: &mut Vm, this: &PyFunction, value: Option<&Value>) -> PyResult<()> {
        let defaults = match value.filter(|value| !value.is_none()) {
            None => None,
            Some(value) => match value.downcast::<PyTuple>() {
                Some(tuple) => Some(Ref::new(tuple)),
                None => return Err(vm.type_error("__defaults__ must be set to a tuple object")),
            },
        };
        this.defaults.set(vm, defaults);
        Ok(())
    }

    #[getter(__kwdefaults__)]
    fn get_kwdefaults(heap: &Heap, this: &PyFunction) -> Option<Ref<PyDict>> {
        this.kwdefaults.cloned(heap)
    }

    #[setter(__kwdefaults__)]
    fn set_kwdefaults(vm: &mut Vm, this: &PyFunction, value: Option<&Value>) -> PyResult<()> {
        let defaults = match value.filter(|value| !value.is_none()) {
            None => None,
            Some(value) => match value.downcast::<PyDict>() {
                Some(dict) => Some(Ref::new(dict)),
                None => return Err(vm.type_error("__kwdefaults__ must be set to a dict object")),
            },
        };
        this.kwdefaults.set(vm, defaults);
        Ok(())
    }

    #[getter(__closure__, member)]
    fn get_closure(this: &PyFunction) -> Option<Ref<PyTuple>> {
        this.closure.get().cloned()
    }

    #[getter(__globals__, member)]
    fn get_globals(this: &PyFunction) -> Ref<PyDict> {
        this.globals.clone()
    }

    #[getter(__builtins__, member)]
    fn get_builtins(this: &PyFunction) -> Ref<PyDict> {
        this.builtins.clone()
    }

    #[getter(__doc__)]
    fn get_doc(heap: &Heap, this: &PyFunction) -> Value {
        this.doc.cloned(heap)
    }

    #[setter(__doc__)]
    fn set_doc(heap: &mut Heap, this: &PyFunction, value: Option<&Value>) {
        this.doc.set(heap, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(__module__)]
    fn get_module(heap: &Heap, this: &PyFunction) -> Value {
        this.module.cloned(heap)
    }

    #[setter(__module__)]
    fn set_module(heap: &mut Heap, this: &PyFunction, value: Option<&Value>) {
        this.module.set(heap, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(__annotations__)]
    fn get_annotations(vm: &mut Vm, this: &PyFunction) -> PyResult {
        let known = this.annotations.cloned(vm);
        if !known.is_null() {
            return Ok(known);
        }
        let annotate = this.annotate.cloned(vm);
        let annotations = vm.evaluate_annotations(&annotate)?;
        this.annotations.set(vm, annotations.clone());
        Ok(annotations)
    }

    #[setter(__annotations__)]
    fn set_annotations(vm: &mut Vm, this: &PyFunction, value: Option<&Value>) -> PyResult<()> {
        match value.filter(|value| !value.is_none()) {
            None => this.annotations.set(vm, Value::NULL),
            Some(value) if value.downcast::<PyDict>().is_some() => this.annotations.set(vm, value.clone()),
            Some(_) => return Err(vm.type_error("__annotations__ must be set to a dict object")),
        }
        this.annotate.set(vm, Value::NONE);
        Ok(())
    }

    #[getter(__annotate__)]
    fn get_annotate(heap: &Heap, this: &PyFunction) -> Value {
        let annotate = this.annotate.cloned(heap);
        if annotate.is_null() { Value::NONE } else { annotate }
    }

    #[setter(__annotate__)]
    fn set_annotate(vm: &mut Vm, this: &PyFunction, value: Option<&Value>) -> PyResult<()> {
        match value {
            None => Err(vm.type_error("__annotate__ cannot be deleted")),
            Some(value) if value.is_none() => {
                this.annotate.set(vm, Value::NONE);
                Ok(())
            }
            Some(value) if vm.is_callable(value) => {
                this.annotate.set(vm, value.clone());
                this.annotations.set(vm, Value::NULL);
                Ok(())
            }
            Some(_) => Err(vm.type_error("__annotate__ must be callable or None")),
        }
    }

    #[getter(__type_params__)]
    fn get_type_params(vm: &mut Vm, this: &PyFunction) -> Value {
        let parameters = this.type_params.cloned(vm);
        if parameters.is_null() { vm.empty_tuple().into() } else { parameters }
    }

    #[setter(__type_params__)]
    fn set_type_params(vm: &mut Vm, this: &PyFunction, value: Option<&Value>) -> PyResult<()> {
        match value.filter(|value| value.downcast::<PyTuple>().is_some()) {
            Some(value) => {
                this.type_params.set(vm, value.clone());
                Ok(())
            }
            None => Err(vm.type_error("__type_params__ must be set to a tuple")),
        }
    }
}

/// Sets `__name__` or `__qualname__` of a function or generator.
pub(super) fn set_text(
    vm: &mut Vm,
    field: &Field<Ref<PyStr>>,
    attribute: &str,
    value: Option<&Value>,
) -> PyResult<()> {
    match value.and_then(|value| value.downcast::<PyStr>()) {
        Some(text) => {
            field.set(vm, Ref::new(text));
            Ok(())
        }
        None => Err(vm.type_error(format!("{attribute} must be set to a string object"))),
    }
}
