//! The exception classes with fields of their own: import, operating system, syntax and Unicode errors, and groups.

use vm_derive::native;

use crate::heap::Heap;
use crate::native::Args;
use crate::object::Ref;
use crate::objects::{PyException, PyList, PyStr, PyTuple, PyType};
use crate::value::Value;
use crate::{PyResult, Vm};

fn keyword_name(value: &Value) -> &str {
    value.downcast::<PyStr>().and_then(PyStr::as_str).unwrap_or_default()
}

/// Marker that holds the methods of the class.
pub(super) struct ImportErrorClass;

#[native(name = "ImportError", kind = Exception, dict)]
impl ImportErrorClass {
    #[getter(msg)]
    fn get_msg(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 0)
    }

    #[setter(msg)]
    fn set_msg(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 0, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(name)]
    fn get_name(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 1)
    }

    #[setter(name)]
    fn set_name(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 1, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(path)]
    fn get_path(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 2)
    }

    #[setter(path)]
    fn set_path(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 2, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(name_from)]
    fn get_name_from(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 3)
    }

    #[setter(name_from)]
    fn set_name_from(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 3, value.cloned().unwrap_or(Value::NONE));
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        PyException::init_slot(vm, this, &Args::positional_only(args.positional()))?;
        let Some(exception) = this.downcast::<PyException>() else { return Ok(()) };
        if let [message] = args.positional() {
            exception.set_field(vm, 0, message.clone());
        }
        for (keyword, value) in args.keywords() {
            let text = keyword_name(keyword);
            match ["name", "path", "name_from"].iter().position(|name| *name == text) {
                Some(index) => exception.set_field(vm, index + 1, value.clone()),
                None => {
                    let message = format!("ImportError() got an unexpected keyword argument '{text}'");
                    return Err(vm.type_error(message));
                }
            }
        }
        Ok(())
    }

    #[slot(str)]
    fn str_slot(vm: &mut Vm, this: &Value) -> PyResult {
        if let Some(exception) = this.downcast::<PyException>() {
            let message = exception.field(vm, 0);
            if message.downcast::<PyStr>().is_some() {
                return vm.str(&message).map(Into::into);
            }
        }
        PyException::str_slot(vm, this)
    }
}

/// Marker that holds the methods of the class.
pub(super) struct OSErrorClass;

#[native(name = "OSError", kind = Exception, dict)]
impl OSErrorClass {
    #[getter(errno)]
    fn get_errno(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 0)
    }

    #[setter(errno)]
    fn set_errno(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 0, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(strerror)]
    fn get_strerror(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 1)
    }

    #[setter(strerror)]
    fn set_strerror(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 1, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(filename)]
    fn get_filename(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 2)
    }

    #[setter(filename)]
    fn set_filename(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 2, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(filename2)]
    fn get_filename2(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 3)
    }

    #[setter(filename2)]
    fn set_filename2(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 3, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(characters_written)]
    fn get_characters_written(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 4)
    }

    #[setter(characters_written)]
    fn set_characters_written(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 4, value.cloned().unwrap_or(Value::NONE));
    }

    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let positional = args.positional();
        let os_error = vm.types().exc.OSError.clone();
        let class = match positional.first().and_then(Value::as_small_int) {
            Some(number) if positional.len() >= 2 && os_error.is(class) => vm.os_error_class(number),
            _ => Ref::new(class),
        };
        let exception = vm.new_exception(&class, positional);
        fill_os_error(vm, &exception, positional);
        Ok(exception.into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        if !args.keyword_names().is_empty() && !vm.class_of(this).is_heap_type() {
            let name = vm.class_name(this);
            return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
        }
        let Some(exception) = this.downcast::<PyException>() else { return Ok(()) };
        let positional = args.positional().to_vec();
        let all: Value = vm.new_tuple_from_slice(&positional).into();
        exception.args.set(vm, all);
        fill_os_error(vm, exception, &positional);
        Ok(())
    }

    #[slot(str)]
    fn str_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(exception) = this.downcast::<PyException>() else { return Ok(Value::NONE) };
        let (errno, strerror) = (exception.field(vm, 0), exception.field(vm, 1));
        let (filename, filename2) = (exception.field(vm, 2), exception.field(vm, 3));
        if !filename.is_none() {
            let mut text = format!(
                "[Errno {}] {}: {}",
                vm.str(&errno)?.text(),
                vm.str(&strerror)?.text(),
                vm.repr(&filename)?.text()
            );
            if !filename2.is_none() {
                text.push_str(&format!(" -> {}", vm.repr(&filename2)?.text()));
            }
            return Ok(vm.new_str(&text).into());
        }
        if !errno.is_none() && !strerror.is_none() {
            let text = format!("[Errno {}] {}", vm.str(&errno)?.text(), vm.str(&strerror)?.text());
            return Ok(vm.new_str(&text).into());
        }
        PyException::str_slot(vm, this)
    }
}

