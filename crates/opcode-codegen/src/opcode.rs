//! `opcode.rs`: the enum of the opcodes with what other crates ask about them most.

use opcode_dsl::model::{Kind, Model};

use crate::PREAMBLE;
use crate::writer::Writer;

/// The file.
pub fn generate(model: &Model) -> String {
    let mut w = Writer::new();
    w.line(PREAMBLE);
    w.line("");
    w.line("/// Every instruction of the virtual machine, by its CPython 3.14 number where the name exists there.");
    w.line("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]");
    w.line("#[repr(u16)]");
    w.line("#[allow(");
    w.line("    non_camel_case_types,");
    w.line("    clippy::upper_case_acronyms,");
    w.line("    reason = \"opcodes keep the names CPython gave them\"");
    w.line(")]");
    w.open("pub enum Opcode {");
    for instruction in &model.instructions {
        w.doc(&instruction.doc);
        w.line(format_args!("{} = {},", instruction.name, instruction.number));
    }
    w.close("}");
    w.line("");
    w.open("impl Opcode {");
    w.line("/// All opcodes in order of their number.");
    w.open("pub const ALL: &'static [Opcode] = &[");
    for instruction in &model.instructions {
        w.line(format_args!("Opcode::{},", instruction.name));
    }
    w.close("];");
    w.line("");
    w.line("/// The name, as `dis` shows it.");
    w.open("pub const fn name(self) -> &'static str {");
    w.open("match self {");
    for instruction in &model.instructions {
        w.line(format_args!("Opcode::{0} => \"{0}\",", instruction.name));
    }
    w.close("}");
    w.close("}");
    w.line("");
    w.line("/// The opcode with the number `number`, if there is one.");
    w.open("pub const fn from_number(number: u16) -> Option<Opcode> {");
    w.open("Some(match number {");
    for instruction in &model.instructions {
        w.line(format_args!("{} => Opcode::{},", instruction.number, instruction.name));
    }
    w.line("_ => return None,");
    w.close("})");
    w.close("}");
    w.line("");
    w.line("/// The number of inline cache units that follow the instruction.");
    w.open("pub const fn cache_entries(self) -> usize {");
    w.open("match self {");
    for instruction in model.instructions.iter().filter(|instruction| instruction.cache.units > 0) {
        w.line(format_args!("Opcode::{} => {},", instruction.name, instruction.cache.units));
    }
    w.line("_ => 0,");
    w.close("}");
    w.close("}");
    w.line("");
    w.line("/// The adaptive form of a specialization; any other opcode is its own base.");
    w.open("pub const fn base(self) -> Opcode {");
    w.open("match self {");
    for instruction in &model.instructions {
        if let Kind::Specialized { family, .. } = &instruction.kind {
            w.line(format_args!("Opcode::{} => Opcode::{family},", instruction.name));
        }
    }
    w.line("_ => self,");
    w.close("}");
    w.close("}");
    w.close("}");
    w.finish()
}
