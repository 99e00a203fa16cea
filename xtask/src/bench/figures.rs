//! The figures of a run of `cargo xtask bench`, and their form as JSON.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::run::Outcome;

/// A figure by what was measured and by interpreter.
pub type Table = BTreeMap<String, BTreeMap<String, f64>>;

/// What was measured.
#[derive(Debug, Default, PartialEq)]
pub struct Figures {
    /// Best time of each benchmark, in seconds. A program of several has names like `program/benchmark`.
    pub times: Table,
    /// Peak memory of each program, in KiB: the greatest of all runs.
    pub peaks: Table,
}

impl Figures {
    /// Adds what a run of `program` gave.
    pub fn record(&mut self, interpreter: &str, program: &str, outcome: Outcome) {
        for (name, seconds) in outcome.times {
            let name = if name == program { name } else { format!("{program}/{name}") };
            let best =
                self.times.entry(name).or_default().entry(interpreter.to_owned()).or_insert(f64::INFINITY);
            *best = best.min(seconds);
        }
        let peaks = self.peaks.entry(program.to_owned()).or_default();
        let peak = peaks.entry(interpreter.to_owned()).or_insert(0.0);
        *peak = peak.max(outcome.peak as f64);
    }

    /// The figures as text that [`Figures::read`] reads.
    pub fn json(&self) -> String {
        let document = json!({ "seconds": &self.times, "peak KiB": &self.peaks });
        format!("{document:#}\n")
    }

    /// Reads the file that an earlier run wrote.
    pub fn read(path: &Path) -> Result<Figures> {
        let name = || format!("cannot read {}", path.display());
        let text = std::fs::read_to_string(path).with_context(name)?;
        let document: Value = serde_json::from_str(&text).with_context(name)?;
        let times = table(&document["seconds"]).context("no times by benchmark and interpreter");
        let peaks = table(&document["peak KiB"]).context("no peak memory by program and interpreter");
        Ok(Figures { times: times.with_context(name)?, peaks: peaks.with_context(name)? })
    }
}

fn table(value: &Value) -> Option<Table> {
    let row = |row: &Map<String, Value>| -> Option<BTreeMap<String, f64>> {
        row.iter().map(|(interpreter, figure)| Some((interpreter.clone(), figure.as_f64()?))).collect()
    };
    value.as_object()?.iter().map(|(name, cells)| Some((name.clone(), row(cells.as_object()?)?))).collect()
}
