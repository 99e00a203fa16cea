# The format specification for str, and for objects without one; alignment, truncation, wide characters.
for spec in ("", "s", "8", "<8", ">8", "^8", "^9", "*^9s", ".2", ".0", "8.2", ">8.2s", "ñ<6", "05", "010s", "😀^8", "{<5", "}>5", ":>5", "1000"):
    print(f"{spec!r:10}", repr(format("abé", spec)), repr(format("", spec)))
for spec in ("d", "x", "=5", "+", "-", " ", ",", "_", "#", "z", ".", ".x", "5.", "=^", "c", "%", "q", "<", ">>>", "s5", "5ss", "z5", "#5"):
    try:
        print(repr(spec), repr(format("abc", spec)))
    except ValueError as error:
        print(repr(spec), error)
class Plain:
    def __str__(self): return "plain"
class Own:
    def __format__(self, spec): return spec[::-1]
class Sub(str): pass
class Named(Sub):
    def __format__(self, spec): return "own " + super().__format__(spec)
class BadFormat:
    def __format__(self, spec): return 5
print(format(Plain()), f"{Plain()}", f"{Own():abc}", f"{Sub('x'):>3}", f"{Named('y'):>3}", format(Sub("z"), ""), type(format(Sub("z"))).__name__, type(f"{Sub('z')}").__name__)
for value, spec in ((Plain(), "5"), (BadFormat(), ""), (None, "5"), ([], "s"), ({}, ">3"), (b"x", "3"), (object, "x"), (..., "2"), ((1,), "3"), (len, "1"), (range(3), "d")):
    try:
        print(format(value, spec))
    except TypeError as error:
        print(error)
for value in (None, [1], (1, 2), {"a": 1}, {1}, b"x", range(3), slice(1), ..., NotImplemented, int):
    print(format(value, ""), f"{value!s:>12}|", f"{value!r:<12}|")
for args in ((), (1, 2, 3), ("a", 5), (5, None), (5, b"d")):
    try:
        print(format(*args))
    except TypeError as error:
        print(error)
widths = [f"{'ab':{w}}|" for w in (1, 2, 3, 5)]
print(widths, f"{'é':>{3}}", f"{'x':{'*'}{'<'}{4}}", "%-5s|%5s|%.1s|%5.2s|" % ("ab", "cd", "ef", "ghi"))
total = 0
for i in range(300):
    total += len(f"{'x' * (i % 4):>{i % 10}}") + len(f"{i:^{i % 12}}") + len(f"{i / 7:.{i % 5}f}")
print(total)