/// Sorts the arguments of an `OSError` into its fields.
fn fill_os_error(vm: &mut Vm, exception: &PyException, args: &[Value]) {
    if !(2..=5).contains(&args.len()) {
        return;
    }
    exception.set_field(vm, 0, args[0].clone());
    exception.set_field(vm, 1, args[1].clone());
    let blocking = vm.types().exc.BlockingIOError.clone();
    if let Some(filename) = args.get(2) {
        let this: Value = Ref::new(exception).into();
        if vm.class_of(&this).is_subtype(vm, &blocking) && filename.as_small_int().is_some() {
            exception.set_field(vm, 4, filename.clone());
        } else if !filename.is_none() {
            exception.set_field(vm, 2, filename.clone());
            if let Some(second) = args.get(4) {
                exception.set_field(vm, 3, second.clone());
            }
            // The file names are not among the arguments.
            let two: Value = vm.new_tuple_from_slice(&args[..2]).into();
            exception.args.set(vm, two);
        }
    }
}

impl Vm {
    /// The subclass of `OSError` for an error number of Linux.
    fn os_error_class(&self, number: i64) -> Ref<PyType> {
        let exc = &self.types().exc;
        match number {
            1 | 13 => &exc.PermissionError,
            2 => &exc.FileNotFoundError,
            3 => &exc.ProcessLookupError,
            4 => &exc.InterruptedError,
            10 => &exc.ChildProcessError,
            11 | 114 | 115 => &exc.BlockingIOError,
            17 => &exc.FileExistsError,
            20 => &exc.NotADirectoryError,
            21 => &exc.IsADirectoryError,
            32 | 108 => &exc.BrokenPipeError,
            103 => &exc.ConnectionAbortedError,
            104 => &exc.ConnectionResetError,
            110 => &exc.TimeoutError,
            111 => &exc.ConnectionRefusedError,
            _ => &exc.OSError,
        }
        .clone()
    }
}

/// Marker that holds the methods of the class.
pub(super) struct SyntaxErrorClass;

#[native(name = "SyntaxError", kind = Exception, dict)]
impl SyntaxErrorClass {
    #[getter(msg)]
    fn get_msg(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 0)
    }

    #[setter(msg)]
    fn set_msg(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 0, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(filename)]
    fn get_filename(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 1)
    }

    #[setter(filename)]
    fn set_filename(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 1, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(lineno)]
    fn get_lineno(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 2)
    }

    #[setter(lineno)]
    fn set_lineno(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 2, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(offset)]
    fn get_offset(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 3)
    }

    #[setter(offset)]
    fn set_offset(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 3, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(text)]
    fn get_text(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 4)
    }

    #[setter(text)]
    fn set_text(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 4, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(end_lineno)]
    fn get_end_lineno(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 5)
    }

    #[setter(end_lineno)]
    fn set_end_lineno(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 5, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(end_offset)]
    fn get_end_offset(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 6)
    }

    #[setter(end_offset)]
    fn set_end_offset(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 6, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(print_file_and_line)]
    fn get_print_file_and_line(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 7)
    }

    #[setter(print_file_and_line)]
    fn set_print_file_and_line(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 7, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(_metadata)]
    fn get_metadata(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 8)
    }

    #[setter(_metadata)]
    fn set_metadata(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 8, value.cloned().unwrap_or(Value::NONE));
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        PyException::init_slot(vm, this, args)?;
        let Some(exception) = this.downcast::<PyException>() else { return Ok(()) };
        if let Some(message) = args.positional().first() {
            exception.set_field(vm, 0, message.clone());
        }
        if let [_, details] = args.positional() {
            let details = vm.iterate_to_vec(details)?;
            match details.len() {
                4 | 6 | 7 => {
                    for (index, detail) in details.iter().take(6).enumerate() {
                        exception.set_field(vm, index + 1, detail.clone());
                    }
                    if let Some(metadata) = details.get(6) {
                        exception.set_field(vm, 8, metadata.clone());
                    }
                }
                5 => {
                    return Err(vm.type_error("end_offset must be provided when end_lineno is provided"));
                }
                given => {
                    let message = match given < 4 {
                        true => format!("function missing required argument (got {given})"),
                        false => format!("function takes at most 7 arguments ({given} given)"),
                    };
                    return Err(vm.type_error(message));
                }
            }
        }
        Ok(())
    }

    #[slot(str)]
    fn str_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(exception) = this.downcast::<PyException>() else { return Ok(Value::NONE) };
        let (message, filename, line) =
            (exception.field(vm, 0), exception.field(vm, 1), exception.field(vm, 2));
        let message = vm.str(&message)?;
        let name = filename.downcast::<PyStr>().map(|name| {
            let name = name.text().to_string_lossy();
            name.rsplit('/').next().unwrap_or_default().to_owned()
        });
        let line = line.as_small_int();
        let text = match (name, line) {
            (Some(name), Some(line)) => format!("{} ({name}, line {line})", message.text()),
            (Some(name), None) => format!("{} ({name})", message.text()),
            (None, Some(line)) => format!("{} (line {line})", message.text()),
            (None, None) => return Ok(message.into()),
        };
        Ok(vm.new_str(&text).into())
    }
}

