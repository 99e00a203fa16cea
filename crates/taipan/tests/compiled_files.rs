//! Compiled files of modules: when they are written, read, refused and renewed. Each test has a folder of its own below
//! the target's.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A fresh folder with a module `sample`, which prints what it is.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("compiled_files_{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    write(&folder, "first");
    folder
}

fn write(folder: &Path, text: &str) {
    fs::write(folder.join("sample.py"), format!("text = {text:?}\ndef function():\n    return text\n"))
        .unwrap();
}

/// What a program prints that is run in `folder`.
fn run(folder: &Path, options: &[&str], environment: &[(&str, &str)], program: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taipan"));
    for variable in ["PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONPATH"] {
        command.env_remove(variable);
    }
    command.current_dir(folder).args(options).args(["-c", program]).envs(environment.iter().copied());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

const SHOW: &str = "import sample; print(sample.function())";

fn compiled(folder: &Path) -> PathBuf {
    folder.join("__pycache__/sample.taipan-314.pyc")
}

/// A compiled file that says something else than its source, so that one sees whether it is used.
fn with_forged(folder: &Path) -> PathBuf {
    run(folder, &[], &[], SHOW);
    let path = compiled(folder);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(5).position(|window| window == b"first").expect("the constant is in the file");
    bytes[at..at + 5].copy_from_slice(b"FIRST");
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn are_written_and_used() {
    let folder = folder("used");
    assert_eq!(run(&folder, &[], &[], SHOW), "first\n");
    with_forged(&folder);
    assert_eq!(run(&folder, &[], &[], SHOW), "FIRST\n");
    let names: Vec<_> =
        fs::read_dir(folder.join("__pycache__")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["sample.taipan-314.pyc"], "nothing temporary stays");
}

#[test]
fn of_a_changed_source_are_renewed() {
    let folder = folder("changed");
    with_forged(&folder);
    write(&folder, "second");
    assert_eq!(run(&folder, &[], &[], SHOW), "second\n");
    // The same size at another time.
    write(&folder, "third!");
    let source = fs::File::options().append(true).open(folder.join("sample.py")).unwrap();
    source.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000)).unwrap();
    assert_eq!(run(&folder, &[], &[], SHOW), "third!\n");
    assert_eq!(run(&folder, &[], &[], SHOW), "third!\n");
}

#[test]
fn are_not_written_where_that_is_not_wanted() {
    let folder = folder("unwanted");
    run(&folder, &["-B"], &[], SHOW);
    run(&folder, &[], &[("PYTHONDONTWRITEBYTECODE", "1")], SHOW);
    run(&folder, &[], &[], &format!("import sys; sys.dont_write_bytecode = True; {SHOW}"));
    run(&folder, &[], &[], &format!("import sys; sys.implementation.cache_tag = None; {SHOW}"));
    assert!(!folder.join("__pycache__").exists());
    // What is there is still used.
    with_forged(&folder);
    assert_eq!(run(&folder, &["-B"], &[], SHOW), "FIRST\n");
    assert_eq!(run(&folder, &["-B"], &[], "import sys; print(sys.flags.dont_write_bytecode)"), "1\n");
}

#[test]
fn stand_in_another_folder_if_one_is_given() {
    let folder = folder("elsewhere");
    let there = folder.join("there");
    let prefix = there.to_string_lossy();
    run(&folder, &[], &[("PYTHONPYCACHEPREFIX", &prefix)], SHOW);
    let inner = there.join(folder.strip_prefix("/").unwrap()).join("sample.taipan-314.pyc");
    assert!(inner.is_file(), "{} is missing", inner.display());
    assert!(!folder.join("__pycache__").exists());
    fs::remove_dir_all(&there).unwrap();
    run(&folder, &["-X", &format!("pycache_prefix={prefix}")], &[], SHOW);
    assert!(inner.is_file());
}

