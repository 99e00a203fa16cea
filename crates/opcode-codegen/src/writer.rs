//! A buffer of indented lines, for what is computed line by line: handlers and conditions within each other. What a file
//! looks like as a whole is in `templates`. It does not format: whoever writes says where the indentation changes.

use std::fmt;

/// Text that is being written.
#[derive(Debug, Default)]
pub struct Writer {
    text: String,
    indent: usize,
}

impl Writer {
    /// An empty buffer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes one line. An empty one gets no indentation.
    pub fn line(&mut self, line: impl fmt::Display) {
        let line = line.to_string();
        if !line.is_empty() {
            self.text.push_str(&"    ".repeat(self.indent));
            self.text.push_str(&line);
        }
        self.text.push('\n');
    }

    /// Writes a line and indents what follows.
    pub fn open(&mut self, line: impl fmt::Display) {
        self.line(line);
        self.indent += 1;
    }

    /// Ends the indentation and writes a line.
    pub fn close(&mut self, line: impl fmt::Display) {
        self.indent = self.indent.saturating_sub(1);
        self.line(line);
    }

    /// What has been written.
    pub fn finish(self) -> String {
        self.text
    }
}
