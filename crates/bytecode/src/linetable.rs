//! The location table (`co_linetable`) of CPython 3.14: which source range each code unit comes from.

/// A source range. Lines count from 1, columns are UTF-8 byte offsets from 0; what is unknown is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Position {
    pub line: Option<i32>,
    pub end_line: Option<i32>,
    pub col: Option<i32>,
    pub end_col: Option<i32>,
}

const SHORT_FORMS: u8 = 10;
const ONE_LINE_0: u8 = 10;
const ONE_LINE_2: u8 = 12;
const NO_COLUMNS: u8 = 13;
const LONG: u8 = 14;
const NONE: u8 = 15;

/// Code units that one entry can cover.
const MAX_UNITS: u32 = 8;

/// Writes a location table entry by entry.
#[derive(Debug)]
pub struct LineTableWriter {
    bytes: Vec<u8>,
    line: i32,
}

impl LineTableWriter {
    /// Starts a table; line deltas count from `firstlineno`.
    pub fn new(firstlineno: i32) -> LineTableWriter {
        LineTableWriter { bytes: Vec::new(), line: firstlineno }
    }

    /// Says that the next `units` code units come from `position`.
    pub fn push(&mut self, position: Position, mut units: u32) {
        while units > 0 {
            let part = units.min(MAX_UNITS);
            self.entry(position, part);
            units -= part;
        }
    }

    /// The finished table.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn head(&mut self, code: u8, units: u32) {
        self.bytes.push(0x80 | code << 3 | (units - 1) as u8);
    }

    fn entry(&mut self, position: Position, units: u32) {
        let Some(line) = position.line else { return self.head(NONE, units) };
        let end_line = position.end_line.unwrap_or(line);
        let delta = line.wrapping_sub(self.line);
        match (position.col, position.end_col) {
            (Some(col), Some(end)) if end_line == line => {
                if delta == 0 && col < 80 && (0..16).contains(&(end - col)) {
                    self.head((col >> 3) as u8, units);
                    return self.bytes.push(((col & 7) << 4 | (end - col)) as u8);
                }
                if (0..3).contains(&delta) && col < 128 && end < 128 {
                    self.line = line;
                    self.head(ONE_LINE_0 + delta as u8, units);
                    return self.bytes.extend([col as u8, end as u8]);
                }
            }
            (Some(_), Some(_)) => {}
            _ if end_line == line => {
                self.line = line;
                self.head(NO_COLUMNS, units);
                return self.signed(delta);
            }
            _ => {}
        }
        self.line = line;
        self.head(LONG, units);
        self.signed(delta);
        self.unsigned(end_line.wrapping_sub(line) as u32);
        self.unsigned(position.col.map_or(0, |col| col as u32 + 1));
        self.unsigned(position.end_col.map_or(0, |col| col as u32 + 1));
    }

    fn unsigned(&mut self, mut value: u32) {
        while value >= 64 {
            self.bytes.push(0x40 | (value & 63) as u8);
            value >>= 6;
        }
        self.bytes.push(value as u8);
    }

    fn signed(&mut self, value: i32) {
        let magnitude = value.unsigned_abs() << 1;
        self.unsigned(if value < 0 { magnitude | 1 } else { magnitude });
    }
}

/// One run of code units with the same position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineTableEntry {
    /// Offset of the first unit, in code units.
    pub start: u32,
    /// Number of code units.
    pub units: u32,
    pub position: Position,
}

/// Reads a location table; a table that is cut short or malformed ends early.
#[derive(Clone, Debug)]
pub struct LineTableReader<'a> {
    bytes: &'a [u8],
    line: i32,
    offset: u32,
}

impl<'a> LineTableReader<'a> {
    /// Reads `table`, written with the same `firstlineno`.
    pub fn new(table: &'a [u8], firstlineno: i32) -> LineTableReader<'a> {
        LineTableReader { bytes: table, line: firstlineno, offset: 0 }
    }

    /// What has not been read: not empty after the end only if the table is malformed.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(first)
    }

