//! Code objects of the standard library, as CPython 3.14 compiles it: the verifier accepts them, all their forms are
//! read and written without loss, and the compiler makes the same ones.
//!
//! Needs `python3.14`; without it the tests say so and pass. `TAIPAN_ORACLE_STEP=1` compares every file.

#[path = "oracle/reader.rs"]
mod reader;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use bytecode::exceptiontable;
use bytecode::linetable::LineTableWriter;
use bytecode::{Code, Constant, LocalKind, Opcode, asm, dis, marshal, verify};

use reader::{text, texts};

/// Every how many-th file is looked at.
const STEP: usize = 10;

/// Runs `check` on the code objects of each file; returns how many files and code objects there were.
fn for_each_file(mut check: impl FnMut(&str, &[Arc<Code>], &HashSet<*const Code>)) -> (usize, usize) {
    let (mut files, mut count) = (0, 0);
    reader::run("dump_library.py", STEP, |_, mut lines| {
        while let Some(("file", path)) = lines.lines.next().expect("output ends early").split_once(' ') {
            let codes = lines.codes();
            files += 1;
            count += codes.len();
            check(path, &codes, &lines.with_pairs);
        }
    });
    (files, count)
}

#[test]
fn code_of_cpython_is_verified_and_keeps_its_form() {
    let mut failures = Vec::new();
    let (files, count) = for_each_file(|path, codes, _| {
        for code in codes {
            if let Err(reason) = keeps_form(code) {
                failures.push(format!("{path}, {}: {reason}", code.qualname));
            }
        }
    });
    println!("{count} code objects of {files} files, {} refused or changed", failures.len());
    failures.truncate(20);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn keeps_form(code: &Code) -> Result<(), String> {
    verify::verify(code).map_err(|error| error.to_string())?;
    let same = |what: &str, same: bool| if same { Ok(()) } else { Err(what.to_owned()) };

    let ranges: Vec<_> = code.exception_ranges().collect();
    same("exception table", exceptiontable::encode(&ranges) == *code.exceptiontable)?;
    let mut writer = LineTableWriter::new(code.firstlineno);
    let mut units = 0;
    let mut entries = code.positions().peekable();
    while let Some(entry) = entries.next() {
        units += entry.units;
        if entries.peek().is_none_or(|next| next.position != entry.position) {
            writer.push(entry.position, units);
            units = 0;
        }
    }
    same("location table", writer.finish() == *code.linetable)?;

    let bytes = marshal::dump_code(code).map_err(|error| error.to_string())?;
    let loaded = marshal::load_code(&bytes).map_err(|error| error.to_string())?;
    same("marshal", marshal::dump_code(&loaded).as_ref() == Ok(&bytes))?;

    // Nested code has its own turn, and would make this quadratic.
    let is_code = |constant: &Constant| matches!(constant, Constant::Code(_));
    let mut flat = code.clone();
    flat.consts
        .iter_mut()
        .filter(|constant| is_code(constant))
        .for_each(|constant| *constant = Constant::None);
    let printed = asm::print(&flat).ok_or("cannot be printed")?;
    let assembled = asm::assemble(&printed).map_err(|error| error.to_string())?;
    let fields = differences(&assembled, &flat);
    if fields.is_empty() { Ok(()) } else { Err(format!("readable form: {}", fields.join(", "))) }
}

/// What may differ if constants are merged that CPython keeps apart.
const MAY_MERGE: [&str; 2] = ["co_code", "co_consts"];

/// What differs, field by field.
fn differences(ours: &Code, theirs: &Code) -> Vec<&'static str> {
    let mut fields = Vec::new();
    let mut compare = |field, same: bool| {
        if !same {
            fields.push(field);
        }
    };
    compare("co_code", ours.code == theirs.code);
    compare("co_linetable", ours.linetable == theirs.linetable);
    compare("co_exceptiontable", ours.exceptiontable == theirs.exceptiontable);
    compare("co_stacksize", ours.stacksize == theirs.stacksize);
    compare("co_consts", texts(&ours.consts) == texts(&theirs.consts));
    compare("co_names", ours.names == theirs.names);
    compare("co_flags", ours.flags == theirs.flags);
    compare("co_name", ours.name == theirs.name);
    compare("co_qualname", ours.qualname == theirs.qualname);
    compare("co_filename", ours.filename == theirs.filename);
    compare("co_firstlineno", ours.firstlineno == theirs.firstlineno);
    compare("co_argcount", ours.argcount == theirs.argcount);
    compare("co_posonlyargcount", ours.posonlyargcount == theirs.posonlyargcount);
    compare("co_kwonlyargcount", ours.kwonlyargcount == theirs.kwonlyargcount);
    compare("locals", ours.localsplusnames == theirs.localsplusnames);
    // CPython does not show which locals are hidden.
    let kinds = |code: &Code| -> Vec<u8> {
        code.localspluskinds.iter().map(|kind| kind.0 & !LocalKind::HIDDEN.0).collect()
    };
    compare("kinds of locals", kinds(ours) == kinds(theirs));
    fields
}

