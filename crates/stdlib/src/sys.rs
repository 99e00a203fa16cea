//! `sys`: the interpreter's parameters and functions. Its namespace is the machine's own.

use vm_derive::native;

use crate::native::{Args, ModuleDef};
use crate::objects::*;
use crate::{PyResult, Ref, Value, Vm};

/// Marker that holds the functions.
pub struct Sys;

/// The module.
pub static SYS: ModuleDef = ModuleDef {
    name: "sys",
    doc: "This module provides access to some objects used or maintained by the\ninterpreter and to functions that interact strongly with the interpreter.",
    functions: Sys::NATIVE_METHODS,
    init,
};

/// Version of the Python language that is implemented.
pub const PYTHON_VERSION: (i32, i32, i32) = (3, 14, 0);

#[native(module = "sys")]
impl Sys {
    /// Return the maximum string digits limit for non-binary int<->str conversions.
    #[function("()")]
    fn get_int_max_str_digits(vm: &mut Vm) -> usize {
        vm.int_max_str_digits
    }

    /// Set the maximum string digits limit for non-binary int<->str conversions.
    #[function("(maxdigits)")]
    fn set_int_max_str_digits(vm: &mut Vm, maxdigits: i64) -> PyResult<()> {
        match usize::try_from(maxdigits) {
            Ok(most) if (most == 0 || most >= 640) && i32::try_from(most).is_ok() => {
                vm.int_max_str_digits = most;
                Ok(())
            }
            _ => Err(vm.value_error("maxdigits must be >= 640 or 0 for unlimited")),
        }
    }

    /// Return the installed asynchronous generators hooks.
    #[function("()")]
    fn get_asyncgen_hooks(vm: &mut Vm) -> PyResult {
        let (firstiter, finalizer) = vm.async_generator_hooks();
        crate::structseq::new_structseq(
            vm,
            "sys",
            "asyncgen_hooks",
            &[("firstiter", firstiter), ("finalizer", finalizer)],
        )
    }

    /// Set a finalizer for async generators objects.
    #[function("(firstiter=None, finalizer=None)")]
    fn set_asyncgen_hooks(vm: &mut Vm, firstiter: Option<&Value>, finalizer: Option<&Value>) -> PyResult<()> {
        for (name, hook) in [("firstiter", firstiter), ("finalizer", finalizer)] {
            if let Some(hook) = hook
                && !hook.is_none()
                && !vm.is_callable(hook)
            {
                let found = vm.class_name(hook);
                return Err(vm.type_error(format!("callable {name} expected, got {found}")));
            }
        }
        let (old_first, old_finalizer) = vm.async_generator_hooks();
        vm.set_async_generator_hooks(
            firstiter.cloned().unwrap_or(old_first),
            finalizer.cloned().unwrap_or(old_finalizer),
        );
        Ok(())
    }

    /// Private function for clearing certain descriptors from a type's dictionary.
    #[function("(type, /)")]
    fn _clear_type_descriptors(vm: &mut Vm, type_: &crate::objects::PyType) -> PyResult<()> {
        if !type_.is_heap_type() {
            return Err(vm.type_error("argument is immutable"));
        }
        for name in ["__dict__", "__weakref__"] {
            let key = vm.intern_str(name);
            type_.dict().remove_str(vm, &key);
        }
        Ok(())
    }

    /// Parts that are made when they are first asked for.
    #[function("(name, /)")]
    fn __getattr__(vm: &mut Vm, name: &PyStr) -> PyResult {
        let module = match name.as_str() {
            Some("_jit") => "_jit",
            Some("monitoring") => "_monitoring",
            _ => {
                let name = name.text().to_string_lossy();
                return Err(vm.attribute_error_text(format!("module 'sys' has no attribute '{name}'")));
            }
        };
        let module = vm.import_module(module)?;
        let sys = vm.sys().clone();
        sys.set_str(vm, name, module.clone());
        Ok(module)
    }

    /// Exit the interpreter by raising SystemExit(status).
    #[function("(status=None, /)")]
    fn exit(vm: &mut Vm, status: Option<&Value>) -> PyResult {
        let class: Value = vm.types().exc.SystemExit.clone().into();
        let args: Vec<Value> = match status.and_then(|status| status.downcast::<PyTuple>()) {
            Some(tuple) => tuple.items().to_vec(),
            None => status.filter(|status| !status.is_none()).cloned().into_iter().collect(),
        };
        let exception = vm.call(&class, &args)?;
        match Ref::<PyException>::try_from_value(exception) {
            Ok(exception) => Err(vm.raise(exception)),
            Err(_) => Ok(Value::NONE),
        }
    }

