//! Native modules of the standard library.

pub use vm_core::{Heap, PyResult, Raised, Ref, Value, Vm, native, object, objects, types};

pub mod abc_module;
pub mod array;
pub mod collections;
pub mod functools;
pub mod math;
pub mod operator;
pub mod random;
pub mod structseq;
pub mod suggest;
pub mod sys;
pub mod thread;
pub mod time;
pub mod traceback;
pub mod types_module;
pub mod weakref;

/// Makes the native modules importable. To be called once for a new machine.
pub fn register(vm: &mut Vm) {
    for module in [
        &abc_module::ABC,
        &array::ARRAY,
        &collections::COLLECTIONS,
        &functools::FUNCTOOLS,
        &math::MATH,
        &operator::OPERATOR,
        &random::RANDOM,
        &sys::SYS,
        &thread::THREAD,
        &time::TIME,
        &types_module::TYPES,
        &weakref::WEAKREF,
    ] {
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
    let _ = vm;
    Ok(())
}

/// Runs the functions that `atexit` knows.
pub fn run_exit_functions(vm: &mut Vm) {
    let _ = vm;
}
