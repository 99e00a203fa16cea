//! The text of uncaught exceptions: tracebacks with source lines and carets, causes, notes and groups.

use crate::objects::*;
use crate::{Ref, Value, Vm};

/// Colours of a terminal; empty without one.
#[derive(Clone, Copy)]
struct Theme {
    kind: &'static str,
    message: &'static str,
    file: &'static str,
    line: &'static str,
    frame: &'static str,
    caret: &'static str,
    range: &'static str,
    reset: &'static str,
}

const PLAIN: Theme =
    Theme { kind: "", message: "", file: "", line: "", frame: "", caret: "", range: "", reset: "" };
const COLOURED: Theme = Theme {
    kind: "\x1b[1;35m",
    message: "\x1b[35m",
    file: "\x1b[35m",
    line: "\x1b[35m",
    frame: "\x1b[35m",
    caret: "\x1b[1;31m",
    range: "\x1b[31m",
    reset: "\x1b[0m",
};

/// Frames of the same place that are shown before "Previous line repeated".
const REPEATS: usize = 3;
/// Exceptions of a group, and depth of groups, that are shown.
const GROUP_WIDTH: usize = 15;
const GROUP_DEPTH: usize = 10;

/// The text that CPython would print for `exception`, with a newline at the end.
pub fn format_exception(vm: &mut Vm, exception: &Value, coloured: bool) -> String {
    let theme = if coloured { COLOURED } else { PLAIN };
    let mut printer = Printer { theme, seen: Vec::new(), depth: 0, need_close: false };
    let mut text = String::new();
    printer.exception(vm, exception, &mut text);
    text
}

struct Printer {
    theme: Theme,
    seen: Vec<usize>,
    depth: usize,
    need_close: bool,
}

impl Printer {
    fn margin(&self) -> String {
        if self.depth == 0 { String::new() } else { format!("{}| ", "  ".repeat(self.depth)) }
    }

    fn write(&self, out: &mut String, text: &str) {
        let margin = self.margin();
        for line in text.split_inclusive('\n') {
            out.push_str(&margin);
            out.push_str(line);
        }
    }

    fn exception(&mut self, vm: &mut Vm, value: &Value, out: &mut String) {
        let Some(exception) = value.downcast::<PyException>() else { return };
        if vm.check_native_stack().is_err() {
            vm.clear_raised();
            return;
        }
        self.seen.push(value.address());
        let (cause, context) = (exception.cause(vm), exception.context(vm));
        if !cause.is_none() {
            if !self.seen.contains(&cause.address()) {
                self.exception(vm, &cause, out);
                self.write(out, "\nThe above exception was the direct cause of the following exception:\n\n");
            }
        } else if !context.is_none()
            && !exception.suppresses_context(vm)
            && !self.seen.contains(&context.address())
        {
            self.exception(vm, &context, out);
            self.write(out, "\nDuring handling of the above exception, another exception occurred:\n\n");
        }
        match group_members(vm, value) {
            None => {
                let mut text = String::new();
                self.traceback(vm, exception, "Traceback (most recent call last):\n", &mut text);
                text.push_str(&self.last_lines(vm, value));
                self.write(out, &text);
            }
            Some(members) => self.group(vm, value, exception, &members, out),
        }
    }

