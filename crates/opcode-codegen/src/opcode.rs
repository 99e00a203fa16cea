//! `opcode.rs`: the enum of the opcodes with what other crates ask about them most.

use askama::Template;
use opcode_dsl::model::{Instruction, Kind, Model};

use crate::rendered;

#[derive(Template)]
#[template(path = "opcode.rs.j2")]
struct OpcodeFile<'m> {
    instructions: &'m [Instruction],
}

/// The file.
pub fn generate(model: &Model) -> String {
    rendered(&OpcodeFile { instructions: &model.instructions })
}
