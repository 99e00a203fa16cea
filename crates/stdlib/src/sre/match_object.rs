//! `re.Match`: what a pattern found.

use vm_derive::native;

use super::engine::UNSET;
use super::pattern::{Pattern, Template, expand_template, template_of};
use super::subject::count_chars;
use crate::object::Visitor;
use crate::objects::{NativeState, PyBoxed, PyBytes, PyStr};
use crate::{PyResult, Ref, Value, Vm};

/// The state of a match.
pub struct Match {
    /// The pattern object.
    pub pattern: Value,
    pub string: Value,
    /// Start and end of the match and of each group, in bytes.
    pub marks: Box<[usize]>,
    /// The number of the group that was closed last; 0 if none was.
    pub last_index: u32,
    /// Where the search started and might end, in characters.
    pub pos: usize,
    pub endpos: usize,
    /// Whether characters of the string have more than one byte.
    pub wide: bool,
}

impl NativeState for Match {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.pattern);
        visit(&self.string);
    }
}

/// A part of a string, in bytes; bytes for anything but text.
pub fn slice_of(vm: &mut Vm, string: &Value, start: usize, end: usize) -> PyResult {
    if let Some(text) = string.downcast_exact::<PyStr>() {
        let bytes = text.as_bytes();
        if start == 0 && end == bytes.len() {
            return Ok(string.clone());
        }
        let part = bytes.get(start..end).unwrap_or_default();
        return Ok(text_of(vm, part, text.is_ascii()));
    }
    if let Some(text) = string.downcast::<PyStr>() {
        let part = text.as_bytes().get(start..end).unwrap_or_default();
        return Ok(text_of(vm, part, text.is_ascii()));
    }
    if let Some(bytes) = string.downcast_exact::<PyBytes>() {
        if start == 0 && end == bytes.data().len() {
            return Ok(string.clone());
        }
        let part = bytes.data().get(start..end).unwrap_or_default();
        return Ok(vm.new_bytes(part).into());
    }
    // It may have shrunk since it was searched.
    let data = vm.to_bytes_like(string)?;
    let end = end.min(data.len());
    Ok(vm.new_bytes(&data[start.min(end)..end]).into())
}

/// A string of WTF-8 bytes.
pub fn text_of(vm: &mut Vm, bytes: &[u8], ascii: bool) -> Value {
    let chars = if ascii { bytes.len() } else { count_chars(bytes) };
    if chars == 1 && ascii {
        return vm.new_char(u32::from(bytes[0])).into();
    }
    vm.new_str_parts(&[bytes], chars).into()
}

fn state<'a>(vm: &'a Vm, this: &'a Value) -> Option<&'a Match> {
    this.downcast::<PyBoxed>()?.state::<Match>(vm)
}

fn string_of(vm: &Vm, this: &Value) -> Value {
    state(vm, this).map_or(Value::NONE, |found| found.string.clone())
}

fn groups_of(vm: &Vm, this: &Value) -> usize {
    state(vm, this).map_or(0, |found| found.marks.len() / 2)
}

/// Start and end of a group in bytes; `None` if it did not take part.
fn span_of(vm: &Vm, this: &Value, group: usize) -> Option<(usize, usize)> {
    let marks = &state(vm, this)?.marks;
    match (marks.get(group * 2), marks.get(group * 2 + 1)) {
        (Some(&start), Some(&end)) if start != UNSET && end != UNSET => Some((start, end.max(start))),
        _ => None,
    }
}

/// What a group matched, or `default`.
pub fn group_value(vm: &mut Vm, this: &Value, group: usize, default: &Value) -> PyResult {
    match span_of(vm, this, group) {
        Some((start, end)) => {
            let string = string_of(vm, this);
            slice_of(vm, &string, start, end)
        }
        None => Ok(default.clone()),
    }
}

/// Start and end in characters; -1 if the group did not take part.
fn char_span(vm: &mut Vm, this: &Value, group: usize) -> PyResult<(i64, i64)> {
    let Some((start, end)) = span_of(vm, this, group) else { return Ok((-1, -1)) };
    if !state(vm, this).is_some_and(|found| found.wide) {
        return Ok((start as i64, end as i64));
    }
    let string = string_of(vm, this);
    let Some(text) = string.downcast::<PyStr>() else { return Ok((start as i64, end as i64)) };
    let bytes = text.as_bytes();
    let before = count_chars(bytes.get(..start).unwrap_or_default());
    let within = count_chars(bytes.get(start..end).unwrap_or_default());
    Ok((before as i64, (before + within) as i64))
}