    fn group(
        &mut self,
        vm: &mut Vm,
        value: &Value,
        exception: &PyException,
        members: &[Value],
        out: &mut String,
    ) {
        if self.depth > GROUP_DEPTH {
            self.write(out, &format!("... (max_group_depth is {GROUP_DEPTH})\n"));
            return;
        }
        let top = self.depth == 0;
        if top {
            self.depth = 1;
        }
        let mut text = String::new();
        self.traceback(vm, exception, "Exception Group Traceback (most recent call last):\n", &mut text);
        let headed = !text.is_empty();
        text.push_str(&self.last_lines(vm, value));
        if top && headed {
            // The first line has a plus where the others have a bar.
            let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
            out.push_str(&format!("  + {first}\n"));
            let rest = rest.to_owned();
            self.write(out, &rest);
        } else {
            self.write(out, &text);
        }
        let count = members.len();
        let shown = count.min(GROUP_WIDTH + 1);
        self.need_close = false;
        for (index, member) in members.iter().enumerate().take(shown) {
            let last = index == shown - 1;
            if last {
                self.need_close = true;
            }
            let truncated = index >= GROUP_WIDTH;
            let title = if truncated { "...".to_owned() } else { (index + 1).to_string() };
            let indent = "  ".repeat(self.depth);
            let mark = if index == 0 { "+-" } else { "  " };
            out.push_str(&format!("{indent}{mark}+---------------- {title} ----------------\n"));
            self.depth += 1;
            if truncated {
                let rest = count - GROUP_WIDTH;
                let plural = if rest == 1 { "" } else { "s" };
                self.write(out, &format!("and {rest} more exception{plural}\n"));
            } else {
                self.exception(vm, member, out);
            }
            if last && self.need_close {
                out.push_str(&format!("{}+------------------------------------\n", "  ".repeat(self.depth)));
                self.need_close = false;
            }
            self.depth -= 1;
        }
        if top {
            self.depth = 0;
        }
    }

    fn traceback(&mut self, vm: &mut Vm, exception: &PyException, heading: &str, out: &mut String) {
        let mut link = exception.traceback(vm);
        if link.is_none() {
            return;
        }
        out.push_str(heading);
        let mut entries = Vec::new();
        while let Some(traceback) = link.downcast::<PyTraceback>() {
            entries.push(Ref::new(traceback));
            let next = traceback.next(vm);
            link = next;
        }
        // Of very long tracebacks the same line repeats; other frames are all shown.
        let mut last: Option<(String, i32, String)> = None;
        let mut repeats = 0;
        for traceback in entries {
            let code = traceback.code();
            let filename = code.filename(vm).text().to_string_lossy();
            let name = code.name().text().to_string_lossy();
            let line = traceback.line();
            let place = Some((filename.clone(), line, name.clone()));
            if place == last {
                repeats += 1;
            } else {
                repeated(repeats, out);
                (last, repeats) = (place, 1);
            }
            if repeats > REPEATS {
                continue;
            }
            let t = &self.theme;
            out.push_str(&format!(
                "  File {}\"{filename}\"{}, line {}{line}{}, in {}{name}{}\n",
                t.file, t.reset, t.line, t.reset, t.frame, t.reset
            ));
            self.source_lines(vm, &traceback, &filename, line, out);
        }
        repeated(repeats, out);
    }

    fn source_lines(
        &self,
        vm: &mut Vm,
        traceback: &PyTraceback,
        filename: &str,
        line: i32,
        out: &mut String,
    ) {
        let position = traceback.position();
        let Some(text) = source_of(vm, filename) else { return };
        let lines: Vec<&str> = text.lines().collect();
        let Some(source) = usize::try_from(line - 1).ok().and_then(|index| lines.get(index)) else { return };
        let (Some(column), Some(end_line), Some(end_column)) =
            (position.col, position.end_line, position.end_col)
        else {
            let shown = source.trim();
            if !shown.is_empty() {
                out.push_str(&format!("    {shown}\n"));
            }
            return;
        };
        let (column, end_column) = (column.max(0) as usize, end_column.max(0) as usize);
        if end_line <= line {
            let trimmed = source.trim();
            let (start, end) = (floor_boundary(source, column), floor_boundary(source, end_column));
            let segment = source.get(start..end).unwrap_or_default();
            let anchors = anchors_of(segment);
            let indent = source.len() - source.trim_start().len();
            let whole = start <= indent && end >= source.trim_end().len();
            let show = !segment.is_empty() && (!whole || anchors.is_some());
            if !show {
                out.push_str(&format!("    {trimmed}\n"));
                return;
            }
            let mut marks: Vec<char> = Vec::new();
            let prefix = width(source.get(indent..start).unwrap_or_default());
            let mut offset = 0;
            for c in segment.chars() {
                let mark = match anchors {
                    Some((left, right)) if offset < left || offset >= right => '~',
                    _ => '^',
                };
                marks.extend(std::iter::repeat_n(mark, char_width(c)));
                offset += c.len_utf8();
            }
            let t = &self.theme;
            let marks: String = marks.into_iter().collect();
            match t.reset.is_empty() {
                true => out.push_str(&format!("    {trimmed}\n    {}{marks}\n", " ".repeat(prefix))),
                false => {
                    let (before, after) = (
                        source.get(indent..start).unwrap_or_default(),
                        source.get(end..).unwrap_or_default().trim_end(),
                    );
                    let coloured = colour_runs(segment, anchors, t);
                    let under: String = colour_marks(&marks, t);
                    out.push_str(&format!(
                        "    {before}{coloured}{after}\n    {}{under}\n",
                        " ".repeat(prefix)
                    ));
                }
            }
            return;
        }
        self.multi_line(&lines, line as usize, end_line as usize, column, end_column, out);
    }

