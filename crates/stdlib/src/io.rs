//! `_io`: files, byte and text streams.
//!
//! Raw and buffered binary streams share one state, a [`Stream`] with its own buffers; text streams stand on any object
//! with the methods of a binary stream.

use std::fs::{File, OpenOptions};
use std::io::{IsTerminal, Read, Seek, SeekFrom, Write};
use std::rc::Rc;

use vm_derive::native;

use crate::native::{Args, ModuleDef};
use crate::object::Visitor;
use crate::objects::*;
use crate::{PyResult, Raised, Ref, Value, Vm};

/// Bytes of a buffer.
const BUFFER_SIZE: usize = 8192;

/// Marker that holds the functions.
pub struct Io;

/// The module.
pub static IO: ModuleDef = ModuleDef {
    name: "_io",
    doc: "The io module provides the Python interfaces to stream handling.",
    functions: Io::NATIVE_METHODS,
    init,
};

/// Where bytes come from and go to.
enum Source {
    /// Shared with the table of open files.
    File(Rc<File>),
    /// Standard input, output or error.
    Standard(i32),
    Memory {
        data: Vec<u8>,
        position: usize,
    },
    Closed,
}

/// The state of a binary stream.
struct Stream {
    source: Source,
    name: Value,
    mode: &'static str,
    readable: bool,
    writable: bool,
    /// Bytes that were read ahead, and how many of them are consumed.
    ahead: Vec<u8>,
    consumed: usize,
    /// Bytes that wait to be written.
    pending: Vec<u8>,
    buffered: bool,
}

impl NativeState for Stream {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.name);
    }

    fn buffer_shape(&self) -> Option<BufferShape> {
        match &self.source {
            Source::Memory { data, .. } => {
                Some(BufferShape { format: "B", item_size: 1, length: data.len() })
            }
            _ => None,
        }
    }

    fn read_buffer(&self, offset: usize, out: &mut [u8]) {
        if let Source::Memory { data, .. } = &self.source
            && let Some(part) = data.get(offset..offset + out.len())
        {
            out.copy_from_slice(part);
        }
    }

    fn write_buffer(&mut self, offset: usize, new: &[u8]) {
        if let Source::Memory { data, .. } = &mut self.source
            && let Some(part) = data.get_mut(offset..offset + new.len())
        {
            part.copy_from_slice(new);
        }
    }
}

impl Stream {
    fn new(source: Source, name: Value, mode: &'static str, buffered: bool) -> Stream {
        let plus = mode.contains('+');
        Stream {
            source,
            name,
            mode,
            readable: plus || mode.contains('r'),
            writable: plus || !mode.contains('r'),
            ahead: Vec::new(),
            consumed: 0,
            pending: Vec::new(),
            buffered,
        }
    }

    fn is_closed(&self) -> bool {
        matches!(self.source, Source::Closed)
    }

    fn fill(&mut self, most: usize) -> std::io::Result<usize> {
        self.ahead.drain(..self.consumed);
        self.consumed = 0;
        let start = self.ahead.len();
        let count = match &mut self.source {
            Source::File(file) => {
                self.ahead.resize(start + most, 0);
                let count = (&**file).read(&mut self.ahead[start..]);
                self.ahead.truncate(start + count.as_ref().map_or(0, |count| *count));
                count?
            }
            Source::Standard(0) => {
                self.ahead.resize(start + most, 0);
                let count = std::io::stdin().read(&mut self.ahead[start..]);
                self.ahead.truncate(start + count.as_ref().map_or(0, |count| *count));
                count?
            }
            Source::Memory { data, position } => {
                let from = (*position).min(data.len());
                let to = (from + most).min(data.len());
                self.ahead.extend_from_slice(&data[from..to]);
                *position = (*position).max(to);
                to - from
            }
            _ => 0,
        };
        Ok(count)
    }

    /// Reads `count` bytes, or to the end.
    fn read(&mut self, count: Option<usize>, once: bool) -> std::io::Result<Vec<u8>> {
        let mut calls = 0;
        loop {
            let have = self.ahead.len() - self.consumed;
            if count.is_some_and(|count| have >= count) || (once && (calls > 0 || have > 0)) {
                break;
            }
            let want = count.map_or(64 * 1024, |count| (count - have).max(BUFFER_SIZE)).min(1 << 20);
            let want =
                if self.buffered { want } else { count.map_or(want, |count| (count - have).min(1 << 20)) };
            calls += 1;
            if self.fill(want)? == 0 {
                break;
            }
        }
        let have = self.ahead.len() - self.consumed;
        let take = count.map_or(have, |count| count.min(have));
        let data = self.ahead[self.consumed..self.consumed + take].to_vec();
        self.consumed += take;
        Ok(data)
    }

