# Bytes literals: escapes, raw, concatenation, how they print.
print(b"abc", B'x', b"\x00\xff\t\n\r\\'\"", b'\'', b"'", b"'\"", rb"\n", bR"\x", Rb'\'', br"""a
b""", b"a" b"b" b'''c''')
print(b"\101\60\0", b"\u0041\N{DIGIT ONE}", len(b"\u0041"), b"\q" if False else b"", b"line \
joined")
print(b"abc"[0], b"abc"[0:1], list(b"\x01\xfe"), b"a" + b"b", b"ab" * 3, b"b" in b"abc", 98 in b"abc", b"abc" == b"ab" + b"c", b"a" < b"b", b"" == "")
for source in ('b"é"', 'b"a" "b"', 'b"\\xg0"', 'fb"x"', 'b"abc', "b'\n'", 'bb"x"', 'b"\\400"', 'rb"\\"'):
    try:
        compile(source, "<test>", "eval")
        print(repr(source), "fine")
    except SyntaxError as error:
        print(repr(source), "|", error.msg)
print(bytes(3), bytes([1, 2, 255]), bytes(b"x"), bytes("é", "utf-8"), bytes(range(3)), bytes((i for i in (65, 66))), bytes(), bytes(bytearray(b"q")))
print(bytearray(b"abc"), bytearray(2), repr(bytearray(b"\xff'")), bytearray("x", "ascii"))
for make in (lambda: bytes("x"), lambda: bytes(-1), lambda: bytes([256]), lambda: bytes(["a"]), lambda: bytes(1.5), lambda: bytes("é", "ascii"), lambda: bytes(1, "utf-8"), lambda: bytes(None), lambda: bytes([-1]), lambda: bytes(2**63), lambda: bytes(b"", errors="x"), lambda: bytes("a", "nope"), lambda: bytes({"k": 1}), lambda: bytes([[]])):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)
class Convertible:
    def __bytes__(self): return b"converted"
class Wrong:
    def __bytes__(self): return "text"
class Iterable:
    def __iter__(self): return iter([104, 105])
print(bytes(Convertible()), bytes(Iterable()), bytearray(Iterable()))
try:
    bytes(Wrong())
except TypeError as error:
    print(error)
print(b"%d %s %r %x %c %a %%" % (5, b"s", "r", 255, 65, "é"), b"%5.1f|%-4d|%04d" % (2.55, 7, 42), b"%(k)b" % {b"k": b"v"})
for template, args in ((b"%s", "text"), (b"%d", "x"), (b"%c", 300), (b"%c", b"ab"), (b"%d %d", (1,)), (b"%d", (1, 2)), (b"%z", 1)):
    try:
        print(template % args)
    except Exception as error:
        print(type(error).__name__, error)
