//! `posix`: the operating system's calls, as `os` needs them. Results with names, constants and folder entries are in
//! `python/posix.py`.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, IsTerminal, Read, Seek, SeekFrom, Write};
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::rc::{Rc, Weak};

use vm_derive::native;

use crate::native::ModuleDef;
use crate::object::Visitor;
use crate::objects::{NativeState, PyBoxed, PyBytes, PyStr};
use crate::{PyResult, Raised, Ref, Value, Vm};

/// Marker that holds the functions.
pub struct Posix;

/// The module.
pub static POSIX: ModuleDef = ModuleDef {
    name: "posix",
    doc: "This module provides access to operating system functionality that is\nstandardized by the C Standard and the POSIX standard (a thinly\ndisguised Unix interface).  Refer to the library manual and\ncorresponding Unix manual entries for more information on calls.",
    functions: Posix::NATIVE_METHODS,
    init: |vm, dict| crate::embedded::run(vm, dict, "posix", include_str!("python/posix.py")),
};

/// The open files by descriptor: those of `open` and `pipe`, which stay open until they are closed, and those of
/// streams, which close theirs.
#[derive(Default)]
pub struct OpenFiles {
    own: HashMap<i32, Rc<File>>,
    lent: HashMap<i32, Weak<File>>,
}

impl OpenFiles {
    /// The file of a descriptor.
    pub fn get(&self, number: i32) -> Option<Rc<File>> {
        self.own.get(&number).cloned().or_else(|| self.lent.get(&number)?.upgrade())
    }

    /// Keeps a file open until it is removed; gives its descriptor.
    pub fn insert(&mut self, file: File) -> i32 {
        let number = file.as_raw_fd();
        self.lent.remove(&number);
        self.own.insert(number, Rc::new(file));
        number
    }

    /// Makes the file of a stream known, which closes it.
    pub fn lend(&mut self, file: &Rc<File>) {
        self.own.remove(&file.as_raw_fd());
        self.lent.insert(file.as_raw_fd(), Rc::downgrade(file));
    }

    /// Keeps the file of a stream open when the stream closes.
    pub fn keep(&mut self, file: &Rc<File>) {
        self.own.insert(file.as_raw_fd(), file.clone());
    }

    /// Forgets a descriptor; closes it if it is not that of a stream.
    fn remove(&mut self, number: i32) -> Option<Rc<File>> {
        let lent = self.lent.remove(&number).and_then(|file| file.upgrade());
        self.own.remove(&number).or(lent)
    }
}

