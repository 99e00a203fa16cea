"""The parts of `posix` that are made of other parts: results with names, folder entries, constants."""

CLD_CONTINUED = 6
CLD_DUMPED = 3
CLD_EXITED = 1
CLD_KILLED = 2
CLD_STOPPED = 5
CLD_TRAPPED = 4
EX_CANTCREAT = 73
EX_CONFIG = 78
EX_DATAERR = 65
EX_IOERR = 74
EX_NOHOST = 68
EX_NOINPUT = 66
EX_NOPERM = 77
EX_NOUSER = 67
EX_OK = 0
EX_OSERR = 71
EX_OSFILE = 72
EX_PROTOCOL = 76
EX_SOFTWARE = 70
EX_TEMPFAIL = 75
EX_UNAVAILABLE = 69
EX_USAGE = 64
F_LOCK = 1
F_OK = 0
F_TEST = 3
F_TLOCK = 2
F_ULOCK = 0
GRND_NONBLOCK = 1
GRND_RANDOM = 2
NGROUPS_MAX = 65536
O_ACCMODE = 3
O_APPEND = 1024
O_ASYNC = 8192
O_CLOEXEC = 524288
O_CREAT = 64
O_DIRECT = 16384
O_DIRECTORY = 65536
O_DSYNC = 4096
O_EXCL = 128
O_FSYNC = 1052672
O_LARGEFILE = 0
O_NDELAY = 2048
O_NOATIME = 262144
O_NOCTTY = 256
O_NOFOLLOW = 131072
O_NONBLOCK = 2048
O_PATH = 2097152
O_RDONLY = 0
O_RDWR = 2
O_RSYNC = 1052672
O_SYNC = 1052672
O_TMPFILE = 4259840
O_TRUNC = 512
O_WRONLY = 1
PRIO_PGRP = 1
PRIO_PROCESS = 0
PRIO_USER = 2
P_ALL = 0
P_PGID = 2
P_PID = 1
P_PIDFD = 3
RTLD_DEEPBIND = 8
RTLD_GLOBAL = 256
RTLD_LAZY = 1
RTLD_LOCAL = 0
RTLD_NODELETE = 4096
RTLD_NOLOAD = 4
RTLD_NOW = 2
R_OK = 4
SCHED_BATCH = 3
SCHED_DEADLINE = 6
SCHED_FIFO = 1
SCHED_IDLE = 5
SCHED_NORMAL = 0
SCHED_OTHER = 0
SCHED_RESET_ON_FORK = 1073741824
SCHED_RR = 2
SEEK_DATA = 3
SEEK_HOLE = 4
ST_APPEND = 256
ST_MANDLOCK = 64
ST_NOATIME = 1024
ST_NODEV = 4
ST_NODIRATIME = 2048
ST_NOEXEC = 8
ST_NOSUID = 2
ST_RDONLY = 1
ST_RELATIME = 4096
ST_SYNCHRONOUS = 16
ST_WRITE = 128
TMP_MAX = 238328
WCONTINUED = 8
WEXITED = 4
WNOHANG = 1
WNOWAIT = 16777216
WSTOPPED = 2
WUNTRACED = 2
W_OK = 2
X_OK = 1

error = OSError
_have_functions = ["HAVE_FSTATVFS", "HAVE_FTRUNCATE", "HAVE_FUTIMENS", "HAVE_LSTAT"]
confstr_names = {}
pathconf_names = {"PC_NAME_MAX": 3, "PC_PATH_MAX": 4, "PC_PIPE_BUF": 5}
sysconf_names = {"SC_PAGE_SIZE": 30, "SC_PAGESIZE": 30, "SC_NPROCESSORS_CONF": 83, "SC_NPROCESSORS_ONLN": 84}


def sysconf(name, /):
    number = sysconf_names[name] if isinstance(name, str) and name in sysconf_names else name
    if number == 30:
        return 4096
    if number in (83, 84):
        return cpu_count()
    raise ValueError("unrecognized configuration name")


def _sequence(name, fields, hidden=(), unnamed=(), doc=None):
    """A class of tuples with names, some of which are no items."""
    visible = len(fields)

    def __new__(cls, sequence, dict={}):
        values = tuple(sequence)
        if len(values) < visible:
            raise TypeError(f"os.{name}() takes an at least {visible}-sequence ({len(values)}-sequence given)")
        if len(values) > visible + len(hidden):
            raise TypeError(
                f"os.{name}() takes an at most {visible + len(hidden)}-sequence ({len(values)}-sequence given)"
            )
        self = tuple.__new__(cls, values[:visible])
        rest = self.__dict__
        for field, value in zip(hidden, values[visible:]):
            rest[field] = value
        for field in hidden[len(values) - visible :]:
            rest[field] = dict.get(field)
        return self

    def __repr__(self):
        return f"os.{name}({', '.join(f'{field}={getattr(self, field)!r}' for field in shown)})"

    def __reduce__(self):
        return type(self), (tuple(self), dict(self.__dict__))

    shown = tuple(field for field in fields if field not in unnamed)
    namespace = {
        "__module__": "os",
        "__doc__": doc,
        "__new__": __new__,
        "__repr__": __repr__,
        "__reduce__": __reduce__,
        "__match_args__": shown,
        "n_fields": visible + len(hidden),
        "n_sequence_fields": visible,
        "n_unnamed_fields": len(unnamed),
    }
    for index, field in enumerate(fields):
        if field not in unnamed:
            namespace[field] = property(lambda self, index=index: self[index])
    return type(name, (tuple,), namespace)


