//! `numbers.lock`: which number belongs to which name, for good. The text format is one `NAME NUMBER` a line, by
//! number; `#` begins a comment.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The first number of the opcodes that exist only inside the compiler.
pub const FIRST_PSEUDO: u16 = 256;
/// The first number of the opcodes that report events.
pub const FIRST_INSTRUMENTED: u16 = 234;
/// The first number of specializations.
pub const FIRST_SPECIALIZED: u16 = 129;

/// The contents of a lock file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// Numbers by name.
    pub numbers: BTreeMap<String, u16>,
}

/// What a new name is for, which decides its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// An opcode that the compiler emits.
    Base,
    /// A specialization.
    Specialized,
    /// An instrumented variant.
    Instrumented,
    /// Only inside the compiler.
    Pseudo,
}

impl Lock {
    /// Reads a lock file.
    ///
    /// # Errors
    ///
    /// A line that is not `NAME NUMBER`, or a name or number that stands there twice.
    pub fn parse(text: &str) -> Result<Lock, String> {
        let mut lock = Lock::default();
        let mut names: BTreeMap<u16, String> = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let mut words = line.split_whitespace();
            let (Some(name), Some(number), None) = (words.next(), words.next(), words.next()) else {
                return Err(format!("line {}: expected `NAME NUMBER`, found `{line}`", index + 1));
            };
            let Ok(number) = number.parse::<u16>() else {
                return Err(format!("line {}: `{number}` is not a number", index + 1));
            };
            if let Some(other) = names.insert(number, name.to_owned()) {
                return Err(format!("line {}: {number} is already the number of {other}", index + 1));
            }
            if lock.numbers.insert(name.to_owned(), number).is_some() {
                return Err(format!("line {}: {name} already has a number", index + 1));
            }
        }
        Ok(lock)
    }

    /// A number that neither a name of the file nor `taken` has, for a fused opcode: the last one, since others begin from
    /// the front. It is not written down, as fused opcodes only live in running code: where numbers run out, those that
    /// compiled code holds come first.
    pub fn number_of_fused(&self, taken: &[u16]) -> Option<u16> {
        let named: Vec<u16> = self.numbers.values().copied().collect();
        (44..FIRST_INSTRUMENTED).rev().find(|number| !named.contains(number) && !taken.contains(number))
    }

    /// The text of the lock file.
    pub fn print(&self) -> String {
        let mut text = String::from(
            "# The number of every opcode, for good: marshalled code and other tools rely on them.\n\
             # Written by `cargo xtask codegen`, which appends new names; nothing is ever removed or renumbered.\n",
        );
        let mut sorted: Vec<(&String, &u16)> = self.numbers.iter().collect();
        sorted.sort_by_key(|(_, number)| **number);
        for (name, number) in sorted {
            let _ = writeln!(text, "{name} {number}");
        }
        text
    }

    /// The number of `name`, a free one if it has none yet. `None` when there is no free one.
    pub fn number(&mut self, name: &str, range: Range) -> Option<u16> {
        if let Some(number) = self.numbers.get(name) {
            return Some(*number);
        }
        let taken: Vec<u16> = self.numbers.values().copied().collect();
        let free = |number: &u16| !taken.contains(number);
        let number = match range {
            Range::Base => (44..128).chain(212..FIRST_INSTRUMENTED).find(free),
            Range::Specialized => (FIRST_SPECIALIZED..FIRST_INSTRUMENTED).find(free),
            Range::Instrumented => {
                (FIRST_INSTRUMENTED..255).chain((212..FIRST_INSTRUMENTED).rev()).find(free)
            }
            Range::Pseudo => (FIRST_PSEUDO..u16::MAX).find(free),
        }?;
        self.numbers.insert(name.to_owned(), number);
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_survives_a_round_trip() {
        let text = "# c\nA 1\nB 256 # pseudo\n";
        let lock = Lock::parse(text).expect("valid");
        assert_eq!(Lock::parse(&lock.print()), Ok(lock));
    }

    #[test]
    fn a_number_belongs_to_one_name() {
        assert_eq!(Lock::parse("A 1\nB 1"), Err("line 2: 1 is already the number of A".to_owned()));
        assert_eq!(Lock::parse("A 1\nA 2"), Err("line 2: A already has a number".to_owned()));
    }

    #[test]
    fn fused_opcodes_get_what_is_left() {
        let lock = Lock::parse("A 233\nB 231").expect("valid");
        assert_eq!(lock.number_of_fused(&[]), Some(232));
        assert_eq!(lock.number_of_fused(&[232]), Some(230));
        let full: String = (44..234).map(|number| format!("N{number} {number}\n")).collect();
        assert_eq!(Lock::parse(&full).expect("valid").number_of_fused(&[]), None);
    }

    #[test]
    fn new_names_get_free_numbers_of_their_range() {
        let mut lock = Lock::parse("A 129\nB 44").expect("valid");
        assert_eq!(lock.number("A_X", Range::Specialized), Some(130));
        assert_eq!(lock.number("C", Range::Base), Some(45));
        assert_eq!(lock.number("P", Range::Pseudo), Some(256));
        assert_eq!(lock.number("A", Range::Base), Some(129));
    }
}
