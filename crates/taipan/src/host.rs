//! What the virtual machine asks of the operating system.

use std::io::{self, BufRead, Write};

use vm_core::vm::Host;

/// Files, standard streams and signals of the process.
pub struct OsHost {
    stdout: io::BufWriter<io::Stdout>,
}

impl OsHost {
    pub fn new() -> OsHost {
        OsHost { stdout: io::BufWriter::with_capacity(8192, io::stdout()) }
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

    fn read_line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        io::stdin().lock().read_until(b'\n', &mut line)?;
        Ok(line)
    }
}

/// Ends the process as an interrupt would, so that a shell knows.
pub fn die_of_interrupt() {
    // Standard output was flushed; there is nothing else to save.
    let _ = io::stdout().flush();
}
