//! `re.Pattern`, and what stands on it: scanners, the iterator of `finditer`, replacement templates.

use std::cell::Cell;
use std::rc::Rc;

use vm_derive::native;

use super::engine::Engine;
use super::match_object::{Match, group_value, new_match, slice_of, text_of};
use super::program::Program;
use super::subject::{Narrow, Wide, offset_of_char};
use crate::object::Visitor;
use crate::objects::{NativeState, PyBoxed, PyBytes, PyDict, PyStr, PyTuple};
use crate::types::CompareOp;
use crate::{PyResult, Ref, Value, Vm};

/// The state of a pattern.
pub struct Pattern {
    pub pattern: Value,
    pub flags: i64,
    pub group_index: Ref<PyDict>,
    pub index_group: Ref<PyTuple>,
    /// Whether it matches text; `None` if it matches both.
    pub is_text: Option<bool>,
    pub code: Vec<u32>,
    pub program: Rc<Program>,
}

impl NativeState for Pattern {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.pattern);
        visit(self.group_index.value());
        visit(self.index_group.value());
    }
}

/// A parsed replacement: text, then groups with the text behind each.
pub struct Template {
    pub first: Value,
    pub groups: Vec<(usize, Value)>,
}

impl NativeState for Template {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.first);
        self.groups.iter().for_each(|(_, literal)| visit(literal));
    }
}

/// What is searched, kept alive.
enum Held {
    Text(Ref<PyStr>),
    Bytes(Ref<PyBytes>),
    Copy(Vec<u8>),
}

/// A subject with the bounds of a search.
struct Target {
    held: Held,
    wide: bool,
    /// In bytes.
    start: usize,
    end: usize,
    /// In characters.
    pos: usize,
    endpos: usize,
}

impl Target {
    fn data(&self) -> &[u8] {
        match &self.held {
            Held::Text(text) => text.as_bytes(),
            Held::Bytes(bytes) => bytes.data(),
            Held::Copy(data) => data,
        }
    }
}

/// What one search found: the marks of the whole match and the groups, and the last group.
struct Found {
    start: usize,
    end: usize,
    marks: Vec<usize>,
    last_index: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Match,
    FullMatch,
    Search,
}

/// Matches or searches once, from `start` on.
fn find(program: &Program, target: &Target, start: usize, mode: Mode, must_advance: bool) -> Option<Found> {
    macro_rules! run {
        ($subject:expr) => {{
            let mut engine = Engine::new(program, $subject, target.end);
            let (start, end) = match mode {
                Mode::Search => engine.search(start, must_advance)?,
                _ => (start, engine.match_at(start, mode == Mode::FullMatch, must_advance)?),
            };
            Some(Found { start, end, marks: engine.marks, last_index: engine.last_index })
        }};
    }
    match target.wide {
        true => run!(Wide(target.data())),
        false => run!(Narrow(target.data())),
    }
}

fn pattern_of<'a>(vm: &'a Vm, this: &'a Value) -> Option<&'a Pattern> {
    this.downcast::<PyBoxed>()?.state::<Pattern>(vm)
}

fn program_of(vm: &mut Vm, this: &Value) -> PyResult<Rc<Program>> {
    match pattern_of(vm, this).map(|pattern| pattern.program.clone()) {
        Some(program) => Ok(program),
        None => Err(vm.type_error("descriptor requires a 're.Pattern' object")),
    }
}

