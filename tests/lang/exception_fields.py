# Fields and texts of exceptions, and exception groups.
for error in [
    OSError(2, "No such file", "x"), OSError(13, "no", "a", None, "b"), OSError(1), OSError("text"), OSError(17, "there"),
    ImportError("m", name="n", path="p"), SyntaxError("bad", ("f.py", 3, 4, "text\n", 3, 6)), SyntaxError("plain"),
    UnicodeDecodeError("utf-8", b"a\xff", 1, 2, "invalid start byte"),
    UnicodeEncodeError("ascii", "h\xe9", 1, 2, "ordinal not in range(128)"),
    UnicodeTranslateError("ab", 0, 2, "no"), StopIteration(4), SystemExit(3), KeyError("k"), NameError("n", name="x"),
]:
    print(type(error).__name__, "|", error)
e = OSError(2, "No such file", "x")
print(e.errno, e.strerror, e.filename, e.args)
e = SyntaxError("bad", ("f.py", 3, 4, "text\n", 3, 6))
print(e.msg, e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset)
group = ExceptionGroup("outer", [ValueError(1), TypeError(2), ExceptionGroup("inner", [ValueError(3), KeyError(4)])])
print(group, group.message, len(group.exceptions))
print(group.split(ValueError))
print(group.subgroup(lambda exc: isinstance(exc, KeyError)))
print(group.split(OSError)[0])
print(type(BaseExceptionGroup("b", [ValueError(1)])), type(BaseExceptionGroup("b", [KeyboardInterrupt()])))
for args in [("m", []), ("m", [1]), (1, [ValueError()])]:
    try:
        ExceptionGroup(*args)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
try:
    ExceptionGroup("m", [KeyboardInterrupt()])
except TypeError as error:
    print(error)
try:
    raise group
except* ValueError as caught:
    print("values", caught.exceptions)
except* (TypeError, KeyError) as caught:
    print("others", caught.exceptions)
