//! Exceptions: `BaseException` and the whole hierarchy, which is one table.

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::native::{Args, GetSetDef, NativeClass};
use crate::object::{Field, Header, Ref};
use crate::objects::{PyTuple, PyType, exception_classes};
use crate::types::Slots;
use crate::value::Value;
use crate::{PyResult, Vm};

/// An exception.
#[derive(Traverse)]
#[repr(C)]
pub struct PyException {
    pub(crate) header: Header,
    /// `args`, a tuple.
    pub(crate) args: Field<Value>,
    /// None or a traceback; likewise the next two hold None or an exception.
    pub(crate) traceback: Field<Value>,
    pub(crate) cause: Field<Value>,
    pub(crate) context: Field<Value>,
    pub(crate) suppress_context: Field<bool>,
    /// Fields of the particular class (`errno`, `value`, `name`…), in the order in which its table names them.
    pub(crate) fields: Field<Vec<Value>>,
}

/// A row of the hierarchy.
pub(crate) struct ExceptionSpec {
    pub name: &'static str,
    pub bases: &'static [&'static str],
    pub doc: &'static str,
}

macro_rules! exceptions {
    ($($name:ident($($base:ident),*): $doc:literal;)*) => {
        /// The exception classes.
        #[expect(non_snake_case, reason = "fields are named after the classes")]
        pub struct Exceptions { $(pub $name: Ref<PyType>,)* }

        impl Exceptions {
            pub(crate) fn new(classes: &[(ExceptionSpec, Ref<PyType>)]) -> Exceptions {
                let find = |name: &str| match classes.iter().find(|(spec, _)| spec.name == name) {
                    Some((_, class)) => class.clone(),
                    None => unreachable!("the table that made the classes names them all"),
                };
                Exceptions { $($name: find(stringify!($name)),)* }
            }

            /// All exception classes with their names.
            pub fn all(&self) -> Vec<(&'static str, Ref<PyType>)> {
                vec![$((stringify!($name), self.$name.clone()),)*]
            }
        }

        pub(crate) fn exception_specs() -> Vec<ExceptionSpec> {
            vec![$(ExceptionSpec { name: stringify!($name), bases: &[$(stringify!($base)),*], doc: $doc },)*]
        }
    };
}

