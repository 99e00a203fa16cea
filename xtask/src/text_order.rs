//! `cargo xtask text-order`: finds out which functions of the executable programs run, for the linker to put them beside
//! each other (`crates/taipan/build.rs` says why). Not needed to build: what it wrote last is in the repository, and
//! functions that are not named there are only further away.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::bench;

const ORDER: &str = "crates/taipan/text-order.txt";

/// Runs the benchmark programs under cachegrind and writes the order.
///
/// # Errors
///
/// If Taipan does not build, a program fails, `valgrind` or `nm` are missing, or a file cannot be read or written.
pub fn run(root: &Path, options: &bench::Options) -> Result<()> {
    bench::build(root)?;
    let binary = root.join("target/release/taipan");
    let symbols = functions(&binary)?;
    let mut left_out = Vec::new();
    let programs = bench::programs::find(root, options, &mut left_out)?;
    // The programs that run each function, by their numbers.
    let mut users: HashMap<String, BTreeSet<usize>> = HashMap::new();
    for (number, (name, program)) in programs.iter().enumerate() {
        let functions =
            functions_run(root, &binary, program).with_context(|| format!("{name} under cachegrind"))?;
        eprintln!("{name}: {} functions", functions.len());
        for function in functions {
            users.entry(function).or_default().insert(number);
        }
    }
    for line in left_out {
        println!("left out: {line}");
    }
    std::fs::write(root.join(ORDER), order(&users, &symbols)).with_context(|| format!("cannot write {ORDER}"))
}

/// The symbols of the executable's functions.
fn functions(binary: &Path) -> Result<HashSet<String>> {
    let output = Command::new("nm").arg(binary).output().context("cannot run nm")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let symbols = text.lines().filter_map(|line| {
        let mut fields = line.split_whitespace().skip(1);
        let (kind, name) = (fields.next()?, fields.next()?);
        matches!(kind, "t" | "T" | "w" | "W").then(|| name.to_owned())
    });
    Ok(symbols.collect())
}

/// The symbols of the functions that one run of `program` calls.
fn functions_run(root: &Path, binary: &Path, program: &Path) -> Result<HashSet<String>> {
    let profile = std::env::temp_dir().join(format!("taipan-text-order.{}", std::process::id()));
    let output = Command::new("valgrind")
        // Not callgrind: handlers that jump to each other look to it like calls without end.
        .args(["--tool=cachegrind", "--cache-sim=no", "--demangle=no"])
        .arg(format!("--cachegrind-out-file={}", profile.display()))
        .arg(binary)
        .arg(program)
        .env("PYTHONPATH", bench::python_path(root, bench::standard_library().as_deref()))
        .env("PYTHONHASHSEED", "0")
        // Once and not for long: everything takes thirty times as long here.
        .env("PYPERF_VALUES", "1")
        .env("PYPERF_MIN_TIME", "0.01")
        .stdin(Stdio::null())
        .output()
        .context("cannot run valgrind")?;
    if !output.status.success() {
        bail!("{}\n{}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = std::fs::read(&profile)?;
    // The profile is of use to nobody else.
    let _ = std::fs::remove_file(&profile);
    Ok(functions_of(&String::from_utf8_lossy(&text)))
}

/// The functions of a profile.
fn functions_of(profile: &str) -> HashSet<String> {
    profile.lines().filter_map(|line| line.strip_prefix("fn=")).map(str::to_owned).collect()
}

/// The file: functions that most programs run come first, those of the same programs beside each other.
fn order(users: &HashMap<String, BTreeSet<usize>>, symbols: &HashSet<String>) -> String {
    // Instances of a generic function may differ by their hash alone: those that nothing runs come with the others.
    let mut names: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (symbol, programs) in users.iter().filter(|(symbol, _)| symbols.contains(*symbol)) {
        names.entry(glob(symbol)).or_default().extend(programs);
    }
    let mut names: Vec<(BTreeSet<usize>, String)> =
        names.into_iter().map(|(name, programs)| (programs, name)).collect();
    names.sort_by(|(left, left_name), (right, right_name)| {
        right.len().cmp(&left.len()).then_with(|| left.cmp(right)).then_with(|| left_name.cmp(right_name))
    });
    let mut text = String::from("# Written by `cargo xtask text-order`; `build.rs` reads it.\n");
    for (_, name) in names {
        text.push_str(&name);
        text.push('\n');
    }
    text
}

/// What matches the symbol in builds by other compilers: without hashes, and without what the linker appended.
fn glob(symbol: &str) -> String {
    // `…17h0123456789abcdefE`, the older way of mangling.
    if symbol.starts_with("_ZN")
        && let Some(at) = symbol.rfind("17h")
        && symbol[at + 3..].chars().take(16).all(|c| c.is_ascii_hexdigit())
    {
        return format!("{}*", &symbol[..at + 3]);
    }
    if !symbol.starts_with("_R") {
        return symbol.to_owned();
    }
    // `…Cs1aB2cD3e_4core…`, the newer one, where hashes are those of crates.
    let (mut glob, mut rest) = (String::new(), symbol);
    while let Some(at) = rest.find("Cs") {
        glob.push_str(&rest[..at + 2]);
        rest = &rest[at + 2..];
        if let Some(end) = rest.find('_')
            && rest[..end].chars().all(|c| c.is_ascii_alphanumeric())
        {
            glob.push('*');
            rest = &rest[end..];
        }
    }
    glob + rest.split_once('.').map_or(rest, |(name, _)| name) + "*"
}
