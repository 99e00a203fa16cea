//! `cargo xtask dispatch`: disassembles the release binary and checks that every tail-called handler ends in a jump.
//! A handler that calls the next one instead would use up the native stack.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Handlers that every program spends its time in: these may not save registers on entry either.
const HOT: [&str; 20] = [
    "LOAD_FAST",
    "LOAD_FAST_BORROW",
    "LOAD_FAST_BORROW_LOAD_FAST_BORROW",
    "LOAD_FAST_LOAD_FAST",
    "STORE_FAST",
    "STORE_FAST_LOAD_FAST",
    "LOAD_CONST",
    "LOAD_SMALL_INT",
    "POP_TOP",
    "COPY",
    "SWAP",
    "POP_JUMP_IF_FALSE",
    "POP_JUMP_IF_TRUE",
    "JUMP_BACKWARD",
    "RESUME",
    "LOAD_GLOBAL_MODULE",
    "BINARY_OP_ADD_FLOAT",
    "BINARY_OP_MULTIPLY_FLOAT",
    "COMPARE_OP_FLOAT",
    "RETURN_VALUE",
];

/// Checks `target/release/taipan`, which must have been built.
///
/// # Errors
///
/// A handler whose dispatch is not a jump, or a hot one that saves registers; a missing `objdump` or binary.
pub fn run(root: &Path) -> Result<()> {
    let binary = root.join("target/release/taipan");
    let output = Command::new("objdump")
        .args(["--disassemble", "--no-show-raw-insn", "--demangle"])
        .arg(&binary)
        .output()
        .context("cannot run objdump (package binutils)")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let (mut problems, mut count) = (Vec::new(), 0);
    for function in text.split("\n\n") {
        let mut lines = function.lines();
        let Some(name) = lines.next().and_then(handler_name) else { continue };
        count += 1;
        let body: Vec<&str> = lines.collect();
        if body.iter().any(|line| is_dispatch_call(line)) {
            problems.push(format!("{name}: calls the next handler instead of jumping to it"));
        }
        let entry = body.iter().take_while(|line| !mnemonic(line).is_some_and(|m| m.starts_with('j')));
        let pushes = entry.filter(|line| mnemonic(line) == Some("push")).count();
        if pushes > 0 && HOT.contains(&name) {
            problems.push(format!("{name}: saves {pushes} registers on entry, on its fast path"));
        }
    }
    if count == 0 {
        bail!("{} has no tail-called handlers", binary.display());
    }
    if problems.is_empty() {
        println!("{count} handlers dispatch by jumps");
        return Ok(());
    }
    bail!("{}", problems.join("\n"))
}

/// The opcode of a handler, from the line that names the function.
fn handler_name(line: &str) -> Option<&str> {
    let rest = line.split_once("interp::tail::generated::")?.1;
    let end = rest.find(['>', ':'])?;
    Some(&rest[..end])
        .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
}

fn mnemonic(line: &str) -> Option<&str> {
    line.split_once(":\t").and_then(|(_, instruction)| instruction.split_whitespace().next())
}

/// A call of a handler: through the table (memory at base plus eight times index, or a register that was loaded from there),
/// or of a cold one by its name. No handler calls anything else that is not at a fixed place.
fn is_dispatch_call(line: &str) -> bool {
    let through_table = line.contains("*%") || (line.contains('*') && line.contains(",8)"));
    let cold =
        line.contains("interp::tail::") && !line.contains("::count") && !line.contains("::free_handed");
    mnemonic(line) == Some("call") && (through_table || cold)
}
