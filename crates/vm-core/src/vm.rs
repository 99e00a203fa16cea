//! The machine: heap, frame stack and exception state of one interpreter, and raising.

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};

use crate::frame::FramePtr;
use crate::heap::Heap;
use crate::names::Names;
use crate::object::{Ref, Traverse, Visitor};
use crate::objects::{PyDict, PyException, PyStr, PyType};
use crate::types::{Types, create_types};
use crate::value::Value;

/// An exception was raised; it is in the machine (`vm.raised`). Only code that raised can make one.
#[derive(Debug)]
#[must_use]
pub struct Raised(());

/// A result whose error is in the machine.
pub type PyResult<T = Value> = Result<T, Raised>;

/// One interpreter. `&mut Vm` is the right to run Python code.
///
/// It dereferences to its [`Heap`], so that it also serves as the token for reading and changing objects.
#[repr(C)]
pub struct Vm {
    pub(crate) heap: Heap,
    /// The frame that runs.
    pub(crate) current: Option<FramePtr>,
    pub(crate) recursion_limit: i32,
    /// Below this address the native stack is nearly used up.
    pub(crate) native_stack_limit: usize,
    /// The exception on its way; NULL if there is none.
    pub(crate) raised: Value,
    pub(crate) builtins: Ref<PyDict>,
    pub(crate) modules: Ref<PyDict>,
    pub(crate) sys: Ref<PyDict>,
    pub(crate) native_modules: Vec<&'static crate::native::ModuleDef>,
    /// The classes of native modules, by the Rust type that describes them.
    pub(crate) native_classes: std::collections::HashMap<std::any::TypeId, Ref<PyType>>,
    pub(crate) specialization: Specialization,
    /// Sources that are in no file, by the name that code objects have for it.
    pub(crate) sources: std::collections::HashMap<String, String>,
    /// `-O`: how much modules are optimized away (0, 1, 2).
    pub optimize: u8,
    /// `-B`: no compiled files are written. What counts once programs run is `sys.dont_write_bytecode`.
    pub dont_write_bytecode: bool,
    /// Decimal texts of integers of more digits are refused; 0 for no limit.
    pub int_max_str_digits: usize,
    pub(crate) reprs_running: Vec<usize>,
    /// Code objects that functions gave up for others while frames may still run them.
    pub(crate) retired_code: Vec<Value>,
    /// Where `print` and tracebacks go until `sys.stdout` is replaced.
    pub(crate) host: Box<dyn Host>,
    pub(crate) async_hooks: (Value, Value),
    /// The cycle collector runs.
    pub(crate) collecting: bool,
    pub(crate) collector: crate::collector::CollectorStatistics,
    pub collector_settings: crate::collector::CollectorSettings,
    pub(crate) statistics: Option<Box<crate::interp::Statistics>>,
    /// Where instructions find the handler of the next one.
    pub(crate) dispatch: crate::interp::DispatchTable,
    #[cfg(tier2)]
    pub(crate) tier2: crate::tier2::Tier2,
    /// What the entry frame returned or yielded, between the loop and who started it.
    pub(crate) result: Value,
    /// The exception on its way was in flight before: the frame that raised it again is not added to its traceback.
    pub(crate) reraising: bool,
    /// The value with which the last native iterator that was asked by `SEND` stopped.
    pub(crate) stop_value: Value,
    /// Who takes what the generator yields that native code runs.
    pub(crate) feeding: crate::interp::Feeding,
    /// Handed from a handler to the cold function that frees (see `interp::tail`).
    pub(crate) second_dead: *mut crate::object::Header,
    pub(crate) collected: *mut Value,
    /// The objects' memory once the machine ends; the last field, so that it goes last.
    memory: crate::heap::Memory,
}

