//! `cargo xtask bench`: runs benchmark programs in turn (A B A B…) on Taipan and on the peers that are on the path,
//! and prints times, ratios and the geometric mean. It judges nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Programs of pyperformance that are run if its folder is given.
const PYPERFORMANCE: [&str; 37] = [
    "nbody",
    "fannkuch",
    "richards",
    "float",
    "spectral_norm",
    "nqueens",
    "generators",
    "coroutines",
    "unpack_sequence",
    "pidigits",
    "deltablue",
    "scimark",
    "chaos",
    "meteor_contest",
    "comprehensions",
    "go",
    "raytrace",
    "async_generators",
    "barnes_hut",
    "base64",
    "bpe_tokeniser",
    "deepcopy",
    "hexiom",
    "json_dumps",
    "json_loads",
    "logging",
    "mdp",
    "pathlib",
    "pprint",
    "pyflate",
    "regex_compile",
    "regex_dna",
    "regex_effbot",
    "regex_v8",
    "richards_super",
    "telco",
    "typing_runtime_protocols",
];

const PEERS: [&str; 2] = ["python3.14", "pypy3"];

/// What to run.
pub struct Options {
    /// `data-files/benchmarks` of an unpacked pyperformance.
    pub pyperformance: Option<PathBuf>,
    /// How often each program is run on each interpreter.
    pub rounds: usize,
    /// Only programs whose name contains this.
    pub only: String,
    /// Where to write the figures as JSON.
    pub json: Option<PathBuf>,
}

struct Interpreter {
    name: String,
    command: PathBuf,
    library: Option<String>,
}

/// Best time of each benchmark in seconds, by interpreter.
type Times = BTreeMap<String, BTreeMap<String, f64>>;

/// Runs the benchmarks and prints the table.
///
/// # Errors
///
/// If Taipan does not build, or nothing can be run.
pub fn run(root: &Path, options: &Options) -> Result<()> {
    let status = Command::new("cargo")
        .args(["build", "--release", "--package", "taipan"])
        .current_dir(root)
        .status()?;
    if !status.success() {
        bail!("the release build failed");
    }
    let mut left_out = Vec::new();
    let mut interpreters = vec![Interpreter {
        name: "taipan".to_owned(),
        command: root.join("target/release/taipan"),
        library: standard_library(),
    }];
    for peer in PEERS {
        match Command::new(peer).arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status() {
            Ok(status) if status.success() => {
                interpreters.push(Interpreter { name: peer.to_owned(), command: peer.into(), library: None });
            }
            _ => left_out.push(format!("{peer}: not on the path")),
        }
    }
    let programs = programs(root, options, &mut left_out)?;
    if programs.is_empty() {
        bail!("no program matches");
    }
    let mut times = Times::new();
    for (name, path) in &programs {
        for _ in 0..options.rounds {
            for interpreter in &interpreters {
                match measure(root, interpreter, path) {
                    Ok(results) => record(&mut times, &interpreter.name, name, results),
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
    print!("{}", table(&times, &interpreters));
    for line in left_out {
        println!("left out: {line}");
    }
    if let Some(path) = &options.json {
        std::fs::write(path, json(&times)).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The pure-Python standard library of `python3.14`, for programs that import from it.
fn standard_library() -> Option<String> {
    let script = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    let output = Command::new("python3.14").args(["-I", "-c", script]).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn programs(root: &Path, options: &Options, left_out: &mut Vec<String>) -> Result<Vec<(String, PathBuf)>> {
    let mut programs = Vec::new();
    match &options.pyperformance {
        None => left_out.push("pyperformance: give its folder with --pyperformance".to_owned()),
        Some(folder) => {
            for name in PYPERFORMANCE {
                let path = folder.join(format!("bm_{name}/run_benchmark.py"));
                match path.is_file() {
                    true => programs.push((name.to_owned(), path)),
                    false => left_out.push(format!("{name}: no {}", path.display())),
                }
            }
        }
    }
    let own = root.join("tests/bench");
    for entry in std::fs::read_dir(&own).with_context(|| format!("cannot read {}", own.display()))? {
        let path = entry?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|extension| extension == "py") && stem != "pyperf" {
            programs.push((stem, path));
        }
    }
    programs.retain(|(name, _)| name.contains(&options.only));
    programs.sort();
    Ok(programs)
}

/// Runs a program once; gives the times that it printed.
fn measure(root: &Path, interpreter: &Interpreter, program: &Path) -> Result<Vec<(String, f64)>> {
    let mut path = root.join("tests/bench").to_string_lossy().into_owned();
    if let Some(library) = &interpreter.library {
        path = format!("{path}:{library}");
    }
    let output = Command::new(&interpreter.command)
        .arg(program)
        .env("PYTHONPATH", path)
        .env("PYTHONHASHSEED", "0")
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot run {}", interpreter.command.display()))?;
    if !output.status.success() {
        bail!("{}\n{}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().filter_map(|line| {
        let (name, seconds) = line.rsplit_once(' ')?;
        Some((name.to_owned(), seconds.parse().ok()?))
    });
    Ok(lines.collect())
}

fn record(times: &mut Times, interpreter: &str, program: &str, results: Vec<(String, f64)>) {
    for (name, seconds) in results {
        let name = if name == program { name } else { format!("{program}/{name}") };
        let best = times.entry(name).or_default().entry(interpreter.to_owned()).or_insert(f64::INFINITY);
        *best = best.min(seconds);
    }
}

/// The table in Markdown: milliseconds of each interpreter, and how many times faster Taipan is.
fn table(times: &Times, interpreters: &[Interpreter]) -> String {
    let mut text = String::from("| benchmark |");
    for interpreter in interpreters {
        let _ = write!(text, " {} (ms) |", interpreter.name);
    }
    for peer in &interpreters[1..] {
        let _ = write!(text, " {} / taipan |", peer.name);
    }
    let _ = writeln!(text, "\n|---|{}", "---:|".repeat(interpreters.len() * 2 - 1));
    let mut logarithms: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (name, row) in times {
        let _ = write!(text, "| {name} |");
        for interpreter in interpreters {
            match row.get(&interpreter.name) {
                Some(seconds) => drop(write!(text, " {:.3} |", seconds * 1e3)),
                None => text.push_str(" – |"),
            }
        }
        for peer in &interpreters[1..] {
            match (row.get("taipan"), row.get(&peer.name)) {
                (Some(own), Some(other)) => {
                    logarithms.entry(&peer.name).or_default().push((other / own).ln());
                    let _ = write!(text, " {:.2} |", other / own);
                }
                _ => text.push_str(" – |"),
            }
        }
        text.push('\n');
    }
    for (peer, values) in logarithms {
        let mean = (values.iter().sum::<f64>() / values.len() as f64).exp();
        let _ =
            writeln!(text, "\nGeometric mean of {peer} / taipan over {} benchmarks: {mean:.2}", values.len());
    }
    text
}

fn json(times: &Times) -> String {
    let rows = times.iter().map(|(name, row)| {
        let cells: Vec<String> =
            row.iter().map(|(interpreter, seconds)| format!("{interpreter:?}: {seconds}")).collect();
        format!("  {name:?}: {{{}}}", cells.join(", "))
    });
    format!("{{\n{}\n}}\n", rows.collect::<Vec<_>>().join(",\n"))
}
