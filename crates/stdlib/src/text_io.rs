//! Text streams of `_io`: `TextIOWrapper` over a binary stream, and `StringIO`.

use vm_derive::native;

use crate::native::Args;
use crate::object::Visitor;
use crate::objects::*;
use crate::{PyResult, Ref, Value, Vm};

/// Bytes that wait before they are handed to the binary stream.
const PENDING: usize = 8192;

/// How line ends are translated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Newline {
    /// All kinds are read as `\n`; `\n` is written as the system's (`newline=None`).
    Universal,
    /// All kinds end lines, none is changed (`newline=''`).
    Untranslated,
    Lf,
    Cr,
    CrLf,
}

impl Newline {
    fn parse(text: Option<&str>) -> Option<Newline> {
        Some(match text {
            None => Newline::Universal,
            Some("") => Newline::Untranslated,
            Some("\n") => Newline::Lf,
            Some("\r") => Newline::Cr,
            Some("\r\n") => Newline::CrLf,
            Some(_) => return None,
        })
    }

    /// The end of the first line in `text`, behind its line end.
    fn line_end(self, text: &[u32]) -> Option<usize> {
        let find = |wanted: u32| text.iter().position(|c| *c == wanted).map(|at| at + 1);
        match self {
            Newline::Universal | Newline::Lf => find(10),
            Newline::Cr => find(13),
            Newline::CrLf => text.windows(2).position(|pair| pair == [13, 10]).map(|at| at + 2),
            Newline::Untranslated => {
                let at = text.iter().position(|c| *c == 10 || *c == 13)?;
                match (text[at], text.get(at + 1)) {
                    (13, Some(10)) => Some(at + 2),
                    _ => Some(at + 1),
                }
            }
        }
    }

    fn translate_read(self, text: Vec<u32>) -> Vec<u32> {
        if self != Newline::Universal || !text.contains(&13) {
            return text;
        }
        let mut out = Vec::with_capacity(text.len());
        let mut previous = 0;
        for c in text {
            match (previous, c) {
                (13, 10) => {}
                (_, 13) => out.push(10),
                _ => out.push(c),
            }
            previous = c;
        }
        out
    }
}

/// The state of a `TextIOWrapper`.
struct Text {
    buffer: Value,
    encoding: String,
    errors: String,
    newline: Newline,
    line_buffering: bool,
    pending: Vec<u8>,
    /// What was read and decoded, and how much of it is consumed. All is decoded at once.
    ahead: Vec<u32>,
    consumed: usize,
    /// Position in the binary stream where `ahead` starts.
    start: i64,
    exhausted: bool,
}

impl NativeState for Text {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.buffer);
    }
}

/// A text stream over `buffer`.
pub(crate) fn new_text(
    vm: &mut Vm,
    buffer: Value,
    encoding: &str,
    errors: &str,
    newline: Option<String>,
    line_buffering: bool,
) -> PyResult {
    let module = vm.import_absolute("_io")?;
    let class = vm.get_attr_str(&module, "TextIOWrapper")?;
    let Some(class) = class.downcast::<PyType>() else { return Ok(Value::NONE) };
    let state = text_of(vm, buffer, encoding, errors, newline.as_deref(), line_buffering)?;
    Ok(vm.new_boxed(class, state).into())
}

fn text_of(
    vm: &mut Vm,
    buffer: Value,
    encoding: &str,
    errors: &str,
    newline: Option<&str>,
    line_buffering: bool,
) -> PyResult<Text> {
    let Some(mode) = Newline::parse(newline) else {
        let shown: Value = vm.new_str(newline.unwrap_or_default()).into();
        let shown = vm.repr(&shown)?;
        return Err(vm.value_error(format!("illegal newline value: {}", shown.text())));
    };
    Ok(Text {
        buffer,
        encoding: encoding.to_owned(),
        errors: errors.to_owned(),
        newline: mode,
        line_buffering,
        pending: Vec::new(),
        ahead: Vec::new(),
        consumed: 0,
        start: 0,
        exhausted: false,
    })
}