    /// A statement over several lines: the first, those next to the anchors, and the last.
    fn multi_line(
        &self,
        lines: &[&str],
        first: usize,
        last: usize,
        column: usize,
        end_column: usize,
        out: &mut String,
    ) {
        let block: Vec<&str> = (first..=last).filter_map(|n| lines.get(n - 1).copied()).collect();
        let indent = block
            .iter()
            .filter(|l| !l.trim().is_empty())
            .map(|l| l.len() - l.trim_start().len())
            .min()
            .unwrap_or(0);
        let total = block.len();
        // Where the segment's text lies, and where its anchors are, as line and column.
        let mut segment = String::new();
        for (index, text) in block.iter().enumerate() {
            let start = if index == 0 { floor_boundary(text, column) } else { 0 };
            let end = if index + 1 == total { floor_boundary(text, end_column) } else { text.len() };
            segment.push_str(text.get(start..end.max(start)).unwrap_or_default());
            if index + 1 < total {
                segment.push('\n');
            }
        }
        let anchors = anchors_of(&segment);
        let mut shown: Vec<usize> = vec![0, total - 1];
        let mut offset = 0;
        let mut marks_of: Vec<String> = Vec::new();
        for (index, text) in block.iter().enumerate() {
            let start = if index == 0 { floor_boundary(text, column) } else { 0 };
            let end =
                if index + 1 == total { floor_boundary(text, end_column) } else { text.trim_end().len() };
            let own_indent = text.len() - text.trim_start().len();
            let mut marks = " ".repeat(width(text.get(indent..start.max(indent)).unwrap_or_default()));
            for (at, c) in text.char_indices() {
                if at < start.max(indent) || at >= end {
                    continue;
                }
                let position = offset + at - start;
                let mark = match anchors {
                    _ if at < own_indent => ' ',
                    Some((left, right)) if position < left || position >= right => '~',
                    _ => '^',
                };
                marks.extend(std::iter::repeat_n(mark, char_width(c)));
            }
            if let Some((left, right)) = anchors {
                for anchor in [left, right.saturating_sub(1)] {
                    if anchor >= offset && anchor <= offset + text.len().saturating_sub(start) {
                        shown.extend([index, index.saturating_sub(1), (index + 1).min(total - 1)]);
                    }
                }
            }
            marks_of.push(marks);
            offset += text.len() - start + 1;
        }
        if anchors.is_none() {
            shown.extend([1.min(total - 1), total.saturating_sub(2)]);
        }
        shown.sort_unstable();
        shown.dedup();
        let mut previous: Option<usize> = None;
        for index in shown {
            if let Some(previous) = previous {
                match index - previous {
                    2 => self.marked_line(block[previous + 1], &marks_of[previous + 1], indent, out),
                    gap if gap > 2 => out.push_str(&format!("    ...<{} lines>...\n", gap - 1)),
                    _ => {}
                }
            }
            self.marked_line(block[index], &marks_of[index], indent, out);
            previous = Some(index);
        }
    }