/// Marker that holds the methods of the class.
pub(super) struct UnicodeErrorClass;

#[native(name = "UnicodeDecodeError", kind = Exception, dict)]
impl UnicodeErrorClass {
    #[getter(encoding)]
    fn get_encoding(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 0)
    }

    #[setter(encoding)]
    fn set_encoding(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 0, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(object)]
    fn get_object(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 1)
    }

    #[setter(object)]
    fn set_object(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 1, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(start)]
    fn get_start(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 2)
    }

    #[setter(start)]
    fn set_start(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 2, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(end)]
    fn get_end(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 3)
    }

    #[setter(end)]
    fn set_end(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 3, value.cloned().unwrap_or(Value::NONE));
    }

    #[getter(reason)]
    fn get_reason(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 4)
    }

    #[setter(reason)]
    fn set_reason(heap: &mut Heap, this: &PyException, value: Option<&Value>) {
        this.set_field(heap, 4, value.cloned().unwrap_or(Value::NONE));
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        PyException::init_slot(vm, this, args)?;
        let Some(exception) = this.downcast::<PyException>() else { return Ok(()) };
        let translate = vm.types().exc.UnicodeTranslateError.clone();
        let skip = usize::from(vm.class_of(this).is_subtype(vm, &translate));
        let expected = 5 - skip;
        let positional = args.positional();
        if positional.len() != expected {
            let given = positional.len();
            return Err(vm.type_error(format!("function takes exactly {expected} arguments ({given} given)")));
        }
        for (index, value) in positional.iter().enumerate() {
            exception.set_field(vm, index + skip, value.clone());
        }
        Ok(())
    }

    #[slot(str)]
    fn str_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(exception) = this.downcast::<PyException>() else { return Ok(Value::NONE) };
        let (encoding, object) = (exception.field(vm, 0), exception.field(vm, 1));
        let (start, end) = (exception.field(vm, 2).as_small_int(), exception.field(vm, 3).as_small_int());
        let reason = exception.field(vm, 4);
        let (Some(start), Some(end)) = (start, end) else { return Ok(vm.new_str("").into()) };
        let (encoding, reason) = (vm.str(&encoding)?, vm.str(&reason)?);
        let (encoding, reason) = (encoding.text().to_string_lossy(), reason.text().to_string_lossy());
        let at = usize::try_from(start).unwrap_or(0);
        let text = match (object.downcast::<PyStr>(), object.downcast::<crate::objects::PyBytes>()) {
            (None, Some(bytes)) => match bytes.data().get(at).filter(|_| end == start + 1) {
                Some(byte) => {
                    format!("'{encoding}' codec can't decode byte 0x{byte:02x} in position {start}: {reason}")
                }
                None => {
                    format!("'{encoding}' codec can't decode bytes in position {start}-{}: {reason}", end - 1)
                }
            },
            (Some(text), _) => {
                let translate = vm.types().exc.UnicodeTranslateError.clone();
                let verb = match vm.class_of(this).is_subtype(vm, &translate) {
                    true => "can't translate".to_owned(),
                    false => format!("'{encoding}' codec can't encode"),
                };
                match text.text().code_points().nth(at).filter(|_| end == start + 1) {
                    Some(c) => {
                        let shown = match c {
                            0..=0xff => format!("\\x{c:02x}"),
                            0x100..=0xffff => format!("\\u{c:04x}"),
                            _ => format!("\\U{c:08x}"),
                        };
                        format!("{verb} character '{shown}' in position {start}: {reason}")
                    }
                    None => format!("{verb} characters in position {start}-{}: {reason}", end - 1),
                }
            }
            _ => String::new(),
        };
        Ok(vm.new_str(&text).into())
    }
}

