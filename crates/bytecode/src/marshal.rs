//! Code objects and constants as bytes, for the compile cache and for Python's `marshal` to build on.
//!
//! The format is this system's own, not CPython's; it changes with [`VERSION`]. Reading is total: bytes that were not
//! written here give an error, never a panic, and no more memory than a small multiple of their length. What is read is
//! well formed as data only: code must still be [verified](crate::verify) before it runs.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use dashu_int::{IBig, Sign, UBig};

use crate::{Code, CodeFlags, Constant, LocalKind, Wtf8, Wtf8Buf};

/// First bytes of everything written here.
pub const MAGIC: [u8; 4] = *b"TPN\r";
/// Version of the format; another version cannot be read.
pub const VERSION: u8 = 1;
/// Levels of tuples and code objects in each other.
const MAX_DEPTH: usize = 500;

/// Why bytes cannot be read, or a constant cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarshalError {
    /// The bytes do not begin as this format does, or another version wrote them.
    BadMagic,
    /// The bytes end early.
    CutShort,
    /// Something that is never written stands at this offset.
    Malformed(usize),
    /// Constants are nested too deeply.
    TooDeep,
    /// There are bytes after the end.
    TrailingBytes,
}

impl fmt::Display for MarshalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MarshalError::BadMagic => f.write_str("bad magic number or version in marshal data"),
            MarshalError::CutShort => f.write_str("marshal data too short"),
            MarshalError::Malformed(offset) => write!(f, "bad marshal data at byte {offset}"),
            MarshalError::TooDeep => f.write_str("object too deeply nested to marshal"),
            MarshalError::TrailingBytes => f.write_str("bytes after the end of marshal data"),
        }
    }
}

impl std::error::Error for MarshalError {}

const NONE: u8 = b'N';
const ELLIPSIS: u8 = b'.';
const TRUE: u8 = b'T';
const FALSE: u8 = b'F';
const INT: u8 = b'i';
const BIG_INT: u8 = b'l';
const FLOAT: u8 = b'g';
const COMPLEX: u8 = b'y';
const STR: u8 = b'u';
/// A string that was written before, by its number.
const STR_REF: u8 = b'r';
const BYTES: u8 = b's';
const TUPLE: u8 = b'(';
const FROZENSET: u8 = b'>';
const SLICE: u8 = b':';
const CODE: u8 = b'c';

/// Writes a constant. Fails only on constants nested too deeply.
pub fn dumps(constant: &Constant) -> Result<Vec<u8>, MarshalError> {
    let mut writer = Writer { bytes: MAGIC.to_vec(), strings: HashMap::new() };
    writer.bytes.push(VERSION);
    writer.constant(constant, 0)?;
    Ok(writer.bytes)
}

/// Writes a code object.
pub fn dump_code(code: &Code) -> Result<Vec<u8>, MarshalError> {
    dumps(&Constant::Code(Arc::new(code.clone())))
}

/// Reads a constant that [`dumps`] wrote.
pub fn loads(bytes: &[u8]) -> Result<Constant, MarshalError> {
    let rest = bytes.strip_prefix(&MAGIC).and_then(|rest| rest.strip_prefix(&[VERSION]));
    let rest = rest.ok_or(MarshalError::BadMagic)?;
    let mut reader = Reader { bytes, offset: bytes.len() - rest.len(), strings: Vec::new() };
    let constant = reader.constant(0)?;
    if reader.offset == bytes.len() { Ok(constant) } else { Err(MarshalError::TrailingBytes) }
}

/// Reads a code object that [`dumps`] or [`dump_code`] wrote.
pub fn load_code(bytes: &[u8]) -> Result<Arc<Code>, MarshalError> {
    match loads(bytes)? {
        Constant::Code(code) => Ok(code),
        _ => Err(MarshalError::Malformed(MAGIC.len() + 1)),
    }
}

struct Writer<'a> {
    bytes: Vec<u8>,
    strings: HashMap<&'a Wtf8, u64>,
}

