//! Compiles snippets and writes the errors, for comparison with CPython.
//!
//! Standard input has a snippet per line: mode (`exec`, `eval` or `single`), the number of the compiler flags, and the
//! source in hexadecimal. Output: `ok`, or kind, positions, message and text of the error, and then the warnings.

use std::io::{self, BufRead, Write};

use bytecode::CodeFlags;
use compiler::{Mode, Options};

fn unhex(text: &str) -> String {
    let bytes: Vec<u8> = (0..text.len() / 2)
        .map(|index| u8::from_str_radix(&text[2 * index..2 * index + 2], 16).expect("hexadecimal digits"))
        .collect();
    String::from_utf8(bytes).expect("UTF-8")
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let mut fields = line.split(' ');
        let (Some(mode), Some(flags), source) =
            (fields.next(), fields.next(), fields.next().unwrap_or_default())
        else {
            continue;
        };
        let mode = match mode {
            "exec" => Mode::Exec,
            "eval" => Mode::Eval,
            _ => Mode::Single,
        };
        let flags: u32 = flags.parse().expect("a number");
        let options = Options {
            flags: CodeFlags(flags & 0x140_0000),
            top_level_await: flags & 0x2000 != 0,
            allow_incomplete_input: flags & 0x4000 != 0,
            dont_imply_dedent: flags & 0x200 != 0,
            ..Options::default()
        };
        match compiler::compile_with_warnings(&unhex(source), "<test>", mode, &options) {
            Ok(compiled) => {
                write!(out, "ok")?;
                for warning in compiled.warnings {
                    write!(out, " {}:{}", warning.lineno, hex(&warning.message))?;
                }
                writeln!(out)?;
            }
            Err(error) => writeln!(
                out,
                "{:?} {} {} {} {} {} {}",
                error.kind,
                error.lineno,
                error.offset,
                error.end_lineno,
                error.end_offset,
                hex(&error.message),
                error.text.map_or_else(|| "-".to_owned(), |text| hex(&text))
            )?,
        }
        out.flush()?;
    }
    Ok(())
}