    fn marked_line(&self, line: &str, marks: &str, indent: usize, out: &mut String) {
        out.push_str(&format!("    {}\n", line.get(indent..).unwrap_or_default().trim_end()));
        if !marks.trim().is_empty() {
            out.push_str(&format!("    {}\n", colour_marks(marks, &self.theme)));
        }
    }

    /// The lines with class and message, and the notes.
    fn last_lines(&self, vm: &mut Vm, value: &Value) -> String {
        let t = &self.theme;
        let mut out = String::new();
        let class = Ref::new(vm.class_of(value));
        let name = display_name(vm, &class);
        let syntax_error = vm.types().exc.SyntaxError.clone();
        let message = match vm.str(value) {
            Ok(text) => text.text().to_string_lossy(),
            Err(_) => {
                vm.clear_raised();
                "<exception str() failed>".to_owned()
            }
        };
        if class.is_subtype(vm, &syntax_error) && self.syntax_error(vm, value, &name, &mut out) {
            self.notes(vm, value, &mut out);
            return out;
        }
        let hint = crate::suggest::hint(vm, value);
        match message.is_empty() && hint.is_empty() {
            true => out.push_str(&format!("{}{name}{}\n", t.kind, t.reset)),
            false => out
                .push_str(&format!("{}{name}{}: {}{message}{hint}{}\n", t.kind, t.reset, t.message, t.reset)),
        }
        self.notes(vm, value, &mut out);
        out
    }

    fn notes(&self, vm: &mut Vm, value: &Value, out: &mut String) {
        let name = vm.intern_str("__notes__");
        let notes = match vm.get_attr_optional(value, &name) {
            Ok(Some(notes)) => notes,
            Ok(None) => return,
            Err(_) => {
                vm.clear_raised();
                return;
            }
        };
        let items = match notes.downcast::<PyList>() {
            Some(list) => list.items(vm).to_vec(),
            None => match notes.downcast::<PyTuple>() {
                Some(tuple) => tuple.items().to_vec(),
                None => {
                    if let Ok(text) = vm.repr(&notes) {
                        out.push_str(&format!("{}\n", text.text().to_string_lossy()));
                    }
                    return;
                }
            },
        };
        for note in items {
            match vm.str(&note) {
                Ok(text) => out.push_str(&format!("{}\n", text.text().to_string_lossy())),
                Err(_) => {
                    vm.clear_raised();
                    out.push_str("<note str() failed>\n");
                }
            }
        }
    }

    /// A syntax error shows its own place. Whether it has one.
    fn syntax_error(&self, vm: &mut Vm, value: &Value, name: &str, out: &mut String) -> bool {
        let get = |vm: &mut Vm, name: &str| {
            vm.get_attr_str(value, name).unwrap_or_else(|_| {
                vm.clear_raised();
                Value::NONE
            })
        };
        let line = get(vm, "lineno").as_small_int();
        let text = |value: &Value| value.downcast::<PyStr>().map(|text| text.text().to_string_lossy());
        let message = get(vm, "msg");
        let filename = get(vm, "filename");
        let filename = text(&filename);
        let t = &self.theme;
        let message = text(&message).unwrap_or_else(|| "<no detail available>".to_owned());
        if let Some(line) = line {
            let filename = filename.unwrap_or_else(|| "<string>".to_owned());
            out.push_str(&format!(
                "  File {}\"{filename}\"{}, line {}{line}{}\n",
                t.file, t.reset, t.line, t.reset
            ));
            let source = get(vm, "text");
            if let Some(source) = text(&source) {
                let trimmed_end = source.trim_end_matches(['\n', '\r']);
                let shown = trimmed_end.trim_start_matches([' ', '\n', '\x0c']);
                out.push_str(&format!("    {shown}\n"));
                let offset = get(vm, "offset").as_small_int();
                if let Some(offset) = offset {
                    let end_line = get(vm, "end_lineno").as_small_int().unwrap_or(line);
                    let mut end = match end_line == line {
                        true => {
                            get(vm, "end_offset").as_small_int().filter(|end| *end != 0).unwrap_or(offset)
                        }
                        false => trimmed_end.chars().count() as i64 + 1,
                    };
                    if offset == end || end == -1 {
                        end = offset + 1;
                    }
                    let spaces = (trimmed_end.chars().count() - shown.chars().count()) as i64;
                    let (column, end_column) = (offset - 1 - spaces, end - 1 - spaces);
                    if column >= 0 {
                        let prefix: String = shown
                            .chars()
                            .take(column as usize)
                            .map(
                                |c| if c.is_whitespace() { c.to_string() } else { " ".repeat(char_width(c)) },
                            )
                            .collect();
                        let missing = (column as usize).saturating_sub(shown.chars().count());
                        let carets = "^".repeat((end_column - column).max(1) as usize);
                        out.push_str(&format!(
                            "    {prefix}{}{}{carets}{}\n",
                            " ".repeat(missing),
                            t.caret,
                            t.reset
                        ));
                    }
                }
            }
            out.push_str(&format!("{}{name}{}: {}{message}{}\n", t.kind, t.reset, t.message, t.reset));
        } else {
            let place = filename.map_or(String::new(), |filename| format!(" ({filename})"));
            out.push_str(&format!("{}{name}{}: {}{message}{place}{}\n", t.kind, t.reset, t.message, t.reset));
        }
        true
    }
}