exceptions! {
    BaseException(): "Common base class for all exceptions.";
    BaseExceptionGroup(BaseException): "A combination of multiple unrelated exceptions.";
    GeneratorExit(BaseException): "Request that a generator exit.";
    KeyboardInterrupt(BaseException): "Program interrupted by user.";
    SystemExit(BaseException): "Request to exit from the interpreter.";
    Exception(BaseException): "Common base class for all non-exit exceptions.";
    ArithmeticError(Exception): "Base class for arithmetic errors.";
    FloatingPointError(ArithmeticError): "Floating-point operation failed.";
    OverflowError(ArithmeticError): "Result too large to be represented.";
    ZeroDivisionError(ArithmeticError): "Second argument to a division or modulo operation was zero.";
    AssertionError(Exception): "Assertion failed.";
    AttributeError(Exception): "Attribute not found.";
    BufferError(Exception): "Buffer error.";
    EOFError(Exception): "Read beyond end of file.";
    ExceptionGroup(BaseExceptionGroup, Exception): "";
    ImportError(Exception): "Import can't find module, or can't find name in module.";
    ModuleNotFoundError(ImportError): "Module not found.";
    LookupError(Exception): "Base class for lookup errors.";
    IndexError(LookupError): "Sequence index out of range.";
    KeyError(LookupError): "Mapping key not found.";
    MemoryError(Exception): "Out of memory.";
    NameError(Exception): "Name not found globally.";
    UnboundLocalError(NameError): "Local name referenced but not bound to a value.";
    OSError(Exception): "Base class for I/O related errors.";
    BlockingIOError(OSError): "I/O operation would block.";
    ChildProcessError(OSError): "Child process error.";
    ConnectionError(OSError): "Connection error.";
    BrokenPipeError(ConnectionError): "Broken pipe.";
    ConnectionAbortedError(ConnectionError): "Connection aborted.";
    ConnectionRefusedError(ConnectionError): "Connection refused.";
    ConnectionResetError(ConnectionError): "Connection reset.";
    FileExistsError(OSError): "File already exists.";
    FileNotFoundError(OSError): "File not found.";
    InterruptedError(OSError): "Interrupted by signal.";
    IsADirectoryError(OSError): "Operation doesn't work on directories.";
    NotADirectoryError(OSError): "Operation only works on directories.";
    PermissionError(OSError): "Not enough permissions.";
    ProcessLookupError(OSError): "Process not found.";
    TimeoutError(OSError): "Timeout expired.";
    ReferenceError(Exception): "Weak ref proxy used after referent went away.";
    RuntimeError(Exception): "Unspecified run-time error.";
    NotImplementedError(RuntimeError): "Method or function hasn't been implemented yet.";
    PythonFinalizationError(RuntimeError): "Operation blocked during Python finalization.";
    RecursionError(RuntimeError): "Recursion limit exceeded.";
    StopAsyncIteration(Exception): "Signal the end from iterator.__anext__().";
    StopIteration(Exception): "Signal the end from iterator.__next__().";
    SyntaxError(Exception): "Invalid syntax.";
    IndentationError(SyntaxError): "Improper indentation.";
    TabError(IndentationError): "Improper mixture of spaces and tabs.";
    _IncompleteInputError(SyntaxError): "incomplete input.";
    SystemError(Exception): "Internal error in the Python interpreter.";
    TypeError(Exception): "Inappropriate argument type.";
    ValueError(Exception): "Inappropriate argument value (of correct type).";
    UnicodeError(ValueError): "Unicode related error.";
    UnicodeDecodeError(UnicodeError): "Unicode decoding error.";
    UnicodeEncodeError(UnicodeError): "Unicode encoding error.";
    UnicodeTranslateError(UnicodeError): "Unicode translation error.";
    Warning(Exception): "Base class for warning categories.";
    BytesWarning(Warning): "Base class for warnings about bytes and buffer related problems, mostly related to conversion from str or comparing to str.";
    DeprecationWarning(Warning): "Base class for warnings about deprecated features.";
    EncodingWarning(Warning): "Base class for warnings about encodings.";
    FutureWarning(Warning): "Base class for warnings about constructs that will change semantically in the future.";
    ImportWarning(Warning): "Base class for warnings about probable mistakes in module imports";
    PendingDeprecationWarning(Warning): "Base class for warnings about features which will be deprecated in the future.";
    ResourceWarning(Warning): "Base class for warnings about resource usage.";
    RuntimeWarning(Warning): "Base class for warnings about dubious runtime behavior.";
    SyntaxWarning(Warning): "Base class for warnings about dubious syntax.";
    UnicodeWarning(Warning): "Base class for warnings about Unicode related problems, mostly related to conversion problems.";
    UserWarning(Warning): "Base class for warnings generated by user code.";
}

/// What a class adds to its base.
type Parts = (fn(&mut Slots), &'static [crate::native::NativeDef], &'static [GetSetDef]);

fn parts_of(name: &str) -> Option<Parts> {
    macro_rules! parts {
        ($class:ty) => {
            Some((<$class as NativeClass>::SPEC.slots, <$class>::NATIVE_METHODS, <$class>::NATIVE_GETSETS))
        };
    }
    match name {
        "BaseException" => parts!(PyException),
        "StopIteration" | "StopAsyncIteration" => parts!(ValueHolder),
        "SystemExit" => parts!(SystemExitClass),
        "KeyError" => parts!(KeyErrorClass),
        "ImportError" => parts!(exception_classes::ImportErrorClass),
        "OSError" => parts!(exception_classes::OSErrorClass),
        "SyntaxError" => parts!(exception_classes::SyntaxErrorClass),
        "UnicodeDecodeError" | "UnicodeEncodeError" | "UnicodeTranslateError" => {
            parts!(exception_classes::UnicodeErrorClass)
        }
        "BaseExceptionGroup" => parts!(exception_classes::GroupClass),
        "NameError" => parts!(NameErrorClass),
        "AttributeError" => parts!(AttributeErrorClass),
        _ => None,
    }
}

/// Gives an exception class its methods and slots.
pub(crate) fn fill_exception(heap: &mut Heap, class: &PyType, spec: &ExceptionSpec) {
    let (slots, methods, getsets) = parts_of(spec.name).unwrap_or((|_| {}, &[], &[]));
    crate::types::fill_parts(heap, class, slots, methods, getsets, false);
}

