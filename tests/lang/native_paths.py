# What natives and containers do by quick paths, at the edges of those paths.
import array


# Keys that compare without Python, and those that do not.
class Point(tuple):
    def __new__(cls, x, y):
        return tuple.__new__(cls, (x, y))


class Odd(tuple):
    def __eq__(self, other):
        return len(self) == len(other)

    __hash__ = tuple.__hash__


class Even(tuple):
    pass


d = {Point(1, 2): "point", (3, (4, (5, 6.0))): "deep", 1.5: "float", None: "none", True: "true"}
print(d[(1, 2)], d[Point(3, (4, Point(5, 6)))], d[1.5], d[None], d[1], d[1.0])
print((1, 2) in d, (2, 1) in d, Even((1, 2)) in d, (3, (4, (5, 6))) in d)
print(Odd((1, 2)) == (7, 8), (7, 8) == Odd((1, 2)), [Odd((1, 2))] == [(7, 8)], [(7, 8)] == [Odd((1, 2))])
print(Odd((1, 2)) in {(1, 2)}, [(1, Odd((1, 2)))] == [(1, (9, 9))], [(1, Even((1, 2)))] == [(1, (9, 9))])
Even.__eq__ = lambda self, other: True
print([(1, Even((1, 2)))] == [(1, (9, 9))], [Even((1,))] == [(9, 9)])
del Even.__eq__
print([(1, Even((1, 2)))] == [(1, (9, 9))], [Even((9, 9))] == [(9, 9)])
Even.__ne__ = lambda self, other: "ne"
print(Even((1,)) != (1,), [Even((1,))] == [(1,)])
nan = float("nan")
print([nan] == [nan], (nan, 1) == (nan, 1), [0.0] == [-0.0], [1] == [1.0], [True] == [1.0])
print([None] == [0], [False] == [None], [True] == [False], [...] == [None], ["a"] == [("a",)], [("a",)] == [1])
print([2**62] == [2.0**62], [2**53 + 1] == [2.0**53], [1 << 70] == [1 << 70], ["1"] == [1])
deep = ()
other = ()
for i in range(60):
    deep, other = (deep, i), (other, i)
print(deep == other, [deep] == [other], {deep: 1}[other], (deep, 1) == (other, 2))


class Collides:
    def __init__(self, hash, equal):
        self.hash, self.equal = hash, equal

    def __hash__(self):
        return self.hash

    def __eq__(self, other):
        print("eq", other)
        return self.equal


for key in (5, (5,), 5.25):
    print({Collides(hash(key), False): 1, key: 2}[key], {Collides(hash(key), True): 1}[key])

# Sets, in parts by quick search and in parts by comparison.
plain, mixed = {1, 2, 3, "a", (1, 2)}, {3, "a", Collides(hash("b"), True), 9}
print(sorted(map(str, plain & {3, "a", 9})), sorted(map(str, plain - {3, "a"})), plain - {3, "a", 1, 2, (1, 2), 8, 9, 10})
print("b" in mixed, {3, "b"} <= mixed, {3, "b"} & mixed == {3, "b"}, {3, "b", "c"} - mixed, {"b"}.isdisjoint(mixed))
print({"c", "d"}.isdisjoint(mixed), plain.isdisjoint({7, 8}), plain.isdisjoint(x for x in (7, 1)), plain <= plain)
print(sorted({1, 2}.union({2, 3}, {4: 5}, [6])), sorted({1, 2} | {5}), {1}.union({1}), set() | {1})
same = {1, 2, 3}
same |= same
same.update(same)
print(same, same - same, same & same, same ^ same, frozenset(same) - same, type(frozenset(same) & same))
print({1, 2, 3}.difference({1}, [2]), {1, 2, 3}.difference(), {1, 2, 3}.intersection([1, 2], {2, 9}), set().difference({1}))
order = set()
for i in range(2000):
    order.add(i * 7919 % 2003)
for i in range(0, 2003, 3):
    order.discard(i)
print(len(order), len(order - set(range(1000))), len(order & set(range(1000))), order >= {1, 2, 4}, order >= {1, 2, 3})
table = {}
for i in range(50000):
    table[i * 31] = i
for i in range(0, 50000, 2):
    del table[i * 31]
print(len(table), all(table[i * 31] == i for i in range(1, 50000, 2)), 62 in table, 31 in table)

