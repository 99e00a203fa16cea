//! Compares the flow graph with CPython's own on instruction sequences that CPython's code generator made of standard
//! library files: whole code objects for modules, optimized sequences for the functions and classes in them.
//!
//! Needs `python3.14` with its `_testinternalcapi` module; without it the test says so and passes.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use bytecode::{Code, CodeFlags, Constant, Opcode, Wtf8Buf};

use super::assembler::SequenceInstr;
use super::constants::ConstPool;
use super::graph::Graph;
use super::{AssembleError, Options, assemble};
use crate::ir::{Arg, CodeUnit, Instr, InstructionSequence, Label, Location};

/// Every how many-th file of the standard library is compared; `TAIPAN_ORACLE_STEP=1` compares all.
const STEP: usize = 12;

struct Reader<'a> {
    lines: std::str::Lines<'a>,
}

impl<'a> Reader<'a> {
    fn words(&mut self, key: &str) -> Vec<&'a str> {
        let mut words = self.lines.next().expect("output ends early").split(' ');
        assert_eq!(words.next(), Some(key));
        words.collect()
    }

    fn consts(&mut self) -> Vec<Constant> {
        let words = self.words("consts");
        let mut tokens = words[1..].iter().copied();
        let consts = (0..words[0].parse().unwrap()).map(|_| constant(&mut tokens)).collect();
        assert_eq!(tokens.next(), None);
        consts
    }

    fn sequence(&mut self) -> Vec<(Opcode, u32, Location)> {
        let count = self.words("instructions")[0].parse().unwrap();
        (0..count)
            .map(|_| {
                let numbers: Vec<i64> =
                    self.lines.next().unwrap().split(' ').map(|word| word.parse().unwrap()).collect();
                let op = Opcode::ALL.iter().find(|op| i64::from(**op as u16) == numbers[0]);
                let [line, end_line, col, end_col] = [2, 3, 4, 5].map(|index| numbers[index] as i32);
                (*op.unwrap(), numbers[1] as u32, Location { line, end_line, col, end_col })
            })
            .collect()
    }
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|index| u8::from_str_radix(&text[index * 2..][..2], 16).unwrap()).collect()
}

fn float(bytes: &[u8]) -> f64 {
    f64::from_be_bytes(bytes.try_into().unwrap())
}

fn constant<'a>(tokens: &mut impl Iterator<Item = &'a str>) -> Constant {
    let token = tokens.next().unwrap();
    let (kind, rest) = token.split_at(1);
    let mut items = |count: usize| (0..count).map(|_| constant(&mut *tokens)).collect::<Vec<_>>();
    match kind {
        "N" => Constant::None,
        "E" => Constant::Ellipsis,
        "T" => Constant::Bool(true),
        "F" => Constant::Bool(false),
        "i" => match i64::from_str_radix(rest, 16) {
            Ok(value) => Constant::Int(value),
            Err(_) => Constant::BigInt(Box::new(dashu_int::IBig::from_str_radix(rest, 16).unwrap())),
        },
        "f" => Constant::Float(float(&hex(rest))),
        "c" => Constant::Complex { real: float(&hex(rest)[..8]), imag: float(&hex(rest)[8..]) },
        "s" => Constant::str(Wtf8Buf::from_bytes_unchecked(hex(rest))),
        "b" => Constant::Bytes(hex(rest).into()),
        "(" => Constant::Tuple(items(rest.parse().unwrap()).into()),
        "{" => Constant::FrozenSet(items(rest.parse().unwrap()).into()),
        ":" => Constant::Slice(Arc::new(items(3).try_into().unwrap())),
        "K" => Constant::Code(Arc::new(Code::default())),
        _ => panic!("{token}"),
    }
}

/// A form in which all code objects are equal, and sets whatever their order.
fn text(constant: &Constant) -> String {
    match constant {
        Constant::Code(_) => "code".to_owned(),
        Constant::FrozenSet(items) => {
            let mut items: Vec<String> = items.iter().map(text).collect();
            items.sort();
            format!("{{{}}}", items.join(", "))
        }
        Constant::Tuple(items) => format!("({})", items.iter().map(text).collect::<Vec<_>>().join(", ")),
        _ => format!("{constant:?}"),
    }
}

fn texts(constants: &[Constant]) -> Vec<String> {
    constants.iter().map(text).collect()
}

fn sequence(source: &[(Opcode, u32, Location)]) -> InstructionSequence {
    let instr = |&(op, arg, location)| Instr {
        op,
        arg: if op.has_target() { Arg::Label(Label(arg)) } else { Arg::Value(arg) },
        location,
    };
    // Targets are indices, so every instruction has the label of its index.
    InstructionSequence { instrs: source.iter().map(instr).collect(), labels: (0..source.len()).collect() }
}