impl PyException {
    /// The traceback, or None.
    pub fn traceback(&self, heap: &Heap) -> Value {
        self.traceback.cloned(heap)
    }

    /// The cause, or None.
    pub fn cause(&self, heap: &Heap) -> Value {
        self.cause.cloned(heap)
    }

    /// The context, or None.
    pub fn context(&self, heap: &Heap) -> Value {
        self.context.cloned(heap)
    }

    /// `__suppress_context__`.
    pub fn suppresses_context(&self, heap: &Heap) -> bool {
        *self.suppress_context.get(heap)
    }

    /// A field of the particular class, by its place in the class's table; None if it was never set.
    pub fn field(&self, heap: &Heap, index: usize) -> Value {
        self.fields.get(heap).get(index).cloned().unwrap_or(Value::NONE)
    }

    pub(crate) fn set_field(&self, heap: &mut Heap, index: usize, value: Value) {
        let fields = self.fields.get_mut(heap);
        if fields.len() <= index {
            fields.resize(index + 1, Value::NONE);
        }
        drop(std::mem::replace(&mut fields[index], value));
    }

    /// The arguments.
    pub fn args<'a>(&'a self, heap: &'a Heap) -> &'a [Value] {
        self.args.get(heap).downcast::<PyTuple>().map_or(&[], PyTuple::items)
    }
}

impl Heap {
    /// A new exception of `class` with `args`; `__init__` is not run.
    pub fn new_exception(&mut self, class: &PyType, args: &[Value]) -> Ref<PyException> {
        let args: Value = self.new_tuple_from_slice(args).into();
        self.allocate(class, 0, |header| PyException {
            header,
            args: Field::new(args),
            traceback: Field::new(Value::NONE),
            cause: Field::new(Value::NONE),
            context: Field::new(Value::NONE),
            suppress_context: Field::new(false),
            fields: Field::default(),
        })
    }
}

