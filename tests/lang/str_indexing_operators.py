# str: indexing, slicing, iteration, concatenation, repetition, comparison, hashing and interning.
s = "añb😀c"
print([s[i] for i in range(-5, 5)], s[1:4], s[::-1], s[::2], s[-1:0:-1], s[10:], s[:0] == "", list(s), tuple(s), len(s), [c for c in s], list(reversed(s)), list(enumerate("ab")), "x" "y", s + "!", "" + s == s, s * 2, 0 * s, s * -1, 3 * "ab", "" * 10**6)
for expression in ("s[5]", "s[-6]", "s['a']", "s[1.0]", "s[None]", "s[1, 2]", "s + 1", "1 + s", "s + b'x'", "s * 'a'", "s * 1.5", "s - 'a'", "s[0] + None", "s < 1", "s < b'a'", "s @ s", "-s", "~s", "s()", "s.x", "s[2**100]", "s[0]['x']", "del_s", "s * 10**20", "s % 1", "s[:'a']", "next(iter(''))"):
    try:
        print(expression, "=", eval(expression))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
for statement in ("s[0] = 'x'", "del s[0]", "s.attr = 1", "del s.upper", "s.__class__ = int"):
    try:
        exec(statement)
    except Exception as error:
        print(statement, "->", type(error).__name__, error)
print(s == "añb😀c", s != "x", "a" < "b", "a" <= "a", "" == "", "a" == 1, "abc" > "ab", hash("abc") == hash("ab" + "c"), {"k" + "ey": 1}["key"])
class Index:
    def __index__(self): return 1
print(s[Index()], s[Index():], "ab" * Index(), s[True], s[False], s.__getitem__(0), s.__len__(), s.__contains__("b"), s.__add__("z"), s.__mul__(2), s.__rmul__(1), s.__eq__(1), s.__lt__("b"), s.__iter__().__next__(), s.__hash__() == hash(s), s.__str__() is s, str(s) is s, s.__getnewargs__())
print(str(5), str(None), str(b"x"), str(b"\xc3\xa9", "utf-8"), str(b"\xe9", encoding="latin-1"), str(b"\xff", errors="replace", encoding="utf-8"), str(object=7), str(), repr(str), str(bytearray(b"ab"), "ascii"))
for call in (lambda: str(b"\xff", "utf-8"), lambda: str("a", "utf-8"), lambda: str(5, "utf-8"), lambda: str(b"a", 5), lambda: str(b"a", "nope"), lambda: "é".encode("ascii"), lambda: b"\xe9".decode(), lambda: "a".encode("x y"), lambda: "\ud800".encode(), lambda: b"\x80abc".decode("ascii"), lambda: "aé😀".encode("latin-1"), lambda: b"ab\xe2\x82".decode()):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
print("é😀".encode(), "é".encode("latin-1"), "é".encode("ascii", "ignore"), "é😀".encode("ascii", "replace"), "é😀".encode("ascii", "xmlcharrefreplace"), "é😀".encode("ascii", "backslashreplace"), "\udcff".encode("utf-8", "surrogateescape"), b"\xff".decode("utf-8", "surrogateescape").encode("utf-8", "surrogatepass"), b"a\xffb".decode("utf-8", "ignore"), b"a\xffb".decode("utf-8", "replace"), b"a\xffb".decode("ascii", "backslashreplace"), "x".encode("UTF8"), "x".encode("U8"))
text, acc = "", []
for i in range(300):
    text += chr(97 + i % 26) if i % 50 else "é"
    acc.append(text[-1])
print(len(text), text[100], text[-3:], "".join(acc) == text, text.count("é"))
