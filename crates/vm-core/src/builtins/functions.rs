//! The built-in functions.

use std::ops::ControlFlow;

use vm_derive::native;

use crate::heap::Heap;
use crate::native::{Args, Keywords};
use crate::object::Ref;
use crate::objects::*;
use crate::ops::iteration::Consumer;
use crate::types::{BinaryOperator, CompareOp};
use crate::value::Value;
use crate::{PyResult, Vm};

/// Marker that holds the functions.
pub struct Builtins;

#[native]
impl Builtins {
    /// __build_class__(func, name, /, *bases, [metaclass], **kwds) -> class
    #[function("(func, name, /, *bases, **kwds)", name = "__build_class__")]
    fn build_class_(
        vm: &mut Vm,
        func: &Value,
        name: &Value,
        bases: &[Value],
        kwds: Keywords<'_>,
    ) -> PyResult {
        let mut values = vec![func.clone(), name.clone()];
        values.extend(bases.iter().cloned());
        let mut names = Vec::new();
        for (name, value) in kwds.iter() {
            names.push(name.clone());
            values.push(value.clone());
        }
        vm.build_class(&Args::new(&values, &names))
    }

    /// Return the absolute value of the argument.
    #[function("(number, /)")]
    fn abs(vm: &mut Vm, number: &Value) -> PyResult {
        if let Some(int) = number.as_small_int() {
            return Ok(vm.new_int(int.abs()));
        }
        match vm.class_of(number).slots(vm).absolute {
            Some(absolute) => absolute(vm, number),
            None => {
                let name = vm.class_name(number);
                Err(vm.type_error(format!("bad operand type for abs(): '{name}'")))
            }
        }
    }

    /// Return True if bool(x) is True for all values x in the iterable.
    #[function("(iterable, /)")]
    fn all(vm: &mut Vm, iterable: &Value) -> PyResult<bool> {
        Search::run(vm, iterable, false).map(|found| !found)
    }

    /// Return True if bool(x) is True for any x in the iterable.
    #[function("(iterable, /)")]
    fn any(vm: &mut Vm, iterable: &Value) -> PyResult<bool> {
        Search::run(vm, iterable, true)
    }

    /// Return an ASCII-only representation of an object.
    #[function("(obj, /)")]
    fn ascii(vm: &mut Vm, obj: &Value) -> PyResult<Ref<PyStr>> {
        vm.ascii(obj)
    }

    /// Return whether the object is callable (i.e., some kind of function).
    #[function("(obj, /)")]
    fn callable(heap: &Vm, obj: &Value) -> bool {
        heap.is_callable(obj)
    }

    /// Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff.
    #[function("(i, /)")]
    fn chr(vm: &mut Vm, i: &Value) -> PyResult<Ref<PyStr>> {
        let code = vm.to_index(i)?;
        match code.as_i64().and_then(|code| u32::try_from(code).ok()).filter(|c| *c <= 0x10_FFFF) {
            Some(c) => Ok(vm.new_char(c)),
            None => Err(vm.value_error("chr() arg not in range(0x110000)")),
        }
    }

    /// Deletes the named attribute from the given object.
    #[function("(obj, name, /)")]
    fn delattr(vm: &mut Vm, obj: &Value, name: &PyStr) -> PyResult<()> {
        vm.set_attr(obj, name, None)
    }

    /// Return the tuple (x//y, x%y).  Invariant: div*y + mod == x.
    #[function("(x, y, /)")]
    fn divmod(vm: &mut Vm, x: &Value, y: &Value) -> PyResult {
        for (this, other, name) in [(x, y, "__divmod__"), (y, x, "__rdivmod__")] {
            let name = vm.intern_str(name);
            if let Some(method) = vm.lookup_special(this, &name) {
                let result = vm.call_bound(&method, this, std::slice::from_ref(other))?;
                if !result.is_not_implemented() {
                    return Ok(result);
                }
            }
        }
        let (x, y) = (vm.class_name(x), vm.class_name(y));
        Err(vm.type_error(format!("unsupported operand type(s) for divmod(): '{x}' and '{y}'")))
    }

    /// Return type(value).__format__(value, format_spec).
    #[function("(value, format_spec='', /)")]
    fn format(vm: &mut Vm, value: &Value, format_spec: Option<&PyStr>) -> PyResult<Ref<PyStr>> {
        let empty = vm.intern_str("");
        vm.format(value, format_spec.unwrap_or(&empty))
    }

