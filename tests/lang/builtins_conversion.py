# str, repr, ascii, format, bytes, list, tuple, set, dict, int, float, bool called in every permitted way.
print(str(1), str(1.0), str("a"), str(b"a"), str(b"a", "ascii"), str(None), str(True), str([1, "a"]), str({"k": (1,)}), str(object=3), str(b"\xff", errors="ignore"), str(type), str(len), str(Exception("e")), str(KeyError("k")), str(range(3)), str(1j), str(...), str(NotImplemented))
print(repr("a'b"), repr('a"b'), repr("a'b\"c"), repr("\n\t\\"), repr(b"\x00a"), repr("é\u200b"), ascii("é😀"), ascii(["é"]), ascii(b"x"), repr({1: {2}}), repr(frozenset()), repr(int), repr(None), repr(Exception("e", 1)), repr(KeyError()), repr(slice(1)), repr(1e100), repr(-0.0), repr((1,)), repr([[]]), repr(bytearray(b"x")))
print(int(), int("5"), int(5.9), int("ff", 16), int(True), int(" 7 "), float(), float("1e3"), float(5), float(True), bool(), bool([]), bool("0"), complex(), complex("1j"), bytes(), bytes(2), bytes([65]), bytes("a", "utf8"), bytearray(b"a"), list(), list("ab"), tuple([1]), set([1]), frozenset([1]), dict(), dict(a=1), dict([(1, 2)]), object().__class__, type(memoryview(b"a")).__name__, slice(3), range(2), enumerate([]).__class__.__name__)
class All:
    def __str__(self): return "s"
    def __repr__(self): return "r"
    def __bytes__(self): return b"b"
    def __int__(self): return 1
    def __float__(self): return 2.0
    def __complex__(self): return 3j
    def __bool__(self): return False
    def __index__(self): return 4
    def __iter__(self): return iter([5, 6])
    def __len__(self): return 2
    def __hash__(self): return 7
    def keys(self): return ["k"]
    def __getitem__(self, key): return key * 2
    def __format__(self, spec): return "f" + spec
x = All()
print(str(x), repr(x), ascii(x), bytes(x), int(x), float(x), complex(x), bool(x), list(x), tuple(x), set(x), frozenset(x) == {5, 6}, dict(x), {**x}, format(x, "!"), f"{x}{x!s}{x!r}", bytearray(x), len(x), hash(x), range(x), "%s %r %d %f" % (x, x, x, x), [*x], sum(x), max(x), sorted(x), dict.fromkeys(x), "".join(map(str, x)))
for expression in ("int('')", "int('1.5')", "int('0x10', 10)", "int('z', 37)", "int([])", "float('')", "float('1,5')", "float([])", "bool(1, 2)", "complex('')", "bytes('a')", "bytes('a', 5)", "bytes([1, 'a'])", "bytes(1, 2)", "list(5)", "tuple(None)", "set(5)", "frozenset([[]])", "dict(5)", "dict([1])", "dict('a')", "str(1, 2)", "str('a', 'b')", "str(b'a', 'x')", "repr()", "repr(1, 2)", "ascii()", "format()", "format(1, 2)", "int(1, 2)", "int('1', '2')", "float(1, 2)", "memoryview(5)", "memoryview('a')", "object(1)", "slice()", "range()", "type()", "list(a=1)", "str(a=1)", "int(a=1)", "float(x=1)", "bytes(a=1)", "bytearray('a')", "enumerate()", "dict(None)", "set(None, 1)"):
    try:
        print(expression, "=", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
values = ["12", 3.7, True, b"4", "  5 "]
print([int(v) for v in values], [bool(v) for v in values], [str(v) for v in values], sum(int(values[i % 5]) for i in range(300)))
