//! Code as a listing for people, close to what Python's `dis` prints: line, label, offset, name, argument, meaning.
//!
//! To write code that can be read back, see [`crate::asm`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::asm::{self, Literal};
use crate::instructions::Instruction;
use crate::{Code, Constant, metadata};

/// Lists `code` and the code objects among its constants. Code that cannot be decoded is listed as far as it can be.
pub fn disassemble(code: &Code) -> String {
    let mut text = String::new();
    let mut todo = vec![code];
    while let Some(code) = todo.pop() {
        if !text.is_empty() {
            let _ = write!(text, "\nDisassembly of {}, line {}:\n", code.qualname, code.firstlineno);
        }
        list(&mut text, code);
        let nested = code.consts.iter().filter_map(|constant| match constant {
            Constant::Code(nested) => Some(&**nested),
            _ => None,
        });
        let first = todo.len();
        todo.extend(nested);
        todo[first..].reverse();
    }
    text
}

fn list(text: &mut String, code: &Code) {
    let mut instructions: Vec<Instruction> = Vec::new();
    let mut error = None;
    for item in code.instructions() {
        match item {
            Ok(instruction) => instructions.push(instruction),
            Err(at) => error = Some(at),
        }
    }
    let mut marked: BTreeSet<u32> = instructions.iter().filter_map(Instruction::target).collect();
    for range in code.exception_ranges() {
        marked.extend([range.start, range.end, range.target]);
    }
    let labels: BTreeMap<u32, String> =
        marked.into_iter().enumerate().map(|(number, offset)| (offset, format!("L{}", number + 1))).collect();
    let literals: Vec<String> =
        code.consts.iter().map(|constant| Literal::new(constant).to_string()).collect();

    let mut line = None;
    for instruction in &instructions {
        let own_line = code.position_at(instruction.offset).and_then(|position| position.line);
        let shown = match own_line {
            _ if own_line == line => String::new(),
            Some(number) => number.to_string(),
            None => "--".to_owned(),
        };
        if own_line != line && line.is_some() {
            text.push('\n');
        }
        line = own_line;
        let label = labels.get(&instruction.start).map_or(String::new(), |label| format!("{label}:"));
        let name = instruction.op.name();
        let meaning = match instruction.op.operand() {
            asm::Operand::Const => literals.get(instruction.arg as usize).cloned(),
            _ => asm::operand_text(code, instruction, &literals, &labels),
        };
        let offset = instruction.offset * 2;
        let row = if matches!(instruction.op.operand(), asm::Operand::None) && instruction.arg == 0 {
            format!("{shown:>4} {label:>6} {offset:>6}  {name}")
        } else {
            let arg = instruction.arg;
            let meaning = match meaning.as_deref().map(str::trim) {
                Some(meaning) if meaning != arg.to_string() => format!(" ({meaning})"),
                Some(_) => String::new(),
                None => " (?)".to_owned(),
            };
            format!("{shown:>4} {label:>6} {offset:>6}  {name:<24} {arg}{meaning}")
        };
        text.push_str(&row);
        text.push('\n');
    }
    if let Some((offset, error)) = error {
        let _ = writeln!(text, "{:>18}  cannot be decoded: {error:?}", offset * 2);
    }
    let mut ranges = code.exception_ranges().peekable();
    if ranges.peek().is_some() {
        text.push_str("ExceptionTable:\n");
    }
    for range in ranges {
        let [start, end, target] = [range.start, range.end, range.target].map(|offset| &labels[&offset]);
        let lasti = if range.push_lasti { " lasti" } else { "" };
        let _ = writeln!(text, "  {start} to {end} -> {target} [{}]{lasti}", range.depth);
    }
}

/// One instruction on one line, without position: what traces show.
pub fn instruction_text(code: &Code, instruction: &Instruction) -> String {
    let literals: Vec<String> = match metadata::has_const(instruction.op) {
        true => code.consts.iter().map(|constant| Literal::new(constant).to_string()).collect(),
        false => Vec::new(),
    };
    let target = instruction.target();
    let labels = target.map(|target| (target, (target * 2).to_string())).into_iter().collect();
    let operand = asm::operand_text(code, instruction, &literals, &labels);
    format!("{}{}", instruction.op.name(), operand.unwrap_or_else(|| format!(" {}", instruction.arg)))
}