stat_result = _sequence(
    "stat_result",
    ("st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "_atime", "_mtime", "_ctime"),
    ("st_atime", "st_mtime", "st_ctime", "st_atime_ns", "st_mtime_ns", "st_ctime_ns")
    + ("st_blksize", "st_blocks", "st_rdev"),
    ("_atime", "_mtime", "_ctime"),
)


def _stat_repr(self):
    names = ("st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "st_atime", "st_mtime", "st_ctime")
    return f"os.stat_result({', '.join(f'{name}={value!r}' for name, value in zip(names, self))})"


stat_result.__repr__ = _stat_repr
terminal_size = _sequence("terminal_size", ("columns", "lines"))
uname_result = _sequence("uname_result", ("sysname", "nodename", "release", "version", "machine"))
times_result = _sequence("times_result", ("user", "system", "children_user", "children_system", "elapsed"))
statvfs_result = _sequence(
    "statvfs_result",
    ("f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail", "f_flag", "f_namemax"),
    ("f_fsid",),
)
sched_param = _sequence("sched_param", ("sched_priority",))
waitid_result = _sequence("waitid_result", ("si_pid", "si_uid", "si_signo", "si_status", "si_code"))


def stat(path, *, dir_fd=None, follow_symlinks=True):
    """Perform a stat system call on the given path."""
    _no_folder(dir_fd, "stat")
    return stat_result(_stat(path, follow_symlinks))


def lstat(path, *, dir_fd=None):
    """Perform a stat system call on the given path, without following symbolic links."""
    _no_folder(dir_fd, "lstat")
    return stat_result(_stat(path, False))


def fstat(fd):
    """Perform a stat system call on the given file descriptor."""
    if not isinstance(fd, int):
        raise TypeError(f"'{type(fd).__name__}' object cannot be interpreted as an integer")
    return stat_result(_stat(fd, True))


def _no_folder(dir_fd, name):
    if dir_fd is not None:
        raise NotImplementedError(f"{name}: dir_fd unavailable on this platform")


def uname():
    """Return an object identifying the current operating system."""
    return uname_result(_uname())


def times():
    """Return a collection containing process timing information."""
    return times_result(_times())


def get_terminal_size(fd=1, /):
    """Return the size of the terminal window as (columns, lines)."""
    return terminal_size(_terminal_size(fd))


class DirEntry:
    """An entry of a folder, as `scandir` gives it."""

    __module__ = "posix"
    __slots__ = ("name", "path", "_kind", "_inode", "_stat", "_lstat")

    def __new__(cls, *args, **kwargs):
        raise TypeError("cannot create 'posix.DirEntry' instances")

    def __repr__(self):
        return f"<DirEntry {self.name!r}>"

    def __fspath__(self):
        return self.path

    def inode(self):
        return self._inode

    def is_dir(self, *, follow_symlinks=True):
        return self._is("d", 0o040000, follow_symlinks)

    def is_file(self, *, follow_symlinks=True):
        return self._is("f", 0o100000, follow_symlinks)

    def is_symlink(self):
        return self._kind == "l"

    def is_junction(self):
        return False

    def _is(self, kind, mode, follow_symlinks):
        if self._kind != "l" or not follow_symlinks:
            return self._kind == kind
        try:
            return self.stat().st_mode & 0o170000 == mode
        except FileNotFoundError:
            return False

    def stat(self, *, follow_symlinks=True):
        if follow_symlinks:
            if self._stat is None:
                self._stat = stat(self.path)
            return self._stat
        if self._lstat is None:
            self._lstat = lstat(self.path)
        return self._lstat

    __class_getitem__ = classmethod(type(list[int]))


class _ScandirIterator:
    def __init__(self, entries):
        self._entries = entries

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._entries)

    def close(self):
        self._entries = iter(())

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


_ScandirIterator.__name__ = _ScandirIterator.__qualname__ = "ScandirIterator"


def scandir(path=None):
    """Return an iterator of DirEntry objects for given path."""
    if path is None:
        path = "."
    if not isinstance(path, int):
        path = fspath(path)
    return _ScandirIterator(iter([_entry(path, *found) for found in _scandir(path)]))


def _entry(folder, name, kind, inode):
    entry = object.__new__(DirEntry)
    if isinstance(folder, int):
        path = name
    else:
        separator = b"/" if isinstance(folder, bytes) else "/"
        path = folder + name if folder.endswith(separator) else folder + separator + name
    entry.name, entry.path, entry._kind, entry._inode = name, path, kind, inode
    entry._stat = entry._lstat = None
    return entry


def _create_environ():
    return dict(_environ())


environ = _create_environ()


def WIFEXITED(status):
    return status & 0x7F == 0


def WEXITSTATUS(status):
    return status >> 8 & 0xFF


def WIFSIGNALED(status):
    return 0 < status & 0x7F < 0x7F


def WTERMSIG(status):
    return status & 0x7F


def WIFSTOPPED(status):
    return status & 0xFF == 0x7F


def WSTOPSIG(status):
    return status >> 8 & 0xFF


def WIFCONTINUED(status):
    return status == 0xFFFF


def WCOREDUMP(status):
    return bool(status & 0x80)


def waitstatus_to_exitcode(status):
    """Convert a wait status to an exit code."""
    if WIFEXITED(status):
        return WEXITSTATUS(status)
    if WIFSIGNALED(status):
        return -WTERMSIG(status)
    raise ValueError(f"invalid wait status: {status}")


def register_at_fork(*, before=None, after_in_child=None, after_in_parent=None):
    pass


def device_encoding(fd):
    return "utf-8" if isatty(fd) else None


def get_blocking(fd, /):
    return True


def set_blocking(fd, blocking, /):
    pass


def get_inheritable(fd, /):
    return False


def set_inheritable(fd, inheritable, /):
    pass
