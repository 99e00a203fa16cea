//! Reads what the scripts of this directory write: constants, instruction sequences and code objects of CPython.

#![allow(dead_code, reason = "each test that includes this file uses a part of it")]

use std::collections::HashSet;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use bytecode::{Code, CodeFlags, Constant, LocalKind, Opcode, Wtf8Buf};

/// Runs a script of this directory on every `step`th file of the standard library, some files at a time, and gives
/// the output for each part to `read` with the names of the files. Without `python3.14` it prints that and returns
/// `false`.
pub fn run(script: &str, step: usize, read: impl FnMut(&[&str], Lines)) -> bool {
    let Some(files) = library() else {
        println!("skipped: no python3.14 with its standard library");
        return false;
    };
    let step = std::env::var("TAIPAN_ORACLE_STEP").map_or(step, |step| step.parse().unwrap());
    let files: Vec<&str> = files.iter().step_by(step).map(String::as_str).collect();
    run_on(script, &files, read);
    true
}

/// As [`run`], on given files; there must be a `python3.14`.
pub fn run_on(script: &str, files: &[&str], mut read: impl FnMut(&[&str], Lines)) {
    let script = format!("{}/tests/oracle/{script}", env!("CARGO_MANIFEST_DIR"));
    let run_part = |part: &[&str]| {
        let mut child = Command::new("python3.14")
            .args(["-W", "ignore", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(part.join("\n").as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    };
    for part in files.chunks(40) {
        if let Some(output) = run_part(part) {
            read(part, Lines { lines: output.lines(), with_pairs: HashSet::new() });
            continue;
        }
        // CPython's own test interfaces crash on a few files.
        for file in part {
            match run_part(&[file]) {
                Some(output) => read(&[file], Lines { lines: output.lines(), with_pairs: HashSet::new() }),
                None => println!("{file}: CPython crashed"),
            }
        }
    }
}

/// Whether there is a `python3.14`.
pub fn available() -> bool {
    library().is_some()
}

/// The files of the standard library, sorted.
fn library() -> Option<Vec<String>> {
    let script = "import _testinternalcapi, glob, os\n\
        root = os.path.dirname(os.__file__)\n\
        print('\\n'.join(sorted(glob.glob(root + '/**/*.py', recursive=True))))";
    let output =
        Command::new("python3.14").args(["-c", script]).output().ok().filter(|it| it.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.lines().map(str::to_owned).collect())
}

/// The output of a script.
pub struct Lines<'a> {
    pub lines: std::str::Lines<'a>,
    /// Code objects with strings that hold surrogate pairs, by address. CPython's strings may; ours hold the characters
    /// that these denote, so such strings may be equal to others.
    pub with_pairs: HashSet<*const Code>,
}

impl<'a> Lines<'a> {
    /// The words of the next line, which must begin with `key`.
    pub fn words(&mut self, key: &str) -> Vec<&'a str> {
        let mut words = self.lines.next().expect("output ends early").split(' ');
        assert_eq!(words.next(), Some(key));
        words.collect()
    }

    fn numbers(&mut self, key: &str) -> Vec<u32> {
        self.words(key).iter().map(|word| word.parse().unwrap()).collect()
    }

    fn strings(&mut self, key: &str) -> Vec<Arc<Wtf8Buf>> {
        let words = self.words(key);
        words.iter().filter(|word| !word.is_empty()).map(|word| Arc::new(string(word))).collect()
    }

    /// A line of constants; `K` stands for the code object of that number.
    pub fn consts(&mut self, codes: &[Arc<Code>]) -> Vec<Constant> {
        let words = self.words("consts");
        let mut tokens = words[1..].iter().copied();
        let consts = (0..words[0].parse().unwrap()).map(|_| constant(&mut tokens, codes)).collect();
        assert_eq!(tokens.next(), None);
        consts
    }

    /// Instructions with their arguments and locations (line, end line, column, end column).
    pub fn sequence(&mut self) -> Vec<(Opcode, u32, [i32; 4])> {
        let count = self.words("instructions")[0].parse().unwrap();
        (0..count)
            .map(|_| {
                let numbers: Vec<i64> =
                    self.lines.next().unwrap().split(' ').map(|word| word.parse().unwrap()).collect();
                let op = Opcode::ALL.iter().find(|op| i64::from(**op as u16) == numbers[0]);
                (*op.unwrap(), numbers[1] as u32, [2, 3, 4, 5].map(|index| numbers[index] as i32))
            })
            .collect()
    }

    /// The code objects of a file, inner ones before outer ones.
    pub fn codes(&mut self) -> Vec<Arc<Code>> {
        let count: usize = self.words("codes")[0].parse().unwrap();
        let mut codes = Vec::with_capacity(count);
        for _ in 0..count {
            let (code, pairs) = self.code(&codes);
            let code = Arc::new(code);
            if pairs {
                self.with_pairs.insert(Arc::as_ptr(&code));
            }
            codes.push(code);
        }
        codes
    }

    fn code(&mut self, codes: &[Arc<Code>]) -> (Code, bool) {
        let [name, qualname, filename] = <[_; 3]>::try_from(self.strings("strings")).unwrap();
        let header = self.numbers("header");
        let consts = self.consts(codes);
        let names = self.strings("names");
        let (varnames, cellvars, freevars) =
            (self.strings("varnames"), self.strings("cellvars"), self.strings("freevars"));
        let mut localsplusnames = varnames;
        let mut kinds = vec![LocalKind::LOCAL; localsplusnames.len()];
        for cell in cellvars {
            match localsplusnames.iter().position(|name| *name == cell) {
                Some(slot) => kinds[slot] = kinds[slot] | LocalKind::CELL,
                None => {
                    localsplusnames.push(cell);
                    kinds.push(LocalKind::CELL);
                }
            }
        }
        localsplusnames.extend(freevars);
        kinds.resize(localsplusnames.len(), LocalKind::FREE);
        let tables = self.words("tables");
        let code = hex(tables[0]);
        let code = Code {
            name,
            qualname,
            filename,
            firstlineno: header[0] as i32,
            flags: CodeFlags(header[1]),
            argcount: header[2],
            posonlyargcount: header[3],
            kwonlyargcount: header[4],
            stacksize: header[5],
            code: code.chunks(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect(),
            consts: consts.into(),
            names: names.into(),
            localsplusnames: localsplusnames.into(),
            localspluskinds: kinds.into(),
            linetable: hex(tables[1]).into(),
            exceptiontable: hex(tables[2].trim_matches('-')).into(),
        };
        (code, header[6] != 0)
    }
}

pub fn hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|index| u8::from_str_radix(&text[index * 2..][..2], 16).unwrap()).collect()
}

