//! Which fused opcodes stand in code that runs. A fused opcode stands in the place of its first part, and the others keep
//! theirs, so that jumps to them, their caches and their positions stay as they are.
//!
//! It relies on what its parts are at the moment: whoever changes an opcode in running code asks here afterwards.

use bytecode::code::CodeUnit;
use bytecode::{Opcode, metadata};

/// More instructions than any fused opcode has parts.
const WINDOW: usize = 8;

/// Fuses what can be fused, and takes apart what cannot any more, up to the instruction at the unit `changed`.
pub(crate) fn fuse(units: &mut [CodeUnit], changed: usize) {
    let mut instructions: Vec<(usize, Opcode)> = Vec::new();
    let (mut at, mut behind) = (0, 0);
    while let Some(unit) = units.get(at) {
        let Some(opcode) = Opcode::from_number(unit & 0xFF).map(Opcode::first_part) else { break };
        instructions.push((at, opcode));
        behind += usize::from(at > changed);
        if behind > WINDOW {
            break;
        }
        at += 1 + opcode.cache_entries();
    }
    for index in 0..instructions.len() - behind {
        let (at, own) = instructions[index];
        let fits = |fused: &&Opcode| runs(metadata::fused_parts(**fused), &instructions[index..]);
        let opcode = metadata::fused_from(own).iter().find(fits).copied().unwrap_or(own);
        units[at] = units[at] & 0xFF00 | opcode as u16;
    }
}

/// Whether the instructions begin with just these, without an `EXTENDED_ARG` between them.
fn runs(parts: &[Opcode], instructions: &[(usize, Opcode)]) -> bool {
    parts.len() <= instructions.len() && parts.iter().zip(instructions).all(|(part, (_, own))| part == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOAD: Opcode = Opcode::LOAD_FAST_BORROW;
    const ADD: Opcode = Opcode::BINARY_OP_ADD_INT;

    fn units(opcodes: &[Opcode]) -> Vec<CodeUnit> {
        let caches = |opcode: &Opcode| std::iter::repeat_n(LOAD as u16, opcode.cache_entries());
        opcodes
            .iter()
            .flat_map(|opcode| std::iter::once(*opcode as u16 | 0x100).chain(caches(opcode)))
            .collect()
    }

    #[test]
    fn the_longest_sequence_is_fused_and_the_rest_keeps_its_place() {
        let mut code = units(&[LOAD, Opcode::LOAD_SMALL_INT, ADD, Opcode::RETURN_VALUE]);
        let before = code.clone();
        fuse(&mut code, 2);
        assert_eq!(code[0], Opcode::LOAD_FAST_BORROW__LOAD_SMALL_INT__BINARY_OP_ADD_INT as u16 | 0x100);
        assert_eq!(code[1], Opcode::LOAD_SMALL_INT__BINARY_OP_ADD_INT as u16 | 0x100);
        assert_eq!(code[2..], before[2..]);
    }

    #[test]
    fn an_opcode_that_changed_takes_apart_what_contained_it() {
        let mut code = units(&[LOAD, ADD, Opcode::RETURN_VALUE]);
        fuse(&mut code, 1);
        assert_eq!(code[0] & 0xFF, Opcode::LOAD_FAST_BORROW__BINARY_OP_ADD_INT as u16);
        code[1] = Opcode::BINARY_OP as u16;
        fuse(&mut code, 1);
        assert_eq!(code[0] & 0xFF, LOAD as u16);
    }

    #[test]
    fn caches_are_no_instructions_and_extended_arguments_separate() {
        // The last cache unit of the addition looks like a load.
        let mut code = units(&[ADD, Opcode::RETURN_VALUE]);
        let before = code.clone();
        fuse(&mut code, 0);
        assert_eq!(code, before);
        let mut code = units(&[LOAD, Opcode::EXTENDED_ARG, Opcode::LOAD_SMALL_INT, ADD]);
        fuse(&mut code, 3);
        assert_eq!(code[0] & 0xFF, LOAD as u16);
    }

    #[test]
    fn what_lies_behind_the_change_stays_as_it_is() {
        let mut code = units(&[ADD, LOAD, ADD, Opcode::RETURN_VALUE]);
        let before = code.clone();
        fuse(&mut code, 0);
        assert_eq!(code, before);
    }
}