type New = fn(&mut Vm, &PyType, &Args<'_>) -> PyResult;
type Init = fn(&mut Vm, &Value, &Args<'_>) -> PyResult<()>;

impl PyException {
    /// The slots of `BaseException.__new__` and `__init__`: all that classes which have them do to make an instance.
    pub(crate) const NEW: New = PyException::new_slot;
    pub(crate) const INIT: Init = PyException::init_slot;
}

/// Common base class for all exceptions.
#[native(name = "BaseException", kind = Exception, dict)]
impl PyException {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        Ok(vm.new_exception(class, args.positional()).into())
    }

    #[slot(init)]
    pub(super) fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let Some(exception) = this.downcast::<PyException>() else { return Ok(()) };
        if !args.keyword_names().is_empty() {
            let name = vm.class_name(this);
            return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
        }
        // They are what `__new__` has stored, most often.
        let (old, new) = (exception.args(vm), args.positional());
        if old.len() != new.len() || !old.iter().zip(new).all(|(old, new)| old.is(new)) {
            let args: Value = vm.new_tuple_from_slice(new).into();
            exception.args.set(vm, args);
        }
        Ok(())
    }

    #[slot(str)]
    pub(super) fn str_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(exception) = this.downcast::<PyException>() else { return vm.repr(this).map(Into::into) };
        match exception.args(vm) {
            [] => Ok(vm.new_str("").into()),
            [only] => {
                let only = only.clone();
                vm.str(&only).map(Into::into)
            }
            _ => {
                let args = exception.args.cloned(vm);
                vm.repr(&args).map(Into::into)
            }
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let name = vm.class_name(this);
        let Some(exception) = this.downcast::<PyException>() else { return Ok(Value::NONE) };
        let text = match exception.args(vm) {
            [only] => {
                let only = only.clone();
                format!("({})", vm.repr(&only)?.text())
            }
            _ => {
                let args = exception.args.cloned(vm);
                vm.repr(&args)?.text().to_string_lossy()
            }
        };
        Ok(vm.new_str(&format!("{name}{text}")).into())
    }

    #[getter(args)]
    fn get_args(heap: &Heap, this: &PyException) -> Value {
        this.args.cloned(heap)
    }

    #[setter(args)]
    fn set_args(vm: &mut Vm, this: &PyException, value: Option<&Value>) -> PyResult<()> {
        let Some(value) = value else { return Err(vm.type_error("args may not be deleted")) };
        let items = vm.iterate_to_vec(value)?;
        let args = vm.new_tuple(items);
        this.args.set(vm, args.into());
        Ok(())
    }

    #[getter(__traceback__)]
    fn get_traceback(heap: &Heap, this: &PyException) -> Value {
        this.traceback.cloned(heap)
    }

    #[setter(__traceback__)]
    fn set_traceback(vm: &mut Vm, this: &PyException, value: Option<&Value>) -> PyResult<()> {
        match value {
            None => Err(vm.type_error("__traceback__ may not be deleted")),
            Some(value) if value.is_none() || value.downcast::<crate::objects::PyTraceback>().is_some() => {
                this.traceback.set(vm, value.clone());
                Ok(())
            }
            Some(_) => Err(vm.type_error("__traceback__ must be a traceback or None")),
        }
    }

    #[getter(__cause__)]
    fn get_cause(heap: &Heap, this: &PyException) -> Value {
        this.cause.cloned(heap)
    }

    #[setter(__cause__)]
    fn set_cause(vm: &mut Vm, this: &PyException, value: Option<&Value>) -> PyResult<()> {
        match value {
            None => Err(vm.type_error("__cause__ may not be deleted")),
            Some(value) if value.is_none() || value.downcast::<PyException>().is_some() => {
                this.cause.set(vm, value.clone());
                this.suppress_context.set(vm, true);
                Ok(())
            }
            Some(_) => Err(vm.type_error("exception cause must be None or derive from BaseException")),
        }
    }

    #[getter(__context__)]
    fn get_context(heap: &Heap, this: &PyException) -> Value {
        this.context.cloned(heap)
    }

    #[setter(__context__)]
    fn set_context(vm: &mut Vm, this: &PyException, value: Option<&Value>) -> PyResult<()> {
        match value {
            None => Err(vm.type_error("__context__ may not be deleted")),
            Some(value) if value.is_none() || value.downcast::<PyException>().is_some() => {
                this.context.set(vm, value.clone());
                Ok(())
            }
            Some(_) => Err(vm.type_error("exception context must be None or derive from BaseException")),
        }
    }

    #[getter(__suppress_context__)]
    fn get_suppress_context(heap: &Heap, this: &PyException) -> bool {
        *this.suppress_context.get(heap)
    }

    #[setter(__suppress_context__)]
    fn set_suppress_context(vm: &mut Vm, this: &PyException, value: Option<&Value>) -> PyResult<()> {
        match value.and_then(Value::as_bool) {
            Some(value) => {
                this.suppress_context.set(vm, value);
                Ok(())
            }
            None => Err(vm.type_error("attribute value type must be bool")),
        }
    }

    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyException) -> PyResult {
        let object: Value = Ref::new(this).into();
        let class: Value = Ref::new(vm.class_of(&object)).into();
        let args = vm.get_attr_str(&object, "args")?;
        let state = vm.object_getstate(&object)?;
        Ok(match state.is_none() {
            true => vm.new_tuple([class, args]).into(),
            false => vm.new_tuple([class, args, state]).into(),
        })
    }

    #[method("($self, state, /)")]
    fn __setstate__(vm: &mut Vm, this: &PyException, state: &Value) -> PyResult<()> {
        if state.is_none() {
            return Ok(());
        }
        let Some(state) = state.downcast::<crate::objects::PyDict>() else {
            return Err(vm.type_error("state is not a dictionary"));
        };
        let object: Value = Ref::new(this).into();
        let entries: Vec<(Value, Value)> =
            state.table(vm).iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect();
        for (name, value) in entries {
            if let Some(name) = name.downcast::<crate::objects::PyStr>() {
                vm.set_attr(&object, name, Some(&value))?;
            }
        }
        Ok(())
    }

    /// Set self.__traceback__ to tb and return self.
    #[method("($self, tb, /)")]
    fn with_traceback(vm: &mut Vm, this: &PyException, tb: &Value) -> PyResult {
        PyException::set_traceback(vm, this, Some(tb))?;
        Ok(Ref::new(this).into())
    }

    /// Add a note to the exception
    #[method("($self, note, /)")]
    fn add_note(vm: &mut Vm, this: &PyException, note: &Value) -> PyResult<()> {
        if note.downcast::<crate::objects::PyStr>().is_none() {
            let found = vm.class_name(note);
            return Err(vm.type_error(format!("note must be a str, not '{found}'")));
        }
        let this: Value = Ref::new(this).into();
        let name = vm.names().__notes__.clone();
        let notes = match vm.get_attr_optional(&this, &name)? {
            Some(notes) => notes,
            None => {
                let notes: Value = vm.new_list(Vec::new()).into();
                vm.set_attr(&this, &name, Some(&notes))?;
                notes
            }
        };
        match notes.downcast::<crate::objects::PyList>() {
            Some(list) => {
                list.items_mut(vm).push(note.clone());
                Ok(())
            }
            None => Err(vm.type_error("Cannot add note: __notes__ is not a list")),
        }
    }
}

