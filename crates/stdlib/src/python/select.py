"""Waiting for descriptors, made of the system's `poll`."""

POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLNVAL = 1, 2, 4, 8, 16, 32
POLLRDNORM, POLLRDBAND, POLLWRNORM, POLLWRBAND, POLLMSG, POLLRDHUP = 64, 128, 256, 512, 1024, 8192
EPOLLIN, EPOLLPRI, EPOLLOUT, EPOLLERR, EPOLLHUP, EPOLLRDHUP = 1, 2, 4, 8, 16, 8192
EPOLLRDNORM, EPOLLRDBAND, EPOLLWRNORM, EPOLLWRBAND, EPOLLMSG = 64, 128, 256, 512, 1024
EPOLLET, EPOLLONESHOT, EPOLLEXCLUSIVE, EPOLL_CLOEXEC = 1 << 31, 1 << 30, 1 << 28, 0o2000000
PIPE_BUF = 4096
error = OSError


def _number(fd):
    if not isinstance(fd, int):
        fileno = getattr(fd, "fileno", None)
        if fileno is None:
            raise TypeError("argument must be an int, or have a fileno() method.")
        fd = fileno()
        if not isinstance(fd, int):
            raise TypeError("fileno() returned a non-integer")
    if fd < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({fd})")
    return fd


def select(rlist, wlist, xlist, timeout=None, /):
    """Wait until one or more file descriptors are ready for some kind of I/O."""
    if timeout is not None and not isinstance(timeout, (int, float)):
        raise TypeError("timeout must be a float or None")
    if timeout is not None and timeout < 0:
        raise ValueError("timeout must be non-negative")
    lists = [list(rlist), list(wlist), list(xlist)]
    wanted = {}
    for objects, event in zip(lists, (POLLIN, POLLOUT, POLLPRI)):
        for item in objects:
            number = _number(item)
            wanted[number] = wanted.get(number, 0) | event
    found = dict(_poll(list(wanted.items()), None if timeout is None else timeout * 1000))
    if any(events & POLLNVAL for events in found.values()):
        raise OSError(9, "Bad file descriptor")
    masks = (POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI)
    return tuple([item for item in objects if found.get(_number(item), 0) & mask] for objects, mask in zip(lists, masks))


class poll:
    """Returns a polling object, which supports registering and unregistering file descriptors."""

    def __init__(self):
        self._wanted = {}

    def register(self, fd, eventmask=POLLIN | POLLPRI | POLLOUT, /):
        self._wanted[_number(fd)] = eventmask

    def modify(self, fd, eventmask, /):
        number = _number(fd)
        if number not in self._wanted:
            raise FileNotFoundError(2, "No such file or directory")
        self._wanted[number] = eventmask

    def unregister(self, fd, /):
        del self._wanted[_number(fd)]

    def poll(self, timeout=None, /):
        return _poll(list(self._wanted.items()), timeout)


class epoll:
    """Returns an epolling object."""

    def __init__(self, sizehint=-1, flags=0):
        self._wanted = {}
        self.closed = False

    def _check(self):
        if self.closed:
            raise ValueError("I/O operation on closed epoll object")

    def register(self, fd, eventmask=EPOLLIN | EPOLLPRI | EPOLLOUT):
        self._check()
        number = _number(fd)
        if number in self._wanted:
            raise FileExistsError(17, "File exists")
        self._wanted[number] = eventmask

    def modify(self, fd, eventmask):
        self._check()
        number = _number(fd)
        if number not in self._wanted:
            raise FileNotFoundError(2, "No such file or directory")
        self._wanted[number] = eventmask

    def unregister(self, fd):
        self._check()
        if self._wanted.pop(_number(fd), None) is None:
            raise FileNotFoundError(2, "No such file or directory")

    def poll(self, timeout=None, maxevents=-1):
        self._check()
        wanted = [(fd, events & 0x3FFF) for fd, events in self._wanted.items()]
        found = _poll(wanted, None if timeout is None or timeout < 0 else timeout * 1000)
        return [(fd, events) for fd, events in found if not events & POLLNVAL]

    def close(self):
        self.closed = True

    def fileno(self):
        self._check()
        return -1

    def __enter__(self):
        self._check()
        return self

    def __exit__(self, *args):
        self.close()