    fn read_line(&mut self, limit: Option<usize>) -> std::io::Result<Vec<u8>> {
        let mut scanned = 0;
        loop {
            let have = &self.ahead[self.consumed..];
            if let Some(at) = have[scanned..].iter().position(|byte| *byte == b'\n') {
                let end = scanned + at + 1;
                return self.read(Some(limit.map_or(end, |limit| end.min(limit))), false);
            }
            scanned = have.len();
            if limit.is_some_and(|limit| scanned >= limit) {
                return self.read(limit, false);
            }
            if self.fill(BUFFER_SIZE)? == 0 {
                return self.read(Some(scanned), true);
            }
        }
    }

    /// Gives bytes that were read ahead back, so that the position is where the reader thinks.
    fn drop_ahead(&mut self) -> std::io::Result<()> {
        let surplus = self.ahead.len() - self.consumed;
        self.ahead.clear();
        self.consumed = 0;
        if surplus > 0 {
            match &mut self.source {
                Source::File(file) => drop((&**file).seek(SeekFrom::Current(-(surplus as i64)))?),
                Source::Memory { position, .. } => *position -= surplus,
                _ => {}
            }
        }
        Ok(())
    }

    fn seek(&mut self, offset: i64, whence: i64) -> std::io::Result<u64> {
        self.drop_ahead()?;
        match &mut self.source {
            Source::File(file) => (&**file).seek(match whence {
                0 => SeekFrom::Start(offset.max(0) as u64),
                1 => SeekFrom::Current(offset),
                _ => SeekFrom::End(offset),
            }),
            Source::Memory { data, position } => {
                let base = match whence {
                    0 => 0,
                    1 => *position as i64,
                    _ => data.len() as i64,
                };
                *position = usize::try_from(base.saturating_add(offset)).unwrap_or(0);
                Ok(*position as u64)
            }
            _ => Err(std::io::Error::from_raw_os_error(29)),
        }
    }
}

/// Runs `action` on an open stream; its errors become `OSError`.
fn with<R>(
    vm: &mut Vm,
    this: &PyBoxed,
    action: impl FnOnce(&mut Stream) -> std::io::Result<R>,
) -> PyResult<R> {
    let result = match this.state_mut::<Stream>(vm) {
        Some(stream) if stream.is_closed() => None,
        Some(stream) => Some(action(stream)),
        None => return Err(vm.value_error("I/O operation on uninitialized object")),
    };
    match result {
        None => Err(vm.value_error("I/O operation on closed file.")),
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(vm.raise_os_error(&error, None)),
    }
}

pub(crate) fn unsupported(vm: &mut Vm, what: &str) -> Raised {
    crate::raise_exception_of(vm, "_io", "UnsupportedOperation", what)
}

fn check_readable(vm: &mut Vm, this: &PyBoxed) -> PyResult<()> {
    let readable = with(vm, this, |stream| Ok(stream.readable))?;
    flush(vm, this)?;
    if readable { Ok(()) } else { Err(unsupported(vm, "not readable")) }
}

fn flush(vm: &mut Vm, this: &PyBoxed) -> PyResult<()> {
    let (pending, standard) = with(vm, this, |stream| {
        let pending = std::mem::take(&mut stream.pending);
        match &mut stream.source {
            Source::File(file) => (&**file).write_all(&pending).map(|()| (Vec::new(), 0)),
            Source::Standard(descriptor) => Ok((pending, *descriptor)),
            _ => Ok((Vec::new(), 0)),
        }
    })?;
    if standard > 0 {
        let result = match pending.is_empty() {
            true => vm.host().flush(standard),
            false => vm.host().write(standard, &pending),
        };
        if let Err(error) = result.and_then(|()| vm.host().flush(standard)) {
            return Err(vm.raise_os_error(&error, None));
        }
    }
    Ok(())
}

fn close(vm: &mut Vm, this: &PyBoxed) -> PyResult<()> {
    if this.state::<Stream>(vm).is_none_or(Stream::is_closed) {
        return Ok(());
    }
    let flushed = flush(vm, this);
    if let Some(stream) = this.state_mut::<Stream>(vm) {
        stream.source = Source::Closed;
    }
    flushed
}

/// Raises `BufferError` if views look at the bytes.
fn check_resizable(vm: &mut Vm, this: &PyBoxed) -> PyResult<()> {
    match this.exports.get() {
        0 => Ok(()),
        _ => Err(vm.raise_new(
            |types| &types.exc.BufferError,
            "Existing exports of data: object cannot be re-sized",
        )),
    }
}

