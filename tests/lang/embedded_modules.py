"""Small modules: errno, atexit, _string, _contextvars, _typing, _warnings, _imp, _signal, posix, t-strings, _codecs."""
import _codecs
import _contextvars
import _imp
import _signal
import _string
import _typing
import _warnings
import atexit
import errno
import posix
import sys


def attempt(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)


print(errno.ENOENT, errno.errorcode[errno.EAGAIN], errno.EWOULDBLOCK == errno.EAGAIN, len(errno.errorcode))
for text in "plain", "a{x}b", "{{}}", "{a.b[c]!r:>{width}}", "x{{y", "{0[1].z}":
    print(list(_string.formatter_parser(text)))
for text in "{", "}", "a}b", "{a", "{a!}", "{a!rx}":
    attempt(lambda: list(_string.formatter_parser(text)))
for name in "a", "0.b[c][1]", "a.b", "":
    first, rest = _string.formatter_field_name_split(name)
    print(repr(first), list(rest))

color = _contextvars.ContextVar("color", default="red")
plain = _contextvars.ContextVar("plain")
token = color.set("blue")
print(color.get(), token.old_value is token.MISSING, plain.get(5))
try:
    plain.get()
except LookupError as error:
    print(type(error).__name__, error.args[0] is plain)
copy = _contextvars.copy_context()


def change():
    color.set("green")
    plain.set(1)
    return color.get()


print(copy.run(change), color.get(), copy[color], len(copy), color in copy, plain in _contextvars.copy_context())
color.reset(token)
print(color.get())
try:
    color.reset(token)
except RuntimeError as error:
    print("has already been used once" in str(error))


class Box[T: int, D = bool]:
    pass


def generic[*Ts, **P](): ...


T, D = Box.__type_params__
Ts, P = generic.__type_params__
print(T, Ts, P, T.__bound__, D.__default__, D.has_default(), T.has_default(), P.__default__ is _typing.NoDefault, T.__infer_variance__)
print(type(T), type(Ts), type(P), T.__module__, T.__name__, P.args, P.kwargs, _typing.NoDefault)
type Pair[A] = tuple[A, A]
print(Pair, Pair.__value__, Pair.__type_params__, Pair.__name__, Pair[int], type(Pair))


def annotated(x: int, *rest: "later") -> list[int]: ...


class Annotated:
    a: int = 1
    b: "text"


print(annotated.__annotations__, Annotated.__annotations__, Annotated.__annotate__(1))
Annotated.__annotations__ = {"c": 3}
print(Annotated.__annotations__, Annotated.__annotate__)
attempt(lambda: int.__annotations__)

name, number = "world", 3.14159
template = t"Hello {name!r}, {number:.2f} and {{braces}} {number + 1=}"
print(template.strings, template.values)
for part in template.interpolations:
    print(part, part.value, part.expression, part.conversion, part.format_spec)
print(template, list(t"{name}x{number}"), t"a" + t"{name}b")
print(type(template), type(template.interpolations[0]))
attempt(lambda: template + "text")


def handler(signum, frame): ...


print(_signal.SIGINT, _signal.SIG_DFL, _signal.signal(_signal.SIGTERM, handler), _signal.getsignal(_signal.SIGTERM) is handler)
attempt(lambda: _signal.signal(100, handler))
print(bool(_imp.is_builtin("sys")), _imp.is_frozen("nothing_of_this_name"), _imp.lock_held(), _imp.find_frozen("nothing_of_this_name"))

folder = posix.getcwd()
print(folder == posix.getcwdb().decode(), posix.stat(folder).st_mode & 0o170000 == 0o040000, posix.fspath("x"))
attempt(lambda: posix.stat("/no such file"))
attempt(lambda: posix.listdir("/no such folder"))
attempt(lambda: posix.mkdir("/"))
attempt(lambda: posix.fspath(5))
attempt(lambda: posix.stat("a\0b"))
print([posix._path_normpath(path) for path in ("a//b/../c/.", "/..//x", "//a/..", "///a", "", "../..", b"x/./y")])
reader, writer = posix.pipe()
print(posix.write(writer, b"through the pipe"), posix.read(reader, 7), posix.close(reader), posix.close(writer))
attempt(lambda: posix.read(reader, 1))
print(posix.strerror(2), posix.WEXITSTATUS(256), len(posix.urandom(8)), posix.access("/", posix.R_OK), posix.getpid() > 0)
result = posix.stat(folder)
print(len(result), result[0] == result.st_mode, result.st_mtime_ns // 10**9 == result[8], result.n_fields, result.n_sequence_fields)
print(posix.terminal_size((80, 24)), posix.terminal_size((80, 24)).lines)

print("héllo".encode("utf-16-le").hex(), b"h\0\xe9\0".decode("utf-16-le"), "a€".encode("utf-32-be").hex())
print(_codecs.utf_8_decode(b"ab\xe2\x82", "strict", False), _codecs.utf_8_encode("é"), _codecs.escape_decode(rb"a\n\x41\101"))
print(_codecs.unicode_escape_decode(rb"\u00e9\t\U0001f600"), _codecs.unicode_escape_encode("é\n\\"), _codecs.utf_7_encode("aé+"))
print(_codecs.utf_7_decode(b"a+AOk-+-", "strict", True), _codecs.charmap_decode(b"ab", "replace", {97: "x"}))
_codecs.register_error("mine", lambda error: ("<%d>" % error.start, error.end))
print("aéb".encode("ascii", "mine"), b"a\xffb".decode("utf-8", "mine"))
attempt(lambda: "é".encode("ascii", "nothing"))
attempt(lambda: "é".encode("no-such-codec"))
attempt(lambda: _codecs.lookup_error("nothing"))

_warnings.filters.insert(0, ("error", None, UserWarning, None, 0))
attempt(lambda: _warnings.warn("stop"))
attempt(lambda: _warnings.warn("bad", int))
_warnings.filters[0] = ("ignore", None, UserWarning, None, 0)
attempt(lambda: _warnings.warn("silent"))


class Catcher:
    def write(self, text):
        print("stderr:", text, end="")

    def flush(self):
        pass


stderr, sys.stderr = sys.stderr, Catcher()
_warnings.warn_explicit("shown", RuntimeWarning, "nofile.py", 12)
_warnings.warn_explicit(DeprecationWarning("hidden"), DeprecationWarning, "nofile.py", 12)
sys.stderr = stderr
atexit.register(print, "at exit", end="!\n")
atexit.register(attempt, lambda: 1 / 0)
unwanted = atexit.register(lambda: print("never"))
atexit.unregister(unwanted)
print(atexit._ncallbacks())
