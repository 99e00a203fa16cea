"""Sockets: the class, and what is asked of names and numbers."""

import posix

AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6 = 0, 1, 2, 10
SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET = 1, 2, 3, 5
SOCK_NONBLOCK, SOCK_CLOEXEC = 0o4000, 0o2000000
SOL_SOCKET, SOL_IP, SOL_TCP, SOL_UDP = 1, 0, 6, 17
IPPROTO_IP, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6, IPPROTO_RAW = 0, 1, 6, 17, 41, 255
SO_DEBUG, SO_REUSEADDR, SO_TYPE, SO_ERROR, SO_DONTROUTE, SO_BROADCAST, SO_SNDBUF, SO_RCVBUF = range(1, 9)
SO_KEEPALIVE, SO_OOBINLINE, SO_LINGER, SO_REUSEPORT = 9, 10, 13, 15
TCP_NODELAY, TCP_MAXSEG, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT = 1, 2, 4, 5, 6
IPV6_V6ONLY = 26
MSG_OOB, MSG_PEEK, MSG_DONTWAIT, MSG_WAITALL, MSG_NOSIGNAL = 1, 2, 0x40, 0x100, 0x4000
SHUT_RD, SHUT_WR, SHUT_RDWR = 0, 1, 2
SOMAXCONN = 4096
INADDR_ANY, INADDR_LOOPBACK, INADDR_BROADCAST, INADDR_NONE = 0, 0x7F000001, 0xFFFFFFFF, 0xFFFFFFFF
AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST, AI_V4MAPPED, AI_ALL, AI_ADDRCONFIG, AI_NUMERICSERV = 1, 2, 4, 8, 16, 32, 1024
NI_NUMERICHOST, NI_NUMERICSERV, NI_NOFQDN, NI_NAMEREQD, NI_DGRAM = 1, 2, 4, 8, 16
EAI_ADDRFAMILY, EAI_AGAIN, EAI_BADFLAGS, EAI_FAIL, EAI_FAMILY, EAI_MEMORY = -9, -3, -1, -4, -6, -10
EAI_NODATA, EAI_NONAME, EAI_OVERFLOW, EAI_SERVICE, EAI_SOCKTYPE, EAI_SYSTEM = -5, -2, -12, -8, -7, -11
has_ipv6 = True
error = OSError
timeout = TimeoutError


class herror(OSError):
    __module__ = "socket"


class gaierror(OSError):
    __module__ = "socket"


_default_timeout = None


def getdefaulttimeout():
    return _default_timeout


def setdefaulttimeout(timeout, /):
    global _default_timeout
    _default_timeout = _seconds(timeout)


def _seconds(timeout):
    if timeout is None:
        return None
    timeout = float(timeout)
    if timeout < 0:
        raise ValueError("Timeout value out of range")
    return timeout


class socket:
    """A network or local socket."""

    __slots__ = ("_family", "_type", "proto", "_timeout", "_fd")

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        self._family = AF_INET if family == -1 else family
        self._type = SOCK_STREAM if type == -1 else type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)
        self.proto = 0 if proto == -1 else proto
        self._timeout = _default_timeout
        if fileno is not None:
            if not isinstance(fileno, int):
                raise TypeError(f"integer argument expected, got {fileno.__class__.__name__}")
            if fileno < 0:
                raise ValueError("negative file descriptor")
            self._fd = fileno
        else:
            self._fd = -1
            self._fd = _open(self._family, self._type, self.proto)
        if self._timeout is not None:
            _set_nonblocking(self._fd, True)

    @property
    def family(self):
        return self._family

    @property
    def type(self):
        return self._type

    def __repr__(self):
        return f"<socket object, fd={self.fileno()}, family={self.family}, type={self.type}, proto={self.proto}>"

    def fileno(self):
        return getattr(self, "_fd", -1)

    def detach(self):
        number, self._fd = self._fd, -1
        return number

    def close(self):
        number, self._fd = self.fileno(), -1
        if number >= 0:
            posix.close(number)

    def settimeout(self, timeout, /):
        self._timeout = _seconds(timeout)
        _set_nonblocking(self._fd, self._timeout is not None)

    def gettimeout(self):
        return self._timeout

    timeout = property(gettimeout)

    def setblocking(self, flag, /):
        self.settimeout(None if flag else 0.0)

    def getblocking(self):
        return self._timeout is None or self._timeout > 0

    def _retry(self, events, call, *args):
        """Calls when the socket is ready, as its timeout says."""
        while True:
            try:
                return call(self._fd, *args)
            except BlockingIOError:
                if not self._timeout:
                    raise
                import select

                if not select._poll([(self._fd, events)], self._timeout * 1000):
                    raise TimeoutError("timed out") from None

    def bind(self, address, /):
        _bind(self._fd, address)

    def listen(self, backlog=128, /):
        _listen(self._fd, backlog)

    def _accept(self):
        return self._retry(1, _accept)

    def connect(self, address, /):
        try:
            _connect(self._fd, address)
        except BlockingIOError:
            if not self._timeout:
                raise
            import select

            if not select._poll([(self._fd, 4)], self._timeout * 1000):
                raise TimeoutError("timed out") from None
            number = _error(self._fd)
            if number:
                raise OSError(number, posix.strerror(number)) from None

    def connect_ex(self, address, /):
        try:
            self.connect(address)
        except OSError as error:
            if error.errno is None:
                raise
            return error.errno
        return 0

    def send(self, data, flags=0, /):
        return self._retry(4, _send, data, flags)

    def sendall(self, data, flags=0, /):
        data = memoryview(data).cast("B")
        while data:
            data = data[self.send(data, flags) :]

    def recv(self, bufsize, flags=0, /):
        return self._retry(1, _recv, bufsize, flags)

    def recv_into(self, buffer, nbytes=0, flags=0):
        view = memoryview(buffer).cast("B")
        data = self.recv(nbytes or len(view), flags)
        view[: len(data)] = data
        return len(data)

    def recvfrom(self, bufsize, flags=0, /):
        return self.recv(bufsize, flags), None

    def shutdown(self, how, /):
        _shutdown(self._fd, how)

    def getsockname(self):
        return _name(self._fd)

    def getpeername(self):
        return _peer(self._fd)

    def setsockopt(self, level, option, value, length=None, /):
        if (level, option) == (SOL_SOCKET, SO_REUSEADDR):
            _reuse_address(self._fd, bool(value))
        elif (level, option) == (SOL_TCP, TCP_NODELAY):
            _no_delay(self._fd, bool(value))
        elif option not in (SO_KEEPALIVE, SO_REUSEPORT, SO_BROADCAST, SO_SNDBUF, SO_RCVBUF, IPV6_V6ONLY):
            raise OSError(92, "Protocol not available")

    def getsockopt(self, level, option, buflen=0, /):
        if (level, option) == (SOL_SOCKET, SO_ERROR):
            return _error(self._fd)
        if (level, option) == (SOL_SOCKET, SO_TYPE):
            return int(self._type)
        return 0