#[test]
fn of_optimized_code_have_names_of_their_own() {
    let folder = folder("optimized");
    run(&folder, &["-O"], &[], SHOW);
    assert!(folder.join("__pycache__/sample.taipan-314.opt-1.pyc").is_file());
    assert!(!compiled(&folder).exists());
    let program = "import sample; print(sample.__cached__.endswith('.opt-2.pyc'))";
    assert_eq!(run(&folder, &["-OO"], &[], program), "True\n");
}

#[test]
fn that_are_damaged_are_compiled_anew() {
    let folder = folder("damaged");
    let path = with_forged(&folder);
    let good = fs::read(&path).unwrap();
    let mut random: u64 = 1;
    let mut next = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize
    };
    for round in 0..60 {
        let mut bytes = good.clone();
        match round {
            // Cut short, in the header and behind it.
            0..20 => bytes.truncate(round * good.len() / 20),
            // Another version, other flags.
            20 => bytes[0] ^= 1,
            21 => bytes[4] = 4,
            22 => bytes.extend_from_slice(b"more"),
            // Anything may be changed, as long as the file still claims to fit; the code must not crash.
            _ => {
                let at = 16 + next() % (good.len() - 16);
                bytes[at] = next() as u8;
            }
        }
        fs::write(&path, &bytes).unwrap();
        let program = "
try:
    import sample
    sample.function()
except Exception:
    pass
print('alive')";
        assert_eq!(run(&folder, &["-B"], &[], program), "alive\n", "round {round}");
        if round <= 22 {
            assert_eq!(run(&folder, &["-B"], &[], SHOW), "first\n", "round {round}");
        }
    }
    // And renewed.
    fs::write(&path, b"nonsense").unwrap();
    run(&folder, &[], &[], SHOW);
    assert!(fs::read(&path).unwrap().len() > 16);
}

#[test]
fn know_where_their_source_is_now() {
    let first = folder("moved");
    fs::write(first.join("sample.py"), "def fail():\n    def inner(): 1 / 0\n    inner()\n").unwrap();
    let modified = fs::metadata(first.join("sample.py")).unwrap().modified().unwrap();
    run(&first, &[], &[], "import sample");
    let second = first.with_file_name("compiled_files_moved_again");
    let _ = fs::remove_dir_all(&second);
    fs::rename(&first, &second).unwrap();
    fs::File::options().append(true).open(second.join("sample.py")).unwrap().set_modified(modified).unwrap();
    let program = "
import sample
files = {sample.fail.__code__.co_filename, sample.fail.__code__.co_consts[0].co_filename}
print(files == {sample.__file__}, sample.__file__.endswith('moved_again/sample.py'))";
    assert_eq!(run(&second, &[], &[], program), "True True\n");
}

#[test]
fn checked_by_hash_are_used_while_the_source_has_that_hash() {
    let folder = folder("hashed");
    let path = with_forged(&folder);
    let rewrite = |flags: u32, source: &[u8]| {
        let program = format!(
            "
import _imp
path = {path:?}
with open(path, 'rb') as file: data = file.read()
magic = _imp.pyc_magic_number_token
head = magic.to_bytes(4, 'little') + ({flags}).to_bytes(4, 'little') + _imp.source_hash(magic, {source})
with open(path, 'wb') as file: file.write(head + data[16:])
print(data[:4] == head[:4])",
            source = format_args!("bytes({source:?})"),
        );
        assert_eq!(run(&folder, &["-B"], &[], &program), "True\n");
    };
    let source = fs::read(folder.join("sample.py")).unwrap();
    rewrite(0b11, &source);
    assert_eq!(run(&folder, &["-B"], &[], SHOW), "FIRST\n");
    rewrite(0b11, b"something else");
    assert_eq!(run(&folder, &["-B"], &[], SHOW), "first\n");
    // Unchecked: the source does not matter.
    rewrite(0b01, b"something else");
    assert_eq!(run(&folder, &["-B"], &[], SHOW), "FIRST\n");
    // A file checked by hash is renewed as one.
    rewrite(0b11, b"something else");
    assert_eq!(run(&folder, &[], &[], SHOW), "first\n");
    assert_eq!(fs::read(&path).unwrap()[4..8], 0b11_u32.to_le_bytes());
}
