//! What the virtual machine asks of the operating system.

use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use vm_core::heap::Event;
use vm_core::import_cache::SourceState;
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

    fn source_state(&mut self, path: &str) -> io::Result<SourceState> {
        let metadata = std::fs::metadata(path)?;
        let modified = match metadata.modified()?.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => after.as_secs() as i64,
            // Down to a whole second, as on the other side.
            Err(before) => -(before.duration().as_secs_f64().ceil() as i64),
        };
        Ok(SourceState { modified, size: metadata.len() })
    }

    fn write_cache(&mut self, path: &str, source: &str, data: &[u8]) -> io::Result<()> {
        let path = std::path::Path::new(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        // Others see the old file or the new one, never a part. The process's number keeps writers apart.
        let mut temporary = path.as_os_str().to_owned();
        temporary.push(format!(".{}", std::process::id()));
        let written = write_like(std::path::Path::new(&temporary), std::path::Path::new(source), data)
            .and_then(|()| std::fs::rename(&temporary, path));
        if written.is_err() {
            // What is left of it helps nobody; if it was not even made, there is nothing to remove.
            let _ = std::fs::remove_file(&temporary);
        }
        written
    }

    fn trim_memory(&mut self) {
        crate::memory::trim();
    }

    fn current_dir(&mut self) -> io::Result<String> {
        Ok(std::env::current_dir()?.to_string_lossy().into_owned())
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

/// Writes a new file that as many may read and write as `source`, and no more.
fn write_like(path: &std::path::Path, source: &std::path::Path, data: &[u8]) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        let mode = std::fs::metadata(source).map_or(0o666, |source| source.permissions().mode());
        options.mode((mode | 0o200) & 0o666);
    }
    #[cfg(not(unix))]
    let _ = source;
    options.open(path)?.write_all(data)
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
