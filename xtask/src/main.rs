//! Development commands, run as `cargo xtask COMMAND`. Thin: what they do is in the crates that they call. Nothing
//! here is needed to build or run Taipan.

mod bench;
mod check;
mod codegen;
mod dispatch;
mod explain;
mod text_order;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::prelude::*;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

Commands:
  codegen [--check]  generate code from opcodes/bytecodes.def, or check that it is fresh
  check              generate, compile the virtual machine, and show rustc's errors in the definitions
  explain NAME       what an opcode or op is, and the code that follows from it
  tidy               check rules that the compiler does not know
  dispatch           check that the handlers of the release binary dispatch by jumps
  bench [--pyperformance DIR] [--rounds N] [--only TEXT] [--json FILE] [--against FILE]
                     time and peak memory beside python3.14's and pypy3's, where they are on the path;
                     the figures as JSON, and how they differ from those of an earlier run
  text-order [--pyperformance DIR] [--only TEXT]
                     find the functions that these programs run, for the linker; takes valgrind and some minutes
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut parser = lexopt::Parser::from_env();
    let command = match parser.next()? {
        Some(Value(command)) => command.string()?,
        Some(Long("help") | Short('h')) => {
            print!("{USAGE}");
            return Ok(());
        }
        Some(other) => return Err(other.unexpected().into()),
        None => bail!("{USAGE}"),
    };
    match command.as_str() {
        "codegen" => {
            let mut check = false;
            while let Some(argument) = parser.next()? {
                match argument {
                    Long("check") => check = true,
                    other => return Err(other.unexpected().into()),
                }
            }
            codegen::run(&root(), check)
        }
        "explain" => {
            let Some(Value(name)) = parser.next()? else { bail!("which opcode or op?") };
            explain::run(&root(), &name.string()?)
        }
        "check" => check::run(&root()),
        "tidy" => tidy::run(&root()),
        "dispatch" => dispatch::run(&root()),
        "bench" | "text-order" => {
            let mut options = bench::Options { rounds: 3, ..bench::Options::default() };
            while let Some(argument) = parser.next()? {
                match argument {
                    Long("pyperformance") => options.pyperformance = Some(parser.value()?.into()),
                    Long("rounds") => options.rounds = parser.value()?.parse()?,
                    Long("only") => options.only = parser.value()?.string()?,
                    Long("json") => options.json = Some(parser.value()?.into()),
                    Long("against") => options.against = Some(parser.value()?.into()),
                    other => return Err(other.unexpected().into()),
                }
            }
            match command.as_str() {
                "bench" => bench::run(&root(), &options),
                _ => text_order::run(&root(), &options),
            }
        }
        other => bail!("unknown command `{other}`\n\n{USAGE}"),
    }
}

/// The root of the repository.
fn root() -> PathBuf {
    // Cargo says at run time where it is; a binary shared by several checkouts would remember the wrong one.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let mut path = PathBuf::from(package);
    path.pop();
    path
}