    /// Return the current exception: an instance, or None.
    #[function("()")]
    fn exception(vm: &mut Vm) -> Value {
        vm.handled_exception()
    }

    /// Return current exception information: (type, value, traceback).
    #[function("()")]
    fn exc_info(vm: &mut Vm) -> Ref<PyTuple> {
        let exception = vm.handled_exception();
        if exception.is_none() {
            return vm.new_tuple([Value::NONE, Value::NONE, Value::NONE]);
        }
        let class: Value = Ref::new(vm.class_of(&exception)).into();
        let traceback = vm.traceback_of(&exception);
        vm.new_tuple([class, exception, traceback])
    }

    /// Return the current value of the recursion limit.
    #[function("()")]
    fn getrecursionlimit(vm: &mut Vm) -> i64 {
        i64::from(vm.recursion_limit())
    }

    /// Set the maximum depth of the Python interpreter stack to n.
    #[function("(limit, /)")]
    fn setrecursionlimit(vm: &mut Vm, limit: i64) -> PyResult<()> {
        match i32::try_from(limit) {
            Ok(limit) if limit >= 1 => vm.set_recursion_limit(limit),
            Ok(_) => Err(vm.value_error("recursion limit must be greater or equal than 1")),
            Err(_) => Err(vm.overflow_error("Python int too large to convert to C int")),
        }
    }

    /// ``Intern'' the given string.
    #[function("(string, /)")]
    fn intern(vm: &mut Vm, string: &Value) -> PyResult<Ref<PyStr>> {
        match string.downcast_exact::<PyStr>() {
            Some(string) => Ok(vm.intern_object(string)),
            None => {
                let found = vm.class_name(string);
                Err(vm.type_error(match string.downcast::<PyStr>() {
                    Some(_) => format!("can't intern {found}"),
                    None => format!("intern() argument must be str, not {found}"),
                }))
            }
        }
    }

    /// Return a frame object from the call stack.
    #[function("(depth=0, /)")]
    fn _getframe(vm: &mut Vm, depth: Option<i64>) -> PyResult {
        match vm.frame_at(depth.unwrap_or(0).max(0) as usize) {
            Some(frame) => Ok(frame.into()),
            None => Err(vm.value_error("call stack is not deep enough")),
        }
    }

    /// Return the name of the module for the calling frame.
    #[function("(depth=0)")]
    fn _getframemodulename(vm: &mut Vm, depth: Option<i64>) -> PyResult {
        match vm.frame_at(depth.unwrap_or(0).max(0) as usize) {
            Some(frame) => {
                let globals = vm.get_attr_str(&frame.into(), "f_globals")?;
                let name = vm.intern_str("__name__");
                Ok(globals
                    .downcast::<PyDict>()
                    .and_then(|g| g.get_str(vm, &name).cloned())
                    .unwrap_or(Value::NONE))
            }
            None => Ok(Value::NONE),
        }
    }

    /// Return the size of object in bytes.
    #[function("(object, default=None)")]
    fn getsizeof(vm: &mut Vm, object: &Value, default: Option<&Value>) -> PyResult {
        let name = vm.intern_str("__sizeof__");
        match vm.get_attr_optional(object, &name)? {
            Some(method) => vm.call(&method, &[]),
            None => Ok(default.cloned().unwrap_or(Value::int32(16))),
        }
    }

    /// Return the reference count of object.
    #[function("(object, /)")]
    fn getrefcount(object: &Value) -> i64 {
        object.reference_count().map_or(0xFFFF_FFFF, |count| count as i64)
    }

    /// Set the global debug tracing function.
    #[function("(function, /)")]
    fn settrace(vm: &mut Vm, function: &Value) -> PyResult<()> {
        only_none(vm, function, "settrace")
    }

    /// Return the global debug tracing function set with sys.settrace.
    #[function("()")]
    fn gettrace() {}

    /// Set the profiling function.
    #[function("(function, /)")]
    fn setprofile(vm: &mut Vm, function: &Value) -> PyResult<()> {
        only_none(vm, function, "setprofile")
    }

    /// Return the profiling function set with sys.setprofile.
    #[function("()")]
    fn getprofile() {}