fn nested(code: &Code) -> impl Iterator<Item = &Arc<Code>> {
    code.consts.iter().filter_map(|constant| match constant {
        Constant::Code(code) => Some(code),
        _ => None,
    })
}

/// Code objects that were compared and those that differ, with the fields.
#[derive(Default)]
struct Comparison {
    identical: usize,
    /// Those that differ because strings with surrogate pairs are equal to others.
    merged: usize,
    by_field: BTreeMap<&'static str, usize>,
    reports: Vec<String>,
}

impl Comparison {
    fn compare(&mut self, path: &str, ours: &Code, theirs: &Arc<Code>, with_pairs: &HashSet<*const Code>) {
        let fields = differences(ours, theirs);
        let may_merge = with_pairs.contains(&Arc::as_ptr(theirs));
        if fields.is_empty() {
            self.identical += 1;
        } else if may_merge && fields.iter().all(|field| MAY_MERGE.contains(field)) {
            self.merged += 1;
        } else {
            for field in &fields {
                *self.by_field.entry(field).or_default() += 1;
            }
            let line = theirs.firstlineno;
            self.reports.push(format!("{path}:{line}: {}: {}", theirs.qualname, fields.join(", ")));
        }
        for (ours, theirs) in nested(ours).zip(nested(theirs)) {
            self.compare(path, ours, theirs, with_pairs);
        }
    }
}

/// Real code with a few bytes changed: the verifier accepts or refuses it, and nothing panics.
#[test]
fn mutants_of_cpythons_code_never_panic() {
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let mut random = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % limit
    };
    let (mut accepted, mut refused) = (0, 0);
    for_each_file(|_, codes, _| {
        for code in codes {
            for _ in 0..2 {
                let mut mutant = Code::clone(code);
                for _ in 0..1 + random(3) {
                    let at = random(mutant.code.len());
                    mutant.code[at] = match random(3) {
                        0 => random(1 << 16) as u16,
                        1 => mutant.code[at] & 0xFF | (random(256) as u16) << 8,
                        _ => mutant.code[random(mutant.code.len())],
                    };
                }
                match verify::verify(&mutant) {
                    Ok(()) => accepted += 1,
                    Err(_) => refused += 1,
                }
                let _ = dis::disassemble(&mutant);
            }
        }
    });
    println!("{accepted} mutants accepted, {refused} refused");
}