/// The number of the group that `key` names.
fn group_number(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<usize> {
    let count = groups_of(vm, this);
    if key.is_int() || vm.class_of(key).slots(vm).index.is_some() {
        let index = vm.to_index(key)?;
        let number = index.as_i64().and_then(|number| usize::try_from(number).ok());
        if let Some(number) = number.filter(|number| *number < count) {
            return Ok(number);
        }
    } else if let Some(pattern) = state(vm, this).map(|found| found.pattern.clone()) {
        let names = pattern.downcast::<PyBoxed>().and_then(|pattern| pattern.state::<Pattern>(vm));
        if let Some(names) = names.map(|pattern| pattern.group_index.clone())
            && let Some(number) = names.get(vm, key)?
            && let Some(number) = number.as_i64()
        {
            return Ok(number.unsigned_abs() as usize);
        }
    }
    Err(vm.index_error("no such group"))
}

fn optional_group(vm: &mut Vm, this: &Value, group: Option<&Value>) -> PyResult<usize> {
    match group {
        Some(group) => group_number(vm, this, group),
        None => Ok(0),
    }
}

/// The class `re.Match`.
pub struct MatchClass;

/// The result of re.match() and re.search().
/// Match objects always have a boolean value of True.
#[native(name = "Match", module = "re", kind = Boxed, final, no_constructor)]
impl MatchClass {
    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let (start, end) = char_span(vm, this, 0)?;
        let found = group_value(vm, this, 0, &Value::NONE)?;
        let shown = vm.repr(&found)?;
        let shown: String = shown.text().to_string_lossy().chars().take(50).collect();
        Ok(vm.new_str(&format!("<re.Match object; span=({start}, {end}), match={shown}>")).into())
    }

    #[slot(getitem)]
    fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        let group = group_number(vm, this, key)?;
        group_value(vm, this, group, &Value::NONE)
    }

    /// group([group1, ...]) -> str or tuple.
    ///
    /// Return subgroup(s) of the match by indices or names.
    /// For 0 returns the entire match.
    #[method("($self, /, *groups)")]
    fn group(vm: &mut Vm, this: &Value, groups: &[Value]) -> PyResult {
        match groups {
            [] => group_value(vm, this, 0, &Value::NONE),
            [group] => Self::getitem_slot(vm, this, group),
            many => {
                let mut values = Vec::with_capacity(many.len());
                for group in many {
                    values.push(Self::getitem_slot(vm, this, group)?);
                }
                Ok(vm.new_tuple(values).into())
            }
        }
    }

    /// Return a tuple containing all the subgroups of the match, from 1.
    #[method("($self, /, default=None)")]
    fn groups(vm: &mut Vm, this: &Value, default: Option<Value>) -> PyResult {
        let default = default.unwrap_or(Value::NONE);
        let mut values = Vec::new();
        for group in 1..groups_of(vm, this) {
            values.push(group_value(vm, this, group, &default)?);
        }
        Ok(vm.new_tuple(values).into())
    }

    /// Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name.
    #[method("($self, /, default=None)")]
    fn groupdict(vm: &mut Vm, this: &Value, default: Option<Value>) -> PyResult {
        let default = default.unwrap_or(Value::NONE);
        let result = vm.new_dict();
        let Some(pattern) = state(vm, this).map(|found| found.pattern.clone()) else {
            return Ok(result.into());
        };
        let names = pattern.downcast::<PyBoxed>().and_then(|pattern| pattern.state::<Pattern>(vm));
        let names: Vec<(Value, Value)> = match names.map(|pattern| pattern.group_index.clone()) {
            Some(names) => {
                names.table(vm).iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect()
            }
            None => Vec::new(),
        };
        for (name, number) in names {
            let number = number.as_i64().map_or(0, |number| number.unsigned_abs() as usize);
            let value = group_value(vm, this, number, &default)?;
            vm.set_item(result.value(), &name, Some(&value))?;
        }
        Ok(result.into())
    }

    /// Return index of the start of the substring matched by group.
    #[method("($self, group=0, /)")]
    fn start(vm: &mut Vm, this: &Value, group: Option<&Value>) -> PyResult<i64> {
        let group = optional_group(vm, this, group)?;
        Ok(char_span(vm, this, group)?.0)
    }

    /// Return index of the end of the substring matched by group.
    #[method("($self, group=0, /)")]
    fn end(vm: &mut Vm, this: &Value, group: Option<&Value>) -> PyResult<i64> {
        let group = optional_group(vm, this, group)?;
        Ok(char_span(vm, this, group)?.1)
    }

    /// For match object m, return the 2-tuple (m.start(group), m.end(group)).
    #[method("($self, group=0, /)")]
    fn span(vm: &mut Vm, this: &Value, group: Option<&Value>) -> PyResult<(i64, i64)> {
        let group = optional_group(vm, this, group)?;
        char_span(vm, this, group)
    }

    /// Return the string obtained by doing backslash substitution on the string template, as done by the sub() method.
    #[method("($self, /, template)")]
    fn expand(vm: &mut Vm, this: &Value, template: &Value) -> PyResult {
        let pattern = state(vm, this).map_or(Value::NONE, |found| found.pattern.clone());
        let template = template_of(vm, &pattern, template)?;
        match template.downcast::<PyBoxed>().and_then(|object| object.state::<Template>(vm)).is_some() {
            true => expand_template(vm, &template, this),
            false => Ok(template),
        }
    }

    #[method("($self, /)")]
    fn __copy__(vm: &mut Vm, this: &Value) -> Value {
        let _ = vm;
        this.clone()
    }

    #[method("($self, memo, /)")]
    fn __deepcopy__(vm: &mut Vm, this: &Value, memo: &Value) -> Value {
        let _ = (vm, memo);
        this.clone()
    }

    /// See PEP 585
    #[classmethod("($type, item, /)")]
    fn __class_getitem__(vm: &mut Vm, class: &Value, item: &Value) -> PyResult {
        vm.new_generic_alias(class.clone(), item)
    }

    /// The string passed to match() or search().
    #[getter(string)]
    fn get_string(vm: &mut Vm, this: &Value) -> Value {
        string_of(vm, this)
    }

    /// The regular expression object.
    #[getter(re)]
    fn get_re(vm: &mut Vm, this: &Value) -> Value {
        state(vm, this).map_or(Value::NONE, |found| found.pattern.clone())
    }

    /// The index into the string at which the RE engine started looking for a match.
    #[getter(pos)]
    fn get_pos(vm: &mut Vm, this: &Value) -> usize {
        state(vm, this).map_or(0, |found| found.pos)
    }

    /// The index into the string beyond which the RE engine will not go.
    #[getter(endpos)]
    fn get_endpos(vm: &mut Vm, this: &Value) -> usize {
        state(vm, this).map_or(0, |found| found.endpos)
    }

    /// The integer index of the last matched capturing group.
    #[getter(lastindex)]
    fn get_lastindex(vm: &mut Vm, this: &Value) -> Option<u32> {
        state(vm, this).map(|found| found.last_index).filter(|index| *index > 0)
    }

    /// The name of the last matched capturing group.
    #[getter(lastgroup)]
    fn get_lastgroup(vm: &mut Vm, this: &Value) -> Value {
        let Some(found) = state(vm, this).filter(|found| found.last_index > 0) else { return Value::NONE };
        let pattern = found.pattern.downcast::<PyBoxed>().and_then(|pattern| pattern.state::<Pattern>(vm));
        let names = pattern.map(|pattern| pattern.index_group.items());
        names.and_then(|names| names.get(found.last_index as usize)).cloned().unwrap_or(Value::NONE)
    }

    #[getter(regs)]
    fn get_regs(vm: &mut Vm, this: &Value) -> PyResult {
        let mut spans = Vec::new();
        for group in 0..groups_of(vm, this) {
            let (start, end) = char_span(vm, this, group)?;
            let (start, end) = (vm.new_int(start), vm.new_int(end));
            spans.push(vm.new_tuple([start, end]).into());
        }
        Ok(vm.new_tuple(spans).into())
    }
}

/// A match object, as a value.
pub fn new_match(vm: &mut Vm, found: Match) -> Value {
    let class = vm.native_class::<MatchClass>();
    let object: Ref<PyBoxed> = vm.new_boxed(&class, found);
    object.into()
}
