//! Code objects in the readable form, such that assembling it again gives the same code.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::literal::{self, Literal};
use super::{BINARY_OPERATORS, COMPARE_TO_BOOL, COMPARISONS, FLAGS, Operand, extended_args};
use crate::generated::peephole;
use crate::instructions::Instruction;
use crate::linetable::Position;
use crate::{Code, CodeFlags, Constant, LocalKind, Wtf8, Wtf8Buf};

/// Writes `code` in the readable form. `None` if the code cannot be decoded or what its arguments refer to does not
/// exist; code that [`verify`](crate::verify) accepts can always be written.
pub fn print(code: &Code) -> Option<String> {
    let mut text = String::new();
    print_code(&mut text, code, "code", 0)?;
    Some(text)
}

fn print_code(text: &mut String, code: &Code, label: &str, depth: usize) -> Option<()> {
    let indent = "  ".repeat(depth);
    let mut line = |content: &str| {
        text.push_str(&indent);
        text.push_str(content);
        text.push('\n');
    };
    line(&format!(".code {label}"));
    line(&format!(".name {}", quoted(&code.name)));
    line(&format!(".qualname {}", quoted(&code.qualname)));
    line(&format!(".filename {}", quoted(&code.filename)));
    line(&format!(".firstlineno {}", code.firstlineno));
    line(&format!(".stacksize {}", code.stacksize));
    let flags = flags(code.flags);
    if !flags.is_empty() {
        line(&format!(".flags {flags}"));
    }
    for (directive, names) in local_directives(code)? {
        if !names.is_empty() {
            line(&format!("{directive} {}", bare_list(&names)));
        }
    }
    if code.posonlyargcount != 0 {
        line(&format!(".posonly {}", code.posonlyargcount));
    }
    if !code.names.is_empty() {
        line(&format!(".names {}", bare_list(&code.names)));
    }
    for (index, constant) in code.consts.iter().enumerate() {
        if let Constant::Code(nested) = constant {
            print_code(text, nested, &format!("c{index}"), depth + 1)?;
        }
    }
    let literals = literals(code);
    for literal in &literals {
        let _ = writeln!(text, "{indent}.const {literal}");
    }
    print_instructions(text, code, &literals, &indent)?;
    let _ = writeln!(text, "{indent}.end");
    Some(())
}

fn literals(code: &Code) -> Vec<String> {
    let name_of = |nested: &Code| {
        let same =
            |constant: &Constant| matches!(constant, Constant::Code(code) if std::ptr::eq(&**code, nested));
        format!("c{}", code.consts.iter().position(same).unwrap_or(usize::MAX))
    };
    code.consts.iter().map(|constant| Literal::with_code(constant, &name_of).to_string()).collect()
}

fn print_instructions(text: &mut String, code: &Code, literals: &[String], indent: &str) -> Option<()> {
    let instructions: Vec<Instruction> = code.instructions().collect::<Result<_, _>>().ok()?;
    let mut marked: BTreeSet<u32> = instructions.iter().filter_map(Instruction::target).collect();
    for range in code.exception_ranges() {
        marked.extend([range.start, range.end, range.target]);
    }
    let labels: BTreeMap<u32, String> =
        marked.into_iter().enumerate().map(|(number, offset)| (offset, format!("L{}", number + 1))).collect();

    let mut positions = code.positions().peekable();
    let first =
        Position { line: Some(code.firstlineno), end_line: Some(code.firstlineno), ..Position::default() };
    let mut shown = first;
    let end = instructions.last().map_or(0, Instruction::end);
    for instruction in &instructions {
        if let Some(label) = labels.get(&instruction.start) {
            let _ = writeln!(text, "{indent}{label}:");
        }
        while positions.next_if(|entry| entry.start + entry.units <= instruction.start).is_some() {}
        let position = positions.peek().map_or(Position::default(), |entry| entry.position);
        let _ = write!(text, "{indent}    {}", instruction.op.name());
        text.push_str(&operand(code, instruction, literals, &labels)?);
        let extended = instruction.offset - instruction.start;
        // A backward jump's argument counts its own EXTENDED_ARGs: without them it might not need them.
        let counted = if instruction.op.jumps_backward() { extended } else { 0 };
        if extended > extended_args(instruction.arg.saturating_sub(counted)) {
            let _ = write!(text, " wide {extended}");
        }
        if position != shown {
            let _ = write!(text, " @{}", position_text(position));
            shown = position;
        }
        text.push('\n');
    }
    if let Some(label) = labels.get(&end) {
        let _ = writeln!(text, "{indent}{label}:");
    }
    for range in code.exception_ranges() {
        let [start, end, target] = [range.start, range.end, range.target].map(|offset| &labels[&offset]);
        let lasti = if range.push_lasti { " lasti" } else { "" };
        let _ = writeln!(text, "{indent}.except {start} {end} {target} {}{lasti}", range.depth);
    }
    Some(())
}