/// Checks that the pattern can search `string`, and finds the bounds.
fn target_of(
    vm: &mut Vm,
    this: &Value,
    string: &Value,
    pos: Option<isize>,
    endpos: Option<isize>,
) -> PyResult<Target> {
    let is_text = pattern_of(vm, this).and_then(|pattern| pattern.is_text);
    let (held, wide, length) = match string.downcast::<PyStr>() {
        Some(_) if is_text == Some(false) => {
            return Err(vm.type_error("cannot use a bytes pattern on a string-like object"));
        }
        Some(text) => (Held::Text(Ref::new(text)), !text.is_ascii(), text.char_len()),
        None => {
            let held = match string.downcast::<PyBytes>() {
                Some(bytes) => Held::Bytes(Ref::new(bytes)),
                None => match vm.new_memoryview(string) {
                    Ok(view) => Held::Copy(vm.to_bytes_like(&view)?),
                    Err(raised) => {
                        vm.discard(raised);
                        let found = vm.class_name(string);
                        return Err(
                            vm.type_error(format!("expected string or bytes-like object, got '{found}'"))
                        );
                    }
                },
            };
            if is_text == Some(true) {
                return Err(vm.type_error("cannot use a string pattern on a bytes-like object"));
            }
            let length = match &held {
                Held::Bytes(bytes) => bytes.data().len(),
                Held::Copy(data) => data.len(),
                Held::Text(_) => 0,
            };
            (held, false, length)
        }
    };
    let pos = usize::try_from(pos.unwrap_or(0)).unwrap_or(0).min(length);
    let endpos = usize::try_from(endpos.unwrap_or(isize::MAX)).unwrap_or(0).min(length);
    let mut target = Target { held, wide, start: pos, end: endpos, pos, endpos };
    if wide {
        target.start = offset_of_char(target.data(), pos);
        target.end =
            if endpos == length { target.data().len() } else { offset_of_char(target.data(), endpos) };
    }
    Ok(target)
}

fn match_object(vm: &mut Vm, this: &Value, string: &Value, target: &Target, found: Found) -> Value {
    let mut marks = Vec::with_capacity(found.marks.len() + 2);
    marks.extend([found.start, found.end]);
    marks.extend(found.marks);
    new_match(
        vm,
        Match {
            pattern: this.clone(),
            string: string.clone(),
            marks: marks.into(),
            last_index: found.last_index,
            pos: target.pos,
            endpos: target.endpos,
            wide: target.wide,
        },
    )
}

fn once(
    vm: &mut Vm,
    this: &Value,
    string: &Value,
    (pos, endpos): (Option<isize>, Option<isize>),
    mode: Mode,
) -> PyResult {
    let target = target_of(vm, this, string, pos, endpos)?;
    let program = program_of(vm, this)?;
    match find(&program, &target, target.start, mode, false) {
        Some(found) => Ok(match_object(vm, this, string, &target, found)),
        None => Ok(Value::NONE),
    }
}

/// Each match in turn, with the rule that a match is not empty where the one before ended... unless that was not empty.
struct Walk {
    start: usize,
    must_advance: bool,
}

impl Walk {
    fn next(&mut self, program: &Program, target: &Target, mode: Mode) -> Option<Found> {
        let found = find(program, target, self.start, mode, self.must_advance)?;
        self.must_advance = found.end == found.start;
        self.start = found.end;
        Some(found)
    }
}

/// The value of a group of what was found; `default` if it took no part.
fn found_group(vm: &mut Vm, string: &Value, found: &Found, group: usize, default: &Value) -> PyResult {
    match (found.marks.get(group * 2), found.marks.get(group * 2 + 1)) {
        (Some(&start), Some(&end)) if start != super::engine::UNSET && end != super::engine::UNSET => {
            slice_of(vm, string, start, end.max(start))
        }
        _ => Ok(default.clone()),
    }
}

/// The parsed form of a replacement, made (and kept) by `re`.
pub fn template_of(vm: &mut Vm, pattern: &Value, template: &Value) -> PyResult {
    let module = vm.import_absolute("re")?;
    // The parsed forms are kept in a cache, for which the replacement must be hashable.
    let template = match template.downcast::<PyStr>().is_none() && template.downcast::<PyBytes>().is_none() {
        true => match vm.to_bytes_like(template) {
            Ok(data) => vm.new_bytes(data).into(),
            Err(raised) => {
                vm.discard(raised);
                template.clone()
            }
        },
        false => template.clone(),
    };
    vm.call_method_str(&module, "_compile_template", &[pattern.clone(), template])
}