impl NativeState for OpenFiles {
    fn traverse_state(&self, _visit: &mut Visitor<'_>) {}
}

/// The class of the table of open files, which is kept in the class itself.
pub struct OpenFilesClass;

#[native(name = "_OpenFiles", module = "posix", kind = Boxed, final, no_constructor)]
impl OpenFilesClass {}

/// Calls `action` with the table of open files.
pub fn with_files<R>(vm: &mut Vm, action: impl FnOnce(&mut OpenFiles) -> R) -> PyResult<R> {
    let class = vm.native_class::<OpenFilesClass>();
    let key = vm.intern_str("table");
    let table = match class.dict().get_str(vm, &key).cloned() {
        Some(table) => table,
        None => {
            let table: Value = vm.new_boxed(&class, OpenFiles::default()).into();
            class.dict().set_str(vm, &key, table.clone());
            table
        }
    };
    match table.downcast::<PyBoxed>().and_then(|table| table.state_mut::<OpenFiles>(vm)) {
        Some(files) => Ok(action(files)),
        None => Err(vm.runtime_error("the table of open files is gone")),
    }
}

/// A path as Python gave it.
pub struct PathArgument {
    bytes: Vec<u8>,
    original: Value,
    is_bytes: bool,
}

impl PathArgument {
    fn path(&self) -> &Path {
        Path::new(OsStr::from_bytes(&self.bytes))
    }
}

/// The string or bytes that an object stands for as a path.
fn fspath(vm: &mut Vm, path: &Value) -> PyResult {
    if path.downcast::<PyStr>().is_some() || path.downcast::<PyBytes>().is_some() {
        return Ok(path.clone());
    }
    let name = vm.intern_str("__fspath__");
    let Some(method) = vm.lookup_special(path, &name) else {
        let found = vm.class_name(path);
        return Err(vm.type_error(format!("expected str, bytes or os.PathLike object, not {found}")));
    };
    let result = vm.call_bound(&method, path, &[])?;
    if result.downcast::<PyStr>().is_some() || result.downcast::<PyBytes>().is_some() {
        return Ok(result);
    }
    let (class, found) = (vm.class_name(path), vm.class_name(&result));
    Err(vm.type_error(format!("expected {class}.__fspath__() to return str or bytes, not {found}")))
}

fn path_argument(vm: &mut Vm, function: &str, path: &Value) -> PyResult<PathArgument> {
    let name = vm.intern_str("__fspath__");
    let is_path = path.downcast::<PyStr>().is_some()
        || path.downcast::<PyBytes>().is_some()
        || vm.lookup_special(path, &name).is_some();
    if !is_path {
        let found = vm.class_name(path);
        return Err(
            vm.type_error(format!("{function}: path should be string, bytes or os.PathLike, not {found}"))
        );
    }
    let original = fspath(vm, path)?;
    let (bytes, is_bytes) = match (original.downcast::<PyStr>(), original.downcast::<PyBytes>()) {
        (Some(text), _) => (encode_path(vm, text)?, false),
        (None, Some(bytes)) => (bytes.data().to_vec(), true),
        (None, None) => (Vec::new(), false),
    };
    if bytes.contains(&0) {
        return Err(vm.value_error(format!("{function}: embedded null character in path")));
    }
    Ok(PathArgument { bytes, original, is_bytes })
}

fn encode_path(vm: &mut Vm, text: &PyStr) -> PyResult<Vec<u8>> {
    match text.as_str() {
        Some(text) => Ok(text.as_bytes().to_vec()),
        None => vm.encode_text(text, "utf-8", "surrogateescape"),
    }
}

/// A name that the system gave, as a string or as bytes.
fn decode_path(vm: &mut Vm, bytes: &[u8], as_bytes: bool) -> PyResult {
    if as_bytes {
        return Ok(vm.new_bytes(bytes).into());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(vm.new_str(text).into()),
        Err(_) => {
            let text = vm.decode_bytes(bytes, "utf-8", "surrogateescape")?;
            Ok(vm.new_wtf8(&text).into())
        }
    }
}

/// Raises `OSError` for a failed call, with the paths that it was about.
fn os_error(vm: &mut Vm, error: &io::Error, paths: &[&Value]) -> Raised {
    let Some(number) = error.raw_os_error() else { return vm.raise_os_error(error, None) };
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default().to_owned();
    let mut args = vec![vm.new_int(number), vm.new_str(&text).into()];
    for (index, path) in paths.iter().enumerate() {
        if index == 1 {
            args.push(Value::NONE);
        }
        args.push((*path).clone());
    }
    let class: Value = vm.types().exc.OSError.clone().into();
    match vm.call(&class, &args).map(Ref::try_from_value) {
        Ok(Ok(exception)) => vm.raise(exception),
        Ok(Err(_)) => vm.raise_os_error(error, None),
        Err(raised) => raised,
    }
}

/// Makes the result of a call one of Python.
pub fn checked_io<R>(vm: &mut Vm, result: io::Result<R>) -> PyResult<R> {
    checked(vm, result, &[])
}

/// Makes the result of a call on a path one of Python.
fn checked<R>(vm: &mut Vm, result: io::Result<R>, paths: &[&PathArgument]) -> PyResult<R> {
    result.map_err(|error| {
        let originals: Vec<&Value> = paths.iter().map(|path| &path.original).collect();
        os_error(vm, &error, &originals)
    })
}

/// The error of a descriptor that is not open.
pub fn bad_descriptor() -> io::Error {
    io::Error::from_raw_os_error(9)
}

fn no_folder(vm: &mut Vm, folder: Option<&Value>, function: &str) -> PyResult<()> {
    match folder.is_none_or(Value::is_none) {
        true => Ok(()),
        false => Err(vm.raise_new(
            |types| &types.exc.NotImplementedError,
            format!("{function}: dir_fd unavailable on this platform"),
        )),
    }
}

fn descriptor_of(vm: &mut Vm, value: &Value) -> PyResult<i32> {
    let number = vm.to_i64(value)?;
    match i32::try_from(number) {
        Ok(number) => Ok(number),
        Err(_) => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

/// What is known of a file: the numbers of `os.stat_result`, in its order.
fn stat_values(vm: &mut Vm, data: &Metadata) -> Value {
    let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
    let times = [
        (data.atime(), data.atime_nsec()),
        (data.mtime(), data.mtime_nsec()),
        (data.ctime(), data.ctime_nsec()),
    ];
    let mut values: Vec<Value> = Vec::with_capacity(19);
    values.push(vm.new_int(data.mode()));
    for number in [data.ino(), data.dev(), data.nlink()] {
        values.push(vm.new_int(number));
    }
    values.push(vm.new_int(data.uid()));
    values.push(vm.new_int(data.gid()));
    values.push(vm.new_int(data.size()));
    for (seconds, _) in times {
        values.push(vm.new_int(seconds));
    }
    for (seconds, rest) in times {
        values.push(vm.new_float(seconds as f64 + 1e-9 * rest as f64));
    }
    for (seconds, rest) in times {
        values.push(vm.new_int(nanoseconds(seconds, rest)));
    }
    for number in [data.blksize(), data.blocks(), data.rdev()] {
        values.push(vm.new_int(number));
    }
    vm.new_tuple(values).into()
}

fn random_bytes(count: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; count];
    let mut filled = 0;
    while filled < count {
        let part = bytes.get_mut(filled..).unwrap_or_default();
        filled += rustix::rand::getrandom(part, rustix::rand::GetRandomFlags::empty())?;
    }
    Ok(bytes)
}

#[native]
impl Posix {
    /// Return the file system path representation of the object.
    #[function("(path)")]
    fn fspath(vm: &mut Vm, path: &Value) -> PyResult {
        fspath(vm, path)
    }

    #[function("(path, follow, /)")]
    fn _stat(vm: &mut Vm, path: &Value, follow: bool) -> PyResult {
        if path.is_int() {
            let number = descriptor_of(vm, path)?;
            let known = with_files(vm, |files| files.get(number).map(|file| file.metadata()))?;
            let data = match known {
                Some(data) => data,
                None if number < 0 => Err(bad_descriptor()),
                None => std::fs::metadata(format!("/proc/self/fd/{number}")).map_err(|_| bad_descriptor()),
            };
            return match data {
                Ok(data) => Ok(stat_values(vm, &data)),
                Err(error) => Err(os_error(vm, &error, &[])),
            };
        }
        let path = match path_argument(vm, "stat", path) {
            Ok(path) => path,
            Err(raised) if vm.raised_is(|types| &types.exc.TypeError) => {
                vm.discard(raised);
                let found = vm.class_name(path);
                return Err(vm.type_error(format!(
                    "stat: path should be string, bytes, os.PathLike or integer, not {found}"
                )));
            }
            Err(raised) => return Err(raised),
        };
        let data = match follow {
            true => std::fs::metadata(path.path()),
            false => std::fs::symlink_metadata(path.path()),
        };
        let data = checked(vm, data, &[&path])?;
        Ok(stat_values(vm, &data))
    }

    /// Return a unicode string representing the current working directory.
    #[function("()")]
    fn getcwd(vm: &mut Vm) -> PyResult {
        let path = checked(vm, std::env::current_dir(), &[])?;
        decode_path(vm, path.as_os_str().as_bytes(), false)
    }

    /// Return a bytes string representing the current working directory.
    #[function("()")]
    fn getcwdb(vm: &mut Vm) -> PyResult {
        let path = checked(vm, std::env::current_dir(), &[])?;
        decode_path(vm, path.as_os_str().as_bytes(), true)
    }

    /// Change the current working directory to the specified path.
    #[function("(path)")]
    fn chdir(vm: &mut Vm, path: &Value) -> PyResult<()> {
        let path = path_argument(vm, "chdir", path)?;
        checked(vm, std::env::set_current_dir(path.path()), &[&path])
    }

    /// Return a list containing the names of the files in the directory.
    #[function("(path=None)")]
    fn listdir(vm: &mut Vm, path: Option<&Value>) -> PyResult<Vec<Value>> {
        let dot: Value = vm.new_str(".").into();
        let path = path_argument(vm, "listdir", path.filter(|path| !path.is_none()).unwrap_or(&dot))?;
        let entries = checked(vm, std::fs::read_dir(path.path()), &[&path])?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = checked(vm, entry, &[&path])?;
            names.push(decode_path(vm, entry.file_name().as_bytes(), path.is_bytes)?);
        }
        Ok(names)
    }

    #[function("(path, /)")]
    fn _scandir(vm: &mut Vm, path: &Value) -> PyResult<Vec<Value>> {
        let path = path_argument(vm, "scandir", path)?;
        let entries = checked(vm, std::fs::read_dir(path.path()), &[&path])?;
        let mut found = Vec::new();
        for entry in entries {
            let entry = checked(vm, entry, &[&path])?;
            let kind = match entry.file_type() {
                Ok(kind) if kind.is_symlink() => "l",
                Ok(kind) if kind.is_dir() => "d",
                Ok(kind) if kind.is_file() => "f",
                _ => "o",
            };
            let name = decode_path(vm, entry.file_name().as_bytes(), path.is_bytes)?;
            let inode = std::os::unix::fs::DirEntryExt::ino(&entry);
            let (kind, inode) = (vm.intern_str(kind).into(), vm.new_int(inode));
            found.push(vm.new_tuple([name, kind, inode]).into());
        }
        Ok(found)
    }

    /// Create a directory.
    #[function("(path, mode=511, *, dir_fd=None)")]
    fn mkdir(vm: &mut Vm, path: &Value, mode: Option<i64>, dir_fd: Option<&Value>) -> PyResult<()> {
        no_folder(vm, dir_fd, "mkdir")?;
        let path = path_argument(vm, "mkdir", path)?;
        let mut builder = std::fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, mode.unwrap_or(0o777) as u32 & 0o7777);
        checked(vm, builder.create(path.path()), &[&path])
    }