# Pairs that are given again are new as soon as somebody keeps them.
for make in (lambda: zip("abc", (1, 2, 3)), lambda: enumerate("abc"), lambda: {"a": 1, "b": 2, "c": 3}.items().__iter__()):
    kept = list(make())
    pairs = make()
    first, second = next(pairs), next(pairs)
    print(kept, first, second, first is second, hash(next(make())) == hash(kept[0]))
    print({pair for pair in make()} == set(kept), [hash(pair) for pair in make()] == [hash(pair) for pair in kept])
print(list(reversed({"a": 1, "b": 2}.items())), list(reversed({1: 2, 3: 4})), [*zip()], [*zip([1])], [*zip([1, 2], "a", [3])])
growing = {1: 1}
pairs = iter(growing.items())
try:
    for pair in pairs:
        growing[len(growing) + 5] = 1
except RuntimeError as error:
    print(error)
holes = dict.fromkeys(range(6))
for key in (0, 2, 5):
    del holes[key]
print(list(holes.items()), list(reversed(holes)), list(zip(holes, holes.values())))

# Arguments: by place, by name, too few, too many, with a bound object before many.
print(min(3, 1, 2), max([3, 1], key=lambda x: -x), min((), default=4), max("a", "b", key=str.upper), min(*range(20, 5, -1)))
print("{} {} {} {} {} {} {} {} {}".format(*range(9)), "{}{a}".format(1, a=2), "a-b-c".split("-", maxsplit=1))
for call in (
    lambda: min(),
    lambda: min(1, 2, default=3),
    lambda: min(1),
    lambda: {}.get(),
    lambda: {}.get(1, 2, 3),
    lambda: dict.get([], 1),
    lambda: dict.get(),
    lambda: [].append(1, 2),
    lambda: [].append(x=1),
    lambda: "a".split(sep="b", key=1),
    lambda: "a".split("b", sep="c"),
    lambda: [].sort(1),
    lambda: list.sort(),
    lambda: list.append(5, 6),
    lambda: set.add(frozenset(), 1),
    lambda: frozenset.union({1}, {2}),
    lambda: isinstance(1),
    lambda: print(end=1),
    lambda: "a".join(),
    lambda: "a".replace("b"),
    lambda: [].insert(1),
    lambda: (1,).index(),
):
    try:
        print(call())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


class Listed(list):
    pass


print(list.__len__(Listed([1, 2])), dict.get(type("D", (dict,), {})(a=1), "a"), list.pop(Listed([1, 2])))

# Slices.
numbers = list(range(10))
print(numbers[7::-1], numbers[::-1], numbers[8:2:-1], numbers[2:8:-1], numbers[::3], numbers[::-4], numbers[5:5:-1])
print(numbers[-3::-2], numbers[100::-1], numbers[:-100:-1], [][::-1], (1, 2, 3)[::-1], array.array("d", [1, 2, 3])[::-1])
numbers[:4] = numbers[3::-1]
print(numbers)
numbers[2:5] = numbers[:3]
numbers[1:3] = numbers
print(numbers)
numbers[:] = numbers
numbers[3:5] = ["new"]
print(numbers)


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name, len(held))


held = [Loud("a"), Loud("b"), 1]
held[:2] = [2, 3]
print(held)

# Texts of numbers.
print(f"{0}{-1}{7}{10}{123456789012}{-(2**61)}{2**61 - 1} {2**70} {1.5} {True} {None}{''}{'é'}{'\ud83d'!r}")
print(str(-10), repr(99), f"{5:03} {1e100} {1e16} {-0.0}", f"{'a'}{'é'}{3}")
print([hash(n) for n in (0, 1, -1, -2, 2**61 - 1, 2**61 - 2, 2**61, -(2**61) + 1, 2**62)])

# Arrays of every type.
for code in "bBhHiIlLqQfd":
    numbers = array.array(code, [1, 2, 100])
    numbers[1] = 50
    print(code, numbers[0], numbers[1], numbers[-1], numbers[1:], numbers.tolist(), end=" ")
    try:
        numbers[3]
    except IndexError as error:
        print(error)
text = array.array("w", "aé\U0001f600")
print(text[0], text[1], text[2], text.tolist(), array.array("Q", [2**64 - 1])[0], array.array("q", [-(2**63)])[0])


# Attributes that may be missing, and states.
class Hooked:
    def __getattr__(self, name):
        if name == "there":
            return 1
        raise (AttributeError if name == "gone" else ValueError)(name)


class Computed:
    @property
    def gone(self):
        raise AttributeError("inside")

    @property
    def broken(self):
        raise ValueError("inside")


class Slotted:
    __slots__ = ("a", "b")