/// The replacement for a match.
pub fn expand_template(vm: &mut Vm, template: &Value, found: &Value) -> PyResult {
    let parts = template.downcast::<PyBoxed>().and_then(|object| object.state::<Template>(vm));
    let Some((first, groups)) = parts.map(|template| (template.first.clone(), template.groups.clone()))
    else {
        return Err(vm.type_error("invalid template"));
    };
    if groups.is_empty() {
        return Ok(first);
    }
    let mut values = vec![first];
    for (group, literal) in groups {
        values.push(group_value(vm, found, group, &Value::NONE)?);
        values.push(literal);
    }
    let is_text = values[0].downcast::<PyStr>().is_some();
    let mut output = Output { data: Vec::new(), is_text, ascii: true, pieces: 0 };
    for value in &values {
        output.push(vm, value)?;
    }
    Ok(output.finish(vm))
}

/// A string that is put together.
struct Output {
    data: Vec<u8>,
    is_text: bool,
    ascii: bool,
    pieces: usize,
}

impl Output {
    fn push(&mut self, vm: &mut Vm, value: &Value) -> PyResult<()> {
        if value.is_none() {
            return Ok(());
        }
        match value.downcast::<PyStr>() {
            Some(text) if self.is_text => {
                self.ascii &= text.is_ascii();
                self.data.extend_from_slice(text.as_bytes());
            }
            None if !self.is_text => match value.downcast::<PyBytes>() {
                Some(bytes) => self.data.extend_from_slice(bytes.data()),
                None => {
                    let Ok(data) = vm.to_bytes_like(value) else { return Err(self.mismatch(vm, value)) };
                    self.data.extend_from_slice(&data);
                }
            },
            _ => return Err(self.mismatch(vm, value)),
        }
        self.pieces += 1;
        Ok(())
    }

    fn mismatch(&self, vm: &mut Vm, value: &Value) -> crate::Raised {
        let (number, found) = (self.pieces, vm.class_name(value));
        let expected = if self.is_text { "str instance" } else { "a bytes-like object" };
        vm.clear_raised();
        vm.type_error(format!("sequence item {number}: expected {expected}, {found} found"))
    }

    fn finish(self, vm: &mut Vm) -> Value {
        match self.is_text {
            true => text_of(vm, &self.data, self.ascii),
            false => vm.new_bytes(self.data).into(),
        }
    }
}

/// How a match is replaced.
enum Replacement {
    Literal(Value),
    Template(Value),
    Call(Value),
}

fn replacement_of(vm: &mut Vm, this: &Value, repl: &Value) -> PyResult<Replacement> {
    if vm.is_callable(repl) {
        return Ok(Replacement::Call(repl.clone()));
    }
    let literal = match (repl.downcast::<PyStr>(), repl.downcast::<PyBytes>()) {
        (Some(text), _) => !text.as_bytes().contains(&b'\\'),
        (None, Some(bytes)) => !bytes.data().contains(&b'\\'),
        (None, None) => false,
    };
    if literal {
        return Ok(Replacement::Literal(repl.clone()));
    }
    let template = template_of(vm, this, repl)?;
    let parts = template.downcast::<PyBoxed>().and_then(|object| object.state::<Template>(vm));
    match parts.map(|parts| parts.groups.is_empty().then(|| parts.first.clone())) {
        Some(Some(literal)) => Ok(Replacement::Literal(literal)),
        Some(None) => Ok(Replacement::Template(template)),
        None => Ok(Replacement::Literal(template)),
    }
}

/// `sub` and `subn`: the new string and the number of replacements.
fn substitute(
    vm: &mut Vm,
    this: &Value,
    repl: &Value,
    string: &Value,
    count: isize,
) -> PyResult<(Value, usize)> {
    let target = target_of(vm, this, string, None, None)?;
    let program = program_of(vm, this)?;
    let replacement = replacement_of(vm, this, repl)?;
    let is_text = matches!(target.held, Held::Text(_));
    let mut output = Output { data: Vec::new(), is_text, ascii: !target.wide, pieces: 0 };
    let (mut done, mut last) = (0_usize, 0);
    let mut walk = Walk { start: target.start, must_advance: false };
    while count == 0 || (done as u128) < count.max(0) as u128 {
        let Some(found) = walk.next(&program, &target, Mode::Search) else { break };
        let (start, end) = (found.start, found.end);
        if last < start {
            output.data.extend_from_slice(&target.data()[last..start]);
            output.pieces += 1;
        }
        match &replacement {
            Replacement::Literal(literal) => output.push(vm, literal)?,
            Replacement::Template(template) => {
                let found = match_object(vm, this, string, &target, found);
                let value = expand_template(vm, template, &found)?;
                output.push(vm, &value)?;
            }
            Replacement::Call(function) => {
                let found = match_object(vm, this, string, &target, found);
                let value = vm.call(function, &[found])?;
                output.push(vm, &value)?;
            }
        }
        last = end;
        done += 1;
    }
    if done == 0 {
        let length = target.data().len();
        return Ok((slice_of(vm, string, 0, length)?, 0));
    }
    output.data.extend_from_slice(&target.data()[last..target.end]);
    Ok((output.finish(vm), done))
}