fn write(vm: &mut Vm, this: &PyBoxed, value: &Value) -> PyResult<usize> {
    if !with(vm, this, |stream| Ok(stream.writable))? {
        return Err(unsupported(vm, "write"));
    }
    let data = vm.to_bytes_like(value)?;
    let count = data.len();
    check_resizable(vm, this)?;
    let full = with(vm, this, |stream| {
        stream.drop_ahead()?;
        if let Source::Memory { data: memory, position } = &mut stream.source {
            let end = *position + data.len();
            if memory.len() < end {
                memory.resize(end, 0);
            }
            memory[*position..end].copy_from_slice(&data);
            *position = end;
            return Ok(false);
        }
        stream.pending.extend_from_slice(&data);
        Ok(!stream.buffered || stream.pending.len() > BUFFER_SIZE)
    })?;
    if full {
        flush(vm, this)?;
    }
    Ok(count)
}

fn size_argument(vm: &mut Vm, size: Option<&Value>) -> PyResult<Option<usize>> {
    match size.filter(|size| !size.is_none()) {
        None => Ok(None),
        Some(size) => Ok(usize::try_from(vm.to_i64(size)?).ok()),
    }
}

macro_rules! binary_stream {
    ($class:ident, $name:literal, $doc:literal, { $($more:item)* }) => {
        #[doc = $doc]
        pub struct $class;

        #[doc = $doc]
        #[native(name = $name, module = "_io", kind = Boxed, dict)]
        impl $class {
            /// Read and return up to n bytes.
            #[method("($self, size=-1, /)")]
            fn read(vm: &mut Vm, this: &PyBoxed, size: Option<&Value>) -> PyResult<Ref<PyBytes>> {
                check_readable(vm, this)?;
                let size = size_argument(vm, size)?;
                let data = with(vm, this, |stream| stream.read(size, false))?;
                Ok(vm.new_bytes(data))
            }

            /// Read and return up to size bytes, with at most one read.
            #[method("($self, size=-1, /)")]
            fn read1(vm: &mut Vm, this: &PyBoxed, size: Option<&Value>) -> PyResult<Ref<PyBytes>> {
                check_readable(vm, this)?;
                let size = size_argument(vm, size)?.unwrap_or(BUFFER_SIZE);
                let data = with(vm, this, |stream| stream.read(Some(size), true))?;
                Ok(vm.new_bytes(data))
            }

            /// Read all.
            #[method("($self, /)")]
            fn readall(vm: &mut Vm, this: &PyBoxed) -> PyResult<Ref<PyBytes>> {
                Self::read(vm, this, None)
            }

            /// Bytes that are read ahead.
            #[method("($self, size=0, /)")]
            fn peek(vm: &mut Vm, this: &PyBoxed, size: Option<&Value>) -> PyResult<Ref<PyBytes>> {
                let _ = size;
                check_readable(vm, this)?;
                let data = with(vm, this, |stream| {
                    if stream.ahead.len() == stream.consumed {
                        stream.fill(BUFFER_SIZE)?;
                    }
                    Ok(stream.ahead[stream.consumed..].to_vec())
                })?;
                Ok(vm.new_bytes(data))
            }

            /// Read bytes into a bytearray.
            #[method("($self, buffer, /)")]
            fn readinto(vm: &mut Vm, this: &PyBoxed, buffer: &Value) -> PyResult<usize> {
                check_readable(vm, this)?;
                let view = vm.new_memoryview(buffer)?;
                let bytes = vm.new_str("B").into();
                let view = vm.call_method_str(&view, "cast", &[bytes])?;
                let size = vm.len(&view)?;
                let data = with(vm, this, |stream| stream.read(Some(size), false))?;
                let count = data.len();
                let (end, data) = (vm.new_int(count), vm.new_bytes(data).into());
                let part = vm.new_slice(Value::NONE, end, Value::NONE).into();
                vm.set_item(&view, &part, Some(&data))?;
                Ok(count)
            }

            /// Next line from the file, as a bytes object.
            #[method("($self, size=-1, /)")]
            fn readline(vm: &mut Vm, this: &PyBoxed, size: Option<&Value>) -> PyResult<Ref<PyBytes>> {
                check_readable(vm, this)?;
                let size = size_argument(vm, size)?;
                let data = with(vm, this, |stream| stream.read_line(size))?;
                Ok(vm.new_bytes(data))
            }

            /// Write the given buffer to the IO stream.
            #[method("($self, buffer, /)")]
            fn write(vm: &mut Vm, this: &PyBoxed, buffer: &Value) -> PyResult<usize> {
                write(vm, this, buffer)
            }

            /// Flush the write buffers.
            #[method("($self, /)")]
            fn flush(vm: &mut Vm, this: &PyBoxed) -> PyResult<()> {
                flush(vm, this)
            }

            /// Close the stream.
            #[method("($self, /)")]
            fn close(vm: &mut Vm, this: &PyBoxed) -> PyResult<()> {
                close(vm, this)
            }

            /// Change the stream position.
            #[method("($self, offset, whence=0, /)")]
            fn seek(vm: &mut Vm, this: &PyBoxed, offset: i64, whence: Option<i64>) -> PyResult<u64> {
                let whence = whence.unwrap_or(0);
                if !(0..=2).contains(&whence) {
                    return Err(vm.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)")));
                }
                if whence == 0 && offset < 0 {
                    return Err(vm.value_error(format!("negative seek value {offset}")));
                }
                flush(vm, this)?;
                with(vm, this, |stream| stream.seek(offset, whence))
            }

            /// Current stream position.
            #[method("($self, /)")]
            fn tell(vm: &mut Vm, this: &PyBoxed) -> PyResult<u64> {
                Self::seek(vm, this, 0, Some(1))
            }

            /// Truncate the file to size bytes.
            #[method("($self, size=None, /)")]
            fn truncate(vm: &mut Vm, this: &PyBoxed, size: Option<&Value>) -> PyResult<usize> {
                flush(vm, this)?;
                check_resizable(vm, this)?;
                let size = size_argument(vm, size)?;
                with(vm, this, |stream| {
                    let size = match size {
                        Some(size) => size,
                        None => stream.seek(0, 1)? as usize,
                    };
                    match &mut stream.source {
                        Source::File(file) => file.set_len(size as u64)?,
                        Source::Memory { data, .. } => data.truncate(size),
                        _ => {}
                    }
                    Ok(size)
                })
            }

            /// Whether the stream can be read.
            #[method("($self, /)")]
            fn readable(vm: &mut Vm, this: &PyBoxed) -> PyResult<bool> {
                with(vm, this, |stream| Ok(stream.readable))
            }

            /// Whether the stream can be written.
            #[method("($self, /)")]
            fn writable(vm: &mut Vm, this: &PyBoxed) -> PyResult<bool> {
                with(vm, this, |stream| Ok(stream.writable))
            }

            /// Whether the stream has a position.
            #[method("($self, /)")]
            fn seekable(vm: &mut Vm, this: &PyBoxed) -> PyResult<bool> {
                with(vm, this, |stream| {
                    Ok(match &mut stream.source {
                        Source::File(file) => (&**file).stream_position().is_ok(),
                        Source::Memory { .. } => true,
                        _ => false,
                    })
                })
            }

            /// Whether the stream is a terminal.
            #[method("($self, /)")]
            fn isatty(vm: &mut Vm, this: &PyBoxed) -> PyResult<bool> {
                with(vm, this, |stream| {
                    Ok(match &stream.source {
                        Source::File(file) => file.is_terminal(),
                        Source::Standard(0) => std::io::stdin().is_terminal(),
                        Source::Standard(1) => std::io::stdout().is_terminal(),
                        Source::Standard(_) => std::io::stderr().is_terminal(),
                        _ => false,
                    })
                })
            }

            /// The number by which the system knows the file.
            #[method("($self, /)")]
            fn fileno(vm: &mut Vm, this: &PyBoxed) -> PyResult<i64> {
                use std::os::fd::AsRawFd;
                let number = with(vm, this, |stream| {
                    Ok(match &stream.source {
                        Source::File(file) => Some(i64::from(file.as_raw_fd())),
                        Source::Standard(number) => Some(i64::from(*number)),
                        _ => None,
                    })
                })?;
                number.ok_or_else(|| unsupported(vm, "fileno"))
            }

            #[getter]
            fn closed(vm: &mut Vm, this: &PyBoxed) -> bool {
                this.state::<Stream>(vm).is_none_or(Stream::is_closed)
            }

            #[getter]
            fn name(vm: &mut Vm, this: &PyBoxed) -> Value {
                this.state::<Stream>(vm).map_or(Value::NONE, |stream| stream.name.clone())
            }

            #[setter(name)]
            fn set_name(vm: &mut Vm, this: &PyBoxed, value: Option<&Value>) -> PyResult<()> {
                let name = value.cloned().unwrap_or(Value::NONE);
                if let Some(stream) = this.state_mut::<Stream>(vm) {
                    stream.name = name;
                }
                Ok(())
            }

            #[getter]
            fn mode(vm: &mut Vm, this: &PyBoxed) -> &'static str {
                this.state::<Stream>(vm).map_or("", |stream| stream.mode)
            }

            #[getter]
            fn raw(this: &Value) -> Value {
                this.clone()
            }

            #[slot(del)]
            fn del_slot(vm: &mut Vm, this: &Value) -> PyResult<()> {
                match this.downcast::<PyBoxed>() {
                    Some(this) => close(vm, this),
                    None => Ok(()),
                }
            }

            $($more)*
        }
    };
}

