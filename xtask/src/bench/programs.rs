//! Which programs `cargo xtask bench` runs: pyperformance's, and our own small ones.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Options;

/// Programs of pyperformance by which the interpreter's speed is judged: they spend their time in it, not in what CPython
/// has in C.
pub const JUDGED: [&str; 18] = [
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
    "deepcopy",
    "mdp",
    "async_generators",
];

/// The other programs of pyperformance that are run if its folder is given.
const OTHERS: [&str; 19] = [
    "go",
    "raytrace",
    "barnes_hut",
    "base64",
    "bpe_tokeniser",
    "hexiom",
    "json_dumps",
    "json_loads",
    "logging",
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

/// Names and files of the programs, sorted.
pub fn find(root: &Path, options: &Options, left_out: &mut Vec<String>) -> Result<Vec<(String, PathBuf)>> {
    let mut programs = Vec::new();
    match &options.pyperformance {
        None => left_out.push("pyperformance: give its folder with --pyperformance".to_owned()),
        Some(folder) => {
            for name in JUDGED.into_iter().chain(OTHERS) {
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