fn text_state<R>(vm: &mut Vm, this: &PyBoxed, action: impl FnOnce(&mut Text) -> R) -> PyResult<R> {
    match this.state_mut::<Text>(vm) {
        Some(state) => Ok(action(state)),
        None => Err(vm.value_error("I/O operation on uninitialized object")),
    }
}

fn normalized(encoding: &str) -> String {
    encoding.to_ascii_lowercase().replace(['_', ' '], "-")
}

fn encode(vm: &mut Vm, text: &PyStr, encoding: &str, errors: &str) -> PyResult<Vec<u8>> {
    let simple = match &normalized(encoding)[..] {
        "utf-8" | "utf8" => text.as_str().is_some(),
        "ascii" | "us-ascii" | "latin-1" | "iso-8859-1" | "latin1" => text.is_ascii(),
        _ => false,
    };
    if simple {
        return Ok(text.as_bytes().to_vec());
    }
    let value: Value = Ref::new(text).into();
    let (encoding, errors): (Value, Value) = (vm.new_str(encoding).into(), vm.new_str(errors).into());
    let bytes = vm.call_method_str(&value, "encode", &[encoding, errors])?;
    match bytes.downcast::<PyBytes>() {
        Some(bytes) => Ok(bytes.data().to_vec()),
        None => Err(vm.type_error("encoder should return a bytes object")),
    }
}

fn decode(vm: &mut Vm, data: &[u8], encoding: &str, errors: &str) -> PyResult<Vec<u32>> {
    let name = normalized(encoding);
    if matches!(&name[..], "utf-8" | "utf8")
        && let Ok(text) = std::str::from_utf8(data)
    {
        return Ok(text.chars().map(u32::from).collect());
    }
    if matches!(&name[..], "latin-1" | "iso-8859-1" | "latin1") || data.is_ascii() && &name[..] == "ascii" {
        return Ok(data.iter().map(|byte| u32::from(*byte)).collect());
    }
    let value: Value = vm.new_bytes(data).into();
    let (encoding, errors): (Value, Value) = (vm.new_str(encoding).into(), vm.new_str(errors).into());
    let text = vm.call_method_str(&value, "decode", &[encoding, errors])?;
    match text.downcast::<PyStr>() {
        Some(text) => Ok(text.text().code_points().collect()),
        None => Err(vm.type_error("decoder should return a string result")),
    }
}

fn flush(vm: &mut Vm, this: &PyBoxed) -> PyResult<()> {
    let (buffer, pending) =
        text_state(vm, this, |text| (text.buffer.clone(), std::mem::take(&mut text.pending)))?;
    if !pending.is_empty() {
        let bytes: Value = vm.new_bytes(pending).into();
        vm.call_method_str(&buffer, "write", &[bytes])?;
    }
    vm.call_method_str(&buffer, "flush", &[]).map(drop)
}

fn check_open(vm: &mut Vm, this: &PyBoxed) -> PyResult<Value> {
    let buffer = text_state(vm, this, |text| text.buffer.clone())?;
    let closed = vm.get_attr_str(&buffer, "closed")?;
    match vm.is_true(&closed)? {
        true => Err(vm.value_error("I/O operation on closed file.")),
        false => Ok(buffer),
    }
}

