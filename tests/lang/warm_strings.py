# String work at warm sites: concatenation in place, formatting, indexing, methods, comparison, non-ASCII switches.
def build(n):
    s = ""
    for i in range(n): s += chr(97 + i % 26)
    return s
print(len(build(500)), build(30))
def shared(n):
    s = t = ""
    for i in range(n):
        s += "x"
        if i == 50: t = s
    return len(s), len(t)
print(shared(100))
def mixed(n):
    s = ""
    for i in range(n): s += "é" if i % 40 == 0 else "😀" if i % 77 == 0 else "a"
    return s.count("é"), s.count("😀"), len(s), len(s.encode())
print(mixed(300))
def add(a, b): return a + b
for _ in range(100): add("a", "b")
print(add("é", "b"), add("", ""), add("x", ""), add(1, 2), add([1], []))
try: add("a", 1)
except TypeError as error: print(error)
def form(a, b): return f"{a}-{b!r:>6}|{a:{b}}|" if isinstance(b, int) else f"{a}{b}"
for i in range(100): form("s", i % 9)
print(form("s", 4), form(5, 4), form(1.5, 6), form("é", "x"), form(None, "None"))
class S(str):
    def __add__(self, other): return "S add"
    def __format__(self, spec): return "S format"
    def __str__(self): return "S str"
print(add(S("a"), "b"), add("b", S("a")), f"{S('x')}", "%s" % S("y"), str(S("z")), S("a") + S("b"), S("q") * 2)
text = "The quick brown fox jumps over the lazy dog. " * 5
total = 0
for word in text.split():
    total += len(word.strip(".").lower().capitalize().swapcase().replace("o", "00")) + word.find("o") + word.startswith("T") + (word in "fox dog") + word.isalpha()
print(total)
counts = {}
for c in text.lower():
    if c.isalpha(): counts[c] = counts.get(c, 0) + 1
print(sorted(counts.items(), key=lambda p: (-p[1], p[0]))[:5])
def palindromes(words): return [w for w in words if w == w[::-1]]
print(palindromes(["level", "abc", "été", "", "x", "😀a😀"]), [t[i] for t in ("abc", "é😀ñ") for i in (0, -1, 1)])
def rotate(s, n): return s[n:] + s[:n]
s = "rotating"
for i in range(100): s = rotate(s, 3)
print(s)
def compare(a, b): return a == b, a < b, a != b, a >= b
for _ in range(100): compare("abc", "abd")
print(compare("abc", "abc"), compare("é", "e"), compare("", "a"), compare("x" * 100, "x" * 100))
joined = ",".join([str(i) for i in range(200)])
print(len(joined), sum(int(p) for p in joined.split(",")), joined[:10], joined[-5:], joined.rsplit(",", 2)[1:], hash(joined) == hash(",".join(map(str, range(200)))))
out = []
for i in range(1, 301): out.append("Fizz" * (i % 3 == 0) + "Buzz" * (i % 5 == 0) or str(i))
print(out[14], out[:5], sum(w.isdigit() for w in out))