fn repeated(repeats: usize, out: &mut String) {
    if repeats > REPEATS {
        let more = repeats - REPEATS;
        let plural = if more == 1 { "" } else { "s" };
        out.push_str(&format!("  [Previous line repeated {more} more time{plural}]\n"));
    }
}

fn colour_marks(marks: &str, t: &Theme) -> String {
    if t.reset.is_empty() {
        return marks.trim_end().to_owned();
    }
    let mut out = String::new();
    let mut current = ' ';
    for c in marks.trim_end().chars() {
        if c != current {
            if current != ' ' {
                out.push_str(t.reset);
            }
            out.push_str(match c {
                '^' => t.caret,
                '~' => t.range,
                _ => "",
            });
            current = c;
        }
        out.push(c);
    }
    if current != ' ' {
        out.push_str(t.reset);
    }
    out
}

fn colour_runs(segment: &str, anchors: Option<(usize, usize)>, t: &Theme) -> String {
    let (left, right) = anchors.unwrap_or((0, segment.len()));
    let part = |colour: &str, text: Option<&str>| match text {
        Some(text) if !text.is_empty() => format!("{colour}{text}{}", t.reset),
        _ => String::new(),
    };
    let strong = part(t.caret, segment.get(left..right));
    format!("{}{strong}{}", part(t.range, segment.get(..left)), part(t.range, segment.get(right..)))
}

/// `module.qualname`, without the module where it goes without saying.
fn display_name(vm: &mut Vm, class: &PyType) -> String {
    let qualname = vm.qualified_name(class);
    match qualname.strip_prefix("__main__.") {
        Some(rest) => rest.to_owned(),
        None => qualname,
    }
}

fn group_members(vm: &mut Vm, value: &Value) -> Option<Vec<Value>> {
    let group = vm.types().exc.BaseExceptionGroup.clone();
    if !vm.class_of(value).is_subtype(vm, &group) {
        return None;
    }
    let members = value.downcast::<PyException>()?.field(vm, 1);
    members.downcast::<PyTuple>().map(|members| members.items().to_vec())
}

