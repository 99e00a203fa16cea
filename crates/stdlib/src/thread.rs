//! `_thread`: locks and thread-local data of a machine that runs one thread.

use vm_derive::native;

use crate::native::{Args, ModuleDef};
use crate::object::Visitor;
use crate::objects::*;
use crate::{PyResult, Value, Vm};

/// Marker that holds the functions.
pub struct Thread;

/// The module.
pub static THREAD: ModuleDef = ModuleDef {
    name: "_thread",
    doc: "This module provides primitive operations to write multi-threaded programs.",
    functions: Thread::NATIVE_METHODS,
    init,
};

/// The identity of the only thread.
const MAIN: i64 = 1;

/// How often a lock is held.
struct LockState(u32);

impl NativeState for LockState {
    fn traverse_state(&self, _visit: &mut Visitor<'_>) {}
}

/// `_thread.lock`.
pub struct Lock;
/// `_thread.RLock`.
pub struct RLock;
/// `_thread._local`.
pub struct Local;

#[native(module = "_thread")]
impl Thread {
    /// Create a new lock object.
    #[function("()")]
    fn allocate_lock(vm: &mut Vm) -> Value {
        let class = vm.native_class::<Lock>();
        vm.new_boxed(&class, LockState(0)).into()
    }

    /// Create a new lock object.
    #[function("()")]
    fn allocate(vm: &mut Vm) -> Value {
        Thread::allocate_lock(vm)
    }

    /// Return a non-zero integer that uniquely identifies the current thread.
    #[function("()")]
    fn get_ident() -> i64 {
        MAIN
    }

    /// Return a non-negative integer identifying the thread as reported by the OS.
    #[function("()")]
    fn get_native_id() -> i64 {
        i64::from(std::process::id())
    }

    /// Internal only.
    #[function("()")]
    fn _get_main_thread_ident() -> i64 {
        MAIN
    }

    /// Internal only.
    #[function("()")]
    fn _is_main_interpreter() -> bool {
        true
    }

    /// Internal only.
    #[function("()")]
    fn daemon_threads_allowed() -> bool {
        true
    }

    /// Internal only.
    #[function("()")]
    fn _shutdown() {}

    /// Internal only.
    #[function("(handle)")]
    fn _make_thread_handle(vm: &mut Vm, handle: &Value) -> Value {
        let _ = handle;
        let class = vm.native_class::<Handle>();
        vm.new_boxed(&class, LockState(1)).into()
    }

    /// Return the number of threads started and not finished.
    #[function("()")]
    fn _count() -> i64 {
        0
    }

    /// Return the thread stack size used when creating new threads.
    #[function("(size=0, /)")]
    fn stack_size(size: Option<i64>) -> i64 {
        let _ = size;
        0
    }

    /// Threads cannot be started.
    #[function("(function, args, kwargs=None, /)")]
    fn start_new_thread(vm: &mut Vm, function: &Value, args: &Value, kwargs: Option<&Value>) -> PyResult {
        let _ = (function, args, kwargs);
        Err(vm.runtime_error("can't start new thread"))
    }

    /// Threads cannot be started.
    #[function("(function, handle=None, daemon=True)")]
    fn start_joinable_thread(
        vm: &mut Vm,
        function: &Value,
        handle: Option<&Value>,
        daemon: Option<&Value>,
    ) -> PyResult {
        let _ = (function, handle, daemon);
        Err(vm.runtime_error("can't start new thread"))
    }

    /// Simulate a signal arriving and interrupt the main thread.
    #[function("(signum=2, /)")]
    fn interrupt_main(vm: &mut Vm, signum: Option<i64>) -> PyResult {
        let _ = signum;
        Err(vm.raise_with(|types| &types.exc.KeyboardInterrupt, &[]))
    }

    /// Exit the thread: raises SystemExit.
    #[function("()")]
    fn exit(vm: &mut Vm) -> PyResult {
        Err(vm.raise_with(|types| &types.exc.SystemExit, &[]))
    }

