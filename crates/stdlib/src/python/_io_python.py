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
