//! Modules whose parts are written in Python and built into the executable (`python/*.py`): tables, and objects for
//! which speed does not matter. Not the modules that need the machine itself; those are in Rust.

use vm_derive::native;

use crate::native::{Args, ModuleDef};
use crate::object::Visitor;
use crate::objects::{NativeState, PyBoxed, PyDict, PyFunction, PyStr};
use crate::{PyResult, Ref, Value, Vm};

/// Runs `source` in the namespace of the module `name`.
///
/// # Errors
/// What the source raises.
pub fn run(vm: &mut Vm, dict: &PyDict, name: &str, source: &str) -> PyResult<()> {
    let filename = format!("<frozen {name}>");
    let code = vm.compile_bytes(source.as_bytes(), &filename)?;
    let namespace: Value = Ref::new(dict).into();
    vm.run_code(code, dict, &namespace)?;
    // Functions of native modules are no methods of a class that they are attributes of.
    let functions: Vec<(Value, Value)> = dict
        .table(vm)
        .iter()
        .filter(|entry| entry.value.downcast::<PyFunction>().is_some())
        .map(|entry| (entry.key.clone(), entry.value.clone()))
        .collect();
    let class = vm.native_class::<EmbeddedFunctionClass>();
    for (key, function) in functions {
        if let Some(key) = key.downcast::<PyStr>() {
            let wrapped = vm.new_boxed(&class, EmbeddedFunction(function));
            dict.set_str(vm, key, wrapped.into());
        }
    }
    Ok(())
}

/// A function of an embedded module.
struct EmbeddedFunction(Value);

impl NativeState for EmbeddedFunction {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.0);
    }
}

/// The class of the functions of embedded modules.
pub struct EmbeddedFunctionClass;

fn function_of(vm: &mut Vm, this: &Value) -> PyResult {
    match this.downcast::<PyBoxed>().and_then(|object| object.state::<EmbeddedFunction>(vm)) {
        Some(function) => Ok(function.0.clone()),
        None => Err(vm.type_error("descriptor requires a built-in function")),
    }
}

#[native(name = "builtin_function_or_method", kind = Boxed, final, no_constructor)]
impl EmbeddedFunctionClass {
    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let function = function_of(vm, this)?;
        vm.call_args(&function, args)
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let function = function_of(vm, this)?;
        let name = vm.get_attr_str(&function, "__name__")?;
        let name = vm.str(&name)?;
        Ok(vm.new_str(&format!("<built-in function {}>", name.text())).into())
    }

    /// Pickled by name.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &Value) -> PyResult {
        let function = function_of(vm, this)?;
        vm.get_attr_str(&function, "__name__")
    }

    #[getter]
    fn __name__(vm: &mut Vm, this: &Value) -> PyResult {
        let function = function_of(vm, this)?;
        vm.get_attr_str(&function, "__name__")
    }

    #[getter]
    fn __qualname__(vm: &mut Vm, this: &Value) -> PyResult {
        let function = function_of(vm, this)?;
        vm.get_attr_str(&function, "__qualname__")
    }

    #[getter]
    fn __module__(vm: &mut Vm, this: &Value) -> PyResult {
        let function = function_of(vm, this)?;
        vm.get_attr_str(&function, "__module__")
    }

    #[getter]
    fn __doc__(vm: &mut Vm, this: &Value) -> PyResult {
        let function = function_of(vm, this)?;
        vm.get_attr_str(&function, "__doc__")
    }

    /// For `inspect.signature`.
    #[getter]
    fn __wrapped__(vm: &mut Vm, this: &Value) -> PyResult {
        function_of(vm, this)
    }
}

macro_rules! embedded {
    ($($constant:ident = $name:literal),* $(,)?) => {
        $(
            #[doc = concat!("The module `", $name, "`.")]
            static $constant: ModuleDef = ModuleDef {
                name: $name,
                doc: "",
                functions: &[],
                init: |vm, dict| run(vm, dict, $name, include_str!(concat!("python/", $name, ".py"))),
            };
        )*
        /// The modules that are written in Python only.
        pub const MODULES: &[&ModuleDef] = &[$(&$constant),*];
    };
}

embedded! {
    AST = "_ast",
    ATEXIT = "atexit",
    CODECS = "_codecs",
    CONTEXTVARS = "_contextvars",
    ERRNO = "errno",
    IO = "_io_python",
    JIT = "_jit",
    OPCODE = "opcode",
    MONITORING = "_monitoring",
    POSIXSUBPROCESS = "_posixsubprocess",
    CSV = "_csv",
    RESOURCE = "resource",
    SIGNAL = "_signal",
    STRING = "_string",
    TOKENIZE = "_tokenize",
    TEMPLATELIB = "_templatelib",
    TYPING = "_typing",
    WARNINGS = "_warnings",
}
