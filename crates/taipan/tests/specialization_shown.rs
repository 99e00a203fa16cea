//! What shows how programs specialize: `-X specstats`, `-X jitstats`, and `dis` with `adaptive=True`. The latter needs the pure-Python
//! library of a `python3.14` on the path, and is skipped where there is none.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Writes `program` to a file of its own.
fn script(name: &str, program: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("specialization_shown_{name}.py"));
    std::fs::write(&path, program).unwrap();
    path
}

/// The standard output and the standard error of a run that succeeds.
fn run(mut command: Command) -> (String, String) {
    let output = command.output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{errors}");
    (String::from_utf8(output.stdout).unwrap(), errors)
}

const PROGRAM: &str = "def add(a, b):
    return a + b

def search(items):
    return 1 @ items

class Matrix:
    def __rmatmul__(self, other):
        return other

for i in range(1000):
    add(i, 1)
for i in range(3):
    add(i, 'a'.__len__() / 2)
for i in range(1000):
    add(i, 1)
for i in range(1000):
    add('a', 'b')
for i in range(500):
    search(Matrix())
";

#[test]
fn statistics_tell_hits_misses_deopts_and_generic_sites() {
    let path = script("statistics", PROGRAM);
    let mut command = Command::new(env!("CARGO_BIN_EXE_taipan"));
    command.args(["-I", "-X", "specstats"]).arg(&path);
    let (_, report) = run(command);
    let line =
        |text: &str| report.lines().find(|line| line.contains(text)).unwrap_or_else(|| panic!("{report}"));
    // Three floats missed; the texts missed until the site looked for another form, which is what it then had.
    let ints = line("BINARY_OP_ADD_INT:");
    let misses = (50..=56).any(|misses| ints.ends_with(&format!(" hits, {misses} misses, 1 deopts")));
    assert!(misses, "{report}");
    let texts = line("BINARY_OP_ADD_UNICODE:");
    assert!(texts.ends_with(" 0 misses, 0 deopts"), "{report}");
    let number = |text: &str| text.split_whitespace().next().unwrap().parse::<u64>().unwrap();
    assert!((1990..=2060).contains(&number(ints)) && (940..=1000).contains(&number(texts)), "{report}");
    let (_, sites) = report.split_once("sites that stay generic\n").expect("the list of sites");
    let site = sites.lines().find(|line| line.contains(" BINARY_OP ")).unwrap_or_else(|| panic!("{report}"));
    assert!(site.ends_with(&format!("{}:5 search", path.display())), "{report}");
    assert!((500..=600).contains(&number(site)), "{report}");
}

#[test]
fn statistics_of_compiled_loops_tell_what_the_interpreter_runs() {
    let path = script(
        "compiled",
        "def mean(values):
    total = 0
    for value in values:
        total += int(value)
    return total / len(values)
print(mean(['1', '2'] * 5000), mean([1.5] * 100))
",
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_taipan"));
    command.args(["-I", "-X", "jitstats"]).arg(&path);
    let (shown, report) = run(command);
    assert_eq!(shown, "1.5 1.0\n");
    // Only optimized builds for some machines compile.
    if !report.is_empty() {
        let place = |line: u32| format!("{}:{line} mean", path.display());
        let loop_line = report.lines().next().unwrap();
        assert!(loop_line.starts_with(&format!("{}: loop: ", place(3))), "{report}");
        assert!(report.contains(&format!("1 times by the interpreter: CALL {}", place(4))), "{report}");
    }
}

#[test]
fn dis_shows_specialized_instructions() {
    let script_for_path = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    let Ok(output) = Command::new("python3.14").args(["-I", "-c", script_for_path]).output() else {
        println!("skipped: no python3.14 on the path");
        return;
    };
    let library = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let path = script(
        "dis",
        "import dis, sys
def function(number, text):
    total = 0
    for i in range(number):
        total = total + i
    return total, text[0], len(text)
cold = [i.opname for i in dis.get_instructions(function, adaptive=True)]
for _ in range(100):
    function(30, 'ab')
plain = [i.opname for i in dis.get_instructions(function)]
warm = [i.opname for i in dis.get_instructions(function, adaptive=True)]
print('cold is plain:', cold == plain)
print([name for name, base in zip(warm, plain) if name != base])
print(len(function.__code__.co_code) == len(function.__code__._co_code_adaptive))
dis.dis(function, adaptive=True)
dis.dis(function, adaptive=True, show_caches=True)
print(function.__code__.co_code == function.__code__.replace().co_code)
",
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_taipan"));
    command.arg("-B").env("PYTHONPATH", library).arg(&path);
    let (shown, _) = run(command);
    let first: Vec<&str> = shown.lines().take(3).collect();
    assert_eq!(first[0], "cold is plain: True", "{shown}");
    for form in ["FOR_ITER_RANGE", "BINARY_OP_ADD_INT", "BINARY_SUBSCR_STR_INT", "CALL_LEN"] {
        assert!(first[1].contains(form), "{form}: {shown}");
        // Named in the listings too.
        assert!(shown.matches(form).count() >= 3, "{form}: {shown}");
    }
    assert_eq!(first[2], "True", "{shown}");
    assert!(shown.ends_with("True\n"), "{shown}");
    assert!(shown.contains("CACHE"), "{shown}");
}
