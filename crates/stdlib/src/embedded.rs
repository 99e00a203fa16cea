//! Modules whose parts are written in Python and built into the executable (`python/*.py`): tables, and objects for
//! which speed does not matter. Not the modules that need the machine itself; those are in Rust.

use crate::native::ModuleDef;
use crate::objects::PyDict;
use crate::{PyResult, Ref, Value, Vm};

/// Runs `source` in the namespace of the module `name`.
///
/// # Errors
/// What the source raises.
pub fn run(vm: &mut Vm, dict: &PyDict, name: &str, source: &str) -> PyResult<()> {
    let filename = format!("<frozen {name}>");
    let code = vm.compile_bytes(source.as_bytes(), &filename)?;
    let namespace: Value = Ref::new(dict).into();
    vm.run_code(&code, dict, &namespace).map(drop)
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
    IMP = "_imp",
    IO = "_io_python",
    JIT = "_jit",
    MONITORING = "_monitoring",
    POSIXSUBPROCESS = "_posixsubprocess",
    SIGNAL = "_signal",
    STRING = "_string",
    TOKENIZE = "_tokenize",
    TEMPLATELIB = "_templatelib",
    TYPING = "_typing",
    WARNINGS = "_warnings",
}
