//! `str.format`: the syntax of replacement fields. What follows the colon is `format_spec`'s.

use bytecode::Wtf8Buf;

use crate::native::Keywords;
use crate::object::Ref;
use crate::objects::PyStr;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Where the fields' values come from.
#[derive(Clone, Copy)]
pub(crate) enum FieldSource<'a> {
    Arguments(&'a [Value], Keywords<'a>),
    Mapping(&'a Value),
}

/// How fields are numbered, once one said so.
#[derive(Clone, Copy)]
enum Numbering {
    Unknown,
    Automatic(usize),
    Manual,
}

impl Vm {
    /// `format.format(…)` with values from `source`.
    pub(crate) fn format_fields(&mut self, format: &PyStr, source: FieldSource<'_>) -> PyResult<Ref<PyStr>> {
        let text: Vec<char> = format.text().to_string_lossy().chars().collect();
        let mut numbering = Numbering::Unknown;
        let result = self.format_markup(&text, source, &mut numbering, 2)?;
        Ok(self.new_wtf8(&result))
    }

    fn format_markup(
        &mut self,
        text: &[char],
        source: FieldSource<'_>,
        numbering: &mut Numbering,
        depth: u32,
    ) -> PyResult<Wtf8Buf> {
        if depth == 0 {
            return Err(self.value_error("Max string recursion exceeded"));
        }
        let mut result = Wtf8Buf::new();
        let mut at = 0;
        while let Some(&c) = text.get(at) {
            at += 1;
            match (c, text.get(at)) {
                ('{', Some('{')) | ('}', Some('}')) => {
                    result.push_code_point(c as u32);
                    at += 1;
                }
                ('}', _) => return Err(self.value_error("Single '}' encountered in format string")),
                ('{', None) => return Err(self.value_error("Single '{' encountered in format string")),
                ('{', Some(_)) => {
                    // A field ends at its matching brace; brackets hide braces in its name.
                    let start = at;
                    let (mut open, mut in_spec, mut bracketed) = (1, false, false);
                    while let Some(&c) = text.get(at) {
                        match c {
                            '[' if !in_spec => bracketed = true,
                            ']' if !in_spec => bracketed = false,
                            _ if bracketed => {}
                            ':' | '!' => in_spec = true,
                            '{' => open += 1,
                            '}' => open -= 1,
                            _ => {}
                        }
                        if open == 0 {
                            break;
                        }
                        at += 1;
                    }
                    if open > 0 {
                        let in_field_spec = in_spec && !matches!(text.last(), Some('!'));
                        return Err(self.value_error(match in_field_spec {
                            true => "unmatched '{' in format spec",
                            false => "expected '}' before end of string",
                        }));
                    }
                    let piece = self.format_one_field(&text[start..at], source, numbering, depth)?;
                    result.push_wtf8(piece.text());
                    at += 1;
                }
                (c, _) => result.push_code_point(c as u32),
            }
        }
        Ok(result)
    }

    /// One field, without its braces.
    fn format_one_field(
        &mut self,
        field: &[char],
        source: FieldSource<'_>,
        numbering: &mut Numbering,
        depth: u32,
    ) -> PyResult<Ref<PyStr>> {
        let mut bracketed = false;
        let end = field.iter().position(|c| {
            match c {
                '[' => bracketed = true,
                ']' => bracketed = false,
                _ => {}
            }
            !bracketed && matches!(c, '!' | ':')
        });
        let (name, rest) = field.split_at(end.unwrap_or(field.len()));
        if name.contains(&'{') {
            return Err(self.value_error("unexpected '{' in field name"));
        }
        let (conversion, spec) = match rest {
            ['!'] => return Err(self.value_error("unmatched '{' in format spec")),
            ['!', c] => (Some(*c), &[][..]),
            ['!', c, ':', spec @ ..] => (Some(*c), spec),
            ['!', ..] => return Err(self.value_error("expected ':' after conversion specifier")),
            [':', spec @ ..] => (None, spec),
            _ => (None, &[][..]),
        };
        let value = self.field_value(name, source, numbering)?;
        let value: Value = match conversion {
            None => value,
            Some('s') => self.str(&value)?.into(),
            Some('r') => self.repr(&value)?.into(),
            Some('a') => self.ascii(&value)?.into(),
            Some(other) => {
                return Err(self.value_error(format!("Unknown conversion specifier {other}")));
            }
        };
        let spec = match spec.iter().any(|c| matches!(c, '{' | '}')) {
            true => self.format_markup(spec, source, numbering, depth - 1)?,
            false => spec.iter().map(|c| *c as u32).collect(),
        };
        let spec = self.new_wtf8(&spec);
        self.format(&value, &spec)
    }

