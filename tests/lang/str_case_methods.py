# str: case conversion and the is… questions, over ASCII and beyond.
print("Hello World".upper(), "Hello World".lower(), "hello world".title(), "hello WORLD".capitalize(), "Hello".swapcase(), "ß".upper(), "ǆ".title(), "ΣΑΣ".lower(), "İ".lower().encode(), "ŉ".upper(), "they're bill's".title(), "x1y2".title(), "éCOLE".capitalize(), "".title(), "ﬁ".upper(), "ß".swapcase(), "straße".casefold(), "ΑΣ".casefold())
samples = ["abc", "ABC", "Abc", "Abc Def", "abc def", "123", "12.3", "abc1", "", " ", "\t\n", "é", "É", "ß", "½", "²", "٣", "一", "_x", "1x", "x-y", "class", "Ⅷ", "ª", "a\u0301", "\x00", "\u00ad", "\U0001F600", "Ǆ", "ǅ", "abc\n", "＿", "x１"]
for method in ("isalpha", "isdigit", "isdecimal", "isnumeric", "isalnum", "isspace", "isupper", "islower", "istitle", "isidentifier", "isprintable", "isascii"):
    print(method, "".join("T" if getattr(s, method)() else "." for s in samples))
print("a".center(5), "|" + "ab".center(5) + "|", "ab".center(5, "*"), "abc".center(6, "-"), "abc".center(2), "ab".ljust(4) + "|", "ab".rjust(4, "."), "é".center(3, "ñ"), "42".zfill(5), "-42".zfill(5), "+4".zfill(4), "abc".zfill(2), "".zfill(3), "--1".zfill(5), "x".zfill(3))
print("a\tb".expandtabs(), "a\tb".expandtabs(4), "\t".expandtabs(3) + "|", "ab\tc\td".expandtabs(2), "a\n\tb".expandtabs(4), "a\tb".expandtabs(0), "a\tb".expandtabs(tabsize=1), "é\tx".expandtabs(3))
table = str.maketrans({"a": "1", "b": None, "c": "xyz", 100: 0x65})
print("abcd".translate(table), "abc".translate(str.maketrans("ab", "xy")), "abc".translate(str.maketrans("ab", "xy", "c")), "é".translate({0xe9: "e"}), "abc".translate({}), str.maketrans("a", "b", "c"), "ab".translate([None] * 97 + ["A", 66]))
for call in (lambda: "a".center(5, "ab"), lambda: "a".center("5"), lambda: "a".ljust(5, ""), lambda: "a".rjust(3, 1), lambda: "a".zfill("2"), lambda: str.maketrans("a", "bc"), lambda: str.maketrans({"ab": 1}), lambda: str.maketrans(5), lambda: str.maketrans("a", 1), lambda: "a".translate(5), lambda: "a".translate({97: 1.5}), lambda: "a".translate({97: 0x110000}), lambda: "a".expandtabs("x"), lambda: str.maketrans({1.5: "a"}), lambda: "a".upper(1), lambda: "a".center()):
    try:
        print(repr(call()))
    except Exception as error:
        print(type(error).__name__, error)
print(sorted("banana"), "".join(sorted(set("banana"))), "abc" < "abd", "Z" < "a", "a" < "é", "" < "a", "ab" < "abc", "\U0001F600" > "\uffff", max("héllo"), min("héllo"), list("aé😀"), "😀é"[::-1], "a😀b"[1], len("a😀b"), "😀" * 2, ord("é"), chr(233), [ord(c) for c in "a😀"])