fn compare_module(reader: &mut Reader) -> Result<(), String> {
    let header = reader.words("header");
    let names = |words: Vec<&str>| -> Vec<Arc<Wtf8Buf>> {
        words.into_iter().filter(|word| !word.is_empty()).map(|word| Arc::new(word.into())).collect()
    };
    let varnames = names(reader.words("names"));
    let cellvars = names(reader.words("names"));
    let consts = reader.consts();
    let source = reader.sequence();
    let expected_consts = reader.consts();
    let tables = reader.words("tables");
    let unit = CodeUnit {
        firstlineno: header[0].parse().unwrap(),
        flags: CodeFlags(header[1].parse().unwrap()),
        consts,
        varnames,
        cellvars,
        instructions: sequence(&source),
        ..CodeUnit::default()
    };
    let code = assemble(unit, &Options { rewrite: false }).map_err(|error| error.to_string())?;
    let bytes: Vec<u8> = code.code.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let same = |name: &str, same: bool| if same { Ok(()) } else { Err(name.to_owned()) };
    same("code", bytes == hex(tables[0]))?;
    same("linetable", *code.linetable == hex(tables[1]))?;
    same("exceptiontable", *code.exceptiontable == hex(tables[2].trim_matches('-')))?;
    same("stacksize", code.stacksize.to_string() == header[2])?;
    same("consts", texts(&code.consts) == texts(&expected_consts))
}

/// The passes that CPython's test interface runs, which leave out the assembler and what comes right before it.
fn optimize(
    source: &[(Opcode, u32, Location)],
    consts: Vec<Constant>,
    locals: usize,
) -> Result<(Vec<SequenceInstr>, Vec<Constant>), AssembleError> {
    let mut graph = Graph::from_sequence(&sequence(source))?;
    let mut consts = ConstPool::new(consts);
    graph.mark_except_handlers();
    graph.label_exception_targets()?;
    graph.optimize(&mut consts)?;
    graph.remove_unused_consts(&mut consts)?;
    graph.check_unbound_loads(locals, 0);
    graph.insert_superinstructions();
    graph.push_cold_blocks_to_end();
    graph.resolve_line_numbers();
    graph.stack_depth()?;
    graph.borrow_loads()?;
    Ok((graph.into_sequence().instrs, consts.into_list()))
}

fn compare_nested(reader: &mut Reader) -> Result<(), String> {
    let locals = reader.words("nlocals")[0].parse().unwrap();
    let consts = reader.consts();
    let source = reader.sequence();
    let expected_consts = reader.consts();
    let expected = reader.sequence();
    let (instrs, consts) = optimize(&source, consts, locals).map_err(|error| error.to_string())?;
    for (index, (instr, expected)) in instrs.iter().zip(&expected).enumerate() {
        let arg = instr.target.map_or(instr.arg, |target| target as u32);
        // Made-up constants may be equal, and CPython merges only identical ones.
        let value = |consts: &[Constant], arg: u32| consts.get(arg as usize).map(text);
        let same_constant = instr.op == Opcode::LOAD_CONST
            && value(&consts, arg) == value(&expected_consts, expected.1)
            && (instr.op, instr.location) == (expected.0, expected.2);
        if (instr.op, arg, instr.location) != *expected && !same_constant {
            return Err(format!("{index}: {:?} {arg} {:?}, expected {expected:?}", instr.op, instr.location));
        }
    }
    if instrs.len() != expected.len() {
        return Err(format!("{} instructions, expected {}", instrs.len(), expected.len()));
    }
    Ok(())
}

/// The standard library's files, sorted.
fn library() -> Option<Vec<String>> {
    let script = "import _testinternalcapi, glob, os\n\
        root = os.path.dirname(os.__file__)\n\
        print('\\n'.join(sorted(glob.glob(root + '/**/*.py', recursive=True))))";
    let output =
        Command::new("python3.14").args(["-c", script]).output().ok().filter(|it| it.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.lines().map(str::to_owned).collect())
}

#[test]
fn sequences_of_the_standard_library_become_what_cpython_makes_of_them() {
    let Some(files) = library() else {
        println!("skipped: no python3.14 with _testinternalcapi");
        return;
    };
    let step = std::env::var("TAIPAN_ORACLE_STEP").map_or(STEP, |step| step.parse().unwrap());
    let files: Vec<&str> = files.iter().step_by(step).map(String::as_str).collect();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/dump_sequences.py");
    let (mut modules, mut nested, mut failures) = (0, 0, Vec::new());
    for part in files.chunks(40) {
        let mut child = Command::new("python3.14")
            .args(["-W", "ignore", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(part.join("\n").as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{:?}: {}", part, output.status);
        let output = String::from_utf8(output.stdout).unwrap();
        let mut reader = Reader { lines: output.lines() };
        loop {
            let line = reader.lines.next().expect("output ends early");
            let result = match line.split_once(' ') {
                Some(("module", _)) => {
                    modules += 1;
                    compare_module(&mut reader)
                }
                Some(("nested", _)) => {
                    nested += 1;
                    compare_nested(&mut reader)
                }
                _ => {
                    assert_eq!(line, "end");
                    break;
                }
            };
            if let Err(reason) = result {
                failures.push(format!("{line}: {reason}"));
            }
        }
    }
    println!("{modules} modules and {nested} nested sequences, {} differ", failures.len());
    failures.truncate(20);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