    /// Get a named attribute from an object.
    #[function("(object, name, default=None, /)", plain = getattr_plainly)]
    fn getattr(vm: &mut Vm, object: &Value, name: &Value, default: Option<&Value>) -> PyResult {
        match (default, name.downcast::<PyStr>()) {
            (Some(default), Some(name)) => {
                Ok(vm.get_attr_optional(object, name)?.unwrap_or_else(|| default.clone()))
            }
            _ => vm.get_attr_value(object, name),
        }
    }

    fn getattr_plainly(heap: &mut Heap, args: &[Value]) -> Option<Value> {
        let [object, name, default @ ..] = args else { return None };
        let name = name.downcast::<PyStr>().filter(|name| name.is_interned())?;
        match (heap.attribute_plainly(object, name)?, default) {
            (Some(value), [] | [_]) => Some(value),
            (None, [default]) => Some(default.clone()),
            _ => None,
        }
    }

    /// Return the dictionary containing the current scope's global variables.
    #[function("()")]
    fn globals(vm: &mut Vm) -> PyResult {
        vm.current_globals()
    }

    /// Return a dictionary containing the current scope's local variables.
    #[function("()")]
    fn locals(vm: &mut Vm) -> PyResult {
        vm.current_locals()
    }

    /// Return whether the object has an attribute with the given name.
    #[function("(obj, name, /)", plain = hasattr_plainly)]
    fn hasattr(vm: &mut Vm, obj: &Value, name: &Value) -> PyResult<bool> {
        match name.downcast::<PyStr>() {
            Some(name) => Ok(vm.get_attr_optional(obj, name)?.is_some()),
            None => vm.get_attr_value(obj, name).map(|_| true),
        }
    }

    fn hasattr_plainly(heap: &mut Heap, args: &[Value]) -> Option<Value> {
        let [object, name] = args else { return None };
        let name = name.downcast::<PyStr>().filter(|name| name.is_interned())?;
        heap.attribute_plainly(object, name).map(|value| Value::bool(value.is_some()))
    }

    /// Return the hash value for the given object.
    #[function("(obj, /)")]
    fn hash(vm: &mut Vm, obj: &Value) -> PyResult<i64> {
        vm.hash(obj)
    }

    /// Return the identity of an object.
    #[function("(obj, /)")]
    fn id(heap: &mut Heap, obj: &Value) -> Value {
        match obj.is_pointer() {
            true => heap.new_int(obj.address() as i64),
            false => heap.new_int(i128::from(obj.bits())),
        }
    }

    /// Return whether an object is an instance of a class or of a subclass thereof.
    #[function("(obj, class_or_tuple, /)", plain = isinstance_plainly)]
    fn isinstance(vm: &mut Vm, obj: &Value, class_or_tuple: &Value) -> PyResult<bool> {
        vm.is_instance(obj, class_or_tuple)
    }

    fn isinstance_plainly(heap: &mut Heap, args: &[Value]) -> Option<Value> {
        match args {
            [object, class] => heap.plain_isinstance(object, class).map(Value::bool),
            _ => None,
        }
    }

    /// Return whether 'cls' is derived from another class or is the same class.
    #[function("(cls, class_or_tuple, /)", plain = issubclass_plainly)]
    fn issubclass(vm: &mut Vm, cls: &Value, class_or_tuple: &Value) -> PyResult<bool> {
        vm.is_subclass(cls, class_or_tuple)
    }

    fn issubclass_plainly(heap: &mut Heap, args: &[Value]) -> Option<Value> {
        let [class, other] = args else { return None };
        let (class, other) = (class.downcast::<PyType>()?, other.downcast_exact::<PyType>()?);
        Some(Value::bool(class.is_subtype(heap, other)))
    }

    /// Get an iterator from an object.
    #[function("(object, sentinel=None, /)")]
    fn iter(vm: &mut Vm, object: &Value, sentinel: Option<&Value>) -> PyResult {
        match sentinel {
            None => vm.iter(object),
            Some(sentinel) if vm.is_callable(object) => {
                Ok(vm.new_callable_iterator(object.clone(), sentinel.clone()))
            }
            Some(_) => Err(vm.type_error("iter(v, w): v must be callable")),
        }
    }

    /// Return an AsyncIterator for an AsyncIterable object.
    #[function("(async_iterable, /)")]
    fn aiter(vm: &mut Vm, async_iterable: &Value) -> PyResult {
        let Some(aiter) = vm.class_of(async_iterable).slots(vm).aiter else {
            let found = vm.class_name(async_iterable);
            return Err(vm.type_error(format!("'{found}' object is not an async iterable")));
        };
        let iterator = aiter(vm, async_iterable)?;
        if vm.class_of(&iterator).slots(vm).anext.is_none() {
            let found = vm.class_name(&iterator);
            return Err(vm.type_error(format!("aiter() returned not an async iterator of type '{found}'")));
        }
        Ok(iterator)
    }