/// The text of a source file, if it can be read.
fn source_of(vm: &mut Vm, filename: &str) -> Option<String> {
    if filename.starts_with('<') {
        let bytes = vm.native_source(filename)?;
        return Some(bytes);
    }
    let bytes = vm.host().read_file(filename).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn floor_boundary(text: &str, index: usize) -> usize {
    let mut index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

fn char_width(c: char) -> usize {
    match c as u32 {
        0x1100..=0x115F
        | 0x2E80..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0x1F300..=0x1F64F
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD => 2,
        0x300..=0x36F => 0,
        _ => 1,
    }
}

fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// Of an expression's text, the bytes that the carets point at: the operator of a binary operation, the arguments of a
/// call, the brackets of a subscription. `None`: all of it alike.
///
/// This looks at the text alone. It follows brackets and strings, and finds the operator that binds least.
fn anchors_of(segment: &str) -> Option<(usize, usize)> {
    let bytes = segment.as_bytes();
    let mut depth = 0_i32;
    let mut index = 0;
    // Position, length and binding strength of the weakest operator outside brackets.
    let mut operator: Option<(usize, usize, u8)> = None;
    let mut last_open: Option<usize> = None;
    // Whether an operand ended just before: otherwise an operator is a sign.
    let mut operand = false;
    while index < bytes.len() {
        let byte = bytes[index];
        match byte {
            b'"' | b'\'' => {
                index = skip_string(bytes, index);
                operand = true;
                continue;
            }
            b'#' => {
                while index < bytes.len() && bytes[index] != b'\n' {
                    index += 1;
                }
                continue;
            }
            b'(' | b'[' | b'{' => {
                if depth == 0 {
                    last_open = operand.then_some(index);
                }
                depth += 1;
                operand = false;
            }
            b')' | b']' | b'}' => {
                depth -= 1;
                operand = true;
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'\\' => {}
            _ if depth > 0 => {}
            b',' | b'=' | b'<' | b'>' | b'!' | b':' | b';'
                if !matches!(bytes.get(index..index + 2), Some(b"<<" | b">>")) =>
            {
                // Comparisons, assignments, tuples and slices have no anchors.
                return None;
            }
            b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'<' | b'>' | b'~' => {
                let two = bytes.get(index..index + 2);
                let length = if matches!(two, Some(b"**" | b"//" | b"<<" | b">>")) { 2 } else { 1 };
                if bytes.get(index + length) == Some(&b'=') {
                    // An augmented assignment: the operator with its `=`.
                    return Some((index, index + length + 1)).filter(|_| operand && operator.is_none());
                }
                if operand {
                    let strength = match (byte, length) {
                        (b'|', _) => 1,
                        (b'^', _) => 2,
                        (b'&', _) => 3,
                        (b'<' | b'>', _) => 4,
                        (b'+' | b'-', _) => 5,
                        (b'*', 2) => 8,
                        _ => 6,
                    };
                    // Equal strength: the last one is the outermost; of `**` the first.
                    if operator.is_none_or(|(_, _, weakest)| {
                        strength < weakest || strength == weakest && strength != 8
                    }) {
                        operator = Some((index, length, strength));
                    }
                }
                operand = false;
                index += length;
                continue;
            }
            byte if byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 => {
                let start = index;
                while index < bytes.len()
                    && (bytes[index].is_ascii_alphanumeric() || bytes[index] == b'_' || bytes[index] >= 0x80)
                {
                    index += 1;
                }
                let word = &segment[start..index];
                let number = bytes[start].is_ascii_digit();
                if number && word.ends_with(['e', 'E']) && matches!(bytes.get(index), Some(b'+' | b'-')) {
                    index += 1;
                }
                match word {
                    "and" | "or" | "not" | "if" | "else" | "in" | "is" | "lambda" | "await" | "for"
                    | "raise" | "return" | "yield" | "del" | "assert" | "import" | "from" | "with"
                    | "while" | "async" => {
                        return None;
                    }
                    _ => operand = true,
                }
                continue;
            }
            _ => {}
        }
        index += 1;
    }
    if let Some((at, length, _)) = operator {
        return Some((at, at + length));
    }
    let last = segment.trim_end();
    match (last_open, last.as_bytes().last()) {
        (Some(open), Some(b')' | b']')) if open > 0 && !last.ends_with('}') => Some((open, last.len())),
        _ => None,
    }
}

fn skip_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let triple = bytes.get(start..start + 3).is_some_and(|three| three.iter().all(|byte| *byte == quote));
    let length = if triple { 3 } else { 1 };
    let mut index = start + length;
    while index < bytes.len() {
        if bytes[index] == b'\\' {
            index += 2;
        } else if bytes[index..].starts_with(&bytes[start..start + length]) {
            return index + length;
        } else {
            index += 1;
        }
    }
    bytes.len()
}
