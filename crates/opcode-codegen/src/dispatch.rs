//! `tail.rs` and `match_loop.rs`: the handlers, once as functions that call each other and once as the arms of a
//! `match`; and `codes.rs`, the numbers that the second dispatches on.

use opcode_dsl::model::{Kind, Model};

use crate::PREAMBLE;
use crate::handlers::{self, Variant};
use crate::writer::Writer;

/// Handlers of cold variants get numbers from here on.
const FIRST_SLOW: u16 = 256;

/// `tail.rs`.
pub fn tail(model: &Model) -> String {
    let mut w = Writer::new();
    w.line(PREAMBLE);
    w.line("//!");
    w.line("//! One function per opcode; each ends with a call of the next, which must become a jump. What that takes");
    w.line("//! is in the macros of the parent module.");
    w.line("");
    w.line("#![allow(");
    w.line("    clippy::all,");
    w.line("    clippy::pedantic,");
    w.line("    non_snake_case,");
    w.line("    unreachable_code,");
    w.line("    unused_mut,");
    w.line("    unused_variables,");
    w.line("    reason = \"generated: handlers bear the names of their opcodes and share one shape\"");
    w.line(")]");
    w.line("");
    w.line("use super::*;");
    for handler in handlers::all(model) {
        w.line("");
        if handler.variant == Variant::Slow {
            w.open(format_args!("cold_handler! {{ {}(vm, pc, sp, fp, table, x) {{", handler.name));
        } else {
            w.open(format_args!("handler! {{ {}(vm, pc, sp, fp, table, x) {{", handler.name));
        }
        w.block(&handler.text);
        w.close("} }");
    }
    w.line("");
    w.line("/// The handler of every opcode, by number.");
    w.open("pub static TABLE: [Handler; 256] = {");
    w.line("let mut table: [Handler; 256] = [handler_invalid; 256];");
    for instruction in model.instructions.iter().filter(|instruction| instruction.kind != Kind::Pseudo) {
        w.line(format_args!("table[{}] = {};", instruction.number, instruction.name));
    }
    w.line("table");
    w.close("};");
    w.finish()
}

/// `match_loop.rs`, an expression that is included where `code` and the registers are in scope.
pub fn match_loop(model: &Model) -> String {
    let mut w = Writer::new();
    w.line(PREAMBLE.replace("//!", "//"));
    w.line("//");
    w.line("// One arm per opcode. This is an expression, included in the loop of the parent module.");
    w.open("match code {");
    for handler in handlers::all(model) {
        w.open(format_args!("codes::{} => {{", handler.name));
        w.block(&handler.text);
        w.close("}");
    }
    w.line("_ => go_invalid!(vm, pc, sp, fp, table, x),");
    w.close("}");
    w.finish()
}

/// `codes.rs`.
pub fn codes(model: &Model) -> String {
    let mut w = Writer::new();
    w.line(PREAMBLE);
    w.line("//!");
    w.line("//! The numbers that the `match` loop dispatches on: those of the opcodes, and behind them those of the cold");
    w.line("//! variants, which no code unit can name.");
    w.line("");
    let mut next = FIRST_SLOW;
    for handler in handlers::all(model) {
        let number = match handler.variant {
            Variant::Hot => handler.instruction.number,
            Variant::Slow => {
                next += 1;
                next - 1
            }
        };
        match handler.variant {
            Variant::Hot => w.line(format_args!("/// `{}`.", handler.name)),
            Variant::Slow => w.line(format_args!("/// The cold variant of `{}`.", handler.instruction.name)),
        }
        w.line(format_args!("pub const {}: u16 = {number};", handler.name));
    }
    w.finish()
}