    /// Set the name of the current thread.
    #[function("(name)")]
    fn set_name(name: &Value) {
        let _ = name;
    }
}

fn init(vm: &mut Vm, dict: &PyDict) -> PyResult<()> {
    let (lock, rlock, local, handle) = (
        vm.native_class::<Lock>(),
        vm.native_class::<RLock>(),
        vm.native_class::<Local>(),
        vm.native_class::<Handle>(),
    );
    for (name, class) in [
        ("lock", lock.clone()),
        ("LockType", lock),
        ("RLock", rlock),
        ("_local", local),
        ("_ThreadHandle", handle),
    ] {
        dict.set_name(vm, name, class);
    }
    let error = vm.types().exc.RuntimeError.clone();
    dict.set_name(vm, "error", error);
    let forever = vm.new_float(9_223_372_036.0);
    dict.set_name(vm, "TIMEOUT_MAX", forever);
    Ok(())
}

fn held(vm: &mut Vm, lock: &PyBoxed) -> u32 {
    lock.state::<LockState>(vm).map_or(0, |state| state.0)
}

fn set_held(vm: &mut Vm, lock: &PyBoxed, count: u32) {
    if let Some(state) = lock.state_mut::<LockState>(vm) {
        state.0 = count;
    }
}

/// A lock object is a synchronization primitive.
#[native(name = "lock", module = "_thread", kind = Boxed, final)]
impl Lock {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        Ok(vm.new_boxed(class, LockState(0)).into())
    }

    #[slot(init)]
    fn init_slot(_vm: &mut Vm, _this: &Value, _args: &Args<'_>) -> PyResult<()> {
        Ok(())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let locked = this.downcast::<PyBoxed>().is_some_and(|lock| held(vm, lock) > 0);
        let state = if locked { "locked" } else { "unlocked" };
        Ok(vm.new_str(&format!("<{state} _thread.lock object at {:#x}>", this.address())).into())
    }

    /// Lock the lock.
    #[method("($self, blocking=True, timeout=-1)")]
    fn acquire(vm: &mut Vm, this: &PyBoxed, blocking: Option<bool>, timeout: Option<f64>) -> PyResult<bool> {
        if held(vm, this) == 0 {
            set_held(vm, this, 1);
            return Ok(true);
        }
        match blocking.unwrap_or(true) && timeout.is_none_or(|timeout| timeout < 0.0) {
            // The only thread would wait for itself.
            true => Err(vm.runtime_error("the lock is held by this thread, the only one")),
            false => Ok(false),
        }
    }

    /// Release the lock.
    #[method("($self, /)")]
    fn release(vm: &mut Vm, this: &PyBoxed) -> PyResult<()> {
        if held(vm, this) == 0 {
            return Err(vm.runtime_error("release unlocked lock"));
        }
        set_held(vm, this, 0);
        Ok(())
    }

    /// Return whether the lock is in the locked state.
    #[method("($self, /)")]
    fn locked(vm: &mut Vm, this: &PyBoxed) -> bool {
        held(vm, this) > 0
    }

    /// Lock the lock.
    #[method("($self, /)")]
    fn __enter__(vm: &mut Vm, this: &PyBoxed) -> PyResult<bool> {
        Lock::acquire(vm, this, None, None)
    }

    /// Release the lock.
    #[method("($self, /, *exc_info)")]
    fn __exit__(vm: &mut Vm, this: &PyBoxed, exc_info: &[Value]) -> PyResult<()> {
        let _ = exc_info;
        Lock::release(vm, this)
    }

    /// For forked processes.
    #[method("($self, /)")]
    fn _at_fork_reinit(vm: &mut Vm, this: &PyBoxed) {
        set_held(vm, this, 0);
    }
}

