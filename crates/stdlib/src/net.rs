//! What the modules `_socket` and `select` ask of the system. Their classes are in Python (`python/_socket.py`,
//! `python/select.py`); descriptors are those of `posix`.

use std::fs::File;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd};

use rustix::event::{PollFd, PollFlags};
use rustix::fs::Timespec;
use rustix::net::{AddressFamily, SocketAddrAny, SocketAddrUnix, SocketFlags, SocketType};
use vm_derive::native;

use crate::native::ModuleDef;
use crate::objects::{PyBytes, PyList, PyStr, PyTuple};
use crate::posix::{bad_descriptor, checked_io, with_files};
use crate::{PyResult, Ref, Value, Vm};

/// Marker that holds the functions.
pub struct Net;

/// The module.
pub static SOCKET: ModuleDef = ModuleDef {
    name: "_socket",
    doc: "Implementation module for socket operations.\n\nSee the socket module for documentation.",
    functions: Net::NATIVE_METHODS,
    init: |vm, dict| crate::embedded::run(vm, dict, "_socket", include_str!("python/_socket.py")),
};

/// Marker that holds the functions of `select`.
pub struct Select;

/// The module `select`.
pub static SELECT: ModuleDef = ModuleDef {
    name: "select",
    doc: "This module supports asynchronous I/O on multiple file descriptors.",
    functions: Select::NATIVE_METHODS,
    init: |vm, dict| crate::embedded::run(vm, dict, "select", include_str!("python/select.py")),
};

/// An address to bind or connect to.
enum Address {
    Internet(SocketAddr),
    Unix(SocketAddrUnix),
}

fn address_of(vm: &mut Vm, address: &Value) -> PyResult<Address> {
    if let Some(tuple) = address.downcast::<PyTuple>() {
        let [host, port, ..] = tuple.items() else {
            return Err(vm.type_error("address must be a pair (host, port)"));
        };
        let Some(text) = host.downcast::<PyStr>().map(|host| host.text().to_string_lossy()) else {
            let found = vm.class_name(host);
            return Err(vm.type_error(format!("str, bytes or bytearray expected, not {found}")));
        };
        let Ok(port) = u16::try_from(vm.to_i64(port)?) else {
            return Err(vm.overflow_error("port must be 0-65535."));
        };
        let host = if text.is_empty() { "0.0.0.0" } else { &text };
        let found = (host, port).to_socket_addrs().map(|mut found| found.next());
        return match found {
            Ok(Some(address)) => Ok(Address::Internet(address)),
            Ok(None) => Err(vm.value_error("name or service not known")),
            Err(error) => Err(vm.raise_os_error(&error, None)),
        };
    }
    let path = match (address.downcast::<PyStr>(), address.downcast::<PyBytes>()) {
        (Some(path), _) => path.as_bytes().to_vec(),
        (None, Some(path)) => path.data().to_vec(),
        (None, None) => {
            let found = vm.class_name(address);
            return Err(vm.type_error(format!("a bytes-like object is required, not '{found}'")));
        }
    };
    let address = SocketAddrUnix::new(path).map_err(io::Error::from);
    Ok(Address::Unix(checked_io(vm, address)?))
}

/// An address as Python shows it.
fn address_value(vm: &mut Vm, address: SocketAddrAny) -> Value {
    if let Ok(address) = SocketAddr::try_from(address.clone()) {
        let (host, port) =
            (vm.new_str(&address.ip().to_string()).into(), Value::int32(i32::from(address.port())));
        return match address {
            SocketAddr::V4(_) => vm.new_tuple([host, port]).into(),
            SocketAddr::V6(_) => vm.new_tuple([host, port, Value::int32(0), Value::int32(0)]).into(),
        };
    }
    let path = SocketAddrUnix::try_from(address)
        .ok()
        .and_then(|address| address.path().map(|path| path.to_string_lossy().into_owned()));
    vm.new_str(&path.unwrap_or_default()).into()
}

/// Calls `action` with an open descriptor; what it fails with becomes `OSError`.
fn on_file<R>(vm: &mut Vm, fd: i64, action: impl FnOnce(&File) -> rustix::io::Result<R>) -> PyResult<R> {
    let result = with_files(vm, |files| match i32::try_from(fd).ok().and_then(|fd| files.get(fd)) {
        Some(file) => action(&file).map_err(io::Error::from),
        None => Err(bad_descriptor()),
    })?;
    checked_io(vm, result)
}

fn keep(vm: &mut Vm, descriptor: std::os::fd::OwnedFd) -> PyResult<i32> {
    with_files(vm, |files| files.insert(File::from(descriptor)))
}