/// `StopIteration` and `StopAsyncIteration`: field 0 is `value`.
struct ValueHolder;

#[native(name = "StopIteration", kind = Exception, dict)]
impl ValueHolder {
    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        PyException::init_slot(vm, this, args)?;
        if let Some(exception) = this.downcast::<PyException>() {
            exception.set_field(vm, 0, args.positional().first().cloned().unwrap_or(Value::NONE));
        }
        Ok(())
    }

    #[getter]
    fn value(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 0)
    }

    #[setter(value)]
    fn set_value(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 0, value.cloned().unwrap_or(Value::NONE));
    }
}

/// `SystemExit`: field 0 is `code`.
struct SystemExitClass;

#[native(name = "SystemExit", kind = Exception, dict)]
impl SystemExitClass {
    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        PyException::init_slot(vm, this, args)?;
        let Some(exception) = this.downcast::<PyException>() else { return Ok(()) };
        let code = match args.positional() {
            [] => Value::NONE,
            [code] => code.clone(),
            _ => exception.args.cloned(vm),
        };
        exception.set_field(vm, 0, code);
        Ok(())
    }

    #[getter]
    fn code(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 0)
    }

    #[setter(code)]
    fn set_code(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 0, value.cloned().unwrap_or(Value::NONE));
    }
}

/// `KeyError`: shows the repr of a single argument.
struct KeyErrorClass;

#[native(name = "KeyError", kind = Exception, dict)]
impl KeyErrorClass {
    #[slot(str)]
    fn str_slot(vm: &mut Vm, this: &Value) -> PyResult {
        if let Some(exception) = this.downcast::<PyException>()
            && let [only] = exception.args(vm)
        {
            let only = only.clone();
            return vm.repr(&only).map(Into::into);
        }
        PyException::str_slot(vm, this)
    }
}

/// `NameError`: field 0 is `name`.
struct NameErrorClass;

#[native(name = "NameError", kind = Exception, dict)]
impl NameErrorClass {
    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        init_with_keywords(vm, this, args, &["name"])
    }

    #[getter]
    fn name(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 0)
    }

    #[setter(name)]
    fn set_name(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 0, value.cloned().unwrap_or(Value::NONE));
    }
}

/// `AttributeError`: fields are `name` and `obj`.
struct AttributeErrorClass;

#[native(name = "AttributeError", kind = Exception, dict)]
impl AttributeErrorClass {
    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        init_with_keywords(vm, this, args, &["name", "obj"])
    }

    #[getter]
    fn name(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 0)
    }

    #[setter(name)]
    fn set_name(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 0, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter]
    fn obj(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 1)
    }

    #[setter(obj)]
    fn set_obj(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 1, value.cloned().unwrap_or(Value::NONE));
    }
}

/// `__init__` of exceptions with keyword-only fields.
pub(crate) fn init_with_keywords(vm: &mut Vm, this: &Value, args: &Args<'_>, names: &[&str]) -> PyResult<()> {
    PyException::init_slot(vm, this, &Args::positional_only(args.positional()))?;
    let Some(exception) = this.downcast::<PyException>() else { return Ok(()) };
    for (keyword, value) in args.keywords() {
        let text = keyword
            .downcast::<crate::objects::PyStr>()
            .map(|s| s.text().to_string_lossy())
            .unwrap_or_default();
        match names.iter().position(|name| *name == text) {
            Some(index) => exception.set_field(vm, index, value.clone()),
            None => {
                let class = vm.class_name(this);
                let message = format!("{class}() got an unexpected keyword argument '{text}'");
                return Err(vm.type_error(message));
            }
        }
    }
    Ok(())
}
