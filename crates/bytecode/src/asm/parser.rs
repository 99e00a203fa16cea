//! The assembler of the readable form.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::literal::parse_literal;
use super::{BINARY_OPERATORS, COMPARE_TO_BOOL, COMPARISONS, FLAGS, Operand, extended_args};
use crate::exceptiontable::{self, ExceptionRange};
use crate::generated::peephole;
use crate::linetable::{LineTableWriter, Position};
use crate::verify;
use crate::{Code, CodeFlags, Constant, LocalKind, Opcode, Wtf8Buf};

/// Text that is not in the readable form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsmError {
    /// Line of the text, from 1.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for AsmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for AsmError {}

/// Assembles the one code object of the text, with what is nested in it.
pub fn assemble(text: &str) -> Result<Code, AsmError> {
    let mut open: Vec<Unit> = Vec::new();
    let mut done: Option<Code> = None;
    let mut last = 0;
    for (index, source) in text.lines().enumerate() {
        last = index + 1;
        let fail = |message: String| AsmError { line: last, message };
        let mut line = Line { rest: source.trim_start() };
        if line.at_end() {
            continue;
        }
        if line.take(".code ") {
            if done.is_some() {
                return Err(fail("only one code object can be the outermost".to_owned()));
            }
            let name = line.word().map_err(fail)?;
            open.push(Unit::new(name));
        } else if line.take(".end") {
            let unit = open.pop().ok_or_else(|| fail(".end without .code".to_owned()))?;
            let name = unit.label.clone();
            let code = unit.finish()?;
            match open.last_mut() {
                Some(outer) => drop(outer.nested.insert(name, Arc::new(code))),
                None => done = Some(code),
            }
        } else {
            let unit = open.last_mut().ok_or_else(|| fail("expected .code".to_owned()))?;
            unit.line(&mut line, last).map_err(fail)?;
        }
        if !line.at_end() {
            return Err(fail(format!("unexpected {:?}", line.rest)));
        }
    }
    match done {
        Some(code) if open.is_empty() => Ok(code),
        _ => Err(AsmError { line: last, message: "missing .end".to_owned() }),
    }
}

struct Line<'a> {
    rest: &'a str,
}

impl<'a> Line<'a> {
    fn at_end(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        self.rest.is_empty() || self.rest.starts_with(';')
    }

    fn take(&mut self, prefix: &str) -> bool {
        match self.rest.strip_prefix(prefix) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn raw_word(&mut self) -> Option<&'a str> {
        if self.at_end() {
            return None;
        }
        let end = self.rest.find(char::is_whitespace).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(word)
    }

    /// A word or a quoted string.
    fn word(&mut self) -> Result<String, String> {
        Ok(self.name()?.to_string_lossy())
    }

    fn name(&mut self) -> Result<Wtf8Buf, String> {
        if self.at_end() {
            return Err("something is missing at the end of the line".to_owned());
        }
        if !self.rest.starts_with('"') {
            return Ok(self.raw_word().unwrap_or_default().into());
        }
        match parse_literal(self.rest, &|_| None)? {
            (Constant::Str(text), rest) => {
                self.rest = rest;
                Ok(Wtf8Buf::clone(&text))
            }
            _ => Err("expected a string".to_owned()),
        }
    }

    fn names(&mut self) -> Result<Vec<Arc<Wtf8Buf>>, String> {
        let mut names = Vec::new();
        while !self.at_end() {
            names.push(Arc::new(self.name()?));
        }
        Ok(names)
    }

    fn number<T: std::str::FromStr>(&mut self) -> Result<T, String> {
        let word = self.raw_word().ok_or("expected a number")?;
        word.parse().map_err(|_| format!("{word:?} is not a number that fits"))
    }

    /// A word that stands at the end of an operand, if it is the next one.
    fn flag(&mut self, flag: &str) -> bool {
        self.rest = self.rest.trim_start();
        let next = self.rest.split(char::is_whitespace).next();
        next == Some(flag) && self.take(flag)
    }
}

enum Arg {
    Number(u32),
    Label(String),
}

struct Instr {
    op: Opcode,
    arg: Arg,
    position: Position,
    /// `EXTENDED_ARG`s at least, even if the argument needs fewer.
    extended: u32,
    line: usize,
}

struct Handler {
    labels: [String; 3],
    depth: u32,
    push_lasti: bool,
    line: usize,
}