impl<'a> Writer<'a> {
    fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    fn signed(&mut self, value: i64) {
        self.number((value << 1 ^ value >> 63) as u64);
    }

    fn blob(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    fn string(&mut self, text: &'a Wtf8Buf) {
        let next = self.strings.len() as u64;
        match self.strings.get(&**text) {
            Some(&number) => {
                self.bytes.push(STR_REF);
                self.number(number);
            }
            None => {
                self.strings.insert(text, next);
                self.bytes.push(STR);
                self.blob(text.as_bytes());
            }
        }
    }

    fn strings(&mut self, strings: &'a [Arc<Wtf8Buf>]) {
        self.number(strings.len() as u64);
        strings.iter().for_each(|text| self.string(text));
    }

    fn float(&mut self, value: f64) {
        self.bytes.extend(value.to_bits().to_le_bytes());
    }

    fn items(&mut self, kind: u8, items: &'a [Constant], depth: usize) -> Result<(), MarshalError> {
        self.bytes.push(kind);
        self.number(items.len() as u64);
        items.iter().try_for_each(|item| self.constant(item, depth + 1))
    }

    fn constant(&mut self, constant: &'a Constant, depth: usize) -> Result<(), MarshalError> {
        if depth > MAX_DEPTH {
            return Err(MarshalError::TooDeep);
        }
        match constant {
            Constant::None => self.bytes.push(NONE),
            Constant::Ellipsis => self.bytes.push(ELLIPSIS),
            Constant::Bool(value) => self.bytes.push(if *value { TRUE } else { FALSE }),
            Constant::Int(value) => {
                self.bytes.push(INT);
                self.signed(*value);
            }
            Constant::BigInt(value) => {
                let (sign, magnitude) = IBig::clone(value).into_parts();
                self.bytes.extend([BIG_INT, u8::from(sign == Sign::Negative)]);
                self.blob(&magnitude.to_le_bytes());
            }
            Constant::Float(value) => {
                self.bytes.push(FLOAT);
                self.float(*value);
            }
            Constant::Complex { real, imag } => {
                self.bytes.push(COMPLEX);
                self.float(*real);
                self.float(*imag);
            }
            Constant::Str(text) => self.string(text),
            Constant::Bytes(bytes) => {
                self.bytes.push(BYTES);
                self.blob(bytes);
            }
            Constant::Tuple(items) => self.items(TUPLE, items, depth)?,
            Constant::FrozenSet(items) => self.items(FROZENSET, items, depth)?,
            Constant::Slice(parts) => {
                self.bytes.push(SLICE);
                parts.iter().try_for_each(|part| self.constant(part, depth + 1))?;
            }
            Constant::Code(code) => self.code(code, depth)?,
        }
        Ok(())
    }

    fn code(&mut self, code: &'a Code, depth: usize) -> Result<(), MarshalError> {
        self.bytes.push(CODE);
        self.string(&code.name);
        self.string(&code.qualname);
        self.string(&code.filename);
        self.signed(i64::from(code.firstlineno));
        for value in [code.flags.0, code.argcount, code.posonlyargcount, code.kwonlyargcount, code.stacksize]
        {
            self.number(u64::from(value));
        }
        let units: Vec<u8> = code.code.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        self.blob(&units);
        self.number(code.consts.len() as u64);
        code.consts.iter().try_for_each(|constant| self.constant(constant, depth + 1))?;
        self.strings(&code.names);
        self.strings(&code.localsplusnames);
        let kinds: Vec<u8> = code.localspluskinds.iter().map(|kind| kind.0).collect();
        self.blob(&kinds);
        self.blob(&code.linetable);
        self.blob(&code.exceptiontable);
        Ok(())
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    offset: usize,
    strings: Vec<Arc<Wtf8Buf>>,
}

impl<'a> Reader<'a> {
    fn malformed<T>(&self) -> Result<T, MarshalError> {
        Err(MarshalError::Malformed(self.offset))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], MarshalError> {
        let rest = &self.bytes[self.offset..];
        let taken = rest.get(..length).ok_or(MarshalError::CutShort)?;
        self.offset += length;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, MarshalError> {
        Ok(self.take(1)?[0])
    }

    fn number(&mut self) -> Result<u64, MarshalError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7F);
            if part << shift >> shift != part {
                return self.malformed();
            }
            value |= part << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        self.malformed()
    }

    fn small<T: TryFrom<u64>>(&mut self) -> Result<T, MarshalError> {
        let value = self.number()?;
        T::try_from(value).or_else(|_| self.malformed())
    }

    fn signed(&mut self) -> Result<i64, MarshalError> {
        let value = self.number()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    fn blob(&mut self) -> Result<&'a [u8], MarshalError> {
        let length = self.small()?;
        self.take(length)
    }

    /// A count of things of at least one byte each.
    fn count(&mut self) -> Result<usize, MarshalError> {
        let count: usize = self.small()?;
        if count > self.bytes.len() - self.offset { Err(MarshalError::CutShort) } else { Ok(count) }
    }

    fn new_string(&mut self) -> Result<Arc<Wtf8Buf>, MarshalError> {
        let bytes = self.blob()?;
        let Some(text) = Wtf8::from_bytes(bytes) else { return self.malformed() };
        let text = Arc::new(text.to_owned());
        self.strings.push(text.clone());
        Ok(text)
    }

    fn old_string(&mut self) -> Result<Arc<Wtf8Buf>, MarshalError> {
        let number: usize = self.small()?;
        let text = self.strings.get(number).cloned();
        text.ok_or(MarshalError::Malformed(self.offset))
    }

    fn string(&mut self) -> Result<Arc<Wtf8Buf>, MarshalError> {
        match self.byte()? {
            STR => self.new_string(),
            STR_REF => self.old_string(),
            _ => self.malformed(),
        }
    }

    fn strings(&mut self) -> Result<Box<[Arc<Wtf8Buf>]>, MarshalError> {
        let count = self.count()?;
        (0..count).map(|_| self.string()).collect()
    }

    fn float(&mut self) -> Result<f64, MarshalError> {
        let bytes = self.take(8)?.try_into().map_err(|_| MarshalError::CutShort)?;
        Ok(f64::from_bits(u64::from_le_bytes(bytes)))
    }

    fn items(&mut self, count: usize, depth: usize) -> Result<Vec<Constant>, MarshalError> {
        // Not allocated in advance: a count costs one byte, a constant of ours many.
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(self.constant(depth + 1)?);
        }
        Ok(items)
    }

