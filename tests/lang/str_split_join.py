# str: split, rsplit, splitlines, join, strip and their corner cases.
print("a b  c".split(), " a b ".split(), "".split(), "  ".split(), "a,b,,c".split(","), ",a,".split(","), "".split(","), "a b c d".split(None, 2), "a,b,c,d".split(",", 2), " a  b  c ".split(None, 1), "a--b--c".split("--"), "aaa".split("a"), "a b".split(" ", 0), "a b c".split(maxsplit=1), "a,b".split(sep=","), "a b".split(None, 0))
print("a b  c".rsplit(), "a b c d".rsplit(None, 2), "a,b,c,d".rsplit(",", 2), " a  b ".rsplit(None, 1), ",a,".rsplit(",", 1), "aXbXc".rsplit("X", maxsplit=1), "a\tb\nc\x0bd\x0ce\u2003f\xa0g\x1ch".split(), "été,à".split(","), "x".rsplit(","))
print("a\nb\r\nc\rd".splitlines(), "a\nb\n".splitlines(), "a\n\nb".splitlines(True), "".splitlines(), "\n".splitlines(), "a\x0bb\x0cc\x1cd\x85e\u2028f".splitlines(), "a\r\nb".splitlines(keepends=True), "no end".splitlines(), "a\tb".splitlines())
print("-".join(["a", "b"]), "".join("abc"), ",".join([]), ",".join(["only"]), ", ".join(str(i) for i in range(3)), "é".join(["a", "b", "c"]), "-".join({"k": 1, "l": 2}), "x".join(("é", "")), "ab".join("cd"))
print("  a ".strip(), "  a ".lstrip(), "  a ".rstrip(), "xxaxx".strip("x"), "abcba".strip("ab"), "abc".strip(""), "abc".strip("abc"), "\t\n a\u2003".strip(), "éaé".strip("é"), " a ".strip(None), "mississippi".rstrip("ip"), "www.example.com".strip("cmowz."), "".strip(), "\x1f a\x85".strip())
for call in (lambda: "a".split(""), lambda: "a".rsplit(""), lambda: "a".split(1), lambda: "a".split(None, "x"), lambda: ",".join([1]), lambda: ",".join(["a", None, 2]), lambda: ",".join(5), lambda: ",".join([b"a"]), lambda: "a".strip(1), lambda: "a".split(",", 1, 2), lambda: "a".split(x=1), lambda: "a".splitlines("x", 1), lambda: "".join(), lambda: "a".strip("a", "b"), lambda: "a".split(maxsplit=1.5), lambda: ",".join(x for x in [1 / 0])):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
class Sub(str):
    def __str__(self): return "not asked"
print(",".join([Sub("x"), Sub("y")]), type(Sub("a b").split()[0]).__name__, type(Sub("a").strip()).__name__, type("".join([Sub("z")])).__name__, Sub("-").join("ab"), type(Sub("abc").replace("x", "y")).__name__)
words = "the quick brown fox".split()
print(words, " ".join(reversed(words)), " ".join(sorted(words, key=len)), "".join(w[0] for w in words), [w.split("o") for w in words], "|".join(" ".join(words).split(" ", 2)))
total = 0
for i in range(300):
    line = f"{i},{i * 2},{'x' * (i % 5)}"
    a, b, c = line.split(",")
    total += int(a) + int(b) + len(c) + len(" ".join([a, b]).strip("0 "))
print(total)