/// Marker that holds the methods of groups. Fields: `message`, and `exceptions` as a tuple.
pub(super) struct GroupClass;

#[native(name = "BaseExceptionGroup", kind = Exception, dict)]
impl GroupClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let [message, members] = args.positional() else {
            let given = args.positional().len();
            return Err(vm.type_error(format!(
                "BaseExceptionGroup.__new__() takes exactly 2 arguments ({given} given)"
            )));
        };
        if message.downcast::<PyStr>().is_none() {
            let found = vm.class_name(message);
            return Err(
                vm.type_error(format!("BaseExceptionGroup.__new__() argument 1 must be str, not {found}"))
            );
        }
        if members.downcast::<PyList>().is_none() && members.downcast::<PyTuple>().is_none() {
            let name = vm.intern_str("__len__");
            if vm.lookup_special(members, &name).is_none()
                || members.downcast::<crate::objects::PySet>().is_some()
            {
                return Err(vm.type_error("second argument (exceptions) must be a sequence"));
            }
        }
        let items = vm.iterate_to_vec(members)?;
        if items.is_empty() {
            return Err(vm.value_error("second argument (exceptions) must be a non-empty sequence"));
        }
        let exception_class = vm.types().exc.Exception.clone();
        let mut all_ordinary = true;
        for (index, item) in items.iter().enumerate() {
            if item.downcast::<PyException>().is_none() {
                return Err(vm.value_error(format!(
                    "Item {index} of second argument (exceptions) is not an exception"
                )));
            }
            all_ordinary &= vm.class_of(item).is_subtype(vm, &exception_class);
        }
        let base = vm.types().exc.BaseExceptionGroup.clone();
        let ordinary = vm.types().exc.ExceptionGroup.clone();
        let mut class = Ref::new(class);
        if class.is(&base) {
            if all_ordinary {
                class = ordinary;
            }
        } else if class.is(&ordinary) {
            if !all_ordinary {
                return Err(vm.type_error("Cannot nest BaseExceptions in an ExceptionGroup"));
            }
        } else if class.is_subtype(vm, &exception_class) && !all_ordinary {
            let name = class.name_text(vm);
            return Err(vm.type_error(format!("Cannot nest BaseExceptions in '{name}'")));
        }
        let exception = vm.new_exception(&class, args.positional());
        exception.set_field(vm, 0, message.clone());
        let items: Value = vm.new_tuple(items).into();
        exception.set_field(vm, 1, items);
        Ok(exception.into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        if !args.keyword_names().is_empty() {
            let name = vm.class_name(this);
            return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
        }
        PyException::init_slot(vm, this, args)
    }

    #[slot(str)]
    fn str_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(exception) = this.downcast::<PyException>() else { return Ok(Value::NONE) };
        let (message, count) =
            (exception.field(vm, 0), members_of(vm, this).map_or(0, |members| members.len()));
        let plural = if count == 1 { "" } else { "s" };
        let text = format!("{} ({count} sub-exception{plural})", vm.str(&message)?.text());
        Ok(vm.new_str(&text).into())
    }

    /// exception message
    #[getter(member)]
    fn message(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 0)
    }

    /// nested exceptions
    #[getter(member)]
    fn exceptions(heap: &Heap, this: &PyException) -> Value {
        this.field(heap, 1)
    }

    /// A group of the same sort with other members.
    #[method("($self, excs, /)")]
    fn derive(vm: &mut Vm, this: &PyException, excs: &Value) -> PyResult {
        let class: Value = vm.types().exc.BaseExceptionGroup.clone().into();
        let message = this.field(vm, 0);
        vm.call(&class, &[message, excs.clone()])
    }

    /// The members that match, and the others.
    #[method("($self, matcher_value, /)")]
    fn split(vm: &mut Vm, this: &Value, matcher_value: &Value) -> PyResult {
        let matcher = Matcher::new(vm, matcher_value)?;
        let (matching, rest) = split(vm, this, &matcher)?;
        Ok(vm.new_tuple([matching, rest]).into())
    }

    /// The members that match.
    #[method("($self, matcher_value, /)")]
    fn subgroup(vm: &mut Vm, this: &Value, matcher_value: &Value) -> PyResult {
        let matcher = Matcher::new(vm, matcher_value)?;
        Ok(split(vm, this, &matcher)?.0)
    }
}