    fn constant(&mut self, depth: usize) -> Result<Constant, MarshalError> {
        if depth > MAX_DEPTH {
            return Err(MarshalError::TooDeep);
        }
        Ok(match self.byte()? {
            NONE => Constant::None,
            ELLIPSIS => Constant::Ellipsis,
            TRUE => Constant::Bool(true),
            FALSE => Constant::Bool(false),
            INT => Constant::Int(self.signed()?),
            BIG_INT => {
                let sign = match self.byte()? {
                    0 => Sign::Positive,
                    1 => Sign::Negative,
                    _ => return self.malformed(),
                };
                let value = IBig::from_parts(sign, UBig::from_le_bytes(self.blob()?));
                match i64::try_from(&value) {
                    Ok(_) => return self.malformed(),
                    Err(_) => Constant::BigInt(Box::new(value)),
                }
            }
            FLOAT => Constant::Float(self.float()?),
            COMPLEX => Constant::Complex { real: self.float()?, imag: self.float()? },
            STR => Constant::Str(self.new_string()?),
            STR_REF => Constant::Str(self.old_string()?),
            BYTES => Constant::Bytes(self.blob()?.into()),
            TUPLE => {
                let count = self.count()?;
                Constant::Tuple(self.items(count, depth)?.into())
            }
            FROZENSET => {
                let count = self.count()?;
                Constant::FrozenSet(self.items(count, depth)?.into())
            }
            SLICE => match <[Constant; 3]>::try_from(self.items(3, depth)?) {
                Ok(parts) => Constant::Slice(Arc::new(parts)),
                Err(_) => return self.malformed(),
            },
            CODE => Constant::Code(Arc::new(self.code(depth)?)),
            _ => return self.malformed(),
        })
    }

