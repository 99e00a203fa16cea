//! Ctrl-C: a signal to the running executable raises `KeyboardInterrupt`.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

/// Starts `program`, waits until it has printed a line, and interrupts it; gives what it printed and its status.
fn interrupted(program: &str) -> (String, String, Option<i32>) {
    let mut child: Child = Command::new(env!("CARGO_BIN_EXE_taipan"))
        .args(["-c", program])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    stdout.read_line(&mut text).unwrap();
    let process = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(process, rustix::process::Signal::INT).unwrap();
    stdout.read_to_string(&mut text).unwrap();
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    (text, errors, child.wait().unwrap().code())
}

#[test]
fn ends_an_endless_loop_with_a_traceback() {
    let (_, errors, status) = interrupted("print('ready', flush=True)\nwhile True: pass");
    assert!(errors.starts_with("Traceback") && errors.ends_with("KeyboardInterrupt\n"), "{errors}");
    assert_eq!(status, Some(130));
}

#[test]
fn is_an_exception_like_others() {
    let program = "
import time
print('ready', flush=True)
try:
    time.sleep(1000)
except KeyboardInterrupt as error:
    print('caught', repr(error))
finally:
    print('finally')
";
    let (text, errors, status) = interrupted(program);
    assert_eq!(text, "ready\ncaught KeyboardInterrupt()\nfinally\n");
    assert_eq!((errors.as_str(), status), ("", Some(0)));
}

#[test]
fn reaches_a_generator_in_a_native_call() {
    let program = "
def endless():
    print('ready', flush=True)
    while True:
        yield 1
sum(endless())
";
    let (_, errors, status) = interrupted(program);
    assert!(errors.ends_with("KeyboardInterrupt\n"), "{errors}");
    assert_eq!(status, Some(130));
}