    /// Remove a directory.
    #[function("(path, *, dir_fd=None)")]
    fn rmdir(vm: &mut Vm, path: &Value, dir_fd: Option<&Value>) -> PyResult<()> {
        no_folder(vm, dir_fd, "rmdir")?;
        let path = path_argument(vm, "rmdir", path)?;
        checked(vm, std::fs::remove_dir(path.path()), &[&path])
    }

    /// Remove a file (same as remove()).
    #[function("(path, *, dir_fd=None)")]
    fn unlink(vm: &mut Vm, path: &Value, dir_fd: Option<&Value>) -> PyResult<()> {
        no_folder(vm, dir_fd, "unlink")?;
        let path = path_argument(vm, "unlink", path)?;
        let result = rustix::fs::unlink(path.path()).map_err(io::Error::from);
        checked(vm, result, &[&path])
    }

    /// Remove a file (same as unlink()).
    #[function("(path, *, dir_fd=None)")]
    fn remove(vm: &mut Vm, path: &Value, dir_fd: Option<&Value>) -> PyResult<()> {
        no_folder(vm, dir_fd, "remove")?;
        let path = path_argument(vm, "remove", path)?;
        let result = rustix::fs::unlink(path.path()).map_err(io::Error::from);
        checked(vm, result, &[&path])
    }

