# OSError: construction from errno, subclasses chosen by it, attributes, text, and files that are not there.
for number in (1, 2, 3, 4, 10, 11, 13, 17, 20, 21, 32, 103, 104, 110, 111, 5):
    e = OSError(number, "text")
    print(number, type(e).__name__, e.errno, e.strerror, e.filename, e.args, e)
e = OSError(2, "No such file", "name.txt")
print(repr(e), e, e.filename, e.filename2, e.args)
e = OSError(2, "Rename", "from", None, "to")
print(e, e.filename, e.filename2, e.args)
print(OSError(), OSError("only text"), OSError("only text").errno, OSError(5).args, OSError(2, "a").args, repr(OSError("m")), OSError("a", "b").errno, type(OSError("a", "b")).__name__)
print(type(FileNotFoundError(13, "keeps its class")).__name__, FileNotFoundError("x").errno, type(ConnectionError(111, "x")).__name__, str(PermissionError(1, "m", b"bytes")), BlockingIOError(11, "m", 5).characters_written)
class Own(OSError):
    def __init__(self, *args, extra=None):
        super().__init__(*args)
        self.extra = extra
o = Own(2, "own", extra=1)
print(type(o).__name__, o.errno, o.extra, o)
for path in ("/no/such/file", "/no", ""):
    try: open(path)
    except OSError as error: print(type(error).__name__, error.errno, error.filename, error)
for mode in ("x!", "rw", "", "b", "rbt", "r+w", "U"):
    try: open("/dev/null", mode)
    except ValueError as error: print(mode, error)
try: open(5.5)
except TypeError as error: print(error)
try: open("/", "w")
except OSError as error: print(type(error).__name__, error.errno)
try: open("a\0b")
except ValueError as error: print(error)
e = OSError(2, "x")
e.errno, e.strerror, e.filename = 99, "changed", "f"
print(e, type(e).__name__, e.args)
print(issubclass(ConnectionRefusedError, ConnectionError), issubclass(TimeoutError, OSError), TimeoutError().errno, isinstance(OSError(110, ""), TimeoutError))