/// Operands whose combinations meet every rule of constant folding and its limits.
const OPERANDS: [&str; 52] = [
    "0",
    "1",
    "2",
    "3",
    "-1",
    "-7",
    "10",
    "63",
    "64",
    "127",
    "128",
    "255",
    "256",
    "4096",
    "4097",
    "True",
    "False",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "340282366920938463463374607431768211455",
    "10000000000000000000000001",
    "0.0",
    "-0.0",
    "1.0",
    "0.5",
    "-2.5",
    "1e16",
    "1e308",
    "1e-320",
    "1e999",
    "2j",
    "0j",
    "(1-2j)",
    "(-0.0+3j)",
    "''",
    "'a'",
    "'abc'",
    "'aé😀'",
    "b''",
    "b'xyz'",
    "()",
    "(1,)",
    "(1, (2, 3))",
    "None",
    "...",
    "(1, 'a', None)",
    "9007199254740993",
    "1e-5",
    "123456789.125",
    "(0, 1.0, True)",
    "5e-324",
];
const OPERATORS: [&str; 13] = ["+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "@"];

#[test]
fn constant_expressions_are_folded_as_cpython_folds_them() {
    if !reader::available() {
        return;
    }
    let mut source = String::new();
    for left in OPERANDS {
        for unary in ["-", "+", "~", "not "] {
            source.push_str(&format!("f({unary}{left})\n"));
        }
        for right in OPERANDS {
            for operator in OPERATORS {
                source.push_str(&format!("f({left} {operator} {right})\n"));
            }
            source.push_str(&format!("f({left}[{right}])\nf({left}[{right}:])\nf({left}[{right}::-1])\n"));
            source.push_str(&format!("f(x in {{{left}, {right}}})\nf([{left}, {right}, {left}])\n"));
            source.push_str(&format!("f(x in [{left}, {right}])\nf(({left}, {right}) + ({right},))\n"));
        }
    }
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/constants.py");
    // In pieces: as constants of one code object, each would be looked up among all others.
    let lines: Vec<&str> = source.lines().collect();
    let pieces: Vec<String> =
        lines.chunks(100).map(|piece| format!("def g():\n  {}\n", piece.join("\n  "))).collect();
    let source = pieces.concat();
    let source_lines: Vec<&str> = source.lines().collect();
    std::fs::write(path, &source).unwrap();
    let options = compiler::Options { rewrite: false, ..compiler::Options::default() };
    let ours = compiler::compile(&source, path, compiler::Mode::Exec, &options).unwrap();
    let mut reports = Vec::new();
    reader::run_on("dump_library.py", &[path], |_, mut output| {
        assert_eq!(output.lines.next(), Some(format!("file {path}").as_str()));
        let codes = output.codes();
        let theirs = codes.last().unwrap();
        for (ours, theirs) in nested(&ours).zip(nested(theirs)) {
            // One difference moves all that follow it, so the first is shown.
            let shown = |code: &Code| -> Vec<(Option<i32>, String)> {
                let instructions = code.instructions().map(Result::unwrap);
                instructions
                    .map(|it| {
                        let line = code.position_at(it.offset).and_then(|position| position.line);
                        match it.op {
                            Opcode::LOAD_CONST => (line, text(&code.consts[it.arg as usize])),
                            _ => (line, dis::instruction_text(code, &it)),
                        }
                    })
                    .collect()
            };
            let (ours_shown, theirs_shown) = (shown(ours), shown(theirs));
            let different = ours_shown.iter().zip(&theirs_shown).find(|(ours, theirs)| ours != theirs);
            if let Some(((_, ours), (line, theirs))) = different {
                let line = source_lines[line.unwrap_or(1) as usize - 1];
                reports.push(format!("{line}: {ours}, expected {theirs}"));
            }
            assert!(!reports.is_empty() || differences(ours, theirs).is_empty());
        }
    });
    assert!(reports.is_empty(), "{}", reports.join("\n"));
}

#[test]
fn the_standard_library_compiles_to_what_cpython_compiles_it_to() {
    let mut comparison = Comparison::default();
    let mut refused = Vec::new();
    let (files, count) = for_each_file(|path, codes, with_pairs| {
        let Ok(source) = std::fs::read(path) else { return };
        // Other encodings are a matter of the decoder's own tests.
        let Ok(source) = String::from_utf8(source) else { return };
        let compile = |rewrite| {
            let options = compiler::Options { rewrite, ..compiler::Options::default() };
            let source = source.trim_start_matches('\u{feff}');
            let code = compiler::compile(source, path, compiler::Mode::Exec, &options)?;
            verify::verify_all(&code).unwrap_or_else(|error| panic!("{path}: {error}"));
            Ok::<_, compiler::SyntaxError>(code)
        };
        match compile(true).and_then(|_| compile(false)) {
            Ok(ours) => {
                if let Some(theirs) = codes.last() {
                    comparison.compare(path, &ours, theirs, with_pairs);
                }
            }
            Err(error) => refused.push(format!("{path}: {error}")),
        }
    });
    println!(
        "{count} code objects of {files} files: {} identical, {} with merged surrogate pairs, {} differ; {} files \
         refused",
        comparison.identical,
        comparison.merged,
        comparison.reports.len(),
        refused.len()
    );
    println!("{:?}", comparison.by_field);
    let mut failures = refused;
    failures.extend(comparison.reports);
    if let Ok(path) = std::env::var("TAIPAN_ORACLE_REPORT") {
        std::fs::write(path, failures.join("\n")).unwrap();
    }
    failures.truncate(20);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