fn members_of(vm: &Vm, value: &Value) -> Option<Vec<Value>> {
    if !vm.class_of(value).is_subtype(vm, &vm.types().exc.BaseExceptionGroup) {
        return None;
    }
    let members = value.downcast::<PyException>()?.field(vm, 1);
    members.downcast::<PyTuple>().map(|members| members.items().to_vec())
}

/// What `split` and `subgroup` select by.
enum Matcher {
    Classes(Value),
    Function(Value),
}

impl Matcher {
    fn new(vm: &mut Vm, value: &Value) -> PyResult<Matcher> {
        let base = vm.types().exc.BaseException.clone();
        let is_class =
            |value: &Value, vm: &Vm| value.downcast::<PyType>().is_some_and(|c| c.is_subtype(vm, &base));
        let all = match value.downcast::<PyTuple>() {
            Some(tuple) => tuple.items().iter().all(|item| is_class(item, vm)),
            None => is_class(value, vm),
        };
        if all {
            return Ok(Matcher::Classes(value.clone()));
        }
        if vm.is_callable(value) && value.downcast::<PyType>().is_none() {
            return Ok(Matcher::Function(value.clone()));
        }
        Err(vm.type_error(
            "expected an exception type, a tuple of exception types, or a callable (other than a class)",
        ))
    }

    fn matches(&self, vm: &mut Vm, exception: &Value) -> PyResult<bool> {
        match self {
            Matcher::Classes(classes) => vm.is_instance(exception, classes),
            Matcher::Function(function) => {
                let result = vm.call(function, std::slice::from_ref(exception))?;
                vm.is_true(&result)
            }
        }
    }
}

/// The parts of `exception` that match and that do not; None for an empty part.
fn split(vm: &mut Vm, exception: &Value, matcher: &Matcher) -> PyResult<(Value, Value)> {
    vm.check_native_stack()?;
    if matcher.matches(vm, exception)? {
        return Ok((exception.clone(), Value::NONE));
    }
    let Some(members) = members_of(vm, exception) else { return Ok((Value::NONE, exception.clone())) };
    let (mut matching, mut rest) = (Vec::new(), Vec::new());
    for member in members {
        let (yes, no) = split(vm, &member, matcher)?;
        matching.extend((!yes.is_none()).then_some(yes));
        rest.extend((!no.is_none()).then_some(no));
    }
    Ok((group_like(vm, exception, matching)?, group_like(vm, exception, rest)?))
}

/// A group of `members` that is otherwise like `original`; None if there are no members.
pub(crate) fn group_like(vm: &mut Vm, original: &Value, members: Vec<Value>) -> PyResult {
    if members.is_empty() {
        return Ok(Value::NONE);
    }
    let members: Value = vm.new_list(members).into();
    let made = vm.call_method_str(original, "derive", &[members])?;
    let base = vm.types().exc.BaseExceptionGroup.clone();
    if !vm.class_of(&made).is_subtype(vm, &base) {
        return Err(vm.type_error("derive must return an instance of BaseExceptionGroup"));
    }
    if let (Some(made), Some(original)) = (made.downcast::<PyException>(), original.downcast::<PyException>())
    {
        let (traceback, cause, context) = (original.traceback(vm), original.cause(vm), original.context(vm));
        let suppress = original.suppresses_context(vm);
        made.traceback.set(vm, traceback);
        made.cause.set(vm, cause);
        made.context.set(vm, context);
        made.suppress_context.set(vm, suppress);
    }
    let notes = vm.names().__notes__.clone();
    if let Some(list) = vm.get_attr_optional(original, &notes)? {
        let copy = vm.iterate_to_vec(&list)?;
        let copy: Value = vm.new_list(copy).into();
        vm.set_attr(&made, &notes, Some(&copy))?;
    }
    Ok(made)
}
