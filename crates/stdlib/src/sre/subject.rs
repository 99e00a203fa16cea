//! What is matched: bytes read as characters, one byte each or in WTF-8. Positions are byte offsets.

/// Bytes that are read as characters.
pub trait Subject: Copy {
    /// Whether each character is one byte.
    const NARROW: bool;

    /// The bytes.
    fn bytes(&self) -> &[u8];
    /// The character at `at`, which lies before the end, and the position behind it.
    fn next(&self, at: usize) -> (u32, usize);
    /// The character before `at`, which lies behind the start, and its position.
    fn previous(&self, at: usize) -> (u32, usize);
    /// The position `count` characters before `at`.
    fn back(&self, at: usize, count: usize) -> Option<usize>;
}

/// Bytes, or text of ASCII only.
#[derive(Clone, Copy)]
pub struct Narrow<'a>(pub &'a [u8]);

/// Text in WTF-8.
#[derive(Clone, Copy)]
pub struct Wide<'a>(pub &'a [u8]);

impl Subject for Narrow<'_> {
    const NARROW: bool = true;

    #[inline(always)]
    fn bytes(&self) -> &[u8] {
        self.0
    }

    #[inline(always)]
    fn next(&self, at: usize) -> (u32, usize) {
        (u32::from(self.0[at]), at + 1)
    }

    #[inline(always)]
    fn previous(&self, at: usize) -> (u32, usize) {
        (u32::from(self.0[at - 1]), at - 1)
    }

    fn back(&self, at: usize, count: usize) -> Option<usize> {
        at.checked_sub(count)
    }
}

const fn continues(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

impl Subject for Wide<'_> {
    const NARROW: bool = false;

    #[inline(always)]
    fn bytes(&self) -> &[u8] {
        self.0
    }

    #[inline(always)]
    fn next(&self, at: usize) -> (u32, usize) {
        let first = u32::from(self.0[at]);
        if first < 0x80 {
            return (first, at + 1);
        }
        let rest = |index: usize| self.0.get(at + index).map_or(0, |byte| u32::from(byte & 0x3f));
        match first {
            0..0xe0 => ((first & 0x1f) << 6 | rest(1), at + 2),
            0xe0..0xf0 => ((first & 0xf) << 12 | rest(1) << 6 | rest(2), at + 3),
            _ => ((first & 7) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3), at + 4),
        }
    }

    #[inline(always)]
    fn previous(&self, at: usize) -> (u32, usize) {
        let mut start = at - 1;
        while start > 0 && continues(self.0[start]) {
            start -= 1;
        }
        (self.next(start).0, start)
    }

    fn back(&self, mut at: usize, count: usize) -> Option<usize> {
        for _ in 0..count {
            if at == 0 {
                return None;
            }
            at = self.previous(at).1;
        }
        Some(at)
    }
}

/// How many characters of WTF-8 `bytes` has.
pub fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !continues(**byte)).count()
}

/// The byte offset of the character with number `index`; the length if there is none.
pub fn offset_of_char(bytes: &[u8], index: usize) -> usize {
    // Whole chunks are counted at once, which the compiler turns into vector instructions.
    const CHUNK: usize = 256;
    let (mut offset, mut left) = (0, index);
    while let Some(chunk) = bytes.get(offset..offset + CHUNK) {
        let count = count_chars(chunk);
        if count > left {
            break;
        }
        left -= count;
        offset += CHUNK;
    }
    for (at, byte) in bytes[offset..].iter().enumerate() {
        if !continues(*byte) {
            if left == 0 {
                return offset + at;
            }
            left -= 1;
        }
    }
    bytes.len()
}
