# bytes and bytearray: construction, subscription, methods, codecs.
def attempt(function, *args, **kwargs):
    try:
        print(repr(function(*args, **kwargs)))
    except Exception as e:
        print(type(e).__name__, e)


print(b"", b"a'b", b'a"b', b"a'\"b", b"\x00\t\n\r\\\x7f\xff", bytearray(b"x"))
print(bytes(3), bytes([1, 2, 255]), bytes("é", "utf-8"), bytes("é", "latin-1"), bytes(b"q"), bytes(range(3)))
for args in [(-1,), ([256],), ("a",), (1.5,), (b"a", "utf-8"), ([1, "a"],), ("é", "ascii"), ("a", "nope")]:
    attempt(bytes, *args)
    attempt(bytearray, *args)


class B:
    def __bytes__(self):
        return b"from method"


class Sub(bytes):
    pass


print(bytes(B()), Sub(b"abc"), type(Sub(b"abc")).__name__, Sub([1]) == b"\x01", type(bytes(Sub(b"z"))).__name__)
b = b"hello world"
print(b[0], b[-1], b[1:4], b[::-1], b[::2], b[5:2], len(b), list(b[:3]), 104 in b, b"wor" in b, b"x" in b)
attempt(lambda: b[100])
attempt(lambda: bytearray(b)[100])
attempt(lambda: b["a"])
attempt(lambda: "a" in b)
attempt(lambda: b + "a")
attempt(lambda: b * "a")
print(b + b"!", b * 2, 2 * b"ab", b"a" * -1, b"a" + bytearray(b"b"), bytearray(b"a") + b"b")
print(b == bytearray(b), b < b"i", b"a" <= b"a", b"a" == "a", b"a" != "a", {b"k": 1}[b"k"], hash(b"a") == hash(b"a"))
attempt(lambda: b < "a")
attempt(hash, bytearray(b))
print(b.find(b"o"), b.rfind(b"o"), b.find(111), b.find(b"zz"), b.index(b"l", 4), b.count(b"l"), b.count(b""), b.find(b"o", 5, 8))
attempt(b.index, b"zz")
attempt(b.find, "a")
attempt(b.find, 300)
print(b.startswith(b"he"), b.endswith((b"x", b"ld")), b.startswith(b"wor", 6))
attempt(b.startswith, "he")
print(b.replace(b"l", b"LL"), b.replace(b"l", b"", 1), b"ab".replace(b"", b"-"))
print(b.split(), b.split(b"o"), b"a,b,c".split(b",", 1), b"a,b,c".rsplit(b",", 1), b" a  b c ".split(None, 1), b" a  b c ".rsplit(None, 1))
attempt(b.split, b"")
print(b"a\nb\r\nc\r".splitlines(), b"a\nb\r\nc".splitlines(True), b.partition(b"o"), b.rpartition(b"o"), b.partition(b"z"), b.rpartition(b"z"))
print(b", ".join([b"a", bytearray(b"b")]), b"  x ".strip(), b"xxaxx".strip(b"x"), b"xxa".lstrip(b"x"), b"axx".rstrip(b"x"))
attempt(b"".join, [b"a", "b"])
print(b.removeprefix(b"hello"), b.removesuffix(b"world"), b"ab".ljust(5), b"ab".rjust(5, b"*"), b"ab".center(5, b"."), b"abc".center(6, b"."), b"-5".zfill(5))
print(b.upper(), b.title(), b.capitalize(), b"Ab".swapcase(), b"12".isdigit(), b"ab".isalpha(), b"a1".isalnum(), b" ".isspace(), b"AB".isupper(), b"ab".islower(), b"Ab Cd".istitle(), b"\xff".isascii())
print(b"\x01\xab".hex(), b"\x01\xab\xcd".hex(":"), b"abcdef".hex("_", 4), b"abcdef".hex("_", -4), bytes.fromhex("01 ab CD"), bytearray.fromhex("ff"))
attempt(bytes.fromhex, "0")
attempt(bytes.fromhex, "0g")
print(b"abc".translate(bytes.maketrans(b"ab", b"xy")), b"abc".translate(None, b"b"))
a = bytearray(b"abcdef")
a[0] = 65
a[1:3] = b"XYZ"
a[::2] = b"....".replace(b".", b"-")
print(a)
del a[0]
del a[::2]
a += b"!!"
a.append(10)
a.extend([1, 2])
a.insert(0, 255)
print(a, a.pop(), a.pop(0))
a.remove(33)
a.reverse()
print(a, a.copy(), [x for x in a])
a.clear()
attempt(a.pop)
attempt(a.append, 256)
attempt(a.remove, 1)
attempt(a.__setitem__, 0, 1)
attempt(a.__setitem__, slice(0, 1), 5)
print("aé€😀".encode(), "aé".encode("latin-1"), "é€".encode("ascii", "replace"), "é".encode("ascii", "ignore"))
print("é€😀".encode("ascii", "backslashreplace"), "é€".encode("ascii", "xmlcharrefreplace"), "\udc80".encode("utf-8", "surrogateescape"), "\ud800".encode("utf-8", "surrogatepass"))
for text, encoding in [("é", "ascii"), ("a€€b", "latin-1"), ("\ud800", "utf-8")]:
    attempt(text.encode, encoding)
for data in [b"a\xff", b"\xe2\x82", b"\xe2\x28\xa1", b"\x80", b"\xf0\x9f\x98\x80"]:
    attempt(data.decode)
    print(data.decode("utf-8", "replace"), data.decode("utf-8", "ignore"), ascii(data.decode("utf-8", "surrogateescape")), data.decode("utf8", "backslashreplace"), ascii(data.decode("latin1")))
attempt(b"\x80".decode, "ascii")
attempt(b"\x80".decode, "ascii", "unheard")
print(str(b"abc", "ascii"), str(b"\xe9", encoding="latin-1"), str(bytearray(b"x"), errors="strict"), str(b"a"), str(object="o"))
attempt(str, "a", "utf-8")
attempt(str, 1, "utf-8")
