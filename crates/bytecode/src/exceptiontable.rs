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

/// Of ranges in their order, the one that covers the code unit at `offset`.
pub fn find(ranges: &[ExceptionRange], offset: u32) -> Option<&ExceptionRange> {
    let after = ranges.partition_point(|range| range.end <= offset);
    ranges.get(after).filter(|range| range.start <= offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Rng;

    fn random_ranges(rng: &mut Rng) -> Vec<ExceptionRange> {
        let mut at = 0;
        (0..rng.below(20))
            .map(|_| {
                let start = at + rng.skewed(18) as u32;
                at = start + 1 + rng.skewed(14) as u32;
                let target = rng.below(1 << 20) as u32;
                let depth = rng.below(100) as u32;
                ExceptionRange { start, end: at, target, depth, push_lasti: rng.below(2) == 0 }
            })
            .collect()
    }

    #[test]
    fn tables_round_trip_and_are_searched() {
        let mut rng = Rng::new(3);
        for _ in 0..500 {
            let ranges = random_ranges(&mut rng);
            let table = encode(&ranges);
            let mut reader = ExceptionTableReader::new(&table);
            assert_eq!(reader.by_ref().collect::<Vec<_>>(), ranges);
            assert_eq!(reader.rest(), []);
            let edges = ranges.iter().flat_map(|range| [range.start, range.end - 1, range.end]);
            for offset in edges.chain((0..20).map(|_| rng.below(1 << 19) as u32)) {
                let expected = ranges.iter().find(|range| range.start <= offset && offset < range.end);
                assert_eq!(find(&ranges, offset), expected);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_without_panic() {
        let mut rng = Rng::new(4);
        for _ in 0..20_000 {
            let bytes: Vec<u8> = (0..rng.below(30)).map(|_| rng.next() as u8).collect();
            let ranges: Vec<ExceptionRange> = ExceptionTableReader::new(&bytes).collect();
            find(&ranges, rng.below(200) as u32);
        }
    }
}
