//! Writes what this compiler makes of source files, for comparison with CPython: see `tests/oracle/dump_code.py`.
//! The source files are named on standard input.

use std::io::{self, BufRead, Write};

use bytecode::{Code, Constant, LocalKind};
use compiler::{Mode, Options};

fn constant(value: &Constant, out: &mut String) {
    let join = |items: &[Constant], open: char, close: char, sorted: bool, out: &mut String| {
        let mut parts: Vec<String> = items
            .iter()
            .map(|item| {
                let mut text = String::new();
                constant(item, &mut text);
                text
            })
            .collect();
        if sorted {
            parts.sort();
        }
        out.push(open);
        out.push_str(&parts.join(","));
        out.push(close);
    };
    match value {
        Constant::None => out.push('N'),
        Constant::Ellipsis => out.push('E'),
        Constant::Bool(value) => out.push(if *value { 'T' } else { 'F' }),
        Constant::Int(value) => out.push_str(&format!("i{value}")),
        Constant::BigInt(value) => out.push_str(&format!("i{value}")),
        Constant::Float(value) => out.push_str(&format!("f{:016x}", value.to_bits())),
        Constant::Complex { real, imag } => {
            out.push_str(&format!("c{:016x}{:016x}", real.to_bits(), imag.to_bits()))
        }
        Constant::Str(text) => out.push_str(&format!("s{}", hex(text.as_bytes()))),
        Constant::Bytes(bytes) => out.push_str(&format!("b{}", hex(bytes))),
        Constant::Tuple(items) => join(items, '(', ')', false, out),
        Constant::FrozenSet(items) => join(items, '{', '}', true, out),
        Constant::Slice(parts) => join(&parts[..], '[', ']', false, out),
        Constant::Code(_) => out.push('K'),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn names<'a>(names: impl IntoIterator<Item = &'a std::sync::Arc<bytecode::Wtf8Buf>>) -> String {
    names.into_iter().map(|name| hex(name.as_bytes())).collect::<Vec<_>>().join(" ")
}

fn write(code: &Code, depth: usize, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "code {depth} {}", names([&code.qualname]))?;
    writeln!(
        out,
        "meta {} {} {:#x} {} {} {} {}",
        names([&code.name]),
        code.firstlineno,
        code.flags.0,
        code.argcount,
        code.posonlyargcount,
        code.kwonlyargcount,
        code.stacksize
    )?;
    let bytes: Vec<u8> = code.code.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    writeln!(out, "bytes {}", hex(&bytes))?;
    let mut consts = Vec::new();
    for value in &code.consts {
        let mut text = String::new();
        constant(value, &mut text);
        consts.push(text);
    }
    writeln!(out, "consts {}", consts.join(" "))?;
    writeln!(out, "names {}", names(&code.names))?;
    writeln!(
        out,
        "slots {} | {} | {} | {}",
        names(&code.localsplusnames),
        names(code.names_of(LocalKind::LOCAL)),
        names(code.names_of(LocalKind::CELL)),
        names(code.names_of(LocalKind::FREE))
    )?;
    writeln!(out, "lines {}", hex(&code.linetable))?;
    writeln!(out, "handlers {}", hex(&code.exceptiontable))?;
    for value in &code.consts {
        if let Constant::Code(inner) = value {
            write(inner, depth + 1, out)?;
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let options = Options { rewrite: false, ..Options::default() };
    for filename in io::stdin().lock().lines() {
        let filename = filename?;
        writeln!(out, "file {filename}")?;
        let compiled = compiler::decode_source(&std::fs::read(&filename)?)
            .and_then(|source| compiler::compile(&source, &filename, Mode::Exec, &options));
        match compiled {
            Ok(code) => write(&code, 0, &mut out)?,
            Err(error) => writeln!(out, "error SyntaxError {error}")?,
        }
    }
    out.flush()
}
