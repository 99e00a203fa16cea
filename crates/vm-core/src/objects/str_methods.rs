//! `str`: slots and methods.

use vm_derive::native;

use super::str::Items;
use crate::native::{Args, Keywords, Parameters};
use crate::object::Ref;
use crate::objects::{PyBytes, PyList, PySlice, PyStr, PyTuple, PyType};
use crate::ops::compare::compare_strings;
use crate::ops::items::SliceRange;
use crate::ops::str_format::FieldSource;
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm, unicode};

/// str(object='') -> str
/// str(bytes_or_buffer[, encoding[, errors]]) -> str
#[native(name = "str", kind = Str, sequence)]
impl PyStr {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        const PARAMETERS: Parameters = Parameters {
            owner: crate::native::Owner::Nothing,
            function: "str",
            names: &["object", "encoding", "errors"],
            required: &[false, false, false],
            positional: 3,
            positional_only: 0,
            skip_this: false,
            varargs: false,
            varkeywords: false,
        };
        if let ([value], []) = (args.positional(), args.keyword_names())
            && !class.is_heap_type()
        {
            return Ok(vm.str(value)?.into());
        }
        args.at_most(vm, 3, "str")?;
        let text = match args.bind::<3>(vm, &PARAMETERS)?.values {
            [None, ..] => vm.new_str(""),
            [Some(value), None, None] => vm.str(value)?,
            [Some(value), encoding, errors] => {
                let encoding = encoding
                    .map_or(Ok("utf-8".to_owned()), |e| vm.expect_text(e, "str() argument 'encoding'"))?;
                let errors = errors
                    .map_or(Ok("strict".to_owned()), |e| vm.expect_text(e, "str() argument 'errors'"))?;
                if value.downcast::<PyStr>().is_some() {
                    return Err(vm.type_error("decoding str is not supported"));
                }
                let Some(data) = super::bytes_methods::buffer(vm, value).map(std::borrow::Cow::into_owned)
                else {
                    let found = vm.class_name(value);
                    return Err(
                        vm.type_error(format!("decoding to str: need a bytes-like object, {found} found"))
                    );
                };
                let text = vm.decode_bytes(&data, &encoding, &errors)?;
                vm.new_wtf8(&text)
            }
        };
        if class.is_heap_type() {
            return Ok(vm.new_str_of_class(class, &[text.as_bytes()], text.char_len()).into());
        }
        Ok(text.into())
    }

    #[slot(str)]
    fn str_slot(vm: &mut Vm, this: &Value) -> PyResult {
        match this.downcast::<PyStr>() {
            Some(string) if this.downcast_exact::<PyStr>().is_none() => Ok(vm.new_wtf8(string.text()).into()),
            _ => Ok(this.clone()),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(string) = this.downcast::<PyStr>() else { return Ok(Value::NONE) };
        let quote = match (string.as_bytes().contains(&b'\''), string.as_bytes().contains(&b'"')) {
            (true, false) => '"',
            _ => '\'',
        };
        let mut text = String::with_capacity(string.as_bytes().len() + 2);
        text.push(quote);
        for c in string.text().code_points() {
            match char::from_u32(c) {
                Some('\\') => text.push_str("\\\\"),
                Some(c) if c == quote => {
                    text.push('\\');
                    text.push(c);
                }
                Some('\n') => text.push_str("\\n"),
                Some('\r') => text.push_str("\\r"),
                Some('\t') => text.push_str("\\t"),
                Some(c) if unicode::is_printable(c) => text.push(c),
                _ if c < 0x100 => text.push_str(&format!("\\x{c:02x}")),
                _ if c < 0x1_0000 => text.push_str(&format!("\\u{c:04x}")),
                _ => text.push_str(&format!("\\U{c:08x}")),
            }
        }
        text.push(quote);
        Ok(vm.new_str(&text).into())
    }

    #[slot(hash)]
    fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
        Ok(this.downcast::<PyStr>().map_or(0, |string| string.hash(vm) as i64))
    }

    #[slot(compare)]
    fn compare_slot(_vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        Ok(match (this.downcast::<PyStr>(), other.downcast::<PyStr>()) {
            (Some(this), Some(other)) => Value::bool(compare_strings(this, other, op)),
            _ => Value::NOT_IMPLEMENTED,
        })
    }

    #[slot(len)]
    fn len_slot(_vm: &mut Vm, this: &Value) -> PyResult<usize> {
        Ok(this.downcast::<PyStr>().map_or(0, PyStr::char_len))
    }

    #[number(Add)]
    fn add(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        Ok(match (left.downcast::<PyStr>(), right.downcast::<PyStr>()) {
            (Some(left), Some(right)) => {
                vm.join_parts(&[left.as_bytes(), right.as_bytes()], left.char_len() + right.char_len()).into()
            }
            _ => Value::NOT_IMPLEMENTED,
        })
    }

    /// Concatenate any number of strings.
    #[method("($self, iterable, /)")]
    fn join(vm: &mut Vm, this: &PyStr, iterable: &Value) -> PyResult<Ref<PyStr>> {
        if !vm.is_iterable(iterable) {
            return Err(vm.type_error("can only join an iterable"));
        }
        if let Some(list) = iterable.downcast_exact::<PyList>() {
            return join_items(vm, this, &Items::List(list));
        }
        if let Some(tuple) = iterable.downcast_exact::<PyTuple>() {
            return join_items(vm, this, &Items::Fixed(tuple.items()));
        }
        let items = vm.iterate_to_vec(iterable)?;
        join_items(vm, this, &Items::Fixed(&items))
    }

    #[slot(getitem)]
    fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        let Some(string) = this.downcast::<PyStr>() else { return Ok(Value::NONE) };
        if let Some(slice) = key.downcast::<PySlice>() {
            let range = vm.slice_range(slice, string.char_len())?;
            return Ok(vm.slice_str(string, range).into());
        }
        if !key.is_int() && vm.class_of(key).slots(vm).index.is_none() {
            let found = vm.class_name(key);
            return Err(vm.type_error(format!("string indices must be integers, not '{found}'")));
        }
        let index = vm.item_index(key, string.char_len(), "string index out of range")?;
        Ok(vm.char_at(string, index).into())
    }

    #[slot(contains)]
    fn contains_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<bool> {
        let Some(string) = this.downcast::<PyStr>() else { return Ok(false) };
        match key.downcast::<PyStr>() {
            Some(part) => Ok(find_bytes(string.as_bytes(), part.as_bytes()).is_some()),
            None => {
                let found = vm.class_name(key);
                Err(vm.type_error(format!("'in <string>' requires string as left operand, not {found}")))
            }
        }
    }

    #[slot(iter)]
    fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
        match this.downcast::<PyStr>() {
            Some(string) => Ok(vm.new_str_iterator(string).into()),
            None => Ok(Value::NONE),
        }
    }

    #[number(Multiply)]
    fn multiply(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        let (string, count) = match (left.downcast::<PyStr>(), right.downcast::<PyStr>()) {
            (Some(string), None) => (string, right),
            (None, Some(string)) => (string, left),
            _ => return Ok(Value::NOT_IMPLEMENTED),
        };
        if !count.is_int() && vm.class_of(count).slots(vm).index.is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let count = vm.to_i64(count)?;
        let count = usize::try_from(count).unwrap_or(0);
        match string.as_bytes().len().checked_mul(count).filter(|size| *size < 1 << 40) {
            Some(0) => Ok(vm.intern_str("").into()),
            Some(_) => {
                let bytes = string.as_bytes().repeat(count);
                Ok(vm.join_parts(&[&bytes], string.char_len() * count).into())
            }
            None => Err(vm.memory_error()),
        }
    }

    #[number(Remainder)]
    fn remainder(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
        match left.downcast::<PyStr>() {
            Some(format) => vm.percent_format_str(format, right),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// Return a formatted version of the string as described by format_spec.
    #[method("($self, format_spec, /)")]
    fn __format__(vm: &mut Vm, this: &PyStr, format_spec: &PyStr) -> PyResult<String> {
        let (text, spec) = (this.text().to_string_lossy(), format_spec.text().to_string_lossy());
        vm.format_text(&text, &spec)
    }

    /// Encode the string using the codec registered for encoding.
    #[method("($self, /, encoding='utf-8', errors='strict')")]
    fn encode(
        vm: &mut Vm,
        this: &PyStr,
        encoding: Option<&PyStr>,
        errors: Option<&PyStr>,
    ) -> PyResult<Ref<PyBytes>> {
        let encoding = encoding.map_or("utf-8".to_owned(), |name| name.text().to_string_lossy());
        let errors = errors.map_or("strict".to_owned(), |name| name.text().to_string_lossy());
        let data = vm.encode_text(this, &encoding, &errors)?;
        Ok(vm.new_bytes(data))
    }

    /// Return a formatted version of the string, using substitutions from args and kwargs.
    #[method("($self, /, *args, **kwargs)")]
    fn format(vm: &mut Vm, this: &PyStr, args: &[Value], kwargs: Keywords<'_>) -> PyResult<Ref<PyStr>> {
        vm.format_fields(this, FieldSource::Arguments(args, kwargs))
    }

    /// Return a formatted version of the string, using substitutions from mapping.
    #[method("($self, mapping, /)")]
    fn format_map(vm: &mut Vm, this: &PyStr, mapping: &Value) -> PyResult<Ref<PyStr>> {
        vm.format_fields(this, FieldSource::Mapping(mapping))
    }

    /// Return the highest index in S where substring sub is found, such that sub is contained within S[start:end].
    #[method("($self, sub, start=None, end=None, /)", plain = scalars)]
    fn rindex(
        vm: &mut Vm,
        this: &PyStr,
        sub: &PyStr,
        start: Option<&Value>,
        end: Option<&Value>,
    ) -> PyResult<usize> {
        match search(vm, this, sub, start, end, true)? {
            Some(index) => Ok(index),
            None => Err(vm.value_error("substring not found")),
        }
    }

    /// Return a list of the substrings in the string, using sep as the separator string, splitting from the end.
    #[method("($self, /, sep=None, maxsplit=-1)", plain = scalars)]
    fn rsplit(vm: &mut Vm, this: &PyStr, sep: Option<&Value>, maxsplit: Option<i64>) -> PyResult<Vec<Value>> {
        let limit = usize::try_from(maxsplit.unwrap_or(-1)).unwrap_or(usize::MAX);
        let mut pieces: Vec<&[u8]> = Vec::new();
        match sep.filter(|sep| !sep.is_none()) {
            None => {
                let mut rest = trim_end(this.as_bytes());
                while !rest.is_empty() {
                    let word = last_word(rest);
                    if pieces.len() >= limit || word == 0 {
                        pieces.push(if pieces.len() >= limit { rest } else { trim_start(rest) });
                        break;
                    }
                    pieces.push(&rest[word..]);
                    rest = trim_end(&rest[..word]);
                }
            }
            Some(sep) => {
                let Some(sep) = sep.downcast::<PyStr>() else {
                    let found = vm.class_name(sep);
                    return Err(vm.type_error(format!("must be str or None, not {found}")));
                };
                if sep.is_empty() {
                    return Err(vm.value_error("empty separator"));
                }
                let mut rest = this.as_bytes();
                while pieces.len() < limit
                    && let Some(at) = find_last(rest, sep.as_bytes())
                {
                    pieces.push(&rest[at + sep.as_bytes().len()..]);
                    rest = &rest[..at];
                }
                pieces.push(rest);
            }
        }
        pieces.reverse();
        Ok(pieces
            .into_iter()
            .map(|piece| vm.new_wtf8(bytecode::Wtf8::from_bytes_unchecked(piece)).into())
            .collect())
    }

    /// Return a centered string of length width.
    #[method("($self, width, fillchar=' ', /)", plain = scalars)]
    fn center(vm: &mut Vm, this: &PyStr, width: i64, fillchar: Option<&Value>) -> PyResult<String> {
        // The odd one of the padding goes left only where the width is odd too.
        let missing = usize::try_from(width).unwrap_or(0).saturating_sub(this.char_len());
        if missing & width as usize & 1 == 0 {
            return justify(vm, this, width, fillchar, '^');
        }
        let left = this.char_len() + missing / 2 + 1;
        let text = justify(vm, this, left as i64, fillchar, '>')?;
        let text = vm.new_str(&text);
        justify(vm, &text, width, fillchar, '<')
    }

    /// Return a copy where all tab characters are expanded using spaces.
    #[method("($self, /, tabsize=8)", plain = scalars)]
    fn expandtabs(vm: &mut Vm, this: &PyStr, tabsize: Option<i64>) -> PyResult<Ref<PyStr>> {
        let size = usize::try_from(tabsize.unwrap_or(8)).unwrap_or(0);
        vm.check_size(size, this.as_bytes().iter().filter(|byte| **byte == b'\t').count())?;
        let mut result = bytecode::Wtf8Buf::new();
        let mut column = 0;
        for c in this.text().code_points() {
            match c {
                0x09 if size == 0 => {}
                0x09 => {
                    let spaces = size - column % size;
                    (0..spaces).for_each(|_| result.push_str(" "));
                    column += spaces;
                }
                0x0A | 0x0D => {
                    result.push_code_point(c);
                    column = 0;
                }
                _ => {
                    result.push_code_point(c);
                    column += 1;
                }
            }
        }
        Ok(vm.new_wtf8(&result))
    }

    #[method("($self, /)")]
    fn __getnewargs__(vm: &mut Vm, this: &PyStr) -> PyResult {
        let text: Value = vm.new_wtf8(this.text()).into();
        Ok(vm.new_tuple([text]).into())
    }

    /// Return a version of the string suitable for caseless comparisons.
    #[method("($self, /)")]
    fn casefold(this: &PyStr) -> String {
        this.text().to_string_lossy().replace('\u{df}', "ss").to_lowercase().replace('\u{3c2}', "\u{3c3}")
    }

    /// Return True if all characters in the string are printable, False otherwise.
    #[method("($self, /)")]
    fn isprintable(this: &PyStr) -> bool {
        this.text().code_points().all(|c| char::from_u32(c).is_some_and(unicode::is_printable))
    }

    /// Return True if the string is a numeric string, False otherwise.
    #[method("($self, /)")]
    fn isnumeric(this: &PyStr) -> bool {
        all_chars(this, unicode::is_numeric)
    }

    /// Return True if the string is a title-cased string, False otherwise.
    #[method("($self, /)")]
    fn istitle(this: &PyStr) -> bool {
        let (mut inside, mut any) = (false, false);
        for c in this.text().to_string_lossy().chars() {
            let upper = unicode::is_title_or_upper(c);
            if (upper && inside) || (c.is_lowercase() && !inside) {
                return false;
            }
            inside = upper || c.is_lowercase();
            any |= inside;
        }
        any
    }

    /// Replace each character in the string using the given translation table.
    #[method("($self, table, /)")]
    fn translate(vm: &mut Vm, this: &PyStr, table: &Value) -> PyResult<Ref<PyStr>> {
        let mut result = bytecode::Wtf8Buf::new();
        for c in this.text().code_points() {
            let key = vm.new_int(c);
            let value = match vm.get_item(table, &key) {
                Ok(value) => value,
                Err(raised) if vm.raised_is(|types| &types.exc.LookupError) => {
                    vm.discard(raised);
                    result.push_code_point(c);
                    continue;
                }
                Err(raised) => return Err(raised),
            };
            if value.is_none() {
                continue;
            }
            match (value.downcast::<PyStr>(), value.as_i64()) {
                (Some(text), _) => result.push_wtf8(text.text()),
                (None, Some(code)) => match u32::try_from(code).ok().filter(|code| *code <= 0x10_FFFF) {
                    Some(code) => result.push_code_point(code),
                    None => return Err(vm.value_error("character mapping must be in range(0x110000)")),
                },
                (None, None) => {
                    return Err(vm.type_error("character mapping must return integer, None or str"));
                }
            }
        }
        Ok(vm.new_wtf8(&result))
    }

    /// Return a translation table usable for str.translate().
    #[staticmethod("(x, y=<unrepresentable>, z=<unrepresentable>, /)")]
    fn maketrans(vm: &mut Vm, x: &Value, y: Option<&PyStr>, z: Option<&PyStr>) -> PyResult {
        let table = vm.new_dict();
        let Some(to) = y else {
            let Some(dict) = x.downcast::<crate::objects::PyDict>() else {
                return Err(vm.type_error("if you give only one argument to maketrans it must be a dict"));
            };
            let dict: Value = Ref::new(dict).into();
            for key in vm.iterate_to_vec(&dict)? {
                let value = vm.get_item(&dict, &key)?;
                let code = match key.downcast::<PyStr>() {
                    Some(text) if text.char_len() == 1 => {
                        vm.new_int(text.text().code_points().next().unwrap_or(0))
                    }
                    Some(_) => {
                        return Err(vm.value_error("string keys in translatetable must be of length 1"));
                    }
                    None if key.is_int() => key.clone(),
                    None => {
                        return Err(vm.type_error("keys in translate table mustbe strings or integers"));
                    }
                };
                table.set(vm, &code, value)?;
            }
            return Ok(table.into());
        };
        let Some(from) = x.downcast::<PyStr>() else {
            return Err(
                vm.type_error("first maketrans argument must be a string if there is a second argument")
            );
        };
        if from.char_len() != to.char_len() {
            return Err(vm.value_error("the first two maketrans arguments must have equal length"));
        }
        for (from, to) in from.text().code_points().zip(to.text().code_points()) {
            let (key, value) = (vm.new_int(from), vm.new_int(to));
            table.set(vm, &key, value)?;
        }
        for c in z.into_iter().flat_map(|deleted| deleted.text().code_points()) {
            let key = vm.new_int(c);
            table.set(vm, &key, Value::NONE)?;
        }
        Ok(table.into())
    }

    /// Return the lowest index in S where substring sub is found, such that sub is contained within S[start:end].
    #[method("($self, sub, start=None, end=None, /)", plain = scalars)]
    fn find(
        vm: &mut Vm,
        this: &PyStr,
        sub: &PyStr,
        start: Option<&Value>,
        end: Option<&Value>,
    ) -> PyResult<i64> {
        Ok(search(vm, this, sub, start, end, false)?.map_or(-1, |index| index as i64))
    }

    /// Return the highest index in S where substring sub is found, such that sub is contained within S[start:end].
    #[method("($self, sub, start=None, end=None, /)", plain = scalars)]
    fn rfind(
        vm: &mut Vm,
        this: &PyStr,
        sub: &PyStr,
        start: Option<&Value>,
        end: Option<&Value>,
    ) -> PyResult<i64> {
        Ok(search(vm, this, sub, start, end, true)?.map_or(-1, |index| index as i64))
    }

    /// Return the lowest index in S where substring sub is found, such that sub is contained within S[start:end].
    #[method("($self, sub, start=None, end=None, /)", plain = scalars)]
    fn index(
        vm: &mut Vm,
        this: &PyStr,
        sub: &PyStr,
        start: Option<&Value>,
        end: Option<&Value>,
    ) -> PyResult<usize> {
        match search(vm, this, sub, start, end, false)? {
            Some(index) => Ok(index),
            None => Err(vm.value_error("substring not found")),
        }
    }

    /// Return the number of non-overlapping occurrences of substring sub in string S[start:end].
    #[method("($self, sub, start=None, end=None, /)", plain = scalars)]
    fn count(
        vm: &mut Vm,
        this: &PyStr,
        sub: &PyStr,
        start: Option<&Value>,
        end: Option<&Value>,
    ) -> PyResult<usize> {
        let Some((text, _, chars)) = bounded(vm, this, start, end)? else { return Ok(0) };
        if sub.is_empty() {
            return Ok(chars + 1);
        }
        let (mut rest, mut count) = (text, 0);
        while let Some(at) = find_bytes(rest, sub.as_bytes()) {
            rest = &rest[at + sub.as_bytes().len()..];
            count += 1;
        }
        Ok(count)
    }

    /// Return a list of the lines in the string, breaking at line boundaries.
    #[method("($self, /, keepends=False)", plain = scalars)]
    fn splitlines(vm: &mut Vm, this: &PyStr, keepends: Option<bool>) -> Vec<Value> {
        let text = this.as_bytes();
        let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
        while at < text.len() {
            let length = match text[at..] {
                [0x0D, 0x0A, ..] | [0xC2, 0x85, ..] => 2,
                [0x0A..=0x0D | 0x1C..=0x1E, ..] => 1,
                [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
                _ => {
                    at += 1;
                    continue;
                }
            };
            let stop = if keepends == Some(true) { at + length } else { at };
            lines.push(vm.new_wtf8(bytecode::Wtf8::from_bytes_unchecked(&text[start..stop])).into());
            at += length;
            start = at;
        }
        if start < text.len() {
            lines.push(vm.new_wtf8(bytecode::Wtf8::from_bytes_unchecked(&text[start..])).into());
        }
        lines
    }

    /// Partition the string into three parts using the given separator.
    #[method("($self, sep, /)", plain = scalars)]
    fn partition(vm: &mut Vm, this: &PyStr, sep: &Value) -> PyResult {
        partition(vm, this, sep, false)
    }

    /// Partition the string into three parts using the given separator.
    #[method("($self, sep, /)", plain = scalars)]
    fn rpartition(vm: &mut Vm, this: &PyStr, sep: &Value) -> PyResult {
        partition(vm, this, sep, true)
    }

    /// Return a str with the given prefix string removed if present.
    #[method("($self, prefix, /)", plain = scalars)]
    fn removeprefix(vm: &mut Vm, this: &PyStr, prefix: &PyStr) -> Ref<PyStr> {
        let rest = this.as_bytes().strip_prefix(prefix.as_bytes()).unwrap_or(this.as_bytes());
        vm.new_wtf8(bytecode::Wtf8::from_bytes_unchecked(rest))
    }

    /// Return a str with the given suffix string removed if present.
    #[method("($self, suffix, /)", plain = scalars)]
    fn removesuffix(vm: &mut Vm, this: &PyStr, suffix: &PyStr) -> Ref<PyStr> {
        let rest = this.as_bytes().strip_suffix(suffix.as_bytes()).unwrap_or(this.as_bytes());
        vm.new_wtf8(bytecode::Wtf8::from_bytes_unchecked(rest))
    }

    /// Return a left-justified string of length width.
    #[method("($self, width, fillchar=' ', /)", plain = scalars)]
    fn ljust(vm: &mut Vm, this: &PyStr, width: i64, fillchar: Option<&Value>) -> PyResult<String> {
        justify(vm, this, width, fillchar, '<')
    }

    /// Return a right-justified string of length width.
    #[method("($self, width, fillchar=' ', /)", plain = scalars)]
    fn rjust(vm: &mut Vm, this: &PyStr, width: i64, fillchar: Option<&Value>) -> PyResult<String> {
        justify(vm, this, width, fillchar, '>')
    }

    /// Pad a numeric string with zeros on the left, to fill a field of the given width.
    #[method("($self, width, /)")]
    fn zfill(this: &PyStr, width: i64) -> String {
        let text = this.text().to_string_lossy();
        let missing = usize::try_from(width).unwrap_or(0).saturating_sub(this.char_len()).min(1 << 30);
        let sign = usize::from(text.starts_with(['+', '-']));
        format!("{}{}{}", &text[..sign], "0".repeat(missing), &text[sign..])
    }

    /// Return True if all characters are whitespace and there is at least one character.
    #[method("($self, /)")]
    fn isspace(this: &PyStr) -> bool {
        !this.is_empty() && this.text().code_points().all(is_space)
    }

    /// Return True if the string is a digit string, False otherwise.
    #[method("($self, /)")]
    fn isdigit(this: &PyStr) -> bool {
        all_chars(this, unicode::is_digit)
    }

    /// Return True if the string is a decimal string, False otherwise.
    #[method("($self, /)")]
    fn isdecimal(this: &PyStr) -> bool {
        all_chars(this, |c| unicode::decimal_digit(c).is_some())
    }

    /// Return True if the string is an alphabetic string, False otherwise.
    #[method("($self, /)")]
    fn isalpha(this: &PyStr) -> bool {
        all_chars(this, unicode::is_alpha)
    }

    /// Return True if the string is an alpha-numeric string, False otherwise.
    #[method("($self, /)")]
    fn isalnum(this: &PyStr) -> bool {
        all_chars(this, |c| unicode::is_alpha(c) || unicode::is_numeric(c))
    }

    /// Return True if all characters in the string are ASCII, False otherwise.
    #[method("($self, /)")]
    fn isascii(this: &PyStr) -> bool {
        this.is_ascii()
    }

    /// Return True if the string is a lowercase string, False otherwise.
    #[method("($self, /)")]
    fn islower(this: &PyStr) -> bool {
        cased(this, char::is_uppercase, char::is_lowercase)
    }

    /// Return True if the string is an uppercase string, False otherwise.
    #[method("($self, /)")]
    fn isupper(this: &PyStr) -> bool {
        cased(this, char::is_lowercase, char::is_uppercase)
    }

    /// Return True if the string is a valid Python identifier, False otherwise.
    #[method("($self, /)")]
    fn isidentifier(this: &PyStr) -> bool {
        let text = this.text().to_string_lossy();
        let mut chars = text.chars();
        chars.next().is_some_and(|c| c == '_' || unicode_ident::is_xid_start(c))
            && chars.all(unicode_ident::is_xid_continue)
    }

    /// Return a capitalized version of the string.
    #[method("($self, /)")]
    fn capitalize(this: &PyStr) -> String {
        let text = this.text().to_string_lossy();
        let mut chars = text.chars();
        match chars.next() {
            Some(first) => {
                let mut result = String::new();
                unicode::push_title(&mut result, first);
                result + &chars.as_str().to_lowercase()
            }
            None => String::new(),
        }
    }

    /// Return a version of the string where each word is titlecased.
    #[method("($self, /)")]
    fn title(this: &PyStr) -> String {
        let mut result = String::new();
        let mut inside = false;
        for c in this.text().to_string_lossy().chars() {
            match (c.is_alphabetic(), inside) {
                (true, false) => unicode::push_title(&mut result, c),
                (true, true) => result.extend(c.to_lowercase()),
                (false, _) => result.push(c),
            }
            inside = c.is_alphabetic();
        }
        result
    }

    /// Convert uppercase characters to lowercase and lowercase characters to uppercase.
    #[method("($self, /)")]
    fn swapcase(this: &PyStr) -> String {
        let mut result = String::new();
        for c in this.text().to_string_lossy().chars() {
            match c.is_uppercase() {
                true => result.extend(c.to_lowercase()),
                false => result.extend(c.to_uppercase()),
            }
        }
        result
    }

    /// Return a copy of the string converted to uppercase.
    #[method("($self, /)", plain = scalars)]
    fn upper(vm: &mut Vm, this: &PyStr) -> Ref<PyStr> {
        convert(vm, this, <[u8]>::make_ascii_uppercase, str::to_uppercase)
    }

    /// Return a copy of the string converted to lowercase.
    #[method("($self, /)", plain = scalars)]
    fn lower(vm: &mut Vm, this: &PyStr) -> Ref<PyStr> {
        convert(vm, this, <[u8]>::make_ascii_lowercase, str::to_lowercase)
    }

    /// Return True if the string starts with the specified prefix, False otherwise.
    #[method("($self, prefix, start=None, end=None, /)", plain = scalars)]
    fn startswith(
        vm: &mut Vm,
        this: &PyStr,
        prefix: &Value,
        start: Option<&Value>,
        end: Option<&Value>,
    ) -> PyResult<bool> {
        affix(vm, this, prefix, start, end, "startswith", |text, prefix| text.starts_with(prefix))
    }

    /// Return True if the string ends with the specified suffix, False otherwise.
    #[method("($self, suffix, start=None, end=None, /)", plain = scalars)]
    fn endswith(
        vm: &mut Vm,
        this: &PyStr,
        suffix: &Value,
        start: Option<&Value>,
        end: Option<&Value>,
    ) -> PyResult<bool> {
        affix(vm, this, suffix, start, end, "endswith", |text, suffix| text.ends_with(suffix))
    }

    /// Return a copy with all occurrences of substring old replaced by new.
    #[method("($self, old, new, /, count=-1)", plain = scalars)]
    fn replace(
        vm: &mut Vm,
        this: &PyStr,
        old: &PyStr,
        new: &PyStr,
        count: Option<i64>,
    ) -> PyResult<Ref<PyStr>> {
        let limit = usize::try_from(count.unwrap_or(-1)).unwrap_or(usize::MAX);
        // Most results are short: they need no memory of their own until they are strings.
        let mut result: smallvec::SmallVec<[u8; 64]> = smallvec::SmallVec::new();
        let text = this.as_bytes();
        if old.is_empty() {
            let mut done = 0;
            for c in this.text().code_points() {
                if done < limit {
                    result.extend_from_slice(new.as_bytes());
                    done += 1;
                }
                let piece: bytecode::Wtf8Buf = [c].into_iter().collect();
                result.extend_from_slice(piece.as_bytes());
            }
            if done < limit {
                result.extend_from_slice(new.as_bytes());
            }
        } else {
            let (mut rest, mut done) = (text, 0);
            while done < limit
                && let Some(at) = find_bytes(rest, old.as_bytes())
            {
                if done == 0 {
                    result.reserve(text.len() + new.as_bytes().len());
                }
                result.extend_from_slice(&rest[..at]);
                result.extend_from_slice(new.as_bytes());
                rest = &rest[at + old.as_bytes().len()..];
                done += 1;
            }
            if done == 0 && this.header.is_exact(crate::object::Kind::Str) {
                return Ok(Ref::new(this));
            }
            result.extend_from_slice(rest);
        }
        Ok(match this.is_ascii() && new.is_ascii() {
            true => vm.new_ascii(&result),
            false => vm.new_wtf8(bytecode::Wtf8::from_bytes_unchecked(&result)),
        })
    }

    /// Return a list of the substrings in the string, using sep as the separator string.
    #[method("($self, /, sep=None, maxsplit=-1)", plain = scalars)]
    fn split(vm: &mut Vm, this: &PyStr, sep: Option<&Value>, maxsplit: Option<i64>) -> PyResult<Vec<Value>> {
        let limit = usize::try_from(maxsplit.unwrap_or(-1)).unwrap_or(usize::MAX);
        let mut pieces: Vec<Value> = Vec::new();
        let piece = |vm: &mut Vm, piece: &[u8]| vm.new_str_part(this, piece).into();
        match sep.filter(|sep| !sep.is_none()) {
            None => {
                let mut rest = trim_start(this.as_bytes());
                while !rest.is_empty() {
                    let end = if pieces.len() < limit { first_space(rest) } else { None };
                    match end {
                        Some(end) => {
                            pieces.push(piece(vm, &rest[..end]));
                            rest = trim_start(&rest[end..]);
                        }
                        None => {
                            // What is left after the last split keeps its end.
                            let last = if pieces.len() < limit { trim_end(rest) } else { rest };
                            pieces.push(piece(vm, last));
                            break;
                        }
                    }
                }
            }
            Some(sep) => {
                let Some(sep) = sep.downcast::<PyStr>() else {
                    let found = vm.class_name(sep);
                    return Err(vm.type_error(format!("must be str or None, not {found}")));
                };
                if sep.is_empty() {
                    return Err(vm.value_error("empty separator"));
                }
                let mut rest = this.as_bytes();
                while pieces.len() < limit
                    && let Some(at) = find_bytes(rest, sep.as_bytes())
                {
                    pieces.push(piece(vm, &rest[..at]));
                    rest = &rest[at + sep.as_bytes().len()..];
                }
                pieces.push(piece(vm, rest));
            }
        }
        Ok(pieces)
    }

    /// Return a copy of the string with leading and trailing whitespace removed.
    #[method("($self, chars=None, /)", plain = scalars)]
    fn strip(vm: &mut Vm, this: &PyStr, chars: Option<&Value>) -> PyResult<Ref<PyStr>> {
        strip_text(vm, this, chars, true, true)
    }

    /// Return a copy of the string with leading whitespace removed.
    #[method("($self, chars=None, /)", plain = scalars)]
    fn lstrip(vm: &mut Vm, this: &PyStr, chars: Option<&Value>) -> PyResult<Ref<PyStr>> {
        strip_text(vm, this, chars, true, false)
    }

    /// Return a copy of the string with trailing whitespace removed.
    #[method("($self, chars=None, /)", plain = scalars)]
    fn rstrip(vm: &mut Vm, this: &PyStr, chars: Option<&Value>) -> PyResult<Ref<PyStr>> {
        strip_text(vm, this, chars, false, true)
    }
}

/// `separator.join(items)`. No Python code runs here, so that `items` stay what they are.
fn join_items(vm: &mut Vm, separator: &PyStr, items: &Items<'_>) -> PyResult<Ref<PyStr>> {
    if let [only] = items.get(vm)
        && let Some(only) = only.downcast_exact::<PyStr>()
    {
        return Ok(Ref::new(only));
    }
    let seams = items.get(vm).len().saturating_sub(1);
    let (mut bytes, mut chars) =
        (separator.as_bytes().len().saturating_mul(seams), separator.char_len().saturating_mul(seams));
    for (index, item) in items.get(vm).iter().enumerate() {
        let Some(string) = item.downcast::<PyStr>() else {
            let found = vm.class_name(item);
            return Err(vm.type_error(format!("sequence item {index}: expected str instance, {found} found")));
        };
        bytes = bytes.saturating_add(string.as_bytes().len());
        chars = chars.saturating_add(string.char_len());
    }
    if bytes > isize::MAX as usize {
        return Err(vm.overflow_error("join() result is too long for a Python string"));
    }
    if bytes == chars && bytes > 1 {
        return Ok(vm.join_ascii(separator, bytes, items));
    }
    let items = items.get(vm).to_vec();
    let mut parts = Vec::with_capacity(items.len() * 2);
    for string in items.iter().filter_map(|item| item.downcast::<PyStr>()) {
        if !parts.is_empty() {
            parts.push(separator.as_bytes());
        }
        parts.push(string.as_bytes());
    }
    Ok(vm.join_parts(&parts, chars))
}

/// The text with its letters in another case: by `ascii` if it is ASCII, which needs no tables.
fn convert(vm: &mut Vm, this: &PyStr, ascii: fn(&mut [u8]), other: fn(&str) -> String) -> Ref<PyStr> {
    match this.is_ascii() {
        true => vm.new_ascii_changed(this.as_bytes(), ascii),
        false => {
            let text = other(&this.text().to_string_lossy());
            vm.new_str(&text)
        }
    }
}

/// The first occurrence of `part`.
pub(crate) fn find_bytes(text: &[u8], part: &[u8]) -> Option<usize> {
    match part {
        [] => Some(0),
        [byte] => text.iter().position(|b| b == byte),
        [first, ..] => {
            let last = text.len().checked_sub(part.len())?;
            (0..=last).find(|&at| text[at] == *first && text[at..].starts_with(part))
        }
    }
}

/// Whether a code point is white space for `str.split` and `str.strip`.
#[inline]
pub(crate) fn is_space(c: u32) -> bool {
    match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => is_ascii_space(byte),
        _ => char::from_u32(c).is_some_and(char::is_whitespace),
    }
}

#[inline]
fn is_ascii_space(byte: u8) -> bool {
    matches!(byte, 0x09..=0x0D | 0x1C..=0x20)
}

fn trim_start(mut text: &[u8]) -> &[u8] {
    while let [byte, rest @ ..] = text
        && byte.is_ascii()
    {
        match is_ascii_space(*byte) {
            true => text = rest,
            false => return text,
        }
    }
    let mut points = bytecode::Wtf8::from_bytes_unchecked(text).code_points();
    loop {
        let rest = points.rest().as_bytes();
        match points.next() {
            Some(c) if is_space(c) => {}
            _ => return rest,
        }
    }
}

fn trim_end(mut text: &[u8]) -> &[u8] {
    while let [rest @ .., byte] = text
        && byte.is_ascii()
    {
        match is_ascii_space(*byte) {
            true => text = rest,
            false => return text,
        }
    }
    let mut points = bytecode::Wtf8::from_bytes_unchecked(text).code_points();
    let mut end = 0;
    while let Some(c) = points.next() {
        if !is_space(c) {
            end = text.len() - points.rest().as_bytes().len();
        }
    }
    &text[..end]
}

fn first_space(text: &[u8]) -> Option<usize> {
    let ascii = text.iter().position(|byte| !byte.is_ascii() || is_ascii_space(*byte))?;
    if text[ascii].is_ascii() {
        return Some(ascii);
    }
    let mut points = bytecode::Wtf8::from_bytes_unchecked(&text[ascii..]).code_points();
    loop {
        let at = text.len() - points.rest().as_bytes().len();
        match points.next() {
            Some(c) if is_space(c) => return Some(at),
            Some(_) => {}
            None => return None,
        }
    }
}

/// Where the last word starts in `text`, which ends with one.
fn last_word(text: &[u8]) -> usize {
    let mut points = bytecode::Wtf8::from_bytes_unchecked(text).code_points();
    let mut start = 0;
    while let Some(c) = points.next() {
        if is_space(c) {
            start = text.len() - points.rest().as_bytes().len();
        }
    }
    start
}

fn strip_text(
    vm: &mut Vm,
    this: &PyStr,
    chars: Option<&Value>,
    start: bool,
    end: bool,
) -> PyResult<Ref<PyStr>> {
    let set: Option<Vec<u32>> = match chars.filter(|chars| !chars.is_none()) {
        None => None,
        Some(chars) => match chars.downcast::<PyStr>() {
            Some(chars) => Some(chars.text().code_points().collect()),
            None => {
                return Err(vm.type_error("strip arg must be None or str"));
            }
        },
    };
    let stripped = |c: u32| match &set {
        Some(set) => set.contains(&c),
        None => is_space(c),
    };
    let text = this.as_bytes();
    let (from, to) = match this.is_ascii() {
        true => {
            let kept = |byte: &u8| !stripped(u32::from(*byte));
            match text.iter().position(kept) {
                Some(from) => (from, text.iter().rposition(kept).map_or(0, |last| last + 1)),
                None => (text.len(), 0),
            }
        }
        false => {
            let mut points = this.text().code_points();
            let (mut from, mut to, mut begun) = (text.len(), 0, false);
            loop {
                let at = text.len() - points.rest().as_bytes().len();
                let Some(c) = points.next() else { break };
                if !stripped(c) {
                    if !begun {
                        from = at;
                        begun = true;
                    }
                    to = text.len() - points.rest().as_bytes().len();
                }
            }
            (from, to)
        }
    };
    let from = if start { from } else { 0 };
    let to = if end { to } else { text.len() };
    if from == 0 && to == text.len() && this.header.is_exact(crate::object::Kind::Str) {
        return Ok(Ref::new(this));
    }
    Ok(vm.new_wtf8(bytecode::Wtf8::from_bytes_unchecked(text.get(from..to).unwrap_or_default())))
}

fn affix(
    vm: &mut Vm,
    this: &PyStr,
    affix: &Value,
    start: Option<&Value>,
    end: Option<&Value>,
    name: &str,
    test: fn(&[u8], &[u8]) -> bool,
) -> PyResult<bool> {
    let Some((text, ..)) = bounded(vm, this, start, end)? else { return Ok(false) };
    let single = std::slice::from_ref(affix);
    let candidates = affix.downcast::<PyTuple>().map_or(single, PyTuple::items);
    for candidate in candidates {
        match candidate.downcast::<PyStr>() {
            Some(candidate) if test(text, candidate.as_bytes()) => return Ok(true),
            Some(_) => {}
            None => {
                let found = vm.class_name(candidate);
                return Err(vm.type_error(match affix.downcast::<PyTuple>().is_some() {
                    true => format!("tuple for {name} must only contain str, not {found}"),
                    false => format!("{name} first arg must be str or a tuple of str, not {found}"),
                }));
            }
        }
    }
    Ok(false)
}

impl PyStr {
    /// Byte offset of the code point at `index`, which may be the length.
    pub(crate) fn byte_offset(&self, index: usize) -> usize {
        if self.is_ascii() {
            return index;
        }
        let starts = self.as_bytes().iter().enumerate().filter(|(_, byte)| (**byte as i8) >= -64);
        starts.map(|(at, _)| at).nth(index).unwrap_or(self.as_bytes().len())
    }
}

impl Vm {
    /// The code point at `index`, which is within the length, as a string.
    pub(crate) fn char_at(&mut self, string: &PyStr, index: usize) -> Ref<PyStr> {
        if string.is_ascii() {
            return self.new_char(u32::from(string.as_bytes()[index]));
        }
        let at = string.byte_offset(index);
        let rest = bytecode::Wtf8::from_bytes_unchecked(&string.as_bytes()[at..]);
        self.new_char(rest.code_points().next().unwrap_or(0))
    }

    /// The code points of a slice.
    pub(crate) fn slice_str(&mut self, string: &PyStr, range: SliceRange) -> Ref<PyStr> {
        if range.step == 1 {
            if range.count == string.char_len() && string.header.is_exact(crate::object::Kind::Str) {
                return Ref::new(string);
            }
            let from = string.byte_offset(range.start as usize);
            let to = string.byte_offset(range.start as usize + range.count);
            return self.new_str_part(string, &string.as_bytes()[from..to]);
        }
        if string.is_ascii() {
            let bytes: Vec<u8> = range.indexes().map(|index| string.as_bytes()[index]).collect();
            return self.new_wtf8(bytecode::Wtf8::from_bytes_unchecked(&bytes));
        }
        let points: Vec<u32> = string.text().code_points().collect();
        let text: bytecode::Wtf8Buf = range.indexes().map(|index| points[index]).collect();
        self.new_wtf8(&text)
    }
}

/// The bytes of `this[start:end]`, the index of their first code point, and their number of code points; `None` if the
/// start is behind the end of the string.
fn bounded<'a>(
    vm: &mut Vm,
    this: &'a PyStr,
    start: Option<&Value>,
    end: Option<&Value>,
) -> PyResult<Option<(&'a [u8], usize, usize)>> {
    if start.is_none() && end.is_none() {
        return Ok(Some((this.as_bytes(), 0, this.char_len())));
    }
    let none = Value::NONE;
    let slice = vm.new_slice(start.unwrap_or(&none).clone(), end.unwrap_or(&none).clone(), Value::NONE);
    let (from, to, _) = vm.slice_parts(&slice)?;
    let length = this.char_len() as i64;
    if from.is_some_and(|from| from > length) {
        return Ok(None);
    }
    let range = crate::ops::items::slice_against(from, to, 1, length);
    let begin = this.byte_offset(range.start as usize);
    let finish = this.byte_offset(range.start as usize + range.count);
    Ok(Some((&this.as_bytes()[begin..finish], range.start as usize, range.count)))
}