    /// Rename a file or directory.
    #[function("(src, dst, *, src_dir_fd=None, dst_dir_fd=None)")]
    fn rename(
        vm: &mut Vm,
        src: &Value,
        dst: &Value,
        src_dir_fd: Option<&Value>,
        dst_dir_fd: Option<&Value>,
    ) -> PyResult<()> {
        no_folder(vm, src_dir_fd, "rename")?;
        no_folder(vm, dst_dir_fd, "rename")?;
        let (src, dst) = (path_argument(vm, "rename", src)?, path_argument(vm, "rename", dst)?);
        checked(vm, std::fs::rename(src.path(), dst.path()), &[&src, &dst])
    }

    /// Rename a file or directory, overwriting the destination.
    #[function("(src, dst, *, src_dir_fd=None, dst_dir_fd=None)")]
    fn replace(
        vm: &mut Vm,
        src: &Value,
        dst: &Value,
        src_dir_fd: Option<&Value>,
        dst_dir_fd: Option<&Value>,
    ) -> PyResult<()> {
        Posix::rename(vm, src, dst, src_dir_fd, dst_dir_fd)
    }

    /// Create a hard link to a file.
    #[function("(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)")]
    fn link(
        vm: &mut Vm,
        src: &Value,
        dst: &Value,
        src_dir_fd: Option<&Value>,
        dst_dir_fd: Option<&Value>,
        follow_symlinks: Option<bool>,
    ) -> PyResult<()> {
        let _ = follow_symlinks;
        no_folder(vm, src_dir_fd, "link")?;
        no_folder(vm, dst_dir_fd, "link")?;
        let (src, dst) = (path_argument(vm, "link", src)?, path_argument(vm, "link", dst)?);
        checked(vm, std::fs::hard_link(src.path(), dst.path()), &[&src, &dst])
    }

    /// Create a symbolic link pointing to src named dst.
    #[function("(src, dst, target_is_directory=False, *, dir_fd=None)")]
    fn symlink(
        vm: &mut Vm,
        src: &Value,
        dst: &Value,
        target_is_directory: Option<bool>,
        dir_fd: Option<&Value>,
    ) -> PyResult<()> {
        let _ = target_is_directory;
        no_folder(vm, dir_fd, "symlink")?;
        let (src, dst) = (path_argument(vm, "symlink", src)?, path_argument(vm, "symlink", dst)?);
        checked(vm, std::os::unix::fs::symlink(src.path(), dst.path()), &[&src, &dst])
    }

    /// Return a string representing the path to which the symbolic link points.
    #[function("(path, *, dir_fd=None)")]
    fn readlink(vm: &mut Vm, path: &Value, dir_fd: Option<&Value>) -> PyResult {
        no_folder(vm, dir_fd, "readlink")?;
        let path = path_argument(vm, "readlink", path)?;
        let target = checked(vm, std::fs::read_link(path.path()), &[&path])?;
        decode_path(vm, target.as_os_str().as_bytes(), path.is_bytes)
    }

    /// Change the access permissions of a file.
    #[function("(path, mode, *, dir_fd=None, follow_symlinks=True)")]
    fn chmod(
        vm: &mut Vm,
        path: &Value,
        mode: i64,
        dir_fd: Option<&Value>,
        follow_symlinks: Option<bool>,
    ) -> PyResult<()> {
        let _ = follow_symlinks;
        no_folder(vm, dir_fd, "chmod")?;
        let path = path_argument(vm, "chmod", path)?;
        let permissions = std::fs::Permissions::from_mode(mode as u32 & 0o7777);
        checked(vm, std::fs::set_permissions(path.path(), permissions), &[&path])
    }

    /// Use the real uid/gid to test for access to a path.
    #[function("(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)")]
    fn access(
        vm: &mut Vm,
        path: &Value,
        mode: i64,
        dir_fd: Option<&Value>,
        effective_ids: Option<bool>,
        follow_symlinks: Option<bool>,
    ) -> PyResult<bool> {
        let _ = (effective_ids, follow_symlinks);
        no_folder(vm, dir_fd, "access")?;
        let path = path_argument(vm, "access", path)?;
        let mode = rustix::fs::Access::from_bits_retain(mode as _);
        Ok(rustix::fs::access(path.path(), mode).is_ok())
    }

    /// Truncate a file, specified by path, to a specific length.
    #[function("(path, length)")]
    fn truncate(vm: &mut Vm, path: &Value, length: i64) -> PyResult<()> {
        if path.is_int() {
            return Posix::ftruncate(vm, path, length);
        }
        let path = path_argument(vm, "truncate", path)?;
        let result = std::fs::OpenOptions::new().write(true).open(path.path());
        let result = result.and_then(|file| file.set_len(u64::try_from(length).unwrap_or(0)));
        checked(vm, result, &[&path])
    }