/// A reentrant lock.
#[native(name = "RLock", module = "_thread", kind = Boxed)]
impl RLock {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        Ok(vm.new_boxed(class, LockState(0)).into())
    }

    #[slot(init)]
    fn init_slot(_vm: &mut Vm, _this: &Value, _args: &Args<'_>) -> PyResult<()> {
        Ok(())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let count = this.downcast::<PyBoxed>().map_or(0, |lock| held(vm, lock));
        let (state, owner) = if count > 0 { ("locked", MAIN) } else { ("unlocked", 0) };
        let text =
            format!("<{state} _thread.RLock object owner={owner} count={count} at {:#x}>", this.address());
        Ok(vm.new_str(&text).into())
    }

    /// Lock the lock.
    #[method("($self, blocking=True, timeout=-1)")]
    fn acquire(vm: &mut Vm, this: &PyBoxed, blocking: Option<bool>, timeout: Option<f64>) -> bool {
        let _ = (blocking, timeout);
        let count = held(vm, this);
        set_held(vm, this, count.saturating_add(1));
        true
    }

    /// Release the lock.
    #[method("($self, /)")]
    fn release(vm: &mut Vm, this: &PyBoxed) -> PyResult<()> {
        match held(vm, this) {
            0 => Err(vm.runtime_error("cannot release un-acquired lock")),
            count => {
                set_held(vm, this, count - 1);
                Ok(())
            }
        }
    }

    /// Return whether the lock is in the locked state.
    #[method("($self, /)")]
    fn locked(vm: &mut Vm, this: &PyBoxed) -> bool {
        held(vm, this) > 0
    }

    /// Lock the lock.
    #[method("($self, /)")]
    fn __enter__(vm: &mut Vm, this: &PyBoxed) -> bool {
        RLock::acquire(vm, this, None, None)
    }

    /// Release the lock.
    #[method("($self, /, *exc_info)")]
    fn __exit__(vm: &mut Vm, this: &PyBoxed, exc_info: &[Value]) -> PyResult<()> {
        let _ = exc_info;
        RLock::release(vm, this)
    }

    /// For internal use by `threading.Condition`.
    #[method("($self, /)")]
    fn _is_owned(vm: &mut Vm, this: &PyBoxed) -> bool {
        held(vm, this) > 0
    }

    /// How often the lock is held.
    #[method("($self, /)")]
    fn _recursion_count(vm: &mut Vm, this: &PyBoxed) -> i64 {
        i64::from(held(vm, this))
    }

    /// For internal use by `threading.Condition`.
    #[method("($self, /)")]
    fn _release_save(vm: &mut Vm, this: &PyBoxed) -> (i64, i64) {
        let count = held(vm, this);
        set_held(vm, this, 0);
        (i64::from(count), MAIN)
    }

    /// For internal use by `threading.Condition`.
    #[method("($self, state, /)")]
    fn _acquire_restore(vm: &mut Vm, this: &PyBoxed, state: &PyTuple) {
        let count = state.items().first().and_then(Value::as_small_int).unwrap_or(1);
        set_held(vm, this, u32::try_from(count).unwrap_or(1));
    }

    /// For forked processes.
    #[method("($self, /)")]
    fn _at_fork_reinit(vm: &mut Vm, this: &PyBoxed) {
        set_held(vm, this, 0);
    }
}

/// Thread-local data: with one thread, an object with attributes.
#[native(name = "_local", module = "_thread", kind = Instance, dict)]
impl Local {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        Ok(vm.new_instance(class).into())
    }
}

/// `_thread._ThreadHandle`: the handle of a thread.
pub struct Handle;

/// A handle of a thread.
#[native(name = "_ThreadHandle", module = "_thread", kind = Boxed, final)]
impl Handle {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        Ok(vm.new_boxed(class, LockState(0)).into())
    }

    #[getter]
    fn ident(this: &PyBoxed) -> i64 {
        let _ = this;
        MAIN
    }

    /// Whether the thread ended.
    #[method("($self, /)")]
    fn is_done(vm: &mut Vm, this: &PyBoxed) -> bool {
        held(vm, this) == 0
    }

    /// Wait for the thread.
    #[method("($self, timeout=None, /)")]
    fn join(this: &PyBoxed, timeout: Option<&Value>) {
        let _ = (this, timeout);
    }

    /// Marks the thread as ended.
    #[method("($self, /)")]
    fn _set_done(vm: &mut Vm, this: &PyBoxed) {
        set_held(vm, this, 0);
    }
}