/// The class `re.Pattern`.
pub struct PatternClass;

/// Compiled regular expression object.
#[native(name = "Pattern", module = "re", kind = Boxed, final, no_constructor)]
impl PatternClass {
    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        const NAMES: [(i64, &str); 8] = [
            (2, "re.IGNORECASE"),
            (4, "re.LOCALE"),
            (8, "re.MULTILINE"),
            (16, "re.DOTALL"),
            (32, "re.UNICODE"),
            (64, "re.VERBOSE"),
            (128, "re.DEBUG"),
            (256, "re.ASCII"),
        ];
        let Some((pattern, mut flags)) = pattern_of(vm, this).map(|p| (p.pattern.clone(), p.flags)) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        // Unicode is the default of text.
        if pattern.downcast::<PyStr>().is_some() && flags & (4 | 32 | 256) == 32 {
            flags &= !32;
        }
        let mut shown = Vec::new();
        for (flag, name) in NAMES {
            if flags & flag != 0 {
                shown.push(name.to_owned());
                flags &= !flag;
            }
        }
        if flags != 0 {
            shown.push(format!("{flags:#x}"));
        }
        let pattern = vm.repr(&pattern)?;
        let pattern: String = pattern.text().to_string_lossy().chars().take(200).collect();
        let text = match shown.is_empty() {
            true => format!("re.compile({pattern})"),
            false => format!("re.compile({pattern}, {})", shown.join("|")),
        };
        Ok(vm.new_str(&text).into())
    }

    #[slot(hash)]
    fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
        let parts = pattern_of(vm, this).map(|p| (p.pattern.clone(), p.flags, p.program.groups));
        let Some((pattern, flags, groups)) = parts else { return Ok(0) };
        let hash = vm.hash(&pattern)? ^ flags ^ (groups as i64) << 16;
        Ok(if hash == -1 { -2 } else { hash })
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (Some(left), Some(right)) = (pattern_of(vm, this), pattern_of(vm, other)) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let alike = left.flags == right.flags && left.is_text == right.is_text && left.code == right.code;
        let (left, right) = (left.pattern.clone(), right.pattern.clone());
        let equal = this.is(other) || (alike && vm.equals(&left, &right)?);
        Ok(Value::bool(equal == (op == CompareOp::Eq)))
    }

    /// Matches zero or more characters at the beginning of the string.
    #[method("($self, /, string, pos=0, endpos=sys.maxsize)", name = "match")]
    fn match_(
        vm: &mut Vm,
        this: &Value,
        string: &Value,
        pos: Option<isize>,
        endpos: Option<isize>,
    ) -> PyResult {
        once(vm, this, string, (pos, endpos), Mode::Match)
    }

    /// Matches against all of the string.
    #[method("($self, /, string, pos=0, endpos=sys.maxsize)")]
    fn fullmatch(
        vm: &mut Vm,
        this: &Value,
        string: &Value,
        pos: Option<isize>,
        endpos: Option<isize>,
    ) -> PyResult {
        once(vm, this, string, (pos, endpos), Mode::FullMatch)
    }

    /// Scan through string looking for a match, and return a corresponding match object instance.
    ///
    /// Return None if no position in the string matches.
    #[method("($self, /, string, pos=0, endpos=sys.maxsize)")]
    fn search(
        vm: &mut Vm,
        this: &Value,
        string: &Value,
        pos: Option<isize>,
        endpos: Option<isize>,
    ) -> PyResult {
        once(vm, this, string, (pos, endpos), Mode::Search)
    }

    /// Return a list of all non-overlapping matches of pattern in string.
    #[method("($self, /, string, pos=0, endpos=sys.maxsize)")]
    fn findall(
        vm: &mut Vm,
        this: &Value,
        string: &Value,
        pos: Option<isize>,
        endpos: Option<isize>,
    ) -> PyResult<Vec<Value>> {
        let target = target_of(vm, this, string, pos, endpos)?;
        let program = program_of(vm, this)?;
        let mut walk = Walk { start: target.start, must_advance: false };
        let empty = slice_of(vm, string, 0, 0)?;
        let mut results = Vec::new();
        while let Some(found) = walk.next(&program, &target, Mode::Search) {
            results.push(match program.groups {
                0 => slice_of(vm, string, found.start, found.end)?,
                1 => found_group(vm, string, &found, 0, &empty)?,
                groups => {
                    let mut values = Vec::with_capacity(groups);
                    for group in 0..groups {
                        values.push(found_group(vm, string, &found, group, &empty)?);
                    }
                    vm.new_tuple(values).into()
                }
            });
        }
        Ok(results)
    }

    /// Return an iterator over all non-overlapping matches for the RE pattern in string.
    ///
    /// For each match, the iterator returns a match object.
    #[method("($self, /, string, pos=0, endpos=sys.maxsize)")]
    fn finditer(
        vm: &mut Vm,
        this: &Value,
        string: &Value,
        pos: Option<isize>,
        endpos: Option<isize>,
    ) -> PyResult {
        let scanner = new_scanner(vm, this, string, pos, endpos)?;
        let class = vm.native_class::<MatchIteratorClass>();
        Ok(vm.new_boxed(&class, scanner).into())
    }

    #[method("($self, /, string, pos=0, endpos=sys.maxsize)")]
    fn scanner(
        vm: &mut Vm,
        this: &Value,
        string: &Value,
        pos: Option<isize>,
        endpos: Option<isize>,
    ) -> PyResult {
        let scanner = new_scanner(vm, this, string, pos, endpos)?;
        let class = vm.native_class::<ScannerClass>();
        Ok(vm.new_boxed(&class, scanner).into())
    }

    /// Split string by the occurrences of pattern.
    #[method("($self, /, string, maxsplit=0)")]
    fn split(vm: &mut Vm, this: &Value, string: &Value, maxsplit: Option<isize>) -> PyResult<Vec<Value>> {
        let target = target_of(vm, this, string, None, None)?;
        let program = program_of(vm, this)?;
        let most = maxsplit.unwrap_or(0);
        let mut walk = Walk { start: target.start, must_advance: false };
        let (mut results, mut done, mut last) = (Vec::new(), 0, 0);
        while most == 0 || done < most {
            let Some(found) = walk.next(&program, &target, Mode::Search) else { break };
            results.push(slice_of(vm, string, last, found.start)?);
            for group in 0..program.groups {
                results.push(found_group(vm, string, &found, group, &Value::NONE)?);
            }
            last = found.end;
            done += 1;
        }
        results.push(slice_of(vm, string, last, target.end)?);
        Ok(results)
    }

    /// Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the
    /// replacement repl.
    #[method("($self, /, repl, string, count=0)")]
    fn sub(vm: &mut Vm, this: &Value, repl: &Value, string: &Value, count: Option<isize>) -> PyResult {
        substitute(vm, this, repl, string, count.unwrap_or(0)).map(|(result, _)| result)
    }

    /// Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences
    /// of pattern with the replacement repl.
    #[method("($self, /, repl, string, count=0)")]
    fn subn(
        vm: &mut Vm,
        this: &Value,
        repl: &Value,
        string: &Value,
        count: Option<isize>,
    ) -> PyResult<(Value, usize)> {
        substitute(vm, this, repl, string, count.unwrap_or(0))
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

    /// The pattern string from which the RE object was compiled.
    #[getter(pattern)]
    fn get_pattern(vm: &mut Vm, this: &Value) -> Value {
        pattern_of(vm, this).map_or(Value::NONE, |pattern| pattern.pattern.clone())
    }

    /// The regex matching flags.
    #[getter(flags)]
    fn get_flags(vm: &mut Vm, this: &Value) -> i64 {
        pattern_of(vm, this).map_or(0, |pattern| pattern.flags)
    }

    /// The number of capturing groups in the pattern.
    #[getter(groups)]
    fn get_groups(vm: &mut Vm, this: &Value) -> usize {
        pattern_of(vm, this).map_or(0, |pattern| pattern.program.groups)
    }

    /// A dictionary mapping group names to group numbers.
    #[getter(groupindex)]
    fn get_groupindex(vm: &mut Vm, this: &Value) -> Value {
        match pattern_of(vm, this).map(|pattern| pattern.group_index.clone()) {
            Some(names) => vm.new_mapping_proxy(names.into()).into(),
            None => Value::NONE,
        }
    }
}

