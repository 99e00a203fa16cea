//! Runs the programs of `tests/lang` and compares what they print with the stored output of CPython 3.14; also with a
//! live `python3.14` where one is on the path.
//!
//! `TAIPAN_LANG=substring` runs only matching programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/lang");
    let only = std::env::var("TAIPAN_LANG").unwrap_or_default();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files
        .retain(|path| path.extension().is_some_and(|e| e == "py") && path.to_string_lossy().contains(&only));
    files.sort();
    files
}

fn output(mut command: Command) -> Result<String, String> {
    let result = command.stdin(Stdio::null()).env("PYTHONHASHSEED", "0").output();
    let result = result.map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&result.stdout).into_owned();
    match result.status.success() {
        true => Ok(text),
        false => Err(format!("{}\n{text}{}", result.status, String::from_utf8_lossy(&result.stderr))),
    }
}

/// Where two texts part, with the lines before.
fn difference(expected: &str, found: &str) -> String {
    let (mut expected_lines, mut found_lines) = (expected.lines(), found.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (expected_lines.next(), found_lines.next()) {
            (Some(e), Some(f)) if e == f => {}
            (None, None) => return "the ends of lines differ".to_owned(),
            (e, f) => {
                let show = |line: Option<&str>| line.unwrap_or("(end)").to_owned();
                return format!("line {number}: expected `{}`, got `{}`", show(e), show(f));
            }
        }
    }
}

/// Runs `check` for every program on two threads; gives the failures.
fn for_each(check: impl Fn(&Path) -> Result<(), String> + Sync) -> Vec<String> {
    let (programs, next, failures) = (programs(), AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(path) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(message) = check(path) {
                        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                        failures.lock().unwrap().push(format!("{name}: {message}"));
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort();
    failures
}

fn compare_with_stored(options: &[&str]) {
    let failures = for_each(|path| {
        let expected =
            std::fs::read_to_string(path.with_extension("out")).map_err(|error| error.to_string())?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_taipan"));
        command.args(options).arg(path);
        let found = output(command)?;
        if found == expected { Ok(()) } else { Err(difference(&expected, &found)) }
    });
    assert!(failures.is_empty(), "{} programs differ:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn output_is_that_of_cpython() {
    compare_with_stored(&[]);
}

#[test]
fn output_is_the_same_without_specialization() {
    compare_with_stored(&["-X", "nospecialize"]);
}

#[test]
fn output_is_the_same_with_specialization_forced() {
    compare_with_stored(&["-X", "specialize=eager"]);
}

#[test]
fn stored_output_is_that_of_a_live_cpython() {
    let found = Command::new("python3.14").arg("-V").output();
    if !found.is_ok_and(|output| output.status.success()) {
        println!("skipped: no python3.14 on the path");
        return;
    }
    let failures = for_each(|path| {
        let expected =
            std::fs::read_to_string(path.with_extension("out")).map_err(|error| error.to_string())?;
        let mut command = Command::new("python3.14");
        command.arg("-I").arg(path);
        let found = output(command)?;
        if found == expected { Ok(()) } else { Err(difference(&expected, &found)) }
    });
    assert!(failures.is_empty(), "{} programs differ:\n{}", failures.len(), failures.join("\n"));
}
