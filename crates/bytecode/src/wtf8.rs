//! Text that may hold lone surrogates: WTF-8, the encoding of every Python string in this system.
//!
//! Not a general text library: only what code objects and the virtual machine share.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

/// Borrowed WTF-8 text: UTF-8, except that a lone surrogate is allowed, in its three-byte form.
///
/// A surrogate pair never occurs: it is always stored as the four-byte form of the character it denotes.
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(transparent)]
pub struct Wtf8 {
    bytes: [u8],
}

/// Owned WTF-8 text.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Wtf8Buf {
    bytes: Vec<u8>,
}

impl Wtf8 {
    /// Views UTF-8 as WTF-8.
    pub const fn new(text: &str) -> &Wtf8 {
        Wtf8::from_bytes_unchecked(text.as_bytes())
    }

    /// Views bytes that are known to be WTF-8. Wrong bytes give wrong text, never memory unsafety: every reader
    /// decodes with bounds checks.
    #[expect(unsafe_code, reason = "a transparent wrapper around a slice can only be made by a pointer cast")]
    pub const fn from_bytes_unchecked(bytes: &[u8]) -> &Wtf8 {
        // SAFETY: `Wtf8` is `repr(transparent)` over `[u8]`, so the two references have the same layout and metadata.
        unsafe { &*(bytes as *const [u8] as *const Wtf8) }
    }

    /// Views bytes as WTF-8 if they are: UTF-8 with lone surrogates, but no surrogate pair.
    pub fn from_bytes(bytes: &[u8]) -> Option<&Wtf8> {
        let mut rest = bytes;
        let mut after_high = false;
        loop {
            let valid = match std::str::from_utf8(rest) {
                Ok(_) => return Some(Wtf8::from_bytes_unchecked(bytes)),
                Err(error) => error.valid_up_to(),
            };
            let [0xED, second @ 0xA0..=0xBF, 0x80..=0xBF, after @ ..] = &rest[valid..] else { return None };
            let high = *second < 0xB0;
            if after_high && valid == 0 && !high {
                return None;
            }
            after_high = high;
            rest = after;
        }
    }

    /// The encoded bytes.
    pub const fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text as UTF-8, or `None` if it holds a surrogate.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// The code points, surrogates included.
    pub fn code_points(&self) -> CodePoints<'_> {
        CodePoints { bytes: &self.bytes }
    }

    /// The text with each surrogate replaced by U+FFFD.
    pub fn to_string_lossy(&self) -> String {
        match self.as_str() {
            Some(text) => text.to_owned(),
            None => {
                self.code_points().map(|c| char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
            }
        }
    }
}

impl Wtf8Buf {
    /// Empty text.
    pub const fn new() -> Wtf8Buf {
        Wtf8Buf { bytes: Vec::new() }
    }

    /// Empty text with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Wtf8Buf {
        Wtf8Buf { bytes: Vec::with_capacity(bytes) }
    }

    /// Takes bytes that are known to be WTF-8; see [`Wtf8::from_bytes_unchecked`].
    pub const fn from_bytes_unchecked(bytes: Vec<u8>) -> Wtf8Buf {
        Wtf8Buf { bytes }
    }

    /// Appends a code point (0 to 0x10FFFF). A low surrogate that follows a high one joins it.
    pub fn push_code_point(&mut self, code_point: u32) {
        if (0xDC00..0xE000).contains(&code_point)
            && let [.., 0xED, b, c] = self.bytes[..]
            && (0xA0..0xB0).contains(&b)
        {
            let high = 0xD000 | u32::from(b & 0x3F) << 6 | u32::from(c & 0x3F);
            self.bytes.truncate(self.bytes.len() - 3);
            let joined = 0x10000 + ((high - 0xD800) << 10) + (code_point - 0xDC00);
            return self.push_code_point(joined);
        }
        match char::from_u32(code_point) {
            Some(c) => self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => self.bytes.extend_from_slice(&[
                0xE0 | (code_point >> 12) as u8,
                0x80 | (code_point >> 6 & 0x3F) as u8,
                0x80 | (code_point & 0x3F) as u8,
            ]),
        }
    }

    /// Appends UTF-8 text.
    pub fn push_str(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Appends text; a surrogate pair that meets at the seam is joined.
    pub fn push_wtf8(&mut self, text: &Wtf8) {
        if let [0xED, 0xB0..=0xBF, _, ..] = text.bytes {
            let mut points = text.code_points();
            let first = points.next().unwrap_or_default();
            self.push_code_point(first);
            self.bytes.extend_from_slice(points.bytes);
        } else {
            self.bytes.extend_from_slice(&text.bytes);
        }
    }

    /// The encoded bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Iterator over the code points of [`Wtf8`].
#[derive(Clone)]
pub struct CodePoints<'a> {
    bytes: &'a [u8],
}