/// Index of the first (or last) occurrence of `sub`.
fn search(
    vm: &mut Vm,
    this: &PyStr,
    sub: &PyStr,
    start: Option<&Value>,
    end: Option<&Value>,
    last: bool,
) -> PyResult<Option<usize>> {
    let Some((text, first, _)) = bounded(vm, this, start, end)? else { return Ok(None) };
    let found = match last {
        false => find_bytes(text, sub.as_bytes()),
        true => find_last(text, sub.as_bytes()),
    };
    Ok(found.map(|at| match this.is_ascii() {
        true => first + at,
        false => first + text[..at].iter().filter(|byte| (**byte as i8) >= -64).count(),
    }))
}

/// The last occurrence of `part`.
pub(crate) fn find_last(text: &[u8], part: &[u8]) -> Option<usize> {
    let last = text.len().checked_sub(part.len())?;
    (0..=last).rev().find(|&at| text[at..].starts_with(part))
}

fn partition(vm: &mut Vm, this: &PyStr, sep: &Value, last: bool) -> PyResult {
    let Some(sep) = sep.downcast::<PyStr>() else {
        let found = vm.class_name(sep);
        return Err(vm.type_error(format!("must be str, not {found}")));
    };
    if sep.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    let text = this.as_bytes();
    let found = if last { find_last(text, sep.as_bytes()) } else { find_bytes(text, sep.as_bytes()) };
    let piece = |vm: &mut Vm, bytes: &[u8]| -> Value {
        vm.new_wtf8(bytecode::Wtf8::from_bytes_unchecked(bytes)).into()
    };
    let parts = match found {
        Some(at) => {
            [piece(vm, &text[..at]), Ref::new(sep).into(), piece(vm, &text[at + sep.as_bytes().len()..])]
        }
        None => {
            let (empty, whole): (Value, Value) = (vm.intern_str("").into(), Ref::new(this).into());
            if last { [empty.clone(), empty, whole] } else { [whole, empty.clone(), empty] }
        }
    };
    Ok(vm.new_tuple(parts).into())
}

