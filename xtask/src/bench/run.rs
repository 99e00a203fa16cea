//! One run of a benchmark program: the times that it prints, and the peak memory that the system tells of.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail};
use wait4::Wait4;

/// What runs programs.
pub struct Interpreter {
    pub name: String,
    pub command: PathBuf,
    /// Folder of the pure-Python library, if the interpreter does not find one by itself.
    pub library: Option<String>,
}

/// What one run gave.
pub struct Outcome {
    /// Seconds, by the name that the program gives the benchmark.
    pub times: Vec<(String, f64)>,
    /// Greatest resident memory, in KiB.
    pub peak: u64,
}

/// Runs a program once; again if it found modules that were not compiled yet. Compiled modules are kept for all runs, as they
/// are for users, whatever the environment says of them.
pub fn measure(root: &Path, interpreter: &Interpreter, program: &Path) -> Result<Outcome> {
    let compiled = root.join("target/pycache");
    let before = files_in(&compiled);
    let outcome = run(root, interpreter, program, &compiled)?;
    match files_in(&compiled) == before {
        true => Ok(outcome),
        false => run(root, interpreter, program, &compiled),
    }
}

/// How many files a folder has, and those below it.
fn files_in(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let count = |entry: std::fs::DirEntry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => files_in(&entry.path()),
        _ => 1,
    };
    entries.map(count).sum()
}

/// Runs a program once.
fn run(root: &Path, interpreter: &Interpreter, program: &Path, compiled: &Path) -> Result<Outcome> {
    let mut child = Command::new(&interpreter.command)
        .arg(program)
        .env("PYTHONPATH", super::python_path(root, interpreter.library.as_deref()))
        .env("PYTHONHASHSEED", "0")
        .env_remove("PYTHONDONTWRITEBYTECODE")
        .env("PYTHONPYCACHEPREFIX", compiled)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run {}", interpreter.command.display()))?;
    let (Some(mut output), Some(mut errors)) = (child.stdout.take(), child.stderr.take()) else {
        bail!("no pipes to {}", interpreter.command.display());
    };
    // Both are read at once, so that neither fills its pipe.
    let (text, errors) = std::thread::scope(|scope| {
        let errors = scope.spawn(move || read(&mut errors));
        (read(&mut output), errors.join())
    });
    let errors = errors.map_err(|_| anyhow!("reading standard error failed"))??;
    let used = child.wait4()?;
    if !used.status.success() {
        bail!("{}\n{}", used.status, errors.trim());
    }
    let text = text?;
    let times = text.lines().filter_map(|line| {
        let (name, seconds) = line.rsplit_once(' ')?;
        Some((name.to_owned(), seconds.parse().ok()?))
    });
    Ok(Outcome { times: times.collect(), peak: used.rusage.maxrss / 1024 })
}

fn read(stream: &mut impl Read) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
