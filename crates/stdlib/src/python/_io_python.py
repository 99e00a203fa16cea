"""Streams of `_io` that are made of others."""

import _io


class BufferedRWPair(_io._BufferedIOBase):
    """A buffered reader and a buffered writer as one object."""

    __module__ = "_io"

    def __init__(self, reader, writer, buffer_size=_io.DEFAULT_BUFFER_SIZE, /):
        if not reader.readable():
            raise _io.UnsupportedOperation("File or stream is not readable.")
        if not writer.writable():
            raise _io.UnsupportedOperation("File or stream is not writable.")
        self._reader = _io.BufferedReader(reader, buffer_size)
        self._writer = _io.BufferedWriter(writer, buffer_size)

    def read(self, size=-1, /):
        return self._reader.read(-1 if size is None else size)

    def read1(self, size=-1, /):
        return self._reader.read1(size)

    def peek(self, size=0, /):
        return self._reader.peek(size)

    def readinto(self, buffer, /):
        return self._reader.readinto(buffer)

    def readinto1(self, buffer, /):
        return self._reader.readinto1(buffer)

    def write(self, data, /):
        return self._writer.write(data)

    def flush(self):
        return self._writer.flush()

    def readable(self):
        return self._reader.readable()

    def writable(self):
        return self._writer.writable()

    def isatty(self):
        return self._reader.isatty() or self._writer.isatty()

    @property
    def closed(self):
        return self._writer.closed

    def close(self):
        try:
            self._writer.close()
        finally:
            self._reader.close()


class IncrementalNewlineDecoder:
    """Codec used when reading a file in universal newlines mode."""

    __module__ = "_io"

    def __init__(self, decoder, translate, errors="strict"):
        self._decoder = decoder
        self._translate = translate
        self.errors = errors
        self._seen = 0
        self._pending = False

    def decode(self, input, final=False):
        text = input if self._decoder is None else self._decoder.decode(input, final)
        if not isinstance(text, str):
            raise TypeError(f"decoder should return a string result, not '{type(text).__name__}'")
        if self._pending and (text or final):
            text = "\r" + text
            self._pending = False
        if text.endswith("\r") and not final:
            text = text[:-1]
            self._pending = True
        pairs = text.count("\r\n")
        returns = text.count("\r") - pairs
        feeds = text.count("\n") - pairs
        self._seen |= (feeds and 1) | (returns and 2) | (pairs and 4)
        if self._translate and (pairs or returns):
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text

    def getstate(self):
        data, flag = (b"", 0) if self._decoder is None else self._decoder.getstate()
        return data, flag << 1 | self._pending

    def setstate(self, state, /):
        data, flag = state
        self._pending = bool(flag & 1)
        if self._decoder is not None:
            self._decoder.setstate((data, flag >> 1))

    def reset(self):
        self._seen = 0
        self._pending = False
        if self._decoder is not None:
            self._decoder.reset()

    @property
    def newlines(self):
        kinds = tuple(kind for bit, kind in ((1, "\n"), (2, "\r"), (4, "\r\n")) if self._seen & bit)
        if self._seen == 3:
            kinds = ("\r", "\n")
        return None if not kinds else kinds[0] if len(kinds) == 1 else kinds


