//! A look at the tokens before anything is parsed: how deeply the source may nest, and what only the tokenizer warns
//! about. The bound on the nesting decides how much stack the compilation is given, or that it is refused.

use super::tokenizer::{TokenKind, Tokenizer};

/// What the tokens say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scan {
    /// No tree of this source is deeper than a small multiple of this.
    pub depth: usize,
    /// How deeply CPython's parser would have to recurse.
    pub parser_depth: usize,
    /// There is something that is not a token.
    pub fault: bool,
    /// `invalid decimal literal` and the like, with their lines.
    pub warnings: Vec<(String, i32)>,
    /// Offsets of `<>`.
    pub old_not_equal: Vec<usize>,
    /// Offsets of `raise` before a semicolon, and of `match` after one.
    pub bridges: Vec<usize>,
}

/// Counts for one bracket, since its last comma.
#[derive(Clone, Copy, Default)]
struct Segment {
    depth: usize,
    parser_depth: usize,
}

/// Reads all tokens of `text`.
pub(crate) fn scan(text: &str) -> Scan {
    let mut scan = Scan::default();
    let mut tokenizer = Tokenizer::new(text);
    tokenizer.old_not_equal = true;
    let mut total = Segment::default();
    let mut brackets = vec![Segment::default()];
    // For each indentation, the length of the `elif` chain that is being read.
    let mut chains = vec![0usize];
    let mut at_line_start = true;
    let mut after_operand = false;
    let mut last_raise = None;
    let mut after_semicolon = false;
    loop {
        let token = tokenizer.token();
        let text = &text[token.start.min(token.end)..token.end];
        let line_start = std::mem::take(&mut at_line_start);
        let raise = last_raise.take();
        if std::mem::take(&mut after_semicolon) && text == "match" {
            scan.bridges.push(token.start);
        }
        let mut weight = Segment::default();
        let was_operand = std::mem::take(&mut after_operand);
        match token.kind {
            TokenKind::EndMarker => break,
            TokenKind::Error => {
                scan.fault = true;
                break;
            }
            TokenKind::Indent => {
                chains.push(0);
                at_line_start = true;
            }
            TokenKind::Dedent => {
                if let Some(chain) = chains.pop() {
                    total.depth -= chain;
                    total.parser_depth -= chain;
                }
                at_line_start = true;
            }
            TokenKind::Newline => {
                end_segment(&mut brackets, &mut total);
                at_line_start = true;
            }
            TokenKind::Keyword => {
                if line_start && let Some(chain) = chains.last_mut() {
                    let length = if text == "elif" { *chain + 1 } else { 0 };
                    // `else` ends the chain that it belongs to.
                    total.depth = total.depth + length - *chain;
                    total.parser_depth = total.parser_depth + length - *chain;
                    *chain = length;
                }
                weight = match text {
                    "not" | "else" => Segment { depth: 1, parser_depth: 1 },
                    "lambda" => Segment { depth: 1, parser_depth: 2 },
                    "await" | "yield" | "if" | "for" => Segment { depth: 1, parser_depth: 0 },
                    _ => Segment::default(),
                };
                last_raise = (text == "raise").then_some(token.start);
                after_operand = matches!(text, "True" | "False" | "None");
            }
            TokenKind::Name | TokenKind::Number | TokenKind::String => {
                if line_start && let Some(chain) = chains.last_mut() {
                    total.depth -= *chain;
                    total.parser_depth -= *chain;
                    *chain = 0;
                }
                after_operand = true;
            }
            TokenKind::FStringEnd | TokenKind::TStringEnd => after_operand = true,
            TokenKind::FStringStart | TokenKind::TStringStart => weight.depth = 1,
            TokenKind::FStringMiddle | TokenKind::TStringMiddle => {}
            TokenKind::Op => match text {
                "(" | "[" | "{" => weight = Segment { depth: 2, parser_depth: 0 },
                ")" | "]" | "}" => {
                    end_segment(&mut brackets, &mut total);
                    if brackets.len() > 1 {
                        brackets.pop();
                    }
                    after_operand = true;
                }
                "," | ";" => {
                    scan.bridges.extend(raise.filter(|_| text == ";"));
                    after_semicolon = text == ";";
                    end_segment(&mut brackets, &mut total);
                }
                "**" => weight = Segment { depth: 1, parser_depth: 2 },
                "+" | "-" | "~" => weight = Segment { depth: 1, parser_depth: usize::from(!was_operand) },
                "." | "*" | "/" | "//" | "%" | "@" | "&" | "|" | "^" | "<<" | ">>" | ":=" => weight.depth = 1,
                "..." => after_operand = true,
                "<>" => scan.old_not_equal.push(token.start),
                _ => {}
            },
        }
        if let Some(current) = brackets.last_mut() {
            current.depth += weight.depth;
            current.parser_depth += weight.parser_depth;
            total.depth += weight.depth;
            total.parser_depth += weight.parser_depth;
        }
        if token.kind == TokenKind::Op && matches!(text, "(" | "[" | "{") {
            brackets.push(Segment::default());
        }
        scan.depth = scan.depth.max(total.depth + chains.len());
        scan.parser_depth = scan.parser_depth.max(total.parser_depth);
    }
    scan.warnings = tokenizer.warnings;
    scan
}

fn end_segment(brackets: &mut [Segment], total: &mut Segment) {
    if let Some(segment) = brackets.last_mut() {
        total.depth -= segment.depth;
        total.parser_depth -= segment.parser_depth;
        *segment = Segment::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_count_and_lists_do_not() {
        assert!(scan("a.b").depth < 5);
        assert!(scan(&format!("a{}", ".b".repeat(1000))).depth >= 1000);
        assert!(scan(&format!("[{}]", "a, ".repeat(1000))).depth < 10);
        assert!(scan(&format!("{}x", "not ".repeat(1000))).parser_depth >= 1000);
        assert!(scan(&format!("if a: pass\n{}", "elif a: pass\n".repeat(1000))).depth >= 1000);
        assert!(scan(&"if a: pass\nelif b: pass\n".repeat(1000)).depth < 10);
        assert!(scan("'a").fault);
    }
}