#[native]
impl Net {
    #[function("(family, type, protocol, /)")]
    fn _open(vm: &mut Vm, family: i64, type_: i64, protocol: i64) -> PyResult<i32> {
        let _ = protocol;
        let opened = rustix::net::socket_with(
            AddressFamily::from_raw(family as u16),
            SocketType::from_raw(type_ as u32 & 0xff),
            SocketFlags::CLOEXEC,
            None,
        );
        let descriptor = checked_io(vm, opened.map_err(io::Error::from))?;
        keep(vm, descriptor)
    }

    #[function("(family, type, /)")]
    fn _pair(vm: &mut Vm, family: i64, type_: i64) -> PyResult<(i32, i32)> {
        let made = rustix::net::socketpair(
            AddressFamily::from_raw(family as u16),
            SocketType::from_raw(type_ as u32 & 0xff),
            SocketFlags::CLOEXEC,
            None,
        );
        let (left, right) = checked_io(vm, made.map_err(io::Error::from))?;
        Ok((keep(vm, left)?, keep(vm, right)?))
    }

    #[function("(fd, address, /)")]
    fn _bind(vm: &mut Vm, fd: i64, address: &Value) -> PyResult<()> {
        match address_of(vm, address)? {
            Address::Internet(address) => on_file(vm, fd, |file| rustix::net::bind(file, &address)),
            Address::Unix(address) => on_file(vm, fd, |file| rustix::net::bind(file, &address)),
        }
    }

    #[function("(fd, address, /)")]
    fn _connect(vm: &mut Vm, fd: i64, address: &Value) -> PyResult<()> {
        match address_of(vm, address)? {
            Address::Internet(address) => on_file(vm, fd, |file| rustix::net::connect(file, &address)),
            Address::Unix(address) => on_file(vm, fd, |file| rustix::net::connect(file, &address)),
        }
    }

    #[function("(fd, backlog, /)")]
    fn _listen(vm: &mut Vm, fd: i64, backlog: i64) -> PyResult<()> {
        on_file(vm, fd, |file| rustix::net::listen(file, backlog.clamp(0, 4096) as i32))
    }

    #[function("(fd, /)")]
    fn _accept(vm: &mut Vm, fd: i64) -> PyResult<(Value, Value)> {
        let (descriptor, address) =
            on_file(vm, fd, |file| rustix::net::acceptfrom_with(file, SocketFlags::CLOEXEC))?;
        let number = keep(vm, descriptor)?;
        let address = match address {
            Some(address) => address_value(vm, address),
            None => vm.new_str("").into(),
        };
        Ok((Value::int32(number), address))
    }

    #[function("(fd, data, flags, /)")]
    fn _send(vm: &mut Vm, fd: i64, data: &Value, flags: i64) -> PyResult<usize> {
        let data = vm.to_bytes_like(data)?;
        let flags = rustix::net::SendFlags::from_bits_retain(flags as u32) | rustix::net::SendFlags::NOSIGNAL;
        on_file(vm, fd, |file| rustix::net::send(file, &data, flags))
    }

    #[function("(fd, size, flags, /)")]
    fn _recv(vm: &mut Vm, fd: i64, size: i64, flags: i64) -> PyResult<Ref<PyBytes>> {
        let Ok(size) = usize::try_from(size) else {
            return Err(vm.value_error("negative buffersize in recv"));
        };
        vm.check_size(size, 1)?;
        let mut data = vec![0; size.min(1 << 28)];
        let flags = rustix::net::RecvFlags::from_bits_retain(flags as u32);
        let (count, _) = on_file(vm, fd, |file| rustix::net::recv(file, &mut data[..], flags))?;
        data.truncate(count);
        Ok(vm.new_bytes(data))
    }

    #[function("(fd, how, /)")]
    fn _shutdown(vm: &mut Vm, fd: i64, how: i64) -> PyResult<()> {
        let how = match how {
            0 => rustix::net::Shutdown::Read,
            1 => rustix::net::Shutdown::Write,
            _ => rustix::net::Shutdown::Both,
        };
        on_file(vm, fd, |file| rustix::net::shutdown(file, how))
    }

    #[function("(fd, /)")]
    fn _name(vm: &mut Vm, fd: i64) -> PyResult {
        let address = on_file(vm, fd, |file| rustix::net::getsockname(file))?;
        Ok(address_value(vm, address))
    }

    #[function("(fd, /)")]
    fn _peer(vm: &mut Vm, fd: i64) -> PyResult {
        match on_file(vm, fd, |file| rustix::net::getpeername(file))? {
            Some(address) => Ok(address_value(vm, address)),
            None => Ok(vm.new_str("").into()),
        }
    }

