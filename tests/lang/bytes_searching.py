# bytes: find, count, replace, split, join, strip, partition, with integers and buffers as arguments.
b = b"hello world, hello"
print(b.find(b"hello"), b.find(b"hello", 1), b.find(111), b.rfind(b"o"), b.find(b""), b.find(b"zz"), b.index(b"w"), b.rindex(108), b.count(b"l"), b.count(108), b.count(b""), b.count(b"l", 5, -1), b"lo" in b, 119 in b, b"" in b, b.startswith(b"he"), b.endswith((b"x", b"lo")), b.startswith(b"w", 6), b.find(bytearray(b"wor")))
print(b.replace(b"hello", b"bye"), b.replace(b"l", b"", 2), b"abc".replace(b"", b"-"), b"aaa".replace(b"aa", b"b"), b.split(), b.split(b","), b.split(b"l", 2), b.rsplit(b" ", 1), b" a  b ".split(), b"a\nb\r\nc".splitlines(), b"a\nb".splitlines(True), b",".join([b"a", bytearray(b"b")]), b"".join([]), b"-".join({b"k": 1}))
print(b"  a ".strip(), b"xxaxx".strip(b"x"), b"abc".lstrip(b"ba"), b"abc".rstrip(b"c"), b"a,b,c".partition(b","), b"abc".partition(b","), b"a,b,c".rpartition(b","), b"prefix-x".removeprefix(b"prefix-"), b"x.py".removesuffix(b".py"), b"ab".center(5), b"ab".ljust(4, b"."), b"ab".rjust(4), b"-5".zfill(4), b"a\tb".expandtabs(4))
print(b"Hello".upper(), b"Hello".lower(), b"hello world".title(), b"hello".capitalize(), b"Hello".swapcase(), b"abc".isalpha(), b"ab1".isalnum(), b"12".isdigit(), b" \t".isspace(), b"AB".isupper(), b"ab".islower(), b"Ab Cd".istitle(), b"\xe9".isalpha(), b"".isdigit(), b"\xff".isascii(), b"\xe9".upper())
print(b"abc".translate(bytes.maketrans(b"ab", b"xy")), b"abc".translate(None, b"b"), b"abc".translate(bytes(range(256))), b"abc".hex(), b"abcd".hex("-"), b"abcdef".hex("_", 2), b"abcde".hex(":", -2), bytes.fromhex("61 62"), bytes.fromhex(" 0aFF "), b"\xc3\xa9".decode(), b"x".decode("ascii"))
for call in (lambda: b.find("a"), lambda: b.find(256), lambda: b.find(-1), lambda: b.find(1.5), lambda: b.index(b"zz"), lambda: b.rindex(b"zz"), lambda: b.count("a"), lambda: "a" in b, lambda: b.startswith("a"), lambda: b.startswith((b"a", "b")), lambda: b.replace("a", b"b"), lambda: b.replace(b"a"), lambda: b.split(""), lambda: b.split(b""), lambda: b.split(5), lambda: b",".join(["a"]), lambda: b",".join([1]), lambda: b",".join(5), lambda: b.strip("a"), lambda: b.partition(b""), lambda: b.partition("a"), lambda: b.translate(b"short"), lambda: b.translate("x"), lambda: bytes.maketrans(b"a", b"bc"), lambda: bytes.fromhex("0"), lambda: bytes.fromhex("zz"), lambda: bytes.fromhex("é"), lambda: b.hex("ab"), lambda: b.removeprefix("x"), lambda: b.decode("nope"), lambda: b + "a", lambda: b[99], lambda: b["a"], lambda: b * "a", lambda: b < "a", lambda: b.expandtabs("x"), lambda: b.zfill("x"), lambda: b.endswith(5)):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
class B(bytes):
    def __new__(cls, data, tag): 
        self = super().__new__(cls, data)
        self.tag = tag
        return self
x = B(b"abc", "t")
print(x, x.tag, type(x + b"d").__name__, type(x[:]).__name__, type(x.strip()).__name__, x == b"abc", hash(x) == hash(b"abc"), {x: 1}[b"abc"], bytes(x), type(bytes(x)).__name__, x[0], b"".join([x, x]))
total = 0
for i in range(300): total += b.find(b"o", i % 9) + b.count(108, i % 5) + (i % 256 in b) + b[i % 18]
print(total)