/// A walk through the matches of a string.
struct Scanner {
    pattern: Value,
    string: Value,
    program: Rc<Program>,
    target: Rc<Target>,
    /// A view that keeps the string from being resized while it is walked through; None if it cannot be.
    hold: Value,
    /// Where to go on, and whether the next match must not be empty there; `None` at the end.
    at: Cell<Option<(usize, bool)>>,
}

impl NativeState for Scanner {
    fn traverse_state(&self, visit: &mut Visitor<'_>) {
        visit(&self.pattern);
        visit(&self.string);
        visit(&self.hold);
    }
}

fn new_scanner(
    vm: &mut Vm,
    this: &Value,
    string: &Value,
    pos: Option<isize>,
    endpos: Option<isize>,
) -> PyResult<Scanner> {
    let target = target_of(vm, this, string, pos, endpos)?;
    let at = Cell::new(Some((target.start, false)));
    let program = program_of(vm, this)?;
    let hold = match target.held {
        Held::Copy(_) => vm.new_memoryview(string)?,
        Held::Text(_) | Held::Bytes(_) => Value::NONE,
    };
    let (pattern, string, target) = (this.clone(), string.clone(), Rc::new(target));
    Ok(Scanner { pattern, string, program, target, hold, at })
}

/// The next match of a scanner.
fn advance(vm: &mut Vm, this: &Value, mode: Mode) -> Option<Value> {
    let scanner = this.downcast::<PyBoxed>()?.state::<Scanner>(vm)?;
    let (start, must_advance) = scanner.at.get()?;
    let mut walk = Walk { start, must_advance };
    let found = walk.next(&scanner.program, &scanner.target, mode);
    scanner.at.set(found.as_ref().map(|_| (walk.start, walk.must_advance)));
    let ended = found.is_none();
    let (pattern, string, target) = (scanner.pattern.clone(), scanner.string.clone(), scanner.target.clone());
    if ended && let Some(scanner) = this.downcast::<PyBoxed>().and_then(|o| o.state_mut::<Scanner>(vm)) {
        scanner.hold = Value::NONE;
    }
    let found = found?;
    Some(match_object(vm, &pattern, &string, &target, found))
}