    /// Return the next item from the async iterator.
    ///
    /// If default is given and the async iterator is exhausted,
    /// it is returned instead of raising StopAsyncIteration.
    #[function("(aiterator, default=<unrepresentable>, /)")]
    fn anext(vm: &mut Vm, aiterator: &Value, default: Option<&Value>) -> PyResult {
        let Some(anext) = vm.class_of(aiterator).slots(vm).anext else {
            let found = vm.class_name(aiterator);
            return Err(vm.type_error(format!("'{found}' object is not an async iterator")));
        };
        let awaitable = anext(vm, aiterator)?;
        Ok(match default {
            Some(default) => vm.new_anext_awaitable(awaitable, default.clone()),
            None => awaitable,
        })
    }

    /// Return the number of items in a container.
    #[function("(obj, /)", plain = len_plainly)]
    fn len(vm: &mut Vm, obj: &Value) -> PyResult<usize> {
        vm.len(obj)
    }

    fn len_plainly(heap: &mut Heap, args: &[Value]) -> Option<Value> {
        match args {
            [object] => heap.plain_length(object),
            _ => None,
        }
    }

    /// With a single iterable argument, return its biggest item.
    #[function("(arg1, /, *args, key=None, default=None)")]
    fn max(
        vm: &mut Vm,
        arg1: &Value,
        args: &[Value],
        key: Option<&Value>,
        default: Option<&Value>,
    ) -> PyResult {
        extreme(vm, arg1, args, key, default, CompareOp::Gt, "max")
    }

    /// With a single iterable argument, return its smallest item.
    #[function("(arg1, /, *args, key=None, default=None)")]
    fn min(
        vm: &mut Vm,
        arg1: &Value,
        args: &[Value],
        key: Option<&Value>,
        default: Option<&Value>,
    ) -> PyResult {
        extreme(vm, arg1, args, key, default, CompareOp::Lt, "min")
    }

    /// Return the next item from the iterator.
    #[function("(iterator, default=None, /)")]
    fn next(vm: &mut Vm, iterator: &Value, default: Option<&Value>) -> PyResult {
        // An iterator that was exhausted before may have left a value.
        drop(vm.take_stop_value());
        match vm.next(iterator) {
            Ok(Some(item)) => Ok(item),
            Ok(None) => match default {
                Some(default) => Ok(default.clone()),
                None => {
                    let value = vm.take_stop_value();
                    Err(vm.raise_stop_iteration((!value.is_none()).then_some(&value)))
                }
            },
            Err(raised) => match default {
                Some(default) => vm.catch_stop_iteration(raised).map(|_| default.clone()),
                None => Err(raised),
            },
        }
    }

    /// Return the ordinal value of a character.
    #[function("(character, /)")]
    fn ord(vm: &mut Vm, character: &Value) -> PyResult<u32> {
        let found = match (character.downcast::<PyStr>(), character.downcast::<PyBytes>()) {
            (Some(string), _) => {
                let mut points = string.text().code_points();
                match (points.next(), points.next()) {
                    (Some(only), None) => return Ok(only),
                    _ => format!("string of length {}", string.char_len()),
                }
            }
            (None, Some(bytes)) => match bytes.data() {
                [only] => return Ok(u32::from(*only)),
                data => format!("string of length {}", data.len()),
            },
            (None, None) if character.downcast::<PyByteArray>().is_some() => {
                match character.downcast::<PyByteArray>().map(|bytes| bytes.data(vm)) {
                    Some([only]) => return Ok(u32::from(*only)),
                    data => format!("string of length {}", data.map_or(0, |data| data.len())),
                }
            }
            (None, None) => {
                let found = vm.class_name(character);
                return Err(vm.type_error(format!("ord() expected string of length 1, but {found} found")));
            }
        };
        let found = found.rsplit(' ').next().unwrap_or_default().to_owned();
        Err(vm.type_error(format!("ord() expected a character, but string of length {found} found")))
    }

    /// Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments.
    #[function("(base, exp, mod=None)")]
    fn pow(vm: &mut Vm, base: &Value, exp: &Value, mod_: Option<&Value>) -> PyResult {
        let Some(modulus) = mod_.filter(|modulus| !modulus.is_none()) else {
            return vm.binary(base, exp, BinaryOperator::Power);
        };
        vm.power_modulo(base, exp, modulus)
    }

    /// Prints the values to a stream, or to sys.stdout by default.
    #[function("(*args, sep=' ', end='\\n', file=None, flush=False)")]
    fn print(
        vm: &mut Vm,
        args: &[Value],
        sep: Option<&Value>,
        end: Option<&Value>,
        file: Option<&Value>,
        flush: Option<&Value>,
    ) -> PyResult<()> {
        vm.print(args, sep, end, file, flush)
    }