impl<'a> CodePoints<'a> {
    /// What has not been read yet.
    pub fn rest(&self) -> &'a Wtf8 {
        Wtf8::from_bytes_unchecked(self.bytes)
    }
}

impl Iterator for CodePoints<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let tail = |byte: u8| u32::from(byte & 0x3F);
        let (code_point, length) = match *self.bytes {
            [] => return None,
            [a, ..] if a < 0x80 => (u32::from(a), 1),
            [a, b, ..] if a < 0xE0 => (u32::from(a & 0x1F) << 6 | tail(b), 2),
            [a, b, c, ..] if a < 0xF0 => (u32::from(a & 0x0F) << 12 | tail(b) << 6 | tail(c), 3),
            [a, b, c, d, ..] => (u32::from(a & 0x07) << 18 | tail(b) << 12 | tail(c) << 6 | tail(d), 4),
            // Cut short: only possible if the bytes were never WTF-8.
            _ => (0xFFFD, self.bytes.len()),
        };
        self.bytes = &self.bytes[length..];
        Some(code_point)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.bytes.len().div_ceil(4), Some(self.bytes.len()))
    }
}

impl Deref for Wtf8Buf {
    type Target = Wtf8;

    fn deref(&self) -> &Wtf8 {
        Wtf8::from_bytes_unchecked(&self.bytes)
    }
}

impl Borrow<Wtf8> for Wtf8Buf {
    fn borrow(&self) -> &Wtf8 {
        self
    }
}

impl AsRef<Wtf8> for str {
    fn as_ref(&self) -> &Wtf8 {
        Wtf8::new(self)
    }
}

impl ToOwned for Wtf8 {
    type Owned = Wtf8Buf;

    fn to_owned(&self) -> Wtf8Buf {
        Wtf8Buf { bytes: self.bytes.to_vec() }
    }
}

impl From<&str> for Wtf8Buf {
    fn from(text: &str) -> Wtf8Buf {
        Wtf8Buf { bytes: text.as_bytes().to_vec() }
    }
}

impl From<String> for Wtf8Buf {
    fn from(text: String) -> Wtf8Buf {
        Wtf8Buf { bytes: text.into_bytes() }
    }
}

impl FromIterator<u32> for Wtf8Buf {
    fn from_iter<T: IntoIterator<Item = u32>>(code_points: T) -> Wtf8Buf {
        let mut text = Wtf8Buf::new();
        code_points.into_iter().for_each(|c| text.push_code_point(c));
        text
    }
}

impl PartialEq<str> for Wtf8 {
    fn eq(&self, other: &str) -> bool {
        self.bytes == *other.as_bytes()
    }
}

impl PartialEq<&str> for Wtf8Buf {
    fn eq(&self, other: &&str) -> bool {
        self.bytes == other.as_bytes()
    }
}

impl fmt::Debug for Wtf8 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for code_point in self.code_points() {
            match char::from_u32(code_point) {
                Some(c) => write!(f, "{}", c.escape_debug())?,
                None => write!(f, "\\u{{{code_point:x}}}")?,
            }
        }
        f.write_str("\"")
    }
}

impl fmt::Debug for Wtf8Buf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Shows surrogates as U+FFFD.
impl fmt::Display for Wtf8 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_str() {
            Some(text) => f.write_str(text),
            None => f.write_str(&self.to_string_lossy()),
        }
    }
}

impl fmt::Display for Wtf8Buf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogates_round_trip_and_pairs_join() {
        let lone: Wtf8Buf = [0x61, 0xD83D, 0x62].into_iter().collect();
        assert_eq!(lone.code_points().collect::<Vec<_>>(), [0x61, 0xD83D, 0x62]);
        assert_eq!(lone.as_str(), None);

        let mut pair: Wtf8Buf = [0xD83D].into_iter().collect();
        pair.push_wtf8(&[0xDE00].into_iter().collect::<Wtf8Buf>());
        assert_eq!(pair.as_str(), Some("😀"));
    }

    #[test]
    fn only_wtf8_is_viewed_as_wtf8() {
        for good in [&b"a"[..], b"", b"\xED\xA0\x80", b"x\xED\xB0\x80\xED\xA0\x80", "é😀".as_bytes()] {
            assert!(Wtf8::from_bytes(good).is_some(), "{good:?}");
        }
        for bad in [&b"\xFF"[..], b"\xED\xA0", b"\xED\xA0\x80\xED\xB0\x80", b"\xC0\x80"] {
            assert!(Wtf8::from_bytes(bad).is_none(), "{bad:?}");
        }
    }
}