    /// The value that a field's name means: an argument, then attributes and items.
    fn field_value(&mut self, name: &[char], source: FieldSource<'_>, numbering: &mut Numbering) -> PyResult {
        let end = name.iter().position(|c| matches!(c, '.' | '[')).unwrap_or(name.len());
        let first: String = name[..end].iter().collect();
        let number = match first.is_empty() {
            false if first.bytes().all(|b| b.is_ascii_digit()) => match first.parse::<isize>() {
                Ok(number) => Some(number as usize),
                Err(_) => return Err(self.value_error("Too many decimal digits in format string")),
            },
            false => None,
            true => Some(match *numbering {
                Numbering::Automatic(next) => next,
                Numbering::Unknown => 0,
                Numbering::Manual => {
                    return Err(self.value_error(
                        "cannot switch from manual field specification to automatic field numbering",
                    ));
                }
            }),
        };
        if let Some(number) = number {
            *numbering = match (first.is_empty(), *numbering) {
                (true, _) => Numbering::Automatic(number.saturating_add(1)),
                (false, Numbering::Automatic(_)) => {
                    return Err(self.value_error(
                        "cannot switch from automatic field numbering to manual field specification",
                    ));
                }
                (false, _) => Numbering::Manual,
            };
        }
        let mut value = match (source, number) {
            (FieldSource::Arguments(values, _), Some(number)) => match values.get(number) {
                Some(value) => value.clone(),
                None => {
                    return Err(self.index_error(format!(
                        "Replacement index {number} out of range for positional args tuple"
                    )));
                }
            },
            (FieldSource::Mapping(_), Some(_)) => {
                return Err(self.value_error("Format string contains positional fields"));
            }
            (FieldSource::Arguments(_, keywords), None) => {
                let found = keywords.iter().find(|(key, _)| {
                    key.downcast::<PyStr>().is_some_and(|key| key.as_bytes() == first.as_bytes())
                });
                match found {
                    Some((_, value)) => value.clone(),
                    None => {
                        let key: Value = self.new_str(&first).into();
                        return Err(self.key_error(&key));
                    }
                }
            }
            (FieldSource::Mapping(mapping), None) => {
                let key: Value = self.new_str(&first).into();
                self.get_item(mapping, &key)?
            }
        };
        let mut rest = &name[end..];
        while let [mark, tail @ ..] = rest {
            let stop = match mark {
                '.' => tail.iter().position(|c| matches!(c, '.' | '[')).unwrap_or(tail.len()),
                '[' => match tail.iter().position(|c| *c == ']') {
                    Some(stop) => stop,
                    None => return Err(self.value_error("Missing ']' in format string")),
                },
                _ => {
                    return Err(self.value_error("Only '.' or '[' may follow ']' in format field specifier"));
                }
            };
            let part: String = tail[..stop].iter().collect();
            if part.is_empty() {
                return Err(self.value_error("Empty attribute in format string"));
            }
            if *mark == '.' {
                value = self.get_attr_str(&value, &part)?;
                rest = &tail[stop..];
            } else {
                let key = match part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<i64>()) {
                    Some(Ok(index)) => self.new_int(index),
                    Some(Err(_)) => {
                        return Err(self.value_error("Too many decimal digits in format string"));
                    }
                    None => self.new_str(&part).into(),
                };
                value = self.get_item(&value, &key)?;
                rest = &tail[stop + 1..];
            }
        }
        Ok(value)
    }
}
