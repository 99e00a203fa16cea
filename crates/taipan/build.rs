//! How the executable is linked: which functions lie beside each other, and at which address. Not what is in it.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

/// Sections of functions that programs run, one glob a line, those that most programs run first; `cargo xtask text-order`
/// writes it.
const ORDER: &str = "text-order.txt";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={ORDER}");
    let variable = |name: &str| env::var(name).unwrap_or_default();
    let target = variable("TARGET");
    if target != "x86_64-unknown-linux-gnu" || variable("OPT_LEVEL") == "0" {
        return Ok(());
    }
    // The system maps code in runs of sixteen pages, as soon as one of them is wanted. Functions that nothing runs between
    // those that everything runs made two thirds of the code's memory, more than all objects of a small program.
    let script = Path::new(&variable("OUT_DIR")).join("text-order.ld");
    fs::write(&script, linker_script(&fs::read_to_string(ORDER)?))?;
    println!("cargo:rustc-link-arg-bins=-Wl,-T,{}", script.display());
    // At a fixed address the tables of native functions need no relocations: else the system would read a table of them and
    // write to every page that has one before `main`, half a megabyte and a twentieth of the instructions of a start.
    println!("cargo:rustc-link-arg-bins=-no-pie");
    Ok(())
}

/// What puts the functions of `order` before all others. Names that no function has any more do no harm.
fn linker_script(order: &str) -> String {
    let mut script = String::from("SECTIONS {\n    .text.ordered : {\n");
    for name in order.lines().filter(|line| !line.starts_with('#')) {
        // Functions that are marked as cold have a prefix.
        let _ = writeln!(script, "        *(.text.{name} .text.unlikely.{name})");
    }
    script + "    }\n} INSERT BEFORE .text;\n"
}
