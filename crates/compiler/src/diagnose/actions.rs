//! What the grammar's actions do: raise the error that a rule has recognized, or check what the rules cannot say.

use bytecode::Wtf8;

use super::grammar::NodeKind;
use super::parser::{CURRENT, Failed, Node, NodeId, Parsed, Parser};
use crate::error::{ErrorKind, SyntaxError};
use crate::literal;
use crate::unparse::repr_str;

/// Where a target stands.
#[derive(Clone, Copy, PartialEq)]
enum Targets {
    Star,
    Del,
    For,
}

impl Parser<'_> {
    /// Runs an action. `Ok(None)` makes the rule fail; an error stops everything.
    pub(super) fn action(&mut self, name: &str, args: &[NodeId], message: &str, start: usize) -> Parsed {
        let arg = |index: usize| args.get(index).copied().unwrap_or(NodeId(0));
        match name {
            "at" => self.raise_range(arg(0), arg(0), message),
            "at_name" => {
                let message = message.replace("{}", self.node(arg(0)).kind.expression_name());
                self.raise_range(arg(0), arg(0), &message)
            }
            "range" => self.raise_range(arg(0), arg(1), message),
            "range_text" => {
                let token = self.tokens[self.node(arg(0)).token];
                let message = message.replace("{}", self.token_text(&token));
                self.raise_range(arg(0), arg(1), &message)
            }
            "from" => {
                let node = self.node(arg(0));
                let range = (node.line, node.col, CURRENT, CURRENT);
                self.raise_known(ErrorKind::Syntax, message, range);
                Err(Failed)
            }
            "to_comprehension" => {
                let last = self.last_comprehension_item(arg(1));
                self.raise_range(arg(0), last, message)
            }
            "to_last" => {
                let last = self.last_child(arg(1));
                self.raise_range(arg(0), last, message)
            }
            "first_to_last" => {
                let first = self.node(arg(0)).children.first().copied().unwrap_or(arg(0));
                let last = self.last_child(arg(0));
                self.raise_range(first, last, message)
            }
            "last_to" => {
                let last = self.last_child(arg(0));
                self.raise_range(last, arg(1), message)
            }
            "last_token" => {
                self.raise_at_token(ErrorKind::Syntax, message, false);
                Err(Failed)
            }
            "next_token" => {
                self.raise_at_token(ErrorKind::Syntax, message, true);
                Err(Failed)
            }
            "indentation" => {
                self.raise_at_token(ErrorKind::Indentation, message, false);
                Err(Failed)
            }
            "indentation_after" => {
                let line = self.node(arg(0)).line;
                let message = format!("expected an indented block after {message} on line {line}");
                self.raise_at_token(ErrorKind::Indentation, &message, false);
                Err(Failed)
            }
            "invalid_target" => {
                let targets = match message {
                    "del" => Targets::Del,
                    "for" => Targets::For,
                    _ => Targets::Star,
                };
                let Some(target) = self.invalid_target(arg(0), targets) else { return Ok(None) };
                let verb = if targets == Targets::Del { "delete" } else { "assign to" };
                let message = format!("cannot {verb} {}", self.node(target).kind.expression_name());
                self.raise_range(target, target, &message)
            }
            "nonparen_genexp" => self.nonparen_genexp(arg(0), arg(1)),
            "argument_order" => {
                let unpacking = self
                    .node(arg(0))
                    .children
                    .iter()
                    .any(|&id| self.node(id).kind == NodeKind::DoubleStarred);
                let message = if unpacking {
                    "positional argument follows keyword argument unpacking"
                } else {
                    "positional argument follows keyword argument"
                };
                self.raise_at_token(ErrorKind::Syntax, message, false);
                Err(Failed)
            }
            "legacy" => {
                let Some(word) = self.legacy_statement(arg(0)) else { return Ok(None) };
                let message = format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?");
                self.raise_range(arg(0), arg(1), &message)
            }
            "missing_comma" => {
                let level = self.mark.checked_sub(1).map_or(0, |index| self.tokens[index].level);
                if self.legacy_statement(arg(0)).is_some() || level == 0 {
                    return Ok(None);
                }
                self.raise_range(arg(0), arg(1), "invalid syntax. Perhaps you forgot a comma?")
            }
            "type_param" => {
                let what = if self.node(arg(1)).kind == NodeKind::Tuple { "constraints" } else { "bound" };
                let node = self.node(arg(0));
                let range = (node.line, node.col, CURRENT, CURRENT);
                self.raise_known(ErrorKind::Syntax, &format!("cannot use {what} with {message}"), range);
                Err(Failed)
            }
            "old_not_equal" => {
                let (left, right) = (self.node(arg(0)), self.node(arg(1)));
                if (left.end_line, left.end_col) != (right.line, right.col) {
                    return Ok(None);
                }
                let message = "invalid syntax.  Maybe you meant '!=' instead of '<>'?";
                self.raise_range(arg(0), arg(1), message)
            }
            "missing_colon" => {
                let node = self.node(arg(0));
                let range = (node.line, node.end_col - 1, node.end_line, -1);
                self.raise_known(ErrorKind::Syntax, "':' expected after dictionary key", range);
                Err(Failed)
            }
            "interactive_exit" => Ok(None),
            "future_import" => {
                self.future_import(arg(0), arg(1), arg(2));
                Ok(Some(arg(1)))
            }
            "real_number" => {
                if self.node(arg(0)).kind == NodeKind::Imaginary {
                    return self.raise_range(arg(0), arg(0), "real number required in complex literal");
                }
                Ok(Some(arg(0)))
            }
            "imaginary_number" => {
                if self.node(arg(0)).kind != NodeKind::Imaginary {
                    return self.raise_range(arg(0), arg(0), "imaginary number required in complex literal");
                }
                Ok(Some(arg(0)))
            }
            "not_equal" => self.not_equal(arg(0)),
            "conversion" => self.conversion(arg(0), arg(1)),
            "text_part" => {
                self.decode_text(arg(0), false)?;
                Ok(Some(arg(0)))
            }
            "joined" => self.joined(arg(0), arg(1), start),
            "string" => self.string(arg(0)),
            "strings" => self.strings(arg(0), start),
            _ => Ok(Some(arg(0))),
        }
    }

    fn raise_range(&mut self, first: NodeId, last: NodeId, message: &str) -> Parsed {
        let (first, last) = (self.node(first), self.node(last));
        let range = (first.line, first.col, last.end_line, last.end_col);
        self.raise_known(ErrorKind::Syntax, message, range);
        Err(Failed)
    }

    fn last_child(&self, id: NodeId) -> NodeId {
        // A sequence in parentheses of its own is one element to messages.
        let mut last = id;
        while let Node { kind: NodeKind::Seq, children, .. } = self.node(last)
            && let Some(&child) =
                children.iter().rev().find(|&&id| !matches!(self.node(id).kind, NodeKind::Token) && id.0 != 0)
        {
            last = child;
        }
        last
    }

    /// Where the last `for` clause ends: its last condition, or its iterable.
    fn last_comprehension_item(&self, clauses: NodeId) -> NodeId {
        let clause = self.last_child(clauses);
        self.node(clause).children.last().copied().unwrap_or(clause)
    }

    fn legacy_statement(&self, id: NodeId) -> Option<&'static str> {
        let node = self.node(id);
        if node.kind != NodeKind::Name {
            return None;
        }
        match self.token_text(&self.tokens[node.token]) {
            "print" => Some("print"),
            "exec" => Some("exec"),
            _ => None,
        }
    }

    /// The first part of an expression that cannot be a target.
    fn invalid_target(&self, id: NodeId, targets: Targets) -> Option<NodeId> {
        let node = self.node(id);
        let first = node.children.first().copied();
        match node.kind {
            NodeKind::List | NodeKind::Tuple => {
                node.children.iter().find_map(|&child| self.invalid_target(child, targets))
            }
            NodeKind::Starred if targets != Targets::Del => {
                first.and_then(|value| self.invalid_target(value, targets))
            }
            NodeKind::Compare if targets == Targets::For => match node.children.get(1) {
                // `a in b` of `for a in b` was read as a comparison.
                Some(&pair) if self.node(pair).kind == NodeKind::In => {
                    first.and_then(|left| self.invalid_target(left, targets))
                }
                _ => None,
            },
            NodeKind::Name | NodeKind::Subscript | NodeKind::Attribute => None,
            _ => Some(id),
        }
    }

    fn nonparen_genexp(&mut self, args: NodeId, clauses: NodeId) -> Parsed {
        let positional: Vec<NodeId> = self
            .node(args)
            .children
            .iter()
            .copied()
            .filter(|&id| !matches!(self.node(id).kind, NodeKind::Keyword | NodeKind::DoubleStarred))
            .collect();
        match positional[..] {
            [] | [_] => Ok(None),
            [.., last] => {
                let end = self.last_comprehension_item(clauses);
                self.raise_range(last, end, "Generator expression must be parenthesized")
            }
        }
    }

    fn future_import(&mut self, dots: NodeId, module: NodeId, names: NodeId) {
        let text = |this: &Self, id: NodeId| {
            let node = this.node(id);
            this.tokens.get(node.token).map_or("", |token| this.token_text(token))
        };
        if !self.node(dots).children.is_empty() || text(self, module) != "__future__" {
            return;
        }
        let mut stack = vec![names];
        while let Some(id) = stack.pop() {
            stack.extend(&self.node(id).children);
            if self.node(id).kind == NodeKind::Name && text(self, id) == "barry_as_FLUFL" {
                self.barry_as_bdfl = true;
                self.tokenizer.old_not_equal = true;
            }
        }
    }

    fn not_equal(&mut self, id: NodeId) -> Parsed {
        let token = self.tokens[self.node(id).token];
        if self.barry_as_bdfl && self.token_text(&token) != "<>" {
            self.raise_at_token(ErrorKind::Syntax, "with Barry as BDFL, use '<>' instead of '!='", false);
            return Err(Failed);
        }
        Ok(Some(id))
    }

    fn conversion(&mut self, mark: NodeId, name: NodeId) -> Parsed {
        let prefix = self.tokenizer.string_prefix();
        let (mark_node, name_node) = (self.node(mark), self.node(name));
        if mark_node.line != name_node.line || mark_node.end_col != name_node.col {
            let message =
                format!("{prefix}-string: conversion type must come right after the exclamation mark");
            return self.raise_range(mark, name, &message);
        }
        let text = self.token_text(&self.tokens[name_node.token]);
        if !matches!(text, "s" | "r" | "a") {
            let shown = repr_str(Wtf8::new(text));
            let message =
                format!("{prefix}-string: invalid conversion character {shown}: expected 's', 'r', or 'a'");
            return self.raise_range(name, name, &message);
        }
        Ok(Some(name))
    }

    fn joined(&mut self, open: NodeId, parts: NodeId, start: usize) -> Parsed {
        let token = self.tokens[self.node(open).token];
        let prefix = self.token_text(&token).to_ascii_lowercase();
        for part in self.node(parts).children.clone() {
            if self.node(part).kind == NodeKind::Token {
                self.decode_text(part, prefix.contains('r'))?;
            }
        }
        let kind = if prefix.starts_with('t') || prefix.starts_with("rt") {
            NodeKind::TemplateStr
        } else {
            NodeKind::JoinedStr
        };
        Ok(Some(self.node_from(kind, start, Vec::new())))
    }

    /// Checks the escapes of a piece of text in an f- or t-string.
    fn decode_text(&mut self, id: NodeId, raw: bool) -> Result<(), Failed> {
        let token = self.tokens[self.node(id).token];
        let text = self.token_text(&token);
        if raw || !text.contains('\\') {
            return Ok(());
        }
        match literal::check_str(text) {
            Ok(()) => Ok(()),
            Err(error) => self.raise_range(id, id, &error.message).map(drop),
        }
    }

    fn decode_error(&mut self, error: &SyntaxError) -> Result<(), Failed> {
        self.raise_at_token(ErrorKind::Syntax, &error.message, false);
        Err(Failed)
    }

    fn string(&mut self, id: NodeId) -> Parsed {
        let index = self.node(id).token;
        let token = self.tokens[index];
        let text = self.token_text(&token);
        let quote = text.find(['\'', '"']).unwrap_or(0);
        let prefix = text[..quote].to_ascii_lowercase();
        let triple = text[quote..].starts_with("'''") || text[quote..].starts_with("\"\"\"");
        let quotes = if triple { 3 } else { 1 };
        let body = text.get(quote + quotes..text.len().saturating_sub(quotes)).unwrap_or_default();
        let bytes = prefix.contains('b');
        if bytes && !body.is_ascii() {
            return self.raise_range(id, id, "bytes can only contain ASCII literal characters");
        }
        if !prefix.contains('r') && body.contains('\\') {
            let checked = if bytes { literal::check_bytes(body) } else { literal::check_str(body) };
            if let Err(error) = checked {
                self.decode_error(&error)?;
            }
        }
        let kind = if bytes { NodeKind::Bytes } else { NodeKind::Str };
        let node = Node { kind, ..self.node(id).clone() };
        self.nodes.push(node);
        Ok(Some(NodeId(self.nodes.len() as u32 - 1)))
    }

    fn strings(&mut self, parts: NodeId, start: usize) -> Parsed {
        let kinds: Vec<NodeKind> = self.node(parts).children.iter().map(|&id| self.node(id).kind).collect();
        let has = |kind: NodeKind| kinds.contains(&kind);
        let text = has(NodeKind::Str) || has(NodeKind::JoinedStr);
        if has(NodeKind::Bytes) && text {
            self.raise_at_token(ErrorKind::Syntax, "cannot mix bytes and nonbytes literals", false);
            return Err(Failed);
        }
        let kind = if has(NodeKind::TemplateStr) {
            NodeKind::TemplateStr
        } else if has(NodeKind::JoinedStr) {
            NodeKind::JoinedStr
        } else {
            NodeKind::Str
        };
        Ok(Some(self.node_from(kind, start, Vec::new())))
    }
}
