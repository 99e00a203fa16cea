//! The exception table (`co_exceptiontable`) of CPython 3.14: which handler covers which code units.

/// A range of code that one handler covers. Offsets are in code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExceptionRange {
    pub start: u32,
    /// First unit after the range.
    pub end: u32,
    /// Where the handler begins.
    pub target: u32,
    /// The value stack is cut to this depth before the exception is pushed.
    pub depth: u32,
    /// Whether the offset of the raising instruction is pushed below the exception.
    pub push_lasti: bool,
}

/// Marks the first byte of an entry, so that a reader can find an entry from anywhere in the table.
const START_BIT: u8 = 0x80;
const CONTINUE_BIT: u8 = 0x40;

/// Encodes ranges, which must be in order and not overlap.
pub fn encode(ranges: &[ExceptionRange]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(ranges.len() * 5);
    for range in ranges {
        let first = bytes.len();
        item(&mut bytes, range.start);
        item(&mut bytes, range.end - range.start);
        item(&mut bytes, range.target);
        item(&mut bytes, range.depth << 1 | u32::from(range.push_lasti));
        bytes[first] |= START_BIT;
    }
    bytes
}

fn item(bytes: &mut Vec<u8>, value: u32) {
    for shift in [30, 24, 18, 12, 6] {
        if value >> shift != 0 {
            bytes.push(CONTINUE_BIT | (value >> shift & 63) as u8);
        }
    }
    bytes.push((value & 63) as u8);
}

/// Reads entries in order; a malformed table ends early.
#[derive(Clone, Debug)]
pub struct ExceptionTableReader<'a> {
    bytes: &'a [u8],
}

impl<'a> ExceptionTableReader<'a> {
    /// Reads `table` from its beginning.
    pub fn new(table: &'a [u8]) -> ExceptionTableReader<'a> {
        ExceptionTableReader { bytes: table }
    }

    /// What has not been read: not empty after the end only if the table is malformed.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    fn item(&mut self, first: bool) -> Option<u32> {
        let mut value = 0u32;
        let mut start = first;
        loop {
            let (&byte, rest) = self.bytes.split_first()?;
            if (byte & START_BIT != 0) != start || value >> 26 != 0 {
                return None;
            }
            start = false;
            self.bytes = rest;
            value = value << 6 | u32::from(byte & 63);
            if byte & CONTINUE_BIT == 0 {
                return Some(value);
            }
        }
    }

    fn entry(&mut self) -> Option<ExceptionRange> {
        let start = self.item(true)?;
        let length = self.item(false)?;
        let target = self.item(false)?;
        let depth = self.item(false)?;
        Some(ExceptionRange {
            start,
            end: start.checked_add(length)?,
            target,
            depth: depth >> 1,
            push_lasti: depth & 1 != 0,
        })
    }
}

impl Iterator for ExceptionTableReader<'_> {
    type Item = ExceptionRange;

    fn next(&mut self) -> Option<ExceptionRange> {
        let before = self.bytes;
        let entry = self.entry();
        if entry.is_none() {
            self.bytes = before;
        }
        entry
    }
}

/// The range that covers the code unit at `offset`, found by binary search over the encoded table.
pub fn lookup(table: &[u8], offset: u32) -> Option<ExceptionRange> {
    let entry_at = |mut index: usize| {
        while index > 0 && table[index] & START_BIT == 0 {
            index -= 1;
        }
        index
    };
    let (mut low, mut high) = (0, table.len());
    // Entries that begin before `low` are too early, those that begin at `high` or later too late.
    while low < high {
        let middle = entry_at(low + (high - low) / 2).max(low);
        let mut reader = ExceptionTableReader { bytes: &table[middle..] };
        let range = reader.next()?;
        if offset < range.start {
            high = middle;
        } else if offset < range.end {
            return Some(range);
        } else {
            low = table.len() - reader.bytes.len();
        }
    }
    None
}
