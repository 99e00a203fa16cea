//! `from __future__ import …`: which features a module asks for. Nothing else about imports.

use bytecode::{CodeFlags, Constant};

use crate::ast::{Alias, Mod, StmtKind};
use crate::error::{Result, SyntaxError};
use crate::ir::Location;

/// What the future statements of a module say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FutureFeatures {
    pub flags: CodeFlags,
    /// Of the last future statement; line -1 where there is none.
    pub location: Location,
    /// `await` may stand at the top level; not a feature of the source, but of the call.
    pub top_level_await: bool,
}

impl FutureFeatures {
    /// Whether annotations are kept as text.
    pub fn annotations(&self) -> bool {
        self.flags.contains(CodeFlags::FUTURE_ANNOTATIONS)
    }
}

/// Features that are of no effect any more, but may be asked for.
const MANDATORY: [&str; 8] = [
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "generator_stop",
];

/// Reads the future statements at the beginning of `module`.
pub(crate) fn features(module: &Mod) -> Result<FutureFeatures> {
    let mut future = FutureFeatures {
        flags: CodeFlags::default(),
        location: Location { line: -1, end_line: -1, col: 0, end_col: -1 },
        top_level_await: false,
    };
    let (Mod::Module(body) | Mod::Interactive(body)) = module else { return Ok(future) };
    let mut rest = body.iter();
    let mut first = true;
    for stmt in rest.by_ref() {
        match &stmt.kind {
            StmtKind::ImportFrom { module: Some(name), names, level: 0 } if **name == "__future__" => {
                for alias in names {
                    feature(alias, &mut future)?;
                }
                future.location = stmt.location;
            }
            StmtKind::Expr(value) if first && matches!(value.as_constant(), Some(Constant::Str(_))) => {}
            _ => break,
        }
        first = false;
    }
    Ok(future)
}

fn feature(alias: &Alias, future: &mut FutureFeatures) -> Result<()> {
    let name = alias.name.to_string();
    match name.as_str() {
        name if MANDATORY.contains(&name) => {}
        "annotations" => future.flags |= CodeFlags::FUTURE_ANNOTATIONS,
        "barry_as_FLUFL" => future.flags |= CodeFlags::FUTURE_BARRY_AS_BDFL,
        "braces" => return Err(SyntaxError::at("not a chance", alias.location)),
        name => {
            return Err(SyntaxError::at(format!("future feature {name} is not defined"), alias.location));
        }
    }
    Ok(())
}