/// A code object in the making.
struct Unit {
    label: String,
    name: Wtf8Buf,
    qualname: Option<Wtf8Buf>,
    filename: Wtf8Buf,
    firstlineno: i32,
    flags: CodeFlags,
    args: Vec<Arc<Wtf8Buf>>,
    posonly: u32,
    kwonly: Vec<Arc<Wtf8Buf>>,
    varargs: Vec<Arc<Wtf8Buf>>,
    varkeywords: Vec<Arc<Wtf8Buf>>,
    locals: Vec<Arc<Wtf8Buf>>,
    cells: Vec<Arc<Wtf8Buf>>,
    free: Vec<Arc<Wtf8Buf>>,
    hidden: Vec<Arc<Wtf8Buf>>,
    names: Vec<Arc<Wtf8Buf>>,
    consts: Vec<Constant>,
    stacksize: Option<u32>,
    nested: HashMap<String, Arc<Code>>,
    instrs: Vec<Instr>,
    labels: HashMap<String, usize>,
    handlers: Vec<Handler>,
    position: Option<Position>,
}

impl Unit {
    fn new(label: String) -> Unit {
        Unit {
            name: label.as_str().into(),
            label,
            qualname: None,
            filename: "<asm>".into(),
            firstlineno: 1,
            flags: CodeFlags::default(),
            args: Vec::new(),
            posonly: 0,
            kwonly: Vec::new(),
            varargs: Vec::new(),
            varkeywords: Vec::new(),
            locals: Vec::new(),
            cells: Vec::new(),
            free: Vec::new(),
            hidden: Vec::new(),
            names: Vec::new(),
            consts: Vec::new(),
            stacksize: None,
            nested: HashMap::new(),
            instrs: Vec::new(),
            labels: HashMap::new(),
            handlers: Vec::new(),
            position: None,
        }
    }

    fn line(&mut self, line: &mut Line, number: usize) -> Result<(), String> {
        let word = line.raw_word().unwrap_or_default();
        match word {
            ".name" => self.name = line.name()?,
            ".qualname" => self.qualname = Some(line.name()?),
            ".filename" => self.filename = line.name()?,
            ".firstlineno" => self.firstlineno = line.number()?,
            ".flags" => {
                while let Some(word) = line.raw_word() {
                    self.flags |= flag(word)?;
                }
            }
            ".args" => self.args.extend(line.names()?),
            ".posonly" => self.posonly = line.number()?,
            ".kwonly" => self.kwonly.extend(line.names()?),
            ".varargs" => {
                self.varargs = vec![Arc::new(line.name()?)];
                self.flags |= CodeFlags::VARARGS;
            }
            ".varkeywords" => {
                self.varkeywords = vec![Arc::new(line.name()?)];
                self.flags |= CodeFlags::VARKEYWORDS;
            }
            ".locals" => self.locals.extend(line.names()?),
            ".cells" => self.cells.extend(line.names()?),
            ".free" => self.free.extend(line.names()?),
            ".hidden" => self.hidden.extend(line.names()?),
            ".names" => self.names.extend(line.names()?),
            ".const" => {
                let constant = self.literal(line)?;
                self.consts.push(constant);
            }
            ".stacksize" => self.stacksize = Some(line.number()?),
            ".except" => {
                let labels = [line.word()?, line.word()?, line.word()?];
                let depth = line.number()?;
                let push_lasti = line.flag("lasti");
                self.handlers.push(Handler { labels, depth, push_lasti, line: number });
            }
            _ if word.starts_with('.') => return Err(format!("unknown directive {word:?}")),
            _ => match word.strip_suffix(':') {
                Some(label) => {
                    if self.labels.insert(label.to_owned(), self.instrs.len()).is_some() {
                        return Err(format!("label {label:?} stands twice"));
                    }
                }
                None => {
                    let op = Opcode::from_name(word).ok_or_else(|| format!("unknown opcode {word:?}"))?;
                    let arg = self.operand(op, line)?;
                    let extended = if line.flag("wide") { line.number()? } else { 0 };
                    if extended > 3 {
                        return Err("at most three EXTENDED_ARGs".to_owned());
                    }
                    if !line.at_end() && line.take("@") {
                        self.position = Some(position(line.raw_word().unwrap_or_default())?);
                    }
                    let line = Some(self.firstlineno);
                    let first = Position { line, end_line: line, ..Position::default() };
                    let position = self.position.unwrap_or(first);
                    self.instrs.push(Instr { op, arg, position, extended, line: number });
                }
            },
        }
        Ok(())
    }

    fn literal(&self, line: &mut Line) -> Result<Constant, String> {
        let (constant, rest) = parse_literal(line.rest, &|name| self.nested.get(name).cloned())?;
        line.rest = rest;
        Ok(constant)
    }