    /// Set the access and modified time of path.
    #[function("(path, times=None, *, ns=<unrepresentable>, dir_fd=None, follow_symlinks=True)")]
    fn utime(
        vm: &mut Vm,
        path: &Value,
        times: Option<&Value>,
        ns: Option<&Value>,
        dir_fd: Option<&Value>,
        follow_symlinks: Option<bool>,
    ) -> PyResult<()> {
        let _ = follow_symlinks;
        no_folder(vm, dir_fd, "utime")?;
        let path = path_argument(vm, "utime", path)?;
        let now = std::time::SystemTime::now();
        let pair = |vm: &mut Vm, value: &Value| -> PyResult<Vec<Value>> {
            let items = vm.iterate_to_vec(value)?;
            if items.len() == 2 {
                Ok(items)
            } else {
                Err(vm.type_error("utime: 'times' must be either a tuple of two ints or None"))
            }
        };
        let moments = match (times.filter(|times| !times.is_none()), ns.filter(|ns| !ns.is_none())) {
            (Some(_), Some(_)) => {
                return Err(vm.value_error("utime: you may specify either 'times' or 'ns' but not both"));
            }
            (Some(times), None) => {
                let mut moments = Vec::new();
                for time in pair(vm, times)? {
                    let seconds = vm.to_f64(&time)?;
                    let span = std::time::Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or_default();
                    moments.push(std::time::UNIX_EPOCH + span);
                }
                moments
            }
            (None, Some(ns)) => {
                let mut moments = Vec::new();
                for time in pair(vm, ns)? {
                    let span = u64::try_from(vm.to_i64(&time)?).unwrap_or(0);
                    moments.push(std::time::UNIX_EPOCH + std::time::Duration::from_nanos(span));
                }
                moments
            }
            (None, None) => vec![now, now],
        };
        let stamps = std::fs::FileTimes::new()
            .set_accessed(moments.first().copied().unwrap_or(now))
            .set_modified(moments.get(1).copied().unwrap_or(now));
        let result = File::open(path.path()).and_then(|file| file.set_times(stamps));
        checked(vm, result, &[&path])
    }

    /// Open a file for low level IO.  Returns a file descriptor (integer).
    #[function("(path, flags, mode=511, *, dir_fd=None)")]
    fn open(
        vm: &mut Vm,
        path: &Value,
        flags: i64,
        mode: Option<i64>,
        dir_fd: Option<&Value>,
    ) -> PyResult<i32> {
        no_folder(vm, dir_fd, "open")?;
        let path = path_argument(vm, "open", path)?;
        let flags = rustix::fs::OFlags::from_bits_retain(flags as u32) | rustix::fs::OFlags::CLOEXEC;
        let mode = rustix::fs::Mode::from_bits_retain(mode.unwrap_or(0o777) as u32);
        let opened = rustix::fs::open(path.path(), flags, mode).map_err(io::Error::from);
        let file = File::from(checked(vm, opened, &[&path])?);
        with_files(vm, |files| files.insert(file))
    }

    /// Close a file descriptor.
    #[function("(fd)")]
    fn close(vm: &mut Vm, fd: &Value) -> PyResult<()> {
        let number = descriptor_of(vm, fd)?;
        match with_files(vm, |files| files.remove(number))? {
            Some(_) => Ok(()),
            None if (0..=2).contains(&number) => Ok(()),
            None => Err(os_error(vm, &bad_descriptor(), &[])),
        }
    }

    /// Closes all file descriptors in [fd_low, fd_high), ignoring errors.
    #[function("(fd_low, fd_high, /)")]
    fn closerange(vm: &mut Vm, fd_low: i64, fd_high: i64) -> PyResult<()> {
        with_files(vm, |files| files.own.retain(|fd, _| !(fd_low..fd_high).contains(&i64::from(*fd))))
    }

    /// Read from a file descriptor.  Returns a bytes object.
    #[function("(fd, length, /)")]
    fn read(vm: &mut Vm, fd: &Value, length: i64) -> PyResult<Ref<PyBytes>> {
        let number = descriptor_of(vm, fd)?;
        let Ok(length) = usize::try_from(length) else {
            return Err(os_error(vm, &io::Error::from_raw_os_error(22), &[]));
        };
        vm.check_size(length, 1)?;
        let mut data = vec![0; length.min(1 << 30)];
        let result = with_files(vm, |files| match files.get(number) {
            Some(file) => (&*file).read(&mut data),
            None if number == 0 => io::stdin().read(&mut data),
            None => Err(bad_descriptor()),
        })?;
        let count = checked(vm, result, &[])?;
        data.truncate(count);
        Ok(vm.new_bytes(data))
    }

