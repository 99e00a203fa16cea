//! `cargo xtask bench`: runs benchmark programs in turn (A B A B…) on Taipan and on the peers that are on the path,
//! and prints times, peak memory, ratios and geometric means. It judges nothing.

mod figures;
pub mod programs;
mod report;
mod run;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use figures::Figures;

/// The name of our own interpreter in figures and tables.
const OWN: &str = "taipan";
const PEERS: [&str; 2] = ["python3.14", "pypy3"];

/// What to run.
#[derive(Default)]
pub struct Options {
    /// `data-files/benchmarks` of an unpacked pyperformance.
    pub pyperformance: Option<PathBuf>,
    /// How often each program is run on each interpreter.
    pub rounds: usize,
    /// Only programs whose name contains this.
    pub only: String,
    /// Where to write the figures as JSON.
    pub json: Option<PathBuf>,
    /// The figures of an earlier run, to compare with.
    pub against: Option<PathBuf>,
}

/// Runs the benchmarks and prints the tables.
///
/// # Errors
///
/// If Taipan does not build, nothing can be run, or a file cannot be read or written.
pub fn run(root: &Path, options: &Options) -> Result<()> {
    // Read first: a wrong name should not be noticed after an hour.
    let earlier = options.against.as_deref().map(Figures::read).transpose()?;
    build(root)?;
    let mut left_out = Vec::new();
    let interpreters = interpreters(root, &mut left_out);
    let programs = programs::find(root, options, &mut left_out)?;
    if programs.is_empty() {
        bail!("no program matches");
    }
    let mut figures = Figures::default();
    for (name, path) in &programs {
        for _ in 0..options.rounds {
            for interpreter in &interpreters {
                match run::measure(root, interpreter, path) {
                    Ok(outcome) => figures.record(&interpreter.name, name, outcome),
                    Err(error) => {
                        let reason = error.to_string();
                        let line = reason.lines().last().unwrap_or_default();
                        let message = format!("{name} on {}: {line}", interpreter.name);
                        if !left_out.contains(&message) {
                            left_out.push(message);
                        }
                    }
                }
            }
        }
        eprintln!("{name}: done");
    }
    let peers: Vec<&str> = interpreters[1..].iter().map(|interpreter| &interpreter.name[..]).collect();
    print!("{}", report::tables(&figures, &peers));
    if let Some(earlier) = &earlier {
        print!("\n{}", report::change(earlier, &figures));
    }
    for line in left_out {
        println!("left out: {line}");
    }
    if let Some(path) = &options.json {
        std::fs::write(path, figures.json()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Builds `target/release/taipan`.
///
/// # Errors
///
/// If it does not build.
pub fn build(root: &Path) -> Result<()> {
    let status = Command::new("cargo")
        .args(["build", "--release", "--package", "taipan"])
        .current_dir(root)
        .status()?;
    if !status.success() {
        bail!("the release build failed");
    }
    Ok(())
}

/// Taipan first, then the peers that run.
fn interpreters(root: &Path, left_out: &mut Vec<String>) -> Vec<run::Interpreter> {
    let mut interpreters = vec![run::Interpreter {
        name: OWN.to_owned(),
        command: root.join("target/release/taipan"),
        library: standard_library(),
    }];
    for peer in PEERS {
        match Command::new(peer).arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status() {
            Ok(status) if status.success() => interpreters.push(run::Interpreter {
                name: peer.to_owned(),
                command: peer.into(),
                library: None,
            }),
            _ => left_out.push(format!("{peer}: not on the path")),
        }
    }
    interpreters
}

/// `PYTHONPATH` of an interpreter: the stand-in for `pyperf`, and its library if it finds none by itself.
pub fn python_path(root: &Path, library: Option<&str>) -> String {
    let own = root.join("tests/bench").to_string_lossy().into_owned();
    library.map_or(own.clone(), |library| format!("{own}:{library}"))
}

/// The pure-Python standard library of `python3.14`, for programs that import from it.
pub fn standard_library() -> Option<String> {
    let script = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    let output = Command::new("python3.14").args(["-I", "-c", script]).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
