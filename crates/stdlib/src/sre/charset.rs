//! Sets of characters, categories and case folding.

/// How a character is changed before it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    None,
    /// To lower case, ASCII only.
    Ascii,
    /// To lower case.
    Unicode,
    /// Any case of the locale, which is taken to be that of C.
    Locale,
}

/// One item of a set, in the order of the code: the first that holds decides.
#[derive(Clone, Debug)]
pub enum SetItem {
    Literal(u32),
    Range(u32, u32),
    /// A range that also holds for the upper case of a character.
    RangeIgnoringCase(u32, u32),
    Category(u32),
    /// Bits of the first 256 characters.
    Bitmap([u32; 8]),
    /// For each 256 characters of the first 65536 the number of their bitmap.
    Chunks(Box<[u8]>, Box<[u32]>),
    /// What follows decides the other way round.
    Negate,
}

/// A set of characters.
#[derive(Clone, Debug)]
pub struct Set {
    /// The answers for the first 256 characters.
    low: [u64; 4],
    items: Vec<SetItem>,
    fold: Fold,
}

impl Set {
    pub fn new(items: Vec<SetItem>, fold: Fold) -> Set {
        let mut set = Set { low: [0; 4], items, fold };
        for character in 0..256_u32 {
            if set.decide(character) {
                set.low[character as usize / 64] |= 1 << (character % 64);
            }
        }
        set
    }

    #[inline(always)]
    pub fn contains(&self, character: u32) -> bool {
        match character < 256 {
            true => self.low[character as usize / 64] >> (character % 64) & 1 != 0,
            false => self.decide(character),
        }
    }

    fn decide(&self, character: u32) -> bool {
        match self.fold {
            Fold::None => self.holds(character),
            Fold::Ascii => self.holds(ascii_lower(character)),
            Fold::Unicode => self.holds(unicode_lower(character)),
            Fold::Locale => {
                let (lower, upper) = (self.holds(ascii_lower(character)), self.holds(ascii_upper(character)));
                match self.items.first() {
                    Some(SetItem::Negate) => lower && upper,
                    _ => lower || upper,
                }
            }
        }
    }

    fn holds(&self, character: u32) -> bool {
        let mut answer = true;
        for item in &self.items {
            let found = match item {
                SetItem::Literal(literal) => character == *literal,
                SetItem::Range(low, high) => (*low..=*high).contains(&character),
                SetItem::RangeIgnoringCase(low, high) => {
                    let range = *low..=*high;
                    range.contains(&character) || range.contains(&unicode_upper(character))
                }
                SetItem::Category(category) => is_category(*category, character),
                SetItem::Bitmap(bits) => bit(bits, character),
                SetItem::Chunks(numbers, bits) => {
                    let chunk = numbers.get(character as usize >> 8).map(|number| usize::from(*number) * 8);
                    chunk.and_then(|at| bits.get(at..at + 8)).is_some_and(|bits| bit(bits, character & 255))
                }
                SetItem::Negate => {
                    answer = !answer;
                    false
                }
            };
            if found {
                return answer;
            }
        }
        !answer
    }
}

fn bit(bits: &[u32], character: u32) -> bool {
    bits.get(character as usize / 32).is_some_and(|word| word >> (character % 32) & 1 != 0)
}

pub fn ascii_lower(character: u32) -> u32 {
    if (65..=90).contains(&character) { character + 32 } else { character }
}

pub fn ascii_upper(character: u32) -> u32 {
    if (97..=122).contains(&character) { character - 32 } else { character }
}

/// The lower case of a character; the first character of it if it is longer.
pub fn unicode_lower(character: u32) -> u32 {
    match char::from_u32(character) {
        Some(original) if character >= 128 => original.to_lowercase().next().map_or(character, u32::from),
        _ => ascii_lower(character),
    }
}

/// The upper case of a character; the first character of it if it is longer.
pub fn unicode_upper(character: u32) -> u32 {
    match char::from_u32(character) {
        Some(original) if character >= 128 => original.to_uppercase().next().map_or(character, u32::from),
        _ => ascii_upper(character),
    }
}

/// The zeros of the decimal digits; the other nine of each follow it.
const ZEROS: [u32; 76] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
    0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
    0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40,
    0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da,
    0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0,
    0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0,
    0x1e5f1, 0x1e950, 0x1fbf0,
];

/// The value of a decimal digit of any script.
pub fn decimal_value(character: u32) -> Option<u32> {
    let index = ZEROS.partition_point(|zero| *zero <= character);
    let zero = index.checked_sub(1).and_then(|index| ZEROS.get(index))?;
    Some(character - zero).filter(|value| *value < 10)
}

fn is_decimal(character: u32) -> bool {
    decimal_value(character).is_some()
}

fn is_ascii_word(character: u32) -> bool {
    character < 128 && (character == 95 || (character as u8).is_ascii_alphanumeric())
}

fn is_unicode_word(character: u32) -> bool {
    match character < 128 {
        true => is_ascii_word(character),
        false => char::from_u32(character).is_some_and(char::is_alphanumeric),
    }
}

/// Whether a character is of the word class that `unicode` selects.
pub fn is_word(character: u32, unicode: bool) -> bool {
    if unicode { is_unicode_word(character) } else { is_ascii_word(character) }
}

/// Whether a character is of the category with CPython's number.
pub fn is_category(category: u32, character: u32) -> bool {
    let is_space = |c: u32| matches!(c, 9..=13 | 32);
    let is_unicode_space =
        |c: u32| matches!(c, 0x1c..=0x1f) || char::from_u32(c).is_some_and(char::is_whitespace);
    let is_break = |c: u32| matches!(c, 10..=13 | 0x1c..=0x1e | 0x85 | 0x2028 | 0x2029);
    let answer = match category / 2 {
        0 => (48..=57).contains(&character),
        1 => is_space(character),
        2 | 4 => is_ascii_word(character),
        3 => character == 10,
        5 => is_decimal(character),
        6 => is_unicode_space(character),
        7 => is_unicode_word(character),
        _ => is_break(character),
    };
    answer == category.is_multiple_of(2)
}
