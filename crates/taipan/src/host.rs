//! What the virtual machine asks of the operating system.

use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use vm_core::heap::Event;
use vm_core::vm::Host;

/// Files, standard streams and signals of the process.
pub struct OsHost {
    stdout: io::BufWriter<io::Stdout>,
    /// Ctrl-C was pressed and Python does not know yet.
    interrupted: Arc<AtomicBool>,
}

impl OsHost {
    pub fn new(interrupted: Arc<AtomicBool>) -> OsHost {
        OsHost { stdout: io::BufWriter::with_capacity(8192, io::stdout()), interrupted }
    }
}

impl Drop for OsHost {
    fn drop(&mut self) {
        // Nobody is left to tell.
        let _ = self.stdout.flush();
    }
}

impl Host for OsHost {
    fn write(&mut self, descriptor: i32, data: &[u8]) -> io::Result<()> {
        match descriptor {
            2 => {
                self.stdout.flush()?;
                io::stderr().write_all(data)
            }
            _ => self.stdout.write_all(data),
        }
    }

    fn flush(&mut self, descriptor: i32) -> io::Result<()> {
        match descriptor {
            2 => io::stderr().flush(),
            _ => self.stdout.flush(),
        }
    }

    fn read_file(&mut self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn is_file(&mut self, path: &str) -> bool {
        std::path::Path::new(path).is_file()
    }

    fn is_dir(&mut self, path: &str) -> bool {
        std::path::Path::new(path).is_dir()
    }

    fn take_interrupt(&mut self) -> bool {
        self.interrupted.swap(false, Ordering::AcqRel)
    }

    fn read_line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        io::stdin().lock().read_until(b'\n', &mut line)?;
        Ok(line)
    }
}

/// Status of a process that Ctrl-C ended, as shells give it.
pub const INTERRUPTED: i32 = 130;

/// Makes Ctrl-C raise `KeyboardInterrupt` in the machine whose eval breaker this is. Pressed again before Python has
/// noticed (it waits for something that cannot be interrupted), it ends the process.
pub fn handle_interrupts(interrupted: Arc<AtomicBool>, breaker: Arc<AtomicU32>) {
    let handler = move || {
        if interrupted.swap(true, Ordering::AcqRel) {
            std::process::exit(INTERRUPTED);
        }
        breaker.fetch_or(Event::SIGNAL.0, Ordering::AcqRel);
    };
    // Without a handler Ctrl-C ends the process, which is no reason not to start.
    let _ = ctrlc::set_handler(handler);
}