    /// Print an object to sys.stdout and also save it in builtins._
    #[function("(object, /)")]
    fn displayhook(vm: &mut Vm, object: &Value) -> PyResult<()> {
        if object.is_none() {
            return Ok(());
        }
        let builtins = vm.builtins().clone();
        builtins.set_name(vm, "_", Value::NONE);
        let text = vm.repr(object)?;
        let line = format!("{}\n", text.text().to_string_lossy());
        crate::write_stream(vm, "stdout", &line)?;
        builtins.set_name(vm, "_", object.clone());
        Ok(())
    }

    /// Handle an exception by displaying it with a traceback on sys.stderr.
    #[function("(exctype, value, traceback, /)")]
    fn excepthook(vm: &mut Vm, exctype: &Value, value: &Value, traceback: &Value) -> PyResult<()> {
        let _ = (exctype, traceback);
        let text = crate::traceback::format_exception(vm, value, false);
        crate::write_stream(vm, "stderr", &text)
    }

    /// Return the current default encoding used by the Unicode implementation.
    #[function("()")]
    fn getdefaultencoding() -> &'static str {
        "utf-8"
    }

    /// Return the encoding used to convert Unicode filenames to OS filenames.
    #[function("()")]
    fn getfilesystemencoding() -> &'static str {
        "utf-8"
    }

    /// Return the error mode used to convert Unicode filenames to OS filenames.
    #[function("()")]
    fn getfilesystemencodeerrors() -> &'static str {
        "surrogateescape"
    }

    /// Return True if Python is exiting.
    #[function("()")]
    fn is_finalizing() -> bool {
        false
    }

    /// Return True if the GIL is enabled.
    #[function("()")]
    fn _is_gil_enabled() -> bool {
        true
    }

    /// Return True if the given string is interned.
    #[function("(string, /)")]
    fn _is_interned(string: &PyStr) -> bool {
        string.is_interned()
    }

    /// Audit hooks are not called.
    #[function("(event, /, *args)")]
    fn audit(event: &Value, args: &[Value]) {
        let _ = (event, args);
    }

    /// Adds a new audit hook callback.
    #[function("(hook)")]
    fn addaudithook(hook: &Value) {
        let _ = hook;
    }

    /// Return the current value of the thread switch interval.
    #[function("()")]
    fn getswitchinterval() -> f64 {
        0.005
    }

    /// Set the ideal thread switching delay inside the Python interpreter.
    #[function("(interval, /)")]
    fn setswitchinterval(interval: f64) {
        let _ = interval;
    }

    /// Return a dictionary mapping each current thread's identifier to its current stack frame.
    #[function("()")]
    fn _current_frames(vm: &mut Vm) -> PyResult<Ref<PyDict>> {
        let dict = vm.new_dict();
        if let Some(frame) = vm.frame_at(0) {
            dict.set(vm, &Value::int32(1), frame.into())?;
        }
        Ok(dict)
    }

    /// Clear all version tags and caches.
    #[function("()")]
    fn _clear_type_cache() {}

    /// Clear the internal caches.
    #[function("()")]
    fn _clear_internal_caches() {}

    /// Number of blocks; not counted here.
    #[function("()")]
    fn getallocatedblocks() -> i64 {
        0
    }
}

fn only_none(vm: &mut Vm, function: &Value, name: &str) -> PyResult<()> {
    match function.is_none() {
        true => Ok(()),
        false => Err(vm.raise_new(|t| &t.exc.NotImplementedError, format!("sys.{name}() of a function"))),
    }
}

/// A tuple with named fields (`sys.version_info` and the like): a class made in Python's own way.
pub fn named_fields(vm: &mut Vm, class_name: &str, fields: &[(&str, Value)]) -> PyResult {
    let object = crate::structseq::new_structseq(vm, "sys", class_name, fields)?;
    Ok(object)
}