/// What the machine asks of whoever embeds it.
pub trait Host {
    /// Writes to standard output (1) or standard error (2).
    fn write(&mut self, descriptor: i32, data: &[u8]) -> std::io::Result<()>;
    fn flush(&mut self, descriptor: i32) -> std::io::Result<()>;
    /// Reads a file.
    fn read_file(&mut self, path: &str) -> std::io::Result<Vec<u8>>;
    fn is_file(&mut self, path: &str) -> bool;
    fn is_dir(&mut self, path: &str) -> bool;
    /// When a source file was changed, and its size. A host that cannot tell has no compiled files.
    fn source_state(&mut self, path: &str) -> std::io::Result<crate::import_cache::SourceState> {
        Err(std::io::Error::new(std::io::ErrorKind::Unsupported, path.to_owned()))
    }
    /// Writes a compiled file, all of it or nothing, making its folder; it may be read by whoever may read `source`.
    fn write_cache(&mut self, path: &str, source: &str, data: &[u8]) -> std::io::Result<()> {
        let _ = (source, data);
        Err(std::io::Error::new(std::io::ErrorKind::Unsupported, path.to_owned()))
    }
    /// Much memory was just given back, and programs will want it in other pieces: a good time to return it to the system.
    fn trim_memory(&mut self) {}
    /// The folder that relative paths start from.
    fn current_dir(&mut self) -> std::io::Result<String> {
        Err(std::io::ErrorKind::Unsupported.into())
    }
    /// Reads a line of standard input, with its newline; empty at the end.
    fn read_line(&mut self) -> std::io::Result<Vec<u8>>;
    /// Whether a signal wants `KeyboardInterrupt` raised.
    fn take_interrupt(&mut self) -> bool {
        false
    }
}

/// A host that has no files and no input, and forgets what is written: for embedders that want a machine by itself.
pub struct NoHost;

impl Host for NoHost {
    fn write(&mut self, _descriptor: i32, _data: &[u8]) -> std::io::Result<()> {
        Ok(())
    }
    fn flush(&mut self, _descriptor: i32) -> std::io::Result<()> {
        Ok(())
    }
    fn read_file(&mut self, path: &str) -> std::io::Result<Vec<u8>> {
        Err(std::io::Error::new(std::io::ErrorKind::NotFound, path.to_owned()))
    }
    fn is_file(&mut self, _path: &str) -> bool {
        false
    }
    fn is_dir(&mut self, _path: &str) -> bool {
        false
    }
    fn read_line(&mut self) -> std::io::Result<Vec<u8>> {
        Ok(Vec::new())
    }
}

/// How eagerly instructions specialize.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Specialization {
    /// After the usual number of executions.
    Adaptive,
    /// Never.
    Off,
    /// At the first execution.
    Eager,
}

impl Deref for Vm {
    type Target = Heap;

    #[inline(always)]
    fn deref(&self) -> &Heap {
        &self.heap
    }
}

impl DerefMut for Vm {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut Heap {
        &mut self.heap
    }
}

/// Native stack that must be left for calling into Python.
const NATIVE_STACK_RESERVE: usize = 192 * 1024;

impl Vm {
    /// A machine with the built-in classes and functions. `stack_size` is that of the native stack of the thread that
    /// will run it, measured from here.
    pub fn new(host: Box<dyn Host>, hash_keys: (u64, u64), stack_size: usize) -> Vm {
        let mut heap = Heap::new();
        heap.interned.set_hash_keys(hash_keys);
        create_types(&mut heap);
        heap.make_character_strings();
        let names = Names::new(&mut heap);
        heap.set_names(names);
        let (builtins, modules, sys) = (heap.new_dict(), heap.new_dict(), heap.new_dict());
        let here = (&raw const heap).addr();
        let mut vm = Vm {
            heap,
            current: None,
            recursion_limit: 1000,
            native_stack_limit: here.saturating_sub(stack_size).saturating_add(NATIVE_STACK_RESERVE),
            raised: Value::NULL,
            builtins,
            modules,
            sys,
            native_modules: Vec::new(),
            native_classes: std::collections::HashMap::new(),
            specialization: Specialization::Adaptive,
            optimize: 0,
            dont_write_bytecode: false,
            int_max_str_digits: 4300,
            sources: std::collections::HashMap::new(),
            reprs_running: Vec::new(),
            retired_code: Vec::new(),
            host,
            async_hooks: (Value::NONE, Value::NONE),
            collecting: false,
            collector: crate::collector::CollectorStatistics::default(),
            collector_settings: crate::collector::CollectorSettings::default(),
            statistics: None,
            dispatch: crate::interp::DispatchTable::new(),
            #[cfg(tier2)]
            tier2: crate::tier2::Tier2::new(),
            result: Value::NULL,
            reraising: false,
            stop_value: Value::NONE,
            feeding: crate::interp::Feeding::default(),
            second_dead: std::ptr::null_mut(),
            collected: std::ptr::null_mut(),
            memory: crate::heap::Memory::default(),
        };
        crate::builtins::populate(&mut vm);
        vm
    }