    /// Return the canonical string representation of the object.
    #[function("(obj, /)")]
    fn repr(vm: &mut Vm, obj: &Value) -> PyResult<Ref<PyStr>> {
        vm.repr(obj)
    }

    /// Sets the named attribute on the given object to the specified value.
    #[function("(obj, name, value, /)")]
    fn setattr(vm: &mut Vm, obj: &Value, name: &Value, value: &Value) -> PyResult<()> {
        match name.downcast::<PyStr>() {
            Some(name) => vm.set_attr(obj, name, Some(value)),
            None => {
                let found = vm.class_name(name);
                Err(vm.type_error(format!("attribute name must be string, not '{found}'")))
            }
        }
    }

    /// Return a new list containing all items from the iterable in ascending order.
    ///
    /// A custom key function can be supplied to customize the sort order, and the
    /// reverse flag can be set to request the result in descending order.
    #[function("(iterable, /, *, key=None, reverse=False)")]
    fn sorted(
        vm: &mut Vm,
        iterable: &Value,
        key: Option<&Value>,
        reverse: Option<bool>,
    ) -> PyResult<Ref<PyList>> {
        let mut items = vm.iterate_to_vec(iterable)?;
        vm.sort_values(&mut items, key.filter(|key| !key.is_none()), reverse.unwrap_or(false))?;
        Ok(vm.new_list(items))
    }

    /// Show attributes of an object: the names in the current scope without arguments, else an alphabetized list of
    /// names comprising (some of) the attributes of the given object, and of attributes reachable from it.
    #[function("(object=<unrepresentable>, /)")]
    fn dir(vm: &mut Vm, object: Option<&Value>) -> PyResult<Ref<PyList>> {
        let names = match object {
            None => {
                let locals = vm.current_locals()?;
                let keys = vm.names().keys.clone();
                vm.call_method(&locals, &keys, &[])?
            }
            Some(object) => {
                let name = vm.names().__dir__.clone();
                match vm.lookup_special(object, &name) {
                    Some(method) => vm.call_bound(&method, object, &[])?,
                    None => return Err(vm.type_error("object does not provide __dir__")),
                }
            }
        };
        let mut names = vm.iterate_to_vec(&names)?;
        vm.sort_values(&mut names, None, false)?;
        Ok(vm.new_list(names))
    }

    /// Read a string from standard input.  The trailing newline is stripped.
    #[function("(prompt='', /)")]
    fn input(vm: &mut Vm, prompt: Option<&Value>) -> PyResult<Ref<PyStr>> {
        if let Some(prompt) = prompt {
            let empty: Value = vm.intern_str("").into();
            vm.print(std::slice::from_ref(prompt), None, Some(&empty), None, Some(&Value::TRUE))?;
        }
        let line = match vm.host().read_line() {
            Ok(line) => line,
            Err(error) => return Err(vm.raise_new(|types| &types.exc.OSError, error.to_string())),
        };
        if line.is_empty() {
            return Err(vm.raise_new(|types| &types.exc.EOFError, "EOF when reading a line"));
        }
        let text = String::from_utf8_lossy(&line);
        Ok(vm.new_str(text.strip_suffix('\n').unwrap_or(&text)))
    }

    /// Return a dictionary of the object's attributes; without arguments, equivalent to locals().
    #[function("(object=<unrepresentable>, /)")]
    fn vars(vm: &mut Vm, object: Option<&Value>) -> PyResult {
        let Some(object) = object else { return vm.current_locals() };
        let name = vm.names().__dict__.clone();
        match vm.get_attr_optional(object, &name)? {
            Some(dict) => Ok(dict),
            None => Err(vm.type_error("vars() argument must have __dict__ attribute")),
        }
    }