SocketType = socket


def socketpair(family=AF_UNIX, type=SOCK_STREAM, proto=0, /):
    """Create a pair of socket objects."""
    left, right = _pair(AF_UNIX if family is None else family, type)
    return socket(family, type, proto, left), socket(family, type, proto, right)


def close(fd, /):
    posix.close(fd)


def dup(fd, /):
    return posix.dup(fd)


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    """Resolve host and port into addrinfo struct."""
    if isinstance(host, bytes):
        host = host.decode("ascii")
    if isinstance(port, (str, bytes)):
        port = getservbyname(port) if not str(port).isdecimal() else int(port)
    if host is None or host == "":
        host = "0.0.0.0" if flags & AI_PASSIVE else "127.0.0.1"
    try:
        found = _resolve(host, port or 0)
    except OSError:
        raise gaierror(EAI_NONAME, "Name or service not known") from None
    kinds = [(SOCK_STREAM, IPPROTO_TCP), (SOCK_DGRAM, IPPROTO_UDP), (SOCK_RAW, 0)]
    results = []
    for is_v6, address in found:
        of = AF_INET6 if is_v6 else AF_INET
        if family and family != of:
            continue
        for kind, protocol in kinds:
            if (not type or type == kind) and (not proto or proto == protocol):
                where = (address, port or 0, 0, 0) if is_v6 else (address, port or 0)
                results.append((of, kind, protocol, "", where))
    if not results:
        raise gaierror(EAI_NONAME, "Name or service not known")
    return results


def gethostbyname(host, /):
    return getaddrinfo(host, 0, AF_INET, SOCK_STREAM)[0][4][0]


_services = {"http": 80, "https": 443, "ftp": 21, "ssh": 22, "smtp": 25, "domain": 53, "telnet": 23}


def getservbyname(name, protocol=None, /):
    try:
        return _services[name if isinstance(name, str) else name.decode()]
    except KeyError:
        raise OSError("service/proto not found") from None


def getnameinfo(address, flags, /):
    return address[0], str(address[1])


def htons(value, /):
    return (value & 0xFF) << 8 | value >> 8 & 0xFF


def htonl(value, /):
    return int.from_bytes(value.to_bytes(4, "little"), "big")


ntohs, ntohl = htons, htonl


def inet_aton(text, /):
    parts = text.split(".")
    if len(parts) != 4 or not all(part.isdecimal() and int(part) < 256 for part in parts):
        raise OSError("illegal IP address string passed to inet_aton")
    return bytes(map(int, parts))


def inet_ntoa(packed, /):
    if len(packed) != 4:
        raise OSError("packed IP wrong length")
    return ".".join(map(str, packed))


def inet_pton(family, text, /):
    if family == AF_INET:
        return inet_aton(text)
    import ipaddress

    try:
        return ipaddress.IPv6Address(text).packed
    except ValueError:
        raise OSError("illegal IP address string passed to inet_pton") from None


def inet_ntop(family, packed, /):
    if family == AF_INET:
        return inet_ntoa(packed)
    import ipaddress

    return str(ipaddress.IPv6Address(bytes(packed)))