fn string(token: &str) -> Wtf8Buf {
    let text = Wtf8Buf::from_bytes_unchecked(hex(token.strip_prefix('s').unwrap()));
    text.code_points().collect()
}

fn float(bytes: &[u8]) -> f64 {
    f64::from_be_bytes(bytes.try_into().unwrap())
}

fn constant<'a>(tokens: &mut impl Iterator<Item = &'a str>, codes: &[Arc<Code>]) -> Constant {
    let token = tokens.next().unwrap();
    let (kind, rest) = token.split_at(1);
    let mut items = |count: usize| (0..count).map(|_| constant(&mut *tokens, codes)).collect::<Vec<_>>();
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
        "s" => Constant::str(string(token)),
        "b" => Constant::Bytes(hex(rest).into()),
        "(" => Constant::Tuple(items(rest.parse().unwrap()).into()),
        "{" => Constant::FrozenSet(items(rest.parse().unwrap()).into()),
        ":" => Constant::Slice(Arc::new(items(3).try_into().unwrap())),
        "K" => {
            let code = rest.parse().ok().map(|number: usize| codes[number].clone());
            Constant::Code(code.unwrap_or_default())
        }
        _ => panic!("{token}"),
    }
}

/// A form in which all code objects are equal, and sets whatever their order.
pub fn text(constant: &Constant) -> String {
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

pub fn texts(constants: &[Constant]) -> Vec<String> {
    constants.iter().map(text).collect()
}
