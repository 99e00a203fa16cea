//! The tables of `cargo xtask bench`, in Markdown.

use std::fmt::Write as _;

use super::OWN;
use super::figures::{Figures, Table};
use super::programs::JUDGED;

/// Times and peak memory of all interpreters, how they relate, and geometric means.
pub fn tables(figures: &Figures, peers: &[&str]) -> String {
    let mut text = table("benchmark", "ms", 1e3, 3, &figures.times, peers, Relation::PeerByOwn);
    for peer in peers {
        let ratio = |name: &str| Some(figures.times[name].get(*peer)? / figures.times[name].get(OWN)?);
        let _ = write!(text, "\nGeometric mean of {peer} / {OWN}:");
        means(&mut text, &figures.times, ratio);
    }
    text.push('\n');
    text.push_str(&table("peak memory", "KiB", 1.0, 0, &figures.peaks, peers, Relation::OwnByPeer));
    text
}

/// How times and peak memory differ from those of an earlier run.
pub fn change(earlier: &Figures, now: &Figures) -> String {
    let mut text = String::new();
    let kinds = [
        ("benchmark", "ms", 1e3, 3, &earlier.times, &now.times),
        ("peak memory", "KiB", 1.0, 0, &earlier.peaks, &now.peaks),
    ];
    for (what, unit, scale, digits, earlier, now) in kinds {
        // The peers did not change: what theirs did is how far the machine can be trusted.
        let peer = super::PEERS[0];
        let _ = writeln!(text, "| {what} | then ({unit}) | now ({unit}) | then / now | of {peer} |");
        text.push_str("|---|---:|---:|---:|---:|\n");
        let ratio = |name: &str, interpreter: &str| {
            Some(earlier.get(name)?.get(interpreter)? / now.get(name)?.get(interpreter)?)
        };
        for (name, row) in now {
            let then = earlier.get(name).and_then(|row| row.get(OWN));
            let _ = write!(text, "| {name} |");
            for figure in [then, row.get(OWN)] {
                cell(&mut text, figure.map(|figure| figure * scale), digits);
            }
            cell(&mut text, ratio(name, OWN), 2);
            cell(&mut text, ratio(name, peer), 2);
            text.push('\n');
        }
        for interpreter in [OWN, peer] {
            let _ = write!(text, "\nGeometric mean of then / now, {interpreter}:");
            means(&mut text, now, |name| ratio(name, interpreter));
        }
        text.push('\n');
    }
    text
}

/// Which ratio a table shows.
#[derive(Clone, Copy, PartialEq)]
enum Relation {
    PeerByOwn,
    OwnByPeer,
}

fn table(
    what: &str,
    unit: &str,
    scale: f64,
    digits: usize,
    rows: &Table,
    peers: &[&str],
    relation: Relation,
) -> String {
    let interpreters: Vec<&str> = [OWN].iter().chain(peers).copied().collect();
    let mut text = format!("| {what} |");
    for interpreter in &interpreters {
        let _ = write!(text, " {interpreter} ({unit}) |");
    }
    for peer in peers {
        let _ = match relation {
            Relation::PeerByOwn => write!(text, " {peer} / {OWN} |"),
            Relation::OwnByPeer => write!(text, " {OWN} / {peer} |"),
        };
    }
    let _ = writeln!(text, "\n|---|{}", "---:|".repeat(interpreters.len() + peers.len()));
    for (name, row) in rows {
        let _ = write!(text, "| {name} |");
        for interpreter in &interpreters {
            cell(&mut text, row.get(*interpreter).map(|figure| figure * scale), digits);
        }
        for peer in peers {
            let ratio = match (row.get(OWN), row.get(*peer)) {
                (Some(own), Some(peer)) if relation == Relation::PeerByOwn => Some(peer / own),
                (Some(own), Some(peer)) => Some(own / peer),
                _ => None,
            };
            cell(&mut text, ratio, 2);
        }
        text.push('\n');
    }
    text
}

fn cell(text: &mut String, figure: Option<f64>, digits: usize) {
    match figure {
        Some(figure) => drop(write!(text, " {figure:.digits$} |")),
        None => text.push_str(" – |"),
    }
}

/// The geometric means of `ratio` over the programs by which speed is judged, and over all.
fn means(text: &mut String, rows: &Table, ratio: impl Fn(&str) -> Option<f64>) {
    let mean = |judged: bool| {
        let is_judged = |name: &str| JUDGED.contains(&name.split('/').next().unwrap_or_default());
        let ratios = rows.keys().filter(|name| !judged || is_judged(name)).filter_map(|name| ratio(name));
        let logarithms: Vec<f64> = ratios.map(f64::ln).collect();
        let sum: f64 = logarithms.iter().sum();
        (logarithms.len(), (sum / logarithms.len() as f64).exp())
    };
    let parts =
        [(true, "of the interpreter's programs"), (false, "in all")].map(|(judged, which)| {
            match mean(judged) {
                (0, _) => format!(" none {which}"),
                (count, mean) => format!(" {mean:.2} over {count} {which}"),
            }
        });
    let _ = writeln!(text, "{}", parts.join(","));
}