    fn code(&mut self, depth: usize) -> Result<Code, MarshalError> {
        Ok(Code {
            name: self.string()?,
            qualname: self.string()?,
            filename: self.string()?,
            firstlineno: self.signed()? as i32,
            flags: CodeFlags(self.small()?),
            argcount: self.small()?,
            posonlyargcount: self.small()?,
            kwonlyargcount: self.small()?,
            stacksize: self.small()?,
            code: {
                let units = self.blob()?;
                if units.len() % 2 != 0 {
                    return self.malformed();
                }
                units.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect()
            },
            consts: {
                let count = self.count()?;
                self.items(count, depth)?.into()
            },
            names: self.strings()?,
            localsplusnames: self.strings()?,
            localspluskinds: self.blob()?.iter().map(|&kind| LocalKind(kind)).collect(),
            linetable: self.blob()?.into(),
            exceptiontable: self.blob()?.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Rng, sample_code};

    #[test]
    fn constants_round_trip() {
        let big: IBig = IBig::from(i64::MIN) * 1_000_003;
        let constant = Constant::Tuple(
            [
                Constant::None,
                Constant::Ellipsis,
                Constant::Bool(true),
                Constant::Int(i64::MIN),
                Constant::Int(-1),
                Constant::BigInt(Box::new(big)),
                Constant::Float(-0.0),
                Constant::Complex { real: 1.5, imag: f64::NAN },
                Constant::str("twice"),
                Constant::str("twice"),
                Constant::Str(Arc::new([0xD800].into_iter().collect())),
                Constant::Bytes(b"\0\xff"[..].into()),
                Constant::FrozenSet([Constant::Int(1)].into()),
                Constant::Slice(Arc::new([Constant::None, Constant::Int(1), Constant::None])),
            ]
            .into(),
        );
        assert_eq!(loads(&dumps(&constant).unwrap()), Ok(constant));
    }

    #[test]
    fn code_round_trips() {
        let code = sample_code();
        let bytes = dump_code(&code).unwrap();
        let loaded = load_code(&bytes).unwrap();
        assert_eq!(dump_code(&loaded).unwrap(), bytes);
        assert_eq!(loaded.code, code.code);
        assert_eq!(loaded.localspluskinds, code.localspluskinds);
    }

    #[test]
    fn deep_nesting_is_refused() {
        let nest = |depth| (0..depth).fold(Constant::None, |inner, _| Constant::Tuple([inner].into()));
        assert!(dumps(&nest(MAX_DEPTH)).is_ok_and(|bytes| loads(&bytes).is_ok()));
        assert_eq!(dumps(&nest(MAX_DEPTH + 1)), Err(MarshalError::TooDeep));
        let mut bytes = dumps(&Constant::None).unwrap();
        bytes.pop();
        bytes.extend([TUPLE, 1].repeat(MAX_DEPTH * 10));
        assert_eq!(loads(&bytes), Err(MarshalError::TooDeep));
    }

    #[test]
    fn damaged_bytes_never_panic() {
        let bytes = dump_code(&sample_code()).unwrap();
        for length in 0..bytes.len() {
            assert!(loads(&bytes[..length]).is_err());
        }
        let mut rng = Rng::new(1);
        for _ in 0..20_000 {
            let mut damaged = bytes.clone();
            for _ in 0..1 + rng.below(4) {
                let at = rng.below(damaged.len());
                damaged[at] = rng.next() as u8;
            }
            if let Ok(constant) = loads(&damaged) {
                assert!(dumps(&constant).is_ok());
            }
        }
    }
}