    /// Makes a native module importable.
    pub fn register_module(&mut self, module: &'static crate::native::ModuleDef) {
        self.native_modules.push(module);
    }

    /// Sets how eagerly instructions specialize.
    pub fn set_specialization(&mut self, specialization: Specialization) {
        self.specialization = specialization;
        self.warmup = if specialization == Specialization::Eager { 0 } else { crate::interp::WARMUP };
    }

    /// Whether instructions specialize, and loops are compiled, as soon as they can be.
    #[cfg(tier2)]
    pub(crate) fn is_eager(&self) -> bool {
        self.specialization == Specialization::Eager
    }

    /// Switches the compiling of hot loops on or off, where the build has it.
    pub fn set_tier2(&mut self, on: bool) {
        #[cfg(tier2)]
        {
            self.tier2.disabled = !on;
        }
        let _ = on;
    }

    /// Has tier 2 remember what it does, where the build has it.
    pub fn report_tier2(&mut self) {
        #[cfg(tier2)]
        {
            self.tier2.report = Some(Default::default());
        }
    }

    /// What tier 2 remembered since [`Vm::report_tier2`], in lines of text.
    pub fn tier2_report(&self) -> Option<String> {
        #[cfg(tier2)]
        return self.lines_of_tier2();
        #[cfg(not(tier2))]
        None
    }

    /// What the cycle collector did so far.
    pub fn collector_statistics(&self) -> crate::collector::CollectorStatistics {
        self.collector
    }

    /// Counts executed instructions from the next entry into the loop on.
    pub fn count_instructions(&mut self) {
        self.statistics = Some(crate::interp::Statistics::new());
        self.dispatch = crate::interp::DispatchTable::counting();
    }

    /// What was counted, if [`Vm::count_instructions`] asked for it.
    pub fn statistics(&self) -> Option<&crate::interp::Statistics> {
        self.statistics.as_deref()
    }

    /// The built-in namespace.
    pub fn builtins(&self) -> &Ref<PyDict> {
        &self.builtins
    }

    /// `sys.modules`.
    pub fn modules(&self) -> &Ref<PyDict> {
        &self.modules
    }

    /// The namespace of `sys`.
    pub fn sys(&self) -> &Ref<PyDict> {
        &self.sys
    }

    /// What the embedder provides.
    pub fn host(&mut self) -> &mut dyn Host {
        &mut *self.host
    }

    /// Raises `RecursionError` if the native stack is nearly used up. To be called by native code that recurses.
    #[inline(always)]
    pub fn check_native_stack(&mut self) -> PyResult<()> {
        let here = 0_u8;
        match (&raw const here).addr() < self.native_stack_limit {
            true => Err(self.recursion_error("maximum recursion depth exceeded")),
            false => Ok(()),
        }
    }

    /// Raises `RecursionError` if no call may nest any more.
    #[inline(always)]
    pub(crate) fn check_depth(&mut self) -> PyResult<()> {
        match self.frames.remaining_depth > 0 {
            true => Ok(()),
            false => Err(self.recursion_error("maximum recursion depth exceeded")),
        }
    }

    // Raising.

    /// Raises `exception`, which is an instance of an exception class.
    pub fn raise(&mut self, exception: Ref<PyException>) -> Raised {
        self.chain_context(&exception);
        drop(std::mem::replace(&mut self.raised, exception.into()));
        Raised(())
    }

    /// Raises `exception` as it is, without setting its context.
    pub(crate) fn reraise(&mut self, exception: Value) -> Raised {
        drop(std::mem::replace(&mut self.raised, exception));
        Raised(())
    }

    /// Makes the exception being handled the context of `exception`.
    fn chain_context(&mut self, exception: &PyException) {
        let current = self.handled.current();
        let Some(handled) = current.downcast::<PyException>() else { return };
        if std::ptr::eq(handled, exception) {
            return;
        }
        // A cycle is broken where it would close.
        let mut link = current.clone();
        while let Some(holder) = link.downcast::<PyException>() {
            let next = holder.context.cloned(self);
            if next.address() == std::ptr::from_ref(exception) as usize {
                holder.context.set(self, Value::NONE);
                break;
            }
            link = next;
        }
        exception.context.set(self, current);
    }

