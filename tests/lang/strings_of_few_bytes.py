# Strings of every small length, joined, cut, changed, sorted and formatted.
alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
for count in range(40):
    text = alphabet[:count]
    again = "".join([c for c in text])
    assert again == text and len(again) == count and hash(again) == hash(text), count
    assert text.upper().lower() == text.lower() and text.upper() == "".join(map(str.upper, text))
    assert text.swapcase().swapcase() == text and (text + "-").split("-") == [text, ""]
    assert ("x" + text + "y" + text)[1 : count + 1] == text and text.replace("c", "--").replace("--", "c") == text
    for other in "", "-", "é", "--separator--", "€" * 3:
        joined = other.join([text, text, text])
        assert joined == text + other + text + other + text == other.join((text, text, text))
        assert joined == other.join(iter([text] * 3)) and len(joined) == 3 * count + 2 * len(other)
        if other:
            assert joined.split(other) == [text] * 3
    assert f"{text}|{count}|{text!r}" == text + "|" + str(count) + "|" + repr(text)
assert "a".upper() is "aA"[1] or True
print("ok", "-".join([]) == "", "-".join(["one"]), "".join(["a", "", "b"]), ",".join(["", ""]), "".join(["", ""]) == "")


class Text(str):
    def __str__(self):
        return "not this"


only = Text("only")
print(type("".join([only])).__name__, "-".join([only, only]), "-".join({"a": 1, "b": 2}), "".join(c for c in "xyz"))
for wrong in ["a", 1], ("a", None, "b"), [b"a"], 5, iter(["a", 2]):
    try:
        print("-".join(wrong))
    except TypeError as error:
        print(error)
print(ascii("".join(["\ud83d", "\ude00"])), len("".join(["\ud83d", "\ude00"])), "é".join("abc"), "-".join("äöü"))

# Sorting: shared beginnings, zeros, texts that are beginnings of others, what is not ASCII; stable, backwards too.
words = ["word%d" % (n * 7919 % 503) for n in range(300)]
print(sorted(words)[:5], sorted(words, reverse=True)[:3], sorted(words) == sorted(words, key=lambda w: [ord(c) for c in w]))
odd = ["a", "a\0", "", "a\0\0", "ab", "a\0b", "\0", "abcdefgh", "abcdefg", "abcdefghi", "abcdefgh\0", "é", "z", "€", "😀", "\ud800", "\uffff"]
print(ascii(sorted(odd)), sorted(odd) == sorted(odd[::-1]))
print([ascii(t) for t in sorted("shared/beginning/" + t for t in odd)] == [ascii("shared/beginning/" + t) for t in sorted(odd)])
print(sorted(["same"] * 3), sorted(["x"]), sorted([""]), sorted(["", ""]))
pairs = [(w[:5], i) for i, w in enumerate(words)]
print([i for _, i in sorted(pairs, key=lambda p: p[0])][:12], [i for _, i in sorted(pairs, key=lambda p: p[0], reverse=True)][:12])
print(sorted([Text("b"), "a", Text("c")]), sorted(["b", "a"] + [Text("0")]))
items = ["b", "a", 3]
try:
    items.sort()
except TypeError as error:
    print(error, len(items), 3 in items)

# Formats: what is between the percent signs, at the ends, and beyond ASCII.
print("%s" % "x", "%s%s" % ("a", "b"), "é%sü%dß" % ("x", 5), "100%%", "%%%d%%" % 5, "%-5s|%5s|%05d|%+d" % ("a", "b", 42, 7))
print("%(a)s and %(b)r" % {"a": 1, "b": "x"}, "%.3s" % "abcdef", "%*d" % (6, 42), "%x %o %X %#x" % (255, 8, 255, 255), "" % ())
for template, values in ("%", 1), ("%s %s", "a"), ("ab%", ()), ("é%y", 1), ("%d", "x"), ("nothing", 1), ("%(a", {}), ("%s", (1, 2)):
    try:
        print(template % values)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
for spec in "8", "<8", "^9", "=9", "08", "+", " ", "x", "#b", ",", "_", "*>40", "é^7", ">40", "c", "e", "+010,", "n":
    print([format(n, spec) for n in (0, 65, -1 if spec != "c" else 66, 123456)], end=" ")
print()
print(f"{2**63:,} {-2**62:_} {2**61} {-2**61:>25} {True:5} {10**30:<35}|")
print("abc".startswith("b", 1), "abc".startswith(("x", "a")), "abc".endswith("b", 0, 2), "é".startswith(""), "abc".startswith("", 4), "abc".startswith("c", -1))
for wrong in 5, ("a", 5), None:
    try:
        "xyz".startswith(wrong)
    except TypeError as error:
        print(error)
