//! Which fused opcodes stand in code that runs. A fused opcode stands in the place of its first part, and the others keep
//! theirs, so that jumps to them, their caches and their positions stay as they are.
//!
//! It relies on what its parts are at the moment: whoever changes an opcode in running code asks here afterwards.

use bytecode::code::CodeUnit;
use bytecode::{Opcode, metadata};

/// No fused opcode has more parts.
const MOST_PARTS: usize = 8;

/// Where instructions begin: a bit for each code unit. Caches may look like anything, so that units cannot be read backward.
pub(crate) struct Starts(Box<[u64]>);

impl Starts {
    pub(crate) fn of(units: &[CodeUnit]) -> Starts {
        let mut bits = vec![0; units.len().div_ceil(64)];
        let mut at = 0;
        while let Some(opcode) = units.get(at).and_then(|unit| Opcode::from_number(unit & 0xFF)) {
            bits[at / 64] |= 1 << (at % 64);
            at += 1 + opcode.cache_entries();
        }
        Starts(bits.into())
    }

    /// The last instruction before the unit `at`.
    fn before(&self, at: usize) -> Option<usize> {
        (0..at).rev().find(|at| self.0[at / 64] & 1 << (at % 64) != 0)
    }
}

/// Fuses what can be fused in code that has not been looked at yet.
pub(crate) fn fuse_all(units: &mut [CodeUnit]) {
    let mut at = 0;
    while let Some(opcode) = units.get(at).and_then(|unit| Opcode::from_number(unit & 0xFF)) {
        fuse_at(units, at);
        at += 1 + opcode.cache_entries();
    }
}

/// Fuses what can be fused, and takes apart what cannot any more, now that the instruction at the unit `changed` is another.
pub(crate) fn fuse_around(units: &mut [CodeUnit], starts: &Starts, changed: usize) {
    let mut at = Some(changed);
    for _ in 0..MOST_PARTS {
        let Some(start) = at else { break };
        fuse_at(units, start);
        at = starts.before(start);
    }
}

/// Puts the fused opcode of the most parts, or its own, in the place of the instruction at the unit `at`.
fn fuse_at(units: &mut [CodeUnit], at: usize) {
    let Some(own) = own_opcode(units, at) else { return };
    let fused =
        metadata::fused_from(own).iter().find(|fused| runs(units, at, metadata::fused_parts(**fused)));
    units[at] = units[at] & 0xFF00 | fused.copied().unwrap_or(own) as u16;
}

/// The opcode at `at`, whatever is fused in its place.
fn own_opcode(units: &[CodeUnit], at: usize) -> Option<Opcode> {
    Opcode::from_number(units.get(at)? & 0xFF).map(Opcode::first_part)
}

/// Whether the instructions from `at` on are just these, without an `EXTENDED_ARG` between them.
fn runs(units: &[CodeUnit], mut at: usize, parts: &[Opcode]) -> bool {
    parts.iter().all(|part| {
        let found = own_opcode(units, at) == Some(*part);
        at += 1 + part.cache_entries();
        found
    })
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

    /// As running code does: everything the first time, then around what changes.
    fn fuse(units: &mut [CodeUnit], changed: usize) {
        let starts = Starts::of(units);
        fuse_around(units, &starts, changed);
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
    fn what_lies_behind_the_change_stays_as_it_is_but_for_the_first_time() {
        let mut code = units(&[ADD, LOAD, ADD, Opcode::RETURN_VALUE]);
        let before = code.clone();
        fuse(&mut code, 0);
        assert_eq!(code, before);
        fuse_all(&mut code);
        assert_eq!(code[6] & 0xFF, Opcode::LOAD_FAST_BORROW__BINARY_OP_ADD_INT as u16);
        // Where instructions begin does not depend on what is fused.
        assert_eq!(Starts::of(&code).0, Starts::of(&before).0);
    }
}