    /// Raises a new exception of `class` with one argument.
    pub fn raise_new(
        &mut self,
        class: impl FnOnce(&Types) -> &Ref<PyType>,
        message: impl AsRef<str>,
    ) -> Raised {
        let message: Value = self.new_str(message.as_ref()).into();
        self.raise_with(class, &[message])
    }

    /// Raises a new exception of `class` with `args`.
    pub fn raise_with(&mut self, class: impl FnOnce(&Types) -> &Ref<PyType>, args: &[Value]) -> Raised {
        let class = class(self.types()).clone();
        let exception = self.new_exception(&class, args);
        self.raise(exception)
    }

    pub fn type_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise_new(|types| &types.exc.TypeError, message)
    }

    pub fn value_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise_new(|types| &types.exc.ValueError, message)
    }

    /// Raises `IndexError`; loops that end by it raise the same literal again and again, which is made once.
    pub fn index_error<T: Into<Cow<'static, str>>>(&mut self, message: T) -> Raised {
        let message = match message.into() {
            Cow::Borrowed(literal) => self.intern_static(literal),
            Cow::Owned(text) => self.new_str(&text),
        };
        self.raise_with(|types| &types.exc.IndexError, &[message.into()])
    }

    pub fn overflow_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise_new(|types| &types.exc.OverflowError, message)
    }

    pub fn runtime_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise_new(|types| &types.exc.RuntimeError, message)
    }

    pub fn system_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise_new(|types| &types.exc.SystemError, message)
    }

    pub fn zero_division_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise_new(|types| &types.exc.ZeroDivisionError, message)
    }

    pub fn recursion_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise_new(|types| &types.exc.RecursionError, message)
    }

    pub fn memory_error(&mut self) -> Raised {
        self.raise_with(|types| &types.exc.MemoryError, &[])
    }

    pub fn key_error(&mut self, key: &Value) -> Raised {
        self.raise_with(|types| &types.exc.KeyError, std::slice::from_ref(key))
    }

    /// Raises `NameError: name 'x' is not defined`.
    pub fn name_error(&mut self, name: &PyStr) -> Raised {
        let message: Value = self.new_str(&format!("name '{}' is not defined", name.text())).into();
        let class = self.types().exc.NameError.clone();
        let exception = self.new_exception(&class, &[message]);
        exception.set_field(self, 0, Ref::new(name).into());
        self.raise(exception)
    }

    /// Raises `AttributeError` for a missing attribute of `object`.
    pub fn attribute_error(&mut self, object: &Value, name: &PyStr) -> Raised {
        let message = match object.downcast::<PyType>() {
            Some(class) => {
                format!("type object '{}' has no attribute '{}'", class.name_text(self), name.text())
            }
            None => match object.downcast::<crate::objects::PyModule>() {
                Some(module) => {
                    let module_name = module.dict().get_str(self, &self.names().__name__).cloned();
                    match module_name.as_ref().and_then(|n| n.downcast::<PyStr>()) {
                        Some(module) => {
                            format!("module '{}' has no attribute '{}'", module.text(), name.text())
                        }
                        None => format!("module has no attribute '{}'", name.text()),
                    }
                }
                None => return self.no_attribute(object, name),
            },
        };
        self.attribute_error_of(object, name, &message)
    }

    /// As [`Vm::attribute_error`] of most objects.
    fn no_attribute(&mut self, object: &Value, name: &PyStr) -> Raised {
        let (module, class) = self.class_of(object).message_names(self);
        let module = module.as_deref();
        let parts = [
            "'".as_bytes(),
            module.map_or(&[], PyStr::as_bytes),
            if module.is_some() { b"." } else { b"" },
            class.as_bytes(),
            b"' object has no attribute '",
            name.as_bytes(),
            b"'",
        ];
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let more_bytes_than_chars = |text: &PyStr| text.as_bytes().len() - text.char_len();
        let chars = length
            - module.map_or(0, more_bytes_than_chars)
            - more_bytes_than_chars(&class)
            - more_bytes_than_chars(name);
        let message = self.new_str_parts(&parts, chars);
        self.attribute_error_with(object, name, message)
    }

    /// Raises `AttributeError` with its `name` and `obj`.
    pub fn attribute_error_of(&mut self, object: &Value, name: &PyStr, message: &str) -> Raised {
        let message = self.new_str(message);
        self.attribute_error_with(object, name, message)
    }

    fn attribute_error_with(&mut self, object: &Value, name: &PyStr, message: Ref<PyStr>) -> Raised {
        let class = self.types().exc.AttributeError.clone();
        let exception = self.new_exception(&class, &[message.into()]);
        let fields = vec![Ref::new(name).into(), object.clone()];
        exception.fields.set(self, fields);
        self.raise(exception)
    }

    pub fn attribute_error_text(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise_new(|types| &types.exc.AttributeError, message)
    }

    /// Raises `StopIteration`, with a value if there is one.
    pub fn raise_stop_iteration(&mut self, value: Option<&Value>) -> Raised {
        let class = self.types().exc.StopIteration.clone();
        let args: Vec<Value> = value.cloned().into_iter().collect();
        let exception = self.new_exception(&class, &args);
        if let Some(value) = value {
            exception.set_field(self, 0, value.clone());
        }
        self.raise(exception)
    }

    /// Whether the exception on its way is an instance of `class`.
    pub fn raised_is(&self, class: impl FnOnce(&Types) -> &Ref<PyType>) -> bool {
        self.class_of(&self.raised).is_subtype(self, class(self.types()))
    }

    /// Takes the exception that was raised.
    pub fn take_raised(&mut self, _raised: Raised) -> Value {
        std::mem::replace(&mut self.raised, Value::NULL)
    }

    /// As the context of an exception that is thrown into a generator.
    pub(crate) fn chain_thrown(&mut self, exception: &PyException) {
        self.chain_context(exception);
    }

    /// Drops the exception that was raised.
    pub fn discard(&mut self, raised: Raised) {
        drop(self.take_raised(raised));
    }

    /// If `StopIteration` was raised, takes it and gives its value; else passes the error on.
    pub fn catch_stop_iteration(&mut self, raised: Raised) -> PyResult {
        if !self.raised_is(|types| &types.exc.StopIteration) {
            return Err(raised);
        }
        let exception = self.take_raised(raised);
        Ok(exception.downcast::<PyException>().map_or(Value::NONE, |exception| exception.field(self, 0)))
    }

    /// Forgets the exception on its way, if there is one.
    pub fn clear_raised(&mut self) {
        drop(std::mem::replace(&mut self.raised, Value::NULL));
    }

    /// The exception being handled (`sys.exception()`), or None.
    pub fn handled_exception(&self) -> Value {
        self.handled.current()
    }

    /// The traceback of an exception, or None.
    pub fn traceback_of(&self, exception: &Value) -> Value {
        exception.downcast::<PyException>().map_or(Value::NONE, |exception| exception.traceback(self))
    }

    /// How deep calls may nest.
    pub fn recursion_limit(&self) -> i32 {
        self.recursion_limit
    }

    /// Sets how deep calls may nest.
    pub fn set_recursion_limit(&mut self, limit: i32) -> PyResult<()> {
        let depth = self.recursion_limit - self.frames.remaining_depth;
        if limit <= depth {
            let message = format!(
                "cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit is too low"
            );
            return Err(self.recursion_error(message));
        }
        self.frames.remaining_depth = limit - depth;
        self.recursion_limit = limit;
        Ok(())
    }

    /// Remembers source text that is in no file, for tracebacks.
    pub fn remember_source(&mut self, filename: &str, text: &str) {
        self.sources.insert(filename.to_owned(), text.to_owned());
    }

    /// Source text that is in no file.
    pub fn native_source(&self, filename: &str) -> Option<String> {
        self.sources.get(filename).cloned()
    }

    /// Turns the exception on its way into a [`Raised`]: for code that finds one in the machine.
    pub(crate) fn propagate(&self) -> Raised {
        debug_assert!(!self.raised.is_null());
        Raised(())
    }
}

impl Traverse for Vm {
    /// The roots of the interpreter.
    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(&self.raised);
        self.handled.traverse(visit);
        self.builtins.traverse(visit);
        self.modules.traverse(visit);
        self.sys.traverse(visit);
        self.retired_code.traverse(visit);
    }
}

impl Drop for Vm {
    fn drop(&mut self) {
        self.memory = self.heap.give_up_memory();
    }
}