/// The class `_sre.SRE_Scanner`.
pub struct ScannerClass;

#[native(name = "SRE_Scanner", module = "_sre", kind = Boxed, final, no_constructor)]
impl ScannerClass {
    #[method("($self, /)", name = "match")]
    fn match_(vm: &mut Vm, this: &Value) -> Option<Value> {
        advance(vm, this, Mode::Match)
    }

    #[method("($self, /)")]
    fn search(vm: &mut Vm, this: &Value) -> Option<Value> {
        advance(vm, this, Mode::Search)
    }

    #[getter(pattern)]
    fn get_pattern(vm: &mut Vm, this: &Value) -> Value {
        let scanner = this.downcast::<PyBoxed>().and_then(|object| object.state::<Scanner>(vm));
        scanner.map_or(Value::NONE, |scanner| scanner.pattern.clone())
    }
}

/// The class of what `finditer` gives.
pub struct MatchIteratorClass;

#[native(name = "callable_iterator", kind = Boxed, final, no_constructor)]
impl MatchIteratorClass {
    #[slot(iter)]
    fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[slot(next)]
    fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
        Ok(advance(vm, this, Mode::Search))
    }
}

/// The class `_sre.SRE_Template`.
pub struct TemplateClass;

#[native(name = "SRE_Template", module = "_sre", kind = Boxed, final, no_constructor)]
impl TemplateClass {}