/// Names of the modules of the standard library.
const STDLIB_MODULE_NAMES: &[&str] = &[
    "__future__",
    "_abc",
    "_collections",
    "_collections_abc",
    "_functools",
    "_imp",
    "_io",
    "_operator",
    "_py_abc",
    "_sre",
    "_thread",
    "_types",
    "_typing",
    "_warnings",
    "_weakref",
    "_weakrefset",
    "abc",
    "argparse",
    "array",
    "ast",
    "asyncio",
    "atexit",
    "base64",
    "bisect",
    "builtins",
    "calendar",
    "cmath",
    "codecs",
    "collections",
    "contextlib",
    "contextvars",
    "copy",
    "copyreg",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "dis",
    "email",
    "enum",
    "errno",
    "fnmatch",
    "fractions",
    "functools",
    "gc",
    "genericpath",
    "getopt",
    "glob",
    "hashlib",
    "heapq",
    "html",
    "http",
    "importlib",
    "inspect",
    "io",
    "itertools",
    "json",
    "keyword",
    "linecache",
    "locale",
    "logging",
    "marshal",
    "math",
    "multiprocessing",
    "numbers",
    "opcode",
    "operator",
    "os",
    "pathlib",
    "pickle",
    "pkgutil",
    "platform",
    "posix",
    "posixpath",
    "pprint",
    "queue",
    "random",
    "re",
    "reprlib",
    "runpy",
    "sched",
    "select",
    "shutil",
    "signal",
    "site",
    "socket",
    "sqlite3",
    "stat",
    "statistics",
    "string",
    "struct",
    "subprocess",
    "sys",
    "sysconfig",
    "tempfile",
    "test",
    "textwrap",
    "threading",
    "time",
    "timeit",
    "token",
    "tokenize",
    "traceback",
    "types",
    "typing",
    "unittest",
    "urllib",
    "uuid",
    "warnings",
    "weakref",
    "xml",
    "zipfile",
    "zlib",
    "zoneinfo",
];

