//! Native modules of the standard library.

pub use vm_core::{Heap, PyResult, Raised, Ref, Value, Vm, native, object, objects, types};

pub mod abc_module;
pub mod array;
pub mod binascii;
pub mod bisect;
mod blake2;
pub mod collections;
pub mod embedded;
pub mod functools;
pub mod gc;
pub mod hashes;
pub mod imp;
pub mod io;
pub mod itertools;
pub mod json;
pub mod marshal;
pub mod math;
pub mod net;
pub mod opcode_module;
pub mod operator;
pub mod posix;
pub mod random;
pub mod sre;
pub mod structs;
pub mod structseq;
pub mod suggest;
pub mod sys;
pub mod text_io;
pub mod thread;
pub mod time;
pub mod traceback;
pub mod types_module;
pub mod unicodedata;
pub mod weakref;

/// Raises the exception class `name` of a module, as it is bound there now.
pub(crate) fn raise_exception_of(vm: &mut Vm, module: &str, name: &str, message: &str) -> Raised {
    let class = match vm.import_module(module).and_then(|module| vm.get_attr_str(&module, name)) {
        Ok(class) => class,
        Err(raised) => return raised,
    };
    let text: Value = vm.new_str(message).into();
    match vm.call(&class, &[text]).map(Ref::<objects::PyException>::try_from_value) {
        Ok(Ok(exception)) => vm.raise(exception),
        Ok(Err(_)) => vm.system_error(format!("{module}.{name} is no exception")),
        Err(raised) => raised,
    }
}

/// Makes the native modules importable. To be called once for a new machine.
pub fn register(vm: &mut Vm) {
    for module in [
        &abc_module::ABC,
        &array::ARRAY,
        &binascii::BINASCII,
        &bisect::BISECT,
        &collections::COLLECTIONS,
        &functools::FUNCTOOLS,
        &gc::GC,
        &hashes::BLAKE2,
        &hashes::MD5,
        &hashes::SHA1,
        &hashes::SHA2,
        &hashes::SHA3,
        &imp::IMP,
        &io::IO,
        &itertools::ITERTOOLS,
        &json::JSON,
        &marshal::MARSHAL,
        &math::MATH,
        &net::SELECT,
        &net::SOCKET,
        &opcode_module::OPCODE,
        &opcode_module::OPCODE_METADATA,
        &operator::OPERATOR,
        &posix::POSIX,
        &random::RANDOM,
        &sre::SRE,
        &structs::STRUCT,
        &sys::SYS,
        &thread::THREAD,
        &time::TIME,
        &types_module::TYPES,
        &unicodedata::UNICODEDATA,
        &weakref::WEAKREF,
    ] {
        vm.register_module(module);
    }
    for module in embedded::MODULES {
        vm.register_module(module);
    }
}

/// Writes text to `sys.stdout` or `sys.stderr` (or the process's own stream while there is none).
pub fn write_stream(vm: &mut Vm, name: &str, text: &str) -> PyResult<()> {
    let key = vm.intern_str(name);
    let stream = vm.sys().get_str(vm, &key).cloned();
    match stream {
        Some(stream) if stream.is_none() => Ok(()),
        Some(stream) => {
            let text: Value = vm.new_str(text).into();
            vm.call_method_str(&stream, "write", &[text]).map(drop)
        }
        None => {
            let descriptor = if name == "stderr" { 2 } else { 1 };
            match vm.host().write(descriptor, text.as_bytes()) {
                Ok(()) => Ok(()),
                Err(error) => Err(vm.raise_os_error(&error, None)),
            }
        }
    }
}

/// Makes `sys.stdin`, `sys.stdout` and `sys.stderr`.
pub fn open_standard_streams(vm: &mut Vm) -> PyResult<()> {
    for (number, name) in ["stdin", "stdout", "stderr"].into_iter().enumerate() {
        let stream = io::open_standard(vm, number as i32)?;
        let sys = vm.sys().clone();
        sys.set_name(vm, name, stream.clone());
        sys.set_name(vm, &format!("__{name}__"), stream);
    }
    let module = vm.import_absolute("_io")?;
    let open = vm.get_attr_str(&module, "open")?;
    let builtins = vm.builtins().clone();
    builtins.set_name(vm, "open", open);
    Ok(())
}

/// Runs what is to be done at the end: the functions of `atexit`, then closes the streams that `__main__` still holds,
/// so that they are written out.
pub fn run_exit_functions(vm: &mut Vm) {
    let key = vm.intern_str("atexit");
    if let Some(module) = vm.modules().get_str(vm, &key).cloned()
        && vm.call_method_str(&module, "_run_exitfuncs", &[]).is_err()
    {
        vm.clear_raised();
    }
    let key = vm.intern_str("__main__");
    let Some(main) = vm.modules().get_str(vm, &key).cloned() else { return };
    let Some(module) = main.downcast::<objects::PyModule>() else { return };
    let values: Vec<Value> = module.dict().table(vm).iter().map(|entry| entry.value.clone()).collect();
    let sys = vm.sys().clone();
    let standard: Vec<Value> = ["__stdin__", "__stdout__", "__stderr__"]
        .into_iter()
        .filter_map(|name| {
            let name = vm.intern_str(name);
            sys.get_str(vm, &name).cloned()
        })
        .collect();
    for value in values {
        let is_stream = value.downcast::<objects::PyBoxed>().is_some();
        if is_stream
            && !standard.iter().any(|stream| stream.is(&value))
            && vm.call_method_str(&value, "flush", &[]).is_err()
        {
            vm.clear_raised();
        }
    }
}