    /// The slots in order, with their kinds.
    fn slots(&self) -> Vec<(Arc<Wtf8Buf>, LocalKind)> {
        let plain = [&self.args, &self.kwonly, &self.varargs, &self.varkeywords, &self.locals];
        let mut slots: Vec<(Arc<Wtf8Buf>, LocalKind)> =
            plain.into_iter().flatten().map(|name| (name.clone(), LocalKind::LOCAL)).collect();
        for (names, kind) in [(&self.cells, LocalKind::CELL), (&self.hidden, LocalKind::HIDDEN)] {
            for name in names {
                match slots.iter_mut().find(|(other, _)| other == name) {
                    Some((_, kinds)) => *kinds = *kinds | kind,
                    None => slots.push((name.clone(), kind)),
                }
            }
        }
        slots.extend(self.free.iter().map(|name| (name.clone(), LocalKind::FREE)));
        slots
    }

    fn slot(&self, line: &mut Line) -> Result<u32, String> {
        let name = line.name()?;
        let slot = self.slots().iter().position(|(other, _)| **other == name);
        slot.map(|slot| slot as u32).ok_or_else(|| format!("no local {name}"))
    }

    fn name_index(&mut self, line: &mut Line) -> Result<u32, String> {
        let name = line.name()?;
        let index = self.names.iter().position(|other| **other == name);
        Ok(index.unwrap_or_else(|| {
            self.names.push(Arc::new(name));
            self.names.len() - 1
        }) as u32)
    }

    fn operand(&mut self, op: Opcode, line: &mut Line) -> Result<Arg, String> {
        let raw = !line.at_end() && line.take("#");
        if raw {
            return Ok(Arg::Number(line.number()?));
        }
        let operand = op.operand();
        let missing = line.at_end() || line.rest.starts_with('@');
        Ok(Arg::Number(match operand {
            Operand::None | Operand::Number if missing => 0,
            Operand::None | Operand::Number => line.number()?,
            Operand::Const => {
                let constant = self.literal(line)?;
                let index = self.consts.iter().position(|other| *other == constant);
                index.unwrap_or_else(|| {
                    self.consts.push(constant);
                    self.consts.len() - 1
                }) as u32
            }
            Operand::Name => self.name_index(line)?,
            Operand::NameOrNull => self.name_index(line)? << 1 | u32::from(line.flag("null")),
            Operand::NameOrMethod => self.name_index(line)? << 1 | u32::from(line.flag("method")),
            Operand::SuperName => {
                let name = self.name_index(line)?;
                let method = u32::from(line.flag("method"));
                name << 2 | u32::from(line.flag("two")) << 1 | method
            }
            Operand::Local => self.slot(line)?,
            Operand::Parts => {
                let mut parts = peephole::expand(op, 0).unwrap_or_default();
                for (part, arg) in &mut parts {
                    match self.operand(*part, line)? {
                        Arg::Number(number) => *arg = number,
                        Arg::Label(_) => return Err("a superinstruction cannot jump".to_owned()),
                    }
                }
                match peephole::fuse_super(&parts) {
                    Some((_, joined, arg)) if joined == op => arg,
                    _ => return Err(format!("an operand is too large for {}", op.name())),
                }
            }
            Operand::Jump => return Ok(Arg::Label(line.word()?)),
            Operand::BinaryOperator => {
                let word = line.raw_word().unwrap_or_default();
                let index = BINARY_OPERATORS.iter().position(|operator| *operator == word);
                index.ok_or_else(|| format!("unknown operator {word:?}"))? as u32
            }
            Operand::Comparison => {
                let word = line.raw_word().unwrap_or_default();
                let index = COMPARISONS.iter().position(|(operator, _)| *operator == word);
                let index = index.ok_or_else(|| format!("unknown comparison {word:?}"))?;
                let to_bool = if line.flag("bool") { COMPARE_TO_BOOL } else { 0 };
                (index as u32) << 5 | COMPARISONS[index].1 | to_bool
            }
        }))
    }

    /// Arguments of all instructions and the offset of each, and of the end, in code units.
    fn layout(&self) -> Result<(Vec<u32>, Vec<u32>), AsmError> {
        let mut args = Vec::with_capacity(self.instrs.len());
        for instr in &self.instrs {
            args.push(match instr.arg {
                Arg::Number(value) => value,
                Arg::Label(_) => 0,
            });
        }
        let size = |instr: &Instr, arg: u32| {
            instr.extended.max(extended_args(arg)) + 1 + instr.op.cache_entries() as u32
        };
        let mut sizes: Vec<u32> =
            self.instrs.iter().zip(&args).map(|(instr, arg)| size(instr, *arg)).collect();
        loop {
            let mut offsets = vec![0];
            let mut end = 0;
            for size in &sizes {
                end += size;
                offsets.push(end);
            }
            let mut grown = false;
            for (index, instr) in self.instrs.iter().enumerate() {
                let Arg::Label(label) = &instr.arg else { continue };
                let target = offsets[self.label(label, instr.line)?];
                let end = offsets[index + 1];
                let backward = instr.op.jumps_backward();
                let distance = if backward { end.checked_sub(target) } else { target.checked_sub(end) };
                args[index] = distance.ok_or_else(|| AsmError {
                    line: instr.line,
                    message: format!("{} cannot jump in that direction", instr.op.name()),
                })?;
                // Sizes only grow, so this ends; an instruction may be longer than its argument asks for.
                let needed = size(instr, args[index]);
                grown |= needed > sizes[index];
                sizes[index] = sizes[index].max(needed);
            }
            if !grown {
                return Ok((args, offsets));
            }
        }
    }