/// Decodes what the binary stream still has: a line for terminals and pipes, else all.
fn fill(vm: &mut Vm, this: &PyBoxed, all: bool) -> PyResult<bool> {
    let buffer = check_open(vm, this)?;
    let (encoding, errors, newline, exhausted, empty) = text_state(vm, this, |text| {
        (
            text.encoding.clone(),
            text.errors.clone(),
            text.newline,
            text.exhausted,
            text.ahead.len() == text.consumed,
        )
    })?;
    if exhausted && !all {
        return Ok(false);
    }
    if empty {
        let seekable = vm.call_method_str(&buffer, "seekable", &[])?;
        if vm.is_true(&seekable)? {
            let position = vm.call_method_str(&buffer, "tell", &[])?;
            let position = vm.to_i64(&position)?;
            text_state(vm, this, |text| {
                text.start = position;
                text.ahead.clear();
                text.consumed = 0;
            })?;
        }
    }
    let multi_byte = !matches!(
        &normalized(&encoding)[..],
        "utf-8" | "utf8" | "ascii" | "latin-1" | "latin1" | "iso-8859-1"
    );
    let method = if all || multi_byte || newline == Newline::Cr { "read" } else { "readline" };
    let data = vm.call_method_str(&buffer, method, &[])?;
    let data = match data.downcast::<PyBytes>() {
        Some(data) => data.data().to_vec(),
        None => {
            let found = vm.class_name(&data);
            return Err(vm.type_error(format!(
                "underlying {method}() should have returned a bytes-like object, not '{found}'"
            )));
        }
    };
    if data.is_empty() {
        text_state(vm, this, |text| text.exhausted = true)?;
        return Ok(false);
    }
    let decoded = newline.translate_read(decode(vm, &data, &encoding, &errors)?);
    text_state(vm, this, |text| {
        if text.consumed > 0 && text.consumed == text.ahead.len() {
            text.ahead.clear();
            text.consumed = 0;
        }
        text.ahead.extend(decoded);
    })?;
    Ok(true)
}

fn new_text_value(vm: &mut Vm, points: &[u32]) -> Value {
    let text: bytecode::Wtf8Buf = points.iter().copied().collect();
    vm.new_wtf8(&text).into()
}

fn size_of(vm: &mut Vm, size: Option<&Value>) -> PyResult<Option<usize>> {
    match size.filter(|size| !size.is_none()) {
        None => Ok(None),
        Some(size) => Ok(usize::try_from(vm.to_i64(size)?).ok()),
    }
}

/// Text streams over binary ones.
pub struct TextIOWrapper;

/// Character and line based layer over a BufferedIOBase object, buffer.
#[native(name = "TextIOWrapper", module = "_io", kind = Boxed, dict)]
impl TextIOWrapper {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        let state = text_of(vm, Value::NONE, "utf-8", "strict", None, false)?;
        Ok(vm.new_boxed(class, state).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let names = ["buffer", "encoding", "errors", "newline", "line_buffering", "write_through"];
        let mut values: [Value; 6] = [const { Value::NONE }; 6];
        for (slot, value) in values.iter_mut().zip(args.positional()) {
            *slot = value.clone();
        }
        for (keyword, value) in args.keywords() {
            let name = keyword.downcast::<PyStr>().and_then(PyStr::as_str).unwrap_or_default();
            match names.iter().position(|known| *known == name) {
                Some(index) => values[index] = value.clone(),
                None => {
                    let message = format!("TextIOWrapper() got an unexpected keyword argument '{name}'");
                    return Err(vm.type_error(message));
                }
            }
        }
        let text = |value: &Value| value.downcast::<PyStr>().map(|text| text.text().to_string_lossy());
        let (encoding, errors, newline) = (text(&values[1]), text(&values[2]), text(&values[3]));
        let line_buffering = vm.is_true(&values[4])?;
        let state = text_of(
            vm,
            values[0].clone(),
            encoding.as_deref().filter(|name| *name != "locale").unwrap_or("utf-8"),
            errors.as_deref().unwrap_or("strict"),
            newline.as_deref(),
            line_buffering,
        )?;
        match this.downcast::<PyBoxed>().and_then(|this| this.state_mut::<Text>(vm)) {
            Some(place) => *place = state,
            None => return Err(vm.type_error("TextIOWrapper() has no state of its own")),
        }
        Ok(())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let mut text = String::from("<_io.TextIOWrapper");
        for name in ["name", "mode", "encoding"] {
            let key = vm.intern_str(name);
            if let Some(value) = vm.get_attr_optional(this, &key)? {
                text.push_str(&format!(" {name}={}", vm.repr(&value)?.text()));
            }
        }
        text.push('>');
        Ok(vm.new_str(&text).into())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(stream) = this.downcast::<PyBoxed>() else { return Ok(None) };
        let line = TextIOWrapper::readline(vm, stream, None)?;
        Ok(if vm.len(&line)? == 0 { None } else { Some(line) })
    }