    /// Compile source into a code object that can be executed by exec() or eval().
    ///
    /// The source code may represent a Python module, statement or expression.
    /// The filename will be used for run-time error messages.
    /// The mode must be 'exec' to compile a module, 'single' to compile a
    /// single (interactive) statement, or 'eval' to compile an expression.
    #[function("(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)")]
    #[expect(clippy::too_many_arguments, reason = "they are those of the Python function")]
    fn compile(
        vm: &mut Vm,
        source: &Value,
        filename: &Value,
        mode: &Value,
        flags: Option<i64>,
        _dont_inherit: Option<bool>,
        optimize: Option<i64>,
        _feature_version: Option<i64>,
    ) -> PyResult {
        const DONT_IMPLY_DEDENT: i64 = 0x200;
        const ONLY_AST: i64 = 0x400;
        const ALLOW_TOP_LEVEL_AWAIT: i64 = 0x2000;
        const ALLOW_INCOMPLETE_INPUT: i64 = 0x4000;
        let flags = flags.unwrap_or(0);
        let mode = match mode.downcast::<PyStr>().map(|mode| mode.as_bytes()) {
            Some(b"exec") => compiler::Mode::Exec,
            Some(b"eval") => compiler::Mode::Eval,
            Some(b"single") => compiler::Mode::Single,
            Some(_) => return Err(vm.value_error("compile() mode must be 'exec', 'eval' or 'single'")),
            None => {
                let found = vm.class_name(mode);
                return Err(vm.type_error(format!("compile() argument 'mode' must be str, not {found}")));
            }
        };
        let filename = match (filename.downcast::<PyStr>(), filename.downcast::<PyBytes>()) {
            (Some(name), _) => name.text().to_string_lossy(),
            (None, Some(name)) => String::from_utf8_lossy(name.data()).into_owned(),
            (None, None) => {
                let name = vm.call_method_str(filename, "__fspath__", &[])?;
                vm.str(&name)?.text().to_string_lossy()
            }
        };
        let optimize = match optimize.unwrap_or(-1) {
            -1 => vm.optimize,
            level @ 0..=2 => level as u8,
            _ => return Err(vm.value_error("compile(): invalid optimize value")),
        };
        let options = compiler::Options {
            optimize,
            top_level_await: flags & ALLOW_TOP_LEVEL_AWAIT != 0,
            allow_incomplete_input: flags & ALLOW_INCOMPLETE_INPUT != 0,
            dont_imply_dedent: flags & DONT_IMPLY_DEDENT != 0,
            ..compiler::Options::default()
        };
        if source.downcast::<PyCode>().is_some() {
            return Ok(source.clone());
        }
        let text = vm.source_text(source, &filename, "compile")?;
        if flags & ONLY_AST != 0 {
            return vm.parse_to_objects(&text, &filename, mode, &options);
        }
        vm.compile_text(&text, &filename, mode, &options).map(Into::into)
    }

    /// Evaluate the given source in the context of globals and locals.
    ///
    /// The source may be a string representing a Python expression
    /// or a code object as returned by compile().
    /// The globals must be a dictionary and locals can be any mapping,
    /// defaulting to the current globals and locals.
    /// If only globals is given, locals defaults to it.
    #[function("(source, /, globals=None, locals=None)")]
    fn eval(vm: &mut Vm, source: &Value, globals: Option<&Value>, locals: Option<&Value>) -> PyResult {
        let (globals, locals) = vm.namespaces(globals, locals, "eval")?;
        let code = match source.downcast::<PyCode>() {
            Some(code) => Ref::new(code),
            None => {
                let text = vm.source_text(source, "<string>", "eval")?;
                let options = compiler::Options { optimize: vm.optimize, ..compiler::Options::default() };
                let text = text.trim_start_matches([' ', '\t']);
                vm.compile_text(text, "<string>", compiler::Mode::Eval, &options)?
            }
        };
        if code.free_variables() > 0 {
            return Err(vm.type_error("code object passed to eval() may not contain free variables"));
        }
        vm.run_code_object(code, &globals, &locals)
    }

    /// Execute the given source in the context of globals and locals.
    ///
    /// The source may be a string representing one or more Python statements
    /// or a code object as returned by compile().
    /// The globals must be a dictionary and locals can be any mapping,
    /// defaulting to the current globals and locals.
    /// If only globals is given, locals defaults to it.
    #[function("(source, /, globals=None, locals=None, *, closure=None)")]
    fn exec(
        vm: &mut Vm,
        source: &Value,
        globals: Option<&Value>,
        locals: Option<&Value>,
        closure: Option<&Value>,
    ) -> PyResult<()> {
        let (globals, locals) = vm.namespaces(globals, locals, "exec")?;
        let closure = closure.filter(|closure| !closure.is_none());
        let code = match source.downcast::<PyCode>() {
            Some(code) => Ref::new(code),
            None if closure.is_some() => {
                return Err(vm.type_error("closure can only be used when source is a code object"));
            }
            None => {
                let text = vm.source_text(source, "<string>", "exec")?;
                let options = compiler::Options { optimize: vm.optimize, ..compiler::Options::default() };
                vm.compile_text(&text, "<string>", compiler::Mode::Exec, &options)?
            }
        };
        let free = code.free_variables();
        let cells = closure.and_then(|closure| closure.downcast_exact::<PyTuple>()).filter(|cells| {
            cells.len() == free && cells.items().iter().all(|cell| cell.downcast::<PyCell>().is_some())
        });
        match (free, closure, cells) {
            (0, None, _) => vm.run_code_object(code, &globals, &locals).map(drop),
            (0, Some(_), _) => Err(vm.type_error("cannot use a closure with this code object")),
            (_, _, Some(cells)) => vm.run_closure(code, &globals, &locals, Some(Ref::new(cells))).map(drop),
            (_, _, None) => {
                Err(vm.type_error(format!("code object requires a closure of exactly length {free}")))
            }
        }
    }