    fn label(&self, label: &str, line: usize) -> Result<usize, AsmError> {
        let index = self.labels.get(label).copied();
        index.ok_or_else(|| AsmError { line, message: format!("no label {label:?}") })
    }

    fn finish(self) -> Result<Code, AsmError> {
        let (args, offsets) = self.layout()?;
        let mut code = Vec::new();
        let mut linetable = LineTableWriter::new(self.firstlineno);
        let (mut position, mut units) = (Position::default(), 0);
        for (index, instr) in self.instrs.iter().enumerate() {
            let length = offsets[index + 1] - offsets[index];
            let extended = length - 1 - instr.op.cache_entries() as u32;
            for byte in (1..=extended).rev() {
                code.push(((args[index] >> (8 * byte)) as u16) << 8 | Opcode::EXTENDED_ARG as u16);
            }
            code.push((args[index] as u16) << 8 | instr.op as u16);
            code.resize(offsets[index + 1] as usize, 0);
            if instr.position != position {
                linetable.push(position, units);
                (position, units) = (instr.position, 0);
            }
            units += length;
        }
        linetable.push(position, units);
        let mut ranges = Vec::new();
        for handler in &self.handlers {
            let mut places = [0; 3];
            for (place, label) in places.iter_mut().zip(&handler.labels) {
                *place = offsets[self.label(label, handler.line)?];
            }
            let [start, end, target] = places;
            if end <= start {
                return Err(AsmError { line: handler.line, message: "empty range".to_owned() });
            }
            ranges.push(ExceptionRange {
                start,
                end,
                target,
                depth: handler.depth,
                push_lasti: handler.push_lasti,
            });
        }
        let (names, kinds): (Vec<_>, Vec<_>) = self.slots().into_iter().unzip();
        let name = Arc::new(self.name);
        let mut code = Code {
            qualname: self.qualname.map_or_else(|| name.clone(), Arc::new),
            name,
            filename: Arc::new(self.filename),
            firstlineno: self.firstlineno,
            flags: self.flags,
            argcount: self.args.len() as u32,
            posonlyargcount: self.posonly,
            kwonlyargcount: self.kwonly.len() as u32,
            stacksize: self.stacksize.unwrap_or(0),
            code: code.into(),
            consts: self.consts.into(),
            names: self.names.into(),
            localsplusnames: names.into(),
            localspluskinds: kinds.into(),
            linetable: linetable.finish().into(),
            exceptiontable: exceptiontable::encode(&ranges).into(),
        };
        if self.stacksize.is_none() {
            let line = self.instrs.last().map_or(1, |instr| instr.line);
            code.stacksize =
                verify::stack_depth(&code).map_err(|error| AsmError { line, message: error.to_string() })?;
        }
        Ok(code)
    }
}

fn flag(word: &str) -> Result<CodeFlags, String> {
    if let Some((_, flag)) = FLAGS.iter().find(|(name, _)| *name == word) {
        return Ok(*flag);
    }
    let bits = word.strip_prefix("0x").and_then(|digits| u32::from_str_radix(digits, 16).ok());
    bits.map(CodeFlags).ok_or_else(|| format!("unknown flag {word:?}"))
}

/// `-`, `line`, `line:col-col`, `line:col-line:col`, or `line-line` without columns.
fn position(word: &str) -> Result<Position, String> {
    if word == "-" {
        return Ok(Position::default());
    }
    let bad = || format!("bad position {word:?}");
    let number = |text: &str| text.parse::<i32>().map_err(|_| bad());
    let place = |text: &str| -> Result<(i32, Option<i32>), String> {
        match text.split_once(':') {
            Some((line, col)) => Ok((number(line)?, Some(number(col)?))),
            None => Ok((number(text)?, None)),
        }
    };
    let (start, end) = word.split_once('-').map_or((word, None), |(start, end)| (start, Some(end)));
    let (line, col) = place(start)?;
    let (end_line, end_col) = match end {
        None => (line, None),
        Some(end) if col.is_some() && !end.contains(':') => (line, Some(number(end)?)),
        Some(end) => place(end)?,
    };
    Ok(Position { line: Some(line), end_line: Some(end_line), col, end_col })
}
