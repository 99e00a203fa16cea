//! `cargo xtask check`: generates, compiles the virtual machine, and shows what rustc says about generated code at the
//! place of the definition file that it comes from. What rustc says about other code is shown as it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use opcode_codegen::DEFINITIONS;
use opcode_dsl::ast::Span;
use opcode_dsl::diagnostics::{Diagnostic, render};
use opcode_dsl::model::Model;
use serde_json::Value;

use crate::codegen;

/// Where the code is that op bodies end up in.
const GENERATED: &str = "crates/vm-core/src/interp/generated/";

/// Runs the command.
///
/// # Errors
///
/// Those of generating; errors of the compiler, which are printed.
pub fn run(root: &Path) -> Result<()> {
    codegen::run(root, false)?;
    let definitions = fs::read_to_string(root.join(DEFINITIONS))?;
    let model = codegen::load(root)?;
    let output = Command::new("cargo")
        .args(["check", "--quiet", "--message-format=json", "--package", "vm-core"])
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo")?;
    let mut source = Source { definitions: &definitions, model: &model, files: BTreeMap::new() };
    let mut mapped = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(report) = serde_json::from_str::<Value>(line) else { continue };
        let message = &report["message"];
        if message["level"] != "error" || message["spans"].as_array().is_none_or(Vec::is_empty) {
            continue;
        }
        source.read(root, message)?;
        match source.diagnostic(message) {
            Some(diagnostic) => mapped.push(diagnostic),
            None => eprint!("{}", message["rendered"].as_str().unwrap_or_default()),
        }
    }
    eprint!("{}", render(DEFINITIONS, &definitions, &mapped));
    if !output.status.success() {
        bail!("the virtual machine does not compile");
    }
    Ok(())
}

/// The definition file, and the generated files that errors are in.
struct Source<'s> {
    definitions: &'s str,
    model: &'s Model,
    files: BTreeMap<String, String>,
}

/// A place of rustc's that lies in generated code.
struct Place<'m> {
    file: &'m str,
    /// The line, from 1.
    line: usize,
    /// The columns of the first line, from 1 and in characters; the second is behind the end.
    columns: (usize, usize),
    label: &'m str,
    is_primary: bool,
}

/// The place of `span`; of the innermost macro call that stands in generated code if it comes out of a macro.
fn place(span: &Value) -> Option<Place<'_>> {
    let label = span["label"].as_str().unwrap_or_default();
    let is_primary = span["is_primary"].as_bool()?;
    let mut span = span;
    while !span["file_name"].as_str()?.starts_with(GENERATED) {
        span = span["expansion"].as_object()?.get("span")?;
    }
    let number = |name: &str| span[name].as_u64().and_then(|number| usize::try_from(number).ok());
    let (line, start) = (number("line_start")?, number("column_start")?);
    let end = if number("line_end")? == line { number("column_end")? } else { usize::MAX };
    Some(Place { file: span["file_name"].as_str()?, line, columns: (start, end), label, is_primary })
}

fn spans(message: &Value) -> impl Iterator<Item = &Value> {
    message["spans"].as_array().into_iter().flatten()
}