    /// Return the sum of a 'start' value (default: 0) plus an iterable of numbers
    #[function("(iterable, /, start=0)")]
    fn sum(vm: &mut Vm, iterable: &Value, start: Option<&Value>) -> PyResult {
        let total = start.cloned().unwrap_or(Value::int32(0));
        if let Some(kind) =
            [("strings", "''.join(seq)"), ("bytes", "b''.join(seq)"), ("bytearray", "b''.join(seq)")]
                .iter()
                .find(|(kind, _)| match *kind {
                    "strings" => total.downcast::<PyStr>().is_some(),
                    "bytes" => total.downcast::<PyBytes>().is_some(),
                    _ => total.downcast::<PyByteArray>().is_some(),
                })
        {
            return Err(vm.type_error(format!("sum() can't sum {} [use {} instead]", kind.0, kind.1)));
        }
        super::sum::sum(vm, iterable, total)
    }
}

/// The search of `any` and `all` for an item that is true, or false.
struct Search {
    wanted: bool,
    found: bool,
}

impl Search {
    fn run(vm: &mut Vm, iterable: &Value, wanted: bool) -> PyResult<bool> {
        let mut search = Search { wanted, found: false };
        vm.feed(iterable, &mut search)?;
        Ok(search.found)
    }
}

impl Consumer for Search {
    #[inline(always)]
    fn take(&mut self, _heap: &mut Heap, item: Value) -> Result<(), Value> {
        // What ends the search is not taken.
        let truth = match item.is_small_int() {
            true => Some(item.small_int_unchecked() != 0),
            false => item.as_bool().or(item.is_none().then_some(false)),
        };
        if truth == Some(!self.wanted) { Ok(()) } else { Err(item) }
    }

    fn consume(&mut self, vm: &mut Vm, item: Value) -> PyResult<ControlFlow<()>> {
        self.found = vm.is_true(&item)? == self.wanted;
        Ok(if self.found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    }
}

/// The best item of `min` or `max` so far.
struct Extreme {
    best: Option<Value>,
    op: CompareOp,
}

impl Consumer for Extreme {
    #[inline(always)]
    fn take(&mut self, _heap: &mut Heap, item: Value) -> Result<(), Value> {
        let ordering = match &self.best {
            Some(best) if best.both_small_ints(&item) => {
                Some(item.small_int_unchecked().cmp(&best.small_int_unchecked()))
            }
            Some(best) if best.is_small_float() && item.is_small_float() => {
                item.as_float().partial_cmp(&best.as_float())
            }
            _ => return Err(item),
        };
        if self.op.holds(ordering) {
            self.best = Some(item);
        }
        Ok(())
    }