/// Opens the file that `FileIO` and `open` name.
/// The source of a file that was opened, known to `posix` by its descriptor.
fn file_source(vm: &mut Vm, file: File) -> PyResult<Source> {
    let file = Rc::new(file);
    crate::posix::with_files(vm, |files| files.lend(&file))?;
    Ok(Source::File(file))
}

fn open_file(vm: &mut Vm, path: &Value, mode: &str) -> PyResult<(Source, &'static str)> {
    let mut options = OpenOptions::new();
    let plus = mode.contains('+');
    let mode: &'static str = match mode.chars().find(|c| "rwxa".contains(*c)) {
        Some('w') => {
            options.write(true).create(true).truncate(true).read(plus);
            if plus { "rb+" } else { "wb" }
        }
        Some('x') => {
            options.write(true).create_new(true).read(plus);
            if plus { "xb+" } else { "xb" }
        }
        Some('a') => {
            options.append(true).create(true).read(plus);
            if plus { "ab+" } else { "ab" }
        }
        _ => {
            options.read(true).write(plus);
            if plus { "rb+" } else { "rb" }
        }
    };
    if let Some(number) = path.as_small_int() {
        if (0..=2).contains(&number) {
            return Ok((Source::Standard(number as i32), mode));
        }
        let known = crate::posix::with_files(vm, |files| {
            let file = i32::try_from(number).ok().and_then(|number| files.get(number))?;
            // From now on the stream closes it.
            files.lend(&file);
            Some(file)
        })?;
        if let Some(file) = known {
            return Ok((Source::File(file), mode));
        }
        // The system lists the open descriptors of a process as files.
        let opened = options.open(format!("/proc/self/fd/{number}"));
        return match opened {
            Ok(file) => file_source(vm, file).map(|source| (source, mode)),
            Err(error) => Err(vm.raise_os_error(&error, None)),
        };
    }
    let fspath = vm.intern_str("__fspath__");
    let path = match (path.downcast::<PyStr>(), path.downcast::<PyBytes>()) {
        (Some(_), _) | (_, Some(_)) => path.clone(),
        _ => match vm.lookup_special(path, &fspath) {
            Some(method) => vm.call_bound(&method, path, &[])?,
            None => {
                let found = vm.class_name(path);
                return Err(vm.type_error(format!("expected str, bytes or os.PathLike object, not {found}")));
            }
        },
    };
    let text = match (path.downcast::<PyStr>(), path.downcast::<PyBytes>()) {
        (Some(text), _) => text.text().to_string_lossy(),
        (_, Some(bytes)) => String::from_utf8_lossy(bytes.data()).into_owned(),
        _ => String::new(),
    };
    if text.contains('\0') {
        return Err(vm.value_error("embedded null byte"));
    }
    let opened = options.open(&text).and_then(|file| {
        // A folder can be opened, but not read.
        if file.metadata()?.is_dir() { Err(std::io::Error::from_raw_os_error(21)) } else { Ok(file) }
    });
    match opened {
        Ok(file) => file_source(vm, file).map(|source| (source, mode)),
        Err(error) => Err(vm.raise_os_error(&error, Some(&text))),
    }
}

