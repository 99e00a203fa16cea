//! Compiled modules in files: `__pycache__/NAME.TAG.pyc`, as CPython writes and checks them. Not the format of code
//! objects (`bytecode::marshal`), and not the search for modules (`import`).
//!
//! A cache that is stale, damaged or of another version is not an error: the source is compiled again. Nothing in it is
//! trusted: code passes the verifier before it becomes an object.

use std::hash::Hasher;
use std::sync::Arc;

use bytecode::{Code, Constant};
use siphasher::sip::SipHasher13;

use crate::object::Ref;
use crate::objects::{PyCode, PyStr};
use crate::value::Value;
use crate::{PyResult, Vm};

/// The first four bytes of a file, little-endian: a number that changes with the compiler and the instruction set, and
/// the line end that shows whether the file was treated as text.
pub const MAGIC: u32 = 0x0A0D_0000 | fold(compiler::FINGERPRINT) as u32;

/// Magic number, flags, and what tells whether the source has changed.
const HEADER: usize = 16;

/// The file is checked by a hash of the source and not by its time and size.
const HASH_BASED: u32 = 1;
/// The hash is to be compared with the source.
const CHECK_SOURCE: u32 = 2;

const fn fold(fingerprint: u64) -> u16 {
    (fingerprint ^ fingerprint >> 16 ^ fingerprint >> 32 ^ fingerprint >> 48) as u16
}

/// `_imp.source_hash`.
pub fn source_hash(key: u64, source: &[u8]) -> [u8; 8] {
    let mut hasher = SipHasher13::new_with_keys(key, 0);
    hasher.write(source);
    hasher.finish().to_le_bytes()
}

/// What is known of a source file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceState {
    /// Seconds since 1970.
    pub modified: i64,
    pub size: u64,
}

impl SourceState {
    /// As in the header: the low 32 bits of both.
    fn encoded(self) -> [u8; 8] {
        let (modified, size) = (self.modified as u32, self.size as u32);
        (u64::from(modified) | u64::from(size) << 32).to_le_bytes()
    }
}

/// How a cache is checked against its source.
enum Check {
    Time(SourceState),
    Hash { hash: [u8; 8], flags: u32 },
}

impl Check {
    fn header(&self) -> [u8; HEADER] {
        let (flags, check) = match self {
            Check::Time(state) => (0, state.encoded()),
            Check::Hash { hash, flags } => (*flags, *hash),
        };
        let mut header = [0; HEADER];
        header[..4].copy_from_slice(&MAGIC.to_le_bytes());
        header[4..8].copy_from_slice(&flags.to_le_bytes());
        header[8..].copy_from_slice(&check);
        header
    }
}

/// A code object as `marshal` writes one: its mark, the length, the code.
pub fn write_code(out: &mut Vec<u8>, code: &Code) -> Result<(), bytecode::marshal::MarshalError> {
    let bytes = bytecode::marshal::dump_code(code)?;
    out.push(CODE_MARK);
    out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    out.extend_from_slice(&bytes);
    Ok(())
}

/// What [`write_code`] writes before a code object.
pub const CODE_MARK: u8 = b'c';

/// Verified code that [`write_code`] wrote, if there is nothing else in `bytes`.
fn read_code(bytes: &[u8]) -> Option<Arc<Code>> {
    let (length, bytes) = bytes.strip_prefix(&[CODE_MARK])?.split_first_chunk::<8>()?;
    if u64::from_le_bytes(*length) != bytes.len() as u64 {
        return None;
    }
    let code = bytecode::marshal::load_code(bytes).ok()?;
    bytecode::verify::verify_all(&code).ok()?;
    Some(code)
}

/// Gives `code`, and what it contains of the same file, another name for the file: the source may have moved since it
/// was compiled.
fn move_code(code: &mut Arc<Code>, from: &bytecode::Wtf8, to: &Arc<bytecode::Wtf8Buf>) {
    if &**code.filename != from {
        return;
    }
    let code = Arc::make_mut(code);
    code.filename = to.clone();
    for constant in &mut code.consts {
        if let Constant::Code(inner) = constant {
            move_code(inner, from, to);
        }
    }
}

