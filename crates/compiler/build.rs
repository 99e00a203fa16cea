//! Computes `COMPILER_FINGERPRINT`: a number that changes whenever the compiler, the code objects that it makes or the
//! instruction set do, so that compiled files of another version are recognized without anybody having to remember it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What compiled code depends on, beside this crate's folder.
const SOURCES: [&str; 4] =
    ["src", "../bytecode/src", "../../opcodes/bytecodes.def", "../../opcodes/numbers.lock"];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        collect(Path::new(source), &mut files)?;
    }
    files.sort();
    // FNV-1a: good enough against accidents, and it needs no dependency.
    let mut hash: u64 = 0xCBF2_9CE4_8422_2325;
    for file in files {
        for byte in fs::read(file)? {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    println!("cargo::rustc-env=COMPILER_FINGERPRINT={hash}");
    Ok(())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}