binary_stream!(FileIO, "FileIO", "Open a file.", {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        let mut mode = args.positional().get(1).cloned();
        for (name, value) in args.keywords() {
            if name.downcast::<PyStr>().and_then(PyStr::as_str) == Some("mode") {
                mode = Some(value.clone());
            }
        }
        let Some(path) = args.values().first() else {
            return Err(vm.type_error("FileIO() missing required argument 'file' (pos 1)"));
        };
        let mode =
            mode.as_ref().and_then(|mode| mode.downcast::<PyStr>()).and_then(PyStr::as_str).unwrap_or("r");
        let mode = mode.to_owned();
        let (source, mode) = open_file(vm, path, &mode)?;
        Ok(vm.new_boxed(class, Stream::new(source, path.clone(), mode, false)).into())
    }

    #[slot(init)]
    fn init_slot(_vm: &mut Vm, _this: &Value, _args: &Args<'_>) -> PyResult<()> {
        Ok(())
    }
});

/// A buffered stream that takes over the source of `raw`.
fn buffer_over(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
    let native = args.values().first().and_then(|raw| raw.downcast::<PyBoxed>()).is_some_and(|raw| {
        raw.state::<Stream>(vm)
            .is_some_and(|stream| matches!(stream.source, Source::File(_) | Source::Standard(_)))
    });
    if !native && !class.is_heap_type() {
        // Over streams that are not the system's, buffers are written in Python.
        let name = class.name_text(vm);
        let module = vm.import_module("_io_python")?;
        let class = vm.get_attr_str(&module, &name)?;
        return vm.call_args(&class, args);
    }
    let Some(raw) = args.values().first().and_then(|raw| raw.downcast::<PyBoxed>()) else {
        let found = args.values().first().map_or("nothing".to_owned(), |raw| vm.class_name(raw));
        return Err(vm.type_error(format!("a native file is required, not {found}")));
    };
    let parts = with(vm, raw, |stream| {
        let source = match &mut stream.source {
            Source::File(file) => Source::File(file.clone()),
            Source::Standard(number) => Source::Standard(*number),
            Source::Memory { data, position } => Source::Memory { data: data.clone(), position: *position },
            Source::Closed => Source::Closed,
        };
        Ok((source, stream.name.clone(), stream.mode))
    })?;
    Ok(vm.new_boxed(class, Stream::new(parts.0, parts.1, parts.2, true)).into())
}

