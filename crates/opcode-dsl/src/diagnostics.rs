//! Errors of a definition file: a code, a message, the places involved and, where it is mechanical, help; and their
//! rendering. Not the rules themselves: those are in [`crate::parser`] and [`crate::check`].

use codespan_reporting::diagnostic as rendering;
use codespan_reporting::files::SimpleFile;
use codespan_reporting::term;

use crate::ast::Span;

/// One error.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The code, such as `E0203`; `opcodes/README.md` lists them.
    pub code: &'static str,
    /// One line that says what is wrong.
    pub message: String,
    /// The place that is wrong, and what to say about it.
    pub primary: (Span, String),
    /// Other places that are involved.
    pub secondary: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error with `message` about the text at `span`, which is labelled with `label`.
    pub fn new(code: &'static str, message: impl Into<String>, span: Span, label: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            primary: (span, label.into()),
            secondary: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.secondary.push((span, label.into()));
        self
    }

    /// Adds a line of help.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }
}

/// The errors as text, with the lines of `source` that they are about, in the order of their places.
pub fn render(file_name: &str, source: &str, diagnostics: &[Diagnostic]) -> String {
    let file = SimpleFile::new(file_name, source);
    let config = term::Config { tab_width: 4, ..term::Config::default() };
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| (diagnostic.primary.0.start, diagnostic.code));
    let mut text = String::new();
    for diagnostic in sorted {
        let mut labels = vec![
            rendering::Label::primary((), clamp(diagnostic.primary.0, source))
                .with_message(&diagnostic.primary.1),
        ];
        labels.extend(
            diagnostic.secondary.iter().map(|(span, label)| {
                rendering::Label::secondary((), clamp(*span, source)).with_message(label)
            }),
        );
        let shown = rendering::Diagnostic::error()
            .with_code(diagnostic.code)
            .with_message(&diagnostic.message)
            .with_labels(labels)
            .with_notes(diagnostic.help.iter().map(|line| format!("help: {line}")).collect());
        let mut rendered = term::termcolor::NoColor::new(Vec::new());
        if term::emit(&mut rendered, &config, &file, &shown).is_ok() {
            text.push_str(&String::from_utf8_lossy(rendered.get_ref()));
        } else {
            text.push_str(&format!("error[{}]: {}\n", diagnostic.code, diagnostic.message));
        }
    }
    text
}

fn clamp(span: Span, source: &str) -> std::ops::Range<usize> {
    let mut start = span.start.min(source.len());
    while !source.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, source.len());
    while !source.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// The name in `names` that `wrong` was probably meant to be.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names
        .into_iter()
        .map(|name| (distance(wrong, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.len().min(wrong.len()) / 4)
        .min()
        .map(|(_, name)| name)
}

/// How many characters must be inserted, removed or replaced to make `b` from `a`.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