impl Vm {
    /// The code of the source file at `path`: from its cache if that fits, else compiled, and cached if that is wanted.
    pub fn code_of_source(&mut self, path: &str) -> PyResult<Ref<PyCode>> {
        let cache = self.cache_path(path);
        let state = cache.as_ref().and_then(|_| self.host().source_state(path).ok());
        let mut source = None;
        let mut check = state.map(Check::Time);
        if let (Some(cache), Some(state)) = (&cache, state)
            && let Ok(data) = self.host().read_file(cache)
            && let Some(code) = self.fitting_code(&data, path, state, &mut source, &mut check)
        {
            drop(data);
            return Ok(self.new_code(code));
        }
        let source = match source {
            Some(source) => source,
            None => match self.host().read_file(path) {
                Ok(source) => source,
                Err(error) => return Err(self.raise_os_error(&error, Some(path))),
            },
        };
        let code = self.compile_bytes(&source, path)?;
        if let (Some(cache), Some(check)) = (cache, check)
            && !self.flag_of_sys("dont_write_bytecode")
        {
            // As CPython: what was read is what was compiled, though the file may have grown since it was looked at.
            let check = match check {
                Check::Time(state) => Check::Time(SourceState { size: source.len() as u64, ..state }),
                hash => hash,
            };
            let mut data = check.header().to_vec();
            if write_code(&mut data, &code).is_ok() {
                // Folders that cannot be written to have no caches.
                let _ = self.host().write_cache(&cache, path, &data);
            }
        }
        Ok(self.new_code(code))
    }

    /// The code in `data`, the content of a cache, if it is that of the source at `path`. Reads the source if only that
    /// can tell; `check` says how to check what is written next.
    fn fitting_code(
        &mut self,
        data: &[u8],
        path: &str,
        state: SourceState,
        source: &mut Option<Vec<u8>>,
        check: &mut Option<Check>,
    ) -> Option<Arc<Code>> {
        let (header, rest) = data.split_first_chunk::<HEADER>()?;
        let word =
            |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
        let (magic, flags) = (word(0), word(4));
        if magic != MAGIC || flags & !(HASH_BASED | CHECK_SOURCE) != 0 {
            return None;
        }
        match flags & HASH_BASED {
            0 if header[8..] != state.encoded() => return None,
            0 => {}
            _ if flags & CHECK_SOURCE == 0 => {}
            _ => {
                let bytes = source.insert(self.host().read_file(path).ok()?);
                let hash = source_hash(MAGIC.into(), bytes);
                *check = Some(Check::Hash { hash, flags });
                if header[8..] != hash {
                    return None;
                }
            }
        }
        let mut code = read_code(rest)?;
        if code.filename.as_bytes() != path.as_bytes() {
            let from = code.filename.clone();
            move_code(&mut code, &from, &Arc::new(bytecode::Wtf8Buf::from(path)));
        }
        Some(code)
    }

    /// Where the compiled form of the source at `path` is kept; `None` if there is no caching.
    pub(crate) fn cache_path(&mut self, path: &str) -> Option<String> {
        let implementation = self.value_of_sys("implementation")?;
        let tag = self.intern_str("cache_tag");
        let tag = match self.get_attr_optional(&implementation, &tag) {
            Ok(tag) => text_of(&tag?)?,
            Err(raised) => {
                self.discard(raised);
                return None;
            }
        };
        let (folder, file) = path.rsplit_once('/').map_or(("", path), |(folder, file)| (folder, file));
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let optimization = match self.optimize {
            0 => String::new(),
            level => format!(".opt-{level}"),
        };
        let file = format!("{stem}.{tag}{optimization}.pyc");
        let prefix = self.value_of_sys("pycache_prefix").as_ref().and_then(text_of);
        Some(match prefix {
            Some(prefix) => {
                let current = match folder.starts_with('/') || path.starts_with('/') {
                    true => String::new(),
                    false => self.host().current_dir().unwrap_or_default(),
                };
                let parts = [&prefix[..], current.trim_matches('/'), folder.trim_start_matches('/'), &file];
                join(&parts)
            }
            None if path.starts_with('/') && folder.is_empty() => format!("/__pycache__/{file}"),
            None => join(&[folder, "__pycache__", &file]),
        })
    }

    fn value_of_sys(&mut self, name: &str) -> Option<Value> {
        let name = self.intern_str(name);
        self.sys.get_str(self, &name).cloned()
    }

    fn flag_of_sys(&mut self, name: &str) -> bool {
        let Some(value) = self.value_of_sys(name) else { return false };
        match self.is_true(&value) {
            Ok(truth) => truth,
            Err(raised) => {
                self.discard(raised);
                false
            }
        }
    }
}

fn text_of(value: &Value) -> Option<String> {
    value.downcast::<PyStr>().map(|text| text.text().to_string_lossy())
}

/// Parts of a path that are not empty, with slashes between them.
fn join(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join("/")
}