macro_rules! buffered {
    ($class:ident, $name:literal, $doc:literal) => {
        binary_stream!($class, $name, $doc, {
            #[slot(new)]
            fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
                buffer_over(vm, class, args)
            }

            #[slot(init)]
            fn init_slot(_vm: &mut Vm, _this: &Value, _args: &Args<'_>) -> PyResult<()> {
                Ok(())
            }
        });
    };
}

buffered!(
    BufferedReader,
    "BufferedReader",
    "Create a new buffered reader using the given readable raw IO object."
);
buffered!(BufferedWriter, "BufferedWriter", "A buffer for a writeable sequential RawIO object.");
buffered!(BufferedRandom, "BufferedRandom", "A buffered interface to random access streams.");

binary_stream!(BytesIO, "BytesIO", "Buffered I/O implementation using an in-memory bytes buffer.", {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        let source = Source::Memory { data: Vec::new(), position: 0 };
        Ok(vm.new_boxed(class, Stream::new(source, Value::NONE, "rb+", true)).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let initial = match args.values().first().filter(|initial| !initial.is_none()) {
            Some(initial) => vm.to_bytes_like(initial)?,
            None => Vec::new(),
        };
        if let Some(stream) = this.downcast::<PyBoxed>().and_then(|this| this.state_mut::<Stream>(vm)) {
            stream.source = Source::Memory { data: initial, position: 0 };
        }
        Ok(())
    }

    /// Retrieve the entire contents of the BytesIO object.
    #[method("($self, /)")]
    fn getvalue(vm: &mut Vm, this: &PyBoxed) -> PyResult<Ref<PyBytes>> {
        let data = with(vm, this, |stream| {
            Ok(match &stream.source {
                Source::Memory { data, .. } => data.clone(),
                _ => Vec::new(),
            })
        })?;
        Ok(vm.new_bytes(data))
    }

    /// Get a read-write view over the contents of the BytesIO object.
    #[method("($self, /)")]
    fn getbuffer(vm: &mut Vm, this: &Value) -> PyResult {
        if let Some(object) = this.downcast::<PyBoxed>() {
            with(vm, object, |_| Ok(()))?;
        }
        vm.new_memoryview(this)
    }
});

/// `_io._IOBase`: what all streams share, in terms of their other methods.
pub struct IOBase;

/// The abstract base class for all I/O classes.
#[native(name = "_IOBase", module = "_io", kind = Instance, dict)]
impl IOBase {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        Ok(vm.new_instance(class).into())
    }

    #[slot(iter)]
    fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
        IOBase::_checkClosed(vm, this)?;
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let line = vm.call_method_str(this, "readline", &[])?;
        Ok(if vm.len(&line)? == 0 { None } else { Some(line) })
    }

    #[method("($self, /)")]
    fn __enter__(vm: &mut Vm, this: &Value) -> PyResult {
        IOBase::_checkClosed(vm, this)?;
        Ok(this.clone())
    }

    #[method("($self, /, *exc_info)")]
    fn __exit__(vm: &mut Vm, this: &Value, exc_info: &[Value]) -> PyResult<()> {
        let _ = exc_info;
        vm.call_method_str(this, "close", &[]).map(drop)
    }

    #[expect(non_snake_case, reason = "the Python name")]
    #[method("($self, /)")]
    fn _checkClosed(vm: &mut Vm, this: &Value) -> PyResult<()> {
        let closed = vm.get_attr_str(this, "closed")?;
        if vm.is_true(&closed)? { Err(vm.value_error("I/O operation on closed file.")) } else { Ok(()) }
    }

    /// Return a list of lines from the stream.
    #[method("($self, hint=-1, /)")]
    fn readlines(vm: &mut Vm, this: &Value, hint: Option<&Value>) -> PyResult {
        let hint = size_argument(vm, hint)?.filter(|hint| *hint > 0);
        let (mut lines, mut total) = (Vec::new(), 0);
        while let Some(line) = vm.next(this)? {
            total += vm.len(&line)?;
            lines.push(line);
            if hint.is_some_and(|hint| total >= hint) {
                break;
            }
        }
        Ok(vm.new_list(lines).into())
    }

    /// Write a list of lines to stream.
    #[method("($self, lines, /)")]
    fn writelines(vm: &mut Vm, this: &Value, lines: &Value) -> PyResult<()> {
        let this = this.clone();
        vm.iterate(lines, |vm, line| vm.call_method_str(&this, "write", &[line]).map(drop))
    }

    /// Flush write buffers, if applicable.
    #[method("($self, /)")]
    fn flush(vm: &mut Vm, this: &Value) -> PyResult<()> {
        IOBase::_checkClosed(vm, this)
    }

    /// Flush and close the IO object.
    #[method("($self, /)")]
    fn close(vm: &mut Vm, this: &Value) -> PyResult<()> {
        let name = vm.intern_str("_closed");
        vm.set_attr(this, &name, Some(&Value::TRUE))
    }

    #[getter]
    fn closed(vm: &mut Vm, this: &Value) -> PyResult {
        let name = vm.intern_str("_closed");
        Ok(vm.get_attr_optional(this, &name)?.unwrap_or(Value::FALSE))
    }

    #[method("($self, /)")]
    fn readable(this: &Value) -> bool {
        let _ = this;
        false
    }

    #[method("($self, /)")]
    fn writable(this: &Value) -> bool {
        let _ = this;
        false
    }

    #[method("($self, /)")]
    fn seekable(this: &Value) -> bool {
        let _ = this;
        false
    }

    #[method("($self, /)")]
    fn isatty(this: &Value) -> bool {
        let _ = this;
        false
    }
}