    fn consume(&mut self, vm: &mut Vm, item: Value) -> PyResult<ControlFlow<()>> {
        let better = match &self.best {
            None => true,
            Some(best) => vm.compare_bool(&item, best, self.op)?,
        };
        if better {
            self.best = Some(item);
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// Calls `each` with the items of `first`, or if there is `rest` with the arguments themselves.
#[inline]
fn for_each_given(
    vm: &mut Vm,
    first: &Value,
    rest: &[Value],
    mut each: impl FnMut(&mut Vm, Value) -> PyResult<()>,
) -> PyResult<()> {
    if rest.is_empty() {
        return vm.iterate(first, each);
    }
    each(vm, first.clone())?;
    rest.iter().try_for_each(|item| each(vm, item.clone()))
}

fn extreme(
    vm: &mut Vm,
    first: &Value,
    rest: &[Value],
    key: Option<&Value>,
    default: Option<&Value>,
    op: CompareOp,
    name: &str,
) -> PyResult {
    if !rest.is_empty() && default.is_some() {
        return Err(vm.type_error(format!(
            "Cannot specify a default for {name}() with multiple positional arguments"
        )));
    }
    let best = match key.filter(|key| !key.is_none()) {
        None => {
            let mut extreme = Extreme { best: None, op };
            if rest.is_empty() {
                vm.feed(first, &mut extreme)?;
            } else {
                for item in std::iter::once(first).chain(rest) {
                    let _ = extreme.take_or_consume(vm, item.clone())?;
                }
            }
            extreme.best
        }
        Some(key) => {
            let mut best: Option<(Value, Value)> = None;
            for_each_given(vm, first, rest, |vm, item| {
                let rank = vm.call(key, std::slice::from_ref(&item))?;
                let better = match &best {
                    None => true,
                    Some((_, best)) => vm.compare_bool(&rank, best, op)?,
                };
                if better {
                    best = Some((item, rank));
                }
                Ok(())
            })?;
            best.map(|(item, _)| item)
        }
    };
    match (best, default) {
        (Some(item), _) => Ok(item),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => Err(vm.value_error(format!("{name}() iterable argument is empty"))),
    }
}

impl Vm {
    /// The text of source given to `compile`, `eval` or `exec`.
    fn source_text(&mut self, source: &Value, filename: &str, function: &str) -> PyResult<String> {
        if let Some(text) = source.downcast::<PyStr>() {
            return match text.as_str() {
                Some(text) if text.contains('\0') => {
                    let message: Value = self.new_str("source code string cannot contain null bytes").into();
                    let class: Value = self.types().exc.SyntaxError.clone().into();
                    let error = self.call(&class, &[message])?;
                    Err(self.reraise(error))
                }
                Some(text) => Ok(text.to_owned()),
                None => Err(self.raise_new(
                    |types| &types.exc.UnicodeEncodeError,
                    "'utf-8' codec can't encode characters: surrogates not allowed",
                )),
            };
        }
        let bytes = match (source.downcast::<PyBytes>(), source.downcast::<PyByteArray>()) {
            (Some(bytes), _) => bytes.data().to_vec(),
            (None, Some(bytes)) => bytes.data(self).to_vec(),
            (None, None) => {
                let kinds =
                    if function == "compile" { "string, bytes or AST" } else { "string, bytes or code" };
                return Err(self.type_error(format!("{function}() arg 1 must be a {kinds} object")));
            }
        };
        compiler::decode_source(&bytes).map_err(|mut error| {
            filename.clone_into(&mut error.filename);
            self.raise_syntax_error(&error)
        })
    }

    fn compile_text(
        &mut self,
        text: &str,
        filename: &str,
        mode: compiler::Mode,
        options: &compiler::Options,
    ) -> PyResult<Ref<PyCode>> {
        let compiled = compiler::compile_with_warnings(text, filename, mode, options);
        let code = self.finish_compilation(compiled, filename)?;
        Ok(self.new_code(code))
    }

    /// The namespaces that `eval` and `exec` run code in.
    fn namespaces(
        &mut self,
        globals: Option<&Value>,
        locals: Option<&Value>,
        function: &str,
    ) -> PyResult<(Ref<PyDict>, Value)> {
        let given = |value: Option<&Value>| value.filter(|value| !value.is_none()).cloned();
        let (globals, locals) = match (given(globals), given(locals)) {
            (Some(globals), Some(locals)) => (globals, locals),
            (Some(globals), None) => (globals.clone(), globals),
            (None, Some(locals)) => (self.current_globals()?, locals),
            (None, None) => (self.current_globals()?, self.current_locals()?),
        };
        match Ref::try_from_value(globals) {
            Ok(globals) => {
                if self.class_of(&locals).slots(self).getitem.is_none() {
                    let found = self.class_name(&locals);
                    return Err(self.type_error(match function {
                        "eval" => "locals must be a mapping".to_owned(),
                        _ => format!("locals must be a mapping or None, not {found}"),
                    }));
                }
                Ok((globals, locals))
            }
            Err(other) => {
                let found = self.class_name(&other);
                Err(self.type_error(match function {
                    "eval" if self.class_of(&other).slots(self).getitem.is_some() => {
                        "globals must be a real dict; try eval(expr, {}, mapping)".to_owned()
                    }
                    "eval" => "globals must be a dict".to_owned(),
                    _ => format!("exec() globals must be a dict, not {found}"),
                }))
            }
        }
    }

    /// `print(…)`.
    fn print(
        &mut self,
        args: &[Value],
        sep: Option<&Value>,
        end: Option<&Value>,
        file: Option<&Value>,
        flush: Option<&Value>,
    ) -> PyResult<()> {
        let piece = |vm: &mut Vm, value: Option<&Value>, default: &str, name: &str| match value {
            None => Ok(bytecode::Wtf8Buf::from(default)),
            Some(value) if value.is_none() => Ok(bytecode::Wtf8Buf::from(default)),
            Some(value) => match value.downcast::<PyStr>() {
                Some(string) => Ok(string.text().to_owned()),
                None => {
                    let found = vm.class_name(value);
                    Err(vm.type_error(format!("{name} must be None or a string, not {found}")))
                }
            },
        };
        let (separator, end) = (piece(self, sep, " ", "sep")?, piece(self, end, "\n", "end")?);
        let mut text = bytecode::Wtf8Buf::new();
        for (index, value) in args.iter().enumerate() {
            if index > 0 {
                text.push_wtf8(&separator);
            }
            text.push_wtf8(self.str(value)?.text());
        }
        text.push_wtf8(&end);
        let stdout = self.names().stdout.clone();
        let file = match file.filter(|file| !file.is_none()) {
            Some(file) => Some(file.clone()),
            None => self.sys.get_str(self, &stdout).cloned(),
        };
        let flush = match flush {
            Some(flush) => self.is_true(flush)?,
            None => false,
        };
        match file {
            Some(file) if file.is_none() => Ok(()),
            Some(file) => {
                let text: Value = self.new_wtf8(&text).into();
                let write = self.names().write.clone();
                self.call_method(&file, &write, &[text])?;
                if flush {
                    let flush = self.names().flush.clone();
                    self.call_method(&file, &flush, &[])?;
                }
                Ok(())
            }
            None => {
                let bytes = text.into_bytes();
                match self.host().write(1, &bytes) {
                    Ok(()) => Ok(()),
                    Err(error) => Err(self.raise_new(|types| &types.exc.OSError, error.to_string())),
                }
            }
        }
    }

    /// The globals of the frame that called a native function.
    pub(crate) fn current_globals(&mut self) -> PyResult {
        match self.current {
            Some(frame) => Ok(Ref::new(frame.globals()).into()),
            None => Err(self.system_error("globals() needs a running frame")),
        }
    }

    /// The locals of the frame that called a native function: the namespace of a module or class body, else a new dict.
    pub(crate) fn current_locals(&mut self) -> PyResult {
        let Some(frame) = self.current else {
            return Err(self.system_error("locals() needs a running frame"));
        };
        let code = Ref::new(frame.code());
        let is_hidden = |index: usize| code.tables().localspluskinds[index].is(bytecode::LocalKind::HIDDEN);
        // Inside a comprehension of a module, its variables are the locals.
        let namespaced = !frame.namespace().is_null() && !frame.is_init();
        let in_comprehension = namespaced
            && frame.locals().iter().enumerate().any(|(index, value)| is_hidden(index) && !value.is_null());
        if namespaced && !in_comprehension {
            return Ok(frame.namespace().clone());
        }
        let dict = self.new_dict();
        for (index, value) in frame.locals().to_vec().into_iter().enumerate() {
            let kind = code.tables().localspluskinds[index];
            if kind.is(bytecode::LocalKind::HIDDEN) && !in_comprehension {
                continue;
            }
            let value = match value.downcast::<PyCell>() {
                Some(cell) if kind.is(bytecode::LocalKind(0xC0)) => cell.content.cloned(self),
                _ => value,
            };
            if let Some(name) = code.localsplusnames[index].downcast::<PyStr>().filter(|_| !value.is_null()) {
                dict.set_str(self, name, value);
            }
        }
        Ok(dict.into())
    }

    /// `pow(base, exponent, modulus)`.
    pub(crate) fn power_modulo(&mut self, base: &Value, exponent: &Value, modulus: &Value) -> PyResult {
        use dashu_int::{IBig, UBig};
        let name = self.intern_str("__pow__");
        let (Some(b), Some(e), Some(m)) = (base.as_big_int(), exponent.as_big_int(), modulus.as_big_int())
        else {
            return match self.lookup_special(base, &name) {
                Some(method) if base.as_float().is_none() && !base.is_int() => {
                    self.call_bound(&method, base, &[exponent.clone(), modulus.clone()])
                }
                _ => Err(self.type_error("pow() 3rd argument not allowed unless all arguments are integers")),
            };
        };
        if m == IBig::ZERO {
            return Err(self.value_error("pow() 3rd argument cannot be 0"));
        }
        let size: UBig = m.clone().try_into().unwrap_or_else(|_| (-m.clone()).try_into().unwrap_or_default());
        if size == UBig::ONE {
            return Ok(Value::int32(0));
        }
        let ring = dashu_int::fast_div::ConstDivisor::new(size.clone());
        let reduced = ring.reduce(b);
        let power = match UBig::try_from(e.clone()) {
            Ok(exponent) => reduced.pow(&exponent),
            Err(_) => match reduced.inv() {
                Some(inverse) => inverse.pow(&UBig::try_from(-e).unwrap_or_default()),
                None => return Err(self.value_error("base is not invertible for the given modulus")),
            },
        };
        let residue = IBig::from(power.residue());
        // The result has the sign of the modulus.
        let result = if m < IBig::ZERO && residue != IBig::ZERO { residue + m } else { residue };
        Ok(self.new_big_int(result))
    }
}