impl Source<'_> {
    /// Reads the generated files that `message` is about.
    fn read(&mut self, root: &Path, message: &Value) -> Result<()> {
        for place in spans(message).filter_map(place) {
            if !self.files.contains_key(place.file) {
                self.files.insert(place.file.to_owned(), fs::read_to_string(root.join(place.file))?);
            }
        }
        Ok(())
    }

    /// An error of rustc's about the definitions; `None` if it is not about generated code.
    fn diagnostic(&self, message: &Value) -> Option<Diagnostic> {
        let places: Vec<Place<'_>> = spans(message).filter_map(place).collect();
        let primary = places.iter().find(|place| place.is_primary)?;
        let mut text = message["message"].as_str()?.to_owned();
        if let Some(code) = message["code"]["code"].as_str() {
            text = format!("{text} ({code})");
        }
        let mut diagnostic = Diagnostic::new("rustc", text, self.span(primary)?, primary.label);
        for other in places.iter().filter(|place| !place.is_primary) {
            if let Some(span) = self.span(other) {
                diagnostic = diagnostic.also(span, other.label);
            }
        }
        for child in message["children"].as_array().into_iter().flatten() {
            diagnostic = diagnostic.help(child["message"].as_str().unwrap_or_default());
        }
        Some(diagnostic)
    }

    /// Where the definition file has what stands at `place`: the same text behind the line that the generator noted, or
    /// at least that line.
    fn span(&self, place: &Place<'_>) -> Option<Span> {
        let lines: Vec<&str> = self.files.get(place.file)?.lines().collect();
        let line = *lines.get(place.line.checked_sub(1)?)?;
        let (marker, noted) = lines[..place.line].iter().enumerate().rev().find_map(|(index, line)| {
            let noted = line.trim().strip_prefix("// bytecodes.def:").and_then(|number| number.parse().ok());
            noted.or_else(|| self.handler_line(line)).map(|noted: usize| (index, noted))
        })?;
        let noted = noted.checked_sub(1)?;
        let written = line.trim();
        let earlier = lines[marker..place.line - 1].iter().filter(|line| line.trim() == written).count();
        let mut offset = 0;
        let mut definition = Vec::new();
        for line in self.definitions.split_inclusive('\n') {
            definition.push((offset, line));
            offset += line.len();
        }
        // A body on a line of its own is there as it is; one on the line of its header is a part of that.
        let found =
            definition.iter().skip(noted).filter_map(|(start, line)| Some(start + line.find(written)?));
        match found.filter(|_| !written.is_empty()).nth(earlier) {
            Some(start) => {
                let indent = line.len() - line.trim_start().len();
                let columns = line.char_indices().map(|(at, _)| at).chain([line.len()]);
                let columns: Vec<usize> = columns.collect();
                let at = |column: usize| {
                    let column = columns.get(column - 1).copied().unwrap_or(line.trim_end().len());
                    start + column.saturating_sub(indent)
                };
                Some(Span::new(at(place.columns.0.max(1)), at(place.columns.1.max(1))))
            }
            None => {
                let (start, line) = definition.get(noted)?;
                Some(Span::new(*start, start + line.trim_end().len()))
            }
        }
    }

    /// The line that defines the opcode whose handler begins at a line of a generated file.
    fn handler_line(&self, line: &str) -> Option<usize> {
        let line = line.trim();
        let name =
            line.strip_prefix("codes::").and_then(|rest| rest.strip_suffix(" => {")).or_else(|| {
                line.split_once("handler! { ")
                    .and_then(|(_, rest)| rest.split_once('('))
                    .map(|(name, _)| name)
            })?;
        self.model.instruction(name.strip_prefix("SLOW_").unwrap_or(name)).map(|instruction| instruction.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFINITIONS: &str = "\
/// Adds.
inst ADD (lhs, rhs -- sum) {
    let sum = lhs.add(rhs);
    sum
}
/// Negates.
inst NEGATE (value -- result) { value.negated() }
";

    /// What rustc says about the text `wrong` of a generated file, rendered as this command does.
    fn shown(file: &str, wrong: &str) -> String {
        let model = opcode_dsl::compile(DEFINITIONS, &Default::default()).expect("valid");
        let outputs = opcode_codegen::generate(&model);
        let output = outputs.into_iter().find(|output| output.path.ends_with(file)).expect("an output");
        let (line, text) =
            output.text.lines().enumerate().find(|(_, line)| line.contains(wrong)).expect("it is there");
        let column = text.find(wrong).expect("found") + 1;
        let message = serde_json::json!({
            "message": "no such method",
            "code": {"code": "E0599"},
            "spans": [{
                "file_name": output.path, "is_primary": true, "label": "not found",
                "line_start": line + 1, "line_end": line + 1,
                "column_start": column, "column_end": column + wrong.len(),
            }],
            "children": [{"message": "there is another"}],
        });
        let files = BTreeMap::from([(output.path.to_owned(), output.text)]);
        let source = Source { definitions: DEFINITIONS, model: &model, files };
        render("x.def", DEFINITIONS, &[source.diagnostic(&message).expect("about generated code")])
    }

    #[test]
    fn an_error_in_a_body_is_shown_in_the_definition() {
        assert_eq!(
            shown("ops.rs", "add(rhs)"),
            "\
error[rustc]: no such method (E0599)
  ┌─ x.def:3:19
  │
3 │     let sum = lhs.add(rhs);
  │                   ^^^^^^^^ not found
  │
  = help: there is another

"
        );
        assert!(shown("ops.rs", "negated").contains("x.def:7:39"));
    }

    #[test]
    fn an_error_in_what_is_generated_around_it_is_shown_at_the_header() {
        for file in ["tail.rs", "match_loop.rs"] {
            let text = shown(file, "ops::inst_negate");
            assert!(text.contains("7 │ inst NEGATE") && text.contains("^^^^ not found"), "{text}");
        }
    }

    #[test]
    fn an_error_elsewhere_is_not_ours() {
        let model = opcode_dsl::compile(DEFINITIONS, &Default::default()).expect("valid");
        let source = Source { definitions: DEFINITIONS, model: &model, files: BTreeMap::new() };
        let message = serde_json::json!({
            "message": "x",
            "spans": [{"file_name": "crates/vm-core/src/heap.rs", "is_primary": true, "expansion": null}],
        });
        assert!(source.diagnostic(&message).is_none());
    }
}