macro_rules! base_class {
    ($class:ident, $name:literal) => {
        #[doc = $name]
        pub struct $class;

        #[native(name = $name, module = "_io", kind = Instance, dict)]
        impl $class {}
    };
}

base_class!(RawIOBase, "_RawIOBase");
base_class!(BufferedIOBase, "_BufferedIOBase");
base_class!(TextIOBase, "_TextIOBase");

fn init(vm: &mut Vm, dict: &PyDict) -> PyResult<()> {
    let base = vm.native_class::<IOBase>();
    let raw = vm.native_class_with_base::<RawIOBase>(&base);
    let buffered = vm.native_class_with_base::<BufferedIOBase>(&base);
    let text = vm.native_class_with_base::<TextIOBase>(&base);
    let classes = [
        ("FileIO", vm.native_class_with_base::<FileIO>(&raw)),
        ("BufferedReader", vm.native_class_with_base::<BufferedReader>(&buffered)),
        ("BufferedWriter", vm.native_class_with_base::<BufferedWriter>(&buffered)),
        ("BufferedRandom", vm.native_class_with_base::<BufferedRandom>(&buffered)),
        ("BytesIO", vm.native_class_with_base::<BytesIO>(&buffered)),
        ("StringIO", vm.native_class_with_base::<crate::text_io::StringIO>(&text)),
        ("TextIOWrapper", vm.native_class_with_base::<crate::text_io::TextIOWrapper>(&text)),
        ("_IOBase", base),
        ("_RawIOBase", raw),
        ("_BufferedIOBase", buffered),
        ("_TextIOBase", text),
    ];
    for (name, class) in classes {
        dict.set_name(vm, name, class);
    }
    dict.set_name(vm, "DEFAULT_BUFFER_SIZE", Value::int32(128 * 1024));
    let exc = &vm.types().exc;
    let (blocking, os_error, value_error): (_, Value, Value) =
        (exc.BlockingIOError.clone(), exc.OSError.clone().into(), exc.ValueError.clone().into());
    dict.set_name(vm, "BlockingIOError", blocking);
    let metaclass: Value = vm.types().type_.clone().into();
    let namespace = vm.new_dict();
    let module = vm.new_str("io");
    namespace.set_name(vm, "__module__", module);
    let bases: Value = vm.new_tuple([os_error, value_error]).into();
    let name: Value = vm.new_str("UnsupportedOperation").into();
    let unsupported = vm.call(&metaclass, &[name, bases, namespace.into()])?;
    dict.set_name(vm, "UnsupportedOperation", unsupported);
    Ok(())
}

/// A text stream over a standard stream.
pub(crate) fn open_standard(vm: &mut Vm, number: i32) -> PyResult {
    let module = vm.import_absolute("_io")?;
    let (name, mode, class) = match number {
        0 => ("<stdin>", "rb", "BufferedReader"),
        1 => ("<stdout>", "wb", "BufferedWriter"),
        _ => ("<stderr>", "wb", "BufferedWriter"),
    };
    let class = vm.get_attr_str(&module, class)?;
    let name: Value = vm.new_str(name).into();
    let Some(class) = class.downcast::<PyType>() else { return Ok(Value::NONE) };
    let buffer: Value = vm.new_boxed(class, Stream::new(Source::Standard(number), name, mode, true)).into();
    let terminal = match number {
        0 => false,
        1 => std::io::stdout().is_terminal(),
        _ => true,
    };
    let errors = if number == 2 { "backslashreplace" } else { "strict" };
    crate::text_io::new_text(vm, buffer, "utf-8", errors, None, terminal)
}