    #[slot(del)]
    fn del_slot(vm: &mut Vm, this: &Value) -> PyResult<()> {
        match this.downcast::<PyBoxed>() {
            Some(this) => TextIOWrapper::close(vm, this),
            None => Ok(()),
        }
    }

    /// Write string s to stream.
    #[method("($self, text, /)")]
    fn write(vm: &mut Vm, this: &PyBoxed, text: &Value) -> PyResult<usize> {
        let Some(string) = text.downcast::<PyStr>() else {
            let found = vm.class_name(text);
            return Err(vm.type_error(format!("write() argument must be str, not {found}")));
        };
        let buffer = check_open(vm, this)?;
        let (encoding, errors, newline, lines) = text_state(vm, this, |text| {
            (text.encoding.clone(), text.errors.clone(), text.newline, text.line_buffering)
        })?;
        let mut bytes = encode(vm, string, &encoding, &errors)?;
        let end: &[u8] = match newline {
            Newline::Cr => b"\r",
            Newline::CrLf => b"\r\n",
            _ => b"\n",
        };
        if end != b"\n" {
            let parts: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
            bytes = parts.join(end);
        }
        let flush_now = lines && string.as_bytes().iter().any(|byte| matches!(byte, b'\n' | b'\r'));
        let full = text_state(vm, this, |text| {
            // What was read ahead is no longer what comes next.
            text.ahead.clear();
            text.consumed = 0;
            text.exhausted = false;
            text.pending.extend_from_slice(&bytes);
            text.pending.len() > PENDING
        })?;
        if flush_now {
            flush(vm, this)?;
        } else if full {
            let pending = text_state(vm, this, |text| std::mem::take(&mut text.pending))?;
            let bytes: Value = vm.new_bytes(pending).into();
            vm.call_method_str(&buffer, "write", &[bytes])?;
        }
        Ok(string.char_len())
    }

    /// Read at most size characters from stream.
    #[method("($self, size=-1, /)")]
    fn read(vm: &mut Vm, this: &PyBoxed, size: Option<&Value>) -> PyResult {
        let size = size_of(vm, size)?;
        check_open(vm, this)?;
        flush_if_pending(vm, this)?;
        check_readable(vm, this)?;
        match size {
            None => drop(fill(vm, this, true)?),
            Some(size) => {
                while text_state(vm, this, |text| text.ahead.len() - text.consumed)? < size
                    && fill(vm, this, false)?
                {}
            }
        }
        let points = text_state(vm, this, |text| {
            let have = text.ahead.len() - text.consumed;
            let take = size.map_or(have, |size| size.min(have));
            let points = text.ahead[text.consumed..text.consumed + take].to_vec();
            text.consumed += take;
            points
        })?;
        Ok(new_text_value(vm, &points))
    }

    /// Read until newline or EOF.
    #[method("($self, size=-1, /)")]
    fn readline(vm: &mut Vm, this: &PyBoxed, size: Option<&Value>) -> PyResult {
        let size = size_of(vm, size)?;
        check_open(vm, this)?;
        flush_if_pending(vm, this)?;
        check_readable(vm, this)?;
        loop {
            let line = text_state(vm, this, |text| {
                let have = &text.ahead[text.consumed..];
                let end = match (text.newline.line_end(have), size) {
                    (Some(end), Some(size)) => Some(end.min(size)),
                    (Some(end), None) => Some(end),
                    (None, Some(size)) if have.len() >= size => Some(size),
                    (None, _) => None,
                }?;
                let line = have[..end].to_vec();
                text.consumed += end;
                Some(line)
            })?;
            if let Some(line) = line {
                return Ok(new_text_value(vm, &line));
            }
            if !fill(vm, this, false)? {
                let rest = text_state(vm, this, |text| {
                    let rest = text.ahead[text.consumed..].to_vec();
                    text.consumed = text.ahead.len();
                    rest
                })?;
                return Ok(new_text_value(vm, &rest));
            }
        }
    }