fn justify(vm: &mut Vm, this: &PyStr, width: i64, fill: Option<&Value>, align: char) -> PyResult<String> {
    let fill = match fill.map(|fill| (fill, fill.downcast::<PyStr>())) {
        None => ' ',
        Some((fill, None)) => {
            let found = vm.class_name(fill);
            return Err(vm.type_error(format!("The fill character must be a unicode character, not {found}")));
        }
        Some((_, Some(fill))) => {
            let mut points = fill.text().code_points();
            match (points.next().and_then(char::from_u32), points.next()) {
                (Some(fill), None) => fill,
                _ => return Err(vm.type_error("The fill character must be exactly one character long")),
            }
        }
    };
    let width = usize::try_from(width).unwrap_or(0);
    if width > 1 << 40 {
        return Err(vm.memory_error());
    }
    Ok(crate::ops::format_spec::pad(&this.text().to_string_lossy(), fill, align, width))
}

fn all_chars(this: &PyStr, test: impl Fn(char) -> bool) -> bool {
    !this.is_empty() && this.text().code_points().all(|c| char::from_u32(c).is_some_and(&test))
}

/// Whether no character is of the other case, and at least one of the wanted.
fn cased(this: &PyStr, other: fn(char) -> bool, wanted: fn(char) -> bool) -> bool {
    let chars = || this.text().code_points().filter_map(char::from_u32);
    chars().any(wanted) && !chars().any(other)
}