#[native(module = "_io")]
impl Io {
    /// Open file and return a stream.  Raise OSError upon failure.
    #[function(
        "(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)"
    )]
    #[expect(clippy::too_many_arguments, reason = "as many as Python's open has")]
    pub(crate) fn open(
        vm: &mut Vm,
        file: &Value,
        mode: Option<&PyStr>,
        buffering: Option<i64>,
        encoding: Option<&Value>,
        errors: Option<&Value>,
        newline: Option<&Value>,
        closefd: Option<&Value>,
        opener: Option<&Value>,
    ) -> PyResult {
        let mode = mode.and_then(PyStr::as_str).unwrap_or("r").to_owned();
        let kinds = mode.chars().filter(|c| "rwxa".contains(*c)).count();
        let mut letters: Vec<char> = mode.chars().collect();
        letters.sort_unstable();
        letters.dedup();
        if letters.len() != mode.chars().count() || letters.iter().any(|c| !"rwxabt+".contains(*c)) {
            return Err(vm.value_error(format!("invalid mode: '{mode}'")));
        }
        let binary = mode.contains('b');
        if binary && mode.contains('t') {
            return Err(vm.value_error("can't have text and binary mode at once"));
        }
        if kinds != 1 {
            let message = match kinds {
                0 => "Must have exactly one of create/read/write/append mode and at most one plus",
                _ => "must have exactly one of create/read/write/append mode",
            };
            return Err(vm.value_error(message));
        }
        let given = |value: Option<&Value>| value.is_some_and(|value| !value.is_none());
        for (name, value) in [("an encoding", encoding), ("an errors", errors), ("a newline", newline)] {
            if binary && given(value) {
                return Err(vm.value_error(format!("binary mode doesn't take {name} argument")));
            }
        }
        let buffering = buffering.unwrap_or(-1);
        if buffering == 0 && !binary {
            return Err(vm.value_error("can't have unbuffered text I/O"));
        }
        let opened = match opener.filter(|opener| !opener.is_none()) {
            Some(opener) => vm.call(opener, &[file.clone(), Value::int32(0)])?,
            None => file.clone(),
        };
        let (source, raw_mode) = open_file(vm, &opened, &mode)?;
        if let (Some(closefd), Source::File(file)) = (closefd, &source)
            && !vm.is_true(closefd)?
        {
            if !opened.is_int() {
                return Err(vm.value_error("Cannot use closefd=False with file name"));
            }
            crate::posix::with_files(vm, |files| files.keep(file))?;
        }
        let module = vm.import_absolute("_io")?;
        let class = match (buffering, raw_mode.contains('+'), raw_mode.starts_with('r')) {
            (0, _, _) => "FileIO",
            (_, true, _) => "BufferedRandom",
            (_, false, true) => "BufferedReader",
            (_, false, false) => "BufferedWriter",
        };
        let class = vm.get_attr_str(&module, class)?;
        let Some(class) = class.downcast::<PyType>() else { return Ok(Value::NONE) };
        let stream = Stream::new(source, file.clone(), raw_mode, buffering != 0);
        let buffer: Value = vm.new_boxed(class, stream).into();
        if binary {
            return Ok(buffer);
        }
        let text = |value: Option<&Value>| {
            value.and_then(|value| value.downcast::<PyStr>()).map(|value| value.text().to_string_lossy())
        };
        let (encoding, errors, newline) = (text(encoding), text(errors), text(newline));
        let stream = crate::text_io::new_text(
            vm,
            buffer,
            encoding.as_deref().filter(|name| *name != "locale").unwrap_or("utf-8"),
            errors.as_deref().unwrap_or("strict"),
            newline,
            buffering == 1,
        )?;
        let name = vm.intern_str("mode");
        let mode: Value = vm.new_str(&mode).into();
        vm.set_attr(&stream, &name, Some(&mode))?;
        Ok(stream)
    }

    /// What is written in Python is made when it is first asked for: it would cost every start of the interpreter.
    #[function("(name, /)")]
    fn __getattr__(vm: &mut Vm, name: &PyStr) -> PyResult {
        if !matches!(name.as_str(), Some("BufferedRWPair" | "IncrementalNewlineDecoder")) {
            let name = name.text().to_string_lossy();
            return Err(vm.attribute_error_text(format!("module '_io' has no attribute '{name}'")));
        }
        let module = vm.import_module("_io_python")?;
        vm.get_attr(&module, name)
    }

    /// Opens the provided file with the intent to import the contents.
    #[function("(path)")]
    fn open_code(vm: &mut Vm, path: &Value) -> PyResult {
        let mode = vm.new_str("rb");
        Io::open(vm, path, Some(&mode), None, None, None, None, None, None)
    }

    /// The encoding that a text stream gets if none is named.
    #[function("(encoding, stacklevel=2, /)")]
    fn text_encoding(vm: &mut Vm, encoding: &Value, stacklevel: Option<&Value>) -> Value {
        let _ = stacklevel;
        if encoding.is_none() { vm.new_str("utf-8").into() } else { encoding.clone() }
    }
}