    /// Flush the write buffers.
    #[method("($self, /)")]
    fn flush(vm: &mut Vm, this: &PyBoxed) -> PyResult<()> {
        check_open(vm, this)?;
        flush(vm, this)
    }

    /// Close the stream.
    #[method("($self, /)")]
    fn close(vm: &mut Vm, this: &PyBoxed) -> PyResult<()> {
        let buffer = text_state(vm, this, |text| text.buffer.clone())?;
        if buffer.is_none() {
            return Ok(());
        }
        let closed = vm.get_attr_str(&buffer, "closed")?;
        if vm.is_true(&closed)? {
            return Ok(());
        }
        let flushed = flush(vm, this);
        let closed = vm.call_method_str(&buffer, "close", &[]).map(drop);
        flushed.and(closed)
    }

    /// Separate the underlying buffer and return it.
    #[method("($self, /)")]
    fn detach(vm: &mut Vm, this: &PyBoxed) -> PyResult {
        flush(vm, this)?;
        text_state(vm, this, |text| std::mem::replace(&mut text.buffer, Value::NONE))
    }

    /// Set the stream position.
    #[method("($self, cookie, whence=0, /)")]
    fn seek(vm: &mut Vm, this: &PyBoxed, cookie: i64, whence: Option<i64>) -> PyResult {
        let buffer = check_open(vm, this)?;
        flush(vm, this)?;
        let whence = whence.unwrap_or(0);
        if whence == 0 && cookie < 0 {
            return Err(vm.value_error(format!("negative seek position {cookie}")));
        }
        let (cookie, whence) = match whence {
            1 if cookie == 0 => {
                let position = TextIOWrapper::tell(vm, this)?;
                (vm.to_i64(&position)?, 0)
            }
            2 if cookie == 0 => (0, 2),
            1 => return Err(vm.value_error("can't do nonzero cur-relative seeks")),
            2 => return Err(vm.value_error("can't do nonzero end-relative seeks")),
            other => (cookie, other),
        };
        text_state(vm, this, |text| {
            text.ahead.clear();
            text.consumed = 0;
            text.exhausted = false;
        })?;
        let (cookie, whence) = (vm.new_int(cookie), vm.new_int(whence));
        vm.call_method_str(&buffer, "seek", &[cookie, whence])
    }

    /// Return the stream position as an opaque number.
    #[method("($self, /)")]
    fn tell(vm: &mut Vm, this: &PyBoxed) -> PyResult {
        let buffer = check_open(vm, this)?;
        flush(vm, this)?;
        let (consumed, total, start, encoding, errors) = text_state(vm, this, |text| {
            let consumed = text.ahead[..text.consumed].to_vec();
            (consumed, text.ahead.len(), text.start, text.encoding.clone(), text.errors.clone())
        })?;
        if consumed.len() == total {
            return vm.call_method_str(&buffer, "tell", &[]);
        }
        let text = new_text_value(vm, &consumed);
        let bytes = match text.downcast::<PyStr>() {
            Some(text) => encode(vm, text, &encoding, &errors)?.len(),
            None => 0,
        };
        Ok(vm.new_int(start.saturating_add(bytes as i64)))
    }

    /// Truncate the file.
    #[method("($self, pos=None, /)")]
    fn truncate(vm: &mut Vm, this: &PyBoxed, pos: Option<&Value>) -> PyResult {
        let buffer = check_open(vm, this)?;
        flush(vm, this)?;
        let args: Vec<Value> = pos.cloned().into_iter().collect();
        vm.call_method_str(&buffer, "truncate", &args)
    }