    /// Write a bytes object to a file descriptor.
    #[function("(fd, data, /)")]
    fn write(vm: &mut Vm, fd: &Value, data: &Value) -> PyResult<usize> {
        let number = descriptor_of(vm, fd)?;
        let data = vm.to_bytes_like(data)?;
        if matches!(number, 1 | 2) {
            let result = vm.host().write(number, &data);
            let result = result.and_then(|()| vm.host().flush(number));
            checked(vm, result, &[])?;
            return Ok(data.len());
        }
        let result = with_files(vm, |files| match files.get(number) {
            Some(file) => (&*file).write(&data),
            None => Err(bad_descriptor()),
        })?;
        checked(vm, result, &[])
    }

    /// Set the position of a file descriptor.  Return the new position.
    #[function("(fd, position, whence, /)")]
    fn lseek(vm: &mut Vm, fd: &Value, position: i64, whence: i64) -> PyResult<u64> {
        let number = descriptor_of(vm, fd)?;
        let target = match whence {
            0 => SeekFrom::Start(u64::try_from(position).unwrap_or(0)),
            1 => SeekFrom::Current(position),
            2 => SeekFrom::End(position),
            _ => return Err(os_error(vm, &io::Error::from_raw_os_error(22), &[])),
        };
        let result = with_files(vm, |files| match files.get(number) {
            Some(file) => (&*file).seek(target),
            None => Err(bad_descriptor()),
        })?;
        checked(vm, result, &[])
    }

    /// Force write of fd to disk.
    #[function("(fd)")]
    fn fsync(vm: &mut Vm, fd: &Value) -> PyResult<()> {
        let number = descriptor_of(vm, fd)?;
        let result = with_files(vm, |files| match files.get(number) {
            Some(file) => file.sync_all(),
            None => Ok(()),
        })?;
        checked(vm, result, &[])
    }

    /// Truncate a file, specified by file descriptor, to a specific length.
    #[function("(fd, length, /)")]
    fn ftruncate(vm: &mut Vm, fd: &Value, length: i64) -> PyResult<()> {
        let number = descriptor_of(vm, fd)?;
        let result = with_files(vm, |files| match files.get(number) {
            Some(file) => file.set_len(u64::try_from(length).unwrap_or(0)),
            None => Err(bad_descriptor()),
        })?;
        checked(vm, result, &[])
    }

    /// Return a duplicate of a file descriptor.
    #[function("(fd, /)")]
    fn dup(vm: &mut Vm, fd: &Value) -> PyResult<i32> {
        let number = descriptor_of(vm, fd)?;
        let result = with_files(vm, |files| match files.get(number) {
            Some(file) => file.try_clone(),
            None => Err(bad_descriptor()),
        })?;
        let file = checked(vm, result, &[])?;
        with_files(vm, |files| files.insert(file))
    }