class _Buffered(_io._BufferedIOBase):
    """What the buffers over any raw stream share."""

    __module__ = "_io"

    def __init__(self, raw, buffer_size=_io.DEFAULT_BUFFER_SIZE):
        if buffer_size <= 0:
            raise ValueError("buffer size must be strictly positive")
        self._raw = raw
        self.buffer_size = buffer_size
        self._ahead = b""
        self._pending = bytearray()

    @property
    def raw(self):
        return self._raw

    @property
    def closed(self):
        return self._raw is not None and self._raw.closed

    @property
    def name(self):
        return self._raw.name

    @property
    def mode(self):
        return self._raw.mode

    def _check(self):
        if self._raw is None:
            raise ValueError("raw stream has been detached")
        if self.closed:
            raise ValueError("I/O operation on closed file.")

    def fileno(self):
        return self._raw.fileno()

    def isatty(self):
        return self._raw.isatty()

    def seekable(self):
        return self._raw.seekable()

    def readable(self):
        return self._raw.readable()

    def writable(self):
        return self._raw.writable()

    def detach(self):
        self.flush()
        raw, self._raw = self._raw, None
        return raw

    def flush(self):
        self._check()
        while self._pending:
            count = self._raw.write(bytes(self._pending))
            if count is None:
                raise BlockingIOError(11, "write could not complete without blocking", 0)
            del self._pending[:count]

    def close(self):
        if self._raw is not None and not self.closed:
            try:
                self.flush()
            finally:
                self._raw.close()

    def tell(self):
        self._check()
        return self._raw.tell() - len(self._ahead) + len(self._pending)

    def seek(self, target, whence=0):
        self.flush()
        if whence == 1:
            target -= len(self._ahead)
        self._ahead = b""
        return self._raw.seek(target, whence)

    def truncate(self, size=None):
        self.flush()
        return self._raw.truncate(self.tell() if size is None else size)

    def __repr__(self):
        return f"<_io.{type(self).__name__}>"

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line


class BufferedReader(_Buffered):
    __module__ = "_io"

    def __init__(self, raw, buffer_size=_io.DEFAULT_BUFFER_SIZE):
        super().__init__(raw, buffer_size)
        if not raw.readable():
            raise OSError('"raw" argument must be readable.')

    def _fill(self, size):
        data = self._raw.read(max(size, self.buffer_size))
        if data:
            self._ahead += data
        return data

    def read(self, size=-1):
        self._check()
        self.flush()
        if size is None or size < 0:
            while self._fill(1 << 16):
                pass
            size = len(self._ahead)
        while len(self._ahead) < size:
            data = self._fill(size - len(self._ahead))
            if not data:
                if data is None and not self._ahead:
                    return None
                break
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data

    def read1(self, size=-1):
        self._check()
        self.flush()
        if size < 0:
            size = self.buffer_size
        if not self._ahead and size:
            self._fill(1)
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data

    def peek(self, size=0):
        self._check()
        self.flush()
        if not self._ahead:
            self._fill(1)
        return self._ahead

    def readinto(self, buffer):
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def readinto1(self, buffer):
        view = memoryview(buffer).cast("B")
        data = self.read1(len(view))
        view[: len(data)] = data
        return len(data)

    def readline(self, size=-1):
        self._check()
        self.flush()
        limit = -1 if size is None else size
        while True:
            at = self._ahead.find(b"\n") + 1
            if not at and 0 <= limit <= len(self._ahead):
                at = limit
            if at or limit == 0:
                at = min(at, limit) if limit >= 0 else at
                break
            if not self._fill(1):
                at = len(self._ahead)
                break
        line, self._ahead = self._ahead[:at], self._ahead[at:]
        return line


class BufferedWriter(_Buffered):
    __module__ = "_io"

    def __init__(self, raw, buffer_size=_io.DEFAULT_BUFFER_SIZE):
        super().__init__(raw, buffer_size)
        if not raw.writable():
            raise OSError('"raw" argument must be writable.')

    def write(self, data):
        self._check()
        if isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        if self._ahead:
            self._raw.seek(-len(self._ahead), 1)
            self._ahead = b""
        before = len(self._pending)
        self._pending += data
        count = len(self._pending) - before
        if len(self._pending) > self.buffer_size:
            self.flush()
        return count


class BufferedRandom(BufferedReader):
    __module__ = "_io"

    def __init__(self, raw, buffer_size=_io.DEFAULT_BUFFER_SIZE):
        super().__init__(raw, buffer_size)
        if not raw.seekable():
            raise _io.UnsupportedOperation("File or stream is not seekable.")

    write = BufferedWriter.write