    /// Reconfigure the text stream with new parameters.
    #[method("($self, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)")]
    fn reconfigure(
        vm: &mut Vm,
        this: &PyBoxed,
        encoding: Option<&Value>,
        errors: Option<&Value>,
        newline: Option<&Value>,
        line_buffering: Option<&Value>,
        write_through: Option<&Value>,
    ) -> PyResult<()> {
        let _ = write_through;
        flush(vm, this)?;
        let text = |value: Option<&Value>| {
            value.and_then(|value| value.downcast::<PyStr>()).map(|value| value.text().to_string_lossy())
        };
        let (encoding, errors, newline) = (text(encoding), text(errors), text(newline));
        let lines = match line_buffering.filter(|value| !value.is_none()) {
            Some(value) => Some(vm.is_true(value)?),
            None => None,
        };
        text_state(vm, this, |text| {
            if let Some(encoding) = encoding {
                text.encoding = encoding;
            }
            if let Some(errors) = errors {
                text.errors = errors;
            }
            if let Some(newline) = newline.as_deref().and_then(|newline| Newline::parse(Some(newline))) {
                text.newline = newline;
            }
            if let Some(lines) = lines {
                text.line_buffering = lines;
            }
        })
    }

    /// The number by which the system knows the file.
    #[method("($self, /)")]
    fn fileno(vm: &mut Vm, this: &PyBoxed) -> PyResult {
        ask_buffer(vm, this, "fileno")
    }

    #[method("($self, /)")]
    fn isatty(vm: &mut Vm, this: &PyBoxed) -> PyResult {
        ask_buffer(vm, this, "isatty")
    }

    #[method("($self, /)")]
    fn readable(vm: &mut Vm, this: &PyBoxed) -> PyResult {
        ask_buffer(vm, this, "readable")
    }

    #[method("($self, /)")]
    fn writable(vm: &mut Vm, this: &PyBoxed) -> PyResult {
        ask_buffer(vm, this, "writable")
    }

    #[method("($self, /)")]
    fn seekable(vm: &mut Vm, this: &PyBoxed) -> PyResult {
        ask_buffer(vm, this, "seekable")
    }

    #[getter]
    fn buffer(vm: &mut Vm, this: &PyBoxed) -> PyResult {
        text_state(vm, this, |text| text.buffer.clone())
    }

    #[getter]
    fn encoding(vm: &mut Vm, this: &PyBoxed) -> PyResult<String> {
        text_state(vm, this, |text| text.encoding.clone())
    }

    #[getter]
    fn errors(vm: &mut Vm, this: &PyBoxed) -> PyResult<String> {
        text_state(vm, this, |text| text.errors.clone())
    }

    #[getter]
    fn line_buffering(vm: &mut Vm, this: &PyBoxed) -> PyResult<bool> {
        text_state(vm, this, |text| text.line_buffering)
    }

    #[getter]
    fn newlines(this: &PyBoxed) {
        let _ = this;
    }

    #[getter]
    fn name(vm: &mut Vm, this: &PyBoxed) -> PyResult {
        let buffer = text_state(vm, this, |text| text.buffer.clone())?;
        vm.get_attr_str(&buffer, "name")
    }

    #[getter]
    fn closed(vm: &mut Vm, this: &PyBoxed) -> PyResult {
        let buffer = text_state(vm, this, |text| text.buffer.clone())?;
        vm.get_attr_str(&buffer, "closed")
    }
}

fn ask_buffer(vm: &mut Vm, this: &PyBoxed, method: &str) -> PyResult {
    let buffer = check_open(vm, this)?;
    vm.call_method_str(&buffer, method, &[])
}

fn check_readable(vm: &mut Vm, this: &PyBoxed) -> PyResult<()> {
    let readable = ask_buffer(vm, this, "readable")?;
    if vm.is_true(&readable)? {
        return Ok(());
    }
    Err(crate::io::unsupported(vm, "not readable"))
}