fn init(vm: &mut Vm, dict: &PyDict) -> PyResult<()> {
    let (major, minor, micro) = PYTHON_VERSION;
    let int = Value::int32;
    let text = |vm: &mut Vm, text: &str| -> Value { vm.new_str(text).into() };
    let modules: Value = vm.modules().clone().into();
    dict.set_name(vm, "modules", modules);
    let version = format!("{major}.{minor}.{micro} (Taipan {})", env!("CARGO_PKG_VERSION"));
    let final_ = text(vm, "final");
    let version_fields = [
        ("major", int(major)),
        ("minor", int(minor)),
        ("micro", int(micro)),
        ("releaselevel", final_),
        ("serial", int(0)),
    ];
    let version_info = named_fields(vm, "version_info", &version_fields)?;
    let hexversion = int(major << 24 | minor << 16 | micro << 8 | 0xf0);
    for (name, value) in [
        ("version", text(vm, &version)),
        ("platform", text(vm, std::env::consts::OS)),
        ("byteorder", text(vm, if cfg!(target_endian = "little") { "little" } else { "big" })),
        ("copyright", text(vm, "Copyright (c) The Taipan contributors.")),
        ("float_repr_style", text(vm, "short")),
        ("platlibdir", text(vm, "lib")),
        ("abiflags", text(vm, "")),
        ("prefix", text(vm, "/usr")),
        ("exec_prefix", text(vm, "/usr")),
        ("base_prefix", text(vm, "/usr")),
        ("base_exec_prefix", text(vm, "/usr")),
        ("pycache_prefix", Value::NONE),
        ("ps1", text(vm, ">>> ")),
        ("ps2", text(vm, "... ")),
        ("api_version", int(1013)),
        ("maxunicode", int(0x10_FFFF)),
        ("maxsize", vm.new_int(i64::MAX)),
        ("hexversion", hexversion.clone()),
        ("version_info", version_info.clone()),
        ("dont_write_bytecode", Value::bool(vm.dont_write_bytecode)),
        ("path_importer_cache", vm.new_dict().into()),
        ("path_hooks", vm.new_list(Vec::new()).into()),
        ("warnoptions", vm.new_list(Vec::new()).into()),
        ("_xoptions", vm.new_dict().into()),
        ("_framework", text(vm, "")),
        ("_home", Value::NONE),
    ] {
        dict.set_name(vm, name, value);
    }
    for name in ["argv", "path", "orig_argv"] {
        let key = vm.intern_str(name);
        if dict.get_str(vm, &key).is_none() {
            let empty: Value = vm.new_list(Vec::new()).into();
            dict.set_str(vm, &key, empty);
        }
    }
    let finders = vm.native_finders();
    let finders = vm.new_list(finders);
    dict.set_name(vm, "meta_path", finders);
    for hook in ["displayhook", "excepthook"] {
        let key = vm.intern_str(hook);
        if let Some(function) = dict.get_str(vm, &key).cloned() {
            dict.set_name(vm, &format!("__{hook}__"), function);
        }
    }

    let (name, cache_tag) = (text(vm, "taipan"), text(vm, "taipan-314"));
    let multiarch = text(vm, &format!("{}-{}-gnu", std::env::consts::ARCH, std::env::consts::OS));
    let implementation = simple_namespace(
        vm,
        &[
            ("name", name),
            ("cache_tag", cache_tag),
            ("version", version_info),
            ("hexversion", hexversion),
            ("supports_isolated_interpreters", Value::FALSE),
            ("_multiarch", multiarch),
        ],
    )?;
    dict.set_name(vm, "implementation", implementation);

    let flags: Vec<(&str, Value)> = [
        "debug",
        "inspect",
        "interactive",
        "optimize",
        "dont_write_bytecode",
        "no_user_site",
        "no_site",
        "ignore_environment",
        "verbose",
        "bytes_warning",
        "quiet",
        "hash_randomization",
        "isolated",
    ]
    .into_iter()
    .map(|name| {
        let value = match name {
            "optimize" => i32::from(vm.optimize),
            "dont_write_bytecode" => i32::from(vm.dont_write_bytecode),
            _ => 0,
        };
        (name, int(value))
    })
    .chain([
        ("dev_mode", Value::FALSE),
        ("utf8_mode", int(1)),
        ("warn_default_encoding", int(0)),
        ("safe_path", Value::FALSE),
        ("int_max_str_digits", int(4300)),
        ("gil", int(1)),
        ("thread_inherit_context", int(0)),
        ("context_aware_warnings", int(0)),
    ])
    .collect();
    let flags = named_fields(vm, "flags", &flags)?;
    dict.set_name(vm, "flags", flags);

    let float_info = [
        ("max", vm.new_float(f64::MAX)),
        ("max_exp", int(1024)),
        ("max_10_exp", int(308)),
        ("min", vm.new_float(f64::MIN_POSITIVE)),
        ("min_exp", int(-1021)),
        ("min_10_exp", int(-307)),
        ("dig", int(15)),
        ("mant_dig", int(53)),
        ("epsilon", vm.new_float(f64::EPSILON)),
        ("radix", int(2)),
        ("rounds", int(1)),
    ];
    let float_info = named_fields(vm, "float_info", &float_info)?;
    dict.set_name(vm, "float_info", float_info);
    let int_info = [
        ("bits_per_digit", int(30)),
        ("sizeof_digit", int(4)),
        ("default_max_str_digits", int(4300)),
        ("str_digits_check_threshold", int(640)),
    ];
    let int_info = named_fields(vm, "int_info", &int_info)?;
    dict.set_name(vm, "int_info", int_info);
    let modulus = vm.new_int((1_i64 << 61) - 1);
    let algorithm = text(vm, "siphash13");
    let hash_info = [
        ("width", int(64)),
        ("modulus", modulus),
        ("inf", int(314_159)),
        ("nan", int(0)),
        ("imag", int(1_000_003)),
        ("algorithm", algorithm),
        ("hash_bits", int(64)),
        ("seed_bits", int(128)),
        ("cutoff", int(0)),
    ];
    let hash_info = named_fields(vm, "hash_info", &hash_info)?;
    dict.set_name(vm, "hash_info", hash_info);
    let (thread, lock) = (text(vm, "pthread"), text(vm, "semaphore"));
    let thread_info =
        named_fields(vm, "thread_info", &[("name", thread), ("lock", lock), ("version", Value::NONE)])?;
    dict.set_name(vm, "thread_info", thread_info);

    let names: Vec<Value> =
        vm.native_module_names().into_iter().map(|name| vm.new_str(name).into()).collect();
    let names = vm.new_tuple(names);
    dict.set_name(vm, "builtin_module_names", names);
    let names: Vec<Value> = STDLIB_MODULE_NAMES.iter().map(|name| vm.new_str(name).into()).collect();
    let names = vm.new_frozenset_of_constants(names);
    dict.set_name(vm, "stdlib_module_names", names);
    Ok(())
}

/// A `types.SimpleNamespace`.
pub fn simple_namespace(vm: &mut Vm, fields: &[(&str, Value)]) -> PyResult {
    let class: Value = vm.native_class::<crate::types_module::SimpleNamespace>().into();
    let names: Vec<Value> = fields.iter().map(|(name, _)| vm.intern_str(name).into()).collect();
    let values: Vec<Value> = fields.iter().map(|(_, value)| value.clone()).collect();
    vm.call_args(&class, &Args::new(&values, &names))
}

/// Whether the standard library has a module `name`.
pub fn is_stdlib_module(name: &str) -> bool {
    STDLIB_MODULE_NAMES.contains(&name)
}