print(getattr(Hooked(), "there", 2), getattr(Hooked(), "gone", 2), hasattr(Hooked(), "gone"), getattr(Computed(), "gone", 3))
print(hasattr(Computed(), "gone"), getattr(5, "real", 0), getattr(int, "nothing", 4), hasattr(array, "nothing"))
for call in (
    lambda: getattr(Hooked(), "other", 2),
    lambda: getattr(Computed(), "broken", 3),
    lambda: hasattr(Computed(), "broken"),
    lambda: getattr(1, 2, 3),
    lambda: hasattr(1, 2),
    lambda: getattr(Computed(), "nothing"),
):
    try:
        print(call())
    except (TypeError, ValueError, AttributeError) as error:
        print(type(error).__name__, error)
thing, slotted = Computed(), Slotted()
print(thing.__getstate__(), object.__getstate__(5), slotted.__getstate__())
thing.x, thing.y, slotted.b = 1, [2], 3
print(thing.__getstate__(), slotted.__getstate__(), thing.__dict__)
del thing.x
print(thing.__getstate__(), thing.__dict__)
print({1} in {frozenset({1})}, {1} in {2})
for call in (lambda: [] in {1}, lambda: {1: []} in set(), lambda: {1}.discard([]), lambda: set().remove([])):
    try:
        print(call())
    except TypeError as error:
        print(error)

# Slices of ranges, and tuples in order.
for r in (range(10), range(10, -10, -3), range(5, 5), range(2**61 - 3, 2**61 + 3), range(-(2**62), 2**62, 2**60)):
    print(r[2:5], r[:], r[::-1], r[5:2], r[-3:], r[::3], r[8:1:-2], r[::2**70], r[-(2**70) :], r[100:200])
try:
    range(5)[::0]
except ValueError as error:
    print(error)
pairs = [(2, "b"), (1, "b"), (2, "a"), (1,), (), (1, "b", 0), (2.5, None), (True, "c")]
print(sorted(pairs), max(pairs), (1, nan) < (1, nan), (1, 2) <= (1, 2), (1, 2) > (1,), Even((1, 2)) < (1, 3), (0, Even()) >= (0, ()))
try:
    print((1, None) < (1, "a"))
except TypeError as error:
    print(error)

# Iterating text: one position a step whatever the widths of the characters, and what the iterator's state says of it.
text = "aé\u20ac\U0001f600\ud800z\x00ÿ"
print([ascii(c) for c in text], ascii(list(reversed(text))), [len(c) for c in text])
for position in (-1, 0, 2, 3, 5, 8, 9):
    iterator = iter(text)
    iterator.__setstate__(position)
    print(iterator.__length_hint__(), ascii(list(iterator)), iterator.__reduce__()[1:], next(iterator, None))
iterator = iter(text)
print(ascii([next(iterator), next(iterator), next(iterator)]), iterator.__length_hint__(), ascii(iterator.__reduce__()[1:]))


class Text(str):
    def __getitem__(self, index):
        return "item"


class Data(bytes):
    def __getitem__(self, index):
        return "item"


print(list(Text("aé")), list(Data(b"ab")), list(reversed(Text("ab"))), list(reversed(Data(b"ab"))))
iterator = iter(b"a\xffb")
print(next(iterator), iterator.__length_hint__(), iterator.__reduce__()[1:], list(iterator), list(iterator))
iterator.__setstate__(1)
print(list(iterator), list(iter(b"")), list(iter("")))
items = [1, 2, 3, 4]
iterator = reversed(items)
print(next(iterator), items.pop(), items.pop(), list(iterator), list(iterator), list(reversed((1, 2, 3))), list(reversed(())))
e, y = chr(233), "ÿ"
print(e is "aé"[1], chr(255) is y, "ab é"[3] is e, [c for c in "éé"][0] is e)

# Text of white space, lines and letters, ASCII and other.
for text in ("", " ", "  a b\tc\n", "a\x1cb\x85c\u2003d ", "\u3000é x\u3000", "one", "\x1f\x0b x \xa0", "a  b   c"):
    print(ascii([text.split(), text.split(None, 1), text.rsplit(), text.rsplit(None, 1)]))
    print(ascii([text.strip(), text.lstrip(), text.rstrip(), text.strip("a "), text.strip("é\u3000")]))
for text in ("", "a", "\n", "a\r\nb\rc\n\nd", "a\x0bb\x0cc\x1cd\x1de\x1ef\x1fg", "é\x85ü\u2028\u2029x", "\xc5\u2000\u2028", "\ud800\n"):
    print(ascii([text.splitlines(), text.splitlines(True)]))