fn flush_if_pending(vm: &mut Vm, this: &PyBoxed) -> PyResult<()> {
    match text_state(vm, this, |text| text.pending.is_empty())? {
        true => Ok(()),
        false => flush(vm, this),
    }
}

/// The state of a `StringIO`.
struct Memory {
    text: Vec<u32>,
    position: usize,
    newline: Newline,
    closed: bool,
}

impl NativeState for Memory {
    fn traverse_state(&self, _visit: &mut Visitor<'_>) {}
}

fn memory<R>(vm: &mut Vm, this: &PyBoxed, action: impl FnOnce(&mut Memory) -> R) -> PyResult<R> {
    match this.state_mut::<Memory>(vm) {
        Some(state) if !state.closed => Ok(action(state)),
        _ => Err(vm.value_error("I/O operation on closed file")),
    }
}

/// Text streams in memory.
pub struct StringIO;

/// Text I/O implementation using an in-memory buffer.
#[native(name = "StringIO", module = "_io", kind = Boxed, dict)]
impl StringIO {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        let state = Memory { text: Vec::new(), position: 0, newline: Newline::Lf, closed: false };
        Ok(vm.new_boxed(class, state).into())
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        let Some(this) = this.downcast::<PyBoxed>() else { return Ok(()) };
        let (mut initial, mut newline) =
            (args.positional().first().cloned(), args.positional().get(1).cloned());
        for (keyword, value) in args.keywords() {
            match keyword.downcast::<PyStr>().and_then(PyStr::as_str) {
                Some("initial_value") => initial = Some(value.clone()),
                Some("newline") => newline = Some(value.clone()),
                _ => return Err(vm.type_error("StringIO() got an unexpected keyword argument")),
            }
        }
        let newline = match newline {
            None => Some(Newline::Lf),
            Some(value) if value.is_none() => Some(Newline::Universal),
            Some(value) => Newline::parse(value.downcast::<PyStr>().and_then(PyStr::as_str)),
        };
        let Some(newline) = newline else { return Err(vm.value_error("illegal newline value")) };
        let text: Vec<u32> = match initial.filter(|initial| !initial.is_none()) {
            None => Vec::new(),
            Some(initial) => match initial.downcast::<PyStr>() {
                Some(text) => newline.translate_read(text.text().code_points().collect()),
                None => {
                    let found = vm.class_name(&initial);
                    return Err(vm.type_error(format!("initial_value must be str or None, not {found}")));
                }
            },
        };
        memory(vm, this, |memory| {
            (memory.text, memory.position, memory.newline) = (text, 0, newline);
        })
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        let Some(stream) = this.downcast::<PyBoxed>() else { return Ok(None) };
        let line = StringIO::readline(vm, stream, None)?;
        Ok(if vm.len(&line)? == 0 { None } else { Some(line) })
    }

    /// Write string to file.
    #[method("($self, s, /)")]
    fn write(vm: &mut Vm, this: &PyBoxed, s: &Value) -> PyResult<usize> {
        let Some(text) = s.downcast::<PyStr>() else {
            let found = vm.class_name(s);
            return Err(vm.type_error(format!("string argument expected, got '{found}'")));
        };
        memory(vm, this, |memory| {
            let points = memory.newline.translate_read(text.text().code_points().collect());
            let end = memory.position + points.len();
            if memory.position == memory.text.len() {
                memory.text.extend(points);
            } else {
                if memory.text.len() < end {
                    memory.text.resize(end, 0);
                }
                memory.text[memory.position..end].copy_from_slice(&points);
            }
            memory.position = end;
        })?;
        Ok(text.char_len())
    }

    /// Read at most size characters, returned as a string.
    #[method("($self, size=-1, /)")]
    fn read(vm: &mut Vm, this: &PyBoxed, size: Option<&Value>) -> PyResult {
        let size = size_of(vm, size)?;
        let points = memory(vm, this, |memory| {
            let start = memory.position.min(memory.text.len());
            let end =
                size.map_or(memory.text.len(), |size| start.saturating_add(size).min(memory.text.len()));
            memory.position = memory.position.max(end);
            memory.text[start..end].to_vec()
        })?;
        Ok(new_text_value(vm, &points))
    }

