//! Parses CPython's `__text_signature__`, for example `($self, key, default=None, /)`.

/// How an argument may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    PositionalOnly,
    Normal,
    KeywordOnly,
    VarArgs,
    VarKeywords,
}

/// One parameter of a signature.
#[derive(Debug)]
pub struct Parameter {
    pub name: String,
    pub kind: ParameterKind,
    pub required: bool,
}

/// The parameters behind `$self`, `$type` or `$module`.
pub fn parse(text: &str) -> Result<Vec<Parameter>, String> {
    let inner = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .ok_or("a signature is written in parentheses")?;
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut kind = ParameterKind::Normal;
    for part in split(inner) {
        match part {
            "" => {}
            "/" => parameters.iter_mut().for_each(|p| p.kind = ParameterKind::PositionalOnly),
            "*" => kind = ParameterKind::KeywordOnly,
            _ if part.starts_with('$') => {}
            _ => {
                let (name, default) = match part.split_once('=') {
                    Some((name, default)) => (name.trim(), Some(default)),
                    None => (part, None),
                };
                let (name, this_kind) = match (name.strip_prefix("**"), name.strip_prefix('*')) {
                    (Some(name), _) => (name, ParameterKind::VarKeywords),
                    (None, Some(name)) => {
                        kind = ParameterKind::KeywordOnly;
                        (name, ParameterKind::VarArgs)
                    }
                    (None, None) => (name, kind),
                };
                if !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
                    return Err(format!("`{name}` is not a parameter name"));
                }
                let variadic = matches!(this_kind, ParameterKind::VarArgs | ParameterKind::VarKeywords);
                let required = default.is_none() && !variadic;
                parameters.push(Parameter { name: name.to_owned(), kind: this_kind, required });
            }
        }
    }
    Ok(parameters)
}

/// Splits at commas outside brackets and quotes.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0, None);
    for (index, c) in text.char_indices() {
        match c {
            '\'' | '"' => match quote {
                None => quote = Some(c),
                Some(open) if open == c => quote = None,
                Some(_) => {}
            },
            _ if quote.is_some() => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(text[start..index].trim());
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_defaults_are_read() {
        let parameters = parse("($self, a, /, b=(1, ','), *args, key=None, **kwargs)").unwrap();
        let shown: Vec<_> = parameters.iter().map(|p| (p.name.as_str(), p.kind, p.required)).collect();
        use ParameterKind::*;
        assert_eq!(
            shown,
            [
                ("a", PositionalOnly, true),
                ("b", Normal, false),
                ("args", VarArgs, false),
                ("key", KeywordOnly, false),
                ("kwargs", VarKeywords, false),
            ]
        );
    }
}
