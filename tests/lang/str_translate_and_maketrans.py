# str.maketrans and str.translate: every form of table, and mappings of one's own.
print(str.maketrans("ab", "xy"), str.maketrans("a", "b", "cd"), str.maketrans({"a": 1, 98: None, "c": "long"}))
print("banana".translate(str.maketrans("an", "oN")), "banana".translate(str.maketrans("", "", "an")))
table = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": None})
print("<a & b>\n".translate(table))
print("naïve café ☕".translate({0xEF: "i", 0xE9: "e", 0x2615: "(cup)"}))
print("abc".translate({97: 0x1F600, 98: "", 99: 99}), "abc".translate({}), "".translate({97: 98}))


class Rot13:
    def __getitem__(self, code):
        if 97 <= code <= 122:
            return (code - 97 + 13) % 26 + 97
        if 65 <= code <= 90:
            return chr((code - 65 + 13) % 26 + 65)
        raise LookupError(code)


print("Hello, World".translate(Rot13()), "Hello, World".translate(Rot13()).translate(Rot13()))
print("abc".translate([None] * 97 + ["A", None, "C"]), "xyz".translate(["never"]), "\x00\x01".translate("pq"))


class Counting(dict):
    missed = []

    def __missing__(self, key):
        self.missed.append(chr(key))
        return key


counting = Counting({97: "A"})
print("abcab".translate(counting), sorted(set(counting.missed)))
for wrong in (
    lambda: str.maketrans("ab", "c"),
    lambda: str.maketrans("ab"),
    lambda: str.maketrans({"ab": 1}),
    lambda: str.maketrans({1.5: 1}),
    lambda: str.maketrans(1, 2),
    lambda: str.maketrans("a", "b", 3),
    lambda: "a".translate({97: 0x110000}),
    lambda: "a".translate({97: 1.5}),
    lambda: "a".translate({97: b"x"}),
    lambda: "a".translate(5),
    lambda: "a".translate(),
):
    try:
        print(wrong())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
letters = "the quick brown fox"
print(letters.translate(str.maketrans(dict.fromkeys("aeiou"))), letters.translate({ord(" "): "_"}).title())
print(bytes.maketrans(b"ab", b"xy")[95:100], b"cabbage".translate(bytes.maketrans(b"ab", b"xy"), b"g"), b"aXb".translate(None, b"X"))