print(ascii(["Hello World".lower(), "Hello".upper(), "ΑΣ Σ".lower(), "straße".upper(), "A".lower(), "".upper(), Text("aB").upper()]))
for call in (
    lambda: b"abc".decode(),
    lambda: bytearray(b"h\xc3\xa9").decode("UTF8"),
    lambda: b"h\xe9".decode("latin-1"),
    lambda: b"h\xe9".decode(),
    lambda: b"h\xe9".decode("ascii", "replace"),
    lambda: b"\xed\xa0\x80".decode("utf-8", "surrogatepass"),
    lambda: b"abc".decode("nothing"),
    lambda: b"a".decode("utf-8", "nothing"),
):
    try:
        print(ascii(call()))
    except (LookupError, UnicodeError) as error:
        print(type(error).__name__, error)

# Big integers: operands of mixed sizes, signs of quotients, texts of all lengths.
numbers = [0, 1, -1, True, 7, -7, 2**61, -(2**61), 2**62 - 1, 2**63, -(2**63), 2**64, 10**18, 10**40 + 3, -(10**40) - 3, 3**400, -(3**700)]
total = 0
for left in numbers:
    for right in numbers:
        results = [left + right, left - right, left * right, left & right, left | right, left ^ right]
        results += [left < right, left == right, left >= right]
        if right:
            quotient, remainder = divmod(left, right)
            results += [left // right, left % right, quotient, remainder]
            assert (quotient, remainder) == (left // right, left % right) and quotient * right + remainder == left
        if 0 <= right < 100:
            results += [left << right, left >> right]
        for number in results:
            total = (total * 31 + number) % (10**30 + 57)
    left = int(left)
    print(left, left.bit_length(), hash(left), int(str(left)) == left, int(" %d\n" % left) == left, f"{left:+,}", ~left)
print(total)
for digits in (1, 9, 10, 17, 18, 19, 20, 27, 36, 37, 100, 299, 300, 301, 600):
    for text in ("1" + "0" * (digits - 1), "9" * digits, ("1234567890" * 60)[:digits], "-" + "8" * digits):
        assert str(int(text)) == text and int("0" * 20 + text.lstrip("-")) == abs(int(text)), text
        assert "%x" % int(text) == format(int(text), "x") and int(format(int(text), "x"), 16) == int(text)
for call in (lambda: divmod(2**70, 0), lambda: divmod(1, False), lambda: divmod(2**70, "a"), lambda: (2**70).__rdivmod__(0)):
    try:
        print(call())
    except (TypeError, ZeroDivisionError) as error:
        print(type(error).__name__, error)
for text in ("12", "-12", "+12", " 12\t", "1_2", "012", "", "-", "1__2", "_1", "12a", "0x12", "१२", "1" * 18, "9" * 19, "1_" * 30 + "1"):
    for base in (10, 0, 16):
        try:
            print(ascii(text), base, int(text, base), int(text.encode("ascii", "ignore"), base))
        except ValueError as error:
            print(ascii(str(error)))

# Texts of floats, and `%`.
floats = [0.0, -0.0, 0.5, 1.5, 2.5, 0.125, 0.375, 1.005, 2.675, 1e15 + 0.5, 9007199254740993.0, 1e16, 1e22, 1e-5, 0.0001, 123456789.125, 5e-324, 1e-30]
floats += [0.1, 1 / 3, 100.0, 1e300, -1234.5, 9.5, 99.995, 2.0**-70, 4503599627370497.5, float("inf"), float("-inf"), nan, 12345678901234567.0, 1e-7]
for number in floats:
    print(repr(number), f"{number:.0f} {number:.1f} {number:.2f} {number:.3f} {number:f} {number:.22f} {number:.25f} {number:#.0f}")
    print("%.0f %.1f %.2f %f" % (number, number, number, number), f"{number:,.2f} {number:%} {number:.1%} {number:z.1f}")
for n in range(2000):
    number = (n * 7919 % 10007 - 3000) / (1, 7, 8, 1000, 1e-14, 3e7)[n % 6]
    assert float(repr(number)) == number and abs(float("%.3f" % number) - number) <= 0.0005 + abs(number) * 1e-15, number
print("%s|%r|%d|%i|%u|%%|%s" % ("é", "x", 5, -6, True, Text("t")), ascii("%s%s" % ("\ud83d", "\ud800")), "%5d|%-5d|%05d|%+d|%.3d" % (1, 2, -3, 4, 5))
print("%d %d %s" % (2**70, 2.9, None), "%(a)s %(b)d" % {"a": 1, "b": -2})