/// The operand, with a space before it if there is one.
pub(crate) fn operand(
    code: &Code,
    instruction: &Instruction,
    literals: &[String],
    labels: &BTreeMap<u32, String>,
) -> Option<String> {
    let arg = instruction.arg;
    let name = |index: u32| code.names.get(index as usize).map(|name| bare(name));
    let local = |slot: u32| code.localsplusnames.get(slot as usize).map(|name| bare(name));
    let flag = |bit: u32, word: &'static str| if arg & bit != 0 { word } else { "" };
    Some(match instruction.op.operand() {
        Operand::None if arg == 0 => String::new(),
        Operand::None | Operand::Number => format!(" {arg}"),
        // Equal constants are told apart by number.
        Operand::Const => {
            let literal = literals.get(arg as usize)?;
            let first = literals.iter().position(|other| other == literal);
            if first == Some(arg as usize) { format!(" {literal}") } else { format!(" #{arg}") }
        }
        Operand::Name => format!(" {}", name(arg)?),
        Operand::NameOrNull => format!(" {}{}", name(arg >> 1)?, flag(1, " null")),
        Operand::NameOrMethod => format!(" {}{}", name(arg >> 1)?, flag(1, " method")),
        Operand::SuperName => format!(" {}{}{}", name(arg >> 2)?, flag(1, " method"), flag(2, " two")),
        Operand::Local => match same_names(code, arg) {
            true => format!(" #{arg}"),
            false => format!(" {}", local(arg)?),
        },
        Operand::Parts => {
            let parts = peephole::expand(instruction.op, arg)?;
            let whole = peephole::fuse_super(&parts);
            if whole != Some((parts.len(), instruction.op, arg)) {
                return Some(format!(" #{arg}"));
            }
            let texts = parts
                .into_iter()
                .map(|(op, arg)| operand(code, &Instruction { op, arg, ..*instruction }, literals, labels));
            let texts = texts.collect::<Option<Vec<String>>>()?;
            // A number stands for the whole argument.
            match texts.iter().any(|text| text.starts_with(" #")) {
                true => format!(" #{arg}"),
                false => texts.concat(),
            }
        }
        Operand::Jump => format!(" {}", labels.get(&instruction.target()?)?),
        Operand::BinaryOperator => match BINARY_OPERATORS.get(arg as usize) {
            Some(operator) => format!(" {operator}"),
            None => format!(" #{arg}"),
        },
        Operand::Comparison => {
            let comparison = COMPARISONS.get((arg >> 5) as usize);
            match comparison.filter(|(_, mask)| arg & 31 & !COMPARE_TO_BOOL == *mask) {
                Some((operator, _)) => format!(" {operator}{}", flag(COMPARE_TO_BOOL, " bool")),
                None => format!(" #{arg}"),
            }
        }
    })
}

/// Whether an earlier slot has the name of this one.
fn same_names(code: &Code, slot: u32) -> bool {
    let slot = slot as usize;
    let names = &code.localsplusnames;
    slot < names.len() && names[..slot].contains(&names[slot])
}

type Directive = (&'static str, Vec<Arc<Wtf8Buf>>);

fn local_directives(code: &Code) -> Option<Vec<Directive>> {
    let star = |flag| u32::from(code.flags.contains(flag));
    let counts = [
        (".args", code.argcount),
        (".kwonly", code.kwonlyargcount),
        (".varargs", star(CodeFlags::VARARGS)),
        (".varkeywords", star(CodeFlags::VARKEYWORDS)),
    ];
    let mut plain = code.names_of(LocalKind::LOCAL).cloned();
    let mut directives = Vec::new();
    for (directive, count) in counts {
        let names: Vec<_> = plain.by_ref().take(count as usize).collect();
        if names.len() < count as usize {
            return None;
        }
        directives.push((directive, names));
    }
    directives.push((".locals", plain.collect()));
    for (directive, kind) in
        [(".cells", LocalKind::CELL), (".hidden", LocalKind::HIDDEN), (".free", LocalKind::FREE)]
    {
        directives.push((directive, code.names_of(kind).cloned().collect()));
    }
    Some(directives)
}

fn flags(flags: CodeFlags) -> String {
    let mut words = Vec::new();
    let mut rest = flags.0;
    for (name, flag) in FLAGS {
        // The parameters' own directives set these.
        if rest & flag.0 != 0 && flag != CodeFlags::VARARGS && flag != CodeFlags::VARKEYWORDS {
            words.push(name.to_owned());
        }
        rest &= !flag.0;
    }
    if rest != 0 {
        words.push(format!("0x{rest:x}"));
    }
    words.join(" ")
}

fn position_text(position: Position) -> String {
    let Some(line) = position.line else { return "-".to_owned() };
    let end_line = position.end_line.unwrap_or(line);
    match (position.col, position.end_col) {
        (Some(col), Some(end_col)) if end_line == line => format!("{line}:{col}-{end_col}"),
        (Some(col), Some(end_col)) => format!("{line}:{col}-{end_line}:{end_col}"),
        _ if end_line == line => line.to_string(),
        _ => format!("{line}-{end_line}"),
    }
}

fn quoted(text: &Wtf8) -> String {
    let mut result = String::new();
    let _ = literal::string(&mut result, text);
    result
}

/// A name as a word, or quoted if it could be taken for something else.
fn bare(name: &Wtf8) -> String {
    let plain = |text: &&str| {
        text.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && text.chars().all(|c| c.is_alphanumeric() || "_.".contains(c))
    };
    name.as_str().filter(plain).map_or_else(|| quoted(name), str::to_owned)
}

fn bare_list(names: &[Arc<Wtf8Buf>]) -> String {
    names.iter().map(|name| bare(name)).collect::<Vec<_>>().join(" ")
}