    /// Create a pipe.
    #[function("()")]
    fn pipe(vm: &mut Vm) -> PyResult<(i32, i32)> {
        let made = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC).map_err(io::Error::from);
        let (reader, writer) = checked(vm, made, &[])?;
        let (reader, writer) = (File::from(reader), File::from(writer));
        with_files(vm, |files| (files.insert(reader), files.insert(writer)))
    }

    /// Return True if the fd is connected to a terminal.
    #[function("(fd, /)")]
    fn isatty(vm: &mut Vm, fd: &Value) -> PyResult<bool> {
        let number = descriptor_of(vm, fd)?;
        Ok(match number {
            0 => io::stdin().is_terminal(),
            1 => io::stdout().is_terminal(),
            2 => io::stderr().is_terminal(),
            _ => with_files(vm, |files| files.get(number).is_some_and(|file| file.is_terminal()))?,
        })
    }

    #[function("(fd, /)")]
    fn _terminal_size(vm: &mut Vm, fd: &Value) -> PyResult<(i32, i32)> {
        let size = match descriptor_of(vm, fd)? {
            0 => rustix::termios::tcgetwinsize(io::stdin()),
            1 => rustix::termios::tcgetwinsize(io::stdout()),
            2 => rustix::termios::tcgetwinsize(io::stderr()),
            _ => Err(rustix::io::Errno::NOTTY),
        };
        let size = checked(vm, size.map_err(io::Error::from), &[])?;
        Ok((i32::from(size.ws_col), i32::from(size.ws_row)))
    }

    #[function("()")]
    fn _environ(vm: &mut Vm) -> Vec<Value> {
        let mut pairs = Vec::new();
        for (name, value) in std::env::vars_os() {
            let (name, value) = (vm.new_bytes(name.as_bytes()), vm.new_bytes(value.as_bytes()));
            pairs.push(vm.new_tuple([name.into(), value.into()]).into());
        }
        pairs
    }

    /// Change or add an environment variable.
    ///
    /// What the process passes on to others is what `os.environ` holds.
    #[function("(name, value, /)")]
    fn putenv(vm: &mut Vm, name: &Value, value: &Value) -> PyResult<()> {
        path_argument(vm, "putenv", name)?;
        path_argument(vm, "putenv", value).map(drop)
    }

    /// Delete an environment variable.
    #[function("(name, /)")]
    fn unsetenv(vm: &mut Vm, name: &Value) -> PyResult<()> {
        path_argument(vm, "unsetenv", name).map(drop)
    }

    /// Return the current process id.
    #[function("()")]
    fn getpid() -> u32 {
        std::process::id()
    }

    /// Return the parent's process id.
    #[function("()")]
    fn getppid() -> u32 {
        std::os::unix::process::parent_id()
    }

    /// Return the current process's user id.
    #[function("()")]
    fn getuid() -> u32 {
        rustix::process::getuid().as_raw()
    }

    /// Return the current process's effective user id.
    #[function("()")]
    fn geteuid() -> u32 {
        rustix::process::geteuid().as_raw()
    }

    /// Return the current process's group id.
    #[function("()")]
    fn getgid() -> u32 {
        rustix::process::getgid().as_raw()
    }

    /// Return the current process's effective group id.
    #[function("()")]
    fn getegid() -> u32 {
        rustix::process::getegid().as_raw()
    }

    /// Set the current numeric umask and return the previous umask.
    #[function("(mask, /)")]
    fn umask(mask: i64) -> u32 {
        rustix::process::umask(rustix::fs::Mode::from_bits_retain(mask as u32 & 0o777)).bits()
    }

    /// Return the number of logical CPUs in the system.
    #[function("()")]
    fn cpu_count() -> Option<usize> {
        std::thread::available_parallelism().ok().map(std::num::NonZero::get)
    }

    /// Return a bytes object containing random bytes suitable for cryptographic use.
    #[function("(size, /)")]
    fn urandom(vm: &mut Vm, size: i64) -> PyResult<Ref<PyBytes>> {
        let Ok(count) = usize::try_from(size) else {
            return Err(vm.value_error("negative argument not allowed"));
        };
        vm.check_size(count, 1)?;
        let bytes = checked(vm, random_bytes(count), &[])?;
        Ok(vm.new_bytes(bytes))
    }

    /// Obtain a series of random bytes.
    #[function("(size, flags=0)")]
    fn getrandom(vm: &mut Vm, size: i64, flags: Option<i64>) -> PyResult<Ref<PyBytes>> {
        let _ = flags;
        Posix::urandom(vm, size)
    }

    /// Translate an error code to a message string.
    #[function("(code, /)")]
    fn strerror(code: i64) -> String {
        let text = io::Error::from_raw_os_error(code as i32).to_string();
        text.split(" (os error").next().unwrap_or_default().to_owned()
    }

    #[function("()")]
    fn _uname(vm: &mut Vm) -> Value {
        let uname = rustix::system::uname();
        let parts = [uname.sysname(), uname.nodename(), uname.release(), uname.version(), uname.machine()];
        let parts = parts.map(|part| vm.new_str(&part.to_string_lossy()).into());
        vm.new_tuple(parts).into()
    }

    #[function("()")]
    fn _times(vm: &mut Vm) -> Value {
        let seconds = |clock| {
            let time = rustix::time::clock_gettime(clock);
            time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
        };
        let user = seconds(rustix::time::ClockId::ProcessCPUTime);
        let elapsed = seconds(rustix::time::ClockId::Monotonic);
        let values = [user, 0.0, 0.0, 0.0, elapsed].map(|value| vm.new_float(value));
        vm.new_tuple(values).into()
    }

    /// Send a signal to a process.
    #[function("(pid, signal, /)")]
    fn kill(vm: &mut Vm, pid: i64, signal: i64) -> PyResult<()> {
        let pid = i32::try_from(pid).ok().filter(|pid| *pid > 0).and_then(rustix::process::Pid::from_raw);
        let result = match (pid, rustix::process::Signal::from_named_raw(signal as i32)) {
            (Some(pid), _) if signal == 0 => rustix::process::test_kill_process(pid),
            (Some(pid), Some(signal)) => rustix::process::kill_process(pid, signal),
            _ => Err(rustix::io::Errno::INVAL),
        };
        checked(vm, result.map_err(io::Error::from), &[])
    }

    /// Wait for completion of a given child process.
    #[function("(pid, options, /)")]
    fn waitpid(vm: &mut Vm, pid: i64, options: i64) -> PyResult<(i32, i32)> {
        let pid = i32::try_from(pid).ok().filter(|pid| *pid > 0).and_then(rustix::process::Pid::from_raw);
        let options = rustix::process::WaitOptions::from_bits_retain(options as u32);
        let result = rustix::process::waitpid(pid, options).map_err(io::Error::from);
        match checked(vm, result, &[])? {
            Some((pid, status)) => Ok((pid.as_raw_nonzero().get(), status.as_raw())),
            None => Ok((0, 0)),
        }
    }

    /// Starts a program; gives its process id. Descriptors of -1 are inherited. What the other fork_exec does between
    /// fork and exec (functions of Python, changes of user) cannot be done.
    #[function("(args, executables, cwd, env, stdin, stdout, stderr, session, /)")]
    #[expect(clippy::too_many_arguments, reason = "starting a program needs as many")]
    fn _spawn(
        vm: &mut Vm,
        args: &Value,
        executables: &Value,
        cwd: &Value,
        env: &Value,
        stdin: i64,
        stdout: i64,
        stderr: i64,
        session: bool,
    ) -> PyResult<u32> {
        let arguments = vm.iterate_to_vec(args)?;
        let mut words = Vec::with_capacity(arguments.len());
        for argument in &arguments {
            words.push(path_argument(vm, "fork_exec", argument)?);
        }
        let mut environment = Vec::new();
        if !env.is_none() {
            for pair in vm.iterate_to_vec(env)? {
                environment.push(vm.to_bytes_like(&pair)?);
            }
        }
        let folder = match cwd.is_none() {
            true => None,
            false => Some(path_argument(vm, "fork_exec", cwd)?),
        };
        let mut result = Err(io::Error::from_raw_os_error(2));
        for executable in vm.iterate_to_vec(executables)? {
            let executable = path_argument(vm, "fork_exec", &executable)?;
            let mut command = std::process::Command::new(executable.path());
            if let Some((first, rest)) = words.split_first() {
                std::os::unix::process::CommandExt::arg0(&mut command, first.path());
                command.args(rest.iter().map(PathArgument::path));
            }
            if !env.is_none() {
                command.env_clear();
                for pair in &environment {
                    if let Some(at) = pair.iter().position(|byte| *byte == b'=') {
                        command.env(OsStr::from_bytes(&pair[..at]), OsStr::from_bytes(&pair[at + 1..]));
                    }
                }
            }
            if let Some(folder) = &folder {
                command.current_dir(folder.path());
            }
            if session {
                std::os::unix::process::CommandExt::process_group(&mut command, 0);
            }
            let mut stream = |number: i64| -> PyResult<Option<std::process::Stdio>> {
                let cloned = with_files(vm, |files| {
                    i32::try_from(number)
                        .ok()
                        .and_then(|number| files.get(number))
                        .map(|file| file.try_clone())
                })?;
                match cloned {
                    Some(file) => Ok(Some(checked(vm, file, &[])?.into())),
                    None if number == 1 => Ok(Some(io::stdout().into())),
                    None if number == 2 => Ok(Some(io::stderr().into())),
                    None => Ok(None),
                }
            };
            if let Some(stream) = stream(stdin)? {
                command.stdin(stream);
            }
            if let Some(stream) = stream(stdout)? {
                command.stdout(stream);
            }
            if let Some(stream) = stream(stderr)? {
                command.stderr(stream);
            }
            result = command.spawn();
            let missing = result.as_ref().is_err_and(|error| matches!(error.raw_os_error(), Some(2 | 20)));
            if !missing {
                break;
            }
        }
        // The child is waited for by its number.
        checked(vm, result, &[]).map(|child| child.id())
    }

    /// Execute the command in a subshell.
    #[function("(command)")]
    fn system(vm: &mut Vm, command: &Value) -> PyResult<i32> {
        let command = path_argument(vm, "system", command)?;
        let status =
            std::process::Command::new("/bin/sh").arg("-c").arg(OsStr::from_bytes(&command.bytes)).status();
        let status = checked(vm, status, &[])?;
        Ok(std::os::unix::process::ExitStatusExt::into_raw(status))
    }

    /// Exit to the system with specified status, without normal exit processing.
    #[function("(status)")]
    fn _exit(vm: &mut Vm, status: i64) -> PyResult<()> {
        for descriptor in [1, 2] {
            let flushed = vm.host().flush(descriptor);
            checked(vm, flushed, &[])?;
        }
        std::process::exit(status as i32)
    }

    /// Abort the interpreter immediately.
    #[function("()")]
    fn abort() {
        std::process::abort()
    }

    /// Normalize a path.
    #[function("(path)")]
    fn _path_normpath(vm: &mut Vm, path: &Value) -> PyResult {
        let path = path_argument(vm, "normpath", path)?;
        let normal = normal_path(&path.bytes);
        decode_path(vm, &normal, path.is_bytes)
    }

    /// Split a path into drive, root and the rest.
    #[function("(path, /)")]
    fn _path_splitroot_ex(vm: &mut Vm, path: &Value) -> PyResult {
        let path = path_argument(vm, "splitroot", path)?;
        let slashes = path.bytes.iter().take_while(|byte| **byte == b'/').count();
        // Two slashes in front are a root of their own; more are one.
        let root = match slashes {
            0 => 0,
            2 => 2,
            _ => 1,
        };
        let (root, tail) = path.bytes.split_at(root);
        let drive = decode_path(vm, b"", path.is_bytes)?;
        let root = decode_path(vm, root, path.is_bytes)?;
        let tail = decode_path(vm, tail, path.is_bytes)?;
        Ok(vm.new_tuple([drive, root, tail]).into())
    }
}

/// A path without empty components, `.` and resolvable `..`.
fn normal_path(path: &[u8]) -> Vec<u8> {
    if path.is_empty() {
        return b".".to_vec();
    }
    let slashes = path.iter().take_while(|byte| **byte == b'/').count();
    let lead: &[u8] = match slashes {
        0 => b"",
        2 => b"//",
        _ => b"/",
    };
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." if parts.last().is_some_and(|last| *last != b"..") => drop(parts.pop()),
            b".." if slashes > 0 => {}
            part => parts.push(part),
        }
    }
    let result = [lead, &parts.join(&b'/')].concat();
    if result.is_empty() { b".".to_vec() } else { result }
}