    #[function("(fd, nonblocking, /)")]
    fn _set_nonblocking(vm: &mut Vm, fd: i64, nonblocking: bool) -> PyResult<()> {
        on_file(vm, fd, |file| rustix::io::ioctl_fionbio(file, nonblocking))
    }

    #[function("(fd, /)")]
    fn _error(vm: &mut Vm, fd: i64) -> PyResult<i32> {
        let error = on_file(vm, fd, |file| rustix::net::sockopt::socket_error(file))?;
        Ok(error.err().map_or(0, rustix::io::Errno::raw_os_error))
    }

    #[function("(fd, on, /)")]
    fn _reuse_address(vm: &mut Vm, fd: i64, on: bool) -> PyResult<()> {
        on_file(vm, fd, |file| rustix::net::sockopt::set_socket_reuseaddr(file, on))
    }

    #[function("(fd, on, /)")]
    fn _no_delay(vm: &mut Vm, fd: i64, on: bool) -> PyResult<()> {
        on_file(vm, fd, |file| rustix::net::sockopt::set_tcp_nodelay(file, on))
    }

    /// The addresses of a host: whether IPv6, and the address, for each.
    #[function("(host, port, /)")]
    fn _resolve(vm: &mut Vm, host: &PyStr, port: i64) -> PyResult<Vec<Value>> {
        let host = host.text().to_string_lossy();
        let Ok(port) = u16::try_from(port) else { return Err(vm.overflow_error("port must be 0-65535.")) };
        let found = checked_io(vm, (host.as_str(), port).to_socket_addrs())?;
        Ok(found
            .map(|address| {
                let host = vm.new_str(&address.ip().to_string()).into();
                vm.new_tuple([Value::bool(address.is_ipv6()), host]).into()
            })
            .collect())
    }

    /// The name of this machine.
    #[function("()")]
    fn gethostname() -> String {
        rustix::system::uname().nodename().to_string_lossy().into_owned()
    }
}

#[native]
impl Select {
    /// Waits for events; gives the descriptors that have some. The time is in milliseconds, none is for ever.
    #[function("(descriptors, timeout, /)")]
    fn _poll(vm: &mut Vm, descriptors: &PyList, timeout: &Value) -> PyResult<Vec<Value>> {
        let mut wanted = Vec::new();
        for pair in descriptors.items(vm).to_vec() {
            let pair = vm.iterate_to_vec(&pair)?;
            let [fd, events] = &pair[..] else { return Err(vm.value_error("pairs are needed")) };
            let (fd, events) = (vm.to_i64(fd)? as i32, vm.to_i64(events)? as u16);
            wanted.push((fd, PollFlags::from_bits_retain(events)));
        }
        let timeout = match timeout.is_none() {
            true => None,
            false => {
                let milliseconds = vm.to_f64(timeout)?;
                match milliseconds < 0.0 {
                    true => None,
                    false => {
                        let nanoseconds = (milliseconds * 1e6).min(9e18) as i64;
                        Some(Timespec {
                            tv_sec: nanoseconds / 1_000_000_000,
                            tv_nsec: nanoseconds % 1_000_000_000,
                        })
                    }
                }
            }
        };
        let streams = (io::stdin(), io::stdout(), io::stderr());
        let result = with_files(vm, |files| {
            let mut unknown = Vec::new();
            let open: Vec<_> = wanted.iter().map(|(fd, _)| files.get(*fd)).collect();
            let mut polled: Vec<PollFd<'_>> = Vec::new();
            let mut numbers = Vec::new();
            for ((fd, events), file) in wanted.iter().zip(&open) {
                let descriptor: Option<BorrowedFd<'_>> = match file {
                    Some(file) => Some(file.as_fd()),
                    None => match fd {
                        0 => Some(streams.0.as_fd()),
                        1 => Some(streams.1.as_fd()),
                        2 => Some(streams.2.as_fd()),
                        _ => None,
                    },
                };
                match descriptor {
                    Some(descriptor) => {
                        polled.push(PollFd::from_borrowed_fd(descriptor, *events));
                        numbers.push(*fd);
                    }
                    None => unknown.push((*fd, PollFlags::NVAL.bits())),
                }
            }
            if !unknown.is_empty() {
                return Ok(unknown);
            }
            rustix::event::poll(&mut polled, timeout.as_ref())?;
            let found = polled.iter().zip(&numbers);
            let found = found.filter(|(polled, _)| !polled.revents().is_empty());
            Ok::<_, rustix::io::Errno>(found.map(|(polled, fd)| (*fd, polled.revents().bits())).collect())
        })?;
        let found = checked_io(vm, result.map_err(io::Error::from))?;
        Ok(found
            .into_iter()
            .map(|(fd, events)| vm.new_tuple([Value::int32(fd), Value::int32(i32::from(events))]).into())
            .collect())
    }
}