    /// Read until newline or EOF.
    #[method("($self, size=-1, /)")]
    fn readline(vm: &mut Vm, this: &PyBoxed, size: Option<&Value>) -> PyResult {
        let size = size_of(vm, size)?;
        let points = memory(vm, this, |memory| {
            let start = memory.position.min(memory.text.len());
            let rest = &memory.text[start..];
            let end = memory.newline.line_end(rest).unwrap_or(rest.len());
            let end = size.map_or(end, |size| end.min(size));
            let line = rest[..end].to_vec();
            memory.position = memory.position.max(start + end);
            line
        })?;
        Ok(new_text_value(vm, &points))
    }

    /// Retrieve the entire contents of the object.
    #[method("($self, /)")]
    fn getvalue(vm: &mut Vm, this: &PyBoxed) -> PyResult {
        let points = memory(vm, this, |memory| memory.text.clone())?;
        Ok(new_text_value(vm, &points))
    }

    /// Change stream position.
    #[method("($self, pos, whence=0, /)")]
    fn seek(vm: &mut Vm, this: &PyBoxed, pos: i64, whence: Option<i64>) -> PyResult<usize> {
        let whence = whence.unwrap_or(0);
        if whence == 0 && pos < 0 {
            return Err(vm.value_error(format!("Negative seek position {pos}")));
        }
        if !(0..=2).contains(&whence) {
            return Err(vm.value_error(format!("Invalid whence ({whence}, should be 0, 1 or 2)")));
        }
        if whence != 0 && pos != 0 {
            return Err(vm.raise_new(|types| &types.exc.OSError, "Can't do nonzero cur-relative seeks"));
        }
        memory(vm, this, |memory| {
            match whence {
                0 => memory.position = pos as usize,
                2 => memory.position = memory.text.len(),
                _ => {}
            }
            memory.position
        })
    }

    /// Tell the current file position.
    #[method("($self, /)")]
    fn tell(vm: &mut Vm, this: &PyBoxed) -> PyResult<usize> {
        memory(vm, this, |memory| memory.position)
    }

    /// Truncate size to pos.
    #[method("($self, pos=None, /)")]
    fn truncate(vm: &mut Vm, this: &PyBoxed, pos: Option<&Value>) -> PyResult<usize> {
        let size = size_of(vm, pos)?;
        memory(vm, this, |memory| {
            let size = size.unwrap_or(memory.position);
            memory.text.truncate(size);
            size
        })
    }

    /// Close the IO object.
    #[method("($self, /)")]
    fn close(vm: &mut Vm, this: &PyBoxed) {
        if let Some(memory) = this.state_mut::<Memory>(vm) {
            memory.closed = true;
            memory.text = Vec::new();
        }
    }

    #[method("($self, /)")]
    fn readable(vm: &mut Vm, this: &PyBoxed) -> PyResult<bool> {
        memory(vm, this, |_| true)
    }

    #[method("($self, /)")]
    fn writable(vm: &mut Vm, this: &PyBoxed) -> PyResult<bool> {
        memory(vm, this, |_| true)
    }

    #[method("($self, /)")]
    fn seekable(vm: &mut Vm, this: &PyBoxed) -> PyResult<bool> {
        memory(vm, this, |_| true)
    }

    #[getter]
    fn closed(vm: &mut Vm, this: &PyBoxed) -> bool {
        this.state::<Memory>(vm).is_none_or(|memory| memory.closed)
    }

    #[getter]
    fn line_buffering(this: &PyBoxed) -> bool {
        let _ = this;
        false
    }

    #[getter]
    fn encoding(this: &PyBoxed) {
        let _ = this;
    }

    #[getter]
    fn newlines(this: &PyBoxed) {
        let _ = this;
    }
}