    fn unsigned(&mut self) -> Option<u32> {
        let mut value = 0u32;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            value |= u32::from(byte & 63).checked_shl(shift).unwrap_or(0);
            if byte & 0x40 == 0 {
                return Some(value);
            }
            shift += 6;
            if shift > 30 {
                return None;
            }
        }
    }

    fn signed(&mut self) -> Option<i32> {
        let value = self.unsigned()?;
        let magnitude = (value >> 1) as i32;
        Some(if value & 1 != 0 { -magnitude } else { magnitude })
    }

    fn entry(&mut self) -> Option<LineTableEntry> {
        let head = self.byte()?;
        if head & 0x80 == 0 {
            return None;
        }
        let units = u32::from(head & 7) + 1;
        let position = match head >> 3 & 15 {
            NONE => Position::default(),
            LONG => {
                self.line = self.line.wrapping_add(self.signed()?);
                let end_line = self.line.wrapping_add(self.unsigned()? as i32);
                let col = self.unsigned()?;
                let end_col = self.unsigned()?;
                let column = |value: u32| value.checked_sub(1).map(|col| col as i32);
                Position {
                    line: Some(self.line),
                    end_line: Some(end_line),
                    col: column(col),
                    end_col: column(end_col),
                }
            }
            NO_COLUMNS => {
                self.line = self.line.wrapping_add(self.signed()?);
                Position { line: Some(self.line), end_line: Some(self.line), col: None, end_col: None }
            }
            code @ ONE_LINE_0..=ONE_LINE_2 => {
                self.line = self.line.wrapping_add(i32::from(code - ONE_LINE_0));
                let (col, end_col) = (self.byte()?, self.byte()?);
                Position {
                    line: Some(self.line),
                    end_line: Some(self.line),
                    col: Some(i32::from(col)),
                    end_col: Some(i32::from(end_col)),
                }
            }
            code => {
                debug_assert!(code < SHORT_FORMS, "the other codes have their own arms");
                let second = self.byte()?;
                let col = i32::from(code) << 3 | i32::from(second >> 4 & 7);
                Position {
                    line: Some(self.line),
                    end_line: Some(self.line),
                    col: Some(col),
                    end_col: Some(col + i32::from(second & 15)),
                }
            }
        };
        let start = self.offset;
        self.offset = self.offset.checked_add(units)?;
        Some(LineTableEntry { start, units, position })
    }
}

impl Iterator for LineTableReader<'_> {
    type Item = LineTableEntry;

    fn next(&mut self) -> Option<LineTableEntry> {
        let before = self.bytes;
        let entry = self.entry();
        if entry.is_none() {
            self.bytes = before;
        }
        entry
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Rng;

    fn random_position(rng: &mut Rng) -> Position {
        if rng.below(8) == 0 {
            return Position::default();
        }
        let line = rng.skewed(16) as i32;
        let end_line = line + (rng.below(4) as i32 - 2).max(0);
        let columns = rng.below(5) != 0;
        let col = rng.skewed(9) as i32;
        let width = rng.skewed(9) as i32;
        Position {
            line: Some(line),
            end_line: Some(end_line),
            col: columns.then_some(col),
            end_col: columns.then_some(col + width),
        }
    }

    #[test]
    fn tables_round_trip() {
        let mut rng = Rng::new(5);
        for _ in 0..500 {
            let firstlineno = rng.below(1000) as i32;
            let runs: Vec<(Position, u32)> =
                (0..rng.below(30)).map(|_| (random_position(&mut rng), 1 + rng.below(30) as u32)).collect();
            let mut writer = LineTableWriter::new(firstlineno);
            runs.iter().for_each(|(position, units)| writer.push(*position, *units));
            let table = writer.finish();
            let mut reader = LineTableReader::new(&table, firstlineno);
            let expected: Vec<Position> =
                runs.iter().flat_map(|(position, units)| vec![*position; *units as usize]).collect();
            let read: Vec<Position> =
                reader.by_ref().flat_map(|entry| vec![entry.position; entry.units as usize]).collect();
            assert_eq!(read, expected);
            assert_eq!(reader.rest(), []);
        }
    }

    #[test]
    fn any_bytes_are_read_without_panic() {
        let mut rng = Rng::new(6);
        for _ in 0..20_000 {
            let bytes: Vec<u8> = (0..rng.below(30)).map(|_| rng.next() as u8).collect();
            LineTableReader::new(&bytes, rng.next() as i32).for_each(drop);
        }
    }
}
